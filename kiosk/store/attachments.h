/* Photos, files and signatures, sealed before they come here. They are staged as they are taken, under a key
 * that the application or its draft keeps, so that submitting writes no megabytes; store_case_put() adopts
 * them. The upload goes on where it stopped. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

#define STORE_ATTACHMENT_MAX  (11 * 1024 * 1024)  /* sealed bytes: 10 MiB and what sealing adds */
#define STORE_ATTACHMENTS_MAX 64                  /* of one case or stage */
#define STORE_STAGE_MAX       (256 * 1024 * 1024) /* staged bytes without a case, all stages together */

typedef struct {
    gint64 id;
    char sha256[65];        /* of the plain content, hex: its name between kiosk and hub */
    char sealed_sha256[65]; /* of the bytes that lie here and travel */
    gint64 bytes;           /* sealed */
    gint64 offset;          /* the hub has this many already */
} StoreAttachment;
void store_attachment_free(StoreAttachment *item);

/* `sha256`: 64 hex digits, of the plain content. The same content again in a stage: replaces. LIMIT: size,
 * STORE_ATTACHMENTS_MAX of a stage, STORE_STAGE_MAX. */
gboolean store_attachment_stage(Store *store, const char *stage, const char *sha256, GBytes *sealed,
                                gint64 now_ms, GError **error);
/* The resident took it away. No such content: TRUE. */
gboolean store_attachment_unstage(Store *store, const char *stage, const char *sha256, GError **error);
/* A session ended without case or draft: all of a stage. */
gboolean store_attachment_drop_stage(Store *store, const char *stage, GError **error);
/* At start: stages that no draft names, older than `before_ms`. Number removed, -1 on error. */
int store_attachments_purge(Store *store, gint64 before_ms, GError **error);

/* Of one case, in the order of staging. Array of StoreAttachment. */
GPtrArray *store_attachments_of(Store *store, gint64 case_seq, GError **error);
/* Of one stage (a resumed draft shows what is there). */
GPtrArray *store_attachments_staged(Store *store, const char *stage, GError **error);
/* At most `len` bytes from `offset`; an empty GBytes at the end. */
GBytes *store_attachment_read(Store *store, gint64 id, gint64 offset, gsize len, GError **error);
/* The hub has `offset` bytes (it may be less than before: the hub lost some). STATE beyond the end. */
gboolean store_attachment_sent(Store *store, gint64 id, gint64 offset, GError **error);

G_END_DECLS

/* Drafts: an application put aside, sealed with a key that only the same card gives again (seal/secret.h). */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

#define STORE_DRAFT_KEEP_MS   (7LL * 24 * 3600 * 1000)
#define STORE_DRAFTS_PER_CARD 24
#define STORE_DRAFTS_MAX      2000

typedef struct {
    const guint8 *card_tag; /* STORE_TAG_BYTES, of seal_card_new() */
    const char *matter_id;
    const char *catalogue_version;
    int step, steps;   /* step k of n, shown before the draft is opened */
    const char *stage; /* staged attachments that live as long as the draft; NULL: none */
    GBytes *sealed;
    gint64 now_ms;
} StoreDraftNew;

/* One for each card and matter: a new one replaces the old one and its expiry. LIMIT. */
gboolean store_draft_put(Store *store, const StoreDraftNew *draft, GError **error);

typedef struct {
    char *matter_id, *catalogue_version, *stage; /* stage may be NULL */
    int step, steps;
    gint64 saved_ms, expires_ms;
    GBytes *sealed; /* NULL in lists */
} StoreDraft;
void store_draft_free(StoreDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreDraft, store_draft_free)

/* NULL: NOT_FOUND (expired ones are not found either). */
StoreDraft *store_draft_find(Store *store, const guint8 card_tag[STORE_TAG_BYTES], const char *matter_id,
                             gint64 now_ms, GError **error);
/* All of a card, newest first, without content. Array of StoreDraft. */
GPtrArray *store_drafts_of(Store *store, const guint8 card_tag[STORE_TAG_BYTES], gint64 now_ms,
                           GError **error);
/* With its staged attachments, unless `keep_stage` (they go on into a case). No such draft: TRUE. */
gboolean store_draft_delete(Store *store, const guint8 card_tag[STORE_TAG_BYTES], const char *matter_id,
                            gboolean keep_stage, GError **error);
/* Expired drafts and their attachments; audited as one event. Do not call while the time is uncertain. Number
 * removed, -1 on error. */
int store_drafts_purge(Store *store, gint64 now_ms, GError **error);

G_END_DECLS

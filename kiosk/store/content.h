/* What the hub published, as it came: catalogue, notices, apps, settings, with the etag to ask for changes.
 * The caller has checked a document before it is put here; the one before it stays until then. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

#define STORE_CONTENT_MAX (16 * 1024 * 1024)

/* `name` is one of [a-z0-9._-], at most STORE_KEY_MAX. */
gboolean store_content_put(Store *store, const char *name, const char *etag, GBytes *body, gint64 now_ms,
                           GError **error);
/* NULL: NOT_FOUND, or DAMAGED when it is not what was put. `etag` (may be NULL) is the caller's to free. */
GBytes *store_content_get(Store *store, const char *name, char **etag, GError **error);
/* The etag alone; NULL: NOT_FOUND. Free with g_free. */
char *store_content_etag(Store *store, const char *name, GError **error);
gboolean store_content_delete(Store *store, const char *name, GError **error);

G_END_DECLS

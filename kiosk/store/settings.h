/* Small values that belong to the store rather than to kiosk.ini: what the hub lent (its public key, number
 * of this kiosk), what must survive a restart. `key` is one of [a-z0-9._-]. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

#define STORE_SETTING_MAX 4096

gboolean store_setting_put(Store *store, const char *key, const char *value, GError **error);
/* NULL without error: not set. Free with g_free. */
char *store_setting_get(Store *store, const char *key, GError **error);
gboolean store_setting_put_int(Store *store, const char *key, gint64 value, GError **error);
gint64 store_setting_get_int(Store *store, const char *key, gint64 fallback, GError **error);
gboolean store_setting_delete(Store *store, const char *key, GError **error);

G_END_DECLS

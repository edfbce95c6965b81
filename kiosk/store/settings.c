#include "kiosk/store/settings.h"
#include "kiosk/store/internal.h"

#include <string.h>

STORE_SQL(SQL_PUT, "INSERT INTO setting(key, value) VALUES(?1, ?2)"
                   " ON CONFLICT(key) DO UPDATE SET value = excluded.value WHERE value != excluded.value");
STORE_SQL(SQL_GET, "SELECT value FROM setting WHERE key = ?1");
STORE_SQL(SQL_DELETE, "DELETE FROM setting WHERE key = ?1");

gboolean store_setting_put(Store *store, const char *key, const char *value, GError **error)
{
    if (!store_word_is_good(key, STORE_KEY_MAX, "", "setting", error))
        return FALSE;
    if (strlen(value) > STORE_SETTING_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "setting %s: longer than %d bytes", key,
                    STORE_SETTING_MAX);
        return FALSE;
    }
    g_auto(StoreQuery) query = store_query(store, &SQL_PUT);
    store_bind_text(&query, key);
    store_bind_text(&query, value);
    return store_run(&query, error);
}

char *store_setting_get(Store *store, const char *key, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_GET);
    store_bind_text(&query, key);
    return store_next(&query, error) == STORE_ROW ? store_col_text(&query, 0) : NULL;
}

gboolean store_setting_put_int(Store *store, const char *key, gint64 value, GError **error)
{
    char text[24];
    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
    return store_setting_put(store, key, text, error);
}

gint64 store_setting_get_int(Store *store, const char *key, gint64 fallback, GError **error)
{
    g_autofree char *text = store_setting_get(store, key, error);
    gint64 value = 0;
    return text && g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, &value, NULL) ? value
                                                                                            : fallback;
}

gboolean store_setting_delete(Store *store, const char *key, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_DELETE);
    store_bind_text(&query, key);
    return store_run(&query, error);
}

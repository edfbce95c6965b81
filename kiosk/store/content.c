#include "kiosk/store/content.h"
#include "kiosk/store/internal.h"
#include "kiosk/seal/hash.h"

#include <string.h>

#define ETAG_MAX 128

STORE_SQL(SQL_PUT, "INSERT INTO content(name, etag, body, sha256, put_ms) VALUES(?1, ?2, ?3, ?4, ?5)"
                   " ON CONFLICT(name) DO UPDATE SET etag = excluded.etag, body = excluded.body,"
                   " sha256 = excluded.sha256, put_ms = excluded.put_ms");
STORE_SQL(SQL_GET, "SELECT body, sha256, etag FROM content WHERE name = ?1");
STORE_SQL(SQL_ETAG, "SELECT etag FROM content WHERE name = ?1");
STORE_SQL(SQL_DELETE, "DELETE FROM content WHERE name = ?1");

gboolean store_content_put(Store *store, const char *name, const char *etag, GBytes *body, gint64 now_ms,
                           GError **error)
{
    if (!store_word_is_good(name, STORE_KEY_MAX, "", "content name", error))
        return FALSE;
    if (g_bytes_get_size(body) > STORE_CONTENT_MAX || strlen(etag) > ETAG_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT,
                    "content %s: over %d MiB, or its etag over %d bytes", name,
                    STORE_CONTENT_MAX / 1024 / 1024, ETAG_MAX);
        return FALSE;
    }
    guint8 digest[SEAL_HASH_BYTES];
    seal_sha256(g_bytes_get_data(body, NULL), g_bytes_get_size(body), digest);
    g_auto(StoreQuery) query = store_query(store, &SQL_PUT);
    store_bind_text(&query, name);
    store_bind_text(&query, etag);
    store_bind_bytes(&query, body);
    store_bind_blob(&query, digest, sizeof digest);
    store_bind_int(&query, now_ms);
    return store_run(&query, error);
}

GBytes *store_content_get(Store *store, const char *name, char **etag, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_GET);
    store_bind_text(&query, name);
    if (!store_one(&query, "content", error))
        return NULL;
    g_autoptr(GBytes) body = store_col_bytes(&query, 0);
    guint8 put[SEAL_HASH_BYTES], now[SEAL_HASH_BYTES];
    seal_sha256(g_bytes_get_data(body, NULL), g_bytes_get_size(body), now);
    if (!store_col_fixed(&query, 1, put, sizeof put) || memcmp(put, now, sizeof now) != 0) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                    "content %s: not what was put here; fetch it again", name);
        return NULL;
    }
    if (etag)
        *etag = store_col_text(&query, 2);
    return g_steal_pointer(&body);
}

char *store_content_etag(Store *store, const char *name, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_ETAG);
    store_bind_text(&query, name);
    return store_one(&query, "content", error) ? store_col_text(&query, 0) : NULL;
}

gboolean store_content_delete(Store *store, const char *name, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_DELETE);
    store_bind_text(&query, name);
    return store_run(&query, error);
}

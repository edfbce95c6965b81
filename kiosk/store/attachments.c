#include "kiosk/store/attachments.h"
#include "kiosk/store/internal.h"
#include "kiosk/seal/hash.h"

#include <string.h>

STORE_SQL(SQL_ADD,
          "INSERT INTO attachment(stage, sha256, sealed_sha256, bytes, staged_ms) VALUES(?1, ?2, ?3, ?4, ?5)"
          " RETURNING id");
STORE_SQL(SQL_ADD_DATA, "INSERT INTO attachment_data(id, data) VALUES(?1, ?2)");
STORE_SQL(SQL_REMOVE, "DELETE FROM attachment WHERE stage = ?1 AND sha256 = ?2");
STORE_SQL(SQL_ROOM,
          "SELECT count(*) FILTER (WHERE stage = ?1), total(bytes) FROM attachment WHERE stage IS NOT NULL");
STORE_SQL(SQL_DROP_STAGE, "DELETE FROM attachment WHERE stage = ?1");
STORE_SQL(SQL_DROP_CASE, "DELETE FROM attachment WHERE case_seq = ?1");
STORE_SQL(SQL_ADOPT, "UPDATE attachment SET case_seq = ?2, stage = NULL WHERE stage = ?1");
STORE_SQL(SQL_PURGE, "DELETE FROM attachment WHERE stage IS NOT NULL AND staged_ms < ?1"
                     " AND stage NOT IN (SELECT stage FROM draft WHERE stage IS NOT NULL)");
STORE_SQL(SQL_OF_CASE,
          "SELECT id, sha256, sealed_sha256, bytes, sent FROM attachment WHERE case_seq = ?1 ORDER BY id");
STORE_SQL(SQL_OF_STAGE,
          "SELECT id, sha256, sealed_sha256, bytes, sent FROM attachment WHERE stage = ?1 ORDER BY id");
STORE_SQL(SQL_SENT, "UPDATE attachment SET sent = ?2 WHERE id = ?1 AND ?2 BETWEEN 0 AND bytes");
STORE_SQL(SQL_EXISTS, "SELECT 1 FROM attachment WHERE id = ?1");

void store_attachment_free(StoreAttachment *item)
{
    g_free(item);
}

/* Is there room for `bytes` more in this stage and in all stages? */
static gboolean has_room(Store *store, const char *stage, gsize bytes, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_ROOM);
    store_bind_text(&query, stage);
    if (!store_one(&query, "attachment", error))
        return FALSE;
    if (store_col_int(&query, 0) >= STORE_ATTACHMENTS_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "attachments: %d in one application already",
                    STORE_ATTACHMENTS_MAX);
        return FALSE;
    }
    if (store_col_int(&query, 1) + (gint64)bytes > STORE_STAGE_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "attachments: %d MiB wait without a case already",
                    STORE_STAGE_MAX / 1024 / 1024);
        return FALSE;
    }
    return TRUE;
}

static gboolean remove_one(Store *store, const char *stage, const char *sha256, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_REMOVE);
    store_bind_text(&query, stage);
    store_bind_text(&query, sha256);
    return store_run(&query, error);
}

static gboolean add_one(Store *store, const char *stage, const char *sha256, GBytes *sealed, gint64 now_ms,
                        GError **error)
{
    guint8 digest[SEAL_HASH_BYTES];
    seal_sha256(g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed), digest);
    g_autofree char *sealed_sha256 = seal_hex(digest, sizeof digest);
    gint64 id;
    {
        g_auto(StoreQuery) query = store_query(store, &SQL_ADD);
        store_bind_text(&query, stage);
        store_bind_text(&query, sha256);
        store_bind_text(&query, sealed_sha256);
        store_bind_int(&query, (gint64)g_bytes_get_size(sealed));
        store_bind_int(&query, now_ms);
        if (!store_one(&query, "attachment", error))
            return FALSE;
        id = store_col_int(&query, 0);
        if (!store_run(&query, error))
            return FALSE;
    }
    g_auto(StoreQuery) data = store_query(store, &SQL_ADD_DATA);
    store_bind_int(&data, id);
    store_bind_bytes(&data, sealed);
    return store_run(&data, error);
}

gboolean store_attachment_stage(Store *store, const char *stage, const char *sha256, GBytes *sealed,
                                gint64 now_ms, GError **error)
{
    guint8 digest[SEAL_HASH_BYTES];
    if (!store_word_is_good(stage, STORE_KEY_MAX, "", "stage", error))
        return FALSE;
    if (!seal_unhex(sha256, digest, sizeof digest)) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_REFUSED, "attachment: its name is no SHA-256");
        return FALSE;
    }
    if (g_bytes_get_size(sealed) > STORE_ATTACHMENT_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "attachment: more than %d MiB",
                    STORE_ATTACHMENT_MAX / 1024 / 1024);
        return FALSE;
    }
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    return tx.store && remove_one(store, stage, sha256, error) &&
           has_room(store, stage, g_bytes_get_size(sealed), error) &&
           add_one(store, stage, sha256, sealed, now_ms, error) && store_tx_commit(&tx, error);
}

gboolean store_attachment_unstage(Store *store, const char *stage, const char *sha256, GError **error)
{
    return remove_one(store, stage, sha256, error);
}

gboolean store_attachments_delete_stage(Store *store, const char *stage, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_DROP_STAGE);
    store_bind_text(&query, stage);
    return store_run(&query, error);
}

gboolean store_attachment_drop_stage(Store *store, const char *stage, GError **error)
{
    return store_attachments_delete_stage(store, stage, error);
}

gboolean store_attachments_delete_case(Store *store, gint64 case_seq, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_DROP_CASE);
    store_bind_int(&query, case_seq);
    return store_run(&query, error);
}

gboolean store_attachments_adopt(Store *store, const char *stage, gint64 case_seq, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_ADOPT);
    store_bind_text(&query, stage);
    store_bind_int(&query, case_seq);
    return store_run(&query, error);
}

int store_attachments_purge(Store *store, gint64 before_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_PURGE);
    store_bind_int(&query, before_ms);
    return store_run(&query, error) ? store_changes(store) : -1;
}

static GPtrArray *list(StoreQuery *query, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)store_attachment_free);
    StoreRow row;
    while ((row = store_next(query, error)) == STORE_ROW) {
        StoreAttachment *item = g_new0(StoreAttachment, 1);
        item->id = store_col_int(query, 0);
        store_col_copy(query, 1, item->sha256, sizeof item->sha256);
        store_col_copy(query, 2, item->sealed_sha256, sizeof item->sealed_sha256);
        item->bytes = store_col_int(query, 3);
        item->offset = store_col_int(query, 4);
        g_ptr_array_add(items, item);
    }
    return row == STORE_NO_ROW ? g_steal_pointer(&items) : NULL;
}

GPtrArray *store_attachments_of(Store *store, gint64 case_seq, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_OF_CASE);
    store_bind_int(&query, case_seq);
    return list(&query, error);
}

GPtrArray *store_attachments_staged(Store *store, const char *stage, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_OF_STAGE);
    store_bind_text(&query, stage);
    return list(&query, error);
}

GBytes *store_attachment_read(Store *store, gint64 id, gint64 offset, gsize len, GError **error)
{
    /* reads the pieces that are asked for, not ten megabytes each time */
    sqlite3_blob *blob = NULL;
    int code = sqlite3_blob_open(store->db, "main", "attachment_data", "data", id, 0, &blob);
    if (code != SQLITE_OK) {
        if ((code & 0xff) == SQLITE_ERROR)
            g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "no such attachment");
        else
            store_error_from_sqlite(store, code, error);
        sqlite3_blob_close(blob);
        return NULL;
    }
    gint64 size = sqlite3_blob_bytes(blob);
    gint64 from = CLAMP(offset, 0, size);
    gsize piece = (gsize)MIN((gint64)MIN(len, (gsize)STORE_ATTACHMENT_MAX), size - from);
    guint8 *data = g_malloc(MAX(piece, 1));
    code = sqlite3_blob_read(blob, data, (int)piece, (int)from);
    sqlite3_blob_close(blob);
    if (code != SQLITE_OK) {
        g_free(data);
        store_error_from_sqlite(store, code, error);
        return NULL;
    }
    return g_bytes_new_take(data, piece);
}

gboolean store_attachment_sent(Store *store, gint64 id, gint64 offset, GError **error)
{
    {
        g_auto(StoreQuery) query = store_query(store, &SQL_SENT);
        store_bind_int(&query, id);
        store_bind_int(&query, offset);
        if (!store_run(&query, error))
            return FALSE;
    }
    if (store_changes(store) == 1)
        return TRUE;
    g_auto(StoreQuery) exists = store_query(store, &SQL_EXISTS);
    store_bind_int(&exists, id);
    if (store_one(&exists, "attachment", error))
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_STATE, "attachment: more was sent than there is");
    return FALSE;
}

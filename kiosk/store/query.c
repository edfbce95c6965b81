#include "kiosk/store/internal.h"

#include <errno.h>
#include <string.h>

/* The linker's names for the ends of the section that STORE_SQL fills. */
extern const StoreSql __start_store_sql[], __stop_store_sql[];

StoreQuery store_query(Store *store, const StoreSql *sql)
{
    if (!store->prepared)
        store->prepared = g_new0(sqlite3_stmt *, (gsize)(__stop_store_sql - __start_store_sql));
    sqlite3_stmt **place = &store->prepared[sql - __start_store_sql];
    if (!*place)
        sqlite3_prepare_v3(store->db, sql->text, -1, SQLITE_PREPARE_PERSISTENT, place, NULL);
    return (StoreQuery){store, *place, 0};
}

void store_query_end(StoreQuery *query)
{
    if (!query->stmt)
        return;
    sqlite3_reset(query->stmt);
    sqlite3_clear_bindings(query->stmt);
    query->stmt = NULL;
}

void store_bind_text(StoreQuery *query, const char *text)
{
    query->bound++;
    if (query->stmt && text)
        sqlite3_bind_text(query->stmt, query->bound, text, -1, SQLITE_STATIC);
}

void store_bind_int(StoreQuery *query, gint64 value)
{
    query->bound++;
    if (query->stmt)
        sqlite3_bind_int64(query->stmt, query->bound, value);
}

void store_bind_blob(StoreQuery *query, const void *data, gsize len)
{
    query->bound++;
    if (query->stmt && data)
        sqlite3_bind_blob64(query->stmt, query->bound, data, len, SQLITE_STATIC);
}

void store_bind_bytes(StoreQuery *query, GBytes *bytes)
{
    gsize len = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;
    store_bind_blob(query, data ? data : (bytes ? "" : NULL), len);
}

void store_bind_day(StoreQuery *query, Day day)
{
    if (day == DAY_NONE)
        query->bound++;
    else
        store_bind_int(query, day);
}

StoreRow store_next(StoreQuery *query, GError **error)
{
    errno = 0; /* so that an error's reason is not an old one: see error_of() */
    int code = query->stmt ? sqlite3_step(query->stmt) : sqlite3_errcode(query->store->db);
    if (query->stmt && code == SQLITE_ROW)
        return STORE_ROW;
    if (query->stmt && code == SQLITE_DONE)
        return STORE_NO_ROW;
    store_error_from_sqlite(query->store, code, error);
    return STORE_ROW_ERROR;
}

gboolean store_run(StoreQuery *query, GError **error)
{
    StoreRow row = STORE_ROW;
    while (row == STORE_ROW)
        row = store_next(query, error);
    return row == STORE_NO_ROW;
}

int store_changes(const Store *store)
{
    return sqlite3_changes(store->db);
}

gboolean store_one(StoreQuery *query, const char *what, GError **error)
{
    switch (store_next(query, error)) {
    case STORE_ROW:
        return TRUE;
    case STORE_NO_ROW:
        g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "no such %s", what);
        return FALSE;
    case STORE_ROW_ERROR:
        return FALSE;
    }
    return FALSE;
}

char *store_col_text(StoreQuery *query, int column)
{
    return g_strdup((const char *)sqlite3_column_text(query->stmt, column));
}

gint64 store_col_int(StoreQuery *query, int column)
{
    return sqlite3_column_int64(query->stmt, column);
}

Day store_col_day(StoreQuery *query, int column)
{
    return sqlite3_column_type(query->stmt, column) == SQLITE_NULL ? DAY_NONE
                                                                   : sqlite3_column_int(query->stmt, column);
}

GBytes *store_col_bytes(StoreQuery *query, int column)
{
    if (sqlite3_column_type(query->stmt, column) == SQLITE_NULL)
        return NULL;
    const void *data = sqlite3_column_blob(query->stmt, column);
    return g_bytes_new(data, (gsize)sqlite3_column_bytes(query->stmt, column));
}

gboolean store_col_fixed(StoreQuery *query, int column, void *out, gsize len)
{
    const void *data = sqlite3_column_blob(query->stmt, column);
    gboolean fits = data && (gsize)sqlite3_column_bytes(query->stmt, column) == len;
    if (fits)
        memcpy(out, data, len);
    else
        memset(out, 0, len);
    return fits;
}

void store_col_copy(StoreQuery *query, int column, char *out, gsize size)
{
    const char *text = (const char *)sqlite3_column_text(query->stmt, column);
    g_strlcpy(out, text ? text : "", size);
}

/* --- transactions ----------------------------------------------------------------------------------------
 */
STORE_SQL(SQL_BEGIN, "BEGIN IMMEDIATE");
STORE_SQL(SQL_BEGIN_READ, "BEGIN");
STORE_SQL(SQL_COMMIT, "COMMIT");
STORE_SQL(SQL_ROLLBACK, "ROLLBACK");

static StoreTx begin(Store *store, const StoreSql *sql, GError **error)
{
    if (store->depth == 0) {
        g_auto(StoreQuery) query = store_query(store, sql);
        if (!store_run(&query, error))
            return (StoreTx){NULL};
        store->doomed = FALSE;
    }
    store->depth++;
    return (StoreTx){store};
}

StoreTx store_tx_begin(Store *store, GError **error)
{
    return begin(store, &SQL_BEGIN, error);
}

StoreTx store_tx_begin_read(Store *store, GError **error)
{
    return begin(store, &SQL_BEGIN_READ, error);
}

gboolean store_tx_commit(StoreTx *tx, GError **error)
{
    Store *store = tx->store;
    if (store->depth > 1) {
        store->depth--;
        tx->store = NULL;
        return TRUE;
    }
    if (store->doomed) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_STATE, "a part of the transaction was given up");
        return FALSE;
    }
    g_auto(StoreQuery) commit = store_query(store, &SQL_COMMIT);
    if (!store_run(&commit, error))
        return FALSE; /* store_tx_end() undoes it */
    store->depth = 0;
    tx->store = NULL;
    return TRUE;
}

void store_tx_end(StoreTx *tx)
{
    Store *store = tx->store;
    if (!store)
        return;
    tx->store = NULL;
    store->doomed = TRUE;
    if (--store->depth > 0 || sqlite3_get_autocommit(store->db)) /* a full disk may have undone it already */
        return;
    g_autoptr(GError) error = NULL;
    g_auto(StoreQuery) rollback = store_query(store, &SQL_ROLLBACK);
    if (!store_run(&rollback, &error))
        g_warning("store: rollback: %s", error->message);
}

/* --- errors and checks
 * -------------------------------------------------------------------------------------- */
G_DEFINE_QUARK(store - error - quark, store_error)

static StoreError error_of(const Store *store, int code)
{
    /* SQLite does not keep the reason of every failed write of its log; the C library's is still there then
     */
    int err = store->db && sqlite3_system_errno(store->db) ? sqlite3_system_errno(store->db) : errno;
    switch (code & 0xff) {
    case SQLITE_FULL:
        return STORE_ERROR_FULL;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
        return STORE_ERROR_DAMAGED;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return STORE_ERROR_BUSY;
    case SQLITE_CONSTRAINT:
        return STORE_ERROR_CONFLICT;
    case SQLITE_TOOBIG:
        return STORE_ERROR_LIMIT;
    default:
        /* a quota or a file-size limit is a full disk to whoever must mend it */
        return err == ENOSPC || err == EDQUOT || err == EFBIG ? STORE_ERROR_FULL : STORE_ERROR_IO;
    }
}

void store_error_from_sqlite(const Store *store, int code, GError **error)
{
    StoreError kind = error_of(store, code);
    const char *said = store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(code);
    const char *remedy = "";
    if (kind == STORE_ERROR_FULL)
        remedy = "; free space on this disk";
    else if (kind == STORE_ERROR_DAMAGED)
        remedy = "; move the file aside and restore it from its backup";
    g_set_error(error, STORE_ERROR, kind, "%s: %s%s", store->path, said, remedy);
}

gboolean store_word_is_good(const char *text, gsize max, const char *more, const char *what, GError **error)
{
    gsize len = 0;
    gboolean good = text != NULL;
    for (; good && text[len]; len++)
        good =
            len < max && (g_ascii_isalnum(text[len]) || strchr("._-", text[len]) || strchr(more, text[len]));
    if (good && len > 0)
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                "%s: not a word of at most %" G_GSIZE_FORMAT " plain characters", what, max);
    return FALSE;
}

gboolean store_has_no_long_number(const char *text)
{
    int run = 0;
    for (const char *c = text; *c; c++) {
        run = g_ascii_isdigit(*c) ? run + 1 : 0;
        if (run >= 15)
            return FALSE;
    }
    return TRUE;
}

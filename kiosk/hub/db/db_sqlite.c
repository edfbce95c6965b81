/* SQLite: WAL and synchronous=FULL, so that what was answered survives a power cut. Statements are prepared
 * once and kept. */
#define G_LOG_DOMAIN "hub-db"
#include <fcntl.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>
#include "kiosk/hub/db/db_driver.h"

#define BUSY_TIMEOUT_MS 2000
/* "KHUB": tells a hub's file from any other database. */
#define APPLICATION_ID 0x4b485542

typedef struct {
    sqlite3 *sqlite;
    sqlite3_stmt *statements[SQL_COUNT];
    char *path;
} Sqlite;

static HubDbError error_code(int result)
{
    switch (result & 0xff) {
    case SQLITE_FULL:
        return HUB_DB_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return HUB_DB_BUSY;
    case SQLITE_CONSTRAINT:
        return HUB_DB_CONFLICT;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return HUB_DB_DAMAGED;
    default:
        return HUB_DB_IO;
    }
}

/* SQLite's own messages name tables and columns, never values. */
static gboolean fail(const Sqlite *db, int result, GError **error)
{
    HubDbError code = error_code(result);
    const char *remedy = code == HUB_DB_DAMAGED ? "; move the file away and restore the last backup"
                         : code == HUB_DB_FULL  ? "; make room on the disk"
                                                : "";
    g_set_error(error, HUB_DB_ERROR, code, "%s: %s%s", db->path, sqlite3_errmsg(db->sqlite), remedy);
    return FALSE;
}

static gboolean sqlite_script(gpointer handle, const char *text, GError **error)
{
    Sqlite *db = handle;
    int result = sqlite3_exec(db->sqlite, text, NULL, NULL, NULL);
    return result == SQLITE_OK ? TRUE : fail(db, result, error);
}

static void sqlite_close(gpointer handle)
{
    Sqlite *db = handle;
    for (guint i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(db->statements[i]);
    sqlite3_close(db->sqlite);
    g_free(db->path);
    g_free(db);
}

static gboolean pragma_int(Sqlite *db, const char *text, int *value, GError **error)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db->sqlite, text, -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *value = sqlite3_column_int(statement, 0);
    sqlite3_finalize(statement);
    return result == SQLITE_ROW ? TRUE : fail(db, result, error);
}

static gboolean is_ours(Sqlite *db, GError **error)
{
    int id = 0, tables = 0;
    if (!pragma_int(db, "PRAGMA application_id", &id, error) ||
        !pragma_int(db, "SELECT count(*) FROM sqlite_schema", &tables, error))
        return FALSE;
    if (id == APPLICATION_ID)
        return TRUE;
    if (tables == 0)
        return sqlite_script(db, "PRAGMA application_id = " G_STRINGIFY(APPLICATION_ID), error);
    g_set_error(error, HUB_DB_ERROR, HUB_DB_DAMAGED,
                "%s: is another program's database; name another data folder", db->path);
    return FALSE;
}

static gpointer sqlite_open(const char *where, GError **error)
{
    Sqlite *db = g_new0(Sqlite, 1);
    db->path = g_strdup(where);
    /* Created by hand first: SQLite would give it the umask's permissions. */
    int fd = open(where, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    int result = sqlite3_open_v2(where, &db->sqlite, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (result != SQLITE_OK) {
        fail(db, result, error);
        sqlite_close(db);
        return NULL;
    }
    sqlite3_extended_result_codes(db->sqlite, 1);
    sqlite3_busy_timeout(db->sqlite, BUSY_TIMEOUT_MS);
    if (is_ours(db, error) && sqlite_script(db,
                                            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                            " PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
                                            " PRAGMA wal_autocheckpoint = 1000",
                                            error))
        return db;
    sqlite_close(db);
    return NULL;
}

static sqlite3_stmt *statement_of(Sqlite *db, HubSql sql, GError **error)
{
    if (db->statements[sql])
        return db->statements[sql];
    int result = sqlite3_prepare_v3(db->sqlite, hub_statements[sql], -1, SQLITE_PREPARE_PERSISTENT,
                                    &db->statements[sql], NULL);
    if (result != SQLITE_OK)
        fail(db, result, error);
    return db->statements[sql];
}

static gboolean sqlite_prepare(gpointer handle, HubSql sql, GError **error)
{
    return statement_of(handle, sql, error) != NULL;
}

/* $3 need not be the third parameter that SQLite met, so each is looked up by its name. */
static void bind(sqlite3_stmt *statement, const HubValue *args, guint n_args)
{
    for (guint i = 0; i < n_args; i++) {
        char name[16];
        g_snprintf(name, sizeof name, "$%u", i + 1);
        int at = sqlite3_bind_parameter_index(statement, name);
        switch (args[i].type) {
        case HUB_VALUE_NULL:
            sqlite3_bind_null(statement, at);
            break;
        case HUB_VALUE_INT:
            sqlite3_bind_int64(statement, at, args[i].number);
            break;
        case HUB_VALUE_TEXT:
            sqlite3_bind_text(statement, at, args[i].data, -1, SQLITE_STATIC);
            break;
        case HUB_VALUE_BYTES:
            sqlite3_bind_blob64(statement, at, args[i].data, args[i].size, SQLITE_STATIC);
            break;
        }
    }
}

static void keep_row(sqlite3_stmt *statement, HubRows *rows)
{
    for (int c = 0; c < sqlite3_column_count(statement); c++) {
        gsize size = 0;
        switch (sqlite3_column_type(statement, c)) {
        case SQLITE_INTEGER:
            hub_rows_add(rows, HUB_VALUE_INT, sqlite3_column_int64(statement, c), NULL, 0);
            break;
        case SQLITE_BLOB: {
            const void *data = sqlite3_column_blob(statement, c);
            size = (gsize)sqlite3_column_bytes(statement, c);
            hub_rows_add(rows, HUB_VALUE_BYTES, 0, data, size);
            break;
        }
        case SQLITE_NULL:
            hub_rows_add(rows, HUB_VALUE_NULL, 0, NULL, 0);
            break;
        default: {
            const void *data = sqlite3_column_text(statement, c);
            size = (gsize)sqlite3_column_bytes(statement, c);
            hub_rows_add(rows, HUB_VALUE_TEXT, 0, data ? data : "", size);
        }
        }
    }
}

static gboolean sqlite_run(gpointer handle, HubSql sql, const HubValue *args, guint n_args, HubRows *rows,
                           gint64 *changed, GError **error)
{
    Sqlite *db = handle;
    sqlite3_stmt *statement = statement_of(db, sql, error);
    if (!statement)
        return FALSE;
    g_return_val_if_fail((guint)sqlite3_bind_parameter_count(statement) == n_args, FALSE);
    bind(statement, args, n_args);
    hub_rows_begin(rows, (guint)sqlite3_column_count(statement));
    int result;
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
        if (rows)
            keep_row(statement, rows);
    gboolean good = result == SQLITE_DONE ? TRUE : fail(db, result, error);
    if (changed)
        *changed = sqlite3_changes64(db->sqlite);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return good;
}

static gboolean sqlite_check(gpointer handle, GError **error)
{
    Sqlite *db = handle;
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v2(db->sqlite, "PRAGMA quick_check(1)", -1, &statement, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_step(statement);
    gboolean good =
        result == SQLITE_ROW && g_strcmp0((const char *)sqlite3_column_text(statement, 0), "ok") == 0;
    sqlite3_finalize(statement);
    if (!good)
        g_set_error(error, HUB_DB_ERROR, HUB_DB_DAMAGED,
                    "%s: pages do not fit together; move the file away and restore the last backup",
                    db->path);
    return good;
}

static gboolean sqlite_get_version(gpointer handle, int *version, GError **error)
{
    return pragma_int(handle, "PRAGMA user_version", version, error);
}

static gboolean sqlite_set_version(gpointer handle, int version, GError **error)
{
    g_autofree char *text = g_strdup_printf("PRAGMA user_version = %d", version);
    return sqlite_script(handle, text, error);
}

const HubDbDriver hub_db_sqlite = {
    .scheme = "sqlite",
    .open = sqlite_open,
    .close = sqlite_close,
    .script = sqlite_script,
    .run = sqlite_run,
    .prepare = sqlite_prepare,
    .check = sqlite_check,
    .get_version = sqlite_get_version,
    .set_version = sqlite_set_version,
};

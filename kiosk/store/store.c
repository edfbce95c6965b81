#define G_LOG_DOMAIN "store"
#include "kiosk/store/internal.h"
#include "kiosk/store/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define APPLICATION_ID  0x4B494F53 /* "KIOS" in the file's header */
#define BUSY_MS         5000       /* another process (kioskctl) may hold the file for a moment */
#define WAL_REST_PAGES  256        /* 1 MiB: worth bringing home when there is time */
#define WAL_FORCE_PAGES 4096       /* 16 MiB: brought home at once */
#define FREE_PAGES_MAX  8192       /* 32 MiB of deleted photos: give them back to the disk */
#define FREE_PAGES_STEP "512"

extern const StoreSql __start_store_sql[], __stop_store_sql[];

static void damaged(const char *path, const char *what, GError **error)
{
    g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                "%s: %s; stop the kiosk, move the file and its -wal aside and restore them from their backup "
                "(nothing "
                "was changed)",
                path, what);
}

static gboolean io_error(const char *path, const char *doing, GError **error)
{
    int err = errno;
    g_set_error(error, STORE_ERROR, err == ENOSPC || err == EDQUOT ? STORE_ERROR_FULL : STORE_ERROR_IO,
                "%s: cannot %s: %s", path, doing, g_strerror(err));
    return FALSE;
}

/* Looked at before SQLite touches anything: it would take an empty file for a new store and delete a WAL that
 * lies beside it. */
static gboolean looks_like_store(const char *path, gboolean *is_new, GError **error)
{
    g_autofree char *wal = g_strconcat(path, "-wal", NULL);
    struct stat main_file, wal_file;
    gboolean has_main = g_stat(path, &main_file) == 0;
    if (!has_main && errno != ENOENT)
        return io_error(path, "look at store", error);
    gboolean has_wal = g_stat(wal, &wal_file) == 0 && wal_file.st_size > 0;
    *is_new = !has_main || main_file.st_size == 0;
    if (*is_new && has_wal) {
        damaged(path, has_main ? "empty, but its -wal is not" : "missing, but its -wal is there", error);
        return FALSE;
    }
    if (*is_new)
        return TRUE;
    char head[16] = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return io_error(path, "read store", error);
    gssize got = S_ISREG(main_file.st_mode) ? read(fd, head, sizeof head) : 0;
    close(fd);
    if (got != sizeof head || memcmp(head, "SQLite format 3", sizeof head) != 0) {
        damaged(path, "not a store of this program", error);
        return FALSE;
    }
    return TRUE;
}

/* An empty file that only we can read; SQLite gives its -wal and -shm the same mode. */
static gboolean create_file(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    if (g_mkdir_with_parents(folder, 0700) != 0)
        return io_error(folder, "create folder", error);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return io_error(path, "create store", error);
    close(fd);
    int dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean flushed = dir >= 0 && fsync(dir) == 0;
    if (dir >= 0)
        close(dir);
    return flushed ? TRUE : io_error(folder, "flush folder", error);
}

static int wal_grew(void *data, sqlite3 *db, const char *name, int pages)
{
    Store *store = data;
    store->wal_pages = pages;
    if (pages >= WAL_FORCE_PAGES)
        sqlite3_wal_checkpoint_v2(db, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return SQLITE_OK;
}

static gboolean pragma(Store *store, const char *text, GError **error)
{
    int code = sqlite3_exec(store->db, text, NULL, NULL, NULL);
    if (code == SQLITE_OK)
        return TRUE;
    store_error_from_sqlite(store, code, error);
    return FALSE;
}

STORE_SQL(SQL_APPLICATION, "PRAGMA application_id");
STORE_SQL(SQL_QUICK_CHECK, "PRAGMA quick_check(1)");

static gboolean is_ours(Store *store, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_APPLICATION);
    if (!store_one(&query, "application id", error))
        return FALSE;
    if (store_col_int(&query, 0) == APPLICATION_ID)
        return TRUE;
    damaged(store->path, "a database of another program", error);
    return FALSE;
}

static gboolean pages_fit(Store *store, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_QUICK_CHECK);
    if (!store_one(&query, "check", error))
        return FALSE;
    char said[160];
    store_col_copy(&query, 0, said, sizeof said);
    if (strcmp(said, "ok") == 0)
        return TRUE;
    damaged(store->path, said, error);
    return FALSE;
}

static gboolean prepare_new(Store *store, GError **error)
{
    g_autofree char *mark = g_strdup_printf("PRAGMA application_id = %d", APPLICATION_ID);
    return pragma(store, "PRAGMA auto_vacuum = INCREMENTAL", error) && pragma(store, mark, error);
}

static gboolean configure(Store *store, GError **error)
{
    sqlite3_busy_timeout(store->db, BUSY_MS);
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return pragma(store, "PRAGMA foreign_keys = ON", error) &&
           pragma(store, "PRAGMA trusted_schema = OFF", error) &&
           pragma(store, "PRAGMA temp_store = MEMORY", error) &&
           pragma(store, "PRAGMA secure_delete = ON", error);
}

static void load_kiosk_no(Store *store)
{
    g_autofree char *kiosk_no = store_setting_get(store, "kiosk.no", NULL);
    g_strlcpy(store->kiosk_no, kiosk_no ? kiosk_no : "", sizeof store->kiosk_no);
}

Store *store_open(const char *path, GError **error)
{
    gboolean is_new = FALSE;
    if (!looks_like_store(path, &is_new, error) || (is_new && !create_file(path, error)))
        return NULL;
    g_autoptr(Store) store = g_new0(Store, 1);
    store->path = g_strdup(path);
    int code = sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE, NULL);
    if (code != SQLITE_OK) {
        store_error_from_sqlite(store, code, error);
        return NULL;
    }
    if (!configure(store, error) || (is_new && !prepare_new(store, error)) ||
        (!is_new && (!is_ours(store, error) || !pages_fit(store, error))))
        return NULL;
    if (!pragma(store, "PRAGMA journal_mode = WAL", error) ||
        !pragma(store, "PRAGMA synchronous = FULL", error) ||
        !pragma(store, "PRAGMA journal_size_limit = 4194304", error))
        return NULL;
    sqlite3_wal_hook(store->db, wal_grew, store);
    if (!store_schema_upgrade(store, store_schema_version(), error))
        return NULL;
    load_kiosk_no(store);
    return g_steal_pointer(&store);
}

Store *store_open_reader(const char *path, GError **error)
{
    gboolean is_new = FALSE;
    if (!looks_like_store(path, &is_new, error))
        return NULL;
    if (is_new) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "%s: no store there", path);
        return NULL;
    }
    g_autoptr(Store) store = g_new0(Store, 1);
    store->path = g_strdup(path);
    store->reader = TRUE;
    int code = sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READONLY, NULL);
    if (code != SQLITE_OK) {
        store_error_from_sqlite(store, code, error);
        return NULL;
    }
    if (!configure(store, error) || !is_ours(store, error))
        return NULL;
    int version = store_schema_of(store, error);
    if (version < 0)
        return NULL;
    if (version != store_schema_version()) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FUTURE, "%s: schema %d, this program reads %d", path,
                    version, store_schema_version());
        return NULL;
    }
    load_kiosk_no(store);
    return g_steal_pointer(&store);
}

void store_close(Store *store)
{
    if (!store)
        return;
    for (gsize i = 0; store->prepared && i < (gsize)(__stop_store_sql - __start_store_sql); i++)
        sqlite3_finalize(store->prepared[i]);
    g_free(store->prepared);
    if (store->db && sqlite3_close(store->db) != SQLITE_OK)
        g_warning("store: close: %s", sqlite3_errmsg(store->db));
    g_free(store->path);
    g_free(store);
}

const char *store_path(const Store *store)
{
    return store->path;
}

gboolean store_set_kiosk_no(Store *store, const char *kiosk_no, GError **error)
{
    if (!store_word_is_good(kiosk_no, sizeof store->kiosk_no - 1, "", "kiosk number", error) ||
        !store_setting_put(store, "kiosk.no", kiosk_no, error))
        return FALSE;
    g_strlcpy(store->kiosk_no, kiosk_no, sizeof store->kiosk_no);
    return TRUE;
}

const char *store_kiosk_no(const Store *store)
{
    return store->kiosk_no;
}

STORE_SQL(SQL_FREE_PAGES, "PRAGMA freelist_count");

void store_rest(Store *store)
{
    if (store->reader)
        return;
    gint64 free_pages = 0;
    {
        g_auto(StoreQuery) query = store_query(store, &SQL_FREE_PAGES);
        if (store_next(&query, NULL) == STORE_ROW)
            free_pages = store_col_int(&query, 0);
    }
    if (free_pages > FREE_PAGES_MAX && !pragma(store, "PRAGMA incremental_vacuum(" FREE_PAGES_STEP ")", NULL))
        g_debug("store: free pages could not be given back now");
    if (store->wal_pages < WAL_REST_PAGES)
        return;
    if (sqlite3_wal_checkpoint_v2(store->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL) == SQLITE_OK)
        store->wal_pages = 0;
}

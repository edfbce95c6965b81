#define G_LOG_DOMAIN "hub-db"
#include "kiosk/hub/db/db.h"
#include <string.h>
#include "kiosk/hub/db/db_driver.h"

G_DEFINE_QUARK(kiosk - hub - db - error - quark, hub_db_error)

static const HubDbDriver *const hub_db_drivers[] = {&hub_db_sqlite};

struct HubDb {
    const HubDbDriver *driver;
    gpointer handle;
};

/* --- rows ------------------------------------------------------------------------------------ */
typedef struct {
    HubValueType type;
    gint64 number;
    GBytes *data; /* with a NUL behind it */
} Cell;
struct HubRows {
    guint columns;
    GArray *cells; /* of Cell, row by row */
};

static void cell_clear(gpointer cell)
{
    g_clear_pointer(&((Cell *)cell)->data, g_bytes_unref);
}

static HubRows *rows_new(void)
{
    HubRows *rows = g_new0(HubRows, 1);
    rows->cells = g_array_new(FALSE, FALSE, sizeof(Cell));
    g_array_set_clear_func(rows->cells, cell_clear);
    return rows;
}

void hub_rows_free(HubRows *rows)
{
    if (!rows)
        return;
    g_array_unref(rows->cells);
    g_free(rows);
}

void hub_rows_begin(HubRows *rows, guint columns)
{
    if (rows)
        rows->columns = columns;
}

void hub_rows_add(HubRows *rows, HubValueType type, gint64 number, gconstpointer data, gsize size)
{
    if (!rows)
        return;
    Cell cell = {.type = type, .number = number};
    if (data || size) {
        char *copy = g_malloc(size + 1);
        memcpy(copy, data, size);
        copy[size] = '\0';
        cell.data = g_bytes_new_take(copy, size); /* the NUL lies behind its end */
    }
    g_array_append_val(rows->cells, cell);
}

guint hub_rows_count(const HubRows *rows)
{
    return rows->columns ? rows->cells->len / rows->columns : 0;
}

static const Cell *cell_at(const HubRows *rows, guint row, guint column)
{
    g_assert(column < rows->columns && row < hub_rows_count(rows));
    return &g_array_index(rows->cells, Cell, row * rows->columns + column);
}

gint64 hub_rows_int(const HubRows *rows, guint row, guint column)
{
    return cell_at(rows, row, column)->number;
}

const char *hub_rows_text(const HubRows *rows, guint row, guint column)
{
    const Cell *cell = cell_at(rows, row, column);
    return cell->data ? g_bytes_get_data(cell->data, NULL) : "";
}

gconstpointer hub_rows_bytes(const HubRows *rows, guint row, guint column, gsize *size)
{
    const Cell *cell = cell_at(rows, row, column);
    *size = 0;
    return cell->data ? g_bytes_get_data(cell->data, size) : NULL;
}

/* --- opening --------------------------------------------------------------------------------- */
static gboolean migrate(HubDb *db, GError **error)
{
    int version = 0;
    if (!db->driver->get_version(db->handle, &version, error))
        return FALSE;
    if (version > HUB_SCHEMA_VERSION) {
        g_set_error(error, HUB_DB_ERROR, HUB_DB_FUTURE,
                    "schema version %d, this program knows %d; start the newer kiosk-hub", version,
                    HUB_SCHEMA_VERSION);
        return FALSE;
    }
    for (; version < HUB_SCHEMA_VERSION; version++) {
        if (!hub_db_begin(db, error))
            return FALSE;
        if (!db->driver->script(db->handle, hub_schema[version], error) ||
            !db->driver->set_version(db->handle, version + 1, error)) {
            hub_db_rollback(db);
            return FALSE;
        }
        if (!hub_db_commit(db, error))
            return FALSE;
    }
    return TRUE;
}

HubDb *hub_db_open(const char *url, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(hub_db_drivers); i++) {
        const HubDbDriver *driver = hub_db_drivers[i];
        gsize scheme = strlen(driver->scheme);
        if (strncmp(url, driver->scheme, scheme) != 0 || url[scheme] != ':')
            continue;
        gpointer handle = driver->open(url + scheme + 1, error);
        if (!handle)
            return NULL;
        HubDb *db = g_new0(HubDb, 1);
        db->driver = driver;
        db->handle = handle;
        if (migrate(db, error))
            return db;
        g_prefix_error(error, "%s: ", url);
        hub_db_close(db);
        return NULL;
    }
    g_set_error(error, HUB_DB_ERROR, HUB_DB_IO, "%s: no such kind of database; write sqlite:/path/hub.db",
                url);
    return NULL;
}

void hub_db_close(HubDb *db)
{
    if (!db)
        return;
    db->driver->close(db->handle);
    g_free(db);
}

/* --- statements ------------------------------------------------------------------------------------------
 */
gboolean hub_db_begin(HubDb *db, GError **error)
{
    return db->driver->script(db->handle, "BEGIN", error);
}

gboolean hub_db_commit(HubDb *db, GError **error)
{
    if (db->driver->script(db->handle, "COMMIT", error))
        return TRUE;
    hub_db_rollback(db);
    return FALSE;
}

void hub_db_rollback(HubDb *db)
{
    db->driver->script(db->handle, "ROLLBACK", NULL); /* fails when the error itself rolled back: fine */
}

gboolean hub_db_run(HubDb *db, HubSql sql, const HubValue *args, guint n_args, gint64 *changed,
                    GError **error)
{
    return db->driver->run(db->handle, sql, args, n_args, NULL, changed, error);
}

HubRows *hub_db_select(HubDb *db, HubSql sql, const HubValue *args, guint n_args, GError **error)
{
    HubRows *rows = rows_new();
    if (db->driver->run(db->handle, sql, args, n_args, rows, NULL, error))
        return rows;
    hub_rows_free(rows);
    return NULL;
}

gboolean hub_db_prepare_all(HubDb *db, GError **error)
{
    for (HubSql sql = 0; sql < SQL_COUNT; sql++)
        if (!db->driver->prepare(db->handle, sql, error)) {
            g_prefix_error(error, "statement %d: ", sql);
            return FALSE;
        }
    return TRUE;
}

gboolean hub_db_check(HubDb *db, GError **error)
{
    return db->driver->check(db->handle, error);
}

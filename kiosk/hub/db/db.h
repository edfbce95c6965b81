/* The hub's database: one text for every statement (statements.c), and a small driver below it. Statements
 * are written with $1, $2, … and types that SQLite and PostgreSQL both read; a second driver is one more row
 * of hub_db_drivers[].
 *
 * Thread: one at a time; the hub's lock sees to that. Rows are read out whole (every SELECT is bounded). */
#pragma once
#include <glib.h>
#include "kiosk/hub/db/statements.h"

#define HUB_DB_ERROR (hub_db_error_quark())
GQuark hub_db_error_quark(void);
typedef enum {
    HUB_DB_DAMAGED,  /* not a database of ours; message says what to do */
    HUB_DB_FUTURE,   /* written by a newer version */
    HUB_DB_FULL,     /* no room: nothing of the transaction was kept */
    HUB_DB_BUSY,     /* another process holds it */
    HUB_DB_CONFLICT, /* a key that must be unique is there already */
    HUB_DB_IO,
} HubDbError;

typedef enum { HUB_VALUE_NULL, HUB_VALUE_INT, HUB_VALUE_TEXT, HUB_VALUE_BYTES } HubValueType;
typedef struct {
    HubValueType type;
    gint64 number;
    gconstpointer data; /* TEXT: NUL-terminated; lent for the call */
    gsize size;         /* BYTES */
} HubValue;
/* NULL data is SQL's NULL. */
static inline HubValue hub_int(gint64 number)
{
    return (HubValue){.type = HUB_VALUE_INT, .number = number};
}
static inline HubValue hub_text(const char *text)
{
    return (HubValue){.type = text ? HUB_VALUE_TEXT : HUB_VALUE_NULL, .data = text};
}
static inline HubValue hub_bytes(gconstpointer data, gsize size)
{
    return (HubValue){.type = data ? HUB_VALUE_BYTES : HUB_VALUE_NULL, .data = data, .size = size};
}
#define HUB_ARGS(...) (const HubValue[]){__VA_ARGS__}, G_N_ELEMENTS(((const HubValue[]){__VA_ARGS__}))
#define HUB_NO_ARGS   NULL, 0

typedef struct HubDb HubDb;
typedef struct HubRows HubRows;

/* "sqlite:/path/hub.db": created 0600 when absent, brought to this version's schema. */
HubDb *hub_db_open(const char *url, GError **error);
void hub_db_close(HubDb *db);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HubDb, hub_db_close)

/* Durable when commit returns TRUE. A failed commit has been rolled back. */
gboolean hub_db_begin(HubDb *db, GError **error);
gboolean hub_db_commit(HubDb *db, GError **error);
void hub_db_rollback(HubDb *db);

/* A statement without rows. changed (may be NULL): how many rows it touched. */
gboolean hub_db_run(HubDb *db, HubSql sql, const HubValue *args, guint n_args, gint64 *changed,
                    GError **error);
/* NULL on error only; no rows is an empty answer. */
HubRows *hub_db_select(HubDb *db, HubSql sql, const HubValue *args, guint n_args, GError **error);
/* Every statement prepared once, for tests; the message names the one that does not. */
gboolean hub_db_prepare_all(HubDb *db, GError **error);
/* Pages and keys whole? FALSE with what was found. */
gboolean hub_db_check(HubDb *db, GError **error);

guint hub_rows_count(const HubRows *rows);
gint64 hub_rows_int(const HubRows *rows, guint row, guint column);       /* NULL: 0 */
const char *hub_rows_text(const HubRows *rows, guint row, guint column); /* lent; NULL: "" */
gconstpointer hub_rows_bytes(const HubRows *rows, guint row, guint column,
                             gsize *size); /* lent; NULL: NULL, 0 */
void hub_rows_free(HubRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HubRows, hub_rows_free)

/* What a driver gives. Only kiosk/hub/db includes this. */
#pragma once
#include "kiosk/hub/db/db.h"

typedef struct {
    const char *scheme; /* "sqlite" */
    gpointer (*open)(const char *where, GError **error);
    void (*close)(gpointer handle);
    /* Statements without parameters or rows: BEGIN, COMMIT, schema. */
    gboolean (*script)(gpointer handle, const char *text, GError **error);
    gboolean (*run)(gpointer handle, HubSql sql, const HubValue *args, guint n_args, HubRows *rows,
                    gint64 *changed, GError **error);
    gboolean (*prepare)(gpointer handle, HubSql sql, GError **error);
    gboolean (*check)(gpointer handle, GError **error);
    gboolean (*get_version)(gpointer handle, int *version, GError **error);
    gboolean (*set_version)(gpointer handle, int version, GError **error);
} HubDbDriver;

extern const HubDbDriver hub_db_sqlite;

/* rows may be NULL where no answer is wanted: then nothing is kept. */
void hub_rows_begin(HubRows *rows, guint columns);
void hub_rows_add(HubRows *rows, HubValueType type, gint64 number, gconstpointer data, gsize size);

/* Inside of kiosk/store only: statements, transactions, and how SQLite's refusals become StoreErrors. */
#pragma once

#include "kiosk/store/store.h"

#include <sqlite3.h>

/* A statement is a named constant beside the one function that uses it:
 *
 *   STORE_SQL(SQL_OLDEST, "SELECT ... WHERE day = ?1");
 *
 * All of them lie side by side in one linker section, so each has a number (its place for the prepared
 * statement) and a test can prepare every one. */
typedef struct {
    const char *text;
} StoreSql;
#define STORE_SQL(name, ...)                                                                                 \
    static const StoreSql name __attribute__((section("store_sql"), used)) = {__VA_ARGS__}

struct Store {
    sqlite3 *db;
    char *path;
    sqlite3_stmt **prepared; /* one place for each StoreSql */
    int depth;               /* open StoreTx */
    gboolean doomed;         /* an inner StoreTx was given up: the outer one may not commit */
    int wal_pages;           /* after the last commit */
    gboolean reader;
    char kiosk_no[16];
};

/* --- statements ------------------------------------------------------------------------------------------
 */
/* One use of a statement. Bind the parameters in order, then run or walk the rows; the end of the scope
 * resets it. A statement that could not be prepared swallows its bindings and says so when it is run. Texts
 * and blobs must live until then. */
typedef struct {
    Store *store;
    sqlite3_stmt *stmt;
    int bound;
} StoreQuery;
StoreQuery store_query(Store *store, const StoreSql *sql);
void store_query_end(StoreQuery *query);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreQuery, store_query_end)

void store_bind_text(StoreQuery *query, const char *text); /* NULL binds NULL */
void store_bind_int(StoreQuery *query, gint64 value);
void store_bind_blob(StoreQuery *query, const void *data, gsize len); /* NULL binds NULL */
void store_bind_bytes(StoreQuery *query, GBytes *bytes);
void store_bind_day(StoreQuery *query, Day day); /* DAY_NONE binds NULL */

/* Runs to the end; rows are passed over. `store_changes` then tells how many rows were touched. */
gboolean store_run(StoreQuery *query, GError **error);
int store_changes(const Store *store);
typedef enum { STORE_ROW, STORE_NO_ROW, STORE_ROW_ERROR } StoreRow;
StoreRow store_next(StoreQuery *query, GError **error);
/* One row that must be there; `what` names it in NOT_FOUND. */
gboolean store_one(StoreQuery *query, const char *what, GError **error);

char *store_col_text(StoreQuery *query, int column); /* newly allocated, NULL for NULL */
gint64 store_col_int(StoreQuery *query, int column);
Day store_col_day(StoreQuery *query, int column);
GBytes *store_col_bytes(StoreQuery *query, int column); /* new; NULL for NULL */
/* TRUE and `len` bytes in `out`, or FALSE and zeros when the column holds anything else. */
gboolean store_col_fixed(StoreQuery *query, int column, void *out, gsize len);
/* Copies a short text; cut at size - 1, "" for NULL. */
void store_col_copy(StoreQuery *query, int column, char *out, gsize size);

/* --- transactions ----------------------------------------------------------------------------------------
 */
/* Opened for writing at once. Leaving the scope without store_tx_commit() undoes everything. Inside another
 * one it is part of that. */
typedef struct {
    Store *store; /* NULL: not open */
} StoreTx;
StoreTx store_tx_begin(Store *store, GError **error);
/* Sees one moment of the file throughout; ends with its scope. */
StoreTx store_tx_begin_read(Store *store, GError **error);
gboolean store_tx_commit(StoreTx *tx, GError **error);
void store_tx_end(StoreTx *tx);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(StoreTx, store_tx_end)

/* --- errors and checks
 * -------------------------------------------------------------------------------------- */
void store_error_from_sqlite(const Store *store, int code, GError **error);
/* 1..max characters of [A-Za-z0-9._-] and whatever `more` adds; REFUSED names `what`, not the text. */
gboolean store_word_is_good(const char *text, gsize max, const char *more, const char *what, GError **error);
/* TRUE where nothing looks like an ID or bank number: no 15 or more digits in a row. (Phone numbers side by
 * side, dates and case numbers have breaks in them.) */
gboolean store_has_no_long_number(const char *text);

/* --- schema (schema.c)
 * ----------------------------------------------------------------------------------------- */
int store_schema_of(Store *store, GError **error); /* user_version, -1 on error */
gboolean store_schema_upgrade(Store *store, int to, GError **error);

/* --- audit chain (audit.c, audit_verify.c)
 * ------------------------------------------------------------------------ */
#define STORE_HASH_BYTES 32
/* hash_n from hash_(n-1) and the record's text. FALSE: an algorithm that this build does not know. */
gboolean store_audit_link(int algorithm, const guint8 previous[STORE_HASH_BYTES], const char *record,
                          guint8 out[STORE_HASH_BYTES], GError **error);
/* What a day's seal is made from. */
void store_audit_seal(gint64 seq, Day day, const guint8 head[STORE_HASH_BYTES], guint8 out[STORE_HASH_BYTES]);
/* Writes records from_seq..to_seq as lines; `sha256` (may be NULL) takes the file's. */
gboolean store_audit_write_file(Store *store, const char *path, gint64 from_seq, gint64 to_seq,
                                guint8 sha256[STORE_HASH_BYTES], GError **error);
/* The hash before record `seq`: of its forerunner here, or of the last archive's end. */
gboolean store_audit_hash_before(Store *store, gint64 seq, guint8 out[STORE_HASH_BYTES], GError **error);

/* --- shared between rooms
 * ---------------------------------------------------------------------------------------- */
/* Deletes the attachments of a stage or case (attachments.c). */
gboolean store_attachments_delete_stage(Store *store, const char *stage, GError **error);
gboolean store_attachments_delete_case(Store *store, gint64 case_seq, GError **error);
gboolean store_attachments_adopt(Store *store, const char *stage, gint64 case_seq, GError **error);
/* The next lent number into `text` ("" when none is left), with its block moved on (numbers.c). */
gboolean store_numbers_take(Store *store, const char *community, Day day, char *text, GError **error);
gboolean store_numbers_take_temp(Store *store, const char *kiosk_no, Day day, char *text, GError **error);
/* Puts a case's sealed message into the outbox (outbox.c). */
gboolean store_outbox_put_case(Store *store, gint64 case_seq, const char *key, GBytes *payload, gint64 now_ms,
                               GError **error);
gboolean store_case_count_print(Store *store, const char *case_no, GError **error);
gboolean store_supply_count(Store *store, int kind, gboolean ok, GError **error);

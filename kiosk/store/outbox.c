#include "kiosk/store/outbox.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/cases.h"

#include <string.h>

#define PROBLEM_MAX 200
#define LIST_MAX    200

static const struct {
    const char *name;
    int order;            /* lower goes first */
    gboolean newest_only; /* a new row takes the place of the one that waits */
} KINDS[STORE_OUT_KINDS] = {
    [STORE_OUT_HELP] = {"help", 0, FALSE},
    [STORE_OUT_CASE] = {"case", 1, FALSE},
    [STORE_OUT_WITHDRAWAL] = {"withdrawal", 2, FALSE},
    [STORE_OUT_RATING] = {"rating", 3, FALSE},
    [STORE_OUT_PRINT] = {"print", 4, FALSE},
    [STORE_OUT_COUNTERS] = {"counters", 5, TRUE},
    [STORE_OUT_DIGEST] = {"digest", 6, FALSE},
};

/* the numbers stand in the file and in the statements below */
G_STATIC_ASSERT(STORE_OUT_HELP == 0 && STORE_OUT_CASE == 1);

#define COLUMNS "id, kind, key, case_seq, created_ms, due_ms, attempts, refused, problem"

STORE_SQL(
    SQL_PUT,
    "INSERT INTO outbox(kind, key, case_seq, payload, created_ms, due_ms) VALUES(?1, ?2, ?3, ?4, ?5, ?5)"
    " ON CONFLICT(key) DO NOTHING");
STORE_SQL(SQL_WAITING_OF_KIND, "SELECT count(*) FROM outbox WHERE kind = ?1 AND refused = 0");
STORE_SQL(SQL_REPLACE, "DELETE FROM outbox WHERE kind = ?1 AND refused = 0");
STORE_SQL(SQL_DUE, "SELECT " COLUMNS ", payload FROM outbox WHERE kind = ?1 AND refused = 0"
                   " AND (due_ms <= ?2 OR due_ms > ?3) ORDER BY id LIMIT 1");
STORE_SQL(SQL_WHEN, "SELECT min(due_ms) FROM outbox WHERE refused = 0");
STORE_SQL(
    SQL_FAILED,
    "UPDATE outbox SET attempts = attempts + 1, problem = ?2, due_ms = ?3 WHERE id = ?1 AND refused = 0");
STORE_SQL(SQL_REFUSE, "UPDATE outbox SET attempts = attempts + 1, problem = ?2, refused = 1 WHERE id = ?1");
STORE_SQL(SQL_RETRY, "UPDATE outbox SET refused = 0, due_ms = ?2 WHERE id = ?1 AND refused = 1");
STORE_SQL(SQL_HURRY, "UPDATE outbox SET due_ms = ?1 WHERE refused = 0");
STORE_SQL(SQL_DELETE, "DELETE FROM outbox WHERE id = ?1");
STORE_SQL(SQL_ROW, "SELECT " COLUMNS " FROM outbox WHERE id = ?1");
STORE_SQL(SQL_EXPIRE_HELP, "DELETE FROM outbox WHERE kind = 0 AND created_ms < ?1");
STORE_SQL(SQL_STATS, "SELECT count(*) FILTER (WHERE refused = 0), count(*) FILTER (WHERE refused = 1),"
                     " count(*) FILTER (WHERE refused = 0 AND kind = 1),"
                     " ifnull(min(created_ms) FILTER (WHERE refused = 0), 0) FROM outbox");
STORE_SQL(SQL_LIST, "SELECT " COLUMNS " FROM outbox ORDER BY id LIMIT ?1");
STORE_SQL(SQL_CASE_KEY, "SELECT key FROM cases WHERE seq = ?1");
STORE_SQL(SQL_CASE_ABOUT, "SELECT ifnull(case_no, temp_no), matter_id, state FROM cases WHERE seq = ?1");

const char *store_out_kind_name(StoreOutKind kind)
{
    g_return_val_if_fail(kind < STORE_OUT_KINDS, "unknown");
    return KINDS[kind].name;
}

void store_out_item_free(StoreOutItem *item)
{
    if (!item)
        return;
    g_free(item->key);
    g_free(item->problem);
    g_clear_pointer(&item->payload, g_bytes_unref);
    g_free(item);
}

static StoreOutItem *row_to_item(StoreQuery *query)
{
    StoreOutItem *item = g_new0(StoreOutItem, 1);
    item->id = store_col_int(query, 0);
    item->kind = (StoreOutKind)CLAMP(store_col_int(query, 1), 0, STORE_OUT_KINDS - 1);
    item->key = store_col_text(query, 2);
    item->case_seq = store_col_int(query, 3);
    item->created_ms = store_col_int(query, 4);
    item->due_ms = store_col_int(query, 5);
    item->attempts = (int)store_col_int(query, 6);
    item->refused = store_col_int(query, 7) != 0;
    item->problem = store_col_text(query, 8);
    return item;
}

static gboolean insert(Store *store, StoreOutKind kind, const char *key, gint64 case_seq, GBytes *payload,
                       gint64 now_ms, GError **error)
{
    if (g_bytes_get_size(payload) > STORE_BLOB_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "outbox: %s of more than %d bytes",
                    KINDS[kind].name, STORE_BLOB_MAX);
        return FALSE;
    }
    g_auto(StoreQuery) query = store_query(store, &SQL_PUT);
    store_bind_int(&query, kind);
    store_bind_text(&query, key);
    if (case_seq > 0)
        store_bind_int(&query, case_seq);
    else
        store_bind_text(&query, NULL);
    store_bind_bytes(&query, payload);
    store_bind_int(&query, now_ms);
    return store_run(&query, error);
}

gboolean store_outbox_put_case(Store *store, gint64 case_seq, const char *key, GBytes *payload, gint64 now_ms,
                               GError **error)
{
    return insert(store, STORE_OUT_CASE, key, case_seq, payload, now_ms, error);
}

/* Makes room: the newest of its kind replaces, others must stay below their limit. */
static gboolean make_room(Store *store, StoreOutKind kind, GError **error)
{
    g_auto(StoreQuery) query =
        store_query(store, KINDS[kind].newest_only ? &SQL_REPLACE : &SQL_WAITING_OF_KIND);
    store_bind_int(&query, kind);
    if (KINDS[kind].newest_only)
        return store_run(&query, error);
    if (!store_one(&query, "outbox", error))
        return FALSE;
    if (store_col_int(&query, 0) < STORE_OUT_WAITING_MAX)
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "outbox: %d rows of kind %s wait already",
                STORE_OUT_WAITING_MAX, KINDS[kind].name);
    return FALSE;
}

gboolean store_outbox_put(Store *store, StoreOutKind kind, const char *key, GBytes *payload, gint64 now_ms,
                          GError **error)
{
    g_return_val_if_fail(kind < STORE_OUT_KINDS && kind != STORE_OUT_CASE, FALSE);
    if (!store_word_is_good(key, STORE_KEY_MAX, "", "idempotency key", error))
        return FALSE;
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    return tx.store && make_room(store, kind, error) && insert(store, kind, key, 0, payload, now_ms, error) &&
           store_tx_commit(&tx, error);
}

static StoreOutItem *due_of_kind(Store *store, StoreOutKind kind, gint64 now_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_DUE);
    store_bind_int(&query, kind);
    store_bind_int(&query, now_ms);
    store_bind_int(&query, now_ms + STORE_OUT_BACKOFF_MAX_MS);
    if (store_next(&query, error) != STORE_ROW)
        return NULL;
    StoreOutItem *item = row_to_item(&query);
    item->payload = store_col_bytes(&query, 9);
    return item;
}

StoreOutItem *store_outbox_next(Store *store, gint64 now_ms, gint64 *next_due_ms, GError **error)
{
    for (int order = 0; order < STORE_OUT_KINDS; order++) {
        for (int kind = 0; kind < STORE_OUT_KINDS; kind++) {
            GError *problem = NULL;
            StoreOutItem *item =
                KINDS[kind].order == order ? due_of_kind(store, kind, now_ms, &problem) : NULL;
            if (problem) {
                g_propagate_error(error, problem);
                return NULL;
            }
            if (item)
                return item;
        }
    }
    if (next_due_ms) {
        g_auto(StoreQuery) query = store_query(store, &SQL_WHEN);
        *next_due_ms = store_one(&query, "outbox", error) ? store_col_int(&query, 0) : 0;
    }
    return NULL;
}

/* Staff read it: short, and nothing in it that could be a person's number. */
static gboolean problem_is_good(const char *problem, GError **error)
{
    if (problem && g_utf8_validate(problem, -1, NULL) && g_utf8_strlen(problem, -1) <= PROBLEM_MAX &&
        store_has_no_long_number(problem))
        return TRUE;
    g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED,
                "outbox: the problem must be a text of at most %d characters "
                "without long numbers",
                PROBLEM_MAX);
    return FALSE;
}

/* Runs an update that must have met its row. */
static gboolean run_on_row(StoreQuery *query, GError **error)
{
    Store *store = query->store;
    if (!store_run(query, error))
        return FALSE;
    if (store_changes(store) > 0)
        return TRUE;
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "no such outbox row in this state");
    return FALSE;
}

gboolean store_outbox_failed(Store *store, gint64 id, const char *problem, gint64 now_ms, gint64 due_ms,
                             GError **error)
{
    if (!problem_is_good(problem, error))
        return FALSE;
    g_auto(StoreQuery) query = store_query(store, &SQL_FAILED);
    store_bind_int(&query, id);
    store_bind_text(&query, problem);
    store_bind_int(&query, MIN(due_ms, now_ms + STORE_OUT_BACKOFF_MAX_MS));
    return run_on_row(&query, error);
}

/* NULL without error: the row is gone. */
static StoreOutItem *find(Store *store, gint64 id, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_ROW);
    store_bind_int(&query, id);
    return store_next(&query, error) == STORE_ROW ? row_to_item(&query) : NULL;
}

static gboolean delete_row(Store *store, const StoreOutItem *item, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_DELETE);
    store_bind_int(&query, item->id);
    return store_run(&query, error) &&
           (item->case_seq == 0 || store_attachments_delete_case(store, item->case_seq, error));
}

/* Appends what happened to a row; a case is named by its number, another kind by its name. */
static gboolean audit(Store *store, const StoreOutItem *item, StoreAudit *event, GError **error)
{
    char number[40] = "", matter[STORE_KEY_MAX + 1] = "", state[32] = "";
    if (item->case_seq > 0) {
        g_auto(StoreQuery) query = store_query(store, &SQL_CASE_ABOUT);
        store_bind_int(&query, item->case_seq);
        if (!store_one(&query, "case", error))
            return FALSE;
        store_col_copy(&query, 0, number, sizeof number);
        store_col_copy(&query, 1, matter, sizeof matter);
        store_col_copy(&query, 2, state, sizeof state);
        event->case_no = number;
        event->matter_id = matter;
        event->to_state = state;
    } else {
        event->reason = KINDS[item->kind].name;
    }
    return store_audit_append(store, event, NULL, error);
}

/* The hub's answer to a case, in the transaction that forgets the payload. */
static gboolean case_arrived(Store *store, const StoreOutItem *item, const StoreOutAck *ack, gint64 now_ms,
                             GError **error)
{
    g_autofree char *key = NULL;
    {
        g_auto(StoreQuery) query = store_query(store, &SQL_CASE_KEY);
        store_bind_int(&query, item->case_seq);
        if (!store_one(&query, "case", error))
            return FALSE;
        key = store_col_text(&query, 0);
    }
    const StoreCaseUpdate update = {
        .key = key,
        .case_no = ack && ack->case_no && *ack->case_no ? ack->case_no : NULL,
        .state = ack && ack->state ? ack->state : "submitted",
        .pct = ack && ack->pct >= 0 ? ack->pct : 10,
        .keep_due = TRUE,
        .revision = ack ? ack->revision : 0,
        .now_ms = now_ms,
    };
    StoreAudit event = {.ts_ms = now_ms,
                        .actor_type = "kiosk",
                        .event = "case.upload",
                        .from_state = "queued",
                        .network = "online",
                        .result = "ok"};
    return store_case_update(store, &update, error) && audit(store, item, &event, error);
}

gboolean store_outbox_ack(Store *store, gint64 id, const StoreOutAck *ack, gint64 now_ms, GError **error)
{
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    GError *problem = NULL;
    g_autoptr(StoreOutItem) item = find(store, id, &problem);
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    if (!item)
        return TRUE; /* acknowledged before */
    if (item->case_seq > 0 && !case_arrived(store, item, ack, now_ms, error))
        return FALSE;
    return delete_row(store, item, error) && store_tx_commit(&tx, error);
}

/* One change of a row by hand or by the hub, with its audit record. */
static gboolean change_row(Store *store, gint64 id, StoreQuery *change, StoreAudit *event, GError **error)
{
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    GError *problem = NULL;
    g_autoptr(StoreOutItem) item = find(store, id, &problem);
    if (!item) {
        if (problem)
            g_propagate_error(error, problem);
        else
            g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "no such outbox row");
        return FALSE;
    }
    gboolean done = change ? run_on_row(change, error) : delete_row(store, item, error);
    return done && audit(store, item, event, error) && store_tx_commit(&tx, error);
}

gboolean store_outbox_refuse(Store *store, gint64 id, const char *reason, gint64 now_ms, GError **error)
{
    if (!problem_is_good(reason, error))
        return FALSE;
    StoreAudit event = {.ts_ms = now_ms, .actor_type = "hub", .event = "case.upload", .result = "refused"};
    g_auto(StoreQuery) query = store_query(store, &SQL_REFUSE);
    store_bind_int(&query, id);
    store_bind_text(&query, reason);
    return change_row(store, id, &query, &event, error);
}

gboolean store_outbox_retry(Store *store, gint64 id, const char *staff_no, gint64 now_ms, GError **error)
{
    StoreAudit event = {.ts_ms = now_ms,
                        .actor_type = "staff",
                        .actor_id = staff_no,
                        .event = "outbox.retry",
                        .result = "ok"};
    g_auto(StoreQuery) query = store_query(store, &SQL_RETRY);
    store_bind_int(&query, id);
    store_bind_int(&query, now_ms);
    return change_row(store, id, &query, &event, error);
}

gboolean store_outbox_drop(Store *store, gint64 id, const char *staff_no, gint64 now_ms, GError **error)
{
    StoreAudit event = {
        .ts_ms = now_ms, .actor_type = "staff", .actor_id = staff_no, .event = "outbox.drop", .result = "ok"};
    GError *problem = NULL;
    g_autoptr(StoreOutItem) item = find(store, id, &problem);
    if (item && !item->refused) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_STATE, "only what the hub refused may be let go");
        return FALSE;
    }
    if (problem) {
        g_propagate_error(error, problem);
        return FALSE;
    }
    return change_row(store, id, NULL, &event, error);
}

gboolean store_outbox_hurry(Store *store, gint64 now_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_HURRY);
    store_bind_int(&query, now_ms);
    return store_run(&query, error);
}

int store_outbox_expire_help(Store *store, gint64 before_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_EXPIRE_HELP);
    store_bind_int(&query, before_ms);
    return store_run(&query, error) ? store_changes(store) : -1;
}

gboolean store_outbox_stats(Store *store, StoreOutStats *stats, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_STATS);
    if (!store_one(&query, "outbox", error))
        return FALSE;
    *stats = (StoreOutStats){.waiting = (int)store_col_int(&query, 0),
                             .refused = (int)store_col_int(&query, 1),
                             .cases_waiting = (int)store_col_int(&query, 2),
                             .oldest_ms = store_col_int(&query, 3)};
    return TRUE;
}

GPtrArray *store_outbox_list(Store *store, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)store_out_item_free);
    g_auto(StoreQuery) query = store_query(store, &SQL_LIST);
    store_bind_int(&query, LIST_MAX);
    StoreRow row;
    while ((row = store_next(&query, error)) == STORE_ROW)
        g_ptr_array_add(items, row_to_item(&query));
    return row == STORE_NO_ROW ? g_steal_pointer(&items) : NULL;
}

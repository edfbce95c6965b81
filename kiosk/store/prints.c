#include "kiosk/store/prints.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/supplies.h"

#include <string.h>

#define URI_MAX 512

#define COLUMNS                                                                                              \
    "id, form, case_no, paper, copies, pages, state, printer_uri, job_uuid, job_id, reason, ordinal,"        \
    " created_ms, changed_ms"

STORE_SQL(SQL_ORDINAL,
          "SELECT count(*) + 1 FROM print_order WHERE case_no = ?1 AND form = ?2 AND state NOT IN (5, 7)");
STORE_SQL(SQL_PUT,
          "INSERT INTO print_order(id, form, case_no, paper, copies, state, ordinal, created_ms, changed_ms)"
          " VALUES(?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?7)");
STORE_SQL(SQL_SET,
          "UPDATE print_order SET state = ?2, printer_uri = ifnull(?3, printer_uri),"
          " job_uuid = ifnull(?4, job_uuid), job_id = CASE WHEN ?5 > 0 THEN ?5 ELSE job_id END,"
          " pages = CASE WHEN ?6 > 0 THEN ?6 ELSE pages END, reason = ?7, changed_ms = ?8 WHERE id = ?1");
STORE_SQL(SQL_GET, "SELECT " COLUMNS " FROM print_order WHERE id = ?1");
STORE_SQL(SQL_OPEN,
          "SELECT " COLUMNS " FROM print_order WHERE state < 4 OR state = 6 ORDER BY seq LIMIT 200");
STORE_SQL(SQL_PURGE, "DELETE FROM print_order WHERE state IN (4, 5, 7) AND changed_ms < ?1");

/* the numbers stand in the file and in its partial index */
G_STATIC_ASSERT(STORE_PRINT_NEW == 0 && STORE_PRINT_DONE == 4 && STORE_PRINT_FAILED == 5 &&
                STORE_PRINT_UNKNOWN == 6 && STORE_PRINT_CANCELLED == 7);

#define TO(state) (1u << STORE_PRINT_##state)
static const struct {
    const char *name;
    const char *event; /* of the audit record on arriving here; NULL: none */
    guint may_go;
} STATES[] = {
    [STORE_PRINT_NEW] = {"new", NULL, TO(NEW) | TO(CREATED) | TO(FAILED) | TO(CANCELLED)},
    [STORE_PRINT_CREATED] = {"created", NULL,
                             TO(CREATED) | TO(SENDING) | TO(DONE) | TO(FAILED) | TO(UNKNOWN) | TO(CANCELLED)},
    [STORE_PRINT_SENDING] = {"sending", NULL,
                             TO(SENDING) | TO(SENT) | TO(DONE) | TO(FAILED) | TO(UNKNOWN) | TO(CANCELLED)},
    [STORE_PRINT_SENT] = {"sent", NULL, TO(SENT) | TO(DONE) | TO(FAILED) | TO(UNKNOWN) | TO(CANCELLED)},
    [STORE_PRINT_DONE] = {"done", "print.done", 0},
    [STORE_PRINT_FAILED] = {"failed", "print.failed", 0},
    [STORE_PRINT_UNKNOWN] = {"unknown", "print.unknown", TO(UNKNOWN) | TO(DONE) | TO(FAILED)},
    [STORE_PRINT_CANCELLED] = {"cancelled", "print.cancelled", 0},
};
#undef TO

const char *store_print_state_name(StorePrintState state)
{
    g_return_val_if_fail(state < G_N_ELEMENTS(STATES), "invalid");
    return STATES[state].name;
}

gboolean store_print_state_is_end(StorePrintState state)
{
    g_return_val_if_fail(state < G_N_ELEMENTS(STATES), TRUE);
    return STATES[state].may_go == 0;
}

gboolean store_print_may_go(StorePrintState from, StorePrintState to)
{
    g_return_val_if_fail(from < G_N_ELEMENTS(STATES) && to < G_N_ELEMENTS(STATES), FALSE);
    return (STATES[from].may_go & (1u << to)) != 0;
}

void store_print_free(StorePrint *print)
{
    if (!print)
        return;
    g_free(print->id);
    g_free(print->form);
    g_free(print->case_no);
    g_free(print->paper);
    g_free(print->printer_uri);
    g_free(print->job_uuid);
    g_free(print->reason);
    g_free(print);
}

static StorePrint *row_to_print(StoreQuery *query)
{
    StorePrint *print = g_new0(StorePrint, 1);
    print->id = store_col_text(query, 0);
    print->form = store_col_text(query, 1);
    print->case_no = store_col_text(query, 2);
    print->paper = store_col_text(query, 3);
    print->copies = (int)store_col_int(query, 4);
    print->pages = (int)store_col_int(query, 5);
    print->state = (StorePrintState)CLAMP(store_col_int(query, 6), 0, (gint64)G_N_ELEMENTS(STATES) - 1);
    print->printer_uri = store_col_text(query, 7);
    print->job_uuid = store_col_text(query, 8);
    print->job_id = (int)store_col_int(query, 9);
    print->reason = store_col_text(query, 10);
    print->ordinal = (int)store_col_int(query, 11);
    print->created_ms = store_col_int(query, 12);
    print->changed_ms = store_col_int(query, 13);
    return print;
}

static gboolean audit(Store *store, const char *event, const char *form, const char *case_no,
                      const char *result, gint64 now_ms, GError **error)
{
    const StoreAudit record = {.ts_ms = now_ms,
                               .actor_type = "kiosk",
                               .case_no = case_no,
                               .event = event,
                               .reason = form,
                               .result = result};
    return store_audit_append(store, &record, NULL, error);
}

static gboolean insert(Store *store, const char *id, const char *form, const char *case_no, const char *paper,
                       int copies, int ordinal, gint64 now_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_PUT);
    store_bind_text(&query, id);
    store_bind_text(&query, form);
    store_bind_text(&query, case_no);
    store_bind_text(&query, paper);
    store_bind_int(&query, copies);
    store_bind_int(&query, ordinal);
    store_bind_int(&query, now_ms);
    return store_run(&query, error);
}

gboolean store_print_put(Store *store, const char *id, const char *form, const char *case_no,
                         const char *paper, int copies, gint64 now_ms, int *ordinal, GError **error)
{
    if (!store_word_is_good(id, STORE_KEY_MAX, "", "print id", error) ||
        !store_word_is_good(form, 32, "", "form", error) ||
        !store_word_is_good(paper, 16, "", "paper", error))
        return FALSE;
    int nth = 1;
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    if (case_no) {
        g_auto(StoreQuery) query = store_query(store, &SQL_ORDINAL);
        store_bind_text(&query, case_no);
        store_bind_text(&query, form);
        if (!store_one(&query, "print", error))
            return FALSE;
        nth = (int)store_col_int(&query, 0);
    }
    if (!insert(store, id, form, case_no, paper, CLAMP(copies, 1, 99), nth, now_ms, error) ||
        !audit(store, "print.start", form, case_no, "ok", now_ms, error) || !store_tx_commit(&tx, error))
        return FALSE;
    if (ordinal)
        *ordinal = nth;
    return TRUE;
}

/* What came out is counted: the paper, and for a receipt the prints of its case. */
static gboolean count(Store *store, const StorePrint *print, StorePrintState state, int pages, GError **error)
{
    StoreSupplyKind kind =
        strcmp(print->paper, store_supply_name(STORE_SUPPLY_SLIP)) == 0 ? STORE_SUPPLY_SLIP : STORE_SUPPLY_A4;
    if (state == STORE_PRINT_FAILED)
        return store_supply_count(store, kind, FALSE, error);
    if (state != STORE_PRINT_DONE)
        return TRUE;
    int sheets = MAX(1, pages > 0 ? pages : print->pages) * print->copies;
    gboolean is_receipt = strcmp(print->form, "F01") == 0 || strcmp(print->form, "F01T") == 0;
    return store_supply_count(store, kind, TRUE, error) && store_supply_use(store, kind, sheets, error) &&
           (kind != STORE_SUPPLY_A4 || store_supply_use(store, STORE_SUPPLY_TONER, sheets, error)) &&
           (!is_receipt || !print->case_no || store_case_count_print(store, print->case_no, error));
}

static gboolean write_state(Store *store, const char *id, StorePrintState state, const StorePrintNote *note,
                            gint64 now_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_SET);
    store_bind_text(&query, id);
    store_bind_int(&query, state);
    store_bind_text(&query, note->printer_uri);
    store_bind_text(&query, note->job_uuid);
    store_bind_int(&query, note->job_id);
    store_bind_int(&query, note->pages);
    store_bind_text(&query, note->reason);
    store_bind_int(&query, now_ms);
    return store_run(&query, error);
}

static gboolean note_is_good(const StorePrintNote *note, GError **error)
{
    if ((note->printer_uri && strlen(note->printer_uri) > URI_MAX) ||
        (note->job_uuid && strlen(note->job_uuid) > STORE_KEY_MAX)) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_LIMIT,
                            "print order: printer address or job too long");
        return FALSE;
    }
    return !note->reason || store_word_is_good(note->reason, STORE_KEY_MAX, ":, ", "print reason", error);
}

gboolean store_print_set(Store *store, const char *id, StorePrintState state, const StorePrintNote *note,
                         gint64 now_ms, GError **error)
{
    static const StorePrintNote nothing = {0};
    note = note ? note : &nothing;
    if (!note_is_good(note, error))
        return FALSE;
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    g_autoptr(StorePrint) print = store_print_get(store, id, error);
    if (!print)
        return FALSE;
    if (!store_print_may_go(print->state, state)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_STATE, "print order: %s cannot become %s",
                    store_print_state_name(print->state), store_print_state_name(state));
        return FALSE;
    }
    gboolean arrives = print->state != state;
    const char *event = arrives ? STATES[state].event : NULL;
    if (!write_state(store, id, state, note, now_ms, error) ||
        (arrives && !count(store, print, state, note->pages, error)) ||
        (event && !audit(store, event, print->form, print->case_no, STATES[state].name, now_ms, error)))
        return FALSE;
    return store_tx_commit(&tx, error);
}

StorePrint *store_print_get(Store *store, const char *id, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_GET);
    store_bind_text(&query, id);
    return store_one(&query, "print order", error) ? row_to_print(&query) : NULL;
}

GPtrArray *store_prints_unfinished(Store *store, GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)store_print_free);
    g_auto(StoreQuery) query = store_query(store, &SQL_OPEN);
    StoreRow row;
    while ((row = store_next(&query, error)) == STORE_ROW)
        g_ptr_array_add(items, row_to_print(&query));
    return row == STORE_NO_ROW ? g_steal_pointer(&items) : NULL;
}

int store_prints_purge(Store *store, gint64 before_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_PURGE);
    store_bind_int(&query, before_ms);
    return store_run(&query, error) ? store_changes(store) : -1;
}

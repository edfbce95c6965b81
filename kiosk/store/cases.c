#include "kiosk/store/cases.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/audit.h"
#include "kiosk/seal/hash.h"
#include "kiosk/seal/seal.h"

#include <string.h>

#define CODE_TRIES  16
#define PURGE_BATCH "500"

#define COLUMNS                                                                                              \
    "seq, key, case_no, temp_no, query_code, person_tag, agent_tag, matter_id, catalogue, mode, community,"  \
    " kiosk_no, state, pct, terminal, submitted_ms, offline, time_uncertain, due, due_estimated,"            \
    " next_action, trail, hub_revision, updated_ms, receipt, print_count"

STORE_SQL(SQL_KNOWN,
          "SELECT seq, case_no, temp_no, query_code, person_tag, matter_id FROM cases WHERE key = ?1");
STORE_SQL(SQL_CODE_TAKEN, "SELECT 1 FROM cases WHERE query_code = ?1");
STORE_SQL(SQL_INSERT,
          "INSERT INTO cases(key, case_no, temp_no, query_code, person_tag, agent_tag, matter_id, catalogue,"
          " mode, community, kiosk_no, state, pct, terminal, submitted_ms, offline, time_uncertain, due,"
          " due_estimated, updated_ms, receipt, audit_seq)"
          " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'queued', 5, 0, ?12, ?13, ?14, ?15, ?16,"
          " ?12, ?17, 0)");
STORE_SQL(SQL_SET_AUDIT, "UPDATE cases SET audit_seq = ?2 WHERE seq = ?1");
STORE_SQL(SQL_DRAFT_DONE, "DELETE FROM draft WHERE card_tag = ?1 AND matter_id = ?2");
STORE_SQL(SQL_OF_PERSON,
          "SELECT " COLUMNS " FROM cases WHERE seq IN ("
          " SELECT seq FROM (SELECT seq FROM cases WHERE person_tag = ?1 ORDER BY seq DESC LIMIT ?2)"
          " UNION"
          " SELECT seq FROM (SELECT seq FROM cases WHERE agent_tag = ?1 ORDER BY seq DESC LIMIT ?2))"
          " ORDER BY seq DESC LIMIT ?2");
STORE_SQL(SQL_BY_KEY, "SELECT " COLUMNS " FROM cases WHERE key = ?1");
STORE_SQL(SQL_BY_CODE, "SELECT " COLUMNS " FROM cases WHERE query_code = ?1");
STORE_SQL(SQL_BY_CASE_NO, "SELECT " COLUMNS " FROM cases WHERE case_no = ?1");
STORE_SQL(SQL_BY_TEMP_NO, "SELECT " COLUMNS " FROM cases WHERE temp_no = ?1");
/* Per cent only rises, unless the case was sent back (process.json: percent_rule_zh); what the hub did not
 * say stays. */
STORE_SQL(SQL_UPDATE,
          "UPDATE cases SET state = ?2, pct = CASE WHEN ?4 THEN ?3 ELSE max(pct, ?3) END, terminal = ?5,"
          " next_action = ?6, due = CASE WHEN ?9 THEN due ELSE ?7 END,"
          " due_estimated = CASE WHEN ?9 THEN due_estimated ELSE ?8 END, trail = ifnull(?10, trail),"
          " hub_revision = ?11, updated_ms = ?12, case_no = ifnull(case_no, ?13)"
          " WHERE seq = ?1 AND hub_revision <= ?11");
STORE_SQL(SQL_OPEN_FOR, "SELECT ifnull(case_no, temp_no) FROM cases WHERE person_tag = ?1 AND matter_id = ?2"
                        " AND terminal = 0 ORDER BY seq DESC LIMIT 1");
STORE_SQL(SQL_PURGE,
          "DELETE FROM cases WHERE seq IN (SELECT seq FROM cases c WHERE terminal = 1 AND updated_ms < ?1"
          " AND NOT EXISTS (SELECT 1 FROM outbox WHERE case_seq = c.seq)"
          " AND NOT EXISTS (SELECT 1 FROM attachment WHERE case_seq = c.seq) LIMIT " PURGE_BATCH ")");
STORE_SQL(SQL_PRINTED, "UPDATE cases SET print_count = print_count + 1 WHERE case_no = ?1 OR temp_no = ?1");

void store_case_free(StoreCase *item)
{
    if (!item)
        return;
    char *texts[] = {
        item->key,          item->case_no,     item->temp_no,   item->query_code, item->matter_id,
        item->mode,         item->community,   item->kiosk_no,  item->state,      item->catalogue_version,
        item->receipt_json, item->next_action, item->trail_json};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(item);
}

static StoreCase *row_to_case(StoreQuery *q)
{
    StoreCase *item = g_new0(StoreCase, 1);
    item->seq = store_col_int(q, 0);
    item->key = store_col_text(q, 1);
    item->case_no = store_col_text(q, 2);
    item->temp_no = store_col_text(q, 3);
    item->query_code = store_col_text(q, 4);
    store_col_fixed(q, 5, item->person_tag, sizeof item->person_tag);
    item->has_agent = store_col_fixed(q, 6, item->agent_tag, sizeof item->agent_tag);
    item->matter_id = store_col_text(q, 7);
    item->catalogue_version = store_col_text(q, 8);
    item->mode = store_col_text(q, 9);
    item->community = store_col_text(q, 10);
    item->kiosk_no = store_col_text(q, 11);
    item->state = store_col_text(q, 12);
    item->pct = (int)store_col_int(q, 13);
    item->terminal = store_col_int(q, 14) != 0;
    item->submitted_ms = store_col_int(q, 15);
    item->offline = store_col_int(q, 16) != 0;
    item->time_uncertain = store_col_int(q, 17) != 0;
    item->due = store_col_day(q, 18);
    item->due_estimated = store_col_int(q, 19) != 0;
    item->next_action = store_col_text(q, 20);
    item->trail_json = store_col_text(q, 21);
    item->hub_revision = store_col_int(q, 22);
    item->updated_ms = store_col_int(q, 23);
    item->receipt_json = store_col_text(q, 24);
    item->print_count = (int)store_col_int(q, 25);
    return item;
}

/* --- putting
 * -------------------------------------------------------------------------------------------------- */
static gboolean texts_are_good(const StoreCaseNew *c, GError **error)
{
    if (!store_word_is_good(c->key, STORE_KEY_MAX, "", "idempotency key", error) ||
        !store_word_is_good(c->matter_id, STORE_KEY_MAX, "", "matter", error) ||
        !store_word_is_good(c->catalogue_version, STORE_KEY_MAX, "", "catalogue version", error) ||
        !store_word_is_good(c->mode, 16, "", "mode", error) ||
        !store_word_is_good(c->community, COMMUNITY_CODE_LENGTH, "", "community", error) ||
        !store_word_is_good(c->kiosk_no, 15, "", "kiosk number", error) ||
        (c->staff_no && !store_word_is_good(c->staff_no, 15, "", "staff number", error)))
        return FALSE;
    if (!c->receipt_json || strlen(c->receipt_json) > STORE_TEXT_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "receipt: missing, or more than %d bytes",
                    STORE_TEXT_MAX);
        return FALSE;
    }
    if (!store_has_no_long_number(c->receipt_json)) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_REFUSED,
                            "receipt: holds a long number that is not masked");
        return FALSE;
    }
    return TRUE;
}

/* The first answer again, when the key is known. FALSE on error; `receipt->repeated` tells. */
static gboolean repeat(Store *store, const StoreCaseNew *c, StoreCaseReceipt *receipt, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_KNOWN);
    store_bind_text(&query, c->key);
    StoreRow row = store_next(&query, error);
    if (row != STORE_ROW)
        return row == STORE_NO_ROW;
    guint8 tag[STORE_TAG_BYTES];
    g_autofree char *matter = store_col_text(&query, 5);
    if (!store_col_fixed(&query, 4, tag, sizeof tag) || memcmp(tag, c->person_tag, sizeof tag) != 0 ||
        g_strcmp0(matter, c->matter_id) != 0) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CONFLICT,
                            "idempotency key belongs to another case");
        return FALSE;
    }
    receipt->seq = store_col_int(&query, 0);
    store_col_copy(&query, 1, receipt->case_no, sizeof receipt->case_no);
    store_col_copy(&query, 2, receipt->temp_no, sizeof receipt->temp_no);
    store_col_copy(&query, 3, receipt->query_code, sizeof receipt->query_code);
    receipt->repeated = TRUE;
    return TRUE;
}

/* A code that no case here has; by chance, so that nobody reaches a neighbour's case by counting on. */
static gboolean take_query_code(Store *store, char code[QUERY_CODE_SIZE], GError **error)
{
    for (int i = 0; i < CODE_TRIES; i++) {
        guint32 chance;
        seal_random(&chance, sizeof chance);
        query_code_format(chance, code);
        g_auto(StoreQuery) query = store_query(store, &SQL_CODE_TAKEN);
        store_bind_text(&query, code);
        StoreRow row = store_next(&query, error);
        if (row != STORE_ROW)
            return row == STORE_NO_ROW;
    }
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_LIMIT, "no free query code found");
    return FALSE;
}

static gboolean take_numbers(Store *store, const StoreCaseNew *c, StoreCaseReceipt *receipt, GError **error)
{
    if (!store_numbers_take(store, c->community, c->day, receipt->case_no, error))
        return FALSE;
    gboolean needs_temp = c->offline || !receipt->case_no[0];
    if (needs_temp && !store_numbers_take_temp(store, c->kiosk_no, c->day, receipt->temp_no, error))
        return FALSE;
    return take_query_code(store, receipt->query_code, error);
}

static gboolean insert_case(Store *store, const StoreCaseNew *c, StoreCaseReceipt *receipt, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_INSERT);
    store_bind_text(&query, c->key);
    store_bind_text(&query, receipt->case_no[0] ? receipt->case_no : NULL);
    store_bind_text(&query, receipt->temp_no[0] ? receipt->temp_no : NULL);
    store_bind_text(&query, receipt->query_code);
    store_bind_blob(&query, c->person_tag, STORE_TAG_BYTES);
    store_bind_blob(&query, c->agent_tag, STORE_TAG_BYTES);
    store_bind_text(&query, c->matter_id);
    store_bind_text(&query, c->catalogue_version);
    store_bind_text(&query, c->mode);
    store_bind_text(&query, c->community);
    store_bind_text(&query, c->kiosk_no);
    store_bind_int(&query, c->submitted_ms);
    store_bind_int(&query, c->offline != FALSE);
    store_bind_int(&query, c->time_uncertain != FALSE);
    store_bind_day(&query, c->due);
    store_bind_int(&query, c->due_estimated != FALSE);
    store_bind_text(&query, c->receipt_json);
    if (!store_run(&query, error))
        return FALSE;
    receipt->seq = sqlite3_last_insert_rowid(store->db);
    return TRUE;
}

static gboolean audit_submit(Store *store, const StoreCaseNew *c, const StoreCaseReceipt *receipt,
                             GBytes *payload, GError **error)
{
    char resident[17];
    guint8 diff[SEAL_HASH_BYTES];
    store_audit_actor(c->agent_tag ? c->agent_tag : c->person_tag, resident);
    seal_hash(SEAL_ALG_BLAKE2B_256, g_bytes_get_data(payload, NULL), g_bytes_get_size(payload), NULL, 0, diff,
              NULL);
    const StoreAudit event = {
        .ts_ms = c->submitted_ms,
        .actor_type = c->staff_no ? "staff" : "resident",
        .actor_id = c->staff_no ? c->staff_no : resident,
        .actor_role = c->staff_no ? "community_worker" : "resident",
        .kiosk_no = c->kiosk_no,
        .case_no = receipt->case_no[0] ? receipt->case_no : receipt->temp_no,
        .matter_id = c->matter_id,
        .event = "case.submit",
        .from_state = "draft",
        .to_state = "queued",
        .diff_hash = diff,
        .reason = c->time_uncertain ? "time_uncertain" : NULL,
        .network = c->offline ? "offline" : "online",
        .result = "ok",
    };
    gint64 seq = 0;
    if (!store_audit_append(store, &event, &seq, error))
        return FALSE;
    g_auto(StoreQuery) query = store_query(store, &SQL_SET_AUDIT);
    store_bind_int(&query, receipt->seq);
    store_bind_int(&query, seq);
    return store_run(&query, error);
}

static gboolean finish_draft(Store *store, const StoreCaseNew *c, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_DRAFT_DONE);
    store_bind_blob(&query, c->draft_tag, STORE_TAG_BYTES);
    store_bind_text(&query, c->matter_id);
    return store_run(&query, error);
}

gboolean store_case_put(Store *store, const StoreCaseNew *c, StoreCaseReceipt *receipt, GError **error)
{
    memset(receipt, 0, sizeof *receipt);
    if (!texts_are_good(c, error))
        return FALSE;
    StoreCaseReceipt made = {0};
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store || !repeat(store, c, &made, error))
        return FALSE;
    if (made.repeated) {
        *receipt = made;
        return TRUE;
    }
    if (!take_numbers(store, c, &made, error) || !insert_case(store, c, &made, error))
        return FALSE;
    g_autoptr(GBytes) payload = c->seal(&made, c->seal_data, error);
    if (!payload || !store_outbox_put_case(store, made.seq, c->key, payload, c->submitted_ms, error) ||
        (c->stage && !store_attachments_adopt(store, c->stage, made.seq, error)) ||
        (c->draft_tag && !finish_draft(store, c, error)) || !audit_submit(store, c, &made, payload, error) ||
        !store_tx_commit(&tx, error))
        return FALSE;
    *receipt = made;
    return TRUE;
}

/* --- looking
 * -------------------------------------------------------------------------------------------------- */
GPtrArray *store_cases_of(Store *store, const guint8 person_tag[STORE_TAG_BYTES], GError **error)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func((GDestroyNotify)store_case_free);
    g_auto(StoreQuery) query = store_query(store, &SQL_OF_PERSON);
    store_bind_blob(&query, person_tag, STORE_TAG_BYTES);
    store_bind_int(&query, STORE_CASES_LIST_MAX);
    StoreRow row;
    while ((row = store_next(&query, error)) == STORE_ROW)
        g_ptr_array_add(items, row_to_case(&query));
    return row == STORE_NO_ROW ? g_steal_pointer(&items) : NULL;
}

static StoreCase *find(Store *store, const StoreSql *sql, const char *what, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, sql);
    store_bind_text(&query, what);
    return store_one(&query, "case", error) ? row_to_case(&query) : NULL;
}

StoreCase *store_case_by_key(Store *store, const char *key, GError **error)
{
    return find(store, &SQL_BY_KEY, key, error);
}

StoreCase *store_case_by_code(Store *store, const char *query_code, GError **error)
{
    return find(store, &SQL_BY_CODE, query_code, error);
}

StoreCase *store_case_by_no(Store *store, const char *number, GError **error)
{
    return find(store, temp_no_is_right(number) ? &SQL_BY_TEMP_NO : &SQL_BY_CASE_NO, number, error);
}

gboolean store_case_open_for(Store *store, const guint8 person_tag[STORE_TAG_BYTES], const char *matter_id,
                             char **number, GError **error)
{
    if (number)
        *number = NULL;
    g_auto(StoreQuery) query = store_query(store, &SQL_OPEN_FOR);
    store_bind_blob(&query, person_tag, STORE_TAG_BYTES);
    store_bind_text(&query, matter_id);
    if (store_next(&query, error) != STORE_ROW)
        return FALSE;
    if (number)
        *number = store_col_text(&query, 0);
    return TRUE;
}

/* --- what the hub says
 * -------------------------------------------------------------------------------------------- */
static gboolean update_is_good(const StoreCaseUpdate *u, GError **error)
{
    if (!store_word_is_good(u->state, 32, "", "state", error))
        return FALSE;
    gsize text = (u->next_action ? strlen(u->next_action) : 0) + (u->trail_json ? strlen(u->trail_json) : 0);
    if (u->pct < 0 || u->pct > 100 || text > STORE_TEXT_MAX) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT,
                    "case update: per cent outside 0-100, or texts over %d bytes", STORE_TEXT_MAX);
        return FALSE;
    }
    if (u->case_no && !case_no_parse(u->case_no, &(CaseNo){0}, NULL)) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_REFUSED, "case update: not a case number");
        return FALSE;
    }
    return TRUE;
}

gboolean store_case_update(Store *store, const StoreCaseUpdate *u, GError **error)
{
    if (!update_is_good(u, error))
        return FALSE;
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    g_autoptr(StoreCase) known =
        u->key ? store_case_by_key(store, u->key, error) : store_case_by_no(store, u->case_no, error);
    if (!known)
        return FALSE;
    if (u->case_no && known->case_no && strcmp(u->case_no, known->case_no) != 0) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CONFLICT,
                            "case update: the case has another number");
        return FALSE;
    }
    g_auto(StoreQuery) query = store_query(store, &SQL_UPDATE);
    store_bind_int(&query, known->seq);
    store_bind_text(&query, u->state);
    store_bind_int(&query, u->pct);
    store_bind_int(&query, u->sent_back != FALSE);
    store_bind_int(&query, u->terminal != FALSE);
    store_bind_text(&query, u->next_action);
    store_bind_day(&query, u->due);
    store_bind_int(&query, u->due_estimated != FALSE);
    store_bind_int(&query, u->keep_due != FALSE);
    store_bind_text(&query, u->trail_json);
    store_bind_int(&query, u->revision);
    store_bind_int(&query, u->now_ms);
    store_bind_text(&query, u->case_no);
    return store_run(&query, error) && store_tx_commit(&tx, error);
}

int store_cases_purge(Store *store, gint64 before_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_PURGE);
    store_bind_int(&query, before_ms);
    return store_run(&query, error) ? store_changes(store) : -1;
}

gboolean store_case_count_print(Store *store, const char *case_no, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_PRINTED);
    store_bind_text(&query, case_no);
    return store_run(&query, error);
}

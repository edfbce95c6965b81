/* What residents ask and say at a kiosk: "how far are my cases?", withdrawal, rating. */
#define G_LOG_DOMAIN "hub-cases"
#include <microhttpd.h>
#include "kiosk/hub/api/request.h"
#include "kiosk/hub/cases/cases.h"
#include "kiosk/hub/cases/done.h"
#include "kiosk/seal/hash.h"

/* --- own cases ------------------------------------------------------------------------------- */
/* Query codes are 8 digits with a check digit: a kiosk may ask for so many a minute, so that nobody tries
 * them all. */
#define CODES_A_MINUTE 30

static gboolean code_is_allowed(Hub *hub, const char *kiosk_no)
{
    gint64 minute = hub_now_us(hub) / (60 * G_USEC_PER_SEC);
    if (!hub->code_budget || GPOINTER_TO_SIZE(g_hash_table_lookup(hub->code_budget, "")) != (gsize)minute) {
        g_clear_pointer(&hub->code_budget, g_hash_table_unref);
        hub->code_budget = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        g_hash_table_insert(hub->code_budget, g_strdup(""), GSIZE_TO_POINTER((gsize)minute));
    }
    gsize used = GPOINTER_TO_SIZE(g_hash_table_lookup(hub->code_budget, kiosk_no));
    g_hash_table_insert(hub->code_budget, g_strdup(kiosk_no), GSIZE_TO_POINTER(used + 1));
    return used < CODES_A_MINUTE;
}

static GPtrArray *find_cases(Hub *hub, const WirePersonQuery *message, GError **error)
{
    guint8 tag[SEAL_TAG_BYTES];
    if (*message->person_tag && seal_unhex(message->person_tag, tag, sizeof tag))
        return cases_of_person(hub, tag, error);
    GPtrArray *cases = cases_by_code(hub, message->query_code, error);
    if (cases &&
        cases->len > 1) /* two kiosks drew the same code: the card tells them apart, the code cannot */
        g_ptr_array_set_size(cases, 0);
    return cases;
}

static char *cases_text(Hub *hub, const GPtrArray *cases, gsize *size, GError **error)
{
    g_autoptr(WireCaseList) list = wire_case_list_new();
    for (guint i = 0; i < cases->len; i++) {
        WireStatus *status = case_status(hub, cases->pdata[i], error);
        if (!status)
            return NULL;
        g_ptr_array_add(list->cases, status);
    }
    return wire_case_list_encode(list, size, error);
}

void api_person_query(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WirePersonQuery) message =
        wire_person_query_decode((const char *)request->body->data, request->body->len, &error);
    if (!message) {
        reply_error(reply, error);
        return;
    }
    if (!*message->person_tag == !*message->query_code) {
        reply_problem(reply, MHD_HTTP_BAD_REQUEST, "message", "either person_tag or query_code");
        return;
    }
    if (*message->query_code && !code_is_allowed(hub, request->kiosk_no)) {
        reply_problem(reply, MHD_HTTP_TOO_MANY_REQUESTS, "busy", "too many query codes in this minute");
        return;
    }
    g_autoptr(GPtrArray) cases = find_cases(hub, message, &error);
    gsize size = 0;
    char *text = cases ? cases_text(hub, cases, &size, &error) : NULL;
    if (text)
        reply_sealed(hub, request->kiosk_no, reply, text, size);
    else
        reply_error(reply, error);
}

/* --- words of a resident --------------------------------------------------------------------- */
static gboolean case_is_theirs(Hub *hub, const WireWithdrawal *message, GError **error)
{
    guint8 tag[SEAL_TAG_BYTES];
    seal_unhex(message->person_tag, tag, sizeof tag);
    g_autoptr(HubRows) rows =
        hub_db_select(hub->db, SQL_CASE_SEALED, HUB_ARGS(hub_text(message->case_no)), error);
    if (!rows)
        return FALSE;
    for (guint column = 1; hub_rows_count(rows) && column <= 2; column++) {
        gsize size = 0;
        gconstpointer known = hub_rows_bytes(rows, 0, column, &size);
        if (known && size == sizeof tag && seal_equal(known, tag, sizeof tag))
            return TRUE;
    }
    g_set_error(error, HUB_ERROR, HUB_ERROR_NOT_FOUND, "no such case of this person");
    return FALSE;
}

static gboolean put_withdrawal(Hub *hub, const char *kiosk_no, gconstpointer data, GError **error)
{
    const WireWithdrawal *message = data;
    if (!case_is_theirs(hub, message, error))
        return FALSE;
    g_autoptr(HubCase) item = case_by_no(hub, message->case_no, error);
    CaseMove move = {.event = "withdraw", .role = "resident", .actor_type = "resident", .actor_id = kiosk_no};
    return item && case_move(hub, item, &move, error);
}

void api_withdraw(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WireWithdrawal) message =
        wire_withdrawal_decode((const char *)request->body->data, request->body->len, &error);
    if (!message) {
        reply_error(reply, error);
        return;
    }
    DoneAct act = {.kind = "withdrawal",
                   .key = message->idempotency_key,
                   .case_no = message->case_no,
                   .matter_id = "",
                   .write = put_withdrawal,
                   .message = message,
                   .traces_itself = TRUE};
    done_once(hub, request, &act, reply);
}

static gboolean put_rating(Hub *hub, const char *kiosk_no, gconstpointer data, GError **error)
{
    const WireRating *message = data;
    g_autoptr(GString) tags = g_string_new(NULL);
    for (guint i = 0; i < message->tags->len; i++)
        g_string_append_printf(tags, "%s%s", i ? "\n" : "", (const char *)message->tags->pdata[i]);
    return hub_db_run(hub->db, SQL_RATING_PUT,
                      HUB_ARGS(hub_text(message->idempotency_key), hub_text(message->case_no),
                               hub_text(message->matter_id), hub_text(kiosk_no), hub_text(message->stage),
                               hub_int(message->level), hub_text(tags->str), hub_text(message->rated_at)),
                      NULL, error);
}

void api_rating(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WireRating) message =
        wire_rating_decode((const char *)request->body->data, request->body->len, &error);
    if (!message) {
        reply_error(reply, error);
        return;
    }
    DoneAct act = {.kind = "rating",
                   .key = message->idempotency_key,
                   .case_no = message->case_no,
                   .matter_id = message->matter_id,
                   .write = put_rating,
                   .message = message};
    done_once(hub, request, &act, reply);
}

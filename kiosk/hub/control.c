/* Control verbs: what staff ask and do until they have a console of their own. A table of verbs; each fills a
 * reply. Persons come masked, and only in the detail of one case. */
#define G_LOG_DOMAIN "hub-control"
#include <string.h>
#include "kiosk/domain/mask.h"
#include "kiosk/hub/cases/cases.h"
#include "kiosk/hub/cases/trace.h"
#include "kiosk/hub/fleet/enrol.h"
#include "kiosk/hub/internal.h"
#include "kiosk/wire/envelope.h"

#define LIST_DEFAULT 50
#define LIST_MAX     200
#define SEEN_S       180 /* a kiosk that said nothing for so long counts as offline */

/* The text under key; fallback where it is absent. FALSE with error when it is no text. */
static gboolean take_text(const json_t *request, const char *key, const char *fallback, const char **text,
                          GError **error)
{
    const json_t *value = json_object_get(request, key);
    *text = value ? json_string_value(value) : fallback;
    if (*text)
        return TRUE;
    g_set_error(error, HUB_ERROR, HUB_ERROR_REFUSED, "%s: is missing or no text", key);
    return FALSE;
}

static void put_day(json_t *object, const char *key, Day day)
{
    char text[DAY_TEXT_SIZE];
    json_object_set_new(object, key, json_string(day_format(day, text)));
}

static void put_time(json_t *object, const char *key, gint64 time_us)
{
    g_autofree char *text = time_us ? hub_time_text(time_us) : g_strdup("");
    json_object_set_new(object, key, json_string(text));
}

/* --- cases ----------------------------------------------------------------------------------- */
static json_t *case_line(Hub *hub, const HubCase *item)
{
    g_auto(CaseRoute) route = {0};
    case_route(hub, item, &route);
    ProcessHolder holder = process_holder(hub->process, route.nodes, route.n, item->nodes_done, item->state);
    json_t *line =
        json_pack("{s:s, s:s, s:s, s:s, s:i, s:s, s:s, s:s}", "case_no", item->case_no, "matter",
                  item->matter_id, "title", route.matter ? route.matter->short_zh : item->matter_id, "state",
                  item->state, "pct", item->pct, "level", process_holder_word(holder), "submitted_at",
                  item->submitted_at, "kiosk_no", item->kiosk_no);
    put_day(line, "due", item->due);
    json_object_set_new(line, "due_estimated", json_boolean(item->due_estimated));
    return line;
}

static gboolean verb_cases(Hub *hub, const json_t *request, json_t *reply, GError **error)
{
    const char *state, *matter, *kiosk;
    if (!take_text(request, "state", "", &state, error) ||
        !take_text(request, "matter", "", &matter, error) || !take_text(request, "kiosk", "", &kiosk, error))
        return FALSE;
    json_int_t limit = json_integer_value(json_object_get(request, "limit"));
    g_autoptr(GPtrArray) cases =
        cases_list(hub, state, matter, kiosk, limit > 0 ? MIN(limit, LIST_MAX) : LIST_DEFAULT, error);
    if (!cases)
        return FALSE;
    json_t *list = json_array();
    for (guint i = 0; i < cases->len; i++)
        json_array_append_new(list, case_line(hub, cases->pdata[i]));
    json_object_set_new(reply, "cases", list);
    return TRUE;
}

static HubCase *wanted_case(Hub *hub, const json_t *request, GError **error)
{
    const char *case_no;
    if (!take_text(request, "case_no", NULL, &case_no, error))
        return NULL;
    g_autoptr(GError) problem = NULL;
    HubCase *item = case_by_no(hub, case_no, &problem);
    if (problem)
        g_propagate_error(error, g_steal_pointer(&problem));
    else if (!item)
        g_set_error(error, HUB_ERROR, HUB_ERROR_NOT_FOUND, "no such case: see 'cases' for those there are");
    return item;
}

static json_t *choices_of(Hub *hub, const HubCase *item, const CaseRoute *route)
{
    json_t *list = json_array();
    const char *node_role = case_node_role(item, route);
    g_autoptr(GPtrArray) choices = process_choices(hub->process, item->state, NULL, node_role);
    for (guint i = 0; i < choices->len; i++) {
        const ProcessTransition *choice = choices->pdata[i];
        if (!process_fits(choice, route->nodes, route->n, route->matter && route->matter->instant, NULL))
            continue;
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:s, s:b, s:s}", "event", choice->event, "role",
                                        choice->actor, "to", choice->to, "needs_reason", choice->needs_reason,
                                        "guard", choice->guard_zh ? choice->guard_zh : ""));
    }
    return list;
}

static json_t *history_of(Hub *hub, const char *case_no, GError **error)
{
    g_autoptr(HubRows) rows = hub_db_select(hub->db, SQL_TRACE_OF_CASE, HUB_ARGS(hub_text(case_no)), error);
    json_t *list = rows ? json_array() : NULL;
    for (guint i = 0; rows && i < hub_rows_count(rows); i++) {
        json_t *record = json_loads(hub_rows_text(rows, i, 0), 0, NULL);
        json_array_append_new(
            list,
            json_pack("{s:O?, s:O?, s:O?, s:O?, s:O?}", "at", json_object_get(record, "ts_local"), "event",
                      json_object_get(record, "event"), "role", json_object_get(record, "actor_role"), "from",
                      json_object_get(record, "from_state"), "to", json_object_get(record, "to_state")));
        json_decref(record);
    }
    return list;
}

static gboolean put_person(Hub *hub, const HubCase *item, json_t *detail, GError **error)
{
    g_autofree char *place = g_strconcat("case:", item->case_no, NULL);
    g_autoptr(HubRows) rows =
        hub_db_select(hub->db, SQL_CASE_SEALED, HUB_ARGS(hub_text(item->case_no)), error);
    if (!rows)
        return FALSE;
    gsize size = 0;
    gconstpointer sealed = hub_rows_bytes(rows, 0, 0, &size);
    g_autoptr(SealBuffer) plain = hub_open(hub, sealed, size, place, error);
    g_autoptr(WireApplication) application =
        plain ? wire_application_decode((const char *)seal_buffer_peek(plain), seal_buffer_len(plain), error)
              : NULL;
    if (!application)
        return FALSE;
    g_autofree char *name = mask_name(application->applicant->name);
    g_autofree char *number = mask_id(application->applicant->id_number);
    json_object_set_new(detail, "applicant", json_string(name));
    json_object_set_new(detail, "id_number", json_string(number));
    json_object_set_new(detail, "mode", json_string(application->mode));
    json_object_set_new(detail, "attachments", json_integer(application->attachments->len));
    json_object_set_new(detail, "stated", json_integer(application->stated->len));
    return TRUE;
}

static gboolean verb_case(Hub *hub, const json_t *request, json_t *reply, GError **error)
{
    g_autoptr(HubCase) item = wanted_case(hub, request, error);
    g_auto(CaseRoute) route = {0};
    if (!item)
        return FALSE;
    case_route(hub, item, &route);
    json_t *detail = case_line(hub, item);
    json_object_set_new(detail, "temp_no", json_string(item->temp_no));
    json_object_set_new(detail, "query_code", json_string(item->query_code));
    json_object_set_new(detail, "revision", json_integer(item->revision));
    json_object_set_new(detail, "choices", choices_of(hub, item, &route));
    json_object_set_new(reply, "case", detail);
    json_t *history = history_of(hub, item->case_no, error);
    if (!history)
        return FALSE;
    json_object_set_new(detail, "history", history);
    return put_person(hub, item, detail, error);
}

static gboolean verb_move(Hub *hub, const json_t *request, json_t *reply, GError **error)
{
    CaseMove move = {.actor_type = "staff"};
    const char *staff;
    g_autoptr(HubCase) item = wanted_case(hub, request, error);
    if (!item || !take_text(request, "event", NULL, &move.event, error) ||
        !take_text(request, "role", NULL, &move.role, error) ||
        !take_text(request, "reason", "", &move.reason, error) ||
        !take_text(request, "staff_no", "", &staff, error))
        return FALSE;
    move.actor_id = staff;
    if (!case_move_commit(hub, item, &move, error))
        return FALSE;
    json_object_set_new(reply, "case_no", json_string(item->case_no));
    json_object_set_new(reply, "state", json_string(item->state));
    json_object_set_new(reply, "pct", json_integer(item->pct));
    put_day(reply, "due", item->due);
    return TRUE;
}

/* --- fleet ----------------------------------------------------------------------------------- */
static json_t *kiosk_line(const Hub *hub, const HubRows *rows, guint row)
{
    gint64 registered = hub_rows_int(rows, row, 2), seen = hub_rows_int(rows, row, 3);
    gboolean fresh = hub_now_us(hub) - seen < SEEN_S * (gint64)G_USEC_PER_SEC;
    json_t *line = json_pack("{s:s, s:s, s:s, s:I}", "kiosk_no", hub_rows_text(rows, row, 0), "community",
                             hub_rows_text(rows, row, 1), "state",
                             !registered ? "enrolled"
                             : fresh     ? "online"
                                         : "offline",
                             "cases", (json_int_t)hub_rows_int(rows, row, 5));
    put_time(line, "registered_at", registered);
    put_time(line, "last_seen", seen);
    json_t *heartbeat = json_loads(hub_rows_text(rows, row, 4), 0, NULL);
    static const char *const shown[] = {"version",        "uptime_s",        "devices",    "outbox_waiting",
                                        "outbox_refused", "outbox_oldest_s", "blocks_days"};
    for (guint i = 0; heartbeat && i < G_N_ELEMENTS(shown); i++)
        json_object_set(line, shown[i], json_object_get(heartbeat, shown[i]));
    json_decref(heartbeat);
    return line;
}

static gboolean verb_kiosks(Hub *hub, const json_t *request, json_t *reply, GError **error)
{
    g_autoptr(HubRows) rows = hub_db_select(hub->db, SQL_KIOSK_LIST, HUB_NO_ARGS, error);
    if (!rows)
        return FALSE;
    json_t *list = json_array();
    for (guint i = 0; i < hub_rows_count(rows); i++)
        json_array_append_new(list, kiosk_line(hub, rows, i));
    json_object_set_new(reply, "kiosks", list);
    return TRUE;
}

static gboolean verb_enrol(Hub *hub, const json_t *request, json_t *reply, GError **error)
{
    const char *kiosk_no, *community;
    char code[ENROL_CODE_SIZE];
    gint64 expires = 0;
    if (!take_text(request, "kiosk_no", NULL, &kiosk_no, error) ||
        !take_text(request, "community", "", &community, error) ||
        !hub_enrol(hub, kiosk_no, *community ? community : NULL, code, &expires, error))
        return FALSE;
    json_object_set_new(reply, "code", json_string(code));
    put_time(reply, "expires", expires);
    return TRUE;
}

/* --- the whole ------------------------------------------------------------------------------- */
static gboolean verb_status(Hub *hub, const json_t *request, json_t *reply, GError **error)
{
    g_autoptr(HubRows) cases = hub_db_select(hub->db, SQL_CASES_COUNT, HUB_NO_ARGS, error);
    g_autoptr(HubRows) refusals =
        cases ? hub_db_select(hub->db, SQL_REFUSALS_COUNT, HUB_NO_ARGS, error) : NULL;
    g_autoptr(HubRows) kiosks = refusals ? hub_db_select(hub->db, SQL_KIOSK_LIST, HUB_NO_ARGS, error) : NULL;
    if (!kiosks)
        return FALSE;
    json_object_set_new(reply, "version", json_string(KIOSK_VERSION));
    json_object_set_new(reply, "listen", json_string(hub->listen));
    json_object_set_new(reply, "port", json_integer(hub_port(hub)));
    json_object_set_new(reply, "catalogue", json_string(hub->catalogue->version));
    json_object_set_new(reply, "cases", json_integer(hub_rows_int(cases, 0, 0)));
    json_object_set_new(reply, "cases_open", json_integer(hub_rows_int(cases, 0, 1)));
    json_object_set_new(reply, "refused", json_integer(hub_rows_int(refusals, 0, 0)));
    json_object_set_new(reply, "kiosks", json_integer(hub_rows_count(kiosks)));
    json_object_set_new(reply, "uptime_s",
                        json_integer((g_get_real_time() - hub->started_us) / G_USEC_PER_SEC));
    return TRUE;
}

static gboolean verb_verify(Hub *hub, const json_t *request, json_t *reply, GError **error)
{
    gint64 records = 0, broken = 0;
    g_autoptr(GError) problem = NULL;
    gboolean whole = trace_verify(hub, &records, &broken, &problem);
    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    json_object_set_new(reply, "whole", json_boolean(whole));
    json_object_set_new(reply, "records", json_integer(records));
    json_object_set_new(reply, "broken_seq", json_integer(broken));
    return TRUE;
}

static const struct {
    const char *verb;
    gboolean (*handle)(Hub *hub, const json_t *request, json_t *reply, GError **error);
    gboolean locks_itself;
} verbs[] = {
    {"status", verb_status}, {"cases", verb_cases},   {"case", verb_case},
    {"move", verb_move},     {"kiosks", verb_kiosks}, {"enrol", verb_enrol, .locks_itself = TRUE},
    {"verify", verb_verify},
};

static json_t *finish(json_t *reply, gboolean good, const GError *error)
{
    if (!good) {
        json_object_clear(reply);
        json_object_set_new(reply, "error", json_string(error->message));
    }
    json_object_set_new(reply, "ok", json_boolean(good));
    return reply;
}

json_t *hub_control(Hub *hub, const json_t *request)
{
    const char *verb = json_string_value(json_object_get(request, "verb"));
    json_t *reply = json_object();
    g_autoptr(GError) error = NULL;
    for (guint i = 0; verb && i < G_N_ELEMENTS(verbs); i++) {
        if (strcmp(verbs[i].verb, verb) != 0)
            continue;
        if (!verbs[i].locks_itself)
            hub_lock(hub);
        gboolean good = verbs[i].handle(hub, request, reply, &error);
        if (!verbs[i].locks_itself)
            hub_unlock(hub);
        return finish(reply, good, error);
    }
    g_set_error(&error, HUB_ERROR, HUB_ERROR_NOT_FOUND,
                "verb: one of status, cases, case, move, kiosks, enrol, verify");
    return finish(reply, FALSE, error);
}

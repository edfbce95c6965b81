#define G_LOG_DOMAIN "hub-cases"
#include "kiosk/hub/cases/cases.h"
#include <string.h>
#include "kiosk/hub/content/files.h"

void case_free(HubCase *item)
{
    if (!item)
        return;
    char *texts[] = {item->case_no,  item->temp_no, item->query_code,        item->community,
                     item->kiosk_no, item->variant, item->catalogue_version, item->matter_id,
                     item->mode,     item->state,   item->submitted_at,      item->key};
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    wire_text_free(item->reason);
    g_free(item);
}

/* --- reading --------------------------------------------------------------------------------- */
static char *open_reason(Hub *hub, const char *case_no, gconstpointer sealed, gsize size)
{
    g_autofree char *place = g_strconcat("reason:", case_no, NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(SealBuffer) plain = hub_open(hub, sealed, size, place, &error);
    if (plain)
        return g_strndup((const char *)seal_buffer_peek(plain), seal_buffer_len(plain));
    g_critical("reason of case %s cannot be opened: %s", case_no, error->message);
    return g_strdup("");
}

static HubCase *from_row(Hub *hub, const HubRows *rows, guint row)
{
    HubCase *item = g_new0(HubCase, 1);
    char **texts[] = {&item->case_no,  &item->temp_no,   &item->query_code,        &item->community,
                      &item->kiosk_no, &item->matter_id, &item->catalogue_version, &item->variant,
                      &item->mode,     &item->state};
    guint c = 0;
    for (; c < G_N_ELEMENTS(texts); c++)
        *texts[c] = g_strdup(hub_rows_text(rows, row, c));
    item->nodes_done = (guint)hub_rows_int(rows, row, c++);
    item->pct = (int)hub_rows_int(rows, row, c++);
    item->revision = hub_rows_int(rows, row, c++);
    item->sent_back = hub_rows_int(rows, row, c++) != 0;
    item->terminal = hub_rows_int(rows, row, c++) != 0;
    item->submitted_at = g_strdup(hub_rows_text(rows, row, c++));
    item->updated_us = hub_rows_int(rows, row, c++);
    item->receipt_day = day_parse(hub_rows_text(rows, row, c++));
    item->due = day_parse(hub_rows_text(rows, row, c++));
    item->due_estimated = hub_rows_int(rows, row, c++) != 0;
    gsize size = 0;
    gconstpointer reason = hub_rows_bytes(rows, row, c++, &size);
    item->reason = reason ? open_reason(hub, item->case_no, reason, size) : g_strdup("");
    item->key = g_strdup(hub_rows_text(rows, row, c++));
    return item;
}

static GPtrArray *select_cases(Hub *hub, HubSql sql, const HubValue *args, guint n_args, GError **error)
{
    g_autoptr(HubRows) rows = hub_db_select(hub->db, sql, args, n_args, error);
    if (!rows)
        return NULL;
    GPtrArray *cases = g_ptr_array_new_with_free_func((GDestroyNotify)case_free);
    for (guint i = 0; i < hub_rows_count(rows); i++)
        g_ptr_array_add(cases, from_row(hub, rows, i));
    return cases;
}

static HubCase *select_case(Hub *hub, HubSql sql, const char *arg, GError **error)
{
    g_autoptr(GPtrArray) cases = select_cases(hub, sql, HUB_ARGS(hub_text(arg)), error);
    return cases && cases->len ? g_ptr_array_steal_index(cases, 0) : NULL;
}

HubCase *case_by_no(Hub *hub, const char *case_no, GError **error)
{
    return select_case(hub, SQL_CASE_BY_NO, case_no, error);
}

HubCase *case_by_key(Hub *hub, const char *key, GError **error)
{
    return select_case(hub, SQL_CASE_BY_KEY, key, error);
}

GPtrArray *cases_of_person(Hub *hub, const guint8 tag[SEAL_KEY_BYTES], GError **error)
{
    return select_cases(hub, SQL_CASES_OF_PERSON, HUB_ARGS(hub_bytes(tag, SEAL_KEY_BYTES)), error);
}

GPtrArray *cases_by_code(Hub *hub, const char *query_code, GError **error)
{
    return select_cases(hub, SQL_CASES_BY_CODE, HUB_ARGS(hub_text(query_code)), error);
}

GPtrArray *cases_list(Hub *hub, const char *state, const char *matter, const char *kiosk_no, gint64 limit,
                      GError **error)
{
    return select_cases(hub, SQL_CASES_LIST,
                        HUB_ARGS(hub_text(state), hub_text(matter), hub_text(kiosk_no), hub_int(limit)),
                        error);
}

/* --- the road -------------------------------------------------------------------------------- */
static const TimeVariant *find_variant(const Matter *matter, const char *id)
{
    for (guint i = 0; i < matter->time_limit.n_variants; i++)
        if (strcmp(matter->time_limit.variants[i].id, id) == 0)
            return &matter->time_limit.variants[i];
    return NULL;
}

static gboolean skips(const TimeVariant *variant, RouteAction action)
{
    for (guint i = 0; variant && i < variant->n_skip; i++)
        if (variant->skip[i] == action)
            return TRUE;
    return FALSE;
}

void case_route_fill(CaseRoute *route, const Matter *matter, const char *variant_id)
{
    const TimeVariant *variant = find_variant(matter, variant_id);
    route->matter = matter;
    route->n = matter->n_route;
    route->nodes = g_new0(ProcessNode, matter->n_route);
    for (guint i = 0; i < matter->n_route; i++) {
        const RouteNode *from = &matter->route[i];
        route->nodes[i] = (ProcessNode){
            .level = level_name(from->level),
            .action = route_action_name(from->action),
            .role = from->role,
            .title_zh = from->action_name.zh,
            .org_zh = from->org.zh,
            .promised = {from->promised, from->unit},
            .counts = from->counts,
            .pct_on_complete = from->pct_on_complete,
            .is_skipped = skips(variant, from->action),
        };
    }
    route->limit = variant ? (DayLimit){variant->promised, variant->unit}
                           : (DayLimit){matter->time_limit.promised, matter->time_limit.unit};
}

gboolean case_route(Hub *hub, const HubCase *item, CaseRoute *route)
{
    Catalogue *catalogue = hub_catalogue(hub, item->catalogue_version);
    const Matter *matter = catalogue ? catalogue_matter(catalogue, item->matter_id) : NULL;
    if (matter)
        case_route_fill(route, matter, item->variant);
    return matter != NULL;
}

void case_route_clear(CaseRoute *route)
{
    g_clear_pointer(&route->nodes, g_free);
}

const char *case_node_role(const HubCase *item, const CaseRoute *route)
{
    guint at = item->nodes_done;
    while (at < route->n && route->nodes[at].is_skipped)
        at++;
    return at < route->n ? route->nodes[at].role : NULL;
}

/* --- the clock ------------------------------------------------------------------------------- */
static DayPause *read_pauses(Hub *hub, const char *case_no, guint *n, GError **error)
{
    g_autoptr(HubRows) rows = hub_db_select(hub->db, SQL_PAUSES, HUB_ARGS(hub_text(case_no)), error);
    if (!rows)
        return NULL;
    *n = hub_rows_count(rows);
    DayPause *pauses = g_new0(DayPause, *n + 1);
    for (guint i = 0; i < *n; i++)
        pauses[i] = (DayPause){day_parse(hub_rows_text(rows, i, 0)), day_parse(hub_rows_text(rows, i, 1))};
    return pauses;
}

DueDate case_due(Hub *hub, const HubCase *item, const CaseRoute *route, const char *state, GError **error)
{
    DueDate none = {.day = DAY_NONE};
    const ProcessState *now = process_state(hub->process, state);
    guint n_pauses = 0;
    g_autofree DayPause *pauses = read_pauses(hub, item->case_no, &n_pauses, error);
    if (!pauses || !now || now->clock == CLOCK_OFF || now->clock == CLOCK_STOP)
        return none;
    return workdays_due(hub->workdays, item->receipt_day, route->limit, pauses, n_pauses);
}

/* --- what a resident is told ----------------------------------------------------------------- */
static gboolean read_node_days(Hub *hub, const HubCase *item, guint n, Day *days, GError **error)
{
    g_autoptr(HubRows) rows =
        hub_db_select(hub->db, SQL_NODES_DONE, HUB_ARGS(hub_text(item->case_no)), error);
    for (guint i = 0; i < n; i++)
        days[i] = DAY_NONE;
    for (guint i = 0; rows && i < hub_rows_count(rows); i++) {
        gint64 node = hub_rows_int(rows, i, 0);
        if (node >= 0 && node < n)
            days[node] = day_parse(hub_rows_text(rows, i, 1));
    }
    return rows != NULL;
}

static gboolean add_steps(Hub *hub, const HubCase *item, const CaseRoute *route, WireStatus *status,
                          GError **error)
{
    guint n_pauses = 0;
    g_autofree DayPause *pauses = read_pauses(hub, item->case_no, &n_pauses, error);
    g_autofree Day *days = g_new(Day, route->n);
    g_autofree ProcessStep *steps = g_new0(ProcessStep, route->n);
    if (!pauses || !read_node_days(hub, item, route->n, days, error))
        return FALSE;
    process_steps(hub->process, hub->workdays, route->nodes, route->n, item->nodes_done, item->state,
                  item->receipt_day, days, pauses, n_pauses, steps);
    for (guint i = 0; i < route->n; i++) {
        char day[DAY_TEXT_SIZE];
        wire_status_add_step(status, steps[i].node->title_zh, "", steps[i].node->org_zh,
                             day_format(steps[i].day.day, day), process_mark_word(steps[i].mark));
    }
    return TRUE;
}

static void fill_words(Hub *hub, const HubCase *item, const CaseRoute *route, WireStatus *status)
{
    const ProcessState *state = process_state(hub->process, item->state);
    ProcessHolder holder =
        process_holder(hub->process, route->nodes, route->n, item->nodes_done, item->state);
    ProcessNext next = process_next(hub->process, item->state);
    guint at = MIN(item->nodes_done, route->n ? route->n - 1 : 0);
    wire_set(&status->level, process_holder_word(holder));
    wire_set(&status->who_zh, route->n && !item->terminal ? route->nodes[at].org_zh : "");
    wire_set(&status->sentence_zh, state ? state->sees_zh : "");
    wire_set(&status->sentence_en, state ? state->sees_en : "");
    wire_set(&status->next_zh, process_next_zh(next));
    wire_set(&status->next_en, process_next_en(next));
    wire_set(&status->title_zh, route->matter ? route->matter->name.zh : item->matter_id);
    wire_set(&status->title_en, route->matter ? route->matter->name.en : "");
}

WireStatus *case_status(Hub *hub, const HubCase *item, GError **error)
{
    g_auto(CaseRoute) route = {0};
    case_route(hub, item, &route); /* without its catalogue a case still has state and per cent */
    WireStatus *status = wire_status_new();
    char day[DAY_TEXT_SIZE];
    g_autofree char *updated = hub_time_text(item->updated_us);
    wire_set(&status->case_no, item->case_no);
    wire_set(&status->temp_no, item->temp_no);
    wire_set(&status->query_code, item->query_code);
    wire_set(&status->matter_id, item->matter_id);
    wire_set(&status->state, item->state);
    wire_set(&status->submitted_at, item->submitted_at);
    wire_set(&status->updated_at, updated);
    wire_set(&status->due, day_format(item->due, day));
    wire_set(&status->reason_zh, item->reason);
    status->pct = item->pct;
    status->revision = item->revision;
    status->terminal = item->terminal;
    status->sent_back = item->sent_back;
    status->due_estimated = item->due_estimated;
    status->can_withdraw = process_can_withdraw(hub->process, item->state);
    fill_words(hub, item, &route, status);
    if (add_steps(hub, item, &route, status, error))
        return status;
    wire_status_free(status);
    return NULL;
}

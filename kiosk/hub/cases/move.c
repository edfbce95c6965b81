/* One move of a case: allowed by process.json for this role in this state, written with everything that
 * follows from it in one transaction. */
#define G_LOG_DOMAIN "hub-cases"
#include <string.h>
#include "kiosk/hub/cases/cases.h"
#include "kiosk/hub/cases/trace.h"
#include "kiosk/seal/hash.h"
#include "kiosk/seal/sign.h"

#define REASON_MAX 400 /* code points: fits WireStatus.reason_zh */

static gboolean write_clock(Hub *hub, const HubCase *item, ClockChange change, const char *today,
                            GError **error)
{
    switch (change) {
    case CLOCK_DO_PAUSE:
        return hub_db_run(hub->db, SQL_PAUSE_BEGIN, HUB_ARGS(hub_text(item->case_no), hub_text(today)), NULL,
                          error);
    case CLOCK_DO_RESUME:
    case CLOCK_DO_STOP:
        return hub_db_run(hub->db, SQL_PAUSE_END, HUB_ARGS(hub_text(item->case_no), hub_text(today)), NULL,
                          error);
    case CLOCK_NO_CHANGE:
    case CLOCK_START_NEXT_DAY:
        return TRUE;
    }
    g_return_val_if_reached(FALSE);
}

static gboolean write_nodes(Hub *hub, const HubCase *item, guint done, const char *today, GError **error)
{
    if (!hub_db_run(hub->db, SQL_NODES_UNDONE, HUB_ARGS(hub_text(item->case_no), hub_int(done)), NULL, error))
        return FALSE;
    for (guint node = item->nodes_done; node < done; node++)
        if (!hub_db_run(hub->db, SQL_NODE_DONE_PUT,
                        HUB_ARGS(hub_text(item->case_no), hub_int(node), hub_text(today)), NULL, error))
            return FALSE;
    return TRUE;
}

static gboolean write_case(Hub *hub, const HubCase *item, const CaseMove *move, const ProcessState *to,
                           guint done, int pct, DueDate due, GError **error)
{
    char day[DAY_TEXT_SIZE];
    g_autofree char *place = g_strconcat("reason:", item->case_no, NULL);
    g_autoptr(GBytes) reason = NULL;
    gsize size = 0;
    if (move->reason && *move->reason) {
        reason = hub_seal(hub, move->reason, strlen(move->reason), place, error);
        if (!reason)
            return FALSE;
    }
    gconstpointer sealed = reason ? g_bytes_get_data(reason, &size) : NULL;
    gint64 changed = 0;
    if (!hub_db_run(hub->db, SQL_CASE_MOVE,
                    HUB_ARGS(hub_text(item->case_no), hub_text(to->id), hub_int(done), hub_int(pct),
                             hub_int(process_event_may_lower(move->event)), hub_int(to->terminal),
                             hub_int(hub_now_us(hub)), hub_text(day_format(due.day, day)),
                             hub_int(due.is_estimated), hub_bytes(sealed, size), hub_int(item->revision)),
                    &changed, error))
        return FALSE;
    if (changed == 1)
        return TRUE;
    g_set_error(error, HUB_ERROR, HUB_ERROR_REFUSED, "somebody else moved this case meanwhile; look again");
    return FALSE;
}

static gboolean write_trace(Hub *hub, const HubCase *item, const CaseMove *move, const char *to,
                            GError **error)
{
    guint8 hash[SEAL_HASH_BYTES];
    g_autofree char *event = g_strconcat("case.", move->event, NULL);
    g_autofree char *said = NULL;
    if (move->reason && *move->reason) {
        seal_mac(seal_buffer_peek(hub->store_key), move->reason, strlen(move->reason), hash);
        said = seal_hex(hash, sizeof hash);
    }
    HubTrace trace = {
        .actor_type = move->actor_type,
        .actor_id = move->actor_id,
        .actor_role = move->role,
        .kiosk_no = item->kiosk_no,
        .case_no = item->case_no,
        .matter_id = item->matter_id,
        .event = event,
        .from_state = item->state,
        .to_state = to,
        .diff_hash = said,
        .reason = said ? "said" : "",
    };
    return trace_add(hub, &trace, error);
}

static gboolean reason_is_good(const char *reason, GError **error)
{
    if (!reason)
        return TRUE;
    gboolean good = g_utf8_validate(reason, -1, NULL) && g_utf8_strlen(reason, -1) <= REASON_MAX;
    for (const char *at = reason; good && *at; at = g_utf8_next_char(at))
        good = !g_unichar_iscntrl(g_utf8_get_char(at));
    if (!good)
        g_set_error(error, HUB_ERROR, HUB_ERROR_REFUSED,
                    "reason: at most %d characters, no control characters", REASON_MAX);
    return good;
}

gboolean case_move(Hub *hub, HubCase *item, const CaseMove *move, GError **error)
{
    g_auto(CaseRoute) route = {0};
    char today[DAY_TEXT_SIZE];
    day_format(hub_day(hub_now_us(hub)), today);
    case_route(hub, item, &route);
    const ProcessTransition *transition = process_find(hub->process, item->state, move->event, move->role,
                                                       case_node_role(item, &route), move->reason, error);
    if (!transition || !reason_is_good(move->reason, error) ||
        !process_fits(transition, route.nodes, route.n, route.matter && route.matter->instant, error))
        return FALSE;
    const ProcessState *to = process_state(hub->process, transition->to);
    guint done = process_advance(hub->process, route.nodes, route.n, item->nodes_done, item->state,
                                 move->event, transition->to);
    int pct = process_percent(hub->process, route.nodes, route.n, done, transition->to, item->pct,
                              process_event_may_lower(move->event));
    g_autoptr(GError) problem = NULL;
    DueDate due = {.day = DAY_NONE};
    if (write_clock(hub, item, transition->clock, today, &problem))
        due = case_due(hub, item, &route, transition->to, &problem);
    if (problem || !write_nodes(hub, item, done, today, &problem) ||
        !write_case(hub, item, move, to, done, pct, due, &problem) ||
        !write_trace(hub, item, move, to->id, &problem)) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    g_message("case %s: %s -> %s (%s)", item->case_no, item->state, to->id, move->event);
    wire_set(&item->state, to->id);
    item->nodes_done = done;
    item->pct = pct;
    item->revision++;
    item->due = due.day;
    item->terminal = to->terminal;
    return TRUE;
}

gboolean case_move_commit(Hub *hub, HubCase *item, const CaseMove *move, GError **error)
{
    if (!hub_db_begin(hub->db, error))
        return FALSE;
    if (case_move(hub, item, move, error))
        return hub_db_commit(hub->db, error);
    hub_db_rollback(hub->db);
    return FALSE;
}

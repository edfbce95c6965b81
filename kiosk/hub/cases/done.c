#define G_LOG_DOMAIN "hub-cases"
#include "kiosk/hub/cases/done.h"
#include <microhttpd.h>
#include <string.h>
#include "kiosk/hub/cases/cases.h"
#include "kiosk/hub/cases/trace.h"

static void reply_done(Hub *hub, const DoneAct *act, gint64 at_us, gboolean repeated, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *at = hub_time_text(at_us);
    g_autoptr(HubCase) item = *act->case_no ? case_by_no(hub, act->case_no, NULL) : NULL;
    WireReceipt receipt = {
        .idempotency_key = (char *)act->key,
        .case_no = (char *)act->case_no,
        .state = item ? item->state : (char *)"",
        .pct = item ? item->pct : 0,
        .revision = item ? item->revision : 0,
        .received_at = at,
        .repeated = repeated,
    };
    gsize size = 0;
    char *text = wire_receipt_encode(&receipt, &size, &error);
    if (text)
        reply_text(reply, repeated ? MHD_HTTP_OK : MHD_HTTP_CREATED, text, size);
    else
        reply_error(reply, error);
}

static gboolean do_it(Hub *hub, const char *kiosk_no, const DoneAct *act, gint64 now, GError **error)
{
    g_autofree char *event = g_strconcat("resident.", act->kind, NULL);
    HubTrace trace = {.actor_type = "kiosk",
                      .actor_id = kiosk_no,
                      .kiosk_no = kiosk_no,
                      .case_no = act->case_no,
                      .matter_id = act->matter_id,
                      .event = event};
    return act->write(hub, kiosk_no, act->message, error) &&
           hub_db_run(hub->db, SQL_DONE_PUT,
                      HUB_ARGS(hub_text(act->key), hub_text(kiosk_no), hub_text(act->kind),
                               hub_text(act->case_no), hub_int(now)),
                      NULL, error) &&
           (act->traces_itself || trace_add(hub, &trace, error));
}

void done_once(Hub *hub, const HubRequest *request, const DoneAct *act, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    gint64 now = hub_now_us(hub);
    g_autoptr(HubRows) known = hub_db_select(hub->db, SQL_DONE_GET, HUB_ARGS(hub_text(act->key)), &error);
    if (known && hub_rows_count(known)) {
        if (strcmp(hub_rows_text(known, 0, 0), request->kiosk_no) == 0 &&
            strcmp(hub_rows_text(known, 0, 1), act->kind) == 0)
            reply_done(hub, act, hub_rows_int(known, 0, 3), TRUE, reply);
        else
            reply_problem(reply, MHD_HTTP_CONFLICT, "key", "this idempotency key belongs to something else");
        return;
    }
    gboolean begun = known && hub_db_begin(hub->db, &error);
    if (begun && do_it(hub, request->kiosk_no, act, now, &error) && hub_db_commit(hub->db, &error)) {
        reply_done(hub, act, now, FALSE, reply);
        return;
    }
    if (begun)
        hub_db_rollback(hub->db);
    if (g_error_matches(error, HUB_ERROR, HUB_ERROR_NOT_FOUND))
        reply_problem(reply, MHD_HTTP_NOT_FOUND, "not_found", error->message);
    else if (g_error_matches(error, HUB_ERROR, HUB_ERROR_REFUSED) || error->domain == PROCESS_ERROR)
        reply_problem(reply, MHD_HTTP_CONFLICT, "refused", error->message);
    else
        reply_error(reply, error);
}

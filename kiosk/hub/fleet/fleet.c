/* Heartbeats, calls for help, documents, and "is a hub there?". */
#define G_LOG_DOMAIN "hub-fleet"
#include <microhttpd.h>
#include <string.h>
#include "kiosk/hub/api/request.h"
#include "kiosk/hub/cases/done.h"
#include "kiosk/hub/content/files.h"
#include "kiosk/wire/fleet.h"

void api_hello(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_autofree char *now = hub_time_text(hub_now_us(hub));
    json_t *hello =
        json_pack("{s:s, s:s, s:s}", "schema", "kiosk.hello/1", "version", KIOSK_VERSION, "now", now);
    char *text = json_dumps(hello, JSON_COMPACT);
    json_decref(hello);
    reply_text(reply, MHD_HTTP_OK, text, strlen(text));
}

void api_heartbeat(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    const char *body = (const char *)request->body->data;
    g_autoptr(WireHeartbeat) message = wire_heartbeat_decode(body, request->body->len, &error);
    g_autofree char *kept = message ? g_strndup(body, request->body->len) : NULL;
    gint64 now_us = hub_now_us(hub);
    if (!message ||
        !hub_db_run(hub->db, SQL_KIOSK_HEARTBEAT,
                    HUB_ARGS(hub_text(request->kiosk_no), hub_text(kept), hub_int(now_us)), NULL, &error)) {
        reply_error(reply, error);
        return;
    }
    g_autofree char *now = hub_time_text(now_us);
    WireHeartbeatAnswer answer = {
        .now = now,
        .catalogue_etag = (char *)hub_file(hub, "catalogue")->etag,
        .process_etag = (char *)hub_file(hub, "process")->etag,
        .content_etag = (char *)hub_file(hub, "content")->etag,
        .workdays_etag = (char *)hub_file(hub, "workdays")->etag,
    };
    gsize size = 0;
    char *text = wire_heartbeat_answer_encode(&answer, &size, &error);
    if (text)
        reply_text(reply, MHD_HTTP_OK, text, size);
    else
        reply_error(reply, error);
}

void api_file(Hub *hub, HubRequest *request, HubReply *reply)
{
    const HubFile *file = hub_file(hub, request->rest);
    if (!file) {
        reply_problem(reply, MHD_HTTP_NOT_FOUND, "not_found", "no such document");
        return;
    }
    g_snprintf(reply->etag, sizeof reply->etag, "\"%s\"", file->etag);
    if (g_strcmp0(request->if_none_match, reply->etag) == 0) {
        reply_text(reply, MHD_HTTP_NOT_MODIFIED, g_strdup(""), 0);
        return;
    }
    reply->status = MHD_HTTP_OK;
    reply->bytes = g_bytes_ref(file->text);
}

static gboolean put_help(Hub *hub, const char *kiosk_no, gconstpointer data, GError **error)
{
    const WireHelp *message = data;
    return hub_db_run(hub->db, SQL_HELP_PUT,
                      HUB_ARGS(hub_text(message->idempotency_key), hub_text(kiosk_no),
                               hub_text(message->screen_id), hub_text(message->matter_id),
                               hub_text(message->called_at), hub_int(hub_now_us(hub))),
                      NULL, error);
}

void api_help(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WireHelp) message =
        wire_help_decode((const char *)request->body->data, request->body->len, &error);
    if (!message) {
        reply_error(reply, error);
        return;
    }
    DoneAct act = {.kind = "help",
                   .key = message->idempotency_key,
                   .case_no = "",
                   .matter_id = message->matter_id,
                   .write = put_help,
                   .message = message};
    done_once(hub, request, &act, reply);
}

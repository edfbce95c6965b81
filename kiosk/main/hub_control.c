#define G_LOG_DOMAIN "hub"
#include "kiosk/main/hub_control.h"

static void on_verb(ControlCall *call, const json_t *request, gpointer user_data)
{
    json_t *reply = hub_control(user_data, request);
    const char *problem = json_string_value(json_object_get(reply, "error"));
    if (json_is_true(json_object_get(reply, "ok"))) {
        control_call_reply(call, reply);
        return;
    }
    control_call_fail(call, "%s", problem ? problem : "no answer");
    json_decref(reply);
}

static const ControlVerb verbs[] = {
    {"status", on_verb, "{} -> version, port, cases, cases_open, refused, kiosks"},
    {"cases", on_verb, "{state?, matter?, kiosk?, limit?} -> cases"},
    {"case", on_verb, "{case_no} -> case with choices and history"},
    {"move", on_verb, "{case_no, event, role, reason?, staff_no?} -> state, pct, due"},
    {"kiosks", on_verb, "{} -> kiosks"},
    {"enrol", on_verb, "{kiosk_no, community?} -> code, expires"},
    {"verify", on_verb, "{} -> whole, records, broken_seq"},
    {NULL, NULL, NULL},
};

ControlServer *hub_control_serve(Hub *hub, const char *path, GError **error)
{
    ControlServer *server = control_server_new(path, error);
    if (server)
        control_server_add(server, verbs, hub);
    return server;
}

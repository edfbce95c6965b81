#define G_LOG_DOMAIN "kiosk"
#include "kiosk/main/kiosk_control.h"
#include "kiosk/service/devices.h"
#include "kiosk/service/print.h"
#include "kiosk/service/session.h"
#include "kiosk/service/staff.h"

typedef struct {
    Service *service;
    Ui *ui;
    Screens *screens;
} Parts;

static Parts parts; /* one kiosk a process; the verbs' table is static as well */

static void status(ControlCall *call, const json_t *request, gpointer data)
{
    ServiceNetwork network = service_network(parts.service);
    const PrintOrder *order = print_order(parts.service);
    control_call_reply(call,
                       json_pack("{s:s, s:s, s:b, s:b, s:i, s:I, s:b, s:b, s:b, s:i}", "session",
                                 session_state_name(session_state(parts.service)), "screen",
                                 screens_current(parts.screens), "registered", network.registered, "online",
                                 network.online, "waiting", (int)network.waiting, "oldest_ms",
                                 (json_int_t)network.oldest_ms, "reader", devices_reader_works(parts.service),
                                 "printer", devices_printer_works(parts.service), "paused",
                                 staff_is_paused(parts.service), "print", order ? (int)order->state : 0));
}

static void added(const GError *error, gpointer user_data)
{
    ControlCall *call = user_data;
    if (error)
        control_call_fail(call, "%s", error->message);
    else
        control_call_reply(call, NULL);
}

static const char *text_of(const json_t *request, const char *key)
{
    const char *text = json_string_value(json_object_get(request, key));
    return text ? text : "";
}

static void add_staff(ControlCall *call, const json_t *request, gpointer data)
{
    g_autoptr(GError) error = NULL;
    if (!staff_add(parts.service, text_of(request, "staff_no"), text_of(request, "role"),
                   text_of(request, "serial"), text_of(request, "pin"), added, call, &error))
        control_call_fail(call, "%s", error->message);
}

static void dump(ControlCall *call, const json_t *request, gpointer data)
{
    json_t *tree = ui_dump(parts.ui);
    json_object_set_new(tree, "screen", json_string(screens_current(parts.screens)));
    control_call_reply(call, tree);
}

static void target(ControlCall *call, const json_t *request, gpointer data)
{
    int x = 0, y = 0;
    if (ui_dump_target(parts.ui, text_of(request, "text"), &x, &y))
        control_call_reply(call, json_pack("{s:i, s:i}", "x", x, "y", y));
    else
        control_call_fail(call, "nothing on the screen can be touched by that name");
}

static void screenshot(ControlCall *call, const json_t *request, gpointer data)
{
    g_autoptr(GError) error = NULL;
    ui_flush(parts.ui);
    if (ui_screenshot(parts.ui, text_of(request, "path"), &error))
        control_call_reply(call, NULL);
    else
        control_call_fail(call, "%s", error->message);
}

static void show(ControlCall *call, const json_t *request, gpointer data)
{
    gint64 start = g_get_monotonic_time();
    gboolean shown = screens_show(parts.screens, text_of(request, "screen"));
    ui_flush(parts.ui);
    gint64 took = ui_timing(parts.ui).shown_at_us - start;
    if (shown)
        control_call_reply(call, json_pack("{s:I}", "us", (json_int_t)took));
    else
        control_call_fail(call, "no such screen, or nothing to show in it");
}

static void list_screens(ControlCall *call, const json_t *request, gpointer data)
{
    json_t *ids = json_array();
    for (guint i = 0; i < screens_count(parts.screens); i++)
        json_array_append_new(ids, json_string(screens_id_at(parts.screens, i)));
    control_call_reply(call, json_pack("{s:o}", "screens", ids));
}

static void timing(ControlCall *call, const json_t *request, gpointer data)
{
    UiTiming t = ui_timing(parts.ui);
    control_call_reply(call,
                       json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "frames", (json_int_t)t.frames,
                                 "last_frame_us", (json_int_t)t.last_frame_us, "press_us",
                                 (json_int_t)t.press_us, "page_us", (json_int_t)t.page_us, "shown_at_us",
                                 (json_int_t)t.shown_at_us, "arrived_at_us", (json_int_t)t.arrived_at_us));
}

static const ControlVerb EVERYDAY[] = {
    {"status", status, "-> session, screen, registered, online, waiting, devices"},
    {"staff.add", add_staff, "staff_no, role, serial (hex), pin -> a member of staff with badge and PIN"},
    {NULL},
};

static const ControlVerb AUTOMATION[] = {
    {"ui.dump", dump, "-> every visible widget with id, text and place"},
    {"ui.target", target, "text -> x, y of what can be touched by that name"},
    {"ui.screenshot", screenshot, "path -> PNG of the window"},
    {"ui.show", show, "screen -> shows a screen whatever the session's state; us until it was on the glass"},
    {"ui.screens", list_screens, "-> the ids of all screens"},
    {"ui.timing", timing, "-> frames, microseconds of the last touch and page, monotonic times of frames"},
    {NULL},
};

ControlServer *kiosk_control_new(const char *path, Service *service, Ui *ui, Screens *screens,
                                 gboolean automation, GError **error)
{
    parts = (Parts){service, ui, screens};
    ControlServer *server = control_server_new(path, error);
    if (!server)
        return NULL;
    control_server_add(server, EVERYDAY, NULL);
    if (automation)
        control_server_add(server, AUTOMATION, NULL);
    return server;
}

/* Maintenance, today: paper with one touch "restocked", what every device does, what waits for the hub, and
 * the way to the rest. */
#include "kiosk/staff/staff_rows.h"
#include "kiosk/screens/words.h"
#include "kiosk/service/print.h"

#include <glib/gi18n.h>

static const struct {
    const char *id, *name, *icon;
} COUNTERS[] = {
    {"a4", N_("A4 paper"), "paper"},
    {"slip", N_("Slip paper"), "print"},
    {"toner", N_("Toner"), "drop"},
};

static char *left_text(const char *id, int left)
{
    if (g_str_equal(id, "a4"))
        return g_strdup_printf(_("%d sheets"), left);
    if (g_str_equal(id, "slip"))
        return g_strdup_printf(_("about %d slips"), left);
    return g_strdup_printf(_("about %d pages"), left);
}

/* --- paper --- */
static void restock_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const GPtrArray *counters = staff_counters(screens_service(self));
    guint index = ui_get_tag(widget);
    if (index >= counters->len)
        return;
    const StaffCounter *counter = g_ptr_array_index(counters, index);
    staff_restock(screens_service(self), counter->id, counter->full);
    ui_toast(screens_ui(self), UI_DONE, _("Written down."),
             _("Restocked to full. A test page shows that it works."));
}

static UiWidget *counter_item(Screens *self, guint index)
{
    const StaffCounter *counter = g_ptr_array_index(staff_counters(screens_service(self)), index);
    const char *name = counter->id, *icon = "paper";
    for (guint i = 0; i < G_N_ELEMENTS(COUNTERS); i++)
        if (g_str_equal(COUNTERS[i].id, counter->id)) {
            name = _(COUNTERS[i].name);
            icon = COUNTERS[i].icon;
        }
    g_autofree char *left =
        counter->restocked_ms ? left_text(counter->id, counter->left) : g_strdup(_("not counted yet"));
    g_autofree char *full = g_strdup_printf(_("Restocked, %d"), counter->full);
    gboolean low = counter->restocked_ms && counter->left <= counter->warn_at;
    UiWidget *row = ui_row(6), *words = ui_grow(ui_column(1), 1);
    ui_add(words, ui_text_pair(UI_LEAD, UI_PLAIN_TEXT, name, left));
    if (counter->restocked_ms) {
        g_autofree char *age = staff_age(screens_service(self), counter->restocked_ms);
        g_autofree char *when = g_strdup_printf(_("Restocked %s ago by %s"), age, counter->restocked_by);
        ui_add(words, ui_optional(ui_text(UI_BODY, UI_SECOND, when), 3));
    }
    ui_add(row, ui_align(ui_icon(icon, 11, UI_RIVER), UI_CENTRE));
    ui_add(row, ui_align(words, UI_CENTRE));
    if (low)
        ui_add(row, ui_align(ui_state_tag(UI_ATTENTION, _("Low")), UI_CENTRE));
    UiWidget *button = ui_button(low ? UI_PRIMARY : UI_SECONDARY, "check", full, restock_pressed, self);
    g_autofree char *id = g_strconcat("restock.", counter->id, NULL);
    return ui_list_item(row, ui_id(ui_tag(button, index), id));
}

/* --- devices and queue --- */
static UiWidget *device_row(Screens *self, const DeviceView *device)
{
    const char *remedy = staff_remedy(device);
    g_autofree char *counts =
        g_strdup_printf(_("today %u good, %u failed"), device->ok_today, device->failed_today);
    UiRowSpec spec = {.icon = staff_device_icon(device),
                      .title = staff_device_name(device),
                      .sub = *remedy ? remedy : counts,
                      .tag = staff_device_word(device),
                      .tag_kind = staff_device_tone(device)};
    return ui_id(screens_row_goes(self, &spec, "staff_devices", NULL), device->id);
}

static UiWidget *queue_row(Screens *self)
{
    ServiceNetwork network = service_network(screens_service(self));
    g_autofree char *age = staff_age(screens_service(self), network.oldest_ms);
    g_autofree char *sub = network.waiting ? g_strdup_printf(_("the oldest has waited %s"), age)
                                           : g_strdup(_("everything has been sent"));
    g_autofree char *note = g_strdup_printf(_("%u waiting"), network.waiting);
    UiRowSpec spec = {.icon = network.online ? "net" : "netoff",
                      .title = _("Sending to the hub"),
                      .sub = sub,
                      .note = note,
                      .tag = network.online ? _("Connected") : _("No network"),
                      .tag_kind = network.online ? UI_DONE : UI_ATTENTION};
    return ui_id(screens_row_goes(self, &spec, "staff_queue", NULL), "queue");
}

/* --- acts --- */
static void test_page_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    if (print_test_page(screens_service(self), PRINT_A4))
        ui_toast(screens_ui(self), UI_TOLD, _("The test page is on its way."), NULL);
    else
        ui_toast(screens_ui(self), UI_ATTENTION, _("No printer can take it now."), NULL);
}

static void pause_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    staff_pause(screens_service(self), !staff_is_paused(screens_service(self)));
}

/* A list close under its heading. */
static UiWidget *headed(UiWidget *body, const char *heading)
{
    UiWidget *block = ui_add(body, ui_column(4));
    ui_add(block, ui_heading(NULL, heading, NULL));
    return ui_add(block, ui_list());
}

static UiWidget *build(Screens *self, gpointer state)
{
    Service *service = screens_service(self);
    g_autofree char *who = g_strdup_printf(_("Staff %s"), staff_no(service));
    gboolean paused = staff_is_paused(service);
    UiWidget *page = screens_page(self, NULL, who), *body = ui_page_body(page);
    if (paused)
        ui_add(body,
               ui_banner(UI_ATTENTION, _("This machine is out of service."), _("Residents see a notice.")));
    UiWidget *paper = headed(body, _("Paper and toner"));
    for (guint i = 0; i < staff_counters(service)->len; i++)
        ui_add(paper, counter_item(self, i));
    UiWidget *list = headed(body, _("Devices and network"));
    for (guint i = 0; i < devices_list(service)->len; i++)
        ui_add(list, device_row(self, g_ptr_array_index(devices_list(service), i)));
    ui_add(list, queue_row(self));
    UiWidget *more = ui_grid(3, UI_GAP);
    ui_add(more,
           ui_id(ui_button(UI_SECONDARY, "print", _("Test page"), test_page_pressed, self), "test_page"));
    ui_add(more, ui_id(screens_goes(self, ui_button(UI_SECONDARY, "wrench", _("Settings"), NULL, NULL),
                                    "staff_settings", NULL),
                       "settings"));
    ui_add(more,
           ui_id(screens_goes(self, ui_button(UI_SECONDARY, "pen", _("Fill in for a resident"), NULL, NULL),
                              "staff_assist", NULL),
                 "assist"));
    ui_add(body, more);
    UiWidget *pause = ui_button(UI_DANGER, paused ? "check" : "warn",
                                paused ? _("Back in service") : _("Out of service"), pause_pressed, self);
    ui_page_action(page, ui_id(pause, "pause"));
    ui_page_action(
        page, ui_id(ui_button(UI_PRIMARY, "exit", _("Done, leave"), screens_leave_pressed, self), "leave"));
    return page;
}

const ScreenRow staff_screen_today = {
    .id = "staff",
    .title = N_("Maintenance: today"),
    .flags = SCREEN_STAFF | SCREEN_ROOT | SCREEN_NO_BACK,
    .events = SCREEN_ON(SERVICE_EV_STAFF) | SCREEN_ON(SERVICE_EV_DEVICES) | SCREEN_ON(SERVICE_EV_NETWORK),
    .build = build,
};

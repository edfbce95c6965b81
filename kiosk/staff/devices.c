/* Every device: what it is, how it is, since when, what helps; and its self-test. */
#include "kiosk/staff/staff_rows.h"

#include <glib/gi18n.h>

static void test_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    staff_self_test(screens_service(self), ui_get_id(widget));
    ui_toast(screens_ui(self), UI_TOLD, _("The device tests itself."), NULL);
}

static UiWidget *device_card(Screens *self, const DeviceView *device)
{
    Service *service = screens_service(self);
    UiWidget *card = ui_padding(ui_box(UI_CARD, 2), 8, 6), *head = ui_row(4);
    g_autofree char *age = staff_age(service, device->since_ms);
    g_autofree char *counts =
        g_strdup_printf(_("%u good, %u failed"), device->ok_today, device->failed_today);
    ui_add(head, ui_align(ui_icon(staff_device_icon(device), 11, UI_RIVER), UI_CENTRE));
    ui_add(head, ui_align(ui_grow(ui_text(UI_TITLE, UI_BOLD, staff_device_name(device)), 1), UI_CENTRE));
    ui_add(head, ui_align(ui_state_tag(staff_device_tone(device), staff_device_word(device)), UI_CENTRE));
    ui_add(card, head);
    if (*staff_remedy(device))
        ui_add(card, ui_text(UI_LEAD, UI_PLAIN_TEXT, staff_remedy(device)));
    g_autofree char *driver = g_strdup_printf("%s, %s", device->id, device->driver);
    ui_add(card, ui_list_value(_("Driver"), driver));
    ui_add(card, ui_list_value(_("Since"), age));
    ui_add(card, ui_list_value(_("Today"), counts));
    if (*device->reasons)
        ui_add(card, ui_list_value(_("It says"), device->reasons));
    if (device->toner_percent >= 0) {
        g_autofree char *toner = g_strdup_printf("%d%%", device->toner_percent);
        ui_add(card, ui_list_value(_("Toner"), toner));
    }
    UiWidget *test = ui_id(ui_button(UI_SECONDARY, "check", _("Self-test"), test_pressed, self), device->id);
    ui_add(card, ui_align(test, UI_END));
    return card;
}

static UiWidget *build(Screens *self, gpointer state)
{
    const GPtrArray *devices = devices_list(screens_service(self));
    UiWidget *page = screens_page(self, NULL, NULL), *body = ui_page_body(page);
    if (!devices_hald_is_there(screens_service(self)))
        ui_add(body, ui_banner(UI_FAILED, _("The device service does not answer."),
                               _("It is started again by itself; if not in a minute, call the engineer.")));
    for (guint i = 0; i < devices->len; i++)
        ui_add(body, device_card(self, g_ptr_array_index(devices, i)));
    return page;
}

const ScreenRow staff_screen_devices = {
    .id = "staff_devices",
    .title = N_("Devices"),
    .flags = SCREEN_STAFF,
    .events = SCREEN_ON(SERVICE_EV_DEVICES),
    .build = build,
};

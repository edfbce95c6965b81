#include "kiosk/staff/staff_screens.h"
#include "kiosk/staff/staff_rows.h"

#include <glib/gi18n.h>
#include <string.h>

static const ScreenRow *const ROWS[] = {
    &staff_screen_pin,      &staff_screen_today,   &staff_screen_devices, &staff_screen_queue,
    &staff_screen_settings, &staff_screen_setting, &staff_screen_assist,
};

void staff_screens_add(Screens *screens)
{
    screens_add(screens, ROWS, G_N_ELEMENTS(ROWS));
}

char *staff_age(Service *service, gint64 since_ms)
{
    gint64 minutes = since_ms ? (service_now_ms(service) - since_ms) / 60000 : -1;
    if (minutes < 0)
        return g_strdup("");
    if (minutes < 60)
        return g_strdup_printf(_("%d min"), (int)minutes);
    if (minutes < 48 * 60)
        return g_strdup_printf(_("%d h"), (int)(minutes / 60));
    return g_strdup_printf(_("%d days"), (int)(minutes / (24 * 60)));
}

static const struct {
    const char *state, *word;
    UiTone tone;
} STATES[] = {
    {"online", N_("Works"), UI_DONE},
    {"busy", N_("Working"), UI_DONE},
    {"starting", N_("Starting"), UI_TOLD},
    {"user_error", N_("Needs you"), UI_ATTENTION},
    {"offline", N_("Not reached"), UI_FAILED},
    {"no_device", N_("Not there"), UI_FAILED},
    {"hardware_error", N_("Broken"), UI_FAILED},
};

const char *staff_device_word(const DeviceView *device)
{
    for (guint i = 0; i < G_N_ELEMENTS(STATES); i++)
        if (g_str_equal(STATES[i].state, device->state))
            return _(STATES[i].word);
    return device->state;
}

UiTone staff_device_tone(const DeviceView *device)
{
    for (guint i = 0; i < G_N_ELEMENTS(STATES); i++)
        if (g_str_equal(STATES[i].state, device->state))
            return STATES[i].tone;
    return UI_ATTENTION;
}

const char *staff_device_name(const DeviceView *device)
{
    if (g_str_equal(device->class_name, "reader"))
        return _("Card reader");
    return g_str_equal(device->class_name, "printer") ? _("Printer") : device->id;
}

const char *staff_device_icon(const DeviceView *device)
{
    return g_str_equal(device->class_name, "reader") ? "id" : "print";
}

static const struct {
    const char *reason, *sentence;
} REASONS[] = {
    {"media-empty", N_("The paper is out: put paper in.")},
    {"media-needed", N_("The paper is out: put paper in.")},
    {"media-jam", N_("Paper is stuck: open the cover and pull it out.")},
    {"cover-open", N_("The cover is open: close it.")},
    {"toner-empty", N_("The toner is empty: put a new one in.")},
    {"marker-supply-empty", N_("The toner is empty: put a new one in.")},
    {"media-low", N_("Paper runs low: bring some today.")},
    {"toner-low", N_("Toner runs low: order one.")},
};

static const struct {
    const char *remedy, *sentence;
} REMEDIES[] = {
    {"retry", N_("It comes back by itself; if not in five minutes, restart it.")},
    {"clear", N_("Look at the device and its cable.")},
    {"engineer", N_("Please call the engineer.")},
    {"configuration", N_("devices.ini is wrong: please tell the installer.")},
};

const char *staff_remedy(const DeviceView *device)
{
    for (guint i = 0; i < G_N_ELEMENTS(REASONS); i++)
        if (strstr(device->reasons, REASONS[i].reason))
            return _(REASONS[i].sentence);
    for (guint i = 0; i < G_N_ELEMENTS(REMEDIES); i++)
        if (g_str_equal(device->remedy, REMEDIES[i].remedy))
            return _(REMEDIES[i].sentence);
    return "";
}

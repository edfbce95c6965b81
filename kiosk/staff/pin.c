/* After a badge: the PIN. The store keeps the lock-out, so pulling the plug gives no free tries. */
#include "kiosk/staff/staff_rows.h"

#include <glib/gi18n.h>
#include <string.h>

#define PIN_MAX 12

typedef struct {
    char pin[PIN_MAX + 1];
} Pin;

static void pin_changed(UiWidget *field, gpointer data)
{
    Pin *state = screens_state(data);
    g_strlcpy(state->pin, ui_field_get(field), sizeof state->pin);
}

static void enter_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    Pin *state = screens_state(self);
    staff_enter_pin(screens_service(self), state->pin);
    memset(state->pin, 0, sizeof state->pin);
}

static UiWidget *answer(Screens *self)
{
    Service *service = screens_service(self);
    switch (staff_pin_state(service)) {
    case STAFF_PIN_WAITING:
    case STAFF_PIN_OK:
        return NULL;
    case STAFF_PIN_CHECKING:
        return ui_banner(UI_TOLD, _("One moment."), NULL);
    case STAFF_PIN_WRONG:
        return ui_banner(UI_ATTENTION, _("That was not the PIN."), _("Please type it again."));
    case STAFF_PIN_LOCKED: {
        g_autofree char *wait = g_strdup_printf(_("Try again in %d seconds."), staff_pin_locked_s(service));
        return ui_banner(UI_FAILED, _("Too many tries."), wait);
    }
    }
    return NULL;
}

static UiWidget *build(Screens *self, gpointer state)
{
    UiWidget *page = screens_page(self, NULL, _("Badge read"));
    UiWidget *body = ui_page_body(page), *banner = answer(self);
    if (banner)
        ui_add(body, banner);
    const UiFieldSpec spec = {.kind = UI_FIELD_PIN,
                              .label = _("Your PIN"),
                              .max_length = PIN_MAX,
                              .changed = pin_changed,
                              .done = enter_pressed,
                              .data = self};
    UiWidget *field = ui_field(&spec);
    ui_add(body, ui_id(field, "pin"));
    ui_field_active(field, TRUE);
    ui_add(body, ui_number_pad(NULL));
    UiWidget *enter = ui_button(UI_PRIMARY, "key", _("Log in"), enter_pressed, self);
    ui_page_action(page,
                   ui_id(ui_button(UI_SECONDARY, "exit", _("Leave"), screens_leave_pressed, self), "leave"));
    ui_page_action(page, ui_id(enter, "enter"));
    return page;
}

static gboolean event(Screens *self, gpointer state, ServiceEvent what)
{
    return session_state(screens_service(self)) == SESSION_STAFF && screens_go(self, "staff", NULL);
}

const ScreenRow staff_screen_pin = {
    .id = "staff_pin",
    .title = N_("Staff"),
    .flags = SCREEN_SENSITIVE | SCREEN_ROOT | SCREEN_NO_BACK,
    .events = SCREEN_ON(SERVICE_EV_STAFF) | SCREEN_ON(SERVICE_EV_SESSION),
    .state_size = sizeof(Pin),
    .build = build,
    .event = event,
};

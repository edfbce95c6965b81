/* After "Get help": that it was called, when, and what one can do meanwhile. While somebody waits here the
 * page is kept, but not for ever. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/blocks.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/apply.h"
#include <glib/gi18n.h>

#define KEEP_STEP_MS 20000
#define KEEP_MS      (10 * 60 * 1000)

static gboolean keep(UiWidget *widget, gpointer data)
{
    Service *service = screens_service(data);
    gint64 waited = service_now_ms(service) - service_help_called_ms(service);
    if (session_state(service) == SESSION_RESTING || waited > KEEP_MS)
        return G_SOURCE_REMOVE;
    session_touched(service);
    return G_SOURCE_CONTINUE;
}

static UiWidget *steps_card(Screens *self, const char *clock)
{
    UiWidget *card = ui_padding(ui_box(UI_CARD, 3), 8, 6);
    gboolean online = service_network(screens_service(self)).online;
    ui_add(card, ui_print_step(UI_STEP_DONE, _("You called"), clock));
    ui_add(card,
           ui_print_step(online ? UI_STEP_DONE : UI_STEP_FAILED,
                         online ? _("The community has been told") : _("No network: please call or go over"),
                         NULL));
    ui_add(card, ui_print_step(online ? UI_STEP_RUNNING : UI_STEP_AHEAD, _("A worker comes"), NULL));
    return card;
}

static UiWidget *phone_card(const char *phone)
{
    UiWidget *card = ui_padding(ui_box(UI_CARD, 0), 8, 6), *row = ui_row(6);
    ui_add(row, ui_align(ui_icon("phone", 11, UI_RIVER), UI_CENTRE));
    ui_add(row, ui_align(ui_grow(ui_text(UI_BODY, UI_PLAIN_TEXT, _("Or call with your own phone")), 1),
                         UI_CENTRE));
    ui_add(row, ui_align(ui_text(UI_TITLE, UI_BOLD, phone), UI_CENTRE));
    ui_add(card, row);
    return card;
}

static UiWidget *build(Screens *self, gpointer state)
{
    Service *service = screens_service(self);
    gint64 called_ms = service_help_called_ms(service);
    g_autofree char *clock = words_clock(called_ms ? called_ms : service_now_ms(service), FALSE);
    g_autofree char *called = g_strdup_printf(_("You called at %s"), clock);
    const char *phone = settings_get(service_settings(service), "station", "help_phone");
    gboolean filling = apply_form(service) != NULL;
    UiWidget *page = screens_page(self, NULL, NULL);
    UiWidget *body = ui_page_body(page);
    ui_add(body, block_hero("hand", called,
                            _("They know that you are here at this machine. You may sit down."), NULL));
    ui_add(body, steps_card(self, clock));
    if (filling)
        ui_add(body, ui_banner(UI_TOLD, _("Everything you filled in is here."),
                               _("While you wait, this page is not cleared.")));
    if (*phone)
        ui_add(body, phone_card(phone));
    ui_page_action(
        page, ui_id(ui_button(UI_PRIMARY, filling ? "pen" : "left",
                              filling ? _("Go on filling in") : _("Go back"), screens_back_pressed, self),
                    "back"));
    ui_every(page, KEEP_STEP_MS, keep, self);
    return page;
}

const ScreenRow screen_help = {
    .id = "help",
    .title = N_("Somebody is coming"),
    .events = SCREEN_ON(SERVICE_EV_NETWORK),
    .build = build,
};

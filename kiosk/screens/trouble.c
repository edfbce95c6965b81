/* When the station cannot work: not set up yet, paused by staff, a card that could not be read at rest. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/blocks.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"

#include <glib/gi18n.h>

#define CARD_TROUBLE_MS 12000

static void touched(UiWidget *widget, gpointer data)
{
    session_touched(screens_service(data));
}

static UiWidget *plain_page(Screens *self, const char *icon, const char *headline, const char *sentence)
{
    UiWidget *page = screens_page(self, NULL, NULL);
    ui_add(ui_page_body(page), block_hero(icon, headline, sentence, NULL));
    return page;
}

static void add_phone(Screens *self, UiWidget *page)
{
    const char *phone = settings_get(service_settings(screens_service(self)), "station", "help_phone");
    if (*phone)
        ui_add(ui_page_body(page), ui_text_pair(UI_LEAD, UI_PLAIN_TEXT, _("Community office"), phone));
}

/* --- not set up --- */
static UiWidget *build_no_setup(Screens *self, gpointer state)
{
    UiWidget *page = plain_page(self, "wrench", _("This machine is not set up yet"),
                                _("You can look at everything. To apply, please go to the window."));
    add_phone(self, page);
    UiWidget *look = ui_button(UI_PRIMARY, "right", _("Look around"), touched, self);
    ui_page_action(page, ui_id(ui_button_icon_after(look, TRUE), "look"));
    return page;
}

static gboolean no_setup_event(Screens *self, gpointer state, ServiceEvent event)
{
    if (event != SERVICE_EV_NETWORK || !service_network(screens_service(self)).registered)
        return FALSE;
    screens_home(self);
    return TRUE;
}

const ScreenRow screen_no_setup = {
    .id = "no_setup",
    .title = N_("Not set up"),
    .flags = SCREEN_AT_REST | SCREEN_ROOT | SCREEN_NO_BACK,
    .events = SCREEN_ON(SERVICE_EV_NETWORK),
    .build = build_no_setup,
    .event = no_setup_event,
};

/* --- paused --- */
static UiWidget *build_paused(Screens *self, gpointer state)
{
    UiWidget *page = plain_page(self, "clock", _("Closed for a moment"),
                                _("Somebody is working on this machine. The window is open for you."));
    add_phone(self, page);
    return page;
}

const ScreenRow screen_paused = {
    .id = "paused",
    .title = N_("Out of service"),
    .flags = SCREEN_AT_REST | SCREEN_ROOT | SCREEN_NO_BACK,
    .build = build_paused,
};

/* --- a card that could not be read while nobody was there --- */
static gboolean over(UiWidget *widget, gpointer data)
{
    if (session_state(screens_service(data)) == SESSION_RESTING)
        screens_home(data);
    return G_SOURCE_REMOVE;
}

static UiWidget *build_card_trouble(Screens *self, gpointer state)
{
    CardProblem problem = session_card_problem(screens_service(self));
    if (problem == CARD_PROBLEM_NONE)
        problem = CARD_PROBLEM_UNREADABLE;
    UiWidget *page = plain_page(self, "id", card_problem_title(problem), card_problem_sentence(problem));
    ui_add(ui_page_body(page), ui_align(ui_card_picture(100, FALSE), UI_CENTRE));
    UiWidget *look = ui_button(UI_PRIMARY, "right", _("Go on without a card"), touched, self);
    ui_page_action(page, ui_id(ui_button_icon_after(look, TRUE), "without"));
    ui_every(page, CARD_TROUBLE_MS, over, self);
    return page;
}

const ScreenRow screen_card_trouble = {
    .id = "card_trouble",
    .title = N_("Your card"),
    .flags = SCREEN_AT_REST | SCREEN_NO_BACK,
    .events = SCREEN_ON(SERVICE_EV_CARD_PROBLEM),
    .build = build_card_trouble,
};

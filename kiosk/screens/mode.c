/* Who fills it in: for oneself, for somebody else, or a worker for the resident; and for somebody else the
 * second card. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/apply.h"
#include "kiosk/service/print.h"
#include <glib/gi18n.h>

static const Matter *shown_matter(Screens *self)
{
    return catalogue_matter(service_catalogue(screens_service(self)), screens_arg(self));
}

/* --- the choice --- */
static void mode_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const Matter *matter = shown_matter(self);
    SessionMode mode = (SessionMode)ui_get_tag(widget);
    if (!matter)
        return;
    ApplyVerdict verdict = apply_start(screens_service(self), matter, mode);
    if (verdict != APPLY_OK) {
        ui_toast(screens_ui(self), UI_ATTENTION, verdict_title(verdict), verdict_sentence(verdict));
        return;
    }
    if (mode == MODE_AGENT)
        screens_replace(self, "agent_card", NULL);
    else
        screens_replace(self, "wizard", NULL);
}

static const char *mode_icon(SessionMode mode)
{
    switch (mode) {
    case MODE_SELF:
        return "person";
    case MODE_AGENT:
        return "people";
    case MODE_ASSISTED:
        return "hand";
    }
    return "person";
}

static const char *mode_note(const Matter *matter, SessionMode mode)
{
    switch (mode) {
    case MODE_SELF:
        return _("Your own card lies on the reader.");
    case MODE_AGENT:
        return matter->applicants.agent_needs_applicant_card ? _("Both ID cards are needed.")
                                                             : _("Your own ID card is needed.");
    case MODE_ASSISTED:
        return _("A worker comes with a badge.");
    }
    return "";
}

static UiWidget *mode_door(Screens *self, const Matter *matter, SessionMode mode)
{
    ApplyVerdict verdict = apply_may_start(screens_service(self), matter, mode);
    /* A worker opens their own way with a badge: the resident reads how, not that it is refused. */
    gboolean says_how = verdict == APPLY_OK || mode == MODE_ASSISTED;
    const char *sub = says_how ? mode_note(matter, mode) : verdict_title(verdict);
    UiWidget *door = ui_door(mode_icon(mode), words_mode(mode), sub, FALSE, mode_pressed, self);
    ui_enabled(door, verdict == APPLY_OK);
    return ui_id(ui_tag(door, (int)mode), session_mode_name(mode));
}

static UiWidget *build(Screens *self, gpointer state)
{
    const Matter *matter = shown_matter(self);
    if (!matter)
        return NULL;
    UiWidget *page = screens_page(self, words_matter(matter), _("Who is it for?"));
    UiWidget *body = ui_page_body(page);
    ui_add(body, ui_text(UI_HEADLINE, UI_BOLD, _("Who is it for?")));
    for (int mode = MODE_SELF; mode <= MODE_ASSISTED; mode++)
        if (matter->applicants.offered[mode])
            ui_add(body, mode_door(self, matter, (SessionMode)mode));
    if (*words_of(&matter->applicants.note))
        ui_add(body, ui_optional(ui_banner(UI_TOLD, NULL, words_of(&matter->applicants.note)), 1));
    return page;
}

static char *sample(Screens *self)
{
    const Catalogue *catalogue = service_catalogue(screens_service(self));
    return catalogue->n_matters ? g_strdup(catalogue->matters[0].id) : NULL;
}

/* --- the second card --- */
static void enter_agent_card(Screens *self, gpointer state)
{
    apply_want_card(screens_service(self), APPLY_CARD_AGENT, NULL, 0);
}

static void missing_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    apply_want_card(screens_service(self), APPLY_CARD_NONE, NULL, 0);
    apply_applicant_absent(screens_service(self));
    screens_replace(self, "wizard", NULL);
}

static void power_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    if (!print_power_of_attorney(screens_service(self)))
        ui_toast(screens_ui(self), UI_ATTENTION, print_problem_title(PRINT_PROBLEM_NO_PRINTER),
                 print_problem_sentence(PRINT_PROBLEM_NO_PRINTER));
}

static UiWidget *build_agent_card(Screens *self, gpointer state)
{
    const Matter *matter = apply_matter(screens_service(self));
    if (!matter)
        return NULL;
    UiWidget *page = screens_page(self, words_matter(matter), _("The second card"));
    UiWidget *body = ui_page_body(page);
    ui_add(body, ui_text(UI_HEADLINE, UI_BOLD, _("Now lay your own card on the reader")));
    ui_add(body, ui_text(UI_LEAD, UI_PLAIN_TEXT,
                         _("Take the applicant's card away, and lay down the card of the person acting. "
                           "Nothing is lost meanwhile.")));
    ui_add(body, ui_align(ui_card_picture(100, FALSE), UI_CENTRE));
    if (!matter->applicants.agent_needs_applicant_card) {
        UiWidget *banner = ui_banner(UI_TOLD, _("The applicant has no card with them?"),
                                     _("Then type in their name and number."));
        ui_banner_button(banner, "pen", _("Type it in"), missing_pressed, self);
        ui_add(body, banner);
    }
    UiWidget *power = ui_button(UI_SECONDARY, "print", _("Print a power of attorney"), power_pressed, self);
    ui_page_action(page, ui_enabled(ui_id(power, "power"), print_can(screens_service(self), PRINT_A4)));
    ui_page_action(
        page, ui_id(ui_button(UI_SECONDARY, "left", _("Choose again"), screens_back_pressed, self), "again"));
    return page;
}

/* The card came: on to the questions. */
static gboolean agent_card_event(Screens *self, gpointer state, ServiceEvent event)
{
    if (event != SERVICE_EV_APPLICATION || apply_card_wanted(screens_service(self)) != APPLY_CARD_NONE)
        return FALSE;
    screens_replace(self, "wizard", NULL);
    return TRUE;
}

static gboolean agent_card_back(Screens *self, gpointer state)
{
    apply_want_card(screens_service(self), APPLY_CARD_NONE, NULL, 0);
    apply_close(screens_service(self));
    return FALSE;
}

static char *sample_agent_card(Screens *self)
{
    Service *service = screens_service(self);
    return apply_form(service) && apply_mode(service) == MODE_AGENT ? g_strdup("") : NULL;
}

const ScreenRow screen_mode = {
    .id = "mode",
    .events = SCREEN_ON(SERVICE_EV_SESSION),
    .build = build,
    .sample = sample,
};

const ScreenRow screen_agent_card = {
    .id = "agent_card",
    .events = SCREEN_ON(SERVICE_EV_DEVICES),
    .build = build_agent_card,
    .enter = enter_agent_card,
    .event = agent_card_event,
    .sample = sample_agent_card,
    .back = agent_card_back,
};

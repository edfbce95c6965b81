/* Home: what this person left unfinished, how far their cases are, and the six doors. A door that cannot
 * work now keeps its place and says why and where else. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/blocks.h"
#include "kiosk/screens/case_page.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/apply.h"
#include "kiosk/service/devices.h"
#include <glib/gi18n.h>

#define CASES_SHOWN       2
#define CASES_SHOWN_ELDER 1
#define NOON_H            12
#define EVENING_H         18

/* --- the doors --- */
typedef struct {
    Door door;
    const char *id, *icon, *title, *guest, *person;
} DoorRow;

static const DoorRow doors[] = {
    {DOOR_APPLY, "matters", "form", N_("Apply"), N_("See first what to bring"), N_("Your card fills it in")},
    {DOOR_PROGRESS, "progress", "route", N_("My progress"), N_("With the code on your receipt"),
     N_("Your cases in per cent")},
    {DOOR_NOTICES, "notices", "cal", N_("Notices, events"), N_("What is on here"), N_("What is on here")},
    {DOOR_LIFE, "life", "shop", N_("Everyday help"), N_("Phones, guides, exhibits"),
     N_("Phones, guides, exhibits")},
    {DOOR_APPS, "apps", "apps", N_("App pool"), N_("Small apps to try"), N_("Small apps to try")},
    {DOOR_PRINT, "print", "print", N_("Print"), N_("Leaflets in large print"), N_("Receipts, leaflets")},
};

/* Progress without a card asks for the code. */
static const char *door_target(Screens *self, const DoorRow *row)
{
    return row->door == DOOR_PROGRESS && !screens_has_person(self) ? "find" : row->id;
}

static UiWidget *door(Screens *self, const DoorRow *row)
{
    DoorView view = devices_door(screens_service(self), row->door);
    const char *why = door_why_sentence(view.why);
    const char *sub = *why ? why : _(screens_has_person(self) ? row->person : row->guest);
    const char *target = door_target(self, row);
    UiWidget *tile = ui_door(row->icon, _(row->title), sub, row->door == DOOR_APPLY, NULL, NULL);
    screens_goes(self, tile, target, NULL);
    ui_enabled(tile, view.state != DOOR_SHUT && screens_has(self, target));
    return ui_id(ui_grow(tile, 1), target);
}

static UiWidget *six_doors(Screens *self)
{
    UiWidget *grid = ui_grid(2, 6);
    for (guint i = 0; i < G_N_ELEMENTS(doors); i++)
        ui_add(grid, door(self, &doors[i]));
    return ui_grow(grid, 1);
}

/* --- above the doors --- */
typedef struct {
    gboolean resuming; /* the draft is being opened */
} Home;

static void resume_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    Home *home = screens_state(self);
    home->resuming = apply_resume(screens_service(self));
}

/* The draft was opened, or could not be. */
static gboolean on_event(Screens *self, gpointer state, ServiceEvent event)
{
    Home *home = state;
    Service *service = screens_service(self);
    if (event != SERVICE_EV_APPLICATION || !home->resuming)
        return FALSE;
    home->resuming = FALSE;
    if (!apply_form(service)) {
        ui_toast(screens_ui(self), UI_ATTENTION, _("This can no longer be continued."),
                 _("Please start it again."));
        return FALSE;
    }
    return screens_go(self, apply_card_wanted(service) == APPLY_CARD_AGENT ? "agent_card" : "wizard", NULL);
}

static UiWidget *draft_card(Screens *self, const ApplyDraft *draft)
{
    g_autofree char *title = g_strdup_printf(_("Go on with: %s"), words_matter(draft->matter));
    g_autoptr(GDateTime) until = g_date_time_new_from_unix_local(draft->expires_ms / 1000);
    Day day = until ? day_from_ymd(g_date_time_get_year(until), g_date_time_get_month(until),
                                   g_date_time_get_day_of_month(until))
                    : DAY_NONE;
    g_autofree char *date = words_date(day);
    g_autofree char *step =
        g_strdup_printf(_("Step %d of %d. Kept for you until %s."), draft->step, draft->steps, date);
    UiWidget *words = ui_grow(ui_column(1), 1);
    ui_add(words, ui_text(UI_TITLE, UI_BOLD, title));
    ui_add(words, ui_optional(ui_text(UI_BODY, UI_SECOND, step), 3));
    UiWidget *button = ui_button(UI_PRIMARY, "right", _("Go on"), resume_pressed, self);
    UiWidget *row = ui_row(6);
    ui_add(row, ui_align(ui_icon("pen", 19, UI_RIVER), UI_CENTRE));
    ui_add(row, words);
    ui_add(row, ui_align(ui_id(ui_button_icon_after(button, TRUE), "resume"), UI_CENTRE));
    UiWidget *card = ui_padding(ui_box(UI_CARD_ACTIVE, 0), 8, 6);
    ui_add(card, row);
    return card;
}

static gboolean has_cases(Screens *self)
{
    const GPtrArray *cases = progress_cases(screens_service(self));
    return cases && cases->len;
}

static void add_cases(Screens *self, UiWidget *body)
{
    const GPtrArray *cases = progress_cases(screens_service(self));
    guint shown = screens_is_elder(self) ? CASES_SHOWN_ELDER : CASES_SHOWN;
    if (!cases || !cases->len)
        return;
    if (!screens_is_elder(self))
        ui_add(body, ui_heading(NULL, _("My cases"), _("The number says how far, in per cent")));
    UiWidget *list = ui_list();
    for (guint i = 0; i < MIN(cases->len, shown); i++)
        ui_add(list, case_row(self, g_ptr_array_index(cases, i)));
    if (cases->len > shown) {
        guint more = cases->len - shown;
        g_autofree char *text = g_strdup_printf(ngettext("%u more case", "%u more cases", more), more);
        UiRowSpec spec = {.title = text, .note = _("See all")};
        ui_add(list, screens_row_goes(self, &spec, "progress", NULL));
    }
    ui_add(body, list);
}

static UiWidget *card_invitation(Screens *self)
{
    UiWidget *words = ui_grow(ui_column(2), 1);
    ui_add(words, ui_text(UI_TITLE, UI_BOLD | UI_ON_DARK, _("Your ID card? Lay it on the reader")));
    ui_add(words, ui_text(UI_LEAD, UI_ON_DARK, _("Straight to your own page, and less to fill in.")));
    ui_add(words, ui_optional(ui_text(UI_LEAD, UI_ON_DARK,
                                      _("A social security card works too. Take the card away to leave.")),
                              2));
    UiWidget *row = ui_row(8);
    ui_add(row, ui_width(ui_card_picture(42, TRUE), 46));
    ui_add(row, words);
    UiWidget *card = ui_padding(ui_box(UI_RIVERBED, 0), 8, 8);
    ui_add(card, row);
    return card;
}

static UiWidget *trouble_banner(Screens *self)
{
    Service *service = screens_service(self);
    const SessionPerson *person = session_person(service);
    if (screens_has_person(self) && *card_validity_sentence(person->validity))
        return ui_banner(UI_ATTENTION, NULL, card_validity_sentence(person->validity));
    if (!devices_reader_works(service))
        return ui_banner(UI_ATTENTION, _("No card can be read now."),
                         _("Look at everything here; to apply, go to the window."));
    if (!service_network(service).online)
        return ui_banner(UI_ATTENTION, _("No network now."),
                         _("Hand in as usual: it is kept here and sent later."));
    return NULL;
}

/* What guests look for most, one touch away. */
static UiWidget *often(Screens *self)
{
    static const struct {
        const char *id, *icon, *text;
    } ways[] = {{"guides", "guide", N_("First time?")},
                {"exhibits", "pin", N_("Experience hall")},
                {"directory", "phone", N_("Useful numbers")}};
    UiWidget *grid = ui_grid(3, 6);
    for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
        UiWidget *button = ui_button(UI_SECONDARY, ways[i].icon, _(ways[i].text), NULL, NULL);
        ui_add(grid, ui_id(screens_goes(self, button, ways[i].id, NULL), ways[i].id));
    }
    return ui_optional(block_titled(NULL, _("Often looked for"), NULL, grid), 2);
}

/* --- page --- */
static char *greeting(Screens *self)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(service_now_ms(screens_service(self)) / 1000);
    int hour = now ? g_date_time_get_hour(now) : NOON_H;
    const char *name = session_person(screens_service(self))->name_masked;
    if (screens_is_elder(self))
        return g_strdup(name);
    if (hour < NOON_H)
        return g_strdup_printf(_("Good morning, %s"), name);
    return g_strdup_printf(hour < EVENING_H ? _("Good afternoon, %s") : _("Good evening, %s"), name);
}

static UiWidget *leave_line(Screens *self)
{
    UiWidget *row = ui_row(6);
    UiWidget *note = ui_text(UI_BODY, UI_SECOND, _("Take your card away, and this page is cleared."));
    ui_add(row, ui_optional(ui_align(ui_grow(note, 1), UI_CENTRE), 4));
    ui_add(row,
           ui_id(ui_button(UI_SECONDARY, "exit", _("Done, leave"), screens_leave_pressed, self), "leave"));
    return row;
}

static UiWidget *build(Screens *self, gpointer state)
{
    gboolean person = screens_has_person(self);
    g_autofree char *hello = person ? greeting(self) : NULL;
    UiWidget *page = screens_page(self, person ? _("My home page") : _("Home"),
                                  person ? hello : _("You can look without a card"));
    UiWidget *body = ui_page_body(page);
    UiWidget *mine = ui_column(6), *open = ui_column(6);
    UiWidget *trouble = trouble_banner(self);
    if (trouble)
        ui_add(mine, trouble);
    const ApplyDraft *draft = person ? apply_draft(screens_service(self)) : NULL;
    if (draft)
        ui_add(mine, draft_card(self, draft));
    if (person)
        add_cases(self, mine);
    else if (devices_reader_works(screens_service(self)))
        ui_add(mine, card_invitation(self));
    if (!screens_is_elder(self))
        ui_add(open, ui_heading(NULL, _("What would you like to do?"), NULL));
    ui_add(open, six_doors(self));
    if (!draft && !(person && has_cases(self)))
        ui_add(open, often(self));
    if (person)
        ui_add(open, leave_line(self));
    UiWidget *pair = ui_pair(208, 235, 9);
    if (ui_n_children(mine))
        ui_add(pair, mine);
    else
        ui_widget_free(mine);
    ui_add(pair, ui_grow(open, 1));
    ui_add(body, ui_grow(pair, 1));
    return page;
}

const ScreenRow screen_home = {
    .id = "home",
    .title = N_("Home"),
    .flags = SCREEN_ROOT | SCREEN_NO_BACK,
    .events = SCREEN_ON(SERVICE_EV_SESSION) | SCREEN_ON(SERVICE_EV_APPLICATION) |
              SCREEN_ON(SERVICE_EV_CASES) | SCREEN_ON(SERVICE_EV_DEVICES) | SCREEN_ON(SERVICE_EV_NETWORK) |
              SCREEN_ON(SERVICE_EV_CONTENT),
    .state_size = sizeof(Home),
    .build = build,
    .event = on_event,
};

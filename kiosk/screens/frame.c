/* What stands around every screen: header with station, clock and person, the six buttons of the footer, the
 * question "still there?", and putting the look back when somebody has left. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/shell_private.h"

#include "kiosk/screens/words.h"
#include "kiosk/service/apply.h"
#include <glib/gi18n.h>

#define MINUTE_MS 60000

/* --- pages --- */
static void set_feet(Screens *self, const ScreenRow *row, UiPageSpec *spec)
{
    gboolean is_start = g_str_equal(row->id, "home") || row->flags & SCREEN_AT_REST;
    if (is_start || row->flags & SCREEN_NO_BACK)
        spec->feet[UI_FOOT_BACK] = UI_FOOT_CANNOT;
    if (is_start)
        spec->feet[UI_FOOT_HOME] = UI_FOOT_CANNOT;
    spec->feet[UI_FOOT_READ] = UI_FOOT_CANNOT; /* this station has no voice yet */
    if (screens_is_elder(self))
        spec->feet[UI_FOOT_BIG] = UI_FOOT_ON;
    spec->no_footer = (row->flags & SCREEN_NO_FOOTER) != 0;
}

UiWidget *screens_page_step(Screens *self, const char *title, const char *subtitle, int step, int steps)
{
    const ScreenRow *row = shell_top(self)->row;
    UiPageSpec spec = {
        .title = title ? title : _(row->title),
        .subtitle = subtitle,
        .step = step,
        .steps = steps,
        .data = self,
        .ground = row->flags & SCREEN_BARE ? UI_GROUND_BARE : UI_GROUND_PAPER,
    };
    if (screens_has_person(self)) {
        if (!g_str_equal(row->id, "home")) /* its greeting names the person already */
            spec.person = session_person(self->service)->name_masked;
        spec.leave = screens_leave_pressed;
    }
    set_feet(self, row, &spec);
    return ui_page(&spec);
}

UiWidget *screens_page(Screens *self, const char *title, const char *subtitle)
{
    return screens_page_step(self, title, subtitle, 0, 0);
}

/* --- ways --- */
typedef struct {
    Screens *self;
    const char *id; /* static: ids are literals or rows' */
    char arg[SCREEN_ARG_MAX];
} Way;

static void way_pressed(UiWidget *widget, gpointer data)
{
    Way way = *(const Way *)data; /* the widget that owns it may die on the way */
    screens_go(way.self, way.id, way.arg);
}

static Way *new_way(Screens *self, const char *id, const char *arg)
{
    Way *way = g_new0(Way, 1);
    way->self = self;
    way->id = g_intern_string(id);
    g_strlcpy(way->arg, arg ? arg : "", sizeof(way->arg));
    return way;
}

UiWidget *screens_goes(Screens *self, UiWidget *widget, const char *id, const char *arg)
{
    Way *way = new_way(self, id, arg);
    ui_on(widget, way_pressed, way);
    return ui_own_data(widget, way, g_free);
}

UiWidget *screens_row_goes(Screens *self, const UiRowSpec *spec, const char *id, const char *arg)
{
    UiRowSpec with_way = *spec;
    with_way.action = way_pressed;
    with_way.data = new_way(self, id, arg);
    return ui_own_data(ui_list_row(&with_way), with_way.data, g_free);
}

void screens_leave_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    session_leave(self->service);
}

void screens_home_pressed(UiWidget *widget, gpointer data)
{
    screens_home(data);
}

void screens_back_pressed(UiWidget *widget, gpointer data)
{
    screens_back(data);
}

static void call_help(Screens *self)
{
    service_call_help(self->service, screens_current(self), shell_matter_id(self));
    screens_go(self, "help", NULL);
}

void screens_help_pressed(UiWidget *widget, gpointer data)
{
    call_help(data);
}

/* --- footer --- */
static void more_display_pressed(UiWidget *widget, gpointer data)
{
    screens_go(data, "display", NULL);
}

static void toggle_big(Screens *self)
{
    UiLook look = *ui_look(self->ui);
    gboolean elder = look.mode != UI_MODE_ELDER;
    look.mode = elder ? UI_MODE_ELDER : UI_MODE_STANDARD;
    session_set_elder(self->service, elder);
    ui_set_look(self->ui, &look);
    ui_toast_button(self->ui, UI_TOLD, elder ? _("Large print is on.") : _("Normal print is back."),
                    _("Press again to change back."), "big", _("More settings"), more_display_pressed, self);
}

static void toggle_language(Screens *self)
{
    ui_set_language(self->ui, screens_is_english() ? "zh_CN" : "en");
}

static void foot_pressed(Ui *ui, UiFoot foot, gpointer data)
{
    Screens *self = data;
    session_touched(self->service);
    switch (foot) {
    case UI_FOOT_BACK:
        screens_back(self);
        break;
    case UI_FOOT_HOME:
        screens_home(self);
        break;
    case UI_FOOT_HELP:
        call_help(self);
        break;
    case UI_FOOT_BIG:
        toggle_big(self);
        break;
    case UI_FOOT_LANGUAGE:
        toggle_language(self);
        break;
    case UI_FOOT_READ:
    case UI_N_FEET:
        break;
    }
}

/* --- clock --- */
void frame_tick(Screens *self)
{
    gint64 now_ms = service_now_ms(self->service);
    g_autofree char *date = words_date_weekday(service_today(self->service));
    g_autofree char *time = words_clock(now_ms, FALSE);
    ui_set_clock(self->ui, service_time_is_certain(self->service) ? date : NULL, time);
}

static gboolean clock_due(gpointer data)
{
    Screens *self = data;
    frame_tick(self);
    if (self->depth && shell_top(self)->row->flags & SCREEN_BARE)
        shell_refresh_soon(self); /* it draws its clock itself */
    gint64 into_minute = service_now_ms(self->service) % MINUTE_MS;
    self->clock_timer = g_timeout_add((guint)(MINUTE_MS - into_minute), clock_due, self);
    return G_SOURCE_REMOVE;
}

char *screens_station(const Screens *self)
{
    const Settings *settings = service_settings(self->service);
    const char *community = words_pick(settings_get(settings, "station", "community_name"),
                                       settings_get(settings, "station", "community_name_en"));
    const char *room = words_pick(settings_get(settings, "station", "room_name"),
                                  settings_get(settings, "station", "room_name_en"));
    return g_strdup_printf("%s · %s", community, room);
}

static void set_station(Screens *self)
{
    g_autofree char *station = screens_station(self);
    ui_set_station(self->ui, station);
}

/* --- still there? --- */
/* The dialog and its ring are gone by the time its buttons speak. */
static void still_here(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    self->ring = NULL;
    session_touched(self->service);
}

static void leaving(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    self->ring = NULL;
    session_leave(self->service);
}

static char *countdown_sentence(int seconds)
{
    return g_strdup_printf(_("Without a touch in %d seconds, this page is cleared."), seconds);
}

static void ask(Screens *self, int seconds)
{
    gboolean keeps = apply_form(self->service) && screens_has_person(self);
    g_autofree char *sentence = countdown_sentence(seconds);
    UiDialogSpec spec = {
        .id = "still_there",
        .headline = _("Still there?"),
        .sentence = sentence,
        .second = keeps ? _("Your answers are kept. Put your card back to go on.") : NULL,
        .picture = ui_count_ring(seconds, session_countdown_total_s(self->service), _("seconds")),
        .buttons = {{UI_SECONDARY, "exit", _("Done, leave"), "leave", leaving},
                    {UI_PRIMARY, "check", _("I am here"), "here", still_here}},
        .any_touch = still_here,
        .data = self,
    };
    self->ring = spec.picture;
    ui_dialog(self->ui, &spec);
}

void frame_countdown(Screens *self)
{
    int seconds = session_countdown_s(self->service);
    if (seconds < 0) {
        if (self->ring)
            ui_dialog_close(self->ui);
        self->ring = NULL;
    } else if (!self->ring) {
        ask(self, seconds);
    } else {
        g_autofree char *sentence = countdown_sentence(seconds);
        ui_count_ring_set(self->ring, seconds);
        ui_dialog_sentence(self->ui, sentence);
    }
}

/* While the question stands, only its own buttons answer: a touch on "leave" must not count as "I am here"
 * before it is lifted. At rest the resting screen says itself what a touch means. */
static void touched(Ui *ui, gpointer data)
{
    Screens *self = data;
    if (!self->ring && session_state(self->service) != SESSION_RESTING)
        session_touched(self->service);
}

/* --- look --- */
static void rebuild(Ui *ui, gpointer data)
{
    Screens *self = data;
    if (self->resetting)
        return;
    set_station(self);
    frame_tick(self);
    screens_refresh(self);
}

void frame_reset_look(Screens *self)
{
    const UiLook plain = {0};
    self->resetting = TRUE;
    session_set_elder(self->service, FALSE);
    ui_set_look(self->ui, &plain);
    ui_set_language(self->ui, "zh_CN");
    self->resetting = FALSE;
    ui_forget_texts(self->ui);
    thumbs_forget(self->thumbs);
    set_station(self);
    frame_tick(self);
}

void frame_attach(Screens *self)
{
    ui_set_foot_action(self->ui, foot_pressed, self);
    ui_on_activity(self->ui, touched, self);
    ui_on_rebuild(self->ui, rebuild, self);
    set_station(self);
    clock_due(self);
}

void frame_detach(Screens *self)
{
    ui_set_foot_action(self->ui, NULL, NULL);
    ui_on_activity(self->ui, NULL, NULL);
    ui_on_rebuild(self->ui, NULL, NULL);
    g_clear_handle_id(&self->clock_timer, g_source_remove);
    g_clear_handle_id(&self->farewell_timer, g_source_remove);
    g_clear_handle_id(&self->refresh_timer, g_source_remove);
}

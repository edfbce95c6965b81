/* What the shell does when the service speaks: who is here, what could not be read, printed or sent. The
 * current screen hears of it afterwards. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/shell_private.h"

#include "kiosk/screens/sentences.h"
#include "kiosk/service/apply.h"
#include "kiosk/service/print.h"
#include "kiosk/service/progress.h"
#include "kiosk/service/staff.h"
#include <glib/gi18n.h>

#define FAREWELL_MS 8000

/* --- who is here --- */
static gboolean farewell_over(gpointer data)
{
    Screens *self = data;
    self->farewell_timer = 0;
    if (session_state(self->service) == SESSION_RESTING)
        screens_home(self);
    return G_SOURCE_REMOVE;
}

static void rest(Screens *self, SessionState before)
{
    frame_reset_look(self);
    if (staff_is_paused(self->service)) {
        shell_root(self, "paused");
        return;
    }
    if (before == SESSION_PERSON) {
        shell_root(self, "goodbye");
        g_clear_handle_id(&self->farewell_timer, g_source_remove);
        self->farewell_timer = g_timeout_add(FAREWELL_MS, farewell_over, self);
    } else {
        shell_root(self, "attract");
    }
}

/* A card came. Somebody who looked at a matter as a guest stays there; what they may do has changed. */
static void welcome(Screens *self)
{
    const char *here = screens_current(self);
    static const char *const stays[] = {"matter", "faq", "mode", "display", "help", "print", NULL};
    progress_refresh(self->service);
    if (g_strv_contains(stays, here))
        screens_refresh(self);
    else
        shell_root(self, "home");
}

static void session_changed(Screens *self)
{
    SessionState before = self->seen, now = session_state(self->service);
    self->seen = now;
    frame_countdown(self);
    if (before == now)
        return;
    g_clear_handle_id(&self->farewell_timer, g_source_remove);
    ui_toast_close(self->ui);
    switch (now) {
    case SESSION_RESTING:
        rest(self, before);
        break;
    case SESSION_GUEST:
        if (shell_top(self)->row->flags & SCREEN_AT_REST)
            shell_root(self, "home");
        break;
    case SESSION_PERSON:
        welcome(self);
        break;
    case SESSION_STAFF_PIN:
        shell_root(self, "staff_pin");
        break;
    case SESSION_STAFF:
        shell_root(self, "staff");
        break;
    }
}

/* --- what is said in passing --- */
static void say_card_problem(Screens *self)
{
    CardProblem problem = session_card_problem(self->service);
    if (problem == CARD_PROBLEM_NONE)
        return;
    if (session_state(self->service) == SESSION_RESTING) {
        screens_go(self, "card_trouble", NULL);
        return;
    }
    ui_toast(self->ui, UI_ATTENTION, card_problem_title(problem), card_problem_sentence(problem));
}

static void say_network(Screens *self)
{
    gboolean online = service_network(self->service).online;
    if (online == self->seen_online)
        return;
    self->seen_online = online;
    if (!online && apply_form(self->service))
        ui_toast(self->ui, UI_ATTENTION, _("No network now."), _("Your answers are safe and will be sent."));
}

/* A screen that shows print steps itself says nothing here. */
static void say_print(Screens *self)
{
    const PrintOrder *order = print_order(self->service);
    int state = order ? (int)order->state : PRINT_NONE;
    if (state == self->seen_print)
        return;
    self->seen_print = state;
    if (!order || shell_top(self)->row->events & SCREEN_ON(SERVICE_EV_PRINT))
        return;
    switch (order->state) {
    case PRINT_SENT:
        ui_toast(self->ui, UI_TOLD, _("Sent to the printer."), _("Paper comes out below the screen."));
        break;
    case PRINT_DONE:
        ui_toast(self->ui, UI_DONE, _("Printed."), _("Please take your paper."));
        break;
    case PRINT_FAILED:
    case PRINT_UNKNOWN:
        ui_toast(self->ui, UI_ATTENTION, print_problem_title(order->problem),
                 print_problem_sentence(order->problem));
        break;
    case PRINT_NONE:
    case PRINT_PREPARING:
    case PRINT_PRINTING:
        break;
    }
}

static void say(Screens *self, ServiceEvent event)
{
    switch (event) {
    case SERVICE_EV_SESSION:
        session_changed(self);
        break;
    case SERVICE_EV_CARD_PROBLEM:
        say_card_problem(self);
        break;
    case SERVICE_EV_NETWORK:
        say_network(self);
        break;
    case SERVICE_EV_PRINT:
        say_print(self);
        break;
    case SERVICE_EV_APPLICATION:
    case SERVICE_EV_SUBMITTED:
    case SERVICE_EV_CASES:
    case SERVICE_EV_DEVICES:
    case SERVICE_EV_CONTENT:
    case SERVICE_EV_STAFF:
        break;
    }
}

static void on_event(ServiceEvent event, gpointer data)
{
    Screens *self = data;
    const Place *before = shell_top(self);
    const ScreenRow *row = before->row;
    say(self, event);
    Place *top = shell_top(self);
    if (top != before || top->row != row)
        return; /* a new screen has just been built from what is true now */
    if (row->event && row->event(self, top->state, event))
        return;
    if (row->events & SCREEN_ON(event))
        shell_refresh_soon(self);
}

void events_attach(Screens *self)
{
    self->seen = session_state(self->service);
    self->seen_online = service_network(self->service).online;
    service_add_listener(self->service, on_event, self);
}

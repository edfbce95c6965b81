#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/print_steps.h"

#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"
#include "kiosk/service/print.h"
#include <glib/gi18n.h>

#define SLOT_MM 70

typedef struct {
    UiStepState sent, printing, done;
} Steps;

static Steps steps_of(PrintState state)
{
    switch (state) {
    case PRINT_NONE:
    case PRINT_PREPARING:
        return (Steps){UI_STEP_RUNNING, UI_STEP_AHEAD, UI_STEP_AHEAD};
    case PRINT_SENT:
    case PRINT_PRINTING:
        return (Steps){UI_STEP_DONE, UI_STEP_RUNNING, UI_STEP_AHEAD};
    case PRINT_DONE:
        return (Steps){UI_STEP_DONE, UI_STEP_DONE, UI_STEP_DONE};
    case PRINT_FAILED:
        return (Steps){UI_STEP_DONE, UI_STEP_FAILED, UI_STEP_AHEAD};
    case PRINT_UNKNOWN:
        return (Steps){UI_STEP_DONE, UI_STEP_FAILED, UI_STEP_AHEAD};
    }
    return (Steps){UI_STEP_AHEAD, UI_STEP_AHEAD, UI_STEP_AHEAD};
}

static char *title_of(const PrintOrder *order)
{
    if (order->state == PRINT_DONE)
        return g_strdup(_("Printed"));
    if (order->pages > 1)
        return g_strdup_printf(_("Printing, %d pages"), order->pages);
    return g_strdup(_("Printing your receipt"));
}

static void came_pressed(UiWidget *widget, gpointer data)
{
    print_confirm(screens_service(data), TRUE);
    screens_refresh(data);
}

static void came_not_pressed(UiWidget *widget, gpointer data)
{
    print_confirm(screens_service(data), FALSE);
    screens_refresh(data);
}

/* Nobody can say whether paper came: the person who stands there is asked. */
static UiWidget *question(Screens *self)
{
    UiWidget *column = ui_column(3), *row = ui_row(UI_GAP);
    ui_add(column, ui_text(UI_LEAD, UI_BOLD, print_problem_title(PRINT_PROBLEM_NONE)));
    ui_add(column, ui_text(UI_BODY, UI_SECOND, print_problem_sentence(PRINT_PROBLEM_NONE)));
    ui_add(row, ui_id(ui_button(UI_SECONDARY, "cross", _("No paper"), came_not_pressed, self), "paper_no"));
    ui_add(row, ui_id(ui_button(UI_SECONDARY, "check", _("I have it"), came_pressed, self), "paper_yes"));
    ui_add(column, row);
    return column;
}

static UiWidget *steps_column(const PrintOrder *order)
{
    Steps steps = steps_of(order->state);
    g_autofree char *sent = order->sent_ms ? words_clock(order->sent_ms, TRUE) : NULL;
    g_autofree char *done = order->done_ms ? words_clock(order->done_ms, TRUE) : NULL;
    UiWidget *column = ui_column(3);
    ui_add(column, ui_print_step(steps.sent, _("Sent to the printer"), sent));
    ui_add(column, ui_print_step(steps.printing, _("The printer is printing"), NULL));
    ui_add(column, ui_print_step(steps.done, _("Printed, please take it"), done));
    if (order->problem != PRINT_PROBLEM_NONE)
        ui_add(column, ui_banner(UI_ATTENTION, print_problem_title(order->problem),
                                 print_problem_sentence(order->problem)));
    else if (order->state != PRINT_DONE)
        ui_add(column, ui_optional(ui_text(UI_BODY, UI_SECOND, _("No tick before the printer says so.")), 3));
    return column;
}

UiWidget *print_steps_card(Screens *self)
{
    const PrintOrder *order = print_order(screens_service(self));
    UiWidget *card = ui_padding(ui_box(UI_CARD, 3), 8, 6);
    if (!order) {
        ui_add(card, ui_heading("print", _("Nothing is being printed"), NULL));
        ui_add(card, ui_text(UI_BODY, UI_PLAIN_TEXT, _("Print your receipt any day later, with your card.")));
        return card;
    }
    g_autofree char *title = title_of(order);
    UiWidget *row = ui_row(6), *left = ui_grow(ui_column(3), 1), *right = ui_column(2);
    ui_add(left, ui_heading("print", title, NULL));
    ui_add(left, order->state == PRINT_UNKNOWN ? question(self) : steps_column(order));
    ui_add(right, ui_align(ui_slot_picture(SLOT_MM), UI_CENTRE));
    ui_add(right, ui_text(UI_BODY, UI_BOLD | UI_MIDDLE, _("Paper comes out below")));
    ui_add(row, left);
    ui_add(row, right);
    ui_add(card, row);
    return card;
}

/* The person's cases, and one of them: per cent, road, what to do now, when it is done; to print it and to
 * withdraw it. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/case_page.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/print.h"
#include <glib/gi18n.h>

/* --- all cases --- */
static void enter(Screens *self, gpointer state)
{
    progress_refresh(screens_service(self));
}

static UiWidget *build(Screens *self, gpointer state)
{
    Service *service = screens_service(self);
    const GPtrArray *cases = progress_cases(service);
    UiWidget *page = screens_page(self, NULL, _("The number says how far, in per cent"));
    UiWidget *body = ui_page_body(page);
    if (cases && cases->len) {
        UiWidget *list = ui_list();
        for (guint i = 0; i < cases->len; i++)
            ui_add(list, case_row(self, g_ptr_array_index(cases, i)));
        ui_add(body, list);
    } else if (progress_is_loading(service)) {
        ui_add(body, ui_print_step(UI_STEP_RUNNING, _("Looking for your cases"), NULL));
    } else {
        ui_add(body, ui_banner(UI_TOLD, _("No cases with this card."),
                               _("Handed in elsewhere? Look with the query code.")));
    }
    if (!service_network(service).online)
        ui_page_banner(page,
                       ui_banner(UI_ATTENTION, _("No network now."), _("As this machine last knew it.")));
    UiWidget *find = ui_button(UI_SECONDARY, "search", _("With the query code"), NULL, NULL);
    ui_page_action(page, ui_id(screens_goes(self, find, "find", NULL), "find"));
    return page;
}

const ScreenRow screen_progress = {
    .id = "progress",
    .title = N_("My progress"),
    .flags = SCREEN_NEEDS_PERSON,
    .events = SCREEN_ON(SERVICE_EV_CASES) | SCREEN_ON(SERVICE_EV_NETWORK),
    .build = build,
    .enter = enter,
};

/* --- one case --- */
static const CaseView *shown_case(Screens *self)
{
    return progress_case(screens_service(self), screens_arg(self));
}

static void print_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    if (!print_case(screens_service(self), screens_arg(self), FALSE, screens_is_elder(self)))
        ui_toast(screens_ui(self), UI_ATTENTION, print_problem_title(PRINT_PROBLEM_NO_PRINTER),
                 print_problem_sentence(PRINT_PROBLEM_NO_PRINTER));
}

static void really_withdraw(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    if (progress_withdraw(screens_service(self), screens_arg(self)))
        ui_toast(screens_ui(self), UI_TOLD, _("Being withdrawn."),
                 _("It shows here when the community has it."));
    else
        ui_toast(screens_ui(self), UI_ATTENTION, _("Not possible now."), _("Please ask at the window."));
}

static void withdraw_pressed(UiWidget *widget, gpointer data)
{
    UiDialogSpec spec = {
        .id = "withdraw",
        .headline = _("Withdraw this case?"),
        .sentence = _("It stops where it is. You can apply again any day."),
        .buttons = {{UI_DANGER, "cross", _("Yes, withdraw it"), "withdraw_yes", really_withdraw},
                    {UI_PRIMARY, "check", _("Leave it running"), "withdraw_no", NULL}},
        .data = data,
    };
    ui_dialog(screens_ui(data), &spec);
}

static UiWidget *more_buttons(Screens *self, const CaseView *view)
{
    UiWidget *grid = ui_grid(2, 6);
    if (view->matter) {
        UiWidget *who = ui_button(UI_SECONDARY, "phone", view->matter->consult_phone, NULL, NULL);
        ui_add(grid, ui_id(screens_goes(self, who, "matter", view->matter->id), "matter"));
    }
    if (view->can_withdraw)
        ui_add(grid, ui_id(ui_button(UI_DANGER, "cross", _("Withdraw"), withdraw_pressed, self), "withdraw"));
    return grid;
}

static UiWidget *build_case(Screens *self, gpointer state)
{
    const CaseView *view = shown_case(self);
    if (!view)
        return NULL;
    UiWidget *page = screens_page(self, case_title(view), _("My progress"));
    case_build(self, page, view);
    ui_add(ui_page_body(page), more_buttons(self, view));
    UiWidget *others = ui_button(UI_SECONDARY, "route", _("Other cases"), NULL, NULL);
    ui_page_action(page, ui_id(screens_goes(self, others, "progress", NULL), "others"));
    UiWidget *print = ui_button(UI_PRIMARY, "print", _("Print this"), print_pressed, self);
    ui_page_action(page, ui_id(ui_enabled(print, print_can(screens_service(self), PRINT_A4)), "print"));
    return page;
}

static char *sample_case(Screens *self)
{
    const GPtrArray *cases = progress_cases(screens_service(self));
    if (!cases || !cases->len)
        return NULL;
    const CaseView *view = g_ptr_array_index(cases, 0);
    return g_strdup(*view->case_no ? view->case_no : view->temp_no);
}

const ScreenRow screen_case = {
    .id = "case",
    .flags = SCREEN_NEEDS_PERSON | SCREEN_SENSITIVE,
    .events = SCREEN_ON(SERVICE_EV_CASES) | SCREEN_ON(SERVICE_EV_DEVICES),
    .build = build_case,
    .sample = sample_case,
};

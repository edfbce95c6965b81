/* Printing: my receipts and progress once more, leaflets of matters in large print. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/blocks.h"
#include "kiosk/screens/case_page.h"
#include "kiosk/screens/print_steps.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/print.h"
#include <glib/gi18n.h>

static void say_no_printer(Screens *self)
{
    ui_toast(screens_ui(self), UI_ATTENTION, print_problem_title(PRINT_PROBLEM_NO_PRINTER),
             print_problem_sentence(PRINT_PROBLEM_NO_PRINTER));
}

/* --- receipts --- */
static void receipt_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const GPtrArray *cases = progress_cases(screens_service(self));
    guint index = (guint)ui_get_tag(widget);
    if (!cases || index >= cases->len)
        return;
    const CaseView *view = g_ptr_array_index(cases, index);
    const char *number = *view->case_no ? view->case_no : view->temp_no;
    if (!print_case(screens_service(self), number, TRUE, screens_is_elder(self)))
        say_no_printer(self);
}

static void add_receipts(Screens *self, UiWidget *body)
{
    const GPtrArray *cases = progress_cases(screens_service(self));
    if (!cases || !cases->len) {
        ui_add(body, ui_banner(UI_TOLD, _("No cases with this card."), NULL));
        return;
    }
    UiWidget *list = ui_list();
    for (guint i = 0; i < cases->len; i++) {
        const CaseView *view = g_ptr_array_index(cases, i);
        g_autofree char *date = words_date(view->submitted);
        UiRowSpec spec = {
            .icon = "print",
            .title = case_title(view),
            .sub = *view->case_no ? view->case_no : view->temp_no,
            .note = date,
            .action = receipt_pressed,
            .data = self,
        };
        ui_add(list, ui_id(ui_tag(ui_list_row(&spec), (int)i), spec.sub));
    }
    ui_add(body, block_titled("form", _("My receipts"), NULL, list));
}

/* --- page --- */
static void power_pressed(UiWidget *widget, gpointer data)
{
    if (!print_power_of_attorney(screens_service(data)))
        say_no_printer(data);
}

static UiWidget *leaflet_list(Screens *self)
{
    UiWidget *list = ui_list();
    UiRowSpec matters = {
        .icon = "book", .title = _("What to bring, in large print"), .sub = _("For every matter")};
    UiRowSpec power = {.icon = "pen",
                       .title = _("Power of attorney, blank"),
                       .sub = _("To apply for somebody else"),
                       .action = power_pressed,
                       .data = self};
    ui_add(list, ui_id(screens_row_goes(self, &matters, "print_matters", NULL), "print_matters"));
    ui_add(list, ui_id(ui_list_row(&power), "power"));
    return list;
}

static UiWidget *build(Screens *self, gpointer state)
{
    UiWidget *page = screens_page(self, NULL, NULL);
    UiWidget *body = ui_page_body(page);
    if (!print_can(screens_service(self), PRINT_A4))
        ui_page_banner(page, ui_banner(UI_ATTENTION, print_problem_title(PRINT_PROBLEM_NO_PRINTER),
                                       print_problem_sentence(PRINT_PROBLEM_NO_PRINTER)));
    if (print_order(screens_service(self)))
        ui_add(body, print_steps_card(self));
    if (screens_has_person(self))
        add_receipts(self, body);
    else
        ui_add(body, ui_banner(UI_TOLD, _("Your receipts"),
                               _("Lay your ID card on the reader to print them again.")));
    ui_add(body, block_titled("book", _("Leaflets, forms"), NULL, leaflet_list(self)));
    return page;
}

const ScreenRow screen_print = {
    .id = "print",
    .title = N_("Print"),
    .events = SCREEN_ON(SERVICE_EV_CASES) | SCREEN_ON(SERVICE_EV_PRINT) | SCREEN_ON(SERVICE_EV_DEVICES),
    .build = build,
};

/* --- leaflets of matters --- */
static void matter_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const GPtrArray *all = finder_hot(service_finder(screens_service(self)));
    guint index = (guint)ui_get_tag(widget);
    if (index < all->len && !print_matter(screens_service(self), g_ptr_array_index(all, index), TRUE))
        say_no_printer(self);
}

static UiWidget *build_matters(Screens *self, gpointer state)
{
    const GPtrArray *all = finder_hot(service_finder(screens_service(self)));
    UiWidget *page = screens_page(self, NULL, _("One touch prints it"));
    UiWidget *list = ui_list();
    for (guint i = 0; i < all->len; i++) {
        const Matter *matter = g_ptr_array_index(all, i);
        UiRowSpec spec = {
            .icon = matter->icon, .title = words_matter(matter), .action = matter_pressed, .data = self};
        ui_add(list, ui_id(ui_tag(ui_list_row(&spec), (int)i), matter->id));
    }
    ui_add(ui_page_body(page), list);
    return page;
}

const ScreenRow screen_print_matters = {
    .id = "print_matters",
    .title = N_("What to bring"),
    .events = SCREEN_ON(SERVICE_EV_DEVICES),
    .build = build_matters,
};

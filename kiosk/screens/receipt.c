/* The receipt: number, query code, QR, the honest state of the printing, and what comes next. When no paper
 * comes, the number grows large and printing later by card is offered. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/blocks.h"
#include "kiosk/screens/print_steps.h"
#include "kiosk/screens/route_picture.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/apply.h"
#include "kiosk/service/devices.h"
#include "kiosk/service/print.h"
#include <glib/gi18n.h>

#define QR_MM       56
#define QR_SMALL_MM 42
#define CODE_GROUP  4

typedef struct {
    gboolean ordered; /* printing was asked for once by itself */
} Receipt;

/* --- numbers --- */
static UiWidget *numbers(const ApplyReceipt *receipt, gboolean with_case_no)
{
    UiWidget *column = ui_column(1);
    g_autofree char *code = ui_group_digits(receipt->query_code, CODE_GROUP);
    gboolean is_temporary = *receipt->temp_no != '\0'; /* the hub could not be reached: as on the paper */
    const char *number = is_temporary ? receipt->temp_no : receipt->case_no;
    if (with_case_no) {
        ui_add(column,
               ui_text(UI_BODY, UI_SECOND,
                       is_temporary ? _("Temporary number, until the network is back") : _("Case number")));
        ui_add(column, ui_id(ui_text(UI_LEAD, UI_BOLD, number), "case_no"));
    }
    ui_add(column, ui_text(UI_BODY, UI_SECOND, _("Query code: these 8 digits are enough to ask")));
    ui_add(column, ui_id(ui_text(UI_NUM_CODE, UI_BOLD | UI_TINT, code), "query_code"));
    return column;
}

static UiWidget *numbers_card(const ApplyReceipt *receipt, gboolean with_case_no)
{
    UiWidget *card = ui_padding(ui_box(UI_CARD, 0), 8, 6);
    UiWidget *row = ui_row(6), *qr = ui_column(2);
    ui_add(qr, ui_align(ui_qr(receipt->qr, with_case_no ? QR_MM : QR_SMALL_MM), UI_CENTRE));
    if (with_case_no)
        ui_add(qr, ui_text(UI_BODY, UI_SECOND | UI_MIDDLE, _("No need to scan")));
    ui_add(row, ui_align(ui_grow(numbers(receipt, with_case_no), 1), UI_CENTRE));
    ui_add(row, ui_align(qr, UI_CENTRE));
    ui_add(card, row);
    return card;
}

/* --- what next --- */
static UiWidget *next_card(const ApplyReceipt *receipt)
{
    UiWidget *card = ui_padding(ui_box(UI_CARD, 4), 8, 6);
    g_autofree char *date = words_date(receipt->due);
    ui_add(card, ui_heading("clock", _("What comes next"), NULL));
    ui_add(card, route_plan(receipt->matter));
    if (receipt->due != DAY_NONE) {
        g_autofree char *due =
            g_strdup_printf(receipt->due_estimated ? _("Expected about %s.") : _("Done by %s."), date);
        ui_add(card, ui_text(UI_BODY, UI_PLAIN_TEXT, due));
    }
    return card;
}

static UiWidget *headline(const ApplyReceipt *receipt)
{
    UiWidget *row = ui_row(6), *words = ui_column(1);
    ui_add(words, ui_text(UI_HEADLINE, UI_BOLD, _("Handed in and safely kept")));
    ui_add(words,
           ui_text(UI_LEAD, UI_SECOND,
                   receipt->offline ? _("No network now. It is kept here and sent by itself.")
                                    : _("Received. Whether it is granted, the street's notice says.")));
    ui_add(row, ui_align(ui_icon_disc(UI_DONE, "check", 22), UI_CENTRE));
    ui_add(row, ui_grow(words, 1));
    return row;
}

/* --- page --- */
static void large_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    if (!print_receipt(screens_service(self), PRINT_A4, TRUE))
        screens_go(self, "no_paper", NULL);
}

static void other_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    apply_close(screens_service(self));
    screens_home(self);
    screens_go(self, "matters", NULL);
}

static void enter(Screens *self, gpointer state)
{
    Receipt *receipt = state;
    Service *service = screens_service(self);
    if (!apply_receipt(service) || print_order(service))
        return;
    receipt->ordered =
        print_receipt(service, PRINT_A4, screens_is_elder(self)) || print_receipt(service, PRINT_SLIP, FALSE);
}

static UiWidget *build(Screens *self, gpointer state)
{
    Service *service = screens_service(self);
    const ApplyReceipt *receipt = apply_receipt(service);
    if (!receipt)
        return NULL;
    UiWidget *page =
        screens_page_step(self, _("Pre-acceptance receipt"), words_matter(receipt->matter), 1, 1);
    UiWidget *pair = ui_pair(1, 1, 6), *left = ui_column(6), *right = ui_column(6);
    ui_add(left, headline(receipt));
    ui_add(left, numbers_card(receipt, TRUE));
    ui_add(left, print_steps_card(self));
    ui_add(right, next_card(receipt));
    UiWidget *more = ui_grid(2, 6);
    UiWidget *large = ui_button(UI_SECONDARY, "big", _("One more in large print"), large_pressed, self);
    ui_add(more, ui_id(ui_enabled(large, print_can(service, PRINT_A4)), "large"));
    UiWidget *rate = ui_button(UI_SECONDARY, "star", _("How was it?"), NULL, NULL);
    ui_add(more, ui_id(screens_goes(self, rate, "rating", NULL), "rate"));
    ui_add(right, more);
    ui_add(pair, left);
    ui_add(pair, right);
    ui_add(ui_page_body(page), pair);
    ui_page_action(page,
                   ui_id(ui_button(UI_SECONDARY, "form", _("Something else"), other_pressed, self), "other"));
    ui_page_action(
        page,
        ui_id(ui_button(UI_PRIMARY, "exit", _("I have it, leave"), screens_leave_pressed, self), "leave"));
    return page;
}

/* Nothing printed, and nothing will by itself: the screen that says what still works. */
static gboolean on_event(Screens *self, gpointer state, ServiceEvent event)
{
    const PrintOrder *order = print_order(screens_service(self));
    if (event != SERVICE_EV_PRINT || !order || order->state != PRINT_FAILED)
        return FALSE;
    return screens_go(self, "no_paper", NULL);
}

static char *sample(Screens *self)
{
    return apply_receipt(screens_service(self)) ? g_strdup("") : NULL;
}

const ScreenRow screen_receipt = {
    .id = "receipt",
    .flags = SCREEN_NO_BACK,
    .events = SCREEN_ON(SERVICE_EV_PRINT) | SCREEN_ON(SERVICE_EV_DEVICES) | SCREEN_ON(SERVICE_EV_NETWORK),
    .state_size = sizeof(Receipt),
    .build = build,
    .enter = enter,
    .event = on_event,
    .sample = sample,
};

/* --- no paper --- */
static UiWidget *works_row(const char *icon, UiColour colour, const char *title, const char *sub)
{
    UiWidget *row = ui_row(6), *words = ui_column(0);
    ui_add(words, ui_text(UI_BODY, UI_BOLD, title));
    ui_add(words, ui_text(UI_BODY, UI_SECOND, sub));
    ui_add(row, ui_align(ui_icon(icon, 11, colour), UI_CENTRE));
    ui_add(row, ui_grow(words, 1));
    return row;
}

static UiWidget *works_card(Screens *self)
{
    UiWidget *card = block_card(NULL, _("This still works"));
    ui_add(card, works_row("check", UI_LEAF, _("Apply, hand in"), _("Print the receipt later")));
    ui_add(card, works_row("check", UI_LEAF, _("My progress"), _("With card or query code")));
    if (print_can(screens_service(self), PRINT_SLIP))
        ui_add(card, works_row("check", UI_LEAF, _("Small slip"), _("With your number on it")));
    return card;
}

static UiWidget *broken_card(void)
{
    UiWidget *card = block_card(NULL, _("This does not work now"));
    ui_add(card, works_row("cross", UI_SEAL, _("Receipt on A4"), _("Any day later, with your card")));
    ui_add(card, works_row("cross", UI_SEAL, _("Leaflets, forms"), _("The window has them")));
    return card;
}

static void slip_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    if (!print_receipt(screens_service(self), PRINT_SLIP, FALSE)) /* else the event leads back */
        screens_refresh(self);
}

static PrintProblem current_problem(Screens *self)
{
    const PrintOrder *order = print_order(screens_service(self));
    return order && order->problem != PRINT_PROBLEM_NONE ? order->problem : PRINT_PROBLEM_NO_PRINTER;
}

static UiWidget *build_no_paper(Screens *self, gpointer state)
{
    Service *service = screens_service(self);
    const ApplyReceipt *receipt = apply_receipt(service);
    PrintProblem problem = current_problem(self);
    if (!receipt)
        return NULL;
    UiWidget *page = screens_page(self, _("Receipt not printed"), words_matter(receipt->matter));
    UiWidget *body = ui_page_body(page);
    ui_add(body, block_hero("print", _("No paper now"),
                            _("It has its number. Paper makes no difference to it."), NULL));
    ui_add(body, numbers_card(receipt, FALSE));
    UiWidget *grid = ui_grid(2, 6);
    ui_add(grid, works_card(self));
    ui_add(grid, broken_card());
    ui_add(body, grid);
    ui_add(body, ui_banner(UI_TOLD, print_problem_title(problem), print_problem_sentence(problem)));
    gboolean slip = print_can(service, PRINT_SLIP);
    ui_page_action(page, ui_id(ui_button(slip ? UI_SECONDARY : UI_PRIMARY, "exit", _("Print it another day"),
                                         screens_leave_pressed, self),
                               "leave"));
    if (slip)
        ui_page_action(
            page, ui_id(ui_button(UI_PRIMARY, "paper", _("Print a small slip"), slip_pressed, self), "slip"));
    return page;
}

static gboolean no_paper_event(Screens *self, gpointer state, ServiceEvent event)
{
    const PrintOrder *order = print_order(screens_service(self));
    if (event != SERVICE_EV_PRINT || !order || order->state == PRINT_FAILED)
        return FALSE;
    screens_back(self);
    return TRUE;
}

const ScreenRow screen_no_paper = {
    .id = "no_paper",
    .flags = SCREEN_NO_BACK,
    .events = SCREEN_ON(SERVICE_EV_PRINT) | SCREEN_ON(SERVICE_EV_DEVICES),
    .build = build_no_paper,
    .event = no_paper_event,
    .sample = sample,
};

#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/case_page.h"

#include "kiosk/screens/blocks.h"
#include "kiosk/screens/route_picture.h"
#include "kiosk/screens/trail.h"
#include "kiosk/screens/words.h"
#include <glib/gi18n.h>

const char *case_title(const CaseView *view)
{
    return view->matter ? words_matter(view->matter) : words_pick(view->title_zh, view->title_en);
}

static char *due_text(const CaseView *view)
{
    g_autofree char *date = words_date(view->due);
    if (view->due == DAY_NONE)
        return g_strdup("");
    return g_strdup_printf(view->due_estimated ? _("Expected about %s.") : _("Done by %s."), date);
}

UiWidget *case_row(Screens *self, const CaseView *view)
{
    g_autofree char *date = words_date(view->due);
    g_autofree char *note = view->due == DAY_NONE ? NULL : g_strdup_printf(_("by %s"), date);
    UiRowSpec spec = {
        .title = case_title(view),
        .sub = words_pick(view->sentence_zh, view->sentence_en),
        .note = note,
        .percent = view->percent,
        .has_percent = TRUE,
    };
    const char *number = *view->case_no ? view->case_no : view->temp_no;
    return ui_id(screens_row_goes(self, &spec, "case", number), number);
}

/* --- how far --- */
static guint steps_done(const CaseView *view)
{
    guint done = 0;
    for (guint i = 0; view->steps && i < view->steps->len; i++)
        done += ((const CaseStep *)g_ptr_array_index(view->steps, i))->mark == PROCESS_DONE;
    return done;
}

static UiWidget *far_card(const CaseView *view)
{
    UiWidget *card = ui_padding(ui_box(UI_CARD, 6), 8, 6);
    UiWidget *row = ui_row(8), *words = ui_column(1);
    g_autofree char *due = due_text(view);
    g_autofree char *percent = g_strdup_printf("%d%%", view->percent);
    ui_add(words, ui_text(UI_TITLE, UI_BOLD, words_pick(view->sentence_zh, view->sentence_en)));
    if (*due)
        ui_add(words, ui_text(UI_LEAD, UI_SECOND, due));
    ui_add(row, ui_align(ui_id(ui_text(UI_NUM_PERCENT, UI_BOLD | UI_TINT, percent), "percent"), UI_CENTRE));
    ui_add(row, ui_align(ui_grow(words, 1), UI_CENTRE));
    ui_add(card, row);
    ui_add(card, ui_percent_bar(view->percent));
    if (view->matter)
        ui_add(card, route_now(view->matter, steps_done(view), view->state && view->state->terminal));
    return card;
}

static UiWidget *next_banner(const CaseView *view)
{
    const char *next = words_pick(view->next_zh, view->next_en);
    if (!next || !*next)
        return ui_banner(UI_TOLD, _("You need not do anything now."), _("Come and look again any day."));
    return ui_banner(UI_ATTENTION, _("Now it is your turn."), next);
}

static UiWidget *trail_card(const CaseView *view)
{
    UiWidget *card = block_card("route", _("Where it has been"));
    ui_add(card, trail(view->steps));
    return card;
}

static UiWidget *number_line(const CaseView *view)
{
    const char *number = *view->case_no ? view->case_no : view->temp_no;
    g_autofree char *submitted = words_date_year(view->submitted);
    g_autofree char *text = g_strdup_printf("%s    %s", number, submitted);
    return ui_text_pair(UI_BODY, UI_SECOND, *view->case_no ? _("Case number") : _("Temporary number"), text);
}

void case_build(Screens *self, UiWidget *page, const CaseView *view)
{
    UiWidget *body = ui_page_body(page);
    UiWidget *pair = ui_pair(1, 1, 6), *left = ui_column(6), *right = ui_column(6);
    if (!view->from_hub)
        ui_page_banner(page, ui_banner(UI_ATTENTION, _("As this machine last knew it."),
                                       _("No network now. It may be further along.")));
    ui_add(left, far_card(view));
    ui_add(left, next_banner(view));
    if (view->steps && view->steps->len)
        ui_add(right, trail_card(view));
    ui_add(right, ui_optional(number_line(view), 2));
    ui_add(pair, left);
    ui_add(pair, right);
    ui_add(body, pair);
}

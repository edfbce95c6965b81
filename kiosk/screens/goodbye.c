/* Farewell: what to take along. Goes by itself; any touch begins anew. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/rows.h"

#include <glib/gi18n.h>

static void again(UiWidget *widget, gpointer data)
{
    session_touched(screens_service(data));
}

static UiWidget *line(const char *icon, const char *text)
{
    UiWidget *row = ui_row(8);
    ui_add(row, ui_align(ui_icon(icon, 19, UI_ON_BED), UI_CENTRE));
    ui_add(row, ui_align(ui_grow(ui_text(UI_TITLE, UI_BOLD | UI_ON_DARK, text), 1), UI_CENTRE));
    return row;
}

static UiWidget *build(Screens *self, gpointer state)
{
    SessionEnd end = session_last_end(screens_service(self));
    UiWidget *page = screens_page(self, "", NULL);
    UiWidget *river = ui_box(UI_RIVERBED, 12), *words = ui_padding(ui_box(UI_PLAIN, 10), 12, 24);
    ui_add(words, ui_text(UI_NUM_ATTRACT, UI_BOLD | UI_ON_DARK, _("Goodbye")));
    if (end != SESSION_END_CARD_REMOVED)
        ui_add(words, line("id", _("Take your ID card")));
    ui_add(words, line("paper", _("Take your papers")));
    ui_add(words, ui_text(UI_LEAD, UI_ON_DARK, _("What was on the screen has been cleared.")));
    ui_add(ui_padding(river, 0, 0), words);
    ui_add(river, ui_grow(ui_tide_picture(), 1));
    ui_on(river, again, self);
    ui_add(ui_page_body(page), ui_id(ui_grow(river, 1), "wake"));
    return page;
}

const ScreenRow screen_goodbye = {
    .id = "goodbye",
    .flags = SCREEN_AT_REST | SCREEN_BARE | SCREEN_ROOT | SCREEN_NO_BACK,
    .build = build,
};

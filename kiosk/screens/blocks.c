#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/blocks.h"

UiWidget *block_hero(const char *icon, const char *headline, const char *sentence, const char *second)
{
    UiWidget *row = ui_row(12), *words = ui_column(3);
    UiWidget *box = ui_padding(ui_box(UI_GUIDE, 0), 12, 10);
    ui_add(words, ui_text(UI_HEADLINE, UI_BOLD, headline));
    if (sentence && *sentence)
        ui_add(words, ui_text(UI_LEAD, UI_PLAIN_TEXT, sentence));
    if (second && *second)
        ui_add(words, ui_text(UI_LEAD, UI_SECOND, second));
    ui_add(row, ui_align(ui_icon(icon, 28, UI_RIVER), UI_CENTRE));
    ui_add(row, ui_align(ui_grow(words, 1), UI_CENTRE));
    ui_add(box, row);
    return box;
}

UiWidget *block_titled(const char *icon, const char *title, const char *note, UiWidget *content)
{
    UiWidget *column = ui_column(3);
    ui_add(column, ui_heading(icon, title, note));
    ui_add(column, content);
    return column;
}

UiWidget *block_card(const char *icon, const char *title)
{
    UiWidget *card = ui_padding(ui_box(UI_CARD, 3), 8, 6);
    ui_add(card, ui_heading(icon, title, NULL));
    return card;
}

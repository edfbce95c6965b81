#include "kiosk/screens/leaflets.h"

#include "kiosk/service/print.h"
#include <glib/gi18n.h>

void leaflet_fact(UiWidget *list, const char *label, const char *value)
{
    if (value && *value)
        ui_add(list, ui_list_value(label, value));
}

UiWidget *leaflet_bullets(const char *const *items)
{
    UiWidget *column = ui_column(3);
    for (guint i = 0; items && items[i]; i++) {
        g_autofree char *line = g_strconcat("·  ", items[i], NULL);
        ui_add(column, ui_text(UI_LEAD, UI_PLAIN_TEXT, line));
    }
    return column;
}

UiWidget *leaflet_steps(const char *const *items)
{
    UiWidget *list = ui_list();
    for (guint i = 0; items && items[i]; i++) {
        g_autofree char *number = g_strdup_printf("%u", i + 1);
        UiWidget *row = ui_row(6);
        ui_add(row, ui_align(ui_text(UI_TITLE, UI_BOLD | UI_TINT, number), UI_CENTRE));
        ui_add(row, ui_align(ui_grow(ui_text(UI_LEAD, UI_PLAIN_TEXT, items[i]), 1), UI_CENTRE));
        ui_add(list, ui_list_item(row, NULL));
    }
    return list;
}

UiWidget *leaflet_phone(const char *phone)
{
    UiWidget *row = ui_row(4);
    ui_add(row, ui_align(ui_icon("phone", 9, UI_RIVER), UI_CENTRE));
    ui_add(row, ui_align(ui_text_pair(UI_BODY, UI_PLAIN_TEXT, phone, _("to ask")), UI_CENTRE));
    return row;
}

UiWidget *leaflet_code(const char *payload, const char *title, const char *note)
{
    UiWidget *card = ui_padding(ui_box(UI_CARD, 3), 8, 6), *row = ui_row(8),
             *words = ui_grow(ui_column(2), 1);
    ui_add(words, ui_text(UI_LEAD, UI_BOLD, title));
    ui_add(words, ui_text(UI_BODY, UI_SECOND, note));
    ui_add(row, ui_qr(payload, 42));
    ui_add(row, ui_align(words, UI_CENTRE));
    ui_add(card, row);
    return card;
}

UiWidget *leaflet_print_button(Screens *self, UiAction pressed)
{
    gboolean can = print_can(screens_service(self), PRINT_A4) || print_can(screens_service(self), PRINT_SLIP);
    UiWidget *button =
        ui_button(UI_PRIMARY, "print", can ? _("Print in large type") : _("No printing now"), pressed, self);
    return ui_id(ui_enabled(button, can), "print");
}

void leaflet_printed(Screens *self, gboolean begun)
{
    if (begun)
        ui_toast(screens_ui(self), UI_TOLD, _("Printing."), _("Please take the sheet below the screen."));
    else
        ui_toast(screens_ui(self), UI_ATTENTION, _("It cannot be printed now."), _("You can read it here."));
}

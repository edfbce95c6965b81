/* Questions that are answered with a picture: photographs, files, the signature. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/ask.h"

#include "kiosk/screens/words.h"
#include <glib/gi18n.h>

#define THUMBNAIL_MM      30
#define SIGNATURE_MM      150
#define SIGNATURE_WIDE_MM 70
#define SIGNED_MM         40

/* --- photographs and files --- */
static void take_pressed(UiWidget *widget, gpointer data)
{
    const Asked *asked = data;
    screens_go(asked->self, "capture", asked->path);
}

static void remove_pressed(UiWidget *widget, gpointer data)
{
    const Asked *asked = data;
    Screens *self = asked->self;
    apply_capture_remove(screens_service(self), asked->path, (guint)ui_get_tag(widget));
    screens_refresh(self);
}

static cairo_surface_t *picture_of(const Asked *asked, guint index)
{
    const json_t *value = asked->state.value;
    const json_t *item = json_is_array(value) ? json_array_get(value, index) : value;
    GBytes *bytes = apply_capture_bytes(screens_service(asked->self), asked->path, index);
    return screens_thumbnail(asked->self, json_string_value(json_object_get(item, "sha256")), bytes);
}

/* A picture that can be drawn is shown; any other kind by its icon. */
static UiWidget *thumbnail(const Asked *asked, guint index)
{
    cairo_surface_t *picture = picture_of(asked, index);
    if (picture)
        return ui_image(picture, THUMBNAIL_MM);
    return ui_icon(asked->field->type == FIELD_FILE ? "form" : "photo", 19, UI_RIVER);
}

static UiWidget *captured_row(const Asked *asked, guint index)
{
    const json_t *item = json_array_get(asked->state.value, index);
    g_autofree char *size = words_bytes((gsize)json_integer_value(json_object_get(item, "bytes")));
    g_autofree char *title = g_strdup_printf(_("Page %u"), index + 1);
    const Question question = {.field = asked->field};
    Asked *own = ask_asked(asked->self, &question);
    UiWidget *left = ui_row(6), *words = ui_column(0);
    g_strlcpy(own->path, asked->path, sizeof(own->path));
    ui_add(words, ui_text(UI_BODY, UI_BOLD, title));
    ui_add(words, ui_text(UI_BODY, UI_SECOND, size));
    ui_add(left, ui_align(ui_width(thumbnail(asked, index), THUMBNAIL_MM), UI_CENTRE));
    ui_add(left, ui_align(ui_grow(words, 1), UI_CENTRE));
    UiWidget *remove =
        ui_tag(ui_button(UI_SECONDARY, "cross", _("Take away"), remove_pressed, own), (int)index);
    return ui_list_item(left, ui_own_data(remove, own, g_free));
}

UiWidget *ask_files(Asked *asked)
{
    const Validation *rules = &asked->field->validation;
    guint n = (guint)json_array_size(asked->state.value);
    UiWidget *column = ui_column(3);
    if (n) {
        UiWidget *list = ui_list();
        for (guint i = 0; i < n; i++)
            ui_add(list, captured_row(asked, i));
        ui_add(column, list);
    }
    if (rules->max_count < 0 || n < (guint)rules->max_count) {
        gboolean is_file = asked->field->type == FIELD_FILE;
        const char *text = n ? _("Add one more") : is_file ? _("Choose a file") : _("Take a picture");
        UiWidget *take = ui_button(UI_SECONDARY, is_file ? "form" : "camera", text, take_pressed, asked);
        ui_add(column, ui_id(take, "take"));
        ui_own_data(take, asked, g_free);
    } else {
        ui_own_data(column, asked, g_free);
    }
    return ask_framed(asked, column);
}

/* --- signature --- */
static void again_pressed(UiWidget *widget, gpointer data)
{
    const Asked *asked = data;
    Screens *self = asked->self;
    apply_sign(screens_service(self), asked->path, "", NULL, 0, 0, NULL);
    screens_refresh(self);
}

static void erase_pressed(UiWidget *widget, gpointer data)
{
    ui_signature_clear(data);
}

static UiWidget *below_box(const char *note, UiWidget *button)
{
    UiWidget *row = ui_row(6);
    ui_add(row, ui_align(ui_grow(ui_text(UI_BODY, UI_SECOND, note), 1), UI_CENTRE));
    ui_add(row, button);
    return row;
}

static UiWidget *signed_box(Asked *asked)
{
    UiWidget *column = ui_column(4), *card = ui_padding(ui_box(UI_CARD, 4), 8, 6);
    cairo_surface_t *picture = picture_of(asked, 0);
    if (picture)
        ui_add(card, ui_align(ui_image(picture, SIGNED_MM), UI_START));
    ui_add(card, ui_text(UI_LEAD, UI_GOOD | UI_BOLD, _("Signed.")));
    UiWidget *again = ui_button(UI_SECONDARY, "erase", _("Write again"), again_pressed, asked);
    ui_own_data(again, asked, g_free);
    ui_add(column, card);
    ui_add(column, below_box(_("Not right? Write it again."), ui_id(again, "sign_again")));
    return column;
}

UiWidget *ask_signature(Asked *asked)
{
    Ask *ask = screens_state(asked->self);
    if (asked->state.value)
        return ask_framed(asked, signed_box(asked));
    g_autofree char *date = words_date_year(service_today(screens_service(asked->self)));
    g_autofree char *caption = g_strdup_printf("%s    %s", words_of(&asked->field->label), date);
    UiWidget *column = ui_column(4),
             *box = ui_signature(ui_is_landscape(screens_ui(asked->self)) ? SIGNATURE_WIDE_MM : SIGNATURE_MM,
                                 caption, NULL, NULL);
    ask->signature = ui_id(box, "signature");
    g_strlcpy(ask->signature_path, asked->path, sizeof(ask->signature_path));
    ui_add(column, box);
    UiWidget *erase = ui_button(UI_SECONDARY, "erase", _("Write again"), erase_pressed, box);
    ui_add(column, below_box(_("Hard to write? Press \"Get help\"."), ui_id(erase, "erase")));
    ui_own_data(column, asked, g_free);
    return ask_framed(asked, column);
}

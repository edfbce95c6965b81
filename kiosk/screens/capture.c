/* Taking a picture or file for one question: from the document camera or a USB stick, one touch each. The
 * list is what lies there now. arg: the question's path. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/ask.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include <glib/gi18n.h>

typedef struct {
    Capture source;
    gboolean waiting; /* a picture was chosen and is being read */
} CaptureState;

static const Field *asked_field(Screens *self, FieldState *state)
{
    const Form *form = apply_form(screens_service(self));
    return form && form_field_state(form, screens_arg(self), state) ? state->field : NULL;
}

static void look(Screens *self, CaptureState *state)
{
    FieldState field;
    if (asked_field(self, &field))
        apply_capture_refresh(screens_service(self), state->source, field.field);
}

static void enter(Screens *self, gpointer data)
{
    CaptureState *state = data;
    FieldState field;
    if (!asked_field(self, &field))
        return;
    state->source = field.field->capture & CAPTURE_CAMERA ? CAPTURE_CAMERA : CAPTURE_USB;
    look(self, state);
}

static void look_pressed(UiWidget *widget, gpointer data)
{
    look(data, screens_state(data));
}

static void source_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    CaptureState *state = screens_state(self);
    state->source = ui_choice_first(widget) == 1 ? CAPTURE_USB : CAPTURE_CAMERA;
    look(self, state);
    screens_refresh(self);
}

static void item_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    CaptureState *state = screens_state(self);
    const GPtrArray *items = apply_capture_list(screens_service(self));
    guint index = (guint)ui_get_tag(widget);
    if (state->waiting || !items || index >= items->len)
        return;
    state->waiting = TRUE;
    apply_capture(screens_service(self), screens_arg(self), state->source, g_ptr_array_index(items, index));
    screens_refresh(self);
}

static UiWidget *items_list(Screens *self, const GPtrArray *items)
{
    UiWidget *list = ui_list();
    for (guint i = 0; i < items->len; i++) {
        const CaptureItem *item = g_ptr_array_index(items, i);
        g_autofree char *size = words_bytes(item->bytes);
        UiRowSpec spec = {
            .icon = "photo", .title = item->label, .note = size, .action = item_pressed, .data = self};
        ui_add(list, ui_id(ui_tag(ui_list_row(&spec), (int)i), item->label));
    }
    return list;
}

static UiWidget *nothing_there(const CaptureState *state)
{
    if (state->source == CAPTURE_USB)
        return ui_banner(UI_TOLD, _("No USB stick with pictures."),
                         _("Plug it in below the screen, then look again."));
    return ui_banner(UI_TOLD, _("No picture yet."),
                     _("Lay the paper flat under the camera, then look again."));
}

static UiWidget *build(Screens *self, gpointer data)
{
    CaptureState *state = data;
    FieldState field;
    if (!asked_field(self, &field))
        return NULL;
    const GPtrArray *items = apply_capture_list(screens_service(self));
    UiWidget *page = screens_page(self, words_of(&field.field->label), _("Choose a picture"));
    UiWidget *body = ui_page_body(page);
    ui_add(body, ui_guide(words_of(&field.field->guide), NULL, NULL));
    if (field.field->capture & CAPTURE_CAMERA && field.field->capture & CAPTURE_USB) {
        UiWidget *source = ui_choice(FALSE, source_pressed, self);
        ui_choice_add(source, "camera", _("Document camera"));
        ui_choice_add(source, "plug", _("USB stick"));
        ui_choice_set(source, state->source == CAPTURE_USB ? 1 : 0, TRUE);
        ui_add(body, ui_id(source, "source"));
    }
    if (state->waiting)
        ui_add(body, ui_print_step(UI_STEP_RUNNING, _("Reading the picture"), NULL));
    else if (items && items->len)
        ui_add(body, items_list(self, items));
    else
        ui_add(body, nothing_there(state));
    ui_page_action(page,
                   ui_id(ui_button(UI_SECONDARY, "left", _("Previous"), screens_back_pressed, self), "prev"));
    ui_page_action(page, ui_id(ui_button(UI_PRIMARY, "camera", _("Look again"), look_pressed, self), "look"));
    return page;
}

static gboolean on_event(Screens *self, gpointer data, ServiceEvent event)
{
    CaptureState *state = data;
    if (event != SERVICE_EV_APPLICATION || !state->waiting || apply_is_capturing(screens_service(self)))
        return FALSE;
    CaptureResult result = apply_capture_result(screens_service(self));
    state->waiting = FALSE;
    if (result == CAPTURE_OK) {
        screens_back(self);
        ui_toast(screens_ui(self), UI_DONE, _("Taken."), _("You can still take it away or add one."));
        return TRUE;
    }
    ui_toast(screens_ui(self), UI_ATTENTION, _("Not taken."), capture_sentence(result));
    return FALSE;
}

static char *sample(Screens *self)
{
    const Form *form = apply_form(screens_service(self));
    const Matter *matter = form ? form_matter(form) : NULL;
    for (guint i = 0; matter && i < matter->n_fields; i++)
        if (matter->fields[i].type == FIELD_PHOTO)
            return g_strdup(matter->fields[i].id);
    return NULL;
}

const ScreenRow screen_capture = {
    .id = "capture",
    .events = SCREEN_ON(SERVICE_EV_APPLICATION),
    .state_size = sizeof(CaptureState),
    .build = build,
    .enter = enter,
    .event = on_event,
    .sample = sample,
};

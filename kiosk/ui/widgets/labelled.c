/* A control with a label line above it and an error line below. */
#include "kiosk/ui/controls.h"
#include "kiosk/ui/entry.h"
#include "kiosk/ui/labelled.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/pictures.h"

typedef struct {
    UiWidget base;
    UiWidget *label, *note, *tick, *control, *error_row, *error;
} Labelled;

static const char *labelled_text(UiWidget *w)
{
    return NULL;
}

static const UiWidgetClass LABELLED = {
    .role = "labelled", .size = sizeof(Labelled), .keeps = TRUE, .text = labelled_text};

UiWidget *ui_labelled(const char *label, const char *note, UiWidget *control)
{
    UiWidget *w = ui_widget_new(&LABELLED);
    Labelled *l = (Labelled *)w;
    UiWidget *column = ui_add(w, ui_column(2));
    UiWidget *head = ui_add(column, ui_row(4));
    l->label = ui_add(head, ui_text(UI_BODY, UI_BOLD, label));
    l->note = ui_add(head, ui_grow(ui_text(UI_BODY, UI_SECOND, note), 1));
    l->tick = ui_add(head, ui_visible(ui_icon("check", 9, UI_LEAF), FALSE));
    ui_visible(head, label || note);
    l->control = ui_add(column, control);
    l->error_row = ui_add(column, ui_visible(ui_row(3), FALSE));
    ui_add(l->error_row, ui_icon("warn", 9, UI_SEAL));
    l->error = ui_add(l->error_row, ui_grow(ui_text(UI_BODY, UI_BAD, NULL), 1));
    return w;
}

UiWidget *ui_labelled_control(UiWidget *w)
{
    return w && w->class == &LABELLED ? ((Labelled *)w)->control : w;
}

void ui_labelled_error(UiWidget *w, const char *sentence)
{
    if (!w || w->class != &LABELLED)
        return;
    Labelled *l = (Labelled *)w;
    ui_text_set(l->error, sentence);
    ui_visible(l->error_row, sentence && *sentence);
    if (sentence)
        ui_labelled_good(w, FALSE);
}

gboolean ui_labelled_has_error(UiWidget *w)
{
    return w && w->class == &LABELLED && ((Labelled *)w)->error_row->visible;
}

void ui_labelled_good(UiWidget *w, gboolean good)
{
    if (w && w->class == &LABELLED)
        ui_visible(((Labelled *)w)->tick, good);
}

void ui_labelled_active(UiWidget *w, gboolean active)
{
    if (w && w->class == &LABELLED)
        ui_text_style(((Labelled *)w)->label, active ? UI_BOLD | UI_TINT : UI_BOLD);
}

void ui_labelled_note(UiWidget *w, const char *note)
{
    if (w && w->class == &LABELLED)
        ui_text_set(((Labelled *)w)->note, note);
}

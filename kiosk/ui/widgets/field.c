/* The text field: a box with what was typed, a caret, a unit and a hint; inside a labelled control. It is a
 * UiInput: pads and input methods type into it. The value is wiped when it goes. */
#include "kiosk/ui/field.h"
#include "kiosk/ui/labelled.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/ui_private.h"

#include <glib/gi18n.h>

#define PAD_MM       7.0
#define CARET_MM     1.0
#define NUMBER_MM    24.0
#define MOST_LENGTH  200
#define HIDE_TAIL_MS 1000
#define REVEAL_MS    5000

typedef struct {
    UiWidget base;
    UiFieldKind kind;
    char *placeholder, *unit, *hint, *icon, *preedit, *shown;
    GString *value;
    guint most, decimals;
    gboolean sensitive, multiline, active, revealed;
    guint clear_tail; /* last signs still readable in a sensitive field */
    UiAction changed, done, touched;
    gpointer action_data;
} Field;

static UiWidget *labelled_of(UiWidget *box)
{
    return box->parent ? box->parent->parent : NULL;
}

static Field *field_of(UiWidget *w)
{
    return (Field *)ui_labelled_control(w);
}

static gboolean is_number(Field *f)
{
    return f->kind != UI_FIELD_TEXT;
}

/* Numbers stand large where they fit one line. */
static UiTextLook value_look(Field *f, int width)
{
    UiTextLook large = UI_LOOK(UI_TITLE, 0);
    gboolean fits = is_number(f) && ui_text_width(UI_WIDGET(f), large, f->shown) <= width;
    return fits ? large : UI_LOOK(UI_LEAD, 0);
}

/* Keeps the text that is drawn in step with the value. */
static void refresh(Field *f)
{
    gboolean hidden = f->kind == UI_FIELD_PIN || (f->sensitive && !f->revealed);
    ui_wipe_free(f->shown);
    f->shown = ui_field_shown(f->value->str, f->kind, hidden, f->kind == UI_FIELD_PIN ? 0 : f->clear_tail);
    ui_damage(UI_WIDGET(f));
    ui_resized(UI_WIDGET(f));
}

/* --- as an input --- */
static gboolean on_hide_tail(UiWidget *w, gpointer data)
{
    ((Field *)w)->clear_tail = 0;
    refresh((Field *)w);
    return G_SOURCE_REMOVE;
}

static void was_changed(Field *f)
{
    UiWidget *outer = labelled_of(UI_WIDGET(f));
    ui_labelled_error(outer, NULL);
    refresh(f);
    if (f->changed)
        f->changed(outer, f->action_data);
}

static void field_insert(gpointer target, const char *text)
{
    Field *f = target;
    g_clear_pointer(&f->preedit, ui_wipe_free);
    if (!ui_field_append(f->value, f->kind, f->most, f->decimals, text)) {
        refresh(f);
        return;
    }
    if (f->sensitive) {
        f->clear_tail = (guint)g_utf8_strlen(text, -1);
        ui_every(UI_WIDGET(f), HIDE_TAIL_MS, on_hide_tail, NULL);
    }
    was_changed(f);
}

static void field_backspace(gpointer target)
{
    if (ui_field_chop(((Field *)target)->value))
        was_changed(target);
}

static void wipe(GString *s)
{
    explicit_bzero(s->str, s->allocated_len);
    g_string_truncate(s, 0);
}

static void field_clear_all(gpointer target)
{
    wipe(((Field *)target)->value);
    was_changed(target);
}

static void field_preedit(gpointer target, const char *text)
{
    Field *f = target;
    ui_wipe_free(f->preedit);
    f->preedit = *text ? g_strdup(text) : NULL;
    refresh(f);
}

static void field_done(gpointer target)
{
    Field *f = target;
    if (f->done)
        f->done(labelled_of(UI_WIDGET(f)), f->action_data);
}

static void field_let_go(gpointer target)
{
    Field *f = target;
    f->active = FALSE;
    ui_labelled_active(labelled_of(UI_WIDGET(f)), FALSE);
    ui_damage(UI_WIDGET(f));
}

static const UiInput INPUT = {.insert = field_insert,
                              .backspace = field_backspace,
                              .clear = field_clear_all,
                              .preedit = field_preedit,
                              .done = field_done,
                              .let_go = field_let_go};

/* --- as a widget --- */
static int left_room(UiWidget *w)
{
    return ui_w_mm(w, PAD_MM) + (((Field *)w)->icon ? ui_w_mm(w, 9 + 4) : 0);
}

static int right_room(UiWidget *w)
{
    Field *f = (Field *)w;
    int room = ui_w_mm(w, PAD_MM);
    if (f->hint)
        room += ui_text_width(w, UI_LOOK(UI_BODY, 0), f->hint) + ui_w_mm(w, 4);
    return room;
}

static char *all_text(Field *f)
{
    return g_strconcat(f->shown, f->preedit ? f->preedit : "", NULL);
}

static int words_width(UiWidget *w, int width)
{
    return MAX(ui_w_mm(w, 20), width - left_room(w) - right_room(w) - ui_w_mm(w, CARET_MM + 2));
}

static int field_width(UiWidget *w)
{
    return ui_w_mm(w, 120);
}

static int field_min_width(UiWidget *w)
{
    return ui_w_mm(w, 60);
}

static int field_height(UiWidget *w, int width)
{
    Field *f = (Field *)w;
    g_autofree char *text = all_text(f);
    gboolean empty = !*text && f->placeholder;
    int inner = words_width(w, width);
    UiTextLook look = empty ? UI_LOOK(UI_BODY, 0) : value_look(f, inner);
    int words = ui_text_height(w, look, empty ? f->placeholder : text, inner);
    int least = ui_w_mm(w, is_number(f) ? NUMBER_MM : ui_target_mm(ui_look(w->ui)));
    if (f->multiline)
        least = MAX(least, 3 * ui_text_height(w, UI_LOOK(UI_LEAD, 0), "字", width) + ui_w_mm(w, 6));
    return MAX(least, words + ui_w_mm(w, 6));
}

static void draw_value(UiWidget *w, UiPainter *p)
{
    Field *f = (Field *)w;
    g_autofree char *text = all_text(f);
    UiRect r = {w->rect.x + left_room(w), w->rect.y, words_width(w, w->rect.w), w->rect.h};
    if (f->multiline) {
        r.y += ui_painter_px(p, 3);
        r.h -= ui_painter_px(p, 6);
    }
    UiTextLook look = value_look(f, r.w);
    int h = ui_text_height(w, look, text, r.w), top = f->multiline ? r.y : r.y + (r.h - h) / 2, x, y, caret_h;
    if (!*text && f->placeholder)
        ui_text_draw_middle(p, r, UI_LOOK(UI_BODY, UI_SECOND), UI_NONE, f->placeholder);
    else
        ui_text_draw(p, (UiRect){r.x, top, r.w, h}, look, UI_NONE, text);
    ui_text_end(w->ui, look, text, r.w, &x, &y, &caret_h);
    if (f->unit && *text)
        ui_text_draw_middle(p, (UiRect){r.x + x + ui_w_mm(w, 4), r.y, r.w, r.h}, UI_LOOK(UI_BODY, UI_SECOND),
                            UI_NONE, f->unit);
    if (f->preedit) {
        int from, ignore;
        ui_text_end(w->ui, look, f->shown, r.w, &from, &ignore, &ignore);
        ui_painter_line(p, r.x + from, top + y + caret_h, r.x + x, top + y + caret_h, 0.75, UI_RIVER);
    }
    if (f->active) {
        int inset = caret_h / 8, wide = MAX(1, ui_painter_px(p, CARET_MM));
        ui_painter_box(p, (UiRect){r.x + x + wide, top + y + inset, wide, caret_h - 2 * inset}, 0, UI_RIVER,
                       UI_NONE, 0);
    }
}

static void field_draw(UiWidget *w, UiPainter *p)
{
    Field *f = (Field *)w;
    gboolean wrong = ui_labelled_has_error(labelled_of(w)), bold = wrong || f->active || w->pressed;
    UiColour edge = wrong ? UI_SEAL : f->active || w->pressed ? UI_RIVER : UI_EDGE;
    ui_painter_box(p, w->rect, 3, ui_is_enabled(w) ? UI_SURFACE : UI_DIS, edge, bold ? 1 : 0.5);
    if (f->icon)
        ui_painter_icon(p, f->icon, w->rect.x + ui_painter_px(p, PAD_MM),
                        w->rect.y + (w->rect.h - ui_painter_px(p, 9)) / 2.0, ui_painter_px(p, 9), UI_RIVER);
    draw_value(w, p);
    if (!f->hint)
        return;
    int room = right_room(w);
    UiRect r = {w->rect.x + w->rect.w - room, w->rect.y, room - ui_painter_px(p, PAD_MM), w->rect.h};
    ui_text_draw_middle(p, r, UI_LOOK(UI_BODY, UI_SECOND | UI_RIGHT), UI_NONE, f->hint);
}

static gboolean on_hide_all(UiWidget *w, gpointer data)
{
    ((Field *)w)->revealed = FALSE;
    refresh((Field *)w);
    return G_SOURCE_REMOVE;
}

/* The first touch makes it active; another one shows the stars for a moment. */
static void field_activate(UiWidget *w)
{
    Field *f = (Field *)w;
    if (f->active && f->sensitive && f->kind != UI_FIELD_PIN && !f->revealed) {
        f->revealed = TRUE;
        refresh(f);
        ui_every(w, REVEAL_MS, on_hide_all, NULL);
    }
    ui_field_active(labelled_of(w), TRUE);
    if (f->touched)
        f->touched(labelled_of(w), f->action_data);
}

static void field_attached(UiWidget *w, gboolean attached)
{
    Field *f = (Field *)w;
    if (attached && f->active)
        ui_set_input(w->ui, &INPUT, f);
    else if (!attached && w->ui->input_target == f)
        ui_set_input(w->ui, NULL, NULL);
}

static const char *field_text(UiWidget *w)
{
    return ((Field *)w)->shown;
}

static gboolean field_is_on(UiWidget *w)
{
    return ((Field *)w)->active;
}

static void field_clear(UiWidget *w)
{
    Field *f = (Field *)w;
    wipe(f->value);
    g_string_free(f->value, TRUE);
    ui_wipe_free(f->shown);
    ui_wipe_free(f->preedit);
    g_free(f->placeholder);
    g_free(f->unit);
    g_free(f->hint);
    g_free(f->icon);
}

static const UiWidgetClass FIELD = {.role = "field",
                                    .size = sizeof(Field),
                                    .target = TRUE,
                                    .key = TRUE,
                                    .width = field_width,
                                    .min_width = field_min_width,
                                    .height = field_height,
                                    .draw = field_draw,
                                    .activate = field_activate,
                                    .attached = field_attached,
                                    .text = field_text,
                                    .is_on = field_is_on,
                                    .clear = field_clear};

UiWidget *ui_field(const UiFieldSpec *spec)
{
    UiWidget *w = ui_widget_new(&FIELD);
    Field *f = (Field *)w;
    f->kind = spec->kind;
    f->placeholder = g_strdup(spec->placeholder);
    f->unit = g_strdup(spec->unit);
    f->icon = g_strdup(spec->icon);
    f->most = spec->max_length > 0 ? spec->max_length : MOST_LENGTH;
    f->decimals = spec->decimals;
    f->sensitive = spec->sensitive;
    f->multiline = spec->multiline;
    f->changed = spec->changed;
    f->done = spec->done;
    f->touched = spec->touched;
    f->action_data = spec->data;
    f->value = g_string_sized_new(256); /* rarely moves: no copies of old values left behind */
    ui_field_append(f->value, f->kind, f->most, f->decimals, spec->value ? spec->value : "");
    refresh(f);
    ui_spoken(w, spec->label);
    return ui_labelled(spec->label, spec->note, w);
}

const char *ui_field_get(UiWidget *w)
{
    return field_of(w)->value->str;
}

void ui_field_set(UiWidget *w, const char *value)
{
    Field *f = field_of(w);
    wipe(f->value);
    ui_field_append(f->value, f->kind, f->most, f->decimals, value ? value : "");
    refresh(f);
}

void ui_field_active(UiWidget *w, gboolean active)
{
    Field *f = field_of(w);
    UiWidget *box = UI_WIDGET(f);
    if (f->active == active)
        return;
    f->active = active;
    ui_labelled_active(w, active);
    ui_damage(box);
    if (box->ui)
        ui_set_input(box->ui, active ? &INPUT : NULL, active ? f : NULL);
}

gboolean ui_field_is_active(UiWidget *w)
{
    return field_of(w)->active;
}

void ui_field_error(UiWidget *w, const char *sentence)
{
    ui_labelled_error(w, sentence);
    ui_damage(UI_WIDGET(field_of(w)));
}

void ui_field_good(UiWidget *w, gboolean good)
{
    ui_labelled_good(w, good);
}

void ui_field_hint(UiWidget *w, const char *hint)
{
    Field *f = field_of(w);
    if (g_strcmp0(f->hint, hint) == 0)
        return;
    g_free(f->hint);
    f->hint = g_strdup(hint);
    ui_damage(UI_WIDGET(f));
    ui_resized(UI_WIDGET(f));
}

void ui_field_note(UiWidget *w, const char *note)
{
    ui_labelled_note(w, note);
}

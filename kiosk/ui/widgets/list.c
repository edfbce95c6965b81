/* Lists: a card of rows with dividers between them. A row that can be pressed says so by the frame of the
 * card and by its arrow. */
#include "kiosk/ui/controls.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/widget_class.h"

#define PAD_MM 8.0

/* --- the card --- */
static gboolean any_pressable(UiWidget *w)
{
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_child(w, i)->class->target && ui_child(w, i)->action)
            return TRUE;
    return FALSE;
}

static void list_draw(UiWidget *w, UiPainter *p)
{
    ui_painter_box(p, w->rect, 4, UI_SURFACE, any_pressable(w) ? UI_EDGE : UI_LINE, 0.5);
}

static void list_draw_over(UiWidget *w, UiPainter *p)
{
    int pad = ui_painter_px(p, PAD_MM);
    gboolean first = TRUE;
    for (guint i = 0; i < ui_n_children(w); i++) {
        UiWidget *c = ui_child(w, i);
        if (!ui_is_shown(c))
            continue;
        if (!first)
            ui_painter_line(p, c->rect.x + pad, c->rect.y, c->rect.x + c->rect.w - pad, c->rect.y, 0.5,
                            UI_LINE);
        first = FALSE;
    }
    if (any_pressable(w)) /* a pressed row may have covered the frame */
        ui_painter_box(p, w->rect, 4, UI_NONE, UI_EDGE, 0.5);
}

static int list_height(UiWidget *w, int width)
{
    int h = 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_is_shown(ui_child(w, i)))
            h += ui_height_for(ui_child(w, i), width);
    return h;
}

static void list_arrange(UiWidget *w)
{
    int y = w->rect.y;
    for (guint i = 0; i < ui_n_children(w); i++) {
        UiWidget *c = ui_child(w, i);
        if (!ui_is_shown(c))
            continue;
        int h = ui_height_for(c, w->rect.w);
        ui_place(c, (UiRect){w->rect.x, y, w->rect.w, h});
        y += h;
    }
}

static const UiWidgetClass LIST = {.role = "list",
                                   .size = sizeof(UiWidget),
                                   .height = list_height,
                                   .arrange = list_arrange,
                                   .draw = list_draw,
                                   .draw_over = list_draw_over};

UiWidget *ui_list(void)
{
    return ui_widget_new(&LIST);
}

/* --- a row: any widgets with the row's padding, pressable as a whole --- */
typedef struct {
    UiWidget base;
    char *text;
} Row;

static UiWidget *inner(UiWidget *w)
{
    return ui_child(w, 0);
}

static int row_height(UiWidget *w, int width)
{
    int content = ui_height_for(inner(w), width - 2 * ui_w_mm(w, PAD_MM)) + 2 * ui_w_mm(w, 3);
    double least = w->action ? ui_target_mm(ui_look(w->ui)) : ui_row_mm(ui_look(w->ui));
    return MAX(content, ui_w_mm(w, least));
}

static int row_width(UiWidget *w)
{
    return ui_natural_width(inner(w)) + 2 * ui_w_mm(w, PAD_MM);
}

static void row_arrange(UiWidget *w)
{
    int pad = ui_w_mm(w, PAD_MM), width = w->rect.w - 2 * pad, h = ui_height_for(inner(w), width);
    ui_place(inner(w), (UiRect){w->rect.x + pad, w->rect.y + (w->rect.h - h) / 2, width, h});
}

static void row_draw(UiWidget *w, UiPainter *p)
{
    if (w->pressed)
        ui_painter_box(p, w->rect, 4, UI_MIST, UI_RIVER, 0.75);
    else if (!w->enabled)
        ui_painter_box(p, w->rect, 4, UI_DIS, UI_NONE, 0);
}

static const char *row_text(UiWidget *w)
{
    return ((Row *)w)->text;
}

static void row_clear(UiWidget *w)
{
    ui_wipe_free(((Row *)w)->text);
}

static const UiWidgetClass ROW = {.role = "list-row",
                                  .size = sizeof(Row),
                                  .target = TRUE,
                                  .joins = TRUE,
                                  .width = row_width,
                                  .height = row_height,
                                  .arrange = row_arrange,
                                  .draw = row_draw,
                                  .text = row_text,
                                  .clear = row_clear};

static UiWidget *row_new(const char *text)
{
    UiWidget *w = ui_widget_new(&ROW);
    ((Row *)w)->text = g_strdup(text);
    return w;
}

UiWidget *ui_list_row(const UiRowSpec *spec)
{
    UiWidget *w = ui_on(row_new(spec->title), spec->action, spec->data);
    UiWidget *line = ui_add(w, ui_row(5));
    if (spec->icon)
        ui_add(line, ui_icon(spec->icon, 11, UI_RIVER));
    UiWidget *words = ui_add(line, ui_align(ui_grow(ui_column(spec->has_percent ? 1.5 : 0), 1), UI_CENTRE));
    UiWidget *top = spec->note ? ui_add(words, ui_row(4)) : words;
    UiWidget *title = ui_add(top, ui_text(UI_LEAD, UI_BOLD, spec->title));
    if (spec->note) {
        ui_grow(title, 1);
        ui_add(top, ui_text(UI_BODY, UI_SECOND | UI_RIGHT, spec->note));
    }
    if (spec->has_percent)
        ui_add(words, ui_percent_bar(spec->percent));
    if (spec->sub)
        ui_add(words, ui_text(UI_BODY, spec->has_percent ? 0 : UI_SECOND, spec->sub));
    if (spec->tag)
        ui_add(line, ui_state_tag((UiTone)spec->tag_kind, spec->tag));
    if (spec->has_percent) {
        g_autofree char *figure = g_strdup_printf("%d%%", spec->percent);
        ui_add(line, ui_text(UI_NUM_TILE, UI_TINT, figure));
    }
    if (spec->action)
        ui_add(line, ui_icon("right", 9, UI_RIVER));
    return w;
}

UiWidget *ui_list_item(UiWidget *left, UiWidget *right)
{
    UiWidget *w = row_new(NULL);
    UiWidget *line = ui_add(w, ui_row(5));
    ui_add(line, ui_align(ui_grow(left, 1), UI_CENTRE));
    if (right)
        ui_add(line, ui_align(right, UI_CENTRE));
    return w;
}

/* --- label and value --- */
typedef struct {
    UiWidget base;
    char *label, *value;
} Value;

#define LABEL_SHARE 0.36

/* Side by side when the label fits its third; else the value goes below. */
static gboolean beside(UiWidget *w, int width)
{
    return ui_text_width(w, UI_LOOK(UI_BODY, 0), ((Value *)w)->label) < width * LABEL_SHARE;
}

static int value_height(UiWidget *w, int width)
{
    Value *v = (Value *)w;
    UiTextLook look = UI_LOOK(UI_BODY, 0);
    if (!beside(w, width))
        return ui_text_height(w, look, v->label, width) + ui_text_height(w, look, v->value, width);
    int left = (int)(width * LABEL_SHARE);
    return MAX(ui_text_height(w, look, v->label, left), ui_text_height(w, look, v->value, width - left));
}

static int value_width(UiWidget *w)
{
    Value *v = (Value *)w;
    return ui_text_width(w, UI_LOOK(UI_BODY, 0), v->label) + ui_text_width(w, UI_LOOK(UI_BODY, 0), v->value) +
           ui_w_mm(w, 6);
}

static int value_min_width(UiWidget *w)
{
    Value *v = (Value *)w;
    return MAX(ui_text_min_width(w, UI_LOOK(UI_BODY, 0), v->label),
               ui_text_min_width(w, UI_LOOK(UI_BODY, 0), v->value));
}

static void value_draw(UiWidget *w, UiPainter *p)
{
    Value *v = (Value *)w;
    UiRect r = w->rect;
    UiTextLook label = UI_LOOK(UI_BODY, UI_SECOND), value = UI_LOOK(UI_BODY, 0);
    if (!beside(w, r.w)) {
        int h = ui_text_draw(p, r, label, UI_NONE, v->label);
        ui_text_draw(p, (UiRect){r.x, r.y + h, r.w, r.h - h}, value, UI_NONE, v->value);
        return;
    }
    int left = (int)(r.w * LABEL_SHARE);
    ui_text_draw(p, (UiRect){r.x, r.y, left, r.h}, label, UI_NONE, v->label);
    ui_text_draw(p, (UiRect){r.x + left, r.y, r.w - left, r.h}, value, UI_NONE, v->value);
}

static const char *value_text(UiWidget *w)
{
    return ((Value *)w)->value;
}

static void value_clear(UiWidget *w)
{
    g_free(((Value *)w)->label);
    ui_wipe_free(((Value *)w)->value);
}

static const UiWidgetClass VALUE = {.role = "value",
                                    .size = sizeof(Value),
                                    .compact = TRUE,
                                    .width = value_width,
                                    .min_width = value_min_width,
                                    .height = value_height,
                                    .draw = value_draw,
                                    .text = value_text,
                                    .clear = value_clear};

UiWidget *ui_list_value(const char *label, const char *value)
{
    UiWidget *w = row_new(NULL);
    UiWidget *v = ui_add(w, ui_widget_new(&VALUE));
    ((Value *)v)->label = g_strdup(label ? label : "");
    ((Value *)v)->value = g_strdup(value ? value : "");
    return w;
}

/* Per cent as bar and ring, and the countdown ring. */
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/widget_class.h"

#include <math.h>

typedef struct {
    UiWidget base;
    int percent;
    gboolean figure;
    UiRole role;
    char text[8];
} Percent;

#define BAR_MM 3.5

static void set_percent(Percent *c, int percent)
{
    c->percent = CLAMP(percent, 0, 100);
    g_snprintf(c->text, sizeof c->text, "%d%%", c->percent);
}

static int figure_width(UiWidget *w)
{
    Percent *c = (Percent *)w;
    return c->figure ? ui_text_width(w, UI_LOOK(c->role, UI_TINT), c->text) + ui_w_mm(w, 6) : 0;
}

static int bar_px(UiWidget *w)
{
    Percent *c = (Percent *)w;
    return ui_w_mm(w, c->figure && c->role != UI_BODY ? 5 : BAR_MM);
}

static int percent_height(UiWidget *w, int width)
{
    Percent *c = (Percent *)w;
    return c->figure ? ui_text_height(w, UI_LOOK(c->role, 0), c->text, width) : bar_px(w);
}

static int percent_width(UiWidget *w)
{
    return ui_w_mm(w, 60) + figure_width(w);
}

static int percent_min_width(UiWidget *w)
{
    return ui_w_mm(w, 30) + figure_width(w);
}

static void percent_draw(UiWidget *w, UiPainter *p)
{
    Percent *c = (Percent *)w;
    int bar = bar_px(w), width = w->rect.w - figure_width(w), pen = MAX(1, ui_painter_px(p, 0.5));
    UiRect r = {w->rect.x, w->rect.y + (w->rect.h - bar) / 2, width, bar};
    cairo_t *cr = ui_painter_cairo(p);
    ui_painter_box(p, r, 2.5, UI_SURFACE, UI_NONE, 0);
    if (c->percent > 0) {
        cairo_save(cr);
        cairo_rectangle(cr, r.x, r.y, pen + (r.w - 2.0 * pen) * c->percent / 100, r.h);
        cairo_clip(cr);
        ui_painter_box(p, r, 2.5, UI_RIVER, UI_NONE, 0);
        cairo_restore(cr);
    }
    ui_painter_box(p, r, 2.5, UI_NONE, UI_EDGE, 0.5);
    if (c->figure)
        ui_text_draw_middle(p, (UiRect){r.x + width, w->rect.y, figure_width(w), w->rect.h},
                            UI_LOOK(c->role, UI_TINT | UI_RIGHT), UI_NONE, c->text);
}

static const char *percent_text(UiWidget *w)
{
    return ((Percent *)w)->text;
}

static const UiWidgetClass PERCENT = {.role = "percent",
                                      .size = sizeof(Percent),
                                      .compact = TRUE,
                                      .width = percent_width,
                                      .min_width = percent_min_width,
                                      .height = percent_height,
                                      .draw = percent_draw,
                                      .text = percent_text};

UiWidget *ui_percent_bar(int percent)
{
    UiWidget *w = ui_widget_new(&PERCENT);
    set_percent((Percent *)w, percent);
    return w;
}

UiWidget *ui_percent(int percent, UiRole role)
{
    UiWidget *w = ui_percent_bar(percent);
    ((Percent *)w)->figure = TRUE;
    ((Percent *)w)->role = role;
    return w;
}

/* --- rings --- */
typedef struct {
    UiWidget base;
    double size_mm, pen_mm;
    int part, whole;
    char figure[8];
    char *unit; /* below the figure; NULL: none */
} Ring;

static int ring_width(UiWidget *w)
{
    return ui_w_mm(w, ((Ring *)w)->size_mm);
}

static int ring_height(UiWidget *w, int width)
{
    return ring_width(w);
}

static void arc(UiPainter *p, double x, double y, double r, double from, double to, UiColour colour)
{
    cairo_t *cr = ui_painter_cairo(p);
    cairo_new_path(cr);
    cairo_arc(cr, x, y, r, from, to);
    ui_painter_colour(p, colour);
    cairo_stroke(cr);
}

static void ring_draw(UiWidget *w, UiPainter *p)
{
    Ring *g = (Ring *)w;
    cairo_t *cr = ui_painter_cairo(p);
    double pen = MAX(1, ui_painter_px(p, g->pen_mm)), r = MIN(w->rect.w, w->rect.h) / 2.0 - pen / 2;
    double x = w->rect.x + w->rect.w / 2.0, y = w->rect.y + w->rect.h / 2.0;
    double turn = g->whole > 0 ? 2 * G_PI * g->part / g->whole : 0;
    cairo_save(cr);
    cairo_set_line_width(cr, pen);
    arc(p, x, y, r, 0, 2 * G_PI, g->unit && !ui_is_contrast(w->ui) ? UI_LINE : UI_TIDE_FAR);
    if (g->unit)
        cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    if (turn > 0)
        arc(p, x, y, r, -G_PI / 2, -G_PI / 2 + turn, UI_RIVER);
    cairo_restore(cr);
    UiTextLook big = UI_LOOK(g->unit ? UI_NUM_COUNT : UI_NUM_TILE, UI_MIDDLE);
    int unit_h = g->unit ? ui_text_height(w, UI_LOOK(UI_BODY, UI_MIDDLE), g->unit, w->rect.w) : 0;
    UiRect words = {w->rect.x, w->rect.y, w->rect.w, w->rect.h - unit_h * 2 / 3};
    ui_text_draw_middle(p, words, big, UI_INK, g->figure);
    if (g->unit) {
        int figure_h = ui_text_height(w, big, g->figure, w->rect.w);
        words.y += (words.h + figure_h) / 2 - unit_h / 3;
        words.h = unit_h;
        ui_text_draw(p, words, UI_LOOK(UI_BODY, UI_MIDDLE | UI_SECOND), UI_NONE, g->unit);
    }
}

static const char *ring_text(UiWidget *w)
{
    return ((Ring *)w)->figure;
}

static void ring_clear(UiWidget *w)
{
    g_free(((Ring *)w)->unit);
}

static const UiWidgetClass RING = {.role = "ring",
                                   .size = sizeof(Ring),
                                   .compact = TRUE,
                                   .width = ring_width,
                                   .min_width = ring_width,
                                   .height = ring_height,
                                   .draw = ring_draw,
                                   .text = ring_text,
                                   .clear = ring_clear};

UiWidget *ui_percent_ring(int percent, double size_mm)
{
    UiWidget *w = ui_widget_new(&RING);
    Ring *g = (Ring *)w;
    g->size_mm = size_mm;
    g->pen_mm = MAX(2, size_mm * 0.08);
    g->whole = 100;
    ui_percent_set(w, percent);
    return w;
}

UiWidget *ui_count_ring(int left, int total, const char *unit)
{
    UiWidget *w = ui_widget_new(&RING);
    Ring *g = (Ring *)w;
    g->size_mm = 78;
    g->pen_mm = 4;
    g->whole = MAX(1, total);
    g->unit = g_strdup(unit ? unit : "");
    ui_count_ring_set(w, left);
    return w;
}

void ui_count_ring_set(UiWidget *w, int left)
{
    if (!w)
        return;
    Ring *g = (Ring *)w;
    g->part = CLAMP(left, 0, g->whole);
    g_snprintf(g->figure, sizeof g->figure, "%d", g->part);
    ui_damage(w);
}

void ui_percent_set(UiWidget *w, int percent)
{
    if (!w)
        return;
    if (w->class == &RING) {
        Ring *g = (Ring *)w;
        g->part = CLAMP(percent, 0, 100);
        g_snprintf(g->figure, sizeof g->figure, "%d%%", g->part);
    } else {
        set_percent((Percent *)w, percent);
    }
    ui_damage(w);
}

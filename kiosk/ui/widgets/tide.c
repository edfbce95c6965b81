/* The tide line (一线潮): its crest stands where you are. Rises slowly, falls steeply. */
#include "kiosk/ui/tide.h"

#include <math.h>

#define PEN_MM        0.75
#define REST_CREST_MM 37.0 /* outside flows */
#define TICK_MM       3.5

void ui_tide_crest_path(cairo_t *cr, double x, double y, double u)
{
    cairo_line_to(cr, x - 29 * u, y);
    cairo_curve_to(cr, x - 16 * u, y, x - 13 * u, y - 5 * u, x - 4 * u, y - 5 * u);
    cairo_curve_to(cr, x + 3 * u, y - 5 * u, x + 1 * u, y, x + 9 * u, y);
}

void ui_tide_paint_line(UiPainter *p, double x0, double x1, double y, double crest_x, UiColour near,
                        UiColour far)
{
    cairo_t *cr = ui_painter_cairo(p);
    double u = ui_painter_px(p, 10) / 10.0, pen = MAX(1, ui_painter_px(p, PEN_MM));
    double end = crest_x + 9 * u;
    ui_painter_line(p, MIN(end, x1), y, x1, y, PEN_MM, far);
    cairo_save(cr);
    cairo_rectangle(cr, x0, y - 6 * u, x1 - x0, 12 * u);
    cairo_clip(cr);
    cairo_new_path(cr);
    cairo_move_to(cr, MIN(x0, crest_x - 30 * u), y + (fmod(pen, 2) == 1 ? 0.5 : 0));
    ui_tide_crest_path(cr, crest_x, y + (fmod(pen, 2) == 1 ? 0.5 : 0), u);
    cairo_set_line_width(cr, pen);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    ui_painter_colour(p, near);
    cairo_stroke(cr);
    cairo_restore(cr);
}

/* From the drawn picture: crest's place across, level down, size, strength and pen of each line, far to near.
 */
void ui_tide_paint_river(UiPainter *p, UiRect r)
{
    enum { N = 13 };
    cairo_t *cr = ui_painter_cairo(p);
    UiRgb white = ui_colour_rgb(ui_look(ui_painter_ui(p))->theme, UI_ON_BED);
    double wide = r.w / 268.0; /* px per design millimetre across */
    cairo_save(cr);
    cairo_rectangle(cr, r.x, r.y, r.w, r.h);
    cairo_clip(cr);
    for (int i = 0; i < N; i++) {
        double t = i / (double)(N - 1);
        double y = r.y + r.h * (0.05 + 0.92 * (0.55 * t + 0.45 * t * t));
        /* Crests run from upper left to lower right, two and two a little together. */
        double x = r.x + wide * (78 + 132 * t + (i % 2 ? 5 : 0));
        double u = wide * (0.62 + 1.25 * t * t + 0.35 * t);
        cairo_new_path(cr);
        cairo_move_to(cr, r.x - 50 * u, y);
        ui_tide_crest_path(cr, x, y, u);
        cairo_line_to(cr, r.x + r.w + 2, y);
        cairo_path_t *line = cairo_copy_path(cr);
        cairo_line_to(cr, r.x + r.w + 2, r.y + r.h);
        cairo_line_to(cr, r.x - 50 * u, r.y + r.h);
        cairo_close_path(cr);
        ui_painter_colour(p, UI_BED);
        cairo_fill(cr);
        cairo_append_path(cr, line);
        cairo_path_destroy(line);
        cairo_set_line_width(cr, MAX(1, ui_painter_px(p, i < 9 ? 0.35 : 0.6)));
        cairo_set_source_rgba(cr, white.r, white.g, white.b, 0.28 + 0.62 * t);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

void ui_tide_paint_emblem(UiPainter *p, double x, double y, int size, gboolean on_dark)
{
    cairo_t *cr = ui_painter_cairo(p);
    UiColour ground = on_dark ? UI_ON_BED : UI_RIVER, line = on_dark ? UI_BED : UI_ON_RIVER;
    ui_painter_box(p, (UiRect){(int)x, (int)y, size, size}, 2, ground, UI_NONE, 0);
    double u = size / 52.0;
    cairo_save(cr);
    cairo_set_line_width(cr, MAX(1, ui_painter_px(p, 0.6)));
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    ui_painter_colour(p, line);
    static const double CRESTS[][2] = {{36, 21}, {29, 30}, {34, 39}};
    for (int i = 0; i < 3; i++) {
        cairo_new_path(cr);
        cairo_move_to(cr, x + 6 * u, y + CRESTS[i][1] * u);
        ui_tide_crest_path(cr, x + CRESTS[i][0] * u, y + CRESTS[i][1] * u, u * (i == 2 ? 0.8 : 0.95));
        cairo_line_to(cr, x + 46 * u, y + CRESTS[i][1] * u);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

/* --- the widget in the header --- */
typedef struct {
    UiWidget base;
    int step, steps;
    double from, at; /* crest moving from -> step; at 0..1, 1 = there */
} Tide;

static int tide_height(UiWidget *w, int width)
{
    return ui_w_mm(w, 11);
}

static double crest_of(UiWidget *w, double step)
{
    Tide *t = (Tide *)w;
    if (t->steps <= 0)
        return w->rect.x + ui_w_mm(w, REST_CREST_MM);
    int margin = ui_w_mm(w, 12);
    double part = (w->rect.w - 2.0 * margin) / t->steps;
    return w->rect.x + margin + part * (step - 0.5);
}

static void tide_draw(UiWidget *w, UiPainter *p)
{
    Tide *t = (Tide *)w;
    double y = w->rect.y + ui_painter_px(p, 7.5), x1 = w->rect.x + w->rect.w;
    double crest = crest_of(w, t->from + (t->step - t->from) * t->at);
    ui_tide_paint_line(p, w->rect.x, x1, y, crest, UI_RIVER, UI_TIDE_FAR);
    int margin = ui_painter_px(p, 12), tick = ui_painter_px(p, TICK_MM) / 2;
    for (int i = 1; i < t->steps; i++) {
        double x = floor(w->rect.x + margin + (w->rect.w - 2.0 * margin) * i / t->steps);
        gboolean passed = x < crest;
        ui_painter_line(p, x, y - tick, x, y + tick, 0.5, passed ? UI_RIVER : UI_EDGE);
    }
}

static const UiWidgetClass TIDE = {
    .role = "tide", .size = sizeof(Tide), .height = tide_height, .draw = tide_draw};

UiWidget *ui_tide(int step, int steps)
{
    UiWidget *w = ui_widget_new(&TIDE);
    Tide *t = (Tide *)w;
    t->step = step;
    t->from = step;
    t->steps = steps;
    t->at = 1;
    return w;
}

/* 240 ms to the new step, easing out; the timer goes with the widget. */
static gboolean on_move(UiWidget *w, gpointer data)
{
    Tide *t = (Tide *)w;
    t->at = MIN(1, t->at + 0.125);
    ui_damage(w);
    return t->at < 1;
}

void ui_tide_set(UiWidget *w, int step, int steps)
{
    Tide *t = (Tide *)w;
    if (!w || (t->step == step && t->steps == steps))
        return;
    gboolean moves = w->ui && t->steps == steps && !ui_look_reduces_motion(ui_look(w->ui)) && t->at >= 1;
    t->from = moves ? t->step : step;
    t->at = moves ? 0 : 1;
    t->step = step;
    t->steps = steps;
    ui_damage(w);
    if (moves)
        ui_every(w, 30, on_move, NULL);
}

/* --- the picture --- */
static int picture_height(UiWidget *w, int width)
{
    return width / 3;
}

static void picture_draw(UiWidget *w, UiPainter *p)
{
    ui_painter_box(p, w->rect, 0, UI_BED, UI_NONE, 0);
    ui_tide_paint_river(p, w->rect);
}

static const UiWidgetClass PICTURE = {
    .role = "tide-picture", .size = sizeof(UiWidget), .height = picture_height, .draw = picture_draw};

UiWidget *ui_tide_picture(void)
{
    return ui_widget_new(&PICTURE);
}

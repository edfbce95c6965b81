/* Print steps, and the pictures of machine and card. A tick is drawn only when the caller says that the
 * device said so. */
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/widget_class.h"

#include <math.h>

#define DISC_MM 13.0

/* --- steps --- */
typedef struct {
    UiWidget base;
    UiStepState state;
    char *text, *time;
    int angle; /* of the turning quarter, degrees */
} Step;

static int left_room(UiWidget *w)
{
    return ui_w_mm(w, DISC_MM + 6);
}

static int time_width(UiWidget *w)
{
    Step *s = (Step *)w;
    return s->time ? ui_text_width(w, UI_LOOK(UI_BODY, 0), s->time) + ui_w_mm(w, 4) : 0;
}

static int step_height(UiWidget *w, int width)
{
    Step *s = (Step *)w;
    int words = ui_text_height(w, UI_LOOK(UI_BODY, UI_BOLD), s->text, width - left_room(w) - time_width(w));
    return MAX(words, ui_w_mm(w, DISC_MM)) + ui_w_mm(w, 4);
}

static int step_width(UiWidget *w)
{
    return left_room(w) + ui_text_width(w, UI_LOOK(UI_BODY, UI_BOLD), ((Step *)w)->text) + 1 + time_width(w);
}

static void draw_ring(Step *s, UiPainter *p, double x, double y, double r)
{
    cairo_t *cr = ui_painter_cairo(p);
    double dots[] = {ui_painter_px(p, 1.2), ui_painter_px(p, 1.8)};
    cairo_save(cr);
    cairo_new_path(cr);
    cairo_set_line_width(cr, MAX(1, ui_painter_px(p, s->state == UI_STEP_RUNNING ? 1 : 0.6)));
    cairo_arc(cr, x, y, r, 0, 2 * G_PI);
    if (s->state == UI_STEP_AHEAD)
        cairo_set_dash(cr, dots, 2, 0);
    ui_painter_colour(p, s->state == UI_STEP_AHEAD ? UI_EDGE : UI_LINE);
    cairo_stroke(cr);
    if (s->state == UI_STEP_RUNNING) {
        double from = s->angle * G_PI / 180;
        cairo_arc(cr, x, y, r, from, from + G_PI / 2);
        cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
        ui_painter_colour(p, UI_RIVER);
        cairo_stroke(cr);
    }
    cairo_restore(cr);
}

static void step_draw(UiWidget *w, UiPainter *p)
{
    Step *s = (Step *)w;
    int size = ui_painter_px(p, DISC_MM), icon = ui_painter_px(p, 9);
    UiRect disc = {w->rect.x, w->rect.y + (w->rect.h - size) / 2, size, size};
    if (s->state == UI_STEP_DONE || s->state == UI_STEP_FAILED) {
        gboolean good = s->state == UI_STEP_DONE;
        ui_painter_box(p, disc, DISC_MM / 2, good ? UI_RIVER : UI_SEAL, UI_NONE, 0);
        ui_painter_icon(p, good ? "check" : "cross", disc.x + (size - icon) / 2.0,
                        disc.y + (size - icon) / 2.0, icon, good ? UI_ON_RIVER : UI_ON_SEAL);
    } else {
        draw_ring(s, p, disc.x + size / 2.0, disc.y + size / 2.0, size / 2.0 - ui_painter_px(p, 0.6));
    }
    int style = s->state == UI_STEP_RUNNING ? UI_BOLD : s->state == UI_STEP_FAILED ? UI_BAD | UI_BOLD : 0;
    UiRect r = {w->rect.x + left_room(w), w->rect.y, w->rect.w - left_room(w) - time_width(w), w->rect.h};
    ui_text_draw_middle(p, r, UI_LOOK(UI_BODY, style), UI_NONE, s->text);
    if (s->time)
        ui_text_draw_middle(p, (UiRect){r.x + r.w, r.y, time_width(w), r.h},
                            UI_LOOK(UI_BODY, UI_SECOND | UI_RIGHT), UI_NONE, s->time);
}

/* One turn in two seconds, ten frames a second; reduced: a quarter once a second. */
static gboolean on_turn(UiWidget *w, gpointer data)
{
    Step *s = (Step *)w;
    if (s->state != UI_STEP_RUNNING)
        return G_SOURCE_REMOVE;
    s->angle = (s->angle + GPOINTER_TO_INT(data)) % 360;
    int size = ui_w_mm(w, DISC_MM);
    ui_damage_part(w, (UiRect){w->rect.x, w->rect.y + (w->rect.h - size) / 2, size, size});
    return G_SOURCE_CONTINUE;
}

static void start_turning(UiWidget *w)
{
    if (!w->ui || ((Step *)w)->state != UI_STEP_RUNNING)
        return;
    gboolean calm = ui_look_reduces_motion(ui_look(w->ui));
    ui_every(w, calm ? 1000 : 100, on_turn, GINT_TO_POINTER(calm ? 90 : 18));
}

static void step_attached(UiWidget *w, gboolean attached)
{
    if (attached)
        start_turning(w);
}

static const char *step_text(UiWidget *w)
{
    return ((Step *)w)->text;
}

static gboolean step_is_on(UiWidget *w)
{
    return ((Step *)w)->state == UI_STEP_DONE;
}

static void step_clear(UiWidget *w)
{
    g_free(((Step *)w)->text);
    g_free(((Step *)w)->time);
}

static const UiWidgetClass STEP = {.role = "print-step",
                                   .size = sizeof(Step),
                                   .width = step_width,
                                   .height = step_height,
                                   .draw = step_draw,
                                   .attached = step_attached,
                                   .text = step_text,
                                   .is_on = step_is_on,
                                   .clear = step_clear};

UiWidget *ui_print_step(UiStepState state, const char *text, const char *time)
{
    UiWidget *w = ui_widget_new(&STEP);
    Step *s = (Step *)w;
    s->state = state;
    s->text = g_strdup(text);
    s->time = g_strdup(time);
    return w;
}

void ui_print_step_set(UiWidget *w, UiStepState state, const char *text, const char *time)
{
    if (!w)
        return;
    Step *s = (Step *)w;
    gboolean starts = state == UI_STEP_RUNNING && s->state != UI_STEP_RUNNING;
    char *old_text = s->text, *old_time = s->time;
    s->state = state;
    s->text = g_strdup(text ? text : old_text);
    s->time = g_strdup(time);
    g_free(old_text);
    g_free(old_time);
    if (starts)
        start_turning(w);
    ui_damage(w);
    ui_resized(w);
}

/* --- pictures --- */
typedef struct {
    UiWidget base;
    double height_mm, aspect;
    gboolean on_dark;
} Picture;

static int picture_width(UiWidget *w)
{
    Picture *c = (Picture *)w;
    return ui_w_mm(w, c->height_mm * c->aspect);
}

static int picture_height(UiWidget *w, int width)
{
    return ui_w_mm(w, ((Picture *)w)->height_mm);
}

static void rounded(cairo_t *cr, double x, double y, double w, double h, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - r, y + r, r, -G_PI / 2, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, G_PI / 2);
    cairo_arc(cr, x + r, y + h - r, r, G_PI / 2, G_PI);
    cairo_arc(cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
    cairo_close_path(cr);
}

static void segment(cairo_t *cr, double x1, double y1, double x2, double y2)
{
    cairo_move_to(cr, x1, y1);
    cairo_line_to(cr, x2, y2);
}

/* A picture of its own units: `units` high. */
static cairo_t *begin(UiWidget *w, UiPainter *p, double units)
{
    cairo_t *cr = ui_painter_cairo(p);
    double scale = w->rect.h / units;
    cairo_save(cr);
    cairo_translate(cr, w->rect.x, w->rect.y);
    cairo_scale(cr, scale, scale);
    cairo_set_line_width(cr, MAX(1, ui_painter_px(p, 0.6)) / scale);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_new_path(cr);
    return cr;
}

static void arrow_down(cairo_t *cr, double x, double y1, double y2, double head)
{
    segment(cr, x, y1, x, y2);
    cairo_move_to(cr, x - head, y2 - head);
    cairo_line_to(cr, x, y2);
    cairo_line_to(cr, x + head, y2 - head);
}

static void slot_draw(UiWidget *w, UiPainter *p)
{
    cairo_t *cr = begin(w, p, 70);
    rounded(cr, 7, 1, 50, 67, 3);
    rounded(cr, 12.5, 6, 39, 24, 2);
    segment(cr, 0.5, 68, 63, 68);
    for (int i = 0; i < 2; i++) {
        cairo_move_to(cr, 17, 14 + 7 * i);
        cairo_line_to(cr, 26 + 5 * i, 14 + 7 * i);
        cairo_curve_to(cr, 29 + 5 * i, 14 + 7 * i, 29 + 5 * i, 11 + 7 * i, 31 + 5 * i, 11 + 7 * i);
        cairo_curve_to(cr, 33 + 5 * i, 11 + 7 * i, 32 + 5 * i, 14 + 7 * i, 34 + 5 * i, 14 + 7 * i);
        cairo_line_to(cr, 47, 14 + 7 * i);
    }
    ui_painter_colour(p, UI_RIVER);
    cairo_stroke(cr);
    cairo_rectangle(cr, 18, 38, 28, 19);
    segment(cr, 22.5, 45, 41, 45);
    segment(cr, 22.5, 50, 35, 50);
    ui_painter_colour(p, UI_INK);
    cairo_stroke(cr);
    cairo_set_line_width(cr, cairo_get_line_width(cr) * 1.8);
    segment(cr, 14, 38, 50, 38);
    ui_painter_colour(p, UI_RIVER);
    cairo_stroke(cr);
    arrow_down(cr, 32, 60, 68, 4);
    ui_painter_colour(p, UI_INK);
    cairo_stroke(cr);
    cairo_restore(cr);
}

static void card_draw(UiWidget *w, UiPainter *p)
{
    Picture *c = (Picture *)w;
    UiColour line = c->on_dark ? UI_ON_BED : UI_RIVER;
    cairo_t *cr = begin(w, p, 76);
    rounded(cr, 6, 1, 54, 34, 3);
    segment(cr, 13, 9.5, 30.5, 9.5);
    segment(cr, 13, 16, 26, 16);
    segment(cr, 13, 23, 34, 23);
    cairo_new_sub_path(cr);
    cairo_arc(cr, 47, 13, 4.3, 0, 2 * G_PI);
    cairo_move_to(cr, 40.5, 25.5);
    cairo_curve_to(cr, 41, 16.5, 53, 16.5, 53.5, 25.5);
    segment(cr, 0.5, 73, 65.5, 73);
    cairo_move_to(cr, 7, 73);
    cairo_curve_to(cr, 8, 65, 10, 62.5, 15, 62.5);
    cairo_line_to(cr, 51, 62.5);
    cairo_curve_to(cr, 56, 62.5, 58, 65, 59, 73);
    cairo_move_to(cr, 24.5, 68.7);
    cairo_curve_to(cr, 29, 65, 37, 65, 41.5, 68.7);
    cairo_move_to(cr, 28.3, 71.5);
    cairo_curve_to(cr, 31, 69.8, 35, 69.8, 37.7, 71.5);
    ui_painter_colour(p, line);
    cairo_stroke(cr);
    cairo_set_line_width(cr, cairo_get_line_width(cr) * 1.4);
    arrow_down(cr, 33, 41, 54, 5.5);
    ui_painter_colour(p, c->on_dark && !ui_is_contrast(w->ui) ? UI_GOLD : line);
    cairo_stroke(cr);
    cairo_restore(cr);
}

#define PICTURE_CLASS(name, how)                                                                             \
    {                                                                                                        \
        .role = name, .size = sizeof(Picture), .compact = TRUE, .width = picture_width,                      \
        .min_width = picture_width, .height = picture_height, .draw = how                                    \
    }
static const UiWidgetClass SLOT = PICTURE_CLASS("slot-picture", slot_draw);
static const UiWidgetClass CARD = PICTURE_CLASS("card-picture", card_draw);

UiWidget *ui_slot_picture(double height_mm)
{
    UiWidget *w = ui_widget_new(&SLOT);
    ((Picture *)w)->height_mm = height_mm;
    ((Picture *)w)->aspect = 64.0 / 70;
    return w;
}

UiWidget *ui_card_picture(double height_mm, gboolean on_dark)
{
    UiWidget *w = ui_widget_new(&CARD);
    ((Picture *)w)->height_mm = height_mm;
    ((Picture *)w)->aspect = 66.0 / 76;
    ((Picture *)w)->on_dark = on_dark;
    return w;
}

#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/trail.h"

#include "kiosk/screens/words.h"
#include <glib/gi18n.h>
#include <math.h>

#define DOT_COLUMN_MM 10
#define DATE_MM       44
#define DOT_TOP_MM    5.5 /* middle of the first line of text */
#define DOT_MM        3.2 /* radius */
#define ROAD_MM       0.75
#define ROW_GAP_MM    4

/* What a dot's canvas knows, packed into the widget's tag: its mark, and whether the road goes on. */
enum { TAG_FIRST = 1 << 4, TAG_LAST = 1 << 5, MARK_MASK = 15 };

static void draw_dot(UiPainter *painter, double x, double y, double radius, ProcessMark mark)
{
    cairo_t *cr = ui_painter_cairo(painter);
    cairo_new_path(cr);
    cairo_arc(cr, x, y, radius, 0, 2 * G_PI);
    ui_painter_colour(painter, mark == PROCESS_DONE ? UI_RIVER : mark == PROCESS_NOW ? UI_GOLD : UI_SURFACE);
    cairo_fill_preserve(cr);
    ui_painter_colour(painter, mark == PROCESS_DONE ? UI_RIVER : mark == PROCESS_NOW ? UI_INK : UI_EDGE);
    cairo_set_line_width(cr, ui_painter_px(painter, ROAD_MM));
    cairo_stroke(cr);
    if (mark != PROCESS_NOW)
        return;
    cairo_arc(cr, x, y, radius / 3, 0, 2 * G_PI);
    ui_painter_colour(painter, UI_INK);
    cairo_fill(cr);
}

static void draw_road(UiPainter *painter, double x, double from, double to, gboolean walked)
{
    cairo_t *cr = ui_painter_cairo(painter);
    double pen = ui_painter_px(painter, ROAD_MM), dots[] = {pen, 2 * pen};
    cairo_set_dash(cr, dots, walked ? 0 : 2, 0);
    ui_painter_line(painter, x, from, x, to, ROAD_MM, walked ? UI_RIVER : UI_EDGE);
    cairo_set_dash(cr, NULL, 0, 0);
}

static void draw(UiWidget *canvas, UiPainter *painter, UiRect rect, gpointer data)
{
    int tag = ui_get_tag(canvas);
    ProcessMark mark = (ProcessMark)(tag & MARK_MASK);
    double x = rect.x + rect.w / 2.0, y = rect.y + ui_painter_px(painter, DOT_TOP_MM);
    double radius = ui_painter_px(painter, DOT_MM);
    if (!(tag & TAG_FIRST))
        draw_road(painter, x, rect.y, y - radius, mark == PROCESS_DONE || mark == PROCESS_NOW);
    if (!(tag & TAG_LAST))
        draw_road(painter, x, y + radius, rect.y + rect.h, mark == PROCESS_DONE);
    draw_dot(painter, x, y, radius, mark);
}

static char *when(const CaseStep *step)
{
    switch (step->mark) {
    case PROCESS_NOW:
        return g_strdup(_("now"));
    case PROCESS_LEFT_OUT:
        return g_strdup(_("left out"));
    case PROCESS_DONE:
    case PROCESS_AHEAD:
        break;
    }
    return step->day == DAY_NONE ? g_strdup(_("later")) : words_date(step->day);
}

static UiWidget *step_row(const CaseStep *step, gboolean first, gboolean last)
{
    g_autofree char *date = when(step);
    int style = step->mark == PROCESS_AHEAD || step->mark == PROCESS_LEFT_OUT ? UI_SECOND : UI_BOLD;
    UiWidget *row = ui_row(4), *words = ui_padding(ui_box(UI_PLAIN, 0), 0, 0);
    UiWidget *road =
        ui_tag(ui_canvas(0, draw, NULL), (int)step->mark | (first ? TAG_FIRST : 0) | (last ? TAG_LAST : 0));
    ui_add(words, ui_text(UI_BODY, style, step->title));
    if (step->who && *step->who)
        ui_add(words, ui_text(UI_BODY, UI_SECOND, step->who));
    ui_add(words, ui_height(ui_column(0), ROW_GAP_MM));
    ui_add(row, ui_grow(ui_width(road, DOT_COLUMN_MM), 0));
    ui_add(row, ui_align(ui_width(ui_text(UI_BODY, UI_SECOND, date), DATE_MM), UI_START));
    ui_add(row, ui_grow(words, 1));
    return row;
}

UiWidget *trail(const GPtrArray *steps)
{
    UiWidget *column = ui_column(0);
    for (guint i = 0; i < steps->len; i++)
        ui_add(column, step_row(g_ptr_array_index(steps, i), i == 0, i + 1 == steps->len));
    return column;
}

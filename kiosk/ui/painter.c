/* Drawing in tokens and millimetres; and walking the tree. With a log, everything drawn is also written down,
 * so that the audit can measure what really came out. */
#include "kiosk/ui/ui_private.h"

#include <math.h>

cairo_t *ui_painter_cairo(UiPainter *p)
{
    return p->cr;
}

Ui *ui_painter_ui(UiPainter *p)
{
    return p->ui;
}

int ui_painter_px(UiPainter *p, double mm)
{
    return ui_mm(p->ui, mm);
}

gboolean ui_is_contrast(Ui *ui)
{
    return ui->look.theme != UI_THEME_DAY;
}

void ui_painter_colour(UiPainter *p, UiColour colour)
{
    UiRgb c = ui_colour_rgb(p->ui->look.theme, colour);
    cairo_set_source_rgb(p->cr, c.r, c.g, c.b);
}

/* Tints mean nothing in the contrast themes: they become frames. */
static gboolean is_tint(UiColour c)
{
    return c == UI_MIST || c == UI_GOLDSOFT || c == UI_LEAFSOFT || c == UI_SEALSOFT || c == UI_BED_BUTTON;
}

static void round_rect(cairo_t *cr, double x, double y, double w, double h, double r)
{
    r = MIN(r, MIN(w, h) / 2);
    cairo_new_path(cr);
    if (r <= 0) {
        cairo_rectangle(cr, x, y, w, h);
        return;
    }
    cairo_arc(cr, x + w - r, y + r, r, -G_PI / 2, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, G_PI / 2);
    cairo_arc(cr, x + r, y + h - r, r, G_PI / 2, G_PI);
    cairo_arc(cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
    cairo_close_path(cr);
}

static void frame(UiPainter *p, UiRect rect, double radius_mm, UiColour edge, double edge_mm, gboolean dashed)
{
    double pen = MAX(1, ui_painter_px(p, edge_mm)), r = ui_painter_px(p, radius_mm);
    round_rect(p->cr, rect.x + pen / 2, rect.y + pen / 2, rect.w - pen, rect.h - pen, MAX(0, r - pen / 2));
    ui_painter_colour(p, edge);
    cairo_set_line_width(p->cr, pen);
    if (dashed) {
        double dash[] = {ui_painter_px(p, 1.5), ui_painter_px(p, 1.25)};
        cairo_set_dash(p->cr, dash, 2, 0);
    }
    cairo_stroke(p->cr);
    cairo_set_dash(p->cr, NULL, 0, 0);
}

void ui_painter_box(UiPainter *p, UiRect rect, double radius_mm, UiColour fill, UiColour edge, double edge_mm)
{
    if (edge == UI_NONE && ui_is_contrast(p->ui) && is_tint(fill)) {
        edge = UI_INK;
        edge_mm = 0.5;
    }
    if (fill != UI_NONE) {
        UiRect in = rect; /* under the frame no fill may shine through at the corners */
        int inset = edge != UI_NONE ? MAX(1, ui_painter_px(p, edge_mm)) / 2 : 0;
        in = (UiRect){rect.x + inset, rect.y + inset, rect.w - 2 * inset, rect.h - 2 * inset};
        round_rect(p->cr, in.x, in.y, in.w, in.h, MAX(0, ui_painter_px(p, radius_mm) - inset));
        ui_painter_colour(p, fill);
        cairo_fill(p->cr);
        if (p->log) {
            UiDrawn d = {.kind = UI_DREW_FILL,
                         .widget = p->widget,
                         .rect = rect,
                         .colour = ui_colour_rgb(p->ui->look.theme, fill)};
            g_array_append_val(p->log, d);
        }
    }
    if (edge != UI_NONE)
        frame(p, rect, radius_mm, edge, edge_mm, FALSE);
}

void ui_painter_dashed(UiPainter *p, UiRect rect, double radius_mm, UiColour edge, double edge_mm)
{
    frame(p, rect, radius_mm, edge, edge_mm, TRUE);
}

void ui_painter_line(UiPainter *p, double x1, double y1, double x2, double y2, double pen_mm, UiColour colour)
{
    double pen = MAX(1, ui_painter_px(p, pen_mm));
    /* Level and upright lines of odd width lie on half pixels, else they blur. */
    double half = fmod(pen, 2) == 1 ? 0.5 : 0;
    gboolean level = y1 == y2, upright = x1 == x2;
    cairo_new_path(p->cr);
    cairo_move_to(p->cr, x1 + (upright ? half : 0), y1 + (level ? half : 0));
    cairo_line_to(p->cr, x2 + (upright ? half : 0), y2 + (level ? half : 0));
    cairo_set_line_width(p->cr, pen);
    cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_BUTT);
    ui_painter_colour(p, colour);
    cairo_stroke(p->cr);
}

int ui_painter_text(UiPainter *p, UiRect rect, UiRole role, int style, const char *text)
{
    return ui_text_draw(p, rect, UI_LOOK(role, style), UI_NONE, text);
}

int ui_painter_text_width(UiPainter *p, UiRole role, int style, const char *text)
{
    int w;
    ui_text_size(p->ui, UI_LOOK(role, style), text, -1, &w, NULL);
    return w;
}

/* --- the tree --- */
static void draw_widget(UiWidget *w, UiPainter *p, UiRect clip)
{
    if (!ui_is_shown(w) || !ui_rect_meets(w->rect, clip))
        return;
    p->widget = w;
    if (w->class->draw)
        w->class->draw(w, p);
    if (w->class->clips) {
        cairo_save(p->cr);
        cairo_rectangle(p->cr, w->rect.x, w->rect.y, w->rect.w, w->rect.h);
        cairo_clip(p->cr);
        int x2 = MIN(clip.x + clip.w, w->rect.x + w->rect.w),
            y2 = MIN(clip.y + clip.h, w->rect.y + w->rect.h);
        clip.x = MAX(clip.x, w->rect.x);
        clip.y = MAX(clip.y, w->rect.y);
        clip.w = x2 - clip.x;
        clip.h = y2 - clip.y;
    }
    for (guint i = 0; i < ui_n_children(w); i++)
        draw_widget(ui_child(w, i), p, clip);
    p->widget = w;
    if (w->class->clips)
        cairo_restore(p->cr);
    if (w->class->draw_over)
        w->class->draw_over(w, p);
}

/* The focus ring: 1 mm thick, 1 mm outside; white on the riverbed. */
static void draw_ring(UiPainter *p)
{
    UiWidget *w = p->ui->focus;
    if (!w || !p->ui->focus_shown || !ui_is_visible(w))
        return;
    int out = ui_painter_px(p, 2);
    UiRect r = {w->rect.x - out, w->rect.y - out, w->rect.w + 2 * out, w->rect.h + 2 * out};
    frame(p, r, 4.5, w->class->on_bed ? UI_ON_BED : UI_INK, 1, FALSE);
}

void ui_draw_tree(Ui *ui, cairo_t *cr, UiRect clip, GArray *log)
{
    UiPainter p = {.ui = ui, .cr = cr, .log = log};
    draw_widget(ui->desk, &p, clip);
    draw_ring(&p);
}

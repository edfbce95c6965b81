/* Writing one's name with a finger. Points are kept in tenths of a millimetre, so that another layout, the
 * SVG and the printed picture are the same strokes. The line is 1 mm wide where the finger was fast and 3 mm
 * where slow. */
#include "kiosk/ui/controls.h"
#include "kiosk/ui/entry.h"
#include "kiosk/ui/widget_class.h"
#include "kiosk/ui/window.h"

#include <math.h>
#include <string.h>

#define UNIT_MM     0.1
#define THIN_MM     1.0
#define THICK_MM    3.0
#define FAST_MM_S   350.0 /* at and above: thin */
#define MOST_POINTS 20000 /* a minute of scribbling; then the box is full */
#define PNG_WIDTH   1200
#define MARGIN_MM   12.0

typedef struct {
    float x, y; /* 0.1 mm from the box's corner */
    float wide; /* mm */
    gint64 time_us;
    gboolean down; /* first of its stroke */
} Point;

typedef struct {
    UiWidget base;
    double height_mm;
    char *caption;
    GArray *points;
} Signature;

static int signature_height(UiWidget *w, int width)
{
    return ui_w_mm(w, ((Signature *)w)->height_mm);
}

static double px_per_unit(UiWidget *w)
{
    return UNIT_MM / ui_mm_per_px(w->ui);
}

/* scale: of one unit. Pieces outside the clip are passed over: while writing only the newest is inside. */
static void draw_strokes(Signature *s, cairo_t *cr, double x, double y, double scale)
{
    double left, top, right, bottom, pen = THICK_MM / UNIT_MM * scale;
    cairo_clip_extents(cr, &left, &top, &right, &bottom);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    for (guint i = 0; i < s->points->len; i++) {
        const Point *b = &g_array_index(s->points, Point, i);
        const Point *a = b->down || i == 0 ? b : &g_array_index(s->points, Point, i - 1);
        if (x + MAX(a->x, b->x) * scale + pen < left || x + MIN(a->x, b->x) * scale - pen > right ||
            y + MAX(a->y, b->y) * scale + pen < top || y + MIN(a->y, b->y) * scale - pen > bottom)
            continue;
        cairo_new_path(cr);
        cairo_move_to(cr, x + a->x * scale, y + a->y * scale);
        cairo_line_to(cr, x + b->x * scale, y + b->y * scale);
        cairo_set_line_width(cr, b->wide / UNIT_MM * scale);
        cairo_stroke(cr);
    }
}

static void signature_draw(UiWidget *w, UiPainter *p)
{
    Signature *s = (Signature *)w;
    cairo_t *cr = ui_painter_cairo(p);
    ui_painter_box(p, w->rect, 4, UI_SURFACE, UI_RIVER, 0.75);
    int m = ui_painter_px(p, MARGIN_MM), text_h = ui_text_height(w, UI_LOOK(UI_BODY, 0), "字", w->rect.w);
    int line_y = w->rect.y + w->rect.h - text_h - ui_painter_px(p, 10);
    double dash[] = {ui_painter_px(p, 0.75), ui_painter_px(p, 1.5)};
    cairo_set_dash(cr, dash, 2, 0);
    ui_painter_line(p, w->rect.x + m, line_y, w->rect.x + w->rect.w - m, line_y, 0.5, UI_EDGE);
    cairo_set_dash(cr, NULL, 0, 0);
    if (s->caption)
        ui_text_draw(p, (UiRect){w->rect.x + m, line_y + ui_painter_px(p, 3), w->rect.w - 2 * m, text_h},
                     UI_LOOK(UI_BODY, UI_SECOND), UI_NONE, s->caption);
    cairo_save(cr);
    cairo_rectangle(cr, w->rect.x, w->rect.y, w->rect.w, w->rect.h);
    cairo_clip(cr);
    ui_painter_colour(p, UI_INK);
    draw_strokes(s, cr, w->rect.x, w->rect.y, px_per_unit(w));
    cairo_restore(cr);
}

/* Only what the new piece of line covers is drawn again. */
static void damage_last(UiWidget *w)
{
    Signature *s = (Signature *)w;
    const Point *b = &g_array_index(s->points, Point, s->points->len - 1);
    const Point *a = b->down ? b : b - 1;
    double u = px_per_unit(w);
    int pad = ui_w_mm(w, THICK_MM) + 2;
    int x1 = (int)(MIN(a->x, b->x) * u), x2 = (int)(MAX(a->x, b->x) * u);
    int y1 = (int)(MIN(a->y, b->y) * u), y2 = (int)(MAX(a->y, b->y) * u);
    ui_damage_part(
        w, (UiRect){w->rect.x + x1 - pad, w->rect.y + y1 - pad, x2 - x1 + 2 * pad, y2 - y1 + 2 * pad});
}

static void add_point(UiWidget *w, const UiTouch *touch, gboolean down)
{
    Signature *s = (Signature *)w;
    double u = px_per_unit(w);
    double most_x = w->rect.w / u, most_y = w->rect.h / u;
    Point p = {.x = (float)CLAMP((touch->x - w->rect.x) / u, 0, most_x),
               .y = (float)CLAMP((touch->y - w->rect.y) / u, 0, most_y),
               .wide = (THIN_MM + THICK_MM) / 2,
               .time_us = touch->time_us,
               .down = down};
    if (s->points->len >= MOST_POINTS)
        return;
    if (!down) {
        const Point *last = &g_array_index(s->points, Point, s->points->len - 1);
        double mm = hypot(p.x - last->x, p.y - last->y) * UNIT_MM;
        double seconds = MAX(1, p.time_us - last->time_us) / 1e6;
        double wide = THICK_MM - (THICK_MM - THIN_MM) * MIN(1, mm / seconds / FAST_MM_S);
        p.wide = (float)(last->wide * 0.7 + wide * 0.3); /* a pen does not jump */
    }
    g_array_append_val(s->points, p);
    damage_last(w);
}

static gboolean signature_touch(UiWidget *w, const UiTouch *touch)
{
    Signature *s = (Signature *)w;
    if (touch->kind == UI_TOUCH_DOWN || (touch->kind == UI_TOUCH_MOVE && s->points->len > 0))
        add_point(w, touch, touch->kind == UI_TOUCH_DOWN);
    else if (touch->kind == UI_TOUCH_UP)
        ui_run_action(w);
    return TRUE;
}

static void forget(Signature *s)
{
    explicit_bzero(s->points->data, s->points->len * sizeof(Point));
    g_array_set_size(s->points, 0);
}

static const char *signature_text(UiWidget *w)
{
    return ((Signature *)w)->caption;
}

static void signature_free(UiWidget *w)
{
    Signature *s = (Signature *)w;
    forget(s);
    g_array_unref(s->points);
    g_free(s->caption);
}

static const UiWidgetClass SIGNATURE = {.role = "signature",
                                        .size = sizeof(Signature),
                                        .target = TRUE,
                                        .key = TRUE, /* strokes follow each other fast */
                                        .height = signature_height,
                                        .draw = signature_draw,
                                        .touch = signature_touch,
                                        .text = signature_text,
                                        .clear = signature_free};

UiWidget *ui_signature(double height_mm, const char *caption, UiAction changed, gpointer data)
{
    UiWidget *w = ui_widget_new(&SIGNATURE);
    Signature *s = (Signature *)w;
    s->height_mm = height_mm;
    s->caption = g_strdup(caption);
    s->points = g_array_sized_new(FALSE, FALSE, sizeof(Point), 4096);
    return ui_on(w, changed, data);
}

void ui_signature_clear(UiWidget *w)
{
    forget((Signature *)w);
    ui_damage(w);
    ui_run_action(w);
}

guint ui_signature_strokes(UiWidget *w)
{
    Signature *s = (Signature *)w;
    guint n = 0;
    for (guint i = 0; i < s->points->len; i++)
        n += g_array_index(s->points, Point, i).down;
    return n;
}

/* Drawn length in mm. */
static double ink(Signature *s)
{
    double sum = 0;
    for (guint i = 1; i < s->points->len; i++) {
        const Point *b = &g_array_index(s->points, Point, i);
        if (!b->down)
            sum += hypot(b->x - b[-1].x, b->y - b[-1].y) * UNIT_MM;
    }
    return sum;
}

gboolean ui_signature_is_enough(UiWidget *w)
{
    Signature *s = (Signature *)w;
    double length = ink(s);
    guint strokes = ui_signature_strokes(w);
    return s->points->len >= 20 && ((strokes >= 2 && length >= 15) || length >= 60);
}

char *ui_signature_svg(UiWidget *w, int *width, int *height)
{
    Signature *s = (Signature *)w;
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < s->points->len; i++) {
        const Point *p = &g_array_index(s->points, Point, i);
        g_string_append_printf(out, "%c%d %d", p->down ? 'M' : 'L', (int)lroundf(p->x), (int)lroundf(p->y));
    }
    double u = w->ui ? px_per_unit(w) : 1;
    if (width)
        *width = (int)lround(w->rect.w / u);
    if (height)
        *height = (int)lround(w->rect.h / u);
    return g_string_free(out, FALSE);
}

static cairo_status_t append_bytes(void *closure, const unsigned char *data, unsigned int n)
{
    g_byte_array_append(closure, data, n);
    return CAIRO_STATUS_SUCCESS;
}

GBytes *ui_signature_png(UiWidget *w, GError **error)
{
    Signature *s = (Signature *)w;
    double units = w->rect.w / px_per_unit(w), tall = w->rect.h / px_per_unit(w);
    double scale = MIN(300 / 25.4 * UNIT_MM, PNG_WIDTH / MAX(1, units));
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_ARGB32, (int)ceil(MAX(1, units * scale)), (int)ceil(MAX(1, tall * scale)));
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 0, 0, 0);
    draw_strokes(s, cr, 0, 0, scale);
    cairo_destroy(cr);
    GByteArray *bytes = g_byte_array_new();
    cairo_status_t status = cairo_surface_write_to_png_stream(surface, append_bytes, bytes);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        return g_byte_array_free_to_bytes(bytes);
    g_byte_array_unref(bytes);
    g_set_error(error, UI_ERROR, UI_ERROR_FILE, "signature picture: %s", cairo_status_to_string(status));
    return NULL;
}

/* Own drawings of screens, and images. */
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/widget_class.h"

typedef struct {
    UiWidget base;
    double height_mm;
    UiDraw draw;
    gpointer draw_data;
} Canvas;

static int canvas_height(UiWidget *w, int width)
{
    return ui_w_mm(w, ((Canvas *)w)->height_mm);
}

static int canvas_width(UiWidget *w)
{
    return ui_w_mm(w, 20);
}

static void canvas_draw(UiWidget *w, UiPainter *p)
{
    Canvas *c = (Canvas *)w;
    cairo_save(ui_painter_cairo(p));
    c->draw(w, p, w->rect, c->draw_data);
    cairo_restore(ui_painter_cairo(p));
}

static const UiWidgetClass CANVAS = {.role = "canvas",
                                     .size = sizeof(Canvas),
                                     .width = canvas_width,
                                     .height = canvas_height,
                                     .draw = canvas_draw};

UiWidget *ui_canvas(double height_mm, UiDraw draw, gpointer data)
{
    UiWidget *w = ui_widget_new(&CANVAS);
    Canvas *c = (Canvas *)w;
    c->height_mm = height_mm;
    c->draw = draw;
    c->draw_data = data;
    return height_mm > 0 ? w : ui_grow(w, 1);
}

void ui_redraw(UiWidget *canvas)
{
    if (canvas)
        ui_damage(canvas);
}

/* --- image --- */
typedef struct {
    UiWidget base;
    cairo_surface_t *image;
    double max_mm;
} Image;

/* Size on the glass: fits width and height, never larger than its pixels. */
static void fitted(UiWidget *w, int width, int height, int *out_w, int *out_h)
{
    Image *i = (Image *)w;
    double iw = i->image ? cairo_image_surface_get_width(i->image) : 4;
    double ih = i->image ? cairo_image_surface_get_height(i->image) : 3;
    double scale = MIN(width / iw, height / ih);
    if (i->image)
        scale = MIN(scale, 1);
    *out_w = (int)(iw * scale);
    *out_h = (int)(ih * scale);
}

static int image_height(UiWidget *w, int width)
{
    int iw, ih;
    fitted(w, width, ui_w_mm(w, ((Image *)w)->max_mm), &iw, &ih);
    return ih;
}

static int image_width(UiWidget *w)
{
    int iw, ih;
    fitted(w, G_MAXINT / 2, ui_w_mm(w, ((Image *)w)->max_mm), &iw, &ih);
    return iw;
}

static int image_min_width(UiWidget *w)
{
    return MIN(image_width(w), ui_w_mm(w, 20));
}

static void image_draw(UiWidget *w, UiPainter *p)
{
    Image *i = (Image *)w;
    int iw, ih;
    fitted(w, w->rect.w, w->rect.h, &iw, &ih);
    UiRect r = {w->rect.x + (w->rect.w - iw) / 2, w->rect.y + (w->rect.h - ih) / 2, iw, ih};
    if (!i->image) {
        ui_painter_box(p, r, 2, UI_SURFACE, UI_LINE, 0.5);
        return;
    }
    cairo_t *cr = ui_painter_cairo(p);
    cairo_save(cr);
    cairo_translate(cr, r.x, r.y);
    cairo_scale(cr, (double)iw / cairo_image_surface_get_width(i->image),
                (double)ih / cairo_image_surface_get_height(i->image));
    cairo_set_source_surface(cr, i->image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), CAIRO_FILTER_GOOD);
    cairo_paint(cr);
    cairo_restore(cr);
    ui_painter_box(p, r, 0, UI_NONE, UI_LINE, 0.5);
}

static void image_clear(UiWidget *w)
{
    g_clear_pointer(&((Image *)w)->image, cairo_surface_destroy);
}

static const UiWidgetClass IMAGE = {.role = "image",
                                    .size = sizeof(Image),
                                    .compact = TRUE,
                                    .width = image_width,
                                    .min_width = image_min_width,
                                    .height = image_height,
                                    .draw = image_draw,
                                    .clear = image_clear};

UiWidget *ui_image(cairo_surface_t *image, double max_height_mm)
{
    UiWidget *w = ui_widget_new(&IMAGE);
    ((Image *)w)->max_mm = max_height_mm;
    ui_image_set(w, image);
    return w;
}

void ui_image_set(UiWidget *w, cairo_surface_t *image)
{
    if (!w)
        return;
    Image *i = (Image *)w;
    cairo_surface_t *old = i->image;
    i->image = image ? cairo_surface_reference(image) : NULL;
    g_clear_pointer(&old, cairo_surface_destroy);
    ui_damage(w);
    ui_resized(w);
}

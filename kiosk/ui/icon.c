/* Line icons: assets/icons/<name>.svg are single stroked paths on a 24-unit grid, so their path data is read
 * directly and stroked by Cairo with a pen of 0.75 mm at every size and in any colour. That needs no SVG
 * library (90 shared objects at start) and no cache of pixels per size and colour. */
#include "kiosk/ui/ui_private.h"
#include "kiosk/ui/svg_path.h"

#include <math.h>
#include <string.h>

#define GRID   24.0
#define PEN_MM 0.75

static void mask_free(gpointer p)
{
    if (p)
        cairo_surface_destroy(p);
}

void ui_icons_init(Ui *ui)
{
    ui->icons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, mask_free);
}

void ui_icons_clear(Ui *ui)
{
    g_clear_pointer(&ui->icons, g_hash_table_unref);
}

/* The d="..." of the first path; NULL if there is none. */
static char *path_data(const char *svg)
{
    const char *start = strstr(svg, "<path");
    start = start ? strstr(start, " d=\"") : NULL;
    if (!start)
        return NULL;
    start += 4;
    const char *end = strchr(start, '"');
    return end ? g_strndup(start, (gsize)(end - start)) : NULL;
}

static cairo_path_t *load(Ui *ui, const char *name)
{
    g_autofree char *file = g_strdup_printf("%s/icons/%s.svg", ui->share, name);
    g_autofree char *svg = NULL;
    if (strchr(name, '/') || !g_file_get_contents(file, &svg, NULL, NULL)) {
        g_warning("icon not found: %s", file);
        return NULL;
    }
    g_autofree char *data = path_data(svg);
    cairo_surface_t *none = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cr = cairo_create(none);
    cairo_path_t *path = NULL;
    if (data && ui_svg_path(cr, data))
        path = cairo_copy_path(cr);
    else
        g_warning("icon cannot be read: %s", file);
    cairo_destroy(cr);
    cairo_surface_destroy(none);
    return path;
}

static void stroke(cairo_t *cr, const cairo_path_t *path, double size_px, double pen_px)
{
    cairo_scale(cr, size_px / GRID, size_px / GRID);
    cairo_new_path(cr);
    cairo_append_path(cr, path);
    cairo_set_line_width(cr, pen_px * GRID / size_px);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cr);
}

/* What the icon covers, without colour; NULL inside for an icon that cannot be read. One pixel wider all
 * round. */
static cairo_surface_t *draw_mask(Ui *ui, const char *name, int size_px)
{
    cairo_path_t *path = load(ui, name);
    if (!path)
        return NULL;
    cairo_surface_t *mask = cairo_image_surface_create(CAIRO_FORMAT_A8, size_px + 2, size_px + 2);
    cairo_t *cr = cairo_create(mask);
    cairo_translate(cr, 1, 1);
    stroke(cr, path, size_px, PEN_MM / ui->mm_per_px);
    cairo_destroy(cr);
    cairo_path_destroy(path);
    return mask;
}

void ui_painter_icon(UiPainter *p, const char *name, double x, double y, int size_px, UiColour colour)
{
    if (!name || size_px <= 0)
        return;
    char key[80];
    g_snprintf(key, sizeof key, "%s@%d", name, size_px);
    gpointer mask = NULL;
    if (!g_hash_table_lookup_extended(p->ui->icons, key, NULL, &mask)) {
        mask = draw_mask(p->ui, name, size_px);
        g_hash_table_insert(p->ui->icons, g_strdup(key), mask);
    }
    if (!mask)
        return;
    ui_painter_colour(p, colour);
    cairo_mask_surface(p->cr, mask, floor(x + 0.5) - 1, floor(y + 0.5) - 1);
}

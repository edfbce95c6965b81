/* Line icons: assets/icons/<name>.svg are single stroked paths on a 24-unit grid, so their path data is read
 * directly and stroked by Cairo with a pen of 0.75 mm at every size and in any colour. That needs no SVG
 * library (90 shared objects at start) and no cache of pixels per size and colour. */
#include "kiosk/ui/ui_private.h"
#include "kiosk/ui/svg_path.h"

#define GRID   24.0
#define PEN_MM 0.75

static void path_free(gpointer p)
{
    if (p)
        cairo_path_destroy(p);
}

void ui_icons_init(Ui *ui)
{
    ui->icons = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, path_free);
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

void ui_painter_icon(UiPainter *p, const char *name, double x, double y, int size_px, UiColour colour)
{
    if (!name || size_px <= 0)
        return;
    gpointer path = NULL;
    if (!g_hash_table_lookup_extended(p->ui->icons, name, NULL, &path)) {
        path = load(p->ui, name);
        g_hash_table_insert(p->ui->icons, g_strdup(name), path);
    }
    if (!path)
        return;
    cairo_save(p->cr);
    cairo_translate(p->cr, x, y);
    cairo_scale(p->cr, size_px / GRID, size_px / GRID);
    cairo_new_path(p->cr);
    cairo_append_path(p->cr, path);
    cairo_set_line_width(p->cr, PEN_MM / p->ui->mm_per_px * GRID / size_px);
    cairo_set_line_cap(p->cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(p->cr, CAIRO_LINE_JOIN_ROUND);
    ui_painter_colour(p, colour);
    cairo_stroke(p->cr);
    cairo_restore(p->cr);
}

/* From damage to the glass: lay out, draw what was damaged into SDL's window surface, show those rectangles.
 */
#include "kiosk/ui/ui_private.h"

#include <errno.h>
#include <string.h>

/* More rectangles than this cost more than one that holds them all. */
#define MOST_RECTS 24

void ui_damage_rect(Ui *ui, UiRect r)
{
    if (r.w <= 0 || r.h <= 0)
        return;
    cairo_region_union_rectangle(ui->damage, &(cairo_rectangle_int_t){r.x, r.y, r.w, r.h});
    ui_ask_frame(ui);
}

static gboolean on_frame(gpointer data)
{
    Ui *ui = data;
    ui->frame_source = 0;
    ui_flush(ui);
    return G_SOURCE_REMOVE;
}

void ui_ask_frame(Ui *ui)
{
    /* After events and messages that are already here, before anything idle. */
    if (!ui->frame_source)
        ui->frame_source = g_idle_add_full(G_PRIORITY_HIGH_IDLE + 10, on_frame, ui, NULL);
}

void ui_layout_now(Ui *ui)
{
    /* A field that becomes taller while it is placed asks once more; never for ever. */
    for (int turn = 0; ui->layout_dirty && turn < 3; turn++) {
        ui->layout_dirty = FALSE;
        ui_place(ui->desk, (UiRect){0, 0, ui->width, ui->height});
    }
}

void ui_drop_surface(Ui *ui)
{
    g_clear_pointer(&ui->target, cairo_surface_destroy);
    ui->surface = NULL;
}

gboolean ui_fetch_surface(Ui *ui)
{
    SDL_Surface *s = SDL_GetWindowSurface(ui->window);
    if (s && s == ui->surface && ui->target)
        return TRUE;
    ui_drop_surface(ui);
    if (!s || s->format->BytesPerPixel != 4) {
        g_warning("window surface not usable: %s",
                  s ? SDL_GetPixelFormatName(s->format->format) : SDL_GetError());
        return FALSE;
    }
    ui->surface = s;
    ui->target = cairo_image_surface_create_for_data(s->pixels, CAIRO_FORMAT_RGB24, s->w, s->h, s->pitch);
    if (s->w != ui->width || s->h != ui->height) {
        ui->width = s->w;
        ui->height = s->h;
        ui->layout_dirty = TRUE;
        ui_layout_now(ui);
    }
    ui_damage_rect(ui, (UiRect){0, 0, ui->width, ui->height});
    return TRUE;
}

/* The damage as SDL's rectangles, cut at the glass; all in one when they are many. */
static int damage_rects(Ui *ui, SDL_Rect *out)
{
    cairo_rectangle_int_t glass = {0, 0, ui->width, ui->height}, r;
    cairo_region_intersect_rectangle(ui->damage, &glass);
    int n = cairo_region_num_rectangles(ui->damage);
    if (n > MOST_RECTS) {
        cairo_region_get_extents(ui->damage, &r);
        cairo_region_union_rectangle(ui->damage, &r);
        n = 1;
    }
    ui->timing.damaged_px = 0;
    for (int i = 0; i < n; i++) {
        cairo_region_get_rectangle(ui->damage, i, &r);
        out[i] = (SDL_Rect){r.x, r.y, r.width, r.height};
        ui->timing.damaged_px += r.width * r.height;
    }
    return n;
}

void ui_flush(Ui *ui)
{
    gint64 start = g_get_monotonic_time();
    ui_layout_now(ui);
    if (cairo_region_is_empty(ui->damage) || !ui_fetch_surface(ui))
        return;
    SDL_Rect rects[MOST_RECTS];
    int n = damage_rects(ui, rects);
    if (n == 0)
        return;
    cairo_t *cr = cairo_create(ui->target);
    for (int i = 0; i < n; i++)
        cairo_rectangle(cr, rects[i].x, rects[i].y, rects[i].w, rects[i].h);
    cairo_clip(cr);
    cairo_rectangle_int_t e;
    cairo_region_get_extents(ui->damage, &e);
    ui_draw_tree(ui, cr, (UiRect){e.x, e.y, e.width, e.height}, NULL);
    cairo_destroy(cr);
    cairo_surface_flush(ui->target);
    cairo_region_destroy(ui->damage);
    ui->damage = cairo_region_create();
    SDL_UpdateWindowSurfaceRects(ui->window, rects, n);
    ui->timing.frames++;
    ui->timing.shown_at_us = g_get_monotonic_time();
    ui->timing.last_frame_us = ui->timing.shown_at_us - start;
    if (ui->arrives)
        ui->timing.arrived_at_us = ui->timing.shown_at_us;
    ui->arrives = FALSE;
}

void ui_redraw_all(Ui *ui)
{
    ui_drop_surface(ui);
    ui_damage_rect(ui, (UiRect){0, 0, ui->width, ui->height});
    ui_flush(ui);
}

void ui_arrive(Ui *ui)
{
    ui->arrives = TRUE;
}

UiTiming ui_timing(Ui *ui)
{
    return ui->timing;
}

gboolean ui_screenshot(Ui *ui, const char *path, GError **error)
{
    ui_flush(ui);
    if (!ui_fetch_surface(ui)) {
        g_set_error(error, UI_ERROR, UI_ERROR_DISPLAY, "screenshot %s: no window surface", path);
        return FALSE;
    }
    cairo_status_t status = cairo_surface_write_to_png(ui->target, path);
    if (status != CAIRO_STATUS_SUCCESS)
        g_set_error(error, UI_ERROR, UI_ERROR_FILE, "screenshot %s: %s", path,
                    cairo_status_to_string(status));
    return status == CAIRO_STATUS_SUCCESS;
}

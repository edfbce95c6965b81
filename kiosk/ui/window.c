/* One window: made, destroyed, and what the owner may set. Drawing is in frame.c, input in events.c and
 * touch.c. */
#include "kiosk/ui/ui_private.h"
#include "kiosk/ui/desk.h"

#include <math.h>

/* The glass that the look was drawn for, portrait. */
#define DESIGN_SHORT_MM 268.0
#define DESIGN_LONG_MM  476.0
/* X servers that know no size claim 96 dpi. */
#define INVENTED_DPI 96.0

G_DEFINE_QUARK(kiosk - ui - error - quark, ui_error)

static gboolean start_sdl(GError **error)
{
    SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0"); /* else the surface may go through a GL texture */
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");       /* a finger is not also a mouse */
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1"); /* SIGTERM belongs to the program */
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) == 0)
        return TRUE;
    g_set_error(error, UI_ERROR, UI_ERROR_DISPLAY, "no display: %s", SDL_GetError());
    return FALSE;
}

/* Millimetres per pixel: as told, or as the display says, or so that the design fits. */
static double pixel_size(const UiSpec *spec, int width, int height)
{
    if (spec->mm_per_px > 0)
        return spec->mm_per_px;
    float dpi = 0;
    gboolean whole_desktop = spec->width == 0;
    if (whole_desktop && SDL_GetDisplayDPI(0, &dpi, NULL, NULL) == 0 && dpi > 20 &&
        fabs(dpi - INVENTED_DPI) > 1)
        return 25.4 / dpi;
    double short_px = MIN(width, height), long_px = MAX(width, height);
    return MAX(DESIGN_SHORT_MM / short_px, DESIGN_LONG_MM / long_px);
}

static int window_x(const UiSpec *spec, int desk_width)
{
    if (spec->width == 0)
        return 0;
    switch (spec->place) {
    case UI_PLACE_ANY:
        return (int)SDL_WINDOWPOS_UNDEFINED;
    case UI_PLACE_LEFT:
        return MAX(desk_width / 2 - spec->width - 10, 0);
    case UI_PLACE_RIGHT:
        return MIN(desk_width / 2 + 10, MAX(desk_width - spec->width, 0));
    }
    return 0;
}

static gboolean open_window(Ui *ui, const UiSpec *spec, GError **error)
{
    SDL_DisplayMode mode = {.w = 1080, .h = 1920};
    SDL_GetDesktopDisplayMode(0, &mode);
    int w = spec->width > 0 ? spec->width : mode.w, h = spec->height > 0 ? spec->height : mode.h;
    gboolean desktop = spec->width == 0;
    /* Borderless at the desktop's size: SDL's own full screen waits 100 ms for a window manager. */
    ui->window = SDL_CreateWindow(spec->title ? spec->title : "", window_x(spec, mode.w),
                                  desktop ? 0 : (int)SDL_WINDOWPOS_UNDEFINED, w, h,
                                  spec->decorated ? SDL_WINDOW_RESIZABLE : SDL_WINDOW_BORDERLESS);
    if (!ui->window) {
        g_set_error(error, UI_ERROR, UI_ERROR_DISPLAY, "no window of %dx%d: %s", w, h, SDL_GetError());
        return FALSE;
    }
    if (spec->hide_pointer)
        SDL_ShowCursor(SDL_DISABLE);
    SDL_GetWindowSize(ui->window, &ui->width, &ui->height);
    ui->mm_per_px = pixel_size(spec, ui->width, ui->height);
    return TRUE;
}

Ui *ui_create(const UiSpec *spec, GError **error)
{
    if (!ui_prepare(spec->share, error) || !start_sdl(error))
        return NULL;
    Ui *ui = g_new0(Ui, 1);
    ui->share = g_strdup(spec->share);
    ui->foot_above_floor_mm = spec->foot_above_floor_mm > 0 ? spec->foot_above_floor_mm : 800;
    ui->damage = cairo_region_create();
    ui->grave = g_ptr_array_new();
    ui->methods = g_ptr_array_new_with_free_func(g_free);
    ui_texts_init(ui);
    ui_icons_init(ui);
    ui->desk = ui_desk_new();
    ui->desk->ui = ui;
    if (!open_window(ui, spec, error)) {
        ui_destroy(ui);
        return NULL;
    }
    ui_texts_warm(ui);
    ui->events = ui_events_new(ui);
    ui->layout_dirty = TRUE;
    return ui;
}

void ui_destroy(Ui *ui)
{
    if (!ui)
        return;
    if (ui->events) {
        g_source_destroy(ui->events);
        g_source_unref(ui->events);
    }
    if (ui->toast_source)
        g_source_remove(ui->toast_source);
    ui->handlers = 1; /* free in one go below */
    ui_attach(ui->desk, NULL);
    ui_widget_free(ui->desk);
    ui_enter(ui);
    ui->handlers = 1;
    ui_leave(ui);
    if (ui->frame_source)
        g_source_remove(ui->frame_source);
    g_ptr_array_unref(ui->grave);
    g_ptr_array_unref(ui->methods);
    ui_icons_clear(ui);
    ui_texts_clear(ui);
    ui_drop_surface(ui);
    cairo_region_destroy(ui->damage);
    if (ui->window)
        SDL_DestroyWindow(ui->window);
    SDL_QuitSubSystem(SDL_INIT_VIDEO);
    g_free(ui->station);
    g_free(ui->date);
    g_free(ui->clock);
    g_free(ui->share);
    g_free(ui);
}

void ui_show(Ui *ui, UiWidget *root)
{
    UiWidget *old = ui->page;
    ui->shown++;
    ui->page = NULL;
    ui_dialog_close(ui);
    if (old)
        ui_remove(old);
    ui->page = root;
    if (root)
        ui_insert(ui->desk, root, 0);
}

UiWidget *ui_root(Ui *ui)
{
    return ui->page;
}

int ui_width_px(Ui *ui)
{
    return ui->width;
}

int ui_height_px(Ui *ui)
{
    return ui->height;
}

gboolean ui_is_landscape(Ui *ui)
{
    return ui->width > ui->height;
}

const UiLook *ui_look(Ui *ui)
{
    return &ui->look;
}

static void rebuild(Ui *ui)
{
    ui->layout_dirty = TRUE;
    ui_damage_rect(ui, (UiRect){0, 0, ui->width, ui->height});
    if (!ui->rebuild)
        return;
    ui_enter(ui);
    ui->rebuild(ui, ui->rebuild_data);
    ui_leave(ui);
}

void ui_set_look(Ui *ui, const UiLook *look)
{
    if (memcmp(&ui->look, look, sizeof *look) == 0)
        return;
    ui->look = *look;
    ui_forget_texts(ui);
    rebuild(ui);
}

void ui_language_changed(Ui *ui)
{
    rebuild(ui);
}

void ui_on_rebuild(Ui *ui, void (*fn)(Ui *ui, gpointer data), gpointer data)
{
    ui->rebuild = fn;
    ui->rebuild_data = data;
}

void ui_on_activity(Ui *ui, void (*activity)(Ui *ui, gpointer data), gpointer data)
{
    ui->activity = activity;
    ui->activity_data = data;
}

void ui_on_spoken(Ui *ui, void (*speak)(Ui *ui, const char *text, gpointer data), gpointer data)
{
    ui->speak = speak;
    ui->speak_data = data;
}

void ui_on_close(Ui *ui, void (*closed)(Ui *ui, gpointer data), gpointer data)
{
    ui->closed = closed;
    ui->closed_data = data;
}

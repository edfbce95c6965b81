/* SDL's events in the GLib main loop. On X11 the process sleeps on the connection's file descriptor; drivers
 * without one (offscreen, dummy: only in tests) are asked every 10 ms. */
#include "kiosk/ui/ui_private.h"

#include <SDL2/SDL_syswm.h>
#include <X11/Xlib.h>

#define POLL_MS 10

typedef struct {
    GSource base;
    Ui *ui;
    Display *display; /* NULL: no descriptor to wait for */
    GPollFD fd;
} Events;

static gboolean waiting(Events *e)
{
    /* Xlib may have read events into its queue while it waited for a reply; poll() would not tell of them. */
    return SDL_HasEvents(SDL_FIRSTEVENT, SDL_LASTEVENT) ||
           (e->display && XEventsQueued(e->display, QueuedAlready) > 0);
}

static gboolean events_prepare(GSource *source, gint *timeout)
{
    Events *e = (Events *)source;
    *timeout = e->display ? -1 : POLL_MS;
    if (!e->display)
        SDL_PumpEvents();
    return waiting(e);
}

static gboolean events_check(GSource *source)
{
    Events *e = (Events *)source;
    if (!e->display)
        SDL_PumpEvents();
    return waiting(e) || (e->display && (e->fd.revents & (G_IO_IN | G_IO_HUP | G_IO_ERR)));
}

static void on_window_event(Ui *ui, const SDL_WindowEvent *event)
{
    switch (event->event) {
    case SDL_WINDOWEVENT_SIZE_CHANGED:
        ui_drop_surface(ui);
        ui_fetch_surface(ui);
        break;
    case SDL_WINDOWEVENT_EXPOSED:
        ui_redraw_all(ui);
        break;
    case SDL_WINDOWEVENT_CLOSE:
        if (ui->closed)
            ui->closed(ui, ui->closed_data);
        break;
    }
}

static void touch(Ui *ui, UiTouchKind kind, gint64 finger, double x, double y)
{
    ui_touch(ui, &(UiTouch){kind, finger, (int)x, (int)y, g_get_monotonic_time()});
}

static void on_key(Ui *ui, const SDL_KeyboardEvent *event)
{
    if (ui->activity)
        ui->activity(ui, ui->activity_data);
    switch (event->keysym.sym) {
    case SDLK_BACKSPACE:
        ui_type_backspace(ui);
        break;
    case SDLK_TAB:
        ui_focus_key(ui, event->keysym.mod & KMOD_SHIFT ? UI_KEY_PREVIOUS : UI_KEY_NEXT);
        break;
    case SDLK_UP:
        ui_focus_key(ui, UI_KEY_UP);
        break;
    case SDLK_DOWN:
        ui_focus_key(ui, UI_KEY_DOWN);
        break;
    case SDLK_LEFT:
        ui_focus_key(ui, UI_KEY_PREVIOUS);
        break;
    case SDLK_RIGHT:
        ui_focus_key(ui, UI_KEY_NEXT);
        break;
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
        if (ui->input && !ui->focus_shown)
            ui_type_done(ui);
        else
            ui_focus_key(ui, UI_KEY_SELECT);
        break;
    case SDLK_ESCAPE:
        ui_focus_key(ui, UI_KEY_LEAVE);
        break;
    }
}

static void handle(Ui *ui, const SDL_Event *event)
{
    switch (event->type) {
    case SDL_MOUSEBUTTONDOWN:
    case SDL_MOUSEBUTTONUP:
        if (event->button.button == SDL_BUTTON_LEFT && event->button.which != SDL_TOUCH_MOUSEID)
            touch(ui, event->type == SDL_MOUSEBUTTONDOWN ? UI_TOUCH_DOWN : UI_TOUCH_UP, 0, event->button.x,
                  event->button.y);
        break;
    case SDL_MOUSEMOTION:
        if (event->motion.which != SDL_TOUCH_MOUSEID && (event->motion.state & SDL_BUTTON_LMASK))
            touch(ui, UI_TOUCH_MOVE, 0, event->motion.x, event->motion.y);
        break;
    case SDL_FINGERDOWN:
    case SDL_FINGERUP:
    case SDL_FINGERMOTION:
        /* Finger ids of SDL may be 0, which is the mouse here. */
        touch(ui,
              event->type == SDL_FINGERDOWN ? UI_TOUCH_DOWN
              : event->type == SDL_FINGERUP ? UI_TOUCH_UP
                                            : UI_TOUCH_MOVE,
              event->tfinger.fingerId + 1, event->tfinger.x * ui->width, event->tfinger.y * ui->height);
        break;
    case SDL_TEXTINPUT:
        if (ui->activity)
            ui->activity(ui, ui->activity_data);
        ui_type(ui, event->text.text);
        break;
    case SDL_KEYDOWN:
        on_key(ui, &event->key);
        break;
    case SDL_WINDOWEVENT:
        on_window_event(ui, &event->window);
        break;
    case SDL_QUIT:
        if (ui->closed)
            ui->closed(ui, ui->closed_data);
        break;
    }
}

static gboolean events_dispatch(GSource *source, GSourceFunc callback, gpointer data)
{
    Ui *ui = ((Events *)source)->ui;
    SDL_Event event;
    /* Bounded: a storm of motion must not starve timers and messages. */
    for (int i = 0; i < 64 && SDL_PollEvent(&event); i++) {
        handle(ui, &event);
        if (g_source_is_destroyed(source))
            return G_SOURCE_REMOVE;
    }
    ui_flush(ui);
    return G_SOURCE_CONTINUE;
}

static GSourceFuncs EVENTS = {.prepare = events_prepare, .check = events_check, .dispatch = events_dispatch};

GSource *ui_events_new(Ui *ui)
{
    GSource *source = g_source_new(&EVENTS, sizeof(Events));
    Events *e = (Events *)source;
    e->ui = ui;
    SDL_SysWMinfo info;
    SDL_VERSION(&info.version);
    if (SDL_GetWindowWMInfo(ui->window, &info) && info.subsystem == SDL_SYSWM_X11) {
        e->display = info.info.x11.display;
        e->fd.fd = ConnectionNumber(e->display);
        e->fd.events = G_IO_IN | G_IO_HUP | G_IO_ERR;
        g_source_add_poll(source, &e->fd);
    }
    g_source_set_name(source, "display");
    /* Touches come before messages of devices and network. */
    g_source_set_priority(source, G_PRIORITY_HIGH);
    g_source_attach(source, NULL);
    return source;
}

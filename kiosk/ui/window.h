/* The window: one Ui is one window on the glass, drawn by Cairo straight into SDL's window surface; only what
 * changed is drawn and shown. It sleeps in the GLib main loop until the display's connection or a timer
 * speaks.
 *
 *   touch -> press (drawn and shown at once) -> release inside -> action -> new tree -> layout -> damage ->
 * shown
 *
 * Loop thread only. Errors: UI_ERROR_*, texts for staff. */
#pragma once

#include <glib.h>
#include "kiosk/ui/widget.h"

#define UI_ERROR (ui_error_quark())
GQuark ui_error_quark(void);
typedef enum {
    UI_ERROR_DISPLAY, /* no display, no window */
    UI_ERROR_ASSETS,  /* fonts or icons are missing */
    UI_ERROR_FILE     /* a screenshot or image could not be written or read */
} UiError;

typedef struct {
    const char *title; /* of the window on a desk */
    const char *share; /* folder with fonts/fonts.conf, icons/, locale/ */
    int width, height; /* px; 0 = the whole desktop, without borders */
    double mm_per_px;  /* 0 = from the display (EDID); a window on a desk stands for a whole 21.5" screen */
    double foot_above_floor_mm; /* lower edge of the glass above the floor, for low mode; 0 = 780 */
    gboolean hide_pointer;
    gboolean decorated; /* a window with a frame that the desk may close */
    /* Where such a window opens, so that kiosk and dock do not cover each other. */
    enum { UI_PLACE_ANY, UI_PLACE_LEFT, UI_PLACE_RIGHT } place;
} UiSpec;

/* Sets what fonts, X and SDL read from the environment. A program that starts threads before its window calls
 * this first; ui_create() does it for the others. UI_ERROR_ASSETS: no fonts in share. */
gboolean ui_prepare(const char *share, GError **error);

/* Opens the window and the fonts. SDL is started by the first and stopped by the last. */
Ui *ui_create(const UiSpec *spec, GError **error);
void ui_destroy(Ui *ui);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ui, ui_destroy)

/* --- what is shown --- */
/* Takes the tree over and lays it out; the one before is freed. Shows in the next frame (same turn of the
 * loop). */
void ui_show(Ui *ui, UiWidget *root);
UiWidget *ui_root(Ui *ui);
int ui_width_px(Ui *ui);
int ui_height_px(Ui *ui);
gboolean ui_is_landscape(Ui *ui);
int ui_mm(Ui *ui, double mm); /* to px, rounded */

/* --- what a person chose --- */
const UiLook *ui_look(Ui *ui);
/* Lays everything out again with the same tree. Screens that build otherwise for elder mode rebuild in
 * on_rebuild. */
void ui_set_look(Ui *ui, const UiLook *look);
/* Called after ui_set_look() and ui_set_language() changed something: build the page again and ui_show() it.
 */
void ui_on_rebuild(Ui *ui, void (*rebuild)(Ui *ui, gpointer data), gpointer data);
/* Any touch or key, before it does anything: idle timers. */
void ui_on_activity(Ui *ui, void (*activity)(Ui *ui, gpointer data), gpointer data);
/* Words that should be spoken (toast, dialog, focus). NULL text: be silent. */
void ui_on_spoken(Ui *ui, void (*speak)(Ui *ui, const char *text, gpointer data), gpointer data);
/* The window was closed, or the display asked us to go. */
void ui_on_close(Ui *ui, void (*closed)(Ui *ui, gpointer data), gpointer data);
/* Everything on the screen in reading order as one text, for "读给我听"; g_free. */
char *ui_reading_text(Ui *ui);

/* --- time --- */
/* Calls fn every interval until it returns FALSE or the widget dies; for things that move or count.
 * Honours the widget: no widget, no timer. */
void ui_every(UiWidget *widget, guint interval_ms, gboolean (*fn)(UiWidget *widget, gpointer data),
              gpointer data);

/* --- drawing --- */
/* Lays out, draws and shows what changed, now. Mostly the loop does it by itself. */
void ui_flush(Ui *ui);
/* Draws and shows everything now (after the display was lost). */
void ui_redraw_all(Ui *ui);
/* Overwrites every text kept for drawing: at the end of a session, after the page that held them is gone. */
void ui_forget_texts(Ui *ui);
gboolean ui_screenshot(Ui *ui, const char *path_png, GError **error);

/* --- touches from elsewhere (tests, switches, keypads) --- */
typedef enum { UI_TOUCH_DOWN, UI_TOUCH_MOVE, UI_TOUCH_UP, UI_TOUCH_CANCEL } UiTouchKind;
typedef struct {
    UiTouchKind kind;
    gint64 finger;  /* 0 = mouse */
    int x, y;       /* px */
    gint64 time_us; /* monotonic */
} UiTouch;
void ui_touch(Ui *ui, const UiTouch *touch);
/* A finger is on the glass: a page built anew now would lose its press. */
gboolean ui_is_touched(Ui *ui);
typedef enum { UI_KEY_NEXT, UI_KEY_PREVIOUS, UI_KEY_UP, UI_KEY_DOWN, UI_KEY_SELECT, UI_KEY_LEAVE } UiFocusKey;
/* Four keys and select reach everything; the ring shows where one is. */
void ui_focus_key(Ui *ui, UiFocusKey key);
UiWidget *ui_focused(Ui *ui);

/* --- measuring --- */
typedef struct {
    guint64 frames;       /* shown since start */
    gint64 last_frame_us; /* how long the last one took to draw and show */
    gint64 press_us;      /* last touch event -> its pressed state shown; 0 = none yet */
    gint64 page_us;       /* last release event -> the page shown that its action made */
    gint64 shown_at_us;   /* monotonic time of the last show */
    gint64 arrived_at_us; /* monotonic time of the first show after ui_arrive() */
    int damaged_px;       /* area of the last frame */
} UiTiming;
UiTiming ui_timing(Ui *ui);
/* Another screen begins, not the same one built anew: the time of its first frame is kept. */
void ui_arrive(Ui *ui);

/* What the toolkit's own files share: the inside of a window. Nobody outside kiosk/ui includes this. */
#pragma once

#include <SDL2/SDL.h>
#include <cairo.h>
#include <pango/pangocairo.h>

#include "kiosk/ui/entry.h"
#include "kiosk/ui/page.h"
#include "kiosk/ui/widget_class.h"
#include "kiosk/ui/window.h"
#include "kiosk/ui/zones.h"

/* Where a finger is in the press rules; see touch.c. */
typedef struct {
    gboolean down;
    gint64 finger;
    UiWidget *pressed; /* waits for its release */
    UiWidget *grabbed; /* takes raw touches */
    gboolean fired;    /* a repeating key has fired while held */
    guint repeat_source;
    UiWidget *last_widget; /* compared only, may be gone */
    gint64 last_up_us, last_fired_us;
    guint last_shown; /* ui->shown when it fired */
} UiPress;

/* Laid-out texts; see text.c. */
typedef struct {
    PangoContext *context;
    GHashTable *layouts;
} UiTexts;

struct Ui {
    SDL_Window *window;
    SDL_Surface *surface; /* SDL's; asked for again after resize and expose */
    cairo_surface_t *target;
    GSource *events;
    int width, height;
    double mm_per_px, foot_above_floor_mm;
    char *share;
    UiLook look;

    UiWidget *desk; /* root of roots: page, dialog, toast */
    UiWidget *page, *dialog, *toast;
    guint toast_source;
    guint shown; /* counts ui_show() */
    char *station, *date, *clock;

    cairo_region_t *damage;
    gboolean layout_dirty;
    guint frame_source;
    int handlers;     /* running; while > 0 nothing is freed */
    GPtrArray *grave; /* trees to free when no handler runs */

    UiPress press;
    UiWidget *focus;
    gboolean focus_shown;
    const UiInput *input;
    gpointer input_target;
    GPtrArray *methods; /* UiMethodRow */

    UiTexts texts;
    GHashTable *icons; /* name@px -> mask; see icon.c */
    UiTiming timing;
    gboolean arrives; /* the next frame is the first of another screen */

    void (*rebuild)(Ui *ui, gpointer data);
    gpointer rebuild_data;
    void (*activity)(Ui *ui, gpointer data);
    gpointer activity_data;
    void (*speak)(Ui *ui, const char *text, gpointer data);
    gpointer speak_data;
    void (*closed)(Ui *ui, gpointer data);
    gpointer closed_data;
    UiFootAction foot;
    gpointer foot_data;
};

/* --- widget.c --- */
void ui_attach(UiWidget *widget, Ui *ui);
void ui_bury(UiWidget *widget); /* detach and free, after the running handler */
void ui_enter(Ui *ui);          /* a handler starts */
void ui_leave(Ui *ui);          /* it ended: frees what was buried, asks for a frame */
gboolean ui_rect_has(UiRect rect, int x, int y);
gboolean ui_rect_meets(UiRect a, UiRect b);

/* --- damage and drawing: frame.c, painter.c --- */
void ui_damage_rect(Ui *ui, UiRect rect);
void ui_ask_frame(Ui *ui);
void ui_layout_now(Ui *ui);
void ui_draw_tree(Ui *ui, cairo_t *cr, UiRect clip, GArray *log);
gboolean ui_fetch_surface(Ui *ui);
void ui_drop_surface(Ui *ui);

/* One thing drawn, for the audit. */
typedef struct {
    enum { UI_DREW_FILL, UI_DREW_TEXT } kind;
    UiWidget *widget;
    UiRect rect; /* filled, or needed by the text */
    UiRect room; /* what the text was given */
    UiRgb colour;
    double em_mm;
    gboolean bold;
} UiDrawn;

struct UiPainter {
    Ui *ui;
    cairo_t *cr;
    UiWidget *widget; /* being drawn */
    GArray *log;      /* of UiDrawn, or NULL */
};

/* --- touch.c, focus.c --- */
UiWidget *ui_hit(UiWidget *widget, int x, int y);
gboolean ui_is_target(UiWidget *widget);
/* Drops the window's own pointers to the widget; _tree: and to all below it. */
void ui_forget_widget(Ui *ui, UiWidget *widget);
void ui_forget_tree(Ui *ui, UiWidget *widget);
void ui_touch_widget_gone(Ui *ui, UiWidget *widget);
void ui_focus_set(Ui *ui, UiWidget *widget);

void ui_language_changed(Ui *ui); /* window.c: runs the rebuild handler */

/* --- events.c --- */
GSource *ui_events_new(Ui *ui);

/* --- text.c --- */
void ui_texts_init(Ui *ui);
/* Opens both weights of the fonts, before anybody waits for a page. */
void ui_texts_warm(Ui *ui);
void ui_texts_clear(Ui *ui);

/* --- icon.c --- */
void ui_icons_init(Ui *ui);
void ui_icons_clear(Ui *ui);

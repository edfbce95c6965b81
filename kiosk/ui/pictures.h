/* What is drawn and not typed: icons, tide, route, per cent, rings, QR, images, print steps, own drawings. */
#pragma once

#include <cairo.h>
#include "kiosk/ui/widget.h"
#include "kiosk/ui/controls.h"

/* Line icon, stroke 0.75 mm at every size. size_mm: 9 buttons, 11 lists, 19 doors, 28 once a page. */
UiWidget *ui_icon(const char *name, double size_mm, UiColour colour);
/* Disc with a white icon in it: the tick over "交好了" (UI_DONE), the cross (UI_FAILED). */
UiWidget *ui_icon_disc(UiTone tone, const char *icon, double size_mm);

/* The tide line: crest at step (1..steps), ticks at the steps; steps 0: no ticks, crest at 37 mm. */
UiWidget *ui_tide(int step, int steps);
void ui_tide_set(UiWidget *tide, int step, int steps);
/* The big picture of thirteen lines on the riverbed. */
UiWidget *ui_tide_picture(void);

/* The way of a case: stations left to right. */
typedef enum { UI_AHEAD, UI_NOW, UI_PASSED } UiStationState;
typedef struct {
    const char *name;  /* above the disc, bold */
    const char *below; /* what happens there, ink2 */
    const char *leg;   /* on the line to the next station: "3天"; NULL = none */
    UiStationState state;
} UiStation;
UiWidget *ui_route(const UiStation *stations, guint n);
/* A plan: all lines solid, discs with numbers. */
UiWidget *ui_route_plan(const UiStation *stations, guint n);

/* Per cent, 0..100: bar with edge frame; with figure: number of that role beside it. */
UiWidget *ui_percent_bar(int percent);
UiWidget *ui_percent(int percent, UiRole role);
void ui_percent_set(UiWidget *widget, int percent);
/* Ring with figure for small tiles. */
UiWidget *ui_percent_ring(int percent, double size_mm);
/* Countdown ring: shrinks clockwise once a second; draws left of total seconds. The caller's timer sets it.
 */
UiWidget *ui_count_ring(int seconds_left, int seconds_total, const char *unit);
void ui_count_ring_set(UiWidget *ring, int seconds_left);

/* QR code, error correction M, with quiet zone. */
UiWidget *ui_qr(const char *text, double size_mm);

/* Print steps. */
typedef enum { UI_STEP_AHEAD, UI_STEP_RUNNING, UI_STEP_DONE, UI_STEP_FAILED } UiStepState;
UiWidget *ui_print_step(UiStepState state, const char *text, const char *time);
void ui_print_step_set(UiWidget *step, UiStepState state, const char *text, const char *time);
/* The machine with its slot and the paper: where it comes out. */
UiWidget *ui_slot_picture(double height_mm);
/* Card over reader: "put your card here", for the resting screen and card steps. on_dark: white lines. */
UiWidget *ui_card_picture(double height_mm, gboolean on_dark);

/* Image from memory, scaled to fit, never up. The widget takes its own reference. NULL: empty frame. */
UiWidget *ui_image(cairo_surface_t *image, double max_height_mm);
void ui_image_set(UiWidget *widget, cairo_surface_t *image);
/* PNG or JPEG bytes to a surface, turned as its camera says and made smaller so that neither side is longer
 * than most_px (0: as it is). NULL and error if they are none, damaged, or more than 40 megapixels. Any
 * thread: big photos take a tenth of a second. Yours to destroy. */
cairo_surface_t *ui_surface_from_image(GBytes *image, int most_px, GError **error);
cairo_surface_t *ui_surface_from_png(GBytes *png, GError **error);

/* --- own drawings --- */
typedef struct UiPainter UiPainter;
typedef void (*UiDraw)(UiWidget *canvas, UiPainter *painter, UiRect rect, gpointer data);
/* height_mm 0: takes what the box gives. */
UiWidget *ui_canvas(double height_mm, UiDraw draw, gpointer data);
void ui_redraw(UiWidget *canvas);
/* Painter: coordinates in px of the window; the clip is set. Colours are tokens of the current theme. */
cairo_t *ui_painter_cairo(UiPainter *painter);
int ui_painter_px(UiPainter *painter, double mm);
void ui_painter_colour(UiPainter *painter, UiColour colour);
void ui_painter_box(UiPainter *painter, UiRect rect, double radius_mm, UiColour fill, UiColour edge,
                    double edge_mm);
void ui_painter_line(UiPainter *painter, double x1, double y1, double x2, double y2, double pen_mm,
                     UiColour colour);
void ui_painter_icon(UiPainter *painter, const char *name, double x, double y, int size_px, UiColour colour);
/* Dashed frame: what cannot be used now on the riverbed and in the contrast themes. */
void ui_painter_dashed(UiPainter *painter, UiRect rect, double radius_mm, UiColour edge, double edge_mm);
/* Draws one paragraph in the rectangle's width from its top; returns its height in px. */
int ui_painter_text(UiPainter *painter, UiRect rect, UiRole role, int style, const char *text);
/* Width of the text in one line, px. */
int ui_painter_text_width(UiPainter *painter, UiRole role, int style, const char *text);

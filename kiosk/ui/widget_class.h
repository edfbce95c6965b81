/* The widget base, for authors of widgets. Screens do not include this.
 *
 * A widget is a struct that begins with UiWidget and a static const UiWidgetClass. The toolkit calls, always
 * in this order: width / height (as often as it likes, no side effects) -> arrange (rect is set; place the
 * children)
 * -> draw (the clip is set; children are drawn after their parent, in order). */
#pragma once

#include <cairo.h>
#include "kiosk/ui/widget.h"
#include "kiosk/ui/window.h"
#include "kiosk/ui/pictures.h"

typedef struct {
    const char *role; /* in dumps: "button" */
    gsize size;
    gboolean target;                            /* can be pressed when enabled and with action or touch */
    gboolean flat;                              /* a row: full width, less high than a target */
    gboolean joins;                             /* may touch its like: rows of a list, parts of a stepper */
    gboolean opaque;                            /* swallows touches that meet none of its children */
    gboolean on_bed;                            /* stands on the dark ground: white focus ring */
    gboolean compact;                           /* in a row: keeps its own height, in the middle */
    gboolean gives;                             /* may be less high than it asks for: scrolls */
    gboolean keeps;                             /* pages do not end inside it if it fits on one */
    gboolean clips;                             /* children may be larger: cut at the rectangle */
    gboolean key;                               /* repeated touches are meant: only debounced */
    int (*width)(UiWidget *widget);             /* natural width, px; NULL: widest child */
    int (*min_width)(UiWidget *widget);         /* below it a word would break; NULL: widest child */
    int (*height)(UiWidget *widget, int width); /* px; NULL: children under each other without gap */
    void (*arrange)(UiWidget *widget);          /* NULL: every child fills it */
    void (*draw)(UiWidget *widget, UiPainter *painter);
    void (*draw_over)(UiWidget *widget, UiPainter *painter); /* after the children */
    /* Release inside. NULL: calls the action. */
    void (*activate)(UiWidget *widget);
    /* Raw touches while the finger is down on it (signature). TRUE: taken, no press logic. */
    gboolean (*touch)(UiWidget *widget, const UiTouch *touch);
    int (*line_px)(UiWidget *widget);      /* a paragraph: may be cut every so many px; NULL: never */
    const char *(*text)(UiWidget *widget); /* for dump and voice; lent */
    gboolean (*is_on)(UiWidget *widget);   /* selected, ticked */
    void (*attached)(UiWidget *widget, gboolean attached); /* ui is set / about to be unset */
    void (*clear)(UiWidget *widget); /* frees what the widget owns; the base frees the rest */
} UiWidgetClass;

struct UiWidget {
    const UiWidgetClass *class;
    Ui *ui; /* NULL until shown */
    UiWidget *parent;
    GPtrArray *children; /* NULL for none; owned */
    UiRect rect;
    char *id;
    char *spoken;
    UiAction action;
    gpointer data;
    GDestroyNotify destroy_data;
    GSList *timers; /* source ids */
    double width_mm, height_mm, grow, max_height_mm;
    UiAlign align;
    int optional;
    int tag;
    gboolean visible, enabled, left_out; /* left_out: optional and the page is too full */
    gboolean pressed, focused;
    gboolean repeats;
};

/* Allocates class->size bytes, visible and enabled. */
UiWidget *ui_widget_new(const UiWidgetClass *class);
#define UI_WIDGET(w) (&(w)->base)

/* Measures with the widget's own width_mm / height_mm applied. */
int ui_natural_width(UiWidget *widget);
int ui_min_width(UiWidget *widget);
int ui_height_for(UiWidget *widget, int width);
/* Sets the rectangle and arranges; damages both places when it moved. */
void ui_place(UiWidget *widget, UiRect rect);
/* It looks different in the same place. */
void ui_damage(UiWidget *widget);
void ui_damage_part(UiWidget *widget, UiRect part); /* window px */
/* It may need another size: the tree is laid out before the next frame. */
void ui_resized(UiWidget *widget);
/* Runs the action, safe against handlers that replace the tree. */
void ui_run_action(UiWidget *widget);
gboolean ui_is_shown(UiWidget *widget); /* visible and not left out */
double ui_mm_per_px(Ui *ui);
int ui_w_mm(UiWidget *widget, double mm);

/* --- text, for widgets --- */
/* How a text looks: role and UiTextStyle; the first bold_bytes bytes bold; em_mm overrides the role's em
 * (never below the mode's least), 0 = none. */
typedef struct {
    UiRole role;
    int style;
    int bold_bytes;
    double em_mm;
} UiTextLook;
/* Shorthand: UI_LOOK(UI_LEAD, UI_BOLD). */
#define UI_LOOK(r, s) ((UiTextLook){.role = (r), .style = (s)})

/* Size of the text at that width, px; width_px < 0: one line. out_* may be NULL. */
void ui_text_size(Ui *ui, UiTextLook look, const char *text, int width_px, int *out_w, int *out_h);
int ui_text_height(UiWidget *widget, UiTextLook look, const char *text, int width_px);
int ui_text_width(UiWidget *widget, UiTextLook look, const char *text);
int ui_text_min_width(UiWidget *widget, UiTextLook look, const char *text);
/* Draws at the top of rect, aligned by style; colour UI_NONE takes the style's. Returns the height. */
int ui_text_draw(UiPainter *painter, UiRect rect, UiTextLook look, UiColour colour, const char *text);
/* The same, in the middle of rect's height. */
void ui_text_draw_middle(UiPainter *painter, UiRect rect, UiTextLook look, UiColour colour, const char *text);
/* Where the text ends, from its top left, and the height of that line. */
void ui_text_end(Ui *ui, UiTextLook look, const char *text, int width_px, int *x, int *y, int *h);
UiColour ui_style_colour(int style);
/* Overwrites and frees a text that may be personal. */
void ui_wipe_free(char *text);

Ui *ui_painter_ui(UiPainter *painter);
/* One of the two contrast themes: tints are frames, pressed is inverted. */
gboolean ui_is_contrast(Ui *ui);

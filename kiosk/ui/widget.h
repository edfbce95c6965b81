/* The widget base, for users: the tree and what every widget can be told. Authors of new widgets read
 * widget_class.h. Setters return the widget. */
#pragma once

#include <glib.h>
#include "kiosk/ui/theme.h"

typedef struct Ui Ui;
typedef struct UiWidget UiWidget;

typedef struct {
    int x, y, w, h; /* px in the window */
} UiRect;

/* Something was pressed, chosen or changed. data: what was given with the handler. */
typedef void (*UiAction)(UiWidget *widget, gpointer data);

/* --- the tree --- */
/* Adds the child at the end and returns it. The parent owns it. */
UiWidget *ui_add(UiWidget *parent, UiWidget *child);
void ui_insert(UiWidget *parent, UiWidget *child, guint index);
/* Takes the child out of its parent and frees it (after the running handler). */
void ui_remove(UiWidget *child);
/* Removes all children. */
void ui_empty(UiWidget *parent);
guint ui_n_children(UiWidget *parent);
UiWidget *ui_child(UiWidget *parent, guint index);
UiWidget *ui_parent(UiWidget *widget);
/* First visible widget below root with that id, or NULL. */
UiWidget *ui_find(UiWidget *root, const char *id);
/* Only for widgets that never got a parent. NULL is allowed. */
void ui_widget_free(UiWidget *widget);

/* --- names --- */
/* A stable name for tests, the keypad and the voice ("next", "card_no"); no personal data. */
UiWidget *ui_id(UiWidget *widget, const char *id);
const char *ui_get_id(UiWidget *widget);
/* What the voice says in place of the widget's own text. */
UiWidget *ui_spoken(UiWidget *widget, const char *text);

/* --- place in the box --- */
UiWidget *ui_width(UiWidget *widget, double mm);   /* exact; 0 = natural */
UiWidget *ui_height(UiWidget *widget, double mm);  /* at least; grows with its text */
UiWidget *ui_grow(UiWidget *widget, double share); /* share of the spare length along the box; 0 = none */
/* UI_AUTO: fills; in a row, texts, icons and buttons keep their height and stand in the middle. */
typedef enum { UI_AUTO, UI_FILL, UI_START, UI_CENTRE, UI_END } UiAlign;
UiWidget *ui_align(UiWidget *widget, UiAlign align); /* across the box */
/* May be left out when the page is too full (sub-lines go first); the higher the earlier, 0 = never. */
UiWidget *ui_optional(UiWidget *widget, int rank);

/* --- state --- */
UiWidget *ui_visible(UiWidget *widget, gboolean visible); /* invisible ones take no room */
UiWidget *ui_enabled(UiWidget *widget, gboolean enabled); /* stays in its place; say why beside it */
gboolean ui_is_enabled(UiWidget *widget);
gboolean ui_is_visible(UiWidget *widget);
UiWidget *ui_on(UiWidget *widget, UiAction action, gpointer data);
/* Frees data when the widget dies or gets another. */
UiWidget *ui_own_data(UiWidget *widget, gpointer data, GDestroyNotify destroy);
gpointer ui_get_data(UiWidget *widget);
/* A small number of the caller's, e.g. a row's index. */
UiWidget *ui_tag(UiWidget *widget, int tag);
int ui_get_tag(UiWidget *widget);
/* The window the widget stands in, or NULL while it is not shown. */
Ui *ui_of(UiWidget *widget);
UiRect ui_rect(UiWidget *widget);
/* Does what a touch would do, without finger or debounce. FALSE: disabled or invisible. */
gboolean ui_activate(UiWidget *widget);

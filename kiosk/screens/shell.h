/* The shell around all screens, for authors of screens: the table, the way back, header and footer, the
 * question "still there?", and what each screen may ask of it.
 *
 * A screen is one ScreenRow in one file and one line in the table (table.c; other folders add theirs with
 * screens_add()). A screen that has no row cannot be reached. Loop thread only.
 *
 *   screens_go("matter", id) -> the row is looked up -> its state is made -> build() -> ui_show()
 *   service event            -> row->event(), then build() again if the row asked for that event
 *   返回                      -> row->back(), else the screen below; 首页: home, everything above forgotten
 *
 * What a screen remembers between two builds lies in its state: zeroed memory of row->state_size, wiped when
 * the screen leaves the stack. Widgets are never kept: build() makes them anew. */
#pragma once

#include "kiosk/screens/screens.h"
#include "kiosk/service/session.h"

typedef enum {
    SCREEN_NEEDS_PERSON = 1 << 0, /* shown only while a card lies on the reader */
    SCREEN_SENSITIVE = 1 << 1,    /* shorter time-out: accounts, signature, other people's data */
    SCREEN_NO_FOOTER = 1 << 2,
    SCREEN_BARE = 1 << 3,    /* no header and tide line: the resting screen */
    SCREEN_NO_BACK = 1 << 4, /* 返回 is dashed */
    SCREEN_AT_REST = 1 << 5, /* may stand while nobody is there */
    SCREEN_STAFF = 1 << 6,   /* only in a staff session */
    SCREEN_ROOT = 1 << 7,    /* forgets the screens below it */
} ScreenFlags;

#define SCREEN_ARG_MAX                                                                                       \
    160 /* bytes of an argument with its NUL: an id, a case number, the path of an answer */

typedef struct {
    const char *id;
    const char *title; /* msgid; NULL: the screen says its title itself */
    guint flags;
    guint events;     /* SCREEN_ON(event) bits: build again when one comes */
    gsize state_size; /* 0: nothing is remembered */
    /* The page, or NULL: there is nothing to show (the shell goes back). */
    UiWidget *(*build)(Screens *self, gpointer state);
    /* Optional. Just arrived, before the first build. */
    void (*enter)(Screens *self, gpointer state);
    /* Optional. A service event while this screen is the current one. TRUE: do not build again. */
    gboolean (*event)(Screens *self, gpointer state, ServiceEvent event);
    /* Optional. 返回 was pressed. TRUE: the screen went back inside itself. */
    gboolean (*back)(Screens *self, gpointer state);
    /* Optional. Frees what the state owns. */
    void (*clear)(gpointer state);
    /* Optional. An argument that can be shown now, for walks over all screens; NULL: none. g_free. */
    char *(*sample)(Screens *self);
} ScreenRow;

#define SCREEN_ON(event) (1u << (event))

/* Adds rows of another folder (static storage). An id that is there already is a programming error. */
void screens_add(Screens *self, const ScreenRow *const *rows, guint n);
gboolean screens_has(const Screens *self, const char *id);

/* --- what a screen reads ---------------------------------------------------------------------------- */
Ui *screens_ui(Screens *self);
Service *screens_service(Screens *self);
const char *screens_arg(const Screens *self); /* of the current screen; "" = none */
/* The picture of photographed bytes, small; lent, NULL while it is being made (the page is built again). */
cairo_surface_t *screens_thumbnail(Screens *self, const char *sha256, GBytes *bytes);
gpointer screens_state(Screens *self); /* of the current screen */
gboolean screens_is_elder(const Screens *self);
gboolean screens_is_english(void);
/* "晴川社区 · 便民驿站"; g_free. */
char *screens_station(const Screens *self);
/* Whether somebody is here with a card that says who they are. */
gboolean screens_has_person(const Screens *self);

/* --- where a screen sends people ----------------------------------------------------------------------- */
/* FALSE: no such screen, or it needs a person and there is none. arg may be NULL. The screen that is the
 * current one with the same argument is only built again. */
gboolean screens_go(Screens *self, const char *id, const char *arg);
/* The same in place of the current screen: 返回 does not come back to it. */
gboolean screens_replace(Screens *self, const char *id, const char *arg);
void screens_back(Screens *self);
void screens_home(Screens *self);
/* Builds the current screen again. */
void screens_refresh(Screens *self);

/* --- what a screen builds with ---------------------------------------------------------------------------
 */
/* A page with this screen's title (title NULL: the row's), person, leave button and footer. */
UiWidget *screens_page(Screens *self, const char *title, const char *subtitle);
/* The same with the tide line at step k of n. */
UiWidget *screens_page_step(Screens *self, const char *title, const char *subtitle, int step, int steps);
/* Pressing the widget goes there. Returns the widget. For widgets that look the same without an action. */
UiWidget *screens_goes(Screens *self, UiWidget *widget, const char *id, const char *arg);
/* A row of a list that goes there (its arrow says so); action and data of spec are set here. */
UiWidget *screens_row_goes(Screens *self, const UiRowSpec *spec, const char *id, const char *arg);
/* Handler for a button with self as data: the session ends, the resting screen or the farewell comes. */
void screens_leave_pressed(UiWidget *widget, gpointer self);
void screens_home_pressed(UiWidget *widget, gpointer self);
void screens_back_pressed(UiWidget *widget, gpointer self);
void screens_help_pressed(UiWidget *widget, gpointer self);

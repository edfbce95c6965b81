/* What the files of the shell share: shell.c (stack, table), frame.c (header, footer, clock, countdown) and
 * events.c (session and service events). No screen includes this. */
#pragma once

#include "kiosk/screens/shell.h"
#include "kiosk/screens/thumbs.h"

/* Home and what is opened from it; deeper ways forget their second screen, never home. */
#define SCREENS_DEEP 12

typedef struct {
    const ScreenRow *row;
    char arg[SCREEN_ARG_MAX];
    gpointer state;
} Place;

struct Screens {
    Ui *ui;
    Service *service;
    GPtrArray *rows; /* const ScreenRow * */
    Place stack[SCREENS_DEEP];
    guint depth;
    guint clock_timer, farewell_timer, refresh_timer;
    Thumbs *thumbs;
    UiWidget *ring;         /* of the countdown, lent; NULL: nobody is asked */
    SessionState seen;      /* the session's state at the last event */
    gboolean seen_online;   /* the hub's, to say it once */
    gboolean showing;       /* a page is being built: further changes wait for it */
    gboolean resetting;     /* the look is being put back: one build at the end is enough */
    gboolean showing_print; /* this print order was spoken of already */
    int seen_print;         /* PrintState of the last toast */
};

extern const ScreenRow *const screens_table[];
extern const guint screens_table_n;

Place *shell_top(Screens *self);
/* Forgets every screen and stands on this one. */
void shell_root(Screens *self, const char *id);
/* Builds again as soon as no finger is on the glass and no question stands: a page that changes under a
 * finger loses its press, and a new page closes the dialog. */
void shell_refresh_soon(Screens *self);
/* The last screen that is a matter's or application's, for the call for help. */
const char *shell_matter_id(Screens *self);

/* frame.c */
void frame_attach(Screens *self);
void frame_detach(Screens *self);
void frame_tick(Screens *self);      /* the clock in the header, now */
void frame_countdown(Screens *self); /* shows, counts or takes away "still there?" */
void frame_reset_look(Screens *self);

/* events.c */
void events_attach(Screens *self);

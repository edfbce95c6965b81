/* A display of our own for tests of real windows: Xvfb on a free number, ended with the test. One thread. */
#pragma once

#include <glib.h>

typedef struct Xvfb Xvfb;

/* Starts Xvfb with one screen of that size, waits until it answers (at most 10 s) and sets DISPLAY and
 * SDL_VIDEODRIVER for this process and its children. */
Xvfb *xvfb_start(int width, int height, GError **error);
/* Ends it by its pid (at most 2 s, then by force) and unsets DISPLAY. NULL is allowed. */
void xvfb_stop(Xvfb *xvfb);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Xvfb, xvfb_stop)

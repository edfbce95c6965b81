/* Small pictures of what a person photographed, for the page that shows them. A photograph takes a tenth of a
 * second to open, so a worker does it; the page is built again when the picture is there. Loop thread. */
#pragma once

#include "kiosk/screens/shell.h"

typedef struct Thumbs Thumbs;

Thumbs *thumbs_new(Screens *owner);
/* Waits for the one picture that may be under way. NULL is allowed. */
void thumbs_free(Thumbs *thumbs);

/* The picture of these bytes, lent until thumbs_forget(); NULL: not yet, or it cannot be drawn. sha256 names
 * the bytes. */
cairo_surface_t *thumbs_get(Thumbs *thumbs, const char *sha256, GBytes *bytes);
/* The person left: wipes all of them. */
void thumbs_forget(Thumbs *thumbs);

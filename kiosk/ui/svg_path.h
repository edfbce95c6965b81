/* Path data of SVG 1.1 (the "d" attribute) into a Cairo path. */
#pragma once

#include <cairo.h>
#include <glib.h>

/* Appends to cr's path. Commands M L H V C S Q T A Z, absolute and relative. FALSE on the first thing it does
 * not understand; what came before is in the path. Bounded by the text; numbers may be anything. */
gboolean ui_svg_path(cairo_t *cr, const char *data);

/* The tide line, the one ornament: drawn here for header, pictures and emblem. Internal. */
#pragma once

#include "kiosk/ui/widget_class.h"

/* Line at height y from x0 to x1 with its crest at crest_x; left of it `near`, ahead `far`. */
void ui_tide_paint_line(UiPainter *painter, double x0, double x1, double y, double crest_x, UiColour near,
                        UiColour far);
/* Adds the crest to Cairo's path: from the current level line to x+9 scale. unit_px: px of one millimetre of
 * it. */
void ui_tide_crest_path(cairo_t *cr, double x, double y, double unit_px);
/* Thirteen lines, near ones over far ones; the ground is already riverbed. */
void ui_tide_paint_river(UiPainter *painter, UiRect rect);
/* The station's emblem: two crests on a river square. */
void ui_tide_paint_emblem(UiPainter *painter, double x, double y, int size_px, gboolean on_dark);

/* What every sheet carries round its content: header, tide line, page number, footer. Needs the fonts held.
 */
#pragma once

#include "kiosk/paper/engine/flow.h"

/* A4: drawn on every page. */
void paper_frame_draw(const PaperDoc *doc, int page, cairo_t *cr);
/* Slip: part of the flow. */
void paper_add_slip_head(PaperDoc *doc);
void paper_add_slip_foot(PaperDoc *doc);

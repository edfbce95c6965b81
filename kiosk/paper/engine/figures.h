/* What is drawn, not written: tide line, emblem, route, per cent, seal, QR. Needs the fonts held. */
#pragma once

#include "kiosk/paper/engine/flow.h"
#include "kiosk/paper/progress.h"
#include "kiosk/paper/receipt.h"

/* 一线潮: a line with one crest, whose middle is crest_x from the left end. scale 1: crest 5 mm high. */
void paper_draw_tide(cairo_t *cr, double x, double y, double width, double crest_x, double scale);
void paper_draw_emblem(cairo_t *cr, double x, double y, double size);

/* Pieces, made but not yet added. */
PaperPiece *paper_seal_piece(PaperDoc *doc, const char *line1, const char *line2);
/* NULL and error RENDER: payload does not fit. */
PaperPiece *paper_qr_piece(PaperDoc *doc, const char *payload, const char *caption, GError **error);
/* states NULL: all ahead, numbered. Horizontal where the columns are wide enough, else one below the other.
 */
void paper_add_route(PaperDoc *doc, double gaps, const PaperStation *stations,
                     const PaperStationState *states, int n);
PaperPiece *paper_percent_piece(PaperDoc *doc, int percent);

/* QR codes as merged rectangles: no image, no anti-aliasing, so edges stay on the printer's own dots. */
#include "kiosk/paper/engine/figures.h"

#include <qrencode.h>
#include <string.h>

#define LONGEST_PAYLOAD 300

static void draw_qr(const PaperPiece *piece, cairo_t *cr)
{
    const QRcode *code = piece->data;
    double module = piece->width / code->width;
    cairo_save(cr);
    cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    for (int row = 0; row < code->width; row++) {
        const unsigned char *modules = code->data + (gsize)row * (gsize)code->width;
        for (int column = 0; column < code->width;) {
            int end = column;
            while (end < code->width && (modules[end] & 1) != 0)
                end++;
            if (end > column)
                cairo_rectangle(cr, column * module, row * module, (end - column) * module, module);
            column = MAX(end, column + 1);
        }
    }
    cairo_fill(cr);
    cairo_restore(cr);
}

PaperPiece *paper_qr_piece(PaperDoc *doc, const char *payload, const char *caption, GError **error)
{
    QRcode *code =
        strlen(payload) <= LONGEST_PAYLOAD ? QRcode_encodeString8bit(payload, 0, QR_ECLEVEL_M) : NULL;
    if (code == NULL) {
        g_set_error(error, PAPER_ERROR, PAPER_ERROR_RENDER, "QR code: %zu bytes do not fit", strlen(payload));
        return NULL;
    }
    double size = doc->metrics->qr_size;
    PaperPiece *piece = paper_piece_new(doc, 0, size);
    piece->width = size;
    piece->data = code;
    piece->free_data = (GDestroyNotify)QRcode_free;
    piece->figure = draw_qr;
    if (caption != NULL) {
        PaperText below = paper_text_in(doc, ROLE_BODY, caption, size, ALIGN_CENTRE);
        piece->height += paper_text_height(&below) + 4;
        paper_piece_put(piece, below, 0, size + 4);
    }
    return piece;
}

/* QR code: modules as rectangles on whole pixels, runs joined; always black on white, also on dark screens.
 */
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/widget_class.h"

#include <qrencode.h>
#include <string.h>

#define QUIET 4 /* modules, asked for by the standard */

typedef struct {
    UiWidget base;
    QRcode *code;
    double size_mm;
} Qr;

static int qr_width(UiWidget *w)
{
    return ui_w_mm(w, ((Qr *)w)->size_mm);
}

static int qr_height(UiWidget *w, int width)
{
    return qr_width(w);
}

static void draw_row(cairo_t *cr, const QRcode *code, int row, int x, int y, int module)
{
    for (int i = 0; i < code->width;) {
        int from = i;
        while (i < code->width && (code->data[row * code->width + i] & 1))
            i++;
        if (i > from)
            cairo_rectangle(cr, x + from * module, y + row * module, (i - from) * module, module);
        else
            i++;
    }
}

static void qr_draw(UiWidget *w, UiPainter *p)
{
    Qr *q = (Qr *)w;
    cairo_t *cr = ui_painter_cairo(p);
    int side = MIN(w->rect.w, w->rect.h);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_rectangle(cr, w->rect.x, w->rect.y, side, side);
    cairo_fill(cr);
    if (!q->code)
        return;
    int module = MAX(1, side / (q->code->width + 2 * QUIET)), all = module * q->code->width;
    int x = w->rect.x + (side - all) / 2, y = w->rect.y + (side - all) / 2;
    cairo_save(cr);
    cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
    cairo_set_source_rgb(cr, 0, 0, 0);
    for (int row = 0; row < q->code->width; row++)
        draw_row(cr, q->code, row, x, y, module);
    cairo_fill(cr);
    cairo_restore(cr);
}

static void qr_clear(UiWidget *w)
{
    if (((Qr *)w)->code)
        QRcode_free(((Qr *)w)->code);
}

static const UiWidgetClass QR = {.role = "qr",
                                 .size = sizeof(Qr),
                                 .compact = TRUE,
                                 .width = qr_width,
                                 .min_width = qr_width,
                                 .height = qr_height,
                                 .draw = qr_draw,
                                 .clear = qr_clear};

UiWidget *ui_qr(const char *text, double size_mm)
{
    UiWidget *w = ui_widget_new(&QR);
    Qr *q = (Qr *)w;
    q->size_mm = size_mm;
    q->code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!q->code)
        g_warning("QR code not made: %zu bytes", strlen(text));
    return w;
}

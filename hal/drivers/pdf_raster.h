/* A PDF into PWG raster, for printers that take no PDF. The pages are rendered by poppler's pdftoppm in a
 * process of its own: a renderer that crashes, hangs or swallows memory is one failed order, and the three
 * processes of kiosk-hald do without poppler's ninety libraries. Nothing touches a disk. */
#ifndef HAL_DRIVERS_PDF_RASTER_H
#define HAL_DRIVERS_PDF_RASTER_H

#include "hal/driver.h"

typedef enum {
    PDF_RASTER_ERROR_CANCELED, /* the command in progress was; the renderer is gone */
    PDF_RASTER_ERROR_DOCUMENT, /* not a PDF, no pages, or too many or too large ones */
    PDF_RASTER_ERROR_RENDERER, /* cannot be started, crashed, or was too slow */
    PDF_RASTER_ERROR_MEMORY,   /* no place for the raster */
} PdfRasterError;
#define PDF_RASTER_ERROR pdf_raster_error_quark()
GQuark pdf_raster_error_quark(void);

/* Is the renderer installed? */
gboolean pdf_raster_is_possible(void);

/* pdf is read from its start and stays open. The whole raster is made before its first byte can be sent, so
 * no printer ever gets half a sheet. Waits through the host for at most half a minute. Returns a file
 * descriptor in memory, to be closed, or -1. Driver process's thread. */
int pdf_raster(HalHost *host, int pdf, int dpi, GError **error);

#endif

/* Writing PWG raster (PWG 5102.4) by libcups: gray pages of 8 bits (sgray_8), line by line into a file.
 * One thread; not the caller's files: fd stays open. */
#ifndef HAL_DRIVERS_PWG_RASTER_H
#define HAL_DRIVERS_PWG_RASTER_H

#include <glib.h>

typedef struct PwgRaster PwgRaster;

/* fd is lent until pwg_raster_free. NULL: it cannot be written. */
PwgRaster *pwg_raster_new(int fd, int dpi);
void pwg_raster_free(PwgRaster *raster);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PwgRaster, pwg_raster_free)

/* Begin a page from a rendering of width x height pixels at the raster's dpi. Its paper is the known size
 * within half a millimetre, or else the rendering's own to a tenth (a slip); renderers round up. FALSE: not
 * written. */
gboolean pwg_raster_page(PwgRaster *raster, int width, int height);
/* The page's next line, of the rendering's width: 0 black, 255 white. It is cut, or filled up with white, to
 * the paper; lines beyond the paper are dropped. FALSE: not written. */
gboolean pwg_raster_line(PwgRaster *raster, const guint8 *line);
/* After its last line: what the paper has more is white. FALSE: not written. */
gboolean pwg_raster_page_end(PwgRaster *raster);

#endif

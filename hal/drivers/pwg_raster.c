#define G_LOG_DOMAIN "hal-ipp"
#include "hal/drivers/pwg_raster.h"

#include <cups/raster.h>
#include <string.h>

#define WHITE 255

struct PwgRaster {
    cups_raster_t *stream;
    int dpi;
    cups_page_header2_t header; /* of the page being written */
    unsigned width, line;       /* of the rendering; how many lines are written */
    guint8 *row;                /* one line of paper */
};

PwgRaster *pwg_raster_new(int fd, int dpi)
{
    cups_raster_t *stream = cupsRasterOpen(fd, CUPS_RASTER_WRITE_PWG);
    if (stream == NULL)
        return NULL;
    PwgRaster *raster = g_new0(PwgRaster, 1);
    *raster = (PwgRaster){.stream = stream, .dpi = dpi};
    return raster;
}

static void drop_row(PwgRaster *raster)
{
    if (raster->row != NULL)
        explicit_bzero(raster->row, raster->header.cupsWidth);
    g_clear_pointer(&raster->row, g_free);
}

void pwg_raster_free(PwgRaster *raster)
{
    if (raster == NULL)
        return;
    drop_row(raster);
    cupsRasterClose(raster->stream);
    g_free(raster);
}

/* In hundredths of a millimetre, down to whole tenths: papers are made no finer, and renderers round up. */
static int paper_length(const PwgRaster *raster, int pixels)
{
    return (int)((gint64)pixels * 254 / raster->dpi) * 10;
}

gboolean pwg_raster_page(PwgRaster *raster, int width, int height)
{
    pwg_media_t *paper = pwgMediaForSize(paper_length(raster, width), paper_length(raster, height));
    drop_row(raster);
    /* It asks for a sheet's back side too, though a one-sided page has none. */
    if (paper == NULL || !cupsRasterInitPWGHeader(&raster->header, paper, "sgray_8", raster->dpi, raster->dpi,
                                                  "one-sided", "normal"))
        return FALSE;
    raster->width = (unsigned)width;
    raster->line = 0;
    raster->row = g_malloc(raster->header.cupsWidth);
    return cupsRasterWriteHeader2(raster->stream, &raster->header) != 0;
}

static gboolean write_row(PwgRaster *raster)
{
    raster->line++;
    return cupsRasterWritePixels(raster->stream, raster->row, raster->header.cupsWidth) ==
           raster->header.cupsWidth;
}

gboolean pwg_raster_line(PwgRaster *raster, const guint8 *line)
{
    if (raster->line >= raster->header.cupsHeight)
        return TRUE;
    unsigned inked = MIN(raster->width, raster->header.cupsWidth);
    memcpy(raster->row, line, inked);
    memset(raster->row + inked, WHITE, raster->header.cupsWidth - inked);
    return write_row(raster);
}

gboolean pwg_raster_page_end(PwgRaster *raster)
{
    memset(raster->row, WHITE, raster->header.cupsWidth);
    gboolean fine = TRUE;
    while (fine && raster->line < raster->header.cupsHeight)
        fine = write_row(raster);
    return fine;
}

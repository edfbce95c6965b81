#define G_LOG_DOMAIN "hal-ipp"
#include "hal/drivers/ipp_format.h"

#include <stdlib.h>

/* Small print stays sharp at 300, and a page is a quarter of what it is at 600. The bounds are what a page
 * may cost in memory and what can still be read. */
#define DPI_WANTED 300
#define DPI_LEAST  100
#define DPI_MOST   1200

static gboolean lists(ipp_t *printer, const char *name, const char *value)
{
    ipp_attribute_t *attribute = ippFindAttribute(printer, name, IPP_TAG_ZERO);
    return attribute != NULL && ippContainsString(attribute, value);
}

/* The square resolution nearest to the wanted one, the finer of two; 0: there is none. */
static int nearest_dpi(ipp_attribute_t *resolutions)
{
    int best = 0;
    for (int i = 0; i < ippGetCount(resolutions); i++) {
        int y;
        ipp_res_t unit;
        int x = ippGetResolution(resolutions, i, &y, &unit);
        if (x != y || unit != IPP_RES_PER_INCH || x < DPI_LEAST || x > DPI_MOST)
            continue;
        int off = abs(x - DPI_WANTED), best_off = abs(best - DPI_WANTED);
        if (best == 0 || off < best_off || (off == best_off && x > best))
            best = x;
    }
    return best;
}

IppDocument ipp_format_choose(ipp_t *printer)
{
    static const char types[] = "pwg-raster-document-type-supported";
    if (lists(printer, "document-format-supported", "application/pdf"))
        return (IppDocument){.format = IPP_FORMAT_PDF};
    if (!lists(printer, "document-format-supported", "image/pwg-raster"))
        return (IppDocument){.format = IPP_FORMAT_NONE};
    /* A printer that is silent about the details has the ones it must have. */
    gboolean gray =
        ippFindAttribute(printer, types, IPP_TAG_ZERO) == NULL || lists(printer, types, "sgray_8");
    ipp_attribute_t *resolutions =
        ippFindAttribute(printer, "pwg-raster-document-resolution-supported", IPP_TAG_RESOLUTION);
    int dpi = resolutions != NULL ? nearest_dpi(resolutions) : DPI_WANTED;
    if (!gray || dpi == 0)
        return (IppDocument){.format = IPP_FORMAT_NONE};
    return (IppDocument){.format = IPP_FORMAT_PWG_RASTER, .dpi = dpi};
}

const char *ipp_format_name(IppFormat format)
{
    switch (format) {
    case IPP_FORMAT_NONE:
        return NULL;
    case IPP_FORMAT_PDF:
        return "application/pdf";
    case IPP_FORMAT_PWG_RASTER:
        return "image/pwg-raster";
    }
    g_return_val_if_reached(NULL);
}

/* In which form a printer gets its document, read from its attributes; no I/O, any thread.
 *
 * Sheets are made as PDF, and a printer that takes PDF gets it as it is. Every IPP Everywhere printer takes
 * PWG raster (PWG 5100.14, 4.3), and of its pixel formats sgray_8 (PWG 5102.4): what takes no PDF gets that.
 */
#ifndef HAL_DRIVERS_IPP_FORMAT_H
#define HAL_DRIVERS_IPP_FORMAT_H

#include <cups/cups.h>
#include <glib.h>

typedef enum {
    IPP_FORMAT_NONE, /* it takes nothing that we can make */
    IPP_FORMAT_PDF,
    IPP_FORMAT_PWG_RASTER,
} IppFormat;

typedef struct {
    IppFormat format;
    int dpi; /* of PWG raster, the same in both directions */
} IppDocument;

/* From the answer to Get-Printer-Attributes: document-format-supported, pwg-raster-document-type-supported
 * and pwg-raster-document-resolution-supported. */
IppDocument ipp_format_choose(ipp_t *printer);

/* "application/pdf", "image/pwg-raster"; NULL for NONE. */
const char *ipp_format_name(IppFormat format);

#endif

/* Printed documents: one layout for the sheet on screen and for the PDF.
 *
 * A document is made from a plain struct of strings by one of the makers in receipt.h, progress.h,
 * leaflet.h, notice.h and blank.h; it is laid out at once, copies all it needs, and never changes again.
 * Sheets are black only, A4 or an 80 mm slip (72 mm printable, as long as its text).
 *
 * Threads: every function may be called from any thread. One lock guards the shared font map, so a call
 * may wait for another document (tens of milliseconds): call from a worker, not from the loop thread.
 *
 * Fonts: the faces named by FONTCONFIG_FILE (share/fonts/fonts.conf), family "Noto Sans CJK SC", made
 * without CFF subroutines because cairo 1.16 drops glyphs of the stock fonts in PDFs.
 *
 * Personal data: names and numbers come in masked (data/process.json, "masking"); a maker refuses a name or
 * number without a star. QR codes hold the case number and the query code, nothing of the person. */
#pragma once

#include <glib.h>

typedef struct _cairo cairo_t;

typedef enum {
    PAPER_ERROR_INPUT,    /* a needed string is missing or not UTF-8 */
    PAPER_ERROR_UNMASKED, /* a name or number came in without its mask */
    PAPER_ERROR_FONT,     /* no private face: FONTCONFIG_FILE is unset or names another family */
    PAPER_ERROR_RENDER,   /* cairo or libqrencode said no; message tells why */
    PAPER_ERROR_WRITE,    /* the file descriptor did not take the bytes */
} PaperError;
#define PAPER_ERROR (paper_error_quark())
GQuark paper_error_quark(void);

typedef enum {
    PAPER_A4,
    PAPER_SLIP, /* 80 mm roll */
} PaperSize;

/* What every sheet shares. Strings and the time are lent for the call. */
typedef struct {
    PaperSize size;
    gboolean large;          /* body 16 pt instead of 11 (A4) or 10 (slip) */
    gboolean english;        /* English under the Chinese labels; the form itself stays Chinese */
    const char *station;     /* "滨江区映月街道晴川社区便民驿站（示例）" */
    const char *kiosk_no;    /* "QC-01" */
    GDateTime *printed_at;   /* local time of the sheet, and the PDF's date: same input, same bytes */
    gboolean time_uncertain; /* the clock may be wrong: said beside the time */
} PaperSetup;

typedef struct PaperDoc PaperDoc;
void paper_doc_free(PaperDoc *doc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PaperDoc, paper_doc_free)

int paper_pages(const PaperDoc *doc);
/* Size of one page (from 0) in millimetres; either pointer may be NULL. Pages of one document are alike. */
void paper_page_size(const PaperDoc *doc, double *width_mm, double *height_mm);
/* The form's Chinese name, for queues and the screen; holds nothing personal. Lent, lives with doc. */
const char *paper_title(const PaperDoc *doc);
/* "F01", or "" for sheets that are no form. Lent, lives with doc. */
const char *paper_form_id(const PaperDoc *doc);

/* Draw one page at the origin of cr, black on what is there, one unit = one point (1/72 in): scale first. */
void paper_draw_page(const PaperDoc *doc, int page, cairo_t *cr);

/* The document as PDF 1.5. The bytes are wiped when the last reference goes. NULL and error: FONT, RENDER. */
GBytes *paper_render_pdf(const PaperDoc *doc, GError **error);
/* The same into a file descriptor that stays yours (a memfd to hand to the printer host). */
gboolean paper_write_pdf(const PaperDoc *doc, int fd, GError **error);

/* One page as an 8-bit grey image (0 black, 255 white) for slip printers and small previews: stride = width.
 * dpi: dots per inch, 36..600. Free with g_free; it is wiped by nobody else. NULL: page or dpi out of range.
 */
guint8 *paper_page_gray(const PaperDoc *doc, int page, double dpi, int *width_px, int *height_px);

/* "ckiosk://case/<case_no>?q=<query_code>": what the QR code on every sheet of a case says. */
char *paper_case_link(const char *case_no, const char *query_code);
/* "29004736" as people read it out: "2900 4736". */
char *paper_grouped_code(const char *code);

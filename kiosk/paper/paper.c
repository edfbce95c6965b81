/* The outer side of a document: sizes, drawing, PDF bytes. */
#define G_LOG_DOMAIN "paper"
#include "kiosk/paper/paper.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "kiosk/paper/engine/flow.h"
#include "kiosk/paper/engine/fonts.h"
#include "kiosk/paper/engine/leak.h"
#include "kiosk/paper/engine/page.h"

#define DPI_LEAST 36.0
#define DPI_MOST  600.0

G_DEFINE_QUARK(paper - error - quark, paper_error)

int paper_pages(const PaperDoc *doc)
{
    return (int)doc->page_starts->len;
}

void paper_page_size(const PaperDoc *doc, double *width_mm, double *height_mm)
{
    if (width_mm != NULL)
        *width_mm = doc->metrics->page_width / MM;
    if (height_mm != NULL)
        *height_mm = doc->page_height / MM;
}

const char *paper_title(const PaperDoc *doc)
{
    return doc->title;
}

const char *paper_form_id(const PaperDoc *doc)
{
    return doc->form_id;
}

char *paper_case_link(const char *case_no, const char *query_code)
{
    return g_strdup_printf("ckiosk://case/%s?q=%s", case_no, query_code);
}

char *paper_grouped_code(const char *code)
{
    g_autoptr(GString) grouped = g_string_new(NULL);
    for (gsize i = 0; code[i] != '\0'; i++) {
        if (i > 0 && i % 4 == 0)
            g_string_append_c(grouped, ' ');
        g_string_append_c(grouped, code[i]);
    }
    return g_string_free(g_steal_pointer(&grouped), FALSE);
}

/* --- drawing --------------------------------------------------------------------------------------- */

void paper_draw_page(const PaperDoc *doc, int page, cairo_t *cr)
{
    g_return_if_fail(page >= 0 && page < paper_pages(doc));
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    int first = g_array_index(doc->page_starts, int, page);
    int end =
        page + 1 < paper_pages(doc) ? g_array_index(doc->page_starts, int, page + 1) : (int)doc->pieces->len;

    cairo_save(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    paper_frame_draw(doc, page, cr);
    for (int i = first; i < end; i++)
        paper_piece_draw(g_ptr_array_index(doc->pieces, i), cr);
    cairo_restore(cr);
}

guint8 *paper_page_gray(const PaperDoc *doc, int page, double dpi, int *width_px, int *height_px)
{
    if (page < 0 || page >= paper_pages(doc) || !(dpi >= DPI_LEAST && dpi <= DPI_MOST))
        return NULL;
    double scale = dpi / 72;
    int width = (int)(doc->metrics->page_width * scale + 0.5);
    int height = (int)(doc->page_height * scale + 0.5);
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, width, height);
    guint8 *gray = NULL;
    if (cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS) {
        /* An alpha-only surface takes the ink itself: coverage 255 is black. */
        cairo_t *cr = cairo_create(surface);
        cairo_scale(cr, scale, scale);
        paper_draw_page(doc, page, cr);
        cairo_destroy(cr);
        cairo_surface_flush(surface);
        guint8 *ink = cairo_image_surface_get_data(surface);
        int stride = cairo_image_surface_get_stride(surface);
        gray = g_malloc((gsize)width * (gsize)height);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                gray[(gsize)y * (gsize)width + (gsize)x] = 255 - ink[(gsize)y * (gsize)stride + (gsize)x];
        explicit_bzero(ink, (gsize)stride * (gsize)height);
        *width_px = width;
        *height_px = height;
    }
    cairo_surface_destroy(surface);
    return gray;
}

/* --- PDF ------------------------------------------------------------------------------------------- */

static cairo_status_t collect(void *closure, const unsigned char *data, unsigned int length)
{
    GByteArray *bytes = closure;
    if (length > G_MAXUINT / 4 - bytes->len)
        return CAIRO_STATUS_WRITE_ERROR;
    g_byte_array_append(bytes, data, length);
    return CAIRO_STATUS_SUCCESS;
}

static void draw_all(const PaperDoc *doc, cairo_surface_t *surface)
{
    cairo_t *cr = cairo_create(surface);
    for (int page = 0; page < paper_pages(doc); page++) {
        paper_draw_page(doc, page, cr);
        cairo_show_page(cr);
    }
    cairo_destroy(cr);
}

static void free_wiped(gpointer data)
{
    GByteArray *bytes = data;
    explicit_bzero(bytes->data, bytes->len);
    g_byte_array_unref(bytes);
}

GBytes *paper_render_pdf(const PaperDoc *doc, GError **error)
{
    GByteArray *bytes = g_byte_array_sized_new(256 * 1024);
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(collect, bytes, doc->metrics->page_width, doc->page_height);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, doc->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, doc->created);
    draw_all(doc, surface);
    paper_finish_surface(surface);
    cairo_status_t status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        return g_bytes_new_with_free_func(bytes->data, bytes->len, free_wiped, bytes);
    free_wiped(bytes);
    g_set_error(error, PAPER_ERROR, PAPER_ERROR_RENDER, "PDF: %s", cairo_status_to_string(status));
    return NULL;
}

gboolean paper_write_pdf(const PaperDoc *doc, int fd, GError **error)
{
    g_autoptr(GBytes) pdf = paper_render_pdf(doc, error);
    if (pdf == NULL)
        return FALSE;
    gsize left;
    const char *at = g_bytes_get_data(pdf, &left);
    while (left > 0) {
        ssize_t n = write(fd, at, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            g_set_error(error, PAPER_ERROR, PAPER_ERROR_WRITE, "PDF: %s", g_strerror(n < 0 ? errno : EIO));
            return FALSE;
        }
        at += n;
        left -= (gsize)n;
    }
    return TRUE;
}

/* Photos from cameras and sticks: foreign bytes, so only the two formats that are asked for, told by their
 * first bytes, and bounded before anything is decoded. */
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/window.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

/* Decoded pixels are four bytes each: a 40-megapixel photo takes 160 MB for a moment. */
#define MOST_PIXELS (40.0 * 1000 * 1000)

typedef struct {
    int most_px;
    gboolean too_large;
} Limits;

/* The decoder says the size first; a smaller one saves it most of the work. */
static void on_size(GdkPixbufLoader *loader, int width, int height, gpointer data)
{
    Limits *l = data;
    l->too_large = width <= 0 || height <= 0 || (double)width * height > MOST_PIXELS;
    if (l->too_large) {
        gdk_pixbuf_loader_set_size(loader, 1, 1);
        return;
    }
    int longest = MAX(width, height);
    if (l->most_px > 0 && longest > l->most_px)
        gdk_pixbuf_loader_set_size(loader, MAX(1, (int)((gint64)width * l->most_px / longest)),
                                   MAX(1, (int)((gint64)height * l->most_px / longest)));
}

static const char *format_of(const guchar *bytes, gsize n)
{
    if (n > 8 && memcmp(bytes, "\x89PNG\r\n\x1a\n", 8) == 0)
        return "png";
    if (n > 3 && memcmp(bytes, "\xff\xd8\xff", 3) == 0)
        return "jpeg";
    return NULL;
}

/* The decoders fill up what is missing with grey and say nothing: half a photo of a document is no document.
 */
static gboolean is_complete(const char *format, const guchar *bytes, gsize n)
{
    return g_str_equal(format, "png") ? memmem(bytes, n, "IEND\xae\x42\x60\x82", 8) != NULL
                                      : memmem(bytes, n, "\xff\xd9", 2) != NULL;
}

static cairo_surface_t *to_surface(const GdkPixbuf *pixbuf)
{
    int w = gdk_pixbuf_get_width(pixbuf), h = gdk_pixbuf_get_height(pixbuf);
    int channels = gdk_pixbuf_get_n_channels(pixbuf), from_stride = gdk_pixbuf_get_rowstride(pixbuf);
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, w, h);
    if (cairo_surface_status(s) != CAIRO_STATUS_SUCCESS)
        return s;
    cairo_surface_flush(s);
    for (int y = 0; y < h; y++) {
        const guchar *from = gdk_pixbuf_read_pixels(pixbuf) + (gsize)y * (gsize)from_stride;
        guint32 *to = (guint32 *)(gpointer)(cairo_image_surface_get_data(s) +
                                            (gsize)y * (gsize)cairo_image_surface_get_stride(s));
        for (int x = 0; x < w; x++, from += channels) {
            guint32 a = channels == 4 ? from[3] : 255;
            to[x] = a << 24 | (from[0] * a / 255) << 16 | (from[1] * a / 255) << 8 | from[2] * a / 255;
        }
    }
    cairo_surface_mark_dirty(s);
    return s;
}

static cairo_surface_t *turned(GdkPixbuf *pixbuf, GError **error)
{
    g_autoptr(GdkPixbuf) upright = pixbuf ? gdk_pixbuf_apply_embedded_orientation(pixbuf) : NULL;
    if (!upright) {
        g_set_error(error, UI_ERROR, UI_ERROR_FILE, "image holds no picture");
        return NULL;
    }
    cairo_surface_t *s = to_surface(upright);
    cairo_status_t status = cairo_surface_status(s);
    if (status == CAIRO_STATUS_SUCCESS)
        return s;
    g_set_error(error, UI_ERROR, UI_ERROR_FILE, "image not kept: %s", cairo_status_to_string(status));
    cairo_surface_destroy(s);
    return NULL;
}

cairo_surface_t *ui_surface_from_image(GBytes *image, int most_px, GError **error)
{
    gsize n;
    const guchar *bytes = g_bytes_get_data(image, &n);
    const char *format = format_of(bytes, n);
    if (!format) {
        g_set_error(error, UI_ERROR, UI_ERROR_FILE, "image is neither PNG nor JPEG");
        return NULL;
    }
    if (!is_complete(format, bytes, n)) {
        g_set_error(error, UI_ERROR, UI_ERROR_FILE, "image has no end");
        return NULL;
    }
    g_autoptr(GError) why = NULL;
    g_autoptr(GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type(format, &why);
    if (!loader) {
        g_set_error(error, UI_ERROR, UI_ERROR_FILE, "no decoder for %s: %s", format, why->message);
        return NULL;
    }
    Limits limits = {.most_px = most_px};
    g_signal_connect(loader, "size-prepared", G_CALLBACK(on_size), &limits);
    gboolean read = gdk_pixbuf_loader_write(loader, bytes, n, &why);
    /* Always closed, or the loader complains; the first error is the one that counts. */
    gboolean closed = gdk_pixbuf_loader_close(loader, why ? NULL : &why);
    if (limits.too_large)
        g_set_error(error, UI_ERROR, UI_ERROR_FILE, "image is too large");
    else if (!read || !closed)
        g_set_error(error, UI_ERROR, UI_ERROR_FILE, "image cannot be read: %s",
                    why ? why->message : "damaged");
    else
        return turned(gdk_pixbuf_loader_get_pixbuf(loader), error);
    return NULL;
}

cairo_surface_t *ui_surface_from_png(GBytes *png, GError **error)
{
    return ui_surface_from_image(png, 0, error);
}

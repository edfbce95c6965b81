#define G_LOG_DOMAIN "hal-ipp"
#include "hal/drivers/pdf_raster.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hal/drivers/pwg_raster.h"
#include "hal/printer.h"

#define RENDERER    "pdftoppm"
#define WHOLE_MS    30000
#define PAGES_MAX   100
#define SIDE_PX_MAX 40000
#define PAGE_PX_MAX (150 * 1000 * 1000) /* A4 at 1200 dpi */
#define TEXT_MAX    32                  /* of a PGM header */

G_DEFINE_QUARK(pdf - raster - error, pdf_raster_error)

typedef struct {
    HalHost *host;
    GPid pid;
    int pages; /* where they come from: PGM files one behind the other */
    gint64 until_us;
    gsize at, filled;
    guint8 buffer[65536];
} Renderer;

gboolean pdf_raster_is_possible(void)
{
    g_autofree char *path = g_find_program_in_path(RENDERER);
    return path != NULL;
}

static gboolean fail(GError **error, PdfRasterError code, const char *text)
{
    g_set_error_literal(error, PDF_RASTER_ERROR, (int)code, text);
    return FALSE;
}

/* --- the renderer's process ------------------------------------------------------------------------ */

/* Between fork and exec: it must not outlive the driver. */
static void tie_to_driver(gpointer data)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
}

static gboolean renderer_start(Renderer *renderer, int pdf, int dpi, GError **error)
{
    char resolution[16];
    g_snprintf(resolution, sizeof resolution, "%d", dpi);
    const char *argv[] = {RENDERER, "-q", "-gray", "-r", resolution, "-", NULL};
    int pipe_ends[2];
    g_autoptr(GError) reason = NULL;
    if (lseek(pdf, 0, SEEK_SET) != 0 || !g_unix_open_pipe(pipe_ends, FD_CLOEXEC, &reason))
        return fail(error, PDF_RASTER_ERROR_RENDERER, reason != NULL ? reason->message : g_strerror(errno));
    gboolean started = g_spawn_async_with_pipes_and_fds(
        NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL,
        tie_to_driver, NULL, pdf, pipe_ends[1], -1, NULL, NULL, 0, &renderer->pid, NULL, NULL, NULL, &reason);
    close(pipe_ends[1]);
    if (!started) {
        close(pipe_ends[0]);
        return fail(error, PDF_RASTER_ERROR_RENDERER, reason->message);
    }
    renderer->pages = pipe_ends[0];
    g_unix_set_fd_nonblocking(renderer->pages, TRUE, NULL);
    return TRUE;
}

/* Waits for its own end, or makes one. TRUE: it said that all went well. */
static gboolean renderer_end(Renderer *renderer, gboolean at_once)
{
    int status = -1;
    int ended = at_once ? -1 : pidfd_open(renderer->pid, 0);
    if (ended >= 0) {
        gint64 left_ms = (renderer->until_us - g_get_monotonic_time()) / 1000;
        host_wait_fd(renderer->host, ended, CLAMP(left_ms, 0, WHOLE_MS));
        close(ended);
    }
    /* What has ended already takes no notice. */
    kill(renderer->pid, SIGKILL);
    while (waitpid(renderer->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    close(renderer->pages);
    explicit_bzero(renderer->buffer, sizeof renderer->buffer);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* --- its pages ------------------------------------------------------------------------------------- */

/* More bytes; filled stays 0 at the end of them. */
static gboolean fill(Renderer *renderer, GError **error)
{
    renderer->at = renderer->filled = 0;
    for (;;) {
        gint64 left_ms = (renderer->until_us - g_get_monotonic_time()) / 1000;
        if (left_ms <= 0)
            return fail(error, PDF_RASTER_ERROR_RENDERER, "the pages were not rendered in time");
        if (host_wait_fd(renderer->host, renderer->pages, left_ms) == HOST_CANCELED)
            return fail(error, PDF_RASTER_ERROR_CANCELED, "cancelled while the pages were rendered");
        ssize_t n = read(renderer->pages, renderer->buffer, sizeof renderer->buffer);
        if (n >= 0) {
            renderer->filled = (gsize)n;
            return TRUE;
        }
        if (errno != EAGAIN && errno != EINTR)
            return fail(error, PDF_RASTER_ERROR_RENDERER, g_strerror(errno));
    }
}

/* Exactly n bytes, unless the end comes first: then fewer. */
static gboolean take(Renderer *renderer, guint8 *bytes, gsize n, gsize *taken, GError **error)
{
    for (*taken = 0; *taken < n;) {
        if (renderer->at == renderer->filled && !fill(renderer, error))
            return FALSE;
        if (renderer->filled == 0)
            return TRUE;
        gsize part = MIN(n - *taken, renderer->filled - renderer->at);
        memcpy(bytes + *taken, renderer->buffer + renderer->at, part);
        renderer->at += part;
        *taken += part;
    }
    return TRUE;
}

/* A line of a PGM header; empty at the end of all pages. */
static gboolean take_text(Renderer *renderer, char text[static TEXT_MAX], GError **error)
{
    gsize length = 0, taken = 1;
    while (taken == 1 && length < TEXT_MAX - 1) {
        if (!take(renderer, (guint8 *)text + length, 1, &taken, error))
            return FALSE;
        if (taken == 1 && text[length++] == '\n')
            break;
    }
    text[length] = '\0';
    return TRUE;
}

/* "P5", width and height, 255: as poppler writes them. *width is 0 behind the last page. */
static gboolean take_header(Renderer *renderer, int *width, int *height, GError **error)
{
    char magic[TEXT_MAX], size[TEXT_MAX], depth[TEXT_MAX];
    *width = *height = 0;
    if (!take_text(renderer, magic, error))
        return FALSE;
    if (*magic == '\0')
        return TRUE;
    if (!take_text(renderer, size, error) || !take_text(renderer, depth, error))
        return FALSE;
    if (strcmp(magic, "P5\n") != 0 || strcmp(depth, "255\n") != 0 ||
        sscanf(size, "%d %d", width, height) != 2)
        return fail(error, PDF_RASTER_ERROR_RENDERER, "the renderer gave no gray page");
    if (*width < 1 || *height < 1 || *width > SIDE_PX_MAX || *height > SIDE_PX_MAX ||
        (gint64)*width * *height > PAGE_PX_MAX)
        return fail(error, PDF_RASTER_ERROR_DOCUMENT, "a page is too large");
    return TRUE;
}

static gboolean copy_page(Renderer *renderer, PwgRaster *raster, int width, int height, GError **error)
{
    g_autofree guint8 *line = g_malloc((gsize)width);
    gboolean fine = pwg_raster_page(raster, width, height);
    for (int y = 0; fine && y < height; y++) {
        gsize taken;
        if (!take(renderer, line, (gsize)width, &taken, error))
            return FALSE;
        if (taken < (gsize)width)
            return fail(error, PDF_RASTER_ERROR_RENDERER, "the renderer gave half a page");
        fine = pwg_raster_line(raster, line);
    }
    explicit_bzero(line, (gsize)width);
    fine = fine && pwg_raster_page_end(raster);
    return fine || fail(error, PDF_RASTER_ERROR_MEMORY, "the raster could not be written");
}

static gboolean copy_pages(Renderer *renderer, int out, int dpi, GError **error)
{
    g_autoptr(PwgRaster) raster = pwg_raster_new(out, dpi);
    if (raster == NULL)
        return fail(error, PDF_RASTER_ERROR_MEMORY, "the raster could not be begun");
    for (int pages = 0;; pages++) {
        int width, height;
        if (!take_header(renderer, &width, &height, error))
            return FALSE;
        if (width == 0)
            return pages > 0 || fail(error, PDF_RASTER_ERROR_DOCUMENT, "the document has no page");
        if (pages == PAGES_MAX || lseek(out, 0, SEEK_CUR) > HAL_PRINT_BYTES_MAX)
            return fail(error, PDF_RASTER_ERROR_DOCUMENT, "the document has too many pages");
        if (!copy_page(renderer, raster, width, height, error))
            return FALSE;
    }
}

int pdf_raster(HalHost *host, int pdf, int dpi, GError **error)
{
    int out = memfd_create("sheet", MFD_CLOEXEC);
    if (out < 0) {
        fail(error, PDF_RASTER_ERROR_MEMORY, g_strerror(errno));
        return -1;
    }
    g_autofree Renderer *renderer = g_new0(Renderer, 1);
    renderer->host = host;
    renderer->until_us = g_get_monotonic_time() + WHOLE_MS * 1000;
    host_trace(host, "pages to raster, %d dpi", dpi);
    gboolean fine = renderer_start(renderer, pdf, dpi, error);
    if (fine) {
        fine = copy_pages(renderer, out, dpi, error);
        /* A page that the renderer left out must not look like a whole document. */
        if (!renderer_end(renderer, !fine) && fine)
            fine = fail(error, PDF_RASTER_ERROR_DOCUMENT, "the document could not be rendered");
    }
    if (fine)
        return out;
    close(out);
    return -1;
}

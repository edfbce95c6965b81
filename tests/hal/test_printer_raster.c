/* A printer that takes no PDF, only PWG raster as every IPP Everywhere printer must: what arrives there is
 * read back with CUPS's own reader and laid beside a rendering of the same sheet. */
#include "tests/support/child.h"
#include "tests/support/cmocka.h"
#include "tests/support/eve_rig.h"
#include "tests/support/hald_rig.h"
#include "tests/support/ink_pdf.h"
#include "tests/support/peer_rig.h"

#include "hal/printer.h"

#include <cups/raster.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MS 10000
#define JOB_MS    40000
#define MM        (72 / 25.4)

typedef struct {
    PeerRig *peer;
    EveRig *eve;
    HaldRig *rig;
    char *sheets;
    char *path; /* PATH as it was, while a renderer of ours stands in */
} Desk;

/* --- a desk with a printer ------------------------------------------------------------------------- */

static void start_rig(Desk *desk, const char *uri)
{
    g_autofree char *ini =
        g_strdup_printf("[printer0]\nclass = printer\ndriver = printer_ipp\nroute = direct\nuri = %s\n", uri);
    desk->rig = hald_rig_new(ini, NULL);
}

static void start_online(Desk *desk, const char *uri)
{
    start_rig(desk, uri);
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, ANSWER_MS);
}

/* A printer, but no driver yet. */
static int without_driver(void **state)
{
    Desk *desk = g_new0(Desk, 1);
    desk->sheets = g_dir_make_tmp("sheets-XXXXXX", NULL);
    const char *const options[] = {"--folder", desk->sheets, "--formats", "image/pwg-raster", NULL};
    desk->peer = peer_rig_new("ipp_printer", options);
    *state = desk;
    return 0;
}

static int raster_only(void **state)
{
    without_driver(state);
    Desk *desk = *state;
    start_online(desk, peer_rig_hello(desk->peer));
    return 0;
}

/* script is found first when the driver looks for pdftoppm; NULL: nothing at all is found. */
static void replace_renderer(Desk *desk, const char *script)
{
    g_autofree char *folder = g_dir_make_tmp("renderer-XXXXXX", NULL);
    if (desk->path == NULL)
        desk->path = g_strdup(g_getenv("PATH"));
    if (script == NULL) {
        g_setenv("PATH", folder, TRUE);
        return;
    }
    g_autofree char *file = g_build_filename(folder, "pdftoppm", NULL);
    g_autofree char *path = g_strconcat(folder, ":", desk->path, NULL);
    assert_true(g_file_set_contents(file, script, -1, NULL));
    assert_int_equal(g_chmod(file, 0700), 0);
    g_setenv("PATH", path, TRUE);
}

static int with_eve(void **state)
{
    Desk *desk = g_new0(Desk, 1);
    *state = desk;
    desk->eve = eve_rig_new("image/pwg-raster", 50);
    if (desk->eve == NULL)
        return 0;
    desk->sheets = g_strdup(eve_rig_folder(desk->eve));
    start_online(desk, eve_rig_uri(desk->eve));
    return 0;
}

static int clear(void **state)
{
    Desk *desk = *state;
    if (desk->rig != NULL)
        hald_rig_free(desk->rig);
    if (desk->peer != NULL)
        peer_rig_free(desk->peer);
    eve_rig_free(desk->eve);
    if (desk->path != NULL)
        g_setenv("PATH", desk->path, TRUE);
    g_free(desk->path);
    g_free(desk->sheets);
    g_free(desk);
    return 0;
}

/* --- orders ---------------------------------------------------------------------------------------- */

static json_t *created(Desk *desk, const char *media)
{
    g_autofree char *order = g_uuid_string_random();
    json_auto_t *args = json_pack("{s:s, s:s, s:s, s:i, s:s}", "order", order, "title", "F01", "media", media,
                                  "copies", 1, "format", "application/pdf");
    g_auto(RigAnswer) answer = hald_rig_command(desk->rig, "printer0", HAL_PRINT_CREATE, args, -1, ANSWER_MS);
    assert_string_equal(hal_code_name(answer.code), "success");
    return json_incref(json_object_get(answer.data, "job"));
}

static guint64 begin_send(Desk *desk, json_t *job, int document)
{
    json_auto_t *args = json_pack("{s:O}", "job", job);
    return hald_rig_begin(desk->rig, "printer0", HAL_PRINT_SEND, args, document, 0);
}

static void print(Desk *desk, const char *media, int document)
{
    json_auto_t *job = created(desk, media);
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, begin_send(desk, job, document), JOB_MS);
    assert_string_equal(hal_code_name(answer.code), "success");
}

static char *state_of(Desk *desk, json_t *job)
{
    json_auto_t *args = json_pack("{s:O}", "job", job);
    g_auto(RigAnswer) answer = hald_rig_command(desk->rig, "printer0", HAL_PRINT_QUERY, args, -1, ANSWER_MS);
    return g_strdup(json_string_value(json_object_get(answer.data, "state")));
}

/* --- what came out --------------------------------------------------------------------------------- */

typedef struct {
    cups_page_header2_t header;
    guint8 *pixels;
} Page;

static void page_clear(gpointer page)
{
    g_free(((Page *)page)->pixels);
}

/* The only sheet in the folder; NULL: there is none. */
static char *only_sheet(const Desk *desk)
{
    g_autoptr(GDir) folder = g_dir_open(desk->sheets, 0, NULL);
    char *sheet = NULL;
    const char *name;
    while ((name = g_dir_read_name(folder)) != NULL)
        if (g_str_has_prefix(name, "sheet-")) {
            assert_null(sheet);
            assert_true(g_str_has_suffix(name, ".pwg"));
            sheet = g_build_filename(desk->sheets, name, NULL);
        }
    return sheet;
}

static GArray *read_sheet(const Desk *desk)
{
    g_autofree char *path = only_sheet(desk);
    assert_non_null(path);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    cups_raster_t *raster = cupsRasterOpen(fd, CUPS_RASTER_READ);
    assert_non_null(raster);
    GArray *pages = g_array_new(FALSE, TRUE, sizeof(Page));
    g_array_set_clear_func(pages, page_clear);
    Page page;
    while (cupsRasterReadHeader2(raster, &page.header) != 0) {
        unsigned bytes = page.header.cupsBytesPerLine * page.header.cupsHeight;
        page.pixels = g_malloc(bytes);
        assert_int_equal(cupsRasterReadPixels(raster, page.pixels, bytes), bytes);
        g_array_append_val(pages, page);
    }
    cupsRasterClose(raster);
    close(fd);
    return pages;
}

static const Page *page_of(GArray *pages, guint i)
{
    return &g_array_index(pages, Page, i);
}

static void expect_gray(const Page *page, int dpi, unsigned width, unsigned height)
{
    assert_string_equal(page->header.MediaClass, "PwgRaster");
    assert_int_equal(page->header.HWResolution[0], dpi);
    assert_int_equal(page->header.HWResolution[1], dpi);
    assert_int_equal(page->header.cupsWidth, width);
    assert_int_equal(page->header.cupsHeight, height);
    assert_int_equal(page->header.cupsColorSpace, CUPS_CSPACE_SW);
    assert_int_equal(page->header.cupsBitsPerColor, 8);
    assert_int_equal(page->header.cupsBitsPerPixel, 8);
}

static int gray_at(const Page *page, double x_pt, double y_pt)
{
    unsigned dpi = page->header.HWResolution[0];
    unsigned x = (unsigned)(x_pt * dpi / 72), y = (unsigned)(y_pt * dpi / 72);
    assert_true(x < page->header.cupsWidth && y < page->header.cupsHeight);
    return page->pixels[(gsize)y * page->header.cupsBytesPerLine + x];
}

/* A rendering by hand, at twice the resolution so that it is not the very same one, made small again here. */
static guint8 *render_double(const Desk *desk, int document, int dpi, int *width, int *height)
{
    g_autofree char *pdf = g_build_filename(desk->sheets, "truth.pdf", NULL);
    g_autofree char *root = g_build_filename(desk->sheets, "truth", NULL);
    g_autofree char *pgm = g_strconcat(root, ".pgm", NULL);
    g_autofree char *from = g_strdup_printf("/proc/self/fd/%d", document);
    g_autofree char *bytes = NULL;
    gsize length;
    assert_true(g_file_get_contents(from, &bytes, &length, NULL));
    assert_true(g_file_set_contents(pdf, bytes, (gssize)length, NULL));
    g_autofree char *resolution = g_strdup_printf("%d", dpi * 2);
    const char *argv[] = {"pdftoppm", "-gray", "-singlefile", "-r", resolution, pdf, root, NULL};
    assert_int_equal(child_run(argv), 0);
    char *image;
    assert_true(g_file_get_contents(pgm, &image, &length, NULL));
    int begins = 0;
    assert_int_equal(sscanf(image, "P5 %d %d 255%n", width, height, &begins), 2);
    assert_int_equal((gsize)begins + 1 + (gsize)*width * (gsize)*height, length);
    memmove(image, image + begins + 1, length - (gsize)begins - 1);
    return (guint8 *)image;
}

/* The mean difference of darkness, 0..255, over the whole page. */
static double difference(const Desk *desk, const Page *page, int document)
{
    int width, height;
    g_autofree guint8 *truth =
        render_double(desk, document, (int)page->header.HWResolution[0], &width, &height);
    double sum = 0;
    int columns = MIN(width / 2, (int)page->header.cupsWidth);
    int rows = MIN(height / 2, (int)page->header.cupsHeight);
    for (int y = 0; y < rows; y++) {
        const guint8 *upper = truth + (gsize)y * 2 * (gsize)width;
        const guint8 *ours = page->pixels + (gsize)y * page->header.cupsBytesPerLine;
        for (int x = 0; x < columns; x++) {
            const guint8 *lower = upper + width;
            int mean = (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]) / 4;
            sum += abs(mean - ours[x]);
        }
    }
    return sum / columns / rows;
}

static double darkness(const Page *page)
{
    double sum = 0;
    gsize pixels = (gsize)page->header.cupsBytesPerLine * page->header.cupsHeight;
    for (gsize i = 0; i < pixels; i++)
        sum += 255 - page->pixels[i];
    return sum / (double)pixels;
}

/* --- the cases ------------------------------------------------------------------------------------- */

static void a_sheet_arrives_as_gray_raster_of_its_size(void **state)
{
    Desk *desk = *state;
    int document = ink_pdf_open(210 * MM, 297 * MM, 2);
    print(desk, "A4", document);
    g_autoptr(GArray) pages = read_sheet(desk);
    assert_int_equal(pages->len, 2);
    for (guint i = 0; i < pages->len; i++) {
        expect_gray(page_of(pages, i), 300, 2480, 3507);
        assert_string_equal(page_of(pages, i)->header.cupsPageSizeName, "iso_a4_210x297mm");
        assert_int_equal(page_of(pages, i)->header.PageSize[0], 595);
        assert_int_equal(page_of(pages, i)->header.PageSize[1], 841);
    }
    close(document);
}

static void its_ink_is_the_sheets_ink_in_the_same_place(void **state)
{
    Desk *desk = *state;
    int document = ink_pdf_open(210 * MM, 297 * MM, 1);
    print(desk, "A4", document);
    g_autoptr(GArray) pages = read_sheet(desk);
    const Page *page = page_of(pages, 0);
    assert_int_equal(gray_at(page, 72, 72), 0);
    assert_int_equal(gray_at(page, 37, 37), 0);
    assert_int_equal(gray_at(page, 34, 34), 255);
    assert_int_equal(gray_at(page, 110, 72), 255);
    assert_true(darkness(page) > 5);
    assert_true(difference(desk, page, document) < 2);
    close(document);
}

static void a_slip_has_its_own_length(void **state)
{
    Desk *desk = *state;
    int document = ink_pdf_open(80 * MM, 200 * MM, 1);
    print(desk, "80mm", document);
    g_autoptr(GArray) pages = read_sheet(desk);
    assert_int_equal(pages->len, 1);
    expect_gray(page_of(pages, 0), 300, 944, 2362);
    assert_int_equal(gray_at(page_of(pages, 0), 72, 72), 0);
    close(document);
}

static void what_is_no_pdf_is_refused_and_never_sent(void **state)
{
    Desk *desk = *state;
    int document = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert_int_equal(write(document, "not a PDF", 9), 9);
    json_auto_t *job = created(desk, "A4");
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, begin_send(desk, job, document), JOB_MS);
    assert_string_equal(hal_code_name(answer.code), "invalid_data");
    g_autofree char *seen = state_of(desk, job);
    assert_string_equal(seen, "held");
    close(document);
}

static void a_cancel_while_pages_are_rendered_ends_the_renderer_and_the_job(void **state)
{
    Desk *desk = *state;
    int document = ink_pdf_open(210 * MM, 297 * MM, 90);
    json_auto_t *job = created(desk, "A4");
    guint64 id = begin_send(desk, job, document);
    hald_rig_run(desk->rig, 300);
    gint64 start = g_get_monotonic_time();
    hal_client_cancel(hald_rig_client(desk->rig), id);
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, id, JOB_MS);
    assert_string_equal(hal_code_name(answer.code), "canceled");
    assert_in_range((g_get_monotonic_time() - start) / 1000, 0, 2500);
    g_autofree char *seen = state_of(desk, job);
    assert_string_equal(seen, "canceled");
    g_autofree char *sheet = only_sheet(desk);
    assert_null(sheet);
    close(document);
}

static void a_document_of_too_many_pages_is_refused(void **state)
{
    Desk *desk = *state;
    int document = ink_pdf_open(30 * MM, 40 * MM, 101);
    json_auto_t *job = created(desk, "A4");
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, begin_send(desk, job, document), JOB_MS);
    assert_string_equal(hal_code_name(answer.code), "invalid_data");
    close(document);
}

static void a_renderer_that_fails_sends_nothing(void **state)
{
    static const struct {
        const char *script, *code;
    } cases[] = {
        {"#!/bin/sh\nprintf 'P5\\n4 2\\n255\\nabcdefgh'; exit 3\n", "invalid_data"},
        {"#!/bin/sh\nprintf 'P5\\n4 2\\n255\\nabcdefgh'; kill -SEGV $$\n", "invalid_data"},
        {"#!/bin/sh\nprintf 'P5\\n4 2\\n255\\nabcdef'\n", "device_error"},
        {"#!/bin/sh\nprintf 'P6\\n4 2\\n255\\nabcdefgh'\n", "device_error"},
        {"#!/bin/sh\nprintf 'P5\\n900000 2\\n255\\nabcdefgh'\n", "invalid_data"},
        {"#!/bin/sh\nprintf 'P5\\n-4 2\\n255\\nabcdefgh'\n", "invalid_data"},
        {"#!/bin/sh\nprintf 'P5\\n4'; printf '%0100d' 7\n", "device_error"},
        {"#!/bin/sh\nexit 0\n", "invalid_data"},
    };
    Desk *desk = *state;
    replace_renderer(desk, cases[0].script);
    start_online(desk, peer_rig_hello(desk->peer));
    g_autofree char *renderer = g_find_program_in_path("pdftoppm");
    int document = ink_pdf_open(210 * MM, 297 * MM, 1);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        assert_true(
            g_file_set_contents_full(renderer, cases[i].script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
        json_auto_t *job = created(desk, "A4");
        g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, begin_send(desk, job, document), JOB_MS);
        assert_string_equal(hal_code_name(answer.code), cases[i].code);
        g_autofree char *seen = state_of(desk, job);
        assert_string_equal(seen, "held");
    }
    close(document);
}

static void a_missing_renderer_is_said_plainly(void **state)
{
    Desk *desk = *state;
    replace_renderer(desk, NULL);
    start_rig(desk, peer_rig_hello(desk->peer));
    hald_rig_expect_state(desk->rig, "printer0", HAL_OFFLINE, ANSWER_MS);
    const HalDevice *device = hal_client_device(hald_rig_client(desk->rig), "printer0");
    assert_int_equal(device->remedy, HAL_REMEDY_CONFIGURATION);
    assert_non_null(strstr(device->text, "poppler-utils"));
}

static void cups_own_test_printer_takes_the_raster_too(void **state)
{
    Desk *desk = *state;
    if (desk->eve == NULL)
        skip();
    int document = ink_pdf_open(210 * MM, 297 * MM, 1);
    print(desk, "A4", document);
    g_autoptr(GArray) pages = read_sheet(desk);
    assert_int_equal(pages->len, 1);
    assert_string_equal(page_of(pages, 0)->header.cupsPageSizeName, "iso_a4_210x297mm");
    assert_int_equal(gray_at(page_of(pages, 0), 72, 72), 0);
    assert_true(difference(desk, page_of(pages, 0), document) < 2);
    close(document);
}

#define ON(desk, test) cmocka_unit_test_setup_teardown(test, desk, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON(raster_only, a_sheet_arrives_as_gray_raster_of_its_size),
        ON(raster_only, its_ink_is_the_sheets_ink_in_the_same_place),
        ON(raster_only, a_slip_has_its_own_length),
        ON(raster_only, what_is_no_pdf_is_refused_and_never_sent),
        ON(raster_only, a_cancel_while_pages_are_rendered_ends_the_renderer_and_the_job),
        ON(raster_only, a_document_of_too_many_pages_is_refused),
        ON(without_driver, a_renderer_that_fails_sends_nothing),
        ON(without_driver, a_missing_renderer_is_said_plainly),
        ON(with_eve, cups_own_test_printer_takes_the_raster_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

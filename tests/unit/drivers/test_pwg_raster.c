/* Pages written as PWG raster, read back with CUPS's own reader. */
#include "hal/drivers/pwg_raster.h"
#include "tests/support/cmocka.h"

#include <cups/raster.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* One page of a rendering whose every pixel is ink. */
static int written(int dpi, int width, int height)
{
    int fd = memfd_create("raster", MFD_CLOEXEC);
    g_autofree guint8 *black = g_malloc0((gsize)width);
    PwgRaster *raster = pwg_raster_new(fd, dpi);
    assert_non_null(raster);
    assert_true(pwg_raster_page(raster, width, height));
    for (int y = 0; y < height; y++)
        assert_true(pwg_raster_line(raster, black));
    assert_true(pwg_raster_page_end(raster));
    pwg_raster_free(raster);
    return fd;
}

/* The page's pixels, its header in *header; fd is closed. */
static guint8 *read_back(int fd, cups_page_header2_t *header)
{
    char sync[4];
    assert_int_equal(pread(fd, sync, sizeof sync, 0), (int)sizeof sync);
    assert_memory_equal(sync, "RaS2", sizeof sync); /* what PWG 5102.4 begins with, on every machine */
    lseek(fd, 0, SEEK_SET);
    cups_raster_t *raster = cupsRasterOpen(fd, CUPS_RASTER_READ);
    assert_int_equal(cupsRasterReadHeader2(raster, header), 1);
    unsigned bytes = header->cupsBytesPerLine * header->cupsHeight;
    guint8 *pixels = g_malloc(bytes);
    assert_int_equal(cupsRasterReadPixels(raster, pixels, bytes), bytes);
    cups_page_header2_t next;
    assert_int_equal(cupsRasterReadHeader2(raster, &next), 0);
    cupsRasterClose(raster);
    close(fd);
    return pixels;
}

static void papers_are_known_by_their_size_at_every_resolution(void **state)
{
    static const struct {
        int dpi, width, height; /* as a renderer rounds them up */
        const char *paper;
        unsigned paper_width, paper_height;
    } cases[] = {
        {300, 2481, 3508, "iso_a4_210x297mm", 2480, 3507},
        {600, 4961, 7016, "iso_a4_210x297mm", 4960, 7015},
        {203, 1679, 2374, "iso_a4_210x297mm", 1678, 2373},
        {300, 1748, 2481, "iso_a5_148x210mm", 1748, 2480},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        cups_page_header2_t header;
        g_autofree guint8 *pixels =
            read_back(written(cases[i].dpi, cases[i].width, cases[i].height), &header);
        assert_string_equal(header.cupsPageSizeName, cases[i].paper);
        assert_int_equal(header.cupsWidth, cases[i].paper_width);
        assert_int_equal(header.cupsHeight, cases[i].paper_height);
        assert_int_equal(header.HWResolution[0], cases[i].dpi);
        assert_int_equal(header.HWResolution[1], cases[i].dpi);
    }
}

static void a_slip_keeps_its_own_length(void **state)
{
    cups_page_header2_t header;
    g_autofree guint8 *pixels = read_back(written(203, 640, 1280), &header); /* 80 x 160.1 mm */
    assert_int_equal(header.cupsWidth, 639);
    assert_in_range(header.cupsHeight, 1278, 1280);
    assert_int_equal(header.PageSize[0], 226);
}

static void the_header_says_gray_of_8_bits_on_one_side(void **state)
{
    cups_page_header2_t header;
    g_autofree guint8 *pixels = read_back(written(300, 2481, 3508), &header);
    assert_string_equal(header.MediaClass, "PwgRaster");
    assert_int_equal(header.cupsColorSpace, CUPS_CSPACE_SW);
    assert_int_equal(header.cupsColorOrder, CUPS_ORDER_CHUNKED);
    assert_int_equal(header.cupsBitsPerColor, 8);
    assert_int_equal(header.cupsBitsPerPixel, 8);
    assert_int_equal(header.cupsNumColors, 1);
    assert_int_equal(header.cupsBytesPerLine, header.cupsWidth);
    assert_int_equal(header.Duplex, 0);
    assert_int_equal(header.cupsInteger[CUPS_RASTER_PWG_CrossFeedTransform], 1);
    assert_int_equal(header.cupsInteger[CUPS_RASTER_PWG_FeedTransform], 1);
}

static void a_rendering_smaller_than_its_paper_is_filled_up_with_white(void **state)
{
    cups_page_header2_t header;
    /* 0.4 mm short in both directions: still A4 */
    g_autofree guint8 *pixels = read_back(written(300, 2476, 3503), &header);
    assert_string_equal(header.cupsPageSizeName, "iso_a4_210x297mm");
    assert_int_equal(pixels[2475], 0);
    assert_int_equal(pixels[2476], 255);
    assert_int_equal(pixels[(gsize)3502 * header.cupsBytesPerLine], 0);
    assert_int_equal(pixels[(gsize)3503 * header.cupsBytesPerLine], 255);
}

static void what_cannot_be_written_is_said(void **state)
{
    int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);
    g_autoptr(PwgRaster) raster = pwg_raster_new(fd, 300);
    guint8 line[2481];
    gboolean fine = raster != NULL && pwg_raster_page(raster, 2481, 3508);
    for (int y = 0; fine && y < 3508; y++) {
        for (gsize x = 0; x < sizeof line; x++)
            line[x] = (guint8)(x * 7 + (gsize)y * 3);
        fine = pwg_raster_line(raster, line);
    }
    assert_false(fine);
    g_clear_pointer(&raster, pwg_raster_free);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(papers_are_known_by_their_size_at_every_resolution),
        cmocka_unit_test(a_slip_keeps_its_own_length),
        cmocka_unit_test(the_header_says_gray_of_8_bits_on_one_side),
        cmocka_unit_test(a_rendering_smaller_than_its_paper_is_filled_up_with_white),
        cmocka_unit_test(what_cannot_be_written_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

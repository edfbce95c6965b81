/* Which form of document a printer gets, from what it says it takes. */
#include "hal/drivers/ipp_format.h"
#include "tests/support/cmocka.h"

/* Resolutions end with 0; NULLs leave the attribute out. */
static IppDocument chosen(const char *formats, const char *types, const int *dpi)
{
    static const char resolutions[] = "pwg-raster-document-resolution-supported";
    ipp_t *printer = ippNew();
    g_auto(GStrv) each = g_strsplit(formats, ",", -1);
    ippAddStrings(printer, IPP_TAG_PRINTER, IPP_TAG_MIMETYPE, "document-format-supported",
                  (int)g_strv_length(each), NULL, (const char *const *)each);
    if (types != NULL)
        ippAddString(printer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "pwg-raster-document-type-supported", NULL,
                     types);
    if (dpi != NULL) {
        ipp_attribute_t *attribute =
            ippAddResolution(printer, IPP_TAG_PRINTER, resolutions, IPP_RES_PER_INCH, dpi[0], dpi[0]);
        for (int i = 1; dpi[i] != 0; i++)
            ippSetResolution(printer, &attribute, i, IPP_RES_PER_INCH, dpi[i], dpi[i]);
    }
    IppDocument document = ipp_format_choose(printer);
    ippDelete(printer);
    return document;
}

static const int plain[] = {300, 0};

static void a_printer_that_takes_both_gets_pdf(void **state)
{
    IppDocument document = chosen("image/urf,image/pwg-raster,application/pdf", "sgray_8", plain);
    assert_int_equal(document.format, IPP_FORMAT_PDF);
    assert_string_equal(ipp_format_name(document.format), "application/pdf");
}

static void a_printer_without_pdf_gets_raster(void **state)
{
    IppDocument document = chosen("image/urf,image/pwg-raster", "sgray_8", plain);
    assert_int_equal(document.format, IPP_FORMAT_PWG_RASTER);
    assert_int_equal(document.dpi, 300);
    assert_string_equal(ipp_format_name(document.format), "image/pwg-raster");
}

static void a_printer_that_takes_neither_gets_nothing(void **state)
{
    assert_int_equal(chosen("image/urf,application/octet-stream", "sgray_8", plain).format, IPP_FORMAT_NONE);
    assert_null(ipp_format_name(IPP_FORMAT_NONE));
    ipp_t *silent = ippNew();
    assert_int_equal(ipp_format_choose(silent).format, IPP_FORMAT_NONE);
    ippDelete(silent);
}

static void raster_without_gray_of_8_bits_is_nothing_for_us(void **state)
{
    assert_int_equal(chosen("image/pwg-raster", "black_1", plain).format, IPP_FORMAT_NONE);
}

static void a_printer_silent_about_the_details_has_the_usual_ones(void **state)
{
    IppDocument document = chosen("image/pwg-raster", NULL, NULL);
    assert_int_equal(document.format, IPP_FORMAT_PWG_RASTER);
    assert_int_equal(document.dpi, 300);
}

static void the_resolution_is_300_or_the_nearest(void **state)
{
    static const struct {
        int offered[5];
        int wanted;
    } cases[] = {
        {{600, 300, 1200}, 300}, {{600}, 600},         {{203}, 203},
        {{600, 360, 180}, 360},  {{200, 400}, 400},    {{400, 200}, 400},
        {{72, 600}, 600},        {{2400, 1200}, 1200}, {{72}, 0},
        {{2400, 4800}, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_int_equal(chosen("image/pwg-raster", "sgray_8", cases[i].offered).dpi, cases[i].wanted);
}

static void only_square_resolutions_in_dots_per_inch_count(void **state)
{
    ipp_t *printer = ippNew();
    ippAddString(printer, IPP_TAG_PRINTER, IPP_TAG_MIMETYPE, "document-format-supported", NULL,
                 "image/pwg-raster");
    ipp_attribute_t *dpi = ippAddResolution(
        printer, IPP_TAG_PRINTER, "pwg-raster-document-resolution-supported", IPP_RES_PER_INCH, 300, 600);
    assert_int_equal(ipp_format_choose(printer).format, IPP_FORMAT_NONE);
    ippSetResolution(printer, &dpi, 1, IPP_RES_PER_CM, 300, 300);
    assert_int_equal(ipp_format_choose(printer).format, IPP_FORMAT_NONE);
    ippSetResolution(printer, &dpi, 2, IPP_RES_PER_INCH, 600, 600);
    assert_int_equal(ipp_format_choose(printer).dpi, 600);
    ippDelete(printer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_printer_that_takes_both_gets_pdf),
        cmocka_unit_test(a_printer_without_pdf_gets_raster),
        cmocka_unit_test(a_printer_that_takes_neither_gets_nothing),
        cmocka_unit_test(raster_without_gray_of_8_bits_is_nothing_for_us),
        cmocka_unit_test(a_printer_silent_about_the_details_has_the_usual_ones),
        cmocka_unit_test(the_resolution_is_300_or_the_nearest),
        cmocka_unit_test(only_square_resolutions_in_dots_per_inch_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

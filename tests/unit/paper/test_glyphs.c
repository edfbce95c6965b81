/* Every character a person may be called by must reach the paper.
 *
 * cairo 1.16 drops or deforms glyphs of the stock Noto Sans CJK in PDFs, depending on which others share the
 * subset, while the text can still be extracted: nothing but looking finds it. So all glyphs are drawn twice,
 * on an image and through a PDF and poppler, in sheets of some hundred, and the ink of each cell is compared.
 *
 * To see it red: point FONTCONFIG_FILE at a file that lists only /usr/share/fonts/opentype/noto and set
 * GLYPHS_ANY_FACE=1, which lets this test take a face that kiosk/paper itself refuses. Then blank and
 * deformed glyphs are counted (U+5982, U+7603 and others). */
#include <pango/pangocairo.h>
#include <cairo-pdf.h>
#include <stdlib.h>

#include "kiosk/paper/engine/fonts.h"
#include "kiosk/paper/engine/leak.h"
#include "tests/unit/paper/pdf_tools.h"

enum {
    CELL = 32, /* px and pt */
    COLUMNS = 24,
    ROWS = 30,
    PER_SHEET = COLUMNS * ROWS,
    WIDTH = COLUMNS * CELL,
    HEIGHT = ROWS * CELL,
    SIZE = 26,
};

/* A cell with less than a fifth of its ink counts as blank, one with this part of it in other places as
 * deformed. Sound glyphs come out alike to the last pixel, since both rasterizers are FreeType without
 * hinting. */
#define BLANK_BELOW    0.2
#define DEFORMED_ABOVE 0.1

typedef struct {
    int drawn, missing, blank, deformed;
    double worst; /* part of a glyph's ink in other places */
} Count;

static PangoContext *context;

static int open_fonts(void **state)
{
    g_autoptr(GError) error = NULL;
    if (g_getenv("GLYPHS_ANY_FACE") != NULL) {
        context = pango_font_map_create_context(pango_cairo_font_map_get_default());
        pango_cairo_context_set_resolution(context, 72);
        cairo_font_options_t *options = cairo_font_options_create();
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
        pango_cairo_context_set_font_options(context, options);
        cairo_font_options_destroy(options);
        pango_context_set_language(context, pango_language_from_string("zh-cn"));
        return 0;
    }
    context = paper_fonts(&error);
    if (context == NULL)
        print_error("%s\n", error->message);
    return context == NULL;
}

/* --- the two drawings ------------------------------------------------------------------------------ */

static void draw_sheet(cairo_t *cr, const gunichar *characters, int n, gboolean bold, Count *count)
{
    g_autoptr(PangoLayout) layout = pango_layout_new(context);
    g_autoptr(PangoFontDescription) font = pango_font_description_from_string("Noto Sans CJK SC");
    pango_font_description_set_absolute_size(font, SIZE * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    cairo_set_source_rgb(cr, 0, 0, 0);
    for (int i = 0; i < n; i++) {
        char text[7] = "";
        g_unichar_to_utf8(characters[i], text);
        pango_layout_set_text(layout, text, -1);
        if (pango_layout_get_unknown_glyphs_count(layout) > 0) {
            if (count != NULL)
                count->missing++;
            continue;
        }
        /* A tenth beyond the pixel's edge: cairo rounds down, and poppler's floor cannot fall one pixel
         * short. */
        cairo_move_to(cr, i % COLUMNS * CELL + 3.1, i / COLUMNS * CELL + 26.1);
        pango_cairo_show_layout_line(cr, pango_layout_get_line_readonly(layout, 0));
    }
}

static guint8 *on_screen(const gunichar *characters, int n, gboolean bold, Count *count)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(surface);
    draw_sheet(cr, characters, n, bold, count);
    cairo_destroy(cr);
    cairo_surface_flush(surface);
    guint8 *ink = g_malloc(WIDTH * HEIGHT);
    for (int y = 0; y < HEIGHT; y++)
        memcpy(ink + y * WIDTH,
               cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface), WIDTH);
    cairo_surface_destroy(surface);
    return ink;
}

static guint8 *through_pdf(const gunichar *characters, int n, gboolean bold)
{
    g_autofree char *pdf = temp_path("glyphs.pdf");
    g_autofree char *prefix = temp_path("glyphs");
    g_autofree char *pgm = temp_path("glyphs.pgm");
    cairo_surface_t *surface = cairo_pdf_surface_create(pdf, WIDTH, HEIGHT);
    cairo_t *cr = cairo_create(surface);
    draw_sheet(cr, characters, n, bold, NULL);
    cairo_destroy(cr);
    paper_finish_surface(surface);
    cairo_surface_destroy(surface);
    const char *draw[] = {"pdftoppm", "-singlefile", "-gray", "-r", "72", pdf, prefix, NULL};
    g_free(output_of(draw));
    char *file = NULL;
    gsize length;
    assert_true(g_file_get_contents(pgm, &file, &length, NULL));
    assert_true(length >= WIDTH * HEIGHT);
    guint8 *ink = g_malloc(WIDTH * HEIGHT);
    for (gsize i = 0; i < WIDTH * HEIGHT; i++)
        ink[i] = 255 - (guint8)file[length - WIDTH * HEIGHT + i];
    g_free(file);
    return ink;
}

/* --- comparing ------------------------------------------------------------------------------------- */

static void judge_cell(const guint8 *screen, const guint8 *paper, int cell, gunichar character, Count *count)
{
    int corner = cell / COLUMNS * CELL * WIDTH + cell % COLUMNS * CELL;
    double wanted = 0, got = 0, moved = 0;
    for (int i = 0; i < CELL * CELL; i++) {
        int at = corner + i / CELL * WIDTH + i % CELL;
        wanted += screen[at];
        got += paper[at];
        moved += ABS(screen[at] - paper[at]);
    }
    if (wanted < 255) /* a space, or hardly a dot */
        return;
    count->drawn++;
    count->worst = MAX(count->worst, moved / wanted);
    if (got < wanted * BLANK_BELOW)
        count->blank++;
    else if (moved > wanted * DEFORMED_ABOVE)
        count->deformed++;
    else
        return;
    print_message("U+%04X: %.2f of its ink, %.2f in other places\n", character, got / wanted, moved / wanted);
}

static Count compare(const GArray *characters, gboolean bold)
{
    Count count = {0};
    for (guint at = 0; at < characters->len; at += PER_SHEET) {
        const gunichar *sheet = &g_array_index(characters, gunichar, at);
        int n = (int)MIN(PER_SHEET, characters->len - at);
        g_autofree guint8 *screen = on_screen(sheet, n, bold, &count);
        g_autofree guint8 *paper = through_pdf(sheet, n, bold);
        for (int i = 0; i < n; i++)
            judge_cell(screen, paper, i, sheet[i], &count);
    }
    print_message("%d drawn, %d not in the face, %d blank, %d deformed, worst %.2f\n", count.drawn,
                  count.missing, count.blank, count.deformed, count.worst);
    return count;
}

static void add_range(GArray *characters, gunichar from, gunichar to)
{
    for (gunichar c = from; c <= to; c++)
        g_array_append_val(characters, c);
}

/* The 6,763 ideographs of GB 2312, the everyday set: rows 16 to 87. */
static GArray *everyday(void)
{
    GArray *characters = g_array_new(FALSE, FALSE, sizeof(gunichar));
    for (int row = 16; row <= 87; row++)
        for (int column = 1; column <= 94; column++) {
            const char pair[2] = {(char)(0xA0 + row), (char)(0xA0 + column)};
            g_autofree char *text = g_convert(pair, 2, "UTF-8", "GB2312", NULL, NULL, NULL);
            if (text == NULL)
                continue;
            gunichar c = g_utf8_get_char(text);
            g_array_append_val(characters, c);
        }
    return characters;
}

/* --- tests ----------------------------------------------------------------------------------------- */

static void every_everyday_character_reaches_the_paper_in_both_weights(void **state)
{
    g_autoptr(GArray) characters = everyday();
    assert_int_equal(characters->len, 6763);
    for (int bold = 0; bold <= 1; bold++) {
        Count count = compare(characters, bold);
        assert_int_equal(count.drawn, 6763);
        assert_int_equal(count.blank + count.deformed + count.missing, 0);
    }
}

static void every_character_of_the_basic_block_and_of_extension_a_reaches_the_paper(void **state)
{
    g_autoptr(GArray) characters = g_array_new(FALSE, FALSE, sizeof(gunichar));
    add_range(characters, 0x4E00, 0x9FEF);
    add_range(characters, 0x3400, 0x4DB5);
    Count count = compare(characters, FALSE);
    assert_int_equal(count.blank + count.deformed + count.missing, 0);
    assert_int_equal(count.drawn, characters->len);
}

static void rare_characters_of_names_reach_the_paper(void **state)
{
    static const char names[] = "䶮𫖯㛃𬭊𬱖𠅤𬌗鿏鿔𬍛𫍯𫘧𬬭𬀩𫗴";
    for (int bold = 0; bold <= 1; bold++) {
        g_autoptr(GArray) characters = g_array_new(FALSE, FALSE, sizeof(gunichar));
        for (const char *at = names; *at != '\0'; at = g_utf8_next_char(at)) {
            gunichar c = g_utf8_get_char(at);
            g_array_append_val(characters, c);
        }
        Count count = compare(characters, bold);
        assert_int_equal(count.drawn, characters->len);
        assert_int_equal(count.blank + count.deformed + count.missing, 0);
    }
}

static void letters_figures_and_punctuation_reach_the_paper(void **state)
{
    g_autoptr(GArray) characters = g_array_new(FALSE, FALSE, sizeof(gunichar));
    add_range(characters, 0x21, 0x7E);
    add_range(characters, 0xA1, 0xAC);
    add_range(characters, 0x3001, 0x3011);
    add_range(characters, 0xFF01, 0xFF5E);
    for (int bold = 0; bold <= 1; bold++) {
        Count count = compare(characters, bold);
        assert_int_equal(count.blank + count.deformed + count.missing, 0);
        assert_true(count.drawn > 190);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_figures_and_punctuation_reach_the_paper),
        cmocka_unit_test(rare_characters_of_names_reach_the_paper),
        cmocka_unit_test(every_everyday_character_reaches_the_paper_in_both_weights),
        cmocka_unit_test(every_character_of_the_basic_block_and_of_extension_a_reaches_the_paper),
    };
    return cmocka_run_group_tests(tests, open_fonts, NULL);
}

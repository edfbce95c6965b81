/* What stands on the sheets, judged through the PDF by poppler and zbar. */
#include <jansson.h>
#include <stdlib.h>

#include "kiosk/paper/engine/fonts.h"
#include "kiosk/paper/engine/text.h"
#include "tests/unit/paper/pdf_tools.h"
#include "tests/unit/paper/sheets.h"

typedef struct {
    const char *name;
    PaperSize size;
    gboolean large;
    int most_pages;
} Kind;
static const Kind kinds[] = {{"A4", PAPER_A4, FALSE, 1},
                             {"A4 large", PAPER_A4, TRUE, 2},
                             {"slip", PAPER_SLIP, FALSE, 1},
                             {"slip large", PAPER_SLIP, TRUE, 1}};

static GDateTime *afternoon;

static int make_afternoon(void **state)
{
    g_autoptr(GTimeZone) zone = g_time_zone_new_offset(8 * 3600);
    afternoon = g_date_time_new(zone, 2026, 11, 23, 14, 6, 0);
    return 0;
}

static int drop_afternoon(void **state)
{
    g_date_time_unref(afternoon);
    return 0;
}

static PaperDoc *receipt_on(const Kind *kind)
{
    PaperSetup setup = sheet_setup(kind->size, kind->large, afternoon);
    g_autoptr(GError) error = NULL;
    PaperDoc *doc = paper_receipt_new(&setup, &sheet_receipt, &error);
    if (doc == NULL)
        fail_msg("%s: %s", kind->name, error->message);
    return doc;
}

/* --- fields ---------------------------------------------------------------------------------------- */

/* Labels of data/process.json that the sheet says in plainer words, or in a figure. */
static const struct {
    const char *label, *on_sheet;
} plainer[] = {
    {"二维码", "扫码或报查询码"},
    {"进度查询方式", "怎么查进度"},
    {"第几次打印", "第 1 次打印"},
};

static const char *on_sheet(const char *label)
{
    for (gsize i = 0; i < G_N_ELEMENTS(plainer); i++)
        if (strcmp(label, plainer[i].label) == 0)
            return plainer[i].on_sheet;
    return label;
}

static json_t *form_fields(json_t *process, const char *id)
{
    size_t i;
    json_t *form;
    json_array_foreach(json_object_get(process, "forms"), i, form)
    {
        if (strcmp(json_string_value(json_object_get(form, "id")), id) == 0)
            return json_object_get(form, "fields");
    }
    fail_msg("process.json has no form %s", id);
    return NULL;
}

/* Every label that the office's own description of the form names. */
static void assert_has_labels(const PaperDoc *doc, const char *id)
{
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "config/catalogue/process.json", NULL);
    json_error_t where;
    json_t *process = json_load_file(path, 0, &where);
    assert_non_null(process);
    json_t *fields = form_fields(process, id);
    assert_true(json_array_size(fields) > 3);
    g_autofree char *words = words_of(doc);
    size_t i;
    json_t *field;
    json_array_foreach(fields, i, field)
        assert_says(words, on_sheet(json_string_value(json_object_get(field, "label_zh"))));
    json_decref(process);
}

static void the_receipt_says_every_field_on_every_kind_of_sheet(void **state)
{
    const PaperReceipt *r = &sheet_receipt;
    const char *const values[] = {r->case_no,
                                  "2900 4736",
                                  r->applicant_name,
                                  r->applicant_id,
                                  "无，本人办理",
                                  r->matter,
                                  r->submitted_at,
                                  r->community,
                                  r->promised,
                                  r->due_date,
                                  r->materials,
                                  "待补材料无",
                                  r->fee,
                                  r->phone,
                                  r->complaint_phone,
                                  "2026-11-23 14:06",
                                  "QC-01",
                                  "预受理专用章",
                                  "是否受理，以街道的受理通知书为准",
                                  "核对材料，1天",
                                  "区卫健局"};
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(PaperDoc) doc = receipt_on(&kinds[k]);
        g_autofree char *words = words_of(doc);
        for (gsize i = 0; i < G_N_ELEMENTS(values); i++)
            assert_says(words, values[i]);
        assert_has_labels(doc, "F01");
    }
}

static void the_temporary_receipt_says_every_field(void **state)
{
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        PaperSetup setup = sheet_setup(kinds[k].size, kinds[k].large, afternoon);
        g_autoptr(PaperDoc) doc = paper_temp_receipt_new(&setup, &sheet_temp, NULL);
        assert_has_labels(doc, "F01T");
        g_autofree char *words = words_of(doc);
        assert_says(words, sheet_temp.temp_no);
        assert_says(words, sheet_temp.filled_at);
        assert_says(words, "以正式回执为准");
    }
}

static void the_progress_slip_says_every_field(void **state)
{
    PaperSetup setup = sheet_setup(PAPER_SLIP, FALSE, afternoon);
    g_autoptr(PaperDoc) doc = paper_progress_new(&setup, &sheet_progress, NULL);
    g_autofree char *words = words_of(doc);
    const PaperProgress *p = &sheet_progress;
    const char *const said[] = {p->case_no, "2900 4736", p->applicant_name, p->matter, p->state,
                                "40%",      p->elapsed,  p->next,           "打印时间"};
    for (gsize i = 0; i < G_N_ELEMENTS(said); i++)
        assert_says(words, said[i]);
}

static void leaflets_say_what_they_were_given(void **state)
{
    PaperSetup setup = sheet_setup(PAPER_A4, TRUE, afternoon);
    g_autoptr(PaperDoc) guide = paper_guide_new(&setup, &sheet_guide, NULL);
    g_autofree char *guide_words = words_of(guide);
    assert_says(guide_words, sheet_guide.name);
    for (const char *const *line = sheet_guide.materials; *line != NULL; line++)
        assert_says(guide_words, *line);
    const char *const rest[] = {sheet_guide.summary[2], sheet_guide.who,   "区卫健局",
                                sheet_guide.time_limit, sheet_guide.place, sheet_guide.phone,
                                sheet_guide.version};
    for (gsize i = 0; i < G_N_ELEMENTS(rest); i++)
        assert_says(guide_words, rest[i]);
    g_autoptr(PaperDoc) bring = paper_bring_new(&setup, &sheet_bring, NULL);
    g_autofree char *words = words_of(bring);
    assert_says(words, "明天带这些来");
    for (const char *const *line = sheet_bring.bring; *line != NULL; line++)
        assert_says(words, *line);
    g_autoptr(PaperDoc) proxy = paper_power_of_attorney_new(&setup, "育儿补贴申领", NULL);
    assert_has_labels(proxy, "F11");
}

static void a_second_print_says_so_and_a_doubtful_clock_too(void **state)
{
    PaperSetup setup = sheet_setup(PAPER_A4, FALSE, afternoon);
    setup.time_uncertain = TRUE;
    PaperReceipt again = sheet_receipt;
    again.print_count = 2;
    g_autoptr(PaperDoc) doc = paper_receipt_new(&setup, &again, NULL);
    g_autofree char *words = words_of(doc);
    assert_says(words, "第 2 次打印");
    assert_says(words, "时间待核");
}

/* --- pages ----------------------------------------------------------------------------------------- */

static void a_receipt_takes_one_sheet_and_two_in_large_print_at_most(void **state)
{
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(PaperDoc) doc = receipt_on(&kinds[k]);
        assert_in_range(paper_pages(doc), 1, kinds[k].most_pages);
        g_autofree char *path = save_pdf(doc, "pages.pdf");
        const char *argv[] = {"pdfinfo", path, NULL};
        g_autofree char *info = output_of(argv);
        g_autofree char *wanted = g_strdup_printf("Pages:           %d\n", paper_pages(doc));
        assert_non_null(strstr(info, wanted));
    }
}

static void a_long_notice_runs_over_pages_and_loses_no_line(void **state)
{
    const char *paragraphs[61] = {NULL};
    g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < 60; i++) {
        g_ptr_array_add(
            owned, g_strdup_printf("第%d段开头，%s第%d段结尾。", i,
                                   "义诊量血压测血糖看推拿都不要钱，来的时候带上身份证和平时吃的药。", i));
        paragraphs[i] = g_ptr_array_index(owned, i);
    }
    PaperNotice notice = sheet_notice;
    notice.paragraphs = paragraphs;
    PaperSetup setup = sheet_setup(PAPER_A4, TRUE, afternoon);
    g_autoptr(PaperDoc) doc = paper_notice_new(&setup, &notice, NULL);
    assert_true(paper_pages(doc) >= 3);
    g_autofree char *words = words_of(doc);
    for (int i = 0; i < 60; i++)
        assert_says(words, paragraphs[i]);
    g_autofree char *last = g_strdup_printf("第%d页，共%d页", paper_pages(doc), paper_pages(doc));
    assert_says(words, last);
}

static void a_table_value_longer_than_a_page_goes_on_over_the_page_break(void **state)
{
    g_autoptr(GString) materials = g_string_new(NULL);
    for (int i = 0; i < 150; i++)
        g_string_append_printf(materials, "第%d件材料（原件和复印件各一份）；", i);
    PaperReceipt long_one = sheet_receipt;
    long_one.materials = materials->str;
    PaperSetup setup = sheet_setup(PAPER_A4, FALSE, afternoon);
    g_autoptr(PaperDoc) doc = paper_receipt_new(&setup, &long_one, NULL);
    assert_true(paper_pages(doc) >= 2);
    g_autofree char *words = words_of(doc);
    assert_says(words, "第149件材料");
    assert_says(words, "监督电话");
}

/* --- sizes ----------------------------------------------------------------------------------------- */

static int smallest_print(const PaperDoc *doc)
{
    g_autofree char *path = save_pdf(doc, "sizes.pdf");
    const char *argv[] = {"pdftohtml", "-xml", "-stdout", "-i", "-zoom", "1", path, NULL};
    g_autofree char *xml = output_of(argv);
    g_auto(GStrv) specs = g_strsplit(xml, "<fontspec", -1);
    int smallest = 1000;
    for (int i = 1; specs[i] != NULL; i++)
        smallest = MIN(smallest, atoi(strstr(specs[i], "size=\"") + strlen("size=\"")));
    return smallest;
}

static void large_print_on_a4_is_nowhere_below_16_pt(void **state)
{
    PaperSetup setup = sheet_setup(PAPER_A4, TRUE, afternoon);
    g_autoptr(PaperDoc) receipt = receipt_on(&kinds[1]);
    g_autoptr(PaperDoc) guide = paper_guide_new(&setup, &sheet_guide, NULL);
    g_autoptr(PaperDoc) bring = paper_bring_new(&setup, &sheet_bring, NULL);
    assert_in_range(smallest_print(receipt), 16, 100);
    assert_in_range(smallest_print(guide), 16, 100);
    assert_in_range(smallest_print(bring), 16, 100);
    g_autoptr(PaperDoc) standard = receipt_on(&kinds[0]);
    assert_in_range(smallest_print(standard), 10, 11);
}

/* Ink left of, right of and below what the device can print. */
static gsize ink_outside(const PaperDoc *doc, double margin_mm)
{
    double width_mm, height_mm;
    paper_page_size(doc, &width_mm, &height_mm);
    gsize ink = 0;
    for (int page = 0; page < paper_pages(doc); page++) {
        int width, height;
        g_autofree guint8 *gray = paper_page_gray(doc, page, 203, &width, &height);
        assert_non_null(gray);
        int side = (int)(margin_mm / width_mm * width) - 1;
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                if ((x < side || x >= width - side || y < 8 || y >= height - 8) && gray[y * width + x] < 200)
                    ink++;
    }
    return ink;
}

static void nothing_is_clipped_on_the_80_mm_roll_even_with_the_longest_words(void **state)
{
    PaperReceipt wide = sheet_receipt;
    wide.matter = "残疾儿童康复救助及辅助器具适配补贴申请（含机构康复与居家康复两类）";
    wide.applicant_name = "M********************************************************* A***********";
    wide.agent_name = "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW*";
    for (int large = 0; large <= 1; large++) {
        PaperSetup setup = sheet_setup(PAPER_SLIP, large, afternoon);
        setup.english = large;
        g_autoptr(GError) error = NULL;
        g_autoptr(PaperDoc) doc = paper_receipt_new(&setup, &wide, &error);
        assert_non_null(doc);
        assert_int_equal(ink_outside(doc, 4), 0);
        g_autofree char *words = words_of(doc);
        assert_says(words, wide.agent_name);
    }
}

static gboolean has_ink(PaperDoc *doc, double dpi)
{
    int width, height;
    g_autofree guint8 *gray = paper_page_gray(doc, 0, dpi, &width, &height);
    for (int i = 0; i < width * height; i++)
        if (gray[i] < 128)
            return TRUE;
    return FALSE;
}

static void previews_have_ink_and_sizes_out_of_range_are_refused(void **state)
{
    g_autoptr(PaperDoc) doc = receipt_on(&kinds[2]);
    int width, height;
    assert_true(has_ink(doc, 50));
    assert_null(paper_page_gray(doc, 1, 96, &width, &height));
    assert_null(paper_page_gray(doc, 0, 10, &width, &height));
    assert_null(paper_page_gray(doc, 0, 5000, &width, &height));
}

/* An inserted hyphen is ink without text, so it is looked for among the glyphs. */
static void a_broken_word_gains_no_hyphen(void **state)
{
    static const char word[] = "LSQCABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLM";
    const PaperRoleStyle style = {.size_pt = 11, .line = 1.5};
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    PaperText text = paper_text_new(paper_fonts(NULL), &style, word, NULL, 100, ALIGN_LEFT);
    int glyphs = 0;
    for (int i = 0; i < text.n_lines; i++)
        for (GSList *run = pango_layout_get_line_readonly(text.layout, i)->runs; run != NULL; run = run->next)
            glyphs += ((PangoGlyphItem *)run->data)->glyphs->num_glyphs;
    assert_true(text.n_lines > 2);
    assert_int_equal(glyphs, strlen(word));
    paper_text_clear(&text);
}

static void nothing_leaves_the_margins_of_a4(void **state)
{
    for (int large = 0; large <= 1; large++) {
        g_autoptr(PaperDoc) doc = receipt_on(&kinds[large]);
        assert_int_equal(ink_outside(doc, 19), 0);
    }
}

/* --- QR -------------------------------------------------------------------------------------------- */

static char *scan(const PaperDoc *doc, const char *dpi)
{
    g_autofree char *pdf = save_pdf(doc, "qr.pdf");
    g_autofree char *prefix = temp_path("qr");
    g_autofree char *png = temp_path("qr.png");
    const char *draw[] = {"pdftoppm", "-singlefile", "-r", dpi, "-png", pdf, prefix, NULL};
    g_free(output_of(draw));
    const char *read[] = {"zbarimg", "--raw", "-q", "--nodbus", png, NULL};
    return g_strstrip(output_of(read));
}

static void the_code_scans_on_every_kind_of_sheet_and_holds_nothing_personal(void **state)
{
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(PaperDoc) doc = receipt_on(&kinds[k]);
        g_autofree char *payload = scan(doc, "203");
        assert_string_equal(payload, "ckiosk://case/" SHEET_CASE_NO "?q=" SHEET_CODE);
    }
}

static void a_payload_that_does_not_fit_is_an_error_not_a_crash(void **state)
{
    g_autofree char *endless = g_strnfill(301, 'x');
    PaperNotice notice = sheet_notice;
    notice.qr = endless;
    PaperSetup setup = sheet_setup(PAPER_A4, FALSE, afternoon);
    g_autoptr(GError) error = NULL;
    assert_null(paper_notice_new(&setup, &notice, &error));
    assert_true(g_error_matches(error, PAPER_ERROR, PAPER_ERROR_RENDER));
}

/* --- input ----------------------------------------------------------------------------------------- */

static void unmasked_names_and_numbers_are_refused_without_repeating_them(void **state)
{
    PaperSetup setup = sheet_setup(PAPER_A4, FALSE, afternoon);
    PaperReceipt open_name = sheet_receipt, open_id = sheet_receipt, open_agent = sheet_receipt;
    open_name.applicant_name = "王小明";
    open_id.applicant_id = "990108199001012217";
    open_agent.agent_name = "李四";
    const PaperReceipt *const leaks[] = {&open_name, &open_id, &open_agent};
    for (gsize i = 0; i < G_N_ELEMENTS(leaks); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(paper_receipt_new(&setup, leaks[i], &error));
        assert_true(g_error_matches(error, PAPER_ERROR, PAPER_ERROR_UNMASKED));
        assert_null(strstr(error->message, "王小明"));
        assert_null(strstr(error->message, "990108199001012217"));
    }
}

static void missing_and_broken_strings_are_refused(void **state)
{
    PaperSetup setup = sheet_setup(PAPER_A4, FALSE, afternoon);
    PaperReceipt nameless = sheet_receipt, broken = sheet_receipt;
    nameless.case_no = NULL;
    broken.matter = "\xe5\x8d";
    const PaperReceipt *const bad[] = {&nameless, &broken};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        assert_null(paper_receipt_new(&setup, bad[i], &error));
        assert_true(g_error_matches(error, PAPER_ERROR, PAPER_ERROR_INPUT));
    }
}

/* --- the same everywhere --------------------------------------------------------------------------- */

static gpointer render_receipt(gpointer kind)
{
    g_autoptr(PaperDoc) doc = receipt_on(kind);
    return paper_render_pdf(doc, NULL);
}

static void the_same_data_give_the_same_bytes_on_any_thread(void **state)
{
    for (gsize k = 0; k < G_N_ELEMENTS(kinds); k++) {
        g_autoptr(GBytes) here = render_receipt((gpointer)&kinds[k]);
        GThread *one = g_thread_new("one", render_receipt, (gpointer)&kinds[k]);
        GThread *two = g_thread_new("two", render_receipt, (gpointer)&kinds[k]);
        g_autoptr(GBytes) there = g_thread_join(one);
        g_autoptr(GBytes) elsewhere = g_thread_join(two);
        assert_true(g_bytes_equal(here, there));
        assert_true(g_bytes_equal(here, elsewhere));
    }
}

/* The largest difference (0..255) in the mean grey of cells of 12 x 12 pixels: blind to how two rasterizers
 * smooth an edge, but not to a word that moved or is missing. */
static int difference_by_cells(const guint8 *one, const guint8 *two, int width, int height)
{
    enum { CELL = 12 };
    int largest = 0;
    for (int top = 0; top + CELL <= height; top += CELL)
        for (int left = 0; left + CELL <= width; left += CELL) {
            int sum = 0;
            for (int i = 0; i < CELL * CELL; i++) {
                int at = (top + i / CELL) * width + left + i % CELL;
                sum += one[at] - two[at];
            }
            largest = MAX(largest, abs(sum) / (CELL * CELL));
        }
    return largest;
}

static void what_the_screen_shows_is_what_the_pdf_prints(void **state)
{
    g_autoptr(PaperDoc) doc = receipt_on(&kinds[0]);
    int width, height;
    g_autofree guint8 *shown = paper_page_gray(doc, 0, 96, &width, &height);
    g_autofree char *pdf = save_pdf(doc, "same.pdf");
    g_autofree char *prefix = temp_path("same");
    g_autofree char *pgm = temp_path("same.pgm");
    g_autofree char *across = g_strdup_printf("%d", width);
    g_autofree char *down = g_strdup_printf("%d", height);
    const char *draw[] = {"pdftoppm",    "-singlefile", "-gray", "-scale-to-x", across,
                          "-scale-to-y", down,          pdf,     prefix,        NULL};
    g_free(output_of(draw));
    g_autofree char *file = NULL;
    gsize length;
    assert_true(g_file_get_contents(pgm, &file, &length, NULL));
    const guint8 *printed = (const guint8 *)file + length - (gsize)width * (gsize)height;
    assert_in_range(difference_by_cells(shown, printed, width, height), 0, 40);
}

static void a_machine_without_the_private_face_is_told_so(void **state)
{
    g_autofree char *conf = temp_path("stock.conf");
    assert_true(g_file_set_contents(conf,
                                    "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\">"
                                    "<fontconfig><dir>/usr/share/fonts/opentype/noto</dir></fontconfig>",
                                    -1, NULL));
    g_setenv("FONTCONFIG_FILE", conf, TRUE);
    PaperSetup setup = sheet_setup(PAPER_A4, FALSE, afternoon);
    g_autoptr(GError) error = NULL;
    assert_null(paper_receipt_new(&setup, &sheet_receipt, &error));
    assert_true(g_error_matches(error, PAPER_ERROR, PAPER_ERROR_FONT));
    g_unsetenv("FONTCONFIG_FILE");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        /* first: the fonts are opened once for the process */
        cmocka_unit_test(a_machine_without_the_private_face_is_told_so),
        cmocka_unit_test(the_receipt_says_every_field_on_every_kind_of_sheet),
        cmocka_unit_test(the_temporary_receipt_says_every_field),
        cmocka_unit_test(the_progress_slip_says_every_field),
        cmocka_unit_test(leaflets_say_what_they_were_given),
        cmocka_unit_test(a_second_print_says_so_and_a_doubtful_clock_too),
        cmocka_unit_test(a_receipt_takes_one_sheet_and_two_in_large_print_at_most),
        cmocka_unit_test(a_long_notice_runs_over_pages_and_loses_no_line),
        cmocka_unit_test(a_table_value_longer_than_a_page_goes_on_over_the_page_break),
        cmocka_unit_test(large_print_on_a4_is_nowhere_below_16_pt),
        cmocka_unit_test(nothing_is_clipped_on_the_80_mm_roll_even_with_the_longest_words),
        cmocka_unit_test(nothing_leaves_the_margins_of_a4),
        cmocka_unit_test(previews_have_ink_and_sizes_out_of_range_are_refused),
        cmocka_unit_test(a_broken_word_gains_no_hyphen),
        cmocka_unit_test(the_code_scans_on_every_kind_of_sheet_and_holds_nothing_personal),
        cmocka_unit_test(a_payload_that_does_not_fit_is_an_error_not_a_crash),
        cmocka_unit_test(unmasked_names_and_numbers_are_refused_without_repeating_them),
        cmocka_unit_test(missing_and_broken_strings_are_refused),
        cmocka_unit_test(the_same_data_give_the_same_bytes_on_any_thread),
        cmocka_unit_test(what_the_screen_shows_is_what_the_pdf_prints),
    };
    return cmocka_run_group_tests(tests, make_afternoon, drop_afternoon);
}

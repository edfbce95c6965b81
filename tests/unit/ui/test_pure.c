/* The parts of the toolkit that need no window: sharing of widths, typed text, SVG paths. */
#include "kiosk/ui/controls.h"
#include "kiosk/ui/field.h"
#include "kiosk/ui/share.h"
#include "kiosk/ui/svg_path.h"
#include "tests/support/cmocka.h"

/* --- sharing a row's width --- */
static void parts_keep_their_natural_width_when_there_is_room(void **state)
{
    UiShare s[] = {{.natural = 100}, {.natural = 50}};
    ui_share(s, 2, 400);
    assert_int_equal(s[0].given, 100);
    assert_int_equal(s[1].given, 50);
}

static void growing_parts_share_what_the_others_leave(void **state)
{
    UiShare s[] = {{.natural = 100}, {.natural = 10, .grow = 1}, {.natural = 10, .grow = 3}};
    ui_share(s, 3, 500);
    assert_int_equal(s[1].given, 100);
    assert_int_equal(s[2].given, 300);
}

static void the_widest_part_shrinks_first(void **state)
{
    UiShare s[] = {{.natural = 300}, {.natural = 50}, {.natural = 200}};
    ui_share(s, 3, 350);
    assert_int_equal(s[1].given, 50);
    assert_int_equal(s[0].given, 150);
    assert_int_equal(s[2].given, 150);
}

static void a_growing_part_is_never_squeezed_below_its_least(void **state)
{
    UiShare s[] = {{.natural = 400, .least = 100}, {.natural = 300, .least = 120, .grow = 1}};
    ui_share(s, 2, 420);
    assert_int_equal(s[1].given, 120);
    assert_int_equal(s[0].given, 300);
}

static void widths_never_sum_to_more_than_the_room_unless_the_leasts_do(void **state)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(7);
    for (int turn = 0; turn < 5000; turn++) {
        UiShare s[5];
        int room = g_rand_int_range(rand, 0, 1200), leasts = 0, sum = 0;
        for (int i = 0; i < 5; i++) {
            int natural = g_rand_int_range(rand, 0, 500);
            s[i] = (UiShare){.natural = natural,
                             .least = g_rand_int_range(rand, 0, natural + 1),
                             .grow = g_rand_int_range(rand, 0, 3)};
            leasts += s[i].least;
        }
        ui_share(s, 5, room);
        for (int i = 0; i < 5; i++) {
            assert_true(s[i].given >= MIN(s[i].least, s[i].natural));
            sum += s[i].given;
        }
        assert_true(sum <= MAX(room, leasts));
    }
}

/* --- typed text --- */
static char *typed(UiFieldKind kind, guint most, guint decimals, const char *text)
{
    GString *value = g_string_new(NULL);
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        char sign[8] = {0};
        g_utf8_strncpy(sign, at, 1);
        ui_field_append(value, kind, most, decimals, sign);
    }
    return g_string_free(value, FALSE);
}

static void assert_typed(UiFieldKind kind, guint most, guint decimals, const char *text, const char *expected)
{
    g_autofree char *value = typed(kind, most, decimals, text);
    assert_string_equal(value, expected);
}

static void each_kind_of_field_takes_only_its_signs(void **state)
{
    assert_typed(UI_FIELD_DIGITS, 20, 0, "1a2 3", "123");
    assert_typed(UI_FIELD_ID_NUMBER, 18, 0, "33010819500101001x", "33010819500101001X");
    assert_typed(UI_FIELD_PHONE, 20, 0, "-0571-8765-4321", "0571-87654321");
    assert_typed(UI_FIELD_DECIMAL, 20, 2, "12.345.6", "12.34");
    assert_typed(UI_FIELD_DECIMAL, 20, 0, "12.3", "123");
    assert_typed(UI_FIELD_TEXT, 20, 0, "滨江\u202e区\n一\u200b号", "滨江区一号");
}

static void lengths_count_signs_and_not_bytes(void **state)
{
    assert_typed(UI_FIELD_TEXT, 3, 0, "晴川社区", "晴川社");
}

static void backspace_takes_one_sign_with_its_marks(void **state)
{
    g_autoptr(GString) value = g_string_new("a晴e\u0301");
    assert_true(ui_field_chop(value));
    assert_string_equal(value->str, "a晴");
    ui_field_chop(value);
    ui_field_chop(value);
    assert_int_equal(value->len, 0);
    assert_false(ui_field_chop(value));
}

static void numbers_are_shown_in_groups(void **state)
{
    g_autofree char *phone = ui_field_shown("13800000001", UI_FIELD_PHONE, FALSE, 0);
    g_autofree char *landline = ui_field_shown("0571-12345678", UI_FIELD_PHONE, FALSE, 0);
    g_autofree char *id = ui_field_shown("33010819500101001X", UI_FIELD_ID_NUMBER, FALSE, 0);
    g_autofree char *code = ui_group_digits("29004736", 4);
    assert_string_equal(phone, "138 0000 0001");
    assert_string_equal(landline, "0571-12345678");
    assert_string_equal(id, "330108 1950 0101 001X");
    assert_string_equal(code, "2900 4736");
}

static void hidden_text_shows_only_the_newest_sign(void **state)
{
    g_autofree char *shown = ui_field_shown("12三4", UI_FIELD_TEXT, TRUE, 1);
    g_autofree char *all = ui_field_shown("12", UI_FIELD_PIN, TRUE, 0);
    assert_string_equal(shown, "＊＊＊4");
    assert_string_equal(all, "＊＊");
}

/* --- SVG paths --- */
static gboolean path_box(const char *data, double box[4])
{
    cairo_surface_t *s = cairo_image_surface_create(CAIRO_FORMAT_A8, 1, 1);
    cairo_t *cr = cairo_create(s);
    gboolean ok = ui_svg_path(cr, data);
    cairo_path_extents(cr, &box[0], &box[1], &box[2], &box[3]);
    cairo_destroy(cr);
    cairo_surface_destroy(s);
    return ok;
}

static void assert_box(const char *data, double x1, double y1, double x2, double y2)
{
    double b[4];
    assert_true(path_box(data, b));
    assert_true(ABS(b[0] - x1) < 0.02 && ABS(b[1] - y1) < 0.02 && ABS(b[2] - x2) < 0.02 &&
                ABS(b[3] - y2) < 0.02);
}

static void paths_of_lines_curves_and_arcs_lie_where_svg_says(void **state)
{
    assert_box("M4.5 12.5l5 5L19.5 7", 4.5, 7, 19.5, 17.5);
    assert_box("M3 6h18v12.5H3zM3 10h18", 3, 6, 21, 18.5);
    /* two half circles of radius 2 with flags run together */
    assert_box("M12 6.500a2 2 0 100-4 2 2 0 000 4", 10, 2.5, 14, 6.5);
    assert_box("M0 0c0 4 10 4 10 0s10-4 10 0", 0, -3, 20, 3);
    assert_box("M0 0Q5 10 10 0T20 0", 0, -5, 20, 5);
    /* radii that are too small are made larger: a half circle over the whole chord */
    assert_box("M0 0A1 1 0 0 1 10 0", 0, -5, 10, 0);
}

static void what_is_no_path_is_refused(void **state)
{
    static const char *const BAD[] = {
        "", "10 10", "L1 1", "M1", "M1 1 X2 2", "M1 1L", "Mnan 1", "M1 1a1 1 0 2 0 3 3", "M1e9 0"};
    double box[4];
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++)
        assert_false(path_box(BAD[i], box));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_keep_their_natural_width_when_there_is_room),
        cmocka_unit_test(growing_parts_share_what_the_others_leave),
        cmocka_unit_test(the_widest_part_shrinks_first),
        cmocka_unit_test(a_growing_part_is_never_squeezed_below_its_least),
        cmocka_unit_test(widths_never_sum_to_more_than_the_room_unless_the_leasts_do),
        cmocka_unit_test(each_kind_of_field_takes_only_its_signs),
        cmocka_unit_test(lengths_count_signs_and_not_bytes),
        cmocka_unit_test(backspace_takes_one_sign_with_its_marks),
        cmocka_unit_test(numbers_are_shown_in_groups),
        cmocka_unit_test(hidden_text_shows_only_the_newest_sign),
        cmocka_unit_test(paths_of_lines_curves_and_arcs_lie_where_svg_says),
        cmocka_unit_test(what_is_no_path_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Fields, pads, steppers, dates, choices, consents, stars and the signature, used as a finger uses them. */
#include "tests/unit/ui/rig.h"

#include <stdio.h>

static void tap_id(Rig *rig, UiWidget *root, const char *id)
{
    UiWidget *w = ui_find(root, id);
    assert_non_null(w);
    rig_tap(rig, w);
}

/* Taps the key with that text on a pad. */
static UiWidget *key_of(UiWidget *w, const char *text)
{
    if (w->class->key && w->class->text && g_strcmp0(w->class->text(w), text) == 0)
        return w;
    for (guint i = 0; i < ui_n_children(w); i++) {
        UiWidget *found = key_of(ui_child(w, i), text);
        if (found)
            return found;
    }
    return NULL;
}

static void tap_keys(Rig *rig, UiWidget *pad, const char *signs)
{
    for (; *signs; signs++) {
        char text[2] = {*signs, 0};
        UiWidget *key = key_of(pad, text);
        assert_non_null(key);
        rig_tap(rig, key);
    }
}

/* --- fields and pads --- */
static void the_number_pad_types_into_the_active_field(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *column = rig_column(rig);
    UiWidget *a = ui_add(
        column,
        ui_field(&(UiFieldSpec){
            .kind = UI_FIELD_PHONE, .label = "手机", .max_length = 11, .changed = count_press, .data = rig}));
    UiWidget *b = ui_add(column, ui_field(&(UiFieldSpec){.kind = UI_FIELD_DIGITS, .label = "门牌"}));
    UiWidget *pad = ui_add(column, ui_number_pad(NULL));
    tap_keys(rig, pad, "1");
    assert_string_equal(ui_field_get(a), "");
    ui_field_active(a, TRUE);
    tap_keys(rig, pad, "138");
    tap_id(rig, pad, "backspace");
    assert_string_equal(ui_field_get(a), "13");
    assert_int_equal(rig->pressed, 4);
    ui_field_active(b, TRUE);
    assert_false(ui_field_is_active(a));
    tap_keys(rig, pad, "66");
    tap_id(rig, pad, "clear");
    tap_keys(rig, pad, "7");
    assert_string_equal(ui_field_get(b), "7");
    assert_string_equal(ui_field_get(a), "13");
}

static void extra_keys_type_what_stands_on_them(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *field = ui_add(column, ui_field(&(UiFieldSpec){.kind = UI_FIELD_PHONE, .label = "电话"}));
    UiWidget *pad = ui_add(column, ui_number_pad("0571- X"));
    ui_field_active(field, TRUE);
    rig_tap(rig, key_of(pad, "0571-"));
    tap_keys(rig, pad, "12X");
    assert_string_equal(ui_field_get(field), "0571-12");
}

static void the_letter_pad_switches_its_layers(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *field = ui_add(column, ui_field(&(UiFieldSpec){.label = "名称"}));
    UiWidget *pad = ui_add(column, ui_text_pad(rig->ui));
    ui_field_active(field, TRUE);
    tap_keys(rig, pad, "a");
    rig_tap(rig, key_of(pad, "ABC"));
    tap_keys(rig, pad, "B");
    rig_tap(rig, key_of(pad, "123"));
    tap_keys(rig, pad, "7");
    assert_string_equal(ui_field_get(field), "aB7");
}

static void typing_takes_an_error_away_and_keeps_the_value(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *field =
        ui_add(column, ui_field(&(UiFieldSpec){.kind = UI_FIELD_DIGITS, .label = "号", .value = "12"}));
    ui_field_active(field, TRUE);
    ui_flush(rig->ui);
    int before = ui_rect(field).h;
    ui_field_error(field, "还差4位");
    ui_flush(rig->ui);
    assert_true(ui_rect(field).h > before);
    assert_string_equal(ui_field_get(field), "12");
    ui_type(rig->ui, "3");
    ui_flush(rig->ui);
    assert_int_equal(ui_rect(field).h, before);
}

static void a_sensitive_field_shows_stars_and_never_tells_the_dump(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *field =
        ui_add(column, ui_field(&(UiFieldSpec){
                           .kind = UI_FIELD_ID_NUMBER, .label = "号", .value = "330108", .sensitive = TRUE}));
    ui_flush(rig->ui);
    json_t *dump = ui_dump(rig->ui);
    g_autofree char *text = json_dumps(dump, 0);
    assert_null(strstr(text, "330108"));
    assert_non_null(strstr(text, "＊＊＊"));
    assert_string_equal(ui_field_get(field), "330108");
    json_decref(dump);
}

static void a_field_that_dies_lets_go_of_the_typing(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *field = ui_add(column, ui_field(&(UiFieldSpec){.label = "名"}));
    ui_field_active(field, TRUE);
    ui_show(rig->ui, ui_column(0));
    ui_type(rig->ui, "x");
    ui_type_backspace(rig->ui);
    ui_type_done(rig->ui);
}

static void a_field_made_active_before_it_is_shown_takes_the_typing(void **state)
{
    Rig *rig = *state;
    UiWidget *column = ui_column(0);
    UiWidget *field = ui_add(column, ui_field(&(UiFieldSpec){.label = "名"}));
    ui_field_active(field, TRUE);
    ui_show(rig->ui, column);
    ui_type(rig->ui, "晴川");
    ui_type_preedit(rig->ui, "lao nian");
    ui_flush(rig->ui);
    ui_type_preedit(rig->ui, "");
    ui_type(rig->ui, "老年");
    assert_string_equal(ui_field_get(field), "晴川老年");
}

static UiWidget *build_method(Ui *ui, gpointer data)
{
    return ui_id(ui_column(0), "method");
}

static void a_registered_input_method_takes_the_place_of_the_letter_pad(void **state)
{
    static const UiMethod METHOD = {"pinyin", "拼音", build_method};
    Rig *own;
    void *other = NULL;
    assert_int_equal(rig_open(&other), 0);
    own = other;
    assert_false(ui_has_methods(own->ui));
    ui_add_method(own->ui, &METHOD, NULL);
    assert_true(ui_has_methods(own->ui));
    UiWidget *pad = ui_text_pad(own->ui);
    assert_string_equal(ui_get_id(pad), "method");
    ui_widget_free(pad);
    rig_close(&other);
}

/* --- numbers and dates --- */
static void a_stepper_stays_in_its_range(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *stepper = ui_add(column, ui_stepper(2, 1, 3, "人", count_press, rig));
    for (int i = 0; i < 4; i++)
        tap_id(rig, stepper, "plus");
    assert_int_equal(ui_stepper_get(stepper), 3);
    for (int i = 0; i < 4; i++)
        tap_id(rig, stepper, "minus");
    assert_int_equal(ui_stepper_get(stepper), 1);
}

static void assert_date(UiWidget *date, const char *expected)
{
    g_autofree char *text = ui_date_text(date);
    assert_string_equal(text, expected);
}

static GDate day(int y, int m, int d)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)d, (GDateMonth)m, (GDateYear)y);
    return date;
}

static void a_date_can_be_typed_number_by_number(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *date = ui_add(column, ui_date(&(UiDateSpec){.max = day(2026, 11, 23)}));
    assert_date(date, "");
    tap_id(rig, ui_find(date, "year"), "number");
    UiWidget *pad = ui_find(date, "number-pad");
    assert_non_null(pad);
    tap_keys(rig, pad, "1948");
    tap_keys(rig, pad, "02");
    tap_keys(rig, pad, "29");
    assert_date(date, "1948-02-29");
    assert_null(ui_find(date, "number-pad"));
}

static void the_day_follows_the_month_and_the_leap_year(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *date = ui_add(column, ui_date(&(UiDateSpec){.max = day(2030, 12, 31)}));
    ui_date_set_text(date, "2024-03-31");
    tap_id(rig, ui_find(date, "month"), "minus");
    assert_date(date, "2024-02-29");
    tap_id(rig, ui_find(date, "year"), "minus");
    assert_date(date, "2023-02-28");
}

static void a_date_does_not_pass_its_limits(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *date =
        ui_add(column, ui_date(&(UiDateSpec){.min = day(2025, 3, 10), .max = day(2026, 11, 23)}));
    ui_date_set_text(date, "2026-12-31");
    assert_date(date, "2026-11-23");
    ui_date_set_text(date, "2025-03-01");
    assert_date(date, "2025-03-10");
}

static void months_years_and_long_term_are_written_as_the_wire_wants(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *month = ui_add(column, ui_date(&(UiDateSpec){.precision = UI_DATE_MONTH}));
    UiWidget *year = ui_add(column, ui_date(&(UiDateSpec){.precision = UI_DATE_YEAR}));
    UiWidget *until = ui_add(column, ui_date(&(UiDateSpec){.long_term = TRUE}));
    ui_date_set_text(month, "2026-05");
    ui_date_set_text(year, "1999");
    ui_date_set_text(until, "长期");
    assert_date(month, "2026-05");
    assert_date(year, "1999");
    assert_date(until, "长期");
    assert_true(ui_date_is_long_term(until));
    tap_id(rig, ui_find(until, "day"), "plus");
    assert_false(ui_date_is_long_term(until));
}

static void nonsense_empties_a_date(void **state)
{
    Rig *rig = *state;
    UiWidget *date = ui_add(rig_column(rig), ui_date(&(UiDateSpec){0}));
    static const char *const BAD[] = {"", "2026", "2026-13-01", "2026-02-30", "gestern", "-1-1-1"};
    for (guint i = 0; i < G_N_ELEMENTS(BAD); i++) {
        ui_date_set_text(date, BAD[i]);
        assert_date(date, "");
    }
}

/* --- choices --- */
static void one_of_many_lets_go_of_the_others_and_many_do_not(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *one = ui_add(column, ui_choice(FALSE, count_press, rig));
    UiWidget *many = ui_add(column, ui_choice(TRUE, count_press, rig));
    for (int i = 0; i < 3; i++) {
        ui_choice_add(one, NULL, "甲");
        ui_choice_add(many, NULL, "乙");
    }
    for (guint i = 0; i < 2; i++) {
        rig_tap(rig, ui_child(one, i));
        rig_tap(rig, ui_child(many, i));
    }
    assert_int_equal(ui_choice_first(one), 1);
    assert_false(ui_choice_get(one, 0));
    assert_true(ui_choice_get(many, 0) && ui_choice_get(many, 1));
    assert_int_equal(ui_choice_last_touched(many), 1);
    rig_tap(rig, ui_child(many, 0));
    assert_false(ui_choice_get(many, 0));
}

static void chips_stand_in_rows_of_three_and_in_a_column_for_elders(void **state)
{
    Rig *rig = *state;
    UiWidget *choice = ui_add(rig_column(rig), ui_choice(FALSE, count_press, rig));
    for (int i = 0; i < 5; i++)
        ui_choice_add(choice, NULL, "父亲");
    ui_flush(rig->ui);
    assert_int_equal(ui_rect(ui_child(choice, 2)).y, ui_rect(ui_child(choice, 0)).y);
    assert_true(ui_rect(ui_child(choice, 3)).y > ui_rect(ui_child(choice, 0)).y);
    ui_set_look(rig->ui, &(UiLook){.mode = UI_MODE_ELDER});
    ui_flush(rig->ui);
    assert_true(ui_rect(ui_child(choice, 1)).y > ui_rect(ui_child(choice, 0)).y);
    ui_set_look(rig->ui, &(UiLook){0});
}

static void consents_and_stars_keep_what_was_touched(void **state)
{
    Rig *rig = *state;
    UiWidget *column = rig_column(rig);
    UiWidget *check = ui_add(column, ui_check_row("我承诺", "都是真的", FALSE, count_press, rig));
    UiWidget *stars = ui_add(column, ui_stars(0, count_press, rig));
    rig_tap(rig, check);
    assert_true(ui_check_get(check));
    rig_tap(rig, check);
    assert_false(ui_check_get(check));
    rig_tap(rig, ui_child(ui_child(stars, 0), 3));
    assert_int_equal(ui_stars_get(stars), 4);
}

/* --- signature --- */
static void stroke(Rig *rig, UiWidget *w, int from_x, int from_y, int n, int step_ms)
{
    UiRect r = ui_rect(w);
    rig_touch_at(rig, UI_TOUCH_DOWN, r.x + from_x, r.y + from_y, 100);
    for (int i = 1; i <= n; i++)
        rig_touch_at(rig, UI_TOUCH_MOVE, r.x + from_x + 6 * i, r.y + from_y + 3 * i, step_ms);
    rig_touch_at(rig, UI_TOUCH_UP, r.x + from_x + 6 * n, r.y + from_y + 3 * n, 10);
}

static void a_signature_needs_enough_ink_and_can_be_done_again(void **state)
{
    Rig *rig = *state;
    rig->pressed = 0;
    UiWidget *sign = ui_add(rig_column(rig), ui_signature(100, "签名", count_press, rig));
    ui_flush(rig->ui);
    stroke(rig, sign, 50, 50, 4, 10);
    assert_false(ui_signature_is_enough(sign));
    stroke(rig, sign, 50, 120, 30, 10);
    assert_true(ui_signature_is_enough(sign));
    assert_int_equal(ui_signature_strokes(sign), 2);
    assert_int_equal(rig->pressed, 2);
    ui_signature_clear(sign);
    assert_int_equal(ui_signature_strokes(sign), 0);
    assert_false(ui_signature_is_enough(sign));
}

static void a_signature_is_given_as_path_and_as_picture(void **state)
{
    Rig *rig = *state;
    UiWidget *sign = ui_add(rig_column(rig), ui_signature(100, "签名", NULL, NULL));
    ui_flush(rig->ui);
    stroke(rig, sign, 0, 0, 2, 10);
    int w, h;
    g_autofree char *svg = ui_signature_svg(sign, &w, &h);
    g_autoptr(GBytes) png = ui_signature_png(sign, NULL);
    cairo_surface_t *picture = ui_surface_from_png(png, NULL);
    assert_string_equal(svg, "M0 0L15 7L30 15");
    assert_in_range(h, 998, 1002);
    assert_in_range(w, 2670, 2690);
    assert_int_equal(cairo_image_surface_get_width(picture), 1200);
    cairo_surface_destroy(picture);
}

static void a_stroke_stays_in_the_box_and_only_its_last_piece_is_drawn(void **state)
{
    Rig *rig = *state;
    UiWidget *sign = ui_add(rig_column(rig), ui_signature(100, NULL, NULL, NULL));
    ui_flush(rig->ui);
    stroke(rig, sign, 100, 100, 20, 10);
    ui_flush(rig->ui);
    UiRect r = ui_rect(sign);
    rig_touch_at(rig, UI_TOUCH_DOWN, r.x + 300, r.y + 300, 100);
    rig_touch_at(rig, UI_TOUCH_MOVE, r.x + 306, r.y + 300, 10);
    ui_flush(rig->ui);
    assert_true(ui_timing(rig->ui).damaged_px < 60 * 60);
    rig_touch_at(rig, UI_TOUCH_MOVE, r.x + 306, r.y + 5000, 10);
    rig_touch_at(rig, UI_TOUCH_UP, r.x + 306, r.y + 5000, 10);
    g_autofree char *svg = ui_signature_svg(sign, NULL, NULL);
    int x, y;
    assert_int_equal(sscanf(strrchr(svg, 'L'), "L%d %d", &x, &y), 2);
    assert_true(y <= 1002);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_number_pad_types_into_the_active_field),
        cmocka_unit_test(extra_keys_type_what_stands_on_them),
        cmocka_unit_test(the_letter_pad_switches_its_layers),
        cmocka_unit_test(typing_takes_an_error_away_and_keeps_the_value),
        cmocka_unit_test(a_sensitive_field_shows_stars_and_never_tells_the_dump),
        cmocka_unit_test(a_field_that_dies_lets_go_of_the_typing),
        cmocka_unit_test(a_field_made_active_before_it_is_shown_takes_the_typing),
        cmocka_unit_test(a_registered_input_method_takes_the_place_of_the_letter_pad),
        cmocka_unit_test(a_stepper_stays_in_its_range),
        cmocka_unit_test(a_date_can_be_typed_number_by_number),
        cmocka_unit_test(the_day_follows_the_month_and_the_leap_year),
        cmocka_unit_test(a_date_does_not_pass_its_limits),
        cmocka_unit_test(months_years_and_long_term_are_written_as_the_wire_wants),
        cmocka_unit_test(nonsense_empties_a_date),
        cmocka_unit_test(one_of_many_lets_go_of_the_others_and_many_do_not),
        cmocka_unit_test(chips_stand_in_rows_of_three_and_in_a_column_for_elders),
        cmocka_unit_test(consents_and_stars_keep_what_was_touched),
        cmocka_unit_test(a_signature_needs_enough_ink_and_can_be_done_again),
        cmocka_unit_test(a_signature_is_given_as_path_and_as_picture),
        cmocka_unit_test(a_stroke_stays_in_the_box_and_only_its_last_piece_is_drawn),
    };
    return cmocka_run_group_tests(tests, rig_open, rig_close);
}

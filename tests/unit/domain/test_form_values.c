/* What is taken, in which form it is kept, and what is wrong with it. */
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/small.h"

#define FIELD(id, type, more)                                                                                \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': false, 'pii': 'none'" more "}"
#define OPTIONS                                                                                              \
    "'options': [{'value': 'a', 'label_zh': 'A'}, {'value': 'b', 'label_zh': 'B'}, {'value': 'c', "          \
    "'label_zh': 'C'},"                                                                                      \
    " {'value': 'none', 'label_zh': 'N'}]"

static Form *form_with(const char *type, const char *more)
{
    g_autofree char *field = g_strdup_printf(FIELD("f", "%s", "%s%s"), type, *more ? ", " : "", more);
    return small_form(field);
}

/* What is kept of a value, as JSON; "" when nothing. */
static char *kept(Form *form, const char *value)
{
    small_set(form, "f", value);
    char *text = form_get(form, "f") ? json_dumps(form_get(form, "f"), JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    return text ? text : g_strdup("");
}

#define assert_kept(form, value, wanted)                                                                     \
    do {                                                                                                     \
        char *text = kept(form, value);                                                                      \
        assert_string_equal(text, wanted);                                                                   \
        free(text);                                                                                          \
    } while (0)

static void texts_are_trimmed_and_white_space_alone_is_nothing(void **state)
{
    g_autoptr(Form) form = form_with("text", "");
    assert_kept(form, "'　 王  小明 '", "\"王  小明\"");
    assert_kept(form, "' 　 '", "");
    assert_kept(form, "null", "");
}

static void a_text_says_how_many_characters_are_missing_or_too_many(void **state)
{
    g_autoptr(Form) form = form_with("text", "'validation': {'min_len': 3, 'max_len': 5}");
    g_auto(FormIssue) issue = {FORM_OK};
    assert_false(form_set_text(form, "f", "𠮷野", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_TOO_SHORT);
    assert_int_equal(issue.want - issue.have, 1);
    assert_string_equal(issue.path, "f");
    assert_false(form_set_text(form, "f", "一二三四五六七", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_TOO_LONG);
    assert_int_equal(issue.have - issue.want, 2);
    assert_true(form_set_text(form, "f", "一二三四五", &issue));
}

static void what_breaks_a_limit_is_kept_and_stays_an_issue(void **state)
{
    g_autoptr(Form) form = form_with("text", "'validation': {'min_len': 3}");
    g_auto(FormIssue) issue = {FORM_OK};
    assert_int_equal(small_set(form, "f", "'一'"), FORM_ISSUE_TOO_SHORT);
    assert_string_equal(json_string_value(form_get(form, "f")), "一");
    assert_false(form_check_field(form, "f", &issue));
}

static void hidden_characters_are_named_by_place(void **state)
{
    g_autoptr(Form) form = form_with("text", "");
    g_auto(FormIssue) issue = {FORM_OK};
    assert_false(form_set_text(form, "f", "王\u202e明", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_CHARACTER);
    assert_int_equal(issue.have, 1);
    assert_int_equal(issue.want, 0x202E);
}

static void emoji_are_for_free_text_only(void **state)
{
    g_autoptr(Form) free_text = form_with("text", "");
    g_autoptr(Form) name = form_with("text", "'mask': 'name'");
    g_autoptr(Form) address = form_with("address", "");
    assert_int_equal(small_set(free_text, "f", "'谢谢😀'"), FORM_OK);
    assert_int_equal(small_set(name, "f", "'王😀'"), FORM_ISSUE_CHARACTER);
    assert_int_equal(small_set(address, "f", "'路😀'"), FORM_ISSUE_CHARACTER);
}

static void a_pattern_matches_the_whole_value(void **state)
{
    g_autoptr(Form) form = form_with("text", "'validation': {'pattern': '[A-Z]|[0-9]{3}'}");
    assert_int_equal(small_set(form, "f", "'A'"), FORM_OK);
    assert_int_equal(small_set(form, "f", "'123'"), FORM_OK);
    assert_int_equal(small_set(form, "f", "'A123'"), FORM_ISSUE_PATTERN);
    assert_int_equal(small_set(form, "f", "'1234'"), FORM_ISSUE_PATTERN);
}

static void an_x_in_an_id_number_is_raised(void **state)
{
    g_autoptr(Form) form = form_with("id_number", "");
    assert_int_equal(small_set(form, "f", "' 11010519491231002x '"), FORM_OK);
    assert_string_equal(json_string_value(form_get(form, "f")), "11010519491231002X");
    assert_int_equal(small_set(form, "f", "'110105194912310021'"), FORM_ISSUE_ID_CHECK);
    assert_int_equal(small_set(form, "f", "'11010519491331002X'"), FORM_ISSUE_ID_BIRTH);
    assert_int_equal(small_set(form, "f", "'1101051949'"), FORM_ISSUE_TOO_SHORT);
}

static void a_phone_is_checked_without_being_told_a_rule(void **state)
{
    g_autoptr(Form) form = form_with("phone", "");
    assert_int_equal(small_set(form, "f", "'0571-12345678'"), FORM_OK);
    assert_int_equal(small_set(form, "f", "'1381234'"), FORM_ISSUE_TOO_SHORT);
    assert_int_equal(small_set(form, "f", "'95588'"), FORM_ISSUE_PHONE_FORM);
}

static void only_options_can_be_chosen(void **state)
{
    g_autoptr(Form) form = form_with("choice", OPTIONS);
    assert_int_equal(small_set(form, "f", "'b'"), FORM_OK);
    assert_int_equal(small_set(form, "f", "'z'"), FORM_ISSUE_OPTION);
    assert_string_equal(json_string_value(form_get(form, "f")), "b");
    assert_int_equal(small_set(form, "f", "3"), FORM_ISSUE_SHAPE);
}

static void choices_are_kept_once_in_the_catalogues_order(void **state)
{
    g_autoptr(Form) form = form_with("multi", OPTIONS);
    assert_kept(form, "['c', 'a', 'c']", "[\"a\",\"c\"]");
    assert_kept(form, "[]", "");
    assert_int_equal(small_set(form, "f", "['a', 'z']"), FORM_ISSUE_OPTION);
}

static void an_exclusive_option_stands_alone_and_is_enough(void **state)
{
    g_autoptr(Form) form = form_with(
        "multi", OPTIONS ", 'validation': {'min_select': 2, 'max_select': 2, 'exclusive': ['none']}");
    g_auto(FormIssue) issue = {FORM_OK};
    assert_int_equal(small_set(form, "f", "['none']"), FORM_OK);
    assert_int_equal(small_set(form, "f", "['a', 'none']"), FORM_ISSUE_EXCLUSIVE);
    assert_int_equal(small_set(form, "f", "['a']"), FORM_ISSUE_SELECT_FEW);
    assert_int_equal(small_set(form, "f", "['a', 'b', 'c']"), FORM_ISSUE_SELECT_MANY);
    assert_int_equal(small_set(form, "f", "['a', 'b']"), FORM_OK);
    assert_false(form_toggle(form, "f", "c", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_SELECT_MANY);
    assert_int_equal(json_array_size(form_get(form, "f")), 2);
    assert_true(form_toggle(form, "f", "none", &issue));
    assert_int_equal(json_array_size(form_get(form, "f")), 1);
    assert_false(form_toggle(form, "f", "b", &issue));
    assert_string_equal(json_string_value(json_array_get(form_get(form, "f"), 0)), "b");
    form_toggle(form, "f", "b", NULL);
    assert_null(form_get(form, "f"));
}

static void a_date_has_the_precision_that_is_asked_for(void **state)
{
    g_autoptr(Form) day = form_with("date", "");
    g_autoptr(Form) month = form_with("date", "'precision': 'month'");
    g_autoptr(Form) year = form_with("date", "'precision': 'year'");
    assert_int_equal(small_set(day, "f", "'2026-02-29'"), FORM_ISSUE_DATE);
    assert_int_equal(small_set(day, "f", "'2024-02-29'"), FORM_OK);
    assert_int_equal(small_set(day, "f", "'长期'"), FORM_OK);
    assert_int_equal(small_set(month, "f", "'2024-02-29'"), FORM_ISSUE_DATE);
    assert_int_equal(small_set(month, "f", "'2024-02'"), FORM_OK);
    assert_int_equal(small_set(year, "f", "'2024'"), FORM_OK);
    assert_int_equal(small_set(year, "f", "'长期'"), FORM_ISSUE_DATE);
}

static void dates_keep_to_their_limits_on_both_ends(void **state)
{
    g_autoptr(Form) form =
        form_with("date", "'validation': {'date_min': 'today-3y', 'date_max': 'today+1d'}");
    g_auto(FormIssue) issue = {FORM_OK};
    assert_int_equal(small_set(form, "f", "'2023-11-23'"), FORM_OK);
    assert_int_equal(small_set(form, "f", "'2026-11-24'"), FORM_OK);
    assert_false(form_set_text(form, "f", "2023-11-22", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_DATE_EARLY);
    assert_string_equal(issue.want_text, "2023-11-23");
    assert_false(form_set_text(form, "f", "2026-11-25", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_DATE_LATE);
    assert_string_equal(issue.want_text, "2026-11-24");
}

static void a_month_is_allowed_when_one_of_its_days_is(void **state)
{
    g_autoptr(Form) form = form_with(
        "date", "'precision': 'month', 'validation': {'date_min': 'today-18m', 'date_max': 'today'}");
    assert_int_equal(small_set(form, "f", "'2026-11'"), FORM_OK);
    assert_int_equal(small_set(form, "f", "'2026-12'"), FORM_ISSUE_DATE_LATE);
    assert_int_equal(small_set(form, "f", "'2025-05'"), FORM_OK);
    assert_int_equal(small_set(form, "f", "'2025-04'"), FORM_ISSUE_DATE_EARLY);
}

static void for_ever_lifts_a_limit_in_the_future_only(void **state)
{
    g_autoptr(Form) until = form_with("date", "'validation': {'date_min': 'today', 'date_max': 'today+20y'}");
    g_autoptr(Form) since = form_with("date", "'validation': {'date_max': 'today'}");
    assert_int_equal(small_set(until, "f", "'长期'"), FORM_OK);
    assert_int_equal(small_set(since, "f", "'长期'"), FORM_ISSUE_DATE_LATE);
}

static void a_date_may_be_limited_by_another_answer(void **state)
{
    g_autoptr(Form) form = small_form(FIELD("from", "date", "") ",\n" FIELD(
        "until", "date", ", 'validation': {'date_min': '@answer.from'}"));
    g_auto(FormIssue) issue = {FORM_OK};
    assert_int_equal(small_set(form, "until", "'1900-01-01'"), FORM_OK);
    small_set(form, "from", "'2026-12-01'");
    assert_false(form_check_field(form, "until", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_DATE_EARLY);
    assert_string_equal(issue.other, "from");
    assert_int_equal(small_set(form, "until", "'2026-12-01'"), FORM_OK);
}

static void a_date_may_be_limited_by_the_card(void **state)
{
    g_autoptr(Form) form =
        form_with("date", "'validation': {'date_min': '@card.birth', 'date_max': 'today'}");
    Day first, last;
    assert_int_equal(small_set(form, "f", "'1988-03-14'"), FORM_ISSUE_DATE_EARLY);
    assert_int_equal(small_set(form, "f", "'1988-03-15'"), FORM_OK);
    assert_true(form_date_range(form, "f", &first, &last));
    assert_int_equal(first, day_from_ymd(1988, 3, 15));
    assert_int_equal(last, day_from_ymd(2026, 11, 23));
    assert_false(form_date_range(form, "truth", &first, &last));
}

static void numbers_keep_to_their_decimals_and_limits(void **state)
{
    g_autoptr(Form) form = form_with("number", "'validation': {'min': -1, 'max': 10, 'decimals': 1}");
    g_auto(FormIssue) issue = {FORM_OK};
    assert_int_equal(small_set(form, "f", "0.1"), FORM_OK);
    assert_int_equal(small_set(form, "f", "-1"), FORM_OK);
    assert_int_equal(small_set(form, "f", "10"), FORM_OK);
    assert_int_equal(small_set(form, "f", "0.11"), FORM_ISSUE_DECIMALS);
    assert_false(form_set_text(form, "f", "10.1", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_NUMBER_HIGH);
    assert_string_equal(issue.want_text, "10");
    assert_int_equal(small_set(form, "f", "-1.5"), FORM_ISSUE_NUMBER_LOW);
    assert_false(form_set_text(form, "f", "1e3", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_SHAPE);
    assert_int_equal(small_set(form, "f", "'5'"), FORM_ISSUE_SHAPE);
    assert_kept(form, "5.0", "5");
}

static void money_is_typed_in_yuan_and_kept_in_fen(void **state)
{
    g_autoptr(Form) form = form_with("money", "'validation': {'min': 0, 'max': 99999, 'decimals': 2}");
    g_auto(FormIssue) issue = {FORM_OK};
    assert_true(form_set_text(form, "f", "12.5", &issue));
    assert_int_equal(json_integer_value(form_get(form, "f")), 1250);
    g_autofree char *text = form_get_text(form, "f");
    assert_string_equal(text, "12.5");
    assert_false(form_set_text(form, "f", "99999.01", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_NUMBER_HIGH);
    assert_string_equal(issue.want_text, "99999");
    assert_int_equal(small_set(form, "f", "12.5"), FORM_ISSUE_SHAPE);
    assert_false(form_set_text(form, "f", "0.005", &issue));
}

#define SHA "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'"
#define PHOTO(bytes, type)                                                                                   \
    "{'sha256': " SHA ", 'bytes': " bytes ", 'type': '" type "', 'profile': 'document_a4'}"

static void photos_are_counted_and_measured(void **state)
{
    g_autoptr(Form) form =
        form_with("photo", "'capture': ['camera'], 'validation': {'profile': 'document_a4',"
                           " 'min_count': 1, 'max_count': 2, 'formats': ['jpg'], 'max_kb': 10}");
    g_auto(FormIssue) issue = {FORM_OK};
    assert_int_equal(small_set(form, "f", "[" PHOTO("10240", "image/jpeg") "]"), FORM_OK);
    assert_int_equal(small_set(form, "f", PHOTO("5", "image/jpeg")), FORM_OK);
    assert_true(json_is_array(form_get(form, "f")));
    assert_int_equal(small_set(form, "f", "[" PHOTO("10241", "image/jpeg") "]"), FORM_ISSUE_FILE_SIZE);
    json_t *png = small_json("[" PHOTO("5", "image/png") "]");
    assert_false(form_set(form, "f", png, &issue));
    assert_int_equal(issue.code, FORM_ISSUE_FILE_TYPE);
    assert_string_equal(issue.want_text, "jpg");
    json_decref(png);
    const char *three =
        "[" PHOTO("5", "image/jpeg") "," PHOTO("5", "image/jpeg") "," PHOTO("5", "image/jpeg") "]";
    assert_int_equal(small_set(form, "f", three), FORM_ISSUE_SELECT_MANY);
    assert_int_equal(small_set(form, "f", "[{'sha256': 'x'}]"), FORM_ISSUE_SHAPE);
    assert_int_equal(small_set(form, "f", "['x']"), FORM_ISSUE_SHAPE);
}

static FormIssueCode sign(Form *form, const char *svg)
{
    g_autofree char *value =
        g_strdup_printf("{'sha256': " SHA ", 'bytes': 5, 'type': 'image/png', 'profile': 'signature',"
                        " 'svg': '%s'}",
                        svg);
    return small_set(form, "sign", value);
}

static void a_signature_has_strokes_and_points(void **state)
{
    Catalogue *catalogue = small_changed(
        FIELD("f", "text", ""), "'type': 'signature', 'required': true",
        "'type': 'signature', 'required': true, 'validation': {'min_strokes': 2, 'min_points': 4}");
    FormContext context = {.mode = MODE_SELF, .today = day_from_ymd(2026, 11, 23)};
    g_autoptr(Form) form = small_form_in(catalogue, &context);
    assert_int_equal(sign(form, "M1 2 L3 4 M5 6 L7.5 8"), FORM_OK);
    assert_int_equal(sign(form, "M1 2 L3 4 L5 6 L7 8"), FORM_ISSUE_SIGNATURE_SHORT);
    assert_int_equal(sign(form, "M1 2 M3 4"), FORM_ISSUE_SIGNATURE_SHORT);
    assert_int_equal(sign(form, "M1 2 <script>"), FORM_ISSUE_SHAPE);
}

static void a_consent_is_true_or_nothing(void **state)
{
    g_autoptr(Form) form = form_with("consent", "'consent_kind': 'contact'");
    assert_kept(form, "true", "true");
    assert_kept(form, "false", "");
    assert_int_equal(small_set(form, "f", "'yes'"), FORM_ISSUE_SHAPE);
}

static void unknown_paths_are_refused(void **state)
{
    g_autoptr(Form) form = form_with("text", "");
    const char *const wrong[] = {"",    "g",  "f.x", "f[0]",   "f[0].x",
                                 "[0]", ".f", "f[",  "f[x].y", "f[99999999999].y"};
    FieldState field;
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
        assert_int_equal(small_set(form, wrong[i], "'x'"), FORM_ISSUE_UNKNOWN_FIELD);
        assert_false(form_field_state(form, wrong[i], &field));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_trimmed_and_white_space_alone_is_nothing),
        cmocka_unit_test(a_text_says_how_many_characters_are_missing_or_too_many),
        cmocka_unit_test(what_breaks_a_limit_is_kept_and_stays_an_issue),
        cmocka_unit_test(hidden_characters_are_named_by_place),
        cmocka_unit_test(emoji_are_for_free_text_only),
        cmocka_unit_test(a_pattern_matches_the_whole_value),
        cmocka_unit_test(an_x_in_an_id_number_is_raised),
        cmocka_unit_test(a_phone_is_checked_without_being_told_a_rule),
        cmocka_unit_test(only_options_can_be_chosen),
        cmocka_unit_test(choices_are_kept_once_in_the_catalogues_order),
        cmocka_unit_test(an_exclusive_option_stands_alone_and_is_enough),
        cmocka_unit_test(a_date_has_the_precision_that_is_asked_for),
        cmocka_unit_test(dates_keep_to_their_limits_on_both_ends),
        cmocka_unit_test(a_month_is_allowed_when_one_of_its_days_is),
        cmocka_unit_test(for_ever_lifts_a_limit_in_the_future_only),
        cmocka_unit_test(a_date_may_be_limited_by_another_answer),
        cmocka_unit_test(a_date_may_be_limited_by_the_card),
        cmocka_unit_test(numbers_keep_to_their_decimals_and_limits),
        cmocka_unit_test(money_is_typed_in_yuan_and_kept_in_fen),
        cmocka_unit_test(photos_are_counted_and_measured),
        cmocka_unit_test(a_signature_has_strokes_and_points),
        cmocka_unit_test(a_consent_is_true_or_nothing),
        cmocka_unit_test(unknown_paths_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What conditions mean, asked through the form that they rule. */
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/small.h"

#define FIELD(id, type, more)                                                                                \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': false, 'pii': 'none'" more "}"

static const char
    fields[] = FIELD("word", "text", "") ",\n" FIELD("pick", "choice",
                                                     ", 'options': [{'value': 'a', 'label_zh': 'A'}, "
                                                     "{'value': 'b', 'label_zh': 'B'},"
                                                     " {'value': '3', 'label_zh': '3'}]") ",\n" FIELD("many", "multi", ", 'options': [{'value': 'a', 'label_zh': 'A'}, {'value': 'b', 'label_zh': 'B'}]") ",\n" FIELD("number", "number", ", 'validation': {'decimals': 2}") ",\n" FIELD("pay",
                                                                                                                                                                                                                                                                                         "money", ", 'validation': {'decimals': 2}") ",\n" FIELD("day", "date", "") ",\n" FIELD("month",
                                                                                                                                                                                                                                                                                                                                                                                "date",
                                                                                                                                                                                                                                                                                                                                                                                ", 'precision': 'month'") ",\n" FIELD("month2",
                                                                                                                                                                                                                                                                                                                                                                                                                      "date",
                                                                                                                                                                                                                                                                                                                                                                                                                      ", 'precision': 'month'") ",\n" FIELD("agree",
                                                                                                                                                                                                                                                                                                                                                                                                                                                            "consent", ", 'consent_kind': 'contact'") ",\n" FIELD("people",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  "group",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  ", 'repeat': {'min': 0, 'max': 3, 'row_title_zh': '', 'add_label_zh': ''},"
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                  " 'fields': [" FIELD("who", "text", "") "]") ",\n" FIELD("hidden",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                           "text", ", 'visible_if': {'field': 'word', 'op': 'eq', 'value': 'show'}") ",\n";

/* TRUE when a field with that visible_if is shown after those answers. */
static gboolean holds(const char *answers, const char *condition)
{
    g_autofree char *all =
        g_strdup_printf("%s" FIELD("probe", "text", ", 'visible_if': %s"), fields, condition);
    g_autoptr(Form) form = small_form(all);
    FieldState state;
    json_t *draft = small_json(answers);
    assert_int_equal(form_load_draft(form, draft), 0);
    json_decref(draft);
    assert_true(form_field_state(form, "probe", &state));
    return state.visible;
}

#define TEST(field, op, value) "{'field': '" field "', 'op': '" op "', 'value': " value "}"

static void an_empty_field_equals_nothing_and_differs_from_everything(void **state)
{
    assert_false(holds("{}", TEST("word", "eq", "''")));
    assert_false(holds("{}", TEST("word", "eq", "'x'")));
    assert_true(holds("{}", TEST("word", "ne", "'x'")));
    assert_false(holds("{'word': 'x'}", TEST("word", "ne", "'x'")));
    assert_false(holds("{}", TEST("pick", "in", "['a', 'b']")));
    assert_false(holds("{}", TEST("number", "lt", "5")));
    assert_false(holds("{}", TEST("number", "ge", "-5")));
}

static void two_empty_fields_do_not_differ(void **state)
{
    assert_false(holds("{}", TEST("word", "ne", "'@answer.hidden'")));
    assert_false(holds("{}", TEST("word", "eq", "'@answer.hidden'")));
    assert_true(holds("{'word': 'x'}", TEST("word", "ne", "'@answer.hidden'")));
    assert_true(holds("{'word': 'show', 'hidden': 'show'}", TEST("word", "eq", "'@answer.hidden'")));
}

static void zero_is_not_empty_but_white_space_is(void **state)
{
    assert_true(holds("{'number': 0}", "{'field': 'number', 'op': 'filled'}"));
    assert_true(holds("{'pay': 0}", "{'field': 'pay', 'op': 'filled'}"));
    assert_true(holds("{'word': ' \\u3000 '}", "{'field': 'word', 'op': 'empty'}"));
    assert_true(holds("{'many': []}", "{'field': 'many', 'op': 'empty'}"));
}

static void an_unticked_consent_is_false(void **state)
{
    assert_true(holds("{}", TEST("agree", "eq", "false")));
    assert_true(holds("{'agree': false}", TEST("agree", "eq", "false")));
    assert_false(holds("{'agree': true}", TEST("agree", "eq", "false")));
    assert_true(holds("{}", TEST("agree", "ne", "true")));
    assert_false(holds("{'agree': true}", TEST("agree", "ne", "true")));
    assert_true(holds("{'agree': true}", TEST("agree", "ne", "false")));
    assert_true(holds("{}", "{'field': 'agree', 'op': 'empty'}"));
}

static void a_hidden_field_counts_as_empty_whatever_it_holds(void **state)
{
    assert_true(holds("{'word': 'show', 'hidden': 'x'}", "{'field': 'hidden', 'op': 'filled'}"));
    assert_true(holds("{'word': 'other', 'hidden': 'x'}", "{'field': 'hidden', 'op': 'empty'}"));
    assert_true(holds("{'word': 'other', 'hidden': 'x'}", TEST("hidden", "ne", "'x'")));
}

static void choices_are_contained_and_listed(void **state)
{
    assert_true(holds("{'many': ['a', 'b']}", TEST("many", "contains", "'b'")));
    assert_false(holds("{'many': ['a']}", TEST("many", "contains", "'b'")));
    assert_true(holds("{'many': ['a']}", TEST("many", "in", "['a']")));
    assert_true(holds("{'pick': 'b'}", TEST("pick", "in", "['a', 'b']")));
    assert_true(holds("{'word': '晴川路'}", TEST("word", "contains", "'川'")));
}

static void options_that_are_numbers_compare_as_numbers(void **state)
{
    assert_true(holds("{'pick': '3'}", TEST("pick", "ge", "3")));
    assert_false(holds("{'pick': '3'}", TEST("pick", "gt", "3")));
    assert_false(holds("{'pick': 'a'}", TEST("pick", "ge", "0")));
}

static void money_is_compared_in_yuan(void **state)
{
    assert_true(holds("{'pay': 150050}", TEST("pay", "le", "'@param.line'")));
    assert_false(holds("{'pay': 150051}", TEST("pay", "le", "'@param.line'")));
    assert_true(holds("{'pay': 1999}", TEST("pay", "eq", "19.99")));
    assert_true(holds("{'pay': 2000}", TEST("pay", "ge", "'@param.area'")));
}

static void months_compare_by_first_day_upwards_and_last_day_downwards(void **state)
{
    assert_true(holds("{'month': '2026-12'}", TEST("month", "ge", "'2026-12-01'")));
    assert_false(holds("{'month': '2026-11'}", TEST("month", "gt", "'2026-11-01'")));
    assert_false(holds("{'month': '2026-11'}", TEST("month", "ge", "'2026-11-02'")));
    assert_true(holds("{'month': '2026-11'}", TEST("month", "le", "'2026-11-30'")));
    assert_false(holds("{'month': '2026-11'}", TEST("month", "le", "'today'")));
    assert_true(holds("{'month': '2026-10'}", TEST("month", "lt", "'today'")));
    assert_true(holds("{'month': '2026-10', 'month2': '2026-10'}", TEST("month", "ge", "'@answer.month2'")));
    assert_true(holds("{'month': '2026-10', 'month2': '2026-10'}", TEST("month", "eq", "'@answer.month2'")));
}

static void today_moves_by_days_months_and_years(void **state)
{
    assert_true(holds("{'day': '2026-11-23'}", TEST("day", "eq", "'today'")));
    assert_true(holds("{'day': '2026-12-07'}", TEST("day", "le", "'today+14d'")));
    assert_false(holds("{'day': '2026-12-08'}", TEST("day", "le", "'today+14d'")));
    assert_true(holds("{'day': '2026-05-23'}", TEST("day", "ge", "'today-6m'")));
    assert_false(holds("{'day': '2008-11-22'}", TEST("day", "ge", "'today-18y'")));
}

static void for_ever_is_later_than_any_day(void **state)
{
    assert_true(holds("{'day': '长期'}", TEST("day", "gt", "'today+100y'")));
    assert_false(holds("{'day': '长期'}", TEST("day", "le", "'9999-12-31'")));
}

static void a_group_is_empty_until_it_has_rows(void **state)
{
    assert_true(holds("{}", "{'field': 'people', 'op': 'empty'}"));
    assert_true(holds("{'people': [{}]}", "{'field': 'people', 'op': 'filled'}"));
}

static void cards_and_session_are_variables(void **state)
{
    assert_true(holds("{}", TEST("card.age", "eq", "38")));
    assert_true(holds("{}", TEST("card.birth", "lt", "'today-18y'")));
    assert_false(holds("{}", TEST("card.region_code", "in", "['@param.codes']")));
    assert_true(holds("{}", "{'not': " TEST("card.region_code", "in", "['@param.codes', '110105']") "}"));
    assert_true(holds("{}", TEST("card.region_code", "in", "['990101']")));
    assert_true(holds("{'word': '王小明'}", TEST("word", "eq", "'@card.name'")));
    assert_true(holds("{}", TEST("session.mode", "eq", "'self'")));
    assert_true(holds("{}", "{'field': 'session.zone', 'op': 'empty'}"));
}

static void all_any_and_not_combine(void **state)
{
    const char *both = "{'all': [" TEST("word", "eq", "'x'") ", {'any': [" TEST(
        "pick", "eq", "'a'") ", " TEST("pick", "eq", "'b'") "]}, {'not': " TEST("number", "gt", "5") "}]}";
    assert_true(holds("{'word': 'x', 'pick': 'b', 'number': 5}", both));
    assert_false(holds("{'word': 'x', 'pick': 'b', 'number': 6}", both));
    assert_false(holds("{'word': 'x', 'number': 5}", both));
    assert_false(holds("{'pick': 'a'}", both));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_field_equals_nothing_and_differs_from_everything),
        cmocka_unit_test(two_empty_fields_do_not_differ),
        cmocka_unit_test(zero_is_not_empty_but_white_space_is),
        cmocka_unit_test(an_unticked_consent_is_false),
        cmocka_unit_test(a_hidden_field_counts_as_empty_whatever_it_holds),
        cmocka_unit_test(choices_are_contained_and_listed),
        cmocka_unit_test(options_that_are_numbers_compare_as_numbers),
        cmocka_unit_test(money_is_compared_in_yuan),
        cmocka_unit_test(months_compare_by_first_day_upwards_and_last_day_downwards),
        cmocka_unit_test(today_moves_by_days_months_and_years),
        cmocka_unit_test(for_ever_is_later_than_any_day),
        cmocka_unit_test(a_group_is_empty_until_it_has_rows),
        cmocka_unit_test(cards_and_session_are_variables),
        cmocka_unit_test(all_any_and_not_combine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Calculated fields, asked through the form that holds them. */
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/small.h"

#define FIELD(id, type, more)                                                                                \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': false, 'pii': 'none'" more "}"

static const char fields[] = FIELD("a", "number", ", 'validation': {'decimals': 3}") ",\n" FIELD("b", "number", ", 'validation': {'decimals': 3}") ",\n" FIELD(
    "pay", "money",
    ", 'validation': {'decimals': 2}") ",\n" FIELD("score", "choice",
                                                   ", 'options': [{'value': '2', 'label_zh': 'x'}, {'value': "
                                                   "'0.5', 'label_zh': 'x'},"
                                                   " {'value': 'none', 'label_zh': 'x'}]") ",\n" FIELD("peopl"
                                                                                                       "e",
                                                                                                       "grou"
                                                                                                       "p",
                                                                                                       ", "
                                                                                                       "'repe"
                                                                                                       "at': "
                                                                                                       "{'"
                                                                                                       "min':"
                                                                                                       " 0, "
                                                                                                       "'max'"
                                                                                                       ": 5, "
                                                                                                       "'row_"
                                                                                                       "title"
                                                                                                       "_zh':"
                                                                                                       " '', "
                                                                                                       "'add_"
                                                                                                       "label"
                                                                                                       "_zh':"
                                                                                                       " ''},"
                                                                                                       " '"
                                                                                                       "field"
                                                                                                       "s': "
                                                                                                       "[" FIELD("works", "consent", ", 'consent_kind': 'contact'") ", " FIELD(
                                                                                                           "i"
                                                                                                           "n"
                                                                                                           "c"
                                                                                                           "o"
                                                                                                           "m"
                                                                                                           "e",
                                                                                                           "m"
                                                                                                           "o"
                                                                                                           "n"
                                                                                                           "e"
                                                                                                           "y",
                                                                                                           ","
                                                                                                           " "
                                                                                                           "'"
                                                                                                           "v"
                                                                                                           "a"
                                                                                                           "l"
                                                                                                           "i"
                                                                                                           "d"
                                                                                                           "a"
                                                                                                           "t"
                                                                                                           "i"
                                                                                                           "o"
                                                                                                           "n"
                                                                                                           "'"
                                                                                                           ":"
                                                                                                           " "
                                                                                                           "{"
                                                                                                           "'"
                                                                                                           "d"
                                                                                                           "e"
                                                                                                           "c"
                                                                                                           "i"
                                                                                                           "m"
                                                                                                           "a"
                                                                                                           "l"
                                                                                                           "s"
                                                                                                           "'"
                                                                                                           ":"
                                                                                                           " "
                                                                                                           "2"
                                                                                                           "}"
                                                                                                           ","
                                                                                                           " "
                                                                                                           "'"
                                                                                                           "v"
                                                                                                           "i"
                                                                                                           "s"
                                                                                                           "i"
                                                                                                           "b"
                                                                                                           "l"
                                                                                                           "e"
                                                                                                           "_"
                                                                                                           "i"
                                                                                                           "f"
                                                                                                           "'"
                                                                                                           ":"
                                                                                                           " "
                                                                                                           "{"
                                                                                                           "'"
                                                                                                           "f"
                                                                                                           "i"
                                                                                                           "e"
                                                                                                           "l"
                                                                                                           "d"
                                                                                                           "'"
                                                                                                           ":"
                                                                                                           " "
                                                                                                           "'"
                                                                                                           "w"
                                                                                                           "o"
                                                                                                           "r"
                                                                                                           "k"
                                                                                                           "s"
                                                                                                           "'"
                                                                                                           ","
                                                                                                           " "
                                                                                                           "'"
                                                                                                           "o"
                                                                                                           "p"
                                                                                                           "'"
                                                                                                           ":"
                                                                                                           " "
                                                                                                           "'"
                                                                                                           "e"
                                                                                                           "q"
                                                                                                           "'"
                                                                                                           ","
                                                                                                           " "
                                                                                                           "'"
                                                                                                           "v"
                                                                                                           "a"
                                                                                                           "l"
                                                                                                           "u"
                                                                                                           "e"
                                                                                                           "'"
                                                                                                           ":"
                                                                                                           " "
                                                                                                           "t"
                                                                                                           "r"
                                                                                                           "u"
                                                                                                           "e"
                                                                                                           "}") "]") ",\n";

/* What a calculated field of that type shows after those answers, "" when empty. */
static char *shown(const char *type, int decimals, const char *answers, const char *calc)
{
    g_autofree char *all =
        g_strdup_printf("%s{'id': 'result', 'label_zh': 'x', 'type': '%s', 'required': false,"
                        " 'pii': 'none', 'calc': %s, 'validation': {'decimals': %d}}",
                        fields, type, calc, decimals);
    g_autoptr(Form) form = small_form(all);
    json_t *draft = small_json(answers);
    assert_int_equal(form_load_draft(form, draft), 0);
    json_decref(draft);
    char *text = form_get_text(form, "result");
    return text ? text : g_strdup("");
}

static void assert_shows(const char *answers, const char *calc, const char *wanted)
{
    g_autofree char *text = shown("number", 2, answers, calc);
    assert_string_equal(text, wanted);
}

static void the_four_operations_take_their_operands_in_order(void **state)
{
    assert_shows("{'a': 7, 'b': 2}", "['add', ['field', 'a'], ['field', 'b'], 1]", "10");
    assert_shows("{'a': 7, 'b': 2}", "['sub', ['field', 'a'], ['field', 'b']]", "5");
    assert_shows("{'a': 7, 'b': 2}", "['mul', ['field', 'a'], ['field', 'b'], 0.05]", "0.7");
    assert_shows("{'a': 7, 'b': 2}", "['div', ['field', 'a'], ['field', 'b']]", "3.5");
}

static void an_empty_operand_counts_as_nothing(void **state)
{
    assert_shows("{'a': 7}", "['add', ['field', 'a'], ['field', 'b']]", "7");
    assert_shows("{}", "['mul', ['field', 'a'], 3]", "0");
    assert_shows("{'a': 7}", "['add', ['div', ['field', 'a'], 0], 1]", "1");
}

static void dividing_by_nothing_gives_an_empty_field(void **state)
{
    assert_shows("{'a': 7}", "['div', ['field', 'a'], ['field', 'b']]", "");
}

static void int_drops_the_fraction_of_a_field_or_an_expression(void **state)
{
    assert_shows("{'a': 7.9}", "['int', 'a']", "7");
    assert_shows("{'a': 7.9}", "['int', ['mul', ['field', 'a'], -1]]", "-7");
}

static void an_option_that_is_a_number_counts_as_it(void **state)
{
    assert_shows("{'score': '2'}", "['add', ['int', 'score'], 1]", "3");
    assert_shows("{'score': '0.5'}", "['add', ['field', 'score'], 1]", "1.5");
    assert_shows("{'score': 'none'}", "['add', ['field', 'score'], 1]", "1");
}

static void rows_are_summed_and_counted_hidden_fields_are_not(void **state)
{
    const char *rows =
        "{'people': [{'works': true, 'income': 100050}, {'income': 777}, {'works': true, 'income': 50}]}";
    assert_shows(rows, "['sum', 'people.income']", "1001");
    assert_shows(rows, "['count', 'people']", "3");
    assert_shows("{}", "['add', ['sum', 'people.income'], ['count', 'people']]", "0");
}

static void money_comes_in_as_yuan_and_goes_out_as_fen(void **state)
{
    g_autofree char *text = shown("money", 2, "{'pay': 10001}", "['div', ['field', 'pay'], 2]");
    assert_string_equal(text, "50.01");
}

static void rounding_happens_once_half_up_when_the_value_is_set(void **state)
{
    g_autofree char *third =
        shown("number", 0, "{'a': 5, 'b': 2}", "['div', ['field', 'a'], ['field', 'b']]");
    assert_string_equal(third, "3");
    assert_shows("{'a': 1}", "['mul', ['div', ['field', 'a'], 3], 3]", "1");
}

static void what_comes_after_sees_the_rounded_value(void **state)
{
    g_autofree char *all =
        g_strdup_printf("%s" FIELD("half", "number",
                                   ", 'calc': ['div', ['field', 'a'], 2], 'validation': {'decimals': "
                                   "0}") ",\n" FIELD("twice", "number",
                                                     ", 'calc': ['mul', ['field', 'half'], 2], "
                                                     "'validation': {'decimals': 2}"),
                        fields);
    g_autoptr(Form) form = small_form(all);
    assert_int_equal(small_set(form, "a", "5"), FORM_OK);
    assert_int_equal(json_integer_value(form_get(form, "twice")), 6);
}

static void a_result_outside_its_limits_leads_to_what_weighs_most(void **state)
{
    g_autofree char *all =
        g_strdup_printf("%s" FIELD("total", "money",
                                   ", 'calc': ['add', ['field', 'pay'], ['sum', 'people.income']], "
                                   "'validation': {'max': 100, 'decimals': 2}"),
                        fields);
    g_autoptr(Form) form = small_form(all);
    g_auto(FormIssue) issue = {FORM_OK};
    small_set(form, "pay", "9000");
    assert_true(form_check_field(form, "total", &issue));
    small_set(form, "people", "[{'works': true, 'income': 5000}]");
    assert_false(form_check_field(form, "total", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_CALC_HIGH);
    assert_string_equal(issue.path, "pay");
    assert_string_equal(issue.other, "total");
    assert_string_equal(issue.want_text, "100");
    small_set(form, "people", "[{'works': true, 'income': 9900}]");
    form_check_field(form, "total", &issue);
    assert_string_equal(issue.path, "people");
}

static void a_calculated_field_cannot_be_typed(void **state)
{
    g_autofree char *all =
        g_strdup_printf("%s" FIELD("twice", "number", ", 'calc': ['mul', ['field', 'a'], 2]"), fields);
    g_autoptr(Form) form = small_form(all);
    assert_int_equal(small_set(form, "twice", "4"), FORM_ISSUE_READONLY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_four_operations_take_their_operands_in_order),
        cmocka_unit_test(an_empty_operand_counts_as_nothing),
        cmocka_unit_test(dividing_by_nothing_gives_an_empty_field),
        cmocka_unit_test(int_drops_the_fraction_of_a_field_or_an_expression),
        cmocka_unit_test(an_option_that_is_a_number_counts_as_it),
        cmocka_unit_test(rows_are_summed_and_counted_hidden_fields_are_not),
        cmocka_unit_test(money_comes_in_as_yuan_and_goes_out_as_fen),
        cmocka_unit_test(rounding_happens_once_half_up_when_the_value_is_set),
        cmocka_unit_test(what_comes_after_sees_the_rounded_value),
        cmocka_unit_test(a_result_outside_its_limits_leads_to_what_weighs_most),
        cmocka_unit_test(a_calculated_field_cannot_be_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

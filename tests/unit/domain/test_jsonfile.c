/* Reading JSON files that people write: limits, lines, and that one mistake is enough. */
#include "tests/support/cmocka.h"

#include <string.h>
#include "kiosk/domain/jsonfile.h"

static GQuark domain(void)
{
    return g_quark_from_static_string("jsonfile-test");
}

/* Opens text, lets `look` read it, and gives back what was told ("" for nothing). */
static char *told(const char *text, gsize len, void (*look)(JsonFile *file, const JsonAt *root))
{
    g_autoptr(JsonPool) pool = json_pool_new();
    JsonFile file;
    g_autoptr(GError) error = NULL;
    JsonAt root = json_file_open(&file, text, len, "f.json", pool);
    if (root.value && look)
        look(&file, &root);
    gboolean ok = json_file_finish(&file, domain(), 1, &error);
    assert_int_equal(ok, error == NULL);
    return g_strdup(error ? error->message : "");
}

static void assert_told(const char *text, void (*look)(JsonFile *file, const JsonAt *root), const char *says)
{
    g_autofree char *message = told(text, strlen(text), look);
    if (!strstr(message, says))
        fail_msg("expected \"%s\" in \"%s\"", says, message);
}

static void need_deep(JsonFile *file, const JsonAt *root)
{
    JsonAt list = json_need_array(file, root, "list", 10), item = json_item(&list, 1);
    JsonAt inner = json_need_object(file, &item, "in");
    json_need_int(file, &inner, "n", 0, 9);
}

static void the_line_of_a_place_deep_inside_is_found(void **state)
{
    assert_told("{\"x\": \"a } ] \\\" \\\\\",\n\"list\": [\n {\"in\": {}},\n {\"other\": [1, {\"n\": 2}],\n  "
                "\"in\": {\n"
                "   \"n\": 77}}]}",
                need_deep, "f.json:6: list[1].in.n: must be a whole number from 0 to 9");
}

static void a_missing_member_is_told_at_the_line_of_its_object(void **state)
{
    assert_told("{\n\n\"list\": [{},\n\n {\"in\": {}}]}", need_deep, "f.json:5: list[1].in.n");
    assert_told("{\n\n\"list\": [{}]}", need_deep, "");
}

static void what_is_no_json_is_told_with_line_and_column(void **state)
{
    assert_told("{\n\"a\": 1,\n\"b\" 2}", NULL, "f.json:3: column");
    assert_told("{\"a\": 1, \"a\": 2}", NULL, "f.json:1"); /* twice the same key */
    assert_told("{} trailing", NULL, "f.json:1");
    assert_told("{\"a\": \"\xff\"}", NULL, "f.json:1"); /* no UTF-8 */
    assert_told("{\"a\": \"\\u0000\"}", NULL, "f.json:1");
    assert_told("[1]", NULL, "must be an object");
    assert_told("", NULL, "f.json:1");
    g_autofree char *nul = told("{\"a\":\0 1}", 9, NULL);
    assert_string_not_equal(nul, "");
}

static void nesting_has_a_limit_and_brackets_in_texts_do_not_count(void **state)
{
    g_autoptr(GString) deep = g_string_new("{\"a\":\n");
    for (int i = 0; i < JSON_NESTING_MAX; i++)
        g_string_append_c(deep, '[');
    assert_told(deep->str, NULL, "f.json:2: nested deeper than 64");
    assert_told("{\"a\": \"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"}",
                NULL, "");
}

static void want_texts(JsonFile *file, const JsonAt *root)
{
    json_want_string(file, root, "s", 3);
    json_want_strings(file, root, "l", 3);
    json_need_id(file, root, "i");
}

static void lengths_count_code_points(void **state)
{
    assert_told("{\"s\": \"您好吗\", \"l\": [\"您好吗\"], \"i\": \"a-1\"}", want_texts, "");
    assert_told("{\"s\": \"您好吗？\", \"i\": \"a\"}", want_texts, "s: is longer than 3 characters");
    assert_told("{\"l\": [\"a\",\n\"abcd\"], \"i\": \"a\"}", want_texts, "f.json:2: l[1]: is longer");
    assert_told("{\"l\": [7], \"i\": \"a\"}", want_texts, "l[0]: must be a text");
    assert_told("{\"l\": {}, \"i\": \"a\"}", want_texts, "l: must be a list of texts");
    assert_told("{\"i\": \"中文\"}", want_texts, "i: must be 1 to 64 of letters");
    assert_told("{}", want_texts, "i: is missing");
}

static void many_mistakes(JsonFile *file, const JsonAt *root)
{
    for (int i = 0; i < JSON_PROBLEMS_MAX + 7; i++)
        json_problem(file, root, "a", "mistake %d", i);
}

static void at_most_fifty_mistakes_are_listed(void **state)
{
    const char *text = "{\"a\": 1}";
    g_autofree char *message = told(text, strlen(text), many_mistakes);
    assert_non_null(strstr(message, "mistake 49"));
    assert_null(strstr(message, "mistake 50"));
    assert_non_null(strstr(message, "and 7 more"));
}

static void a_file_that_is_too_big_or_missing_is_not_read(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(json_file_slurp("/nowhere/x.json", NULL, domain(), 1, &error));
    assert_non_null(strstr(error->message, "/nowhere/x.json: cannot be opened"));
    g_clear_error(&error);
    assert_null(json_file_slurp("/dev/zero", NULL, domain(), 1, &error)); /* without end */
    assert_non_null(strstr(error->message, "more than 16 MiB"));
    g_clear_error(&error);
    assert_null(json_file_slurp("/tmp", NULL, domain(), 1, &error));
    assert_non_null(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_line_of_a_place_deep_inside_is_found),
        cmocka_unit_test(a_missing_member_is_told_at_the_line_of_its_object),
        cmocka_unit_test(what_is_no_json_is_told_with_line_and_column),
        cmocka_unit_test(nesting_has_a_limit_and_brackets_in_texts_do_not_count),
        cmocka_unit_test(lengths_count_code_points),
        cmocka_unit_test(at_most_fifty_mistakes_are_listed),
        cmocka_unit_test(a_file_that_is_too_big_or_missing_is_not_read),
    };
    return cmocka_run_group_tests_name("jsonfile", tests, NULL, NULL);
}

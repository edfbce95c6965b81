/* Handing over: what is sent, what the hub accepts, drafts, and that nothing stays behind. */
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/small.h"

#define FIELD(id, type, more)                                                                                \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': true, 'pii': 'none'" more "}"
#define OPTIONAL(id, type, more)                                                                             \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': false, 'pii': 'none'" more "}"
#define SHA "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'"
#define SIGNED                                                                                               \
    "'truth': true, 'sign': {'sha256': " SHA                                                                 \
    ", 'bytes': 9, 'type': 'image/png', 'profile': 'signature', 'svg': 'M1 1 L2 2'}"

static const char fields[] = FIELD(
    "name", "text", ", 'readonly': true, 'prefill': 'card.name'") ",\n" FIELD("kind",
                                                                              "choice", ", 'options': [{'value': 'a', 'label_zh': 'x'}, {'value': 'b', 'label_zh': 'x'}]") ",\n" OPTIONAL("more", "text", ", 'visible_if': {'field': 'kind', 'op': 'eq', 'value': 'b'}") ",\n" OPTIONAL("many", "multi", ", 'default': ['y'], 'options': [{'value': 'x', 'label_zh': 'x'}, {'value': 'y', 'label_zh': 'x'}]") ",\n" OPTIONAL("n", "number", ", 'validation': {'decimals': 1}") ",\n" OPTIONAL("twice",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "number", ", 'calc': ['mul', ['field', 'n'], 2], 'validation': {'decimals': 1}") ",\n" OPTIONAL("no",
                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                                              "text", ", 'readonly': true, 'prefill': 'db.crew.no'") ",\n" OPTIONAL("people", "group", ", 'repeat': {'min': 0, 'max': 3, 'row_title_zh': '', 'add_label_zh': ''}, 'fields': [" FIELD("who", "text", "") ", " OPTIONAL("pay", "money", ", 'validation': {'decimals': 2}") "]");

/* The codes the hub finds in answers that belong to small_card(), "" when it accepts them. */
static char *refused(const char *answers)
{
    Catalogue *catalogue = small_catalogue(fields);
    json_t *card = small_card(), *sent = small_json(answers);
    g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
    FormContext context = {.mode = MODE_SELF, .today = day_from_ymd(2026, 11, 23), .card = card};
    GString *all = g_string_new(NULL);
    form_check_submission(catalogue, &catalogue->matters[0], &context, sent, issues, NULL);
    for (guint i = 0; i < issues->len; i++) {
        const FormIssue *issue = g_ptr_array_index(issues, i);
        g_string_append_printf(all, "%s%s@%s%s%s", i ? " " : "", form_issue_name(issue->code), issue->path,
                               issue->code == FORM_ISSUE_CALC_DIFFERS ? "=" : "",
                               issue->code == FORM_ISSUE_CALC_DIFFERS ? issue->want_text : "");
    }
    json_decref(card);
    json_decref(sent);
    catalogue_unref(catalogue);
    return g_string_free(all, FALSE);
}

static void assert_refused(const char *answers, const char *wanted)
{
    g_autofree char *found = refused(answers);
    assert_string_equal(found, wanted);
}

#define GOOD "'name': '王小明', 'kind': 'a', 'twice': 0, " SIGNED

static void good_answers_are_accepted(void **state)
{
    assert_refused("{" GOOD "}", "");
    assert_refused(
        "{'name': '王小明', 'kind': 'b', 'more': 'x', 'many': ['x', 'y'], 'n': 1.5, 'twice': 3, 'no': 'C7',"
        " 'people': [{'who': '甲', 'pay': 100}], " SIGNED "}",
        "");
}

static void unknown_and_hidden_fields_are_refused(void **state)
{
    assert_refused("{" GOOD ", 'extra': 1}", "unknown_field@extra");
    assert_refused("{" GOOD ", 'more': 'x'}", "hidden_field@more");
    assert_refused("{" GOOD ", 'people': [{'who': '甲', 'extra': 1}]}", "unknown_field@people[0].extra");
}

static void another_result_of_a_calculation_is_refused(void **state)
{
    assert_refused("{'name': '王小明', 'kind': 'a', 'n': 2, 'twice': 5, " SIGNED "}", "calc_differs@twice=4");
    assert_refused("{'name': '王小明', 'kind': 'a', 'n': 2, " SIGNED "}", "calc_differs@twice=4");
}

static void what_the_card_says_cannot_be_sent_otherwise(void **state)
{
    assert_refused("{'name': '别人', 'kind': 'a', 'twice': 0, " SIGNED "}", "readonly@name");
    assert_refused("{'kind': 'a', 'twice': 0, " SIGNED "}", "readonly@name");
}

static void values_out_of_their_normal_form_are_refused(void **state)
{
    assert_refused("{" GOOD ", 'many': ['y', 'x']}", "shape@many");
    assert_refused("{" GOOD ", 'many': []}", "shape@many");
    assert_refused("{" GOOD ", 'people': []}", "shape@people");
    assert_refused("{" GOOD ", 'people': 'x'}", "shape@people");
    assert_refused("{" GOOD ", 'people': ['x']}", "shape@people required@people[0].who");
    assert_refused("{" GOOD ", 'people': [{'who': ' 甲'}]}", "shape@people[0].who");
    assert_refused("{" GOOD ", 'n': null}", "shape@n");
}

static void what_is_missing_or_wrong_is_refused(void **state)
{
    assert_refused("{'name': '王小明', 'twice': 0, " SIGNED "}", "required@kind");
    assert_refused("{'name': '王小明', 'kind': 'a', 'twice': 0}", "required@truth required@sign");
    assert_refused("{'name': '王小明', 'kind': 'z', 'twice': 0, " SIGNED "}", "option@kind required@kind");
    assert_refused("{" GOOD ", 'people': [{'pay': 1}]}", "required@people[0].who");
    assert_refused("{" GOOD ", 'people': [{'who': 'a'}, {'who': 'b'}, {'who': 'c'}, {'who': 'd'}]}",
                   "rows_many@people");
}

static void a_default_that_was_cleared_stays_cleared(void **state)
{
    Catalogue *catalogue = small_catalogue(fields);
    json_t *card = small_card(), *sent = small_json("{" GOOD "}");
    FormContext context = {.mode = MODE_SELF, .today = day_from_ymd(2026, 11, 23), .card = card};
    Form *form = NULL;
    assert_int_equal(form_check_submission(catalogue, &catalogue->matters[0], &context, sent, NULL, &form),
                     0);
    json_t *again = form_answers(form);
    assert_true(json_equal(sent, again));
    form_destroy(form);
    json_decref(again);
    json_decref(card);
    json_decref(sent);
    catalogue_unref(catalogue);
}

static void hidden_answers_are_remembered_but_not_sent(void **state)
{
    g_autoptr(Form) form = small_form(fields);
    small_set(form, "kind", "'b'");
    small_set(form, "more", "'x'");
    small_set(form, "kind", "'a'");
    json_t *answers = form_answers(form);
    assert_null(json_object_get(answers, "more"));
    json_decref(answers);
    small_set(form, "kind", "'b'");
    assert_string_equal(json_string_value(form_get(form, "more")), "x");
}

static void a_draft_brings_everything_back(void **state)
{
    g_autoptr(Form) form = small_form(fields);
    g_autoptr(Form) later = small_form(fields);
    small_set(form, "kind", "'b'");
    small_set(form, "more", "'x'");
    small_set(form, "kind", "'a'");
    small_set(form, "many", "null");
    small_set(form, "people", "[{'who': '甲', 'pay': 5}]");
    json_t *draft = form_draft(form);
    assert_null(json_object_get(draft, "name"));
    assert_int_equal(form_load_draft(later, draft), 0);
    json_t *before = form_answers(form), *after = form_answers(later);
    assert_true(json_equal(before, after));
    assert_null(form_get(later, "many"));
    small_set(later, "kind", "'b'");
    assert_string_equal(json_string_value(form_get(later, "more")), "x");
    json_decref(draft);
    json_decref(before);
    json_decref(after);
}

static void a_draft_of_another_catalogue_brings_what_still_fits(void **state)
{
    g_autoptr(Form) form = small_form(fields);
    json_t *draft = small_json("{'kind': 'z', 'gone': 'x', 'n': 2, 'people': [{'who': '甲', 'gone': 1}]}");
    assert_int_equal(form_load_draft(form, draft), 3);
    assert_int_equal(json_integer_value(form_get(form, "n")), 2);
    assert_string_equal(json_string_value(form_get(form, "people[0].who")), "甲");
    json_decref(draft);
}

static void the_context_travels_without_look_ups(void **state)
{
    json_t *card = small_card(), *db = small_json("{'secret': 'x'}");
    FormContext context = {.mode = MODE_ASSISTED,
                           .today = day_from_ymd(2026, 11, 23),
                           .card = card,
                           .db = db,
                           .card_missing = TRUE};
    json_t *sent = form_context_to_json(&context);
    FormContext received;
    const char *problem;
    assert_true(form_context_from_json(sent, &received, &problem));
    assert_int_equal(received.mode, MODE_ASSISTED);
    assert_int_equal(received.today, context.today);
    assert_true(received.card_missing);
    assert_true(json_equal((json_t *)received.card, card));
    assert_null(received.db);
    json_decref(sent);
    json_decref(card);
    json_decref(db);
}

static void an_odd_context_is_refused_with_words(void **state)
{
    const char *const odd[] = {"{}",
                               "{'mode': 'king', 'today': '2026-11-23'}",
                               "{'mode': 'self', 'today': '2026-02-30'}",
                               "{'mode': 'self', 'today': '2026-11-23', 'extra': 1}",
                               "{'mode': 'self', 'today': '2026-11-23', 'card': {'name': ['x']}}",
                               "[]",
                               "null"};
    for (gsize i = 0; i < G_N_ELEMENTS(odd); i++) {
        FormContext context;
        const char *problem = NULL;
        json_t *object = small_json(odd[i]);
        assert_false(form_context_from_json(object, &context, &problem));
        assert_non_null(problem);
        json_decref(object);
    }
}

static void wiping_leaves_no_text_behind(void **state)
{
    json_t *value = small_json("{'a': ['王小明', {'b': '13812345678'}], 'n': 5}");
    const char *name = json_string_value(json_array_get(json_object_get(value, "a"), 0));
    form_wipe(value);
    for (int i = 0; i < 9; i++)
        assert_int_equal(name[i], 0);
    assert_int_equal(json_integer_value(json_object_get(value, "n")), 0);
    json_decref(value);
}

static void every_issue_has_its_own_name(void **state)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (int code = FORM_OK; code <= FORM_ISSUE_MINOR; code++) {
        assert_string_not_equal(form_issue_name((FormIssueCode)code), "unknown");
        assert_true(g_hash_table_add(seen, (gpointer)form_issue_name((FormIssueCode)code)));
    }
    assert_string_equal(form_issue_name((FormIssueCode)9999), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_answers_are_accepted),
        cmocka_unit_test(unknown_and_hidden_fields_are_refused),
        cmocka_unit_test(another_result_of_a_calculation_is_refused),
        cmocka_unit_test(what_the_card_says_cannot_be_sent_otherwise),
        cmocka_unit_test(values_out_of_their_normal_form_are_refused),
        cmocka_unit_test(what_is_missing_or_wrong_is_refused),
        cmocka_unit_test(a_default_that_was_cleared_stays_cleared),
        cmocka_unit_test(hidden_answers_are_remembered_but_not_sent),
        cmocka_unit_test(a_draft_brings_everything_back),
        cmocka_unit_test(a_draft_of_another_catalogue_brings_what_still_fits),
        cmocka_unit_test(the_context_travels_without_look_ups),
        cmocka_unit_test(an_odd_context_is_refused_with_words),
        cmocka_unit_test(wiping_leaves_no_text_behind),
        cmocka_unit_test(every_issue_has_its_own_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Steps and rows, who may apply, and what the answers mean for the case. */
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/small.h"

#define FIELD(id, type, more)                                                                                \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': true, 'pii': 'none'" more "}"
#define OPTIONAL(id, type, more)                                                                             \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': false, 'pii': 'none'" more "}"

static FormContext context_of(SessionMode mode, json_t *card, json_t *agent)
{
    return (FormContext){
        .mode = mode, .today = day_from_ymd(2026, 11, 23), .card = card, .agent_card = agent};
}

/* The codes that a check finds, "a b c" in their order. */
static char *codes(guint (*check)(const Form *, GPtrArray *), const Form *form)
{
    g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
    guint n = check(form, issues);
    GString *all = g_string_new(NULL);
    assert_int_equal(n, issues->len);
    for (guint i = 0; i < n; i++) {
        const FormIssue *issue = g_ptr_array_index(issues, i);
        g_string_append_printf(all, "%s%s%s%s", i ? " " : "", form_issue_name(issue->code),
                               *issue->path ? "@" : "", issue->path);
    }
    return g_string_free(all, FALSE);
}

static guint check_ask(const Form *form, GPtrArray *issues)
{
    return form_check_step(form, 1, issues);
}

#define assert_found(check, form, wanted)                                                                    \
    do {                                                                                                     \
        g_autofree char *found = codes(check, form);                                                         \
        assert_string_equal(found, wanted);                                                                  \
    } while (0)

/* --- steps and rows --- */

static void a_step_whose_fields_are_all_hidden_is_skipped_and_not_counted(void **state)
{
    g_autoptr(Form) form =
        small_form(FIELD("only", "text", ", 'visible_if': {'field': 'card.age', 'op': 'gt', 'value': 90}"));
    guint k, n;
    assert_int_equal(form_step_next(form, -1), 2);
    assert_int_equal(form_step_next(form, 2), -1);
    assert_int_equal(form_step_prev(form, 2), -1);
    form_step_number(form, 2, &k, &n);
    assert_int_equal(k, 1);
    assert_int_equal(n, 1);
    form_step_number(form, 1, &k, &n);
    assert_int_equal(k, 0);
}

static void the_agents_step_opens_in_mode_agent(void **state)
{
    json_t *card = small_card(), *agent = small_agent_card();
    FormContext context = context_of(MODE_AGENT, card, agent);
    g_autoptr(Form) form = small_form_in(small_catalogue(FIELD("a", "text", "")), &context);
    guint k, n;
    assert_int_equal(form_step_next(form, -1), 0);
    form_step_number(form, 1, &k, &n);
    assert_int_equal(k, 2);
    assert_int_equal(n, 3);
    assert_string_equal(json_string_value(form_get(form, "agent_id")), "990102195810104603");
    json_decref(card);
    json_decref(agent);
}

static void required_follows_the_flag_or_the_condition_but_never_a_hidden_field(void **state)
{
    g_autoptr(Form) form =
        small_form(OPTIONAL("kind", "choice",
                            ", 'options': [{'value': 'a', 'label_zh': 'x'}, {'value': 'b', 'label_zh': "
                            "'x'}]") ",\n" OPTIONAL("why", "text",
                                                    ", 'required_if': {'field': 'kind', 'op': 'eq', "
                                                    "'value': 'a'}") ",\n" FIELD("more", "text",
                                                                                 ", 'visible_if': "
                                                                                 "{'field': 'kind', "
                                                                                 "'op': 'eq', 'value': "
                                                                                 "'b'}"));
    assert_found(check_ask, form, "");
    small_set(form, "kind", "'a'");
    assert_found(check_ask, form, "required@why");
    small_set(form, "kind", "'b'");
    assert_found(check_ask, form, "required@more");
}

static const char people[] =
    OPTIONAL("people", "group",
             ", 'repeat': {'min': 2, 'max': 3, 'row_title_zh': '第{n}位', "
             "'row_title_en': 'Person {n}', 'add_label_zh': ''}, 'fields': [" FIELD(
                 "works", "choice",
                 ", 'options': [{'value': 'y', 'label_zh': 'x'}, {'value': 'n', "
                 "'label_zh': 'x'}]") ", " FIELD("pay", "number",
                                                 ", 'visible_if': {'field': "
                                                 "'works', 'op': 'eq', 'value': "
                                                 "'y'}") ", " OPTIONAL("no", "id_number",
                                                                       ", "
                                                                       "'validation'"
                                                                       ": "
                                                                       "{'unique_in_"
                                                                       "group': "
                                                                       "true}") "]");

static void an_optional_group_may_be_empty_but_not_half_full(void **state)
{
    g_autoptr(Form) form = small_form(people);
    g_auto(FormIssue) issue = {FORM_OK};
    assert_true(form_check_field(form, "people", &issue));
    form_row_add(form, "people", NULL);
    assert_false(form_check_field(form, "people", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_ROWS_FEW);
    assert_int_equal(issue.want - issue.have, 1);
    form_row_add(form, "people", NULL);
    form_row_add(form, "people", NULL);
    assert_int_equal(form_row_add(form, "people", &issue), -1);
    assert_int_equal(issue.code, FORM_ISSUE_ROWS_MANY);
    assert_int_equal(form_row_count(form, "people"), 3);
}

static void a_rows_condition_looks_at_its_own_row(void **state)
{
    g_autoptr(Form) form = small_form(people);
    small_set(form, "people", "[{'works': 'y', 'pay': 5}, {'works': 'n'}]");
    FieldState field;
    g_autoptr(GPtrArray) first = form_row_fields(form, "people", 0);
    g_autoptr(GPtrArray) second = form_row_fields(form, "people", 1);
    assert_int_equal(first->len, 3);
    assert_int_equal(second->len, 2);
    assert_true(form_field_state(form, "people[0].pay", &field) && field.visible);
    assert_true(form_field_state(form, "people[1].pay", &field) && !field.visible);
}

static void a_number_in_a_group_is_unique_and_not_ones_own(void **state)
{
    g_autoptr(Form) form = small_form(people);
    g_auto(FormIssue) issue = {FORM_OK};
    small_set(form, "people", "[{'no': '11010519491231002X'}, {'no': '11010519491231002X'}]");
    assert_true(form_check_field(form, "people[0].no", &issue));
    assert_false(form_check_field(form, "people[1].no", &issue));
    assert_int_equal(issue.code, FORM_ISSUE_DUPLICATE);
    assert_string_equal(issue.other, "people[0].no");
    small_set(form, "people[1].no", "'990101198803152217'");
    assert_false(form_check_field(form, "people[1].no", &issue));
    assert_string_equal(issue.other, "card.id_number");
}

static void rows_count_from_one_for_people(void **state)
{
    g_autoptr(Form) form = small_form(people);
    g_autofree char *zh = repeat_row_title(&matter_field(form_matter(form), "people")->repeat, 1, FALSE);
    g_autofree char *en = repeat_row_title(&matter_field(form_matter(form), "people")->repeat, 0, TRUE);
    assert_string_equal(zh, "第2位");
    assert_string_equal(en, "Person 1");
}

/* --- who may apply --- */

static void assert_start(SessionMode mode, json_t *card, json_t *agent, gboolean card_missing,
                         const char *wanted)
{
    FormContext context = context_of(mode, card, agent);
    context.card_missing = card_missing;
    g_autoptr(Form) form = small_form_in(small_catalogue(OPTIONAL("a", "text", "")), &context);
    assert_found(form_check_start, form, wanted);
    json_decref(card);
    json_decref(agent);
}

static json_t *card_with(const char *key, const char *value)
{
    json_t *card = small_card();
    json_object_set_new(card, key, json_string(value));
    return card;
}

static json_t *born(const char *number)
{
    return json_pack("{s:s, s:s}", "name", "某", "id_number", number);
}

static void a_valid_card_may_apply_until_its_last_day(void **state)
{
    assert_start(MODE_SELF, small_card(), NULL, FALSE, "");
    assert_start(MODE_SELF, card_with("valid_to", "2026-11-23"), NULL, FALSE, "");
    assert_start(MODE_SELF, card_with("valid_to", "长期"), NULL, FALSE, "");
    assert_start(MODE_SELF, card_with("valid_to", "2026-11-22"), NULL, FALSE, "card_expired");
    assert_start(MODE_SELF, card_with("valid_to", ""), NULL, FALSE, "card_expired");
    assert_start(MODE_SELF, card_with("valid_from", "2026-11-24"), NULL, FALSE, "card_not_yet_valid");
}

static void a_card_that_states_no_validity_may_apply(void **state)
{
    assert_start(MODE_SELF, born("990102195810104603"), NULL, FALSE, "");
}

static void a_minors_own_card_only_reads(void **state)
{
    assert_start(MODE_SELF, born("990101200911250017"), NULL, FALSE, "minor");
    assert_start(MODE_AGENT, born("990101200911250017"), small_agent_card(), FALSE, "");
}

static void somebody_must_be_known(void **state)
{
    assert_start(MODE_SELF, NULL, NULL, FALSE, "card_needed");
    assert_start(MODE_SELF, NULL, NULL, TRUE, "card_needed");
    assert_start(MODE_ASSISTED, NULL, NULL, FALSE, "reason_needed");
    assert_start(MODE_ASSISTED, NULL, NULL, TRUE, "");
    assert_start(MODE_AGENT, NULL, small_agent_card(), TRUE, "card_needed");
}

static void an_agent_is_an_adult_with_another_valid_card(void **state)
{
    json_t *expired = small_agent_card();
    json_object_set_new(expired, "valid_to", json_string("2020-01-01"));
    assert_start(MODE_AGENT, small_card(), small_agent_card(), FALSE, "");
    assert_start(MODE_AGENT, small_card(), NULL, FALSE, "agent_card_needed");
    assert_start(MODE_AGENT, small_card(), small_card(), FALSE, "cards_same");
    assert_start(MODE_AGENT, small_card(), born("990101200911250017"), FALSE, "agent_underage");
    assert_start(MODE_AGENT, small_card(), expired, FALSE, "card_expired");
}

static void a_mode_that_is_not_offered_is_refused(void **state)
{
    json_t *card = small_card();
    FormContext context = context_of(MODE_SELF, card, NULL);
    g_autoptr(Form) form =
        small_form_in(small_changed(OPTIONAL("a", "text", ""), "'self': true", "'self': false"), &context);
    assert_found(form_check_start, form, "mode");
    json_decref(card);
}

/* --- eligibility, time limit, materials --- */

#define RULE(check, on_fail)                                                                                 \
    "'eligibility': [{'id': 'r', 'text_zh': 'x', 'source': 'card', 'check': " check ", 'on_fail': '" on_fail \
    "'}]"

static void what_the_card_knows_blocks_before_the_form(void **state)
{
    json_t *card = small_card();
    FormContext context = context_of(MODE_SELF, card, NULL);
    g_autoptr(Form) form =
        small_form_in(small_changed(OPTIONAL("a", "text", ""), "'eligibility': []",
                                    RULE("{'field': 'card.age', 'op': 'ge', 'value': 80}", "block")),
                      &context);
    assert_int_equal(form_eligibility(form, 0), ELIGIBILITY_FAILS);
    assert_found(form_check_start, form, "blocked");
    json_decref(card);
}

static void what_an_answer_knows_blocks_at_its_field_and_an_empty_one_never(void **state)
{
    json_t *card = small_card();
    FormContext context = context_of(MODE_SELF, card, NULL);
    g_autoptr(Form) form =
        small_form_in(small_changed(OPTIONAL("n", "number", ""), "'eligibility': []",
                                    RULE("{'field': 'n', 'op': 'le', 'value': '@param.area'}", "block")),
                      &context);
    assert_int_equal(form_eligibility(form, 0), ELIGIBILITY_UNKNOWN);
    assert_found(check_ask, form, "");
    small_set(form, "n", "21");
    assert_found(form_check_start, form, "");
    assert_found(check_ask, form, "blocked@n");
    small_set(form, "n", "20");
    assert_int_equal(form_eligibility(form, 0), ELIGIBILITY_HOLDS);
    assert_found(check_ask, form, "");
    json_decref(card);
}

static void a_warning_rule_does_not_block(void **state)
{
    json_t *card = small_card();
    FormContext context = context_of(MODE_SELF, card, NULL);
    g_autoptr(Form) form =
        small_form_in(small_changed(OPTIONAL("a", "text", ""), "'eligibility': []",
                                    RULE("{'field': 'card.age', 'op': 'ge', 'value': 80}", "warn")),
                      &context);
    assert_int_equal(form_eligibility(form, 0), ELIGIBILITY_FAILS);
    assert_found(form_check_start, form, "");
    json_decref(card);
}

static void of_two_variants_that_hold_the_shorter_counts(void **state)
{
    json_t *card = small_card();
    FormContext context = context_of(MODE_SELF, card, NULL);
    g_autoptr(Form) form = small_form_in(
        small_changed(
            OPTIONAL("n", "number", ""), "'starts': 'day_after_preaccept_receipt'",
            "'starts': 'day_after_preaccept_receipt', 'variants': ["
            "{'id': 'slow', 'when': {'field': 'n', 'op': 'ge', 'value': 1}, 'promised': 4, 'unit': 'wd'},"
            "{'id': 'fast', 'when': {'field': 'n', 'op': 'ge', 'value': 2}, 'promised': 5, 'unit': 'cd', "
            "'skip': ['approve']},"
            "{'id': 'late', 'when': {'field': 'n', 'op': 'ge', 'value': 2}, 'promised': 9, 'unit': 'wd'}]"),
        &context);
    assert_null(form_time_limit(form).variant);
    assert_int_equal(form_time_limit(form).promised, 5);
    small_set(form, "n", "1");
    assert_string_equal(form_time_limit(form).variant->id, "slow");
    small_set(form, "n", "2");
    assert_string_equal(form_time_limit(form).variant->id, "fast");
    assert_int_equal(form_time_limit(form).unit, DAYS_CALENDAR);
    json_decref(card);
}

#define SHA "'0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'"

static void materials_are_given_looked_up_missing_or_not_needed(void **state)
{
    json_t *card = small_card();
    FormContext context = context_of(MODE_SELF, card, NULL);
    g_autoptr(Form) form = small_form_in(
        small_changed(
            OPTIONAL("look", "consent", ", 'consent_kind': 'db_lookup'") ",\n" FIELD(
                "book", "photo",
                ", 'capture': ['camera'], 'material': 'book',"
                " 'visible_if': {'field': 'look', 'op': 'ne', 'value': true}"),
            "'materials': []",
            "'materials': [{'id': 'id_card', 'name_zh': 'x', 'form': 'original', 'copies': 0, 'required': "
            "true,"
            "  'kiosk_capture': 'card_reader', 'field': null, 'db_replace': {'possible': false}},"
            " {'id': 'book', 'name_zh': 'x', 'form': 'original', 'copies': 0, 'required': true,"
            "  'kiosk_capture': 'camera', 'field': 'book', 'db_replace': {'possible': true}},"
            " {'id': 'agent_id_card', 'name_zh': 'x', 'form': 'original', 'copies': 0, 'required': false,"
            "  'required_if': {'field': 'session.mode', 'op': 'eq', 'value': 'agent'},"
            "  'kiosk_capture': 'card_reader', 'field': null, 'db_replace': {'possible': false}}]"),
        &context);
    assert_int_equal(form_material(form, 0), MATERIAL_GIVEN);
    assert_int_equal(form_material(form, 1), MATERIAL_MISSING);
    assert_int_equal(form_material(form, 2), MATERIAL_NOT_NEEDED);
    small_set(form, "look", "true");
    assert_int_equal(form_material(form, 1), MATERIAL_LOOKED_UP);
    small_set(form, "look", "false");
    small_set(form, "book", "[{'sha256': " SHA ", 'bytes': 5, 'type': 'image/jpeg', 'profile': 'x'}]");
    assert_int_equal(form_material(form, 1), MATERIAL_GIVEN);
    json_decref(card);
}

/* The consent spares optional papers too, but none that other answers make needless. */
static void a_look_up_spares_only_what_would_have_been_asked(void **state)
{
    json_t *card = small_card();
    FormContext context = context_of(MODE_SELF, card, NULL);
    g_autoptr(Form) form = small_form_in(
        small_changed(OPTIONAL("look", "consent", ", 'consent_kind': 'db_lookup'") ",\n" OPTIONAL(
                          "kind", "choice",
                          ", 'options': [{'value': 'a', 'label_zh': 'x'}, {'value': 'b', 'label_zh': "
                          "'x'}]") ",\n" OPTIONAL("book", "photo",
                                                  ", 'capture': ['camera'], 'material': 'book', "
                                                  "'visible_if': {'all': ["
                                                  "{'field': 'look', 'op': 'ne', 'value': true}, "
                                                  "{'field': 'kind', 'op': 'eq', 'value': 'a'}]}"),
                      "'materials': []",
                      "'materials': [{'id': 'book', 'name_zh': 'x', 'form': 'original', 'copies': 0, "
                      "'required': false,"
                      "  'kiosk_capture': 'camera', 'field': 'book', 'db_replace': {'possible': true}}]"),
        &context);
    small_set(form, "look", "true");
    assert_int_equal(form_material(form, 0), MATERIAL_NOT_NEEDED);
    small_set(form, "kind", "'a'");
    assert_int_equal(form_material(form, 0), MATERIAL_LOOKED_UP);
    small_set(form, "look", "false");
    assert_int_equal(form_material(form, 0), MATERIAL_NOT_NEEDED);
    json_decref(card);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_whose_fields_are_all_hidden_is_skipped_and_not_counted),
        cmocka_unit_test(the_agents_step_opens_in_mode_agent),
        cmocka_unit_test(required_follows_the_flag_or_the_condition_but_never_a_hidden_field),
        cmocka_unit_test(an_optional_group_may_be_empty_but_not_half_full),
        cmocka_unit_test(a_rows_condition_looks_at_its_own_row),
        cmocka_unit_test(a_number_in_a_group_is_unique_and_not_ones_own),
        cmocka_unit_test(rows_count_from_one_for_people),
        cmocka_unit_test(a_valid_card_may_apply_until_its_last_day),
        cmocka_unit_test(a_card_that_states_no_validity_may_apply),
        cmocka_unit_test(a_minors_own_card_only_reads),
        cmocka_unit_test(somebody_must_be_known),
        cmocka_unit_test(an_agent_is_an_adult_with_another_valid_card),
        cmocka_unit_test(a_mode_that_is_not_offered_is_refused),
        cmocka_unit_test(what_the_card_knows_blocks_before_the_form),
        cmocka_unit_test(what_an_answer_knows_blocks_at_its_field_and_an_empty_one_never),
        cmocka_unit_test(a_warning_rule_does_not_block),
        cmocka_unit_test(of_two_variants_that_hold_the_shorter_counts),
        cmocka_unit_test(materials_are_given_looked_up_missing_or_not_needed),
        cmocka_unit_test(a_look_up_spares_only_what_would_have_been_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is known without asking, and who may change it. */
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/small.h"

#define FIELD(id, type, more)                                                                                \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': true, 'pii': 'none'" more "}"
#define OPTIONAL(id, type, more)                                                                             \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': false, 'pii': 'none'" more "}"

/* The name, number and address of the card, as every matter asks for them. */
static const char from_card[] =
    FIELD("name", "text", ", 'readonly': true, 'prefill': 'card.name'") ",\n" FIELD(
        "number", "id_number",
        ", 'readonly': true, 'prefill': 'card.id_number'") ",\n" FIELD("address", "address",
                                                                       ", 'readonly': true, 'prefill': "
                                                                       "'card.address'");

static const char social[] = "{'name': '赵秀兰', 'id_number': '990102195810104603'}";

static Form *form_of(const char *fields, SessionMode mode, json_t *card, json_t *db)
{
    FormContext context = {.mode = mode, .today = day_from_ymd(2026, 11, 23), .card = card, .db = db};
    Form *form = small_form_in(small_catalogue(fields), &context);
    json_decref(card);
    json_decref(db);
    return form;
}

static FieldState state_of(const Form *form, const char *path)
{
    FieldState state;
    assert_true(form_field_state(form, path, &state));
    return state;
}

static const char *text_at(const Form *form, const char *path)
{
    return json_string_value(form_get(form, path));
}

static void card_values_are_there_and_fixed(void **state)
{
    g_autoptr(Form) form = small_form(from_card);
    FieldState name = state_of(form, "name");
    assert_string_equal(text_at(form, "name"), "王小明");
    assert_int_equal(name.source, SOURCE_CARD);
    assert_int_equal(name.edit, EDIT_FIXED);
    assert_false(name.stated);
    assert_int_equal(small_set(form, "name", "'别人'"), FORM_ISSUE_READONLY);
    assert_string_equal(text_at(form, "name"), "王小明");
}

static void birth_sex_age_and_region_follow_from_the_number(void **state)
{
    g_autoptr(Form) form = form_of(
        OPTIONAL("birth", "date", ", 'prefill': 'card.birth'") ",\n" OPTIONAL("age", "number", ", 'prefill': 'card.age'") ",\n" OPTIONAL(
            "sex", "choice",
            ", 'prefill': 'card.sex', 'options': [{'value': 'f', "
            "'label_zh': '女'}]") ",\n" OPTIONAL("region", "text",
                                                 ", 'prefill': "
                                                 "'card.region_"
                                                 "code'") ","
                                                          "\n" OPTIONAL("her_birth", "date", ", 'prefill': 'card.birth_if_female'") ",\n" OPTIONAL(
                                                              "his_birth", "date",
                                                              ", 'prefill': 'card.birth_if_male'"),
        MODE_SELF, small_json(social), NULL);
    assert_string_equal(text_at(form, "birth"), "1958-10-10");
    assert_int_equal(json_integer_value(form_get(form, "age")), 68);
    assert_string_equal(text_at(form, "sex"), "f");
    assert_string_equal(text_at(form, "region"), "990102");
    assert_string_equal(text_at(form, "her_birth"), "1958-10-10");
    assert_null(form_get(form, "his_birth"));
}

static void what_a_social_security_card_does_not_say_is_asked_and_marked(void **state)
{
    g_autoptr(Form) form = form_of(from_card, MODE_SELF, small_json(social), NULL);
    assert_int_equal(state_of(form, "address").edit, EDIT_STATED);
    assert_int_equal(small_set(form, "address", "'清河路12号'"), FORM_OK);
    assert_true(state_of(form, "address").stated);
    g_autoptr(GPtrArray) stated = form_stated(form);
    assert_int_equal(stated->len, 1);
    assert_string_equal(g_ptr_array_index(stated, 0), "address");
}

static void a_look_up_fills_the_gap_of_the_card(void **state)
{
    g_autoptr(Form) form = form_of(from_card, MODE_SELF, small_json(social), NULL);
    json_t *db = small_json("{'resident.address': '演示市清河路12号'}");
    form_add_db(form, db);
    json_decref(db);
    assert_string_equal(text_at(form, "address"), "演示市清河路12号");
    assert_int_equal(state_of(form, "address").source, SOURCE_DB);
    assert_int_equal(state_of(form, "address").edit, EDIT_FIXED);
}

static void without_a_card_nothing_can_be_typed_before_the_reason_is_recorded(void **state)
{
    g_autoptr(Form) form = form_of(from_card, MODE_ASSISTED, NULL, NULL);
    assert_int_equal(small_set(form, "name", "'李某'"), FORM_ISSUE_READONLY);
    form_set_card_missing(form, TRUE);
    assert_int_equal(state_of(form, "name").edit, EDIT_CARD_MISSING);
    assert_int_equal(small_set(form, "name", "'李某'"), FORM_OK);
    assert_true(state_of(form, "name").stated);
    form_set_card_missing(form, FALSE);
    assert_null(form_get(form, "name"));
}

static void the_reason_opens_nothing_in_mode_self(void **state)
{
    g_autoptr(Form) form = form_of(from_card, MODE_SELF, NULL, NULL);
    form_set_card_missing(form, TRUE);
    assert_int_equal(small_set(form, "name", "'李某'"), FORM_ISSUE_READONLY);
}

static void an_agent_may_lack_the_applicants_card_only_where_the_matter_says_so(void **state)
{
    FormContext context = {.mode = MODE_AGENT, .today = day_from_ymd(2026, 11, 23), .card_missing = TRUE};
    g_autoptr(Form) strict = small_form_in(small_catalogue(from_card), &context);
    g_autoptr(Form) lenient = small_form_in(
        small_changed(from_card, "'agent_needs_applicant_card': true", "'agent_needs_applicant_card': false"),
        &context);
    assert_int_equal(state_of(strict, "name").edit, EDIT_FIXED);
    assert_int_equal(state_of(lenient, "name").edit, EDIT_CARD_MISSING);
}

static void an_optional_fixed_field_without_source_stays_empty(void **state)
{
    g_autoptr(Form) form =
        small_form(OPTIONAL("no", "text", ", 'readonly': true, 'prefill': 'db.crew.no'") ",\n" FIELD(
            "need", "text", ", 'readonly': true, 'prefill': 'db.crew.need'"));
    assert_int_equal(state_of(form, "no").edit, EDIT_FIXED);
    assert_int_equal(state_of(form, "need").edit, EDIT_STATED);
}

static void look_ups_may_be_nested_or_flat_and_can_be_corrected(void **state)
{
    g_autoptr(Form) form = form_of(FIELD("phone", "phone", ", 'prefill': 'db.resident.phone'") ",\n" FIELD(
                                       "no", "text", ", 'prefill': 'db.a.b.c'"),
                                   MODE_SELF, small_card(),
                                   small_json("{'resident.phone': '13812345678', 'a': {'b': {'c': 77}}}"));
    assert_string_equal(text_at(form, "phone"), "13812345678");
    assert_string_equal(text_at(form, "no"), "77");
    assert_int_equal(small_set(form, "phone", "'13912345678'"), FORM_OK);
    assert_int_equal(state_of(form, "phone").source, SOURCE_RESIDENT);
}

static void a_source_that_does_not_fit_finds_nothing(void **state)
{
    g_autoptr(Form) form =
        form_of(
            FIELD("kind", "choice", ", 'prefill': 'db.kind', 'options': [{'value': 'a', 'label_zh': 'A'}]") ",\n" FIELD(
                "since", "date",
                ", 'prefill': 'db.since'") ",\n" FIELD("odd", "text",
                                                       ", 'prefill': 'db.odd.name'") ",\n" FIELD("other",
                                                                                                 "text",
                                                                                                 ", "
                                                                                                 "'prefill': "
                                                                                                 "'card.no_"
                                                                                                 "such_"
                                                                                                 "name'"),
            MODE_SELF, small_card(), small_json("{'kind': 'z', 'since': 'yesterday', 'odd': {'name': [1]}}"));
    assert_null(form_get(form, "kind"));
    assert_null(form_get(form, "since"));
    assert_null(form_get(form, "odd"));
    assert_null(form_get(form, "other"));
}

static void what_was_cleared_does_not_come_back(void **state)
{
    g_autoptr(Form) form = small_form(OPTIONAL("name", "text", ", 'prefill': 'card.name'"));
    assert_string_equal(text_at(form, "name"), "王小明");
    small_set(form, "name", "null");
    assert_null(form_get(form, "name"));
    json_t *db = small_json("{'x': 1}");
    form_add_db(form, db);
    json_decref(db);
    assert_null(form_get(form, "name"));
}

static void a_copied_answer_follows_until_it_is_changed(void **state)
{
    g_autoptr(Form) form =
        small_form(FIELD("live", "address", "") ",\n" FIELD("post", "address", ", 'prefill': 'answer.live'"));
    small_set(form, "live", "'晴川路1号'");
    assert_string_equal(text_at(form, "post"), "晴川路1号");
    assert_int_equal(state_of(form, "post").source, SOURCE_ANSWER);
    small_set(form, "live", "'晴川路2号'");
    assert_string_equal(text_at(form, "post"), "晴川路2号");
    small_set(form, "post", "'清河路3号'");
    small_set(form, "live", "'晴川路4号'");
    assert_string_equal(text_at(form, "post"), "清河路3号");
}

static void a_birth_date_follows_from_a_typed_number(void **state)
{
    g_autoptr(Form) form = small_form(
        FIELD("child", "id_number", "") ",\n" FIELD("born", "date", ", 'prefill': 'calc.birth_from_child'"));
    small_set(form, "child", "'990101198803152217'");
    assert_string_equal(text_at(form, "born"), "1988-03-15");
    assert_int_equal(state_of(form, "born").source, SOURCE_CALC);
}

static void the_session_and_a_scanned_code_fill_in(void **state)
{
    json_t *session = small_json("{'zone': 'b'}"), *scan = small_json("{'door_code': 'D-17'}"),
           *card = small_card();
    FormContext context = {.mode = MODE_SELF, .today = 20000, .card = card, .session = session};
    g_autoptr(Form) form = small_form_in(
        small_catalogue(FIELD("zone", "choice",
                              ", 'prefill': 'session.zone', 'options': [{'value': 'b', 'label_zh': "
                              "'B'}]") ",\n" FIELD("door", "text", ", 'prefill': 'scan.door_code'")),
        &context);
    assert_string_equal(text_at(form, "zone"), "b");
    assert_null(form_get(form, "door"));
    form_add_scan(form, scan);
    assert_string_equal(text_at(form, "door"), "D-17");
    json_decref(card);
    json_decref(session);
    json_decref(scan);
}

static void a_default_holds_until_something_else_is_chosen(void **state)
{
    g_autoptr(Form) form =
        small_form(OPTIONAL("by", "multi",
                            ", 'default': ['sms'], 'options': [{'value': 'sms', 'label_zh': 'x'},"
                            " {'value': 'call', 'label_zh': 'x'}]"));
    assert_int_equal(state_of(form, "by").source, SOURCE_DEFAULT);
    assert_int_equal(json_array_size(form_get(form, "by")), 1);
    form_toggle(form, "by", "call", NULL);
    assert_int_equal(json_array_size(form_get(form, "by")), 2);
}

static const char people[] = OPTIONAL(
    "people", "group",
    ", 'prefill': 'db.household', 'repeat': {'min': 0, 'max': 3, 'row_title_zh': '第{n}位', 'add_label_zh': "
    "''}, 'fields': [" FIELD("who", "text", ", 'prefill': 'row_card.name'") ", " FIELD(
        "no", "id_number", ", 'prefill': 'row_card.id_number'") "]");

static void another_persons_card_fills_its_row(void **state)
{
    g_autoptr(Form) form = small_form(people);
    json_t *card = small_agent_card();
    assert_int_equal(form_row_add(form, "people", NULL), 0);
    assert_int_equal(form_row_add(form, "people", NULL), 1);
    assert_true(form_set_row_card(form, "people[1]", card));
    assert_null(form_get(form, "people[0].who"));
    assert_string_equal(text_at(form, "people[1].who"), "赵秀兰");
    assert_int_equal(state_of(form, "people[1].no").source, SOURCE_ROW_CARD);
    assert_false(form_set_row_card(form, "people[2]", card));
    json_decref(card);
}

static void another_persons_card_fills_the_fields_of_its_step(void **state)
{
    g_autoptr(Form) form = small_form(FIELD("who", "text", ", 'prefill': 'row_card.name'"));
    json_t *card = small_agent_card();
    assert_true(form_set_row_card(form, "who", card));
    assert_string_equal(text_at(form, "who"), "赵秀兰");
    json_decref(card);
}

static void a_look_up_brings_rows_that_can_be_changed(void **state)
{
    g_autoptr(Form) form = form_of(people, MODE_SELF, small_card(),
                                   small_json("{'household': [{'who': '甲', 'age': 3}, {'who': '乙'}]}"));
    assert_int_equal(form_row_count(form, "people"), 2);
    assert_string_equal(text_at(form, "people[1].who"), "乙");
    assert_int_equal(state_of(form, "people[0].who").source, SOURCE_DB);
    small_set(form, "people[0].who", "'丙'");
    form_row_remove(form, "people", 1);
    assert_int_equal(form_row_count(form, "people"), 1);
    assert_string_equal(text_at(form, "people[0].who"), "丙");
    form_row_remove(form, "people", 0);
    assert_int_equal(form_row_count(form, "people"), 0);
}

static void a_warning_shows_while_its_condition_holds(void **state)
{
    g_autoptr(Form) form = small_form(OPTIONAL("n", "number",
                                               ", 'warn_if': {'when': {'field': 'n', 'op': 'gt', 'value': 5},"
                                               " 'text_zh': '太多'}"));
    assert_false(state_of(form, "n").warns);
    small_set(form, "n", "6");
    assert_true(state_of(form, "n").warns);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(card_values_are_there_and_fixed),
        cmocka_unit_test(birth_sex_age_and_region_follow_from_the_number),
        cmocka_unit_test(what_a_social_security_card_does_not_say_is_asked_and_marked),
        cmocka_unit_test(a_look_up_fills_the_gap_of_the_card),
        cmocka_unit_test(without_a_card_nothing_can_be_typed_before_the_reason_is_recorded),
        cmocka_unit_test(the_reason_opens_nothing_in_mode_self),
        cmocka_unit_test(an_agent_may_lack_the_applicants_card_only_where_the_matter_says_so),
        cmocka_unit_test(an_optional_fixed_field_without_source_stays_empty),
        cmocka_unit_test(look_ups_may_be_nested_or_flat_and_can_be_corrected),
        cmocka_unit_test(a_source_that_does_not_fit_finds_nothing),
        cmocka_unit_test(what_was_cleared_does_not_come_back),
        cmocka_unit_test(a_copied_answer_follows_until_it_is_changed),
        cmocka_unit_test(a_birth_date_follows_from_a_typed_number),
        cmocka_unit_test(the_session_and_a_scanned_code_fill_in),
        cmocka_unit_test(a_default_holds_until_something_else_is_chosen),
        cmocka_unit_test(another_persons_card_fills_its_row),
        cmocka_unit_test(another_persons_card_fills_the_fields_of_its_step),
        cmocka_unit_test(a_look_up_brings_rows_that_can_be_changed),
        cmocka_unit_test(a_warning_shows_while_its_condition_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

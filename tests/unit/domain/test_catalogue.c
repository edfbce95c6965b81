/* The loader: what is read, and every mistake told with its place and what would be right. */
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/small.h"
#include "tests/support/walk.h"

#define FIELD(id, type, more)                                                                                \
    "{'id': '" id "', 'label_zh': 'x', 'type': '" type "', 'required': true, 'pii': 'none'" more "}"
#define CHOICE(id)                                                                                           \
    FIELD(id, "choice", ", 'options': [{'value': 'a', 'label_zh': 'A'}, {'value': 'b', 'label_zh': 'B'}]")

/* All errors of a text, one a line. */
static char *errors_of_bytes(const char *text, gsize length)
{
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    Catalogue *catalogue = catalogue_parse("m.json", text, length, errors);
    GString *all = g_string_new(NULL);
    assert_int_equal(catalogue == NULL, errors->len > 0);
    assert_true(errors->len <= CATALOGUE_MAX_ERRORS);
    for (guint i = 0; i < errors->len; i++) {
        g_autofree char *line = catalogue_error_text(g_ptr_array_index(errors, i));
        g_string_append_printf(all, "%s\n", line);
    }
    catalogue_unref(catalogue);
    return g_string_free(all, FALSE);
}

static char *errors_of(const char *fields)
{
    g_autofree char *text = small_text(fields);
    return errors_of_bytes(text, strlen(text));
}

/* The errors of a good catalogue in which one piece was changed. */
static char *errors_after(const char *from, const char *to)
{
    g_autofree char *text = small_text(CHOICE("c") ",\n" FIELD("n", "number", ""));
    g_autofree char *old = g_strdelimit(g_strdup(from), "'", '"');
    g_autofree char *new = g_strdelimit(g_strdup(to), "'", '"');
    g_autoptr(GString) changed = g_string_new(text);
    assert_int_equal(g_string_replace(changed, old, new, 0), 1);
    return errors_of_bytes(changed->str, changed->len);
}

static void assert_says(const char *errors, const char *wanted)
{
    if (!strstr(errors, wanted))
        fail_msg("\"%s\" is not said, but:\n%s", wanted, errors);
}

#define assert_error(fields, wanted)                                                                         \
    do {                                                                                                     \
        g_autofree char *all_said = errors_of(fields);                                                       \
        assert_says(all_said, wanted);                                                                       \
    } while (0)
#define assert_change(from, to, wanted)                                                                      \
    do {                                                                                                     \
        g_autofree char *all_said = errors_after(from, to);                                                  \
        assert_says(all_said, wanted);                                                                       \
    } while (0)

/* --- good catalogues --- */

static void the_shipped_catalogue_is_read_whole(void **state)
{
    g_autofree char *path =
        g_build_filename(g_getenv("KIOSK_ROOT") ?: ".", "config/catalogue/matters.json", NULL);
    g_autoptr(Catalogue) catalogue = walk_catalogue(path);
    guint steps = 0, groups = 0, fields = 0;
    assert_int_equal(catalogue->n_matters, 24);
    for (guint i = 0; i < catalogue->n_matters; i++) {
        const Matter *matter = &catalogue->matters[i];
        steps += matter->n_steps;
        fields += matter->n_fields;
        for (guint k = 0; k < matter->n_fields; k++) {
            groups += matter->fields[k].type == FIELD_GROUP;
            fields += matter->fields[k].n_fields;
        }
        assert_ptr_equal(catalogue_matter(catalogue, matter->id), matter);
        assert_ptr_equal(catalogue_matter_by_code(catalogue, matter->code), matter);
    }
    assert_int_equal(steps, 133);
    assert_int_equal(groups, 16);
    assert_int_equal(fields, 853);
}

static void a_matter_says_what_its_data_say(void **state)
{
    g_autofree char *path =
        g_build_filename(g_getenv("KIOSK_ROOT") ?: ".", "config/catalogue/matters.json", NULL);
    g_autoptr(Catalogue) catalogue = walk_catalogue(path);
    const Matter *matter = catalogue_matter(catalogue, "disabled-low-income");
    const Field *members = matter_field(matter, "members");
    assert_string_equal(matter->code, "YS-CL-01");
    assert_int_equal(matter->time_limit.promised, 32);
    assert_int_equal(matter->time_limit.unit, DAYS_CALENDAR);
    assert_int_equal(matter->n_route, 5);
    assert_int_equal(matter->route[3].action, ACTION_PUBLICITY);
    assert_string_equal(catalogue->departments[matter->department].id, "残联");
    assert_int_equal(members->repeat.max, 10);
    assert_ptr_equal(group_field(members, "m_name")->group, members);
    assert_int_equal(matter->steps[members->step].fields <= members, TRUE);
    assert_string_equal(words_in(&matter->name, TRUE),
                        "Low-income recognition for families with disabled members (survey and pre-check)");
}

static void self_is_not_offered_where_self_may_not_apply(void **state)
{
    g_autofree char *path =
        g_build_filename(g_getenv("KIOSK_ROOT") ?: ".", "config/catalogue/matters.json", NULL);
    g_autoptr(Catalogue) catalogue = walk_catalogue(path);
    const Matter *child = catalogue_matter(catalogue, "child-hardship");
    assert_false(child->applicants.offered[MODE_SELF]);
    assert_true(child->applicants.offered[MODE_AGENT]);
}

static void english_falls_back_to_chinese(void **state)
{
    Words only_chinese = {"事", ""}, both = {"事", "Matter"};
    assert_string_equal(words_in(&only_chinese, TRUE), "事");
    assert_string_equal(words_in(&both, TRUE), "Matter");
    assert_string_equal(words_in(&both, FALSE), "事");
}

/* --- the text itself --- */

static void a_syntax_error_has_its_line(void **state)
{
    g_autofree char *said = errors_of_bytes("{\n\"a\": 1,\n\"b\" 2}\n", 17);
    assert_says(said, "m.json:3: ");
}

static void the_text_must_be_sound(void **state)
{
    const char with_nul[] = "{\n\"a\": \"x\0y\"}";
    g_autofree char *nul = errors_of_bytes(with_nul, sizeof with_nul - 1);
    g_autofree char *latin = errors_of_bytes("{\n\n\"a\": \"\xe9\"}", 12);
    g_autofree char *twice = errors_of_bytes("{\"a\": 1,\n\"a\": 2}", 16);
    g_autofree char *trailing = errors_of_bytes("{} {}", 5);
    g_autofree char *list = errors_of_bytes("[]", 2);
    g_autofree char *nothing = errors_of_bytes("", 0);
    assert_says(nul, "m.json:2: a NUL byte");
    assert_says(latin, "m.json:3: text that is not UTF-8");
    assert_says(twice, "m.json:2: duplicate object key");
    assert_says(trailing, "end of file expected");
    assert_says(list, "not an object");
    assert_says(nothing, "m.json");
}

static void depth_length_and_size_are_bounded(void **state)
{
    g_autofree char *deep = g_strnfill(65, '[');
    g_autofree char *letters = g_strnfill(4001, 'x');
    g_autofree char *text = g_strdup_printf("{\"a\":\n\"%s\"}", letters);
    gsize huge_length = CATALOGUE_MAX_BYTES + 1;
    g_autofree char *huge = g_strnfill(huge_length, ' ');
    g_autofree char *said_deep = errors_of_bytes(deep, 65);
    g_autofree char *said_long = errors_of_bytes(text, strlen(text));
    g_autofree char *said_huge = errors_of_bytes(huge, huge_length);
    assert_says(said_deep, "nested deeper than 64");
    assert_says(said_long, "m.json:2: a text longer than 4,000");
    assert_says(said_huge, "larger than 16 MiB");
}

/* --- keys and closed lists --- */

static void a_spelling_mistake_in_a_key_does_not_pass(void **state)
{
    g_autofree char *said = errors_of(CHOICE("c") ",\n" FIELD("n", "number", ", 'visble_if': {}"));
    g_autofree char *place = g_strdup_printf(
        "m.json:%d: matter m, step ask, field n: \"visble_if\" is no key here", SMALL_LINE + 1);
    assert_says(said, place);
    assert_says(said, "visible_if");
}

static void a_missing_key_is_named(void **state)
{
    assert_error("{'id': 'n', 'label_zh': 'x', 'type': 'text', 'pii': 'none'}",
                 "required is missing; add \"required\"");
    assert_error(FIELD("c", "choice", ""), "options is missing for type choice");
    assert_error(FIELD("g", "group", ""), "repeat is missing for type group");
}

static void a_word_outside_of_its_list_is_refused_with_the_list(void **state)
{
    assert_error(FIELD("n", "txet", ""), "\"txet\" is not known here; use one of: text, choice, multi");
    assert_error(FIELD("n", "text", ", 'mask': 'phone'"), "use one of: none, name");
    assert_change("'role': 'worker',\n  'statutory': 5, 'promised': 2",
                  "'role': 'king',\n  'statutory': 5, 'promised': 2", "\"king\" is no role");
    assert_change("'basis': 'law'", "'basis': 'whim'",
                  "use one of: law, practice, assumption, reform_baseline");
    assert_change("'carrier': 'paper'", "'carrier': 'stone'", "\"stone\" is not known here");
    assert_change("'pickup': ['window']", "'pickup': ['pigeon']", "\"pigeon\" is not known here");
    assert_change("'kiosk': 'purge_on_hub_ack'", "'kiosk': 'keep'", "purge_on_hub_ack");
    assert_change("'capture': ['camera', 'usb'", "'capture': ['drone', 'usb'",
                  "\"drone\" is not known to this program");
}

static void keys_belong_to_their_types(void **state)
{
    assert_error(FIELD("n", "text", ", 'validation': {'min': 1}"), "min does not belong to type text");
    assert_error(FIELD("n", "number", ", 'validation': {'max_len': 1}"),
                 "max_len does not belong to type number");
    assert_error(FIELD("n", "text", ", 'precision': 'day'"), "precision does not belong to type text");
    assert_error(FIELD("n", "text", ", 'options': []"), "options does not belong to type text");
}

static void wrong_kinds_of_values_are_refused(void **state)
{
    assert_error("{'id': 'n', 'label_zh': 5, 'type': 'text', 'required': 'yes', 'pii': 'none'}",
                 "not a text");
    assert_error("{'id': 'n', 'label_zh': 'x', 'type': 'text', 'required': 'yes', 'pii': 'none'}",
                 "required is neither true nor false");
    assert_error("{'id': 'N!', 'label_zh': 'x', 'type': 'text', 'required': true, 'pii': 'none'}",
                 "\"N!\" is no id");
    assert_error("5", "not an object");
    assert_error(FIELD("n", "number", ", 'validation': {'decimals': 12}"), "a whole number from 0 to 9");
    assert_error(FIELD("n", "money", ", 'validation': {'decimals': 3}"), "no fractions of a fen");
    assert_error(FIELD("n", "text", ", 'validation': {'min_len': 9, 'max_len': 2}"),
                 "min_len 9 is greater than max_len 2");
}

static void options_are_unique_and_exclusive_ones_exist(void **state)
{
    assert_error(FIELD("c", "choice",
                       ", 'options': [{'value': 'a', 'label_zh': 'A'}, {'value': 'a', 'label_zh': 'B'}]"),
                 "option \"a\" comes twice");
    assert_error(
        FIELD("c", "multi",
              ", 'options': [{'value': 'a', 'label_zh': 'A'}], 'validation': {'exclusive': ['none']}"),
        "\"none\" is not an option");
}

static void a_pattern_must_be_usable(void **state)
{
    assert_error(FIELD("n", "text", ", 'validation': {'pattern': '[A-'}"), "the pattern cannot be used");
}

static void a_row_holds_no_rows_and_no_signature(void **state)
{
    assert_error(
        FIELD("g", "group",
              ", 'repeat': {'min': 0, 'max': 3, 'row_title_zh': '', 'add_label_zh': ''}, 'fields': [" FIELD(
                  "s", "signature", "") "]"),
        "a row cannot hold a signature");
    assert_error(
        FIELD("g", "group",
              ", 'repeat': {'min': 0, 'max': 65, 'row_title_zh': '', 'add_label_zh': ''}, 'fields': [" FIELD(
                  "s", "text", "") "]"),
        "a whole number from 1 to 64");
}

static void prefill_comes_from_somewhere(void **state)
{
    assert_error(FIELD("n", "text", ", 'prefill': 'crad.name'"),
                 "\"crad.name\" comes from nowhere; begin with one of: card.");
    assert_error(FIELD("n", "text", ", 'prefill': 'card.'"), "comes from nowhere");
    assert_change("'prefill_namespaces': ['card.', 'agent_card.',", "'prefill_namespaces': ['card.',",
                  "\"agent_card.id_number\" comes from nowhere");
}

static GLogWriterOutput count_messages(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer count)
{
    *(int *)count += level == G_LOG_LEVEL_MESSAGE;
    return G_LOG_WRITER_HANDLED;
}

static void a_source_that_nobody_knows_is_logged_once_when_the_catalogue_is_read(void **state)
{
    static int count = 0;
    g_log_set_writer_func(count_messages, &count, NULL);
    g_autofree char *said = errors_of(FIELD("a", "text", ", 'prefill': 'card.shoe_size'") ",\n" FIELD(
        "b", "date", ", 'prefill': 'calc.birth_from_a'") ",\n" FIELD("c", "text",
                                                                     ", 'prefill': 'answer.nobody'"));
    assert_string_equal(said, "");
    assert_int_equal(count, 2);
}

/* --- conditions and calculations --- */

#define IF(condition)                                                                                        \
    CHOICE("c") ",\n" FIELD("n", "number", "") ",\n" FIELD("probe", "text", ", 'visible_if': " condition)

static void conditions_look_only_at_earlier_fields(void **state)
{
    g_autofree char *said =
        errors_of(FIELD("first", "text", ", 'visible_if': {'field': 'later', 'op': 'filled'}") ",\n" FIELD(
            "later", "text", ""));
    g_autofree char *place = g_strdup_printf(
        "m.json:%d: matter m, step ask, field first: field \"later\" comes later", SMALL_LINE);
    assert_says(said, place);
    assert_error(IF("{'field': 'probe', 'op': 'filled'}"), "field \"probe\" comes later");
    assert_error(IF("{'field': 'nobody', 'op': 'filled'}"), "there is no field \"nobody\"");
    assert_error(IF("{'field': 'c', 'op': 'eq', 'value': '@answer.sign'}"), "field \"sign\" comes later");
}

static void a_step_does_not_look_into_itself(void **state)
{
    assert_change(
        "'id': 'confirm', 'title_zh': '确认'",
        "'id': 'confirm', 'title_zh': '确认', 'visible_if': {'field': 'truth', 'op': 'eq', 'value': true}",
        "step confirm: field \"truth\" comes later");
}

static void conditions_compare_like_with_like(void **state)
{
    assert_error(IF("{'field': 'c', 'op': 'eq', 'value': 'z'}"), "\"z\" is no option of field \"c\"");
    assert_error(IF("{'field': 'n', 'op': 'eq', 'value': 'many'}"),
                 "a number cannot be compared with a text");
    assert_error(IF("{'field': 'n', 'op': 'contains', 'value': 'x'}"),
                 "contains cannot be asked of a number");
    assert_error(IF("{'field': 'c', 'op': 'gt', 'value': 'a'}"), "cannot be compared");
    assert_error(IF("{'field': 'c', 'op': 'in', 'value': 5}"), "in needs a list");
    assert_error(IF("{'field': 'c', 'op': 'is', 'value': 'a'}"), "use one of: eq, ne, in");
    assert_error(IF("{'field': 'c', 'op': 'eq'}"), "value is missing");
    assert_error(IF("{'field': 'session.mode', 'op': 'eq', 'value': 'agnet'}"),
                 "session.mode is never \"agnet\"");
    assert_error(IF("{'field': 'c', 'op': 'empty', 'value': 'a'}"), "empty needs no value");
    assert_error(IF("{'field': 'card.shoe_size', 'op': 'eq', 'value': 'a'}"),
                 "\"card.shoe_size\" is not known here");
    assert_error(IF("{'field': 'n', 'op': 'le', 'value': '@param.nothing'}"), "there is no parameter");
    assert_error(IF("{'field': 'n', 'op': 'le', 'value': '@what.x'}"), "refers to nothing");
    assert_error(IF("{'field': 'card.birth', 'op': 'le', 'value': 'today-18x'}"), "\"today-18x\" is no day");
    assert_error(IF("{'field': 'card.birth', 'op': 'le', 'value': 'soon'}"), "\"soon\" is no date");
    assert_error(IF("{'all': [], 'any': []}"), "more than");
    assert_error(IF("{'all': []}"), "an empty list of conditions");
    assert_error(IF("7"), "not a condition");
}

static void conditions_nest_at_most_sixteen_deep(void **state)
{
    g_autoptr(GString) condition = g_string_new("{'field': 'n', 'op': 'filled'}");
    for (int i = 0; i < 15; i++) {
        g_string_prepend(condition, "{'not': ");
        g_string_append(condition, "}");
    }
    g_autofree char *fine = g_strdup_printf(
        CHOICE("c") ",\n" FIELD("n", "number", "") ",\n" FIELD("probe", "text", ", 'visible_if': %s"),
        condition->str);
    g_autofree char *deeper = g_strdup_printf(CHOICE("c") ",\n" FIELD("n", "number", "") ",\n" FIELD(
                                                  "probe", "text", ", 'visible_if': {'not': %s}"),
                                              condition->str);
    g_autofree char *nothing = errors_of(fine);
    assert_string_equal(nothing, "");
    assert_error(deeper, "nested too deep");
}

#define CALC(calc)                                                                                           \
    CHOICE("c")                                                                                              \
    ",\n" FIELD("n", "number", "") ",\n" FIELD("t", "text", "") ",\n" FIELD("r", "number", ", 'calc': " calc)

static void calculations_take_their_operands(void **state)
{
    assert_error(CALC("['add', 1]"), "add has 1 operands");
    assert_error(CALC("['sub', 1, 2, 3]"), "sub has 3 operands");
    assert_error(CALC("['pow', 1, 2]"), "use one of: add, sub");
    assert_error(CALC("['add', ['field', 't'], 1]"), "\"t\" cannot be used here");
    assert_error(CALC("['add', ['field', 'r'], 1]"), "field \"r\" comes later");
    assert_error(CALC("['sum', 'n']"), "\"n\" cannot be summed");
    assert_error(CALC("['count', 'n']"), "\"n\" cannot be used here");
    assert_error(CALC("'n'"), "not a calculation");
}

static void date_limits_are_days(void **state)
{
    assert_error(FIELD("d", "date", ", 'validation': {'date_min': '2026-02-30'}"),
                 "\"2026-02-30\" is no day");
    assert_error(FIELD("d", "date", ", 'validation': {'date_max': 'today+5w'}"), "\"today+5w\" is no day");
    assert_error(FIELD("t", "text", "") ",\n" FIELD("d", "date", ", 'validation': {'date_min': '@answer.t'}"),
                 "field \"t\" is no date");
}

/* --- the matter as a whole --- */

static void ids_are_unique(void **state)
{
    assert_error(FIELD("n", "text", "") ",\n" FIELD("n", "text", ""), "field id \"n\" comes twice");
    assert_change("'id': 'confirm'", "'id': 'ask'", "step id \"ask\" comes twice");
}

static void the_route_adds_up(void **state)
{
    assert_change("'statutory': 10, 'promised': 5", "'statutory': 10, 'promised': 6",
                  "6, but the counted nodes give 5");
    assert_change("'statutory': 10, 'promised': 5", "'statutory': 9, 'promised': 5",
                  "9, but the counted nodes give 10");
    assert_change("'pct_on_complete': 95", "'pct_on_complete': 19", "19 after 20; let it never fall");
    assert_change("'seq': 2, 'level': 'street'", "'seq': 3, 'level': 'street'", "node 2 has seq 3");
    assert_change("'seq': 1, 'level': 'community'", "'seq': 1, 'level': 'district'", "street after district");
    assert_change("'action': 'approve'", "'action': 'publicity'",
                  "publicity is not required, but the route has a node for it");
    assert_change("'required': false, 'days': 0", "'required': true, 'days': 3",
                  "publicity is required, but the route has no node for it");
}

static void the_code_begins_with_the_departments(void **state)
{
    assert_change("'code': 'YS-DD-01'", "'code': 'YS-XX-01'",
                  "does not begin with the department's code \"DD\"");
    assert_change("'department': 'd'", "'department': 'e'", "\"e\" is no department");
}

static void one_truth_one_signature_and_the_agents_step(void **state)
{
    assert_error(FIELD("again", "consent", ", 'consent_kind': 'truth'"), "2 consents of kind truth");
    assert_error(FIELD("again", "signature", ""), "2 signatures");
    assert_change("'id': 'agent', 'title_zh'", "'id': 'agents', 'title_zh'", "there is no step \"agent\"");
}

static void materials_and_their_fields_point_at_each_other(void **state)
{
    assert_error(FIELD("p", "photo", ", 'capture': ['camera'], 'material': 'book'"),
                 "no material \"book\" is taken by this field");
    assert_change(
        "'materials': []",
        "'materials': [{'id': 'book', 'name_zh': 'x', 'form': 'original', 'copies': 0, 'required': true,"
        " 'kiosk_capture': 'camera', 'field': 'n', 'db_replace': {'possible': true}}]",
        "field \"n\" does not take material \"book\"");
    assert_change("'key': ['matter_id', 'applicant_id']", "'key': ['shoe_size']",
                  "\"shoe_size\" is no dedupe key");
}

/* --- the list of errors --- */

static void every_mistake_is_told_up_to_fifty(void **state)
{
    g_autoptr(GString) fields = g_string_new(NULL);
    for (int i = 0; i < 60; i++)
        g_string_append_printf(fields, "%s" FIELD("f%d", "text", ", 'odd': 1"), i ? ",\n" : "", i);
    g_autofree char *text = small_text(fields->str);
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    assert_null(catalogue_parse("m.json", text, strlen(text), errors));
    assert_int_equal(errors->len, 50);
    for (guint i = 0; i < errors->len; i++)
        assert_int_equal(((CatalogueError *)g_ptr_array_index(errors, i))->line, SMALL_LINE + (int)i);
}

static void nobody_need_want_the_errors(void **state)
{
    assert_null(catalogue_parse("m.json", "{", 1, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_catalogue_is_read_whole),
        cmocka_unit_test(a_matter_says_what_its_data_say),
        cmocka_unit_test(self_is_not_offered_where_self_may_not_apply),
        cmocka_unit_test(english_falls_back_to_chinese),
        cmocka_unit_test(a_syntax_error_has_its_line),
        cmocka_unit_test(the_text_must_be_sound),
        cmocka_unit_test(depth_length_and_size_are_bounded),
        cmocka_unit_test(a_spelling_mistake_in_a_key_does_not_pass),
        cmocka_unit_test(a_missing_key_is_named),
        cmocka_unit_test(a_word_outside_of_its_list_is_refused_with_the_list),
        cmocka_unit_test(keys_belong_to_their_types),
        cmocka_unit_test(wrong_kinds_of_values_are_refused),
        cmocka_unit_test(options_are_unique_and_exclusive_ones_exist),
        cmocka_unit_test(a_pattern_must_be_usable),
        cmocka_unit_test(a_row_holds_no_rows_and_no_signature),
        cmocka_unit_test(prefill_comes_from_somewhere),
        cmocka_unit_test(conditions_look_only_at_earlier_fields),
        cmocka_unit_test(a_step_does_not_look_into_itself),
        cmocka_unit_test(conditions_compare_like_with_like),
        cmocka_unit_test(conditions_nest_at_most_sixteen_deep),
        cmocka_unit_test(calculations_take_their_operands),
        cmocka_unit_test(date_limits_are_days),
        cmocka_unit_test(ids_are_unique),
        cmocka_unit_test(the_route_adds_up),
        cmocka_unit_test(the_code_begins_with_the_departments),
        cmocka_unit_test(one_truth_one_signature_and_the_agents_step),
        cmocka_unit_test(materials_and_their_fields_point_at_each_other),
        cmocka_unit_test(every_mistake_is_told_up_to_fifty),
        cmocka_unit_test(nobody_need_want_the_errors),
        /* last: the log writer is set for good */
        cmocka_unit_test(a_source_that_nobody_knows_is_logged_once_when_the_catalogue_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

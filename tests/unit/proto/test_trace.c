#include "tests/support/cmocka.h"

#include "hal/proto/trace.h"

#include <string.h>

static char *line_of(const Trace *trace, gsize index)
{
    json_auto_t *lines = trace_lines(trace, NULL);
    return g_strdup(json_string_value(json_array_get(lines, index)));
}

static void a_card_in_the_trace_shows_no_person(void **state)
{
    json_auto_t *card = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "kind", "identity", "source",
                                  "social", "name", "王小明", "number", "990101198803152217", "birth",
                                  "1988-03-15", "address", "晴川路", "serial", "04a1b2c3");
    g_autofree char *text =
        trace_text(&(Message){.type = MESSAGE_EVENT, .id = 4, .name = (char *)"card", .data = card});
    assert_non_null(strstr(text, "kind:identity"));
    assert_non_null(strstr(text, "source:social"));
    static const char *const secrets[] = {"王", "9901", "1988", "晴川", "04a1"};
    for (guint i = 0; i < G_N_ELEMENTS(secrets); i++)
        assert_null(strstr(text, secrets[i]));
}

static void a_key_that_nobody_thought_about_is_masked(void **state)
{
    json_auto_t *data = json_pack("{s:s, s:{s:s}}", "nickname", "Secret", "job", "job_name", "Secret");
    g_autofree char *text = trace_text(&(Message){.type = MESSAGE_STATUS, .data = data});
    assert_null(strstr(text, "Secret"));
}

static void simulator_words_show_only_the_order(void **state)
{
    g_autofree char *text =
        trace_text(&(Message){.type = MESSAGE_SIM, .id = 1, .text = (char *)"TAP-TOKEN 04a1b2c3"});
    assert_non_null(strstr(text, "TAP-TOKEN"));
    assert_null(strstr(text, "04a1b2c3"));
}

static void the_oldest_lines_go_first(void **state)
{
    g_autoptr(Trace) trace = trace_new(3);
    for (guint i = 1; i <= 5; i++)
        trace_add(trace, 0, '>', "reader0", &(Message){.type = MESSAGE_CANCEL, .id = i});
    json_auto_t *lines = trace_lines(trace, NULL);
    assert_int_equal(json_array_size(lines), 3);
    g_autofree char *first = line_of(trace, 0);
    assert_non_null(strstr(first, "#3"));
}

static void the_lines_of_one_device_can_be_asked_for(void **state)
{
    g_autoptr(Trace) trace = trace_new(10);
    trace_add(trace, 0, '>', "reader0", &(Message){.type = MESSAGE_CANCEL, .id = 1});
    trace_add(trace, 0, '>', "printer0", &(Message){.type = MESSAGE_CANCEL, .id = 2});
    json_auto_t *lines = trace_lines(trace, "printer0");
    assert_int_equal(json_array_size(lines), 1);
}

static void a_full_trace_still_fits_into_one_message(void **state)
{
    g_autoptr(Trace) trace = trace_new(10000);
    g_autofree char *word = g_strnfill(23, '"');
    g_autofree char *long_text = g_strdup_printf("%s %s", word, word);
    for (guint i = 0; i < 5000; i++)
        trace_add(trace, 0, '>', "reader0", &(Message){.type = MESSAGE_SIM, .id = i, .text = long_text});
    json_auto_t *data = json_pack("{s:o}", "lines", trace_lines(trace, NULL));
    g_autofree char *buffer = g_malloc(MESSAGE_BYTES_MAX);
    Message message = {.type = MESSAGE_COMPLETION, .id = 1, .code = HAL_SUCCESS, .data = data};
    assert_int_not_equal(message_encode(&message, buffer, MESSAGE_BYTES_MAX, NULL), 0);
}

static void a_long_line_is_cut_at_a_character(void **state)
{
    g_autoptr(Trace) trace = trace_new(2);
    json_auto_t *reasons = json_array();
    for (guint i = 0; i < 50; i++)
        json_array_append_new(reasons, json_string("缺纸缺纸缺纸"));
    json_auto_t *data = json_pack("{s:O}", "reasons", reasons);
    trace_add(trace, 0, '<', "printer0", &(Message){.type = MESSAGE_STATUS, .data = data});
    g_autofree char *line = line_of(trace, 0);
    assert_non_null(line);
    assert_true(g_utf8_validate(line, -1, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_in_the_trace_shows_no_person),
        cmocka_unit_test(a_key_that_nobody_thought_about_is_masked),
        cmocka_unit_test(simulator_words_show_only_the_order),
        cmocka_unit_test(the_oldest_lines_go_first),
        cmocka_unit_test(the_lines_of_one_device_can_be_asked_for),
        cmocka_unit_test(a_full_trace_still_fits_into_one_message),
        cmocka_unit_test(a_long_line_is_cut_at_a_character),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "tests/support/cmocka.h"

#include "hal/printer.h"
#include "hal/proto/message.h"
#include "hal/reader.h"

#include <string.h>

static gboolean decode(const char *text, Message *message)
{
    return message_decode(text, strlen(text), message, NULL);
}

static void assert_refused(const char *text, int code)
{
    Message message = {.name = (char *)"untouched"};
    g_autoptr(GError) error = NULL;
    assert_false(message_decode(text, strlen(text), &message, &error));
    assert_true(g_error_matches(error, MESSAGE_ERROR, code));
    assert_string_equal(message.name, "untouched");
}

static void every_kind_of_message_survives_the_way_there_and_back(void **state)
{
    for (int type = MESSAGE_HELLO; type <= MESSAGE_TRACE_LINE; type++) {
        char buffer[1024];
        json_auto_t *data = json_pack("{s:s}", "kind", "token");
        Message sent = {.type = type,
                        .id = 7,
                        .timeout_ms = 1500,
                        .device = (char *)"reader0",
                        .name = (char *)"wait",
                        .role = (char *)"staff",
                        .text = (char *)"文字",
                        .code = HAL_TIMED_OUT,
                        .state = HAL_USER_ERROR,
                        .remedy = HAL_REMEDY_CLEAR,
                        .data = data};
        gsize length = message_encode(&sent, buffer, sizeof buffer, NULL);
        assert_int_not_equal(length, 0);
        g_auto(Message) got = {0};
        assert_true(message_decode(buffer, length, &got, NULL));
        assert_int_equal(got.type, type);
        char again[1024];
        assert_int_equal(message_encode(&got, again, sizeof again, NULL), length);
        assert_memory_equal(buffer, again, length);
    }
}

static void a_command_carries_its_fields(void **state)
{
    g_auto(Message) message = {0};
    assert_true(decode("{\"type\":\"command\",\"id\":3,\"device\":\"printer0\",\"name\":\"print.query\","
                       "\"timeout_ms\":250,\"data\":{\"order\":\"x\"}}",
                       &message));
    assert_int_equal(message.id, 3);
    assert_int_equal(message.timeout_ms, 250);
    assert_string_equal(message.device, "printer0");
    assert_string_equal(message.name, "print.query");
    assert_string_equal(json_string_value(json_object_get(message.data, "order")), "x");
}

static void what_is_no_json_object_is_refused(void **state)
{
    assert_refused("", MESSAGE_ERROR_SIZE);
    assert_refused("[]", MESSAGE_ERROR_SYNTAX);
    assert_refused("{\"type\":\"ping\"", MESSAGE_ERROR_SYNTAX);
    assert_refused("{\"type\":\"ping\"} and more", MESSAGE_ERROR_SYNTAX);
    assert_refused("{\"type\":\"ping\",\"type\":\"pong\"}", MESSAGE_ERROR_SYNTAX);
    assert_refused("{\"type\":\"hello\",\"name\":\"\xff\",\"role\":\"staff\"}", MESSAGE_ERROR_SYNTAX);
}

static void unknown_missing_and_foreign_fields_are_refused(void **state)
{
    assert_refused("{\"id\":1}", MESSAGE_ERROR_FIELD);
    assert_refused("{\"type\":\"dance\"}", MESSAGE_ERROR_FIELD);
    assert_refused("{\"type\":\"cancel\"}", MESSAGE_ERROR_FIELD);
    assert_refused("{\"type\":\"cancel\",\"id\":1,\"why\":\"\"}", MESSAGE_ERROR_FIELD);
    assert_refused("{\"type\":\"cancel\",\"id\":1,\"name\":\"wait\"}", MESSAGE_ERROR_FIELD);
    assert_refused("{\"type\":\"cancel\",\"id\":-1}", MESSAGE_ERROR_FIELD);
    assert_refused("{\"type\":\"cancel\",\"id\":\"1\"}", MESSAGE_ERROR_FIELD);
    assert_refused("{\"type\":\"completion\",\"id\":1,\"code\":\"splendid\"}", MESSAGE_ERROR_FIELD);
    assert_refused("{\"type\":\"command\",\"id\":1,\"name\":\"wait\",\"data\":[]}", MESSAGE_ERROR_FIELD);
}

static void texts_longer_than_their_bound_are_refused(void **state)
{
    g_autofree char *name = g_strnfill(MESSAGE_NAME_MAX + 1, 'n');
    g_autofree char *text = g_strdup_printf("{\"type\":\"hello\",\"name\":\"%s\",\"role\":\"staff\"}", name);
    assert_refused(text, MESSAGE_ERROR_FIELD);
}

static void a_packet_larger_than_the_limit_is_refused(void **state)
{
    g_autofree char *big = g_strnfill(MESSAGE_BYTES_MAX + 1, ' ');
    assert_refused(big, MESSAGE_ERROR_SIZE);
}

static void a_message_that_does_not_fit_is_not_encoded_and_leaves_nothing(void **state)
{
    char buffer[32];
    memset(buffer, 'x', sizeof buffer);
    g_autoptr(GError) error = NULL;
    Message message = {
        .type = MESSAGE_HELLO, .name = (char *)"a longer name than fits in there", .role = (char *)"dock"};
    assert_int_equal(message_encode(&message, buffer, sizeof buffer, &error), 0);
    assert_true(g_error_matches(error, MESSAGE_ERROR, MESSAGE_ERROR_SIZE));
    for (gsize i = 0; i < sizeof buffer; i++)
        assert_int_equal(buffer[i], 0);
}

static void deep_nesting_is_refused_without_harm(void **state)
{
    GString *text = g_string_new("{\"type\":\"status\",\"data\":");
    for (guint i = 0; i < 5000; i++)
        g_string_append(text, "{\"a\":");
    Message message;
    assert_false(decode(text->str, &message));
    g_string_free(text, TRUE);
}

static void an_error_text_quotes_nothing_of_the_packet(void **state)
{
    g_autoptr(GError) error = NULL;
    Message message;
    const char *packet = "{\"type\":\"event\",\"data\":{\"name\":\"王小明\"";
    assert_false(message_decode(packet, strlen(packet), &message, &error));
    assert_null(strstr(error->message, "王"));
}

static void names_go_both_ways(void **state)
{
    for (int i = HAL_STARTING; i <= HAL_USER_ERROR; i++) {
        HalState parsed;
        assert_true(hal_state_parse(hal_state_name(i), &parsed));
        assert_int_equal(parsed, i);
    }
    for (int i = HAL_SUCCESS; i <= HAL_REFUSED; i++) {
        HalCode parsed;
        assert_true(hal_code_parse(hal_code_name(i), &parsed));
        assert_int_equal(parsed, i);
    }
    for (int i = HAL_JOB_NOT_FOUND; i <= HAL_JOB_UNKNOWN; i++) {
        HalJobState parsed;
        assert_true(hal_job_state_parse(hal_job_state_name(i), &parsed));
        assert_int_equal(parsed, i);
    }
    for (int i = HAL_CARD_UNREADABLE; i <= HAL_CARD_GARBAGE; i++) {
        HalCardProblem parsed;
        assert_true(hal_card_problem_parse(hal_card_problem_name(i), &parsed));
        assert_int_equal(parsed, i);
    }
}

static void an_unknown_name_leaves_the_value_alone(void **state)
{
    HalState parsed = HAL_BUSY;
    assert_false(hal_state_parse("asleep", &parsed));
    assert_false(hal_state_parse(NULL, &parsed));
    assert_int_equal(parsed, HAL_BUSY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_message_survives_the_way_there_and_back),
        cmocka_unit_test(a_command_carries_its_fields),
        cmocka_unit_test(what_is_no_json_object_is_refused),
        cmocka_unit_test(unknown_missing_and_foreign_fields_are_refused),
        cmocka_unit_test(texts_longer_than_their_bound_are_refused),
        cmocka_unit_test(a_packet_larger_than_the_limit_is_refused),
        cmocka_unit_test(a_message_that_does_not_fit_is_not_encoded_and_leaves_nothing),
        cmocka_unit_test(deep_nesting_is_refused_without_harm),
        cmocka_unit_test(an_error_text_quotes_nothing_of_the_packet),
        cmocka_unit_test(names_go_both_ways),
        cmocka_unit_test(an_unknown_name_leaves_the_value_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

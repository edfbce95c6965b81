/* The HTTP thread alone, against a server that says what the test wants. */
#include <string.h>
#include "kiosk/seal/sign.h"
#include "kiosk/sync/http.h"
#include "kiosk/wire/wire.h"
#include "tests/support/answer_server.h"
#include "tests/support/cmocka.h"

#define OK_ANSWER                                                                                            \
    "HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 02:00:00 GMT\r\nETag: \"abc\"\r\nContent-Length: "            \
    "5\r\n\r\nhello"

typedef struct {
    AnswerServer *server;
    SyncHttp *http;
    SealBuffer *key;
    guint answers, status;
    char *body, *etag, *problem;
} Fixture;

static int set_up(void **state)
{
    Fixture *f = g_new0(Fixture, 1);
    seal_init();
    f->server = answer_server_new();
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u", answer_server_port(f->server));
    f->http = sync_http_new(url, NULL);
    f->key = seal_buffer_new_random(SEAL_KEY_BYTES);
    sync_http_identity(f->http, "QC-01", f->key);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    Fixture *f = *state;
    sync_http_free(f->http);
    answer_server_free(f->server);
    seal_buffer_free(f->key);
    g_free(f->body);
    g_free(f->etag);
    g_free(f->problem);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    g_free(f);
    return 0;
}

static void on_answer(const SyncAnswer *answer, gpointer user_data)
{
    Fixture *f = user_data;
    gsize size = 0;
    const char *body = g_bytes_get_data(answer->body, &size);
    f->answers++;
    f->status = answer->status;
    g_free(f->body);
    f->body = g_strndup(body ? body : "", size);
    g_free(f->etag);
    f->etag = g_strdup(answer->etag);
    g_free(f->problem);
    f->problem = g_strdup(answer->problem);
}

static gboolean give_up(gpointer flag)
{
    *(gboolean *)flag = TRUE;
    return G_SOURCE_REMOVE;
}

static void wait_for_answers(Fixture *f, guint n, guint ms)
{
    gboolean over = FALSE;
    guint end = g_timeout_add(ms, give_up, &over);
    while (f->answers < n && !over)
        g_main_context_iteration(NULL, TRUE);
    if (!over)
        g_source_remove(end);
}

static void ask(Fixture *f, const SyncAsk *what)
{
    guint before = f->answers;
    sync_http_send(f->http, what, on_answer, f);
    wait_for_answers(f, before + 1, 10000);
    assert_int_equal(f->answers, before + 1);
}

static char *header_of(const char *request, const char *name)
{
    g_autofree char *start = g_strdup_printf("\r\n%s: ", name);
    const char *at = strstr(request, start);
    assert_non_null(at);
    at += strlen(start);
    return g_strndup(at, strcspn(at, "\r"));
}

static void an_answer_comes_back_with_status_body_and_etag(void **state)
{
    Fixture *f = *state;
    answer_server_say(f->server, OK_ANSWER);
    SyncAsk what = {.method = "GET", .path = "/v1/files/content", .timeout_ms = 5000};
    ask(f, &what);
    assert_int_equal(f->status, 200);
    assert_string_equal(f->body, "hello");
    assert_string_equal(f->etag, "\"abc\"");
}

static void every_request_carries_a_signature_that_the_hub_can_check(void **state)
{
    Fixture *f = *state;
    g_autoptr(GBytes) body = g_bytes_new_static("{\"a\":1}", 7);
    answer_server_say(f->server, OK_ANSWER);
    SyncAsk what = {.method = "PUT", .path = "/v1/cases/k?x=1", .body = body, .timeout_ms = 5000};
    ask(f, &what);
    g_autofree char *request = answer_server_request(f->server, 0);
    g_autofree char *time = header_of(request, WIRE_HEADER_TIME);
    g_autofree char *nonce = header_of(request, WIRE_HEADER_NONCE);
    g_autofree char *signature = header_of(request, WIRE_HEADER_SIGNATURE);
    SealRequest signed_request = {.method = "PUT",
                                  .path = "/v1/cases/k?x=1",
                                  .timestamp_s = g_ascii_strtoll(time, NULL, 10),
                                  .nonce = nonce,
                                  .body = "{\"a\":1}",
                                  .body_len = 7};
    assert_true(seal_request_verify(seal_buffer_peek(f->key), &signed_request, signature));
    assert_true(g_str_has_prefix(request, "PUT /v1/cases/k?x=1 HTTP/1.1\r\n"));
}

static void a_nonce_is_never_used_twice(void **state)
{
    Fixture *f = *state;
    answer_server_say(f->server, OK_ANSWER);
    SyncAsk what = {.method = "GET", .path = "/", .timeout_ms = 5000};
    ask(f, &what);
    ask(f, &what);
    g_autofree char *first = answer_server_request(f->server, 0);
    g_autofree char *second = answer_server_request(f->server, 1);
    g_autofree char *a = header_of(first, WIRE_HEADER_NONCE);
    g_autofree char *b = header_of(second, WIRE_HEADER_NONCE);
    assert_string_not_equal(a, b);
}

static void an_unsigned_request_names_nobody(void **state)
{
    Fixture *f = *state;
    answer_server_say(f->server, OK_ANSWER);
    SyncAsk what = {.method = "GET", .path = "/", .timeout_ms = 5000, .is_unsigned = TRUE};
    ask(f, &what);
    g_autofree char *request = answer_server_request(f->server, 0);
    assert_null(strstr(request, "X-Kiosk"));
}

static void the_hubs_date_sets_the_offset_and_a_401_is_signed_anew_with_it(void **state)
{
    Fixture *f = *state;
    gint64 offset = 0;
    assert_false(sync_http_clock(f->http, &offset));
    answer_server_say(f->server,
                      "HTTP/1.1 401 No\r\nDate: Wed, 23 Nov 2050 02:00:00 GMT\r\nContent-Length: 0\r\n\r\n");
    answer_server_say(f->server,
                      "HTTP/1.1 200 OK\r\nDate: Wed, 23 Nov 2050 02:00:01 GMT\r\nContent-Length: 0\r\n\r\n");
    SyncAsk what = {.method = "GET", .path = "/", .timeout_ms = 5000};
    ask(f, &what);
    assert_int_equal(f->status, 200);
    assert_true(sync_http_clock(f->http, &offset));
    g_autofree char *second = answer_server_request(f->server, 1);
    g_autofree char *time = header_of(second, WIRE_HEADER_TIME);
    assert_in_range(g_ascii_strtoll(time, NULL, 10), 2552781600 - 60, 2552781600 + 60);
}

static void an_answer_that_is_too_long_is_a_failure(void **state)
{
    Fixture *f = *state;
    answer_server_say(f->server, OK_ANSWER);
    SyncAsk what = {.method = "GET", .path = "/", .timeout_ms = 5000, .max_answer = 4};
    ask(f, &what);
    assert_int_equal(f->status, 0);
    assert_string_equal(f->problem, "the answer is too long");
    assert_string_equal(f->body, "");
}

static void a_redirection_is_not_followed(void **state)
{
    Fixture *f = *state;
    answer_server_say(f->server,
                      "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
    SyncAsk what = {.method = "GET", .path = "/", .timeout_ms = 5000};
    ask(f, &what);
    assert_int_equal(f->status, 302);
    assert_int_equal(answer_server_count(f->server), 1);
}

static void rubbish_instead_of_http_is_a_failure(void **state)
{
    Fixture *f = *state;
    answer_server_say(f->server, "SSH-2.0-OpenSSH_9.2\r\n");
    SyncAsk what = {.method = "GET", .path = "/", .timeout_ms = 5000};
    ask(f, &what);
    assert_int_equal(f->status, 0);
    assert_true(*f->problem != '\0');
}

static void silence_ends_at_the_deadline(void **state)
{
    Fixture *f = *state;
    SyncAsk what = {.method = "GET", .path = "/", .timeout_ms = 300};
    gint64 before = g_get_monotonic_time();
    ask(f, &what);
    assert_int_equal(f->status, 0);
    assert_in_range(g_get_monotonic_time() - before, 250000, 3000000);
}

static void a_cancelled_request_is_never_answered(void **state)
{
    Fixture *f = *state;
    answer_server_say(f->server, OK_ANSWER);
    SyncAsk what = {.method = "GET", .path = "/", .timeout_ms = 5000};
    sync_http_cancel(sync_http_send(f->http, &what, on_answer, f));
    wait_for_answers(f, 1, 300);
    assert_int_equal(f->answers, 0);
}

static void too_many_requests_are_answered_at_once_and_not_queued_for_ever(void **state)
{
    Fixture *f = *state;
    SyncAsk what = {.method = "GET", .path = "/", .timeout_ms = 800};
    for (int i = 0; i < 80; i++)
        sync_http_send(f->http, &what, on_answer, f);
    wait_for_answers(f, 16, 500);
    assert_in_range(f->answers, 16, 80);
    wait_for_answers(f, 80, 10000);
    assert_int_equal(f->answers, 80);
}

#define HTTP_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HTTP_TEST(an_answer_comes_back_with_status_body_and_etag),
        HTTP_TEST(every_request_carries_a_signature_that_the_hub_can_check),
        HTTP_TEST(a_nonce_is_never_used_twice),
        HTTP_TEST(an_unsigned_request_names_nobody),
        HTTP_TEST(the_hubs_date_sets_the_offset_and_a_401_is_signed_anew_with_it),
        HTTP_TEST(an_answer_that_is_too_long_is_a_failure),
        HTTP_TEST(a_redirection_is_not_followed),
        HTTP_TEST(rubbish_instead_of_http_is_a_failure),
        HTTP_TEST(silence_ends_at_the_deadline),
        HTTP_TEST(a_cancelled_request_is_never_answered),
        HTTP_TEST(too_many_requests_are_answered_at_once_and_not_queued_for_ever),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The control socket with real sockets: server and clients on one loop, the blocking client on a thread. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include "kiosk/control/control.h"

#define PATIENCE_MS 5000

typedef struct {
    char *folder, *path;
    ControlServer *server;
    ControlCall *held; /* by the verb "hold" */
    ControlCall *held_too;
    guint handled;
} Rig;

/* --- verbs ------------------------------------------------------------------------------------ */

static void verb_echo(ControlCall *call, const json_t *request, gpointer data)
{
    Rig *rig = data;
    rig->handled++;
    control_call_reply(call, json_pack("{s:O?}", "said", json_object_get(request, "say")));
}

static void verb_refuse(ControlCall *call, const json_t *request, gpointer data)
{
    control_call_fail(call, "not today");
}

static void verb_hold(ControlCall *call, const json_t *request, gpointer data)
{
    Rig *rig = data;
    if (rig->held)
        rig->held_too = call;
    else
        rig->held = call;
}

static void verb_big(ControlCall *call, const json_t *request, gpointer data)
{
    g_autofree char *text = g_strnfill(CONTROL_LINE_MAX + 1, 'x');
    control_call_reply(call, json_pack("{s:s}", "text", text));
}

static const ControlVerb verbs[] = {
    {"echo", verb_echo, "say -> said"},
    {"refuse", verb_refuse, "always refused"},
    {"hold", verb_hold, "answered later"},
    {"big", verb_big, "too long an answer"},
    {NULL},
};

static int set_up(void **state)
{
    Rig *rig = g_new0(Rig, 1);
    rig->folder = g_dir_make_tmp("control-XXXXXX", NULL);
    rig->path = g_build_filename(rig->folder, "control.sock", NULL);
    rig->server = control_server_new(rig->path, NULL);
    assert_non_null(rig->server);
    control_server_add(rig->server, verbs, rig);
    *state = rig;
    return 0;
}

static int tear_down(void **state)
{
    Rig *rig = *state;
    control_server_free(rig->server);
    if (rig->held)
        control_call_reply(rig->held, NULL);
    if (rig->held_too)
        control_call_reply(rig->held_too, NULL);
    g_rmdir(rig->folder);
    g_free(rig->folder);
    g_free(rig->path);
    g_free(rig);
    return 0;
}

/* --- waiting ---------------------------------------------------------------------------------- */

static gboolean on_patience(gpointer data)
{
    *(gboolean *)data = TRUE;
    return G_SOURCE_REMOVE;
}

/* Runs the loop until something is so; fails the test when it takes too long. */
#define run_until(condition)                                                                                 \
    do {                                                                                                     \
        gboolean run_out = FALSE;                                                                            \
        guint run_timer = g_timeout_add(PATIENCE_MS, on_patience, &run_out);                                 \
        while (!(condition) && !run_out)                                                                     \
            g_main_context_iteration(NULL, TRUE);                                                            \
        if (!run_out)                                                                                        \
            g_source_remove(run_timer);                                                                      \
        assert_true(condition);                                                                              \
    } while (0)

/* --- the blocking client, on a thread of its own ---------------------------------------------- */

typedef struct {
    const char *path;
    json_t *request, *reply;
    gint64 timeout_ms;
    GError *error;
    gint done;
} Ask;

static gpointer ask_thread(gpointer data)
{
    Ask *ask = data;
    ask->reply = control_ask(ask->path, ask->request, ask->timeout_ms, &ask->error);
    g_atomic_int_set(&ask->done, 1);
    g_main_context_wakeup(NULL);
    return NULL;
}

static void ask_and_wait(Ask *ask)
{
    GThread *thread = g_thread_new("ask", ask_thread, ask);
    run_until(g_atomic_int_get(&ask->done));
    g_thread_join(thread);
}

static void ask_clear(Ask *ask)
{
    json_decref(ask->request);
    json_decref(ask->reply);
    g_clear_error(&ask->error);
}

static void a_question_is_answered(void **state)
{
    Rig *rig = *state;
    Ask ask = {.path = rig->path,
               .request = json_pack("{s:s, s:s}", "verb", "echo", "say", "您好"),
               .timeout_ms = PATIENCE_MS};
    ask_and_wait(&ask);
    assert_non_null(ask.reply);
    assert_string_equal(json_string_value(json_object_get(ask.reply, "said")), "您好");
    assert_true(json_is_true(json_object_get(ask.reply, "ok")));
    ask_clear(&ask);
}

static void a_refusal_comes_with_its_words(void **state)
{
    Rig *rig = *state;
    Ask ask = {.path = rig->path, .request = json_pack("{s:s}", "verb", "refuse"), .timeout_ms = PATIENCE_MS};
    ask_and_wait(&ask);
    assert_null(ask.reply);
    assert_true(g_error_matches(ask.error, CONTROL_ERROR, CONTROL_ERROR_REFUSED));
    assert_string_equal(ask.error->message, "not today");
    ask_clear(&ask);
}

static void an_unknown_verb_is_told(void **state)
{
    Rig *rig = *state;
    Ask ask = {.path = rig->path, .request = json_pack("{s:s}", "verb", "dance"), .timeout_ms = PATIENCE_MS};
    ask_and_wait(&ask);
    assert_non_null(strstr(ask.error->message, "no such verb: dance"));
    ask_clear(&ask);
}

static void help_lists_every_verb(void **state)
{
    Rig *rig = *state;
    Ask ask = {.path = rig->path, .request = json_pack("{s:s}", "verb", "help"), .timeout_ms = PATIENCE_MS};
    ask_and_wait(&ask);
    assert_int_equal(json_array_size(json_object_get(ask.reply, "verbs")), 4);
    ask_clear(&ask);
}

static void an_answer_that_is_too_long_becomes_an_error(void **state)
{
    Rig *rig = *state;
    Ask ask = {.path = rig->path, .request = json_pack("{s:s}", "verb", "big"), .timeout_ms = PATIENCE_MS};
    ask_and_wait(&ask);
    assert_true(g_error_matches(ask.error, CONTROL_ERROR, CONTROL_ERROR_REFUSED));
    assert_non_null(strstr(ask.error->message, "longer than"));
    ask_clear(&ask);
}

static void silence_ends_at_the_deadline(void **state)
{
    Rig *rig = *state;
    Ask ask = {.path = rig->path, .request = json_pack("{s:s}", "verb", "hold"), .timeout_ms = 50};
    ask_and_wait(&ask);
    assert_true(g_error_matches(ask.error, CONTROL_ERROR, CONTROL_ERROR_TIMEOUT));
    ask_clear(&ask);
}

static void nobody_there_is_said_at_once(void **state)
{
    Rig *rig = *state;
    g_autofree char *elsewhere = g_build_filename(rig->folder, "nobody", NULL);
    json_t *request = json_pack("{s:s}", "verb", "echo");
    g_autoptr(GError) error = NULL;
    assert_null(control_ask(elsewhere, request, PATIENCE_MS, &error));
    assert_true(g_error_matches(error, CONTROL_ERROR, CONTROL_ERROR_UNREACHABLE));
    json_decref(request);
}

/* --- the socket file -------------------------------------------------------------------------- */

static void only_the_owner_may_use_the_socket(void **state)
{
    Rig *rig = *state;
    struct stat there;
    assert_int_equal(stat(rig->path, &there), 0);
    assert_int_equal(there.st_mode & 0777, 0600);
}

static void a_second_server_is_refused(void **state)
{
    Rig *rig = *state;
    g_autoptr(GError) error = NULL;
    assert_null(control_server_new(rig->path, &error));
    assert_true(g_error_matches(error, CONTROL_ERROR, CONTROL_ERROR_IN_USE));
}

static void a_stale_socket_file_is_replaced(void **state)
{
    Rig *rig = *state;
    g_autofree char *path = g_build_filename(rig->folder, "stale", NULL);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    close(fd); /* as after a crash: the file stays, nobody listens */

    ControlServer *server = control_server_new(path, NULL);
    assert_non_null(server);
    control_server_free(server);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void a_plain_file_in_the_way_is_left_alone(void **state)
{
    Rig *rig = *state;
    g_autofree char *path = g_build_filename(rig->folder, "notes.txt", NULL);
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(path, "keep me", -1, NULL));
    assert_null(control_server_new(path, &error));
    assert_true(g_error_matches(error, CONTROL_ERROR, CONTROL_ERROR_PATH));
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_string_equal(text, "keep me");
    g_unlink(path);
}

static void a_path_too_long_for_a_socket_is_refused(void **state)
{
    g_autofree char *path = g_strnfill(200, 'a');
    g_autoptr(GError) error = NULL;
    assert_null(control_server_new(path, &error));
    assert_true(g_error_matches(error, CONTROL_ERROR, CONTROL_ERROR_PATH));
}

/* --- raw connections -------------------------------------------------------------------------------------
 */

static int connect_raw(const Rig *rig)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_strlcpy(address.sun_path, rig->path, sizeof address.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static gboolean received(int fd, GString *text, guint lines)
{
    char piece[4096];
    ssize_t n;
    while ((n = recv(fd, piece, sizeof piece, 0)) > 0)
        g_string_append_len(text, piece, n);
    guint got = 0;
    for (gsize i = 0; i < text->len; i++)
        got += text->str[i] == '\n';
    return got >= lines;
}

static gboolean hung_up(int fd)
{
    char c;
    return recv(fd, &c, 1, 0) == 0;
}

static gboolean on_tick(gpointer data)
{
    return G_SOURCE_CONTINUE; /* lets run_until() look again at what makes no event of its own */
}

static void nonsense_is_answered_and_survived(void **state)
{
    Rig *rig = *state;
    guint tick = g_timeout_add(5, on_tick, NULL);
    int fd = connect_raw(rig);
    const char *text = "no json\n[1,2]\n{\"verb\":7}\n{\"verb\":\"echo\",\"say\":1}\n";
    assert_int_equal(send(fd, text, strlen(text), 0), strlen(text));
    g_autoptr(GString) got = g_string_new(NULL);
    run_until(received(fd, got, 4));
    g_auto(GStrv) lines = g_strsplit(got->str, "\n", -1);
    assert_non_null(strstr(lines[0], "\"ok\":false"));
    assert_non_null(strstr(lines[1], "\"ok\":false"));
    assert_non_null(strstr(lines[2], "\"ok\":false"));
    assert_non_null(strstr(lines[3], "\"said\":1"));
    close(fd);
    g_source_remove(tick);
}

static void a_request_without_end_is_cut_off(void **state)
{
    Rig *rig = *state;
    guint tick = g_timeout_add(5, on_tick, NULL);
    int fd = connect_raw(rig);
    g_autofree char *piece = g_strnfill(4096, 'x');
    g_autoptr(GString) got = g_string_new(NULL);
    for (int i = 0; i < 20; i++) {
        if (send(fd, piece, 4096, MSG_NOSIGNAL) < 0)
            g_main_context_iteration(NULL, FALSE);
    }
    run_until(received(fd, got, 1));
    assert_non_null(strstr(got->str, "at most"));
    run_until(control_server_clients(rig->server) == 0);
    close(fd);
    g_source_remove(tick);
}

static void half_a_request_and_a_hang_up_leave_nothing_behind(void **state)
{
    Rig *rig = *state;
    int fd = connect_raw(rig);
    assert_int_equal(send(fd, "{\"verb\":", 8, 0), 8);
    run_until(control_server_clients(rig->server) == 1);
    close(fd);
    run_until(control_server_clients(rig->server) == 0);
    assert_int_equal(rig->handled, 0);
}

static void requests_before_a_half_close_are_all_answered(void **state)
{
    Rig *rig = *state;
    guint tick = g_timeout_add(5, on_tick, NULL);
    int fd = connect_raw(rig);
    g_autoptr(GString) text = g_string_new(NULL), got = g_string_new(NULL);
    for (int i = 0; i < 20; i++)
        g_string_append_printf(text, "{\"verb\":\"echo\",\"say\":%d}\n", i);
    assert_int_equal(send(fd, text->str, text->len, 0), text->len);
    shutdown(fd, SHUT_WR);
    run_until(received(fd, got, 20));
    assert_int_equal(rig->handled, 20);
    run_until(hung_up(fd));
    close(fd);
    g_source_remove(tick);
}

static void more_than_the_allowed_connections_are_told_busy(void **state)
{
    Rig *rig = *state;
    guint tick = g_timeout_add(5, on_tick, NULL);
    int fds[CONTROL_CLIENTS_MAX + 1];
    for (int i = 0; i < CONTROL_CLIENTS_MAX; i++) {
        fds[i] = connect_raw(rig);
        run_until(control_server_clients(rig->server) == (guint)i + 1);
    }
    fds[CONTROL_CLIENTS_MAX] = connect_raw(rig);
    g_autoptr(GString) got = g_string_new(NULL);
    run_until(received(fds[CONTROL_CLIENTS_MAX], got, 1));
    assert_non_null(strstr(got->str, "busy"));
    for (guint i = 0; i < G_N_ELEMENTS(fds); i++)
        close(fds[i]);
    run_until(control_server_clients(rig->server) == 0);
    g_source_remove(tick);
}

static void a_client_with_many_open_questions_is_read_no_further(void **state)
{
    Rig *rig = *state;
    int fd = connect_raw(rig);
    const char *hold = "{\"verb\":\"hold\"}\n{\"verb\":\"hold\"}\n";
    g_autoptr(GString) text = g_string_new(hold);
    for (int i = 0; i < 20; i++)
        g_string_append(text, "{\"verb\":\"echo\"}\n");
    assert_int_equal(send(fd, text->str, text->len, 0), text->len);
    run_until(rig->held_too && rig->handled == CONTROL_PENDING_MAX - 2);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    assert_int_equal(rig->handled, CONTROL_PENDING_MAX - 2);

    control_call_reply(g_steal_pointer(&rig->held), NULL);
    control_call_reply(g_steal_pointer(&rig->held_too), NULL);
    run_until(rig->handled == 20);
    close(fd);
}

static void answers_keep_the_order_of_the_questions(void **state)
{
    Rig *rig = *state;
    guint tick = g_timeout_add(5, on_tick, NULL);
    int fd = connect_raw(rig);
    const char *text = "{\"verb\":\"hold\"}\n{\"verb\":\"echo\",\"say\":\"second\"}\n";
    assert_int_equal(send(fd, text, strlen(text), 0), strlen(text));
    run_until(rig->handled == 1);
    g_autoptr(GString) got = g_string_new(NULL);
    assert_false(received(fd, got, 1));

    control_call_reply(g_steal_pointer(&rig->held), json_pack("{s:s}", "said", "first"));
    run_until(received(fd, got, 2));
    assert_true(strstr(got->str, "first") < strstr(got->str, "second"));
    close(fd);
    g_source_remove(tick);
}

static void a_call_may_end_after_its_client_has_gone(void **state)
{
    Rig *rig = *state;
    int fd = connect_raw(rig);
    assert_int_equal(send(fd, "{\"verb\":\"hold\"}\n", 16, 0), 16);
    run_until(rig->held);
    close(fd);
    control_call_reply(g_steal_pointer(&rig->held), NULL);
    run_until(control_server_clients(rig->server) == 0);
}

/* --- the client with a loop ------------------------------------------------------------------- */

typedef struct {
    guint answers;
    int code; /* -1: a reply */
    json_t *last;
    ControlClient *free_me;
} Heard;

static void on_answer(const json_t *reply, const GError *error, gpointer data)
{
    Heard *heard = data;
    heard->answers++;
    heard->code = error ? error->code : -1;
    json_decref(heard->last);
    heard->last = json_incref((json_t *)reply);
    if (heard->free_me)
        control_client_free(g_steal_pointer(&heard->free_me));
}

static void ask_verb(ControlClient *client, const char *verb, gint64 timeout_ms, Heard *heard)
{
    json_t *request = json_pack("{s:s}", "verb", verb);
    control_client_ask(client, request, timeout_ms, on_answer, heard);
    json_decref(request);
}

static void the_loop_client_hears_its_answers(void **state)
{
    Rig *rig = *state;
    g_autoptr(ControlClient) client = control_client_new(rig->path);
    Heard heard = {0};
    ask_verb(client, "echo", PATIENCE_MS, &heard);
    ask_verb(client, "refuse", PATIENCE_MS, &heard);
    assert_int_equal(heard.answers, 0); /* never from inside the call */
    run_until(heard.answers == 2);
    assert_int_equal(heard.code, CONTROL_ERROR_REFUSED);
    json_decref(heard.last);
}

static void a_late_answer_is_not_taken_for_the_next_one(void **state)
{
    Rig *rig = *state;
    g_autoptr(ControlClient) client = control_client_new(rig->path);
    Heard late = {0}, next = {0};
    ask_verb(client, "hold", 30, &late);
    run_until(late.answers == 1);
    assert_int_equal(late.code, CONTROL_ERROR_TIMEOUT);

    ask_verb(client, "refuse", PATIENCE_MS, &next);
    control_call_reply(g_steal_pointer(&rig->held), json_pack("{s:s}", "said", "too late"));
    run_until(next.answers == 1);
    assert_int_equal(next.code, CONTROL_ERROR_REFUSED);
    assert_int_equal(late.answers, 1);
}

static void the_loop_client_connects_again_after_a_loss(void **state)
{
    Rig *rig = *state;
    g_autoptr(ControlClient) client = control_client_new(rig->path);
    Heard heard = {0};
    ask_verb(client, "hold", PATIENCE_MS, &heard);
    run_until(rig->held);
    control_server_free(g_steal_pointer(&rig->server));
    control_call_reply(g_steal_pointer(&rig->held), NULL);
    run_until(heard.answers == 1);
    assert_int_equal(heard.code, CONTROL_ERROR_UNREACHABLE);

    ask_verb(client, "echo", PATIENCE_MS, &heard);
    run_until(heard.answers == 2);
    assert_int_equal(heard.code, CONTROL_ERROR_UNREACHABLE);

    rig->server = control_server_new(rig->path, NULL);
    control_server_add(rig->server, verbs, rig);
    ask_verb(client, "echo", PATIENCE_MS, &heard);
    run_until(heard.answers == 3);
    assert_int_equal(heard.code, -1);
    json_decref(heard.last);
}

static void an_answer_may_free_its_client(void **state)
{
    Rig *rig = *state;
    ControlClient *client = control_client_new(rig->path);
    Heard heard = {.free_me = client}, dropped = {0};
    ask_verb(client, "echo", PATIENCE_MS, &heard);
    ask_verb(client, "echo", PATIENCE_MS, &dropped);
    run_until(heard.answers == 1);
    run_until(control_server_clients(rig->server) == 0);
    assert_int_equal(dropped.answers, 0);
    json_decref(heard.last);
}

int main(void)
{
#define WITH_RIG(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_RIG(a_question_is_answered),
        WITH_RIG(a_refusal_comes_with_its_words),
        WITH_RIG(an_unknown_verb_is_told),
        WITH_RIG(help_lists_every_verb),
        WITH_RIG(an_answer_that_is_too_long_becomes_an_error),
        WITH_RIG(silence_ends_at_the_deadline),
        WITH_RIG(nobody_there_is_said_at_once),
        WITH_RIG(only_the_owner_may_use_the_socket),
        WITH_RIG(a_second_server_is_refused),
        WITH_RIG(a_stale_socket_file_is_replaced),
        WITH_RIG(a_plain_file_in_the_way_is_left_alone),
        WITH_RIG(a_path_too_long_for_a_socket_is_refused),
        WITH_RIG(nonsense_is_answered_and_survived),
        WITH_RIG(a_request_without_end_is_cut_off),
        WITH_RIG(half_a_request_and_a_hang_up_leave_nothing_behind),
        WITH_RIG(requests_before_a_half_close_are_all_answered),
        WITH_RIG(more_than_the_allowed_connections_are_told_busy),
        WITH_RIG(a_client_with_many_open_questions_is_read_no_further),
        WITH_RIG(answers_keep_the_order_of_the_questions),
        WITH_RIG(a_call_may_end_after_its_client_has_gone),
        WITH_RIG(the_loop_client_hears_its_answers),
        WITH_RIG(a_late_answer_is_not_taken_for_the_next_one),
        WITH_RIG(the_loop_client_connects_again_after_a_loss),
        WITH_RIG(an_answer_may_free_its_client),
    };
    return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}

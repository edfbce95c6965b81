/* The commands of a device, without a device: the test is the process and the clients. */
#include "tests/support/cmocka.h"

#include "hal/host/queue.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define IDS 512

typedef struct {
    HostQueue *queue;
    gboolean ready;
    guint sent;        /* commands and words sent to the process */
    guint cancels;     /* cancels sent to it */
    guint64 last_sent; /* id of the last command sent */
    guint64 last_sim;
    guint running;             /* commands sent and not completed: never more than one */
    guint completions[2][IDS]; /* by client and id */
    guint acks, events;
    HalCode code; /* of the last completion */
} Bench;

static int clients[2]; /* their addresses are the clients */

static void on_send(const Message *message, int fd, gpointer data)
{
    Bench *bench = data;
    if (message->type == MESSAGE_CANCEL) {
        bench->cancels++;
    } else if (message->type == MESSAGE_SIM) {
        bench->last_sim = message->id;
    } else {
        bench->sent++;
        bench->running++;
        bench->last_sent = message->id;
        assert_int_equal(bench->running, 1);
    }
}

static void on_reply(gpointer client, const Message *message, gpointer data)
{
    Bench *bench = data;
    assert_true(client == &clients[0] || client == &clients[1]);
    if (message->type == MESSAGE_ACKNOWLEDGE)
        bench->acks++;
    if (message->type == MESSAGE_EVENT)
        bench->events++;
    if (message->type != MESSAGE_COMPLETION)
        return;
    guint *count = &bench->completions[client == &clients[1]][message->id];
    bench->code = message->code;
    assert_int_equal(++*count, 1);
}

static gboolean on_ready(gpointer data)
{
    return ((Bench *)data)->ready;
}

static void on_stuck(const char *command, gpointer data)
{
}

static int start(void **state)
{
    Bench *bench = g_new0(Bench, 1);
    HostQueueHooks hooks = {on_send, on_reply, on_ready, on_stuck};
    bench->ready = TRUE;
    bench->queue = host_queue_new(&hooks, bench);
    *state = bench;
    return 0;
}

static int stop(void **state)
{
    Bench *bench = *state;
    host_queue_free(bench->queue);
    g_free(bench);
    return 0;
}

static void submit(Bench *bench, guint client, guint64 id, gint64 timeout_ms)
{
    Message message = {.type = MESSAGE_COMMAND, .id = id, .name = (char *)"wait", .timeout_ms = timeout_ms};
    host_queue_submit(bench->queue, &clients[client], &message, -1);
}

/* The process completes the command it runs. */
static void complete(Bench *bench, HalCode code)
{
    bench->running = 0;
    Message message = {.type = MESSAGE_COMPLETION, .id = bench->last_sent, .code = code};
    assert_true(host_queue_take(bench->queue, &message, "reader0"));
}

static void one_command_runs_at_a_time_in_order(void **state)
{
    Bench *bench = *state;
    submit(bench, 0, 1, 0);
    submit(bench, 0, 2, 0);
    assert_int_equal(bench->sent, 1);
    assert_int_equal(bench->acks, 2);
    complete(bench, HAL_SUCCESS);
    assert_int_equal(bench->completions[0][1], 1);
    assert_int_equal(bench->sent, 2);
    complete(bench, HAL_SUCCESS);
    assert_int_equal(bench->completions[0][2], 1);
}

static void two_clients_may_use_the_same_numbers(void **state)
{
    Bench *bench = *state;
    submit(bench, 0, 7, 0);
    submit(bench, 1, 7, 0);
    complete(bench, HAL_SUCCESS);
    assert_int_equal(bench->completions[0][7], 1);
    assert_int_equal(bench->completions[1][7], 0);
    complete(bench, HAL_SUCCESS);
    assert_int_equal(bench->completions[1][7], 1);
}

static void nothing_is_sent_until_the_device_is_ready(void **state)
{
    Bench *bench = *state;
    bench->ready = FALSE;
    submit(bench, 0, 1, 0);
    assert_int_equal(bench->sent, 0);
    bench->ready = TRUE;
    host_queue_run(bench->queue);
    assert_int_equal(bench->sent, 1);
    complete(bench, HAL_SUCCESS);
}

static void a_waiting_command_is_cancelled_at_once_a_running_one_is_asked_to_end(void **state)
{
    Bench *bench = *state;
    submit(bench, 0, 1, 0);
    submit(bench, 0, 2, 0);
    host_queue_cancel(bench->queue, &clients[0], 2);
    assert_int_equal(bench->completions[0][2], 1);
    host_queue_cancel(bench->queue, &clients[0], 1);
    host_queue_cancel(bench->queue, &clients[0], 1);
    assert_int_equal(bench->cancels, 1);
    assert_int_equal(bench->completions[0][1], 0);
    complete(bench, HAL_CANCELED);
    assert_int_equal(bench->completions[0][1], 1);
}

static void a_cancel_of_another_client_or_number_is_ignored(void **state)
{
    Bench *bench = *state;
    submit(bench, 0, 1, 0);
    host_queue_cancel(bench->queue, &clients[1], 1);
    host_queue_cancel(bench->queue, &clients[0], 2);
    assert_int_equal(bench->cancels, 0);
    complete(bench, HAL_SUCCESS);
}

static gboolean on_over(gpointer data)
{
    *(gboolean *)data = TRUE;
    return G_SOURCE_REMOVE;
}

static void a_command_past_its_limit_is_asked_to_end_and_has_timed_out(void **state)
{
    Bench *bench = *state;
    gboolean over = FALSE;
    submit(bench, 0, 1, 20);
    g_timeout_add(3000, on_over, &over);
    while (bench->cancels == 0 && !over)
        g_main_context_iteration(NULL, TRUE);
    assert_int_equal(bench->cancels, 1);
    complete(bench, HAL_CANCELED);
    assert_int_equal(bench->code, HAL_TIMED_OUT);
    if (!over)
        g_source_remove_by_user_data(&over);
}

static void what_ended_well_although_cancelled_ended_well(void **state)
{
    Bench *bench = *state;
    submit(bench, 0, 1, 0);
    host_queue_cancel(bench->queue, &clients[0], 1);
    complete(bench, HAL_SUCCESS);
    assert_int_equal(bench->code, HAL_SUCCESS);
}

static void a_client_that_went_is_told_nothing_and_the_next_one_runs(void **state)
{
    Bench *bench = *state;
    submit(bench, 0, 1, 0);
    submit(bench, 0, 2, 0);
    submit(bench, 1, 3, 0);
    host_queue_forget_client(bench->queue, &clients[0]);
    assert_int_equal(bench->cancels, 1);
    complete(bench, HAL_CANCELED);
    assert_int_equal(bench->completions[0][1], 0);
    assert_int_equal(bench->sent, 2);
    complete(bench, HAL_SUCCESS);
    assert_int_equal(bench->completions[1][3], 1);
}

static void a_lost_process_ends_what_it_had_begun_and_only_that(void **state)
{
    Bench *bench = *state;
    submit(bench, 0, 1, 0);
    submit(bench, 0, 2, 0);
    host_queue_process_gone(bench->queue, "killed");
    bench->running = 0;
    assert_int_equal(bench->completions[0][1], 1);
    assert_int_equal(bench->code, HAL_DEVICE_ERROR);
    assert_int_equal(bench->completions[0][2], 0);
    host_queue_run(bench->queue);
    complete(bench, HAL_SUCCESS);
    assert_int_equal(bench->completions[0][2], 1);
}

static void a_device_that_goes_away_refuses_what_waits(void **state)
{
    Bench *bench = *state;
    bench->ready = FALSE;
    submit(bench, 0, 1, 0);
    host_queue_refuse_waiting(bench->queue, "no_device");
    assert_int_equal(bench->code, HAL_NOT_READY);
}

static void too_many_commands_are_refused_without_acknowledge(void **state)
{
    Bench *bench = *state;
    for (guint64 id = 1; id <= HOST_QUEUE_MAX + 1; id++)
        submit(bench, 0, id, 0);
    assert_int_equal(bench->acks, HOST_QUEUE_MAX);
    assert_int_equal(bench->completions[0][HOST_QUEUE_MAX + 1], 1);
    assert_int_equal(bench->code, HAL_REFUSED);
}

static void simulator_words_overtake(void **state)
{
    Bench *bench = *state;
    submit(bench, 0, 1, 0);
    host_queue_sim(bench->queue, &clients[1],
                   &(Message){.type = MESSAGE_SIM, .id = 5, .text = (char *)"JAM"});
    assert_int_not_equal(bench->last_sim, 0);
    Message done = {.type = MESSAGE_COMPLETION, .id = bench->last_sim, .code = HAL_SUCCESS};
    assert_true(host_queue_take(bench->queue, &done, "printer0"));
    assert_int_equal(bench->completions[1][5], 1);
    assert_int_equal(bench->completions[0][1], 0);
}

static void what_belongs_to_no_command_is_said_so(void **state)
{
    Bench *bench = *state;
    submit(bench, 0, 1, 0);
    assert_false(host_queue_take(bench->queue, &(Message){.type = MESSAGE_COMPLETION, .id = 99}, "reader0"));
    assert_false(host_queue_take(bench->queue, &(Message){.type = MESSAGE_EVENT, .id = 99}, "reader0"));
    assert_true(
        host_queue_take(bench->queue, &(Message){.type = MESSAGE_EVENT, .id = bench->last_sent}, "reader0"));
    assert_int_equal(bench->events, 1);
}

static void a_refused_command_closes_its_document(void **state)
{
    Bench *bench = *state;
    for (guint64 id = 1; id <= HOST_QUEUE_MAX; id++)
        submit(bench, 0, id, 0);
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    Message message = {.type = MESSAGE_COMMAND, .id = 50, .name = (char *)"print.send"};
    host_queue_submit(bench->queue, &clients[0], &message, fd);
    assert_int_equal(fcntl(fd, F_GETFD), -1);
}

/* Whatever happens in whatever order: every command of a client that stays completes exactly once. */
static void random_days_complete_every_command_exactly_once(void **state)
{
    for (guint32 seed = 1; seed <= 200; seed++) {
        Bench *bench;
        g_autoptr(GRand) dice = g_rand_new_with_seed(seed);
        start((void **)&bench);
        guint64 next = 1;
        for (guint step = 0; step < 300; step++) {
            switch (g_rand_int_range(dice, 0, 6)) {
            case 0:
            case 1:
                if (next < IDS)
                    submit(bench, 0, next++, 0);
                break;
            case 2:
                if (bench->running)
                    complete(bench, HAL_SUCCESS);
                break;
            case 3:
                host_queue_cancel(bench->queue, &clients[0], (guint64)g_rand_int_range(dice, 1, IDS));
                break;
            case 4:
                bench->running = 0;
                host_queue_process_gone(bench->queue, "killed");
                break;
            case 5:
                bench->ready = !bench->ready;
                host_queue_run(bench->queue);
                break;
            }
        }
        host_queue_free(bench->queue);
        for (guint64 id = 1; id < next; id++)
            assert_int_equal(bench->completions[0][id], 1);
        g_free(bench);
    }
}

int main(void)
{
#define QUEUED(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        QUEUED(one_command_runs_at_a_time_in_order),
        QUEUED(two_clients_may_use_the_same_numbers),
        QUEUED(nothing_is_sent_until_the_device_is_ready),
        QUEUED(a_waiting_command_is_cancelled_at_once_a_running_one_is_asked_to_end),
        QUEUED(a_cancel_of_another_client_or_number_is_ignored),
        QUEUED(a_command_past_its_limit_is_asked_to_end_and_has_timed_out),
        QUEUED(what_ended_well_although_cancelled_ended_well),
        QUEUED(a_client_that_went_is_told_nothing_and_the_next_one_runs),
        QUEUED(a_lost_process_ends_what_it_had_begun_and_only_that),
        QUEUED(a_device_that_goes_away_refuses_what_waits),
        QUEUED(too_many_commands_are_refused_without_acknowledge),
        QUEUED(simulator_words_overtake),
        QUEUED(what_belongs_to_no_command_is_said_so),
        QUEUED(a_refused_command_closes_its_document),
        cmocka_unit_test(random_days_complete_every_command_exactly_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

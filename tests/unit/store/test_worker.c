/* The worker: order, bounds, errors, and that nothing given to it is lost at the end. */
#include "tests/unit/store/fixture.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/settings.h"
#include "kiosk/store/worker.h"

#include <pthread.h>

typedef struct {
    int number;
    GThread *ran_on;
} Data;

typedef struct {
    GMainLoop *loop;
    GArray *order; /* of int: numbers in the order of their done */
    int expected;
    GError *error; /* of the last done */
    int freed;
} Seen;

static Seen seen;

static int setup(void **state)
{
    seen = (Seen){.loop = g_main_loop_new(NULL, FALSE), .order = g_array_new(FALSE, FALSE, sizeof(int))};
    return fixture_setup(state);
}

static int teardown(void **state)
{
    g_main_loop_unref(seen.loop);
    g_array_unref(seen.order);
    g_clear_error(&seen.error);
    return fixture_teardown(state);
}

static gboolean note(Store *store, gpointer data, GError **error)
{
    Data *mine = data;
    mine->ran_on = g_thread_self();
    return store_setting_put_int(store, "last", mine->number, error);
}

static gboolean say_no(Store *store, gpointer data, GError **error)
{
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_LIMIT, "no room");
    return FALSE;
}

static void done(gpointer data, const GError *error, gpointer user_data)
{
    Data *mine = data;
    assert_ptr_equal(user_data, &seen);
    if (mine) {
        assert_ptr_not_equal(mine->ran_on, g_thread_self());
        g_array_append_val(seen.order, mine->number);
    }
    g_clear_error(&seen.error);
    if (error)
        seen.error = g_error_copy(error);
    if (--seen.expected == 0)
        g_main_loop_quit(seen.loop);
}

static void free_data(gpointer data)
{
    seen.freed++;
    g_free(data);
}

static gboolean give(StoreWorker *worker, int number)
{
    Data *data = g_new0(Data, 1);
    data->number = number;
    return store_worker_run(worker, note, data, free_data, done, &seen, NULL);
}

static StoreWorker *take(Fixture *f)
{
    return store_worker_new_take(g_steal_pointer(&f->store));
}

static void jobs_end_in_the_order_they_were_given_on_the_loop_thread(void **state)
{
    StoreWorker *worker = take(*state);
    seen.expected = 50;
    for (int i = 0; i < 50; i++)
        assert_true(give(worker, i));
    g_main_loop_run(seen.loop);
    for (int i = 0; i < 50; i++)
        assert_int_equal(g_array_index(seen.order, int, i), i);
    assert_int_equal(seen.freed, 50);
    assert_int_equal(store_worker_pending(worker), 0);
    store_worker_stop(worker);
}

static void stopping_does_what_waits_and_says_so(void **state)
{
    Fixture *f = *state;
    StoreWorker *worker = take(f);
    seen.expected = 100;
    for (int i = 0; i < 20; i++)
        assert_true(give(worker, i));
    store_worker_stop(worker);
    assert_int_equal(seen.order->len, 20);
    assert_int_equal(seen.freed, 20);
    f->store = store_open(f->path, NULL);
    assert_int_equal(store_setting_get_int(f->store, "last", -1, NULL), 19);
}

static void an_error_of_a_job_comes_with_its_done(void **state)
{
    StoreWorker *worker = take(*state);
    seen.expected = 1;
    assert_true(store_worker_run(worker, say_no, NULL, NULL, done, &seen, NULL));
    g_main_loop_run(seen.loop);
    assert_true(g_error_matches(seen.error, STORE_ERROR, STORE_ERROR_LIMIT));
    store_worker_stop(worker);
}

/* Holds the worker until the test lets it go. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static gboolean wait_at_gate(Store *store, gpointer data, GError **error)
{
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    return TRUE;
}

static void a_full_queue_is_refused_and_what_was_given_is_freed(void **state)
{
    StoreWorker *worker = take(*state);
    pthread_mutex_lock(&gate);
    assert_true(store_worker_run(worker, wait_at_gate, NULL, NULL, NULL, NULL, NULL));
    int taken = 0;
    while (give(worker, taken))
        taken++;
    assert_true(taken >= STORE_WORKER_QUEUE - 1 && taken <= STORE_WORKER_QUEUE + 1);
    assert_int_equal(seen.freed, 1);
    g_autoptr(GError) error = NULL;
    assert_false(store_worker_run(worker, note, NULL, NULL, NULL, NULL, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_BUSY));
    pthread_mutex_unlock(&gate);
    seen.expected = taken;
    g_main_loop_run(seen.loop);
    assert_int_equal(seen.freed, taken + 1);
    assert_true(give(worker, 0)); /* and there is room again */
    store_worker_stop(worker);
}

static void opening_happens_on_the_worker_and_jobs_wait_for_it(void **state)
{
    Fixture *f = *state;
    g_autofree char *path = g_build_filename(f->folder, "new.db", NULL);
    StoreWorker *worker = store_worker_new(path, done, &seen);
    seen.expected = 2;
    assert_true(give(worker, 7));
    g_main_loop_run(seen.loop);
    assert_null(seen.error);
    assert_int_equal(seen.order->len, 1);
    store_worker_stop(worker);
}

static void when_opening_fails_every_job_says_why(void **state)
{
    Fixture *f = *state;
    g_autofree char *path = g_build_filename(f->folder, "bad.db", NULL);
    assert_true(g_file_set_contents(path, "not a store, but long enough to be looked at", -1, NULL));
    StoreWorker *worker = store_worker_new(path, done, &seen);
    seen.expected = 2;
    assert_true(store_worker_run(worker, note, NULL, NULL, done, &seen, NULL));
    g_main_loop_run(seen.loop);
    assert_true(g_error_matches(seen.error, STORE_ERROR, STORE_ERROR_DAMAGED));
    assert_non_null(strstr(seen.error->message, path));
    store_worker_stop(worker);
}

static StoreWorker *chain_worker;
static void give_next(gpointer data, const GError *error, gpointer user_data)
{
    if (--seen.expected == 0)
        g_main_loop_quit(seen.loop);
    else
        assert_true(store_worker_run(chain_worker, wait_at_gate, NULL, NULL, give_next, NULL, NULL));
}

static void a_done_may_give_the_next_job(void **state)
{
    chain_worker = take(*state);
    seen.expected = 30;
    assert_true(store_worker_run(chain_worker, wait_at_gate, NULL, NULL, give_next, NULL, NULL));
    g_main_loop_run(seen.loop);
    store_worker_stop(chain_worker);
}

static void refuse_next(gpointer data, const GError *error, gpointer user_data)
{
    g_autoptr(GError) problem = NULL;
    assert_false(store_worker_run(chain_worker, wait_at_gate, NULL, NULL, NULL, NULL, &problem));
    assert_true(g_error_matches(problem, STORE_ERROR, STORE_ERROR_CLOSED));
    seen.expected--;
}

static void no_job_is_taken_while_stopping(void **state)
{
    chain_worker = take(*state);
    seen.expected = 1;
    assert_true(store_worker_run(chain_worker, wait_at_gate, NULL, NULL, refuse_next, NULL, NULL));
    store_worker_stop(chain_worker);
    assert_int_equal(seen.expected, 0);
    store_worker_stop(NULL);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(jobs_end_in_the_order_they_were_given_on_the_loop_thread),
        CASE(stopping_does_what_waits_and_says_so),
        CASE(an_error_of_a_job_comes_with_its_done),
        CASE(a_full_queue_is_refused_and_what_was_given_is_freed),
        CASE(opening_happens_on_the_worker_and_jobs_wait_for_it),
        CASE(when_opening_fails_every_job_says_why),
        CASE(a_done_may_give_the_next_job),
        CASE(no_job_is_taken_while_stopping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

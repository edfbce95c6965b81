/* One thread, one queue, one list of what is done. The lock covers the two lists and nothing else; a job runs
 * without it. Results go back by one idle source that empties the list of what is done. */
#define G_LOG_DOMAIN "store"
#include "kiosk/store/worker.h"

#include <pthread.h>

typedef struct {
    StoreJob job;
    gpointer data;
    GDestroyNotify data_free;
    StoreDone done;
    gpointer user_data;
    GError *error;
} Task;

struct StoreWorker {
    GThread *thread;
    char *path;   /* opened by the thread; NULL: `store` was given */
    Store *store; /* the thread's from its start to its end */
    GError *open_error;

    pthread_mutex_t lock; /* not GMutex: the thread checker of the tests understands this one */
    pthread_cond_t wake;
    GQueue waiting;  /* Task */
    GQueue finished; /* Task */
    guint running;   /* 0 or 1 */
    gboolean stopping;
    guint idle; /* source that will deliver, 0: none */
};

static void task_free(Task *task)
{
    if (task->data_free && task->data)
        task->data_free(task->data);
    g_clear_error(&task->error);
    g_free(task);
}

/* Loop thread. */
static void deliver(Task *task)
{
    if (task->done)
        task->done(task->data, task->error, task->user_data);
    task_free(task);
}

static gboolean deliver_finished(gpointer user_data)
{
    StoreWorker *worker = user_data;
    GQueue finished = G_QUEUE_INIT;
    pthread_mutex_lock(&worker->lock);
    worker->idle = 0;
    finished = worker->finished;
    g_queue_init(&worker->finished);
    pthread_mutex_unlock(&worker->lock);
    /* the last of them may stop the worker: nothing of it is touched from here on */
    Task *task;
    while ((task = g_queue_pop_head(&finished)))
        deliver(task);
    return G_SOURCE_REMOVE;
}

/* Worker's thread, under the lock. */
static void finish(StoreWorker *worker, Task *task)
{
    g_queue_push_tail(&worker->finished, task);
    if (worker->idle == 0)
        worker->idle = g_idle_add_full(G_PRIORITY_DEFAULT, deliver_finished, worker, NULL);
}

static void run_task(StoreWorker *worker, Task *task)
{
    if (worker->store) {
        if (!task->job(worker->store, task->data, &task->error) && !task->error)
            g_set_error_literal(&task->error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "not found");
    } else {
        task->error = g_error_copy(worker->open_error);
    }
}

static gboolean opened_job(Store *store, gpointer data, GError **error)
{
    return TRUE; /* the open itself happened before the first job; its error comes with this one */
}

static gpointer work(gpointer user_data)
{
    StoreWorker *worker = user_data;
    if (worker->path)
        worker->store = store_open(worker->path, &worker->open_error);
    pthread_mutex_lock(&worker->lock);
    for (;;) {
        Task *task = g_queue_pop_head(&worker->waiting);
        if (!task && worker->stopping)
            break;
        if (!task) {
            pthread_cond_wait(&worker->wake, &worker->lock);
            continue;
        }
        worker->running = 1;
        pthread_mutex_unlock(&worker->lock);
        run_task(worker, task);
        pthread_mutex_lock(&worker->lock);
        worker->running = 0;
        finish(worker, task);
        if (worker->store && g_queue_is_empty(&worker->waiting) && !worker->stopping) {
            pthread_mutex_unlock(&worker->lock);
            store_rest(worker->store);
            pthread_mutex_lock(&worker->lock);
        }
    }
    pthread_mutex_unlock(&worker->lock);
    store_close(worker->store);
    return NULL;
}

static StoreWorker *worker_new(void)
{
    StoreWorker *worker = g_new0(StoreWorker, 1);
    pthread_mutex_init(&worker->lock, NULL);
    pthread_cond_init(&worker->wake, NULL);
    return worker;
}

StoreWorker *store_worker_new(const char *path, StoreDone opened, gpointer user_data)
{
    StoreWorker *worker = worker_new();
    worker->path = g_strdup(path);
    if (opened)
        store_worker_run(worker, opened_job, NULL, NULL, opened, user_data, NULL);
    worker->thread = g_thread_new("store", work, worker);
    return worker;
}

StoreWorker *store_worker_new_take(Store *store)
{
    StoreWorker *worker = worker_new();
    worker->store = store;
    worker->thread = g_thread_new("store", work, worker);
    return worker;
}

gboolean store_worker_run(StoreWorker *worker, StoreJob job, gpointer data, GDestroyNotify data_free,
                          StoreDone done, gpointer user_data, GError **error)
{
    Task *task = g_new0(Task, 1);
    *task = (Task){job, data, data_free, done, user_data, NULL};
    pthread_mutex_lock(&worker->lock);
    gboolean stopping = worker->stopping;
    gboolean room = g_queue_get_length(&worker->waiting) < STORE_WORKER_QUEUE;
    if (!stopping && room) {
        g_queue_push_tail(&worker->waiting, task);
        pthread_cond_signal(&worker->wake);
    }
    pthread_mutex_unlock(&worker->lock);
    if (!stopping && room)
        return TRUE;
    g_set_error_literal(error, STORE_ERROR, stopping ? STORE_ERROR_CLOSED : STORE_ERROR_BUSY,
                        stopping ? "the store is closing" : "the store has too much to do");
    task_free(task);
    return FALSE;
}

guint store_worker_pending(const StoreWorker *worker)
{
    StoreWorker *mine = (StoreWorker *)worker; /* the lock does not change what it looks like from outside */
    pthread_mutex_lock(&mine->lock);
    guint pending = g_queue_get_length(&mine->waiting) + mine->running;
    pthread_mutex_unlock(&mine->lock);
    return pending;
}

void store_worker_stop(StoreWorker *worker)
{
    if (!worker)
        return;
    pthread_mutex_lock(&worker->lock);
    worker->stopping = TRUE;
    pthread_cond_signal(&worker->wake);
    pthread_mutex_unlock(&worker->lock);
    g_thread_join(worker->thread);
    if (worker->idle)
        g_source_remove(worker->idle);
    Task *task;
    while ((task = g_queue_pop_head(&worker->finished)))
        deliver(task);
    g_clear_error(&worker->open_error);
    pthread_mutex_destroy(&worker->lock);
    pthread_cond_destroy(&worker->wake);
    g_free(worker->path);
    g_free(worker);
}

/* Work off the loop: one worker thread for what computes (PDF, key derivation), the store's own thread for
 * what waits for the disk. */
#define G_LOG_DOMAIN "service"
#include "kiosk/service/service_private.h"

#include <string.h>

typedef struct {
    Service *service; /* for the loop thread */
    ServiceWorkFunc func;
    ServiceWorkDone done;
    gpointer data;
    GDestroyNotify data_free;
} ServiceWork;

static void work_free(ServiceWork *work)
{
    if (work->data_free)
        work->data_free(work->data);
    g_free(work);
}

static gboolean work_finish(gpointer user_data)
{
    ServiceWork *work = user_data;
    g_ptr_array_remove_fast(work->service->works, work);
    work->done(work->service, work->data);
    work_free(work);
    return G_SOURCE_REMOVE;
}

static void work_run(gpointer item, gpointer user_data)
{
    ServiceWork *work = item;
    work->func(work->data);
    g_idle_add_full(G_PRIORITY_DEFAULT, work_finish, work, NULL);
}

void service_work(Service *service, ServiceWorkFunc func, ServiceWorkDone done, gpointer data,
                  GDestroyNotify data_free)
{
    ServiceWork *work = g_new0(ServiceWork, 1);
    *work = (ServiceWork){service, func, done, data, data_free};
    g_ptr_array_add(service->works, work);
    g_thread_pool_push(service->workers, work, NULL);
}

void service_works_init(Service *service)
{
    service->works = g_ptr_array_new();
    service->workers = g_thread_pool_new(work_run, NULL, 1, TRUE, NULL);
}

/* Waits for the works under way, and frees what they held here and now: it may be personal. */
void service_works_clear(Service *service)
{
    if (!service->workers)
        return;
    g_thread_pool_free(service->workers, FALSE, TRUE);
    for (guint i = 0; i < service->works->len; i++) {
        ServiceWork *work = service->works->pdata[i];
        g_idle_remove_by_data(work);
        work_free(work);
    }
    g_clear_pointer(&service->works, g_ptr_array_unref);
    service->workers = NULL;
}

/* --- the store -------------------------------------------------------------------------------- */
typedef struct {
    Service *service;
    StoreJob job;
    gpointer data;
    GDestroyNotify data_free;
    StoreDone done;
} StoreTask;

static void task_free(gpointer data)
{
    StoreTask *task = data;
    if (task->data_free && task->data)
        task->data_free(task->data);
    g_free(task);
}

static gboolean task_run(Store *store, gpointer data, GError **error)
{
    StoreTask *task = data;
    return task->job(store, task->data, error);
}

/* The last jobs of a service that ends are still done, but nobody waits for their answers any more. */
static void task_done(gpointer data, const GError *error, gpointer user_data)
{
    StoreTask *task = data;
    if (!task->service->ending)
        task->done(task->data, error, task->service);
    else if (error && error->domain == STORE_ERROR && error->code != STORE_ERROR_NOT_FOUND)
        g_warning("store job failed at the end: %s", error->message);
}

gboolean service_store(Service *service, StoreJob job, gpointer data, GDestroyNotify data_free,
                       StoreDone done)
{
    g_autoptr(GError) error = NULL;
    StoreTask *task = g_new0(StoreTask, 1);
    *task = (StoreTask){service, job, data, data_free, done};
    if (store_worker_run(service->store, task_run, task, task_free, task_done, NULL, &error))
        return TRUE;
    g_warning("store job not taken: %s", error->message);
    return FALSE;
}

/* --- the outbox ------------------------------------------------------------------------------- */
typedef struct {
    StoreOutKind kind;
    char *key;
    GBytes *payload;
    gint64 now_ms;
} OutJob;

static void out_free(gpointer data)
{
    OutJob *job = data;
    g_free(job->key);
    g_bytes_unref(job->payload);
    g_free(job);
}

static gboolean put_out(Store *store, gpointer data, GError **error)
{
    const OutJob *job = data;
    return store_outbox_put(store, job->kind, job->key, job->payload, job->now_ms, error);
}

static void out_put(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    const OutJob *job = data;
    if (error)
        g_warning("%s not kept for the hub: %s", store_out_kind_name(job->kind), error->message);
    sync_poke(service->sync);
    service_refresh_outbox(service);
}

void service_outbox_put(Service *service, StoreOutKind kind, const char *key, char *text, gsize length)
{
    OutJob *job = g_new0(OutJob, 1);
    job->kind = kind;
    job->key = g_strdup(key);
    job->payload = g_bytes_new(text, length);
    job->now_ms = service_now_ms(service);
    wire_text_free(text);
    service_store(service, put_out, job, out_free, out_put);
}

static gboolean read_outbox(Store *store, gpointer data, GError **error)
{
    return store_outbox_stats(store, data, error);
}

static void outbox_read(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    const StoreOutStats *stats = data;
    if (error) {
        g_warning("outbox not read: %s", error->message);
        return;
    }
    if (memcmp(stats, &service->outbox, sizeof *stats) == 0)
        return;
    service->outbox = *stats;
    service_emit(service, SERVICE_EV_NETWORK);
}

void service_refresh_outbox(Service *service)
{
    service_store(service, read_outbox, g_new0(StoreOutStats, 1), g_free, outbox_read);
}

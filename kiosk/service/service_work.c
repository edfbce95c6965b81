/* Work off the loop: one worker thread for what computes (PDF, key derivation), the store's own thread for what
 * waits for the disk. */
#define G_LOG_DOMAIN "service"
#include "kiosk/service/service_private.h"

typedef struct {
    Service *service; /* NULL once the service has ended */
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
    if (work->service) {
        g_ptr_array_remove_fast(work->service->works, work);
        work->done(work->service, work->data);
    }
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

void service_works_clear(Service *service)
{
    if (!service->workers)
        return;
    for (guint i = 0; i < service->works->len; i++)
        ((ServiceWork *)service->works->pdata[i])->service = NULL;
    g_thread_pool_free(service->workers, FALSE, TRUE);
    g_ptr_array_unref(service->works);
    service->workers = NULL;
}

gboolean service_store(Service *service, StoreJob job, gpointer data, GDestroyNotify data_free, StoreDone done)
{
    g_autoptr(GError) error = NULL;
    if (store_worker_run(service->store, job, data, data_free, done, service, &error))
        return TRUE;
    g_warning("store job not taken: %s", error->message);
    return FALSE;
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

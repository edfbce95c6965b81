/* One thread that owns the Store, so that the loop thread never waits for the disk.
 *
 * Jobs run in the order they were given; each `done` runs on the default main context, in the same order. At
 * most STORE_WORKER_QUEUE jobs wait. Everything here is called on the loop thread. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

#define STORE_WORKER_QUEUE 256

typedef struct StoreWorker StoreWorker;

/* Runs on the worker's thread. FALSE with an error when it failed. Write results into `data`. */
typedef gboolean (*StoreJob)(Store *store, gpointer data, GError **error);
/* Runs on the default main context; `data` and `error` (NULL: all well) are lent. */
typedef void (*StoreDone)(gpointer data, const GError *error, gpointer user_data);

/* Starts the thread, which opens the file first; jobs given meanwhile wait. When opening fails, `opened` says
 * why and every job ends with the same error. `opened` may be NULL. */
StoreWorker *store_worker_new(const char *path, StoreDone opened, gpointer user_data);
/* The same with a store that is already open; the worker owns it now and closes it. */
StoreWorker *store_worker_new_take(Store *store);

/* FALSE: nothing was queued, `done` will not come, `data` was freed (BUSY: queue full; CLOSED: stopping).
 * `data_free` (may be NULL) runs on the loop thread after `done` (may be NULL), whatever happens. */
gboolean store_worker_run(StoreWorker *worker, StoreJob job, gpointer data, GDestroyNotify data_free,
                          StoreDone done, gpointer user_data, GError **error);
/* Jobs that wait or run. */
guint store_worker_pending(const StoreWorker *worker);

/* Takes no more jobs, does all that wait, calls their `done` here and now, closes the store, frees.
 * Blocks for as long as the waiting jobs need. NULL is allowed. */
void store_worker_stop(StoreWorker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreWorker, store_worker_stop)

G_END_DECLS

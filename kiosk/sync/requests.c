/* What the steps are made of: a request that comes back, a job for the disk that comes back, and what the
 * hub's refusals say. */
#define G_LOG_DOMAIN "sync"
#include "kiosk/sync/internal.h"
#include <string.h>

/* Never after sync_stop(): that cancels it. */
static void on_answer(const SyncAnswer *answer, gpointer user_data)
{
    Sync *sync = user_data;
    sync->job = NULL;
    sync_heard(sync, answer->status);
    sync->answered(answer, sync);
}

void sync_ask_full(Sync *sync, const SyncAsk *what, SyncAnswered answered)
{
    g_return_if_fail(!sync->job);
    sync->answered = answered;
    sync->job = sync_http_send(sync->http, what, on_answer, sync);
}

void sync_ask(Sync *sync, const char *method, const char *path, GBytes *body, SyncAnswered answered)
{
    SyncAsk what = {.method = method, .path = path, .body = body, .timeout_ms = sync->request_ms};
    sync_ask_full(sync, &what, answered);
    wire_bytes_free(body);
}

typedef struct {
    Sync *sync;
    StoreJob job;
    gpointer data;
    GDestroyNotify data_free;
    SyncDiskDone done;
} Disk;

static gboolean do_disk(Store *store, gpointer data, GError **error)
{
    const Disk *disk = data;
    return disk->job(store, disk->data, error);
}

static void on_disk(gpointer data, const GError *error, gpointer user_data)
{
    const Disk *disk = data;
    if (error)
        g_warning("store: %s", error->message);
    if (!disk->sync->stopped && disk->done)
        disk->done(disk->sync, disk->data, error);
}

static void disk_free(gpointer data)
{
    Disk *disk = data;
    if (disk->data_free)
        disk->data_free(disk->data);
    sync_unref(disk->sync);
    g_free(disk);
}

gboolean sync_disk(Sync *sync, StoreJob job, gpointer data, GDestroyNotify data_free, SyncDiskDone done)
{
    Disk *disk = g_new0(Disk, 1);
    *disk = (Disk){sync_ref(sync), job, data, data_free, done};
    g_autoptr(GError) error = NULL;
    gboolean queued = store_worker_run(sync->store, do_disk, disk, disk_free, on_disk, NULL, &error);
    if (!queued)
        g_warning("store: %s", error->message);
    return queued;
}

GBytes *sync_text_bytes(char *text, gsize size)
{
    return g_bytes_new_with_free_func(text, size, (GDestroyNotify)wire_text_free, text);
}

void sync_refusal_text(const SyncAnswer *answer, char *text, gsize size)
{
    gsize length = 0;
    const char *body = g_bytes_get_data(answer->body, &length);
    g_autoptr(WireRefusal) refusal = length ? wire_refusal_decode(body, length, NULL) : NULL;
    const WireIssue *issue = refusal && refusal->issues->len ? refusal->issues->pdata[0] : NULL;
    if (answer->status == 0)
        g_strlcpy(text, answer->problem, size);
    else if (!issue)
        g_snprintf(text, size, "%u", answer->status);
    else if (*issue->path)
        g_snprintf(text, size, "%u: %s: %s", answer->status, issue->path, issue->code);
    else
        g_snprintf(text, size, "%u: %s", answer->status, issue->code);
}

gboolean sync_is_locked_out(Sync *sync, const SyncAnswer *answer)
{
    if (answer->status != 401)
        return FALSE;
    char text[96];
    sync_refusal_text(answer, text, sizeof text);
    gboolean is_forgotten = strstr(text, "unknown_kiosk") || strstr(text, "signature");
    g_autofree char *problem =
        is_forgotten ? g_strdup_printf("the hub does not know this kiosk's key (%s): enrol it again", text)
                     : g_strdup(text);
    sync_round_failed(sync, problem);
    return TRUE;
}

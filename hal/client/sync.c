/* Blocking helpers for programs without a loop: a client on a context of their own, run until the answer is
 * there. */
#include "hal/client.h"
#include "hal/client/internal.h"

G_DEFINE_QUARK(hal - client - error - quark, hal_client_error)

typedef struct {
    GMainContext *context;
    HalClient *client;
    GSource *deadline;
    gboolean is_over; /* the deadline passed */
    gboolean is_done;
    HalCode code;
    char *text;
    json_t *data;
} Sync;

static gboolean on_deadline(gpointer data)
{
    ((Sync *)data)->is_over = TRUE;
    return G_SOURCE_REMOVE;
}

static void sync_clear(Sync *sync)
{
    hal_client_free(sync->client);
    g_source_destroy(sync->deadline);
    g_source_unref(sync->deadline);
    g_main_context_pop_thread_default(sync->context);
    g_main_context_unref(sync->context);
    g_free(sync->text);
    json_decref(sync->data);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sync, sync_clear)

static void sync_start(Sync *sync, const char *path, gint64 timeout_ms)
{
    sync->context = g_main_context_new();
    g_main_context_push_thread_default(sync->context);
    sync->deadline = g_timeout_source_new((guint)CLAMP(timeout_ms, 1, G_MAXINT));
    g_source_set_callback(sync->deadline, on_deadline, sync, NULL);
    g_source_attach(sync->deadline, sync->context);
    sync->client = hal_client_new(path, "kioskctl", HAL_ROLE_STAFF, NULL, NULL);
}

static gboolean sync_connect(Sync *sync, const char *path, GError **error)
{
    while (!sync->is_over && !client_knows_all_devices(sync->client))
        g_main_context_iteration(sync->context, TRUE);
    if (client_knows_all_devices(sync->client))
        return TRUE;
    g_set_error(error, HAL_CLIENT_ERROR, HAL_CLIENT_ERROR_CONNECT, "kiosk-hald is not reachable at %s", path);
    return FALSE;
}

static json_t *device_json(const HalDevice *device)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:O, s:O}", "name", device->name, "class",
                     hal_class_name(device->device_class), "driver", device->driver, "state",
                     hal_state_name(device->state), "remedy", hal_remedy_name(device->remedy), "text",
                     device->text, "capabilities", device->capabilities, "status", device->status);
}

json_t *hal_sync_devices(const char *socket_path, gint64 timeout_ms, GError **error)
{
    g_auto(Sync) sync = {0};
    sync_start(&sync, socket_path, timeout_ms);
    if (!sync_connect(&sync, socket_path, error))
        return NULL;
    json_t *devices = json_array();
    const HalDevice *device;
    for (guint i = 0; (device = hal_client_device_at(sync.client, i)) != NULL; i++)
        json_array_append_new(devices, device_json(device));
    return devices;
}

static void on_completion(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    Sync *sync = user;
    sync->is_done = TRUE;
    sync->code = completion->code;
    sync->text = g_strdup(completion->text);
    sync->data = json_incref((json_t *)completion->data);
}

static void send_request(Sync *sync, const char *device, const char *name, const json_t *args,
                         gint64 timeout_ms)
{
    if (g_str_equal(name, "sim")) {
        const char *words = json_string_value(json_object_get(args, "words"));
        hal_client_sim(sync->client, device, words ? words : "", on_completion, sync);
    } else if (g_str_equal(name, "trace")) {
        hal_client_trace(sync->client, device, on_completion, sync);
    } else if (g_str_equal(name, "restart")) {
        hal_client_restart(sync->client, device, on_completion, sync);
    } else {
        hal_client_command(sync->client, device, name, args, -1, timeout_ms, NULL, on_completion, sync);
    }
}

json_t *hal_sync_command(const char *socket_path, const char *device, const char *name, const json_t *args,
                         gint64 timeout_ms, GError **error)
{
    g_auto(Sync) sync = {0};
    sync_start(&sync, socket_path, timeout_ms);
    if (!sync_connect(&sync, socket_path, error))
        return NULL;
    send_request(&sync, device, name, args, timeout_ms);
    while (!sync.is_over && !sync.is_done)
        g_main_context_iteration(sync.context, TRUE);
    if (!sync.is_done) {
        g_set_error(error, HAL_CLIENT_ERROR, HAL_CLIENT_ERROR_TIMEOUT, "%s: no answer within %d ms",
                    device ? device : "kiosk-hald", (int)timeout_ms);
        return NULL;
    }
    if (sync.code != HAL_SUCCESS) {
        g_set_error(error, HAL_CLIENT_ERROR, HAL_CLIENT_ERROR_DEVICE, "%s: %s%s%s",
                    device ? device : "kiosk-hald", hal_code_name(sync.code), sync.text[0] ? ": " : "",
                    sync.text);
        return NULL;
    }
    return json_incref(sync.data);
}

/* Life and state of the pump. */
#define G_LOG_DOMAIN "sync"
#include "kiosk/sync/internal.h"
#include <string.h>
#include "kiosk/seal/hash.h"

G_DEFINE_QUARK(kiosk - sync - error - quark, sync_error)

#define CLOCK_CERTAIN_S 120

/* --- creation -------------------------------------------------------------------------------- */
static guint or_else(guint value, guint fallback)
{
    return value ? value : fallback;
}

static gboolean url_is_good(const char *url)
{
    g_autoptr(GUri) uri = url ? g_uri_parse(url, G_URI_FLAGS_NONE, NULL) : NULL;
    const char *scheme = uri ? g_uri_get_scheme(uri) : "";
    return uri && g_uri_get_host(uri) && *g_uri_get_host(uri) &&
           (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
}

Sync *sync_create(const SyncOptions *options, GError **error)
{
    if (!url_is_good(options->hub_url)) {
        g_set_error(error, SYNC_ERROR, SYNC_ERROR_CONFIG, "hub address: write http://host:port");
        return NULL;
    }
    g_return_val_if_fail(options->store && options->kiosk_no && options->key_file, NULL);
    Sync *sync = g_new0(Sync, 1);
    sync->references = 1;
    sync->stopped = TRUE;
    sync->hub_url = g_strdup(options->hub_url);
    if (g_str_has_suffix(sync->hub_url, "/"))
        sync->hub_url[strlen(sync->hub_url) - 1] = '\0';
    sync->pins = g_strdup(options->pins);
    sync->kiosk_no = g_strdup(options->kiosk_no);
    sync->key_file = g_strdup(options->key_file);
    sync->enrol_code = options->enrol_code && *options->enrol_code ? g_strdup(options->enrol_code) : NULL;
    sync->store = options->store;
    sync->heartbeat_s = or_else(options->heartbeat_s, 45);
    sync->retry_min_ms = or_else(options->retry_min_ms, 1000);
    sync->retry_max_ms = or_else(options->retry_max_ms, 60000);
    sync->request_ms = or_else(options->request_ms, 15000);
    sync->block_days = MIN(or_else(options->block_days, 7), 13);
    sync->block_low = or_else(options->block_low, 20);
    sync->block_size = or_else(options->block_size, 100);
    sync->heartbeat = wire_heartbeat_new();
    sync->calls = g_ptr_array_new();
    sync->status.state = SYNC_UNREGISTERED;
    sync->status.since_us = g_get_real_time();
    return sync;
}

Sync *sync_ref(Sync *sync)
{
    sync->references++;
    return sync;
}

void sync_identity_free(SyncIdentity *identity)
{
    if (!identity)
        return;
    g_free(identity->community);
    g_free(identity->community_name_zh);
    seal_buffer_free(identity->kiosk_key);
    seal_buffer_free(identity->person_key);
    g_free(identity);
}

void sync_unref(Sync *sync)
{
    if (--sync->references > 0)
        return;
    sync_identity_free(sync->identity);
    seal_pair_free(sync->pair);
    wire_heartbeat_free(sync->heartbeat);
    seal_buffer_free(sync->code_key);
    g_ptr_array_unref(sync->calls);
    g_clear_pointer(&sync->blocks_body, g_bytes_unref);
    for (guint i = 0; i < SYNC_FILES; i++) {
        g_free(sync->etags[i]);
        g_free(sync->refused_etags[i]);
    }
    g_free(sync->hub_url);
    g_free(sync->pins);
    g_free(sync->kiosk_no);
    g_free(sync->key_file);
    wire_text_free(sync->enrol_code);
    wire_text_free(sync->code_tried);
    g_free(sync);
}

void sync_start(Sync *sync)
{
    if (!sync->stopped)
        return;
    sync->stopped = FALSE;
    sync->started_us = g_get_monotonic_time();
    sync->heartbeat_due_us = 0;
    sync->http = sync_http_new(sync->hub_url, sync->pins);
    if (sync->identity)
        sync_http_identity(sync->http, sync->kiosk_no, sync->identity->kiosk_key);
    sync_schedule(sync, 0);
}

void sync_stop(Sync *sync)
{
    if (sync->stopped)
        return;
    sync->stopped = TRUE;
    g_clear_handle_id(&sync->timer, g_source_remove);
    sync_calls_stop(sync);
    if (sync->job)
        sync_http_cancel(g_steal_pointer(&sync->job));
    g_clear_pointer(&sync->http, sync_http_free);
    sync_sending_clear(sync);
    sync->step = STEP_REST;
}

void sync_destroy(Sync *sync)
{
    if (!sync)
        return;
    sync_stop(sync);
    sync->listener = NULL;
    sync_unref(sync);
}

/* --- state ----------------------------------------------------------------------------------- */
void sync_set_listener(Sync *sync, SyncListener listener, gpointer user_data)
{
    sync->listener = listener;
    sync->listener_data = user_data;
}

void sync_emit(Sync *sync, SyncEvent event)
{
    if (sync->listener && !sync->stopped)
        sync->listener(event, sync->listener_data);
}

static const char *state_name(SyncState state)
{
    switch (state) {
    case SYNC_UNREGISTERED:
        return "UNREGISTERED";
    case SYNC_OFFLINE:
        return "OFFLINE";
    case SYNC_ONLINE:
        return "ONLINE";
    }
    return "?";
}

void sync_set_state(Sync *sync, SyncState state)
{
    if (sync->status.state == state)
        return;
    g_message("%s -> %s", state_name(sync->status.state), state_name(state));
    sync->status.state = state;
    sync->status.since_us = g_get_real_time();
    sync_emit(sync, SYNC_EV_STATE);
}

SyncStatus sync_status(const Sync *sync)
{
    return sync->status;
}

void sync_problem(Sync *sync, const char *format, ...)
{
    char text[sizeof sync->status.error];
    va_list arguments;
    va_start(arguments, format);
    g_vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (strcmp(text, sync->status.error) == 0)
        return;
    g_strlcpy(sync->status.error, text, sizeof sync->status.error);
    if (*text)
        g_warning("hub: %s", text);
    sync_emit(sync, SYNC_EV_STATE);
}

static void compare_clocks(Sync *sync)
{
    gint64 offset = 0;
    if (!sync_http_clock(sync->http, &offset))
        return;
    gboolean certain = ABS(offset) <= CLOCK_CERTAIN_S;
    gboolean changed =
        certain != sync->status.clock_is_certain || ABS(offset - sync->status.clock_offset_s) > 5;
    sync->status.clock_is_certain = certain;
    sync->status.clock_offset_s = offset;
    if (changed)
        sync_emit(sync, SYNC_EV_CLOCK);
}

/* A hub that is not well (5xx) or does not take our signature (401) is not one to rely on. */
static gboolean is_of_use(guint status)
{
    return status && status != 401 && status < 500;
}

void sync_heard(Sync *sync, guint status)
{
    if (!status)
        return;
    sync->status.heard_us = g_get_real_time();
    compare_clocks(sync);
    if (sync->identity && is_of_use(status))
        sync_set_state(sync, SYNC_ONLINE);
}

void sync_doubt(Sync *sync)
{
    if (sync->status.state != SYNC_ONLINE || sync->step != STEP_REST)
        return;
    sync->heartbeat_due_us = 0;
    sync_schedule(sync, 0);
}

gboolean sync_person_tag(const Sync *sync, const char *id_number, guint8 tag[STORE_TAG_BYTES])
{
    if (!sync->identity)
        return FALSE;
    seal_person_tag(seal_buffer_peek(sync->identity->person_key), id_number, tag);
    return TRUE;
}

const guint8 *sync_hub_key(const Sync *sync)
{
    return sync->identity ? sync->identity->hub_key : NULL;
}

const char *sync_community(const Sync *sync)
{
    return sync->identity ? sync->identity->community : "";
}

const char *sync_community_name_zh(const Sync *sync)
{
    return sync->identity ? sync->identity->community_name_zh : "";
}

void sync_set_heartbeat(Sync *sync, const WireHeartbeat *heartbeat)
{
    wire_heartbeat_free(sync->heartbeat);
    sync->heartbeat = wire_heartbeat_new();
    wire_set(&sync->heartbeat->version, heartbeat->version);
    for (guint i = 0; i < heartbeat->devices->len; i++) {
        const WireDevice *device = heartbeat->devices->pdata[i];
        wire_heartbeat_add_device(sync->heartbeat, device->id, device->class_, device->state, device->detail);
    }
}

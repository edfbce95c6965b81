/* Life, state and rounds of the pump. */
#define G_LOG_DOMAIN "sync"
#include "kiosk/sync/internal.h"
#include <string.h>
#include "kiosk/seal/hash.h"

G_DEFINE_QUARK(kiosk - sync - error - quark, sync_error)

#define CLOCK_CERTAIN_S 120

static void begin_step(Sync *sync, SyncStep step);
static void schedule(Sync *sync, gint64 delay_ms);

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
    for (guint i = 0; i < SYNC_FILES; i++)
        g_free(sync->etags[i]);
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
    schedule(sync, 0);
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

static void set_state(Sync *sync, SyncState state)
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
        set_state(sync, SYNC_ONLINE);
}

void sync_doubt(Sync *sync)
{
    if (sync->status.state != SYNC_ONLINE || sync->step != STEP_REST)
        return;
    sync->heartbeat_due_us = 0;
    schedule(sync, 0);
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

/* --- rounds ---------------------------------------------------------------------------------- */
static gboolean on_timer(gpointer user_data)
{
    Sync *sync = user_data;
    sync->timer = 0;
    sync->poked = FALSE;
    begin_step(sync, sync->pair ? STEP_REGISTER : STEP_LOAD);
    return G_SOURCE_REMOVE;
}

static void schedule(Sync *sync, gint64 delay_ms)
{
    g_clear_handle_id(&sync->timer, g_source_remove);
    sync->timer = g_timeout_add((guint)CLAMP(delay_ms, 0, G_MAXINT32), on_timer, sync);
}

/* Up to a quarter either way, so that a hall of kiosks does not knock all at once. */
static gint64 jittered(gint64 ms)
{
    return ms * 3 / 4 + (gint64)(g_random_double() * (double)ms / 2);
}

gint64 sync_now_ms(void)
{
    return g_get_real_time() / 1000;
}

typedef struct {
    gint64 next_due_ms; /* 0: nothing waits */
} Waiting;

static gboolean read_next_due(Store *store, gpointer data, GError **error)
{
    Waiting *waiting = data;
    GError *problem = NULL;
    g_autoptr(StoreOutItem) item = store_outbox_next(store, sync_now_ms(), &waiting->next_due_ms, &problem);
    if (item)
        waiting->next_due_ms = sync_now_ms();
    if (problem)
        g_propagate_error(error, problem);
    return problem == NULL;
}

/* The next round: when the next row is due, but not later than the next heartbeat. */
static void on_next_due(Sync *sync, gpointer data, const GError *error)
{
    const Waiting *waiting = data;
    gint64 delay = (sync->heartbeat_due_us - g_get_monotonic_time()) / 1000;
    if (waiting->next_due_ms)
        delay = MIN(delay, MAX(waiting->next_due_ms - sync_now_ms(), sync->retry_min_ms));
    sync->step = STEP_REST;
    schedule(sync, sync->poked ? 0 : MAX(delay, 0));
}

static void end_round(Sync *sync)
{
    sync->failures = 0;
    sync_problem(sync, "%s", "");
    if (!sync_disk(sync, read_next_due, g_new0(Waiting, 1), g_free, on_next_due)) {
        sync->step = STEP_REST;
        schedule(sync, sync->retry_min_ms);
    }
}

void sync_round_failed(Sync *sync, const char *problem)
{
    gint64 delay = sync->retry_min_ms;
    for (guint i = 0; i < sync->failures && delay < sync->retry_max_ms; i++)
        delay *= 2;
    sync->failures++;
    sync->step = STEP_REST;
    sync_problem(sync, "%s", problem);
    if (sync->identity)
        set_state(sync, SYNC_OFFLINE);
    schedule(sync, jittered(MIN(delay, sync->retry_max_ms)));
}

static void begin_step(Sync *sync, SyncStep step)
{
    sync->step = step;
    switch (step) {
    case STEP_LOAD:
        sync_load(sync);
        return;
    case STEP_REGISTER:
        if (sync->enrol_code) {
            sync_register(sync);
            return;
        }
        if (!sync->identity) { /* nothing to do until staff type a code: sync_enrol() */
            sync->step = STEP_REST;
            return;
        }
        begin_step(sync, STEP_OUTBOX);
        return;
    case STEP_OUTBOX:
        sync_send_outbox(sync);
        return;
    case STEP_HEARTBEAT:
        if (g_get_monotonic_time() < sync->heartbeat_due_us)
            sync_step_done(sync);
        else
            sync_send_heartbeat(sync);
        return;
    case STEP_FILES:
        sync->file = 0;
        sync_fetch_files(sync);
        return;
    case STEP_BLOCKS:
        sync_fetch_blocks(sync);
        return;
    case STEP_REST:
        end_round(sync);
        return;
    }
}

void sync_step_done(Sync *sync)
{
    if (sync->stopped)
        return;
    if (sync->step == STEP_REGISTER && !sync->identity) {
        sync->step = STEP_REST; /* until staff type another code: sync_enrol() */
        if (sync->enrol_code)
            schedule(sync, 0);
        return;
    }
    begin_step(sync, sync->step == STEP_BLOCKS ? STEP_REST : sync->step + 1);
}

static gboolean hurry(Store *store, gpointer data, GError **error)
{
    return store_outbox_hurry(store, sync_now_ms(), error);
}

static void on_hurried(Sync *sync, gpointer data, const GError *error)
{
    sync->poked = TRUE;
    if (sync->step == STEP_REST)
        schedule(sync, 0);
}

void sync_poke(Sync *sync)
{
    if (!sync->stopped)
        sync_disk(sync, hurry, NULL, NULL, on_hurried);
}

void sync_enrol(Sync *sync, const char *enrol_code)
{
    wire_text_free(sync->enrol_code);
    sync->enrol_code = g_strdup(enrol_code);
    sync->failures = 0;
    sync->poked = TRUE;
    if (!sync->stopped && sync->step == STEP_REST)
        schedule(sync, 0);
}

/* --- requests and disk jobs ------------------------------------------------------------------ */
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

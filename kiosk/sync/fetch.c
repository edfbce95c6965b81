/* What comes from the hub by itself: documents with a new etag, numbers for the days ahead; and the heartbeat
 * that says what there is. */
#define G_LOG_DOMAIN "sync"
#include <string.h>
#include "kiosk/domain/catalogue.h"
#include "kiosk/domain/content.h"
#include "kiosk/domain/process.h"
#include "kiosk/store/content.h"
#include "kiosk/store/numbers.h"
#include "kiosk/sync/internal.h"

/* Reads a document as the kiosk will; NULL: it is whole. */
typedef char *(*DocumentCheck)(const char *name, const char *text, gsize size);

/* --- documents ------------------------------------------------------------------------------- */
static char *check_catalogue(const char *name, const char *text, gsize size)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    g_autoptr(Catalogue) catalogue = catalogue_parse(name, text, size, problems);
    if (catalogue)
        return NULL;
    return problems->len ? catalogue_error_text(problems->pdata[0]) : g_strdup("not a catalogue");
}

static char *take_message(GError *error)
{
    char *text = g_strdup(error->message);
    g_error_free(error);
    return text;
}

static char *check_process(const char *name, const char *text, gsize size)
{
    GError *error = NULL;
    g_autoptr(Process) process = process_parse(text, size, name, &error);
    return process ? NULL : take_message(error);
}

static char *check_content(const char *name, const char *text, gsize size)
{
    GError *error = NULL;
    g_autoptr(Content) content = content_parse(text, size, name, &error);
    return content ? NULL : take_message(error);
}

static char *check_workdays(const char *name, const char *text, gsize size)
{
    GError *error = NULL;
    g_autoptr(Workdays) workdays = workdays_parse(text, size, name, &error);
    return workdays ? NULL : take_message(error);
}

static const struct {
    const char *name;
    DocumentCheck check;
    SyncEvent event;
} files[SYNC_FILES] = {
    {"catalogue", check_catalogue, SYNC_EV_CATALOGUE},
    {"process", check_process, SYNC_EV_CATALOGUE},
    {"workdays", check_workdays, SYNC_EV_CATALOGUE},
    {"content", check_content, SYNC_EV_CONTENT},
};

typedef struct {
    guint file;
    char *wanted; /* the hub's etag */
    char *known;  /* ours */
    GBytes *body;
} Document;

static void document_free(gpointer data)
{
    Document *document = data;
    g_free(document->wanted);
    g_free(document->known);
    g_clear_pointer(&document->body, g_bytes_unref);
    g_free(document);
}

static gboolean keep_document(Store *store, gpointer data, GError **error)
{
    const Document *document = data;
    gsize size = 0;
    const char *text = g_bytes_get_data(document->body, &size);
    g_autofree char *problem = files[document->file].check(files[document->file].name, text, size);
    if (problem) { /* ours stays in force */
        g_set_error(error, SYNC_ERROR, SYNC_ERROR_PROTOCOL, "%s from the hub: %s", files[document->file].name,
                    problem);
        return FALSE;
    }
    return store_content_put(store, files[document->file].name, document->wanted, document->body,
                             sync_now_ms(), error);
}

static void next_file(Sync *sync)
{
    sync->file++;
    sync_fetch_files(sync);
}

static void on_document_kept(Sync *sync, gpointer data, const GError *error)
{
    const Document *document = data;
    if (!error) {
        sync_emit(sync, files[document->file].event);
    } else if (error->domain == SYNC_ERROR) {
        g_free(sync->refused_etags[document->file]);
        sync->refused_etags[document->file] = g_strdup(document->wanted);
    }
    next_file(sync);
}

static void on_document(const SyncAnswer *answer, gpointer user_data)
{
    Sync *sync = user_data;
    if (answer->status == 0 || answer->status >= 500) {
        sync_round_failed(sync, answer->status ? "the hub is not well" : answer->problem);
        return;
    }
    if (sync_is_locked_out(sync, answer))
        return;
    if (answer->status != 200) {
        next_file(sync);
        return;
    }
    Document *document = g_new0(Document, 1);
    document->file = sync->file;
    document->wanted = g_strdup(sync->etags[sync->file]);
    document->body = g_bytes_ref(answer->body);
    if (!sync_disk(sync, keep_document, document, document_free, on_document_kept))
        sync_round_failed(sync, "the store is busy");
}

static gboolean read_etag(Store *store, gpointer data, GError **error)
{
    Document *document = data;
    document->known = store_content_etag(store, files[document->file].name, NULL); /* NULL: not there yet */
    return TRUE;
}

static void on_etag(Sync *sync, gpointer data, const GError *error)
{
    const Document *document = data;
    if (g_strcmp0(document->known, document->wanted) == 0 ||
        g_strcmp0(sync->refused_etags[document->file], document->wanted) == 0) {
        next_file(sync);
        return;
    }
    g_autofree char *path = g_strconcat(WIRE_PATH_FILES, files[sync->file].name, NULL);
    SyncAsk ask = {
        .method = "GET", .path = path, .timeout_ms = 4 * sync->request_ms, .max_answer = WIRE_MAX_FILE};
    sync_ask_full(sync, &ask, on_document);
}

void sync_fetch_files(Sync *sync)
{
    while (sync->file < SYNC_FILES && !sync->etags[sync->file])
        sync->file++;
    if (sync->file >= SYNC_FILES) {
        for (guint i = 0; i < SYNC_FILES; i++)
            g_clear_pointer(&sync->etags[i], g_free); /* the next heartbeat names them again */
        sync_step_done(sync);
        return;
    }
    Document *document = g_new0(Document, 1);
    document->file = sync->file;
    document->wanted = g_strdup(sync->etags[sync->file]);
    if (!sync_disk(sync, read_etag, document, document_free, on_etag))
        sync_round_failed(sync, "the store is busy");
}

/* --- heartbeat ------------------------------------------------------------------------------- */
typedef struct {
    StoreOutStats stats;
    char *catalogue_etag, *content_etag;
} Pulse;

static void pulse_free(gpointer data)
{
    Pulse *pulse = data;
    g_free(pulse->catalogue_etag);
    g_free(pulse->content_etag);
    g_free(pulse);
}

static gboolean read_pulse(Store *store, gpointer data, GError **error)
{
    Pulse *pulse = data;
    pulse->catalogue_etag = store_content_etag(store, "catalogue", NULL);
    pulse->content_etag = store_content_etag(store, "content", NULL);
    return store_outbox_stats(store, &pulse->stats, error);
}

static void plan_heartbeat(Sync *sync)
{
    double spread = 0.75 + g_random_double() / 2;
    sync->heartbeat_due_us = g_get_monotonic_time() + (gint64)(sync->heartbeat_s * spread * G_USEC_PER_SEC);
}

static void on_heartbeat_answer(const SyncAnswer *answer, gpointer user_data)
{
    Sync *sync = user_data;
    gsize size = 0;
    const char *body = g_bytes_get_data(answer->body, &size);
    g_autoptr(WireHeartbeatAnswer) message =
        answer->status == 200 ? wire_heartbeat_answer_decode(body, size, NULL) : NULL;
    if (sync_is_locked_out(sync, answer))
        return;
    if (!message) {
        sync_round_failed(sync,
                          answer->status ? "the hub does not understand our heartbeat" : answer->problem);
        return;
    }
    const char *etags[SYNC_FILES] = {message->catalogue_etag, message->process_etag, message->workdays_etag,
                                     message->content_etag};
    for (guint i = 0; i < SYNC_FILES; i++) {
        g_free(sync->etags[i]);
        sync->etags[i] = *etags[i] ? g_strdup(etags[i]) : NULL;
    }
    plan_heartbeat(sync);
    sync_step_done(sync);
}

static void on_pulse(Sync *sync, gpointer data, const GError *error)
{
    const Pulse *pulse = data;
    WireHeartbeat *message = sync->heartbeat;
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    g_autofree char *sent_at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S%:z");
    g_autoptr(GError) problem = NULL;
    gsize size = 0;
    wire_set(&message->sent_at, sent_at);
    wire_set(&message->catalogue_etag, pulse->catalogue_etag);
    wire_set(&message->content_etag, pulse->content_etag);
    if (!*message->version)
        wire_set(&message->version, KIOSK_VERSION);
    message->uptime_s = (g_get_monotonic_time() - sync->started_us) / G_USEC_PER_SEC;
    message->outbox_waiting = pulse->stats.waiting;
    message->outbox_refused = pulse->stats.refused;
    message->outbox_oldest_s =
        pulse->stats.oldest_ms ? MAX(0, (sync_now_ms() - pulse->stats.oldest_ms) / 1000) : 0;
    message->blocks_days = sync->blocks_ahead;
    char *text = wire_heartbeat_encode(message, &size, &problem);
    if (!text) { /* a device says something odd: the rest of the round is worth more */
        g_warning("heartbeat cannot be sent: %s", problem->message);
        plan_heartbeat(sync);
        sync_step_done(sync);
        return;
    }
    sync_ask(sync, "POST", WIRE_PATH_HEARTBEAT, sync_text_bytes(text, size), on_heartbeat_answer);
}

void sync_send_heartbeat(Sync *sync)
{
    if (!sync_disk(sync, read_pulse, g_new0(Pulse, 1), pulse_free, on_pulse))
        sync_round_failed(sync, "the store is busy");
}

/* --- numbers --------------------------------------------------------------------------------- */
static Day local_today(void)
{
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    return day_from_ymd(g_date_time_get_year(now), g_date_time_get_month(now),
                        g_date_time_get_day_of_month(now));
}

typedef struct {
    char *community;
    Day today;
    guint days, low, size;
    guint ahead; /* days from today on that have enough */
    WireBlockRequest *request;
} Need;

static void need_free(gpointer data)
{
    Need *need = data;
    g_free(need->community);
    wire_block_request_free(need->request);
    g_free(need);
}

static gboolean look_for_need(Store *store, gpointer data, GError **error)
{
    Need *need = data;
    g_autofree char *id = g_uuid_string_random();
    need->request = wire_block_request_new(id);
    store_numbers_purge(store, need->today, NULL);
    for (guint i = 0; i <= need->days; i++) {
        char day[DAY_TEXT_SIZE];
        int left = store_numbers_left(store, need->community, need->today + (Day)i, error);
        if (left < 0)
            return FALSE;
        if (left < (int)need->low)
            wire_block_request_add(need->request, day_format(need->today + (Day)i, day), need->size);
        else if (need->ahead == i)
            need->ahead++;
    }
    return TRUE;
}

static gboolean keep_blocks(Store *store, gpointer data, GError **error)
{
    const WireBlocks *blocks = data;
    for (guint i = 0; i < blocks->blocks->len; i++) {
        const WireBlock *block = blocks->blocks->pdata[i];
        if (!store_numbers_lend(store, block->community, day_parse(block->day), (int)block->first,
                                (int)block->last, error))
            return FALSE;
    }
    return TRUE;
}

static void blocks_free(gpointer data)
{
    wire_blocks_free(data);
}

static void on_blocks_kept(Sync *sync, gpointer data, const GError *error)
{
    g_clear_pointer(&sync->blocks_body, g_bytes_unref);
    if (!error)
        sync_emit(sync, SYNC_EV_BLOCKS);
    sync_step_done(sync);
}

static void on_blocks(const SyncAnswer *answer, gpointer user_data)
{
    Sync *sync = user_data;
    gsize size = 0;
    const char *body = g_bytes_get_data(answer->body, &size);
    if (sync_is_locked_out(sync, answer))
        return;
    WireBlocks *blocks = answer->status == 200 ? wire_blocks_decode(body, size, NULL) : NULL;
    if (!blocks) {
        if (answer->status >= 400 && answer->status < 500)
            g_clear_pointer(&sync->blocks_body, g_bytes_unref); /* it will never be granted as it is */
        sync_round_failed(sync, answer->status ? "the hub lends no numbers" : answer->problem);
        return;
    }
    if (!sync_disk(sync, keep_blocks, blocks, blocks_free, on_blocks_kept))
        sync_round_failed(sync, "the store is busy");
}

static void on_need(Sync *sync, gpointer data, const GError *error)
{
    Need *need = data;
    gsize size = 0;
    if (error) {
        sync_round_failed(sync, error->message);
        return;
    }
    sync->blocks_ahead = need->ahead;
    /* An answer that was lost is asked for again by the same id, so that no numbers are lost with it. */
    if (!sync->blocks_body && need->request->wishes->len) {
        char *text = wire_block_request_encode(need->request, &size, NULL);
        sync->blocks_body = text ? sync_text_bytes(text, size) : NULL;
    }
    if (!sync->blocks_body) {
        sync_step_done(sync);
        return;
    }
    sync_ask(sync, "POST", WIRE_PATH_BLOCKS, g_bytes_ref(sync->blocks_body), on_blocks);
}

void sync_fetch_blocks(Sync *sync)
{
    Need *need = g_new0(Need, 1);
    need->community = g_strdup(sync->identity->community);
    need->today = local_today();
    need->days = sync->block_days;
    need->low = sync->block_low;
    need->size = sync->block_size;
    if (!sync_disk(sync, look_for_need, need, need_free, on_need))
        sync_round_failed(sync, "the store is busy");
}

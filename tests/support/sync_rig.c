#include "tests/support/sync_rig.h"
#include <string.h>
#include "kiosk/seal/hash.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/numbers.h"
#include "kiosk/store/outbox.h"

/* --- life ------------------------------------------------------------------------------------ */
static void on_event(SyncEvent event, gpointer user_data)
{
    ((SyncRig *)user_data)->events[event]++;
}

static void open_pump(SyncRig *rig, const char *code)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *store = g_build_filename(rig->folder, "kiosk.db", NULL);
    g_autofree char *key = g_build_filename(rig->folder, "kiosk.key", NULL);
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u", drop_proxy_port(rig->proxy));
    SyncOptions options = {
        .hub_url = url,
        .kiosk_no = rig->kiosk_no,
        .enrol_code = code,
        .key_file = key,
        .heartbeat_s = 1,
        .retry_min_ms = 20,
        .retry_max_ms = 200,
        .request_ms = 3000,
        .block_days = 2,
    };
    rig->store = store_worker_new(store, NULL, NULL);
    options.store = rig->store;
    rig->sync = sync_create(&options, &error);
    if (!rig->sync)
        g_error("sync rig: %s", error->message);
    sync_set_listener(rig->sync, on_event, rig);
}

SyncRig *sync_rig_new(const char *kiosk_no, guint16 hub_port, const char *code)
{
    SyncRig *rig = g_new0(SyncRig, 1);
    seal_init();
    rig->folder = g_dir_make_tmp("kiosk-XXXXXX", NULL);
    rig->kiosk_no = g_strdup(kiosk_no);
    rig->proxy = drop_proxy_new(hub_port);
    open_pump(rig, code);
    return rig;
}

static void close_pump(SyncRig *rig)
{
    g_clear_pointer(&rig->sync, sync_destroy);
    g_clear_pointer(&rig->store, store_worker_stop);
}

void sync_rig_restart(SyncRig *rig)
{
    close_pump(rig);
    open_pump(rig, NULL);
    sync_start(rig->sync);
}

void sync_rig_free(SyncRig *rig)
{
    if (!rig)
        return;
    close_pump(rig);
    drop_proxy_free(rig->proxy);
    g_free(rig->folder);
    g_free(rig->kiosk_no);
    while (g_main_context_iteration(NULL, FALSE))
        ;
    g_free(rig);
}

/* --- waiting --------------------------------------------------------------------------------- */
static gboolean time_is_over(gpointer flag)
{
    *(gboolean *)flag = TRUE;
    return G_SOURCE_REMOVE;
}

static gboolean wake(gpointer data)
{
    return G_SOURCE_CONTINUE;
}

gboolean sync_rig_until(SyncRig *rig, gboolean (*is_so)(SyncRig *rig), guint seconds)
{
    gboolean over = FALSE, so;
    guint end = g_timeout_add_seconds(seconds, time_is_over, &over);
    guint tick = g_timeout_add(20, wake, NULL);
    while (!(so = is_so(rig)) && !over)
        g_main_context_iteration(NULL, TRUE);
    g_source_remove(tick);
    if (!over)
        g_source_remove(end);
    return so;
}

void sync_rig_run(guint ms)
{
    gboolean over = FALSE;
    g_timeout_add(ms, time_is_over, &over);
    while (!over)
        g_main_context_iteration(NULL, TRUE);
}

gboolean sync_rig_is_registered(SyncRig *rig)
{
    return sync_hub_key(rig->sync) != NULL;
}

gboolean sync_rig_is_online(SyncRig *rig)
{
    return sync_status(rig->sync).state == SYNC_ONLINE;
}

gboolean sync_rig_is_offline(SyncRig *rig)
{
    return sync_status(rig->sync).state == SYNC_OFFLINE;
}

/* --- the store ------------------------------------------------------------------------------- */
static void on_done(gpointer data, const GError *error, gpointer user_data)
{
    if (error)
        g_error("sync rig: store: %s", error->message);
    *(gboolean *)user_data = TRUE;
}

void sync_rig_store(SyncRig *rig, StoreJob job, gpointer data)
{
    gboolean done = FALSE;
    if (!store_worker_run(rig->store, job, data, NULL, on_done, &done, NULL))
        g_error("sync rig: the store takes no job");
    while (!done)
        g_main_context_iteration(NULL, TRUE);
}

static gboolean read_stats(Store *store, gpointer data, GError **error)
{
    return store_outbox_stats(store, data, error);
}

StoreOutStats sync_rig_stats(SyncRig *rig)
{
    StoreOutStats stats = {0};
    sync_rig_store(rig, read_stats, &stats);
    return stats;
}

gboolean sync_rig_is_empty(SyncRig *rig)
{
    return sync_rig_stats(rig).waiting == 0;
}

gboolean sync_rig_has_refused(SyncRig *rig)
{
    return sync_rig_stats(rig).refused > 0;
}

static Day local_today(void)
{
    g_autofree char *now = wire_time(g_get_real_time() / G_USEC_PER_SEC);
    now[10] = '\0';
    return day_parse(now);
}

typedef struct {
    const char *community;
    int left;
} Left;

static gboolean read_left(Store *store, gpointer data, GError **error)
{
    Left *left = data;
    left->left = store_numbers_left(store, left->community, local_today(), error);
    return left->left >= 0;
}

gboolean sync_rig_has_numbers(SyncRig *rig)
{
    if (!*sync_community(rig->sync))
        return FALSE;
    Left left = {sync_community(rig->sync), 0};
    sync_rig_store(rig, read_left, &left);
    return left.left > 0;
}

/* --- an application -------------------------------------------------------------------------- */
typedef struct {
    SyncRig *rig;
    RigApplication *item;
    guint8 hub_key[SEAL_KEY_BYTES], person_tag[STORE_TAG_BYTES];
    StoreCaseReceipt receipt;
} Submitting;

static gboolean stage(Store *store, const Submitting *submitting, GError **error)
{
    const RigApplication *item = submitting->item;
    for (guint i = 0; i < item->contents->len; i++) {
        const WireAttachment *attachment = item->application->attachments->pdata[i];
        gsize size = 0;
        gconstpointer plain = g_bytes_get_data(item->contents->pdata[i], &size);
        g_autoptr(GBytes) sealed = seal_stream(submitting->hub_key, plain, size, error);
        if (!sealed || !store_attachment_stage(store, item->application->idempotency_key, attachment->sha256,
                                               sealed, g_get_real_time() / 1000, error))
            return FALSE;
    }
    return TRUE;
}

static GBytes *seal_message(const StoreCaseReceipt *receipt, gpointer user_data, GError **error)
{
    const Submitting *submitting = user_data;
    WireApplication *application = submitting->item->application;
    RigKiosk kiosk = {0};
    wire_set(&application->case_no, receipt->case_no);
    wire_set(&application->temp_no, receipt->temp_no);
    wire_set(&application->query_code, receipt->query_code);
    memcpy(kiosk.hub_key, submitting->hub_key, sizeof kiosk.hub_key);
    char *text = rig_case_text(&kiosk, submitting->item);
    GBytes *bytes = g_bytes_new(text, strlen(text));
    wire_text_free(text);
    return bytes;
}

static gboolean put(Store *store, gpointer data, GError **error)
{
    Submitting *submitting = data;
    const WireApplication *application = submitting->item->application;
    StoreCaseNew new_case = {
        .key = application->idempotency_key,
        .person_tag = submitting->person_tag,
        .matter_id = application->matter_id,
        .catalogue_version = application->catalogue_version,
        .mode = application->mode,
        .community = application->community,
        .kiosk_no = application->kiosk_no,
        .offline = !sync_rig_is_online(submitting->rig),
        .submitted_ms = g_get_real_time() / 1000,
        .day = local_today(),
        .due = DAY_NONE,
        .receipt_json = "{}",
        .seal = seal_message,
        .seal_data = submitting,
        .stage = application->idempotency_key,
    };
    return stage(store, submitting, error) && store_case_put(store, &new_case, &submitting->receipt, error);
}

StoreCaseReceipt sync_rig_submit(SyncRig *rig, Catalogue *catalogue, const char *matter, GRand *rng)
{
    RigKiosk kiosk = {.kiosk_no = rig->kiosk_no,
                      .community = (char *)sync_community(rig->sync),
                      .now_s = g_get_real_time() / G_USEC_PER_SEC};
    Submitting submitting = {.rig = rig};
    submitting.item =
        rig_application(NULL, &kiosk, catalogue, catalogue_matter(catalogue, matter), MODE_SELF, rng);
    memcpy(submitting.hub_key, sync_hub_key(rig->sync), SEAL_KEY_BYTES);
    sync_person_tag(rig->sync, submitting.item->application->applicant->id_number, submitting.person_tag);
    sync_rig_store(rig, put, &submitting);
    rig_application_free(submitting.item);
    sync_poke(rig->sync);
    return submitting.receipt;
}

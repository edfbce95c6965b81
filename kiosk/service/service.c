/* Builds the kiosk's use cases from their parts and holds what they share. */
#define G_LOG_DOMAIN "service"
#include "kiosk/service/service_private.h"
#include "kiosk/seal/keyfile.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/retention.h"

#define MADE_MS       (1767225600LL * 1000) /* 2026-01-01 */
#define CLOCK_OFF_S   120
#define HELP_AGAIN_MS (30 * 1000)
#define HOUSE_AFTER_S (5 * 60) /* after the start, when the machine has settled */
#define HOUSE_AGAIN_S                                                                                        \
    (6 * 60 * 60) /* several times a day, since the machine may be switched off at night                     \
                   */

/* --- events ----------------------------------------------------------------------------------- */
void service_add_listener(Service *service, ServiceListener listener, gpointer user_data)
{
    g_return_if_fail(service->n_listeners < SERVICE_LISTENERS);
    service->listeners[service->n_listeners].call = listener;
    service->listeners[service->n_listeners++].data = user_data;
}

void service_emit(Service *service, ServiceEvent event)
{
    for (guint i = 0; i < service->n_listeners; i++)
        service->listeners[i].call(event, service->listeners[i].data);
}

/* --- hub -------------------------------------------------------------------------------------- */
static void sync_event(SyncEvent event, gpointer user_data)
{
    Service *service = user_data;
    switch (event) {
    case SYNC_EV_STATE:
        service_emit(service, SERVICE_EV_NETWORK);
        service_emit(service, SERVICE_EV_DEVICES); /* the doors of the home screen */
        if (sync_status(service->sync).state == SYNC_ONLINE)
            progress_refresh(service);
        break;
    case SYNC_EV_OUTBOX:
        service_refresh_outbox(service);
        staff_refresh(service);
        progress_refresh(service);
        break;
    case SYNC_EV_CLOCK:
        service_emit(service, SERVICE_EV_NETWORK);
        break;
    case SYNC_EV_BLOCKS:
        break;
    case SYNC_EV_CATALOGUE:
    case SYNC_EV_CONTENT:
        g_message("the hub has newer content; it is used after the next start");
        break;
    }
}

/* --- keeping house: what is over its time goes, the audit chain is sealed for the day --------- */
typedef struct {
    Day today;
    gint64 now_ms;
} House;

static gboolean keep_house(Store *store, gpointer data, GError **error)
{
    const House *house = data;
    return store_keep_house(store, house->today, house->now_ms, error);
}

static void house_kept(gpointer data, const GError *error, gpointer user_data)
{
    if (error)
        g_warning("store not tidied: %s", error->message);
}

static gboolean house_due(gpointer user_data)
{
    Service *service = user_data;
    if (service_time_is_certain(service)) {
        House *house = g_new0(House, 1);
        *house = (House){service_today(service), service_now_ms(service)};
        service_store(service, keep_house, house, g_free, house_kept);
    }
    service->house_timer = g_timeout_add_seconds(HOUSE_AGAIN_S, house_due, service);
    return G_SOURCE_REMOVE;
}

static gboolean open_sync(Service *service, const ServiceOptions *options, GError **error)
{
    g_autofree char *key_file = g_build_filename(service->data_dir, "kiosk.key", NULL);
    const SyncOptions sync = {
        .key_file = key_file,
        .hub_url = options->hub_url ? options->hub_url : settings_get(service->settings, "hub", "url"),
        .kiosk_no = settings_get(service->settings, "station", "kiosk_no"),
        .enrol_code = options->enrol_code,
        .store = service->store,
    };
    g_autoptr(SealPair) pair =
        NULL; /* a damaged one is said now, not by a kiosk that stays offline for ever */
    if (g_file_test(key_file, G_FILE_TEST_EXISTS) && !(pair = seal_keyfile_box(key_file, FALSE, error)))
        return FALSE;
    service->sync = sync_create(&sync, error);
    if (!service->sync)
        return FALSE;
    sync_set_listener(service->sync, sync_event, service);
    return TRUE;
}

Service *service_begin(const ServiceOptions *options, GError **error)
{
    seal_init();
    g_autoptr(Service) service = g_new0(Service, 1);
    service->data_dir = g_strdup(options->data_dir);
    service->share_dir = g_strdup(options->share_dir);
    service->config_dir = g_strdup(options->config_dir);
    service->config_path = g_strdup(options->config_path);
    return service_open_begin(service, options, error) ? g_steal_pointer(&service) : NULL;
}

gboolean service_start(Service *service, const ServiceOptions *options, GError **error)
{
    if (!service_open_end(service, error) || !open_sync(service, options, error))
        return FALSE;
    service_works_init(service);
    progress_part_create(service);
    print_part_create(service);
    apply_part_create(service);
    staff_part_create(service);
    devices_part_create(service, options->hal_socket);
    session_part_create(service);
    sync_start(service->sync);
    service->house_timer = g_timeout_add_seconds(HOUSE_AFTER_S, house_due, service);
    return TRUE;
}

Service *service_create(const ServiceOptions *options, GError **error)
{
    g_autoptr(Service) service = service_begin(options, error);
    return service && service_start(service, options, error) ? g_steal_pointer(&service) : NULL;
}

/* The order matters: nothing new comes in; whoever stands there is wiped, with a draft on its way to the
 * store; then the workers end, the store last, and only then the parts that their data belong to. */
void service_destroy(Service *service)
{
    if (!service)
        return;
    service->n_listeners = 0;
    service_open_drop(service);
    g_clear_handle_id(&service->house_timer, g_source_remove);
    g_clear_pointer(&service->hal, hal_client_free);
    if (service->session)
        session_part_end(service);
    service->ending = TRUE;
    if (service->sync)
        sync_stop(service->sync);
    service_works_clear(service);
    if (service->store)
        store_worker_stop(service->store);
    session_part_free(service);
    apply_part_free(service);
    progress_part_free(service);
    print_part_free(service);
    staff_part_free(service);
    devices_part_free(service);
    sync_destroy(service->sync);
    seal_buffer_free(service->salt);
    finder_free(service->finder);
    situations_free(service->situations);
    content_free(service->content);
    workdays_free(service->workdays);
    process_free(service->process);
    if (service->catalogue)
        catalogue_unref(service->catalogue);
    settings_free(service->settings);
    g_free(service->data_dir);
    g_free(service->share_dir);
    g_free(service->config_dir);
    g_free(service->config_path);
    g_free(service);
}

/* --- shared values ---------------------------------------------------------------------------- */
const Settings *service_settings(const Service *service)
{
    return service->settings;
}

const Catalogue *service_catalogue(const Service *service)
{
    return service->catalogue;
}

const Content *service_content(const Service *service)
{
    return service->content;
}

const Process *service_process(const Service *service)
{
    return service->process;
}

const Workdays *service_workdays(const Service *service)
{
    return service->workdays;
}

const Finder *service_finder(const Service *service)
{
    return service->finder;
}

const char *service_share_dir(const Service *service)
{
    return service->share_dir;
}

gint64 service_now_ms(const Service *service)
{
    return service->held_now_ms ? service->held_now_ms : g_get_real_time() / 1000;
}

Day service_today(const Service *service)
{
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(service_now_ms(service) / 1000);
    return day_from_ymd(g_date_time_get_year(local), g_date_time_get_month(local),
                        g_date_time_get_day_of_month(local));
}

/* Weeks without network alone are no reason to doubt. A hub whose clock contradicts ours is, and so is a day
 * before this product was made: the clock of a machine whose battery is empty. */
gboolean service_time_is_certain(const Service *service)
{
    return service_now_ms(service) >= MADE_MS &&
           ABS(sync_status(service->sync).clock_offset_s) <= CLOCK_OFF_S;
}

void service_set_now_ms(Service *service, gint64 now_ms)
{
    service->held_now_ms = now_ms;
    session_set_elder(service, session_is_elder(service)); /* let the session look at the clock */
}

ServiceNetwork service_network(const Service *service)
{
    SyncStatus status = sync_status(service->sync);
    return (ServiceNetwork){.registered = sync_hub_key(service->sync) != NULL,
                            .online = status.state == SYNC_ONLINE,
                            .since_ms = status.since_us / 1000,
                            .waiting = service->outbox.waiting,
                            .oldest_ms = service->outbox.oldest_ms};
}

/* --- help ------------------------------------------------------------------------------------- */
void service_call_help(Service *service, const char *screen_id, const char *matter_id)
{
    gint64 now_ms = service_now_ms(service);
    if (service->help_ms && now_ms - service->help_ms < HELP_AGAIN_MS)
        return;
    g_autoptr(GError) error = NULL;
    g_autofree char *at = wire_time(now_ms / 1000);
    g_autofree char *key = g_uuid_string_random();
    WireHelp help = {.idempotency_key = key,
                     .screen_id = (char *)screen_id,
                     .matter_id = (char *)(matter_id ? matter_id : ""),
                     .called_at = at};
    gsize length = 0;
    char *text = wire_help_encode(&help, &length, &error);
    if (!text) {
        g_warning("call for help not made: %s", error->message);
        return;
    }
    service->help_ms = now_ms;
    service_outbox_put(service, STORE_OUT_HELP, key, text, length);
}

gint64 service_help_called_ms(const Service *service)
{
    return service->help_ms;
}

/* --- audit ------------------------------------------------------------------------------------ */
typedef struct {
    char *kiosk_no, *actor, *actor_id, *event, *matter_id, *reason, *result;
    gint64 now_ms;
    gboolean online;
} AuditJob;

static void audit_free(gpointer data)
{
    AuditJob *job = data;
    g_free(job->kiosk_no);
    g_free(job->actor);
    g_free(job->actor_id);
    g_free(job->event);
    g_free(job->matter_id);
    g_free(job->reason);
    g_free(job->result);
    g_free(job);
}

static gboolean append_audit(Store *store, gpointer data, GError **error)
{
    const AuditJob *job = data;
    const StoreAudit event = {.ts_ms = job->now_ms,
                              .actor_type = job->actor,
                              .actor_id = job->actor_id,
                              .org_level = "community",
                              .kiosk_no = job->kiosk_no,
                              .matter_id = job->matter_id,
                              .event = job->event,
                              .reason = job->reason,
                              .network = job->online ? "online" : "offline",
                              .result = job->result};
    return store_audit_append(store, &event, NULL, error);
}

static void audit_appended(gpointer data, const GError *error, gpointer user_data)
{
    if (error)
        g_warning("audit record not written: %s", error->message);
}

void service_audit(Service *service, const char *actor, const char *event, const char *matter_id,
                   const char *reason, const char *result)
{
    AuditJob *job = g_new0(AuditJob, 1);
    guint8 tag[SEAL_TAG_BYTES];
    char person[17];
    if (g_str_equal(actor, "staff")) {
        job->actor_id = *staff_no(service) ? g_strdup(staff_no(service)) : NULL;
    } else if (session_person_tag(service, tag)) {
        store_audit_actor(tag, person);
        job->actor_id = g_strdup(person);
    }
    job->kiosk_no = g_strdup(settings_get(service->settings, "station", "kiosk_no"));
    job->actor = g_strdup(actor);
    job->event = g_strdup(event);
    job->matter_id = g_strdup(matter_id);
    job->reason = g_strdup(reason);
    job->result = g_strdup(result);
    job->now_ms = service_now_ms(service);
    job->online = service_network(service).online;
    service_store(service, append_audit, job, audit_free, audit_appended);
}

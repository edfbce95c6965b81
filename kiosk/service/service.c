/* Builds the kiosk's use cases from their parts and holds what they share. */
#define G_LOG_DOMAIN "service"
#include <string.h>
#include <glib/gstdio.h>
#include "kiosk/service/service_private.h"
#include "kiosk/seal/keyfile.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/retention.h"
#include "kiosk/store/supplies.h"

#define HELP_AGAIN_MS  (30 * 1000)
#define HOUSE_AFTER_S  (5 * 60)       /* after the start, when the machine has settled */
#define HOUSE_AGAIN_S  (6 * 60 * 60)  /* several times a day, since the machine may be switched off at night */

/* --- events ----------------------------------------------------------------------------------------------------------- */
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

/* --- reading what the kiosk runs on -------------------------------------------------------------------------------------- */
static char *config_path(const Service *service, const char *key, const char *folder, const char *file)
{
    const char *set = settings_get(service->settings, "paths", key);
    return *set ? g_strdup(set) : g_build_filename(service->config_dir, folder, file, NULL);
}

static gboolean read_settings(Service *service, const ServiceOptions *options, GError **error)
{
    service->settings = settings_new(&settings_kiosk);
    if (options->config_path && !settings_load(service->settings, options->config_path, error))
        return FALSE;
    g_autofree char *local = g_build_filename(service->data_dir, "kiosk.local.ini", NULL);
    return !g_file_test(local, G_FILE_TEST_EXISTS) || settings_load(service->settings, local, error);
}

static gboolean read_catalogue(Service *service, GError **error)
{
    g_autofree char *path = config_path(service, "catalogue", "catalogue", "matters.json");
    g_autofree char *text = NULL;
    gsize length = 0;
    if (!g_file_get_contents(path, &text, &length, error))
        return FALSE;
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    service->catalogue = catalogue_parse(path, text, length, errors);
    if (service->catalogue)
        return TRUE;
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < errors->len; i++) {
        g_autofree char *line = catalogue_error_text(errors->pdata[i]);
        g_string_append_printf(all, "%s%s", i ? "\n" : "", line);
    }
    g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "the catalogue is not used:\n%s", all->str);
    return FALSE;
}

static gboolean read_domain(Service *service, GError **error)
{
    g_autofree char *process = config_path(service, "process", "catalogue", "process.json");
    g_autofree char *workdays = config_path(service, "workdays", "catalogue", "workdays.json");
    g_autofree char *situations = config_path(service, "situations", "catalogue", "situations.json");
    g_autofree char *content = config_path(service, "content", "content", "content.json");
    if (!read_catalogue(service, error))
        return FALSE;
    service->process = process_load(process, error);
    if (!service->process)
        return FALSE;
    service->workdays = workdays_load(workdays, error);
    if (!service->workdays)
        return FALSE;
    service->content = content_load(content, error);
    if (!service->content)
        return FALSE;
    service->situations = situations_load(situations, error);
    if (!service->situations)
        return FALSE;
    service->finder = finder_new(service->catalogue, service->situations);
    return TRUE;
}

/* --- store, hub ---------------------------------------------------------------------------------------------------------------- */
static void sync_event(SyncEvent event, gpointer user_data)
{
    Service *service = user_data;
    switch (event) {
    case SYNC_EV_STATE:
        service_emit(service, SERVICE_EV_NETWORK);
        service_emit(service, SERVICE_EV_DEVICES);
        break;
    case SYNC_EV_OUTBOX:
        service_refresh_outbox(service);
        staff_refresh(service);
        if (session_state(service) == SESSION_PERSON)
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

/* --- keeping house: what is over its time goes, the audit chain is sealed for the day ------------------------ */
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

static gboolean open_store(Service *service, GError **error)
{
    g_autofree char *salt = g_build_filename(service->data_dir, "salt.key", NULL);
    g_autofree char *path = g_build_filename(service->data_dir, "kiosk.db", NULL);
    if (g_mkdir_with_parents(service->data_dir, 0700) != 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_ACCES, "%s: cannot be created; make it a folder of this user",
                    service->data_dir);
        return FALSE;
    }
    service->salt = seal_keyfile_secret(salt, TRUE, error);
    if (!service->salt)
        return FALSE;
    Store *store = store_open(path, error);
    if (!store)
        return FALSE;
    const Settings *settings = service->settings;
    gboolean ok = store_set_kiosk_no(store, settings_get(settings, "station", "kiosk_no"), error) &&
                  store_supply_limits(store, STORE_SUPPLY_A4, settings_get_int(settings, "paper", "a4_full"),
                                      settings_get_int(settings, "paper", "a4_warn"), error) &&
                  store_supply_limits(store, STORE_SUPPLY_SLIP, settings_get_int(settings, "paper", "slip_full"),
                                      settings_get_int(settings, "paper", "slip_warn"), error) &&
                  store_outbox_stats(store, &service->outbox, error);
    if (!ok) {
        store_close(store);
        return FALSE;
    }
    service->store = store_worker_new_take(store);
    return TRUE;
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
    service->sync = sync_create(&sync, error);
    if (!service->sync)
        return FALSE;
    sync_set_listener(service->sync, sync_event, service);
    return TRUE;
}

Service *service_create(const ServiceOptions *options, GError **error)
{
    seal_init();
    g_autoptr(Service) service = g_new0(Service, 1);
    service->data_dir = g_strdup(options->data_dir);
    service->share_dir = g_strdup(options->share_dir);
    service->config_dir = g_strdup(options->config_dir);
    if (!read_settings(service, options, error) || !read_domain(service, error) || !open_store(service, error) ||
        !open_sync(service, options, error))
        return NULL;
    service_works_init(service);
    progress_part_create(service);
    print_part_create(service);
    apply_part_create(service);
    staff_part_create(service);
    devices_part_create(service, options->hal_socket);
    session_part_create(service);
    sync_start(service->sync);
    service->house_timer = g_timeout_add_seconds(HOUSE_AFTER_S, house_due, service);
    return g_steal_pointer(&service);
}

void service_destroy(Service *service)
{
    if (!service)
        return;
    service->n_listeners = 0;
    if (service->house_timer)
        g_source_remove(service->house_timer);
    if (service->sync)
        sync_stop(service->sync);
    if (service->devices)
        session_leave(service); /* keeps a draft of whoever stands there */
    service_works_clear(service);
    g_clear_pointer(&service->hal, hal_client_free);
    g_clear_pointer(&service->store, store_worker_stop);
    session_part_free(service);
    apply_part_free(service);
    progress_part_free(service);
    print_part_free(service);
    staff_part_free(service);
    devices_part_free(service);
    g_clear_pointer(&service->sync, sync_destroy);
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
    g_free(service);
}

/* --- shared values ----------------------------------------------------------------------------------------------------------------- */
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
    return day_from_ymd(g_date_time_get_year(local), g_date_time_get_month(local), g_date_time_get_day_of_month(local));
}

/* Uncertain only when the hub's clock contradicts ours: weeks without network alone are no reason to doubt. */
gboolean service_time_is_certain(const Service *service)
{
    SyncStatus status = sync_status(service->sync);
    return status.clock_is_certain || ABS(status.clock_offset_s) <= 120;
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

/* --- help ------------------------------------------------------------------------------------------------------------------------------ */
typedef struct {
    char *key;
    GBytes *payload;
    gint64 now_ms;
} HelpJob;

static void help_free(gpointer data)
{
    HelpJob *job = data;
    g_free(job->key);
    g_clear_pointer(&job->payload, g_bytes_unref);
    g_free(job);
}

static gboolean put_help(Store *store, gpointer data, GError **error)
{
    const HelpJob *job = data;
    return store_outbox_put(store, STORE_OUT_HELP, job->key, job->payload, job->now_ms, error);
}

static void help_put(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    if (error)
        g_warning("call for help not kept: %s", error->message);
    sync_poke(service->sync);
}

void service_call_help(Service *service, const char *screen_id, const char *matter_id)
{
    gint64 now_ms = service_now_ms(service);
    if (service->help_ms && now_ms - service->help_ms < HELP_AGAIN_MS)
        return;
    service->help_ms = now_ms;
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
    HelpJob *job = g_new0(HelpJob, 1);
    job->key = g_strdup(key);
    job->payload = g_bytes_new(text, length);
    job->now_ms = now_ms;
    wire_text_free(text);
    service_store(service, put_help, job, help_free, help_put);
}

gint64 service_help_called_ms(const Service *service)
{
    return service->help_ms;
}

/* --- audit --------------------------------------------------------------------------------------------------------------------------- */
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

void service_audit(Service *service, const char *actor, const char *event, const char *matter_id, const char *reason,
                   const char *result)
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

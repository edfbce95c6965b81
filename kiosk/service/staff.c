/* Staff mode: badge and PIN, counters, the queue, settings. The store checks the PIN and keeps the lock-out.
 */
#define G_LOG_DOMAIN "service"
#include <string.h>
#include <gio/gio.h>
#include "kiosk/service/service_private.h"
#include "kiosk/seal/hash.h"
#include "kiosk/seal/pin.h"
#include "kiosk/store/cases.h"
#include "kiosk/store/supplies.h"

struct StaffPart {
    StoreStaff who; /* whose badge it was; "" nobody */
    StaffPinState pin;
    gint64 locked_until_ms;
    gboolean paused;
    GPtrArray *counters; /* StaffCounter */
    GPtrArray *queue;    /* StaffQueueRow */
    GPtrArray *settings; /* StaffSetting, made when asked for */
};

/* --- PIN -------------------------------------------------------------------------------------- */
typedef struct {
    char staff_no[16];
    char pin[16];
    gint64 now_ms, wait_ms;
    StorePin result;
    guint session_no;
} PinCheck;

static void pin_check_free(gpointer data)
{
    seal_wipe(data, sizeof(PinCheck));
    g_free(data);
}

static gboolean check_pin(Store *store, gpointer data, GError **error)
{
    PinCheck *check = data;
    gboolean ok = store_pin_check(store, check->staff_no, check->pin, check->now_ms, &check->result,
                                  &check->wait_ms, error);
    seal_wipe(check->pin, sizeof check->pin);
    return ok;
}

static void pin_checked(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    StaffPart *part = service->staff;
    const PinCheck *check = data;
    if (check->session_no != service->session_no)
        return; /* they left, or another badge came */
    if (error)
        g_warning("PIN not checked: %s", error->message);
    if (!error && check->result == STORE_PIN_RIGHT) {
        part->pin = STAFF_PIN_OK;
        staff_refresh(service);
        session_pin_ok(service);
    } else {
        part->pin = !error && check->result == STORE_PIN_LOCKED ? STAFF_PIN_LOCKED : STAFF_PIN_WRONG;
        part->locked_until_ms = check->now_ms + check->wait_ms;
    }
    service_emit(service, SERVICE_EV_STAFF);
}

void staff_enter_pin(Service *service, const char *pin)
{
    StaffPart *part = service->staff;
    if (session_state(service) != SESSION_STAFF_PIN || part->pin == STAFF_PIN_CHECKING)
        return;
    PinCheck *check = g_new0(PinCheck, 1);
    g_strlcpy(check->staff_no, part->who.staff_no, sizeof check->staff_no);
    g_strlcpy(check->pin, pin, sizeof check->pin);
    check->now_ms = service_now_ms(service);
    check->session_no = service->session_no;
    part->pin = STAFF_PIN_CHECKING;
    service_store(service, check_pin, check, pin_check_free, pin_checked);
    service_emit(service, SERVICE_EV_STAFF);
}

StaffPinState staff_pin_state(const Service *service)
{
    return service->staff->pin;
}

int staff_pin_locked_s(const Service *service)
{
    gint64 left = service->staff->locked_until_ms - service_now_ms(service);
    return left > 0 ? (int)((left + 999) / 1000) : 0;
}

const char *staff_no(const Service *service)
{
    return service->staff->pin == STAFF_PIN_OK ? service->staff->who.staff_no : "";
}

void staff_badge_read(Service *service, const StoreStaff *who)
{
    StaffPart *part = service->staff;
    part->who = *who;
    part->pin = STAFF_PIN_WAITING;
}

void staff_session_ends(Service *service)
{
    StaffPart *part = service->staff;
    memset(&part->who, 0, sizeof part->who);
    part->pin = STAFF_PIN_WAITING;
}

/* --- enrolling staff: by the installer, over the control socket ------------------------------- */
typedef struct {
    char staff_no[16], role[24];
    char *pin;
    guint8 serial[CARD_SERIAL_MAX];
    gsize serial_len;
    guint8 tag[SEAL_TAG_BYTES];
    SealBuffer *salt;
    char *hash;
    gint64 now_ms;
    GError *error;
    StaffAdded added; /* NULL once it was called */
    gpointer user_data;
} StaffAdd; /* counted: from hashing the PIN on to the store */

static void staff_add_tell(StaffAdd *add, const GError *error)
{
    StaffAdded added = add->added;
    add->added = NULL;
    added(error, add->user_data);
}

/* Whoever asked hears of it, also when the service ended under way or the store took no job. */
static void staff_add_clear(gpointer data)
{
    StaffAdd *add = data;
    if (add->added) {
        g_autoptr(GError) error =
            g_error_new(G_IO_ERROR, G_IO_ERROR_CANCELLED, "not written: the kiosk is stopping");
        staff_add_tell(add, error);
    }
    seal_wipe_text(add->pin);
    g_free(add->hash);
    seal_buffer_free(add->salt);
    g_clear_error(&add->error);
}

static void staff_add_unref(gpointer data)
{
    g_rc_box_release_full(data, staff_add_clear);
}

static void hash_pin(gpointer data)
{
    StaffAdd *add = data;
    add->hash = seal_pin_hash(add->pin, &add->error);
    if (!add->hash)
        return;
    g_autoptr(SealCard) card =
        seal_card_new(seal_buffer_peek(add->salt), "token", add->serial, add->serial_len, &add->error);
    if (card)
        memcpy(add->tag, card->tag, sizeof add->tag);
}

static gboolean write_staff(Store *store, gpointer data, GError **error)
{
    const StaffAdd *add = data;
    return store_staff_put(store, add->staff_no, add->role, add->hash, "installer", add->now_ms, error) &&
           store_badge_put(store, add->tag, add->staff_no, error);
}

static void staff_written(gpointer data, const GError *error, gpointer user_data)
{
    staff_add_tell(data, error);
}

static void pin_hashed(Service *service, gpointer data)
{
    StaffAdd *add = data;
    if (add->error)
        staff_add_tell(add, add->error);
    else
        service_store(service, write_staff, g_rc_box_acquire(add), staff_add_unref, staff_written);
}

gboolean staff_add(Service *service, const char *number, const char *role, const char *serial_hex,
                   const char *pin, StaffAdded added, gpointer user_data, GError **error)
{
    guint8 serial[CARD_SERIAL_MAX];
    gsize length = serial_hex ? strlen(serial_hex) / 2 : 0;
    if (!*number || strlen(number) >= sizeof((StaffAdd *)0)->staff_no || !seal_pin_is_good(pin) ||
        length < 4 || length > sizeof serial || strlen(serial_hex) % 2 ||
        !seal_unhex(serial_hex, serial, length) || !process_role(service->process, role)) {
        g_set_error(
            error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
            "needs a number of 1 to 15 characters, a role of process.json, a badge serial of 4 to %d bytes "
            "in hex, and a PIN of 6 to 12 digits that is no row of equal or rising digits",
            CARD_SERIAL_MAX);
        return FALSE;
    }
    StaffAdd *add = g_rc_box_new0(StaffAdd);
    g_strlcpy(add->staff_no, number, sizeof add->staff_no);
    g_strlcpy(add->role, role, sizeof add->role);
    add->pin = g_strdup(pin);
    memcpy(add->serial, serial, length);
    add->serial_len = length;
    add->salt = seal_buffer_new_copy(seal_buffer_peek(service->salt), seal_buffer_len(service->salt));
    add->now_ms = service_now_ms(service);
    add->added = added;
    add->user_data = user_data;
    service_work(service, hash_pin, pin_hashed, add, staff_add_unref);
    return TRUE;
}

/* --- counters and the queue ------------------------------------------------------------------- */
typedef struct {
    StoreSupply supplies[STORE_SUPPLY_KINDS];
    GPtrArray *queue; /* StaffQueueRow */
} StaffLists;

static void lists_free(gpointer data)
{
    StaffLists *lists = data;
    g_clear_pointer(&lists->queue, g_ptr_array_unref);
    g_free(lists);
}

static StaffQueueRow *queue_row_new(Store *store, const StoreOutItem *item)
{
    StaffQueueRow *row = g_new0(StaffQueueRow, 1);
    g_strlcpy(row->kind, store_out_kind_name(item->kind), sizeof row->kind);
    row->put_ms = item->created_ms;
    row->tries = item->attempts;
    g_strlcpy(row->last_error, item->problem ? item->problem : "", sizeof row->last_error);
    row->refused = item->refused;
    g_autoptr(StoreCase) found = item->case_seq ? store_case_by_key(store, item->key, NULL) : NULL;
    if (found)
        g_strlcpy(row->case_no, found->case_no ? found->case_no : found->temp_no, sizeof row->case_no);
    return row;
}

static gboolean read_lists(Store *store, gpointer data, GError **error)
{
    StaffLists *lists = data;
    for (int kind = 0; kind < STORE_SUPPLY_KINDS; kind++)
        if (!store_supply_get(store, kind, &lists->supplies[kind], error))
            return FALSE;
    g_autoptr(GPtrArray) items = store_outbox_list(store, error);
    if (!items)
        return FALSE;
    lists->queue = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < items->len; i++)
        g_ptr_array_add(lists->queue, queue_row_new(store, items->pdata[i]));
    return TRUE;
}

static void lists_read(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    StaffPart *part = service->staff;
    StaffLists *lists = data;
    if (error) {
        g_warning("staff lists not read: %s", error->message);
        return;
    }
    g_ptr_array_set_size(part->counters, 0);
    for (int kind = 0; kind < STORE_SUPPLY_KINDS; kind++) {
        const StoreSupply *supply = &lists->supplies[kind];
        StaffCounter *counter = g_new0(StaffCounter, 1);
        g_strlcpy(counter->id, store_supply_name(kind), sizeof counter->id);
        counter->left = supply->left;
        counter->full = supply->full;
        counter->warn_at = supply->warn_at;
        counter->restocked_ms = supply->restocked_ms;
        g_strlcpy(counter->restocked_by, supply->restocked_by, sizeof counter->restocked_by);
        g_ptr_array_add(part->counters, counter);
    }
    g_ptr_array_unref(part->queue);
    part->queue = g_steal_pointer(&lists->queue);
    service_emit(service, SERVICE_EV_STAFF);
}

void staff_refresh(Service *service)
{
    service_store(service, read_lists, g_new0(StaffLists, 1), lists_free, lists_read);
}

const GPtrArray *staff_counters(const Service *service)
{
    return service->staff->counters;
}

const GPtrArray *staff_queue(const Service *service)
{
    return service->staff->queue;
}

typedef struct {
    StoreSupplyKind kind;
    int left, full, warn_at;
    char staff_no[16];
    gint64 now_ms;
} Restock;

static gboolean write_restock(Store *store, gpointer data, GError **error)
{
    const Restock *restock = data;
    return store_supply_restock(store, restock->kind, restock->left, restock->staff_no, restock->now_ms,
                                error);
}

static void restocked(gpointer data, const GError *error, gpointer user_data)
{
    if (error)
        g_warning("restock not written: %s", error->message);
    staff_refresh(user_data);
}

void staff_restock(Service *service, const char *counter, int left)
{
    if (session_state(service) != SESSION_STAFF)
        return;
    for (int kind = 0; kind < STORE_SUPPLY_KINDS; kind++) {
        if (!g_str_equal(counter, store_supply_name(kind)))
            continue;
        Restock *restock = g_new0(Restock, 1);
        *restock = (Restock){.kind = kind, .left = MAX(left, 0), .now_ms = service_now_ms(service)};
        g_strlcpy(restock->staff_no, staff_no(service), sizeof restock->staff_no);
        service_store(service, write_restock, restock, g_free, restocked);
    }
}

static gboolean hurry_outbox(Store *store, gpointer data, GError **error)
{
    return store_outbox_hurry(store, *(gint64 *)data, error);
}

static void hurried(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    if (error)
        g_warning("outbox not hurried: %s", error->message);
    sync_poke(service->sync);
    staff_refresh(service);
}

void staff_queue_send_now(Service *service)
{
    if (session_state(service) != SESSION_STAFF)
        return;
    gint64 *now = g_new(gint64, 1);
    *now = service_now_ms(service);
    service_store(service, hurry_outbox, now, g_free, hurried);
}

/* --- settings --------------------------------------------------------------------------------- */
static void setting_free(gpointer data)
{
    StaffSetting *setting = data;
    g_free(setting->value);
    g_free(setting->default_value);
    g_free(setting->help);
    g_free(setting);
}

const GPtrArray *staff_settings(const Service *service)
{
    StaffPart *part = service->staff;
    const SettingTable *table = settings_table(service->settings);
    g_ptr_array_set_size(part->settings, 0);
    for (guint i = 0; i < table->n_rows; i++) {
        const SettingRow *row = &table->rows[i];
        StaffSetting *setting = g_new0(StaffSetting, 1);
        g_strlcpy(setting->section, row->section, sizeof setting->section);
        g_strlcpy(setting->key, row->key, sizeof setting->key);
        setting->value = g_strdup(settings_get(service->settings, row->section, row->key));
        setting->default_value = g_strdup(row->value);
        setting->help = g_strdup(row->help);
        g_ptr_array_add(part->settings, setting);
    }
    return part->settings;
}

/* What the station's own file (kiosk.ini) does not say: set by staff, now or before. A value that equals the
 * default is written too, where kiosk.ini says something else. */
static char *own_settings(const Service *service)
{
    const SettingTable *table = settings_table(service->settings);
    g_autofree char *given = g_strconcat(service->config_path ? service->config_path : "", ":", NULL);
    const char *section = "";
    GString *text = g_string_new("# written by the kiosk when staff change a setting\n");
    for (guint i = 0; i < table->n_rows; i++) {
        const SettingRow *row = &table->rows[i];
        const char *source = settings_source(service->settings, row->section, row->key);
        if (!source || (service->config_path && g_str_has_prefix(source, given)))
            continue;
        if (!g_str_equal(section, row->section))
            g_string_append_printf(text, "[%s]\n", row->section);
        section = row->section;
        g_string_append_printf(text, "%s = %s\n", row->key,
                               settings_get(service->settings, row->section, row->key));
    }
    return g_string_free(text, FALSE);
}

typedef struct {
    char *path, *text;
    GError *error;
} SettingsFile;

static void settings_file_free(gpointer data)
{
    SettingsFile *file = data;
    g_free(file->path);
    g_free(file->text);
    g_clear_error(&file->error);
    g_free(file);
}

static void write_settings(gpointer data)
{
    SettingsFile *file = data;
    g_file_set_contents_full(file->path, file->text, -1,
                             G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600,
                             &file->error);
}

static void settings_written(Service *service, gpointer data)
{
    SettingsFile *file = data;
    if (file->error)
        g_warning("settings not written: %s", file->error->message);
    service_emit(service, SERVICE_EV_STAFF);
}

gboolean staff_set_setting(Service *service, const char *section, const char *key, const char *value,
                           GError **error)
{
    if (session_state(service) != SESSION_STAFF) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, "nobody is logged in");
        return FALSE;
    }
    if (!settings_set(service->settings, section, key, value, staff_no(service), error))
        return FALSE;
    SettingsFile *file = g_new0(SettingsFile, 1);
    file->path = g_build_filename(service->data_dir, "kiosk.local.ini", NULL);
    file->text = own_settings(service);
    service_work(service, write_settings, settings_written, file, settings_file_free);
    g_autofree char *name = g_strdup_printf("%s.%s", section, key);
    service_audit(service, "staff", "admin.config", NULL, name, "ok");
    return TRUE;
}

/* --- self-test, pause ------------------------------------------------------------------------- */
static void self_tested(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    service_emit(user, SERVICE_EV_DEVICES);
}

void staff_self_test(Service *service, const char *device)
{
    if (service->hal)
        hal_client_command(service->hal, device, HAL_READER_SELF_TEST, NULL, -1, 10 * 1000, NULL, self_tested,
                           service);
    service_audit(service, "staff", "device.self_test", NULL, device, "ok");
}

void staff_pause(Service *service, gboolean paused)
{
    if (session_state(service) != SESSION_STAFF || service->staff->paused == paused)
        return;
    service->staff->paused = paused;
    service_audit(service, "staff", paused ? "admin.pause" : "admin.resume", NULL, NULL, "ok");
    service_emit(service, SERVICE_EV_STAFF);
}

gboolean staff_is_paused(const Service *service)
{
    return service->staff->paused;
}

/* --- the part --------------------------------------------------------------------------------- */
void staff_part_create(Service *service)
{
    StaffPart *part = service->staff = g_new0(StaffPart, 1);
    part->counters = g_ptr_array_new_with_free_func(g_free);
    part->queue = g_ptr_array_new_with_free_func(g_free);
    part->settings = g_ptr_array_new_with_free_func(setting_free);
    staff_refresh(service);
}

void staff_part_free(Service *service)
{
    if (!service->staff)
        return;
    g_ptr_array_unref(service->staff->counters);
    g_ptr_array_unref(service->staff->queue);
    g_ptr_array_unref(service->staff->settings);
    g_clear_pointer(&service->staff, g_free);
}

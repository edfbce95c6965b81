/* The hub's life: open and check everything, listen, stop. */
#define G_LOG_DOMAIN "hub"
#include "kiosk/hub/internal.h"
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include "kiosk/hub/api/server.h"
#include "kiosk/hub/cases/blobs.h"
#include "kiosk/hub/cases/people.h"
#include "kiosk/hub/content/files.h"
#include "kiosk/seal/keyfile.h"
#include "kiosk/seal/secret.h"

G_DEFINE_QUARK(kiosk - hub - error - quark, hub_error)

#define DEFAULT_LISTEN         "127.0.0.1:8410"
#define DEFAULT_COMMUNITY      "330108001005"
#define DEFAULT_CONNECTIONS    64
#define DEFAULT_TIMEOUT_S      20
#define DEFAULT_BLOCK_SIZE     200
#define DEFAULT_CLOSING_MINUTE (17 * 60)

static void read_options(Hub *hub, const HubOptions *options)
{
    hub->data_dir = g_strdup(options->data_dir);
    hub->listen = g_strdup(options->listen ? options->listen : DEFAULT_LISTEN);
    hub->community = g_strdup(options->community ? options->community : DEFAULT_COMMUNITY);
    hub->community_name_zh = g_strdup(options->community_name_zh ? options->community_name_zh : "");
    hub->connections = options->connections ? options->connections : DEFAULT_CONNECTIONS;
    hub->timeout_s = options->timeout_s ? options->timeout_s : DEFAULT_TIMEOUT_S;
    hub->block_size = options->block_size ? options->block_size : DEFAULT_BLOCK_SIZE;
    hub->closing_minute = options->closing_minute ? options->closing_minute : DEFAULT_CLOSING_MINUTE;
}

/* Keys are made only together with a new database: beside an old one, new keys could open nothing. */
static gboolean open_keys(Hub *hub, gboolean is_new, GError **error)
{
    g_autofree char *folder = g_build_filename(hub->data_dir, "keys", NULL);
    if (g_mkdir_with_parents(folder, 0700) != 0) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_DATA, "%s: cannot be created: %s", folder, g_strerror(errno));
        return FALSE;
    }
    g_autofree char *box = g_build_filename(folder, "hub.key", NULL);
    g_autofree char *person = g_build_filename(folder, "person.key", NULL);
    g_autofree char *store = g_build_filename(folder, "store.key", NULL);
    hub->box = seal_keyfile_box(box, is_new, error);
    if (hub->box)
        hub->person_key = seal_keyfile_secret(person, is_new, error);
    if (hub->person_key)
        hub->store_key = seal_keyfile_secret(store, is_new, error);
    return hub->store_key != NULL;
}

static gboolean open_data(Hub *hub, GError **error)
{
    if (g_mkdir_with_parents(hub->data_dir, 0700) != 0) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_DATA,
                    "%s: cannot be created: %s; name a folder that is yours", hub->data_dir,
                    g_strerror(errno));
        return FALSE;
    }
    g_autofree char *path = g_build_filename(hub->data_dir, "hub.db", NULL);
    gboolean is_new = !g_file_test(path, G_FILE_TEST_EXISTS);
    if (!open_keys(hub, is_new, error))
        return FALSE;
    g_autofree char *url = g_strconcat("sqlite:", path, NULL);
    hub->db = hub_db_open(url, error);
    return hub->db && hub_db_check(hub->db, error) && hub_files_archive(hub, error) &&
           blobs_prepare(hub, error);
}

Hub *hub_create(const HubOptions *options, GError **error)
{
    Hub *hub = g_new0(Hub, 1);
    seal_init();
    g_mutex_init(&hub->mutex);
    read_options(hub, options);
    hub->started_us = g_get_real_time();
    hub->kiosk_keys =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)seal_buffer_free);
    hub->nonces = hub_nonces_new();
    if (hub_files_load(hub, options, error) && open_data(hub, error) && people_load(hub, options, error))
        return hub;
    hub_destroy(hub);
    return NULL;
}

gboolean hub_start(Hub *hub, GError **error)
{
    g_return_val_if_fail(!hub->server, FALSE);
    hub->server = hub_server_start(hub, error);
    return hub->server != NULL;
}

guint16 hub_port(const Hub *hub)
{
    return hub->server ? hub_server_port(hub->server) : 0;
}

void hub_stop(Hub *hub)
{
    g_clear_pointer(&hub->server, hub_server_stop);
}

void hub_destroy(Hub *hub)
{
    if (!hub)
        return;
    hub_stop(hub);
    people_clear(hub);
    g_clear_pointer(&hub->code_budget, g_hash_table_unref);
    hub_files_clear(hub);
    hub_db_close(hub->db);
    seal_pair_free(hub->box);
    seal_buffer_free(hub->person_key);
    seal_buffer_free(hub->store_key);
    g_clear_pointer(&hub->kiosk_keys, g_hash_table_unref);
    hub_nonces_free(hub->nonces);
    g_mutex_clear(&hub->mutex);
    g_free(hub->data_dir);
    g_free(hub->listen);
    g_free(hub->community);
    g_free(hub->community_name_zh);
    g_free(hub);
}

void hub_lock(Hub *hub)
{
    g_mutex_lock(&hub->mutex);
}

void hub_unlock(Hub *hub)
{
    g_mutex_unlock(&hub->mutex);
}

/* --- time -------------------------------------------------------------------------------------------------
 */
gint64 hub_now_us(const Hub *hub)
{
    gint64 fixed = __atomic_load_n(&hub->fixed_now_us, __ATOMIC_RELAXED);
    return fixed ? fixed : g_get_real_time();
}

void hub_set_now_us(Hub *hub, gint64 now_us)
{
    __atomic_store_n(&hub->fixed_now_us, now_us, __ATOMIC_RELAXED);
}

char *hub_time_text(gint64 time_us)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(time_us / G_USEC_PER_SEC);
    return g_date_time_format(time, "%Y-%m-%dT%H:%M:%S%:z");
}

Day hub_day(gint64 time_us)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(time_us / G_USEC_PER_SEC);
    return day_from_ymd(g_date_time_get_year(time), g_date_time_get_month(time),
                        g_date_time_get_day_of_month(time));
}

/* --- secrets at rest ------------------------------------------------------------------------- */
GBytes *hub_seal(const Hub *hub, gconstpointer plain, gsize size, const char *place, GError **error)
{
    return seal_secret(seal_buffer_peek(hub->store_key), plain, size, place, strlen(place), error);
}

SealBuffer *hub_open(const Hub *hub, gconstpointer sealed, gsize size, const char *place, GError **error)
{
    return seal_secret_open(seal_buffer_peek(hub->store_key), sealed, size, place, strlen(place), error);
}

gboolean hub_error_is_passing(const GError *error)
{
    if (error->domain == HUB_DB_ERROR)
        return error->code == HUB_DB_FULL || error->code == HUB_DB_BUSY || error->code == HUB_DB_IO;
    return g_error_matches(error, HUB_ERROR, HUB_ERROR_BUSY);
}

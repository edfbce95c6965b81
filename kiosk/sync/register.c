/* Joining the hub, and what that gave. The answer is kept in the store just as it came: its keys are sealed
 * to the kiosk's own pair, which lies in a file beside it, so neither alone opens anything. */
#define G_LOG_DOMAIN "sync"
#include <string.h>
#include "kiosk/seal/keyfile.h"
#include "kiosk/seal/secret.h"
#include "kiosk/seal/sign.h"
#include "kiosk/store/settings.h"
#include "kiosk/sync/internal.h"

#define SETTING_REGISTERED "hub.registered"

/* --- the answer ------------------------------------------------------------------------------ */
static SyncIdentity *open_identity(const SealPair *pair, const WireRegistered *answer, GError **error)
{
    gsize size = 0;
    gconstpointer sealed = g_bytes_get_data(answer->sealed, &size);
    g_autoptr(SealBuffer) plain = seal_box_open(pair, sealed, size, error);
    g_autoptr(WireKioskKeys) keys =
        plain ? wire_kiosk_keys_decode((const char *)seal_buffer_peek(plain), seal_buffer_len(plain), error)
              : NULL;
    if (!keys)
        return NULL;
    SyncIdentity *identity = g_new0(SyncIdentity, 1);
    identity->community = g_strdup(answer->community);
    identity->community_name_zh = g_strdup(answer->community_name_zh);
    memcpy(identity->hub_key, g_bytes_get_data(answer->hub_key, NULL), SEAL_KEY_BYTES);
    identity->kiosk_key = seal_buffer_new_copy(g_bytes_get_data(keys->kiosk_key, NULL), SEAL_KEY_BYTES);
    identity->person_key = seal_buffer_new_copy(g_bytes_get_data(keys->person_key, NULL), SEAL_KEY_BYTES);
    return identity;
}

static void take_identity(Sync *sync, SyncIdentity *identity)
{
    sync_identity_free(sync->identity);
    sync->identity = identity;
    sync_http_identity(sync->http, sync->kiosk_no, identity->kiosk_key);
    if (sync->status.state == SYNC_UNREGISTERED) {
        sync->status.state = SYNC_OFFLINE;
        sync->status.since_us = g_get_real_time();
        sync_emit(sync, SYNC_EV_STATE);
    }
}

/* --- at the start: from disk ----------------------------------------------------------------- */
typedef struct {
    char *key_file;
    SealPair *pair;
    SyncIdentity *identity;
} Loaded;

static void loaded_free(gpointer data)
{
    Loaded *loaded = data;
    g_free(loaded->key_file);
    seal_pair_free(loaded->pair);
    sync_identity_free(loaded->identity);
    g_free(loaded);
}

static gboolean load(Store *store, gpointer data, GError **error)
{
    Loaded *loaded = data;
    g_autoptr(GError) problem = NULL;
    loaded->pair = seal_keyfile_box(loaded->key_file, TRUE, error);
    if (!loaded->pair)
        return FALSE;
    g_autofree char *text = store_setting_get(store, SETTING_REGISTERED, &problem);
    if (problem) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    if (!text)
        return TRUE;
    g_autoptr(WireRegistered) answer = wire_registered_decode(text, strlen(text), &problem);
    loaded->identity = answer ? open_identity(loaded->pair, answer, &problem) : NULL;
    if (!loaded->identity) /* the key file was lost: enrolling again mends it */
        g_warning("registration cannot be read, enrol this kiosk again: %s", problem->message);
    return TRUE;
}

static void on_loaded(Sync *sync, gpointer data, const GError *error)
{
    Loaded *loaded = data;
    if (error) {
        sync_round_failed(sync, error->message);
        return;
    }
    sync->pair = g_steal_pointer(&loaded->pair);
    if (loaded->identity)
        take_identity(sync, g_steal_pointer(&loaded->identity));
    sync_step_done(sync);
}

void sync_load(Sync *sync)
{
    Loaded *loaded = g_new0(Loaded, 1);
    loaded->key_file = g_strdup(sync->key_file);
    if (!sync_disk(sync, load, loaded, loaded_free, on_loaded))
        sync_round_failed(sync, "the store is busy");
}

/* --- registering ----------------------------------------------------------------------------- */
/* From the code to the request: Argon2id takes its time, so the store's thread does it. Kept for the answer.
 */
typedef struct {
    char *code, *kiosk_no;
    guint8 public_key[SEAL_KEY_BYTES];
    SealBuffer *code_key;
    GBytes *body;
} Joining;

static void joining_free(gpointer data)
{
    Joining *joining = data;
    wire_text_free(joining->code);
    g_free(joining->kiosk_no);
    seal_buffer_free(joining->code_key);
    g_clear_pointer(&joining->body, g_bytes_unref);
    g_free(joining);
}

static GBytes *request_body(const Joining *joining, GError **error)
{
    guint8 mac[SEAL_HASH_BYTES];
    gsize size = 0, length = 0;
    g_autoptr(GDateTime) now = g_date_time_new_now_local();
    WireRegister *message = g_new0(WireRegister, 1);
    message->kiosk_no = g_strdup(joining->kiosk_no);
    message->public_key = g_bytes_new(joining->public_key, SEAL_KEY_BYTES);
    message->version = g_strdup(KIOSK_VERSION);
    message->asked_at = g_date_time_format(now, "%Y-%m-%dT%H:%M:%S%:z");
    g_autoptr(GBytes) proof = wire_register_proof_text(message);
    gconstpointer data = g_bytes_get_data(proof, &size);
    seal_mac(seal_buffer_peek(joining->code_key), data, size, mac);
    message->proof = g_bytes_new(mac, sizeof mac);
    char *text = wire_register_encode(message, &length, error);
    wire_register_free(message);
    return text ? sync_text_bytes(text, length) : NULL;
}

static gboolean prepare(Store *store, gpointer data, GError **error)
{
    Joining *joining = data;
    joining->code_key = seal_code_key(joining->code, joining->kiosk_no, error);
    joining->body = joining->code_key ? request_body(joining, error) : NULL;
    return joining->body != NULL;
}

static gboolean proof_is_good(const SealBuffer *code_key, const WireRegistered *answer)
{
    gsize size = 0;
    g_autoptr(GBytes) proof = wire_registered_proof_text(answer);
    gconstpointer data = g_bytes_get_data(proof, &size);
    return seal_mac_verify(seal_buffer_peek(code_key), data, size, g_bytes_get_data(answer->proof, NULL));
}

/* Unless staff typed another one meanwhile. */
static void forget_code(Sync *sync)
{
    if (g_strcmp0(sync->enrol_code, sync->code_tried) == 0)
        g_clear_pointer(&sync->enrol_code, wire_text_free);
}

static gboolean keep_answer(Store *store, gpointer data, GError **error)
{
    return store_setting_put(store, SETTING_REGISTERED, data, error);
}

static void on_kept(Sync *sync, gpointer data, const GError *error)
{
    if (error) {
        sync_round_failed(sync, error->message);
        return;
    }
    g_autoptr(WireRegistered) answer = wire_registered_decode(data, strlen(data), NULL);
    SyncIdentity *identity = answer ? open_identity(sync->pair, answer, NULL) : NULL;
    if (!identity) {
        sync_round_failed(sync, "the hub's registration cannot be read");
        return;
    }
    forget_code(sync);
    g_clear_pointer(&sync->blocks_body, g_bytes_unref);
    take_identity(sync, identity);
    g_message("registered as %s in community %s", sync->kiosk_no, identity->community);
    sync_problem(sync, "%s", "");
    sync_heard(sync, 200);
    sync_step_done(sync);
}

static void on_registered(const SyncAnswer *answer, gpointer user_data)
{
    Sync *sync = user_data;
    gsize size = 0;
    const char *body = g_bytes_get_data(answer->body, &size);
    g_autofree char *text = g_strndup(size ? body : "", size);
    g_autoptr(WireRegistered) message =
        answer->status == 200 ? wire_registered_decode(text, strlen(text), NULL) : NULL;
    char why[96];
    sync_refusal_text(answer, why, sizeof why);
    if (message && !proof_is_good(sync->code_key, message))
        g_clear_pointer(&message, wire_registered_free); /* somebody in between */
    g_clear_pointer(&sync->code_key, seal_buffer_free);
    if (message) {
        if (!sync_disk(sync, keep_answer, g_steal_pointer(&text), g_free, on_kept))
            sync_round_failed(sync, "the store is busy");
        return;
    }
    if (answer->status == 403 || answer->status == 200 || answer->status == 400) {
        forget_code(sync); /* it will never do */
        sync_problem(sync, "enrolment code refused (%s): ask the hub for a new one", why);
        sync_step_done(sync);
        return;
    }
    sync_round_failed(sync, why);
}

static void on_prepared(Sync *sync, gpointer data, const GError *error)
{
    Joining *joining = data;
    if (error) {
        sync_round_failed(sync, error->message);
        return;
    }
    seal_buffer_free(sync->code_key);
    sync->code_key = g_steal_pointer(&joining->code_key);
    SyncAsk ask = {.method = "POST",
                   .path = WIRE_PATH_REGISTER,
                   .body = joining->body,
                   .timeout_ms = sync->request_ms,
                   .is_unsigned = TRUE};
    sync_ask_full(sync, &ask, on_registered);
}

void sync_register(Sync *sync)
{
    Joining *joining = g_new0(Joining, 1);
    wire_set(&sync->code_tried, sync->enrol_code);
    joining->code = wire_enrol_code(sync->enrol_code);
    joining->kiosk_no = g_strdup(sync->kiosk_no);
    memcpy(joining->public_key, sync->pair->public_key, SEAL_KEY_BYTES);
    if (!sync_disk(sync, prepare, joining, joining_free, on_prepared))
        sync_round_failed(sync, "the store is busy");
}

#define G_LOG_DOMAIN "hub-fleet"
#include "kiosk/hub/fleet/enrol.h"
#include <microhttpd.h>
#include <string.h>
#include "kiosk/hub/api/request.h"
#include "kiosk/hub/cases/trace.h"
#include "kiosk/seal/secret.h"
#include "kiosk/seal/sign.h"
#include "kiosk/wire/fleet.h"

/* --- asking for a code ----------------------------------------------------------------------- */
static void make_code(char code[ENROL_CODE_SIZE])
{
    static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; /* none that look alike */
    for (guint i = 0; i < ENROL_CODE_SIZE - 1; i++)
        code[i] = i % 5 == 4 ? '-' : letters[seal_random_below(sizeof letters - 1)];
    code[ENROL_CODE_SIZE - 1] = '\0';
}

static gboolean is_digits(const char *text, gsize length)
{
    return strlen(text) == length && strspn(text, "0123456789") == length;
}

static gboolean store_enrolment(Hub *hub, const char *kiosk_no, const char *community, const SealBuffer *key,
                                gint64 expires_us, GError **error)
{
    g_autofree char *place = g_strconcat("enrol:", kiosk_no, NULL);
    g_autoptr(GBytes) sealed = hub_seal(hub, seal_buffer_peek(key), seal_buffer_len(key), place, error);
    if (!sealed || !hub_db_begin(hub->db, error))
        return FALSE;
    gsize size = 0;
    gconstpointer data = g_bytes_get_data(sealed, &size);
    g_autofree char *street = g_strndup(community, 9);
    HubTrace trace = {.actor_type = "staff", .kiosk_no = kiosk_no, .event = "kiosk.enrol"};
    if (hub_db_run(hub->db, SQL_KIOSK_ENROL,
                   HUB_ARGS(hub_text(kiosk_no), hub_text(community),
                            hub_text(strcmp(community, hub->community) == 0 ? hub->community_name_zh : ""),
                            hub_text(street)),
                   NULL, error) &&
        hub_db_run(hub->db, SQL_ENROLMENT_PUT,
                   HUB_ARGS(hub_text(kiosk_no), hub_bytes(data, size), hub_int(expires_us)), NULL, error) &&
        trace_add(hub, &trace, error))
        return hub_db_commit(hub->db, error);
    hub_db_rollback(hub->db);
    return FALSE;
}

gboolean hub_enrol(Hub *hub, const char *kiosk_no, const char *community, char code[ENROL_CODE_SIZE],
                   gint64 *expires_us, GError **error)
{
    gsize length = strlen(kiosk_no);
    if (length == 0 || length > 16 || strspn(kiosk_no, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != length) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_REFUSED,
                    "kiosk number: capital letters, digits and hyphens, at most 16, such as QC-01");
        return FALSE;
    }
    if (!community)
        community = hub->community;
    if (!is_digits(community, 12)) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_REFUSED, "community: 12 digits, such as 330108001005");
        return FALSE;
    }
    make_code(code);
    g_autoptr(SealBuffer) key = seal_code_key(code, kiosk_no, error);
    if (!key)
        return FALSE;
    *expires_us = hub_now_us(hub) + ENROL_HOURS * 3600 * (gint64)G_USEC_PER_SEC;
    hub_lock(hub);
    gboolean good = store_enrolment(hub, kiosk_no, community, key, *expires_us, error);
    hub_unlock(hub);
    return good;
}

/* --- the kiosk's request --------------------------------------------------------------------- */
static gboolean proof_is_good(const SealBuffer *key, const WireRegister *message)
{
    gsize size = 0, proof_size = 0;
    g_autoptr(GBytes) text = wire_register_proof_text(message);
    gconstpointer data = g_bytes_get_data(text, &size);
    gconstpointer proof = g_bytes_get_data(message->proof, &proof_size);
    return proof_size == SEAL_HASH_BYTES && seal_mac_verify(seal_buffer_peek(key), data, size, proof);
}

/* NULL with a reply: no such enrolment, too late, too many tries, used by another kiosk, or a wrong proof.
 * One answer for all of them, so that nobody learns which; staff find the reason in the log. */
static SealBuffer *check_enrolment(Hub *hub, const WireRegister *message, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    const char *why = "never enrolled";
    SealBuffer *key = NULL;
    gsize used_size = 0, size = 0, public_size = 0;
    g_autoptr(HubRows) rows =
        hub_db_select(hub->db, SQL_ENROLMENT_GET, HUB_ARGS(hub_text(message->kiosk_no)), &error);
    if (rows && hub_rows_count(rows)) {
        gconstpointer sealed = hub_rows_bytes(rows, 0, 0, &size);
        gconstpointer used_by = hub_rows_bytes(rows, 0, 3, &used_size);
        gconstpointer public_key = g_bytes_get_data(message->public_key, &public_size);
        g_autofree char *place = g_strconcat("enrol:", message->kiosk_no, NULL);
        if (hub_rows_int(rows, 0, 1) < hub_now_us(hub))
            why = "the code is too old";
        else if (hub_rows_int(rows, 0, 2) >= ENROL_TRIES)
            why = "too many wrong tries";
        else if (used_by && (used_size != public_size || memcmp(used_by, public_key, public_size) != 0))
            why = "the code was used by another kiosk";
        else if (!(key = hub_open(hub, sealed, size, place, &error)))
            why = "sealed with another key";
        else if (!proof_is_good(key, message)) {
            why = "wrong code";
            g_clear_pointer(&key, seal_buffer_free);
            hub_db_run(hub->db, SQL_ENROLMENT_TRIED, HUB_ARGS(hub_text(message->kiosk_no)), NULL, &error);
        }
    }
    if (error) {
        g_clear_pointer(&key, seal_buffer_free);
        reply_error(reply, error);
    } else if (!key) {
        g_warning("registration of %s refused: %s", message->kiosk_no, why);
        reply_problem(reply, MHD_HTTP_FORBIDDEN, "code",
                      "not enrolled, or the code is wrong, used or too old");
    }
    return key;
}

/* The same kiosk asking again (its answer was lost) gets the key that it has already. */
static SealBuffer *kiosk_key_for(Hub *hub, const WireRegister *message, GError **error)
{
    guint8 known[SEAL_KEY_BYTES];
    const guint8 *asked = g_bytes_get_data(message->public_key, NULL);
    const SealBuffer *old = hub_kiosk_key(hub, message->kiosk_no);
    if (old && hub_kiosk_public_key(hub, message->kiosk_no, known) && memcmp(known, asked, sizeof known) == 0)
        return seal_buffer_new_copy(seal_buffer_peek(old), seal_buffer_len(old));
    SealBuffer *key = seal_buffer_new_random(SEAL_KEY_BYTES);
    g_autofree char *place = g_strconcat("kiosk:", message->kiosk_no, NULL);
    g_autoptr(GBytes) sealed = hub_seal(hub, seal_buffer_peek(key), SEAL_KEY_BYTES, place, error);
    gsize size = 0;
    gconstpointer data = sealed ? g_bytes_get_data(sealed, &size) : NULL;
    HubTrace trace = {.actor_type = "kiosk",
                      .actor_id = message->kiosk_no,
                      .kiosk_no = message->kiosk_no,
                      .event = "kiosk.register"};
    if (sealed &&
        hub_db_run(hub->db, SQL_KIOSK_REGISTER,
                   HUB_ARGS(hub_text(message->kiosk_no), hub_bytes(asked, SEAL_KEY_BYTES),
                            hub_bytes(data, size), hub_int(hub_now_us(hub))),
                   NULL, error) &&
        hub_db_run(hub->db, SQL_ENROLMENT_USED,
                   HUB_ARGS(hub_text(message->kiosk_no), hub_bytes(asked, SEAL_KEY_BYTES)), NULL, error) &&
        trace_add(hub, &trace, error))
        return key;
    seal_buffer_free(key);
    return NULL;
}

static GBytes *seal_keys(const Hub *hub, const SealBuffer *kiosk_key, const WireRegister *message,
                         GError **error)
{
    WireKioskKeys keys = {
        .kiosk_key = g_bytes_new(seal_buffer_peek(kiosk_key), SEAL_KEY_BYTES),
        .person_key = g_bytes_new(seal_buffer_peek(hub->person_key), SEAL_KEY_BYTES),
    };
    gsize size = 0;
    char *text = wire_kiosk_keys_encode(&keys, &size, error);
    wire_bytes_free(keys.kiosk_key);
    wire_bytes_free(keys.person_key);
    GBytes *sealed = text ? seal_box(g_bytes_get_data(message->public_key, NULL), text, size, error) : NULL;
    wire_text_free(text);
    return sealed;
}

static char *answer_text(Hub *hub, const WireRegister *message, const SealBuffer *code_key,
                         const SealBuffer *kiosk_key, gsize *size, GError **error)
{
    g_autoptr(HubRows) rows =
        hub_db_select(hub->db, SQL_KIOSK_GET, HUB_ARGS(hub_text(message->kiosk_no)), error);
    g_autoptr(GBytes) sealed = rows ? seal_keys(hub, kiosk_key, message, error) : NULL;
    if (!sealed)
        return NULL;
    WireRegistered answer = {
        .kiosk_no = message->kiosk_no,
        .community = (char *)hub_rows_text(rows, 0, 0),
        .community_name_zh = (char *)hub_rows_text(rows, 0, 1),
        .street = (char *)hub_rows_text(rows, 0, 2),
        .hub_key = g_bytes_new(hub->box->public_key, SEAL_KEY_BYTES),
        .sealed = sealed,
    };
    guint8 mac[SEAL_HASH_BYTES];
    gsize proof_size = 0;
    g_autoptr(GBytes) proof = wire_registered_proof_text(&answer);
    gconstpointer data = g_bytes_get_data(proof, &proof_size);
    seal_mac(seal_buffer_peek(code_key), data, proof_size, mac);
    answer.proof = g_bytes_new(mac, sizeof mac);
    char *text = wire_registered_encode(&answer, size, error);
    g_bytes_unref(answer.proof);
    g_bytes_unref(answer.hub_key);
    return text;
}

void api_register(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(WireRegister) message =
        wire_register_decode((const char *)request->body->data, request->body->len, &error);
    if (!message) {
        reply_error(reply, error);
        return;
    }
    g_autoptr(SealBuffer) code_key = check_enrolment(hub, message, reply);
    if (!code_key)
        return;
    g_autoptr(SealBuffer) kiosk_key = NULL;
    char *text = NULL;
    gsize size = 0;
    gboolean begun = hub_db_begin(hub->db, &error);
    if (begun && (kiosk_key = kiosk_key_for(hub, message, &error)))
        text = answer_text(hub, message, code_key, kiosk_key, &size, &error);
    if (text && hub_db_commit(hub->db, &error)) {
        hub_kiosk_key_forget(hub, message->kiosk_no);
        g_message("kiosk registered: %s", message->kiosk_no);
        reply_text(reply, MHD_HTTP_OK, text, size);
        return;
    }
    if (begun)
        hub_db_rollback(hub->db);
    wire_text_free(text);
    reply_error(reply, error);
}

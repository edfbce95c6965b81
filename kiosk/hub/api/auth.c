/* Who sent a request: each kiosk signs with the key that only it and the hub have. A signature is good for a
 * few minutes and once: its nonce is remembered for as long. Nonces are lost when the hub restarts; a request
 * repeated across a restart changes nothing, because every request that writes is idempotent. */
#define G_LOG_DOMAIN "hub-auth"
#include <microhttpd.h>
#include <string.h>
#include "kiosk/hub/api/server.h"
#include "kiosk/seal/sign.h"

#define WINDOW_S   300
#define NONCES_MAX 50000
#define NONCE_MIN  16
#define NONCE_MAX  64

/* --- nonces ---------------------------------------------------------------------------------- */
typedef struct {
    char *text; /* kiosk_no and nonce */
    gint64 until_s;
} Nonce;
struct HubNonces {
    GHashTable *seen;
    GQueue order; /* of Nonce*, oldest first */
};

HubNonces *hub_nonces_new(void)
{
    HubNonces *nonces = g_new0(HubNonces, 1);
    nonces->seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_queue_init(&nonces->order);
    return nonces;
}

static void drop_oldest(HubNonces *nonces)
{
    Nonce *nonce = g_queue_pop_head(&nonces->order);
    g_hash_table_remove(nonces->seen, nonce->text);
    g_free(nonce->text);
    g_free(nonce);
}

void hub_nonces_free(HubNonces *nonces)
{
    if (!nonces)
        return;
    while (!g_queue_is_empty(&nonces->order))
        drop_oldest(nonces);
    g_hash_table_unref(nonces->seen);
    g_free(nonces);
}

typedef enum { NONCE_NEW, NONCE_SEEN, NONCE_NO_ROOM } NonceVerdict;

static NonceVerdict nonce_take(HubNonces *nonces, const char *kiosk_no, const char *text, gint64 now_s)
{
    Nonce *oldest;
    while ((oldest = g_queue_peek_head(&nonces->order)) && oldest->until_s < now_s)
        drop_oldest(nonces);
    g_autofree char *key = g_strconcat(kiosk_no, " ", text, NULL);
    if (g_hash_table_contains(nonces->seen, key))
        return NONCE_SEEN;
    if (g_queue_get_length(&nonces->order) >= NONCES_MAX)
        return NONCE_NO_ROOM; /* forgetting a young one would let it be replayed */
    Nonce *nonce = g_new0(Nonce, 1);
    nonce->text = g_steal_pointer(&key);
    nonce->until_s = now_s + 2 * WINDOW_S;
    g_hash_table_add(nonces->seen, nonce->text);
    g_queue_push_tail(&nonces->order, nonce);
    return NONCE_NEW;
}

/* --- keys ------------------------------------------------------------------------------------ */
const SealBuffer *hub_kiosk_key(Hub *hub, const char *kiosk_no)
{
    SealBuffer *key = g_hash_table_lookup(hub->kiosk_keys, kiosk_no);
    if (key)
        return key;
    g_autoptr(GError) error = NULL;
    g_autoptr(HubRows) rows = hub_db_select(hub->db, SQL_KIOSK_GET, HUB_ARGS(hub_text(kiosk_no)), &error);
    gsize size = 0;
    gconstpointer sealed = rows && hub_rows_count(rows) ? hub_rows_bytes(rows, 0, 4, &size) : NULL;
    if (sealed) {
        g_autofree char *place = g_strconcat("kiosk:", kiosk_no, NULL);
        key = hub_open(hub, sealed, size, place, &error);
    }
    if (error)
        g_critical("key of kiosk %s cannot be read: %s", kiosk_no, error->message);
    if (key)
        g_hash_table_insert(hub->kiosk_keys, g_strdup(kiosk_no), key);
    return key;
}

void hub_kiosk_key_forget(Hub *hub, const char *kiosk_no)
{
    g_hash_table_remove(hub->kiosk_keys, kiosk_no);
}

gboolean hub_kiosk_public_key(Hub *hub, const char *kiosk_no, guint8 key[SEAL_KEY_BYTES])
{
    g_autoptr(HubRows) rows = hub_db_select(hub->db, SQL_KIOSK_GET, HUB_ARGS(hub_text(kiosk_no)), NULL);
    gsize size = 0;
    gconstpointer data = rows && hub_rows_count(rows) ? hub_rows_bytes(rows, 0, 3, &size) : NULL;
    if (!data || size != SEAL_KEY_BYTES)
        return FALSE;
    memcpy(key, data, size);
    return TRUE;
}

/* --- the check ------------------------------------------------------------------------------- */
static gboolean is_kiosk_no(const char *text)
{
    return text && *text && strlen(text) <= 32 &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == strlen(text);
}

static gboolean deny(HubReply *reply, guint status, const char *code, const char *message)
{
    reply_problem(reply, status, code, message);
    return FALSE;
}

static gboolean signature_is_good(const SealBuffer *key, const HubRequest *request, gint64 time_s)
{
    SealRequest signed_request = {
        .method = request->method,
        .path = request->url,
        .timestamp_s = time_s,
        .nonce = request->nonce,
        .body = request->body->data,
        .body_len = request->body->len,
    };
    return seal_request_verify(seal_buffer_peek(key), &signed_request, request->signature);
}

gboolean hub_auth_check(Hub *hub, HubRequest *request, HubReply *reply)
{
    gint64 time_s = 0, now_s = hub_now_us(hub) / G_USEC_PER_SEC;
    if (!is_kiosk_no(request->kiosk_no) || !request->signature || !request->time || !request->nonce ||
        strlen(request->nonce) < NONCE_MIN || strlen(request->nonce) > NONCE_MAX ||
        !g_ascii_string_to_signed(request->time, 10, 0, G_MAXINT32 * (gint64)4, &time_s, NULL))
        return deny(reply, MHD_HTTP_UNAUTHORIZED, "unsigned", "the request is not signed");
    const SealBuffer *key = hub_kiosk_key(hub, request->kiosk_no);
    if (!key)
        return deny(reply, MHD_HTTP_UNAUTHORIZED, "unknown_kiosk", "this kiosk is not registered here");
    if (!signature_is_good(key, request, time_s))
        return deny(reply, MHD_HTTP_UNAUTHORIZED, "signature", "the signature does not fit; register again");
    if (ABS(now_s - time_s) > WINDOW_S)
        return deny(reply, MHD_HTTP_UNAUTHORIZED, "time",
                    "signed too long ago or ahead; take the time from Date");
    switch (nonce_take(hub->nonces, request->kiosk_no, request->nonce, now_s)) {
    case NONCE_NEW:
        return TRUE;
    case NONCE_SEEN:
        return deny(reply, MHD_HTTP_UNAUTHORIZED, "replayed", "this request was sent before; sign it anew");
    case NONCE_NO_ROOM:
        return deny(reply, MHD_HTTP_SERVICE_UNAVAILABLE, "busy", "too many requests; try again later");
    }
    return FALSE;
}

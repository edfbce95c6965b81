#include "kiosk/seal/sign.h"
#include "kiosk/seal/hash.h"

#include <sodium.h>
#include <string.h>

#define REQUEST_FORM "kiosk-request 1" /* first line of what is signed; keeps other uses of the key apart */

G_STATIC_ASSERT(crypto_auth_BYTES == SEAL_HASH_BYTES);
G_STATIC_ASSERT(crypto_auth_KEYBYTES == SEAL_KEY_BYTES);

void seal_mac(const guint8 key[SEAL_KEY_BYTES], const void *data, gsize len, guint8 out[SEAL_HASH_BYTES])
{
    crypto_auth(out, len ? data : (const void *)"", len, key);
}

gboolean seal_mac_verify(const guint8 key[SEAL_KEY_BYTES], const void *data, gsize len,
                         const guint8 mac[SEAL_HASH_BYTES])
{
    return crypto_auth_verify(mac, len ? data : (const void *)"", len, key) == 0;
}

/* One line a part, the body by its hash: no part can hold a line's end, so nothing can slide from one part
 * into the next. FALSE where a part does. */
static gboolean request_mac(const guint8 key[SEAL_KEY_BYTES], const SealRequest *request,
                            guint8 mac[SEAL_HASH_BYTES])
{
    const char *nonce = request->nonce ? request->nonce : "";
    if (strchr(request->method, '\n') || strchr(request->path, '\n') || strchr(nonce, '\n'))
        return FALSE;
    guint8 body[SEAL_HASH_BYTES];
    seal_hash(SEAL_ALG_BLAKE2B_256, request->body, request->body_len, NULL, 0, body, NULL);
    g_autofree char *body_hex = seal_hex(body, sizeof body);
    g_autofree char *text =
        g_strdup_printf(REQUEST_FORM "\n%s\n%s\n%" G_GINT64_FORMAT "\n%s\n%s\n", request->method,
                        request->path, request->timestamp_s, nonce, body_hex);
    seal_mac(key, text, strlen(text), mac);
    return TRUE;
}

char *seal_request_sign(const guint8 key[SEAL_KEY_BYTES], const SealRequest *request)
{
    guint8 mac[SEAL_HASH_BYTES];
    g_return_val_if_fail(request_mac(key, request, mac), NULL);
    g_autofree char *base64 = g_base64_encode(mac, sizeof mac);
    return g_strdup_printf("%02x%s", SEAL_ALG_HMAC_SHA512_256, base64);
}

gboolean seal_request_verify(const guint8 key[SEAL_KEY_BYTES], const SealRequest *request,
                             const char *signature)
{
    guint8 mac[SEAL_HASH_BYTES];
    if (!signature || !request_mac(key, request, mac))
        return FALSE;
    g_autofree char *base64 = g_base64_encode(mac, sizeof mac);
    g_autofree char *expected = g_strdup_printf("%02x%s", SEAL_ALG_HMAC_SHA512_256, base64);
    /* compared as text: base64 has several spellings of the same bytes, only one is ours */
    gsize len = strlen(expected);
    return strlen(signature) == len && seal_equal(signature, expected, len);
}

SealPair *seal_pair_new_sign(void)
{
    SealPair *pair = g_new0(SealPair, 1);
    pair->secret_key = seal_buffer_new(crypto_sign_SECRETKEYBYTES);
    crypto_sign_keypair(pair->public_key, seal_buffer_data(pair->secret_key));
    return pair;
}

void seal_sign(const SealPair *pair, const void *data, gsize len, guint8 out[SEAL_SIGNATURE_BYTES])
{
    g_return_if_fail(seal_buffer_len(pair->secret_key) == crypto_sign_SECRETKEYBYTES);
    crypto_sign_detached(out, NULL, data, len, seal_buffer_peek(pair->secret_key));
}

gboolean seal_verify(const guint8 public_key[SEAL_KEY_BYTES], const void *data, gsize len,
                     const guint8 signature[SEAL_SIGNATURE_BYTES])
{
    return crypto_sign_verify_detached(signature, data, len, public_key) == 0;
}

/* Signatures: of requests between kiosk and hub (one shared key for each kiosk, HMAC-SHA-512-256), and of
 * digests (Ed25519, the daily seal of the audit chain). */
#pragma once

#include "kiosk/seal/box.h"

#define SEAL_SIGNATURE_BYTES 64

/* What a request signature covers. Times are seconds since 1970 UTC; `nonce` (may be NULL) lets the receiver
 * refuse a repetition; `path` is as sent, with its query. Lent for the call. */
typedef struct {
    const char *method;
    const char *path;
    gint64 timestamp_s;
    const char *nonce;
    const void *body; /* NULL when body_len is 0 */
    gsize body_len;
} SealRequest;

/* The signature as text for a header ("31" + base64, the first byte being the algorithm). Free with g_free.
 */
char *seal_request_sign(const guint8 key[SEAL_KEY_BYTES], const SealRequest *request);
/* Constant time. FALSE for anything but the right text; the caller judges the age of the timestamp. */
gboolean seal_request_verify(const guint8 key[SEAL_KEY_BYTES], const SealRequest *request,
                             const char *signature);

/* Plain HMAC-SHA-512-256 for messages that carry their own form. */
void seal_mac(const guint8 key[SEAL_KEY_BYTES], const void *data, gsize len, guint8 out[SEAL_HASH_BYTES]);
gboolean seal_mac_verify(const guint8 key[SEAL_KEY_BYTES], const void *data, gsize len,
                         const guint8 mac[SEAL_HASH_BYTES]);

SealPair *seal_pair_new_sign(void);
void seal_sign(const SealPair *pair, const void *data, gsize len, guint8 out[SEAL_SIGNATURE_BYTES]);
gboolean seal_verify(const guint8 public_key[SEAL_KEY_BYTES], const void *data, gsize len,
                     const guint8 signature[SEAL_SIGNATURE_BYTES]);

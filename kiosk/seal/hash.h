/* Fingerprints: plain, keyed, and the tag that names a person without saying who. */
#pragma once

#include "kiosk/seal/seal.h"

/* 32 bytes into `out`. FALSE only when the algorithm is not one of this build (FORMAT). The parts are joined
 * as they are; whoever needs them kept apart says their lengths. */
gboolean seal_hash(SealAlgorithm algorithm, const void *a, gsize a_len, const void *b, gsize b_len,
                   guint8 out[SEAL_HASH_BYTES], GError **error);
/* SHA-256, for what travels on the wire as "sha256". */
void seal_sha256(const void *data, gsize len, guint8 out[SEAL_HASH_BYTES]);
/* Small letters. Free with g_free. */
char *seal_hex(const void *data, gsize len);
/* TRUE and exactly `len` bytes in `out`, or FALSE and `out` untouched. */
gboolean seal_unhex(const char *hex, void *out, gsize len);

/* The person tag: keyed BLAKE2b-256 of an ID number, 18 or 15 characters, a small x counts as X. The key is
 * lent by the hub and the same for all its kiosks, so that a person is found again at every machine. */
void seal_person_tag(const guint8 person_key[SEAL_KEY_BYTES], const char *id_number,
                     guint8 out[SEAL_TAG_BYTES]);

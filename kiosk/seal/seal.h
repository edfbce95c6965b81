/* Sealing: the only place that knows libsodium.
 *
 * Every record made here starts with one algorithm byte, so that the national algorithms (SM2, SM3, SM4) can
 * stand beside today's without a new format; a reader refuses a byte that it does not know.
 *
 * Thread: every function may be called from any thread; none keeps state beyond seal_init().
 * Secrets are lent as plain pointers; keep them in a SealBuffer (buffer.h). Nothing here writes a log. */
#pragma once

#include <glib.h>

#define SEAL_KEY_BYTES  32 /* every secret and public key of this module */
#define SEAL_HASH_BYTES 32
#define SEAL_TAG_BYTES  32 /* person tags, card tags */

typedef enum {
    SEAL_ERROR_FORMAT,    /* not a record of ours, cut short, or an algorithm that this build does not know */
    SEAL_ERROR_FORGED,    /* the record was changed, or this is not its key */
    SEAL_ERROR_TOO_LARGE, /* beyond the limit named in the header of the function */
    SEAL_ERROR_FILE,      /* a key file cannot be read or written; the message names file and remedy */
    SEAL_ERROR_DAMAGED,   /* a key file is damaged or open to others; it is never overwritten */
    SEAL_ERROR_MEMORY,    /* Argon2id did not get its memory */
} SealError;
#define SEAL_ERROR (seal_error_quark())
GQuark seal_error_quark(void);

/* First byte of every record. The SM numbers are kept free; no code answers to them yet. */
typedef enum {
    SEAL_ALG_BOX_X25519 = 0x01,    /* crypto_box_seal: X25519 + XSalsa20-Poly1305 */
    SEAL_ALG_STREAM_X25519 = 0x02, /* crypto_secretstream, its key in a sealed box */
    SEAL_ALG_XCHACHA20 = 0x11,     /* XChaCha20-Poly1305 with associated data */
    SEAL_ALG_BLAKE2B_256 = 0x21,
    SEAL_ALG_HMAC_SHA512_256 = 0x31,
    SEAL_ALG_ED25519 = 0x41,
    SEAL_ALG_SM2 = 0x81, /* reserved */
    SEAL_ALG_SM3 = 0x82, /* reserved */
    SEAL_ALG_SM4 = 0x83, /* reserved */
} SealAlgorithm;

/* Call once before anything else, in every program and test. Aborts when the system has no randomness:
 * there is no honest way to go on. May be called again. */
void seal_init(void);

void seal_random(void *out, gsize len);
/* Evenly distributed number below `bound` (> 0). */
guint32 seal_random_below(guint32 bound);
/* Overwrite in a way that the compiler may not remove. NULL or 0 bytes: nothing. */
void seal_wipe(void *data, gsize len);
/* Wipe, then g_free, a text that held personal data. NULL is allowed. */
void seal_wipe_text(char *text);
/* Compare in a time that depends on `len` only. */
gboolean seal_equal(const void *a, const void *b, gsize len);

/* Symmetric sealing, and the keys that only a card can give again: a draft is opened by the card that made
 * it.
 *
 * An ID number has few unknown bits (place, birthday and order are guessable), and the kiosk's salt lies on
 * the same disk as the drafts. A fast hash stored as the draft's name would give the number to whoever took
 * the disk, so BOTH the stored tag and the key come out of one Argon2id run (32 MiB, 2 passes: about 40 ms
 * here). Run it on a worker, once per card. */
#pragma once

#include "kiosk/seal/seal.h"
#include "kiosk/seal/buffer.h"

#define SEAL_SECRET_MAX (16 * 1024 * 1024)

/* New record alg | nonce | ciphertext. `ad` (may be NULL) binds the record to its place - give the same again
 * to open it. NULL: TOO_LARGE. */
GBytes *seal_secret(const guint8 key[SEAL_KEY_BYTES], const void *plain, gsize len, const void *ad,
                    gsize ad_len, GError **error);
/* NULL: FORMAT, FORGED. */
SealBuffer *seal_secret_open(const guint8 key[SEAL_KEY_BYTES], const void *sealed, gsize len, const void *ad,
                             gsize ad_len, GError **error);

/* What one card is good for on this kiosk: a tag to find its drafts (may be stored) and their key (may not).
 */
typedef struct {
    guint8 tag[SEAL_TAG_BYTES];
    SealBuffer *draft_key; /* owned */
} SealCard;

/* `kind` keeps identity cards and tokens apart ("identity", "token"); `card` is what the card says of itself:
 * an ID number, or a chip serial. `salt` is the kiosk's secret. NULL: MEMORY. Blocks for tens of ms: worker
 * only. */
SealCard *seal_card_new(const guint8 salt[SEAL_KEY_BYTES], const char *kind, const void *card, gsize len,
                        GError **error);
void seal_card_free(SealCard *card);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SealCard, seal_card_free)

/* The key behind a one-time code that staff type in: the same on both ends for the same code and context (the
 * kiosk's number). Argon2id, so that whoever overheard a proof cannot try all codes. NULL: MEMORY. Worker
 * only. */
SealBuffer *seal_code_key(const char *code, const char *context, GError **error);

#include "kiosk/seal/secret.h"

#include <sodium.h>
#include <string.h>

#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define MAC_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES

/* Argon2id: 32 MiB and two passes measured 40 ms on a 2-core desk machine; a kiosk's processor may take three
 * times that, on a worker, once per card. */
#define ARGON_PASSES 2
#define ARGON_BYTES  (32 * 1024 * 1024)

GBytes *seal_secret(const guint8 key[SEAL_KEY_BYTES], const void *plain, gsize len, const void *ad,
                    gsize ad_len, GError **error)
{
    if (len > SEAL_SECRET_MAX) {
        g_set_error(error, SEAL_ERROR, SEAL_ERROR_TOO_LARGE, "%" G_GSIZE_FORMAT " bytes, at most %d", len,
                    SEAL_SECRET_MAX);
        return NULL;
    }
    gsize size = 1 + NONCE_BYTES + len + MAC_BYTES;
    guint8 *sealed = g_malloc(size);
    sealed[0] = SEAL_ALG_XCHACHA20;
    randombytes_buf(sealed + 1, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + 1 + NONCE_BYTES, NULL, plain, len, ad, ad_len, NULL,
                                               sealed + 1, key);
    return g_bytes_new_take(sealed, size);
}

SealBuffer *seal_secret_open(const guint8 key[SEAL_KEY_BYTES], const void *sealed, gsize len, const void *ad,
                             gsize ad_len, GError **error)
{
    const guint8 *bytes = sealed;
    if (len < 1 + NONCE_BYTES + MAC_BYTES || len > 1 + NONCE_BYTES + SEAL_SECRET_MAX + MAC_BYTES ||
        bytes[0] != SEAL_ALG_XCHACHA20) {
        g_set_error_literal(error, SEAL_ERROR, SEAL_ERROR_FORMAT,
                            "sealed record: not of this form, or cut short");
        return NULL;
    }
    g_autoptr(SealBuffer) plain = seal_buffer_new(len - 1 - NONCE_BYTES - MAC_BYTES);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(seal_buffer_data(plain), NULL, NULL,
                                                   bytes + 1 + NONCE_BYTES, len - 1 - NONCE_BYTES, ad, ad_len,
                                                   bytes + 1, key) != 0) {
        g_set_error_literal(error, SEAL_ERROR, SEAL_ERROR_FORGED,
                            "sealed record does not open: changed, or not this card's");
        return NULL;
    }
    return g_steal_pointer(&plain);
}

/* Slow hash of something guessable into `len` bytes. The salt is what a 32-byte key and a purpose give, so
 * that two uses never share a result. */
static gboolean stretch(const guint8 *key, const char *purpose, const void *input, gsize input_len,
                        guint8 *out, gsize len, GError **error)
{
    guint8 salt[crypto_pwhash_SALTBYTES];
    crypto_generichash(salt, sizeof salt, (const guint8 *)purpose, strlen(purpose), key,
                       key ? SEAL_KEY_BYTES : 0);
    if (crypto_pwhash(out, len, input, input_len, salt, ARGON_PASSES, ARGON_BYTES,
                      crypto_pwhash_ALG_ARGON2ID13) != 0) {
        g_set_error(error, SEAL_ERROR, SEAL_ERROR_MEMORY, "no %d MiB of memory for a card's key",
                    ARGON_BYTES / 1024 / 1024);
        return FALSE;
    }
    return TRUE;
}

SealCard *seal_card_new(const guint8 salt[SEAL_KEY_BYTES], const char *kind, const void *card, gsize len,
                        GError **error)
{
    g_autofree char *purpose = g_strdup_printf("kiosk-card 1 %s", kind);
    g_autoptr(SealBuffer) both = seal_buffer_new(SEAL_TAG_BYTES + SEAL_KEY_BYTES);
    if (!stretch(salt, purpose, card, len, seal_buffer_data(both), seal_buffer_len(both), error))
        return NULL;
    SealCard *out = g_new0(SealCard, 1);
    memcpy(out->tag, seal_buffer_peek(both), SEAL_TAG_BYTES);
    out->draft_key = seal_buffer_new_copy(seal_buffer_peek(both) + SEAL_TAG_BYTES, SEAL_KEY_BYTES);
    return out;
}

void seal_card_free(SealCard *card)
{
    if (!card)
        return;
    seal_buffer_free(card->draft_key);
    sodium_memzero(card, sizeof *card);
    g_free(card);
}

SealBuffer *seal_code_key(const char *code, const char *context, GError **error)
{
    g_autofree char *purpose = g_strdup_printf("kiosk-code 1 %s", context);
    g_autoptr(SealBuffer) key = seal_buffer_new(SEAL_KEY_BYTES);
    if (!stretch(NULL, purpose, code, strlen(code), seal_buffer_data(key), SEAL_KEY_BYTES, error))
        return NULL;
    return g_steal_pointer(&key);
}

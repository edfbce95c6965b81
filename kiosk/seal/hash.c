#include "kiosk/seal/hash.h"

#include <sodium.h>
#include <string.h>

G_STATIC_ASSERT(crypto_generichash_BYTES == SEAL_HASH_BYTES);
G_STATIC_ASSERT(crypto_generichash_KEYBYTES == SEAL_KEY_BYTES);

gboolean seal_hash(SealAlgorithm algorithm, const void *a, gsize a_len, const void *b, gsize b_len,
                   guint8 out[SEAL_HASH_BYTES], GError **error)
{
    if (algorithm != SEAL_ALG_BLAKE2B_256) {
        g_set_error(error, SEAL_ERROR, SEAL_ERROR_FORMAT, "hash algorithm 0x%02x is not in this build",
                    algorithm);
        return FALSE;
    }
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, SEAL_HASH_BYTES);
    if (a_len > 0)
        crypto_generichash_update(&state, a, a_len);
    if (b_len > 0)
        crypto_generichash_update(&state, b, b_len);
    crypto_generichash_final(&state, out, SEAL_HASH_BYTES);
    return TRUE;
}

void seal_sha256(const void *data, gsize len, guint8 out[SEAL_HASH_BYTES])
{
    crypto_hash_sha256(out, data, len);
}

char *seal_hex(const void *data, gsize len)
{
    char *hex = g_malloc(2 * len + 1);
    sodium_bin2hex(hex, 2 * len + 1, data, len);
    return hex;
}

gboolean seal_unhex(const char *hex, void *out, gsize len)
{
    if (!hex || strlen(hex) != 2 * len)
        return FALSE;
    g_autofree guint8 *bytes = g_malloc(MAX(len, 1));
    gsize got = 0;
    const char *end = NULL;
    if (sodium_hex2bin(bytes, len, hex, 2 * len, NULL, &got, &end) != 0 || got != len || *end != '\0')
        return FALSE;
    memcpy(out, bytes, len);
    return TRUE;
}

void seal_person_tag(const guint8 person_key[SEAL_KEY_BYTES], const char *id_number,
                     guint8 out[SEAL_TAG_BYTES])
{
    char number[32] = {0};
    gsize len = 0;
    while (len < sizeof number - 1 && id_number[len]) {
        number[len] = g_ascii_toupper(id_number[len]);
        len++;
    }
    crypto_generichash(out, SEAL_TAG_BYTES, (const guint8 *)number, len, person_key, SEAL_KEY_BYTES);
    sodium_memzero(number, sizeof number);
}

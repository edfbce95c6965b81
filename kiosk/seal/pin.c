#include "kiosk/seal/pin.h"

#include <sodium.h>
#include <string.h>

#define PIN_PASSES 2
#define PIN_BYTES  (32 * 1024 * 1024)

gboolean seal_pin_is_good(const char *pin)
{
    gsize len = pin ? strlen(pin) : 0;
    if (len < 6 || len > 12)
        return FALSE;
    gboolean same = TRUE, up = TRUE, down = TRUE;
    for (gsize i = 0; i < len; i++) {
        if (!g_ascii_isdigit(pin[i]))
            return FALSE;
        if (i == 0)
            continue;
        int step = pin[i] - pin[i - 1];
        same = same && step == 0;
        up = up && step == 1;
        down = down && step == -1;
    }
    return !same && !up && !down;
}

char *seal_pin_hash(const char *pin, GError **error)
{
    char text[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(text, pin, strlen(pin), PIN_PASSES, PIN_BYTES, crypto_pwhash_ALG_ARGON2ID13) !=
        0) {
        g_set_error(error, SEAL_ERROR, SEAL_ERROR_MEMORY, "no %d MiB of memory to keep a PIN",
                    PIN_BYTES / 1024 / 1024);
        return NULL;
    }
    return g_strdup(text);
}

gboolean seal_pin_verify(const char *hash, const char *pin)
{
    /* the form that libsodium wants is exactly one buffer long; a longer or foreign text is no hash of ours
     */
    char text[crypto_pwhash_STRBYTES] = {0};
    if (hash && strlen(hash) < sizeof text)
        memcpy(text, hash, strlen(hash));
    if (crypto_pwhash_str_verify(text, pin, strlen(pin)) == 0)
        return hash != NULL;
    if (!hash) {
        /* an unknown staff number must cost as much time as a wrong PIN */
        g_autofree char *burnt = seal_pin_hash(pin, NULL);
    }
    return FALSE;
}

#include "kiosk/seal/seal.h"

#include <sodium.h>
#include <string.h>

G_DEFINE_QUARK(seal - error - quark, seal_error)

void seal_init(void)
{
    if (sodium_init() < 0)
        g_error("libsodium cannot start: no source of randomness");
}

void seal_random(void *out, gsize len)
{
    randombytes_buf(out, len);
}

guint32 seal_random_below(guint32 bound)
{
    g_return_val_if_fail(bound > 0, 0);
    return randombytes_uniform(bound);
}

void seal_wipe(void *data, gsize len)
{
    if (data)
        sodium_memzero(data, len);
}

void seal_wipe_text(char *text)
{
    if (!text)
        return;
    sodium_memzero(text, strlen(text));
    g_free(text);
}

gboolean seal_equal(const void *a, const void *b, gsize len)
{
    return sodium_memcmp(a, b, len) == 0;
}

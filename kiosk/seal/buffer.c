#include "kiosk/seal/buffer.h"

#include <sodium.h>
#include <string.h>

/* The header lies in ordinary memory, the content in libsodium's guarded pages (mlock, MADV_DONTDUMP). Where
 * the system grants no locked memory libsodium goes on with guarded but swappable pages. */
struct SealBuffer {
    guint8 *data;
    gsize len;
};

SealBuffer *seal_buffer_new(gsize len)
{
    SealBuffer *buffer = g_new0(SealBuffer, 1);
    buffer->data = sodium_malloc(MAX(len, 1));
    if (!buffer->data)
        g_error("no guarded memory: %" G_GSIZE_FORMAT " bytes", len);
    buffer->len = len;
    sodium_memzero(buffer->data, MAX(len, 1));
    return buffer;
}

SealBuffer *seal_buffer_new_copy(const void *data, gsize len)
{
    SealBuffer *buffer = seal_buffer_new(len);
    if (len > 0)
        memcpy(buffer->data, data, len);
    return buffer;
}

SealBuffer *seal_buffer_new_take_text(char *text)
{
    gsize len = strlen(text) + 1;
    SealBuffer *buffer = seal_buffer_new_copy(text, len);
    sodium_memzero(text, len);
    g_free(text);
    return buffer;
}

SealBuffer *seal_buffer_new_random(gsize len)
{
    SealBuffer *buffer = seal_buffer_new(len);
    randombytes_buf(buffer->data, len);
    return buffer;
}

void seal_buffer_free(SealBuffer *buffer)
{
    if (!buffer)
        return;
    sodium_free(buffer->data); /* wipes */
    g_free(buffer);
}

guint8 *seal_buffer_data(SealBuffer *buffer)
{
    return buffer->data;
}

const guint8 *seal_buffer_peek(const SealBuffer *buffer)
{
    return buffer->data;
}

gsize seal_buffer_len(const SealBuffer *buffer)
{
    return buffer ? buffer->len : 0;
}

void seal_buffer_wipe(SealBuffer *buffer)
{
    if (buffer && buffer->len > 0)
        sodium_memzero(buffer->data, buffer->len);
}

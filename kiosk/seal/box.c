#include "kiosk/seal/box.h"

#include <sodium.h>
#include <string.h>

#define CHUNK        (64 * 1024)
#define CHUNK_SEALED (CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES)
#define STREAM_HEAD                                                                                          \
    (1 + crypto_secretstream_xchacha20poly1305_KEYBYTES + crypto_box_SEALBYTES +                             \
     crypto_secretstream_xchacha20poly1305_HEADERBYTES)

SealPair *seal_pair_new_box(void)
{
    SealPair *pair = g_new0(SealPair, 1);
    pair->secret_key = seal_buffer_new(crypto_box_SECRETKEYBYTES);
    crypto_box_keypair(pair->public_key, seal_buffer_data(pair->secret_key));
    return pair;
}

void seal_pair_free(SealPair *pair)
{
    if (!pair)
        return;
    seal_buffer_free(pair->secret_key);
    g_free(pair);
}

static gboolean fits(gsize len, gsize limit, GError **error)
{
    if (len <= limit)
        return TRUE;
    g_set_error(error, SEAL_ERROR, SEAL_ERROR_TOO_LARGE,
                "%" G_GSIZE_FORMAT " bytes, at most %" G_GSIZE_FORMAT, len, limit);
    return FALSE;
}

/* Is this a record of `algorithm`, at least `least` bytes long? */
static gboolean record_is(const guint8 *sealed, gsize len, SealAlgorithm algorithm, gsize least,
                          GError **error)
{
    if (len >= 1 && sealed[0] != algorithm) {
        g_set_error(error, SEAL_ERROR, SEAL_ERROR_FORMAT, "sealed record: algorithm 0x%02x, expected 0x%02x",
                    sealed[0], algorithm);
        return FALSE;
    }
    if (len < least) {
        g_set_error(error, SEAL_ERROR, SEAL_ERROR_FORMAT,
                    "sealed record: cut short at %" G_GSIZE_FORMAT " bytes", len);
        return FALSE;
    }
    return TRUE;
}

static gboolean weak_key(GError **error)
{
    g_set_error_literal(error, SEAL_ERROR, SEAL_ERROR_FORMAT, "the hub's public key is not a usable one");
    return FALSE;
}

static gboolean forged(GError **error)
{
    g_set_error_literal(error, SEAL_ERROR, SEAL_ERROR_FORGED,
                        "sealed record does not open: changed on its way, or sealed for another key");
    return FALSE;
}

GBytes *seal_box(const guint8 public_key[SEAL_KEY_BYTES], const void *plain, gsize len, GError **error)
{
    if (!fits(len, SEAL_BOX_MAX, error))
        return NULL;
    gsize sealed_len = 1 + crypto_box_SEALBYTES + len;
    guint8 *sealed = g_malloc(sealed_len);
    sealed[0] = SEAL_ALG_BOX_X25519;
    if (crypto_box_seal(sealed + 1, plain ? plain : "", len, public_key) != 0) {
        g_free(sealed);
        weak_key(error);
        return NULL;
    }
    return g_bytes_new_take(sealed, sealed_len);
}

SealBuffer *seal_box_open(const SealPair *pair, const void *sealed, gsize len, GError **error)
{
    const guint8 *bytes = sealed;
    if (!record_is(bytes, len, SEAL_ALG_BOX_X25519, 1 + crypto_box_SEALBYTES, error) ||
        !fits(len - 1 - crypto_box_SEALBYTES, SEAL_BOX_MAX, error))
        return NULL;
    g_autoptr(SealBuffer) plain = seal_buffer_new(len - 1 - crypto_box_SEALBYTES);
    if (crypto_box_seal_open(seal_buffer_data(plain), bytes + 1, len - 1, pair->public_key,
                             seal_buffer_peek(pair->secret_key)) != 0) {
        forged(error);
        return NULL;
    }
    return g_steal_pointer(&plain);
}

/* Bytes of a stream with `len` plain bytes; an empty one still has its final chunk. */
static gsize stream_size(gsize len)
{
    gsize chunks = len == 0 ? 1 : (len + CHUNK - 1) / CHUNK;
    return STREAM_HEAD + len + chunks * crypto_secretstream_xchacha20poly1305_ABYTES;
}

GBytes *seal_stream(const guint8 public_key[SEAL_KEY_BYTES], const void *plain, gsize len, GError **error)
{
    if (!fits(len, SEAL_STREAM_MAX, error))
        return NULL;
    g_autoptr(SealBuffer) key = seal_buffer_new(crypto_secretstream_xchacha20poly1305_KEYBYTES);
    crypto_secretstream_xchacha20poly1305_keygen(seal_buffer_data(key));
    gsize size = stream_size(len);
    g_autofree guint8 *sealed = g_malloc(size);
    guint8 *out = sealed;
    *out++ = SEAL_ALG_STREAM_X25519;
    if (crypto_box_seal(out, seal_buffer_peek(key), seal_buffer_len(key), public_key) != 0) {
        weak_key(error);
        return NULL;
    }
    out += crypto_box_SEALBYTES + seal_buffer_len(key);
    crypto_secretstream_xchacha20poly1305_state state;
    crypto_secretstream_xchacha20poly1305_init_push(&state, out, seal_buffer_peek(key));
    out += crypto_secretstream_xchacha20poly1305_HEADERBYTES;
    const guint8 *in = plain;
    gsize left = len;
    do {
        gsize chunk = MIN(left, (gsize)CHUNK);
        left -= chunk;
        unsigned long long written = 0;
        guint8 tag = left == 0 ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
        crypto_secretstream_xchacha20poly1305_push(&state, out, &written, in, chunk, NULL, 0, tag);
        in += chunk;
        out += written;
    } while (left > 0);
    sodium_memzero(&state, sizeof state);
    return g_bytes_new_take(g_steal_pointer(&sealed), size);
}

/* All chunks into `plain`; FALSE when one does not open or the end is not the end. */
static gboolean pull_chunks(crypto_secretstream_xchacha20poly1305_state *state, const guint8 *in, gsize left,
                            guint8 *plain)
{
    guint8 tag = 0;
    while (left > 0) {
        gsize chunk = MIN(left, (gsize)CHUNK_SEALED);
        unsigned long long written = 0;
        if (tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL ||
            chunk < crypto_secretstream_xchacha20poly1305_ABYTES ||
            crypto_secretstream_xchacha20poly1305_pull(state, plain, &written, &tag, in, chunk, NULL, 0) != 0)
            return FALSE;
        in += chunk;
        left -= chunk;
        plain += written;
    }
    return tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
}

SealBuffer *seal_stream_open(const SealPair *pair, const void *sealed, gsize len, GError **error)
{
    const guint8 *bytes = sealed;
    gsize least = STREAM_HEAD + crypto_secretstream_xchacha20poly1305_ABYTES;
    if (!record_is(bytes, len, SEAL_ALG_STREAM_X25519, least, error) ||
        !fits(len, stream_size(SEAL_STREAM_MAX), error))
        return NULL;
    g_autoptr(SealBuffer) key = seal_buffer_new(crypto_secretstream_xchacha20poly1305_KEYBYTES);
    const guint8 *in = bytes + 1;
    gsize sealed_key = crypto_box_SEALBYTES + seal_buffer_len(key);
    if (crypto_box_seal_open(seal_buffer_data(key), in, sealed_key, pair->public_key,
                             seal_buffer_peek(pair->secret_key)) != 0) {
        forged(error);
        return NULL;
    }
    in += sealed_key;
    crypto_secretstream_xchacha20poly1305_state state;
    if (crypto_secretstream_xchacha20poly1305_init_pull(&state, in, seal_buffer_peek(key)) != 0) {
        forged(error);
        return NULL;
    }
    in += crypto_secretstream_xchacha20poly1305_HEADERBYTES;
    gsize body = len - STREAM_HEAD;
    gsize chunks = (body + CHUNK_SEALED - 1) / CHUNK_SEALED;
    gsize overhead = chunks * crypto_secretstream_xchacha20poly1305_ABYTES;
    g_autoptr(SealBuffer) plain = seal_buffer_new(body > overhead ? body - overhead : 0);
    gboolean whole = body >= overhead && pull_chunks(&state, in, body, seal_buffer_data(plain));
    sodium_memzero(&state, sizeof state);
    if (!whole) {
        forged(error);
        return NULL;
    }
    return g_steal_pointer(&plain);
}

/* Sealed boxes: anybody with the hub's public key can seal, only the hub can open. The kiosk keeps no key
 * that opens what it has sealed.
 *
 *   small records (answers):       alg 0x01 | crypto_box_seal
 *   photos and files (<= 10 MiB):  alg 0x02 | sealed stream key | stream header | chunks of 64 KiB, the last
 * one tagged final, so a cut at a chunk's edge is seen */
#pragma once

#include "kiosk/seal/seal.h"
#include "kiosk/seal/buffer.h"

#define SEAL_BOX_MAX    (4 * 1024 * 1024)  /* plain bytes of a small record */
#define SEAL_STREAM_MAX (10 * 1024 * 1024) /* plain bytes of a photo or file */

/* A key pair; the public half may be copied freely. */
typedef struct {
    guint8 public_key[SEAL_KEY_BYTES];
    SealBuffer *secret_key; /* owned; 32 bytes for boxes, 64 for signatures */
} SealPair;

SealPair *seal_pair_new_box(void);
void seal_pair_free(SealPair *pair);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SealPair, seal_pair_free)

/* New GBytes with the sealed record; NULL: TOO_LARGE, or FORMAT when the public key is a weak point. */
GBytes *seal_box(const guint8 public_key[SEAL_KEY_BYTES], const void *plain, gsize len, GError **error);
/* New buffer with the plain bytes; NULL: FORMAT, FORGED, TOO_LARGE. */
SealBuffer *seal_box_open(const SealPair *pair, const void *sealed, gsize len, GError **error);

/* The same for photos and files. 1 MiB takes about 3 ms: call it on a worker. */
GBytes *seal_stream(const guint8 public_key[SEAL_KEY_BYTES], const void *plain, gsize len, GError **error);
SealBuffer *seal_stream_open(const SealPair *pair, const void *sealed, gsize len, GError **error);

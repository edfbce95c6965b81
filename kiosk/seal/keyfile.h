/* Key files: a few lines of text, mode 0600, created once. A file that is there is used or refused, never
 * overwritten: a damaged hub key must be restored from its backup, since a new one could open no old case.
 *
 *   kiosk-key 1
 *   kind: box | sign | secret
 *   public: <base64, absent for secret>
 *   secret: <base64>
 *   check: <hex of the first 8 bytes of BLAKE2b-256 over the lines above> */
#pragma once

#include "kiosk/seal/box.h"

/* X25519 pair for sealed boxes. Created with its folder's owner when absent and `create`; the new file and
 * its folder are on disk when this returns. NULL: FILE (missing or unwritable), DAMAGED (content, kind, or
 * mode open to group or others); the message names the file and what to do. */
SealPair *seal_keyfile_box(const char *path, gboolean create, GError **error);
/* Ed25519 pair for signatures; same rules. */
SealPair *seal_keyfile_sign(const char *path, gboolean create, GError **error);
/* 32 random bytes: the kiosk's secret salt, the hub's person key; same rules. */
SealBuffer *seal_keyfile_secret(const char *path, gboolean create, GError **error);

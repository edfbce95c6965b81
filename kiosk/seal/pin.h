/* Staff PINs: Argon2id with its parameters and salt in the text, so that they may grow later.
 * Both calls take tens of milliseconds by intention: worker only. */
#pragma once

#include "kiosk/seal/seal.h"

/* TRUE for 6 to 12 digits that are neither one digit repeated nor a run up or down (123456). */
gboolean seal_pin_is_good(const char *pin);
/* Text to store (starts with "$argon2id$"); free with g_free. NULL: MEMORY. */
char *seal_pin_hash(const char *pin, GError **error);
/* FALSE for a wrong PIN, a damaged text, or NULL as `hash`; NULL takes as long as a wrong PIN, so that an
 * unknown staff number cannot be told from a wrong PIN by waiting. */
gboolean seal_pin_verify(const char *hash, const char *pin);

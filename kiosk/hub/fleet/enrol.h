/* Kiosks join the hub: staff ask for a one-time code, type it in at the kiosk, and from then on the two share
 * a key. The code lies here only as the key behind it, sealed; it is good for a day, ten tries and one kiosk.
 */
#pragma once
#include "kiosk/hub/internal.h"

#define ENROL_CODE_SIZE 20 /* "ABCD-EFGH-JKLM-NPQR" and its NUL: 80 bits */
#define ENROL_HOURS     24
#define ENROL_TRIES     10

/* Any thread, without the lock held (some 100 ms of Argon2id). community NULL: the hub's own. */
gboolean hub_enrol(Hub *hub, const char *kiosk_no, const char *community, char code[ENROL_CODE_SIZE],
                   gint64 *expires_us, GError **error);

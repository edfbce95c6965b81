/* Attachments: sealed on the kiosk, sent in pieces, resumable. A piece lies in blobs/incoming until the last
 * one came; then the whole is opened once, compared with the hash of its plain content, and moved to its
 * place. What does not fit is thrown away and sent again. The content stays sealed to the hub's key on disk.
 */
#pragma once
#include "kiosk/hub/internal.h"

/* Makes the folders and clears away pieces older than a week. */
gboolean blobs_prepare(Hub *hub, GError **error);
/* Does the hub hold the whole attachment from this kiosk? */
gboolean blobs_has(Hub *hub, const char *kiosk_no, const char *sha256, gint64 *bytes, GError **error);

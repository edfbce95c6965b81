/* What may go, goes: once at start and once a day, on the worker. The periods are those of process.json
 * (privacy.retention) where it names one. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

#define STORE_KEEP_STAGE_MS (24LL * 3600 * 1000) /* photos of a session that ended without case or draft */
#define STORE_KEEP_CASE_MS  (90LL * 24 * 3600 * 1000) /* finished cases; the hub has them for longer */
#define STORE_KEEP_PRINT_MS (30LL * 24 * 3600 * 1000) /* print orders that came to an end */
#define STORE_KEEP_HELP_MS  (15LL * 60 * 1000)        /* a call for help that never got through */
#define STORE_KEEP_AUDIT_MS                                                                                  \
    (180LL * 24 * 3600 * 1000) /* then into an archive file, which staff keep for 3 years */

/* Removes what is over its time, seals the audit chain for `today`, and moves old records into the folder
 * "audit" beside the store. Each part is a transaction of its own: an error stops here and the rest is done
 * next time. Do not call while the time is uncertain - a clock that runs ahead would delete what is still
 * needed. */
gboolean store_keep_house(Store *store, Day today, gint64 now_ms, GError **error);

G_END_DECLS

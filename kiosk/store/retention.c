#define G_LOG_DOMAIN "store"
#include "kiosk/store/retention.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/cases.h"
#include "kiosk/store/drafts.h"
#include "kiosk/store/numbers.h"
#include "kiosk/store/outbox.h"
#include "kiosk/store/prints.h"

/* The purges that need nothing but a moment; each returns how many went, -1 on error. */
static const struct {
    const char *what;
    int (*purge)(Store *store, gint64 before_ms, GError **error);
    gint64 keep_ms;
} PURGES[] = {
    {"drafts", store_drafts_purge, 0}, /* they name their own end */
    {"photos without a case", store_attachments_purge, STORE_KEEP_STAGE_MS},
    {"finished cases", store_cases_purge, STORE_KEEP_CASE_MS},
    {"print orders", store_prints_purge, STORE_KEEP_PRINT_MS},
    {"calls for help", store_outbox_expire_help, STORE_KEEP_HELP_MS},
};

/* A chain without a record has nothing to seal. */
static gboolean seal_day(Store *store, Day today, gint64 now_ms, GError **error)
{
    StoreAuditDigest digest;
    GError *problem = NULL;
    if (store_audit_digest(store, today, now_ms, &digest, &problem) ||
        g_error_matches(problem, STORE_ERROR, STORE_ERROR_NOT_FOUND)) {
        g_clear_error(&problem);
        return TRUE;
    }
    g_propagate_error(error, problem);
    return FALSE;
}

gboolean store_keep_house(Store *store, Day today, gint64 now_ms, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(PURGES); i++) {
        int gone = PURGES[i].purge(store, now_ms - PURGES[i].keep_ms, error);
        if (gone < 0) {
            g_prefix_error(error, "%s: ", PURGES[i].what);
            return FALSE;
        }
        if (gone > 0)
            g_message("removed, over their time: %s: %d", PURGES[i].what, gone);
    }
    g_autofree char *folder = g_path_get_dirname(store_path(store));
    g_autofree char *archive = g_build_filename(folder, "audit", NULL);
    return store_numbers_purge(store, today, error) >= 0 && seal_day(store, today, now_ms, error) &&
           store_audit_rotate(store, archive, now_ms - STORE_KEEP_AUDIT_MS, now_ms, error) >= 0;
}

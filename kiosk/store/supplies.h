/* Paper and toner as counted here, and how often printing worked. Where a printer reports a level itself,
 * that is the truth; these counters stand in where it does not, and tell when to bring paper. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

typedef enum {
    STORE_SUPPLY_A4,    /* sheets */
    STORE_SUPPLY_SLIP,  /* slips of the 80 mm roll */
    STORE_SUPPLY_TONER, /* pages that are left in it */
} StoreSupplyKind;
#define STORE_SUPPLY_KINDS 3
const char *store_supply_name(StoreSupplyKind kind); /* "a4", "slip", "toner" */

typedef struct {
    StoreSupplyKind kind;
    int left, full, warn_at;      /* left never falls below 0 */
    gint64 restocked_ms;          /* 0: never */
    char restocked_by[16];        /* staff number */
    int prints_ok, prints_failed; /* since the beginning; toner: 0 */
} StoreSupply;

gboolean store_supply_get(Store *store, StoreSupplyKind kind, StoreSupply *supply, GError **error);
/* `amount` sheets, slips or pages were used (> 0). store_print_set(DONE) does this by itself. */
gboolean store_supply_use(Store *store, StoreSupplyKind kind, int amount, GError **error);
/* "Restocked": the tray now holds `left`. Audited as "device.restock" under `staff_no`. */
gboolean store_supply_restock(Store *store, StoreSupplyKind kind, int left, const char *staff_no,
                              gint64 now_ms, GError **error);
/* What a full tray holds and when to warn, from the settings. */
gboolean store_supply_limits(Store *store, StoreSupplyKind kind, int full, int warn_at, GError **error);

G_END_DECLS

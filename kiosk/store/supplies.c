#include "kiosk/store/supplies.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/audit.h"

STORE_SQL(SQL_GET,
          "SELECT units_left, units_full, warn_at, restocked_ms, restocked_by, prints_ok, prints_failed"
          " FROM supply WHERE kind = ?1");
STORE_SQL(SQL_USE, "UPDATE supply SET units_left = max(0, units_left - ?2) WHERE kind = ?1");
STORE_SQL(SQL_RESTOCK,
          "UPDATE supply SET units_left = ?2, restocked_ms = ?3, restocked_by = ?4 WHERE kind = ?1");
STORE_SQL(SQL_LIMITS, "UPDATE supply SET units_full = ?2, warn_at = ?3 WHERE kind = ?1");
STORE_SQL(SQL_COUNT,
          "UPDATE supply SET prints_ok = prints_ok + ?2, prints_failed = prints_failed + ?3 WHERE kind = ?1");

static const char *const NAMES[STORE_SUPPLY_KINDS] = {
    [STORE_SUPPLY_A4] = "a4",
    [STORE_SUPPLY_SLIP] = "slip",
    [STORE_SUPPLY_TONER] = "toner",
};

const char *store_supply_name(StoreSupplyKind kind)
{
    g_return_val_if_fail(kind < STORE_SUPPLY_KINDS, "unknown");
    return NAMES[kind];
}

gboolean store_supply_get(Store *store, StoreSupplyKind kind, StoreSupply *supply, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_GET);
    store_bind_int(&query, kind);
    if (!store_one(&query, "supply", error))
        return FALSE;
    *supply = (StoreSupply){.kind = kind,
                            .left = (int)store_col_int(&query, 0),
                            .full = (int)store_col_int(&query, 1),
                            .warn_at = (int)store_col_int(&query, 2),
                            .restocked_ms = store_col_int(&query, 3),
                            .prints_ok = (int)store_col_int(&query, 5),
                            .prints_failed = (int)store_col_int(&query, 6)};
    store_col_copy(&query, 4, supply->restocked_by, sizeof supply->restocked_by);
    return TRUE;
}

gboolean store_supply_use(Store *store, StoreSupplyKind kind, int amount, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_USE);
    store_bind_int(&query, kind);
    store_bind_int(&query, MAX(amount, 0));
    return store_run(&query, error);
}

gboolean store_supply_restock(Store *store, StoreSupplyKind kind, int left, const char *staff_no,
                              gint64 now_ms, GError **error)
{
    g_return_val_if_fail(kind < STORE_SUPPLY_KINDS, FALSE);
    if (left < 0 || left > 100000) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "supply %s: %d is not an amount", NAMES[kind],
                    left);
        return FALSE;
    }
    if (!store_word_is_good(staff_no, 15, "", "staff number", error))
        return FALSE;
    g_autofree char *result = g_strdup_printf("%s:%d", NAMES[kind], left);
    const StoreAudit event = {.ts_ms = now_ms,
                              .actor_type = "staff",
                              .actor_id = staff_no,
                              .event = "device.restock",
                              .result = result};
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    g_auto(StoreQuery) query = store_query(store, &SQL_RESTOCK);
    store_bind_int(&query, kind);
    store_bind_int(&query, left);
    store_bind_int(&query, now_ms);
    store_bind_text(&query, staff_no);
    return store_run(&query, error) && store_audit_append(store, &event, NULL, error) &&
           store_tx_commit(&tx, error);
}

gboolean store_supply_limits(Store *store, StoreSupplyKind kind, int full, int warn_at, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_LIMITS);
    store_bind_int(&query, kind);
    store_bind_int(&query, full);
    store_bind_int(&query, warn_at);
    return store_run(&query, error);
}

gboolean store_supply_count(Store *store, int kind, gboolean ok, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_COUNT);
    store_bind_int(&query, kind);
    store_bind_int(&query, ok ? 1 : 0);
    store_bind_int(&query, ok ? 0 : 1);
    return store_run(&query, error);
}

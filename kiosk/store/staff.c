#include "kiosk/store/staff.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/audit.h"
#include "kiosk/seal/pin.h"

#include <string.h>

STORE_SQL(SQL_PUT,
          "INSERT INTO staff(staff_no, role, pin_hash) VALUES(?1, ?2, ?3) ON CONFLICT(staff_no) DO UPDATE SET"
          " role = excluded.role, pin_hash = ifnull(excluded.pin_hash, pin_hash),"
          " wrong = CASE WHEN excluded.pin_hash IS NULL THEN wrong ELSE 0 END,"
          " locked_for_ms = CASE WHEN excluded.pin_hash IS NULL THEN locked_for_ms ELSE 0 END");
STORE_SQL(SQL_REMOVE, "DELETE FROM staff WHERE staff_no = ?1");
STORE_SQL(SQL_COUNT, "SELECT count(*) FROM staff");
STORE_SQL(SQL_GET, "SELECT pin_hash, wrong, locked_from_ms, locked_for_ms FROM staff WHERE staff_no = ?1");
STORE_SQL(SQL_TRIED,
          "UPDATE staff SET wrong = ?2, locked_from_ms = ?3, locked_for_ms = ?4 WHERE staff_no = ?1");
STORE_SQL(SQL_BADGE_PUT, "INSERT INTO badge(token_tag, staff_no) VALUES(?1, ?2)"
                         " ON CONFLICT(token_tag) DO UPDATE SET staff_no = excluded.staff_no");
STORE_SQL(SQL_BADGE_REMOVE, "DELETE FROM badge WHERE token_tag = ?1");
STORE_SQL(SQL_BADGE_FIND,
          "SELECT s.staff_no, s.role FROM badge b JOIN staff s USING(staff_no) WHERE b.token_tag = ?1");

static gboolean audit(Store *store, const char *by, const char *event, const char *about, const char *result,
                      gint64 now_ms, GError **error)
{
    const StoreAudit record = {.ts_ms = now_ms,
                               .actor_type = "staff",
                               .actor_id = by,
                               .event = event,
                               .reason = about,
                               .result = result};
    return store_audit_append(store, &record, NULL, error);
}

gboolean store_staff_put(Store *store, const char *staff_no, const char *role, const char *pin_hash,
                         const char *by, gint64 now_ms, GError **error)
{
    if (!store_word_is_good(staff_no, 15, "", "staff number", error) ||
        !store_word_is_good(role, 23, "", "role", error) ||
        !store_word_is_good(by, 15, "", "staff number", error))
        return FALSE;
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    g_auto(StoreQuery) query = store_query(store, &SQL_PUT);
    store_bind_text(&query, staff_no);
    store_bind_text(&query, role);
    store_bind_text(&query, pin_hash);
    return store_run(&query, error) && audit(store, by, "admin.staff", staff_no, "ok", now_ms, error) &&
           store_tx_commit(&tx, error);
}

gboolean store_staff_remove(Store *store, const char *staff_no, const char *by, gint64 now_ms, GError **error)
{
    if (!store_word_is_good(staff_no, 15, "", "staff number", error))
        return FALSE;
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    g_auto(StoreQuery) query = store_query(store, &SQL_REMOVE);
    store_bind_text(&query, staff_no);
    return store_run(&query, error) && audit(store, by, "admin.staff", staff_no, "removed", now_ms, error) &&
           store_tx_commit(&tx, error);
}

int store_staff_count(Store *store, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_COUNT);
    return store_one(&query, "staff", error) ? (int)store_col_int(&query, 0) : -1;
}

gboolean store_badge_put(Store *store, const guint8 token_tag[STORE_TAG_BYTES], const char *staff_no,
                         GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_BADGE_PUT);
    store_bind_blob(&query, token_tag, STORE_TAG_BYTES);
    store_bind_text(&query, staff_no);
    return store_run(&query, error);
}

gboolean store_badge_remove(Store *store, const guint8 token_tag[STORE_TAG_BYTES], GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_BADGE_REMOVE);
    store_bind_blob(&query, token_tag, STORE_TAG_BYTES);
    return store_run(&query, error);
}

gboolean store_badge_find(Store *store, const guint8 token_tag[STORE_TAG_BYTES], StoreStaff *staff,
                          GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_BADGE_FIND);
    store_bind_blob(&query, token_tag, STORE_TAG_BYTES);
    if (!store_one(&query, "staff badge", error))
        return FALSE;
    store_col_copy(&query, 0, staff->staff_no, sizeof staff->staff_no);
    store_col_copy(&query, 1, staff->role, sizeof staff->role);
    return TRUE;
}

/* --- PIN
 * -------------------------------------------------------------------------------------------------------------
 */
typedef struct {
    char *hash; /* owned; NULL: no such staff number, or no PIN yet */
    gboolean known;
    int wrong;
    gint64 locked_from_ms, locked_for_ms;
} Tries;

static gboolean load_tries(Store *store, const char *staff_no, Tries *tries, GError **error)
{
    memset(tries, 0, sizeof *tries);
    g_auto(StoreQuery) query = store_query(store, &SQL_GET);
    store_bind_text(&query, staff_no);
    StoreRow row = store_next(&query, error);
    if (row != STORE_ROW)
        return row == STORE_NO_ROW;
    tries->known = TRUE;
    tries->hash = store_col_text(&query, 0);
    tries->wrong = (int)store_col_int(&query, 1);
    tries->locked_from_ms = store_col_int(&query, 2);
    tries->locked_for_ms = store_col_int(&query, 3);
    return TRUE;
}

/* A clock that went back starts the wait anew, it does not make it longer than it was. */
static gint64 wait_of(const Tries *tries, gint64 now_ms)
{
    gint64 passed = now_ms - tries->locked_from_ms;
    return passed < 0 ? tries->locked_for_ms : MAX(0, tries->locked_for_ms - passed);
}

/* The lock after the n-th wrong PIN: none before the fifth, then 15 s, 30 s, ... */
static gint64 lock_after(int wrong)
{
    if (wrong < STORE_PIN_FREE_TRIES)
        return 0;
    gint64 lock = (gint64)STORE_PIN_LOCK_MS << MIN(wrong - STORE_PIN_FREE_TRIES, 20);
    return MIN(lock, STORE_PIN_LOCK_MAX_MS);
}

static gboolean write_tries(Store *store, const char *staff_no, int wrong, gint64 now_ms, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_TRIED);
    store_bind_text(&query, staff_no);
    store_bind_int(&query, wrong);
    store_bind_int(&query, now_ms);
    store_bind_int(&query, lock_after(wrong));
    return store_run(&query, error);
}

gint64 store_pin_wait_ms(Store *store, const char *staff_no, gint64 now_ms, GError **error)
{
    Tries tries;
    if (!load_tries(store, staff_no, &tries, error))
        return -1;
    g_free(tries.hash);
    return wait_of(&tries, now_ms);
}

gboolean store_pin_check(Store *store, const char *staff_no, const char *pin, gint64 now_ms, StorePin *result,
                         gint64 *wait_ms, GError **error)
{
    *result = STORE_PIN_WRONG;
    Tries tries;
    if (!store_word_is_good(staff_no, 15, "", "staff number", error) ||
        !load_tries(store, staff_no, &tries, error))
        return FALSE;
    g_autofree char *hash = tries.hash;
    gint64 wait = wait_of(&tries, now_ms);
    if (wait > 0) {
        *result = STORE_PIN_LOCKED;
        if (wait_ms)
            *wait_ms = wait;
        return audit(store, staff_no, "staff.login", NULL, "locked", now_ms, error);
    }
    /* counted before it is looked at: whoever pulls the plug meanwhile has used a try */
    int wrong = MIN(tries.wrong + 1, 1000);
    if (tries.known && !write_tries(store, staff_no, wrong, now_ms, error))
        return FALSE;
    gboolean right = seal_pin_verify(hash, pin);
    if (wait_ms)
        *wait_ms = right || !tries.known ? 0 : lock_after(wrong);
    if (right && !write_tries(store, staff_no, 0, now_ms, error))
        return FALSE;
    if (!audit(store, staff_no, "staff.login", NULL, right ? "ok" : "wrong_pin", now_ms, error))
        return FALSE;
    *result = right ? STORE_PIN_RIGHT : STORE_PIN_WRONG;
    return TRUE;
}

/* The outbox: what must reach the hub exactly once, however often power, network or process fail.
 *
 *   WAITING ──sent, hub said yes──> (row gone, payload and attachments deleted)
 *      ^  └──failed: later──┐
 *      └────────────────────┘
 *      └──hub refuses──> REFUSED ──staff: again──> WAITING
 *                             └──staff: dropped──> (row gone; the case stays, audited)
 *
 * Order: calls for help first, then cases in the order they were made, then
 * withdrawals, ratings, and the rest.
 * Retry times come from the caller (capped back-off with jitter, kiosk/sync). */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

typedef enum {
    STORE_OUT_HELP, /* somebody needs help at the kiosk; worthless after a few minutes */
    STORE_OUT_CASE, /* put there by store_case_put() only */
    STORE_OUT_WITHDRAWAL,
    STORE_OUT_RATING,
    STORE_OUT_PRINT,    /* print results for the trace */
    STORE_OUT_COUNTERS, /* only the newest counts: a new one replaces the one that waits */
    STORE_OUT_DIGEST,   /* daily seal of the audit chain */
} StoreOutKind;
#define STORE_OUT_KINDS 7
const char *store_out_kind_name(StoreOutKind kind); /* "help", "case", ... */

#define STORE_OUT_WAITING_MAX 5000 /* rows of one kind; cases are limited only by the disk */
#define STORE_OUT_BACKOFF_MAX_MS                                                                             \
    (60 * 60 * 1000) /* a row due later than now + this is due: the clock went back */

typedef struct {
    gint64 id;
    StoreOutKind kind;
    char *key;       /* idempotency key */
    gint64 case_seq; /* 0: not a case */
    gint64 created_ms;
    gint64 due_ms;
    int attempts;
    gboolean refused;
    char *problem;   /* last failure or the hub's reason, staff text; NULL: none */
    GBytes *payload; /* NULL in lists */
} StoreOutItem;
void store_out_item_free(StoreOutItem *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreOutItem, store_out_item_free)

/* Anything but a case. `key` makes it idempotent: the same key again is TRUE and changes nothing. LIMIT when
 * STORE_OUT_WAITING_MAX of its kind wait. */
gboolean store_outbox_put(Store *store, StoreOutKind kind, const char *key, GBytes *payload, gint64 now_ms,
                          GError **error);

/* The next row that is due, with payload; NULL without error when none is. `next_due_ms` (may be NULL) then
 * tells when to look again: 0 = nothing waits. */
StoreOutItem *store_outbox_next(Store *store, gint64 now_ms, gint64 *next_due_ms, GError **error);

/* It did not work this time: due again at `due_ms` (capped to STORE_OUT_BACKOFF_MAX_MS after now). `problem`
 * is a short word for staff ("hub unreachable"), at most 200 characters, no personal data. */
gboolean store_outbox_failed(Store *store, gint64 id, const char *problem, gint64 now_ms, gint64 due_ms,
                             GError **error);
/* The hub has it. For a case: deletes payload and attachments, sets state, per cent and (where the hub gave
 * it) the number, appends "case.upload" to the audit chain; one transaction. A second call is TRUE and
 * changes nothing. */
typedef struct {
    const char *case_no; /* NULL: as it was */
    const char *state;   /* NULL: "submitted" */
    int pct;             /* -1: 10 */
    gint64 revision;     /* 0: none */
} StoreOutAck;
gboolean store_outbox_ack(Store *store, gint64 id, const StoreOutAck *ack, gint64 now_ms, GError **error);
/* The hub will never take it as it is: kept for staff. */
gboolean store_outbox_refuse(Store *store, gint64 id, const char *reason, gint64 now_ms, GError **error);
/* Staff: try a refused row again, or let it go (its payload is deleted; the case keeps its row). Both are
 * audited under `staff_no`. */
gboolean store_outbox_retry(Store *store, gint64 id, const char *staff_no, gint64 now_ms, GError **error);
gboolean store_outbox_drop(Store *store, gint64 id, const char *staff_no, gint64 now_ms, GError **error);
/* Everything that waits is due now ("send now"). */
gboolean store_outbox_hurry(Store *store, gint64 now_ms, GError **error);
/* Calls for help older than `before_ms`: nobody stands there any more. Number removed, -1 on error. */
int store_outbox_expire_help(Store *store, gint64 before_ms, GError **error);

typedef struct {
    int waiting, refused, cases_waiting;
    gint64 oldest_ms; /* when the oldest waiting row was put there; 0: none */
} StoreOutStats;
gboolean store_outbox_stats(Store *store, StoreOutStats *stats, GError **error);
/* Waiting and refused rows, oldest first, without payloads, at most 200. Array of StoreOutItem. */
GPtrArray *store_outbox_list(Store *store, GError **error);

G_END_DECLS

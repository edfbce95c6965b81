/* Staff of this kiosk: number, role, PIN hash, and the badges that name them. Both are needed to get in.
 *
 * Five wrong PINs lock for 15 s, each further one doubles that up to an hour. A try is counted on disk BEFORE
 * the PIN is looked at, so pulling the plug gives no free tries; the right PIN sets the count to 0. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

#define STORE_PIN_FREE_TRIES  5
#define STORE_PIN_LOCK_MS     (15 * 1000)
#define STORE_PIN_LOCK_MAX_MS (60 * 60 * 1000)

typedef struct {
    char staff_no[16];
    char role[24]; /* id of process.json: "community_worker", "device_ops", ... */
} StoreStaff;

/* New or changed; `pin_hash` of seal_pin_hash(), NULL keeps the one that is there. Takes the place of the
 * wrong-PIN count only when a new hash comes. Audited under `by`. */
gboolean store_staff_put(Store *store, const char *staff_no, const char *role, const char *pin_hash,
                         const char *by, gint64 now_ms, GError **error);
/* With all badges; no such number: TRUE. Audited under `by`. */
gboolean store_staff_remove(Store *store, const char *staff_no, const char *by, gint64 now_ms,
                            GError **error);
int store_staff_count(Store *store, GError **error);

/* `token_tag` is seal_card_new(...)->tag of the badge. */
gboolean store_badge_put(Store *store, const guint8 token_tag[STORE_TAG_BYTES], const char *staff_no,
                         GError **error);
gboolean store_badge_remove(Store *store, const guint8 token_tag[STORE_TAG_BYTES], GError **error);
/* FALSE: NOT_FOUND - not a staff badge - or worse. */
gboolean store_badge_find(Store *store, const guint8 token_tag[STORE_TAG_BYTES], StoreStaff *staff,
                          GError **error);

typedef enum { STORE_PIN_RIGHT, STORE_PIN_WRONG, STORE_PIN_LOCKED } StorePin;
/* Checks a PIN (about 40 ms). `wait_ms` (may be NULL) takes how long the next try must wait. An unknown staff
 * number is WRONG and takes as long. Every result is audited. FALSE on error: nobody gets in. */
gboolean store_pin_check(Store *store, const char *staff_no, const char *pin, gint64 now_ms, StorePin *result,
                         gint64 *wait_ms, GError **error);
/* How long the next try must wait; 0: now; -1 on error. */
gint64 store_pin_wait_ms(Store *store, const char *staff_no, gint64 now_ms, GError **error);

G_END_DECLS

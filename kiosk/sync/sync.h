/* The pump between this kiosk and its hub: sends what the outbox holds, exactly once however often power,
 * network or either end fails; fetches numbers, catalogue and content ahead; answers questions while the hub
 * is there. One worker thread with libcurl; nothing here blocks the loop thread.
 *
 * Threads: create, start, stop, destroy and every call below belong to the loop thread; every callback comes
 * on the default GMainContext. Personal data in answers are lent until the callback returns and wiped then.
 *
 *   UNREGISTERED --registered--> OFFLINE <==heard from the hub / not heard==> ONLINE
 * A kiosk that the hub no longer knows stays OFFLINE and says so in `error`: its numbers and the hub's key
 * are still good for taking applications in, and a new enrolment code mends the rest.
 */
#pragma once
#include <glib.h>
#include "kiosk/wire/cases.h"
#include "kiosk/wire/fleet.h"
#include "kiosk/store/worker.h"

#define SYNC_ERROR (sync_error_quark())
GQuark sync_error_quark(void);
typedef enum {
    SYNC_ERROR_CONFIG,    /* hub address or kiosk number not usable */
    SYNC_ERROR_OFFLINE,   /* no answer before the deadline: go on without */
    SYNC_ERROR_REFUSED,   /* the hub understood and said no; the message is for staff */
    SYNC_ERROR_PROTOCOL,  /* an answer that is not ours */
    SYNC_ERROR_CANCELLED, /* never delivered: a cancelled call has no callback */
} SyncError;

typedef struct Sync Sync;

typedef enum { SYNC_UNREGISTERED, SYNC_OFFLINE, SYNC_ONLINE } SyncState;

typedef enum {
    SYNC_EV_STATE,     /* sync_status() changed: online, offline, registered */
    SYNC_EV_OUTBOX,    /* a row was acknowledged or refused, or its last error changed */
    SYNC_EV_BLOCKS,    /* new case numbers are in the store */
    SYNC_EV_CATALOGUE, /* a newer catalogue lies in the store (sync_file_text) */
    SYNC_EV_CONTENT,   /* newer content lies in the store */
    SYNC_EV_CLOCK,     /* clock_offset_s or clock_is_certain changed */
} SyncEvent;
typedef void (*SyncListener)(SyncEvent event, gpointer user_data);

typedef struct {
    SyncState state;
    gint64 since_us;           /* wall clock, when state last changed */
    gint64 heard_us;           /* last answer of the hub, 0: never */
    gboolean clock_is_certain; /* compared with the hub's Date in this run, and within 120 s of it */
    gint64 clock_offset_s;     /* hub minus kiosk; kept from the last answer */
    char error[128];           /* staff text of the last failure, "" when all is well */
} SyncStatus;

/* All strings are copied. Durations of 0 take the default in brackets. */
typedef struct {
    const char *hub_url;    /* http:// or https:// with host and port */
    const char *pins;       /* keys that the hub may show over https (sha256//…;…), or NULL */
    const char *kiosk_no;   /* "QC-01" */
    const char *enrol_code; /* for the first registration; NULL afterwards */
    const char *key_file;   /* the kiosk's own key pair (kiosk/seal/keyfile.h), made when absent */
    StoreWorker *store;     /* lent; outlives the pump */
    guint heartbeat_s;      /* [45], spread by up to a quarter either way */
    guint retry_min_ms;     /* first delay after a failure [1000]; doubles with jitter up to ... */
    guint retry_max_ms;     /* ... this [60000] */
    guint request_ms;       /* one background request at most [15000] */
    guint block_days;       /* today and so many further days have numbers [7] */
    guint block_low;        /* fetch more for a day when fewer are left [20] */
    guint block_size;       /* ask for so many [100] */
} SyncOptions;

Sync *sync_create(const SyncOptions *options, GError **error);
void sync_set_listener(Sync *sync, SyncListener listener, gpointer user_data);
/* Version and devices for the heartbeat, the rest is filled in here: copied; call again whenever they change.
 */
void sync_set_heartbeat(Sync *sync, const WireHeartbeat *heartbeat);
void sync_start(Sync *sync);
/* Ends the thread, at most 2 s; requests under way are dropped (they are repeated after the next start). */
void sync_stop(Sync *sync);
void sync_destroy(Sync *sync);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sync, sync_destroy)

SyncStatus sync_status(const Sync *sync);

/* --- what registration gave (known a moment after the start, and for good: it is kept in the store) ------
 */
/* The tag that names a person to the hub; FALSE while not registered. */
gboolean sync_person_tag(const Sync *sync, const char *id_number, guint8 tag[STORE_TAG_BYTES]);
/* 32 bytes that applications and attachments are sealed to, lent; NULL while not registered. */
const guint8 *sync_hub_key(const Sync *sync);
const char *sync_community(const Sync *sync);         /* 12 digits; "" while not registered */
const char *sync_community_name_zh(const Sync *sync); /* may be "" */

/* A row was put into the outbox, or staff pressed "send now": do not wait for the next retry. */
void sync_poke(Sync *sync);
/* A new one-time code after staff typed it in: register (again). */
void sync_enrol(Sync *sync, const char *enrol_code);

/* --- questions, while a person waits --------------------------------------------------------- */
/* Exactly one callback, within deadline_ms, unless cancelled; error NULL on success. */
typedef struct SyncCall SyncCall;
typedef void (*SyncCasesDone)(GPtrArray *statuses, const GError *error,
                              gpointer user_data); /* of WireStatus* */
typedef void (*SyncLookupDone)(const json_t *values, const GError *error, gpointer user_data);
typedef void (*SyncWithdrawDone)(const WireReceipt *receipt, const GError *error, gpointer user_data);

SyncCall *sync_query_person(Sync *sync, const char *person_tag_hex, guint deadline_ms, SyncCasesDone done,
                            gpointer user_data);
SyncCall *sync_query_code(Sync *sync, const char *query_code, guint deadline_ms, SyncCasesDone done,
                          gpointer user_data);
/* names: NULL-terminated, without "db."; purpose: matter id. Names that find nothing are absent. */
SyncCall *sync_lookup(Sync *sync, const char *person_tag_hex, const char *purpose, const char *const *names,
                      guint deadline_ms, SyncLookupDone done, gpointer user_data);
SyncCall *sync_withdraw(Sync *sync, const char *case_no, const char *person_tag_hex, const char *reason,
                        guint deadline_ms, SyncWithdrawDone done, gpointer user_data);
/* Forgets the call: no callback any more. Only before its callback came. */
void sync_cancel(SyncCall *call);

/* The pump from inside. Everything here lives on the loop thread; jobs for the disk go to the StoreWorker,
 * requests to SyncHttp, and both come back as callbacks.
 *
 * A round is a walk through the steps below; it ends early when the hub cannot be reached, and begins again
 * after a delay that doubles, or at once when sync_poke() says that there is something new. */
#pragma once
#include "kiosk/seal/box.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/outbox.h"
#include "kiosk/sync/http.h"
#include "kiosk/sync/sync.h"

typedef enum {
    STEP_REST,      /* no round under way */
    STEP_LOAD,      /* keys and registration from disk, once */
    STEP_REGISTER,  /* only with an enrolment code */
    STEP_OUTBOX,    /* rows that are due, one after the other */
    STEP_HEARTBEAT, /* when it is time; also what finds a lost hub again */
    STEP_FILES,     /* documents whose etag differs */
    STEP_BLOCKS,    /* numbers for the days ahead */
} SyncStep;

#define SYNC_FILES 4

/* What registration gave. */
typedef struct {
    char *community, *community_name_zh;
    guint8 hub_key[SEAL_KEY_BYTES];
    SealBuffer *kiosk_key, *person_key;
} SyncIdentity;
void sync_identity_free(SyncIdentity *identity);

struct Sync {
    gint references; /* one for the owner, one for each job under way */
    gboolean stopped;

    char *hub_url, *pins, *kiosk_no, *key_file, *enrol_code;
    guint heartbeat_s, retry_min_ms, retry_max_ms, request_ms, block_days, block_low, block_size;
    StoreWorker *store; /* lent */
    SyncListener listener;
    gpointer listener_data;
    SyncStatus status;
    WireHeartbeat *heartbeat;

    SealPair *pair;         /* the kiosk's own, after loading */
    SyncIdentity *identity; /* NULL: not registered */

    SyncHttp *http;   /* NULL while stopped */
    GPtrArray *calls; /* of SyncCall*, open questions */

    SyncStep step;
    SyncJob *job;          /* the background request under way ... */
    SyncAnswered answered; /* ... and who waits for it */
    guint timer;           /* source of the next round */
    guint failures;        /* in a row */
    gboolean poked;        /* something new came while a round was under way */
    gint64 started_us, heartbeat_due_us;

    struct SyncSending *sending;     /* outbox.c */
    char *etags[SYNC_FILES];         /* what the hub has, by the last heartbeat; NULL: unknown */
    char *refused_etags[SYNC_FILES]; /* documents that this program cannot read: not fetched again */
    guint file;                      /* the one being fetched */
    char *code_tried;                /* the enrolment code of the request under way */
    SealBuffer *code_key;            /* while registering: proves the answer */
    guint blocks_ahead;              /* days from today on that have numbers */
    GBytes *blocks_body;             /* asked for and not answered: repeated as it is */
};

Sync *sync_ref(Sync *sync);
void sync_unref(Sync *sync);

/* --- steps; each calls sync_step_done() or sync_round_failed() when it is through ------------------------
 */
void sync_load(Sync *sync);
void sync_register(Sync *sync);
void sync_send_outbox(Sync *sync);
void sync_send_heartbeat(Sync *sync);
void sync_fetch_files(Sync *sync);
void sync_fetch_blocks(Sync *sync);
void sync_step_done(Sync *sync);
/* The next round in so many milliseconds, instead of the one that was planned. */
void sync_schedule(Sync *sync, gint64 delay_ms);
/* The hub was not there or is not well: the round ends, the next comes later. */
void sync_round_failed(Sync *sync, const char *problem);
/* The hub does not take our signature: goes on with what needs none. */
gboolean sync_is_locked_out(Sync *sync, const SyncAnswer *answer);

void sync_sending_clear(Sync *sync);
void sync_calls_stop(Sync *sync);

/* --- shared ------------------------------------------------------------------------------------------------
 */
/* A background request; its answer comes with the hub heard. body is taken, may be NULL. */
void sync_ask(Sync *sync, const char *method, const char *path, GBytes *body, SyncAnswered answered);
void sync_ask_full(Sync *sync, const SyncAsk *ask, SyncAnswered answered);
/* Any answer of the hub, by its HTTP status (0: none): online, clock. */
void sync_heard(Sync *sync, guint status);
/* A question got no answer: look now whether the hub is still there. */
void sync_doubt(Sync *sync);
void sync_set_state(Sync *sync, SyncState state);
void sync_problem(Sync *sync, const char *format, ...) G_GNUC_PRINTF(2, 3);
void sync_emit(Sync *sync, SyncEvent event);
/* A disk job that keeps Sync alive; done is not called after sync_stop(). FALSE: the queue is full. */
typedef void (*SyncDiskDone)(Sync *sync, gpointer data, const GError *error);
gboolean sync_disk(Sync *sync, StoreJob job, gpointer data, GDestroyNotify data_free, SyncDiskDone done);
/* What the hub says about a refusal, for staff: "409: duplicate". */
void sync_refusal_text(const SyncAnswer *answer, char *text, gsize size);
GBytes *sync_text_bytes(char *text, gsize size);
gint64 sync_now_ms(void);

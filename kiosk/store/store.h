/* The kiosk's own store: one SQLite file, and nothing outside of this folder knows SQL.
 *
 * What was promised to a person is on disk when the call returns (WAL, synchronous=FULL, one transaction
 * each); a call that fails has changed nothing. Personal data come in sealed or masked, never in the clear.
 *
 * Thread: a Store belongs to one thread at a time, the worker's (worker.h) in the kiosk. Every call may wait
 * for the disk, so none belongs on the loop thread. Another process may open the same file for reading.
 * Ownership: texts and blobs given in are lent for the call; what comes out is the caller's to free.
 * Times: ms since 1970 UTC; days: kiosk/domain/date.h. Both come from the caller, the store asks no clock. */
#pragma once

#include <glib.h>
#include "kiosk/domain/date.h"

G_BEGIN_DECLS

typedef struct Store Store;

typedef enum {
    STORE_ERROR_DAMAGED,   /* not a store, or its pages do not fit together; the message says what to do */
    STORE_ERROR_FUTURE,    /* written by a newer version of this program */
    STORE_ERROR_FULL,      /* no room on the disk; nothing of the call was written */
    STORE_ERROR_BUSY,      /* another process holds it, or the worker's queue is full: try again */
    STORE_ERROR_IO,        /* the disk or the permissions refuse */
    STORE_ERROR_NOT_FOUND, /* no such row */
    STORE_ERROR_CONFLICT,  /* the same key, code or number is there already with other content */
    STORE_ERROR_LIMIT,     /* beyond a limit named in the header of the call */
    STORE_ERROR_REFUSED,   /* the text could be personal data, or is not of the allowed form */
    STORE_ERROR_STATE,     /* not allowed in this state (see the diagram of the call) */
    STORE_ERROR_LOCKED,    /* too many wrong PINs: wait */
    STORE_ERROR_CLOSED,    /* the worker is stopping */
} StoreError;
#define STORE_ERROR (store_error_quark())
GQuark store_error_quark(void);

#define STORE_KEY_MAX   64                /* characters of an idempotency key, id or name */
#define STORE_TEXT_MAX  (64 * 1024)       /* bytes of a small JSON text */
#define STORE_BLOB_MAX  (4 * 1024 * 1024) /* bytes of a sealed payload or draft */
#define STORE_TAG_BYTES 32                /* person tags and card tags (kiosk/seal) */

/* Opens or creates the file (0600, its folder 0700), checks it, brings its schema up to date: each migration
 * is one transaction. NULL: DAMAGED, FUTURE, IO, BUSY, FULL - the message names the file and the remedy; an
 * existing file is never overwritten. */
Store *store_open(const char *path, GError **error);
/* The same file for looking only (kioskctl beside a running kiosk): no migration, no checks beyond version.
 */
Store *store_open_reader(const char *path, GError **error);
/* Brings the WAL home and closes. NULL is allowed. */
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)

const char *store_path(const Store *store);
/* The schema that this build writes. */
int store_schema_version(void);

/* The kiosk's number ("QC-01"), kept in the file; it stands in every audit record from now on. REFUSED: not
 * of the form [A-Za-z0-9-], at most 15. */
gboolean store_set_kiosk_no(Store *store, const char *kiosk_no, GError **error);
const char *store_kiosk_no(const Store *store); /* "" before it was set */

/* Moves what the WAL holds into the file when that is worth it (over 1 MiB). The worker calls it when it has
 * nothing else to do; without it the WAL is brought home by force at 16 MiB. */
void store_rest(Store *store);

/* Full check of pages, keys and the rules that hold between tables (each case has its audit record, each
 * unsent case its outbox row). FALSE with what was found: newly allocated texts are added to `findings`. For
 * kioskctl `store verify` and self-test. */
gboolean store_verify(Store *store, GPtrArray *findings);

G_END_DECLS

/* Print orders, written down before anything goes to a printer, so that after a crash the printer can be
 * asked and nothing is printed twice.
 *
 *   NEW ──printer has a job──> CREATED ──before the first byte──> SENDING ──all bytes──> SENT ──> DONE
 *    │                            │                                  │                     │
 *    │                            └──────────────┬───────────────────┴─────────────────────┤
 *    └──> FAILED, CANCELLED                      └──> FAILED, CANCELLED, UNKNOWN, DONE <───┘
 *   UNKNOWN ──printer or person says──> DONE, FAILED
 *
 * FAILED, DONE and CANCELLED are ends. NEW after a crash was never given to a printer: it may be sent.
 * CREATED may be cancelled at the printer and made anew. SENDING and SENT must be asked about; no answer:
 * UNKNOWN. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

typedef enum {
    STORE_PRINT_NEW,
    STORE_PRINT_CREATED,
    STORE_PRINT_SENDING,
    STORE_PRINT_SENT,
    STORE_PRINT_DONE,
    STORE_PRINT_FAILED,
    STORE_PRINT_UNKNOWN,
    STORE_PRINT_CANCELLED,
} StorePrintState;
const char *store_print_state_name(StorePrintState state);
gboolean store_print_state_is_end(StorePrintState state);
/* The diagram above as a function. Staying where it is (to add a job number) is allowed before an end. */
gboolean store_print_may_go(StorePrintState from, StorePrintState to);

typedef struct {
    char *id;      /* uuid, made by the caller */
    char *form;    /* "F01", "F15", "leaflet", ... */
    char *case_no; /* NULL: no case */
    char *paper;   /* "a4", "slip" */
    int copies, pages;
    StorePrintState state;
    char *printer_uri, *job_uuid; /* NULL until CREATED */
    int job_id;                   /* 0 until CREATED */
    char *reason;                 /* staff word of the last change; NULL: none */
    int ordinal;                  /* this is the n-th print of this form for this case, from 1 */
    gint64 created_ms, changed_ms;
} StorePrint;
void store_print_free(StorePrint *print);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StorePrint, store_print_free)

/* Writes an order as NEW; `ordinal` (may be NULL) takes which print of the case this will be. Audited as
 * "print.start". CONFLICT: the id is there. */
gboolean store_print_put(Store *store, const char *id, const char *form, const char *case_no,
                         const char *paper, int copies, gint64 now_ms, int *ordinal, GError **error);
/* One step of the diagram. NULL or 0 keeps what was written before. DONE counts the case's prints and the
 * prints of the paper, and is audited as "print.done"; FAILED, UNKNOWN and CANCELLED as such. STATE: no such
 * way. */
typedef struct {
    const char *printer_uri, *job_uuid;
    int job_id, pages;
    const char *reason;
} StorePrintNote;
gboolean store_print_set(Store *store, const char *id, StorePrintState state, const StorePrintNote *note,
                         gint64 now_ms, GError **error);
StorePrint *store_print_get(Store *store, const char *id, GError **error);
/* Orders that have not come to an end, oldest first (ask at start). Array of StorePrint. */
GPtrArray *store_prints_unfinished(Store *store, GError **error);
/* Ended orders older than `before_ms`. Number removed, -1 on error. */
int store_prints_purge(Store *store, gint64 before_ms, GError **error);

G_END_DECLS

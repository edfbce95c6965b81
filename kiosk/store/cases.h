/* Cases made on this kiosk, and what the hub said about them since. The answers themselves are only in the
 * sealed payload of the outbox; here stands what a receipt and a progress page need, masked. */
#pragma once

#include "kiosk/store/store.h"
#include "kiosk/domain/numbering.h"

G_BEGIN_DECLS

#define STORE_CASES_LIST_MAX 200 /* rows of one answer */

/* What the receipt needs and only the store could decide. */
typedef struct {
    gint64 seq;                 /* monotonic order of cases on this kiosk, whatever the clock says */
    char case_no[CASE_NO_SIZE]; /* "" when no lent number was left: the hub gives one on arrival */
    char temp_no[TEMP_NO_SIZE]; /* "" when online and numbered */
    char query_code[QUERY_CODE_SIZE];
    gboolean repeated; /* the key was known: these are the first answer's numbers, nothing was written */
} StoreCaseReceipt;

/* Seals the message for the hub, which names the numbers that were just taken: called inside the transaction,
 * on the store's thread, not at all when `repeated`. Returns new bytes <= STORE_BLOB_MAX, or NULL with an
 * error, which undoes everything. Must not call the store. */
typedef GBytes *(*StoreCaseSeal)(const StoreCaseReceipt *receipt, gpointer user_data, GError **error);

typedef struct {
    const char
        *key; /* idempotency key: a uuid made when "submit" was touched; a second touch is the same case */
    const guint8 *person_tag; /* STORE_TAG_BYTES */
    const guint8 *agent_tag;  /* the agent may see the case too; NULL: none */
    const char *matter_id;
    const char *catalogue_version;
    const char *mode;      /* "self", "agent", "assisted" */
    const char *community; /* 12 digits */
    const char *kiosk_no;  /* "QC-01" */
    const char *staff_no;  /* who helped in assisted mode; NULL: none */
    gboolean offline;      /* the hub could not be reached: a temporary number is given as well */
    gboolean time_uncertain;
    gint64 submitted_ms;
    Day day; /* local day of submission: numbers are counted by day */
    Day due; /* DAY_NONE: not known */
    gboolean due_estimated;
    const char *receipt_json; /* masked only; what the receipt shows beyond the columns */
    StoreCaseSeal seal;       /* makes the outbox payload */
    gpointer seal_data;
    const char *stage;       /* attachments staged under this key go with the case; NULL: none */
    const guint8 *draft_tag; /* card whose draft of this matter has become the case and goes; NULL: none */
} StoreCaseNew;

/* One transaction: takes the next lent number, writes the case, its outbox row, adopts its attachments and
 * appends the audit record. TRUE: all of it is on disk. FALSE: none of it (FULL, IO, LIMIT, REFUSED,
 * CONFLICT, NOT_FOUND for a stage without attachments is no error). */
gboolean store_case_put(Store *store, const StoreCaseNew *new_case, StoreCaseReceipt *receipt,
                        GError **error);

typedef struct {
    gint64 seq;
    char *key, *case_no, *temp_no, *query_code; /* case_no or temp_no may be NULL, never both */
    guint8 person_tag[STORE_TAG_BYTES];
    gboolean has_agent;
    guint8 agent_tag[STORE_TAG_BYTES];
    char *matter_id, *catalogue_version, *mode, *community, *kiosk_no;
    char *state; /* id of process.json: "queued", "submitted", ... */
    int pct;
    gboolean terminal;
    gint64 submitted_ms;
    gboolean offline, time_uncertain;
    Day due;
    gboolean due_estimated;
    char *next_action; /* from the hub; NULL: none */
    char *trail_json;  /* from the hub; NULL: none yet */
    gint64 hub_revision, updated_ms;
    char *receipt_json;
    int print_count; /* receipts that came out */
} StoreCase;
void store_case_free(StoreCase *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreCase, store_case_free)

/* A person's cases as applicant or agent, newest first, at most STORE_CASES_LIST_MAX. Array of StoreCase with
 * its free function set; NULL only on error. */
GPtrArray *store_cases_of(Store *store, const guint8 person_tag[STORE_TAG_BYTES], GError **error);
/* NULL: NOT_FOUND or worse. By idempotency key; by 8-digit query code; by case number or temporary number. */
StoreCase *store_case_by_key(Store *store, const char *key, GError **error);
StoreCase *store_case_by_code(Store *store, const char *query_code, GError **error);
StoreCase *store_case_by_no(Store *store, const char *number, GError **error);

/* What the hub says about a case. The per cent shown never falls, unless the hub says the case was sent back;
 * an answer with an older revision than the one known changes nothing and is no error. */
typedef struct {
    const char *key;     /* idempotency key, or NULL and case_no says which */
    const char *case_no; /* filled in where the case had none */
    const char *state;
    int pct;            /* 0-100 */
    gboolean sent_back; /* the one thing that lets the per cent fall */
    gboolean terminal;
    const char *next_action; /* NULL: none */
    gboolean keep_due;       /* the hub said nothing of a date: keep ours */
    Day due;
    gboolean due_estimated;
    const char *trail_json; /* NULL: keep the one we have */
    gint64 revision;
    gint64 now_ms;
} StoreCaseUpdate;
gboolean store_case_update(Store *store, const StoreCaseUpdate *update, GError **error);

/* Has the person (as applicant) a case of this matter that is not finished? `number` (may be NULL) takes the
 * newest one's, g_free. FALSE without error: none. */
gboolean store_case_open_for(Store *store, const guint8 person_tag[STORE_TAG_BYTES], const char *matter_id,
                             char **number, GError **error);

/* Removes finished cases last changed before `before_ms` that have nothing left to send. Returns how many, -1
 * on error. At most 500 a call, so that the worker stays free for residents. */
int store_cases_purge(Store *store, gint64 before_ms, GError **error);

G_END_DECLS

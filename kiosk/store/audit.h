/* The audit chain: who did what, when, on which device, why (fields: trace.event_fields of process.json).
 *
 *   hash_n = H(hash_(n-1) || canonical JSON of record n),  H named by an algorithm byte in each record
 *
 * What must never stand here (names, ID and bank numbers, answers, diagnoses) cannot: every field is a short
 * ASCII word of its own alphabet, so no Chinese text fits anywhere, and a run of 15 or more digits is
 * refused. Cutting off the end of a chain is seen by the daily digests, which the hub signs, and by the cases
 * that name their record. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

#define STORE_AUDIT_WORD_MAX 64

/* NULL means "not said". All lent for the call. */
typedef struct {
    gint64 ts_ms;
    const char *actor_type; /* resident, staff, kiosk, hub */
    const char *actor_id;   /* staff number, or store_audit_actor() of a person tag */
    const char *actor_role; /* id of process.json */
    const char *org_level;  /* community, street, district */
    const char *kiosk_no;   /* NULL: store_kiosk_no() */
    const char *case_no;    /* case number or temporary number */
    const char *matter_id;
    const char *event; /* "case.submit", "device.restock", "resident.login(card)" */
    const char *from_state, *to_state;
    const guint8 *diff_hash; /* SEAL_HASH_BYTES, of what changed; NULL: none */
    const char *reason;      /* a code, never a sentence */
    const char *device_status, *network, *ip_or_port;
    const char *result; /* "ok", or a code */
} StoreAudit;

/* In a transaction of its own. REFUSED names the field that may not stand there, never its content. */
gboolean store_audit_append(Store *store, const StoreAudit *event, gint64 *seq, GError **error);
/* 16 letters that stand for a person or card in the chain, from its tag. */
void store_audit_actor(const guint8 tag[STORE_TAG_BYTES], char out[17]);

/* The chain from its first record, archives beside the store included (archive_dir NULL: without them).
 * TRUE: unbroken, and every digest fits. FALSE with error NULL: broken, `broken` says where. FALSE with
 * error: it could not be read. */
typedef struct {
    gint64 records, first_seq, last_seq;
    gint64 broken_seq; /* 0: unbroken */
    char what[160];    /* what was found there, for staff */
} StoreAuditReport;
gboolean store_audit_verify(Store *store, const char *archive_dir, StoreAuditReport *report, GError **error);
/* The same for an export or archive file alone (kioskctl, offline). */
gboolean store_audit_verify_file(const char *path, StoreAuditReport *report, GError **error);

/* The day's seal: number, head hash and count up to the last record of `day`. The hub signs `digest`
 * (SEAL_HASH_BYTES) and prints it. The same day again gives the same digest. NOT_FOUND: no record yet. */
typedef struct {
    Day day;
    gint64 seq, records;
    guint8 digest[32];
    gboolean is_signed;
} StoreAuditDigest;
gboolean store_audit_digest(Store *store, Day day, gint64 now_ms, StoreAuditDigest *digest, GError **error);
/* The hub's Ed25519 signature over `digest` of that day. */
gboolean store_audit_digest_signed(Store *store, Day day, const guint8 signature[64], GError **error);

/* Writes records `from_seq`..`to_seq` (0: to the end) as lines of JSON; the file is new, 0600, on disk on
 * return. */
gboolean store_audit_export(Store *store, const char *path, gint64 from_seq, gint64 to_seq, GError **error);
/* Moves records older than `before_ms` into a new file in `archive_dir`; the chain goes on across the cut. At
 * least 1,000 records stay. Number moved (0: nothing to do), -1 on error. */
int store_audit_rotate(Store *store, const char *archive_dir, gint64 before_ms, gint64 now_ms,
                       GError **error);

G_END_DECLS

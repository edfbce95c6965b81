/* Reading the chain with distrust: from its first record, through the archives, to its head. */
#include "kiosk/store/audit.h"
#include "kiosk/store/internal.h"
#include "kiosk/seal/hash.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 8192

STORE_SQL(SQL_SEGMENTS,
          "SELECT first_seq, last_seq, last_hash, file, file_sha256 FROM audit_segment ORDER BY first_seq");
STORE_SQL(SQL_RECORDS, "SELECT seq, alg, record, hash FROM audit ORDER BY seq");
STORE_SQL(SQL_DIGESTS, "SELECT seq, day, digest FROM audit_digest ORDER BY seq, day");
STORE_SQL(SQL_HEAD, "SELECT seq, hash FROM audit_head WHERE id = 1");

typedef struct {
    gint64 seq;
    Day day;
    guint8 digest[STORE_HASH_BYTES];
} Digest;

/* Where the walk stands: the number and hash of the last good record. */
typedef struct {
    gint64 seq;
    guint8 hash[STORE_HASH_BYTES];
    GArray *digests; /* of Digest, by seq; NULL: none to hold the chain against */
    guint digest_at;
    StoreAuditReport *report;
} Walk;

static gboolean broken(Walk *walk, gint64 seq, const char *format, ...) G_GNUC_PRINTF(3, 4);
static gboolean broken(Walk *walk, gint64 seq, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    walk->report->broken_seq = MAX(seq, 1);
    g_vsnprintf(walk->report->what, sizeof walk->report->what, format, args);
    va_end(args);
    return FALSE;
}

/* Do the digests that were made at this record still fit its hash? */
static gboolean digests_fit(Walk *walk)
{
    for (; walk->digests && walk->digest_at < walk->digests->len; walk->digest_at++) {
        const Digest *digest = &g_array_index(walk->digests, Digest, walk->digest_at);
        if (digest->seq > walk->seq)
            return TRUE;
        guint8 right[STORE_HASH_BYTES];
        store_audit_seal(walk->seq, digest->day, walk->hash, right);
        if (digest->seq == walk->seq && memcmp(right, digest->digest, sizeof right) != 0)
            return broken(walk, walk->seq, "record %" G_GINT64_FORMAT " does not fit the seal of its day",
                          walk->seq);
    }
    return TRUE;
}

/* The number a record gives itself; 0 where it does not start as records do. */
static gint64 own_seq(const char *record)
{
    static const char head[] = "{\"seq\":";
    return g_str_has_prefix(record, head) ? g_ascii_strtoll(record + strlen(head), NULL, 10) : 0;
}

static gboolean step(Walk *walk, gint64 seq, int algorithm, const char *record,
                     const guint8 hash[STORE_HASH_BYTES])
{
    StoreAuditReport *report = walk->report;
    guint8 right[STORE_HASH_BYTES];
    g_autoptr(GError) error = NULL;
    if (seq != walk->seq + 1)
        return broken(walk, walk->seq + 1,
                      "record %" G_GINT64_FORMAT " is missing: %" G_GINT64_FORMAT " follows", walk->seq + 1,
                      seq);
    if (seq < 1 || own_seq(record) != seq)
        return broken(walk, seq, "record %" G_GINT64_FORMAT " calls itself another number", seq);
    if (!store_audit_link(algorithm, walk->hash, record, right, &error))
        return broken(walk, seq, "record %" G_GINT64_FORMAT ": %s", seq, error->message);
    if (memcmp(right, hash, sizeof right) != 0)
        return broken(walk, seq, "record %" G_GINT64_FORMAT " was changed", seq);
    walk->seq = seq;
    memcpy(walk->hash, hash, sizeof walk->hash);
    if (report->first_seq == 0)
        report->first_seq = seq;
    report->last_seq = seq;
    report->records++;
    return digests_fit(walk);
}

/* --- files
 * ---------------------------------------------------------------------------------------------------------------
 */
/* Splits "<record> <alg> <before> <hash>" from its end; the record ends with its closing brace. */
static gboolean split_line(char *line, int *algorithm, guint8 before[STORE_HASH_BYTES],
                           guint8 hash[STORE_HASH_BYTES])
{
    gsize len = strcspn(line, "\n");
    gsize tail = 1 + 2 + 1 + 2 * STORE_HASH_BYTES + 1 + 2 * STORE_HASH_BYTES;
    if (len < tail + 2 || line[len] != '\n' || line[len - tail - 1] != '}')
        return FALSE;
    line[len] = '\0';
    char *at = line + len - tail;
    guint8 alg = 0;
    if (at[0] != ' ' || at[3] != ' ' || at[4 + 2 * STORE_HASH_BYTES] != ' ')
        return FALSE;
    at[0] = at[3] = at[4 + 2 * STORE_HASH_BYTES] = '\0';
    gboolean good = seal_unhex(at + 1, &alg, 1) && seal_unhex(at + 4, before, STORE_HASH_BYTES) &&
                    seal_unhex(at + 5 + 2 * STORE_HASH_BYTES, hash, STORE_HASH_BYTES);
    *algorithm = alg;
    return good;
}

/* Walks through one file. An export (`from_anywhere`) may start in the middle of the chain: its first line is
 * then believed about the one before. `sum` (may be NULL) takes all bytes read. */
static gboolean walk_file(Walk *walk, const char *path, gboolean from_anywhere, GChecksum *sum,
                          GError **error)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        int err = errno;
        g_set_error(error, STORE_ERROR, STORE_ERROR_IO, "%s: cannot read: %s", path, g_strerror(err));
        return FALSE;
    }
    g_autofree char *line = g_malloc(LINE_MAX_BYTES);
    gboolean good = TRUE;
    while (good && fgets(line, LINE_MAX_BYTES, file)) {
        guint8 before[STORE_HASH_BYTES], hash[STORE_HASH_BYTES];
        int algorithm = 0;
        if (sum)
            g_checksum_update(sum, (const guchar *)line, (gssize)strlen(line));
        if (!split_line(line, &algorithm, before, hash)) {
            good = broken(walk, walk->seq + 1, "after record %" G_GINT64_FORMAT ": not a line of this form",
                          walk->seq);
            break;
        }
        if (from_anywhere) {
            walk->seq = own_seq(line) - 1;
            memcpy(walk->hash, before, sizeof before);
            from_anywhere = FALSE;
        }
        good = step(walk, own_seq(line), algorithm, line, hash);
    }
    fclose(file);
    return good;
}

gboolean store_audit_verify_file(const char *path, StoreAuditReport *report, GError **error)
{
    memset(report, 0, sizeof *report);
    Walk walk = {.report = report};
    return walk_file(&walk, path, TRUE, NULL, error);
}

/* --- the store
 * -------------------------------------------------------------------------------------------------------------
 */
static gboolean load_digests(Store *store, Walk *walk, GError **error)
{
    walk->digests = g_array_new(FALSE, TRUE, sizeof(Digest));
    g_auto(StoreQuery) query = store_query(store, &SQL_DIGESTS);
    StoreRow row;
    while ((row = store_next(&query, error)) == STORE_ROW) {
        Digest digest = {.seq = store_col_int(&query, 0), .day = store_col_day(&query, 1)};
        store_col_fixed(&query, 2, digest.digest, sizeof digest.digest);
        g_array_append_val(walk->digests, digest);
    }
    return row == STORE_NO_ROW;
}

static gboolean walk_segment(StoreQuery *row, Walk *walk, const char *archive_dir, GError **error)
{
    gint64 first = store_col_int(row, 0), last = store_col_int(row, 1);
    guint8 last_hash[STORE_HASH_BYTES], file_sum[STORE_HASH_BYTES], right_sum[STORE_HASH_BYTES];
    if (!store_col_fixed(row, 2, last_hash, sizeof last_hash) ||
        !store_col_fixed(row, 4, right_sum, sizeof right_sum))
        return broken(walk, first, "archive %" G_GINT64_FORMAT ": its entry is damaged", first);
    if (first != walk->seq + 1)
        return broken(walk, walk->seq + 1, "record %" G_GINT64_FORMAT " is missing before an archive",
                      walk->seq + 1);
    if (!archive_dir) {
        walk->seq = last;
        memcpy(walk->hash, last_hash, sizeof last_hash);
        return digests_fit(walk);
    }
    g_autofree char *name = store_col_text(row, 3);
    g_autofree char *path = g_build_filename(archive_dir, name, NULL);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    if (!walk_file(walk, path, FALSE, sum, error))
        return FALSE;
    gsize len = sizeof file_sum;
    g_checksum_get_digest(sum, file_sum, &len);
    if (walk->seq != last || memcmp(walk->hash, last_hash, sizeof last_hash) != 0 ||
        memcmp(file_sum, right_sum, sizeof file_sum) != 0)
        return broken(walk, walk->seq, "archive %s is not the one that was written", name);
    return TRUE;
}

static gboolean walk_segments(Store *store, Walk *walk, const char *archive_dir, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_SEGMENTS);
    StoreRow row;
    while ((row = store_next(&query, error)) == STORE_ROW) {
        if (!walk_segment(&query, walk, archive_dir, error))
            return FALSE;
    }
    return row == STORE_NO_ROW;
}

static gboolean walk_records(Store *store, Walk *walk, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_RECORDS);
    StoreRow row;
    while ((row = store_next(&query, error)) == STORE_ROW) {
        guint8 hash[STORE_HASH_BYTES];
        gint64 seq = store_col_int(&query, 0);
        g_autofree char *record = store_col_text(&query, 2);
        if (!store_col_fixed(&query, 3, hash, sizeof hash))
            return broken(walk, seq, "record %" G_GINT64_FORMAT " has no hash", seq);
        if (!step(walk, seq, (int)store_col_int(&query, 1), record, hash))
            return FALSE;
    }
    return row == STORE_NO_ROW;
}

/* The head was written with the last record: a chain that ends before it was cut. */
static gboolean head_fits(Store *store, Walk *walk, GError **error)
{
    guint8 hash[STORE_HASH_BYTES];
    g_auto(StoreQuery) query = store_query(store, &SQL_HEAD);
    if (!store_one(&query, "audit head", error))
        return FALSE;
    gint64 seq = store_col_int(&query, 0);
    store_col_fixed(&query, 1, hash, sizeof hash);
    if (seq != walk->seq || memcmp(hash, walk->hash, sizeof hash) != 0)
        return broken(walk, walk->seq + 1,
                      "the chain ends at %" G_GINT64_FORMAT ", its head says %" G_GINT64_FORMAT, walk->seq,
                      seq);
    if (walk->digest_at < walk->digests->len)
        return broken(walk, walk->seq + 1, "a day was sealed beyond the end of the chain");
    return TRUE;
}

gboolean store_audit_verify(Store *store, const char *archive_dir, StoreAuditReport *report, GError **error)
{
    memset(report, 0, sizeof *report);
    Walk walk = {.report = report};
    g_auto(StoreTx) tx = store_tx_begin_read(store, error); /* one moment, whatever is appended meanwhile */
    if (!tx.store)
        return FALSE;
    gboolean good = load_digests(store, &walk, error) && walk_segments(store, &walk, archive_dir, error) &&
                    walk_records(store, &walk, error) && head_fits(store, &walk, error);
    g_array_unref(walk.digests);
    return good;
}

/* Writing the chain: one record at a time, each a line of canonical JSON whose hash covers the one before. */
#include "kiosk/store/audit.h"
#include "kiosk/store/internal.h"
#include "kiosk/domain/numbering.h"
#include "kiosk/seal/hash.h"
#include "kiosk/seal/sign.h"

#include <string.h>

G_STATIC_ASSERT(STORE_HASH_BYTES == SEAL_HASH_BYTES);

STORE_SQL(SQL_HEAD, "SELECT seq, hash FROM audit_head WHERE id = 1");
STORE_SQL(SQL_INSERT, "INSERT INTO audit(seq, ts_ms, alg, record, hash, event, case_no)"
                      " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)");
STORE_SQL(SQL_MOVE_HEAD, "UPDATE audit_head SET seq = ?1, hash = ?2 WHERE id = 1");
STORE_SQL(SQL_DIGEST_OF, "SELECT seq, digest, signature IS NOT NULL FROM audit_digest WHERE day = ?1");
STORE_SQL(SQL_DIGEST_PUT, "INSERT INTO audit_digest(day, seq, digest, made_ms) VALUES(?1, ?2, ?3, ?4)");
STORE_SQL(SQL_DIGEST_SIGN, "UPDATE audit_digest SET signature = ?2 WHERE day = ?1");

/* --- what may stand in a field
 * ------------------------------------------------------------------------------------ */
typedef enum {
    WORD,    /* letters, digits and . _ - : / ( ) */
    ACTOR,   /* one of ACTORS */
    CASE_NO, /* case number or temporary number, check digit included */
    ADDRESS, /* IPv4, IPv6, port */
} Alphabet;

#define NOT_TEXT 0 /* no text of StoreAudit lies there: ts_ms is its first member */
G_STATIC_ASSERT(G_STRUCT_OFFSET(StoreAudit, ts_ms) == NOT_TEXT);

static const char *const ACTORS[] = {"resident", "staff", "kiosk", "hub"};

/* The text fields in the order of process.json (trace.event_fields); seq, times, diff_hash and the hashes are
 * written by hand. */
static const struct {
    const char *name;
    gsize offset;
    Alphabet alphabet;
    gboolean required;
} FIELDS[] = {
    {"actor_type", G_STRUCT_OFFSET(StoreAudit, actor_type), ACTOR, TRUE},
    {"actor_id", G_STRUCT_OFFSET(StoreAudit, actor_id), WORD, FALSE},
    {"actor_role", G_STRUCT_OFFSET(StoreAudit, actor_role), WORD, FALSE},
    {"org_level", G_STRUCT_OFFSET(StoreAudit, org_level), WORD, FALSE},
    {"kiosk_no", G_STRUCT_OFFSET(StoreAudit, kiosk_no), WORD, FALSE},
    {"case_no", G_STRUCT_OFFSET(StoreAudit, case_no), CASE_NO, FALSE},
    {"matter_id", G_STRUCT_OFFSET(StoreAudit, matter_id), WORD, FALSE},
    {"event", G_STRUCT_OFFSET(StoreAudit, event), WORD, TRUE},
    {"from_state", G_STRUCT_OFFSET(StoreAudit, from_state), WORD, FALSE},
    {"to_state", G_STRUCT_OFFSET(StoreAudit, to_state), WORD, FALSE},
    {"diff_hash", NOT_TEXT, WORD, FALSE},
    {"reason", G_STRUCT_OFFSET(StoreAudit, reason), WORD, FALSE},
    {"device_status", G_STRUCT_OFFSET(StoreAudit, device_status), WORD, FALSE},
    {"network", G_STRUCT_OFFSET(StoreAudit, network), WORD, FALSE},
    {"ip_or_port", G_STRUCT_OFFSET(StoreAudit, ip_or_port), ADDRESS, FALSE},
    {"result", G_STRUCT_OFFSET(StoreAudit, result), WORD, FALSE},
};

static gboolean has_only(const char *text, const char *more)
{
    gsize len = 0;
    for (; text[len]; len++) {
        if (len >= STORE_AUDIT_WORD_MAX || !(g_ascii_isalnum(text[len]) || strchr(more, text[len])))
            return FALSE;
    }
    return len > 0;
}

static gboolean is_actor(const char *text)
{
    for (gsize i = 0; i < G_N_ELEMENTS(ACTORS); i++) {
        if (strcmp(text, ACTORS[i]) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean may_stand(const char *text, Alphabet alphabet)
{
    switch (alphabet) {
    case WORD:
        return has_only(text, "._-:/()") && store_has_no_long_number(text);
    case ACTOR:
        return is_actor(text);
    case CASE_NO:
        return temp_no_is_right(text) || case_no_parse(text, &(CaseNo){0}, NULL);
    case ADDRESS:
        return has_only(text, ".:[]") && store_has_no_long_number(text);
    }
    return FALSE;
}

/* Lent; NULL where nothing is said. */
static const char *field_text(const Store *store, const StoreAudit *event, gsize i)
{
    if (FIELDS[i].offset == NOT_TEXT)
        return NULL;
    const char *text = G_STRUCT_MEMBER(const char *, event, FIELDS[i].offset);
    if (!text && FIELDS[i].offset == G_STRUCT_OFFSET(StoreAudit, kiosk_no) && store->kiosk_no[0])
        return store->kiosk_no;
    return text && *text ? text : NULL;
}

static gboolean fields_may_stand(const Store *store, const StoreAudit *event, GError **error)
{
    for (gsize i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
        const char *text = field_text(store, event, i);
        if (text ? may_stand(text, FIELDS[i].alphabet) : !FIELDS[i].required)
            continue;
        g_set_error(error, STORE_ERROR, STORE_ERROR_REFUSED, "audit record: field %s is %s", FIELDS[i].name,
                    text ? "not a word that may stand there" : "missing");
        return FALSE;
    }
    return TRUE;
}

/* --- canonical text
 * ------------------------------------------------------------------------------------------------ */
/* Compact JSON, the fields in their order, null where nothing is said. The alphabets hold no character that
 * JSON would have to escape. */
static char *canonical(const Store *store, const StoreAudit *event, gint64 seq)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(event->ts_ms / 1000);
    g_autoptr(GDateTime) local = utc ? g_date_time_to_local(utc) : NULL;
    g_autofree char *utc_text = utc ? g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("");
    g_autofree char *local_text = local ? g_date_time_format(local, "%Y-%m-%dT%H:%M:%S%:z") : g_strdup("");
    GString *text = g_string_new(NULL);
    g_string_append_printf(text, "{\"seq\":%" G_GINT64_FORMAT ",\"ts_utc\":\"%s\",\"ts_local\":\"%s\"", seq,
                           utc_text, local_text);
    for (gsize i = 0; i < G_N_ELEMENTS(FIELDS); i++) {
        g_autofree char *hex = FIELDS[i].offset == NOT_TEXT && event->diff_hash
                                   ? seal_hex(event->diff_hash, SEAL_HASH_BYTES)
                                   : NULL;
        const char *value = hex ? hex : field_text(store, event, i);
        if (value)
            g_string_append_printf(text, ",\"%s\":\"%s\"", FIELDS[i].name, value);
        else
            g_string_append_printf(text, ",\"%s\":null", FIELDS[i].name);
    }
    g_string_append_c(text, '}');
    return g_string_free(text, FALSE);
}

gboolean store_audit_link(int algorithm, const guint8 previous[STORE_HASH_BYTES], const char *record,
                          guint8 out[STORE_HASH_BYTES], GError **error)
{
    return seal_hash((SealAlgorithm)algorithm, previous, STORE_HASH_BYTES, record, strlen(record), out,
                     error);
}

void store_audit_actor(const guint8 tag[STORE_TAG_BYTES], char out[17])
{
    /* letters only: sixteen hex digits could look like an ID number */
    for (int i = 0; i < 16; i++)
        out[i] = (char)('a' + ((i % 2 ? tag[i / 2] : tag[i / 2] >> 4) & 0x0f));
    out[16] = '\0';
}

/* --- appending
 * ------------------------------------------------------------------------------------------------------ */
static gboolean read_head(Store *store, gint64 *seq, guint8 hash[STORE_HASH_BYTES], GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_HEAD);
    if (!store_one(&query, "audit head", error))
        return FALSE;
    *seq = store_col_int(&query, 0);
    if (store_col_fixed(&query, 1, hash, STORE_HASH_BYTES))
        return TRUE;
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_DAMAGED, "audit chain: its head is not a hash");
    return FALSE;
}

static gboolean write_record(Store *store, gint64 seq, const StoreAudit *event, const char *record,
                             const guint8 *hash, GError **error)
{
    g_auto(StoreQuery) insert = store_query(store, &SQL_INSERT);
    store_bind_int(&insert, seq);
    store_bind_int(&insert, event->ts_ms);
    store_bind_int(&insert, SEAL_ALG_BLAKE2B_256);
    store_bind_text(&insert, record);
    store_bind_blob(&insert, hash, STORE_HASH_BYTES);
    store_bind_text(&insert, event->event);
    store_bind_text(&insert, event->case_no && *event->case_no ? event->case_no : NULL);
    g_auto(StoreQuery) head = store_query(store, &SQL_MOVE_HEAD);
    store_bind_int(&head, seq);
    store_bind_blob(&head, hash, STORE_HASH_BYTES);
    return store_run(&insert, error) && store_run(&head, error);
}

gboolean store_audit_append(Store *store, const StoreAudit *event, gint64 *seq, GError **error)
{
    if (!fields_may_stand(store, event, error))
        return FALSE;
    gint64 last = 0;
    guint8 previous[STORE_HASH_BYTES], hash[STORE_HASH_BYTES];
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store || !read_head(store, &last, previous, error))
        return FALSE;
    g_autofree char *record = canonical(store, event, last + 1);
    if (!store_audit_link(SEAL_ALG_BLAKE2B_256, previous, record, hash, error) ||
        !write_record(store, last + 1, event, record, hash, error) || !store_tx_commit(&tx, error))
        return FALSE;
    if (seq)
        *seq = last + 1;
    return TRUE;
}

/* --- the day's seal
 * --------------------------------------------------------------------------------------------------- */
void store_audit_seal(gint64 seq, Day day, const guint8 head[STORE_HASH_BYTES], guint8 out[STORE_HASH_BYTES])
{
    char about[64];
    g_snprintf(about, sizeof about, "kiosk-audit-day 1\n%d\n%" G_GINT64_FORMAT "\n", day, seq);
    seal_hash(SEAL_ALG_BLAKE2B_256, about, strlen(about), head, STORE_HASH_BYTES, out, NULL);
}

static StoreRow read_digest(Store *store, Day day, StoreAuditDigest *digest, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_DIGEST_OF);
    store_bind_day(&query, day);
    StoreRow row = store_next(&query, error);
    if (row != STORE_ROW)
        return row;
    *digest = (StoreAuditDigest){.day = day, .seq = store_col_int(&query, 0)};
    store_col_fixed(&query, 1, digest->digest, sizeof digest->digest);
    digest->is_signed = store_col_int(&query, 2) != 0;
    return row;
}

static gboolean make_digest(Store *store, Day day, gint64 now_ms, StoreAuditDigest *digest, GError **error)
{
    guint8 head[STORE_HASH_BYTES];
    *digest = (StoreAuditDigest){.day = day};
    if (!read_head(store, &digest->seq, head, error))
        return FALSE;
    if (digest->seq == 0) {
        g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "audit chain: no record yet");
        return FALSE;
    }
    store_audit_seal(digest->seq, day, head, digest->digest);
    g_auto(StoreQuery) query = store_query(store, &SQL_DIGEST_PUT);
    store_bind_day(&query, day);
    store_bind_int(&query, digest->seq);
    store_bind_blob(&query, digest->digest, sizeof digest->digest);
    store_bind_int(&query, now_ms);
    return store_run(&query, error);
}

gboolean store_audit_digest(Store *store, Day day, gint64 now_ms, StoreAuditDigest *digest, GError **error)
{
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    StoreRow row = read_digest(store, day, digest, error);
    if (row == STORE_ROW_ERROR || (row == STORE_NO_ROW && !make_digest(store, day, now_ms, digest, error)))
        return FALSE;
    return store_tx_commit(&tx, error);
}

gboolean store_audit_digest_signed(Store *store, Day day, const guint8 signature[64], GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_DIGEST_SIGN);
    store_bind_day(&query, day);
    store_bind_blob(&query, signature, SEAL_SIGNATURE_BYTES);
    if (!store_run(&query, error))
        return FALSE;
    if (store_changes(store) == 1)
        return TRUE;
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "audit chain: no digest of that day");
    return FALSE;
}

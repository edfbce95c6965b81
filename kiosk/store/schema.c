/* The schema as numbered steps. A step that has left the house is never changed: a new need is a new step. */
#define G_LOG_DOMAIN "store"
#include "kiosk/store/internal.h"

/* 1: what was promised to a person - cases, outbox, attachments, numbers - and the chain that records it. */
static const char CASES_AND_CHAIN[] =
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE number_block(community TEXT NOT NULL, day INTEGER NOT NULL, first INTEGER NOT NULL,"
    " last INTEGER NOT NULL, next INTEGER NOT NULL, PRIMARY KEY(community, day, first),"
    " CHECK(first >= 1 AND first <= last AND next BETWEEN first AND last + 1)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE temp_serial(day INTEGER PRIMARY KEY, next INTEGER NOT NULL) STRICT;"
    "CREATE TABLE audit(seq INTEGER PRIMARY KEY, ts_ms INTEGER NOT NULL, alg INTEGER NOT NULL,"
    " record TEXT NOT NULL, hash BLOB NOT NULL,"
    /* copies of what the record says, to search by */
    " event TEXT NOT NULL, case_no TEXT) STRICT;"
    "CREATE INDEX audit_case ON audit(case_no, seq) WHERE case_no IS NOT NULL;"
    "CREATE TABLE audit_head(id INTEGER PRIMARY KEY CHECK(id = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL) "
    "STRICT;"
    "INSERT INTO audit_head VALUES(1, 0, zeroblob(32));"
    "CREATE TABLE audit_segment(first_seq INTEGER PRIMARY KEY, last_seq INTEGER NOT NULL, last_hash BLOB NOT "
    "NULL,"
    " file TEXT NOT NULL, file_sha256 BLOB NOT NULL, moved_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE audit_digest(day INTEGER PRIMARY KEY, seq INTEGER NOT NULL, digest BLOB NOT NULL,"
    " signature BLOB, made_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE cases(seq INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, case_no TEXT UNIQUE,"
    " temp_no TEXT UNIQUE, query_code TEXT NOT NULL UNIQUE, person_tag BLOB NOT NULL, agent_tag BLOB,"
    " matter_id TEXT NOT NULL, catalogue TEXT NOT NULL, mode TEXT NOT NULL, community TEXT NOT NULL,"
    " kiosk_no TEXT NOT NULL, state TEXT NOT NULL, pct INTEGER NOT NULL CHECK(pct BETWEEN 0 AND 100),"
    " terminal INTEGER NOT NULL, submitted_ms INTEGER NOT NULL, offline INTEGER NOT NULL,"
    " time_uncertain INTEGER NOT NULL, due INTEGER, due_estimated INTEGER NOT NULL, next_action TEXT, trail "
    "TEXT,"
    " hub_revision INTEGER NOT NULL DEFAULT 0, updated_ms INTEGER NOT NULL, receipt TEXT NOT NULL,"
    " print_count INTEGER NOT NULL DEFAULT 0, audit_seq INTEGER NOT NULL,"
    " CHECK(case_no IS NOT NULL OR temp_no IS NOT NULL)) STRICT;"
    "CREATE INDEX cases_person ON cases(person_tag, seq);"
    "CREATE INDEX cases_agent ON cases(agent_tag, seq) WHERE agent_tag IS NOT NULL;"
    "CREATE INDEX cases_finished ON cases(updated_ms) WHERE terminal = 1;"
    "CREATE TABLE outbox(id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, key TEXT NOT NULL "
    "UNIQUE,"
    " case_seq INTEGER UNIQUE REFERENCES cases(seq), payload BLOB NOT NULL, created_ms INTEGER NOT NULL,"
    " due_ms INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,"
    " problem TEXT) STRICT;"
    "CREATE INDEX outbox_waiting ON outbox(kind, id) WHERE refused = 0;"
    "CREATE TABLE attachment(id INTEGER PRIMARY KEY AUTOINCREMENT, stage TEXT, case_seq INTEGER REFERENCES "
    "cases(seq),"
    " sha256 TEXT NOT NULL, sealed_sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, sent INTEGER NOT NULL "
    "DEFAULT 0,"
    " staged_ms INTEGER NOT NULL, UNIQUE(stage, sha256),"
    " CHECK((stage IS NULL) != (case_seq IS NULL))) STRICT;"
    "CREATE INDEX attachment_case ON attachment(case_seq) WHERE case_seq IS NOT NULL;"
    /* apart, so that lists never read megabytes */
    "CREATE TABLE attachment_data(id INTEGER PRIMARY KEY REFERENCES attachment(id) ON DELETE CASCADE,"
    " data BLOB NOT NULL) STRICT;";

/* 2: drafts and print orders. */
static const char DRAFTS_AND_PRINTS[] =
    "CREATE TABLE draft(card_tag BLOB NOT NULL, matter_id TEXT NOT NULL, catalogue TEXT NOT NULL,"
    " step INTEGER NOT NULL, steps INTEGER NOT NULL, stage TEXT, sealed BLOB NOT NULL, saved_ms INTEGER NOT "
    "NULL,"
    " expires_ms INTEGER NOT NULL, PRIMARY KEY(card_tag, matter_id)) STRICT;"
    "CREATE INDEX draft_expiry ON draft(expires_ms);"
    "CREATE INDEX draft_stage ON draft(stage) WHERE stage IS NOT NULL;"
    "CREATE TABLE print_order(seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, form TEXT NOT "
    "NULL,"
    " case_no TEXT, paper TEXT NOT NULL, copies INTEGER NOT NULL, pages INTEGER NOT NULL DEFAULT 0,"
    " state INTEGER NOT NULL, printer_uri TEXT, job_uuid TEXT, job_id INTEGER NOT NULL DEFAULT 0, reason "
    "TEXT,"
    " ordinal INTEGER NOT NULL, created_ms INTEGER NOT NULL, changed_ms INTEGER NOT NULL) STRICT;"
    "CREATE INDEX print_case ON print_order(case_no, form) WHERE case_no IS NOT NULL;"
    "CREATE INDEX print_open ON print_order(seq) WHERE state < 4 OR state = 6;";

/* 3: what staff look after, and what the hub published. */
static const char STAFF_AND_CONTENT[] =
    "CREATE TABLE supply(kind INTEGER PRIMARY KEY, units_left INTEGER NOT NULL, units_full INTEGER NOT NULL,"
    " warn_at INTEGER NOT NULL, restocked_ms INTEGER NOT NULL DEFAULT 0, restocked_by TEXT,"
    " prints_ok INTEGER NOT NULL DEFAULT 0, prints_failed INTEGER NOT NULL DEFAULT 0) STRICT;"
    "INSERT INTO supply(kind, units_left, units_full, warn_at) VALUES(0, 0, 500, 50), (1, 0, 500, 50), (2, "
    "0, 3000, 300);"
    "CREATE TABLE content(name TEXT PRIMARY KEY, etag TEXT NOT NULL, body BLOB NOT NULL, sha256 BLOB NOT "
    "NULL,"
    " put_ms INTEGER NOT NULL) STRICT;"
    "CREATE TABLE staff(staff_no TEXT PRIMARY KEY, role TEXT NOT NULL, pin_hash TEXT, wrong INTEGER NOT NULL "
    "DEFAULT 0,"
    " locked_from_ms INTEGER NOT NULL DEFAULT 0, locked_for_ms INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT "
    "ROWID;"
    "CREATE TABLE badge(token_tag BLOB PRIMARY KEY, staff_no TEXT NOT NULL REFERENCES staff(staff_no) ON "
    "DELETE CASCADE)"
    " STRICT, WITHOUT ROWID;";

static const char *const STEPS[] = {CASES_AND_CHAIN, DRAFTS_AND_PRINTS, STAFF_AND_CONTENT};

int store_schema_version(void)
{
    return G_N_ELEMENTS(STEPS);
}

STORE_SQL(SQL_VERSION, "PRAGMA user_version");

int store_schema_of(Store *store, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, &SQL_VERSION);
    return store_one(&query, "schema version", error) ? (int)store_col_int(&query, 0) : -1;
}

/* One step and its number in one transaction: after a power cut the file is either before or after it. */
static gboolean run_step(Store *store, int step, GError **error)
{
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    g_autofree char *number = g_strdup_printf("PRAGMA user_version = %d", step + 1);
    int code = sqlite3_exec(store->db, STEPS[step], NULL, NULL, NULL);
    if (code == SQLITE_OK)
        code = sqlite3_exec(store->db, number, NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        store_error_from_sqlite(store, code, error);
        g_prefix_error(error, "schema step %d: ", step + 1);
        return FALSE;
    }
    return store_tx_commit(&tx, error);
}

gboolean store_schema_upgrade(Store *store, int to, GError **error)
{
    int version = store_schema_of(store, error);
    if (version < 0)
        return FALSE;
    if (version > to) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_FUTURE,
                    "%s: written by a newer version of this program (schema %d, this one knows %d); install "
                    "that version "
                    "again, or move the file aside",
                    store->path, version, to);
        return FALSE;
    }
    gboolean is_new = version == 0;
    for (; version < to; version++) {
        if (!run_step(store, version, error))
            return FALSE;
        if (!is_new)
            g_message("store: schema brought from %d to %d", version, version + 1);
    }
    return TRUE;
}

/* All SQL of the hub. Rules that keep it good for SQLite and PostgreSQL alike: $n in the order of first use,
 * BIGINT and TEXT and BYTEA (SQLite reads any type name), ON CONFLICT, no rowid, no AUTOINCREMENT; numbers
 * are given by the program. Times: microseconds since 1970 UTC (…_us); days: YYYY-MM-DD texts. */
#include "kiosk/hub/db/statements.h"

const char *const hub_schema[HUB_SCHEMA_VERSION] = {
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);"
    "CREATE TABLE kiosks (kiosk_no TEXT PRIMARY KEY, community TEXT NOT NULL, community_name TEXT NOT NULL,"
    " street TEXT NOT NULL, public_key BYTEA, key_sealed BYTEA, registered_us BIGINT NOT NULL,"
    " seen_us BIGINT NOT NULL, heartbeat TEXT NOT NULL);"
    "CREATE TABLE enrolments (kiosk_no TEXT PRIMARY KEY, key_sealed BYTEA NOT NULL, expires_us BIGINT NOT "
    "NULL,"
    " tries BIGINT NOT NULL, used_by BYTEA);"
    "CREATE TABLE blocks (community TEXT NOT NULL, day TEXT NOT NULL, first_no BIGINT NOT NULL,"
    " last_no BIGINT NOT NULL, kiosk_no TEXT NOT NULL, request_id TEXT NOT NULL, lent_us BIGINT NOT NULL,"
    " PRIMARY KEY (community, day, first_no));"
    "CREATE INDEX blocks_request ON blocks (kiosk_no, request_id, day);"
    "CREATE TABLE cases (case_no TEXT PRIMARY KEY, idempotency_key TEXT NOT NULL UNIQUE, temp_no TEXT NOT "
    "NULL,"
    " query_code TEXT NOT NULL, community TEXT NOT NULL, kiosk_no TEXT NOT NULL, matter_id TEXT NOT NULL,"
    " catalogue_version TEXT NOT NULL, variant TEXT NOT NULL, mode TEXT NOT NULL, person_tag BYTEA NOT NULL,"
    " agent_tag BYTEA, twin_tag BYTEA NOT NULL, state TEXT NOT NULL, nodes_done BIGINT NOT NULL,"
    " pct BIGINT NOT NULL, revision BIGINT NOT NULL, sent_back BIGINT NOT NULL, terminal BIGINT NOT NULL,"
    " submitted_at TEXT NOT NULL, received_us BIGINT NOT NULL, updated_us BIGINT NOT NULL,"
    " receipt_day TEXT NOT NULL, due TEXT NOT NULL, due_estimated BIGINT NOT NULL, reason_sealed BYTEA,"
    " sealed BYTEA NOT NULL);"
    "CREATE INDEX cases_person ON cases (person_tag);"
    "CREATE INDEX cases_agent ON cases (agent_tag);"
    "CREATE INDEX cases_code ON cases (query_code);"
    "CREATE INDEX cases_updated ON cases (updated_us);"
    /* One open case for a twin tag (catalogue: dedupe), held by the database itself. */
    "CREATE UNIQUE INDEX cases_twin ON cases (twin_tag) WHERE terminal = 0;"
    "CREATE TABLE attachments (case_no TEXT NOT NULL, field TEXT NOT NULL, sha256 TEXT NOT NULL,"
    " bytes BIGINT NOT NULL, type TEXT NOT NULL, profile TEXT NOT NULL, PRIMARY KEY (case_no, field, "
    "sha256));"
    "CREATE TABLE blobs (kiosk_no TEXT NOT NULL, sha256 TEXT NOT NULL, bytes BIGINT NOT NULL,"
    " complete_us BIGINT NOT NULL, PRIMARY KEY (kiosk_no, sha256));"
    "CREATE TABLE nodes (case_no TEXT NOT NULL, node BIGINT NOT NULL, day TEXT NOT NULL,"
    " PRIMARY KEY (case_no, node));"
    "CREATE TABLE pauses (case_no TEXT NOT NULL, from_day TEXT NOT NULL, to_day TEXT NOT NULL,"
    " PRIMARY KEY (case_no, from_day));"
    "CREATE TABLE refusals (idempotency_key TEXT PRIMARY KEY, kiosk_no TEXT NOT NULL, matter_id TEXT NOT "
    "NULL,"
    " at_us BIGINT NOT NULL, answer TEXT NOT NULL, sealed BYTEA NOT NULL);"
    "CREATE TABLE done (idempotency_key TEXT PRIMARY KEY, kiosk_no TEXT NOT NULL, kind TEXT NOT NULL,"
    " case_no TEXT NOT NULL, at_us BIGINT NOT NULL);"
    "CREATE TABLE ratings (idempotency_key TEXT PRIMARY KEY, case_no TEXT NOT NULL, matter_id TEXT NOT NULL,"
    " kiosk_no TEXT NOT NULL, stage TEXT NOT NULL, level BIGINT NOT NULL, tags TEXT NOT NULL,"
    " rated_at TEXT NOT NULL);"
    "CREATE TABLE help_calls (idempotency_key TEXT PRIMARY KEY, kiosk_no TEXT NOT NULL, screen_id TEXT NOT "
    "NULL,"
    " matter_id TEXT NOT NULL, called_at TEXT NOT NULL, received_us BIGINT NOT NULL);"
    "CREATE TABLE trace (seq BIGINT PRIMARY KEY, at_us BIGINT NOT NULL, case_no TEXT NOT NULL,"
    " record TEXT NOT NULL, hash BYTEA NOT NULL);"
    "CREATE INDEX trace_case ON trace (case_no);",
};

#define CASE_COLUMNS                                                                                         \
    "case_no, temp_no, query_code, community, kiosk_no, matter_id, catalogue_version, variant, mode, state," \
    " nodes_done, pct, revision, sent_back, terminal, submitted_at, updated_us, receipt_day, due, "          \
    "due_estimated,"                                                                                         \
    " reason_sealed, idempotency_key"

const char *const hub_statements[SQL_COUNT] = {
    [SQL_META_GET] = "SELECT value FROM meta WHERE name = $1",
    [SQL_META_PUT] = "INSERT INTO meta (name, value) VALUES ($1, $2)"
                     " ON CONFLICT (name) DO UPDATE SET value = excluded.value",

    [SQL_KIOSK_ENROL] =
        "INSERT INTO kiosks (kiosk_no, community, community_name, street, registered_us, seen_us,"
        " heartbeat) VALUES ($1, $2, $3, $4, 0, 0, '')"
        " ON CONFLICT (kiosk_no) DO UPDATE SET community = excluded.community,"
        " community_name = excluded.community_name, street = excluded.street",
    [SQL_KIOSK_GET] =
        "SELECT community, community_name, street, public_key, key_sealed, registered_us, seen_us"
        " FROM kiosks WHERE kiosk_no = $1",
    [SQL_KIOSK_LIST] = "SELECT k.kiosk_no, k.community, k.registered_us, k.seen_us, k.heartbeat,"
                       " (SELECT count(*) FROM cases c WHERE c.kiosk_no = k.kiosk_no)"
                       " FROM kiosks k ORDER BY k.kiosk_no LIMIT 500",
    [SQL_KIOSK_REGISTER] = "UPDATE kiosks SET public_key = $2, key_sealed = $3, registered_us = $4"
                           " WHERE kiosk_no = $1",
    [SQL_KIOSK_SEEN] = "UPDATE kiosks SET seen_us = $2 WHERE kiosk_no = $1",
    [SQL_KIOSK_HEARTBEAT] = "UPDATE kiosks SET heartbeat = $2, seen_us = $3 WHERE kiosk_no = $1",
    [SQL_ENROLMENT_PUT] = "INSERT INTO enrolments (kiosk_no, key_sealed, expires_us, tries)"
                          " VALUES ($1, $2, $3, 0) ON CONFLICT (kiosk_no) DO UPDATE SET"
                          " key_sealed = excluded.key_sealed, expires_us = excluded.expires_us, tries = 0,"
                          " used_by = NULL",
    [SQL_ENROLMENT_GET] = "SELECT key_sealed, expires_us, tries, used_by FROM enrolments WHERE kiosk_no = $1",
    [SQL_ENROLMENT_TRIED] = "UPDATE enrolments SET tries = tries + 1 WHERE kiosk_no = $1",
    [SQL_ENROLMENT_USED] = "UPDATE enrolments SET used_by = $2 WHERE kiosk_no = $1",
    [SQL_BLOCK_LAST] = "SELECT coalesce(max(last_no), 0) FROM blocks WHERE community = $1 AND day = $2",
    [SQL_BLOCK_PUT] = "INSERT INTO blocks (community, day, first_no, last_no, kiosk_no, request_id, lent_us)"
                      " VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [SQL_BLOCK_OF_REQUEST] = "SELECT community, first_no, last_no FROM blocks"
                             " WHERE kiosk_no = $1 AND request_id = $2 AND day = $3",
    [SQL_BLOCK_LENT_TODAY] = "SELECT coalesce(sum(last_no - first_no + 1), 0) FROM blocks"
                             " WHERE kiosk_no = $1 AND day = $2",
    [SQL_BLOCK_HOLDS] = "SELECT count(*) FROM blocks WHERE community = $1 AND day = $2 AND kiosk_no = $3"
                        " AND first_no <= $4 AND last_no >= $4",

    [SQL_CASE_PUT] =
        "INSERT INTO cases (case_no, idempotency_key, temp_no, query_code, community, kiosk_no, matter_id,"
        " catalogue_version, variant, mode, person_tag, agent_tag, twin_tag, state, nodes_done, pct, "
        "revision,"
        " sent_back, terminal, submitted_at, received_us, updated_us, receipt_day, due, due_estimated, "
        "sealed)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, 0, 0, $17, $18,"
        " $18, $19, $20, $21, $22)",
    [SQL_CASE_BY_KEY] = "SELECT " CASE_COLUMNS " FROM cases WHERE idempotency_key = $1",
    [SQL_CASE_BY_NO] = "SELECT " CASE_COLUMNS " FROM cases WHERE case_no = $1",
    [SQL_CASE_OPEN_TWIN] =
        "SELECT case_no FROM cases WHERE twin_tag = $1 AND (terminal = 0 OR $2 = 1) LIMIT 1",
    [SQL_CASE_MOVE] = "UPDATE cases SET state = $2, nodes_done = $3, pct = $4, revision = revision + 1,"
                      " sent_back = $5, terminal = $6, updated_us = $7, due = $8, due_estimated = $9,"
                      " reason_sealed = $10 WHERE case_no = $1 AND revision = $11",
    [SQL_CASES_OF_PERSON] = "SELECT " CASE_COLUMNS " FROM cases WHERE person_tag = $1 OR agent_tag = $1"
                            " ORDER BY received_us DESC, case_no DESC LIMIT 200",
    [SQL_CASES_BY_CODE] = "SELECT " CASE_COLUMNS " FROM cases WHERE query_code = $1 LIMIT 2",
    [SQL_CASES_LIST] = "SELECT " CASE_COLUMNS " FROM cases WHERE ($1 = '' OR state = $1)"
                       " AND ($2 = '' OR matter_id = $2) AND ($3 = '' OR kiosk_no = $3)"
                       " ORDER BY received_us DESC, case_no DESC LIMIT $4",
    [SQL_CASES_COUNT] = "SELECT count(*), coalesce(sum(1 - terminal), 0) FROM cases",
    [SQL_CASE_SEALED] = "SELECT sealed, person_tag, agent_tag FROM cases WHERE case_no = $1",
    [SQL_ATTACHMENT_PUT] = "INSERT INTO attachments (case_no, field, sha256, bytes, type, profile)"
                           " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    [SQL_ATTACHMENTS_OF] = "SELECT field, sha256, bytes, type, profile FROM attachments WHERE case_no = $1"
                           " ORDER BY field LIMIT 200",
    [SQL_BLOB_PUT] = "INSERT INTO blobs (kiosk_no, sha256, bytes, complete_us) VALUES ($1, $2, $3, $4)"
                     " ON CONFLICT DO NOTHING",
    [SQL_BLOB_GET] = "SELECT bytes FROM blobs WHERE kiosk_no = $1 AND sha256 = $2",
    [SQL_NODE_DONE_PUT] = "INSERT INTO nodes (case_no, node, day) VALUES ($1, $2, $3)"
                          " ON CONFLICT (case_no, node) DO UPDATE SET day = excluded.day",
    [SQL_NODES_UNDONE] = "DELETE FROM nodes WHERE case_no = $1 AND node >= $2",
    [SQL_NODES_DONE] = "SELECT node, day FROM nodes WHERE case_no = $1 ORDER BY node LIMIT 64",
    [SQL_PAUSE_BEGIN] = "INSERT INTO pauses (case_no, from_day, to_day) VALUES ($1, $2, '')"
                        " ON CONFLICT (case_no, from_day) DO UPDATE SET to_day = ''",
    [SQL_PAUSE_END] = "UPDATE pauses SET to_day = $2 WHERE case_no = $1 AND to_day = ''",
    [SQL_PAUSES] = "SELECT from_day, to_day FROM pauses WHERE case_no = $1 ORDER BY from_day LIMIT 64",
    [SQL_REFUSAL_PUT] = "INSERT INTO refusals (idempotency_key, kiosk_no, matter_id, at_us, answer, sealed)"
                        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (idempotency_key) DO UPDATE SET"
                        " at_us = excluded.at_us, answer = excluded.answer",
    [SQL_REFUSAL_DROP] = "DELETE FROM refusals WHERE idempotency_key = $1",
    [SQL_REFUSALS_COUNT] = "SELECT count(*) FROM refusals",

    [SQL_DONE_GET] = "SELECT kiosk_no, kind, case_no, at_us FROM done WHERE idempotency_key = $1",
    [SQL_DONE_PUT] = "INSERT INTO done (idempotency_key, kiosk_no, kind, case_no, at_us)"
                     " VALUES ($1, $2, $3, $4, $5)",
    [SQL_RATING_PUT] =
        "INSERT INTO ratings (idempotency_key, case_no, matter_id, kiosk_no, stage, level, tags,"
        " rated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    [SQL_HELP_PUT] = "INSERT INTO help_calls (idempotency_key, kiosk_no, screen_id, matter_id, called_at,"
                     " received_us) VALUES ($1, $2, $3, $4, $5, $6)",

    [SQL_TRACE_HEAD] = "SELECT seq, hash FROM trace ORDER BY seq DESC LIMIT 1",
    [SQL_TRACE_PUT] = "INSERT INTO trace (seq, at_us, case_no, record, hash) VALUES ($1, $2, $3, $4, $5)",
    [SQL_TRACE_OF_CASE] = "SELECT record FROM trace WHERE case_no = $1 ORDER BY seq LIMIT 200",
    [SQL_TRACE_FROM] = "SELECT seq, record, hash FROM trace WHERE seq > $1 ORDER BY seq LIMIT 1000",
};

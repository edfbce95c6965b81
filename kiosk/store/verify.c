/* Does everything in the file fit together? Pages and keys by SQLite, and the rules between tables by us. */
#include "kiosk/store/internal.h"

STORE_SQL(SQL_INTEGRITY, "PRAGMA integrity_check(20)");
STORE_SQL(SQL_FOREIGN_KEYS, "SELECT \"table\" || ': row ' || rowid || ' points at nothing in ' || parent"
                            " FROM pragma_foreign_key_check LIMIT 20");
STORE_SQL(SQL_CASE_WITHOUT_AUDIT,
          "SELECT 'case ' || ifnull(c.case_no, c.temp_no) || ' has no record in the audit chain' FROM cases c"
          " LEFT JOIN audit a ON a.seq = c.audit_seq"
          " WHERE a.seq IS NULL AND NOT EXISTS (SELECT 1 FROM audit_segment s"
          " WHERE c.audit_seq BETWEEN s.first_seq AND s.last_seq) LIMIT 20");
STORE_SQL(SQL_QUEUED_WITHOUT_OUTBOX,
          "SELECT 'case ' || ifnull(c.case_no, c.temp_no) || ' waits but is not in the outbox' FROM cases c"
          " WHERE c.state = 'queued' AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_seq = c.seq)"
          " AND NOT EXISTS (SELECT 1 FROM audit a WHERE a.case_no = ifnull(c.case_no, c.temp_no)"
          " AND a.event = 'outbox.drop') LIMIT 20");
STORE_SQL(SQL_ATTACHMENT_WITHOUT_DATA,
          "SELECT 'attachment ' || a.id || ' has lost its content' FROM attachment a"
          " LEFT JOIN attachment_data d USING(id)"
          " WHERE d.id IS NULL OR length(d.data) != a.bytes LIMIT 20");
STORE_SQL(SQL_NUMBER_NOT_LENT,
          "SELECT 'number block of day ' || day || ': ' || first || ' was lent twice' FROM number_block b"
          " WHERE EXISTS (SELECT 1 FROM number_block o WHERE o.community = b.community AND o.day = b.day"
          " AND o.first < b.first AND o.last >= b.first) LIMIT 20");

STORE_SQL(SQL_AUDIT_COPIES,
          "SELECT 'audit record ' || seq || ' is filed under another event or case' FROM audit"
          " WHERE event IS NOT json_extract(record, '$.event')"
          " OR case_no IS NOT json_extract(record, '$.case_no') LIMIT 20");

/* Each gives one line of text for each finding. */
static const StoreSql *const CHECKS[] = {
    &SQL_FOREIGN_KEYS,    &SQL_CASE_WITHOUT_AUDIT, &SQL_QUEUED_WITHOUT_OUTBOX, &SQL_ATTACHMENT_WITHOUT_DATA,
    &SQL_NUMBER_NOT_LENT, &SQL_AUDIT_COPIES,
};

static void collect(Store *store, const StoreSql *sql, const char *all_well, GPtrArray *findings)
{
    g_autoptr(GError) error = NULL;
    g_auto(StoreQuery) query = store_query(store, sql);
    StoreRow row;
    while ((row = store_next(&query, &error)) == STORE_ROW) {
        g_autofree char *said = store_col_text(&query, 0);
        if (g_strcmp0(said, all_well) != 0)
            g_ptr_array_add(findings, g_steal_pointer(&said));
    }
    if (row == STORE_ROW_ERROR)
        g_ptr_array_add(findings, g_strdup(error->message));
}

gboolean store_verify(Store *store, GPtrArray *findings)
{
    guint before = findings->len;
    collect(store, &SQL_INTEGRITY, "ok", findings);
    for (gsize i = 0; i < G_N_ELEMENTS(CHECKS); i++)
        collect(store, CHECKS[i], NULL, findings);
    return findings->len == before;
}

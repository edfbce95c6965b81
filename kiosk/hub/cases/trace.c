#define G_LOG_DOMAIN "hub-trace"
#include "kiosk/hub/cases/trace.h"
#include <string.h>
#include "kiosk/seal/hash.h"

static void put(json_t *record, const char *key, const char *value)
{
    json_object_set_new(record, key, json_string(value ? value : ""));
}

static char *record_text(const HubTrace *trace, gint64 seq, gint64 at_us, const char *prev_hex)
{
    g_autofree char *local = hub_time_text(at_us);
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at_us / G_USEC_PER_SEC);
    g_autofree char *utc_text = g_date_time_format_iso8601(utc);
    json_t *record = json_object();
    json_object_set_new(record, "seq", json_integer(seq));
    put(record, "ts_utc", utc_text);
    put(record, "ts_local", local);
    put(record, "actor_type", trace->actor_type);
    put(record, "actor_id", trace->actor_id);
    put(record, "actor_role", trace->actor_role);
    put(record, "org_level", trace->org_level);
    put(record, "kiosk_no", trace->kiosk_no);
    put(record, "case_no", trace->case_no);
    put(record, "matter_id", trace->matter_id);
    put(record, "event", trace->event);
    put(record, "from_state", trace->from_state);
    put(record, "to_state", trace->to_state);
    put(record, "diff_hash", trace->diff_hash);
    put(record, "reason", trace->reason);
    put(record, "result", trace->result ? trace->result : "ok");
    put(record, "prev_hash", prev_hex);
    char *text = json_dumps(record, JSON_COMPACT | JSON_SORT_KEYS);
    json_decref(record);
    return text;
}

static gboolean record_hash(const void *prev, gsize prev_size, const char *text, guint8 hash[SEAL_HASH_BYTES],
                            GError **error)
{
    return seal_hash(SEAL_ALG_BLAKE2B_256, prev, prev_size, text, strlen(text), hash, error);
}

gboolean trace_add(Hub *hub, const HubTrace *trace, GError **error)
{
    g_autoptr(HubRows) head = hub_db_select(hub->db, SQL_TRACE_HEAD, HUB_NO_ARGS, error);
    if (!head)
        return FALSE;
    gint64 seq = 1, now = hub_now_us(hub);
    gsize prev_size = 0;
    gconstpointer prev = NULL;
    if (hub_rows_count(head)) {
        seq = hub_rows_int(head, 0, 0) + 1;
        prev = hub_rows_bytes(head, 0, 1, &prev_size);
    }
    g_autofree char *prev_hex = prev ? seal_hex(prev, prev_size) : g_strdup("");
    char *text = record_text(trace, seq, now, prev_hex);
    guint8 hash[SEAL_HASH_BYTES];
    gboolean good =
        record_hash(prev, prev_size, text, hash, error) &&
        hub_db_run(hub->db, SQL_TRACE_PUT,
                   HUB_ARGS(hub_int(seq), hub_int(now), hub_text(trace->case_no ? trace->case_no : ""),
                            hub_text(text), hub_bytes(hash, sizeof hash)),
                   NULL, error);
    free(text);
    return good;
}

gboolean trace_verify(Hub *hub, gint64 *records, gint64 *broken_seq, GError **error)
{
    guint8 prev[SEAL_HASH_BYTES];
    gsize prev_size = 0;
    gint64 seq = 0;
    *records = *broken_seq = 0;
    for (;;) {
        g_autoptr(HubRows) rows = hub_db_select(hub->db, SQL_TRACE_FROM, HUB_ARGS(hub_int(seq)), error);
        if (!rows)
            return FALSE;
        if (hub_rows_count(rows) == 0)
            return TRUE;
        for (guint i = 0; i < hub_rows_count(rows); i++) {
            guint8 hash[SEAL_HASH_BYTES];
            gsize size = 0;
            gconstpointer kept = hub_rows_bytes(rows, i, 2, &size);
            if (!record_hash(prev, prev_size, hub_rows_text(rows, i, 1), hash, error))
                return FALSE;
            if (hub_rows_int(rows, i, 0) != seq + 1 || size != sizeof hash || memcmp(kept, hash, size) != 0) {
                *broken_seq = seq + 1;
                return FALSE;
            }
            memcpy(prev, hash, sizeof prev);
            prev_size = sizeof prev;
            seq++;
            (*records)++;
        }
    }
}

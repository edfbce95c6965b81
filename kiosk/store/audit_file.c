/* The chain outside of the store: exports, and archives that old records move into. One record a line:
 *
 *   {"seq":1,...,"result":"ok"} <algorithm> <hash before, hex> <hash, hex>
 *
 * so the very text that was hashed stands first on its line and can be checked by anybody's tools. */
#define G_LOG_DOMAIN "store"
#include "kiosk/store/audit.h"
#include "kiosk/store/internal.h"
#include "kiosk/seal/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define KEEP_RECORDS 1000
#define MOVE_MAX     20000 /* records of one archive: bounds the time of one call */

STORE_SQL(SQL_RANGE,
          "SELECT alg, record, hash FROM audit WHERE seq >= ?1 AND (?2 = 0 OR seq <= ?2) ORDER BY seq");
STORE_SQL(SQL_HASH_AT, "SELECT hash FROM audit WHERE seq = ?1");
STORE_SQL(SQL_SEGMENT_END, "SELECT last_hash FROM audit_segment WHERE last_seq = ?1");
STORE_SQL(SQL_FIRST_SEQ, "SELECT ifnull(min(seq), 0) FROM audit");
/* The last record of the first run of old ones: a clock that went back must not tear the run. */
STORE_SQL(
    SQL_CUT,
    "SELECT min(ifnull((SELECT min(seq) FROM audit WHERE ts_ms >= ?1), max(seq) + 1) - 1, max(seq) - ?2,"
    " min(seq) + ?3 - 1) FROM audit");
STORE_SQL(SQL_SEGMENT_PUT,
          "INSERT INTO audit_segment(first_seq, last_seq, last_hash, file, file_sha256, moved_ms)"
          " VALUES(?1, ?2, ?3, ?4, ?5, ?6)");
STORE_SQL(SQL_MOVED, "DELETE FROM audit WHERE seq BETWEEN ?1 AND ?2");

static gboolean hash_at(Store *store, const StoreSql *sql, gint64 seq, guint8 out[STORE_HASH_BYTES],
                        gboolean *found, GError **error)
{
    g_auto(StoreQuery) query = store_query(store, sql);
    store_bind_int(&query, seq);
    StoreRow row = store_next(&query, error);
    *found = row == STORE_ROW && store_col_fixed(&query, 0, out, STORE_HASH_BYTES);
    return row != STORE_ROW_ERROR;
}

gboolean store_audit_hash_before(Store *store, gint64 seq, guint8 out[STORE_HASH_BYTES], GError **error)
{
    memset(out, 0, STORE_HASH_BYTES);
    if (seq <= 1)
        return TRUE;
    gboolean found = FALSE;
    if (!hash_at(store, &SQL_HASH_AT, seq - 1, out, &found, error) ||
        (!found && !hash_at(store, &SQL_SEGMENT_END, seq - 1, out, &found, error)))
        return FALSE;
    if (!found)
        g_set_error(error, STORE_ERROR, STORE_ERROR_DAMAGED,
                    "audit chain: the record before %" G_GINT64_FORMAT " is neither here nor in an archive",
                    seq);
    return found;
}

static gboolean io_error(const char *path, const char *doing, GError **error)
{
    int err = errno;
    g_set_error(error, STORE_ERROR, err == ENOSPC || err == EDQUOT ? STORE_ERROR_FULL : STORE_ERROR_IO,
                "%s: cannot %s: %s", path, doing, g_strerror(err));
    return FALSE;
}

static gboolean write_all(int fd, const char *text, gsize len)
{
    while (len > 0) {
        gssize n = write(fd, text, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return FALSE;
        text += n;
        len -= (gsize)n;
    }
    return TRUE;
}

/* All lines of the range into `fd`, their SHA-256 into `sum`. */
static gboolean write_lines(Store *store, int fd, const char *path, gint64 from_seq, gint64 to_seq,
                            GChecksum *sum, GError **error)
{
    guint8 previous[STORE_HASH_BYTES], hash[STORE_HASH_BYTES];
    if (!store_audit_hash_before(store, from_seq, previous, error))
        return FALSE;
    g_auto(StoreQuery) query = store_query(store, &SQL_RANGE);
    store_bind_int(&query, from_seq);
    store_bind_int(&query, to_seq);
    StoreRow row;
    while ((row = store_next(&query, error)) == STORE_ROW) {
        store_col_fixed(&query, 2, hash, sizeof hash);
        g_autofree char *record = store_col_text(&query, 1);
        g_autofree char *before_hex = seal_hex(previous, sizeof previous);
        g_autofree char *hash_hex = seal_hex(hash, sizeof hash);
        g_autofree char *line =
            g_strdup_printf("%s %02x %s %s\n", record, (guint)store_col_int(&query, 0), before_hex, hash_hex);
        gsize len = strlen(line);
        if (!write_all(fd, line, len))
            return io_error(path, "write archive", error);
        g_checksum_update(sum, (const guchar *)line, (gssize)len);
        memcpy(previous, hash, sizeof hash);
    }
    return row == STORE_NO_ROW;
}

static gboolean flush_folder(const char *path, GError **error)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    gboolean done = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return done ? TRUE : io_error(folder, "flush folder", error);
}

gboolean store_audit_write_file(Store *store, const char *path, gint64 from_seq, gint64 to_seq,
                                guint8 sha256[STORE_HASH_BYTES], GError **error)
{
    g_autofree char *temp = g_strconcat(path, ".part", NULL);
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_unlink(temp); /* of a run that was cut off */
    int fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return io_error(temp, "create archive", error);
    gboolean done = write_lines(store, fd, temp, from_seq, to_seq, sum, error);
    if (done && fsync(fd) != 0)
        done = io_error(temp, "flush archive", error);
    close(fd);
    /* link, not rename: an archive that is there already is never overwritten */
    if (done && link(temp, path) != 0)
        done = io_error(path, "create archive", error);
    g_unlink(temp);
    if (!done || !flush_folder(path, error))
        return FALSE;
    gsize len = STORE_HASH_BYTES;
    if (sha256)
        g_checksum_get_digest(sum, sha256, &len);
    return TRUE;
}

gboolean store_audit_export(Store *store, const char *path, gint64 from_seq, gint64 to_seq, GError **error)
{
    gint64 first = 0;
    {
        g_auto(StoreQuery) query = store_query(store, &SQL_FIRST_SEQ);
        if (!store_one(&query, "audit record", error))
            return FALSE;
        first = store_col_int(&query, 0);
    }
    return store_audit_write_file(store, path, MAX(from_seq, first), to_seq, NULL, error);
}

/* --- rotation
 * ---------------------------------------------------------------------------------------------------------
 */
/* Records first..last may move: FALSE without error when there is nothing to do. */
static gboolean find_cut(Store *store, gint64 before_ms, gint64 *first, gint64 *last, GError **error)
{
    {
        g_auto(StoreQuery) query = store_query(store, &SQL_FIRST_SEQ);
        if (!store_one(&query, "audit record", error))
            return FALSE;
        *first = store_col_int(&query, 0);
    }
    g_auto(StoreQuery) cut = store_query(store, &SQL_CUT);
    store_bind_int(&cut, before_ms);
    store_bind_int(&cut, KEEP_RECORDS);
    store_bind_int(&cut, MOVE_MAX);
    if (!store_one(&cut, "audit record", error))
        return FALSE;
    *last = store_col_int(&cut, 0);
    return *first > 0 && *last >= *first;
}

static gboolean forget_moved(Store *store, gint64 first, gint64 last, const char *name, const guint8 *sha256,
                             gint64 now_ms, GError **error)
{
    guint8 last_hash[STORE_HASH_BYTES];
    if (!store_audit_hash_before(store, last + 1, last_hash, error))
        return FALSE;
    g_auto(StoreTx) tx = store_tx_begin(store, error);
    if (!tx.store)
        return FALSE;
    g_auto(StoreQuery) segment = store_query(store, &SQL_SEGMENT_PUT);
    store_bind_int(&segment, first);
    store_bind_int(&segment, last);
    store_bind_blob(&segment, last_hash, sizeof last_hash);
    store_bind_text(&segment, name);
    store_bind_blob(&segment, sha256, STORE_HASH_BYTES);
    store_bind_int(&segment, now_ms);
    g_auto(StoreQuery) moved = store_query(store, &SQL_MOVED);
    store_bind_int(&moved, first);
    store_bind_int(&moved, last);
    const StoreAudit event = {
        .ts_ms = now_ms, .actor_type = "kiosk", .event = "audit.rotate", .result = "ok"};
    return store_run(&segment, error) && store_run(&moved, error) &&
           store_audit_append(store, &event, NULL, error) && store_tx_commit(&tx, error);
}

int store_audit_rotate(Store *store, const char *archive_dir, gint64 before_ms, gint64 now_ms, GError **error)
{
    gint64 first = 0, last = 0;
    GError *problem = NULL;
    if (!find_cut(store, before_ms, &first, &last, &problem)) {
        if (problem)
            g_propagate_error(error, problem);
        return problem ? -1 : 0;
    }
    if (g_mkdir_with_parents(archive_dir, 0700) != 0) {
        io_error(archive_dir, "create folder", error);
        return -1;
    }
    g_autofree char *name =
        g_strdup_printf("audit-%010" G_GINT64_FORMAT "-%010" G_GINT64_FORMAT ".jsonl", first, last);
    g_autofree char *path = g_build_filename(archive_dir, name, NULL);
    guint8 sha256[STORE_HASH_BYTES];
    if (access(path, F_OK) == 0) {
        /* written by a run that was cut off before the records were forgotten here: the store still has them
         * all */
        g_message("audit archive written again: %s", name);
        g_unlink(path);
    }
    if (!store_audit_write_file(store, path, first, last, sha256, error) ||
        !forget_moved(store, first, last, name, sha256, now_ms, error))
        return -1;
    return (int)(last - first + 1);
}

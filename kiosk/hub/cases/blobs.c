#define G_LOG_DOMAIN "hub-blobs"
#include "kiosk/hub/cases/blobs.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "kiosk/hub/api/request.h"
#include "kiosk/seal/hash.h"

#define INCOMING_KEEP_S (7 * 24 * 3600)
#define INCOMING_MAX    ((gint64)2 * 1024 * 1024 * 1024) /* all unfinished attachments together */

typedef struct {
    char sha256[65], sealed[65];
    gint64 offset, total;
} BlobAsk;

static char *blobs_folder(const Hub *hub, const char *name)
{
    return g_build_filename(hub->data_dir, "blobs", name, NULL);
}

static char *incoming_path(const Hub *hub, const char *kiosk_no, const BlobAsk *ask)
{
    g_autofree char *folder = blobs_folder(hub, "incoming");
    return g_strdup_printf("%s/%s-%s-%.16s", folder, kiosk_no, ask->sha256, ask->sealed);
}

static char *final_path(const Hub *hub, const char *kiosk_no, const char *sha256)
{
    g_autofree char *folder = blobs_folder(hub, kiosk_no);
    return g_build_filename(folder, sha256, NULL);
}

/* --- housekeeping ---------------------------------------------------------------------------- */
/* Bytes that lie in incoming; old files go when purge_before > 0. */
static gint64 incoming_bytes(const Hub *hub, gint64 purge_before_s)
{
    g_autofree char *folder = blobs_folder(hub, "incoming");
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    gint64 bytes = 0;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        GStatBuf info;
        if (g_stat(path, &info) != 0)
            continue;
        if (info.st_mtime < purge_before_s)
            g_unlink(path);
        else
            bytes += info.st_size;
    }
    return bytes;
}

gboolean blobs_prepare(Hub *hub, GError **error)
{
    g_autofree char *folder = blobs_folder(hub, "incoming");
    if (g_mkdir_with_parents(folder, 0700) != 0) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_DATA, "%s: cannot be created: %s", folder, g_strerror(errno));
        return FALSE;
    }
    incoming_bytes(hub, hub_now_us(hub) / G_USEC_PER_SEC - INCOMING_KEEP_S);
    return TRUE;
}

gboolean blobs_has(Hub *hub, const char *kiosk_no, const char *sha256, gint64 *bytes, GError **error)
{
    g_autoptr(HubRows) rows =
        hub_db_select(hub->db, SQL_BLOB_GET, HUB_ARGS(hub_text(kiosk_no), hub_text(sha256)), error);
    *bytes = rows && hub_rows_count(rows) ? hub_rows_int(rows, 0, 0) : 0;
    return *bytes > 0;
}

/* --- answers --------------------------------------------------------------------------------- */
static void reply_state(HubReply *reply, guint status, const BlobAsk *ask, gint64 have, gint64 total,
                        gboolean complete)
{
    g_autoptr(GError) error = NULL;
    WireBlobState state = {.sha256 = (char *)ask->sha256, .have = have, .total = total, .complete = complete};
    gsize size = 0;
    char *text = wire_blob_state_encode(&state, &size, &error);
    if (text)
        reply_text(reply, status, text, size);
    else
        reply_error(reply, error);
}

static gboolean is_hash(const char *text)
{
    return text && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static gboolean number_from(GHashTable *query, const char *key, gint64 *number)
{
    const char *text = g_hash_table_lookup(query, key);
    return text && g_ascii_string_to_signed(text, 10, 0, WIRE_MAX_BLOB, number, NULL);
}

static gboolean read_ask(const HubRequest *request, BlobAsk *ask, gboolean with_piece, HubReply *reply)
{
    const char *sealed = g_hash_table_lookup(request->query, "sealed");
    if (is_hash(request->rest) && is_hash(sealed) &&
        (!with_piece || (number_from(request->query, "offset", &ask->offset) &&
                         number_from(request->query, "total", &ask->total)))) {
        g_strlcpy(ask->sha256, request->rest, sizeof ask->sha256);
        g_strlcpy(ask->sealed, sealed, sizeof ask->sealed);
        return TRUE;
    }
    reply_problem(reply, MHD_HTTP_BAD_REQUEST, "query",
                  "needs /v1/blobs/{64 hex digits}?sealed={64 hex digits}, and offset= and total= with PUT");
    return FALSE;
}

void api_blob_get(Hub *hub, HubRequest *request, HubReply *reply)
{
    BlobAsk ask = {0};
    g_autoptr(GError) error = NULL;
    gint64 bytes = 0;
    GStatBuf info;
    if (!read_ask(request, &ask, FALSE, reply))
        return;
    if (blobs_has(hub, request->kiosk_no, ask.sha256, &bytes, &error)) {
        reply_state(reply, MHD_HTTP_OK, &ask, bytes, bytes, TRUE);
        return;
    }
    if (error) {
        reply_error(reply, error);
        return;
    }
    g_autofree char *path = incoming_path(hub, request->kiosk_no, &ask);
    gboolean begun = g_stat(path, &info) == 0;
    reply_state(reply, MHD_HTTP_OK, &ask, begun ? info.st_size : 0, 0, FALSE);
}

/* --- taking pieces --------------------------------------------------------------------------- */
/* How many bytes are there afterwards; -1 with error. A piece that does not begin where we are changes
 * nothing. */
static gint64 append_piece(const char *path, const BlobAsk *ask, const GByteArray *piece, GError **error)
{
    int fd = g_open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    struct stat info;
    gint64 have = -1;
    if (fd >= 0 && fstat(fd, &info) == 0) {
        have = info.st_size;
        gsize done = 0;
        while (have == ask->offset && done < piece->len) {
            gssize n = pwrite(fd, piece->data + done, piece->len - done, ask->offset + (gint64)done);
            if (n < 0 && errno == EINTR)
                continue;
            if (n <= 0)
                break;
            done += (gsize)n;
        }
        if (done && done < piece->len && ftruncate(fd, have) == 0)
            errno = ENOSPC;
        have = done && done < piece->len ? -1 : have + (gint64)done;
    }
    if (have < 0)
        g_set_error(error, HUB_ERROR, HUB_ERROR_BUSY, "attachment not written: %s", g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return have;
}

static gboolean content_fits(const Hub *hub, const BlobAsk *ask, const char *sealed, gsize size)
{
    guint8 hash[SEAL_HASH_BYTES];
    seal_sha256(sealed, size, hash);
    g_autofree char *sealed_hex = seal_hex(hash, sizeof hash);
    if (strcmp(sealed_hex, ask->sealed) != 0)
        return FALSE;
    g_autoptr(SealBuffer) plain = seal_stream_open(hub->box, sealed, size, NULL);
    if (!plain)
        return FALSE;
    seal_sha256(seal_buffer_peek(plain), seal_buffer_len(plain), hash);
    g_autofree char *hex = seal_hex(hash, sizeof hash);
    return strcmp(hex, ask->sha256) == 0;
}

static gboolean sync_folder_of(const char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    int fd = g_open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
    gboolean good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

/* The file under its last name and on disk before the database says that it is there. */
static gboolean settle(Hub *hub, const char *kiosk_no, const BlobAsk *ask, const char *path, GError **error)
{
    g_autofree char *to = final_path(hub, kiosk_no, ask->sha256);
    g_autofree char *folder = g_path_get_dirname(to);
    int fd = g_open(path, O_RDONLY | O_CLOEXEC, 0);
    gboolean good = fd >= 0 && fsync(fd) == 0 && g_mkdir_with_parents(folder, 0700) == 0 &&
                    g_rename(path, to) == 0 && sync_folder_of(to);
    if (!good)
        g_set_error(error, HUB_ERROR, HUB_ERROR_BUSY, "attachment not kept: %s", g_strerror(errno));
    if (fd >= 0)
        close(fd);
    return good && hub_db_run(hub->db, SQL_BLOB_PUT,
                              HUB_ARGS(hub_text(kiosk_no), hub_text(ask->sha256), hub_int(ask->total),
                                       hub_int(hub_now_us(hub))),
                              NULL, error);
}

static void finish(Hub *hub, const HubRequest *request, const BlobAsk *ask, const char *path, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *sealed = NULL;
    gsize size = 0;
    if (!g_file_get_contents(path, &sealed, &size, &error)) {
        reply_error(reply, error);
    } else if (!content_fits(hub, ask, sealed, size)) {
        g_warning("attachment from %s does not fit its hash: thrown away", request->kiosk_no);
        g_unlink(path);
        reply_state(reply, MHD_HTTP_UNPROCESSABLE_CONTENT, ask, 0, ask->total, FALSE);
    } else if (settle(hub, request->kiosk_no, ask, path, &error)) {
        reply_state(reply, MHD_HTTP_CREATED, ask, ask->total, ask->total, TRUE);
    } else {
        reply_error(reply, error);
    }
}

void api_blob_put(Hub *hub, HubRequest *request, HubReply *reply)
{
    BlobAsk ask = {0};
    g_autoptr(GError) error = NULL;
    gint64 bytes = 0;
    if (!read_ask(request, &ask, TRUE, reply))
        return;
    if (blobs_has(hub, request->kiosk_no, ask.sha256, &bytes, &error)) {
        reply_state(reply, MHD_HTTP_OK, &ask, bytes, bytes, TRUE);
        return;
    }
    if (error) {
        reply_error(reply, error);
        return;
    }
    if (!request->body->len || ask.offset + request->body->len > ask.total) {
        reply_problem(reply, MHD_HTTP_BAD_REQUEST, "query", "the piece is empty or goes beyond total");
        return;
    }
    if (ask.offset == 0 && incoming_bytes(hub, 0) + ask.total > INCOMING_MAX) {
        reply_problem(reply, MHD_HTTP_SERVICE_UNAVAILABLE, "busy", "too many unfinished attachments");
        return;
    }
    g_autofree char *path = incoming_path(hub, request->kiosk_no, &ask);
    gint64 have = append_piece(path, &ask, request->body, &error);
    if (have < 0)
        reply_error(reply, error);
    else if (have != ask.offset + (gint64)request->body->len)
        reply_state(reply, MHD_HTTP_CONFLICT, &ask, have, ask.total, FALSE);
    else if (have < ask.total)
        reply_state(reply, MHD_HTTP_ACCEPTED, &ask, have, ask.total, FALSE);
    else
        finish(hub, request, &ask, path, reply);
}

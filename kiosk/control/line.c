/* Lines of JSON on a socket. Reading stops as soon as a line is longer than allowed: nobody makes us collect
 * megabytes. */
#include "kiosk/control/line.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define RETRY_MS 10 /* between attempts while the other side's queue is full */

GQuark control_error_quark(void)
{
    return g_quark_from_static_string("control");
}

void control_line_init(ControlLine *line, int fd)
{
    *line = (ControlLine){.fd = fd, .in = g_string_new(NULL), .out = g_string_new(NULL)};
}

void control_line_clear(ControlLine *line)
{
    if (line->in)
        g_string_free(line->in, TRUE);
    if (line->out)
        g_string_free(line->out, TRUE);
    if (line->fd >= 0)
        close(line->fd);
    *line = (ControlLine){.fd = -1};
}

gboolean control_line_has(const ControlLine *line)
{
    return memchr(line->in->str, '\n', line->in->len) != NULL;
}

LineState control_line_read(ControlLine *line)
{
    char piece[4096];
    while (line->in->len <= CONTROL_LINE_MAX) {
        ssize_t n = recv(line->fd, piece, sizeof piece, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return LINE_OPEN;
        if (n <= 0)
            return LINE_CLOSED;
        g_string_append_len(line->in, piece, n);
    }
    return control_line_has(line) ? LINE_OPEN : LINE_TOO_LONG;
}

json_t *control_line_take(ControlLine *line, gboolean *bad)
{
    const char *end = memchr(line->in->str, '\n', line->in->len);
    *bad = FALSE;
    if (!end)
        return NULL;
    gsize n = (gsize)(end - line->in->str);
    json_t *object =
        n <= CONTROL_LINE_MAX ? json_loadb(line->in->str, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
    g_string_erase(line->in, 0, (gssize)n + 1);
    if (json_is_object(object))
        return object;
    json_decref(object);
    *bad = TRUE;
    return NULL;
}

gboolean control_line_put(ControlLine *line, const json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    gboolean fits = text && strlen(text) <= CONTROL_LINE_MAX;
    if (fits)
        g_string_append_printf(line->out, "%s\n", text);
    free(text);
    return fits;
}

LineState control_line_flush(ControlLine *line)
{
    while (line->out->len > 0) {
        ssize_t n = send(line->fd, line->out->str, line->out->len, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return LINE_OPEN;
        if (n < 0)
            return LINE_CLOSED;
        g_string_erase(line->out, 0, n);
    }
    return LINE_OPEN;
}

gboolean control_address(const char *path, struct sockaddr_un *address, GError **error)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(path) < sizeof address->sun_path) {
        memcpy(address->sun_path, path, strlen(path) + 1);
        return TRUE;
    }
    g_set_error(error, CONTROL_ERROR, CONTROL_ERROR_PATH, "%s: too long for a socket; at most %zu bytes",
                path, sizeof address->sun_path - 1);
    return FALSE;
}

int control_connect(const char *path, gint64 deadline_us, GError **error)
{
    struct sockaddr_un address;
    if (!control_address(path, &address, error))
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int failed = fd < 0 ? errno : 0;
    while (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        failed = errno;
        if ((failed != EAGAIN && failed != EINTR) || g_get_monotonic_time() >= deadline_us)
            break;
        poll(NULL, 0, RETRY_MS);
        failed = 0;
    }
    if (failed == 0)
        return fd;
    if (fd >= 0)
        close(fd);
    g_set_error(error, CONTROL_ERROR, CONTROL_ERROR_UNREACHABLE, "%s: nobody answers there: %s", path,
                g_strerror(failed));
    return -1;
}

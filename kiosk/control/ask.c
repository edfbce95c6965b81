/* The client for command-line tools: one request, one reply, one deadline. */
#include "kiosk/control/line.h"

#include <errno.h>
#include <poll.h>

/* FALSE: the deadline is over. */
static gboolean wait_for(int fd, short events, gint64 deadline_us)
{
    for (;;) {
        gint64 left_ms = (deadline_us - g_get_monotonic_time() + 999) / 1000;
        if (left_ms <= 0)
            return FALSE;
        struct pollfd one = {.fd = fd, .events = events};
        int n = poll(&one, 1, (int)MIN(left_ms, G_MAXINT));
        if (n > 0)
            return TRUE;
        if (n < 0 && errno != EINTR)
            return FALSE;
    }
}

static json_t *give_up(GError **error, ControlError code, const char *path, const char *why)
{
    g_set_error(error, CONTROL_ERROR, (int)code, "%s: %s", path, why);
    return NULL;
}

static json_t *exchange(ControlLine *line, const char *path, const json_t *request, gint64 deadline_us,
                        GError **error)
{
    if (!control_line_put(line, request))
        return give_up(error, CONTROL_ERROR_PROTOCOL, path, "the request is too long");
    while (line->out->len > 0) {
        if (control_line_flush(line) == LINE_CLOSED)
            break; /* it may have answered all the same: "busy" */
        if (line->out->len > 0 && !wait_for(line->fd, POLLOUT, deadline_us))
            return give_up(error, CONTROL_ERROR_TIMEOUT, path, "no answer in time");
    }
    for (;;) {
        LineState state = control_line_read(line);
        gboolean bad;
        json_t *reply = control_line_take(line, &bad);
        if (reply)
            return reply;
        if (bad || state == LINE_TOO_LONG)
            return give_up(error, CONTROL_ERROR_PROTOCOL, path,
                           "what answers there is not one of our programs");
        if (state == LINE_CLOSED)
            return give_up(error, CONTROL_ERROR_UNREACHABLE, path, "the other side hung up");
        if (!wait_for(line->fd, POLLIN, deadline_us))
            return give_up(error, CONTROL_ERROR_TIMEOUT, path, "no answer in time");
    }
}

json_t *control_ask(const char *path, const json_t *request, gint64 timeout_ms, GError **error)
{
    gint64 deadline_us = g_get_monotonic_time() + timeout_ms * 1000;
    int fd = control_connect(path, deadline_us, error);
    if (fd < 0)
        return NULL;
    ControlLine line;
    control_line_init(&line, fd);
    json_t *reply = exchange(&line, path, request, deadline_us, error);
    control_line_clear(&line);
    if (!reply || json_is_true(json_object_get(reply, "ok")))
        return reply;
    const char *why = json_string_value(json_object_get(reply, "error"));
    g_set_error_literal(error, CONTROL_ERROR, CONTROL_ERROR_REFUSED, why ? why : "refused without a reason");
    json_decref(reply);
    return NULL;
}

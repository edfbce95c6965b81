/* The client for programs with a loop. Replies come in the order of the requests, so a request that timed out
 * stays in the queue as a gap that swallows its late reply. An answer may do anything, even free the client:
 * whoever calls one holds a reference and looks at `closed` afterwards. */
#define G_LOG_DOMAIN "control"
#include "kiosk/control/line.h"

#include <glib-unix.h>

#define OPEN_MAX_REQUESTS 64

typedef struct {
    ControlClient *client;
    ControlAnswer answer; /* NULL: already answered, a gap */
    gpointer user_data;
    GSource *timer;
} Request;

struct ControlClient {
    guint refs;
    gboolean closed;
    char *path;
    GMainContext *context;
    ControlLine line; /* fd -1: not connected */
    GSource *reading, *writing, *failing;
    GQueue sent;   /* Request*, oldest first, on this connection */
    GQueue failed; /* Request*, to be told from the loop */
    GError *why;   /* of the failed ones */
};

static void source_stop(GSource **source)
{
    if (!*source)
        return;
    g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

static GSource *source_start(ControlClient *client, GSource *source, GSourceFunc func, gpointer data)
{
    g_source_set_callback(source, func, data, NULL);
    g_source_attach(source, client->context);
    return source;
}

static void request_free(gpointer data)
{
    Request *request = data;
    source_stop(&request->timer);
    g_free(request);
}

static void request_answer(Request *request, const json_t *reply, const GError *error)
{
    ControlAnswer answer = request->answer;
    request->answer = NULL;
    source_stop(&request->timer);
    if (answer)
        answer(reply, error, request->user_data);
}

static void client_unref(ControlClient *client)
{
    if (--client->refs > 0)
        return;
    g_main_context_unref(client->context);
    g_free(client->path);
    g_free(client);
}

/* --- failing ---------------------------------------------------------------------------------- */

static gboolean on_failing(gpointer data)
{
    ControlClient *client = data;
    g_autoptr(GError) why = g_steal_pointer(&client->why);
    Request *request;
    source_stop(&client->failing);
    client->refs++;
    while (!client->closed && (request = g_queue_pop_head(&client->failed))) {
        request_answer(request, NULL, why);
        request_free(request);
    }
    client_unref(client);
    return G_SOURCE_REMOVE;
}

/* Nobody is called back from inside control_client_ask(): what failed is told from the loop. */
static void fail_later(ControlClient *client, GError *why)
{
    g_clear_error(&client->why);
    client->why = why;
    if (!client->failing)
        client->failing = source_start(client, g_idle_source_new(), on_failing, client);
}

/* The connection is over, and all that is open on it. */
static void fail_all(ControlClient *client, GError *why)
{
    Request *request;
    source_stop(&client->reading);
    source_stop(&client->writing);
    control_line_clear(&client->line);
    while ((request = g_queue_pop_head(&client->sent))) {
        source_stop(&request->timer);
        g_queue_push_tail(&client->failed, request);
    }
    fail_later(client, why);
}

static void lost(ControlClient *client, ControlError code, const char *why)
{
    fail_all(client, g_error_new(CONTROL_ERROR, (int)code, "%s: %s", client->path, why));
}

/* --- answers ---------------------------------------------------------------------------------- */

static gboolean on_timeout(gpointer data)
{
    Request *request = data;
    g_autoptr(GError) error =
        g_error_new(CONTROL_ERROR, CONTROL_ERROR_TIMEOUT, "%s: no answer in time", request->client->path);
    request_answer(request, NULL, error); /* the gap stays in the queue */
    return G_SOURCE_REMOVE;
}

static void give_reply(ControlClient *client, const json_t *reply)
{
    Request *request = g_queue_pop_head(&client->sent);
    g_autoptr(GError) error = NULL;
    const char *why = json_string_value(json_object_get(reply, "error"));
    if (!json_is_true(json_object_get(reply, "ok")))
        error =
            g_error_new_literal(CONTROL_ERROR, CONTROL_ERROR_REFUSED, why ? why : "refused without a reason");
    request_answer(request, error ? NULL : reply, error);
    request_free(request);
}

static void take_replies(ControlClient *client)
{
    while (!client->closed && client->line.fd >= 0 && control_line_has(&client->line)) {
        gboolean bad;
        json_t *reply = control_line_take(&client->line, &bad);
        if (reply && client->sent.length > 0)
            give_reply(client, reply);
        else
            lost(client, CONTROL_ERROR_PROTOCOL, "what answers there is not one of our programs");
        json_decref(reply);
    }
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer data)
{
    ControlClient *client = data;
    client->refs++;
    LineState state = control_line_read(&client->line);
    take_replies(client);
    if (!client->closed && client->line.fd >= 0 && state == LINE_CLOSED)
        lost(client, CONTROL_ERROR_UNREACHABLE, "the other side hung up");
    else if (!client->closed && client->line.fd >= 0 && state == LINE_TOO_LONG)
        lost(client, CONTROL_ERROR_PROTOCOL, "the answer is too long");
    client_unref(client);
    return G_SOURCE_CONTINUE;
}

/* --- asking ----------------------------------------------------------------------------------- */

static void flush(ControlClient *client);

static gboolean on_writable(gint fd, GIOCondition condition, gpointer data)
{
    flush(data);
    return G_SOURCE_CONTINUE;
}

static void flush(ControlClient *client)
{
    if (control_line_flush(&client->line) == LINE_CLOSED) {
        lost(client, CONTROL_ERROR_UNREACHABLE, "the other side hung up");
    } else if (client->line.out->len == 0) {
        source_stop(&client->writing);
    } else if (!client->writing) {
        client->writing = g_unix_fd_source_new(client->line.fd, G_IO_OUT);
        source_start(client, client->writing, G_SOURCE_FUNC(on_writable), client);
    }
}

static gboolean connect_now(ControlClient *client, GError **error)
{
    if (client->line.fd >= 0)
        return TRUE;
    int fd = control_connect(client->path, 0, error);
    if (fd < 0)
        return FALSE;
    control_line_init(&client->line, fd);
    client->reading = g_unix_fd_source_new(fd, G_IO_IN | G_IO_HUP);
    source_start(client, client->reading, G_SOURCE_FUNC(on_readable), client);
    return TRUE;
}

static gboolean queue_request(ControlClient *client, const json_t *request, GError **error)
{
    if (client->sent.length >= OPEN_MAX_REQUESTS) {
        g_set_error(error, CONTROL_ERROR, CONTROL_ERROR_TIMEOUT, "%s: does not answer any more",
                    client->path);
        return FALSE;
    }
    if (!connect_now(client, error))
        return FALSE;
    if (control_line_put(&client->line, request))
        return TRUE;
    g_set_error(error, CONTROL_ERROR, CONTROL_ERROR_PROTOCOL, "%s: the request is too long", client->path);
    return FALSE;
}

void control_client_ask(ControlClient *client, const json_t *request, gint64 timeout_ms, ControlAnswer answer,
                        gpointer user_data)
{
    GError *error = NULL;
    Request *open = g_new0(Request, 1);
    *open = (Request){.client = client, .answer = answer, .user_data = user_data};
    if (!queue_request(client, request, &error)) {
        g_queue_push_tail(&client->failed, open);
        fail_later(client, error);
        return;
    }
    g_queue_push_tail(&client->sent, open);
    open->timer = source_start(client, g_timeout_source_new((guint)MAX(timeout_ms, 1)), on_timeout, open);
    flush(client);
}

ControlClient *control_client_new(const char *path)
{
    ControlClient *client = g_new0(ControlClient, 1);
    client->refs = 1;
    client->path = g_strdup(path);
    client->context = g_main_context_ref_thread_default();
    client->line.fd = -1;
    g_queue_init(&client->sent);
    g_queue_init(&client->failed);
    return client;
}

void control_client_free(ControlClient *client)
{
    if (!client)
        return;
    client->closed = TRUE;
    source_stop(&client->reading);
    source_stop(&client->writing);
    source_stop(&client->failing);
    control_line_clear(&client->line);
    g_queue_clear_full(&client->sent, request_free);
    g_queue_clear_full(&client->failed, request_free);
    g_clear_error(&client->why);
    client_unref(client);
}

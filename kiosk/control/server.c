/* The server's side of the control socket. A connection turns requests into calls, in order; a call that has
 * its reply waits until all calls before it have theirs.
 *
 * A call belongs to two: its handler, which ends it once, and its connection, which sends what it became. The
 * one who comes last frees it. A handler may do anything, even end the server: whoever walks a connection
 * therefore holds a reference and looks at `closed` after every call. */
#define G_LOG_DOMAIN "control"
#include "kiosk/control/line.h"

#include <errno.h>
#include <string.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 8

typedef struct {
    const ControlVerb *verbs;
    gpointer user_data;
} VerbTable;

struct ControlServer {
    GMainContext *context;
    int fd;
    char *path;
    dev_t device; /* of the socket file: only what is ours is removed */
    ino_t inode;
    GSource *accepting;
    GArray *tables;     /* VerbTable */
    GPtrArray *clients; /* Client*, one reference each */
};

typedef struct {
    guint refs;
    gboolean closed;
    gboolean ending; /* what is queued is still answered, then it is closed */
    ControlServer *server;
    ControlLine line;
    GSource *reading, *writing; /* NULL while not wanted */
    GQueue calls;               /* ControlCall*, oldest first */
} Client;

struct ControlCall {
    Client *client; /* NULL: gone */
    json_t *reply;  /* NULL: not ended */
};

/* --- a connection's end ----------------------------------------------------------------------- */

static void source_stop(GSource **source)
{
    if (!*source)
        return;
    g_source_destroy(*source);
    g_clear_pointer(source, g_source_unref);
}

static void call_free(ControlCall *call)
{
    json_decref(call->reply);
    g_free(call);
}

static void client_unref(Client *client)
{
    if (--client->refs == 0)
        g_free(client);
}

static void client_shut(gpointer data)
{
    Client *client = data;
    ControlCall *call;
    client->closed = TRUE;
    source_stop(&client->reading);
    source_stop(&client->writing);
    while ((call = g_queue_pop_head(&client->calls))) {
        call->client = NULL;
        if (call->reply)
            call_free(call);
    }
    control_line_clear(&client->line);
    client_unref(client);
}

static void client_close(Client *client)
{
    if (!client->closed)
        g_ptr_array_remove_fast(client->server->clients, client); /* calls client_shut() */
}

/* --- replies ---------------------------------------------------------------------------------- */

static json_t *failure(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    return json_pack("{s:b, s:s}", "ok", 0, "error", valid);
}

static void put_reply(Client *client, const json_t *reply)
{
    if (control_line_put(&client->line, reply))
        return;
    g_autofree char *note = g_strdup_printf("the answer is longer than %d bytes", CONTROL_LINE_MAX);
    json_t *instead = failure(note);
    control_line_put(&client->line, instead);
    json_decref(instead);
}

static void client_watch(Client *client);

/* Sends the replies whose turn it is, and closes a connection that is over. */
static void client_send(Client *client)
{
    ControlCall *call;
    while ((call = g_queue_peek_head(&client->calls)) && call->reply) {
        g_queue_pop_head(&client->calls);
        put_reply(client, call->reply);
        call_free(call);
    }
    gboolean gone = control_line_flush(&client->line) == LINE_CLOSED;
    gboolean over = client->ending && client->calls.length == 0 && client->line.out->len == 0;
    if (gone || over)
        client_close(client);
    else
        client_watch(client);
}

static void call_end(ControlCall *call, json_t *reply)
{
    g_return_if_fail(call->reply == NULL);
    call->reply = reply;
    if (call->client)
        client_send(call->client);
    else
        call_free(call);
}

void control_call_reply(ControlCall *call, json_t *reply)
{
    if (!reply)
        reply = json_object();
    json_object_set_new(reply, "ok", json_true());
    call_end(call, reply);
}

void control_call_fail(ControlCall *call, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    call_end(call, failure(text));
}

/* --- requests --------------------------------------------------------------------------------- */

static json_t *list_verbs(const ControlServer *server)
{
    json_t *list = json_array();
    for (guint i = 0; i < server->tables->len; i++)
        for (const ControlVerb *verb = g_array_index(server->tables, VerbTable, i).verbs; verb->verb; verb++)
            json_array_append_new(list, json_pack("{s:s, s:s}", "verb", verb->verb, "help", verb->help));
    return json_pack("{s:o}", "verbs", list);
}

static void run_verb(ControlServer *server, ControlCall *call, const json_t *request)
{
    const char *name = json_string_value(json_object_get(request, "verb"));
    if (!name) {
        control_call_fail(call, "a request is {\"verb\": \"…\"}; try {\"verb\": \"help\"}");
        return;
    }
    if (strcmp(name, "help") == 0) {
        control_call_reply(call, list_verbs(server));
        return;
    }
    for (guint i = 0; i < server->tables->len; i++) {
        VerbTable table = g_array_index(server->tables, VerbTable, i);
        for (const ControlVerb *verb = table.verbs; verb->verb; verb++)
            if (strcmp(verb->verb, name) == 0) {
                verb->handler(call, request, table.user_data);
                return;
            }
    }
    control_call_fail(call, "no such verb: %.40s; try help", name);
}

/* One request of what was read. FALSE: there is no whole one. */
static gboolean client_step(Client *client)
{
    gboolean bad;
    json_t *request = control_line_take(&client->line, &bad);
    if (!request && !bad)
        return FALSE;
    ControlCall *call = g_new0(ControlCall, 1);
    call->client = client;
    g_queue_push_tail(&client->calls, call);
    if (request)
        run_verb(client->server, call, request);
    else
        control_call_fail(call, "a request is one JSON object on one line");
    json_decref(request);
    return TRUE;
}

/* A client that does not read its answers, or asks much at once, is not read from. */
static gboolean may_read(const Client *client)
{
    return !client->closed && !client->ending && client->calls.length < CONTROL_PENDING_MAX &&
           client->line.out->len < CONTROL_LINE_MAX;
}

static void client_read(Client *client)
{
    client->refs++;
    LineState state = may_read(client) ? control_line_read(&client->line) : LINE_OPEN;
    while (may_read(client) && client_step(client))
        ;
    if (!client->closed && state == LINE_TOO_LONG && !control_line_has(&client->line)) {
        ControlCall *call = g_new0(ControlCall, 1);
        call->client = client;
        g_queue_push_tail(&client->calls, call);
        client->ending = TRUE;
        control_call_fail(call, "a request is at most %d bytes long", CONTROL_LINE_MAX);
    }
    if (!client->closed && state == LINE_CLOSED && !control_line_has(&client->line))
        client->ending = TRUE; /* it may have shut down only its sending half */
    if (!client->closed)
        client_send(client);
    client_unref(client);
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer data)
{
    client_read(data);
    return G_SOURCE_CONTINUE; /* a closed client has destroyed its source */
}

static gboolean on_writable(gint fd, GIOCondition condition, gpointer data)
{
    Client *client = data;
    client->refs++;
    client_send(client);
    /* What waits in the buffer makes no event: go on with it now that there is room. */
    if (!client->closed && control_line_has(&client->line))
        client_read(client);
    client_unref(client);
    return G_SOURCE_CONTINUE;
}

static void want(Client *client, GSource **source, gboolean wanted, GIOCondition condition,
                 GUnixFDSourceFunc func)
{
    if (!wanted) {
        source_stop(source);
    } else if (!*source) {
        *source = g_unix_fd_source_new(client->line.fd, condition);
        g_source_set_callback(*source, G_SOURCE_FUNC(func), client, NULL);
        g_source_attach(*source, client->server->context);
    }
}

static gboolean on_pending_lines(gpointer data)
{
    Client *client = data;
    if (!client->closed)
        client_read(client);
    return G_SOURCE_REMOVE;
}

static void client_unref_data(gpointer data)
{
    client_unref(data);
}

static void client_watch(Client *client)
{
    gboolean reads = may_read(client);
    /* Lines that were read while it was not allowed to go on make no event either. */
    if (reads && !client->reading && control_line_has(&client->line)) {
        GSource *idle = g_idle_source_new();
        client->refs++;
        g_source_set_callback(idle, on_pending_lines, client, client_unref_data);
        g_source_attach(idle, client->server->context);
        g_source_unref(idle);
    }
    want(client, &client->reading, reads, G_IO_IN | G_IO_HUP, on_readable);
    want(client, &client->writing, client->line.out->len > 0, G_IO_OUT, on_writable);
}

/* --- connections ------------------------------------------------------------------------------ */

static void turn_away(int fd)
{
    static const char busy[] = "{\"ok\":false,\"error\":\"busy: too many connections\"}\n";
    if (send(fd, busy, sizeof busy - 1, MSG_NOSIGNAL) < 0)
        g_debug("connection turned away without a word: %s", g_strerror(errno));
    close(fd);
}

static gboolean on_connection(gint listening, GIOCondition condition, gpointer data)
{
    ControlServer *server = data;
    int fd = accept4(listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0)
        return G_SOURCE_CONTINUE;
    if (server->clients->len >= CONTROL_CLIENTS_MAX) {
        turn_away(fd);
        return G_SOURCE_CONTINUE;
    }
    Client *client = g_new0(Client, 1);
    client->refs = 1;
    client->server = server;
    g_queue_init(&client->calls);
    control_line_init(&client->line, fd);
    g_ptr_array_add(server->clients, client);
    client_watch(client);
    return G_SOURCE_CONTINUE;
}

/* May we listen there? A socket file that nobody answers at was left behind by a crash. */
static gboolean path_is_free(const char *path, GError **error)
{
    struct stat there;
    if (lstat(path, &there) < 0)
        return TRUE; /* what else is wrong with it, bind() will say */
    if (!S_ISSOCK(there.st_mode)) {
        g_set_error(error, CONTROL_ERROR, CONTROL_ERROR_PATH, "%s: is no socket; it is left alone", path);
        return FALSE;
    }
    int fd = control_connect(path, 0, NULL);
    if (fd < 0)
        return TRUE;
    close(fd);
    g_set_error(error, CONTROL_ERROR, CONTROL_ERROR_IN_USE, "%s: another program answers there", path);
    return FALSE;
}

/* The socket gets its rights before it gets its name, and its name in one step: nobody finds it half made,
 * and a stale file is replaced, never missing. */
static gboolean listen_at(ControlServer *server, GError **error)
{
    struct sockaddr_un address;
    struct stat made;
    g_autofree char *temporary = g_strdup_printf("%s.%d", server->path, (int)getpid());
    if (!control_address(temporary, &address, error))
        return FALSE;
    g_unlink(temporary);
    server->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (server->fd >= 0 && bind(server->fd, (struct sockaddr *)&address, sizeof address) == 0 &&
        chmod(temporary, 0600) == 0 && listen(server->fd, BACKLOG) == 0 && stat(temporary, &made) == 0 &&
        rename(temporary, server->path) == 0) {
        server->device = made.st_dev;
        server->inode = made.st_ino;
        return TRUE;
    }
    g_set_error(error, CONTROL_ERROR, CONTROL_ERROR_PATH, "%s: cannot listen there: %s", server->path,
                g_strerror(errno));
    g_unlink(temporary);
    return FALSE;
}

ControlServer *control_server_new(const char *path, GError **error)
{
    if (!path_is_free(path, error))
        return NULL;
    ControlServer *server = g_new0(ControlServer, 1);
    server->context = g_main_context_ref_thread_default();
    server->fd = -1;
    server->path = g_strdup(path);
    server->tables = g_array_new(FALSE, FALSE, sizeof(VerbTable));
    server->clients = g_ptr_array_new_with_free_func(client_shut);
    if (!listen_at(server, error)) {
        control_server_free(server);
        return NULL;
    }
    server->accepting = g_unix_fd_source_new(server->fd, G_IO_IN);
    g_source_set_callback(server->accepting, G_SOURCE_FUNC(on_connection), server, NULL);
    g_source_attach(server->accepting, server->context);
    return server;
}

void control_server_add(ControlServer *server, const ControlVerb *verbs, gpointer user_data)
{
    VerbTable table = {verbs, user_data};
    g_array_append_val(server->tables, table);
}

guint control_server_clients(const ControlServer *server)
{
    return server->clients->len;
}

static void remove_own_file(const ControlServer *server)
{
    struct stat there;
    if (server->inode && lstat(server->path, &there) == 0 && there.st_dev == server->device &&
        there.st_ino == server->inode)
        g_unlink(server->path);
}

void control_server_free(ControlServer *server)
{
    if (!server)
        return;
    source_stop(&server->accepting);
    remove_own_file(server);
    g_ptr_array_unref(server->clients);
    if (server->fd >= 0)
        close(server->fd);
    g_array_unref(server->tables);
    g_main_context_unref(server->context);
    g_free(server->path);
    g_free(server);
}

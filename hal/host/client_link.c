#include "hal/host/client_link.h"

#include "hal/proto/link.h"

#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAITING_MAX 256 /* messages a slow client may leave lying */
#define HELLO_MS    5000

struct HostClient {
    int socket;
    uid_t uid;
    ClientRole role;
    HostClientHandlers handlers;
    gpointer data;
    GQueue waiting; /* Message*, oldest first */
    guint read_source;
    guint write_source;
    guint hello_timer;
    guint close_source; /* closed() is told from an idle: no caller of send finds its client gone */
    const char *close_why;
};

static void free_message(gpointer data)
{
    message_clear(data);
    g_free(data);
}

static gboolean on_closed(gpointer data)
{
    HostClient *client = data;
    client->close_source = 0;
    client->handlers.closed(client, client->close_why, client->data);
    return G_SOURCE_REMOVE;
}

static void close_later(HostClient *client, const char *why)
{
    if (client->close_source != 0)
        return;
    g_clear_handle_id(&client->read_source, g_source_remove);
    g_clear_handle_id(&client->write_source, g_source_remove);
    client->close_why = why;
    client->close_source = g_idle_add_full(G_PRIORITY_DEFAULT, on_closed, client, NULL);
}

static gboolean on_hello_over(gpointer data)
{
    HostClient *client = data;
    client->hello_timer = 0;
    close_later(client, "said no hello");
    return G_SOURCE_REMOVE;
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer data)
{
    HostClient *client = data;
    g_auto(Message) message = {0};
    g_autoptr(GError) error = NULL;
    int rider = -1;
    if (link_receive(fd, &message, &rider, &error)) {
        client->handlers.message(client, &message, rider, client->data);
        return client->read_source != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
    }
    if (g_error_matches(error, LINK_ERROR, LINK_ERROR_AGAIN))
        return G_SOURCE_CONTINUE;
    gboolean is_bad = g_error_matches(error, LINK_ERROR, LINK_ERROR_BAD);
    close_later(client, is_bad ? "sent a bad message" : "closed");
    return G_SOURCE_REMOVE;
}

/* TRUE: sent. FALSE: no room now, or the client is being closed. */
static gboolean send_now(HostClient *client, const Message *message)
{
    g_autoptr(GError) error = NULL;
    if (link_send(client->socket, message, -1, &error))
        return TRUE;
    if (error->domain == MESSAGE_ERROR) {
        g_warning("%s", error->message); /* cannot be sent ever */
        return TRUE;
    }
    if (!g_error_matches(error, LINK_ERROR, LINK_ERROR_AGAIN))
        close_later(client, "closed");
    return FALSE;
}

static gboolean on_writable(gint fd, GIOCondition condition, gpointer data)
{
    HostClient *client = data;
    while (client->waiting.head) {
        if (!send_now(client, client->waiting.head->data))
            return client->close_source != 0 ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
        free_message(g_queue_pop_head(&client->waiting));
    }
    client->write_source = 0;
    return G_SOURCE_REMOVE;
}

static Message *copy_message(const Message *message)
{
    Message *copy = g_memdup2(message, sizeof *message);
    copy->device = g_strdup(message->device);
    copy->name = g_strdup(message->name);
    copy->role = g_strdup(message->role);
    copy->text = g_strdup(message->text);
    copy->data = message->data ? json_incref(message->data) : NULL;
    return copy;
}

void host_client_send(HostClient *client, const Message *message)
{
    if (client->close_source != 0 || (!client->waiting.head && send_now(client, message)) ||
        client->close_source != 0)
        return;
    if (g_queue_get_length(&client->waiting) >= WAITING_MAX) {
        close_later(client, "does not read");
        return;
    }
    g_queue_push_tail(&client->waiting, copy_message(message));
    if (client->write_source == 0)
        client->write_source = g_unix_fd_add(client->socket, G_IO_OUT, on_writable, client);
}

HostClient *host_client_new(int socket, const HostClientHandlers *handlers, gpointer data)
{
    HostClient *client = g_new0(HostClient, 1);
    struct ucred peer = {.uid = (uid_t)-1};
    socklen_t size = sizeof peer;
    if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0)
        client->uid = peer.uid;
    else
        client->uid = (uid_t)-1;
    client->socket = socket;
    client->handlers = *handlers;
    client->data = data;
    g_queue_init(&client->waiting);
    client->read_source = g_unix_fd_add(socket, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, client);
    client->hello_timer = g_timeout_add(HELLO_MS, on_hello_over, client);
    return client;
}

void host_client_free(HostClient *client)
{
    if (!client)
        return;
    guint *sources[] = {&client->read_source, &client->write_source, &client->hello_timer,
                        &client->close_source};
    for (guint i = 0; i < G_N_ELEMENTS(sources); i++)
        g_clear_handle_id(sources[i], g_source_remove);
    g_queue_clear_full(&client->waiting, free_message);
    close(client->socket);
    g_free(client);
}

uid_t host_client_uid(const HostClient *client)
{
    return client->uid;
}

ClientRole host_client_role(const HostClient *client)
{
    return client->role;
}

void host_client_set_role(HostClient *client, ClientRole role)
{
    client->role = role;
    g_clear_handle_id(&client->hello_timer, g_source_remove);
}

#include "tests/support/answer_server.h"
#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define POLL_MS 20

struct AnswerServer {
    int listener;
    guint16 port;
    gint stopping;
    GThread *thread;
    GMutex mutex;        /* what follows */
    GPtrArray *answers;  /* of char*, or NULL for silence */
    GPtrArray *requests; /* of char* */
    GArray *open;        /* connections kept silent */
};

static gboolean is_whole(const GString *request)
{
    const char *end = strstr(request->str, "\r\n\r\n");
    const char *length = strcasestr(request->str, "\r\nContent-Length:");
    gsize body = length && end && length < end ? (gsize)g_ascii_strtoull(length + 17, NULL, 10) : 0;
    return end && request->len >= (gsize)(end - request->str) + 4 + body;
}

static void serve(AnswerServer *server, int fd)
{
    g_autoptr(GString) request = g_string_new(NULL);
    char buffer[4096];
    while (!is_whole(request) && !g_atomic_int_get(&server->stopping)) {
        struct pollfd readable = {fd, POLLIN, 0};
        if (poll(&readable, 1, POLL_MS) <= 0)
            continue;
        ssize_t n = recv(fd, buffer, sizeof buffer, 0);
        if (n <= 0)
            break;
        g_string_append_len(request, buffer, n);
    }
    g_mutex_lock(&server->mutex);
    g_ptr_array_add(server->requests, g_strdup(request->str));
    const char *answer = server->answers->len ? server->answers->pdata[0] : NULL;
    g_autofree char *copy = g_strdup(answer);
    if (server->answers->len > 1)
        g_ptr_array_remove_index(server->answers, 0);
    if (!copy)
        g_array_append_val(server->open, fd);
    g_mutex_unlock(&server->mutex);
    if (!copy)
        return;
    send(fd, copy, strlen(copy), MSG_NOSIGNAL);
    close(fd);
}

static gpointer run(gpointer data)
{
    AnswerServer *server = data;
    while (!g_atomic_int_get(&server->stopping)) {
        struct pollfd fd = {server->listener, POLLIN, 0};
        if (poll(&fd, 1, POLL_MS) > 0)
            serve(server, accept4(server->listener, NULL, NULL, SOCK_CLOEXEC));
    }
    return NULL;
}

AnswerServer *answer_server_new(void)
{
    AnswerServer *server = g_new0(AnswerServer, 1);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(server->listener, (struct sockaddr *)&address, size) != 0 || listen(server->listener, 64) != 0 ||
        getsockname(server->listener, (struct sockaddr *)&address, &size) != 0)
        g_error("answer server: no port");
    server->port = ntohs(address.sin_port);
    g_mutex_init(&server->mutex);
    server->answers = g_ptr_array_new_with_free_func(g_free);
    server->requests = g_ptr_array_new_with_free_func(g_free);
    server->open = g_array_new(FALSE, FALSE, sizeof(int));
    server->thread = g_thread_new("answers", run, server);
    return server;
}

guint16 answer_server_port(const AnswerServer *server)
{
    return server->port;
}

void answer_server_say(AnswerServer *server, const char *text)
{
    g_mutex_lock(&server->mutex);
    g_ptr_array_add(server->answers, g_strdup(text));
    g_mutex_unlock(&server->mutex);
}

char *answer_server_request(AnswerServer *server, guint n)
{
    g_mutex_lock(&server->mutex);
    char *text = n < server->requests->len ? g_strdup(server->requests->pdata[n]) : NULL;
    g_mutex_unlock(&server->mutex);
    return text;
}

guint answer_server_count(AnswerServer *server)
{
    g_mutex_lock(&server->mutex);
    guint n = server->requests->len;
    g_mutex_unlock(&server->mutex);
    return n;
}

void answer_server_free(AnswerServer *server)
{
    g_atomic_int_set(&server->stopping, 1);
    g_thread_join(server->thread);
    close(server->listener);
    for (guint i = 0; i < server->open->len; i++)
        close(g_array_index(server->open, int, i));
    g_array_unref(server->open);
    g_ptr_array_unref(server->answers);
    g_ptr_array_unref(server->requests);
    g_mutex_clear(&server->mutex);
    g_free(server);
}

#include "tests/support/drop_proxy.h"
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define POLL_MS 50

struct DropProxy {
    int listener;
    guint16 port;
    gint target, mode, stopping, lost, answers; /* atomic */
    GThread *thread;
    GPtrArray *relays; /* of GThread*, the listener's thread only */
};
typedef struct {
    DropProxy *proxy;
    int client;
} Relay;

static struct sockaddr_in loopback(guint16 port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static int connect_to(guint16 port)
{
    struct sockaddr_in address = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

static gboolean loses(DropProxy *proxy)
{
    gint mode = g_atomic_int_get(&proxy->mode);
    gint n = g_atomic_int_add(&proxy->answers, 1);
    return mode == PROXY_LOSE_ANSWERS || (mode == PROXY_LOSE_EVERY_SECOND && n % 2 == 0);
}

/* FALSE: the connection is over. */
static gboolean carry(int from, int to)
{
    char buffer[16384];
    ssize_t n = recv(from, buffer, sizeof buffer, 0);
    for (ssize_t done = 0, sent; n > 0 && done < n; done += sent)
        if ((sent = send(to, buffer + done, (size_t)(n - done), MSG_NOSIGNAL)) <= 0)
            return FALSE;
    return n > 0;
}

static void relay_through(DropProxy *proxy, int client, int hub)
{
    gboolean asked = FALSE;
    while (!g_atomic_int_get(&proxy->stopping)) {
        struct pollfd fds[] = {{client, POLLIN, 0}, {hub, POLLIN, 0}};
        if (poll(fds, 2, POLL_MS) <= 0)
            continue;
        if (fds[1].revents) { /* the first bytes of an answer decide for all of it */
            if (asked && loses(proxy)) {
                g_atomic_int_inc(&proxy->lost);
                return;
            }
            asked = FALSE;
            if (!carry(hub, client))
                return;
        }
        if (fds[0].revents) {
            asked = TRUE;
            if (!carry(client, hub))
                return;
        }
    }
}

static gpointer run_relay(gpointer data)
{
    Relay *relay = data;
    DropProxy *proxy = relay->proxy;
    while (g_atomic_int_get(&proxy->mode) == PROXY_SILENT && !g_atomic_int_get(&proxy->stopping))
        g_usleep(POLL_MS * 1000);
    int hub = g_atomic_int_get(&proxy->mode) == PROXY_REFUSE
                  ? -1
                  : connect_to((guint16)g_atomic_int_get(&proxy->target));
    if (hub >= 0) {
        relay_through(proxy, relay->client, hub);
        close(hub);
    }
    close(relay->client);
    g_free(relay);
    return NULL;
}

static gpointer run(gpointer data)
{
    DropProxy *proxy = data;
    while (!g_atomic_int_get(&proxy->stopping)) {
        struct pollfd fd = {proxy->listener, POLLIN, 0};
        if (poll(&fd, 1, POLL_MS) <= 0)
            continue;
        Relay *relay = g_new0(Relay, 1);
        relay->proxy = proxy;
        relay->client = accept4(proxy->listener, NULL, NULL, SOCK_CLOEXEC);
        g_ptr_array_add(proxy->relays, g_thread_new("relay", run_relay, relay));
    }
    for (guint i = 0; i < proxy->relays->len; i++)
        g_thread_join(proxy->relays->pdata[i]);
    return NULL;
}

DropProxy *drop_proxy_new(guint16 target_port)
{
    DropProxy *proxy = g_new0(DropProxy, 1);
    struct sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    proxy->target = target_port;
    proxy->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(proxy->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(proxy->listener, 64) != 0 ||
        getsockname(proxy->listener, (struct sockaddr *)&address, &size) != 0)
        g_error("proxy: no port");
    proxy->port = ntohs(address.sin_port);
    proxy->relays = g_ptr_array_new();
    proxy->thread = g_thread_new("proxy", run, proxy);
    return proxy;
}

guint16 drop_proxy_port(const DropProxy *proxy)
{
    return proxy->port;
}

void drop_proxy_set(DropProxy *proxy, ProxyMode mode)
{
    g_atomic_int_set(&proxy->mode, mode);
}

void drop_proxy_target(DropProxy *proxy, guint16 target_port)
{
    g_atomic_int_set(&proxy->target, target_port);
}

guint drop_proxy_lost(const DropProxy *proxy)
{
    return (guint)g_atomic_int_get(&proxy->lost);
}

void drop_proxy_free(DropProxy *proxy)
{
    if (!proxy)
        return;
    g_atomic_int_set(&proxy->stopping, 1);
    g_thread_join(proxy->thread);
    close(proxy->listener);
    g_ptr_array_unref(proxy->relays);
    g_free(proxy);
}

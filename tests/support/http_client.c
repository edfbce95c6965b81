#include "tests/support/http_client.h"
#include <gio/gio.h>
#include <string.h>

#define TIMEOUT_S 20

void http_reply_free(HttpReply *reply)
{
    if (!reply)
        return;
    g_free(reply->head);
    g_byte_array_unref(reply->body);
    g_free(reply);
}

static GSocket *open_socket(guint16 port, guint timeout_s)
{
    g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    g_autoptr(GSocketAddress) address = g_inet_socket_address_new(loopback, port);
    GSocket *socket = g_socket_new(G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
    g_socket_set_timeout(socket, timeout_s);
    if (socket && g_socket_connect(socket, address, NULL, NULL))
        return socket;
    g_clear_object(&socket);
    return NULL;
}

static void send_all(GSocket *socket, const char *data, gsize size)
{
    while (size) {
        gssize n = g_socket_send(socket, data, size, NULL, NULL);
        if (n <= 0)
            return; /* the other side had enough: it may have answered already */
        data += n;
        size -= (gsize)n;
    }
}

static void split(HttpReply *reply)
{
    char *end = g_strstr_len((char *)reply->body->data, reply->body->len, "\r\n\r\n");
    if (!end)
        return;
    gsize head = (gsize)(end - (char *)reply->body->data);
    reply->head = g_strndup((char *)reply->body->data, head);
    g_byte_array_remove_range(reply->body, 0, (guint)head + 4);
    if (g_str_has_prefix(reply->head, "HTTP/1.") && strlen(reply->head) > 12)
        reply->status = (guint)g_ascii_strtoull(reply->head + 9, NULL, 10);
}

HttpReply *http_send_raw(guint16 port, gconstpointer data, gsize size, guint timeout_ms)
{
    HttpReply *reply = g_new0(HttpReply, 1);
    reply->body = g_byte_array_new();
    g_autoptr(GSocket) socket = open_socket(port, MAX(timeout_ms / 1000, 1));
    char buffer[4096];
    gssize n;
    if (socket) {
        send_all(socket, data, size);
        while ((n = g_socket_receive(socket, buffer, sizeof buffer, NULL, NULL)) > 0)
            g_byte_array_append(reply->body, (guint8 *)buffer, (guint)n);
    }
    split(reply);
    g_byte_array_append(reply->body, (const guint8 *)"", 1);
    reply->body->len--;
    return reply;
}

HttpReply *http_send(guint16 port, const char *method, const char *path, const char *headers,
                     gconstpointer body, gsize size)
{
    g_autoptr(GString) text = g_string_new(NULL);
    g_string_append_printf(text, "%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s", method, path,
                           headers);
    if (body)
        g_string_append_printf(text, "Content-Length: %zu\r\n", size);
    g_string_append(text, "\r\n");
    if (size)
        g_string_append_len(text, body, (gssize)size);
    return http_send_raw(port, text->str, text->len, TIMEOUT_S * 1000);
}

char *http_header(const HttpReply *reply, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(reply->head ? reply->head : "", "\r\n", -1);
    gsize length = strlen(name);
    for (guint i = 0; lines[i]; i++)
        if (g_ascii_strncasecmp(lines[i], name, length) == 0 && lines[i][length] == ':')
            return g_strdup(g_strstrip(lines[i] + length + 1));
    return NULL;
}

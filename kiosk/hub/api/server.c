#define G_LOG_DOMAIN "hub-http"
#include "kiosk/hub/api/server.h"
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netdb.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTION_MEMORY (32 * 1024) /* request line and headers of one connection */
#define PEER_SHARE        2 /* one address may hold so great a part of all connections: 1 / PEER_SHARE */
#define QUERY_KEYS_MAX    8

struct HubServer {
    Hub *hub;
    struct MHD_Daemon *daemon;
    guint16 port;
};

/* A request under way: what MHD hands back to us with every piece. */
typedef struct {
    HubRequest request;
    const HubRoute *route;
    guint refused; /* a status that was decided before the body came; 0: none */
} Exchange;

static void exchange_free(Exchange *exchange)
{
    HubRequest *request = &exchange->request;
    if (request->body && request->body->len)
        explicit_bzero(request->body->data, request->body->len);
    g_clear_pointer(&request->body, g_byte_array_unref);
    g_free(request->url);
    g_free(request->path);
    g_free(request->kiosk_no);
    g_free(request->if_none_match);
    g_free(request->time);
    g_free(request->nonce);
    g_free(request->signature);
    g_clear_pointer(&request->query, g_hash_table_unref);
    g_free(exchange);
}

/* --- reading --------------------------------------------------------------------------------- */
/* The URL as sent: MHD splits and decodes it afterwards, but the signature covers the text itself. */
static void *begin(void *user_data, const char *uri, struct MHD_Connection *connection)
{
    Exchange *exchange = g_new0(Exchange, 1);
    exchange->request.url = g_strdup(uri);
    return exchange;
}

static void end(void *user_data, struct MHD_Connection *connection, void **context,
                enum MHD_RequestTerminationCode why)
{
    g_clear_pointer((Exchange **)context, exchange_free);
}

static enum MHD_Result keep_query(void *user_data, enum MHD_ValueKind kind, const char *key,
                                  const char *value)
{
    GHashTable *query = user_data;
    if (g_hash_table_size(query) >= QUERY_KEYS_MAX)
        return MHD_NO;
    g_hash_table_replace(query, g_strdup(key), g_strdup(value ? value : ""));
    return MHD_YES;
}

static char *header(struct MHD_Connection *connection, const char *name)
{
    return g_strdup(MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name));
}

static void read_head(Exchange *exchange, struct MHD_Connection *connection, const char *method)
{
    HubRequest *request = &exchange->request;
    request->path = g_strndup(request->url, strcspn(request->url, "?"));
    request->body = g_byte_array_new();
    request->query = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, keep_query, request->query);
    request->kiosk_no = header(connection, WIRE_HEADER_KIOSK);
    request->time = header(connection, WIRE_HEADER_TIME);
    request->nonce = header(connection, WIRE_HEADER_NONCE);
    request->signature = header(connection, WIRE_HEADER_SIGNATURE);
    request->if_none_match = header(connection, MHD_HTTP_HEADER_IF_NONE_MATCH);
    exchange->route = hub_route_find(method, request->path, &exchange->refused);
    if (!exchange->route)
        return;
    request->method = exchange->route->method;
    request->rest = request->path + strlen(exchange->route->path);
    const char *length =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    if (length && g_ascii_strtoull(length, NULL, 10) > exchange->route->max_body)
        exchange->refused = MHD_HTTP_CONTENT_TOO_LARGE;
}

/* --- answering ------------------------------------------------------------------------------- */
static void free_text(void *text)
{
    wire_text_free(text);
}

static struct MHD_Response *response_of(HubReply *reply)
{
    if (reply->bytes) {
        gsize size = 0;
        void *data = (void *)g_bytes_get_data(reply->bytes, &size); /* libmicrohttpd only reads it */
        return MHD_create_response_from_buffer_with_free_callback_cls(
            size, data, (MHD_ContentReaderFreeCallback)g_bytes_unref, reply->bytes);
    }
    return MHD_create_response_from_buffer_with_free_callback(reply->size, reply->text, free_text);
}

/* Kiosks set their idea of the time by this header, so it comes from the clock that judges their signatures.
 */
static void add_date(const Hub *hub, struct MHD_Response *response)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(hub_now_us(hub) / G_USEC_PER_SEC);
    g_autofree char *rest = g_date_time_format(now, "%Y %H:%M:%S GMT");
    g_autofree char *text =
        g_strdup_printf("%s, %02d %s %s", days[g_date_time_get_day_of_week(now) - 1],
                        g_date_time_get_day_of_month(now), months[g_date_time_get_month(now) - 1], rest);
    MHD_add_response_header(response, MHD_HTTP_HEADER_DATE, text);
}

static enum MHD_Result send_reply(const Hub *hub, struct MHD_Connection *connection, HubReply *reply)
{
    struct MHD_Response *response = response_of(reply);
    if (!response)
        return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    add_date(hub, response);
    if (reply->etag[0])
        MHD_add_response_header(response, MHD_HTTP_HEADER_ETAG, reply->etag);
    enum MHD_Result result = MHD_queue_response(connection, reply->status, response);
    MHD_destroy_response(response);
    return result;
}

static const char *refusal_code(guint status)
{
    return status == MHD_HTTP_NOT_FOUND            ? "not_found"
           : status == MHD_HTTP_METHOD_NOT_ALLOWED ? "method"
           : status == MHD_HTTP_CONTENT_TOO_LARGE  ? "too_large"
                                                   : "refused";
}

static enum MHD_Result refuse(const Hub *hub, struct MHD_Connection *connection, guint status)
{
    HubReply reply = {0};
    reply_problem(&reply, status, refusal_code(status), MHD_get_reason_phrase_for(status));
    return send_reply(hub, connection, &reply);
}

static enum MHD_Result answer(Hub *hub, Exchange *exchange, struct MHD_Connection *connection)
{
    HubReply reply = {0};
    hub_lock(hub);
    if (!exchange->route->is_signed || hub_auth_check(hub, &exchange->request, &reply))
        exchange->route->handle(hub, &exchange->request, &reply);
    hub_unlock(hub);
    if (!reply.status)
        reply_problem(&reply, MHD_HTTP_INTERNAL_SERVER_ERROR, "internal", "no answer was made");
    return send_reply(hub, connection, &reply);
}

static enum MHD_Result handle(void *user_data, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data, size_t *size,
                              void **context)
{
    HubServer *server = user_data;
    Exchange *exchange = *context;
    if (!exchange->request.path) {
        read_head(exchange, connection, method);
        /* Refused before the body is read: MHD closes the connection after such an answer. */
        return exchange->refused ? refuse(server->hub, connection, exchange->refused) : MHD_YES;
    }
    if (*size) {
        GByteArray *body = exchange->request.body;
        if (body->len + *size > exchange->route->max_body)
            exchange->refused = MHD_HTTP_CONTENT_TOO_LARGE;
        else
            g_byte_array_append(body, (const guint8 *)data, (guint)*size);
        *size = 0;
        return MHD_YES;
    }
    return exchange->refused ? refuse(server->hub, connection, exchange->refused)
                             : answer(server->hub, exchange, connection);
}

/* --- listening ------------------------------------------------------------------------------- */
static int open_socket(const char *listen_on, GError **error)
{
    g_autofree char *host = NULL;
    const char *colon = strrchr(listen_on, ':');
    if (!colon) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_LISTEN, "%s: write address:port, such as 127.0.0.1:8410",
                    listen_on);
        return -1;
    }
    gsize length = (gsize)(colon - listen_on);
    gboolean bracketed = length >= 2 && listen_on[0] == '[' && colon[-1] == ']';
    host = bracketed ? g_strndup(listen_on + 1, length - 2) : g_strndup(listen_on, length);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
                             .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV};
    struct addrinfo *found = NULL;
    int problem = getaddrinfo(host, colon + 1, &hints, &found);
    if (problem) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_LISTEN, "%s: %s; write a numeric address and a port",
                    listen_on, gai_strerror(problem));
        return -1;
    }
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int on = 1;
    if (fd >= 0)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, found->ai_addr, found->ai_addrlen) != 0 || listen(fd, 64) != 0) {
        g_set_error(error, HUB_ERROR, HUB_ERROR_LISTEN, "%s: cannot listen: %s; choose a free port",
                    listen_on, g_strerror(errno));
        if (fd >= 0)
            close(fd);
        fd = -1;
    }
    freeaddrinfo(found);
    return fd;
}

static guint16 port_of(int fd)
{
    struct sockaddr_storage address;
    socklen_t size = sizeof address;
    if (getsockname(fd, (struct sockaddr *)&address, &size) != 0)
        return 0;
    return address.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&address)->sin6_port)
                                         : ntohs(((struct sockaddr_in *)&address)->sin_port);
}

G_GNUC_PRINTF(2, 0)
static void log_from_mhd(void *user_data, const char *format, va_list arguments)
{
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    g_debug("%s", g_strchomp(text));
}

HubServer *hub_server_start(Hub *hub, GError **error)
{
    int fd = open_socket(hub->listen, error);
    if (fd < 0)
        return NULL;
    HubServer *server = g_new0(HubServer, 1);
    server->hub = hub;
    server->port = port_of(fd);
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | MHD_USE_SUPPRESS_DATE_NO_CLOCK, 0, NULL, NULL,
        handle, server, MHD_OPTION_EXTERNAL_LOGGER, log_from_mhd, NULL, MHD_OPTION_LISTEN_SOCKET, fd,
        MHD_OPTION_CONNECTION_LIMIT, hub->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        MAX(hub->connections / PEER_SHARE, 1), MHD_OPTION_CONNECTION_TIMEOUT, hub->timeout_s,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY, MHD_OPTION_URI_LOG_CALLBACK, begin,
        NULL, MHD_OPTION_NOTIFY_COMPLETED, end, NULL, MHD_OPTION_END);
    if (server->daemon)
        return server;
    g_set_error(error, HUB_ERROR, HUB_ERROR_LISTEN, "%s: the HTTP server does not start", hub->listen);
    close(fd);
    g_free(server);
    return NULL;
}

guint16 hub_server_port(const HubServer *server)
{
    return server->port;
}

void hub_server_stop(HubServer *server)
{
    MHD_stop_daemon(server->daemon); /* closes the socket too */
    g_free(server);
}

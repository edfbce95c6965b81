#define G_LOG_DOMAIN "hal-host"
#include "hal/host/server.h"

#include "hal/host/client_link.h"
#include "hal/host/device.h"
#include "hal/proto/link.h"
#include "hal/proto/trace.h"
#include "hal/reader.h"

#include <glib-unix.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS_MAX 16

struct HostServer {
    const HostConfig *config;
    char *path;
    int socket;
    guint accept_source;
    GPtrArray *devices; /* HostDevice* */
    GPtrArray *clients; /* HostClient* */
    Trace *trace;
    uid_t screen_uid;
    void (*on_stopped)(gpointer data);
    gpointer stopped_data;
    guint stopped_source;
};

static HostDevice *find_device(const HostServer *server, const char *name)
{
    for (guint i = 0; name && i < server->devices->len; i++) {
        if (g_str_equal(host_device_name(server->devices->pdata[i]), name))
            return server->devices->pdata[i];
    }
    return NULL;
}

/* --- what devices say --- */

/* A card without the person: what every role but the screen is shown. */
static json_t *without_person(const json_t *card)
{
    static const char *const open_keys[] = {"kind", "source", "type", "problem", "text"};
    json_t *shown = json_object();
    for (guint i = 0; i < G_N_ELEMENTS(open_keys); i++) {
        json_t *value = json_object_get(card, open_keys[i]);
        if (value)
            json_object_set(shown, open_keys[i], value);
    }
    return shown;
}

static void on_reply(gpointer to, const Message *message, gpointer data)
{
    HostClient *client = to;
    Message shown = *message;
    gboolean is_card = message->type == MESSAGE_EVENT && g_strcmp0(message->name, HAL_READER_CARD) == 0;
    json_auto_t *masked = NULL;
    if (is_card && host_client_role(client) != CLIENT_SCREEN)
        shown.data = masked = without_person(message->data);
    host_client_send(client, &shown);
}

static void on_changed(HostDevice *device, gpointer data)
{
    HostServer *server = data;
    g_auto(Message) message = {0};
    host_device_describe(device, &message);
    for (guint i = 0; i < server->clients->len; i++) {
        HostClient *client = server->clients->pdata[i];
        if (host_client_role(client) != CLIENT_NEW)
            host_client_send(client, &message);
    }
}

static void on_traced(HostDevice *device, char direction, const Message *message, gpointer data)
{
    HostServer *server = data;
    trace_add(server->trace, g_get_real_time(), direction, host_device_name(device), message);
    g_debug("%s %c %s %s", host_device_name(device), direction, message_type_name(message->type),
            message->name ? message->name : "");
}

/* --- what clients ask --- */

static void answer(HostClient *client, guint64 id, HalCode code, const char *text, json_t *data)
{
    host_client_send(
        client,
        &(Message){.type = MESSAGE_COMPLETION, .id = id, .code = code, .text = (char *)text, .data = data});
    json_decref(data);
}

static gboolean screen_is_held(const HostServer *server)
{
    for (guint i = 0; i < server->clients->len; i++) {
        if (host_client_role(server->clients->pdata[i]) == CLIENT_SCREEN)
            return TRUE;
    }
    return FALSE;
}

static const struct {
    const char *name;
    ClientRole role;
} roles[] = {{"screen", CLIENT_SCREEN}, {"staff", CLIENT_STAFF}, {"dock", CLIENT_DOCK}};

/* NULL: granted. Else why not. */
static const char *grant_role(HostServer *server, HostClient *client, const char *name)
{
    ClientRole role = CLIENT_NEW;
    for (guint i = 0; i < G_N_ELEMENTS(roles); i++) {
        if (g_str_equal(roles[i].name, name))
            role = roles[i].role;
    }
    if (role == CLIENT_NEW)
        return "unknown role";
    if (role == CLIENT_SCREEN && host_client_uid(client) != server->screen_uid)
        return "role screen: not for this user; see screen_user in devices.ini";
    if (role == CLIENT_SCREEN && screen_is_held(server))
        return "role screen: held by another program";
    host_client_set_role(client, role);
    return NULL;
}

static void do_hello(HostServer *server, HostClient *client, const Message *hello)
{
    const char *refused = grant_role(server, client, hello->role);
    if (refused) {
        g_warning("client %.32s: %s", hello->name, refused);
        answer(client, 0, HAL_REFUSED, refused, NULL);
        return;
    }
    json_auto_t *devices = json_array();
    for (guint i = 0; i < server->devices->len; i++)
        json_array_append_new(devices, json_string(host_device_name(server->devices->pdata[i])));
    json_auto_t *data = json_pack("{s:s, s:O}", "version", KIOSK_VERSION, "devices", devices);
    host_client_send(client, &(Message){.type = MESSAGE_WELCOME, .data = data});
    for (guint i = 0; i < server->devices->len; i++) {
        g_auto(Message) device = {0};
        host_device_describe(server->devices->pdata[i], &device);
        host_client_send(client, &device);
    }
}

static void do_trace(HostServer *server, HostClient *client, const Message *message)
{
    json_t *data = json_pack("{s:o}", "lines", trace_lines(server->trace, message->device));
    answer(client, message->id, HAL_SUCCESS, NULL, data);
}

/* Messages that name a device. fd is taken. */
static void do_device(HostServer *server, HostClient *client, const Message *message, int fd)
{
    HostDevice *device = find_device(server, message->device);
    if (!device) {
        answer(client, message->id, HAL_REFUSED, "there is no such device", NULL);
    } else if (message->type == MESSAGE_COMMAND) {
        host_device_submit(device, client, message, fd);
        return;
    } else if (message->type == MESSAGE_SIM) {
        host_device_sim(device, client, message);
    } else {
        host_device_restart(device);
        answer(client, message->id, HAL_SUCCESS, NULL, NULL);
    }
    if (fd >= 0)
        close(fd);
}

static void do_cancel(HostServer *server, HostClient *client, guint64 id)
{
    for (guint i = 0; i < server->devices->len; i++)
        host_device_cancel(server->devices->pdata[i], client, id);
}

static void on_message(HostClient *client, const Message *message, int fd, gpointer data)
{
    HostServer *server = data;
    MessageType type = message->type;
    gboolean is_new = host_client_role(client) == CLIENT_NEW;
    if (is_new != (type == MESSAGE_HELLO)) {
        answer(client, message->id, HAL_SEQUENCE_ERROR, is_new ? "say hello first" : "hello was said", NULL);
    } else if (type == MESSAGE_HELLO) {
        do_hello(server, client, message);
    } else if (type == MESSAGE_COMMAND || type == MESSAGE_SIM || type == MESSAGE_RESTART) {
        do_device(server, client, message, fd);
        return;
    } else if (type == MESSAGE_CANCEL) {
        do_cancel(server, client, message->id);
    } else if (type == MESSAGE_TRACE) {
        do_trace(server, client, message);
    } else {
        answer(client, message->id, HAL_INVALID_DATA, "clients do not send this", NULL);
    }
    if (fd >= 0)
        close(fd);
}

static void on_closed(HostClient *client, const char *why, gpointer data)
{
    HostServer *server = data;
    g_debug("client %s", why);
    for (guint i = 0; i < server->devices->len; i++)
        host_device_forget_client(server->devices->pdata[i], client);
    g_ptr_array_remove(server->clients, client);
}

static gboolean on_accept(gint fd, GIOCondition condition, gpointer data)
{
    HostServer *server = data;
    int socket = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0)
        return G_SOURCE_CONTINUE;
    if (server->clients->len >= CLIENTS_MAX) {
        g_warning("more than %d clients: the newest was turned away", CLIENTS_MAX);
        close(socket);
        return G_SOURCE_CONTINUE;
    }
    HostClientHandlers handlers = {on_message, on_closed};
    g_ptr_array_add(server->clients, host_client_new(socket, &handlers, server));
    return G_SOURCE_CONTINUE;
}

/* --- life --- */

static gboolean find_screen_user(const HostOptions *options, uid_t *uid, GError **error)
{
    *uid = geteuid();
    if (options->screen_user[0] == '\0')
        return TRUE;
    const struct passwd *user = getpwnam(options->screen_user);
    if (!user) {
        g_set_error(error, HOST_CONFIG_ERROR, HOST_CONFIG_ERROR_VALUE,
                    "[hald] screen_user: there is no user '%s' on this machine; create it or name another",
                    options->screen_user);
        return FALSE;
    }
    *uid = user->pw_uid;
    return TRUE;
}

static void add_device(HostServer *server, const HalSettings *settings, const char *const *device_argv)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    for (guint i = 0; device_argv[i]; i++)
        g_ptr_array_add(argv, (gpointer)device_argv[i]);
    g_ptr_array_add(argv, (gpointer) "--device");
    g_ptr_array_add(argv, (gpointer)hal_settings_name(settings));
    g_ptr_array_add(argv, NULL);
    HostDeviceHooks hooks = {on_reply, on_changed, on_traced};
    HostDevice *device = host_device_new(settings, host_config_options(server->config),
                                         (const char *const *)argv->pdata, &hooks, server);
    g_ptr_array_add(server->devices, device);
    host_device_start(device);
}

HostServer *host_server_new(const HostConfig *config, const char *socket_path, const char *const *device_argv,
                            GError **error)
{
    const HostOptions *options = host_config_options(config);
    uid_t screen_uid;
    if (!find_screen_user(options, &screen_uid, error))
        return NULL;
    int socket = link_listen(socket_path, (guint)options->socket_mode, error);
    if (socket < 0)
        return NULL;
    HostServer *server = g_new0(HostServer, 1);
    server->config = config;
    server->path = g_strdup(socket_path);
    server->socket = socket;
    server->screen_uid = screen_uid;
    server->trace = trace_new((guint)options->trace_lines);
    server->clients = g_ptr_array_new_with_free_func((GDestroyNotify)host_client_free);
    server->devices = g_ptr_array_new_with_free_func((GDestroyNotify)host_device_free);
    const HalSettings *settings;
    for (guint i = 0; (settings = host_config_device_at(config, i)) != NULL; i++)
        add_device(server, settings, device_argv);
    server->accept_source = g_unix_fd_add(socket, G_IO_IN, on_accept, server);
    return server;
}

static gboolean check_stopped(gpointer data)
{
    HostServer *server = data;
    for (guint i = 0; i < server->devices->len; i++) {
        if (!host_device_is_stopped(server->devices->pdata[i]))
            return G_SOURCE_CONTINUE;
    }
    server->stopped_source = 0;
    server->on_stopped(server->stopped_data);
    return G_SOURCE_REMOVE;
}

void host_server_stop(HostServer *server, void (*on_stopped)(gpointer data), gpointer data)
{
    if (server->on_stopped)
        return;
    server->on_stopped = on_stopped;
    server->stopped_data = data;
    g_clear_handle_id(&server->accept_source, g_source_remove);
    for (guint i = 0; i < server->devices->len; i++)
        host_device_stop(server->devices->pdata[i]);
    server->stopped_source = g_timeout_add(10, check_stopped, server);
}

void host_server_free(HostServer *server)
{
    if (!server)
        return;
    g_clear_handle_id(&server->accept_source, g_source_remove);
    g_clear_handle_id(&server->stopped_source, g_source_remove);
    g_ptr_array_unref(server->devices); /* first: their last completions still find their clients */
    g_ptr_array_unref(server->clients);
    trace_free(server->trace);
    close(server->socket);
    unlink(server->path);
    g_free(server->path);
    g_free(server);
}

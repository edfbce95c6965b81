/* hal/client.h: connection, device list and commands. Listening to a reader is in listen.c, the blocking
 * helpers are in sync.c. */
#define G_LOG_DOMAIN "hal-client"
#include "hal/client.h"

#include "hal/client/internal.h"
#include "hal/proto/link.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <unistd.h>

#define RECONNECT_FIRST_MS 50
#define RECONNECT_MAX_MS   1000
#define TEXT_OR_EMPTY(t)   ((t) ? (t) : "")

typedef struct {
    HalDevice shown; /* its pointers lead into the fields below */
    char *name;
    char *driver;
    char *text;
    json_t *capabilities;
    json_t *status;
} Device;

typedef struct {
    HalClient *client;
    guint64 id;
    HalEventFunc on_event;
    HalCompletionFunc on_completion;
    gpointer user;
    guint refused_source; /* completes NOT_READY from the loop */
} Pending;

struct HalClient {
    char *path;
    char *name;
    HalRole role;
    HalClientHandlers handlers;
    gpointer data;
    GMainContext *context;

    int socket;
    GSource *read_source;
    GSource *connect_source; /* the next attempt */
    guint pause_ms;
    gboolean is_welcome;
    gboolean refusal_was_said;
    gsize devices_announced; /* by the welcome; each is described by a message of its own */

    GPtrArray *devices;  /* Device* */
    GHashTable *pending; /* id -> Pending* */
    guint64 last_id;
    ClientListens *listens;
};

static const char *const role_names[] = {
    [HAL_ROLE_SCREEN] = "screen",
    [HAL_ROLE_STAFF] = "staff",
    [HAL_ROLE_DOCK] = "dock",
};

static void connect_later(HalClient *client, guint ms);

/* --- sources on the client's own context --- */

static void drop_source(GSource **source)
{
    if (!*source)
        return;
    g_source_destroy(*source);
    g_source_unref(*source);
    *source = NULL;
}

/* --- devices --- */

static void device_free(gpointer data)
{
    Device *device = data;
    g_free(device->name);
    g_free(device->driver);
    g_free(device->text);
    json_decref(device->capabilities);
    json_decref(device->status);
    g_free(device);
}

static Device *find_device(const HalClient *client, const char *name)
{
    for (guint i = 0; name && i < client->devices->len; i++) {
        Device *device = client->devices->pdata[i];
        if (g_str_equal(device->name, name))
            return device;
    }
    return NULL;
}

static Device *add_device(HalClient *client, const char *name)
{
    Device *device = g_new0(Device, 1);
    device->name = g_strdup(name);
    g_ptr_array_add(client->devices, device);
    return device;
}

static void replace_text(char **kept, const char *text)
{
    g_autofree char *old = *kept;
    *kept = g_strdup(TEXT_OR_EMPTY(text));
}

static void replace_json(json_t **kept, json_t *value)
{
    json_t *old = *kept;
    *kept = json_is_object(value) ? json_incref(value) : json_object();
    json_decref(old);
}

static void show_device(HalClient *client, Device *device)
{
    device->shown.name = device->name;
    device->shown.driver = device->driver;
    device->shown.text = device->text;
    device->shown.capabilities = device->capabilities;
    device->shown.status = device->status;
    if (client->handlers.device)
        client->handlers.device(client, &device->shown, client->data);
}

static void take_device(HalClient *client, const Message *message)
{
    if (!message->device)
        return;
    Device *device = find_device(client, message->device);
    if (!device)
        device = add_device(client, message->device);
    HalState before = device->shown.state;
    device->shown.state = message->state;
    device->shown.remedy = message->remedy;
    hal_class_parse(json_string_value(json_object_get(message->data, "class")), &device->shown.device_class);
    replace_text(&device->text, message->text);
    replace_text(&device->driver, json_string_value(json_object_get(message->data, "driver")));
    replace_json(&device->capabilities, json_object_get(message->data, "capabilities"));
    replace_json(&device->status, json_object_get(message->data, "status"));
    show_device(client, device);
    if (before != message->state)
        client_listens_check(client, client->listens, message->device);
}

static void all_devices_offline(HalClient *client)
{
    for (guint i = 0; i < client->devices->len; i++) {
        Device *device = client->devices->pdata[i];
        device->shown.state = HAL_OFFLINE;
        device->shown.remedy = HAL_REMEDY_RETRY;
        replace_text(&device->text, "kiosk-hald is not reachable");
        replace_json(&device->status, NULL); /* stale values are not shown as fresh */
        show_device(client, device);
    }
}

/* --- commands --- */

static void pending_free(gpointer data)
{
    Pending *pending = data;
    g_clear_handle_id(&pending->refused_source, g_source_remove);
    g_free(pending);
}

static void complete(HalClient *client, guint64 id, HalCode code, const char *text, const json_t *data)
{
    Pending *pending = g_hash_table_lookup(client->pending, &id);
    if (!pending)
        return;
    g_hash_table_steal(client->pending, &id);
    json_auto_t *nothing = json_object();
    HalCompletion completion = {code, TEXT_OR_EMPTY(text), data ? data : nothing};
    if (pending->on_completion)
        pending->on_completion(client, id, &completion, pending->user);
    pending_free(pending);
}

static void complete_all(HalClient *client, const char *text)
{
    g_autoptr(GList) ids = g_hash_table_get_values(client->pending);
    g_autoptr(GArray) lost = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (GList *at = ids; at; at = at->next) {
        Pending *pending = at->data;
        if (pending->refused_source == 0)
            g_array_append_val(lost, pending->id);
    }
    for (guint i = 0; i < lost->len; i++)
        complete(client, g_array_index(lost, guint64, i), HAL_DEVICE_ERROR, text, NULL);
}

static gboolean on_refused(gpointer data)
{
    Pending *pending = data;
    pending->refused_source = 0;
    complete(pending->client, pending->id, HAL_NOT_READY, "kiosk-hald is not reachable", NULL);
    return G_SOURCE_REMOVE;
}

static guint attach_idle(HalClient *client, GSourceFunc func, gpointer data)
{
    g_autoptr(GSource) source = g_idle_source_new();
    g_source_set_priority(source, G_PRIORITY_DEFAULT);
    g_source_set_callback(source, func, data, NULL);
    return g_source_attach(source, client->context);
}

/* Sends message under a new id; what happens next goes to the callbacks. */
static guint64 ask(HalClient *client, Message *message, int fd, HalEventFunc on_event,
                   HalCompletionFunc on_completion, gpointer user)
{
    Pending *pending = g_new0(Pending, 1);
    pending->client = client;
    pending->id = message->id = ++client->last_id;
    pending->on_event = on_event;
    pending->on_completion = on_completion;
    pending->user = user;
    g_hash_table_insert(client->pending, &pending->id, pending);
    g_autoptr(GError) error = NULL;
    if (!client->is_welcome || !link_send(client->socket, message, fd, &error)) {
        if (error)
            g_warning("%s not sent: %s", message_type_name(message->type), error->message);
        pending->refused_source = attach_idle(client, on_refused, pending);
    }
    return pending->id;
}

guint64 hal_client_command(HalClient *client, const char *device, const char *name, const json_t *args,
                           int fd, gint64 timeout_ms, HalEventFunc on_event, HalCompletionFunc on_completion,
                           gpointer user)
{
    Message message = {.type = MESSAGE_COMMAND,
                       .device = (char *)device,
                       .name = (char *)name,
                       .timeout_ms = timeout_ms,
                       .data = (json_t *)args};
    return ask(client, &message, fd, on_event, on_completion, user);
}

void hal_client_cancel(HalClient *client, guint64 id)
{
    g_autoptr(GError) error = NULL;
    if (client->is_welcome && g_hash_table_contains(client->pending, &id) &&
        !link_send(client->socket, &(Message){.type = MESSAGE_CANCEL, .id = id}, -1, &error))
        g_warning("cancel not sent: %s", error->message);
}

guint64 hal_client_sim(HalClient *client, const char *device, const char *words,
                       HalCompletionFunc on_completion, gpointer user)
{
    Message message = {.type = MESSAGE_SIM, .device = (char *)device, .text = (char *)words};
    return ask(client, &message, -1, NULL, on_completion, user);
}

guint64 hal_client_trace(HalClient *client, const char *device, HalCompletionFunc on_completion,
                         gpointer user)
{
    Message message = {.type = MESSAGE_TRACE, .device = (char *)device};
    return ask(client, &message, -1, NULL, on_completion, user);
}

guint64 hal_client_restart(HalClient *client, const char *device, HalCompletionFunc on_completion,
                           gpointer user)
{
    Message message = {.type = MESSAGE_RESTART, .device = (char *)device};
    return ask(client, &message, -1, NULL, on_completion, user);
}

/* --- the connection --- */

static void disconnect(HalClient *client, const char *why)
{
    gboolean was_welcome = client->is_welcome;
    drop_source(&client->read_source);
    if (client->socket >= 0)
        close(client->socket);
    client->socket = -1;
    client->is_welcome = FALSE;
    connect_later(client, client->pause_ms);
    client->pause_ms = CLAMP(client->pause_ms * 2, RECONNECT_FIRST_MS, RECONNECT_MAX_MS);
    if (!was_welcome)
        return;
    g_message("connection to kiosk-hald lost: %s", why);
    all_devices_offline(client);
    complete_all(client, why);
    client_listens_lost(client, client->listens);
    if (client->handlers.connection)
        client->handlers.connection(client, FALSE, client->data);
}

static void take_welcome(HalClient *client, const Message *message)
{
    client->devices_announced = json_array_size(json_object_get(message->data, "devices"));
    client->is_welcome = TRUE;
    client->refusal_was_said = FALSE;
    client->pause_ms = 0;
    if (client->handlers.connection)
        client->handlers.connection(client, TRUE, client->data);
}

/* The role may be free in a moment: a restarted screen program can be faster than the news of its
 * predecessor's end. */
static void take_refusal(HalClient *client, const char *text)
{
    if (!client->refusal_was_said)
        g_warning("kiosk-hald refused: %s", TEXT_OR_EMPTY(text));
    client->refusal_was_said = TRUE;
    disconnect(client, "refused");
}

static void take_event(HalClient *client, const Message *message)
{
    Pending *pending = g_hash_table_lookup(client->pending, &message->id);
    json_auto_t *nothing = json_object();
    if (pending && pending->on_event)
        pending->on_event(client, message->id, message->name, message->data ? message->data : nothing,
                          pending->user);
}

static void take_message(HalClient *client, const Message *message)
{
    switch (message->type) {
    case MESSAGE_WELCOME:
        take_welcome(client, message);
        break;
    case MESSAGE_DEVICE:
        take_device(client, message);
        break;
    case MESSAGE_EVENT:
        take_event(client, message);
        break;
    case MESSAGE_COMPLETION:
        if (message->id == 0)
            take_refusal(client, message->text);
        else
            complete(client, message->id, message->code, message->text, message->data);
        break;
    case MESSAGE_ACKNOWLEDGE:
        break;
    case MESSAGE_HELLO:
    case MESSAGE_COMMAND:
    case MESSAGE_CANCEL:
    case MESSAGE_SIM:
    case MESSAGE_TRACE:
    case MESSAGE_RESTART:
    case MESSAGE_CAPABILITIES:
    case MESSAGE_STATUS:
    case MESSAGE_PING:
    case MESSAGE_PONG:
    case MESSAGE_BUSY:
    case MESSAGE_TRACE_LINE:
        g_warning("unexpected message: %s", message_type_name(message->type));
        break;
    }
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer data)
{
    HalClient *client = data;
    g_auto(Message) message = {0};
    g_autoptr(GError) error = NULL;
    int rider = -1;
    if (link_receive(fd, &message, &rider, &error)) {
        if (rider >= 0)
            close(rider);
        take_message(client, &message);
    } else if (g_error_matches(error, LINK_ERROR, LINK_ERROR_CLOSED)) {
        disconnect(client, error->message);
        return G_SOURCE_REMOVE;
    } else if (g_error_matches(error, LINK_ERROR, LINK_ERROR_BAD)) {
        g_warning("%s", error->message);
    }
    return G_SOURCE_CONTINUE;
}

static gboolean on_connect(gpointer data)
{
    HalClient *client = data;
    g_autoptr(GError) error = NULL;
    drop_source(&client->connect_source);
    client->socket = link_connect(client->path, &error);
    Message hello = {.type = MESSAGE_HELLO, .name = client->name, .role = (char *)role_names[client->role]};
    if (client->socket < 0 || !link_send(client->socket, &hello, -1, &error)) {
        disconnect(client, error->message);
        return G_SOURCE_REMOVE;
    }
    client->read_source = g_unix_fd_source_new(client->socket, G_IO_IN | G_IO_HUP | G_IO_ERR);
    g_source_set_callback(client->read_source, (GSourceFunc)(void (*)(void))on_readable, client, NULL);
    g_source_attach(client->read_source, client->context);
    return G_SOURCE_REMOVE;
}

static void connect_later(HalClient *client, guint ms)
{
    client->connect_source = g_timeout_source_new(ms);
    g_source_set_callback(client->connect_source, on_connect, client, NULL);
    g_source_attach(client->connect_source, client->context);
}

/* --- life --- */

HalClient *hal_client_new(const char *socket_path, const char *name, HalRole role,
                          const HalClientHandlers *handlers, gpointer data)
{
    HalClient *client = g_new0(HalClient, 1);
    client->path = g_strdup(socket_path);
    client->name = g_strdup(name);
    client->role = role;
    if (handlers)
        client->handlers = *handlers;
    client->data = data;
    client->context = g_main_context_ref_thread_default();
    client->socket = -1;
    client->devices = g_ptr_array_new_with_free_func(device_free);
    client->pending = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, pending_free);
    client->listens = client_listens_new();
    connect_later(client, 0);
    return client;
}

void hal_client_free(HalClient *client)
{
    if (!client)
        return;
    drop_source(&client->read_source);
    drop_source(&client->connect_source);
    if (client->socket >= 0)
        close(client->socket);
    client_listens_free(client->listens);
    g_hash_table_unref(client->pending);
    g_ptr_array_unref(client->devices);
    g_main_context_unref(client->context);
    g_free(client->path);
    g_free(client->name);
    g_free(client);
}

gboolean hal_client_is_connected(const HalClient *client)
{
    return client->is_welcome;
}

const HalDevice *hal_client_device_at(const HalClient *client, guint index)
{
    return index < client->devices->len ? &((Device *)client->devices->pdata[index])->shown : NULL;
}

const HalDevice *hal_client_device(const HalClient *client, const char *name)
{
    Device *device = find_device(client, name);
    return device ? &device->shown : NULL;
}

const HalDevice *hal_client_first(const HalClient *client, HalClass device_class)
{
    const HalDevice *device;
    for (guint i = 0; (device = hal_client_device_at(client, i)) != NULL; i++) {
        if (device->device_class == device_class)
            return device;
    }
    return NULL;
}

ClientListens *client_listens(HalClient *client)
{
    return client->listens;
}

GMainContext *client_context(HalClient *client)
{
    return client->context;
}

gboolean client_knows_all_devices(const HalClient *client)
{
    return client->is_welcome && client->devices->len >= client->devices_announced;
}

#define G_LOG_DOMAIN "hal-host"
#include "hal/host/device.h"

#include "hal/host/child.h"

#include <unistd.h>

#define CANCEL_GRACE_MS    2500 /* a driver must end a cancelled command within 2 s (hal/driver.h) */
#define SIM_MS             2500
#define STOP_MS            500
#define RESTART_FIRST_MS   250 /* pause before the second restart in a row; the first comes at once */
#define RESTART_MAX_MS     2000
#define PROVEN_AFTER_US    (10 * G_USEC_PER_SEC) /* a process that lived so long has earned a fresh start */
#define FAILURES_TOLERATED 3                     /* in a row, before the device is called broken */

typedef struct {
    HostDevice *device;
    gpointer client; /* NULL: gone, nobody is told */
    guint64 client_id;
    guint64 id; /* on the way to the process */
    Message message;
    int fd;
    gboolean is_sim;
    gboolean was_sent;
    gboolean is_ending; /* cancel was sent; the timer is now the grace */
    gboolean timed_out;
    guint timer;
} Command;

struct HostDevice {
    const HalSettings *settings;
    const HostOptions *options;
    char **argv;
    HostDeviceHooks hooks;
    gpointer data;

    HostChild *child;
    gint64 started_us;
    guint failures;      /* in a row */
    guint restart_timer; /* the pause before the next start */
    guint stop_timer;
    gboolean is_stopping;

    gint64 heard_us; /* last sign of life */
    gint64 busy_until_us;
    guint ping_timer;
    guint silent_timer; /* runs while a ping is unanswered */

    HalState state;
    HalRemedy remedy;
    char *text;
    json_t *capabilities;
    json_t *status;

    GQueue queue; /* Command*, the head may be running */
    GQueue sims;  /* Command*, sent at once */
    guint64 last_id;
};

static void dispatch(HostDevice *device);
static void start_process(HostDevice *device);

/* --- commands --- */

static void command_free(Command *command)
{
    g_clear_handle_id(&command->timer, g_source_remove);
    message_clear(&command->message);
    if (command->fd >= 0)
        close(command->fd);
    g_free(command);
}

static void trace(HostDevice *device, char direction, const Message *message)
{
    device->hooks.traced(device, direction, message, device->data);
}

/* The one place where a command ends. */
static void finish(Command *command, HalCode code, const char *text, json_t *data)
{
    HostDevice *device = command->device;
    Message completion = {.type = MESSAGE_COMPLETION,
                          .id = command->client_id,
                          .code = command->timed_out && code == HAL_CANCELED ? HAL_TIMED_OUT : code,
                          .text = (char *)text,
                          .data = data};
    g_queue_remove(command->is_sim ? &device->sims : &device->queue, command);
    if (command->client)
        device->hooks.reply(command->client, &completion, device->data);
    command_free(command);
}

static gboolean on_grace_over(gpointer data)
{
    Command *command = data;
    command->timer = 0;
    g_warning("%s: did not end %s within %d ms: killed", host_device_name(command->device),
              command->message.name ? command->message.name : "sim", CANCEL_GRACE_MS);
    host_device_restart(command->device);
    return G_SOURCE_REMOVE;
}

static void end_command(Command *command)
{
    HostDevice *device = command->device;
    if (!command->was_sent) {
        finish(command, HAL_CANCELED, NULL, NULL);
        return;
    }
    if (command->is_ending)
        return;
    command->is_ending = TRUE;
    g_clear_handle_id(&command->timer, g_source_remove);
    command->timer = g_timeout_add(CANCEL_GRACE_MS, on_grace_over, command);
    Message cancel = {.type = MESSAGE_CANCEL, .id = command->id};
    trace(device, '>', &cancel);
    if (device->child)
        host_child_send(device->child, &cancel, -1);
}

static gboolean on_timeout(gpointer data)
{
    Command *command = data;
    HostDevice *device = command->device;
    command->timer = 0;
    command->timed_out = TRUE;
    end_command(command);
    dispatch(device);
    return G_SOURCE_REMOVE;
}

static gboolean on_sim_timeout(gpointer data)
{
    Command *command = data;
    command->timer = 0;
    finish(command, HAL_DEVICE_ERROR, "the simulator does not answer", NULL);
    return G_SOURCE_REMOVE;
}

static Command *command_new(HostDevice *device, gpointer client, const Message *message, int fd)
{
    Command *command = g_new0(Command, 1);
    command->device = device;
    command->client = client;
    command->client_id = message->id;
    command->id = ++device->last_id;
    command->message = (Message){.type = message->type,
                                 .id = command->id,
                                 .name = g_strdup(message->name),
                                 .text = g_strdup(message->text),
                                 .data = message->data ? json_incref(message->data) : NULL};
    command->fd = fd;
    return command;
}

static void refuse(HostDevice *device, gpointer client, guint64 id, HalCode code, const char *text, int fd)
{
    Message completion = {.type = MESSAGE_COMPLETION, .id = id, .code = code, .text = (char *)text};
    device->hooks.reply(client, &completion, device->data);
    if (fd >= 0)
        close(fd);
}

static gboolean may_wait(HalState state)
{
    return state == HAL_STARTING || hal_state_takes_commands(state);
}

void host_device_submit(HostDevice *device, gpointer client, const Message *message, int fd)
{
    if (g_queue_get_length(&device->queue) >= HOST_QUEUE_MAX) {
        refuse(device, client, message->id, HAL_REFUSED, "too many commands are waiting", fd);
        return;
    }
    device->hooks.reply(client, &(Message){.type = MESSAGE_ACKNOWLEDGE, .id = message->id}, device->data);
    if (device->is_stopping || !may_wait(device->state)) {
        refuse(device, client, message->id, HAL_NOT_READY, hal_state_name(device->state), fd);
        return;
    }
    Command *command = command_new(device, client, message, fd);
    if (message->timeout_ms > 0)
        command->timer = g_timeout_add((guint)MIN(message->timeout_ms, G_MAXINT), on_timeout, command);
    g_queue_push_tail(&device->queue, command);
    dispatch(device);
}

void host_device_sim(HostDevice *device, gpointer client, const Message *words)
{
    if (!device->child || g_queue_get_length(&device->sims) >= HOST_QUEUE_MAX) {
        refuse(device, client, words->id, HAL_NOT_READY, "the driver is not running", -1);
        return;
    }
    Command *command = command_new(device, client, words, -1);
    command->is_sim = TRUE;
    command->was_sent = TRUE;
    command->timer = g_timeout_add(SIM_MS, on_sim_timeout, command);
    g_queue_push_tail(&device->sims, command);
    trace(device, '>', &command->message);
    host_child_send(device->child, &command->message, -1);
}

/* Sends the head of the queue when nothing runs and the device can. */
static void dispatch(HostDevice *device)
{
    Command *command = g_queue_peek_head(&device->queue);
    if (!command || command->was_sent || !device->child || !hal_state_takes_commands(device->state))
        return;
    command->was_sent = TRUE;
    trace(device, '>', &command->message);
    host_child_send(device->child, &command->message, command->fd);
    if (command->fd >= 0)
        close(command->fd); /* the process has its own now */
    command->fd = -1;
}

static Command *find_command(GQueue *queue, gpointer client, guint64 client_id)
{
    for (GList *at = queue->head; at; at = at->next) {
        Command *command = at->data;
        if (command->client == client && command->client_id == client_id)
            return command;
    }
    return NULL;
}

void host_device_cancel(HostDevice *device, gpointer client, guint64 id)
{
    Command *command = find_command(&device->queue, client, id);
    if (command)
        end_command(command);
    dispatch(device);
}

void host_device_forget_client(HostDevice *device, gpointer client)
{
    GQueue *queues[] = {&device->queue, &device->sims};
    for (guint i = 0; i < G_N_ELEMENTS(queues); i++) {
        for (GList *at = queues[i]->head, *next; at; at = next) {
            Command *command = at->data;
            next = at->next;
            if (command->client != client)
                continue;
            command->client = NULL;
            if (!command->is_sim)
                end_command(command);
        }
    }
    dispatch(device);
}

/* The process is gone: what it had begun ends with an unknown outcome; when it will not come back, all ends.
 */
static void finish_all(HostDevice *device, gboolean sent_only, const char *text)
{
    for (GList *at = device->queue.head, *next; at; at = next) {
        Command *command = at->data;
        next = at->next;
        if (command->was_sent || !sent_only)
            finish(command, command->was_sent ? HAL_DEVICE_ERROR : HAL_NOT_READY, text, NULL);
    }
    while (device->sims.head)
        finish(device->sims.head->data, HAL_DEVICE_ERROR, text, NULL);
}

/* --- state --- */

static void set_state(HostDevice *device, HalState state, HalRemedy remedy, const char *text)
{
    if (device->state == state && device->remedy == remedy && g_strcmp0(device->text, text) == 0)
        return;
    if (device->state != state)
        g_message("%s: %s -> %s%s%s", host_device_name(device), hal_state_name(device->state),
                  hal_state_name(state), text ? ": " : "", text ? text : "");
    g_autofree char *copy = g_strdup(text);
    g_free(device->text);
    device->text = g_steal_pointer(&copy);
    device->state = state;
    device->remedy = remedy;
    trace(device, '*', &(Message){.type = MESSAGE_DEVICE, .state = state, .remedy = remedy});
    device->hooks.changed(device, device->data);
    if (!may_wait(state)) { /* what was not begun will not be */
        for (GList *at = device->queue.head, *next; at; at = next) {
            Command *command = at->data;
            next = at->next;
            if (!command->was_sent)
                finish(command, HAL_NOT_READY, hal_state_name(state), NULL);
        }
    }
    dispatch(device);
}

static void keep(HostDevice *device, json_t **kept, json_t *value)
{
    if (*kept && json_equal(*kept, value))
        return;
    json_decref(*kept);
    *kept = json_incref(value);
    device->hooks.changed(device, device->data);
}

void host_device_describe(const HostDevice *device, Message *message)
{
    const HalDriverOps *driver = hal_settings_driver(device->settings);
    *message = (Message){.type = MESSAGE_DEVICE,
                         .device = g_strdup(host_device_name(device)),
                         .state = device->state,
                         .remedy = device->remedy,
                         .text = g_strdup(device->text ? device->text : ""),
                         .data = json_pack("{s:s, s:s, s:O, s:O}", "class",
                                           hal_class_name(driver->device_class), "driver", driver->name,
                                           "capabilities", device->capabilities, "status", device->status)};
}

/* --- signs of life --- */

static gboolean on_silent(gpointer data)
{
    HostDevice *device = data;
    device->silent_timer = 0;
    gint64 left_ms = (device->busy_until_us - g_get_monotonic_time()) / 1000;
    if (left_ms > 0) { /* it had said so */
        device->silent_timer =
            g_timeout_add((guint)(left_ms + device->options->silent_ms), on_silent, device);
        return G_SOURCE_REMOVE;
    }
    g_warning("%s: no sign of life for %d ms: killed", host_device_name(device),
              (int)((g_get_monotonic_time() - device->heard_us) / 1000));
    host_device_restart(device);
    return G_SOURCE_REMOVE;
}

static gboolean on_ping(gpointer data)
{
    HostDevice *device = data;
    gint64 silent_us = g_get_monotonic_time() - device->heard_us;
    if (device->child && device->silent_timer == 0 && silent_us >= device->options->ping_ms * 1000 / 2) {
        device->silent_timer = g_timeout_add((guint)device->options->silent_ms, on_silent, device);
        host_child_send(device->child, &(Message){.type = MESSAGE_PING}, -1);
    }
    return G_SOURCE_CONTINUE;
}

/* --- the process --- */

static void on_reply(HostDevice *device, const Message *message)
{
    Command *command = NULL;
    GQueue *queues[] = {&device->queue, &device->sims};
    for (guint i = 0; i < G_N_ELEMENTS(queues) && !command; i++) {
        for (GList *at = queues[i]->head; at; at = at->next) {
            Command *candidate = at->data;
            if (candidate->id == message->id && candidate->was_sent)
                command = candidate;
        }
    }
    if (!command) {
        g_warning("%s: %s for a command that is not running", host_device_name(device),
                  message_type_name(message->type));
    } else if (message->type == MESSAGE_COMPLETION) {
        finish(command, message->code, message->text, message->data);
        dispatch(device);
    } else if (command->client) {
        Message event = *message;
        event.id = command->client_id;
        event.device = (char *)host_device_name(device);
        device->hooks.reply(command->client, &event, device->data);
    }
}

static void on_message(const Message *message, gpointer data)
{
    HostDevice *device = data;
    device->heard_us = g_get_monotonic_time();
    g_clear_handle_id(&device->silent_timer, g_source_remove);
    if (message->type != MESSAGE_PONG && message->type != MESSAGE_BUSY && message->type != MESSAGE_DEVICE)
        trace(device, '<', message);
    switch (message->type) {
    case MESSAGE_EVENT:
    case MESSAGE_COMPLETION:
        on_reply(device, message);
        break;
    case MESSAGE_DEVICE:
        if (!device->is_stopping)
            set_state(device, message->state, message->remedy, message->text);
        break;
    case MESSAGE_CAPABILITIES:
        keep(device, &device->capabilities, message->data);
        break;
    case MESSAGE_STATUS:
        keep(device, &device->status, message->data);
        break;
    case MESSAGE_BUSY:
        device->busy_until_us = device->heard_us + message->timeout_ms * 1000;
        break;
    case MESSAGE_PONG:
    case MESSAGE_TRACE_LINE:
        break;
    case MESSAGE_HELLO:
    case MESSAGE_WELCOME:
    case MESSAGE_COMMAND:
    case MESSAGE_CANCEL:
    case MESSAGE_SIM:
    case MESSAGE_TRACE:
    case MESSAGE_RESTART:
    case MESSAGE_ACKNOWLEDGE:
    case MESSAGE_PING:
        g_warning("%s: unexpected message: %s", host_device_name(device), message_type_name(message->type));
        break;
    }
}

static gboolean on_restart(gpointer data)
{
    HostDevice *device = data;
    device->restart_timer = 0;
    start_process(device);
    return G_SOURCE_REMOVE;
}

static void schedule_restart(HostDevice *device, const char *why)
{
    if (g_get_monotonic_time() - device->started_us > PROVEN_AFTER_US)
        device->failures = 0;
    guint pause_ms = 0;
    if (device->failures > 0)
        pause_ms = MIN(RESTART_FIRST_MS << MIN(device->failures - 1, 8), RESTART_MAX_MS);
    device->failures++;
    g_warning("%s: driver process %s; started again in %u ms", host_device_name(device), why, pause_ms);
    if (device->failures > FAILURES_TOLERATED)
        set_state(device, HAL_HARDWARE_ERROR, HAL_REMEDY_ENGINEER, why);
    else
        set_state(device, HAL_STARTING, HAL_REMEDY_RETRY, why);
    device->restart_timer = g_timeout_add(pause_ms, on_restart, device);
}

static void on_gone(const char *why, gpointer data)
{
    HostDevice *device = data;
    g_clear_pointer(&device->child, host_child_free);
    g_clear_handle_id(&device->silent_timer, g_source_remove);
    g_clear_handle_id(&device->stop_timer, g_source_remove);
    device->busy_until_us = 0;
    finish_all(device, !device->is_stopping, why);
    if (!device->is_stopping)
        schedule_restart(device, why);
    else
        device->hooks.changed(device, device->data);
}

static void start_process(HostDevice *device)
{
    g_autoptr(GError) error = NULL;
    HostChildHandlers handlers = {on_message, on_gone};
    device->started_us = device->heard_us = g_get_monotonic_time();
    device->child = host_child_start((const char *const *)device->argv, &handlers, device, &error);
    if (!device->child)
        schedule_restart(device, error->message);
}

/* Whole seconds let GLib wake up for all devices at once. */
static guint add_ping_timer(HostDevice *device)
{
    guint ms = (guint)device->options->ping_ms;
    return ms % 1000 == 0 ? g_timeout_add_seconds(ms / 1000, on_ping, device)
                          : g_timeout_add(ms, on_ping, device);
}

void host_device_start(HostDevice *device)
{
    device->ping_timer = add_ping_timer(device);
    start_process(device);
}

static gboolean on_stop_over(gpointer data)
{
    HostDevice *device = data;
    device->stop_timer = 0;
    host_child_kill(device->child);
    return G_SOURCE_REMOVE;
}

void host_device_stop(HostDevice *device)
{
    if (device->is_stopping)
        return;
    device->is_stopping = TRUE;
    g_clear_handle_id(&device->ping_timer, g_source_remove);
    g_clear_handle_id(&device->silent_timer, g_source_remove);
    g_clear_handle_id(&device->restart_timer, g_source_remove);
    if (!device->child)
        return;
    device->stop_timer = g_timeout_add(STOP_MS, on_stop_over, device);
    host_child_stop(device->child);
}

gboolean host_device_is_stopped(const HostDevice *device)
{
    return device->is_stopping && !device->child;
}

void host_device_restart(HostDevice *device)
{
    if (device->child)
        host_child_kill(device->child);
}

/* --- life --- */

HostDevice *host_device_new(const HalSettings *settings, const HostOptions *options, const char *const *argv,
                            const HostDeviceHooks *hooks, gpointer data)
{
    HostDevice *device = g_new0(HostDevice, 1);
    device->settings = settings;
    device->options = options;
    device->argv = g_strdupv((char **)argv);
    device->hooks = *hooks;
    device->data = data;
    device->state = HAL_STARTING;
    device->remedy = HAL_REMEDY_RETRY;
    device->capabilities = json_object();
    device->status = json_object();
    g_queue_init(&device->queue);
    g_queue_init(&device->sims);
    return device;
}

void host_device_free(HostDevice *device)
{
    if (!device)
        return;
    g_clear_pointer(&device->child, host_child_free);
    finish_all(device, FALSE, "kiosk-hald ends");
    guint *timers[] = {&device->restart_timer, &device->stop_timer, &device->ping_timer,
                       &device->silent_timer};
    for (guint i = 0; i < G_N_ELEMENTS(timers); i++)
        g_clear_handle_id(timers[i], g_source_remove);
    json_decref(device->capabilities);
    json_decref(device->status);
    g_strfreev(device->argv);
    g_free(device->text);
    g_free(device);
}

const char *host_device_name(const HostDevice *device)
{
    return hal_settings_name(device->settings);
}

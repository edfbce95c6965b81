#define G_LOG_DOMAIN "hal-host"
#include "hal/host/device.h"

#include "hal/host/child.h"
#include "hal/host/queue.h"

#define STOP_MS            500
#define RESTART_FIRST_MS   250 /* pause before the second restart in a row; the first comes at once */
#define RESTART_MAX_MS     2000
#define PROVEN_AFTER_US    (10 * G_USEC_PER_SEC) /* a process that lived so long has earned a fresh start */
#define FAILURES_TOLERATED 3                     /* in a row, before the device is called broken */

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

    HostQueue *queue;
};

static void start_process(HostDevice *device);

static void trace(HostDevice *device, char direction, const Message *message)
{
    device->hooks.traced(device, direction, message, device->data);
}

/* --- the queue's hooks --- */

static void on_queue_send(const Message *message, int fd, gpointer data)
{
    HostDevice *device = data;
    trace(device, '>', message);
    if (device->child)
        host_child_send(device->child, message, fd);
}

static void on_queue_reply(gpointer client, const Message *message, gpointer data)
{
    HostDevice *device = data;
    device->hooks.reply(client, message, device->data);
}

static gboolean on_queue_ready(gpointer data)
{
    HostDevice *device = data;
    return device->child && hal_state_takes_commands(device->state);
}

static void on_queue_stuck(const char *command, gpointer data)
{
    HostDevice *device = data;
    g_warning("%s: %s did not end in time: killed", host_device_name(device), command);
    host_device_restart(device);
}

/* --- commands --- */

static gboolean may_wait(HalState state)
{
    return state == HAL_STARTING || hal_state_takes_commands(state);
}

void host_device_submit(HostDevice *device, gpointer client, const Message *message, int fd)
{
    host_queue_submit(device->queue, client, message, fd);
    if (device->is_stopping || !may_wait(device->state))
        host_queue_refuse_waiting(device->queue, hal_state_name(device->state));
}

void host_device_sim(HostDevice *device, gpointer client, const Message *words)
{
    if (device->child)
        host_queue_sim(device->queue, client, words);
    else
        host_queue_refuse(device->queue, client, words->id, HAL_NOT_READY, "the driver is not running");
}

void host_device_cancel(HostDevice *device, gpointer client, guint64 id)
{
    host_queue_cancel(device->queue, client, id);
}

void host_device_forget_client(HostDevice *device, gpointer client)
{
    host_queue_forget_client(device->queue, client);
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
    if (!may_wait(state))
        host_queue_refuse_waiting(device->queue, hal_state_name(state));
    host_queue_run(device->queue);
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
        if (!host_queue_take(device->queue, message, host_device_name(device)))
            g_warning("%s: %s of a command that does not run", host_device_name(device),
                      message_type_name(message->type));
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
    host_queue_process_gone(device->queue, why);
    if (!device->is_stopping) {
        schedule_restart(device, why);
    } else {
        host_queue_refuse_waiting(device->queue, why);
        device->hooks.changed(device, device->data);
    }
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
    HostQueueHooks queue_hooks = {on_queue_send, on_queue_reply, on_queue_ready, on_queue_stuck};
    device->queue = host_queue_new(&queue_hooks, device);
    return device;
}

void host_device_free(HostDevice *device)
{
    if (!device)
        return;
    g_clear_pointer(&device->child, host_child_free);
    host_queue_free(device->queue);
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

#include "hal/host/queue.h"

#include <unistd.h>

#define CANCEL_GRACE_MS 2500 /* a driver must end a cancelled command within 2 s (hal/driver.h) */
#define SIM_MS          2500

typedef struct {
    HostQueue *queue;
    gpointer client; /* NULL: gone, nobody is told */
    guint64 client_id;
    Message message; /* its id is the one towards the process */
    int fd;
    gboolean is_sim;
    gboolean was_sent;
    gboolean is_ending; /* CANCEL was sent; the timer is now the grace */
    gboolean timed_out;
    guint timer;
} Command;

struct HostQueue {
    HostQueueHooks hooks;
    gpointer data;
    GQueue commands; /* Command*, the head may be running */
    GQueue sims;     /* Command*, sent at once */
    guint64 last_id;
};

/* --- one command --- */

static void command_free(Command *command)
{
    g_clear_handle_id(&command->timer, g_source_remove);
    message_clear(&command->message);
    if (command->fd >= 0)
        close(command->fd);
    g_free(command);
}

static Command *command_new(HostQueue *queue, gpointer client, const Message *message, int fd)
{
    Command *command = g_new0(Command, 1);
    command->queue = queue;
    command->client = client;
    command->client_id = message->id;
    command->fd = fd;
    command->message = (Message){.type = message->type,
                                 .id = ++queue->last_id,
                                 .name = g_strdup(message->name),
                                 .text = g_strdup(message->text),
                                 .data = message->data ? json_incref(message->data) : NULL};
    return command;
}

static void send_command(Command *command)
{
    HostQueue *queue = command->queue;
    command->was_sent = TRUE;
    queue->hooks.send(&command->message, command->fd, queue->data);
    if (command->fd >= 0)
        close(command->fd); /* the process has its own now */
    command->fd = -1;
}

/* The one place where a command ends. */
static void finish(Command *command, HalCode code, const char *text, json_t *data)
{
    HostQueue *queue = command->queue;
    Message completion = {.type = MESSAGE_COMPLETION,
                          .id = command->client_id,
                          .code = command->timed_out && code == HAL_CANCELED ? HAL_TIMED_OUT : code,
                          .text = (char *)text,
                          .data = data};
    g_queue_remove(command->is_sim ? &queue->sims : &queue->commands, command);
    if (command->client)
        queue->hooks.reply(command->client, &completion, queue->data);
    command_free(command);
}

static gboolean on_grace_over(gpointer data)
{
    Command *command = data;
    HostQueue *queue = command->queue;
    command->timer = 0;
    queue->hooks.is_stuck(command->message.name, queue->data);
    return G_SOURCE_REMOVE;
}

static void end_command(Command *command)
{
    HostQueue *queue = command->queue;
    if (!command->was_sent) {
        finish(command, HAL_CANCELED, NULL, NULL);
        return;
    }
    if (command->is_ending)
        return;
    command->is_ending = TRUE;
    g_clear_handle_id(&command->timer, g_source_remove);
    command->timer = g_timeout_add(CANCEL_GRACE_MS, on_grace_over, command);
    Message cancel = {.type = MESSAGE_CANCEL, .id = command->message.id};
    cancel.text = command->client ? NULL : (char *)MESSAGE_TEXT_GONE;
    queue->hooks.send(&cancel, -1, queue->data);
}

static gboolean on_timeout(gpointer data)
{
    Command *command = data;
    HostQueue *queue = command->queue;
    command->timer = 0;
    command->timed_out = TRUE;
    end_command(command);
    host_queue_run(queue);
    return G_SOURCE_REMOVE;
}

static gboolean on_sim_timeout(gpointer data)
{
    Command *command = data;
    command->timer = 0;
    finish(command, HAL_DEVICE_ERROR, "the simulator does not answer", NULL);
    return G_SOURCE_REMOVE;
}

/* --- from clients --- */

void host_queue_refuse(HostQueue *queue, gpointer client, guint64 id, HalCode code, const char *text)
{
    Message completion = {.type = MESSAGE_COMPLETION, .id = id, .code = code, .text = (char *)text};
    queue->hooks.reply(client, &completion, queue->data);
}

void host_queue_submit(HostQueue *queue, gpointer client, const Message *message, int fd)
{
    if (g_queue_get_length(&queue->commands) >= HOST_QUEUE_MAX) {
        host_queue_refuse(queue, client, message->id, HAL_REFUSED, "too many commands are waiting");
        if (fd >= 0)
            close(fd);
        return;
    }
    queue->hooks.reply(client, &(Message){.type = MESSAGE_ACKNOWLEDGE, .id = message->id}, queue->data);
    Command *command = command_new(queue, client, message, fd);
    if (message->timeout_ms > 0)
        command->timer = g_timeout_add((guint)MIN(message->timeout_ms, G_MAXINT), on_timeout, command);
    g_queue_push_tail(&queue->commands, command);
    host_queue_run(queue);
}

void host_queue_sim(HostQueue *queue, gpointer client, const Message *words)
{
    if (g_queue_get_length(&queue->sims) >= HOST_QUEUE_MAX) {
        host_queue_refuse(queue, client, words->id, HAL_REFUSED, "too many words are waiting");
        return;
    }
    Command *command = command_new(queue, client, words, -1);
    command->is_sim = TRUE;
    command->timer = g_timeout_add(SIM_MS, on_sim_timeout, command);
    g_queue_push_tail(&queue->sims, command);
    send_command(command);
}

void host_queue_cancel(HostQueue *queue, gpointer client, guint64 id)
{
    Command *found = NULL;
    for (GList *at = queue->commands.head; at && !found; at = at->next) {
        Command *command = at->data;
        if (command->client == client && command->client_id == id)
            found = command;
    }
    if (found)
        end_command(found);
    host_queue_run(queue);
}

void host_queue_forget_client(HostQueue *queue, gpointer client)
{
    for (GList *at = queue->sims.head; at; at = at->next) {
        Command *command = at->data;
        if (command->client == client)
            command->client = NULL;
    }
    for (GList *at = queue->commands.head, *next; at; at = next) {
        Command *command = at->data;
        next = at->next;
        if (command->client != client)
            continue;
        command->client = NULL;
        end_command(command);
    }
    host_queue_run(queue);
}

/* --- to and from the device --- */

void host_queue_run(HostQueue *queue)
{
    Command *command = g_queue_peek_head(&queue->commands);
    if (command && !command->was_sent && queue->hooks.is_ready(queue->data))
        send_command(command);
}

static Command *find_sent(const GQueue *commands, guint64 id)
{
    for (GList *at = commands->head; at; at = at->next) {
        Command *command = at->data;
        if (command->was_sent && command->message.id == id)
            return command;
    }
    return NULL;
}

gboolean host_queue_take(HostQueue *queue, const Message *message, const char *device)
{
    Command *command = find_sent(&queue->commands, message->id);
    if (!command)
        command = find_sent(&queue->sims, message->id);
    if (!command)
        return FALSE;
    if (message->type == MESSAGE_COMPLETION) {
        finish(command, message->code, message->text, message->data);
        host_queue_run(queue);
    } else if (command->client) {
        Message event = *message;
        event.id = command->client_id;
        event.device = (char *)device;
        queue->hooks.reply(command->client, &event, queue->data);
    }
    return TRUE;
}

static void finish_matching(HostQueue *queue, gboolean was_sent, HalCode code, const char *why)
{
    for (GList *at = queue->commands.head, *next; at; at = next) {
        Command *command = at->data;
        next = at->next;
        if (command->was_sent == was_sent)
            finish(command, code, why, NULL);
    }
}

void host_queue_process_gone(HostQueue *queue, const char *why)
{
    finish_matching(queue, TRUE, HAL_DEVICE_ERROR, why);
    while (queue->sims.head)
        finish(queue->sims.head->data, HAL_DEVICE_ERROR, why, NULL);
}

void host_queue_refuse_waiting(HostQueue *queue, const char *why)
{
    finish_matching(queue, FALSE, HAL_NOT_READY, why);
}

/* --- life --- */

HostQueue *host_queue_new(const HostQueueHooks *hooks, gpointer data)
{
    HostQueue *queue = g_new0(HostQueue, 1);
    queue->hooks = *hooks;
    queue->data = data;
    g_queue_init(&queue->commands);
    g_queue_init(&queue->sims);
    return queue;
}

void host_queue_free(HostQueue *queue)
{
    if (!queue)
        return;
    host_queue_process_gone(queue, "kiosk-hald ends");
    host_queue_refuse_waiting(queue, "kiosk-hald ends");
    g_free(queue);
}

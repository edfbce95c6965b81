/* The commands of one device, from being taken to their one completion. Knows clients only as pointers and
 * the device only through its hooks, so that every case can be tried without a process.
 *
 *   submit -> WAITING -> (device ready, nothing runs) -> RUNNING -> completion
 *                 \------------- cancel, time-out, client gone ----/ ending: CANCEL was sent, grace runs
 * Loop thread only; nothing waits. */
#ifndef HAL_HOST_QUEUE_H
#define HAL_HOST_QUEUE_H

#include "hal/proto/message.h"

#define HOST_QUEUE_MAX 8

typedef struct HostQueue HostQueue;

typedef struct {
    /* To the device process. */
    void (*send)(const Message *message, int fd, gpointer data);
    /* To a client; the id is the client's. Lent. */
    void (*reply)(gpointer client, const Message *message, gpointer data);
    /* May the next command be sent now? */
    gboolean (*is_ready)(gpointer data);
    /* This command did not end within the grace: the process must go. */
    void (*is_stuck)(const char *command, gpointer data);
} HostQueueHooks;

HostQueue *host_queue_new(const HostQueueHooks *hooks, gpointer data);
void host_queue_free(HostQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostQueue, host_queue_free)

/* Takes a command: REFUSED when too many wait, else it is acknowledged and completes later. fd (or -1) is
 * taken. */
void host_queue_submit(HostQueue *queue, gpointer client, const Message *command, int fd);
/* Simulator words overtake the commands. */
void host_queue_sim(HostQueue *queue, gpointer client, const Message *words);
/* A completion without a command: nothing was begun. */
void host_queue_refuse(HostQueue *queue, gpointer client, guint64 id, HalCode code, const char *text);

void host_queue_cancel(HostQueue *queue, gpointer client, guint64 id);
void host_queue_forget_client(HostQueue *queue, gpointer client);

/* The device became ready: send what waits. */
void host_queue_run(HostQueue *queue);
/* An event or completion came from the device process. FALSE: no such command runs. device names it in
 * events. */
gboolean host_queue_take(HostQueue *queue, const Message *message, const char *device);

/* The process is gone: what it had begun completes DEVICE_ERROR; what waits stays. */
void host_queue_process_gone(HostQueue *queue, const char *why);
/* The device will take no commands: what waits completes NOT_READY. */
void host_queue_refuse_waiting(HostQueue *queue, const char *why);

#endif

/* The supervisor's end of one device process: start it, talk to it, end it for sure.
 * Loop thread only; nothing waits. */
#ifndef HAL_HOST_CHILD_H
#define HAL_HOST_CHILD_H

#include "hal/proto/message.h"

typedef struct HostChild HostChild;

typedef struct {
    /* A message came; it is lent. */
    void (*message)(const Message *message, gpointer data);
    /* The process ended; why names the signal or exit code ("killed by signal 6 (Aborted)"). Last call; the
     * child is then freed by host_child_free. */
    void (*gone)(const char *why, gpointer data);
} HostChildHandlers;

/* Runs argv (NULL-terminated, argv[0] a path) with its end of a socket as descriptor HOST_PROCESS_FD, stdin
 * empty, stdout and stderr on our stderr, no core files, and a death that follows ours. NULL with error. */
HostChild *host_child_start(const char *const *argv, const HostChildHandlers *handlers, gpointer data,
                            GError **error);

/* FALSE: the process does not read any more (it will be killed for that by its deadline). */
gboolean host_child_send(HostChild *child, const Message *message, int fd);

/* SIGKILL; gone() follows. */
void host_child_kill(HostChild *child);

/* Asks it to end by closing the socket. gone() follows, at once when the driver is well, else after
 * host_child_kill. */
void host_child_stop(HostChild *child);

/* Forgets a process that is gone; one that still runs is killed and reaped in the background, without
 * callbacks. */
void host_child_free(HostChild *child);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostChild, host_child_free)

#endif

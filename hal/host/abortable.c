/* Ends a blocking library call from a helper thread, as soon as the supervisor wants something or time is up.
 * The thread lives only as long as the call: a device process that rests in a long call costs no wake-ups. */
#include "hal/driver.h"
#include "hal/host/abortable.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

typedef struct {
    GThread *thread;
    int socket;
    int done; /* eventfd: the call came back by itself */
    gint64 ms;
    HostAbort abort_call;
    gpointer data;
    gboolean was_called; /* written by the thread, read after it was joined */
    gboolean timed_out;
} Abortable;

static Abortable running = {.done = -1}; /* a device process has one thread, so one such call at a time */

static gpointer watch(gpointer data)
{
    Abortable *call = data;
    struct pollfd polled[2] = {{.fd = call->done, .events = POLLIN}, {.fd = call->socket, .events = POLLIN}};
    int n = poll(polled, 2, (int)call->ms);
    if (n > 0 && polled[0].revents != 0)
        return NULL;
    call->timed_out = n == 0;
    call->was_called = TRUE;
    call->abort_call(call->data);
    return NULL;
}

void host_abortable_begin(HalHost *host, HostAbort abort_call, gpointer data, gint64 ms)
{
    running = (Abortable){.socket = host_socket(host),
                          .done = eventfd(0, EFD_CLOEXEC),
                          .ms = ms,
                          .abort_call = abort_call,
                          .data = data};
    running.thread = g_thread_new("abortable", watch, &running);
}

gboolean host_abortable_end(HalHost *host, gboolean *timed_out)
{
    eventfd_write(running.done, 1);
    g_thread_join(running.thread);
    close(running.done);
    running.done = -1;
    *timed_out = running.timed_out;
    return !running.was_called;
}

#define G_LOG_DOMAIN "hal-host"
#include "hal/host/child.h"

#include "hal/host/process.h"
#include "hal/proto/link.h"

#include <glib-unix.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define FILES_MAX      256
#define FILE_BYTES_MAX (256 * 1024 * 1024)
#define MEMORY_MAX     (512L * 1024 * 1024) /* a driver needs a tenth; a leak must not take the kiosk along */

struct HostChild {
    GPid pid;
    int socket;
    guint socket_source;
    guint exit_source;
    HostChildHandlers handlers;
    gpointer data;
};

/* Between fork and exec: only calls that are safe there. */
static void limit_process(gpointer data)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    setrlimit(RLIMIT_NOFILE, &(struct rlimit){FILES_MAX, FILES_MAX});
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){FILE_BYTES_MAX, FILE_BYTES_MAX});
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    setrlimit(RLIMIT_DATA, &(struct rlimit){MEMORY_MAX, MEMORY_MAX});
#endif
}

static void drop_socket(HostChild *child)
{
    g_clear_handle_id(&child->socket_source, g_source_remove);
    if (child->socket >= 0)
        close(child->socket);
    child->socket = -1;
}

static gboolean on_readable(gint fd, GIOCondition condition, gpointer data)
{
    HostChild *child = data;
    g_auto(Message) message = {0};
    g_autoptr(GError) error = NULL;
    int rider = -1;
    if (link_receive(fd, &message, &rider, &error)) {
        if (rider >= 0)
            close(rider); /* drivers have nothing to hand over */
        child->handlers.message(&message, child->data);
        return G_SOURCE_CONTINUE;
    }
    if (g_error_matches(error, LINK_ERROR, LINK_ERROR_BAD)) {
        g_warning("device process sent a bad message: %s", error->message);
        return G_SOURCE_CONTINUE;
    }
    if (g_error_matches(error, LINK_ERROR, LINK_ERROR_AGAIN))
        return G_SOURCE_CONTINUE;
    child->socket_source = 0; /* it ends; the exit watch tells the rest */
    return G_SOURCE_REMOVE;
}

static char *describe_exit(gint status)
{
    if (WIFSIGNALED(status))
        return g_strdup_printf("killed by signal %d (%s)", WTERMSIG(status), g_strsignal(WTERMSIG(status)));
    return g_strdup_printf("ended with exit code %d", WEXITSTATUS(status));
}

/* What the process still said before it died is heard first. */
static void drain(HostChild *child)
{
    for (guint n = 0; child->socket >= 0 && n < 256; n++) {
        g_auto(Message) message = {0};
        int rider = -1;
        if (!link_receive(child->socket, &message, &rider, NULL))
            return;
        if (rider >= 0)
            close(rider);
        child->handlers.message(&message, child->data);
    }
}

static void on_ended(GPid pid, gint status, gpointer data)
{
    HostChild *child = data;
    g_autofree char *why = describe_exit(status);
    child->exit_source = 0;
    child->pid = 0;
    drain(child);
    drop_socket(child);
    child->handlers.gone(why, child->data);
}

HostChild *host_child_start(const char *const *argv, const HostChildHandlers *handlers, gpointer data,
                            GError **error)
{
    int pair[2];
    if (!link_pair(pair, error))
        return NULL;
    GPid pid;
    const int from[] = {pair[1], STDERR_FILENO};
    const int to[] = {HOST_PROCESS_FD, STDOUT_FILENO};
    gboolean started =
        g_spawn_async_with_pipes_and_fds(NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, limit_process, NULL, -1,
                                         -1, -1, from, to, G_N_ELEMENTS(from), &pid, NULL, NULL, NULL, error);
    close(pair[1]);
    if (!started) {
        close(pair[0]);
        return NULL;
    }
    HostChild *child = g_new0(HostChild, 1);
    child->pid = pid;
    child->socket = pair[0];
    child->handlers = *handlers;
    child->data = data;
    child->socket_source = g_unix_fd_add(child->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, child);
    child->exit_source = g_child_watch_add(pid, on_ended, child);
    return child;
}

gboolean host_child_send(HostChild *child, const Message *message, int fd)
{
    g_autoptr(GError) error = NULL;
    if (child->socket < 0)
        return FALSE;
    if (link_send(child->socket, message, fd, &error))
        return TRUE;
    g_warning("%s not sent to device process: %s", message_type_name(message->type), error->message);
    return FALSE;
}

void host_child_kill(HostChild *child)
{
    if (child->pid > 0)
        kill(child->pid, SIGKILL);
}

void host_child_stop(HostChild *child)
{
    drop_socket(child);
}

static void reap(GPid pid, gint status, gpointer data)
{
    g_spawn_close_pid(pid);
}

void host_child_free(HostChild *child)
{
    if (!child)
        return;
    drop_socket(child);
    if (child->pid > 0) {
        g_source_remove(child->exit_source);
        kill(child->pid, SIGKILL);
        g_child_watch_add(child->pid, reap, NULL);
    }
    g_free(child);
}

#include "tests/support/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define STOP_MS 3000
#define RUN_MS  20000
#define STEP_US 2000

struct Child {
    GPid pid;
    int from;
    gboolean has_ended;
};

/* A failed test leaves its children behind: they end with it. */
static void own_group(gpointer unused)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
}

Child *child_start(const char *const *argv, const char *const *environment)
{
    g_auto(GStrv) all = g_get_environ();
    for (int i = 0; environment != NULL && environment[i] != NULL; i++) {
        g_auto(GStrv) pair = g_strsplit(environment[i], "=", 2);
        all = g_environ_setenv(all, pair[0], pair[1], TRUE);
    }
    Child *child = g_new0(Child, 1);
    GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH;
    g_autoptr(GError) error = NULL;
    if (g_spawn_async_with_pipes(NULL, (char **)argv, all, flags, own_group, NULL, &child->pid, NULL,
                                 &child->from, NULL, &error))
        return child;
    g_printerr("%s\n", error->message);
    g_free(child);
    return NULL;
}

GPid child_pid(const Child *child)
{
    return child->pid;
}

char *child_line(Child *child, int ms)
{
    g_autoptr(GString) line = g_string_new(NULL);
    gint64 until = g_get_monotonic_time() + (gint64)ms * 1000;
    for (;;) {
        struct pollfd polled = {.fd = child->from, .events = POLLIN};
        gint64 left = (until - g_get_monotonic_time()) / 1000;
        char c;
        if (left <= 0 || poll(&polled, 1, (int)left) <= 0 || read(child->from, &c, 1) != 1)
            return NULL;
        if (c == '\n')
            return g_string_free(g_steal_pointer(&line), FALSE);
        g_string_append_c(line, c);
    }
}

gboolean child_wait(Child *child, int ms)
{
    gint64 until = g_get_monotonic_time() + (gint64)ms * 1000;
    while (!child->has_ended && g_get_monotonic_time() < until) {
        child->has_ended = waitpid(child->pid, NULL, WNOHANG) == child->pid;
        if (!child->has_ended)
            g_usleep(STEP_US);
    }
    return child->has_ended;
}

gboolean child_stop(Child *child)
{
    if (child == NULL)
        return TRUE;
    if (!child->has_ended)
        kill(child->pid, SIGTERM);
    gboolean by_itself = child_wait(child, STOP_MS);
    /* The leader may be gone while others of its group linger. */
    kill(-child->pid, SIGKILL);
    if (!by_itself)
        waitpid(child->pid, NULL, 0);
    close(child->from);
    g_free(child);
    return by_itself;
}

int child_run(const char *const *argv)
{
    g_autoptr(GError) error = NULL;
    GPid pid;
    int status = 0;
    GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL;
    if (!g_spawn_async(NULL, (char **)argv, NULL, flags, NULL, NULL, &pid, &error)) {
        g_printerr("%s\n", error->message);
        return -1;
    }
    gint64 until = g_get_monotonic_time() + RUN_MS * 1000;
    while (waitpid(pid, &status, WNOHANG) == 0) {
        if (g_get_monotonic_time() > until) {
            kill(pid, SIGKILL);
            waitpid(pid, NULL, 0);
            return -1;
        }
        g_usleep(STEP_US);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

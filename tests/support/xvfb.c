#include "tests/support/xvfb.h"

#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MS 10000
#define STOP_MS  2000
#define CHILD_FD 5

struct Xvfb {
    GPid pid;
};

/* The display's number, which Xvfb writes when it is ready. -1: nothing came in time. */
static int read_number(int fd)
{
    char text[16] = "";
    gsize n = 0;
    struct pollfd p = {.fd = fd, .events = POLLIN};
    while (n + 1 < sizeof text && poll(&p, 1, START_MS) > 0 && read(fd, text + n, 1) == 1)
        if (text[n++] == '\n')
            return atoi(text);
    return -1;
}

Xvfb *xvfb_start(int width, int height, GError **error)
{
    int fds[2];
    if (pipe(fds) != 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "pipe: %s", g_strerror(errno));
        return NULL;
    }
    g_autofree char *screen = g_strdup_printf("%dx%dx24", width, height);
    const char *const argv[] = {"Xvfb",     "-displayfd", G_STRINGIFY(CHILD_FD), "-screen",
                                "0",        screen,       "-nolisten",           "tcp",
                                "-noreset", NULL};
    const int source = fds[1], target = CHILD_FD;
    GPid pid = 0;
    gboolean started = g_spawn_async_with_pipes_and_fds(
        NULL, argv, NULL,
        G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL |
            G_SPAWN_STDERR_TO_DEV_NULL,
        NULL, NULL, -1, -1, -1, &source, &target, 1, &pid, NULL, NULL, NULL, error);
    close(fds[1]);
    int number = started ? read_number(fds[0]) : -1;
    close(fds[0]);
    if (!started)
        return NULL;
    Xvfb *x = g_new0(Xvfb, 1);
    x->pid = pid;
    if (number < 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Xvfb did not start");
        xvfb_stop(x);
        return NULL;
    }
    g_autofree char *display = g_strdup_printf(":%d", number);
    g_setenv("DISPLAY", display, TRUE);
    g_setenv("SDL_VIDEODRIVER", "x11", TRUE);
    return x;
}

void xvfb_stop(Xvfb *x)
{
    if (!x)
        return;
    g_unsetenv("DISPLAY");
    kill(x->pid, SIGTERM);
    gint64 until = g_get_monotonic_time() + STOP_MS * 1000;
    while (waitpid(x->pid, NULL, WNOHANG) == 0) {
        if (g_get_monotonic_time() > until) {
            kill(x->pid, SIGKILL);
            waitpid(x->pid, NULL, 0);
            break;
        }
        g_usleep(2000);
    }
    g_free(x);
}

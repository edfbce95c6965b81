#include "tests/support/peer_rig.h"

#include "tests/support/cmocka.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANSWER_MS 5000
#define END_MS    2000

struct PeerRig {
    GPid pid;
    int to, from;
    char *hello;
};

/* One line, without its end; NULL when none came in time. */
static char *read_line(PeerRig *peer)
{
    GString *line = g_string_new(NULL);
    gint64 until = g_get_monotonic_time() + ANSWER_MS * 1000;
    for (;;) {
        struct pollfd polled = {.fd = peer->from, .events = POLLIN};
        gint64 left = (until - g_get_monotonic_time()) / 1000;
        char c;
        if (left <= 0 || poll(&polled, 1, (int)left) <= 0 || read(peer->from, &c, 1) != 1) {
            g_string_free(line, TRUE);
            return NULL;
        }
        if (c == '\n')
            return g_string_free(line, FALSE);
        g_string_append_c(line, c);
    }
}

PeerRig *peer_rig_new(const char *name, const char *const *arguments)
{
    PeerRig *peer = g_new0(PeerRig, 1);
    g_autoptr(GError) error = NULL;
    g_autofree char *program = g_build_filename(g_getenv("KIOSK_BUILD"), "peers", name, NULL);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_ptr_array_add(argv, program);
    for (guint i = 0; arguments && arguments[i]; i++)
        g_ptr_array_add(argv, (gpointer)arguments[i]);
    g_ptr_array_add(argv, NULL);
    if (!g_spawn_async_with_pipes(NULL, (char **)argv->pdata, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                  &peer->pid, &peer->to, &peer->from, NULL, &error))
        fail_msg("%s", error->message);
    peer->hello = read_line(peer);
    if (!peer->hello)
        fail_msg("peer %s said nothing", name);
    return peer;
}

void peer_rig_free(PeerRig *peer)
{
    gint64 until = g_get_monotonic_time() + END_MS * 1000;
    pid_t ended = 0;
    close(peer->to);
    while (ended == 0 && g_get_monotonic_time() < until) {
        ended = waitpid(peer->pid, NULL, WNOHANG);
        if (ended == 0)
            g_usleep(2000);
    }
    if (ended == 0) {
        kill(peer->pid, SIGKILL);
        waitpid(peer->pid, NULL, 0);
    }
    close(peer->from);
    g_free(peer->hello);
    g_free(peer);
    assert_int_not_equal(ended, 0);
}

GPid peer_rig_pid(const PeerRig *peer)
{
    return peer->pid;
}

const char *peer_rig_hello(const PeerRig *peer)
{
    return peer->hello;
}

void peer_rig_say(PeerRig *peer, const char *words)
{
    g_autofree char *line = g_strdup_printf("%s\n", words);
    if (write(peer->to, line, strlen(line)) != (ssize_t)strlen(line))
        fail_msg("peer takes no words");
    g_autofree char *answer = read_line(peer);
    if (g_strcmp0(answer, "ok") != 0)
        fail_msg("peer: %s: %s", words, answer ? answer : "no answer");
}

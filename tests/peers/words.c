/* words: lets the demo dock speak to a peer that listens on its standard input. Holds the writing end of a
 * FIFO open, so that the peer does not see its end, and writes each word that comes over the control socket
 * as a line.
 *
 *   words FIFO CONTROL_SOCKET          {"verb":"word","text":"PAPER 0"} */
#include <fcntl.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "kiosk/control/control.h"

#define WORD_MAX 200

static int fifo;

static void word(ControlCall *call, const json_t *request, gpointer data)
{
    const char *text = json_string_value(json_object_get(request, "text"));
    if (!text || !*text || strlen(text) > WORD_MAX || strchr(text, '\n')) {
        control_call_fail(call, "text: one line of words");
        return;
    }
    g_autofree char *line = g_strconcat(text, "\n", NULL);
    if (write(fifo, line, strlen(line)) != (ssize_t)strlen(line))
        control_call_fail(call, "the peer takes no words");
    else
        control_call_reply(call, NULL);
}

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_CONTINUE;
}

int main(int argc, char **argv)
{
    static const ControlVerb VERBS[] = {{"word", word, "text: one line of words for the peer"}, {NULL}};
    g_autoptr(GError) error = NULL;
    if (argc != 3) {
        fprintf(stderr, "usage: words FIFO CONTROL_SOCKET\n");
        return 2;
    }
    fifo = open(argv[1], O_RDWR | O_NONBLOCK | O_CLOEXEC);
    g_autoptr(ControlServer) server = control_server_new(argv[2], &error);
    if (fifo < 0 || !server) {
        fprintf(stderr, "words: %s\n", error ? error->message : "the FIFO cannot be opened");
        return 1;
    }
    control_server_add(server, VERBS, NULL);
    printf("ready\n");
    fflush(stdout);
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_unix_signal_add(SIGTERM, quit, loop);
    g_main_loop_run(loop);
    return 0;
}

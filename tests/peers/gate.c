/* gate: a network that can be cut. Forwards TCP connections on loopback to another port until it is told to
 * close; then new ones are refused and those there are broken off, as when somebody pulls a cable.
 *
 *   gate UPSTREAM_PORT CONTROL_SOCKET     prints "listening on http://127.0.0.1:PORT"
 *   {"verb":"word","text":"CLOSE"|"OPEN"} on the control socket */
#include <gio/gio.h>
#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include "kiosk/control/control.h"

typedef struct {
    GSocketConnection *here, *there;
    guint ways; /* directions still flowing */
} Pipe;

static guint16 upstream_port;
static gboolean is_open = TRUE;
static GPtrArray *pipes;

static void pipe_end(Pipe *pipe)
{
    if (--pipe->ways > 0)
        return;
    g_ptr_array_remove_fast(pipes, pipe);
    g_object_unref(pipe->here);
    g_object_unref(pipe->there);
    g_free(pipe);
}

static void flowed(GObject *source, GAsyncResult *result, gpointer data)
{
    g_output_stream_splice_finish(G_OUTPUT_STREAM(source), result, NULL);
    pipe_end(data);
}

static void flow(Pipe *pipe, GSocketConnection *from, GSocketConnection *to)
{
    pipe->ways++;
    g_output_stream_splice_async(g_io_stream_get_output_stream(G_IO_STREAM(to)),
                                 g_io_stream_get_input_stream(G_IO_STREAM(from)),
                                 G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, G_PRIORITY_DEFAULT, NULL, flowed, pipe);
}

static void connected(GObject *source, GAsyncResult *result, gpointer data)
{
    GSocketConnection *here = data;
    GSocketConnection *there = g_socket_client_connect_to_host_finish(G_SOCKET_CLIENT(source), result, NULL);
    if (!there) {
        g_object_unref(here);
        return;
    }
    Pipe *pipe = g_new0(Pipe, 1);
    pipe->here = here;
    pipe->there = there;
    g_ptr_array_add(pipes, pipe);
    flow(pipe, here, there);
    flow(pipe, there, here);
}

static gboolean incoming(GSocketService *service, GSocketConnection *here, GObject *source, gpointer data)
{
    if (!is_open) {
        g_io_stream_close(G_IO_STREAM(here), NULL, NULL);
        return TRUE;
    }
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_socket_client_connect_to_host_async(client, "127.0.0.1", upstream_port, NULL, connected,
                                          g_object_ref(here));
    return TRUE;
}

static void break_off(void)
{
    for (guint i = 0; i < pipes->len; i++) {
        const Pipe *pipe = pipes->pdata[i];
        g_socket_shutdown(g_socket_connection_get_socket(pipe->here), TRUE, TRUE, NULL);
        g_socket_shutdown(g_socket_connection_get_socket(pipe->there), TRUE, TRUE, NULL);
    }
}

static void word(ControlCall *call, const json_t *request, gpointer data)
{
    const char *text = json_string_value(json_object_get(request, "text"));
    if (g_strcmp0(text, "CLOSE") == 0)
        is_open = FALSE;
    else if (g_strcmp0(text, "OPEN") == 0)
        is_open = TRUE;
    else {
        control_call_fail(call, "OPEN or CLOSE");
        return;
    }
    if (!is_open)
        break_off();
    control_call_reply(call, NULL);
}

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_CONTINUE;
}

int main(int argc, char **argv)
{
    static const ControlVerb VERBS[] = {{"word", word, "text: OPEN or CLOSE"}, {NULL}};
    g_autoptr(GError) error = NULL;
    if (argc != 3 || (upstream_port = atoi(argv[1])) == 0) {
        fprintf(stderr, "usage: gate UPSTREAM_PORT CONTROL_SOCKET\n");
        return 2;
    }
    pipes = g_ptr_array_new();
    g_autoptr(GSocketService) service = g_socket_service_new();
    g_autoptr(GInetAddress) loopback = g_inet_address_new_loopback(G_SOCKET_FAMILY_IPV4);
    g_autoptr(GSocketAddress) any = g_inet_socket_address_new(loopback, 0);
    g_autoptr(GSocketAddress) bound = NULL;
    g_autoptr(ControlServer) control = control_server_new(argv[2], &error);
    if (!control || !g_socket_listener_add_address(G_SOCKET_LISTENER(service), any, G_SOCKET_TYPE_STREAM,
                                                   G_SOCKET_PROTOCOL_TCP, NULL, &bound, &error)) {
        fprintf(stderr, "gate: %s\n", error->message);
        return 1;
    }
    control_server_add(control, VERBS, NULL);
    g_signal_connect(service, "incoming", G_CALLBACK(incoming), NULL);
    printf("listening on http://127.0.0.1:%d\n",
           g_inet_socket_address_get_port(G_INET_SOCKET_ADDRESS(bound)));
    fflush(stdout);
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_unix_signal_add(SIGTERM, quit, loop);
    g_main_loop_run(loop);
    return 0;
}

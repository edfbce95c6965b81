#include "tests/support/eve_rig.h"

#include <arpa/inet.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/child.h"
#include "tests/support/cmocka.h"

#define READY_MS 10000

struct EveRig {
    Child *bus, *printer;
    char *folder, *uri;
    int port;
};

static char *in_folder(const EveRig *rig, const char *name)
{
    return g_build_filename(rig->folder, name, NULL);
}

static Child *start_bus(EveRig *rig, const char *address)
{
    g_autofree char *path = in_folder(rig, "bus.conf");
    g_autofree char *config = g_strdup_printf(
        "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
        "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">"
        "<busconfig><listen>%s</listen><policy context=\"default\"><allow user=\"*\"/><allow own=\"*\"/>"
        "<allow send_destination=\"*\"/><allow send_type=\"signal\"/><allow send_type=\"method_return\"/>"
        "<allow receive_type=\"method_call\"/><allow receive_type=\"method_return\"/>"
        "<allow receive_type=\"error\"/><allow receive_type=\"signal\"/></policy></busconfig>",
        address);
    assert_true(g_file_set_contents(path, config, -1, NULL));
    g_autofree char *option = g_strconcat("--config-file=", path, NULL);
    const char *argv[] = {"dbus-daemon", option, "--nofork", "--print-address=1", NULL};
    Child *bus = child_start(argv, NULL);
    g_autofree char *line = bus != NULL ? child_line(bus, READY_MS) : NULL;
    assert_non_null(line);
    return bus;
}

/* A port that was free a moment ago: ippeveprinter cannot take any free one. */
static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}

static void wait_until_it_listens(int port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((guint16)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    gint64 until = g_get_monotonic_time() + READY_MS * 1000;
    for (;;) {
        int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        gboolean connected = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
        close(fd);
        if (connected)
            return;
        if (g_get_monotonic_time() > until)
            fail_msg("ippeveprinter does not listen on port %d", port);
        g_usleep(5000);
    }
}

static Child *start_printer(EveRig *rig, const char *bus_address, const char *format, int page_ms)
{
    g_autofree char *script = in_folder(rig, "print.sh");
    g_autofree char *port = g_strdup_printf("%d", rig->port);
    g_autofree char *words = g_strdup_printf("#!/bin/sh\n"
                                             "sleep %d.%03d\n"
                                             "cp \"$1\" '%s/sheet-'$$.%s\n"
                                             "echo 'ATTR: job-impressions-completed=2' >&2\n",
                                             page_ms / 1000, page_ms % 1000, rig->folder,
                                             strcmp(format, "application/pdf") == 0 ? "pdf" : "pwg");
    assert_true(g_file_set_contents(script, words, -1, NULL));
    assert_int_equal(g_chmod(script, 0700), 0);
    g_autofree char *environment = g_strconcat("DBUS_SYSTEM_BUS_ADDRESS=", bus_address, NULL);
    const char *env[] = {environment, NULL};
    const char *argv[] = {"ippeveprinter", "-r",  "off",  "-n", "localhost", "-p", port, "-d",
                          rig->folder,     "-f",  format, "-M", "Test",      "-m", "A4", "-c",
                          script,          "eve", NULL};
    return child_start(argv, env);
}

EveRig *eve_rig_new(const char *format, int page_ms)
{
    g_autofree char *dbus = g_find_program_in_path("dbus-daemon");
    g_autofree char *eve = g_find_program_in_path("ippeveprinter");
    if (dbus == NULL || eve == NULL)
        return NULL;
    EveRig *rig = g_new0(EveRig, 1);
    rig->folder = g_dir_make_tmp("eve-XXXXXX", NULL);
    g_autofree char *socket = in_folder(rig, "bus");
    g_autofree char *bus_address = g_strconcat("unix:path=", socket, NULL);
    rig->bus = start_bus(rig, bus_address);
    rig->port = free_port();
    rig->uri = g_strdup_printf("ipp://localhost:%d/ipp/print", rig->port);
    rig->printer = start_printer(rig, bus_address, format, page_ms);
    assert_non_null(rig->printer);
    wait_until_it_listens(rig->port);
    return rig;
}

void eve_rig_free(EveRig *rig)
{
    if (rig == NULL)
        return;
    child_stop(rig->printer);
    child_stop(rig->bus);
    const char *argv[] = {"rm", "-rf", rig->folder, NULL};
    child_run(argv);
    g_free(rig->folder);
    g_free(rig->uri);
    g_free(rig);
}

const char *eve_rig_uri(const EveRig *rig)
{
    return rig->uri;
}

const char *eve_rig_folder(const EveRig *rig)
{
    return rig->folder;
}

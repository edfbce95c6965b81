#include "tests/support/cups_rig.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/child.h"
#include "tests/support/cmocka.h"

#define READY_MS 10000

struct CupsRig {
    Child *child;
    char *folder, *socket;
};

void cups_rig_start(CupsRig *rig)
{
    g_autofree char *program = g_build_filename(g_getenv("KIOSK_ROOT"), "config/cups/kiosk-cupsd", NULL);
    const char *argv[] = {program, rig->folder, NULL};
    rig->child = child_start(argv, NULL);
    assert_non_null(rig->child);
    g_autofree char *line = child_line(rig->child, READY_MS);
    if (line == NULL || !g_str_has_prefix(line, "ready "))
        fail_msg("cupsd is not ready: %s", line != NULL ? line : "it said nothing");
    g_free(rig->socket);
    rig->socket = g_strdup(line + strlen("ready "));
}

/* The queue's driver is made a moment after lpadmin has returned: until then the queue would print raw. */
static void wait_for_driver(CupsRig *rig)
{
    g_autofree char *tree = g_path_get_dirname(rig->socket);
    g_autofree char *ppd = g_build_filename(tree, "etc/ppd/office.ppd", NULL);
    gint64 until = g_get_monotonic_time() + READY_MS * 1000;
    while (!g_file_test(ppd, G_FILE_TEST_EXISTS)) {
        if (g_get_monotonic_time() > until)
            fail_msg("the queue got no driver");
        g_usleep(5000);
    }
}

CupsRig *cups_rig_new(const char *device_uri)
{
    CupsRig *rig = g_new0(CupsRig, 1);
    rig->folder = g_dir_make_tmp("cups-XXXXXX", NULL);
    cups_rig_start(rig);
    const char *argv[] = {"lpadmin", "-h",       rig->socket, "-p",         "office", "-E",
                          "-v",      device_uri, "-m",        "everywhere", NULL};
    assert_int_equal(child_run(argv), 0);
    wait_for_driver(rig);
    return rig;
}

void cups_rig_free(CupsRig *rig)
{
    if (rig == NULL)
        return;
    gboolean by_itself = child_stop(rig->child);
    const char *argv[] = {"rm", "-rf", rig->folder, NULL};
    child_run(argv);
    g_free(rig->folder);
    g_free(rig->socket);
    g_free(rig);
    assert_true(by_itself);
}

const char *cups_rig_socket(const CupsRig *rig)
{
    return rig->socket;
}

void cups_rig_kill(CupsRig *rig)
{
    g_autofree char *path = g_build_filename(rig->folder, "cupsd.pid", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    int pid = atoi(text);
    assert_true(pid > 1);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_true(child_wait(rig->child, READY_MS));
    child_stop(rig->child);
    rig->child = NULL;
}

void cups_rig_pause(CupsRig *rig)
{
    const char *argv[] = {"cupsdisable", "-h", rig->socket, "office", NULL};
    assert_int_equal(child_run(argv), 0);
}

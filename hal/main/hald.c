/* kiosk-hald: the supervisor of the device processes; and, called with --device, one of them. */
#define G_LOG_DOMAIN "hald"
#include "hal/client.h"
#include "hal/drivers/printer_ipp.h"
#include "hal/drivers/reader_pn53x.h"
#include "hal/host/process.h"
#include "hal/host/server.h"
#include "hal/proto/message.h"
#include "hal/sim/sim.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

enum {
    EXIT_RUNTIME = 1,
    EXIT_CONFIGURATION = 2,
};

static const HalDriverOps *const drivers[] = {
    &reader_pn53x_ops, &printer_ipp_ops, &sim_reader_ops, &sim_printer_ops, NULL,
};

typedef struct {
    char *config;
    char *socket;
    char *device;
    gboolean check;
    gboolean version;
} Options;

static void options_clear(Options *options)
{
    g_free(options->config);
    g_free(options->socket);
    g_free(options->device);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static gboolean parse_options(int *argc, char ***argv, Options *options, GError **error)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options->config,
         "the list of devices (default " KIOSK_CONFIG_DIR "/devices.ini)", "FILE"},
        {"socket", 's', 0, G_OPTION_ARG_FILENAME, &options->socket,
         "listen here (default " HAL_DEFAULT_SOCKET ")", "PATH"},
        {"check", 0, 0, G_OPTION_ARG_NONE, &options->check, "read the list of devices and end", NULL},
        {"device", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_STRING, &options->device, "be this device's process",
         "NAME"},
        {"version", 0, 0, G_OPTION_ARG_NONE, &options->version, "print the version and end", NULL},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_summary(
        context, "Runs the kiosk's devices, one process each, and serves them to its clients.");
    g_option_context_set_description(
        context, "Exit codes: 0 ended by SIGTERM, 1 could not run, 2 the configuration is wrong.\n"
                 "Without a list of devices, LIBNFC_DEFAULT_DEVICE names a card reader.");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

/* libnfc 1.8.0 misreads a port that gets descriptor 0, and a socket at 1 or 2 would be written into by logs.
 */
static void keep_standard_descriptors_open(void)
{
    int fd;
    do
        fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0)
        close(fd);
}

/* Cards pass through this memory: it is never written to disk. */
static void forbid_core_files(void)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

/* The configured devices; without a configured reader, the one that libnfc's own variable names. */
static HostConfig *read_config(const Options *options, GError **error)
{
    const char *path = options->config ? options->config : KIOSK_CONFIG_DIR "/devices.ini";
    gboolean is_there = options->config || g_file_test(path, G_FILE_TEST_EXISTS);
    const char *reader = g_getenv("LIBNFC_DEFAULT_DEVICE");
    HostConfig *config = host_config_read(is_there || !reader ? path : NULL, drivers, error);
    if (!config)
        return NULL;
    gboolean has_reader = FALSE;
    const HalSettings *settings;
    for (guint i = 0; (settings = host_config_device_at(config, i)) != NULL; i++)
        has_reader |= hal_settings_driver(settings)->device_class == HAL_CLASS_READER;
    if (reader && !has_reader)
        host_config_add(config, "reader0", &reader_pn53x_ops);
    return config;
}

static int run_device(const Options *options, const HostConfig *config)
{
    const HalSettings *settings = host_config_device(config, options->device);
    if (!settings) {
        g_printerr("kiosk-hald: there is no device '%s'\n", options->device);
        return EXIT_CONFIGURATION;
    }
    signal(SIGPIPE, SIG_IGN);
    return host_process_run(HOST_PROCESS_FD, settings);
}

/* --- the supervisor --- */

typedef struct {
    GMainLoop *loop;
    HostServer *server;
} Supervisor;

static void on_stopped(gpointer data)
{
    g_main_loop_quit(((Supervisor *)data)->loop);
}

static gboolean on_signal(gpointer data)
{
    Supervisor *supervisor = data;
    sd_notify(0, "STOPPING=1");
    host_server_stop(supervisor->server, on_stopped, supervisor);
    return G_SOURCE_CONTINUE;
}

static gboolean on_watchdog(gpointer data)
{
    sd_notify(0, "WATCHDOG=1");
    return G_SOURCE_CONTINUE;
}

static void start_watchdog(void)
{
    guint64 usec = 0;
    if (sd_watchdog_enabled(0, &usec) > 0)
        g_timeout_add((guint)(usec / 2000), on_watchdog, NULL);
}

static int run_supervisor(const Options *options, const HostConfig *config)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *self = g_file_read_link("/proc/self/exe", &error);
    if (!self) {
        g_printerr("kiosk-hald: /proc/self/exe: %s\n", error->message);
        return EXIT_RUNTIME;
    }
    const char *argv[] = {self, options->config ? "--config" : NULL, options->config, NULL};
    Supervisor supervisor = {.loop = g_main_loop_new(NULL, FALSE)};
    supervisor.server =
        host_server_new(config, options->socket ? options->socket : HAL_DEFAULT_SOCKET, argv, &error);
    if (!supervisor.server) {
        g_printerr("kiosk-hald: %s\n", error->message);
        g_main_loop_unref(supervisor.loop);
        return error->domain == HOST_CONFIG_ERROR ? EXIT_CONFIGURATION : EXIT_RUNTIME;
    }
    guint term = g_unix_signal_add(SIGTERM, on_signal, &supervisor);
    guint interrupt = g_unix_signal_add(SIGINT, on_signal, &supervisor);
    start_watchdog();
    sd_notify(0, "READY=1");
    printf("ready\n");
    fflush(stdout);
    g_main_loop_run(supervisor.loop);
    g_source_remove(term);
    g_source_remove(interrupt);
    host_server_free(supervisor.server);
    g_main_loop_unref(supervisor.loop);
    return 0;
}

int main(int argc, char **argv)
{
    g_auto(Options) options = {0};
    g_autoptr(GError) error = NULL;
    keep_standard_descriptors_open();
    message_wipe_json_on_free();
    forbid_core_files();
    setlocale(LC_ALL, "C.UTF-8");
    if (!parse_options(&argc, &argv, &options, &error)) {
        g_printerr("kiosk-hald: %s; see kiosk-hald --help\n", error->message);
        return EXIT_CONFIGURATION;
    }
    if (options.version) {
        printf("kiosk-hald %s\n", KIOSK_VERSION);
        return 0;
    }
    g_autoptr(HostConfig) config = read_config(&options, &error);
    if (!config) {
        g_printerr("kiosk-hald: %s\n", error->message);
        return EXIT_CONFIGURATION;
    }
    if (options.check)
        return 0;
    return options.device ? run_device(&options, config) : run_supervisor(&options, config);
}

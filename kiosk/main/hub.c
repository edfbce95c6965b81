/* kiosk-hub: reads its settings, opens the hub, answers kiosks over HTTP and staff over the control socket,
 * until SIGTERM or SIGINT. Exit codes: 0 stopped, 1 wrong use or no address to listen on, 2 damaged settings,
 * files or data. */
#define G_LOG_DOMAIN "hub"
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include "kiosk/domain/settings.h"
#include "kiosk/hub/hub.h"
#include "kiosk/main/hub_control.h"

enum { EXIT_OK = 0, EXIT_USE = 1, EXIT_DAMAGED = 2 };

#define TICK_S 10 /* how often systemd hears from us; WatchdogSec= is several times that */

typedef struct {
    char *config, *config_dir, *listen, *data, *control;
    gboolean version;
    Settings *settings;
    Hub *hub;
    ControlServer *server;
    GMainLoop *loop;
} Program;

static int complain(int code, const char *what, const GError *error)
{
    fprintf(stderr, "kiosk-hub: %s%s\n", what, error ? error->message : "");
    return code;
}

/* --- options --------------------------------------------------------------------------------- */
static gboolean parse_options(Program *program, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &program->config, "settings (" KIOSK_CONFIG_DIR "/hub.ini)",
         "FILE"},
        {"config-dir", 0, 0, G_OPTION_ARG_FILENAME, &program->config_dir,
         "where catalogue/, content/ and hub/ lie (the folder of the settings)", "DIR"},
        {"listen", 'l', 0, G_OPTION_ARG_STRING, &program->listen, "address:port; port 0 takes a free one",
         "ADDRESS"},
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &program->data, "the hub's own folder", "DIR"},
        {"control", 0, 0, G_OPTION_ARG_FILENAME, &program->control, "socket for kioskctl", "SOCKET"},
        {"version", 0, 0, G_OPTION_ARG_NONE, &program->version, "print the version and leave", NULL},
        {NULL},
    };
    GOptionContext *context = g_option_context_new(NULL);
    g_option_context_set_summary(
        context, "The station hub: takes applications from kiosks and tells how far they are.");
    g_option_context_add_main_entries(context, entries, NULL);
    gboolean good = g_option_context_parse(context, argc, argv, error);
    g_option_context_free(context);
    if (good && *argc > 1) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, "%s: not understood; see --help",
                    (*argv)[1]);
        good = FALSE;
    }
    return good;
}

static gboolean read_settings(Program *program, GError **error)
{
    program->settings = settings_new(&settings_hub);
    g_autofree char *shipped = g_build_filename(KIOSK_CONFIG_DIR, "hub.ini", NULL);
    if (program->config)
        return settings_load(program->settings, program->config, error);
    return !g_file_test(shipped, G_FILE_TEST_EXISTS) || settings_load(program->settings, shipped, error);
}

/* An option given by hand wins over the settings; an empty setting is none. */
static const char *chosen(const Program *program, const char *option, const char *section, const char *key)
{
    const char *setting = settings_get(program->settings, section, key);
    return option ? option : *setting ? setting : NULL;
}

static Hub *create_hub(const Program *program, GError **error)
{
    g_autofree char *folder = program->config_dir ? g_strdup(program->config_dir)
                              : program->config   ? g_path_get_dirname(program->config)
                                                  : g_strdup(KIOSK_CONFIG_DIR);
    HubOptions options = {
        .data_dir = chosen(program, program->data, "paths", "data"),
        .config_dir = folder,
        .catalogue = chosen(program, NULL, "paths", "catalogue"),
        .process = chosen(program, NULL, "paths", "process"),
        .workdays = chosen(program, NULL, "paths", "workdays"),
        .content = chosen(program, NULL, "paths", "content"),
        .register_file = chosen(program, NULL, "paths", "register"),
        .listen = chosen(program, program->listen, "http", "listen"),
        .community = settings_get(program->settings, "station", "community_code"),
        .community_name_zh = settings_get(program->settings, "station", "community_name"),
        .connections = (guint)settings_get_int(program->settings, "http", "connections"),
        .timeout_s = (guint)settings_get_int(program->settings, "http", "timeout_s"),
        .closing_minute = (int)settings_get_int(program->settings, "station", "closing_time"),
        .block_size = (guint)settings_get_int(program->settings, "numbers", "block_size"),
    };
    return hub_create(&options, error);
}

/* --- life ------------------------------------------------------------------------------------ */
static gboolean on_signal(gpointer user_data)
{
    g_main_loop_quit(((Program *)user_data)->loop);
    return G_SOURCE_CONTINUE;
}

static gboolean on_tick(gpointer user_data)
{
    sd_notify(0, "WATCHDOG=1");
    return G_SOURCE_CONTINUE;
}

static gboolean start(Program *program, GError **error)
{
    const char *socket = chosen(program, program->control, "paths", "control");
    if (!hub_start(program->hub, error))
        return FALSE;
    if (!socket)
        return TRUE;
    program->server = hub_control_serve(program->hub, socket, error);
    return program->server != NULL;
}

static void run(Program *program)
{
    program->loop = g_main_loop_new(NULL, FALSE);
    g_unix_signal_add(SIGTERM, on_signal, program);
    g_unix_signal_add(SIGINT, on_signal, program);
    g_timeout_add_seconds(TICK_S, on_tick, program);
    const char *listen = chosen(program, program->listen, "http", "listen");
    g_autofree char *host = g_strndup(listen, (gsize)(g_strrstr(listen, ":") - listen));
    printf("listening on http://%s:%u\n", host, hub_port(program->hub));
    fflush(stdout);
    sd_notify(0, "READY=1");
    g_main_loop_run(program->loop);
    sd_notify(0, "STOPPING=1");
    g_main_loop_unref(program->loop);
}

static void clear(Program *program)
{
    control_server_free(program->server);
    hub_destroy(program->hub);
    settings_free(program->settings);
    g_free(program->config);
    g_free(program->config_dir);
    g_free(program->listen);
    g_free(program->data);
    g_free(program->control);
}

static int serve(Program *program)
{
    g_autoptr(GError) error = NULL;
    if (!read_settings(program, &error) || !(program->hub = create_hub(program, &error)))
        return complain(EXIT_DAMAGED, "", error);
    if (!start(program, &error))
        return complain(EXIT_USE, "", error);
    run(program);
    return EXIT_OK;
}

/* What residents wrote is opened here to be judged: it must not end up in a core file. */
static void forbid_cores(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

int main(int argc, char **argv)
{
    Program program = {0};
    g_autoptr(GError) error = NULL;
    setlocale(LC_ALL, "C.UTF-8");
    forbid_cores();
    if (!parse_options(&program, &argc, &argv, &error))
        return complain(EXIT_USE, "", error);
    if (program.version) {
        puts("kiosk-hub " KIOSK_VERSION);
        return EXIT_OK;
    }
    int code = serve(&program);
    clear(&program);
    return code;
}

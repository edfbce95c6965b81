/* kiosk: the screen program. Parses its options, builds service, window and screens, wires them, and runs.
 * Exit codes: 0 closed, 1 failed under way, 2 wrong option, configuration or data (the message says what). */
#define G_LOG_DOMAIN "kiosk"
#include <glib-unix.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <systemd/sd-daemon.h>
#include "kiosk/main/kiosk_control.h"
#include "kiosk/screens/screens.h"
#include "kiosk/service/service.h"
#include "kiosk/staff/staff_screens.h"
#include "kiosk/ui/ui.h"

#define TRIM_AFTER_S 2

typedef struct {
    char *config, *data, *share, *config_dir, *hal, *hub, *enrol, *control, *window;
    gboolean automation, version;
} Options;

static void options_clear(Options *o)
{
    char **all[] = {&o->config, &o->data,  &o->share,   &o->config_dir, &o->hal,
                    &o->hub,    &o->enrol, &o->control, &o->window};
    for (guint i = 0; i < G_N_ELEMENTS(all); i++)
        g_clear_pointer(all[i], g_free);
}

static gboolean parse_options(Options *o, int *argc, char ***argv, GError **error)
{
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &o->config, "settings file (default: built-in defaults)",
         "FILE"},
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &o->data, "this kiosk's own folder (default /var/lib/kiosk)",
         "DIR"},
        {"share", 0, 0, G_OPTION_ARG_FILENAME, &o->share, "fonts, icons, translations", "DIR"},
        {"config-dir", 0, 0, G_OPTION_ARG_FILENAME, &o->config_dir,
         "catalogue and content (default /etc/kiosk)", "DIR"},
        {"hal", 0, 0, G_OPTION_ARG_FILENAME, &o->hal, "socket of kiosk-hald", "SOCKET"},
        {"hub", 0, 0, G_OPTION_ARG_STRING, &o->hub, "address of the station hub (default: from the settings)",
         "URL"},
        {"enrol", 0, 0, G_OPTION_ARG_STRING, &o->enrol, "one-time code that joins this kiosk to its hub",
         "CODE"},
        {"control", 0, 0, G_OPTION_ARG_FILENAME, &o->control, "listen here for kioskctl", "SOCKET"},
        {"window", 'w', 0, G_OPTION_ARG_STRING, &o->window, "a window instead of the whole screen", "WxH"},
        {"automation", 0, 0, G_OPTION_ARG_NONE, &o->automation,
         "let the control socket read the screen (tests and demonstrations only)", NULL},
        {"version", 0, 0, G_OPTION_ARG_NONE, &o->version, "print the version", NULL},
        {NULL}};
    g_autoptr(GOptionContext) context = g_option_context_new("- the community station kiosk's screen");
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

static gboolean parse_window(const char *text, UiSpec *spec)
{
    return !text || (sscanf(text, "%5dx%5d", &spec->width, &spec->height) == 2 && spec->width >= 320 &&
                     spec->height >= 320);
}

/* What a person typed and what a card said must not end up in a core file. */
static void forbid_cores(void)
{
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
}

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_CONTINUE;
}

static void window_closed(Ui *ui, gpointer loop)
{
    g_main_loop_quit(loop);
}

static gboolean feed_watchdog(gpointer data)
{
    sd_notify(0, "WATCHDOG=1");
    return G_SOURCE_CONTINUE;
}

static void start_watchdog(void)
{
    guint64 usec = 0;
    sd_notify(0, "READY=1");
    if (sd_watchdog_enabled(0, &usec) > 0)
        g_timeout_add(usec / 2000, feed_watchdog, NULL);
}

/* What reading the documents needed for a moment goes back to the system, once the window is there. */
static gboolean give_memory_back(gpointer data)
{
    malloc_trim(0);
    return G_SOURCE_REMOVE;
}

static double mm_per_px(const Settings *settings, const UiSpec *spec)
{
    double width_mm = settings_get_int(settings, "screen", "width_mm");
    return spec->width > 0 || width_mm <= 0 ? 0 : width_mm / 1080;
}

static int run(const Options *o, GError **error)
{
    const ServiceOptions what = {
        .config_path = o->config,
        .data_dir = o->data ? o->data : "/var/lib/kiosk",
        .share_dir = o->share ? o->share : KIOSK_DATA_DIR,
        .config_dir = o->config_dir ? o->config_dir : KIOSK_CONFIG_DIR,
        .hal_socket = o->hal,
        .hub_url = o->hub,
        .enrol_code = o->enrol,
    };
    UiSpec spec = {.title = "社区便民驿站",
                   .share = what.share_dir,
                   .hide_pointer = !o->window && !o->automation,
                   .decorated = o->window != NULL,
                   .place = UI_PLACE_LEFT};
    if (!parse_window(o->window, &spec)) {
        g_set_error(error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                    "--window wants WIDTHxHEIGHT, e.g. 540x960");
        return 2;
    }
    ui_language_init(what.share_dir);
    ui_language_set("zh_CN");
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    if (!ui_prepare(what.share_dir, error))
        return 2;
    /* Threads read catalogue, content and store while the window opens. */
    g_autoptr(Service) service = service_begin(&what, error);
    if (!service)
        return 2;
    spec.mm_per_px = mm_per_px(service_settings(service), &spec);
    g_autoptr(Ui) ui = ui_create(&spec, error);
    if (!ui || !service_start(service, &what, error))
        return 2;
    g_autoptr(Screens) screens = screens_create(ui, service);
    staff_screens_add(screens);
    g_autoptr(ControlServer) control = NULL;
    if (o->control) {
        control = kiosk_control_new(o->control, service, ui, screens, o->automation, error);
        if (!control)
            return 2;
    }
    ui_on_close(ui, window_closed, loop);
    g_unix_signal_add(SIGTERM, quit, loop);
    g_unix_signal_add(SIGINT, quit, loop);
    ui_flush(ui); /* ready means: on the glass, and reacting from the next turn of the loop on */
    start_watchdog();
    g_timeout_add_seconds(TRIM_AFTER_S, give_memory_back, NULL);
    g_main_loop_run(loop);
    sd_notify(0, "STOPPING=1");
    return 0;
}

int main(int argc, char **argv)
{
    Options options = {0};
    g_autoptr(GError) error = NULL;
    setlocale(LC_ALL, "C.UTF-8");
    forbid_cores();
    int code = 2;
    if (!parse_options(&options, &argc, &argv, &error))
        fprintf(stderr, "kiosk: %s; see kiosk --help\n", error->message);
    else if (options.version)
        code = printf("kiosk %s\n", KIOSK_VERSION) < 0;
    else if ((code = run(&options, &error)) != 0)
        fprintf(stderr, "kiosk: %s\n", error ? error->message : "failed");
    options_clear(&options);
    return code;
}

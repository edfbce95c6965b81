/* kiosk-dock: the demo dock's window. Parses its options, opens the window, runs. */
#define G_LOG_DOMAIN "dock"
#include <glib-unix.h>
#include <locale.h>
#include <stdio.h>
#include "hal/client.h"
#include "kiosk/dock/dock.h"

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_CONTINUE;
}

static void window_closed(Ui *ui, gpointer loop)
{
    g_main_loop_quit(loop);
}

int main(int argc, char **argv)
{
    g_autofree char *share = NULL, *hal = NULL, *printer = NULL, *gate = NULL, *sheets = NULL;
    gboolean version = FALSE;
    const GOptionEntry entries[] = {
        {"share", 0, 0, G_OPTION_ARG_FILENAME, &share, "fonts, icons, translations, demo cards", "DIR"},
        {"hal", 0, 0, G_OPTION_ARG_FILENAME, &hal, "socket of kiosk-hald", "SOCKET"},
        {"printer", 0, 0, G_OPTION_ARG_FILENAME, &printer, "control socket of the virtual printer", "SOCKET"},
        {"gate", 0, 0, G_OPTION_ARG_FILENAME, &gate, "control socket of the network gate", "SOCKET"},
        {"sheets", 0, 0, G_OPTION_ARG_FILENAME, &sheets, "folder of printed sheets", "DIR"},
        {"version", 0, 0, G_OPTION_ARG_NONE, &version, "print the version", NULL},
        {NULL}};
    g_autoptr(GError) error = NULL;
    g_autoptr(GOptionContext) context = g_option_context_new("- the kiosk's demo dock");
    setlocale(LC_ALL, "C.UTF-8");
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "kiosk-dock: %s\n", error->message);
        return 2;
    }
    if (version)
        return printf("kiosk-dock %s\n", KIOSK_VERSION) < 0;
    const char *folder = share ? share : KIOSK_DATA_DIR;
    ui_language_init(folder);
    ui_language_set("zh_CN");
    g_autofree char *cards = g_build_filename(folder, "demo", "demo_cards.json", NULL);
    const UiSpec ui_spec = {.title = "演示台",
                            .share = folder,
                            .width = 420,
                            .height = 960,
                            .mm_per_px = 0.42,
                            .decorated = TRUE,
                            .place = UI_PLACE_RIGHT};
    const DockSpec spec = {cards, hal ? hal : HAL_DEFAULT_SOCKET, printer, gate, sheets};
    g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
    g_autoptr(Ui) ui = ui_create(&ui_spec, &error);
    g_autoptr(Dock) dock = ui ? dock_create(ui, &spec, &error) : NULL;
    if (!dock) {
        fprintf(stderr, "kiosk-dock: %s\n", error->message);
        return 2;
    }
    ui_on_close(ui, window_closed, loop);
    g_unix_signal_add(SIGTERM, quit, loop);
    g_unix_signal_add(SIGINT, quit, loop);
    g_main_loop_run(loop);
    return 0;
}

#include "tests/support/station_rig.h"

#include "hal/client.h"
#include "kiosk/control/control.h"
#include "kiosk/service/devices.h"
#include "tests/support/child.h"
#include "tests/support/cmocka.h"
#include "tests/support/xvfb.h"

#include <glib/gstdio.h>
#include <string.h>

#define WIDTH     1080
#define HEIGHT    1920
#define READY_MS  30000
#define EXPECT_MS 20000
#define DEAF_MS   350 /* the window takes a second touch within 300 ms for the same order */
#define STROKE_N  24
#define STROKE_US 8000
#define TOUCH_US  90000

struct StationRig {
    Xvfb *display;
    char *folder;
    Child *hald, *hub;
    HalClient *dock;
    Service *service;
    Ui *ui;
    Screens *screens;
    char *camera;
    gint64 touched_ms;
};

/* --- waiting --- */
void station_run(StationRig *rig, gint64 ms)
{
    gint64 end = g_get_monotonic_time() + ms * 1000;
    while (g_get_monotonic_time() < end)
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(1000);
}

gboolean station_until(StationRig *rig, gboolean (*done)(StationRig *rig, gpointer data), gpointer data,
                       gint64 ms)
{
    gint64 end = g_get_monotonic_time() + ms * 1000;
    while (!done(rig, data)) {
        if (g_get_monotonic_time() > end)
            return FALSE;
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(1000);
    }
    return TRUE;
}

/* --- parts --- */
static char *path_in(const StationRig *rig, const char *name)
{
    return g_build_filename(rig->folder, name, NULL);
}

static void start_hald(StationRig *rig)
{
    g_autofree char *ini = path_in(rig, "devices.ini"), *socket = path_in(rig, "hal.sock");
    g_autofree char *sheets = path_in(rig, "sheets");
    g_autofree char *program = g_build_filename(g_getenv("KIOSK_BUILD"), "bin", "kiosk-hald", NULL);
    g_autofree char *text =
        g_strdup_printf("[reader0]\nclass = reader\ndriver = sim\ncards = %s/demo/demo_cards.json\n"
                        "[printer0]\nclass = printer\ndriver = sim\nfolder = %s\npaper = 50\n"
                        "page_ms = 30\n",
                        g_getenv("KIOSK_SHARE"), sheets);
    assert_int_equal(g_mkdir_with_parents(sheets, 0700), 0);
    assert_true(g_file_set_contents(ini, text, -1, NULL));
    rig->hald = child_start((const char *const[]){program, "--config", ini, "--socket", socket, NULL}, NULL);
    g_autofree char *ready = child_line(rig->hald, READY_MS);
    assert_string_equal(ready ? ready : "nothing", "ready");
    rig->dock = hal_client_new(socket, "test", HAL_ROLE_DOCK, &(HalClientHandlers){0}, NULL);
}

/* Starts a hub and asks it for the code with which a kiosk joins. */
static char *start_hub(StationRig *rig, char **url)
{
    g_autofree char *program = g_build_filename(g_getenv("KIOSK_BUILD"), "bin", "kiosk-hub", NULL);
    g_autofree char *data = path_in(rig, "hub"), *control = path_in(rig, "hub.sock");
    g_autofree char *config = g_build_filename(g_getenv("KIOSK_ROOT"), "config", NULL);
    g_autofree char *ini = g_build_filename(config, "hub.ini", NULL);
    rig->hub = child_start((const char *const[]){program, "--config", ini, "--config-dir", config, "--listen",
                                                 "127.0.0.1:0", "--data", data, "--control", control, NULL},
                           NULL);
    g_autofree char *line = child_line(rig->hub, READY_MS);
    assert_true(line && g_str_has_prefix(line, "listening on "));
    *url = g_strdup(line + strlen("listening on "));
    g_autoptr(GError) error = NULL;
    json_t *ask = json_pack("{s:s, s:s}", "verb", "enrol", "kiosk_no", "QC-01");
    json_t *reply = control_ask(control, ask, READY_MS, &error);
    assert_non_null(reply);
    char *code = g_strdup(json_string_value(json_object_get(reply, "code")));
    json_decref(ask);
    json_decref(reply);
    return code;
}

static void start_service(StationRig *rig, const char *url, const char *code)
{
    g_autofree char *ini = path_in(rig, "kiosk.ini"), *data = path_in(rig, "kiosk"),
                    *socket = path_in(rig, "hal.sock");
    g_autofree char *config = g_build_filename(g_getenv("KIOSK_ROOT"), "config", NULL);
    g_autofree char *text =
        g_strdup_printf("[capture]\ncamera_dir = %s\nusb_dir =\n[time]\nidle_s = 20\n", rig->camera);
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(ini, text, -1, NULL));
    const ServiceOptions options = {
        .config_path = ini,
        .data_dir = data,
        .share_dir = g_getenv("KIOSK_SHARE"),
        .config_dir = config,
        .hal_socket = socket,
        .hub_url = url ? url : "http://127.0.0.1:9",
        .enrol_code = code,
    };
    rig->service = service_create(&options, &error);
    if (!rig->service)
        fail_msg("service: %s", error->message);
}

static gboolean is_ready(StationRig *rig, gpointer with_hub)
{
    gboolean numbered = !GPOINTER_TO_INT(with_hub) || service_network(rig->service).registered;
    return numbered && devices_reader_works(rig->service);
}

StationRig *station_rig_new(gboolean with_hub)
{
    StationRig *rig = g_new0(StationRig, 1);
    g_autoptr(GError) error = NULL;
    g_autofree char *url = NULL;
    rig->display = xvfb_start(WIDTH, HEIGHT, &error);
    if (!rig->display)
        fail_msg("display: %s", error->message);
    rig->folder = g_dir_make_tmp("station-XXXXXX", &error);
    rig->camera = path_in(rig, "camera");
    assert_int_equal(g_mkdir_with_parents(rig->camera, 0700), 0);
    start_hald(rig);
    g_autofree char *code = with_hub ? start_hub(rig, &url) : NULL;
    ui_language_init(g_getenv("KIOSK_SHARE"));
    ui_language_set("zh_CN");
    start_service(rig, url, code);
    rig->ui = ui_create(
        &(UiSpec){.title = "test", .share = g_getenv("KIOSK_SHARE"), .width = WIDTH, .height = HEIGHT},
        &error);
    if (!rig->ui)
        fail_msg("window: %s", error->message);
    rig->screens = screens_create(rig->ui, rig->service);
    if (!station_until(rig, is_ready, GINT_TO_POINTER(with_hub), READY_MS))
        fail_msg("the station is not ready");
    return rig;
}

void station_rig_free(StationRig *rig)
{
    screens_destroy(rig->screens);
    ui_destroy(rig->ui);
    service_destroy(rig->service);
    hal_client_free(rig->dock);
    if (rig->hub)
        child_stop(rig->hub);
    child_stop(rig->hald);
    xvfb_stop(rig->display);
    g_free(rig->folder);
    g_free(rig->camera);
    g_free(rig);
}

Screens *station_screens(StationRig *rig)
{
    return rig->screens;
}

Service *station_service(StationRig *rig)
{
    return rig->service;
}

Ui *station_ui(StationRig *rig)
{
    return rig->ui;
}

const char *station_camera_folder(StationRig *rig)
{
    return rig->camera;
}

/* --- cards --- */
void station_sim(StationRig *rig, const char *device, const char *words)
{
    hal_client_sim(rig->dock, device, words, NULL, NULL);
}

static gboolean has_person(StationRig *rig, gpointer data)
{
    return session_state(rig->service) == SESSION_PERSON;
}

void station_tap(StationRig *rig, const char *tag)
{
    g_autofree char *words = g_strdup_printf("TAP %s", tag);
    station_sim(rig, "reader0", words);
    if (!station_until(rig, has_person, NULL, EXPECT_MS))
        fail_msg("nobody came with %s", tag);
}

/* --- what is on the glass --- */
static gboolean is_on_screen(StationRig *rig, gpointer screen)
{
    return g_str_equal(screens_current(rig->screens), screen);
}

void station_expect(StationRig *rig, const char *screen)
{
    if (!station_until(rig, is_on_screen, (gpointer)screen, EXPECT_MS))
        fail_msg("expected the screen %s, there is %s", screen, screens_current(rig->screens));
}

gboolean station_sees(StationRig *rig, const char *what)
{
    ui_flush(rig->ui);
    json_t *dump = ui_dump(rig->ui), *widget;
    size_t i;
    gboolean seen = FALSE;
    json_array_foreach(json_object_get(dump, "widgets"), i, widget)
    {
        const char *id = json_string_value(json_object_get(widget, "id"));
        const char *text = json_string_value(json_object_get(widget, "text"));
        seen |= (id && g_str_equal(id, what)) || (text && strstr(text, what));
    }
    json_decref(dump);
    return seen;
}

static gboolean sees(StationRig *rig, gpointer what)
{
    return station_sees(rig, what);
}

void station_expect_sees(StationRig *rig, const char *what)
{
    if (!station_until(rig, sees, (gpointer)what, EXPECT_MS))
        fail_msg("%s is not on the screen %s", what, screens_current(rig->screens));
}

/* --- fingers --- */
static void finger(StationRig *rig, UiTouchKind kind, double x, double y, gint64 time_us)
{
    ui_touch(rig->ui, &(UiTouch){.kind = kind, .finger = 1, .x = (int)x, .y = (int)y, .time_us = time_us});
}

/* A person's pause between two touches. */
static void pause_between(StationRig *rig)
{
    gint64 now_ms = g_get_monotonic_time() / 1000;
    if (now_ms - rig->touched_ms < DEAF_MS)
        station_run(rig, DEAF_MS - (now_ms - rig->touched_ms));
    rig->touched_ms = g_get_monotonic_time() / 1000;
}

static gboolean target(StationRig *rig, gpointer what)
{
    int x, y;
    ui_flush(rig->ui);
    return ui_dump_target(rig->ui, what, &x, &y);
}

void station_touch(StationRig *rig, const char *what)
{
    int x, y;
    pause_between(rig);
    if (!station_until(rig, target, (gpointer)what, EXPECT_MS))
        fail_msg("nothing to touch as %s on the screen %s", what, screens_current(rig->screens));
    ui_dump_target(rig->ui, what, &x, &y);
    finger(rig, UI_TOUCH_DOWN, x, y, g_get_monotonic_time());
    station_run(rig, TOUCH_US / 1000);
    finger(rig, UI_TOUCH_UP, x, y, g_get_monotonic_time());
    rig->touched_ms = g_get_monotonic_time() / 1000;
    station_run(rig, 30);
}

void station_stroke(StationRig *rig, const char *what, double x1, double y1, double x2, double y2)
{
    UiWidget *widget = ui_find(ui_root(rig->ui), what);
    assert_non_null(widget);
    UiRect r = ui_rect(widget);
    gint64 time_us = g_get_monotonic_time();
    for (int i = 0; i <= STROKE_N; i++) {
        double t = (double)i / STROKE_N;
        double x = r.x + r.w * (x1 + (x2 - x1) * t), y = r.y + r.h * (y1 + (y2 - y1) * t);
        finger(rig,
               i == 0          ? UI_TOUCH_DOWN
               : i == STROKE_N ? UI_TOUCH_UP
                               : UI_TOUCH_MOVE,
               x, y, time_us + i * STROKE_US);
    }
    station_run(rig, 20);
}

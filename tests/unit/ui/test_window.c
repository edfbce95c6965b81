/* The real window on a real X server, touched by a real pointer: it reacts, and it sleeps. */
#include "kiosk/ui/ui.h"
#include "tests/support/cmocka.h"
#include "tests/support/peer_rig.h"
#include "tests/support/xvfb.h"

#include <stdio.h>
#include <sys/resource.h>

typedef struct {
    Xvfb *xvfb;
    Ui *ui;
    PeerRig *pointer;
    int pressed, activity, closed;
} Desk;

static void on_press(UiWidget *widget, gpointer desk)
{
    ((Desk *)desk)->pressed++;
}

static void on_activity(Ui *ui, gpointer desk)
{
    ((Desk *)desk)->activity++;
}

static int open_desk(void **state)
{
    Desk *d = g_new0(Desk, 1);
    d->xvfb = xvfb_start(540, 960, NULL);
    assert_non_null(d->xvfb);
    ui_language_init(g_getenv("KIOSK_SHARE"));
    d->ui = ui_create(&(UiSpec){.share = g_getenv("KIOSK_SHARE")}, NULL);
    assert_non_null(d->ui);
    ui_on_activity(d->ui, on_activity, d);
    d->pointer = peer_rig_new("pointer", NULL);
    *state = d;
    return 0;
}

static int close_desk(void **state)
{
    Desk *d = *state;
    peer_rig_free(d->pointer);
    ui_destroy(d->ui);
    xvfb_stop(d->xvfb);
    g_free(d);
    return 0;
}

static gboolean on_end(gpointer over)
{
    *(gboolean *)over = TRUE;
    return G_SOURCE_REMOVE;
}

/* Runs the loop as the program does: it sleeps unless something comes. */
static void run_for(int ms)
{
    gboolean over = FALSE;
    g_timeout_add((guint)ms, on_end, &over);
    while (!over)
        g_main_context_iteration(NULL, TRUE);
}

static void run_until(int *value, int wanted)
{
    gboolean over = FALSE;
    guint timer = g_timeout_add(5000, on_end, &over);
    while (*value != wanted && !over)
        g_main_context_iteration(NULL, TRUE);
    if (!over)
        g_source_remove(timer);
    assert_int_equal(*value, wanted);
}

static UiWidget *show_home(Desk *d)
{
    UiWidget *page = ui_page(&(UiPageSpec){.title = "首页"});
    UiWidget *grid = ui_add(ui_page_body(page), ui_grow(ui_grid(2, 6), 1));
    for (int i = 0; i < 6; i++)
        ui_add(grid, ui_door("form", "办事", "少填一大半", i == 0, on_press, d));
    ui_show(d->ui, page);
    return ui_child(grid, 0);
}

static void say_at(Desk *d, const char *verb, UiWidget *w)
{
    UiRect r = ui_rect(w);
    g_autofree char *words = g_strdup_printf("%s %d %d", verb, r.x + r.w / 2, r.y + r.h / 2);
    peer_rig_say(d->pointer, words);
}

static void a_window_fills_the_desktop_and_fits_the_design(void **state)
{
    Desk *d = *state;
    assert_int_equal(ui_width_px(d->ui), 540);
    assert_int_equal(ui_height_px(d->ui), 960);
    /* Half the pixels of the drawn pictures: a millimetre is half as many. */
    assert_int_equal(ui_mm(d->ui, 248), 500);
}

static void a_touch_on_the_glass_presses_the_button_below(void **state)
{
    Desk *d = *state;
    UiWidget *door = show_home(d);
    run_for(100);
    d->pressed = d->activity = 0;
    say_at(d, "move", door);
    peer_rig_say(d->pointer, "down");
    run_until(&d->activity, 1);
    assert_int_equal(d->pressed, 0);
    peer_rig_say(d->pointer, "up");
    run_until(&d->pressed, 1);
}

static void keys_of_a_keyboard_move_the_focus_and_type(void **state)
{
    Desk *d = *state;
    UiWidget *page = ui_page(&(UiPageSpec){.title = "填"});
    UiWidget *field =
        ui_add(ui_page_body(page), ui_field(&(UiFieldSpec){.kind = UI_FIELD_DIGITS, .label = "号"}));
    ui_show(d->ui, page);
    ui_field_active(field, TRUE);
    run_for(50);
    d->activity = 0;
    peer_rig_say(d->pointer, "key 7");
    run_until(&d->activity, 2); /* the key, and its text */
    assert_string_equal(ui_field_get(field), "7");
    d->activity = 0;
    peer_rig_say(d->pointer, "key Tab");
    run_until(&d->activity, 1);
    assert_non_null(ui_focused(d->ui));
}

static long switches(void)
{
    struct rusage use;
    getrusage(RUSAGE_THREAD, &use);
    return use.ru_nvcsw;
}

static void at_rest_the_process_sleeps(void **state)
{
    Desk *d = *state;
    show_home(d);
    run_for(300);
    guint64 frames = ui_timing(d->ui).frames;
    long before = switches();
    run_for(2000);
    /* One wake-up ends the two seconds; the display may say one thing or another. */
    assert_true(switches() - before <= 4);
    assert_int_equal(ui_timing(d->ui).frames, frames);
}

static void what_lies_on_the_glass_is_what_was_drawn(void **state)
{
    Desk *d = *state;
    show_home(d);
    run_for(200);
    g_autofree char *mine = g_build_filename(g_get_tmp_dir(), "mine.png", NULL);
    g_autofree char *glass = g_build_filename(g_get_tmp_dir(), "glass.png", NULL);
    g_autofree char *command = g_strdup_printf("import -window root %s", glass);
    assert_true(ui_screenshot(d->ui, mine, NULL));
    assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
    cairo_surface_t *a = cairo_image_surface_create_from_png(mine),
                    *b = cairo_image_surface_create_from_png(glass);
    assert_int_equal(cairo_surface_status(b), CAIRO_STATUS_SUCCESS);
    for (int y = 0; y < 960; y++)
        for (int x = 0; x < 540; x++) {
            const guchar *p = cairo_image_surface_get_data(a) + y * cairo_image_surface_get_stride(a) + x * 4;
            const guchar *q = cairo_image_surface_get_data(b) + y * cairo_image_surface_get_stride(b) + x * 4;
            assert_memory_equal(p, q, 3);
        }
    cairo_surface_destroy(a);
    cairo_surface_destroy(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_fills_the_desktop_and_fits_the_design),
        cmocka_unit_test(a_touch_on_the_glass_presses_the_button_below),
        cmocka_unit_test(keys_of_a_keyboard_move_the_focus_and_type),
        cmocka_unit_test(at_rest_the_process_sleeps),
        cmocka_unit_test(what_lies_on_the_glass_is_what_was_drawn),
    };
    return cmocka_run_group_tests(tests, open_desk, close_desk);
}

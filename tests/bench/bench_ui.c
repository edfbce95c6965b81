/* What a touch costs: a real pointer on a real X window, from the moment it is sent until the changed pixels
 * were handed to the server and the server answered. One JSON object a line. */
#include "kiosk/ui/ui.h"
#include "tests/support/peer_rig.h"
#include "tests/support/xvfb.h"

#include <stdio.h>
#include <stdlib.h>

#define TOUCHES 100
#define PAGES   100

typedef struct {
    Ui *ui;
    PeerRig *pointer;
    int shown;
} Bench;

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(const char *name, double *ms, int n)
{
    qsort(ms, (size_t)n, sizeof *ms, by_size);
    printf("{\"name\":\"%s\",\"unit\":\"ms\",\"n\":%d,\"median\":%.4f,\"p99\":%.4f}\n", name, n, ms[n / 2],
           ms[MIN(n - 1, n * 99 / 100)]);
}

static void show_page(UiWidget *widget, gpointer data);

/* A page as full as home: two cases, six doors, footer. */
static UiWidget *full_page(Bench *b)
{
    UiWidget *page =
        ui_page(&(UiPageSpec){.title = b->shown % 2 ? "我的首页" : "办事", .subtitle = "下午好，王*明"});
    UiWidget *body = ui_page_body(page), *list = ui_add(body, ui_list());
    for (int i = 0; i < 2; i++)
        ui_add(list, ui_list_row(&(UiRowSpec){.title = "残疾人证换领",
                                              .note = "预计 12月1日前",
                                              .sub = "街道已核对，等区残联审批。您不用做什么。",
                                              .has_percent = TRUE,
                                              .percent = 82,
                                              .action = show_page,
                                              .data = b}));
    UiWidget *grid = ui_add(body, ui_grow(ui_grid(2, 6), 1));
    static const char *const ICONS[] = {"form", "route", "cal", "shop", "apps", "print"};
    for (guint i = 0; i < G_N_ELEMENTS(ICONS); i++)
        ui_id(ui_add(grid, ui_door(ICONS[i], "通知活动", "本周 3 场，可报名", i == 0, show_page, b)),
              ICONS[i]);
    return page;
}

static void show_page(UiWidget *widget, gpointer data)
{
    Bench *b = data;
    b->shown++;
    ui_show(b->ui, full_page(b));
}

static gboolean on_end(gpointer over)
{
    *(gboolean *)over = TRUE;
    return G_SOURCE_REMOVE;
}

/* Lets the deaf time after a touch pass. */
static void rest(guint ms)
{
    gboolean over = FALSE;
    g_timeout_add(ms, on_end, &over);
    while (!over)
        g_main_context_iteration(NULL, TRUE);
}

/* Sends the words and runs the loop until another frame is on the glass; ms from sending to shown. */
static double until_shown(Bench *b, const char *words)
{
    guint64 frames = ui_timing(b->ui).frames;
    gint64 start = g_get_monotonic_time();
    peer_rig_say(b->pointer, words);
    while (ui_timing(b->ui).frames == frames && g_get_monotonic_time() - start < G_USEC_PER_SEC)
        g_main_context_iteration(NULL, TRUE);
    return (double)(ui_timing(b->ui).shown_at_us - start) / 1000;
}

static void touches(Bench *b)
{
    static double pressed[TOUCHES], pages[TOUCHES];
    for (int i = 0; i < TOUCHES; i++) {
        int x, y;
        rest(320);
        ui_dump_target(b->ui, "shop", &x, &y);
        g_autofree char *words = g_strdup_printf("move %d %d", x, y);
        peer_rig_say(b->pointer, words);
        rest(10);
        pressed[i] = until_shown(b, "down");
        rest(10);
        pages[i] = until_shown(b, "up");
    }
    report("touch to pressed state on the glass", pressed, TOUCHES);
    report("touch to another full page on the glass", pages, TOUCHES);
}

static void redraws(Bench *b)
{
    static double all[PAGES], themes[PAGES];
    for (int i = 0; i < PAGES; i++) {
        gint64 start = g_get_monotonic_time();
        ui_redraw_all(b->ui);
        all[i] = (double)(g_get_monotonic_time() - start) / 1000;
    }
    for (int i = 0; i < PAGES; i++) {
        gint64 start = g_get_monotonic_time();
        ui_set_look(b->ui,
                    &(UiLook){.theme = (UiTheme)(i % UI_N_THEMES), .size = (UiTextSize)(i % UI_N_SIZES)});
        ui_flush(b->ui);
        themes[i] = (double)(g_get_monotonic_time() - start) / 1000;
    }
    report("full redraw of 1080x1920", all, PAGES);
    report("another theme and size, laid out and drawn", themes, PAGES);
}

int main(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Xvfb) xvfb = xvfb_start(1080, 1920, &error);
    ui_language_init(g_getenv("KIOSK_SHARE"));
    Bench b = {.ui = xvfb ? ui_create(&(UiSpec){.share = g_getenv("KIOSK_SHARE")}, &error) : NULL};
    if (!b.ui) {
        fprintf(stderr, "bench_ui: %s\n", error->message);
        return 1;
    }
    b.pointer = peer_rig_new("pointer", NULL);
    show_page(NULL, &b);
    rest(100);
    touches(&b);
    redraws(&b);
    peer_rig_free(b.pointer);
    ui_destroy(b.ui);
    return 0;
}

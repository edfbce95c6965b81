/* The rules of pressing. Every one is there because public touch screens are hit, wiped, leant on and shaken:
 *
 *   IDLE --down on a target--> PRESSED --up inside--> fires once --> IDLE
 *                                 |--moves off / cancel--> IDLE, nothing fires
 *   - the pressed state is on the glass before anything else happens;
 *   - a second finger is ignored while one is down;
 *   - the same contact bouncing within 70 ms is one touch;
 *   - within 300 ms after something fired, the same target and anything on a page that came up since are deaf
 *     (keys of pads are only debounced: people type fast);
 *   - a held finger fires once, except on keys that say they repeat. */
#include "kiosk/ui/ui_private.h"

#define BOUNCE_US      (70 * 1000)
#define ORDER_US       (300 * 1000)
#define REPEAT_WAIT_MS 600
#define REPEAT_MS      120

gboolean ui_is_target(UiWidget *w)
{
    return w->class->target && (w->action || w->class->activate || w->class->touch);
}

UiWidget *ui_hit(UiWidget *w, int x, int y)
{
    if (!ui_is_shown(w) || !ui_rect_has(w->rect, x, y))
        return NULL;
    for (guint i = ui_n_children(w); i > 0; i--) {
        UiWidget *hit = ui_hit(ui_child(w, i - 1), x, y);
        if (hit)
            return hit;
    }
    return ui_is_target(w) || w->class->opaque ? w : NULL;
}

static void set_pressed(UiWidget *w, gboolean pressed)
{
    if (w->pressed == pressed)
        return;
    w->pressed = pressed;
    ui_damage(w);
}

static void stop_repeat(UiPress *p)
{
    if (p->repeat_source)
        g_source_remove(p->repeat_source);
    p->repeat_source = 0;
}

static void fire(Ui *ui, UiWidget *w, gint64 time_us)
{
    UiPress *p = &ui->press;
    p->last_widget = w;
    p->last_fired_us = time_us;
    p->last_shown = ui->shown;
    ui_enter(ui);
    if (w->class->activate)
        w->class->activate(w);
    else
        ui_run_action(w);
    ui_leave(ui);
}

static gboolean on_repeat(gpointer data)
{
    Ui *ui = data;
    UiPress *p = &ui->press;
    p->repeat_source = 0;
    UiWidget *w = p->pressed;
    if (!w)
        return G_SOURCE_REMOVE;
    p->fired = TRUE;
    p->repeat_source = g_timeout_add(REPEAT_MS, on_repeat, ui);
    fire(ui, w, g_get_monotonic_time());
    return G_SOURCE_REMOVE;
}

/* Whether this touch is an echo of the one before. */
static gboolean is_echo(Ui *ui, UiWidget *w, gint64 now)
{
    UiPress *p = &ui->press;
    if (w == p->last_widget && p->last_up_us && now - p->last_up_us < BOUNCE_US)
        return TRUE;
    if (w->class->key || !p->last_fired_us || now - p->last_fired_us >= ORDER_US)
        return FALSE;
    return w == p->last_widget || ui->shown != p->last_shown;
}

static void on_down(Ui *ui, const UiTouch *touch)
{
    UiPress *p = &ui->press;
    if (p->down)
        return; /* second finger */
    p->down = TRUE;
    p->finger = touch->finger;
    p->fired = FALSE;
    ui_layout_now(ui);
    UiWidget *w = ui_hit(ui->desk, touch->x, touch->y);
    if (!w || !ui_is_enabled(w) || !ui_is_target(w) || is_echo(ui, w, touch->time_us))
        return;
    if (ui->focus_shown)
        ui_focus_set(ui, NULL);
    if (w->class->touch && w->class->touch(w, touch)) {
        p->grabbed = w;
        ui_flush(ui);
        return;
    }
    p->pressed = w;
    set_pressed(w, TRUE);
    ui_flush(ui);
    ui->timing.press_us = g_get_monotonic_time() - touch->time_us;
    if (w->repeats)
        p->repeat_source = g_timeout_add(REPEAT_WAIT_MS, on_repeat, ui);
}

static void let_go(Ui *ui)
{
    UiPress *p = &ui->press;
    stop_repeat(p);
    if (p->pressed)
        set_pressed(p->pressed, FALSE);
    p->pressed = p->grabbed = NULL;
}

static void on_up(Ui *ui, const UiTouch *touch)
{
    UiPress *p = &ui->press;
    UiWidget *w = p->pressed, *grabbed = p->grabbed;
    gboolean fired = p->fired;
    let_go(ui);
    p->down = FALSE;
    p->last_up_us = touch->time_us;
    if (grabbed)
        grabbed->class->touch(grabbed, touch);
    if (!w)
        return;
    p->last_widget = w;
    if (fired || !ui_rect_has(w->rect, touch->x, touch->y))
        return;
    fire(ui, w, touch->time_us);
    ui_flush(ui);
    ui->timing.page_us = g_get_monotonic_time() - touch->time_us;
}

static void on_move(Ui *ui, const UiTouch *touch)
{
    UiPress *p = &ui->press;
    if (p->grabbed)
        p->grabbed->class->touch(p->grabbed, touch);
    else if (p->pressed && !ui_rect_has(p->pressed->rect, touch->x, touch->y))
        let_go(ui); /* for good: coming back does not press again */
}

void ui_touch(Ui *ui, const UiTouch *touch)
{
    if (ui->activity && touch->kind == UI_TOUCH_DOWN)
        ui->activity(ui, ui->activity_data);
    if (touch->kind == UI_TOUCH_DOWN) {
        on_down(ui, touch);
        return;
    }
    if (!ui->press.down || touch->finger != ui->press.finger)
        return;
    ui_enter(ui);
    if (touch->kind == UI_TOUCH_MOVE)
        on_move(ui, touch);
    else if (touch->kind == UI_TOUCH_UP)
        on_up(ui, touch);
    else {
        let_go(ui);
        ui->press.down = FALSE;
    }
    ui_leave(ui);
}

void ui_touch_widget_gone(Ui *ui, UiWidget *w)
{
    UiPress *p = &ui->press;
    if (p->pressed == w || p->grabbed == w) {
        stop_repeat(p);
        w->pressed = FALSE;
        p->pressed = p->grabbed = NULL;
    }
}

gboolean ui_activate(UiWidget *w)
{
    if (!w || !w->ui || !ui_is_target(w) || !ui_is_enabled(w) || !ui_is_visible(w))
        return FALSE;
    Ui *ui = w->ui;
    fire(ui, w, 0);
    ui_flush(ui);
    return TRUE;
}

gboolean ui_is_touched(Ui *ui)
{
    return ui->press.down;
}

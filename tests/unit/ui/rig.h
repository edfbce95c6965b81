/* A toolkit window without a display, a finger with its own clock, and a few short words for tests. */
#pragma once

#include "kiosk/ui/ui.h"
#include "kiosk/ui/widget_class.h"
#include "tests/support/cmocka.h"

#include <string.h>

typedef struct {
    Ui *ui;
    gint64 now_us; /* the finger's clock */
    int pressed;   /* how often count_press() was called */
    UiWidget *last;
} Rig;

static inline int rig_open(void **state)
{
    g_setenv("SDL_VIDEODRIVER", "dummy", TRUE);
    ui_language_init(g_getenv("KIOSK_SHARE"));
    Rig *rig = g_new0(Rig, 1);
    rig->now_us = 1000000;
    rig->ui = ui_create(&(UiSpec){.share = g_getenv("KIOSK_SHARE"), .width = 1080, .height = 1920}, NULL);
    *state = rig;
    return rig->ui ? 0 : -1;
}

static inline int rig_close(void **state)
{
    Rig *rig = *state;
    ui_destroy(rig->ui);
    g_free(rig);
    return 0;
}

static inline void count_press(UiWidget *widget, gpointer rig)
{
    ((Rig *)rig)->pressed++;
    ((Rig *)rig)->last = widget;
}

/* Shows a column that fills the window and returns it. */
static inline UiWidget *rig_column(Rig *rig)
{
    UiWidget *column = ui_column(0);
    ui_show(rig->ui, column);
    return column;
}

static inline void rig_touch_at(Rig *rig, UiTouchKind kind, int x, int y, int after_ms)
{
    rig->now_us += after_ms * 1000;
    ui_touch(rig->ui, &(UiTouch){kind, 1, x, y, rig->now_us});
}

static inline void rig_finger(Rig *rig, UiTouchKind kind, UiWidget *widget, int after_ms)
{
    ui_flush(rig->ui);
    UiRect r = ui_rect(widget);
    rig_touch_at(rig, kind, r.x + r.w / 2, r.y + r.h / 2, after_ms);
}

/* A calm tap: half a second after whatever was before. */
static inline void rig_tap(Rig *rig, UiWidget *widget)
{
    rig_finger(rig, UI_TOUCH_DOWN, widget, 500);
    rig_finger(rig, UI_TOUCH_UP, widget, 90);
}

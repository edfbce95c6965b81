/* The way of a case: stations left to right, or one under the other where the words do not fit side by side.
 */
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/widget_class.h"

#define DISC_MM 10.0
#define NOW_MM  12.0

typedef struct {
    char *name, *below, *leg, number[4];
    UiStationState state;
} Station;

typedef struct {
    UiWidget base;
    GPtrArray *stations;
    gboolean plan; /* all lines solid */
} Route;

static Station *station(UiWidget *w, guint i)
{
    return ((Route *)w)->stations->pdata[i];
}

static guint count(UiWidget *w)
{
    return ((Route *)w)->stations->len;
}

static int cell_needs(UiWidget *w, Station *s)
{
    int name = ui_text_width(w, UI_LOOK(UI_LEAD, UI_BOLD), s->name);
    int below = s->below ? ui_text_width(w, UI_LOOK(UI_BODY, 0), s->below) : 0;
    int leg = s->leg ? ui_text_width(w, UI_LOOK(UI_BODY, UI_BOLD), s->leg) + ui_w_mm(w, NOW_MM + 8) : 0;
    return MAX(MAX(name, below), leg) + ui_w_mm(w, 3);
}

static gboolean is_upright(UiWidget *w, int width)
{
    for (guint i = 0; i < count(w); i++)
        if (cell_needs(w, station(w, i)) > width / (int)count(w))
            return TRUE;
    return FALSE;
}

static int row_height(UiWidget *w, guint i, int width)
{
    Station *s = station(w, i);
    int inner = width - ui_w_mm(w, NOW_MM + 6),
        h = ui_text_height(w, UI_LOOK(UI_LEAD, UI_BOLD), s->name, inner);
    if (s->below)
        h += ui_text_height(w, UI_LOOK(UI_BODY, 0), s->below, inner);
    if (s->leg)
        h += ui_text_height(w, UI_LOOK(UI_BODY, 0), s->leg, inner);
    return MAX(h, ui_w_mm(w, NOW_MM)) + ui_w_mm(w, 4);
}

static int route_height(UiWidget *w, int width)
{
    int h = 0;
    if (count(w) == 0)
        return 0;
    if (is_upright(w, width)) {
        for (guint i = 0; i < count(w); i++)
            h += row_height(w, i, width);
        return h;
    }
    int below = 0;
    for (guint i = 0; i < count(w); i++)
        if (station(w, i)->below)
            below = ui_text_height(w, UI_LOOK(UI_BODY, 0), station(w, i)->below, width);
    return ui_text_height(w, UI_LOOK(UI_LEAD, UI_BOLD), "字", width) + ui_w_mm(w, NOW_MM + 1) + below;
}

static void draw_disc(UiWidget *w, UiPainter *p, Station *s, int x, int middle)
{
    cairo_t *cr = ui_painter_cairo(p);
    int size = ui_painter_px(p, s->state == UI_NOW ? NOW_MM : DISC_MM);
    UiRect r = {x, middle - size / 2, size, size};
    switch (s->state) {
    case UI_PASSED:
        ui_painter_box(p, r, DISC_MM / 2, UI_RIVER, UI_NONE, 0);
        ui_painter_icon(p, "check", r.x + size * 0.16, r.y + size * 0.16, (int)(size * 0.68), UI_ON_RIVER);
        break;
    case UI_NOW: {
        gboolean contrast = ui_is_contrast(w->ui);
        ui_painter_box(p, r, NOW_MM / 2, contrast ? UI_SURFACE : UI_GOLD, UI_INK, 0.75);
        cairo_arc(cr, r.x + size / 2.0, middle, size * 0.16, 0, 2 * G_PI);
        ui_painter_colour(p, UI_INK);
        cairo_fill(cr);
        break;
    }
    case UI_AHEAD:
        ui_painter_box(p, r, DISC_MM / 2, UI_SURFACE, UI_RIVER, 0.75);
        r.y -= size; /* the line is higher than the disc, the figure is not */
        r.h += 2 * size;
        ui_text_draw_middle(p, r, UI_LOOK(UI_BODY, UI_MIDDLE | UI_BOLD), UI_RIVER, s->number);
        break;
    }
}

static void draw_leg(UiWidget *w, UiPainter *p, Station *s, double x1, double y1, double x2, double y2)
{
    cairo_t *cr = ui_painter_cairo(p);
    gboolean solid = ((Route *)w)->plan || s->state == UI_PASSED;
    double dots[] = {ui_painter_px(p, 1), ui_painter_px(p, 2)};
    if (!solid)
        cairo_set_dash(cr, dots, 2, 0);
    ui_painter_line(p, x1, y1, x2, y2, 0.75, solid ? UI_RIVER : UI_EDGE);
    cairo_set_dash(cr, NULL, 0, 0);
}

static void draw_across(UiWidget *w, UiPainter *p)
{
    int n = (int)count(w), cell = w->rect.w / n, disc = ui_painter_px(p, NOW_MM), gap = ui_painter_px(p, 1.5);
    int name_h = ui_text_height(w, UI_LOOK(UI_LEAD, UI_BOLD), "字", w->rect.w);
    int middle = w->rect.y + name_h + disc / 2;
    for (int i = 0; i < n; i++) {
        Station *s = station(w, (guint)i);
        int x = w->rect.x + i * cell;
        ui_text_draw(p, (UiRect){x, w->rect.y, cell, name_h}, UI_LOOK(UI_LEAD, UI_BOLD), UI_NONE, s->name);
        draw_disc(w, p, s, x, middle);
        int from = x + disc + gap, to = x + cell - (i + 1 < n ? gap : 0);
        if (s->leg || i + 1 < n)
            draw_leg(w, p, s, from, middle, to, middle);
        if (s->leg) {
            int h = ui_text_height(w, UI_LOOK(UI_BODY, UI_BOLD), s->leg, cell);
            ui_text_draw(p, (UiRect){from, middle - h - ui_painter_px(p, 0.5), to - from, h},
                         UI_LOOK(UI_BODY, UI_BOLD | UI_TINT | UI_MIDDLE), UI_NONE, s->leg);
        }
        if (s->below)
            ui_text_draw(p, (UiRect){x, middle + disc / 2 + ui_painter_px(p, 1), cell, w->rect.h},
                         UI_LOOK(UI_BODY, UI_SECOND), UI_NONE, s->below);
    }
}

static void draw_down(UiWidget *w, UiPainter *p)
{
    int disc = ui_painter_px(p, NOW_MM), left = ui_painter_px(p, NOW_MM + 6), y = w->rect.y;
    for (guint i = 0; i < count(w); i++) {
        Station *s = station(w, i);
        int h = row_height(w, i, w->rect.w), middle = y + disc / 2;
        UiRect r = {w->rect.x + left, y, w->rect.w - left, h};
        draw_disc(w, p, s, w->rect.x, middle);
        if (i + 1 < count(w))
            draw_leg(w, p, s, w->rect.x + disc / 2, middle + disc / 2 + 2, w->rect.x + disc / 2, y + h - 2);
        int used = ui_text_draw(p, r, UI_LOOK(UI_LEAD, UI_BOLD), UI_NONE, s->name);
        r.y += used;
        r.h -= used;
        if (s->below) {
            used = ui_text_draw(p, r, UI_LOOK(UI_BODY, UI_SECOND), UI_NONE, s->below);
            r.y += used;
            r.h -= used;
        }
        if (s->leg)
            ui_text_draw(p, r, UI_LOOK(UI_BODY, UI_TINT), UI_NONE, s->leg);
        y += h;
    }
}

static void route_draw(UiWidget *w, UiPainter *p)
{
    if (count(w) == 0)
        return;
    if (is_upright(w, w->rect.w))
        draw_down(w, p);
    else
        draw_across(w, p);
}

static void station_free(gpointer data)
{
    Station *s = data;
    g_free(s->name);
    g_free(s->below);
    g_free(s->leg);
    g_free(s);
}

static void route_clear(UiWidget *w)
{
    g_ptr_array_unref(((Route *)w)->stations);
}

static const UiWidgetClass ROUTE = {
    .role = "route", .size = sizeof(Route), .height = route_height, .draw = route_draw, .clear = route_clear};

UiWidget *ui_route(const UiStation *stations, guint n)
{
    UiWidget *w = ui_widget_new(&ROUTE);
    Route *r = (Route *)w;
    r->stations = g_ptr_array_new_with_free_func(station_free);
    for (guint i = 0; i < n; i++) {
        Station *s = g_new0(Station, 1);
        s->name = g_strdup(stations[i].name ? stations[i].name : "");
        s->below = g_strdup(stations[i].below);
        s->leg = g_strdup(stations[i].leg);
        s->state = stations[i].state;
        g_snprintf(s->number, sizeof s->number, "%u", (i + 1) % 100);
        g_ptr_array_add(r->stations, s);
    }
    return w;
}

UiWidget *ui_route_plan(const UiStation *stations, guint n)
{
    UiWidget *w = ui_route(stations, n);
    ((Route *)w)->plan = TRUE;
    return w;
}

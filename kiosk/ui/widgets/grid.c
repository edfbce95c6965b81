/* Grid, flow and pair. */
#include "kiosk/ui/layout.h"
#include "kiosk/ui/share.h"
#include "kiosk/ui/widget_class.h"

typedef struct {
    UiWidget base;
    int columns;
    double gap_mm;
} Grid;

static int gap_px(UiWidget *w)
{
    double mm = ((Grid *)w)->gap_mm;
    return ui_w_mm(w, mm < 0 ? ui_gap_mm(ui_look(w->ui)) : mm);
}

static GPtrArray *shown(UiWidget *w)
{
    GPtrArray *all = g_ptr_array_new();
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_is_shown(ui_child(w, i)))
            g_ptr_array_add(all, ui_child(w, i));
    return all;
}

/* As many columns as asked for in which no word would break. */
static int fitting_columns(UiWidget *w, GPtrArray *cells, int width)
{
    int n = ((Grid *)w)->columns, widest = 0;
    for (guint i = 0; i < cells->len; i++)
        widest = MAX(widest, ui_min_width(cells->pdata[i]));
    while (n > 1 && (width - (n - 1) * gap_px(w)) / n < widest)
        n--;
    return n;
}

static int row_height(GPtrArray *cells, guint first, int n, int cell)
{
    int h = 0;
    for (guint i = first; i < first + (guint)n && i < cells->len; i++)
        h = MAX(h, ui_height_for(cells->pdata[i], cell));
    return h;
}

static int grid_height(UiWidget *w, int width)
{
    g_autoptr(GPtrArray) cells = shown(w);
    int n = fitting_columns(w, cells, width), gap = gap_px(w), cell = (width - (n - 1) * gap) / n, h = 0;
    for (guint i = 0; i < cells->len; i += (guint)n)
        h += row_height(cells, i, n, cell) + (i > 0 ? gap : 0);
    return h;
}

static int grid_width(UiWidget *w)
{
    int n = ((Grid *)w)->columns, widest = 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        widest = MAX(widest, ui_natural_width(ui_child(w, i)));
    return widest * n + gap_px(w) * (n - 1);
}

/* What one row may be higher than it needs, when there is height to spare. */
static int row_extra(GPtrArray *cells, guint first, int n, int h, int share)
{
    int most = 0;
    gboolean grows = FALSE;
    for (guint i = first; i < first + (guint)n && i < cells->len; i++) {
        UiWidget *c = cells->pdata[i];
        grows |= c->grow > 0;
        most = MAX(most, c->max_height_mm > 0 ? ui_w_mm(c, c->max_height_mm) : G_MAXINT);
    }
    return grows ? CLAMP(most - h, 0, share) : 0;
}

static void grid_arrange(UiWidget *w)
{
    g_autoptr(GPtrArray) cells = shown(w);
    int n = fitting_columns(w, cells, w->rect.w), gap = gap_px(w), cell = (w->rect.w - (n - 1) * gap) / n;
    int rows = ((int)cells->len + n - 1) / n;
    int share = rows > 0 ? MAX(0, w->rect.h - grid_height(w, w->rect.w)) / rows : 0;
    int y = w->rect.y;
    for (guint i = 0; i < cells->len; i += (guint)n) {
        int h = row_height(cells, i, n, cell);
        h += row_extra(cells, i, n, h, share);
        for (guint k = i; k < i + (guint)n && k < cells->len; k++)
            ui_place(cells->pdata[k], (UiRect){w->rect.x + (int)(k - i) * (cell + gap), y, cell, h});
        y += h + gap;
    }
}

static const UiWidgetClass GRID = {.role = "grid",
                                   .size = sizeof(Grid),
                                   .width = grid_width,
                                   .height = grid_height,
                                   .arrange = grid_arrange};

UiWidget *ui_grid(int columns, double gap_mm)
{
    UiWidget *w = ui_widget_new(&GRID);
    ((Grid *)w)->columns = MAX(1, columns);
    ((Grid *)w)->gap_mm = gap_mm;
    return w;
}

/* --- flow --- */
/* Places (or only measures) line by line; returns the height. */
static int flow_run(UiWidget *w, UiRect in, gboolean place)
{
    int x = 0, y = 0, line = 0, gap = gap_px(w);
    guint first = 0;
    for (guint i = 0; i <= ui_n_children(w); i++) {
        UiWidget *c = ui_child(w, i);
        if (c && !ui_is_shown(c))
            continue;
        int cw = c ? MIN(in.w, ui_natural_width(c)) : 0;
        if (!c || (x > 0 && x + cw > in.w)) {
            for (guint k = first, at = 0; place && k < i; k++) {
                UiWidget *d = ui_child(w, k);
                if (!ui_is_shown(d))
                    continue;
                int dw = MIN(in.w, ui_natural_width(d));
                ui_place(d, (UiRect){in.x + (int)at, in.y + y, dw, line});
                at += (guint)(dw + gap);
            }
            y += line + (c ? gap : 0);
            x = line = 0;
            first = i;
        }
        if (c) {
            line = MAX(line, ui_height_for(c, cw));
            x += cw + gap;
        }
    }
    return y;
}

static int flow_height(UiWidget *w, int width)
{
    return flow_run(w, (UiRect){0, 0, width, 0}, FALSE);
}

static int flow_width(UiWidget *w)
{
    int sum = 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_is_shown(ui_child(w, i)))
            sum += ui_natural_width(ui_child(w, i)) + (sum > 0 ? gap_px(w) : 0);
    return sum;
}

static void flow_arrange(UiWidget *w)
{
    flow_run(w, w->rect, TRUE);
}

static const UiWidgetClass FLOW = {.role = "flow",
                                   .size = sizeof(Grid),
                                   .width = flow_width,
                                   .height = flow_height,
                                   .arrange = flow_arrange};

UiWidget *ui_flow(double gap_mm)
{
    UiWidget *w = ui_widget_new(&FLOW);
    ((Grid *)w)->gap_mm = gap_mm;
    return w;
}

/* --- pair --- */
typedef struct {
    UiWidget base;
    double gap_mm, left, right;
} Pair;

/* Widths of the two when side by side; FALSE: one under the other. */
static gboolean side_by_side(UiWidget *w, int width, int *left, int *right, int *gap)
{
    Pair *p = (Pair *)w;
    *gap = ui_w_mm(w, p->gap_mm < 0 ? ui_gap_mm(ui_look(w->ui)) : p->gap_mm);
    if (!ui_is_landscape(w->ui) || ui_n_children(w) < 2)
        return FALSE;
    *left = (int)((width - *gap) * p->left / (p->left + p->right));
    *right = width - *gap - *left;
    return ui_min_width(ui_child(w, 0)) <= *left && ui_min_width(ui_child(w, 1)) <= *right;
}

static int pair_height(UiWidget *w, int width)
{
    int left, right, gap, h = 0;
    if (side_by_side(w, width, &left, &right, &gap))
        return MAX(ui_height_for(ui_child(w, 0), left), ui_height_for(ui_child(w, 1), right));
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_is_shown(ui_child(w, i)))
            h += ui_height_for(ui_child(w, i), width) + (h > 0 ? gap : 0);
    return h;
}

static void pair_arrange(UiWidget *w)
{
    int left, right, gap, y = w->rect.y;
    UiRect r = w->rect;
    if (side_by_side(w, r.w, &left, &right, &gap)) {
        ui_place(ui_child(w, 0), (UiRect){r.x, r.y, left, r.h});
        ui_place(ui_child(w, 1), (UiRect){r.x + left + gap, r.y, right, r.h});
        return;
    }
    int spare = MAX(0, r.h - pair_height(w, r.w));
    for (guint i = 0; i < ui_n_children(w); i++) {
        UiWidget *c = ui_child(w, i);
        if (!ui_is_shown(c))
            continue;
        int h = ui_height_for(c, r.w) + (c->grow > 0 ? spare : 0);
        ui_place(c, (UiRect){r.x, y, r.w, h});
        y += h + gap;
    }
}

static const UiWidgetClass PAIR = {
    .role = "pair", .size = sizeof(Pair), .height = pair_height, .arrange = pair_arrange};

UiWidget *ui_pair(double left_share, double right_share, double gap_mm)
{
    UiWidget *w = ui_widget_new(&PAIR);
    Pair *p = (Pair *)w;
    p->left = left_share;
    p->right = right_share;
    p->gap_mm = gap_mm;
    return w;
}

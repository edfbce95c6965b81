/* Column, row and box: one widget with a direction, a gap, a padding and perhaps a ground. */
#include "kiosk/ui/layout.h"
#include "kiosk/ui/share.h"
#include "kiosk/ui/widget_class.h"

typedef struct {
    UiWidget base;
    gboolean across; /* row */
    gboolean framed; /* draws kind */
    UiBoxKind kind;
    double gap_mm, spread_mm, pad_h_mm, pad_v_mm;
} Box;

static int gap_px(UiWidget *w)
{
    double mm = ((Box *)w)->gap_mm;
    return ui_w_mm(w, mm < 0 ? ui_gap_mm(ui_look(w->ui)) : mm);
}

static guint shown_children(UiWidget *w)
{
    guint n = 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        n += ui_is_shown(ui_child(w, i));
    return n;
}

/* --- across --- */
/* Shares the inner width among the shown children; out has one entry per child. */
static void row_widths(UiWidget *w, int inner, int *out)
{
    guint n = ui_n_children(w), m = 0;
    g_autofree UiShare *s = g_new0(UiShare, n + 1);
    for (guint i = 0; i < n; i++) {
        UiWidget *c = ui_child(w, i);
        if (ui_is_shown(c))
            s[m++] = (UiShare){.natural = ui_natural_width(c), .least = ui_min_width(c), .grow = c->grow};
    }
    ui_share(s, m, inner - (m > 1 ? (int)(m - 1) * gap_px(w) : 0));
    for (guint i = 0, k = 0; i < n; i++)
        out[i] = ui_is_shown(ui_child(w, i)) ? s[k++].given : 0;
}

static int row_height(UiWidget *w, int inner)
{
    guint n = ui_n_children(w);
    g_autofree int *widths = g_new0(int, n + 1);
    row_widths(w, inner, widths);
    int h = 0;
    for (guint i = 0; i < n; i++)
        if (ui_is_shown(ui_child(w, i)))
            h = MAX(h, ui_height_for(ui_child(w, i), widths[i]));
    return h;
}

static void row_arrange(UiWidget *w, UiRect in)
{
    guint n = ui_n_children(w);
    g_autofree int *widths = g_new0(int, n + 1);
    row_widths(w, in.w, widths);
    int x = in.x, gap = gap_px(w);
    for (guint i = 0; i < n; i++) {
        UiWidget *c = ui_child(w, i);
        if (!ui_is_shown(c))
            continue;
        UiAlign align = c->align == UI_AUTO && c->class->compact ? UI_CENTRE : c->align;
        int h = align <= UI_FILL ? in.h : MIN(in.h, ui_height_for(c, widths[i]));
        int y = align == UI_CENTRE ? in.y + (in.h - h) / 2 : align == UI_END ? in.y + in.h - h : in.y;
        ui_place(c, (UiRect){x, y, widths[i], h});
        x += widths[i] + gap;
    }
}

/* --- down --- */
static int child_width(UiWidget *c, int inner)
{
    if (c->align <= UI_FILL && c->width_mm <= 0)
        return inner;
    return MIN(inner, ui_natural_width(c));
}

static int column_height(UiWidget *w, int inner)
{
    int h = 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_is_shown(ui_child(w, i)))
            h += ui_height_for(ui_child(w, i), child_width(ui_child(w, i), inner));
    guint n = shown_children(w);
    return h + (n > 1 ? (int)(n - 1) * gap_px(w) : 0);
}

static void column_arrange(UiWidget *w, UiRect in)
{
    Box *b = (Box *)w;
    guint shown = shown_children(w);
    double grow = 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        grow += ui_is_shown(ui_child(w, i)) ? ui_child(w, i)->grow : 0;
    int spare = MAX(0, in.h - column_height(w, in.w)), gap = gap_px(w);
    if (grow <= 0 && shown > 1 && b->spread_mm > 0)
        gap += MIN(ui_w_mm(w, b->spread_mm), spare / (int)(shown - 1));
    int y = in.y, missing = MAX(0, column_height(w, in.w) - in.h);
    for (guint i = 0; i < ui_n_children(w); i++) {
        UiWidget *c = ui_child(w, i);
        if (!ui_is_shown(c))
            continue;
        int cw = child_width(c, in.w), h = ui_height_for(c, cw);
        if (c->class->gives) {
            int less = MIN(missing, h);
            h -= less;
            missing -= less;
        }
        if (grow > 0)
            h += (int)(spare * c->grow / grow);
        int x = c->align == UI_CENTRE ? in.x + (in.w - cw) / 2 : c->align == UI_END ? in.x + in.w - cw : in.x;
        ui_place(c, (UiRect){x, y, cw, h});
        y += h + gap;
    }
}

/* --- both --- */
static int box_width(UiWidget *w)
{
    Box *b = (Box *)w;
    int sum = 0, widest = 0;
    for (guint i = 0; i < ui_n_children(w); i++) {
        UiWidget *c = ui_child(w, i);
        int cw = ui_is_shown(c) ? ui_natural_width(c) : 0;
        sum += cw;
        widest = MAX(widest, cw);
    }
    guint n = shown_children(w);
    int inner = b->across ? sum + (n > 1 ? (int)(n - 1) * gap_px(w) : 0) : widest;
    return inner + 2 * ui_w_mm(w, b->pad_h_mm);
}

static int box_min_width(UiWidget *w)
{
    Box *b = (Box *)w;
    int sum = 0, widest = 0;
    for (guint i = 0; i < ui_n_children(w); i++) {
        UiWidget *c = ui_child(w, i);
        int cw = ui_is_shown(c) ? ui_min_width(c) : 0;
        sum += cw;
        widest = MAX(widest, cw);
    }
    guint n = shown_children(w);
    int inner = b->across ? sum + (n > 1 ? (int)(n - 1) * gap_px(w) : 0) : widest;
    return inner + 2 * ui_w_mm(w, b->pad_h_mm);
}

static int box_height(UiWidget *w, int width)
{
    Box *b = (Box *)w;
    int inner = width - 2 * ui_w_mm(w, b->pad_h_mm);
    return (b->across ? row_height(w, inner) : column_height(w, inner)) + 2 * ui_w_mm(w, b->pad_v_mm);
}

static void box_arrange(UiWidget *w)
{
    Box *b = (Box *)w;
    int ph = ui_w_mm(w, b->pad_h_mm), pv = ui_w_mm(w, b->pad_v_mm);
    UiRect in = {w->rect.x + ph, w->rect.y + pv, w->rect.w - 2 * ph, w->rect.h - 2 * pv};
    if (b->across)
        row_arrange(w, in);
    else
        column_arrange(w, in);
}

static void box_draw(UiWidget *w, UiPainter *p)
{
    static const struct {
        UiColour fill, edge;
        double edge_mm;
    } LOOKS[] = {
        [UI_CARD] = {UI_SURFACE, UI_LINE, 0.5},     [UI_CARD_ACTIVE] = {UI_SURFACE, UI_RIVER, 0.75},
        [UI_GUIDE] = {UI_MIST, UI_NONE, 0},         [UI_PLAIN] = {UI_NONE, UI_NONE, 0},
        [UI_DIALOG_BOX] = {UI_SURFACE, UI_NONE, 0}, [UI_RIVERBED] = {UI_BED, UI_NONE, 0},
    };
    Box *b = (Box *)w;
    if (!b->framed || b->kind == UI_PLAIN)
        return;
    double radius = b->kind == UI_RIVERBED ? 0 : b->kind == UI_DIALOG_BOX ? 6 : 4;
    gboolean needs_edge = b->kind == UI_DIALOG_BOX && ui_is_contrast(w->ui);
    ui_painter_box(p, w->rect, radius, LOOKS[b->kind].fill, needs_edge ? UI_INK : LOOKS[b->kind].edge,
                   needs_edge ? 0.5 : LOOKS[b->kind].edge_mm);
}

static const UiWidgetClass COLUMN = {.role = "column",
                                     .size = sizeof(Box),
                                     .target =
                                         TRUE, /* with ui_on() only: the resting screen is touched anywhere */
                                     .width = box_width,
                                     .min_width = box_min_width,
                                     .height = box_height,
                                     .arrange = box_arrange,
                                     .draw = box_draw};
static const UiWidgetClass ROW = {.role = "row",
                                  .size = sizeof(Box),
                                  .width = box_width,
                                  .min_width = box_min_width,
                                  .height = box_height,
                                  .arrange = box_arrange,
                                  .draw = box_draw};

UiWidget *ui_column(double gap_mm)
{
    UiWidget *w = ui_widget_new(&COLUMN);
    ((Box *)w)->gap_mm = gap_mm;
    return w;
}

UiWidget *ui_column_spread(UiWidget *w, double max_mm)
{
    ((Box *)w)->spread_mm = max_mm;
    ui_resized(w);
    return w;
}

UiWidget *ui_row(double gap_mm)
{
    UiWidget *w = ui_widget_new(&ROW);
    Box *b = (Box *)w;
    b->gap_mm = gap_mm;
    b->across = TRUE;
    return w;
}

UiWidget *ui_box(UiBoxKind kind, double gap_mm)
{
    UiWidget *w = ui_column(gap_mm);
    Box *b = (Box *)w;
    b->framed = TRUE;
    b->kind = kind;
    b->pad_h_mm = kind == UI_PLAIN ? 0 : 8;
    b->pad_v_mm = kind == UI_PLAIN ? 0 : 6;
    return w;
}

UiWidget *ui_padding(UiWidget *w, double horizontal_mm, double vertical_mm)
{
    g_return_val_if_fail(w->class == &COLUMN || w->class == &ROW, w);
    ((Box *)w)->pad_h_mm = horizontal_mm;
    ((Box *)w)->pad_v_mm = vertical_mm;
    ui_resized(w);
    return w;
}

/* --- small ones --- */
static int nothing(UiWidget *w)
{
    return 0;
}

static int no_height(UiWidget *w, int width)
{
    return 0;
}

static const UiWidgetClass SPACE = {
    .role = "space", .size = sizeof(UiWidget), .width = nothing, .height = no_height};

UiWidget *ui_space(void)
{
    return ui_grow(ui_widget_new(&SPACE), 1);
}

static int divider_height(UiWidget *w, int width)
{
    return MAX(1, ui_w_mm(w, 0.5));
}

static void divider_draw(UiWidget *w, UiPainter *p)
{
    double y = w->rect.y + w->rect.h / 2;
    ui_painter_line(p, w->rect.x, y, w->rect.x + w->rect.w, y, 0.5, UI_LINE);
}

static const UiWidgetClass DIVIDER = {.role = "divider",
                                      .size = sizeof(UiWidget),
                                      .compact = TRUE,
                                      .width = nothing,
                                      .height = divider_height,
                                      .draw = divider_draw};

UiWidget *ui_divider(void)
{
    return ui_widget_new(&DIVIDER);
}

static int stack_height(UiWidget *w, int width)
{
    int h = 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_is_shown(ui_child(w, i)))
            h = MAX(h, ui_height_for(ui_child(w, i), width));
    return h;
}

static const UiWidgetClass STACK = {.role = "stack", .size = sizeof(UiWidget), .height = stack_height};

UiWidget *ui_stack(void)
{
    return ui_widget_new(&STACK);
}

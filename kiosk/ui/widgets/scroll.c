/* As much as fits of a tall child, page by page. First the child is asked to do without its optional parts.
 * Pages end where nothing is cut through: between rows, or between lines of a text. */
#include "kiosk/ui/layout.h"
#include "kiosk/ui/controls.h"
#include "kiosk/ui/ui_private.h"

#include <glib/gi18n.h>
#include <math.h>

#define SHORT_MM 75.0

typedef struct {
    UiWidget base;
    UiWidget *view;            /* clips the child */
    UiWidget *bar, *side;      /* the buttons, below or beside */
    UiWidget *up[2], *down[2]; /* in bar and side */
    UiWidget *where;
    GArray *starts; /* of int: first px of each page in the child */
    int total;      /* the child's whole height */
    int page;
    int rank; /* optional parts of this rank and above are left out */
} Scroll;

typedef struct {
    int top, bottom;
} Span;

/* --- the buttons beside: one over the other, or side by side where even that is too high --- */
static int side_width(UiWidget *w, int height)
{
    UiWidget *up = ui_child(w, 0), *down = ui_child(w, 1);
    int wide = MAX(ui_natural_width(up), ui_natural_width(down)), gap = ui_w_mm(w, ui_gap_mm(ui_look(w->ui)));
    return 2 * ui_w_mm(w, ui_target_mm(ui_look(w->ui))) + gap <= height ? wide : 2 * wide + gap;
}

static void side_arrange(UiWidget *w)
{
    UiWidget *up = ui_child(w, 0), *down = ui_child(w, 1);
    int wide = MAX(ui_natural_width(up), ui_natural_width(down)), gap = ui_w_mm(w, ui_gap_mm(ui_look(w->ui)));
    int high = MIN(ui_height_for(up, wide), w->rect.h), middle = w->rect.y + w->rect.h / 2;
    if (w->rect.w <= wide) {
        high = MIN(high, (w->rect.h - gap) / 2);
        ui_place(up, (UiRect){w->rect.x, middle - gap / 2 - high, wide, high});
        ui_place(down, (UiRect){w->rect.x, middle + gap - gap / 2, wide, high});
        return;
    }
    ui_place(up, (UiRect){w->rect.x, middle - high / 2, wide, high});
    ui_place(down, (UiRect){w->rect.x + wide + gap, middle - high / 2, wide, high});
}

static const UiWidgetClass SIDE = {.role = "side", .size = sizeof(UiWidget), .arrange = side_arrange};
static const UiWidgetClass VIEW = {.role = "view", .size = sizeof(UiWidget), .clips = TRUE};

/* --- leaving out what is optional --- */
static int highest_rank(UiWidget *w)
{
    int rank = w->left_out ? 0 : w->optional;
    for (guint i = 0; i < ui_n_children(w); i++)
        rank = MAX(rank, highest_rank(ui_child(w, i)));
    return rank;
}

static void leave_out(UiWidget *w, int rank)
{
    w->left_out = w->optional >= rank && w->optional > 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        leave_out(ui_child(w, i), rank);
}

/* --- where pages may end --- */
/* What must not be cut: pressable things, labelled controls and leaves; a text is as many spans as it has
 * lines. */
static void add_spans(UiWidget *w, int origin, int view_h, GArray *out)
{
    if (!ui_is_shown(w) || w->rect.h <= 0)
        return;
    gboolean whole = ui_is_target(w) || (w->class->keeps && w->rect.h <= view_h);
    if (ui_n_children(w) > 0 && !whole) {
        for (guint i = 0; i < ui_n_children(w); i++)
            add_spans(ui_child(w, i), origin, view_h, out);
        return;
    }
    int line = w->class->line_px ? w->class->line_px(w) : 0;
    int parts = line > 0 ? MAX(1, (int)lround((double)w->rect.h / line)) : 1;
    for (int i = 0; i < parts; i++) {
        Span s = {w->rect.y - origin + w->rect.h * i / parts,
                  w->rect.y - origin + w->rect.h * (i + 1) / parts};
        g_array_append_val(out, s);
    }
}

static gboolean cuts(const GArray *spans, int y)
{
    for (guint i = 0; i < spans->len; i++) {
        const Span *s = &g_array_index(spans, Span, i);
        if (s->top < y && y < s->bottom)
            return TRUE;
    }
    return FALSE;
}

/* Lowest place in (from, to] where nothing is cut; to, if there is none. */
static int page_end(const GArray *spans, int from, int to)
{
    int best = -1;
    for (guint i = 0; i < spans->len; i++) {
        int y = g_array_index(spans, Span, i).bottom;
        if (y > from && y <= to && y > best && !cuts(spans, y))
            best = y;
    }
    return best > 0 ? best : to;
}

static int next_start(const GArray *spans, int from)
{
    int best = G_MAXINT;
    for (guint i = 0; i < spans->len; i++) {
        const Span *s = &g_array_index(spans, Span, i);
        if (s->bottom > from)
            best = MIN(best, MAX(s->top, from));
    }
    return best;
}

static void find_pages(Scroll *s, UiWidget *child, int view_h)
{
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(Span));
    add_spans(child, child->rect.y, view_h, spans);
    g_array_set_size(s->starts, 0);
    int start = 0;
    g_array_append_val(s->starts, start);
    while (s->total - start > view_h && s->starts->len < 200) {
        int end = page_end(spans, start, start + view_h);
        start = next_start(spans, end);
        if (start >= s->total)
            break;
        g_array_append_val(s->starts, start);
    }
}

static int page_bottom(Scroll *s, UiWidget *child, int view_h)
{
    int start = g_array_index(s->starts, int, s->page);
    if (s->page + 1 >= (int)s->starts->len)
        return MIN(s->total, start + view_h);
    return MIN(g_array_index(s->starts, int, s->page + 1), start + view_h);
}

static UiWidget *content(Scroll *s)
{
    return ui_child(s->view, 0);
}

static int scroll_height(UiWidget *w, int width)
{
    UiWidget *child = content((Scroll *)w);
    return child ? ui_height_for(child, width) : 0;
}

static int scroll_width(UiWidget *w)
{
    UiWidget *child = content((Scroll *)w);
    return child ? ui_natural_width(child) : 0;
}

static int scroll_min_width(UiWidget *w)
{
    UiWidget *child = content((Scroll *)w);
    return child ? ui_min_width(child) : 0;
}

static void arrange_whole(Scroll *s, UiWidget *child, UiRect r)
{
    s->page = 0;
    g_array_set_size(s->starts, 1);
    g_array_index(s->starts, int, 0) = 0;
    s->bar->left_out = s->side->left_out = TRUE;
    ui_place(s->view, r);
    ui_place(child, r);
}

/* The buttons stand below what they turn; beside it where there is hardly any height (typing in landscape).
 */
static UiRect place_bar(Scroll *s, UiRect r)
{
    UiWidget *w = UI_WIDGET(s);
    int gap = ui_w_mm(w, 4), bar_h = ui_height_for(s->bar, r.w);
    gboolean beside = r.h < ui_w_mm(w, SHORT_MM);
    s->bar->left_out = beside;
    s->side->left_out = !beside;
    if (!beside) {
        ui_place(s->bar, (UiRect){r.x, r.y + r.h - bar_h, r.w, bar_h});
        return (UiRect){r.x, r.y, r.w, MAX(1, r.h - bar_h - gap)};
    }
    int side_w = side_width(s->side, r.h);
    ui_place(s->side, (UiRect){r.x + r.w - side_w, r.y, side_w, r.h});
    return (UiRect){r.x, r.y, r.w - side_w - gap, r.h};
}

static void arrange_pages(Scroll *s, UiWidget *child, UiRect r)
{
    UiWidget *w = UI_WIDGET(s);
    r = place_bar(s, r);
    int view_h = r.h;
    s->total = ui_height_for(child, r.w);
    child->rect.h = 0; /* placed below; the spans need every descendant's place */
    ui_place(child, (UiRect){r.x, r.y, r.w, s->total});
    find_pages(s, child, view_h);
    s->page = CLAMP(s->page, 0, (int)s->starts->len - 1);
    int start = g_array_index(s->starts, int, s->page), end = page_bottom(s, child, view_h);
    g_autofree char *where = g_strdup_printf("%d / %u", s->page + 1, s->starts->len);
    ui_text_set(s->where, where);
    for (int i = 0; i < 2; i++) {
        ui_enabled(s->up[i], s->page > 0);
        ui_enabled(s->down[i], s->page + 1 < (int)s->starts->len);
    }
    s->view->rect = (UiRect){r.x, r.y, r.w, end - start};
    ui_place(child, (UiRect){r.x, r.y - start, r.w, s->total});
    ui_damage(w);
}

static void scroll_arrange(UiWidget *w)
{
    Scroll *s = (Scroll *)w;
    UiWidget *child = content(s);
    if (!child)
        return;
    UiRect r = w->rect;
    int rank = G_MAXINT;
    leave_out(child, rank);
    s->total = ui_height_for(child, r.w);
    for (int next; s->total > r.h && (next = highest_rank(child)) > 0;) {
        rank = next;
        leave_out(child, rank);
        s->total = ui_height_for(child, r.w);
    }
    if (rank != s->rank)
        ui_damage(w);
    s->rank = rank;
    if (s->total <= r.h)
        arrange_whole(s, child, r);
    else
        arrange_pages(s, child, r);
}

static void scroll_clear(UiWidget *w)
{
    g_array_unref(((Scroll *)w)->starts);
}

static const UiWidgetClass SCROLL = {.role = "scroll",
                                     .size = sizeof(Scroll),
                                     .gives = TRUE,
                                     .width = scroll_width,
                                     .min_width = scroll_min_width,
                                     .height = scroll_height,
                                     .arrange = scroll_arrange,
                                     .clear = scroll_clear};

static void on_up(UiWidget *button, gpointer data)
{
    ui_scroll_to(data, ((Scroll *)data)->page - 1);
}

static void on_down(UiWidget *button, gpointer data)
{
    ui_scroll_to(data, ((Scroll *)data)->page + 1);
}

static UiWidget *up_button(UiWidget *scroll, UiAlign align)
{
    return ui_align(ui_id(ui_button(UI_SECONDARY, "up", _("Page up"), on_up, scroll), "scroll-up"), align);
}

static UiWidget *down_button(UiWidget *scroll, UiAlign align)
{
    return ui_align(ui_id(ui_button(UI_SECONDARY, "down", _("Page down"), on_down, scroll), "scroll-down"),
                    align);
}

UiWidget *ui_scroll(UiWidget *child)
{
    UiWidget *w = ui_widget_new(&SCROLL);
    Scroll *s = (Scroll *)w;
    s->starts = g_array_new(FALSE, TRUE, sizeof(int));
    g_array_set_size(s->starts, 1);
    s->view = ui_add(w, ui_widget_new(&VIEW));
    ui_add(s->view, child);
    s->bar = ui_add(w, ui_row(UI_GAP));
    s->up[0] = ui_add(s->bar, up_button(w, UI_CENTRE));
    s->where = ui_add(s->bar, ui_grow(ui_text(UI_BODY, UI_SECOND | UI_MIDDLE, ""), 1));
    s->down[0] = ui_add(s->bar, down_button(w, UI_CENTRE));
    s->side = ui_add(w, ui_widget_new(&SIDE));
    s->up[1] = ui_add(s->side, up_button(w, UI_FILL));
    s->down[1] = ui_add(s->side, down_button(w, UI_FILL));
    s->bar->left_out = s->side->left_out = TRUE;
    return w;
}

int ui_scroll_pages(UiWidget *w)
{
    return (int)((Scroll *)w)->starts->len;
}

int ui_scroll_page(UiWidget *w)
{
    return ((Scroll *)w)->page;
}

void ui_scroll_to(UiWidget *w, int page)
{
    ((Scroll *)w)->page = MAX(0, page);
    ui_resized(w);
}

void ui_scroll_show(UiWidget *w, UiWidget *descendant)
{
    Scroll *s = (Scroll *)w;
    UiWidget *child = content(s);
    if (!child || !w->ui)
        return;
    int y = descendant->rect.y - child->rect.y;
    int page = 0;
    for (guint i = 0; i < s->starts->len; i++)
        if (g_array_index(s->starts, int, i) <= y)
            page = (int)i;
    ui_scroll_to(w, page);
}

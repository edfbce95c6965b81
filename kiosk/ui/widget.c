/* The widget base: tree, ownership, attributes, measuring and placing.
 *
 * Freed only when no handler runs: a handler may replace the very tree it was called from. */
#include "kiosk/ui/widget_class.h"
#include "kiosk/ui/ui_private.h"

#include <math.h>

UiWidget *ui_widget_new(const UiWidgetClass *class)
{
    UiWidget *w = g_malloc0(class->size);
    w->class = class;
    w->visible = w->enabled = TRUE;
    return w;
}

static void drop_data(UiWidget *w)
{
    if (w->destroy_data)
        w->destroy_data(w->data);
    w->destroy_data = NULL;
    w->data = NULL;
}

void ui_widget_free(UiWidget *w)
{
    if (!w)
        return;
    if (w->children)
        for (guint i = 0; i < w->children->len; i++)
            ui_widget_free(w->children->pdata[i]);
    g_clear_pointer(&w->children, g_ptr_array_unref);
    for (GSList *l = w->timers; l; l = l->next)
        g_source_remove(GPOINTER_TO_UINT(l->data));
    g_slist_free(w->timers);
    if (w->class->clear)
        w->class->clear(w);
    drop_data(w);
    g_free(w->id);
    g_free(w->spoken);
    g_free(w);
}

void ui_attach(UiWidget *w, Ui *ui)
{
    if (w->ui == ui)
        return;
    if (!ui) {
        if (w->class->attached)
            w->class->attached(w, FALSE);
        ui_forget_widget(w->ui, w);
    }
    w->ui = ui;
    for (guint i = 0; w->children && i < w->children->len; i++)
        ui_attach(w->children->pdata[i], ui);
    if (ui && w->class->attached)
        w->class->attached(w, TRUE);
}

void ui_bury(UiWidget *w)
{
    Ui *ui = w->ui;
    if (ui) {
        ui_damage_rect(ui, w->rect);
        ui_attach(w, NULL);
    }
    w->parent = NULL;
    if (ui && ui->handlers > 0)
        g_ptr_array_add(ui->grave, w);
    else
        ui_widget_free(w);
}

void ui_enter(Ui *ui)
{
    ui->handlers++;
}

void ui_leave(Ui *ui)
{
    if (--ui->handlers > 0)
        return;
    while (ui->grave->len > 0)
        ui_widget_free(g_ptr_array_steal_index(ui->grave, ui->grave->len - 1));
}

void ui_run_action(UiWidget *w)
{
    Ui *ui = w->ui;
    UiAction action = w->action;
    if (!action)
        return;
    if (ui)
        ui_enter(ui);
    action(w, w->data);
    if (ui)
        ui_leave(ui);
}

/* --- the tree --- */
void ui_insert(UiWidget *parent, UiWidget *child, guint index)
{
    g_return_if_fail(parent && child && !child->parent);
    if (!parent->children)
        parent->children = g_ptr_array_new();
    g_ptr_array_insert(parent->children, MIN(index, parent->children->len), child);
    child->parent = parent;
    if (parent->ui)
        ui_attach(child, parent->ui);
    ui_resized(parent);
}

UiWidget *ui_add(UiWidget *parent, UiWidget *child)
{
    ui_insert(parent, child, G_MAXINT);
    return child;
}

void ui_remove(UiWidget *child)
{
    if (!child)
        return;
    UiWidget *parent = child->parent;
    if (parent) {
        ui_resized(parent);
        g_ptr_array_remove(parent->children, child);
    }
    ui_bury(child);
}

void ui_empty(UiWidget *parent)
{
    while (ui_n_children(parent) > 0)
        ui_remove(ui_child(parent, ui_n_children(parent) - 1));
}

guint ui_n_children(UiWidget *parent)
{
    return parent && parent->children ? parent->children->len : 0;
}

UiWidget *ui_child(UiWidget *parent, guint index)
{
    return index < ui_n_children(parent) ? parent->children->pdata[index] : NULL;
}

UiWidget *ui_parent(UiWidget *w)
{
    return w ? w->parent : NULL;
}

UiWidget *ui_find(UiWidget *root, const char *id)
{
    if (!root || !ui_is_shown(root))
        return NULL;
    if (g_strcmp0(root->id, id) == 0)
        return root;
    for (guint i = 0; i < ui_n_children(root); i++) {
        UiWidget *found = ui_find(ui_child(root, i), id);
        if (found)
            return found;
    }
    return NULL;
}

/* --- attributes --- */
UiWidget *ui_id(UiWidget *w, const char *id)
{
    if (w) {
        g_free(w->id);
        w->id = g_strdup(id);
    }
    return w;
}

const char *ui_get_id(UiWidget *w)
{
    return w ? w->id : NULL;
}

UiWidget *ui_spoken(UiWidget *w, const char *text)
{
    if (w) {
        g_free(w->spoken);
        w->spoken = g_strdup(text);
    }
    return w;
}

UiWidget *ui_width(UiWidget *w, double mm)
{
    if (w) {
        w->width_mm = mm;
        ui_resized(w);
    }
    return w;
}

UiWidget *ui_height(UiWidget *w, double mm)
{
    if (w) {
        w->height_mm = mm;
        ui_resized(w);
    }
    return w;
}

UiWidget *ui_grow(UiWidget *w, double share)
{
    if (w) {
        w->grow = share;
        ui_resized(w);
    }
    return w;
}

UiWidget *ui_align(UiWidget *w, UiAlign align)
{
    if (w) {
        w->align = align;
        ui_resized(w);
    }
    return w;
}

UiWidget *ui_optional(UiWidget *w, int rank)
{
    if (w) {
        w->optional = rank;
        ui_resized(w);
    }
    return w;
}

UiWidget *ui_visible(UiWidget *w, gboolean visible)
{
    if (w && w->visible != visible) {
        ui_damage(w);
        w->visible = visible;
        if (!visible && w->ui)
            ui_forget_tree(w->ui, w);
        ui_damage(w);
        ui_resized(w);
    }
    return w;
}

UiWidget *ui_enabled(UiWidget *w, gboolean enabled)
{
    if (w && w->enabled != enabled) {
        w->enabled = enabled;
        ui_damage(w);
    }
    return w;
}

gboolean ui_is_enabled(UiWidget *w)
{
    for (; w; w = w->parent)
        if (!w->enabled)
            return FALSE;
    return TRUE;
}

gboolean ui_is_shown(UiWidget *w)
{
    return w->visible && !w->left_out;
}

gboolean ui_is_visible(UiWidget *w)
{
    for (; w; w = w->parent)
        if (!ui_is_shown(w))
            return FALSE;
    return TRUE;
}

UiWidget *ui_on(UiWidget *w, UiAction action, gpointer data)
{
    if (w) {
        drop_data(w);
        w->action = action;
        w->data = data;
    }
    return w;
}

UiWidget *ui_own_data(UiWidget *w, gpointer data, GDestroyNotify destroy)
{
    if (w) {
        drop_data(w);
        w->data = data;
        w->destroy_data = destroy;
    }
    return w;
}

gpointer ui_get_data(UiWidget *w)
{
    return w ? w->data : NULL;
}

UiWidget *ui_tag(UiWidget *w, int tag)
{
    if (w)
        w->tag = tag;
    return w;
}

int ui_get_tag(UiWidget *w)
{
    return w ? w->tag : 0;
}

Ui *ui_of(UiWidget *w)
{
    return w ? w->ui : NULL;
}

UiRect ui_rect(UiWidget *w)
{
    return w ? w->rect : (UiRect){0};
}

gboolean ui_rect_has(UiRect r, int x, int y)
{
    return x >= r.x && y >= r.y && x < r.x + r.w && y < r.y + r.h;
}

gboolean ui_rect_meets(UiRect a, UiRect b)
{
    return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}

/* --- measuring and placing --- */
double ui_mm_per_px(Ui *ui)
{
    return ui->mm_per_px;
}

int ui_mm(Ui *ui, double mm)
{
    return (int)lround(mm / ui->mm_per_px);
}

int ui_w_mm(UiWidget *w, double mm)
{
    return ui_mm(w->ui, mm);
}

int ui_natural_width(UiWidget *w)
{
    if (w->width_mm > 0)
        return ui_w_mm(w, w->width_mm);
    if (w->class->width)
        return w->class->width(w);
    int widest = 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_is_shown(ui_child(w, i)))
            widest = MAX(widest, ui_natural_width(ui_child(w, i)));
    return widest;
}

int ui_min_width(UiWidget *w)
{
    if (w->width_mm > 0)
        return ui_w_mm(w, w->width_mm);
    if (w->class->min_width)
        return w->class->min_width(w);
    int widest = 0;
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_is_shown(ui_child(w, i)))
            widest = MAX(widest, ui_min_width(ui_child(w, i)));
    return widest;
}

int ui_height_for(UiWidget *w, int width)
{
    int h = 0;
    if (w->class->height) {
        h = w->class->height(w, width);
    } else {
        for (guint i = 0; i < ui_n_children(w); i++)
            if (ui_is_shown(ui_child(w, i)))
                h += ui_height_for(ui_child(w, i), width);
    }
    return MAX(h, w->height_mm > 0 ? ui_w_mm(w, w->height_mm) : 0);
}

void ui_place(UiWidget *w, UiRect rect)
{
    if (memcmp(&w->rect, &rect, sizeof rect) != 0) {
        ui_damage(w);
        w->rect = rect;
        ui_damage(w);
    }
    if (w->class->arrange) {
        w->class->arrange(w);
    } else {
        for (guint i = 0; i < ui_n_children(w); i++)
            if (ui_is_shown(ui_child(w, i)))
                ui_place(ui_child(w, i), rect);
    }
}

void ui_damage(UiWidget *w)
{
    if (w->ui && w->visible)
        ui_damage_rect(w->ui, w->rect);
}

void ui_damage_part(UiWidget *w, UiRect part)
{
    if (w->ui && w->visible)
        ui_damage_rect(w->ui, part);
}

void ui_resized(UiWidget *w)
{
    if (!w->ui)
        return;
    w->ui->layout_dirty = TRUE;
    ui_ask_frame(w->ui);
}

/* --- timers --- */
typedef struct {
    UiWidget *widget;
    gboolean (*fn)(UiWidget *widget, gpointer data);
    gpointer data;
    guint id;
} Timer;

static gboolean on_timer(gpointer data)
{
    Timer *t = data;
    UiWidget *w = t->widget;
    Ui *ui = w->ui;
    guint id = t->id;
    if (!ui) /* not shown (yet): wait */
        return G_SOURCE_CONTINUE;
    ui_enter(ui);
    gboolean again = t->fn(w, t->data);
    if (!again)
        w->timers = g_slist_remove(w->timers, GUINT_TO_POINTER(id));
    ui_leave(ui);
    return again;
}

void ui_every(UiWidget *w, guint interval_ms, gboolean (*fn)(UiWidget *widget, gpointer data), gpointer data)
{
    Timer *t = g_new(Timer, 1);
    *t = (Timer){w, fn, data, 0};
    /* Whole seconds share one wake-up with each other. */
    if (interval_ms % 1000 == 0)
        t->id = g_timeout_add_seconds_full(G_PRIORITY_DEFAULT, interval_ms / 1000, on_timer, t, g_free);
    else
        t->id = g_timeout_add_full(G_PRIORITY_DEFAULT, interval_ms, on_timer, t, g_free);
    w->timers = g_slist_prepend(w->timers, GUINT_TO_POINTER(t->id));
}

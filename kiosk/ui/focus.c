/* The way without touch: next, previous, up, down, select, leave. The ring is drawn once a key was used and
 * goes with the next touch. */
#include "kiosk/ui/ui_private.h"

static void collect(UiWidget *w, UiRect view, GPtrArray *out)
{
    if (!ui_is_shown(w) || !w->enabled)
        return;
    if (w->class->clips) {
        if (!ui_rect_meets(w->rect, view))
            return;
        view = w->rect;
    }
    if (ui_is_target(w) && ui_rect_meets(w->rect, view))
        g_ptr_array_add(out, w);
    for (guint i = 0; i < ui_n_children(w); i++)
        collect(ui_child(w, i), view, out);
}

/* Everything that can be chosen, in reading order. Over an open dialog, only what is in it and in the footer.
 */
static GPtrArray *targets(Ui *ui)
{
    GPtrArray *all = g_ptr_array_new();
    ui_layout_now(ui);
    collect(ui->desk, ui->desk->rect, all);
    return all;
}

void ui_focus_set(Ui *ui, UiWidget *w)
{
    int out = ui_mm(ui, 3);
    for (int i = 0; i < 2; i++) {
        UiWidget *f = i == 0 ? ui->focus : w;
        if (f)
            ui_damage_rect(
                ui, (UiRect){f->rect.x - out, f->rect.y - out, f->rect.w + 2 * out, f->rect.h + 2 * out});
    }
    if (ui->focus)
        ui->focus->focused = FALSE;
    ui->focus = w;
    ui->focus_shown = w != NULL;
    if (w) {
        w->focused = TRUE;
        const char *text = w->spoken ? w->spoken : w->class->text ? w->class->text(w) : NULL;
        if (ui->speak && text)
            ui->speak(ui, text, ui->speak_data);
    }
}

UiWidget *ui_focused(Ui *ui)
{
    return ui->focus_shown ? ui->focus : NULL;
}

/* Nearest target above or below: distance down counts once, sideways a third. */
static UiWidget *nearest(GPtrArray *all, UiWidget *from, int direction)
{
    UiWidget *best = NULL;
    int best_cost = G_MAXINT;
    for (guint i = 0; i < all->len; i++) {
        UiWidget *w = all->pdata[i];
        int dy = direction * ((w->rect.y + w->rect.h / 2) - (from->rect.y + from->rect.h / 2));
        int dx = ABS((w->rect.x + w->rect.w / 2) - (from->rect.x + from->rect.w / 2));
        if (w != from && dy > 0 && dy + dx / 3 < best_cost && (dy > from->rect.h / 4 || dx == 0)) {
            best = w;
            best_cost = dy + dx / 3;
        }
    }
    return best;
}

void ui_focus_key(Ui *ui, UiFocusKey key)
{
    if (key == UI_KEY_SELECT) {
        if (ui_focused(ui))
            ui_activate(ui->focus);
        return;
    }
    if (key == UI_KEY_LEAVE) {
        if (ui->foot)
            ui->foot(ui, UI_FOOT_BACK, ui->foot_data);
        return;
    }
    g_autoptr(GPtrArray) all = targets(ui);
    if (all->len == 0)
        return;
    guint at = 0;
    if (!ui->focus || !g_ptr_array_find(all, ui->focus, &at)) {
        ui_focus_set(ui, all->pdata[key == UI_KEY_PREVIOUS ? all->len - 1 : 0]);
        return;
    }
    UiWidget *to = NULL;
    switch (key) {
    case UI_KEY_NEXT:
        to = all->pdata[(at + 1) % all->len];
        break;
    case UI_KEY_PREVIOUS:
        to = all->pdata[(at + all->len - 1) % all->len];
        break;
    case UI_KEY_UP:
        to = nearest(all, ui->focus, -1);
        break;
    case UI_KEY_DOWN:
        to = nearest(all, ui->focus, 1);
        break;
    case UI_KEY_SELECT:
    case UI_KEY_LEAVE:
        break;
    }
    if (to)
        ui_focus_set(ui, to);
}

void ui_forget_widget(Ui *ui, UiWidget *w)
{
    ui_touch_widget_gone(ui, w);
    if (ui->focus == w)
        ui_focus_set(ui, NULL);
}

void ui_forget_tree(Ui *ui, UiWidget *w)
{
    ui_forget_widget(ui, w);
    for (guint i = 0; i < ui_n_children(w); i++)
        ui_forget_tree(ui, ui_child(w, i));
}

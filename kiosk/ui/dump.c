/* What is on the screen, as JSON and as words to read aloud. */
#include "kiosk/ui/audit.h"
#include "kiosk/ui/language.h"
#include "kiosk/ui/ui_private.h"

/* Calls visit for every widget that is really on the glass, in reading order. With a dialog open, the page's
 * content below it is not. */
typedef void (*Visit)(UiWidget *w, UiRect view, gpointer data);

static void walk(UiWidget *w, UiRect view, Visit visit, gpointer data)
{
    if (!ui_is_shown(w) || !ui_rect_meets(w->rect, view))
        return;
    visit(w, view, data);
    if (w->class->clips) {
        int x2 = MIN(view.x + view.w, w->rect.x + w->rect.w),
            y2 = MIN(view.y + view.h, w->rect.y + w->rect.h);
        view.x = MAX(view.x, w->rect.x);
        view.y = MAX(view.y, w->rect.y);
        view.w = x2 - view.x;
        view.h = y2 - view.y;
    }
    for (guint i = 0; i < ui_n_children(w); i++)
        walk(ui_child(w, i), view, visit, data);
}

static gboolean covered(UiWidget *w)
{
    Ui *ui = w->ui;
    if (!ui->dialog)
        return FALSE;
    int x = w->rect.x + w->rect.w / 2, y = w->rect.y + w->rect.h / 2;
    if (!ui_rect_has(ui->dialog->rect, x, y))
        return FALSE;
    for (UiWidget *up = w; up; up = up->parent)
        if (up == ui->dialog || up == ui->toast)
            return FALSE;
    return TRUE;
}

static const char *words_of(UiWidget *w)
{
    const char *text = w->class->text ? w->class->text(w) : NULL;
    return text && *text ? text : w->spoken;
}

static void add_json(UiWidget *w, UiRect view, gpointer data)
{
    const char *text = words_of(w);
    if ((!text && !w->id && !ui_is_target(w)) || covered(w) || w == w->ui->desk)
        return;
    json_t *o = json_pack("{s:s?,s:s,s:s,s:i,s:i,s:i,s:i,s:b}", "id", w->id, "role", w->class->role, "text",
                          text ? text : "", "x", w->rect.x, "y", w->rect.y, "w", w->rect.w, "h", w->rect.h,
                          "enabled", ui_is_enabled(w));
    if (ui_is_target(w))
        json_object_set_new(o, "target", json_true());
    if (w->class->is_on)
        json_object_set_new(o, "on", json_boolean(w->class->is_on(w)));
    if (w == ui_focused(w->ui))
        json_object_set_new(o, "focus", json_true());
    json_array_append_new(data, o);
}

json_t *ui_dump(Ui *ui)
{
    static const char *const THEMES[] = {"day", "black-on-white", "white-on-black"};
    ui_layout_now(ui);
    json_t *widgets = json_array();
    walk(ui->desk, ui->desk->rect, add_json, widgets);
    return json_pack("{s:i,s:i,s:s,s:{s:s,s:s,s:i,s:b},s:b,s:o}", "width", ui->width, "height", ui->height,
                     "language", ui_language(), "look", "theme", THEMES[ui->look.theme], "mode",
                     ui->look.mode == UI_MODE_ELDER ? "elder" : "standard", "size", (int)ui->look.size, "low",
                     ui->look.low, "dialog", ui->dialog != NULL, "widgets", widgets);
}

/* --- finding a target by its words --- */
typedef struct {
    const char *wanted;
    UiWidget *exact, *part;
} Search;

static void search(UiWidget *w, UiRect view, gpointer data)
{
    Search *s = data;
    int x = w->rect.x + w->rect.w / 2, y = w->rect.y + w->rect.h / 2;
    if (!ui_is_target(w) || !ui_is_enabled(w) || covered(w) || !ui_rect_has(view, x, y))
        return;
    const char *text = words_of(w);
    if (!s->exact && (g_strcmp0(w->id, s->wanted) == 0 || g_strcmp0(text, s->wanted) == 0))
        s->exact = w;
    if (!s->part && text && strstr(text, s->wanted))
        s->part = w;
}

gboolean ui_dump_target(Ui *ui, const char *text, int *x, int *y)
{
    ui_layout_now(ui);
    Search s = {.wanted = text};
    walk(ui->desk, ui->desk->rect, search, &s);
    UiWidget *found = s.exact ? s.exact : s.part;
    if (!found)
        return FALSE;
    *x = found->rect.x + found->rect.w / 2;
    *y = found->rect.y + found->rect.h / 2;
    return TRUE;
}

/* --- reading aloud --- */
static void add_words(UiWidget *w, UiRect view, gpointer data)
{
    GString *out = data;
    const char *text = w->spoken ? w->spoken : words_of(w);
    if (!text || !*text || covered(w) || w->class->key || w->class->on_bed)
        return;
    g_string_append(out, text);
    g_string_append_c(out, '\n');
}

char *ui_reading_text(Ui *ui)
{
    ui_layout_now(ui);
    GString *out = g_string_new(NULL);
    walk(ui->dialog ? ui->dialog : ui->desk, ui->desk->rect, add_words, out);
    return g_string_free(out, FALSE);
}

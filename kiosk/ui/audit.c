/* Measures the screen as it really comes out: draws it once more beside the glass with everything written
 * down, then compares texts with their room and their ground, and targets with the least sizes and gaps. */
#include "kiosk/ui/audit.h"
#include "kiosk/ui/ui_private.h"

#include <math.h>
#include <stdarg.h>

#define TEXT_RATIO   7.0
#define FIGURE_RATIO 4.5
#define FIGURE_MM    10.0 /* large text of WCAG is 18 pt; ours begins far above */

void ui_finding_free(UiFinding *f)
{
    if (!f)
        return;
    g_free(f->what);
    g_free(f);
}

G_GNUC_PRINTF(3, 4)
static void find(GPtrArray *out, UiFindingKind kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    UiFinding *f = g_new0(UiFinding, 1);
    f->kind = kind;
    f->what = g_strdup_vprintf(format, args);
    va_end(args);
    g_ptr_array_add(out, f);
}

static const char *name_of(UiWidget *w)
{
    const char *text = w->class->text ? w->class->text(w) : NULL;
    return w->id ? w->id : text && *text ? text : "-";
}

/* The part of a widget that its scrolling ancestors let through. */
static UiRect seen_part(UiWidget *w, UiRect r)
{
    for (UiWidget *up = w->parent; up; up = up->parent) {
        if (!up->class->clips)
            continue;
        int x2 = MIN(r.x + r.w, up->rect.x + up->rect.w), y2 = MIN(r.y + r.h, up->rect.y + up->rect.h);
        r.x = MAX(r.x, up->rect.x);
        r.y = MAX(r.y, up->rect.y);
        r.w = MAX(0, x2 - r.x);
        r.h = MAX(0, y2 - r.y);
    }
    return r;
}

/* --- texts --- */
static const UiDrawn *ground_below(const GArray *log, guint at, UiRect r)
{
    for (guint i = at; i > 0; i--) {
        const UiDrawn *d = &g_array_index(log, UiDrawn, i - 1);
        if (d->kind == UI_DREW_FILL && ui_rect_has(d->rect, r.x + r.w / 2, r.y + r.h / 2))
            return d;
    }
    return NULL;
}

static void audit_text(Ui *ui, const GArray *log, guint i, GPtrArray *out)
{
    const UiDrawn *d = &g_array_index(log, UiDrawn, i);
    const int slack = 2;
    UiRect seen = seen_part(d->widget, d->rect);
    if (seen.w <= 0 || seen.h <= 0)
        return;
    if (d->rect.w > d->room.w + slack || d->rect.h > d->room.h + slack)
        find(out, UI_FINDING_CLIPPED, "clipped: %s %s: text needs %dx%d px, has %dx%d",
             d->widget->class->role, name_of(d->widget), d->rect.w, d->rect.h, d->room.w, d->room.h);
    if (d->rect.x < -slack || d->rect.y < -slack || d->rect.x + d->rect.w > ui->width + slack ||
        (seen.h == d->rect.h && d->rect.y + d->rect.h > ui->height + slack))
        find(out, UI_FINDING_CLIPPED, "clipped: %s %s: text leaves the screen", d->widget->class->role,
             name_of(d->widget));
    const UiDrawn *ground = ground_below(log, i, d->rect);
    double least = d->em_mm >= FIGURE_MM && d->bold ? FIGURE_RATIO : TEXT_RATIO;
    double ratio = ground ? ui_contrast_ratio(d->colour, ground->colour) : 0;
    if (ratio < least)
        find(out, UI_FINDING_CONTRAST, "contrast: %s %s: %.1f, needs %.1f", d->widget->class->role,
             name_of(d->widget), ratio, least);
}

/* --- targets --- */
static void collect(UiWidget *w, GPtrArray *out)
{
    if (!ui_is_shown(w))
        return;
    if (ui_is_target(w) && w != w->ui->dialog)
        g_ptr_array_add(out, w);
    for (guint i = 0; i < ui_n_children(w); i++)
        collect(ui_child(w, i), out);
}

static gboolean is_inside(UiWidget *w, UiWidget *ancestor)
{
    for (; w; w = w->parent)
        if (w == ancestor)
            return TRUE;
    return FALSE;
}

static void audit_target(Ui *ui, UiWidget *w, GPtrArray *out)
{
    UiRect seen = seen_part(w, w->rect);
    if (seen.w <= 0 || seen.h <= 0)
        return;
    if (seen.h < w->rect.h || seen.w < w->rect.w || w->rect.x < 0 || w->rect.y < 0 ||
        w->rect.x + w->rect.w > ui->width || w->rect.y + w->rect.h > ui->height)
        find(out, UI_FINDING_CLIPPED, "clipped: %s %s: %dx%d+%d+%d", w->class->role, name_of(w), w->rect.w,
             w->rect.h, w->rect.x, w->rect.y);
    gboolean wide = w->rect.w > ui->width / 2;
    int least = ui_mm(ui, wide || w->class->flat ? ui_row_mm(&ui->look) : ui_target_mm(&ui->look)) - 1;
    /* Ten letter keys must share the width of the glass. */
    int least_w = w->class->key ? MIN(least, ui->width / 12) : least;
    if (w->rect.h < least || w->rect.w < least_w)
        find(out, UI_FINDING_SMALL, "small: %s %s: %dx%d px, needs %d", w->class->role, name_of(w), w->rect.w,
             w->rect.h, least);
    const char *text = w->class->text ? w->class->text(w) : NULL;
    if (!(text && *text) && !w->spoken && !w->class->touch && ui_n_children(w) == 0)
        find(out, UI_FINDING_WORDLESS, "wordless: %s %s", w->class->role, name_of(w));
}

/* Rows of a list touch each other on purpose: a divider and the whole width keep them apart. */
static void audit_gap(Ui *ui, UiWidget *a, UiWidget *b, GPtrArray *out)
{
    if (is_inside(a, b) || is_inside(b, a) || (a->class->joins && b->class->joins))
        return;
    UiRect r = seen_part(a, a->rect), s = seen_part(b, b->rect);
    if (r.w <= 0 || r.h <= 0 || s.w <= 0 || s.h <= 0)
        return;
    int gap = ui_mm(ui, ui_gap_mm(&ui->look)) - 2;
    UiRect wide = {r.x - gap, r.y - gap, r.w + 2 * gap, r.h + 2 * gap};
    if (ui_rect_meets(wide, s))
        find(out, UI_FINDING_NEAR, "near: %s %s and %s %s", a->class->role, name_of(a), b->class->role,
             name_of(b));
}

static GArray *draw_with_log(Ui *ui)
{
    GArray *log = g_array_new(FALSE, TRUE, sizeof(UiDrawn));
    cairo_surface_t *s = cairo_recording_surface_create(CAIRO_CONTENT_COLOR, NULL);
    cairo_t *cr = cairo_create(s);
    ui_draw_tree(ui, cr, (UiRect){0, 0, ui->width, ui->height}, log);
    cairo_destroy(cr);
    cairo_surface_destroy(s);
    return log;
}

static gboolean is_over_page(UiWidget *w)
{
    return (w->ui->dialog && is_inside(w, w->ui->dialog)) || (w->ui->toast && is_inside(w, w->ui->toast));
}

GPtrArray *ui_audit(Ui *ui)
{
    GPtrArray *out = g_ptr_array_new_with_free_func((GDestroyNotify)ui_finding_free);
    ui_layout_now(ui);
    g_autoptr(GArray) log = draw_with_log(ui);
    for (guint i = 0; i < log->len; i++)
        if (g_array_index(log, UiDrawn, i).kind == UI_DREW_TEXT)
            audit_text(ui, log, i, out);
    g_autoptr(GPtrArray) targets = g_ptr_array_new();
    collect(ui->desk, targets);
    for (guint i = 0; i < targets->len; i++) {
        audit_target(ui, targets->pdata[i], out);
        for (guint k = i + 1; k < targets->len; k++)
            if (is_over_page(targets->pdata[i]) == is_over_page(targets->pdata[k]))
                audit_gap(ui, targets->pdata[i], targets->pdata[k], out);
    }
    return out;
}

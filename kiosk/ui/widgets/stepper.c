/* One number with - and + at its sides; touching the number takes the typing. Empty until first touched. */
#include "kiosk/ui/stepper.h"
#include "kiosk/ui/controls.h"
#include "kiosk/ui/ui_private.h"

#include <glib/gi18n.h>

typedef struct {
    UiWidget base;
    int value, min, max, start;
    gboolean empty, active;
    int typed; /* digits typed since it became active */
    char *unit, text[24];
    UiWidget *minus, *number, *plus;
    UiWidget *next; /* takes the typing when this one is full */
    UiAction number_touched;
    gpointer number_data;
} Stepper;

typedef struct {
    UiWidget base;
    const char *icon; /* NULL: the number */
    int by;
} Part;

static Stepper *stepper_of(UiWidget *part)
{
    return (Stepper *)part->parent;
}

static void refresh(Stepper *s)
{
    if (s->empty)
        g_snprintf(s->text, sizeof s->text, "—");
    else
        g_snprintf(s->text, sizeof s->text, "%d", s->value);
    ui_damage(UI_WIDGET(s));
}

static void changed(Stepper *s)
{
    refresh(s);
    ui_run_action(UI_WIDGET(s));
}

/* --- typing --- */
static int digits_of(int n)
{
    return n >= 1000 ? 4 : n >= 100 ? 3 : n >= 10 ? 2 : 1;
}

static void stepper_insert(gpointer target, const char *text)
{
    Stepper *s = target;
    for (; *text; text++) {
        if (!g_ascii_isdigit(*text))
            continue;
        int v = s->typed > 0 && !s->empty ? s->value * 10 + (*text - '0') : *text - '0';
        s->typed++;
        if (s->typed > 1 && v > s->max) { /* begins anew instead of refusing */
            v = *text - '0';
            s->typed = 1;
        }
        s->value = v;
        s->empty = FALSE;
    }
    changed(s);
    if (s->active && (s->typed >= digits_of(s->max) || s->value * 10 > s->max))
        ui_type_done(s->base.ui);
}

static void stepper_backspace(gpointer target)
{
    Stepper *s = target;
    s->value /= 10;
    s->typed = MAX(0, s->typed - 1);
    s->empty = s->empty || s->value == 0;
    changed(s);
}

static void stepper_clear_all(gpointer target)
{
    Stepper *s = target;
    s->value = s->typed = 0;
    s->empty = TRUE;
    changed(s);
}

static void stepper_preedit(gpointer target, const char *text)
{
}

static void stepper_let_go(gpointer target)
{
    Stepper *s = target;
    s->active = FALSE;
    if (!s->empty && (s->value < s->min || s->value > s->max)) {
        s->value = CLAMP(s->value, s->min, s->max);
        changed(s);
    }
    refresh(s);
}

static void stepper_done(gpointer target)
{
    Stepper *s = target;
    if (s->next)
        ui_stepper_activate(s->next);
    else
        ui_set_input(s->base.ui, NULL, NULL);
    if (s->number_touched)
        s->number_touched(UI_WIDGET(s), s->number_data);
}

static const UiInput INPUT = {.insert = stepper_insert,
                              .backspace = stepper_backspace,
                              .clear = stepper_clear_all,
                              .preedit = stepper_preedit,
                              .done = stepper_done,
                              .let_go = stepper_let_go};

void ui_stepper_activate(UiWidget *w)
{
    Stepper *s = (Stepper *)w;
    s->active = TRUE;
    s->typed = 0;
    ui_damage(w);
    ui_set_input(w->ui, &INPUT, s);
}

/* --- parts --- */
static void part_activate(UiWidget *w)
{
    Stepper *s = stepper_of(w);
    Part *p = (Part *)w;
    if (!p->icon) {
        ui_stepper_activate(UI_WIDGET(s));
        if (s->number_touched)
            s->number_touched(UI_WIDGET(s), s->number_data);
        return;
    }
    s->value = s->empty ? CLAMP(s->start, s->min, s->max) : CLAMP(s->value + p->by, s->min, s->max);
    s->empty = FALSE;
    s->typed = 0;
    changed(s);
}

static void part_draw(UiWidget *w, UiPainter *p)
{
    Part *part = (Part *)w;
    Stepper *s = stepper_of(w);
    gboolean dark = w->pressed;
    if (dark)
        ui_painter_box(p, w->rect, 3, UI_RIVER, UI_NONE, 0);
    UiColour ink = dark ? UI_ON_RIVER : ui_is_enabled(w) ? UI_INK : UI_ON_DIS;
    if (part->icon) {
        int icon = ui_painter_px(p, 9);
        ui_painter_icon(p, part->icon, w->rect.x + (w->rect.w - icon) / 2.0,
                        w->rect.y + (w->rect.h - icon) / 2.0, icon,
                        dark || !ui_is_enabled(w) ? ink : UI_RIVER);
        return;
    }
    int unit_w = ui_text_width(w, UI_LOOK(UI_BODY, 0), s->unit), figure,
        gap = *s->unit ? ui_painter_px(p, 1.5) : 0;
    UiTextLook big = UI_LOOK(UI_LEAD, UI_BOLD);
    ui_text_size(w->ui, big, s->text, -1, &figure, NULL);
    int x = w->rect.x + (w->rect.w - figure - gap - unit_w) / 2;
    ui_text_draw_middle(p, (UiRect){x, w->rect.y, figure + 1, w->rect.h}, big, ink, s->text);
    ui_text_draw_middle(p, (UiRect){x + figure + gap, w->rect.y, unit_w + 1, w->rect.h}, UI_LOOK(UI_BODY, 0),
                        ink, s->unit);
}

static const char *part_text(UiWidget *w)
{
    return ((Part *)w)->icon ? NULL : stepper_of(w)->text;
}

static const UiWidgetClass PART = {.role = "stepper-part",
                                   .size = sizeof(Part),
                                   .target = TRUE,
                                   .key = TRUE,
                                   .joins = TRUE,
                                   .draw = part_draw,
                                   .activate = part_activate,
                                   .text = part_text};

/* --- the whole --- */
static int side_px(UiWidget *w)
{
    return ui_w_mm(w, ui_target_mm(ui_look(w->ui)));
}

static int stepper_height(UiWidget *w, int width)
{
    return MAX(side_px(w), ui_text_height(w, UI_LOOK(UI_LEAD, UI_BOLD), "0", width));
}

static int stepper_min_width(UiWidget *w)
{
    Stepper *s = (Stepper *)w;
    g_autofree char *widest = g_strdup_printf("%d", s->max);
    return 2 * side_px(w) + ui_text_width(w, UI_LOOK(UI_LEAD, UI_BOLD), widest) +
           ui_text_width(w, UI_LOOK(UI_BODY, 0), s->unit) + ui_w_mm(w, 4);
}

static void stepper_arrange(UiWidget *w)
{
    Stepper *s = (Stepper *)w;
    UiRect r = w->rect;
    int side = side_px(w);
    ui_place(s->minus, (UiRect){r.x, r.y, side, r.h});
    ui_place(s->number, (UiRect){r.x + side, r.y, r.w - 2 * side, r.h});
    ui_place(s->plus, (UiRect){r.x + r.w - side, r.y, side, r.h});
}

static void stepper_draw(UiWidget *w, UiPainter *p)
{
    Stepper *s = (Stepper *)w;
    ui_painter_box(p, w->rect, 3, ui_is_enabled(w) ? UI_SURFACE : UI_DIS, UI_NONE, 0);
    UiRect n = s->number->rect;
    ui_painter_line(p, n.x, n.y, n.x, n.y + n.h, 0.5, UI_LINE);
    ui_painter_line(p, n.x + n.w, n.y, n.x + n.w, n.y + n.h, 0.5, UI_LINE);
}

static void stepper_draw_over(UiWidget *w, UiPainter *p)
{
    gboolean active = ((Stepper *)w)->active;
    ui_painter_box(p, w->rect, 3, UI_NONE, active ? UI_RIVER : UI_EDGE, active ? 1 : 0.5);
}

static const char *stepper_text(UiWidget *w)
{
    return ((Stepper *)w)->text;
}

static void stepper_attached(UiWidget *w, gboolean attached)
{
    if (!attached && w->ui->input_target == w)
        ui_set_input(w->ui, NULL, NULL);
}

static void stepper_clear(UiWidget *w)
{
    g_free(((Stepper *)w)->unit);
}

static const UiWidgetClass STEPPER = {.role = "stepper",
                                      .size = sizeof(Stepper),
                                      .width = stepper_min_width,
                                      .min_width = stepper_min_width,
                                      .height = stepper_height,
                                      .arrange = stepper_arrange,
                                      .draw = stepper_draw,
                                      .draw_over = stepper_draw_over,
                                      .text = stepper_text,
                                      .attached = stepper_attached,
                                      .clear = stepper_clear};

static UiWidget *part(UiWidget *stepper, const char *icon, int by, const char *spoken, const char *id)
{
    UiWidget *w = ui_add(stepper, ui_widget_new(&PART));
    ((Part *)w)->icon = icon;
    ((Part *)w)->by = by;
    ui_spoken(w, spoken);
    ui_id(w, id);
    return icon ? ui_button_repeats(w) : w;
}

UiWidget *ui_stepper_empty(int start, int min, int max, const char *unit)
{
    UiWidget *w = ui_widget_new(&STEPPER);
    Stepper *s = (Stepper *)w;
    s->start = start;
    s->min = min;
    s->max = max;
    s->empty = TRUE;
    s->unit = g_strdup(unit ? unit : "");
    s->minus = part(w, "minus", -1, _("One less"), "minus");
    s->number = part(w, NULL, 0, NULL, "number");
    s->plus = part(w, "plus", 1, _("One more"), "plus");
    refresh(s);
    return w;
}

UiWidget *ui_stepper(int value, int min, int max, const char *unit, UiAction action, gpointer data)
{
    UiWidget *w = ui_stepper_empty(value, min, max, unit);
    ui_stepper_set(w, value);
    return ui_on(w, action, data);
}

int ui_stepper_get(UiWidget *w)
{
    return ((Stepper *)w)->value;
}

void ui_stepper_set(UiWidget *w, int value)
{
    Stepper *s = (Stepper *)w;
    s->value = CLAMP(value, s->min, s->max);
    s->empty = FALSE;
    refresh(s);
}

gboolean ui_stepper_is_empty(UiWidget *w)
{
    return ((Stepper *)w)->empty;
}

void ui_stepper_make_empty(UiWidget *w)
{
    Stepper *s = (Stepper *)w;
    s->empty = TRUE;
    s->value = s->typed = 0;
    refresh(s);
}

gboolean ui_stepper_is_active(UiWidget *w)
{
    return ((Stepper *)w)->active;
}

void ui_stepper_range(UiWidget *w, int min, int max)
{
    Stepper *s = (Stepper *)w;
    s->min = min;
    s->max = max;
    if (!s->empty && !s->active)
        s->value = CLAMP(s->value, min, max);
    refresh(s);
}

void ui_stepper_chain(UiWidget *w, UiWidget *next, UiAction touched, gpointer data)
{
    Stepper *s = (Stepper *)w;
    s->next = next;
    s->number_touched = touched;
    s->number_data = data;
}

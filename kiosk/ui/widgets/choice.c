/* Choices: chips up to three in a row, else a column; in elder mode full-width rows. */
#include "kiosk/ui/button.h"
#include "kiosk/ui/controls.h"
#include "kiosk/ui/widget_class.h"

#define CHIP_MM       20.0
#define ELDER_CHIP_MM 46.0
#define PAD_MM        5.0
#define MOST_IN_ROW   3
#define SHORT_IN_ROW  4 /* when that is all of them */

typedef struct {
    UiWidget base;
    gboolean multi;
    int touched;
} Choice;

typedef struct {
    UiWidget base;
    char *icon, *text;
    gboolean on;
} Chip;

static gboolean is_elder(UiWidget *w)
{
    return ui_look(w->ui)->mode == UI_MODE_ELDER;
}

static gboolean is_multi(UiWidget *chip)
{
    return ((Choice *)chip->parent)->multi;
}

/* --- chip --- */
/* The room of the tick is kept free for all, so that nothing moves when one is chosen. */
static int mark_room(UiWidget *w)
{
    return is_multi(w) || ((Chip *)w)->on ? ui_w_mm(w, 9 + 3) : 0;
}

/* The few answers of an elder question have room for a large picture. */
static double icon_mm(UiWidget *w)
{
    return is_elder(w) && ui_n_children(w->parent) <= 4 ? 19 : 11;
}

static int icon_room(UiWidget *w)
{
    return ((Chip *)w)->icon ? ui_w_mm(w, icon_mm(w) + 5) : 0;
}

static UiTextLook chip_look(UiWidget *w)
{
    gboolean bold = ((Chip *)w)->on || is_elder(w);
    return UI_LOOK(is_elder(w) ? UI_LEAD : UI_BODY, bold ? UI_BOLD : 0);
}

/* Measured as if chosen: the bold face is the wider one. */
static UiTextLook widest_look(UiWidget *w)
{
    return UI_LOOK(is_elder(w) ? UI_LEAD : UI_BODY, UI_BOLD);
}

static int chip_width(UiWidget *w)
{
    return ui_text_width(w, widest_look(w), ((Chip *)w)->text) + 1 + ui_w_mm(w, 9 + 3) + icon_room(w) +
           2 * ui_w_mm(w, PAD_MM);
}

static int chip_min_width(UiWidget *w)
{
    return ui_text_min_width(w, widest_look(w), ((Chip *)w)->text) + 1 + ui_w_mm(w, 9 + 3) + icon_room(w) +
           2 * ui_w_mm(w, PAD_MM);
}

static int words_room(UiWidget *w, int width)
{
    return MAX(0, width - ui_w_mm(w, 9 + 3) - icon_room(w) - 2 * ui_w_mm(w, PAD_MM));
}

static int chip_height(UiWidget *w, int width)
{
    int words = ui_text_height(w, widest_look(w), ((Chip *)w)->text, words_room(w, width));
    guint n = ui_n_children(w->parent);
    /* 46 mm for the few answers of an elder question; many answers keep the height of a target. */
    double least = is_elder(w) ? (n <= 4 ? ELDER_CHIP_MM : n <= 6 ? 32 : 24) : CHIP_MM;
    return MAX(ui_w_mm(w, least), words + 2 * ui_w_mm(w, 2));
}

static UiButtonLook chip_ground(UiWidget *w)
{
    Chip *c = (Chip *)w;
    gboolean on = c->on || w->pressed;
    if (ui_is_contrast(w->ui)) {
        UiButtonLook rest = c->on ? (UiButtonLook){UI_RIVER, UI_NONE, 0, UI_ON_RIVER}
                                  : (UiButtonLook){UI_SURFACE, UI_EDGE, 0.5, UI_INK};
        return ui_button_contrast(w, rest);
    }
    if (!ui_is_enabled(w))
        return (UiButtonLook){UI_DIS, UI_NONE, 0, UI_ON_DIS};
    return on ? (UiButtonLook){UI_MIST, UI_RIVER, 0.75, UI_INK}
              : (UiButtonLook){UI_SURFACE, UI_EDGE, 0.5, UI_INK};
}

static void draw_mark(UiWidget *w, UiPainter *p, int x, UiColour colour)
{
    Chip *c = (Chip *)w;
    int size = ui_painter_px(p, 9), y = w->rect.y + (w->rect.h - size) / 2;
    if (is_multi(w)) {
        int in = ui_painter_px(p, 0.5);
        UiRect box = {x + in, y + in, size - 2 * in, size - 2 * in};
        ui_painter_box(p, box, 1.5, UI_NONE, colour == UI_INK ? UI_EDGE : colour, 0.5);
    }
    if (c->on)
        ui_painter_icon(p, "check", x, y, size, colour);
}

/* Elder: words left, mark at the right end. Else all in the middle. */
static void chip_draw(UiWidget *w, UiPainter *p)
{
    Chip *c = (Chip *)w;
    UiButtonLook look = chip_ground(w);
    ui_button_ground(p, w->rect, 3, &look);
    if (look.dashed)
        ui_painter_dashed(p, w->rect, 3, look.text, 0.5);
    UiTextLook text = chip_look(w);
    int pad = ui_painter_px(p, is_elder(w) ? 10 : PAD_MM), icon = ui_painter_px(p, icon_mm(w)), words;
    UiColour line = look.text == UI_INK && !ui_is_contrast(w->ui) ? UI_RIVER : look.text;
    int room = words_room(w, w->rect.w);
    ui_text_size(w->ui, text, c->text, -1, &words, NULL);
    words = MIN(words + 1, room);
    int x = w->rect.x + pad;
    if (!is_elder(w))
        x = w->rect.x + (w->rect.w - words - icon_room(w) - mark_room(w)) / 2;
    if (is_elder(w))
        draw_mark(w, p, w->rect.x + w->rect.w - pad - ui_painter_px(p, 9), look.text);
    else
        draw_mark(w, p, x, look.text);
    x += is_elder(w) ? 0 : mark_room(w);
    ui_painter_icon(p, c->icon, x, w->rect.y + (w->rect.h - icon) / 2.0, icon, line);
    x += icon_room(w);
    ui_text_draw_middle(p, (UiRect){x, w->rect.y, words, w->rect.h}, text, look.text, c->text);
}

static void chip_activate(UiWidget *w)
{
    Choice *c = (Choice *)w->parent;
    guint n = ui_n_children(w->parent), me = 0;
    for (guint i = 0; i < n; i++)
        if (ui_child(w->parent, i) == w)
            me = i;
    c->touched = (int)me;
    if (c->multi) {
        ui_choice_set(w->parent, me, !((Chip *)w)->on);
    } else {
        for (guint i = 0; i < n; i++)
            ui_choice_set(w->parent, i, i == me);
    }
    ui_run_action(w->parent);
}

static const char *chip_text(UiWidget *w)
{
    return ((Chip *)w)->text;
}

static gboolean chip_is_on(UiWidget *w)
{
    return ((Chip *)w)->on;
}

static void chip_clear(UiWidget *w)
{
    g_free(((Chip *)w)->icon);
    g_free(((Chip *)w)->text);
}

static const UiWidgetClass CHIP = {.role = "chip",
                                   .size = sizeof(Chip),
                                   .target = TRUE,
                                   .width = chip_width,
                                   .min_width = chip_min_width,
                                   .height = chip_height,
                                   .draw = chip_draw,
                                   .activate = chip_activate,
                                   .text = chip_text,
                                   .is_on = chip_is_on,
                                   .clear = chip_clear};

/* --- the group --- */
static int gap_px(UiWidget *w)
{
    return ui_w_mm(w, ui_gap_mm(ui_look(w->ui)));
}

/* As many columns as the words allow: all in one row up to three, or four short ones; long lists in two or
 * three columns. */
static int columns(UiWidget *w, int width)
{
    int n = (int)ui_n_children(w), widest = 0;
    if (is_elder(w) || n == 0)
        return 1;
    for (int i = 0; i < n; i++)
        widest = MAX(widest, chip_width(ui_child(w, (guint)i)));
    for (int c = n == SHORT_IN_ROW ? n : MIN(n, MOST_IN_ROW); c > 1; c--)
        if ((width - (c - 1) * gap_px(w)) / c >= widest)
            return c;
    return 1;
}

static int row_height(UiWidget *w, guint first, int n, int cell)
{
    int h = 0;
    for (guint i = first; i < first + (guint)n && i < ui_n_children(w); i++)
        h = MAX(h, ui_height_for(ui_child(w, i), cell));
    return h;
}

static int choice_run(UiWidget *w, UiRect r, gboolean place)
{
    int n = columns(w, r.w), gap = gap_px(w), cell = (r.w - (n - 1) * gap) / n, y = r.y;
    for (guint i = 0; i < ui_n_children(w); i += (guint)n) {
        int h = row_height(w, i, n, cell);
        y += i > 0 ? gap : 0;
        for (guint k = i; place && k < i + (guint)n && k < ui_n_children(w); k++)
            ui_place(ui_child(w, k), (UiRect){r.x + (int)(k - i) * (cell + gap), y, cell, h});
        y += h;
    }
    return y - r.y;
}

static int choice_height(UiWidget *w, int width)
{
    return choice_run(w, (UiRect){0, 0, width, 0}, FALSE);
}

static void choice_arrange(UiWidget *w)
{
    choice_run(w, w->rect, TRUE);
}

static const UiWidgetClass CHOICE = {
    .role = "choice", .size = sizeof(Choice), .height = choice_height, .arrange = choice_arrange};

UiWidget *ui_choice(gboolean multi, UiAction changed, gpointer data)
{
    UiWidget *w = ui_widget_new(&CHOICE);
    ((Choice *)w)->multi = multi;
    ((Choice *)w)->touched = -1;
    return ui_on(w, changed, data);
}

UiWidget *ui_choice_add(UiWidget *w, const char *icon, const char *text)
{
    UiWidget *chip = ui_add(w, ui_widget_new(&CHIP));
    ((Chip *)chip)->icon = g_strdup(icon);
    ((Chip *)chip)->text = g_strdup(text);
    return w;
}

void ui_choice_set(UiWidget *w, guint index, gboolean selected)
{
    UiWidget *chip = ui_child(w, index);
    if (!chip || ((Chip *)chip)->on == selected)
        return;
    ((Chip *)chip)->on = selected;
    ui_damage(chip);
}

gboolean ui_choice_get(UiWidget *w, guint index)
{
    UiWidget *chip = ui_child(w, index);
    return chip && ((Chip *)chip)->on;
}

int ui_choice_first(UiWidget *w)
{
    for (guint i = 0; i < ui_n_children(w); i++)
        if (ui_choice_get(w, i))
            return (int)i;
    return -1;
}

int ui_choice_last_touched(UiWidget *w)
{
    return ((Choice *)w)->touched;
}

guint ui_choice_size(UiWidget *w)
{
    return ui_n_children(w);
}

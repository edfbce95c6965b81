/* The footer band: the same six buttons in the same places on every screen. */
#include "kiosk/ui/button.h"
#include "kiosk/ui/frame_page.h"
#include "kiosk/ui/language.h"
#include "kiosk/ui/ui_private.h"

#include <glib/gi18n.h>

typedef struct {
    UiWidget base;
    UiFoot foot;
    UiFootState state;
    const char *icon, *label; /* msgid */
} Foot;

/* Widths 33 and 53 mm on the 268 mm glass; wider glass shares alike. */
static const struct {
    const char *id, *icon, *label;
    double share;
} FEET[UI_N_FEET] = {
    [UI_FOOT_BACK] = {"back", "back", N_("Back"), 33},
    [UI_FOOT_HOME] = {"home", "home", N_("Home"), 33},
    [UI_FOOT_HELP] = {"help", "hand", N_("Get help"), 53},
    [UI_FOOT_READ] = {"read", "speak", N_("Read aloud"), 53},
    [UI_FOOT_BIG] = {"big", "big", N_("Larger"), 33},
    [UI_FOOT_LANGUAGE] = {"language", "globe", NULL, 33},
};

/* The name of the other language, in that language. */
static const char *label_of(Foot *f)
{
    if (f->label)
        return _(f->label);
    return g_str_equal(ui_language(), "en") ? "中文" : "EN";
}

/* As large as the person's size, but not wider than its place: the footer never moves. */
static UiTextLook look_of(UiWidget *w, int width)
{
    Foot *f = (Foot *)w;
    UiTextLook t = UI_LOOK(UI_BODY, UI_MIDDLE | (f->foot == UI_FOOT_HELP ? UI_BOLD : 0));
    UiLook least = {.mode = w->ui->look.mode};
    double em = ui_role_mm(&w->ui->look, UI_BODY), small = ui_role_mm(&least, UI_BODY);
    int natural = ui_text_width(w, t, label_of(f)), room = width - ui_w_mm(w, 2);
    if (natural > room)
        t.em_mm = MAX(small, em * room / natural * 0.99);
    return t;
}

static int foot_height(UiWidget *w, int width)
{
    int words = ui_text_height(w, look_of(w, width), label_of((Foot *)w), width - ui_w_mm(w, 2));
    return MAX(ui_w_mm(w, w->ui->look.mode == UI_MODE_ELDER ? 31 : 26), words + ui_w_mm(w, 9 + 3));
}

static UiButtonLook look_now(UiWidget *w)
{
    Foot *f = (Foot *)w;
    gboolean contrast = w->ui->look.theme != UI_THEME_DAY, off = !ui_is_enabled(w);
    UiButtonLook rest = f->foot == UI_FOOT_HELP ? (UiButtonLook){UI_GOLD, UI_NONE, 0, UI_ON_GOLD}
                                                : (UiButtonLook){UI_BED_BUTTON, UI_NONE, 0, UI_ON_BED};
    if (contrast) {
        if (f->state == UI_FOOT_ON && !off)
            rest = (UiButtonLook){UI_RIVER, UI_NONE, 0, UI_ON_RIVER};
        return ui_button_contrast(w, rest);
    }
    if (off)
        return (UiButtonLook){UI_NONE, UI_NONE, 0, UI_BED_OFF, .dashed = TRUE};
    if (w->pressed || f->state == UI_FOOT_ON)
        return (UiButtonLook){UI_SURFACE, UI_NONE, 0, UI_BED};
    return rest;
}

static void foot_draw(UiWidget *w, UiPainter *p)
{
    Foot *f = (Foot *)w;
    UiButtonLook look = look_now(w);
    if (look.fill != UI_NONE)
        ui_button_ground(p, w->rect, 3, &look);
    if (look.dashed)
        ui_painter_dashed(p, w->rect, 3, w->ui->look.theme == UI_THEME_DAY ? UI_BED_OFF_EDGE : UI_INK, 0.5);
    UiTextLook text = look_of(w, w->rect.w);
    int words = ui_text_height(w, text, label_of(f), w->rect.w - ui_w_mm(w, 2)), icon = ui_w_mm(w, 9);
    int y = w->rect.y + (w->rect.h - words - icon) / 2 + ui_w_mm(w, 0.5),
        x = w->rect.x + (w->rect.w - icon) / 2;
    gboolean on = f->state == UI_FOOT_ON;
    if (on)
        x -= icon / 2;
    ui_painter_icon(p, f->icon, x, y, icon, look.text);
    if (on)
        ui_painter_icon(p, "check", x + icon, y, icon, look.text);
    UiRect r = {w->rect.x + ui_w_mm(w, 1), y + icon - ui_w_mm(w, 0.5), w->rect.w - ui_w_mm(w, 2), words};
    ui_text_draw(p, r, text, look.text, label_of(f));
}

static void foot_activate(UiWidget *w)
{
    Ui *ui = w->ui;
    if (ui->foot)
        ui->foot(ui, ((Foot *)w)->foot, ui->foot_data);
}

static const char *foot_text(UiWidget *w)
{
    return label_of((Foot *)w);
}

static gboolean foot_is_on(UiWidget *w)
{
    return ((Foot *)w)->state == UI_FOOT_ON;
}

static const UiWidgetClass FOOT = {.role = "foot",
                                   .size = sizeof(Foot),
                                   .target = TRUE,
                                   .on_bed = TRUE,
                                   .height = foot_height,
                                   .draw = foot_draw,
                                   .activate = foot_activate,
                                   .text = foot_text,
                                   .is_on = foot_is_on};

/* --- the band --- */
static int foot_widths(UiWidget *w, int width, int *out)
{
    int margin = ui_w_mm(w, ui_is_landscape(w->ui) ? 12 : 6), gap = ui_w_mm(w, w->ui->look.mode ? 4 : 3);
    double sum = 0;
    for (int i = 0; i < UI_N_FEET; i++)
        sum += FEET[i].share;
    int room = width - 2 * margin - (UI_N_FEET - 1) * gap;
    for (int i = 0; i < UI_N_FEET; i++) { /* what rounding leaves goes to the next ones */
        out[i] = (int)(room * FEET[i].share / sum + 0.5);
        room -= out[i];
        sum -= FEET[i].share;
    }
    return margin;
}

static int footer_height(UiWidget *w, int width)
{
    int widths[UI_N_FEET], h = 0;
    foot_widths(w, width, widths);
    for (guint i = 0; i < UI_N_FEET; i++)
        h = MAX(h, ui_height_for(ui_child(w, i), widths[i]));
    return h + 2 * ui_w_mm(w, 4);
}

static void footer_arrange(UiWidget *w)
{
    int widths[UI_N_FEET], margin = foot_widths(w, w->rect.w, widths), pad = ui_w_mm(w, 4);
    int gap = ui_w_mm(w, w->ui->look.mode ? 4 : 3), x = w->rect.x + margin;
    for (guint i = 0; i < UI_N_FEET; i++) {
        ui_place(ui_child(w, i), (UiRect){x, w->rect.y + pad, widths[i], w->rect.h - 2 * pad});
        x += widths[i] + gap;
    }
}

static void footer_draw(UiWidget *w, UiPainter *p)
{
    ui_painter_box(p, w->rect, 0, UI_BED, UI_NONE, 0);
    if (ui_is_contrast(w->ui))
        ui_painter_line(p, w->rect.x, w->rect.y, w->rect.x + w->rect.w, w->rect.y, 0.5, UI_INK);
}

static const UiWidgetClass FOOTER = {.role = "footer",
                                     .size = sizeof(UiWidget),
                                     .height = footer_height,
                                     .arrange = footer_arrange,
                                     .draw = footer_draw};

UiWidget *ui_footer(const UiPageSpec *spec)
{
    UiWidget *w = ui_widget_new(&FOOTER);
    for (int i = 0; i < UI_N_FEET; i++) {
        UiWidget *c = ui_add(w, ui_id(ui_widget_new(&FOOT), FEET[i].id));
        Foot *f = (Foot *)c;
        f->foot = (UiFoot)i;
        f->icon = FEET[i].icon;
        f->label = FEET[i].label;
        ui_footer_set(w, (UiFoot)i, spec->feet[i]);
    }
    return w;
}

void ui_footer_set(UiWidget *w, UiFoot foot, UiFootState state)
{
    UiWidget *c = ui_child(w, foot);
    ((Foot *)c)->state = state;
    ui_enabled(c, state != UI_FOOT_CANNOT);
    ui_damage(c);
}

void ui_set_foot_action(Ui *ui, UiFootAction action, gpointer data)
{
    ui->foot = action;
    ui->foot_data = data;
}

/* Text, headings, icons: what is only read. */
#include "kiosk/ui/controls.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/widget_class.h"

#include <math.h>
#include <string.h>

typedef struct {
    UiWidget base;
    UiTextLook look;
    char *text;
} Label;

static int label_width(UiWidget *w)
{
    Label *l = (Label *)w;
    return ui_text_width(w, l->look, l->text) + 1;
}

static int label_min_width(UiWidget *w)
{
    Label *l = (Label *)w;
    return ui_text_min_width(w, l->look, l->text) + 1;
}

static int label_height(UiWidget *w, int width)
{
    Label *l = (Label *)w;
    return *l->text ? ui_text_height(w, l->look, l->text, width) : 0;
}

static int label_line(UiWidget *w)
{
    Label *l = (Label *)w;
    return (int)lround(ui_role_mm(ui_look(w->ui), l->look.role) * ui_role_line(l->look.role) /
                       ui_mm_per_px(w->ui));
}

static void label_draw(UiWidget *w, UiPainter *p)
{
    Label *l = (Label *)w;
    if (*l->text)
        ui_text_draw(p, w->rect, l->look, UI_NONE, l->text);
}

static const char *label_text(UiWidget *w)
{
    return ((Label *)w)->text;
}

static void label_clear(UiWidget *w)
{
    ui_wipe_free(((Label *)w)->text);
}

static const UiWidgetClass LABEL = {.role = "text",
                                    .size = sizeof(Label),
                                    .compact = TRUE,
                                    .width = label_width,
                                    .min_width = label_min_width,
                                    .height = label_height,
                                    .line_px = label_line,
                                    .draw = label_draw,
                                    .text = label_text,
                                    .clear = label_clear};

UiWidget *ui_text(UiRole role, int style, const char *text)
{
    UiWidget *w = ui_widget_new(&LABEL);
    Label *l = (Label *)w;
    l->look = UI_LOOK(role, style);
    l->text = g_strdup(text ? text : "");
    return w;
}

UiWidget *ui_text_pair(UiRole role, int style, const char *bold, const char *plain)
{
    UiWidget *w = ui_text(role, style, NULL);
    Label *l = (Label *)w;
    g_free(l->text);
    /* Two ideographic spaces would be too wide in English: one em is enough for both. */
    l->text = g_strconcat(bold ? bold : "", bold && plain ? "　" : "", plain ? plain : "", NULL);
    l->look.bold_bytes = bold ? (int)strlen(bold) : 0;
    return w;
}

UiWidget *ui_text_set(UiWidget *w, const char *value)
{
    if (!w)
        return NULL;
    Label *l = (Label *)w;
    if (g_strcmp0(l->text, value ? value : "") == 0)
        return w;
    ui_wipe_free(l->text);
    l->text = g_strdup(value ? value : "");
    l->look.bold_bytes = 0;
    ui_damage(w);
    ui_resized(w);
    return w;
}

const char *ui_text_get(UiWidget *w)
{
    return w ? ((Label *)w)->text : NULL;
}

UiWidget *ui_text_style(UiWidget *w, int style)
{
    if (w) {
        ((Label *)w)->look.style = style;
        ui_damage(w);
        ui_resized(w);
    }
    return w;
}

UiWidget *ui_heading(const char *icon, const char *text, const char *note)
{
    UiWidget *row = ui_row(3);
    if (icon)
        ui_add(row, ui_icon(icon, 9, UI_RIVER));
    ui_add(row, ui_grow(ui_text(UI_BODY, UI_BOLD | UI_TINT, text), note ? 0 : 1));
    if (note) {
        UiWidget *n = ui_add(row, ui_grow(ui_text(UI_BODY, UI_SECOND | UI_RIGHT, note), 1));
        ui_optional(n, 2);
    }
    return row;
}

char *ui_group_digits(const char *digits, int group)
{
    GString *out = g_string_new(NULL);
    for (int i = 0; digits[i]; i++) {
        if (i > 0 && group > 0 && i % group == 0)
            g_string_append_c(out, ' ');
        g_string_append_c(out, digits[i]);
    }
    return g_string_free(out, FALSE);
}

/* --- icon --- */
typedef struct {
    UiWidget base;
    char *name;
    double mm;
    UiColour colour;
    gboolean disc;
    UiTone tone;
} Icon;

static int icon_width(UiWidget *w)
{
    return ui_w_mm(w, ((Icon *)w)->mm);
}

static int icon_height(UiWidget *w, int width)
{
    return icon_width(w);
}

static void icon_draw(UiWidget *w, UiPainter *p)
{
    Icon *i = (Icon *)w;
    int size = MIN(w->rect.w, ui_painter_px(p, i->mm));
    double x = w->rect.x + (w->rect.w - size) / 2, y = w->rect.y + (w->rect.h - size) / 2;
    if (i->disc) {
        static const UiColour FILL[] = {UI_RIVER, UI_LEAF, UI_GOLD, UI_SEAL};
        static const UiColour LINE[] = {UI_ON_RIVER, UI_ON_LEAF, UI_ON_GOLD, UI_ON_SEAL};
        ui_painter_box(p, (UiRect){(int)x, (int)y, size, size}, i->mm / 2, FILL[i->tone], UI_NONE, 0);
        ui_painter_icon(p, i->name, x + size * 0.21, y + size * 0.21, (int)(size * 0.58), LINE[i->tone]);
        return;
    }
    ui_painter_icon(p, i->name, x, y, size, i->colour);
}

static void icon_clear(UiWidget *w)
{
    g_free(((Icon *)w)->name);
}

static const UiWidgetClass ICON = {.role = "icon",
                                   .size = sizeof(Icon),
                                   .compact = TRUE,
                                   .width = icon_width,
                                   .min_width = icon_width,
                                   .height = icon_height,
                                   .draw = icon_draw,
                                   .clear = icon_clear};

UiWidget *ui_icon(const char *name, double size_mm, UiColour colour)
{
    UiWidget *w = ui_widget_new(&ICON);
    Icon *i = (Icon *)w;
    i->name = g_strdup(name);
    i->mm = size_mm;
    i->colour = colour;
    return w;
}

UiWidget *ui_icon_disc(UiTone tone, const char *icon, double size_mm)
{
    UiWidget *w = ui_icon(icon, size_mm, UI_NONE);
    ((Icon *)w)->disc = TRUE;
    ((Icon *)w)->tone = tone;
    return w;
}

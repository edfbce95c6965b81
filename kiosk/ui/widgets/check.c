/* Check rows for consents, and stars for a rating. */
#include "kiosk/ui/controls.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/widget_class.h"

#include <glib/gi18n.h>

/* --- check row --- */
typedef struct {
    UiWidget base;
    gboolean on;
    char *bold;
    UiWidget *line; /* words, then the button */
} Check;

#define BOX_MM 13.0
#define GAP_MM 6.0
#define PAD_MM 7.0

static int left_room(UiWidget *w)
{
    return ui_w_mm(w, PAD_MM + BOX_MM + GAP_MM);
}

static int check_height(UiWidget *w, int width)
{
    Check *c = (Check *)w;
    int inner = width - left_room(w) - ui_w_mm(w, PAD_MM);
    return MAX(ui_w_mm(w, ui_target_mm(ui_look(w->ui))), ui_height_for(c->line, inner) + 2 * ui_w_mm(w, 4));
}

static void check_arrange(UiWidget *w)
{
    Check *c = (Check *)w;
    UiRect r = w->rect;
    int inner = r.w - left_room(w) - ui_w_mm(w, PAD_MM), h = ui_height_for(c->line, inner);
    ui_place(c->line, (UiRect){r.x + left_room(w), r.y + (r.h - h) / 2, inner, h});
}

static void check_draw(UiWidget *w, UiPainter *p)
{
    Check *c = (Check *)w;
    if (w->pressed)
        ui_painter_box(p, w->rect, 4, UI_MIST, UI_RIVER, 0.75);
    int size = ui_painter_px(p, BOX_MM);
    UiRect box = {w->rect.x + ui_painter_px(p, PAD_MM), w->rect.y + (w->rect.h - size) / 2, size, size};
    if (c->on)
        ui_painter_box(p, box, 2, UI_RIVER, UI_NONE, 0);
    else
        ui_painter_box(p, box, 2, UI_SURFACE, UI_EDGE, 0.75);
    int icon = ui_painter_px(p, 9);
    if (c->on)
        ui_painter_icon(p, "check", box.x + (size - icon) / 2.0, box.y + (size - icon) / 2.0, icon,
                        UI_ON_RIVER);
}

static void check_activate(UiWidget *w)
{
    ui_check_set(w, !((Check *)w)->on);
    ui_run_action(w);
}

static const char *check_text(UiWidget *w)
{
    return ((Check *)w)->bold;
}

static gboolean check_is_on(UiWidget *w)
{
    return ((Check *)w)->on;
}

static void check_clear(UiWidget *w)
{
    g_free(((Check *)w)->bold);
}

static const UiWidgetClass CHECK = {.role = "check",
                                    .size = sizeof(Check),
                                    .target = TRUE,
                                    .joins = TRUE,
                                    .height = check_height,
                                    .arrange = check_arrange,
                                    .draw = check_draw,
                                    .activate = check_activate,
                                    .text = check_text,
                                    .is_on = check_is_on,
                                    .clear = check_clear};

UiWidget *ui_check_row(const char *bold, const char *sentence, gboolean on, UiAction changed, gpointer data)
{
    UiWidget *w = ui_on(ui_widget_new(&CHECK), changed, data);
    Check *c = (Check *)w;
    c->on = on;
    c->bold = g_strdup(bold);
    c->line = ui_add(w, ui_row(5));
    UiWidget *words = ui_add(c->line, ui_align(ui_grow(ui_column(0), 1), UI_CENTRE));
    ui_add(words, ui_text(UI_BODY, UI_BOLD, bold));
    if (sentence)
        ui_add(words, ui_text(UI_BODY, UI_SECOND, sentence));
    return w;
}

gboolean ui_check_get(UiWidget *w)
{
    return w && ((Check *)w)->on;
}

void ui_check_set(UiWidget *w, gboolean on)
{
    if (!w)
        return;
    ((Check *)w)->on = on;
    ui_damage(w);
}

UiWidget *ui_check_button(UiWidget *w, const char *icon, const char *text, UiAction action, gpointer data)
{
    return ui_add(((Check *)w)->line, ui_button(UI_SECONDARY, icon, text, action, data));
}

/* --- stars --- */
#define STARS   5
#define STAR_MM 28.0

typedef struct {
    UiWidget base;
    int value;
} Stars;

typedef struct {
    UiWidget base;
    int value;
    char *text;
} Star;

static int star_side(UiWidget *w)
{
    return ui_w_mm(w, STAR_MM);
}

static int star_height(UiWidget *w, int width)
{
    return MIN(star_side(w), MAX(width, ui_w_mm(w, ui_target_mm(ui_look(w->ui)))));
}

static void star_draw(UiWidget *w, UiPainter *p)
{
    gboolean on = ((Star *)w)->value <= ((Stars *)w->parent->parent)->value;
    gboolean dark = on || w->pressed;
    ui_painter_box(p, w->rect, 3, dark ? UI_RIVER : UI_SURFACE, dark ? UI_NONE : UI_EDGE, 0.5);
    int icon = ui_painter_px(p, 15);
    ui_painter_icon(p, "star", w->rect.x + (w->rect.w - icon) / 2.0, w->rect.y + (w->rect.h - icon) / 2.0,
                    icon, dark ? UI_ON_RIVER : UI_RIVER);
}

static void star_activate(UiWidget *w)
{
    UiWidget *stars = w->parent->parent;
    ((Stars *)stars)->value = ((Star *)w)->value;
    ui_damage(stars);
    ui_run_action(stars);
}

static const char *star_text(UiWidget *w)
{
    return ((Star *)w)->text;
}

static gboolean star_is_on(UiWidget *w)
{
    return ((Star *)w)->value <= ((Stars *)w->parent->parent)->value;
}

static void star_clear(UiWidget *w)
{
    g_free(((Star *)w)->text);
}

static const UiWidgetClass STAR = {.role = "star",
                                   .size = sizeof(Star),
                                   .target = TRUE,
                                   .width = star_side,
                                   .height = star_height,
                                   .draw = star_draw,
                                   .activate = star_activate,
                                   .text = star_text,
                                   .is_on = star_is_on,
                                   .clear = star_clear};

static const UiWidgetClass STARS_CLASS = {.role = "stars", .size = sizeof(Stars)};

UiWidget *ui_stars(int value, UiAction changed, gpointer data)
{
    UiWidget *w = ui_on(ui_widget_new(&STARS_CLASS), changed, data);
    ((Stars *)w)->value = value;
    UiWidget *row = ui_add(w, ui_row(UI_GAP));
    for (int i = 1; i <= STARS; i++) {
        UiWidget *star = ui_add(row, ui_widget_new(&STAR));
        ((Star *)star)->value = i;
        /* Translators: a rating, 1 to 5 */
        ((Star *)star)->text = g_strdup_printf(ngettext("%d star", "%d stars", (gulong)i), i);
    }
    return w;
}

int ui_stars_get(UiWidget *w)
{
    return ((Stars *)w)->value;
}

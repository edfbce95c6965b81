/* Door and tile: an icon at the left, words beside it, the whole area pressable. */
#include "kiosk/ui/button.h"
#include "kiosk/ui/controls.h"
#include "kiosk/ui/widget_class.h"

typedef struct {
    UiWidget base;
    char *icon, *title, *sub;
    gboolean door, filled, mist;
} Tile;

#define DOOR_LEAST_MM 37
#define DOOR_MOST_MM  62

static double icon_mm(Tile *t)
{
    return t->door ? 19 : 9;
}

static double pad_mm(Tile *t)
{
    return t->door ? 8 : 5;
}

static int words_left(UiWidget *w)
{
    Tile *t = (Tile *)w;
    return ui_w_mm(w, pad_mm(t) + icon_mm(t) + (t->door ? 6 : 4));
}

static UiTextLook title_look(Tile *t)
{
    return UI_LOOK(t->door ? UI_TITLE : UI_BODY, 0);
}

static gboolean has_sub(UiWidget *w)
{
    return ((Tile *)w)->sub && ui_look(w->ui)->mode == UI_MODE_STANDARD;
}

static int words_width(UiWidget *w, int width)
{
    return MAX(0, width - words_left(w) - ui_w_mm(w, ((Tile *)w)->door ? 5 : 3));
}

static int words_height(UiWidget *w, int width)
{
    Tile *t = (Tile *)w;
    int inner = words_width(w, width), h = ui_text_height(w, title_look(t), t->title, inner);
    return h + (has_sub(w) ? ui_text_height(w, UI_LOOK(UI_BODY, 0), t->sub, inner) : 0);
}

static int tile_width(UiWidget *w)
{
    Tile *t = (Tile *)w;
    int words = ui_text_width(w, title_look(t), t->title);
    if (has_sub(w))
        words = MAX(words, ui_text_width(w, UI_LOOK(UI_BODY, 0), t->sub));
    return words_left(w) + words + 1 + ui_w_mm(w, t->door ? 5 : 3);
}

static int tile_min_width(UiWidget *w)
{
    Tile *t = (Tile *)w;
    return words_left(w) + ui_text_min_width(w, title_look(t), t->title) + 1 + ui_w_mm(w, t->door ? 5 : 3);
}

static int tile_height(UiWidget *w, int width)
{
    Tile *t = (Tile *)w;
    double least = t->door ? DOOR_LEAST_MM : ui_target_mm(ui_look(w->ui)) + 1;
    return MAX(ui_w_mm(w, least), words_height(w, width) + 2 * ui_w_mm(w, t->door ? 4 : 1.5));
}

static UiButtonLook look_now(UiWidget *w)
{
    Tile *t = (Tile *)w;
    UiButtonLook rest = t->filled ? (UiButtonLook){UI_RIVER, UI_NONE, 0, UI_ON_RIVER}
                                  : (UiButtonLook){t->mist ? UI_MIST : UI_SURFACE, UI_EDGE, 0.5, UI_INK};
    if (ui_is_contrast(w->ui))
        return ui_button_contrast(w, rest);
    if (!ui_is_enabled(w))
        return (UiButtonLook){UI_DIS, UI_NONE, 0, UI_ON_DIS};
    if (w->pressed)
        return t->filled ? (UiButtonLook){UI_RIVER_PRESS, UI_NONE, 0, UI_ON_RIVER}
                         : (UiButtonLook){t->mist ? UI_SURFACE : UI_MIST, UI_RIVER, 0.75, UI_INK};
    return rest;
}

static void tile_draw(UiWidget *w, UiPainter *p)
{
    Tile *t = (Tile *)w;
    UiButtonLook look = look_now(w);
    ui_button_ground(p, w->rect, t->door ? 4 : 3, &look);
    if (look.dashed)
        ui_painter_dashed(p, w->rect, t->door ? 4 : 3, look.text, 0.5);
    int icon = ui_painter_px(p, icon_mm(t)), words = words_width(w, w->rect.w);
    UiColour line = look.text == UI_INK && !ui_is_contrast(w->ui) ? UI_RIVER : look.text;
    ui_painter_icon(p, t->icon, w->rect.x + ui_painter_px(p, pad_mm(t)), w->rect.y + (w->rect.h - icon) / 2.0,
                    icon, line);
    int h = words_height(w, w->rect.w);
    UiRect r = {w->rect.x + words_left(w), w->rect.y + (w->rect.h - h) / 2, words, h};
    int title_h = ui_text_draw(p, r, title_look(t), look.text, t->title);
    if (!has_sub(w))
        return;
    UiColour sub = look.text == UI_INK ? UI_INK2 : look.text == UI_ON_RIVER ? UI_ON_RIVER2 : look.text;
    r.y += title_h;
    r.h -= title_h;
    ui_text_draw(p, r, UI_LOOK(UI_BODY, 0), sub, t->sub);
}

static const char *tile_text(UiWidget *w)
{
    return ((Tile *)w)->title;
}

static void tile_clear(UiWidget *w)
{
    Tile *t = (Tile *)w;
    g_free(t->icon);
    g_free(t->title);
    g_free(t->sub);
}

static const UiWidgetClass TILE = {.role = "tile",
                                   .size = sizeof(Tile),
                                   .target = TRUE,
                                   .width = tile_width,
                                   .min_width = tile_min_width,
                                   .height = tile_height,
                                   .draw = tile_draw,
                                   .text = tile_text,
                                   .clear = tile_clear};

UiWidget *ui_door(const char *icon, const char *title, const char *sub, gboolean filled, UiAction action,
                  gpointer data)
{
    UiWidget *w = ui_tile(icon, title, FALSE, action, data);
    Tile *t = (Tile *)w;
    t->sub = g_strdup(sub);
    t->door = TRUE;
    t->filled = filled;
    w->max_height_mm = DOOR_MOST_MM;
    return ui_grow(w, 1);
}

UiWidget *ui_tile(const char *icon, const char *text, gboolean mist, UiAction action, gpointer data)
{
    UiWidget *w = ui_widget_new(&TILE);
    Tile *t = (Tile *)w;
    t->icon = g_strdup(icon);
    t->title = g_strdup(text);
    t->mist = mist;
    return ui_on(w, action, data);
}

/* Buttons and links. How each kind looks in each state is a table; the contrast themes turn tints and "off"
 * into frames, and "pressed" into its opposite. */
#include "kiosk/ui/button.h"
#include "kiosk/ui/controls.h"
#include "kiosk/ui/widget_class.h"

#define ICON_MM      9.0
#define ICON_GAP_MM  3.5
#define PAD_MM       6.0
#define PAD_BIG_MM   8.0
#define PAD_TIGHT_MM 2.0
#define PAD_V_MM     2.5
#define KEY_EM_MM    11.0

typedef struct {
    UiWidget base;
    UiButtonKind kind;
    gboolean link, big, after, after_set;
    char *icon, *text;
} Button;

enum { REST, PRESSED, OFF, N_STATES };

/* clang-format off */
static const UiButtonLook LOOKS[][N_STATES] = {
    [UI_PRIMARY]   = { { UI_RIVER, UI_NONE, 0, UI_ON_RIVER }, { UI_RIVER_PRESS, UI_NONE, 0, UI_ON_RIVER }, { UI_DIS, UI_NONE, 0, UI_ON_DIS } },
    [UI_SECONDARY] = { { UI_SURFACE, UI_EDGE, 0.5, UI_INK },  { UI_MIST, UI_RIVER, 0.75, UI_INK },         { UI_DIS, UI_NONE, 0, UI_ON_DIS } },
    [UI_DANGER]    = { { UI_SURFACE, UI_SEAL, 0.5, UI_SEAL }, { UI_SEAL, UI_NONE, 0, UI_ON_SEAL },         { UI_DIS, UI_NONE, 0, UI_ON_DIS } },
    [UI_KEY]       = { { UI_SURFACE, UI_EDGE, 0.5, UI_INK },  { UI_RIVER, UI_NONE, 0, UI_ON_RIVER },       { UI_DIS, UI_NONE, 0, UI_ON_DIS } },
    [UI_KEY_QUIET] = { { UI_MIST, UI_EDGE, 0.5, UI_INK },     { UI_RIVER, UI_NONE, 0, UI_ON_RIVER },       { UI_DIS, UI_NONE, 0, UI_ON_DIS } },
};
/* clang-format on */

void ui_button_ground(UiPainter *p, UiRect rect, double radius_mm, const UiButtonLook *look)
{
    ui_painter_box(p, rect, radius_mm, look->fill, look->edge, look->edge_mm);
}

UiButtonLook ui_button_contrast(UiWidget *w, UiButtonLook rest)
{
    gboolean filled = rest.fill == UI_RIVER || rest.fill == UI_GOLD;
    if (!ui_is_enabled(w))
        return (UiButtonLook){UI_SURFACE, UI_NONE, 0, UI_INK, .dashed = TRUE};
    if (w->pressed)
        return filled ? (UiButtonLook){UI_SURFACE, UI_INK, 1, UI_INK}
                      : (UiButtonLook){UI_INK, UI_NONE, 0, UI_PAPER};
    return rest;
}

static UiButtonLook look_now(UiWidget *w)
{
    Button *b = (Button *)w;
    if (ui_is_contrast(w->ui))
        return ui_button_contrast(w, LOOKS[b->kind][REST]);
    return LOOKS[b->kind][!ui_is_enabled(w) ? OFF : w->pressed ? PRESSED : REST];
}

/* One sign on a key is set larger; words keep the body size. */
static UiTextLook text_look(Button *b)
{
    gboolean bold = b->kind == UI_PRIMARY || b->link;
    UiTextLook look = UI_LOOK(b->big ? UI_LEAD : UI_BODY, bold ? UI_BOLD : 0);
    if ((b->kind == UI_KEY || b->kind == UI_KEY_QUIET) && b->text && g_utf8_strlen(b->text, -1) == 1)
        look.em_mm = MAX(KEY_EM_MM, ui_role_mm(ui_look(b->base.ui), UI_BODY));
    return look;
}

static int icon_room(UiWidget *w)
{
    Button *b = (Button *)w;
    if (!b->icon)
        return 0;
    return ui_w_mm(w, ICON_MM) + (b->text && *b->text ? ui_w_mm(w, ICON_GAP_MM) : 0);
}

static int least_side(UiWidget *w)
{
    Button *b = (Button *)w;
    gboolean elder = ui_look(w->ui)->mode == UI_MODE_ELDER;
    double mm = b->big ? (elder ? 28 : 24) : ui_target_mm(ui_look(w->ui));
    return ui_w_mm(w, mm);
}

static int button_width(UiWidget *w)
{
    Button *b = (Button *)w;
    int pad = ui_w_mm(w, b->link ? PAD_TIGHT_MM : b->big ? PAD_BIG_MM : PAD_MM);
    return MAX(least_side(w), ui_text_width(w, text_look(b), b->text) + 1 + icon_room(w) + 2 * pad);
}

static int button_min_width(UiWidget *w)
{
    Button *b = (Button *)w;
    int words = ui_text_min_width(w, text_look(b), b->text) + 1;
    return MAX(ui_w_mm(w, b->link ? 0 : ui_target_mm(ui_look(w->ui))),
               words + icon_room(w) + 2 * ui_w_mm(w, PAD_TIGHT_MM));
}

/* Width for the words: the padding gives way before a word wraps. */
static int words_width(UiWidget *w, int width)
{
    Button *b = (Button *)w;
    int natural = ui_text_width(w, text_look(b), b->text) + 1;
    int room = width - icon_room(w) - 2 * ui_w_mm(w, PAD_TIGHT_MM);
    return CLAMP(room, 0, natural);
}

static int button_height(UiWidget *w, int width)
{
    Button *b = (Button *)w;
    int words = b->text ? ui_text_height(w, text_look(b), b->text, words_width(w, width)) : 0;
    return MAX(least_side(w), words + (b->link ? 0 : 2 * ui_w_mm(w, PAD_V_MM)));
}

static void button_draw(UiWidget *w, UiPainter *p)
{
    Button *b = (Button *)w;
    UiButtonLook look = look_now(w);
    if (!b->link) {
        ui_button_ground(p, w->rect, 3, &look);
        if (look.dashed)
            ui_painter_dashed(p, w->rect, 3, look.text, 0.5);
    } else {
        look.text = UI_RIVER;
        if (w->pressed)
            ui_painter_box(p, w->rect, 3, UI_SURFACE, UI_RIVER, 0.75);
    }
    int words = b->text ? words_width(w, w->rect.w) : 0, icon = ui_painter_px(p, ICON_MM);
    int all = words + icon_room(w), x = w->rect.x + MAX(0, (w->rect.w - all) / 2);
    int icon_x = b->after ? x + all - icon : x;
    ui_painter_icon(p, b->icon, icon_x, w->rect.y + (w->rect.h - icon) / 2.0, icon, look.text);
    if (!b->text)
        return;
    UiRect r = {b->after ? x : x + icon_room(w), w->rect.y, words, w->rect.h};
    UiTextLook t = text_look(b);
    t.style |= UI_MIDDLE;
    ui_text_draw_middle(p, r, t, look.text, b->text);
}

static const char *button_text(UiWidget *w)
{
    return ((Button *)w)->text;
}

static void button_clear(UiWidget *w)
{
    g_free(((Button *)w)->icon);
    ui_wipe_free(((Button *)w)->text);
}

#define BUTTON_CLASS(name, is_key)                                                                           \
    {                                                                                                        \
        .role = name, .size = sizeof(Button), .target = TRUE, .key = is_key, .compact = !is_key,             \
        .width = button_width, .min_width = button_min_width, .height = button_height, .draw = button_draw,  \
        .text = button_text, .clear = button_clear                                                           \
    }
static const UiWidgetClass BUTTON = BUTTON_CLASS("button", FALSE);
static const UiWidgetClass KEY = BUTTON_CLASS("key", TRUE);

UiWidget *ui_button(UiButtonKind kind, const char *icon, const char *text, UiAction action, gpointer data)
{
    UiWidget *w = ui_widget_new(kind == UI_KEY || kind == UI_KEY_QUIET ? &KEY : &BUTTON);
    ((Button *)w)->kind = kind;
    ui_button_set(w, icon, text);
    return ui_on(w, action, data);
}

UiWidget *ui_button_set(UiWidget *w, const char *icon, const char *text)
{
    if (!w)
        return NULL;
    Button *b = (Button *)w;
    char *old_icon = b->icon, *old_text = b->text;
    b->icon = g_strdup(icon);
    b->text = g_strdup(text);
    g_free(old_icon);
    ui_wipe_free(old_text);
    if (!b->after_set)
        b->after = g_strcmp0(icon, "right") == 0;
    ui_damage(w);
    ui_resized(w);
    return w;
}

UiWidget *ui_button_icon_after(UiWidget *w, gboolean after)
{
    if (w) {
        ((Button *)w)->after = after;
        ((Button *)w)->after_set = TRUE;
        ui_damage(w);
    }
    return w;
}

UiWidget *ui_button_big(UiWidget *w)
{
    if (w) {
        ((Button *)w)->big = TRUE;
        ui_resized(w);
    }
    return w;
}

UiWidget *ui_button_repeats(UiWidget *w)
{
    if (w)
        w->repeats = TRUE;
    return w;
}

UiWidget *ui_link(const char *icon, const char *text, UiAction action, gpointer data)
{
    UiWidget *w = ui_button(UI_SECONDARY, icon, text, action, data);
    ((Button *)w)->link = TRUE;
    return w;
}

UiButtonKind ui_button_kind(UiWidget *w)
{
    return w->class == &BUTTON || w->class == &KEY ? ((Button *)w)->kind : UI_SECONDARY;
}

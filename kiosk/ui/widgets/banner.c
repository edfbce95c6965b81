/* Banner, guide box and state tag: a tone, an icon, words. */
#include "kiosk/ui/controls.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/widget_class.h"

#include <glib/gi18n.h>
#include <string.h>

static const struct {
    UiColour fill, line, words;
    const char *icon;
} TONES[] = {
    [UI_TOLD] = {UI_MIST, UI_INK, UI_INK, "info"},
    [UI_DONE] = {UI_LEAFSOFT, UI_LEAF, UI_LEAF, "check"},
    [UI_ATTENTION] = {UI_GOLDSOFT, UI_INK, UI_INK, "warn"},
    [UI_FAILED] = {UI_SEALSOFT, UI_SEAL, UI_SEAL, "cross"},
};

#define PAD_MM  6.0
#define ICON_MM 11.0
#define GAP_MM  5.0

typedef struct {
    UiWidget base;
    UiTone tone;
    UiTextLook look;
    const char *icon;
    UiColour line;
    char *text;
    UiWidget *button;
    gboolean link; /* the button has no frame */
} Banner;

static int left_room(UiWidget *w)
{
    return ui_w_mm(w, PAD_MM + ICON_MM + GAP_MM);
}

/* The button stands at the right while the words keep half of the width, else below them. */
static gboolean button_beside(UiWidget *w, int width)
{
    Banner *b = (Banner *)w;
    return b->button && ui_natural_width(b->button) + left_room(w) < width / 2;
}

static int words_width(UiWidget *w, int width)
{
    Banner *b = (Banner *)w;
    int room = width - left_room(w) - ui_w_mm(w, PAD_MM);
    return MAX(0, button_beside(w, width) ? room - ui_natural_width(b->button) - ui_w_mm(w, GAP_MM) : room);
}

static int banner_height(UiWidget *w, int width)
{
    Banner *b = (Banner *)w;
    int words = ui_text_height(w, b->look, b->text, words_width(w, width)) + 2 * ui_w_mm(w, 4);
    if (!b->button)
        return MAX(words, ui_w_mm(w, 18));
    int button = ui_height_for(b->button, ui_natural_width(b->button));
    if (button_beside(w, width))
        return MAX(words, button + 2 * ui_w_mm(w, b->link ? 1.5 : 4));
    return words + button + ui_w_mm(w, 4);
}

static void banner_arrange(UiWidget *w)
{
    Banner *b = (Banner *)w;
    if (!b->button)
        return;
    UiRect r = w->rect;
    int bw = MIN(ui_natural_width(b->button), r.w - 2 * ui_w_mm(w, PAD_MM)),
        bh = ui_height_for(b->button, bw);
    int y = button_beside(w, r.w) ? r.y + (r.h - bh) / 2 : r.y + r.h - bh - ui_w_mm(w, 4);
    ui_place(b->button, (UiRect){r.x + r.w - bw - ui_w_mm(w, PAD_MM), y, bw, bh});
}

static void banner_draw(UiWidget *w, UiPainter *p)
{
    Banner *b = (Banner *)w;
    ui_painter_box(p, w->rect, 4, TONES[b->tone].fill, UI_NONE, 0);
    int icon = ui_painter_px(p, ICON_MM), inner = words_width(w, w->rect.w);
    int words = ui_text_height(w, b->look, b->text, inner);
    UiRect r = {w->rect.x + left_room(w), w->rect.y, inner, w->rect.h};
    if (b->button && !button_beside(w, w->rect.w))
        r.h = words + 2 * ui_w_mm(w, 4);
    ui_painter_icon(p, b->icon, w->rect.x + ui_painter_px(p, PAD_MM), r.y + (r.h - icon) / 2.0, icon,
                    b->line);
    ui_text_draw_middle(p, r, b->look, TONES[b->tone].words, b->text);
}

static const char *banner_text(UiWidget *w)
{
    return ((Banner *)w)->text;
}

static void banner_clear(UiWidget *w)
{
    ui_wipe_free(((Banner *)w)->text);
}

static const UiWidgetClass BANNER = {.role = "banner",
                                     .size = sizeof(Banner),
                                     .opaque = TRUE,
                                     .height = banner_height,
                                     .arrange = banner_arrange,
                                     .draw = banner_draw,
                                     .text = banner_text,
                                     .clear = banner_clear};

UiWidget *ui_banner(UiTone tone, const char *bold, const char *sentence)
{
    UiWidget *w = ui_widget_new(&BANNER);
    Banner *b = (Banner *)w;
    b->tone = tone;
    b->icon = TONES[tone].icon;
    b->line = TONES[tone].line;
    b->text = g_strconcat(bold ? bold : "", bold && sentence ? "　" : "", sentence ? sentence : "", NULL);
    b->look = (UiTextLook){.role = UI_BODY, .bold_bytes = bold ? (int)strlen(bold) : 0};
    return w;
}

UiWidget *ui_banner_button(UiWidget *w, const char *icon, const char *text, UiAction action, gpointer data)
{
    Banner *b = (Banner *)w;
    ui_remove(b->button);
    b->button = ui_add(w, ui_button(UI_SECONDARY, icon, text, action, data));
    return b->button;
}

UiWidget *ui_guide(const char *text, UiAction listen, gpointer data)
{
    UiWidget *w = ui_banner(UI_TOLD, NULL, text);
    Banner *b = (Banner *)w;
    b->icon = "guide";
    b->line = UI_RIVER;
    if (listen)
        b->button = ui_add(w, ui_id(ui_link("speak", _("Listen"), listen, data), "listen"));
    b->link = listen != NULL;
    return w;
}

/* --- state tag --- */
typedef struct {
    UiWidget base;
    UiTone tone;
    char *text;
} Tag;

static int tag_width(UiWidget *w)
{
    return ui_text_width(w, UI_LOOK(UI_BODY, 0), ((Tag *)w)->text) + 1 + 2 * ui_w_mm(w, 3);
}

static int tag_height(UiWidget *w, int width)
{
    return ui_text_height(w, UI_LOOK(UI_BODY, 0), ((Tag *)w)->text, width - 2 * ui_w_mm(w, 3));
}

static void tag_draw(UiWidget *w, UiPainter *p)
{
    Tag *t = (Tag *)w;
    ui_painter_box(p, w->rect, 2, TONES[t->tone].fill, UI_NONE, 0);
    int pad = ui_painter_px(p, 3);
    UiRect r = {w->rect.x + pad, w->rect.y, w->rect.w - 2 * pad, w->rect.h};
    ui_text_draw_middle(p, r, UI_LOOK(UI_BODY, UI_MIDDLE), TONES[t->tone].words, t->text);
}

static const char *tag_text(UiWidget *w)
{
    return ((Tag *)w)->text;
}

static void tag_clear(UiWidget *w)
{
    g_free(((Tag *)w)->text);
}

static const UiWidgetClass TAG = {.role = "tag",
                                  .size = sizeof(Tag),
                                  .compact = TRUE,
                                  .width = tag_width,
                                  .height = tag_height,
                                  .draw = tag_draw,
                                  .text = tag_text,
                                  .clear = tag_clear};

UiWidget *ui_state_tag(UiTone tone, const char *text)
{
    UiWidget *w = ui_widget_new(&TAG);
    ((Tag *)w)->tone = tone;
    ((Tag *)w)->text = g_strdup(text);
    return w;
}

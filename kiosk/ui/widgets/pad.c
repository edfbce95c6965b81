/* Number pad and letter pad. They type into the window's input and know no field. */
#include "kiosk/ui/controls.h"
#include "kiosk/ui/entry.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/widget_class.h"
#include "kiosk/ui/window.h"

#include <glib/gi18n.h>

#define KEY_WIDE_MM 45.0
#define KEY_HIGH_MM 24.0

static void on_sign(UiWidget *key, gpointer text)
{
    ui_type(ui_of(key), text);
}

static void on_backspace(UiWidget *key, gpointer data)
{
    ui_type_backspace(ui_of(key));
}

static void on_clear(UiWidget *key, gpointer data)
{
    ui_type_clear(ui_of(key));
}

static void on_done(UiWidget *key, gpointer data)
{
    ui_type_done(ui_of(key));
}

/* A key that types what stands on it. */
static UiWidget *sign_key(const char *text)
{
    UiWidget *key = ui_button(UI_KEY, NULL, text, on_sign, NULL);
    return ui_align(ui_own_data(key, g_strdup(text), g_free), UI_FILL);
}

static UiWidget *backspace_key(UiButtonKind kind)
{
    UiWidget *key = ui_button_repeats(ui_button(kind, "bksp", NULL, on_backspace, NULL));
    return ui_id(ui_spoken(key, _("Delete the last one")), "backspace");
}

/* --- numbers --- */
UiWidget *ui_number_pad(const char *extra)
{
    g_auto(GStrv) more = g_strsplit(extra ? extra : "", " ", -1);
    guint n_more = 0;
    for (char **m = more; *m; m++)
        n_more += **m != '\0';
    int columns = n_more > 0 ? 4 : 3;
    UiWidget *grid = ui_grid(columns, UI_GAP);
    static const char *const DIGITS[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
    guint used = 0;
    for (guint i = 0; i < G_N_ELEMENTS(DIGITS); i++) {
        ui_add(grid, ui_height(sign_key(DIGITS[i]), KEY_HIGH_MM));
        if (columns == 4 && i % 3 == 2) {
            while (more[used] && !*more[used])
                used++;
            ui_add(grid, more[used] ? ui_height(sign_key(more[used++]), KEY_HIGH_MM) : ui_space());
        }
    }
    ui_add(grid, ui_id(ui_height(ui_button(UI_KEY, NULL, _("Clear"), on_clear, NULL), KEY_HIGH_MM), "clear"));
    ui_add(grid, ui_height(sign_key("0"), KEY_HIGH_MM));
    ui_add(grid, ui_height(backspace_key(UI_KEY), KEY_HIGH_MM));
    while (more[used] && !*more[used])
        used++;
    if (columns == 4 && more[used])
        ui_add(grid, ui_height(sign_key(more[used]), KEY_HIGH_MM));
    ui_width(grid, KEY_WIDE_MM * columns + 3 * (columns - 1));
    return ui_id(ui_align(grid, UI_START), "number-pad");
}

/* --- letters --- */
typedef enum { SMALL, CAPITAL, SIGNS, N_LAYERS } Layer;

static const struct {
    const char *rows[3];
    const char *next, *other; /* what the two switching keys say */
} LAYERS[N_LAYERS] = {
    [SMALL] = {{"q w e r t y u i o p", "a s d f g h j k l", "z x c v b n m"}, "ABC", "123"},
    [CAPITAL] = {{"Q W E R T Y U I O P", "A S D F G H J K L", "Z X C V B N M"}, "abc", "123"},
    [SIGNS] = {{"1 2 3 4 5 6 7 8 9 0", "- / : ( ) @ & # +", ", . ? ! ' \" _"}, "abc", "abc"},
};

typedef struct {
    UiWidget base;
    Layer layer;
} Letters;

/* 26 mm where the glass is tall; where it is not, the least that a finger hits. Never less than the words
 * need. */
static int key_height(UiWidget *w)
{
    const UiLook *look = ui_look(w->ui);
    gboolean tall = !ui_is_landscape(w->ui) && !look->low;
    int words = ui_text_height(w, UI_LOOK(UI_BODY, 0), "字", w->rect.w);
    return MAX(ui_w_mm(w, tall ? 26 : ui_target_mm(look)), words);
}

static void letters_build(UiWidget *w, Layer layer);

static void on_next(UiWidget *key, gpointer data)
{
    Letters *l = data;
    letters_build(UI_WIDGET(l), l->layer == SMALL ? CAPITAL : SMALL);
}

static void on_other(UiWidget *key, gpointer data)
{
    Letters *l = data;
    letters_build(UI_WIDGET(l), l->layer == SIGNS ? SMALL : SIGNS);
}

static void add_signs(UiWidget *row, const char *signs)
{
    g_auto(GStrv) all = g_strsplit(signs, " ", -1);
    for (char **s = all; *s; s++)
        ui_add(row, ui_grow(sign_key(*s), 1));
}

static UiWidget *quiet(const char *text, UiAction action, gpointer data, double share)
{
    return ui_grow(ui_align(ui_button(UI_KEY_QUIET, NULL, text, action, data), UI_FILL), share);
}

static void letters_build(UiWidget *w, Layer layer)
{
    ((Letters *)w)->layer = layer;
    ui_empty(w);
    add_signs(ui_add(w, ui_row(UI_GAP)), LAYERS[layer].rows[0]);
    UiWidget *second = ui_add(w, ui_row(UI_GAP));
    ui_add(second, ui_grow(ui_space(), 0.4));
    add_signs(second, LAYERS[layer].rows[1]);
    ui_add(second, ui_grow(ui_space(), 0.4));
    UiWidget *third = ui_add(w, ui_row(UI_GAP));
    ui_add(third, quiet(LAYERS[layer].next, on_next, w, 1.6));
    add_signs(third, LAYERS[layer].rows[2]);
    ui_add(third, ui_grow(ui_align(backspace_key(UI_KEY_QUIET), UI_FILL), 1.6));
    UiWidget *last = ui_add(w, ui_row(UI_GAP));
    ui_add(last, quiet(LAYERS[layer].other, on_other, w, 1.6));
    ui_add(last, ui_id(quiet(_("Clear"), on_clear, NULL, 1.6), "clear"));
    UiWidget *space = ui_own_data(ui_button(UI_KEY, NULL, _("Space"), on_sign, NULL), g_strdup(" "), g_free);
    ui_add(last, ui_grow(ui_align(space, UI_FILL), 4));
    UiWidget *done = ui_id(ui_button(UI_PRIMARY, NULL, _("Done"), on_done, NULL), "done");
    ui_add(last, ui_grow(ui_align(done, UI_FILL), 2));
}

static int letters_height(UiWidget *w, int width)
{
    return 4 * key_height(w) + ui_w_mm(w, 3 * ui_gap_mm(ui_look(w->ui)) + 10);
}

static void letters_arrange(UiWidget *w)
{
    int h = key_height(w), gap = ui_w_mm(w, ui_gap_mm(ui_look(w->ui)));
    int pad = ui_w_mm(w, 6), y = w->rect.y + ui_w_mm(w, 5);
    for (guint i = 0; i < ui_n_children(w); i++) {
        ui_place(ui_child(w, i), (UiRect){w->rect.x + pad, y, w->rect.w - 2 * pad, h});
        y += h + gap;
    }
}

static void letters_draw(UiWidget *w, UiPainter *p)
{
    ui_painter_box(p, w->rect, 0, ui_is_contrast(w->ui) ? UI_PAPER : UI_MIST, UI_NONE, 0);
    ui_painter_line(p, w->rect.x, w->rect.y, w->rect.x + w->rect.w, w->rect.y, 0.5, UI_RIVER);
}

static const UiWidgetClass LETTERS = {.role = "letter-pad",
                                      .size = sizeof(Letters),
                                      .opaque = TRUE,
                                      .height = letters_height,
                                      .arrange = letters_arrange,
                                      .draw = letters_draw};

UiWidget *ui_letter_pad(void)
{
    UiWidget *w = ui_widget_new(&LETTERS);
    letters_build(w, SMALL);
    return ui_id(w, "letter-pad");
}

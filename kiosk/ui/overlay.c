/* What may stand over a page: one dialog on flat river, one toast for six seconds. */
#include "kiosk/ui/layout.h"
#include "kiosk/ui/tide.h"
#include "kiosk/ui/ui_private.h"

#include <glib/gi18n.h>

#define TOAST_MS       6000
#define DIALOG_WIDE_MM 244
#define DIALOG_MIDDLE  0.45

/* --- dialog --- */
typedef struct {
    UiWidget base;
    UiWidget *box, *sentence;
    gboolean river; /* the countdown has the big tide picture below it */
    UiAction any_touch;
    gpointer any_data;
    struct {
        UiAction action;
        gpointer data;
    } buttons[3];
} Dialog;

/* No longer the open dialog, but still in the tree. */
static UiWidget *dialog_take(Ui *ui)
{
    UiWidget *w = ui->dialog;
    ui->dialog = NULL;
    if (w)
        ui->shown++;
    return w;
}

static void dialog_arrange(UiWidget *w)
{
    Dialog *d = (Dialog *)w;
    int width = MIN(ui_w_mm(w, DIALOG_WIDE_MM), w->rect.w - 2 * ui_w_mm(w, 12));
    int most = w->rect.h - 2 * ui_w_mm(w, 3), h = MIN(ui_height_for(d->box, width), most);
    int y = w->rect.y + (int)(w->rect.h * DIALOG_MIDDLE) - h / 2;
    y = CLAMP(y, w->rect.y, w->rect.y + w->rect.h - h);
    ui_place(d->box, (UiRect){w->rect.x + (w->rect.w - width) / 2, y, width, h});
}

static void dialog_draw(UiWidget *w, UiPainter *p)
{
    Dialog *d = (Dialog *)w;
    ui_painter_box(p, w->rect, 0, UI_BED, UI_NONE, 0);
    int top = d->box->rect.y + d->box->rect.h + ui_painter_px(p, 40);
    int h = w->rect.y + w->rect.h - top - ui_painter_px(p, 4);
    if (d->river && h > ui_painter_px(p, 60))
        ui_tide_paint_river(p, (UiRect){w->rect.x, top, w->rect.w, h});
}

static void dialog_activate(UiWidget *w)
{
    Dialog *d = (Dialog *)w;
    if (!d->any_touch)
        return;
    UiAction action = d->any_touch;
    gpointer data = d->any_data;
    UiWidget *over = dialog_take(w->ui);
    action(w, data);
    ui_remove(over);
}

static const char *dialog_text(UiWidget *w)
{
    return ((Dialog *)w)->sentence ? ui_text_get(((Dialog *)w)->sentence) : NULL;
}

static const UiWidgetClass DIALOG = {.role = "dialog",
                                     .size = sizeof(Dialog),
                                     .target = TRUE,
                                     .opaque = TRUE,
                                     .arrange = dialog_arrange,
                                     .draw = dialog_draw,
                                     .activate = dialog_activate,
                                     .text = dialog_text};

static void on_dialog_button(UiWidget *button, gpointer data)
{
    Dialog *d = data;
    int i = ui_get_tag(button);
    UiAction action = d->buttons[i].action;
    gpointer action_data = d->buttons[i].data;
    Ui *ui = button->ui;
    UiWidget *over = dialog_take(ui); /* stays alive and attached until the action is done */
    if (action)
        action(button, action_data);
    ui_remove(over);
}

static UiWidget *dialog_words(Dialog *d, const UiDialogSpec *spec)
{
    UiWidget *words = ui_column(3);
    ui_add(words, ui_text(UI_HEADLINE, 0, spec->headline));
    if (spec->sentence)
        d->sentence = ui_add(words, ui_text(UI_LEAD, 0, spec->sentence));
    if (spec->second)
        ui_add(words, ui_text(UI_LEAD, UI_SECOND, spec->second));
    return words;
}

static void add_dialog_buttons(Dialog *d, const UiDialogSpec *spec)
{
    UiWidget *row = ui_add(d->box, ui_row(6));
    for (guint i = 0; i < G_N_ELEMENTS(spec->buttons) && spec->buttons[i].text; i++) {
        UiWidget *b = ui_button(spec->buttons[i].kind, spec->buttons[i].icon, spec->buttons[i].text,
                                on_dialog_button, d);
        ui_height(ui_button_big(ui_id(ui_tag(b, (int)i), spec->buttons[i].id)), 32);
        ui_align(ui_grow(b, spec->buttons[i].kind == UI_PRIMARY ? 1.6 : 1), UI_FILL);
        d->buttons[i].action = spec->buttons[i].action;
        d->buttons[i].data = spec->data;
        ui_add(row, b);
    }
}

UiWidget *ui_dialog(Ui *ui, const UiDialogSpec *spec)
{
    ui_dialog_close(ui);
    UiWidget *w = ui_id(ui_widget_new(&DIALOG), spec->id);
    Dialog *d = (Dialog *)w;
    d->any_touch = spec->any_touch;
    d->any_data = spec->data;
    d->box = ui_add(w, ui_padding(ui_box(UI_DIALOG_BOX, 12), 14, 14));
    d->river = spec->picture != NULL;
    UiWidget *top = ui_column(12);
    ui_add(d->box, ui_scroll(top));
    if (spec->picture) {
        ui_optional(spec->picture, 1);
        UiWidget *row = ui_add(top, ui_row(12));
        ui_add(row, ui_align(spec->picture, UI_CENTRE));
        ui_add(row, ui_align(ui_grow(dialog_words(d, spec), 1), UI_CENTRE));
    } else {
        ui_add(top, dialog_words(d, spec));
    }
    add_dialog_buttons(d, spec);
    ui->dialog = w;
    ui->shown++; /* a new surface under the finger: deaf for a moment */
    ui_add(ui->desk, w);
    if (ui->toast) { /* the toast stays on top */
        g_ptr_array_remove(ui->desk->children, ui->toast);
        g_ptr_array_add(ui->desk->children, ui->toast);
    }
    if (ui->speak) {
        g_autofree char *words = g_strjoin("\n", spec->headline, spec->sentence ? spec->sentence : "", NULL);
        ui->speak(ui, words, ui->speak_data);
    }
    return w;
}

void ui_dialog_sentence(Ui *ui, const char *sentence)
{
    if (ui->dialog)
        ui_text_set(((Dialog *)ui->dialog)->sentence, sentence);
}

void ui_dialog_close(Ui *ui)
{
    ui_remove(dialog_take(ui));
}

gboolean ui_dialog_is_open(Ui *ui)
{
    return ui->dialog != NULL;
}

/* --- toast --- */
static gboolean on_toast_over(gpointer data)
{
    Ui *ui = data;
    ui->toast_source = 0;
    ui_toast_close(ui);
    return G_SOURCE_REMOVE;
}

void ui_toast_close(Ui *ui)
{
    if (ui->toast_source)
        g_source_remove(ui->toast_source);
    ui->toast_source = 0;
    UiWidget *w = ui->toast;
    ui->toast = NULL;
    ui_remove(w);
}

void ui_toast_button(Ui *ui, UiTone tone, const char *bold, const char *sentence, const char *icon,
                     const char *text, UiAction action, gpointer data)
{
    ui_toast_close(ui);
    UiWidget *w = ui_id(ui_banner(tone, bold, sentence), "toast");
    if (text)
        ui_id(ui_banner_button(w, icon, text, action, data), "toast-button");
    ui->toast = w;
    ui_add(ui->desk, w);
    ui->toast_source = g_timeout_add(TOAST_MS, on_toast_over, ui);
    if (ui->speak) {
        g_autofree char *words = g_strjoin(" ", bold ? bold : "", sentence ? sentence : "", NULL);
        ui->speak(ui, words, ui->speak_data);
    }
}

void ui_toast(Ui *ui, UiTone tone, const char *bold, const char *sentence)
{
    ui_toast_button(ui, tone, bold, sentence, NULL, NULL, NULL, NULL);
}

/* Text: Pango over Cairo with the kiosk's private fonts. Laid-out paragraphs are kept, since a page measures
 * each of them several times; the store is emptied when it grows too large and at the end of every session.
 */
#include "kiosk/ui/ui_private.h"

#include <math.h>
#include <string.h>

/* A full page has about 120 paragraphs, measured at three widths. */
#define KEPT_LAYOUTS 800

typedef struct {
    UiRole role;
    gboolean bold;
    int bold_bytes;
    int width, align;
    double em_px;
    const char *text;
} Key;

typedef struct {
    Key key;
    char *text;
    PangoLayout *layout;
    int w, h;
} Laid;

static guint key_hash(gconstpointer p)
{
    const Key *k = p;
    return g_str_hash(k->text) ^ (guint)(k->width * 31 + k->align * 7 + k->role * 1009 + k->bold * 65537 +
                                         k->bold_bytes * 131 + (int)(k->em_px * 64));
}

static gboolean key_equal(gconstpointer a, gconstpointer b)
{
    const Key *x = a, *y = b;
    return x->role == y->role && x->bold == y->bold && x->bold_bytes == y->bold_bytes &&
           x->width == y->width && x->align == y->align && x->em_px == y->em_px &&
           strcmp(x->text, y->text) == 0;
}

static void laid_free(gpointer p)
{
    Laid *l = p;
    /* Names and numbers pass through here: overwrite Pango's copy as well as ours. */
    char *inside = (char *)pango_layout_get_text(l->layout);
    explicit_bzero(inside, strlen(inside));
    g_object_unref(l->layout);
    ui_wipe_free(l->text);
    g_free(l);
}

void ui_wipe_free(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

void ui_texts_init(Ui *ui)
{
    ui->texts.context = pango_font_map_create_context(pango_cairo_font_map_get_default());
    pango_context_set_language(ui->texts.context, pango_language_from_string("zh-cn"));
    pango_context_set_base_dir(ui->texts.context, PANGO_DIRECTION_LTR);
    cairo_font_options_t *o = cairo_font_options_create();
    cairo_font_options_set_antialias(o, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(o, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(o, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(ui->texts.context, o);
    cairo_font_options_destroy(o);
    ui->texts.layouts = g_hash_table_new_full(key_hash, key_equal, NULL, laid_free);
}

void ui_texts_warm(Ui *ui)
{
    for (int bold = 0; bold < 2; bold++)
        ui_text_size(ui, (UiTextLook){.role = UI_BODY, .style = bold ? UI_BOLD : 0}, "社区 No.1", -1, NULL,
                     NULL);
}

void ui_texts_clear(Ui *ui)
{
    g_clear_pointer(&ui->texts.layouts, g_hash_table_unref);
    g_clear_object(&ui->texts.context);
}

void ui_forget_texts(Ui *ui)
{
    g_hash_table_remove_all(ui->texts.layouts);
}

static int default_bold(UiRole role)
{
    return role != UI_BODY && role != UI_LEAD;
}

static void set_attributes(PangoLayout *layout, const Key *k)
{
    PangoAttrList *attrs = pango_attr_list_new();
    pango_attr_list_insert(attrs, pango_attr_line_height_new_absolute(
                                      (int)lround(k->em_px * ui_role_line(k->role)) * PANGO_SCALE));
    if (k->bold_bytes > 0) {
        PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
        bold->end_index = (guint)k->bold_bytes;
        pango_attr_list_insert(attrs, bold);
    }
    pango_layout_set_attributes(layout, attrs);
    pango_attr_list_unref(attrs);
}

static Laid *lay_out(Ui *ui, const Key *k)
{
    Laid *l = g_hash_table_lookup(ui->texts.layouts, k);
    if (l)
        return l;
    if (g_hash_table_size(ui->texts.layouts) >= KEPT_LAYOUTS)
        g_hash_table_remove_all(ui->texts.layouts);
    l = g_new0(Laid, 1);
    l->text = g_strdup(k->text);
    l->key = *k;
    l->key.text = l->text;
    l->layout = pango_layout_new(ui->texts.context);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, "Noto Sans CJK SC");
    pango_font_description_set_weight(font, k->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, k->em_px * PANGO_SCALE);
    pango_layout_set_font_description(l->layout, font);
    pango_font_description_free(font);
    set_attributes(l->layout, k);
    pango_layout_set_text(l->layout, k->text, -1);
    pango_layout_set_wrap(l->layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(l->layout, (PangoAlignment)k->align);
    if (k->width >= 0)
        pango_layout_set_width(l->layout, k->width * PANGO_SCALE);
    PangoRectangle logical;
    pango_layout_get_extents(l->layout, NULL, &logical);
    l->w = (int)ceil((double)logical.width / PANGO_SCALE);
    l->h = (int)lround((double)logical.height / PANGO_SCALE);
    g_hash_table_insert(ui->texts.layouts, &l->key, l);
    return l;
}

static Key make_key(Ui *ui, UiTextLook look, const char *text, int width)
{
    double mm = look.em_mm > 0 ? look.em_mm : ui_role_mm(&ui->look, look.role);
    PangoAlignment align = look.style & UI_MIDDLE  ? PANGO_ALIGN_CENTER
                           : look.style & UI_RIGHT ? PANGO_ALIGN_RIGHT
                                                   : PANGO_ALIGN_LEFT;
    return (Key){.role = look.role,
                 .bold = (look.style & UI_BOLD) || default_bold(look.role),
                 .bold_bytes = look.bold_bytes,
                 .width = width,
                 .align = width < 0 ? PANGO_ALIGN_LEFT : align,
                 .em_px = mm / ui->mm_per_px,
                 .text = text ? text : ""};
}

void ui_text_size(Ui *ui, UiTextLook look, const char *text, int width_px, int *out_w, int *out_h)
{
    Key k = make_key(ui, look, text, width_px);
    Laid *l = lay_out(ui, &k);
    if (out_w)
        *out_w = l->w;
    if (out_h)
        *out_h = l->h;
}

void ui_text_end(Ui *ui, UiTextLook look, const char *text, int width_px, int *x, int *y, int *h)
{
    Key k = make_key(ui, look, text, MAX(width_px, 0));
    Laid *l = lay_out(ui, &k);
    PangoRectangle at;
    pango_layout_get_cursor_pos(l->layout, (int)strlen(l->text), &at, NULL);
    *x = at.x / PANGO_SCALE;
    *y = at.y / PANGO_SCALE;
    *h = at.height / PANGO_SCALE;
}

int ui_text_height(UiWidget *w, UiTextLook look, const char *text, int width_px)
{
    int h;
    ui_text_size(w->ui, look, text, MAX(width_px, 0), NULL, &h);
    return h;
}

int ui_text_width(UiWidget *w, UiTextLook look, const char *text)
{
    int width;
    ui_text_size(w->ui, look, text, -1, &width, NULL);
    return width;
}

/* Widest piece that may not be broken: every Chinese character may, so four of them are the least. */
int ui_text_min_width(UiWidget *w, UiTextLook look, const char *text)
{
    int natural = ui_text_width(w, look, text), widest = 0;
    double em_px = (look.em_mm > 0 ? look.em_mm : ui_role_mm(&w->ui->look, look.role)) / w->ui->mm_per_px;
    g_auto(GStrv) words = g_strsplit_set(text ? text : "", " \n", -1);
    for (char **word = words; *word; word++)
        if (g_str_is_ascii(*word))
            widest = MAX(widest, ui_text_width(w, look, *word));
    return MAX(widest, MIN(natural, (int)(4 * em_px)));
}

UiColour ui_style_colour(int style)
{
    if (style & UI_ON_DARK)
        return style & UI_SECOND ? UI_ON_BED2 : UI_ON_BED;
    if (style & UI_TINT)
        return UI_RIVER;
    if (style & UI_GOOD)
        return UI_LEAF;
    if (style & UI_BAD)
        return UI_SEAL;
    return style & UI_SECOND ? UI_INK2 : UI_INK;
}

static void log_text(UiPainter *p, UiTextLook look, UiRect room, const Laid *l, int x, UiRgb colour)
{
    PangoRectangle logical;
    pango_layout_get_extents(l->layout, NULL, &logical);
    UiDrawn d = {.kind = UI_DREW_TEXT,
                 .widget = p->widget,
                 .rect = {x + logical.x / PANGO_SCALE, room.y, l->w, l->h},
                 .room = room,
                 .colour = colour,
                 .em_mm = l->key.em_px * p->ui->mm_per_px,
                 .bold = l->key.bold};
    g_array_append_val(p->log, d);
}

int ui_text_draw(UiPainter *p, UiRect rect, UiTextLook look, UiColour colour, const char *text)
{
    Key k = make_key(p->ui, look, text, MAX(rect.w, 0));
    Laid *l = lay_out(p->ui, &k);
    if (colour == UI_NONE)
        colour = ui_style_colour(look.style);
    if (p->log)
        log_text(p, look, rect, l, rect.x, ui_colour_rgb(p->ui->look.theme, colour));
    ui_painter_colour(p, colour);
    cairo_move_to(p->cr, rect.x, rect.y);
    pango_cairo_show_layout(p->cr, l->layout);
    return l->h;
}

void ui_text_draw_middle(UiPainter *p, UiRect rect, UiTextLook look, UiColour colour, const char *text)
{
    Key k = make_key(p->ui, look, text, MAX(rect.w, 0));
    Laid *l = lay_out(p->ui, &k);
    rect.y += (rect.h - l->h) / 2;
    rect.h = MIN(rect.h, l->h);
    ui_text_draw(p, rect, look, colour, text);
}

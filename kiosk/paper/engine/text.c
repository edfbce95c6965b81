#include "kiosk/paper/engine/text.h"

#define FAMILY "Noto Sans CJK SC"
/* Chinese faces put the ideograph's box from 0.88 em above the baseline to 0.12 em below it. */
#define ASCENT   0.88
#define SMALLEST 0.6 /* how far a one-line text may shrink */

static void add_attribute(PangoAttrList *list, PangoAttribute *attribute, guint from)
{
    attribute->start_index = from;
    pango_attr_list_insert(list, attribute);
}

static void set_size(PangoLayout *layout, const PaperRoleStyle *style, double size_pt, guint bold_from)
{
    g_autoptr(PangoFontDescription) font = pango_font_description_from_string(FAMILY);
    pango_font_description_set_absolute_size(font, size_pt * PANGO_SCALE);
    pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    g_autoptr(PangoAttrList) attributes = pango_attr_list_new();
    if (style->tracking > 0)
        add_attribute(attributes,
                      pango_attr_letter_spacing_new((int)(style->tracking * size_pt * PANGO_SCALE)), 0);
    /* A case number broken at a line's end must not gain a hyphen. */
    add_attribute(attributes, pango_attr_insert_hyphens_new(FALSE), 0);
    if (bold_from > 0)
        add_attribute(attributes, pango_attr_weight_new(PANGO_WEIGHT_BOLD), bold_from);
    pango_layout_set_attributes(layout, attributes);
}

PaperText paper_text_new(PangoContext *fonts, const PaperRoleStyle *style, const char *text,
                         const char *bold_tail, double width, PaperAlign align)
{
    PaperText made = {.layout = pango_layout_new(fonts), .width = width, .align = align};
    g_autofree char *whole = g_strconcat(text, bold_tail, NULL);
    guint bold_from = bold_tail != NULL ? (guint)strlen(text) : 0;
    double size_pt = style->size_pt;

    pango_layout_set_text(made.layout, whole, -1);
    pango_layout_set_wrap(made.layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(made.layout, (int)(width * PANGO_SCALE));
    set_size(made.layout, style, size_pt, bold_from);
    while (style->one_line && pango_layout_get_line_count(made.layout) > 1 &&
           size_pt > style->size_pt * SMALLEST) {
        size_pt *= 0.96;
        set_size(made.layout, style, size_pt, bold_from);
    }
    made.n_lines = pango_layout_get_line_count(made.layout);
    made.line_pt = size_pt * style->line;
    made.base_pt = (made.line_pt - size_pt) / 2 + ASCENT * size_pt;
    return made;
}

void paper_text_clear(PaperText *text)
{
    g_clear_object(&text->layout);
}

double paper_text_height(const PaperText *text)
{
    return text->layout != NULL ? text->n_lines * text->line_pt : 0;
}

static double line_width(PangoLayoutLine *line)
{
    PangoRectangle logical;
    pango_layout_line_get_extents(line, NULL, &logical);
    return (double)logical.width / PANGO_SCALE;
}

double paper_text_natural_width(const PaperText *text)
{
    double widest = 0;
    for (int i = 0; i < text->n_lines; i++)
        widest = MAX(widest, line_width(pango_layout_get_line_readonly(text->layout, i)));
    return widest;
}

void paper_text_draw(const PaperText *text, int first, int n, cairo_t *cr, double x, double y)
{
    for (int i = 0; i < n && first + i < text->n_lines; i++) {
        PangoLayoutLine *line = pango_layout_get_line_readonly(text->layout, first + i);
        double spare = text->align == ALIGN_LEFT ? 0 : text->width - line_width(line);
        double indent = text->align == ALIGN_CENTRE ? spare / 2 : spare;
        cairo_move_to(cr, x + indent, y + i * text->line_pt + text->base_pt);
        pango_cairo_show_layout_line(cr, line);
    }
}

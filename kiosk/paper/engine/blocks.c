/* Blocks of words: each turns into one or more pieces of the flow. */
#include "kiosk/paper/engine/flow.h"

#include <string.h>

#define LINES_KEPT_TOGETHER 8   /* a table row up to this is never torn */
#define TICK_BOX            0.9 /* of the text's size */
#define WRITING_LINE_PT     (11 * MM)

static double gap_of(const PaperDoc *doc, double gaps)
{
    return gaps * doc->metrics->block_gap;
}

PaperText paper_text_in(PaperDoc *doc, PaperRole role, const char *text, double width, PaperAlign align)
{
    return paper_text_new(doc->fonts, &doc->metrics->roles[role], text, NULL, width, align);
}

static PaperText share_text(const PaperText *text)
{
    PaperText copy = *text;
    g_object_ref(copy.layout);
    return copy;
}

/* One piece a line, so that a paragraph may go over the page's end; its first and last two lines stay
 * together. */
static void add_lines(PaperDoc *doc, PaperText text, double gap, double x, gboolean keep_last)
{
    for (int i = 0; i < text.n_lines; i++) {
        PaperPiece *piece = paper_piece_new(doc, i == 0 ? gap : 0, text.line_pt);
        PaperSlot *slot = paper_piece_put(piece, share_text(&text), x, 0);
        slot->first = i;
        slot->n = 1;
        gboolean last = i == text.n_lines - 1;
        piece->keep = last ? keep_last : (i == 0 || i == text.n_lines - 2);
        paper_add_piece(doc, piece);
    }
    paper_text_clear(&text);
}

void paper_add_text(PaperDoc *doc, PaperRole role, double gaps, const char *text, const char *bold_tail)
{
    PaperText made =
        paper_text_new(doc->fonts, &doc->metrics->roles[role], text, bold_tail, doc->width, ALIGN_LEFT);
    gboolean heads_something = role == ROLE_TITLE || role == ROLE_SECTION;
    add_lines(doc, made, gap_of(doc, gaps), 0, heads_something);
}

void paper_add_word(PaperDoc *doc, PaperRole role, double gaps, PaperWord word)
{
    gboolean both = doc->english && word.en != NULL;
    paper_add_text(doc, role, gaps, word.zh, NULL);
    if (!both)
        return;
    ((PaperPiece *)g_ptr_array_index(doc->pieces, doc->pieces->len - 1))->keep = TRUE;
    paper_add_text(doc, role == ROLE_TITLE ? ROLE_LEAD : ROLE_SMALL, 0, word.en, NULL);
}

/* "受理编号", or "受理编号 Case number" where there is room on the line. */
static char *word_in_line(const PaperDoc *doc, PaperWord word)
{
    return doc->english && word.en != NULL ? g_strdup_printf("%s  %s", word.zh, word.en) : g_strdup(word.zh);
}

void paper_add_headline(PaperDoc *doc, PaperWord label, PaperRole role, const char *value)
{
    g_autofree char *text = word_in_line(doc, label);
    PaperText above = paper_text_in(doc, ROLE_BODY, text, doc->width, ALIGN_LEFT);
    PaperText below = paper_text_in(doc, role, value, doc->width, ALIGN_LEFT);
    double label_height = paper_text_height(&above);
    PaperPiece *piece = paper_piece_new(doc, gap_of(doc, 0.8), label_height + paper_text_height(&below));
    paper_piece_put(piece, above, 0, 0);
    paper_piece_put(piece, below, 0, label_height);
    paper_add_piece(doc, piece);
}

void paper_add_rule(PaperDoc *doc)
{
    PaperPiece *piece = paper_piece_new(doc, gap_of(doc, 1), 0);
    piece->rule_above = THICK_PT;
    piece->keep = TRUE;
    paper_add_piece(doc, piece);
}

/* --- table ----------------------------------------------------------------------------------------- */

/* The label, in one language or two. Returns its height. */
static double put_label(PaperDoc *doc, PaperPiece *piece, PaperWord label, double width)
{
    g_autofree char *words = word_in_line(doc, label);
    PaperText text = paper_text_in(doc, ROLE_BODY, words, width, ALIGN_LEFT);
    paper_piece_put(piece, text, 0, 0);
    return paper_text_height(&text);
}

/* A value of many lines: the first lines stand with the label, each other line is a piece. */
static void add_long_row(PaperDoc *doc, PaperPiece *head, PaperText value, double x, double label_height)
{
    int beside = (int)(label_height / value.line_pt) + 2;
    PaperSlot *slot = paper_piece_put(head, share_text(&value), x, 0);
    slot->n = beside;
    for (int i = 0; i < head->n_slots; i++)
        head->slots[i].y += head->pad;
    head->height = MAX(label_height, beside * value.line_pt) + head->pad;
    head->pad = 0; /* the space above stays; below, the value goes on */
    head->rule_below = 0;
    paper_add_piece(doc, head);
    for (int i = beside; i < value.n_lines; i++) {
        gboolean last = i == value.n_lines - 1;
        PaperPiece *line = paper_piece_new(doc, 0, value.line_pt + (last ? doc->metrics->row_pad : 0));
        slot = paper_piece_put(line, share_text(&value), x, 0);
        slot->first = i;
        slot->n = 1;
        line->keep = i == value.n_lines - 2;
        line->rule_below = last ? THIN_PT : 0;
        paper_add_piece(doc, line);
    }
    paper_text_clear(&value);
}

void paper_add_row(PaperDoc *doc, PaperWord label, PaperRole role, const char *value)
{
    gboolean stacked = doc->label_width <= 0;
    double x = stacked ? 0 : doc->label_width;
    PaperPiece *row = paper_piece_new(doc, 0, 0);
    row->pad = doc->metrics->row_pad;
    row->rule_below = THIN_PT;
    double label_height = put_label(doc, row, label, stacked ? doc->width : doc->label_width - 6);
    PaperText text = paper_text_in(doc, role, value, doc->width - x, ALIGN_LEFT);
    if (text.n_lines > LINES_KEPT_TOGETHER && !stacked) {
        add_long_row(doc, row, text, x, label_height);
        return;
    }
    double value_y = stacked ? label_height : 0;
    row->height = MAX(label_height, value_y + paper_text_height(&text)) + 2 * row->pad;
    /* A larger value: the label's first line stands on the same baseline. */
    if (!stacked)
        row->slots[0].y = MAX(0, text.base_pt - row->slots[0].text.base_pt);
    paper_piece_put(row, text, x, value_y);
    paper_add_piece(doc, row);
}

/* --- ticks and blanks ------------------------------------------------------------------------------ */

static void draw_tick_box(const PaperPiece *piece, cairo_t *cr)
{
    const PaperText *text = &piece->slots[0].text;
    double size = piece->slots[0].x * 0.6;
    cairo_set_line_width(cr, 1);
    cairo_rectangle(cr, 0.5, piece->pad + text->line_pt / 2 - size / 2, size, size);
    cairo_stroke(cr);
}

void paper_add_tick(PaperDoc *doc, const char *text)
{
    const PaperMetrics *m = doc->metrics;
    double indent = m->roles[ROLE_BODY].size_pt * TICK_BOX / 0.6;
    PaperText made = paper_text_in(doc, ROLE_BODY, text, doc->width - indent, ALIGN_LEFT);
    PaperPiece *piece = paper_piece_new(doc, 0, paper_text_height(&made) + m->row_pad);
    piece->pad = m->row_pad / 2;
    piece->figure = draw_tick_box;
    paper_piece_put(piece, made, indent, 0);
    paper_add_piece(doc, piece);
}

void paper_add_blank(PaperDoc *doc, PaperWord label, int lines)
{
    const PaperMetrics *m = doc->metrics;
    for (int i = 0; i < lines; i++) {
        PaperPiece *line = paper_piece_new(doc, 0, MAX(WRITING_LINE_PT, m->roles[ROLE_BODY].size_pt * 2));
        if (i == 0) {
            double label_height = put_label(doc, line, label, doc->width);
            line->slots[0].y = MAX(0, line->height - label_height) - 2;
        }
        line->rule_below = THIN_PT;
        line->keep = i < lines - 1;
        paper_add_piece(doc, line);
    }
}

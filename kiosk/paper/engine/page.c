#include "kiosk/paper/engine/page.h"

#include "kiosk/paper/engine/figures.h"

#define EMBLEM_PT      (9.5 * MM)
#define HEAD_MIDDLE_PT (17 * MM) /* the header's middle line, from the top edge */
#define TIDE_PT        (31.2 * MM)
#define CREST_PT       (33 * MM) /* the first page's crest, from the left margin */

/* --- A4 -------------------------------------------------------------------------------------------- */

static void draw_centred(PaperText text, cairo_t *cr, double x, double middle)
{
    paper_text_draw(&text, 0, text.n_lines, cr, x, middle - paper_text_height(&text) / 2);
    paper_text_clear(&text);
}

/* The right end of the header: "F01　第1页，共1页". Returns its width. */
static double draw_page_number(const PaperDoc *doc, int page, cairo_t *cr)
{
    g_autofree char *words =
        g_strdup_printf("%s%s第%d页，共%d页", doc->form_id, *doc->form_id != '\0' ? "\u3000" : "", page + 1,
                        paper_pages(doc));
    const PaperMetrics *m = doc->metrics;
    PaperText text = paper_text_in((PaperDoc *)doc, ROLE_BODY, words, doc->width, ALIGN_RIGHT);
    double width = paper_text_natural_width(&text);
    draw_centred(text, cr, m->margin, HEAD_MIDDLE_PT);
    return width;
}

static void draw_head(const PaperDoc *doc, int page, cairo_t *cr)
{
    const PaperMetrics *m = doc->metrics;
    double x = m->margin + EMBLEM_PT + 3.5 * MM;
    double number_width = draw_page_number(doc, page, cr);
    double room = m->page_width - m->margin - number_width - 6 * MM - x;
    PaperText station = paper_text_in((PaperDoc *)doc, ROLE_LEAD, doc->station, room, ALIGN_LEFT);
    if (station.n_lines > 1) {
        paper_text_clear(&station);
        station = paper_text_in((PaperDoc *)doc, ROLE_BODY, doc->station, room, ALIGN_LEFT);
    }
    draw_centred(station, cr, x, HEAD_MIDDLE_PT);
    paper_draw_emblem(cr, m->margin, HEAD_MIDDLE_PT - EMBLEM_PT / 2, EMBLEM_PT);
    /* The crest stands where you are: it wanders from page to page. */
    int pages = paper_pages(doc);
    double way = doc->width - 2 * CREST_PT;
    double crest = CREST_PT + (pages > 1 ? way * page / (pages - 1) : 0);
    paper_draw_tide(cr, m->margin, TIDE_PT, doc->width, crest, 1);
}

static void draw_foot(const PaperDoc *doc, cairo_t *cr)
{
    const PaperMetrics *m = doc->metrics;
    double rule_y = m->page_height - m->bottom + 4.6 * MM;
    cairo_set_line_width(cr, THIN_PT);
    cairo_move_to(cr, m->margin, rule_y);
    cairo_rel_line_to(cr, doc->width, 0);
    cairo_stroke(cr);

    PaperDoc *texts = (PaperDoc *)doc;
    PaperText stamp = paper_text_in(texts, ROLE_SMALL, doc->stamp->str, doc->width, ALIGN_LEFT);
    double y = rule_y + 2.2 * MM;
    double used = paper_text_natural_width(&stamp);
    double height = paper_text_height(&stamp);
    paper_text_draw(&stamp, 0, stamp.n_lines, cr, m->margin, y);
    paper_text_clear(&stamp);
    if (doc->assurance == NULL)
        return;
    PaperText right = paper_text_in(texts, ROLE_SMALL, doc->assurance, doc->width, ALIGN_RIGHT);
    gboolean fits = used + paper_text_natural_width(&right) + 4 * MM <= doc->width;
    paper_text_draw(&right, 0, right.n_lines, cr, m->margin, fits ? y : y + height);
    paper_text_clear(&right);
}

void paper_frame_draw(const PaperDoc *doc, int page, cairo_t *cr)
{
    if (doc->metrics->narrow)
        return;
    draw_head(doc, page, cr);
    draw_foot(doc, cr);
}

/* --- slip ------------------------------------------------------------------------------------------ */

#define SLIP_EMBLEM_PT (7 * MM)

static void draw_slip_emblem(const PaperPiece *piece, cairo_t *cr)
{
    paper_draw_emblem(cr, 0, (piece->height - SLIP_EMBLEM_PT) / 2, SLIP_EMBLEM_PT);
}

static void draw_slip_tide(const PaperPiece *piece, cairo_t *cr)
{
    paper_draw_tide(cr, 0, piece->height - 1, piece->width, 22 * MM, 0.7);
}

void paper_add_slip_head(PaperDoc *doc)
{
    double x = SLIP_EMBLEM_PT + 2.5 * MM;
    PaperText station = paper_text_in(doc, ROLE_SMALL, doc->station, doc->width - x, ALIGN_LEFT);
    double height = MAX(paper_text_height(&station), SLIP_EMBLEM_PT);
    PaperPiece *head = paper_piece_new(doc, 0, height);
    head->figure = draw_slip_emblem;
    head->keep = TRUE;
    paper_piece_put(head, station, x, (height - paper_text_height(&station)) / 2);
    paper_add_piece(doc, head);

    PaperPiece *tide = paper_piece_new(doc, 1 * MM, 5 * MM);
    tide->figure = draw_slip_tide;
    tide->keep = TRUE;
    paper_add_piece(doc, tide);
}

void paper_add_slip_foot(PaperDoc *doc)
{
    PaperPiece *rule = paper_piece_new(doc, doc->metrics->block_gap, 1 * MM);
    rule->rule_above = THIN_PT;
    rule->keep = TRUE;
    paper_add_piece(doc, rule);
    if (*doc->form_id != '\0') {
        g_autofree char *form = g_strdup_printf("%s %s", doc->form_id, doc->title);
        paper_add_text(doc, ROLE_SMALL, 0, form, NULL);
    }
    paper_add_text(doc, ROLE_SMALL, 0, doc->stamp->str, NULL);
    if (doc->assurance != NULL)
        paper_add_text(doc, ROLE_SMALL, 0, doc->assurance, NULL);
}

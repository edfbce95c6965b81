#define G_LOG_DOMAIN "paper"
#include "kiosk/paper/engine/flow.h"

#include <string.h>

#include "kiosk/paper/engine/fonts.h"
#include "kiosk/paper/engine/metrics.h"
#include "kiosk/paper/engine/page.h"

#define LONGEST_SLIP_PT (1500 * MM) /* a longer one is cut into several */
#define TWO_LANGUAGES   1.75        /* how much wider "收费  Fee" is than "收费" */
#define LONGEST_INPUT   20000       /* code points */

/* How far gaps and padding may shrink to save a sheet; tried in this order. */
static const double squeezes[] = {1.0, 0.85, 0.7, 0.55};

PaperDoc *paper_begin(const PaperSetup *setup, const char *form_id, const char *title, GError **error)
{
    const PaperInput inputs[] = {{"station", setup->station, INPUT_NEEDED},
                                 {"kiosk_no", setup->kiosk_no, INPUT_NEEDED}};
    if (!paper_check(inputs, G_N_ELEMENTS(inputs), error))
        return NULL;
    if (setup->printed_at == NULL) {
        g_set_error(error, PAPER_ERROR, PAPER_ERROR_INPUT, "printed_at: missing");
        return NULL;
    }
    PangoContext *fonts = paper_fonts(error);
    if (fonts == NULL)
        return NULL;

    PaperDoc *doc = g_new0(PaperDoc, 1);
    doc->form_id = g_strdup(form_id);
    doc->title = g_strdup(title);
    doc->station = g_strdup(setup->station);
    doc->english = setup->english;
    doc->metrics = paper_metrics(setup->size, setup->large);
    doc->fonts = g_object_ref(fonts);
    doc->width = doc->metrics->page_width - 2 * doc->metrics->margin;
    doc->label_width = doc->metrics->label_width;
    if (doc->english)
        doc->label_width *= doc->metrics->narrow ? 0 : TWO_LANGUAGES;
    doc->pieces = g_ptr_array_new_with_free_func((GDestroyNotify)paper_piece_free);
    doc->page_starts = g_array_new(FALSE, FALSE, sizeof(int));

    g_autoptr(GDateTime) utc = g_date_time_to_utc(setup->printed_at);
    doc->created = g_date_time_format(utc, "%Y-%m-%dT%H:%M:%SZ");
    g_autofree char *local = g_date_time_format(setup->printed_at, "%Y-%m-%d %H:%M");
    doc->stamp = g_string_new(NULL);
    g_string_printf(doc->stamp, "打印时间 %s%s", local, setup->time_uncertain ? "（时间待核）" : "");
    g_autofree char *kiosk = g_strconcat("终端编号 ", setup->kiosk_no, NULL);
    paper_add_stamp(doc, kiosk);
    if (doc->metrics->narrow)
        paper_add_slip_head(doc);
    return doc;
}

void paper_add_stamp(PaperDoc *doc, const char *text)
{
    g_string_append(doc->stamp, doc->metrics->narrow ? "\n" : "\u3000");
    g_string_append(doc->stamp, text);
}

void paper_set_assurance(PaperDoc *doc, const char *text)
{
    g_free(doc->assurance);
    doc->assurance = g_strdup(text);
}

void paper_doc_free(PaperDoc *doc)
{
    if (doc == NULL)
        return;
    g_autoptr(GRecMutexLocker) hold = paper_hold_fonts();
    g_clear_pointer(&doc->object, paper_piece_free);
    g_clear_pointer(&doc->outer, g_ptr_array_unref);
    g_ptr_array_unref(doc->pieces);
    g_array_unref(doc->page_starts);
    g_object_unref(doc->fonts);
    g_string_free(doc->stamp, TRUE);
    g_free(doc->form_id);
    g_free(doc->title);
    g_free(doc->station);
    g_free(doc->assurance);
    g_free(doc->created);
    g_free(doc);
}

/* --- input ----------------------------------------------------------------------------------------- */

static gboolean input_error(const PaperInput *input, int code, const char *why, GError **error)
{
    g_set_error(error, PAPER_ERROR, code, "%s: %s", input->name, why);
    return FALSE;
}

gboolean paper_check(const PaperInput *inputs, gsize n, GError **error)
{
    for (gsize i = 0; i < n; i++) {
        const PaperInput *in = &inputs[i];
        gboolean given = in->value != NULL && *in->value != '\0';
        gboolean needed = in->kind == INPUT_NEEDED || in->kind == INPUT_MASKED;
        gboolean masked = in->kind == INPUT_MASKED || in->kind == INPUT_OPTIONAL_MASKED;
        if (!given && needed)
            return input_error(in, PAPER_ERROR_INPUT, "missing", error);
        if (!given)
            continue;
        if (!g_utf8_validate(in->value, -1, NULL))
            return input_error(in, PAPER_ERROR_INPUT, "not UTF-8", error);
        if (g_utf8_strlen(in->value, -1) > LONGEST_INPUT)
            return input_error(in, PAPER_ERROR_INPUT, "too long", error);
        if (masked && strchr(in->value, '*') == NULL)
            return input_error(in, PAPER_ERROR_UNMASKED, "not masked", error);
    }
    return TRUE;
}

/* --- pieces ---------------------------------------------------------------------------------------- */

PaperPiece *paper_piece_new(PaperDoc *doc, double gap, double height)
{
    PaperPiece *piece = g_new0(PaperPiece, 1);
    piece->gap = gap;
    piece->height = height;
    piece->width = doc->width;
    return piece;
}

void paper_piece_free(PaperPiece *piece)
{
    if (piece == NULL)
        return;
    for (int i = 0; i < piece->n_slots; i++)
        paper_text_clear(&piece->slots[i].text);
    if (piece->free_data != NULL)
        piece->free_data(piece->data);
    g_clear_pointer(&piece->children, g_ptr_array_unref);
    g_free(piece);
}

PaperSlot *paper_piece_put(PaperPiece *piece, PaperText text, double x, double y)
{
    g_return_val_if_fail(piece->n_slots < (int)G_N_ELEMENTS(piece->slots), NULL);
    PaperSlot *slot = &piece->slots[piece->n_slots++];
    *slot = (PaperSlot){.text = text, .n = text.n_lines, .x = x, .y = y};
    return slot;
}

void paper_add_piece(PaperDoc *doc, PaperPiece *piece)
{
    g_ptr_array_add(doc->pieces, piece);
}

static void draw_rule(cairo_t *cr, double y, double width, double line)
{
    if (line <= 0)
        return;
    cairo_set_line_width(cr, line);
    cairo_move_to(cr, 0, y);
    cairo_line_to(cr, width, y);
    cairo_stroke(cr);
}

void paper_piece_draw(const PaperPiece *piece, cairo_t *cr)
{
    cairo_save(cr);
    cairo_translate(cr, piece->x, piece->y);
    draw_rule(cr, 0, piece->width, piece->rule_above);
    draw_rule(cr, piece->height, piece->width, piece->rule_below);
    for (int i = 0; i < piece->n_slots; i++) {
        const PaperSlot *slot = &piece->slots[i];
        paper_text_draw(&slot->text, slot->first, slot->n, cr, slot->x, slot->y + piece->pad);
    }
    if (piece->figure != NULL)
        piece->figure(piece, cr);
    for (guint i = 0; piece->children != NULL && i < piece->children->len; i++)
        paper_piece_draw(g_ptr_array_index(piece->children, i), cr);
    cairo_restore(cr);
}

/* --- beside ---------------------------------------------------------------------------------------- */

void paper_begin_beside(PaperDoc *doc, PaperPiece *object)
{
    g_return_if_fail(doc->object == NULL);
    doc->object = object;
    if (doc->metrics->narrow)
        return;
    doc->outer = doc->pieces;
    doc->pieces = g_ptr_array_new_with_free_func((GDestroyNotify)paper_piece_free);
    doc->width -= object->width + doc->metrics->block_gap;
}

/* Stack the children of the left column and set the piece's height. */
static void place_children(PaperPiece *piece)
{
    double y = 0;
    double tallest = 0;
    guint column = piece->children->len - (piece->has_object ? 1 : 0);
    for (guint i = 0; i < column; i++) {
        PaperPiece *child = g_ptr_array_index(piece->children, i);
        y += i > 0 ? child->gap : 0;
        child->y = y;
        y += child->height;
    }
    if (piece->has_object) {
        PaperPiece *object = g_ptr_array_index(piece->children, column);
        object->x = piece->width - object->width;
        tallest = object->height;
    }
    piece->height = MAX(y, tallest);
}

void paper_end_beside(PaperDoc *doc)
{
    PaperPiece *object = g_steal_pointer(&doc->object);
    if (doc->metrics->narrow) {
        object->x = (doc->width - object->width) / 2;
        object->gap = doc->metrics->block_gap;
        paper_add_piece(doc, object);
        return;
    }
    GPtrArray *column = doc->pieces;
    doc->pieces = g_steal_pointer(&doc->outer);
    doc->width += object->width + doc->metrics->block_gap;
    double gap =
        column->len > 0 ? ((PaperPiece *)g_ptr_array_index(column, 0))->gap : doc->metrics->block_gap;
    PaperPiece *both = paper_piece_new(doc, gap, 0);
    both->children = column;
    both->has_object = TRUE;
    g_ptr_array_add(column, object);
    place_children(both);
    paper_add_piece(doc, both);
}

/* --- page breaks ----------------------------------------------------------------------------------- */

static void squeeze(PaperPiece *piece, double by)
{
    piece->gap *= by;
    piece->height -= 2 * piece->pad * (1 - by);
    piece->pad *= by;
    if (piece->children == NULL)
        return;
    for (guint i = 0; i < piece->children->len; i++)
        squeeze(g_ptr_array_index(piece->children, i), by);
    if (!piece->across)
        place_children(piece);
}

/* What piece i and those kept with it take; *after is set to the piece behind them. */
static double unit_height(const PaperDoc *doc, guint i, double by, guint *after)
{
    double height = 0;
    guint first = i;
    gboolean keep = TRUE;
    for (; keep && i < doc->pieces->len; i++) {
        const PaperPiece *piece = g_ptr_array_index(doc->pieces, i);
        height += piece->height - 2 * piece->pad * (1 - by) + (i > first ? piece->gap * by : 0);
        keep = piece->keep;
    }
    *after = i;
    return height;
}

/* Where pages start when gaps are squeezed; a unit longer than a page is torn between its pieces. */
static GArray *page_breaks(const PaperDoc *doc, double room, double by)
{
    GArray *starts = g_array_new(FALSE, FALSE, sizeof(int));
    double used = 0;
    guint after;
    for (guint i = 0; i < doc->pieces->len;) {
        double height = unit_height(doc, i, by, &after);
        const PaperPiece *piece = g_ptr_array_index(doc->pieces, i);
        if (height > room) {
            height = piece->height;
            after = i + 1;
        }
        gboolean fits = starts->len > 0 && used + piece->gap * by + height <= room;
        if (fits) {
            used += piece->gap * by + height;
        } else {
            int start = (int)i;
            g_array_append_val(starts, start);
            used = height;
        }
        i = after;
    }
    return starts;
}

static void choose_breaks(PaperDoc *doc, double room)
{
    double best = squeezes[0];
    g_autoptr(GArray) starts = page_breaks(doc, room, best);
    for (gsize s = 1; s < G_N_ELEMENTS(squeezes) && starts->len > 1; s++) {
        g_autoptr(GArray) other = page_breaks(doc, room, squeezes[s]);
        if (other->len >= starts->len)
            continue;
        g_array_unref(starts);
        starts = g_steal_pointer(&other);
        best = squeezes[s];
    }
    for (guint i = 0; i < doc->pieces->len; i++)
        squeeze(g_ptr_array_index(doc->pieces, i), best);
    g_array_unref(doc->page_starts);
    doc->page_starts = g_steal_pointer(&starts);
}

/* Give every piece its place; returns the lowest end of any page. */
static double place_pieces(PaperDoc *doc)
{
    const PaperMetrics *m = doc->metrics;
    double lowest = 0;
    double y = m->top;
    guint page = 0;
    for (guint i = 0; i < doc->pieces->len; i++) {
        PaperPiece *piece = g_ptr_array_index(doc->pieces, i);
        gboolean starts_page =
            page < doc->page_starts->len && g_array_index(doc->page_starts, int, page) == (int)i;
        if (starts_page) {
            page++;
            y = m->top;
        } else {
            y += piece->gap;
        }
        piece->x += m->margin;
        piece->y = y;
        y += piece->height;
        lowest = MAX(lowest, y);
    }
    return lowest;
}

PaperDoc *paper_finish(PaperDoc *doc)
{
    const PaperMetrics *m = doc->metrics;
    if (m->narrow)
        paper_add_slip_foot(doc);
    gboolean endless = m->page_height <= 0;
    choose_breaks(doc, (endless ? LONGEST_SLIP_PT : m->page_height) - m->top - m->bottom);
    double lowest = place_pieces(doc);
    doc->page_height = endless ? lowest + m->bottom : m->page_height;
    return doc;
}

#include "kiosk/paper/engine/figures.h"

#include <math.h>

#define TIDE_PEN_PT 1.4

/* --- tide line and emblem -------------------------------------------------------------------------- */

void paper_draw_tide(cairo_t *cr, double x, double y, double width, double crest_x, double scale)
{
    double u = MM * scale;
    double c = x + crest_x;
    double cap = TIDE_PEN_PT / 2;
    cairo_move_to(cr, x + cap, y);
    cairo_line_to(cr, c - 16 * u, y);
    /* Rises slowly, falls steeply: look.md, "Tide line", crest 5 mm high; drawn over 25 mm of paper. */
    cairo_curve_to(cr, c - 9 * u, y, c - 7 * u, y - 5 * u, c - 2 * u, y - 5 * u);
    cairo_curve_to(cr, c + 2 * u, y - 5 * u, c + 1 * u, y, c + 6 * u, y);
    cairo_line_to(cr, x + width - cap, y);
    cairo_set_line_width(cr, TIDE_PEN_PT);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cr);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_BUTT);
}

static void round_rectangle(cairo_t *cr, double x, double y, double w, double h, double r)
{
    cairo_new_sub_path(cr);
    cairo_arc(cr, x + w - r, y + r, r, -G_PI_2, 0);
    cairo_arc(cr, x + w - r, y + h - r, r, 0, G_PI_2);
    cairo_arc(cr, x + r, y + h - r, r, G_PI_2, G_PI);
    cairo_arc(cr, x + r, y + r, r, G_PI, 1.5 * G_PI);
    cairo_close_path(cr);
}

/* A house of three waves, on the icons' grid of 24 units. */
void paper_draw_emblem(cairo_t *cr, double x, double y, double size)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, size / 24, size / 24);
    round_rectangle(cr, 1, 1, 22, 22, 5);
    for (int i = 0; i < 3; i++) {
        double shift = i == 1 ? 1.5 : 0;
        double base = 9 + 4.5 * i;
        cairo_move_to(cr, 4.5, base);
        cairo_line_to(cr, 5.5 + shift, base);
        cairo_curve_to(cr, 8 + shift, base, 8.5 + shift, base - 2.6, 11 + shift, base - 2.6);
        cairo_curve_to(cr, 13.2 + shift, base - 2.6, 12.3 + shift, base, 14.6 + shift, base);
        cairo_line_to(cr, 19.5, base);
    }
    cairo_set_line_width(cr, 1.5);
    cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(cr);
    cairo_restore(cr);
}

/* --- seal ------------------------------------------------------------------------------------------ */

static void draw_seal(const PaperPiece *piece, cairo_t *cr)
{
    const double dashes[] = {3, 2.5};
    double r = piece->width / 2;
    cairo_new_path(cr);
    cairo_set_line_width(cr, 1);
    cairo_set_dash(cr, dashes, G_N_ELEMENTS(dashes), 0);
    cairo_arc(cr, r, r, r - 0.5, 0, 2 * G_PI);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

PaperPiece *paper_seal_piece(PaperDoc *doc, const char *line1, const char *line2)
{
    double size = doc->metrics->seal_size;
    PaperPiece *piece = paper_piece_new(doc, 0, size);
    piece->width = size;
    piece->figure = draw_seal;
    PaperText above = paper_text_in(doc, ROLE_BODY, line1, size, ALIGN_CENTRE);
    PaperText below = paper_text_in(doc, ROLE_BODY, line2, size, ALIGN_CENTRE);
    double top = (size - paper_text_height(&above) - paper_text_height(&below)) / 2;
    double below_y = top + paper_text_height(&above);
    paper_piece_put(piece, above, 0, top);
    paper_piece_put(piece, below, 0, below_y);
    return piece;
}

/* --- route ----------------------------------------------------------------------------------------- */

typedef struct {
    PaperStationState state;
    gboolean last;
    int number;
    double disc_r;
    double disc_y; /* of the disc's middle */
    PaperText digit;
} Station;

static void station_free(gpointer data)
{
    Station *station = data;
    paper_text_clear(&station->digit);
    g_free(station);
}

static void draw_check(cairo_t *cr, double x, double y, double r)
{
    cairo_move_to(cr, x - r * 0.45, y + r * 0.02);
    cairo_line_to(cr, x - r * 0.1, y + r * 0.38);
    cairo_line_to(cr, x + r * 0.5, y - r * 0.36);
    cairo_set_line_width(cr, r * 0.22);
    cairo_stroke(cr);
}

/* Done: filled disc with a white tick. Now: a ring with a dot. Ahead: its number. */
static void draw_disc(const Station *station, double x, double y, cairo_t *cr)
{
    double r = station->disc_r;
    cairo_new_path(cr);
    cairo_arc(cr, x, y, r - 0.6, 0, 2 * G_PI);
    cairo_set_line_width(cr, 1.2);
    switch (station->state) {
    case PAPER_STATION_DONE:
        cairo_fill(cr);
        cairo_set_source_rgb(cr, 1, 1, 1);
        draw_check(cr, x, y, r);
        cairo_set_source_rgb(cr, 0, 0, 0);
        break;
    case PAPER_STATION_NOW:
        cairo_stroke(cr);
        cairo_arc(cr, x, y, r * 0.5, 0, 2 * G_PI);
        cairo_fill(cr);
        break;
    case PAPER_STATION_AHEAD:
        cairo_stroke(cr);
        paper_text_draw(&station->digit, 0, 1, cr, x - station->digit.width / 2,
                        y - paper_text_height(&station->digit) / 2);
        break;
    }
}

static void draw_connection(const Station *station, cairo_t *cr, double x1, double y1, double x2, double y2)
{
    const double dots[] = {1.5, 3};
    if (station->state == PAPER_STATION_NOW)
        cairo_set_dash(cr, dots, G_N_ELEMENTS(dots), 0);
    cairo_set_line_width(cr, 1.2);
    cairo_move_to(cr, x1, y1);
    cairo_line_to(cr, x2, y2);
    cairo_stroke(cr);
    cairo_set_dash(cr, NULL, 0, 0);
}

static void draw_station_across(const PaperPiece *piece, cairo_t *cr)
{
    const Station *station = piece->data;
    double r = station->disc_r;
    draw_disc(station, r, station->disc_y, cr);
    draw_connection(station, cr, 2 * r, station->disc_y, piece->width - 3 * MM, station->disc_y);
}

static void draw_station_down(const PaperPiece *piece, cairo_t *cr)
{
    const Station *station = piece->data;
    double r = station->disc_r;
    draw_disc(station, r, station->disc_y, cr);
    if (!station->last)
        draw_connection(station, cr, r, station->disc_y + r, r, piece->height + 1);
}

static Station *station_new(PaperDoc *doc, PaperStationState state, int number, gboolean last)
{
    Station *station = g_new0(Station, 1);
    double size = doc->metrics->roles[ROLE_STRONG].size_pt;
    g_autofree char *digit = g_strdup_printf("%d", number);
    *station = (Station){.state = state, .last = last, .number = number, .disc_r = size * 0.85};
    station->digit = paper_text_in(doc, ROLE_STRONG, digit, 4 * size, ALIGN_CENTRE);
    return station;
}

static PaperPiece *station_piece(PaperDoc *doc, Station *station, double width)
{
    PaperPiece *piece = paper_piece_new(doc, 0, 0);
    piece->width = width;
    piece->data = station;
    piece->free_data = station_free;
    return piece;
}

/* Name above the line, detail below it. Returns the piece's height. */
static double put_across(PaperDoc *doc, PaperPiece *piece, const PaperStation *what, double name_height)
{
    Station *station = piece->data;
    PaperText name = paper_text_in(doc, ROLE_SECTION, what->name, piece->width - 3 * MM, ALIGN_LEFT);
    PaperText detail = paper_text_in(doc, ROLE_BODY, what->detail != NULL ? what->detail : "",
                                     piece->width - 3 * MM, ALIGN_LEFT);
    station->disc_y = name_height + station->disc_r + 1;
    double detail_y = station->disc_y + station->disc_r + 3;
    double height = detail_y + paper_text_height(&detail);
    piece->figure = draw_station_across;
    paper_piece_put(piece, name, 0, name_height - paper_text_height(&name));
    paper_piece_put(piece, detail, 0, detail_y);
    return height;
}

static double tallest_name(PaperDoc *doc, const PaperStation *stations, int n, double width)
{
    double tallest = 0;
    for (int i = 0; i < n; i++) {
        PaperText name = paper_text_in(doc, ROLE_SECTION, stations[i].name, width, ALIGN_LEFT);
        tallest = MAX(tallest, paper_text_height(&name));
        paper_text_clear(&name);
    }
    return tallest;
}

static void add_route_across(PaperDoc *doc, double gap, const PaperStation *stations,
                             const PaperStationState *states, int n)
{
    double column = (doc->width + 3 * MM) / n;
    double name_height = tallest_name(doc, stations, n, column - 3 * MM);
    PaperPiece *route = paper_piece_new(doc, gap, 0);
    route->children = g_ptr_array_new_with_free_func((GDestroyNotify)paper_piece_free);
    for (int i = 0; i < n; i++) {
        Station *station =
            station_new(doc, states != NULL ? states[i] : PAPER_STATION_AHEAD, i + 1, i == n - 1);
        PaperPiece *piece = station_piece(doc, station, column);
        piece->x = i * column;
        piece->height = put_across(doc, piece, &stations[i], name_height);
        route->height = MAX(route->height, piece->height);
        g_ptr_array_add(route->children, piece);
    }
    route->across = TRUE;
    paper_add_piece(doc, route);
}

static void add_route_down(PaperDoc *doc, double gap, const PaperStation *stations,
                           const PaperStationState *states, int n)
{
    for (int i = 0; i < n; i++) {
        Station *station =
            station_new(doc, states != NULL ? states[i] : PAPER_STATION_AHEAD, i + 1, i == n - 1);
        PaperPiece *piece = station_piece(doc, station, doc->width);
        double x = station->disc_r * 2 + 2.5 * MM;
        PaperText name = paper_text_in(doc, ROLE_STRONG, stations[i].name, doc->width - x, ALIGN_LEFT);
        PaperText detail = paper_text_in(doc, ROLE_BODY, stations[i].detail != NULL ? stations[i].detail : "",
                                         doc->width - x, ALIGN_LEFT);
        double name_height = paper_text_height(&name);
        station->disc_y = MAX(name.line_pt / 2, station->disc_r);
        piece->figure = draw_station_down;
        piece->gap = i == 0 ? gap : 0;
        piece->height = name_height + paper_text_height(&detail) + 4;
        piece->keep = i < n - 1;
        paper_piece_put(piece, name, x, 0);
        paper_piece_put(piece, detail, x, name_height);
        paper_add_piece(doc, piece);
    }
}

void paper_add_route(PaperDoc *doc, double gaps, const PaperStation *stations,
                     const PaperStationState *states, int n)
{
    double narrowest = doc->metrics->roles[ROLE_BODY].size_pt * 7;
    if (n <= 0)
        return;
    if (doc->metrics->narrow || doc->width / n < narrowest)
        add_route_down(doc, gaps * doc->metrics->block_gap, stations, states, n);
    else
        add_route_across(doc, gaps * doc->metrics->block_gap, stations, states, n);
}

/* --- per cent -------------------------------------------------------------------------------------- */

static void draw_percent(const PaperPiece *piece, cairo_t *cr)
{
    double number_width = piece->slots[0].text.width;
    double h = 4 * MM;
    double w = piece->width - number_width - 4 * MM;
    double y = (piece->height - h) / 2;
    double done = GPOINTER_TO_INT(piece->data) / 100.0;
    cairo_new_path(cr);
    cairo_set_line_width(cr, 1.2);
    round_rectangle(cr, 0.6, y, w, h, h / 2);
    cairo_stroke_preserve(cr);
    cairo_save(cr);
    cairo_clip(cr);
    cairo_rectangle(cr, 0, y, w * done, h);
    cairo_fill(cr);
    cairo_restore(cr);
}

PaperPiece *paper_percent_piece(PaperDoc *doc, int percent)
{
    g_autofree char *text = g_strdup_printf("%d%%", percent);
    double width = doc->metrics->roles[ROLE_NUMBER].size_pt * 2.6;
    PaperText number = paper_text_in(doc, ROLE_NUMBER, text, width, ALIGN_RIGHT);
    PaperPiece *piece = paper_piece_new(doc, doc->metrics->block_gap, paper_text_height(&number));
    piece->data = GINT_TO_POINTER(percent);
    piece->figure = draw_percent;
    paper_piece_put(piece, number, doc->width - width, 0);
    return piece;
}

#include "kiosk/ui/svg_path.h"

#include <math.h>
#include <string.h>

typedef struct {
    cairo_t *cr;
    const char *at;
    double x, y;             /* current point */
    double start_x, start_y; /* of the subpath */
    double cx, cy;           /* last control point, for S and T */
    char last;               /* last command, upper case */
} Reader;

static void skip_separators(Reader *r)
{
    while (*r->at == ' ' || *r->at == ',' || *r->at == '\n' || *r->at == '\t' || *r->at == '\r')
        r->at++;
}

static gboolean read_number(Reader *r, double *out)
{
    skip_separators(r);
    /* g_ascii_strtod would also read "inf", "nan" and hex numbers. */
    if (!strchr("+-.0123456789", *r->at) || !*r->at)
        return FALSE;
    char *end;
    *out = g_ascii_strtod(r->at, &end);
    if (end == r->at || !isfinite(*out) || fabs(*out) > 1e6)
        return FALSE;
    r->at = end;
    return TRUE;
}

/* The flags of an arc may stand without separators: "a2 2 0 100-4". */
static gboolean read_flag(Reader *r, double *out)
{
    skip_separators(r);
    if (*r->at != '0' && *r->at != '1')
        return FALSE;
    *out = *r->at++ - '0';
    return TRUE;
}

static void curve(Reader *r, double x1, double y1, double x2, double y2, double x, double y)
{
    cairo_curve_to(r->cr, x1, y1, x2, y2, x, y);
    r->cx = x2;
    r->cy = y2;
    r->x = x;
    r->y = y;
}

static void quadratic(Reader *r, double x1, double y1, double x, double y)
{
    double x0 = r->x, y0 = r->y;
    cairo_curve_to(r->cr, x0 + 2.0 / 3 * (x1 - x0), y0 + 2.0 / 3 * (y1 - y0), x + 2.0 / 3 * (x1 - x),
                   y + 2.0 / 3 * (y1 - y), x, y);
    r->cx = x1;
    r->cy = y1;
    r->x = x;
    r->y = y;
}

static double angle_between(double ux, double uy, double vx, double vy)
{
    return atan2(ux * vy - uy * vx, ux * vx + uy * vy);
}

/* SVG 1.1, F.6: from end points to centre and angles. */
static void arc(Reader *r, double rx, double ry, double degrees, gboolean large, gboolean sweep, double x,
                double y)
{
    double phi = degrees * G_PI / 180, c = cos(phi), s = sin(phi);
    double dx = (r->x - x) / 2, dy = (r->y - y) / 2;
    double x1 = c * dx + s * dy, y1 = -s * dx + c * dy;
    rx = fabs(rx);
    ry = fabs(ry);
    if (rx < 1e-9 || ry < 1e-9 || (dx == 0 && dy == 0)) {
        cairo_line_to(r->cr, x, y);
        r->x = x;
        r->y = y;
        return;
    }
    double too_small = x1 * x1 / (rx * rx) + y1 * y1 / (ry * ry);
    if (too_small > 1) {
        rx *= sqrt(too_small);
        ry *= sqrt(too_small);
    }
    double num = rx * rx * ry * ry - rx * rx * y1 * y1 - ry * ry * x1 * x1;
    double f = sqrt(MAX(0, num / (rx * rx * y1 * y1 + ry * ry * x1 * x1))) * (large == sweep ? -1 : 1);
    double cx1 = f * rx * y1 / ry, cy1 = -f * ry * x1 / rx;
    double cx = c * cx1 - s * cy1 + (r->x + x) / 2, cy = s * cx1 + c * cy1 + (r->y + y) / 2;
    double from = angle_between(1, 0, (x1 - cx1) / rx, (y1 - cy1) / ry);
    double turn = angle_between((x1 - cx1) / rx, (y1 - cy1) / ry, (-x1 - cx1) / rx, (-y1 - cy1) / ry);
    if (!sweep && turn > 0)
        turn -= 2 * G_PI;
    if (sweep && turn < 0)
        turn += 2 * G_PI;
    cairo_matrix_t kept;
    cairo_get_matrix(r->cr, &kept);
    cairo_translate(r->cr, cx, cy);
    cairo_rotate(r->cr, phi);
    cairo_scale(r->cr, rx, ry);
    if (sweep)
        cairo_arc(r->cr, 0, 0, 1, from, from + turn);
    else
        cairo_arc_negative(r->cr, 0, 0, 1, from, from + turn);
    cairo_set_matrix(r->cr, &kept);
    r->x = x;
    r->y = y;
}

/* How many numbers each command takes. */
static int arity(char command)
{
    switch (command) {
    case 'M':
    case 'L':
    case 'T':
        return 2;
    case 'H':
    case 'V':
        return 1;
    case 'C':
        return 6;
    case 'S':
    case 'Q':
        return 4;
    case 'A':
        return 7;
    case 'Z':
        return 0;
    default:
        return -1;
    }
}

static void line(Reader *r, double x, double y)
{
    cairo_line_to(r->cr, x, y);
    r->x = x;
    r->y = y;
}

static void move(Reader *r, double x, double y)
{
    cairo_move_to(r->cr, x, y);
    r->x = r->start_x = x;
    r->y = r->start_y = y;
}

static void close_path(Reader *r)
{
    cairo_close_path(r->cr);
    r->x = r->start_x;
    r->y = r->start_y;
}

static void execute(Reader *r, char command, const double *v, double ox, double oy)
{
    gboolean after_c = r->last == 'C' || r->last == 'S', after_q = r->last == 'Q' || r->last == 'T';
    double mx = 2 * r->x - r->cx, my = 2 * r->y - r->cy; /* mirrored control point */
    switch (command) {
    case 'M':
        move(r, ox + v[0], oy + v[1]);
        break;
    case 'L':
        line(r, ox + v[0], oy + v[1]);
        break;
    case 'H':
        line(r, ox + v[0], r->y);
        break;
    case 'V':
        line(r, r->x, oy + v[0]);
        break;
    case 'C':
        curve(r, ox + v[0], oy + v[1], ox + v[2], oy + v[3], ox + v[4], oy + v[5]);
        break;
    case 'S':
        curve(r, after_c ? mx : r->x, after_c ? my : r->y, ox + v[0], oy + v[1], ox + v[2], oy + v[3]);
        break;
    case 'Q':
        quadratic(r, ox + v[0], oy + v[1], ox + v[2], oy + v[3]);
        break;
    case 'T':
        quadratic(r, after_q ? mx : r->x, after_q ? my : r->y, ox + v[0], oy + v[1]);
        break;
    case 'A':
        arc(r, v[0], v[1], v[2], v[3] != 0, v[4] != 0, ox + v[5], oy + v[6]);
        break;
    case 'Z':
        close_path(r);
        break;
    }
    r->last = command;
}

gboolean ui_svg_path(cairo_t *cr, const char *data)
{
    Reader r = {.cr = cr, .at = data};
    char command = 0;
    gboolean relative = FALSE;
    for (skip_separators(&r); *r.at; skip_separators(&r)) {
        if (g_ascii_isalpha(*r.at)) {
            command = g_ascii_toupper(*r.at);
            relative = g_ascii_islower(*r.at);
            r.at++;
        } else if (command == 'Z' || command == 0) {
            return FALSE;
        } else if (command == 'M') {
            command = 'L'; /* further pairs after a move are lines */
        }
        double v[7];
        int n = arity(command);
        if (n < 0 || (!r.last && command != 'M'))
            return FALSE;
        for (int i = 0; i < n; i++)
            if (!(command == 'A' && (i == 3 || i == 4) ? read_flag(&r, &v[i]) : read_number(&r, &v[i])))
                return FALSE;
        execute(&r, command, v, relative ? r.x : 0, relative ? r.y : 0);
    }
    return r.last != 0;
}

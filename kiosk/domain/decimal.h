/* Exact decimal numbers with nine places: money in yuan, areas, averages. No binary fractions, so 0.1 + 0.2
 * is 0.3 on kiosk and hub alike. Values, no memory to free; pure functions, any thread. A result that does
 * not fit, and a division by zero, is "empty": DECIMAL_EMPTY, which every function passes on. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define DECIMAL_PLACES    9
#define DECIMAL_TEXT_SIZE 48

/* billionths: the number times 10^9. is_set FALSE: empty; is_lost: because it was too large. */
typedef struct {
    __int128 billionths;
    gboolean is_set;
    gboolean is_lost;
} Decimal;

#define DECIMAL_EMPTY ((Decimal){0, FALSE, FALSE})

Decimal decimal_from_int(gint64 value);

/* The shortest decimal that reads back as value, rounded to nine places: 0.05 is exactly 0.05. Empty if not
 * finite. */
Decimal decimal_from_double(double value);

/* "-12.50": digits with an optional sign and point, at most nine places. FALSE for anything else; out may be
 * NULL. */
gboolean decimal_parse(const char *text, Decimal *out);

/* Fen to yuan and back. FALSE when there are fractions of a fen, or the amount does not fit. */
Decimal decimal_from_fen(gint64 fen);
gboolean decimal_to_fen(Decimal value, gint64 *fen);

/* Empty operands count as 0 in the first three (as the catalogue's calculations say). */
Decimal decimal_add(Decimal a, Decimal b);
Decimal decimal_sub(Decimal a, Decimal b);
Decimal decimal_mul(Decimal a, Decimal b);
/* Half up at the ninth place; empty by zero or by empty. */
Decimal decimal_div(Decimal a, Decimal b);
/* Without its fraction, towards zero. */
Decimal decimal_int(Decimal a);
/* Half up (away from zero) to 0-9 places. */
Decimal decimal_round(Decimal a, int places);

/* Negative, 0, positive. Both must be set. */
int decimal_compare(Decimal a, Decimal b);

/* How many places are needed to write it. */
int decimal_places(Decimal a);
/* Nearest double: for JSON numbers, whose text is made from doubles. */
double decimal_to_double(Decimal a);
/* TRUE and the integer when there is no fraction and it fits. */
gboolean decimal_to_int(Decimal a, gint64 *value);

/* Writes "1234.5" without needless zeros ("" when empty); at least min_places places. Gives text back. */
const char *decimal_format(Decimal a, int min_places, char text[DECIMAL_TEXT_SIZE]);

G_END_DECLS

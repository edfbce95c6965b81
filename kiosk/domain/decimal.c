/* Fixed point in 128 bits: 10^29 whole numbers with nine places, far above any amount of money. What does not
 * fit is lost instead of wrong. */
#include "kiosk/domain/decimal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const __int128 ONE = 1000000000;

static Decimal set(__int128 billionths)
{
    return (Decimal){billionths, TRUE, FALSE};
}

/* Empty operands of a calculation count as 0. */
static __int128 or_zero(Decimal a)
{
    return a.is_set ? a.billionths : 0;
}

static __int128 magnitude(__int128 n)
{
    return n < 0 ? -n : n;
}

/* n / d rounded half away from zero; d > 0. */
static __int128 divide_half_up(__int128 n, __int128 d)
{
    __int128 quotient = n / d, rest = n % d;
    if (magnitude(rest) >= d - magnitude(rest))
        quotient += n < 0 ? -1 : 1;
    return quotient;
}

Decimal decimal_from_int(gint64 value)
{
    return set(value * ONE);
}

gboolean decimal_parse(const char *text, Decimal *out)
{
    if (!text)
        return FALSE;
    gboolean negative = *text == '-';
    const char *c = text + (*text == '-' || *text == '+' ? 1 : 0);
    __int128 value = 0;
    int digits = 0, places = -1; /* -1: no point yet */
    for (; *c; c++) {
        if (*c == '.' && places < 0 && digits > 0) {
            places = 0;
            continue;
        }
        if (!g_ascii_isdigit(*c) || ++digits > 28 || places >= DECIMAL_PLACES)
            return FALSE;
        value = value * 10 + (*c - '0');
        places += places >= 0 ? 1 : 0;
    }
    if (digits == 0 || places == 0)
        return FALSE;
    for (int i = MAX(places, 0); i < DECIMAL_PLACES; i++)
        value *= 10;
    if (out)
        *out = set(negative ? -value : value);
    return TRUE;
}

Decimal decimal_from_double(double value)
{
    if (!isfinite(value) || fabs(value) > 1e18)
        return DECIMAL_EMPTY;
    /* 15 digits always survive a double; where they do not read back, nine places of the exact value do. */
    char text[64];
    g_ascii_formatd(text, sizeof text, "%.15g", value);
    if (strchr(text, 'e') || g_ascii_strtod(text, NULL) != value)
        g_ascii_formatd(text, sizeof text, "%.9f", value);
    Decimal decimal;
    if (decimal_parse(text, &decimal))
        return decimal;
    g_ascii_formatd(text, sizeof text, "%.9f", value);
    return decimal_parse(text, &decimal) ? decimal : DECIMAL_EMPTY;
}

Decimal decimal_from_fen(gint64 fen)
{
    return set(fen * (ONE / 100));
}

gboolean decimal_to_int(Decimal a, gint64 *value)
{
    if (!a.is_set || a.billionths % ONE != 0)
        return FALSE;
    __int128 whole = a.billionths / ONE;
    if (whole > G_MAXINT64 || whole < G_MININT64)
        return FALSE;
    *value = (gint64)whole;
    return TRUE;
}

gboolean decimal_to_fen(Decimal value, gint64 *fen)
{
    return decimal_to_int(decimal_mul(value, decimal_from_int(100)), fen) && value.is_set;
}

static const Decimal LOST = {0, FALSE, TRUE};

Decimal decimal_add(Decimal a, Decimal b)
{
    __int128 sum;
    return a.is_lost || b.is_lost || __builtin_add_overflow(or_zero(a), or_zero(b), &sum) ? LOST : set(sum);
}

Decimal decimal_sub(Decimal a, Decimal b)
{
    __int128 difference;
    return a.is_lost || b.is_lost || __builtin_sub_overflow(or_zero(a), or_zero(b), &difference)
               ? LOST
               : set(difference);
}

Decimal decimal_mul(Decimal a, Decimal b)
{
    __int128 product;
    if (a.is_lost || b.is_lost || __builtin_mul_overflow(or_zero(a), or_zero(b), &product))
        return LOST;
    return set(divide_half_up(product, ONE));
}

Decimal decimal_div(Decimal a, Decimal b)
{
    __int128 scaled, divisor = or_zero(b);
    if (a.is_lost || b.is_lost || __builtin_mul_overflow(or_zero(a), ONE, &scaled))
        return LOST;
    if (divisor == 0)
        return DECIMAL_EMPTY;
    return set(divisor > 0 ? divide_half_up(scaled, divisor) : divide_half_up(-scaled, -divisor));
}

Decimal decimal_int(Decimal a)
{
    return a.is_set ? set(a.billionths / ONE * ONE) : a;
}

static __int128 place_value(int places)
{
    __int128 unit = 1;
    for (int i = CLAMP(places, 0, DECIMAL_PLACES); i < DECIMAL_PLACES; i++)
        unit *= 10;
    return unit;
}

Decimal decimal_round(Decimal a, int places)
{
    __int128 unit = place_value(places);
    return a.is_set ? set(divide_half_up(a.billionths, unit) * unit) : a;
}

int decimal_compare(Decimal a, Decimal b)
{
    return (a.billionths > b.billionths) - (a.billionths < b.billionths);
}

int decimal_places(Decimal a)
{
    int places = 0;
    while (a.is_set && places < DECIMAL_PLACES && a.billionths % place_value(places) != 0)
        places++;
    return places;
}

double decimal_to_double(Decimal a)
{
    char text[DECIMAL_TEXT_SIZE];
    return a.is_set ? g_ascii_strtod(decimal_format(a, 0, text), NULL) : 0;
}

const char *decimal_format(Decimal a, int min_places, char text[DECIMAL_TEXT_SIZE])
{
    char reversed[DECIMAL_TEXT_SIZE];
    int n = 0;
    text[0] = '\0';
    if (!a.is_set)
        return text;
    int places = MAX(decimal_places(a), CLAMP(min_places, 0, DECIMAL_PLACES));
    unsigned __int128 rest = (unsigned __int128)magnitude(a.billionths / place_value(places));
    for (int i = 0; i <= places || rest > 0; i++) {
        if (i == places && places > 0)
            reversed[n++] = '.';
        reversed[n++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    }
    if (a.billionths < 0)
        reversed[n++] = '-';
    for (int i = 0; i < n; i++)
        text[i] = reversed[n - 1 - i];
    text[n] = '\0';
    return text;
}

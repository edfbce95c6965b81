/* The civil calendar by counting days from 0000-03-01: with the year beginning in March the leap day is the
 * last of its year, and months follow the 153-days-in-5-months pattern. */
#include "kiosk/domain/date.h"

#include <stdio.h>
#include <string.h>

enum {
    MIN_YEAR = 1,
    MAX_YEAR = 9999,
    DAYS_PER_ERA = 146097, /* 400 years */
    EPOCH_OFFSET = 719468, /* 0000-03-01 to 1970-01-01 */
};

static gboolean is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int day_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month < 1 || month > 12)
        return 0;
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static gboolean is_calendar_day(Day day)
{
    return day != DAY_NONE && day != DAY_FOREVER;
}

Day day_from_ymd(int year, int month, int day)
{
    if (year < MIN_YEAR || year > MAX_YEAR || day < 1 || day > day_days_in_month(year, month))
        return DAY_NONE;
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - EPOCH_OFFSET;
}

gboolean day_to_ymd(Day day, int *year, int *month, int *mday)
{
    if (!is_calendar_day(day))
        return FALSE;
    int z = day + EPOCH_OFFSET;
    int era = (z >= 0 ? z : z - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    int day_of_era = z - era * DAYS_PER_ERA;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int march_month = (5 * day_of_year + 2) / 153;
    int m = march_month < 10 ? march_month + 3 : march_month - 9;
    if (year)
        *year = year_of_era + era * 400 + (m <= 2 ? 1 : 0);
    if (month)
        *month = m;
    if (mday)
        *mday = day_of_year - (153 * march_month + 2) / 5 + 1;
    return TRUE;
}

/* n ASCII digits at text, -1 if there are not that many. */
static int digits(const char *text, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (!g_ascii_isdigit(text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

Day day_parse(const char *text)
{
    if (!text || strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return DAY_NONE;
    return day_from_ymd(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2));
}

Day day_parse_card(const char *text)
{
    if (!text)
        return DAY_NONE;
    if (strcmp(text, "长期") == 0)
        return DAY_FOREVER;
    if (strlen(text) != 8)
        return DAY_NONE;
    return day_from_ymd(digits(text, 4), digits(text + 4, 2), digits(text + 6, 2));
}

static gboolean span(Day from, Day to, Day *first, Day *last)
{
    if (from == DAY_NONE || to == DAY_NONE)
        return FALSE;
    if (first)
        *first = from;
    if (last)
        *last = to;
    return TRUE;
}

gboolean day_parse_precision(const char *text, DayPrecision precision, Day *first, Day *last)
{
    size_t length = text ? strlen(text) : 0;
    int year = length >= 4 ? digits(text, 4) : -1;
    switch (precision) {
    case DAY_PRECISION_DAY:
        return span(day_parse(text), day_parse(text), first, last);
    case DAY_PRECISION_MONTH: {
        if (length != 7 || text[4] != '-')
            return FALSE;
        int month = digits(text + 5, 2);
        return span(day_from_ymd(year, month, 1), day_from_ymd(year, month, day_days_in_month(year, month)),
                    first, last);
    }
    case DAY_PRECISION_YEAR:
        if (length != 4)
            return FALSE;
        return span(day_from_ymd(year, 1, 1), day_from_ymd(year, 12, 31), first, last);
    }
    return FALSE;
}

const char *day_format(Day day, char text[DAY_TEXT_SIZE])
{
    int y = MAX_YEAR, m = 12, d = 31;
    text[0] = '\0';
    if (day != DAY_FOREVER && !day_to_ymd(day, &y, &m, &d))
        return text;
    if (y >= MIN_YEAR && y <= MAX_YEAR)
        g_snprintf(text, DAY_TEXT_SIZE, "%04d-%02d-%02d", y, m, d);
    return text;
}

char *day_to_string(Day day)
{
    char text[DAY_TEXT_SIZE];
    return *day_format(day, text) ? g_strdup(text) : NULL;
}

Day day_add_months(Day day, int n)
{
    int year, month, mday;
    if (!day_to_ymd(day, &year, &month, &mday))
        return day;
    gint64 months = (gint64)year * 12 + (month - 1) + n;
    if (months < MIN_YEAR * 12 || months >= (MAX_YEAR + 1) * 12)
        return DAY_NONE;
    year = (int)(months / 12);
    month = (int)(months % 12) + 1;
    return day_from_ymd(year, month, MIN(mday, day_days_in_month(year, month)));
}

Day day_add_years(Day day, int n)
{
    if (n < -MAX_YEAR || n > MAX_YEAR)
        return is_calendar_day(day) ? DAY_NONE : day;
    return day_add_months(day, n * 12);
}

Day day_add_days(Day day, int n)
{
    if (!is_calendar_day(day))
        return day;
    gint64 moved = (gint64)day + n;
    if (moved < day_from_ymd(MIN_YEAR, 1, 1) || moved > day_from_ymd(MAX_YEAR, 12, 31))
        return DAY_NONE;
    return (Day)moved;
}

int day_weekday(Day day)
{
    if (!is_calendar_day(day))
        return 0;
    /* 1970-01-01 was a Thursday */
    return (int)((((gint64)day + 3) % 7 + 7) % 7) + 1;
}

int age_on(Day birth, Day today)
{
    int by, bm, bd, ty, tm, td;
    if (!day_to_ymd(birth, &by, &bm, &bd) || !day_to_ymd(today, &ty, &tm, &td) || birth > today)
        return -1;
    return ty - by - (tm < bm || (tm == bm && td < bd) ? 1 : 0);
}

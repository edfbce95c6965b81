/* Calendar days without a clock: what a day is called, how many days lie between two, and how old somebody
 * is. Pure functions, any thread. "Today" is always an argument: nothing here asks what time it is. The
 * calendar is the Gregorian one, years 1 to 9999. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Days since 1970-01-01; earlier days are negative. Plain arithmetic and comparison work. */
typedef gint32 Day;

#define DAY_NONE      G_MININT32       /* no date; compares before every date, so ask for it first */
#define DAY_FOREVER   (G_MAXINT32 - 1) /* "长期": later than any date */
#define DAY_TEXT_SIZE 11               /* "2026-11-23" and its NUL */

/* How exactly a date is given. Month and year stand for all their days: see day_parse_precision(). */
typedef enum { DAY_PRECISION_DAY, DAY_PRECISION_MONTH, DAY_PRECISION_YEAR } DayPrecision;

/* month 1-12, day 1-31. DAY_NONE for a day that does not exist. */
Day day_from_ymd(int year, int month, int day);

/* Parts of a date; any of the pointers may be NULL. FALSE (and parts untouched) for DAY_NONE and DAY_FOREVER.
 */
gboolean day_to_ymd(Day day, int *year, int *month, int *mday);

/* Exactly "YYYY-MM-DD"; anything else, NULL included, is DAY_NONE. */
Day day_parse(const char *text);

/* As cards write it: "YYYYMMDD", or "长期" -> DAY_FOREVER. Anything else is DAY_NONE. */
Day day_parse_card(const char *text);

/* "YYYY-MM-DD", "YYYY-MM" or "YYYY" as the precision asks; first and last day of what it names.
 * FALSE when the text is not of that precision; first, last may be NULL. */
gboolean day_parse_precision(const char *text, DayPrecision precision, Day *first, Day *last);

/* Writes "YYYY-MM-DD" ("" for DAY_NONE, "9999-12-31" for DAY_FOREVER) and gives text back. */
const char *day_format(Day day, char text[DAY_TEXT_SIZE]);

/* Newly allocated "YYYY-MM-DD"; NULL for DAY_NONE. */
char *day_to_string(Day day);

/* The same day n months or years on (n may be negative), clamped to the last day of a shorter month:
 * 29 February - 1 year = 28 February. DAY_NONE and DAY_FOREVER stay what they are; outside of the years
 * 1-9999 it is DAY_NONE. */
Day day_add_months(Day day, int n);
Day day_add_years(Day day, int n);

/* Plain days on (n may be negative), with the same care for DAY_NONE, DAY_FOREVER and the ends of the
 * calendar. */
Day day_add_days(Day day, int n);

/* 1 = Monday … 7 = Sunday; 0 for DAY_NONE and DAY_FOREVER. */
int day_weekday(Day day);

/* Number of days of a month (1-12). */
int day_days_in_month(int year, int month);

/* Completed years of life. Somebody born on 29 February completes a year on 1 March of a common year
 * (on the birthday a year is complete). -1 when either day is missing or the birth is after today. */
int age_on(Day birth, Day today);

G_END_DECLS

/* Words around values: dates, times, money, lengths of time in the language of the screen. Strings returned
 * are the caller's (g_free) unless const. Loop thread: they ask for the current language. */
#pragma once

#include "kiosk/domain/catalogue.h"
#include "kiosk/domain/date.h"

/* Chinese, or English where there is some. Lent by words. */
const char *words_of(const Words *words);
const char *words_pick(const char *zh, const char *en);
/* The short name of a matter in Chinese, its name in English. */
const char *words_matter(const Matter *matter);

char *words_date(Day day);                      /* "12月1日", "1 Dec"; "长期" */
char *words_date_year(Day day);                 /* "2026年12月1日", "1 Dec 2026" */
char *words_date_weekday(Day day);              /* "11月23日 周一", "Mon 23 Nov" */
const char *words_weekday(Day day);             /* "周一" */
const char *words_month(int month);             /* "11月", "Nov"; 1-12 */
char *words_clock(gint64 ms, gboolean seconds); /* local "14:05", "14:06:02" */
char *words_minute(int minute_of_day);          /* "8:30" */
/* "9个工作日", "32 days". */
char *words_days(int n, DayUnit unit);
/* Fen as yuan without needless zeros: "1234.5". */
char *words_yuan(gint64 fen);
/* "1.2 MB", "340 KB". */
char *words_bytes(gsize bytes);
/* "community" … as the first station of a route is called on screen. */
const char *words_level(Level level);
const char *words_mode(SessionMode mode);

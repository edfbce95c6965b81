/* Working days and due dates. Weekends are off unless listed as made up for; listed days are off. A year that
 * is not published falls back to weekends, and whatever was computed from it is marked as estimated.
 *
 * Pure after loading, any thread; the object is immutable. Rules (contract 21, process.json "clock"): what is
 * handed in after closing time or on a day off counts as received on the next working day; the day after the
 * receipt is day 1; promised 0 is the day of receipt itself. */
#pragma once

#include "kiosk/domain/date.h"

G_BEGIN_DECLS

typedef struct Workdays Workdays;

#define WORKDAYS_ERROR (workdays_error_quark())
GQuark workdays_error_quark(void);
typedef enum { WORKDAYS_ERROR_FILE, WORKDAYS_ERROR_JSON, WORKDAYS_ERROR_VALUE } WorkdaysError;

/* name stands in error messages ("workdays.json:12: …"). text need not end in NUL; len in bytes. */
Workdays *workdays_parse(const char *text, gsize len, const char *name, GError **error);
Workdays *workdays_load(const char *path, GError **error);
void workdays_free(Workdays *workdays);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Workdays, workdays_free)

/* is_estimated (may be NULL) is only ever set to TRUE, so that one flag can collect many questions. */
gboolean workdays_is_working(const Workdays *workdays, Day day, gboolean *is_estimated);

/* The first working day after day. DAY_NONE where the calendar ends. */
Day workdays_next(const Workdays *workdays, Day day, gboolean *is_estimated);

typedef enum { DAYS_WORKING, DAYS_CALENDAR } DayUnit;
gboolean day_unit_parse(const char *text, DayUnit *unit); /* "wd", "cd" */

/* The clock stood still after `from` up to and including `to`: the day on which it was stopped still counts,
 * the one on which it went on does not. to DAY_NONE: it still stands. */
typedef struct {
    Day from;
    Day to;
} DayPause;

typedef struct {
    int days;
    DayUnit unit;
} DayLimit;

typedef struct {
    Day day; /* DAY_NONE: the clock stands still, or the limit is beyond the calendar */
    gboolean is_estimated;
} DueDate;

/* On which day counts what was handed in on `day` at minute_of_day (0-1439), when the office closes at
 * closing_minute? */
Day workdays_receipt_day(const Workdays *workdays, Day day, int minute_of_day, int closing_minute,
                         gboolean *is_estimated);

/* Last day of the limit, from the receipt day as given by workdays_receipt_day(). Pauses in time order. */
DueDate workdays_due(const Workdays *workdays, Day receipt, DayLimit limit, const DayPause *pauses,
                     guint n_pauses);

/* Several limits that all hold (variants): the one that ends first. n_limits >= 1. */
DueDate workdays_due_first(const Workdays *workdays, Day receipt, const DayLimit *limits, guint n_limits,
                           const DayPause *pauses, guint n_pauses);

/* Days of the limit's unit used up from the receipt to today, pauses left out. */
int workdays_used(const Workdays *workdays, Day receipt, Day today, DayUnit unit, const DayPause *pauses,
                  guint n_pauses);

G_END_DECLS

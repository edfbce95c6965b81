/* The calendar of working days: a set of days off and a set of days made up for, year by year. A year that
 * the file does not have is judged by its weekends and told as an estimate. */
#include "kiosk/domain/workdays.h"

#include <string.h>
#include "kiosk/domain/jsonfile.h"

#define YEARS_MAX     50
#define YEAR_DAYS_MAX 366
/* Nothing in this house is promised for longer; beyond it a search stops instead of running on. */
#define SEARCH_DAYS_MAX 4000

struct Workdays {
    GHashTable *off;   /* Day */
    GHashTable *extra; /* Day: weekend days that are worked */
    GHashTable *years; /* int: the published ones */
    Day provisional_from;
};

GQuark workdays_error_quark(void)
{
    return g_quark_from_static_string("workdays");
}

void workdays_free(Workdays *workdays)
{
    if (!workdays)
        return;
    g_hash_table_unref(workdays->off);
    g_hash_table_unref(workdays->extra);
    g_hash_table_unref(workdays->years);
    g_free(workdays);
}

/* --- reading ---------------------------------------------------------------------------------- */

static void read_days(JsonFile *file, const JsonAt *year, const char *key, int year_no, GHashTable *days)
{
    JsonAt list = json_need_array(file, year, key, YEAR_DAYS_MAX);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt item = json_item(&list, i);
        Day day = day_parse(json_string_value(item.value));
        int of_year = 0;
        if (!day_to_ymd(day, &of_year, NULL, NULL) || of_year != year_no)
            json_problem(file, &item, NULL, "must be a day of %d, written \"%d-MM-DD\"", year_no, year_no);
        else if (!g_hash_table_add(days, GINT_TO_POINTER(day)))
            json_problem(file, &item, NULL, "stands here twice");
    }
}

static void read_year(JsonFile *file, const JsonAt *years, const char *key, Workdays *workdays)
{
    static const char *const known[] = {"off", "extra_workdays", "notice", NULL};
    JsonAt year = json_need_object(file, years, key);
    int year_no = (int)g_ascii_strtoll(key, NULL, 10);
    if (strlen(key) != 4 || strspn(key, "0123456789") != 4 || year_no < 2000) {
        json_problem(file, &year, NULL, "must be a year such as \"2026\"");
        return;
    }
    json_only(file, &year, known);
    read_days(file, &year, "off", year_no, workdays->off);
    read_days(file, &year, "extra_workdays", year_no, workdays->extra);
    g_hash_table_add(workdays->years, GINT_TO_POINTER(year_no));
}

static void read_root(JsonFile *file, const JsonAt *root, Workdays *workdays)
{
    static const char *const known[] = {"schema", "note", "years", "provisional_from", NULL};
    json_need_schema(file, root, "ckiosk.workdays/1");
    json_only(file, root, known);
    JsonAt years = json_need_object(file, root, "years");
    if (json_object_size(years.value) > YEARS_MAX)
        json_problem(file, root, "years", "has more than %d years", YEARS_MAX);
    const char *key;
    json_t *value;
    json_object_foreach(years.value, key, value) read_year(file, &years, key, workdays);
    const char *from = json_want_string(file, root, "provisional_from", 10);
    workdays->provisional_from = day_parse(from);
    if (*from && workdays->provisional_from == DAY_NONE)
        json_problem(file, root, "provisional_from", "must be a day, written \"YYYY-MM-DD\"");
}

Workdays *workdays_parse(const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(JsonPool) pool = json_pool_new();
    g_autoptr(Workdays) workdays = g_new0(Workdays, 1);
    workdays->off = g_hash_table_new(NULL, NULL);
    workdays->extra = g_hash_table_new(NULL, NULL);
    workdays->years = g_hash_table_new(NULL, NULL);
    JsonFile file;
    JsonAt root = json_file_open(&file, text, len, name, pool);
    if (root.value)
        read_root(&file, &root, workdays);
    int code = root.value ? WORKDAYS_ERROR_VALUE : WORKDAYS_ERROR_JSON;
    return json_file_finish(&file, WORKDAYS_ERROR, code, error) ? g_steal_pointer(&workdays) : NULL;
}

Workdays *workdays_load(const char *path, GError **error)
{
    gsize len = 0;
    g_autofree char *text = json_file_slurp(path, &len, WORKDAYS_ERROR, WORKDAYS_ERROR_FILE, error);
    return text ? workdays_parse(text, len, path, error) : NULL;
}

/* --- questions -------------------------------------------------------------------------------- */

static gboolean is_published(const Workdays *workdays, Day day)
{
    int year = 0;
    day_to_ymd(day, &year, NULL, NULL);
    gboolean provisional = workdays->provisional_from != DAY_NONE && day >= workdays->provisional_from;
    return !provisional && g_hash_table_contains(workdays->years, GINT_TO_POINTER(year));
}

gboolean workdays_is_working(const Workdays *workdays, Day day, gboolean *is_estimated)
{
    if (is_estimated && !is_published(workdays, day))
        *is_estimated = TRUE;
    if (g_hash_table_contains(workdays->off, GINT_TO_POINTER(day)))
        return FALSE;
    if (g_hash_table_contains(workdays->extra, GINT_TO_POINTER(day)))
        return TRUE;
    int weekday = day_weekday(day);
    return weekday >= 1 && weekday <= 5;
}

Day workdays_next(const Workdays *workdays, Day day, gboolean *is_estimated)
{
    for (int i = 0; i < SEARCH_DAYS_MAX; i++) {
        day = day_add_days(day, 1);
        if (day == DAY_NONE || day == DAY_FOREVER)
            return DAY_NONE;
        if (workdays_is_working(workdays, day, is_estimated))
            return day;
    }
    return DAY_NONE;
}

gboolean day_unit_parse(const char *text, DayUnit *unit)
{
    if (g_strcmp0(text, "wd") == 0)
        *unit = DAYS_WORKING;
    else if (g_strcmp0(text, "cd") == 0)
        *unit = DAYS_CALENDAR;
    else
        return FALSE;
    return TRUE;
}

Day workdays_receipt_day(const Workdays *workdays, Day day, int minute_of_day, int closing_minute,
                         gboolean *is_estimated)
{
    if (workdays_is_working(workdays, day, is_estimated) && minute_of_day <= closing_minute)
        return day;
    return workdays_next(workdays, day, is_estimated);
}

static gboolean is_paused(Day day, const DayPause *pauses, guint n)
{
    for (guint i = 0; i < n; i++)
        if (day > pauses[i].from && (pauses[i].to == DAY_NONE || day <= pauses[i].to))
            return TRUE;
    return FALSE;
}

static gboolean stands_still(const DayPause *pauses, guint n)
{
    for (guint i = 0; i < n; i++)
        if (pauses[i].to == DAY_NONE)
            return TRUE;
    return FALSE;
}

static gboolean is_counted(const Workdays *workdays, Day day, DayUnit unit, const DayPause *pauses, guint n,
                           gboolean *is_estimated)
{
    if (is_paused(day, pauses, n))
        return FALSE;
    return unit == DAYS_CALENDAR || workdays_is_working(workdays, day, is_estimated);
}

DueDate workdays_due(const Workdays *workdays, Day receipt, DayLimit limit, const DayPause *pauses,
                     guint n_pauses)
{
    DueDate due = {.day = receipt};
    int left = limit.days;
    if (receipt == DAY_NONE || left < 0)
        return (DueDate){.day = DAY_NONE};
    for (int i = 0; left > 0 && i < SEARCH_DAYS_MAX; i++) {
        due.day = day_add_days(due.day, 1);
        if (due.day == DAY_NONE)
            break;
        left -= is_counted(workdays, due.day, limit.unit, pauses, n_pauses, &due.is_estimated);
    }
    if (left > 0)
        due.day = DAY_NONE;
    /* A clock that was stopped before the limit ended has no end yet, whatever was counted. */
    if (stands_still(pauses, n_pauses) && due.day != DAY_NONE && is_paused(due.day, pauses, n_pauses))
        due.day = DAY_NONE;
    return due;
}

DueDate workdays_due_first(const Workdays *workdays, Day receipt, const DayLimit *limits, guint n_limits,
                           const DayPause *pauses, guint n_pauses)
{
    DueDate first = {.day = DAY_NONE};
    for (guint i = 0; i < n_limits; i++) {
        DueDate due = workdays_due(workdays, receipt, limits[i], pauses, n_pauses);
        if (first.day == DAY_NONE || (due.day != DAY_NONE && due.day < first.day))
            first = due;
    }
    return first;
}

int workdays_used(const Workdays *workdays, Day receipt, Day today, DayUnit unit, const DayPause *pauses,
                  guint n_pauses)
{
    int used = 0;
    if (receipt == DAY_NONE || today == DAY_NONE)
        return 0;
    for (Day day = receipt + 1; day <= today && used < SEARCH_DAYS_MAX; day++)
        used += is_counted(workdays, day, unit, pauses, n_pauses, NULL);
    return used;
}

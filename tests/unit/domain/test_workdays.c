/* Working days, due dates, pauses: the published years, the unpublished one, and files with mistakes. */
#include "tests/support/cmocka.h"

#include <string.h>
#include "kiosk/domain/workdays.h"

#define CLOSING (17 * 60 + 30)

static int set_up(void **state)
{
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "config/catalogue/workdays.json", NULL);
    g_autoptr(GError) error = NULL;
    *state = workdays_load(path, &error);
    assert_null(error);
    return 0;
}

static int tear_down(void **state)
{
    workdays_free(*state);
    return 0;
}

static Day on(int year, int month, int day)
{
    return day_from_ymd(year, month, day);
}

static void assert_due(const Workdays *w, Day receipt, int days, DayUnit unit, Day expected)
{
    DueDate due = workdays_due(w, receipt, (DayLimit){days, unit}, NULL, 0);
    assert_int_equal(due.day, expected);
}

static void holidays_are_off_and_made_up_weekends_are_not(void **state)
{
    gboolean estimated = FALSE;
    assert_true(workdays_is_working(*state, on(2026, 11, 23), &estimated));  /* a Monday */
    assert_false(workdays_is_working(*state, on(2026, 11, 22), &estimated)); /* a Sunday */
    assert_false(workdays_is_working(*state, on(2026, 10, 1), &estimated));  /* National Day */
    assert_true(workdays_is_working(*state, on(2026, 10, 10), &estimated));  /* Saturday, made up for */
    assert_false(workdays_is_working(*state, on(2026, 2, 16), &estimated));  /* Spring Festival */
    assert_false(estimated);
}

static void an_unpublished_year_goes_by_weekends_and_says_so(void **state)
{
    gboolean estimated = FALSE;
    assert_true(workdays_is_working(*state, on(2027, 1, 1), &estimated)); /* a Friday; nobody has said yet */
    assert_true(estimated);
    DueDate due = workdays_due(*state, on(2026, 12, 30), (DayLimit){3, DAYS_WORKING}, NULL, 0);
    assert_int_equal(due.day, on(2027, 1, 4));
    assert_true(due.is_estimated);
    due = workdays_due(*state, on(2026, 12, 28), (DayLimit){3, DAYS_WORKING}, NULL, 0);
    assert_int_equal(due.day, on(2026, 12, 31));
    assert_false(due.is_estimated);
}

static void the_day_after_the_receipt_is_day_one(void **state)
{
    assert_due(*state, on(2026, 11, 23), 1, DAYS_WORKING, on(2026, 11, 24));
    assert_due(*state, on(2026, 11, 27), 1, DAYS_WORKING, on(2026, 11, 30)); /* over a weekend */
    assert_due(*state, on(2026, 11, 23), 9, DAYS_WORKING, on(2026, 12, 4));
    assert_due(*state, on(2026, 11, 23), 32, DAYS_CALENDAR, on(2026, 12, 25));
}

static void the_national_holiday_is_jumped_and_its_made_up_day_counts(void **state)
{
    assert_due(*state, on(2026, 9, 30), 1, DAYS_WORKING, on(2026, 10, 8));
    assert_due(*state, on(2026, 9, 30), 3, DAYS_WORKING, on(2026, 10, 10));
}

static void promised_zero_is_the_day_of_receipt(void **state)
{
    assert_due(*state, on(2026, 11, 23), 0, DAYS_WORKING, on(2026, 11, 23));
}

static void after_closing_time_it_is_received_on_the_next_working_day(void **state)
{
    assert_int_equal(workdays_receipt_day(*state, on(2026, 11, 23), CLOSING, CLOSING, NULL),
                     on(2026, 11, 23));
    assert_int_equal(workdays_receipt_day(*state, on(2026, 11, 23), CLOSING + 1, CLOSING, NULL),
                     on(2026, 11, 24));
    assert_int_equal(workdays_receipt_day(*state, on(2026, 11, 27), 23 * 60, CLOSING, NULL),
                     on(2026, 11, 30));
    assert_int_equal(workdays_receipt_day(*state, on(2026, 11, 28), 9 * 60, CLOSING, NULL), on(2026, 11, 30));
}

static void of_two_limits_that_hold_the_first_to_end_counts(void **state)
{
    DayLimit limits[] = {{15, DAYS_WORKING}, {2, DAYS_WORKING}, {5, DAYS_CALENDAR}};
    DueDate due = workdays_due_first(*state, on(2026, 11, 23), limits, 3, NULL, 0);
    assert_int_equal(due.day, on(2026, 11, 25));
}

static void paused_days_are_not_counted(void **state)
{
    /* asked for a correction on Tuesday, brought on Friday: Wednesday to Friday do not count */
    DayPause pause = {on(2026, 11, 24), on(2026, 11, 27)};
    DueDate due = workdays_due(*state, on(2026, 11, 23), (DayLimit){3, DAYS_WORKING}, &pause, 1);
    assert_int_equal(due.day, on(2026, 12, 1));
    assert_int_equal(workdays_used(*state, on(2026, 11, 23), on(2026, 11, 30), DAYS_WORKING, &pause, 1), 2);
}

static void a_pause_that_ends_on_its_own_day_costs_nothing(void **state)
{
    DayPause pause = {on(2026, 11, 24), on(2026, 11, 24)};
    DueDate due = workdays_due(*state, on(2026, 11, 23), (DayLimit){2, DAYS_WORKING}, &pause, 1);
    assert_int_equal(due.day, on(2026, 11, 25));
}

static void while_the_clock_stands_still_there_is_no_due_date(void **state)
{
    DayPause pause = {on(2026, 11, 24), DAY_NONE};
    DueDate due = workdays_due(*state, on(2026, 11, 23), (DayLimit){3, DAYS_WORKING}, &pause, 1);
    assert_int_equal(due.day, DAY_NONE);
    assert_int_equal(workdays_used(*state, on(2026, 11, 23), on(2026, 12, 30), DAYS_WORKING, &pause, 1), 1);
}

static void impossible_questions_have_no_date(void **state)
{
    assert_due(*state, DAY_NONE, 3, DAYS_WORKING, DAY_NONE);
    assert_due(*state, on(2026, 11, 23), -1, DAYS_WORKING, DAY_NONE);
    assert_due(*state, on(2026, 11, 23), 100000, DAYS_WORKING, DAY_NONE);
    assert_int_equal(workdays_next(*state, on(9999, 12, 31), NULL), DAY_NONE);
    assert_int_equal(workdays_used(*state, DAY_NONE, on(2026, 1, 1), DAYS_WORKING, NULL, 0), 0);
}

/* --- files with mistakes ---------------------------------------------------------------------- */

static void assert_refused(const char *text, const char *expected)
{
    g_autoptr(GError) error = NULL;
    assert_null(workdays_parse(text, strlen(text), "days.json", &error));
    if (!strstr(error->message, expected))
        fail_msg("expected \"%s\" in \"%s\"", expected, error->message);
}

static void mistakes_are_told_with_their_line(void **state)
{
    assert_refused(
        "{\n\"schema\": \"ckiosk.workdays/1\",\n\"years\": {\"2026\": {\"off\": [\n\"2026-02-30\"],\n"
        "\"extra_workdays\": []}}}",
        "days.json:4: years.2026.off[0]: must be a day of 2026");
    assert_refused("{\"schema\": \"ckiosk.workdays/1\", \"years\": {\"2026\": {\"off\": [\"2025-01-01\"], "
                   "\"extra_workdays\": []}}}",
                   "must be a day of 2026");
    assert_refused(
        "{\"schema\": \"ckiosk.workdays/1\", \"years\": {\"next\": {\"off\": [], \"extra_workdays\": []}}}",
        "must be a year");
    assert_refused("{\"schema\": \"other\", \"years\": {}}", "must be \"ckiosk.workdays/1\"");
    assert_refused("{\"schema\": \"ckiosk.workdays/1\", \"years\": {}, \"holiday\": 1}", "is not known here");
    assert_refused("{\"schema\": \"ckiosk.workdays/1\",\n", "days.json:2");
    assert_refused("[]", "must be an object");
    assert_refused("", "days.json:1");
}

static void a_missing_file_is_named(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(workdays_load("/nowhere/workdays.json", &error));
    assert_true(g_error_matches(error, WORKDAYS_ERROR, WORKDAYS_ERROR_FILE));
    assert_non_null(strstr(error->message, "/nowhere/workdays.json"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(holidays_are_off_and_made_up_weekends_are_not),
        cmocka_unit_test(an_unpublished_year_goes_by_weekends_and_says_so),
        cmocka_unit_test(the_day_after_the_receipt_is_day_one),
        cmocka_unit_test(the_national_holiday_is_jumped_and_its_made_up_day_counts),
        cmocka_unit_test(promised_zero_is_the_day_of_receipt),
        cmocka_unit_test(after_closing_time_it_is_received_on_the_next_working_day),
        cmocka_unit_test(of_two_limits_that_hold_the_first_to_end_counts),
        cmocka_unit_test(paused_days_are_not_counted),
        cmocka_unit_test(a_pause_that_ends_on_its_own_day_costs_nothing),
        cmocka_unit_test(while_the_clock_stands_still_there_is_no_due_date),
        cmocka_unit_test(impossible_questions_have_no_date),
        cmocka_unit_test(mistakes_are_told_with_their_line),
        cmocka_unit_test(a_missing_file_is_named),
    };
    return cmocka_run_group_tests_name("workdays", tests, set_up, tear_down);
}

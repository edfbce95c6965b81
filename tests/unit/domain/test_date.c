#include <string.h>

#include "kiosk/domain/date.h"
#include "tests/support/cmocka.h"

#define assert_day(day, text)                                                                                \
    do {                                                                                                     \
        char written[DAY_TEXT_SIZE];                                                                         \
        assert_string_equal(day_format(day, written), text);                                                 \
    } while (0)

static void every_day_of_the_calendar_reads_back(void **state)
{
    int year, month, mday;
    for (Day day = day_from_ymd(1, 1, 1); day <= day_from_ymd(9999, 12, 31); day++) {
        assert_true(day_to_ymd(day, &year, &month, &mday));
        if (day_from_ymd(year, month, mday) != day)
            fail_msg("%d-%d-%d", year, month, mday);
    }
}

static void the_first_day_is_a_thursday(void **state)
{
    assert_int_equal(day_parse("1970-01-01"), 0);
    assert_int_equal(day_weekday(0), 4);
    assert_int_equal(day_weekday(day_parse("2026-11-23")), 1);
    assert_int_equal(day_weekday(day_parse("1969-12-28")), 7);
}

static void days_that_do_not_exist_are_none(void **state)
{
    const char *const wrong[] = {"2025-02-29", "2026-13-01", "2026-00-10", "2026-04-31",
                                 "0000-01-01", "2026-1-1",   "2026-11-2x", "20261123",
                                 "",           "+026-11-23", "2026-11-23 "};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        assert_int_equal(day_parse(wrong[i]), DAY_NONE);
    assert_int_equal(day_parse(NULL), DAY_NONE);
    assert_int_not_equal(day_parse("2024-02-29"), DAY_NONE);
}

static void cards_write_dates_without_hyphens_and_may_last_for_ever(void **state)
{
    assert_day(day_parse_card("20390101"), "2039-01-01");
    assert_int_equal(day_parse_card("长期"), DAY_FOREVER);
    assert_int_equal(day_parse_card("2039010"), DAY_NONE);
    assert_int_equal(day_parse_card("20390231"), DAY_NONE);
    assert_true(DAY_FOREVER > day_parse("9999-12-31"));
}

static void months_and_years_clamp_to_the_end_of_a_shorter_month(void **state)
{
    assert_day(day_add_years(day_parse("2024-02-29"), -1), "2023-02-28");
    assert_day(day_add_years(day_parse("2024-02-29"), 4), "2028-02-29");
    assert_day(day_add_months(day_parse("2026-08-31"), -6), "2026-02-28");
    assert_day(day_add_months(day_parse("2026-01-31"), 1), "2026-02-28");
    assert_day(day_add_months(day_parse("2026-11-23"), -23), "2024-12-23");
    assert_day(day_add_days(day_parse("2026-12-31"), 1), "2027-01-01");
}

static void moving_beyond_the_calendar_is_none(void **state)
{
    assert_int_equal(day_add_years(day_parse("2026-01-01"), 9000), DAY_NONE);
    assert_int_equal(day_add_years(day_parse("2026-01-01"), G_MAXINT), DAY_NONE);
    assert_int_equal(day_add_months(day_parse("0001-01-31"), -1), DAY_NONE);
    assert_int_equal(day_add_days(day_parse("9999-12-31"), 1), DAY_NONE);
    assert_int_equal(day_add_days(DAY_FOREVER, -1), DAY_FOREVER);
    assert_int_equal(day_add_months(DAY_NONE, 1), DAY_NONE);
}

static void a_month_or_year_stands_for_all_its_days(void **state)
{
    Day first, last;
    assert_true(day_parse_precision("2024-02", DAY_PRECISION_MONTH, &first, &last));
    assert_day(first, "2024-02-01");
    assert_day(last, "2024-02-29");
    assert_true(day_parse_precision("2026", DAY_PRECISION_YEAR, &first, &last));
    assert_day(first, "2026-01-01");
    assert_day(last, "2026-12-31");
    assert_false(day_parse_precision("2026-11-23", DAY_PRECISION_MONTH, NULL, NULL));
    assert_false(day_parse_precision("2026-11", DAY_PRECISION_DAY, NULL, NULL));
    assert_false(day_parse_precision("2026-13", DAY_PRECISION_MONTH, NULL, NULL));
}

static void an_age_is_complete_on_the_birthday(void **state)
{
    assert_int_equal(age_on(day_parse("2008-11-23"), day_parse("2026-11-23")), 18);
    assert_int_equal(age_on(day_parse("2008-11-24"), day_parse("2026-11-23")), 17);
    assert_int_equal(age_on(day_parse("2004-02-29"), day_parse("2026-02-28")), 21);
    assert_int_equal(age_on(day_parse("2004-02-29"), day_parse("2026-03-01")), 22);
    assert_int_equal(age_on(day_parse("2026-11-24"), day_parse("2026-11-23")), -1);
    assert_int_equal(age_on(DAY_NONE, day_parse("2026-11-23")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_of_the_calendar_reads_back),
        cmocka_unit_test(the_first_day_is_a_thursday),
        cmocka_unit_test(days_that_do_not_exist_are_none),
        cmocka_unit_test(cards_write_dates_without_hyphens_and_may_last_for_ever),
        cmocka_unit_test(months_and_years_clamp_to_the_end_of_a_shorter_month),
        cmocka_unit_test(moving_beyond_the_calendar_is_none),
        cmocka_unit_test(a_month_or_year_stands_for_all_its_days),
        cmocka_unit_test(an_age_is_complete_on_the_birthday),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

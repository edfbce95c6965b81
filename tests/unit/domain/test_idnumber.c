#include <string.h>

#include "kiosk/domain/idnumber.h"
#include "tests/support/cmocka.h"

static const char good[] = "990101198803152217";

static Day today(void)
{
    return day_from_ymd(2026, 11, 23);
}

static void the_example_of_the_standard_is_right(void **state)
{
    assert_int_equal(id_number_check_character("11010519491231002"), 'X');
    assert_int_equal(id_number_check("11010519491231002X", today()), ID_NUMBER_OK);
}

static void each_mistake_has_its_own_name(void **state)
{
    assert_int_equal(id_number_check(good, today()), ID_NUMBER_OK);
    assert_int_equal(id_number_check("", today()), ID_NUMBER_EMPTY);
    assert_int_equal(id_number_check(NULL, today()), ID_NUMBER_EMPTY);
    assert_int_equal(id_number_check("99010119880315221", today()), ID_NUMBER_SHORT);
    assert_int_equal(id_number_check("9901011988031522170", today()), ID_NUMBER_LONG);
    assert_int_equal(id_number_check("99010119880315221O", today()), ID_NUMBER_CHARACTER);
    assert_int_equal(id_number_check("9901011988X3152217", today()), ID_NUMBER_CHARACTER);
    assert_int_equal(id_number_check("990101198802302217", today()), ID_NUMBER_BIRTH);
    assert_int_equal(id_number_check("990101198803152218", today()), ID_NUMBER_CHECK);
    assert_int_equal(id_number_check("990101198803152271", today()), ID_NUMBER_CHECK);
}

static void nobody_is_born_tomorrow(void **state)
{
    char number[] = "990101202611240010";
    number[17] = id_number_check_character(number);
    assert_int_equal(id_number_check(number, today()), ID_NUMBER_BIRTH);
    assert_int_equal(id_number_check(number, today() + 1), ID_NUMBER_OK);
    assert_int_equal(id_number_check(number, DAY_NONE), ID_NUMBER_OK);
}

static void a_lower_case_x_is_raised_and_space_is_dropped(void **state)
{
    char number[64];
    id_number_normalize("  11010519491231002x ", number);
    assert_string_equal(number, "11010519491231002X");
    id_number_normalize(NULL, number);
    assert_string_equal(number, "");
}

static void a_very_long_text_stays_too_long(void **state)
{
    char number[64];
    g_autofree char *text = g_strnfill(5000, '1');
    id_number_normalize(text, number);
    assert_int_equal(id_number_check(number, today()), ID_NUMBER_LONG);
}

static void birth_sex_and_region_are_read_from_it(void **state)
{
    char region[ID_REGION_SIZE];
    assert_int_equal(id_number_birth(good), day_from_ymd(1988, 3, 15));
    assert_int_equal(id_number_sex(good), ID_SEX_MALE);
    assert_int_equal(id_number_sex("990102195810104603"), ID_SEX_FEMALE);
    id_number_region(good, region);
    assert_string_equal(region, "990101");
    assert_string_equal(id_sex_code(ID_SEX_FEMALE), "f");
}

static void other_texts_have_no_parts(void **state)
{
    char region[ID_REGION_SIZE];
    assert_int_equal(id_number_birth("990101"), DAY_NONE);
    assert_int_equal(id_number_birth(NULL), DAY_NONE);
    assert_int_equal(id_number_sex("9901011988031522中7"), ID_SEX_UNKNOWN);
    id_number_region("short", region);
    assert_string_equal(region, "");
    assert_int_equal(id_number_check_character("1101051949123100"), '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_standard_is_right),
        cmocka_unit_test(each_mistake_has_its_own_name),
        cmocka_unit_test(nobody_is_born_tomorrow),
        cmocka_unit_test(a_lower_case_x_is_raised_and_space_is_dropped),
        cmocka_unit_test(a_very_long_text_stays_too_long),
        cmocka_unit_test(birth_sex_and_region_are_read_from_it),
        cmocka_unit_test(other_texts_have_no_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include <math.h>
#include <string.h>

#include "kiosk/domain/decimal.h"
#include "tests/support/cmocka.h"

static Decimal of(const char *text)
{
    Decimal number = DECIMAL_EMPTY;
    assert_true(decimal_parse(text, &number));
    return number;
}

static const char *as_text(Decimal number)
{
    static char text[DECIMAL_TEXT_SIZE];
    return decimal_format(number, 0, text);
}

static void a_tenth_and_two_tenths_are_three_tenths(void **state)
{
    assert_string_equal(as_text(decimal_add(of("0.1"), of("0.2"))), "0.3");
    assert_string_equal(as_text(decimal_mul(of("37"), decimal_from_double(0.05))), "1.85");
    assert_string_equal(as_text(decimal_sub(of("1"), of("0.9"))), "0.1");
}

static void division_is_exact_to_nine_places_and_half_up(void **state)
{
    assert_string_equal(as_text(decimal_div(of("1"), of("3"))), "0.333333333");
    assert_string_equal(as_text(decimal_div(of("2"), of("3"))), "0.666666667");
    assert_string_equal(as_text(decimal_div(of("-2"), of("3"))), "-0.666666667");
    assert_string_equal(as_text(decimal_div(of("2"), of("-3"))), "-0.666666667");
}

static void rounding_is_half_up(void **state)
{
    assert_string_equal(as_text(decimal_round(of("2.345"), 2)), "2.35");
    assert_string_equal(as_text(decimal_round(of("2.344999999"), 2)), "2.34");
    assert_string_equal(as_text(decimal_round(of("-2.345"), 2)), "-2.35");
    assert_string_equal(as_text(decimal_round(of("0.5"), 0)), "1");
}

static void dividing_by_zero_or_by_nothing_is_empty(void **state)
{
    assert_false(decimal_div(of("1"), of("0")).is_set);
    assert_false(decimal_div(of("1"), DECIMAL_EMPTY).is_set);
    assert_string_equal(as_text(DECIMAL_EMPTY), "");
}

static void empty_operands_count_as_nothing(void **state)
{
    assert_string_equal(as_text(decimal_add(DECIMAL_EMPTY, of("5"))), "5");
    assert_string_equal(as_text(decimal_mul(DECIMAL_EMPTY, of("5"))), "0");
    assert_string_equal(as_text(decimal_sub(DECIMAL_EMPTY, of("5"))), "-5");
}

static void the_fraction_is_dropped_towards_zero(void **state)
{
    assert_string_equal(as_text(decimal_int(of("7.9"))), "7");
    assert_string_equal(as_text(decimal_int(of("-7.9"))), "-7");
    assert_false(decimal_int(DECIMAL_EMPTY).is_set);
}

static void what_does_not_fit_is_empty(void **state)
{
    Decimal large = decimal_from_int(G_MAXINT64);
    assert_false(decimal_mul(large, decimal_mul(large, large)).is_set);
    assert_false(decimal_from_double(INFINITY).is_set);
    assert_false(decimal_from_double(NAN).is_set);
    assert_false(decimal_from_double(1e300).is_set);
}

static void only_plain_numbers_are_read(void **state)
{
    const char *const wrong[] = {"",    "-",  ".",  "1.",   ".5",           "1e3",
                                 "1,5", " 1", "1 ", "0x10", "1.0000000001", "１"};
    for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++)
        if (decimal_parse(wrong[i], NULL))
            fail_msg("\"%s\" was read", wrong[i]);
    assert_false(decimal_parse(NULL, NULL));
    assert_true(decimal_parse("-0.000000001", NULL));
}

static void doubles_mean_their_shortest_text(void **state)
{
    assert_string_equal(as_text(decimal_from_double(0.05)), "0.05");
    assert_string_equal(as_text(decimal_from_double(1234567.89)), "1234567.89");
    assert_string_equal(as_text(decimal_from_double(1e-5)), "0.00001");
    assert_string_equal(as_text(decimal_from_double(-3)), "-3");
    assert_true(decimal_to_double(of("12.3")) == 12.3);
}

static void money_is_counted_in_fen(void **state)
{
    gint64 fen;
    assert_string_equal(as_text(decimal_from_fen(123456)), "1234.56");
    assert_true(decimal_to_fen(of("1234.5"), &fen));
    assert_int_equal(fen, 123450);
    assert_false(decimal_to_fen(of("0.005"), &fen));
    assert_false(decimal_to_fen(DECIMAL_EMPTY, &fen));
}

static void places_are_padded_when_asked_for(void **state)
{
    char text[DECIMAL_TEXT_SIZE];
    assert_string_equal(decimal_format(of("12.5"), 2, text), "12.50");
    assert_string_equal(decimal_format(of("-0.05"), 0, text), "-0.05");
    assert_int_equal(decimal_places(of("12.50")), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tenth_and_two_tenths_are_three_tenths),
        cmocka_unit_test(division_is_exact_to_nine_places_and_half_up),
        cmocka_unit_test(rounding_is_half_up),
        cmocka_unit_test(dividing_by_zero_or_by_nothing_is_empty),
        cmocka_unit_test(empty_operands_count_as_nothing),
        cmocka_unit_test(the_fraction_is_dropped_towards_zero),
        cmocka_unit_test(what_does_not_fit_is_empty),
        cmocka_unit_test(only_plain_numbers_are_read),
        cmocka_unit_test(doubles_mean_their_shortest_text),
        cmocka_unit_test(money_is_counted_in_fen),
        cmocka_unit_test(places_are_padded_when_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

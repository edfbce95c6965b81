/* Numbers of cases: the examples of process.json, mistyped ones, and blocks. */
#include "tests/support/cmocka.h"

#include <string.h>
#include "kiosk/domain/numbering.h"

#define COMMUNITY "330108001005"

static CaseNo case_17(void)
{
    CaseNo number = {.day = day_from_ymd(2026, 11, 23), .serial = 17};
    g_strlcpy(number.community, COMMUNITY, sizeof number.community);
    return number;
}

static void the_example_of_the_process_file_is_made(void **state)
{
    char text[CASE_NO_SIZE];
    CaseNo number = case_17();
    assert_true(case_no_format(&number, text));
    assert_string_equal(text, "YS330108001005-20261123-000175");
}

static void a_case_number_is_read_back(void **state)
{
    CaseNo number;
    assert_true(case_no_parse("YS330108001005-20261123-000175", &number, NULL));
    assert_string_equal(number.community, COMMUNITY);
    assert_int_equal(number.day, day_from_ymd(2026, 11, 23));
    assert_int_equal(number.serial, 17);
}

static void any_one_mistyped_digit_is_found(void **state)
{
    const char *good = "YS330108001005-20261123-000175";
    for (gsize i = 0; i < strlen(good); i++) {
        char text[CASE_NO_SIZE];
        g_strlcpy(text, good, sizeof text);
        if (!g_ascii_isdigit(text[i]))
            continue;
        text[i] = text[i] == '9' ? '0' : (char)(text[i] + 1);
        CaseNo number;
        g_autoptr(GError) error = NULL;
        assert_false(case_no_parse(text, &number, &error));
        assert_true(g_error_matches(error, NUMBERING_ERROR, NUMBERING_ERROR_CHECK));
    }
}

static void what_is_no_case_number_is_told_apart_from_a_mistyped_one(void **state)
{
    static const char *const wrong[] = {"",
                                        "YS",
                                        "ys330108001005-20261123-000175",
                                        "YS330108001005-20261123-0001750",
                                        "YS33010800100A-20261123-000175",
                                        "YS330108001005 20261123 000175",
                                        "YS999999999999-99999999-999999x"};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        CaseNo number;
        g_autoptr(GError) error = NULL;
        assert_false(case_no_parse(wrong[i], &number, &error));
        assert_true(g_error_matches(error, NUMBERING_ERROR, NUMBERING_ERROR_SHAPE));
    }
    CaseNo number;
    assert_false(case_no_parse(NULL, &number, NULL));
}

static void a_date_that_does_not_exist_makes_no_case_number(void **state)
{
    char text[CASE_NO_SIZE] = "YS330108001005-20260230-00017";
    char check[2] = {numbering_luhn(text), '\0'};
    g_strlcat(text, check, sizeof text);
    CaseNo number;
    g_autoptr(GError) error = NULL;
    assert_false(case_no_parse(text, &number, &error));
    assert_true(g_error_matches(error, NUMBERING_ERROR, NUMBERING_ERROR_SHAPE));
}

static void wrong_parts_make_no_number(void **state)
{
    char text[CASE_NO_SIZE];
    CaseNo number = case_17();
    number.serial = 0;
    assert_false(case_no_format(&number, text));
    number.serial = CASE_SERIAL_MAX + 1;
    assert_false(case_no_format(&number, text));
    number = case_17();
    number.day = DAY_NONE;
    assert_false(case_no_format(&number, text));
    number = case_17();
    number.community[3] = 'x';
    assert_false(case_no_format(&number, text));
    assert_string_equal(text, "");
}

static void query_codes_have_eight_digits_and_a_check(void **state)
{
    char code[QUERY_CODE_SIZE];
    query_code_format(2900473, code);
    assert_string_equal(code, "29004736");
    query_code_format(G_MAXUINT32, code);
    assert_true(query_code_is_right(code));
    query_code_format(0, code);
    assert_string_equal(code, "00000000");
    assert_false(query_code_is_right("29004737"));
    assert_false(query_code_is_right("2900473"));
    assert_false(query_code_is_right("2900473a"));
    assert_false(query_code_is_right(NULL));
}

static void temporary_numbers_name_the_kiosk(void **state)
{
    char text[TEMP_NO_SIZE];
    assert_true(temp_no_format("QC-01", day_from_ymd(2026, 11, 23), 7, text));
    assert_string_equal(text, "LSQC01-20261123-007");
    assert_true(temp_no_is_right(text));
    assert_false(temp_no_is_right("LSQC01-20261323-007"));
    assert_false(temp_no_is_right("YS330108001005-20261123-000175"));
    assert_true(temp_no_format("qc-0123", day_from_ymd(2026, 11, 23), 999, text));
    assert_string_equal(text, "LS0123-20261123-999");
    assert_false(temp_no_format("QC", day_from_ymd(2026, 11, 23), 7, text));
    assert_false(temp_no_format("QC-01", day_from_ymd(2026, 11, 23), 1000, text));
}

static void the_numbers_of_the_offices_follow_their_patterns(void **state)
{
    Day day = day_from_ymd(2026, 11, 23);
    g_autofree char *accept = accept_no_format(COMMUNITY, day, 175);
    g_autofree char *pay = pay_no_format(COMMUNITY, day, 175);
    g_autofree char *doc = doc_no_format("晴川社", "预", day, 176);
    assert_string_equal(accept, "SL330108001-20261123-000175");
    assert_string_equal(pay, "JF330108-20261123-000175");
    assert_string_equal(doc, "晴川社预字〔2026〕第00176号");
    assert_null(accept_no_format("33", day, 1));
    assert_null(doc_no_format("", "预", day, 1));
}

static NumberBlock block_of(guint first, guint last)
{
    NumberBlock block = {.day = day_from_ymd(2026, 11, 23), .first = first, .last = last, .next = first};
    g_strlcpy(block.community, COMMUNITY, sizeof block.community);
    return block;
}

static void a_block_gives_each_number_once_and_then_none(void **state)
{
    NumberBlock block = block_of(17, 18);
    char text[CASE_NO_SIZE];
    assert_int_equal(number_block_left(&block, block.day), 2);
    assert_true(number_block_take(&block, block.day, text, NULL));
    assert_string_equal(text, "YS330108001005-20261123-000175");
    assert_true(number_block_take(&block, block.day, text, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(number_block_take(&block, block.day, text, &error));
    assert_true(g_error_matches(error, NUMBERING_ERROR, NUMBERING_ERROR_EXHAUSTED));
    assert_int_equal(number_block_left(&block, block.day), 0);
}

static void yesterdays_block_gives_no_numbers_today(void **state)
{
    NumberBlock block = block_of(1, 10);
    char text[CASE_NO_SIZE];
    g_autoptr(GError) error = NULL;
    assert_int_equal(number_block_left(&block, block.day + 1), 0);
    assert_false(number_block_take(&block, block.day + 1, text, &error));
    assert_true(g_error_matches(error, NUMBERING_ERROR, NUMBERING_ERROR_DAY));
    assert_int_equal(block.next, 1);
}

static void a_damaged_block_is_not_used(void **state)
{
    NumberBlock block = block_of(10, 5);
    assert_false(number_block_is_valid(&block));
    block = block_of(1, 10);
    block.next = 12;
    assert_false(number_block_is_valid(&block));
    block = block_of(0, 10);
    assert_false(number_block_is_valid(&block));
    assert_int_equal(number_block_left(&block, block.day), 0);
}

static void blocks_overlap_only_on_the_same_day_and_community(void **state)
{
    NumberBlock a = block_of(1, 100), b = block_of(100, 200), c = block_of(101, 200);
    assert_true(number_block_overlaps(&a, &b));
    assert_false(number_block_overlaps(&a, &c));
    b.day++;
    assert_false(number_block_overlaps(&a, &b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_process_file_is_made),
        cmocka_unit_test(a_case_number_is_read_back),
        cmocka_unit_test(any_one_mistyped_digit_is_found),
        cmocka_unit_test(what_is_no_case_number_is_told_apart_from_a_mistyped_one),
        cmocka_unit_test(a_date_that_does_not_exist_makes_no_case_number),
        cmocka_unit_test(wrong_parts_make_no_number),
        cmocka_unit_test(query_codes_have_eight_digits_and_a_check),
        cmocka_unit_test(temporary_numbers_name_the_kiosk),
        cmocka_unit_test(the_numbers_of_the_offices_follow_their_patterns),
        cmocka_unit_test(a_block_gives_each_number_once_and_then_none),
        cmocka_unit_test(yesterdays_block_gives_no_numbers_today),
        cmocka_unit_test(a_damaged_block_is_not_used),
        cmocka_unit_test(blocks_overlap_only_on_the_same_day_and_community),
    };
    return cmocka_run_group_tests_name("numbering", tests, NULL, NULL);
}

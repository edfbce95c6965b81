/* Texts and the catalogue's named rules. */
#include <string.h>

#include "kiosk/domain/rule.h"
#include "kiosk/domain/text.h"
#include "tests/support/cmocka.h"

static RuleProblem check(TextRule rule, const char *text)
{
    return rule_check(rule, text, day_from_ymd(2026, 11, 23), FALSE).problem;
}

static void white_space_is_trimmed_at_the_ends_only(void **state)
{
    g_autofree char *trimmed = text_trim(" \t　王  小明　\n");
    g_autofree char *nothing = text_trim("　 \t");
    assert_string_equal(trimmed, "王  小明");
    assert_string_equal(nothing, "");
    assert_false(text_is_trimmed("王 "));
    assert_true(text_is_trimmed("王 明"));
    assert_true(text_is_trimmed(""));
}

static void lengths_count_code_points(void **state)
{
    assert_int_equal(text_length("王小明"), 3);
    assert_int_equal(text_length("𠮷"), 1);
}

static void invisible_and_reordering_characters_are_found_where_they_are(void **state)
{
    const char *const hidden[] = {"王\u200b明", "王\u202e明", "王\u2066明", "王\ufeff明", "王\x01明",
                                  "王\n明",     "王\u00ad明", "王\u061c明", "王\ufffd明", "王\U000E0041明"};
    gunichar character;
    for (gsize i = 0; i < G_N_ELEMENTS(hidden); i++)
        for (int kind = TEXT_PLAIN; kind <= TEXT_FREE; kind++)
            assert_int_equal(text_find_forbidden(hidden[i], (TextKind)kind, &character), 1);
    text_find_forbidden(hidden[0], TEXT_PLAIN, &character);
    assert_int_equal(character, 0x200B);
}

static void emoji_belong_to_free_text_and_rare_characters_to_cards(void **state)
{
    assert_int_equal(text_find_forbidden("好😀", TEXT_PLAIN, NULL), 1);
    assert_int_equal(text_find_forbidden("好😀", TEXT_FROM_CARD, NULL), 1);
    assert_int_equal(text_find_forbidden("好😀", TEXT_FREE, NULL), -1);
    assert_int_equal(text_find_forbidden("王\ue123", TEXT_PLAIN, NULL), 1);
    assert_int_equal(text_find_forbidden("王\ue123", TEXT_FROM_CARD, NULL), -1);
}

static void names_of_all_kinds_are_plain(void **state)
{
    const char *const names[] = {"买买提·吐尔逊", "𠮷野",         "㐂", "O'Neil-Smith Jr.",
                                 "Zoë",           "王２号（甲）", "№3"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
        if (text_find_forbidden(names[i], TEXT_PLAIN, NULL) >= 0)
            fail_msg("%s is refused", names[i]);
}

static void mobile_numbers_say_how_many_digits_are_missing(void **state)
{
    RuleResult result = rule_check(RULE_CN_MOBILE, "1381234", day_from_ymd(2026, 11, 23), FALSE);
    assert_int_equal(result.problem, RULE_TOO_SHORT);
    assert_int_equal(result.want - result.have, 4);
    assert_int_equal(check(RULE_CN_MOBILE, "138123456789"), RULE_TOO_LONG);
    assert_int_equal(check(RULE_CN_MOBILE, "12812345678"), RULE_PHONE_MOBILE);
    assert_int_equal(check(RULE_CN_MOBILE, "1381234567a"), RULE_PHONE_FORM);
    assert_int_equal(check(RULE_CN_MOBILE, "13812345678"), RULE_OK);
    assert_int_equal(check(RULE_CN_MOBILE, "0571-12345678"), RULE_PHONE_FORM);
}

static void landlines_need_area_code_and_hyphen(void **state)
{
    assert_int_equal(check(RULE_CN_PHONE, "0571-12345678"), RULE_OK);
    assert_int_equal(check(RULE_CN_PHONE, "0578-1234567"), RULE_OK);
    assert_int_equal(check(RULE_CN_PHONE, "010-12345678"), RULE_OK);
    assert_int_equal(check(RULE_CN_PHONE, "021-1234567"), RULE_OK);
    assert_int_equal(check(RULE_CN_PHONE, "0571-123456"), RULE_TOO_SHORT);
    assert_int_equal(check(RULE_CN_PHONE, "0571-123456789"), RULE_TOO_LONG);
    assert_int_equal(check(RULE_CN_PHONE, "057112345678"), RULE_PHONE_FORM);
    assert_int_equal(check(RULE_CN_PHONE, "571-12345678"), RULE_PHONE_FORM);
    assert_int_equal(check(RULE_CN_PHONE, "0101-1234567"), RULE_PHONE_FORM);
    assert_int_equal(check(RULE_CN_PHONE, "13812345678"), RULE_OK);
}

static void service_numbers_are_for_organisations(void **state)
{
    const char *const numbers[] = {"95588", "95598", "4001234567", "400-123-4567", "400-1234567"};
    const char *const others[] = {"9558",        "955881234",    "400123456",
                                  "-4001234567", "400--1234567", "4011234567"};
    Day today = day_from_ymd(2026, 11, 23);
    for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
        assert_int_equal(rule_check(RULE_CN_PHONE, numbers[i], today, TRUE).problem, RULE_OK);
        assert_int_not_equal(rule_check(RULE_CN_PHONE, numbers[i], today, FALSE).problem, RULE_OK);
    }
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        assert_int_not_equal(rule_check(RULE_CN_PHONE, others[i], today, TRUE).problem, RULE_OK);
}

static void bank_cards_follow_luhn(void **state)
{
    assert_int_equal(check(RULE_BANK_CARD, "6222021234567890128"), RULE_OK);
    assert_int_equal(check(RULE_BANK_CARD, "6222021234567890129"), RULE_BANK_CHECK);
    assert_int_equal(check(RULE_BANK_CARD, "62220212345"), RULE_TOO_SHORT);
    assert_int_equal(check(RULE_BANK_CARD, "62220212345678901230"), RULE_TOO_LONG);
    assert_int_equal(check(RULE_BANK_CARD, "6222 0212 3456"), RULE_BANK_CHARACTER);
}

static void disability_certificates_hold_an_id_number(void **state)
{
    assert_int_equal(check(RULE_DISABILITY_CERT, "99010119880315221743"), RULE_OK);
    assert_int_equal(check(RULE_DISABILITY_CERT, "99010119880315221743B1"), RULE_OK);
    assert_int_equal(check(RULE_DISABILITY_CERT, "99010119880315221783"), RULE_CERT_FORM);
    assert_int_equal(check(RULE_DISABILITY_CERT, "99010119880315221745"), RULE_CERT_FORM);
    assert_int_equal(check(RULE_DISABILITY_CERT, "99010119880315221743B0"), RULE_CERT_FORM);
    assert_int_equal(check(RULE_DISABILITY_CERT, "99010119880315221843"), RULE_ID_CHECK);
    assert_int_equal(check(RULE_DISABILITY_CERT, "990101198803152217"), RULE_TOO_SHORT);
    assert_int_equal(check(RULE_DISABILITY_CERT, "残疾人证号码有二十个字才行一二三四五六"), RULE_TOO_SHORT);
    assert_int_equal(check(RULE_DISABILITY_CERT, "残疾人证号码有二十个字才行一二三四五六七"),
                     RULE_ID_CHARACTER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(white_space_is_trimmed_at_the_ends_only),
        cmocka_unit_test(lengths_count_code_points),
        cmocka_unit_test(invisible_and_reordering_characters_are_found_where_they_are),
        cmocka_unit_test(emoji_belong_to_free_text_and_rare_characters_to_cards),
        cmocka_unit_test(names_of_all_kinds_are_plain),
        cmocka_unit_test(mobile_numbers_say_how_many_digits_are_missing),
        cmocka_unit_test(landlines_need_area_code_and_hyphen),
        cmocka_unit_test(service_numbers_are_for_organisations),
        cmocka_unit_test(bank_cards_follow_luhn),
        cmocka_unit_test(disability_certificates_hold_an_id_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

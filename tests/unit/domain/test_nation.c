/* Names of peoples by their code. */
#include "tests/support/cmocka.h"

#include "kiosk/domain/nation.h"

static void assert_named(const char *code, const char *zh, const char *en)
{
    g_autofree char *chinese = nation_name_zh(code), *english = nation_name_en(code);
    assert_string_equal(chinese, zh);
    assert_string_equal(english, en);
}

static void codes_have_names_in_both_languages(void **state)
{
    assert_named("01", "汉族", "Han");
    assert_named("05", "维吾尔族", "Uygur");
    assert_named("22", "畲族", "She");
    assert_named("56", "基诺族", "Jino");
    assert_named("57", "穿青人", "Chuanqing");
    assert_named("98", "外国血统中国籍人士", "Naturalised citizen");
}

static void an_unknown_code_is_shown_with_its_number(void **state)
{
    assert_named("58", "其他(58)", "Other (58)");
    assert_named("00", "其他(00)", "Other (00)");
    assert_named("97", "其他", "Other");
    assert_named("", "", "");
    assert_named(NULL, "", "");
}

static void a_name_finds_its_code_with_and_without_its_last_character(void **state)
{
    char code[3] = "??";
    assert_string_equal(nation_code("汉", code), "01");
    assert_string_equal(nation_code("汉族", code), "01");
    assert_string_equal(nation_code("土家", code), "15");
    assert_string_equal(nation_code("土", code), "30");
    assert_null(nation_code("火星", code));
    assert_null(nation_code("", code));
    assert_null(nation_code(NULL, code));
    assert_string_equal(code, "30");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_have_names_in_both_languages),
        cmocka_unit_test(an_unknown_code_is_shown_with_its_number),
        cmocka_unit_test(a_name_finds_its_code_with_and_without_its_last_character),
    };
    return cmocka_run_group_tests_name("nation", tests, NULL, NULL);
}

/* Masks: the vectors of process.json, and the cases that it does not name. */
#include "tests/support/cmocka.h"

#include <string.h>
#include <jansson.h>
#include "kiosk/domain/mask.h"

static void assert_mask(Mask mask, const char *text, const char *expected)
{
    g_autofree char *masked = mask_apply(mask, text);
    assert_string_equal(masked, expected);
}

static void every_vector_of_the_process_file_holds(void **state)
{
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "config/catalogue/process.json", NULL);
    json_t *root = json_load_file(path, 0, NULL);
    assert_non_null(root);
    size_t i, k;
    json_t *rule, *example;
    guint checked = 0;
    json_array_foreach(json_object_get(json_object_get(root, "masking"), "rules"), i, rule)
    {
        Mask mask;
        assert_true(mask_parse(json_string_value(json_object_get(rule, "id")), &mask));
        json_array_foreach(json_object_get(rule, "examples"), k, example)
        {
            assert_mask(mask, json_string_value(json_array_get(example, 0)),
                        json_string_value(json_array_get(example, 1)));
            checked++;
        }
    }
    assert_true(checked >= 11);
    json_decref(root);
}

static void every_demo_card_is_masked_as_it_says(void **state)
{
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "assets/demo/demo_cards.json", NULL);
    json_t *root = json_load_file(path, 0, NULL);
    assert_non_null(root);
    size_t i;
    json_t *card;
    json_array_foreach(json_object_get(root, "cards"), i, card)
    {
        json_t *masked = json_object_get(card, "masked");
        assert_mask(MASK_NAME, json_string_value(json_object_get(card, "name")),
                    json_string_value(json_object_get(masked, "name")));
        assert_mask(MASK_ID, json_string_value(json_object_get(card, "id_number")),
                    json_string_value(json_object_get(masked, "id")));
    }
    assert_int_equal(i, 8);
    json_decref(root);
}

static void a_name_of_one_character_is_one_star(void **state)
{
    assert_mask(MASK_NAME, "李", "*");
    assert_mask(MASK_NAME_CHILD, "李", "*");
    assert_mask(MASK_NAME, "", "");
    assert_mask(MASK_NAME, NULL, "");
}

static void a_latin_name_keeps_the_first_letter_of_each_word(void **state)
{
    assert_mask(MASK_NAME, "JOHN SMITH", "J*** S****");
    assert_mask(MASK_NAME, "Anne-Marie Müller", "A***-M**** M*****");
    assert_mask(MASK_NAME, "Li", "L*");
}

static void what_a_person_sees_as_one_character_is_one_star(void **state)
{
    assert_mask(MASK_NAME, "张\xf0\xaa\x9c\x8e", "张*");                       /* beyond the basic plane */
    assert_mask(MASK_NAME, "葛\xf3\xa0\x84\x80小明", "葛\xf3\xa0\x84\x80*明"); /* variation selector */
    assert_mask(MASK_NAME, "e\xcc\x81lise dubois", "e\xcc\x81**** d*****");    /* combining accent */
    assert_int_equal(mask_count_characters("葛\xf3\xa0\x84\x80"), 1);
    assert_int_equal(mask_count_characters("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab"), 1); /* jamo: han */
}

static void a_private_use_character_in_a_name_is_hidden_like_others(void **state)
{
    assert_mask(MASK_NAME, "李\xee\x80\x80明", "李*明");
}

static void a_foreigners_number_is_masked_too(void **state)
{
    assert_mask(MASK_ID, "CHN110120199001", "CHN********9001");
}

static void a_number_too_short_to_hide_anything_is_all_stars(void **state)
{
    assert_mask(MASK_ID, "1234567", "*******");
    assert_mask(MASK_PHONE, "95588", "*****");
    assert_mask(MASK_CERT, "ABC123", "******");
    assert_mask(MASK_BANK, "1234", "**** **** **** ****");
    assert_mask(MASK_BANK, "not digits", "**** **** **** ****");
}

static void landlines_keep_area_code_and_last_four(void **state)
{
    assert_mask(MASK_PHONE, "010-12345678", "010-****5678");
    assert_mask(MASK_PHONE, "0571-1234567", "0571-***4567");
    assert_mask(MASK_PHONE, "0571-0000-0201", "0571-****-0201");
    assert_mask(MASK_PHONE, "057112345678", "057*****5678");
}

static void an_address_loses_house_entrance_and_flat_only(void **state)
{
    assert_mask(MASK_ADDRESS, "演示市测试区晴川路90号2幢305室", "演示市测试区晴川路90号*幢*室");
    assert_mask(MASK_ADDRESS, "滨江区晴川苑3-2-501", "滨江区晴川苑*-*-*");
    assert_mask(MASK_ADDRESS, "晴川苑三幢乙单元501", "晴川苑*幢*单元*");
    assert_mask(MASK_ADDRESS, "晴川苑12号楼A座1001房", "晴川苑*号楼*座*房");
    assert_mask(MASK_ADDRESS, "晴川苑3幢501（出租屋）", "晴川苑*幢*（出租屋）");
    assert_mask(MASK_ADDRESS, "演示市样本区清河路12号", "演示市样本区清河路12号");
    assert_mask(MASK_ADDRESS, "", "");
}

static void every_word_names_its_mask(void **state)
{
    for (Mask mask = MASK_NONE; mask <= MASK_CERT; mask++) {
        Mask parsed;
        assert_true(mask_parse(mask_word(mask), &parsed));
        assert_int_equal(parsed, mask);
    }
    Mask untouched = MASK_BANK;
    assert_false(mask_parse("nothing", &untouched));
    assert_false(mask_parse(NULL, &untouched));
    assert_int_equal(untouched, MASK_BANK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_vector_of_the_process_file_holds),
        cmocka_unit_test(every_demo_card_is_masked_as_it_says),
        cmocka_unit_test(a_name_of_one_character_is_one_star),
        cmocka_unit_test(a_latin_name_keeps_the_first_letter_of_each_word),
        cmocka_unit_test(what_a_person_sees_as_one_character_is_one_star),
        cmocka_unit_test(a_private_use_character_in_a_name_is_hidden_like_others),
        cmocka_unit_test(a_foreigners_number_is_masked_too),
        cmocka_unit_test(a_number_too_short_to_hide_anything_is_all_stars),
        cmocka_unit_test(landlines_keep_area_code_and_last_four),
        cmocka_unit_test(an_address_loses_house_entrance_and_flat_only),
        cmocka_unit_test(every_word_names_its_mask),
    };
    return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}

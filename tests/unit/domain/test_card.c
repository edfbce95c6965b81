/* What a card says: the demo cards, and everything a hostile chip could say. */
#include "tests/support/cmocka.h"

#include <string.h>
#include "kiosk/domain/card.h"

#define TODAY day_from_ymd(2026, 11, 23)

/* Demo card 02 as the HAL tells it. */
static json_t *wang(void)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "kind", "identity",
                     "source", "samv", "type", " ", "name", "王小明", "number", "990101198803152217", "sex",
                     "m", "nation", "汉", "birth", "1988-03-15", "address", "演示市测试区晴川路90号2幢305室",
                     "authority", "演示市测试区公安局", "valid_from", "2019-01-01", "valid_to", "2039-01-01");
}

static json_t *social(void)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "kind", "identity", "source", "social", "name", "王小明",
                     "number", "990101198803152217");
}

static json_t *token(const char *serial)
{
    return json_pack("{s:s, s:s, s:s}", "kind", "token", "source", "iso14443a", "serial", serial);
}

/* One member changed (NULL: taken away); event is taken. */
static json_t *with(json_t *event, const char *key, const char *value)
{
    if (value)
        json_object_set_new(event, key, json_string(value));
    else
        json_object_del(event, key);
    return event;
}

static Card read_card(json_t *event)
{
    Card card;
    g_autoptr(GError) error = NULL;
    if (!card_from_json(event, TODAY, &card, &error))
        fail_msg("%s", error->message);
    json_decref(event);
    return card;
}

static void assert_refused(json_t *event, CardRefusal why)
{
    Card card, nothing = {0};
    g_autoptr(GError) error = NULL;
    memset(&card, 0x55, sizeof card);
    assert_false(card_from_json(event, TODAY, &card, &error));
    assert_true(g_error_matches(error, CARD_ERROR, (int)why));
    assert_non_null(strstr(error->message, card_refusal_code(why)));
    assert_null(strstr(error->message, "9901")); /* never a value */
    assert_memory_equal(&card, &nothing, sizeof card);
    json_decref(event);
}

/* --- good cards --- */

static void a_resident_card_says_everything(void **state)
{
    Card card = read_card(wang());
    assert_int_equal(card.kind, CARD_IDENTITY);
    assert_int_equal(card_grade(&card), CARD_GRADE_PROVED);
    assert_string_equal(card.name, "王小明");
    assert_int_equal(card.sex, ID_SEX_MALE);
    assert_string_equal(card.nation, "01");
    assert_int_equal(card.birth, day_from_ymd(1988, 3, 15));
    assert_int_equal(card_age(&card, TODAY), 38);
    assert_int_equal(card_validity(&card, TODAY), CARD_VALID);
    assert_int_equal(card_may(&card, CARD_RIGHT_APPLY, TODAY), CARD_MAY);
    card_wipe(&card);
}

static void codes_of_the_chip_are_understood_as_well(void **state)
{
    json_t *event = with(with(with(wang(), "sex", "2"), "nation", "05"), "birth", "19880315");
    Card card = read_card(with(with(event, "valid_from", "20190101"), "valid_to", "长期"));
    assert_int_equal(card.sex, ID_SEX_FEMALE);
    assert_string_equal(card.nation, "05");
    assert_int_equal(card.birth, day_from_ymd(1988, 3, 15));
    assert_int_equal(card.valid_to, DAY_FOREVER);
}

static void every_demo_card_is_good(void **state)
{
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "assets/demo/demo_cards.json", NULL);
    json_t *root = json_load_file(path, 0, NULL), *demo;
    size_t i;
    json_array_foreach(json_object_get(root, "cards"), i, demo)
    {
        static const char *const same[] = {"name",    "sex",       "nation",     "birth",
                                           "address", "authority", "valid_from", "valid_to"};
        json_t *event = json_pack("{s:s, s:s, s:O}", "kind", "identity", "source", "samv", "number",
                                  json_object_get(demo, "id_number"));
        for (guint k = 0; k < G_N_ELEMENTS(same); k++)
            json_object_set(event, same[k], json_object_get(demo, same[k]));
        Card card = read_card(event);
        assert_int_equal(card_validity(&card, TODAY), CARD_VALID);
        assert_string_not_equal(card.nation, "");
    }
    assert_int_equal(i, 8);
    json_decref(root);
}

static void a_social_card_gives_what_follows_from_the_number(void **state)
{
    Card card = read_card(social());
    assert_int_equal(card_grade(&card), CARD_GRADE_STATED);
    assert_int_equal(card.birth, day_from_ymd(1988, 3, 15));
    assert_int_equal(card.sex, ID_SEX_MALE);
    assert_string_equal(card.address, "");
    assert_int_equal(card_validity(&card, TODAY), CARD_VALIDITY_NOT_STATED);
    assert_int_equal(card_may(&card, CARD_RIGHT_APPLY, TODAY), CARD_MAY);
    assert_int_equal(card_may(&card, CARD_RIGHT_COLLECT, TODAY), CARD_DENIED_GRADE);
}

static void a_lower_case_x_and_trailing_blanks_are_mended(void **state)
{
    Card card = read_card(with(with(wang(), "number", "99010319930702511x "), "name", "买买提·吐尔逊  "));
    assert_string_equal(card.number, "99010319930702511X");
    assert_string_equal(card.name, "买买提·吐尔逊");
}

static void rare_and_private_characters_of_names_are_kept(void **state)
{
    Card card = read_card(with(wang(), "name", "陈\xf0\xac\xad\x8a"));
    assert_string_equal(card.name, "陈\xf0\xac\xad\x8a");
    card = read_card(with(wang(), "name", "李\xee\x80\x80"));
    assert_string_equal(card.name, "李\xee\x80\x80");
}

static void sex_and_nation_nobody_knows_refuse_nothing(void **state)
{
    Card card = read_card(with(with(wang(), "sex", "9"), "nation", "其他(58)"));
    assert_int_equal(card.sex, ID_SEX_UNKNOWN);
    assert_string_equal(card.nation, "58");
    card = read_card(with(with(wang(), "sex", ""), "nation", ""));
    assert_int_equal(card.sex, ID_SEX_UNKNOWN);
    assert_string_equal(card.nation, "");
}

static void foreigners_cards_have_their_own_rules(void **state)
{
    Card old = read_card(with(with(wang(), "type", "I"), "number", "USA110119880315"));
    assert_string_equal(old.number, "USA110119880315");
    char region[ID_REGION_SIZE];
    card_region(&old, region);
    assert_string_equal(region, "");

    Card new = read_card(with(with(wang(), "type", "Y"), "name", "JOHN SMITH"));
    assert_string_equal(new.name, "JOHN SMITH");
    assert_refused(with(with(wang(), "type", "Y"), "number", "330108199003070017"), CARD_REFUSED_NUMBER);
    assert_refused(with(with(wang(), "type", "I"), "number", "USA1101198803152"), CARD_REFUSED_NUMBER);
    assert_refused(with(wang(), "type", "Z"), CARD_REFUSED_SHAPE);
}

/* --- refused cards --- */

static void characters_that_may_not_stand_in_a_text_refuse_the_card(void **state)
{
    assert_refused(with(wang(), "name", "王\xef\xbf\xbd明"), CARD_REFUSED_TEXT); /* an unpaired surrogate */
    assert_refused(with(wang(), "name", "王\x01明"), CARD_REFUSED_TEXT);         /* control */
    assert_refused(with(wang(), "name", "王\xe2\x80\xae明"), CARD_REFUSED_TEXT); /* right-to-left override */
    assert_refused(with(wang(), "address", "晴川\xe2\x80\x8b路"), CARD_REFUSED_TEXT); /* zero width */
    assert_refused(with(wang(), "authority", "公\n安"), CARD_REFUSED_TEXT);
}

static void what_is_longer_than_a_card_refuses_it(void **state)
{
    g_autofree char *long_name = g_strnfill(CARD_NAME_MAX + 1, 'x');
    g_autofree char *endless = g_strnfill(60000, 'x');
    assert_refused(with(wang(), "name", long_name), CARD_REFUSED_TOO_LONG);
    assert_refused(with(wang(), "address", endless), CARD_REFUSED_TOO_LONG);
    assert_refused(with(wang(), "birth", "1988-03-150"), CARD_REFUSED_TOO_LONG);
}

static void a_wrong_number_refuses_the_card(void **state)
{
    assert_refused(with(wang(), "number", "990101198803152216"), CARD_REFUSED_CHECK);
    assert_refused(with(wang(), "number", "99010119880315221"), CARD_REFUSED_NUMBER);
    assert_refused(with(wang(), "number", "9901011988031522l7"), CARD_REFUSED_NUMBER);
    assert_refused(with(wang(), "number", ""), CARD_REFUSED_NUMBER);
    assert_refused(with(wang(), "number", NULL), CARD_REFUSED_NUMBER);
    assert_refused(with(wang(), "name", ""), CARD_REFUSED_NAME);
    assert_refused(with(wang(), "name", NULL), CARD_REFUSED_NAME);
}

static void impossible_days_refuse_the_card(void **state)
{
    assert_refused(with(wang(), "birth", "1988-02-30"), CARD_REFUSED_BIRTH);
    assert_refused(with(wang(), "birth", "2026-11-24"), CARD_REFUSED_BIRTH);
    assert_refused(with(wang(), "birth", "长期"), CARD_REFUSED_BIRTH);
    assert_refused(with(wang(), "valid_to", "2039-13-01"), CARD_REFUSED_VALIDITY);
    assert_refused(with(wang(), "valid_from", "长期"), CARD_REFUSED_VALIDITY);
    assert_refused(with(wang(), "valid_to", "2018-12-31"), CARD_REFUSED_VALIDITY);
}

static void what_is_no_card_object_is_refused(void **state)
{
    assert_refused(json_array(), CARD_REFUSED_SHAPE);
    assert_refused(json_object(), CARD_REFUSED_SHAPE);
    assert_refused(with(wang(), "kind", "person"), CARD_REFUSED_SHAPE);
    assert_refused(with(wang(), "kind", "token"), CARD_REFUSED_SHAPE); /* never mixed up */
    assert_refused(with(token("04a1b2c3"), "kind", "identity"), CARD_REFUSED_SHAPE);
    json_t *event = wang();
    json_object_set_new(event, "name", json_integer(7));
    assert_refused(event, CARD_REFUSED_SHAPE);
}

/* --- tokens --- */

static void a_token_is_the_same_card_again_and_nobody(void **state)
{
    Card a = read_card(token("04a1b2c3d4e5f6")), b = read_card(token("04A1B2C3D4E5F6"));
    assert_int_equal(a.serial_len, 7);
    assert_true(card_same(&a, &b));
    assert_false(card_same_person(&a, &b));
    assert_int_equal(card_grade(&a), CARD_GRADE_TOKEN);
    assert_int_equal(card_may(&a, CARD_RIGHT_READ_CASES, TODAY), CARD_DENIED_NO_IDENTITY);
    json_t *context = card_to_context(&a, TODAY);
    assert_int_equal(json_object_size(context), 0);
    json_decref(context);
}

static void a_serial_that_is_no_serial_is_refused(void **state)
{
    assert_refused(token("00000000"), CARD_REFUSED_TOKEN);
    assert_refused(token("08a1b2c3"), CARD_REFUSED_TOKEN); /* random: another one next time */
    assert_refused(token("04a1b2"), CARD_REFUSED_TOKEN);   /* half read */
    assert_refused(token("04a1b2c"), CARD_REFUSED_TOKEN);
    assert_refused(token(""), CARD_REFUSED_TOKEN);
    assert_refused(token("04a1zzc3"), CARD_REFUSED_SHAPE);
    assert_refused(token("0011223344556677889900112233445566778899"), CARD_REFUSED_TOKEN);
    Card card = read_card(token("08a1b2c3d4e5f6")); /* seven bytes: a real one */
    assert_int_equal(card.serial[0], 8);
}

/* --- validity and rights --- */

static void the_last_day_is_valid_and_the_next_is_not(void **state)
{
    Card card = read_card(with(wang(), "valid_to", "2026-11-23"));
    assert_int_equal(card_validity(&card, TODAY), CARD_VALID);
    assert_int_equal(card_validity(&card, TODAY + 1), CARD_EXPIRED);
    assert_int_equal(card_may(&card, CARD_RIGHT_APPLY, TODAY + 1), CARD_DENIED_EXPIRED);
    assert_int_equal(card_may(&card, CARD_RIGHT_READ_CASES, TODAY + 1), CARD_MAY);
}

static void a_card_not_yet_valid_reads_but_does_not_submit(void **state)
{
    Card card = read_card(with(wang(), "valid_from", "2026-11-24"));
    assert_int_equal(card_may(&card, CARD_RIGHT_APPLY, TODAY), CARD_DENIED_NOT_YET_VALID);
    assert_int_equal(card_may(&card, CARD_RIGHT_READ_CASES, TODAY), CARD_MAY);
}

static void a_blank_end_counts_as_expired_for_submitting(void **state)
{
    Card card = read_card(with(wang(), "valid_to", ""));
    assert_int_equal(card_validity(&card, TODAY), CARD_VALIDITY_UNKNOWN);
    assert_int_equal(card_may(&card, CARD_RIGHT_APPLY, TODAY), CARD_DENIED_EXPIRED);
}

static void a_minor_reads_and_is_applied_for(void **state)
{
    Card card = read_card(with(with(wang(), "number", "990103200808206280"), "birth", "2008-08-20"));
    Day eve = day_from_ymd(2026, 8, 19);
    assert_int_equal(card_may(&card, CARD_RIGHT_APPLY, eve), CARD_DENIED_MINOR);
    assert_int_equal(card_may(&card, CARD_RIGHT_ACT_AS_AGENT, eve), CARD_DENIED_MINOR);
    assert_int_equal(card_may(&card, CARD_RIGHT_READ_CASES, eve), CARD_MAY);
    assert_int_equal(card_may(&card, CARD_RIGHT_BE_APPLICANT, eve), CARD_MAY);
    assert_int_equal(card_may(&card, CARD_RIGHT_APPLY, eve + 1), CARD_MAY);
}

/* --- digest, sameness, context --- */

static void the_digest_is_the_same_for_the_same_card_only(void **state)
{
    guint8 first[CARD_DIGEST_SIZE], again[CARD_DIGEST_SIZE], other[CARD_DIGEST_SIZE];
    Card card = read_card(wang());
    Card reread =
        read_card(with(wang(), "serial", "0102030405060708")); /* another reader tells the serial too */
    card_digest(&card, first);
    card_digest(&reread, again);
    assert_memory_equal(first, again, sizeof first);

    Card renewed = read_card(with(wang(), "valid_to", "2049-01-01"));
    card_digest(&renewed, other);
    assert_memory_not_equal(first, other, sizeof first);
    Card by_social = read_card(social());
    card_digest(&by_social, other);
    assert_memory_not_equal(first, other, sizeof first);
    assert_true(card_same_person(&card, &by_social));
    assert_false(card_same(&card, &by_social));
}

static void the_context_speaks_the_catalogues_words(void **state)
{
    Card card = read_card(with(wang(), "valid_to", "长期"));
    json_t *context = card_to_context(&card, TODAY);
    assert_string_equal(json_string_value(json_object_get(context, "sex")), "m");
    assert_string_equal(json_string_value(json_object_get(context, "birth")), "1988-03-15");
    assert_int_equal(json_integer_value(json_object_get(context, "age")), 38);
    assert_string_equal(json_string_value(json_object_get(context, "id_number")), "990101198803152217");
    assert_string_equal(json_string_value(json_object_get(context, "valid_to")), "长期");
    assert_string_equal(json_string_value(json_object_get(context, "region_code")), "990101");
    json_decref(context);
}

static void the_context_tells_blank_from_not_on_this_card(void **state)
{
    Card blank = read_card(with(wang(), "valid_to", "")), without = read_card(social());
    json_t *context = card_to_context(&blank, TODAY);
    assert_string_equal(json_string_value(json_object_get(context, "valid_to")), "");
    json_decref(context);
    context = card_to_context(&without, TODAY);
    assert_null(json_object_get(context, "valid_to"));
    assert_null(json_object_get(context, "address"));
    json_decref(context);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_resident_card_says_everything),
        cmocka_unit_test(codes_of_the_chip_are_understood_as_well),
        cmocka_unit_test(every_demo_card_is_good),
        cmocka_unit_test(a_social_card_gives_what_follows_from_the_number),
        cmocka_unit_test(a_lower_case_x_and_trailing_blanks_are_mended),
        cmocka_unit_test(rare_and_private_characters_of_names_are_kept),
        cmocka_unit_test(sex_and_nation_nobody_knows_refuse_nothing),
        cmocka_unit_test(foreigners_cards_have_their_own_rules),
        cmocka_unit_test(characters_that_may_not_stand_in_a_text_refuse_the_card),
        cmocka_unit_test(what_is_longer_than_a_card_refuses_it),
        cmocka_unit_test(a_wrong_number_refuses_the_card),
        cmocka_unit_test(impossible_days_refuse_the_card),
        cmocka_unit_test(what_is_no_card_object_is_refused),
        cmocka_unit_test(a_token_is_the_same_card_again_and_nobody),
        cmocka_unit_test(a_serial_that_is_no_serial_is_refused),
        cmocka_unit_test(the_last_day_is_valid_and_the_next_is_not),
        cmocka_unit_test(a_card_not_yet_valid_reads_but_does_not_submit),
        cmocka_unit_test(a_blank_end_counts_as_expired_for_submitting),
        cmocka_unit_test(a_minor_reads_and_is_applied_for),
        cmocka_unit_test(the_digest_is_the_same_for_the_same_card_only),
        cmocka_unit_test(the_context_speaks_the_catalogues_words),
        cmocka_unit_test(the_context_tells_blank_from_not_on_this_card),
    };
    return cmocka_run_group_tests_name("card", tests, NULL, NULL);
}

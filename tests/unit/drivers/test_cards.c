/* The dialogues with cards, answer by answer, without a reader. */
#include "tests/support/cmocka.h"

#include "hal/drivers/card_object.h"
#include "hal/drivers/resident_card.h"
#include "hal/drivers/social_card.h"

#include <string.h>

#define OK                 "\x90\x00"
#define ANSWER(card, text) social_card_answer(card, (const guint8 *)(text), sizeof(text) - 1)

static SocialCard card_at(SocialStep step)
{
    return (SocialCard){.step = step};
}

/* --- social-security card --- */

static void a_whole_dialogue_gives_number_and_name(void **state)
{
    SocialCard card = {0};
    guint8 command[SOCIAL_COMMAND_MAX];
    assert_int_equal(social_card_command(&card, command), 20);
    assert_memory_equal(command, "\x00\xA4\x04\x00\x0Fsx1.sh.\xC9\xE7\xBB\xE1\xB1\xA3\xD5\xCF", 20);
    assert_int_equal(ANSWER(&card, OK), SOCIAL_GO_ON);
    assert_int_equal(social_card_command(&card, command), 7);
    assert_int_equal(ANSWER(&card, OK), SOCIAL_GO_ON);
    assert_int_equal(ANSWER(&card, "99010319930702511x" OK), SOCIAL_GO_ON);
    assert_int_equal(ANSWER(&card, "\xCD\xF5\xD0\xA1\xC3\xF7" OK), SOCIAL_GO_ON);
    assert_int_equal(card.step, SOCIAL_DONE);
    assert_string_equal(card.number, "99010319930702511X");
    assert_string_equal(card.name, "王小明");
}

static void records_with_tag_and_length_and_padding_are_read_too(void **state)
{
    SocialCard card = card_at(SOCIAL_READ_NUMBER);
    assert_int_equal(ANSWER(&card, "\x08\x12"
                                   "990101198803152217" OK),
                     SOCIAL_GO_ON);
    assert_string_equal(card.number, "990101198803152217");
    assert_int_equal(ANSWER(&card, "\x09\x0A\xCD\xF5\xD0\xA1\xC3\xF7\x00\x00\x00\x00" OK), SOCIAL_GO_ON);
    assert_string_equal(card.name, "王小明");
}

static void a_name_of_four_byte_characters_is_read(void **state)
{
    SocialCard card = card_at(SOCIAL_READ_NAME);
    gsize size;
    g_autofree char *name = g_convert("陈𬭊", -1, "GB18030", "UTF-8", NULL, &size, NULL);
    g_autofree guint8 *answer = g_malloc(size + 2);
    memcpy(answer, name, size);
    memcpy(answer + size, OK, 2);
    assert_int_equal(social_card_answer(&card, answer, size + 2), SOCIAL_GO_ON);
    assert_string_equal(card.name, "陈𬭊");
}

static void another_application_is_another_card(void **state)
{
    SocialCard card = {0};
    assert_int_equal(ANSWER(&card, "\x6A\x82"), SOCIAL_OTHER);
    assert_int_equal(ANSWER(&card, "\x6D\x00"), SOCIAL_OTHER);
}

static void a_card_that_wants_a_pin_is_told_apart_at_every_step(void **state)
{
    for (int step = SOCIAL_SELECT_APP; step <= SOCIAL_READ_NAME; step++) {
        SocialCard card = card_at(step);
        assert_int_equal(ANSWER(&card, "\x69\x82"), SOCIAL_NEEDS_PIN);
    }
}

static void no_command_of_the_dialogue_is_a_pin(void **state)
{
    for (int step = SOCIAL_SELECT_APP; step <= SOCIAL_READ_NAME; step++) {
        SocialCard card = card_at(step);
        guint8 command[SOCIAL_COMMAND_MAX];
        social_card_command(&card, command);
        assert_int_not_equal(command[1], 0x20);
    }
}

static void a_number_of_another_shape_is_refused(void **state)
{
    static const char *const wrong[] = {"99010119880315221", "9901011988031522177", "99010119880315221A",
                                        "X90101198803152217", ""};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        SocialCard card = card_at(SOCIAL_READ_NUMBER);
        g_autofree char *answer = g_strdup_printf("%s\x90", wrong[i]);
        assert_int_equal(social_card_answer(&card, (const guint8 *)answer, strlen(answer) + 1),
                         SOCIAL_GARBAGE);
    }
}

static void a_name_of_invalid_bytes_controls_or_nothing_is_refused(void **state)
{
    SocialCard card = card_at(SOCIAL_READ_NAME);
    assert_int_equal(ANSWER(&card, "\xCD\xF5\xFF\xFE\xCD" OK), SOCIAL_GARBAGE);
    assert_int_equal(ANSWER(&card, "\xCD" OK), SOCIAL_GARBAGE);
    assert_int_equal(ANSWER(&card, "\xCD\xF5\x1B\xC3\xF7" OK), SOCIAL_GARBAGE);
    assert_int_equal(ANSWER(&card, "    " OK), SOCIAL_GARBAGE);
    assert_int_equal(ANSWER(&card, OK), SOCIAL_GARBAGE);
    assert_int_equal(card.step, SOCIAL_READ_NAME);
}

static void answers_without_status_or_beyond_the_bound_are_refused(void **state)
{
    guint8 big[SOCIAL_ANSWER_MAX + 1];
    memset(big, 0x90, sizeof big);
    SocialCard card = {0};
    assert_int_equal(social_card_answer(&card, big, 0), SOCIAL_GARBAGE);
    assert_int_equal(social_card_answer(&card, big, 1), SOCIAL_GARBAGE);
    assert_int_equal(social_card_answer(&card, big, sizeof big), SOCIAL_GARBAGE);
}

/* --- resident card --- */

static const guint8 atqb[] = {0x50, 0, 0, 0, 0, 0xD1, 0x03, 0x86, 0x0C, 0x00, 0x80, 0x80};

static void a_resident_card_gives_its_chip_serial(void **state)
{
    ResidentCard card = {0};
    assert_true(resident_card_answer(&card, atqb, sizeof atqb));
    assert_true(resident_card_answer(&card, (const guint8 *)"\x08", 1));
    assert_true(resident_card_answer(&card, (const guint8 *)"\x11\x22\x33\x44\x55\x66\x77\x88\x90\x00", 10));
    assert_int_equal(card.step, RESIDENT_DONE);
    assert_memory_equal(card.serial, "\x11\x22\x33\x44\x55\x66\x77\x88", 8);
}

static void a_resident_card_that_breaks_the_rules_is_refused(void **state)
{
    ResidentCard card = {0};
    assert_false(resident_card_answer(&card, atqb, sizeof atqb - 1));
    assert_false(resident_card_answer(&card, (const guint8 *)"\x51", 1));
    card.step = RESIDENT_ATTRIB;
    assert_false(resident_card_answer(&card, (const guint8 *)"\x03", 1));
    card.step = RESIDENT_SERIAL;
    assert_false(resident_card_answer(&card, (const guint8 *)"\x11\x22\x33\x44\x55\x66\x77\x88\x6A\x82", 10));
    assert_false(resident_card_answer(&card, (const guint8 *)"\x11\x22\x33\x44\x55\x66\x77\x90\x00", 9));
    assert_false(resident_card_answer(&card, (const guint8 *)"\0\0\0\0\0\0\0\0\x90\x00", 10));
}

static void resident_cards_are_told_by_their_protocol_type(void **state)
{
    assert_true(resident_card_matches((const guint8[]){0x00, 0x80, 0x80}));
    assert_false(resident_card_matches((const guint8[]){0x00, 0x81, 0x80}));
}

/* --- serials --- */

static void serials_are_judged_by_the_standard(void **state)
{
    assert_int_equal(card_serial_kind((const guint8 *)"\x11\x22\x33\x44", 4), SERIAL_GOOD);
    assert_int_equal(card_serial_kind((const guint8 *)"\x04\xA1\xB2\xC3\xD4\xE5\xF6", 7), SERIAL_GOOD);
    assert_int_equal(card_serial_kind((const guint8 *)"\x08\x22\x33\x44", 4), SERIAL_RANDOM);
    assert_int_equal(card_serial_kind((const guint8 *)"\x88\x22\x33\x44", 4), SERIAL_HALF_READ);
    assert_int_equal(card_serial_kind((const guint8 *)"\0\0\0\0", 4), SERIAL_HALF_READ);
    assert_int_equal(card_serial_kind((const guint8 *)"\x11\x22\x33", 3), SERIAL_HALF_READ);
    assert_int_equal(card_serial_kind((const guint8 *)"", 0), SERIAL_HALF_READ);
}

static void a_token_object_holds_the_serial_in_lower_case_hex(void **state)
{
    json_auto_t *card = card_object_token("iso14443a", (const guint8 *)"\x04\xA1\xB2\xC3\xD4\xE5\xF6", 7);
    assert_string_equal(json_string_value(json_object_get(card, "kind")), "token");
    assert_string_equal(json_string_value(json_object_get(card, "serial")), "04a1b2c3d4e5f6");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_dialogue_gives_number_and_name),
        cmocka_unit_test(records_with_tag_and_length_and_padding_are_read_too),
        cmocka_unit_test(a_name_of_four_byte_characters_is_read),
        cmocka_unit_test(another_application_is_another_card),
        cmocka_unit_test(a_card_that_wants_a_pin_is_told_apart_at_every_step),
        cmocka_unit_test(no_command_of_the_dialogue_is_a_pin),
        cmocka_unit_test(a_number_of_another_shape_is_refused),
        cmocka_unit_test(a_name_of_invalid_bytes_controls_or_nothing_is_refused),
        cmocka_unit_test(answers_without_status_or_beyond_the_bound_are_refused),
        cmocka_unit_test(a_resident_card_gives_its_chip_serial),
        cmocka_unit_test(a_resident_card_that_breaks_the_rules_is_refused),
        cmocka_unit_test(resident_cards_are_told_by_their_protocol_type),
        cmocka_unit_test(serials_are_judged_by_the_standard),
        cmocka_unit_test(a_token_object_holds_the_serial_in_lower_case_hex),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

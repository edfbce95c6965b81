/* Broken days of a PN532: whatever the chip or its wire does, the reader works again within 3 s after the
 * cause is gone, the printer beside it notices nothing, and no descriptor stays behind. */
#include "tests/support/cmocka.h"
#include "tests/support/hald_rig.h"
#include "tests/support/peer_rig.h"

#include "hal/reader.h"

#include <string.h>

#define BACK_MS 3000

typedef struct {
    PeerRig *peer;
    HaldRig *rig;
    GPid printer;
    guint descriptors;
} Day;

static int start(void **state)
{
    Day *day = g_new0(Day, 1);
    day->peer = peer_rig_new("pn532", NULL);
    g_autofree char *ini = g_strdup_printf(
        "[reader0]\nclass = reader\ndriver = reader_pn53x\nconnection = pn532_uart:%s:115200\n"
        "[printer0]\nclass = printer\ndriver = sim\nfolder = @DIR@/out\n",
        peer_rig_hello(day->peer));
    day->rig = hald_rig_new(ini, NULL);
    hald_rig_expect_state(day->rig, "reader0", HAL_ONLINE, 5000);
    hald_rig_listen(day->rig, "reader0");
    hald_rig_run(day->rig, 100);
    day->printer = hald_rig_device_pid(day->rig, "printer0");
    day->descriptors = hald_rig_count_descriptors(day->rig);
    *state = day;
    return 0;
}

static int stop(void **state)
{
    Day *day = *state;
    hald_rig_free(day->rig);
    peer_rig_free(day->peer);
    g_free(day);
    return 0;
}

static gboolean is_event(HaldRig *rig, const char *wanted, gint64 ms)
{
    gint64 until = g_get_monotonic_time() + ms * 1000;
    for (;;) {
        json_auto_t *data = NULL;
        gint64 left = (until - g_get_monotonic_time()) / 1000;
        if (left <= 0)
            return FALSE;
        g_autofree char *name = hald_rig_next_event(rig, &data, left);
        if (name && g_str_equal(name, wanted))
            return TRUE;
    }
}

static void expect_all_well(Day *day)
{
    peer_rig_say(day->peer, "TAP social 演示卡02");
    assert_true(is_event(day->rig, HAL_READER_CARD, BACK_MS));
    hald_rig_expect_state(day->rig, "reader0", HAL_ONLINE, 100);
    assert_int_equal(hald_rig_device_pid(day->rig, "printer0"), day->printer);
    assert_int_equal(hald_rig_count_descriptors(day->rig), day->descriptors);
}

/* One spoilt answer: nothing more than that visit may suffer. */
static void spoil_once(Day *day, const char *fault)
{
    peer_rig_say(day->peer, fault);
    hald_rig_run(day->rig, 400);
    expect_all_well(day);
}

/* A lasting fault, ended after a while. */
static void spoil_for(Day *day, const char *fault, gint64 ms)
{
    peer_rig_say(day->peer, fault);
    hald_rig_run(day->rig, ms);
    peer_rig_say(day->peer, "SPEAK");
    expect_all_well(day);
}

static void a_wrong_checksum_costs_one_try(void **state)
{
    spoil_once(*state, "BADSUM");
}

static void noise_on_the_wire_costs_one_try(void **state)
{
    spoil_once(*state, "GARBAGE");
}

static void half_a_frame_costs_one_try(void **state)
{
    spoil_once(*state, "HALF");
}

static void a_chip_that_falls_silent_is_offline_and_comes_back(void **state)
{
    Day *day = *state;
    peer_rig_say(day->peer, "SILENCE");
    hald_rig_expect_state(day->rig, "reader0", HAL_OFFLINE, 5000);
    hald_rig_run(day->rig, 1500);
    peer_rig_say(day->peer, "SPEAK");
    hald_rig_expect_state(day->rig, "reader0", HAL_ONLINE, BACK_MS);
    expect_all_well(day);
}

static void a_short_silence_is_survived(void **state)
{
    spoil_for(*state, "SILENCE", 500);
}

static void bytes_without_end_are_survived(void **state)
{
    spoil_for(*state, "ENDLESS", 3000);
}

static void a_trickle_of_bytes_is_survived(void **state)
{
    spoil_for(*state, "TRICKLE", 3000);
}

/* libnfc 1.8.0 calls abort() on bit 7 of a status byte: the process dies, the next one reads the card that
 * lies there. */
static void a_status_byte_that_makes_the_library_abort_costs_one_process(void **state)
{
    Day *day = *state;
    GPid before = hald_rig_device_pid(day->rig, "reader0");
    peer_rig_say(day->peer, "NAD");
    peer_rig_say(day->peer, "TAP social 演示卡02");
    assert_true(is_event(day->rig, HAL_READER_CARD, BACK_MS));
    assert_int_not_equal(hald_rig_device_pid(day->rig, "reader0"), before);
    peer_rig_say(day->peer, "REMOVE");
    assert_true(is_event(day->rig, HAL_READER_CARD_REMOVED, BACK_MS));
    expect_all_well(day);
}

static void an_answer_to_select_without_length_is_survived(void **state)
{
    Day *day = *state;
    peer_rig_say(day->peer, "ATS0");
    peer_rig_say(day->peer, "TAP dash4 11223344");
    hald_rig_run(day->rig, 800);
    peer_rig_say(day->peer, "REMOVE");
    hald_rig_run(day->rig, 800);
    expect_all_well(day);
}

/* Lifted at each command of the dialogue in turn: no card is said, and what is said ends with card_removed.
 */
static void a_card_lifted_while_it_is_read_gives_no_person(void **state)
{
    Day *day = *state;
    for (guint at = 1; at <= 4; at++) {
        g_autofree char *pull = g_strdup_printf("PULL %u", at);
        json_auto_t *data = NULL;
        peer_rig_say(day->peer, "SILENCE"); /* so that both words arrive before the chip looks */
        peer_rig_say(day->peer, "TAP social 演示卡02");
        peer_rig_say(day->peer, pull);
        peer_rig_say(day->peer, "SPEAK");
        g_autofree char *name = hald_rig_next_event(day->rig, &data, 2500);
        assert_non_null(name);
        assert_string_equal(name, HAL_READER_CARD_PROBLEM);
        assert_string_equal(json_string_value(json_object_get(data, "problem")), "removed_too_early");
        hald_rig_run(day->rig, 200);
    }
    expect_all_well(day);
}

static void a_second_program_cannot_take_the_port(void **state)
{
    Day *day = *state;
    g_autofree char *ini = g_strdup_printf(
        "[reader0]\nclass = reader\ndriver = reader_pn53x\nconnection = pn532_uart:%s:115200\n",
        peer_rig_hello(day->peer));
    HaldRig *second = hald_rig_new(ini, NULL);
    hald_rig_expect_state(second, "reader0", HAL_OFFLINE, 2000);
    hald_rig_free(second);
    expect_all_well(day);
}

static void a_reader_named_only_by_libnfcs_variable_works(void **state)
{
    Day *day = *state;
    HaldRig *old = day->rig;
    g_autofree char *variable =
        g_strdup_printf("LIBNFC_DEFAULT_DEVICE=pn532_uart:%s:115200", peer_rig_hello(day->peer));
    const char *environment[] = {variable, NULL};
    hald_rig_free(old);
    day->rig = hald_rig_new("[printer0]\nclass = printer\ndriver = sim\nfolder = @DIR@/out\n", environment);
    hald_rig_expect_state(day->rig, "reader0", HAL_ONLINE, 5000);
    hald_rig_listen(day->rig, "reader0");
    peer_rig_say(day->peer, "TAP resident 1122334455667788");
    json_auto_t *card = hald_rig_expect_event(day->rig, HAL_READER_CARD, BACK_MS);
    assert_string_equal(json_string_value(json_object_get(card, "source")), "resident-serial");
    assert_string_equal(json_string_value(json_object_get(card, "serial")), "1122334455667788");
}

static void a_resident_card_that_answers_too_short_is_refused(void **state)
{
    Day *day = *state;
    peer_rig_say(day->peer, "TAP half 1122334455667788");
    json_auto_t *data = hald_rig_expect_event(day->rig, HAL_READER_CARD_PROBLEM, BACK_MS);
    assert_string_equal(json_string_value(json_object_get(data, "problem")), "garbage");
}

int main(void)
{
#define DAY(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        DAY(a_wrong_checksum_costs_one_try),
        DAY(noise_on_the_wire_costs_one_try),
        DAY(half_a_frame_costs_one_try),
        DAY(a_chip_that_falls_silent_is_offline_and_comes_back),
        DAY(a_short_silence_is_survived),
        DAY(bytes_without_end_are_survived),
        DAY(a_trickle_of_bytes_is_survived),
        DAY(a_status_byte_that_makes_the_library_abort_costs_one_process),
        DAY(an_answer_to_select_without_length_is_survived),
        DAY(a_card_lifted_while_it_is_read_gives_no_person),
        DAY(a_second_program_cannot_take_the_port),
        DAY(a_reader_named_only_by_libnfcs_variable_works),
        DAY(a_resident_card_that_answers_too_short_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

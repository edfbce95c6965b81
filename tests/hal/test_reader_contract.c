/* The contract of the class reader (hal/reader.h): the same cases for every driver. A row of benches[] is a
 * driver with the means to put cards on it. KIOSK_TEST_READER=pn532_uart:/dev/ttyUSB0:115200 adds a real one,
 * for the cases that need no hand.
 */
#include "tests/support/cmocka.h"
#include "tests/support/hald_rig.h"
#include "tests/support/peer_rig.h"

#include "hal/reader.h"

#include <signal.h>
#include <string.h>

#define EVENT_MS 2000
#define BACK_MS  3000 /* back to work after the cause is gone */

/* What a hand does. */
typedef enum {
    ACT_IDENTITY,  /* a card with name and number of 演示卡02 */
    ACT_RARE_NAME, /* 演示卡07, whose name needs GB18030 beyond GBK */
    ACT_TOKEN,
    ACT_OTHER_TOKEN,
    ACT_RANDOM,
    ACT_LOCKED,
    ACT_BROKEN,
    ACT_SECOND,
    ACT_REMOVE,
    ACT_UNPLUG,
    ACT_REPLUG,
    ACTS,
} Act;

typedef struct {
    const char *name;
    const char *driver; /* devices.ini, beyond class */
    gboolean has_peer;
    const char *source; /* of identity cards */
    const char *words[ACTS];
} Bench;

typedef struct {
    const Bench *bench;
    PeerRig *peer;
    HaldRig *rig;
} Table;

static const Bench benches[] = {
    {.name = "sim",
     .driver = "driver = sim\ncards = @CARDS@\n",
     .source = "samv",
     .words = {[ACT_IDENTITY] = "TAP 演示卡02",
               [ACT_RARE_NAME] = "TAP 演示卡07",
               [ACT_TOKEN] = "TAP-TOKEN 04a1b2c3d4e5f6",
               [ACT_OTHER_TOKEN] = "TAP-TOKEN 11223344",
               [ACT_RANDOM] = "RANDOM",
               [ACT_LOCKED] = "PIN",
               [ACT_BROKEN] = "GARBAGE",
               [ACT_SECOND] = "TWO",
               [ACT_REMOVE] = "REMOVE",
               [ACT_UNPLUG] = "UNPLUG",
               [ACT_REPLUG] = "REPLUG"}},
    {.name = "pn53x on the PN532 peer",
     .driver = "driver = reader_pn53x\nconnection = pn532_uart:@PORT@:115200\n",
     .has_peer = TRUE,
     .source = "social",
     .words = {[ACT_IDENTITY] = "TAP social 演示卡02",
               [ACT_RARE_NAME] = "TAP tagged 演示卡07",
               [ACT_TOKEN] = "TAP typea 04a1b2c3d4e5f6",
               [ACT_OTHER_TOKEN] = "TAP dash4 11223344",
               [ACT_RANDOM] = "TAP dash4 08112233",
               [ACT_LOCKED] = "TAP locked 演示卡02",
               [ACT_BROKEN] = "TAP broken 演示卡02",
               [ACT_SECOND] = "TWO",
               [ACT_REMOVE] = "REMOVE",
               [ACT_UNPLUG] = "UNPLUG",
               [ACT_REPLUG] = "REPLUG"}},
};

static const Bench *bench_in_use;

static void hand(Table *table, Act act)
{
    const char *words = table->bench->words[act];
    if (table->peer)
        peer_rig_say(table->peer, words);
    else
        hald_rig_sim(table->rig, "reader0", words);
}

static char *join_ini(const Table *table)
{
    g_autofree char *ini = g_strdup_printf("[hald]\nping_ms = 200\nsilent_ms = 400\n"
                                           "[reader0]\nclass = reader\n%s"
                                           "[printer0]\nclass = printer\ndriver = sim\nfolder = @DIR@/out\n",
                                           table->bench->driver);
    g_auto(GStrv) parts = g_strsplit(ini, "@PORT@", -1);
    return g_strjoinv(table->peer ? peer_rig_hello(table->peer) : "", parts);
}

static int start(void **state)
{
    Table *table = g_new0(Table, 1);
    table->bench = bench_in_use;
    if (table->bench->has_peer)
        table->peer = peer_rig_new("pn532", NULL);
    g_autofree char *ini = join_ini(table);
    table->rig = hald_rig_new(ini, NULL);
    hald_rig_expect_state(table->rig, "reader0", HAL_ONLINE, 5000);
    hald_rig_listen(table->rig, "reader0");
    *state = table;
    return 0;
}

static int stop(void **state)
{
    Table *table = *state;
    hald_rig_free(table->rig);
    if (table->peer)
        peer_rig_free(table->peer);
    g_free(table);
    return 0;
}

static const char *text_of(const json_t *data, const char *key)
{
    return json_string_value(json_object_get(data, key));
}

static void expect_identity(Table *table)
{
    json_auto_t *card = hald_rig_expect_event(table->rig, HAL_READER_CARD, EVENT_MS);
    assert_string_equal(text_of(card, "kind"), "identity");
    assert_string_equal(text_of(card, "source"), table->bench->source);
    assert_string_equal(text_of(card, "name"), "王小明");
    assert_string_equal(text_of(card, "number"), "990101198803152217");
}

static void expect_token(Table *table, const char *serial)
{
    json_auto_t *card = hald_rig_expect_event(table->rig, HAL_READER_CARD, EVENT_MS);
    assert_string_equal(text_of(card, "kind"), "token");
    assert_string_equal(text_of(card, "serial"), serial);
    assert_null(json_object_get(card, "name"));
    assert_null(json_object_get(card, "number"));
}

static void expect_problem(Table *table, HalCardProblem problem)
{
    json_auto_t *data = hald_rig_expect_event(table->rig, HAL_READER_CARD_PROBLEM, EVENT_MS);
    assert_string_equal(text_of(data, "problem"), hal_card_problem_name(problem));
}

static void expect_removed(Table *table)
{
    json_decref(hald_rig_expect_event(table->rig, HAL_READER_CARD_REMOVED, EVENT_MS));
}

/* --- the cases --- */

static void an_identity_card_gives_name_and_number(void **state)
{
    Table *table = *state;
    hand(table, ACT_IDENTITY);
    expect_identity(table);
}

static void a_name_with_a_rare_character_arrives_whole(void **state)
{
    Table *table = *state;
    hand(table, ACT_RARE_NAME);
    json_auto_t *card = hald_rig_expect_event(table->rig, HAL_READER_CARD, EVENT_MS);
    assert_string_equal(text_of(card, "name"), "陈𬭊");
}

static void a_card_is_said_once_while_it_lies_there(void **state)
{
    Table *table = *state;
    hand(table, ACT_IDENTITY);
    expect_identity(table);
    hald_rig_expect_silence(table->rig, 1200);
}

static void taking_the_card_away_is_said(void **state)
{
    Table *table = *state;
    hand(table, ACT_IDENTITY);
    expect_identity(table);
    hand(table, ACT_REMOVE);
    expect_removed(table);
    hald_rig_expect_silence(table->rig, 600);
}

static void the_same_card_again_is_a_new_visit(void **state)
{
    Table *table = *state;
    for (guint visit = 0; visit < 3; visit++) {
        hand(table, ACT_IDENTITY);
        expect_identity(table);
        hand(table, ACT_REMOVE);
        expect_removed(table);
    }
}

static void a_token_gives_its_serial_and_nothing_about_a_person(void **state)
{
    Table *table = *state;
    hand(table, ACT_TOKEN);
    expect_token(table, "04a1b2c3d4e5f6");
}

static void a_card_put_in_the_place_of_another_is_two_visits(void **state)
{
    Table *table = *state;
    hand(table, ACT_TOKEN);
    expect_token(table, "04a1b2c3d4e5f6");
    hand(table, ACT_OTHER_TOKEN);
    expect_removed(table);
    expect_token(table, "11223344");
}

static void a_random_serial_is_no_token(void **state)
{
    Table *table = *state;
    hand(table, ACT_RANDOM);
    expect_problem(table, HAL_CARD_RANDOM_UID);
    hand(table, ACT_REMOVE);
    expect_removed(table);
}

static void a_card_behind_a_pin_is_left_alone(void **state)
{
    Table *table = *state;
    hand(table, ACT_LOCKED);
    expect_problem(table, HAL_CARD_NEEDS_PIN);
}

static void a_card_of_noise_is_refused(void **state)
{
    Table *table = *state;
    hand(table, ACT_BROKEN);
    expect_problem(table, HAL_CARD_GARBAGE);
}

static void two_cards_are_said_and_none_is_taken(void **state)
{
    Table *table = *state;
    if (table->peer) /* before the chip has seen the first one */
        hald_rig_run(table->rig, 100);
    if (table->peer)
        peer_rig_say(table->peer, "SILENCE");
    hand(table, ACT_IDENTITY);
    if (!table->peer)
        expect_identity(table);
    hand(table, ACT_SECOND);
    if (table->peer)
        peer_rig_say(table->peer, "SPEAK");
    else
        expect_removed(table);
    expect_problem(table, HAL_CARD_TWO_CARDS);
}

static void a_cancelled_wait_completes_as_cancelled(void **state)
{
    Table *table = *state;
    hal_client_listen_stop(hald_rig_client(table->rig), "reader0");
    guint64 id = hald_rig_begin(table->rig, "reader0", HAL_READER_WAIT, NULL, -1, 0);
    hald_rig_run(table->rig, 200);
    hal_client_cancel(hald_rig_client(table->rig), id);
    g_auto(RigAnswer) answer = hald_rig_finish(table->rig, id, EVENT_MS);
    assert_int_equal(answer.code, HAL_CANCELED);
}

static void a_wait_with_a_limit_times_out(void **state)
{
    Table *table = *state;
    hal_client_listen_stop(hald_rig_client(table->rig), "reader0");
    guint64 id = hald_rig_begin(table->rig, "reader0", HAL_READER_WAIT, NULL, -1, 300);
    g_auto(RigAnswer) answer = hald_rig_finish(table->rig, id, EVENT_MS);
    assert_int_equal(answer.code, HAL_TIMED_OUT);
}

static void the_self_test_says_well(void **state)
{
    Table *table = *state;
    hal_client_listen_stop(hald_rig_client(table->rig), "reader0");
    g_auto(RigAnswer) answer = hald_rig_command(table->rig, "reader0", HAL_READER_SELF_TEST, NULL, -1, 3000);
    assert_int_equal(answer.code, HAL_SUCCESS);
    assert_true(json_is_true(json_object_get(answer.data, "ok")));
}

static void a_command_that_readers_do_not_know_is_unsupported(void **state)
{
    Table *table = *state;
    hal_client_listen_stop(hald_rig_client(table->rig), "reader0");
    g_auto(RigAnswer) answer = hald_rig_command(table->rig, "reader0", "eject", NULL, -1, 3000);
    assert_int_equal(answer.code, HAL_UNSUPPORTED);
}

static void unplugged_and_plugged_in_again_it_reads_on(void **state)
{
    Table *table = *state;
    GPid printer = hald_rig_device_pid(table->rig, "printer0");
    for (guint round = 0; round < 3; round++) {
        hand(table, ACT_UNPLUG);
        hald_rig_expect_state(table->rig, "reader0", HAL_NO_DEVICE, 3000);
        hald_rig_run(table->rig, 300);
        hand(table, ACT_REPLUG);
        hald_rig_expect_state(table->rig, "reader0", HAL_ONLINE, BACK_MS);
    }
    hand(table, ACT_IDENTITY);
    expect_identity(table);
    assert_int_equal(hald_rig_device_pid(table->rig, "printer0"), printer);
}

static void a_card_lying_there_when_the_reader_goes_is_said_gone(void **state)
{
    Table *table = *state;
    hand(table, ACT_IDENTITY);
    expect_identity(table);
    hand(table, ACT_UNPLUG);
    expect_removed(table);
}

static void a_killed_driver_reads_again_and_leaks_nothing(void **state)
{
    Table *table = *state;
    hand(table, ACT_IDENTITY);
    expect_identity(table);
    hand(table, ACT_REMOVE);
    expect_removed(table);
    guint descriptors = hald_rig_count_descriptors(table->rig);
    for (guint round = 0; round < 3; round++) {
        GPid before = hald_rig_device_pid(table->rig, "reader0");
        kill(before, SIGKILL);
        hald_rig_expect_state(table->rig, "reader0", HAL_STARTING, 1000);
        hald_rig_expect_state(table->rig, "reader0", HAL_ONLINE, BACK_MS);
        assert_int_not_equal(hald_rig_device_pid(table->rig, "reader0"), before);
    }
    hand(table, ACT_IDENTITY);
    expect_identity(table);
    assert_int_equal(hald_rig_count_descriptors(table->rig), descriptors);
}

static void a_frozen_driver_is_killed_and_started_again(void **state)
{
    Table *table = *state;
    GPid before = hald_rig_device_pid(table->rig, "reader0");
    kill(before, SIGSTOP);
    hald_rig_expect_state(table->rig, "reader0", HAL_STARTING, BACK_MS);
    hald_rig_expect_state(table->rig, "reader0", HAL_ONLINE, BACK_MS);
    hand(table, ACT_IDENTITY);
    expect_identity(table);
}

/* --- registration --- */

typedef struct {
    const char *name;
    CMUnitTestFunction run;
    gboolean needs_hand;
} Case;

#define CASE(f)                                                                                              \
    {                                                                                                        \
#f, f, TRUE                                                                                          \
    }
#define CASE_HAND_FREE(f)                                                                                    \
    {                                                                                                        \
#f, f, FALSE                                                                                         \
    }

static const Case cases[] = {
    CASE(an_identity_card_gives_name_and_number),
    CASE(a_name_with_a_rare_character_arrives_whole),
    CASE(a_card_is_said_once_while_it_lies_there),
    CASE(taking_the_card_away_is_said),
    CASE(the_same_card_again_is_a_new_visit),
    CASE(a_token_gives_its_serial_and_nothing_about_a_person),
    CASE(a_card_put_in_the_place_of_another_is_two_visits),
    CASE(a_random_serial_is_no_token),
    CASE(a_card_behind_a_pin_is_left_alone),
    CASE(a_card_of_noise_is_refused),
    CASE(two_cards_are_said_and_none_is_taken),
    CASE_HAND_FREE(a_cancelled_wait_completes_as_cancelled),
    CASE_HAND_FREE(a_wait_with_a_limit_times_out),
    CASE_HAND_FREE(the_self_test_says_well),
    CASE_HAND_FREE(a_command_that_readers_do_not_know_is_unsupported),
    CASE(unplugged_and_plugged_in_again_it_reads_on),
    CASE(a_card_lying_there_when_the_reader_goes_is_said_gone),
    CASE(a_killed_driver_reads_again_and_leaks_nothing),
    CASE(a_frozen_driver_is_killed_and_started_again),
};

static int run_bench(const Bench *bench)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases)];
    char *names[G_N_ELEMENTS(cases)];
    gsize n = 0;
    gboolean has_hand = bench->words[ACT_IDENTITY] != NULL;
    bench_in_use = bench;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (cases[i].needs_hand && !has_hand)
            continue;
        names[n] = g_strdup_printf("%s: %s", bench->name, cases[i].name);
        tests[n] = (struct CMUnitTest){names[n], cases[i].run, start, stop, NULL};
        n++;
    }
    int failed = _cmocka_run_group_tests(bench->name, tests, n, NULL, NULL);
    for (gsize i = 0; i < n; i++)
        g_free(names[i]);
    return failed;
}

int main(void)
{
    int failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(benches); i++)
        failed += run_bench(&benches[i]);
    const char *real = g_getenv("KIOSK_TEST_READER");
    if (real) {
        g_autofree char *driver = g_strdup_printf("driver = reader_pn53x\nconnection = %s\n", real);
        failed += run_bench(&(Bench){.name = real, .driver = driver});
    }
    return failed;
}

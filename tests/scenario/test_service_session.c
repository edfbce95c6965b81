/* Who stands in front of the kiosk: cards, guests, time-outs, and that nothing of one person is left for the
 * next. Without a screen, on a real reader's driver process. */
#include "tests/support/cmocka.h"
#include "tests/support/service_rig.h"

static ServiceRig *rig;

static int set_up(void **state)
{
    rig = service_rig_new();
    return 0;
}

static int tear_down(void **state)
{
    service_rig_free(rig);
    return 0;
}

static gboolean is_guest(ServiceRig *r)
{
    return session_state(r->service) == SESSION_GUEST;
}

static gboolean has_no_problem(ServiceRig *r)
{
    return !rig_has_problem(r);
}

static void a_card_opens_the_session_of_its_owner_with_a_masked_name(void **state)
{
    rig_tap(rig, "演示卡01");
    const SessionPerson *person = session_person(rig->service);
    assert_string_equal(person->name_masked, "李*示");
    assert_null(strstr(person->id_masked, "19450801"));
    assert_true(person->can_submit);
    assert_false(person->is_token);
    rig_leave(rig);
}

static void a_touch_opens_a_guest_session_that_a_card_turns_into_a_person(void **state)
{
    session_touched(rig->service);
    assert_int_equal(session_state(rig->service), SESSION_GUEST);
    assert_string_equal(session_person(rig->service)->name_masked, "");
    rig_tap(rig, "演示卡02");
    assert_string_equal(session_person(rig->service)->name_masked, "王*明");
    rig_leave(rig);
}

static void taking_the_card_away_leaves_nothing_of_the_person(void **state)
{
    rig_tap(rig, "演示卡01");
    rig_leave(rig);
    assert_string_equal(session_person(rig->service)->name_masked, "");
    assert_string_equal(session_person(rig->service)->id_masked, "");
    assert_int_equal(session_person(rig->service)->age, -1);
    assert_int_equal(session_last_end(rig->service), SESSION_END_CARD_REMOVED);
    assert_int_equal(progress_cases(rig->service)->len, 0);
    assert_null(apply_draft(rig->service));
}

static void a_second_card_beside_the_first_ends_the_session_and_says_why(void **state)
{
    rig_tap(rig, "演示卡01");
    rig_sim(rig, "reader0", "TWO");
    rig_until(rig, rig_has_problem);
    assert_int_equal(session_card_problem(rig->service), CARD_PROBLEM_TWO_CARDS);
    assert_string_equal(session_person(rig->service)->name_masked, "");
    rig_sim(rig, "reader0", "REMOVE");
    rig_until(rig, has_no_problem);
    session_leave(rig->service);
}

static void damaged_data_of_a_card_are_refused_politely(void **state)
{
    rig_sim(rig, "reader0", "GARBAGE");
    rig_until(rig, rig_has_problem);
    assert_int_equal(session_card_problem(rig->service), CARD_PROBLEM_REFUSED);
    assert_int_equal(session_state(rig->service), SESSION_GUEST);
    session_leave(rig->service);
    rig_sim(rig, "reader0", "REMOVE");
}

static void a_problem_card_opens_a_guest_session_that_says_why(void **state)
{
    rig_sim(rig, "reader0", "PIN");
    rig_until(rig, rig_has_problem);
    assert_int_equal(session_card_problem(rig->service), CARD_PROBLEM_NEEDS_PIN);
    assert_int_equal(session_state(rig->service), SESSION_GUEST);
    session_leave(rig->service);
    assert_int_equal(session_card_problem(rig->service), CARD_PROBLEM_NONE);
    rig_sim(rig, "reader0", "REMOVE");
}

static void a_token_that_nobody_enrolled_shows_nothing_and_submits_nothing(void **state)
{
    rig_sim(rig, "reader0", "TAP-TOKEN 04112233");
    rig_until(rig, is_guest);
    rig_until(rig, rig_has_problem);
    assert_int_equal(session_card_problem(rig->service), CARD_PROBLEM_TOKEN_ONLY);
    assert_int_equal(apply_may_start(rig->service, rig_matter(rig, "decoration-waste"), MODE_SELF),
                     APPLY_NEEDS_CARD);
    session_leave(rig->service);
    rig_sim(rig, "reader0", "REMOVE");
}

static void time_out_asks_first_and_then_forgets(void **state)
{
    gint64 now_ms = g_get_real_time() / 1000;
    service_set_now_ms(rig->service, now_ms);
    rig_tap(rig, "演示卡01");
    service_set_now_ms(rig->service, now_ms + 59 * 1000);
    assert_int_equal(session_countdown_s(rig->service), -1);
    service_set_now_ms(rig->service, now_ms + 60 * 1000);
    assert_int_equal(session_countdown_s(rig->service), 30);
    service_set_now_ms(rig->service, now_ms + 75 * 1000);
    assert_int_equal(session_countdown_s(rig->service), 15);
    session_touched(rig->service); /* still there */
    assert_int_equal(session_countdown_s(rig->service), -1);
    service_set_now_ms(rig->service, now_ms + (75 + 60) * 1000);
    service_set_now_ms(rig->service, now_ms + (75 + 60 + 30) * 1000);
    assert_int_equal(session_state(rig->service), SESSION_RESTING);
    assert_int_equal(session_last_end(rig->service), SESSION_END_TIMEOUT);
    assert_string_equal(session_person(rig->service)->name_masked, "");
    service_set_now_ms(rig->service, 0);
    rig_sim(rig, "reader0", "REMOVE");
    service_rig_run(rig, 50);
}

static void elder_mode_waits_longer_and_ends_with_its_session(void **state)
{
    gint64 now_ms = g_get_real_time() / 1000;
    service_set_now_ms(rig->service, now_ms);
    session_touched(rig->service);
    session_set_elder(rig->service, TRUE);
    service_set_now_ms(rig->service, now_ms + 80 * 1000);
    assert_int_equal(session_countdown_s(rig->service), -1);
    service_set_now_ms(rig->service, now_ms + 90 * 1000);
    assert_int_equal(session_countdown_total_s(rig->service), 45);
    session_leave(rig->service);
    session_touched(rig->service);
    assert_int_equal(session_countdown_total_s(rig->service), 30);
    session_leave(rig->service);
    service_set_now_ms(rig->service, 0);
}

static void help_is_called_once_in_thirty_seconds_and_reaches_the_hub(void **state)
{
    gint64 now_ms = g_get_real_time() / 1000;
    service_set_now_ms(rig->service, now_ms);
    session_touched(rig->service);
    service_call_help(rig->service, "home", NULL);
    service_set_now_ms(rig->service, now_ms + 29 * 1000);
    service_call_help(rig->service, "home", NULL);
    assert_true(service_help_called_ms(rig->service) == now_ms);
    session_leave(rig->service);
    assert_true(service_help_called_ms(rig->service) == 0);
    service_set_now_ms(rig->service, 0);
    service_rig_run(rig, 100);
    rig_until(rig, rig_has_sent_all);
}

static void the_reader_unplugged_shuts_what_needs_a_card_and_opens_it_again(void **state)
{
    assert_int_equal(devices_door(rig->service, DOOR_APPLY).state, DOOR_OPEN);
    rig_sim(rig, "reader0", "UNPLUG");
    gint64 end = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
    while (devices_reader_works(rig->service) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    assert_int_equal(devices_door(rig->service, DOOR_APPLY).why, DOOR_WHY_NO_READER);
    assert_int_equal(devices_door(rig->service, DOOR_NOTICES).state, DOOR_OPEN);
    rig_sim(rig, "reader0", "REPLUG");
    rig_tap(rig, "演示卡01");
    rig_leave(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_opens_the_session_of_its_owner_with_a_masked_name),
        cmocka_unit_test(a_touch_opens_a_guest_session_that_a_card_turns_into_a_person),
        cmocka_unit_test(taking_the_card_away_leaves_nothing_of_the_person),
        cmocka_unit_test(a_second_card_beside_the_first_ends_the_session_and_says_why),
        cmocka_unit_test(damaged_data_of_a_card_are_refused_politely),
        cmocka_unit_test(a_problem_card_opens_a_guest_session_that_says_why),
        cmocka_unit_test(a_token_that_nobody_enrolled_shows_nothing_and_submits_nothing),
        cmocka_unit_test(time_out_asks_first_and_then_forgets),
        cmocka_unit_test(elder_mode_waits_longer_and_ends_with_its_session),
        cmocka_unit_test(help_is_called_once_in_thirty_seconds_and_reaches_the_hub),
        cmocka_unit_test(the_reader_unplugged_shuts_what_needs_a_card_and_opens_it_again),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

/* The session's rules: who opens it, what ends it, and when the question "still there?" comes. */
#include "tests/support/cmocka.h"
#include "kiosk/service/session.h"

static const SessionTimes TIMES = {
    .idle_s = 60, .countdown_s = 30, .elder_idle_s = 90, .elder_countdown_s = 45, .sensitive_s = 40};

static SessionActions step(SessionModel *m, SessionInput input, gint64 now_s)
{
    gint64 next;
    return session_step(m, input, &TIMES, now_s * 1000, &next);
}

static void a_touch_at_rest_opens_a_guest_session(void **state)
{
    SessionModel m = {0};
    assert_int_equal(step(&m, SESSION_IN_TOUCH, 1), SESSION_ACT_OPEN);
    assert_int_equal(m.state, SESSION_GUEST);
}

static void a_card_turns_a_guest_into_a_person(void **state)
{
    SessionModel m = {0};
    step(&m, SESSION_IN_TOUCH, 1);
    assert_int_equal(step(&m, SESSION_IN_CARD, 2), SESSION_ACT_OPEN);
    assert_int_equal(m.state, SESSION_PERSON);
}

static void taking_the_card_away_wipes_and_rests(void **state)
{
    SessionModel m = {0};
    step(&m, SESSION_IN_CARD, 1);
    assert_int_equal(step(&m, SESSION_IN_CARD_GONE, 5), SESSION_ACT_WIPE);
    assert_int_equal(m.state, SESSION_RESTING);
}

static void a_card_taken_away_from_a_guest_changes_nothing(void **state)
{
    SessionModel m = {0};
    step(&m, SESSION_IN_TOUCH, 1);
    assert_int_equal(step(&m, SESSION_IN_CARD_GONE, 2), SESSION_ACT_NONE);
    assert_int_equal(m.state, SESSION_GUEST);
}

static void silence_asks_then_clears(void **state)
{
    SessionModel m = {0};
    step(&m, SESSION_IN_CARD, 0);
    assert_int_equal(step(&m, SESSION_IN_TICK, 59), SESSION_ACT_NONE);
    assert_int_equal(step(&m, SESSION_IN_TICK, 60), SESSION_ACT_ASK);
    assert_int_equal(step(&m, SESSION_IN_TICK, 89), SESSION_ACT_NONE);
    assert_int_equal(step(&m, SESSION_IN_TICK, 90), SESSION_ACT_WIPE);
    assert_int_equal(m.state, SESSION_RESTING);
}

static void a_touch_answers_the_question(void **state)
{
    SessionModel m = {0};
    step(&m, SESSION_IN_CARD, 0);
    step(&m, SESSION_IN_TICK, 60);
    assert_int_equal(step(&m, SESSION_IN_TOUCH, 70), SESSION_ACT_RESUME);
    assert_int_equal(m.state, SESSION_PERSON);
    assert_int_equal(step(&m, SESSION_IN_TICK, 129), SESSION_ACT_NONE);
    assert_int_equal(step(&m, SESSION_IN_TICK, 130), SESSION_ACT_ASK);
}

static void elder_mode_waits_longer_and_sensitive_pages_shorter(void **state)
{
    SessionModel elder = {.elder = TRUE}, sensitive = {0};
    step(&elder, SESSION_IN_CARD, 0);
    assert_int_equal(step(&elder, SESSION_IN_TICK, 89), SESSION_ACT_NONE);
    assert_int_equal(step(&elder, SESSION_IN_TICK, 90), SESSION_ACT_ASK);
    step(&sensitive, SESSION_IN_CARD, 0);
    sensitive.sensitive = TRUE;
    assert_int_equal(step(&sensitive, SESSION_IN_TICK, 40), SESSION_ACT_ASK);
}

static void the_countdown_ticks_once_a_second_and_rest_never(void **state)
{
    SessionModel m = {0};
    gint64 next;
    session_step(&m, SESSION_IN_LEAVE, &TIMES, 0, &next);
    assert_int_equal(next, 0);
    session_step(&m, SESSION_IN_CARD, &TIMES, 0, &next);
    assert_int_equal(next, 60000);
    session_step(&m, SESSION_IN_TICK, &TIMES, 60000, &next);
    assert_int_equal(next, 61000);
    session_step(&m, SESSION_IN_TICK, &TIMES, 61400, &next);
    assert_int_equal(next, 62000);
}

static void a_staff_badge_wipes_the_person_before_asking_for_the_pin(void **state)
{
    SessionModel m = {0};
    step(&m, SESSION_IN_CARD, 0);
    assert_int_equal(step(&m, SESSION_IN_BADGE, 1), SESSION_ACT_WIPE | SESSION_ACT_OPEN);
    assert_int_equal(m.state, SESSION_STAFF_PIN);
    assert_int_equal(step(&m, SESSION_IN_PIN_OK, 2), SESSION_ACT_OPEN);
    assert_int_equal(m.state, SESSION_STAFF);
}

static void a_right_pin_without_a_badge_opens_nothing(void **state)
{
    SessionModel m = {0};
    step(&m, SESSION_IN_TOUCH, 0);
    assert_int_equal(step(&m, SESSION_IN_PIN_OK, 2), SESSION_ACT_NONE);
    assert_int_equal(m.state, SESSION_GUEST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_touch_at_rest_opens_a_guest_session),
        cmocka_unit_test(a_card_turns_a_guest_into_a_person),
        cmocka_unit_test(taking_the_card_away_wipes_and_rests),
        cmocka_unit_test(a_card_taken_away_from_a_guest_changes_nothing),
        cmocka_unit_test(silence_asks_then_clears),
        cmocka_unit_test(a_touch_answers_the_question),
        cmocka_unit_test(elder_mode_waits_longer_and_sensitive_pages_shorter),
        cmocka_unit_test(the_countdown_ticks_once_a_second_and_rest_never),
        cmocka_unit_test(a_staff_badge_wipes_the_person_before_asking_for_the_pin),
        cmocka_unit_test(a_right_pin_without_a_badge_opens_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Staff mode without a screen: badge and PIN, counters, the queue, settings - and progress as residents see
 * it. */
#include "tests/support/cmocka.h"
#include "tests/support/service_rig.h"

#include <string.h>

#define WASTE "decoration-waste"

static ServiceRig *rig;

static int set_up(void **state)
{
    rig = service_rig_new();
    rig_enrol_staff(rig);
    return 0;
}

static int tear_down(void **state)
{
    service_rig_free(rig);
    return 0;
}

static gboolean wants_pin(ServiceRig *r)
{
    return session_state(r->service) == SESSION_STAFF_PIN;
}

static gboolean pin_is_judged(ServiceRig *r)
{
    return staff_pin_state(r->service) != STAFF_PIN_CHECKING;
}

static StaffPinState try_pin(const char *pin)
{
    staff_enter_pin(rig->service, pin);
    rig_until(rig, pin_is_judged);
    return staff_pin_state(rig->service);
}

static void leave(void)
{
    session_leave(rig->service);
    rig_sim(rig, "reader0", "REMOVE");
    assert_string_equal(staff_no(rig->service), "");
}

/* --- PIN ------------------------------------------------------------------------------------- */
static void a_badge_alone_opens_nothing(void **state)
{
    rig_sim(rig, "reader0", "TAP-TOKEN 04A1B2C3");
    rig_until(rig, wants_pin);
    g_autoptr(GError) error = NULL;
    assert_string_equal(staff_no(rig->service), "");
    assert_false(staff_set_setting(rig->service, "time", "idle_s", "70", &error));
    staff_pause(rig->service, TRUE);
    assert_false(staff_is_paused(rig->service));
    leave();
}

static void the_right_pin_opens_staff_mode_under_the_badges_number(void **state)
{
    rig_login_staff(rig);
    assert_string_equal(staff_no(rig->service), "007");
    leave();
}

static void a_badge_takes_the_screen_from_a_person_and_still_opens(void **state)
{
    rig_tap(rig, "演示卡01");
    rig_sim(rig, "reader0", "TAP-TOKEN 04A1B2C3");
    rig_until(rig, wants_pin);
    assert_string_equal(session_person(rig->service)->name_masked, "");
    assert_int_equal(try_pin("730518"), STAFF_PIN_OK);
    assert_int_equal(session_state(rig->service), SESSION_STAFF);
    leave();
}

static void wrong_pins_lock_and_the_right_one_must_wait_too(void **state)
{
    gint64 now_ms = g_get_real_time() / 1000;
    service_set_now_ms(rig->service, now_ms);
    rig_sim(rig, "reader0", "TAP-TOKEN 04A1B2C3");
    rig_until(rig, wants_pin);
    for (int i = 0; i < 5; i++)
        assert_int_not_equal(try_pin("111222"), STAFF_PIN_OK);
    assert_int_equal(try_pin("730518"), STAFF_PIN_LOCKED);
    assert_true(staff_pin_locked_s(rig->service) > 0);
    assert_int_equal(session_state(rig->service), SESSION_STAFF_PIN);
    service_set_now_ms(rig->service, now_ms + 20 * 1000);
    assert_int_equal(try_pin("730518"), STAFF_PIN_OK);
    service_set_now_ms(rig->service, 0);
    leave();
}

static void who_is_no_member_of_staff_is_not_added(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_false(staff_add(rig->service, "8", "king", "04A1B2C4", "730518", NULL, NULL, &error));
    g_clear_error(&error);
    assert_false(staff_add(rig->service, "8", "community_worker", "04A1B2C4", "123456", NULL, NULL, &error));
    g_clear_error(&error);
    assert_false(staff_add(rig->service, "8", "community_worker", "xyz", "730518", NULL, NULL, &error));
}

/* --- counters, queue, settings --------------------------------------------------------------- */
static const StaffCounter *counter(const char *id)
{
    const GPtrArray *all = staff_counters(rig->service);
    for (guint i = 0; i < all->len; i++)
        if (g_str_equal(((StaffCounter *)all->pdata[i])->id, id))
            return all->pdata[i];
    return NULL;
}

static gboolean is_restocked(ServiceRig *r)
{
    const StaffCounter *a4 = counter("a4");
    return a4 && a4->left == 321;
}

static void restocking_is_kept_with_who_did_it(void **state)
{
    staff_restock(rig->service, "a4", 321); /* nobody is logged in */
    service_rig_run(rig, 100);
    assert_false(is_restocked(rig));
    rig_login_staff(rig);
    staff_restock(rig->service, "a4", 321);
    rig_until(rig, is_restocked);
    assert_string_equal(counter("a4")->restocked_by, "007");
    leave();
}

static gboolean has_queue(ServiceRig *r)
{
    return staff_queue(r->service)->len > 0;
}

static gboolean has_empty_queue(ServiceRig *r)
{
    return staff_queue(r->service)->len == 0;
}

static gboolean is_numbered(ServiceRig *r)
{
    return *((StaffQueueRow *)staff_queue(r->service)->pdata[0])->case_no != '\0';
}

static void what_waits_is_seen_by_staff_and_sent_when_they_say_so(void **state)
{
    rig_tap(rig, "演示卡04");
    rig_cut(rig);
    rig_fill(rig, WASTE, MODE_SELF);
    rig_submit(rig);
    rig_leave(rig);
    rig_login_staff(rig);
    rig_until(rig, has_queue);
    const StaffQueueRow *row = staff_queue(rig->service)->pdata[0];
    assert_string_equal(row->kind, "case");
    assert_true(is_numbered(rig));
    assert_false(row->refused);
    drop_proxy_set(rig->proxy, PROXY_PASS);
    staff_queue_send_now(rig->service);
    rig_until(rig, has_empty_queue);
    rig_until(rig, rig_has_sent_all);
    leave();
}

static const char *setting(const char *section, const char *key)
{
    return settings_get(service_settings(rig->service), section, key);
}

static void a_setting_out_of_range_is_refused_with_what_would_be_right(void **state)
{
    g_autoptr(GError) error = NULL;
    rig_login_staff(rig);
    assert_false(staff_set_setting(rig->service, "time", "idle_s", "5", &error));
    assert_non_null(strstr(error->message, "20"));
    assert_string_equal(setting("time", "idle_s"), "60");
    leave();
}

static void a_setting_is_kept_over_a_restart_also_where_it_is_the_default_again(void **state)
{
    g_autoptr(GError) error = NULL;
    g_free(rig->settings);
    rig->settings = g_strdup("[time]\nidle_s = 90\n");
    service_rig_stop(rig);
    service_rig_start(rig);
    assert_string_equal(setting("time", "idle_s"), "90");
    rig_login_staff(rig);
    assert_true(
        staff_set_setting(rig->service, "time", "idle_s", "60", &error)); /* the default, not kiosk.ini's */
    assert_true(staff_set_setting(rig->service, "time", "countdown_s", "45", &error));
    service_rig_stop(rig); /* at once: it is written all the same */
    g_autofree char *path = g_build_filename(rig->folder, "kiosk", "kiosk.local.ini", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_non_null(strstr(text, "countdown_s = 45"));
    assert_null(strstr(text, "kiosk_no")); /* what kiosk.ini says stays kiosk.ini's to change */
    service_rig_start(rig);
    assert_string_equal(setting("time", "idle_s"), "60");
    assert_string_equal(setting("time", "countdown_s"), "45");
}

static void staff_pause_the_kiosk_and_open_it_again(void **state)
{
    rig_login_staff(rig);
    staff_pause(rig->service, TRUE);
    assert_true(staff_is_paused(rig->service));
    leave();
    assert_true(staff_is_paused(rig->service));
    rig_login_staff(rig);
    staff_pause(rig->service, FALSE);
    leave();
}

/* --- progress -------------------------------------------------------------------------------- */
static const CaseView *only_case(ServiceRig *r)
{
    const GPtrArray *cases = progress_cases(r->service);
    return cases->len == 1 ? cases->pdata[0] : NULL;
}

static gboolean hub_has_told(ServiceRig *r)
{
    return only_case(r) && only_case(r)->from_hub && !progress_is_loading(r->service);
}

static gboolean has_found(ServiceRig *r)
{
    return progress_found(r->service) != NULL;
}

static gboolean is_withdrawn(ServiceRig *r)
{
    return only_case(r) && only_case(r)->state && only_case(r)->state->terminal;
}

static void a_case_of_store_and_hub_is_one_case_found_by_code_and_withdrawn(void **state)
{
    rig_tap(rig, "演示卡06");
    rig_fill(rig, WASTE, MODE_SELF);
    g_autofree char *code = g_strdup(rig_submit(rig)->query_code);
    rig_until(rig, rig_has_sent_all);
    progress_refresh(rig->service);
    rig_until(rig, hub_has_told);
    const CaseView *view = only_case(rig);
    assert_true(view->percent > 0);
    assert_true(view->steps->len > 0);
    assert_non_null(progress_case(rig->service, view->case_no));
    rig_leave(rig);
    session_touched(rig->service); /* without a card */
    progress_find(rig->service, code);
    rig_until(rig, has_found);
    assert_string_equal(progress_found(rig->service)->query_code, code);
    session_leave(rig->service);
    assert_null(progress_found(rig->service));
    rig_tap(rig, "演示卡06");
    rig_until(rig, hub_has_told);
    g_autofree char *number = g_strdup(only_case(rig)->case_no);
    assert_true(progress_withdraw(rig->service, number));
    rig_until(rig, is_withdrawn);
    assert_false(progress_withdraw(rig->service, number));
    assert_null(apply_duplicate_case_no(rig->service, rig_matter(rig, WASTE)));
    rig_leave(rig);
}

static void what_the_hub_said_is_still_known_when_it_is_gone(void **state)
{
    drop_proxy_set(rig->proxy, PROXY_REFUSE);
    rig_tap(rig, "演示卡06");
    rig_until(rig, is_withdrawn);
    assert_false(only_case(rig)->from_hub);
    rig_leave(rig);
    drop_proxy_set(rig->proxy, PROXY_PASS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_badge_alone_opens_nothing),
        cmocka_unit_test(the_right_pin_opens_staff_mode_under_the_badges_number),
        cmocka_unit_test(a_badge_takes_the_screen_from_a_person_and_still_opens),
        cmocka_unit_test(wrong_pins_lock_and_the_right_one_must_wait_too),
        cmocka_unit_test(who_is_no_member_of_staff_is_not_added),
        cmocka_unit_test(restocking_is_kept_with_who_did_it),
        cmocka_unit_test(what_waits_is_seen_by_staff_and_sent_when_they_say_so),
        cmocka_unit_test(a_setting_out_of_range_is_refused_with_what_would_be_right),
        cmocka_unit_test(a_setting_is_kept_over_a_restart_also_where_it_is_the_default_again),
        cmocka_unit_test(staff_pause_the_kiosk_and_open_it_again),
        cmocka_unit_test(a_case_of_store_and_hub_is_one_case_found_by_code_and_withdrawn),
        cmocka_unit_test(what_the_hub_said_is_still_known_when_it_is_gone),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

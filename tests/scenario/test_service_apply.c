/* Applications from the first question to the hub, without a screen: self, agent, assisted; look-ups, drafts,
 * photographs, signature; submitted once, whatever happens. */
#include "kiosk/store/attachments.h"
#include "kiosk/store/cases.h"
#include "tests/support/cmocka.h"
#include "tests/support/service_rig.h"

#define WASTE "decoration-waste" /* one photograph, one signature */
#define ELDER "elder-allowance"  /* look-ups; from the age of 80 */

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

static gboolean has_no_form(ServiceRig *r)
{
    return !rig_has_form(r);
}

/* --- self ------------------------------------------------------------------------------------ */
static void an_application_reaches_the_hub_with_everything_that_was_given(void **state)
{
    rig_tap(rig, "演示卡02");
    rig_fill(rig, WASTE, MODE_SELF);
    const ApplyReceipt *receipt = rig_submit(rig);
    assert_int_equal(strlen(receipt->query_code), 8);
    assert_true(*receipt->case_no || *receipt->temp_no); /* numbers may not be lent yet */
    assert_null(apply_form(rig->service));
    rig_until(rig, rig_has_sent_all);
    apply_rate(rig->service, 5, NULL);
    apply_rate(rig->service, 1, NULL); /* once is enough */
    service_rig_run(rig, 100);
    rig_until(rig, rig_has_sent_all);
    rig_leave(rig);
    assert_null(apply_receipt(rig->service));
}

static void the_second_touch_of_submit_is_the_same_order(void **state)
{
    rig_tap(rig, "演示卡04");
    rig_fill(rig, WASTE, MODE_SELF);
    assert_true(apply_submit(rig->service));
    assert_true(apply_submit(rig->service));
    rig->submitted++;
    rig_until(rig, rig_has_receipt);
    assert_false(apply_submit(rig->service)); /* nothing is open any more */
    rig_until(rig, rig_has_sent_all);
    rig_leave(rig);
}

static gboolean has_cases(ServiceRig *r)
{
    return progress_cases(r->service)->len > 0;
}

static void an_open_case_of_the_same_matter_is_shown_and_not_made_twice(void **state)
{
    rig_tap(rig, "演示卡04");
    rig_until(rig, has_cases);
    const Matter *waste = rig_matter(rig, WASTE);
    assert_int_equal(apply_may_start(rig->service, waste, MODE_SELF), APPLY_DUPLICATE);
    assert_non_null(apply_duplicate_case_no(rig->service, waste));
    assert_int_equal(apply_start(rig->service, waste, MODE_SELF), APPLY_DUPLICATE);
    assert_null(apply_form(rig->service));
    rig_leave(rig);
}

static void who_is_not_eligible_is_told_before_the_first_question(void **state)
{
    rig_tap(rig, "演示卡02"); /* 38 years old */
    const Matter *elder = rig_matter(rig, ELDER);
    assert_int_equal(apply_may_start(rig->service, elder, MODE_SELF), APPLY_NOT_ELIGIBLE);
    assert_non_null(apply_block(rig->service, elder, MODE_SELF));
    rig_leave(rig);
}

static void a_card_that_ran_out_and_a_child_may_not_submit(void **state)
{
    rig_tap(rig, "过期");
    assert_false(session_person(rig->service)->can_submit);
    assert_int_equal(apply_may_start(rig->service, rig_matter(rig, WASTE), MODE_SELF), APPLY_CARD_EXPIRED);
    rig_leave(rig);
    rig_tap(rig, "小孩");
    assert_int_equal(apply_may_start(rig->service, rig_matter(rig, WASTE), MODE_SELF), APPLY_MINOR);
    rig_leave(rig);
}

static void submitting_with_something_missing_says_what(void **state)
{
    rig_tap(rig, "演示卡06");
    assert_int_equal(apply_start(rig->service, rig_matter(rig, WASTE), MODE_SELF), APPLY_OK);
    assert_false(apply_submit(rig->service));
    assert_true(apply_issues(rig->service)->len > 0);
    assert_false(apply_is_submitting(rig->service));
    rig_leave(rig);
}

/* --- for others ------------------------------------------------------------------------------ */
static void expect_refused(const char *tag, CardProblem problem)
{
    g_autofree char *words = g_strdup_printf("TAP %s", tag);
    guint before = rig->events[SERVICE_EV_CARD_PROBLEM];
    rig_sim(rig, "reader0", words);
    while (rig->events[SERVICE_EV_CARD_PROBLEM] == before)
        g_main_context_iteration(NULL, TRUE);
    assert_int_equal(session_card_problem(rig->service), problem);
    rig_sim(rig, "reader0", "REMOVE");
    service_rig_run(rig, 50);
    assert_int_equal(session_state(rig->service), SESSION_PERSON);
    assert_int_equal(apply_card_wanted(rig->service), APPLY_CARD_AGENT);
}

static gboolean has_agent(ServiceRig *r)
{
    return apply_card_wanted(r->service) == APPLY_CARD_NONE;
}

static void an_agent_shows_a_valid_card_of_another_grown_up_person(void **state)
{
    rig_tap(rig, "演示卡01");
    assert_int_equal(apply_start(rig->service, rig_matter(rig, ELDER), MODE_AGENT), APPLY_OK);
    apply_want_card(rig->service, APPLY_CARD_AGENT, NULL, 0);
    rig_sim(rig, "reader0", "REMOVE");
    service_rig_run(rig, 50);
    assert_int_equal(session_state(rig->service), SESSION_PERSON); /* cards are changed: nothing ends */
    expect_refused("演示卡01", CARD_PROBLEM_SAME_CARD);
    expect_refused("小孩", CARD_PROBLEM_AGENT_MINOR);
    expect_refused("过期", CARD_PROBLEM_EXPIRED);
    rig_sim(rig, "reader0", "TAP 演示卡02");
    rig_until(rig, has_agent);
    rig_fill_open(rig);
    const ApplyReceipt *receipt = rig_submit(rig);
    assert_string_equal(receipt->matter->id, ELDER);
    rig_until(rig, rig_has_sent_all);
    rig_leave(rig);
}

static void the_agent_sees_the_case_too(void **state)
{
    rig_tap(rig, "演示卡02");
    rig_until(rig, has_cases);
    gboolean seen = FALSE;
    for (guint i = 0; i < progress_cases(rig->service)->len; i++)
        seen |= ((CaseView *)progress_cases(rig->service)->pdata[i])->matter == rig_matter(rig, ELDER);
    assert_true(seen);
    rig_leave(rig);
}

static void staff_help_somebody_without_a_card_and_the_reason_is_kept(void **state)
{
    rig_enrol_staff(rig);
    rig_login_staff(rig);
    assert_int_equal(apply_start(rig->service, rig_matter(rig, WASTE), MODE_ASSISTED), APPLY_OK);
    apply_card_missing(rig->service, "applicant_name");
    assert_true(form_context(apply_form(rig->service))->card_missing);
    rig_fill_open(rig);
    rig_submit(rig);
    rig_until(rig, rig_has_sent_all);
    session_leave(rig->service);
}

static gboolean has_applicant(ServiceRig *r)
{
    return form_context(apply_form(r->service))->card != NULL;
}

static void staff_lay_the_applicants_card_on_the_reader_and_a_duplicate_is_refused_on_disk(void **state)
{
    rig_login_staff(rig);
    assert_int_equal(apply_start(rig->service, rig_matter(rig, WASTE), MODE_ASSISTED), APPLY_OK);
    apply_want_card(rig->service, APPLY_CARD_APPLICANT, NULL, 0);
    rig_sim(rig, "reader0", "TAP 演示卡04"); /* has an open case of this matter, which nobody has looked at */
    rig_until(rig, has_applicant);
    rig_fill_open(rig);
    assert_true(apply_submit(rig->service));
    rig_until(rig, rig_has_failed);
    assert_non_null(strstr(apply_submit_error(rig->service), "open case"));
    assert_non_null(apply_form(rig->service)); /* nothing is lost */
    session_leave(rig->service);
    rig_sim(rig, "reader0", "REMOVE");
}

static void assisted_mode_is_for_staff_only(void **state)
{
    rig_tap(rig, "演示卡06");
    assert_int_equal(apply_may_start(rig->service, rig_matter(rig, WASTE), MODE_ASSISTED),
                     APPLY_MODE_NOT_OFFERED);
    rig_leave(rig);
}

/* --- look-ups -------------------------------------------------------------------------------- */
static const char *consent_path(void)
{
    const Matter *matter = apply_matter(rig->service);
    for (guint i = 0; i < matter->n_fields; i++)
        if (matter->fields[i].type == FIELD_CONSENT && matter->fields[i].consent_kind == CONSENT_DB_LOOKUP)
            return matter->fields[i].id;
    fail_msg("no consent to a look-up");
    return NULL;
}

static gboolean has_looked_up(ServiceRig *r)
{
    return json_object_size(form_context(apply_form(r->service))->db) > 0;
}

static void nothing_is_looked_up_without_consent_and_nothing_stays_without_it(void **state)
{
    rig_tap(rig, "演示卡03");
    assert_int_equal(apply_start(rig->service, rig_matter(rig, "disability-cert"), MODE_SELF), APPLY_OK);
    service_rig_run(rig, 200);
    assert_false(has_looked_up(rig));
    apply_set(rig->service, consent_path(), json_true(), NULL);
    rig_until(rig, has_looked_up);
    apply_set(rig->service, consent_path(), NULL, NULL);
    assert_false(has_looked_up(rig));
    /* an answer that is still on its way when the consent is withdrawn is not taken */
    apply_set(rig->service, consent_path(), json_true(), NULL);
    apply_set(rig->service, consent_path(), NULL, NULL);
    service_rig_run(rig, 300);
    assert_false(has_looked_up(rig));
    rig_leave(rig);
}

static void a_look_up_outlives_the_agents_card(void **state)
{
    rig_tap(rig, "演示卡03");
    assert_int_equal(apply_start(rig->service, rig_matter(rig, "disability-cert"), MODE_AGENT), APPLY_OK);
    apply_want_card(rig->service, APPLY_CARD_AGENT, NULL, 0);
    apply_set(rig->service, consent_path(), json_true(), NULL);
    rig_until(rig, has_looked_up);
    rig_sim(rig, "reader0", "REMOVE");
    rig_sim(rig, "reader0", "TAP 演示卡02");
    rig_until(rig, has_agent);
    assert_true(has_looked_up(rig));
    session_leave(rig->service);
    rig_sim(rig, "reader0", "REMOVE");
}

/* --- drafts ---------------------------------------------------------------------------------- */
static void a_draft_waits_for_the_same_card_and_only_for_it(void **state)
{
    rig_tap(rig, "演示卡07");
    service_rig_run(rig, 300); /* the card's key */
    rig_fill(rig, WASTE, MODE_SELF);
    rig_leave(rig);
    rig_tap(rig, "演示卡08");
    service_rig_run(rig, 400);
    assert_null(apply_draft(rig->service));
    rig_leave(rig);
    rig_tap(rig, "演示卡07");
    rig_until(rig, rig_has_draft);
    assert_string_equal(apply_draft(rig->service)->matter->id, WASTE);
    assert_true(apply_resume(rig->service));
    rig_until(rig, rig_has_form);
    assert_int_equal(apply_issues(rig->service)->len, 0); /* photograph and signature are there again */
    rig_leave(rig);
}

static void photographs_of_a_draft_survive_a_change_that_was_not_kept(void **state)
{
    rig_tap(rig, "演示卡07");
    rig_until(rig, rig_has_draft);
    assert_true(apply_resume(rig->service));
    rig_until(rig, rig_has_form);
    apply_set(rig->service, "phone", json_string("13800000107"), NULL);
    apply_close(rig->service); /* back, without keeping: the draft on disk is as it was */
    assert_true(apply_resume(rig->service));
    rig_until(rig, rig_has_form);
    rig_submit(rig);
    rig_until(rig, rig_has_sent_all);
    rig_leave(rig);
    rig_tap(rig, "演示卡07");
    service_rig_run(rig, 400);
    assert_null(apply_draft(rig->service)); /* it has become the case */
    rig_leave(rig);
}

static void a_discarded_draft_is_gone(void **state)
{
    rig_tap(rig, "演示卡08");
    service_rig_run(rig, 300);
    rig_fill(rig, WASTE, MODE_SELF);
    assert_true(apply_save(rig->service));
    rig_until(rig, rig_is_saved);
    rig_leave(rig);
    rig_tap(rig, "演示卡08");
    rig_until(rig, rig_has_draft);
    apply_discard_draft(rig->service);
    assert_null(apply_draft(rig->service));
    rig_leave(rig);
    rig_tap(rig, "演示卡08");
    service_rig_run(rig, 400);
    assert_null(apply_draft(rig->service));
    rig_leave(rig);
}

static void nothing_answered_leaves_no_draft(void **state)
{
    rig_tap(rig, "演示卡08");
    service_rig_run(rig, 300);
    assert_int_equal(apply_start(rig->service, rig_matter(rig, WASTE), MODE_SELF), APPLY_OK);
    assert_false(apply_save(rig->service));
    rig_leave(rig);
}

static void leaving_while_it_is_submitted_loses_nothing(void **state)
{
    rig_tap(rig, "演示卡08");
    service_rig_run(rig, 300);
    rig_fill(rig, WASTE, MODE_SELF);
    assert_true(apply_submit(rig->service));
    rig->submitted++;
    session_leave(rig->service);
    assert_null(apply_form(rig->service));
    rig_sim(rig, "reader0", "REMOVE");
    rig_until(rig, rig_has_sent_all);
    rig_tap(rig, "演示卡08");
    rig_until(rig, has_cases);
    service_rig_run(rig, 300);
    assert_null(apply_draft(rig->service)); /* the case is there: no draft beside it */
    assert_null(apply_receipt(rig->service));
    rig_leave(rig);
}

/* --- photographs ----------------------------------------------------------------------------- */
static const char *photo_path(const Field **field)
{
    const Matter *matter = apply_matter(rig->service);
    for (guint i = 0; i < matter->n_fields; i++) {
        FieldState state;
        if (matter->fields[i].type == FIELD_PHOTO &&
            form_field_state(apply_form(rig->service), matter->fields[i].id, &state) && state.visible) {
            *field = &matter->fields[i];
            return (*field)->id;
        }
    }
    fail_msg("no photograph asked for");
    return NULL;
}

static void a_photograph_is_judged_by_size_content_and_number(void **state)
{
    const Field *field;
    rig_tap(rig, "演示卡06");
    assert_int_equal(apply_start(rig->service, rig_matter(rig, WASTE), MODE_SELF), APPLY_OK);
    const char *path = photo_path(&field);
    gsize most = (gsize)field->validation.max_kb * 1024;
    g_autofree char *large = g_malloc0(most + 1);
    memcpy(large, "\xff\xd8\xff", 3);
    assert_int_equal(rig_capture(rig, path, "big.jpg", large, most + 1), CAPTURE_TOO_BIG);
    assert_int_equal(rig_capture(rig, path, "text.jpg", "hello", 5), CAPTURE_WRONG_KIND);
    assert_null(form_get(apply_form(rig->service), path));
    for (int i = 0; i < field->validation.max_count; i++) {
        g_autofree char *data = g_strdup_printf("\xff\xd8\xff%d", i);
        assert_int_equal(rig_capture(rig, path, "good.jpg", data, strlen(data)), CAPTURE_OK);
        GBytes *shown = apply_capture_bytes(rig->service, path, i);
        assert_memory_equal(g_bytes_get_data(shown, NULL), data, strlen(data));
    }
    assert_int_equal(rig_capture(rig, path, "more.jpg", "\xff\xd8\xff!", 4), CAPTURE_TOO_MANY);
    apply_capture_remove(rig->service, path, 0);
    assert_int_equal(json_array_size(form_get(apply_form(rig->service), path)),
                     field->validation.max_count - 1);
    rig_leave(rig);
}

static gboolean is_done(ServiceRig *r)
{
    return !apply_is_capturing(r->service);
}

static void a_stick_that_is_pulled_out_is_told_and_the_next_person_can_go_on(void **state)
{
    const Field *field;
    rig_tap(rig, "演示卡06");
    assert_int_equal(apply_start(rig->service, rig_matter(rig, WASTE), MODE_SELF), APPLY_OK);
    const char *path = photo_path(&field);
    CaptureItem gone = {.label = (char *)"gone.jpg", .path = (char *)"/nonexistent/gone.jpg"};
    apply_capture(rig->service, path, CAPTURE_USB, &gone);
    assert_true(apply_is_capturing(rig->service));
    rig_until(rig, is_done);
    assert_int_equal(apply_capture_result(rig->service), CAPTURE_GONE);
    apply_capture(rig->service, path, CAPTURE_USB, &gone);
    session_leave(rig->service); /* in the middle of it */
    assert_false(apply_is_capturing(rig->service));
    rig_sim(rig, "reader0", "REMOVE");
    rig_tap(rig, "演示卡06");
    assert_int_equal(apply_start(rig->service, rig_matter(rig, WASTE), MODE_SELF), APPLY_OK);
    assert_int_equal(rig_capture(rig, photo_path(&field), "ok.jpg", "\xff\xd8\xffok", 5), CAPTURE_OK);
    rig_leave(rig);
}

static guint attachments_on_disk(const char *query_code)
{
    g_autofree char *path = g_build_filename(rig->folder, "kiosk", "kiosk.db", NULL);
    Store *store = store_open(path, NULL);
    assert_non_null(store);
    g_autoptr(StoreCase) row = store_case_by_code(store, query_code, NULL);
    assert_non_null(row);
    g_autoptr(GPtrArray) all = store_attachments_of(store, row->seq, NULL);
    store_close(store);
    return all->len;
}

static gboolean reader_works(ServiceRig *r)
{
    return devices_reader_works(r->service);
}

static void a_photograph_that_was_taken_away_again_does_not_travel(void **state)
{
    const Field *field;
    rig_tap(rig, "演示卡03");
    rig_fill(rig, WASTE, MODE_SELF);
    const char *path = photo_path(&field);
    if (!form_get(apply_form(rig->service), path))
        assert_int_equal(rig_capture(rig, path, "old.jpg", "\xff\xd8\xff old", 7), CAPTURE_OK);
    guint n = json_array_size(form_get(apply_form(rig->service), path));
    for (guint i = 0; i < n; i++)
        apply_capture_remove(rig->service, path, 0);
    for (int i = 0; i < MAX(field->validation.min_count, 1); i++) {
        g_autofree char *data = g_strdup_printf("\xff\xd8\xffnew%d", i);
        assert_int_equal(rig_capture(rig, path, "new.jpg", data, strlen(data)), CAPTURE_OK);
    }
    rig_cut(rig);
    guint named = json_array_size(form_get(apply_form(rig->service), path)) + 1; /* and the signature */
    g_autofree char *code = g_strdup(rig_submit(rig)->query_code);
    service_rig_stop(rig);
    assert_int_equal(attachments_on_disk(code), named);
    drop_proxy_set(rig->proxy, PROXY_PASS);
    rig_sim(rig, "reader0", "REMOVE");
    service_rig_start(rig);
    rig_until(rig, rig_has_sent_all);
    rig_until(rig, reader_works);
}

/* --- offline --------------------------------------------------------------------------------- */
static void without_the_hub_a_temporary_number_is_given_and_the_case_sent_once_later(void **state)
{
    rig_tap(rig, "演示卡06");
    rig_cut(rig);
    rig_fill(rig, WASTE, MODE_SELF);
    const ApplyReceipt *receipt = rig_submit(rig);
    assert_true(receipt->offline);
    assert_true(g_str_has_prefix(receipt->temp_no, "LS"));
    service_rig_run(rig, 100);
    assert_int_equal(service_network(rig->service).waiting, 1);
    rig_leave(rig);
    drop_proxy_set(rig->proxy, PROXY_LOSE_EVERY_SECOND);
    service_rig_run(rig, 500);
    drop_proxy_set(rig->proxy, PROXY_PASS);
    rig_until(rig, rig_has_sent_all);
    rig_until(rig, rig_is_online);
}

static void closing_an_application_wipes_it(void **state)
{
    rig_tap(rig, "演示卡07");
    assert_int_equal(apply_start(rig->service, rig_matter(rig, "temp-relief"), MODE_SELF), APPLY_OK);
    apply_close(rig->service);
    assert_true(has_no_form(rig));
    assert_null(apply_matter(rig->service));
    rig_leave(rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_application_reaches_the_hub_with_everything_that_was_given),
        cmocka_unit_test(the_second_touch_of_submit_is_the_same_order),
        cmocka_unit_test(an_open_case_of_the_same_matter_is_shown_and_not_made_twice),
        cmocka_unit_test(who_is_not_eligible_is_told_before_the_first_question),
        cmocka_unit_test(a_card_that_ran_out_and_a_child_may_not_submit),
        cmocka_unit_test(submitting_with_something_missing_says_what),
        cmocka_unit_test(an_agent_shows_a_valid_card_of_another_grown_up_person),
        cmocka_unit_test(the_agent_sees_the_case_too),
        cmocka_unit_test(staff_help_somebody_without_a_card_and_the_reason_is_kept),
        cmocka_unit_test(staff_lay_the_applicants_card_on_the_reader_and_a_duplicate_is_refused_on_disk),
        cmocka_unit_test(assisted_mode_is_for_staff_only),
        cmocka_unit_test(nothing_is_looked_up_without_consent_and_nothing_stays_without_it),
        cmocka_unit_test(a_look_up_outlives_the_agents_card),
        cmocka_unit_test(a_draft_waits_for_the_same_card_and_only_for_it),
        cmocka_unit_test(photographs_of_a_draft_survive_a_change_that_was_not_kept),
        cmocka_unit_test(a_discarded_draft_is_gone),
        cmocka_unit_test(nothing_answered_leaves_no_draft),
        cmocka_unit_test(leaving_while_it_is_submitted_loses_nothing),
        cmocka_unit_test(a_photograph_is_judged_by_size_content_and_number),
        cmocka_unit_test(a_stick_that_is_pulled_out_is_told_and_the_next_person_can_go_on),
        cmocka_unit_test(a_photograph_that_was_taken_away_again_does_not_travel),
        cmocka_unit_test(without_the_hub_a_temporary_number_is_given_and_the_case_sent_once_later),
        cmocka_unit_test(closing_an_application_wipes_it),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

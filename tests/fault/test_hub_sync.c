/* A kiosk and its hub when things go wrong between them: lost answers, a silent or absent hub, restarts. Real
 * store, real pump, real hub, real HTTP; only the relay loses what it is told to lose. */
#include <string.h>
#include "kiosk/seal/hash.h"
#include "kiosk/store/content.h"
#include "tests/support/cmocka.h"
#include "tests/support/sync_rig.h"

typedef struct {
    HubRig *hub;
    SyncRig *kiosk;
    char *code;
} Pair;

static Catalogue *catalogue;

static int read_catalogue(void **state)
{
    const char *root = g_getenv("KIOSK_ROOT");
    g_autofree char *path = g_build_filename(root ? root : ".", "config/catalogue/matters.json", NULL);
    catalogue = walk_catalogue(path);
    return 0;
}

static int drop_catalogue(void **state)
{
    catalogue_unref(catalogue);
    return 0;
}

static int set_up(void **state)
{
    Pair *pair = g_new0(Pair, 1);
    pair->hub = hub_rig_new();
    hub_set_now_us(pair->hub->hub, 0);
    json_t *enrolled = hub_rig_control(pair->hub, "{\"verb\":\"enrol\",\"kiosk_no\":\"QC-07\"}");
    pair->code = g_strdup(json_string_value(json_object_get(enrolled, "code")));
    json_decref(enrolled);
    pair->kiosk = sync_rig_new("QC-07", hub_port(pair->hub->hub), pair->code);
    *state = pair;
    return 0;
}

static int tear_down(void **state)
{
    Pair *pair = *state;
    sync_rig_free(pair->kiosk);
    hub_rig_free(pair->hub);
    g_free(pair->code);
    g_free(pair);
    return 0;
}

static void join(Pair *pair)
{
    sync_start(pair->kiosk->sync);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_has_numbers, 20));
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_online, 20));
}

static gint64 cases_at(Pair *pair)
{
    json_t *reply = hub_rig_control(pair->hub, "{\"verb\":\"status\"}");
    gint64 n = json_integer_value(json_object_get(reply, "cases"));
    json_decref(reply);
    return n;
}

static gboolean hub_has(Pair *pair, const char *case_no)
{
    json_t *reply = hub_rig_control(pair->hub, "{\"verb\":\"case\",\"case_no\":\"%s\"}", case_no);
    gboolean has = json_is_true(json_object_get(reply, "ok"));
    json_decref(reply);
    return has;
}

/* --- joining --------------------------------------------------------------------------------- */
static void a_kiosk_joins_gets_numbers_and_documents(void **state)
{
    Pair *pair = *state;
    join(pair);
    assert_string_equal(sync_community(pair->kiosk->sync), "330108001005");
    assert_string_equal(sync_community_name_zh(pair->kiosk->sync), "晴川社区");
    assert_true(sync_status(pair->kiosk->sync).clock_is_certain);
    assert_true(pair->kiosk->events[SYNC_EV_CATALOGUE] >= 3);
    assert_int_equal(pair->kiosk->events[SYNC_EV_CONTENT], 1);
}

static void joining_survives_lost_answers(void **state)
{
    Pair *pair = *state;
    drop_proxy_set(pair->kiosk->proxy, PROXY_LOSE_EVERY_SECOND);
    join(pair);
    assert_true(drop_proxy_lost(pair->kiosk->proxy) > 0);
}

static gboolean has_error(SyncRig *rig)
{
    return sync_status(rig->sync).error[0] != '\0';
}

static void a_wrong_code_is_said_and_a_new_one_mends_it(void **state)
{
    Pair *pair = *state;
    sync_enrol(pair->kiosk->sync, "AAAA-BBBB-CCCC-DDDD");
    sync_start(pair->kiosk->sync);
    assert_true(sync_rig_until(pair->kiosk, has_error, 20));
    assert_int_equal(sync_status(pair->kiosk->sync).state, SYNC_UNREGISTERED);
    sync_enrol(pair->kiosk->sync, pair->code);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_online, 20));
    assert_string_equal(sync_status(pair->kiosk->sync).error, "");
}

static void a_restarted_kiosk_is_still_registered_also_without_hub(void **state)
{
    Pair *pair = *state;
    guint8 tag[STORE_TAG_BYTES];
    join(pair);
    drop_proxy_set(pair->kiosk->proxy, PROXY_REFUSE);
    sync_rig_restart(pair->kiosk);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_registered, 20));
    assert_true(sync_person_tag(pair->kiosk->sync, "990101198803152217", tag));
    assert_int_equal(sync_status(pair->kiosk->sync).state, SYNC_OFFLINE);
}

/* --- exactly once ---------------------------------------------------------------------------- */
static void a_case_is_at_the_hub_soon_after_submitting(void **state)
{
    Pair *pair = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(1);
    join(pair);
    StoreCaseReceipt receipt = sync_rig_submit(pair->kiosk, catalogue, "elder-allowance", rng);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_empty, 20));
    assert_true(hub_has(pair, receipt.case_no));
    assert_int_equal(cases_at(pair), 1);
}

static void a_case_without_hub_waits_and_arrives_once_when_it_is_back(void **state)
{
    Pair *pair = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(2);
    join(pair);
    drop_proxy_set(pair->kiosk->proxy, PROXY_REFUSE);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_offline, 20));
    StoreCaseReceipt receipt = sync_rig_submit(pair->kiosk, catalogue, "dog-licence", rng);
    sync_rig_run(500);
    assert_int_equal(sync_rig_stats(pair->kiosk).waiting, 1);
    assert_int_equal(cases_at(pair), 0);
    drop_proxy_set(pair->kiosk->proxy, PROXY_PASS);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_empty, 20));
    assert_true(hub_has(pair, receipt.case_no));
    assert_int_equal(cases_at(pair), 1);
}

static void lost_answers_make_no_second_case(void **state)
{
    Pair *pair = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(3);
    static const char *const matters[] = {"elder-allowance", "dog-licence", "mediation",
                                          "residence-registration"};
    join(pair);
    drop_proxy_set(pair->kiosk->proxy, PROXY_LOSE_EVERY_SECOND);
    for (guint i = 0; i < G_N_ELEMENTS(matters); i++)
        sync_rig_submit(pair->kiosk, catalogue, matters[i], rng);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_empty, 60));
    assert_true(drop_proxy_lost(pair->kiosk->proxy) >= G_N_ELEMENTS(matters));
    assert_int_equal(cases_at(pair), G_N_ELEMENTS(matters));
}

static void all_answers_lost_for_a_while_still_make_one_case(void **state)
{
    Pair *pair = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(4);
    join(pair);
    drop_proxy_set(pair->kiosk->proxy, PROXY_LOSE_ANSWERS);
    sync_rig_submit(pair->kiosk, catalogue, "elder-allowance", rng);
    sync_rig_run(1500);
    assert_int_equal(sync_rig_stats(pair->kiosk).waiting, 1);
    drop_proxy_set(pair->kiosk->proxy, PROXY_PASS);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_empty, 20));
    assert_int_equal(cases_at(pair), 1);
}

static void a_kiosk_restarted_while_sending_goes_on_and_sends_once(void **state)
{
    Pair *pair = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(5);
    static const char *const matters[] = {"elder-allowance", "dog-licence", "mediation",
                                          "residence-registration"};
    join(pair);
    for (guint i = 0; i < G_N_ELEMENTS(matters); i++) {
        sync_rig_submit(pair->kiosk, catalogue, matters[i], rng);
        sync_rig_run(g_rand_int_range(rng, 1, 60));
        sync_rig_restart(pair->kiosk);
        assert_true(sync_rig_until(pair->kiosk, sync_rig_is_registered, 20));
    }
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_empty, 30));
    assert_int_equal(cases_at(pair), G_N_ELEMENTS(matters));
}

static void attachments_that_the_hub_lost_are_sent_again(void **state)
{
    Pair *pair = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(6);
    join(pair);
    drop_proxy_set(pair->kiosk->proxy, PROXY_LOSE_ANSWERS);
    sync_rig_submit(pair->kiosk, catalogue, "elder-allowance", rng);
    sync_rig_run(300);
    /* another hub folder without any attachment stands in for a restored backup */
    g_autofree char *blobs = g_build_filename(pair->hub->data_dir, "blobs", "incoming", NULL);
    g_autoptr(GDir) dir = g_dir_open(blobs, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(blobs, name, NULL);
        unlink(path);
    }
    drop_proxy_set(pair->kiosk->proxy, PROXY_PASS);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_empty, 20));
    assert_int_equal(cases_at(pair), 1);
}

static void a_case_that_the_hub_refuses_is_kept_for_staff(void **state)
{
    Pair *pair = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(7);
    g_autoptr(GRand) same = g_rand_new_with_seed(7);
    join(pair);
    sync_rig_submit(pair->kiosk, catalogue, "elder-allowance", rng);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_is_empty, 20));
    sync_rig_submit(pair->kiosk, catalogue, "elder-allowance", same);
    assert_true(sync_rig_until(pair->kiosk, sync_rig_has_refused, 20));
    assert_int_equal(cases_at(pair), 1);
    assert_int_equal(sync_rig_stats(pair->kiosk).waiting, 0);
}

/* --- questions ------------------------------------------------------------------------------- */
typedef struct {
    guint answers, cases;
    gboolean failed;
    int code;
    gint64 asked_us, answered_us;
    char *phone;
} Answer;

static void on_cases(GPtrArray *statuses, const GError *error, gpointer user_data)
{
    Answer *answer = user_data;
    answer->answers++;
    answer->answered_us = g_get_monotonic_time();
    answer->failed = error != NULL;
    answer->code = error ? error->code : 0;
    answer->cases = statuses ? statuses->len : 0;
}

static void on_lookup(const json_t *values, const GError *error, gpointer user_data)
{
    Answer *answer = user_data;
    answer->answers++;
    answer->failed = error != NULL;
    answer->phone = g_strdup(json_string_value(json_object_get(values, "resident.phone")));
}

static Answer *waited_for;
static gboolean is_answered(SyncRig *rig)
{
    return waited_for->answers > 0;
}

static void wait_answer(Pair *pair, Answer *answer)
{
    waited_for = answer;
    assert_true(sync_rig_until(pair->kiosk, is_answered, 20));
}

static char *tag_of(Pair *pair, const char *id_number)
{
    guint8 tag[STORE_TAG_BYTES];
    assert_true(sync_person_tag(pair->kiosk->sync, id_number, tag));
    return seal_hex(tag, sizeof tag);
}

static void a_look_up_comes_back_through_the_pump(void **state)
{
    Pair *pair = *state;
    Answer answer = {0};
    static const char *const names[] = {"resident.phone", "no.such.name", NULL};
    join(pair);
    g_autofree char *tag = tag_of(pair, "990101198803152217");
    sync_lookup(pair->kiosk->sync, tag, "elder-allowance", names, 3000, on_lookup, &answer);
    wait_answer(pair, &answer);
    assert_false(answer.failed);
    assert_string_equal(answer.phone, "13800000102");
    g_free(answer.phone);
}

static void a_question_to_a_silent_hub_ends_by_its_deadline(void **state)
{
    Pair *pair = *state;
    Answer answer = {0};
    join(pair);
    g_autofree char *tag = tag_of(pair, "990101198803152217");
    drop_proxy_set(pair->kiosk->proxy, PROXY_SILENT);
    drop_proxy_target(pair->kiosk->proxy, 1);
    hub_stop(pair->hub->hub);
    answer.asked_us = g_get_monotonic_time();
    sync_query_person(pair->kiosk->sync, tag, 400, on_cases, &answer);
    wait_answer(pair, &answer);
    assert_true(answer.failed);
    assert_int_equal(answer.code, SYNC_ERROR_OFFLINE);
    assert_true(answer.answered_us - answer.asked_us < 2 * G_USEC_PER_SEC);
}

static void a_cancelled_question_is_never_answered(void **state)
{
    Pair *pair = *state;
    Answer answer = {0};
    join(pair);
    g_autofree char *tag = tag_of(pair, "990101198803152217");
    sync_cancel(sync_query_person(pair->kiosk->sync, tag, 3000, on_cases, &answer));
    sync_rig_run(300);
    assert_int_equal(answer.answers, 0);
}

static void a_question_before_joining_is_answered_offline_from_the_loop(void **state)
{
    Pair *pair = *state;
    Answer answer = {0};
    sync_query_code(pair->kiosk->sync, "29004736", 500, on_cases, &answer);
    assert_int_equal(answer.answers, 0);
    wait_answer(pair, &answer);
    assert_int_equal(answer.code, SYNC_ERROR_OFFLINE);
}

/* --- time ------------------------------------------------------------------------------------ */
static gboolean is_uncertain(SyncRig *rig)
{
    SyncStatus status = sync_status(rig->sync);
    return status.state == SYNC_ONLINE && !status.clock_is_certain && rig->events[SYNC_EV_CONTENT] > 0;
}

static void a_kiosk_with_a_wrong_clock_still_talks_to_its_hub_and_knows_it(void **state)
{
    Pair *pair = *state;
    hub_set_now_us(pair->hub->hub, g_get_real_time() + 5 * 3600 * (gint64)G_USEC_PER_SEC);
    sync_start(pair->kiosk->sync);
    assert_true(sync_rig_until(pair->kiosk, is_uncertain, 20));
    assert_in_range(sync_status(pair->kiosk->sync).clock_offset_s, 5 * 3600 - 60, 5 * 3600 + 60);
}

static void stopping_does_not_wait_for_a_silent_hub(void **state)
{
    Pair *pair = *state;
    join(pair);
    drop_proxy_set(pair->kiosk->proxy, PROXY_SILENT);
    sync_poke(pair->kiosk->sync);
    sync_rig_run(200);
    gint64 before = g_get_monotonic_time();
    sync_stop(pair->kiosk->sync);
    assert_true(g_get_monotonic_time() - before < 2 * G_USEC_PER_SEC);
}

static void a_kiosk_that_the_hub_forgot_says_so_and_keeps_its_numbers(void **state)
{
    Pair *pair = *state;
    join(pair);
    HubRig *other = hub_rig_new();
    hub_set_now_us(other->hub, 0);
    drop_proxy_target(pair->kiosk->proxy, hub_port(other->hub));
    sync_rig_restart(pair->kiosk); /* no connection to the old hub is left */
    assert_true(sync_rig_until(pair->kiosk, has_error, 20));
    assert_non_null(strstr(sync_status(pair->kiosk->sync).error, "enrol it again"));
    assert_true(sync_rig_has_numbers(pair->kiosk));
    assert_non_null(sync_hub_key(pair->kiosk->sync));
    sync_stop(pair->kiosk->sync);
    hub_rig_free(other);
}

#define PAIR_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PAIR_TEST(a_kiosk_joins_gets_numbers_and_documents),
        PAIR_TEST(joining_survives_lost_answers),
        PAIR_TEST(a_wrong_code_is_said_and_a_new_one_mends_it),
        PAIR_TEST(a_restarted_kiosk_is_still_registered_also_without_hub),
        PAIR_TEST(a_case_is_at_the_hub_soon_after_submitting),
        PAIR_TEST(a_case_without_hub_waits_and_arrives_once_when_it_is_back),
        PAIR_TEST(lost_answers_make_no_second_case),
        PAIR_TEST(all_answers_lost_for_a_while_still_make_one_case),
        PAIR_TEST(a_kiosk_restarted_while_sending_goes_on_and_sends_once),
        PAIR_TEST(attachments_that_the_hub_lost_are_sent_again),
        PAIR_TEST(a_case_that_the_hub_refuses_is_kept_for_staff),
        PAIR_TEST(a_look_up_comes_back_through_the_pump),
        PAIR_TEST(a_question_to_a_silent_hub_ends_by_its_deadline),
        PAIR_TEST(a_cancelled_question_is_never_answered),
        PAIR_TEST(a_question_before_joining_is_answered_offline_from_the_loop),
        PAIR_TEST(a_kiosk_with_a_wrong_clock_still_talks_to_its_hub_and_knows_it),
        PAIR_TEST(stopping_does_not_wait_for_a_silent_hub),
        PAIR_TEST(a_kiosk_that_the_hub_forgot_says_so_and_keeps_its_numbers),
    };
    return cmocka_run_group_tests(tests, read_catalogue, drop_catalogue);
}

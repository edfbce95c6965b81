/* Applications from their arrival to the last move: every matter of the catalogue, taken in once, judged by
 * the form engine, moved along its route, asked for, withdrawn, rated. */
#include <string.h>
#include "kiosk/seal/hash.h"
#include "tests/support/cmocka.h"
#include "tests/support/hub_application.h"

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
    *state = hub_rig_new();
    return 0;
}

static int tear_down(void **state)
{
    hub_rig_free(*state);
    return 0;
}

static RigApplication *make(HubRig *rig, const char *matter, guint32 seed)
{
    g_autoptr(GRand) rng = g_rand_new_with_seed(seed);
    return rig_application(rig, &rig->kiosk, catalogue, catalogue_matter(catalogue, matter), MODE_SELF, rng);
}

static HttpReply *hand_in(HubRig *rig, const RigApplication *item)
{
    rig_send_contents(rig, &rig->kiosk, item);
    return rig_put_case(rig, &rig->kiosk, item);
}

static void assert_issue(const HttpReply *reply, guint status, const char *code)
{
    g_autofree char *found = rig_issue(reply);
    assert_string_equal(found, code);
    assert_int_equal(reply->status, status);
}

static gint64 count_cases(HubRig *rig)
{
    json_t *reply = hub_rig_control(rig, "{\"verb\":\"status\"}");
    gint64 n = json_integer_value(json_object_get(reply, "cases"));
    json_decref(reply);
    return n;
}

/* Moves a case; gives its state, "" with an error. */
static char *move(HubRig *rig, const char *case_no, const char *event, const char *role, const char *reason)
{
    json_t *reply = hub_rig_control(
        rig, "{\"verb\":\"move\",\"case_no\":\"%s\",\"event\":\"%s\",\"role\":\"%s\",\"reason\":\"%s\"}",
        case_no, event, role, reason);
    char *state = g_strdup(
        json_is_true(json_object_get(reply, "ok")) ? json_string_value(json_object_get(reply, "state")) : "");
    json_decref(reply);
    return state;
}

static void assert_move(HubRig *rig, const char *case_no, const char *event, const char *role,
                        const char *state)
{
    g_autofree char *now = move(rig, case_no, event, role, "材料需要再核对");
    assert_string_equal(now, state);
}

static WireCaseList *cases_of(HubRig *rig, const char *id_number)
{
    guint8 tag[SEAL_TAG_BYTES];
    seal_person_tag(rig->kiosk.person_key, id_number, tag);
    g_autofree char *hex = seal_hex(tag, sizeof tag);
    WirePersonQuery query = {.person_tag = hex, .query_code = (char *)""};
    g_autoptr(HttpReply) reply = rig_send_text(rig, &rig->kiosk, "POST", WIRE_PATH_PERSONS,
                                               wire_person_query_encode(&query, NULL, NULL));
    g_autoptr(SealBuffer) plain = rig_open(&rig->kiosk, reply);
    assert_non_null(plain);
    return wire_case_list_decode((const char *)seal_buffer_peek(plain), seal_buffer_len(plain), NULL);
}

/* --- taking in ------------------------------------------------------------------------------- */
static void every_matter_in_every_mode_is_taken_in(void **state)
{
    HubRig *rig = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(20261123);
    guint taken = 0;
    for (guint m = 0; m < catalogue->n_matters; m++)
        for (SessionMode mode = MODE_SELF; mode <= MODE_ASSISTED; mode++) {
            g_autoptr(RigApplication) item =
                rig_application(rig, &rig->kiosk, catalogue, &catalogue->matters[m], mode, rng);
            if (!item)
                continue;
            g_autoptr(HttpReply) reply = hand_in(rig, item);
            if (reply->status != 201)
                fail_msg("%s %s: %u %s", catalogue->matters[m].id, session_mode_name(mode), reply->status,
                         (char *)reply->body->data);
            taken++;
        }
    assert_true(taken >= catalogue->n_matters);
    assert_int_equal(count_cases(rig), taken);
}

static void the_same_application_twice_is_one_case_and_the_same_answer(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) first = hand_in(rig, item);
    g_autoptr(HttpReply) again = rig_put_case(rig, &rig->kiosk, item);
    g_autoptr(WireReceipt) receipt = wire_receipt_decode((char *)again->body->data, again->body->len, NULL);
    assert_int_equal(first->status, 201);
    assert_int_equal(again->status, 200);
    assert_true(receipt->repeated);
    assert_string_equal(receipt->case_no, item->application->case_no);
    assert_string_equal(receipt->state, "submitted");
    assert_int_equal(receipt->pct, 10);
    assert_int_equal(count_cases(rig), 1);
}

static void an_application_without_its_attachments_is_asked_for_them(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) early = rig_put_case(rig, &rig->kiosk, item);
    g_autoptr(WireRefusal) refusal = wire_refusal_decode((char *)early->body->data, early->body->len, NULL);
    assert_issue(early, 424, "missing");
    assert_int_equal(refusal->missing->len, item->contents->len);
    g_autoptr(HttpReply) later = hand_in(rig, item);
    assert_int_equal(later->status, 201);
}

static void a_second_open_case_of_the_same_person_is_refused_with_the_first_number(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(RigApplication) twin = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) first = hand_in(rig, item);
    g_autoptr(HttpReply) second = hand_in(rig, twin);
    g_autoptr(WireRefusal) refusal = wire_refusal_decode((char *)second->body->data, second->body->len, NULL);
    assert_int_equal(first->status, 201);
    assert_issue(second, 409, "duplicate");
    assert_string_equal(refusal->case_no, item->application->case_no);
    assert_move(rig, item->application->case_no, "withdraw", "resident", "withdrawn");
    g_autoptr(HttpReply) third = rig_put_case(rig, &rig->kiosk, twin);
    assert_int_equal(third->status, 201);
}

static void spoiled_answers_are_refused_with_the_field_and_the_reason(void **state)
{
    HubRig *rig = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(7);
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    json_object_set_new(item->application->answers, "no_such_field", json_string("x"));
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    g_autoptr(WireRefusal) refusal = wire_refusal_decode((char *)reply->body->data, reply->body->len, NULL);
    assert_issue(reply, 422, "unknown_field");
    assert_string_equal(((WireIssue *)refusal->issues->pdata[0])->path, "no_such_field");
    assert_int_equal(count_cases(rig), 0);
}

static void a_number_that_was_not_lent_to_this_kiosk_is_refused(void **state)
{
    HubRig *rig = *state;
    RigKiosk other = {0};
    assert_int_equal(rig_join(rig, &other, "QC-02"), 200);
    g_autofree char *theirs = rig_case_no(rig, &other);
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    wire_set(&item->application->case_no, theirs);
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    assert_issue(reply, 422, "number_not_lent");
    rig_kiosk_clear(&other);
}

static void an_application_without_a_number_gets_one_here(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    wire_set(&item->application->case_no, "");
    wire_set(&item->application->temp_no, "LSQC01-20261123-001");
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    g_autoptr(WireReceipt) receipt = wire_receipt_decode((char *)reply->body->data, reply->body->len, NULL);
    assert_int_equal(reply->status, 201);
    assert_true(g_str_has_prefix(receipt->case_no, "YS330108001005-20261123-"));
    g_autoptr(HttpReply) again = rig_put_case(rig, &rig->kiosk, item);
    g_autoptr(WireReceipt) same = wire_receipt_decode((char *)again->body->data, again->body->len, NULL);
    assert_string_equal(same->case_no, receipt->case_no);
}

static void a_box_that_was_changed_on_its_way_is_refused_and_kept_for_staff(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    RigKiosk wrong = rig->kiosk;
    g_autoptr(SealPair) foreign = seal_pair_new_box();
    rig_send_contents(rig, &rig->kiosk, item);
    memcpy(wrong.hub_key, foreign->public_key, SEAL_KEY_BYTES);
    g_autoptr(HttpReply) reply = rig_put_case(rig, &wrong, item);
    json_t *status = hub_rig_control(rig, "{\"verb\":\"status\"}");
    assert_issue(reply, 422, "sealed");
    assert_int_equal(json_integer_value(json_object_get(status, "refused")), 1);
    json_decref(status);
    g_autoptr(HttpReply) right = rig_put_case(rig, &rig->kiosk, item);
    assert_int_equal(right->status, 201);
}

static void an_unknown_catalogue_version_is_refused(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    wire_set(&item->application->catalogue_version, "1999.1");
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    assert_issue(reply, 422, "unknown_catalogue");
}

static void a_label_that_differs_from_the_box_is_refused(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    char *text = rig_case_text(&rig->kiosk, item);
    g_autoptr(WireCase) outer = wire_case_decode(text, strlen(text), NULL);
    wire_text_free(text);
    wire_set(&outer->matter_id, "dibao");
    g_autofree char *path = g_strconcat(WIRE_PATH_CASES, outer->idempotency_key, NULL);
    g_autoptr(HttpReply) reply =
        rig_send_text(rig, &rig->kiosk, "PUT", path, wire_case_encode(outer, NULL, NULL));
    assert_issue(reply, 422, "envelope");
}

/* --- at rest --------------------------------------------------------------------------------- */
static void no_personal_data_lie_open_in_the_hubs_folder(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    static const char *const names[] = {"hub.db", "hub.db-wal"};
    assert_int_equal(reply->status, 201);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(rig->data_dir, names[i], NULL);
        g_autofree char *bytes = NULL;
        gsize size = 0;
        assert_true(g_file_get_contents(path, &bytes, &size, NULL));
        const WirePerson *person = item->application->applicant;
        assert_null(memmem(bytes, size, person->id_number, strlen(person->id_number)));
        assert_null(memmem(bytes, size, person->name, strlen(person->name)));
    }
}

/* --- moving ---------------------------------------------------------------------------------- */
static void a_case_goes_its_way_and_the_per_cent_rises(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    const char *case_no = item->application->case_no;
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    assert_int_equal(reply->status, 201);
    assert_move(rig, case_no, "preaccept", "community_worker", "preaccepted");
    g_autoptr(WireCaseList) early = cases_of(rig, item->application->applicant->id_number);
    assert_int_equal(((WireStatus *)early->cases->pdata[0])->pct, 20);
    assert_move(rig, case_no, "accept", "street_officer", "accepted");
    assert_move(rig, case_no, "review", "street_officer", "street_review");
    assert_move(rig, case_no, "forward", "street_officer", "district_approval");
    assert_move(rig, case_no, "approve", "district_officer", "approved");
    assert_move(rig, case_no, "deliver_ready", "community_worker", "ready");
    assert_move(rig, case_no, "collect", "resident", "closed");
    g_autoptr(WireCaseList) late = cases_of(rig, item->application->applicant->id_number);
    const WireStatus *status = late->cases->pdata[0];
    assert_int_equal(status->pct, 100);
    assert_int_equal(status->revision, 8);
    assert_true(status->terminal);
}

static void the_status_has_due_date_road_and_plain_words(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    g_autoptr(WireCaseList) list = cases_of(rig, item->application->applicant->id_number);
    const WireStatus *status = list->cases->pdata[0];
    assert_int_equal(reply->status, 201);
    assert_string_equal(status->due, "2026-12-04"); /* 9 working days after Monday 23 November */
    assert_string_equal(status->level, "community");
    assert_int_equal(status->steps->len, 3);
    assert_string_equal(((WireStep *)status->steps->pdata[0])->mark, "now");
    assert_true(g_utf8_strlen(status->sentence_zh, -1) > 5);
    assert_true(status->can_withdraw);
}

static void the_wrong_role_or_event_is_refused_and_nothing_changes(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    assert_int_equal(reply->status, 201);
    assert_move(rig, item->application->case_no, "preaccept", "district_officer", "");
    assert_move(rig, item->application->case_no, "approve", "district_officer", "");
    assert_move(rig, "YS330108001005-20261123-999995", "preaccept", "community_worker", "");
    g_autoptr(WireCaseList) list = cases_of(rig, item->application->applicant->id_number);
    assert_string_equal(((WireStatus *)list->cases->pdata[0])->state, "submitted");
}

static void a_correction_needs_a_reason_stops_the_clock_and_tells_the_resident(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    g_autofree char *without =
        move(rig, item->application->case_no, "request_correction", "community_worker", "");
    assert_int_equal(reply->status, 201);
    assert_string_equal(without, "");
    assert_move(rig, item->application->case_no, "request_correction", "community_worker", "correction");
    g_autoptr(WireCaseList) list = cases_of(rig, item->application->applicant->id_number);
    const WireStatus *status = list->cases->pdata[0];
    assert_string_equal(status->reason_zh, "材料需要再核对");
    assert_string_equal(status->level, "resident");
    assert_string_equal(status->due, "");
    assert_true(*status->next_zh != '\0');
    hub_set_now_us(rig->hub, RIG_NOW_US + 2 * 86400 * (gint64)G_USEC_PER_SEC);
    assert_move(rig, item->application->case_no, "resubmit", "resident", "submitted");
    hub_set_now_us(rig->hub, RIG_NOW_US);
    g_autoptr(WireCaseList) after = cases_of(rig, item->application->applicant->id_number);
    assert_string_equal(((WireStatus *)after->cases->pdata[0])->due,
                        "2026-12-08"); /* two working days later */
}

static void every_act_is_in_the_trace_and_the_chain_holds(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    assert_int_equal(reply->status, 201);
    assert_move(rig, item->application->case_no, "preaccept", "community_worker", "preaccepted");
    json_t *detail =
        hub_rig_control(rig, "{\"verb\":\"case\",\"case_no\":\"%s\"}", item->application->case_no);
    const json_t *found = json_object_get(detail, "case");
    json_t *verdict = hub_rig_control(rig, "{\"verb\":\"verify\"}");
    assert_int_equal(json_array_size(json_object_get(found, "history")), 2);
    assert_true(json_array_size(json_object_get(found, "choices")) >= 3);
    assert_true(strstr(json_string_value(json_object_get(found, "id_number")), "***") != NULL);
    assert_true(json_is_true(json_object_get(verdict, "whole")));
    assert_int_equal(json_integer_value(json_object_get(verdict, "records")),
                     4); /* enrol, register, submit, move */
    json_decref(detail);
    json_decref(verdict);
}

/* --- words of a resident --------------------------------------------------------------------- */
static guint withdraw(HubRig *rig, const char *key, const char *case_no, const char *id_number)
{
    guint8 tag[SEAL_TAG_BYTES];
    seal_person_tag(rig->kiosk.person_key, id_number, tag);
    g_autofree char *hex = seal_hex(tag, sizeof tag);
    WireWithdrawal message = {.idempotency_key = (char *)key,
                              .case_no = (char *)case_no,
                              .person_tag = hex,
                              .reason = (char *)"resident"};
    g_autoptr(HttpReply) reply = rig_send_text(rig, &rig->kiosk, "POST", WIRE_PATH_WITHDRAW,
                                               wire_withdrawal_encode(&message, NULL, NULL));
    return reply->status;
}

static void a_resident_withdraws_their_own_case_once_and_no_other(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) reply = hand_in(rig, item);
    const char *case_no = item->application->case_no;
    assert_int_equal(reply->status, 201);
    assert_int_equal(withdraw(rig, "w1", case_no, "99010319930702511X"), 404);
    assert_int_equal(withdraw(rig, "w2", case_no, item->application->applicant->id_number), 201);
    assert_int_equal(withdraw(rig, "w2", case_no, item->application->applicant->id_number), 200);
    assert_int_equal(withdraw(rig, "w3", case_no, item->application->applicant->id_number), 409);
}

static void a_query_code_finds_the_case_without_the_card(void **state)
{
    HubRig *rig = *state;
    g_autoptr(RigApplication) item = make(rig, "elder-allowance", 1);
    g_autoptr(HttpReply) handed = hand_in(rig, item);
    WirePersonQuery query = {.person_tag = (char *)"", .query_code = item->application->query_code};
    g_autoptr(HttpReply) reply = rig_send_text(rig, &rig->kiosk, "POST", WIRE_PATH_PERSONS,
                                               wire_person_query_encode(&query, NULL, NULL));
    g_autoptr(SealBuffer) plain = rig_open(&rig->kiosk, reply);
    g_autoptr(WireCaseList) list =
        wire_case_list_decode((const char *)seal_buffer_peek(plain), seal_buffer_len(plain), NULL);
    assert_int_equal(handed->status, 201);
    assert_int_equal(list->cases->len, 1);
}

static void query_codes_cannot_be_tried_out(void **state)
{
    HubRig *rig = *state;
    guint refused = 0;
    for (int i = 0; i < 40; i++) {
        WirePersonQuery query = {.person_tag = (char *)"", .query_code = (char *)"29004736"};
        g_autoptr(HttpReply) reply = rig_send_text(rig, &rig->kiosk, "POST", WIRE_PATH_PERSONS,
                                                   wire_person_query_encode(&query, NULL, NULL));
        refused += reply->status == 429;
    }
    assert_int_equal(refused, 10);
}

static void a_rating_counts_once(void **state)
{
    HubRig *rig = *state;
    g_autoptr(WireRating) rating = wire_rating_new();
    wire_set(&rating->idempotency_key, "rating-1");
    wire_set(&rating->stage, "submit");
    wire_set(&rating->rated_at, "2026-11-23T10:05:00+08:00");
    rating->level = 5;
    g_ptr_array_add(rating->tags, g_strdup("速度快"));
    g_autoptr(HttpReply) first =
        rig_send_text(rig, &rig->kiosk, "POST", WIRE_PATH_RATINGS, wire_rating_encode(rating, NULL, NULL));
    g_autoptr(HttpReply) again =
        rig_send_text(rig, &rig->kiosk, "POST", WIRE_PATH_RATINGS, wire_rating_encode(rating, NULL, NULL));
    assert_int_equal(first->status, 201);
    assert_int_equal(again->status, 200);
}

#define HUB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HUB_TEST(every_matter_in_every_mode_is_taken_in),
        HUB_TEST(the_same_application_twice_is_one_case_and_the_same_answer),
        HUB_TEST(an_application_without_its_attachments_is_asked_for_them),
        HUB_TEST(a_second_open_case_of_the_same_person_is_refused_with_the_first_number),
        HUB_TEST(spoiled_answers_are_refused_with_the_field_and_the_reason),
        HUB_TEST(a_number_that_was_not_lent_to_this_kiosk_is_refused),
        HUB_TEST(an_application_without_a_number_gets_one_here),
        HUB_TEST(a_box_that_was_changed_on_its_way_is_refused_and_kept_for_staff),
        HUB_TEST(an_unknown_catalogue_version_is_refused),
        HUB_TEST(a_label_that_differs_from_the_box_is_refused),
        HUB_TEST(no_personal_data_lie_open_in_the_hubs_folder),
        HUB_TEST(a_case_goes_its_way_and_the_per_cent_rises),
        HUB_TEST(the_status_has_due_date_road_and_plain_words),
        HUB_TEST(the_wrong_role_or_event_is_refused_and_nothing_changes),
        HUB_TEST(a_correction_needs_a_reason_stops_the_clock_and_tells_the_resident),
        HUB_TEST(every_act_is_in_the_trace_and_the_chain_holds),
        HUB_TEST(a_resident_withdraws_their_own_case_once_and_no_other),
        HUB_TEST(a_query_code_finds_the_case_without_the_card),
        HUB_TEST(query_codes_cannot_be_tried_out),
        HUB_TEST(a_rating_counts_once),
    };
    return cmocka_run_group_tests(tests, read_catalogue, drop_catalogue);
}

/* The way of a case: the shipped process, roads of the shipped matters, and files with mistakes. */
#include "tests/support/cmocka.h"

#include <stdlib.h>
#include <string.h>
#include <jansson.h>
#include "kiosk/domain/process.h"

#define NODES_MAX 16

typedef struct {
    Process *process;
    Workdays *workdays;
    char *text;
    json_t *matters;
} World;

static char *config(const char *name)
{
    return g_build_filename(g_getenv("KIOSK_ROOT"), "config/catalogue", name, NULL);
}

static int set_up(void **state)
{
    World *world = g_new0(World, 1);
    g_autofree char *process = config("process.json"), *days = config("workdays.json"),
                    *matters = config("matters.json");
    g_autoptr(GError) error = NULL;
    world->process = process_load(process, &error);
    assert_null(error);
    world->workdays = workdays_load(days, NULL);
    assert_true(g_file_get_contents(process, &world->text, NULL, NULL));
    world->matters = json_load_file(matters, 0, NULL);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    World *world = *state;
    process_free(world->process);
    workdays_free(world->workdays);
    json_decref(world->matters);
    g_free(world->text);
    g_free(world);
    return 0;
}

/* --- roads ------------------------------------------------------------------------------------ */

typedef struct {
    ProcessNode nodes[NODES_MAX];
    guint n;
} Road;

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static Road road_of(const json_t *matter)
{
    Road road = {0};
    size_t i;
    json_t *node;
    json_array_foreach(json_object_get(matter, "route"), i, node)
    {
        ProcessNode *to = &road.nodes[road.n++];
        *to = (ProcessNode){.level = text_of(node, "level"),
                            .action = text_of(node, "action"),
                            .role = text_of(node, "role"),
                            .title_zh = text_of(node, "action_zh"),
                            .counts = json_is_true(json_object_get(node, "counts")),
                            .pct_on_complete =
                                (int)json_integer_value(json_object_get(node, "pct_on_complete"))};
        to->promised.days = (int)json_integer_value(json_object_get(node, "promised"));
        assert_true(day_unit_parse(text_of(node, "unit"), &to->promised.unit));
    }
    return road;
}

static const json_t *matter_of(const World *world, const char *id)
{
    size_t i;
    json_t *matter;
    json_array_foreach(json_object_get(world->matters, "matters"), i, matter)
    {
        if (strcmp(text_of(matter, "id"), id) == 0)
            return matter;
    }
    fail_msg("no matter %s", id);
    return NULL;
}

/* A case on its way: events are "event" words in a row. */
typedef struct {
    const char *state;
    guint done;
    int pct;
} Case;

static void move(const World *world, const Road *road, Case *c, const char *event)
{
    guint n;
    const ProcessTransition *all = process_transitions(world->process, &n);
    for (guint i = 0; i < n; i++) {
        if (strcmp(all[i].event, event) != 0 || strcmp(all[i].from, c->state) != 0)
            continue;
        c->done = process_advance(world->process, road->nodes, road->n, c->done, c->state, event, all[i].to);
        c->state = all[i].to;
        c->pct = process_percent(world->process, road->nodes, road->n, c->done, c->state, c->pct,
                                 process_event_may_lower(event));
        return;
    }
    fail_msg("no %s from %s", event, c->state);
}

/* "submit_online 10, preaccept 20": after each event the per cent must be as said. */
static void assert_way(const World *world, const Road *road, const char *way)
{
    Case c = {.state = "draft", .pct = 0};
    g_auto(GStrv) steps = g_strsplit(way, ", ", -1);
    for (guint i = 0; steps[i]; i++) {
        g_auto(GStrv) words = g_strsplit(steps[i], " ", 2);
        move(world, road, &c, words[0]);
        if (c.pct != atoi(words[1]))
            fail_msg("after %s: %d %%, expected %s", words[0], c.pct, words[1]);
    }
}

static void the_seed_example_goes_through_all_its_levels(void **state)
{
    const World *world = *state;
    Road road = road_of(matter_of(world, "disabled-low-income"));
    assert_way(world, &road,
               "submit_online 10, preaccept 20, accept 30, start_verify 30, to_review 40, post 58, pass 75, "
               "approve 95, deliver_ready 100, collect 100");
}

static void a_posting_before_the_review_does_not_run_ahead(void **state)
{
    const World *world = *state;
    Road road = road_of(matter_of(world, "dibao"));
    assert_way(
        world, &road,
        "submit_online 10, preaccept 20, accept 30, start_verify 30, to_review 48, post 48, pass 79, approve "
        "95, deliver_ready 100");
}

static void an_assessment_and_a_posting_at_the_district_find_their_nodes(void **state)
{
    const World *world = *state;
    Road cert = road_of(matter_of(world, "disability-cert")),
         rental = road_of(matter_of(world, "public-rental"));
    assert_way(world, &cert,
               "submit_online 10, preaccept 20, accept 30, start_assess 30, assessed 71, post 71, pass 82, "
               "approve 95");
    assert_way(world, &rental,
               "submit_online 10, preaccept 20, accept 30, review 30, post 51, pass 69, approve 95");
}

static void a_street_that_decides_ends_at_ninety_five(void **state)
{
    const World *world = *state;
    Road filing = road_of(matter_of(world, "social-org-filing")),
         quarrel = road_of(matter_of(world, "mediation"));
    assert_way(world, &filing, "submit_online 10, preaccept 20, accept 30, review 30, approve 95");
    assert_way(world, &quarrel,
               "submit_online 10, preaccept 20, accept 30, start_verify 30, to_review 62, approve 95, "
               "deliver_ready 100");
}

static void only_sending_back_makes_the_per_cent_fall(void **state)
{
    const World *world = *state;
    Road road = road_of(matter_of(world, "disabled-low-income"));
    assert_way(
        world, &road,
        "submit_online 10, preaccept 20, accept 30, start_verify 30, to_review 40, post 58, objection 58, "
        "to_review 58, post 58, pass 75, send_back 58, forward 75, approve 95");
}

static void a_correction_keeps_place_and_per_cent(void **state)
{
    const World *world = *state;
    Road road = road_of(matter_of(world, "elder-allowance"));
    assert_way(world, &road,
               "submit_online 10, preaccept 20, request_correction 20, resubmit 20, preaccept 20, accept 30, "
               "review 30, "
               "request_correction 30, resubmit 30");
}

static void skipped_nodes_give_their_share_to_the_next(void **state)
{
    const World *world = *state;
    Road road = road_of(matter_of(world, "disability-cert"));
    road.nodes[2].is_skipped = road.nodes[3].is_skipped = TRUE;
    assert_way(world, &road, "submit_online 10, preaccept 20, accept 30, review 30, forward 30, approve 95");
}

static void a_route_of_one_node_is_done_when_it_is_decided(void **state)
{
    const World *world = *state;
    Road road = {.n = 1};
    road.nodes[0] = (ProcessNode){.level = "community",
                                  .action = "preaccept",
                                  .role = "community_worker",
                                  .counts = TRUE,
                                  .pct_on_complete = 95};
    assert_way(world, &road, "submit_online 10, preaccept 20, accept 30, review 30, approve 95");
    assert_way(world, &road, "submit_online 10, instant_approve 95, deliver_ready 100");
}

/* Random walks over every matter: whatever staff do, the numbers stay within their rules. */
static void on_no_way_does_anything_run_backwards(void **state)
{
    const World *world = *state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(20261123);
    size_t m;
    json_t *matter;
    json_array_foreach(json_object_get(world->matters, "matters"), m, matter)
    {
        Road road = road_of(matter);
        for (guint walk = 0; walk < 50; walk++) {
            Case c = {.state = "draft"};
            for (guint step = 0; step < 40 && !process_state(world->process, c.state)->terminal; step++) {
                g_autoptr(GPtrArray) choices = process_choices(world->process, c.state, NULL, NULL);
                assert_true(choices->len > 0);
                const ProcessTransition *t =
                    g_ptr_array_index(choices, (guint)g_rand_int_range(chance, 0, (gint)choices->len));
                Case before = c;
                move(world, &road, &c, t->event);
                assert_true(c.pct <= 100);
                if (!process_event_may_lower(t->event)) {
                    assert_true(c.pct >= before.pct);
                    assert_true(c.done >= before.done);
                }
            }
        }
    }
}

/* --- who may ---------------------------------------------------------------------------------- */

static void assert_denied(const World *world, const char *state, const char *event, const char *role,
                          const char *reason, ProcessError code, const char *says)
{
    g_autoptr(GError) error = NULL;
    assert_null(process_find(world->process, state, event, role, NULL, reason, &error));
    assert_true(g_error_matches(error, PROCESS_ERROR, (int)code));
    if (!strstr(error->message, says))
        fail_msg("expected \"%s\" in \"%s\"", says, error->message);
}

static void every_move_belongs_to_a_role(void **state)
{
    const World *world = *state;
    const ProcessTransition *t =
        process_find(world->process, "submitted", "preaccept", "community_worker", NULL, NULL, NULL);
    assert_non_null(t);
    assert_string_equal(t->to, "preaccepted");
    assert_denied(world, "submitted", "preaccept", "street_officer", NULL, PROCESS_ERROR_ROLE,
                  "is for role community_worker");
    assert_denied(world, "submitted", "approve", "community_worker", NULL, PROCESS_ERROR_NO_TRANSITION,
                  "preaccept");
    assert_denied(world, "closed", "approve", "community_worker", NULL, PROCESS_ERROR_NO_TRANSITION,
                  "nothing");
    assert_denied(world, "dreaming", "approve", "community_worker", NULL, PROCESS_ERROR_NO_TRANSITION,
                  "no such state");
}

static void the_role_that_the_route_names_acts_in_its_place(void **state)
{
    const World *world = *state;
    assert_non_null(process_find(world->process, "street_review", "approve", "police_officer",
                                 "police_officer", NULL, NULL));
    assert_null(process_find(world->process, "street_review", "approve", "police_officer", "street_officer",
                             NULL, NULL));
    /* but nobody takes the place of the resident */
    assert_null(
        process_find(world->process, "ready", "collect", "community_worker", "community_worker", NULL, NULL));
}

static void refusing_correcting_and_sending_back_need_a_reason(void **state)
{
    const World *world = *state;
    assert_denied(world, "district_approval", "reject", "district_officer", NULL, PROCESS_ERROR_REASON,
                  "reason");
    assert_denied(world, "district_approval", "send_back", "district_officer", "", PROCESS_ERROR_REASON,
                  "reason");
    assert_denied(world, "street_review", "request_correction", "street_officer", NULL, PROCESS_ERROR_REASON,
                  "reason");
    assert_denied(world, "submitted", "not_accept", "community_worker", NULL, PROCESS_ERROR_REASON, "reason");
    assert_denied(world, "publicity", "objection", "street_officer", NULL, PROCESS_ERROR_REASON, "reason");
    assert_non_null(
        process_find(world->process, "district_approval", "reject", "district_officer", NULL, "x", NULL));
    assert_non_null(process_find(world->process, "ready", "collect", "resident", NULL, NULL, NULL));
    assert_non_null(process_find(world->process, "submitted", "withdraw", "resident", NULL, NULL, NULL));
}

static void moves_that_do_not_fit_the_route_are_told(void **state)
{
    const World *world = *state;
    Road filing = road_of(matter_of(world, "social-org-filing")),
         seed = road_of(matter_of(world, "disabled-low-income"));
    const ProcessTransition *forward =
        process_find(world->process, "street_review", "forward", "street_officer", NULL, NULL, NULL);
    const ProcessTransition *approve =
        process_find(world->process, "street_review", "approve", "street_officer", NULL, NULL, NULL);
    const ProcessTransition *instant =
        process_find(world->process, "submitted", "instant_approve", "community_worker", NULL, NULL, NULL);
    assert_true(process_fits(approve, filing.nodes, filing.n, FALSE, NULL));
    assert_false(process_fits(approve, seed.nodes, seed.n, FALSE, NULL));
    assert_true(process_fits(forward, seed.nodes, seed.n, FALSE, NULL));
    assert_false(process_fits(forward, filing.nodes, filing.n, FALSE, NULL));
    g_autoptr(GError) error = NULL;
    assert_false(process_fits(instant, seed.nodes, seed.n, FALSE, &error));
    assert_true(g_error_matches(error, PROCESS_ERROR, PROCESS_ERROR_ROUTE));
    assert_true(process_fits(instant, seed.nodes, seed.n, TRUE, NULL));
}

static void residents_withdraw_until_it_is_decided(void **state)
{
    const World *world = *state;
    assert_true(process_can_withdraw(world->process, "submitted"));
    assert_true(process_can_withdraw(world->process, "correction"));
    assert_false(process_can_withdraw(world->process, "district_approval"));
    assert_false(process_can_withdraw(world->process, "closed"));
    assert_false(process_can_withdraw(world->process, "no such state"));
}

/* --- what the resident sees ------------------------------------------------------------------- */

static void the_holder_is_a_level_and_never_a_person(void **state)
{
    const World *world = *state;
    Road rental = road_of(matter_of(world, "public-rental")),
         permit = road_of(matter_of(world, "residence-permit"));
    assert_int_equal(process_holder(world->process, rental.nodes, rental.n, 0, "submitted"),
                     HOLDER_COMMUNITY);
    assert_int_equal(process_holder(world->process, rental.nodes, rental.n, 1, "accepted"), HOLDER_STREET);
    assert_int_equal(process_holder(world->process, rental.nodes, rental.n, 2, "publicity"), HOLDER_DISTRICT);
    assert_int_equal(process_holder(world->process, rental.nodes, rental.n, 1, "correction"),
                     HOLDER_RESIDENT);
    assert_int_equal(process_holder(world->process, permit.nodes, permit.n, 2, "district_approval"),
                     HOLDER_DISTRICT);
    assert_int_equal(process_holder(world->process, permit.nodes, permit.n, 3, "closed"), HOLDER_NOBODY);
    Road filing = road_of(matter_of(world, "social-org-filing"));
    assert_int_equal(process_holder(world->process, filing.nodes, filing.n, 2, "approved"), HOLDER_STREET);
}

static void every_state_has_one_next_thing_to_do(void **state)
{
    const World *world = *state;
    assert_int_equal(process_next(world->process, "correction"), NEXT_CORRECT);
    assert_int_equal(process_next(world->process, "ready"), NEXT_COLLECT);
    assert_int_equal(process_next(world->process, "verifying"), NEXT_WAIT);
    assert_string_equal(process_next_zh(NEXT_WAIT), "");
    guint n;
    const ProcessState *all = process_states(world->process, &n);
    for (guint i = 0; i < n; i++) {
        assert_true(*all[i].sees_zh && *all[i].sees_en);
        if (all[i].terminal)
            assert_int_not_equal(process_next(world->process, all[i].id), NEXT_WAIT);
    }
}

static void the_road_shows_what_is_done_now_and_ahead(void **state)
{
    const World *world = *state;
    Road road = road_of(matter_of(world, "elder-allowance"));
    ProcessStep steps[NODES_MAX];
    Day receipt = day_from_ymd(2026, 11, 23), done_days[] = {day_from_ymd(2026, 11, 24), DAY_NONE, DAY_NONE};
    process_steps(world->process, world->workdays, road.nodes, road.n, 1, "street_review", receipt, done_days,
                  NULL, 0, steps);
    assert_int_equal(steps[0].mark, PROCESS_DONE);
    assert_int_equal(steps[0].day.day, done_days[0]);
    assert_int_equal(steps[1].mark, PROCESS_NOW);
    assert_int_equal(steps[1].day.day, day_from_ymd(2026, 11, 27)); /* 1 + 3 working days */
    assert_int_equal(steps[2].mark, PROCESS_AHEAD);
    assert_int_equal(steps[2].day.day, day_from_ymd(2026, 12, 4)); /* the promise of the whole: 9 */
    assert_false(steps[2].day.is_estimated);
}

static void behind_what_does_not_count_dates_are_only_likely(void **state)
{
    const World *world = *state;
    Road road = road_of(matter_of(world, "dibao"));
    ProcessStep steps[NODES_MAX];
    process_steps(world->process, world->workdays, road.nodes, road.n, 0, "submitted",
                  day_from_ymd(2026, 11, 23), NULL, NULL, 0, steps);
    assert_false(steps[2].day.is_estimated);
    assert_true(steps[3].day.is_estimated);
    assert_true(steps[5].day.is_estimated);
}

static void a_road_that_ended_early_leaves_the_rest_out(void **state)
{
    const World *world = *state;
    Road road = road_of(matter_of(world, "elder-allowance"));
    ProcessStep steps[NODES_MAX];
    process_steps(world->process, world->workdays, road.nodes, road.n, 1, "withdrawn",
                  day_from_ymd(2026, 11, 23), NULL, NULL, 0, steps);
    assert_int_equal(steps[0].mark, PROCESS_DONE);
    assert_int_equal(steps[1].mark, PROCESS_LEFT_OUT);
    process_steps(world->process, world->workdays, road.nodes, road.n, 0, "queued", DAY_NONE, NULL, NULL, 0,
                  steps);
    assert_int_equal(steps[0].mark, PROCESS_AHEAD);
    assert_int_equal(steps[0].day.day, DAY_NONE);
    process_steps(world->process, world->workdays, road.nodes, road.n, 1, "correction",
                  day_from_ymd(2026, 11, 23), NULL, &(DayPause){day_from_ymd(2026, 11, 24), DAY_NONE}, 1,
                  steps);
    assert_int_equal(steps[1].mark, PROCESS_NOW);
    assert_int_equal(steps[1].day.day, DAY_NONE);
}

/* --- the file --------------------------------------------------------------------------------- */

static void the_shipped_process_is_whole(void **state)
{
    const World *world = *state;
    guint n;
    process_states(world->process, &n);
    assert_int_equal(n, 19);
    process_transitions(world->process, &n);
    assert_int_equal(n, 42);
    const ProcessForm *receipt = process_form(world->process, "F01");
    assert_int_equal(receipt->n_fields, 20);
    assert_true(receipt->on_a4 && receipt->on_80mm && !receipt->prefers_80mm);
    assert_true(process_form(world->process, "F07")->prefers_80mm);
    assert_false(process_form(world->process, "F01T")->on_a4);
    assert_null(process_form(world->process, "F99"));
    assert_int_equal(process_times(world->process)->resident.days, 15);
    assert_int_equal(g_strv_length((char **)process_track(world->process)), 7);
    const ProcessRating *ratings = process_ratings(world->process, &n);
    assert_int_equal(n, 5);
    assert_int_equal(ratings[0].value, 5);
    assert_string_equal(process_rating_tags(world->process, TRUE)[0], "速度快");
}

/* The shipped file with one text replaced by another must be refused with these words. */
static void assert_refused(const World *world, const char *old, const char *new, const char *says)
{
    const char *at = strstr(world->text, old);
    assert_non_null(at);
    g_autofree char *head = g_strndup(world->text, (gsize)(at - world->text));
    g_autofree char *text = g_strconcat(head, new, at + strlen(old), NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Process) process = process_parse(text, strlen(text), "p.json", &error);
    assert_null(process);
    if (!strstr(error->message, says))
        fail_msg("expected \"%s\" in \"%s\"", says, error->message);
}

static void mistakes_are_told_with_line_and_remedy(void **state)
{
    const World *world = *state;
    assert_refused(world, "\"id\": \"verifying\"", "\"id\": \"verifing\"", "there is no state \"verifying\"");
    assert_refused(world, "\"pct\": 20", "\"pct\": 120", "must be a whole number from 0 to 100 or \"keep\"");
    assert_refused(world, "\"clock\": \"by_route\"", "\"clock\": \"slow\"",
                   "must be one of: off, run, pause");
    assert_refused(world, "\"actor\": \"assessor\"", "\"actor\": \"wizard\"", "\"wizard\" is no role");
    assert_refused(world, "\"id\": \"F01T\"", "\"id\": \"F01U\"", "there is no form \"F01T\"");
    assert_refused(world, "\"event\": \"preaccept\"", "\"evnt\": \"preaccept\"", "evnt: is not known here");
    assert_refused(world, "\"paper\": \"A4|80mm\"", "\"paper\": \"A5\"", "must be one of: A4, 80mm");
    assert_refused(world, "\"terminal\": true", "\"terminal\": false", "and it is not terminal");
}

static void the_line_is_the_line_of_the_mistake(void **state)
{
    const char *text =
        "{\"schema\": \"ckiosk.process/1\",\n\"version\": \"1\",\n\"track_zh\": [],\n\"roles\": [],\n"
        "\"states\": [\n  {\"id\": \"draft\",\n   \"name_zh\": 7}\n]}";
    g_autoptr(GError) error = NULL;
    assert_null(process_parse(text, strlen(text), "p.json", &error));
    assert_non_null(strstr(error->message, "p.json:7: states[0].name_zh: must be a text"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_seed_example_goes_through_all_its_levels),
        cmocka_unit_test(a_posting_before_the_review_does_not_run_ahead),
        cmocka_unit_test(an_assessment_and_a_posting_at_the_district_find_their_nodes),
        cmocka_unit_test(a_street_that_decides_ends_at_ninety_five),
        cmocka_unit_test(only_sending_back_makes_the_per_cent_fall),
        cmocka_unit_test(a_correction_keeps_place_and_per_cent),
        cmocka_unit_test(skipped_nodes_give_their_share_to_the_next),
        cmocka_unit_test(a_route_of_one_node_is_done_when_it_is_decided),
        cmocka_unit_test(on_no_way_does_anything_run_backwards),
        cmocka_unit_test(every_move_belongs_to_a_role),
        cmocka_unit_test(the_role_that_the_route_names_acts_in_its_place),
        cmocka_unit_test(refusing_correcting_and_sending_back_need_a_reason),
        cmocka_unit_test(moves_that_do_not_fit_the_route_are_told),
        cmocka_unit_test(residents_withdraw_until_it_is_decided),
        cmocka_unit_test(the_holder_is_a_level_and_never_a_person),
        cmocka_unit_test(every_state_has_one_next_thing_to_do),
        cmocka_unit_test(the_road_shows_what_is_done_now_and_ahead),
        cmocka_unit_test(behind_what_does_not_count_dates_are_only_likely),
        cmocka_unit_test(a_road_that_ended_early_leaves_the_rest_out),
        cmocka_unit_test(the_shipped_process_is_whole),
        cmocka_unit_test(mistakes_are_told_with_line_and_remedy),
        cmocka_unit_test(the_line_is_the_line_of_the_mistake),
    };
    return cmocka_run_group_tests_name("process", tests, set_up, tear_down);
}

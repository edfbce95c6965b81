#include "tests/support/cmocka.h"

#include "hal/driver.h"
#include "hal/sim/demo_cards.h"
#include "hal/sim/sim_jobs.h"
#include "hal/sim/sim_words.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- words --- */

static gint64 level;

static gboolean set_level(gpointer simulator, const char *argument)
{
    return sim_words_number(argument, 0, 100, &level);
}

static gboolean reset_level(gpointer simulator, const char *argument)
{
    level = 0;
    return TRUE;
}

static const SimWord words[] = {{"LEVEL", "0..100", set_level}, {"RESET", NULL, reset_level}, {NULL}};

static void a_word_with_its_argument_is_applied(void **state)
{
    g_autofree char *answer = NULL;
    assert_true(sim_words_apply(words, NULL, "LEVEL 42", &answer));
    assert_int_equal(level, 42);
    assert_true(sim_words_apply(words, NULL, "reset", &answer));
    assert_int_equal(level, 0);
    assert_null(answer);
}

static void a_wrong_word_is_answered_with_the_right_ones(void **state)
{
    g_autofree char *answer = NULL;
    assert_false(sim_words_apply(words, NULL, "LEVLE 42", &answer));
    assert_non_null(strstr(answer, "LEVEL 0..100"));
    assert_non_null(strstr(answer, "CRASH"));
}

static void a_wrong_argument_is_answered_with_the_right_one(void **state)
{
    static const char *const wrong[] = {"LEVEL", "LEVEL 101", "LEVEL 4 2", "LEVEL x", "RESET now", ""};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        g_autofree char *answer = NULL;
        assert_false(sim_words_apply(words, NULL, wrong[i], &answer));
        assert_non_null(answer);
    }
}

/* --- demo cards --- */

static json_t *read_cards(void)
{
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "assets/demo/demo_cards.json", NULL);
    json_t *cards = demo_cards_read(path, NULL);
    assert_non_null(cards);
    return cards;
}

static void a_demo_card_becomes_an_identity(void **state)
{
    json_auto_t *cards = read_cards();
    json_auto_t *card = demo_card_identity(cards, "演示卡01");
    assert_string_equal(json_string_value(json_object_get(card, "kind")), "identity");
    assert_string_equal(json_string_value(json_object_get(card, "birth")), "1945-08-01");
    assert_string_equal(json_string_value(json_object_get(card, "valid_to")), "长期");
    assert_string_equal(json_string_value(json_object_get(card, "sex")), "m");
}

static void a_demo_social_card_holds_name_and_number_only(void **state)
{
    json_auto_t *cards = read_cards();
    json_auto_t *card = demo_card_social(cards, "演示卡01");
    assert_int_equal(json_object_size(card), 4);
    assert_string_equal(json_string_value(json_object_get(card, "source")), "social");
}

static void a_tag_that_is_not_there_gives_nothing(void **state)
{
    json_auto_t *cards = read_cards();
    assert_null(demo_card_identity(cards, "演示卡99"));
    assert_null(demo_card_social(cards, ""));
}

static void a_missing_or_damaged_file_is_a_configuration_error(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(demo_cards_read("/nowhere.json", &error));
    assert_true(g_error_matches(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_CONFIGURATION));
}

/* --- the printer's memory --- */

typedef struct {
    char *folder;
} Memory;

static int make_folder(void **state)
{
    Memory *memory = g_new0(Memory, 1);
    memory->folder = g_dir_make_tmp("jobs-XXXXXX", NULL);
    *state = memory;
    return 0;
}

static int remove_folder(void **state)
{
    Memory *memory = *state;
    g_autofree char *path = g_build_filename(memory->folder, "jobs.json", NULL);
    g_unlink(path);
    g_rmdir(memory->folder);
    g_free(memory->folder);
    g_free(memory);
    return 0;
}

static void jobs_are_remembered_over_a_restart(void **state)
{
    Memory *memory = *state;
    SimJobs *jobs = sim_jobs_open(memory->folder);
    gint64 held = sim_jobs_create(jobs, "order-1", 2);
    gint64 done = sim_jobs_create(jobs, "order-2", 1);
    sim_jobs_set(jobs, done, HAL_JOB_COMPLETED, 3);
    sim_jobs_free(jobs);
    jobs = sim_jobs_open(memory->folder);
    assert_int_equal(sim_jobs_find(jobs, NULL, "order-1"), held);
    assert_int_equal(sim_jobs_state(jobs, held), HAL_JOB_HELD);
    assert_int_equal(sim_jobs_copies(jobs, held), 2);
    assert_int_equal(sim_jobs_state(jobs, done), HAL_JOB_COMPLETED);
    assert_int_equal(sim_jobs_impressions(jobs, done), 3);
    sim_jobs_free(jobs);
}

static void a_job_that_was_printing_when_the_power_went_is_aborted(void **state)
{
    Memory *memory = *state;
    SimJobs *jobs = sim_jobs_open(memory->folder);
    gint64 id = sim_jobs_create(jobs, "order-1", 1);
    sim_jobs_set(jobs, id, HAL_JOB_PROCESSING, 1);
    sim_jobs_free(jobs);
    jobs = sim_jobs_open(memory->folder);
    assert_int_equal(sim_jobs_state(jobs, id), HAL_JOB_ABORTED);
    assert_int_equal(sim_jobs_impressions(jobs, id), 1);
    sim_jobs_free(jobs);
}

static void the_same_order_is_the_same_job(void **state)
{
    Memory *memory = *state;
    SimJobs *jobs = sim_jobs_open(memory->folder);
    gint64 first = sim_jobs_create(jobs, "order-1", 1);
    assert_int_equal(sim_jobs_create(jobs, "order-1", 1), first);
    json_auto_t *ref = sim_jobs_ref(jobs, first);
    assert_int_equal(sim_jobs_find(jobs, ref, NULL), first);
    assert_int_equal(sim_jobs_find(jobs, NULL, "order-2"), 0);
    sim_jobs_free(jobs);
}

static void the_oldest_jobs_are_forgotten(void **state)
{
    Memory *memory = *state;
    SimJobs *jobs = sim_jobs_open(memory->folder);
    for (guint i = 0; i < 105; i++) {
        g_autofree char *order = g_strdup_printf("order-%u", i);
        sim_jobs_create(jobs, order, 1);
    }
    assert_int_equal(sim_jobs_find(jobs, NULL, "order-0"), 0);
    assert_int_not_equal(sim_jobs_find(jobs, NULL, "order-104"), 0);
    sim_jobs_free(jobs);
}

static void a_damaged_memory_starts_empty(void **state)
{
    Memory *memory = *state;
    g_autofree char *path = g_build_filename(memory->folder, "jobs.json", NULL);
    assert_true(g_file_set_contents(path, "[{\"id\":1},{\"id\":\"x\"}, 7", -1, NULL));
    SimJobs *jobs = sim_jobs_open(memory->folder);
    assert_int_equal(sim_jobs_state(jobs, 1), HAL_JOB_NOT_FOUND);
    assert_int_equal(sim_jobs_create(jobs, "order", 1), 1);
    sim_jobs_free(jobs);
}

int main(void)
{
#define WITH_FOLDER(f) cmocka_unit_test_setup_teardown(f, make_folder, remove_folder)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_with_its_argument_is_applied),
        cmocka_unit_test(a_wrong_word_is_answered_with_the_right_ones),
        cmocka_unit_test(a_wrong_argument_is_answered_with_the_right_one),
        cmocka_unit_test(a_demo_card_becomes_an_identity),
        cmocka_unit_test(a_demo_social_card_holds_name_and_number_only),
        cmocka_unit_test(a_tag_that_is_not_there_gives_nothing),
        cmocka_unit_test(a_missing_or_damaged_file_is_a_configuration_error),
        WITH_FOLDER(jobs_are_remembered_over_a_restart),
        WITH_FOLDER(a_job_that_was_printing_when_the_power_went_is_aborted),
        WITH_FOLDER(the_same_order_is_the_same_job),
        WITH_FOLDER(the_oldest_jobs_are_forgotten),
        WITH_FOLDER(a_damaged_memory_starts_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Finding a matter: groups that lose nothing, and searches as people type and speak them. */
#include "tests/support/cmocka.h"

#include <string.h>
#include "kiosk/domain/catalogue.h"
#include "kiosk/domain/finder.h"

typedef struct {
    Catalogue *catalogue;
    Situations *situations;
    Finder *finder;
} World;

static char *config(const char *name)
{
    return g_build_filename(g_getenv("KIOSK_ROOT"), "config/catalogue", name, NULL);
}

static int set_up(void **state)
{
    World *world = g_new0(World, 1);
    g_autofree char *matters = config("matters.json"), *situations = config("situations.json"), *text = NULL;
    gsize len = 0;
    g_autoptr(GError) error = NULL;
    assert_true(g_file_get_contents(matters, &text, &len, NULL));
    world->catalogue = catalogue_parse("matters.json", text, len, NULL);
    assert_non_null(world->catalogue);
    world->situations = situations_load(situations, &error);
    assert_null(error);
    world->finder = finder_new(world->catalogue, world->situations);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    World *world = *state;
    finder_free(world->finder);
    situations_free(world->situations);
    catalogue_unref(world->catalogue);
    g_free(world);
    return 0;
}

static const Matter *matter_at(const GPtrArray *matters, guint i)
{
    return g_ptr_array_index((GPtrArray *)matters, i);
}

static gboolean holds(const GPtrArray *matters, const char *id)
{
    for (guint i = 0; i < matters->len; i++)
        if (strcmp(matter_at(matters, i)->id, id) == 0)
            return TRUE;
    return FALSE;
}

static void assert_first(const World *world, const char *query, const char *id)
{
    g_autoptr(GPtrArray) found = finder_search(world->finder, query, 0);
    if (found->len == 0)
        fail_msg("%s: nothing found", query);
    if (strcmp(matter_at(found, 0)->id, id) != 0)
        fail_msg("%s: %s came first, not %s", query, matter_at(found, 0)->id, id);
}

/* --- groups ----------------------------------------------------------------------------------- */

static void the_most_used_come_first(void **state)
{
    const World *world = *state;
    const GPtrArray *hot = finder_hot(world->finder);
    assert_int_equal(hot->len, 24);
    assert_string_equal(matter_at(hot, 0)->id, "disabled-low-income");
    assert_string_equal(matter_at(hot, 1)->id, "dibao");
    assert_string_equal(matter_at(hot, 23)->id, "mediation");
}

static guint count_all(const GPtrArray *groups)
{
    guint n = 0;
    for (guint i = 0; i < groups->len; i++)
        n += ((const FinderGroup *)g_ptr_array_index((GPtrArray *)groups, i))->matters->len;
    return n;
}

static void categories_and_departments_hold_every_matter_once(void **state)
{
    const World *world = *state;
    assert_int_equal(finder_categories(world->finder)->len, 11);
    assert_int_equal(count_all(finder_categories(world->finder)), 24);
    assert_int_equal(finder_departments(world->finder)->len, 9);
    assert_int_equal(count_all(finder_departments(world->finder)), 24);
    const FinderGroup *elder = finder_group(finder_categories(world->finder), "elder");
    assert_string_equal(elder->title_zh, "养老助老");
    assert_string_equal(elder->title_en, "Elder services");
    assert_null(finder_group(finder_categories(world->finder), "nothing"));
}

static void every_matter_is_found_by_some_situation(void **state)
{
    const World *world = *state;
    const GPtrArray *groups = finder_situations(world->finder);
    for (guint m = 0; m < world->catalogue->n_matters; m++) {
        guint in = 0;
        for (guint i = 0; i < groups->len; i++)
            in += holds(((const FinderGroup *)g_ptr_array_index((GPtrArray *)groups, i))->matters,
                        world->catalogue->matters[m].id);
        if (in == 0)
            fail_msg("%s is in no situation", world->catalogue->matters[m].id);
    }
}

static void a_situation_gathers_what_belongs_to_it(void **state)
{
    const World *world = *state;
    const FinderGroup *elder = finder_group(finder_situations(world->finder), "elder");
    assert_string_equal(elder->title_zh, "家里有老人");
    assert_string_equal(elder->icon, "longevity");
    assert_true(holds(elder->matters, "elder-allowance"));
    assert_true(holds(elder->matters, "home-care-subsidy"));
    assert_true(holds(elder->matters, "barrier-free-home"));
    assert_false(holds(elder->matters, "birth-registration"));
    const FinderGroup *home = finder_group(finder_situations(world->finder), "home");
    assert_true(holds(home->matters, "dog-licence") && holds(home->matters, "public-rental"));
}

static Finder *finder_over(const World *world, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Situations) situations = situations_parse(text, strlen(text), "s.json", &error);
    assert_null(error);
    return finder_new(world->catalogue, situations);
}

static void what_the_table_leaves_out_lands_under_others(void **state)
{
    const World *world = *state;
    g_autoptr(Finder) finder = finder_over(
        world,
        "{\"schema\": \"ckiosk.situations/1\", \"situations\": [{\"id\": \"dogs\", \"title_zh\": \"养狗\", "
        "\"title_en\": \"Dogs\", \"matters\": [\"dog-licence\", \"cat-licence\"], \"categories\": "
        "[\"cats\"]},"
        "{\"id\": \"cats\", \"title_zh\": \"养猫\", \"title_en\": \"Cats\", \"categories\": [\"cats\"]}]}");
    const GPtrArray *groups = finder_situations(finder);
    assert_int_equal(groups->len, 2); /* nothing is about cats */
    const FinderGroup *dogs = finder_group(groups, "dogs"), *others = finder_group(groups, "others");
    assert_int_equal(dogs->matters->len, 1);
    assert_int_equal(others->matters->len, 23);
    assert_string_equal(others->title_zh, "其他");
}

static void without_a_table_categories_stand_in(void **state)
{
    const World *world = *state;
    g_autoptr(Finder) finder = finder_new(world->catalogue, NULL);
    assert_int_equal(finder_situations(finder)->len, 11);
    assert_int_equal(count_all(finder_situations(finder)), 24);
}

static void what_is_excepted_is_left_out(void **state)
{
    const World *world = *state;
    g_autoptr(Finder) finder = finder_over(
        world,
        "{\"schema\": \"ckiosk.situations/1\", \"situations\": [{\"id\": \"city\", \"title_zh\": \"城市\", "
        "\"title_en\": \"City\", \"categories\": [\"city\"], \"without\": [\"dog-licence\"]}]}");
    const FinderGroup *city = finder_group(finder_situations(finder), "city");
    assert_int_equal(city->matters->len, 1);
    assert_string_equal(matter_at(city->matters, 0)->id, "decoration-waste");
}

/* --- search ----------------------------------------------------------------------------------- */

static void names_keywords_and_initials_are_found(void **state)
{
    const World *world = *state;
    assert_first(world, "高龄津贴", "elder-allowance");
    assert_first(world, "高龄", "elder-allowance");
    assert_first(world, "gljt", "elder-allowance");
    assert_first(world, "狗证", "dog-licence");
    assert_first(world, "残疾证", "disability-cert");
    assert_first(world, "YS-MZ-03", "elder-allowance");
    assert_first(world, "4050补贴", "flex-insurance-subsidy");
    assert_first(world, "mediation", "mediation");
}

static void capitals_wide_letters_and_blanks_do_not_matter(void **state)
{
    const World *world = *state;
    assert_first(world, " GLJT ", "elder-allowance");
    assert_first(world, "ｇｌｊｔ", "elder-allowance");
    assert_first(world, "高 龄 津 贴", "elder-allowance");
    assert_first(world, "８０岁", "elder-allowance");
}

static void a_spoken_sentence_is_understood_by_its_keyword(void **state)
{
    const World *world = *state;
    assert_first(world, "家里老人80岁了", "elder-allowance");
    assert_first(world, "我想养犬登记一下", "dog-licence");
    assert_first(world, "楼上漏水怎么办", "mediation");
}

static void a_better_answer_comes_before_a_more_used_one(void **state)
{
    const World *world = *state;
    assert_first(world, "调解", "mediation"); /* the least used of all */
    g_autoptr(GPtrArray) found = finder_search(world->finder, "补贴", 0);
    assert_true(found->len >= 5);
    g_autoptr(GPtrArray) three = finder_search(world->finder, "补贴", 3);
    assert_int_equal(three->len, 3);
    assert_ptr_equal(matter_at(found, 2), matter_at(three, 2));
}

static void senseless_queries_find_nothing(void **state)
{
    const World *world = *state;
    g_autofree char *endless = g_strnfill(100000, 'q');
    const char *const queries[] = {"", "   ", "？！", "\xff\xfe", "zzzz", endless, "%", "'; --"};
    for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autoptr(GPtrArray) found = finder_search(world->finder, queries[i], 0);
        assert_int_equal(found->len, 0);
    }
    g_autoptr(GPtrArray) none = finder_search(world->finder, NULL, 0);
    assert_int_equal(none->len, 0);
}

static void mistakes_in_the_table_are_told(void **state)
{
    const char *text =
        "{\"schema\": \"ckiosk.situations/1\",\n\"situations\": [\n{\"id\": \"a\", \"title_zh\": \"甲\", "
        "\"title_en\": \"A\"},\n{\"id\": \"b\", \"title\": \"B\", \"categories\": [\"x\"]}]}";
    g_autoptr(GError) error = NULL;
    assert_null(situations_parse(text, strlen(text), "s.json", &error));
    assert_non_null(strstr(error->message, "s.json:3: situations[0]: must name at least one of"));
    assert_non_null(strstr(error->message, "s.json:4: situations[1].title: is not known here"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_most_used_come_first),
        cmocka_unit_test(categories_and_departments_hold_every_matter_once),
        cmocka_unit_test(every_matter_is_found_by_some_situation),
        cmocka_unit_test(a_situation_gathers_what_belongs_to_it),
        cmocka_unit_test(what_the_table_leaves_out_lands_under_others),
        cmocka_unit_test(without_a_table_categories_stand_in),
        cmocka_unit_test(what_is_excepted_is_left_out),
        cmocka_unit_test(names_keywords_and_initials_are_found),
        cmocka_unit_test(capitals_wide_letters_and_blanks_do_not_matter),
        cmocka_unit_test(a_spoken_sentence_is_understood_by_its_keyword),
        cmocka_unit_test(a_better_answer_comes_before_a_more_used_one),
        cmocka_unit_test(senseless_queries_find_nothing),
        cmocka_unit_test(mistakes_in_the_table_are_told),
    };
    return cmocka_run_group_tests_name("finder", tests, set_up, tear_down);
}

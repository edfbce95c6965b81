/* Every matter can be filled in, in every mode that it offers: no dead end, no empty step, and what comes out
 * is accepted by the check that the hub makes. */
#include <string.h>

#include "tests/support/cmocka.h"
#include "tests/support/walk.h"

enum { WALKS = 50 };

static Catalogue *the_catalogue(const char *file)
{
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT") ?: ".", file, NULL);
    return walk_catalogue(path);
}

static void fail_with_issues(const Matter *matter, SessionMode mode, guint seed, const GPtrArray *issues)
{
    for (guint i = 0; i < issues->len; i++) {
        const FormIssue *issue = g_ptr_array_index(issues, i);
        print_error("%s, %s, seed %u: %s at \"%s\" (%s)\n", matter->id, session_mode_name(mode), seed,
                    form_issue_name(issue->code), issue->path, issue->other ? issue->other : "");
    }
    fail();
}

/* As it travels: context and answers as text, read again on the other side. */
static guint submit(Catalogue *catalogue, const Form *form, GPtrArray *issues)
{
    json_t *sent = json_pack("{s:o, s:o}", "context", form_context_to_json(form_context(form)), "answers",
                             form_answers(form));
    char *text = json_dumps(sent, JSON_COMPACT | JSON_REAL_PRECISION(15));
    json_t *received = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    FormContext context;
    const char *problem;
    assert_true(form_context_from_json(json_object_get(received, "context"), &context, &problem));
    guint n = form_check_submission(catalogue, form_matter(form), &context,
                                    json_object_get(received, "answers"), issues, NULL);
    json_decref(received);
    json_decref(sent);
    free(text);
    return n;
}

static void walk_once(Catalogue *catalogue, const Matter *matter, SessionMode mode, guint seed)
{
    g_autoptr(GRand) rng = g_rand_new_with_seed(seed);
    g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
    g_autofree char *why = NULL;
    Day today = day_from_ymd(2026, 11, 23);
    WalkPerson person;
    if (!walk_person(catalogue, matter, mode, today, rng, &person)) {
        print_error("%s, %s, seed %u: nobody may apply\n", matter->id, session_mode_name(mode), seed);
        fail();
    }
    g_autoptr(Form) form = form_create(catalogue, matter, &person.context);
    if (!walk_fill(form, rng, &why))
        fail_msg("%s, %s, seed %u: %s", matter->id, session_mode_name(mode), seed, why);
    if (form_check_all(form, issues) > 0 || submit(catalogue, form, issues) > 0)
        fail_with_issues(matter, mode, seed, issues);
    walk_person_clear(&person);
}

static void walk_all(const char *file)
{
    Catalogue *catalogue = the_catalogue(file);
    for (guint i = 0; i < catalogue->n_matters; i++)
        for (int mode = MODE_SELF; mode <= MODE_ASSISTED; mode++)
            for (guint walk = 0; walk < WALKS && catalogue->matters[i].applicants.offered[mode]; walk++)
                walk_once(catalogue, &catalogue->matters[i], (SessionMode)mode, i * 1000 + mode * 100 + walk);
    catalogue_unref(catalogue);
}

/* One random mistake in accepted answers: exactly that is found. */
static void spoil_once(Catalogue *catalogue, const Matter *matter, SessionMode mode, guint seed)
{
    g_autoptr(GRand) rng = g_rand_new_with_seed(seed);
    g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
    g_autofree char *why = NULL;
    g_autofree char *path = NULL;
    WalkPerson person;
    assert_true(walk_person(catalogue, matter, mode, day_from_ymd(2026, 11, 23), rng, &person));
    g_autoptr(Form) form = form_create(catalogue, matter, &person.context);
    if (!walk_fill(form, rng, &why))
        fail_msg("%s, %s, seed %u: %s", matter->id, session_mode_name(mode), seed, why);
    json_t *answers = form_answers(form);
    FormIssueCode wanted = walk_spoil(form, answers, rng, &path);
    assert_int_not_equal(wanted, FORM_OK);
    guint n = form_check_submission(catalogue, matter, form_context(form), answers, issues, NULL);
    gboolean found = FALSE;
    for (guint i = 0; i < n; i++) {
        const FormIssue *issue = g_ptr_array_index(issues, i);
        found |= issue->code == wanted && strcmp(issue->path, path) == 0;
    }
    if (!found) {
        print_error("%s, %s, seed %u: %s at %s was not found, but:\n", matter->id, session_mode_name(mode),
                    seed, form_issue_name(wanted), path);
        fail_with_issues(matter, mode, seed, issues);
    }
    json_decref(answers);
    walk_person_clear(&person);
}

static void spoil_all(const char *file)
{
    Catalogue *catalogue = the_catalogue(file);
    for (guint i = 0; i < catalogue->n_matters; i++)
        for (int mode = MODE_SELF; mode <= MODE_ASSISTED; mode++)
            for (guint walk = 0; walk < WALKS && catalogue->matters[i].applicants.offered[mode]; walk++)
                spoil_once(catalogue, &catalogue->matters[i], (SessionMode)mode,
                           i * 1000 + mode * 100 + walk + 50);
    catalogue_unref(catalogue);
}

static void every_matter_is_walked_to_an_accepted_case_in_every_mode(void **state)
{
    walk_all("config/catalogue/matters.json");
}

static void every_matter_of_another_city_is_walked_too(void **state)
{
    walk_all("tests/data/catalogue-second.json");
}

static void a_random_mistake_in_any_matter_is_found_where_it_is(void **state)
{
    spoil_all("config/catalogue/matters.json");
}

static void a_random_mistake_in_another_citys_matters_is_found_where_it_is(void **state)
{
    spoil_all("tests/data/catalogue-second.json");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_matter_is_walked_to_an_accepted_case_in_every_mode),
        cmocka_unit_test(every_matter_of_another_city_is_walked_too),
        cmocka_unit_test(a_random_mistake_in_any_matter_is_found_where_it_is),
        cmocka_unit_test(a_random_mistake_in_another_citys_matters_is_found_where_it_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

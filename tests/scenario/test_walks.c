/* Every matter, in every mode that it offers, walked fifty times with random valid answers to a case that the
 * hub accepted over the real wire; and with a random mistake to a plain sentence in both languages. No dead
 * end. */
#include <string.h>
#include "kiosk/screens/sentences.h"
#include "kiosk/ui/ui.h"
#include "tests/support/cmocka.h"
#include "tests/support/hub_application.h"

enum { WALKS = 50, REFUSALS = 5 };

static HubRig *rig;
static Catalogue *catalogue;

typedef void (*Visit)(const Matter *matter, SessionMode mode, guint seed);

static void visit_all(Visit visit, guint times)
{
    for (guint m = 0; m < catalogue->n_matters; m++)
        for (int mode = MODE_SELF; mode <= MODE_ASSISTED; mode++)
            for (guint i = 0; i < times && catalogue->matters[m].applicants.offered[mode]; i++)
                visit(&catalogue->matters[m], (SessionMode)mode, m * 1000 + (guint)mode * 100 + i);
}

static RigApplication *fill_in(const Matter *matter, SessionMode mode, guint seed)
{
    g_autoptr(GRand) rng = g_rand_new_with_seed(seed);
    RigApplication *item = rig_application(NULL, &rig->kiosk, catalogue, matter, mode, rng);
    if (!item)
        fail_msg("%s, %s, seed %u: nobody can apply", matter->id, session_mode_name(mode), seed);
    return item;
}

/* --- right answers -------------------------------------------------------------------------------- */
enum { STATUS_DUPLICATE = 409, OTHERS = 5, OTHER_SEED = 100000 };

/* The same invented person may turn up twice for one matter: the hub then rightly says so, and another one
 * comes. */
static void walk_to_a_case(const Matter *matter, SessionMode mode, guint seed)
{
    guint status = STATUS_DUPLICATE;
    g_autofree char *issue = NULL;
    for (guint i = 0; i < OTHERS && status == STATUS_DUPLICATE; i++) {
        g_autoptr(RigApplication) item = fill_in(matter, mode, seed + i * OTHER_SEED);
        rig_send_contents(rig, &rig->kiosk, item);
        g_autoptr(HttpReply) reply = rig_put_case(rig, &rig->kiosk, item);
        status = reply->status;
        g_free(issue);
        issue = rig_issue(reply);
    }
    if (status != 200 && status != 201)
        fail_msg("%s, %s, seed %u: %u %s", matter->id, session_mode_name(mode), seed, status, issue);
}

static void every_matter_is_walked_to_an_accepted_case(void **state)
{
    visit_all(walk_to_a_case, WALKS);
}

/* --- a mistake ------------------------------------------------------------------------------------ */
static gboolean is_plain(const char *sentence)
{
    return sentence && g_utf8_strlen(sentence, -1) >= 3 && !strstr(sentence, "FORM_") &&
           !strchr(sentence, '_') && !strchr(sentence, '%');
}

static void expect_sentence(const Matter *matter, const FormIssue *issue, const Form *form,
                            const char *language)
{
    ui_language_set(language);
    g_autofree char *sentence = issue_sentence(issue, form);
    if (!is_plain(sentence))
        fail_msg("%s, %s at %s, in %s: '%s'", matter->id, form_issue_name(issue->code), issue->path, language,
                 sentence ? sentence : "(nothing)");
}

/* One mistake in answers that were good; *form is what was checked. */
static GPtrArray *spoil(RigApplication *item, const Matter *matter, guint seed, Form **form)
{
    g_autoptr(GRand) rng = g_rand_new_with_seed(seed);
    g_autofree char *path = NULL;
    const char *problem = NULL;
    FormContext context = {0};
    GPtrArray *issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
    assert_true(form_context_from_json(item->application->context, &context, &problem));
    assert_int_equal(
        form_check_submission(catalogue, matter, &context, item->application->answers, issues, form), 0);
    walk_spoil(*form, item->application->answers, rng, &path);
    form_destroy(*form);
    *form = NULL;
    assert_true(form_check_submission(catalogue, matter, &context, item->application->answers, issues, form) >
                0);
    return issues;
}

static void walk_to_a_sentence(const Matter *matter, SessionMode mode, guint seed)
{
    g_autoptr(RigApplication) item = fill_in(matter, mode, seed);
    g_autoptr(Form) form = NULL;
    g_autoptr(GPtrArray) issues = spoil(item, matter, seed, &form);
    for (guint i = 0; i < issues->len; i++) {
        expect_sentence(matter, issues->pdata[i], form, "zh_CN");
        expect_sentence(matter, issues->pdata[i], form, "en");
    }
}

static void every_mistake_has_a_plain_sentence_in_both_languages(void **state)
{
    visit_all(walk_to_a_sentence, WALKS);
}

static void walk_to_a_refusal(const Matter *matter, SessionMode mode, guint seed)
{
    g_autoptr(RigApplication) item = fill_in(matter, mode, seed);
    g_autoptr(Form) form = NULL;
    rig_send_contents(rig, &rig->kiosk, item);
    g_autoptr(GPtrArray) issues = spoil(item, matter, seed, &form);
    g_autoptr(HttpReply) reply = rig_put_case(rig, &rig->kiosk, item);
    g_autofree char *told = rig_issue(reply);
    if (reply->status < 400 || reply->status >= 500 || !*told)
        fail_msg("%s, %s, seed %u: a wrong case got %u", matter->id, session_mode_name(mode), seed,
                 reply->status);
}

static void the_hub_refuses_what_is_wrong_and_says_what(void **state)
{
    visit_all(walk_to_a_refusal, REFUSALS);
}

/* --- life ----------------------------------------------------------------------------------------- */
static int open_hub(void **state)
{
    const char *root = g_getenv("KIOSK_ROOT"), *share = g_getenv("KIOSK_SHARE");
    g_autofree char *path = g_build_filename(root ? root : ".", "config/catalogue/matters.json", NULL);
    catalogue = walk_catalogue(path);
    rig = hub_rig_new();
    ui_language_init(share ? share : "build/share");
    return rig ? 0 : -1;
}

static int close_hub(void **state)
{
    hub_rig_free(rig);
    catalogue_unref(catalogue);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_matter_is_walked_to_an_accepted_case),
        cmocka_unit_test(every_mistake_has_a_plain_sentence_in_both_languages),
        cmocka_unit_test(the_hub_refuses_what_is_wrong_and_says_what),
    };
    return cmocka_run_group_tests(tests, open_hub, close_hub);
}

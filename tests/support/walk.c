#include "tests/support/walk.h"

#include <stdio.h>
#include <string.h>

enum {
    PERSON_TRIES = 400, /* until somebody is old or young enough */
    REPAIRS = 60,       /* corrections in one step before it counts as a dead end */
    OPTIONAL_OF = 3,    /* one optional field in three is left empty */
};

static guint below(GRand *rng, guint n)
{
    return n > 0 ? (guint)g_rand_int_range(rng, 0, (gint32)n) : 0;
}

Catalogue *walk_catalogue(const char *path)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) errors = g_ptr_array_new_with_free_func((GDestroyNotify)catalogue_error_free);
    if (!g_file_get_contents(path, &text, &length, &error))
        g_error("%s", error->message);
    Catalogue *catalogue = catalogue_parse(path, text, length, errors);
    for (guint i = 0; i < errors->len; i++) {
        g_autofree char *line = catalogue_error_text(g_ptr_array_index(errors, i));
        fprintf(stderr, "%s\n", line);
    }
    if (!catalogue)
        g_error("%s has errors", path);
    return catalogue;
}

/* --- who comes --- */

static json_t *random_card(GRand *rng, Day today, int years_from, int years_to)
{
    char number[19], birth[DAY_TEXT_SIZE], from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];
    Day born = day_add_years(today, -years_from) - (Day)below(rng, (guint)(years_to - years_from) * 365);
    walk_id_number(rng, born, number);
    if (below(rng, 4) == 0) /* a social-security card */
        return json_pack("{s:s, s:s}", "name", "赵秀兰", "id_number", number);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", "王小明", "id_number", number,
                     "nation", "01", "birth", day_format(born, birth), "address",
                     "演示市测试区晴川路90号2幢305室", "authority", "演示市测试区公安局", "valid_from",
                     day_format(today - 400, from), "valid_to",
                     below(rng, 3) ? day_format(today + 900, to) : "长期");
}

static json_t *random_db(GRand *rng)
{
    if (below(rng, 2))
        return NULL;
    return json_pack("{s:s, s:{s:s, s:s}, s:{s:i, s:[{s:s, s:i, s:i}]}}", "resident.phone", "13812345678",
                     "resident", "live_address", "晴川苑3幢501室", "address", "演示市测试区清河路12号",
                     "insurance", "months", 12, "payments", "y_month", "2026-09", "y_pension", 98765,
                     "y_medical", 1234);
}

void walk_person_clear(WalkPerson *person)
{
    json_decref(person->card);
    json_decref(person->agent_card);
    json_decref(person->session);
    json_decref(person->db);
    *person = (WalkPerson){.card = NULL};
}

gboolean walk_person(Catalogue *catalogue, const Matter *matter, SessionMode mode, Day today, GRand *rng,
                     WalkPerson *person)
{
    gboolean may_lack =
        mode == MODE_ASSISTED || (mode == MODE_AGENT && !matter->applicants.agent_needs_applicant_card);
    for (int i = 0; i < PERSON_TRIES && matter->applicants.offered[mode]; i++) {
        gboolean without_card = may_lack && below(rng, 3) == 0;
        *person = (WalkPerson){
            .card = without_card ? NULL : random_card(rng, today, mode == MODE_SELF ? 18 : 1, 100),
            .agent_card = mode == MODE_AGENT ? random_card(rng, today, 18, 80) : NULL,
            .session = json_pack("{s:s, s:s, s:s}", "community", "330108001005", "street", "330108001",
                                 "dog_zone", below(rng, 2) ? "key" : "general"),
            .db = random_db(rng),
        };
        person->context = (FormContext){mode,       today, person->card, person->agent_card, person->session,
                                        person->db, NULL,  without_card};
        g_autoptr(Form) form = form_create(catalogue, matter, &person->context);
        if (form_check_start(form, NULL) == 0)
            return TRUE;
        walk_person_clear(person);
    }
    return FALSE;
}

/* --- filling in --- */

static void answer_field(Form *form, const Field *field, guint row, GRand *rng)
{
    g_autofree char *path = form_path(field, row);
    FieldState state;
    if (!form_field_state(form, path, &state) || !state.visible || state.edit == EDIT_FIXED)
        return;
    gboolean known = state.value && below(rng, 4) > 0; /* most people leave what is already there */
    if (known || (!state.required && below(rng, OPTIONAL_OF) == 0))
        return;
    json_t *value = walk_value(form, field, row, rng);
    form_set(form, path, value, NULL);
    json_decref(value);
}

static void answer_group(Form *form, const Field *group, GRand *rng)
{
    FieldState state;
    form_field_state(form, group->id, &state);
    if (!state.visible)
        return;
    guint least = state.required ? MAX(group->repeat.min, 1) : group->repeat.min;
    guint wanted = least + below(rng, MIN(group->repeat.max - least, 3) + 1);
    if (!state.required && below(rng, 2))
        wanted = 0;
    while (form_row_count(form, group->id) < wanted)
        form_row_add(form, group->id, NULL);
    for (guint row = 0; row < form_row_count(form, group->id); row++)
        for (guint i = 0; i < group->n_fields; i++)
            answer_field(form, &group->fields[i], row, rng);
}

static void answer(Form *form, const Field *field, guint row, GRand *rng)
{
    if (field->type == FIELD_GROUP)
        answer_group(form, field, rng);
    else
        answer_field(form, field, row, rng);
}

static guint row_of(const char *path)
{
    const char *bracket = strchr(path, '[');
    return bracket ? (guint)g_ascii_strtoull(bracket + 1, NULL, 10) : 0;
}

/* Corrects what the check names; for a duplicate or a wrong number any other value will do. */
static void repair(Form *form, const FormIssue *issue, GRand *rng)
{
    json_t *value;
    if (!issue->field)
        return;
    if (issue->field->type == FIELD_GROUP) {
        if (issue->code == FORM_ISSUE_ROWS_FEW)
            answer_group(form, issue->field, rng);
        else
            form_row_remove(form, issue->path, 0);
        return;
    }
    value = walk_value(form, issue->field, row_of(issue->path), rng);
    form_set(form, issue->path, value, NULL);
    json_decref(value);
}

static gboolean fill_step(Form *form, guint step, GRand *rng, char **why)
{
    const Step *asked = &form_matter(form)->steps[step];
    for (guint i = 0; i < asked->n_fields; i++)
        answer(form, &asked->fields[i], 0, rng);
    for (int i = 0; i < REPAIRS; i++) {
        g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
        if (form_check_step(form, step, issues) == 0)
            return TRUE;
        const FormIssue *first = g_ptr_array_index(issues, 0);
        if (i == REPAIRS - 1)
            *why = g_strdup_printf("step %s: %s at %s", asked->id, form_issue_name(first->code), first->path);
        repair(form, first, rng);
    }
    return FALSE;
}

gboolean walk_fill(Form *form, GRand *rng, char **why)
{
    *why = NULL;
    for (int step = form_step_next(form, -1); step >= 0; step = form_step_next(form, step)) {
        g_autoptr(GPtrArray) fields = form_step_fields(form, (guint)step);
        if (fields->len == 0) {
            *why = g_strdup_printf("step %s is empty", form_matter(form)->steps[step].id);
            return FALSE;
        }
        if (!fill_step(form, (guint)step, rng, why))
            return FALSE;
    }
    return TRUE;
}

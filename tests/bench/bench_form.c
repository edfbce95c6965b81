/* One step of the form engine over the largest matter: an answer is set, everything that follows from it is
 * derived, and the step is checked. The form is filled in, with as many rows as the matter allows. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/walk.h"

enum { WARM_UP = 200, RUNS = 5000 };

/* Fields, and those of every row that there may be. */
static guint size_of(const Matter *matter)
{
    guint n = matter->n_fields;
    for (guint i = 0; i < matter->n_fields; i++)
        n += matter->fields[i].repeat.max * matter->fields[i].n_fields;
    return n;
}

static const Matter *largest(const Catalogue *catalogue)
{
    const Matter *most = &catalogue->matters[0];
    for (guint i = 0; i < catalogue->n_matters; i++)
        if (size_of(&catalogue->matters[i]) > size_of(most) &&
            catalogue->matters[i].applicants.offered[MODE_AGENT])
            most = &catalogue->matters[i];
    return most;
}

static void fill_rows(Form *form, GRand *rng)
{
    const Matter *matter = form_matter(form);
    for (guint i = 0; i < matter->n_fields; i++) {
        const Field *group = &matter->fields[i];
        while (group->type == FIELD_GROUP && form_row_add(form, group->id, NULL) >= 0)
            for (guint k = 0; k < group->n_fields; k++) {
                guint row = form_row_count(form, group->id) - 1;
                g_autofree char *path = form_path(&group->fields[k], row);
                json_t *value = walk_value(form, &group->fields[k], row, rng);
                form_set(form, path, value, NULL);
                json_decref(value);
            }
    }
}

static double step_ms(Form *form, const char *path, const json_t *value, guint step)
{
    gint64 start = g_get_monotonic_time();
    form_set(form, path, value, NULL);
    form_check_step(form, step, NULL);
    return (double)(g_get_monotonic_time() - start) / 1000;
}

static int by_size(const void *a, const void *b)
{
    const double *one = a, *two = b;
    return (*one > *two) - (*one < *two);
}

int main(void)
{
    g_autofree char *file =
        g_build_filename(g_getenv("KIOSK_ROOT") ?: ".", "config/catalogue/matters.json", NULL);
    g_autoptr(Catalogue) catalogue = walk_catalogue(file);
    g_autoptr(GRand) rng = g_rand_new_with_seed(1);
    g_autofree char *why = NULL;
    static double ms[RUNS];
    WalkPerson person;
    const Matter *matter = largest(catalogue);
    if (!walk_person(catalogue, matter, MODE_AGENT, day_from_ymd(2026, 11, 23), rng, &person))
        return 1;
    g_autoptr(Form) form = form_create(catalogue, matter, &person.context);
    if (!walk_fill(form, rng, &why))
        return 1;
    fill_rows(form, rng);
    const Field *field = matter_field(matter, "phone");
    json_t *value = json_string("13812345678");
    for (int i = 0; i < WARM_UP + RUNS; i++)
        ms[i % RUNS] = step_ms(form, field->id, value, field->step);
    qsort(ms, RUNS, sizeof *ms, by_size);
    printf("{\"name\":\"one step of the form engine over the largest "
           "matter\",\"unit\":\"ms\",\"n\":%d,\"median\":%.4f,"
           "\"p99\":%.4f}\n",
           RUNS, ms[RUNS / 2], ms[RUNS * 99 / 100]);
    fprintf(stderr, "%s: %u fields with all rows\n", matter->id, size_of(matter));
    json_decref(value);
    walk_person_clear(&person);
    return 0;
}

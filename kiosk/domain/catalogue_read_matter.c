/* A matter's own keys, its steps, and the places of its fields. */
#include "kiosk/domain/catalogue_read.h"

#include <string.h>

/* --- steps --- */

static const Key step_keys[] = {
    {"id", KEY_ID, offsetof(Step, id)},
    {"title_zh", KEY_FULL, offsetof(Step, title.zh)},
    {"title_en", KEY_TEXT, offsetof(Step, title.en), KEY_OPTIONAL},
    {"guide_zh", KEY_TEXT, offsetof(Step, guide.zh), KEY_OPTIONAL},
    {"guide_en", KEY_TEXT, offsetof(Step, guide.en), KEY_OPTIONAL},
    {"visible_if", KEY_LATER, 0, KEY_OPTIONAL},
    {"fields", KEY_LATER},
};

/* How many fields a step really brings: none of a list that is too long (reader_array() reports it). */
static guint step_size(const json_t *step)
{
    size_t n = json_array_size(json_object_get(step, "fields"));
    return n <= CATALOGUE_MAX_STEP_FIELDS ? (guint)n : 0;
}

static void read_step(Reader *reader, const json_t *value, Step *step, Field *fields, guint place,
                      guint first)
{
    const json_t *list = json_object_get(value, "fields");
    guint n;
    const char *id = json_string_value(json_object_get(value, "id"));
    reader->step = id ? reader_keep(reader, id) : NULL;
    reader_object(reader, value, step_keys, G_N_ELEMENTS(step_keys), step);
    step->fields = fields + first;
    reader_into_key(reader, "fields");
    if (list && reader_array(reader, list, CATALOGUE_MAX_STEP_FIELDS, "fields", &n)) {
        if (n == 0)
            reader_error(reader, "add fields, or leave the step out", "a step without fields");
        for (guint i = 0; i < n; i++) {
            fields[first + i].index = first + i;
            fields[first + i].step = place;
        }
        step->n_fields = n;
        read_fields(reader, list, fields + first, n, NULL);
    }
    reader_out(reader);
    reader->step = NULL;
}

static void read_steps(Reader *reader, const json_t *value, gpointer out)
{
    Matter *matter = out;
    guint n, n_fields = 0, first = 0;
    if (!reader_array(reader, value, CATALOGUE_MAX_STEPS, "steps", &n))
        return;
    for (guint i = 0; i < n; i++)
        n_fields += step_size(json_array_get(value, i));
    Step *steps = reader_new(reader, Step, n);
    Field *fields = reader_new(reader, Field, MAX(n_fields, 1)); /* slices begin in it even where empty */
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i);
        read_step(reader, json_array_get(value, i), &steps[i], fields, i, first);
        first += steps[i].n_fields;
        reader_out(reader);
    }
    matter->steps = steps;
    matter->n_steps = n;
    matter->fields = fields;
    matter->n_fields = n_fields;
}

/* --- the matter --- */

static void read_department(Reader *reader, const json_t *value, gpointer out)
{
    const Catalogue *catalogue = &reader->store->catalogue;
    const char *id = reader_string(reader, value, FALSE);
    for (guint i = 0; i < catalogue->n_departments; i++)
        if (strcmp(catalogue->departments[i].id, id) == 0) {
            *(guint *)out = i;
            return;
        }
    reader_error(reader, "use the id of one of the departments", "\"%s\" is no department", id);
}

static void read_category(Reader *reader, const json_t *value, gpointer out)
{
    const Catalogue *catalogue = &reader->store->catalogue;
    const char *id = reader_string(reader, value, FALSE);
    for (guint i = 0; i < catalogue->n_categories; i++)
        if (strcmp(catalogue->categories[i].id, id) == 0) {
            *(guint *)out = i;
            return;
        }
    reader_error(reader, "use the id of one of the categories", "\"%s\" is no category", id);
}

#define AT(member) offsetof(Matter, member)
static const Key matter_keys[] = {
    {"id", KEY_ID, AT(id)},
    {"no", KEY_INT, AT(no), .min = 1, .max = 10000},
    {"code", KEY_FULL, AT(code)},
    {"name_zh", KEY_FULL, AT(name.zh)},
    {"name_en", KEY_TEXT, AT(name.en), KEY_OPTIONAL},
    {"short_zh", KEY_FULL, AT(short_zh)},
    {"kind_zh", KEY_TEXT, AT(kind_zh), KEY_OPTIONAL},
    {"department", KEY_READ, AT(department), .read = read_department},
    {"co_departments", KEY_TEXTS, AT(co_departments), KEY_OPTIONAL}, /* also offices outside of the station */
    {"category", KEY_READ, AT(category), .read = read_category},
    {"icon", KEY_TEXT, AT(icon), KEY_OPTIONAL},
    {"hot_rank", KEY_INT, AT(hot_rank), KEY_OPTIONAL},
    {"keywords", KEY_TEXTS, AT(keywords), KEY_OPTIONAL},
    {"audience", KEY_TEXTS, AT(audience), KEY_OPTIONAL},
    {"summary_zh", KEY_TEXT, AT(summary.zh), KEY_OPTIONAL},
    {"summary_en", KEY_TEXT, AT(summary.en), KEY_OPTIONAL},
    {"seed_example", KEY_BOOL, AT(seed_example), KEY_OPTIONAL},
    {"seed_note_zh", KEY_LATER, 0, KEY_OPTIONAL},
    {"instant", KEY_BOOL, AT(instant), KEY_OPTIONAL},
    {"estimate_minutes", KEY_INT, AT(estimate_minutes), KEY_OPTIONAL},
    {"consult_phone", KEY_TEXT, AT(consult_phone), KEY_OPTIONAL},
    {"legal_basis", KEY_TEXTS, AT(legal_basis), KEY_OPTIONAL},
    {"applicants", KEY_READ, AT(applicants), .read = read_applicants},
    {"eligibility", KEY_READ, 0, KEY_OPTIONAL, .read = read_eligibility},
    {"route", KEY_READ, 0, .read = read_route},
    {"time_limit", KEY_READ, AT(time_limit), .read = read_limit},
    {"publicity", KEY_READ, AT(publicity), .read = read_publicity},
    {"fee", KEY_READ, AT(fee), .read = read_fee},
    {"result", KEY_READ, AT(result), .read = read_result},
    {"dedupe", KEY_READ, 0, .read = read_dedupe},
    {"retention", KEY_READ, 0, .read = read_retention},
    {"steps", KEY_READ, 0, .read = read_steps},
    {"materials", KEY_READ, 0, .read = read_materials},
    {"faq", KEY_READ, 0, KEY_OPTIONAL, .read = read_faq},
};
#undef AT

void read_matter(Reader *reader, const json_t *value, Matter *matter)
{
    reader_object(reader, value, matter_keys, G_N_ELEMENTS(matter_keys), matter);
    if (matter->n_steps == 0 && json_is_array(json_object_get(value, "steps")))
        reader_error_at(reader, "steps", "add steps", "no steps");
}

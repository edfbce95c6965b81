/* Second pass over a matter: everything that refers to fields, now that each has its place. */
#include "kiosk/domain/catalogue_read.h"

#include <string.h>

/* The condition under key, NULL when there is none. */
static const Condition *condition_at(Reader *reader, const json_t *object, const char *key,
                                     const Sight *sight)
{
    const json_t *value = json_object_get(object, key);
    if (!value || json_is_null(value))
        return NULL;
    reader_into_key(reader, key);
    const Condition *condition = read_condition(reader, value, sight);
    reader_out(reader);
    return condition;
}

static void link_warning(Reader *reader, const json_t *value, const Sight *sight, Field *field)
{
    static const Key keys[] = {
        {"when", KEY_LATER},
        {"text_zh", KEY_FULL, offsetof(Words, zh)},
        {"text_en", KEY_TEXT, offsetof(Words, en), KEY_OPTIONAL},
    };
    const json_t *warning = json_object_get(value, "warn_if");
    if (!warning)
        return;
    reader_into_key(reader, "warn_if");
    reader_object(reader, warning, keys, G_N_ELEMENTS(keys), &field->warn_text);
    field->warn_when = condition_at(reader, warning, "when", sight);
    reader_out(reader);
}

static void link_date_limit(Reader *reader, const json_t *validation, const char *key, const Sight *sight,
                            DateLimit *limit)
{
    const json_t *value = json_object_get(validation, key);
    if (!value)
        return;
    reader_into_key(reader, key);
    const char *text = reader_string(reader, value, FALSE);
    if (g_str_has_prefix(text, "@answer.")) {
        limit->kind = DATE_LIMIT_ANSWER;
        limit->field = sight_field(reader, sight, text + strlen("@answer."));
        if (limit->field && limit->field->type != FIELD_DATE)
            reader_error(reader, "name a date", "field \"%s\" is no date", limit->field->id);
    } else if (g_str_has_prefix(text, "@card.")) {
        Operand card = {.kind = OPERAND_CONTEXT};
        limit->kind = DATE_LIMIT_CARD;
        limit->name = reader_keep(reader, text + 1);
        if (read_left(reader, text + 1, sight, &card) && card.as != VALUE_DATE)
            reader_error(reader, "name a date", "\"%s\" is no date", text);
    } else if (g_str_has_prefix(text, "today")) {
        limit->kind = DATE_LIMIT_TODAY;
        read_today(reader, text, &limit->offset, &limit->unit);
    } else {
        limit->kind = DATE_LIMIT_FIXED;
        limit->day = day_parse(text);
        if (limit->day == DAY_NONE)
            reader_error(reader, "write YYYY-MM-DD, today±n[dmy], @answer.<field> or @card.<x>",
                         "\"%s\" is no day", text);
    }
    reader_out(reader);
}

static void link_fields(Reader *reader, const json_t *list, const Matter *matter, Field *fields, guint n);

static void link_field(Reader *reader, const json_t *value, const Matter *matter, Field *field)
{
    const char *outer = reader->field;
    Sight earlier = {matter, field, FALSE}, and_itself = {matter, field, TRUE};
    const json_t *validation = json_object_get(value, "validation");
    reader->field = field->id;
    field->visible_if = condition_at(reader, value, "visible_if", &earlier);
    field->required_if = condition_at(reader, value, "required_if", &earlier);
    link_warning(reader, value, &and_itself, field);
    if (json_object_get(value, "calc")) {
        reader_into_key(reader, "calc");
        field->calc = read_calc(reader, json_object_get(value, "calc"), &earlier);
        reader_out(reader);
    }
    reader_into_key(reader, "validation");
    link_date_limit(reader, validation, "date_min", &earlier, &field->validation.date_min);
    link_date_limit(reader, validation, "date_max", &earlier, &field->validation.date_max);
    reader_out(reader);
    if (field->type == FIELD_GROUP) {
        reader_into_key(reader, "fields");
        link_fields(reader, json_object_get(value, "fields"), matter, (Field *)field->fields,
                    field->n_fields);
        reader_out(reader);
    }
    reader->field = outer;
}

static void link_fields(Reader *reader, const json_t *list, const Matter *matter, Field *fields, guint n)
{
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i);
        link_field(reader, json_array_get(list, i), matter, &fields[i]);
        reader_out(reader);
    }
}

static void link_steps(Reader *reader, const json_t *list, const Matter *matter)
{
    reader_into_key(reader, "steps");
    for (guint i = 0; i < matter->n_steps; i++) {
        Step *step = (Step *)&matter->steps[i];
        const json_t *value = json_array_get(list, i);
        Sight earlier = {matter, step->fields, FALSE};
        reader->step = step->id;
        reader_into_index(reader, i);
        step->visible_if = condition_at(reader, value, "visible_if", &earlier);
        reader_into_key(reader, "fields");
        link_fields(reader, json_object_get(value, "fields"), matter, (Field *)step->fields, step->n_fields);
        reader_out(reader);
        reader_out(reader);
        reader->step = NULL;
    }
    reader_out(reader);
}

/* A field of the matter, or of the rows of one of its groups. */
static const Field *find_field(const Matter *matter, const char *id)
{
    const Field *field = id ? matter_field(matter, id) : NULL;
    for (guint i = 0; id && !field && i < matter->n_fields; i++)
        field = group_field(&matter->fields[i], id);
    return field;
}

static void link_material(Reader *reader, const json_t *value, const Matter *matter, Material *material)
{
    Sight any = {matter, NULL, FALSE};
    const json_t *id = json_object_get(value, "field");
    material->required_if = condition_at(reader, value, "required_if", &any);
    if (!id || json_is_null(id))
        return;
    const Field *field = find_field(matter, json_string_value(id));
    if (!field || strcmp(field->material, material->id) != 0)
        reader_error_at(reader, "field", "name the photo or file field whose material is this",
                        "field \"%s\" does not take material \"%s\"",
                        json_is_string(id) ? json_string_value(id) : "?", material->id);
    material->field = field;
}

/* What a matter holds beside its steps: lists whose elements have one condition each. */
static void link_lists(Reader *reader, const json_t *value, const Matter *matter)
{
    Sight any = {matter, NULL, FALSE};
    const json_t *list = json_object_get(value, "eligibility");
    reader_into_key(reader, "eligibility");
    for (guint i = 0; i < matter->n_eligibility; i++) {
        reader_into_index(reader, i);
        ((Eligibility *)matter->eligibility)[i].check =
            condition_at(reader, json_array_get(list, i), "check", &any);
        reader_out(reader);
    }
    reader_out(reader);

    list = json_object_get(json_object_get(value, "time_limit"), "variants");
    reader_into_key(reader, "time_limit");
    reader_into_key(reader, "variants");
    for (guint i = 0; i < matter->time_limit.n_variants; i++) {
        reader_into_index(reader, i);
        ((TimeVariant *)matter->time_limit.variants)[i].when =
            condition_at(reader, json_array_get(list, i), "when", &any);
        reader_out(reader);
    }
    reader_out(reader);
    reader_out(reader);

    list = json_object_get(value, "materials");
    reader_into_key(reader, "materials");
    for (guint i = 0; i < matter->n_materials; i++) {
        reader_into_index(reader, i);
        link_material(reader, json_array_get(list, i), matter, (Material *)&matter->materials[i]);
        reader_out(reader);
    }
    reader_out(reader);
}

void link_matter(Reader *reader, const json_t *value, Matter *matter)
{
    link_steps(reader, json_object_get(value, "steps"), matter);
    link_lists(reader, value, matter);
}

/* What must hold within a whole matter once every part is sound: ids, the route's arithmetic, consents,
 * materials. */
#define G_LOG_DOMAIN "catalogue"
#include "kiosk/domain/catalogue_read.h"

#include <string.h>

/* --- ids --- */

static void check_field_ids(Reader *reader, const Field *fields, guint n)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < n; i++) {
        reader->field = fields[i].id;
        if (!g_hash_table_add(seen, (gpointer)fields[i].id))
            reader_error(reader, "give every field its own id", "field id \"%s\" comes twice", fields[i].id);
        if (fields[i].type == FIELD_GROUP)
            check_field_ids(reader, fields[i].fields, fields[i].n_fields);
        reader->field = NULL;
    }
}

static void check_step_ids(Reader *reader, const Matter *matter)
{
    for (guint i = 0; i < matter->n_steps; i++)
        if (matter_step(matter, matter->steps[i].id) != &matter->steps[i])
            reader_error_at(reader, "steps", "give every step its own id", "step id \"%s\" comes twice",
                            matter->steps[i].id);
}

static void check_material_ids(Reader *reader, const Matter *matter)
{
    for (guint i = 0; i < matter->n_materials; i++)
        for (guint k = 0; k < i; k++)
            if (strcmp(matter->materials[k].id, matter->materials[i].id) == 0)
                reader_error_at(reader, "materials", "give every material its own id",
                                "material id \"%s\" comes twice", matter->materials[i].id);
}

/* A field's material must exist and point back; link_material() saw the other direction. */
static void check_field_materials(Reader *reader, const Matter *matter, const Field *fields, guint n)
{
    for (guint i = 0; i < n; i++) {
        const Field *field = &fields[i];
        check_field_materials(reader, matter, field->fields, field->n_fields);
        gboolean found = *field->material == '\0';
        for (guint k = 0; k < matter->n_materials && !found; k++)
            found = matter->materials[k].field == field;
        if (found)
            continue;
        reader->field = field->id;
        reader_error_at(reader, "materials", "add a material of that id with this field",
                        "no material \"%s\" is taken by this field", field->material);
        reader->field = NULL;
    }
}

static void check_dedupe(Reader *reader, const Matter *matter)
{
    for (guint i = 0; i < matter->dedupe_key.n; i++) {
        const char *key = matter->dedupe_key.items[i];
        if (strcmp(key, "matter_id") != 0 && strcmp(key, "applicant_id") != 0 && !matter_field(matter, key))
            reader_error_at(reader, "dedupe", "use matter_id, applicant_id or field ids",
                            "\"%s\" is no dedupe key", key);
    }
}

/* "YS-CL-01": the department's code is the part after the first hyphen; in catalogues without a common prefix
 * the code begins with it. */
static void check_code(Reader *reader, const Matter *matter)
{
    const char *department = reader->store->catalogue.departments[matter->department].code;
    const char *hyphen = strchr(matter->code, '-');
    gsize length = strlen(department);
    gboolean begins = strncmp(matter->code, department, length) == 0 && matter->code[length] == '-';
    gboolean follows = hyphen && strncmp(hyphen + 1, department, length) == 0 && hyphen[1 + length] == '-';
    if (!begins && !follows)
        reader_error_at(reader, "code", "write it as YS-<department's code>-<number>",
                        "\"%s\" does not begin with the department's code \"%s\"", matter->code, department);
}

/* --- route and time limit --- */

static void check_route_order(Reader *reader, const Matter *matter)
{
    for (guint i = 0; i < matter->n_route; i++) {
        const RouteNode *node = &matter->route[i], *before = i > 0 ? &matter->route[i - 1] : NULL;
        reader_into_index(reader, i);
        if (node->seq != i + 1)
            reader_error_at(reader, "seq", "count 1, 2, 3 …", "node %u has seq %u", i + 1, node->seq);
        if (before && node->pct_on_complete < before->pct_on_complete)
            reader_error_at(reader, "pct_on_complete", "let it never fall", "%d after %d",
                            node->pct_on_complete, before->pct_on_complete);
        if (before && node->level < before->level)
            reader_error_at(reader, "level", "never go back: community, street, district", "%s after %s",
                            level_name(node->level), level_name(before->level));
        if (node->counts && node->unit != matter->time_limit.unit)
            reader_error_at(reader, "unit", "count in the time limit's unit",
                            "a counted node in another unit");
        reader_out(reader);
    }
    if (matter->n_route > 0 && matter->route[0].action != ACTION_PREACCEPT)
        reader_error(reader, "begin with preaccept", "the first node is not preaccept");
}

static void check_sums(Reader *reader, const Matter *matter)
{
    int promised = 0, statutory = 0;
    for (guint i = 0; i < matter->n_route; i++) {
        promised += matter->route[i].counts ? matter->route[i].promised : 0;
        statutory += matter->route[i].counts ? matter->route[i].statutory : 0;
    }
    reader_into_key(reader, "time_limit");
    if (promised != matter->time_limit.promised)
        reader_error_at(reader, "promised", "make it the sum of the counted nodes",
                        "%d, but the counted nodes give %d", matter->time_limit.promised, promised);
    if (statutory != matter->time_limit.statutory)
        reader_error_at(reader, "statutory", "make it the sum of the counted nodes",
                        "%d, but the counted nodes give %d", matter->time_limit.statutory, statutory);
    reader_out(reader);
}

static void check_publicity(Reader *reader, const Matter *matter)
{
    gboolean has_node = FALSE;
    for (guint i = 0; i < matter->n_route; i++)
        has_node |= matter->route[i].action == ACTION_PUBLICITY;
    if (has_node != matter->publicity.required)
        reader_error_at(reader, "publicity", "let publicity.required and the route agree",
                        "publicity is %s, but the route has %s node for it",
                        matter->publicity.required ? "required" : "not required", has_node ? "a" : "no");
}

/* --- consents, signature, the agent's step --- */

static void check_ones(Reader *reader, const Matter *matter)
{
    guint truths = 0, signatures = 0, lookups = 0;
    for (guint i = 0; i < matter->n_fields; i++) {
        const Field *field = &matter->fields[i];
        truths += field->type == FIELD_CONSENT && field->consent_kind == CONSENT_TRUTH;
        lookups += field->type == FIELD_CONSENT && field->consent_kind == CONSENT_DB_LOOKUP;
        signatures += field->type == FIELD_SIGNATURE;
    }
    if (truths != 1)
        reader_error_at(reader, "steps", "have one consent of kind truth", "%u consents of kind truth",
                        truths);
    if (signatures != 1)
        reader_error_at(reader, "steps", "have one signature", "%u signatures", signatures);
    if (lookups > 1)
        reader_error_at(reader, "steps", "have at most one consent of kind db_lookup", "%u of them", lookups);
}

/* Where an agent may apply, the questions about the agent stand in a step of that name. */
static void check_agent_step(Reader *reader, const Matter *matter)
{
    if (matter->applicants.offered[MODE_AGENT] && !matter_step(matter, "agent"))
        reader_error_at(reader, "steps", "add the step \"agent\"",
                        "agents may apply, but there is no step \"agent\"");
}

/* --- prefill: names are open, but one that nobody knows is worth a line --- */

static gboolean is_card_name(const char *name)
{
    static const char *const known[] = {
        "name",    "sex",         "nation",          "birth",         "age",
        "address", "id_number",   "authority",       "valid_from",    "valid_to",
        "kind",    "region_code", "birth_if_female", "birth_if_male", NULL};
    return g_strv_contains(known, name);
}

/* "birth_from_<field>" and the like, of a field that there is. */
static gboolean is_calc_name(const Matter *matter, const Field *field)
{
    static const char *const facts[] = {"birth_from_", "sex_from_", "age_from_", "region_from_"};
    for (gsize i = 0; i < G_N_ELEMENTS(facts); i++) {
        const char *id = field->prefill_name + strlen(facts[i]);
        if (g_str_has_prefix(field->prefill_name, facts[i]))
            return matter_field(matter, id) || (field->group && group_field(field->group, id));
    }
    return FALSE;
}

static gboolean source_is_known(const Matter *matter, const Field *field)
{
    const char *name = field->prefill_name;
    switch (field->prefill) {
    case PREFILL_CARD:
    case PREFILL_AGENT_CARD:
    case PREFILL_ROW_CARD:
        return is_card_name(name);
    case PREFILL_CALC:
        return is_calc_name(matter, field);
    case PREFILL_ANSWER:
        return matter_field(matter, name) || (field->group && group_field(field->group, name));
    case PREFILL_NONE:
    case PREFILL_DB:
    case PREFILL_SCAN:
    case PREFILL_SESSION:
        break;
    }
    return TRUE;
}

static void note_unknown_sources(const Matter *matter, const Field *fields, guint n)
{
    for (guint i = 0; i < n; i++) {
        if (!source_is_known(matter, &fields[i]))
            g_message("matter %s, field %s: prefill %s%s finds nothing: unknown name", matter->id,
                      fields[i].id, prefill_names[fields[i].prefill], fields[i].prefill_name);
        note_unknown_sources(matter, fields[i].fields, fields[i].n_fields);
    }
}

void check_matter(Reader *reader, const Matter *matter)
{
    check_step_ids(reader, matter);
    check_field_ids(reader, matter->fields, matter->n_fields);
    check_material_ids(reader, matter);
    check_field_materials(reader, matter, matter->fields, matter->n_fields);
    check_dedupe(reader, matter);
    check_code(reader, matter);
    reader_into_key(reader, "route");
    check_route_order(reader, matter);
    reader_out(reader);
    check_sums(reader, matter);
    check_publicity(reader, matter);
    check_ones(reader, matter);
    check_agent_step(reader, matter);
    note_unknown_sources(matter, matter->fields, matter->n_fields);
}

/* What happens after the form is handed in, and what belongs to it: route, time limit, publicity, fee,
 * result, materials, questions. */
#include "kiosk/domain/catalogue_read.h"

#include <string.h>

/* --- who may apply --- */

static void read_modes(Reader *reader, const json_t *value, gpointer out)
{
    gboolean *offered = out;
    guint n;
    if (!reader_array(reader, value, 3, "session modes", &n))
        return;
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i);
        int mode = reader_enum(reader, json_array_get(value, i), mode_names, ENUM_NONE);
        if (mode >= 0)
            offered[mode] = TRUE;
        reader_out(reader);
    }
}

static const Key applicants_keys[] = {
    {"self", KEY_BOOL, offsetof(Applicants, self)},
    {"guardian", KEY_BOOL, offsetof(Applicants, guardian)},
    {"agent", KEY_BOOL, offsetof(Applicants, agent)},
    {"org", KEY_BOOL, offsetof(Applicants, org)},
    {"agent_needs_applicant_card", KEY_BOOL, offsetof(Applicants, agent_needs_applicant_card)},
    {"session_modes", KEY_READ, offsetof(Applicants, offered), .read = read_modes},
    {"note_zh", KEY_TEXT, offsetof(Applicants, note.zh), KEY_OPTIONAL},
    {"note_en", KEY_TEXT, offsetof(Applicants, note.en), KEY_OPTIONAL},
};

/* Session modes may still name `self` where `self` may not apply: then it is not offered. */
void read_applicants(Reader *reader, const json_t *value, gpointer out)
{
    Applicants *applicants = out;
    reader_object(reader, value, applicants_keys, G_N_ELEMENTS(applicants_keys), applicants);
    applicants->offered[MODE_SELF] &= applicants->self;
    applicants->offered[MODE_AGENT] &= applicants->agent || applicants->guardian;
    if (!applicants->offered[MODE_SELF] && !applicants->offered[MODE_AGENT] &&
        !applicants->offered[MODE_ASSISTED])
        reader_error(reader, "offer self, agent or assisted", "nobody may apply");
}

/* --- eligibility --- */

static const char *const eligibility_sources[] = {"card", "answer", "db", NULL};
static const char *const on_fail_names[] = {"warn", "block", NULL};

static const Key eligibility_keys[] = {
    {"id", KEY_ID, offsetof(Eligibility, id)},
    {"text_zh", KEY_FULL, offsetof(Eligibility, text.zh)},
    {"text_en", KEY_TEXT, offsetof(Eligibility, text.en), KEY_OPTIONAL},
    {"source", KEY_ENUM, offsetof(Eligibility, source), KEY_NEEDED, eligibility_sources, ENUM_NONE},
    {"check", KEY_LATER, 0, KEY_NULLABLE},
    {"on_fail", KEY_ENUM, offsetof(Eligibility, blocks), KEY_NEEDED, on_fail_names, ENUM_NONE},
};

void read_eligibility(Reader *reader, const json_t *value, gpointer out)
{
    Matter *matter = out;
    matter->eligibility =
        reader_list(reader, value, "eligibility rules", eligibility_keys, G_N_ELEMENTS(eligibility_keys),
                    sizeof(Eligibility), &matter->n_eligibility);
}

/* --- route and time limit --- */

static void read_role(Reader *reader, const json_t *value, gpointer out)
{
    const char *role = reader_string(reader, value, FALSE);
    if (reader->enums[ENUM_ROLES] && !json_object_get(reader->enums[ENUM_ROLES], role))
        reader_error(reader, "use one of enums.roles", "\"%s\" is no role", role);
    *(const char **)out = role;
}

static const Key route_keys[] = {
    {"seq", KEY_INT, offsetof(RouteNode, seq), .min = 1, .max = 100},
    {"level", KEY_ENUM, offsetof(RouteNode, level), KEY_NEEDED, level_names, ENUM_LEVELS},
    {"action", KEY_ENUM, offsetof(RouteNode, action), KEY_NEEDED, action_names, ENUM_ACTIONS},
    {"action_zh", KEY_FULL, offsetof(RouteNode, action_name.zh)},
    {"action_en", KEY_TEXT, offsetof(RouteNode, action_name.en), KEY_OPTIONAL},
    {"org_zh", KEY_TEXT, offsetof(RouteNode, org.zh)},
    {"org_en", KEY_TEXT, offsetof(RouteNode, org.en), KEY_OPTIONAL},
    {"role", KEY_READ, offsetof(RouteNode, role), .read = read_role},
    {"statutory", KEY_INT, offsetof(RouteNode, statutory), .max = 10000},
    {"promised", KEY_INT, offsetof(RouteNode, promised), .max = 10000},
    {"unit", KEY_ENUM, offsetof(RouteNode, unit), KEY_NEEDED, unit_names, ENUM_UNITS},
    {"counts", KEY_BOOL, offsetof(RouteNode, counts)},
    {"output_zh", KEY_TEXT, offsetof(RouteNode, output.zh), KEY_OPTIONAL},
    {"output_en", KEY_TEXT, offsetof(RouteNode, output.en), KEY_OPTIONAL},
    {"note_zh", KEY_TEXT, offsetof(RouteNode, note.zh), KEY_OPTIONAL},
    {"note_en", KEY_TEXT, offsetof(RouteNode, note.en), KEY_OPTIONAL},
    {"pct_on_complete", KEY_INT, offsetof(RouteNode, pct_on_complete), .max = 100},
};

void read_route(Reader *reader, const json_t *value, gpointer out)
{
    Matter *matter = out;
    matter->route = reader_list(reader, value, "route nodes", route_keys, G_N_ELEMENTS(route_keys),
                                sizeof(RouteNode), &matter->n_route);
    if (matter->n_route == 0)
        reader_error(reader, "add the node preaccept", "an empty route");
}

static void read_skip(Reader *reader, const json_t *value, gpointer out)
{
    TimeVariant *variant = out;
    guint n;
    if (!reader_array(reader, value, 12, "actions", &n))
        return;
    RouteAction *skip = reader_new(reader, RouteAction, n);
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i);
        int action = reader_enum(reader, json_array_get(value, i), action_names, ENUM_ACTIONS);
        skip[i] = action >= 0 ? (RouteAction)action : ACTION_PREACCEPT;
        reader_out(reader);
    }
    variant->skip = skip;
    variant->n_skip = n;
}

static const Key variant_keys[] = {
    {"id", KEY_ID, offsetof(TimeVariant, id)},
    {"when", KEY_LATER},
    {"promised", KEY_INT, offsetof(TimeVariant, promised), .max = 10000},
    {"unit", KEY_ENUM, offsetof(TimeVariant, unit), KEY_NEEDED, unit_names, ENUM_UNITS},
    {"skip", KEY_READ, 0, KEY_OPTIONAL, .read = read_skip},
    {"note_zh", KEY_TEXT, offsetof(TimeVariant, note.zh), KEY_OPTIONAL},
    {"note_en", KEY_TEXT, offsetof(TimeVariant, note.en), KEY_OPTIONAL},
};

static void read_variants(Reader *reader, const json_t *value, gpointer out)
{
    TimeLimit *limit = out;
    limit->variants = reader_list(reader, value, "variants", variant_keys, G_N_ELEMENTS(variant_keys),
                                  sizeof(TimeVariant), &limit->n_variants);
}

static void read_pauses(Reader *reader, const json_t *value, gpointer out)
{
    static const char *const pauses[] = {"correction", "assessment", "publicity_uncounted", NULL};
    TimeLimit *limit = out;
    gboolean *const flags[] = {&limit->pauses_correction, &limit->pauses_assessment,
                               &limit->pauses_publicity_uncounted};
    guint n;
    if (!reader_array(reader, value, 3, "pauses", &n))
        return;
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i);
        int pause = reader_enum(reader, json_array_get(value, i), pauses, ENUM_NONE);
        if (pause >= 0)
            *flags[pause] = TRUE;
        reader_out(reader);
    }
}

static const char *const basis_names[] = {"law", "practice", "assumption", "reform_baseline", NULL};
static const char *const start_names[] = {"day_after_preaccept_receipt", NULL};

static const Key limit_keys[] = {
    {"unit", KEY_ENUM, offsetof(TimeLimit, unit), KEY_NEEDED, unit_names, ENUM_UNITS},
    {"statutory", KEY_INT, offsetof(TimeLimit, statutory), .max = 10000},
    {"promised", KEY_INT, offsetof(TimeLimit, promised), .max = 10000},
    {"basis", KEY_WORD, offsetof(TimeLimit, basis), KEY_NEEDED, basis_names},
    {"starts", KEY_WORD, offsetof(TimeLimit, starts), KEY_NEEDED, start_names},
    {"pauses", KEY_READ, 0, KEY_OPTIONAL, .read = read_pauses},
    {"variants", KEY_READ, 0, KEY_OPTIONAL, .read = read_variants},
};

void read_limit(Reader *reader, const json_t *value, gpointer out)
{
    reader_object(reader, value, limit_keys, G_N_ELEMENTS(limit_keys), out);
}

/* --- publicity, fee, result, retention --- */

static const Key publicity_keys[] = {
    {"required", KEY_BOOL, offsetof(Publicity, required)},
    {"days", KEY_INT, offsetof(Publicity, days), .max = 10000},
    {"unit", KEY_ENUM, offsetof(Publicity, unit), KEY_NEEDED, unit_names, ENUM_UNITS},
    {"counted", KEY_BOOL, offsetof(Publicity, counted)},
    {"place_zh", KEY_TEXT, offsetof(Publicity, place_zh), KEY_OPTIONAL},
};

void read_publicity(Reader *reader, const json_t *value, gpointer out)
{
    reader_object(reader, value, publicity_keys, G_N_ELEMENTS(publicity_keys), out);
}

static const Key fee_item_keys[] = {
    {"name_zh", KEY_FULL, offsetof(FeeItem, name_zh)},
    {"amount_zh", KEY_TEXT, offsetof(FeeItem, amount_zh)},
};

static void read_fee_items(Reader *reader, const json_t *value, gpointer out)
{
    Fee *fee = out;
    fee->items = reader_list(reader, value, "fee items", fee_item_keys, G_N_ELEMENTS(fee_item_keys),
                             sizeof(FeeItem), &fee->n_items);
}

static const Key fee_keys[] = {
    {"items", KEY_READ, 0, KEY_OPTIONAL, .read = read_fee_items},
    {"free", KEY_BOOL, offsetof(Fee, free)},
    {"text_zh", KEY_TEXT, offsetof(Fee, text.zh)},
    {"text_en", KEY_TEXT, offsetof(Fee, text.en), KEY_OPTIONAL},
};

void read_fee(Reader *reader, const json_t *value, gpointer out)
{
    reader_object(reader, value, fee_keys, G_N_ELEMENTS(fee_keys), out);
}

static void read_pickup(Reader *reader, const json_t *value, gpointer out)
{
    static const char *const ways[] = {"kiosk_print", "window", "mail", "visit", "bank", NULL};
    reader_texts(reader, value, out);
    for (size_t i = 0; i < json_array_size(value); i++) {
        reader_into_index(reader, i);
        reader_enum(reader, json_array_get(value, i), ways, ENUM_NONE);
        reader_out(reader);
    }
}

static const char *const carriers[] = {"paper", "electronic", "paper+electronic", "card", "card+electronic",
                                       "none",  NULL};

static const Key result_keys[] = {
    {"name_zh", KEY_FULL, offsetof(Result, name.zh)},
    {"name_en", KEY_TEXT, offsetof(Result, name.en), KEY_OPTIONAL},
    {"carrier", KEY_WORD, offsetof(Result, carrier), KEY_NEEDED, carriers},
    {"pickup", KEY_READ, offsetof(Result, pickup), .read = read_pickup},
};

void read_result(Reader *reader, const json_t *value, gpointer out)
{
    reader_object(reader, value, result_keys, G_N_ELEMENTS(result_keys), out);
}

static const Key dedupe_keys[] = {
    {"key", KEY_TEXTS, offsetof(Matter, dedupe_key)},
    {"open_only", KEY_BOOL, offsetof(Matter, dedupe_open_only)},
};

void read_dedupe(Reader *reader, const json_t *value, gpointer out)
{
    reader_object(reader, value, dedupe_keys, G_N_ELEMENTS(dedupe_keys), out);
}

static const char *const retentions[] = {"purge_on_hub_ack", NULL};

static const Key retention_keys[] = {
    {"kiosk", KEY_WORD, offsetof(Matter, retention_kiosk), KEY_NEEDED, retentions},
    {"hub_active_days_after_done", KEY_INT, offsetof(Matter, retention_hub_days), .max = 100000},
    {"archive_years", KEY_INT, offsetof(Matter, retention_archive_years), .max = 1000},
};

void read_retention(Reader *reader, const json_t *value, gpointer out)
{
    reader_object(reader, value, retention_keys, G_N_ELEMENTS(retention_keys), out);
}

/* --- materials, questions --- */

static void read_db_replace(Reader *reader, const json_t *value, gpointer out)
{
    static const Key keys[] = {
        {"possible", KEY_BOOL, offsetof(Material, db_possible)},
        {"source_zh", KEY_TEXT, offsetof(Material, db_source_zh), KEY_OPTIONAL},
    };
    reader_object(reader, value, keys, G_N_ELEMENTS(keys), out);
}

static void read_material_capture(Reader *reader, const json_t *value, gpointer out)
{
    int way = reader_enum(reader, value, capture_names, ENUM_CAPTURE);
    *(Capture *)out = way >= 0 ? (Capture)(1u << way) : CAPTURE_NONE;
}

static const char *const material_forms[] = {"original", "copy", "electronic", NULL};

static const Key material_keys[] = {
    {"id", KEY_ID, offsetof(Material, id)},
    {"name_zh", KEY_FULL, offsetof(Material, name.zh)},
    {"name_en", KEY_TEXT, offsetof(Material, name.en), KEY_OPTIONAL},
    {"form", KEY_ENUM, offsetof(Material, form), KEY_NEEDED, material_forms, ENUM_NONE},
    {"copies", KEY_INT, offsetof(Material, copies), .max = 100},
    {"required", KEY_BOOL, offsetof(Material, required)},
    {"required_if", KEY_LATER, 0, KEY_OPTIONAL},
    {"kiosk_capture", KEY_READ, offsetof(Material, capture), .read = read_material_capture},
    {"field", KEY_LATER, 0, KEY_NULLABLE},
    {"db_replace", KEY_READ, 0, .read = read_db_replace},
    {"note_zh", KEY_TEXT, offsetof(Material, note_zh), KEY_OPTIONAL},
};

void read_materials(Reader *reader, const json_t *value, gpointer out)
{
    Matter *matter = out;
    matter->materials = reader_list(reader, value, "materials", material_keys, G_N_ELEMENTS(material_keys),
                                    sizeof(Material), &matter->n_materials);
}

static const Key faq_keys[] = {
    {"q_zh", KEY_FULL, offsetof(Faq, question.zh)},
    {"a_zh", KEY_FULL, offsetof(Faq, answer.zh)},
    {"q_en", KEY_TEXT, offsetof(Faq, question.en), KEY_OPTIONAL},
    {"a_en", KEY_TEXT, offsetof(Faq, answer.en), KEY_OPTIONAL},
};

void read_faq(Reader *reader, const json_t *value, gpointer out)
{
    Matter *matter = out;
    matter->faq = reader_list(reader, value, "questions", faq_keys, G_N_ELEMENTS(faq_keys), sizeof(Faq),
                              &matter->n_faq);
}

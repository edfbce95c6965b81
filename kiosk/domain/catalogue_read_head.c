/* The head of the catalogue: its closed lists, parameters, departments, categories. */
#include "kiosk/domain/catalogue_read.h"

#include <string.h>

/* --- enums: what the catalogue may use. The program must know each of the closed ones. --- */

static const char *const context_prefixes[] = {"session.", "card.", NULL};
/* Written out in words, for people: not compared. */
static const char *const any_name[] = {NULL};

static const struct {
    const char *name;
    const char *const *known; /* any_name: open, the catalogue decides */
} enum_lists[N_ENUMS] = {
    [ENUM_FIELD_TYPES] = {"field_types", field_type_names},
    [ENUM_LEVELS] = {"levels", level_names},
    [ENUM_UNITS] = {"units", unit_names},
    [ENUM_ROLES] = {"roles", any_name},
    [ENUM_ACTIONS] = {"actions", action_names},
    [ENUM_CONDITION_OPS] = {"condition_ops", condition_op_names},
    [ENUM_COMBINATORS] = {"condition_combinators", combinator_names},
    [ENUM_CONTEXT_VARS] = {"context_vars", any_name},
    [ENUM_PREFILL] = {"prefill_namespaces", prefill_names},
    [ENUM_VALUE_REFS] = {"value_refs", any_name},
    [ENUM_RULES] = {"rules", rule_names},
    [ENUM_PROFILES] = {"photo_profiles", any_name},
    [ENUM_CALC_OPS] = {"calc_ops", calc_op_names},
    [ENUM_CONSENTS] = {"consent_kinds", consent_names},
    [ENUM_CAPTURE] = {"capture", capture_names},
    [ENUM_KEYBOARDS] = {"keyboards", keyboard_names},
    [ENUM_MASKS] = {"masks", mask_names},
    [ENUM_PII] = {"pii", pii_names},
};

static void check_known(Reader *reader, const char *name, const char *const *known)
{
    g_autofree char *all = NULL;
    g_autofree char *remedy = NULL;
    if (known == any_name || (name && g_strv_contains(known, name)))
        return;
    all = reader_names(reader, known, ENUM_NONE);
    remedy = g_strdup_printf("leave it out; this program knows: %s", all);
    reader_error(reader, remedy, "\"%s\" is not known to this program", name ? name : "?");
}

static void check_context_var(Reader *reader, const char *name)
{
    for (gsize i = 0; context_prefixes[i]; i++)
        if (g_str_has_prefix(name, context_prefixes[i]))
            return;
    reader_error(reader, "begin with session. or card.", "\"%s\" comes from nowhere", name);
}

static void read_enum_list(Reader *reader, const json_t *value, EnumId id)
{
    const char *name;
    json_t *member;
    if (json_is_object(value)) {
        json_object_foreach((json_t *)value, name, member)
        {
            reader_into_key(reader, name);
            check_known(reader, name, enum_lists[id].known);
            if (id == ENUM_CONTEXT_VARS)
                check_context_var(reader, name);
            reader_out(reader);
        }
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            reader_into_index(reader, i);
            check_known(reader, json_string_value(json_array_get(value, i)), enum_lists[id].known);
            reader_out(reader);
        }
    } else {
        reader_error(reader, "write a list of names", "enums.%s is no list", enum_lists[id].name);
    }
}

void read_enums(Reader *reader, const json_t *enums, gpointer out)
{
    Key keys[N_ENUMS];
    for (int i = 0; i < N_ENUMS; i++)
        keys[i] = (Key){enum_lists[i].name, KEY_LATER};
    reader_object(reader, enums, keys, N_ENUMS, reader);
    for (int i = 0; i < N_ENUMS; i++) {
        const json_t *list = json_object_get(enums, enum_lists[i].name);
        if (!list)
            continue;
        reader_into_key(reader, enum_lists[i].name);
        read_enum_list(reader, list, (EnumId)i);
        reader->enums[i] = list;
        reader_out(reader);
    }
}

/* --- parameters --- */

static const char *const param_types[] = {"number", "money", "text", "list", NULL};
static const Key param_keys[] = {
    {"type", KEY_ENUM, offsetof(Param, type), KEY_NEEDED, param_types, ENUM_NONE},
    {"value", KEY_LATER},
    {"unit", KEY_TEXT, offsetof(Param, unit), KEY_OPTIONAL},
    {"note", KEY_TEXT, offsetof(Param, note), KEY_OPTIONAL},
};

static void read_param_value(Reader *reader, const json_t *value, Param *param)
{
    reader_into_key(reader, "value");
    switch (param->type) {
    case PARAM_NUMBER:
    case PARAM_MONEY:
        param->number = json_is_integer(value) ? decimal_from_int(json_integer_value(value))
                                               : decimal_from_double(json_real_value(value));
        if (!json_is_number(value))
            reader_error(reader, "write a number", "not a number");
        break;
    case PARAM_TEXT: {
        const char **one = reader_new(reader, const char *, 1);
        one[0] = reader_string(reader, value, TRUE);
        param->list = (Texts){one, 1};
        break;
    }
    case PARAM_LIST:
        reader_texts(reader, value, &param->list);
        break;
    }
    reader_out(reader);
}

void read_params(Reader *reader, const json_t *value, gpointer out)
{
    Catalogue *catalogue = out;
    const char *name;
    json_t *member;
    guint i = 0;
    if (!json_is_object(value)) {
        reader_error(reader, "write an object in { }", "params is no object");
        return;
    }
    Param *params = reader_new(reader, Param, json_object_size(value));
    json_object_foreach((json_t *)value, name, member)
    {
        reader_into_key(reader, name);
        params[i].name = reader_keep(reader, name);
        reader_object(reader, member, param_keys, G_N_ELEMENTS(param_keys), &params[i]);
        read_param_value(reader, json_object_get(member, "value"), &params[i]);
        reader_out(reader);
        i++;
    }
    catalogue->params = params;
    catalogue->n_params = i;
}

/* --- departments, categories --- */

static const Key department_keys[] = {
    {"id", KEY_FULL, offsetof(Department, id)},
    {"code", KEY_FULL, offsetof(Department, code)},
    {"name_zh", KEY_FULL, offsetof(Department, name.zh)},
    {"name_en", KEY_TEXT, offsetof(Department, name.en), KEY_OPTIONAL},
    {"seed_line", KEY_BOOL, offsetof(Department, seed_line), KEY_OPTIONAL},
};
static const Key category_keys[] = {
    {"id", KEY_ID, offsetof(Category, id)},
    {"name_zh", KEY_FULL, offsetof(Category, name.zh)},
    {"name_en", KEY_TEXT, offsetof(Category, name.en), KEY_OPTIONAL},
};

/* An array of objects of one table into n structs of size; gives the block. */
gpointer reader_list(Reader *reader, const json_t *value, const char *what, const Key *keys, gsize n_keys,
                     gsize size, guint *n)
{
    if (!reader_array(reader, value, CATALOGUE_MAX_OPTIONS, what, n))
        return NULL;
    char *items = reader_alloc(reader, *n, size);
    for (guint i = 0; i < *n; i++) {
        reader_into_index(reader, i);
        reader_object(reader, json_array_get(value, i), keys, n_keys, items + i * size);
        reader_out(reader);
    }
    return items;
}

void read_departments(Reader *reader, const json_t *value, gpointer out)
{
    Catalogue *catalogue = out;
    catalogue->departments =
        reader_list(reader, value, "departments", department_keys, G_N_ELEMENTS(department_keys),
                    sizeof(Department), &catalogue->n_departments);
}

void read_categories(Reader *reader, const json_t *value, gpointer out)
{
    Catalogue *catalogue = out;
    catalogue->categories =
        reader_list(reader, value, "categories", category_keys, G_N_ELEMENTS(category_keys), sizeof(Category),
                    &catalogue->n_categories);
}

/* The closed lists' names, in the order of their enums, and what others may ask about a catalogue. */
#include "kiosk/domain/catalogue_read.h"

#include <string.h>

const char *const field_type_names[] = {"text",      "choice",  "multi",   "date",  "phone",
                                        "id_number", "address", "number",  "money", "photo",
                                        "signature", "file",    "consent", "group", NULL};
const char *const level_names[] = {"community", "street", "district", NULL};
const char *const unit_names[] = {"wd", "cd", NULL};
const char *const mode_names[] = {"self", "agent", "assisted", NULL};
const char *const action_names[] = {
    "preaccept", "accept", "household_visit", "verify",  "assessment", "publicity", "review",
    "approve",   "issue",  "forward",         "mediate", "escalate",   NULL};
const char *const condition_op_names[] = {"eq", "ne", "in",    "contains", "gt", "ge",
                                          "lt", "le", "empty", "filled",   NULL};
const char *const combinator_names[] = {"all", "any", "not", NULL};
const char *const calc_op_names[] = {"add", "sub", "mul", "div", "int", "field", "sum", "count", NULL};
const char *const consent_names[] = {
    "truth",  "db_lookup", "sensitive_pi", "publicity", "household_authorization",
    "pledge", "contact",   "secret",       NULL};
const char *const capture_names[] = {"camera", "usb", "card_reader", "none", NULL};
const char *const keyboard_names[] = {"",      "pinyin_handwriting", "numeric", "id18",
                                      "alnum", "address_picker",     NULL};
/* Those that a catalogue may name; the program has more, for certificates and children. */
const char *const mask_names[] = {"none", "name", "id", "phone", "bank", "address", NULL};
const char *const pii_names[] = {"none", "pi", "spi", NULL};
const char *const rule_names[] = {
    "", "cn_id18", "cn_mobile", "cn_phone", "bank_card_luhn", "disability_cert_no", NULL};
const char *const prefill_names[] = {"",      "card.", "agent_card.", "row_card.", "db.",
                                     "scan.", "calc.", "answer.",     "session.",  NULL};

const char *field_type_name(FieldType type)
{
    return field_type_names[type];
}

const char *level_name(Level level)
{
    return level_names[level];
}

const char *route_action_name(RouteAction action)
{
    return action_names[action];
}

const char *session_mode_name(SessionMode mode)
{
    return mode_names[mode];
}

gboolean session_mode_from_name(const char *name, SessionMode *mode)
{
    for (int i = 0; name && mode_names[i]; i++)
        if (strcmp(mode_names[i], name) == 0) {
            *mode = (SessionMode)i;
            return TRUE;
        }
    return FALSE;
}

const Matter *catalogue_matter(const Catalogue *catalogue, const char *id)
{
    return id ? g_hash_table_lookup(((const CatalogueStore *)catalogue)->matters, id) : NULL;
}

const Matter *catalogue_matter_by_code(const Catalogue *catalogue, const char *code)
{
    for (guint i = 0; i < catalogue->n_matters; i++)
        if (g_strcmp0(catalogue->matters[i].code, code) == 0)
            return &catalogue->matters[i];
    return NULL;
}

const Param *catalogue_param(const Catalogue *catalogue, const char *name)
{
    for (guint i = 0; i < catalogue->n_params; i++)
        if (g_strcmp0(catalogue->params[i].name, name) == 0)
            return &catalogue->params[i];
    return NULL;
}

const Field *matter_field(const Matter *matter, const char *id)
{
    for (guint i = 0; i < matter->n_fields; i++)
        if (g_strcmp0(matter->fields[i].id, id) == 0)
            return &matter->fields[i];
    return NULL;
}

const Field *group_field(const Field *group, const char *id)
{
    for (guint i = 0; i < group->n_fields; i++)
        if (g_strcmp0(group->fields[i].id, id) == 0)
            return &group->fields[i];
    return NULL;
}

const Step *matter_step(const Matter *matter, const char *id)
{
    for (guint i = 0; i < matter->n_steps; i++)
        if (g_strcmp0(matter->steps[i].id, id) == 0)
            return &matter->steps[i];
    return NULL;
}

const Option *field_option(const Field *field, const char *value)
{
    for (guint i = 0; i < field->n_options; i++)
        if (g_strcmp0(field->options[i].value, value) == 0)
            return &field->options[i];
    return NULL;
}

const char *words_in(const Words *words, gboolean english)
{
    const char *text = english && words->en && *words->en ? words->en : words->zh;
    return text ? text : "";
}

char *repeat_row_title(const Repeat *repeat, guint row, gboolean english)
{
    g_autofree char *number = g_strdup_printf("%u", row + 1);
    GString *title = g_string_new(words_in(&repeat->row_title, english));
    g_string_replace(title, "{n}", number, 0);
    return g_string_free(title, FALSE);
}

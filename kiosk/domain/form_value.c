/* One value: its normal form by type. Limits are in form_limits.c. */
#include "kiosk/domain/form_private.h"

#include <string.h>

#include "kiosk/domain/text.h"

enum {
    SHA256_DIGITS = 64,
    SVG_MAX = 64 * 1024, /* bytes of a signature's path */
    PICTURES_MAX = 100,  /* in one field */
};

/* --- texts --- */

static void raise_x(char *text)
{
    for (char *c = text; *c; c++)
        if (*c == 'x')
            *c = 'X';
}

static gboolean holds_id_number(const Field *field)
{
    return field->type == FIELD_ID_NUMBER || field->validation.rule == RULE_CN_ID18 ||
           field->validation.rule == RULE_DISABILITY_CERT;
}

/* NULL when raw is no text; else trimmed. Wiped and freed by the caller. */
static char *trimmed(const json_t *raw)
{
    const char *text = json_string_value(raw);
    return text ? text_trim(text) : NULL;
}

static Shape text_value(const Field *field, char *text, json_t **normal)
{
    if (!text)
        return SHAPE_WRONG;
    if (holds_id_number(field))
        raise_x(text);
    if (*text)
        *normal = json_string(text);
    return *text ? SHAPE_GOOD : SHAPE_EMPTY;
}

static Shape choice_value(const Field *field, const char *text, json_t **normal, FormIssue *issue)
{
    if (!text)
        return SHAPE_WRONG;
    if (*text && !field_option(field, text)) {
        form_issue_text(issue, FORM_ISSUE_OPTION, text);
        return SHAPE_WRONG;
    }
    if (*text)
        *normal = json_string(text);
    return *text ? SHAPE_GOOD : SHAPE_EMPTY;
}

static Shape date_value(const Field *field, const char *text, json_t **normal, FormIssue *issue)
{
    gboolean forever = g_strcmp0(text, "长期") == 0 && field->precision == DAY_PRECISION_DAY;
    if (!text)
        return SHAPE_WRONG;
    if (*text && !forever && !day_parse_precision(text, field->precision, NULL, NULL)) {
        form_issue_counts(issue, FORM_ISSUE_DATE, 0, field->precision);
        return SHAPE_WRONG;
    }
    if (*text)
        *normal = json_string(text);
    return *text ? SHAPE_GOOD : SHAPE_EMPTY;
}

static Shape typed_value(const Field *field, const json_t *raw, json_t **normal, FormIssue *issue)
{
    char *text = trimmed(raw);
    Shape shape = field->type == FIELD_CHOICE ? choice_value(field, text, normal, issue)
                  : field->type == FIELD_DATE ? date_value(field, text, normal, issue)
                                              : text_value(field, text, normal);
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
    return shape;
}

/* --- choices --- */

static gboolean array_has(const json_t *array, const char *text)
{
    for (size_t i = 0; i < json_array_size(array); i++)
        if (g_strcmp0(json_string_value(json_array_get(array, i)), text) == 0)
            return TRUE;
    return FALSE;
}

/* In the catalogue's order, each once. */
static Shape multi_value(const Field *field, const json_t *raw, json_t **normal, FormIssue *issue)
{
    if (!json_is_array(raw) || json_array_size(raw) > CATALOGUE_MAX_OPTIONS)
        return SHAPE_WRONG;
    for (size_t i = 0; i < json_array_size(raw); i++) {
        const char *text = json_string_value(json_array_get(raw, i));
        if (!text || !field_option(field, text)) {
            form_issue_text(issue, FORM_ISSUE_OPTION, text);
            return SHAPE_WRONG;
        }
    }
    if (json_array_size(raw) == 0)
        return SHAPE_EMPTY;
    *normal = json_array();
    for (guint i = 0; i < field->n_options; i++)
        if (array_has(raw, field->options[i].value))
            json_array_append_new(*normal, json_string(field->options[i].value));
    return SHAPE_GOOD;
}

/* --- numbers --- */

static json_t *decimal_to_json(Decimal number)
{
    gint64 whole;
    if (!number.is_set)
        return NULL;
    return decimal_to_int(number, &whole) ? json_integer(whole) : json_real(decimal_to_double(number));
}

static Decimal json_to_decimal(const json_t *value)
{
    return json_is_integer(value) ? decimal_from_int(json_integer_value(value))
           : json_is_real(value)  ? decimal_from_double(json_real_value(value))
                                  : DECIMAL_EMPTY;
}

Decimal form_number_of(const Field *field, const json_t *value)
{
    if (field->type == FIELD_MONEY)
        return json_is_integer(value) ? decimal_from_fen(json_integer_value(value)) : DECIMAL_EMPTY;
    return json_to_decimal(value);
}

json_t *form_number_to_json(const Field *field, Decimal number)
{
    Decimal rounded = decimal_round(number, field->validation.decimals);
    gint64 fen;
    if (field->type != FIELD_MONEY)
        return decimal_to_json(rounded);
    return decimal_to_fen(rounded, &fen) ? json_integer(fen) : NULL;
}

static Shape number_value(const Field *field, const json_t *raw, json_t **normal)
{
    if (field->type == FIELD_MONEY && !json_is_integer(raw))
        return SHAPE_WRONG;
    *normal = field->type == FIELD_MONEY ? json_integer(json_integer_value(raw))
                                         : decimal_to_json(json_to_decimal(raw));
    return *normal ? SHAPE_GOOD : SHAPE_WRONG;
}

/* --- pictures and files --- */

static gboolean is_sha256(const char *text)
{
    return text && strlen(text) == SHA256_DIGITS && strspn(text, "0123456789abcdef") == SHA256_DIGITS;
}

/* {"sha256", "bytes", "type", "profile"}, for a signature also "svg", and nothing else. */
static gboolean is_content(const json_t *value, gboolean is_signature)
{
    if (json_object_size(value) != (is_signature ? 5u : 4u))
        return FALSE;
    return is_sha256(json_string_value(json_object_get(value, "sha256"))) &&
           json_integer_value(json_object_get(value, "bytes")) > 0 &&
           json_is_string(json_object_get(value, "type")) &&
           json_is_string(json_object_get(value, "profile")) &&
           (!is_signature || json_is_string(json_object_get(value, "svg"))) &&
           json_string_length(json_object_get(value, "svg")) <= SVG_MAX;
}

/* A single object counts as a list of one. */
static Shape pictures_value(const json_t *raw, json_t **normal)
{
    json_t *list = json_is_object(raw) ? json_pack("[O]", (json_t *)raw) : json_incref((json_t *)raw);
    Shape shape = !json_is_array(list) || json_array_size(list) > PICTURES_MAX ? SHAPE_WRONG
                  : json_array_size(list) == 0                                 ? SHAPE_EMPTY
                                                                               : SHAPE_GOOD;
    for (size_t i = 0; shape == SHAPE_GOOD && i < json_array_size(list); i++)
        if (!is_content(json_array_get(list, i), FALSE))
            shape = SHAPE_WRONG;
    if (shape == SHAPE_GOOD)
        *normal = json_deep_copy(list);
    json_decref(list);
    return shape;
}

static Shape signature_value(const json_t *raw, json_t **normal)
{
    if (!is_content(raw, TRUE))
        return SHAPE_WRONG;
    *normal = json_deep_copy(raw);
    return SHAPE_GOOD;
}

/* --- by type --- */

static Shape by_type(const Field *field, const json_t *raw, json_t **normal, FormIssue *issue)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
    case FIELD_CHOICE:
    case FIELD_DATE:
        return typed_value(field, raw, normal, issue);
    case FIELD_MULTI:
        return multi_value(field, raw, normal, issue);
    case FIELD_NUMBER:
    case FIELD_MONEY:
        return number_value(field, raw, normal);
    case FIELD_CONSENT:
        if (!json_is_boolean(raw))
            return SHAPE_WRONG;
        *normal = json_is_true(raw) ? json_true() : NULL;
        return json_is_true(raw) ? SHAPE_GOOD : SHAPE_EMPTY;
    case FIELD_PHOTO:
    case FIELD_FILE:
        return pictures_value(raw, normal);
    case FIELD_SIGNATURE:
        return signature_value(raw, normal);
    case FIELD_GROUP:
        break;
    }
    return SHAPE_WRONG;
}

Shape form_normal_value(const Field *field, const json_t *raw, json_t **normal, FormIssue *issue)
{
    *normal = NULL;
    if (!raw || json_is_null(raw))
        return SHAPE_EMPTY;
    Shape shape = by_type(field, raw, normal, issue);
    if (shape == SHAPE_WRONG && issue && issue->code == FORM_OK)
        form_issue_set(issue, FORM_ISSUE_SHAPE, NULL, NULL);
    return shape;
}

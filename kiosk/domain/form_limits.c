/* What a value in its normal form must be, as far as its field alone can say. */
#include "kiosk/domain/form_private.h"

#include <regex.h>
#include <string.h>

#include "kiosk/domain/rule.h"
#include "kiosk/domain/text.h"

/* --- texts --- */

/* Free text is what nobody compares with a register: it may hold emoji. A card's rare characters may be in
 * the private use area, so a field that a card can fill must take them. */
static TextKind text_kind(const Field *field)
{
    gboolean from_card = field->prefill == PREFILL_CARD || field->prefill == PREFILL_AGENT_CARD ||
                         field->prefill == PREFILL_ROW_CARD;
    if (from_card || field->mask == MASK_NAME)
        return TEXT_FROM_CARD;
    if (field->type != FIELD_TEXT || field->mask != MASK_NONE || field->validation.rule != RULE_NONE ||
        field->validation.regex)
        return TEXT_PLAIN;
    return TEXT_FREE;
}

static FormIssueCode rule_issue(RuleProblem problem)
{
    switch (problem) {
    case RULE_OK:
        return FORM_OK;
    case RULE_TOO_SHORT:
        return FORM_ISSUE_TOO_SHORT;
    case RULE_TOO_LONG:
        return FORM_ISSUE_TOO_LONG;
    case RULE_ID_CHARACTER:
        return FORM_ISSUE_ID_CHARACTER;
    case RULE_ID_BIRTH:
        return FORM_ISSUE_ID_BIRTH;
    case RULE_ID_CHECK:
        return FORM_ISSUE_ID_CHECK;
    case RULE_PHONE_MOBILE:
        return FORM_ISSUE_PHONE_MOBILE;
    case RULE_PHONE_FORM:
        return FORM_ISSUE_PHONE_FORM;
    case RULE_BANK_CHECK:
        return FORM_ISSUE_BANK_CHECK;
    case RULE_BANK_CHARACTER:
        return FORM_ISSUE_PATTERN;
    case RULE_CERT_FORM:
        return FORM_ISSUE_CERT_FORM;
    }
    return FORM_ISSUE_SHAPE;
}

static gboolean rule_holds(const Field *field, const char *text, Day today, gboolean organisation,
                           FormIssue *issue)
{
    TextRule rule = field->validation.rule;
    if (rule == RULE_NONE && field->type == FIELD_ID_NUMBER)
        rule = RULE_CN_ID18;
    if (rule == RULE_NONE && field->type == FIELD_PHONE)
        rule = RULE_CN_PHONE;
    RuleResult result = rule_check(rule, text, today, organisation);
    if (result.problem == RULE_OK)
        return TRUE;
    form_issue_counts(issue, rule_issue(result.problem), result.have, result.want);
    if (issue && result.problem == RULE_BANK_CHARACTER)
        issue->want_text = g_strdup("[0-9]+");
    return FALSE;
}

static gboolean text_within(const Field *field, const char *text, Day today, gboolean organisation,
                            FormIssue *issue)
{
    const Validation *v = &field->validation;
    gunichar character = 0;
    glong length = text_length(text);
    glong longest = v->max_len >= 0 ? v->max_len : CATALOGUE_MAX_TEXT;
    glong place = text_find_forbidden(text, text_kind(field), &character);
    if (place >= 0)
        return form_issue_counts(issue, FORM_ISSUE_CHARACTER, place, character);
    if (length > longest)
        return form_issue_counts(issue, FORM_ISSUE_TOO_LONG, length, longest);
    if (length < v->min_len)
        return form_issue_counts(issue, FORM_ISSUE_TOO_SHORT, length, v->min_len);
    if (!rule_holds(field, text, today, organisation, issue))
        return FALSE;
    if (v->regex && regexec(v->regex, text, 0, NULL, 0) != 0)
        return form_issue_text(issue, FORM_ISSUE_PATTERN, v->pattern);
    return TRUE;
}

/* --- choices, numbers --- */

static const char *first_exclusive(const Field *field, const json_t *chosen)
{
    for (guint i = 0; i < field->validation.exclusive.n; i++)
        for (size_t k = 0; k < json_array_size(chosen); k++)
            if (strcmp(json_string_value(json_array_get(chosen, k)), field->validation.exclusive.items[i]) ==
                0)
                return field->validation.exclusive.items[i];
    return NULL;
}

static gboolean choices_within(const Field *field, const json_t *chosen, FormIssue *issue)
{
    const Validation *v = &field->validation;
    gint64 n = (gint64)json_array_size(chosen);
    const char *exclusive = first_exclusive(field, chosen);
    if (exclusive) /* alone, it satisfies min_select */
        return n == 1 || form_issue_text(issue, FORM_ISSUE_EXCLUSIVE, exclusive);
    if (n < v->min_select)
        return form_issue_counts(issue, FORM_ISSUE_SELECT_FEW, n, v->min_select);
    if (v->max_select >= 0 && n > v->max_select)
        return form_issue_counts(issue, FORM_ISSUE_SELECT_MANY, n, v->max_select);
    return TRUE;
}

static gboolean number_within(const Field *field, const json_t *value, FormIssue *issue)
{
    const Validation *v = &field->validation;
    Decimal number = form_number_of(field, value);
    char text[DECIMAL_TEXT_SIZE];
    if (decimal_places(number) > v->decimals)
        return form_issue_counts(issue, FORM_ISSUE_DECIMALS, decimal_places(number), v->decimals);
    if (v->min.is_set && decimal_compare(number, v->min) < 0)
        return form_issue_text(issue, FORM_ISSUE_NUMBER_LOW, decimal_format(v->min, 0, text));
    if (v->max.is_set && decimal_compare(number, v->max) > 0)
        return form_issue_text(issue, FORM_ISSUE_NUMBER_HIGH, decimal_format(v->max, 0, text));
    return TRUE;
}

/* --- pictures, files, signature --- */

static const struct {
    const char *format, *type;
} media_types[] = {
    {"jpg", "image/jpeg"}, {"png", "image/png"}, {"pdf", "application/pdf"},
    {"mp3", "audio/mpeg"}, {"mp4", "video/mp4"},
};

static gboolean is_of_format(const char *type, const char *format)
{
    for (gsize i = 0; i < G_N_ELEMENTS(media_types); i++)
        if (strcmp(media_types[i].format, format) == 0)
            return strcmp(media_types[i].type, type) == 0;
    return strcmp(type, format) == 0; /* a format that is its own media type */
}

static gboolean type_allowed(const Field *field, const char *type)
{
    const Texts *formats = &field->validation.formats;
    for (guint i = 0; i < formats->n; i++)
        if (is_of_format(type, formats->items[i]))
            return TRUE;
    return formats->n == 0;
}

static char *format_list(const Field *field)
{
    GString *list = g_string_new(NULL);
    for (guint i = 0; i < field->validation.formats.n; i++)
        g_string_append_printf(list, "%s%s", i ? ", " : "", field->validation.formats.items[i]);
    return g_string_free(list, FALSE);
}

static gboolean picture_within(const Field *field, const json_t *picture, FormIssue *issue)
{
    const Validation *v = &field->validation;
    gint64 kilobytes = (json_integer_value(json_object_get(picture, "bytes")) + 1023) / 1024;
    const char *profile = json_string_value(json_object_get(picture, "profile"));
    if (!type_allowed(field, json_string_value(json_object_get(picture, "type")))) {
        g_autofree char *formats = format_list(field);
        return form_issue_text(issue, FORM_ISSUE_FILE_TYPE, formats);
    }
    if (v->max_kb >= 0 && kilobytes > v->max_kb)
        return form_issue_counts(issue, FORM_ISSUE_FILE_SIZE, kilobytes, v->max_kb);
    if (*v->profile && strcmp(profile, v->profile) != 0)
        return form_issue_set(issue, FORM_ISSUE_SHAPE, NULL, NULL);
    return TRUE;
}

static gboolean pictures_within(const Field *field, const json_t *list, FormIssue *issue)
{
    const Validation *v = &field->validation;
    gint64 n = (gint64)json_array_size(list);
    if (n < v->min_count)
        return form_issue_counts(issue, FORM_ISSUE_SELECT_FEW, n, v->min_count);
    if (v->max_count >= 0 && n > v->max_count)
        return form_issue_counts(issue, FORM_ISSUE_SELECT_MANY, n, v->max_count);
    for (size_t i = 0; i < json_array_size(list); i++)
        if (!picture_within(field, json_array_get(list, i), issue))
            return FALSE;
    return TRUE;
}

/* Strokes and points of a path that knows only M and L with absolute coordinates; FALSE for anything else. */
static gboolean count_path(const char *svg, gint64 *strokes, gint64 *points)
{
    gint64 numbers = 0;
    gboolean in_number = FALSE;
    *strokes = 0;
    for (const char *c = svg; *c; c++) {
        gboolean digit = g_ascii_isdigit(*c) || *c == '.';
        if (!digit && !strchr("ML ,", *c))
            return FALSE;
        numbers += digit && !in_number;
        in_number = digit;
        *strokes += *c == 'M';
    }
    *points = numbers / 2;
    return numbers % 2 == 0 && (*svg == 'M' || *svg == '\0');
}

static gboolean signature_within(const Field *field, const json_t *value, FormIssue *issue)
{
    const Validation *v = &field->validation;
    gint64 strokes, points;
    if (strcmp(json_string_value(json_object_get(value, "type")), "image/png") != 0 ||
        !count_path(json_string_value(json_object_get(value, "svg")), &strokes, &points))
        return form_issue_set(issue, FORM_ISSUE_SHAPE, NULL, NULL);
    if (strokes < v->min_strokes)
        return form_issue_counts(issue, FORM_ISSUE_SIGNATURE_SHORT, strokes, v->min_strokes);
    if (points < v->min_points)
        return form_issue_counts(issue, FORM_ISSUE_SIGNATURE_SHORT, points, v->min_points);
    return TRUE;
}

gboolean form_value_within(const Field *field, const json_t *value, Day today, gboolean organisation,
                           FormIssue *issue)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
        return text_within(field, json_string_value(value), today, organisation, issue);
    case FIELD_MULTI:
        return choices_within(field, value, issue);
    case FIELD_NUMBER:
    case FIELD_MONEY:
        return number_within(field, value, issue);
    case FIELD_PHOTO:
    case FIELD_FILE:
        return pictures_within(field, value, issue);
    case FIELD_SIGNATURE:
        return signature_within(field, value, issue);
    case FIELD_CHOICE:
    case FIELD_DATE:
    case FIELD_CONSENT:
    case FIELD_GROUP:
        break;
    }
    return TRUE;
}

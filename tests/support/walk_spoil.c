/* Random mistakes. Each kind is a row of a table: it looks at one field of accepted answers, and either
 * spoils it and says what must be found, or leaves it alone. */
#include <string.h>

#include "tests/support/walk.h"

enum { TRIES = 2000 };

typedef struct {
    const Form *form;
    json_t *answers; /* of the matter, or of the row */
    const Field *field;
    FieldState state;
    json_t *value; /* what was sent, lent; NULL */
    GRand *rng;
} Target;

static FormIssueCode put(const Target *target, json_t *value, FormIssueCode code)
{
    json_object_set_new(target->answers, target->field->id, value);
    return code;
}

static gboolean is_typed(const Target *target)
{
    return json_is_string(target->value) && target->state.edit != EDIT_FIXED &&
           target->field->type != FIELD_CHOICE && target->field->type != FIELD_DATE;
}

static FormIssueCode leave_out(const Target *target)
{
    if (!target->value || !target->state.required || target->state.edit == EDIT_FIXED)
        return FORM_OK;
    json_object_del(target->answers, target->field->id);
    return target->field->type == FIELD_GROUP ? FORM_ISSUE_ROWS_FEW : FORM_ISSUE_REQUIRED;
}

static FormIssueCode answer_hidden(const Target *target)
{
    if (target->state.visible || target->field->type == FIELD_GROUP)
        return FORM_OK;
    return put(target, walk_value(target->form, target->field, 0, target->rng), FORM_ISSUE_HIDDEN_FIELD);
}

static FormIssueCode change_result(const Target *target)
{
    return target->field->calc && target->value ? put(target, json_integer(7777777), FORM_ISSUE_CALC_DIFFERS)
                                                : FORM_OK;
}

static FormIssueCode change_card(const Target *target)
{
    if (target->state.edit != EDIT_FIXED || target->field->calc || target->field->type != FIELD_TEXT ||
        !target->value)
        return FORM_OK;
    return put(target, json_string("别的名字"), FORM_ISSUE_READONLY);
}

static FormIssueCode hide_a_character(const Target *target)
{
    gboolean only_digits = target->field->type == FIELD_PHONE || target->field->type == FIELD_ID_NUMBER;
    if (!is_typed(target) || only_digits)
        return FORM_OK;
    return put(target, json_sprintf("%s\u200b", json_string_value(target->value)), FORM_ISSUE_CHARACTER);
}

static FormIssueCode lengthen(const Target *target)
{
    gint n = target->field->validation.max_len;
    if (!is_typed(target) || n < 0)
        return FORM_OK;
    g_autofree char *text = g_strnfill((gsize)n + 1, '1');
    return put(target, json_string(text), FORM_ISSUE_TOO_LONG);
}

static FormIssueCode shorten(const Target *target)
{
    if (!is_typed(target) || (target->field->type != FIELD_ID_NUMBER && target->field->type != FIELD_PHONE))
        return FORM_OK;
    g_autofree char *text = g_strdup(json_string_value(target->value));
    if (strchr(text, '-'))
        return FORM_OK;
    text[strlen(text) - 1] = '\0';
    if (g_str_has_suffix(text, "X"))
        return FORM_OK;
    return put(target, json_string(text), FORM_ISSUE_TOO_SHORT);
}

static FormIssueCode mistype_a_digit(const Target *target)
{
    if (!is_typed(target) || target->field->type != FIELD_ID_NUMBER)
        return FORM_OK;
    g_autofree char *text = g_strdup(json_string_value(target->value));
    text[16] = text[16] == '9' ? '0' : (char)(text[16] + 1);
    return put(target, json_string(text), FORM_ISSUE_ID_CHECK);
}

static FormIssueCode pad(const Target *target)
{
    return is_typed(target)
               ? put(target, json_sprintf(" %s", json_string_value(target->value)), FORM_ISSUE_SHAPE)
               : FORM_OK;
}

static FormIssueCode exceed(const Target *target)
{
    const Field *field = target->field;
    gint64 whole;
    if (!json_is_number(target->value) || target->state.edit == EDIT_FIXED || !field->validation.max.is_set)
        return FORM_OK;
    Decimal more = decimal_add(field->validation.max, decimal_from_int(1));
    gboolean fits = field->type == FIELD_MONEY ? decimal_to_fen(more, &whole) : decimal_to_int(more, &whole);
    return fits ? put(target, json_integer(whole), FORM_ISSUE_NUMBER_HIGH) : FORM_OK;
}

static FormIssueCode too_late(const Target *target)
{
    char text[DAY_TEXT_SIZE];
    if (!target->value || target->field->type != FIELD_DATE ||
        target->field->precision != DAY_PRECISION_DAY ||
        target->field->validation.date_max.kind != DATE_LIMIT_TODAY || target->state.edit == EDIT_FIXED)
        return FORM_OK;
    return put(target, json_string(day_format(day_from_ymd(2100, 1, 1), text)), FORM_ISSUE_DATE_LATE);
}

static FormIssueCode invent_an_option(const Target *target)
{
    if (!target->value || target->state.edit == EDIT_FIXED)
        return FORM_OK;
    if (target->field->type == FIELD_CHOICE)
        return put(target, json_string("no such option"), FORM_ISSUE_OPTION);
    return target->field->type == FIELD_MULTI
               ? put(target, json_pack("[s]", "no such option"), FORM_ISSUE_OPTION)
               : FORM_OK;
}

static FormIssueCode choose_all(const Target *target)
{
    json_t *all = json_array();
    if (target->field->type != FIELD_MULTI || !target->value || target->field->validation.exclusive.n == 0) {
        json_decref(all);
        return FORM_OK;
    }
    for (guint i = 0; i < target->field->n_options; i++)
        json_array_append_new(all, json_string(target->field->options[i].value));
    return put(target, all, FORM_ISSUE_EXCLUSIVE);
}

static FormIssueCode spoil_picture(const Target *target)
{
    if ((target->field->type != FIELD_PHOTO && target->field->type != FIELD_FILE) || !target->value)
        return FORM_OK;
    json_t *copy = json_deep_copy(target->value);
    gboolean type = g_rand_boolean(target->rng);
    json_t *first = json_array_get(copy, 0);
    if (type)
        json_object_set_new(first, "type", json_string("text/html"));
    else
        json_object_set_new(first, "bytes",
                            json_integer(((json_int_t)target->field->validation.max_kb + 1) * 1024));
    return put(target, copy, type ? FORM_ISSUE_FILE_TYPE : FORM_ISSUE_FILE_SIZE);
}

static FormIssueCode scribble(const Target *target)
{
    if (target->field->type != FIELD_SIGNATURE || !target->value)
        return FORM_OK;
    json_t *copy = json_deep_copy(target->value);
    json_object_set_new(copy, "svg", json_string("M1 1 L2 2 M3 3"));
    return put(target, copy, FORM_ISSUE_SIGNATURE_SHORT);
}

static FormIssueCode mistake_the_type(const Target *target)
{
    if (!target->value || target->state.edit == EDIT_FIXED)
        return FORM_OK;
    return put(target, json_pack("{s:b}", "odd", TRUE), FORM_ISSUE_SHAPE);
}

static FormIssueCode (*const kinds[])(const Target *) = {
    leave_out,  answer_hidden, change_result,    change_card,   hide_a_character, lengthen,
    shorten,    pad,           mistype_a_digit,  exceed,        too_late,         invent_an_option,
    choose_all, scribble,      mistake_the_type, spoil_picture,
};

/* A field of the matter, or of a random row. FALSE where there is none. */
static gboolean pick(const Form *form, json_t *answers, GRand *rng, Target *target, char **path)
{
    const Matter *matter = form_matter(form);
    const Field *field = &matter->fields[g_rand_int_range(rng, 0, (gint32)matter->n_fields)];
    guint rows = field->type == FIELD_GROUP ? form_row_count(form, field->id) : 0, row = 0;
    json_t *object = answers;
    if (rows > 0 && g_rand_boolean(rng)) {
        row = (guint)g_rand_int_range(rng, 0, (gint32)rows);
        object = json_array_get(json_object_get(answers, field->id), row);
        field = &field->fields[g_rand_int_range(rng, 0, (gint32)field->n_fields)];
    }
    *path = form_path(field, row);
    *target = (Target){.form = form,
                       .answers = object,
                       .field = field,
                       .value = json_object_get(object, field->id),
                       .rng = rng};
    return form_field_state(form, *path, &target->state);
}

FormIssueCode walk_spoil(const Form *form, json_t *answers, GRand *rng, char **path)
{
    for (int i = 0; i < TRIES; i++) {
        Target target;
        FormIssueCode code = FORM_OK;
        if (pick(form, answers, rng, &target, path))
            code = kinds[g_rand_int_range(rng, 0, G_N_ELEMENTS(kinds))](&target);
        if (code != FORM_OK)
            return code;
        g_clear_pointer(path, g_free);
    }
    return FORM_OK;
}

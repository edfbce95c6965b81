/* What is wrong: one field, one step, everything. */
#include "kiosk/domain/form_private.h"

#include <string.h>

/* --- dates --- */

static Day limit_day(const DateLimit *limit, const Form *form, const Row *row, gboolean first)
{
    switch (limit->kind) {
    case DATE_LIMIT_NONE:
        break;
    case DATE_LIMIT_FIXED:
        return limit->day;
    case DATE_LIMIT_TODAY: {
        Operand today = {.kind = OPERAND_TODAY, .offset = limit->offset, .unit = limit->unit};
        Scope scope = form_scope(form, row);
        return operand_value(&today, &scope).first;
    }
    case DATE_LIMIT_ANSWER: {
        Value value = form_value_of(limit->field, form_slot(form, row, limit->field));
        return value.kind == VALUE_DATE ? (first ? value.first : value.last) : DAY_NONE;
    }
    case DATE_LIMIT_CARD: {
        Scope scope = form_scope(form, row);
        Value value = scope.context(&scope, limit->name, VALUE_DATE);
        return value.kind == VALUE_DATE ? value.first : DAY_NONE;
    }
    }
    return DAY_NONE;
}

static gboolean outside(FormIssue *issue, FormIssueCode code, const DateLimit *limit, Day day, guint row)
{
    char text[DAY_TEXT_SIZE];
    form_issue_text(issue, code, day_format(day, text));
    if (issue && limit->kind == DATE_LIMIT_ANSWER)
        issue->other = form_path(limit->field, row);
    return FALSE;
}

/* A month or year is allowed when any of its days is: somebody who moved in this month may say so, although
 * the month's last day is still to come. (Conditions compare more strictly, see condition.h.) */
static gboolean date_within(const Form *form, const Place *place, FormIssue *issue)
{
    const Validation *v = &place->field->validation;
    Value date = form_value_of(place->field, place->slot);
    Day min = limit_day(&v->date_min, form, place->row, TRUE);
    Day max = limit_day(&v->date_max, form, place->row, FALSE);
    gboolean ends_later = max == DAY_NONE || max > form->context.today;
    if (min != DAY_NONE && date.last < min)
        return outside(issue, FORM_ISSUE_DATE_EARLY, &v->date_min, min, place->row_index);
    /* 长期 lifts a limit in the future; what must have happened by today cannot last for ever. */
    if (max != DAY_NONE && date.first > max && !(date.first == DAY_FOREVER && ends_later))
        return outside(issue, FORM_ISSUE_DATE_LATE, &v->date_max, max, place->row_index);
    return TRUE;
}

gboolean form_date_range(const Form *form, const char *path, Day *first, Day *last)
{
    Place place;
    if (!form_find(form, path, &place) || place.field->type != FIELD_DATE)
        return FALSE;
    *first = limit_day(&place.field->validation.date_min, form, place.row, TRUE);
    *last = limit_day(&place.field->validation.date_max, form, place.row, FALSE);
    return TRUE;
}

/* --- unique in the group --- */

static gboolean same_text(const json_t *a, const json_t *b)
{
    return json_is_string(a) && json_is_string(b) && strcmp(json_string_value(a), json_string_value(b)) == 0;
}

/* The applicant's or agent's own number, on the card or typed in its place; a new path, NULL. */
static char *same_as_own_number(const Form *form, const json_t *value)
{
    if (same_text(json_object_get(form->context.card, "id_number"), value))
        return g_strdup("card.id_number");
    if (same_text(json_object_get(form->context.agent_card, "id_number"), value))
        return g_strdup("agent_card.id_number");
    for (guint i = 0; i < form->matter->n_fields; i++) {
        const Field *field = &form->matter->fields[i];
        gboolean own = field->prefill == PREFILL_CARD || field->prefill == PREFILL_AGENT_CARD;
        if (own && strcmp(field->prefill_name, "id_number") == 0 && same_text(form->slots[i].value, value))
            return form_path(field, 0);
    }
    return NULL;
}

static char *same_in_group(const Form *form, const Place *place)
{
    const GPtrArray *rows = form_slot(form, NULL, place->field->group)->rows;
    for (guint i = 0; i < place->row_index; i++) {
        const Row *row = g_ptr_array_index(rows, i);
        if (same_text(row->slots[place->field->index].value, place->slot->value))
            return form_path(place->field, i);
    }
    return NULL;
}

static gboolean is_unique(const Form *form, const Place *place, FormIssue *issue)
{
    if (!place->field->validation.unique_in_group)
        return TRUE;
    char *other = place->field->type == FIELD_ID_NUMBER ? same_as_own_number(form, place->slot->value) : NULL;
    if (!other && place->row)
        other = same_in_group(form, place);
    if (!other)
        return TRUE;
    form_issue_set(issue, FORM_ISSUE_DUPLICATE, NULL, NULL);
    if (issue)
        issue->other = other;
    else
        g_free(other);
    return FALSE;
}

/* --- calculated fields --- */

typedef struct {
    const Form *form;
    const Row *row;
} Changer;

static gboolean can_be_changed(const Field *field, gconstpointer data)
{
    const Changer *changer = data;
    const Slot *slot = form_slot(changer->form, changer->row, field);
    return slot->visible && !field->calc && (field->type == FIELD_GROUP || slot->edit != EDIT_FIXED);
}

/* A result outside of its limits is a mistake in what it was made from: the path leads there. */
static gboolean calc_within(const Form *form, const Place *place, const char *path, FormIssue *issue)
{
    const Field *field = place->field;
    Decimal number = form_number_of(field, place->slot->value);
    gboolean low = field->validation.min.is_set && decimal_compare(number, field->validation.min) < 0;
    gboolean high = field->validation.max.is_set && decimal_compare(number, field->validation.max) > 0;
    char text[DECIMAL_TEXT_SIZE];
    if (!low && !high)
        return TRUE;
    Scope scope = form_scope(form, place->row);
    Changer changer = {form, place->row};
    const Field *cause = calc_heaviest_field(field->calc, &scope, can_be_changed, &changer);
    form_issue_text(issue, low ? FORM_ISSUE_CALC_LOW : FORM_ISSUE_CALC_HIGH,
                    decimal_format(low ? field->validation.min : field->validation.max, 0, text));
    if (issue)
        issue->other = g_strdup(path);
    g_autofree char *where = cause ? form_path(cause, place->row_index) : g_strdup(path);
    return form_issue_place(issue, where, cause ? cause : field);
}

/* --- one field --- */

static gboolean rows_within(const Place *place, FormIssue *issue)
{
    const Repeat *repeat = &place->field->repeat;
    guint n = place->slot->rows->len, least = place->slot->required ? MAX(repeat->min, 1)
                                              : n > 0               ? repeat->min
                                                                    : 0;
    if (n < least)
        return form_issue_counts(issue, FORM_ISSUE_ROWS_FEW, n, least);
    if (n > repeat->max)
        return form_issue_counts(issue, FORM_ISSUE_ROWS_MANY, n, repeat->max);
    return TRUE;
}

static gboolean value_good(const Form *form, const Place *place, FormIssue *issue)
{
    return form_value_within(place->field, place->slot->value, form->context.today,
                             form->matter->applicants.org, issue) &&
           (place->field->type != FIELD_DATE || date_within(form, place, issue)) &&
           is_unique(form, place, issue);
}

gboolean form_check_place(const Form *form, const Place *place, const char *path, FormIssue *issue)
{
    const Slot *slot = place->slot;
    gboolean good;
    if (!slot->visible)
        return TRUE;
    if (place->field->type == FIELD_GROUP)
        good = rows_within(place, issue);
    else if (!slot->value)
        return !slot->required || form_issue_set(issue, FORM_ISSUE_REQUIRED, path, place->field);
    else if (place->field->calc)
        return calc_within(form, place, path, issue);
    else if (slot->edit == EDIT_FIXED)
        return TRUE; /* a fact from a card or register: not for the resident to correct */
    else
        good = value_good(form, place, issue);
    return good || form_issue_place(issue, path, place->field);
}

gboolean form_check_field(const Form *form, const char *path, FormIssue *issue)
{
    Place place;
    if (issue)
        form_issue_clear(issue);
    if (!form_find(form, path, &place))
        return form_issue_set(issue, FORM_ISSUE_UNKNOWN_FIELD, path, NULL);
    return form_check_place(form, &place, path, issue);
}

/* --- steps --- */

static guint check_one(const Form *form, const Place *place, GPtrArray *issues)
{
    FormIssue issue = {FORM_OK};
    g_autofree char *path = form_path(place->field, place->row_index);
    return form_check_place(form, place, path, &issue) ? 0 : form_issue_add(issues, &issue);
}

static guint check_rows(const Form *form, const Field *group, const Slot *slot, GPtrArray *issues)
{
    guint n = 0;
    for (guint i = 0; i < slot->rows->len; i++) {
        Row *row = g_ptr_array_index(slot->rows, i);
        for (guint k = 0; k < group->n_fields; k++) {
            Place place = {&group->fields[k], &row->slots[k], row, i};
            n += check_one(form, &place, issues);
        }
    }
    return n;
}

/* Blocks of eligibility are told at the last field that they look at; those that look at none are told
 * before. */
static guint check_blocks(const Form *form, int step, GPtrArray *issues)
{
    guint n = 0;
    for (guint i = 0; i < form->matter->n_eligibility; i++) {
        const Eligibility *rule = &form->matter->eligibility[i];
        const Field *field = rule->check ? condition_last_field(rule->check) : NULL;
        if (!rule->blocks || !rule->check || (field ? (int)field->step : -1) != step ||
            form_eligibility(form, i) != ELIGIBILITY_FAILS)
            continue;
        FormIssue issue = {FORM_OK};
        form_issue_set(&issue, FORM_ISSUE_BLOCKED, field ? field->id : "", field);
        issue.other = g_strdup(rule->id);
        n += form_issue_add(issues, &issue);
    }
    return n;
}

guint form_check_step(const Form *form, guint step, GPtrArray *issues)
{
    guint n = 0;
    if (!form_step_visible(form, step))
        return 0;
    const Step *asked = &form->matter->steps[step];
    for (guint i = 0; i < asked->n_fields; i++) {
        const Field *field = &asked->fields[i];
        Slot *slot = &form->slots[field->index];
        Place place = {field, slot, NULL, 0};
        n += check_one(form, &place, issues);
        if (field->type == FIELD_GROUP && slot->visible)
            n += check_rows(form, field, slot, issues);
    }
    return n + check_blocks(form, (int)step, issues);
}

/* --- before the first question --- */

enum { ADULT = 18 };

static guint add_plain(GPtrArray *issues, FormIssueCode code, const char *other)
{
    FormIssue issue = {FORM_OK};
    form_issue_set(&issue, code, "", NULL);
    issue.other = g_strdup(other);
    return form_issue_add(issues, &issue);
}

static guint add_age(GPtrArray *issues, FormIssueCode code, gint64 age)
{
    FormIssue issue = {FORM_OK};
    form_issue_counts(&issue, code, age, ADULT);
    return form_issue_add(issues, &issue);
}

static guint add_validity(GPtrArray *issues, FormIssueCode code, const char *day, const char *which)
{
    FormIssue issue = {FORM_OK};
    form_issue_text(&issue, code, day);
    issue.other = g_strdup(which);
    return form_issue_add(issues, &issue);
}

/* The last day is valid. A validity that is there but blank counts as expired; a kind of card that states
 * none may submit. */
static guint check_validity(const json_t *card, Day today, const char *which, GPtrArray *issues)
{
    const char *from = json_string_value(json_object_get(card, "valid_from"));
    const char *to = json_string_value(json_object_get(card, "valid_to"));
    Day last = g_strcmp0(to, "长期") == 0 ? DAY_FOREVER : day_parse(to), first = day_parse(from);
    if (to && (last == DAY_NONE || last < today))
        return add_validity(issues, FORM_ISSUE_CARD_EXPIRED, last == DAY_NONE ? NULL : to, which);
    if (first != DAY_NONE && first > today)
        return add_validity(issues, FORM_ISSUE_CARD_NOT_YET_VALID, from, which);
    return 0;
}

/* -1: not known. */
static gint64 card_age(const json_t *card)
{
    const json_t *age = json_object_get(card, "age");
    return json_is_integer(age) ? json_integer_value(age) : -1;
}

static guint check_applicant_card(const Form *form, GPtrArray *issues)
{
    const FormContext *context = &form->context;
    gint64 age = card_age(context->card);
    gboolean may_lack = context->mode == MODE_ASSISTED ||
                        (context->mode == MODE_AGENT && !form->matter->applicants.agent_needs_applicant_card);
    if (!context->card && may_lack)
        return context->card_missing ? 0 : add_plain(issues, FORM_ISSUE_REASON_NEEDED, NULL);
    if (!context->card)
        return add_plain(issues, FORM_ISSUE_CARD_NEEDED, NULL);
    guint n = check_validity(context->card, context->today, "card", issues);
    if (context->mode == MODE_SELF && age >= 0 && age < ADULT)
        n += add_age(issues, FORM_ISSUE_MINOR, age);
    return n;
}

static guint check_agent_card(const Form *form, GPtrArray *issues)
{
    const FormContext *context = &form->context;
    gint64 age = card_age(context->agent_card);
    if (context->mode != MODE_AGENT)
        return 0;
    if (!context->agent_card)
        return add_plain(issues, FORM_ISSUE_AGENT_CARD_NEEDED, NULL);
    guint n = check_validity(context->agent_card, context->today, "agent_card", issues);
    if (same_text(json_object_get(context->card, "id_number"),
                  json_object_get(context->agent_card, "id_number")))
        n += add_plain(issues, FORM_ISSUE_CARDS_SAME, NULL);
    if (age < ADULT)
        n += add_age(issues, FORM_ISSUE_AGENT_UNDERAGE, age);
    return n;
}

guint form_check_start(const Form *form, GPtrArray *issues)
{
    guint n = 0;
    if (!form->matter->applicants.offered[form->context.mode])
        n += add_plain(issues, FORM_ISSUE_MODE, NULL);
    n += check_applicant_card(form, issues);
    n += check_agent_card(form, issues);
    return n + check_blocks(form, -1, issues);
}

guint form_check_all(const Form *form, GPtrArray *issues)
{
    guint n = form_check_start(form, issues);
    for (guint step = 0; step < form->matter->n_steps; step++)
        n += form_check_step(form, step, issues);
    return n;
}

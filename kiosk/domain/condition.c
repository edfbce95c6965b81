#include "kiosk/domain/condition.h"

#include <string.h>

static const Value EMPTY = {.kind = VALUE_EMPTY};

Day day_moved(Day today, int offset, char unit)
{
    switch (unit) {
    case 'm':
        return day_add_months(today, offset);
    case 'y':
        return day_add_years(today, offset);
    default:
        return day_add_days(today, offset);
    }
}

static Value day_value(Day day)
{
    return day == DAY_NONE ? EMPTY : (Value){.kind = VALUE_DATE, .first = day, .last = day};
}

Value operand_value(const Operand *operand, const Scope *scope)
{
    switch (operand->kind) {
    case OPERAND_CONSTANT:
        return operand->constant;
    case OPERAND_TODAY:
        return day_value(day_moved(scope->today, operand->offset, operand->unit));
    case OPERAND_FIELD:
        return scope->field(scope, operand->field);
    case OPERAND_CONTEXT:
        return scope->context(scope, operand->name, operand->as);
    }
    return EMPTY;
}

static gboolean as_number(const Value *value, Decimal *number)
{
    if (value->kind == VALUE_NUMBER) {
        *number = value->number;
        return TRUE;
    }
    return value->kind == VALUE_TEXT && decimal_parse(value->text, number);
}

static gboolean list_has(const json_t *list, const char *text)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (g_strcmp0(json_string_value(json_array_get(list, i)), text) == 0)
            return TRUE;
    return FALSE;
}

/* Both are not empty. A list equals a text that is among its choices: that is what `in` asks of a multi
 * field. */
static gboolean equal(const Value *a, const Value *b)
{
    Decimal left, right;
    if (a->kind == VALUE_LIST && b->kind == VALUE_TEXT)
        return list_has(a->list, b->text);
    if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
        return strcmp(a->text, b->text) == 0;
    if (a->kind == VALUE_BOOL && b->kind == VALUE_BOOL)
        return a->flag == b->flag;
    if (a->kind == VALUE_DATE && b->kind == VALUE_DATE)
        return a->first == b->first && a->last == b->last;
    return as_number(a, &left) && as_number(b, &right) && decimal_compare(left, right) == 0;
}

static gboolean contains(const Value *whole, const Value *part)
{
    if (part->kind != VALUE_TEXT)
        return FALSE;
    if (whole->kind == VALUE_LIST)
        return list_has(whole->list, part->text);
    return whole->kind == VALUE_TEXT && strstr(whole->text, part->text) != NULL;
}

/* Negative, 0, positive; FALSE when the two cannot be compared. */
static gboolean compare(const Value *a, const Value *b, gboolean by_first_day, int *order)
{
    Decimal left, right;
    if (a->kind == VALUE_DATE && b->kind == VALUE_DATE) {
        Day x = by_first_day ? a->first : a->last, y = by_first_day ? b->first : b->last;
        *order = (x > y) - (x < y);
        return TRUE;
    }
    if (!as_number(a, &left) || !as_number(b, &right))
        return FALSE;
    *order = decimal_compare(left, right);
    return TRUE;
}

static gboolean is_false(const Value *value)
{
    return value->kind == VALUE_BOOL && !value->flag;
}

static gboolean test_equal(const Value *left, const Value *right)
{
    if (left->kind == VALUE_EMPTY)
        return is_false(right);
    return right->kind != VALUE_EMPTY && equal(left, right);
}

static gboolean test_unequal(const Value *left, const Value *right)
{
    if (left->kind == VALUE_EMPTY)
        return right->kind != VALUE_EMPTY && !is_false(right);
    return right->kind == VALUE_EMPTY || !equal(left, right);
}

static gboolean test_order(ConditionOp op, const Value *left, const Value *right)
{
    int order;
    if (!compare(left, right, op == OP_GE || op == OP_GT, &order))
        return FALSE;
    return op == OP_GT ? order > 0 : op == OP_GE ? order >= 0 : op == OP_LT ? order < 0 : order <= 0;
}

static gboolean test_in(const Condition *test, const Value *left, const Scope *scope)
{
    for (guint i = 0; i < test->n_right; i++) {
        Value right = operand_value(&test->right[i], scope);
        if (test_equal(left, &right))
            return TRUE;
    }
    return FALSE;
}

static gboolean test_holds(const Condition *test, const Scope *scope)
{
    Value left = operand_value(&test->left, scope);
    Value right = test->n_right > 0 ? operand_value(&test->right[0], scope) : EMPTY;
    switch (test->op) {
    case OP_EQ:
        return test_equal(&left, &right);
    case OP_NE:
        return test_unequal(&left, &right);
    case OP_IN:
        return test_in(test, &left, scope);
    case OP_CONTAINS:
        return contains(&left, &right);
    case OP_GT:
    case OP_GE:
    case OP_LT:
    case OP_LE:
        return test_order(test->op, &left, &right);
    case OP_EMPTY:
        return left.kind == VALUE_EMPTY;
    case OP_FILLED:
        return left.kind != VALUE_EMPTY;
    }
    return FALSE;
}

gboolean condition_holds(const Condition *condition, const Scope *scope)
{
    if (!condition)
        return TRUE;
    switch (condition->kind) {
    case CONDITION_ALL:
        for (guint i = 0; i < condition->n_parts; i++)
            if (!condition_holds(condition->parts[i], scope))
                return FALSE;
        return TRUE;
    case CONDITION_ANY:
        for (guint i = 0; i < condition->n_parts; i++)
            if (condition_holds(condition->parts[i], scope))
                return TRUE;
        return FALSE;
    case CONDITION_NOT:
        return !condition_holds(condition->parts[0], scope);
    case CONDITION_TEST:
        return test_holds(condition, scope);
    }
    return FALSE;
}

gboolean condition_is_known(const Condition *condition, const Scope *scope)
{
    for (guint i = 0; i < condition->n_parts; i++)
        if (!condition_is_known(condition->parts[i], scope))
            return FALSE;
    if (condition->kind != CONDITION_TEST)
        return TRUE;
    if (operand_value(&condition->left, scope).kind == VALUE_EMPTY)
        return FALSE;
    for (guint i = 0; i < condition->n_right; i++)
        if (operand_value(&condition->right[i], scope).kind == VALUE_EMPTY)
            return FALSE;
    return TRUE;
}

static const Field *later(const Field *a, const Field *b)
{
    const Field *top = b && b->group ? b->group : b;
    return !a || (top && top->index > a->index) ? top : a;
}

const Field *condition_last_field(const Condition *condition)
{
    const Field *last = NULL;
    for (guint i = 0; i < condition->n_parts; i++)
        last = later(last, condition_last_field(condition->parts[i]));
    if (condition->kind != CONDITION_TEST)
        return last;
    if (condition->left.kind == OPERAND_FIELD)
        last = later(last, condition->left.field);
    for (guint i = 0; i < condition->n_right; i++)
        if (condition->right[i].kind == OPERAND_FIELD)
            last = later(last, condition->right[i].field);
    return last;
}

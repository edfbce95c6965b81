#include "kiosk/domain/calc.h"

static Decimal number_of(const Value *value)
{
    Decimal number;
    if (value->kind == VALUE_NUMBER)
        return value->number;
    if (value->kind == VALUE_TEXT && decimal_parse(value->text, &number))
        return number;
    return DECIMAL_EMPTY;
}

static Decimal sum_over_rows(const Field *field, const Scope *scope)
{
    Decimal sum = decimal_from_int(0);
    guint n = scope->rows(scope, field->group);
    for (guint row = 0; row < n; row++) {
        Value value = scope->row_field(scope, field, row);
        sum = decimal_add(sum, number_of(&value));
    }
    return sum;
}

static Decimal combine(CalcOp op, Decimal a, Decimal b)
{
    switch (op) {
    case CALC_ADD:
        return decimal_add(a, b);
    case CALC_SUB:
        return decimal_sub(a, b);
    case CALC_MUL:
        return decimal_mul(a, b);
    case CALC_DIV:
        return decimal_div(a, b);
    case CALC_INT:
    case CALC_FIELD:
    case CALC_SUM:
    case CALC_COUNT:
    case CALC_CONSTANT:
        break;
    }
    return DECIMAL_EMPTY;
}

Decimal calc_value(const Calc *calc, const Scope *scope)
{
    switch (calc->op) {
    case CALC_ADD:
    case CALC_SUB:
    case CALC_MUL:
    case CALC_DIV: {
        Decimal result = calc_value(calc->args[0], scope);
        for (guint i = 1; i < calc->n_args; i++)
            result = combine(calc->op, result, calc_value(calc->args[i], scope));
        return result;
    }
    case CALC_INT:
        return decimal_int(calc_value(calc->args[0], scope));
    case CALC_FIELD: {
        Value value = scope->field(scope, calc->field);
        return number_of(&value);
    }
    case CALC_SUM:
        return sum_over_rows(calc->field, scope);
    case CALC_COUNT:
        return decimal_from_int(scope->rows(scope, calc->field));
    case CALC_CONSTANT:
        return calc->constant;
    }
    return DECIMAL_EMPTY;
}

typedef struct {
    const Field *field;
    Decimal weight;
} Heaviest;

static void weigh(const Calc *calc, const Scope *scope, gboolean (*accept)(const Field *, gconstpointer),
                  gconstpointer data, Heaviest *heaviest)
{
    for (guint i = 0; i < calc->n_args; i++)
        weigh(calc->args[i], scope, accept, data, heaviest);
    const Field *field = calc->field && calc->op == CALC_SUM ? calc->field->group : calc->field;
    if (field && field->calc) /* made from others in its turn */
        weigh(field->calc, scope, accept, data, heaviest);
    if (!field || !accept(field, data))
        return;
    Decimal value = calc_value(calc, scope);
    if (value.billionths < 0)
        value.billionths = -value.billionths;
    if (!heaviest->field || decimal_compare(value, heaviest->weight) > 0)
        *heaviest = (Heaviest){field, value};
}

const Field *calc_heaviest_field(const Calc *calc, const Scope *scope,
                                 gboolean (*accept)(const Field *field, gconstpointer data),
                                 gconstpointer data)
{
    Heaviest heaviest = {NULL};
    weigh(calc, scope, accept, data, &heaviest);
    return heaviest.field;
}

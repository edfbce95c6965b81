/* Calculations of the catalogue, compiled: prefix expressions over earlier answers. Immutable, part of the
 * catalogue; evaluated against a Scope. Exact to nine places; rounding to a field's decimals is the field's
 * business. */
#pragma once

#include "kiosk/domain/condition.h"

G_BEGIN_DECLS

typedef enum {
    CALC_ADD,
    CALC_SUB,
    CALC_MUL,
    CALC_DIV,
    CALC_INT,   /* of an expression or a field: without its fraction */
    CALC_FIELD, /* a field's number; a choice counts as the number that its value is */
    CALC_SUM,   /* of a field over all rows of its group */
    CALC_COUNT, /* of a group's rows */
    CALC_CONSTANT,
} CalcOp;

struct Calc {
    CalcOp op;
    const Calc *const *args; /* two or more: ADD, MUL; two: SUB, DIV; one: INT */
    guint n_args;
    const Field *field; /* FIELD: it; SUM: a row's field; COUNT: the group */
    Decimal constant;
};

/* Empty operands count as 0; empty by division by zero, or when the result is too large. */
Decimal calc_value(const Calc *calc, const Scope *scope);

/* The field that weighs most in it, of those for which accept is TRUE: where a result outside of its limits
 * is best corrected. What is summed over rows is offered as their group. NULL when none is accepted. */
const Field *calc_heaviest_field(const Calc *calc, const Scope *scope,
                                 gboolean (*accept)(const Field *field, gconstpointer data),
                                 gconstpointer data);

G_END_DECLS

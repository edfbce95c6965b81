/* Conditions of the catalogue, compiled: when a field is shown, must be filled, earns a warning; who is
 * eligible. Immutable, part of the catalogue. Evaluated against a Scope, which knows the answers; pure, any
 * thread.
 *
 * Empty values: `eq` is false, `ne` is true but for two empties, comparisons and `in`, `contains` are false.
 * An unticked consent is empty, and equals false. Dates of a month or year compare by their first day with ge
 * and gt, by their last day with le and lt. */
#pragma once

#include "kiosk/domain/catalogue.h"

G_BEGIN_DECLS

/* A value as conditions and calculations see it. Lent from the scope. */
typedef enum {
    VALUE_EMPTY,
    VALUE_TEXT,
    VALUE_NUMBER, /* money in yuan */
    VALUE_DATE,
    VALUE_BOOL,
    VALUE_LIST, /* choices of a multi field */
    VALUE_ROWS, /* rows, photos, a signature: can only be empty or filled */
} ValueKind;

typedef struct {
    ValueKind kind;
    const char *text;
    Decimal number;
    Day first, last; /* a month's or a year's; the same for a day */
    gboolean flag;
    const json_t *list;
} Value;

typedef struct Scope Scope;
struct Scope {
    Value (*field)(const Scope *scope, const Field *field);               /* of this row, or of the matter */
    Value (*context)(const Scope *scope, const char *name, ValueKind as); /* "card.age" as NUMBER */
    guint (*rows)(const Scope *scope, const Field *group);
    Value (*row_field)(const Scope *scope, const Field *field, guint row);
    Day today;
    gconstpointer form, row; /* the scope's owner knows what these are */
};

typedef enum { CONDITION_ALL, CONDITION_ANY, CONDITION_NOT, CONDITION_TEST } ConditionKind;

typedef enum {
    OP_EQ,
    OP_NE,
    OP_IN,
    OP_CONTAINS,
    OP_GT,
    OP_GE,
    OP_LT,
    OP_LE,
    OP_EMPTY,
    OP_FILLED
} ConditionOp;

typedef enum {
    OPERAND_CONSTANT,
    OPERAND_TODAY, /* today, moved by offset days, months or years */
    OPERAND_FIELD,
    OPERAND_CONTEXT,
} OperandKind;

typedef struct {
    OperandKind kind;
    Value constant;
    int offset;
    char unit; /* 'd', 'm', 'y' */
    const Field *field;
    const char *name; /* CONTEXT: "card.age" */
    ValueKind as;     /* CONTEXT: what the catalogue says it is */
} Operand;

struct Condition {
    ConditionKind kind;
    const Condition *const *parts; /* ALL, ANY, NOT (one) */
    guint n_parts;
    ConditionOp op; /* TEST from here */
    Operand left;
    const Operand *right; /* one; any number for `in`; none for empty, filled */
    guint n_right;
};

/* NULL condition: TRUE. */
gboolean condition_holds(const Condition *condition, const Scope *scope);

/* Every field and context variable that it looks at has a value. */
gboolean condition_is_known(const Condition *condition, const Scope *scope);

/* The last field of the matter that it looks at; for a row's field its group. NULL when it looks at none. */
const Field *condition_last_field(const Condition *condition);

/* today moved by so many days ('d'), months ('m') or years ('y'), clamped to the end of a shorter month. */
Day day_moved(Day today, int offset, char unit);

/* What an operand is in this scope. */
Value operand_value(const Operand *operand, const Scope *scope);

G_END_DECLS

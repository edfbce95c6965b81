/* Second pass: conditions and calculations. */
#include "kiosk/domain/catalogue_read.h"

#include <string.h>

#define KINDS(a, b, c) ((1u << VALUE_##a) | (1u << VALUE_##b) | (1u << VALUE_##c))

/* What each operator can be asked of. */
static const guint op_kinds[] = {
    [OP_EQ] = KINDS(TEXT, NUMBER, DATE) | (1u << VALUE_BOOL),
    [OP_NE] = KINDS(TEXT, NUMBER, DATE) | (1u << VALUE_BOOL),
    [OP_IN] = KINDS(TEXT, NUMBER, LIST),
    [OP_CONTAINS] = KINDS(TEXT, LIST, LIST),
    [OP_GT] = KINDS(TEXT, NUMBER, DATE),
    [OP_GE] = KINDS(TEXT, NUMBER, DATE),
    [OP_LT] = KINDS(TEXT, NUMBER, DATE),
    [OP_LE] = KINDS(TEXT, NUMBER, DATE),
    [OP_EMPTY] = ~0u,
    [OP_FILLED] = ~0u,
};

static const char *const kind_words[] = {
    [VALUE_EMPTY] = "nothing",         [VALUE_TEXT] = "a text",        [VALUE_NUMBER] = "a number",
    [VALUE_DATE] = "a date",           [VALUE_BOOL] = "true or false", [VALUE_LIST] = "choices",
    [VALUE_ROWS] = "rows or pictures",
};

/* --- one test --- */

/* A spelling mistake in a value would make a condition that is never true. */
static void check_option_value(Reader *reader, const Field *field, const char *value)
{
    if (field->n_options > 0 && !field_option(field, value))
        reader_error(reader, "use the value of one of its options", "\"%s\" is no option of field \"%s\"",
                     value, field->id);
}

/* A variable may be listed with its values: "session.mode": ["self", "agent", "assisted"]. */
static void check_variable_value(Reader *reader, const char *name, const char *value)
{
    const json_t *values = json_object_get(reader->enums[ENUM_CONTEXT_VARS], name);
    gboolean found = !json_is_array(values);
    for (size_t i = 0; i < json_array_size(values); i++)
        found |= g_strcmp0(json_string_value(json_array_get(values, i)), value) == 0;
    if (!found)
        reader_error(reader, "use one of its values in enums.context_vars", "%s is never \"%s\"", name,
                     value);
}

static void check_constant(Reader *reader, const Condition *test, const Operand *right)
{
    if (right->kind != OPERAND_CONSTANT || right->constant.kind != VALUE_TEXT)
        return;
    if (test->left.kind == OPERAND_FIELD)
        check_option_value(reader, test->left.field, right->constant.text);
    else if (test->left.kind == OPERAND_CONTEXT)
        check_variable_value(reader, test->left.name, right->constant.text);
}

static void check_right(Reader *reader, const Condition *test, const Operand *right)
{
    ValueKind left_kind = operand_kind(&test->left), right_kind = operand_kind(right);
    ValueKind wanted = left_kind == VALUE_LIST ? VALUE_TEXT : left_kind;
    gboolean ordered = test->op >= OP_GT && test->op <= OP_LE;
    /* Options may be numbers ("0", "1", "2"), and may then be compared with some. */
    gboolean numeric_text = left_kind == VALUE_TEXT && right_kind == VALUE_NUMBER;
    if (ordered && left_kind == VALUE_TEXT && right_kind != VALUE_NUMBER)
        wanted = VALUE_NUMBER;
    if (right_kind != wanted && !numeric_text)
        reader_error(reader, kind_words[wanted], "%s cannot be compared with %s", kind_words[left_kind],
                     kind_words[right_kind]);
    else
        check_constant(reader, test, right);
}

/* How many operands a value stands for, or the values of a list. */
static guint operand_count(Reader *reader, const json_t *value)
{
    guint n = 0;
    if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++)
            n += operand_count(reader, json_array_get(value, i));
        return n;
    }
    const char *text = json_string_value(value);
    gboolean is_param = text && g_str_has_prefix(text, "@param.");
    const Param *param =
        is_param ? catalogue_param(&reader->store->catalogue, text + strlen("@param.")) : NULL;
    return param ? MAX(param->list.n, 1) : 1;
}

static void read_test_value(Reader *reader, const json_t *value, const Sight *sight, Condition *test)
{
    ValueKind as = operand_kind(&test->left);
    guint room = MIN(operand_count(reader, value), CATALOGUE_MAX_OPTIONS), n = 0;
    Operand *operands = reader_new(reader, Operand, room);
    if (test->op == OP_IN && json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            reader_into_index(reader, i);
            n += read_rights(reader, json_array_get(value, i), as, sight, operands + n,
                             CATALOGUE_MAX_OPTIONS - n);
            reader_out(reader);
        }
    } else if (test->op == OP_IN && !json_is_string(value)) {
        reader_error(reader, "write a list in [ ]", "in needs a list");
    } else {
        n = read_rights(reader, value, as, sight, operands, test->op == OP_IN ? room : MIN(room, 1));
    }
    test->right = operands;
    test->n_right = n;
    for (guint i = 0; i < n; i++)
        check_right(reader, test, &operands[i]);
}

static void read_test(Reader *reader, const json_t *value, const Sight *sight, Condition *test)
{
    static const Key keys[] = {
        {"field", KEY_LATER},
        {"op", KEY_ENUM, offsetof(Condition, op), KEY_NEEDED, condition_op_names, ENUM_CONDITION_OPS},
        {"value", KEY_LATER, 0, KEY_OPTIONAL},
    };
    guint before = reader->errors->len;
    test->kind = CONDITION_TEST;
    reader_object(reader, value, keys, G_N_ELEMENTS(keys), test);
    const char *name = json_string_value(json_object_get(value, "field"));
    if (!name || reader->errors->len > before)
        return;
    reader_into_key(reader, "field");
    gboolean found = read_left(reader, name, sight, &test->left);
    reader_out(reader);
    if (!found)
        return;
    ValueKind kind = operand_kind(&test->left);
    const json_t *right = json_object_get(value, "value");
    if (!(op_kinds[test->op] & (1u << kind)))
        reader_error_at(reader, "op", "choose another operator", "%s cannot be asked of %s",
                        condition_op_names[test->op], kind_words[kind]);
    else if (test->op == OP_EMPTY || test->op == OP_FILLED) {
        if (right && !json_is_null(right))
            reader_error_at(reader, "value", "leave value out", "%s needs no value",
                            condition_op_names[test->op]);
    } else if (!right) {
        reader_error(reader, "add \"value\"", "value is missing");
    } else {
        reader_into_key(reader, "value");
        read_test_value(reader, right, sight, test);
        reader_out(reader);
    }
}

/* --- all, any, not --- */

static const Condition *read_level(Reader *reader, const json_t *value, const Sight *sight, guint depth);

static void read_parts(Reader *reader, const json_t *list, const Sight *sight, guint depth,
                       Condition *condition)
{
    gboolean is_not = condition->kind == CONDITION_NOT;
    guint n = is_not ? 1 : 0;
    if (!is_not && !reader_array(reader, list, CATALOGUE_MAX_OPTIONS, "conditions", &n))
        return;
    if (n == 0)
        reader_error(reader, "add conditions", "an empty list of conditions");
    const Condition **parts = reader_new(reader, const Condition *, n);
    for (guint i = 0; i < n; i++) {
        if (!is_not)
            reader_into_index(reader, i);
        parts[i] = read_level(reader, is_not ? list : json_array_get(list, i), sight, depth + 1);
        if (!is_not)
            reader_out(reader);
    }
    condition->parts = parts;
    condition->n_parts = n;
}

static const Condition *read_level(Reader *reader, const json_t *value, const Sight *sight, guint depth)
{
    Condition *condition = reader_new(reader, Condition, 1);
    if (depth > CATALOGUE_MAX_CONDITION) {
        reader_error(reader, "nest at most 16 deep", "a condition nested too deep");
        return condition;
    }
    if (!json_is_object(value)) {
        reader_error(reader, "write {\"field\", \"op\", \"value\"}", "not a condition");
        return condition;
    }
    for (int kind = CONDITION_ALL; kind <= CONDITION_NOT; kind++) {
        const char *name = combinator_names[kind];
        const json_t *parts = json_object_get(value, name);
        if (!parts)
            continue;
        condition->kind = (ConditionKind)kind;
        if (json_object_size(value) > 1)
            reader_error(reader, "keep all, any or not alone in its { }", "more than \"%s\" in one condition",
                         name);
        reader_into_key(reader, name);
        read_parts(reader, parts, sight, depth, condition);
        reader_out(reader);
        return condition;
    }
    read_test(reader, value, sight, condition);
    return condition;
}

const Condition *read_condition(Reader *reader, const json_t *value, const Sight *sight)
{
    return read_level(reader, value, sight, 1);
}

/* --- calculations --- */

static const Calc *read_calc_level(Reader *reader, const json_t *value, const Sight *sight, guint depth);

static gboolean counts_as_number(const Field *field)
{
    return field->type == FIELD_NUMBER || field->type == FIELD_MONEY || field->type == FIELD_CHOICE;
}

/* A field, a row's field "group.field", or a group, as the operator wants it. */
static void read_calc_field(Reader *reader, const json_t *value, const Sight *sight, Calc *calc)
{
    const char *name = json_string_value(value);
    if (!name) {
        reader_error(reader, "write the id of a field", "not a field");
        return;
    }
    g_auto(GStrv) parts = g_strsplit(name, ".", 2);
    const Field *field = sight_field(reader, sight, parts[0] ? parts[0] : "");
    if (!field)
        return;
    if (calc->op == CALC_SUM) {
        const Field *column = field->type == FIELD_GROUP && parts[1] ? group_field(field, parts[1]) : NULL;
        if (!column || !counts_as_number(column))
            reader_error(reader, "write group.field of a number", "\"%s\" cannot be summed", name);
        calc->field = column;
    } else if (calc->op == CALC_COUNT ? field->type != FIELD_GROUP : !counts_as_number(field)) {
        reader_error(reader, calc->op == CALC_COUNT ? "write the id of a group" : "write the id of a number",
                     "\"%s\" cannot be used here", name);
    } else {
        calc->field = field;
    }
}

static const Calc *field_calc(Reader *reader, const json_t *value, const Sight *sight)
{
    Calc *calc = reader_new(reader, Calc, 1);
    calc->op = CALC_FIELD;
    read_calc_field(reader, value, sight, calc);
    return calc;
}

static void read_args(Reader *reader, const json_t *value, const Sight *sight, guint depth, Calc *calc)
{
    guint n = (guint)json_array_size(value) - 1;
    gboolean two = calc->op == CALC_SUB || calc->op == CALC_DIV, one = calc->op == CALC_INT;
    if (one ? n != 1 : two ? n != 2 : n < 2)
        reader_error(reader,
                     one   ? "give it one"
                     : two ? "give it two"
                           : "give it two or more",
                     "%s has %u operands", calc_op_names[calc->op], n);
    const Calc **args = reader_new(reader, const Calc *, n);
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i + 1);
        const json_t *arg = json_array_get(value, i + 1);
        /* ["int", "field"] is short for ["int", ["field", "field"]] */
        args[i] = one && json_is_string(arg) ? field_calc(reader, arg, sight)
                                             : read_calc_level(reader, arg, sight, depth + 1);
        reader_out(reader);
    }
    calc->args = args;
    calc->n_args = n;
}

static const CalcOp calc_ops[] = {CALC_ADD, CALC_SUB,   CALC_MUL, CALC_DIV,
                                  CALC_INT, CALC_FIELD, CALC_SUM, CALC_COUNT};

static const Calc *read_calc_level(Reader *reader, const json_t *value, const Sight *sight, guint depth)
{
    Calc *calc = reader_new(reader, Calc, 1);
    calc->op = CALC_CONSTANT;
    if (json_is_number(value)) {
        calc->constant = json_is_integer(value) ? decimal_from_int(json_integer_value(value))
                                                : decimal_from_double(json_real_value(value));
        return calc;
    }
    if (!json_is_array(value) || json_array_size(value) < 2 || depth > CATALOGUE_MAX_CONDITION) {
        reader_error(reader, "write [\"add\", a, b] with a number, field or another in each place",
                     "not a calculation, or nested deeper than 16");
        return calc;
    }
    reader_into_index(reader, 0);
    int op = reader_enum(reader, json_array_get(value, 0), calc_op_names, ENUM_CALC_OPS);
    reader_out(reader);
    if (op < 0)
        return calc;
    calc->op = calc_ops[op];
    if (calc->op == CALC_FIELD || calc->op == CALC_SUM || calc->op == CALC_COUNT) {
        reader_into_index(reader, 1);
        read_calc_field(reader, json_array_get(value, 1), sight, calc);
        reader_out(reader);
        if (json_array_size(value) != 2)
            reader_error(reader, "give it one field", "%s has more than one operand", calc_op_names[op]);
    } else {
        read_args(reader, value, sight, depth, calc);
    }
    return calc;
}

const Calc *read_calc(Reader *reader, const json_t *value, const Sight *sight)
{
    return read_calc_level(reader, value, sight, 1);
}

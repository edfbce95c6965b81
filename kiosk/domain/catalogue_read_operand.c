/* Second pass: the operands of conditions - fields in sight, context variables, parameters, days. */
#include "kiosk/domain/catalogue_read.h"

#include <stdlib.h>
#include <string.h>

/* --- fields in sight --- */

/* Whether field comes early enough: before sight->before, or in the same row before it. */
static gboolean in_sight(const Sight *sight, const Field *field)
{
    const Field *before = sight->before;
    if (!before || (sight->itself && field == before))
        return TRUE;
    if (field->group)
        return field->index < before->index;
    return field->index < (before->group ? before->group->index : before->index);
}

const Field *sight_field(Reader *reader, const Sight *sight, const char *id)
{
    const Field *row = sight->before ? sight->before->group : NULL;
    const Field *field = row ? group_field(row, id) : NULL;
    if (!field)
        field = matter_field(sight->matter, id);
    if (!field) {
        reader_error(reader, "use the id of an earlier field of this matter or row",
                     "there is no field \"%s\"", id);
        return NULL;
    }
    if (!in_sight(sight, field)) {
        reader_error(reader, "look only at earlier fields", "field \"%s\" comes later", id);
        return NULL;
    }
    return field;
}

/* --- operands --- */

static ValueKind field_kind(const Field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_CHOICE:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
        return VALUE_TEXT;
    case FIELD_MULTI:
        return VALUE_LIST;
    case FIELD_DATE:
        return VALUE_DATE;
    case FIELD_NUMBER:
    case FIELD_MONEY:
        return VALUE_NUMBER;
    case FIELD_CONSENT:
        return VALUE_BOOL;
    case FIELD_PHOTO:
    case FIELD_SIGNATURE:
    case FIELD_FILE:
    case FIELD_GROUP:
        return VALUE_ROWS;
    }
    return VALUE_EMPTY;
}

ValueKind operand_kind(const Operand *operand)
{
    switch (operand->kind) {
    case OPERAND_CONSTANT:
        return operand->constant.kind;
    case OPERAND_TODAY:
        return VALUE_DATE;
    case OPERAND_FIELD:
        return field_kind(operand->field);
    case OPERAND_CONTEXT:
        return operand->as;
    }
    return VALUE_EMPTY;
}

/* "card.age", "session.mode": only those that enums.context_vars lists, with the type it says. */
static gboolean read_context(Reader *reader, const char *name, Operand *operand)
{
    const json_t *vars = reader->enums[ENUM_CONTEXT_VARS];
    const char *type = json_string_value(json_object_get(vars, name));
    if (!json_object_get(vars, name)) {
        reader_error(reader, "use a variable of enums.context_vars", "\"%s\" is not known here", name);
        return FALSE;
    }
    operand->kind = OPERAND_CONTEXT;
    operand->name = reader_keep(reader, name);
    operand->as = g_strcmp0(type, "date") == 0                                    ? VALUE_DATE
                  : g_strcmp0(type, "int") == 0 || g_strcmp0(type, "number") == 0 ? VALUE_NUMBER
                                                                                  : VALUE_TEXT;
    return TRUE;
}

gboolean read_left(Reader *reader, const char *name, const Sight *sight, Operand *operand)
{
    if (strchr(name, '.'))
        return read_context(reader, name, operand);
    operand->kind = OPERAND_FIELD;
    operand->field = sight_field(reader, sight, name);
    return operand->field != NULL;
}

/* "today", "today+14d", "today-6m". */
gboolean read_today(Reader *reader, const char *text, int *offset, char *unit)
{
    static const int largest[] = {['d'] = 73000, ['m'] = 2400, ['y'] = 200};
    *offset = 0;
    *unit = 'd';
    if (strcmp(text, "today") == 0)
        return TRUE;
    const char *digits = text + strlen("today") + 1;
    size_t n = strspn(digits, "0123456789");
    char last = digits[-1] == '+' || digits[-1] == '-' ? digits[n] : '\0';
    if (n > 0 && n < 7 && last && strchr("dmy", last) && digits[n + 1] == '\0') {
        *offset = atoi(digits) * (digits[-1] == '-' ? -1 : 1);
        *unit = last;
        if (ABS(*offset) <= largest[(guchar)last])
            return TRUE;
    }
    reader_error(reader, "write today, or today+14d, today-6m, today-18y", "\"%s\" is no day", text);
    return FALSE;
}

static Value param_value(const Param *param, const char *item)
{
    if (param->type == PARAM_NUMBER || param->type == PARAM_MONEY)
        return (Value){.kind = VALUE_NUMBER, .number = param->number};
    return (Value){.kind = VALUE_TEXT, .text = item};
}

static gboolean read_reference(Reader *reader, const char *text, const Sight *sight, Operand *operand)
{
    if (g_str_has_prefix(text, "@answer.")) {
        operand->kind = OPERAND_FIELD;
        operand->field = sight_field(reader, sight, text + strlen("@answer."));
        return operand->field != NULL;
    }
    if (g_str_has_prefix(text, "@card."))
        return read_context(reader, text + 1, operand);
    reader_error(reader, "use @param.<name>, @card.<x> or @answer.<field>", "\"%s\" refers to nothing", text);
    return FALSE;
}

/* A text of the data, as what the left side is: a date's text is a day, month or year. */
static gboolean read_text_constant(Reader *reader, const char *text, ValueKind as, Operand *operand)
{
    Value *value = &operand->constant;
    operand->kind = OPERAND_CONSTANT;
    if (as != VALUE_DATE) {
        *value = (Value){.kind = VALUE_TEXT, .text = reader_keep(reader, text)};
        return TRUE;
    }
    value->kind = VALUE_DATE;
    for (int precision = DAY_PRECISION_DAY; precision <= DAY_PRECISION_YEAR; precision++)
        if (day_parse_precision(text, (DayPrecision)precision, &value->first, &value->last))
            return TRUE;
    reader_error(reader, "write YYYY-MM-DD or today±n[dmy]", "\"%s\" is no date", text);
    return FALSE;
}

static gboolean read_right(Reader *reader, const json_t *value, ValueKind as, const Sight *sight,
                           Operand *operand)
{
    const char *text = json_string_value(value);
    operand->kind = OPERAND_CONSTANT;
    if (json_is_boolean(value))
        operand->constant = (Value){.kind = VALUE_BOOL, .flag = json_is_true(value)};
    else if (json_is_number(value))
        operand->constant =
            (Value){.kind = VALUE_NUMBER,
                    .number = json_is_integer(value) ? decimal_from_int(json_integer_value(value))
                                                     : decimal_from_double(json_real_value(value))};
    else if (!text) {
        reader_error(reader, "write a text, a number, true or false", "not a value");
        return FALSE;
    } else if (*text == '@')
        return read_reference(reader, text, sight, operand);
    else if (as == VALUE_DATE && g_str_has_prefix(text, "today")) {
        operand->kind = OPERAND_TODAY;
        return read_today(reader, text, &operand->offset, &operand->unit);
    } else
        return read_text_constant(reader, text, as, operand);
    return TRUE;
}

/* One value of the data may stand for several operands: a @param list. */
guint read_rights(Reader *reader, const json_t *value, ValueKind as, const Sight *sight, Operand *operands,
                  guint room)
{
    const char *text = json_string_value(value);
    if (!text || !g_str_has_prefix(text, "@param.")) {
        if (room > 0)
            return read_right(reader, value, as, sight, operands) ? 1 : 0;
        return 0;
    }
    const Param *param = catalogue_param(&reader->store->catalogue, text + strlen("@param."));
    if (!param) {
        reader_error(reader, "use the name of one of params", "there is no parameter \"%s\"", text);
        return 0;
    }
    guint n = param->list.n > 0 ? param->list.n : 1;
    for (guint i = 0; i < n && i < room; i++)
        operands[i] = (Operand){.kind = OPERAND_CONSTANT,
                                .constant = param_value(param, param->list.n ? param->list.items[i] : "")};
    return MIN(n, room);
}

/* The walk: from the first field to the last, each sees what the earlier ones came to. */
#include "kiosk/domain/form_private.h"

#include <string.h>

static const Value EMPTY = {.kind = VALUE_EMPTY};

/* --- values as conditions see them --- */

static Value text_value(const char *text)
{
    return text && *text ? (Value){.kind = VALUE_TEXT, .text = text} : EMPTY;
}

static Value date_value(const char *text, DayPrecision precision)
{
    Value value = {.kind = VALUE_DATE};
    if (g_strcmp0(text, "长期") == 0)
        value.first = value.last = DAY_FOREVER;
    else if (!day_parse_precision(text, precision, &value.first, &value.last))
        return EMPTY;
    return value;
}

static Value number_value(Decimal number)
{
    return number.is_set ? (Value){.kind = VALUE_NUMBER, .number = number} : EMPTY;
}

Value form_value_of(const Field *field, const Slot *slot)
{
    const json_t *value = slot->value;
    if (field->type == FIELD_GROUP)
        return slot->visible && slot->rows->len > 0 ? (Value){.kind = VALUE_ROWS} : EMPTY;
    if (!value)
        return EMPTY;
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
    case FIELD_CHOICE:
        return text_value(json_string_value(value));
    case FIELD_MULTI:
        return (Value){.kind = VALUE_LIST, .list = value};
    case FIELD_DATE:
        return date_value(json_string_value(value), field->precision);
    case FIELD_NUMBER:
    case FIELD_MONEY:
        return number_value(form_number_of(field, value));
    case FIELD_CONSENT:
        return (Value){.kind = VALUE_BOOL, .flag = TRUE};
    case FIELD_PHOTO:
    case FIELD_SIGNATURE:
    case FIELD_FILE:
    case FIELD_GROUP:
        break;
    }
    return (Value){.kind = VALUE_ROWS};
}

static Value scope_field(const Scope *scope, const Field *field)
{
    return form_value_of(field, form_slot(scope->form, scope->row, field));
}

static Value scope_context(const Scope *scope, const char *name, ValueKind as)
{
    const Form *form = scope->form;
    Decimal number;
    if (strcmp(name, "session.mode") == 0)
        return text_value(session_mode_name(form->context.mode));
    const json_t *value = form_context_variable(form, name);
    const char *text = json_string_value(value);
    if (as == VALUE_NUMBER) {
        if (json_is_integer(value))
            return number_value(decimal_from_int(json_integer_value(value)));
        return text && decimal_parse(text, &number) ? number_value(number) : EMPTY;
    }
    return as == VALUE_DATE ? date_value(text, DAY_PRECISION_DAY) : text_value(text);
}

static guint scope_rows(const Scope *scope, const Field *group)
{
    const Slot *slot = form_slot(scope->form, NULL, group);
    return slot->visible ? slot->rows->len : 0;
}

static Value scope_row_field(const Scope *scope, const Field *field, guint row)
{
    const Slot *group = form_slot(scope->form, NULL, field->group);
    const Row *found = g_ptr_array_index(group->rows, row);
    return form_value_of(field, &found->slots[field->index]);
}

Scope form_scope(const Form *form, const Row *row)
{
    return (Scope){scope_field, scope_context, scope_rows, scope_row_field, form->context.today, form, row};
}

/* --- the walk --- */

/* May the applicant's card fields be typed because there is no card? */
static gboolean opened_without_card(const Form *form)
{
    const FormContext *context = &form->context;
    if (context->card || !context->card_missing)
        return FALSE;
    return context->mode == MODE_ASSISTED ||
           (context->mode == MODE_AGENT && !form->matter->applicants.agent_needs_applicant_card);
}

/* A read-only field whose source knows nothing: optional stays empty, required is asked and marked. */
static EditState edit_without_source(const Form *form, const Field *field, gboolean required)
{
    if (field->prefill == PREFILL_CARD && !form->context.card)
        return opened_without_card(form) ? EDIT_CARD_MISSING : EDIT_FIXED;
    if (field->prefill == PREFILL_AGENT_CARD && !form->context.agent_card)
        return EDIT_FIXED;
    if (form->checking && (field->prefill == PREFILL_DB || field->prefill == PREFILL_SCAN ||
                           field->prefill == PREFILL_ROW_CARD))
        return EDIT_FREE; /* the kiosk had the source; here it can only be taken as it is */
    return required ? EDIT_STATED : EDIT_FIXED;
}

static EditState edit_state(const Form *form, const Field *field, const Slot *slot)
{
    if (field->calc)
        return EDIT_FIXED;
    if (!field->readonly)
        return EDIT_FREE;
    gboolean known = slot->found && slot->found_from != SOURCE_DEFAULT;
    return known ? EDIT_FIXED : edit_without_source(form, field, slot->required);
}

static void find_value(const Form *form, const Scope *scope, const Field *field, Slot *slot)
{
    slot->found_from = SOURCE_NONE;
    if (field->calc) {
        slot->found_from = SOURCE_CALC;
        form_put(&slot->found, form_number_to_json(field, calc_value(field->calc, scope)));
    } else if (field->type != FIELD_GROUP) {
        form_put(&slot->found, form_source(form, scope->row, field, &slot->found_from));
    }
}

static void choose_value(Slot *slot)
{
    gboolean own = slot->touched && slot->edit != EDIT_FIXED;
    slot->value = !slot->visible ? NULL : own ? slot->given : slot->found;
    slot->source = !slot->value ? SOURCE_NONE : own ? SOURCE_RESIDENT : slot->found_from;
}

/* Rows that a look-up brings, as long as the resident has not changed any. */
static void find_rows(const Form *form, const Field *group, Slot *slot)
{
    const json_t *rows =
        group->prefill == PREFILL_DB ? form_look_up(form->context.db, group->prefill_name) : NULL;
    if (slot->touched || slot->rows->len > 0 || !json_is_array(rows))
        return;
    for (size_t i = 0; i < json_array_size(rows) && i < group->repeat.max; i++) {
        Row *row = form_row_create(group);
        row->db = json_deep_copy(json_array_get(rows, i));
        g_ptr_array_add(slot->rows, row);
    }
}

static void refresh_slot(Form *form, const Row *row, const Field *field, Slot *slot, gboolean parent_visible)
{
    Scope scope = form_scope(form, row);
    slot->visible = parent_visible && condition_holds(field->visible_if, &scope);
    slot->required = slot->visible &&
                     (field->required || (field->required_if && condition_holds(field->required_if, &scope)));
    find_value(form, &scope, field, slot);
    slot->edit = edit_state(form, field, slot);
    choose_value(slot);
    if (field->type != FIELD_GROUP)
        return;
    find_rows(form, field, slot);
    for (guint i = 0; i < slot->rows->len; i++) {
        Row *inner = g_ptr_array_index(slot->rows, i);
        for (guint k = 0; k < field->n_fields; k++)
            refresh_slot(form, inner, &field->fields[k], &inner->slots[k], slot->visible);
    }
}

void form_refresh(Form *form)
{
    const Matter *matter = form->matter;
    for (guint s = 0; s < matter->n_steps; s++) {
        const Step *step = &matter->steps[s];
        Scope scope = form_scope(form, NULL);
        gboolean shown = condition_holds(step->visible_if, &scope), any = FALSE;
        for (guint i = 0; i < step->n_fields; i++) {
            const Field *field = &step->fields[i];
            refresh_slot(form, NULL, field, &form->slots[field->index], shown);
            any |= form->slots[field->index].visible;
        }
        form->step_visible[s] = any;
    }
}

/* What the answers mean for the case: eligibility, time limit, materials. */
#include "kiosk/domain/form_private.h"

#include <string.h>

EligibilityState form_eligibility(const Form *form, guint index)
{
    const Eligibility *rule = &form->matter->eligibility[index];
    Scope scope = form_scope(form, NULL);
    if (!rule->check || !condition_is_known(rule->check, &scope))
        return ELIGIBILITY_UNKNOWN;
    return condition_holds(rule->check, &scope) ? ELIGIBILITY_HOLDS : ELIGIBILITY_FAILS;
}

/* To compare limits in different units: five working days make a week. */
static int rough_days(int promised, DayUnit unit)
{
    return unit == DAYS_WORKING ? promised * 7 : promised * 5;
}

FormTimeLimit form_time_limit(const Form *form)
{
    const TimeLimit *own = &form->matter->time_limit;
    FormTimeLimit limit = {own->promised, own->unit, NULL};
    Scope scope = form_scope(form, NULL);
    for (guint i = 0; i < own->n_variants; i++) {
        const TimeVariant *variant = &own->variants[i];
        if (!condition_holds(variant->when, &scope))
            continue;
        if (!limit.variant ||
            rough_days(variant->promised, variant->unit) < rough_days(limit.promised, limit.unit))
            limit = (FormTimeLimit){variant->promised, variant->unit, variant};
    }
    return limit;
}

static gboolean consents_to_look_up(const Form *form)
{
    for (guint i = 0; i < form->matter->n_fields; i++) {
        const Field *field = &form->matter->fields[i];
        if (field->type == FIELD_CONSENT && field->consent_kind == CONSENT_DB_LOOKUP)
            return form->slots[i].value != NULL;
    }
    return FALSE;
}

/* As if the consent to look up had not been given. */
static Value field_without_consent(const Scope *scope, const Field *field)
{
    if (field->type == FIELD_CONSENT && field->consent_kind == CONSENT_DB_LOOKUP)
        return (Value){.kind = VALUE_EMPTY};
    return form_value_of(field, form_slot(scope->form, scope->row, field));
}

static gboolean hidden_by_consent(const Form *form, const Row *row, const Field *field)
{
    Scope scope = form_scope(form, row);
    scope.field = field_without_consent;
    return !form_slot(form, row, field)->visible && field->visible_if &&
           condition_holds(field->visible_if, &scope);
}

/* What can be said of a material's field, at the top or in any row. */
typedef struct {
    gboolean visible, given, spared;
} FieldLook;

static void look_at(const Form *form, const Row *row, const Field *field, FieldLook *look)
{
    const Slot *slot = form_slot(form, row, field);
    look->visible |= slot->visible;
    look->given |= slot->value != NULL;
    look->spared |= hidden_by_consent(form, row, field);
}

static FieldLook look_at_field(const Form *form, const Field *field)
{
    FieldLook look = {FALSE, FALSE, FALSE};
    const GPtrArray *rows = field->group ? form_slot(form, NULL, field->group)->rows : NULL;
    if (!field->group)
        look_at(form, NULL, field, &look);
    for (guint i = 0; rows && i < rows->len; i++)
        look_at(form, g_ptr_array_index(rows, i), field, &look);
    return look;
}

/* A card that the reader takes: the agent's where the material says so, else the applicant's. */
static MaterialState card_material(const Form *form, const Material *material, gboolean needed)
{
    gboolean of_agent = g_str_has_prefix(material->id, "agent");
    if (of_agent && form->context.mode != MODE_AGENT)
        return MATERIAL_NOT_NEEDED;
    if (of_agent ? form->context.agent_card != NULL : form->context.card != NULL)
        return MATERIAL_GIVEN;
    return needed ? MATERIAL_MISSING : MATERIAL_NOT_NEEDED;
}

MaterialState form_material(const Form *form, guint index)
{
    const Material *material = &form->matter->materials[index];
    Scope scope = form_scope(form, NULL);
    gboolean needed =
        material->required || (material->required_if && condition_holds(material->required_if, &scope));
    if (!material->field)
        return card_material(form, material, needed);
    FieldLook look = look_at_field(form, material->field);
    if (look.given)
        return MATERIAL_GIVEN;
    if (look.spared && material->db_possible && form->step_visible[material->field->step] &&
        consents_to_look_up(form))
        return MATERIAL_LOOKED_UP;
    return needed && look.visible ? MATERIAL_MISSING : MATERIAL_NOT_NEEDED;
}

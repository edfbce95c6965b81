/* What a screen shows: steps in their order, the visible fields, the state of one. */
#include "kiosk/domain/form_private.h"

gboolean form_step_visible(const Form *form, guint step)
{
    return step < form->matter->n_steps && form->step_visible[step];
}

int form_step_next(const Form *form, int step)
{
    for (guint i = (guint)(step + 1); i < form->matter->n_steps; i++)
        if (form->step_visible[i])
            return (int)i;
    return -1;
}

int form_step_prev(const Form *form, int step)
{
    for (int i = MIN(step, (int)form->matter->n_steps) - 1; i >= 0; i--)
        if (form->step_visible[i])
            return i;
    return -1;
}

void form_step_number(const Form *form, guint step, guint *k, guint *n)
{
    *k = *n = 0;
    for (guint i = 0; i < form->matter->n_steps; i++) {
        *n += form->step_visible[i] ? 1 : 0;
        if (i == step && form->step_visible[i])
            *k = *n;
    }
}

GPtrArray *form_step_fields(const Form *form, guint step)
{
    GPtrArray *fields = g_ptr_array_new();
    const Step *asked = step < form->matter->n_steps ? &form->matter->steps[step] : NULL;
    for (guint i = 0; asked && i < asked->n_fields; i++)
        if (form->slots[asked->fields[i].index].visible)
            g_ptr_array_add(fields, (gpointer)&asked->fields[i]);
    return fields;
}

GPtrArray *form_row_fields(const Form *form, const char *group, guint row)
{
    GPtrArray *fields = g_ptr_array_new();
    Place place;
    if (!form_find(form, group, &place) || place.field->type != FIELD_GROUP || row >= place.slot->rows->len)
        return fields;
    const Row *found = g_ptr_array_index(place.slot->rows, row);
    for (guint i = 0; i < found->n_slots; i++)
        if (found->slots[i].visible)
            g_ptr_array_add(fields, (gpointer)&place.field->fields[i]);
    return fields;
}

static gboolean is_stated(const Slot *slot)
{
    return slot->value && (slot->edit == EDIT_STATED || slot->edit == EDIT_CARD_MISSING);
}

gboolean form_field_state(const Form *form, const char *path, FieldState *state)
{
    Place place;
    if (!form_find(form, path, &place))
        return FALSE;
    Scope scope = form_scope(form, place.row);
    *state = (FieldState){
        .field = place.field,
        .visible = place.slot->visible,
        .required = place.slot->required,
        .edit = place.slot->edit,
        .stated = is_stated(place.slot),
        .source = place.slot->source,
        .value = place.slot->value,
        .warns =
            place.slot->visible && place.field->warn_when && condition_holds(place.field->warn_when, &scope),
    };
    return TRUE;
}

GPtrArray *form_stated(const Form *form)
{
    GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < form->matter->n_fields; i++) {
        const Field *field = &form->matter->fields[i];
        const Slot *slot = &form->slots[i];
        if (is_stated(slot))
            g_ptr_array_add(paths, form_path(field, 0));
        for (guint r = 0; slot->rows && r < slot->rows->len; r++) {
            const Row *row = g_ptr_array_index(slot->rows, r);
            for (guint k = 0; k < row->n_slots; k++)
                if (is_stated(&row->slots[k]))
                    g_ptr_array_add(paths, form_path(&field->fields[k], r));
        }
    }
    return paths;
}

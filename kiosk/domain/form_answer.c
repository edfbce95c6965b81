/* Answers and rows: what comes in by the resident's hand, a draft or a submission. */
#include "kiosk/domain/form_private.h"

#include <string.h>

/* --- answers --- */

gboolean form_take(Form *form, const Place *place, const json_t *value, const char *path, FormIssue *issue)
{
    json_t *normal;
    if (place->field->type == FIELD_GROUP)
        return form_set_rows(form, place, value, issue);
    if (place->slot->edit == EDIT_FIXED)
        return form_issue_set(issue, FORM_ISSUE_READONLY, path, place->field);
    if (form_normal_value(place->field, value, &normal, issue) == SHAPE_WRONG) {
        return form_issue_place(issue, path, place->field);
    }
    form_put(&place->slot->given, normal);
    place->slot->touched = TRUE;
    if (place->row)
        form->slots[place->field->group->index].touched = TRUE;
    return TRUE;
}

gboolean form_set(Form *form, const char *path, const json_t *value, FormIssue *issue)
{
    Place place;
    if (issue)
        form_issue_clear(issue);
    if (!form_find(form, path, &place))
        return form_issue_set(issue, FORM_ISSUE_UNKNOWN_FIELD, path, NULL);
    if (!form_take(form, &place, value, path, issue))
        return FALSE;
    form_refresh(form);
    /* Nothing given is no mistake while somebody is still filling in; the check of the step says it. */
    return !place.slot->value || form_check_place(form, &place, path, issue);
}

static json_t *typed_number(const Field *field, const char *text)
{
    Decimal number;
    gint64 fen;
    if (!decimal_parse(text, &number))
        return NULL;
    if (field->type == FIELD_NUMBER)
        return decimal_places(number) > field->validation.decimals ? json_real(decimal_to_double(number))
                                                                   : form_number_to_json(field, number);
    return decimal_to_fen(number, &fen) ? json_integer(fen) : NULL;
}

gboolean form_set_text(Form *form, const char *path, const char *text, FormIssue *issue)
{
    Place place;
    json_t *value = NULL;
    if (issue)
        form_issue_clear(issue);
    if (!form_find(form, path, &place))
        return form_issue_set(issue, FORM_ISSUE_UNKNOWN_FIELD, path, NULL);
    if (text && *text) {
        gboolean amount = place.field->type == FIELD_NUMBER || place.field->type == FIELD_MONEY;
        value = amount ? typed_number(place.field, text) : json_string(text);
        if (!value)
            return form_issue_set(issue, FORM_ISSUE_SHAPE, path, place.field);
    }
    gboolean good = form_set(form, path, value, issue);
    form_put(&value, NULL);
    return good;
}

static gboolean is_exclusive(const Field *field, const char *option)
{
    for (guint i = 0; i < field->validation.exclusive.n; i++)
        if (strcmp(field->validation.exclusive.items[i], option) == 0)
            return TRUE;
    return FALSE;
}

gboolean form_toggle(Form *form, const char *path, const char *option, FormIssue *issue)
{
    Place place;
    if (!form_find(form, path, &place) || place.field->type != FIELD_MULTI ||
        !field_option(place.field, option)) {
        if (issue)
            form_issue_clear(issue);
        return form_issue_set(issue, FORM_ISSUE_UNKNOWN_FIELD, path, NULL);
    }
    json_t *chosen = json_array();
    gboolean was_chosen = FALSE;
    for (size_t i = 0; i < json_array_size(place.slot->value); i++) {
        const char *other = json_string_value(json_array_get(place.slot->value, i));
        gboolean itself = strcmp(other, option) == 0;
        was_chosen |= itself;
        /* an exclusive option and the others drop each other */
        if (!itself && !is_exclusive(place.field, option) && !is_exclusive(place.field, other))
            json_array_append_new(chosen, json_string(other));
    }
    if (!was_chosen)
        json_array_append_new(chosen, json_string(option));
    gint64 n = (gint64)json_array_size(chosen), most = place.field->validation.max_select;
    gboolean good = FALSE;
    if (!was_chosen && most >= 0 && n > most) {
        form_issue_counts(issue, FORM_ISSUE_SELECT_MANY, n, most);
        form_issue_place(issue, path, place.field);
    } else {
        good = form_set(form, path, chosen, issue);
    }
    json_decref(chosen);
    return good;
}

const json_t *form_get(const Form *form, const char *path)
{
    Place place;
    return form_find(form, path, &place) ? place.slot->value : NULL;
}

char *form_get_text(const Form *form, const char *path)
{
    Place place;
    char text[DECIMAL_TEXT_SIZE];
    if (!form_find(form, path, &place) || !place.slot->value)
        return NULL;
    if (json_is_string(place.slot->value))
        return g_strdup(json_string_value(place.slot->value));
    if (json_is_number(place.slot->value))
        return g_strdup(decimal_format(form_number_of(place.field, place.slot->value), 0, text));
    return NULL;
}

/* --- rows --- */

static gboolean take_row(Form *form, const Field *group, guint index, Row *row, const json_t *object,
                         FormIssue *issue)
{
    const char *key;
    json_t *value;
    gboolean good = TRUE;
    json_object_foreach((json_t *)object, key, value)
    {
        const Field *field = group_field(group, key);
        g_autofree char *path = g_strdup_printf("%s[%u].%s", group->id, index, key);
        Place place = {field, field ? &row->slots[field->index] : NULL, row, index};
        if (!field)
            good = form_issue_set(good ? issue : NULL, FORM_ISSUE_UNKNOWN_FIELD, path, NULL);
        else
            good &= form_take(form, &place, value, path, good ? issue : NULL);
    }
    return good;
}

/* Good parts are taken even where others are not. Reading a row goes by its own slots, which are free to edit
 * until the next walk says otherwise. */
gboolean form_set_rows(Form *form, const Place *place, const json_t *rows, FormIssue *issue)
{
    const Field *group = place->field;
    gboolean good = TRUE;
    if (rows && !json_is_null(rows) && !json_is_array(rows))
        return form_issue_set(issue, FORM_ISSUE_SHAPE, group->id, group);
    g_ptr_array_set_size(place->slot->rows, 0);
    for (size_t i = 0; i < json_array_size(rows) && i < CATALOGUE_MAX_ROWS; i++) {
        Row *row = form_row_create(group);
        const json_t *object = json_array_get(rows, i);
        for (guint k = 0; k < group->n_fields; k++)
            row->slots[k].touched = form->checking;
        g_ptr_array_add(place->slot->rows, row);
        if (json_is_object(object))
            good &= take_row(form, group, (guint)i, row, object, good ? issue : NULL);
        else
            good = form_issue_set(good ? issue : NULL, FORM_ISSUE_SHAPE, group->id, group);
    }
    if (json_array_size(rows) > CATALOGUE_MAX_ROWS) {
        form_issue_counts(good ? issue : NULL, FORM_ISSUE_ROWS_MANY, (gint64)json_array_size(rows),
                          CATALOGUE_MAX_ROWS);
        good = form_issue_place(good ? issue : NULL, group->id, group);
    }
    place->slot->touched = TRUE;
    return good;
}

static gboolean find_group(const Form *form, const char *path, Place *place)
{
    return form_find(form, path, place) && place->field->type == FIELD_GROUP;
}

guint form_row_count(const Form *form, const char *group)
{
    Place place;
    return find_group(form, group, &place) && place.slot->visible ? place.slot->rows->len : 0;
}

int form_row_add(Form *form, const char *group, FormIssue *issue)
{
    Place place;
    if (issue)
        form_issue_clear(issue);
    if (!find_group(form, group, &place) || !place.slot->visible) {
        form_issue_set(issue, FORM_ISSUE_UNKNOWN_FIELD, group, NULL);
        return -1;
    }
    guint n = place.slot->rows->len;
    if (n >= place.field->repeat.max) {
        form_issue_counts(issue, FORM_ISSUE_ROWS_MANY, n + 1, place.field->repeat.max);
        form_issue_place(issue, group, place.field);
        return -1;
    }
    g_ptr_array_add(place.slot->rows, form_row_create(place.field));
    place.slot->touched = TRUE;
    form_refresh(form);
    return (int)n;
}

gboolean form_row_remove(Form *form, const char *group, guint row)
{
    Place place;
    if (!find_group(form, group, &place) || row >= place.slot->rows->len)
        return FALSE;
    g_ptr_array_remove_index(place.slot->rows, row);
    place.slot->touched = TRUE;
    form_refresh(form);
    return TRUE;
}

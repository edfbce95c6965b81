/* Life of a form, facts that arrive later, paths. */
#include "kiosk/domain/form_private.h"

#include <stdlib.h>
#include <string.h>

/* --- wiping --- */

void form_wipe(json_t *value)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_string(value)) {
        explicit_bzero((char *)json_string_value(value), json_string_length(value));
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, member) form_wipe(member);
    } else if (json_is_object(value)) {
        json_object_foreach(value, key, member) form_wipe(member);
    } else if (json_is_integer(value)) {
        json_integer_set(value, 0);
    } else if (json_is_real(value)) {
        json_real_set(value, 0);
    }
}

/* Shared values (a look-up's rows, a default) are somebody else's to wipe. */
void form_put(json_t **slot, json_t *value)
{
    if (*slot && (*slot)->refcount == 1)
        form_wipe(*slot);
    json_decref(*slot);
    *slot = value;
}

/* --- life --- */

static void slots_init(Slot *slots, const Field *fields, guint n);
static void slots_clear(Slot *slots, guint n);

static void row_free(gpointer data)
{
    Row *row = data;
    slots_clear(row->slots, row->n_slots);
    form_put(&row->card, NULL);
    form_put(&row->db, NULL);
    g_free(row);
}

Row *form_row_create(const Field *group)
{
    Row *row = g_malloc0(sizeof(Row) + group->n_fields * sizeof(Slot));
    row->n_slots = group->n_fields;
    slots_init(row->slots, group->fields, group->n_fields);
    for (guint i = 0; i < group->n_fields; i++)
        row->slots[i].edit = EDIT_FREE;
    return row;
}

static void slots_init(Slot *slots, const Field *fields, guint n)
{
    for (guint i = 0; i < n; i++)
        if (fields[i].type == FIELD_GROUP)
            slots[i].rows = g_ptr_array_new_with_free_func(row_free);
}

static void slots_clear(Slot *slots, guint n)
{
    for (guint i = 0; i < n; i++) {
        form_put(&slots[i].given, NULL);
        form_put(&slots[i].found, NULL);
        g_clear_pointer(&slots[i].rows, g_ptr_array_unref);
    }
}

static json_t *copy(const json_t *value)
{
    return json_is_object(value) ? json_deep_copy(value) : NULL;
}

Form *form_create(Catalogue *catalogue, const Matter *matter, const FormContext *context)
{
    Form *form = g_new0(Form, 1);
    json_t *agent = copy(context->agent_card);
    form->catalogue = catalogue_ref(catalogue);
    form->matter = matter;
    form->slots = g_new0(Slot, matter->n_fields);
    form->step_cards = g_new0(json_t *, matter->n_steps);
    form->step_visible = g_new0(gboolean, matter->n_steps);
    slots_init(form->slots, matter->fields, matter->n_fields);
    form_complete_card(agent, context->today);
    form->card_read = copy(context->card);
    form->context = (FormContext){
        .mode = context->mode,
        .today = context->today,
        .agent_card = agent,
        .session = copy(context->session),
        .db = copy(context->db),
        .scan = copy(context->scan),
        .card_missing = context->card_missing,
    };
    form_complete_applicant(form);
    form_refresh(form);
    return form;
}

void form_destroy(Form *form)
{
    if (!form)
        return;
    const json_t **held[] = {&form->context.card, &form->context.agent_card, &form->context.session,
                             &form->context.db, &form->context.scan};
    slots_clear(form->slots, form->matter->n_fields);
    for (guint i = 0; i < form->matter->n_steps; i++)
        form_put(&form->step_cards[i], NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(held); i++)
        form_put((json_t **)held[i], NULL);
    form_put(&form->card_read, NULL);
    g_free(form->slots);
    g_free(form->step_cards);
    g_free(form->step_visible);
    catalogue_unref(form->catalogue);
    g_free(form);
}

const Matter *form_matter(const Form *form)
{
    return form->matter;
}

const FormContext *form_context(const Form *form)
{
    return &form->context;
}

/* --- facts that arrive later --- */

static void merge(const json_t **into, const json_t *more)
{
    json_t *copied = copy(more);
    if (!copied)
        return;
    if (!*into)
        *into = json_object();
    json_object_update_recursive((json_t *)*into, copied);
    json_decref(copied);
}

void form_add_db(Form *form, const json_t *db)
{
    merge(&form->context.db, db);
    form_complete_applicant(form);
    form_refresh(form);
}

void form_add_scan(Form *form, const json_t *scan)
{
    merge(&form->context.scan, scan);
    form_refresh(form);
}

void form_set_card_missing(Form *form, gboolean missing)
{
    form->context.card_missing = missing;
    form_refresh(form);
}

gboolean form_set_row_card(Form *form, const char *path, const json_t *card)
{
    Place place;
    json_t *completed = copy(card);
    form_complete_card(completed, form->context.today);
    if (form_find_row(form, path, &place))
        form_put(&place.row->card, completed);
    else if (form_find(form, path, &place))
        form_put(place.row ? &place.row->card : &form->step_cards[place.field->step], completed);
    else {
        form_put(&completed, NULL);
        return FALSE;
    }
    form_refresh(form);
    return TRUE;
}

/* --- paths --- */

Slot *form_slot(const Form *form, const Row *row, const Field *field)
{
    return field->group ? &((Row *)row)->slots[field->index] : &form->slots[field->index];
}

/* "name", "name[12]": the top field; *row -1 without brackets. *rest points behind. */
static const Field *parse_head(const Form *form, const char *path, int *row, const char **rest)
{
    char id[CATALOGUE_MAX_ID + 1];
    size_t length = strcspn(path, "[.");
    *row = -1;
    if (length == 0 || length > CATALOGUE_MAX_ID)
        return NULL;
    memcpy(id, path, length);
    id[length] = '\0';
    *rest = path + length;
    if (**rest == '[') {
        size_t digits = strspn(*rest + 1, "0123456789");
        if (digits == 0 || digits > 3 || (*rest)[1 + digits] != ']')
            return NULL;
        *row = atoi(*rest + 1);
        *rest += digits + 2;
    }
    return matter_field(form->matter, id);
}

gboolean form_find_row(const Form *form, const char *path, Place *place)
{
    const char *rest;
    int row;
    const Field *field = path ? parse_head(form, path, &row, &rest) : NULL;
    if (!field || field->type != FIELD_GROUP || row < 0 || *rest)
        return FALSE;
    Slot *slot = &form->slots[field->index];
    if ((guint)row >= slot->rows->len)
        return FALSE;
    *place = (Place){field, slot, g_ptr_array_index(slot->rows, row), (guint)row};
    return TRUE;
}

gboolean form_find(const Form *form, const char *path, Place *place)
{
    const char *rest;
    int row;
    const Field *field = path ? parse_head(form, path, &row, &rest) : NULL;
    if (!field)
        return FALSE;
    Slot *slot = &form->slots[field->index];
    if (row < 0 && *rest == '\0') {
        *place = (Place){field, slot, NULL, 0};
        return TRUE;
    }
    if (field->type != FIELD_GROUP || row < 0 || (guint)row >= slot->rows->len || *rest != '.')
        return FALSE;
    const Field *inner = group_field(field, rest + 1);
    Row *found = g_ptr_array_index(slot->rows, row);
    if (inner)
        *place = (Place){inner, &found->slots[inner->index], found, (guint)row};
    return inner != NULL;
}

char *form_path(const Field *field, guint row)
{
    return field->group ? g_strdup_printf("%s[%u].%s", field->group->id, row, field->id)
                        : g_strdup(field->id);
}

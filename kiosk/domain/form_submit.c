/* Handing over: answers as they are sent, drafts, the context, and the hub's check of a submission. */
#include "kiosk/domain/form_private.h"

#include <string.h>

/* --- out --- */

static json_t *slots_to_json(const Field *fields, const Slot *slots, guint n);

static json_t *rows_to_json(const Field *group, const Slot *slot)
{
    json_t *rows = json_array();
    for (guint i = 0; i < slot->rows->len; i++) {
        const Row *row = g_ptr_array_index(slot->rows, i);
        json_array_append_new(rows, slots_to_json(group->fields, row->slots, row->n_slots));
    }
    return rows;
}

static json_t *slots_to_json(const Field *fields, const Slot *slots, guint n)
{
    json_t *object = json_object();
    for (guint i = 0; i < n; i++) {
        if (slots[i].rows && slots[i].visible && slots[i].rows->len > 0)
            json_object_set_new(object, fields[i].id, rows_to_json(&fields[i], &slots[i]));
        else if (slots[i].value)
            json_object_set_new(object, fields[i].id, json_deep_copy(slots[i].value));
    }
    return object;
}

json_t *form_answers(const Form *form)
{
    return slots_to_json(form->matter->fields, form->slots, form->matter->n_fields);
}

/* A row that was changed is kept as a whole: its look-up may not be at hand when the draft is taken up. */
static json_t *row_draft(const Field *group, const Row *row)
{
    json_t *object = json_object();
    for (guint i = 0; i < row->n_slots; i++) {
        const json_t *kept = row->slots[i].touched ? row->slots[i].given : row->slots[i].found;
        if (kept && !group->fields[i].calc)
            json_object_set_new(object, group->fields[i].id, json_deep_copy(kept));
    }
    return object;
}

static json_t *slot_draft(const Field *field, const Slot *slot)
{
    if (!slot->rows)
        return slot->given ? json_deep_copy(slot->given) : json_null();
    json_t *rows = json_array();
    for (guint i = 0; i < slot->rows->len; i++)
        json_array_append_new(rows, row_draft(field, g_ptr_array_index(slot->rows, i)));
    return rows;
}

json_t *form_draft(const Form *form)
{
    json_t *draft = json_object();
    for (guint i = 0; i < form->matter->n_fields; i++)
        if (form->slots[i].touched)
            json_object_set_new(draft, form->matter->fields[i].id,
                                slot_draft(&form->matter->fields[i], &form->slots[i]));
    return draft;
}

/* --- in --- */

/* What may be typed is known only when all is in, so everything is taken first and looked at afterwards. */
static guint take_all(Form *form, const json_t *answers, GPtrArray *issues)
{
    const char *key;
    json_t *value;
    guint n = 0;
    for (guint i = 0; i < form->matter->n_fields; i++)
        form->slots[i].edit = EDIT_FREE;
    json_object_foreach((json_t *)answers, key, value)
    {
        FormIssue issue = {FORM_OK};
        const Field *field = matter_field(form->matter, key);
        Place place = {field, field ? &form->slots[field->index] : NULL, NULL, 0};
        if (!field)
            form_issue_set(&issue, FORM_ISSUE_UNKNOWN_FIELD, key, NULL);
        else
            form_take(form, &place, value, key, &issue);
        if (issue.code != FORM_OK)
            n += form_issue_add(issues, &issue);
        form_issue_clear(&issue);
    }
    form_refresh(form);
    return n;
}

guint form_load_draft(Form *form, const json_t *draft)
{
    return take_all(form, draft, NULL);
}

/* --- context --- */

json_t *form_context_to_json(const FormContext *context)
{
    char today[DAY_TEXT_SIZE];
    json_t *object = json_pack("{s:s, s:s, s:b}", "mode", session_mode_name(context->mode), "today",
                               day_format(context->today, today), "card_missing", context->card_missing);
    const struct {
        const char *name;
        const json_t *value;
    } parts[] = {{"card", context->card}, {"agent_card", context->agent_card}, {"session", context->session}};
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i].value)
            json_object_set_new(object, parts[i].name, json_deep_copy(parts[i].value));
    return object;
}

/* An object of texts and whole numbers, as cards and session variables are; NULL is fine. */
static gboolean is_flat(const json_t *object)
{
    const char *key;
    json_t *value;
    if (object && (!json_is_object(object) || json_object_size(object) > 64))
        return FALSE;
    json_object_foreach((json_t *)object, key,
                        value) if (!json_is_string(value) && !json_is_integer(value)) return FALSE;
    return TRUE;
}

gboolean form_context_from_json(const json_t *object, FormContext *context, const char **problem)
{
    const char *unknown = NULL;
    const json_t *card = json_object_get(object, "card"), *agent = json_object_get(object, "agent_card");
    const json_t *session = json_object_get(object, "session");
    const char *key;
    json_t *value;
    static const char *const known[] = {"mode",    "today", "card_missing", "card", "agent_card",
                                        "session", NULL};
    json_object_foreach((json_t *)object, key, value) if (!g_strv_contains(known, key)) unknown = key;
    *context = (FormContext){
        .today = day_parse(json_string_value(json_object_get(object, "today"))),
        .card = card,
        .agent_card = agent,
        .session = session,
        .card_missing = json_is_true(json_object_get(object, "card_missing")),
    };
    *problem = unknown ? "context: an unknown key"
               : !session_mode_from_name(json_string_value(json_object_get(object, "mode")), &context->mode)
                   ? "context: mode is none of self, agent, assisted"
               : context->today == DAY_NONE ? "context: today is no date"
               : !is_flat(card) || !is_flat(agent) || !is_flat(session)
                   ? "context: a card or session is no flat object"
                   : NULL;
    return *problem == NULL;
}

/* --- the hub's check --- */

static guint refuse(GPtrArray *issues, FormIssueCode code, const Field *field, guint row, const char *want)
{
    FormIssue issue = {FORM_OK};
    g_autofree char *path = form_path(field, row);
    form_issue_text(&issue, code, want);
    form_issue_place(&issue, path, field);
    return form_issue_add(issues, &issue);
}

static FormIssueCode difference(const Field *field, const Slot *slot)
{
    if (!slot->visible)
        return FORM_ISSUE_HIDDEN_FIELD;
    if (field->calc)
        return FORM_ISSUE_CALC_DIFFERS;
    return slot->edit == EDIT_FIXED ? FORM_ISSUE_READONLY : FORM_ISSUE_SHAPE;
}

/* Of the wrong shape, which take_all() has told already. */
static gboolean was_refused(const Field *field, const Slot *slot, const json_t *value)
{
    json_t *normal = NULL;
    if (!value || !slot->visible)
        return FALSE;
    Shape shape = form_normal_value(field, value, &normal, NULL);
    form_put(&normal, NULL);
    return shape == SHAPE_WRONG;
}

static guint compare_rows(const Field *group, const Slot *slot, const json_t *sent, GPtrArray *issues);

/* Each value that was sent must be the one that this engine would send. */
static guint compare_slots(const Field *fields, const Slot *slots, guint n, guint row, const json_t *sent,
                           GPtrArray *issues)
{
    guint found = 0;
    for (guint i = 0; i < n; i++) {
        const json_t *value = json_object_get(sent, fields[i].id);
        char text[DECIMAL_TEXT_SIZE] = "";
        if (fields[i].type == FIELD_GROUP) {
            found += compare_rows(&fields[i], &slots[i], value, issues);
            continue;
        }
        if (value ? json_equal((json_t *)value, (json_t *)slots[i].value) : !slots[i].value)
            continue;
        if (was_refused(&fields[i], &slots[i], value))
            continue;
        if (fields[i].calc && slots[i].value)
            decimal_format(form_number_of(&fields[i], slots[i].value), 0, text);
        found += refuse(issues, difference(&fields[i], &slots[i]), &fields[i], row, *text ? text : NULL);
    }
    return found;
}

static guint compare_rows(const Field *group, const Slot *slot, const json_t *sent, GPtrArray *issues)
{
    guint found = 0;
    if (sent && !slot->visible)
        return refuse(issues, FORM_ISSUE_HIDDEN_FIELD, group, 0, NULL);
    if (sent && (json_is_null(sent) || (json_is_array(sent) && json_array_size(sent) == 0)))
        return refuse(issues, FORM_ISSUE_SHAPE, group, 0, NULL);
    for (guint i = 0; i < slot->rows->len; i++) {
        const Row *row = g_ptr_array_index(slot->rows, i);
        found += compare_slots(group->fields, row->slots, row->n_slots, i, json_array_get(sent, i), issues);
    }
    return found;
}

/* What is not sent was cleared by the resident: defaults and sources must not come back. */
static void clear_all(Form *form)
{
    form->checking = TRUE;
    for (guint i = 0; i < form->matter->n_fields; i++) {
        form->slots[i].touched = TRUE;
        if (form->slots[i].rows)
            g_ptr_array_set_size(form->slots[i].rows, 0);
    }
}

guint form_check_submission(Catalogue *catalogue, const Matter *matter, const FormContext *context,
                            const json_t *answers, GPtrArray *issues, Form **form)
{
    Form *checked = form_create(catalogue, matter, context);
    clear_all(checked);
    guint n = take_all(checked, answers, issues);
    n += compare_slots(matter->fields, checked->slots, matter->n_fields, 0, answers, issues);
    n += form_check_all(checked, issues);
    if (form)
        *form = checked;
    else
        form_destroy(checked);
    return n;
}

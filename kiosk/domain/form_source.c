/* What is known without asking: cards, look-ups, codes that were scanned, other answers. Names inside a
 * namespace are open; one that nobody knows finds nothing. */
#include "kiosk/domain/form_private.h"

#include <string.h>

#include "kiosk/domain/idnumber.h"

/* --- cards --- */

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text && *text ? text : NULL;
}

static void add_text(json_t *card, const char *name, const char *text)
{
    if (text && *text && !text_of(card, name))
        json_object_set_new(card, name, json_string(text));
}

void form_complete_card(json_t *card, Day today)
{
    const char *number = text_of(card, "id_number");
    char text[DAY_TEXT_SIZE], region[ID_REGION_SIZE];
    if (!json_is_object(card))
        return;
    if (number) {
        add_text(card, "birth", day_format(id_number_birth(number), text));
        add_text(card, "sex", id_sex_code(id_number_sex(number)));
        id_number_region(number, region);
        add_text(card, "region_code", region);
        explicit_bzero(text, sizeof text);
    }
    int age = age_on(day_parse(text_of(card, "birth")), today);
    if (age >= 0)
        json_object_set_new(card, "age", json_integer(age));
    else
        json_object_del(card, "age");
}

/* What a card without these (a social-security card) leaves open, a look-up with consent may know. */
static const char *const looked_up_for_card[] = {"address", "nation", "valid_from", "valid_to"};

void form_complete_applicant(Form *form)
{
    json_t *card = form->card_read ? json_deep_copy(form->card_read) : NULL;
    for (gsize i = 0; card && i < G_N_ELEMENTS(looked_up_for_card); i++) {
        g_autofree char *name = g_strconcat("resident.", looked_up_for_card[i], NULL);
        if (!json_object_get(card, looked_up_for_card[i]))
            add_text(card, looked_up_for_card[i], json_string_value(form_look_up(form->context.db, name)));
    }
    form_complete_card(card, form->context.today);
    form_put((json_t **)&form->context.card, card);
}

/* "birth_if_female": only what belongs to a card of that sex. */
static const json_t *card_find(const json_t *card, const char *name)
{
    static const struct {
        const char *suffix, *sex;
    } conditions[] = {{"_if_female", "f"}, {"_if_male", "m"}};
    for (gsize i = 0; card && i < G_N_ELEMENTS(conditions); i++) {
        if (!g_str_has_suffix(name, conditions[i].suffix))
            continue;
        g_autofree char *plain = g_strndup(name, strlen(name) - strlen(conditions[i].suffix));
        return g_strcmp0(text_of(card, "sex"), conditions[i].sex) == 0 ? json_object_get(card, plain) : NULL;
    }
    return json_object_get(card, name);
}

/* --- look-ups --- */

const json_t *form_look_up(const json_t *object, const char *name)
{
    const json_t *flat = json_object_get(object, name);
    if (flat)
        return flat;
    const char *dot = strchr(name, '.');
    if (!dot)
        return NULL;
    g_autofree char *first = g_strndup(name, (gsize)(dot - name));
    const json_t *inner = json_object_get(object, first);
    return inner ? form_look_up(inner, dot + 1) : NULL;
}

const json_t *form_context_variable(const Form *form, const char *name)
{
    if (g_str_has_prefix(name, "card."))
        return card_find(form->context.card, name + strlen("card."));
    if (g_str_has_prefix(name, "session."))
        return json_object_get(form->context.session, name + strlen("session."));
    return NULL;
}

/* --- answers and what follows from them --- */

static const Slot *answer_slot(const Form *form, const Row *row, const Field *asking, const char *id)
{
    const Field *field = asking->group ? group_field(asking->group, id) : NULL;
    if (!field)
        field = matter_field(form->matter, id);
    return field && field != asking ? form_slot(form, row, field) : NULL;
}

/* "birth_from_<field>", and sex, age, region the same way: from the number in that field. New reference. */
static json_t *calculated(const Form *form, const Row *row, const Field *field)
{
    const char *from = strstr(field->prefill_name, "_from_");
    const Slot *slot = from ? answer_slot(form, row, field, from + strlen("_from_")) : NULL;
    if (!slot || !slot->value)
        return NULL;
    g_autofree char *name = g_strndup(field->prefill_name, (gsize)(from - field->prefill_name));
    json_t *card = json_pack("{s:O}", "id_number", (json_t *)slot->value);
    form_complete_card(card, form->context.today);
    json_t *found = json_incref(json_object_get(card, strcmp(name, "region") == 0 ? "region_code" : name));
    json_decref(card);
    return found;
}

/* --- one field --- */

static const json_t *step_or_row_card(const Form *form, const Row *row, const Field *field)
{
    return row ? row->card : form->step_cards[field->step];
}

static gboolean card_says(const Form *form, const char *name)
{
    const json_t *read = json_object_get(form->card_read, name);
    return read || !json_object_get(form->context.card, name);
}

/* The raw value and where it is from. New reference, NULL. */
static json_t *raw_source(const Form *form, const Row *row, const Field *field, ValueSource *from)
{
    const char *name = field->prefill_name;
    const FormContext *context = &form->context;
    const Slot *slot;
    if (row && row->db && json_object_get(row->db, field->id)) {
        *from = SOURCE_DB;
        return json_incref(json_object_get(row->db, field->id));
    }
    switch (field->prefill) {
    case PREFILL_NONE:
        return NULL;
    case PREFILL_CARD:
        *from = card_says(form, name) || strcmp(name, "age") == 0 ? SOURCE_CARD : SOURCE_DB;
        return json_incref((json_t *)card_find(context->card, name));
    case PREFILL_AGENT_CARD:
        *from = SOURCE_AGENT_CARD;
        return json_incref((json_t *)card_find(context->agent_card, name));
    case PREFILL_ROW_CARD:
        *from = SOURCE_ROW_CARD;
        return json_incref((json_t *)card_find(step_or_row_card(form, row, field), name));
    case PREFILL_DB:
        *from = SOURCE_DB;
        return json_incref((json_t *)form_look_up(context->db, name));
    case PREFILL_SCAN:
        *from = SOURCE_SCAN;
        return json_incref((json_t *)form_look_up(context->scan, name));
    case PREFILL_SESSION:
        *from = SOURCE_SESSION;
        return json_incref(json_object_get(context->session, name));
    case PREFILL_CALC:
        *from = SOURCE_CALC;
        return calculated(form, row, field);
    case PREFILL_ANSWER:
        *from = SOURCE_ANSWER;
        slot = answer_slot(form, row, field, name);
        return slot ? json_incref((json_t *)slot->value) : NULL;
    }
    return NULL;
}

/* Sources may write numbers as texts and texts as numbers. New reference. */
static json_t *coerced(const Field *field, const json_t *raw)
{
    Decimal number;
    if (field->type == FIELD_NUMBER && json_is_string(raw))
        return decimal_parse(json_string_value(raw), &number) ? form_number_to_json(field, number) : NULL;
    if (json_is_integer(raw) && field->type != FIELD_NUMBER && field->type != FIELD_MONEY)
        return json_sprintf("%" JSON_INTEGER_FORMAT, json_integer_value(raw));
    return json_incref((json_t *)raw);
}

json_t *form_source(const Form *form, const Row *row, const Field *field, ValueSource *from)
{
    json_t *normal = NULL, *raw = raw_source(form, row, field, from);
    if (!raw && field->default_value && field->prefill == PREFILL_NONE) {
        *from = SOURCE_DEFAULT;
        raw = json_incref((json_t *)field->default_value);
    }
    if (raw) {
        json_t *value = coerced(field, raw);
        if (form_normal_value(field, value, &normal, NULL) != SHAPE_GOOD)
            normal = NULL;
        json_decref(value);
        json_decref(raw);
    }
    return normal;
}

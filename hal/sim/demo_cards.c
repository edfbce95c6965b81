#include "hal/sim/demo_cards.h"

#include "hal/driver.h"

#include <string.h>

json_t *demo_cards_read(const char *path, GError **error)
{
    json_error_t why;
    json_auto_t *file = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
    json_t *cards = json_object_get(file, "cards");
    if (!json_is_array(cards)) {
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_CONFIGURATION,
                    "cards: %s:%d: %s; expected the demo cards (assets/demo/demo_cards.json)", path,
                    file ? 1 : why.line, file ? "no array \"cards\"" : why.text);
        return NULL;
    }
    return json_incref(cards);
}

static const json_t *find(const json_t *cards, const char *tag)
{
    gsize i;
    json_t *card;
    json_array_foreach(cards, i, card)
    {
        if (g_strcmp0(json_string_value(json_object_get(card, "tag")), tag) == 0)
            return card;
    }
    return NULL;
}

static void copy_text(json_t *to, const char *to_key, const json_t *from, const char *from_key)
{
    const char *text = json_string_value(json_object_get(from, from_key));
    if (text)
        json_object_set_new(to, to_key, json_string(text));
}

/* 19880315 -> 1988-03-15; anything else (长期) stays as it is. */
static void copy_date(json_t *to, const char *key, const json_t *from)
{
    const char *text = json_string_value(json_object_get(from, key));
    if (!text)
        return;
    if (strlen(text) == 8 && strspn(text, "0123456789") == 8)
        json_object_set_new(to, key, json_sprintf("%.4s-%.2s-%.2s", text, text + 4, text + 6));
    else
        json_object_set_new(to, key, json_string(text));
}

json_t *demo_card_identity(const json_t *cards, const char *tag)
{
    const json_t *from = find(cards, tag);
    if (!from)
        return NULL;
    json_t *card = json_pack("{s:s, s:s, s:s}", "kind", "identity", "source", "samv", "type", " ");
    copy_text(card, "name", from, "name");
    copy_text(card, "number", from, "id_number");
    copy_text(card, "sex", from, "sex");
    copy_text(card, "nation", from, "nation");
    copy_date(card, "birth", from);
    copy_text(card, "address", from, "address");
    copy_text(card, "authority", from, "authority");
    copy_date(card, "valid_from", from);
    copy_date(card, "valid_to", from);
    return card;
}

json_t *demo_card_social(const json_t *cards, const char *tag)
{
    const json_t *from = find(cards, tag);
    if (!from)
        return NULL;
    json_t *card = json_pack("{s:s, s:s}", "kind", "identity", "source", "social");
    copy_text(card, "name", from, "name");
    copy_text(card, "number", from, "id_number");
    return card;
}

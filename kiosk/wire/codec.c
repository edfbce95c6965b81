/* One encoder, one decoder and one free function for all messages, driven by the tables of codec.h. Decode
 * fills a zeroed struct row by row and gives it back whole or not at all; encode writes the text and reads it
 * back through decode, so both ends hold one and the same rule. */
#define G_LOG_DOMAIN "wire"
#include "kiosk/wire/codec.h"
#include <string.h>
#include "kiosk/wire/value.h"

G_DEFINE_QUARK(kiosk - wire - error - quark, wire_error)

#define MEMBER(type, message, field) (*(type *)((char *)(message) + (field)->offset))
#define LENT(type, message, field)   (*(type const *)((const char *)(message) + (field)->offset))

static json_t *object_to_json(const WireShape *shape, gconstpointer message);
static gboolean object_from_json(const WireShape *shape, const json_t *object, gpointer message,
                                 GError **error);

/* --- encode ---------------------------------------------------------------------------------- */
static json_t *list_to_json(const WireField *field, const GPtrArray *list)
{
    json_t *array = json_array();
    for (guint i = 0; list && i < list->len; i++)
        json_array_append_new(array, field->kind == WIRE_WORDS ? json_string(list->pdata[i])
                                                               : object_to_json(field->sub, list->pdata[i]));
    return array;
}

static json_t *bytes_to_json(GBytes *bytes)
{
    gsize size = 0;
    const guchar *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
    g_autofree char *text = g_base64_encode(data, size);
    return json_string(text);
}

static json_t *value_to_json(const WireField *field, gconstpointer message)
{
    switch (field->kind) {
    case WIRE_TEXT:
    case WIRE_WORD:
    case WIRE_HEX:
    case WIRE_DIGITS:
    case WIRE_DATE:
    case WIRE_TIME: {
        const char *text = LENT(char *, message, field);
        return json_string(text ? text : "");
    }
    case WIRE_INT:
        return json_integer(LENT(gint64, message, field));
    case WIRE_BOOL:
        return json_boolean(LENT(gboolean, message, field));
    case WIRE_BYTES:
        return bytes_to_json(LENT(GBytes *, message, field));
    case WIRE_JSON: {
        json_t *json = LENT(json_t *, message, field);
        return json ? json_incref(json) : json_object();
    }
    case WIRE_OBJECT: {
        gconstpointer inner = LENT(gpointer, message, field);
        return inner ? object_to_json(field->sub, inner) : NULL;
    }
    case WIRE_LIST:
    case WIRE_WORDS:
        return list_to_json(field, LENT(GPtrArray *, message, field));
    }
    g_return_val_if_reached(NULL);
}

static json_t *object_to_json(const WireShape *shape, gconstpointer message)
{
    json_t *object = json_object();
    if (shape->schema)
        json_object_set_new(object, "schema", json_string(shape->schema));
    for (guint i = 0; i < shape->n_fields; i++) {
        json_t *value = value_to_json(&shape->fields[i], message);
        if (value || shape->fields[i].kind != WIRE_OBJECT)
            json_object_set_new(object, shape->fields[i].key, value); /* NULL: not UTF-8; refused below */
    }
    return object;
}

char *wire_shape_encode(const WireShape *shape, gconstpointer message, gsize *length, GError **error)
{
    json_t *object = object_to_json(shape, message);
    char *text = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(15));
    wire_json_free(object);
    if (!text) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_VALUE, "%s: cannot be written as JSON", shape->schema);
        return NULL;
    }
    gsize size = strlen(text);
    gpointer again = wire_shape_decode(shape, text, size, error);
    if (!again) {
        wire_text_free(text);
        return NULL;
    }
    wire_shape_free(shape, again);
    if (length)
        *length = size;
    return text;
}

/* --- decode ---------------------------------------------------------------------------------- */
static gboolean bad(const WireField *field, const char *rule, GError **error)
{
    g_set_error(error, WIRE_ERROR, WIRE_ERROR_VALUE, "%s: %s", field->key, rule);
    return FALSE;
}

static gboolean text_from_json(const WireField *field, const json_t *value, char **out, GError **error)
{
    if (!json_is_string(value))
        return bad(field, "must be a text", error);
    const char *text = json_string_value(value);
    if (!(*text == '\0' && field->may_be_empty)) {
        const char *rule = wire_value_problem(field, text, json_string_length(value));
        if (rule)
            return bad(field, rule, error);
    }
    *out = g_strdup(text);
    return TRUE;
}

static gboolean bytes_from_json(const WireField *field, const json_t *value, GBytes **out, GError **error)
{
    if (!json_is_string(value))
        return bad(field, "must be base64 text", error);
    gsize size = 0;
    guchar *data = wire_base64_decode(json_string_value(value), json_string_length(value), &size);
    if (!data)
        return bad(field, "is not base64", error);
    *out = g_bytes_new_take(data, size);
    if ((gint64)size < field->min || (gint64)size > field->max)
        return bad(field, "has too few or too many bytes", error);
    return TRUE;
}

static gboolean list_from_json(const WireField *field, const json_t *value, GPtrArray **out, GError **error)
{
    if (!json_is_array(value))
        return bad(field, "must be a list", error);
    if ((gint64)json_array_size(value) > field->max)
        return bad(field, "has too many entries", error);
    *out = g_ptr_array_new();
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *item = json_array_get(value, i);
        if (field->kind == WIRE_WORDS) {
            const WireField word = {.key = field->key, .kind = WIRE_TEXT, .max = 64};
            char *text = NULL;
            if (!text_from_json(&word, item, &text, error))
                return FALSE;
            g_ptr_array_add(*out, text);
        } else {
            gpointer inner = g_malloc0(field->sub->size);
            g_ptr_array_add(*out, inner);
            if (!object_from_json(field->sub, item, inner, error)) {
                g_prefix_error(error, "%s[%zu].", field->key, i);
                return FALSE;
            }
        }
    }
    return TRUE;
}

static gboolean int_from_json(const WireField *field, const json_t *value, gint64 *out, GError **error)
{
    if (!json_is_integer(value))
        return bad(field, "must be a whole number", error);
    *out = json_integer_value(value);
    return (*out >= field->min && *out <= field->max) ? TRUE : bad(field, "is out of range", error);
}

static gboolean value_from_json(const WireField *field, json_t *value, gpointer message, GError **error)
{
    switch (field->kind) {
    case WIRE_TEXT:
    case WIRE_WORD:
    case WIRE_HEX:
    case WIRE_DIGITS:
    case WIRE_DATE:
    case WIRE_TIME:
        return text_from_json(field, value, &MEMBER(char *, message, field), error);
    case WIRE_INT:
        return int_from_json(field, value, &MEMBER(gint64, message, field), error);
    case WIRE_BOOL:
        MEMBER(gboolean, message, field) = json_is_true(value);
        return json_is_boolean(value) ? TRUE : bad(field, "must be true or false", error);
    case WIRE_BYTES:
        return bytes_from_json(field, value, &MEMBER(GBytes *, message, field), error);
    case WIRE_JSON:
        if (!json_is_object(value))
            return bad(field, "must be an object", error);
        MEMBER(json_t *, message, field) = json_incref(value);
        return TRUE;
    case WIRE_OBJECT:
        MEMBER(gpointer, message, field) = g_malloc0(field->sub->size);
        if (object_from_json(field->sub, value, MEMBER(gpointer, message, field), error))
            return TRUE;
        g_prefix_error(error, "%s.", field->key);
        return FALSE;
    case WIRE_LIST:
    case WIRE_WORDS:
        return list_from_json(field, value, &MEMBER(GPtrArray *, message, field), error);
    }
    g_return_val_if_reached(FALSE);
}

static gboolean schema_is_ours(const WireShape *shape, const json_t *object, GError **error)
{
    const char *schema = json_string_value(json_object_get(object, "schema"));
    if (g_strcmp0(schema, shape->schema) == 0)
        return TRUE;
    g_set_error(error, WIRE_ERROR, WIRE_ERROR_SCHEMA, "schema: must be %s", shape->schema);
    return FALSE;
}

static gboolean object_from_json(const WireShape *shape, const json_t *object, gpointer message,
                                 GError **error)
{
    if (!json_is_object(object)) {
        g_set_error_literal(error, WIRE_ERROR, WIRE_ERROR_VALUE, "must be an object");
        return FALSE;
    }
    if (shape->schema && !schema_is_ours(shape, object, error))
        return FALSE;
    size_t seen = shape->schema ? 1 : 0;
    for (guint i = 0; i < shape->n_fields; i++) {
        const WireField *field = &shape->fields[i];
        json_t *value = json_object_get(object, field->key);
        if (!value && field->kind == WIRE_OBJECT && field->may_be_empty)
            continue;
        if (!value) {
            g_set_error(error, WIRE_ERROR, WIRE_ERROR_MISSING, "%s: is missing", field->key);
            return FALSE;
        }
        seen++;
        if (!value_from_json(field, value, message, error))
            return FALSE;
    }
    if (seen == json_object_size(object))
        return TRUE;
    /* The key itself is not quoted: it comes from outside and goes to logs. */
    g_set_error(error, WIRE_ERROR, WIRE_ERROR_UNKNOWN, "%zu unknown key(s)", json_object_size(object) - seen);
    return FALSE;
}

gpointer wire_shape_decode(const WireShape *shape, const char *text, gsize length, GError **error)
{
    json_t *object = wire_json_parse(text, length, error);
    if (!object)
        return NULL;
    gpointer message = g_malloc0(shape->size);
    gboolean good = object_from_json(shape, object, message, error);
    wire_json_free(object);
    if (good)
        return message;
    g_prefix_error(error, "%s: ", shape->schema);
    wire_shape_free(shape, message);
    return NULL;
}

/* --- create, copy, free ---------------------------------------------------------------------- */
gpointer wire_shape_new(const WireShape *shape)
{
    gpointer message = g_malloc0(shape->size);
    for (guint i = 0; i < shape->n_fields; i++) {
        const WireField *field = &shape->fields[i];
        switch (field->kind) {
        case WIRE_TEXT:
        case WIRE_WORD:
        case WIRE_HEX:
        case WIRE_DIGITS:
        case WIRE_DATE:
        case WIRE_TIME:
            MEMBER(char *, message, field) = g_strdup("");
            break;
        case WIRE_JSON:
            MEMBER(json_t *, message, field) = json_object();
            break;
        case WIRE_LIST:
        case WIRE_WORDS:
            MEMBER(GPtrArray *, message, field) = g_ptr_array_new();
            break;
        case WIRE_INT:
        case WIRE_BOOL:
        case WIRE_BYTES:
        case WIRE_OBJECT:
            break;
        }
    }
    return message;
}

gpointer wire_shape_copy(const WireShape *shape, gconstpointer message)
{
    json_t *object = object_to_json(shape, message);
    gpointer copy = g_malloc0(shape->size);
    if (!object_from_json(shape, object, copy, NULL)) {
        wire_shape_free(shape, copy);
        copy = NULL;
    }
    wire_json_free(object);
    return copy;
}

static void list_free(const WireField *field, GPtrArray *list)
{
    if (!list)
        return;
    for (guint i = 0; i < list->len; i++)
        if (field->kind == WIRE_WORDS)
            wire_text_free(list->pdata[i]);
        else
            wire_shape_free(field->sub, list->pdata[i]);
    g_ptr_array_free(list, TRUE);
}

static void value_free(const WireField *field, gpointer message)
{
    switch (field->kind) {
    case WIRE_TEXT:
    case WIRE_WORD:
    case WIRE_HEX:
    case WIRE_DIGITS:
    case WIRE_DATE:
    case WIRE_TIME:
        wire_text_free(MEMBER(char *, message, field));
        break;
    case WIRE_BYTES:
        wire_bytes_free(MEMBER(GBytes *, message, field));
        break;
    case WIRE_JSON:
        wire_json_free(MEMBER(json_t *, message, field));
        break;
    case WIRE_OBJECT:
        wire_shape_free(field->sub, MEMBER(gpointer, message, field));
        break;
    case WIRE_LIST:
    case WIRE_WORDS:
        list_free(field, MEMBER(GPtrArray *, message, field));
        break;
    case WIRE_INT:
    case WIRE_BOOL:
        break;
    }
}

void wire_shape_free(const WireShape *shape, gpointer message)
{
    if (!message)
        return;
    for (guint i = 0; i < shape->n_fields; i++)
        value_free(&shape->fields[i], message);
    g_free(message);
}

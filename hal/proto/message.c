#include "hal/proto/message.h"

#include <malloc.h>
#include <string.h>

G_DEFINE_QUARK(hal - message - error - quark, message_error)

enum {
    HAS_ID = 1 << 0,
    HAS_TIMEOUT = 1 << 1,
    HAS_DEVICE = 1 << 2,
    HAS_NAME = 1 << 3,
    HAS_ROLE = 1 << 4,
    HAS_TEXT = 1 << 5,
    HAS_CODE = 1 << 6,
    HAS_STATE = 1 << 7,
    HAS_REMEDY = 1 << 8,
    HAS_DATA = 1 << 9,
};

/* What a message of each type must and may carry. */
static const struct {
    const char *name;
    guint must;
    guint may;
} shapes[] = {
    [MESSAGE_HELLO] = {"hello", HAS_NAME | HAS_ROLE, 0},
    [MESSAGE_WELCOME] = {"welcome", HAS_DATA, 0},
    [MESSAGE_COMMAND] = {"command", HAS_ID | HAS_NAME, HAS_DEVICE | HAS_TIMEOUT | HAS_DATA},
    [MESSAGE_CANCEL] = {"cancel", HAS_ID, HAS_TEXT},
    [MESSAGE_SIM] = {"sim", HAS_ID | HAS_TEXT, HAS_DEVICE},
    [MESSAGE_TRACE] = {"trace", HAS_ID, HAS_DEVICE},
    [MESSAGE_RESTART] = {"restart", HAS_ID | HAS_DEVICE, 0},
    [MESSAGE_ACKNOWLEDGE] = {"acknowledge", HAS_ID, 0},
    [MESSAGE_EVENT] = {"event", HAS_ID | HAS_NAME, HAS_DEVICE | HAS_DATA},
    [MESSAGE_COMPLETION] = {"completion", HAS_ID | HAS_CODE, HAS_TEXT | HAS_DATA},
    [MESSAGE_DEVICE] = {"device", HAS_STATE | HAS_REMEDY, HAS_DEVICE | HAS_TEXT | HAS_DATA},
    [MESSAGE_CAPABILITIES] = {"capabilities", HAS_DATA, 0},
    [MESSAGE_STATUS] = {"status", HAS_DATA, 0},
    [MESSAGE_PING] = {"ping", 0, 0},
    [MESSAGE_PONG] = {"pong", 0, 0},
    [MESSAGE_BUSY] = {"busy", HAS_TIMEOUT, 0},
    [MESSAGE_TRACE_LINE] = {"trace_line", HAS_TEXT, 0},
};

const char *message_type_name(MessageType type)
{
    return (gsize)type < G_N_ELEMENTS(shapes) ? shapes[type].name : "?";
}

void message_clear(Message *message)
{
    g_free(message->device);
    g_free(message->name);
    g_free(message->role);
    g_free(message->text);
    json_decref(message->data);
    memset(message, 0, sizeof *message);
}

static void set_text(json_t *object, const char *key, const char *value)
{
    if (value)
        json_object_set_new(object, key, json_string(value));
}

static json_t *to_json(const Message *message)
{
    guint fields = shapes[message->type].must | shapes[message->type].may;
    json_t *object = json_pack("{s:s}", "type", shapes[message->type].name);
    if (fields & HAS_ID)
        json_object_set_new(object, "id", json_integer((json_int_t)message->id));
    if (fields & HAS_TIMEOUT)
        json_object_set_new(object, "timeout_ms", json_integer(message->timeout_ms));
    if (fields & HAS_CODE)
        set_text(object, "code", hal_code_name(message->code));
    if (fields & HAS_STATE)
        set_text(object, "state", hal_state_name(message->state));
    if (fields & HAS_REMEDY)
        set_text(object, "remedy", hal_remedy_name(message->remedy));
    if (fields & HAS_DEVICE)
        set_text(object, "device", message->device);
    if (fields & HAS_NAME)
        set_text(object, "name", message->name);
    if (fields & HAS_ROLE)
        set_text(object, "role", message->role);
    if (fields & HAS_TEXT)
        set_text(object, "text", message->text);
    if ((fields & HAS_DATA) && message->data)
        json_object_set(object, "data", message->data);
    return object;
}

gsize message_encode(const Message *message, char *buffer, gsize size, GError **error)
{
    json_t *object = to_json(message);
    gsize length = json_dumpb(object, buffer, size, JSON_COMPACT);
    json_decref(object);
    if (length == 0 || length > size || length > MESSAGE_BYTES_MAX) {
        explicit_bzero(buffer, size);
        g_set_error(error, MESSAGE_ERROR, MESSAGE_ERROR_SIZE, "%s: %zu bytes do not fit into %zu",
                    shapes[message->type].name, length, MIN(size, (gsize)MESSAGE_BYTES_MAX));
        return 0;
    }
    return length;
}

/* --- reading --- */

static gboolean field_error(GError **error, const char *key, const char *problem)
{
    g_set_error(error, MESSAGE_ERROR, MESSAGE_ERROR_FIELD, "%.32s: %s", key, problem);
    return FALSE;
}

static gboolean take_text(const json_t *value, const char *key, gsize max, char **text, GError **error)
{
    if (!json_is_string(value))
        return field_error(error, key, "not a string");
    if (json_string_length(value) > max)
        return field_error(error, key, "too long");
    *text = g_strdup(json_string_value(value));
    return TRUE;
}

static gboolean take_number(const json_t *value, const char *key, gint64 *number, GError **error)
{
    if (!json_is_integer(value) || json_integer_value(value) < 0)
        return field_error(error, key, "not a number from 0");
    *number = json_integer_value(value);
    return TRUE;
}

/* Reads one field into message and answers which it was; 0 with error. */
static guint take_field(const char *key, json_t *value, Message *message, GError **error)
{
    const char *word = json_string_value(value); /* NULL when it is no string */
    gint64 number = 0;
    if (g_str_equal(key, "id")) {
        if (!take_number(value, key, &number, error))
            return 0;
        message->id = (guint64)number;
        return HAS_ID;
    }
    if (g_str_equal(key, "timeout_ms"))
        return take_number(value, key, &message->timeout_ms, error) ? HAS_TIMEOUT : 0;
    if (g_str_equal(key, "device"))
        return take_text(value, key, MESSAGE_NAME_MAX, &message->device, error) ? HAS_DEVICE : 0;
    if (g_str_equal(key, "name"))
        return take_text(value, key, MESSAGE_NAME_MAX, &message->name, error) ? HAS_NAME : 0;
    if (g_str_equal(key, "role"))
        return take_text(value, key, MESSAGE_NAME_MAX, &message->role, error) ? HAS_ROLE : 0;
    if (g_str_equal(key, "text"))
        return take_text(value, key, MESSAGE_TEXT_MAX, &message->text, error) ? HAS_TEXT : 0;
    if (g_str_equal(key, "code") && hal_code_parse(word, &message->code))
        return HAS_CODE;
    if (g_str_equal(key, "state") && hal_state_parse(word, &message->state))
        return HAS_STATE;
    if (g_str_equal(key, "remedy") && hal_remedy_parse(word, &message->remedy))
        return HAS_REMEDY;
    if (g_str_equal(key, "data") && json_is_object(value)) {
        message->data = json_incref(value);
        return HAS_DATA;
    }
    field_error(error, key, "not known, or not what belongs there");
    return 0;
}

static gboolean type_parse(const char *name, MessageType *type)
{
    for (guint i = 0; name && i < G_N_ELEMENTS(shapes); i++) {
        if (g_str_equal(shapes[i].name, name)) {
            *type = (MessageType)i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean from_json(json_t *object, Message *message, GError **error)
{
    if (!type_parse(json_string_value(json_object_get(object, "type")), &message->type))
        return field_error(error, "type", "missing or unknown");
    guint seen = 0;
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        if (g_str_equal(key, "type"))
            continue;
        guint field = take_field(key, value, message, error);
        if (field == 0)
            return FALSE;
        if (!(field & (shapes[message->type].must | shapes[message->type].may)))
            return field_error(error, key, "does not belong to this message");
        seen |= field;
    }
    if ((seen & shapes[message->type].must) != shapes[message->type].must)
        return field_error(error, shapes[message->type].name, "a field is missing");
    return TRUE;
}

gboolean message_decode(const char *bytes, gsize length, Message *message, GError **error)
{
    if (length == 0 || length > MESSAGE_BYTES_MAX) {
        g_set_error(error, MESSAGE_ERROR, MESSAGE_ERROR_SIZE, "a packet of %zu bytes", length);
        return FALSE;
    }
    json_error_t why;
    json_t *object = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &why);
    if (!json_is_object(object)) {
        json_decref(object);
        /* jansson's text may quote the packet, which may be personal */
        g_set_error(error, MESSAGE_ERROR, MESSAGE_ERROR_SYNTAX, "not a JSON object: byte %d", why.position);
        return FALSE;
    }
    g_auto(Message) read = {0};
    gboolean ok = from_json(object, &read, error);
    json_decref(object);
    if (ok) {
        *message = read;
        memset(&read, 0, sizeof read);
    }
    return ok;
}

/* --- forgetting --- */

static void wiping_free(void *block)
{
    if (block)
        explicit_bzero(block, malloc_usable_size(block));
    free(block);
}

void message_wipe_json_on_free(void)
{
    json_set_alloc_funcs(malloc, wiping_free);
}

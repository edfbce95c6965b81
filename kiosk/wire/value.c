#define G_LOG_DOMAIN "wire"
#include "kiosk/wire/value.h"
#include <string.h>

/* --- texts ----------------------------------------------------------------------------------- */
static gboolean is_dangerous(gunichar c)
{
    gboolean control = (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0);
    gboolean bidi =
        (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
    return control || bidi;
}

static const char *text_problem(const char *text, gint64 max)
{
    gint64 n = 0;
    for (const char *at = text; *at; at = g_utf8_next_char(at), n++)
        if (is_dangerous(g_utf8_get_char(at)))
            return "has control characters";
    return n == 0 ? "is empty" : n > max ? "is too long" : NULL;
}

static gboolean made_of(const char *text, gsize length, const char *allowed)
{
    return strspn(text, allowed) == length;
}

static const char *word_problem(const char *text, gsize length, gint64 max)
{
    if (length == 0)
        return "is empty";
    if ((gint64)length > max)
        return "is too long";
    return made_of(text, length, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:/+-")
               ? NULL
               : "has characters other than letters, digits and _.:/+-";
}

static const char *date_problem(const char *text, gsize length)
{
    static const char form[] = "dddd-dd-dd";
    if (length != sizeof form - 1)
        return "must be YYYY-MM-DD";
    for (gsize i = 0; i < length; i++)
        if (form[i] == 'd' ? !g_ascii_isdigit(text[i]) : text[i] != form[i])
            return "must be YYYY-MM-DD";
    guint month = (guint)g_ascii_strtoull(text + 5, NULL, 10),
          day = (guint)g_ascii_strtoull(text + 8, NULL, 10);
    guint year = (guint)g_ascii_strtoull(text, NULL, 10);
    return g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year) ? NULL
                                                                               : "is no day of the calendar";
}

static const char *time_problem(const char *text, gsize length)
{
    static const char rule[] = "must be RFC 3339 with seconds and zone";
    if (length < 20 || length > 35 || text[10] != 'T' || text[13] != ':' || text[16] != ':')
        return rule;
    gboolean zoned = text[length - 1] == 'Z' ||
                     ((text[length - 6] == '+' || text[length - 6] == '-') && text[length - 3] == ':');
    if (!zoned)
        return rule;
    g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, NULL);
    return time ? NULL : rule;
}

const char *wire_value_problem(const WireField *field, const char *text, gsize length)
{
    switch (field->kind) {
    case WIRE_TEXT:
        return text_problem(text, field->max);
    case WIRE_WORD:
        return word_problem(text, length, field->max);
    case WIRE_HEX:
        return (gint64)length == field->max && made_of(text, length, "0123456789abcdef")
                   ? NULL
                   : "must be lower-case hex";
    case WIRE_DIGITS:
        return (gint64)length == field->max && made_of(text, length, "0123456789") ? NULL : "must be digits";
    case WIRE_DATE:
        return date_problem(text, length);
    case WIRE_TIME:
        return time_problem(text, length);
    case WIRE_INT:
    case WIRE_BOOL:
    case WIRE_BYTES:
    case WIRE_JSON:
    case WIRE_OBJECT:
    case WIRE_LIST:
    case WIRE_WORDS:
        break;
    }
    g_return_val_if_reached("is no text");
}

char *wire_time(gint64 unix_s)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(unix_s);
    return g_date_time_format(time, "%Y-%m-%dT%H:%M:%S%:z");
}

/* --- base64 ---------------------------------------------------------------------------------- */
guchar *wire_base64_decode(const char *text, gsize length, gsize *size)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    gsize body = strspn(text, alphabet);
    if (length % 4 || body > length || length - body > 2 || strspn(text + body, "=") != length - body)
        return NULL;
    if (length == 0) {
        *size = 0;
        return g_malloc0(1);
    }
    return g_base64_decode(text, size);
}

/* --- JSON ------------------------------------------------------------------------------------ */
/* Counted before parsing, since jansson's own limit (2048) lets a small text eat the stack. */
static gboolean too_deep(const char *text, gsize length)
{
    gboolean in_string = FALSE;
    guint depth = 0;
    for (gsize i = 0; i < length; i++) {
        char c = text[i];
        if (in_string && c == '\\')
            i++;
        else if (c == '"')
            in_string = !in_string;
        else if (!in_string && (c == '{' || c == '[') && ++depth > WIRE_MAX_DEPTH)
            return TRUE;
        else if (!in_string && (c == '}' || c == ']') && depth > 0)
            depth--;
    }
    return FALSE;
}

json_t *wire_json_parse(const char *text, gsize length, GError **error)
{
    if (too_deep(text, length)) {
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_SYNTAX, "nested deeper than %d", WIRE_MAX_DEPTH);
        return NULL;
    }
    json_error_t at;
    json_t *json = json_loadb(text, length, JSON_REJECT_DUPLICATES, &at);
    if (!json) /* at.text quotes the input near the fault: it stays here */
        g_set_error(error, WIRE_ERROR, WIRE_ERROR_SYNTAX, "not JSON: line %d, column %d", at.line, at.column);
    return json;
}

/* --- throwing away --------------------------------------------------------------------------- */
void wire_text_free(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    free(text); /* jansson's and GLib's texts both come from malloc */
}

void wire_set(char **text, const char *value)
{
    char *copy = g_strdup(value ? value : "");
    wire_text_free(*text);
    *text = copy;
}

static void json_wipe(json_t *json)
{
    const char *key;
    json_t *value;
    size_t i;
    if (!json || json->refcount != 1)
        return;
    if (json_is_string(json))
        explicit_bzero((char *)json_string_value(json), json_string_length(json));
    else if (json_is_object(json))
        json_object_foreach(json, key, value) json_wipe(value);
    else if (json_is_array(json))
        json_array_foreach(json, i, value) json_wipe(value);
}

void wire_json_free(json_t *json)
{
    json_wipe(json);
    json_decref(json);
}

void wire_bytes_free(GBytes *bytes)
{
    if (!bytes)
        return;
    gsize size = 0;
    guchar *data = g_bytes_unref_to_data(bytes, &size); /* copies when others hold it too */
    if (data)
        explicit_bzero(data, size);
    g_free(data);
}

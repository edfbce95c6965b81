/* The reader's core: where we are, errors with their place, memory, and objects by tables of keys. */
#include "kiosk/domain/catalogue_read.h"

#include <string.h>

#include "kiosk/domain/text.h"

enum { DEFAULT_INT_MAX = 1000000 };

/* --- where we are --- */

void reader_into_key(Reader *reader, const char *key)
{
    JsonStep step = {key, 0};
    g_array_append_val(reader->path, step);
}

void reader_into_index(Reader *reader, gsize index)
{
    JsonStep step = {NULL, index};
    g_array_append_val(reader->path, step);
}

void reader_out(Reader *reader)
{
    g_array_set_size(reader->path, reader->path->len - 1);
}

/* --- errors --- */

static void add_error(Reader *reader, const char *remedy, char *problem)
{
    if (reader->errors->len >= CATALOGUE_MAX_ERRORS) {
        g_free(problem);
        return;
    }
    CatalogueError *error = g_new0(CatalogueError, 1);
    error->file = g_strdup(reader->file);
    error->line = json_text_line(reader->text, reader->length, (const JsonStep *)(void *)reader->path->data,
                                 reader->path->len);
    error->matter = g_strdup(reader->matter);
    error->step = g_strdup(reader->step);
    error->field = g_strdup(reader->field);
    error->problem = problem;
    error->remedy = g_strdup(remedy);
    g_ptr_array_add(reader->errors, error);
}

void reader_error(Reader *reader, const char *remedy, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_error(reader, remedy, g_strdup_vprintf(format, args));
    va_end(args);
}

void reader_error_at(Reader *reader, const char *key, const char *remedy, const char *format, ...)
{
    va_list args;
    reader_into_key(reader, key);
    va_start(args, format);
    add_error(reader, remedy, g_strdup_vprintf(format, args));
    va_end(args);
    reader_out(reader);
}

/* --- memory --- */

const char *reader_keep(Reader *reader, const char *text)
{
    return g_string_chunk_insert_const(reader->store->strings, text);
}

gpointer reader_alloc(Reader *reader, gsize n, gsize size)
{
    if (n == 0)
        return NULL;
    gpointer block = g_malloc0_n(n, size);
    g_ptr_array_add(reader->store->blocks, block);
    return block;
}

/* --- single values --- */

const char *reader_string(Reader *reader, const json_t *value, gboolean may_be_empty)
{
    const char *text = json_string_value(value);
    if (!text) {
        reader_error(reader, "write a text in quotation marks", "not a text");
        return "";
    }
    if (!may_be_empty && *text == '\0')
        reader_error(reader, "write the text", "empty");
    return reader_keep(reader, text);
}

static const char *read_id(Reader *reader, const json_t *value)
{
    const char *id = reader_string(reader, value, FALSE);
    size_t length = strlen(id);
    if (length > CATALOGUE_MAX_ID || strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_-") != length)
        reader_error(reader, "use up to 64 of a-z 0-9 _ -", "\"%s\" is no id", id);
    return id;
}

static void read_int(Reader *reader, const json_t *value, const Key *key, int *out)
{
    int min = key->min, max = key->min == 0 && key->max == 0 ? DEFAULT_INT_MAX : key->max;
    if (!json_is_integer(value) || json_integer_value(value) < min || json_integer_value(value) > max) {
        g_autofree char *remedy = g_strdup_printf("write a whole number from %d to %d", min, max);
        reader_error(reader, remedy, "%s is not such a number", key->name);
        return;
    }
    *out = (int)json_integer_value(value);
}

static void read_number(Reader *reader, const json_t *value, Decimal *out)
{
    *out = json_is_integer(value) ? decimal_from_int(json_integer_value(value))
                                  : decimal_from_double(json_real_value(value));
    if (!json_is_number(value) || !out->is_set)
        reader_error(reader, "write a number with at most nine decimals", "not a number");
}

gboolean reader_lists(const Reader *reader, EnumId listed, const char *name)
{
    const json_t *list = listed == ENUM_NONE ? NULL : reader->enums[listed];
    if (!list)
        return TRUE;
    if (json_is_object(list))
        return json_object_get(list, name) != NULL;
    for (size_t i = 0; i < json_array_size(list); i++)
        if (g_strcmp0(json_string_value(json_array_get(list, i)), name) == 0)
            return TRUE;
    return FALSE;
}

char *reader_names(Reader *reader, const char *const *names, EnumId listed)
{
    GString *all = g_string_new(NULL);
    for (; *names; names++)
        if (reader_lists(reader, listed, *names))
            g_string_append_printf(all, "%s%s", all->len ? ", " : "", *names);
    return g_string_free(all, FALSE);
}

int reader_enum(Reader *reader, const json_t *value, const char *const *names, EnumId listed)
{
    const char *text = json_string_value(value);
    for (int i = 0; text && names[i]; i++)
        if (strcmp(names[i], text) == 0 && reader_lists(reader, listed, text))
            return i;
    g_autofree char *all = reader_names(reader, names, listed);
    g_autofree char *remedy = g_strdup_printf("use one of: %s", all);
    if (text)
        reader_error(reader, remedy, "\"%s\" is not known here", text);
    else
        reader_error(reader, remedy, "not a text");
    return -1;
}

gboolean reader_array(Reader *reader, const json_t *value, guint max, const char *what, guint *n)
{
    *n = 0;
    if (!json_is_array(value)) {
        reader_error(reader, "write a list in [ ]", "%s: not a list", what);
        return FALSE;
    }
    if (json_array_size(value) > max) {
        g_autofree char *remedy = g_strdup_printf("at most %u are allowed", max);
        reader_error(reader, remedy, "%zu %s", json_array_size(value), what);
        return FALSE;
    }
    *n = (guint)json_array_size(value);
    return TRUE;
}

void reader_texts(Reader *reader, const json_t *value, gpointer out)
{
    Texts *texts = out;
    guint n;
    if (!reader_array(reader, value, CATALOGUE_MAX_OPTIONS, "texts", &n))
        return;
    const char **items = reader_new(reader, const char *, n);
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i);
        items[i] = reader_string(reader, json_array_get(value, i), FALSE);
        reader_out(reader);
    }
    *texts = (Texts){items, n};
}

/* --- objects by tables --- */

static void read_value(Reader *reader, const json_t *value, const Key *key, gpointer slot)
{
    int place;
    switch (key->kind) {
    case KEY_TEXT:
    case KEY_FULL:
        *(const char **)slot = reader_string(reader, value, key->kind == KEY_TEXT);
        break;
    case KEY_ID:
        *(const char **)slot = read_id(reader, value);
        break;
    case KEY_BOOL:
        if (!json_is_boolean(value))
            reader_error(reader, "write true or false", "%s is neither true nor false", key->name);
        *(gboolean *)slot = json_is_true(value);
        break;
    case KEY_INT:
        read_int(reader, value, key, slot);
        break;
    case KEY_NUMBER:
        read_number(reader, value, slot);
        break;
    case KEY_TEXTS:
        reader_texts(reader, value, slot);
        break;
    case KEY_ENUM:
        place = reader_enum(reader, value, key->names, key->listed);
        *(int *)slot = MAX(place, 0);
        break;
    case KEY_WORD:
        place = reader_enum(reader, value, key->names, ENUM_NONE);
        *(const char **)slot = place >= 0 ? key->names[place] : "";
        break;
    case KEY_READ:
        key->read(reader, value, slot);
        break;
    case KEY_LATER:
        break;
    }
}

/* What a text slot holds when its key is left out. */
static void set_default(const Key *key, gpointer slot)
{
    if (key->kind == KEY_TEXT || key->kind == KEY_FULL || key->kind == KEY_ID || key->kind == KEY_WORD)
        *(const char **)slot = "";
}

static char *known_keys(const Key *keys, gsize n_keys)
{
    GString *all = g_string_new("known here: ");
    for (gsize i = 0; i < n_keys; i++)
        g_string_append_printf(all, "%s%s", i ? ", " : "", keys[i].name);
    return g_string_free(all, FALSE);
}

static void refuse_unknown_keys(Reader *reader, const json_t *object, const Key *keys, gsize n_keys)
{
    const char *name;
    json_t *value;
    json_object_foreach((json_t *)object, name, value)
    {
        gboolean known = FALSE;
        for (gsize i = 0; i < n_keys && !known; i++)
            known = strcmp(keys[i].name, name) == 0;
        if (!known) {
            g_autofree char *remedy = known_keys(keys, n_keys);
            reader_error_at(reader, name, remedy, "\"%s\" is no key here", name);
        }
    }
}

void reader_object(Reader *reader, const json_t *object, const Key *keys, gsize n_keys, gpointer out)
{
    gboolean is_object = json_is_object(object);
    if (is_object)
        refuse_unknown_keys(reader, object, keys, n_keys);
    else
        reader_error(reader, "write an object in { }", "not an object");
    for (gsize i = 0; i < n_keys; i++) {
        const Key *key = &keys[i];
        gpointer slot = (char *)out + key->offset;
        const json_t *value = is_object ? json_object_get(object, key->name) : NULL;
        set_default(key, slot);
        if (!value && is_object && key->need == KEY_NEEDED) {
            g_autofree char *remedy = g_strdup_printf("add \"%s\"", key->name);
            reader_error(reader, remedy, "%s is missing", key->name);
        }
        if (!value || (json_is_null(value) && key->need == KEY_NULLABLE))
            continue;
        reader_into_key(reader, key->name);
        read_value(reader, value, key, slot);
        reader_out(reader);
    }
}

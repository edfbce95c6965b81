/* A JSON file read member by member, with a good answer for whoever wrote it. jansson keeps no lines, so a
 * place is found again in the text (which is known to be valid by then) by walking down its path. */
#include "kiosk/domain/jsonfile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

struct JsonPool {
    GStringChunk *strings;
    GPtrArray *blocks;
};

JsonPool *json_pool_new(void)
{
    JsonPool *pool = g_new0(JsonPool, 1);
    pool->strings = g_string_chunk_new(4096);
    pool->blocks = g_ptr_array_new_with_free_func(g_free);
    return pool;
}

void json_pool_free(JsonPool *pool)
{
    if (!pool)
        return;
    g_string_chunk_free(pool->strings);
    g_ptr_array_unref(pool->blocks);
    g_free(pool);
}

const char *json_pool_string(JsonPool *pool, const char *text)
{
    return g_string_chunk_insert_const(pool->strings, text ? text : "");
}

gpointer json_pool_alloc(JsonPool *pool, gsize n, gsize size)
{
    gpointer block = g_malloc0_n(MAX(n, 1), size);
    g_ptr_array_add(pool->blocks, block);
    return block;
}

/* --- where is it? ----------------------------------------------------------------------------- */

typedef struct {
    const char *p, *end;
} Scan;

static void skip_space(Scan *s)
{
    while (s->p < s->end && strchr(" \t\r\n", *s->p))
        s->p++;
}

static void skip_string(Scan *s)
{
    for (s->p++; s->p < s->end && *s->p != '"'; s->p++)
        if (*s->p == '\\')
            s->p++;
    s->p = MIN(s->p + 1, s->end);
}

/* Past one value, whatever it is. */
static void skip_value(Scan *s)
{
    int depth = 0;
    do {
        skip_space(s);
        if (s->p >= s->end)
            return;
        if (*s->p == '"') {
            skip_string(s);
        } else if (strchr("{[", *s->p)) {
            depth++;
            s->p++;
        } else if (strchr("}]", *s->p)) {
            depth--;
            s->p++;
        } else if (strchr(",:", *s->p)) {
            s->p++;
        } else {
            while (s->p < s->end && !strchr(",:]}{[\" \t\r\n", *s->p))
                s->p++;
        }
    } while (depth > 0);
}

/* From the "{" of an object to the key, or FALSE. Keys with escapes are not found: then the line of the
 * object must do. */
static gboolean enter_member(Scan *s, const char *key)
{
    gsize n = strlen(key);
    s->p++;
    for (skip_space(s); s->p < s->end && *s->p == '"'; skip_space(s)) {
        const char *start = s->p;
        skip_string(s);
        if ((gsize)(s->p - start) == n + 2 && memcmp(start + 1, key, n) == 0) {
            skip_space(s);
            s->p = MIN(s->p + 1, s->end); /* the colon */
            skip_space(s);
            return TRUE;
        }
        skip_space(s);
        s->p = MIN(s->p + 1, s->end);
        skip_value(s);
        skip_space(s);
        if (s->p < s->end && *s->p == ',')
            s->p++;
    }
    return FALSE;
}

static gboolean enter_item(Scan *s, gsize index)
{
    s->p++;
    for (gsize i = 0; i < index; i++) {
        skip_value(s);
        skip_space(s);
        if (s->p >= s->end || *s->p != ',')
            return FALSE;
        s->p++;
    }
    skip_space(s);
    return s->p < s->end && *s->p != ']';
}

/* Goes down to the place as far as it exists in the text. */
static gboolean walk(Scan *s, const JsonAt *at)
{
    if (!at->up)
        return TRUE;
    if (!walk(s, at->up) || s->p >= s->end)
        return FALSE;
    Scan before = *s;
    gboolean found = FALSE;
    if (at->key && *s->p == '{')
        found = enter_member(s, at->key);
    else if (!at->key && *s->p == '[')
        found = enter_item(s, at->index);
    if (!found)
        *s = before;
    return found;
}

static guint line_of(const JsonFile *file, const JsonAt *at)
{
    Scan s = {file->text, file->text + file->len};
    skip_space(&s);
    walk(&s, at);
    guint line = 1;
    for (const char *p = file->text; p < s.p; p++)
        line += *p == '\n';
    return line;
}

static void append_path(GString *out, const JsonAt *at)
{
    if (!at->up)
        return;
    append_path(out, at->up);
    if (at->key)
        g_string_append_printf(out, "%s%s", at->up->up ? "." : "", at->key);
    else
        g_string_append_printf(out, "[%" G_GSIZE_FORMAT "]", at->index);
}

void json_problem(JsonFile *file, const JsonAt *at, const char *key, const char *format, ...)
{
    if (++file->n_problems > JSON_PROBLEMS_MAX)
        return;
    JsonAt place = key ? json_member(at, key) : *at;
    if (file->problems->len > 0)
        g_string_append_c(file->problems, '\n');
    g_string_append_printf(file->problems, "%s:%u: ", file->name, line_of(file, &place));
    append_path(file->problems, &place);
    if (place.up)
        g_string_append(file->problems, ": ");
    va_list args;
    va_start(args, format);
    g_string_append_vprintf(file->problems, format, args);
    va_end(args);
}

/* --- open and finish -------------------------------------------------------------------------- */

char *json_file_slurp(const char *path, gsize *len, GQuark domain, int code, GError **error)
{
    FILE *in = fopen(path, "re");
    if (!in) {
        g_set_error(error, domain, code, "%s: cannot be opened: %s", path, g_strerror(errno));
        return NULL;
    }
    GString *text = g_string_new(NULL);
    char piece[16 * 1024];
    gsize got;
    while (text->len <= JSON_FILE_MAX && (got = fread(piece, 1, sizeof piece, in)) > 0)
        g_string_append_len(text, piece, (gssize)got);
    int failed = ferror(in) ? errno : 0;
    fclose(in);
    if (failed || text->len > JSON_FILE_MAX) {
        g_set_error(error, domain, code, "%s: %s", path, failed ? g_strerror(failed) : "more than 16 MiB");
        g_string_free(text, TRUE);
        return NULL;
    }
    if (len)
        *len = text->len;
    return g_string_free(text, FALSE);
}

/* jansson's own limit is far deeper; ours is told with its line. */
static gboolean nesting_is_bounded(const char *text, gsize len, guint *line)
{
    Scan s = {text, text + len};
    guint depth = 0;
    *line = 1;
    while (s.p < s.end) {
        const char *before = s.p;
        if (*s.p == '"') {
            skip_string(&s);
        } else {
            if (strchr("{[", *s.p) && *s.p && ++depth > JSON_NESTING_MAX)
                return FALSE;
            if (strchr("}]", *s.p) && *s.p && depth > 0)
                depth--;
            s.p++;
        }
        for (; before < s.p; before++)
            *line += *before == '\n';
    }
    return TRUE;
}

JsonAt json_file_open(JsonFile *file, const char *text, gsize len, const char *name, JsonPool *pool)
{
    *file = (JsonFile){.name = name, .text = text, .len = len, .pool = pool, .problems = g_string_new(NULL)};
    json_error_t e;
    guint line = 0;
    if (len > JSON_FILE_MAX)
        g_string_printf(file->problems, "%s: more than 16 MiB", name);
    else if (!nesting_is_bounded(text, len, &line))
        g_string_printf(file->problems, "%s:%u: nested deeper than %d", name, line, JSON_NESTING_MAX);
    else if (!(file->root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &e)))
        g_string_printf(file->problems, "%s:%d: column %d: %s", name, MAX(e.line, 1), MAX(e.column, 1),
                        e.text);
    else if (!json_is_object(file->root))
        g_string_printf(file->problems, "%s:1: must be an object: { … }", name);
    file->n_problems = file->problems->len > 0;
    return (JsonAt){.value = file->root};
}

gboolean json_file_finish(JsonFile *file, GQuark domain, int code, GError **error)
{
    gboolean ok = file->n_problems == 0;
    if (file->n_problems > JSON_PROBLEMS_MAX)
        g_string_append_printf(file->problems, "\n%s: … and %u more", file->name,
                               file->n_problems - JSON_PROBLEMS_MAX);
    if (!ok)
        g_set_error_literal(error, domain, code, file->problems->str);
    g_string_free(file->problems, TRUE);
    json_decref(file->root);
    *file = (JsonFile){0};
    return ok;
}

/* --- members ---------------------------------------------------------------------------------- */

JsonAt json_member(const JsonAt *at, const char *key)
{
    return (JsonAt){.up = at, .key = key, .value = json_object_get(at->value, key)};
}

JsonAt json_item(const JsonAt *at, gsize index)
{
    return (JsonAt){.up = at, .index = index, .value = json_array_get(at->value, index)};
}

JsonAt json_need_object(JsonFile *file, const JsonAt *at, const char *key)
{
    JsonAt member = json_member(at, key);
    if (at->value && !json_is_object(member.value)) {
        json_problem(file, at, key, "must be an object: { … }");
        member.value = NULL;
    }
    return member;
}

JsonAt json_need_array(JsonFile *file, const JsonAt *at, const char *key, gsize max)
{
    JsonAt member = json_member(at, key);
    if (at->value && !json_is_array(member.value)) {
        json_problem(file, at, key, "must be a list: [ … ]");
        member.value = NULL;
    } else if (json_array_size(member.value) > max) {
        json_problem(file, at, key, "has %zu entries; at most %zu are allowed", json_array_size(member.value),
                     max);
        member.value = NULL;
    }
    return member;
}

gsize json_count(const JsonAt *array)
{
    return json_array_size(array->value);
}

static const char *string_of(JsonFile *file, const JsonAt *at, const char *key, const json_t *value,
                             gsize max)
{
    const char *text = json_string_value(value);
    if (g_utf8_strlen(text, -1) > (glong)max) {
        json_problem(file, at, key, "is longer than %zu characters", max);
        return "";
    }
    return json_pool_string(file->pool, text);
}

const char *json_need_string(JsonFile *file, const JsonAt *at, const char *key, gsize max)
{
    json_t *value = json_object_get(at->value, key);
    if (!at->value)
        return "";
    if (!json_is_string(value) || json_string_length(value) == 0) {
        json_problem(file, at, key,
                     value ? "must be a text that is not empty" : "is missing; must be a text");
        return "";
    }
    return string_of(file, at, key, value, max);
}

const char *json_want_string(JsonFile *file, const JsonAt *at, const char *key, gsize max)
{
    json_t *value = json_object_get(at->value, key);
    if (!value || json_is_null(value))
        return "";
    if (!json_is_string(value)) {
        json_problem(file, at, key, "must be a text");
        return "";
    }
    return string_of(file, at, key, value, max);
}

static gboolean is_id(const char *text)
{
    gsize n = strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");
    return n >= 1 && n <= 64 && text[n] == '\0';
}

const char *json_need_id(JsonFile *file, const JsonAt *at, const char *key)
{
    guint before = file->n_problems;
    const char *text = json_need_string(file, at, key, 64);
    if (at->value && file->n_problems == before && !is_id(text)) {
        json_problem(file, at, key, "must be 1 to 64 of letters, digits, _ and -");
        return "";
    }
    return text;
}

const char *const *json_want_strings(JsonFile *file, const JsonAt *at, const char *key, gsize max)
{
    JsonAt list = json_member(at, key);
    gsize n = json_array_size(list.value);
    if (list.value && !json_is_null(list.value) && !json_is_array(list.value))
        json_problem(file, at, key, "must be a list of texts");
    const char **texts = json_pool_alloc(file->pool, n + 1, sizeof *texts);
    gsize kept = 0;
    for (gsize i = 0; i < n; i++) {
        JsonAt item = json_item(&list, i);
        if (json_is_string(item.value))
            texts[kept++] = string_of(file, &item, NULL, item.value, max);
        else
            json_problem(file, &item, NULL, "must be a text");
    }
    return texts;
}

static int int_of(JsonFile *file, const JsonAt *at, const char *key, const json_t *value, int min, int max)
{
    json_int_t n = json_integer_value(value);
    if (!json_is_integer(value) || n < min || n > max) {
        json_problem(file, at, key, "must be a whole number from %d to %d", min, max);
        return min;
    }
    return (int)n;
}

int json_need_int(JsonFile *file, const JsonAt *at, const char *key, int min, int max)
{
    return at->value ? int_of(file, at, key, json_object_get(at->value, key), min, max) : min;
}

int json_want_int(JsonFile *file, const JsonAt *at, const char *key, int min, int max, int fallback)
{
    json_t *value = json_object_get(at->value, key);
    return value && !json_is_null(value) ? int_of(file, at, key, value, min, max) : fallback;
}

gboolean json_want_bool(JsonFile *file, const JsonAt *at, const char *key, gboolean fallback)
{
    json_t *value = json_object_get(at->value, key);
    if (!value || json_is_null(value))
        return fallback;
    if (!json_is_boolean(value))
        json_problem(file, at, key, "must be true or false");
    return json_is_true(value);
}

int json_need_word(JsonFile *file, const JsonAt *at, const char *key, const char *const *words)
{
    const char *text = json_string_value(json_object_get(at->value, key));
    for (int i = 0; text && words[i]; i++)
        if (strcmp(words[i], text) == 0)
            return i;
    if (at->value) {
        g_autofree char *list = g_strjoinv(", ", (char **)words);
        json_problem(file, at, key, "must be one of: %s", list);
    }
    return 0;
}

void json_only(JsonFile *file, const JsonAt *at, const char *const *keys)
{
    const char *key;
    json_t *value;
    json_object_foreach(at->value, key, value)
    {
        if (g_strv_contains(keys, key))
            continue;
        g_autofree char *list = g_strjoinv(", ", (char **)keys);
        json_problem(file, at, key, "is not known here; known are: %s", list);
    }
}

void json_need_schema(JsonFile *file, const JsonAt *root, const char *schema)
{
    const char *found = json_string_value(json_object_get(root->value, "schema"));
    if (root->value && g_strcmp0(found, schema) != 0)
        json_problem(file, root, "schema", "must be \"%s\"", schema);
}

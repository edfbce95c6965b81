#include "kiosk/domain/catalogue_text.h"

#include <string.h>

#include "kiosk/domain/catalogue.h"

typedef struct {
    const char *at, *end;
    int line;
} Cursor;

static int line_of(const char *text, const char *at)
{
    int line = 1;
    for (const char *c = text; c < at; c++)
        line += *c == '\n';
    return line;
}

/* Behind the closing quote; at the end when there is none. characters counts code points, an escape as one.
 */
static const char *skip_string(const char *c, const char *end, glong *characters)
{
    glong n = 0;
    for (c++; c < end && *c != '"'; n++) {
        if (*c == '\\' && end - c > 1)
            c += c[1] == 'u' ? MIN(6, end - c) : 2;
        else
            c += MIN(g_utf8_skip[(guchar)*c], end - c);
    }
    if (characters)
        *characters = n;
    return c < end ? c + 1 : end;
}

const char *json_text_problem(const char *text, gsize length, int *line)
{
    const char *end = text + length, *c = text;
    int depth = 0;
    *line = 0;
    if (length > CATALOGUE_MAX_BYTES)
        return "the file is larger than 16 MiB";
    if (!g_utf8_validate_len(text, length, &c)) {
        *line = line_of(text, c);
        return *c == '\0' ? "a NUL byte in the text" : "text that is not UTF-8";
    }
    for (c = text; c < end;) {
        glong characters = 0;
        const char *here = c;
        if (*c == '"') {
            c = skip_string(c, end, &characters);
        } else {
            depth += *c == '{' || *c == '[';
            depth -= *c == '}' || *c == ']';
            c++;
        }
        if (depth > CATALOGUE_MAX_NESTING || characters > CATALOGUE_MAX_TEXT) {
            *line = line_of(text, here);
            return characters > CATALOGUE_MAX_TEXT ? "a text longer than 4,000 characters"
                                                   : "nested deeper than 64";
        }
    }
    return NULL;
}

static void skip_space(Cursor *cursor)
{
    for (; cursor->at < cursor->end && g_ascii_isspace(*cursor->at); cursor->at++)
        cursor->line += *cursor->at == '\n';
}

/* Over one value: strings hold no raw line ends, so lines are counted outside of them only. */
static void skip_value(Cursor *cursor)
{
    int depth = 0;
    skip_space(cursor);
    while (cursor->at < cursor->end) {
        char c = *cursor->at;
        if (depth == 0 && (c == ',' || c == '}' || c == ']'))
            return;
        if (c == '"') {
            cursor->at = skip_string(cursor->at, cursor->end, NULL);
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        cursor->line += c == '\n';
        cursor->at++;
    }
}

/* From an object's or array's bracket to the wanted member's name or element; FALSE when it is not there. */
static gboolean enter(Cursor *cursor, const JsonStep *step)
{
    gsize index = 0;
    skip_space(cursor);
    if (cursor->at >= cursor->end || *cursor->at != (step->key ? '{' : '['))
        return FALSE;
    cursor->at++;
    for (;; index++) {
        skip_space(cursor);
        if (cursor->at >= cursor->end || *cursor->at == '}' || *cursor->at == ']')
            return FALSE;
        if (!step->key && index == step->index)
            return TRUE;
        if (step->key) {
            const char *name = cursor->at + 1, *behind = skip_string(cursor->at, cursor->end, NULL);
            if ((gsize)(behind - name) == strlen(step->key) + 1 &&
                memcmp(name, step->key, strlen(step->key)) == 0)
                return TRUE;
        }
        skip_value(cursor);
        if (cursor->at < cursor->end && *cursor->at == ',')
            cursor->at++;
    }
}

/* From a member's name to its value. */
static void to_value(Cursor *cursor)
{
    cursor->at = skip_string(cursor->at, cursor->end, NULL);
    skip_space(cursor);
    if (cursor->at < cursor->end && *cursor->at == ':')
        cursor->at++;
    skip_space(cursor);
}

int json_text_line(const char *text, gsize length, const JsonStep *path, gsize n_steps)
{
    Cursor cursor = {text, text + length, 1};
    skip_space(&cursor);
    for (gsize i = 0; i < n_steps; i++) {
        Cursor inside = cursor;
        if (i > 0 && path[i - 1].key)
            to_value(&inside);
        if (!enter(&inside, &path[i]))
            break;
        cursor = inside;
    }
    return cursor.line;
}

/* How replies look: one JSON line for programs, tables and "key: value" for people. */
#include "kiosk/ctl/ctl.h"

#include <string.h>

#define COLUMNS_MAX 12

void ctl_print_json(const Ctl *ctl, const json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    fprintf(ctl->out, "%s\n", text ? text : "{}");
    free(text);
}

/* Control characters of another program do not reach the terminal. */
static char *printable(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        g_string_append_unichar(out, g_unichar_isprint(c) ? c : ' ');
    }
    return g_string_free(out, FALSE);
}

char *ctl_plain(const json_t *value)
{
    if (json_is_string(value))
        return *json_string_value(value) ? printable(json_string_value(value)) : g_strdup("-");
    if (json_is_boolean(value))
        return g_strdup(json_is_true(value) ? "yes" : "no");
    if (!value || json_is_null(value))
        return g_strdup("-");
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    char *copy = g_strdup(text ? text : "-");
    free(text);
    return copy;
}

/* Columns that a terminal uses for it. */
static guint width_of(const char *text)
{
    guint width = 0;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

static void print_cell(const Ctl *ctl, const char *text, guint width, gboolean last)
{
    fputs(text, ctl->out);
    for (guint n = width_of(text); !last && n < width + 2; n++)
        fputc(' ', ctl->out);
}

void ctl_print_table(const Ctl *ctl, const json_t *list, const char *const *keys, const char *const *titles)
{
    guint widths[COLUMNS_MAX] = {0}, n = MIN(g_strv_length((char **)keys), COLUMNS_MAX);
    size_t i;
    json_t *row;
    for (guint k = 0; k < n; k++) {
        widths[k] = width_of(titles[k]);
        json_array_foreach(list, i, row)
        {
            g_autofree char *text = ctl_plain(json_object_get(row, keys[k]));
            widths[k] = MAX(widths[k], width_of(text));
        }
    }
    for (guint k = 0; k < n; k++)
        print_cell(ctl, titles[k], widths[k], k + 1 == n);
    fputc('\n', ctl->out);
    json_array_foreach(list, i, row)
    {
        for (guint k = 0; k < n; k++) {
            g_autofree char *text = ctl_plain(json_object_get(row, keys[k]));
            print_cell(ctl, text, widths[k], k + 1 == n);
        }
        fputc('\n', ctl->out);
    }
}

void ctl_print_members(const Ctl *ctl, const json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)object, key, value)
    {
        if (strcmp(key, "ok") == 0 || (json_is_array(value) && json_is_object(json_array_get(value, 0))))
            continue;
        g_autofree char *text = ctl_plain(value);
        fprintf(ctl->out, "%s: %s\n", key, text);
    }
}

/* Settings read from ini files against their table. The parser is our own because people edit these files:
 * every mistake is told with its line and with what would be right, all of them at once, and a file with a
 * mistake changes nothing. */
#include "kiosk/domain/settings.h"

#include <stdio.h>
#include <string.h>
#include "kiosk/domain/jsonfile.h"
#include "kiosk/domain/settings_types.h"
#include "kiosk/domain/text.h"

#define PROBLEMS_MAX 50

struct Settings {
    const SettingTable *table;
    char **values;  /* by row; NULL: default */
    char **sources; /* by row; NULL: default */
};

GQuark settings_error_quark(void)
{
    return g_quark_from_static_string("settings");
}

Settings *settings_new(const SettingTable *table)
{
    Settings *settings = g_new0(Settings, 1);
    settings->table = table;
    settings->values = g_new0(char *, table->n_rows);
    settings->sources = g_new0(char *, table->n_rows);
    return settings;
}

static void free_strings(char **strings, guint n)
{
    for (guint i = 0; i < n; i++)
        g_free(strings[i]);
    g_free(strings);
}

void settings_free(Settings *settings)
{
    if (!settings)
        return;
    free_strings(settings->values, settings->table->n_rows);
    free_strings(settings->sources, settings->table->n_rows);
    g_free(settings);
}

/* --- rows ------------------------------------------------------------------------------------- */

const SettingRow *settings_row(const SettingTable *table, const char *section, const char *key)
{
    for (guint i = 0; i < table->n_rows; i++)
        if (strcmp(table->rows[i].section, section) == 0 && strcmp(table->rows[i].key, key) == 0)
            return &table->rows[i];
    return NULL;
}

static guint index_of(const Settings *settings, const char *section, const char *key)
{
    const SettingRow *row = settings_row(settings->table, section, key);
    if (!row)
        g_error("settings: the table %s has no [%s] %s", settings->table->name, section, key);
    return (guint)(row - settings->table->rows);
}

const SettingTable *settings_table(const Settings *settings)
{
    return settings->table;
}

const char *settings_get(const Settings *settings, const char *section, const char *key)
{
    guint i = index_of(settings, section, key);
    return settings->values[i] ? settings->values[i] : settings->table->rows[i].value;
}

gint64 settings_get_int(const Settings *settings, const char *section, const char *key)
{
    const char *text = settings_get(settings, section, key);
    int minutes = 0;
    gint64 n = 0;
    if (setting_read_minutes(text, &minutes))
        return minutes;
    setting_read_number(text, &n);
    return n;
}

gboolean settings_get_bool(const Settings *settings, const char *section, const char *key)
{
    return strcmp(settings_get(settings, section, key), "yes") == 0;
}

void settings_get_size(const Settings *settings, const char *section, const char *key, int *width,
                       int *height)
{
    *width = *height = 0;
    setting_read_size(settings_get(settings, section, key), width, height);
}

void settings_get_hours(const Settings *settings, const char *section, const char *key, int *open, int *close)
{
    *open = *close = 0;
    setting_read_hours(settings_get(settings, section, key), open, close);
}

const char *settings_source(const Settings *settings, const char *section, const char *key)
{
    return settings->sources[index_of(settings, section, key)];
}

static void put(Settings *settings, guint i, const char *value, const char *source)
{
    g_free(settings->values[i]);
    g_free(settings->sources[i]);
    settings->values[i] = g_strdup(value);
    settings->sources[i] = g_strdup(source);
}

gboolean settings_set(Settings *settings, const char *section, const char *key, const char *value,
                      const char *source, GError **error)
{
    const SettingRow *row = settings_row(settings->table, section, key);
    if (!row) {
        g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_KEY, "[%s] %s: there is no such setting", section,
                    key);
        return FALSE;
    }
    g_autofree char *problem = setting_check(row, value);
    if (problem) {
        g_set_error(error, SETTINGS_ERROR, SETTINGS_ERROR_VALUE, "[%s] %s: %s", section, key, problem);
        return FALSE;
    }
    put(settings, (guint)(row - settings->table->rows), value, source);
    return TRUE;
}

/* --- reading ---------------------------------------------------------------------------------- */

typedef struct {
    Settings *into; /* filled only if all is well */
    const char *name;
    guint line;
    char *section;
    GString *problems;
    guint n_problems;
} Reading;

/* A word cut off at so many bytes may end within a character. */
static void problem(Reading *r, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void problem(Reading *r, const char *format, ...)
{
    if (++r->n_problems > PROBLEMS_MAX)
        return;
    g_string_append_printf(r->problems, "%s%s:%u: ", r->problems->len ? "\n" : "", r->name, r->line);
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    g_autofree char *whole = g_utf8_make_valid(text, -1);
    g_string_append(r->problems, whole);
}

static char *known_keys(const SettingTable *table, const char *section)
{
    GString *keys = g_string_new(NULL);
    for (guint i = 0; i < table->n_rows; i++) {
        gboolean first = i == 0 || strcmp(table->rows[i].section, table->rows[i - 1].section) != 0;
        if (section ? strcmp(table->rows[i].section, section) == 0 : first)
            g_string_append_printf(keys, "%s%s", keys->len ? ", " : "",
                                   section ? table->rows[i].key : table->rows[i].section);
    }
    return g_string_free(keys, FALSE);
}

static void read_section(Reading *r, const char *text)
{
    gsize n = strlen(text);
    g_clear_pointer(&r->section, g_free);
    if (text[n - 1] != ']') {
        problem(r, "\"%.40s\": a section is written [name]", text);
        return;
    }
    r->section = g_strndup(text + 1, n - 2);
    g_autofree char *keys = known_keys(r->into->table, r->section);
    g_autofree char *sections = known_keys(r->into->table, NULL);
    if (!*keys)
        problem(r, "there is no section [%.40s]; there are: %s", r->section, sections);
}

static void read_value(Reading *r, const char *key, const char *value)
{
    if (!r->section) {
        problem(r, "%.40s: stands before the first [section]", key);
        return;
    }
    const SettingRow *row = settings_row(r->into->table, r->section, key);
    g_autofree char *keys = known_keys(r->into->table, r->section);
    if (!row) {
        if (*keys) /* an unknown section has been told already */
            problem(r, "[%s] %.40s: there is no such setting; there are: %s", r->section, key, keys);
        return;
    }
    g_autofree char *wrong = setting_check(row, value);
    guint i = (guint)(row - r->into->table->rows);
    g_autofree char *source = g_strdup_printf("%s:%u", r->name, r->line);
    if (wrong)
        problem(r, "[%s] %s: %s", r->section, key, wrong);
    else if (r->into->sources[i])
        problem(r, "[%s] %s: was set before, in %s", r->section, key, r->into->sources[i]);
    else
        put(r->into, i, value, source);
}

static void read_line(Reading *r, char *line)
{
    r->line++;
    if (!g_utf8_validate(line, -1, NULL)) {
        problem(r, "is not UTF-8 text");
        return;
    }
    g_strstrip(line);
    if (!*line || *line == '#' || *line == ';')
        return;
    if (*line == '[') {
        read_section(r, line);
        return;
    }
    char *equals = strchr(line, '=');
    if (!equals || equals == line) {
        problem(r, "\"%.40s\": a line is \"key = value\", \"[section]\" or \"# comment\"", line);
        return;
    }
    *equals = '\0';
    read_value(r, g_strchomp(line), g_strchug(equals + 1));
}

static void read_text(Reading *r, const char *text, gsize len)
{
    if (len > SETTINGS_FILE_MAX || memchr(text, '\0', len)) {
        r->line = 1;
        problem(r, len > SETTINGS_FILE_MAX ? "more than 256 KiB" : "holds a NUL byte");
        return;
    }
    g_autofree char *copy = g_strndup(text, len);
    g_auto(GStrv) lines = g_strsplit(g_str_has_prefix(copy, "\xef\xbb\xbf") ? copy + 3 : copy, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        read_line(r, lines[i]);
}

gboolean settings_parse(Settings *settings, const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(Settings) fresh = settings_new(settings->table);
    Reading r = {.into = fresh, .name = name, .problems = g_string_new(NULL)};
    read_text(&r, text, len);
    if (r.n_problems > PROBLEMS_MAX)
        g_string_append_printf(r.problems, "\n%s: … and %u more", name, r.n_problems - PROBLEMS_MAX);
    if (r.n_problems)
        g_set_error_literal(error, SETTINGS_ERROR, SETTINGS_ERROR_VALUE, r.problems->str);
    for (guint i = 0; !r.n_problems && i < settings->table->n_rows; i++)
        if (fresh->values[i])
            put(settings, i, fresh->values[i], fresh->sources[i]);
    g_free(r.section);
    g_string_free(r.problems, TRUE);
    return r.n_problems == 0;
}

gboolean settings_load(Settings *settings, const char *path, GError **error)
{
    gsize len = 0;
    g_autofree char *text = json_file_slurp(path, &len, SETTINGS_ERROR, SETTINGS_ERROR_FILE, error);
    return text && settings_parse(settings, text, len, path, error);
}

/* --- writing ---------------------------------------------------------------------------------- */

/* Help as comment lines of at most this many characters. */
#define HELP_WIDTH 100

static void append_help(GString *out, const char *help)
{
    g_auto(GStrv) words = g_strsplit(help, " ", -1);
    glong width = 0;
    for (guint i = 0; words[i]; i++) {
        glong n = text_length(words[i]);
        if (width == 0 || width + 1 + n > HELP_WIDTH) {
            g_string_append(out, width ? "\n#" : "#");
            width = 1;
        }
        g_string_append_printf(out, " %s", words[i]);
        width += n + 1;
    }
    g_string_append_c(out, '\n');
}

static void append_section(GString *out, const SettingTable *table, guint i)
{
    if (i == 0 || strcmp(table->rows[i].section, table->rows[i - 1].section) != 0)
        g_string_append_printf(out, "\n[%s]\n", table->rows[i].section);
}

char *settings_print(const SettingTable *table, const Settings *settings)
{
    GString *out = g_string_new(NULL);
    g_string_append_printf(out, "# %s. A line taken away, or put behind a #, has its default again.\n",
                           table->title);
    for (guint i = 0; i < table->n_rows; i++) {
        const SettingRow *row = &table->rows[i];
        const char *value = settings ? settings_get(settings, row->section, row->key) : row->value;
        append_section(out, table, i);
        if (row->help) {
            g_autofree char *right = setting_right(row);
            g_autofree char *help = g_strdup_printf("%s (%s)", row->help, right);
            append_help(out, help);
        }
        g_string_append_printf(out, "%s =%s%s\n", row->key, *value ? " " : "", value);
    }
    return g_string_free(out, FALSE);
}

char *settings_print_changes(const Settings *settings)
{
    GString *out = g_string_new("# What differs from the shipped settings.\n");
    const char *section = NULL;
    for (guint i = 0; i < settings->table->n_rows; i++) {
        const SettingRow *row = &settings->table->rows[i];
        if (!settings->values[i] || strcmp(settings->values[i], row->value) == 0)
            continue;
        if (g_strcmp0(section, row->section) != 0)
            g_string_append_printf(out, "\n[%s]\n", row->section);
        section = row->section;
        g_string_append_printf(out, "%s =%s%s\n", row->key, *settings->values[i] ? " " : "",
                               settings->values[i]);
    }
    return g_string_free(out, FALSE);
}

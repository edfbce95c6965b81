#include "hal/host/settings.h"

#include <string.h>

G_DEFINE_QUARK(hal - host - config - error - quark, host_config_error)

#define HALD_SECTION "hald"

struct HalSettings {
    char *name;
    const HalDriverOps *driver;
    GHashTable *values; /* char* -> char*, checked */
};

struct HostConfig {
    HostOptions options;
    HalSettings *hald;  /* the [hald] section's values */
    GPtrArray *devices; /* HalSettings* */
};

/* What is read, for messages that name the line. */
typedef struct {
    const char *path;
    char *text;
    GKeyFile *keys;
    const HalDriverOps *const *drivers;
} Source;

static const HalSettingRow hald_rows[] = {
    {"screen_user", .help = "the login name of the screen program"},
    {"socket_mode", .help = "octal rights of the socket, such as 0660"},
    {"ping_ms", .min = 100, .max = 60000, .help = "milliseconds from 100 to 60000"},
    {"silent_ms", .min = 100, .max = 60000, .help = "milliseconds from 100 to 60000"},
    {"trace_lines", .min = 10, .max = 10000, .help = "lines from 10 to 10000"},
    {NULL},
};

static const HalSettingRow class_row = {"class", .required = TRUE, .help = "reader or printer"};
static const HalSettingRow driver_row = {"driver", .required = TRUE, .help = "one of the drivers below"};

/* --- messages that name the line --- */

/* The line of key in section, or of the section's head when key is NULL or absent; 0 when there is none. */
static guint line_of(const char *text, const char *section, const char *key)
{
    g_autofree char *head = g_strdup_printf("[%s]", section);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    gboolean inside = FALSE;
    guint head_line = 0;
    for (guint i = 0; lines[i]; i++) {
        const char *line = g_strstrip(lines[i]);
        if (line[0] == '[') {
            inside = g_str_has_prefix(line, head);
            if (inside)
                head_line = i + 1;
            continue;
        }
        if (inside && key && g_str_has_prefix(line, key) && strchr(" \t=", line[strlen(key)]))
            return i + 1;
    }
    return head_line;
}

static gboolean refuse(const Source *source, const char *section, const char *key, GError **error,
                       const char *format, ...) G_GNUC_PRINTF(5, 6);

static gboolean refuse(const Source *source, const char *section, const char *key, GError **error,
                       const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *problem = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error(error, HOST_CONFIG_ERROR, HOST_CONFIG_ERROR_VALUE, "%s:%u: [%s] %s%s%s", source->path,
                line_of(source->text, section, key), section, key ? key : "", key ? ": " : "", problem);
    return FALSE;
}

/* --- values --- */

static gboolean parse_number(const char *text, gint64 *number)
{
    return g_ascii_string_to_signed(text, 10, G_MININT64, G_MAXINT64, number, NULL);
}

static gboolean check_value(const Source *source, const char *section, const HalSettingRow *row,
                            const char *value, GError **error)
{
    gint64 number;
    if (!g_utf8_validate(value, -1, NULL))
        return refuse(source, section, row->key, error, "not UTF-8");
    if (row->min != 0 || row->max != 0) {
        if (!parse_number(value, &number) || number < row->min || number > row->max)
            return refuse(source, section, row->key, error, "'%s' is not right; expected %s", value,
                          row->help);
    }
    if (row->one_of && !g_strv_contains(row->one_of, value))
        return refuse(source, section, row->key, error, "'%s' is not right; expected %s", value, row->help);
    return TRUE;
}

static const HalSettingRow *find_row(const HalSettingRow *rows, const char *key)
{
    for (; rows && rows->key; rows++) {
        if (g_str_equal(rows->key, key))
            return rows;
    }
    return NULL;
}

static gboolean read_value(const Source *source, HalSettings *settings, const HalSettingRow *row,
                           GError **error)
{
    g_autofree char *value = g_key_file_get_string(source->keys, settings->name, row->key, NULL);
    if (value)
        g_strstrip(value);
    if (!value || value[0] == '\0') {
        if (row->required)
            return refuse(source, settings->name, row->key, error, "missing; expected %s", row->help);
        return TRUE;
    }
    if (!check_value(source, settings->name, row, value, error))
        return FALSE;
    g_hash_table_insert(settings->values, g_strdup(row->key), g_steal_pointer(&value));
    return TRUE;
}

/* Every key of the section must stand in rows (or be class or driver), every required row must have its key.
 */
static gboolean read_rows(const Source *source, HalSettings *settings, const HalSettingRow *rows,
                          GError **error)
{
    g_auto(GStrv) keys = g_key_file_get_keys(source->keys, settings->name, NULL, NULL);
    for (guint i = 0; keys && keys[i]; i++) {
        gboolean own = settings->driver && (g_str_equal(keys[i], "class") || g_str_equal(keys[i], "driver"));
        if (!own && !find_row(rows, keys[i]))
            return refuse(source, settings->name, keys[i], error, "this key is not known here");
    }
    for (; rows && rows->key; rows++) {
        if (!read_value(source, settings, rows, error))
            return FALSE;
    }
    return TRUE;
}

static void settings_free(gpointer data)
{
    HalSettings *settings = data;
    g_free(settings->name);
    g_hash_table_unref(settings->values);
    g_free(settings);
}

static HalSettings *settings_new(const char *name)
{
    HalSettings *settings = g_new0(HalSettings, 1);
    settings->name = g_strdup(name);
    settings->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return settings;
}

/* --- devices --- */

static const HalDriverOps *find_driver(const HalDriverOps *const *drivers, HalClass device_class,
                                       const char *name)
{
    for (; *drivers; drivers++) {
        if ((*drivers)->device_class == device_class && g_str_equal((*drivers)->name, name))
            return *drivers;
    }
    return NULL;
}

static char *driver_names(const HalDriverOps *const *drivers, HalClass device_class)
{
    GString *names = g_string_new(NULL);
    for (; *drivers; drivers++) {
        if ((*drivers)->device_class == device_class)
            g_string_append_printf(names, "%s%s", names->len ? ", " : "", (*drivers)->name);
    }
    return g_string_free(names, FALSE);
}

static gboolean choose_driver(const Source *source, HalSettings *settings, GError **error)
{
    HalClass device_class;
    if (!read_value(source, settings, &class_row, error) || !read_value(source, settings, &driver_row, error))
        return FALSE;
    if (!hal_class_parse(hal_settings_text(settings, "class"), &device_class))
        return refuse(source, settings->name, "class", error, "'%s' is not right; expected %s",
                      hal_settings_text(settings, "class"), class_row.help);
    settings->driver = find_driver(source->drivers, device_class, hal_settings_text(settings, "driver"));
    if (settings->driver)
        return TRUE;
    g_autofree char *names = driver_names(source->drivers, device_class);
    return refuse(source, settings->name, "driver", error, "'%s' is not right; expected one of: %s",
                  hal_settings_text(settings, "driver"), names);
}

static gboolean is_device_name(const char *name)
{
    gsize length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && length <= 32 && name[length] == '\0';
}

static gboolean read_device(const Source *source, HostConfig *config, const char *section, GError **error)
{
    if (!is_device_name(section))
        return refuse(source, section, NULL, error, "a device's name is made of a-z, 0-9 and _, at most 32");
    if (config->devices->len >= DEVICES_MAX)
        return refuse(source, section, NULL, error, "more than %d devices", DEVICES_MAX);
    HalSettings *settings = settings_new(section);
    g_ptr_array_add(config->devices, settings);
    return choose_driver(source, settings, error) &&
           read_rows(source, settings, settings->driver->settings, error);
}

static gboolean read_options(const Source *source, HostConfig *config, GError **error)
{
    config->hald = settings_new(HALD_SECTION);
    if (g_key_file_has_group(source->keys, HALD_SECTION) &&
        !read_rows(source, config->hald, hald_rows, error))
        return FALSE;
    const char *mode = hal_settings_text(config->hald, "socket_mode");
    guint64 bits = 0660;
    if (mode && !g_ascii_string_to_unsigned(mode, 8, 0, 0777, &bits, NULL))
        return refuse(source, HALD_SECTION, "socket_mode", error, "'%s' is not right; expected %s", mode,
                      find_row(hald_rows, "socket_mode")->help);
    const char *user = hal_settings_text(config->hald, "screen_user");
    config->options = (HostOptions){
        .screen_user = user ? user : "",
        .socket_mode = (gint64)bits,
        .ping_ms = hal_settings_number(config->hald, "ping_ms", 4000),
        .silent_ms = hal_settings_number(config->hald, "silent_ms", 2000),
        .trace_lines = hal_settings_number(config->hald, "trace_lines", 500),
    };
    return TRUE;
}

static gboolean read_sections(const Source *source, HostConfig *config, GError **error)
{
    if (!read_options(source, config, error))
        return FALSE;
    g_auto(GStrv) sections = g_key_file_get_groups(source->keys, NULL);
    for (guint i = 0; sections[i]; i++) {
        if (!g_str_equal(sections[i], HALD_SECTION) && !read_device(source, config, sections[i], error))
            return FALSE;
    }
    return TRUE;
}

HostConfig *host_config_read(const char *path, const HalDriverOps *const *drivers, GError **error)
{
    g_autoptr(GError) why = NULL;
    g_autoptr(GKeyFile) keys = g_key_file_new();
    g_autofree char *text = path ? NULL : g_strdup("");
    if (path && !g_file_get_contents(path, &text, NULL, &why)) {
        g_set_error(error, HOST_CONFIG_ERROR, HOST_CONFIG_ERROR_FILE,
                    "%s; write one (see devices.ini in the documentation) or name another with --config",
                    why->message);
        return NULL;
    }
    if (!g_key_file_load_from_data(keys, text, strlen(text), G_KEY_FILE_NONE, &why)) {
        g_set_error(error, HOST_CONFIG_ERROR, HOST_CONFIG_ERROR_FILE, "%s: %s", path, why->message);
        return NULL;
    }
    Source source = {path, text, keys, drivers};
    g_autoptr(HostConfig) config = g_new0(HostConfig, 1);
    config->devices = g_ptr_array_new_with_free_func(settings_free);
    return read_sections(&source, config, error) ? g_steal_pointer(&config) : NULL;
}

void host_config_add(HostConfig *config, const char *name, const HalDriverOps *driver)
{
    HalSettings *settings = settings_new(name);
    settings->driver = driver;
    g_ptr_array_add(config->devices, settings);
}

void host_config_free(HostConfig *config)
{
    if (!config)
        return;
    g_clear_pointer(&config->hald, settings_free);
    g_ptr_array_unref(config->devices);
    g_free(config);
}

const HostOptions *host_config_options(const HostConfig *config)
{
    return &config->options;
}

const HalSettings *host_config_device_at(const HostConfig *config, guint index)
{
    return index < config->devices->len ? config->devices->pdata[index] : NULL;
}

const HalSettings *host_config_device(const HostConfig *config, const char *name)
{
    for (guint i = 0; i < config->devices->len; i++) {
        HalSettings *settings = config->devices->pdata[i];
        if (g_str_equal(settings->name, name))
            return settings;
    }
    return NULL;
}

const char *hal_settings_name(const HalSettings *settings)
{
    return settings->name;
}

const HalDriverOps *hal_settings_driver(const HalSettings *settings)
{
    return settings->driver;
}

const char *hal_settings_text(const HalSettings *settings, const char *key)
{
    return g_hash_table_lookup(settings->values, key);
}

gint64 hal_settings_number(const HalSettings *settings, const char *key, gint64 fallback)
{
    const char *text = hal_settings_text(settings, key);
    gint64 number;
    return text && parse_number(text, &number) ? number : fallback;
}

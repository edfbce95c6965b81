/* Settings: one table row each, with type, default, range and help. The same table reads an ini file, says
 * what is wrong with it (file, line, key, what would be right), prints the commented default file, and fills
 * the settings page of the staff. What no file says has its default.
 *
 * Immutable after parsing except through settings_set(); any thread while nobody sets. Strings are lent until
 * the next settings_set(). Asking for a row that is not in the table is a programming error (g_error). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
    SETTING_TEXT,   /* min-max code points */
    SETTING_INT,    /* min-max */
    SETTING_BOOL,   /* yes, no */
    SETTING_CHOICE, /* one of `choices`, separated by | */
    SETTING_DIGITS, /* min-max digits */
    SETTING_NO,     /* A-Z, 0-9 and hyphens, at least min without them, at most max characters */
    SETTING_PHONE,
    SETTING_TIME,  /* HH:MM; as number: minutes since midnight */
    SETTING_HOURS, /* HH:MM-HH:MM */
    SETTING_PATH,
    SETTING_URL,    /* http:// or https:// with a host, or empty where min is 0 */
    SETTING_LISTEN, /* address:port, port 0-65535 */
    SETTING_SIZE,   /* WIDTHxHEIGHT in pixels, each min-max */
    SETTING_NAME,   /* letters, digits, hyphen, underscore, min-max characters */
    SETTING_PINS,   /* empty, or sha256//… separated by ; */
} SettingType;

typedef struct {
    const char *section, *key;
    SettingType type;
    const char *value; /* default, as text */
    gint64 min, max;
    const char *choices;
    const char *help; /* one or two lines for the person who edits the file */
} SettingRow;

#define SETTINGS_FILE_MAX (256 * 1024)

typedef struct {
    const char *name; /* "kiosk", "hub" */
    const char *title;
    const SettingRow *rows;
    guint n_rows;
} SettingTable;

extern const SettingTable settings_kiosk; /* config/kiosk.ini */
extern const SettingTable settings_hub;   /* config/hub.ini */

#define SETTINGS_ERROR (settings_error_quark())
GQuark settings_error_quark(void);
typedef enum {
    SETTINGS_ERROR_FILE,  /* cannot be read */
    SETTINGS_ERROR_VALUE, /* message: up to 50 lines "file:line: [section] key: problem; what would be right"
                           */
    SETTINGS_ERROR_KEY,   /* no such setting */
} SettingsError;

typedef struct Settings Settings;

Settings *settings_new(const SettingTable *table); /* all defaults */
/* Reads further text over what is there (all of it or, on error, nothing): the shipped file first, then the
 * station's own. */
gboolean settings_parse(Settings *settings, const char *text, gsize len, const char *name, GError **error);
gboolean settings_load(Settings *settings, const char *path, GError **error);
void settings_free(Settings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Settings, settings_free)

const SettingTable *settings_table(const Settings *settings);
const char *settings_get(const Settings *settings, const char *section, const char *key); /* never NULL */
gint64 settings_get_int(const Settings *settings, const char *section,
                        const char *key); /* INT; TIME: minutes */
gboolean settings_get_bool(const Settings *settings, const char *section, const char *key);
/* SIZE: width and height. */
void settings_get_size(const Settings *settings, const char *section, const char *key, int *width,
                       int *height);
/* HOURS: opening and closing minute of the day. */
void settings_get_hours(const Settings *settings, const char *section, const char *key, int *open,
                        int *close);

/* Where a value was set: "file:line", or NULL for the default. */
const char *settings_source(const Settings *settings, const char *section, const char *key);

/* Checked like a line of a file; source says who set it. On error nothing changes. */
gboolean settings_set(Settings *settings, const char *section, const char *key, const char *value,
                      const char *source, GError **error);
/* Would this value do? NULL, or what is wrong and what would be right (newly allocated). */
char *setting_check(const SettingRow *row, const char *value);
const SettingRow *settings_row(const SettingTable *table, const char *section, const char *key); /* or NULL */

/* The whole file, commented. settings NULL: with the defaults. Newly allocated. */
char *settings_print(const SettingTable *table, const Settings *settings);
/* Only what differs from the default, for a station's own file. Newly allocated. */
char *settings_print_changes(const Settings *settings);

G_END_DECLS

/* What a setting's value must look like, type by type, and how that is said. */
#include "kiosk/domain/settings_types.h"

#include <string.h>
#include "kiosk/domain/text.h"

static gboolean in_range(const SettingRow *row, gint64 n)
{
    return n >= row->min && n <= row->max;
}

gboolean setting_read_number(const char *text, gint64 *n)
{
    char *end;
    gsize digits = strspn(text + (*text == '-'), "0123456789");
    if (digits == 0 || digits > 12)
        return FALSE;
    *n = g_ascii_strtoll(text, &end, 10);
    return *end == '\0';
}

gboolean setting_read_minutes(const char *text, int *minutes)
{
    if (strlen(text) != 5 || text[2] != ':' || strspn(text, "0123456789:") != 5 || strchr(text + 3, ':'))
        return FALSE;
    int hour = (text[0] - '0') * 10 + text[1] - '0', minute = (text[3] - '0') * 10 + text[4] - '0';
    if (hour > 23 || minute > 59)
        return FALSE;
    *minutes = hour * 60 + minute;
    return TRUE;
}

gboolean setting_read_hours(const char *text, int *open, int *close)
{
    if (strlen(text) != 11 || text[5] != '-')
        return FALSE;
    g_autofree char *first = g_strndup(text, 5);
    return setting_read_minutes(first, open) && setting_read_minutes(text + 6, close) && *open < *close;
}

gboolean setting_read_size(const char *text, int *width, int *height)
{
    char *x;
    gsize n = strspn(text, "0123456789x");
    if (text[n] || n > 11 || !g_ascii_isdigit(text[0]))
        return FALSE;
    *width = (int)g_ascii_strtoll(text, &x, 10);
    if (*x != 'x' || !g_ascii_isdigit(x[1]))
        return FALSE;
    *height = (int)g_ascii_strtoll(x + 1, &x, 10);
    return *x == '\0';
}

static gboolean is_made_of(const char *value, const char *characters)
{
    return strspn(value, characters) == strlen(value);
}

static gboolean has_length(const SettingRow *row, const char *value)
{
    return in_range(row, text_length(value));
}

static gboolean is_text(const SettingRow *row, const char *value)
{
    return has_length(row, value) && text_find_forbidden(value, TEXT_PLAIN, NULL) < 0;
}

static gboolean is_int(const SettingRow *row, const char *value)
{
    gint64 n;
    return setting_read_number(value, &n) && in_range(row, n);
}

static gboolean is_bool(const SettingRow *row, const char *value)
{
    return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
}

static gboolean is_choice(const SettingRow *row, const char *value)
{
    g_auto(GStrv) choices = g_strsplit(row->choices, "|", -1);
    return g_strv_contains((const char *const *)choices, value);
}

static gboolean is_digits(const SettingRow *row, const char *value)
{
    return has_length(row, value) && is_made_of(value, "0123456789");
}

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS   "0123456789"

static gboolean is_no(const SettingRow *row, const char *value)
{
    gsize hyphens = 0;
    for (const char *p = value; *p; p++)
        hyphens += *p == '-';
    return has_length(row, value) && is_made_of(value, CAPITALS DIGITS "-") &&
           (gint64)(strlen(value) - hyphens) >= row->min;
}

static gboolean is_name(const SettingRow *row, const char *value)
{
    return has_length(row, value) && is_made_of(value, CAPITALS "abcdefghijklmnopqrstuvwxyz" DIGITS "-_");
}

static gboolean is_phone(const SettingRow *row, const char *value)
{
    return has_length(row, value) && is_made_of(value, DIGITS "-") && (!*value || strlen(value) >= 3);
}

static gboolean is_time(const SettingRow *row, const char *value)
{
    int minutes;
    return setting_read_minutes(value, &minutes);
}

static gboolean is_hours(const SettingRow *row, const char *value)
{
    int open, close;
    return setting_read_hours(value, &open, &close);
}

static gboolean is_path(const SettingRow *row, const char *value)
{
    return in_range(row, (gint64)strlen(value)) && text_find_forbidden(value, TEXT_FREE, NULL) < 0;
}

static gboolean is_url(const SettingRow *row, const char *value)
{
    if (!*value)
        return row->min == 0;
    if (!in_range(row, (gint64)strlen(value)))
        return FALSE;
    g_autoptr(GUri) uri = g_uri_parse(value, G_URI_FLAGS_NONE, NULL);
    if (!uri || !g_uri_get_host(uri) || !*g_uri_get_host(uri) || g_uri_get_userinfo(uri))
        return FALSE;
    return strcmp(g_uri_get_scheme(uri), "http") == 0 || strcmp(g_uri_get_scheme(uri), "https") == 0;
}

static gboolean is_listen(const SettingRow *row, const char *value)
{
    const char *colon = strrchr(value, ':');
    gint64 port;
    return colon && colon > value && in_range(row, (gint64)strlen(value)) &&
           setting_read_number(colon + 1, &port) && port >= 0 && port <= 65535 &&
           strspn(value, CAPITALS "abcdefghijklmnopqrstuvwxyz" DIGITS ".:-[]") == strlen(value);
}

static gboolean is_size(const SettingRow *row, const char *value)
{
    int width, height;
    return setting_read_size(value, &width, &height) && in_range(row, width) && in_range(row, height);
}

static gboolean is_pins(const SettingRow *row, const char *value)
{
    if (!*value)
        return TRUE;
    g_auto(GStrv) pins = g_strsplit(value, ";", -1);
    for (guint i = 0; pins[i]; i++) {
        /* base64 of 32 bytes */
        gsize n = strlen(pins[i]);
        if (!g_str_has_prefix(pins[i], "sha256//") || n != strlen("sha256//") + 44 || pins[i][n - 1] != '=')
            return FALSE;
    }
    return in_range(row, (gint64)strlen(value));
}

/* How a type is checked, and how what would be right is said; %1 is min, %2 max, %c the choices. */
typedef struct {
    gboolean (*is_right)(const SettingRow *row, const char *value);
    const char *right;
} TypeRow;

static const TypeRow types[] = {
    [SETTING_TEXT] = {is_text, "a text of %1 to %2 characters on one line"},
    [SETTING_INT] = {is_int, "a whole number from %1 to %2"},
    [SETTING_BOOL] = {is_bool, "yes or no"},
    [SETTING_CHOICE] = {is_choice, "one of %c"},
    [SETTING_DIGITS] = {is_digits, "%1 to %2 digits"},
    [SETTING_NO] = {is_no, "%1 to %2 of A-Z and 0-9, with - between them"},
    [SETTING_PHONE] = {is_phone, "a telephone number such as 0571-00000100"},
    [SETTING_TIME] = {is_time, "a time such as 17:30"},
    [SETTING_HOURS] = {is_hours, "hours such as 08:30-17:30"},
    [SETTING_PATH] = {is_path, "a path of %1 to %2 bytes"},
    [SETTING_URL] = {is_url, "an address such as http://10.0.0.2:8410, without user and password"},
    [SETTING_LISTEN] = {is_listen, "address:port such as 127.0.0.1:8410"},
    [SETTING_SIZE] = {is_size, "WIDTHxHEIGHT such as 1080x1920, each from %1 to %2"},
    [SETTING_NAME] = {is_name, "%1 to %2 letters, digits, - and _"},
    [SETTING_PINS] = {is_pins, "sha256// and 44 characters of base64, several separated by ;"},
};

char *setting_right(const SettingRow *row)
{
    GString *text = g_string_new(NULL);
    for (const char *p = types[row->type].right; *p; p++) {
        if (*p != '%')
            g_string_append_c(text, *p);
        else if (*++p == 'c')
            g_string_append(text, row->choices);
        else
            g_string_append_printf(text, "%" G_GINT64_FORMAT, *p == '1' ? row->min : row->max);
    }
    if (row->min == 0 &&
        (row->type == SETTING_PHONE || row->type == SETTING_URL || row->type == SETTING_PINS))
        g_string_append(text, ", or nothing");
    return g_string_free(text, FALSE);
}

char *setting_check(const SettingRow *row, const char *value)
{
    if (g_utf8_validate(value, -1, NULL) && types[row->type].is_right(row, value))
        return NULL;
    g_autofree char *right = setting_right(row);
    g_autofree char *shown = g_utf8_make_valid(value, -1);
    return g_strdup_printf("\"%.60s\" will not do; must be %s", shown, right);
}

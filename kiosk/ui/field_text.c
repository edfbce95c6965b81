#include "kiosk/ui/field.h"

#include <string.h>

/* Marks that change the direction or the sight of other text have no place in an answer. */
static gboolean is_harmless(gunichar c)
{
    if (g_unichar_iscntrl(c) || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) ||
        (c >= 0x2060 && c <= 0x2069) || c == 0xFEFF)
        return FALSE;
    return TRUE;
}

static gboolean decimal_allows(const GString *value, guint decimals, gunichar c)
{
    const char *point = strchr(value->str, '.');
    if (c == '.')
        return decimals > 0 && !point && value->len > 0;
    return g_unichar_isdigit(c) && c < 128 && (!point || strlen(point + 1) < decimals);
}

static gboolean allows(const GString *value, UiFieldKind kind, guint decimals, gunichar c)
{
    gboolean digit = c >= '0' && c <= '9';
    switch (kind) {
    case UI_FIELD_TEXT:
        return is_harmless(c);
    case UI_FIELD_DIGITS:
    case UI_FIELD_PIN:
        return digit;
    case UI_FIELD_ID_NUMBER:
        return digit || c == 'X';
    case UI_FIELD_PHONE:
        return digit || (c == '-' && value->len > 0 && !strchr(value->str, '-'));
    case UI_FIELD_DECIMAL:
        return decimal_allows(value, decimals, c);
    }
    return FALSE;
}

gboolean ui_field_append(GString *value, UiFieldKind kind, guint most, guint decimals, const char *text)
{
    gboolean any = FALSE;
    for (const char *at = text; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        if (kind == UI_FIELD_ID_NUMBER && c == 'x')
            c = 'X';
        if ((guint)g_utf8_strlen(value->str, -1) >= most || !allows(value, kind, decimals, c))
            continue;
        g_string_append_unichar(value, c);
        any = TRUE;
    }
    return any;
}

gboolean ui_field_chop(GString *value)
{
    if (value->len == 0)
        return FALSE;
    char *last = g_utf8_prev_char(value->str + value->len);
    /* A base sign with its combining marks goes at once. */
    while (last > value->str && g_unichar_ismark(g_utf8_get_char(last)))
        last = g_utf8_prev_char(last);
    memset(last, 0, strlen(last));
    g_string_truncate(value, (gsize)(last - value->str));
    return TRUE;
}

/* Whether a blank stands before the sign at this place. */
static gboolean group_starts(UiFieldKind kind, const char *value, guint i)
{
    if (kind == UI_FIELD_ID_NUMBER)
        return i == 6 || i == 10 || i == 14;
    if (kind == UI_FIELD_PHONE && value[0] == '1' && !strchr(value, '-'))
        return i == 3 || i == 7;
    return FALSE;
}

char *ui_field_shown(const char *value, UiFieldKind kind, gboolean hidden, guint clear_tail)
{
    GString *out = g_string_new(NULL);
    guint n = (guint)g_utf8_strlen(value, -1), i = 0;
    for (const char *at = value; *at; at = g_utf8_next_char(at), i++) {
        if (group_starts(kind, value, i))
            g_string_append_c(out, ' ');
        if (hidden && i + clear_tail < n)
            g_string_append(out, "＊");
        else
            g_string_append_unichar(out, g_utf8_get_char(at));
    }
    return g_string_free(out, FALSE);
}

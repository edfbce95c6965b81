/* What may stand in a text, as ranges of code points: a reader can compare them with the Unicode charts. */
#include "kiosk/domain/text.h"

#include <string.h>

typedef struct {
    gunichar first, last;
} Range;

/* Invisible or reordering characters: they make a text read differently from what it is. */
static const Range never[] = {
    {0x0000, 0x001F},   {0x007F, 0x009F}, /* control */
    {0x00AD, 0x00AD},   {0x034F, 0x034F}, /* soft hyphen, grapheme joiner */
    {0x061C, 0x061C},                     /* Arabic letter mark */
    {0x115F, 0x1160},   {0x17B4, 0x17B5}, /* fillers, inherent vowels: no width */
    {0x180B, 0x180F},                     /* Mongolian selectors and separator */
    {0x200B, 0x200F},                     /* zero width, directional marks */
    {0x2028, 0x202E},                     /* separators, bidi embedding and override */
    {0x2060, 0x206F},                     /* word joiner … bidi isolates, deprecated format */
    {0x3164, 0x3164},   {0xFFA0, 0xFFA0}, /* Hangul fillers */
    {0xFE00, 0xFE0E},                     /* variation selectors; FE0F is emoji's and below */
    {0xFDD0, 0xFDEF},                     /* noncharacters */
    {0xFEFF, 0xFEFF},   {0xFFF0, 0xFFFF}, /* zero width no-break space; specials and replacement */
    {0x1D173, 0x1D17A},                   /* musical format */
    {0xE0000, 0xE007F},                   /* tags */
};

static const Range private_use[] = {{0xE000, 0xF8FF}, {0xF0000, 0xFFFFD}, {0x100000, 0x10FFFD}};

static const Range emoji[] = {
    {0x203C, 0x203C}, {0x2049, 0x2049},   {0x20E3, 0x20E3},   {0x231A, 0x231B},   {0x23E9, 0x23F3},
    {0x23F8, 0x23FA}, {0x2600, 0x27BF},   {0x2B05, 0x2B07},   {0x2B1B, 0x2B1C},   {0x2B50, 0x2B55},
    {0xFE0F, 0xFE0F}, {0x1F000, 0x1F0FF}, {0x1F170, 0x1F1FF}, {0x1F300, 0x1FAFF},
};

static gboolean in_ranges(gunichar c, const Range *ranges, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return TRUE;
    return FALSE;
}

static gboolean is_forbidden(gunichar c, TextKind kind)
{
    if (c >= 0x20 && c < 0x7F)
        return FALSE;
    if (in_ranges(c, never, G_N_ELEMENTS(never)) || (c & 0xFFFE) == 0xFFFE)
        return TRUE;
    switch (kind) {
    case TEXT_FREE:
        return FALSE;
    case TEXT_FROM_CARD:
        return in_ranges(c, emoji, G_N_ELEMENTS(emoji));
    case TEXT_PLAIN:
        return in_ranges(c, emoji, G_N_ELEMENTS(emoji)) ||
               in_ranges(c, private_use, G_N_ELEMENTS(private_use));
    }
    return TRUE;
}

char *text_trim(const char *text)
{
    const char *start = text, *end = text + strlen(text);
    while (*start && g_unichar_isspace(g_utf8_get_char(start)))
        start = g_utf8_next_char(start);
    while (end > start) {
        const char *last = g_utf8_prev_char(end);
        if (!g_unichar_isspace(g_utf8_get_char(last)))
            break;
        end = last;
    }
    return g_strndup(start, (gsize)(end - start));
}

gboolean text_is_trimmed(const char *text)
{
    gsize length = strlen(text);
    if (length == 0)
        return TRUE;
    return !g_unichar_isspace(g_utf8_get_char(text)) &&
           !g_unichar_isspace(g_utf8_get_char(g_utf8_prev_char(text + length)));
}

glong text_length(const char *text)
{
    return g_utf8_strlen(text, -1);
}

glong text_find_forbidden(const char *text, TextKind kind, gunichar *character)
{
    glong place = 0;
    for (const char *c = text; *c; c = g_utf8_next_char(c), place++) {
        gunichar code = g_utf8_get_char(c);
        if (is_forbidden(code, kind)) {
            if (character)
                *character = code;
            return place;
        }
    }
    return -1;
}

gboolean text_is_digits(const char *text)
{
    const char *c = text;
    while (g_ascii_isdigit(*c))
        c++;
    return c > text && *c == '\0';
}

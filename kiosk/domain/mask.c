/* Masks. Each rule works on characters as a person sees them, so that a rare character with a variation
 * selector or a letter with an accent is one star, not two. */
#include "kiosk/domain/mask.h"

#include <string.h>

static const char *const words[] = {
    [MASK_NONE] = "none",   [MASK_NAME] = "name", [MASK_NAME_CHILD] = "name_child", [MASK_ID] = "id",
    [MASK_PHONE] = "phone", [MASK_BANK] = "bank", [MASK_ADDRESS] = "address",       [MASK_CERT] = "cert",
};

gboolean mask_parse(const char *word, Mask *mask)
{
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_strcmp0(word, words[i]) == 0) {
            *mask = (Mask)i;
            return TRUE;
        }
    return FALSE;
}

const char *mask_word(Mask mask)
{
    return words[mask];
}

/* --- characters ------------------------------------------------------------------------------- */

#define ZERO_WIDTH_JOINER 0x200d

static gboolean joins_the_one_before(gunichar c, gunichar before)
{
    if (before == 0)
        return FALSE;
    if (c == ZERO_WIDTH_JOINER || before == ZERO_WIDTH_JOINER || g_unichar_ismark(c))
        return TRUE;
    if (c >= 0x1f3fb && c <= 0x1f3ff) /* skin tones */
        return TRUE;
    GUnicodeBreakType kind = g_unichar_break_type(c);
    return kind == G_UNICODE_BREAK_HANGUL_V_JAMO || kind == G_UNICODE_BREAK_HANGUL_T_JAMO;
}

/* The start of the next character a person sees. */
static const char *next_character(const char *p)
{
    gunichar before = g_utf8_get_char(p);
    for (p = g_utf8_next_char(p); *p && joins_the_one_before(g_utf8_get_char(p), before);
         p = g_utf8_next_char(p))
        before = g_utf8_get_char(p);
    return p;
}

guint mask_count_characters(const char *text)
{
    guint n = 0;
    for (const char *p = text ? text : ""; *p; p = next_character(p))
        n++;
    return n;
}

/* The first and last characters stay, what is between becomes stars. All stars where too little would be
 * hidden: a mask that shows nearly everything is none. */
static char *keep_ends(const char *text, guint first, guint last)
{
    guint n = mask_count_characters(text), i = 0;
    gboolean hides_enough = n > first + last;
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p; i++) {
        const char *next = next_character(p);
        if (hides_enough && (i < first || i >= n - last))
            g_string_append_len(out, p, next - p);
        else
            g_string_append_c(out, '*');
        p = next;
    }
    return g_string_free(out, FALSE);
}

/* --- names ------------------------------------------------------------------------------------ */

static gboolean is_latin(const char *name)
{
    gboolean letters = FALSE;
    for (const char *p = name; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalpha(c) && c >= 0x250)
            return FALSE;
        letters |= g_unichar_isalpha(c);
    }
    return letters;
}

static char *mask_latin_name(const char *name)
{
    GString *out = g_string_new(NULL);
    gboolean at_start = TRUE;
    for (const char *p = name; *p;) {
        const char *next = next_character(p);
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c) || c == '-') {
            g_string_append_len(out, p, next - p);
            at_start = TRUE;
        } else {
            if (at_start)
                g_string_append_len(out, p, next - p);
            else
                g_string_append_c(out, '*');
            at_start = FALSE;
        }
        p = next;
    }
    return g_string_free(out, FALSE);
}

char *mask_name(const char *name)
{
    guint n = mask_count_characters(name);
    if (n <= 1)
        return g_strdup(n ? "*" : "");
    if (is_latin(name))
        return mask_latin_name(name);
    return keep_ends(name, 1, n == 2 ? 0 : 1);
}

char *mask_name_child(const char *name)
{
    guint n = mask_count_characters(name);
    if (n <= 1)
        return g_strdup(n ? "*" : "");
    return keep_ends(name, 1, 0);
}

/* --- numbers ---------------------------------------------------------------------------------------------
 */

char *mask_id(const char *number)
{
    return keep_ends(number ? number : "", 3, 4);
}

char *mask_cert(const char *number)
{
    return keep_ends(number ? number : "", 3, 3);
}

static guint count_digits(const char *text)
{
    guint n = 0;
    for (; *text; text++)
        n += g_ascii_isdigit(*text);
    return n;
}

/* "0571-00000101": the area code and the last four digits stay, further hyphens too. */
static char *mask_landline(const char *phone)
{
    const char *rest = strchr(phone, '-');
    guint left = count_digits(rest);
    GString *out = g_string_new_len(phone, rest - phone);
    for (const char *p = rest; *p; p++) {
        if (!g_ascii_isdigit(*p)) {
            g_string_append_c(out, *p);
            continue;
        }
        g_string_append_c(out, left > 4 ? '*' : *p);
        left--;
    }
    return g_string_free(out, FALSE);
}

char *mask_phone(const char *phone)
{
    if (!phone)
        return g_strdup("");
    const char *hyphen = strchr(phone, '-');
    gboolean plain = strspn(phone, "0123456789-") == strlen(phone);
    if (plain && hyphen && phone[0] == '0' && hyphen - phone <= 4 && count_digits(hyphen) >= 7)
        return mask_landline(phone);
    return keep_ends(phone, 3, 4);
}

char *mask_bank(const char *account)
{
    gsize n = account ? strlen(account) : 0;
    if (n == 0)
        return g_strdup("");
    if (n < 8 || strspn(account, "0123456789") != n)
        return g_strdup("**** **** **** ****");
    return g_strconcat("**** **** **** ", account + n - 4, NULL);
}

/* --- addresses --------------------------------------------------------------------------------------------
 */

/* What a house, an entrance, a floor, a flat is called, longer words first. */
static const char *const inside_words[] = {"号楼", "号房", "单元", "幢", "栋", "座",
                                           "梯",   "层",   "楼",   "室", "房", "户"};

static const char *inside_word_at(const char *p)
{
    for (guint i = 0; i < G_N_ELEMENTS(inside_words); i++)
        if (g_str_has_prefix(p, inside_words[i]))
            return inside_words[i];
    return NULL;
}

static gboolean counts(gunichar c)
{
    if (c < 0x80)
        return g_ascii_isalnum((char)c);
    return g_unichar_isdigit(c) || (c != 0 && g_utf8_strchr("一二三四五六七八九十百零〇甲乙丙丁", -1, c));
}

static gboolean is_hyphen(gunichar c)
{
    return c != 0 && g_utf8_strchr("-－—–#", -1, c) != NULL;
}

static const char *end_of_count(const char *p)
{
    while (*p && counts(g_utf8_get_char(p)))
        p = g_utf8_next_char(p);
    return p;
}

/* Is this count a house, entrance or flat: followed by such a word, by a hyphen and the next count
 * ("3-2-501"), or standing at the very end ("3幢501")? */
static gboolean is_inside(const char *start, const char *end, gboolean after_inside)
{
    if (inside_word_at(end) || *end == '\0')
        return TRUE;
    if (is_hyphen(g_utf8_get_char(end)) && counts(g_utf8_get_char(g_utf8_next_char(end))))
        return TRUE;
    return after_inside;
}

char *mask_address(const char *address)
{
    GString *out = g_string_new(NULL);
    gboolean after_inside = FALSE;
    for (const char *p = address ? address : ""; *p;) {
        const char *end = end_of_count(p);
        const char *word = inside_word_at(p);
        if (end > p && is_inside(p, end, after_inside)) {
            g_string_append_c(out, '*');
            after_inside = TRUE;
        } else if (end > p) {
            g_string_append_len(out, p, end - p);
        } else if (word) {
            end = p + strlen(word);
            g_string_append_len(out, p, end - p);
        } else {
            end = g_utf8_next_char(p);
            g_string_append_len(out, p, end - p);
            if (!is_hyphen(g_utf8_get_char(p)))
                after_inside = FALSE;
        }
        p = end;
    }
    return g_string_free(out, FALSE);
}

char *mask_apply(Mask mask, const char *text)
{
    switch (mask) {
    case MASK_NONE:
        return g_strdup(text ? text : "");
    case MASK_NAME:
        return mask_name(text);
    case MASK_NAME_CHILD:
        return mask_name_child(text);
    case MASK_ID:
        return mask_id(text);
    case MASK_PHONE:
        return mask_phone(text);
    case MASK_BANK:
        return mask_bank(text);
    case MASK_ADDRESS:
        return mask_address(text);
    case MASK_CERT:
        return mask_cert(text);
    }
    return g_strdup("");
}

/* Numbers and check digits. The check digit is Luhn's over all digits of a number, so that any one digit that
 * is mistyped, and nearly every swapped pair, is found on the spot. */
#include "kiosk/domain/numbering.h"

#include <string.h>

GQuark numbering_error_quark(void)
{
    return g_quark_from_static_string("numbering");
}

/* Luhn's sum of the digits of a text, other characters skipped; the last digit is doubled when `doubled`. */
static guint luhn_sum(const char *text, gboolean doubled)
{
    guint sum = 0;
    for (gsize i = strlen(text); i-- > 0;) {
        if (!g_ascii_isdigit(text[i]))
            continue;
        guint digit = (guint)(text[i] - '0') * (doubled ? 2 : 1);
        sum += digit > 9 ? digit - 9 : digit;
        doubled = !doubled;
    }
    return sum;
}

char numbering_luhn(const char *digits)
{
    return (char)('0' + (10 - luhn_sum(digits, TRUE) % 10) % 10);
}

gboolean numbering_luhn_is_right(const char *digits)
{
    return digits && luhn_sum(digits, FALSE) % 10 == 0 && strpbrk(digits, "0123456789");
}

static gboolean is_digits(const char *text, gsize n)
{
    return text && strlen(text) == n && strspn(text, "0123456789") == n;
}

/* Does the text look like the pattern? '9' stands for a digit, '@' for a capital letter or digit. */
static gboolean looks_like(const char *text, const char *pattern)
{
    if (!text || strlen(text) != strlen(pattern))
        return FALSE;
    for (; *pattern; pattern++, text++) {
        if (*pattern == '9' && g_ascii_isdigit(*text))
            continue;
        if (*pattern == '@' && (g_ascii_isdigit(*text) || g_ascii_isupper(*text)))
            continue;
        if (*pattern != *text || *pattern == '9' || *pattern == '@')
            return FALSE;
    }
    return TRUE;
}

/* "20261123" */
static gboolean format_day(Day day, char text[9])
{
    int year, month, mday;
    if (!day_to_ymd(day, &year, &month, &mday))
        return FALSE;
    char wide[40];
    g_snprintf(wide, sizeof wide, "%04d%02d%02d", year, month, mday);
    memcpy(text, wide, 8);
    text[8] = '\0';
    return TRUE;
}

static Day parse_day(const char *text)
{
    char day[9] = {0};
    memcpy(day, text, 8);
    return day_parse_card(day);
}

/* --- case numbers ----------------------------------------------------------------------------------------
 */

gboolean case_no_format(const CaseNo *number, char text[CASE_NO_SIZE])
{
    char day[9];
    text[0] = '\0';
    if (!is_digits(number->community, COMMUNITY_CODE_LENGTH) || !format_day(number->day, day) ||
        number->serial < 1 || number->serial > CASE_SERIAL_MAX)
        return FALSE;
    g_snprintf(text, CASE_NO_SIZE, "YS%s-%s-%05u", number->community, day, number->serial);
    char check[2] = {numbering_luhn(text), '\0'};
    g_strlcat(text, check, CASE_NO_SIZE);
    return TRUE;
}

gboolean case_no_parse(const char *text, CaseNo *number, GError **error)
{
    if (!looks_like(text, "YS999999999999-99999999-999999")) {
        g_set_error_literal(error, NUMBERING_ERROR, NUMBERING_ERROR_SHAPE,
                            "not a case number; one looks like YS330108001005-20261123-000175");
        return FALSE;
    }
    if (!numbering_luhn_is_right(text)) {
        g_set_error_literal(error, NUMBERING_ERROR, NUMBERING_ERROR_CHECK,
                            "case number: the last digit does not fit the others; one of them is mistyped");
        return FALSE;
    }
    CaseNo parsed = {.day = parse_day(text + 15)};
    memcpy(parsed.community, text + 2, COMMUNITY_CODE_LENGTH);
    char serial[6] = {0};
    memcpy(serial, text + 24, 5);
    parsed.serial = (guint)g_ascii_strtoull(serial, NULL, 10);
    if (parsed.day == DAY_NONE || parsed.serial == 0) {
        g_set_error_literal(error, NUMBERING_ERROR, NUMBERING_ERROR_SHAPE,
                            "not a case number: its date or serial does not exist");
        return FALSE;
    }
    *number = parsed;
    return TRUE;
}

/* --- others ------------------------------------------------------------------------------------------------
 */

void query_code_format(guint32 chance, char text[QUERY_CODE_SIZE])
{
    g_snprintf(text, QUERY_CODE_SIZE, "%07u", chance % 10000000u);
    text[7] = numbering_luhn(text);
    text[8] = '\0';
}

gboolean query_code_is_right(const char *text)
{
    return is_digits(text, QUERY_CODE_SIZE - 1) && numbering_luhn_is_right(text);
}

/* The last four letters and digits: kiosks of one place differ at the end of their numbers. */
static gboolean kiosk_word(const char *kiosk_no, char word[5])
{
    gsize n = 4;
    word[4] = '\0';
    for (gsize i = kiosk_no ? strlen(kiosk_no) : 0; i-- > 0 && n > 0;)
        if (g_ascii_isalnum(kiosk_no[i]))
            word[--n] = g_ascii_toupper(kiosk_no[i]);
    return n == 0;
}

gboolean temp_no_format(const char *kiosk_no, Day day, guint serial, char text[TEMP_NO_SIZE])
{
    char kiosk[5], date[9];
    text[0] = '\0';
    if (!kiosk_word(kiosk_no, kiosk) || !format_day(day, date) || serial < 1 || serial > TEMP_SERIAL_MAX)
        return FALSE;
    g_snprintf(text, TEMP_NO_SIZE, "LS%s-%s-%03u", kiosk, date, serial);
    return TRUE;
}

gboolean temp_no_is_right(const char *text)
{
    return looks_like(text, "LS@@@@-99999999-999") && parse_day(text + 7) != DAY_NONE;
}

static char *office_no(const char *prefix, const char *community, int digits, Day day, guint serial)
{
    char date[9];
    if (!is_digits(community, COMMUNITY_CODE_LENGTH) || !format_day(day, date) || serial < 1 ||
        serial > 999999)
        return NULL;
    return g_strdup_printf("%s%.*s-%s-%06u", prefix, digits, community, date, serial);
}

char *accept_no_format(const char *community, Day day, guint serial)
{
    return office_no("SL", community, 9, day, serial);
}

char *pay_no_format(const char *community, Day day, guint serial)
{
    return office_no("JF", community, 6, day, serial);
}

char *doc_no_format(const char *office, const char *kind, Day day, guint serial)
{
    int year;
    if (!office || !*office || !kind || !*kind || !day_to_ymd(day, &year, NULL, NULL) || serial < 1 ||
        serial > CASE_SERIAL_MAX)
        return NULL;
    return g_strdup_printf("%s%s字〔%04d〕第%05u号", office, kind, year, serial);
}

/* --- blocks ----------------------------------------------------------------------------------- */

gboolean number_block_is_valid(const NumberBlock *block)
{
    return is_digits(block->community, COMMUNITY_CODE_LENGTH) && day_to_ymd(block->day, NULL, NULL, NULL) &&
           block->first >= 1 && block->first <= block->last && block->last <= CASE_SERIAL_MAX &&
           block->next >= block->first && block->next <= block->last + 1;
}

guint number_block_left(const NumberBlock *block, Day today)
{
    return number_block_is_valid(block) && block->day == today ? block->last + 1 - block->next : 0;
}

gboolean number_block_take(NumberBlock *block, Day today, char text[CASE_NO_SIZE], GError **error)
{
    if (!number_block_is_valid(block) || block->day != today) {
        g_set_error_literal(error, NUMBERING_ERROR, NUMBERING_ERROR_DAY, "number block: not for today");
        return FALSE;
    }
    if (block->next > block->last) {
        g_set_error(error, NUMBERING_ERROR, NUMBERING_ERROR_EXHAUSTED, "number block: %u to %u are used up",
                    block->first, block->last);
        return FALSE;
    }
    CaseNo number = {.day = block->day, .serial = block->next};
    g_strlcpy(number.community, block->community, sizeof number.community);
    case_no_format(&number, text);
    block->next++;
    return TRUE;
}

gboolean number_block_overlaps(const NumberBlock *a, const NumberBlock *b)
{
    return a->day == b->day && strcmp(a->community, b->community) == 0 && a->first <= b->last &&
           b->first <= a->last;
}

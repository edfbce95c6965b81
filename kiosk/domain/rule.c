#include "kiosk/domain/rule.h"

#include <string.h>

#include "kiosk/domain/idnumber.h"
#include "kiosk/domain/text.h"

enum {
    MOBILE_LENGTH = 11,
    BANK_MIN = 12,
    BANK_MAX = 19,
    CERT_MIN = ID_NUMBER_LENGTH + 2, /* category, level */
    CERT_MAX = ID_NUMBER_LENGTH + 4, /* and the number of a reissue, "B1" */
};

static RuleResult result(RuleProblem problem)
{
    return (RuleResult){problem, 0, 0};
}

static RuleResult length_result(glong have, glong want)
{
    return (RuleResult){have < want ? RULE_TOO_SHORT : RULE_TOO_LONG, have, want};
}

static RuleResult check_id(const char *text, Day today)
{
    switch (id_number_check(text, today)) {
    case ID_NUMBER_OK:
        return result(RULE_OK);
    case ID_NUMBER_EMPTY:
    case ID_NUMBER_SHORT:
    case ID_NUMBER_LONG:
        return length_result(text_length(text), ID_NUMBER_LENGTH);
    case ID_NUMBER_CHARACTER:
        return result(RULE_ID_CHARACTER);
    case ID_NUMBER_BIRTH:
        return result(RULE_ID_BIRTH);
    case ID_NUMBER_CHECK:
        return result(RULE_ID_CHECK);
    }
    return result(RULE_ID_CHARACTER);
}

static RuleResult check_mobile(const char *text)
{
    if (!text_is_digits(text))
        return result(RULE_PHONE_FORM);
    size_t length = strlen(text);
    if (length != MOBILE_LENGTH)
        return length_result((glong)length, MOBILE_LENGTH);
    gboolean is_mobile = text[0] == '1' && text[1] >= '3';
    return result(is_mobile ? RULE_OK : RULE_PHONE_MOBILE);
}

/* Area code (010, 02x: three digits; the others four), hyphen, seven or eight digits. */
static RuleResult check_landline(const char *text)
{
    const char *hyphen = strchr(text, '-');
    size_t area = (size_t)(hyphen - text);
    size_t digits = strlen(hyphen + 1);
    gboolean three = text[0] == '0' && (text[1] == '1' || text[1] == '2');
    if (text[0] != '0' || area != (three ? 3 : 4) || strspn(text, "0123456789") != area || text[1] == '0' ||
        strspn(hyphen + 1, "0123456789") != digits)
        return result(RULE_PHONE_FORM);
    if (digits < 7)
        return length_result((glong)(area + 1 + digits), (glong)(area + 1 + 7));
    if (digits > 8)
        return length_result((glong)(area + 1 + digits), (glong)(area + 1 + 8));
    return result(RULE_OK);
}

/* 95xxx (five to eight digits) and 400 numbers (ten digits, or 400-xxx-xxxx / 400-xxxxxxx). */
static gboolean is_service_number(const char *text)
{
    char digits[16];
    size_t n = 0;
    for (const char *c = text; *c; c++) {
        if (g_ascii_isdigit(*c) && n < sizeof digits - 1)
            digits[n++] = *c;
        else if (*c != '-' || c == text || c[-1] == '-' || c[1] == '\0')
            return FALSE;
    }
    digits[n] = '\0';
    if (g_str_has_prefix(digits, "95"))
        return n >= 5 && n <= 8 && !strchr(text, '-');
    return g_str_has_prefix(digits, "400") && n == 10;
}

static RuleResult check_phone(const char *text, gboolean organisation)
{
    if (organisation && is_service_number(text))
        return result(RULE_OK);
    if (strchr(text, '-'))
        return check_landline(text);
    if (text[0] == '1')
        return check_mobile(text);
    return result(RULE_PHONE_FORM);
}

/* Luhn: every second digit from the right doubled, the digits' sum divisible by ten. */
static gboolean luhn_holds(const char *digits)
{
    int sum = 0;
    size_t n = strlen(digits);
    for (size_t i = 0; i < n; i++) {
        int digit = digits[n - 1 - i] - '0';
        if (i % 2 == 1)
            digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
        sum += digit;
    }
    return sum % 10 == 0;
}

static RuleResult check_bank_card(const char *text)
{
    if (!text_is_digits(text))
        return result(RULE_BANK_CHARACTER);
    glong length = text_length(text);
    if (length < BANK_MIN)
        return length_result(length, BANK_MIN);
    if (length > BANK_MAX)
        return length_result(length, BANK_MAX);
    return result(luhn_holds(text) ? RULE_OK : RULE_BANK_CHECK);
}

static gboolean is_cert_tail(const char *tail)
{
    if (tail[0] < '1' || tail[0] > '7' || tail[1] < '1' || tail[1] > '4')
        return FALSE;
    return tail[2] == '\0' || (tail[2] == 'B' && tail[3] >= '1' && tail[3] <= '9' && tail[4] == '\0');
}

static RuleResult check_cert(const char *text, Day today)
{
    char number[ID_NUMBER_SIZE];
    glong length = text_length(text);
    if (length < CERT_MIN)
        return length_result(length, CERT_MIN);
    if (length > CERT_MAX)
        return length_result(length, CERT_MAX);
    if ((glong)strlen(text) != length)
        return result(RULE_ID_CHARACTER);
    g_strlcpy(number, text, sizeof number);
    RuleResult id = check_id(number, today);
    if (id.problem != RULE_OK)
        return id;
    return result(is_cert_tail(text + ID_NUMBER_LENGTH) ? RULE_OK : RULE_CERT_FORM);
}

RuleResult rule_check(TextRule rule, const char *text, Day today, gboolean organisation)
{
    switch (rule) {
    case RULE_NONE:
        return result(RULE_OK);
    case RULE_CN_ID18:
        return check_id(text, today);
    case RULE_CN_MOBILE:
        return check_mobile(text);
    case RULE_CN_PHONE:
        return check_phone(text, organisation);
    case RULE_BANK_CARD:
        return check_bank_card(text);
    case RULE_DISABILITY_CERT:
        return check_cert(text, today);
    }
    return result(RULE_OK);
}

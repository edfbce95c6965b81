/* The catalogue's named rules for texts: what a citizen's number, a phone number, a bank card and a
 * disability certificate must look like. Pure functions, any thread. */
#pragma once

#include "kiosk/domain/catalogue.h"

G_BEGIN_DECLS

typedef enum {
    RULE_OK,
    RULE_TOO_SHORT,    /* have, want characters */
    RULE_TOO_LONG,     /* have, want characters */
    RULE_ID_CHARACTER, /* only digits, X at the end of the number */
    RULE_ID_BIRTH,
    RULE_ID_CHECK,
    RULE_PHONE_MOBILE, /* 11 digits but not beginning with 13-19 */
    RULE_PHONE_FORM,
    RULE_BANK_CHECK,
    RULE_BANK_CHARACTER, /* something else than digits */
    RULE_CERT_FORM,      /* what follows the number is not category, level (, B and a digit) */
} RuleProblem;

typedef struct {
    RuleProblem problem;
    glong have, want; /* code points, for TOO_SHORT and TOO_LONG */
} RuleResult;

/* text in its normal form, not empty. organisation: 95xxx and 400 numbers are phone numbers too. */
RuleResult rule_check(TextRule rule, const char *text, Day today, gboolean organisation);

G_END_DECLS

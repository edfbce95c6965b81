/* Numbers of cases and papers, their check digits, and the blocks of serials that the hub lends to kiosks so
 * that two of them never collide offline. Patterns: process.json "numbering". Pure, any thread. Chance and
 * time come as arguments. */
#pragma once

#include "kiosk/domain/date.h"

G_BEGIN_DECLS

#define COMMUNITY_CODE_LENGTH 12
#define COMMUNITY_CODE_SIZE   (COMMUNITY_CODE_LENGTH + 1)
#define CASE_NO_SIZE          31 /* "YS330108001005-20261123-000175" and its NUL */
#define QUERY_CODE_SIZE       9
#define TEMP_NO_SIZE          20 /* "LSQC01-20261123-007" and its NUL */
#define CASE_SERIAL_MAX       99999
#define TEMP_SERIAL_MAX       999

#define NUMBERING_ERROR (numbering_error_quark())
GQuark numbering_error_quark(void);
typedef enum {
    NUMBERING_ERROR_SHAPE,     /* not such a number */
    NUMBERING_ERROR_CHECK,     /* a digit is mistyped */
    NUMBERING_ERROR_EXHAUSTED, /* the block is used up */
    NUMBERING_ERROR_DAY,       /* the block is for another day */
} NumberingError;

/* Luhn check digit for a row of digits (other characters are skipped): '0' … '9'. */
char numbering_luhn(const char *digits);
/* TRUE when the last of all digits in the text is the check digit of those before it. */
gboolean numbering_luhn_is_right(const char *digits);

typedef struct {
    char community[COMMUNITY_CODE_SIZE];
    Day day;
    guint serial; /* 1 … CASE_SERIAL_MAX */
} CaseNo;

/* FALSE (and text "") for a community that is not 12 digits, no day, or a serial out of range. */
gboolean case_no_format(const CaseNo *number, char text[CASE_NO_SIZE]);
gboolean case_no_parse(const char *text, CaseNo *number, GError **error);

/* Query code: seven digits from `chance` (any value; it is reduced) and a check digit, e.g. 29004736. */
void query_code_format(guint32 chance, char text[QUERY_CODE_SIZE]);
gboolean query_code_is_right(const char *text);

/* Temporary number for a case without a number from a block: kiosk_no "QC-01" is written QC01
 * (its last four letters and digits; it must have that many). */
gboolean temp_no_format(const char *kiosk_no, Day day, guint serial, char text[TEMP_NO_SIZE]);
gboolean temp_no_is_right(const char *text);

/* Made by street and district; newly allocated, NULL for a wrong argument.
 * accept_no: "SL330108001-20261123-000175"; pay_no: "JF330108-20261123-000175";
 * doc_no: "晴川社预字〔2026〕第00176号". */
char *accept_no_format(const char *community, Day day, guint serial);
char *pay_no_format(const char *community, Day day, guint serial);
char *doc_no_format(const char *office, const char *kind, Day day, guint serial);

/* Serials first…last of one community and day, lent to one kiosk; next is the one to be used now. */
typedef struct {
    char community[COMMUNITY_CODE_SIZE];
    Day day;
    guint first, last, next;
} NumberBlock;

gboolean number_block_is_valid(const NumberBlock *block);
guint number_block_left(const NumberBlock *block, Day today); /* 0 where it is for another day */
/* Takes one number; *block is changed only on success: write it down in the same transaction as the case. */
gboolean number_block_take(NumberBlock *block, Day today, char text[CASE_NO_SIZE], GError **error);
/* Do two blocks hold the same number? */
gboolean number_block_overlaps(const NumberBlock *a, const NumberBlock *b);

G_END_DECLS

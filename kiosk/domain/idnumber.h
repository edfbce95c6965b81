/* The citizen's 18-character number (GB 11643): 6 digits of region, 8 of birth date, 3 of sequence (odd =
 * male, even = female), 1 check character (0-9, X). Pure functions, any thread. Texts are lent; results are
 * in the caller's buffers. */
#pragma once

#include "kiosk/domain/date.h"

G_BEGIN_DECLS

#define ID_NUMBER_LENGTH 18
#define ID_NUMBER_SIZE   (ID_NUMBER_LENGTH + 1)
#define ID_REGION_SIZE   7 /* "330108" and its NUL */

typedef enum {
    ID_NUMBER_OK,
    ID_NUMBER_EMPTY,
    ID_NUMBER_SHORT,     /* 18 - length characters are missing */
    ID_NUMBER_LONG,      /* length - 18 characters too many */
    ID_NUMBER_CHARACTER, /* something else than digits, with X at the end */
    ID_NUMBER_BIRTH,     /* the 7th to 14th digit are no day, a future one, or one before 1850 */
    ID_NUMBER_CHECK,     /* the last character does not follow from the others: a digit is mistyped */
} IdNumberProblem;

typedef enum { ID_SEX_UNKNOWN, ID_SEX_MALE, ID_SEX_FEMALE } IdSex;

/* Copies text without its outer white space and with x raised to X; over-long text is cut after 63 bytes,
 * which id_number_check() still finds too long. Wipe the copy when done: it is personal data. */
void id_number_normalize(const char *text, char number[64]);

/* What is wrong with an already normalized number. today bounds the birth date; DAY_NONE leaves the upper
 * bound away. NULL counts as empty. */
IdNumberProblem id_number_check(const char *number, Day today);

/* TRUE when nothing is wrong with it. */
gboolean id_number_is_valid(const char *number, Day today);

/* The check character for the first 17 digits; '\0' when they are not 17 digits. */
char id_number_check_character(const char *first_17);

/* Parts of a number of the right length; DAY_NONE, ID_SEX_UNKNOWN, "" where it is not. */
Day id_number_birth(const char *number);
IdSex id_number_sex(const char *number);
void id_number_region(const char *number, char region[ID_REGION_SIZE]);

/* The sex as conditions and answers write it: "m", "f", "" for unknown. Static. */
const char *id_sex_code(IdSex sex);

G_END_DECLS

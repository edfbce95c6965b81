/* GB 11643: the check character makes the weighted sum of all 18 leave 1 modulo 11 (ISO 7064 MOD 11-2). */
#include "kiosk/domain/idnumber.h"

#include <string.h>

enum { FIRST_BIRTH_YEAR = 1850 };

void id_number_normalize(const char *text, char number[64])
{
    number[0] = '\0';
    if (!text)
        return;
    while (g_ascii_isspace(*text))
        text++;
    g_strlcpy(number, text, 64);
    for (size_t n = strlen(number); n > 0 && g_ascii_isspace(number[n - 1]); n--)
        number[n - 1] = '\0';
    for (char *c = number; *c; c++)
        if (*c == 'x')
            *c = 'X';
}

char id_number_check_character(const char *first_17)
{
    static const int weight[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char check[] = "10X98765432";
    int sum = 0;
    if (!first_17)
        return '\0';
    for (int i = 0; i < 17; i++) {
        if (!g_ascii_isdigit(first_17[i]))
            return '\0';
        sum += (first_17[i] - '0') * weight[i];
    }
    return check[sum % 11];
}

/* Right length, digits, and X only at the end: only then the parts mean anything. */
static gboolean has_shape(const char *number)
{
    if (!number || strlen(number) != ID_NUMBER_LENGTH)
        return FALSE;
    for (int i = 0; i < ID_NUMBER_LENGTH - 1; i++)
        if (!g_ascii_isdigit(number[i]))
            return FALSE;
    return g_ascii_isdigit(number[17]) || number[17] == 'X';
}

IdNumberProblem id_number_check(const char *number, Day today)
{
    glong length = number ? g_utf8_strlen(number, -1) : 0;
    if (length == 0)
        return ID_NUMBER_EMPTY;
    for (glong i = 0; number[i]; i++)
        if (!g_ascii_isdigit(number[i]) && !(number[i] == 'X' && i == ID_NUMBER_LENGTH - 1))
            return ID_NUMBER_CHARACTER;
    if (length != ID_NUMBER_LENGTH)
        return length < ID_NUMBER_LENGTH ? ID_NUMBER_SHORT : ID_NUMBER_LONG;
    Day birth = id_number_birth(number);
    if (birth == DAY_NONE || birth < day_from_ymd(FIRST_BIRTH_YEAR, 1, 1) ||
        (today != DAY_NONE && birth > today))
        return ID_NUMBER_BIRTH;
    return id_number_check_character(number) == number[17] ? ID_NUMBER_OK : ID_NUMBER_CHECK;
}

gboolean id_number_is_valid(const char *number, Day today)
{
    return id_number_check(number, today) == ID_NUMBER_OK;
}

Day id_number_birth(const char *number)
{
    char birth[9];
    if (!has_shape(number))
        return DAY_NONE;
    memcpy(birth, number + 6, 8);
    birth[8] = '\0';
    return day_parse_card(birth);
}

IdSex id_number_sex(const char *number)
{
    if (!has_shape(number))
        return ID_SEX_UNKNOWN;
    return (number[16] - '0') % 2 ? ID_SEX_MALE : ID_SEX_FEMALE;
}

void id_number_region(const char *number, char region[ID_REGION_SIZE])
{
    region[0] = '\0';
    if (has_shape(number))
        g_strlcpy(region, number, ID_REGION_SIZE);
}

const char *id_sex_code(IdSex sex)
{
    switch (sex) {
    case ID_SEX_MALE:
        return "m";
    case ID_SEX_FEMALE:
        return "f";
    case ID_SEX_UNKNOWN:
        return "";
    }
    return "";
}

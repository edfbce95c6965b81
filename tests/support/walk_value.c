/* Random valid values by type. */
#include <stdlib.h>
#include <string.h>

#include "kiosk/domain/idnumber.h"
#include "tests/support/walk.h"

static guint below(GRand *rng, guint n)
{
    return n > 0 ? (guint)g_rand_int_range(rng, 0, (gint32)n) : 0;
}

static gint64 between(GRand *rng, gint64 low, gint64 high)
{
    return low + (gint64)(g_rand_double(rng) * (double)(high - low + 1));
}

/* --- patterns --- */

static void put_alternatives(const char **c, GString *out, GRand *rng);

/* One of "[A-Z0-9_]": the members in order, one of them taken. */
static char pick_class(const char **c, GRand *rng)
{
    char members[256];
    guint n = 0;
    for (++*c; **c && **c != ']'; ++*c) {
        if ((*c)[1] == '-' && (*c)[2] != ']') {
            for (char m = (*c)[0]; m <= (*c)[2] && n < sizeof members; m++)
                members[n++] = m;
            *c += 2;
        } else if (n < sizeof members) {
            members[n++] = **c;
        }
    }
    ++*c;
    return members[below(rng, n)];
}

static void put_atom(const char **c, GString *out, GRand *rng)
{
    if (**c == '(') {
        ++*c;
        put_alternatives(c, out, rng);
        ++*c;
    } else if (**c == '[') {
        g_string_append_c(out, pick_class(c, rng));
    } else {
        if (**c == '\\')
            ++*c;
        g_string_append_c(out, **c == '.' ? 'a' : **c);
        ++*c;
    }
}

static guint repetitions(const char **c, GRand *rng)
{
    guint low = 1, high = 1;
    if (**c == '?' || **c == '*' || **c == '+') {
        low = **c == '+';
        high = **c == '?' ? 1 : 3;
        ++*c;
    } else if (**c == '{') {
        char *end;
        low = high = (guint)strtoul(*c + 1, &end, 10);
        if (*end == ',')
            high = end[1] == '}' ? (end++, low + 3) : (guint)strtoul(end + 1, &end, 10);
        *c = end + 1;
    }
    return low + below(rng, high - low + 1);
}

static void put_sequence(const char **c, GString *out, GRand *rng)
{
    while (**c && **c != '|' && **c != ')') {
        if (**c == '^' || **c == '$') {
            ++*c;
            continue;
        }
        const char *atom = *c;
        gsize before = out->len;
        put_atom(c, out, rng);
        for (guint n = repetitions(c, rng), i = 0; i < MAX(n, 1); i++) {
            const char *again = atom;
            if (n == 0)
                g_string_truncate(out, before);
            else if (i > 0)
                put_atom(&again, out, rng);
        }
    }
}

static void put_alternatives(const char **c, GString *out, GRand *rng)
{
    gsize before = out->len;
    put_sequence(c, out, rng);
    for (guint n = 2; **c == '|'; n++) {
        g_autoptr(GString) other = g_string_new(NULL);
        ++*c;
        put_sequence(c, other, rng);
        if (below(rng, n) == 0) {
            g_string_truncate(out, before);
            g_string_append(out, other->str);
        }
    }
}

char *walk_pattern(const char *pattern, GRand *rng)
{
    GString *out = g_string_new(NULL);
    put_alternatives(&pattern, out, rng);
    return g_string_free(out, FALSE);
}

/* --- texts --- */

void walk_id_number(GRand *rng, Day birth, char number[19])
{
    static const char *const regions[] = {"990101", "330108", "110105", "420106"};
    int year, month, day;
    day_to_ymd(birth, &year, &month, &day);
    g_snprintf(number, 19, "%s%04d%02d%02d%03u", regions[below(rng, 4)], year % 10000, month % 100, day % 100,
               below(rng, 1000) % 1000);
    number[17] = id_number_check_character(number);
    number[18] = '\0';
}

static char *bank_card(GRand *rng, guint length)
{
    char digits[20];
    int sum = 0;
    for (guint i = 0; i < length - 1; i++)
        digits[i] = (char)('0' + below(rng, 10));
    for (guint i = 0; i < length - 1; i++) {
        int digit = digits[length - 2 - i] - '0';
        sum += i % 2 == 0 ? (digit * 2 > 9 ? digit * 2 - 9 : digit * 2) : digit;
    }
    digits[length - 1] = (char)('0' + (10 - sum % 10) % 10);
    digits[length] = '\0';
    return g_strdup(digits);
}

static char *words(GRand *rng, int least, int most)
{
    static const char *const characters[] = {"晴", "川", "路", "号", "幢", "室", "王",
                                             "小", "明", "·",  "A",  "7",  "𠮷", "㐂"};
    GString *text = g_string_new(NULL);
    int length = (int)between(rng, MAX(least, 1), MIN(most, MAX(least, 1) + 12));
    for (int i = 0; i < length; i++)
        g_string_append(text, characters[below(rng, G_N_ELEMENTS(characters))]);
    return g_string_free(text, FALSE);
}

static char *phone(GRand *rng, gboolean only_mobile)
{
    if (only_mobile || below(rng, 3))
        return g_strdup_printf("1%u%09u", 3 + below(rng, 7), below(rng, 1000000000));
    return below(rng, 2) ? g_strdup_printf("0571-%08u", below(rng, 100000000))
                         : g_strdup_printf("010-%07u", below(rng, 10000000));
}

static json_t *text_value(const Form *form, const Field *field, GRand *rng)
{
    const Validation *v = &field->validation;
    Day today = form_context(form)->today;
    g_autofree char *text = NULL;
    char number[19];
    walk_id_number(rng, (Day)(today - between(rng, 0, 80 * 365)), number);
    switch (v->rule) {
    case RULE_NONE:
        if (*v->pattern)
            text = walk_pattern(v->pattern, rng);
        else if (field->type == FIELD_ID_NUMBER)
            text = g_strdup(number);
        else
            text = field->type == FIELD_PHONE ? phone(rng, FALSE)
                                              : words(rng, v->min_len, v->max_len < 0 ? 30 : v->max_len);
        break;
    case RULE_CN_ID18:
        text = g_strdup(number);
        break;
    case RULE_CN_MOBILE:
    case RULE_CN_PHONE:
        text = phone(rng, v->rule == RULE_CN_MOBILE);
        break;
    case RULE_BANK_CARD:
        text = bank_card(rng, 12 + below(rng, 8));
        break;
    case RULE_DISABILITY_CERT:
        text = g_strdup_printf("%s%u%u%s", number, 1 + below(rng, 7), 1 + below(rng, 4),
                               below(rng, 2) ? "" : "B1");
        break;
    }
    return json_string(text);
}

/* --- dates, numbers, choices --- */

static json_t *date_value(const Form *form, const Field *field, guint row, GRand *rng)
{
    Day today = form_context(form)->today;
    Day min, max;
    g_autofree char *path = form_path(field, row);
    form_date_range(form, path, &min, &max);
    if (min == DAY_NONE)
        min = MIN(today, max == DAY_NONE ? today : max) - 700;
    if (max == DAY_NONE)
        max = MAX(min, today) + 300;
    char text[DAY_TEXT_SIZE];
    day_format((Day)between(rng, min, MAX(min, max)), text);
    text[field->precision == DAY_PRECISION_YEAR    ? 4
         : field->precision == DAY_PRECISION_MONTH ? 7
                                                   : 10] = '\0';
    return json_string(text);
}

static json_t *number_value(const Field *field, GRand *rng)
{
    const Validation *v = &field->validation;
    double low = v->min.is_set ? decimal_to_double(v->min) : 0,
           high = v->max.is_set ? decimal_to_double(v->max) : 1000;
    Decimal number = decimal_round(decimal_from_double(low + g_rand_double(rng) * (high - low)), v->decimals);
    gint64 whole;
    if (field->type == FIELD_MONEY)
        return decimal_to_fen(number, &whole) ? json_integer(whole) : NULL;
    return decimal_to_int(number, &whole) ? json_integer(whole) : json_real(decimal_to_double(number));
}

static gboolean stands_alone(const Field *field, const char *option)
{
    for (guint i = 0; i < field->validation.exclusive.n; i++)
        if (strcmp(field->validation.exclusive.items[i], option) == 0)
            return TRUE;
    return FALSE;
}

static json_t *multi_value(const Field *field, GRand *rng)
{
    const Validation *v = &field->validation;
    json_t *chosen = json_array();
    int least = MAX(v->min_select, 1), most = v->max_select < 0 ? (int)field->n_options : v->max_select;
    if (v->exclusive.n && below(rng, 4) == 0)
        json_array_append_new(chosen, json_string(v->exclusive.items[below(rng, v->exclusive.n)]));
    int wanted = json_array_size(chosen) ? 0 : least + (int)below(rng, (guint)(most - least + 1));
    for (guint start = below(rng, field->n_options), i = 0; i < field->n_options && wanted > 0; i++) {
        const char *option = field->options[(start + i) % field->n_options].value;
        if (stands_alone(field, option))
            continue;
        json_array_append_new(chosen, json_string(option));
        wanted--;
    }
    return chosen;
}

/* --- pictures, signature --- */

static const char *media_type(const Field *field, GRand *rng)
{
    static const struct {
        const char *format, *type;
    } types[] = {{"jpg", "image/jpeg"},
                 {"png", "image/png"},
                 {"pdf", "application/pdf"},
                 {"mp3", "audio/mpeg"},
                 {"mp4", "video/mp4"}};
    const Texts *formats = &field->validation.formats;
    const char *format = formats->n ? formats->items[below(rng, formats->n)] : "jpg";
    for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
        if (strcmp(types[i].format, format) == 0)
            return types[i].type;
    return format;
}

static void random_sha256(GRand *rng, char digits[65])
{
    for (int i = 0; i < 64; i++)
        digits[i] = "0123456789abcdef"[below(rng, 16)];
    digits[64] = '\0';
}

static json_t *picture_value(const Field *field, GRand *rng)
{
    const Validation *v = &field->validation;
    json_t *list = json_array();
    char sha256[65];
    int n = MAX(v->min_count, 1) +
            (v->max_count > 1 ? (int)below(rng, (guint)(v->max_count - MAX(v->min_count, 1) + 1)) : 0);
    for (int i = 0; i < n; i++) {
        random_sha256(rng, sha256);
        json_array_append_new(
            list, json_pack("{s:s, s:I, s:s, s:s}", "sha256", sha256, "bytes",
                            (json_int_t)between(rng, 1, (v->max_kb > 0 ? v->max_kb : 100) * 1024), "type",
                            media_type(field, rng), "profile", *v->profile ? v->profile : "file"));
    }
    return list;
}

static json_t *signature_value(const Field *field, GRand *rng)
{
    const Validation *v = &field->validation;
    g_autoptr(GString) svg = g_string_new(NULL);
    int strokes = MAX(v->min_strokes, 1), points = MAX(v->min_points, 2 * strokes) + (int)below(rng, 20);
    char sha256[65];
    for (int i = 0; i < points; i++)
        g_string_append_printf(svg, "%s%c%u %u", i ? " " : "", i < strokes ? 'M' : 'L', below(rng, 1000),
                               below(rng, 400));
    random_sha256(rng, sha256);
    return json_pack("{s:s, s:i, s:s, s:s, s:s}", "sha256", sha256, "bytes", 4000, "type", "image/png",
                     "profile", "signature", "svg", svg->str);
}

json_t *walk_value(const Form *form, const Field *field, guint row, GRand *rng)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
        return text_value(form, field, rng);
    case FIELD_CHOICE:
        return json_string(field->options[below(rng, field->n_options)].value);
    case FIELD_MULTI:
        return multi_value(field, rng);
    case FIELD_DATE:
        return date_value(form, field, row, rng);
    case FIELD_NUMBER:
    case FIELD_MONEY:
        return number_value(field, rng);
    case FIELD_PHOTO:
    case FIELD_FILE:
        return picture_value(field, rng);
    case FIELD_SIGNATURE:
        return signature_value(field, rng);
    case FIELD_CONSENT:
        return json_true();
    case FIELD_GROUP:
        break;
    }
    return NULL;
}

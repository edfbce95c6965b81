/* What a card says, checked once. The event comes from a driver process that read it from a stranger's chip:
 * every field is bounded, its characters are looked at, and whatever is impossible refuses the whole card.
 * Messages name the field and never its value. */
#include "kiosk/domain/card.h"

#include <string.h>
#include "kiosk/domain/nation.h"
#include "kiosk/domain/text.h"

#define ADULT_AGE 18

GQuark card_error_quark(void)
{
    return g_quark_from_static_string("card");
}

const char *card_refusal_code(CardRefusal refusal)
{
    switch (refusal) {
    case CARD_REFUSED_SHAPE:
        return "shape";
    case CARD_REFUSED_TEXT:
        return "characters";
    case CARD_REFUSED_TOO_LONG:
        return "too-long";
    case CARD_REFUSED_NAME:
        return "name";
    case CARD_REFUSED_NUMBER:
        return "number";
    case CARD_REFUSED_CHECK:
        return "check-digit";
    case CARD_REFUSED_BIRTH:
        return "birth";
    case CARD_REFUSED_VALIDITY:
        return "validity";
    case CARD_REFUSED_TOKEN:
        return "serial";
    }
    return "unknown";
}

static gboolean refuse(GError **error, CardRefusal why, const char *field, const char *problem)
{
    g_set_error(error, CARD_ERROR, (int)why, "card refused (%s): %s: %s", card_refusal_code(why), field,
                problem);
    return FALSE;
}

/* --- reading -----------------------------------------------------------------------------------------------
 */

/* Copies the text of a member, trimmed, into a field of the card. Absent stays absent. */
static gboolean read_text(const json_t *event, const char *key, CardField has, Card *card, char *out,
                          gsize size, glong max, GError **error)
{
    const json_t *value = json_object_get(event, key);
    if (!value)
        return TRUE;
    if (!json_is_string(value))
        return refuse(error, CARD_REFUSED_SHAPE, key, "is no text");
    /* Before anything is measured or copied: a driver cannot make us walk megabytes. */
    if (json_string_length(value) > 8 * size || strlen(json_string_value(value)) != json_string_length(value))
        return refuse(error, CARD_REFUSED_TOO_LONG, key, "longer than a card can hold");
    char *text = text_trim(json_string_value(value));
    gboolean ok = TRUE;
    if (text_find_forbidden(text, TEXT_FROM_CARD, NULL) >= 0)
        ok = refuse(error, CARD_REFUSED_TEXT, key, "holds a character that may not stand in a text");
    else if (text_length(text) > max || strlen(text) >= size)
        ok = refuse(error, CARD_REFUSED_TOO_LONG, key, "longer than a card can hold");
    else
        g_strlcpy(out, text, size);
    explicit_bzero(text, strlen(text));
    g_free(text);
    card->present |= has;
    return ok;
}

static gboolean read_word(const json_t *event, const char *key, const char *const *words, int *index,
                          GError **error)
{
    const char *text = json_string_value(json_object_get(event, key));
    for (int i = 0; text && words[i]; i++)
        if (strcmp(words[i], text) == 0) {
            *index = i;
            return TRUE;
        }
    return refuse(error, CARD_REFUSED_SHAPE, key, "is none of the known words");
}

static gboolean read_type(const json_t *event, Card *card, GError **error)
{
    static const char *const words[] = {"", " ", "I", "J", "Y", NULL};
    static const CardType types[] = {CARD_TYPE_RESIDENT, CARD_TYPE_RESIDENT, CARD_TYPE_FOREIGNER_2017,
                                     CARD_TYPE_HK_MO_TW, CARD_TYPE_FOREIGNER_2023};
    int index = 0;
    if (json_object_get(event, "type") && !read_word(event, "type", words, &index, error))
        return FALSE;
    card->type = types[index];
    return TRUE;
}

/* "m", "f", or the code of GB/T 2261.1; everything else is "not stated", never a reason to refuse. */
static IdSex sex_of(const json_t *event)
{
    const char *text = json_string_value(json_object_get(event, "sex"));
    if (g_strcmp0(text, "m") == 0 || g_strcmp0(text, "1") == 0)
        return ID_SEX_MALE;
    return g_strcmp0(text, "f") == 0 || g_strcmp0(text, "2") == 0 ? ID_SEX_FEMALE : ID_SEX_UNKNOWN;
}

/* "汉", the code "01", or "其他(NN)" for a code that the reader's table does not have. */
static gboolean read_nation(const json_t *event, Card *card, GError **error)
{
    static const char unknown[] = "其他(";
    char text[4 * CARD_NATION_MAX + 1] = "";
    if (!read_text(event, "nation", CARD_HAS_NATION, card, text, sizeof text, CARD_NATION_MAX, error))
        return FALSE;
    const char *code = g_str_has_prefix(text, unknown) ? text + strlen(unknown) : text;
    if (g_ascii_isdigit(code[0]) && g_ascii_isdigit(code[1]) &&
        (code[2] == '\0' || strcmp(code + 2, ")") == 0))
        memcpy(card->nation, code, 2);
    else
        nation_code(text, card->nation);
    return TRUE;
}

/* A day of the card: "" is blank (DAY_NONE), anything else must be a day. */
static gboolean read_day(const json_t *event, const char *key, CardField has, CardRefusal why, Card *card,
                         Day *day, GError **error)
{
    char text[4 * DAY_TEXT_SIZE] = "";
    *day = DAY_NONE;
    if (!read_text(event, key, has, card, text, sizeof text, DAY_TEXT_SIZE - 1, error))
        return FALSE;
    *day = strchr(text, '-') ? day_parse(text) : day_parse_card(text);
    gboolean ok = !*text || *day != DAY_NONE;
    explicit_bzero(text, sizeof text);
    return ok || refuse(error, why, key, "is no day of the calendar");
}

/* --- the number --------------------------------------------------------------------------------------------
 */

static gboolean check_18(const Card *card, const char *number, Day today, GError **error)
{
    switch (id_number_check(number, today)) {
    case ID_NUMBER_OK:
        break;
    case ID_NUMBER_EMPTY:
    case ID_NUMBER_SHORT:
    case ID_NUMBER_LONG:
    case ID_NUMBER_CHARACTER:
        return refuse(error, CARD_REFUSED_NUMBER, "number", "is not 17 digits and a check character");
    case ID_NUMBER_BIRTH:
        return refuse(error, CARD_REFUSED_BIRTH, "number", "its birth date is impossible or in the future");
    case ID_NUMBER_CHECK:
        return refuse(error, CARD_REFUSED_CHECK, "number", "wrong check digit");
    }
    if (card->type == CARD_TYPE_FOREIGNER_2023 && number[0] != '9')
        return refuse(error, CARD_REFUSED_NUMBER, "number", "does not begin with 9, as this type does");
    return TRUE;
}

static gboolean check_15(const char *number, GError **error)
{
    gsize n = strlen(number);
    for (gsize i = 0; i < n; i++)
        if (!g_ascii_isdigit(number[i]) && !g_ascii_isupper(number[i]))
            n = 0;
    return n == 15 || refuse(error, CARD_REFUSED_NUMBER, "number", "is not 15 letters and digits");
}

static gboolean read_number(const json_t *event, Day today, Card *card, GError **error)
{
    char raw[4 * ID_NUMBER_LENGTH + 1] = "", number[64] = "";
    if (!read_text(event, "number", CARD_HAS_NUMBER, card, raw, sizeof raw, ID_NUMBER_LENGTH, error))
        return FALSE;
    id_number_normalize(raw, number);
    gboolean ok = card->type == CARD_TYPE_FOREIGNER_2017 ? check_15(number, error)
                                                         : check_18(card, number, today, error);
    if (ok)
        g_strlcpy(card->number, number, sizeof card->number);
    explicit_bzero(raw, sizeof raw);
    explicit_bzero(number, sizeof number);
    return ok;
}

/* What a card leaves out and the number knows. */
static void complete_from_number(Card *card)
{
    if (card->type == CARD_TYPE_FOREIGNER_2017)
        return;
    if (card->birth == DAY_NONE)
        card->birth = id_number_birth(card->number);
    if (!(card->present & CARD_HAS_SEX))
        card->sex = id_number_sex(card->number);
}

static gboolean read_identity(const json_t *event, Day today, Card *card, GError **error)
{
    if (!read_type(event, card, error) ||
        !read_text(event, "name", CARD_HAS_NAME, card, card->name, sizeof card->name, CARD_NAME_MAX, error) ||
        !read_number(event, today, card, error) || !read_nation(event, card, error) ||
        !read_text(event, "address", CARD_HAS_ADDRESS, card, card->address, sizeof card->address,
                   CARD_ADDRESS_MAX, error) ||
        !read_text(event, "authority", CARD_HAS_AUTHORITY, card, card->authority, sizeof card->authority,
                   CARD_AUTHORITY_MAX, error) ||
        !read_day(event, "birth", CARD_HAS_BIRTH, CARD_REFUSED_BIRTH, card, &card->birth, error) ||
        !read_day(event, "valid_from", CARD_HAS_VALID_FROM, CARD_REFUSED_VALIDITY, card, &card->valid_from,
                  error) ||
        !read_day(event, "valid_to", CARD_HAS_VALID_TO, CARD_REFUSED_VALIDITY, card, &card->valid_to, error))
        return FALSE;
    if (!*card->name)
        return refuse(error, CARD_REFUSED_NAME, "name", "is missing");
    if (json_object_get(event, "sex"))
        card->present |= CARD_HAS_SEX;
    card->sex = sex_of(event);
    complete_from_number(card);
    if (card->birth == DAY_FOREVER || (card->birth != DAY_NONE && today != DAY_NONE && card->birth > today))
        return refuse(error, CARD_REFUSED_BIRTH, "birth", "is in the future");
    if (card->valid_from == DAY_FOREVER)
        return refuse(error, CARD_REFUSED_VALIDITY, "valid_from", "is no day of the calendar");
    if (card->valid_from != DAY_NONE && card->valid_to != DAY_NONE && card->valid_from > card->valid_to)
        return refuse(error, CARD_REFUSED_VALIDITY, "valid_from", "is after valid_to");
    return TRUE;
}

/* --- tokens ----------------------------------------------------------------------------------- */

static gboolean read_serial(const json_t *event, Card *card, GError **error)
{
    const char *hex = json_string_value(json_object_get(event, "serial"));
    gsize n = hex ? strlen(hex) : 0;
    guint8 any = 0;
    if (n % 2 != 0 || n / 2 > CARD_SERIAL_MAX)
        return refuse(error, CARD_REFUSED_TOKEN, "serial", "is half read or too long");
    for (gsize i = 0; i < n; i += 2) {
        int high = g_ascii_xdigit_value(hex[i]), low = g_ascii_xdigit_value(hex[i + 1]);
        if (high < 0 || low < 0)
            return refuse(error, CARD_REFUSED_SHAPE, "serial", "is no hexadecimal number");
        card->serial[i / 2] = (guint8)(high << 4 | low);
        any |= card->serial[i / 2];
    }
    card->serial_len = (guint8)(n / 2);
    card->present |= n > 0 ? CARD_HAS_SERIAL : 0;
    if (card->kind != CARD_TOKEN)
        return TRUE;
    /* A UID has 4, 7 or 10 bytes (ISO 14443-3), the resident card's chip serial has 8. */
    if (n / 2 != 4 && n / 2 != 7 && n / 2 != 8 && n / 2 != 10)
        return refuse(error, CARD_REFUSED_TOKEN, "serial", "is half read");
    if (any == 0)
        return refuse(error, CARD_REFUSED_TOKEN, "serial", "is all zero");
    if (card->source == CARD_SOURCE_ISO14443A && n / 2 == 4 && card->serial[0] == 0x08)
        return refuse(error, CARD_REFUSED_TOKEN, "serial", "is a random one: not the same next time");
    return TRUE;
}

static gboolean read_event(const json_t *event, Day today, Card *card, GError **error)
{
    static const char *const kinds[] = {"identity", "token", NULL};
    static const char *const sources[] = {"samv", "social", "resident-serial", "iso14443a", NULL};
    int kind = 0, source = 0;
    if (!json_is_object(event))
        return refuse(error, CARD_REFUSED_SHAPE, "event", "is no object");
    if (!read_word(event, "kind", kinds, &kind, error) ||
        !read_word(event, "source", sources, &source, error))
        return FALSE;
    card->kind = kind == 0 ? CARD_IDENTITY : CARD_TOKEN;
    card->source = (CardSource)source;
    gboolean identifies = card->source == CARD_SOURCE_SAMV || card->source == CARD_SOURCE_SOCIAL;
    if (identifies != (card->kind == CARD_IDENTITY))
        return refuse(error, CARD_REFUSED_SHAPE, "kind", "does not fit the source");
    if (!read_serial(event, card, error))
        return FALSE;
    return card->kind == CARD_TOKEN || read_identity(event, today, card, error);
}

gboolean card_from_json(const json_t *event, Day today, Card *card, GError **error)
{
    memset(card, 0, sizeof *card);
    card->type = CARD_TYPE_RESIDENT;
    card->birth = card->valid_from = card->valid_to = DAY_NONE;
    gboolean ok = read_event(event, today, card, error);
    if (!ok)
        card_wipe(card);
    return ok;
}

void card_wipe(Card *card)
{
    if (card)
        explicit_bzero(card, sizeof *card);
}

/* --- questions -------------------------------------------------------------------------------- */

CardGrade card_grade(const Card *card)
{
    switch (card->kind) {
    case CARD_NOTHING:
        return CARD_GRADE_NONE;
    case CARD_TOKEN:
        return CARD_GRADE_TOKEN;
    case CARD_IDENTITY:
        return card->source == CARD_SOURCE_SAMV ? CARD_GRADE_PROVED : CARD_GRADE_STATED;
    }
    return CARD_GRADE_NONE;
}

CardValidity card_validity(const Card *card, Day today)
{
    if (!(card->present & CARD_HAS_VALID_TO))
        return CARD_VALIDITY_NOT_STATED;
    if (card->valid_to == DAY_NONE || today == DAY_NONE)
        return CARD_VALIDITY_UNKNOWN;
    if (card->valid_from != DAY_NONE && today < card->valid_from)
        return CARD_NOT_YET_VALID;
    return today <= card->valid_to ? CARD_VALID : CARD_EXPIRED;
}

int card_age(const Card *card, Day today)
{
    return age_on(card->birth, today);
}

/* What each right asks of a card. */
typedef struct {
    CardGrade grade;
    gboolean needs_valid; /* today, where the card says so */
    gboolean needs_adult;
} RightRow;

static const RightRow rights[] = {
    [CARD_RIGHT_READ_CASES] = {CARD_GRADE_STATED, FALSE, FALSE},
    [CARD_RIGHT_APPLY] = {CARD_GRADE_STATED, TRUE, TRUE},
    [CARD_RIGHT_ACT_AS_AGENT] = {CARD_GRADE_STATED, TRUE, TRUE},
    [CARD_RIGHT_COLLECT] = {CARD_GRADE_PROVED, TRUE, FALSE},
    [CARD_RIGHT_BE_APPLICANT] = {CARD_GRADE_STATED, TRUE, FALSE},
};

CardDenial card_may(const Card *card, CardRight right, Day today)
{
    const RightRow *row = &rights[right];
    if (card->kind != CARD_IDENTITY)
        return CARD_DENIED_NO_IDENTITY;
    if (card_grade(card) < row->grade)
        return CARD_DENIED_GRADE;
    CardValidity validity = card_validity(card, today);
    if (row->needs_valid && validity == CARD_NOT_YET_VALID)
        return CARD_DENIED_NOT_YET_VALID;
    if (row->needs_valid && (validity == CARD_EXPIRED || validity == CARD_VALIDITY_UNKNOWN))
        return CARD_DENIED_EXPIRED;
    /* An age that nobody knows is not held against anybody here: the form asks for the birth date. */
    int age = card_age(card, today);
    if (row->needs_adult && age >= 0 && age < ADULT_AGE)
        return CARD_DENIED_MINOR;
    return CARD_MAY;
}

void card_region(const Card *card, char region[ID_REGION_SIZE])
{
    region[0] = '\0';
    if (card->kind == CARD_IDENTITY && card->type != CARD_TYPE_FOREIGNER_2017)
        id_number_region(card->number, region);
}

gboolean card_same_person(const Card *a, const Card *b)
{
    return a->kind == CARD_IDENTITY && b->kind == CARD_IDENTITY && strcmp(a->number, b->number) == 0;
}

/* Everything that stays the same from one reading to the next, each part with its name, so that no two cards
 * can give the same text. The chip serial of an identity is left out: not every reader tells it. */
static GString *canonical(const Card *card)
{
    char birth[DAY_TEXT_SIZE], from[DAY_TEXT_SIZE], to[DAY_TEXT_SIZE];
    GString *text = g_string_sized_new(1024);
    g_string_append_printf(text, "card/1\n%d\n%d\n%c\n", (int)card->kind, (int)card->source,
                           (char)card->type);
    if (card->kind == CARD_TOKEN) {
        for (guint i = 0; i < card->serial_len; i++)
            g_string_append_printf(text, "%02x", card->serial[i]);
        return text;
    }
    g_string_append_printf(text, "%s\n%s\n%s\n%s\n%s\n%s\n%s\n%s\n", card->number, card->name, card->nation,
                           day_format(card->birth, birth), card->address, card->authority,
                           day_format(card->valid_from, from), day_format(card->valid_to, to));
    return text;
}

gboolean card_same(const Card *a, const Card *b)
{
    GString *x = canonical(a), *y = canonical(b);
    gboolean same = a->kind != CARD_NOTHING && g_string_equal(x, y);
    explicit_bzero(x->str, x->len);
    explicit_bzero(y->str, y->len);
    g_string_free(x, TRUE);
    g_string_free(y, TRUE);
    return same;
}

void card_digest(const Card *card, guint8 digest[CARD_DIGEST_SIZE])
{
    GString *text = canonical(card);
    gsize n = CARD_DIGEST_SIZE;
    GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(sum, (const guchar *)text->str, (gssize)text->len);
    g_checksum_get_digest(sum, digest, &n);
    g_checksum_free(sum);
    explicit_bzero(text->str, text->len);
    g_string_free(text, TRUE);
}

static void put(json_t *object, gboolean has, const char *key, const char *text)
{
    if (has)
        json_object_set_new(object, key, json_string(text));
}

static const char *day_word(Day day, char text[DAY_TEXT_SIZE])
{
    return day == DAY_FOREVER ? "长期" : day_format(day, text);
}

json_t *card_to_context(const Card *card, Day today)
{
    char text[DAY_TEXT_SIZE], region[ID_REGION_SIZE];
    json_t *context = json_object();
    if (card->kind != CARD_IDENTITY)
        return context;
    put(context, TRUE, "name", card->name);
    put(context, TRUE, "id_number", card->number);
    put(context, card->sex != ID_SEX_UNKNOWN, "sex", id_sex_code(card->sex));
    put(context, *card->nation, "nation", card->nation);
    put(context, card->birth != DAY_NONE, "birth", day_format(card->birth, text));
    if (card_age(card, today) >= 0)
        json_object_set_new(context, "age", json_integer(card_age(card, today)));
    put(context, *card->address, "address", card->address);
    put(context, *card->authority, "authority", card->authority);
    put(context, card->present & CARD_HAS_VALID_FROM, "valid_from", day_word(card->valid_from, text));
    put(context, card->present & CARD_HAS_VALID_TO, "valid_to", day_word(card->valid_to, text));
    card_region(card, region);
    put(context, *region, "region_code", region);
    return context;
}

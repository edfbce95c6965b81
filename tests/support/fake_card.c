#include "tests/support/fake_card.h"

#include <jansson.h>
#include <string.h>

static const guint8 social_app[] = {'s',  'x',  '1',  '.',  's',  'h',  '.', 0xC9,
                                    0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};

static gboolean parse_hex(const char *hex, guint8 *bytes, gsize max, gsize *size)
{
    gsize digits = strlen(hex);
    if (digits == 0 || digits % 2 != 0 || digits / 2 > max)
        return FALSE;
    for (gsize i = 0; i < digits; i++) {
        gint value = g_ascii_xdigit_value(hex[i]);
        if (value < 0)
            return FALSE;
        bytes[i / 2] = (guint8)(i % 2 ? bytes[i / 2] | value : value << 4);
    }
    *size = digits / 2;
    return TRUE;
}

gboolean fake_card_init(FakeCard *card, FakeKind kind, const char *serial_hex)
{
    memset(card, 0, sizeof *card);
    card->kind = kind;
    gboolean ok = parse_hex(serial_hex, card->serial, sizeof card->serial, &card->serial_size);
    return ok && (kind != FAKE_RESIDENT || card->serial_size == 8);
}

static const json_t *find_person(const json_t *file, const char *tag)
{
    gsize i;
    json_t *person;
    json_array_foreach(json_object_get(file, "cards"), i, person)
    {
        if (g_strcmp0(json_string_value(json_object_get(person, "tag")), tag) == 0)
            return person;
    }
    return NULL;
}

gboolean fake_card_init_social(FakeCard *card, const char *cards_path, const char *tag)
{
    json_t *file = json_load_file(cards_path, 0, NULL);
    const json_t *person = find_person(file, tag);
    const char *number = json_string_value(json_object_get(person, "id_number"));
    const char *name = json_string_value(json_object_get(person, "name"));
    gsize written = 0;
    g_autofree char *gb = name ? g_convert(name, -1, "GB18030", "UTF-8", NULL, &written, NULL) : NULL;
    gboolean ok = fake_card_init(card, FAKE_SOCIAL, "04a1b2c3d4e5f6") && number && gb &&
                  strlen(number) <= sizeof card->number && written <= sizeof card->name;
    if (ok) {
        card->number_size = strlen(number);
        memcpy(card->number, number, card->number_size);
        card->name_size = written;
        memcpy(card->name, gb, written);
    }
    json_decref(file);
    return ok;
}

gboolean fake_card_init_word(FakeCard *card, const char *kind, const char *cards_path, const char *what)
{
    static const struct {
        const char *word;
        FakeKind kind;
        gboolean with_tags, wants_pin, nonsense;
    } kinds[] = {
        {"social", FAKE_SOCIAL},
        {"tagged", FAKE_SOCIAL, .with_tags = TRUE},
        {"locked", FAKE_SOCIAL, .wants_pin = TRUE},
        {"broken", FAKE_SOCIAL, .nonsense = TRUE},
        {"resident", FAKE_RESIDENT},
        {"half", FAKE_RESIDENT, .nonsense = TRUE},
        {"typea", FAKE_TYPE_A},
        {"dash4", FAKE_DASH_4},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
        if (!g_str_equal(kinds[i].word, kind))
            continue;
        gboolean ok = kinds[i].kind == FAKE_SOCIAL ? fake_card_init_social(card, cards_path, what)
                                                   : fake_card_init(card, kinds[i].kind, what);
        card->with_tags = kinds[i].with_tags;
        card->wants_pin = kinds[i].wants_pin;
        card->talks_nonsense = kinds[i].nonsense;
        return ok;
    }
    return FALSE;
}

void fake_card_reset(FakeCard *card)
{
    card->sleeps = FALSE;
    card->step = 0;
}

static gboolean is_dash_4(const FakeCard *card)
{
    return card->kind == FAKE_DASH_4 || card->kind == FAKE_SOCIAL;
}

gsize fake_card_select_a(const FakeCard *card, guint8 answer[FAKE_ANSWER_MAX])
{
    static const guint8 ats[] = {0x05, 0x78, 0x80, 0x70, 0x02}; /* TL counts itself */
    gsize n = 0;
    if (card->sleeps || card->kind == FAKE_NONE || card->kind == FAKE_RESIDENT)
        return 0;
    answer[n++] = 0x00; /* SENS_RES, high byte first as the PN532 gives it */
    answer[n++] = card->serial_size == 4 ? 0x04 : 0x44;
    answer[n++] = is_dash_4(card) ? 0x20 : 0x08;
    answer[n++] = (guint8)card->serial_size;
    memcpy(answer + n, card->serial, card->serial_size);
    n += card->serial_size;
    if (is_dash_4(card)) {
        memcpy(answer + n, ats, sizeof ats);
        n += sizeof ats;
    }
    return n;
}

static const guint8 atqb[] = {0x50, 0, 0, 0, 0, 0xD1, 0x03, 0x86, 0x0C, 0x00, 0x80, 0x80};

gsize fake_card_select_b(const FakeCard *card, guint8 answer[FAKE_ANSWER_MAX])
{
    if (card->kind != FAKE_RESIDENT)
        return 0; /* HALT does not silence a resident card */
    memcpy(answer, atqb, sizeof atqb);
    answer[sizeof atqb] = 0x01;
    answer[sizeof atqb + 1] = 0x08;
    return sizeof atqb + 2;
}

static gsize status(guint8 *answer, gsize n, guint word)
{
    answer[n] = (guint8)(word >> 8);
    answer[n + 1] = (guint8)word;
    return n + 2;
}

static gsize record(const FakeCard *card, guint8 tag, const guint8 *value, gsize size, guint8 *answer)
{
    gsize n = 0;
    if (card->talks_nonsense) {
        memset(answer, 0xFE, 40);
        return status(answer, 40, 0x9000);
    }
    if (card->with_tags) {
        answer[n++] = tag;
        answer[n++] = (guint8)size;
    }
    memcpy(answer + n, value, size);
    return status(answer, n + size, 0x9000);
}

/* step 1: the application is selected; 2: EF06 is. */
gsize fake_card_apdu(FakeCard *card, const guint8 *command, gsize size, guint8 answer[FAKE_ANSWER_MAX])
{
    static const guint8 file_06[] = {0x00, 0xA4, 0x02, 0x00, 0x02, 0xEF, 0x06};
    gboolean is_social = card->kind == FAKE_SOCIAL;
    if (!is_dash_4(card))
        return 0;
    if (size >= 20 && command[1] == 0xA4 && command[2] == 0x04 && memcmp(command + 5, social_app, 15) == 0) {
        card->step = is_social ? 1 : 0;
        return status(answer, 0, is_social ? 0x9000 : 0x6A82);
    }
    if (size >= 7 && memcmp(command, file_06, sizeof file_06) == 0 && card->step >= 1) {
        card->step = 2;
        return status(answer, 0, 0x9000);
    }
    if (size >= 4 && command[1] == 0xB2 && card->step == 2) {
        if (card->wants_pin)
            return status(answer, 0, 0x6982);
        if (command[2] == 1)
            return record(card, 0x08, card->number, card->number_size, answer);
        if (command[2] == 2)
            return record(card, 0x09, card->name, card->name_size, answer);
        return status(answer, 0, 0x6A83);
    }
    return status(answer, 0, 0x6D00);
}

gsize fake_card_frame_b(FakeCard *card, const guint8 *frame, gsize size, guint8 answer[FAKE_ANSWER_MAX])
{
    static const guint8 guid[] = {0x00, 0x36, 0x00, 0x00, 0x08};
    if (card->kind != FAKE_RESIDENT)
        return 0;
    if (size == 3 && frame[0] == 0x05) {
        card->step = 1;
        memcpy(answer, atqb, sizeof atqb);
        return sizeof atqb;
    }
    if (size == 9 && frame[0] == 0x1D && card->step >= 1) {
        card->step = 2;
        answer[0] = 0x08;
        return 1;
    }
    if (size == sizeof guid && memcmp(frame, guid, size) == 0 && card->step == 2) {
        memcpy(answer, card->serial, 8);
        if (card->talks_nonsense)
            return status(answer, 5, 0x9000);
        return status(answer, 8, 0x9000);
    }
    return 0;
}

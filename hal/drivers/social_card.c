#include "hal/drivers/social_card.h"

#include <string.h>

#define NUMBER_LENGTH   18
#define RECORD_MAX      255
#define TAG_MAX         0x10 /* the tags seen are small; digits and GBK lead bytes are not */
#define FIRST_PRINTABLE 0x20

/* Status words that matter; ISO/IEC 7816-4. */
enum {
    SW_OK = 0x9000,
    SW_SECURITY = 0x6982,
    SW_BLOCKED = 0x6983,
    SW_CONDITIONS = 0x6985,
    SW_RECORD_ABSENT = 0x6A83,
};

static const guint8 select_app[] = {0x00, 0xA4, 0x04, 0x00, 0x0F, 's',  'x',  '1',  '.',  's',
                                    'h',  '.',  0xC9, 0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};
static const guint8 select_file[] = {0x00, 0xA4, 0x02, 0x00, 0x02, 0xEF, 0x06};
static const guint8 read_number[] = {0x00, 0xB2, 0x01, 0x04, 0x00};
static const guint8 read_name[] = {0x00, 0xB2, 0x02, 0x04, 0x00};

static const struct {
    const guint8 *bytes;
    gsize size;
} commands[] = {
    [SOCIAL_SELECT_APP] = {select_app, sizeof select_app},
    [SOCIAL_SELECT_FILE] = {select_file, sizeof select_file},
    [SOCIAL_READ_NUMBER] = {read_number, sizeof read_number},
    [SOCIAL_READ_NAME] = {read_name, sizeof read_name},
};

void social_card_wipe(SocialCard *card)
{
    explicit_bzero(card, sizeof *card);
}

gsize social_card_command(const SocialCard *card, guint8 command[SOCIAL_COMMAND_MAX])
{
    memcpy(command, commands[card->step].bytes, commands[card->step].size);
    return commands[card->step].size;
}

/* The value of a record: without tag and length where they are, without the padding. */
static gsize record_value(const guint8 *record, gsize size, const guint8 **value)
{
    if (size >= 2 && record[0] <= TAG_MAX && record[0] > 0 && record[1] == size - 2) {
        record += 2;
        size -= 2;
    }
    while (size > 0 && (record[size - 1] == 0x00 || record[size - 1] == ' ' || record[size - 1] == 0xFF))
        size--;
    *value = record;
    return size;
}

static gboolean take_number(SocialCard *card, const guint8 *value, gsize size)
{
    if (size != NUMBER_LENGTH)
        return FALSE;
    for (gsize i = 0; i < size; i++) {
        gboolean is_last = i == size - 1;
        if (!g_ascii_isdigit(value[i]) && !(is_last && (value[i] == 'X' || value[i] == 'x')))
            return FALSE;
        card->number[i] = g_ascii_toupper((char)value[i]);
    }
    card->number[size] = '\0';
    return TRUE;
}

static gboolean has_control_bytes(const guint8 *value, gsize size)
{
    for (gsize i = 0; i < size; i++) {
        if (value[i] < FIRST_PRINTABLE)
            return TRUE;
    }
    return FALSE;
}

/* GB18030 is a superset of GBK; an invalid byte refuses the card. */
static gboolean take_name(SocialCard *card, const guint8 *value, gsize size)
{
    gsize read = 0, written = 0;
    if (size == 0 || has_control_bytes(value, size))
        return FALSE;
    char *name = g_convert((const char *)value, (gssize)size, "UTF-8", "GB18030", &read, &written, NULL);
    if (!name)
        return FALSE;
    gboolean fits = read == size && written > 0 && written < sizeof card->name;
    if (fits) {
        memcpy(card->name, name, written);
        card->name[written] = '\0';
        g_strstrip(card->name);
    }
    explicit_bzero(name, written);
    g_free(name);
    return fits && card->name[0] != '\0';
}

static SocialVerdict judge_status(const SocialCard *card, guint status)
{
    if (status == SW_OK)
        return SOCIAL_GO_ON;
    if (status == SW_SECURITY || status == SW_BLOCKED || status == SW_CONDITIONS)
        return SOCIAL_NEEDS_PIN;
    return card->step <= SOCIAL_SELECT_FILE || status == SW_RECORD_ABSENT ? SOCIAL_OTHER : SOCIAL_GARBAGE;
}

SocialVerdict social_card_answer(SocialCard *card, const guint8 *answer, gsize size)
{
    const guint8 *value;
    if (size < 2 || size > SOCIAL_ANSWER_MAX || card->step == SOCIAL_DONE)
        return SOCIAL_GARBAGE;
    gsize record_size = size - 2;
    SocialVerdict verdict = judge_status(card, (guint)answer[record_size] << 8 | answer[record_size + 1]);
    if (verdict != SOCIAL_GO_ON)
        return verdict;
    gboolean ok = TRUE;
    if (card->step >= SOCIAL_READ_NUMBER) {
        gsize value_size = record_size <= RECORD_MAX ? record_value(answer, record_size, &value) : 0;
        if (value_size == 0)
            ok = FALSE;
        else
            ok = card->step == SOCIAL_READ_NUMBER ? take_number(card, value, value_size)
                                                  : take_name(card, value, value_size);
    }
    if (!ok)
        return SOCIAL_GARBAGE;
    card->step++;
    return SOCIAL_GO_ON;
}

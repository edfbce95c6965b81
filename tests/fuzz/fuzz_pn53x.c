/* Answers of cards: each byte string is a sequence of answers (a length byte, then so many bytes) to the
 * dialogues of a social-security card and of a resident card, and a chip serial. Whatever a card says, what
 * comes out keeps the rules. */
#include "hal/drivers/card_object.h"
#include "hal/drivers/resident_card.h"
#include "hal/drivers/social_card.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Takes the next answer off the input; FALSE at its end. */
static gboolean next_answer(const uint8_t **data, size_t *size, const uint8_t **answer, size_t *length)
{
    if (*size == 0)
        return FALSE;
    *length = MIN((size_t)(*data)[0], *size - 1);
    *answer = *data + 1;
    *data += *length + 1;
    *size -= *length + 1;
    return TRUE;
}

static void talk_social(const uint8_t *data, size_t size)
{
    SocialCard card = {0};
    SocialVerdict verdict = SOCIAL_GO_ON;
    const uint8_t *answer;
    size_t length;
    while (verdict == SOCIAL_GO_ON && card.step != SOCIAL_DONE &&
           next_answer(&data, &size, &answer, &length)) {
        guint8 command[SOCIAL_COMMAND_MAX];
        g_assert(social_card_command(&card, command) <= sizeof command);
        verdict = social_card_answer(&card, answer, length);
    }
    if (card.step != SOCIAL_DONE)
        return;
    g_assert(strlen(card.number) == 18);
    g_assert(card.name[0] != '\0' && g_utf8_validate(card.name, -1, NULL));
    json_t *object = card_object_social(card.name, card.number);
    g_assert(object);
    json_decref(object);
}

static void talk_resident(const uint8_t *data, size_t size)
{
    ResidentCard card = {0};
    const uint8_t *answer;
    size_t length;
    gboolean ok = TRUE;
    while (ok && card.step != RESIDENT_DONE && next_answer(&data, &size, &answer, &length))
        ok = resident_card_answer(&card, answer, length);
}

static void show_serial(const uint8_t *data, size_t size)
{
    json_t *object = NULL;
    if (card_serial_kind(data, size) == SERIAL_GOOD)
        object = card_object_token("iso14443a", data, size);
    json_decref(object);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    talk_social(data, size);
    talk_resident(data, size);
    show_serial(data, size);
    return 0;
}

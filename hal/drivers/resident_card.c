#include "hal/drivers/resident_card.h"

#include <string.h>

#define ATQB_SIZE  12
#define ATQB_FIRST 0x50
#define CARD_ID    0x08

static const guint8 wake[] = {0x05, 0x00, 0x00};
static const guint8 attrib[] = {0x1D, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x01, CARD_ID};
static const guint8 read_serial[] = {0x00, 0x36, 0x00, 0x00, RESIDENT_SERIAL_SIZE};

static const struct {
    const guint8 *bytes;
    gsize size;
} commands[] = {
    [RESIDENT_WAKE] = {wake, sizeof wake},
    [RESIDENT_ATTRIB] = {attrib, sizeof attrib},
    [RESIDENT_SERIAL] = {read_serial, sizeof read_serial},
};

gboolean resident_card_matches(const guint8 protocol_info[3])
{
    return (protocol_info[1] & 0x0F) == 0; /* the low half of byte 2: protocol type, 1 = ISO/IEC 14443-4 */
}

gsize resident_card_command(const ResidentCard *card, guint8 command[RESIDENT_COMMAND_MAX])
{
    memcpy(command, commands[card->step].bytes, commands[card->step].size);
    return commands[card->step].size;
}

static gboolean take_serial(ResidentCard *card, const guint8 *answer, gsize size)
{
    static const guint8 nothing[RESIDENT_SERIAL_SIZE];
    if (size != RESIDENT_SERIAL_SIZE + 2 || answer[size - 2] != 0x90 || answer[size - 1] != 0x00 ||
        memcmp(answer, nothing, sizeof nothing) == 0)
        return FALSE;
    memcpy(card->serial, answer, RESIDENT_SERIAL_SIZE);
    return TRUE;
}

gboolean resident_card_answer(ResidentCard *card, const guint8 *answer, gsize size)
{
    gboolean ok = FALSE;
    switch (card->step) {
    case RESIDENT_WAKE:
        ok = size == ATQB_SIZE && answer[0] == ATQB_FIRST;
        break;
    case RESIDENT_ATTRIB:
        ok = size == 1 && (answer[0] & 0x0F) == CARD_ID;
        break;
    case RESIDENT_SERIAL:
        ok = take_serial(card, answer, size);
        break;
    case RESIDENT_DONE:
        break;
    }
    if (ok)
        card->step++;
    return ok;
}

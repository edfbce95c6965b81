/* The PRC resident ID card of the second generation, as far as it can be read without a SAM_V: the 8-byte
 * serial of its chip. It is "the same card again", never who: it is not the printed number and can be copied.
 *
 * ISO/IEC 14443-3 type B, protocol type 0: there is no -4 layer, commands travel as bare frames with CRC_B.
 *   WUPB   05 00 00                        -> ATQB 50 00000000 .... (the PUPI is zero on every card)
 *   ATTRIB 1D 00000000 00 08 01 08         -> 08
 *   GUID   00 36 00 00 08                  -> 8 bytes 90 00
 * Pure; any thread. */
#ifndef HAL_DRIVERS_RESIDENT_CARD_H
#define HAL_DRIVERS_RESIDENT_CARD_H

#include <glib.h>

#define RESIDENT_SERIAL_SIZE 8
#define RESIDENT_COMMAND_MAX 16
#define RESIDENT_ANSWER_MAX  64

typedef enum {
    RESIDENT_WAKE,
    RESIDENT_ATTRIB,
    RESIDENT_SERIAL,
    RESIDENT_DONE,
} ResidentStep;

typedef struct {
    ResidentStep step;
    guint8 serial[RESIDENT_SERIAL_SIZE];
} ResidentCard;

/* Is this type B card's protocol info (3 bytes of the ATQB) one without the -4 layer? */
gboolean resident_card_matches(const guint8 protocol_info[3]);

gsize resident_card_command(const ResidentCard *card, guint8 command[RESIDENT_COMMAND_MAX]);
/* FALSE: garbage. */
gboolean resident_card_answer(ResidentCard *card, const guint8 *answer, gsize size);

#endif

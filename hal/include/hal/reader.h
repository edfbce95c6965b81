/* A card reader: says that a card came, what may be read from it without a secret, and that it went.
 *
 * Commands (names on the wire, constants below)
 *   wait {}        Arm the reader. Stays in progress until cancelled, timed out, or the device is lost;
 * meanwhile every card brings events. A second wait is queued behind the first. (stop)         = cancel of
 * the wait by its id; it completes CANCELED. self_test {}   -> completion data {"ok":bool,"text":"..."}
 *
 * Events while a wait is in progress
 *   card           data = the card object below
 *   card_removed   {} follows every card and card_problem, once the reader is empty again
 *   card_problem {"problem":"unreadable|removed_too_early|two_cards|needs_pin|random_uid|garbage","text":"for
 * staff"}
 *
 * The card object. A key that is absent is not on this card (or not readable without a secret).
 *   kind        "identity" (name and number) or "token" (a chip serial: the same card again, never who)
 *   source      "samv" | "social" | "resident-serial" | "iso14443a"
 *   type        identity only: " " resident, "I" foreigner 2017, "J" HK/Macao/Taiwan, "Y" foreigner 2023 (the
 * flag of the SAM_V text block); a social-security card has none, it is absent name        UTF-8, trimmed
 *   number      ID number, upper-case X
 *   sex         "m" | "f"; absent: not stated
 *   nation      name of the nationality, as in GB/T 3304 ("汉"); unknown codes "其他(NN)"
 *   birth, valid_from, valid_to    "YYYY-MM-DD"; valid_to may be "长期"
 *   address, authority             UTF-8
 *   serial      token (and social cards that show one): lower-case hex of the chip serial
 *
 * Personal values (everything but kind, source, type) go only to the client that holds the role "screen".
 * The card dialogues are described where they are coded: hal/drivers/social_card.h (LD/T 32.5-2015) and
 * hal/drivers/resident_card.h (ISO/IEC 14443-3 type B). */
#ifndef HAL_READER_H
#define HAL_READER_H

#include <glib.h>

#define HAL_READER_WAIT      "wait"
#define HAL_READER_SELF_TEST "self_test"

#define HAL_READER_CARD         "card"
#define HAL_READER_CARD_REMOVED "card_removed"
#define HAL_READER_CARD_PROBLEM "card_problem"

typedef enum {
    HAL_CARD_UNREADABLE,        /* answers, but is no kind of card we know */
    HAL_CARD_REMOVED_TOO_EARLY, /* taken away while it was read */
    HAL_CARD_TWO_CARDS,         /* more than one in the field: none was taken */
    HAL_CARD_NEEDS_PIN,         /* its files are locked; no PIN is ever tried */
    HAL_CARD_RANDOM_UID,        /* a phone, or a card that hides its serial: no token */
    HAL_CARD_GARBAGE,           /* its data break the rules of its kind; refused */
} HalCardProblem;

const char *hal_card_problem_name(HalCardProblem problem);
gboolean hal_card_problem_parse(const char *name, HalCardProblem *problem);

#endif

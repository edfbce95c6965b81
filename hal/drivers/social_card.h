/* The social-security card, read without contact: the dialogue as pairs of command and answer, without I/O.
 *
 * LD/T 32.5-2015 as field notes report it: SELECT the application by name "sx1.sh." + GBK 社会保障, SELECT
 * the file EF06, READ RECORD 1 (social-security number = ID number) and 2 (name, GBK or GB18030). Whether a
 * city opened these files to the contactless side is its own affair. A card that wants a PIN is left alone:
 * every wrong one counts against its holder. A record comes bare, or as tag, length, value: both are read.
 *
 *   SELECT_APP -> SELECT_FILE -> READ_NUMBER -> READ_NAME -> DONE
 *
 * Card data are not trusted: everything is bounded here. Pure; any thread. */
#ifndef HAL_DRIVERS_SOCIAL_CARD_H
#define HAL_DRIVERS_SOCIAL_CARD_H

#include <glib.h>

#define SOCIAL_COMMAND_MAX 32
#define SOCIAL_ANSWER_MAX  258 /* 256 bytes of data and the status word */

typedef enum {
    SOCIAL_SELECT_APP,
    SOCIAL_SELECT_FILE,
    SOCIAL_READ_NUMBER,
    SOCIAL_READ_NAME,
    SOCIAL_DONE,
} SocialStep;

typedef enum {
    SOCIAL_GO_ON,     /* the next step, or DONE */
    SOCIAL_OTHER,     /* not a social-security card */
    SOCIAL_NEEDS_PIN, /* 6982 or its like: locked on the contactless side */
    SOCIAL_GARBAGE,   /* breaks the rules */
} SocialVerdict;

/* The holder as read so far; wipe it with social_card_wipe. */
typedef struct {
    SocialStep step;
    char number[19];
    char name[256]; /* UTF-8 */
} SocialCard;

void social_card_wipe(SocialCard *card);

/* The command of the present step; its length. Not in step DONE. */
gsize social_card_command(const SocialCard *card, guint8 command[SOCIAL_COMMAND_MAX]);

/* Takes the card's answer, status word included, and steps on. */
SocialVerdict social_card_answer(SocialCard *card, const guint8 *answer, gsize size);

#endif

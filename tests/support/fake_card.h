/* Contactless cards played for the PN532 peer: what they answer to their reader. Nothing here knows about the
 * chip. Pure; one thread. */
#ifndef TESTS_SUPPORT_FAKE_CARD_H
#define TESTS_SUPPORT_FAKE_CARD_H

#include <glib.h>

#define FAKE_ANSWER_MAX 300

typedef enum {
    FAKE_NONE,
    FAKE_TYPE_A,   /* a serial and nothing more (MIFARE Classic, ticket) */
    FAKE_DASH_4,   /* ISO/IEC 14443-4 type A, no application we know */
    FAKE_SOCIAL,   /* social-security card, type A -4 */
    FAKE_RESIDENT, /* PRC resident ID card: type B, bare frames */
} FakeKind;

typedef struct {
    FakeKind kind;
    guint8 serial[10];
    gsize serial_size;
    guint8 number[64];
    gsize number_size;
    guint8 name[64]; /* GB18030 */
    gsize name_size;
    gboolean wants_pin;
    gboolean talks_nonsense; /* its records are noise */
    gboolean with_tags;      /* records as tag, length, value */
    /* its state; forgotten with the field */
    gboolean sleeps;
    guint step; /* how far the dialogue is */
} FakeCard;

/* kind and serial from hex; FALSE when the hex is no serial of that kind. */
gboolean fake_card_init(FakeCard *card, FakeKind kind, const char *serial_hex);
/* A social-security card of a demo person; FALSE when there is no such tag in the file. */
gboolean fake_card_init_social(FakeCard *card, const char *cards_path, const char *tag);
/* A card by words. social, tagged, locked, broken: that of a demo person, what = the tag (records bare, with
 * tags, behind a PIN, noise). resident, half: a resident ID card, what = 16 hex digits (half: its serial
 * comes too short). typea, dash4: what = the serial in hex. FALSE: no such kind, or init said no. */
gboolean fake_card_init_word(FakeCard *card, const char *kind, const char *cards_path, const char *what);

/* The field went: every card starts anew. */
void fake_card_reset(FakeCard *card);

/* What it says when selected as type A (SENS_RES, SEL_RES, length, serial, ATS) or B (ATQB, length, ATTRIB
 * answer), after the target number. 0: this is not its modulation, or it sleeps. */
gsize fake_card_select_a(const FakeCard *card, guint8 answer[FAKE_ANSWER_MAX]);
gsize fake_card_select_b(const FakeCard *card, guint8 answer[FAKE_ANSWER_MAX]);

/* Its answer to an APDU, status word included; to a bare type B frame. 0: it stays silent. */
gsize fake_card_apdu(FakeCard *card, const guint8 *command, gsize size, guint8 answer[FAKE_ANSWER_MAX]);
gsize fake_card_frame_b(FakeCard *card, const guint8 *frame, gsize size, guint8 answer[FAKE_ANSWER_MAX]);

#endif

/* What a card says. Two kinds that are never mixed up: an identity (name and number) and a token (a chip
 * serial: "the same card again", never who). What comes from a card is not trusted: everything is bounded
 * and checked once, in card_from_json(), and is a plain struct afterwards.
 *
 * Pure functions, any thread; "today" is an argument. A Card holds personal data in fixed arrays only, so
 * that card_wipe() leaves nothing behind: wipe every copy. Sources: GB 11643 (number), GA 490 text block,
 * GB/T 2261.1 (sex), GB/T 3304 (nation). */
#pragma once

#include <jansson.h>
#include "kiosk/domain/date.h"
#include "kiosk/domain/idnumber.h"

G_BEGIN_DECLS

typedef enum { CARD_NOTHING, CARD_IDENTITY, CARD_TOKEN } CardKind;

typedef enum {
    CARD_SOURCE_SAMV,            /* resident ID card through a SAM_V module: everything, proved */
    CARD_SOURCE_SOCIAL,          /* social-security card's open files: number and name, not proved */
    CARD_SOURCE_RESIDENT_SERIAL, /* chip serial of a resident ID card */
    CARD_SOURCE_ISO14443A,       /* UID of a 14443-A card */
} CardSource;

/* The type flag of the text block. */
typedef enum {
    CARD_TYPE_RESIDENT = ' ',
    CARD_TYPE_FOREIGNER_2017 = 'I', /* 15 characters, no check digit */
    CARD_TYPE_HK_MO_TW = 'J',
    CARD_TYPE_FOREIGNER_2023 = 'Y', /* 18 characters, first digit 9 */
} CardType;

/* How much a card proves; higher is more. */
typedef enum { CARD_GRADE_NONE, CARD_GRADE_TOKEN, CARD_GRADE_STATED, CARD_GRADE_PROVED } CardGrade;

/* Which of the fields the card has at all: a field that is not there is unknown, not empty. */
typedef enum {
    CARD_HAS_NAME = 1 << 0,
    CARD_HAS_NUMBER = 1 << 1,
    CARD_HAS_SEX = 1 << 2,
    CARD_HAS_NATION = 1 << 3,
    CARD_HAS_BIRTH = 1 << 4,
    CARD_HAS_ADDRESS = 1 << 5,
    CARD_HAS_AUTHORITY = 1 << 6,
    CARD_HAS_VALID_FROM = 1 << 7,
    CARD_HAS_VALID_TO = 1 << 8,
    CARD_HAS_SERIAL = 1 << 9,
} CardField;

/* Longest texts, in code points; the text block of the card has less. */
#define CARD_NAME_MAX      64
#define CARD_ADDRESS_MAX   100
#define CARD_AUTHORITY_MAX 40
#define CARD_NATION_MAX    12
#define CARD_SERIAL_MAX    16 /* bytes */
#define CARD_DIGEST_SIZE   32

typedef struct {
    CardKind kind;
    CardSource source;
    CardType type;
    guint present; /* CardField bits */
    char name[4 * CARD_NAME_MAX + 1];
    char number[ID_NUMBER_SIZE]; /* x raised to X */
    IdSex sex;                   /* from the card, else from the number */
    char nation[3];              /* GB/T 3304 code "01"; "" where not stated */
    Day birth;                   /* from the card, else from the number; DAY_NONE */
    char address[4 * CARD_ADDRESS_MAX + 1];
    char authority[4 * CARD_AUTHORITY_MAX + 1];
    Day valid_from; /* DAY_NONE: not stated */
    Day valid_to;   /* DAY_FOREVER: 长期; DAY_NONE: blank or not on the card, see `present` */
    guint8 serial[CARD_SERIAL_MAX];
    guint8 serial_len;
} Card;

/* Why a card is refused. The resident reads "请到窗口办理"; staff read card_refusal_code(). */
typedef enum {
    CARD_REFUSED_SHAPE,    /* not a card event, or a field of a wrong JSON type */
    CARD_REFUSED_TEXT,     /* U+FFFD (an unpaired surrogate), control, bidi-control or zero-width character */
    CARD_REFUSED_TOO_LONG, /* longer than a card can hold */
    CARD_REFUSED_NAME,     /* an identity without a name */
    CARD_REFUSED_NUMBER,   /* length or characters are not those of the card's type */
    CARD_REFUSED_CHECK,    /* wrong check digit */
    CARD_REFUSED_BIRTH,    /* impossible or future day */
    CARD_REFUSED_VALIDITY, /* impossible day, or "from" after "to" */
    CARD_REFUSED_TOKEN,    /* all-zero, random (first byte 08) or half-read serial */
} CardRefusal;

#define CARD_ERROR (card_error_quark())
GQuark card_error_quark(void); /* codes: CardRefusal; messages name the field, never its value */

/* Short ASCII word for staff and the audit chain, e.g. "check-digit". Static. */
const char *card_refusal_code(CardRefusal refusal);

/* Reads the card object of the HAL (hal/reader.h):
 *   {"kind":"identity|token", "source":"samv|social|resident-serial|iso14443a", "type":" |I|J|Y",
 *    "name", "number", "sex":"m|f", "nation":"汉", "birth":"YYYY-MM-DD", "address", "authority",
 *    "valid_from":"YYYY-MM-DD", "valid_to":"YYYY-MM-DD|长期", "serial":"hex"}
 * Codes as the card has them ("1", "01", "YYYYMMDD") are understood as well. A key that is absent is not on
 * this card; keys that are not named here are left alone. U+FFFD stands for an unpaired surrogate. today
 * bounds the birth date (DAY_NONE: clock uncertain, no upper bound). On failure *card is wiped. */
gboolean card_from_json(const json_t *event, Day today, Card *card, GError **error);

/* Wipes everything; NULL and zeroed cards are allowed. */
void card_wipe(Card *card);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Card, card_wipe)

CardGrade card_grade(const Card *card);

typedef enum {
    CARD_VALID,
    CARD_EXPIRED, /* the last day is still valid */
    CARD_NOT_YET_VALID,
    CARD_VALIDITY_UNKNOWN,    /* the card has the field, but it is blank: treated as expired for submitting */
    CARD_VALIDITY_NOT_STATED, /* this kind of card does not say (social-security card) */
} CardValidity;
CardValidity card_validity(const Card *card, Day today);

/* What a card may be used for, and why not. */
typedef enum {
    CARD_RIGHT_READ_CASES,   /* see the person's own cases */
    CARD_RIGHT_APPLY,        /* submit for oneself */
    CARD_RIGHT_ACT_AS_AGENT, /* submit for another */
    CARD_RIGHT_COLLECT,      /* pick up a result that asks for the higher grade */
    CARD_RIGHT_BE_APPLICANT, /* the applicant's card in agent mode: a minor's will do, an expired one will not
                              */
} CardRight;
typedef enum {
    CARD_MAY,
    CARD_DENIED_NO_IDENTITY, /* nothing or a token */
    CARD_DENIED_EXPIRED,     /* or validity unknown */
    CARD_DENIED_NOT_YET_VALID,
    CARD_DENIED_MINOR, /* under 18: reading only, a guardian applies */
    CARD_DENIED_GRADE, /* this card proves too little */
} CardDenial;
CardDenial card_may(const Card *card, CardRight right, Day today);

/* Completed years, -1 unknown. */
int card_age(const Card *card, Day today);

/* First six digits of the number, "" where they are no region (types I). */
void card_region(const Card *card, char region[ID_REGION_SIZE]);

/* The same card again: kind, source and everything on it agree. */
gboolean card_same(const Card *a, const Card *b);

/* The same person: the numbers agree (FALSE for tokens). */
gboolean card_same_person(const Card *a, const Card *b);

/* 32 bytes that only the same card gives again, from everything it says: raw material for the key of a
 * draft (key it further before use). Stable between readings and versions. Wipe it. */
void card_digest(const Card *card, guint8 digest[CARD_DIGEST_SIZE]);

/* What the card says in the words of conditions and prefill (`card.` names of the catalogue), only what it
 * says: name, sex "m|f", nation "01", birth "YYYY-MM-DD", age, address, id_number, authority, valid_from,
 * valid_to ("YYYY-MM-DD" or "长期"), region_code. New reference; holds personal data. */
json_t *card_to_context(const Card *card, Day today);

G_END_DECLS

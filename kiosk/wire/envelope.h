/* One application as a resident handed it in: what is sealed to the hub's public key on the kiosk, before it
 * touches the disk, and opened by nobody but the hub. Schema "kiosk.application/1". Holds personal data: free
 * it as soon as it is sealed or judged. */
#pragma once
#include "kiosk/wire/wire.h"

#define WIRE_APPLICATION_SCHEMA "kiosk.application/1"

/* Who it is, as a card said it or, without a card, as it was stated. What else the card says is in `context`.
 */
typedef struct {
    char *name;      /* at most 64 code points */
    char *id_number; /* 18 characters, upper-case X; 15 for card type I */
    char *grade;     /* proved, stated: kiosk/domain/card.h */
    char *source;    /* samv, social, stated */
} WirePerson;

typedef struct {
    char *field;   /* path in the answers, e.g. "id_photo" or "members[1].m_paper" */
    char *sha256;  /* of the plain content, 64 lower-case hex digits */
    gint64 bytes;  /* plain size */
    char *type;    /* media type */
    char *profile; /* photo profile of the catalogue, or "" */
} WireAttachment;

typedef struct {
    char *case_no;    /* "": no lent number was left */
    char *temp_no;    /* "": the hub was there */
    char *query_code; /* 8 digits, Luhn */
    char *idempotency_key;
    char *matter_id;
    char *catalogue_version;
    char *mode; /* self, agent, assisted */
    char *kiosk_no;
    char *community;    /* 12 digits */
    char *submitted_at; /* RFC 3339 with zone, the resident's wall clock */
    gboolean time_uncertain;
    char *lang; /* zh, en */
    WirePerson *applicant;
    WirePerson *agent;      /* NULL: nobody acts for the applicant */
    json_t *context;        /* form_context_to_json(): mode, day, cards, session */
    json_t *answers;        /* form_answers(), contract.md 6-11 */
    GPtrArray *stated;      /* of char*: paths that were stated, not read (contract.md 18, 20) */
    json_t *reasons;        /* object path -> reason code, e.g. {"card_name": "card_missing"} */
    GPtrArray *attachments; /* of WireAttachment* */
    char *worker_no;        /* assisted mode: who filled in; "" otherwise */
} WireApplication;
WIRE_MESSAGE(WireApplication, wire_application)

/* An empty application with empty strings, objects and arrays, so that only what is known need be set. */
WireApplication *wire_application_new(void);
WirePerson *wire_person_new(void);
void wire_person_free(WirePerson *person);
void wire_attachment_free(WireAttachment *attachment);

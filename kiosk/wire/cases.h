/* Messages about cases: handing one in, what the hub answers, how far a case has come. */
#pragma once
#include "kiosk/wire/wire.h"

/* The outer message of an application: only what the hub needs to route it lies open. */
typedef struct {
    char *idempotency_key; /* the same as in the path and inside the box */
    char *case_no;         /* "": no lent number was left; the receipt brings one */
    char *kiosk_no;
    char *matter_id;
    char *submitted_at;
    GBytes *sealed; /* WireApplication, sealed to the hub's public key */
} WireCase;
WIRE_MESSAGE(WireCase, wire_case)

/* Accepted - for the first time or once more: the answer to a repeated request is the same but for
 * `repeated`. After it the kiosk need not keep what it sent. */
typedef struct {
    char *idempotency_key;
    char *case_no;   /* "" where the request was not about a case */
    char *state;     /* state id of process.json, or "" */
    gint64 pct;      /* 0..100 */
    gint64 revision; /* counts the moves of a case, from 1; 0: not about a case */
    char *received_at;
    gboolean repeated;
} WireReceipt;
WIRE_MESSAGE(WireReceipt, wire_receipt)

/* Not accepted, and repeating will not help (HTTP 409 or 422), unless `missing` names attachments still to be
 * sent first (HTTP 424). Every other error answer of the hub has this form too, with one issue. */
typedef struct {
    char *path; /* of the field, or "" */
    char *code; /* FormIssue code, or one of the hub's: duplicate, unknown_matter, … */
} WireIssue;
typedef struct {
    char *error;        /* for staff: what and what to do; no personal data */
    char *case_no;      /* the open case that this one repeats (code duplicate), or "" */
    GPtrArray *issues;  /* of WireIssue* */
    GPtrArray *missing; /* of char*: sha256 */
} WireRefusal;
WIRE_MESSAGE(WireRefusal, wire_refusal)
WireRefusal *wire_refusal_new(const char *error);
void wire_refusal_add(WireRefusal *refusal, const char *path, const char *code);

/* How much of an attachment the hub holds. */
typedef struct {
    char *sha256;
    gint64 have;  /* bytes of the sealed content */
    gint64 total; /* 0: the hub has not heard of it */
    gboolean complete;
} WireBlobState;
WIRE_MESSAGE(WireBlobState, wire_blob_state)

/* One line of the road behind and before a case. */
typedef struct {
    char *title_zh, *title_en; /* what was or will be done */
    char *who_zh;              /* level and organisation, never a person */
    char *at;                  /* YYYY-MM-DD, done or expected; "": nobody can say */
    char *mark;                /* done, now, ahead, left_out */
} WireStep;

typedef struct {
    char *case_no;
    char *temp_no;
    char *query_code;
    char *matter_id;
    char *title_zh, *title_en;
    char *state;                     /* id in process.json */
    gint64 pct;                      /* 0..100 */
    gint64 revision;                 /* counts the moves of this case; an older one never replaces a newer */
    gboolean terminal;               /* no further move */
    gboolean sent_back;              /* the last move went a level back: the one thing that lets pct fall */
    char *level;                     /* who has it now: kiosk, community, street, district, resident, none */
    char *who_zh;                    /* organisation that has it now, or "" */
    char *sentence_zh, *sentence_en; /* where it stands */
    char *next_zh, *next_en;         /* what the resident does now; "" : nothing */
    char *submitted_at;
    char *updated_at;
    char *due; /* YYYY-MM-DD, "" when the clock is off */
    gboolean due_estimated;
    gboolean can_withdraw;
    char *reason_zh;  /* said by the authority with the last move, for the resident; or "" */
    GPtrArray *steps; /* of WireStep*, oldest first */
} WireStatus;
typedef struct {
    GPtrArray *cases; /* of WireStatus*, newest first */
} WireCaseList;
WIRE_MESSAGE(WireCaseList, wire_case_list)
WireCaseList *wire_case_list_new(void);
WireStatus *wire_status_new(void);
void wire_status_add_step(WireStatus *status, const char *title_zh, const char *title_en, const char *who_zh,
                          const char *at, const char *mark);
void wire_status_free(WireStatus *status);
WireStatus *wire_status_copy(const WireStatus *status);

/* Whose cases? By person tag (the card was read), or one case by its query code (then without title details
 * of the person: a status holds none). Exactly one of the two is set. */
typedef struct {
    char *person_tag; /* 64 hex digits or "" */
    char *query_code; /* 8 digits or "" */
} WirePersonQuery;
WIRE_MESSAGE(WirePersonQuery, wire_person_query)

/* An answer that only the asking kiosk can open: sealed to the public key that it registered with. */
typedef struct {
    GBytes *sealed;
} WireSealed;
WIRE_MESSAGE(WireSealed, wire_sealed)

typedef struct {
    char *idempotency_key;
    char *case_no;
    char *person_tag; /* the hub checks that the case is this person's */
    char *reason;     /* a code from the screen, or "" */
} WireWithdrawal;
WIRE_MESSAGE(WireWithdrawal, wire_withdrawal)

/* "好差评": one matter, one rating per stage. The rater is not named. */
typedef struct {
    char *idempotency_key;
    char *case_no; /* "" : about the kiosk itself */
    char *matter_id;
    char *stage;     /* submit, progress, done, kiosk */
    gint64 level;    /* 1..5 */
    GPtrArray *tags; /* of char*, from process.json */
    char *rated_at;
} WireRating;
WIRE_MESSAGE(WireRating, wire_rating)
WireRating *wire_rating_new(void); /* texts are "", no tags */

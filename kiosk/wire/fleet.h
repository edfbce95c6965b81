/* Messages about kiosks: joining a hub, numbers lent to them, heartbeat, calls for help, look-ups. */
#pragma once
#include "kiosk/wire/wire.h"

/* A kiosk joins with a one-time enrolment code that staff typed in. The code itself never travels: both sides
 * prove that they know it: seal_mac with the key behind the code (seal_code_key, context: kiosk number), so
 * nobody in between can put in keys of their own. Repeating the request with the same public key gives the
 * same answer (lost replies). */
typedef struct {
    char *kiosk_no;
    GBytes *public_key; /* 32 bytes: answers with personal data are sealed to it */
    char *version;
    char *asked_at;
    GBytes *proof; /* 32 bytes: seal_mac over wire_register_proof_text */
} WireRegister;
WIRE_MESSAGE(WireRegister, wire_register)

typedef struct {
    char *kiosk_no;
    char *community;         /* 12 digits */
    char *community_name_zh; /* may be "" */
    char *street;
    GBytes *hub_key; /* 32 bytes: applications are sealed to it */
    GBytes *sealed;  /* WireKioskKeys, sealed to the kiosk's public key */
    GBytes *proof;   /* 32 bytes: seal_mac over wire_registered_proof_text */
} WireRegistered;
WIRE_MESSAGE(WireRegistered, wire_registered)

typedef struct {
    GBytes *kiosk_key;  /* 32 bytes: signs every later request */
    GBytes *person_key; /* 32 bytes: makes person tags */
} WireKioskKeys;
WIRE_MESSAGE(WireKioskKeys, wire_kiosk_keys)

/* An enrolment code as staff typed it, in the form that both ends make the key from: capital letters, groups
 * of four with hyphens. "" when it cannot be one. Wipe and free with wire_text_free. */
char *wire_enrol_code(const char *typed);

/* What the proofs are over: every other key of the message in a fixed order. Free with g_bytes_unref. */
GBytes *wire_register_proof_text(const WireRegister *message);
GBytes *wire_registered_proof_text(const WireRegistered *message);

/* Numbers for one day. request_id makes a repeated request (lost reply) get the same blocks; the hub never
 * lends a number twice. */
typedef struct {
    char *day; /* YYYY-MM-DD */
    gint64 count;
} WireBlockWish;
typedef struct {
    char *request_id;
    GPtrArray *wishes; /* of WireBlockWish*, at most 14 days */
} WireBlockRequest;
WIRE_MESSAGE(WireBlockRequest, wire_block_request)

typedef struct {
    char *community;    /* 12 digits */
    char *day;          /* YYYY-MM-DD */
    gint64 first, last; /* serial numbers, both included, 1..99999 */
} WireBlock;
typedef struct {
    GPtrArray *blocks; /* of WireBlock* */
} WireBlocks;
WIRE_MESSAGE(WireBlocks, wire_blocks)

WireBlockRequest *wire_block_request_new(const char *request_id);
void wire_block_request_add(WireBlockRequest *request, const char *day, gint64 count);
WireBlocks *wire_blocks_new(void);
void wire_blocks_add(WireBlocks *blocks, const char *community, const char *day, gint64 first, gint64 last);

typedef struct {
    char *id;     /* name in devices.ini */
    char *class_; /* reader, printer, …; key "class" */
    char *state;  /* ok, busy, attention, down, … as the HAL says it */
    char *detail; /* short staff text or "" */
} WireDevice;
typedef struct {
    char *version;
    char *sent_at;
    gint64 uptime_s;
    GPtrArray *devices;     /* of WireDevice* */
    gint64 outbox_waiting;  /* rows */
    gint64 outbox_refused;  /* rows that staff must look at */
    gint64 outbox_oldest_s; /* age of the oldest row, 0: none */
    gint64 blocks_days;     /* days ahead for which numbers are there */
    char *catalogue_etag;   /* what the kiosk runs with, or "" */
    char *content_etag;
} WireHeartbeat;
WIRE_MESSAGE(WireHeartbeat, wire_heartbeat)
WireHeartbeat *wire_heartbeat_new(void);
void wire_heartbeat_add_device(WireHeartbeat *heartbeat, const char *id, const char *class_,
                               const char *state, const char *detail);

typedef struct {
    char *now; /* the hub's clock, RFC 3339 */
    char *catalogue_etag;
    char *process_etag;
    char *content_etag;
    char *workdays_etag;
} WireHeartbeatAnswer;
WIRE_MESSAGE(WireHeartbeatAnswer, wire_heartbeat_answer)

/* "我要人帮": where and about what, never who. */
typedef struct {
    char *idempotency_key;
    char *screen_id;
    char *matter_id; /* or "" */
    char *called_at;
} WireHelp;
WIRE_MESSAGE(WireHelp, wire_help)

/* db.* prefill, after consent. Names without "db."; a name that finds nothing is absent from the answer. */
typedef struct {
    char *person_tag; /* 64 hex digits */
    char *purpose;    /* matter id: written to the trace */
    GPtrArray *names; /* of char*, at most 32 */
} WireLookup;
WIRE_MESSAGE(WireLookup, wire_lookup)
WireLookup *wire_lookup_new(const char *person_tag, const char *purpose);
void wire_lookup_add(WireLookup *lookup, const char *name);

typedef struct {
    json_t *values; /* object name -> value */
} WireLookupAnswer;
WIRE_MESSAGE(WireLookupAnswer, wire_lookup_answer)

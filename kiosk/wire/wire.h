/* What kiosk and hub say to each other: every message is a struct with an encode / decode pair and no I/O, so
 * both ends and the tests use the same text. JSON in UTF-8, one object per body.
 *
 * Strict in both directions: an unknown key, a missing or doubled one, a value of another type, beyond its
 * limit or with control characters is an error that names the key; decode then returns NULL and nothing of
 * the message is used. Encode refuses what decode would refuse, so a wrong message never leaves. Errors name
 * keys and limits, never values: values may be personal data.
 *
 * Any thread; no state. Structs are owned by whoever decoded or built them (g_new0 and g_strdup); the free
 * function wipes every text and byte before it gives it back. NULL is allowed there. */
#pragma once
#include <glib.h>
#include <jansson.h>

#define WIRE_ERROR (wire_error_quark())
GQuark wire_error_quark(void);
typedef enum {
    WIRE_ERROR_SYNTAX,  /* not JSON, not UTF-8, too deep, trailing text, doubled key */
    WIRE_ERROR_SCHEMA,  /* another message or another version of it */
    WIRE_ERROR_UNKNOWN, /* a key that this message does not have */
    WIRE_ERROR_MISSING, /* a key that it must have */
    WIRE_ERROR_VALUE,   /* wrong type, too long, out of range, not in the form that the key asks for */
} WireError;

/* --- limits, bytes unless said otherwise ----------------------------------------------------- */
#define WIRE_MAX_BODY        (1024 * 1024) /* any message; attachments travel in pieces below this */
#define WIRE_BLOB_PIECE      (256 * 1024)  /* how much of an attachment one request carries */
#define WIRE_MAX_BLOB        (24 * 1024 * 1024)
#define WIRE_MAX_FILE        (16 * 1024 * 1024) /* catalogue, content: contract.md 24 */
#define WIRE_MAX_DEPTH       16
#define WIRE_MAX_ATTACHMENTS 64
#define WIRE_MAX_CASES       200 /* in one answer to a person's query */
#define WIRE_KEY_BYTES       32

/* --- where things live: paths of the hub's API ----------------------------------------------- */
#define WIRE_PATH_HELLO    "/v1/hello"    /* GET, unsigned: is a hub there? */
#define WIRE_PATH_REGISTER "/v1/register" /* POST WireRegister -> WireRegistered; unsigned, proof inside */
#define WIRE_PATH_BLOCKS   "/v1/blocks"   /* POST WireBlockRequest -> WireBlocks */
#define WIRE_PATH_CASES    "/v1/cases/"   /* PUT {idempotency key} WireCase -> WireReceipt | WireRefusal */
#define WIRE_PATH_BLOBS                                                                                      \
    "/v1/blobs/" /* GET ?sealed= | PUT ?sealed=&offset=&total= a piece -> WireBlobState                      \
                  */
#define WIRE_PATH_PERSONS   "/v1/persons/query" /* POST WirePersonQuery -> WireSealed (WireCaseList) */
#define WIRE_PATH_LOOKUPS   "/v1/lookups"       /* POST WireLookup -> WireSealed (WireLookupAnswer) */
#define WIRE_PATH_WITHDRAW  "/v1/withdrawals"   /* POST WireWithdrawal -> WireReceipt */
#define WIRE_PATH_RATINGS   "/v1/ratings"       /* POST WireRating -> WireReceipt */
#define WIRE_PATH_HELP      "/v1/help"          /* POST WireHelp -> WireReceipt */
#define WIRE_PATH_HEARTBEAT "/v1/heartbeat"     /* POST WireHeartbeat -> WireHeartbeatAnswer */
#define WIRE_PATH_FILES     "/v1/files/"        /* GET {catalogue|process|content|workdays}, If-None-Match */

/* Every signed request carries these (kiosk/seal: seal_request_sign). */
#define WIRE_HEADER_KIOSK     "X-Kiosk-No"
#define WIRE_HEADER_TIME      "X-Kiosk-Time" /* seconds since 1970, UTC */
#define WIRE_HEADER_NONCE     "X-Kiosk-Nonce"
#define WIRE_HEADER_SIGNATURE "X-Kiosk-Signature"

/* A piece of JSON text is wiped and freed by this (encode returns one). */
void wire_text_free(char *text);
/* Wipe what nobody else holds, then let go. NULL is allowed. */
void wire_json_free(json_t *json);
void wire_bytes_free(GBytes *bytes);
/* Replaces a text of a message, wiping the old one: wire_set(&application->mode, "self"). */
void wire_set(char **text, const char *value);

/* Local time with zone as every message wants it (RFC 3339: "…T10:00:00+08:00"); g_free. GLib's own iso8601
 * format writes "+08", which is not that. */
char *wire_time(gint64 unix_s);

/* The three functions that every message has. Encode: NUL-terminated text, free with wire_text_free. */
#define WIRE_MESSAGE(Type, prefix)                                                                           \
    char *prefix##_encode(const Type *message, gsize *length, GError **error);                               \
    Type *prefix##_decode(const char *text, gsize length, GError **error);                                   \
    void prefix##_free(Type *message);                                                                       \
    G_DEFINE_AUTOPTR_CLEANUP_FUNC(Type, prefix##_free)

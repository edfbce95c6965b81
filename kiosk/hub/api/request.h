/* One request as a handler sees it, and the answers it can give. */
#pragma once
#include "kiosk/hub/internal.h"
#include "kiosk/wire/cases.h"

typedef struct {
    const char *method; /* static */
    char *url;          /* as sent, with its query: what the signature covers */
    char *path;         /* without query, decoded by nobody: our paths are plain ASCII */
    const char *rest;   /* what follows the route's path, "" if nothing */
    GByteArray *body;
    char *kiosk_no; /* who signed it; NULL on unsigned routes */
    char *if_none_match;
    char *time, *nonce, *signature; /* headers, NULL when absent */
    GHashTable *query;              /* char* -> char* */
} HubRequest;

typedef struct {
    guint status;
    char *text; /* JSON, wiped after sending; or NULL */
    gsize size;
    GBytes *bytes; /* instead of text: a document */
    char etag[40];
} HubReply;

/* Takes text. */
void reply_text(HubReply *reply, guint status, char *text, gsize size);
/* A WireRefusal with one issue. message: for staff, no personal data. */
void reply_problem(HubReply *reply, guint status, const char *code, const char *message);
void reply_refusal(HubReply *reply, guint status, const WireRefusal *refusal);
/* What an error of the database or of decoding means to the asker. Logs what is our own fault. */
void reply_error(HubReply *reply, const GError *error);

typedef void (*HubHandler)(Hub *hub, HubRequest *request, HubReply *reply);
typedef struct {
    const char *method, *path;
    gboolean is_prefix; /* something follows the path */
    gboolean is_signed;
    gsize max_body;
    HubHandler handle;
} HubRoute;

/* The routes, in routes.c. *status is 404 or 405 when there is none. */
const HubRoute *hub_route_find(const char *method, const char *path, guint *status);

/* Whether the request was signed by the kiosk it names, lately, and for the first time. Sets kiosk_no. */
gboolean hub_auth_check(Hub *hub, HubRequest *request, HubReply *reply);
/* The secret that a kiosk signs with, lent; NULL: not registered. */
const SealBuffer *hub_kiosk_key(Hub *hub, const char *kiosk_no);
void hub_kiosk_key_forget(Hub *hub, const char *kiosk_no);
/* Its answers' public key; FALSE: not registered. */
gboolean hub_kiosk_public_key(Hub *hub, const char *kiosk_no, guint8 key[SEAL_KEY_BYTES]);
/* Seals an answer with personal data to the asking kiosk and wipes text. */
void reply_sealed(Hub *hub, const char *kiosk_no, HubReply *reply, char *text, gsize size);

/* Handlers, one file a subject. */
void api_hello(Hub *hub, HubRequest *request, HubReply *reply);
void api_register(Hub *hub, HubRequest *request, HubReply *reply);
void api_blocks(Hub *hub, HubRequest *request, HubReply *reply);
void api_case_put(Hub *hub, HubRequest *request, HubReply *reply);
void api_blob_get(Hub *hub, HubRequest *request, HubReply *reply);
void api_blob_put(Hub *hub, HubRequest *request, HubReply *reply);
void api_person_query(Hub *hub, HubRequest *request, HubReply *reply);
void api_lookup(Hub *hub, HubRequest *request, HubReply *reply);
void api_withdraw(Hub *hub, HubRequest *request, HubReply *reply);
void api_rating(Hub *hub, HubRequest *request, HubReply *reply);
void api_help(Hub *hub, HubRequest *request, HubReply *reply);
void api_heartbeat(Hub *hub, HubRequest *request, HubReply *reply);
void api_file(Hub *hub, HubRequest *request, HubReply *reply);

/* The hub from inside: what its folders share. Not for others; hub.h is. Everything here is used under the
 * hub's lock (hub_lock), except where said. */
#pragma once
#include "kiosk/domain/catalogue.h"
#include "kiosk/domain/process.h"
#include "kiosk/domain/workdays.h"
#include "kiosk/hub/db/db.h"
#include "kiosk/hub/hub.h"
#include "kiosk/seal/box.h"
#include "kiosk/wire/wire.h"

/* A document that kiosks fetch: its text as it lay in the file, and the tag that changes with it. */
typedef struct {
    const char *name; /* "catalogue" */
    char *path;
    GBytes *text;
    char etag[33];
} HubFile;
#define HUB_FILES 4

typedef struct HubServer HubServer; /* api/server.h */
typedef struct HubNonces HubNonces; /* api/auth.c */

struct Hub {
    /* settings, fixed after creation */
    char *data_dir, *listen, *community, *community_name_zh;
    guint connections, timeout_s, block_size;
    int closing_minute;

    GMutex mutex;
    HubDb *db;
    SealPair *box;          /* opens applications */
    SealBuffer *person_key; /* makes person tags; lent to kiosks */
    SealBuffer *store_key;  /* seals what lies in the database */

    HubFile files[HUB_FILES];
    Catalogue *catalogue;       /* today's */
    GHashTable *old_catalogues; /* version -> Catalogue, read when a case needs it */
    Process *process;
    Workdays *workdays;
    json_t *people; /* register for look-ups: hex person tag -> object */

    GHashTable *kiosk_keys; /* kiosk_no -> SealBuffer, as they are needed */
    GHashTable *code_budget;
    HubNonces *nonces;
    HubServer *server;
    gint64 started_us;
    gint64 fixed_now_us; /* tests; 0: the real clock. Atomic through hub_now_us() */
};

void hub_lock(Hub *hub);
void hub_unlock(Hub *hub);

gint64 hub_now_us(const Hub *hub);
/* RFC 3339 in local time with zone; g_free. */
char *hub_time_text(gint64 time_us);
Day hub_day(gint64 time_us); /* local day */

/* Secrets at rest: sealed with the hub's store key and bound to their place ("case:YS…"). */
GBytes *hub_seal(const Hub *hub, gconstpointer plain, gsize size, const char *place, GError **error);
SealBuffer *hub_open(const Hub *hub, gconstpointer sealed, gsize size, const char *place, GError **error);

/* TRUE when the error means "not now": the disk is full, busy or does not write. Nothing of the request was
 * kept; it may be repeated. */
gboolean hub_error_is_passing(const GError *error);

/* A real hub on a free port with a data folder of its own, and a kiosk that has joined it and signs by hand.
 */
#pragma once
#include "kiosk/hub/hub.h"
#include "kiosk/seal/box.h"
#include "kiosk/wire/cases.h"
#include "kiosk/wire/envelope.h"
#include "kiosk/wire/fleet.h"
#include "tests/support/http_client.h"

typedef struct {
    char *kiosk_no, *community;
    SealPair *pair;
    guint8 key[SEAL_KEY_BYTES], person_key[SEAL_KEY_BYTES], hub_key[SEAL_KEY_BYTES];
    gint64 clock_s; /* added to the time that it signs with */
    gint64 now_s;   /* when it fills in applications; 0: the rig's day */
} RigKiosk;
typedef struct {
    Hub *hub;
    char *data_dir, *config_dir;
    RigKiosk kiosk;
} HubRig;

/* Monday 23 November 2026, 10:00 in China: the clock that a rig's hub has. */
#define RIG_NOW_US ((gint64)1795399200 * G_USEC_PER_SEC)

HubRig *hub_rig_new(void); /* with kiosk QC-01 registered */
void hub_rig_free(HubRig *rig);
/* Stops the hub and starts another one on the same data. */
void hub_rig_restart(HubRig *rig);

/* {"verb":…} -> reply; the caller's. */
json_t *hub_rig_control(HubRig *rig, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Asks for a code and joins with it. Returns the HTTP status. */
guint rig_join(HubRig *rig, RigKiosk *kiosk, const char *kiosk_no);
guint rig_register(HubRig *rig, RigKiosk *kiosk, const char *kiosk_no, const char *code);
void rig_kiosk_clear(RigKiosk *kiosk);

/* A signed request. */
HttpReply *rig_send(HubRig *rig, const RigKiosk *kiosk, const char *method, const char *path,
                    gconstpointer body, gsize size);
/* The same; text is wiped and freed. */
HttpReply *rig_send_text(HubRig *rig, const RigKiosk *kiosk, const char *method, const char *path,
                         char *text);
/* The headers that sign it; g_free. nonce NULL: a new one. */
char *rig_sign(const RigKiosk *kiosk, const char *method, const char *path, gconstpointer body, gsize size,
               const char *nonce);

/* Lends numbers for the rig's day and gives the first one as a case number; g_free. */
char *rig_case_no(HubRig *rig, const RigKiosk *kiosk);
/* Opens a WireSealed answer; NULL when it cannot be. */
SealBuffer *rig_open(const RigKiosk *kiosk, const HttpReply *reply);
/* The first issue's code of a refusal, "" when there is none; g_free. */
char *rig_issue(const HttpReply *reply);

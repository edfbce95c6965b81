/* One kiosk's store and pump, joined to a hub through a relay that can lose things. The hub is either a
 * HubRig's or a process of its own that can be killed. Waits run the default main context and are bounded. */
#pragma once
#include "kiosk/store/cases.h"
#include "kiosk/store/outbox.h"
#include "kiosk/sync/sync.h"
#include "tests/support/drop_proxy.h"
#include "tests/support/hub_application.h"

typedef struct {
    char *folder, *kiosk_no;
    DropProxy *proxy;
    StoreWorker *store;
    Sync *sync;
    guint events[SYNC_EV_CLOCK + 1]; /* how often each came */
} SyncRig;

/* Not started. code: NULL when it joined before. */
SyncRig *sync_rig_new(const char *kiosk_no, guint16 hub_port, const char *code);
void sync_rig_free(SyncRig *rig);
/* As after a power cut of the program: a new pump and worker on the same files. */
void sync_rig_restart(SyncRig *rig);

/* FALSE when it did not become so within seconds. */
gboolean sync_rig_until(SyncRig *rig, gboolean (*is_so)(SyncRig *rig), guint seconds);
void sync_rig_run(guint ms);
gboolean sync_rig_is_registered(SyncRig *rig);
gboolean sync_rig_is_online(SyncRig *rig);
gboolean sync_rig_is_offline(SyncRig *rig);
gboolean sync_rig_has_numbers(SyncRig *rig); /* for today */
gboolean sync_rig_is_empty(SyncRig *rig);    /* nothing waits in the outbox */
gboolean sync_rig_has_refused(SyncRig *rig);

StoreOutStats sync_rig_stats(SyncRig *rig);
/* Runs a job on the store's thread and waits for it; asserts that it worked. */
void sync_rig_store(SyncRig *rig, StoreJob job, gpointer data);

/* Puts one random valid application for the matter into the store, attachments and all, as "submit" does.
 * Gives the receipt. content_bytes: size of each attachment. */
StoreCaseReceipt sync_rig_submit(SyncRig *rig, Catalogue *catalogue, const char *matter, GRand *rng);

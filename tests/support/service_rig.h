/* The kiosk's use cases without a screen, on real parts: a hub in this process behind a relay that can lose
 * things, kiosk-hald with a simulated reader and printer, and a service on a store of its own. Waits run the
 * default main context and are bounded; a failed expectation ends the test with what was there. One thread.
 */
#pragma once

#include "hal/client.h"
#include "kiosk/service/apply.h"
#include "kiosk/service/devices.h"
#include "kiosk/service/print.h"
#include "kiosk/service/progress.h"
#include "kiosk/service/session.h"
#include "kiosk/service/staff.h"
#include "tests/support/child.h"
#include "tests/support/drop_proxy.h"
#include "tests/support/hub_rig.h"

typedef struct {
    char *folder; /* in the test's TMPDIR: kiosk/ (data), sheets/, usb/, camera/, cards.json */
    HubRig *hub;
    DropProxy *proxy;
    Child *hald;
    HalClient *dock; /* for simulator words */
    Service *service;
    char *settings;                     /* further lines of kiosk.ini; for the next start */
    guint events[SERVICE_EV_STAFF + 1]; /* how often each came */
    guint submitted;                    /* cases that must reach the hub, each once */
    GRand *rng;                         /* always the same walk */
} ServiceRig;

/* Ready: joined to the hub, numbers lent, reader and printer there. */
ServiceRig *service_rig_new(void);
void service_rig_free(ServiceRig *rig);
/* As after a power cut or an update: the same data, a new service. */
void service_rig_stop(ServiceRig *rig);
void service_rig_start(ServiceRig *rig);
/* Ends kiosk-hald; service_rig_start_hald() starts it again. */
void service_rig_stop_hald(ServiceRig *rig);
void service_rig_start_hald(ServiceRig *rig);

/* Runs the loop until is_so() is TRUE; fails the test after 10 s, naming what. */
typedef gboolean (*RigIsSo)(ServiceRig *rig);
void service_rig_until(ServiceRig *rig, RigIsSo is_so, const char *what);
#define rig_until(rig, is_so) service_rig_until(rig, is_so, #is_so)
/* Runs the loop for ms: for what must not happen. */
void service_rig_run(ServiceRig *rig, gint64 ms);
gboolean rig_is_online(ServiceRig *rig);
gboolean rig_is_offline(ServiceRig *rig);
/* Cuts the network while a person is there, and waits until the kiosk has noticed. */
void rig_cut(ServiceRig *rig);
gboolean rig_has_sent_all(ServiceRig *rig); /* and the hub has each case once */
gboolean rig_has_form(ServiceRig *rig);
gboolean rig_is_resting(ServiceRig *rig);
gboolean rig_is_person(ServiceRig *rig);
gboolean rig_has_problem(ServiceRig *rig);
gboolean rig_has_draft(ServiceRig *rig);
gboolean rig_is_saved(ServiceRig *rig);
gboolean rig_has_receipt(ServiceRig *rig);
gboolean rig_has_failed(ServiceRig *rig); /* apply_submit_error() */
gboolean rig_print_is_over(ServiceRig *rig);

/* Simulator words, taken when this returns: "reader0", "TAP 演示卡02". Beside the demo cards there are 小孩
 * (a child of ten) and 过期 (a grown-up whose card ran out yesterday). */
void rig_sim(ServiceRig *rig, const char *device, const char *words);
/* Puts a card on the reader and waits for its owner. */
void rig_tap(ServiceRig *rig, const char *tag);
/* Takes it away and waits for the rest. */
void rig_leave(ServiceRig *rig);
/* Enrols staff "007" with the badge 04A1B2C3 and the PIN 730518, and logs in. */
void rig_enrol_staff(ServiceRig *rig);
void rig_login_staff(ServiceRig *rig);

const Matter *rig_matter(ServiceRig *rig, const char *id);
/* Starts a matter and answers everything with random valid values, photographs and signature included. */
void rig_fill(ServiceRig *rig, const char *matter, SessionMode mode);
/* The same for an application that is open already. */
void rig_fill_open(ServiceRig *rig);
/* Offers one picture on the stick and takes it for the field; what became of it. */
CaptureResult rig_capture(ServiceRig *rig, const char *path, const char *name, const void *data, gsize size);
/* Submits and waits for the receipt. */
const ApplyReceipt *rig_submit(ServiceRig *rig);

/* How many cases the hub holds; state "" for all. */
guint rig_hub_cases(ServiceRig *rig, const char *state);
/* How many sheets came out of the printer. */
guint rig_sheets(ServiceRig *rig);

/* The inside of a Service, for the files of this folder only. Each part owns its struct here; parts reach
 * each other by the functions declared at the end, never through the struct of another part. */
#pragma once
#include "kiosk/service/service.h"
#include "kiosk/service/session.h"
#include "kiosk/service/apply.h"
#include "kiosk/service/devices.h"
#include "kiosk/service/print.h"
#include "kiosk/service/progress.h"
#include "kiosk/service/staff.h"
#include "kiosk/seal/buffer.h"
#include "kiosk/seal/secret.h"
#include "kiosk/store/outbox.h"
#include "kiosk/store/staff.h"
#include "kiosk/store/worker.h"
#include "kiosk/sync/sync.h"
#include "hal/client.h"
#include "hal/printer.h"
#include "hal/reader.h"

#define SERVICE_LISTENERS 4

typedef struct ServiceOpening ServiceOpening;
typedef struct SessionPart SessionPart;
typedef struct ApplyPart ApplyPart;
typedef struct ProgressPart ProgressPart;
typedef struct PrintPart PrintPart;
typedef struct DevicesPart DevicesPart;
typedef struct StaffPart StaffPart;

struct Service {
    char *data_dir, *share_dir, *config_dir, *config_path;
    Settings *settings;
    Catalogue *catalogue;
    Process *process;
    Workdays *workdays;
    Content *content;
    Situations *situations;
    Finder *finder;

    ServiceOpening *opening; /* what threads are reading; NULL once the service has started */

    SealBuffer *salt; /* makes draft keys and card tags; never leaves this kiosk */
    StoreWorker *store;
    Sync *sync;
    HalClient *hal;

    struct {
        ServiceListener call;
        gpointer data;
    } listeners[SERVICE_LISTENERS];
    guint n_listeners;

    gboolean ending;    /* service_destroy() is under way: no answer is delivered any more */
    gint64 held_now_ms; /* tests hold the clock; 0: the real one */
    guint session_no;   /* answers of an earlier session are dropped */
    StoreOutStats outbox;
    gint64 help_ms;
    guint house_timer;

    GThreadPool *workers; /* PDF, key derivation: one at a time */
    GPtrArray *works;     /* ServiceWork under way */

    SessionPart *session;
    ApplyPart *apply;
    ProgressPart *progress;
    PrintPart *print;
    DevicesPart *devices;
    StaffPart *staff;
};

void service_emit(Service *service, ServiceEvent event);

/* --- what a service runs on (service_open.c) -------------------------------------------------- */
/* begin: settings and key at once; store, catalogue and the other documents on threads. end: waits for them
 * and takes them over. drop: waits and frees, at any time. FALSE: *error is for staff. */
gboolean service_open_begin(Service *service, const ServiceOptions *options, GError **error);
gboolean service_open_end(Service *service, GError **error);
void service_open_drop(Service *service);

/* --- work that waits (service_work.c) --------------------------------------------------------- */
/* func runs on a worker thread and may touch data only; done runs on the loop with the service, unless it has
 * ended meanwhile. data_free runs on the loop, always. Data that go on from a work to a store job are counted
 * references (g_rc_box). */
typedef void (*ServiceWorkFunc)(gpointer data);
typedef void (*ServiceWorkDone)(Service *service, gpointer data);
void service_work(Service *service, ServiceWorkFunc func, ServiceWorkDone done, gpointer data,
                  GDestroyNotify data_free);
void service_works_init(Service *service);
void service_works_clear(Service *service);

/* A store job; done gets the service as user_data, unless it has ended meanwhile. FALSE (and data freed) when
 * the store takes none: logged here, in one place. */
gboolean service_store(Service *service, StoreJob job, gpointer data, GDestroyNotify data_free,
                       StoreDone done);
/* Keeps a message of any kind but a case for the hub, and pokes the pump. Takes text (wire_…_encode). */
void service_outbox_put(Service *service, StoreOutKind kind, const char *key, char *text, gsize length);
/* Refreshes service->outbox; EV_NETWORK when it changed. */
void service_refresh_outbox(Service *service);

/* --- the parts -------------------------------------------------------------------------------- */
void session_part_create(Service *service);
/* The service ends: keeps a draft of whoever stands there and forgets them; no timer any more. */
void session_part_end(Service *service);
void session_part_free(Service *service);
const Card *session_card(const Service *service);         /* NULL: nobody */
const SealCard *session_card_key(const Service *service); /* NULL: not derived yet, or nobody */
gboolean session_person_tag(const Service *service, guint8 tag[SEAL_TAG_BYTES]);
void session_set_card_problem(Service *service, CardProblem problem);
void session_pin_ok(Service *service);
gboolean session_is_elder(const Service *service);

void apply_part_create(Service *service);
void apply_part_free(Service *service);
/* The session's key is there: look for drafts. */
void apply_key_ready(Service *service);
/* A further card was read while one is wanted. */
void apply_card_read(Service *service, const Card *card);
/* The person leaves: keep a draft where possible, forget everything. */
void apply_session_ends(Service *service);

void progress_part_create(Service *service);
void progress_part_free(Service *service);
void progress_session_ends(Service *service);

void print_part_create(Service *service);
void print_part_free(Service *service);
void print_session_ends(Service *service);
/* The printer can be reached: finish what an earlier run left open. */
void print_recover(Service *service);

void devices_part_create(Service *service, const char *hal_socket);
void devices_part_free(Service *service);
void devices_count(Service *service, const char *device, gboolean ok);
const char *devices_printer_id(const Service *service, PrintPaper paper);

void staff_part_create(Service *service);
void staff_part_free(Service *service);
void staff_badge_read(Service *service, const StoreStaff *who);
void staff_session_ends(Service *service);
void staff_refresh(Service *service);

/* One record of the audit chain; any text may be NULL. actor: "resident", "staff", "kiosk". */
void service_audit(Service *service, const char *actor, const char *event, const char *matter_id,
                   const char *reason, const char *result);

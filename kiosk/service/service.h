/* The kiosk's use cases, headless: session, apply, progress, print, staff. Screens read the values that
 * these headers lend and call their intents; everything that waits (disk, hub, devices, PDF) runs on
 * workers, and comes back as one of the events below. A whole journey runs without a screen.
 *
 * Loop thread only: every function of kiosk/service is called from, and every event delivered on, the
 * default GMainContext. Nothing here blocks. Values handed out are lent until the next event or intent. */
#pragma once
#include <glib.h>
#include "kiosk/domain/catalogue.h"
#include "kiosk/domain/content.h"
#include "kiosk/domain/date.h"
#include "kiosk/domain/finder.h"
#include "kiosk/domain/process.h"
#include "kiosk/domain/settings.h"
#include "kiosk/domain/workdays.h"

typedef struct Service Service;

typedef enum {
    SERVICE_EV_SESSION,      /* the session's state or person changed: session.h */
    SERVICE_EV_CARD_PROBLEM, /* a card could not be used: session_card_problem() */
    SERVICE_EV_APPLICATION,  /* the application changed by itself: agent card read, look-ups came, draft kept
                              */
    SERVICE_EV_SUBMITTED,    /* apply_receipt() is there, or apply_submit_error() */
    SERVICE_EV_CASES,        /* the person's list of cases was refreshed: progress.h */
    SERVICE_EV_PRINT,        /* a print order moved on: print.h */
    SERVICE_EV_DEVICES,      /* what works and what does not changed: devices.h */
    SERVICE_EV_NETWORK,      /* the hub came or went, or the outbox moved */
    SERVICE_EV_CONTENT,      /* notices, apps or the catalogue were replaced */
    SERVICE_EV_STAFF,        /* staff login state, counters or staff lists changed: staff.h */
} ServiceEvent;

typedef void (*ServiceListener)(ServiceEvent event, gpointer user_data);

/* What the parts are made from. All strings are copied. */
typedef struct {
    const char *config_path; /* kiosk.ini; NULL: built-in defaults */
    const char *data_dir;    /* the kiosk's own folder: store, keys; created 0700 */
    const char *share_dir;   /* assets: fonts, icons, demo */
    const char *config_dir;  /* catalogue/, content/ */
    const char *hal_socket;  /* NULL: no devices */
    const char *hub_url;     /* NULL: from the settings */
    const char *enrol_code;  /* one-time code for the first registration, or NULL */
} ServiceOptions;

/* Builds everything; reads and checks settings, catalogue, process, working days, content and store.
 * Fails with a message for staff that names file, line and remedy; nothing is overwritten. */
Service *service_create(const ServiceOptions *options, GError **error);

/* The same in two steps, for who has a window to open meanwhile: service_begin() reads the settings and lets
 * threads read the rest; service_start(), with the same options, waits for them and builds everything. In
 * between only service_settings() and service_destroy() may be called. No setenv() in between. */
Service *service_begin(const ServiceOptions *options, GError **error);
gboolean service_start(Service *service, const ServiceOptions *options, GError **error);

/* Ends the session, stops the workers (at most 2 s) and frees. NULL is allowed. */
void service_destroy(Service *service);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Service, service_destroy)

/* Up to 4 listeners, called in the order of addition. */
void service_add_listener(Service *service, ServiceListener listener, gpointer user_data);

/* --- what never changes during a session (lent) ----------------------------------------------- */
const Settings *service_settings(const Service *service);
const Catalogue *service_catalogue(const Service *service);
const Content *service_content(const Service *service);
const Process *service_process(const Service *service);
const Workdays *service_workdays(const Service *service);
const Finder *service_finder(const Service *service);
const char *service_share_dir(const Service *service);

/* --- time: the one place where the kiosk asks the clock --------------------------------------- */
gint64 service_now_ms(const Service *service); /* wall clock, ms since 1970, UTC */
Day service_today(const Service *service);     /* local day */
gboolean service_time_is_certain(const Service *service);
/* Tests hold the clock still; 0 gives it back. */
void service_set_now_ms(Service *service, gint64 now_ms);

/* --- hub -------------------------------------------------------------------------------------- */
typedef struct {
    gboolean registered; /* the hub knows this kiosk; without it nothing can be submitted */
    gboolean online;     /* heard from the hub lately */
    gint64 since_ms;     /* when `online` last changed */
    guint waiting;       /* outbox rows not yet acknowledged */
    gint64 oldest_ms;    /* when the oldest was put there, 0: none */
} ServiceNetwork;
ServiceNetwork service_network(const Service *service);

/* "我要人帮": tells the hub that somebody needs help, and where. screen_id is a screen's name, never text
 * from it. Safe to call again; a second call within 30 s is the same call. */
void service_call_help(Service *service, const char *screen_id, const char *matter_id);
gint64 service_help_called_ms(const Service *service); /* 0: not in this session */

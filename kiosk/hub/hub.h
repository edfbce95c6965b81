/* The station hub: takes applications from kiosks over HTTP, moves them through community -> street ->
 * district, tells residents how far they are, lends case numbers, answers look-ups. One SQLite file, one HTTP
 * thread.
 *
 * Threads: hub_create, hub_start, hub_stop and hub_destroy belong to one thread (the main one). hub_control
 * may be called from any thread: requests and control verbs take turns under one lock, each bounded by its
 * own database work (milliseconds). Nothing of a case is answered before it is on disk.
 *
 * What is in the data folder (created 0700): hub.db, hub.key (the hub's secret keys, 0600; without it no
 * application can be opened, so back it up apart), blobs/ (attachments, sealed with the hub's own key). */
#pragma once
#include <glib.h>
#include <jansson.h>

#define HUB_ERROR (hub_error_quark())
GQuark hub_error_quark(void);
typedef enum {
    HUB_ERROR_CONFIG,    /* catalogue, process, content, register: message names file, line and remedy */
    HUB_ERROR_DATA,      /* database or key file damaged, of a newer version, or not ours */
    HUB_ERROR_LISTEN,    /* address taken or not allowed */
    HUB_ERROR_NOT_FOUND, /* control: no such case, kiosk, field */
    HUB_ERROR_REFUSED,   /* control: not allowed in this state or by this role */
    HUB_ERROR_BUSY,      /* the disk is full or the database cannot be written now: try again later */
} HubError;

typedef struct Hub Hub;

/* All strings are copied; NULL takes the default in brackets. */
typedef struct {
    const char *data_dir;   /* required */
    const char *config_dir; /* holds catalogue/{matters,process,workdays}.json, content/content.json and
                               hub/register.json [KIOSK_CONFIG_DIR] */
    /* single files in place of those under config_dir */
    const char *catalogue, *process, *workdays, *content;
    const char
        *register_file; /* demo register for look-ups [config_dir/hub/register.json; absent: finds nothing] */
    const char *listen; /* address:port, port 0 takes a free one ["127.0.0.1:8410"] */
    const char *community; /* 12 digits: given to kiosks enrolled without one ["330108001005"] */
    const char *community_name_zh;
    guint connections;  /* at the same time, further ones are refused [64] */
    guint timeout_s;    /* an idle or slow connection is closed after this [20] */
    int closing_minute; /* of the day: what comes later counts from the next working day [17:00 = 1020] */
    guint block_size;   /* numbers lent at a time, at most [200] */
} HubOptions;

/* Reads and checks everything; nothing is written unless all of it is good. */
Hub *hub_create(const HubOptions *options, GError **error);
gboolean hub_start(Hub *hub, GError **error);
guint16 hub_port(const Hub *hub); /* after hub_start */
/* Stops listening and waits for requests under way (each is bounded). May be started again. */
void hub_stop(Hub *hub);
void hub_destroy(Hub *hub);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Hub, hub_destroy)

/* One staff request, one reply, as the control socket carries them (owned by the caller):
 *   {"verb":"status"}
 *   {"verb":"cases", "state":…, "matter":…, "kiosk":…, "limit":…}     filters are optional
 *   {"verb":"case", "case_no":…}                                      with its trace
 *   {"verb":"move", "case_no":…, "event":…, "role":…, "reason":…}
 *   {"verb":"kiosks"}
 *   {"verb":"enrol", "kiosk_no":…, "community":…}                     -> {"code":…}, once readable, 24 h
 *   {"verb":"verify"}                                                 is the trace whole?
 * -> {"ok":true, …} or {"ok":false, "error":…}. Names and numbers of persons come masked. */
json_t *hub_control(Hub *hub, const json_t *request);

/* Tests hold the clock still (microseconds since 1970, UTC); 0 gives it back. Any thread. */
void hub_set_now_us(Hub *hub, gint64 now_us);

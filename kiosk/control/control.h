/* Control socket: how staff tools and the demo dock talk to a running program. A Unix stream socket, one JSON
 * object a line each way: {"verb":"cases", …} -> {"ok":true, …} or {"ok":false,"error":"why, for staff"}.
 * Requests and replies are at most CONTROL_LINE_MAX bytes; the socket file is open to its owner only (0600),
 * which is the whole access control: who may write there may do everything.
 *
 * The server lives in one GMainContext (the thread-default one of its creation); its handlers run there and
 * may answer later. Replies of one connection keep the order of its requests. */
#pragma once

#include <jansson.h>
#include <glib.h>

G_BEGIN_DECLS

#define CONTROL_LINE_MAX    (64 * 1024)
#define CONTROL_CLIENTS_MAX 16 /* further connections are told "busy" and closed */
#define CONTROL_PENDING_MAX 8  /* unanswered requests a connection; then it is read no further */

#define CONTROL_ERROR (control_error_quark())
GQuark control_error_quark(void);
typedef enum {
    CONTROL_ERROR_PATH,        /* too long for a socket, or something else lies there */
    CONTROL_ERROR_IN_USE,      /* another program answers there */
    CONTROL_ERROR_UNREACHABLE, /* nobody listens */
    CONTROL_ERROR_TIMEOUT,
    CONTROL_ERROR_PROTOCOL, /* no JSON object, or too long */
    CONTROL_ERROR_REFUSED,  /* the other side said "ok": false; the message is its "error" */
} ControlError;

/* --- server ----------------------------------------------------------------------------------- */

typedef struct ControlServer ControlServer;
typedef struct ControlCall ControlCall;

/* request is lent until the handler returns. The handler owns the call and ends it exactly once, now or
 * later, by control_call_reply() or control_call_fail(), even when the client has gone meanwhile. */
typedef void (*ControlHandler)(ControlCall *call, const json_t *request, gpointer user_data);

typedef struct {
    const char *verb;
    ControlHandler handler;
    const char *help; /* one line: arguments and what comes back */
} ControlVerb;

/* Listens at path. A stale socket file (nobody answers) is replaced; anything else there is left alone and
 * is an error. The folder must exist. */
ControlServer *control_server_new(const char *path, GError **error);
/* verbs ends with a row of NULL; it must outlive the server. The verb "help" is always there. */
void control_server_add(ControlServer *server, const ControlVerb *verbs, gpointer user_data);
/* Closes all connections and removes the socket file. Calls still open may (and must) still be ended. */
void control_server_free(ControlServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ControlServer, control_server_free)
guint control_server_clients(const ControlServer *server);

/* reply is taken; NULL is {"ok":true}. "ok":true is added. A reply that is too long becomes an error. */
void control_call_reply(ControlCall *call, json_t *reply);
void control_call_fail(ControlCall *call, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* --- client ----------------------------------------------------------------------------------- */

/* For command-line tools: connects, asks, waits at most timeout_ms in all. Blocks, so not for a loop thread.
 * request is lent. New reference to the reply, or NULL (also where the other side refused). */
json_t *control_ask(const char *path, const json_t *request, gint64 timeout_ms, GError **error);

/* For programs with a loop: one connection, opened when it is first needed and again after it broke. */
typedef struct ControlClient ControlClient;
/* reply is lent; NULL with an error. Called exactly once a request, from the loop. */
typedef void (*ControlAnswer)(const json_t *reply, const GError *error, gpointer user_data);
ControlClient *control_client_new(const char *path);
/* request is lent. timeout_ms from now. */
void control_client_ask(ControlClient *client, const json_t *request, gint64 timeout_ms, ControlAnswer answer,
                        gpointer user_data);
/* Open requests are dropped without an answer. */
void control_client_free(ControlClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ControlClient, control_client_free)

G_END_DECLS

/* The way to the devices: an asynchronous client of kiosk-hald on a GLib main context.
 *
 * Loop thread only (the thread-default context at hal_client_new); nothing here blocks, answers come as
 * callbacks from that context, never from inside the call that asked. The client connects by itself and again
 * after a loss (at once, then with growing pauses up to 1 s); commands in progress then complete
 * DEVICE_ERROR. JSON objects are described in hal/reader.h and hal/printer.h. */
#ifndef HAL_CLIENT_H
#define HAL_CLIENT_H

#include <jansson.h>

#include "hal/device.h"

#define HAL_DEFAULT_SOCKET "/run/kiosk-hal/hal.sock"

typedef enum {
    HAL_ROLE_SCREEN, /* the one client that is shown personal card data; a second one is refused */
    HAL_ROLE_STAFF,  /* kioskctl: states, trace, simulator words, commands without personal data */
    HAL_ROLE_DOCK,   /* the demo dock: states and simulator words */
} HalRole;

typedef struct HalClient HalClient;

/* A device as last heard of. Lent until the next callback. */
typedef struct {
    const char *name; /* "reader0", as in devices.ini */
    HalClass device_class;
    const char *driver;
    HalState state;
    HalRemedy remedy;
    const char *text;           /* for staff; "" when there is nothing to say */
    const json_t *capabilities; /* object; empty while unknown */
    const json_t *status;       /* the class's status object; empty while unknown */
} HalDevice;

typedef struct {
    /* The connection to kiosk-hald came or went. When it goes every device is HAL_OFFLINE first. May be NULL.
     */
    void (*connection)(HalClient *client, gboolean connected, gpointer data);
    /* Something about this device changed: state, remedy, text, capabilities or status. May be NULL. */
    void (*device)(HalClient *client, const HalDevice *device, gpointer data);
} HalClientHandlers;

/* Starts to connect. name appears in traces. handlers is copied. */
HalClient *hal_client_new(const char *socket_path, const char *name, HalRole role,
                          const HalClientHandlers *handlers, gpointer data);
/* Closes; commands in progress get no callback any more. NULL is allowed. Not from inside a callback. */
void hal_client_free(HalClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HalClient, hal_client_free)

gboolean hal_client_is_connected(const HalClient *client);
/* All devices in the order of devices.ini; index 0.. until NULL. Empty before the first connection; after a
 * loss the last known devices stay listed as OFFLINE. */
const HalDevice *hal_client_device_at(const HalClient *client, guint index);
const HalDevice *hal_client_device(const HalClient *client, const char *name);
/* The first device of a class, or NULL. */
const HalDevice *hal_client_first(const HalClient *client, HalClass device_class);

/* --- commands --- */

typedef struct {
    HalCode code;
    const char *text;   /* for staff, never parsed; "" when there is nothing to say */
    const json_t *data; /* object, may be empty */
} HalCompletion;

/* Lent values; the objects live until the callback returns: copy what you keep. */
typedef void (*HalEventFunc)(HalClient *client, guint64 id, const char *name, const json_t *data,
                             gpointer user);
typedef void (*HalCompletionFunc)(HalClient *client, guint64 id, const HalCompletion *completion,
                                  gpointer user);

/* Send a command; exactly one completion follows (unless the client is freed). args is borrowed, may be NULL;
 * fd is duplicated into the message, -1 for none, and stays the caller's. timeout_ms 0: none, but it can be
 * cancelled. on_event may be NULL. Returns the id, never 0. Not connected: completes NOT_READY from the loop.
 */
guint64 hal_client_command(HalClient *client, const char *device, const char *name, const json_t *args,
                           int fd, gint64 timeout_ms, HalEventFunc on_event, HalCompletionFunc on_completion,
                           gpointer user);
/* Ask a command to end; its completion still comes (CANCELED, or what it became meanwhile). Unknown ids are
 * ignored. */
void hal_client_cancel(HalClient *client, guint64 id);

/* Simulator words ("TAP 演示卡02", "JAM"): overtake the commands in progress. SUCCESS, or INVALID_DATA with a
 * text that says what would be right; UNSUPPORTED: the device is not simulated. */
guint64 hal_client_sim(HalClient *client, const char *device, const char *words,
                       HalCompletionFunc on_completion, gpointer user);
/* The newest exchanges of a device (NULL: of all), personal bytes masked: data {"lines":["..."]}. */
guint64 hal_client_trace(HalClient *client, const char *device, HalCompletionFunc on_completion,
                         gpointer user);
/* End and start again a device's driver process: an engineer's last resort, and the tests' fault. */
guint64 hal_client_restart(HalClient *client, const char *device, HalCompletionFunc on_completion,
                           gpointer user);

/* --- card events without bookkeeping --- */

/* Keep a reader armed: on_event gets card, card_removed and card_problem; the wait is renewed after driver
 * restarts, unplugging and reconnects. A card that lies there at a loss is followed by card_removed. Once per
 * reader. */
void hal_client_listen(HalClient *client, const char *reader, HalEventFunc on_event, gpointer user);
void hal_client_listen_stop(HalClient *client, const char *reader);

/* --- for programs without a loop (kioskctl) --- */

typedef enum {
    HAL_CLIENT_ERROR_CONNECT, /* kiosk-hald is not reachable at this path */
    HAL_CLIENT_ERROR_TIMEOUT,
    HAL_CLIENT_ERROR_DEVICE, /* the command completed with something else than SUCCESS; the text says what */
} HalClientError;
#define HAL_CLIENT_ERROR hal_client_error_quark()
GQuark hal_client_error_quark(void);

/* [{"name","class","driver","state","remedy","text","capabilities","status"}]; new reference, NULL with
 * error. Blocks at most timeout_ms. */
json_t *hal_sync_devices(const char *socket_path, gint64 timeout_ms, GError **error);
/* One command with role staff; its completion's data, new reference. device NULL only for trace of all. name
 * may also be "sim" with args {"words":...}, "trace" and "restart". */
json_t *hal_sync_command(const char *socket_path, const char *device, const char *name, const json_t *args,
                         gint64 timeout_ms, GError **error);

#endif

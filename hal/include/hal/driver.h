/* What a driver is: one ops table, run in a process of its own. Simulators are drivers like the others.
 *
 * The process has one thread and straight-line code. A driver may block, within bounds: it says how long it
 * means to (host_busy), or waits through host_wait(), which meanwhile answers the supervisor's pings and
 * takes in cancels and simulator words. A driver that is silent for longer is killed and started again; its
 * devices state then reads NO_DEVICE or STARTING and the command in progress ends DEVICE_ERROR. It may call
 * abort(), or lose itself in a library: no other device notices.
 *
 * Life:  open -> (poll | command)* -> close.
 * open fails -> state NO_DEVICE (or what the error says), tried again with growing pauses up to 2 s.
 * host_lost() -> close, then open again in the same way. A driver keeps no retry loop of its own.
 *
 * Everything here is called on the driver process's only thread, unless it says otherwise. */
#ifndef HAL_DRIVER_H
#define HAL_DRIVER_H

#include <jansson.h>

#include "hal/device.h"

typedef struct HalHost HalHost;

/* One row of config/devices.ini: [name] with its keys. Lent. */
typedef struct HalSettings HalSettings;
/* NULL when the key is absent; the text lives as long as the settings. */
const char *hal_settings_text(const HalSettings *settings, const char *key);
/* fallback when absent; out of min..max cannot happen, the file was checked against the driver's rows. */
gint64 hal_settings_number(const HalSettings *settings, const char *key, gint64 fallback);

/* The keys a driver understands beyond class, driver: a key outside this table is a configuration error. */
typedef struct {
    const char *key;
    gboolean required;
    gint64 min, max;           /* both 0: a text */
    const char *const *one_of; /* texts: NULL-terminated choices, or NULL for any */
    const char *help;          /* what would be right, for the error message */
} HalSettingRow;

/* A command as the driver sees it. Lent until the handler returns. */
typedef struct {
    guint64 id;
    const char *name;
    const json_t *args; /* always an object */
    int fd;             /* the document, or -1; closed by the host afterwards */
} HalCommand;

/* How it ended. data is taken by the host (may be NULL); text is for staff, copied, may be NULL, no personal
 * data. */
typedef struct {
    HalCode code;
    json_t *data;
    char *text; /* g_free'd by the host */
} HalResult;

#define HAL_RESULT(c)           ((HalResult){.code = (c)})
#define HAL_RESULT_TEXT(c, ...) ((HalResult){.code = (c), .text = g_strdup_printf(__VA_ARGS__)})
#define HAL_RESULT_DATA(c, d)   ((HalResult){.code = (c), .data = (d)})

typedef struct {
    const char *name;
    HalResult (*run)(gpointer driver, const HalCommand *command);
} HalCommandRow;

typedef struct {
    const char *name; /* driver=name in devices.ini, "printer_ipp" */
    HalClass device_class;
    const HalSettingRow *settings; /* ends with key NULL; may be NULL */
    const HalCommandRow *commands; /* ends with name NULL */

    /* Reach the device and be ready for commands: *driver is yours, close() frees it. At most ~2 s.
     * FALSE with error in HAL_DRIVER_ERROR (any other domain counts as NO_DEVICE); nothing may be left
     * behind. */
    gboolean (*open)(HalHost *host, const HalSettings *settings, gpointer *driver, GError **error);
    void (*close)(gpointer driver);

    /* What this device can do: {"media":["A4"],...}. New reference. NULL op: {}. */
    json_t *(*capabilities)(gpointer driver);

    /* Between commands, every poll_ms (0: never). The device's truth: host_state, host_status. */
    void (*poll)(gpointer driver);
    gint64 poll_ms;

    /* Simulators: words from the control side ("JAM", "TAP 演示卡02"). Called inside host_wait too: change
     * values, do not wait. FALSE with *answer (g_malloc'ed) says what would be right. */
    gboolean (*sim)(gpointer driver, const char *words, char **answer);
} HalDriverOps;

typedef enum {
    HAL_DRIVER_ERROR_NO_DEVICE,     /* nothing there: NO_DEVICE, remedy CLEAR */
    HAL_DRIVER_ERROR_OFFLINE,       /* there, does not answer: OFFLINE, remedy RETRY */
    HAL_DRIVER_ERROR_HARDWARE,      /* answers nonsense: HARDWARE_ERROR, remedy ENGINEER */
    HAL_DRIVER_ERROR_CONFIGURATION, /* settings cannot work: OFFLINE, remedy CONFIGURATION */
} HalDriverError;
#define HAL_DRIVER_ERROR hal_driver_error_quark()
GQuark hal_driver_error_quark(void);

/* --- what the host offers --- */

/* An event of the command in progress; data is taken. Outside a command it is dropped with a warning. */
void host_event(HalHost *host, const char *name, json_t *data);

/* The device's state; sent only when something changed. text for staff, may be NULL. */
void host_state(HalHost *host, HalState state, HalRemedy remedy, const char *text);

/* The class's status object (printer.h); data is taken, sent only when it differs from the last one. */
void host_status(HalHost *host, json_t *data);

/* The device is gone: after the present handler returns, close and open again. */
void host_lost(HalHost *host, HalDriverError why, const char *text);

/* Wait up to ms (-1: for ever), answering the supervisor. CANCELED: the command in progress must end now
 * (within 2 s). WOKEN: a simulator word came. The same as sleeping, without being deaf. */
typedef enum { HOST_WAITED, HOST_WOKEN, HOST_CANCELED } HostWait;
HostWait host_wait(HalHost *host, gint64 ms);
/* The same, and also until fd is readable or hung up (HOST_WOKEN). */
HostWait host_wait_fd(HalHost *host, int fd, gint64 ms);
/* Without waiting: has the command in progress been cancelled? */
gboolean host_canceled(HalHost *host);
/* Of a cancelled command: nobody took it back, its client or the supervisor is just not there any more. What
 * the device can finish alone (a sheet half printed) is left to it; whoever comes next may ask. */
gboolean host_deserted(const HalHost *host);

/* The driver is about to block for at most ms in one library call: the supervisor waits that much longer. 0:
 * it is back. */
void host_busy(HalHost *host, gint64 ms);

/* A library call that may never come back: from here the process is ended (SIGALRM) after ms, unless
 * host_limit(host, 0) lifts it before. The supervisor starts a new process at once. */
void host_limit(HalHost *host, gint64 ms);

/* One line for the device trace ("> InListPassiveTarget 106A"): no personal bytes. */
void host_trace(HalHost *host, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif

/* What every device has in common: a class, a state, a remedy, and how a command ends.
 *
 * Borrowed from the kiosk industry's device standard (XFS4IoT): a command is acknowledged, may bring
 * events, and ends in exactly one completion. A property that is absent means "this device cannot";
 * "unknown" means "it can, but does not know now". Texts are for staff and are never parsed.
 * Values only, no I/O: any thread. */
#ifndef HAL_DEVICE_H
#define HAL_DEVICE_H

#include <glib.h>

typedef enum {
    HAL_CLASS_READER,
    HAL_CLASS_PRINTER,
} HalClass;

/* STARTING -> ONLINE <-> BUSY              the usual life
 *     |          | \-> USER_ERROR          staff on the spot can clear it: paper out, jam, cover open
 *     |          |---> HARDWARE_ERROR      the device answers, but is broken or talks nonsense
 *     |          |---> OFFLINE             there, but not reachable or not accepting
 *     +----------+---> NO_DEVICE           unplugged, or its driver cannot be kept alive
 * Every state but ONLINE and BUSY is retried by the driver host; nobody needs to reset anything. */
typedef enum {
    HAL_STARTING,
    HAL_ONLINE,
    HAL_BUSY,
    HAL_OFFLINE,
    HAL_NO_DEVICE,
    HAL_HARDWARE_ERROR,
    HAL_USER_ERROR,
} HalState;

/* Who can help. */
typedef enum {
    HAL_REMEDY_NONE,          /* nothing is wrong */
    HAL_REMEDY_RETRY,         /* goes away by itself */
    HAL_REMEDY_CLEAR,         /* staff on the spot: paper, jam, cable */
    HAL_REMEDY_ENGINEER,      /* hardware must be looked at */
    HAL_REMEDY_CONFIGURATION, /* config/devices.ini is wrong */
} HalRemedy;

/* How a command ended. */
typedef enum {
    HAL_SUCCESS,
    HAL_CANCELED,       /* by its client, or because its client went away */
    HAL_TIMED_OUT,      /* the command's own timeout_ms passed */
    HAL_NOT_READY,      /* the device is in no state to take commands; nothing was begun */
    HAL_DEVICE_ERROR,   /* the device or its driver failed under way: the outcome is unknown */
    HAL_USER_PROBLEM,   /* staff or resident must do something first: paper, jam */
    HAL_SEQUENCE_ERROR, /* not now, not in this order */
    HAL_UNSUPPORTED,    /* this device has no such command */
    HAL_INVALID_DATA,   /* the arguments are wrong */
    HAL_REFUSED,        /* unknown device, too many commands waiting, or not this client's right */
} HalCode;

/* Names on the wire and in logs: "no_device", "timed_out". Never NULL. */
const char *hal_class_name(HalClass device_class);
const char *hal_state_name(HalState state);
const char *hal_remedy_name(HalRemedy remedy);
const char *hal_code_name(HalCode code);

/* Back from names; FALSE and *value untouched for an unknown or NULL name. */
gboolean hal_class_parse(const char *name, HalClass *value);
gboolean hal_state_parse(const char *name, HalState *value);
gboolean hal_remedy_parse(const char *name, HalRemedy *value);
gboolean hal_code_parse(const char *name, HalCode *value);

/* May a command be sent in this state? (ONLINE, BUSY; USER_ERROR too: queries and cancels still work.) */
gboolean hal_state_takes_commands(HalState state);

#endif

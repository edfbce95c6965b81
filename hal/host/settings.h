/* config/devices.ini: which devices there are, and what drives them. Read once, checked whole: a mistake
 * names file, line, key and what would be right, and nothing is started.
 *
 *   [hald]                      about kiosk-hald itself (optional)
 *   [reader0]                   one section a device, in the order they are listed to clients
 *   class = reader
 *   driver = reader_pn53x
 *   connection = pn532_uart:/dev/ttyUSB0:115200     the driver's own keys (its HalSettingRow table)
 *
 * Immutable after reading; any thread. */
#ifndef HAL_HOST_SETTINGS_H
#define HAL_HOST_SETTINGS_H

#include "hal/driver.h"

#define DEVICES_MAX 16

typedef struct HostConfig HostConfig;

typedef struct {
    const char *screen_user; /* login name that may hold the role screen; "" = the one kiosk-hald runs as */
    gint64 socket_mode;      /* octal, 0660 */
    gint64 ping_ms;          /* a device process is asked for a sign of life this often */
    gint64 silent_ms;        /* .. and killed when it does not answer for so long */
    gint64 trace_lines;
} HostOptions;

/* path NULL: nothing configured. NULL with an error in HOST_CONFIG_ERROR: "devices.ini:12: [printer0] route:
 * ..." */
HostConfig *host_config_read(const char *path, const HalDriverOps *const *drivers, GError **error);
void host_config_free(HostConfig *config);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostConfig, host_config_free)

/* A device that no file names, with a driver that needs no keys. Before the config is used. */
void host_config_add(HostConfig *config, const char *name, const HalDriverOps *driver);

const HostOptions *host_config_options(const HostConfig *config);
/* 0.. until NULL, in file order; lent. */
const HalSettings *host_config_device_at(const HostConfig *config, guint index);
const HalSettings *host_config_device(const HostConfig *config, const char *name);

const char *hal_settings_name(const HalSettings *settings);
const HalDriverOps *hal_settings_driver(const HalSettings *settings);

typedef enum {
    HOST_CONFIG_ERROR_FILE,
    HOST_CONFIG_ERROR_VALUE,
} HostConfigError;
#define HOST_CONFIG_ERROR host_config_error_quark()
GQuark host_config_error_quark(void);

#endif

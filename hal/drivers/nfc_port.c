#include "hal/drivers/nfc_port.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define CALL_MS     1200 /* more than any sound call takes: libnfc's own limits are 350 ms */
#define OPEN_MS     3000
#define EXCHANGE_MS 400

struct NfcPort {
    HalHost *host;
    nfc_context *context;
    nfc_device *device;
    char *node; /* "/dev/ttyUSB0", or NULL */
    int lock;
};

static const nfc_modulation type_a = {.nmt = NMT_ISO14443A, .nbr = NBR_106};
static const nfc_modulation type_b = {.nmt = NMT_ISO14443B, .nbr = NBR_106};

/* The device node inside a connection string, for the drivers that have one. */
static char *find_node(const char *connection)
{
    g_auto(GStrv) parts = g_strsplit(connection, ":", 3);
    return parts[0] && parts[1] && parts[1][0] == '/' ? g_strdup(parts[1]) : NULL;
}

/* A lock that every program which means well asks for. */
static gboolean lock_node(NfcPort *port, GError **error)
{
    if (!port->node)
        return TRUE;
    port->lock = open(port->node, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (port->lock < 0) {
        gboolean may_not = errno == EACCES || errno == EPERM;
        g_set_error(error, HAL_DRIVER_ERROR,
                    may_not ? HAL_DRIVER_ERROR_CONFIGURATION : HAL_DRIVER_ERROR_NO_DEVICE, "%s: %s",
                    port->node, g_strerror(errno));
        return FALSE;
    }
    if (flock(port->lock, LOCK_EX | LOCK_NB) < 0) {
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_OFFLINE, "%s: in use by another program",
                    port->node);
        return FALSE;
    }
    return TRUE;
}

static gboolean open_device(NfcPort *port, const char *connection, GError **error)
{
    host_limit(port->host, OPEN_MS);
    nfc_init(&port->context);
    if (port->context)
        port->device = nfc_open(port->context, connection);
    gboolean ok = port->device && nfc_initiator_init(port->device) >= 0 &&
                  nfc_device_set_property_bool(port->device, NP_INFINITE_SELECT, false) >= 0;
    host_limit(port->host, 0);
    if (!ok)
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_OFFLINE, "%s: no chip answers there",
                    connection);
    return ok;
}

NfcPort *nfc_port_open(HalHost *host, const char *connection, GError **error)
{
    /* libnfc prints whole frames, so it prints nothing */
    g_setenv("LIBNFC_LOG_LEVEL", "0", TRUE);
    g_setenv("LIBNFC_AUTO_SCAN", "false", TRUE);
    g_setenv("LIBNFC_INTRUSIVE_SCAN", "false", TRUE);
    g_autoptr(NfcPort) port = g_new0(NfcPort, 1);
    port->host = host;
    port->lock = -1;
    port->node = find_node(connection);
    if (strlen(connection) >= sizeof(nfc_connstring)) {
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_CONFIGURATION, "connection: too long");
        return NULL;
    }
    if (!lock_node(port, error) || !open_device(port, connection, error))
        return NULL;
    return g_steal_pointer(&port);
}

void nfc_port_close(NfcPort *port)
{
    if (!port)
        return;
    host_limit(port->host, OPEN_MS);
    if (port->device)
        nfc_close(port->device);
    if (port->context)
        nfc_exit(port->context);
    host_limit(port->host, 0);
    if (port->lock >= 0)
        close(port->lock);
    g_free(port->node);
    g_free(port);
}

const char *nfc_port_name(NfcPort *port)
{
    return nfc_device_get_name(port->device);
}

static gboolean set_field(NfcPort *port, bool on)
{
    return nfc_device_set_property_bool(port->device, NP_ACTIVATE_FIELD, on) >= 0;
}

gboolean nfc_port_reset_field(NfcPort *port)
{
    host_limit(port->host, CALL_MS);
    gboolean ok = set_field(port, false) && set_field(port, true);
    host_limit(port->host, 0);
    return ok;
}

gboolean nfc_port_field_off(NfcPort *port)
{
    host_limit(port->host, CALL_MS);
    gboolean ok = set_field(port, false);
    host_limit(port->host, 0);
    return ok;
}

static NfcPortResult to_result(int found)
{
    if (found == 0) /* no card within the chip's retries; a time-out would be the chip's own silence */
        return NFC_PORT_EMPTY;
    return found > 0 ? NFC_PORT_FOUND : NFC_PORT_FAILED;
}

NfcPortResult nfc_port_select_a(NfcPort *port, nfc_target *target)
{
    memset(target, 0, sizeof *target);
    host_limit(port->host, CALL_MS);
    int found = nfc_initiator_select_passive_target(port->device, type_a, NULL, 0, target);
    host_limit(port->host, 0);
    return to_result(found);
}

NfcPortResult nfc_port_select_b(NfcPort *port, nfc_target *target)
{
    memset(target, 0, sizeof *target);
    host_limit(port->host, CALL_MS);
    int found = nfc_initiator_select_passive_target(port->device, type_b, NULL, 0, target);
    host_limit(port->host, 0);
    if (found == NFC_EDEVNOTSUPP)
        return NFC_PORT_EMPTY; /* boards without type B: hardware bit 1 of the firmware version */
    return to_result(found);
}

void nfc_port_deselect(NfcPort *port)
{
    host_limit(port->host, CALL_MS);
    nfc_initiator_deselect_target(port->device);
    host_limit(port->host, 0);
}

int nfc_port_exchange(NfcPort *port, const guint8 *command, gsize size, guint8 *answer, gsize answer_max)
{
    host_limit(port->host, CALL_MS);
    int got = nfc_initiator_transceive_bytes(port->device, command, size, answer, answer_max, EXCHANGE_MS);
    host_limit(port->host, 0);
    return got >= 0 && (gsize)got <= answer_max ? got : -1;
}

gboolean nfc_port_raw_b_begin(NfcPort *port)
{
    host_limit(port->host, CALL_MS);
    gboolean ok = nfc_device_set_property_bool(port->device, NP_FORCE_ISO14443_B, true) >= 0 &&
                  nfc_device_set_property_bool(port->device, NP_FORCE_SPEED_106, true) >= 0 &&
                  nfc_device_set_property_bool(port->device, NP_HANDLE_CRC, true) >= 0 &&
                  nfc_device_set_property_bool(port->device, NP_EASY_FRAMING, false) >= 0;
    host_limit(port->host, 0);
    return ok;
}

int nfc_port_raw_b(NfcPort *port, const guint8 *command, gsize size, guint8 *answer, gsize answer_max)
{
    return nfc_port_exchange(port, command, size, answer,
                             answer_max); /* InCommunicateThru without easy framing */
}

void nfc_port_raw_b_end(NfcPort *port)
{
    host_limit(port->host, CALL_MS);
    nfc_device_set_property_bool(port->device, NP_EASY_FRAMING, true);
    host_limit(port->host, 0);
}

gboolean nfc_port_is_plugged(const NfcPort *port)
{
    return !port->node || access(port->node, F_OK) == 0;
}

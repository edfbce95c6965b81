/* One NFC chip behind libnfc 1.8.0, with that library's edges covered:
 *  - an explicit connection string, no scanning: a scan would write into printers and SAM_V readers on other
 * ports;
 *  - our own lock: libnfc's "port claimed" flag is stripped by glibc, so two programs could share a port;
 *  - a limit on every call (host_limit): a half frame blocks the library for ever, a trickle for minutes;
 *  - lengths checked before use: over-long answers come back with left-over bytes.
 * What cannot be covered (abort() on status bit 7, a crash on an ATS of length 0) costs the process, which is
 * why a driver has its own. Device process only. */
#ifndef HAL_DRIVERS_NFC_PORT_H
#define HAL_DRIVERS_NFC_PORT_H

#include <nfc/nfc.h>

#include "hal/driver.h"

typedef struct NfcPort NfcPort;

/* connection: "pn532_uart:/dev/ttyUSB0:115200". NULL with an error in HAL_DRIVER_ERROR. */
NfcPort *nfc_port_open(HalHost *host, const char *connection, GError **error);
void nfc_port_close(NfcPort *port);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(NfcPort, nfc_port_close)

/* "pn532_uart:/dev/ttyUSB0 - PN532 v1.6". Lent. */
const char *nfc_port_name(NfcPort *port);

typedef enum {
    NFC_PORT_FOUND,
    NFC_PORT_EMPTY,
    NFC_PORT_FAILED, /* this exchange failed; the chip may be well: nfc_port_reset_field tells */
} NfcPortResult;

/* Field off and on: cards forget their state, also one that locked up. FALSE: the chip does not answer. */
gboolean nfc_port_reset_field(NfcPort *port);
gboolean nfc_port_field_off(NfcPort *port);

/* Is there a card of this modulation? It is then selected and described in *target. */
NfcPortResult nfc_port_select_a(NfcPort *port, nfc_target *target);
NfcPortResult nfc_port_select_b(NfcPort *port, nfc_target *target);
/* Sends the selected card to sleep, so that another one can be heard. */
void nfc_port_deselect(NfcPort *port);

/* One command to the selected ISO/IEC 14443-4 card. The answer's length, or -1. */
int nfc_port_exchange(NfcPort *port, const guint8 *command, gsize size, guint8 *answer, gsize answer_max);
/* One bare type B frame (CRC by the chip), without selecting. The answer's length, or -1. Call raw_begin
 * first and raw_end after. */
gboolean nfc_port_raw_b_begin(NfcPort *port);
int nfc_port_raw_b(NfcPort *port, const guint8 *command, gsize size, guint8 *answer, gsize answer_max);
void nfc_port_raw_b_end(NfcPort *port);

/* Is the device node still there? TRUE too when the connection has none. */
gboolean nfc_port_is_plugged(const NfcPort *port);

#endif

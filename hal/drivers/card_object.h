/* Card objects of hal/reader.h from what drivers read. Pure; any thread. */
#ifndef HAL_DRIVERS_CARD_OBJECT_H
#define HAL_DRIVERS_CARD_OBJECT_H

#include <jansson.h>

#include "hal/device.h"

/* New references. serial: the bytes of the chip serial. */
json_t *card_object_token(const char *source, const guint8 *serial, gsize size);
json_t *card_object_social(const char *name, const char *number);

/* What an ISO/IEC 14443-3 type A serial is good for. */
typedef enum {
    SERIAL_GOOD,
    SERIAL_RANDOM,    /* 4 bytes beginning with 08: made up anew for every visit (phones, privacy cards) */
    SERIAL_HALF_READ, /* no length of the standard, all zero, or a cascade tag where the serial should be
                         complete */
} SerialKind;
SerialKind card_serial_kind(const guint8 *serial, gsize size);

#endif

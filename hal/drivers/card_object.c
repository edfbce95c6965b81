#include "hal/drivers/card_object.h"

#include <string.h>

#define SERIAL_MAX   10
#define CASCADE_TAG  0x88
#define RANDOM_FIRST 0x08

json_t *card_object_token(const char *source, const guint8 *serial, gsize size)
{
    char hex[2 * SERIAL_MAX + 1] = "";
    for (gsize i = 0; i < MIN(size, SERIAL_MAX); i++)
        g_snprintf(hex + 2 * i, 3, "%02x", serial[i]);
    json_t *card = json_pack("{s:s, s:s, s:s}", "kind", "token", "source", source, "serial", hex);
    explicit_bzero(hex, sizeof hex);
    return card;
}

json_t *card_object_social(const char *name, const char *number)
{
    return json_pack("{s:s, s:s, s:s, s:s}", "kind", "identity", "source", "social", "name", name, "number",
                     number);
}

SerialKind card_serial_kind(const guint8 *serial, gsize size)
{
    static const guint8 nothing[SERIAL_MAX];
    if (size != 4 && size != 7 && size != 10)
        return SERIAL_HALF_READ;
    if (memcmp(serial, nothing, size) == 0)
        return SERIAL_HALF_READ;
    if (size == 4 && serial[0] == CASCADE_TAG)
        return SERIAL_HALF_READ;
    if (size == 4 && serial[0] == RANDOM_FIRST)
        return SERIAL_RANDOM;
    return SERIAL_GOOD;
}

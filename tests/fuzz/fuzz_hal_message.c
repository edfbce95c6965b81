/* Packets on the HAL socket: what is read as a message can be written again and reads the same; its trace is
 * text. */
#include "hal/proto/message.h"
#include "hal/proto/trace.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char first[2 * MESSAGE_BYTES_MAX], second[2 * MESSAGE_BYTES_MAX];
    g_auto(Message) message = {0}, again = {0};
    if (!message_decode((const char *)data, size, &message, NULL))
        return 0;
    g_autoptr(Trace) trace = trace_new(4);
    trace_add(trace, 0, '<', "reader0", &message);
    json_t *lines = trace_lines(trace, NULL);
    g_assert(json_array_size(lines) == 1);
    json_decref(lines);
    gsize length = message_encode(&message, first, sizeof first, NULL);
    if (length == 0) /* escapes made it longer than a packet may be */
        return 0;
    g_assert(message_decode(first, length, &again, NULL));
    g_assert(message_encode(&again, second, sizeof second, NULL) == length);
    g_assert(memcmp(first, second, length) == 0);
    return 0;
}

/* The device trace: one line per exchange, kept in memory, newest last. Only what is on the list of harmless
 * keys is written out; everything else reads "…", so that a new field is masked until someone thinks about
 * it. One thread. */
#ifndef HAL_PROTO_TRACE_H
#define HAL_PROTO_TRACE_H

#include "hal/proto/message.h"

typedef struct Trace Trace;

Trace *trace_new(guint lines_max);
void trace_free(Trace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trace, trace_free)

/* direction: '>' to the device, '<' from it, '*' about it. now_us: g_get_real_time(). */
void trace_add(Trace *trace, gint64 now_us, char direction, const char *device, const Message *message);

/* The lines of one device (NULL: all) that fit into one message, newest kept: a JSON array, new reference. */
json_t *trace_lines(const Trace *trace, const char *device);

/* The masked text of a message, as trace_add writes it: "event card {kind:token,source:iso14443a,serial:…}".
 */
char *trace_text(const Message *message);

#endif

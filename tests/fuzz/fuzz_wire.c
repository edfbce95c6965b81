/* Any bytes as any message: the first byte names the message. What is taken must be writable, and read back
 * the same. */
#include <stdint.h>
#include <string.h>
#include "kiosk/wire/cases.h"
#include "kiosk/wire/envelope.h"
#include "kiosk/wire/fleet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef gboolean (*Probe)(const char *text, gsize size);

static void must(gboolean condition)
{
    if (!condition)
        __builtin_trap();
}

#define PROBE(Type, prefix)                                                                                  \
    static gboolean probe_##prefix(const char *text, gsize size)                                             \
    {                                                                                                        \
        g_autoptr(Type) message = prefix##_decode(text, size, NULL);                                         \
        if (!message)                                                                                        \
            return FALSE;                                                                                    \
        gsize length = 0;                                                                                    \
        char *first = prefix##_encode(message, &length, NULL);                                               \
        must(first != NULL);                                                                                 \
        g_autoptr(Type) again = prefix##_decode(first, length, NULL);                                        \
        must(again != NULL);                                                                                 \
        char *second = prefix##_encode(again, NULL, NULL);                                                   \
        must(strcmp(first, second) == 0);                                                                    \
        wire_text_free(first);                                                                               \
        wire_text_free(second);                                                                              \
        return TRUE;                                                                                         \
    }
PROBE(WireApplication, wire_application)
PROBE(WireCase, wire_case)
PROBE(WireReceipt, wire_receipt)
PROBE(WireRefusal, wire_refusal)
PROBE(WireBlobState, wire_blob_state)
PROBE(WireCaseList, wire_case_list)
PROBE(WirePersonQuery, wire_person_query)
PROBE(WireSealed, wire_sealed)
PROBE(WireWithdrawal, wire_withdrawal)
PROBE(WireRating, wire_rating)
PROBE(WireRegister, wire_register)
PROBE(WireRegistered, wire_registered)
PROBE(WireKioskKeys, wire_kiosk_keys)
PROBE(WireBlockRequest, wire_block_request)
PROBE(WireBlocks, wire_blocks)
PROBE(WireHeartbeat, wire_heartbeat)
PROBE(WireHeartbeatAnswer, wire_heartbeat_answer)
PROBE(WireHelp, wire_help)
PROBE(WireLookup, wire_lookup)
PROBE(WireLookupAnswer, wire_lookup_answer)

static const Probe probes[] = {
    probe_wire_application,      probe_wire_case,          probe_wire_receipt,      probe_wire_refusal,
    probe_wire_blob_state,       probe_wire_case_list,     probe_wire_person_query, probe_wire_sealed,
    probe_wire_withdrawal,       probe_wire_rating,        probe_wire_register,     probe_wire_registered,
    probe_wire_kiosk_keys,       probe_wire_block_request, probe_wire_blocks,       probe_wire_heartbeat,
    probe_wire_heartbeat_answer, probe_wire_help,          probe_wire_lookup,       probe_wire_lookup_answer,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0 || size > 64 * 1024)
        return 0;
    probes[data[0] % G_N_ELEMENTS(probes)]((const char *)data + 1, size - 1);
    g_autofree char *typed = g_strndup((const char *)data, size);
    char *code = wire_enrol_code(typed);
    must(strlen(code) == 0 || strlen(code) == 19);
    wire_text_free(code);
    return 0;
}

/* The hub's trace: who did what to which case, when and why; each record carries the hash of the one before
 * (fields: trace.event_fields of process.json). Codes only: no names, numbers or reasons in words. */
#pragma once
#include "kiosk/hub/internal.h"

/* Absent members (NULL) are written as "". */
typedef struct {
    const char *actor_type; /* kiosk, staff, resident, system */
    const char *actor_id;   /* kiosk_no, staff number, "" */
    const char *actor_role;
    const char *org_level;
    const char *kiosk_no, *case_no, *matter_id;
    const char *event; /* "case.submit" */
    const char *from_state, *to_state;
    const char *diff_hash; /* hex of what was said or changed */
    const char *reason;    /* a code */
    const char *result;    /* NULL: ok */
} HubTrace;

/* Inside the caller's transaction. */
gboolean trace_add(Hub *hub, const HubTrace *trace, GError **error);
/* FALSE without error: the record broken_seq does not fit to the one before it. */
gboolean trace_verify(Hub *hub, gint64 *records, gint64 *broken_seq, GError **error);

/* Cases as the hub keeps them: reading a row, where it stands, moving it on. What the resident wrote lies
 * sealed beside it and is not touched here. */
#pragma once
#include "kiosk/domain/numbering.h"
#include "kiosk/hub/internal.h"
#include "kiosk/wire/cases.h"

typedef struct {
    char *case_no, *temp_no, *query_code, *community, *kiosk_no, *matter_id, *catalogue_version, *variant,
        *mode;
    char *state;
    guint nodes_done;
    int pct;
    gint64 revision;
    gboolean sent_back, terminal;
    char *submitted_at;
    gint64 updated_us;
    Day receipt_day, due;
    gboolean due_estimated;
    char *reason; /* opened; for the resident; "" */
    char *key;    /* idempotency key */
} HubCase;
void case_free(HubCase *item);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HubCase, case_free)

/* NULL without error: there is none. */
HubCase *case_by_no(Hub *hub, const char *case_no, GError **error);
HubCase *case_by_key(Hub *hub, const char *key, GError **error);
/* Array of HubCase, newest first. */
GPtrArray *cases_of_person(Hub *hub, const guint8 tag[SEAL_KEY_BYTES], GError **error);
GPtrArray *cases_by_code(Hub *hub, const char *query_code, GError **error);
/* "" for any. */
GPtrArray *cases_list(Hub *hub, const char *state, const char *matter, const char *kiosk_no, gint64 limit,
                      GError **error);

/* The road that a case takes, with the nodes that its variant leaves out. */
typedef struct {
    const Matter *matter;
    ProcessNode *nodes;
    guint n;
    DayLimit limit;
} CaseRoute;
/* matter of the case's own catalogue; FALSE: the hub never had it. */
gboolean case_route(Hub *hub, const HubCase *item, CaseRoute *route);
void case_route_fill(CaseRoute *route, const Matter *matter, const char *variant);
void case_route_clear(CaseRoute *route);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CaseRoute, case_route_clear)

/* When it should be done, as things are. */
DueDate case_due(Hub *hub, const HubCase *item, const CaseRoute *route, const char *state, GError **error);

/* What a resident is told. NULL: error. */
WireStatus *case_status(Hub *hub, const HubCase *item, GError **error);

/* Who moves a case, and why. */
typedef struct {
    const char *event, *role;
    const char *reason;     /* what was written, for the resident; NULL: nothing */
    const char *actor_type; /* staff, resident, system */
    const char *actor_id;
} CaseMove;
/* Checks the transition (PROCESS_ERROR), writes state, per cent, due date, node days, pauses and trace inside
 * the caller's transaction. item is brought up to date. */
gboolean case_move(Hub *hub, HubCase *item, const CaseMove *move, GError **error);
/* The same in a transaction of its own. */
gboolean case_move_commit(Hub *hub, HubCase *item, const CaseMove *move, GError **error);
/* The role of the route's next node, which may act in place of the process's role. */
const char *case_node_role(const HubCase *item, const CaseRoute *route);

/* Acts that are done once however often they are asked for: ratings, calls for help, withdrawals. */
#pragma once
#include "kiosk/hub/api/request.h"

typedef struct {
    const char *kind; /* "rating": the trace says "resident.rating" */
    const char *key;  /* idempotency key */
    const char *case_no, *matter_id;
    /* Inside the transaction. FALSE undoes all; HUB_ERROR_REFUSED and _NOT_FOUND are told to the asker. */
    gboolean (*write)(Hub *hub, const char *kiosk_no, gconstpointer message, GError **error);
    gconstpointer message;
    gboolean traces_itself;
} DoneAct;

void done_once(Hub *hub, const HubRequest *request, const DoneAct *act, HubReply *reply);

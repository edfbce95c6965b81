#pragma once
#include "kiosk/domain/numbering.h"
#include "kiosk/hub/internal.h"

/* Inside the caller's transaction: a number for a case that came without one. */
gboolean blocks_take_one(Hub *hub, const char *community, const char *kiosk_no, Day day,
                         char case_no[CASE_NO_SIZE], GError **error);
/* Was this number lent to this kiosk? */
gboolean blocks_hold(Hub *hub, const CaseNo *number, const char *kiosk_no, gboolean *is_lent, GError **error);

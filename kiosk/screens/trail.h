/* The trail of a case: what was done, what is being done, what lies ahead, one line each on a road. */
#pragma once

#include "kiosk/service/progress.h"
#include "kiosk/ui/ui.h"

/* steps: CaseStep. */
UiWidget *trail(const GPtrArray *steps);

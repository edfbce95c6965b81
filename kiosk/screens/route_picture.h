/* The way of a matter or case through community, street and district, as a route line: one station a level,
 * with the days that its nodes take together. */
#pragma once

#include "kiosk/domain/catalogue.h"
#include "kiosk/ui/ui.h"

/* The plan of a matter. */
UiWidget *route_plan(const Matter *matter);
/* The same with the place where a case is: `done` nodes are behind it; finished: all are. */
UiWidget *route_now(const Matter *matter, guint done, gboolean finished);

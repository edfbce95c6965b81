/* The hub's control socket: hub_control() behind kiosk/control. */
#pragma once
#include "kiosk/control/control.h"
#include "kiosk/hub/hub.h"

/* hub is lent and outlives the server. */
ControlServer *hub_control_serve(Hub *hub, const char *path, GError **error);

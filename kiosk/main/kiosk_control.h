/* The kiosk's control socket: what kioskctl, the installer and the tests may ask a running kiosk. */
#pragma once
#include "kiosk/control/control.h"
#include "kiosk/screens/screens.h"
#include "kiosk/service/service.h"
#include "kiosk/ui/ui.h"

/* automation: verbs that read the screen are offered too. All arguments must outlive the server. */
ControlServer *kiosk_control_new(const char *path, Service *service, Ui *ui, Screens *screens,
                                 gboolean automation, GError **error);

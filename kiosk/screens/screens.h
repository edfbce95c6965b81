/* The residents' screens: service values in, intents out. This header is for main and for tests; authors of
 * screens read shell.h.
 *
 * Loop thread only. Nothing here waits: a screen reads what the service lends and is built again when the
 * service says that something changed. */
#pragma once

#include "kiosk/service/service.h"
#include "kiosk/ui/ui.h"

typedef struct Screens Screens;

/* Takes over the handlers of the window and shows the resting screen. ui and service stay the caller's and
 * must outlive the result. */
Screens *screens_create(Ui *ui, Service *service);
void screens_destroy(Screens *screens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Screens, screens_destroy)

/* The table of screens, for walks over all of them. The id is lent for ever. */
guint screens_count(const Screens *screens);
const char *screens_id_at(const Screens *screens, guint index);
const char *screens_current(const Screens *screens);

/* Shows the screen with a sample argument where it needs one (the first matter, notice …), whatever the
 * session's state is. For walks and pictures. FALSE: no such screen, or there is nothing to show in it (no
 * application is open, no case is known). */
gboolean screens_show(Screens *screens, const char *id);

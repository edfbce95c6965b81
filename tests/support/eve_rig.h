/* CUPS's own ippeveprinter as a second printer that is not ours, for tests. Debian's build ends without a
 * system bus, so it gets a private dbus-daemon. One thread. */
#pragma once

#include <glib.h>

typedef struct EveRig EveRig;

/* format: the only one it takes ("application/pdf"). NULL: dbus-daemon or ippeveprinter is not installed
 * (skip). Printed documents are passed to a script that copies them into eve_rig_folder() and takes page_ms.
 */
EveRig *eve_rig_new(const char *format, int page_ms);
void eve_rig_free(EveRig *rig);
const char *eve_rig_uri(const EveRig *rig);
const char *eve_rig_folder(const EveRig *rig);

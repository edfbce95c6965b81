/* Catalogue, process, working days and content: read and checked as a whole before the hub starts, handed to
 * kiosks with an etag. Every catalogue that was ever in force is kept in the data folder, so that a case
 * handed in under it is judged by it. */
#pragma once
#include "kiosk/hub/internal.h"

gboolean hub_files_load(Hub *hub, const HubOptions *options, GError **error);
/* After the data folder was opened: keeps today's catalogue for later. */
gboolean hub_files_archive(Hub *hub, GError **error);
void hub_files_clear(Hub *hub);
const HubFile *hub_file(const Hub *hub, const char *name); /* NULL: no such document */
/* Lent; NULL: the hub never had this version. */
Catalogue *hub_catalogue(Hub *hub, const char *version);

/* The register behind look-ups (db.* prefill): a JSON file that stands for the public-data platform until the
 * owner connects one. Read once; keyed by person tag; a name that is not there finds nothing.
 *
 *   {"schema": "kiosk.register/1", "people": [{"id_number": "99…", "values": {"resident.phone": "138…", …}}]}
 */
#pragma once
#include "kiosk/hub/internal.h"

gboolean people_load(Hub *hub, const HubOptions *options, GError **error);
void people_clear(Hub *hub);
/* What is known under name ("resident.phone"; "agent.phone" is the agent's own "resident.phone"). Lent. */
const json_t *people_value(const Hub *hub, const char *tag_hex, const char *name);
/* 64 hex digits of an ID number's person tag; g_free. */
char *people_tag_hex(const Hub *hub, const char *id_number);

/* HTTP: one thread of libmicrohttpd, bounded in connections, sizes and time. It collects a request, proves
 * who sent it (auth.h), calls the handler of its route under the hub's lock, and sends what the handler says.
 */
#pragma once
#include "kiosk/hub/api/request.h"

HubServer *hub_server_start(Hub *hub, GError **error);
guint16 hub_server_port(const HubServer *server);
/* Stops accepting, ends the connections, waits for the handler under way. */
void hub_server_stop(HubServer *server);

HubNonces *hub_nonces_new(void);
void hub_nonces_free(HubNonces *nonces);

/* What the files of hal/client share. */
#ifndef HAL_CLIENT_INTERNAL_H
#define HAL_CLIENT_INTERNAL_H

#include "hal/client.h"

/* The readers that are kept armed (listen.c). */
typedef struct ClientListens ClientListens;

ClientListens *client_listens_new(void);
void client_listens_free(ClientListens *listens);

/* The device's state changed: arm it if it can be. */
void client_listens_check(HalClient *client, ClientListens *listens, const char *device);
/* The connection went: a card that was there is gone. */
void client_listens_lost(HalClient *client, ClientListens *listens);

/* A client's own (client.c). */
ClientListens *client_listens(HalClient *client);
GMainContext *client_context(HalClient *client);
/* Connected, and every device that there is was described. */
gboolean client_knows_all_devices(const HalClient *client);

#endif

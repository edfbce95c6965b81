/* One client as the server sees it: its socket, its role, and what still waits to be sent to it.
 * Loop thread only; nothing waits. */
#ifndef HAL_HOST_CLIENT_LINK_H
#define HAL_HOST_CLIENT_LINK_H

#include <sys/types.h>

#include "hal/proto/message.h"

typedef enum {
    CLIENT_NEW, /* has not said hello yet */
    CLIENT_SCREEN,
    CLIENT_STAFF,
    CLIENT_DOCK,
} ClientRole;

typedef struct HostClient HostClient;

typedef struct {
    /* fd (or -1) is the handler's to close. */
    void (*message)(HostClient *client, const Message *message, int fd, gpointer data);
    /* It closed, did not read, did not say hello in time, or spoke nonsense. Free it, or let it be freed from
     * an idle. */
    void (*closed)(HostClient *client, const char *why, gpointer data);
} HostClientHandlers;

/* Takes the socket. */
HostClient *host_client_new(int socket, const HostClientHandlers *handlers, gpointer data);
void host_client_free(HostClient *client);

/* The user at the other end, as the kernel says. */
uid_t host_client_uid(const HostClient *client);

ClientRole host_client_role(const HostClient *client);
void host_client_set_role(HostClient *client, ClientRole role);

/* Sends, or keeps for later. Messages are copied. */
void host_client_send(HostClient *client, const Message *message);

#endif

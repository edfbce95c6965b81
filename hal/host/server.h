/* The door of kiosk-hald: clients on a Unix socket, who may see what, and which device their commands go to.
 * Loop thread only; nothing waits: a client that does not read is dropped. */
#ifndef HAL_HOST_SERVER_H
#define HAL_HOST_SERVER_H

#include "hal/host/settings.h"

typedef struct HostServer HostServer;

/* Starts every device of config and listens at socket_path (a path of at most 107 bytes; a dead predecessor's
 * socket is replaced). device_argv is the command line of a device process; "--device NAME" is added. config
 * is lent and must outlive the server. NULL with error. */
HostServer *host_server_new(const HostConfig *config, const char *socket_path, const char *const *device_argv,
                            GError **error);

/* Says good-bye to clients and ends the device processes; on_stopped comes when the last one is gone, within
 * a second. */
void host_server_stop(HostServer *server, void (*on_stopped)(gpointer data), gpointer data);

void host_server_free(HostServer *server);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HostServer, host_server_free)

#endif

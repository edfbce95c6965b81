/* One end of a SOCK_SEQPACKET socket that carries messages. Sends and receives never wait.
 * A link belongs to one thread. */
#ifndef HAL_PROTO_LINK_H
#define HAL_PROTO_LINK_H

#include "hal/proto/message.h"

/* Sends one message, with a descriptor when fd >= 0 (the caller keeps its own). FALSE with error:
 * G_IO_ERROR-like codes below; nothing was sent. */
gboolean link_send(int socket, const Message *message, int fd, GError **error);

/* Receives one message; *fd is the descriptor that came along (yours) or -1.
 * LINK_ERROR_AGAIN: nothing there now. CLOSED: the other end is gone. BAD: a packet that is no message was
 * dropped. */
gboolean link_receive(int socket, Message *message, int *fd, GError **error);

/* A connected pair, close-on-exec. */
gboolean link_pair(int pair[2], GError **error);

/* Connect to, or listen at, a path. The descriptor is non-blocking and close-on-exec; -1 with error. */
int link_connect(const char *path, GError **error);
int link_listen(const char *path, guint mode, GError **error);

typedef enum {
    LINK_ERROR_AGAIN,
    LINK_ERROR_CLOSED,
    LINK_ERROR_BAD,
    LINK_ERROR_PATH,
} LinkError;
#define LINK_ERROR link_error_quark()
GQuark link_error_quark(void);

#endif

#include "hal/proto/link.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

G_DEFINE_QUARK(hal - link - error - quark, link_error)

/* Room for one message; wiped after use, since any message may hold a card. */
typedef struct {
    char bytes[MESSAGE_BYTES_MAX + 1];
} Packet;

static void packet_wipe(Packet *packet, gsize used)
{
    explicit_bzero(packet->bytes, MIN(used, sizeof packet->bytes));
}

static gboolean fail_errno(GError **error, const char *what)
{
    gboolean again = errno == EAGAIN || errno == ENOBUFS || errno == ETOOMANYREFS;
    g_set_error(error, LINK_ERROR, again ? LINK_ERROR_AGAIN : LINK_ERROR_CLOSED, "%s: %s", what,
                g_strerror(errno));
    return FALSE;
}

static gboolean send_packet(int socket, const char *bytes, gsize length, int fd, GError **error)
{
    union {
        char space[CMSG_SPACE(sizeof(int))];
        struct cmsghdr align;
    } control = {0};
    struct iovec part = {.iov_base = (void *)bytes, .iov_len = length};
    struct msghdr packet = {.msg_iov = &part, .msg_iovlen = 1};
    if (fd >= 0) {
        packet.msg_control = control.space;
        packet.msg_controllen = sizeof control.space;
        struct cmsghdr *rider = CMSG_FIRSTHDR(&packet);
        rider->cmsg_level = SOL_SOCKET;
        rider->cmsg_type = SCM_RIGHTS;
        rider->cmsg_len = CMSG_LEN(sizeof(int));
        memcpy(CMSG_DATA(rider), &fd, sizeof fd);
    }
    ssize_t sent;
    do
        sent = sendmsg(socket, &packet, MSG_NOSIGNAL | MSG_DONTWAIT);
    while (sent < 0 && errno == EINTR);
    return sent >= 0 ? TRUE : fail_errno(error, "send");
}

gboolean link_send(int socket, const Message *message, int fd, GError **error)
{
    Packet packet;
    gsize length = message_encode(message, packet.bytes, sizeof packet.bytes, error);
    if (length == 0)
        return FALSE;
    gboolean ok = send_packet(socket, packet.bytes, length, fd, error);
    packet_wipe(&packet, length);
    return ok;
}

/* The descriptors that came along: the first is kept, more than one is closed again. */
static int take_descriptor(struct msghdr *packet)
{
    int kept = -1;
    for (struct cmsghdr *rider = CMSG_FIRSTHDR(packet); rider; rider = CMSG_NXTHDR(packet, rider)) {
        if (rider->cmsg_level != SOL_SOCKET || rider->cmsg_type != SCM_RIGHTS)
            continue;
        gsize n = (rider->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (gsize i = 0; i < n; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(rider) + i * sizeof fd, sizeof fd);
            if (kept < 0)
                kept = fd;
            else
                close(fd);
        }
    }
    return kept;
}

gboolean link_receive(int socket, Message *message, int *fd, GError **error)
{
    union {
        char space[CMSG_SPACE(4 * sizeof(int))];
        struct cmsghdr align;
    } control;
    Packet buffer;
    struct iovec part = {.iov_base = buffer.bytes, .iov_len = sizeof buffer.bytes};
    struct msghdr packet = {.msg_iov = &part,
                            .msg_iovlen = 1,
                            .msg_control = control.space,
                            .msg_controllen = sizeof control.space};
    ssize_t got;
    do
        got = recvmsg(socket, &packet, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    *fd = -1;
    if (got < 0)
        return fail_errno(error, "receive");
    int rider = take_descriptor(&packet);
    if (got == 0 && rider < 0) { /* no message is empty: this is the end */
        g_set_error(error, LINK_ERROR, LINK_ERROR_CLOSED, "closed by the other end");
        return FALSE;
    }
    g_autoptr(GError) why = NULL;
    gboolean ok = message_decode(buffer.bytes, (gsize)got, message, &why);
    packet_wipe(&buffer, (gsize)got);
    if (ok) {
        *fd = rider;
        return TRUE;
    }
    if (rider >= 0)
        close(rider);
    g_set_error(error, LINK_ERROR, LINK_ERROR_BAD, "bad message: %s", why->message);
    return FALSE;
}

gboolean link_pair(int pair[2], GError **error)
{
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0)
        return TRUE;
    return fail_errno(error, "socketpair");
}

static gboolean make_address(const char *path, struct sockaddr_un *address, GError **error)
{
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    if (strlen(path) >= sizeof address->sun_path) {
        g_set_error(error, LINK_ERROR, LINK_ERROR_PATH,
                    "%s: longer than the %zu bytes a socket's path may have", path,
                    sizeof address->sun_path - 1);
        return FALSE;
    }
    memcpy(address->sun_path, path, strlen(path));
    return TRUE;
}

static int fail_path(int socket, GError **error, const char *what, const char *path)
{
    g_set_error(error, LINK_ERROR, LINK_ERROR_PATH, "%s %s: %s", what, path, g_strerror(errno));
    if (socket >= 0)
        close(socket);
    return -1;
}

int link_connect(const char *path, GError **error)
{
    struct sockaddr_un address;
    if (!make_address(path, &address, error))
        return -1;
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
        return fail_path(fd, error, "connect", path);
    return fd;
}

int link_listen(const char *path, guint mode, GError **error)
{
    struct sockaddr_un address;
    if (!make_address(path, &address, error))
        return -1;
    int other = link_connect(path, NULL);
    if (other >= 0) {
        errno = EADDRINUSE;
        return fail_path(other, error, "listen", path);
    }
    struct stat what;
    if (lstat(path, &what) == 0 && S_ISSOCK(what.st_mode))
        unlink(path); /* left behind by a killed predecessor: nobody answers there */
    int fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || chmod(path, mode) < 0 ||
        listen(fd, 16) < 0)
        return fail_path(fd, error, "listen", path);
    return fd;
}

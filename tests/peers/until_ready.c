/* until_ready COMMAND ARG... - starts a program as its service manager would (NOTIFY_SOCKET), prints the
 * milliseconds from exec to READY=1, ends it with SIGTERM and waits for it. Exit 1: it ended or kept silent
 * for 20 s. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define WAIT_MS 20000

extern char **environ;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int listen_for_ready(void)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "kiosk-ready-%d", (int)getpid());
    socklen_t length = offsetof(struct sockaddr_un, sun_path) + 1 + strlen(address.sun_path + 1);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, length) != 0) {
        perror("notify socket");
        exit(2);
    }
    char name[120];
    snprintf(name, sizeof name, "@%s", address.sun_path + 1);
    setenv("NOTIFY_SOCKET", name, 1);
    return fd;
}

static int wait_ready(int fd, double started)
{
    char text[512];
    for (;;) {
        double left = WAIT_MS - (now_ms() - started);
        struct pollfd one = {fd, POLLIN, 0};
        if (left <= 0 || poll(&one, 1, (int)left) <= 0)
            return 0;
        ssize_t n = recv(fd, text, sizeof text - 1, 0);
        if (n > 0) {
            text[n] = '\0';
            if (strstr(text, "READY=1"))
                return 1;
        }
    }
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: until_ready COMMAND ARG...\n");
        return 2;
    }
    int fd = listen_for_ready();
    pid_t pid;
    double started = now_ms();
    if (posix_spawnp(&pid, argv[1], NULL, NULL, argv + 1, environ) != 0) {
        perror(argv[1]);
        return 2;
    }
    int ready = wait_ready(fd, started);
    double took = now_ms() - started;
    kill(pid, SIGTERM);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
        ;
    if (!ready)
        return 1;
    printf("%.3f\n", took);
    return 0;
}

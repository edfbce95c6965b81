/* Counts and times every flush to the disk that this program and its libraries ask for: a program's own fsync
 * and fdatasync come before those of the C library, also for SQLite. Include in one file of a program. */
#pragma once

#include <glib.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct {
    int count;
    gint64 last_ns; /* how long the last one took */
} FlushMeter;
static FlushMeter flush_meter;

static inline gint64 now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int metered(long call, int fd)
{
    gint64 from = now_ns();
    int rc = (int)syscall(call, fd);
    flush_meter.last_ns = now_ns() - from;
    flush_meter.count++;
    return rc;
}

int fsync(int fd)
{
    return metered(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return metered(SYS_fdatasync, fd);
}

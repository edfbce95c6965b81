/* JSON objects as lines on a non-blocking stream socket; for the files of this folder only. */
#pragma once

#include "kiosk/control/control.h"

typedef struct {
    int fd; /* -1: closed */
    GString *in, *out;
} ControlLine;

typedef enum { LINE_OPEN, LINE_CLOSED, LINE_TOO_LONG } LineState;

/* Takes over fd, which must be non-blocking. */
void control_line_init(ControlLine *line, int fd);
/* Closes; may be called again. */
void control_line_clear(ControlLine *line);

/* Reads what is there now, at most about CONTROL_LINE_MAX bytes ahead. */
LineState control_line_read(ControlLine *line);
/* The next whole line as object, new reference; NULL: none yet (*bad FALSE), or no JSON object (*bad TRUE).
 */
json_t *control_line_take(ControlLine *line, gboolean *bad);
/* Is a whole line waiting? */
gboolean control_line_has(const ControlLine *line);
/* FALSE: longer than CONTROL_LINE_MAX; nothing was queued. */
gboolean control_line_put(ControlLine *line, const json_t *object);
/* Writes what can be written now. */
LineState control_line_flush(ControlLine *line);

/* A socket connected to path, non-blocking and close-on-exec; -1 with error. AF_UNIX connects at once or not
 * at all: while the other side's queue is full this is tried again until deadline (monotonic µs; 0: once). */
int control_connect(const char *path, gint64 deadline_us, GError **error);
struct sockaddr_un;
gboolean control_address(const char *path, struct sockaddr_un *address, GError **error);

/* Any program as a child of a test: its first line, its end. Every wait is bounded. One thread. */
#pragma once

#include <glib.h>

typedef struct Child Child;

/* Starts argv (looked up in PATH) in a process group of its own, with further "NAME=value" environment (may
 * be NULL), output to a pipe, errors to the test's own. NULL when the program is missing. */
Child *child_start(const char *const *argv, const char *const *environment);
/* The next line within ms; NULL: none came. Caller frees. */
char *child_line(Child *child, int ms);
GPid child_pid(const Child *child);
/* SIGTERM, and SIGKILL for the whole group after 3 s. TRUE: it ended by itself. */
gboolean child_stop(Child *child);
/* Waits for its end; FALSE after ms. */
gboolean child_wait(Child *child, int ms);
/* A program from beginning to end, within 20 s: its exit code, or -1. Its output is dropped. */
int child_run(const char *const *argv);

/* Private to the catalogue's loader: the JSON text itself. What must hold before it is parsed, and on which
 * line a value stands, which the parser only tells for syntax errors. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One step down: into the member of that name, or (key NULL) into that element. */
typedef struct {
    const char *key;
    gsize index;
} JsonStep;

/* Size, UTF-8, NUL, depth and length of strings. NULL when all is well; else what is wrong (static) and its
 * line. */
const char *json_text_problem(const char *text, gsize length, int *line);

/* The line on which the value at path stands (for a member: its name). text must be valid JSON; where the
 * path leads nowhere, the line of the deepest value that is there. Lines count from 1. */
int json_text_line(const char *text, gsize length, const JsonStep *path, gsize n_steps);

G_END_DECLS

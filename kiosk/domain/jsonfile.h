/* Reading a JSON file that people write: every mistake is kept with file, line, place and what would be
 * right, up to JSON_PROBLEMS_MAX of them, and one mistake is enough to use nothing of the file.
 *
 * A JsonAt names a place; it lives on the caller's stack and points at the place above it, so a path costs
 * nothing until it has to be told. Lines are looked up in the text only when a mistake is told.
 * Limits (contract 24): 16 MiB, nesting 64, strings of 4,000 code points; no duplicate keys, no NUL.
 *
 * Used by the loaders of this folder; one thread at a time. */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

#define JSON_FILE_MAX     (16 * 1024 * 1024)
#define JSON_NESTING_MAX  64
#define JSON_STRING_MAX   4000
#define JSON_PROBLEMS_MAX 50

/* Keeps what a loader builds: strings once each, and arrays. Freed as a whole. */
typedef struct JsonPool JsonPool;
JsonPool *json_pool_new(void);
void json_pool_free(JsonPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(JsonPool, json_pool_free)
const char *json_pool_string(JsonPool *pool, const char *text); /* NULL gives "" */
gpointer json_pool_alloc(JsonPool *pool, gsize n, gsize size);  /* zeroed; n may be 0 */

typedef struct {
    const char *name; /* of the file, for messages */
    const char *text;
    gsize len;
    json_t *root;
    JsonPool *pool; /* strings handed out live here; lent */
    GString *problems;
    guint n_problems;
} JsonFile;

typedef struct JsonAt {
    const struct JsonAt *up;
    const char *key; /* NULL: an item of an array */
    gsize index;
    json_t *value; /* lent; NULL: not there */
} JsonAt;

/* Whole file into a new NUL-terminated buffer, at most JSON_FILE_MAX bytes; len may be NULL. */
char *json_file_slurp(const char *path, gsize *len, GQuark domain, int code, GError **error);

/* Parses text, which must outlive the JsonFile. A syntax error is a problem like others: look at
 * json_file_finish(). Returns the place of the root. */
JsonAt json_file_open(JsonFile *file, const char *text, gsize len, const char *name, JsonPool *pool);

/* TRUE when there was no problem; else the error holds one line for each. Frees what the file holds. */
gboolean json_file_finish(JsonFile *file, GQuark domain, int code, GError **error);

/* Tells a problem at a place, or of its member `key` (may be NULL): "name:12: states[3] \"pct\": …". */
void json_problem(JsonFile *file, const JsonAt *at, const char *key, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

JsonAt json_member(const JsonAt *at, const char *key);
JsonAt json_item(const JsonAt *at, gsize index);

/* The member of that kind; a problem where it is missing or of another kind. max: most items. */
JsonAt json_need_object(JsonFile *file, const JsonAt *at, const char *key);
JsonAt json_need_array(JsonFile *file, const JsonAt *at, const char *key, gsize max);
/* Number of items; 0 where the place is no array. */
gsize json_count(const JsonAt *array);

/* Strings are in the pool. need: not empty; want: "" where it is missing or null. max code points. */
const char *json_need_string(JsonFile *file, const JsonAt *at, const char *key, gsize max);
const char *json_want_string(JsonFile *file, const JsonAt *at, const char *key, gsize max);
/* Identifier: [A-Za-z0-9_-]{1,64}. */
const char *json_need_id(JsonFile *file, const JsonAt *at, const char *key);
/* Array of strings (each at most max code points), NULL-terminated, in the pool; missing or null: empty. */
const char *const *json_want_strings(JsonFile *file, const JsonAt *at, const char *key, gsize max);
/* need: a problem where it is missing; want: fallback. */
int json_need_int(JsonFile *file, const JsonAt *at, const char *key, int min, int max);
int json_want_int(JsonFile *file, const JsonAt *at, const char *key, int min, int max, int fallback);
gboolean json_want_bool(JsonFile *file, const JsonAt *at, const char *key, gboolean fallback);
/* Index of the member's value in a NULL-terminated list of words; a problem names the words. */
int json_need_word(JsonFile *file, const JsonAt *at, const char *key, const char *const *words);

/* A member that is not in the NULL-terminated list is a problem: a spelling mistake must not pass. */
void json_only(JsonFile *file, const JsonAt *at, const char *const *keys);

/* The root's "schema" must be this. */
void json_need_schema(JsonFile *file, const JsonAt *root, const char *schema);

G_END_DECLS

/* A plain HTTP client for tests: one request a connection, blocking, bounded in time. It sends exactly what
 * it is told, also what no library would. */
#pragma once
#include <glib.h>

typedef struct {
    guint status;     /* 0: no answer */
    char *head;       /* status line and header lines */
    GByteArray *body; /* NUL behind its end */
} HttpReply;
void http_reply_free(HttpReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpReply, http_reply_free)

/* headers: lines with \r\n each, may be "". body NULL: none. */
HttpReply *http_send(guint16 port, const char *method, const char *path, const char *headers,
                     gconstpointer body, gsize size);
/* Raw bytes; reads until the other side closes, at most timeout_ms. */
HttpReply *http_send_raw(guint16 port, gconstpointer data, gsize size, guint timeout_ms);
/* Value of a header of the answer, g_free; NULL: not there. */
char *http_header(const HttpReply *reply, const char *name);

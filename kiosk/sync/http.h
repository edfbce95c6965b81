/* HTTP on a thread of its own: requests go in on the loop thread, answers come back there. Nobody waits. Each
 * request is signed as it leaves, with the hub's time, so that a kiosk with a wrong clock is not locked out.
 */
#pragma once
#include <glib.h>
#include "kiosk/seal/buffer.h"

typedef struct SyncHttp SyncHttp;
typedef struct SyncJob SyncJob;

typedef struct {
    const char *method, *path; /* path with its query; copied */
    GBytes *body;              /* NULL: none; a reference is taken */
    const char *if_none_match; /* NULL: always the whole */
    guint timeout_ms;
    gboolean is_unsigned; /* registration */
    gsize max_answer;     /* a longer answer is a failure */
} SyncAsk;

typedef struct {
    guint status; /* HTTP; 0: the hub was not reached or did not answer in time */
    GBytes *body; /* never NULL */
    char etag[80];
    char problem[96]; /* staff text when status is 0 */
} SyncAnswer;
/* Loop thread; answer is lent. */
typedef void (*SyncAnswered)(const SyncAnswer *answer, gpointer user_data);

SyncHttp *sync_http_new(const char *base_url, const char *pins);
/* Ends the thread: at most as long as a name look-up under way. Unanswered jobs are dropped. */
void sync_http_free(SyncHttp *http);
/* Who signs; key NULL: nobody (yet). Copied. */
void sync_http_identity(SyncHttp *http, const char *kiosk_no, const SealBuffer *key);

/* Exactly one answer, unless cancelled. */
SyncJob *sync_http_send(SyncHttp *http, const SyncAsk *ask, SyncAnswered answered, gpointer user_data);
/* No answer any more. Only before it came. */
void sync_http_cancel(SyncJob *job);

/* Hub's clock minus ours, by the Date of the last answer. FALSE: nothing heard yet. Any thread. */
gboolean sync_http_clock(SyncHttp *http, gint64 *offset_s);

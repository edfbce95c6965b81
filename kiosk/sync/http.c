#define G_LOG_DOMAIN "sync-http"
#include "kiosk/sync/http.h"
#include <curl/curl.h>
#include <pthread.h>
#include <string.h>
#include "kiosk/seal/sign.h"
#include "kiosk/wire/wire.h"

#define CONNECT_MS   4000
#define JOBS_MAX     64 /* waiting and under way; more are answered "busy" at once */
#define TIME_RETRY_S 60 /* our time was off by more than this: sign anew with the hub's */
#define POLL_MS      60000

struct SyncHttp {
    char *base_url, *pins;
    GThread *thread;
    CURLM *multi;
    gint stopping;      /* atomic */
    gint jobs;          /* atomic: alive */
    GPtrArray *running; /* of SyncJob*, thread only */

    pthread_mutex_t mutex; /* what follows; not GMutex, which ThreadSanitizer cannot see into */
    GQueue fresh;          /* of SyncJob*, from the loop thread */
    char *kiosk_no;
    SealBuffer *key;
    gint64 offset_s;
    gboolean clock_known;
};

struct SyncJob {
    gint cancelled; /* atomic */
    gint answers;   /* atomic, written last by the thread and read first by the loop */
    SyncHttp *http; /* thread side only */
    char *method, *path, *if_none_match;
    GBytes *body;
    guint timeout_ms;
    gboolean is_unsigned, is_retried;
    gsize max_answer;
    SyncAnswered answered;
    gpointer user_data;

    CURL *easy;
    struct curl_slist *headers;
    GByteArray *received;
    gint64 signed_offset_s;
    gboolean too_long;
    SyncAnswer answer;
};

/* Freed on the loop thread after its answer, so that a lent pointer stays good until then. */
static void job_free(SyncJob *job)
{
    g_free(job->method);
    g_free(job->path);
    g_free(job->if_none_match);
    g_clear_pointer(&job->body, g_bytes_unref);
    wire_bytes_free(job->answer.body); /* may hold personal data */
    g_free(job);
}

/* --- answers, on their way to the loop ------------------------------------------------------- */
static gboolean deliver(gpointer data)
{
    SyncJob *job = data;
    if (g_atomic_int_get(&job->answers) && !g_atomic_int_get(&job->cancelled)) {
        g_atomic_int_set(&job->cancelled,
                         1); /* its time is over: cancelling is now a mistake of the caller */
        job->answered(&job->answer, job->user_data);
    }
    return G_SOURCE_REMOVE;
}

static void release(gpointer data)
{
    job_free(data);
}

static void hand_over(SyncJob *job)
{
    g_atomic_int_add(&job->http->jobs, -1);
    if (!job->answer.body)
        job->answer.body = g_bytes_new(NULL, 0);
    g_atomic_int_set(&job->answers, 1);
    g_idle_add_full(G_PRIORITY_DEFAULT, deliver, job, release);
}

/* --- one transfer ---------------------------------------------------------------------------- */
static size_t on_body(char *data, size_t size, size_t n, void *user_data)
{
    SyncJob *job = user_data;
    if (job->received->len + size * n > job->max_answer) {
        job->too_long = TRUE;
        return 0;
    }
    g_byte_array_append(job->received, (const guint8 *)data, (guint)(size * n));
    return size * n;
}

static void keep_date(SyncHttp *http, const char *text)
{
    time_t date = curl_getdate(text, NULL);
    if (date <= 0)
        return;
    pthread_mutex_lock(&http->mutex);
    http->offset_s = (gint64)date - g_get_real_time() / G_USEC_PER_SEC;
    http->clock_known = TRUE;
    pthread_mutex_unlock(&http->mutex);
}

static size_t on_header(char *data, size_t size, size_t n, void *user_data)
{
    SyncJob *job = user_data;
    g_autofree char *line = g_strndup(data, size * n);
    g_strchomp(line);
    if (g_ascii_strncasecmp(line, "Date:", 5) == 0)
        keep_date(job->http, line + 5);
    else if (g_ascii_strncasecmp(line, "ETag:", 5) == 0)
        g_strlcpy(job->answer.etag, g_strstrip(line + 5), sizeof job->answer.etag);
    return size * n;
}

static void add_header(SyncJob *job, const char *name, const char *value)
{
    g_autofree char *line = g_strdup_printf("%s: %s", name, value);
    job->headers = curl_slist_append(job->headers, line);
}

static void sign(SyncJob *job)
{
    SyncHttp *http = job->http;
    gsize size = 0;
    g_autofree char *nonce = g_uuid_string_random();
    SealRequest request = {.method = job->method, .path = job->path, .nonce = nonce};
    request.body = job->body ? g_bytes_get_data(job->body, &size) : NULL;
    request.body_len = size;
    pthread_mutex_lock(&http->mutex);
    job->signed_offset_s = http->offset_s;
    request.timestamp_s = g_get_real_time() / G_USEC_PER_SEC + http->offset_s;
    g_autofree char *signature = http->key ? seal_request_sign(seal_buffer_peek(http->key), &request) : NULL;
    g_autofree char *kiosk_no = g_strdup(http->kiosk_no ? http->kiosk_no : "");
    pthread_mutex_unlock(&http->mutex);
    if (!signature)
        return; /* the hub will say that it is unsigned */
    g_autofree char *time = g_strdup_printf("%" G_GINT64_FORMAT, request.timestamp_s);
    add_header(job, WIRE_HEADER_KIOSK, kiosk_no);
    add_header(job, WIRE_HEADER_TIME, time);
    add_header(job, WIRE_HEADER_NONCE, nonce);
    add_header(job, WIRE_HEADER_SIGNATURE, signature);
}

static void set_up(SyncJob *job)
{
    g_autofree char *url = g_strconcat(job->http->base_url, job->path, NULL);
    CURL *easy = job->easy;
    job->headers = curl_slist_append(job->headers, "Expect:");
    if (!job->is_unsigned)
        sign(job);
    if (job->if_none_match)
        add_header(job, "If-None-Match", job->if_none_match);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY,
                     ""); /* the station's network has none, whatever the environment says */
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    /* A kept connection that died makes curl repeat the request by itself, nonce and all: the hub refuses
     * that as a replay. One connection a request; in the station's network that costs less than a
     * millisecond. */
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)MIN(CONNECT_MS, job->timeout_ms));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, (long)job->timeout_ms);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, job);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, job);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, job->headers);
    if (job->http->pins)
        curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, job->http->pins);
    if (job->body) {
        gsize size = 0;
        const void *data = g_bytes_get_data(job->body, &size);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, data);
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, job->method);
}

static void take_down(SyncJob *job)
{
    curl_multi_remove_handle(job->http->multi, job->easy);
    curl_easy_cleanup(job->easy);
    curl_slist_free_all(job->headers);
    job->easy = NULL;
    job->headers = NULL;
    if (job->received->len)
        explicit_bzero(job->received->data, job->received->len);
    g_clear_pointer(&job->received, g_byte_array_unref);
}

static void begin(SyncJob *job)
{
    g_ptr_array_add(job->http->running, job);
    job->easy = curl_easy_init();
    job->received = g_byte_array_new();
    set_up(job);
    curl_multi_add_handle(job->http->multi, job->easy);
}

static gboolean signed_with_wrong_time(const SyncJob *job)
{
    SyncHttp *http = job->http;
    pthread_mutex_lock(&http->mutex);
    gint64 off = ABS(http->offset_s - job->signed_offset_s);
    pthread_mutex_unlock(&http->mutex);
    return job->answer.status == 401 && !job->is_unsigned && !job->is_retried && off > TIME_RETRY_S;
}

static void finish(SyncJob *job, CURLcode result)
{
    long status = 0;
    curl_easy_getinfo(job->easy, CURLINFO_RESPONSE_CODE, &status);
    job->answer.status = result == CURLE_OK ? (guint)status : 0;
    if (result != CURLE_OK)
        g_strlcpy(job->answer.problem, job->too_long ? "the answer is too long" : curl_easy_strerror(result),
                  sizeof job->answer.problem);
    else
        job->answer.body = g_bytes_new(job->received->data, job->received->len);
    take_down(job);
    if (signed_with_wrong_time(job)) {
        job->is_retried = TRUE;
        g_clear_pointer(&job->answer.body, g_bytes_unref);
        begin(job);
        return;
    }
    hand_over(job);
}

/* --- the thread ------------------------------------------------------------------------------ */
static void take_fresh(SyncHttp *http)
{
    for (;;) {
        pthread_mutex_lock(&http->mutex);
        SyncJob *job = g_queue_pop_head(&http->fresh);
        pthread_mutex_unlock(&http->mutex);
        if (!job)
            return;
        begin(job);
    }
}

static void take_done(SyncHttp *http)
{
    CURLMsg *message;
    int left;
    while ((message = curl_multi_info_read(http->multi, &left))) {
        SyncJob *job = NULL;
        if (message->msg != CURLMSG_DONE)
            continue;
        CURLcode result = message->data.result; /* gone with the handle */
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &job);
        g_ptr_array_remove_fast(http->running, job);
        finish(job, result);
    }
}

/* Every transfer that nobody waits for any more; all of them when the thread ends. */
static void drop_unwanted(SyncHttp *http, gboolean all)
{
    for (guint i = http->running->len; i-- > 0;) {
        SyncJob *job = http->running->pdata[i];
        if (!all && !g_atomic_int_get(&job->cancelled))
            continue;
        g_atomic_int_set(&job->cancelled, 1);
        g_ptr_array_remove_index_fast(http->running, i);
        take_down(job);
        hand_over(job);
    }
}

static gpointer run(gpointer data)
{
    SyncHttp *http = data;
    int active = 0;
    while (!g_atomic_int_get(&http->stopping)) {
        take_fresh(http);
        drop_unwanted(http, FALSE);
        curl_multi_perform(http->multi, &active);
        take_done(http);
        if (!g_atomic_int_get(&http->stopping)) /* a wake-up that came meanwhile makes it return at once */
            curl_multi_poll(http->multi, NULL, 0, POLL_MS, NULL);
    }
    take_fresh(http);
    drop_unwanted(http, TRUE);
    return NULL;
}

/* --- for the loop thread --------------------------------------------------------------------- */
SyncHttp *sync_http_new(const char *base_url, const char *pins)
{
    static gsize once;
    if (g_once_init_enter(&once)) {
        curl_global_init(CURL_GLOBAL_DEFAULT);
        g_once_init_leave(&once, 1);
    }
    SyncHttp *http = g_new0(SyncHttp, 1);
    pthread_mutex_init(&http->mutex, NULL);
    http->base_url = g_strdup(base_url);
    http->pins = pins && *pins ? g_strdup(pins) : NULL;
    http->running = g_ptr_array_new();
    g_queue_init(&http->fresh);
    http->multi = curl_multi_init();
    http->thread = g_thread_new("sync-http", run, http);
    return http;
}

void sync_http_free(SyncHttp *http)
{
    if (!http)
        return;
    g_atomic_int_set(&http->stopping, 1);
    curl_multi_wakeup(http->multi);
    g_thread_join(http->thread);
    curl_multi_cleanup(http->multi);
    g_ptr_array_unref(http->running);
    seal_buffer_free(http->key);
    g_free(http->kiosk_no);
    g_free(http->base_url);
    g_free(http->pins);
    pthread_mutex_destroy(&http->mutex);
    g_free(http);
}

void sync_http_identity(SyncHttp *http, const char *kiosk_no, const SealBuffer *key)
{
    pthread_mutex_lock(&http->mutex);
    g_free(http->kiosk_no);
    seal_buffer_free(http->key);
    http->kiosk_no = g_strdup(kiosk_no);
    http->key = key ? seal_buffer_new_copy(seal_buffer_peek(key), seal_buffer_len(key)) : NULL;
    pthread_mutex_unlock(&http->mutex);
}

SyncJob *sync_http_send(SyncHttp *http, const SyncAsk *ask, SyncAnswered answered, gpointer user_data)
{
    SyncJob *job = g_new0(SyncJob, 1);
    job->http = http;
    job->method = g_strdup(ask->method);
    job->path = g_strdup(ask->path);
    job->if_none_match = g_strdup(ask->if_none_match);
    job->body = ask->body ? g_bytes_ref(ask->body) : NULL;
    job->timeout_ms = ask->timeout_ms;
    job->is_unsigned = ask->is_unsigned;
    job->max_answer = ask->max_answer ? ask->max_answer : WIRE_MAX_BODY;
    job->answered = answered;
    job->user_data = user_data;
    if (g_atomic_int_add(&http->jobs, 1) >= JOBS_MAX) {
        g_strlcpy(job->answer.problem, "too many requests under way", sizeof job->answer.problem);
        hand_over(job);
        return job;
    }
    pthread_mutex_lock(&http->mutex);
    g_queue_push_tail(&http->fresh, job);
    pthread_mutex_unlock(&http->mutex);
    curl_multi_wakeup(http->multi);
    return job;
}

void sync_http_cancel(SyncJob *job)
{
    g_atomic_int_set(&job->cancelled, 1);
    curl_multi_wakeup(job->http->multi);
}

gboolean sync_http_clock(SyncHttp *http, gint64 *offset_s)
{
    pthread_mutex_lock(&http->mutex);
    gboolean known = http->clock_known;
    *offset_s = http->offset_s;
    pthread_mutex_unlock(&http->mutex);
    return known;
}

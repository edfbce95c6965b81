#define G_LOG_DOMAIN "hal-ipp"
#include "hal/drivers/ipp_link.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The longest one exchange may keep the process deaf: connect, send, silence. */
#define BUSY_MS 8000
#define CHUNK   65536
/* A small printer prints what it has before it takes more of a document. */
#define DOCUMENT_STALL_MS  60000
#define DOCUMENT_ANSWER_MS 10000
#define DOCUMENT_WHOLE_MS  600000

struct IppLink {
    HalHost *host;
    const IppAddress *address;
    http_t *http;
    gint64 patient_until_us; /* 0: LINK_SILENCE_S is the most */
};

/* --- addresses ------------------------------------------------------------------------------------- */

gboolean ipp_address_parse(const char *uri, IppAddress *address, GError **error)
{
    char scheme[16], user[64], host[256], resource[256];
    int port = 0;
    http_uri_status_t status =
        httpSeparateURI(HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host, sizeof host,
                        &port, resource, sizeof resource);
    gboolean ipp = strcmp(scheme, "ipp") == 0 || strcmp(scheme, "ipps") == 0;
    if (status < HTTP_URI_STATUS_OK || !ipp || *host == '\0') {
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_CONFIGURATION,
                    "uri: %s is not ipp://host:port/path", uri);
        return FALSE;
    }
    *address = (IppAddress){.host = g_strdup(host),
                            .port = port > 0 ? port : 631,
                            .resource = g_strdup(*resource != '\0' ? resource : "/"),
                            .printer_uri = g_strdup(uri),
                            .encrypted = strcmp(scheme, "ipps") == 0};
    return TRUE;
}

void ipp_address_queue(const char *server, const char *queue, IppAddress *address)
{
    const char *colon = *server != '/' ? strrchr(server, ':') : NULL;
    *address =
        (IppAddress){.host = colon != NULL ? g_strndup(server, (gsize)(colon - server)) : g_strdup(server),
                     .port = colon != NULL ? (int)g_ascii_strtoll(colon + 1, NULL, 10) : 631,
                     .resource = g_strdup_printf("/printers/%s", queue),
                     .printer_uri = g_strdup_printf("ipp://localhost/printers/%s", queue)};
}

void ipp_address_clear(IppAddress *address)
{
    g_clear_pointer(&address->host, g_free);
    g_clear_pointer(&address->resource, g_free);
    g_clear_pointer(&address->printer_uri, g_free);
}

/* --- the link -------------------------------------------------------------------------------------- */

/* The command in progress, by somebody who is still there. */
static gboolean is_taken_back(const IppLink *link)
{
    return host_canceled(link->host) && !host_deserted(link->host);
}

/* Called every LINK_SILENCE_S of silence. 0: do not go on waiting. */
static int go_on(http_t *http, void *data)
{
    IppLink *link = data;
    if (g_get_monotonic_time() >= link->patient_until_us || is_taken_back(link))
        return 0;
    host_busy(link->host, BUSY_MS);
    return 1;
}

static void be_patient(IppLink *link, gint64 ms)
{
    link->patient_until_us = g_get_monotonic_time() + ms * 1000;
}

/* A kiosk has nobody to ask: a printer that wants a password is told no. */
static const char *no_password(const char *prompt, http_t *http, const char *method, const char *resource,
                               void *data)
{
    return NULL;
}

IppLink *ipp_link_open(HalHost *host, const IppAddress *address, GError **error)
{
    host_busy(host, BUSY_MS);
    cupsSetPasswordCB2(no_password, NULL);
    http_encryption_t encryption = address->encrypted ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED;
    if (*address->host == '/')
        encryption = HTTP_ENCRYPTION_NEVER;
    http_t *http =
        httpConnect2(address->host, address->port, NULL, AF_UNSPEC, encryption, 1, LINK_CONNECT_MS, NULL);
    host_busy(host, 0);
    if (http == NULL) {
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_OFFLINE, "%s: %s", address->host,
                    cupsLastErrorString());
        return NULL;
    }
    IppLink *link = g_new0(IppLink, 1);
    *link = (IppLink){.host = host, .address = address, .http = http};
    httpSetTimeout(http, LINK_SILENCE_S, go_on, link);
    return link;
}

void ipp_link_close(IppLink *link)
{
    if (link == NULL)
        return;
    httpClose(link->http);
    g_free(link);
}

static gboolean send_document(IppLink *link, int fd)
{
    g_autofree char *chunk = g_malloc(CHUNK);
    gboolean fine = lseek(fd, 0, SEEK_SET) == 0;
    gint64 until_us = g_get_monotonic_time() + DOCUMENT_WHOLE_MS * G_TIME_SPAN_MILLISECOND;
    ssize_t n = 1;
    while (fine && n > 0) {
        host_busy(link->host, BUSY_MS);
        be_patient(link, DOCUMENT_STALL_MS);
        n = read(fd, chunk, CHUNK);
        if (n < 0)
            fine = errno == EINTR ? (n = 1) : FALSE;
        else if (n > 0)
            fine = g_get_monotonic_time() < until_us && !is_taken_back(link) &&
                   cupsWriteRequestData(link->http, chunk, (size_t)n) == HTTP_STATUS_CONTINUE;
    }
    explicit_bzero(chunk, CHUNK);
    be_patient(link, DOCUMENT_ANSWER_MS);
    return fine;
}

static ipp_t *exchange(IppLink *link, ipp_t *request, int fd)
{
    struct stat file = {0};
    if (fd >= 0 && fstat(fd, &file) != 0)
        return NULL;
    size_t length = ippLength(request) + (size_t)file.st_size;
    http_status_t status = cupsSendRequest(link->http, request, link->address->resource, length);
    if (status != HTTP_STATUS_CONTINUE)
        return NULL;
    if (fd >= 0 && !send_document(link, fd))
        return NULL;
    return cupsGetResponse(link->http, link->address->resource);
}

ipp_t *ipp_link_ask(IppLink *link, ipp_t *request, int fd, GError **error)
{
    const char *operation = ippOpString(ippGetOperation(request));
    host_busy(link->host, BUSY_MS);
    host_trace(link->host, "> %s", operation);
    ipp_t *answer = exchange(link, request, fd);
    link->patient_until_us = 0;
    host_busy(link->host, 0);
    ippDelete(request);
    if (answer == NULL) {
        host_trace(link->host, "< no answer to %s", operation);
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_OFFLINE, "%s: no answer to %s",
                    link->address->host, operation);
        return NULL;
    }
    host_trace(link->host, "< %s", ippErrorString(ippGetStatusCode(answer)));
    return answer;
}

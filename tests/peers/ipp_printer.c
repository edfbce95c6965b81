/* An office printer that speaks IPP/2.0 on 127.0.0.1, for tests, `make run` and the demo.
 *
 *   ipp_printer --folder DIR [--port N] [--control-port N] [--page-ms N] [--paper N] [--formats LIST]
 *
 * prints its URI, ipp://localhost:PORT/ipp/print, when it listens. Printed documents lie in DIR as
 * sheet-000001.pdf … or .pwg; --formats image/pwg-raster makes it a printer that takes no PDF. It is steered
 * by words (tests/support/printer_model.h) on stdin, one a line, or by HTTP: curl $(cat DIR/.control)JAM.
 * SIGTERM ends it. Works as `lpadmin -m everywhere` printer.
 *
 * A thread a connection; libcups does the protocol in both directions. */
#define G_LOG_DOMAIN "ipp_printer"
#include <arpa/inet.h>
#include <cups/cups.h>
#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/ipp_attributes.h"
#include "tests/support/printer_model.h"

enum {
    IDLE_MS = 60000, /* a client that says nothing for so long is sent away */
    WATCH_MS = 50,   /* how often listeners look at UNPLUG, and hung requests at ANSWER */
    DOCUMENT_MAX = 64 << 20,
};

static PrinterModel *model;
static char *printer_uri;
static int ipp_port;

/* --- answers --------------------------------------------------------------------------------------- */

static gboolean answer_http(http_t *http, http_status_t status, const char *type, const char *text)
{
    gsize length = text != NULL ? strlen(text) : 0;
    httpClearFields(http);
    httpSetField(http, HTTP_FIELD_SERVER, "ipp_printer");
    if (type != NULL)
        httpSetField(http, HTTP_FIELD_CONTENT_TYPE, type);
    httpSetLength(http, length);
    if (httpWriteResponse(http, status) < 0)
        return FALSE;
    if (length > 0 && httpWrite2(http, text, length) < 0)
        return FALSE;
    httpFlushWrite(http);
    return status < HTTP_STATUS_BAD_REQUEST;
}

static gboolean answer_ipp(http_t *http, ipp_t *response)
{
    httpClearFields(http);
    httpSetField(http, HTTP_FIELD_SERVER, "ipp_printer");
    httpSetField(http, HTTP_FIELD_CONTENT_TYPE, "application/ipp");
    httpSetLength(http, ippLength(response));
    if (httpWriteResponse(http, HTTP_STATUS_OK) < 0)
        return FALSE;
    ippSetState(response, IPP_STATE_IDLE);
    ipp_state_t state;
    while ((state = ippWrite(http, response)) != IPP_STATE_DATA)
        if (state == IPP_STATE_ERROR)
            return FALSE;
    httpFlushWrite(http);
    return TRUE;
}

/* --- operations ------------------------------------------------------------------------------------ */

typedef struct {
    http_t *http;
    ipp_t *request;
    ipp_t *response;
} Call;

static const char *text_of(const Call *call, const char *name, ipp_tag_t tag)
{
    ipp_attribute_t *attribute = ippFindAttribute(call->request, name, tag);
    return attribute != NULL ? ippGetString(attribute, 0, NULL) : NULL;
}

static int number_of(const Call *call, const char *name, int fallback)
{
    ipp_attribute_t *attribute = ippFindAttribute(call->request, name, IPP_TAG_INTEGER);
    return attribute != NULL ? ippGetInteger(attribute, 0) : fallback;
}

static void refuse(Call *call, ipp_status_t status, const char *why)
{
    ippSetStatusCode(call->response, status);
    ippAddString(call->response, IPP_TAG_OPERATION, IPP_TAG_TEXT, "status-message", NULL, why);
}

/* By job-id, or by the number at the end of job-uri. */
static int wanted_job(const Call *call)
{
    const char *uri = text_of(call, "job-uri", IPP_TAG_URI);
    const char *slash = uri != NULL ? strrchr(uri, '/') : NULL;
    return slash != NULL ? atoi(slash + 1) : number_of(call, "job-id", 0);
}

static void add_job(Call *call, const PrinterJob *job)
{
    g_autoptr(GHashTable) wanted = wanted_attributes(call->request);
    add_job_attributes(call->response, job, printer_uri, wanted);
}

/* The bytes after the attributes, into a file; returns its path or NULL when the client went away. */
static char *receive_document(Call *call)
{
    char *path = printer_model_incoming(model);
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    gboolean fine = fd >= 0;
    gsize total = 0;
    char buffer[16384];
    ssize_t n;
    while (fine && (n = httpRead2(call->http, buffer, sizeof buffer)) != 0) {
        if (total == 0)
            g_usleep((gulong)printer_model_stall_ms(model) * 1000);
        total += n > 0 ? (gsize)n : 0;
        fine = n > 0 && total <= DOCUMENT_MAX && write(fd, buffer, (gsize)n) == n;
    }
    if (fd >= 0)
        close(fd);
    /* A client that died in the middle of a chunk leaves the connection half read. */
    if (fine && total > 0 && httpGetState(call->http) != HTTP_STATE_POST_RECV)
        return path;
    g_unlink(path);
    g_free(path);
    return NULL;
}

static void drain(http_t *http)
{
    char buffer[8192];
    if (httpGetState(http) == HTTP_STATE_POST_RECV)
        while (httpRead2(http, buffer, sizeof buffer) > 0)
            continue;
}

static const char *format_of(const Call *call)
{
    const char *format = text_of(call, "document-format", IPP_TAG_MIMETYPE);
    return format != NULL ? format : "application/pdf";
}

static gboolean can_print(Call *call)
{
    g_auto(PrinterStatus) status = printer_model_status(model);
    const char *format = format_of(call);
    g_auto(GStrv) formats = g_strsplit(status.formats, ",", -1);
    if (status.accepting && g_strv_contains((const char *const *)formats, format))
        return TRUE;
    if (!status.accepting)
        refuse(call, IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS, "not accepting jobs");
    else
        refuse(call, IPP_STATUS_ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED, "document format not supported");
    return FALSE;
}

static PrinterJob *create(Call *call)
{
    if (!can_print(call))
        return NULL;
    const char *name = text_of(call, "job-name", IPP_TAG_NAME);
    const char *user = text_of(call, "requesting-user-name", IPP_TAG_NAME);
    PrinterJob *job =
        printer_model_create(model, name != NULL ? name : "untitled", user != NULL ? user : "anonymous",
                             format_of(call), number_of(call, "copies", 1));
    if (job == NULL)
        refuse(call, IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS, "not accepting jobs");
    return job;
}

static void take_document(Call *call, int id)
{
    g_autofree char *path = receive_document(call);
    if (path == NULL) {
        refuse(call, IPP_STATUS_ERROR_BAD_REQUEST, "no document data");
        return;
    }
    if (!printer_model_send(model, id, path, count_pages(path))) {
        refuse(call, IPP_STATUS_ERROR_NOT_POSSIBLE, "the job has its document already");
        return;
    }
    g_autoptr(PrinterJob) job = printer_model_job(model, id);
    add_job(call, job);
}

static void print_job(Call *call)
{
    g_autoptr(PrinterJob) job = create(call);
    if (job != NULL)
        take_document(call, job->id);
}

static void validate_job(Call *call)
{
    can_print(call);
}

static void create_job(Call *call)
{
    g_autoptr(PrinterJob) job = create(call);
    if (job != NULL)
        add_job(call, job);
}

static void send_document(Call *call)
{
    g_autoptr(PrinterJob) job = printer_model_job(model, wanted_job(call));
    if (job == NULL)
        refuse(call, IPP_STATUS_ERROR_NOT_FOUND, "no such job");
    else if (can_print(call))
        take_document(call, job->id);
}

static void cancel_job(Call *call)
{
    g_autoptr(PrinterJob) job = printer_model_job(model, wanted_job(call));
    if (job == NULL)
        refuse(call, IPP_STATUS_ERROR_NOT_FOUND, "no such job");
    else if (!printer_model_cancel(model, job->id))
        refuse(call, IPP_STATUS_ERROR_NOT_POSSIBLE, "the job is over");
}

static void get_job_attributes(Call *call)
{
    g_autoptr(PrinterJob) job = printer_model_job(model, wanted_job(call));
    if (job == NULL)
        refuse(call, IPP_STATUS_ERROR_NOT_FOUND, "no such job");
    else
        add_job(call, job);
}

static gboolean is_of_kind(const PrinterJob *job, const char *which)
{
    gboolean over = job->state >= PRINTER_JOB_CANCELED;
    return strcmp(which, "all") == 0 || over == (strcmp(which, "completed") == 0);
}

static void get_jobs(Call *call)
{
    const char *which = text_of(call, "which-jobs", IPP_TAG_KEYWORD);
    int limit = number_of(call, "limit", 500);
    g_autoptr(GPtrArray) jobs = printer_model_jobs(model);
    int listed = 0;
    for (guint i = jobs->len; i > 0 && listed < limit; i--) {
        const PrinterJob *job = g_ptr_array_index(jobs, i - 1);
        if (!is_of_kind(job, which != NULL ? which : "not-completed"))
            continue;
        if (listed++ > 0)
            ippAddSeparator(call->response);
        add_job(call, job);
    }
}

static void get_printer_attributes(Call *call)
{
    g_auto(PrinterStatus) status = printer_model_status(model);
    g_autoptr(GHashTable) wanted = wanted_attributes(call->request);
    add_printer_attributes(call->response, &status, printer_uri, wanted);
}

static const struct {
    ipp_op_t operation;
    void (*run)(Call *call);
} operations[] = {
    {IPP_OP_PRINT_JOB, print_job},   {IPP_OP_VALIDATE_JOB, validate_job},
    {IPP_OP_CREATE_JOB, create_job}, {IPP_OP_SEND_DOCUMENT, send_document},
    {IPP_OP_CANCEL_JOB, cancel_job}, {IPP_OP_GET_JOB_ATTRIBUTES, get_job_attributes},
    {IPP_OP_GET_JOBS, get_jobs},     {IPP_OP_GET_PRINTER_ATTRIBUTES, get_printer_attributes},
};

static void run_operation(Call *call)
{
    ipp_op_t wanted = ippGetOperation(call->request);
    ipp_attribute_t *charset = ippFindAttribute(call->request, "attributes-charset", IPP_TAG_CHARSET);
    if (charset == NULL || ippGetRequestId(call->request) == 0) {
        refuse(call, IPP_STATUS_ERROR_BAD_REQUEST, "request-id or attributes-charset missing");
        return;
    }
    for (gsize i = 0; i < G_N_ELEMENTS(operations); i++)
        if (operations[i].operation == wanted) {
            operations[i].run(call);
            return;
        }
    refuse(call, IPP_STATUS_ERROR_OPERATION_NOT_SUPPORTED, "operation not supported");
}

/* --- connections ----------------------------------------------------------------------------------- */

static ipp_t *read_request(http_t *http)
{
    ipp_t *request = ippNew();
    ipp_state_t state;
    while ((state = ippRead(http, request)) != IPP_STATE_DATA)
        if (state == IPP_STATE_ERROR) {
            ippDelete(request);
            return NULL;
        }
    return request;
}

/* FALSE: end the connection. */
static gboolean serve_ipp(http_t *http)
{
    ipp_t *request = read_request(http);
    if (request == NULL)
        return answer_http(http, HTTP_STATUS_BAD_REQUEST, NULL, NULL);
    const char *name = ippOpString(ippGetOperation(request));
    PrinterWire wire = printer_model_wire(model, name);
    gboolean goes_on = FALSE;
    while (wire == WIRE_HANG && !printer_model_is_unplugged(model)) {
        g_usleep(WATCH_MS * 1000);
        if (printer_model_wire(model, name) != WIRE_HANG)
            wire = WIRE_DROP;
    }
    if (wire == WIRE_ERROR_500) {
        drain(http);
        answer_http(http, HTTP_STATUS_SERVER_ERROR, NULL, NULL);
    } else if (wire == WIRE_FINE || wire == WIRE_DROP_REPLY) {
        Call call = {.http = http, .request = request, .response = ippNewResponse(request)};
        run_operation(&call);
        drain(http);
        goes_on = wire == WIRE_FINE && answer_ipp(http, call.response);
        ippDelete(call.response);
    }
    ippDelete(request);
    return goes_on;
}

static gboolean serve_control(http_t *http, const char *path)
{
    g_autofree char *words = g_uri_unescape_string(path + 1, NULL);
    g_autofree char *answer = NULL;
    gboolean understood = words != NULL && printer_model_word(model, words, &answer);
    g_autofree char *line = g_strdup_printf("%s\n", answer != NULL ? answer : "word not understood");
    answer_http(http, understood ? HTTP_STATUS_OK : HTTP_STATUS_BAD_REQUEST, "text/plain", line);
    return FALSE;
}

/* One request. FALSE: end the connection. */
static gboolean serve(http_t *http, gboolean is_control)
{
    char path[1024];
    http_state_t state = httpReadRequest(http, path, sizeof path);
    if (state == HTTP_STATE_WAITING)
        return httpWait(http, IDLE_MS);
    if (state == HTTP_STATE_ERROR || state == HTTP_STATE_UNKNOWN_METHOD ||
        state == HTTP_STATE_UNKNOWN_VERSION)
        return FALSE;
    http_status_t status;
    while ((status = httpUpdate(http)) == HTTP_STATUS_CONTINUE)
        continue;
    if (status != HTTP_STATUS_OK)
        return answer_http(http, HTTP_STATUS_BAD_REQUEST, NULL, NULL);
    if (httpGetExpect(http) == HTTP_STATUS_CONTINUE) {
        /* Not answer_http: it would clear the request's own fields. */
        if (httpWriteResponse(http, HTTP_STATUS_CONTINUE) < 0)
            return FALSE;
    }
    if (is_control)
        return state == HTTP_STATE_GET && serve_control(http, path);
    if (state == HTTP_STATE_POST &&
        strcmp(httpGetField(http, HTTP_FIELD_CONTENT_TYPE), "application/ipp") == 0)
        return serve_ipp(http);
    return answer_http(http, HTTP_STATUS_NOT_FOUND, "text/plain",
                       "This is an IPP printer: POST to /ipp/print\n");
}

typedef struct {
    http_t *http;
    gboolean is_control;
} Connection;

static gpointer run_connection(gpointer data)
{
    Connection *connection = data;
    gboolean goes_on = TRUE;
    while (goes_on && httpWait(connection->http, IDLE_MS))
        goes_on = serve(connection->http, connection->is_control) &&
                  (connection->is_control || !printer_model_is_unplugged(model));
    httpClose(connection->http);
    g_free(connection);
    return NULL;
}

/* --- listening ------------------------------------------------------------------------------------- */

static int listen_on(int port, int *bound)
{
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((guint16)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &length) != 0) {
        g_printerr("ipp_printer: 127.0.0.1:%d: %s\n", port, g_strerror(errno));
        exit(1);
    }
    *bound = ntohs(address.sin_port);
    return fd;
}

static void accept_one(int listener, gboolean is_control)
{
    http_t *http = httpAcceptConnection(listener, 1);
    if (http == NULL)
        return;
    Connection *connection = g_new0(Connection, 1);
    *connection = (Connection){.http = http, .is_control = is_control};
    g_thread_unref(g_thread_new("connection", run_connection, connection));
}

static gpointer accept_control(gpointer listener)
{
    for (;;)
        accept_one(GPOINTER_TO_INT(listener), TRUE);
    return NULL;
}

/* Listens, unless unplugged: then the port is closed, as of a printer that is switched off. */
static gpointer accept_ipp(gpointer data)
{
    int listener = GPOINTER_TO_INT(data);
    for (;;) {
        gboolean unplugged = printer_model_is_unplugged(model);
        if (unplugged && listener >= 0) {
            close(listener);
            listener = -1;
        } else if (!unplugged && listener < 0) {
            listener = listen_on(ipp_port, &ipp_port);
        }
        GPollFD ready = {.fd = listener, .events = G_IO_IN};
        if (g_poll(&ready, listener >= 0 ? 1 : 0, WATCH_MS) > 0)
            accept_one(listener, FALSE);
    }
    return NULL;
}

static gpointer read_words(gpointer unused)
{
    char line[256];
    while (fgets(line, sizeof line, stdin) != NULL) {
        g_autofree char *answer = NULL;
        printer_model_word(model, g_strstrip(line), &answer);
        printf("%s\n", answer);
        fflush(stdout);
    }
    /* Whoever steered by a pipe has gone; /dev/null was never meant to steer. */
    struct stat input;
    if (fstat(STDIN_FILENO, &input) == 0 && (S_ISFIFO(input.st_mode) || S_ISSOCK(input.st_mode)))
        kill(getpid(), SIGTERM);
    return NULL;
}

static void say_first(const char *word, const char *argument)
{
    g_autofree char *words = g_strdup_printf("%s %s", word, argument);
    g_autofree char *answer = NULL;
    if (!printer_model_word(model, words, &answer))
        g_printerr("ipp_printer: %s: %s\n", words, answer);
}

static void write_control_address(const char *folder, int port)
{
    g_autofree char *path = g_build_filename(folder, ".control", NULL);
    g_autofree char *address = g_strdup_printf("http://127.0.0.1:%d/", port);
    if (!g_file_set_contents(path, address, -1, NULL))
        g_printerr("ipp_printer: cannot write %s\n", path);
}

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_CONTINUE;
}

int main(int argc, char **argv)
{
    g_autofree char *folder = NULL, *page_ms = NULL, *paper = NULL, *formats = NULL;
    int control_port = 0;
    const GOptionEntry options[] = {
        {"folder", 0, 0, G_OPTION_ARG_FILENAME, &folder, "where printed documents go", "DIR"},
        {"port", 0, 0, G_OPTION_ARG_INT, &ipp_port, "IPP port; 0: any free one", "N"},
        {"control-port", 0, 0, G_OPTION_ARG_INT, &control_port, "port for words; 0: any free one", "N"},
        {"page-ms", 0, 0, G_OPTION_ARG_STRING, &page_ms, "time for one page", "MS"},
        {"paper", 0, 0, G_OPTION_ARG_STRING, &paper, "sheets in the tray", "N"},
        {"formats", 0, 0, G_OPTION_ARG_STRING, &formats, "what it takes, MIME types with commas", "LIST"},
        G_OPTION_ENTRY_NULL,
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, options, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || folder == NULL) {
        g_printerr("ipp_printer: %s\n", error != NULL ? error->message : "--folder DIR is needed");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    model = printer_model_new(folder);
    say_first("SPEED", page_ms != NULL ? page_ms : "30");
    say_first("PAPER", paper != NULL ? paper : "250");
    if (formats != NULL)
        say_first("FORMATS", formats);
    int ipp_listener = listen_on(ipp_port, &ipp_port);
    int control_listener = listen_on(control_port, &control_port);
    printer_uri = g_strdup_printf("ipp://localhost:%d/ipp/print", ipp_port);
    write_control_address(folder, control_port);
    printf("%s\n", printer_uri);
    fflush(stdout);
    g_thread_unref(g_thread_new("ipp", accept_ipp, GINT_TO_POINTER(ipp_listener)));
    g_thread_unref(g_thread_new("control", accept_control, GINT_TO_POINTER(control_listener)));
    g_thread_unref(g_thread_new("words", read_words, NULL));
    GMainLoop *loop = g_main_loop_new(NULL, FALSE);
    g_unix_signal_add(SIGTERM, quit, loop);
    g_unix_signal_add(SIGINT, quit, loop);
    g_main_loop_run(loop);
    /* Connections still run: leave at once, the kernel closes them. */
    _exit(0);
}

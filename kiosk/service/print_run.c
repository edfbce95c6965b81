/* A print order's way: written down, made as PDF, created at the printer, its reference written down, sent,
 * watched to its end. Each step waits for the one before; the diagram stands in print.h. */
#define G_LOG_DOMAIN "service"
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "kiosk/service/print_run.h"

#define CREATE_MS  (15 * 1000)
#define SEND_MS    (15 * 60 * 1000) /* the driver gives up much earlier; this is the belt */
#define QUERY_MS   (10 * 1000)
#define RECOVER_MS (3 * 1000)

void print_run_free(PrintRun *run)
{
    if (run->timer)
        g_source_remove(run->timer);
    print_content_free(run->content);
    json_decref(run->job);
    if (run->fd >= 0)
        close(run->fd);
    g_free(run->view.title);
    g_free(run);
}

static void run_show(PrintRun *run)
{
    if (run->service->print->current == run)
        service_emit(run->service, SERVICE_EV_PRINT);
}

/* --- writing down ----------------------------------------------------------------------------- */
void print_row_free(gpointer data)
{
    PrintRow *row = data;
    g_free(row->id);
    g_free(row->form);
    g_free(row->case_no);
    g_free(row->paper);
    g_free(row->printer_uri);
    g_free(row->job_uuid);
    g_free(row->reason);
    g_free(row);
}

static gboolean put_row(Store *store, gpointer data, GError **error)
{
    PrintRow *row = data;
    return store_print_put(store, row->id, row->form, row->case_no, row->paper, row->copies, row->now_ms,
                           &row->ordinal, error);
}

gboolean print_row_set(Store *store, gpointer data, GError **error)
{
    PrintRow *row = data;
    const StorePrintNote note = {row->printer_uri, row->job_uuid, row->job_id, row->pages, row->reason};
    return store_print_set(store, row->id, row->state, &note, row->now_ms, error);
}

static PrintRow *row_new(PrintRun *run, StorePrintState state, const char *reason)
{
    PrintRow *row = g_new0(PrintRow, 1);
    row->run = run;
    row->id = g_strdup(run->view.id);
    row->state = state;
    row->reason = g_strdup(reason);
    row->pages = run->view.pages;
    row->printer_uri = g_strdup(json_string_value(json_object_get(run->job, "printer_uri")));
    row->job_uuid = g_strdup(json_string_value(json_object_get(run->job, "job_uuid")));
    row->job_id = json_integer_value(json_object_get(run->job, "job_id"));
    row->now_ms = service_now_ms(run->service);
    return row;
}

void print_row_logged(gpointer data, const GError *error, gpointer user_data)
{
    if (error)
        g_warning("print order not written: %s", error->message);
    else
        staff_refresh(user_data);
}

static void write_state(PrintRun *run, StorePrintState state, const char *reason)
{
    service_store(run->service, print_row_set, row_new(run, state, reason), print_row_free, print_row_logged);
}

/* --- the end ---------------------------------------------------------------------------------- */
static PrintProblem problem_of(const json_t *reasons)
{
    static const struct {
        const char *word;
        PrintProblem problem;
    } TABLE[] = {
        {"media-jam", PRINT_PROBLEM_JAM},
        {"media-empty", PRINT_PROBLEM_PAPER_OUT},
        {"media-needed", PRINT_PROBLEM_PAPER_OUT},
        {"cover-open", PRINT_PROBLEM_COVER},
        {"door-open", PRINT_PROBLEM_COVER},
        {"toner-empty", PRINT_PROBLEM_TONER},
        {"marker-supply-empty", PRINT_PROBLEM_TONER},
    };
    size_t i;
    json_t *reason;
    json_array_foreach(reasons, i, reason)
    {
        const char *word = json_string_value(reason);
        for (guint k = 0; word && k < G_N_ELEMENTS(TABLE); k++)
            if (g_str_has_prefix(word, TABLE[k].word))
                return TABLE[k].problem;
    }
    return PRINT_PROBLEM_NONE;
}

static void run_end(PrintRun *run, PrintState state, PrintProblem problem, const char *reason)
{
    Service *service = run->service;
    static const StorePrintState STORED[] = {[PRINT_DONE] = STORE_PRINT_DONE,
                                             [PRINT_FAILED] = STORE_PRINT_FAILED,
                                             [PRINT_UNKNOWN] = STORE_PRINT_UNKNOWN};
    g_message("print order ended: %s (%s)", store_print_state_name(STORED[state]), reason);
    run->view.state = state;
    run->view.problem = problem;
    run->view.done_ms = service_now_ms(service);
    if (state == PRINT_DONE)
        run->view.pages_done = run->view.pages;
    devices_count(service, run->printer, state == PRINT_DONE);
    write_state(run, STORED[state], reason);
    g_ptr_array_remove_fast(service->print->runs, run);
    if (service->print->current == run) {
        g_free(service->print->last.title);
        service->print->last = run->view;
        service->print->last.title = g_strdup(run->view.title);
        service->print->has_last = TRUE;
        service->print->current = NULL;
        service_emit(service, SERVICE_EV_PRINT);
    }
    print_run_free(run);
}

/* --- asking the printer what became of a job -------------------------------------------------- */
static void cancelled(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    if (completion->code != HAL_SUCCESS)
        g_warning("print job not cancelled: %s", hal_code_name(completion->code));
}

static void cancel_job(HalClient *client, const char *printer, json_t *job)
{
    json_auto_t *args = json_pack("{s:O?}", "job", job);
    hal_client_command(client, printer, HAL_PRINT_CANCEL, args, -1, QUERY_MS, NULL, cancelled, NULL);
}

static gboolean query_again(gpointer data)
{
    PrintRun *run = data;
    run->timer = 0;
    print_run_query(run);
    return G_SOURCE_REMOVE;
}

static void queried(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    PrintRun *run = user;
    HalJobState state = HAL_JOB_UNKNOWN;
    if (completion->code == HAL_SUCCESS)
        hal_job_state_parse(json_string_value(json_object_get(completion->data, "state")), &state);
    PrintProblem problem = problem_of(json_object_get(completion->data, "reasons"));
    switch (state) {
    case HAL_JOB_COMPLETED:
        run_end(run, PRINT_DONE, PRINT_PROBLEM_NONE, "printer-says-completed");
        return;
    case HAL_JOB_ABORTED:
    case HAL_JOB_CANCELED:
        run_end(run, PRINT_FAILED, problem != PRINT_PROBLEM_NONE ? problem : PRINT_PROBLEM_OTHER,
                "printer-gave-up");
        return;
    case HAL_JOB_NOT_FOUND:
        if (run->never_created)
            run_end(run, PRINT_FAILED, PRINT_PROBLEM_OTHER, "never-sent");
        else
            run_end(run, PRINT_UNKNOWN, PRINT_PROBLEM_OTHER, "printer-forgot-the-job");
        return;
    case HAL_JOB_HELD: /* created, the document never came: nothing was printed and nothing will be */
        cancel_job(client, run->printer, json_object_get(completion->data, "job"));
        run_end(run, PRINT_FAILED, PRINT_PROBLEM_OTHER, "document-not-sent");
        return;
    case HAL_JOB_PENDING:
    case HAL_JOB_PROCESSING:
    case HAL_JOB_STOPPED:
    case HAL_JOB_UNKNOWN:
        break;
    }
    run->view.problem = problem;
    run_show(run);
    if (++run->tries >= RECOVER_TRIES) {
        run_end(run, PRINT_UNKNOWN, problem, "printer-does-not-say");
        return;
    }
    run->timer = g_timeout_add(RECOVER_MS, query_again, run);
}

void print_run_query(PrintRun *run)
{
    if (!run->service->hal) {
        run_end(run, PRINT_UNKNOWN, PRINT_PROBLEM_OFFLINE, "no-devices");
        return;
    }
    json_auto_t *args =
        run->job ? json_pack("{s:O}", "job", run->job) : json_pack("{s:s}", "order", run->view.id);
    hal_client_command(run->service->hal, run->printer, HAL_PRINT_QUERY, args, -1, QUERY_MS, NULL, queried,
                       run);
}

/* --- sending ---------------------------------------------------------------------------------- */
static void sending(HalClient *client, guint64 id, const char *name, const json_t *data, gpointer user)
{
    PrintRun *run = user;
    if (run->view.state == PRINT_SENT) {
        run->view.state = PRINT_PRINTING;
        write_state(run, STORE_PRINT_SENT, "printer-has-it");
    }
    if (g_str_equal(name, HAL_PRINT_PROGRESS))
        run->view.pages_done =
            CLAMP((int)json_integer_value(json_object_get(data, "impressions")), 0, run->view.pages);
    else if (g_str_equal(name, HAL_PRINT_STATE))
        run->view.problem = problem_of(json_object_get(data, "reasons"));
    run_show(run);
}

static void sent(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    PrintRun *run = user;
    run->send_id = 0;
    switch (completion->code) {
    case HAL_SUCCESS:
        run_end(run, PRINT_DONE, PRINT_PROBLEM_NONE, "printer-says-completed");
        return;
    case HAL_NOT_READY:
    case HAL_INVALID_DATA:
    case HAL_REFUSED:
    case HAL_UNSUPPORTED:
        run_end(run, PRINT_FAILED, PRINT_PROBLEM_OTHER, hal_code_name(completion->code));
        return;
    case HAL_CANCELED:
    case HAL_TIMED_OUT:
    case HAL_DEVICE_ERROR:
    case HAL_USER_PROBLEM:
    case HAL_SEQUENCE_ERROR:
        print_run_query(run); /* what happened is the printer's to say */
        return;
    }
}

static void send_written(gpointer data, const GError *error, gpointer user_data)
{
    PrintRun *run = ((PrintRow *)data)->run;
    if (error) {
        g_warning("print order not written: %s", error->message);
        run_end(run, PRINT_FAILED, PRINT_PROBLEM_OTHER, "store-failed");
        return;
    }
    if (run->cancelled) {
        cancel_job(run->service->hal, run->printer, run->job);
        run_end(run, PRINT_FAILED, PRINT_PROBLEM_OTHER, "cancelled");
        return;
    }
    json_auto_t *args = json_pack("{s:O}", "job", run->job);
    run->send_id = hal_client_command(run->service->hal, run->printer, HAL_PRINT_SEND, args, run->fd, SEND_MS,
                                      sending, sent, run);
    close(run->fd);
    run->fd = -1;
    run->view.state = PRINT_SENT;
    run->view.sent_ms = service_now_ms(run->service);
    run_show(run);
}

static gboolean set_created_then_sending(Store *store, gpointer data, GError **error)
{
    PrintRow *row = data;
    row->state = STORE_PRINT_CREATED;
    if (!print_row_set(store, row, error))
        return FALSE;
    row->state = STORE_PRINT_SENDING;
    return print_row_set(store, row, error);
}

static void created(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    PrintRun *run = user;
    const json_t *job = json_object_get(completion->data, "job");
    if (completion->code != HAL_SUCCESS || !json_is_object(job)) {
        PrintProblem problem = problem_of(json_object_get(completion->data, "reasons"));
        run_end(run, PRINT_FAILED, problem != PRINT_PROBLEM_NONE ? problem : PRINT_PROBLEM_OFFLINE,
                hal_code_name(completion->code));
        return;
    }
    run->job = json_deep_copy(job);
    if (!service_store(run->service, set_created_then_sending, row_new(run, STORE_PRINT_CREATED, "created"),
                       print_row_free, send_written))
        run_end(run, PRINT_FAILED, PRINT_PROBLEM_OTHER, "store-busy");
}

/* --- making the document ---------------------------------------------------------------------- */
typedef struct {
    PrintRun *run;
    PrintContent *content; /* lent by the run while the work is under way */
    int fd, pages;
    GError *error;
} PrintMake;

static void make_free(gpointer data)
{
    PrintMake *make = data;
    g_clear_error(&make->error);
    if (make->fd >= 0)
        close(make->fd);
    g_free(make);
}

static void make_document(gpointer data)
{
    PrintMake *make = data;
    const PrintContent *content = make->content;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_local(content->now_ms / 1000);
    const PaperSetup setup = {.size = content->paper == PRINT_A4 ? PAPER_A4 : PAPER_SLIP,
                              .large = content->large,
                              .english = content->english,
                              .station = content->station,
                              .kiosk_no = content->kiosk_no,
                              .printed_at = utc,
                              .time_uncertain = content->time_uncertain};
    g_autoptr(PaperDoc) doc = content->make(content, &setup, &make->error);
    if (!doc)
        return;
    make->pages = paper_pages(doc);
    make->fd = memfd_create("sheet", MFD_CLOEXEC);
    if (make->fd < 0)
        g_set_error(&make->error, G_FILE_ERROR, g_file_error_from_errno(errno), "memfd: %s",
                    g_strerror(errno));
    else
        paper_write_pdf(doc, make->fd, &make->error);
}

static void document_made(Service *service, gpointer data)
{
    PrintMake *make = data;
    PrintRun *run = make->run;
    if (make->error) {
        g_warning("sheet not made: %s", make->error->message);
        run_end(run, PRINT_FAILED, PRINT_PROBLEM_OTHER, "sheet-not-made");
        return;
    }
    run->fd = make->fd;
    make->fd = -1;
    run->view.pages = make->pages;
    if (!service->hal || run->cancelled) {
        run_end(run, PRINT_FAILED, PRINT_PROBLEM_NO_PRINTER, run->cancelled ? "cancelled" : "no-devices");
        return;
    }
    json_auto_t *args = json_pack(
        "{s:s, s:s, s:s, s:i, s:s}", "order", run->view.id, "title", run->content->title, "media",
        run->content->paper == PRINT_A4 ? "A4" : "80mm", "copies", run->copies, "format", "application/pdf");
    hal_client_command(service->hal, run->printer, HAL_PRINT_CREATE, args, -1, CREATE_MS, NULL, created, run);
    run_show(run);
}

static void order_written(gpointer data, const GError *error, gpointer user_data)
{
    PrintRow *row = data;
    PrintRun *run = row->run;
    if (error) {
        g_warning("print order not written: %s", error->message);
        run_end(run, PRINT_FAILED, PRINT_PROBLEM_OTHER, "store-failed");
        return;
    }
    run->content->ordinal = row->ordinal;
    PrintMake *make = g_new0(PrintMake, 1);
    *make = (PrintMake){.run = run, .content = run->content, .fd = -1};
    service_work(run->service, make_document, document_made, make, make_free);
}

void print_run_start(PrintRun *run)
{
    Service *service = run->service;
    const PrintContent *content = run->content;
    PrintRow *row = row_new(run, STORE_PRINT_NEW, NULL);
    row->form = g_strdup(content->form);
    row->case_no = g_strdup(content->case_no);
    row->paper = g_strdup(content->paper == PRINT_A4 ? "a4" : "slip");
    row->copies = run->copies;
    if (service_store(service, put_row, row, print_row_free, order_written))
        service_emit(service, SERVICE_EV_PRINT);
    else
        run_end(run, PRINT_FAILED, PRINT_PROBLEM_OTHER, "store-busy");
}

/* Where the printer has no job yet, it gets none. A send under way is ended by its id: commands for one
 * device wait for each other, so that print.cancel would wait for the very job that it is to end. */
void print_run_cancel(PrintRun *run)
{
    HalClient *hal = run->service->hal;
    run->cancelled = TRUE;
    if (!hal)
        return;
    if (run->send_id)
        hal_client_cancel(hal, run->send_id);
    else if (run->job)
        cancel_job(hal, run->printer, run->job);
}

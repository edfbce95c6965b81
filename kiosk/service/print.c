/* Print orders: one of a session at a time, those of earlier sessions and runs until the printer has said
 * what became of them. */
#define G_LOG_DOMAIN "service"
#include <string.h>
#include "kiosk/service/print_run.h"

/* --- orders ----------------------------------------------------------------------------------- */
gboolean print_begin(Service *service, PrintContent *content)
{
    const char *printer = devices_printer_id(service, content->paper);
    const PrintRun *under_way = service->print->current;
    if (!printer || under_way) {
        gboolean same = printer && under_way->content &&
                        g_str_equal(under_way->content->form, content->form) &&
                        g_strcmp0(under_way->content->case_no, content->case_no) == 0;
        print_content_free(content);
        return same; /* a second press is the same order */
    }
    PrintRun *run = g_new0(PrintRun, 1);
    run->service = service;
    run->content = content;
    run->fd = -1;
    run->copies = 1;
    g_strlcpy(run->printer, printer, sizeof run->printer);
    g_autofree char *uuid = g_uuid_string_random();
    g_strlcpy(run->view.id, uuid, sizeof run->view.id);
    run->view.state = PRINT_PREPARING;
    run->view.title = g_strdup(content->title);
    service->print->has_last = FALSE;
    service->print->current = run;
    g_ptr_array_add(service->print->runs, run);
    print_run_start(run);
    return TRUE;
}

static void show_last(Service *service, PrintState state, PrintProblem problem, const char *title)
{
    PrintPart *part = service->print;
    if (part->current)
        return;
    g_free(part->last.title);
    part->last = (PrintOrder){.state = state, .problem = problem, .title = g_strdup(title)};
    part->has_last = TRUE;
    service_emit(service, SERVICE_EV_PRINT);
}

void print_expect(Service *service, const char *title)
{
    show_last(service, PRINT_PREPARING, PRINT_PROBLEM_NONE, title);
}

void print_refuse(Service *service, const char *title)
{
    show_last(service, PRINT_FAILED, PRINT_PROBLEM_OTHER, title);
}

gboolean print_can(const Service *service, PrintPaper paper)
{
    return devices_hald_is_there(service) && devices_printer_id(service, paper) != NULL;
}

const PrintOrder *print_order(const Service *service)
{
    if (service->print->current)
        return &service->print->current->view;
    return service->print->has_last ? &service->print->last : NULL;
}

void print_cancel(Service *service)
{
    if (service->print->current)
        print_run_cancel(service->print->current);
}

void print_confirm(Service *service, gboolean paper_came_out)
{
    PrintPart *part = service->print;
    if (!part->has_last || part->last.state != PRINT_UNKNOWN)
        return;
    PrintRow *row = g_new0(PrintRow, 1);
    row->id = g_strdup(part->last.id);
    row->state = paper_came_out ? STORE_PRINT_DONE : STORE_PRINT_FAILED;
    row->reason = g_strdup("resident-says");
    row->now_ms = service_now_ms(service);
    part->last.state = paper_came_out ? PRINT_DONE : PRINT_FAILED;
    service_store(service, print_row_set, row, print_row_free, print_row_logged);
    service_emit(service, SERVICE_EV_PRINT);
}

/* --- after a restart -------------------------------------------------------------------------- */
static gboolean read_unfinished(Store *store, gpointer data, GError **error)
{
    GPtrArray **rows = data;
    *rows = store_prints_unfinished(store, error);
    return *rows != NULL;
}

static void rows_free(gpointer data)
{
    GPtrArray **rows = data;
    g_clear_pointer(rows, g_ptr_array_unref);
    g_free(rows);
}

static gboolean is_under_way(const Service *service, const char *id)
{
    for (guint i = 0; i < service->print->runs->len; i++)
        if (g_str_equal(((PrintRun *)service->print->runs->pdata[i])->view.id, id))
            return TRUE;
    return FALSE;
}

static void recover_one(Service *service, const StorePrint *row)
{
    const char *printer = devices_printer_id(service, g_str_equal(row->paper, "a4") ? PRINT_A4 : PRINT_SLIP);
    if (!printer || is_under_way(service, row->id))
        return;
    PrintRun *run = g_new0(PrintRun, 1);
    run->service = service;
    run->fd = -1;
    g_strlcpy(run->printer, printer, sizeof run->printer);
    g_strlcpy(run->view.id, row->id, sizeof run->view.id);
    run->view.pages = row->pages;
    run->never_created = row->state == STORE_PRINT_NEW;
    if (row->printer_uri)
        run->job = json_pack("{s:s, s:i, s:s}", "printer_uri", row->printer_uri, "job_id", row->job_id,
                             "job_uuid", row->job_uuid ?: "");
    g_ptr_array_add(service->print->runs, run);
    g_message("print order of an earlier run: asking the printer (%s)", store_print_state_name(row->state));
    if (row->state == STORE_PRINT_UNKNOWN)
        run->tries = RECOVER_TRIES; /* ask once more, then leave it */
    print_run_query(run);
}

static void unfinished_read(gpointer data, const GError *error, gpointer user_data)
{
    GPtrArray *rows = *(GPtrArray **)data;
    for (guint i = 0; rows && i < rows->len; i++)
        recover_one(user_data, rows->pdata[i]);
}

void print_recover(Service *service)
{
    service_store(service, read_unfinished, g_new0(GPtrArray *, 1), rows_free, unfinished_read);
}

/* --- the part --------------------------------------------------------------------------------- */
/* What waits for paper or a hand must not come out after its owner has gone: it is taken back, and printed
 * any day later by card. What is coming out comes out. */
void print_session_ends(Service *service)
{
    PrintRun *run = service->print->current;
    if (run && run->view.problem != PRINT_PROBLEM_NONE)
        print_run_cancel(run);
    service->print->current = NULL;
    service->print->has_last = FALSE;
}

void print_part_create(Service *service)
{
    service->print = g_new0(PrintPart, 1);
    service->print->runs = g_ptr_array_new();
}

void print_part_free(Service *service)
{
    if (!service->print)
        return;
    for (guint i = 0; i < service->print->runs->len; i++)
        print_run_free(service->print->runs->pdata[i]);
    g_ptr_array_unref(service->print->runs);
    g_free(service->print->last.title);
    g_clear_pointer(&service->print, g_free);
}

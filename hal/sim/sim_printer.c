/* A printer without hardware: sheets become files, paper counts down, and it can jam. The machine below
 * outlives an unplugging; its jobs outlive even the process (sim_jobs). */
#define G_LOG_DOMAIN "hal-sim"
#include "hal/printer.h"
#include "hal/sim/sim.h"
#include "hal/sim/sim_jobs.h"
#include "hal/sim/sim_words.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHEETS_KEPT 50
#define PAPER_FULL  250
#define PAPER_LOW   10
#define TONER_LOW   10

typedef struct {
    HalHost *host;
    char *folder;
    SimJobs *jobs;
    gint64 printing; /* the job under way, 0: none */
} SimPrinter;

static struct {
    gboolean is_set_up; /* paper and speed were taken from the settings */
    gboolean is_unplugged;
    gboolean is_jammed;
    gboolean cover_is_open;
    gboolean will_fail; /* the next job aborts half-way */
    gint64 paper;
    gint64 toner;
    gint64 page_ms;
} machine;

/* --- words --- */

static gboolean load_paper(gpointer printer, const char *n)
{
    return sim_words_number(n, 0, 10000, &machine.paper);
}

static gboolean jam(gpointer printer, const char *argument)
{
    machine.is_jammed = TRUE;
    return TRUE;
}

static gboolean clear_jam(gpointer printer, const char *argument)
{
    machine.is_jammed = FALSE;
    return TRUE;
}

static gboolean move_cover(gpointer printer, const char *where)
{
    machine.cover_is_open = g_ascii_strcasecmp(where, "OPEN") == 0;
    return machine.cover_is_open || g_ascii_strcasecmp(where, "CLOSED") == 0;
}

static gboolean set_toner(gpointer printer, const char *level)
{
    return sim_words_number(level, 0, 100, &machine.toner);
}

static gboolean set_speed(gpointer printer, const char *ms)
{
    return sim_words_number(ms, 0, 60000, &machine.page_ms);
}

static gboolean fail_next(gpointer printer, const char *argument)
{
    machine.will_fail = TRUE;
    return TRUE;
}

static gboolean unplug(gpointer printer, const char *argument)
{
    machine.is_unplugged = TRUE;
    if (printer)
        host_lost(((SimPrinter *)printer)->host, HAL_DRIVER_ERROR_NO_DEVICE, "unplugged");
    return TRUE;
}

static gboolean replug(gpointer printer, const char *argument)
{
    machine.is_unplugged = FALSE;
    return TRUE;
}

static const SimWord words[] = {
    {"PAPER", "n", load_paper},     {"JAM", NULL, jam},
    {"CLEAR", NULL, clear_jam},     {"COVER", "OPEN|CLOSED", move_cover},
    {"TONER", "0..100", set_toner}, {"SPEED", "ms", set_speed},
    {"FAIL", NULL, fail_next},      {"UNPLUG", NULL, unplug},
    {"REPLUG", NULL, replug},       {NULL},
};

static gboolean sim_printer_words(gpointer printer, const char *text, char **answer)
{
    return sim_words_apply(words, printer, text, answer);
}

/* --- what it says about itself --- */

/* Is something in the way of printing? Reasons as IPP names them. */
static json_t *reasons_now(gboolean *is_stopped)
{
    const struct {
        gboolean holds;
        gboolean stops;
        const char *reason;
    } table[] = {
        {machine.is_jammed, TRUE, "media-jam"},
        {machine.cover_is_open, TRUE, "cover-open"},
        {machine.paper == 0, TRUE, "media-empty"},
        {machine.paper > 0 && machine.paper <= PAPER_LOW, FALSE, "media-low"},
        {machine.toner == 0, TRUE, "toner-empty"},
        {machine.toner > 0 && machine.toner <= TONER_LOW, FALSE, "toner-low"},
    };
    json_t *reasons = json_array();
    *is_stopped = FALSE;
    for (guint i = 0; i < G_N_ELEMENTS(table); i++) {
        if (!table[i].holds)
            continue;
        json_array_append_new(reasons, json_string(table[i].reason));
        *is_stopped |= table[i].stops;
    }
    return reasons;
}

static void report(SimPrinter *printer)
{
    gboolean is_stopped;
    json_auto_t *reasons = reasons_now(&is_stopped);
    const char *state = is_stopped ? "stopped" : printer->printing != 0 ? "processing" : "idle";
    host_status(printer->host, json_pack("{s:s, s:O, s:b, s:[s,s], s:I, s:[{s:s, s:I}]}", "state", state,
                                         "reasons", reasons, "accepting", 1, "media_ready", "A4", "80mm",
                                         "paper_left", (json_int_t)machine.paper, "markers", "name", "black",
                                         "level", (json_int_t)machine.toner));
    if (is_stopped)
        host_state(printer->host, HAL_USER_ERROR, HAL_REMEDY_CLEAR,
                   json_string_value(json_array_get(reasons, 0)));
    else
        host_state(printer->host, printer->printing != 0 ? HAL_BUSY : HAL_ONLINE, HAL_REMEDY_NONE, NULL);
}

static void say_job(SimPrinter *printer, const char *state)
{
    gboolean is_stopped;
    host_event(printer->host, HAL_PRINT_STATE,
               json_pack("{s:s, s:o}", "state", state, "reasons", reasons_now(&is_stopped)));
}

/* --- paper --- */

/* Page objects of a PDF as cairo writes it; at least one. */
static gint64 count_pages(const char *bytes, gsize size)
{
    static const char mark[] = "/Type /Page";
    gint64 pages = 0;
    const char *end = bytes + size;
    for (const char *at = bytes; (at = memmem(at, (gsize)(end - at), mark, sizeof mark - 1)) != NULL;) {
        at += sizeof mark - 1;
        if (at < end && *at != 's')
            pages++;
    }
    return MAX(pages, 1);
}

static void forget_old_sheets(const char *folder, gint64 newest)
{
    g_autofree char *name = g_strdup_printf("sheet-%06" G_GINT64_FORMAT ".pdf", newest - SHEETS_KEPT);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_unlink(path);
}

static gboolean write_sheets(SimPrinter *printer, gint64 id, GBytes *document, GError **error)
{
    g_autofree char *name = g_strdup_printf("sheet-%06" G_GINT64_FORMAT ".pdf", id);
    g_autofree char *path = g_build_filename(printer->folder, name, NULL);
    gsize size;
    const char *bytes = g_bytes_get_data(document, &size);
    if (!g_file_set_contents_full(path, bytes, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
        return FALSE;
    forget_old_sheets(printer->folder, id);
    return TRUE;
}

/* The host has seen that it is a file of a sound size. */
static GBytes *read_document(int fd, GError **error)
{
    struct stat about;
    if (fstat(fd, &about) < 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_IO, "%s", g_strerror(errno));
        return NULL;
    }
    g_autofree char *bytes = g_malloc((gsize)about.st_size);
    gsize got = 0;
    ssize_t n = 1;
    while (got < (gsize)about.st_size && n > 0) {
        n = pread(fd, bytes + got, (gsize)about.st_size - got, (off_t)got);
        got += n > 0 ? (gsize)n : 0;
    }
    if (got < (gsize)about.st_size || got < 5 || memcmp(bytes, "%PDF-", 5) != 0) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "not a whole PDF");
        return NULL;
    }
    return g_bytes_new_take(g_steal_pointer(&bytes), got);
}

typedef enum {
    PAGE_PRINTED,
    PAGE_CANCELED,
    PAGE_LOST,
} PageEnd;

/* Waits out jams and empty trays, then takes one sheet. */
static PageEnd print_page(SimPrinter *printer)
{
    gboolean was_stopped = FALSE;
    for (;;) {
        gboolean is_stopped;
        json_decref(reasons_now(&is_stopped));
        sim_fault_play();
        if (machine.is_unplugged)
            return PAGE_LOST;
        if (is_stopped != was_stopped)
            say_job(printer, is_stopped ? "stopped" : "processing");
        was_stopped = is_stopped;
        report(printer);
        HostWait waited = host_wait(printer->host, is_stopped ? -1 : machine.page_ms);
        if (waited == HOST_CANCELED)
            return PAGE_CANCELED;
        if (waited == HOST_WAITED && !is_stopped)
            break;
    }
    machine.paper--;
    return PAGE_PRINTED;
}

static HalResult end_job(SimPrinter *printer, gint64 id, HalCode code, HalJobState state)
{
    gint64 impressions = sim_jobs_impressions(printer->jobs, id);
    sim_jobs_set(printer->jobs, id, state, impressions);
    printer->printing = 0;
    if (!machine.is_unplugged)
        report(printer);
    return HAL_RESULT_DATA(code, json_pack("{s:s, s:I, s:[]}", "state", hal_job_state_name(state),
                                           "impressions", (json_int_t)impressions, "reasons"));
}

static HalResult print_job(SimPrinter *printer, gint64 id, GBytes *document)
{
    g_autoptr(GError) error = NULL;
    gsize size;
    const char *bytes = g_bytes_get_data(document, &size);
    gint64 total = count_pages(bytes, size) * sim_jobs_copies(printer->jobs, id);
    printer->printing = id;
    sim_jobs_set(printer->jobs, id, HAL_JOB_PROCESSING, 0);
    say_job(printer, "processing");
    for (gint64 page = 1; page <= total; page++) {
        PageEnd end = print_page(printer);
        if (end == PAGE_CANCELED)
            return end_job(printer, id, HAL_CANCELED, HAL_JOB_CANCELED);
        if (end == PAGE_LOST || machine.will_fail) {
            machine.will_fail = FALSE;
            return end_job(printer, id, HAL_DEVICE_ERROR, HAL_JOB_ABORTED);
        }
        sim_jobs_set(printer->jobs, id, HAL_JOB_PROCESSING, page);
        host_event(printer->host, HAL_PRINT_PROGRESS, json_pack("{s:I}", "impressions", (json_int_t)page));
    }
    if (!write_sheets(printer, id, document, &error)) {
        g_warning("sheet not written: %s", error->message);
        return end_job(printer, id, HAL_DEVICE_ERROR, HAL_JOB_ABORTED);
    }
    return end_job(printer, id, HAL_SUCCESS, HAL_JOB_COMPLETED);
}

/* --- commands --- */

static gint64 find_job(SimPrinter *printer, const json_t *args)
{
    return sim_jobs_find(printer->jobs, json_object_get(args, "job"),
                         json_string_value(json_object_get(args, "order")));
}

static HalResult run_create(gpointer driver, const HalCommand *command)
{
    SimPrinter *printer = driver;
    const char *order = json_string_value(json_object_get(command->args, "order"));
    const char *format = json_string_value(json_object_get(command->args, "format"));
    gint64 copies = json_integer_value(json_object_get(command->args, "copies"));
    if (!g_str_equal(format, "application/pdf"))
        return HAL_RESULT_TEXT(HAL_UNSUPPORTED, "format: application/pdf only");
    gint64 id = sim_jobs_create(printer->jobs, order, copies);
    return HAL_RESULT_DATA(HAL_SUCCESS, json_pack("{s:o}", "job", sim_jobs_ref(printer->jobs, id)));
}

static HalResult run_send(gpointer driver, const HalCommand *command)
{
    SimPrinter *printer = driver;
    g_autoptr(GError) error = NULL;
    gint64 id = find_job(printer, command->args);
    if (id == 0)
        return HAL_RESULT_TEXT(HAL_SEQUENCE_ERROR, "no such job: create it first");
    if (sim_jobs_state(printer->jobs, id) != HAL_JOB_HELD)
        return HAL_RESULT_TEXT(HAL_SEQUENCE_ERROR, "this job has its document already");
    g_autoptr(GBytes) document = read_document(command->fd, &error);
    if (!document)
        return HAL_RESULT_TEXT(HAL_INVALID_DATA, "document: %s", error->message);
    return print_job(printer, id, document);
}

static HalResult run_query(gpointer driver, const HalCommand *command)
{
    SimPrinter *printer = driver;
    gint64 id = find_job(printer, command->args);
    if (id == 0)
        return HAL_RESULT_DATA(HAL_SUCCESS, json_pack("{s:s, s:[]}", "state", "not_found", "reasons"));
    return HAL_RESULT_DATA(HAL_SUCCESS,
                           json_pack("{s:s, s:I, s:[], s:o}", "state",
                                     hal_job_state_name(sim_jobs_state(printer->jobs, id)), "impressions",
                                     (json_int_t)sim_jobs_impressions(printer->jobs, id), "reasons", "job",
                                     sim_jobs_ref(printer->jobs, id)));
}

static HalResult run_cancel(gpointer driver, const HalCommand *command)
{
    SimPrinter *printer = driver;
    gint64 id = find_job(printer, command->args);
    if (id != 0 && !hal_job_state_is_final(sim_jobs_state(printer->jobs, id)))
        sim_jobs_set(printer->jobs, id, HAL_JOB_CANCELED, sim_jobs_impressions(printer->jobs, id));
    return HAL_RESULT_DATA(
        HAL_SUCCESS, json_pack("{s:s}", "state", hal_job_state_name(sim_jobs_state(printer->jobs, id))));
}

static HalResult run_self_test(gpointer driver, const HalCommand *command)
{
    gboolean is_stopped;
    json_auto_t *reasons = reasons_now(&is_stopped);
    const char *first = json_string_value(json_array_get(reasons, 0));
    return HAL_RESULT_DATA(
        HAL_SUCCESS, json_pack("{s:b, s:s}", "ok", !is_stopped, "text", first ? first : "simulated printer"));
}

static const HalCommandRow commands[] = {
    {HAL_PRINT_CREATE, run_create},         {HAL_PRINT_SEND, run_send},
    {HAL_PRINT_QUERY, run_query},           {HAL_PRINT_CANCEL, run_cancel},
    {HAL_PRINTER_SELF_TEST, run_self_test}, {NULL},
};

/* --- life --- */

static void set_up_machine(const HalSettings *settings)
{
    if (machine.is_set_up)
        return;
    machine.is_set_up = TRUE;
    machine.paper = hal_settings_number(settings, "paper", PAPER_FULL);
    machine.page_ms = hal_settings_number(settings, "page_ms", 400);
    machine.toner = 100;
}

static gboolean sim_printer_open(HalHost *host, const HalSettings *settings, gpointer *driver, GError **error)
{
    const char *folder = hal_settings_text(settings, "folder");
    set_up_machine(settings);
    if (machine.is_unplugged) {
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_NO_DEVICE, "unplugged");
        return FALSE;
    }
    if (g_mkdir_with_parents(folder, 0700) != 0) {
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_CONFIGURATION, "folder: %s: %s", folder,
                    g_strerror(errno));
        return FALSE;
    }
    SimPrinter *printer = g_new0(SimPrinter, 1);
    printer->host = host;
    printer->folder = g_strdup(folder);
    printer->jobs = sim_jobs_open(folder);
    *driver = printer;
    return TRUE;
}

static void sim_printer_close(gpointer driver)
{
    SimPrinter *printer = driver;
    sim_jobs_free(printer->jobs);
    g_free(printer->folder);
    g_free(printer);
}

static json_t *sim_printer_capabilities(gpointer driver)
{
    SimPrinter *printer = driver;
    return json_pack("{s:b, s:[s,s], s:[s], s:s, s:i}", "simulated", 1, "media", "A4", "80mm", "formats",
                     "application/pdf", "folder", printer->folder, "copies_max", HAL_PRINT_COPIES_MAX);
}

/* Between commands: a word may have changed the machine, or ordered a fault. */
static void sim_printer_poll(gpointer driver)
{
    sim_fault_play();
    if (!machine.is_unplugged)
        report(driver);
}

static const HalSettingRow settings_rows[] = {
    {"folder", .required = TRUE, .help = "the folder for the printed sheets"},
    {"paper", .max = 10000, .help = "sheets in the tray at the start, 0 to 10000"},
    {"page_ms", .max = 60000, .help = "milliseconds a page takes, 0 to 60000"},
    {NULL},
};

const HalDriverOps sim_printer_ops = {
    .name = "sim",
    .device_class = HAL_CLASS_PRINTER,
    .settings = settings_rows,
    .commands = commands,
    .open = sim_printer_open,
    .close = sim_printer_close,
    .capabilities = sim_printer_capabilities,
    .poll = sim_printer_poll,
    .sim = sim_printer_words,
};

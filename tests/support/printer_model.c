#include "tests/support/printer_model.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
    FULL_TRAY = 250,
    LOW_PAPER = 10,
    LOW_TONER = 10,
    JOBS_KEPT = 200,
    HOLD_S = 120, /* a job whose document does not come is aborted */
};

struct PrinterModel {
    GMutex lock;
    GCond changed;
    GThread *printing;
    gboolean is_ending;
    char *folder;
    gint64 start_us;
    GPtrArray *jobs; /* Entry */
    int last_id, sheets, incoming;
    int paper, toner, page_ms, stall_ms;
    gboolean jammed, cover_open, accepting, paused, will_fail, unplugged;
    char *formats;
    PrinterWire wire;
    char *wire_operation; /* NULL: every one */
};

typedef struct {
    PrinterJob job;
    char *document; /* path, from the moment it came until it is printed */
} Entry;

void printer_job_free(PrinterJob *job)
{
    g_free(job->name);
    g_free(job->user);
    g_free(job->uuid);
    g_free(job->format);
    g_free(job);
}

void printer_status_clear(PrinterStatus *status)
{
    g_clear_pointer(&status->reasons, g_free);
    g_clear_pointer(&status->formats, g_free);
}

static PrinterJob *copy_job(const PrinterJob *job)
{
    PrinterJob *copy = g_memdup2(job, sizeof *job);
    copy->name = g_strdup(job->name);
    copy->user = g_strdup(job->user);
    copy->uuid = g_strdup(job->uuid);
    copy->format = g_strdup(job->format);
    return copy;
}

static void entry_free(gpointer data)
{
    Entry *entry = data;
    if (entry->document != NULL)
        g_unlink(entry->document);
    g_free(entry->document);
    g_free(entry->job.name);
    g_free(entry->job.user);
    g_free(entry->job.uuid);
    g_free(entry->job.format);
    g_free(entry);
}

static gint64 up_seconds(const PrinterModel *model)
{
    return (g_get_monotonic_time() - model->start_us) / G_USEC_PER_SEC + 1;
}

static gboolean is_over(const Entry *entry)
{
    return entry->job.state >= PRINTER_JOB_CANCELED;
}

/* Why nothing can be printed now, in IPP's words; NULL: all is well. */
static const char *stop_reason(const PrinterModel *model)
{
    if (model->jammed)
        return "media-jam-error";
    if (model->cover_open)
        return "cover-open-error";
    if (model->paper == 0)
        return "media-empty-error,media-needed-error";
    if (model->toner == 0)
        return "toner-empty-error";
    return model->paused ? "paused" : NULL;
}

/* --- printing -------------------------------------------------------------------------------------- */

/* Sheets of an earlier run stay where they are. */
static char *next_sheet_path(PrinterModel *model, const PrinterJob *job)
{
    const char *ending = g_strcmp0(job->format, "application/pdf") == 0 ? "pdf" : "pwg";
    char *path = NULL;
    do {
        g_free(path);
        g_autofree char *name = g_strdup_printf("sheet-%06d.%s", ++model->sheets, ending);
        path = g_build_filename(model->folder, name, NULL);
    } while (g_file_test(path, G_FILE_TEST_EXISTS));
    return path;
}

static void finish(PrinterModel *model, Entry *entry, PrinterJobState state)
{
    entry->job.state = state;
    entry->job.completed_s = up_seconds(model);
    if (entry->document == NULL)
        return;
    if (state == PRINTER_JOB_COMPLETED) {
        g_autofree char *path = next_sheet_path(model, &entry->job);
        if (g_rename(entry->document, path) != 0)
            g_warning("%s: %s", path, g_strerror(errno));
    } else {
        g_unlink(entry->document);
    }
    g_clear_pointer(&entry->document, g_free);
}

static Entry *next_job(PrinterModel *model)
{
    for (guint i = 0; i < model->jobs->len; i++) {
        Entry *entry = g_ptr_array_index(model->jobs, i);
        if (entry->document != NULL && !is_over(entry))
            return entry;
    }
    return NULL;
}

/* One page's time, cut short by any change. TRUE: the page came out. */
static gboolean feed_page(PrinterModel *model, Entry *entry)
{
    gint64 end = g_get_monotonic_time() + (gint64)model->page_ms * 1000;
    while (g_get_monotonic_time() < end) {
        g_cond_wait_until(&model->changed, &model->lock, end);
        if (model->is_ending || is_over(entry) || stop_reason(model) != NULL)
            return FALSE;
    }
    model->paper--;
    entry->job.printed++;
    return TRUE;
}

static void print_some(PrinterModel *model, Entry *entry)
{
    if (stop_reason(model) != NULL) {
        if (entry->job.state == PRINTER_JOB_PROCESSING)
            entry->job.state = PRINTER_JOB_STOPPED;
        g_cond_wait(&model->changed, &model->lock);
        return;
    }
    entry->job.state = PRINTER_JOB_PROCESSING;
    if (entry->job.processing_s == 0)
        entry->job.processing_s = up_seconds(model);
    gboolean fed = feed_page(model, entry);
    if (fed && model->will_fail) {
        model->will_fail = FALSE;
        finish(model, entry, PRINTER_JOB_ABORTED);
    } else if (fed && entry->job.printed >= entry->job.pages) {
        finish(model, entry, PRINTER_JOB_COMPLETED);
    }
}

/* Forget old jobs and give up those whose document never came. */
static void tidy(PrinterModel *model)
{
    for (guint i = 0; i < model->jobs->len; i++) {
        Entry *entry = g_ptr_array_index(model->jobs, i);
        if (entry->job.state == PRINTER_JOB_HELD && up_seconds(model) - entry->job.created_s > HOLD_S)
            finish(model, entry, PRINTER_JOB_ABORTED);
    }
    while (model->jobs->len > JOBS_KEPT && is_over(g_ptr_array_index(model->jobs, 0)))
        g_ptr_array_remove_index(model->jobs, 0);
}

static gpointer print_jobs(gpointer data)
{
    PrinterModel *model = data;
    g_mutex_lock(&model->lock);
    while (!model->is_ending) {
        tidy(model);
        Entry *entry = next_job(model);
        if (entry != NULL)
            print_some(model, entry);
        else
            g_cond_wait_until(&model->changed, &model->lock, g_get_monotonic_time() + 10 * G_USEC_PER_SEC);
    }
    g_mutex_unlock(&model->lock);
    return NULL;
}

PrinterModel *printer_model_new(const char *folder)
{
    PrinterModel *model = g_new0(PrinterModel, 1);
    g_mutex_init(&model->lock);
    g_cond_init(&model->changed);
    model->folder = g_strdup(folder);
    model->start_us = g_get_monotonic_time();
    model->jobs = g_ptr_array_new_with_free_func(entry_free);
    model->paper = FULL_TRAY;
    model->toner = 80;
    model->page_ms = 30;
    model->accepting = TRUE;
    model->formats = g_strdup("application/pdf,image/pwg-raster,application/octet-stream");
    g_mkdir_with_parents(folder, 0700);
    model->printing = g_thread_new("printing", print_jobs, model);
    return model;
}

void printer_model_free(PrinterModel *model)
{
    if (model == NULL)
        return;
    g_mutex_lock(&model->lock);
    model->is_ending = TRUE;
    g_cond_broadcast(&model->changed);
    g_mutex_unlock(&model->lock);
    g_thread_join(model->printing);
    g_ptr_array_unref(model->jobs);
    g_mutex_clear(&model->lock);
    g_cond_clear(&model->changed);
    g_free(model->wire_operation);
    g_free(model->formats);
    g_free(model->folder);
    g_free(model);
}

/* --- jobs ------------------------------------------------------------------------------------------ */

static Entry *find(PrinterModel *model, int id)
{
    for (guint i = 0; i < model->jobs->len; i++) {
        Entry *entry = g_ptr_array_index(model->jobs, i);
        if (entry->job.id == id)
            return entry;
    }
    return NULL;
}

PrinterJob *printer_model_create(PrinterModel *model, const char *name, const char *user, const char *format,
                                 int copies)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    if (!model->accepting)
        return NULL;
    g_autofree char *uuid = g_uuid_string_random();
    Entry *entry = g_new0(Entry, 1);
    entry->job = (PrinterJob){.id = ++model->last_id,
                              .name = g_strdup(name),
                              .user = g_strdup(user),
                              .uuid = g_strconcat("urn:uuid:", uuid, NULL),
                              .format = g_strdup(format),
                              .copies = copies,
                              .state = PRINTER_JOB_HELD,
                              .created_s = up_seconds(model)};
    g_ptr_array_add(model->jobs, entry);
    return copy_job(&entry->job);
}

gboolean printer_model_send(PrinterModel *model, int id, const char *path, int pages)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    Entry *entry = find(model, id);
    if (entry == NULL || entry->job.state != PRINTER_JOB_HELD) {
        g_unlink(path);
        return FALSE;
    }
    entry->document = g_strdup(path);
    entry->job.pages = MAX(1, pages) * MAX(1, entry->job.copies);
    entry->job.state = PRINTER_JOB_PENDING;
    g_cond_broadcast(&model->changed);
    return TRUE;
}

PrinterJob *printer_model_job(PrinterModel *model, int id)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    Entry *entry = find(model, id);
    return entry != NULL ? copy_job(&entry->job) : NULL;
}

gboolean printer_model_cancel(PrinterModel *model, int id)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    Entry *entry = find(model, id);
    if (entry == NULL || is_over(entry))
        return FALSE;
    finish(model, entry, PRINTER_JOB_CANCELED);
    g_cond_broadcast(&model->changed);
    return TRUE;
}

GPtrArray *printer_model_jobs(PrinterModel *model)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    GPtrArray *jobs = g_ptr_array_new_with_free_func((GDestroyNotify)printer_job_free);
    for (guint i = 0; i < model->jobs->len; i++)
        g_ptr_array_add(jobs, copy_job(&((Entry *)g_ptr_array_index(model->jobs, i))->job));
    return jobs;
}

static PrinterStatus status_locked(PrinterModel *model)
{
    PrinterStatus status = {.state = PRINTER_IDLE,
                            .accepting = model->accepting,
                            .formats = g_strdup(model->formats),
                            .paper = model->paper,
                            .toner = model->toner,
                            .up_s = up_seconds(model)};
    g_autoptr(GString) reasons = g_string_new(stop_reason(model));
    if (model->paper > 0 && model->paper <= LOW_PAPER)
        g_string_append(reasons, ",media-low-warning");
    if (model->toner > 0 && model->toner <= LOW_TONER)
        g_string_append(reasons, ",toner-low-warning");
    status.reasons = g_strdup(reasons->len == 0 ? "none" : reasons->str + (reasons->str[0] == ','));
    for (guint i = 0; i < model->jobs->len; i++)
        status.queued += !is_over(g_ptr_array_index(model->jobs, i));
    if (stop_reason(model) != NULL)
        status.state = PRINTER_STOPPED;
    else if (next_job(model) != NULL)
        status.state = PRINTER_PROCESSING;
    return status;
}

PrinterStatus printer_model_status(PrinterModel *model)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    return status_locked(model);
}

char *printer_model_incoming(PrinterModel *model)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    g_autofree char *name = g_strdup_printf(".incoming-%d", ++model->incoming);
    return g_build_filename(model->folder, name, NULL);
}

/* --- words ----------------------------------------------------------------------------------------- */

static gboolean set_number(int *value, const char *argument, int least, int most)
{
    char *end;
    long n = strtol(argument, &end, 10);
    if (end == argument || *end != '\0' || n < least || n > most)
        return FALSE;
    *value = (int)n;
    return TRUE;
}

static gboolean word_paper(PrinterModel *model, const char *argument)
{
    return set_number(&model->paper, argument, 0, 10000);
}

static gboolean word_toner(PrinterModel *model, const char *argument)
{
    return set_number(&model->toner, argument, 0, 100);
}

static gboolean word_speed(PrinterModel *model, const char *argument)
{
    return set_number(&model->page_ms, argument, 0, 600000);
}

static gboolean set_switch(gboolean *value, const char *argument, const char *on, const char *off)
{
    gboolean is_on = g_ascii_strcasecmp(argument, on) == 0;
    if (!is_on && g_ascii_strcasecmp(argument, off) != 0)
        return FALSE;
    *value = is_on;
    return TRUE;
}

static gboolean word_cover(PrinterModel *model, const char *argument)
{
    return set_switch(&model->cover_open, argument, "OPEN", "CLOSED");
}

static gboolean word_stall(PrinterModel *model, const char *argument)
{
    return set_number(&model->stall_ms, argument, 0, 60000);
}

static gboolean word_formats(PrinterModel *model, const char *argument)
{
    if (strchr(argument, '/') == NULL)
        return FALSE;
    g_free(model->formats);
    model->formats = g_strdup(argument);
    return TRUE;
}

static gboolean set_wire(PrinterModel *model, PrinterWire wire, const char *operation)
{
    model->wire = wire;
    g_free(model->wire_operation);
    model->wire_operation = *operation != '\0' ? g_strdup(operation) : NULL;
    return TRUE;
}

#define WIRE_WORD(name, wire)                                                                                \
    static gboolean name(PrinterModel *model, const char *operation)                                         \
    {                                                                                                        \
        return set_wire(model, wire, operation);                                                             \
    }
WIRE_WORD(word_hang, WIRE_HANG)
WIRE_WORD(word_drop, WIRE_DROP)
WIRE_WORD(word_drop_reply, WIRE_DROP_REPLY)
WIRE_WORD(word_error_500, WIRE_ERROR_500)
WIRE_WORD(word_answer, WIRE_FINE)

#define FLAG_WORD(name, field, value)                                                                        \
    static gboolean name(PrinterModel *model, const char *argument)                                          \
    {                                                                                                        \
        model->field = value;                                                                                \
        return TRUE;                                                                                         \
    }
FLAG_WORD(word_jam, jammed, TRUE)
FLAG_WORD(word_clear, jammed, FALSE)
FLAG_WORD(word_fail, will_fail, TRUE)
FLAG_WORD(word_refuse, accepting, FALSE)
FLAG_WORD(word_accept, accepting, TRUE)
FLAG_WORD(word_pause, paused, TRUE)
FLAG_WORD(word_resume, paused, FALSE)
FLAG_WORD(word_unplug, unplugged, TRUE)
FLAG_WORD(word_replug, unplugged, FALSE)

static const struct {
    const char *word;
    gboolean (*say)(PrinterModel *model, const char *argument);
} words_known[] = {
    {"PAPER", word_paper},
    {"TONER", word_toner},
    {"SPEED", word_speed},
    {"COVER", word_cover},
    {"FORMATS", word_formats},
    {"STALL", word_stall},
    {"JAM", word_jam},
    {"CLEAR", word_clear},
    {"FAIL", word_fail},
    {"REFUSE", word_refuse},
    {"ACCEPT", word_accept},
    {"PAUSE", word_pause},
    {"RESUME", word_resume},
    {"UNPLUG", word_unplug},
    {"REPLUG", word_replug},
    {"HANG", word_hang},
    {"DROP", word_drop},
    {"ANSWER", word_answer},
    {"DROPREPLY", word_drop_reply},
    {"ERROR500", word_error_500},
};

static char *status_json(PrinterModel *model)
{
    g_auto(PrinterStatus) status = status_locked(model);
    json_t *jobs = json_array();
    for (guint i = 0; i < model->jobs->len; i++) {
        const PrinterJob *job = &((Entry *)g_ptr_array_index(model->jobs, i))->job;
        json_array_append_new(jobs,
                              json_pack("{s:i,s:s,s:i,s:i,s:i}", "id", job->id, "name", job->name, "state",
                                        job->state, "pages", job->pages, "printed", job->printed));
    }
    json_t *root = json_pack("{s:i,s:s,s:b,s:i,s:i,s:i,s:o}", "state", status.state, "reasons",
                             status.reasons, "accepting", status.accepting, "paper", status.paper, "toner",
                             status.toner, "sheets", model->sheets, "jobs", jobs);
    char *text = json_dumps(root, JSON_COMPACT);
    char *line = g_strdup(text);
    free(text);
    json_decref(root);
    return line;
}

gboolean printer_model_word(PrinterModel *model, const char *words, char **answer)
{
    g_auto(GStrv) parts = g_strsplit(words, " ", 2);
    const char *argument = parts[0] != NULL && parts[1] != NULL ? g_strstrip(parts[1]) : "";
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    if (parts[0] != NULL && g_ascii_strcasecmp(parts[0], "STATUS") == 0) {
        *answer = status_json(model);
        return TRUE;
    }
    for (gsize i = 0; parts[0] != NULL && i < G_N_ELEMENTS(words_known); i++) {
        if (g_ascii_strcasecmp(parts[0], words_known[i].word) != 0)
            continue;
        gboolean understood = words_known[i].say(model, argument);
        g_cond_broadcast(&model->changed);
        *answer = g_strdup(understood ? "ok" : "argument not understood");
        return understood;
    }
    *answer = g_strdup("word not understood");
    return FALSE;
}

PrinterWire printer_model_wire(PrinterModel *model, const char *operation)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    gboolean concerned =
        model->wire_operation == NULL || g_ascii_strcasecmp(model->wire_operation, operation) == 0;
    return concerned ? model->wire : WIRE_FINE;
}

int printer_model_stall_ms(PrinterModel *model)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    return model->stall_ms;
}

gboolean printer_model_is_unplugged(PrinterModel *model)
{
    g_autoptr(GMutexLocker) hold = g_mutex_locker_new(&model->lock);
    return model->unplugged;
}

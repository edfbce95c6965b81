/* A printer that is not there: paper, toner, covers, and jobs that take time page by page. What it printed
 * lies as sheet-000001.pdf … in its folder, one file a job, in the order of completion. Knows nothing of IPP;
 * the peer tests/peers/ipp_printer.c speaks that for it.
 *
 * Threads: any; one lock inside. One thread of its own prints. */
#pragma once

#include <glib.h>

/* Numbers as in RFC 8011, so that the peer can pass them on. */
typedef enum {
    PRINTER_JOB_PENDING = 3,
    PRINTER_JOB_HELD = 4, /* created, its document has not come */
    PRINTER_JOB_PROCESSING = 5,
    PRINTER_JOB_STOPPED = 6,
    PRINTER_JOB_CANCELED = 7,
    PRINTER_JOB_ABORTED = 8,
    PRINTER_JOB_COMPLETED = 9,
} PrinterJobState;

typedef enum {
    PRINTER_IDLE = 3,
    PRINTER_PROCESSING = 4,
    PRINTER_STOPPED = 5,
} PrinterState;

/* What goes wrong on the wire, until ANSWER. */
typedef enum {
    WIRE_FINE,
    WIRE_HANG,       /* the request is read and never answered */
    WIRE_DROP,       /* the connection ends before anything is done */
    WIRE_DROP_REPLY, /* the request is done, its answer is lost */
    WIRE_ERROR_500,
} PrinterWire;

/* Snapshots: yours to free. */
typedef struct {
    int id;
    char *name, *user, *uuid, *format;
    int copies;
    int pages; /* impressions in all; 0 while the document has not come */
    int printed;
    PrinterJobState state;
    gint64 created_s, processing_s, completed_s; /* seconds of the printer's up time, from 1; 0: not yet */
} PrinterJob;
void printer_job_free(PrinterJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PrinterJob, printer_job_free)

typedef struct {
    PrinterState state;
    gboolean accepting;
    char *formats; /* MIME types, with commas between */
    int paper;     /* sheets in the tray */
    int toner;     /* per cent */
    int queued;
    char *reasons; /* "media-empty-error,media-needed" or "none" */
    gint64 up_s;
} PrinterStatus;
void printer_status_clear(PrinterStatus *status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PrinterStatus, printer_status_clear)

typedef struct PrinterModel PrinterModel;
/* folder is made where missing. */
PrinterModel *printer_model_new(const char *folder);
void printer_model_free(PrinterModel *model);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PrinterModel, printer_model_free)

/* A new job without document; NULL while the printer takes no jobs. */
PrinterJob *printer_model_create(PrinterModel *model, const char *name, const char *user, const char *format,
                                 int copies);
/* Its document: path is moved into the folder later, pages counted by the caller. FALSE: no such job, or it
 * has its document already (path is removed). */
gboolean printer_model_send(PrinterModel *model, int id, const char *path, int pages);
PrinterJob *printer_model_job(PrinterModel *model, int id);
/* FALSE: unknown or already at its end. */
gboolean printer_model_cancel(PrinterModel *model, int id);
/* All known jobs, oldest first; free with g_ptr_array_unref. */
GPtrArray *printer_model_jobs(PrinterModel *model);
PrinterStatus printer_model_status(PrinterModel *model);
/* Where a document may be kept until it is complete; free with g_free. */
char *printer_model_incoming(PrinterModel *model);

/* Steer it: "PAPER 20", "JAM", "CLEAR", "COVER OPEN", "TONER 5", "SPEED 50", "FAIL", "REFUSE", "ACCEPT",
 * "PAUSE", "RESUME", "FORMATS image/pwg-raster,…", "STALL 3000", "HANG [operation]", "DROP …", "DROPREPLY …",
 * "ERROR500 …", "ANSWER", "STATUS" … The answer is one line for people or, for STATUS, JSON. FALSE: not
 * understood. */
gboolean printer_model_word(PrinterModel *model, const char *words, char **answer);
/* How an operation ("Send-Document") fares now. */
PrinterWire printer_model_wire(PrinterModel *model, const char *operation);
/* How long it takes no more of a document after its first bytes ("STALL"). */
int printer_model_stall_ms(PrinterModel *model);
/* "UNPLUG" was said, not yet "REPLUG". */
gboolean printer_model_is_unplugged(PrinterModel *model);

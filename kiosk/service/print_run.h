/* Between print.c (orders: which there are, what the screen sees of them) and print_run.c (one order's way
 * from the store to the printer and back). */
#pragma once
#include "kiosk/service/print_private.h"
#include "kiosk/store/prints.h"

#define RECOVER_TRIES 40 /* then nobody can say any more: UNKNOWN */

/* One order under way. It outlives the session that gave it: the paper still has to be accounted for. */
typedef struct {
    Service *service;
    PrintOrder view;
    PrintContent *content; /* NULL for an order of an earlier run */
    char printer[32];
    json_t *job;
    int fd;
    int copies;
    gboolean cancelled;
    gboolean never_created; /* an earlier run died before any printer had the job */
    guint64 send_id;        /* the send under way; 0: none */
    guint tries, timer;
} PrintRun;

struct PrintPart {
    PrintRun *current; /* of this session; NULL: none */
    GPtrArray *runs;   /* all that are under way */
    PrintOrder last;   /* the finished order that the screen still shows */
    gboolean has_last;
};

/* One record of an order for the store's thread. */
typedef struct {
    PrintRun *run; /* not for the store's thread */
    char *id, *form, *case_no, *paper;
    int copies, ordinal, pages, job_id;
    StorePrintState state;
    char *printer_uri, *job_uuid, *reason;
    gint64 now_ms;
} PrintRow;
void print_row_free(gpointer data);
gboolean print_row_set(Store *store, gpointer data, GError **error);
void print_row_logged(gpointer data, const GError *error, gpointer user_data);

/* Writes the order down and goes on from there by itself; the run is one of part->runs. */
void print_run_start(PrintRun *run);
/* An order of an earlier run: asks the printer what became of it. */
void print_run_query(PrintRun *run);
/* The printer shall forget it; how it ended is told as ever. */
void print_run_cancel(PrintRun *run);
void print_run_free(PrintRun *run);

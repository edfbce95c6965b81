/* Between print.c (the order's way to the printer) and print_docs.c (what is printed). */
#pragma once
#include "kiosk/service/service_private.h"
#include "kiosk/paper/paper.h"

/* What a document is made from: everything is copied, so that a worker can make it. Personal values are
 * masked. */
typedef struct PrintContent PrintContent;
struct PrintContent {
    char *form;    /* "F01", … for the store */
    char *title;   /* for queues and the screen; nothing personal */
    char *case_no; /* NULL: no case */
    PrintPaper paper;
    gboolean large, english;
    char *station, *kiosk_no;
    gint64 now_ms;
    gboolean time_uncertain;
    int ordinal; /* which print of this form for this case */
    PaperDoc *(*make)(const PrintContent *content, const PaperSetup *setup, GError **error);
    gpointer data;
    GDestroyNotify data_free;
};
PrintContent *print_content_new(Service *service, const char *form, const char *title, PrintPaper paper,
                                gboolean large);
void print_content_free(PrintContent *content);

/* Takes the content. FALSE: no printer can do it, or an order is under way. */
gboolean print_begin(Service *service, PrintContent *content);
/* An order was taken, but what stands on it is still being looked up: shown as in preparation. */
void print_expect(Service *service, const char *title);
/* For a sheet that turned out impossible after print_can(): shown as a failed order. */
void print_refuse(Service *service, const char *title);

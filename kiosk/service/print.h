/* Print orders and the truth about them. A tick comes only after the device said so: the order is written
 * down, the job is created at the printer and its reference written down, only then the document is sent, and
 * the job is watched to its end. After a crash the printer is asked; nothing is sent twice.
 *
 *   PREPARING -> SENT -> PRINTING -> DONE
 *        \---------\---------\----> FAILED | UNKNOWN (nobody can say whether paper came: the resident is
 * asked) */
#pragma once
#include "kiosk/service/service.h"

typedef enum {
    PRINT_NONE,
    PRINT_PREPARING,
    PRINT_SENT,
    PRINT_PRINTING,
    PRINT_DONE,
    PRINT_FAILED,
    PRINT_UNKNOWN
} PrintState;
typedef enum {
    PRINT_PROBLEM_NONE,
    PRINT_PROBLEM_NO_PRINTER,
    PRINT_PROBLEM_OFFLINE,
    PRINT_PROBLEM_PAPER_OUT,
    PRINT_PROBLEM_JAM,
    PRINT_PROBLEM_COVER,
    PRINT_PROBLEM_TONER,
    PRINT_PROBLEM_OTHER,
} PrintProblem;

typedef enum { PRINT_A4, PRINT_SLIP } PrintPaper; /* A4, or the 80 mm roll */

typedef struct {
    char id[40];
    PrintState state;
    PrintProblem problem; /* may be set while PRINTING: it goes on when the cause is gone */
    int pages, pages_done;
    gint64 sent_ms, done_ms; /* wall clock; 0: not yet */
    char *title;
} PrintOrder;

/* The last order of this session (lent; NULL: none). */
const PrintOrder *print_order(const Service *service);
gboolean print_can(const Service *service, PrintPaper paper);
/* Each returns FALSE when no printer can do it now (print_can). */
gboolean print_receipt(Service *service, PrintPaper paper,
                       gboolean large); /* the receipt of this session: F01 or F01T */
gboolean print_case(Service *service, const char *case_no, gboolean receipt_again, gboolean large);
gboolean print_matter(Service *service, const Matter *matter, gboolean large);
gboolean print_notice(Service *service, const Notice *notice, gboolean large);
gboolean print_guide(Service *service, const Guide *guide, gboolean large);
gboolean print_app(Service *service, const App *app, gboolean large);
gboolean print_power_of_attorney(Service *service);
gboolean print_test_page(Service *service, PrintPaper paper);
void print_cancel(Service *service);
/* The resident's answer where the state is UNKNOWN. */
void print_confirm(Service *service, gboolean paper_came_out);

/* F15 进度查询单: how far one case has come. Threads and ownership: see paper.h. */
#pragma once

#include "kiosk/paper/paper.h"
#include "kiosk/paper/receipt.h"

typedef enum {
    PAPER_STATION_AHEAD,
    PAPER_STATION_NOW,
    PAPER_STATION_DONE,
} PaperStationState;

typedef struct {
    const char *case_no;
    const char *query_code;
    const char *applicant_name; /* masked */
    const char *matter;
    const char *state;    /* "街道初审" */
    int percent;          /* 0..100 */
    const char *elapsed;  /* "已用3个工作日，承诺15个" */
    const char *next;     /* what the person has to do: "不用您做什么，等电话就行" */
    const char *due_date; /* NULL: not printed */
    const PaperStation *stations;
    const PaperStationState *station_states; /* as many as stations */
    int n_stations;
} PaperProgress;

/* INPUT: case_no, query_code, name, matter, state, elapsed or next missing, percent out of range. UNMASKED.
 */
PaperDoc *paper_progress_new(const PaperSetup *setup, const PaperProgress *progress, GError **error);

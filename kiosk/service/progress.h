/* "How far is my case?": the person's cases from this kiosk's store and from the hub, merged by case number.
 * A case without a card: by query code, masked. */
#pragma once
#include "kiosk/service/service.h"

typedef struct {
    char *title;      /* what was done */
    char *who;        /* level and organisation, never a person */
    Day day;          /* DAY_NONE: still ahead */
    ProcessMark mark; /* done, now, ahead */
} CaseStep;

typedef struct {
    char case_no[40], temp_no[32], query_code[16];
    const Matter *matter; /* NULL: not in this catalogue; then `title` */
    char *title_zh, *title_en;
    const ProcessState *state;
    int percent;
    char *sentence_zh, *sentence_en; /* who has it, in one sentence */
    char *next_zh, *next_en;         /* what the resident does now */
    Day submitted, due;
    gboolean due_estimated;
    gboolean can_withdraw;
    GPtrArray *steps;  /* CaseStep */
    gboolean from_hub; /* FALSE: as this kiosk last knew it */
} CaseView;

/* Asks the store at once and the hub if it is there; EV_CASES once or twice. */
void progress_refresh(Service *service);
gboolean progress_is_loading(const Service *service);
/* CaseView, newest first (lent until the next EV_CASES). */
const GPtrArray *progress_cases(const Service *service);
const CaseView *progress_case(const Service *service, const char *case_no);
/* By the 8-digit query code, without a card; EV_CASES, then progress_found() (NULL: no such code). */
void progress_find(Service *service, const char *query_code);
const CaseView *progress_found(const Service *service);
/* "不办了，撤回": EV_CASES when the hub said yes; FALSE: not possible now. */
gboolean progress_withdraw(Service *service, const char *case_no);

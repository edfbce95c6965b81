/* What a Process holds; for the files of process_*.c only. */
#pragma once

#include "kiosk/domain/jsonfile.h"
#include "kiosk/domain/process.h"

struct Process {
    JsonPool *pool; /* everything below points into it */
    const char *version;
    ProcessState *states;
    guint n_states;
    ProcessTransition *transitions;
    guint n_transitions;
    ProcessRole *roles;
    guint n_roles;
    ProcessForm *forms;
    guint n_forms;
    const char *const *track;
    ProcessTimes times;
    ProcessRating *ratings;
    guint n_ratings;
    const char *const *tags_good, *const *tags_bad;
};

/* The event that alone may make the per cent fall ("退回上一级"). */
#define PROCESS_EVENT_SEND_BACK "send_back"
#define PROCESS_STATE_START     "draft"

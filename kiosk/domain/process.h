/* How a case goes from the kiosk through community, street and district: states, transitions, who may do
 * what, per cent, and the road as a resident sees it. All of it comes from process.json; the few states that
 * the code itself knows are named in process_route.c.
 *
 *   draft -> (queued ->) submitted -> preaccepted -> accepted -> verifying | assessing -> street_review
 *         -> (publicity ->) district_approval -> approved -> ready -> closed
 *   aside: correction (clock paused), not_accepted, rejected, returned, withdrawn, lapsed
 *
 * Immutable after loading, any thread. Everything handed out is lent by the Process. */
#pragma once

#include "kiosk/domain/workdays.h"

G_BEGIN_DECLS

typedef struct Process Process;

#define PROCESS_ERROR (process_error_quark())
GQuark process_error_quark(void);
typedef enum {
    PROCESS_ERROR_FILE,
    PROCESS_ERROR_JSON,
    PROCESS_ERROR_VALUE, /* message: up to 50 lines "file:line: where: problem; what would be right" */
    PROCESS_ERROR_NO_TRANSITION, /* this event does not exist in this state */
    PROCESS_ERROR_ROLE,          /* it does, but for another role */
    PROCESS_ERROR_REASON,        /* it needs a reason */
    PROCESS_ERROR_ROUTE,         /* the matter's route does not have it */
} ProcessError;

/* pct of a state that is no number */
#define PROCESS_PCT_KEEP  (-1) /* stays what it was */
#define PROCESS_PCT_ROUTE (-2) /* by the route's last completed node */

typedef enum { CLOCK_OFF, CLOCK_RUN, CLOCK_PAUSE, CLOCK_BY_ROUTE, CLOCK_STOP } ProcessClock;

typedef struct {
    const char *id;
    const char *name_zh, *name_en;
    const char *sees_zh, *sees_en; /* the sentence for the resident */
    const char *actor;             /* role that has to act now */
    int pct;                       /* 0-100 or PROCESS_PCT_… */
    ProcessClock clock;
    gboolean terminal;
    int track; /* index into the track's words; -1: stays */
    int order; /* place in the file */
} ProcessState;

typedef enum {
    CLOCK_NO_CHANGE,
    CLOCK_START_NEXT_DAY,
    CLOCK_DO_PAUSE,
    CLOCK_DO_RESUME,
    CLOCK_DO_STOP
} ClockChange;

typedef struct {
    const char *from; /* state id, or "*": any state that is not terminal */
    const char *event;
    const char *to;
    const char *actor;         /* role, or "*" */
    const char *guard_zh;      /* for staff */
    const char *note_zh;       /* for staff */
    const char *const *prints; /* form ids, NULL-terminated */
    const char *const *notify; /* NULL-terminated */
    ClockChange clock;
    gboolean needs_reason; /* staff must say why: refusals, corrections, sending back */
} ProcessTransition;

typedef struct {
    const char *id;
    const char *name_zh;
    const char *const *can; /* NULL-terminated */
} ProcessRole;

typedef struct {
    const char *label_zh;
    const char *source; /* "case.no", "text:…" */
    const char *mask;
} ProcessFormField;

typedef struct {
    const char *id; /* F01 … */
    const char *name_zh, *name_en;
    const char *trigger_zh, *seal_zh, *note_zh;
    gboolean on_a4, on_80mm;
    gboolean prefers_80mm; /* named first in the file */
    gboolean large_print;
    int copies;
    const ProcessFormField *fields;
    guint n_fields;
} ProcessForm;

typedef struct {
    int notify_wd;     /* a correction is asked for within so many working days */
    DayLimit resident; /* the resident's time to correct */
    gboolean extendable;
    int accept_wd, deliver_wd;
} ProcessTimes;

typedef struct {
    int value; /* 5 = very satisfied … 1 */
    const char *zh;
} ProcessRating;

Process *process_parse(const char *text, gsize len, const char *name, GError **error);
Process *process_load(const char *path, GError **error);
void process_free(Process *process);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Process, process_free)

const char *process_version(const Process *process);
const ProcessState *process_state(const Process *process, const char *id); /* NULL: unknown */
const ProcessState *process_states(const Process *process, guint *n);
const ProcessTransition *process_transitions(const Process *process, guint *n);
const ProcessRole *process_role(const Process *process, const char *id);
const ProcessForm *process_form(const Process *process, const char *id);
const char *const *process_track(const Process *process); /* Chinese words, NULL-terminated */
const ProcessTimes *process_times(const Process *process);
const ProcessRating *process_ratings(const Process *process, guint *n);
const char *const *process_rating_tags(const Process *process, gboolean good); /* NULL-terminated */

/* May this role do this now? node_role (may be NULL) is the role that the matter's route names for the
 * current node: a mediator or police officer acts there in place of the role of the transition. Errors name
 * what would be possible. reason: what staff wrote, NULL or "" for none. */
const ProcessTransition *process_find(const Process *process, const char *state, const char *event,
                                      const char *role, const char *node_role, const char *reason,
                                      GError **error);

/* Every transition out of a state for a role (NULL: for any). Array of const ProcessTransition*, to be freed.
 */
GPtrArray *process_choices(const Process *process, const char *state, const char *role,
                           const char *node_role);

gboolean process_can_withdraw(const Process *process, const char *state);

/* --- the road of one matter ------------------------------------------------------------------- */

/* One node of a matter's route, in words of the catalogue. Strings are the caller's. */
typedef struct {
    const char *level;  /* community, street, district */
    const char *action; /* preaccept, accept, household_visit, … */
    const char *role;
    const char *title_zh; /* action_zh */
    const char *org_zh;
    DayLimit promised;
    gboolean counts;
    int pct_on_complete;
    gboolean is_skipped; /* by a variant: takes no time, its share goes to the next node */
} ProcessNode;

/* Does this move make sense on this route? Nothing is posted where nothing is to be posted, a street does not
 * decide where the district must. instant: the matter may be approved on the spot. */
gboolean process_fits(const ProcessTransition *transition, const ProcessNode *nodes, guint n,
                      gboolean instant, GError **error);

/* How many nodes at the front of the route are done after the case has moved from one state to another
 * (from NULL: the case is new). done: how many were before. Falls only for the event "send_back". */
guint process_advance(const Process *process, const ProcessNode *nodes, guint n, guint done, const char *from,
                      const char *event, const char *to);

/* Per cent to show: max(shown before, the state's number, the last done node's). may_fall only after
 * "send_back". shown < 0: none yet. */
int process_percent(const Process *process, const ProcessNode *nodes, guint n, guint done, const char *state,
                    int shown, gboolean may_fall);
gboolean process_event_may_lower(const char *event);

/* Who has the case now: the level, never a person. */
typedef enum {
    HOLDER_NOBODY, /* it is over */
    HOLDER_RESIDENT,
    HOLDER_KIOSK,
    HOLDER_COMMUNITY,
    HOLDER_STREET,
    HOLDER_DISTRICT,
    HOLDER_ASSESSOR,
} ProcessHolder;
ProcessHolder process_holder(const Process *process, const ProcessNode *nodes, guint n, guint done,
                             const char *state);
const char *process_holder_word(ProcessHolder holder); /* "community", … static */
const char *process_holder_zh(ProcessHolder holder);
const char *process_holder_en(ProcessHolder holder);

/* The one thing that the resident does next. */
typedef enum {
    NEXT_WAIT,     /* nothing */
    NEXT_CONTINUE, /* go on filling in */
    NEXT_CORRECT,  /* bring or take what is missing */
    NEXT_COLLECT,  /* fetch the result */
    NEXT_RATE,
    NEXT_READ_NOTICE, /* reasons and remedies are in the notice */
    NEXT_REAPPLY,     /* copy and hand in again */
} ProcessNext;
ProcessNext process_next(const Process *process, const char *state);
const char *process_next_zh(ProcessNext next); /* "" for NEXT_WAIT */
const char *process_next_en(ProcessNext next);

typedef enum { PROCESS_DONE, PROCESS_NOW, PROCESS_AHEAD, PROCESS_LEFT_OUT } ProcessMark;
const char *process_mark_word(ProcessMark mark); /* "done", "now", "ahead", "left_out" */

/* One line of the road behind and before a case. */
typedef struct {
    const ProcessNode *node;
    ProcessMark mark;
    DueDate day; /* done: when it was (as given); else when it should be; DAY_NONE: nobody can say */
} ProcessStep;

/* The road of a case: one step a node, into steps[n]. receipt: DAY_NONE while the clock has not begun.
 * done_days (may be NULL): on which day each done node was completed. */
void process_steps(const Process *process, const Workdays *workdays, const ProcessNode *nodes, guint n,
                   guint done, const char *state, Day receipt, const Day *done_days, const DayPause *pauses,
                   guint n_pauses, ProcessStep *steps);

G_END_DECLS

/* The road of one case: how far it has come on its matter's route, in per cent and in dates, who has it, and
 * what the resident does next.
 *
 * The process knows states, the catalogue knows nodes; the table `stages` says which nodes a state works on.
 * A state outside the table (another process.json) moves nothing: the per cent then rest on the states' own
 * numbers. */
#include "kiosk/domain/process_data.h"

#include <string.h>

/* --- states and nodes -------------------------------------------------------------------------------------
 */

typedef struct {
    const char *state;
    const char *actions; /* of the nodes that the state works on, or with ! of those it does not wait for */
    const char *levels;  /* NULL: any */
    gboolean works;      /* leaving it onwards finishes its node; else it only waits for it */
} Stage;

static const Stage stages[] = {
    {"submitted", "preaccept", NULL, TRUE},
    {"preaccepted", "!preaccept", NULL, FALSE},
    {"accepted", "!preaccept,accept", NULL, FALSE},
    {"verifying", "household_visit,verify,mediate", NULL, TRUE},
    {"assessing", "assessment", NULL, TRUE},
    /* a posting may stand before or after the review in a route; the street's review works towards both */
    {"street_review", "review,publicity,approve,issue,forward,escalate", "community,street", TRUE},
    {"publicity", "publicity", NULL, TRUE},
    {"district_approval", "review,approve,issue,forward", "district", TRUE},
};

/* The states behind the last node. */
static const char *const all_done[] = {"approved", "ready", "closed", NULL};

static const Stage *stage_of(const char *state)
{
    for (guint i = 0; state && i < G_N_ELEMENTS(stages); i++)
        if (strcmp(stages[i].state, state) == 0)
            return &stages[i];
    return NULL;
}

static gboolean lists(const char *words, const char *word)
{
    gsize n = word ? strlen(word) : 0;
    for (const char *p = words; n > 0 && (p = strstr(p, word)); p += n)
        if ((p == words || p[-1] == ',') && (p[n] == ',' || p[n] == '\0'))
            return TRUE;
    return FALSE;
}

static gboolean works_on(const Stage *stage, const ProcessNode *node)
{
    if (node->is_skipped || (stage->levels && !lists(stage->levels, node->level)))
        return FALSE;
    if (stage->actions[0] == '!')
        return !lists(stage->actions + 1, node->action);
    return lists(stage->actions, node->action);
}

/* The first node that is not done, or n. */
static guint current_node(const ProcessNode *nodes, guint n, guint done)
{
    while (done < n && nodes[done].is_skipped)
        done++;
    return done;
}

static guint count_nodes(const ProcessNode *nodes, guint n)
{
    guint kept = 0;
    for (guint i = 0; i < n; i++)
        kept += !nodes[i].is_skipped;
    return kept;
}

static gboolean goes_back(const Process *process, const char *from, const char *to)
{
    const ProcessState *a = process_state(process, from), *b = process_state(process, to);
    return a && b && b->track >= 0 && b->track < a->track;
}

/* Back to the last node before `done` that the state works on. */
static guint send_back(const ProcessNode *nodes, guint done, const Stage *to)
{
    for (guint i = done; to && i-- > 0;)
        if (works_on(to, &nodes[i]))
            return i;
    return done;
}

guint process_advance(const Process *process, const ProcessNode *nodes, guint n, guint done, const char *from,
                      const char *event, const char *to)
{
    const Stage *left = stage_of(from), *entered = stage_of(to);
    if (g_strv_contains(all_done, to))
        return n;
    if (process_event_may_lower(event))
        return send_back(nodes, done, entered);
    /* A single node is done when the case is decided, not when it is pre-accepted (contract 21). */
    if (!entered || count_nodes(nodes, n) <= 1 || goes_back(process, from, to))
        return done;
    for (guint i = done; i < n; i++)
        if (works_on(entered, &nodes[i]))
            return i;
    guint current = current_node(nodes, n, done);
    if (left && left->works && current < n && works_on(left, &nodes[current]))
        return current + 1;
    return done;
}

gboolean process_event_may_lower(const char *event)
{
    return g_strcmp0(event, PROCESS_EVENT_SEND_BACK) == 0;
}

int process_percent(const Process *process, const ProcessNode *nodes, guint n, guint done, const char *state,
                    int shown, gboolean may_fall)
{
    const ProcessState *s = process_state(process, state);
    int pct = may_fall ? 0 : MAX(shown, 0);
    if (s && s->pct >= 0)
        pct = MAX(pct, s->pct);
    for (guint i = 0; i < MIN(done, n); i++)
        if (!nodes[i].is_skipped)
            pct = MAX(pct, nodes[i].pct_on_complete);
    return MIN(pct, 100);
}

/* --- who has it --------------------------------------------------------------------------------------------
 */

typedef struct {
    const char *word, *zh, *en;
} HolderWords;

static const HolderWords holder_words[] = {
    [HOLDER_NOBODY] = {"none", "已结束", "finished"},
    [HOLDER_RESIDENT] = {"resident", "您", "you"},
    [HOLDER_KIOSK] = {"kiosk", "自助机", "the kiosk"},
    [HOLDER_COMMUNITY] = {"community", "社区", "the community"},
    [HOLDER_STREET] = {"street", "街道", "the street office"},
    [HOLDER_DISTRICT] = {"district", "区里", "the district"},
    [HOLDER_ASSESSOR] = {"assessor", "评定评估机构", "the assessors"},
};

const char *process_holder_word(ProcessHolder holder)
{
    return holder_words[holder].word;
}

const char *process_holder_zh(ProcessHolder holder)
{
    return holder_words[holder].zh;
}

const char *process_holder_en(ProcessHolder holder)
{
    return holder_words[holder].en;
}

static ProcessHolder holder_of_level(const char *level)
{
    if (g_strcmp0(level, "district") == 0)
        return HOLDER_DISTRICT;
    return g_strcmp0(level, "street") == 0 ? HOLDER_STREET : HOLDER_COMMUNITY;
}

static ProcessHolder holder_of_actor(const char *actor)
{
    static const struct {
        const char *actor;
        ProcessHolder holder;
    } rows[] = {{"resident", HOLDER_RESIDENT},     {"kiosk", HOLDER_KIOSK},
                {"system", HOLDER_KIOSK},          {"assessor", HOLDER_ASSESSOR},
                {"street_officer", HOLDER_STREET}, {"district_officer", HOLDER_DISTRICT}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (strcmp(rows[i].actor, actor) == 0)
            return rows[i].holder;
    return HOLDER_COMMUNITY;
}

ProcessHolder process_holder(const Process *process, const ProcessNode *nodes, guint n, guint done,
                             const char *state)
{
    const ProcessState *s = process_state(process, state);
    if (!s || s->terminal)
        return HOLDER_NOBODY;
    ProcessHolder holder = holder_of_actor(s->actor);
    gboolean with_people = holder == HOLDER_COMMUNITY || holder == HOLDER_STREET || holder == HOLDER_DISTRICT;
    const Stage *stage = stage_of(state);
    guint current = current_node(nodes, n, done);
    /* The route knows better than the state at which level this matter's node is. */
    if (with_people && stage && current < n && works_on(stage, &nodes[current]))
        return holder_of_level(nodes[current].level);
    if (holder == HOLDER_DISTRICT && n > 0 && current >= n)
        return holder_of_level(nodes[n - 1].level);
    return holder;
}

/* --- what comes next -------------------------------------------------------------------------- */

typedef struct {
    const char *zh, *en;
} NextWords;

static const NextWords next_words[] = {
    [NEXT_WAIT] = {"", ""},
    [NEXT_CONTINUE] = {"再放一次身份证，接着填完提交。", "Place your card again to continue and submit."},
    [NEXT_CORRECT] = {"请按《补正通知》把缺的补齐，可以在本机补，也可以到社区窗口。",
                      "Please add what the correction notice lists, here or at the community window."},
    [NEXT_COLLECT] = {"可以领结果了：放上身份证在本机打印，或到窗口领取。",
                      "Your result is ready: print it here with your card, or collect it at the window."},
    [NEXT_RATE] = {"办完了，请您给这次服务打个分。", "All done. Please rate the service."},
    [NEXT_READ_NOTICE] = {"请看通知书，上面写了原因和您可以怎么办。",
                          "Please read the notice: it states the reasons and what you can do."},
    [NEXT_REAPPLY] = {"需要时可以重新申请，填过的内容能带过来。",
                      "You can apply again when you wish; what you filled in can be copied."},
};

const char *process_next_zh(ProcessNext next)
{
    return next_words[next].zh;
}

const char *process_next_en(ProcessNext next)
{
    return next_words[next].en;
}

ProcessNext process_next(const Process *process, const char *state)
{
    static const struct {
        const char *state;
        ProcessNext next;
    } rows[] = {
        {"draft", NEXT_CONTINUE},   {"correction", NEXT_CORRECT},       {"ready", NEXT_COLLECT},
        {"closed", NEXT_RATE},      {"not_accepted", NEXT_READ_NOTICE}, {"rejected", NEXT_READ_NOTICE},
        {"returned", NEXT_REAPPLY}, {"withdrawn", NEXT_REAPPLY},        {"lapsed", NEXT_REAPPLY}};
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++)
        if (g_strcmp0(rows[i].state, state) == 0)
            return rows[i].next;
    const ProcessState *s = process_state(process, state);
    if (s && s->terminal)
        return NEXT_READ_NOTICE;
    return s && strcmp(s->actor, "resident") == 0 ? NEXT_CONTINUE : NEXT_WAIT;
}

/* --- the steps -------------------------------------------------------------------------------- */

const char *process_mark_word(ProcessMark mark)
{
    static const char *const words[] = {"done", "now", "ahead", "left_out"};
    return words[mark];
}

static ProcessMark mark_of(const ProcessState *state, const ProcessNode *node, guint i, guint done,
                           guint current)
{
    if (node->is_skipped)
        return PROCESS_LEFT_OUT;
    if (i < done)
        return PROCESS_DONE;
    if (!state || state->terminal)
        return PROCESS_LEFT_OUT;
    /* Before it is handed in nobody works on it; a correction (a track that stays) keeps its place. */
    gboolean under_way = stage_of(state->id) || state->track < 0;
    return i == current && under_way ? PROCESS_NOW : PROCESS_AHEAD;
}

void process_steps(const Process *process, const Workdays *workdays, const ProcessNode *nodes, guint n,
                   guint done, const char *state, Day receipt, const Day *done_days, const DayPause *pauses,
                   guint n_pauses, ProcessStep *steps)
{
    const ProcessState *s = process_state(process, state);
    guint current = current_node(nodes, n, done);
    DueDate due = {.day = receipt};
    for (guint i = 0; i < n; i++) {
        steps[i] = (ProcessStep){.node = &nodes[i], .day = {.day = DAY_NONE}};
        steps[i].mark = mark_of(s, &nodes[i], i, done, current);
        if (nodes[i].is_skipped)
            continue;
        DueDate next = workdays_due(workdays, due.day, nodes[i].promised, pauses, n_pauses);
        /* What does not count is not promised: from there on the dates are only likely. */
        next.is_estimated |= due.is_estimated | !nodes[i].counts;
        due = next;
        if (steps[i].mark == PROCESS_DONE && done_days)
            steps[i].day.day = done_days[i];
        else if (steps[i].mark == PROCESS_NOW || steps[i].mark == PROCESS_AHEAD)
            steps[i].day = due;
    }
}

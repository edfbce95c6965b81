/* Looking things up in a Process, and the question that guards every move of a case: may this role do this
 * now? */
#include "kiosk/domain/process_data.h"

#include <string.h>

const char *process_version(const Process *process)
{
    return process->version;
}

const ProcessState *process_state(const Process *process, const char *id)
{
    for (guint i = 0; id && i < process->n_states; i++)
        if (strcmp(process->states[i].id, id) == 0)
            return &process->states[i];
    return NULL;
}

const ProcessState *process_states(const Process *process, guint *n)
{
    *n = process->n_states;
    return process->states;
}

const ProcessTransition *process_transitions(const Process *process, guint *n)
{
    *n = process->n_transitions;
    return process->transitions;
}

const ProcessRole *process_role(const Process *process, const char *id)
{
    for (guint i = 0; id && i < process->n_roles; i++)
        if (strcmp(process->roles[i].id, id) == 0)
            return &process->roles[i];
    return NULL;
}

const ProcessForm *process_form(const Process *process, const char *id)
{
    for (guint i = 0; id && i < process->n_forms; i++)
        if (strcmp(process->forms[i].id, id) == 0)
            return &process->forms[i];
    return NULL;
}

const char *const *process_track(const Process *process)
{
    return process->track;
}

const ProcessTimes *process_times(const Process *process)
{
    return &process->times;
}

const ProcessRating *process_ratings(const Process *process, guint *n)
{
    *n = process->n_ratings;
    return process->ratings;
}

const char *const *process_rating_tags(const Process *process, gboolean good)
{
    return good ? process->tags_good : process->tags_bad;
}

/* --- may they? -------------------------------------------------------------------------------------------
 */

static gboolean leads_out(const ProcessTransition *t, const ProcessState *state)
{
    return strcmp(t->from, state->id) == 0 || (strcmp(t->from, "*") == 0 && !state->terminal);
}

/* A mediator or police officer whom the route names acts where the process speaks of staff; nobody takes the
 * place of the resident or of a machine. */
static gboolean is_for(const ProcessTransition *t, const char *role, const char *node_role)
{
    static const char *const own[] = {"resident", "kiosk", "system", NULL};
    if (!role || strcmp(t->actor, "*") == 0 || strcmp(t->actor, role) == 0)
        return TRUE;
    return g_strcmp0(role, node_role) == 0 && !g_strv_contains(own, t->actor) && !g_strv_contains(own, role);
}

GPtrArray *process_choices(const Process *process, const char *state, const char *role, const char *node_role)
{
    GPtrArray *choices = g_ptr_array_new();
    const ProcessState *from = process_state(process, state);
    for (guint i = 0; from && i < process->n_transitions; i++) {
        const ProcessTransition *t = &process->transitions[i];
        if (leads_out(t, from) && is_for(t, role, node_role))
            g_ptr_array_add(choices, (gpointer)t);
    }
    return choices;
}

static char *list_events(const Process *process, const char *state, const char *role, const char *node_role)
{
    g_autoptr(GPtrArray) choices = process_choices(process, state, role, node_role);
    GString *list = g_string_new(choices->len ? NULL : "nothing");
    for (guint i = 0; i < choices->len; i++) {
        const ProcessTransition *t = g_ptr_array_index(choices, i);
        g_string_append_printf(list, "%s%s", i ? ", " : "", t->event);
    }
    return g_string_free(list, FALSE);
}

static const ProcessTransition *refuse_move(const Process *process, const ProcessState *from,
                                            const char *event, const char *role, const char *node_role,
                                            const ProcessTransition *for_others, GError **error)
{
    g_autofree char *possible = list_events(process, from->id, role, node_role);
    if (for_others)
        g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_ROLE,
                    "%s in state %s is for role %s; role %s may: %s", event, from->id, for_others->actor,
                    role, possible);
    else
        g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_NO_TRANSITION,
                    "no event %s in state %s; possible here: %s", event, from->id, possible);
    return NULL;
}

const ProcessTransition *process_find(const Process *process, const char *state, const char *event,
                                      const char *role, const char *node_role, const char *reason,
                                      GError **error)
{
    const ProcessState *from = process_state(process, state);
    const ProcessTransition *for_others = NULL;
    if (!from) {
        g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_NO_TRANSITION, "no such state: %s",
                    state ? state : "(none)");
        return NULL;
    }
    for (guint i = 0; i < process->n_transitions; i++) {
        const ProcessTransition *t = &process->transitions[i];
        if (!leads_out(t, from) || g_strcmp0(t->event, event) != 0)
            continue;
        for_others = t;
        if (!is_for(t, role, node_role))
            continue;
        if (t->needs_reason && (!reason || !*reason)) {
            g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_REASON, "%s needs a reason: %s", event,
                        t->guard_zh);
            return NULL;
        }
        return t;
    }
    return refuse_move(process, from, event ? event : "(none)", role, node_role, for_others, error);
}

gboolean process_can_withdraw(const Process *process, const char *state)
{
    return process_find(process, state, "withdraw", "resident", NULL, NULL, NULL) != NULL;
}

/* --- does it fit the matter's route? ---------------------------------------------------------- */

typedef enum { FITS_WITH_ACTION, FITS_WITH_LEVEL, FITS_WITHOUT_LEVEL } RouteNeed;

/* The guards of process.json that speak of the route, in words that a program understands. */
typedef struct {
    const char *event, *from; /* from NULL: any state */
    RouteNeed need;
    const char *words[4];
} RouteGuard;

static const RouteGuard guards[] = {
    {"start_verify", NULL, FITS_WITH_ACTION, {"household_visit", "verify", "mediate"}},
    {"start_assess", NULL, FITS_WITH_ACTION, {"assessment"}},
    {"post", NULL, FITS_WITH_ACTION, {"publicity"}},
    {"forward", NULL, FITS_WITH_LEVEL, {"district"}},
    {"approve", "street_review", FITS_WITHOUT_LEVEL, {"district"}},
    {"reject", "street_review", FITS_WITHOUT_LEVEL, {"district"}},
};

static gboolean route_has(const RouteGuard *guard, const ProcessNode *nodes, guint n)
{
    for (guint i = 0; i < n; i++)
        for (guint w = 0; !nodes[i].is_skipped && w < G_N_ELEMENTS(guard->words) && guard->words[w]; w++)
            if (g_strcmp0(guard->words[w],
                          guard->need == FITS_WITH_ACTION ? nodes[i].action : nodes[i].level) == 0)
                return TRUE;
    return FALSE;
}

gboolean process_fits(const ProcessTransition *t, const ProcessNode *nodes, guint n, gboolean instant,
                      GError **error)
{
    gboolean fits = instant || strcmp(t->event, "instant_approve") != 0;
    for (guint i = 0; i < G_N_ELEMENTS(guards); i++) {
        const RouteGuard *guard = &guards[i];
        if (strcmp(guard->event, t->event) != 0 || (guard->from && strcmp(guard->from, t->from) != 0))
            continue;
        fits &= route_has(guard, nodes, n) == (guard->need != FITS_WITHOUT_LEVEL);
    }
    if (!fits)
        g_set_error(error, PROCESS_ERROR, PROCESS_ERROR_ROUTE, "%s does not fit the route of this matter: %s",
                    t->event, t->guard_zh);
    return fits;
}

/* process.json read and checked: every word that must name something names it, every state can be reached and
 * left. What is only meant for people (reminders, trace, privacy …) is not read here. */
#include "kiosk/domain/process_data.h"

#include <string.h>

#define STATES_MAX      64
#define TRANSITIONS_MAX 400
#define ROLES_MAX       64
#define FORMS_MAX       100
#define FIELDS_MAX      64
#define TEXT_MAX        400

GQuark process_error_quark(void)
{
    return g_quark_from_static_string("process");
}

void process_free(Process *process)
{
    if (!process)
        return;
    json_pool_free(process->pool);
    g_free(process);
}

/* --- states ------------------------------------------------------------------------------------------------
 */

/* A number, or the word "keep"; null only where `null_means` says what it means. */
static int number_or_keep(JsonFile *file, const JsonAt *at, const char *key, int max, int keep,
                          int null_means)
{
    const json_t *value = json_object_get(at->value, key);
    if (json_is_null(value) && null_means != 0)
        return null_means;
    if (g_strcmp0(json_string_value(value), "keep") == 0)
        return keep;
    if (json_is_integer(value) && json_integer_value(value) >= 0 && json_integer_value(value) <= max)
        return (int)json_integer_value(value);
    json_problem(file, at, key, "must be a whole number from 0 to %d or \"keep\"%s", max,
                 null_means ? " or null" : "");
    return keep;
}

static void read_state(JsonFile *file, const JsonAt *at, int track_max, ProcessState *state)
{
    static const char *const known[] = {
        "id",    "name_zh",  "name_en", "pct", "actor", "resident_sees_zh", "resident_sees_en",
        "clock", "terminal", "track",   NULL};
    static const char *const clocks[] = {"off", "run", "pause", "by_route", "stop", NULL};
    json_only(file, at, known);
    state->id = json_need_id(file, at, "id");
    state->name_zh = json_need_string(file, at, "name_zh", TEXT_MAX);
    state->name_en = json_want_string(file, at, "name_en", TEXT_MAX);
    state->sees_zh = json_need_string(file, at, "resident_sees_zh", TEXT_MAX);
    state->sees_en = json_want_string(file, at, "resident_sees_en", TEXT_MAX);
    state->actor = json_need_id(file, at, "actor");
    state->pct = number_or_keep(file, at, "pct", 100, PROCESS_PCT_KEEP, PROCESS_PCT_ROUTE);
    state->clock = (ProcessClock)json_need_word(file, at, "clock", clocks);
    state->terminal = json_want_bool(file, at, "terminal", FALSE);
    state->track = number_or_keep(file, at, "track", track_max, -1, 0);
    state->order = (int)at->index;
}

static void read_states(JsonFile *file, const JsonAt *root, Process *process)
{
    JsonAt list = json_need_array(file, root, "states", STATES_MAX);
    int track_max = MAX((int)g_strv_length((char **)process->track) - 1, 0);
    process->states = json_pool_alloc(process->pool, json_count(&list), sizeof *process->states);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt at = json_item(&list, i);
        ProcessState *state = &process->states[i];
        read_state(file, &at, track_max, state);
        if (process_state(process, state->id))
            json_problem(file, &at, "id", "\"%s\" stands here twice", state->id);
        process->n_states++;
    }
    if (list.value && !process_state(process, PROCESS_STATE_START))
        json_problem(file, &list, NULL, "a state \"%s\" is missing: every case begins there",
                     PROCESS_STATE_START);
}

/* --- roles ------------------------------------------------------------------------------------ */

static void read_roles(JsonFile *file, const JsonAt *root, Process *process)
{
    static const char *const known[] = {"id", "name_zh", "can", NULL};
    JsonAt list = json_need_array(file, root, "roles", ROLES_MAX);
    process->roles = json_pool_alloc(process->pool, json_count(&list), sizeof *process->roles);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt at = json_item(&list, i);
        ProcessRole *role = &process->roles[i];
        json_only(file, &at, known);
        role->id = json_need_id(file, &at, "id");
        role->name_zh = json_need_string(file, &at, "name_zh", TEXT_MAX);
        role->can = json_want_strings(file, &at, "can", 64);
        if (process_role(process, role->id))
            json_problem(file, &at, "id", "\"%s\" stands here twice", role->id);
        process->n_roles++;
    }
}

/* Those that act without being a role of a person in the list. */
static gboolean is_actor(const Process *process, const char *id)
{
    static const char *const others[] = {"kiosk", "system", "assessor", "*", NULL};
    return g_strv_contains(others, id) || process_role(process, id) != NULL;
}

static void check_actor(JsonFile *file, const JsonAt *at, const Process *process, const char *actor)
{
    if (*actor && !is_actor(process, actor))
        json_problem(file, at, "actor", "\"%s\" is no role; roles are listed under \"roles\"", actor);
}

/* --- transitions ------------------------------------------------------------------------------ */

static gboolean is_staff(const char *actor)
{
    static const char *const not_staff[] = {"resident", "kiosk", "system", "assessor", NULL};
    return !g_strv_contains(not_staff, actor);
}

/* A refusal, a correction, a way back, or what the guard itself asks a reason for. */
static gboolean needs_reason(const Process *process, const ProcessTransition *t)
{
    const ProcessState *from = process_state(process, t->from), *to = process_state(process, t->to);
    if (!is_staff(t->actor) || !to)
        return FALSE;
    if (strstr(t->guard_zh, "理由") || strstr(t->guard_zh, "一次告知") || strstr(t->guard_zh, "异议"))
        return TRUE;
    if (to->clock == CLOCK_PAUSE && g_strcmp0(to->actor, "resident") == 0)
        return TRUE;
    return to->terminal && from && from->pct != 100;
}

static void read_transition(JsonFile *file, const JsonAt *at, const Process *process, ProcessTransition *t)
{
    static const char *const known[] = {"from",   "event",  "to",    "actor",   "guard_zh",
                                        "prints", "notify", "clock", "note_zh", NULL};
    static const char *const clocks[] = {"start_next_day", "pause", "resume", "stop", NULL};
    json_only(file, at, known);
    t->from = json_need_string(file, at, "from", 64);
    t->event = json_need_id(file, at, "event");
    t->to = json_need_id(file, at, "to");
    t->actor = json_need_string(file, at, "actor", 64);
    t->guard_zh = json_want_string(file, at, "guard_zh", TEXT_MAX);
    t->note_zh = json_want_string(file, at, "note_zh", TEXT_MAX);
    t->prints = json_want_strings(file, at, "prints", 64);
    t->notify = json_want_strings(file, at, "notify", 64);
    if (json_is_string(json_object_get(at->value, "clock")))
        t->clock = (ClockChange)(json_need_word(file, at, "clock", clocks) + CLOCK_START_NEXT_DAY);
    else if (!json_is_null(json_object_get(at->value, "clock")))
        json_problem(file, at, "clock", "must be null, start_next_day, pause, resume or stop");
    check_actor(file, at, process, t->actor);
    const ProcessState *from = process_state(process, t->from);
    if (*t->from && !from && strcmp(t->from, "*") != 0)
        json_problem(file, at, "from", "there is no state \"%s\"", t->from);
    if (from && from->terminal)
        json_problem(file, at, "from", "nothing leads out of \"%s\": it is terminal", t->from);
    if (*t->to && !process_state(process, t->to))
        json_problem(file, at, "to", "there is no state \"%s\"", t->to);
    for (guint i = 0; t->prints[i]; i++)
        if (!process_form(process, t->prints[i]))
            json_problem(file, at, "prints", "there is no form \"%s\"", t->prints[i]);
    t->needs_reason = needs_reason(process, t);
}

static gboolean is_repeated(const Process *process, const ProcessTransition *t)
{
    for (guint i = 0; i < process->n_transitions; i++) {
        const ProcessTransition *other = &process->transitions[i];
        if (strcmp(other->from, t->from) == 0 && strcmp(other->event, t->event) == 0 &&
            strcmp(other->actor, t->actor) == 0)
            return TRUE;
    }
    return FALSE;
}

static void read_transitions(JsonFile *file, const JsonAt *root, Process *process)
{
    JsonAt list = json_need_array(file, root, "transitions", TRANSITIONS_MAX);
    process->transitions = json_pool_alloc(process->pool, json_count(&list), sizeof *process->transitions);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt at = json_item(&list, i);
        ProcessTransition *t = &process->transitions[i];
        read_transition(file, &at, process, t);
        if (is_repeated(process, t))
            json_problem(file, &at, "event", "\"%s\" from \"%s\" by \"%s\" stands here twice", t->event,
                         t->from, t->actor);
        process->n_transitions++;
    }
}

/* No dead ends, and no states that nothing leads to. */
static void check_ways(JsonFile *file, const JsonAt *root, const Process *process)
{
    JsonAt list = json_member(root, "states");
    for (guint i = 0; i < process->n_states; i++) {
        const ProcessState *state = &process->states[i];
        JsonAt at = json_item(&list, i);
        gboolean in = strcmp(state->id, PROCESS_STATE_START) == 0, out = state->terminal;
        for (guint k = 0; k < process->n_transitions; k++) {
            const ProcessTransition *t = &process->transitions[k];
            in |= strcmp(t->to, state->id) == 0;
            out |= strcmp(t->from, state->id) == 0 || strcmp(t->from, "*") == 0;
        }
        if (!in)
            json_problem(file, &at, "id", "no transition leads to \"%s\"", state->id);
        if (!out)
            json_problem(file, &at, "id", "no transition leads out of \"%s\", and it is not terminal",
                         state->id);
        check_actor(file, &at, process, state->actor);
    }
}

/* --- forms ------------------------------------------------------------------------------------ */

static void read_form_fields(JsonFile *file, const JsonAt *at, Process *process, ProcessForm *form)
{
    static const char *const known[] = {"label_zh", "source", "mask", NULL};
    JsonAt list = json_need_array(file, at, "fields", FIELDS_MAX);
    ProcessFormField *fields = json_pool_alloc(process->pool, json_count(&list), sizeof *fields);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt item = json_item(&list, i);
        json_only(file, &item, known);
        fields[i].label_zh = json_need_string(file, &item, "label_zh", TEXT_MAX);
        fields[i].source = json_need_string(file, &item, "source", TEXT_MAX);
        fields[i].mask = json_want_string(file, &item, "mask", 64);
    }
    form->fields = fields;
    form->n_fields = (guint)json_count(&list);
}

static void read_form(JsonFile *file, const JsonAt *at, Process *process, ProcessForm *form)
{
    static const char *const known[] = {"id",      "name_zh", "name_en",     "paper",  "copies", "trigger_zh",
                                        "seal_zh", "note_zh", "large_print", "fields", NULL};
    static const char *const papers[] = {"A4", "80mm", "A4|80mm", "80mm|A4", NULL};
    json_only(file, at, known);
    form->id = json_need_id(file, at, "id");
    form->name_zh = json_need_string(file, at, "name_zh", TEXT_MAX);
    form->name_en = json_want_string(file, at, "name_en", TEXT_MAX);
    form->trigger_zh = json_want_string(file, at, "trigger_zh", TEXT_MAX);
    form->seal_zh = json_want_string(file, at, "seal_zh", TEXT_MAX);
    form->note_zh = json_want_string(file, at, "note_zh", TEXT_MAX);
    form->copies = json_want_int(file, at, "copies", 1, 9, 1);
    form->large_print = json_want_bool(file, at, "large_print", FALSE);
    int paper = json_need_word(file, at, "paper", papers);
    form->on_a4 = paper != 1;
    form->on_80mm = paper != 0;
    form->prefers_80mm = paper == 1 || paper == 3;
    read_form_fields(file, at, process, form);
}

static void read_forms(JsonFile *file, const JsonAt *root, Process *process)
{
    JsonAt list = json_need_array(file, root, "forms", FORMS_MAX);
    process->forms = json_pool_alloc(process->pool, json_count(&list), sizeof *process->forms);
    for (gsize i = 0; i < json_count(&list); i++) {
        JsonAt at = json_item(&list, i);
        read_form(file, &at, process, &process->forms[i]);
        if (process_form(process, process->forms[i].id))
            json_problem(file, &at, "id", "\"%s\" stands here twice", process->forms[i].id);
        process->n_forms++;
    }
}

/* --- the rest --------------------------------------------------------------------------------- */

static void read_times(JsonFile *file, const JsonAt *root, ProcessTimes *times)
{
    static const char *const units[] = {"wd", "cd", NULL};
    JsonAt clock = json_need_object(file, root, "clock");
    JsonAt correction = json_need_object(file, &clock, "correction");
    times->notify_wd = json_need_int(file, &correction, "notify_wd", 0, 60);
    times->resident.days = json_need_int(file, &correction, "resident_days", 1, 365);
    times->resident.unit = (DayUnit)json_need_word(file, &correction, "unit", units);
    times->extendable = json_want_bool(file, &correction, "extendable", FALSE);
    times->accept_wd = json_need_int(file, &clock, "accept_wd", 0, 60);
    times->deliver_wd = json_need_int(file, &clock, "deliver_wd", 0, 60);
}

static void read_rating(JsonFile *file, const JsonAt *root, Process *process)
{
    JsonAt rating = json_need_object(file, root, "rating");
    JsonAt levels = json_need_array(file, &rating, "levels", 10);
    process->ratings = json_pool_alloc(process->pool, json_count(&levels), sizeof *process->ratings);
    for (gsize i = 0; i < json_count(&levels); i++) {
        JsonAt at = json_item(&levels, i);
        process->ratings[i].value = json_need_int(file, &at, "v", 1, 5);
        process->ratings[i].zh = json_need_string(file, &at, "zh", 20);
    }
    process->n_ratings = (guint)json_count(&levels);
    process->tags_good = json_want_strings(file, &rating, "tags_good", 20);
    process->tags_bad = json_want_strings(file, &rating, "tags_bad", 20);
}

static void read_root(JsonFile *file, const JsonAt *root, Process *process)
{
    static const char *const known[] = {"schema",          "version", "track_zh",  "states",
                                        "transitions",     "roles",   "reminders", "numbering",
                                        "percent_rule_zh", "rating",  "trace",     "clock",
                                        "masking",         "privacy", "forms",     NULL};
    json_need_schema(file, root, "ckiosk.process/1");
    json_only(file, root, known);
    process->version = json_need_string(file, root, "version", 64);
    process->track = json_want_strings(file, root, "track_zh", 20);
    read_roles(file, root, process);
    read_forms(file, root, process);
    read_states(file, root, process);
    read_transitions(file, root, process);
    check_ways(file, root, process);
    read_times(file, root, &process->times);
    read_rating(file, root, process);
}

Process *process_parse(const char *text, gsize len, const char *name, GError **error)
{
    g_autoptr(Process) process = g_new0(Process, 1);
    process->pool = json_pool_new();
    JsonFile file;
    JsonAt root = json_file_open(&file, text, len, name, process->pool);
    if (root.value)
        read_root(&file, &root, process);
    int code = root.value ? PROCESS_ERROR_VALUE : PROCESS_ERROR_JSON;
    return json_file_finish(&file, PROCESS_ERROR, code, error) ? g_steal_pointer(&process) : NULL;
}

Process *process_load(const char *path, GError **error)
{
    gsize len = 0;
    g_autofree char *text = json_file_slurp(path, &len, PROCESS_ERROR, PROCESS_ERROR_FILE, error);
    return text ? process_parse(text, len, path, error) : NULL;
}

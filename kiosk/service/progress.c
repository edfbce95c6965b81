/* A person's cases: what this kiosk's store knows at once, what the hub says a moment later, merged. */
#define G_LOG_DOMAIN "service"
#include <string.h>
#include "kiosk/service/service_private.h"
#include "kiosk/seal/hash.h"
#include "kiosk/store/cases.h"

#define QUERY_MS 4000

struct ProgressPart {
    GPtrArray *cases; /* CaseView, newest first */
    GPtrArray *found; /* by query code: none or one */
    SyncCall *call, *find, *withdraw;
};

static void step_free(gpointer data)
{
    CaseStep *step = data;
    g_free(step->title);
    g_free(step->who);
    g_free(step);
}

static void view_free(gpointer data)
{
    CaseView *view = data;
    g_free(view->title_zh);
    g_free(view->title_en);
    g_free(view->sentence_zh);
    g_free(view->sentence_en);
    g_free(view->next_zh);
    g_free(view->next_en);
    g_ptr_array_unref(view->steps);
    g_free(view);
}

static CaseView *view_new(const Service *service, const char *matter_id, const char *state_id)
{
    CaseView *view = g_new0(CaseView, 1);
    view->matter = catalogue_matter(service->catalogue, matter_id ?: "");
    view->state = process_state(service->process, state_id ?: "");
    view->title_zh = g_strdup(view->matter ? view->matter->short_zh : matter_id);
    view->title_en = g_strdup(view->matter ? words_in(&view->matter->name, TRUE) : matter_id);
    view->steps = g_ptr_array_new_with_free_func(step_free);
    view->submitted = view->due = DAY_NONE;
    return view;
}

static Day day_of_ms(gint64 ms)
{
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(ms / 1000);
    return day_from_ymd(g_date_time_get_year(local), g_date_time_get_month(local),
                        g_date_time_get_day_of_month(local));
}

static Day day_of_text(const char *rfc3339)
{
    g_autofree char *date = rfc3339 && strlen(rfc3339) >= 10 ? g_strndup(rfc3339, 10) : NULL;
    return day_parse(date);
}

/* --- from the store --------------------------------------------------------------------------- */
/* The way ahead, as the catalogue plans it: for a case that the hub has not told about yet. */
static void plan_steps(CaseView *view)
{
    for (guint i = 0; view->matter && i < view->matter->n_route; i++) {
        const RouteNode *node = &view->matter->route[i];
        CaseStep *step = g_new0(CaseStep, 1);
        step->title = g_strdup(node->action_name.zh);
        step->who = g_strdup(node->org.zh);
        step->day = DAY_NONE;
        step->mark = i == 0 ? PROCESS_NOW : PROCESS_AHEAD;
        g_ptr_array_add(view->steps, step);
    }
}

static CaseView *view_of_row(const Service *service, const StoreCase *row)
{
    CaseView *view = view_new(service, row->matter_id, row->state);
    ProcessNext next = process_next(service->process, row->state);
    g_strlcpy(view->case_no, row->case_no ?: "", sizeof view->case_no);
    g_strlcpy(view->temp_no, row->temp_no ?: "", sizeof view->temp_no);
    g_strlcpy(view->query_code, row->query_code ?: "", sizeof view->query_code);
    view->percent = row->pct;
    view->sentence_zh = g_strdup(view->state ? view->state->sees_zh : "");
    view->sentence_en = g_strdup(view->state ? view->state->sees_en : "");
    view->next_zh = g_strdup(process_next_zh(next));
    view->next_en = g_strdup(process_next_en(next));
    view->submitted = day_of_ms(row->submitted_ms);
    view->due = row->due;
    view->due_estimated = row->due_estimated;
    view->can_withdraw = process_can_withdraw(service->process, row->state);
    plan_steps(view);
    return view;
}

typedef struct {
    guint8 tag[SEAL_TAG_BYTES];
    guint session_no;
    GPtrArray *rows; /* StoreCase */
} CasesRead;

static void cases_read_free(gpointer data)
{
    CasesRead *read = data;
    g_clear_pointer(&read->rows, g_ptr_array_unref);
    g_free(read);
}

static gboolean read_cases(Store *store, gpointer data, GError **error)
{
    CasesRead *read = data;
    read->rows = store_cases_of(store, read->tag, error);
    return read->rows != NULL;
}

static CaseView *find_view(const GPtrArray *cases, const char *case_no, const char *temp_no)
{
    for (guint i = 0; i < cases->len; i++) {
        CaseView *view = cases->pdata[i];
        if ((case_no && *case_no && g_str_equal(view->case_no, case_no)) ||
            (temp_no && *temp_no && g_str_equal(view->temp_no, temp_no)))
            return view;
    }
    return NULL;
}

static int newest_first(gconstpointer a, gconstpointer b)
{
    const CaseView *x = *(CaseView *const *)a, *y = *(CaseView *const *)b;
    if (x->submitted != y->submitted)
        return x->submitted < y->submitted ? 1 : -1;
    return strcmp(y->case_no, x->case_no);
}

static void cases_read(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    const CasesRead *read = data;
    if (error)
        g_warning("cases not read: %s", error->message);
    if (read->session_no != service->session_no || !read->rows)
        return;
    for (guint i = 0; i < read->rows->len; i++) {
        const StoreCase *row = read->rows->pdata[i];
        CaseView *known = find_view(service->progress->cases, row->case_no, row->temp_no);
        if (known && known->from_hub)
            continue;
        if (known)
            g_ptr_array_remove(service->progress->cases, known);
        g_ptr_array_add(service->progress->cases, view_of_row(service, row));
    }
    g_ptr_array_sort(service->progress->cases, newest_first);
    service_emit(service, SERVICE_EV_CASES);
}

/* --- from the hub ----------------------------------------------------------------------------- */
static ProcessMark mark_of(const char *word)
{
    for (ProcessMark mark = PROCESS_DONE; mark <= PROCESS_LEFT_OUT; mark++)
        if (g_strcmp0(word, process_mark_word(mark)) == 0)
            return mark;
    return PROCESS_AHEAD;
}

static CaseView *view_of_status(const Service *service, const WireStatus *status)
{
    CaseView *view = view_new(service, status->matter_id, status->state);
    if (!view->matter) {
        g_free(view->title_zh);
        g_free(view->title_en);
        view->title_zh = g_strdup(status->title_zh);
        view->title_en = g_strdup(status->title_en);
    }
    g_strlcpy(view->case_no, status->case_no, sizeof view->case_no);
    g_strlcpy(view->temp_no, status->temp_no, sizeof view->temp_no);
    g_strlcpy(view->query_code, status->query_code, sizeof view->query_code);
    view->percent = status->pct;
    view->sentence_zh = g_strdup(*status->reason_zh ? status->reason_zh : status->sentence_zh);
    view->sentence_en = g_strdup(status->sentence_en);
    view->next_zh = g_strdup(status->next_zh);
    view->next_en = g_strdup(status->next_en);
    view->submitted = day_of_text(status->submitted_at);
    view->due = day_parse(status->due);
    view->due_estimated = status->due_estimated;
    view->can_withdraw = status->can_withdraw;
    view->from_hub = TRUE;
    for (guint i = 0; i < status->steps->len; i++) {
        const WireStep *told = status->steps->pdata[i];
        CaseStep *step = g_new0(CaseStep, 1);
        step->title = g_strdup(told->title_zh);
        step->who = g_strdup(told->who_zh);
        step->day = day_of_text(told->at);
        step->mark = mark_of(told->mark);
        g_ptr_array_add(view->steps, step);
    }
    return view;
}

typedef struct {
    char *case_no, *state, *next_action;
    int pct;
    gboolean terminal, sent_back, due_estimated;
    Day due;
    gint64 revision, now_ms;
} Learned;

static void learned_free(gpointer data)
{
    GPtrArray *list = data;
    g_ptr_array_unref(list);
}

static void learned_one_free(gpointer data)
{
    Learned *learned = data;
    g_free(learned->case_no);
    g_free(learned->state);
    g_free(learned->next_action);
    g_free(learned);
}

static gboolean write_learned(Store *store, gpointer data, GError **error)
{
    const GPtrArray *list = data;
    for (guint i = 0; i < list->len; i++) {
        const Learned *learned = list->pdata[i];
        const StoreCaseUpdate update = {.case_no = learned->case_no,
                                        .state = learned->state,
                                        .pct = learned->pct,
                                        .terminal = learned->terminal,
                                        .sent_back = learned->sent_back,
                                        .next_action = learned->next_action,
                                        .due = learned->due,
                                        .due_estimated = learned->due_estimated,
                                        .revision = learned->revision,
                                        .now_ms = learned->now_ms};
        g_autoptr(GError) local = NULL;
        if (!store_case_update(store, &update, &local) &&
            !g_error_matches(local, STORE_ERROR, STORE_ERROR_NOT_FOUND)) {
            g_propagate_error(error, g_steal_pointer(&local));
            return FALSE;
        }
    }
    return TRUE;
}

static void learned_written(gpointer data, const GError *error, gpointer user_data)
{
    if (error)
        g_warning("what the hub said was not kept: %s", error->message);
}

/* Keeps what the hub said, so that the kiosk can still say it when the hub is gone. */
static void keep_learned(Service *service, const GPtrArray *statuses)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(learned_one_free);
    for (guint i = 0; i < statuses->len; i++) {
        const WireStatus *status = statuses->pdata[i];
        Learned *learned = g_new0(Learned, 1);
        *learned = (Learned){.case_no = g_strdup(status->case_no),
                             .state = g_strdup(status->state),
                             .next_action = *status->next_zh ? g_strdup(status->next_zh) : NULL,
                             .pct = status->pct,
                             .terminal = status->terminal,
                             .sent_back = status->sent_back,
                             .revision = status->revision,
                             .due = day_parse(status->due),
                             .due_estimated = status->due_estimated,
                             .now_ms = service_now_ms(service)};
        g_ptr_array_add(list, learned);
    }
    service_store(service, write_learned, list, learned_free, learned_written);
}

static void hub_told(GPtrArray *statuses, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    ProgressPart *part = service->progress;
    part->call = NULL;
    if (error) {
        g_message("cases not asked from the hub: %s", error->message);
    } else {
        for (guint i = 0; i < statuses->len; i++) {
            const WireStatus *status = statuses->pdata[i];
            CaseView *known = find_view(part->cases, status->case_no, status->temp_no);
            if (known)
                g_ptr_array_remove(part->cases, known);
            g_ptr_array_add(part->cases, view_of_status(service, status));
        }
        g_ptr_array_sort(part->cases, newest_first);
        keep_learned(service, statuses);
    }
    service_emit(service, SERVICE_EV_CASES);
}

void progress_refresh(Service *service)
{
    ProgressPart *part = service->progress;
    guint8 tag[SEAL_TAG_BYTES];
    if (!session_person_tag(service, tag))
        return;
    CasesRead *read = g_new0(CasesRead, 1);
    memcpy(read->tag, tag, sizeof read->tag);
    read->session_no = service->session_no;
    service_store(service, read_cases, read, cases_read_free, cases_read);
    if (part->call)
        sync_cancel(part->call);
    g_autofree char *hex = seal_hex(tag, sizeof tag);
    part->call = sync_query_person(service->sync, hex, QUERY_MS, hub_told, service);
}

gboolean progress_is_loading(const Service *service)
{
    return service->progress->call || service->progress->find;
}

const GPtrArray *progress_cases(const Service *service)
{
    return service->progress->cases;
}

const CaseView *progress_case(const Service *service, const char *case_no)
{
    const CaseView *own = find_view(service->progress->cases, case_no, case_no);
    return own ? own : find_view(service->progress->found, case_no, case_no);
}

/* --- by query code ---------------------------------------------------------------------------- */
static void code_told(GPtrArray *statuses, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    ProgressPart *part = service->progress;
    part->find = NULL;
    g_ptr_array_set_size(part->found, 0);
    if (error)
        g_message("query code not asked from the hub: %s", error->message);
    else if (statuses->len > 0)
        g_ptr_array_add(part->found, view_of_status(service, statuses->pdata[0]));
    service_emit(service, SERVICE_EV_CASES);
}

void progress_find(Service *service, const char *query_code)
{
    ProgressPart *part = service->progress;
    if (part->find)
        sync_cancel(part->find);
    g_ptr_array_set_size(part->found, 0);
    part->find = sync_query_code(service->sync, query_code, QUERY_MS, code_told, service);
}

const CaseView *progress_found(const Service *service)
{
    return service->progress->found->len ? service->progress->found->pdata[0] : NULL;
}

/* --- withdrawing ------------------------------------------------------------------------------ */
static void withdrawn(const WireReceipt *receipt, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    service->progress->withdraw = NULL;
    if (error)
        g_message("case not withdrawn: %s", error->message);
    service_audit(service, "resident", "case.withdraw", NULL, error ? "hub" : NULL, error ? "refused" : "ok");
    progress_refresh(service);
    service_emit(service, SERVICE_EV_CASES);
}

gboolean progress_withdraw(Service *service, const char *case_no)
{
    const CaseView *view = find_view(service->progress->cases, case_no, NULL);
    guint8 tag[SEAL_TAG_BYTES];
    if (!view || !view->can_withdraw || service->progress->withdraw || !service_network(service).online ||
        !session_person_tag(service, tag))
        return FALSE;
    g_autofree char *hex = seal_hex(tag, sizeof tag);
    service->progress->withdraw =
        sync_withdraw(service->sync, case_no, hex, "resident", QUERY_MS, withdrawn, service);
    return TRUE;
}

/* --- the part --------------------------------------------------------------------------------- */
static void drop_calls(ProgressPart *part)
{
    SyncCall **calls[] = {&part->call, &part->find, &part->withdraw};
    for (guint i = 0; i < G_N_ELEMENTS(calls); i++) {
        if (*calls[i])
            sync_cancel(*calls[i]);
        *calls[i] = NULL;
    }
}

void progress_session_ends(Service *service)
{
    drop_calls(service->progress);
    g_ptr_array_set_size(service->progress->cases, 0);
    g_ptr_array_set_size(service->progress->found, 0);
}

void progress_part_create(Service *service)
{
    service->progress = g_new0(ProgressPart, 1);
    service->progress->cases = g_ptr_array_new_with_free_func(view_free);
    service->progress->found = g_ptr_array_new_with_free_func(view_free);
}

void progress_part_free(Service *service)
{
    if (!service->progress)
        return;
    drop_calls(service->progress);
    g_ptr_array_unref(service->progress->cases);
    g_ptr_array_unref(service->progress->found);
    g_clear_pointer(&service->progress, g_free);
}

/* One application in progress: starting, stepping, answering, further cards, look-ups. */
#define G_LOG_DOMAIN "service"
#include <string.h>
#include "kiosk/service/apply_private.h"
#include "kiosk/seal/hash.h"

#define LOOKUP_MS 4000

/* --- may this person? ------------------------------------------------------------------------- */
static const Card *applicant_card(const Service *service)
{
    const ApplyPart *part = service->apply;
    return part->applicant.kind == CARD_IDENTITY ? &part->applicant : NULL;
}

static ApplyVerdict verdict_of(CardDenial denial)
{
    switch (denial) {
    case CARD_MAY:
        return APPLY_OK;
    case CARD_DENIED_NO_IDENTITY:
    case CARD_DENIED_GRADE:
        return APPLY_NEEDS_CARD;
    case CARD_DENIED_EXPIRED:
    case CARD_DENIED_NOT_YET_VALID:
        return APPLY_CARD_EXPIRED;
    case CARD_DENIED_MINOR:
        return APPLY_MINOR;
    }
    return APPLY_NEEDS_CARD;
}

static json_t *session_context(const Service *service)
{
    const Settings *settings = service->settings;
    return json_pack("{s:s, s:s, s:s}", "community", settings_get(settings, "station", "community_code"),
                     "street", settings_get(settings, "station", "street_name"), "dog_zone",
                     settings_get(settings, "station", "dog_zone"));
}

static Form *form_for(const Service *service, const Matter *matter, SessionMode mode, const Card *applicant,
                      const Card *agent, gboolean missing, const json_t *db)
{
    Day today = service_today(service);
    json_t *card = applicant ? card_to_context(applicant, today) : NULL;
    json_t *agent_card = agent && agent->kind == CARD_IDENTITY ? card_to_context(agent, today) : NULL;
    json_auto_t *session = session_context(service);
    const FormContext context = {.mode = mode,
                                 .today = today,
                                 .card = card,
                                 .agent_card = agent_card,
                                 .session = session,
                                 .db = db,
                                 .card_missing = missing};
    Form *form = form_create(service->catalogue, matter, &context);
    form_wipe(card);
    json_decref(card);
    form_wipe(agent_card);
    json_decref(agent_card);
    return form;
}

const Eligibility *apply_block(const Service *service, const Matter *matter, SessionMode mode)
{
    g_autoptr(Form) form = form_for(service, matter, mode, session_card(service), NULL, FALSE, NULL);
    g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
    form_check_start(form, issues);
    for (guint i = 0; i < issues->len; i++) {
        const FormIssue *issue = issues->pdata[i];
        for (guint k = 0; issue->code == FORM_ISSUE_BLOCKED && k < matter->n_eligibility; k++)
            if (g_strcmp0(matter->eligibility[k].id, issue->other) == 0)
                return &matter->eligibility[k];
    }
    return NULL;
}

const char *apply_duplicate_case_no(const Service *service, const Matter *matter)
{
    const GPtrArray *cases = progress_cases(service);
    for (guint i = 0; cases && matter->dedupe_open_only && i < cases->len; i++) {
        const CaseView *view = cases->pdata[i];
        if (view->matter == matter && view->state && !view->state->terminal)
            return *view->case_no ? view->case_no : view->temp_no;
    }
    return NULL;
}

ApplyVerdict apply_may_start(const Service *service, const Matter *matter, SessionMode mode)
{
    const Card *card = session_card(service);
    Day today = service_today(service);
    if (!matter->applicants.offered[mode])
        return APPLY_MODE_NOT_OFFERED;
    if (!service_network(service).registered)
        return APPLY_NOT_REGISTERED;
    ApplyVerdict verdict = APPLY_OK;
    switch (mode) {
    case MODE_SELF:
        verdict = card ? verdict_of(card_may(card, CARD_RIGHT_APPLY, today)) : APPLY_NEEDS_CARD;
        break;
    case MODE_AGENT:
        verdict = card ? verdict_of(card_may(card, CARD_RIGHT_BE_APPLICANT, today)) : APPLY_NEEDS_CARD;
        break;
    case MODE_ASSISTED:
        verdict = session_state(service) == SESSION_STAFF ? APPLY_OK : APPLY_MODE_NOT_OFFERED;
        break;
    }
    if (verdict != APPLY_OK)
        return verdict;
    if (card && apply_block(service, matter, mode))
        return APPLY_NOT_ELIGIBLE;
    return apply_duplicate_case_no(service, matter) ? APPLY_DUPLICATE : APPLY_OK;
}

/* --- opening and closing ---------------------------------------------------------------------- */
static void drop_lookup(ApplyPart *part)
{
    if (part->lookup)
        sync_cancel(part->lookup);
    part->lookup = NULL;
    part->looked_up = FALSE;
}

void apply_forget(Service *service)
{
    ApplyPart *part = service->apply;
    drop_lookup(part);
    g_clear_pointer(&part->form, form_destroy);
    part->matter = NULL;
    card_wipe(&part->applicant);
    card_wipe(&part->agent);
    part->applicant_absent = FALSE;
    part->card_missing = FALSE;
    part->saved = FALSE;
    part->wanted = APPLY_CARD_NONE;
    g_clear_pointer(&part->wanted_group, g_free);
    g_hash_table_remove_all(part->captures);
    g_ptr_array_set_size(part->offers, 0);
    part->capturing = FALSE;
    if (part->stage && !part->stage_lives && !part->submitting)
        apply_drop_stage(service);
    part->stage_lives = FALSE;
    part->submitting = FALSE;
    g_clear_pointer(&part->stage, g_free);
    g_clear_pointer(&part->key, g_free);
}

/* What was looked up stays only as long as the consent does. */
static json_t *looked_up_values(const Service *service)
{
    const ApplyPart *part = service->apply;
    const json_t *db = part->form && part->looked_up ? form_context(part->form)->db : NULL;
    return db ? json_deep_copy(db) : NULL;
}

void apply_rebuild(Service *service)
{
    ApplyPart *part = service->apply;
    json_auto_t *answers = part->form ? form_draft(part->form) : NULL;
    json_auto_t *db = looked_up_values(service);
    g_clear_pointer(&part->form, form_destroy);
    gboolean missing = part->card_missing || part->applicant_absent ||
                       (part->mode == MODE_ASSISTED && !applicant_card(service));
    part->form = form_for(service, part->matter, part->mode,
                          part->applicant_absent ? NULL : applicant_card(service), &part->agent, missing, db);
    if (answers)
        form_load_draft(part->form, answers);
    form_wipe(answers);
    form_wipe(db);
}

ApplyVerdict apply_start(Service *service, const Matter *matter, SessionMode mode)
{
    ApplyPart *part = service->apply;
    ApplyVerdict verdict = apply_may_start(service, matter, mode);
    if (verdict != APPLY_OK)
        return verdict;
    if (part->form && !part->submitting)
        apply_write_draft(service);
    apply_forget(service);
    part->has_receipt = FALSE;
    part->rated = FALSE;
    part->matter = matter;
    part->mode = mode;
    if (session_card(service))
        part->applicant = *session_card(service);
    part->stage = g_uuid_string_random();
    part->key = g_uuid_string_random();
    apply_rebuild(service);
    part->step = form_step_next(part->form, -1);
    service_audit(service, "resident", "matter.start", matter->id, session_mode_name(mode), "ok");
    return APPLY_OK;
}

void apply_applicant_absent(Service *service)
{
    ApplyPart *part = service->apply;
    if (!part->form || part->mode != MODE_AGENT || part->matter->applicants.agent_needs_applicant_card)
        return;
    part->agent = part->applicant;
    card_wipe(&part->applicant);
    part->applicant_absent = TRUE;
    part->wanted = APPLY_CARD_NONE;
    apply_rebuild(service);
    service_emit(service, SERVICE_EV_APPLICATION);
}

void apply_close(Service *service)
{
    ApplyPart *part = service->apply;
    apply_forget(service);
    part->has_receipt = FALSE;
    seal_wipe(&part->receipt, sizeof part->receipt);
}

/* While it is being submitted a draft is kept as well: it is written only if there is no case by then. */
void apply_session_ends(Service *service)
{
    ApplyPart *part = service->apply;
    if (part->form)
        apply_write_draft(service);
    apply_close(service);
    part->has_draft = FALSE;
    part->rated = FALSE;
    g_clear_pointer(&part->submit_error, g_free);
    g_ptr_array_set_size(part->issues, 0);
}

/* --- what is open ----------------------------------------------------------------------------- */
const Form *apply_form(const Service *service)
{
    return service->apply->form;
}

const Matter *apply_matter(const Service *service)
{
    return service->apply->matter;
}

SessionMode apply_mode(const Service *service)
{
    return service->apply->mode;
}

int apply_step(const Service *service)
{
    return service->apply->step;
}

void apply_goto_step(Service *service, int step)
{
    ApplyPart *part = service->apply;
    if (part->form && step >= 0 && (guint)step < part->matter->n_steps && form_step_visible(part->form, step))
        part->step = step;
}

gboolean apply_next(Service *service)
{
    ApplyPart *part = service->apply;
    if (!part->form || form_check_step(part->form, part->step, NULL) > 0)
        return FALSE;
    int next = form_step_next(part->form, part->step);
    if (next < 0)
        return FALSE;
    part->step = next;
    service_audit(service, "resident", "step.next", part->matter->id, part->matter->steps[next].id, "ok");
    return TRUE;
}

gboolean apply_prev(Service *service)
{
    ApplyPart *part = service->apply;
    int prev = part->form ? form_step_prev(part->form, part->step) : -1;
    if (prev < 0)
        return FALSE;
    part->step = prev;
    return TRUE;
}

gboolean apply_is_last_step(const Service *service)
{
    const ApplyPart *part = service->apply;
    return part->form && form_step_next(part->form, part->step) < 0;
}

/* --- look-ups: only after consent ------------------------------------------------------------- */
static gboolean has_db_consent(const Service *service)
{
    const ApplyPart *part = service->apply;
    for (guint i = 0; part->form && i < part->matter->n_fields; i++) {
        const Field *field = &part->matter->fields[i];
        if (field->type == FIELD_CONSENT && field->consent_kind == CONSENT_DB_LOOKUP &&
            json_is_true(form_get(part->form, field->id)))
            return TRUE;
    }
    return FALSE;
}

static void looked_up(const json_t *values, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    ApplyPart *part = service->apply;
    part->lookup = NULL;
    if (error) {
        g_message("look-up without answer: %s", error->message);
        return;
    }
    form_add_db(part->form, values);
    service_emit(service, SERVICE_EV_APPLICATION);
}

static void add_names(GPtrArray *names, const Field *fields, guint n)
{
    for (guint i = 0; i < n; i++) {
        if (fields[i].prefill == PREFILL_DB &&
            !g_ptr_array_find_with_equal_func(names, fields[i].prefill_name, g_str_equal, NULL))
            g_ptr_array_add(names, (gpointer)fields[i].prefill_name);
        add_names(names, fields[i].fields, fields[i].n_fields);
    }
}

void apply_begin_lookup(Service *service)
{
    ApplyPart *part = service->apply;
    const Card *card = applicant_card(service);
    guint8 tag[SEAL_TAG_BYTES];
    if (part->looked_up || !card || !has_db_consent(service) ||
        !sync_person_tag(service->sync, card->number, tag))
        return;
    part->looked_up = TRUE;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    add_names(names, part->matter->fields, part->matter->n_fields);
    if (names->len == 0)
        return;
    g_ptr_array_add(names, NULL);
    g_autofree char *hex = seal_hex(tag, sizeof tag);
    part->lookup = sync_lookup(service->sync, hex, part->matter->id, (const char *const *)names->pdata,
                               LOOKUP_MS, looked_up, service);
    service_audit(service, "resident", "consent.given", part->matter->id, "db_lookup", "ok");
}

/* --- answers ---------------------------------------------------------------------------------- */
gboolean apply_set(Service *service, const char *path, json_t *value, FormIssue *issue)
{
    ApplyPart *part = service->apply;
    json_auto_t *owned = value;
    if (!part->form)
        return FALSE;
    gboolean consent = has_db_consent(service);
    gboolean good = form_set(part->form, path, owned, issue);
    form_wipe(owned);
    part->saved = FALSE;
    if (consent && !has_db_consent(service)) { /* withdrawn: what was looked up, or still is, goes */
        drop_lookup(part);
        apply_rebuild(service);
    }
    apply_begin_lookup(service);
    return good;
}

int apply_add_row(Service *service, const char *group)
{
    service->apply->saved = FALSE;
    return service->apply->form ? form_row_add(service->apply->form, group, NULL) : -1;
}

void apply_remove_row(Service *service, const char *group, int row)
{
    if (service->apply->form && row >= 0)
        form_row_remove(service->apply->form, group, row);
    service->apply->saved = FALSE;
}

void apply_card_missing(Service *service, const char *path)
{
    ApplyPart *part = service->apply;
    if (!part->form)
        return;
    part->card_missing = TRUE;
    form_set_card_missing(part->form, TRUE);
    service_audit(service, "staff", "card.missing", part->matter->id, "card_missing", "ok");
}

/* --- further cards ---------------------------------------------------------------------------- */
void apply_want_card(Service *service, ApplyCardWanted wanted, const char *group, int row)
{
    ApplyPart *part = service->apply;
    if (!part->form)
        return;
    part->wanted = wanted;
    g_free(part->wanted_group);
    part->wanted_group = g_strdup(group);
    part->wanted_row = row;
}

ApplyCardWanted apply_card_wanted(const Service *service)
{
    return service->apply->wanted;
}

static CardProblem agent_problem(const Service *service, const Card *card)
{
    const ApplyPart *part = service->apply;
    if (part->applicant.kind == CARD_IDENTITY && card_same_person(&part->applicant, card))
        return CARD_PROBLEM_SAME_CARD;
    switch (card_may(card, CARD_RIGHT_ACT_AS_AGENT, service_today(service))) {
    case CARD_MAY:
        return CARD_PROBLEM_NONE;
    case CARD_DENIED_MINOR:
        return CARD_PROBLEM_AGENT_MINOR;
    case CARD_DENIED_EXPIRED:
    case CARD_DENIED_NOT_YET_VALID:
        return CARD_PROBLEM_EXPIRED;
    case CARD_DENIED_NO_IDENTITY:
    case CARD_DENIED_GRADE:
        return CARD_PROBLEM_TOKEN_ONLY;
    }
    return CARD_PROBLEM_UNREADABLE;
}

/* Assisted mode: a minor's or a lent card is told by the form; a card that is not valid today at once. */
static CardProblem applicant_problem(const Service *service, const Card *card)
{
    const ApplyPart *part = service->apply;
    if (part->agent.kind == CARD_IDENTITY && card_same_person(&part->agent, card))
        return CARD_PROBLEM_SAME_CARD;
    return verdict_of(card_may(card, CARD_RIGHT_BE_APPLICANT, service_today(service))) == APPLY_CARD_EXPIRED
               ? CARD_PROBLEM_EXPIRED
               : CARD_PROBLEM_NONE;
}

static void row_card_read(Service *service, const Card *card)
{
    ApplyPart *part = service->apply;
    json_t *context = card_to_context(card, service_today(service));
    g_autofree char *path = g_strdup_printf("%s[%d]", part->wanted_group, part->wanted_row);
    form_set_row_card(part->form, path, context);
    form_wipe(context);
    json_decref(context);
}

void apply_card_read(Service *service, const Card *card)
{
    ApplyPart *part = service->apply;
    CardProblem problem = CARD_PROBLEM_NONE;
    switch (part->wanted) {
    case APPLY_CARD_NONE:
        return;
    case APPLY_CARD_AGENT:
        problem = agent_problem(service, card);
        if (problem == CARD_PROBLEM_NONE) {
            part->agent = *card;
            apply_rebuild(service);
        }
        break;
    case APPLY_CARD_APPLICANT:
        problem = applicant_problem(service, card);
        if (problem == CARD_PROBLEM_NONE) {
            part->applicant = *card;
            apply_rebuild(service);
            apply_begin_lookup(service);
        }
        break;
    case APPLY_CARD_ROW:
        row_card_read(service, card);
        break;
    }
    if (problem != CARD_PROBLEM_NONE) {
        session_set_card_problem(service, problem);
        return;
    }
    part->wanted = APPLY_CARD_NONE;
    part->saved = FALSE;
    service_emit(service, SERVICE_EV_APPLICATION);
}

/* --- the part --------------------------------------------------------------------------------- */
static void capture_item_free(gpointer data)
{
    CaptureItem *item = data;
    g_free(item->label);
    g_free(item->path);
    g_free(item);
}

void apply_part_create(Service *service)
{
    ApplyPart *part = service->apply = g_new0(ApplyPart, 1);
    part->captures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
    part->offers = g_ptr_array_new_with_free_func(capture_item_free);
    part->issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
}

void apply_part_free(Service *service)
{
    ApplyPart *part = service->apply;
    if (!part)
        return;
    part->stage_lives = TRUE; /* the store has ended */
    apply_forget(service);
    g_hash_table_unref(part->captures);
    g_ptr_array_unref(part->offers);
    g_ptr_array_unref(part->issues);
    g_free(part->submit_error);
    g_clear_pointer(&service->apply, g_free);
}

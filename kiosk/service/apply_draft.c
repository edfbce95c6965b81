/* Drafts: what was filled in, sealed with the key that only this card gives, kept for seven days. */
#define G_LOG_DOMAIN "service"
#include <string.h>
#include "kiosk/service/apply_private.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/cases.h"
#include "kiosk/store/drafts.h"

/* --- keeping ---------------------------------------------------------------------------------- */
typedef struct {
    guint8 tag[SEAL_TAG_BYTES];
    char *matter_id, *version, *stage, *key;
    int step, steps;
    GBytes *sealed;
    gint64 now_ms;
    guint session_no;
} DraftJob;

static void draft_job_free(gpointer data)
{
    DraftJob *job = data;
    g_free(job->matter_id);
    g_free(job->version);
    g_free(job->stage);
    g_free(job->key);
    g_clear_pointer(&job->sealed, g_bytes_unref);
    g_free(job);
}

/* The person may leave while it is being submitted: then the draft comes after the case, and is not needed.
 */
static gboolean put_draft(Store *store, gpointer data, GError **error)
{
    const DraftJob *job = data;
    g_autoptr(StoreCase) submitted = store_case_by_key(store, job->key, NULL);
    const StoreDraftNew draft = {.card_tag = job->tag,
                                 .matter_id = job->matter_id,
                                 .catalogue_version = job->version,
                                 .step = job->step,
                                 .steps = job->steps,
                                 .stage = job->stage,
                                 .sealed = job->sealed,
                                 .now_ms = job->now_ms};
    return submitted || store_draft_put(store, &draft, error);
}

static void draft_put(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    const DraftJob *job = data;
    if (error)
        g_warning("draft not kept: %s", error->message);
    if (job->session_no != service->session_no || g_strcmp0(job->key, service->apply->key) != 0)
        return;
    service->apply->saved = error == NULL;
    service_emit(service, SERVICE_EV_APPLICATION);
}

static DraftJob *draft_job_new(const Service *service, const char *matter_id)
{
    DraftJob *job = g_new0(DraftJob, 1);
    memcpy(job->tag, session_card_key(service)->tag, sizeof job->tag);
    job->matter_id = g_strdup(matter_id);
    job->now_ms = service_now_ms(service);
    job->session_no = service->session_no;
    return job;
}

/* As text in memory that is wiped; jansson's own buffers would leave pieces behind. */
static SealBuffer *draft_text(const ApplyPart *part, json_t *answers)
{
    json_auto_t *draft = json_pack("{s:s, s:s, s:s, s:b, s:O}", "mode", session_mode_name(part->mode), "step",
                                   part->matter->steps[MAX(part->step, 0)].id, "key", part->key, "absent",
                                   part->applicant_absent, "answers", answers);
    SealBuffer *text = seal_buffer_new(json_dumpb(draft, NULL, 0, JSON_COMPACT));
    json_dumpb(draft, (char *)seal_buffer_data(text), seal_buffer_len(text), JSON_COMPACT);
    return text;
}

gboolean apply_write_draft(Service *service)
{
    ApplyPart *part = service->apply;
    const SealCard *key = session_card_key(service);
    if (!part->form || !key)
        return FALSE;
    json_auto_t *answers = form_draft(part->form);
    if (json_object_size(answers) == 0)
        return FALSE;
    g_autoptr(SealBuffer) text = draft_text(part, answers);
    form_wipe(answers);
    g_autoptr(GError) error = NULL;
    const char *matter_id = part->matter->id;
    GBytes *sealed = seal_secret(seal_buffer_peek(key->draft_key), seal_buffer_peek(text),
                                 seal_buffer_len(text), matter_id, strlen(matter_id), &error);
    if (!sealed) {
        g_warning("draft not sealed: %s", error->message);
        return FALSE;
    }
    guint k = 0, n = 0;
    form_step_number(part->form, MAX(part->step, 0), &k, &n);
    DraftJob *job = draft_job_new(service, matter_id);
    job->sealed = sealed;
    job->version = g_strdup(service->catalogue->version);
    job->stage = g_strdup(part->stage);
    job->key = g_strdup(part->key);
    job->step = MAX(k, 1);
    job->steps = MAX(n, 1);
    if (!service_store(service, put_draft, job, draft_job_free, draft_put))
        return FALSE;
    part->stage_lives = TRUE;
    return TRUE;
}

gboolean apply_save(Service *service)
{
    return apply_write_draft(service);
}

gboolean apply_is_saved(const Service *service)
{
    return service->apply->saved;
}

/* --- dropping --------------------------------------------------------------------------------- */
static gboolean drop_stage(Store *store, gpointer data, GError **error)
{
    return store_attachment_drop_stage(store, data, error);
}

static void dropped(gpointer data, const GError *error, gpointer user_data)
{
    if (error)
        g_warning("draft or attachments not removed: %s", error->message);
}

void apply_drop_stage(Service *service)
{
    service_store(service, drop_stage, g_strdup(service->apply->stage), g_free, dropped);
}

static gboolean delete_draft(Store *store, gpointer data, GError **error)
{
    const DraftJob *job = data;
    return store_draft_delete(store, job->tag, job->matter_id, FALSE, error);
}

void apply_discard_draft(Service *service)
{
    ApplyPart *part = service->apply;
    if (!part->has_draft || !session_card_key(service))
        return;
    if (part->form && part->matter == part->draft.matter)
        apply_forget(service); /* it was taken up: its photographs go with the draft */
    service_store(service, delete_draft, draft_job_new(service, part->draft.matter->id), draft_job_free,
                  dropped);
    part->has_draft = FALSE;
    service_emit(service, SERVICE_EV_APPLICATION);
}

/* --- finding ---------------------------------------------------------------------------------- */
typedef struct {
    guint8 tag[SEAL_TAG_BYTES];
    char *matter_id; /* NULL: the list */
    gint64 now_ms;
    guint session_no;
    GPtrArray *list;
    StoreDraft *draft;
} DraftRead;

static void draft_read_free(gpointer data)
{
    DraftRead *read = data;
    g_free(read->matter_id);
    g_clear_pointer(&read->list, g_ptr_array_unref);
    g_clear_pointer(&read->draft, store_draft_free);
    g_free(read);
}

static gboolean read_drafts(Store *store, gpointer data, GError **error)
{
    DraftRead *read = data;
    if (read->matter_id) {
        read->draft = store_draft_find(store, read->tag, read->matter_id, read->now_ms, error);
        return read->draft != NULL;
    }
    read->list = store_drafts_of(store, read->tag, read->now_ms, error);
    return read->list != NULL;
}

static DraftRead *draft_read_new(Service *service, const char *matter_id)
{
    DraftRead *read = g_new0(DraftRead, 1);
    memcpy(read->tag, session_card_key(service)->tag, sizeof read->tag);
    read->matter_id = g_strdup(matter_id);
    read->now_ms = service_now_ms(service);
    read->session_no = service->session_no;
    return read;
}

static void drafts_read(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    ApplyPart *part = service->apply;
    const DraftRead *read = data;
    if (error)
        g_warning("drafts not read: %s", error->message);
    if (read->session_no != service->session_no || !read->list)
        return;
    part->has_draft = FALSE;
    for (guint i = 0; i < read->list->len && !part->has_draft; i++) {
        const StoreDraft *row = read->list->pdata[i];
        const Matter *matter = catalogue_matter(service->catalogue, row->matter_id);
        if (!matter)
            continue;
        part->draft = (ApplyDraft){matter, row->step, row->steps, row->expires_ms};
        part->has_draft = TRUE;
    }
    service_emit(service, SERVICE_EV_APPLICATION);
}

void apply_seek_drafts(Service *service)
{
    if (session_card_key(service))
        service_store(service, read_drafts, draft_read_new(service, NULL), draft_read_free, drafts_read);
}

void apply_key_ready(Service *service)
{
    apply_seek_drafts(service);
}

const ApplyDraft *apply_draft(const Service *service)
{
    return service->apply->has_draft ? &service->apply->draft : NULL;
}

/* --- taking up again -------------------------------------------------------------------------- */
static json_t *open_draft(Service *service, const StoreDraft *row)
{
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    const void *sealed = g_bytes_get_data(row->sealed, &size);
    g_autoptr(SealBuffer) plain =
        seal_secret_open(seal_buffer_peek(session_card_key(service)->draft_key), sealed, size, row->matter_id,
                         strlen(row->matter_id), &error);
    if (!plain) {
        g_warning("draft not opened: %s", error->message);
        return NULL;
    }
    return json_loadb((const char *)seal_buffer_peek(plain), seal_buffer_len(plain), 0, NULL);
}

/* Whose card this is: the applicant's; the agent's where the applicant's card was not there. */
static void take_cards(Service *service, const json_t *draft)
{
    ApplyPart *part = service->apply;
    part->applicant_absent = json_is_true(json_object_get(draft, "absent"));
    *(part->applicant_absent ? &part->agent : &part->applicant) = *session_card(service);
    if (part->mode == MODE_AGENT && !part->applicant_absent)
        part->wanted = APPLY_CARD_AGENT; /* the agent shows their card again */
}

static void take_up(Service *service, const StoreDraft *row, const json_t *draft)
{
    ApplyPart *part = service->apply;
    const Matter *matter = catalogue_matter(service->catalogue, row->matter_id);
    SessionMode mode;
    if (!matter || !session_mode_from_name(json_string_value(json_object_get(draft, "mode")), &mode))
        return;
    if (part->form && part->matter != matter && !part->submitting)
        apply_write_draft(service);
    apply_forget(service);
    part->has_receipt = FALSE;
    part->rated = FALSE;
    part->matter = matter;
    part->mode = mode;
    part->stage = row->stage ? g_strdup(row->stage) : g_uuid_string_random();
    part->stage_lives = TRUE;
    const char *key = json_string_value(json_object_get(draft, "key"));
    part->key = key ? g_strdup(key) : g_uuid_string_random();
    take_cards(service, draft);
    apply_rebuild(service);
    guint lost = form_load_draft(part->form, json_object_get(draft, "answers"));
    if (lost > 0)
        g_message("draft taken up; answers that no longer fit: %u", lost);
    const char *id = json_string_value(json_object_get(draft, "step"));
    const Step *step = id ? matter_step(matter, id) : NULL;
    part->step = step ? (int)(step - matter->steps) : form_step_next(part->form, -1);
    if (!form_step_visible(part->form, part->step))
        part->step = form_step_next(part->form, -1);
    part->saved = TRUE;
    apply_begin_lookup(service);
}

static void draft_found(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    const DraftRead *read = data;
    if (read->session_no != service->session_no || !session_card_key(service) || !session_card(service))
        return;
    if (!read->draft) {
        service->apply->has_draft = FALSE;
    } else {
        json_auto_t *draft = open_draft(service, read->draft);
        if (draft)
            take_up(service, read->draft, draft);
        form_wipe(draft);
    }
    service_emit(service, SERVICE_EV_APPLICATION);
}

gboolean apply_resume(Service *service)
{
    ApplyPart *part = service->apply;
    if (!part->has_draft || !session_card_key(service))
        return FALSE;
    return service_store(service, read_drafts, draft_read_new(service, part->draft.matter->id),
                         draft_read_free, draft_found);
}

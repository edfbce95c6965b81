/* Submitting: everything is checked, then one transaction on the store's thread takes the number, seals the
 * message that names it, and writes case, outbox and audit. Only then the receipt exists. */
#define G_LOG_DOMAIN "service"
#include <string.h>
#include "kiosk/service/apply_private.h"
#include "kiosk/service/route_words.h"
#include "kiosk/domain/mask.h"
#include "kiosk/paper/paper.h"
#include "kiosk/seal/box.h"
#include "kiosk/wire/envelope.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/cases.h"

typedef struct {
    guint session_no;
    StoreCaseNew row; /* lends the strings below and the application's */
    WireApplication *application;
    guint8 hub_key[SEAL_KEY_BYTES];
    guint8 person_tag[SEAL_TAG_BYTES], agent_tag[SEAL_TAG_BYTES], draft_tag[SEAL_TAG_BYTES];
    StoreCaseReceipt receipt;
    const Matter *matter;
    char *receipt_json, *stage;
} Submit;

static void submit_free(gpointer data)
{
    Submit *submit = data;
    wire_application_free(submit->application);
    g_free(submit->receipt_json);
    g_free(submit->stage);
    g_free(submit);
}

/* --- on the store's thread -------------------------------------------------------------------- */
static GBytes *seal_application(const StoreCaseReceipt *receipt, gpointer user_data, GError **error)
{
    Submit *submit = user_data;
    WireApplication *application = submit->application;
    wire_set(&application->case_no, receipt->case_no);
    wire_set(&application->temp_no, receipt->temp_no);
    wire_set(&application->query_code, receipt->query_code);
    gsize length = 0;
    char *text = wire_application_encode(application, &length, error);
    if (!text)
        return NULL;
    g_autoptr(GBytes) sealed = seal_box(submit->hub_key, text, length, error);
    wire_text_free(text);
    if (!sealed)
        return NULL;
    WireCase message = {.idempotency_key = application->idempotency_key,
                        .case_no = application->case_no,
                        .kiosk_no = application->kiosk_no,
                        .matter_id = application->matter_id,
                        .submitted_at = application->submitted_at,
                        .sealed = sealed};
    char *outer = wire_case_encode(&message, &length, error);
    return outer ? g_bytes_new_with_free_func(outer, length, (GDestroyNotify)wire_text_free, outer) : NULL;
}

static gboolean is_staged(const GPtrArray *staged, const char *sha256)
{
    for (guint i = 0; i < staged->len; i++)
        if (g_str_equal(((StoreAttachment *)staged->pdata[i])->sha256, sha256))
            return TRUE;
    return FALSE;
}

static gboolean is_named(const WireApplication *application, const char *sha256)
{
    for (guint i = 0; i < application->attachments->len; i++)
        if (g_str_equal(((WireAttachment *)application->attachments->pdata[i])->sha256, sha256))
            return TRUE;
    return FALSE;
}

/* What the answers name must be there, or the hub would wait for it for ever; a photograph that was taken
 * away again must not travel. */
static gboolean match_stage(Store *store, const Submit *submit, GError **error)
{
    g_autoptr(GPtrArray) staged = store_attachments_staged(store, submit->stage, error);
    if (!staged)
        return FALSE;
    const GPtrArray *named = submit->application->attachments;
    for (guint i = 0; i < named->len; i++)
        if (!is_staged(staged, ((WireAttachment *)named->pdata[i])->sha256)) {
            g_set_error(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "a photograph of %s is no longer there",
                        ((WireAttachment *)named->pdata[i])->field);
            return FALSE;
        }
    for (guint i = 0; i < staged->len; i++) {
        const StoreAttachment *one = staged->pdata[i];
        if (!is_named(submit->application, one->sha256) &&
            !store_attachment_unstage(store, submit->stage, one->sha256, error))
            return FALSE;
    }
    return TRUE;
}

/* A case of the same matter that is still open, of the person who applies: also of one whose list of cases
 * nobody has looked at, as in assisted mode. */
static gboolean refuse_duplicate(Store *store, const Submit *submit, GError **error)
{
    g_autofree char *number = NULL;
    g_autoptr(GError) problem = NULL;
    if (!submit->matter->dedupe_open_only)
        return TRUE;
    if (store_case_open_for(store, submit->person_tag, submit->matter->id, &number, &problem)) {
        g_set_error(error, STORE_ERROR, STORE_ERROR_CONFLICT, "there is an open case of this matter: %s",
                    number);
        return FALSE;
    }
    if (!problem)
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&problem));
    return FALSE;
}

static gboolean put_case(Store *store, gpointer data, GError **error)
{
    Submit *submit = data;
    g_autoptr(StoreCase) there = store_case_by_key(store, submit->row.key, NULL);
    if (!there && (!refuse_duplicate(store, submit, error) || !match_stage(store, submit, error)))
        return FALSE;
    return store_case_put(store, &submit->row, &submit->receipt, error);
}

/* --- what the receipt says, masked ------------------------------------------------------------ */
static void add_material(GString *list, const char *name, const char *note)
{
    g_string_append_printf(list, "%s%s%s", list->len ? "；" : "", name, note);
}

static json_t *receipt_words(const Service *service, Day starts)
{
    const ApplyPart *part = service->apply;
    const Matter *matter = part->matter;
    g_autoptr(GString) given = g_string_new(NULL);
    g_autoptr(GString) missing = g_string_new(NULL);
    for (guint i = 0; i < matter->n_materials; i++) {
        const Material *material = &matter->materials[i];
        switch (form_material(part->form, i)) {
        case MATERIAL_GIVEN:
            add_material(given, material->name.zh, material->field ? "" : "（已读证）");
            break;
        case MATERIAL_LOOKED_UP:
            add_material(given, material->name.zh, "（同意查数据，免交）");
            break;
        case MATERIAL_MISSING:
            add_material(missing, material->name.zh, "");
            break;
        case MATERIAL_NOT_NEEDED:
            break;
        }
    }
    g_autofree char *name = form_get_text(part->form, "applicant_name");
    g_autofree char *id = form_get_text(part->form, "applicant_id");
    g_autofree char *name_masked = mask_name(name ?: part->applicant.name);
    g_autofree char *id_masked = mask_id(id ?: part->applicant.number);
    g_autofree char *agent = part->mode == MODE_AGENT ? mask_name(part->agent.name) : g_strdup("");
    FormTimeLimit limit = form_time_limit(part->form);
    g_autofree char *promised = route_promise_zh(matter, limit.promised, limit.unit, starts);
    if (name)
        seal_wipe(name, strlen(name));
    if (id)
        seal_wipe(id, strlen(id));
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "applicant_name", name_masked, "applicant_id",
                     id_masked, "agent_name", agent, "promised", promised, "materials", given->str, "missing",
                     missing->str);
}

/* --- the message for the hub ------------------------------------------------------------------ */
static WirePerson *person_of(const Card *card)
{
    WirePerson *person = wire_person_new();
    wire_set(&person->name, card->name);
    wire_set(&person->id_number, card->number);
    wire_set(&person->grade, card_grade(card) == CARD_GRADE_PROVED ? "proved" : "stated");
    wire_set(&person->source, card->source == CARD_SOURCE_SAMV ? "samv" : "social");
    return person;
}

static WirePerson *person_stated(const Form *form)
{
    WirePerson *person = wire_person_new();
    char *name = form_get_text(form, "applicant_name");
    char *id = form_get_text(form, "applicant_id");
    wire_set(&person->name, name ?: "");
    wire_set(&person->id_number, id ?: "");
    wire_set(&person->grade, "stated");
    wire_set(&person->source, "stated");
    seal_wipe_text(name);
    seal_wipe_text(id);
    return person;
}

static void add_attachments(GPtrArray *attachments, const char *prefix, const json_t *value)
{
    const char *key;
    size_t i;
    json_t *child;
    if (json_is_string(json_object_get(value, "sha256"))) {
        WireAttachment *attachment = g_new0(WireAttachment, 1);
        attachment->field = g_strdup(prefix);
        attachment->sha256 = g_strdup(json_string_value(json_object_get(value, "sha256")));
        attachment->bytes = json_integer_value(json_object_get(value, "bytes"));
        attachment->type = g_strdup(json_string_value(json_object_get(value, "type")) ?: "");
        attachment->profile = g_strdup(json_string_value(json_object_get(value, "profile")) ?: "");
        g_ptr_array_add(attachments, attachment);
    } else if (json_is_array(value)) {
        json_array_foreach(value, i, child)
        {
            g_autofree char *path = json_is_string(json_object_get(child, "sha256"))
                                        ? g_strdup(prefix)
                                        : g_strdup_printf("%s[%zu]", prefix, i);
            add_attachments(attachments, path, child);
        }
    } else if (json_is_object(value)) {
        json_object_foreach((json_t *)value, key, child)
        {
            g_autofree char *path = *prefix ? g_strdup_printf("%s.%s", prefix, key) : g_strdup(key);
            add_attachments(attachments, path, child);
        }
    }
}

static WireApplication *application_of(const Service *service, gint64 now_ms)
{
    const ApplyPart *part = service->apply;
    const Settings *settings = service->settings;
    WireApplication *application = wire_application_new();
    g_autofree char *at = wire_time(now_ms / 1000);
    wire_set(&application->idempotency_key, part->key);
    wire_set(&application->matter_id, part->matter->id);
    wire_set(&application->catalogue_version, service->catalogue->version);
    wire_set(&application->mode, session_mode_name(part->mode));
    wire_set(&application->kiosk_no, settings_get(settings, "station", "kiosk_no"));
    wire_set(&application->community, settings_get(settings, "station", "community_code"));
    wire_set(&application->submitted_at, at);
    wire_set(&application->lang, "zh");
    wire_set(&application->worker_no, part->mode == MODE_ASSISTED ? staff_no(service) : "");
    application->time_uncertain = !service_time_is_certain(service);
    wire_person_free(application->applicant);
    application->applicant =
        part->applicant.kind == CARD_IDENTITY ? person_of(&part->applicant) : person_stated(part->form);
    if (part->agent.kind == CARD_IDENTITY)
        application->agent = person_of(&part->agent);
    json_decref(application->context);
    application->context = form_context_to_json(form_context(part->form));
    json_decref(application->answers);
    application->answers = form_answers(part->form);
    add_attachments(application->attachments, "", application->answers);
    g_autoptr(GPtrArray) stated = form_stated(part->form);
    for (guint i = 0; i < stated->len; i++) {
        g_ptr_array_add(application->stated, g_strdup(stated->pdata[i]));
        if (form_context(part->form)->card_missing)
            json_object_set_new(application->reasons, stated->pdata[i], json_string("card_missing"));
    }
    return application;
}

/* --- asking for it ---------------------------------------------------------------------------- */
static DueDate due_of(const Service *service, gint64 now_ms, Day *starts)
{
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(now_ms / 1000);
    int minute = g_date_time_get_hour(local) * 60 + g_date_time_get_minute(local);
    gboolean estimated = FALSE;
    Day receipt =
        workdays_receipt_day(service->workdays, service_today(service), minute,
                             settings_get_int(service->settings, "station", "closing_time"), &estimated);
    FormTimeLimit limit = form_time_limit(service->apply->form);
    DueDate due = workdays_due(service->workdays, receipt, (DayLimit){limit.promised, limit.unit}, NULL, 0);
    due.is_estimated |= estimated;
    *starts = limit.promised == 0 ? receipt : day_add_days(receipt, 1);
    return due;
}

/* FALSE: the hub's keys are not there yet. Without them a case would belong to nobody. */
static gboolean tag_persons(Service *service, Submit *submit)
{
    const guint8 *hub_key = sync_hub_key(service->sync);
    const WireApplication *application = submit->application;
    if (!hub_key || !sync_person_tag(service->sync, application->applicant->id_number, submit->person_tag))
        return FALSE;
    memcpy(submit->hub_key, hub_key, sizeof submit->hub_key);
    return !application->agent ||
           sync_person_tag(service->sync, application->agent->id_number, submit->agent_tag);
}

static char *receipt_text(const Service *service, Day starts)
{
    json_auto_t *words = receipt_words(service, starts);
    char *text = json_dumps(words, JSON_COMPACT);
    char *copy = g_strdup(text);
    free(text);
    return copy;
}

/* NULL: this kiosk is not registered. */
static Submit *submit_new(Service *service)
{
    const ApplyPart *part = service->apply;
    gint64 now_ms = service_now_ms(service);
    Day starts = DAY_NONE;
    DueDate due = due_of(service, now_ms, &starts);
    Submit *submit = g_new0(Submit, 1);
    WireApplication *application = submit->application = application_of(service, now_ms);
    submit->session_no = service->session_no;
    submit->matter = part->matter;
    if (!tag_persons(service, submit)) {
        submit_free(submit);
        return NULL;
    }
    submit->receipt_json = receipt_text(service, starts);
    submit->stage = g_strdup(part->stage);
    submit->row = (StoreCaseNew){
        .key = application->idempotency_key,
        .person_tag = submit->person_tag,
        .agent_tag = application->agent ? submit->agent_tag : NULL,
        .matter_id = application->matter_id,
        .catalogue_version = application->catalogue_version,
        .mode = application->mode,
        .community = application->community,
        .kiosk_no = application->kiosk_no,
        .staff_no = part->mode == MODE_ASSISTED ? application->worker_no : NULL,
        .offline = !service_network(service).online,
        .time_uncertain = application->time_uncertain,
        .submitted_ms = now_ms,
        .day = service_today(service),
        .due = due.day,
        .due_estimated = due.is_estimated,
        .receipt_json = submit->receipt_json,
        .seal = seal_application,
        .seal_data = submit,
        .stage = submit->stage,
    };
    if (session_card_key(service)) { /* the draft becomes the case in the same transaction */
        memcpy(submit->draft_tag, session_card_key(service)->tag, sizeof submit->draft_tag);
        submit->row.draft_tag = submit->draft_tag;
    }
    return submit;
}

GPtrArray *apply_issues(Service *service)
{
    ApplyPart *part = service->apply;
    g_ptr_array_set_size(part->issues, 0);
    if (part->form)
        form_check_all(part->form, part->issues);
    return part->issues;
}

static void submitted(gpointer data, const GError *error, gpointer user_data);

static void submit_failed(Service *service, const char *why)
{
    ApplyPart *part = service->apply;
    g_warning("application not saved: %s", why);
    part->submitting = FALSE;
    g_free(part->submit_error);
    part->submit_error = g_strdup(why);
    service_emit(service, SERVICE_EV_SUBMITTED);
}

gboolean apply_submit(Service *service)
{
    ApplyPart *part = service->apply;
    if (part->submitting)
        return TRUE;
    if (!part->form || apply_issues(service)->len > 0)
        return FALSE;
    g_clear_pointer(&part->submit_error, g_free);
    Submit *submit = submit_new(service);
    part->submitting = TRUE;
    if (!submit)
        submit_failed(service, "this kiosk is not registered with a hub");
    else if (!service_store(service, put_case, submit, submit_free, submitted))
        submit_failed(service, "the store takes no more jobs");
    return TRUE;
}

gboolean apply_is_submitting(const Service *service)
{
    return service->apply->submitting;
}

/* --- it is on disk ---------------------------------------------------------------------------- */
static void show_receipt(Service *service, const Submit *submit)
{
    ApplyReceipt *receipt = &service->apply->receipt;
    memset(receipt, 0, sizeof *receipt);
    g_strlcpy(receipt->case_no, submit->receipt.case_no, sizeof receipt->case_no);
    g_strlcpy(receipt->temp_no, submit->receipt.temp_no, sizeof receipt->temp_no);
    g_strlcpy(receipt->query_code, submit->receipt.query_code, sizeof receipt->query_code);
    g_autofree char *link =
        paper_case_link(*receipt->case_no ? receipt->case_no : receipt->temp_no, receipt->query_code);
    g_strlcpy(receipt->qr, link, sizeof receipt->qr);
    receipt->submitted_ms = submit->row.submitted_ms;
    receipt->due = submit->row.due;
    receipt->due_estimated = submit->row.due_estimated;
    receipt->offline = submit->row.offline || !*receipt->case_no;
    receipt->matter = submit->matter;
    service->apply->has_receipt = TRUE;
}

static void submitted(gpointer data, const GError *error, gpointer user_data)
{
    Service *service = user_data;
    ApplyPart *part = service->apply;
    const Submit *submit = data;
    sync_poke(service->sync);
    service_refresh_outbox(service);
    if (submit->session_no != service->session_no || g_strcmp0(submit->row.key, part->key) != 0) {
        if (error) /* they left, or went on to something else; a draft was kept before */
            g_warning("application not saved: %s", error->message);
    } else if (error) {
        submit_failed(service, error->message);
    } else {
        show_receipt(service, submit);
        part->has_draft = FALSE;
        part->stage_lives = TRUE; /* the case's now */
        apply_forget(service);
        apply_seek_drafts(service); /* of other matters */
        progress_refresh(service);
        service_emit(service, SERVICE_EV_SUBMITTED);
    }
}

const ApplyReceipt *apply_receipt(const Service *service)
{
    return service->apply->has_receipt ? &service->apply->receipt : NULL;
}

const char *apply_submit_error(const Service *service)
{
    return service->apply->submit_error;
}

/* --- rating ----------------------------------------------------------------------------------- */
void apply_rate(Service *service, int level, const char *const *tags)
{
    const ApplyReceipt *receipt = apply_receipt(service);
    if (level < 1 || level > 5 || service->apply->rated)
        return;
    g_autoptr(GError) error = NULL;
    g_autofree char *key = g_uuid_string_random();
    g_autofree char *at = wire_time(service_now_ms(service) / 1000);
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    for (guint i = 0; tags && tags[i]; i++)
        g_ptr_array_add(list, (gpointer)tags[i]);
    WireRating rating = {.idempotency_key = key,
                         .case_no = receipt ? (char *)receipt->case_no : (char *)"",
                         .matter_id = receipt ? (char *)receipt->matter->id : (char *)"",
                         .stage = (char *)"submit",
                         .level = level,
                         .tags = list,
                         .rated_at = at};
    gsize length = 0;
    char *text = wire_rating_encode(&rating, &length, &error);
    if (!text) {
        g_warning("rating not kept: %s", error->message);
        return;
    }
    service->apply->rated = TRUE;
    service_outbox_put(service, STORE_OUT_RATING, key, text, length);
}

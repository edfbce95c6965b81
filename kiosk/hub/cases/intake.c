/* Taking in an application: opened, judged by the very catalogue and engine that the kiosk used, and written
 * with its number in one transaction, once for an idempotency key. What is refused is kept sealed too, with
 * the reasons, so that staff can help the resident who holds a receipt. */
#define G_LOG_DOMAIN "hub-cases"
#include <microhttpd.h>
#include <string.h>
#include "kiosk/domain/form.h"
#include "kiosk/hub/api/request.h"
#include "kiosk/hub/cases/blobs.h"
#include "kiosk/hub/cases/cases.h"
#include "kiosk/hub/cases/trace.h"
#include "kiosk/hub/content/files.h"
#include "kiosk/hub/fleet/blocks.h"
#include "kiosk/seal/hash.h"
#include "kiosk/wire/envelope.h"

#define ISSUES_MAX 100
#define CLOCK_AHEAD_US                                                                                       \
    (10 * 60 * (gint64)G_USEC_PER_SEC) /* a submission from later than this has a wrong clock */

/* One application on its way in. */
typedef struct {
    Hub *hub;
    const HubRequest *request;
    WireCase *outer;
    WireApplication *inner;
    SealBuffer *plain;
    Catalogue *catalogue;
    const Matter *matter;
    char *variant;
    guint8 person_tag[SEAL_TAG_BYTES], agent_tag[SEAL_TAG_BYTES], twin_tag[SEAL_HASH_BYTES];
    char case_no[CASE_NO_SIZE];
    guint status; /* what the refusal is sent with */
    WireRefusal *refusal;
    GError *error; /* our own fault, or "not now" */
} Intake;

static void intake_clear(Intake *intake)
{
    wire_case_free(intake->outer);
    wire_application_free(intake->inner);
    seal_buffer_free(intake->plain);
    wire_refusal_free(intake->refusal);
    g_free(intake->variant);
    g_clear_error(&intake->error);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Intake, intake_clear)

static gboolean refuse(Intake *intake, guint status, const char *path, const char *code, const char *message)
{
    if (!intake->refusal)
        intake->refusal = wire_refusal_new(message);
    wire_refusal_add(intake->refusal, path, code);
    intake->status = status;
    return FALSE;
}

/* --- opening --------------------------------------------------------------------------------- */
static gboolean open_outer(Intake *intake)
{
    const HubRequest *request = intake->request;
    intake->outer = wire_case_decode((const char *)request->body->data, request->body->len, &intake->error);
    if (!intake->outer)
        return FALSE;
    if (strcmp(intake->outer->idempotency_key, request->rest) != 0)
        return refuse(intake, MHD_HTTP_BAD_REQUEST, "", "key", "the key in the path is not the message's");
    if (strcmp(intake->outer->kiosk_no, request->kiosk_no) != 0)
        return refuse(intake, MHD_HTTP_FORBIDDEN, "", "kiosk", "signed by one kiosk, made by another");
    return TRUE;
}

static gboolean outer_fits(const WireCase *outer, const WireApplication *inner)
{
    return strcmp(outer->idempotency_key, inner->idempotency_key) == 0 &&
           strcmp(outer->case_no, inner->case_no) == 0 && strcmp(outer->kiosk_no, inner->kiosk_no) == 0 &&
           strcmp(outer->matter_id, inner->matter_id) == 0 &&
           strcmp(outer->submitted_at, inner->submitted_at) == 0;
}

static gboolean open_box(Intake *intake)
{
    gsize size = 0;
    gconstpointer sealed = g_bytes_get_data(intake->outer->sealed, &size);
    intake->plain = seal_box_open(intake->hub->box, sealed, size, NULL);
    if (!intake->plain)
        return refuse(
            intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "sealed",
            "cannot be opened: changed on its way, or sealed to another hub; register the kiosk again");
    g_autoptr(GError) error = NULL;
    intake->inner = wire_application_decode((const char *)seal_buffer_peek(intake->plain),
                                            seal_buffer_len(intake->plain), &error);
    if (!intake->inner)
        return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "envelope", error->message);
    if (!outer_fits(intake->outer, intake->inner))
        return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "envelope",
                      "the box differs from its label");
    return TRUE;
}

/* --- judging --------------------------------------------------------------------------------- */
static gboolean find_matter(Intake *intake)
{
    const WireApplication *inner = intake->inner;
    intake->catalogue = hub_catalogue(intake->hub, inner->catalogue_version);
    if (!intake->catalogue)
        return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "unknown_catalogue",
                      "this version of the catalogue was never in force here");
    intake->matter = catalogue_matter(intake->catalogue, inner->matter_id);
    if (!intake->matter)
        return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "unknown_matter",
                      "no such matter in its catalogue");
    return TRUE;
}

static gboolean number_is_good(Intake *intake)
{
    CaseNo number;
    gboolean is_lent = FALSE;
    if (!*intake->inner->case_no)
        return TRUE;
    if (!case_no_parse(intake->inner->case_no, &number, NULL) ||
        !query_code_is_right(intake->inner->query_code))
        return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "number",
                      "a number's check digit is wrong");
    if (!blocks_hold(intake->hub, &number, intake->request->kiosk_no, &is_lent, &intake->error))
        return FALSE;
    if (!is_lent)
        return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "number_not_lent",
                      "this case number was not lent to this kiosk");
    g_autoptr(HubCase) other = case_by_no(intake->hub, intake->inner->case_no, &intake->error);
    if (intake->error)
        return FALSE;
    return other ? refuse(intake, MHD_HTTP_CONFLICT, "", "number_taken", "another case has this number")
                 : TRUE;
}

static gboolean context_fits(Intake *intake, const FormContext *context)
{
    const WireApplication *inner = intake->inner;
    const char *id_number = json_string_value(json_object_get(context->card, "id_number"));
    const char *agent = json_string_value(json_object_get(context->agent_card, "id_number"));
    const char *community = json_string_value(json_object_get(context->session, "community"));
    Day submitted = DAY_NONE;
    char *date = g_strndup(inner->submitted_at, 10);
    submitted = day_parse(date);
    g_free(date);
    if (strcmp(session_mode_name(context->mode), inner->mode) != 0 || submitted != context->today ||
        (id_number && strcmp(id_number, inner->applicant->id_number) != 0) ||
        (agent && (!inner->agent || strcmp(agent, inner->agent->id_number) != 0)) ||
        (community && strcmp(community, inner->community) != 0))
        return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "context",
                      "mode, day, persons or community differ from the envelope");
    return TRUE;
}

static void keep_issues(Intake *intake, const GPtrArray *issues)
{
    for (guint i = 0; i < issues->len && i < ISSUES_MAX; i++) {
        const FormIssue *issue = issues->pdata[i];
        refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, issue->path, form_issue_name(issue->code),
               "the answers do not make a case of this matter");
    }
}

static gboolean answers_are_good(Intake *intake)
{
    FormContext context = {0};
    const char *problem = NULL;
    if (!form_context_from_json(intake->inner->context, &context, &problem))
        return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "context", problem);
    if (!context_fits(intake, &context))
        return FALSE;
    g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
    g_autoptr(Form) form = NULL;
    guint n = form_check_submission(intake->catalogue, intake->matter, &context, intake->inner->answers,
                                    issues, &form);
    keep_issues(intake, issues);
    if (n)
        return FALSE;
    FormTimeLimit limit = form_time_limit(form);
    intake->variant = g_strdup(limit.variant ? limit.variant->id : "");
    return TRUE;
}

/* --- attachments ----------------------------------------------------------------------------- */
/* Every "sha256" anywhere in the answers: photos, files and signatures look alike. */
static void collect_hashes(const json_t *value, GHashTable *hashes)
{
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item) collect_hashes(item, hashes);
    } else if (json_is_object(value)) {
        const char *hash = json_string_value(json_object_get(value, "sha256"));
        if (hash)
            g_hash_table_add(hashes, g_strdup(hash));
        json_object_foreach((json_t *)value, key, item) collect_hashes(item, hashes);
    }
}

static gboolean attachments_are_here(Intake *intake)
{
    g_autoptr(GHashTable) wanted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) named = g_hash_table_new(g_str_hash, g_str_equal);
    collect_hashes(intake->inner->answers, wanted);
    for (guint i = 0; i < intake->inner->attachments->len; i++) {
        const WireAttachment *attachment = intake->inner->attachments->pdata[i];
        gint64 bytes = 0;
        gboolean is_new = g_hash_table_add(named, attachment->sha256);
        if (!g_hash_table_contains(wanted, attachment->sha256))
            return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "attachment", "belongs to no answer");
        if (blobs_has(intake->hub, intake->request->kiosk_no, attachment->sha256, &bytes, &intake->error) ||
            !is_new)
            continue;
        if (intake->error)
            return FALSE;
        refuse(intake, MHD_HTTP_FAILED_DEPENDENCY, "", "missing", "send the attachments first");
        g_ptr_array_add(intake->refusal->missing, g_strdup(attachment->sha256));
    }
    if (g_hash_table_size(named) != g_hash_table_size(wanted))
        return refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "attachment",
                      "an answer's attachment is not named");
    return intake->refusal == NULL;
}

/* --- twins ----------------------------------------------------------------------------------- */
static void tag_persons(Intake *intake)
{
    const guint8 *key = seal_buffer_peek(intake->hub->person_key);
    seal_person_tag(key, intake->inner->applicant->id_number, intake->person_tag);
    if (intake->inner->agent)
        seal_person_tag(key, intake->inner->agent->id_number, intake->agent_tag);
}

/* What makes two applications the same (catalogue: dedupe), as a keyed hash. Without a rule each is its own.
 */
static gboolean tag_twin(Intake *intake)
{
    const Texts *keys = &intake->matter->dedupe_key;
    g_autoptr(GString) text = g_string_new("twin");
    for (guint i = 0; i < keys->n; i++) {
        const char *key = keys->items[i];
        if (strcmp(key, "matter_id") == 0) {
            g_string_append_printf(text, "\n%s", intake->matter->id);
        } else if (strcmp(key, "applicant_id") == 0) {
            g_string_append_printf(text, "\n%s", intake->inner->applicant->id_number);
        } else {
            const json_t *value = json_object_get(intake->inner->answers, key);
            char *dump = value ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS) : NULL;
            g_string_append_printf(text, "\n%s", dump ? dump : "");
            wire_text_free(dump);
        }
    }
    if (keys->n == 0)
        g_string_append_printf(text, "\n%s", intake->inner->idempotency_key);
    const SealBuffer *key = intake->hub->person_key;
    gboolean good = seal_hash(SEAL_ALG_BLAKE2B_256, seal_buffer_peek(key), seal_buffer_len(key), text->str,
                              text->len, intake->twin_tag, &intake->error);
    explicit_bzero(text->str, text->len);
    return good;
}

static gboolean has_no_twin(Intake *intake)
{
    if (!tag_twin(intake))
        return FALSE;
    g_autoptr(HubRows) rows = hub_db_select(intake->hub->db, SQL_CASE_OPEN_TWIN,
                                            HUB_ARGS(hub_bytes(intake->twin_tag, sizeof intake->twin_tag),
                                                     hub_int(!intake->matter->dedupe_open_only)),
                                            &intake->error);
    if (!rows)
        return FALSE;
    if (!hub_rows_count(rows))
        return TRUE;
    refuse(intake, MHD_HTTP_CONFLICT, "", "duplicate", "this person has an open case of this matter");
    wire_set(&intake->refusal->case_no, hub_rows_text(rows, 0, 0));
    return FALSE;
}

/* --- writing --------------------------------------------------------------------------------- */
/* The working day that the application counts from. With a wrong clock: when it came here. */
static Day receipt_day(const Intake *intake, gboolean *is_estimated)
{
    const Hub *hub = intake->hub;
    gint64 now = hub_now_us(hub);
    g_autoptr(GDateTime) submitted = g_date_time_new_from_iso8601(intake->inner->submitted_at, NULL);
    if (intake->inner->time_uncertain || !submitted ||
        g_date_time_to_unix(submitted) * G_USEC_PER_SEC > now + CLOCK_AHEAD_US) {
        g_clear_pointer(&submitted, g_date_time_unref);
        submitted = g_date_time_new_from_unix_local(now / G_USEC_PER_SEC);
    }
    Day day = day_from_ymd(g_date_time_get_year(submitted), g_date_time_get_month(submitted),
                           g_date_time_get_day_of_month(submitted));
    int minute = g_date_time_get_hour(submitted) * 60 + g_date_time_get_minute(submitted);
    return workdays_receipt_day(hub->workdays, day, minute, hub->closing_minute, is_estimated);
}

static gboolean write_attachments(Intake *intake)
{
    for (guint i = 0; i < intake->inner->attachments->len; i++) {
        const WireAttachment *attachment = intake->inner->attachments->pdata[i];
        if (!hub_db_run(intake->hub->db, SQL_ATTACHMENT_PUT,
                        HUB_ARGS(hub_text(intake->case_no), hub_text(attachment->field),
                                 hub_text(attachment->sha256), hub_int(attachment->bytes),
                                 hub_text(attachment->type), hub_text(attachment->profile)),
                        NULL, &intake->error))
            return FALSE;
    }
    return TRUE;
}

static gboolean write_row(Intake *intake, const char *state, guint done, int pct, GBytes *sealed)
{
    const WireApplication *inner = intake->inner;
    g_auto(CaseRoute) route = {0};
    gboolean estimated = FALSE;
    gsize size = 0;
    char receipt_text[DAY_TEXT_SIZE], due_text[DAY_TEXT_SIZE];
    case_route_fill(&route, intake->matter, intake->variant);
    Day receipt = receipt_day(intake, &estimated);
    DueDate due = workdays_due(intake->hub->workdays, receipt, route.limit, NULL, 0);
    gconstpointer data = g_bytes_get_data(sealed, &size);
    return hub_db_run(
        intake->hub->db, SQL_CASE_PUT,
        HUB_ARGS(hub_text(intake->case_no), hub_text(inner->idempotency_key), hub_text(inner->temp_no),
                 hub_text(inner->query_code), hub_text(inner->community), hub_text(inner->kiosk_no),
                 hub_text(inner->matter_id), hub_text(inner->catalogue_version), hub_text(intake->variant),
                 hub_text(inner->mode), hub_bytes(intake->person_tag, SEAL_TAG_BYTES),
                 hub_bytes(inner->agent ? intake->agent_tag : NULL, SEAL_TAG_BYTES),
                 hub_bytes(intake->twin_tag, SEAL_HASH_BYTES), hub_text(state), hub_int(done), hub_int(pct),
                 hub_text(inner->submitted_at), hub_int(hub_now_us(intake->hub)),
                 hub_text(day_format(receipt, receipt_text)), hub_text(day_format(due.day, due_text)),
                 hub_int(due.is_estimated || estimated), hub_bytes(data, size)),
        NULL, &intake->error);
}

static gboolean write_case(Intake *intake)
{
    const WireApplication *inner = intake->inner;
    Hub *hub = intake->hub;
    const char *from = *inner->temp_no ? "queued" : "draft",
               *event = *inner->temp_no ? "upload_ok" : "submit_online";
    g_strlcpy(intake->case_no, inner->case_no, sizeof intake->case_no);
    if (!*intake->case_no && !blocks_take_one(hub, inner->community, inner->kiosk_no,
                                              hub_day(hub_now_us(hub)), intake->case_no, &intake->error))
        return FALSE;
    g_autofree char *place = g_strconcat("case:", intake->case_no, NULL);
    g_autoptr(GBytes) sealed =
        hub_seal(hub, seal_buffer_peek(intake->plain), seal_buffer_len(intake->plain), place, &intake->error);
    g_autofree char *trace_event = g_strconcat("case.", event, NULL);
    HubTrace trace = {.actor_type = "kiosk",
                      .actor_id = inner->kiosk_no,
                      .actor_role = "resident",
                      .org_level = "community",
                      .kiosk_no = inner->kiosk_no,
                      .case_no = intake->case_no,
                      .matter_id = inner->matter_id,
                      .event = trace_event,
                      .from_state = from,
                      .to_state = "submitted"};
    g_auto(CaseRoute) route = {0};
    case_route_fill(&route, intake->matter, intake->variant);
    guint done = process_advance(hub->process, route.nodes, route.n, 0, from, event, "submitted");
    int pct = process_percent(hub->process, route.nodes, route.n, done, "submitted", -1, FALSE);
    return sealed && write_row(intake, "submitted", done, pct, sealed) && write_attachments(intake) &&
           hub_db_run(hub->db, SQL_REFUSAL_DROP, HUB_ARGS(hub_text(inner->idempotency_key)), NULL,
                      &intake->error) &&
           trace_add(hub, &trace, &intake->error);
}

static gboolean commit_case(Intake *intake)
{
    if (!hub_db_begin(intake->hub->db, &intake->error))
        return FALSE;
    if (write_case(intake))
        return hub_db_commit(intake->hub->db, &intake->error);
    hub_db_rollback(intake->hub->db);
    return FALSE;
}

/* --- answering ------------------------------------------------------------------------------- */
static void reply_receipt(const HubCase *item, gboolean repeated, HubReply *reply)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *at = hub_time_text(item->updated_us);
    WireReceipt receipt = {
        .idempotency_key = item->key,
        .case_no = item->case_no,
        .state = item->state,
        .pct = item->pct,
        .revision = item->revision,
        .received_at = at,
        .repeated = repeated,
    };
    gsize size = 0;
    char *text = wire_receipt_encode(&receipt, &size, &error);
    if (text)
        reply_text(reply, repeated ? MHD_HTTP_OK : MHD_HTTP_CREATED, text, size);
    else
        reply_error(reply, error);
}

/* What cannot be taken in is kept as it came, sealed, for staff. */
static void keep_refusal(Intake *intake)
{
    gsize size = 0;
    g_autoptr(GError) error = NULL;
    char *answer = wire_refusal_encode(intake->refusal, NULL, &error);
    gconstpointer sealed = g_bytes_get_data(intake->outer->sealed, &size);
    if (answer)
        hub_db_run(intake->hub->db, SQL_REFUSAL_PUT,
                   HUB_ARGS(hub_text(intake->outer->idempotency_key), hub_text(intake->outer->kiosk_no),
                            hub_text(intake->outer->matter_id), hub_int(hub_now_us(intake->hub)),
                            hub_text(answer), hub_bytes(sealed, size)),
                   NULL, &error);
    if (error)
        g_critical("refusal not kept: %s", error->message);
    wire_text_free(answer);
}

static void reply_no(Intake *intake, HubReply *reply)
{
    if (intake->error) {
        reply_error(reply, intake->error);
        return;
    }
    const WireIssue *first = intake->refusal->issues->pdata[0];
    g_message("application from %s refused: %s (%u issues)", intake->request->kiosk_no, first->code,
              intake->refusal->issues->len);
    if (intake->outer &&
        (intake->status == MHD_HTTP_UNPROCESSABLE_CONTENT || intake->status == MHD_HTTP_CONFLICT))
        keep_refusal(intake);
    reply_refusal(reply, intake->status, intake->refusal);
}

void api_case_put(Hub *hub, HubRequest *request, HubReply *reply)
{
    g_auto(Intake) intake = {.hub = hub, .request = request};
    if (!open_outer(&intake)) {
        reply_no(&intake, reply);
        return;
    }
    g_autoptr(HubCase) known = case_by_key(hub, intake.outer->idempotency_key, &intake.error);
    if (known && strcmp(known->kiosk_no, request->kiosk_no) == 0) {
        reply_receipt(known, TRUE, reply);
        return;
    }
    if (known)
        refuse(&intake, MHD_HTTP_CONFLICT, "", "key", "this idempotency key belongs to another kiosk's case");
    if (intake.error || known || !open_box(&intake) || !find_matter(&intake) || !number_is_good(&intake) ||
        !answers_are_good(&intake) || !attachments_are_here(&intake)) {
        reply_no(&intake, reply);
        return;
    }
    tag_persons(&intake);
    if (!has_no_twin(&intake) || !commit_case(&intake)) {
        reply_no(&intake, reply);
        return;
    }
    g_autoptr(HubCase) item = case_by_key(hub, intake.outer->idempotency_key, &intake.error);
    if (item)
        reply_receipt(item, FALSE, reply);
    else
        reply_no(&intake, reply);
}

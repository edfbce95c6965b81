/* Taking in an application: opened, judged by the very catalogue and engine that the kiosk used, and written
 * with its number in one transaction, once for an idempotency key. What is refused is kept sealed too, with
 * the reasons, so that staff can help the resident who holds a receipt. */
#define G_LOG_DOMAIN "hub-cases"
#include <string.h>
#include "kiosk/hub/cases/intake.h"
#include "kiosk/hub/cases/trace.h"
#include "kiosk/hub/fleet/blocks.h"

#define CLOCK_AHEAD_US                                                                                       \
    (10 * 60 * (gint64)G_USEC_PER_SEC) /* a submission from later than this has a wrong clock */

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

gboolean intake_refuse(Intake *intake, guint status, const char *path, const char *code, const char *message)
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
        return intake_refuse(intake, MHD_HTTP_BAD_REQUEST, "", "key",
                             "the key in the path is not the message's");
    if (strcmp(intake->outer->kiosk_no, request->kiosk_no) != 0)
        return intake_refuse(intake, MHD_HTTP_FORBIDDEN, "", "kiosk", "signed by one kiosk, made by another");
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
        return intake_refuse(
            intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "sealed",
            "cannot be opened: changed on its way, or sealed to another hub; register the kiosk again");
    g_autoptr(GError) error = NULL;
    intake->inner = wire_application_decode((const char *)seal_buffer_peek(intake->plain),
                                            seal_buffer_len(intake->plain), &error);
    if (!intake->inner)
        return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "envelope", error->message);
    if (!outer_fits(intake->outer, intake->inner))
        return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "envelope",
                             "the box differs from its label");
    return TRUE;
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
        intake_refuse(&intake, MHD_HTTP_CONFLICT, "", "key",
                      "this idempotency key belongs to another kiosk's case");
    if (intake.error || known || !open_box(&intake) || !intake_judge(&intake) || !commit_case(&intake)) {
        reply_no(&intake, reply);
        return;
    }
    g_autoptr(HubCase) item = case_by_key(hub, intake.outer->idempotency_key, &intake.error);
    if (item)
        reply_receipt(item, FALSE, reply);
    else
        reply_no(&intake, reply);
}

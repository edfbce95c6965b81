/* Is this application one that the hub can take? By the very catalogue and form engine that the kiosk used.
 */
#define G_LOG_DOMAIN "hub-cases"
#include <string.h>
#include "kiosk/domain/form.h"
#include "kiosk/hub/cases/blobs.h"
#include "kiosk/hub/cases/intake.h"
#include "kiosk/hub/content/files.h"
#include "kiosk/hub/fleet/blocks.h"

#define ISSUES_MAX 100

static gboolean find_matter(Intake *intake)
{
    const WireApplication *inner = intake->inner;
    intake->catalogue = hub_catalogue(intake->hub, inner->catalogue_version);
    if (!intake->catalogue)
        return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "unknown_catalogue",
                             "this version of the catalogue was never in force here");
    intake->matter = catalogue_matter(intake->catalogue, inner->matter_id);
    if (!intake->matter)
        return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "unknown_matter",
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
        return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "number",
                             "a number's check digit is wrong");
    if (!blocks_hold(intake->hub, &number, intake->request->kiosk_no, &is_lent, &intake->error))
        return FALSE;
    if (!is_lent)
        return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "number_not_lent",
                             "this case number was not lent to this kiosk");
    g_autoptr(HubCase) other = case_by_no(intake->hub, intake->inner->case_no, &intake->error);
    if (intake->error)
        return FALSE;
    return other
               ? intake_refuse(intake, MHD_HTTP_CONFLICT, "", "number_taken", "another case has this number")
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
        return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "context",
                             "mode, day, persons or community differ from the envelope");
    return TRUE;
}

static void keep_issues(Intake *intake, const GPtrArray *issues)
{
    for (guint i = 0; i < issues->len && i < ISSUES_MAX; i++) {
        const FormIssue *issue = issues->pdata[i];
        intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, issue->path, form_issue_name(issue->code),
                      "the answers do not make a case of this matter");
    }
}

static gboolean answers_are_good(Intake *intake)
{
    FormContext context = {0};
    const char *problem = NULL;
    if (!form_context_from_json(intake->inner->context, &context, &problem))
        return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "context", problem);
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
            return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "attachment",
                                 "belongs to no answer");
        if (blobs_has(intake->hub, intake->request->kiosk_no, attachment->sha256, &bytes, &intake->error) ||
            !is_new)
            continue;
        if (intake->error)
            return FALSE;
        intake_refuse(intake, MHD_HTTP_FAILED_DEPENDENCY, "", "missing", "send the attachments first");
        g_ptr_array_add(intake->refusal->missing, g_strdup(attachment->sha256));
    }
    if (g_hash_table_size(named) != g_hash_table_size(wanted))
        return intake_refuse(intake, MHD_HTTP_UNPROCESSABLE_CONTENT, "", "attachment",
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
    intake_refuse(intake, MHD_HTTP_CONFLICT, "", "duplicate", "this person has an open case of this matter");
    wire_set(&intake->refusal->case_no, hub_rows_text(rows, 0, 0));
    return FALSE;
}

gboolean intake_judge(Intake *intake)
{
    if (!find_matter(intake) || !number_is_good(intake) || !answers_are_good(intake) ||
        !attachments_are_here(intake))
        return FALSE;
    tag_persons(intake);
    return has_no_twin(intake);
}

#include "kiosk/domain/form_private.h"

#include <string.h>

const char *form_issue_name(FormIssueCode code)
{
    static const char *const names[] = {
        [FORM_OK] = "ok",
        [FORM_ISSUE_REQUIRED] = "required",
        [FORM_ISSUE_SHAPE] = "shape",
        [FORM_ISSUE_TOO_SHORT] = "too_short",
        [FORM_ISSUE_TOO_LONG] = "too_long",
        [FORM_ISSUE_CHARACTER] = "character",
        [FORM_ISSUE_PATTERN] = "pattern",
        [FORM_ISSUE_ID_CHARACTER] = "id_character",
        [FORM_ISSUE_ID_BIRTH] = "id_birth",
        [FORM_ISSUE_ID_CHECK] = "id_check",
        [FORM_ISSUE_PHONE_MOBILE] = "phone_mobile",
        [FORM_ISSUE_PHONE_FORM] = "phone_form",
        [FORM_ISSUE_BANK_CHECK] = "bank_check",
        [FORM_ISSUE_CERT_FORM] = "cert_form",
        [FORM_ISSUE_NUMBER_LOW] = "number_low",
        [FORM_ISSUE_NUMBER_HIGH] = "number_high",
        [FORM_ISSUE_DECIMALS] = "decimals",
        [FORM_ISSUE_DATE] = "date",
        [FORM_ISSUE_DATE_EARLY] = "date_early",
        [FORM_ISSUE_DATE_LATE] = "date_late",
        [FORM_ISSUE_OPTION] = "option",
        [FORM_ISSUE_EXCLUSIVE] = "exclusive",
        [FORM_ISSUE_SELECT_FEW] = "select_few",
        [FORM_ISSUE_SELECT_MANY] = "select_many",
        [FORM_ISSUE_ROWS_FEW] = "rows_few",
        [FORM_ISSUE_ROWS_MANY] = "rows_many",
        [FORM_ISSUE_DUPLICATE] = "duplicate",
        [FORM_ISSUE_FILE_TYPE] = "file_type",
        [FORM_ISSUE_FILE_SIZE] = "file_size",
        [FORM_ISSUE_SIGNATURE_SHORT] = "signature_short",
        [FORM_ISSUE_CALC_LOW] = "calc_low",
        [FORM_ISSUE_CALC_HIGH] = "calc_high",
        [FORM_ISSUE_READONLY] = "readonly",
        [FORM_ISSUE_UNKNOWN_FIELD] = "unknown_field",
        [FORM_ISSUE_HIDDEN_FIELD] = "hidden_field",
        [FORM_ISSUE_CALC_DIFFERS] = "calc_differs",
        [FORM_ISSUE_BLOCKED] = "blocked",
        [FORM_ISSUE_MODE] = "mode",
        [FORM_ISSUE_CARD_NEEDED] = "card_needed",
        [FORM_ISSUE_AGENT_CARD_NEEDED] = "agent_card_needed",
        [FORM_ISSUE_REASON_NEEDED] = "reason_needed",
        [FORM_ISSUE_CARDS_SAME] = "cards_same",
        [FORM_ISSUE_CARD_EXPIRED] = "card_expired",
        [FORM_ISSUE_CARD_NOT_YET_VALID] = "card_not_yet_valid",
        [FORM_ISSUE_AGENT_UNDERAGE] = "agent_underage",
        [FORM_ISSUE_MINOR] = "minor",
    };
    return (gsize)code < G_N_ELEMENTS(names) && names[code] ? names[code] : "unknown";
}

/* want_text may be what somebody typed. */
static void wipe_and_free(char *text)
{
    if (text)
        explicit_bzero(text, strlen(text));
    g_free(text);
}

void form_issue_clear(FormIssue *issue)
{
    g_free(issue->path);
    wipe_and_free(issue->want_text);
    g_free(issue->other);
    *issue = (FormIssue){FORM_OK};
}

void form_issue_free(FormIssue *issue)
{
    if (!issue)
        return;
    form_issue_clear(issue);
    g_free(issue);
}

FormIssue *form_issue_copy(const FormIssue *issue)
{
    FormIssue *copy = g_new(FormIssue, 1);
    *copy = *issue;
    copy->path = g_strdup(issue->path);
    copy->want_text = g_strdup(issue->want_text);
    copy->other = g_strdup(issue->other);
    return copy;
}

gboolean form_issue_set(FormIssue *issue, FormIssueCode code, const char *path, const Field *field)
{
    if (issue) {
        form_issue_clear(issue);
        issue->code = code;
        issue->path = g_strdup(path ? path : "");
        issue->field = field;
    }
    return FALSE;
}

gboolean form_issue_place(FormIssue *issue, const char *path, const Field *field)
{
    if (issue) {
        g_free(issue->path);
        issue->path = g_strdup(path);
        issue->field = field;
    }
    return FALSE;
}

gboolean form_issue_counts(FormIssue *issue, FormIssueCode code, gint64 have, gint64 want)
{
    form_issue_set(issue, code, NULL, NULL);
    if (issue) {
        issue->have = have;
        issue->want = want;
    }
    return FALSE;
}

gboolean form_issue_text(FormIssue *issue, FormIssueCode code, const char *want_text)
{
    form_issue_set(issue, code, NULL, NULL);
    if (issue)
        issue->want_text = g_strdup(want_text);
    return FALSE;
}

guint form_issue_add(GPtrArray *issues, FormIssue *issue)
{
    if (issues)
        g_ptr_array_add(issues, form_issue_copy(issue));
    form_issue_clear(issue);
    return 1;
}

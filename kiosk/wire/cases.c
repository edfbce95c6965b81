#define G_LOG_DOMAIN "wire"
#include "kiosk/wire/cases.h"
#include "kiosk/wire/codec.h"
#include "kiosk/wire/envelope.h"

#define AT(type, name) .offset = G_STRUCT_OFFSET(type, name)
#define SHAPE(schema, type, rows)                                                                            \
    {                                                                                                        \
        schema, sizeof(type), rows, G_N_ELEMENTS(rows)                                                       \
    }

/* --- handing in ------------------------------------------------------------------------------ */
static const WireField case_fields[] = {
    {"idempotency_key", WIRE_WORD, AT(WireCase, idempotency_key), .max = 64},
    {"case_no", WIRE_WORD, AT(WireCase, case_no), .max = 40, .may_be_empty = TRUE},
    {"kiosk_no", WIRE_WORD, AT(WireCase, kiosk_no), .max = 32},
    {"matter_id", WIRE_WORD, AT(WireCase, matter_id), .max = 64},
    {"submitted_at", WIRE_TIME, AT(WireCase, submitted_at)},
    {"sealed", WIRE_BYTES, AT(WireCase, sealed), .min = 48, .max = 700 * 1024},
};
static const WireShape case_shape = SHAPE("kiosk.case/1", WireCase, case_fields);
WIRE_MESSAGE_BODY(WireCase, wire_case, case_shape)

static const WireField receipt_fields[] = {
    {"idempotency_key", WIRE_WORD, AT(WireReceipt, idempotency_key), .max = 64},
    {"case_no", WIRE_WORD, AT(WireReceipt, case_no), .max = 40, .may_be_empty = TRUE},
    {"state", WIRE_WORD, AT(WireReceipt, state), .max = 32, .may_be_empty = TRUE},
    {"pct", WIRE_INT, AT(WireReceipt, pct), .max = 100},
    {"revision", WIRE_INT, AT(WireReceipt, revision), .max = G_MAXINT32},
    {"received_at", WIRE_TIME, AT(WireReceipt, received_at)},
    {"repeated", WIRE_BOOL, AT(WireReceipt, repeated)},
};
static const WireShape receipt_shape = SHAPE("kiosk.receipt/1", WireReceipt, receipt_fields);
WIRE_MESSAGE_BODY(WireReceipt, wire_receipt, receipt_shape)

static const WireField issue_fields[] = {
    {"path", WIRE_TEXT, AT(WireIssue, path), .max = 160, .may_be_empty = TRUE},
    {"code", WIRE_WORD, AT(WireIssue, code), .max = 64},
};
static const WireShape issue_shape = SHAPE(NULL, WireIssue, issue_fields);
static const WireField refusal_fields[] = {
    {"error", WIRE_TEXT, AT(WireRefusal, error), .max = 400},
    {"case_no", WIRE_WORD, AT(WireRefusal, case_no), .max = 40, .may_be_empty = TRUE},
    {"issues", WIRE_LIST, AT(WireRefusal, issues), .max = 200, .sub = &issue_shape},
    {"missing", WIRE_WORDS, AT(WireRefusal, missing), .max = WIRE_MAX_ATTACHMENTS},
};
static const WireShape refusal_shape = SHAPE("kiosk.refusal/1", WireRefusal, refusal_fields);
WIRE_MESSAGE_BODY(WireRefusal, wire_refusal, refusal_shape)

WireRefusal *wire_refusal_new(const char *error)
{
    WireRefusal *refusal = wire_shape_new(&refusal_shape);
    wire_set(&refusal->error, error);
    return refusal;
}

void wire_refusal_add(WireRefusal *refusal, const char *path, const char *code)
{
    WireIssue *issue = wire_shape_new(&issue_shape);
    wire_set(&issue->path, path);
    wire_set(&issue->code, code);
    g_ptr_array_add(refusal->issues, issue);
}

static const WireField blob_fields[] = {
    {"sha256", WIRE_HEX, AT(WireBlobState, sha256), .max = 64},
    {"have", WIRE_INT, AT(WireBlobState, have), .max = WIRE_MAX_BLOB},
    {"total", WIRE_INT, AT(WireBlobState, total), .max = WIRE_MAX_BLOB},
    {"complete", WIRE_BOOL, AT(WireBlobState, complete)},
};
static const WireShape blob_shape = SHAPE("kiosk.blob/1", WireBlobState, blob_fields);
WIRE_MESSAGE_BODY(WireBlobState, wire_blob_state, blob_shape)

/* --- how far it is --------------------------------------------------------------------------- */
static const WireField step_fields[] = {
    {"title_zh", WIRE_TEXT, AT(WireStep, title_zh), .max = 100},
    {"title_en", WIRE_TEXT, AT(WireStep, title_en), .max = 200, .may_be_empty = TRUE},
    {"who_zh", WIRE_TEXT, AT(WireStep, who_zh), .max = 100, .may_be_empty = TRUE},
    {"at", WIRE_DATE, AT(WireStep, at), .may_be_empty = TRUE},
    {"mark", WIRE_WORD, AT(WireStep, mark), .max = 8},
};
static const WireShape step_shape = SHAPE(NULL, WireStep, step_fields);

static const WireField status_fields[] = {
    {"case_no", WIRE_WORD, AT(WireStatus, case_no), .max = 40},
    {"temp_no", WIRE_WORD, AT(WireStatus, temp_no), .max = 40, .may_be_empty = TRUE},
    {"query_code", WIRE_DIGITS, AT(WireStatus, query_code), .max = 8},
    {"matter_id", WIRE_WORD, AT(WireStatus, matter_id), .max = 64},
    {"title_zh", WIRE_TEXT, AT(WireStatus, title_zh), .max = 100},
    {"title_en", WIRE_TEXT, AT(WireStatus, title_en), .max = 200, .may_be_empty = TRUE},
    {"state", WIRE_WORD, AT(WireStatus, state), .max = 32},
    {"pct", WIRE_INT, AT(WireStatus, pct), .max = 100},
    {"revision", WIRE_INT, AT(WireStatus, revision), .min = 1, .max = G_MAXINT32},
    {"terminal", WIRE_BOOL, AT(WireStatus, terminal)},
    {"sent_back", WIRE_BOOL, AT(WireStatus, sent_back)},
    {"level", WIRE_WORD, AT(WireStatus, level), .max = 16},
    {"who_zh", WIRE_TEXT, AT(WireStatus, who_zh), .max = 100, .may_be_empty = TRUE},
    {"sentence_zh", WIRE_TEXT, AT(WireStatus, sentence_zh), .max = 400, .may_be_empty = TRUE},
    {"sentence_en", WIRE_TEXT, AT(WireStatus, sentence_en), .max = 400, .may_be_empty = TRUE},
    {"next_zh", WIRE_TEXT, AT(WireStatus, next_zh), .max = 400, .may_be_empty = TRUE},
    {"next_en", WIRE_TEXT, AT(WireStatus, next_en), .max = 400, .may_be_empty = TRUE},
    {"submitted_at", WIRE_TIME, AT(WireStatus, submitted_at)},
    {"updated_at", WIRE_TIME, AT(WireStatus, updated_at)},
    {"due", WIRE_DATE, AT(WireStatus, due), .may_be_empty = TRUE},
    {"due_estimated", WIRE_BOOL, AT(WireStatus, due_estimated)},
    {"can_withdraw", WIRE_BOOL, AT(WireStatus, can_withdraw)},
    {"reason_zh", WIRE_TEXT, AT(WireStatus, reason_zh), .max = 400, .may_be_empty = TRUE},
    {"steps", WIRE_LIST, AT(WireStatus, steps), .max = 200, .sub = &step_shape},
};
static const WireShape status_shape = SHAPE(NULL, WireStatus, status_fields);

static const WireField case_list_fields[] = {
    {"cases", WIRE_LIST, AT(WireCaseList, cases), .max = WIRE_MAX_CASES, .sub = &status_shape},
};
static const WireShape case_list_shape = SHAPE("kiosk.case-list/1", WireCaseList, case_list_fields);
WIRE_MESSAGE_BODY(WireCaseList, wire_case_list, case_list_shape)

WireCaseList *wire_case_list_new(void)
{
    return wire_shape_new(&case_list_shape);
}

WireStatus *wire_status_new(void)
{
    return wire_shape_new(&status_shape);
}

void wire_status_add_step(WireStatus *status, const char *title_zh, const char *title_en, const char *who_zh,
                          const char *at, const char *mark)
{
    WireStep *step = wire_shape_new(&step_shape);
    wire_set(&step->title_zh, title_zh);
    wire_set(&step->title_en, title_en);
    wire_set(&step->who_zh, who_zh);
    wire_set(&step->at, at);
    wire_set(&step->mark, mark);
    g_ptr_array_add(status->steps, step);
}

void wire_status_free(WireStatus *status)
{
    wire_shape_free(&status_shape, status);
}

WireStatus *wire_status_copy(const WireStatus *status)
{
    return wire_shape_copy(&status_shape, status);
}

/* --- questions and words of a person --------------------------------------------------------- */
static const WireField query_fields[] = {
    {"person_tag", WIRE_HEX, AT(WirePersonQuery, person_tag), .max = 64, .may_be_empty = TRUE},
    {"query_code", WIRE_DIGITS, AT(WirePersonQuery, query_code), .max = 8, .may_be_empty = TRUE},
};
static const WireShape query_shape = SHAPE("kiosk.person-query/1", WirePersonQuery, query_fields);
WIRE_MESSAGE_BODY(WirePersonQuery, wire_person_query, query_shape)

static const WireField sealed_fields[] = {
    {"sealed", WIRE_BYTES, AT(WireSealed, sealed), .min = 48, .max = WIRE_MAX_BODY},
};
static const WireShape sealed_shape = SHAPE("kiosk.sealed/1", WireSealed, sealed_fields);
WIRE_MESSAGE_BODY(WireSealed, wire_sealed, sealed_shape)

static const WireField withdrawal_fields[] = {
    {"idempotency_key", WIRE_WORD, AT(WireWithdrawal, idempotency_key), .max = 64},
    {"case_no", WIRE_WORD, AT(WireWithdrawal, case_no), .max = 40},
    {"person_tag", WIRE_HEX, AT(WireWithdrawal, person_tag), .max = 64},
    {"reason", WIRE_WORD, AT(WireWithdrawal, reason), .max = 64, .may_be_empty = TRUE},
};
static const WireShape withdrawal_shape = SHAPE("kiosk.withdrawal/1", WireWithdrawal, withdrawal_fields);
WIRE_MESSAGE_BODY(WireWithdrawal, wire_withdrawal, withdrawal_shape)

static const WireField rating_fields[] = {
    {"idempotency_key", WIRE_WORD, AT(WireRating, idempotency_key), .max = 64},
    {"case_no", WIRE_WORD, AT(WireRating, case_no), .max = 40, .may_be_empty = TRUE},
    {"matter_id", WIRE_WORD, AT(WireRating, matter_id), .max = 64, .may_be_empty = TRUE},
    {"stage", WIRE_WORD, AT(WireRating, stage), .max = 16},
    {"level", WIRE_INT, AT(WireRating, level), .min = 1, .max = 5},
    {"tags", WIRE_WORDS, AT(WireRating, tags), .max = 16},
    {"rated_at", WIRE_TIME, AT(WireRating, rated_at)},
};
static const WireShape rating_shape = SHAPE("kiosk.rating/1", WireRating, rating_fields);
WIRE_MESSAGE_BODY(WireRating, wire_rating, rating_shape)

WireRating *wire_rating_new(void)
{
    return wire_shape_new(&rating_shape);
}

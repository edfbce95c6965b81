/* Every statement of the hub by name; the texts stand in statements.c. */
#pragma once
#include <glib.h>

#define HUB_SCHEMA_VERSION 1

typedef enum {
    SQL_META_GET,
    SQL_META_PUT,
    /* fleet */
    SQL_KIOSK_ENROL,
    SQL_KIOSK_GET,
    SQL_KIOSK_LIST,
    SQL_KIOSK_REGISTER,
    SQL_KIOSK_SEEN,
    SQL_KIOSK_HEARTBEAT,
    SQL_ENROLMENT_PUT,
    SQL_ENROLMENT_GET,
    SQL_ENROLMENT_TRIED,
    SQL_ENROLMENT_USED,
    SQL_BLOCK_LAST,
    SQL_BLOCK_PUT,
    SQL_BLOCK_OF_REQUEST,
    SQL_BLOCK_LENT_TODAY,
    SQL_BLOCK_HOLDS,
    /* cases */
    SQL_CASE_PUT,
    SQL_CASE_BY_KEY,
    SQL_CASE_BY_NO,
    SQL_CASE_OPEN_TWIN,
    SQL_CASE_MOVE,
    SQL_CASES_OF_PERSON,
    SQL_CASES_BY_CODE,
    SQL_CASES_LIST,
    SQL_CASES_COUNT,
    SQL_CASE_SEALED,
    SQL_ATTACHMENT_PUT,
    SQL_ATTACHMENTS_OF,
    SQL_BLOB_PUT,
    SQL_BLOB_GET,
    SQL_NODE_DONE_PUT,
    SQL_NODES_UNDONE,
    SQL_NODES_DONE,
    SQL_PAUSE_BEGIN,
    SQL_PAUSE_END,
    SQL_PAUSES,
    SQL_REFUSAL_PUT,
    SQL_REFUSAL_DROP,
    SQL_REFUSALS_COUNT,
    /* acts without a case */
    SQL_DONE_GET,
    SQL_DONE_PUT,
    SQL_RATING_PUT,
    SQL_HELP_PUT,
    /* trace */
    SQL_TRACE_HEAD,
    SQL_TRACE_PUT,
    SQL_TRACE_OF_CASE,
    SQL_TRACE_FROM,
    SQL_COUNT
} HubSql;

extern const char *const hub_statements[SQL_COUNT];
/* hub_schema[n] brings version n to n + 1; several statements each. */
extern const char *const hub_schema[HUB_SCHEMA_VERSION];

#define G_LOG_DOMAIN "wire"
#include "kiosk/wire/envelope.h"
#include "kiosk/wire/codec.h"

#define AT(type, name) .offset = G_STRUCT_OFFSET(type, name)

static const WireField person_fields[] = {
    {"name", WIRE_TEXT, AT(WirePerson, name), .max = 64},
    {"id_number", WIRE_WORD, AT(WirePerson, id_number), .max = 18},
    {"grade", WIRE_WORD, AT(WirePerson, grade), .max = 16},
    {"source", WIRE_WORD, AT(WirePerson, source), .max = 32},
};
static const WireShape person_shape = {NULL, sizeof(WirePerson), person_fields, G_N_ELEMENTS(person_fields)};

static const WireField attachment_fields[] = {
    {"field", WIRE_TEXT, AT(WireAttachment, field), .max = 160},
    {"sha256", WIRE_HEX, AT(WireAttachment, sha256), .max = 64},
    {"bytes", WIRE_INT, AT(WireAttachment, bytes), .min = 1, .max = WIRE_MAX_BLOB},
    {"type", WIRE_WORD, AT(WireAttachment, type), .max = 64},
    {"profile", WIRE_WORD, AT(WireAttachment, profile), .max = 64, .may_be_empty = TRUE},
};
static const WireShape attachment_shape = {NULL, sizeof(WireAttachment), attachment_fields,
                                           G_N_ELEMENTS(attachment_fields)};

static const WireField fields[] = {
    {"case_no", WIRE_WORD, AT(WireApplication, case_no), .max = 40, .may_be_empty = TRUE},
    {"temp_no", WIRE_WORD, AT(WireApplication, temp_no), .max = 40, .may_be_empty = TRUE},
    {"query_code", WIRE_DIGITS, AT(WireApplication, query_code), .max = 8},
    {"idempotency_key", WIRE_WORD, AT(WireApplication, idempotency_key), .max = 64},
    {"matter_id", WIRE_WORD, AT(WireApplication, matter_id), .max = 64},
    {"catalogue_version", WIRE_WORD, AT(WireApplication, catalogue_version), .max = 64},
    {"mode", WIRE_WORD, AT(WireApplication, mode), .max = 16},
    {"kiosk_no", WIRE_WORD, AT(WireApplication, kiosk_no), .max = 32},
    {"community", WIRE_DIGITS, AT(WireApplication, community), .max = 12},
    {"submitted_at", WIRE_TIME, AT(WireApplication, submitted_at)},
    {"time_uncertain", WIRE_BOOL, AT(WireApplication, time_uncertain)},
    {"lang", WIRE_WORD, AT(WireApplication, lang), .max = 16},
    {"applicant", WIRE_OBJECT, AT(WireApplication, applicant), .sub = &person_shape},
    {"agent", WIRE_OBJECT, AT(WireApplication, agent), .may_be_empty = TRUE, .sub = &person_shape},
    {"context", WIRE_JSON, AT(WireApplication, context)},
    {"answers", WIRE_JSON, AT(WireApplication, answers)},
    {"stated", WIRE_WORDS, AT(WireApplication, stated), .max = 500},
    {"reasons", WIRE_JSON, AT(WireApplication, reasons)},
    {"attachments", WIRE_LIST, AT(WireApplication, attachments), .max = WIRE_MAX_ATTACHMENTS,
     .sub = &attachment_shape},
    {"worker_no", WIRE_WORD, AT(WireApplication, worker_no), .max = 32, .may_be_empty = TRUE},
};
static const WireShape shape = {WIRE_APPLICATION_SCHEMA, sizeof(WireApplication), fields,
                                G_N_ELEMENTS(fields)};

WIRE_MESSAGE_BODY(WireApplication, wire_application, shape)

WireApplication *wire_application_new(void)
{
    return wire_shape_new(&shape);
}

WirePerson *wire_person_new(void)
{
    return wire_shape_new(&person_shape);
}

void wire_person_free(WirePerson *person)
{
    wire_shape_free(&person_shape, person);
}

void wire_attachment_free(WireAttachment *attachment)
{
    wire_shape_free(&attachment_shape, attachment);
}

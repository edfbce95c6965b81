#define G_LOG_DOMAIN "wire"
#include "kiosk/wire/fleet.h"
#include <string.h>
#include "kiosk/wire/codec.h"

#define AT(type, name) .offset = G_STRUCT_OFFSET(type, name)
#define SHAPE(schema, type, rows)                                                                            \
    {                                                                                                        \
        schema, sizeof(type), rows, G_N_ELEMENTS(rows)                                                       \
    }
#define KEY .min = WIRE_KEY_BYTES, .max = WIRE_KEY_BYTES

/* --- joining --------------------------------------------------------------------------------- */
static const WireField register_fields[] = {
    {"kiosk_no", WIRE_WORD, AT(WireRegister, kiosk_no), .max = 32},
    {"public_key", WIRE_BYTES, AT(WireRegister, public_key), KEY},
    {"version", WIRE_WORD, AT(WireRegister, version), .max = 32},
    {"asked_at", WIRE_TIME, AT(WireRegister, asked_at)},
    {"proof", WIRE_BYTES, AT(WireRegister, proof), KEY},
};
static const WireShape register_shape = SHAPE("kiosk.register/1", WireRegister, register_fields);
WIRE_MESSAGE_BODY(WireRegister, wire_register, register_shape)

static const WireField registered_fields[] = {
    {"kiosk_no", WIRE_WORD, AT(WireRegistered, kiosk_no), .max = 32},
    {"community", WIRE_DIGITS, AT(WireRegistered, community), .max = 12},
    {"community_name_zh", WIRE_TEXT, AT(WireRegistered, community_name_zh), .max = 64, .may_be_empty = TRUE},
    {"street", WIRE_WORD, AT(WireRegistered, street), .max = 32, .may_be_empty = TRUE},
    {"hub_key", WIRE_BYTES, AT(WireRegistered, hub_key), KEY},
    {"sealed", WIRE_BYTES, AT(WireRegistered, sealed), .min = 48, .max = 4096},
    {"proof", WIRE_BYTES, AT(WireRegistered, proof), KEY},
};
static const WireShape registered_shape = SHAPE("kiosk.registered/1", WireRegistered, registered_fields);
WIRE_MESSAGE_BODY(WireRegistered, wire_registered, registered_shape)

static const WireField keys_fields[] = {
    {"kiosk_key", WIRE_BYTES, AT(WireKioskKeys, kiosk_key), KEY},
    {"person_key", WIRE_BYTES, AT(WireKioskKeys, person_key), KEY},
};
static const WireShape keys_shape = SHAPE("kiosk.keys/1", WireKioskKeys, keys_fields);
WIRE_MESSAGE_BODY(WireKioskKeys, wire_kiosk_keys, keys_shape)

#define CODE_LETTERS 16

char *wire_enrol_code(const char *typed)
{
    GString *code = g_string_new(NULL);
    guint letters = 0;
    for (const char *at = typed ? typed : ""; *at && letters <= CODE_LETTERS; at++) {
        if (*at == '-' || *at == ' ')
            continue;
        if (!g_ascii_isalnum(*at))
            letters = CODE_LETTERS;
        else if (letters && letters % 4 == 0)
            g_string_append_c(code, '-');
        g_string_append_c(code, g_ascii_toupper(*at));
        letters++;
    }
    if (letters != CODE_LETTERS)
        g_string_truncate(code, 0);
    return g_string_free(code, FALSE);
}

/* Each part is preceded by its length, so that no two messages have the same text. */
static void add_part(GByteArray *text, gconstpointer data, gsize size)
{
    guint32 length = GUINT32_TO_BE((guint32)size);
    g_byte_array_append(text, (const guint8 *)&length, sizeof length);
    if (size)
        g_byte_array_append(text, data, (guint)size);
}

static void add_text(GByteArray *text, const char *part)
{
    add_part(text, part ? part : "", part ? strlen(part) : 0);
}

static void add_bytes(GByteArray *text, GBytes *part)
{
    gsize size = 0;
    gconstpointer data = part ? g_bytes_get_data(part, &size) : NULL;
    add_part(text, data, size);
}

GBytes *wire_register_proof_text(const WireRegister *message)
{
    GByteArray *text = g_byte_array_new();
    add_text(text, register_shape.schema);
    add_text(text, message->kiosk_no);
    add_bytes(text, message->public_key);
    add_text(text, message->version);
    add_text(text, message->asked_at);
    return g_byte_array_free_to_bytes(text);
}

GBytes *wire_registered_proof_text(const WireRegistered *message)
{
    GByteArray *text = g_byte_array_new();
    add_text(text, registered_shape.schema);
    add_text(text, message->kiosk_no);
    add_text(text, message->community);
    add_text(text, message->community_name_zh);
    add_text(text, message->street);
    add_bytes(text, message->hub_key);
    add_bytes(text, message->sealed);
    return g_byte_array_free_to_bytes(text);
}

/* --- numbers --------------------------------------------------------------------------------- */
static const WireField wish_fields[] = {
    {"day", WIRE_DATE, AT(WireBlockWish, day)},
    {"count", WIRE_INT, AT(WireBlockWish, count), .min = 1, .max = 1000},
};
static const WireShape wish_shape = SHAPE(NULL, WireBlockWish, wish_fields);
static const WireField block_request_fields[] = {
    {"request_id", WIRE_WORD, AT(WireBlockRequest, request_id), .max = 64},
    {"wishes", WIRE_LIST, AT(WireBlockRequest, wishes), .max = 14, .sub = &wish_shape},
};
static const WireShape block_request_shape =
    SHAPE("kiosk.block-request/1", WireBlockRequest, block_request_fields);
WIRE_MESSAGE_BODY(WireBlockRequest, wire_block_request, block_request_shape)

static const WireField block_fields[] = {
    {"community", WIRE_DIGITS, AT(WireBlock, community), .max = 12},
    {"day", WIRE_DATE, AT(WireBlock, day)},
    {"first", WIRE_INT, AT(WireBlock, first), .min = 1, .max = 99999},
    {"last", WIRE_INT, AT(WireBlock, last), .min = 1, .max = 99999},
};
static const WireShape block_shape = SHAPE(NULL, WireBlock, block_fields);
static const WireField blocks_fields[] = {
    {"blocks", WIRE_LIST, AT(WireBlocks, blocks), .max = 28, .sub = &block_shape},
};
static const WireShape blocks_shape = SHAPE("kiosk.blocks/1", WireBlocks, blocks_fields);
WIRE_MESSAGE_BODY(WireBlocks, wire_blocks, blocks_shape)

WireBlockRequest *wire_block_request_new(const char *request_id)
{
    WireBlockRequest *request = wire_shape_new(&block_request_shape);
    wire_set(&request->request_id, request_id);
    return request;
}

void wire_block_request_add(WireBlockRequest *request, const char *day, gint64 count)
{
    WireBlockWish *wish = wire_shape_new(&wish_shape);
    wire_set(&wish->day, day);
    wish->count = count;
    g_ptr_array_add(request->wishes, wish);
}

WireBlocks *wire_blocks_new(void)
{
    return wire_shape_new(&blocks_shape);
}

void wire_blocks_add(WireBlocks *blocks, const char *community, const char *day, gint64 first, gint64 last)
{
    WireBlock *block = wire_shape_new(&block_shape);
    wire_set(&block->community, community);
    wire_set(&block->day, day);
    block->first = first;
    block->last = last;
    g_ptr_array_add(blocks->blocks, block);
}

/* --- heartbeat, help ------------------------------------------------------------------------- */
static const WireField device_fields[] = {
    {"id", WIRE_WORD, AT(WireDevice, id), .max = 64},
    {"class", WIRE_WORD, AT(WireDevice, class_), .max = 32},
    {"state", WIRE_WORD, AT(WireDevice, state), .max = 32},
    {"detail", WIRE_TEXT, AT(WireDevice, detail), .max = 200, .may_be_empty = TRUE},
};
static const WireShape device_shape = SHAPE(NULL, WireDevice, device_fields);
static const WireField heartbeat_fields[] = {
    {"version", WIRE_WORD, AT(WireHeartbeat, version), .max = 32, .may_be_empty = TRUE},
    {"sent_at", WIRE_TIME, AT(WireHeartbeat, sent_at)},
    {"uptime_s", WIRE_INT, AT(WireHeartbeat, uptime_s), .max = G_MAXINT32},
    {"devices", WIRE_LIST, AT(WireHeartbeat, devices), .max = 64, .sub = &device_shape},
    {"outbox_waiting", WIRE_INT, AT(WireHeartbeat, outbox_waiting), .max = G_MAXINT32},
    {"outbox_refused", WIRE_INT, AT(WireHeartbeat, outbox_refused), .max = G_MAXINT32},
    {"outbox_oldest_s", WIRE_INT, AT(WireHeartbeat, outbox_oldest_s), .max = G_MAXINT32},
    {"blocks_days", WIRE_INT, AT(WireHeartbeat, blocks_days), .max = 366},
    {"catalogue_etag", WIRE_WORD, AT(WireHeartbeat, catalogue_etag), .max = 80, .may_be_empty = TRUE},
    {"content_etag", WIRE_WORD, AT(WireHeartbeat, content_etag), .max = 80, .may_be_empty = TRUE},
};
static const WireShape heartbeat_shape = SHAPE("kiosk.heartbeat/1", WireHeartbeat, heartbeat_fields);
WIRE_MESSAGE_BODY(WireHeartbeat, wire_heartbeat, heartbeat_shape)

WireHeartbeat *wire_heartbeat_new(void)
{
    return wire_shape_new(&heartbeat_shape);
}

void wire_heartbeat_add_device(WireHeartbeat *heartbeat, const char *id, const char *class_,
                               const char *state, const char *detail)
{
    WireDevice *device = wire_shape_new(&device_shape);
    wire_set(&device->id, id);
    wire_set(&device->class_, class_);
    wire_set(&device->state, state);
    wire_set(&device->detail, detail);
    g_ptr_array_add(heartbeat->devices, device);
}

static const WireField heartbeat_answer_fields[] = {
    {"now", WIRE_TIME, AT(WireHeartbeatAnswer, now)},
    {"catalogue_etag", WIRE_WORD, AT(WireHeartbeatAnswer, catalogue_etag), .max = 80, .may_be_empty = TRUE},
    {"process_etag", WIRE_WORD, AT(WireHeartbeatAnswer, process_etag), .max = 80, .may_be_empty = TRUE},
    {"content_etag", WIRE_WORD, AT(WireHeartbeatAnswer, content_etag), .max = 80, .may_be_empty = TRUE},
    {"workdays_etag", WIRE_WORD, AT(WireHeartbeatAnswer, workdays_etag), .max = 80, .may_be_empty = TRUE},
};
static const WireShape heartbeat_answer_shape =
    SHAPE("kiosk.heartbeat-answer/1", WireHeartbeatAnswer, heartbeat_answer_fields);
WIRE_MESSAGE_BODY(WireHeartbeatAnswer, wire_heartbeat_answer, heartbeat_answer_shape)

static const WireField help_fields[] = {
    {"idempotency_key", WIRE_WORD, AT(WireHelp, idempotency_key), .max = 64},
    {"screen_id", WIRE_WORD, AT(WireHelp, screen_id), .max = 64},
    {"matter_id", WIRE_WORD, AT(WireHelp, matter_id), .max = 64, .may_be_empty = TRUE},
    {"called_at", WIRE_TIME, AT(WireHelp, called_at)},
};
static const WireShape help_shape = SHAPE("kiosk.help/1", WireHelp, help_fields);
WIRE_MESSAGE_BODY(WireHelp, wire_help, help_shape)

/* --- look-ups -------------------------------------------------------------------------------- */
static const WireField lookup_fields[] = {
    {"person_tag", WIRE_HEX, AT(WireLookup, person_tag), .max = 64},
    {"purpose", WIRE_WORD, AT(WireLookup, purpose), .max = 64},
    {"names", WIRE_WORDS, AT(WireLookup, names), .max = 32},
};
static const WireShape lookup_shape = SHAPE("kiosk.lookup/1", WireLookup, lookup_fields);
WIRE_MESSAGE_BODY(WireLookup, wire_lookup, lookup_shape)

WireLookup *wire_lookup_new(const char *person_tag, const char *purpose)
{
    WireLookup *lookup = wire_shape_new(&lookup_shape);
    wire_set(&lookup->person_tag, person_tag);
    wire_set(&lookup->purpose, purpose);
    return lookup;
}

void wire_lookup_add(WireLookup *lookup, const char *name)
{
    g_ptr_array_add(lookup->names, g_strdup(name));
}

static const WireField lookup_answer_fields[] = {
    {"values", WIRE_JSON, AT(WireLookupAnswer, values)},
};
static const WireShape lookup_answer_shape =
    SHAPE("kiosk.lookup-answer/1", WireLookupAnswer, lookup_answer_fields);
WIRE_MESSAGE_BODY(WireLookupAnswer, wire_lookup_answer, lookup_answer_shape)

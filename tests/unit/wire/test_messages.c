/* Every message of kiosk/wire: one good text each, and everything that must not pass. */
#include <string.h>
#include "kiosk/wire/cases.h"
#include "kiosk/wire/envelope.h"
#include "kiosk/wire/fleet.h"
#include "tests/support/cmocka.h"

typedef gpointer (*Decode)(const char *text, gsize length, GError **error);
typedef char *(*Encode)(gconstpointer message, gsize *length, GError **error);
typedef struct {
    const char *name, *text;
    Decode decode;
    Encode encode;
    GDestroyNotify free;
} Row;
#define ROW(prefix, text)                                                                                    \
    {                                                                                                        \
#prefix, text, (Decode)(void (*)(void))prefix##_decode, (Encode)(void (*)(void))prefix##_encode,     \
            (GDestroyNotify)(void (*)(void))prefix##_free                                                    \
    }

#define KEY32  "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define SEALED "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0+Pw=="
#define HASH   "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define AT     "2026-11-23T10:00:00+08:00"
#define PERSON                                                                                               \
    "{\"name\":\"王小明\",\"id_number\":\"990101198803152217\",\"grade\":\"proved\",\"source\":\"samv\"}"

static const Row rows[] = {
    ROW(wire_application,
        "{\"schema\":\"kiosk.application/1\",\"case_no\":\"YS330108001005-20261123-000175\",\"temp_no\":\"\","
        "\"query_code\":\"29004736\",\"idempotency_key\":\"k-1\",\"matter_id\":\"elder-allowance\","
        "\"catalogue_version\":\"2026.11.1\",\"mode\":\"self\",\"kiosk_no\":\"QC-01\","
        "\"community\":\"330108001005\",\"submitted_at\":\"" AT "\",\"time_uncertain\":false,\"lang\":\"zh\","
        "\"applicant\":" PERSON ",\"agent\":" PERSON ",\"context\":{\"mode\":\"self\"},"
        "\"answers\":{\"phone\":\"13800000102\",\"share\":0.1},\"stated\":[\"live_address\"],"
        "\"reasons\":{\"card_name\":\"card_missing\"},\"attachments\":[{\"field\":\"id_photo\",\"sha256\":"
        "\"" HASH "\",\"bytes\":700,\"type\":\"image/jpeg\",\"profile\":\"card\"}],\"worker_no\":\"\"}"),
    ROW(wire_case,
        "{\"schema\":\"kiosk.case/1\",\"idempotency_key\":\"k-1\",\"case_no\":\"\",\"kiosk_no\":\"QC-01\","
        "\"matter_id\":\"dibao\",\"submitted_at\":\"" AT "\",\"sealed\":\"" SEALED "\"}"),
    ROW(wire_receipt,
        "{\"schema\":\"kiosk.receipt/1\",\"idempotency_key\":\"k-1\",\"case_no\":\"YS1\","
        "\"state\":\"submitted\",\"pct\":10,\"revision\":1,\"received_at\":\"" AT "\",\"repeated\":true}"),
    ROW(wire_refusal,
        "{\"schema\":\"kiosk.refusal/1\",\"error\":\"no\",\"case_no\":\"\",\"issues\":[{\"path\":"
        "\"members[1].m_name\",\"code\":\"required\"}],\"missing\":[\"" HASH "\"]}"),
    ROW(wire_blob_state, "{\"schema\":\"kiosk.blob/1\",\"sha256\":\"" HASH "\",\"have\":1,\"total\":2,"
                         "\"complete\":false}"),
    ROW(wire_case_list,
        "{\"schema\":\"kiosk.case-list/1\",\"cases\":[{\"case_no\":\"YS1\",\"temp_no\":\"\",\"query_code\":"
        "\"29004736\",\"matter_id\":\"dibao\",\"title_zh\":\"最低生活保障\",\"title_en\":\"\",\"state\":"
        "\"submitted\",\"pct\":10,\"revision\":1,\"terminal\":false,\"sent_back\":false,\"level\":"
        "\"community\","
        "\"who_zh\":\"社区居委会\",\"sentence_zh\":\"社区会核对。\",\"sentence_en\":\"\",\"next_zh\":\"\","
        "\"next_en\":\"\",\"submitted_at\":\"" AT "\",\"updated_at\":\"" AT
        "\",\"due\":\"2026-12-04\",\"due_estimated\":false,\"can_withdraw\":true,\"reason_zh\":\"\","
        "\"steps\":[{\"title_zh\":\"预受理\",\"title_en\":\"\",\"who_zh\":\"\",\"at\":\"\",\"mark\":\"now\"}]"
        "}]}"),
    ROW(wire_person_query,
        "{\"schema\":\"kiosk.person-query/1\",\"person_tag\":\"" HASH "\",\"query_code\":\"\"}"),
    ROW(wire_sealed, "{\"schema\":\"kiosk.sealed/1\",\"sealed\":\"" SEALED "\"}"),
    ROW(wire_withdrawal, "{\"schema\":\"kiosk.withdrawal/1\",\"idempotency_key\":\"w-1\",\"case_no\":\"YS1\","
                         "\"person_tag\":\"" HASH "\",\"reason\":\"\"}"),
    ROW(wire_rating,
        "{\"schema\":\"kiosk.rating/1\",\"idempotency_key\":\"r-1\",\"case_no\":\"\",\"matter_id\":\"\","
        "\"stage\":\"submit\",\"level\":5,\"tags\":[\"速度快\"],\"rated_at\":\"" AT "\"}"),
    ROW(wire_register, "{\"schema\":\"kiosk.register/1\",\"kiosk_no\":\"QC-01\",\"public_key\":\"" KEY32
                       "\",\"version\":\"0.1.0\",\"asked_at\":\"" AT "\",\"proof\":\"" KEY32 "\"}"),
    ROW(wire_registered,
        "{\"schema\":\"kiosk.registered/1\",\"kiosk_no\":\"QC-01\",\"community\":\"330108001005\","
        "\"community_name_zh\":\"晴川社区\",\"street\":\"330108001\",\"hub_key\":\"" KEY32
        "\",\"sealed\":\"" SEALED "\",\"proof\":\"" KEY32 "\"}"),
    ROW(wire_kiosk_keys,
        "{\"schema\":\"kiosk.keys/1\",\"kiosk_key\":\"" KEY32 "\",\"person_key\":\"" KEY32 "\"}"),
    ROW(wire_block_request,
        "{\"schema\":\"kiosk.block-request/1\",\"request_id\":\"b-1\",\"wishes\":[{\"day\":"
        "\"2026-11-23\",\"count\":100}]}"),
    ROW(wire_blocks, "{\"schema\":\"kiosk.blocks/1\",\"blocks\":[{\"community\":\"330108001005\",\"day\":"
                     "\"2026-11-23\",\"first\":1,\"last\":100}]}"),
    ROW(wire_heartbeat,
        "{\"schema\":\"kiosk.heartbeat/1\",\"version\":\"0.1.0\",\"sent_at\":\"" AT
        "\",\"uptime_s\":10,\"devices\":["
        "{\"id\":\"reader0\",\"class\":\"reader\",\"state\":\"ok\",\"detail\":\"\"}],\"outbox_waiting\":1,"
        "\"outbox_refused\":0,\"outbox_oldest_s\":5,\"blocks_days\":8,\"catalogue_etag\":\"\","
        "\"content_etag\":\"abc\"}"),
    ROW(wire_heartbeat_answer, "{\"schema\":\"kiosk.heartbeat-answer/1\",\"now\":\"" AT
                               "\",\"catalogue_etag\":\"a\",\"process_etag\":\"b\","
                               "\"content_etag\":\"c\",\"workdays_etag\":\"d\"}"),
    ROW(wire_help,
        "{\"schema\":\"kiosk.help/1\",\"idempotency_key\":\"h-1\",\"screen_id\":\"wizard\",\"matter_id\":"
        "\"\",\"called_at\":\"" AT "\"}"),
    ROW(wire_lookup,
        "{\"schema\":\"kiosk.lookup/1\",\"person_tag\":\"" HASH "\",\"purpose\":\"dibao\",\"names\":["
        "\"resident.phone\"]}"),
    ROW(wire_lookup_answer,
        "{\"schema\":\"kiosk.lookup-answer/1\",\"values\":{\"resident.phone\":\"13800000102\"}}"),
};

#define FOR_EACH_ROW(row) for (const Row *row = rows; row < rows + G_N_ELEMENTS(rows); row++)

static void assert_refused(const Row *row, const char *text, gsize length, int code)
{
    g_autoptr(GError) error = NULL;
    gpointer message = row->decode(text, length, &error);
    if (message)
        fail_msg("%s: taken: %s", row->name, text);
    if (code >= 0 && error->code != code)
        fail_msg("%s: code %d instead of %d: %s", row->name, error->code, code, error->message);
}

static void assert_json_refused(const Row *row, json_t *object, int code)
{
    char *text = json_dumps(object, JSON_COMPACT);
    assert_refused(row, text, strlen(text), code);
    free(text);
    json_decref(object);
}

static json_t *good(const Row *row)
{
    json_t *object = json_loads(row->text, 0, NULL);
    assert_non_null(object);
    return object;
}

static void every_message_comes_back_as_it_went(void **state)
{
    FOR_EACH_ROW(row)
    {
        g_autoptr(GError) error = NULL;
        gpointer message = row->decode(row->text, strlen(row->text), &error);
        if (!message)
            fail_msg("%s: %s", row->name, error->message);
        gsize length = 0;
        char *text = row->encode(message, &length, &error);
        assert_non_null(text);
        assert_int_equal(length, strlen(text));
        json_t *before = good(row), *after = json_loads(text, 0, NULL);
        assert_true(json_equal(before, after));
        json_decref(before);
        json_decref(after);
        wire_text_free(text);
        row->free(message);
    }
}

static void a_missing_key_is_an_error(void **state)
{
    FOR_EACH_ROW(row)
    {
        const char *key;
        json_t *value, *all = good(row);
        json_object_foreach(all, key, value)
        {
            json_t *without = good(row);
            json_object_del(without, key);
            if (strcmp(key, "agent") == 0) /* the one that may be absent */
                json_decref(without);
            else
                assert_json_refused(row, without,
                                    strcmp(key, "schema") == 0 ? WIRE_ERROR_SCHEMA : WIRE_ERROR_MISSING);
        }
        json_decref(all);
    }
}

static void an_unknown_key_is_an_error(void **state)
{
    FOR_EACH_ROW(row)
    {
        json_t *more = good(row);
        json_object_set_new(more, "surplus", json_true());
        assert_json_refused(row, more, WIRE_ERROR_UNKNOWN);
    }
}

static void a_value_of_another_type_is_an_error(void **state)
{
    FOR_EACH_ROW(row)
    {
        const char *key;
        json_t *value, *all = good(row);
        json_object_foreach(all, key, value)
        {
            json_t *others[] = {json_null(), json_real(0.5),
                                json_is_array(value) ? json_object() : json_array()};
            for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
                json_t *other = good(row);
                json_object_set_new(other, key, others[i]);
                assert_json_refused(row, other, -1);
            }
        }
        json_decref(all);
    }
}

static void a_doubled_key_is_an_error(void **state)
{
    FOR_EACH_ROW(row)
    {
        g_autofree char *text = g_strdup_printf("{\"schema\":\"x\",%s", row->text + 1);
        assert_refused(row, text, strlen(text), WIRE_ERROR_SYNTAX);
    }
}

static void every_cut_text_is_an_error(void **state)
{
    FOR_EACH_ROW(row)
    for (gsize length = 0; length < strlen(row->text); length++)
        assert_refused(row, row->text, length, WIRE_ERROR_SYNTAX);
}

static void text_behind_the_message_is_an_error(void **state)
{
    FOR_EACH_ROW(row)
    {
        g_autofree char *text = g_strconcat(row->text, "{}", NULL);
        assert_refused(row, text, strlen(text), WIRE_ERROR_SYNTAX);
    }
}

static void another_version_of_a_message_is_an_error(void **state)
{
    FOR_EACH_ROW(row)
    {
        json_t *other = good(row);
        json_object_set_new(other, "schema", json_string("kiosk.case/2"));
        assert_json_refused(row, other, WIRE_ERROR_SCHEMA);
    }
}

static const Row *row_of(const char *name)
{
    FOR_EACH_ROW(row)
    if (strcmp(row->name, name) == 0)
        return row;
    fail();
    return NULL;
}

static void set_and_refuse(const char *name, const char *key, json_t *value)
{
    const Row *row = row_of(name);
    json_t *object = good(row);
    assert_true(json_object_get(object, key) != NULL);
    json_object_set_new(object, key, value);
    assert_json_refused(row, object, WIRE_ERROR_VALUE);
}

static void control_and_bidi_characters_are_refused(void **state)
{
    set_and_refuse("wire_refusal", "error", json_string("a\x01z"));
    set_and_refuse("wire_refusal", "error",
                   json_string("\xe2\x80\xae"
                               "evil"));
    set_and_refuse("wire_refusal", "error", json_string("\xc2\x85"));
    set_and_refuse("wire_receipt", "case_no", json_string("YS1 \n"));
}

static void lengths_count_code_points(void **state)
{
    const Row *row = row_of("wire_registered");
    g_autoptr(GString) name = g_string_new(NULL);
    for (int i = 0; i < 64; i++)
        g_string_append(name, "\xe6\x99\xb4"); /* 晴 */
    json_t *longest = good(row);
    json_object_set_new(longest, "community_name_zh", json_string(name->str));
    char *text = json_dumps(longest, JSON_COMPACT);
    gpointer message = row->decode(text, strlen(text), NULL);
    assert_non_null(message);
    row->free(message);
    free(text);
    json_decref(longest);
    g_string_append(name, "\xe6\x99\xb4");
    set_and_refuse("wire_registered", "community_name_zh", json_string(name->str));
}

static void numbers_dates_times_and_base64_keep_their_form(void **state)
{
    static const char *const times[] = {"2026-11-23T10:00:00",
                                        "2026-11-23T10:00:00+08",
                                        "2026-11-23 10:00:00Z",
                                        "2026-13-23T10:00:00Z",
                                        "2026-11-23",
                                        "",
                                        "2026-11-23T25:00:00+08:00"};
    static const char *const days[] = {"2026-02-29", "2026-1-01", "20260101", "2026-01-01 ", "0000-01-01"};
    static const char *const base64[] = {"A", "AAA", "A===", "AA A", "AAAA\n", "=AAA", "A-_A"};
    for (guint i = 0; i < G_N_ELEMENTS(times); i++)
        set_and_refuse("wire_help", "called_at", json_string(times[i]));
    for (guint i = 0; i < G_N_ELEMENTS(base64); i++)
        set_and_refuse("wire_sealed", "sealed", json_string(base64[i]));
    for (guint i = 0; i < G_N_ELEMENTS(days); i++) {
        g_autofree char *text = g_strdup_printf("{\"schema\":\"kiosk.block-request/1\",\"request_id\":\"b\","
                                                "\"wishes\":[{\"day\":\"%s\",\"count\":1}]}",
                                                days[i]);
        assert_refused(row_of("wire_block_request"), text, strlen(text), WIRE_ERROR_VALUE);
    }
    set_and_refuse("wire_rating", "level", json_integer(6));
    set_and_refuse("wire_rating", "level", json_integer(0));
    set_and_refuse("wire_person_query", "query_code", json_string("1234567"));
    set_and_refuse("wire_person_query", "person_tag", json_string("0123456789ABCDEF"));
}

static void deep_nesting_ends_before_the_stack_does(void **state)
{
    g_autoptr(GString) text = g_string_new("{\"schema\":\"kiosk.lookup-answer/1\",\"values\":");
    for (int i = 0; i < 100000; i++)
        g_string_append(text, "{\"a\":");
    assert_refused(row_of("wire_lookup_answer"), text->str, text->len, WIRE_ERROR_SYNTAX);
}

static void a_wrong_message_never_leaves(void **state)
{
    g_autoptr(WireRating) rating = wire_rating_new();
    g_autoptr(GError) error = NULL;
    rating->level = 9;
    assert_null(wire_rating_encode(rating, NULL, &error));
    assert_int_equal(error->code, WIRE_ERROR_VALUE);
}

static void errors_name_keys_and_never_values(void **state)
{
    const Row *row = row_of("wire_application");
    json_t *object = good(row);
    json_t *person = json_object_get(object, "applicant");
    json_object_set_new(person, "id_number", json_string("990101198803152217 "));
    char *text = json_dumps(object, JSON_COMPACT);
    g_autoptr(GError) error = NULL;
    assert_null(row->decode(text, strlen(text), &error));
    assert_non_null(strstr(error->message, "applicant.id_number"));
    assert_null(strstr(error->message, "990101"));
    free(text);
    json_decref(object);
}

static void an_enrolment_code_is_the_same_however_it_is_typed(void **state)
{
    static const char *const typed[] = {"ABCD-EFGH-2345-6789", "abcdefgh23456789", " abcd efgh 2345 6789 "};
    for (guint i = 0; i < G_N_ELEMENTS(typed); i++) {
        char *code = wire_enrol_code(typed[i]);
        assert_string_equal(code, "ABCD-EFGH-2345-6789");
        wire_text_free(code);
    }
    static const char *const wrong[] = {"", "ABCD", "ABCD-EFGH-2345-67890", "ABCD_EFGH_2345_6789",
                                        "码码码码"};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        char *code = wire_enrol_code(wrong[i]);
        assert_string_equal(code, "");
        wire_text_free(code);
    }
}

static void proofs_cover_every_part_and_its_borders(void **state)
{
    const Row *row = row_of("wire_register");
    g_autoptr(WireRegister) message = row->decode(row->text, strlen(row->text), NULL);
    g_autoptr(GBytes) before = wire_register_proof_text(message);
    wire_set(&message->kiosk_no, "QC-010");
    wire_set(&message->version, ".1.0");
    g_autoptr(GBytes) after = wire_register_proof_text(message);
    assert_false(g_bytes_equal(before, after));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_comes_back_as_it_went),
        cmocka_unit_test(a_missing_key_is_an_error),
        cmocka_unit_test(an_unknown_key_is_an_error),
        cmocka_unit_test(a_value_of_another_type_is_an_error),
        cmocka_unit_test(a_doubled_key_is_an_error),
        cmocka_unit_test(every_cut_text_is_an_error),
        cmocka_unit_test(text_behind_the_message_is_an_error),
        cmocka_unit_test(another_version_of_a_message_is_an_error),
        cmocka_unit_test(control_and_bidi_characters_are_refused),
        cmocka_unit_test(lengths_count_code_points),
        cmocka_unit_test(numbers_dates_times_and_base64_keep_their_form),
        cmocka_unit_test(deep_nesting_ends_before_the_stack_does),
        cmocka_unit_test(a_wrong_message_never_leaves),
        cmocka_unit_test(errors_name_keys_and_never_values),
        cmocka_unit_test(an_enrolment_code_is_the_same_however_it_is_typed),
        cmocka_unit_test(proofs_cover_every_part_and_its_borders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

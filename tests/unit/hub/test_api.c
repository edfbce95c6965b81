/* Joining, signatures, numbers, attachments, documents: the hub as a kiosk meets it, over real HTTP. */
#include <string.h>
#include "kiosk/seal/hash.h"
#include "tests/support/cmocka.h"
#include "tests/support/hub_rig.h"

static int set_up(void **state)
{
    *state = hub_rig_new();
    return 0;
}

static int tear_down(void **state)
{
    hub_rig_free(*state);
    return 0;
}

static void assert_issue(const HttpReply *reply, guint status, const char *code)
{
    g_autofree char *found = rig_issue(reply);
    assert_int_equal(reply->status, status);
    assert_string_equal(found, code);
}

/* --- joining --------------------------------------------------------------------------------- */
static void a_kiosk_joins_with_its_code_and_gets_the_community(void **state)
{
    HubRig *rig = *state;
    assert_string_equal(rig->kiosk.community, "330108001005");
    g_autoptr(HttpReply) reply = rig_send(rig, &rig->kiosk, "GET", "/v1/files/process", NULL, 0);
    assert_int_equal(reply->status, 200);
}

static void a_lost_answer_to_joining_is_given_again(void **state)
{
    HubRig *rig = *state;
    RigKiosk kiosk = {0};
    guint8 first[SEAL_KEY_BYTES];
    json_t *enrolled = hub_rig_control(rig, "{\"verb\":\"enrol\",\"kiosk_no\":\"QC-02\"}");
    const char *code = json_string_value(json_object_get(enrolled, "code"));
    assert_int_equal(rig_register(rig, &kiosk, "QC-02", code), 200);
    memcpy(first, kiosk.key, sizeof first);
    assert_int_equal(rig_register(rig, &kiosk, "QC-02", code), 200);
    assert_memory_equal(first, kiosk.key, sizeof first);
    json_decref(enrolled);
    rig_kiosk_clear(&kiosk);
}

static void a_code_is_good_for_one_kiosk_only(void **state)
{
    HubRig *rig = *state;
    RigKiosk kiosk = {0}, thief = {0};
    json_t *enrolled = hub_rig_control(rig, "{\"verb\":\"enrol\",\"kiosk_no\":\"QC-02\"}");
    const char *code = json_string_value(json_object_get(enrolled, "code"));
    assert_int_equal(rig_register(rig, &kiosk, "QC-02", code), 200);
    assert_int_equal(rig_register(rig, &thief, "QC-02", code), 403);
    json_decref(enrolled);
    rig_kiosk_clear(&kiosk);
    rig_kiosk_clear(&thief);
}

static void a_wrong_code_is_refused_and_after_ten_the_right_one_too(void **state)
{
    HubRig *rig = *state;
    RigKiosk kiosk = {0};
    json_t *enrolled = hub_rig_control(rig, "{\"verb\":\"enrol\",\"kiosk_no\":\"QC-02\"}");
    for (int i = 0; i < 10; i++)
        assert_int_equal(rig_register(rig, &kiosk, "QC-02", "AAAA-BBBB-CCCC-DDDD"), 403);
    assert_int_equal(rig_register(rig, &kiosk, "QC-02", json_string_value(json_object_get(enrolled, "code"))),
                     403);
    json_decref(enrolled);
    rig_kiosk_clear(&kiosk);
}

static void a_code_older_than_a_day_is_refused(void **state)
{
    HubRig *rig = *state;
    RigKiosk kiosk = {0};
    json_t *enrolled = hub_rig_control(rig, "{\"verb\":\"enrol\",\"kiosk_no\":\"QC-02\"}");
    hub_set_now_us(rig->hub, RIG_NOW_US + 25 * 3600 * (gint64)G_USEC_PER_SEC);
    assert_int_equal(rig_register(rig, &kiosk, "QC-02", json_string_value(json_object_get(enrolled, "code"))),
                     403);
    json_decref(enrolled);
    rig_kiosk_clear(&kiosk);
}

static void a_code_typed_in_small_letters_without_hyphens_is_the_same(void **state)
{
    HubRig *rig = *state;
    RigKiosk kiosk = {0};
    json_t *enrolled = hub_rig_control(rig, "{\"verb\":\"enrol\",\"kiosk_no\":\"QC-02\"}");
    g_autofree char *typed = g_ascii_strdown(json_string_value(json_object_get(enrolled, "code")), -1);
    g_auto(GStrv) parts = g_strsplit(typed, "-", -1);
    g_autofree char *joined = g_strjoinv(" ", parts);
    assert_int_equal(rig_register(rig, &kiosk, "QC-02", joined), 200);
    json_decref(enrolled);
    rig_kiosk_clear(&kiosk);
}

/* --- signatures ------------------------------------------------------------------------------ */
static void an_unsigned_request_is_refused(void **state)
{
    HubRig *rig = *state;
    g_autoptr(HttpReply) reply = http_send(hub_port(rig->hub), "GET", "/v1/files/content", "", NULL, 0);
    assert_issue(reply, 401, "unsigned");
}

static void a_request_signed_with_another_key_is_refused(void **state)
{
    HubRig *rig = *state;
    rig->kiosk.key[3] ^= 1;
    g_autoptr(HttpReply) reply = rig_send(rig, &rig->kiosk, "GET", "/v1/files/content", NULL, 0);
    assert_issue(reply, 401, "signature");
}

static void a_request_for_another_path_than_the_signed_one_is_refused(void **state)
{
    HubRig *rig = *state;
    g_autofree char *headers = rig_sign(&rig->kiosk, "GET", "/v1/files/content", NULL, 0, NULL);
    g_autoptr(HttpReply) reply = http_send(hub_port(rig->hub), "GET", "/v1/files/process", headers, NULL, 0);
    assert_issue(reply, 401, "signature");
}

static void the_same_request_twice_is_a_replay(void **state)
{
    HubRig *rig = *state;
    g_autofree char *headers = rig_sign(&rig->kiosk, "GET", "/v1/files/content", NULL, 0, "0123456789abcdef");
    g_autoptr(HttpReply) first = http_send(hub_port(rig->hub), "GET", "/v1/files/content", headers, NULL, 0);
    g_autoptr(HttpReply) again = http_send(hub_port(rig->hub), "GET", "/v1/files/content", headers, NULL, 0);
    assert_int_equal(first->status, 200);
    assert_issue(again, 401, "replayed");
}

static void a_request_of_an_hour_ago_is_refused_by_its_time(void **state)
{
    HubRig *rig = *state;
    rig->kiosk.clock_s = -3600;
    g_autoptr(HttpReply) reply = rig_send(rig, &rig->kiosk, "GET", "/v1/files/content", NULL, 0);
    assert_issue(reply, 401, "time");
}

static void a_restarted_hub_still_knows_its_kiosk(void **state)
{
    HubRig *rig = *state;
    hub_rig_restart(rig);
    g_autoptr(HttpReply) reply = rig_send(rig, &rig->kiosk, "GET", "/v1/files/content", NULL, 0);
    assert_int_equal(reply->status, 200);
}

/* --- numbers --------------------------------------------------------------------------------- */
static WireBlocks *ask_blocks(HubRig *rig, const RigKiosk *kiosk, const char *id, const char *day,
                              gint64 count)
{
    g_autoptr(WireBlockRequest) request = wire_block_request_new(id);
    wire_block_request_add(request, day, count);
    g_autoptr(HttpReply) reply =
        rig_send_text(rig, kiosk, "POST", WIRE_PATH_BLOCKS, wire_block_request_encode(request, NULL, NULL));
    assert_int_equal(reply->status, 200);
    return wire_blocks_decode((char *)reply->body->data, reply->body->len, NULL);
}

static void blocks_of_two_kiosks_never_overlap(void **state)
{
    HubRig *rig = *state;
    RigKiosk other = {0};
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    assert_int_equal(rig_join(rig, &other, "QC-02"), 200);
    for (int i = 0; i < 10; i++) {
        g_autofree char *id = g_strdup_printf("request-%d", i);
        g_autoptr(WireBlocks) blocks =
            ask_blocks(rig, i % 2 ? &other : &rig->kiosk, id, "2026-11-24", 1 + i * 7);
        const WireBlock *block = blocks->blocks->pdata[0];
        for (gint64 n = block->first; n <= block->last; n++)
            assert_true(g_hash_table_add(seen, GINT_TO_POINTER((int)n)));
    }
    rig_kiosk_clear(&other);
}

static void the_same_request_for_numbers_gets_the_same_block(void **state)
{
    HubRig *rig = *state;
    g_autoptr(WireBlocks) first = ask_blocks(rig, &rig->kiosk, "lost", "2026-11-24", 50);
    g_autoptr(WireBlocks) again = ask_blocks(rig, &rig->kiosk, "lost", "2026-11-24", 50);
    const WireBlock *a = first->blocks->pdata[0], *b = again->blocks->pdata[0];
    assert_int_equal(a->first, b->first);
    assert_int_equal(a->last, b->last);
}

static void no_numbers_are_lent_for_a_day_far_away(void **state)
{
    HubRig *rig = *state;
    g_autoptr(WireBlocks) far = ask_blocks(rig, &rig->kiosk, "far", "2027-11-24", 50);
    assert_int_equal(far->blocks->len, 0);
}

static void a_kiosk_cannot_drain_a_day(void **state)
{
    HubRig *rig = *state;
    gint64 lent = 0;
    for (int i = 0; i < 40; i++) {
        g_autofree char *id = g_strdup_printf("greedy-%d", i);
        g_autoptr(WireBlocks) blocks = ask_blocks(rig, &rig->kiosk, id, "2026-11-24", 1000);
        const WireBlock *block = blocks->blocks->len ? blocks->blocks->pdata[0] : NULL;
        lent += block ? block->last - block->first + 1 : 0;
    }
    assert_int_equal(lent, 3000);
}

/* --- attachments ----------------------------------------------------------------------------- */
typedef struct {
    GBytes *sealed;
    char *sha256, *sealed_sha256;
} Photo;

static Photo make_photo(const HubRig *rig, gsize size)
{
    Photo photo;
    guint8 hash[SEAL_HASH_BYTES];
    g_autofree guint8 *plain = g_malloc(size);
    seal_random(plain, size);
    seal_sha256(plain, size, hash);
    photo.sha256 = seal_hex(hash, sizeof hash);
    photo.sealed = seal_stream(rig->kiosk.hub_key, plain, size, NULL);
    gsize sealed_size = 0;
    gconstpointer data = g_bytes_get_data(photo.sealed, &sealed_size);
    seal_sha256(data, sealed_size, hash);
    photo.sealed_sha256 = seal_hex(hash, sizeof hash);
    return photo;
}

static void photo_clear(Photo *photo)
{
    g_bytes_unref(photo->sealed);
    g_free(photo->sha256);
    g_free(photo->sealed_sha256);
}

static HttpReply *put_piece(HubRig *rig, const Photo *photo, gsize offset, gsize length)
{
    gsize size = 0;
    const char *data = g_bytes_get_data(photo->sealed, &size);
    length = MIN(length, size - offset);
    g_autofree char *path = g_strdup_printf(WIRE_PATH_BLOBS "%s?sealed=%s&offset=%zu&total=%zu",
                                            photo->sha256, photo->sealed_sha256, offset, size);
    return rig_send(rig, &rig->kiosk, "PUT", path, data + offset, length);
}

static void an_attachment_arrives_in_pieces_and_goes_on_after_a_restart(void **state)
{
    HubRig *rig = *state;
    Photo photo = make_photo(rig, 600 * 1024);
    g_autoptr(HttpReply) first = put_piece(rig, &photo, 0, WIRE_BLOB_PIECE);
    assert_int_equal(first->status, 202);
    hub_rig_restart(rig);
    g_autofree char *path =
        g_strdup_printf(WIRE_PATH_BLOBS "%s?sealed=%s", photo.sha256, photo.sealed_sha256);
    g_autoptr(HttpReply) asked = rig_send(rig, &rig->kiosk, "GET", path, NULL, 0);
    g_autoptr(WireBlobState) there =
        wire_blob_state_decode((char *)asked->body->data, asked->body->len, NULL);
    assert_int_equal(there->have, WIRE_BLOB_PIECE);
    g_autoptr(HttpReply) second = put_piece(rig, &photo, WIRE_BLOB_PIECE, WIRE_BLOB_PIECE);
    g_autoptr(HttpReply) third = put_piece(rig, &photo, 2 * WIRE_BLOB_PIECE, WIRE_BLOB_PIECE);
    assert_int_equal(second->status, 202);
    assert_int_equal(third->status, 201);
    g_autoptr(HttpReply) again = put_piece(rig, &photo, 0, WIRE_BLOB_PIECE);
    assert_int_equal(again->status, 200);
    photo_clear(&photo);
}

static void a_piece_at_the_wrong_place_changes_nothing(void **state)
{
    HubRig *rig = *state;
    Photo photo = make_photo(rig, 600 * 1024);
    g_autoptr(HttpReply) hole = put_piece(rig, &photo, WIRE_BLOB_PIECE, WIRE_BLOB_PIECE);
    g_autoptr(WireBlobState) there = wire_blob_state_decode((char *)hole->body->data, hole->body->len, NULL);
    assert_int_equal(hole->status, 409);
    assert_int_equal(there->have, 0);
    photo_clear(&photo);
}

static void an_attachment_that_is_not_what_it_says_is_thrown_away(void **state)
{
    HubRig *rig = *state;
    Photo photo = make_photo(rig, 1000);
    photo.sha256[0] = photo.sha256[0] == '0' ? '1' : '0';
    g_autoptr(HttpReply) reply = put_piece(rig, &photo, 0, WIRE_BLOB_PIECE);
    assert_int_equal(reply->status, 422);
    photo_clear(&photo);
}

/* --- documents and limits -------------------------------------------------------------------- */
static void a_document_with_a_known_etag_is_not_sent_again(void **state)
{
    HubRig *rig = *state;
    g_autoptr(HttpReply) whole = rig_send(rig, &rig->kiosk, "GET", "/v1/files/catalogue", NULL, 0);
    g_autofree char *etag = http_header(whole, "ETag");
    assert_non_null(etag);
    g_autofree char *signed_headers = rig_sign(&rig->kiosk, "GET", "/v1/files/catalogue", NULL, 0, NULL);
    g_autofree char *headers = g_strdup_printf("%sIf-None-Match: %s\r\n", signed_headers, etag);
    g_autoptr(HttpReply) known =
        http_send(hub_port(rig->hub), "GET", "/v1/files/catalogue", headers, NULL, 0);
    assert_int_equal(whole->status, 200);
    assert_true(whole->body->len > 100000);
    assert_int_equal(known->status, 304);
    assert_int_equal(known->body->len, 0);
}

static void unknown_paths_and_methods_say_so(void **state)
{
    HubRig *rig = *state;
    g_autoptr(HttpReply) nowhere = rig_send(rig, &rig->kiosk, "GET", "/v2/files/content", NULL, 0);
    g_autoptr(HttpReply) method = rig_send(rig, &rig->kiosk, "DELETE", "/v1/hello", NULL, 0);
    g_autoptr(HttpReply) file = rig_send(rig, &rig->kiosk, "GET", "/v1/files/secrets", NULL, 0);
    g_autoptr(HttpReply) up = rig_send(rig, &rig->kiosk, "GET", "/v1/files/../../keys/hub.key", NULL, 0);
    assert_issue(nowhere, 404, "not_found");
    assert_issue(method, 405, "method");
    assert_issue(file, 404, "not_found");
    assert_issue(up, 404, "not_found");
}

static void a_body_above_the_limit_is_refused_by_its_announced_length(void **state)
{
    HubRig *rig = *state;
    static const char head[] = "POST /v1/heartbeat HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n";
    g_autoptr(HttpReply) reply = http_send_raw(hub_port(rig->hub), head, sizeof head - 1, 5000);
    assert_int_equal(reply->status, 413);
}

static void rubbish_is_answered_and_the_next_request_works(void **state)
{
    HubRig *rig = *state;
    static const char *const rubbish[] = {"",         "{",   "[]", "{\"schema\":\"kiosk.heartbeat/1\"}",
                                          "\xff\xfe", "null"};
    for (guint i = 0; i < G_N_ELEMENTS(rubbish); i++) {
        g_autoptr(HttpReply) reply =
            rig_send(rig, &rig->kiosk, "POST", WIRE_PATH_HEARTBEAT, rubbish[i], strlen(rubbish[i]));
        assert_issue(reply, 400, "message");
    }
    g_autoptr(HttpReply) good = rig_send(rig, &rig->kiosk, "GET", "/v1/files/content", NULL, 0);
    assert_int_equal(good->status, 200);
}

static void a_look_up_answers_what_is_known_sealed_to_the_kiosk(void **state)
{
    HubRig *rig = *state;
    guint8 tag[SEAL_TAG_BYTES];
    seal_person_tag(rig->kiosk.person_key, "990101198803152217", tag);
    g_autofree char *hex = seal_hex(tag, sizeof tag);
    g_autoptr(WireLookup) lookup = wire_lookup_new(hex, "elder-allowance");
    wire_lookup_add(lookup, "resident.phone");
    wire_lookup_add(lookup, "resident.shoe_size");
    g_autoptr(HttpReply) reply =
        rig_send_text(rig, &rig->kiosk, "POST", WIRE_PATH_LOOKUPS, wire_lookup_encode(lookup, NULL, NULL));
    g_autoptr(SealBuffer) plain = rig_open(&rig->kiosk, reply);
    assert_non_null(plain);
    g_autoptr(WireLookupAnswer) answer =
        wire_lookup_answer_decode((const char *)seal_buffer_peek(plain), seal_buffer_len(plain), NULL);
    assert_string_equal(json_string_value(json_object_get(answer->values, "resident.phone")), "13800000102");
    assert_int_equal(json_object_size(answer->values), 1);
    assert_null(strstr((char *)reply->body->data, "13800000102"));
}

#define HUB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HUB_TEST(a_kiosk_joins_with_its_code_and_gets_the_community),
        HUB_TEST(a_lost_answer_to_joining_is_given_again),
        HUB_TEST(a_code_is_good_for_one_kiosk_only),
        HUB_TEST(a_wrong_code_is_refused_and_after_ten_the_right_one_too),
        HUB_TEST(a_code_older_than_a_day_is_refused),
        HUB_TEST(a_code_typed_in_small_letters_without_hyphens_is_the_same),
        HUB_TEST(an_unsigned_request_is_refused),
        HUB_TEST(a_request_signed_with_another_key_is_refused),
        HUB_TEST(a_request_for_another_path_than_the_signed_one_is_refused),
        HUB_TEST(the_same_request_twice_is_a_replay),
        HUB_TEST(a_request_of_an_hour_ago_is_refused_by_its_time),
        HUB_TEST(a_restarted_hub_still_knows_its_kiosk),
        HUB_TEST(blocks_of_two_kiosks_never_overlap),
        HUB_TEST(the_same_request_for_numbers_gets_the_same_block),
        HUB_TEST(no_numbers_are_lent_for_a_day_far_away),
        HUB_TEST(a_kiosk_cannot_drain_a_day),
        HUB_TEST(an_attachment_arrives_in_pieces_and_goes_on_after_a_restart),
        HUB_TEST(a_piece_at_the_wrong_place_changes_nothing),
        HUB_TEST(an_attachment_that_is_not_what_it_says_is_thrown_away),
        HUB_TEST(a_document_with_a_known_etag_is_not_sent_again),
        HUB_TEST(unknown_paths_and_methods_say_so),
        HUB_TEST(a_body_above_the_limit_is_refused_by_its_announced_length),
        HUB_TEST(rubbish_is_answered_and_the_next_request_works),
        HUB_TEST(a_look_up_answers_what_is_known_sealed_to_the_kiosk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

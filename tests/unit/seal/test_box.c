/* Sealed boxes and streams: what goes in comes out, and nothing else does. */
#include "tests/support/cmocka.h"
#include "kiosk/seal/box.h"

#include <string.h>

#define CHUNK (64 * 1024)

static int setup(void **state)
{
    seal_init();
    *state = seal_pair_new_box();
    return 0;
}

static int teardown(void **state)
{
    seal_pair_free(*state);
    return 0;
}

static void what_is_sealed_opens_with_the_pair_only(void **state)
{
    SealPair *hub = *state;
    g_autoptr(SealPair) stranger = seal_pair_new_box();
    g_autoptr(GBytes) sealed = seal_box(hub->public_key, "answers", 8, NULL);
    gsize len;
    const guint8 *bytes = g_bytes_get_data(sealed, &len);

    g_autoptr(SealBuffer) opened = seal_box_open(hub, bytes, len, NULL);
    g_autoptr(GError) error = NULL;
    assert_null(seal_box_open(stranger, bytes, len, &error));

    assert_string_equal((const char *)seal_buffer_peek(opened), "answers");
    assert_int_equal(seal_buffer_len(opened), 8);
    assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_FORGED));
    assert_int_equal(bytes[0], SEAL_ALG_BOX_X25519);
}

static void every_changed_byte_and_every_cut_of_a_box_is_refused(void **state)
{
    SealPair *hub = *state;
    g_autoptr(GBytes) sealed = seal_box(hub->public_key, "0123456789", 10, NULL);
    gsize len;
    const guint8 *bytes = g_bytes_get_data(sealed, &len);

    for (gsize i = 0; i < len; i++) {
        g_autofree guint8 *changed = g_memdup2(bytes, len);
        changed[i] ^= 0x20;
        assert_null(seal_box_open(hub, changed, len, NULL));
        assert_null(seal_box_open(hub, bytes, i, NULL));
    }
}

static void an_algorithm_of_tomorrow_is_named_and_refused(void **state)
{
    g_autoptr(GBytes) sealed = seal_box(((SealPair *)*state)->public_key, "x", 1, NULL);
    gsize len;
    g_autofree guint8 *bytes = g_memdup2(g_bytes_get_data(sealed, &len), g_bytes_get_size(sealed));
    bytes[0] = SEAL_ALG_SM2;
    g_autoptr(GError) error = NULL;
    assert_null(seal_box_open(*state, bytes, len, &error));
    assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_FORMAT));
    assert_non_null(strstr(error->message, "0x81"));
}

static void nothing_is_sealed_to_a_weak_public_key(void **state)
{
    guint8 zero[SEAL_KEY_BYTES] = {0};
    g_autoptr(GError) error = NULL;
    assert_null(seal_box(zero, "x", 1, &error));
    assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_FORMAT));
    assert_null(seal_stream(zero, "x", 1, NULL));
}

static void photos_of_every_size_round_the_chunk_edge_come_back_whole(void **state)
{
    SealPair *hub = *state;
    const gsize sizes[] = {0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 1000 * 1000, SEAL_STREAM_MAX};
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
        g_autofree guint8 *photo = g_malloc(sizes[i] + 1);
        memset(photo, (int)i + 1, sizes[i] + 1);
        g_autoptr(GBytes) sealed = seal_stream(hub->public_key, photo, sizes[i], NULL);
        gsize len;
        const void *bytes = g_bytes_get_data(sealed, &len);
        g_autoptr(SealBuffer) opened = seal_stream_open(hub, bytes, len, NULL);
        assert_non_null(opened);
        assert_int_equal(seal_buffer_len(opened), sizes[i]);
        assert_memory_equal(seal_buffer_peek(opened), photo, sizes[i]);
    }
}

static void a_photo_that_lost_or_swapped_a_chunk_is_refused(void **state)
{
    SealPair *hub = *state;
    g_autofree guint8 *photo = g_malloc0(3 * CHUNK);
    g_autoptr(GBytes) sealed = seal_stream(hub->public_key, photo, 3 * CHUNK, NULL);
    gsize len;
    const guint8 *bytes = g_bytes_get_data(sealed, &len);
    gsize chunk = CHUNK + 17, head = len - 3 * chunk;

    assert_null(seal_stream_open(hub, bytes, len - chunk, NULL)); /* cut exactly between two chunks */
    assert_null(seal_stream_open(hub, bytes, len - 1, NULL));
    assert_null(seal_stream_open(hub, bytes, head, NULL));
    g_autofree guint8 *swapped = g_memdup2(bytes, len);
    memcpy(swapped + head, bytes + head + chunk, chunk);
    memcpy(swapped + head + chunk, bytes + head, chunk);
    assert_null(seal_stream_open(hub, swapped, len, NULL));
    g_autofree guint8 *longer = g_malloc0(len + 20);
    memcpy(longer, bytes, len);
    assert_null(seal_stream_open(hub, longer, len + 20, NULL));
}

static void what_is_too_large_is_refused_before_any_work(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autofree guint8 *big = g_malloc0(SEAL_STREAM_MAX + 1);
    assert_null(seal_stream(((SealPair *)*state)->public_key, big, SEAL_STREAM_MAX + 1, &error));
    assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_TOO_LARGE));
    assert_null(seal_box(((SealPair *)*state)->public_key, big, SEAL_BOX_MAX + 1, NULL));
}

static void a_buffer_is_zero_at_first_and_after_wiping(void **state)
{
    g_autoptr(SealBuffer) buffer = seal_buffer_new(100);
    guint8 zero[100] = {0};
    assert_memory_equal(seal_buffer_peek(buffer), zero, 100);
    seal_random(seal_buffer_data(buffer), 100);
    assert_memory_not_equal(seal_buffer_peek(buffer), zero, 100);
    seal_buffer_wipe(buffer);
    assert_memory_equal(seal_buffer_peek(buffer), zero, 100);
    assert_int_equal(seal_buffer_len(NULL), 0);
    g_autoptr(SealBuffer) text = seal_buffer_new_take_text(g_strdup("three"));
    assert_int_equal(seal_buffer_len(text), 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_sealed_opens_with_the_pair_only),
        cmocka_unit_test(every_changed_byte_and_every_cut_of_a_box_is_refused),
        cmocka_unit_test(an_algorithm_of_tomorrow_is_named_and_refused),
        cmocka_unit_test(nothing_is_sealed_to_a_weak_public_key),
        cmocka_unit_test(photos_of_every_size_round_the_chunk_edge_come_back_whole),
        cmocka_unit_test(a_photo_that_lost_or_swapped_a_chunk_is_refused),
        cmocka_unit_test(what_is_too_large_is_refused_before_any_work),
        cmocka_unit_test(a_buffer_is_zero_at_first_and_after_wiping),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

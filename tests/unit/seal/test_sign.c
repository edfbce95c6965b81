/* Fingerprints and signatures. */
#include "tests/support/cmocka.h"
#include "kiosk/seal/hash.h"
#include "kiosk/seal/sign.h"

#include <string.h>

static const guint8 KEY[SEAL_KEY_BYTES] = {1, 2, 3};

static int setup(void **state)
{
    seal_init();
    return 0;
}

static void hashes_equal_the_published_vectors(void **state)
{
    guint8 out[SEAL_HASH_BYTES];
    assert_true(seal_hash(SEAL_ALG_BLAKE2B_256, "a", 1, "bc", 2, out, NULL));
    g_autofree char *blake = seal_hex(out, sizeof out);
    seal_sha256("abc", 3, out);
    g_autofree char *sha = seal_hex(out, sizeof out);
    assert_string_equal(blake, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    assert_string_equal(sha, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void an_algorithm_that_is_not_in_this_build_is_refused(void **state)
{
    guint8 out[SEAL_HASH_BYTES];
    g_autoptr(GError) error = NULL;
    assert_false(seal_hash(SEAL_ALG_SM3, "a", 1, NULL, 0, out, &error));
    assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_FORMAT));
}

static void hex_is_read_strictly(void **state)
{
    guint8 out[2] = {7, 7};
    assert_false(seal_unhex("ab", out, 2));
    assert_false(seal_unhex("abcdef", out, 2));
    assert_false(seal_unhex("abcg", out, 2));
    assert_false(seal_unhex(NULL, out, 2));
    assert_int_equal(out[0], 7);
    assert_true(seal_unhex("ABcd", out, 2));
    assert_int_equal(out[1], 0xcd);
}

static void a_person_has_one_tag_whatever_the_x_and_another_under_another_key(void **state)
{
    guint8 upper[SEAL_TAG_BYTES], lower[SEAL_TAG_BYTES], other[SEAL_TAG_BYTES], foreign[SEAL_TAG_BYTES];
    guint8 key2[SEAL_KEY_BYTES] = {9};
    seal_person_tag(KEY, "99010119450801123X", upper);
    seal_person_tag(KEY, "99010119450801123x", lower);
    seal_person_tag(KEY, "990101194508011230", other);
    seal_person_tag(key2, "99010119450801123X", foreign);
    assert_memory_equal(upper, lower, SEAL_TAG_BYTES);
    assert_memory_not_equal(upper, other, SEAL_TAG_BYTES);
    assert_memory_not_equal(upper, foreign, SEAL_TAG_BYTES);
}

static void a_request_is_bound_to_all_its_parts(void **state)
{
    const SealRequest request = {"PUT", "/v1/cases/1", 1000, "n", "body", 4};
    g_autofree char *signature = seal_request_sign(KEY, &request);
    assert_true(seal_request_verify(KEY, &request, signature));

    const SealRequest others[] = {
        {"POST", "/v1/cases/1", 1000, "n", "body", 4}, {"PUT", "/v1/cases/2", 1000, "n", "body", 4},
        {"PUT", "/v1/cases/1", 1001, "n", "body", 4},  {"PUT", "/v1/cases/1", 1000, "m", "body", 4},
        {"PUT", "/v1/cases/1", 1000, NULL, "body", 4}, {"PUT", "/v1/cases/1", 1000, "n", "bodx", 4},
        {"PUT", "/v1/cases/1", 1000, "n", "body", 3},  {"PUT", "/v1/cases/1", 1000, "n", NULL, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
        assert_false(seal_request_verify(KEY, &others[i], signature));
    guint8 key2[SEAL_KEY_BYTES] = {9};
    assert_false(seal_request_verify(key2, &request, signature));
}

static void a_signature_in_any_other_spelling_is_refused(void **state)
{
    const SealRequest request = {"GET", "/", 1, NULL, NULL, 0};
    g_autofree char *signature = seal_request_sign(KEY, &request);
    g_autofree char *longer = g_strconcat(signature, " ", NULL);
    g_autofree char *other = g_strdup(signature);
    other[0] = '2';
    assert_false(seal_request_verify(KEY, &request, longer));
    assert_false(seal_request_verify(KEY, &request, other));
    assert_false(seal_request_verify(KEY, &request, ""));
    assert_false(seal_request_verify(KEY, &request, NULL));
}

static void parts_cannot_slide_into_each_other(void **state)
{
    const SealRequest broken = {"GET", "/a\n1", 1, NULL, NULL, 0};
    assert_false(seal_request_verify(KEY, &broken, "31"));
}

static void a_mac_fits_one_key_and_one_text(void **state)
{
    guint8 mac[SEAL_HASH_BYTES], key2[SEAL_KEY_BYTES] = {9};
    seal_mac(KEY, "proof", 5, mac);
    assert_true(seal_mac_verify(KEY, "proof", 5, mac));
    assert_false(seal_mac_verify(KEY, "proof", 4, mac));
    assert_false(seal_mac_verify(key2, "proof", 5, mac));
    seal_mac(KEY, NULL, 0, mac);
    assert_true(seal_mac_verify(KEY, NULL, 0, mac));
}

static void a_digest_signature_is_good_for_one_digest_only(void **state)
{
    g_autoptr(SealPair) hub = seal_pair_new_sign();
    g_autoptr(SealPair) other = seal_pair_new_sign();
    guint8 signature[SEAL_SIGNATURE_BYTES];
    seal_sign(hub, "digest", 6, signature);
    assert_true(seal_verify(hub->public_key, "digest", 6, signature));
    assert_false(seal_verify(hub->public_key, "digesT", 6, signature));
    assert_false(seal_verify(other->public_key, "digest", 6, signature));
}

static void random_numbers_stay_below_their_bound(void **state)
{
    gboolean seen[5] = {FALSE};
    for (int i = 0; i < 500; i++)
        seen[seal_random_below(5)] = TRUE;
    for (int i = 0; i < 5; i++)
        assert_true(seen[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hashes_equal_the_published_vectors),
        cmocka_unit_test(an_algorithm_that_is_not_in_this_build_is_refused),
        cmocka_unit_test(hex_is_read_strictly),
        cmocka_unit_test(a_person_has_one_tag_whatever_the_x_and_another_under_another_key),
        cmocka_unit_test(a_request_is_bound_to_all_its_parts),
        cmocka_unit_test(a_signature_in_any_other_spelling_is_refused),
        cmocka_unit_test(parts_cannot_slide_into_each_other),
        cmocka_unit_test(a_mac_fits_one_key_and_one_text),
        cmocka_unit_test(a_digest_signature_is_good_for_one_digest_only),
        cmocka_unit_test(random_numbers_stay_below_their_bound),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}

/* What only the same card opens, and staff PINs. */
#include "tests/support/cmocka.h"
#include "kiosk/seal/pin.h"
#include "kiosk/seal/secret.h"

#include <string.h>

static const guint8 SALT[SEAL_KEY_BYTES] = {42};

static int setup(void **state)
{
    seal_init();
    return 0;
}

static SealCard *card(const char *kind, const char *number)
{
    return seal_card_new(SALT, kind, number, strlen(number), NULL);
}

static void a_draft_opens_with_the_same_card_and_place_only(void **state)
{
    g_autoptr(SealCard) first = card("identity", "99010119450801123X");
    g_autoptr(SealCard) again = card("identity", "99010119450801123X");
    g_autoptr(SealCard) other = card("identity", "990101194508011230");
    g_autoptr(GBytes) sealed =
        seal_secret(seal_buffer_peek(first->draft_key), "draft", 5, "YS-MZ-03", 8, NULL);
    gsize len;
    const void *bytes = g_bytes_get_data(sealed, &len);

    g_autoptr(SealBuffer) opened =
        seal_secret_open(seal_buffer_peek(again->draft_key), bytes, len, "YS-MZ-03", 8, NULL);
    assert_memory_equal(seal_buffer_peek(opened), "draft", 5);
    assert_null(seal_secret_open(seal_buffer_peek(other->draft_key), bytes, len, "YS-MZ-03", 8, NULL));
    assert_null(seal_secret_open(seal_buffer_peek(again->draft_key), bytes, len, "YS-MZ-04", 8, NULL));
    assert_memory_equal(first->tag, again->tag, SEAL_TAG_BYTES);
    assert_memory_not_equal(first->tag, other->tag, SEAL_TAG_BYTES);
}

static void the_stored_tag_says_nothing_of_the_key(void **state)
{
    g_autoptr(SealCard) one = card("identity", "99010119450801123X");
    assert_memory_not_equal(one->tag, seal_buffer_peek(one->draft_key), SEAL_TAG_BYTES);
}

static void the_same_digits_as_identity_and_as_token_are_two_cards(void **state)
{
    g_autoptr(SealCard) identity = card("identity", "04A1B2C3");
    g_autoptr(SealCard) token = card("token", "04A1B2C3");
    assert_memory_not_equal(identity->tag, token->tag, SEAL_TAG_BYTES);
}

static void another_kiosk_knows_the_card_by_another_tag(void **state)
{
    const guint8 salt2[SEAL_KEY_BYTES] = {43};
    g_autoptr(SealCard) here = card("identity", "99010119450801123X");
    g_autoptr(SealCard) there = seal_card_new(salt2, "identity", "99010119450801123X", 18, NULL);
    assert_memory_not_equal(here->tag, there->tag, SEAL_TAG_BYTES);
}

static void a_changed_or_cut_draft_is_refused(void **state)
{
    g_autoptr(GBytes) sealed = seal_secret(SALT, "draft", 5, NULL, 0, NULL);
    gsize len;
    const guint8 *bytes = g_bytes_get_data(sealed, &len);
    for (gsize i = 0; i < len; i++) {
        g_autofree guint8 *changed = g_memdup2(bytes, len);
        changed[i] ^= 4;
        assert_null(seal_secret_open(SALT, changed, len, NULL, 0, NULL));
        assert_null(seal_secret_open(SALT, bytes, i, NULL, 0, NULL));
    }
}

static void two_seals_of_the_same_text_look_different(void **state)
{
    g_autoptr(GBytes) one = seal_secret(SALT, "draft", 5, NULL, 0, NULL);
    g_autoptr(GBytes) two = seal_secret(SALT, "draft", 5, NULL, 0, NULL);
    assert_false(g_bytes_equal(one, two));
}

static void a_one_time_code_gives_both_ends_the_same_key(void **state)
{
    g_autoptr(SealBuffer) kiosk = seal_code_key("K7QM-22XP", "QC-01", NULL);
    g_autoptr(SealBuffer) hub = seal_code_key("K7QM-22XP", "QC-01", NULL);
    g_autoptr(SealBuffer) elsewhere = seal_code_key("K7QM-22XP", "QC-02", NULL);
    assert_memory_equal(seal_buffer_peek(kiosk), seal_buffer_peek(hub), SEAL_KEY_BYTES);
    assert_memory_not_equal(seal_buffer_peek(kiosk), seal_buffer_peek(elsewhere), SEAL_KEY_BYTES);
}

static void a_pin_is_checked_against_its_own_hash(void **state)
{
    g_autofree char *hash = seal_pin_hash("204816", NULL);
    g_autofree char *again = seal_pin_hash("204816", NULL);
    assert_true(g_str_has_prefix(hash, "$argon2id$"));
    assert_string_not_equal(hash, again);
    assert_true(seal_pin_verify(hash, "204816"));
    assert_false(seal_pin_verify(hash, "204817"));
    assert_false(seal_pin_verify(hash, ""));
}

static void a_damaged_or_missing_pin_hash_lets_nobody_in(void **state)
{
    g_autofree char *endless = g_strnfill(5000, '$');
    assert_false(seal_pin_verify(NULL, "204816"));
    assert_false(seal_pin_verify("", ""));
    assert_false(seal_pin_verify("$argon2id$v=19$m=32768,t=2,p=1$", "204816"));
    assert_false(seal_pin_verify(endless, "204816"));
}

static void pins_that_anybody_would_try_first_are_not_good(void **state)
{
    const char *bad[] = {"123456", "654321", "000000", "12345", "1234567890123", "20481a", "", NULL};
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
        assert_false(seal_pin_is_good(bad[i]));
    assert_true(seal_pin_is_good("204816"));
    assert_true(seal_pin_is_good("123457"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_draft_opens_with_the_same_card_and_place_only),
        cmocka_unit_test(the_stored_tag_says_nothing_of_the_key),
        cmocka_unit_test(the_same_digits_as_identity_and_as_token_are_two_cards),
        cmocka_unit_test(another_kiosk_knows_the_card_by_another_tag),
        cmocka_unit_test(a_changed_or_cut_draft_is_refused),
        cmocka_unit_test(two_seals_of_the_same_text_look_different),
        cmocka_unit_test(a_one_time_code_gives_both_ends_the_same_key),
        cmocka_unit_test(a_pin_is_checked_against_its_own_hash),
        cmocka_unit_test(a_damaged_or_missing_pin_hash_lets_nobody_in),
        cmocka_unit_test(pins_that_anybody_would_try_first_are_not_good),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}

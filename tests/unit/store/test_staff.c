/* Staff, their badges and PINs; what the hub published. */
#include "tests/unit/store/fixture.h"
#include "kiosk/seal/pin.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/content.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/staff.h"

static void hire(Fixture *f)
{
    g_autofree char *hash = seal_pin_hash("204816", NULL);
    assert_true(store_staff_put(f->store, "007", "community_worker", hash, "001", NOW, NULL));
    assert_true(store_badge_put(f->store, ANNA, "007", NULL));
}

static StorePin try_pin(Fixture *f, const char *pin, gint64 now_ms, gint64 *wait_ms)
{
    StorePin result;
    GError *error = NULL;
    if (!store_pin_check(f->store, "007", pin, now_ms, &result, wait_ms, &error))
        fail_msg("%s", error->message);
    return result;
}

static void badge_and_pin_together_let_in(void **state)
{
    Fixture *f = *state;
    hire(f);
    StoreStaff staff;
    assert_true(store_badge_find(f->store, ANNA, &staff, NULL));
    assert_string_equal(staff.staff_no, "007");
    assert_string_equal(staff.role, "community_worker");
    g_autoptr(GError) error = NULL;
    assert_false(store_badge_find(f->store, BERT, &staff, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_NOT_FOUND));
    assert_int_equal(try_pin(f, "204816", NOW, NULL), STORE_PIN_RIGHT);
    assert_int_equal(try_pin(f, "204817", NOW, NULL), STORE_PIN_WRONG);
}

static void five_wrong_pins_lock_for_fifteen_seconds_and_each_more_doubles(void **state)
{
    Fixture *f = *state;
    hire(f);
    gint64 now = NOW, wait = 0;
    for (int i = 1; i <= 4; i++) {
        assert_int_equal(try_pin(f, "000000", now, &wait), STORE_PIN_WRONG);
        assert_int_equal(wait, 0);
    }
    const gint64 locks[] = {15000, 30000, 60000, 120000};
    for (gsize i = 0; i < G_N_ELEMENTS(locks); i++) {
        assert_int_equal(try_pin(f, "000000", now, &wait), STORE_PIN_WRONG);
        assert_int_equal(wait, locks[i]);
        assert_int_equal(try_pin(f, "204816", now + locks[i] - 1, &wait), STORE_PIN_LOCKED);
        assert_int_equal(wait, 1);
        now += locks[i];
    }
    assert_int_equal(store_pin_wait_ms(f->store, "007", now, NULL), 0);
    assert_int_equal(try_pin(f, "204816", now, &wait), STORE_PIN_RIGHT);
    assert_int_equal(try_pin(f, "000000", now, &wait), STORE_PIN_WRONG);
    assert_int_equal(wait, 0); /* the right one set the count to 0 */
}

static void a_lock_survives_a_restart_and_a_clock_that_goes_back(void **state)
{
    Fixture *f = *state;
    hire(f);
    for (int i = 0; i < STORE_PIN_FREE_TRIES; i++)
        try_pin(f, "000000", NOW, NULL);
    fixture_reopen(f);
    assert_int_equal(try_pin(f, "204816", NOW + 14999, NULL), STORE_PIN_LOCKED);
    assert_int_equal(store_pin_wait_ms(f->store, "007", NOW - 99 * DAY_MS, NULL), 15000);
    assert_int_equal(try_pin(f, "204816", NOW + 15000, NULL), STORE_PIN_RIGHT);
}

static void a_lock_never_grows_beyond_an_hour(void **state)
{
    Fixture *f = *state;
    hire(f);
    assert_int_equal(sqlite3_exec(f->store->db, "UPDATE staff SET wrong = 900", 0, 0, 0), SQLITE_OK);
    gint64 wait = 0;
    assert_int_equal(try_pin(f, "000000", NOW, &wait), STORE_PIN_WRONG);
    assert_int_equal(wait, STORE_PIN_LOCK_MAX_MS);
}

static void a_try_is_counted_on_disk_although_the_plug_is_pulled(void **state)
{
    Fixture *f = *state;
    hire(f);
    try_pin(f, "000000", NOW, NULL);
    sqlite3_stmt *stmt = NULL;
    sqlite3 *other = NULL;
    assert_int_equal(sqlite3_open(f->path, &other), SQLITE_OK); /* what another process sees is on disk */
    assert_int_equal(sqlite3_prepare_v2(other, "SELECT wrong FROM staff", -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(stmt, 0), 1);
    sqlite3_finalize(stmt);
    sqlite3_close(other);
}

static void an_unknown_staff_number_is_simply_wrong(void **state)
{
    Fixture *f = *state;
    StorePin result;
    assert_true(store_pin_check(f->store, "404", "204816", NOW, &result, NULL, NULL));
    assert_int_equal(result, STORE_PIN_WRONG);
    assert_false(store_pin_check(f->store, "4 4", "204816", NOW, &result, NULL, NULL));
    assert_int_equal(result, STORE_PIN_WRONG);
}

static void every_try_stands_in_the_chain_and_no_pin_does(void **state)
{
    Fixture *f = *state;
    hire(f);
    try_pin(f, "204816", NOW, NULL);
    try_pin(f, "135799", NOW, NULL);
    g_autofree char *path = g_build_filename(f->folder, "chain.jsonl", NULL);
    assert_true(store_audit_export(f->store, path, 0, 0, NULL));
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_non_null(strstr(text, "\"event\":\"staff.login\""));
    assert_non_null(strstr(text, "wrong_pin"));
    assert_null(strstr(text, "204816"));
    assert_null(strstr(text, "135799"));
}

static void a_new_role_keeps_the_pin_and_leaving_takes_the_badge_along(void **state)
{
    Fixture *f = *state;
    hire(f);
    assert_true(store_staff_put(f->store, "007", "device_ops", NULL, "001", NOW, NULL));
    assert_int_equal(try_pin(f, "204816", NOW, NULL), STORE_PIN_RIGHT);
    assert_int_equal(store_staff_count(f->store, NULL), 1);
    assert_true(store_staff_remove(f->store, "007", "001", NOW, NULL));
    StoreStaff staff;
    assert_false(store_badge_find(f->store, ANNA, &staff, NULL));
    assert_int_equal(store_staff_count(f->store, NULL), 0);
    assert_false(store_badge_put(f->store, ANNA, "007", NULL)); /* no badge for nobody */
}

static void a_badge_can_be_taken_away_alone(void **state)
{
    Fixture *f = *state;
    hire(f);
    assert_true(store_badge_remove(f->store, ANNA, NULL));
    StoreStaff staff;
    assert_false(store_badge_find(f->store, ANNA, &staff, NULL));
    assert_int_equal(store_staff_count(f->store, NULL), 1);
}

/* --- content
 * ------------------------------------------------------------------------------------------------------------
 */
static void what_was_published_comes_back_with_its_etag(void **state)
{
    Fixture *f = *state;
    g_autoptr(GBytes) old = g_bytes_new("{\"v\":1}", 7), new = g_bytes_new("{\"v\":2}", 7);
    assert_true(store_content_put(f->store, "catalogue", "\"e1\"", old, NOW, NULL));
    assert_true(store_content_put(f->store, "catalogue", "\"e2\"", new, NOW, NULL));
    fixture_reopen(f);
    g_autofree char *etag = NULL, *again = store_content_etag(f->store, "catalogue", NULL);
    g_autoptr(GBytes) body = store_content_get(f->store, "catalogue", &etag, NULL);
    assert_true(g_bytes_equal(body, new));
    assert_string_equal(etag, "\"e2\"");
    assert_string_equal(again, etag);
    assert_true(store_content_delete(f->store, "catalogue", NULL));
    g_autoptr(GError) error = NULL;
    assert_null(store_content_get(f->store, "catalogue", NULL, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_NOT_FOUND));
}

static void damaged_content_is_not_handed_out(void **state)
{
    Fixture *f = *state;
    g_autoptr(GBytes) body = g_bytes_new("{\"v\":1}", 7);
    assert_true(store_content_put(f->store, "catalogue", "e", body, NOW, NULL));
    assert_int_equal(sqlite3_exec(f->store->db, "UPDATE content SET body = x'7b7d'", 0, 0, 0), SQLITE_OK);
    g_autoptr(GError) error = NULL;
    assert_null(store_content_get(f->store, "catalogue", NULL, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_DAMAGED));
}

static void content_is_bounded(void **state)
{
    Fixture *f = *state;
    g_autofree char *huge = g_malloc0(STORE_CONTENT_MAX + 1);
    g_autoptr(GBytes) big = g_bytes_new_static(huge, STORE_CONTENT_MAX + 1), empty = g_bytes_new(NULL, 0);
    assert_false(store_content_put(f->store, "catalogue", "e", big, NOW, NULL));
    assert_false(store_content_put(f->store, "../x", "e", empty, NOW, NULL));
    assert_true(store_content_put(f->store, "empty", "e", empty, NOW, NULL));
    g_autoptr(GBytes) back = store_content_get(f->store, "empty", NULL, NULL);
    assert_int_equal(g_bytes_get_size(back), 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(badge_and_pin_together_let_in),
        CASE(five_wrong_pins_lock_for_fifteen_seconds_and_each_more_doubles),
        CASE(a_lock_survives_a_restart_and_a_clock_that_goes_back),
        CASE(a_lock_never_grows_beyond_an_hour),
        CASE(a_try_is_counted_on_disk_although_the_plug_is_pulled),
        CASE(an_unknown_staff_number_is_simply_wrong),
        CASE(every_try_stands_in_the_chain_and_no_pin_does),
        CASE(a_new_role_keeps_the_pin_and_leaving_takes_the_badge_along),
        CASE(a_badge_can_be_taken_away_alone),
        CASE(what_was_published_comes_back_with_its_etag),
        CASE(damaged_content_is_not_handed_out),
        CASE(content_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The outbox and what travels with it. */
#include "tests/unit/store/fixture.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/outbox.h"

static GBytes *bytes_of(const char *text)
{
    return g_bytes_new(text, strlen(text));
}

static void put(Fixture *f, StoreOutKind kind, const char *key)
{
    g_autoptr(GBytes) payload = bytes_of(key);
    assert_true(store_outbox_put(f->store, kind, key, payload, NOW, NULL));
}

static int waiting(Fixture *f)
{
    StoreOutStats stats;
    assert_true(store_outbox_stats(f->store, &stats, NULL));
    return stats.waiting;
}

static gint64 first_id(Fixture *f)
{
    g_autoptr(GPtrArray) list = store_outbox_list(f->store, NULL);
    assert_true(list->len > 0);
    return ((StoreOutItem *)g_ptr_array_index(list, 0))->id;
}

static void help_goes_first_then_cases_in_order_then_the_rest(void **state)
{
    Fixture *f = *state;
    put(f, STORE_OUT_COUNTERS, "counters");
    put(f, STORE_OUT_RATING, "rating");
    put_case(f, "case-1", ANNA);
    put_case(f, "case-2", ANNA);
    put(f, STORE_OUT_WITHDRAWAL, "withdrawal");
    put(f, STORE_OUT_HELP, "help");
    const char *order[] = {"help", "case-1", "case-2", "withdrawal", "rating", "counters"};
    for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
        g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW, NULL, NULL);
        assert_string_equal(item->key, order[i]);
        assert_true(store_outbox_ack(f->store, item->id, NULL, NOW, NULL));
    }
    gint64 when = -1;
    assert_null(store_outbox_next(f->store, NOW, &when, NULL));
    assert_int_equal(when, 0);
}

static void the_same_key_twice_is_one_row(void **state)
{
    Fixture *f = *state;
    put(f, STORE_OUT_RATING, "r1");
    put(f, STORE_OUT_RATING, "r1");
    assert_int_equal(waiting(f), 1);
}

static void of_counters_only_the_newest_waits(void **state)
{
    Fixture *f = *state;
    put(f, STORE_OUT_COUNTERS, "c1");
    put(f, STORE_OUT_COUNTERS, "c2");
    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW, NULL, NULL);
    assert_int_equal(waiting(f), 1);
    assert_string_equal(item->key, "c2");
}

static void what_failed_waits_until_its_time_and_says_when(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    gint64 id = first_id(f), when = 0;
    assert_true(store_outbox_failed(f->store, id, "hub unreachable", NOW, NOW + 5000, NULL));
    assert_null(store_outbox_next(f->store, NOW + 4999, &when, NULL));
    assert_int_equal(when, NOW + 5000);
    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW + 5000, NULL, NULL);
    assert_int_equal(item->attempts, 1);
    assert_string_equal(item->problem, "hub unreachable");
}

static void one_waiting_row_does_not_hold_up_the_next(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    put_case(f, "k2", ANNA);
    assert_true(store_outbox_failed(f->store, first_id(f), "timeout", NOW, NOW + 5000, NULL));
    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW, NULL, NULL);
    assert_string_equal(item->key, "k2");
}

static void a_wait_is_capped_and_survives_a_clock_that_goes_back(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    gint64 when = 0;
    assert_true(store_outbox_failed(f->store, first_id(f), "timeout", NOW, NOW + 100 * DAY_MS, NULL));
    assert_null(store_outbox_next(f->store, NOW, &when, NULL));
    assert_int_equal(when, NOW + STORE_OUT_BACKOFF_MAX_MS);
    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW - 30 * DAY_MS, NULL, NULL);
    assert_non_null(item); /* nobody waits for a month because the clock was mended */
}

static void send_now_means_now(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    assert_true(store_outbox_failed(f->store, first_id(f), "timeout", NOW, NOW + 60000, NULL));
    assert_true(store_outbox_hurry(f->store, NOW, NULL));
    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW, NULL, NULL);
    assert_non_null(item);
}

/* Does any page of the store's files hold this text? */
static gboolean file_holds(Fixture *f, const char *text)
{
    const char *ends[] = {"", "-wal"};
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *path = g_strconcat(f->path, ends[i], NULL);
        g_autofree char *bytes = NULL;
        gsize len = 0;
        if (g_file_get_contents(path, &bytes, &len, NULL) && memmem(bytes, len, text, strlen(text)))
            return TRUE;
    }
    return FALSE;
}

static void after_the_ack_payload_and_photos_are_gone_and_the_case_stays(void **state)
{
    Fixture *f = *state;
    g_autoptr(GBytes) photo = bytes_of("SEALED-PHOTO-CONTENT");
    g_autofree char *sha = g_strnfill(64, 'a');
    assert_true(store_attachment_stage(f->store, "app-1", sha, photo, NOW, NULL));
    StoreCaseNew c = case_of(f, "k1", ANNA);
    c.stage = "app-1";
    StoreCaseReceipt receipt;
    assert_true(store_case_put(f->store, &c, &receipt, NULL));
    assert_true(file_holds(f, "SEALED-PHOTO-CONTENT") && file_holds(f, "sealed for YS"));

    const StoreOutAck ack = {.state = "submitted", .pct = 10, .revision = 1};
    assert_true(store_outbox_ack(f->store, first_id(f), &ack, NOW + 1, NULL));
    g_autoptr(StoreCase) kept = store_case_by_key(f->store, "k1", NULL);
    assert_string_equal(kept->state, "submitted");
    assert_int_equal(kept->pct, 10);
    assert_int_equal(kept->due, c.due);
    g_autoptr(GPtrArray) photos = store_attachments_of(f->store, receipt.seq, NULL);
    assert_int_equal(photos->len, 0);
    assert_int_equal(waiting(f), 0);
    store_close(f->store); /* brings the WAL home */
    f->store = NULL;
    assert_false(file_holds(f, "SEALED-PHOTO-CONTENT"));
    assert_false(file_holds(f, "sealed for YS"));
}

static void a_second_ack_changes_nothing(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    gint64 id = first_id(f);
    StoreAuditReport before, after;
    assert_true(store_outbox_ack(f->store, id, NULL, NOW, NULL));
    assert_true(store_audit_verify(f->store, NULL, &before, NULL));
    assert_true(store_outbox_ack(f->store, id, NULL, NOW, NULL));
    assert_true(store_audit_verify(f->store, NULL, &after, NULL));
    assert_int_equal(before.records, 2); /* case.submit, case.upload */
    assert_int_equal(after.records, 2);
}

static void the_hub_numbers_a_case_that_had_only_a_temporary_number(void **state)
{
    Fixture *f = *state;
    StoreCaseNew c = case_of(f, "k1", ANNA);
    c.day = f->day + 1;
    StoreCaseReceipt receipt;
    assert_true(store_case_put(f->store, &c, &receipt, NULL));
    const StoreOutAck ack = {.case_no = "YS330108001005-20261123-000175", .pct = -1};
    assert_true(store_outbox_ack(f->store, first_id(f), &ack, NOW, NULL));
    g_autoptr(StoreCase) found = store_case_by_no(f->store, receipt.temp_no, NULL);
    assert_string_equal(found->case_no, ack.case_no);
    assert_int_equal(found->pct, 10);
}

static void what_the_hub_refuses_is_kept_for_staff_with_the_reason(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    gint64 id = first_id(f);
    assert_true(store_outbox_refuse(f->store, id, "unknown matter", NOW, NULL));
    assert_null(store_outbox_next(f->store, NOW + DAY_MS, NULL, NULL));
    StoreOutStats stats;
    assert_true(store_outbox_stats(f->store, &stats, NULL));
    assert_int_equal(stats.refused, 1);
    assert_int_equal(stats.waiting, 0);
    assert_true(store_outbox_retry(f->store, id, "007", NOW + 1, NULL));
    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW + 1, NULL, NULL);
    assert_int_equal(item->id, id);
    assert_true(g_bytes_get_size(item->payload) > 0);
}

static void only_a_refused_row_may_be_let_go_and_its_case_stays(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    gint64 id = first_id(f);
    g_autoptr(GError) error = NULL;
    assert_false(store_outbox_drop(f->store, id, "007", NOW, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_STATE));
    assert_true(store_outbox_refuse(f->store, id, "unknown matter", NOW, NULL));
    assert_true(store_outbox_drop(f->store, id, "007", NOW, NULL));
    g_autoptr(StoreCase) kept = store_case_by_key(f->store, "k1", NULL);
    assert_non_null(kept);
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    assert_true(store_verify(f->store, findings));
}

static void a_problem_text_with_a_persons_number_is_refused(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    g_autoptr(GError) error = NULL;
    assert_false(store_outbox_refuse(f->store, first_id(f), "bad id 99010119450801123X", NOW, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_REFUSED));
    assert_null(strstr(error->message, "9901"));
}

static void rows_of_one_kind_are_bounded_and_cases_are_not_touched_by_it(void **state)
{
    Fixture *f = *state;
    g_autoptr(GBytes) payload = bytes_of("x");
    g_autoptr(GError) error = NULL;
    StoreTx tx = store_tx_begin(f->store, NULL); /* one flush instead of thousands */
    for (int i = 0; i < STORE_OUT_WAITING_MAX; i++) {
        g_autofree char *key = g_strdup_printf("r%d", i);
        assert_true(store_outbox_put(f->store, STORE_OUT_RATING, key, payload, NOW, NULL));
    }
    assert_true(store_tx_commit(&tx, NULL));
    assert_false(store_outbox_put(f->store, STORE_OUT_RATING, "one-more", payload, NOW, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_LIMIT));
    put(f, STORE_OUT_HELP, "help");
    put_case(f, "k1", ANNA);
}

static void a_call_for_help_is_forgotten_when_nobody_stands_there_any_more(void **state)
{
    Fixture *f = *state;
    put(f, STORE_OUT_HELP, "help");
    put(f, STORE_OUT_RATING, "rating");
    assert_int_equal(store_outbox_expire_help(f->store, NOW, NULL), 0);
    assert_int_equal(store_outbox_expire_help(f->store, NOW + 1, NULL), 1);
    assert_int_equal(waiting(f), 1);
}

static void the_oldest_row_tells_how_long_the_hub_was_away(void **state)
{
    Fixture *f = *state;
    StoreOutStats stats;
    assert_true(store_outbox_stats(f->store, &stats, NULL));
    assert_int_equal(stats.oldest_ms, 0);
    put_case(f, "k1", ANNA);
    g_autoptr(GBytes) payload = bytes_of("x");
    assert_true(store_outbox_put(f->store, STORE_OUT_RATING, "r", payload, NOW + 9, NULL));
    assert_true(store_outbox_stats(f->store, &stats, NULL));
    assert_int_equal(stats.oldest_ms, NOW);
    assert_int_equal(stats.cases_waiting, 1);
}

/* --- attachments
 * ------------------------------------------------------------------------------------------------ */
static char *sha_of(int i)
{
    return g_strdup_printf("%064x", i);
}

static void a_photo_is_read_in_pieces_and_goes_on_where_it_stopped(void **state)
{
    Fixture *f = *state;
    g_autoptr(GBytes) photo = bytes_of("0123456789");
    g_autofree char *sha = sha_of(1);
    assert_true(store_attachment_stage(f->store, "s", sha, photo, NOW, NULL));
    g_autoptr(GPtrArray) list = store_attachments_staged(f->store, "s", NULL);
    StoreAttachment *item = g_ptr_array_index(list, 0);
    assert_int_equal(item->bytes, 10);
    assert_string_equal(item->sha256, sha);
    assert_string_equal(item->sealed_sha256,
                        "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882");

    g_autoptr(GBytes) middle = store_attachment_read(f->store, item->id, 4, 3, NULL);
    g_autoptr(GBytes) end = store_attachment_read(f->store, item->id, 8, 100, NULL);
    g_autoptr(GBytes) beyond = store_attachment_read(f->store, item->id, 10, 100, NULL);
    assert_memory_equal(g_bytes_get_data(middle, NULL), "456", 3);
    assert_int_equal(g_bytes_get_size(end), 2);
    assert_int_equal(g_bytes_get_size(beyond), 0);

    assert_true(store_attachment_sent(f->store, item->id, 7, NULL));
    g_autoptr(GPtrArray) later = store_attachments_staged(f->store, "s", NULL);
    assert_int_equal(((StoreAttachment *)g_ptr_array_index(later, 0))->offset, 7);
    g_autoptr(GError) over = NULL, missing = NULL, unread = NULL;
    assert_false(store_attachment_sent(f->store, item->id, 11, &over));
    assert_true(g_error_matches(over, STORE_ERROR, STORE_ERROR_STATE));
    assert_false(store_attachment_sent(f->store, item->id + 1, 1, &missing));
    assert_true(g_error_matches(missing, STORE_ERROR, STORE_ERROR_NOT_FOUND));
    assert_null(store_attachment_read(f->store, item->id + 1, 0, 1, &unread));
    assert_true(g_error_matches(unread, STORE_ERROR, STORE_ERROR_NOT_FOUND));
}

static void staging_is_bounded_in_number_size_and_name(void **state)
{
    Fixture *f = *state;
    g_autoptr(GBytes) photo = bytes_of("x");
    g_autofree char *huge = g_malloc0(STORE_ATTACHMENT_MAX + 1);
    g_autoptr(GBytes) big = g_bytes_new_static(huge, STORE_ATTACHMENT_MAX + 1);
    g_autofree char *sha = sha_of(0);
    for (int i = 0; i < STORE_ATTACHMENTS_MAX; i++) {
        g_autofree char *each = sha_of(i);
        assert_true(store_attachment_stage(f->store, "s", each, photo, NOW, NULL));
    }
    g_autofree char *more = sha_of(999);
    g_autoptr(GError) many = NULL, large = NULL, name = NULL;
    assert_false(store_attachment_stage(f->store, "s", more, photo, NOW, &many));
    assert_true(g_error_matches(many, STORE_ERROR, STORE_ERROR_LIMIT));
    assert_true(store_attachment_stage(f->store, "s", sha, photo, NOW, NULL)); /* the same again replaces */
    assert_false(store_attachment_stage(f->store, "t", sha, big, NOW, &large));
    assert_true(g_error_matches(large, STORE_ERROR, STORE_ERROR_LIMIT));
    assert_false(store_attachment_stage(f->store, "t", "photo.jpg", photo, NOW, &name));
    assert_true(g_error_matches(name, STORE_ERROR, STORE_ERROR_REFUSED));
}

static void photos_that_nobody_keeps_are_removed(void **state)
{
    Fixture *f = *state;
    g_autoptr(GBytes) photo = bytes_of("x");
    g_autofree char *one = sha_of(1), *two = sha_of(2);
    assert_true(store_attachment_stage(f->store, "a", one, photo, NOW, NULL));
    assert_true(store_attachment_stage(f->store, "a", two, photo, NOW, NULL));
    assert_true(store_attachment_stage(f->store, "b", one, photo, NOW, NULL));
    assert_true(store_attachment_unstage(f->store, "a", one, NULL));
    g_autoptr(GPtrArray) left = store_attachments_staged(f->store, "a", NULL);
    assert_int_equal(left->len, 1);
    assert_true(store_attachment_drop_stage(f->store, "a", NULL));
    assert_int_equal(store_attachments_purge(f->store, NOW, NULL), 0);
    assert_int_equal(store_attachments_purge(f->store, NOW + 1, NULL), 1);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(help_goes_first_then_cases_in_order_then_the_rest),
        CASE(the_same_key_twice_is_one_row),
        CASE(of_counters_only_the_newest_waits),
        CASE(what_failed_waits_until_its_time_and_says_when),
        CASE(one_waiting_row_does_not_hold_up_the_next),
        CASE(a_wait_is_capped_and_survives_a_clock_that_goes_back),
        CASE(send_now_means_now),
        CASE(after_the_ack_payload_and_photos_are_gone_and_the_case_stays),
        CASE(a_second_ack_changes_nothing),
        CASE(the_hub_numbers_a_case_that_had_only_a_temporary_number),
        CASE(what_the_hub_refuses_is_kept_for_staff_with_the_reason),
        CASE(only_a_refused_row_may_be_let_go_and_its_case_stays),
        CASE(a_problem_text_with_a_persons_number_is_refused),
        CASE(rows_of_one_kind_are_bounded_and_cases_are_not_touched_by_it),
        CASE(a_call_for_help_is_forgotten_when_nobody_stands_there_any_more),
        CASE(the_oldest_row_tells_how_long_the_hub_was_away),
        CASE(a_photo_is_read_in_pieces_and_goes_on_where_it_stopped),
        CASE(staging_is_bounded_in_number_size_and_name),
        CASE(photos_that_nobody_keeps_are_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

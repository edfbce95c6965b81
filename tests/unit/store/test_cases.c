/* Cases: one transaction from the lent number to the audit record; finding them again; what the hub says. */
#include "tests/unit/store/fixture.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/drafts.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/outbox.h"

static gboolean all_fits(Store *store)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    StoreAuditReport report;
    gboolean good = store_verify(store, findings) && store_audit_verify(store, NULL, &report, NULL);
    for (guint i = 0; i < findings->len; i++)
        print_message("finding: %s\n", (char *)g_ptr_array_index(findings, i));
    return good;
}

static void a_case_takes_the_next_lent_number_and_lies_in_outbox_and_chain(void **state)
{
    Fixture *f = *state;
    StoreCaseReceipt one = put_case(f, "k1", ANNA), two = put_case(f, "k2", BERT);
    assert_string_equal(one.case_no, "YS330108001005-20261123-000019");
    assert_true(case_no_parse(two.case_no, &(CaseNo){0}, NULL));
    assert_int_equal(two.seq, one.seq + 1);
    assert_string_equal(one.temp_no, "");
    assert_true(query_code_is_right(one.query_code));
    assert_string_not_equal(one.query_code, two.query_code);

    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW, NULL, NULL);
    g_autofree char *expected = g_strdup_printf("sealed for %s  %s", one.case_no, one.query_code);
    assert_int_equal(item->case_seq, one.seq);
    assert_string_equal(item->key, "k1");
    assert_memory_equal(g_bytes_get_data(item->payload, NULL), expected, strlen(expected));
    assert_int_equal(store_numbers_left(f->store, COMMUNITY, f->day, NULL), 98);
    assert_true(all_fits(f->store));
}

static void all_that_a_receipt_needs_comes_back(void **state)
{
    Fixture *f = *state;
    StoreCaseNew c = case_of(f, "k1", ANNA);
    c.agent_tag = BERT;
    c.due_estimated = TRUE;
    c.time_uncertain = TRUE;
    StoreCaseReceipt receipt;
    assert_true(store_case_put(f->store, &c, &receipt, NULL));
    g_autoptr(StoreCase) found = store_case_by_code(f->store, receipt.query_code, NULL);
    assert_string_equal(found->case_no, receipt.case_no);
    assert_null(found->temp_no);
    assert_memory_equal(found->person_tag, ANNA, STORE_TAG_BYTES);
    assert_true(found->has_agent && memcmp(found->agent_tag, BERT, STORE_TAG_BYTES) == 0);
    assert_string_equal(found->state, "queued");
    assert_int_equal(found->pct, 5);
    assert_int_equal(found->due, f->day + 13);
    assert_true(found->due_estimated && found->time_uncertain && !found->offline && !found->terminal);
    assert_string_equal(found->receipt_json, c.receipt_json);
    assert_int_equal(found->submitted_ms, NOW);
}

static void a_second_touch_is_the_same_case(void **state)
{
    Fixture *f = *state;
    StoreCaseReceipt first = put_case(f, "k1", ANNA), again = put_case(f, "k1", ANNA);
    assert_false(first.repeated);
    assert_true(again.repeated);
    assert_string_equal(first.case_no, again.case_no);
    assert_string_equal(first.query_code, again.query_code);
    assert_int_equal(first.seq, again.seq);
    StoreOutStats stats;
    assert_true(store_outbox_stats(f->store, &stats, NULL));
    assert_int_equal(stats.waiting, 1);
    assert_int_equal(store_numbers_left(f->store, COMMUNITY, f->day, NULL), 99);
}

static void the_same_key_for_another_person_is_refused(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    StoreCaseNew c = case_of(f, "k1", BERT);
    StoreCaseReceipt receipt;
    g_autoptr(GError) error = NULL;
    assert_false(store_case_put(f->store, &c, &receipt, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CONFLICT));
    assert_string_equal(receipt.case_no, "");
}

static void offline_a_temporary_number_is_given_as_well(void **state)
{
    Fixture *f = *state;
    StoreCaseNew c = case_of(f, "k1", ANNA);
    c.offline = TRUE;
    StoreCaseReceipt receipt;
    assert_true(store_case_put(f->store, &c, &receipt, NULL));
    assert_string_equal(receipt.temp_no, "LSQC01-20261123-001");
    assert_true(receipt.case_no[0] != '\0');
    g_autoptr(StoreCase) found = store_case_by_no(f->store, receipt.temp_no, NULL);
    assert_string_equal(found->case_no, receipt.case_no);
    assert_true(all_fits(f->store));
}

static void without_a_lent_number_the_case_is_still_taken(void **state)
{
    Fixture *f = *state;
    StoreCaseNew c = case_of(f, "k1", ANNA);
    c.day = f->day + 1; /* nothing lent for tomorrow */
    StoreCaseReceipt receipt;
    assert_true(store_case_put(f->store, &c, &receipt, NULL));
    assert_string_equal(receipt.case_no, "");
    assert_string_equal(receipt.temp_no, "LSQC01-20261124-001");
    assert_true(all_fits(f->store));
}

static void numbers_of_two_blocks_follow_each_other_without_a_gap(void **state)
{
    Fixture *f = *state;
    Day day = f->day + 5;
    assert_true(store_numbers_lend(f->store, COMMUNITY, day, 11, 12, NULL));
    assert_true(store_numbers_lend(f->store, COMMUNITY, day, 31, 31, NULL));
    const guint expected[] = {11, 12, 31};
    for (guint i = 0; i < 4; i++) {
        g_autofree char *key = g_strdup_printf("k%u", i);
        StoreCaseNew c = case_of(f, key, ANNA);
        c.day = day;
        StoreCaseReceipt receipt;
        CaseNo number;
        assert_true(store_case_put(f->store, &c, &receipt, NULL));
        if (i == 3) {
            assert_string_equal(receipt.case_no, "");
            continue;
        }
        assert_true(case_no_parse(receipt.case_no, &number, NULL));
        assert_int_equal(number.serial, expected[i]);
    }
}

static void a_block_is_lent_once_and_never_overlaps(void **state)
{
    Fixture *f = *state;
    g_autoptr(GError) error = NULL;
    assert_true(store_numbers_lend(f->store, COMMUNITY, f->day, 1, 100, NULL)); /* a repeated answer */
    put_case(f, "k1", ANNA);
    assert_true(store_numbers_lend(f->store, COMMUNITY, f->day, 1, 100, NULL));
    assert_int_equal(store_numbers_left(f->store, COMMUNITY, f->day, NULL), 99);
    assert_false(store_numbers_lend(f->store, COMMUNITY, f->day, 100, 120, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CONFLICT));
    assert_false(store_numbers_lend(f->store, COMMUNITY, f->day, 0, 5, NULL));
    assert_false(store_numbers_lend(f->store, COMMUNITY, f->day, 500, 400, NULL));
    assert_false(store_numbers_lend(f->store, "12", f->day, 200, 300, NULL));
    assert_true(store_numbers_lend(f->store, COMMUNITY, f->day + 1, 1, 100, NULL));
    assert_int_equal(store_numbers_purge(f->store, f->day + 1, NULL), 1);
    assert_int_equal(store_numbers_left(f->store, COMMUNITY, f->day, NULL), 0);
}

static GBytes *refuse_to_seal(const StoreCaseReceipt *receipt, gpointer user_data, GError **error)
{
    g_set_error_literal(error, SEAL_ERROR, SEAL_ERROR_FORMAT, "no key");
    return NULL;
}

static void what_cannot_be_sealed_leaves_nothing_behind(void **state)
{
    Fixture *f = *state;
    StoreCaseNew c = case_of(f, "k1", ANNA);
    c.seal = refuse_to_seal;
    StoreCaseReceipt receipt;
    g_autoptr(GError) error = NULL, none = NULL;
    assert_false(store_case_put(f->store, &c, &receipt, &error));
    assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_FORMAT));
    assert_null(store_case_by_key(f->store, "k1", &none));
    assert_int_equal(store_numbers_left(f->store, COMMUNITY, f->day, NULL), 100);
    StoreAuditReport report;
    assert_true(store_audit_verify(f->store, NULL, &report, NULL));
    assert_int_equal(report.records, 0);
    put_case(f, "k1", ANNA); /* and the next try works */
}

static void unmasked_numbers_and_foreign_words_are_refused_before_anything_is_written(void **state)
{
    Fixture *f = *state;
    StoreCaseNew good = case_of(f, "k1", ANNA);
    StoreCaseNew bad[6] = {good, good, good, good, good, good};
    bad[0].receipt_json = "{\"id\":\"99010119450801123X\"}";
    bad[1].matter_id = "\xe9\xab\x98\xe9\xbe\x84";
    bad[2].mode = "";
    bad[3].community = "330108001005000";
    bad[4].key = "a b";
    bad[5].receipt_json = NULL;
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        StoreCaseReceipt receipt;
        g_autoptr(GError) error = NULL;
        assert_false(store_case_put(f->store, &bad[i], &receipt, &error));
        assert_null(strstr(error->message, "9901"));
    }
    assert_int_equal(store_numbers_left(f->store, COMMUNITY, f->day, NULL), 100);
}

static void photos_and_draft_become_the_case_in_one_step(void **state)
{
    Fixture *f = *state;
    g_autoptr(GBytes) photo = g_bytes_new("sealed photo", 12);
    g_autofree char *sha = g_strnfill(64, 'a');
    assert_true(store_attachment_stage(f->store, "app-1", sha, photo, NOW, NULL));
    const StoreDraftNew draft = {.card_tag = BERT,
                                 .matter_id = "elder-allowance",
                                 .catalogue_version = "1",
                                 .stage = "app-1",
                                 .sealed = photo,
                                 .now_ms = NOW};
    assert_true(store_draft_put(f->store, &draft, NULL));
    StoreCaseNew c = case_of(f, "k1", ANNA);
    c.stage = "app-1";
    c.draft_tag = BERT;
    StoreCaseReceipt receipt;
    assert_true(store_case_put(f->store, &c, &receipt, NULL));

    g_autoptr(GPtrArray) of_case = store_attachments_of(f->store, receipt.seq, NULL);
    g_autoptr(GPtrArray) staged = store_attachments_staged(f->store, "app-1", NULL);
    g_autoptr(GPtrArray) drafts = store_drafts_of(f->store, BERT, NOW, NULL);
    assert_int_equal(of_case->len, 1);
    assert_int_equal(staged->len, 0);
    assert_int_equal(drafts->len, 0);
}

static void a_person_sees_own_cases_and_those_made_as_agent_newest_first(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    StoreCaseNew c = case_of(f, "k2", BERT);
    c.agent_tag = ANNA;
    StoreCaseReceipt receipt;
    assert_true(store_case_put(f->store, &c, &receipt, NULL));
    put_case(f, "k3", BERT);

    g_autoptr(GPtrArray) annas = store_cases_of(f->store, ANNA, NULL);
    g_autoptr(GPtrArray) berts = store_cases_of(f->store, BERT, NULL);
    assert_int_equal(annas->len, 2);
    assert_string_equal(((StoreCase *)g_ptr_array_index(annas, 0))->key, "k2");
    assert_string_equal(((StoreCase *)g_ptr_array_index(annas, 1))->key, "k1");
    assert_int_equal(berts->len, 2);
    assert_string_equal(((StoreCase *)g_ptr_array_index(berts, 0))->key, "k3");
}

static StoreCaseUpdate update_of(const char *key, const char *what, int pct, gint64 revision)
{
    return (StoreCaseUpdate){
        .key = key, .state = what, .pct = pct, .due = DAY_NONE, .revision = revision, .now_ms = NOW + 1};
}

static void the_per_cent_never_falls_unless_the_case_was_sent_back(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    StoreCaseUpdate up = update_of("k1", "street_review", 60, 1);
    assert_true(store_case_update(f->store, &up, NULL));
    StoreCaseUpdate side = update_of("k1", "correction", 20, 2);
    assert_true(store_case_update(f->store, &side, NULL));
    g_autoptr(StoreCase) kept = store_case_by_key(f->store, "k1", NULL);
    assert_string_equal(kept->state, "correction");
    assert_int_equal(kept->pct, 60);
    StoreCaseUpdate back = update_of("k1", "street_review", 40, 3);
    back.sent_back = TRUE;
    assert_true(store_case_update(f->store, &back, NULL));
    g_autoptr(StoreCase) fallen = store_case_by_key(f->store, "k1", NULL);
    assert_int_equal(fallen->pct, 40);
}

static void an_older_answer_of_the_hub_changes_nothing(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    StoreCaseUpdate newer = update_of("k1", "accepted", 30, 7), older = update_of("k1", "submitted", 10, 6);
    newer.next_action = "come";
    newer.trail_json = "[1]";
    assert_true(store_case_update(f->store, &newer, NULL));
    assert_true(store_case_update(f->store, &older, NULL));
    g_autoptr(StoreCase) found = store_case_by_key(f->store, "k1", NULL);
    assert_string_equal(found->state, "accepted");
    assert_string_equal(found->next_action, "come");
    assert_string_equal(found->trail_json, "[1]");
}

static void a_number_given_by_the_hub_fills_the_gap_and_never_replaces(void **state)
{
    Fixture *f = *state;
    StoreCaseNew c = case_of(f, "k1", ANNA);
    c.day = f->day + 1;
    StoreCaseReceipt receipt;
    assert_true(store_case_put(f->store, &c, &receipt, NULL));
    StoreCaseUpdate given = update_of("k1", "submitted", 10, 1);
    given.case_no = "YS330108001005-20261123-000175";
    assert_true(store_case_update(f->store, &given, NULL));
    g_autoptr(StoreCase) found = store_case_by_no(f->store, given.case_no, NULL);
    assert_string_equal(found->temp_no, receipt.temp_no);

    put_case(f, "k2", ANNA);
    StoreCaseUpdate other = update_of("k2", "submitted", 10, 1);
    other.case_no = "YS330108001005-20261123-000183";
    g_autoptr(GError) error = NULL;
    assert_false(store_case_update(f->store, &other, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CONFLICT) ||
                g_error_matches(error, STORE_ERROR, STORE_ERROR_REFUSED));
}

static void an_unknown_case_or_an_impossible_per_cent_is_an_error(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    StoreCaseUpdate unknown = update_of("k9", "submitted", 10, 1),
                    wild = update_of("k1", "submitted", 101, 1);
    g_autoptr(GError) first = NULL, second = NULL;
    assert_false(store_case_update(f->store, &unknown, &first));
    assert_true(g_error_matches(first, STORE_ERROR, STORE_ERROR_NOT_FOUND));
    assert_false(store_case_update(f->store, &wild, &second));
    assert_true(g_error_matches(second, STORE_ERROR, STORE_ERROR_LIMIT));
}

static void an_open_case_of_the_same_matter_is_found(void **state)
{
    Fixture *f = *state;
    g_autofree char *number = NULL;
    g_autoptr(GError) error = NULL;
    assert_false(store_case_open_for(f->store, ANNA, "elder-allowance", &number, &error));
    assert_null(error);
    StoreCaseReceipt receipt = put_case(f, "k1", ANNA);
    assert_true(store_case_open_for(f->store, ANNA, "elder-allowance", &number, NULL));
    assert_string_equal(number, receipt.case_no);
    assert_false(store_case_open_for(f->store, BERT, "elder-allowance", NULL, NULL));
    StoreCaseUpdate closed = update_of("k1", "closed", 100, 1);
    closed.terminal = TRUE;
    assert_true(store_case_update(f->store, &closed, NULL));
    assert_false(store_case_open_for(f->store, ANNA, "elder-allowance", NULL, NULL));
}

static void only_finished_and_sent_cases_are_ever_removed(void **state)
{
    Fixture *f = *state;
    for (int i = 0; i < 4; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        put_case(f, key, ANNA);
        StoreCaseUpdate update = update_of(key, "closed", 100, 1);
        update.terminal = i > 0;
        update.now_ms = i == 1 ? NOW + DAY_MS : NOW;
        assert_true(store_case_update(f->store, &update, NULL));
    }
    g_autoptr(GPtrArray) list = store_outbox_list(f->store, NULL);
    for (guint i = 0; i < 3; i++) /* k3 stays unsent */
        assert_true(
            store_outbox_ack(f->store, ((StoreOutItem *)g_ptr_array_index(list, i))->id, NULL, NOW, NULL));
    assert_int_equal(store_cases_purge(f->store, NOW + 1, NULL), 1);
    for (int i = 0; i < 4; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i); /* open, changed lately, removed, unsent */
        g_autoptr(StoreCase) left = store_case_by_key(f->store, key, NULL);
        assert_int_equal(left != NULL, i != 2);
    }
    assert_true(all_fits(f->store));
}

static void temporary_numbers_end_with_an_error_not_with_a_repetition(void **state)
{
    Fixture *f = *state;
    StoreCaseReceipt receipt = {0};
    StoreTx tx = store_tx_begin(f->store, NULL); /* one flush for all */
    for (int i = 0; i < TEMP_SERIAL_MAX; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        StoreCaseNew c = case_of(f, key, ANNA);
        c.offline = TRUE;
        assert_true(store_case_put(f->store, &c, &receipt, NULL));
    }
    assert_true(store_tx_commit(&tx, NULL));
    assert_string_equal(receipt.temp_no, "LSQC01-20261123-999");
    StoreCaseNew c = case_of(f, "one-more", ANNA);
    c.offline = TRUE;
    g_autoptr(GError) error = NULL;
    assert_false(store_case_put(f->store, &c, &receipt, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_LIMIT));
    assert_true(all_fits(f->store));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_case_takes_the_next_lent_number_and_lies_in_outbox_and_chain),
        CASE(all_that_a_receipt_needs_comes_back),
        CASE(a_second_touch_is_the_same_case),
        CASE(the_same_key_for_another_person_is_refused),
        CASE(offline_a_temporary_number_is_given_as_well),
        CASE(without_a_lent_number_the_case_is_still_taken),
        CASE(numbers_of_two_blocks_follow_each_other_without_a_gap),
        CASE(a_block_is_lent_once_and_never_overlaps),
        CASE(what_cannot_be_sealed_leaves_nothing_behind),
        CASE(unmasked_numbers_and_foreign_words_are_refused_before_anything_is_written),
        CASE(photos_and_draft_become_the_case_in_one_step),
        CASE(a_person_sees_own_cases_and_those_made_as_agent_newest_first),
        CASE(the_per_cent_never_falls_unless_the_case_was_sent_back),
        CASE(an_older_answer_of_the_hub_changes_nothing),
        CASE(a_number_given_by_the_hub_fills_the_gap_and_never_replaces),
        CASE(an_unknown_case_or_an_impossible_per_cent_is_an_error),
        CASE(an_open_case_of_the_same_matter_is_found),
        CASE(only_finished_and_sent_cases_are_ever_removed),
        CASE(temporary_numbers_end_with_an_error_not_with_a_repetition),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Print orders and the paper that they use. */
#include "tests/unit/store/fixture.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/prints.h"
#include "kiosk/store/supplies.h"

static void go(Fixture *f, const char *id, StorePrintState to)
{
    g_autoptr(GError) error = NULL;
    if (!store_print_set(f->store, id, to, NULL, NOW, &error))
        fail_msg("%s", error->message);
}

static void put(Fixture *f, const char *id, const char *form, const char *case_no, const char *paper)
{
    assert_true(store_print_put(f->store, id, form, case_no, paper, 1, NOW, NULL, NULL));
}

static void the_job_is_written_down_before_it_is_sent(void **state)
{
    Fixture *f = *state;
    put(f, "p1", "F01", NULL, "a4");
    const StorePrintNote job = {
        .printer_uri = "ipp://localhost:631/ipp/print", .job_uuid = "urn:uuid:1", .job_id = 17};
    assert_true(store_print_set(f->store, "p1", STORE_PRINT_CREATED, &job, NOW + 1, NULL));
    go(f, "p1", STORE_PRINT_SENDING);
    fixture_reopen(f);
    g_autoptr(GPtrArray) open = store_prints_unfinished(f->store, NULL);
    assert_int_equal(open->len, 1);
    StorePrint *print = g_ptr_array_index(open, 0);
    assert_int_equal(print->state, STORE_PRINT_SENDING);
    assert_int_equal(print->job_id, 17);
    assert_string_equal(print->printer_uri, job.printer_uri);
    assert_string_equal(print->job_uuid, job.job_uuid);
}

static void the_diagram_is_held(void **state)
{
    static const char *const ways[] = {
        "new>new created failed cancelled",
        "created>created sending done failed unknown cancelled",
        "sending>sending sent done failed unknown cancelled",
        "sent>sent done failed unknown cancelled",
        "done>",
        "failed>",
        "unknown>unknown done failed",
        "cancelled>",
    };
    for (int from = 0; from <= STORE_PRINT_CANCELLED; from++) {
        g_auto(GStrv) parts = g_strsplit(ways[from], ">", 2);
        g_auto(GStrv) allowed = g_strsplit(parts[1], " ", 0);
        assert_string_equal(parts[0], store_print_state_name((StorePrintState)from));
        for (int to = 0; to <= STORE_PRINT_CANCELLED; to++)
            assert_int_equal(
                store_print_may_go((StorePrintState)from, (StorePrintState)to),
                g_strv_contains((const char *const *)allowed, store_print_state_name((StorePrintState)to)));
        assert_int_equal(store_print_state_is_end((StorePrintState)from), parts[1][0] == '\0');
    }
}

static void a_finished_order_is_never_sent_again(void **state)
{
    Fixture *f = *state;
    put(f, "p1", "F01", NULL, "a4");
    go(f, "p1", STORE_PRINT_CREATED);
    go(f, "p1", STORE_PRINT_DONE);
    g_autoptr(GError) error = NULL;
    assert_false(store_print_set(f->store, "p1", STORE_PRINT_SENDING, NULL, NOW, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_STATE));
    g_autoptr(GPtrArray) open = store_prints_unfinished(f->store, NULL);
    assert_int_equal(open->len, 0);
}

static void a_receipt_that_came_out_is_counted_for_its_case_and_the_next_is_a_reprint(void **state)
{
    Fixture *f = *state;
    StoreCaseReceipt receipt = put_case(f, "k1", ANNA);
    int ordinal = 0;
    assert_true(store_print_put(f->store, "p1", "F01", receipt.case_no, "a4", 1, NOW, &ordinal, NULL));
    assert_int_equal(ordinal, 1);
    go(f, "p1", STORE_PRINT_FAILED);
    assert_true(store_print_put(f->store, "p2", "F01", receipt.case_no, "a4", 1, NOW, &ordinal, NULL));
    assert_int_equal(ordinal, 1); /* the first never came out */
    go(f, "p2", STORE_PRINT_CREATED);
    go(f, "p2", STORE_PRINT_DONE);
    assert_true(store_print_put(f->store, "p3", "F01", receipt.case_no, "a4", 1, NOW, &ordinal, NULL));
    assert_int_equal(ordinal, 2);
    g_autoptr(StoreCase) found = store_case_by_no(f->store, receipt.case_no, NULL);
    assert_int_equal(found->print_count, 1);
}

static void printing_uses_up_paper_and_toner_and_counts_its_failures(void **state)
{
    Fixture *f = *state;
    StoreSupply a4, slip, toner;
    assert_true(store_supply_restock(f->store, STORE_SUPPLY_A4, 500, "007", NOW, NULL));
    assert_true(store_supply_restock(f->store, STORE_SUPPLY_SLIP, 400, "007", NOW, NULL));
    assert_true(store_supply_restock(f->store, STORE_SUPPLY_TONER, 3000, "007", NOW, NULL));
    const StorePrintNote pages = {.pages = 3};
    assert_true(store_print_put(f->store, "p1", "F01", NULL, "a4", 2, NOW, NULL, NULL));
    assert_true(store_print_set(f->store, "p1", STORE_PRINT_CREATED, &pages, NOW, NULL));
    go(f, "p1", STORE_PRINT_DONE);
    put(f, "p2", "F15", NULL, "slip");
    go(f, "p2", STORE_PRINT_CREATED);
    go(f, "p2", STORE_PRINT_FAILED);
    assert_true(store_supply_get(f->store, STORE_SUPPLY_A4, &a4, NULL));
    assert_true(store_supply_get(f->store, STORE_SUPPLY_SLIP, &slip, NULL));
    assert_true(store_supply_get(f->store, STORE_SUPPLY_TONER, &toner, NULL));
    assert_int_equal(a4.left, 494);
    assert_int_equal(a4.prints_ok, 1);
    assert_int_equal(toner.left, 2994);
    assert_int_equal(slip.left, 400);
    assert_int_equal(slip.prints_failed, 1);
    assert_string_equal(a4.restocked_by, "007");
    assert_int_equal(a4.restocked_ms, NOW);
}

static void a_counter_never_falls_below_nothing(void **state)
{
    Fixture *f = *state;
    StoreSupply supply;
    assert_true(store_supply_restock(f->store, STORE_SUPPLY_A4, 2, "007", NOW, NULL));
    assert_true(store_supply_use(f->store, STORE_SUPPLY_A4, 5, NULL));
    assert_true(store_supply_limits(f->store, STORE_SUPPLY_A4, 250, 25, NULL));
    assert_true(store_supply_get(f->store, STORE_SUPPLY_A4, &supply, NULL));
    assert_int_equal(supply.left, 0);
    assert_int_equal(supply.full, 250);
    assert_int_equal(supply.warn_at, 25);
    assert_false(store_supply_restock(f->store, STORE_SUPPLY_A4, -1, "007", NOW, NULL));
    assert_false(store_supply_restock(f->store, STORE_SUPPLY_A4, 5, "", NOW, NULL));
}

static void every_order_and_its_end_stand_in_the_chain(void **state)
{
    Fixture *f = *state;
    StoreCaseReceipt receipt = put_case(f, "k1", ANNA);
    put(f, "p1", "F01", receipt.case_no, "a4");
    go(f, "p1", STORE_PRINT_CREATED);
    go(f, "p1", STORE_PRINT_UNKNOWN);
    go(f, "p1", STORE_PRINT_UNKNOWN);
    go(f, "p1", STORE_PRINT_DONE);
    g_autofree char *path = g_build_filename(f->folder, "chain.jsonl", NULL);
    assert_true(store_audit_export(f->store, path, 0, 0, NULL));
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    const char *events[] = {"case.submit", "print.start", "print.unknown", "print.done"};
    const char *at = text;
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++) {
        at = strstr(at, events[i]);
        assert_non_null(at);
    }
    StoreAuditReport report;
    assert_true(store_audit_verify(f->store, NULL, &report, NULL));
    assert_int_equal(report.records, 4);
}

static void old_ends_are_removed_and_open_orders_are_not(void **state)
{
    Fixture *f = *state;
    put(f, "p1", "F01", NULL, "a4");
    put(f, "p2", "F01", NULL, "a4");
    go(f, "p1", STORE_PRINT_CANCELLED);
    assert_int_equal(store_prints_purge(f->store, NOW + 1, NULL), 1);
    g_autoptr(StorePrint) open = store_print_get(f->store, "p2", NULL);
    assert_non_null(open);
    assert_null(store_print_get(f->store, "p1", NULL));
}

static void the_same_order_twice_is_refused(void **state)
{
    Fixture *f = *state;
    put(f, "p1", "F01", NULL, "a4");
    g_autoptr(GError) error = NULL;
    assert_false(store_print_put(f->store, "p1", "F01", NULL, "a4", 1, NOW, NULL, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_CONFLICT));
    g_autoptr(GError) missing = NULL;
    assert_false(store_print_set(f->store, "p9", STORE_PRINT_DONE, NULL, NOW, &missing));
    assert_true(g_error_matches(missing, STORE_ERROR, STORE_ERROR_NOT_FOUND));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_job_is_written_down_before_it_is_sent),
        cmocka_unit_test(the_diagram_is_held),
        CASE(a_finished_order_is_never_sent_again),
        CASE(a_receipt_that_came_out_is_counted_for_its_case_and_the_next_is_a_reprint),
        CASE(printing_uses_up_paper_and_toner_and_counts_its_failures),
        CASE(a_counter_never_falls_below_nothing),
        CASE(every_order_and_its_end_stand_in_the_chain),
        CASE(old_ends_are_removed_and_open_orders_are_not),
        CASE(the_same_order_twice_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Print orders and the truth about them, without a screen: a tick only when the printer says so, never a
 * second sheet, whatever dies in between. */
#include "kiosk/store/prints.h"
#include "tests/support/cmocka.h"
#include "tests/support/service_rig.h"

#define WASTE "decoration-waste"

static ServiceRig *rig;

static int set_up(void **state)
{
    rig = service_rig_new();
    rig_tap(rig, "演示卡02");
    rig_fill(rig, WASTE, MODE_SELF);
    rig_submit(rig);
    rig_until(rig, rig_has_sent_all);
    return 0;
}

static int tear_down(void **state)
{
    service_rig_free(rig);
    return 0;
}

static gboolean can_print(ServiceRig *r)
{
    return print_can(r->service, PRINT_A4);
}

static gboolean has_problem(ServiceRig *r)
{
    const PrintOrder *order = print_order(r->service);
    return order && order->problem != PRINT_PROBLEM_NONE;
}

static gboolean is_printing(ServiceRig *r)
{
    const PrintOrder *order = print_order(r->service);
    return order && order->state >= PRINT_SENT;
}

static PrintState print_to_the_end(void)
{
    rig_until(rig, rig_print_is_over);
    return print_order(rig->service)->state;
}

static void a_receipt_comes_out_once_and_is_ticked_when_the_printer_says_so(void **state)
{
    guint before = rig_sheets(rig);
    assert_true(print_receipt(rig->service, PRINT_A4, FALSE));
    assert_int_equal(print_to_the_end(), PRINT_DONE);
    const PrintOrder *order = print_order(rig->service);
    assert_true(order->pages >= 1 && order->pages_done == order->pages);
    assert_true(order->done_ms >= order->sent_ms && order->sent_ms > 0);
    assert_int_equal(rig_sheets(rig), before + 1);
}

static void a_second_press_is_the_same_order_and_another_sheet_waits(void **state)
{
    guint before = rig_sheets(rig);
    const Matter *waste = rig_matter(rig, WASTE);
    assert_true(print_matter(rig->service, waste, FALSE));
    assert_true(print_matter(rig->service, waste, FALSE));
    assert_false(print_test_page(rig->service, PRINT_A4));
    assert_int_equal(print_to_the_end(), PRINT_DONE);
    assert_int_equal(rig_sheets(rig), before + 1);
}

static void every_kind_of_sheet_comes_out(void **state)
{
    const Content *content = service_content(rig->service);
    guint before = rig_sheets(rig);
    assert_true(print_notice(rig->service, content_notice(content, "n001"), TRUE));
    assert_int_equal(print_to_the_end(), PRINT_DONE);
    assert_true(print_guide(rig->service, content_guide(content, "g001"), FALSE));
    assert_int_equal(print_to_the_end(), PRINT_DONE);
    assert_true(print_app(rig->service, content_app(content, "a001"), FALSE));
    assert_int_equal(print_to_the_end(), PRINT_DONE);
    assert_true(print_power_of_attorney(rig->service));
    assert_int_equal(print_to_the_end(), PRINT_DONE);
    assert_true(print_test_page(rig->service, PRINT_A4));
    assert_int_equal(print_to_the_end(), PRINT_DONE);
    assert_int_equal(rig_sheets(rig), before + 5);
}

static void a_case_that_nobody_knows_is_a_failed_order_and_no_silence(void **state)
{
    assert_true(print_case(rig->service, "YS330108001005-20200101-000017", TRUE, FALSE));
    assert_int_equal(print_to_the_end(), PRINT_FAILED);
}

static void progress_of_ones_own_case_is_printed(void **state)
{
    const ApplyReceipt *receipt = apply_receipt(rig->service);
    guint before = rig_sheets(rig);
    assert_true(
        print_case(rig->service, *receipt->case_no ? receipt->case_no : receipt->temp_no, FALSE, TRUE));
    assert_int_equal(print_to_the_end(), PRINT_DONE);
    assert_int_equal(rig_sheets(rig), before + 1);
}

static void out_of_paper_is_told_and_it_goes_on_when_there_is_paper_again(void **state)
{
    guint before = rig_sheets(rig);
    rig_sim(rig, "printer0", "PAPER 0");
    assert_true(print_receipt(rig->service, PRINT_A4, FALSE));
    rig_until(rig, has_problem);
    assert_int_equal(print_order(rig->service)->problem, PRINT_PROBLEM_PAPER_OUT);
    assert_int_equal(rig_sheets(rig), before);
    rig_sim(rig, "printer0", "PAPER 50");
    assert_int_equal(print_to_the_end(), PRINT_DONE);
    assert_int_equal(rig_sheets(rig), before + 1);
}

static void an_unplugged_printer_takes_no_orders_and_the_door_is_shut(void **state)
{
    rig_sim(rig, "printer0", "UNPLUG");
    gint64 end = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
    while (can_print(rig) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    assert_false(print_receipt(rig->service, PRINT_A4, FALSE));
    assert_int_equal(devices_door(rig->service, DOOR_PRINT).why, DOOR_WHY_NO_PRINTER);
    rig_sim(rig, "printer0", "REPLUG");
    rig_until(rig, can_print);
}

static void the_driver_killed_in_the_middle_prints_nothing_twice(void **state)
{
    guint before = rig_sheets(rig);
    rig_sim(rig, "printer0", "SPEED 400");
    assert_true(print_receipt(rig->service, PRINT_A4, FALSE));
    rig_until(rig, is_printing);
    hal_client_sim(rig->dock, "printer0", "SEGV", NULL, NULL);
    PrintState ended = print_to_the_end();
    service_rig_run(rig, 600);
    rig_until(rig, can_print);
    rig_sim(rig, "printer0", "SPEED 30");
    assert_true(rig_sheets(rig) <= before + 1);
    if (ended == PRINT_DONE)
        assert_int_equal(rig_sheets(rig), before + 1);
    if (ended == PRINT_FAILED)
        assert_int_equal(rig_sheets(rig), before);
}

static void the_order_of_one_person_is_not_shown_to_the_next(void **state)
{
    guint before = rig_sheets(rig);
    assert_true(print_receipt(rig->service, PRINT_A4, FALSE));
    rig_leave(rig);
    assert_null(print_order(rig->service));
    rig_tap(rig, "演示卡02");
    assert_null(print_order(rig->service));
    service_rig_run(rig, 400);
    assert_null(print_order(rig->service));
    assert_true(rig_sheets(rig) <= before + 1);
}

static void expect_no_open_order(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(rig->folder, "kiosk", "kiosk.db", NULL);
    Store *store = store_open(path, &error);
    assert_non_null(store);
    g_autoptr(GPtrArray) open = store_prints_unfinished(store, &error);
    assert_int_equal(open->len, 0);
    store_close(store);
}

static void the_service_killed_while_printing_asks_the_printer_and_prints_nothing_twice(void **state)
{
    guint before = rig_sheets(rig);
    rig_sim(rig, "printer0", "SPEED 500");
    assert_true(print_matter(rig->service, rig_matter(rig, WASTE), FALSE));
    rig_until(rig, is_printing);
    service_rig_stop(rig);
    service_rig_start(rig);
    rig_until(rig, can_print);
    service_rig_run(rig, 2500); /* the printer is asked what became of it */
    guint after = rig_sheets(rig);
    assert_true(after <= before + 1);
    service_rig_stop(rig);
    expect_no_open_order();
    service_rig_start(rig);
    rig_until(rig, can_print);
    service_rig_run(rig, 800);
    assert_int_equal(rig_sheets(rig), after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_comes_out_once_and_is_ticked_when_the_printer_says_so),
        cmocka_unit_test(a_second_press_is_the_same_order_and_another_sheet_waits),
        cmocka_unit_test(every_kind_of_sheet_comes_out),
        cmocka_unit_test(a_case_that_nobody_knows_is_a_failed_order_and_no_silence),
        cmocka_unit_test(progress_of_ones_own_case_is_printed),
        cmocka_unit_test(out_of_paper_is_told_and_it_goes_on_when_there_is_paper_again),
        cmocka_unit_test(an_unplugged_printer_takes_no_orders_and_the_door_is_shut),
        cmocka_unit_test(the_driver_killed_in_the_middle_prints_nothing_twice),
        cmocka_unit_test(the_order_of_one_person_is_not_shown_to_the_next),
        cmocka_unit_test(the_service_killed_while_printing_asks_the_printer_and_prints_nothing_twice),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

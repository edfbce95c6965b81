/* Keeping house: what is over its time goes, what is needed stays. */
#include "tests/unit/store/fixture.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/drafts.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/outbox.h"
#include "kiosk/store/prints.h"
#include "kiosk/store/retention.h"

/* One of everything, made at NOW. */
static void fill(Fixture *f)
{
    g_autoptr(GBytes) bytes = g_bytes_new("x", 1);
    g_autofree char *sha = g_strnfill(64, 'd');
    const StoreDraftNew draft = {
        .card_tag = ANNA, .matter_id = "m1", .catalogue_version = "1", .sealed = bytes, .now_ms = NOW};
    const StoreCaseUpdate closed = {
        .key = "done", .state = "closed", .pct = 100, .terminal = TRUE, .due = DAY_NONE, .now_ms = NOW};
    assert_true(store_draft_put(f->store, &draft, NULL));
    assert_true(store_attachment_stage(f->store, "s", sha, bytes, NOW, NULL));
    put_case(f, "done", ANNA);
    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW, NULL, NULL);
    assert_true(store_outbox_ack(f->store, item->id, NULL, NOW, NULL));
    assert_true(store_case_update(f->store, &closed, NULL));
    put_case(f, "open", ANNA);
    assert_true(store_print_put(f->store, "p1", "F01", NULL, "a4", 1, NOW, NULL, NULL));
    assert_true(store_print_set(f->store, "p1", STORE_PRINT_FAILED, NULL, NOW, NULL));
    assert_true(store_outbox_put(f->store, STORE_OUT_HELP, "help", bytes, NOW, NULL));
}

typedef struct {
    guint drafts, photos, cases, waiting;
    gboolean has_print;
} Left;

static Left left_in(Fixture *f)
{
    g_autoptr(GPtrArray) drafts = store_drafts_of(f->store, ANNA, NOW, NULL);
    g_autoptr(GPtrArray) photos = store_attachments_staged(f->store, "s", NULL);
    g_autoptr(GPtrArray) cases = store_cases_of(f->store, ANNA, NULL);
    g_autoptr(GPtrArray) waiting = store_outbox_list(f->store, NULL);
    g_autoptr(StorePrint) print = store_print_get(f->store, "p1", NULL);
    return (Left){drafts->len, photos->len, cases->len, waiting->len, print != NULL};
}

static void on_the_same_day_nothing_goes(void **state)
{
    Fixture *f = *state;
    fill(f);
    assert_true(store_keep_house(f->store, f->day, NOW, NULL));
    Left left = left_in(f);
    assert_true(left.drafts == 1 && left.photos == 1 && left.cases == 2 && left.waiting == 2 &&
                left.has_print);
}

static void each_goes_at_its_own_time_and_an_unsent_case_never(void **state)
{
    Fixture *f = *state;
    fill(f);
    assert_true(store_keep_house(f->store, f->day + 2, NOW + 2 * DAY_MS, NULL));
    Left left = left_in(f);
    assert_true(left.drafts == 1 && left.photos == 0 && left.cases == 2 && left.waiting == 1 &&
                left.has_print);
    assert_true(store_keep_house(f->store, f->day + 7, NOW + 7 * DAY_MS, NULL));
    left = left_in(f);
    assert_true(left.drafts == 0 && left.cases == 2 && left.has_print);
    assert_true(store_keep_house(f->store, f->day + 400, NOW + 400 * DAY_MS, NULL));
    left = left_in(f);
    assert_true(left.cases == 1 && left.waiting == 1 && !left.has_print);
    g_autoptr(StoreCase) open = store_case_by_key(f->store, "open", NULL);
    assert_non_null(open);
}

static void each_day_is_sealed_and_the_chain_stays_whole_across_its_archives(void **state)
{
    Fixture *f = *state;
    g_autofree char *archive = g_build_filename(f->folder, "audit", NULL);
    StoreTx tx = store_tx_begin(f->store, NULL); /* one flush for all */
    for (int i = 0; i < 1200; i++) {
        const StoreAudit event = {
            .ts_ms = NOW, .actor_type = "kiosk", .event = "device.test", .result = "ok"};
        assert_true(store_audit_append(f->store, &event, NULL, NULL));
    }
    assert_true(store_tx_commit(&tx, NULL));
    assert_true(store_keep_house(f->store, f->day, NOW, NULL));
    assert_true(store_keep_house(f->store, f->day, NOW, NULL)); /* a restart on the same day */
    assert_true(store_keep_house(f->store, f->day + 200, NOW + 200 * DAY_MS, NULL));
    StoreAuditReport whole, here;
    assert_true(store_audit_verify(f->store, archive, &whole, NULL));
    assert_true(store_audit_verify(f->store, NULL, &here, NULL));
    assert_int_equal(whole.records, 1201); /* and the one that says so */
    assert_int_equal(here.records, 1001);
}

static void a_new_store_has_nothing_to_keep(void **state)
{
    Fixture *f = *state;
    assert_true(store_keep_house(f->store, f->day, NOW, NULL));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(on_the_same_day_nothing_goes),
        CASE(each_goes_at_its_own_time_and_an_unsent_case_never),
        CASE(each_day_is_sealed_and_the_chain_stays_whole_across_its_archives),
        CASE(a_new_store_has_nothing_to_keep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

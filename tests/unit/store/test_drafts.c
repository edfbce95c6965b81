/* Drafts: one for each card and matter, gone after seven days. */
#include "tests/unit/store/fixture.h"
#include "kiosk/seal/secret.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/drafts.h"
#include "kiosk/store/internal.h"

static gboolean put_draft(Fixture *f, const guint8 *card, const char *matter, int step, const char *stage,
                          gint64 now_ms)
{
    g_autoptr(GBytes) sealed = g_bytes_new("sealed draft", 12);
    const StoreDraftNew draft = {.card_tag = card,
                                 .matter_id = matter,
                                 .catalogue_version = "2026.11.1",
                                 .step = step,
                                 .steps = 9,
                                 .stage = stage,
                                 .sealed = sealed,
                                 .now_ms = now_ms};
    return store_draft_put(f->store, &draft, NULL);
}

static void stage_photo(Fixture *f, const char *stage)
{
    g_autoptr(GBytes) photo = g_bytes_new("sealed photo", 12);
    g_autofree char *sha = g_strnfill(64, 'b');
    assert_true(store_attachment_stage(f->store, stage, sha, photo, NOW, NULL));
}

static guint staged(Fixture *f, const char *stage)
{
    g_autoptr(GPtrArray) list = store_attachments_staged(f->store, stage, NULL);
    return list->len;
}

static void the_same_card_finds_its_draft_again_and_another_does_not(void **state)
{
    Fixture *f = *state;
    assert_true(put_draft(f, ANNA, "m1", 3, "app-1", NOW));
    fixture_reopen(f);
    g_autoptr(StoreDraft) found = store_draft_find(f->store, ANNA, "m1", NOW + DAY_MS, NULL);
    assert_int_equal(found->step, 3);
    assert_int_equal(found->steps, 9);
    assert_string_equal(found->stage, "app-1");
    assert_int_equal(g_bytes_get_size(found->sealed), 12);
    g_autoptr(GError) error = NULL;
    assert_null(store_draft_find(f->store, BERT, "m1", NOW, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_NOT_FOUND));
}

static void saving_again_replaces_and_starts_the_seven_days_anew(void **state)
{
    Fixture *f = *state;
    assert_true(put_draft(f, ANNA, "m1", 3, NULL, NOW));
    assert_true(put_draft(f, ANNA, "m1", 5, NULL, NOW + 6 * DAY_MS));
    g_autoptr(GPtrArray) list = store_drafts_of(f->store, ANNA, NOW + 12 * DAY_MS, NULL);
    assert_int_equal(list->len, 1);
    StoreDraft *draft = g_ptr_array_index(list, 0);
    assert_int_equal(draft->step, 5);
    assert_null(draft->sealed);
    assert_int_equal(draft->expires_ms, NOW + 13 * DAY_MS);
}

static void after_seven_days_a_draft_is_not_found_and_then_removed_with_its_photos(void **state)
{
    Fixture *f = *state;
    stage_photo(f, "app-1");
    assert_true(put_draft(f, ANNA, "m1", 3, "app-1", NOW));
    assert_true(put_draft(f, ANNA, "m2", 3, NULL, NOW + DAY_MS));
    gint64 later = NOW + STORE_DRAFT_KEEP_MS;
    assert_null(store_draft_find(f->store, ANNA, "m1", later, NULL));
    assert_int_equal(store_drafts_purge(f->store, later - 1, NULL), 0);
    assert_int_equal(staged(f, "app-1"), 1);
    assert_int_equal(store_drafts_purge(f->store, later, NULL), 1);
    assert_int_equal(staged(f, "app-1"), 0);
    StoreAuditReport report;
    assert_true(store_audit_verify(f->store, NULL, &report, NULL));
    assert_int_equal(report.records, 1); /* one event for the purge, none for a purge of nothing */
}

static void photos_of_a_living_draft_are_not_purged(void **state)
{
    Fixture *f = *state;
    stage_photo(f, "app-1");
    stage_photo(f, "app-2");
    assert_true(put_draft(f, ANNA, "m1", 3, "app-1", NOW));
    assert_int_equal(store_attachments_purge(f->store, NOW + DAY_MS, NULL), 1);
    assert_int_equal(staged(f, "app-1"), 1);
}

static void discarding_a_draft_discards_its_photos_unless_they_go_on(void **state)
{
    Fixture *f = *state;
    stage_photo(f, "app-1");
    stage_photo(f, "app-2");
    assert_true(put_draft(f, ANNA, "m1", 3, "app-1", NOW));
    assert_true(put_draft(f, ANNA, "m2", 3, "app-2", NOW));
    assert_true(store_draft_delete(f->store, ANNA, "m1", FALSE, NULL));
    assert_true(store_draft_delete(f->store, ANNA, "m2", TRUE, NULL));
    assert_true(store_draft_delete(f->store, ANNA, "m3", FALSE, NULL)); /* nothing there */
    assert_int_equal(staged(f, "app-1"), 0);
    assert_int_equal(staged(f, "app-2"), 1);
}

static void a_draft_saved_under_another_stage_leaves_no_photos_behind(void **state)
{
    Fixture *f = *state;
    stage_photo(f, "app-1");
    stage_photo(f, "app-2");
    assert_true(put_draft(f, ANNA, "m1", 3, "app-1", NOW));
    assert_true(put_draft(f, ANNA, "m1", 4, "app-2", NOW));
    assert_int_equal(staged(f, "app-1"), 0);
    assert_int_equal(staged(f, "app-2"), 1);
}

static void drafts_are_bounded_for_each_card_and_together(void **state)
{
    Fixture *f = *state;
    StoreTx tx = store_tx_begin(f->store, NULL);
    for (int i = 0; i < STORE_DRAFTS_PER_CARD; i++) {
        g_autofree char *matter = g_strdup_printf("m%d", i);
        assert_true(put_draft(f, ANNA, matter, 1, NULL, NOW));
    }
    assert_true(store_tx_commit(&tx, NULL));
    assert_false(put_draft(f, ANNA, "one-more", 1, NULL, NOW));
    assert_true(put_draft(f, ANNA, "m0", 2, NULL, NOW));
    tx = store_tx_begin(f->store, NULL);
    for (int i = STORE_DRAFTS_PER_CARD; i < STORE_DRAFTS_MAX; i++) {
        guint8 card[STORE_TAG_BYTES] = {7, (guint8)(i >> 8), (guint8)i};
        assert_true(put_draft(f, card, "m1", 1, NULL, NOW));
    }
    assert_true(store_tx_commit(&tx, NULL));
    assert_false(put_draft(f, BERT, "m1", 1, NULL, NOW));
}

static void a_draft_goes_through_the_disk_and_opens_with_its_card_only(void **state)
{
    Fixture *f = *state;
    const guint8 salt[SEAL_KEY_BYTES] = {1};
    g_autoptr(SealCard) card = seal_card_new(salt, "identity", "99010119450801123X", 18, NULL);
    g_autoptr(GBytes) sealed = seal_secret(seal_buffer_peek(card->draft_key), "answers", 7, "m1", 2, NULL);
    const StoreDraftNew draft = {
        .card_tag = card->tag, .matter_id = "m1", .catalogue_version = "1", .sealed = sealed, .now_ms = NOW};
    assert_true(store_draft_put(f->store, &draft, NULL));
    fixture_reopen(f);
    g_autoptr(SealCard) again = seal_card_new(salt, "identity", "99010119450801123X", 18, NULL);
    g_autoptr(StoreDraft) found = store_draft_find(f->store, again->tag, "m1", NOW, NULL);
    gsize len;
    const void *bytes = g_bytes_get_data(found->sealed, &len);
    g_autoptr(SealBuffer) plain =
        seal_secret_open(seal_buffer_peek(again->draft_key), bytes, len, "m1", 2, NULL);
    assert_memory_equal(seal_buffer_peek(plain), "answers", 7);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(the_same_card_finds_its_draft_again_and_another_does_not),
        CASE(saving_again_replaces_and_starts_the_seven_days_anew),
        CASE(after_seven_days_a_draft_is_not_found_and_then_removed_with_its_photos),
        CASE(photos_of_a_living_draft_are_not_purged),
        CASE(discarding_a_draft_discards_its_photos_unless_they_go_on),
        CASE(a_draft_saved_under_another_stage_leaves_no_photos_behind),
        CASE(drafts_are_bounded_for_each_card_and_together),
        CASE(a_draft_goes_through_the_disk_and_opens_with_its_card_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

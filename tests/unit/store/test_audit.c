/* The audit chain: what may stand in it, that a change is seen, that it goes on across archives. */
#include "tests/unit/store/fixture.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/internal.h"

#include <unistd.h>

static StoreAudit event_at(gint64 ts_ms)
{
    return (StoreAudit){
        .ts_ms = ts_ms, .actor_type = "staff", .actor_id = "007", .event = "admin.config", .result = "ok"};
}

static void append(Fixture *f, int count)
{
    StoreTx tx = store_tx_begin(f->store, NULL); /* one flush for all */
    for (int i = 0; i < count; i++) {
        StoreAudit event = event_at(NOW + i * HOUR_MS);
        assert_true(store_audit_append(f->store, &event, NULL, NULL));
    }
    assert_true(store_tx_commit(&tx, NULL));
}

static void change(Fixture *f, const char *sql)
{
    char *message = NULL;
    if (sqlite3_exec(f->store->db, sql, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s", message);
}

/* The chain must be broken at `seq`. */
static void assert_broken(Fixture *f, gint64 seq)
{
    StoreAuditReport report;
    g_autoptr(GError) error = NULL;
    assert_false(store_audit_verify(f->store, NULL, &report, &error));
    assert_null(error);
    if (report.broken_seq != seq)
        fail_msg("broken at %d: %s", (int)report.broken_seq, report.what);
    assert_true(report.what[0] != '\0');
}

static void an_untouched_chain_is_whole(void **state)
{
    Fixture *f = *state;
    StoreAuditReport report;
    assert_true(store_audit_verify(f->store, NULL, &report, NULL));
    assert_int_equal(report.records, 0);
    append(f, 20);
    fixture_reopen(f);
    append(f, 1);
    assert_true(store_audit_verify(f->store, NULL, &report, NULL));
    assert_int_equal(report.records, 21);
    assert_int_equal(report.last_seq, 21);
}

static void a_record_is_one_line_with_all_fields_in_their_order(void **state)
{
    Fixture *f = *state;
    g_setenv("TZ", "Asia/Shanghai", TRUE);
    guint8 diff[32] = {0xab};
    StoreAudit event = {.ts_ms = 1795000000000LL,
                        .actor_type = "resident",
                        .case_no = "YS330108001005-20261123-000175",
                        .event = "resident.login(card)",
                        .diff_hash = diff,
                        .ip_or_port = "[fe80::1]:54321"};
    assert_true(store_audit_append(f->store, &event, NULL, NULL));
    g_autofree char *path = g_build_filename(f->folder, "export.jsonl", NULL);
    assert_true(store_audit_export(f->store, path, 0, 0, NULL));
    g_autofree char *line = NULL;
    assert_true(g_file_get_contents(path, &line, NULL, NULL));
    const char *expected =
        "{\"seq\":1,\"ts_utc\":\"2026-11-18T11:06:40Z\",\"ts_local\":\"2026-11-18T19:06:40+08:00\","
        "\"actor_type\":\"resident\",\"actor_id\":null,\"actor_role\":null,\"org_level\":null,"
        "\"kiosk_no\":\"QC-01\",\"case_no\":\"YS330108001005-20261123-000175\",\"matter_id\":null,"
        "\"event\":\"resident.login(card)\",\"from_state\":null,\"to_state\":null,"
        "\"diff_hash\":\"ab00000000000000000000000000000000000000000000000000000000000000\",\"reason\":null,"
        "\"device_status\":null,\"network\":null,\"ip_or_port\":\"[fe80::1]:54321\",\"result\":null} 21 ";
    assert_memory_equal(line, expected, strlen(expected));
}

static void what_must_never_be_logged_is_refused_in_every_field(void **state)
{
    Fixture *f = *state;
    const char *never[] = {"99010119450801123X",
                           "6222021234567890123",
                           "\xe6\x9d\x8e\xe5\xb0\x8f\xe6\x98\x8e",
                           "two words",
                           "a\"b",
                           "line\nend",
                           "x99010119450801123"};
    const gsize fields[] = {
        G_STRUCT_OFFSET(StoreAudit, actor_type), G_STRUCT_OFFSET(StoreAudit, actor_id),
        G_STRUCT_OFFSET(StoreAudit, actor_role), G_STRUCT_OFFSET(StoreAudit, org_level),
        G_STRUCT_OFFSET(StoreAudit, kiosk_no),   G_STRUCT_OFFSET(StoreAudit, case_no),
        G_STRUCT_OFFSET(StoreAudit, matter_id),  G_STRUCT_OFFSET(StoreAudit, event),
        G_STRUCT_OFFSET(StoreAudit, from_state), G_STRUCT_OFFSET(StoreAudit, to_state),
        G_STRUCT_OFFSET(StoreAudit, reason),     G_STRUCT_OFFSET(StoreAudit, device_status),
        G_STRUCT_OFFSET(StoreAudit, network),    G_STRUCT_OFFSET(StoreAudit, ip_or_port),
        G_STRUCT_OFFSET(StoreAudit, result),
    };
    for (gsize i = 0; i < G_N_ELEMENTS(fields); i++) {
        for (gsize j = 0; j < G_N_ELEMENTS(never); j++) {
            StoreAudit event = event_at(NOW);
            G_STRUCT_MEMBER(const char *, &event, fields[i]) = never[j];
            g_autoptr(GError) error = NULL;
            assert_false(store_audit_append(f->store, &event, NULL, &error));
            assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_REFUSED));
            assert_null(strstr(error->message, never[j]));
        }
    }
    g_autofree char *endless = g_strnfill(STORE_AUDIT_WORD_MAX + 1, 'x');
    StoreAudit event = event_at(NOW);
    event.reason = endless;
    assert_false(store_audit_append(f->store, &event, NULL, NULL));
}

static void the_letters_for_a_person_never_look_like_a_number(void **state)
{
    char actor[17], other[17];
    guint8 digits[STORE_TAG_BYTES];
    memset(digits, 0x11, sizeof digits);
    store_audit_actor(digits, actor);
    store_audit_actor(ANNA, other);
    assert_string_equal(actor, "bbbbbbbbbbbbbbbb");
    assert_string_not_equal(actor, other);
}

static void a_changed_record_is_found(void **state)
{
    Fixture *f = *state;
    append(f, 10);
    change(f, "UPDATE audit SET record = replace(record, '007', '008') WHERE seq = 4");
    assert_broken(f, 4);
}

static void a_changed_record_with_a_new_hash_is_found_at_the_next(void **state)
{
    Fixture *f = *state;
    append(f, 10);
    guint8 previous[32], hash[32];
    assert_true(store_audit_hash_before(f->store, 4, previous, NULL));
    assert_true(store_audit_link(SEAL_ALG_BLAKE2B_256, previous, "{\"seq\":4}", hash, NULL));
    sqlite3_stmt *stmt = NULL;
    sqlite3_prepare_v2(f->store->db, "UPDATE audit SET record = '{\"seq\":4}', hash = ?1 WHERE seq = 4", -1,
                       &stmt, NULL);
    sqlite3_bind_blob(stmt, 1, hash, 32, SQLITE_STATIC);
    assert_int_equal(sqlite3_step(stmt), SQLITE_DONE);
    sqlite3_finalize(stmt);
    assert_broken(f, 5);
}

static void a_removed_record_is_found(void **state)
{
    Fixture *f = *state;
    append(f, 10);
    change(f, "DELETE FROM audit WHERE seq = 6");
    assert_broken(f, 6);
}

static void a_record_taken_out_and_the_rest_renumbered_is_found(void **state)
{
    Fixture *f = *state;
    append(f, 10);
    change(f, "DELETE FROM audit WHERE seq = 6");
    for (int seq = 7; seq <= 10; seq++) {
        g_autofree char *sql = g_strdup_printf("UPDATE audit SET seq = %d WHERE seq = %d", seq - 1, seq);
        change(f, sql);
    }
    assert_broken(f, 6);
}

static void a_cut_end_is_found(void **state)
{
    Fixture *f = *state;
    append(f, 10);
    change(f, "DELETE FROM audit WHERE seq > 7");
    assert_broken(f, 8);
}

static void an_end_cut_with_its_head_is_found_by_the_seal_of_the_day(void **state)
{
    Fixture *f = *state;
    append(f, 10);
    StoreAuditDigest digest;
    assert_true(store_audit_digest(f->store, f->day, NOW, &digest, NULL));
    change(f, "DELETE FROM audit WHERE seq > 7");
    change(f, "UPDATE audit_head SET seq = 7, hash = (SELECT hash FROM audit WHERE seq = 7)");
    assert_broken(f, 8);
}

static void a_chain_written_anew_is_found_by_the_seal_of_the_day(void **state)
{
    Fixture *f = *state;
    append(f, 3);
    StoreAuditDigest digest;
    assert_true(store_audit_digest(f->store, f->day, NOW, &digest, NULL));
    change(f, "DELETE FROM audit");
    change(f, "UPDATE audit_head SET seq = 0, hash = zeroblob(32)");
    StoreAudit event = event_at(NOW);
    event.actor_id = "008";
    for (int i = 0; i < 3; i++)
        assert_true(store_audit_append(f->store, &event, NULL, NULL));
    assert_broken(f, 3);
}

static void an_algorithm_of_tomorrow_stops_the_check_with_its_number(void **state)
{
    Fixture *f = *state;
    append(f, 3);
    change(f, "UPDATE audit SET alg = 130 WHERE seq = 2");
    StoreAuditReport report;
    assert_false(store_audit_verify(f->store, NULL, &report, NULL));
    assert_non_null(strstr(report.what, "0x82"));
}

static void a_day_has_one_seal_and_one_signature(void **state)
{
    Fixture *f = *state;
    StoreAuditDigest first, again;
    g_autoptr(GError) none = NULL;
    assert_false(store_audit_digest(f->store, f->day, NOW, &first, &none));
    assert_true(g_error_matches(none, STORE_ERROR, STORE_ERROR_NOT_FOUND));
    append(f, 3);
    assert_true(store_audit_digest(f->store, f->day, NOW, &first, NULL));
    append(f, 3);
    guint8 signature[64] = {1};
    assert_true(store_audit_digest_signed(f->store, f->day, signature, NULL));
    assert_true(store_audit_digest(f->store, f->day, NOW + 1, &again, NULL));
    assert_memory_equal(first.digest, again.digest, 32);
    assert_int_equal(again.seq, 3);
    assert_true(again.is_signed);
    assert_false(store_audit_digest_signed(f->store, f->day + 1, signature, NULL));
}

/* --- archives and exports
 * ------------------------------------------------------------------------------------------- */
static void old_records_move_and_the_chain_goes_on(void **state)
{
    Fixture *f = *state;
    g_autofree char *archive = g_build_filename(f->folder, "archive", NULL);
    append(f, 1500);
    StoreAuditDigest digest;
    assert_true(store_audit_digest(f->store, f->day, NOW, &digest, NULL));
    assert_int_equal(store_audit_rotate(f->store, archive, NOW + 300 * HOUR_MS, NOW, NULL), 300);
    assert_int_equal(store_audit_rotate(f->store, archive, NOW + 9000 * HOUR_MS, NOW, NULL), 201);
    assert_int_equal(store_audit_rotate(f->store, archive, NOW + 300 * HOUR_MS, NOW, NULL), 0);
    append(f, 5);

    StoreAuditReport with, without;
    assert_true(store_audit_verify(f->store, archive, &with, NULL));
    assert_int_equal(with.records, 1507); /* two records say that the chain was moved */
    assert_true(store_audit_verify(f->store, NULL, &without, NULL));
    assert_int_equal(without.first_seq, 502);
    fixture_reopen(f);
    append(f, 1);
    assert_true(store_audit_verify(f->store, archive, &with, NULL));
}

static char *only_file(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    return g_build_filename(folder, g_dir_read_name(dir), NULL);
}

static void a_changed_cut_or_missing_archive_is_found(void **state)
{
    Fixture *f = *state;
    g_autofree char *archive = g_build_filename(f->folder, "archive", NULL);
    append(f, 1100);
    assert_int_equal(store_audit_rotate(f->store, archive, NOW + 50 * HOUR_MS, NOW, NULL), 50);
    g_autofree char *path = only_file(archive);
    g_autofree char *good = NULL;
    gsize len;
    assert_true(g_file_get_contents(path, &good, &len, NULL));

    StoreAuditReport report;
    g_autofree char *bad = g_memdup2(good, len);
    char *digit = strstr(bad, "007");
    *digit = '9';
    assert_true(g_file_set_contents(path, bad, (gssize)len, NULL));
    assert_false(store_audit_verify(f->store, archive, &report, NULL));
    assert_int_equal(report.broken_seq, 1);
    assert_true(g_file_set_contents(path, good, (gssize)len / 2, NULL));
    assert_false(store_audit_verify(f->store, archive, &report, NULL));
    assert_true(report.broken_seq > 10);
    assert_int_equal(unlink(path), 0);
    g_autoptr(GError) error = NULL;
    assert_false(store_audit_verify(f->store, archive, &report, &error));
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_IO));
    assert_true(g_file_set_contents(path, good, (gssize)len, NULL));
    assert_true(store_audit_verify(f->store, archive, &report, NULL));
}

static void an_export_of_any_part_is_checked_by_itself(void **state)
{
    Fixture *f = *state;
    append(f, 30);
    g_autofree char *path = g_build_filename(f->folder, "part.jsonl", NULL);
    assert_true(store_audit_export(f->store, path, 11, 20, NULL));
    StoreAuditReport report;
    assert_true(store_audit_verify_file(path, &report, NULL));
    assert_int_equal(report.records, 10);
    assert_int_equal(report.first_seq, 11);
    g_autoptr(GError) there = NULL, missing = NULL;
    assert_false(store_audit_export(f->store, path, 1, 0, &there)); /* never over another file */
    assert_int_equal(unlink(path), 0);
    assert_false(store_audit_verify_file(path, &report, &missing));
    assert_non_null(missing);
    assert_true(g_file_set_contents(path, "{\"seq\":1} zz\n", -1, NULL));
    assert_false(store_audit_verify_file(path, &report, NULL));
    g_autofree char *endless = g_strnfill(50000, '{');
    assert_true(g_file_set_contents(path, endless, -1, NULL));
    assert_false(store_audit_verify_file(path, &report, NULL));
}

static void an_archive_half_written_before_a_power_cut_is_written_again(void **state)
{
    Fixture *f = *state;
    g_autofree char *archive = g_build_filename(f->folder, "archive", NULL);
    append(f, 1100);
    assert_int_equal(g_mkdir(archive, 0700), 0);
    g_autofree char *part = g_build_filename(archive, "audit-0000000001-0000000050.jsonl.part", NULL);
    g_autofree char *whole = g_build_filename(archive, "audit-0000000001-0000000050.jsonl", NULL);
    assert_true(g_file_set_contents(part, "half a li", -1, NULL));
    assert_true(g_file_set_contents(whole, "a file that the store does not know of", -1, NULL));
    assert_int_equal(store_audit_rotate(f->store, archive, NOW + 50 * HOUR_MS, NOW, NULL), 50);
    StoreAuditReport report;
    assert_true(store_audit_verify(f->store, archive, &report, NULL));
}

static void a_case_without_its_record_is_reported(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    change(f, "UPDATE cases SET audit_seq = 99");
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    assert_false(store_verify(f->store, findings));
    assert_int_equal(findings->len, 1);
    assert_non_null(strstr(g_ptr_array_index(findings, 0), "audit chain"));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_record_is_one_line_with_all_fields_in_their_order), /* first: sets the time zone */
        CASE(an_untouched_chain_is_whole),
        CASE(what_must_never_be_logged_is_refused_in_every_field),
        CASE(the_letters_for_a_person_never_look_like_a_number),
        CASE(a_changed_record_is_found),
        CASE(a_changed_record_with_a_new_hash_is_found_at_the_next),
        CASE(a_removed_record_is_found),
        CASE(a_record_taken_out_and_the_rest_renumbered_is_found),
        CASE(a_cut_end_is_found),
        CASE(an_end_cut_with_its_head_is_found_by_the_seal_of_the_day),
        CASE(a_chain_written_anew_is_found_by_the_seal_of_the_day),
        CASE(an_algorithm_of_tomorrow_stops_the_check_with_its_number),
        CASE(a_day_has_one_seal_and_one_signature),
        CASE(old_records_move_and_the_chain_goes_on),
        CASE(a_changed_cut_or_missing_archive_is_found),
        CASE(an_export_of_any_part_is_checked_by_itself),
        CASE(an_archive_half_written_before_a_power_cut_is_written_again),
        CASE(a_case_without_its_record_is_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

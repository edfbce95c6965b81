/* Opening: new, old, newer, damaged, foreign, and beside another process. */
#include "tests/unit/store/fixture.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/outbox.h"
#include "kiosk/store/settings.h"

#include <sys/stat.h>
#include <unistd.h>

/* The linker's names for the ends of the section that STORE_SQL fills. */
extern const StoreSql __start_store_sql[], __stop_store_sql[];

static void assert_store_error(GError *error, StoreError code)
{
    assert_non_null(error);
    if (!g_error_matches(error, STORE_ERROR, code))
        fail_msg("another error: %s", error->message);
}

static void a_new_store_belongs_to_its_owner_alone(void **state)
{
    Fixture *f = *state;
    struct stat st;
    g_autofree char *wal = g_strconcat(f->path, "-wal", NULL);
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(stat(wal, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
}

static void what_was_promised_is_flushed_and_keys_are_held(void **state)
{
    Fixture *f = *state;
    struct {
        const char *pragma, *value;
    } settings[] = {{"PRAGMA journal_mode", "wal"}, {"PRAGMA synchronous", "2"}, {"PRAGMA foreign_keys", "1"},
                    {"PRAGMA secure_delete", "1"},  {"PRAGMA temp_store", "2"},  {"PRAGMA auto_vacuum", "2"}};
    for (gsize i = 0; i < G_N_ELEMENTS(settings); i++) {
        sqlite3_stmt *stmt = NULL;
        assert_int_equal(sqlite3_prepare_v2(f->store->db, settings[i].pragma, -1, &stmt, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
        assert_string_equal((const char *)sqlite3_column_text(stmt, 0), settings[i].value);
        sqlite3_finalize(stmt);
    }
}

/* How many statements stand in the sources of kiosk/store? */
static guint statements_in_sources(void)
{
    guint count = 0;
    g_autofree char *folder = g_build_filename(g_getenv("KIOSK_ROOT"), "kiosk/store", NULL);
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_autofree char *text = NULL;
        if (!g_str_has_suffix(name, ".c") || !g_file_get_contents(path, &text, NULL, NULL))
            continue;
        for (const char *at = text; (at = strstr(at, "\nSTORE_SQL(")); at++)
            count++;
    }
    return count;
}

/* Named so that the linker takes every room of the store into this program. */
extern const void *const EVERY_ROOM[];

static void every_statement_can_be_prepared(void **state)
{
    Fixture *f = *state;
    assert_non_null(EVERY_ROOM[0]);
    guint count = 0;
    for (const StoreSql *sql = __start_store_sql; sql < __stop_store_sql; sql++, count++) {
        sqlite3_stmt *stmt = NULL;
        if (sqlite3_prepare_v2(f->store->db, sql->text, -1, &stmt, NULL) != SQLITE_OK)
            fail_msg("%s: %s", sql->text, sqlite3_errmsg(f->store->db));
        sqlite3_finalize(stmt);
    }
    assert_int_equal(count, statements_in_sources());
    assert_true(count > 80);
}

static void what_was_written_is_there_after_opening_again(void **state)
{
    Fixture *f = *state;
    StoreCaseReceipt receipt = put_case(f, "k1", ANNA);
    fixture_reopen(f);
    g_autoptr(StoreCase) found = store_case_by_no(f->store, receipt.case_no, NULL);
    assert_non_null(found);
    assert_string_equal(store_kiosk_no(f->store), "QC-01");
}

/* A store as the first `version` schema steps left it, with a setting in it. */
static void make_old_store(const char *path, int version)
{
    store_close(store_open(path, NULL));
    g_unlink(path);
    sqlite3 *db = NULL;
    Store old = {.path = (char *)path};
    g_autoptr(GError) error = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    old.db = db;
    assert_int_equal(
        sqlite3_exec(db, "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA application_id=1263095635;", 0, 0, 0), 0);
    assert_true(store_schema_upgrade(&old, version, &error));
    assert_int_equal(sqlite3_exec(db, "INSERT INTO setting VALUES('from', 'old')", 0, 0, 0), SQLITE_OK);
    for (gsize i = 0; i < (gsize)(__stop_store_sql - __start_store_sql); i++)
        sqlite3_finalize(old.prepared[i]);
    g_free(old.prepared);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void every_old_version_is_brought_up_to_date_with_its_data(void **state)
{
    Fixture *f = *state;
    for (int version = 1; version < store_schema_version(); version++) {
        g_autofree char *path = g_strdup_printf("%s/old-%d.db", f->folder, version);
        make_old_store(path, version);
        g_autoptr(GError) error = NULL;
        g_autoptr(Store) store = store_open(path, &error);
        if (!store)
            fail_msg("%s", error->message);
        g_autofree char *kept = store_setting_get(store, "from", NULL);
        assert_string_equal(kept, "old");
        assert_int_equal(store_schema_of(store, NULL), store_schema_version());
        for (const StoreSql *sql = __start_store_sql; sql < __stop_store_sql; sql++) {
            sqlite3_stmt *stmt = NULL;
            assert_int_equal(sqlite3_prepare_v2(store->db, sql->text, -1, &stmt, NULL), SQLITE_OK);
            sqlite3_finalize(stmt);
        }
    }
}

static void a_store_of_the_future_is_refused_and_left_alone(void **state)
{
    Fixture *f = *state;
    assert_int_equal(sqlite3_exec(f->store->db, "PRAGMA user_version = 99", 0, 0, 0), SQLITE_OK);
    store_close(f->store);
    f->store = NULL;
    g_autoptr(GError) error = NULL, reader_error = NULL;
    assert_null(store_open(f->path, &error));
    assert_store_error(error, STORE_ERROR_FUTURE);
    assert_non_null(strstr(error->message, f->path));
    assert_null(store_open_reader(f->path, &reader_error));
    assert_store_error(reader_error, STORE_ERROR_FUTURE);
}

/* Opening must fail with DAMAGED, name the file, and leave its bytes alone. */
static void assert_refused_untouched(const char *path)
{
    g_autofree char *before = NULL, *after = NULL;
    gsize before_len, after_len;
    assert_true(g_file_get_contents(path, &before, &before_len, NULL));
    g_autoptr(GError) error = NULL;
    assert_null(store_open(path, &error));
    assert_store_error(error, STORE_ERROR_DAMAGED);
    assert_non_null(strstr(error->message, path));
    assert_non_null(strstr(error->message, "backup"));
    assert_true(g_file_get_contents(path, &after, &after_len, NULL));
    assert_int_equal(before_len, after_len);
    assert_memory_equal(before, after, before_len);
}

static void garbage_in_place_of_the_store_is_refused(void **state)
{
    Fixture *f = *state;
    g_autofree char *path = g_build_filename(f->folder, "other.db", NULL);
    const char *contents[] = {"x", "This is a text of more than sixteen bytes.\n", "SQLite format 3"};
    for (gsize i = 0; i < G_N_ELEMENTS(contents); i++) {
        assert_true(g_file_set_contents(path, contents[i], -1, NULL));
        assert_refused_untouched(path);
    }
}

static void a_database_of_another_program_is_refused(void **state)
{
    Fixture *f = *state;
    g_autofree char *path = g_build_filename(f->folder, "other.db", NULL);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE photos(x)", 0, 0, 0), SQLITE_OK);
    sqlite3_close(db);
    assert_refused_untouched(path);
}

static void pages_that_were_overwritten_are_seen_at_opening(void **state)
{
    Fixture *f = *state;
    for (int i = 0; i < 50; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        put_case(f, key, ANNA);
    }
    store_close(f->store);
    f->store = NULL;
    g_autofree char *good = NULL;
    gsize len;
    assert_true(g_file_get_contents(f->path, &good, &len, NULL));
    int seen = 0, tried = 0;
    for (gsize page = 1; page < len / 4096; page++, tried++) {
        g_autofree char *bad = g_memdup2(good, len);
        memset(bad + page * 4096, 0xA5, 512); /* the head of a page */
        assert_true(g_file_set_contents(f->path, bad, (gssize)len, NULL));
        g_autoptr(GError) error = NULL;
        g_autoptr(Store) store = store_open(f->path, &error);
        if (!store) {
            assert_store_error(error, STORE_ERROR_DAMAGED);
            seen++;
        }
    }
    assert_true(tried > 20);
    assert_true(seen >= tried - 1); /* a page that is free or only of content may be overwritten unseen */
}

static void a_cut_file_is_refused(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    store_close(f->store);
    f->store = NULL;
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(truncate(f->path, st.st_size / 2), 0);
    assert_refused_untouched(f->path);
}

static void an_emptied_store_beside_its_wal_is_not_taken_for_a_new_one(void **state)
{
    Fixture *f = *state;
    put_case(f, "k1", ANNA);
    g_autofree char *path = g_build_filename(f->folder, "copy.db", NULL);
    g_autofree char *wal = g_strconcat(f->path, "-wal", NULL);
    g_autofree char *copy_wal = g_strconcat(path, "-wal", NULL);
    g_autofree char *bytes = NULL;
    gsize len;
    assert_true(g_file_get_contents(wal, &bytes, &len, NULL));
    assert_true(len > 0);
    assert_true(g_file_set_contents(copy_wal, bytes, (gssize)len, NULL));
    assert_null(store_open(path, NULL)); /* missing */
    assert_true(g_file_set_contents(path, "", 0, NULL));
    assert_refused_untouched(path); /* empty */
    g_autofree char *after = NULL;
    gsize after_len;
    assert_true(g_file_get_contents(copy_wal, &after, &after_len, NULL));
    assert_int_equal(len, after_len);
}

static void a_folder_without_permission_is_an_error_that_names_it(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(store_open("/proc/no/such/kiosk.db", &error));
    assert_store_error(error, STORE_ERROR_IO);
    assert_non_null(strstr(error->message, "/proc/no/such"));
}

static void a_reader_sees_what_the_writer_wrote_and_cannot_write(void **state)
{
    Fixture *f = *state;
    StoreCaseReceipt receipt = put_case(f, "k1", ANNA);
    g_autoptr(Store) reader = store_open_reader(f->path, NULL);
    assert_non_null(reader);
    g_autoptr(StoreCase) found = store_case_by_no(reader, receipt.case_no, NULL);
    assert_non_null(found);
    g_autoptr(GError) error = NULL;
    assert_false(store_setting_put(reader, "a", "b", &error));
    assert_store_error(error, STORE_ERROR_IO);
}

static void a_reader_of_a_missing_store_creates_none(void **state)
{
    Fixture *f = *state;
    g_autofree char *path = g_build_filename(f->folder, "none.db", NULL);
    g_autoptr(GError) error = NULL;
    assert_null(store_open_reader(path, &error));
    assert_store_error(error, STORE_ERROR_NOT_FOUND);
    assert_int_not_equal(access(path, F_OK), 0);
}

static void the_wal_stays_bounded_although_nobody_rests(void **state)
{
    Fixture *f = *state;
    g_autofree char *wal = g_strconcat(f->path, "-wal", NULL);
    g_autofree char *big = g_malloc0(1024 * 1024);
    for (int i = 0; i < 60; i++) {
        g_autofree char *key = g_strdup_printf("r%d", i);
        seal_random(big, 1024 * 1024);
        g_autoptr(GBytes) payload = g_bytes_new(big, 1024 * 1024);
        assert_true(store_outbox_put(f->store, STORE_OUT_COUNTERS, key, payload, NOW, NULL));
    }
    struct stat st;
    assert_int_equal(stat(wal, &st), 0);
    assert_true(st.st_size < 24 * 1024 * 1024);
}

static void resting_brings_the_wal_home_and_gives_free_pages_back(void **state)
{
    Fixture *f = *state;
    g_autofree char *big = g_malloc0(3 * 1024 * 1024);
    seal_random(big, 3 * 1024 * 1024);
    g_autoptr(GBytes) payload = g_bytes_new(big, 3 * 1024 * 1024);
    for (int i = 0; i < 16; i++) {
        g_autofree char *key = g_strdup_printf("r%d", i);
        assert_true(store_outbox_put(f->store, STORE_OUT_RATING, key, payload, NOW, NULL));
    }
    store_rest(f->store);
    struct stat full, after;
    assert_int_equal(stat(f->path, &full), 0);
    StoreOutItem *item;
    while ((item = store_outbox_next(f->store, NOW, NULL, NULL))) {
        assert_true(store_outbox_ack(f->store, item->id, NULL, NOW, NULL));
        store_out_item_free(item);
    }
    for (int i = 0; i < 40; i++)
        store_rest(f->store);
    assert_true(store_setting_put(f->store, "a", "b", NULL));
    store_close(f->store);
    f->store = NULL;
    assert_int_equal(stat(f->path, &after), 0);
    assert_true(full.st_size > 45 * 1024 * 1024);
    assert_true(after.st_size < full.st_size);
}

static void settings_are_kept_and_bounded(void **state)
{
    Fixture *f = *state;
    g_autofree char *endless = g_strnfill(STORE_SETTING_MAX + 1, 'x');
    assert_true(store_setting_put(f->store, "hub.key", "AAAA", NULL));
    assert_true(store_setting_put(f->store, "hub.key", "BBBB", NULL));
    assert_true(store_setting_put_int(f->store, "n", -5, NULL));
    assert_false(store_setting_put(f->store, "bad key", "x", NULL));
    assert_false(store_setting_put(f->store, "k", endless, NULL));
    g_autofree char *value = store_setting_get(f->store, "hub.key", NULL);
    assert_string_equal(value, "BBBB");
    assert_int_equal(store_setting_get_int(f->store, "n", 7, NULL), -5);
    assert_int_equal(store_setting_get_int(f->store, "hub.key", 7, NULL), 7);
    assert_true(store_setting_delete(f->store, "hub.key", NULL));
    assert_null(store_setting_get(f->store, "hub.key", NULL));
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_new_store_belongs_to_its_owner_alone),
        CASE(what_was_promised_is_flushed_and_keys_are_held),
        CASE(every_statement_can_be_prepared),
        CASE(what_was_written_is_there_after_opening_again),
        CASE(every_old_version_is_brought_up_to_date_with_its_data),
        CASE(a_store_of_the_future_is_refused_and_left_alone),
        CASE(garbage_in_place_of_the_store_is_refused),
        CASE(a_database_of_another_program_is_refused),
        CASE(pages_that_were_overwritten_are_seen_at_opening),
        CASE(a_cut_file_is_refused),
        CASE(an_emptied_store_beside_its_wal_is_not_taken_for_a_new_one),
        CASE(a_folder_without_permission_is_an_error_that_names_it),
        CASE(a_reader_sees_what_the_writer_wrote_and_cannot_write),
        CASE(a_reader_of_a_missing_store_creates_none),
        CASE(the_wal_stays_bounded_although_nobody_rests),
        CASE(resting_brings_the_wal_home_and_gives_free_pages_back),
        CASE(settings_are_kept_and_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "kiosk/store/attachments.h"
#include "kiosk/store/content.h"
#include "kiosk/store/drafts.h"
#include "kiosk/store/prints.h"
#include "kiosk/store/staff.h"
#include "kiosk/store/supplies.h"
#include "kiosk/store/worker.h"

const void *const EVERY_ROOM[] = {
    (const void *)store_content_get, (const void *)store_draft_find,   (const void *)store_print_get,
    (const void *)store_badge_find,  (const void *)store_supply_get,   (const void *)store_attachments_of,
    (const void *)store_verify,      (const void *)store_audit_verify, (const void *)store_audit_export,
    (const void *)store_worker_new,
};

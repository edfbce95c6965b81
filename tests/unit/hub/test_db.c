/* The database layer: one text for all statements, whole or not at all, and what it refuses to open. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include "kiosk/hub/db/db.h"
#include "tests/support/cmocka.h"

typedef struct {
    char *folder, *path, *url;
} Place;

static int set_up(void **state)
{
    Place *place = g_new0(Place, 1);
    place->folder = g_dir_make_tmp("db-XXXXXX", NULL);
    place->path = g_build_filename(place->folder, "hub.db", NULL);
    place->url = g_strconcat("sqlite:", place->path, NULL);
    *state = place;
    return 0;
}

static int tear_down(void **state)
{
    Place *place = *state;
    g_free(place->folder);
    g_free(place->path);
    g_free(place->url);
    g_free(place);
    return 0;
}

static HubDb *open_db(const Place *place)
{
    g_autoptr(GError) error = NULL;
    HubDb *db = hub_db_open(place->url, &error);
    if (!db)
        fail_msg("%s", error->message);
    return db;
}

static void put(HubDb *db, const char *name, const char *value)
{
    assert_true(hub_db_run(db, SQL_META_PUT, HUB_ARGS(hub_text(name), hub_text(value)), NULL, NULL));
}

static char *get(HubDb *db, const char *name)
{
    g_autoptr(HubRows) rows = hub_db_select(db, SQL_META_GET, HUB_ARGS(hub_text(name)), NULL);
    return hub_rows_count(rows) ? g_strdup(hub_rows_text(rows, 0, 0)) : NULL;
}

static void every_statement_prepares(void **state)
{
    g_autoptr(HubDb) db = open_db(*state);
    g_autoptr(GError) error = NULL;
    if (!hub_db_prepare_all(db, &error))
        fail_msg("%s", error->message);
}

static void statements_number_their_values_from_one_without_gaps(void **state)
{
    for (HubSql sql = 0; sql < SQL_COUNT; sql++) {
        assert_non_null(hub_statements[sql]);
        for (guint n = 1, missing = 0; n <= 30; n++) {
            g_autofree char *word = g_strdup_printf("$%u", n);
            const char *at = strstr(hub_statements[sql], word);
            while (at && g_ascii_isdigit(at[strlen(word)])) /* $1 of $12 */
                at = strstr(at + 1, word);
            missing |= at == NULL;
            if (at && missing)
                fail_msg("statement %d: %s after a gap", sql, word);
        }
    }
}

static void what_was_rolled_back_was_never_there(void **state)
{
    g_autoptr(HubDb) db = open_db(*state);
    assert_true(hub_db_begin(db, NULL));
    put(db, "a", "1");
    hub_db_rollback(db);
    g_autofree char *gone = get(db, "a");
    assert_null(gone);
}

static void what_was_committed_is_there_after_opening_again(void **state)
{
    HubDb *db = open_db(*state);
    assert_true(hub_db_begin(db, NULL));
    put(db, "a", "晴川");
    assert_true(hub_db_commit(db, NULL));
    hub_db_close(db);
    g_autoptr(HubDb) again = open_db(*state);
    g_autofree char *kept = get(again, "a");
    assert_string_equal(kept, "晴川");
}

static void a_key_twice_is_a_conflict_and_not_a_damage(void **state)
{
    g_autoptr(HubDb) db = open_db(*state);
    g_autoptr(GError) error = NULL;
    const HubValue row[] = {hub_text("k"), hub_text("QC-01"), hub_text("help"), hub_text(""), hub_int(1)};
    assert_true(hub_db_run(db, SQL_DONE_PUT, row, G_N_ELEMENTS(row), NULL, NULL));
    assert_false(hub_db_run(db, SQL_DONE_PUT, row, G_N_ELEMENTS(row), NULL, &error));
    assert_int_equal(error->code, HUB_DB_CONFLICT);
}

static void null_and_empty_bytes_are_told_apart(void **state)
{
    g_autoptr(HubDb) db = open_db(*state);
    gsize size = 1;
    assert_true(hub_db_run(db, SQL_KIOSK_ENROL,
                           HUB_ARGS(hub_text("QC-01"), hub_text("330108001005"), hub_text(""), hub_text("")),
                           NULL, NULL));
    g_autoptr(HubRows) rows = hub_db_select(db, SQL_KIOSK_GET, HUB_ARGS(hub_text("QC-01")), NULL);
    assert_null(hub_rows_bytes(rows, 0, 3, &size));
    assert_int_equal(size, 0);
    assert_string_equal(hub_rows_text(rows, 0, 1), "");
}

static void another_programs_database_is_left_alone(void **state)
{
    const Place *place = *state;
    g_autoptr(GError) error = NULL;
    /* whole and readable, but without our mark */
    hub_db_close(open_db(place));
    FILE *file = fopen(place->path, "r+b");
    fseek(file, 68, SEEK_SET); /* application_id in the file's header */
    fwrite("\1\2\3\4", 1, 4, file);
    fclose(file);
    assert_null(hub_db_open(place->url, &error));
    assert_int_equal(error->code, HUB_DB_DAMAGED);
    assert_non_null(strstr(error->message, "another program"));
}

static void a_newer_schema_is_not_touched(void **state)
{
    const Place *place = *state;
    g_autoptr(GError) error = NULL;
    hub_db_close(open_db(place));
    FILE *file = fopen(place->path, "r+b");
    fseek(file, 60, SEEK_SET); /* user_version in the file's header */
    fwrite("\0\0\0\143", 1, 4, file);
    fclose(file);
    assert_null(hub_db_open(place->url, &error));
    assert_int_equal(error->code, HUB_DB_FUTURE);
    assert_non_null(strstr(error->message, "99"));
}

static void an_unknown_kind_of_database_is_named(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(hub_db_open("oracle:/x", &error));
    assert_non_null(strstr(error->message, "sqlite:"));
}

static void the_file_is_open_to_its_owner_only(void **state)
{
    const Place *place = *state;
    hub_db_close(open_db(place));
    g_autofree char *command = g_strdup_printf("test \"$(stat -c %%a '%s')\" = 600", place->path);
    const char *const argv[] = {"sh", "-c", command, NULL};
    int status = -1;
    assert_true(
        g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
    assert_int_equal(status, 0);
}

#define DB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        DB_TEST(every_statement_prepares),
        DB_TEST(statements_number_their_values_from_one_without_gaps),
        DB_TEST(what_was_rolled_back_was_never_there),
        DB_TEST(what_was_committed_is_there_after_opening_again),
        DB_TEST(a_key_twice_is_a_conflict_and_not_a_damage),
        DB_TEST(null_and_empty_bytes_are_told_apart),
        DB_TEST(another_programs_database_is_left_alone),
        DB_TEST(a_newer_schema_is_not_touched),
        DB_TEST(an_unknown_kind_of_database_is_named),
        DB_TEST(the_file_is_open_to_its_owner_only),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

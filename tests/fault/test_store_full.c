/* A full disk: nothing half-written, an error that says so, and work goes on when there is room again. Twice:
 * with a limit on the size of files (everybody), and on a small file system of its own (root only). */
#include "tests/unit/store/fixture.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/outbox.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANY 4000

static void assert_store_fits(Store *store)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    StoreAuditReport report;
    if (!store_verify(store, findings))
        fail_msg("%s", (char *)g_ptr_array_index(findings, 0));
    assert_true(store_audit_verify(store, NULL, &report, NULL));
}

/* Submits until the disk is full. Returns how many cases were promised. */
static int submit_until_full(Fixture *f)
{
    g_autoptr(GError) error = NULL;
    StoreCaseReceipt receipt;
    int promised = 0;
    while (promised < MANY) {
        g_autofree char *key = g_strdup_printf("k%d", promised);
        StoreCaseNew c = case_of(f, key, ANNA);
        if (!store_case_put(f->store, &c, &receipt, &error))
            break;
        promised++;
    }
    assert_non_null(error);
    if (!g_error_matches(error, STORE_ERROR, STORE_ERROR_FULL))
        fail_msg("another error: %s", error->message);
    assert_non_null(strstr(error->message, "free space"));
    assert_string_equal(receipt.case_no, "");
    return promised;
}

/* Exactly the promised cases are there, and reading works although writing does not. */
static void assert_kept(Fixture *f, int promised)
{
    StoreOutStats stats;
    assert_true(store_outbox_stats(f->store, &stats, NULL));
    assert_int_equal(stats.waiting, promised);
    g_autofree char *last = g_strdup_printf("k%d", promised - 1), *failed = g_strdup_printf("k%d", promised);
    g_autoptr(StoreCase) kept = store_case_by_key(f->store, last, NULL);
    assert_non_null(kept);
    assert_null(store_case_by_key(f->store, failed, NULL));
}

static void lend_many(Fixture *f)
{
    assert_true(store_numbers_lend(f->store, COMMUNITY, f->day, 101, MANY + 200, NULL));
}

static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = MIN(bytes, limit.rlim_max);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void when_files_may_not_grow_nothing_is_half_written_and_later_it_goes_on(void **state)
{
    Fixture *f = *state;
    lend_many(f);
    signal(SIGXFSZ, SIG_IGN);
    limit_files(1024 * 1024);
    int promised = submit_until_full(f);
    assert_true(promised > 10);
    assert_kept(f, promised);
    assert_store_fits(f->store);
    limit_files(RLIM_INFINITY);
    g_autofree char *key = g_strdup_printf("k%d", promised);
    put_case(f, key, ANNA);
    fixture_reopen(f);
    assert_kept(f, promised + 1);
    assert_store_fits(f->store);
}

static void a_photo_that_does_not_fit_leaves_the_stage_as_it_was(void **state)
{
    Fixture *f = *state;
    g_autofree char *content = g_malloc0(3 * 1024 * 1024);
    g_autoptr(GBytes) big = g_bytes_new(content, 3 * 1024 * 1024), small = g_bytes_new("x", 1);
    g_autofree char *one = g_strnfill(64, '1'), *two = g_strnfill(64, '2');
    assert_true(store_attachment_stage(f->store, "s", one, small, NOW, NULL));
    signal(SIGXFSZ, SIG_IGN);
    limit_files(1024 * 1024);
    g_autoptr(GError) error = NULL;
    assert_false(store_attachment_stage(f->store, "s", two, big, NOW, &error));
    limit_files(RLIM_INFINITY);
    assert_true(g_error_matches(error, STORE_ERROR, STORE_ERROR_FULL));
    g_autoptr(GPtrArray) list = store_attachments_staged(f->store, "s", NULL);
    assert_int_equal(list->len, 1);
    put_case(f, "k1", ANNA);
    assert_store_fits(f->store);
}

/* A store on a file system of 2 MiB; NULL where this user may not mount. */
static Fixture *fixture_on_small_disk(char **mounted)
{
    g_autofree char *folder = g_dir_make_tmp("small.XXXXXX", NULL);
    if (mount("kiosk-test", folder, "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=2m,mode=0700") != 0) {
        g_rmdir(folder);
        return NULL;
    }
    Fixture *f = g_new0(Fixture, 1);
    f->folder = g_build_filename(folder, "data", NULL);
    f->path = g_build_filename(f->folder, "kiosk.db", NULL);
    f->day = day_from_ymd(2026, 11, 23);
    f->store = store_open(f->path, NULL);
    assert_non_null(f->store);
    *mounted = g_steal_pointer(&folder);
    return f;
}

/* Takes up all room that is left. */
static void fill_up(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    char block[4096] = {0};
    assert_true(fd >= 0);
    while (write(fd, block, sizeof block) > 0)
        ;
    close(fd);
}

static void on_a_full_disk_promised_cases_stay_and_freed_room_is_used_again(void **state)
{
    g_autofree char *mounted = NULL;
    seal_init();
    Fixture *f = fixture_on_small_disk(&mounted);
    if (!f)
        skip();
    lend_many(f);
    int promised = submit_until_full(f);
    assert_true(promised > 10);
    assert_kept(f, promised);
    assert_store_fits(f->store);
    /* the hub takes what waits; each answer needs a little room of its own, which the log's rest gives */
    g_autofree char *filler = g_build_filename(f->folder, "filler", NULL);
    fill_up(filler);
    g_unlink(filler);
    store_rest(f->store);
    fixture_reopen(f);
    assert_kept(f, promised);
    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW, NULL, NULL);
    assert_true(store_outbox_ack(f->store, item->id, NULL, NOW, NULL));
    assert_store_fits(f->store);
    fixture_free(f);
    assert_int_equal(umount(mounted), 0);
    g_rmdir(mounted);
}

static void a_store_that_cannot_be_created_for_want_of_room_says_so(void **state)
{
    g_autofree char *mounted = NULL;
    seal_init();
    Fixture *f = fixture_on_small_disk(&mounted);
    if (!f)
        skip();
    g_autofree char *filler = g_build_filename(f->folder, "filler", NULL);
    g_autofree char *other = g_build_filename(f->folder, "other.db", NULL);
    fill_up(filler);
    g_autoptr(GError) error = NULL;
    assert_null(store_open(other, &error));
    if (!g_error_matches(error, STORE_ERROR, STORE_ERROR_FULL))
        fail_msg("another error: %s", error->message);
    g_unlink(filler);
    g_autoptr(Store) later = store_open(other, NULL); /* what the failed try left behind does no harm */
    assert_non_null(later);
    g_clear_pointer(&later, store_close);
    fixture_free(f);
    assert_int_equal(umount(mounted), 0);
    g_rmdir(mounted);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(when_files_may_not_grow_nothing_is_half_written_and_later_it_goes_on),
        CASE(a_photo_that_does_not_fit_leaves_the_stage_as_it_was),
        cmocka_unit_test(on_a_full_disk_promised_cases_stay_and_freed_room_is_used_again),
        cmocka_unit_test(a_store_that_cannot_be_created_for_want_of_room_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

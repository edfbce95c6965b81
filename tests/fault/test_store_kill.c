/* kill -9 at any moment, and a power cut that loses the end of the write-ahead log: what was promised is
 * there, what is there fits together. A child works on the store and says through a pipe what it promised;
 * the parent kills it and looks. */
#include "tests/unit/store/fixture.h"
#include "tests/unit/store/flush_meter.h"
#include "kiosk/store/attachments.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/outbox.h"
#include "kiosk/store/prints.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define ROUNDS       40
#define MAX_ROUND_MS 60
#define LINE_BYTES   96

/* One promise, of one size, so that the pipe carries it whole. */
typedef struct {
    char what; /* 'c': case, 'a': acknowledged, 'p': print order */
    char key[40];
    char number[40];
    char code[12];
} Promise;
G_STATIC_ASSERT(sizeof(Promise) <= LINE_BYTES);

static void promise(int fd, char what, const char *key, const StoreCaseReceipt *receipt)
{
    Promise p = {.what = what};
    g_strlcpy(p.key, key, sizeof p.key);
    if (receipt) {
        g_strlcpy(p.number, receipt->case_no, sizeof p.number);
        g_strlcpy(p.code, receipt->query_code, sizeof p.code);
    }
    if (write(fd, &p, sizeof p) != sizeof p)
        _exit(3);
}

static void submit_one(Fixture *f, int fd)
{
    g_autofree char *key = g_uuid_string_random();
    g_autofree char *sha = g_strnfill(64, 'c');
    g_autoptr(GBytes) photo = g_bytes_new(key, strlen(key));
    StoreCaseNew c = case_of(f, key, ANNA);
    c.stage = key;
    StoreCaseReceipt receipt;
    if (!store_attachment_stage(f->store, key, sha, photo, NOW, NULL) ||
        !store_case_put(f->store, &c, &receipt, NULL))
        _exit(4);
    promise(fd, 'c', key, &receipt);
}

static void send_one(Fixture *f, int fd)
{
    g_autoptr(StoreOutItem) item = store_outbox_next(f->store, NOW, NULL, NULL);
    if (!item)
        return;
    if (!store_outbox_ack(f->store, item->id, NULL, NOW, NULL))
        _exit(5);
    promise(fd, 'a', item->key, NULL);
}

static void print_one(Fixture *f, int fd)
{
    g_autofree char *id = g_uuid_string_random();
    if (!store_print_put(f->store, id, "F01", NULL, "a4", 1, NOW, NULL, NULL) ||
        !store_print_set(f->store, id, STORE_PRINT_CREATED, NULL, NOW, NULL) ||
        !store_print_set(f->store, id, STORE_PRINT_SENDING, NULL, NOW, NULL))
        _exit(6);
    promise(fd, 'p', id, NULL);
}

/* Works until it is killed. */
static void child(const char *path, int fd, int round)
{
    Fixture f = {.path = (char *)path, .day = day_from_ymd(2026, 11, 23)};
    f.store = store_open(path, NULL);
    if (!f.store)
        _exit(2);
    for (int i = round;; i++) {
        submit_one(&f, fd);
        if (i % 3 == 0)
            send_one(&f, fd);
        if (i % 4 == 0)
            print_one(&f, fd);
        if (i % 7 == 0)
            store_rest(f.store);
    }
}

/* Runs one child, kills it at a random moment, returns what it had promised until then. */
static void one_round(Fixture *f, int round, GArray *promises)
{
    int ends[2];
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        child(f->path, ends[1], round);
    }
    close(ends[1]);
    /* from its first promise on, so that a slow machine kills no child before it began */
    struct pollfd ready = {.fd = ends[0], .events = POLLIN};
    assert_int_equal(poll(&ready, 1, 30000), 1);
    gint64 until = g_get_monotonic_time() + seal_random_below(MAX_ROUND_MS * 1000);
    Promise p;
    while (g_get_monotonic_time() < until && read(ends[0], &p, sizeof p) == sizeof p)
        g_array_append_val(promises, p);
    assert_int_equal(kill(pid, SIGKILL), 0);
    while (read(ends[0], &p, sizeof p) == sizeof p)
        g_array_append_val(promises, p);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    close(ends[0]);
}

static void assert_store_fits(Store *store)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func(g_free);
    StoreAuditReport report;
    g_autoptr(GError) error = NULL;
    if (!store_verify(store, findings))
        fail_msg("%s", (char *)g_ptr_array_index(findings, 0));
    if (!store_audit_verify(store, NULL, &report, &error))
        fail_msg("%s", error ? error->message : report.what);
}

static gboolean is_acknowledged(const GArray *promises, const char *key)
{
    for (guint i = 0; i < promises->len; i++) {
        const Promise *p = &g_array_index(promises, Promise, i);
        if (p->what == 'a' && strcmp(p->key, key) == 0)
            return TRUE;
    }
    return FALSE;
}

/* Case there, with its numbers; outbox row and photo there exactly as long as the hub has not got them. */
static void assert_case_kept(Fixture *f, const Promise *p, gboolean acknowledged, GHashTable *numbers)
{
    g_autoptr(StoreCase) kept = store_case_by_key(f->store, p->key, NULL);
    assert_non_null(kept);
    assert_string_equal(kept->case_no, p->number);
    assert_string_equal(kept->query_code, p->code);
    assert_true(g_hash_table_add(numbers, g_strdup(p->number)));
    g_autoptr(GPtrArray) photos = store_attachments_of(f->store, kept->seq, NULL);
    if (acknowledged) {
        assert_string_equal(kept->state, "submitted");
        assert_int_equal(photos->len, 0);
    } else if (strcmp(kept->state, "queued") ==
               0) { /* else: acknowledged, and killed before it could say so */
        assert_int_equal(photos->len, 1);
    }
}

static void what_was_promised_before_a_kill_is_kept(void **state)
{
    Fixture *f = *state;
    g_autoptr(GArray) promises = g_array_new(FALSE, FALSE, sizeof(Promise));
    g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    assert_true(store_numbers_lend(f->store, COMMUNITY, f->day, 101, 90000, NULL));
    for (int round = 0; round < ROUNDS; round++) {
        store_close(f->store);
        f->store = NULL;
        one_round(f, round, promises);
        f->store = store_open(f->path, NULL);
        assert_non_null(f->store);
    }
    assert_store_fits(f->store);
    int cases = 0;
    for (guint i = 0; i < promises->len; i++) {
        const Promise *p = &g_array_index(promises, Promise, i);
        if (p->what == 'c') {
            assert_case_kept(f, p, is_acknowledged(promises, p->key), numbers);
            cases++;
        } else if (p->what == 'p') {
            g_autoptr(StorePrint) print = store_print_get(f->store, p->key, NULL);
            assert_int_equal(print->state, STORE_PRINT_SENDING);
        }
    }
    print_message("%d kills, %d cases promised and kept\n", ROUNDS, cases);
    assert_true(cases >= ROUNDS);
}

static void copy_file(const char *from, const char *to, gssize len)
{
    g_autofree char *bytes = NULL;
    gsize all;
    assert_true(g_file_get_contents(from, &bytes, &all, NULL));
    assert_true(g_file_set_contents(to, bytes, len < 0 ? (gssize)all : MIN(len, (gssize)all), NULL));
}

/* After a power cut any end of the log may be missing or garbage. */
static void a_log_that_ends_anywhere_gives_a_past_that_fits_together(void **state)
{
    Fixture *f = *state;
    for (int i = 0; i < 12; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        put_case(f, key, ANNA);
    }
    g_autofree char *wal = g_strconcat(f->path, "-wal", NULL);
    g_autofree char *copy = g_build_filename(f->folder, "copy.db", NULL);
    g_autofree char *copy_wal = g_strconcat(copy, "-wal", NULL);
    g_autofree char *copy_shm = g_strconcat(copy, "-shm", NULL);
    struct stat st;
    assert_int_equal(stat(wal, &st), 0);
    guint seen[13] = {0};
    for (int i = 0; i < 120; i++) {
        gssize cut = (gssize)(st.st_size * i / 119);
        copy_file(f->path, copy, -1);
        copy_file(wal, copy_wal, cut);
        g_unlink(copy_shm);
        if (i % 2) { /* a torn sector after the cut */
            FILE *torn = fopen(copy_wal, "ab");
            for (int j = 0; j < 512; j++)
                fputc(0xA5, torn);
            fclose(torn);
        }
        g_autoptr(Store) past = store_open(copy, NULL);
        if (!past) /* cut before the schema was in the log: refused or empty, never half a schema */
            continue;
        assert_store_fits(past);
        g_autoptr(GPtrArray) cases = store_cases_of(past, ANNA, NULL);
        assert_true(cases->len <= 12);
        seen[cases->len]++;
        for (guint j = 0; j < cases->len;
             j++) { /* no hole: the first cases are there, only the last are missing */
            g_autofree char *key = g_strdup_printf("k%u", cases->len - 1 - j);
            assert_string_equal(((StoreCase *)g_ptr_array_index(cases, j))->key, key);
        }
    }
    assert_true(seen[12] > 0 && seen[5] > 0);
}

static void a_case_is_flushed_to_the_disk_before_the_receipt_is_given(void **state)
{
    Fixture *f = *state;
    put_case(f, "k0", ANNA);
    for (int i = 1; i < 10; i++) {
        g_autofree char *key = g_strdup_printf("k%d", i);
        flush_meter = (FlushMeter){0};
        put_case(f, key, ANNA);
        assert_int_equal(flush_meter.count,
                         1); /* one, not none, and not more than the resident must wait for */
    }
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(what_was_promised_before_a_kill_is_kept),
        CASE(a_log_that_ends_anywhere_gives_a_past_that_fits_together),
        CASE(a_case_is_flushed_to_the_disk_before_the_receipt_is_given),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What the store costs on this disk: submitting a case, listing a person's cases, and the disk's own flush to
 * hold them against. One JSON object a line. */
#include "tests/unit/store/flush_meter.h"
#include "kiosk/seal/box.h"
#include "kiosk/store/cases.h"
#include "kiosk/store/drafts.h"
#include "kiosk/store/internal.h"
#include "kiosk/store/numbers.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMUNITY "330108001005"
#define CASES     10000
#define PERSONS   2500 /* four cases each */
#define SUBMITS   1000
#define LISTS     1000
#define FLUSHES   300
#define PAYLOAD   6000 /* bytes of a long application */

static SealPair *hub;
static Day day;

static void die(GError *error)
{
    fprintf(stderr, "bench_store: %s\n", error ? error->message : "failed");
    exit(1);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void report(const char *name, double *ms, int n)
{
    qsort(ms, (size_t)n, sizeof *ms, by_size);
    printf("{\"name\":\"%s\",\"unit\":\"ms\",\"n\":%d,\"median\":%.4f,\"p99\":%.4f}\n", name, n, ms[n / 2],
           ms[MIN(n - 1, n * 99 / 100)]);
}

static GBytes *seal_application(const StoreCaseReceipt *receipt, gpointer user_data, GError **error)
{
    char text[PAYLOAD];
    memset(text, 'x', sizeof text);
    g_snprintf(text, sizeof text, "%s %s", receipt->case_no, receipt->query_code);
    return seal_box(hub->public_key, text, sizeof text, error);
}

static void tag_of(int person, guint8 tag[STORE_TAG_BYTES])
{
    memset(tag, 0x5a, STORE_TAG_BYTES);
    memcpy(tag, &person, sizeof person);
}

static void submit(Store *store, int n, Day on)
{
    guint8 tag[STORE_TAG_BYTES];
    tag_of(n % PERSONS, tag);
    g_autofree char *key = g_uuid_string_random();
    const StoreCaseNew c = {
        .key = key,
        .person_tag = tag,
        .matter_id = "elder-allowance",
        .catalogue_version = "2026.11.1",
        .mode = "self",
        .community = COMMUNITY,
        .kiosk_no = "QC-01",
        .submitted_ms = 1795000000000LL + n,
        .day = on,
        .due = on + 13,
        .receipt_json = "{\"name\":\"A*B\",\"id\":\"990***********123X\",\"phone\":\"138****5678\"}",
        .draft_tag = tag,
        .seal = seal_application,
    };
    StoreCaseReceipt receipt;
    GError *error = NULL;
    if (!store_case_put(store, &c, &receipt, &error) || !receipt.case_no[0])
        die(error);
}

static void fill(Store *store)
{
    GError *error = NULL;
    if (!store_numbers_lend(store, COMMUNITY, day, 1, CASES, &error) ||
        !store_numbers_lend(store, COMMUNITY, day + 1, 1, SUBMITS, &error))
        die(error);
    for (int i = 0; i < CASES; i += 500) { /* one flush for 500 */
        StoreTx tx = store_tx_begin(store, &error);
        for (int j = i; tx.store && j < i + 500; j++)
            submit(store, j, day);
        if (!tx.store || !store_tx_commit(&tx, &error))
            die(error);
        store_rest(store);
    }
}

static void bench_submit(Store *store)
{
    static double beyond[SUBMITS], whole[SUBMITS];
    for (int i = 0; i < SUBMITS; i++) {
        flush_meter = (FlushMeter){0};
        gint64 from = now_ns();
        submit(store, i, day + 1);
        gint64 took = now_ns() - from;
        if (flush_meter.count == 0)
            die(NULL); /* not durable, so not measured */
        whole[i] = (double)took / 1e6;
        beyond[i] =
            (double)(took - flush_meter.last_ns) / 1e6; /* a fresh WAL costs one flush more: that is ours */
        if (i % 20 == 0)
            store_rest(store); /* as the worker does between two residents */
    }
    report("submit: case, outbox and audit durable, beyond one fsync", beyond, SUBMITS);
    report("submit: case, outbox and audit durable, with its fsync", whole, SUBMITS);
}

static void bench_list(Store *store)
{
    static double ms[LISTS];
    for (int i = 0; i < LISTS; i++) {
        guint8 tag[STORE_TAG_BYTES];
        tag_of((i * 7919) % PERSONS, tag);
        GError *error = NULL;
        gint64 from = now_ns();
        g_autoptr(GPtrArray) cases = store_cases_of(store, tag, &error);
        ms[i] = (double)(now_ns() - from) / 1e6;
        if (!cases || cases->len < CASES / PERSONS)
            die(error);
    }
    report("list a person's cases among 10,000", ms, LISTS);
}

static void bench_flush(const char *folder)
{
    static double ms[FLUSHES];
    char page[4096] = {0};
    g_autofree char *path = g_build_filename(folder, "flush", NULL);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    for (int i = 0; i < FLUSHES; i++) {
        if (fd < 0 || write(fd, page, sizeof page) != (ssize_t)sizeof page)
            die(NULL);
        gint64 from = now_ns();
        fdatasync(fd);
        ms[i] = (double)(now_ns() - from) / 1e6;
    }
    close(fd);
    unlink(path);
    report("disk: one fsync of a page", ms, FLUSHES);
}

int main(void)
{
    seal_init();
    hub = seal_pair_new_box();
    day = day_from_ymd(2026, 11, 23);
    g_autofree char *folder = g_dir_make_tmp("bench-store.XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "kiosk.db", NULL);
    GError *error = NULL;
    Store *store = store_open(path, &error);
    if (!store)
        die(error);
    fill(store);
    bench_submit(store);
    bench_list(store);
    gint64 from = now_ns();
    store_close(store);
    store = store_open(path, &error);
    if (!store)
        die(error);
    double opened[1] = {(double)(now_ns() - from) / 1e6};
    report("store: close and open with check, 11,000 cases", opened, 1);
    bench_flush(folder);
    store_close(store);
    seal_pair_free(hub);
    const char *ends[] = {"", "-wal", "-shm"};
    for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
        g_autofree char *file = g_strconcat(path, ends[i], NULL);
        unlink(file);
    }
    rmdir(folder);
    return 0;
}

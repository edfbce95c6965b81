/* Receipt: data -> PDF, warm. One JSON line for tests/bench/run-bench. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/paper/sheets.h"

enum { WARM_UP = 5, RUNS = 200 };

static double render_ms(const PaperSetup *setup)
{
    gint64 start = g_get_monotonic_time();
    g_autoptr(GError) error = NULL;
    g_autoptr(PaperDoc) doc = paper_receipt_new(setup, &sheet_receipt, &error);
    g_autoptr(GBytes) pdf = doc != NULL ? paper_render_pdf(doc, &error) : NULL;
    if (pdf == NULL) {
        fprintf(stderr, "bench_paper: %s\n", error->message);
        exit(1);
    }
    return (double)(g_get_monotonic_time() - start) / 1000;
}

static int by_size(const void *a, const void *b)
{
    const double *one = a, *two = b;
    return (*one > *two) - (*one < *two);
}

int main(void)
{
    g_autoptr(GDateTime) at = g_date_time_new_utc(2026, 11, 23, 6, 6, 0);
    PaperSetup setup = sheet_setup(PAPER_A4, FALSE, at);
    double ms[RUNS];
    for (int i = 0; i < WARM_UP; i++)
        render_ms(&setup);
    for (int i = 0; i < RUNS; i++)
        ms[i] = render_ms(&setup);
    qsort(ms, RUNS, sizeof *ms, by_size);
    printf(
        "{\"name\":\"receipt: data to PDF, warm\",\"unit\":\"ms\",\"n\":%d,\"median\":%.2f,\"p99\":%.2f}\n",
        RUNS, ms[RUNS / 2], ms[RUNS * 99 / 100]);
    return 0;
}

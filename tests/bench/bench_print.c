/* Print order -> job accepted by the printer: from print.create to the moment the document is taken, through
 * kiosk-hald and its driver process, straight to an IPP printer and through a CUPS queue. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hal/printer.h"
#include "tests/support/cups_rig.h"
#include "tests/support/hald_rig.h"
#include "tests/support/ink_pdf.h"
#include "tests/support/peer_rig.h"

enum { WARM_UP = 3, RUNS = 40, WAIT_MS = 10000, DOCUMENT_BYTES = 48 * 1024 };
#define A4_WIDTH  595.276 /* points */
#define A4_HEIGHT 841.89

static void die(const char *what)
{
    fprintf(stderr, "bench_print: %s\n", what);
    exit(1);
}

/* As large as a receipt; its padding is a comment. */
static int open_document(void)
{
    static const char pdf[] = "%PDF-1.4\n"
                              "1 0 obj<</Type /Catalog/Pages 2 0 R>>endobj\n"
                              "2 0 obj<</Type /Pages/Kids[3 0 R]/Count 1>>endobj\n"
                              "3 0 obj<</Type /Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n%";
    static const char tail[] = "\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF\n";
    g_autofree char *padding = g_strnfill(DOCUMENT_BYTES, 'x');
    int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, pdf, sizeof pdf - 1) < 0 || write(fd, padding, DOCUMENT_BYTES) < 0 ||
        write(fd, tail, sizeof tail - 1) < 0)
        die("no document");
    return fd;
}

/* The first word of the job after "held": its document has been taken. */
static void wait_accepted(HaldRig *rig)
{
    for (;;) {
        json_auto_t *data = NULL;
        g_autofree char *name = hald_rig_next_event(rig, &data, WAIT_MS);
        if (name == NULL)
            die("the job was not accepted");
        const char *state = json_string_value(json_object_get(data, "state"));
        if (strcmp(name, HAL_PRINT_STATE) == 0 && g_strcmp0(state, "held") != 0)
            return;
    }
}

static double order_ms(HaldRig *rig, int document)
{
    g_autofree char *order = g_uuid_string_random();
    json_auto_t *args = json_pack("{s:s, s:s, s:s, s:i, s:s}", "order", order, "title", "F01", "media", "A4",
                                  "copies", 1, "format", "application/pdf");
    gint64 start = g_get_monotonic_time();
    g_auto(RigAnswer) created = hald_rig_command(rig, "printer0", HAL_PRINT_CREATE, args, -1, WAIT_MS);
    if (created.code != HAL_SUCCESS)
        die("the job was not created");
    json_auto_t *job = json_pack("{s:O}", "job", json_object_get(created.data, "job"));
    guint64 id = hald_rig_begin(rig, "printer0", HAL_PRINT_SEND, job, document, 0);
    wait_accepted(rig);
    double ms = (double)(g_get_monotonic_time() - start) / 1000;
    g_auto(RigAnswer) printed = hald_rig_finish(rig, id, WAIT_MS);
    if (printed.code != HAL_SUCCESS)
        die("the job was not printed");
    return ms;
}

static int by_size(const void *a, const void *b)
{
    const double *one = a, *two = b;
    return (*one > *two) - (*one < *two);
}

/* The document is lent. */
static void measure(const char *name, const char *driver, int document)
{
    g_autofree char *ini = g_strdup_printf("[printer0]\nclass = printer\ndriver = printer_ipp\n%s", driver);
    HaldRig *rig = hald_rig_new(ini, NULL);
    double ms[RUNS];
    for (int i = 0; i < WARM_UP; i++)
        order_ms(rig, document);
    for (int i = 0; i < RUNS; i++)
        ms[i] = order_ms(rig, document);
    qsort(ms, RUNS, sizeof *ms, by_size);
    printf("{\"name\":\"%s\",\"unit\":\"ms\",\"n\":%d,\"median\":%.2f,\"p99\":%.2f}\n", name, RUNS,
           ms[RUNS / 2], ms[RUNS * 99 / 100]);
    fflush(stdout);
    hald_rig_free(rig);
}

int main(void)
{
    g_autofree char *sheets = g_dir_make_tmp("sheets-XXXXXX", NULL);
    PeerRig *peer =
        peer_rig_new("ipp_printer", (const char *const[]){"--folder", sheets, "--page-ms", "80", NULL});
    g_autofree char *direct = g_strdup_printf("route = direct\nuri = %s\n", peer_rig_hello(peer));
    peer_rig_say(peer, "PAPER 10000");
    int document = open_document();
    measure("print order to job accepted, direct IPP", direct, document);

    CupsRig *cups = cups_rig_new(peer_rig_hello(peer));
    g_autofree char *queue =
        g_strdup_printf("route = cups\ncups = %s\nqueue = office\n", cups_rig_socket(cups));
    measure("print order to job accepted, CUPS queue", queue, document);
    cups_rig_free(cups);

    /* A full page, rendered for a printer that takes no PDF: order, rendering, sending. */
    int page = ink_pdf_open(A4_WIDTH, A4_HEIGHT, 1);
    peer_rig_say(peer, "FORMATS image/pwg-raster");
    measure("A4 page to PWG raster 300 dpi, order to job accepted", direct, page);
    close(page);
    close(document);
    peer_rig_free(peer);
    return 0;
}

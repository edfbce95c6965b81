#include "tests/support/ipp_attributes.h"

#include <cups/raster.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- which are wanted ------------------------------------------------------------------------------ */

GHashTable *wanted_attributes(ipp_t *request)
{
    ipp_attribute_t *requested = ippFindAttribute(request, "requested-attributes", IPP_TAG_KEYWORD);
    if (requested == NULL)
        return NULL;
    GHashTable *wanted = g_hash_table_new(g_str_hash, g_str_equal);
    for (int i = 0; i < ippGetCount(requested); i++) {
        const char *name = ippGetString(requested, i, NULL);
        if (strcmp(name, "all") == 0 || strcmp(name, "printer-description") == 0 ||
            strcmp(name, "job-template") == 0 || strcmp(name, "job-description") == 0) {
            g_hash_table_unref(wanted);
            return NULL;
        }
        g_hash_table_add(wanted, (gpointer)name);
    }
    return wanted;
}

static int is_wanted(void *context, ipp_t *destination, ipp_attribute_t *attribute)
{
    GHashTable *wanted = context;
    return wanted == NULL || g_hash_table_contains(wanted, ippGetName(attribute));
}

static void hand_over(ipp_t *response, ipp_t *all, GHashTable *wanted)
{
    ippCopyAttributes(response, all, 0, is_wanted, wanted);
    ippDelete(all);
}

static void add_split(ipp_t *ipp, ipp_tag_t group, ipp_tag_t tag, const char *name,
                      const char *comma_separated)
{
    g_auto(GStrv) values = g_strsplit(comma_separated, ",", -1);
    ippAddStrings(ipp, group, tag, name, (int)g_strv_length(values), NULL, (const char *const *)values);
}

/* --- printer --------------------------------------------------------------------------------------- */

#define PRINTER IPP_TAG_PRINTER

/* What never changes: name, value tag, values separated by commas. */
static const struct {
    const char *name;
    ipp_tag_t tag;
    const char *values;
} fixed[] = {
    {"charset-configured", IPP_TAG_CHARSET, "utf-8"},
    {"charset-supported", IPP_TAG_CHARSET, "utf-8"},
    {"compression-supported", IPP_TAG_KEYWORD, "none"},
    {"document-format-default", IPP_TAG_MIMETYPE, "application/pdf"},
    {"generated-natural-language-supported", IPP_TAG_LANGUAGE, "en"},
    {"ipp-features-supported", IPP_TAG_KEYWORD, "ipp-everywhere"},
    {"ipp-versions-supported", IPP_TAG_KEYWORD, "1.1,2.0"},
    {"job-creation-attributes-supported", IPP_TAG_KEYWORD, "copies,media,media-col,sides,print-color-mode"},
    {"media-default", IPP_TAG_KEYWORD, "iso_a4_210x297mm"},
    {"media-supported", IPP_TAG_KEYWORD, "iso_a4_210x297mm,iso_a5_148x210mm"},
    {"media-type-supported", IPP_TAG_KEYWORD, "stationery"},
    {"media-source-supported", IPP_TAG_KEYWORD, "main"},
    {"media-col-supported", IPP_TAG_KEYWORD,
     "media-size,media-type,media-source,media-top-margin,media-bottom-margin,media-left-margin,media-right-"
     "margin"},
    {"natural-language-configured", IPP_TAG_LANGUAGE, "en"},
    {"output-bin-supported", IPP_TAG_KEYWORD, "face-down"},
    {"output-bin-default", IPP_TAG_KEYWORD, "face-down"},
    {"pdl-override-supported", IPP_TAG_KEYWORD, "attempted"},
    {"print-color-mode-default", IPP_TAG_KEYWORD, "monochrome"},
    {"print-color-mode-supported", IPP_TAG_KEYWORD, "monochrome"},
    {"printer-info", IPP_TAG_TEXT, "Kiosk test printer"},
    {"printer-location", IPP_TAG_TEXT, "nowhere"},
    {"printer-make-and-model", IPP_TAG_TEXT, "Kiosk test printer"},
    {"printer-more-info", IPP_TAG_URI, "http://localhost/"},
    {"printer-name", IPP_TAG_NAME, "print"},
    {"printer-device-id", IPP_TAG_TEXT, "MFG:Kiosk;MDL:Test printer;CMD:PDF;"},
    {"printer-uuid", IPP_TAG_URI, "urn:uuid:6f6b5b0c-9d4a-4a55-8f3e-7a6c5d1e2f30"},
    {"pwg-raster-document-sheet-back", IPP_TAG_KEYWORD, "normal"},
    {"pwg-raster-document-type-supported", IPP_TAG_KEYWORD, "sgray_8"},
    {"sides-default", IPP_TAG_KEYWORD, "one-sided"},
    {"sides-supported", IPP_TAG_KEYWORD, "one-sided,two-sided-long-edge"},
    {"uri-authentication-supported", IPP_TAG_KEYWORD, "none"},
    {"uri-security-supported", IPP_TAG_KEYWORD, "none"},
    {"which-jobs-supported", IPP_TAG_KEYWORD, "completed,not-completed,all"},
};

static const int operations_supported[] = {
    IPP_OP_PRINT_JOB,  IPP_OP_VALIDATE_JOB,       IPP_OP_CREATE_JOB, IPP_OP_SEND_DOCUMENT,
    IPP_OP_CANCEL_JOB, IPP_OP_GET_JOB_ATTRIBUTES, IPP_OP_GET_JOBS,   IPP_OP_GET_PRINTER_ATTRIBUTES};

/* Sizes in hundredths of a millimetre. */
static ipp_t *media_col(int width, int length)
{
    ipp_t *size = ippNew();
    ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "x-dimension", width);
    ippAddInteger(size, IPP_TAG_ZERO, IPP_TAG_INTEGER, "y-dimension", length);
    ipp_t *media = ippNew();
    ippAddCollection(media, IPP_TAG_ZERO, "media-size", size);
    ippDelete(size);
    static const char *const margins[] = {"media-top-margin", "media-bottom-margin", "media-left-margin",
                                          "media-right-margin"};
    for (gsize i = 0; i < G_N_ELEMENTS(margins); i++)
        ippAddInteger(media, IPP_TAG_ZERO, IPP_TAG_INTEGER, margins[i], 423);
    ippAddString(media, IPP_TAG_ZERO, IPP_CONST_TAG(IPP_TAG_KEYWORD), "media-source", NULL, "main");
    ippAddString(media, IPP_TAG_ZERO, IPP_CONST_TAG(IPP_TAG_KEYWORD), "media-type", NULL, "stationery");
    return media;
}

static void add_media(ipp_t *all, const PrinterStatus *status)
{
    ipp_t *sizes[] = {media_col(21000, 29700), media_col(14800, 21000)};
    ippAddCollections(all, PRINTER, "media-col-database", 2, (const ipp_t **)sizes);
    ippAddCollection(all, PRINTER, "media-col-default", sizes[0]);
    if (status->paper > 0) {
        ippAddCollection(all, PRINTER, "media-col-ready", sizes[0]);
        ippAddString(all, PRINTER, IPP_TAG_KEYWORD, "media-ready", NULL, "iso_a4_210x297mm");
    }
    for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++)
        ippDelete(sizes[i]);
    static const char *const margins[] = {"media-top-margin-supported", "media-bottom-margin-supported",
                                          "media-left-margin-supported", "media-right-margin-supported"};
    for (gsize i = 0; i < G_N_ELEMENTS(margins); i++)
        ippAddInteger(all, PRINTER, IPP_TAG_INTEGER, margins[i], 423);
    g_autofree char *tray = g_strdup_printf("type=sheetFeedAutoRemovableTray;mediafeed=29700;mediaxfeed="
                                            "21000;maxcapacity=250;level=%d;status=0;name=main;",
                                            status->paper);
    ippAddOctetString(all, PRINTER, "printer-input-tray", tray, (int)strlen(tray));
}

static void add_markers(ipp_t *all, const PrinterStatus *status)
{
    ippAddString(all, PRINTER, IPP_TAG_NAME, "marker-names", NULL, "Black Toner");
    ippAddString(all, PRINTER, IPP_TAG_NAME, "marker-colors", NULL, "#000000");
    ippAddString(all, PRINTER, IPP_TAG_KEYWORD, "marker-types", NULL, "toner");
    ippAddInteger(all, PRINTER, IPP_TAG_INTEGER, "marker-levels", status->toner);
    ippAddInteger(all, PRINTER, IPP_TAG_INTEGER, "marker-low-levels", 10);
    ippAddInteger(all, PRINTER, IPP_TAG_INTEGER, "marker-high-levels", 100);
}

void add_printer_attributes(ipp_t *response, const PrinterStatus *status, const char *uri, GHashTable *wanted)
{
    ipp_t *all = ippNew();
    for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++)
        add_split(all, PRINTER, fixed[i].tag, fixed[i].name, fixed[i].values);
    add_split(all, PRINTER, IPP_TAG_MIMETYPE, "document-format-supported", status->formats);
    add_split(all, PRINTER, IPP_TAG_KEYWORD, "printer-state-reasons", status->reasons);
    ippAddString(all, PRINTER, IPP_TAG_URI, "printer-uri-supported", NULL, uri);
    ippAddIntegers(all, PRINTER, IPP_TAG_ENUM, "operations-supported", G_N_ELEMENTS(operations_supported),
                   operations_supported);
    ippAddInteger(all, PRINTER, IPP_TAG_ENUM, "printer-state", (int)status->state);
    ippAddBoolean(all, PRINTER, "printer-is-accepting-jobs", (char)status->accepting);
    ippAddInteger(all, PRINTER, IPP_TAG_INTEGER, "queued-job-count", status->queued);
    ippAddInteger(all, PRINTER, IPP_TAG_INTEGER, "printer-up-time", (int)status->up_s);
    ippAddBoolean(all, PRINTER, "color-supported", 0);
    ippAddInteger(all, PRINTER, IPP_TAG_ENUM, "finishings-supported", 3);
    ippAddInteger(all, PRINTER, IPP_TAG_ENUM, "finishings-default", 3);
    ippAddInteger(all, PRINTER, IPP_TAG_ENUM, "print-quality-supported", 4);
    ippAddInteger(all, PRINTER, IPP_TAG_ENUM, "print-quality-default", 4);
    ippAddInteger(all, PRINTER, IPP_TAG_ENUM, "orientation-requested-supported", 3);
    ippAddRange(all, PRINTER, "copies-supported", 1, 99);
    ippAddInteger(all, PRINTER, IPP_TAG_INTEGER, "copies-default", 1);
    ippAddResolution(all, PRINTER, "printer-resolution-supported", IPP_RES_PER_INCH, 300, 300);
    ippAddResolution(all, PRINTER, "printer-resolution-default", IPP_RES_PER_INCH, 300, 300);
    ippAddResolution(all, PRINTER, "pwg-raster-document-resolution-supported", IPP_RES_PER_INCH, 300, 300);
    ippAddInteger(all, PRINTER, IPP_TAG_INTEGER, "multiple-operation-time-out", 120);
    ippAddBoolean(all, PRINTER, "multiple-document-jobs-supported", 0);
    add_media(all, status);
    add_markers(all, status);
    hand_over(response, all, wanted);
}

/* --- jobs ------------------------------------------------------------------------------------------ */

static const char *job_reason(const PrinterJob *job)
{
    switch (job->state) {
    case PRINTER_JOB_PENDING:
        return "none";
    case PRINTER_JOB_HELD:
        return "job-incoming";
    case PRINTER_JOB_PROCESSING:
        return "job-printing";
    case PRINTER_JOB_STOPPED:
        return "printer-stopped";
    case PRINTER_JOB_CANCELED:
        return "job-canceled-by-user";
    case PRINTER_JOB_ABORTED:
        return "aborted-by-system";
    case PRINTER_JOB_COMPLETED:
        return "job-completed-successfully";
    }
    return "none";
}

static void add_time(ipp_t *all, const char *name, gint64 seconds)
{
    if (seconds > 0)
        ippAddInteger(all, IPP_TAG_JOB, IPP_TAG_INTEGER, name, (int)seconds);
    else
        ippAddOutOfBand(all, IPP_TAG_JOB, IPP_TAG_NOVALUE, name);
}

void add_job_attributes(ipp_t *response, const PrinterJob *job, const char *printer_uri, GHashTable *wanted)
{
    ipp_t *all = ippNew();
    g_autofree char *uri = g_strdup_printf("%s/%d", printer_uri, job->id);
    ippAddInteger(all, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-id", job->id);
    ippAddString(all, IPP_TAG_JOB, IPP_TAG_URI, "job-uri", NULL, uri);
    ippAddString(all, IPP_TAG_JOB, IPP_TAG_URI, "job-uuid", NULL, job->uuid);
    ippAddString(all, IPP_TAG_JOB, IPP_TAG_NAME, "job-name", NULL, job->name);
    ippAddString(all, IPP_TAG_JOB, IPP_TAG_NAME, "job-originating-user-name", NULL, job->user);
    ippAddString(all, IPP_TAG_JOB, IPP_TAG_URI, "job-printer-uri", NULL, printer_uri);
    ippAddInteger(all, IPP_TAG_JOB, IPP_TAG_ENUM, "job-state", (int)job->state);
    ippAddString(all, IPP_TAG_JOB, IPP_TAG_KEYWORD, "job-state-reasons", NULL, job_reason(job));
    ippAddInteger(all, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-impressions", job->pages);
    ippAddInteger(all, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-impressions-completed", job->printed);
    ippAddInteger(all, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", job->copies);
    add_time(all, "time-at-creation", job->created_s);
    add_time(all, "time-at-processing", job->processing_s);
    add_time(all, "time-at-completed", job->completed_s);
    hand_over(response, all, wanted);
}

/* --- pages ----------------------------------------------------------------------------------------- */

static int count_raster_pages(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    cups_raster_t *raster = fd >= 0 ? cupsRasterOpen(fd, CUPS_RASTER_READ) : NULL;
    cups_page_header2_t header;
    int pages = 0;
    while (raster != NULL && cupsRasterReadHeader2(raster, &header)) {
        g_autofree unsigned char *line = g_malloc(header.cupsBytesPerLine);
        for (unsigned y = 0; y < header.cupsHeight; y++)
            if (cupsRasterReadPixels(raster, line, header.cupsBytesPerLine) == 0)
                break;
        pages++;
    }
    cupsRasterClose(raster);
    if (fd >= 0)
        close(fd);
    return pages;
}

/* The page tree's /Count, where it lies in the open; a compressed one takes pdfinfo, which is 40 ms slower.
 */
static int count_pdf_pages(const char *path)
{
    g_autofree char *bytes = NULL;
    gsize length;
    if (!g_file_get_contents(path, &bytes, &length, NULL))
        return 0;
    for (const char *at = bytes; at != NULL; at = at != NULL ? at + 1 : NULL) {
        at = memmem(at, length - (gsize)(at - bytes), "/Type /Pages", strlen("/Type /Pages"));
        const char *count = at != NULL ? g_strstr_len(at, 400, "/Count ") : NULL;
        if (count != NULL)
            return atoi(count + strlen("/Count "));
        if (at == NULL)
            break;
    }
    const char *argv[] = {"pdfinfo", path, NULL};
    g_autofree char *out = NULL;
    if (!g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                      &out, NULL, NULL, NULL))
        return 0;
    const char *pages = out != NULL ? strstr(out, "Pages:") : NULL;
    return pages != NULL ? atoi(pages + strlen("Pages:")) : 0;
}

int count_pages(const char *path)
{
    int pages = count_pdf_pages(path);
    return MAX(1, pages > 0 ? pages : count_raster_pages(path));
}

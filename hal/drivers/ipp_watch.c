#define G_LOG_DOMAIN "hal-ipp"
#include "hal/drivers/ipp_watch.h"

#include <string.h>
#include <unistd.h>

#include "hal/drivers/pdf_raster.h"

#define TICK_MS   200
#define GONE_MS   30000 /* a printer that cannot be asked for so long: the job's outcome is unknown */
#define CANCEL_MS 1500

typedef struct {
    IppDevice *device;
    const IppJobRef *ref;
    gint64 stall_ms;
    IppJob job;                 /* as last seen */
    gboolean may_lack_document; /* the printer did not say that it has it */
    gboolean was_said;          /* a first state was told */
    gint64 progress_us;         /* when it last got on */
    gint64 seen_us;             /* when it could last be asked */
} Watch;

static gint64 ms_since(gint64 us)
{
    return (g_get_monotonic_time() - us) / 1000;
}

/* --- telling --------------------------------------------------------------------------------------- */

static json_t *result_data(const IppJob *job)
{
    json_t *data = json_pack("{s:s, s:O}", "state", hal_job_state_name(job->state), "reasons", job->reasons);
    if (job->impressions >= 0)
        json_object_set_new(data, "impressions", json_integer(job->impressions));
    return data;
}

static void tell_changes(Watch *watch, const IppJob *now)
{
    const IppJob *before = &watch->job;
    gboolean first = !watch->was_said;
    gboolean stepped = now->impressions > 0 && now->impressions > before->impressions;
    gboolean changed = first || now->state != before->state || !json_equal(now->reasons, before->reasons);
    if (first || stepped || now->state != before->state)
        watch->progress_us = g_get_monotonic_time();
    if (stepped)
        host_event(watch->device->host, HAL_PRINT_PROGRESS,
                   json_pack("{s:i}", "impressions", now->impressions));
    if (changed && !hal_job_state_is_final(now->state))
        host_event(watch->device->host, HAL_PRINT_STATE,
                   json_pack("{s:s, s:O}", "state", hal_job_state_name(now->state), "reasons", now->reasons));
    watch->was_said = TRUE;
}

/* --- looking --------------------------------------------------------------------------------------- */

/* Why a job stands still is the printer's to say, and some printers call a job "processing" while they stand.
 */
static void add_printer_reasons(Watch *watch, IppJob *job)
{
    g_auto(IppPrinter) printer = {0};
    if (!ipp_device_condition(watch->device, &printer, NULL))
        return;
    HalRemedy remedy;
    const char *why;
    HalState state = ipp_codec_printer_state(&printer, &remedy, &why);
    host_state(watch->device->host, state == HAL_ONLINE ? HAL_BUSY : state, remedy, why);
    host_status(watch->device->host, ipp_codec_printer_status(&printer));
    if (printer.state == IPP_CODEC_STOPPED &&
        (job->state == HAL_JOB_PROCESSING || job->state == HAL_JOB_PENDING))
        job->state = HAL_JOB_STOPPED;
    json_decref(job->reasons);
    job->reasons = json_incref(printer.reasons);
}

static void look(Watch *watch)
{
    IppJob now = {0};
    ipp_device_look(watch->device, watch->ref, &now);
    if (now.state != HAL_JOB_UNKNOWN)
        watch->seen_us = g_get_monotonic_time();
    else
        host_state(watch->device->host, HAL_OFFLINE, HAL_REMEDY_RETRY, "the printer does not answer");
    if (now.state != HAL_JOB_UNKNOWN && now.state != HAL_JOB_NOT_FOUND && !hal_job_state_is_final(now.state))
        add_printer_reasons(watch, &now);
    if (now.impressions < watch->job.impressions)
        now.impressions = watch->job.impressions;
    tell_changes(watch, &now);
    ipp_codec_job_clear(&watch->job);
    watch->job = now;
}

/* --- ending ---------------------------------------------------------------------------------------- */

void ipp_watch_cancel(IppDevice *device, const IppJobRef *ref, IppJob *job)
{
    IppSide side = ipp_device_side(device, ref);
    const char *uri = device->addresses[side].printer_uri;
    ipp_t *answer = ipp_device_ask(device, side, ipp_codec_cancel_query(uri, ref->job_id), -1, NULL);
    ippDelete(answer);
    gint64 start_us = g_get_monotonic_time();
    ipp_device_look(device, ref, job);
    while (job->state != HAL_JOB_NOT_FOUND && !hal_job_state_is_final(job->state) &&
           ms_since(start_us) < CANCEL_MS) {
        host_wait(device->host, TICK_MS / 2);
        ipp_codec_job_clear(job);
        ipp_device_look(device, ref, job);
    }
}

static HalResult end(Watch *watch, HalCode code, const char *text)
{
    return (HalResult){.code = code, .data = result_data(&watch->job), .text = g_strdup(text)};
}

static HalResult end_canceled(Watch *watch, HalCode code, const char *text)
{
    int impressions = watch->job.impressions;
    ipp_codec_job_clear(&watch->job);
    ipp_watch_cancel(watch->device, watch->ref, &watch->job);
    watch->job.impressions = MAX(impressions, watch->job.impressions);
    /* It may have come out in the very last moment. */
    if (watch->job.state == HAL_JOB_COMPLETED)
        return end(watch, HAL_SUCCESS, NULL);
    return end(watch, code, text);
}

static HalResult end_by_state(Watch *watch)
{
    switch (watch->job.state) {
    case HAL_JOB_COMPLETED:
        return end(watch, HAL_SUCCESS, NULL);
    case HAL_JOB_ABORTED:
        return end(watch, HAL_DEVICE_ERROR, "the printer gave the job up");
    case HAL_JOB_CANCELED:
        return end(watch, HAL_DEVICE_ERROR, "the job was cancelled at the printer");
    case HAL_JOB_HELD:
        return end(watch, HAL_DEVICE_ERROR, "the document did not arrive");
    case HAL_JOB_NOT_FOUND:
    case HAL_JOB_UNKNOWN:
    case HAL_JOB_PENDING:
    case HAL_JOB_PROCESSING:
    case HAL_JOB_STOPPED:
        break;
    }
    watch->job.state = HAL_JOB_UNKNOWN;
    return end(watch, HAL_DEVICE_ERROR, "the printer no longer knows the job");
}

static HalResult watch_to_end(Watch *watch)
{
    watch->seen_us = watch->progress_us = g_get_monotonic_time();
    for (;;) {
        look(watch);
        if (hal_job_state_is_final(watch->job.state) || watch->job.state == HAL_JOB_NOT_FOUND ||
            (watch->job.state == HAL_JOB_HELD && watch->may_lack_document))
            return end_by_state(watch);
        if (ms_since(watch->seen_us) > GONE_MS)
            return end(watch, HAL_DEVICE_ERROR, "the printer has not answered for half a minute");
        if (ms_since(watch->progress_us) > watch->stall_ms) {
            gboolean waits_for_hand = watch->job.state == HAL_JOB_STOPPED;
            return end_canceled(watch, waits_for_hand ? HAL_USER_PROBLEM : HAL_DEVICE_ERROR,
                                "no progress: cancelled on the printer");
        }
        if (host_wait(watch->device->host, TICK_MS) != HOST_CANCELED)
            continue;
        /* The printer has the document and goes on alone; the job can be asked for later. */
        return host_deserted(watch->device->host) ? end(watch, HAL_CANCELED, NULL)
                                                  : end_canceled(watch, HAL_CANCELED, NULL);
    }
}

/* --- sending --------------------------------------------------------------------------------------- */

/* What a refusal of a request means; status is the printer's. */
static HalResult refused(ipp_status_t status)
{
    HalCode code = HAL_DEVICE_ERROR;
    if (status == IPP_STATUS_ERROR_NOT_POSSIBLE || status == IPP_STATUS_ERROR_NOT_FOUND)
        code = HAL_SEQUENCE_ERROR;
    else if (status == IPP_STATUS_ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED)
        code = HAL_UNSUPPORTED;
    else if (status == IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS)
        code = HAL_NOT_READY;
    return HAL_RESULT_TEXT(code, "Send-Document: %s", ippErrorString(status));
}

/* The document to the printer, as it is, and then the job to its end. */
static HalResult send_and_watch(Watch *watch, int document)
{
    IppDevice *device = watch->device;
    const char *uri = device->addresses[SIDE_JOBS].printer_uri;
    ipp_t *request = ipp_codec_send_query(uri, watch->ref->job_id, ipp_format_name(device->document.format));
    ipp_t *answer = ipp_device_ask(device, SIDE_JOBS, request, document, NULL);
    ipp_status_t status = answer != NULL ? ippGetStatusCode(answer) : IPP_STATUS_OK;
    gboolean silent = answer == NULL;
    ippDelete(answer);
    /* No answer: it may have arrived all the same, so the job is asked, once. */
    watch->may_lack_document = silent;
    if (silent)
        look(watch);
    if (status >= IPP_STATUS_ERROR_BAD_REQUEST)
        return refused(status);
    if (silent && host_canceled(device->host) && !host_deserted(device->host))
        return end_canceled(watch, HAL_CANCELED, NULL);
    if (silent && watch->job.state == HAL_JOB_UNKNOWN)
        return end(watch, HAL_DEVICE_ERROR, "the printer did not answer to the document");
    return watch_to_end(watch);
}

/* Nothing was sent yet. */
static HalResult not_rendered(Watch *watch, const GError *error)
{
    switch ((PdfRasterError)error->code) {
    case PDF_RASTER_ERROR_CANCELED:
        /* Deserted: whoever comes next finds the job held, and may send. */
        return host_deserted(watch->device->host) ? end(watch, HAL_CANCELED, NULL)
                                                  : end_canceled(watch, HAL_CANCELED, NULL);
    case PDF_RASTER_ERROR_DOCUMENT:
        return end(watch, HAL_INVALID_DATA, error->message);
    case PDF_RASTER_ERROR_RENDERER:
    case PDF_RASTER_ERROR_MEMORY:
        return end(watch, HAL_DEVICE_ERROR, error->message);
    }
    g_return_val_if_reached(HAL_RESULT(HAL_DEVICE_ERROR));
}

static HalResult send_as_raster(Watch *watch, int pdf)
{
    g_autoptr(GError) error = NULL;
    /* A connection that says nothing for so long may be hung up by the printer. */
    ipp_device_rest(watch->device);
    int raster = pdf_raster(watch->device->host, pdf, watch->device->document.dpi, &error);
    if (raster < 0)
        return not_rendered(watch, error);
    HalResult result = send_and_watch(watch, raster);
    close(raster);
    return result;
}

HalResult ipp_watch_send(IppDevice *device, const IppJobRef *ref, int fd, gint64 stall_ms)
{
    Watch watch = {.device = device, .ref = ref, .stall_ms = stall_ms, .job = {.impressions = -1}};
    look(&watch);
    HalResult result;
    if (watch.job.state == HAL_JOB_UNKNOWN)
        result = HAL_RESULT_TEXT(HAL_NOT_READY, "the printer does not answer");
    else if (watch.job.state != HAL_JOB_HELD)
        result = HAL_RESULT_TEXT(HAL_SEQUENCE_ERROR, "the job is %s", hal_job_state_name(watch.job.state));
    else if (device->document.format == IPP_FORMAT_PWG_RASTER)
        result = send_as_raster(&watch, fd);
    else
        result = send_and_watch(&watch, fd);
    ipp_codec_job_clear(&watch.job);
    return result;
}

#define G_LOG_DOMAIN "hal-ipp"
#include "hal/drivers/ipp_device.h"

#include <string.h>

#define ORDER_MAX 64

/* --- settings -------------------------------------------------------------------------------------- */

static gboolean config_error(GError **error, const char *what)
{
    g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_CONFIGURATION, "%s", what);
    return FALSE;
}

static gboolean init_direct(IppDevice *device, const char *uri, GError **error)
{
    if (uri == NULL)
        return config_error(error, "route = direct needs uri = ipp://host:port/path");
    return ipp_address_parse(uri, &device->addresses[SIDE_JOBS], error);
}

static gboolean init_queue(IppDevice *device, const HalSettings *settings, const char *uri, GError **error)
{
    const char *queue = hal_settings_text(settings, "queue");
    const char *server = hal_settings_text(settings, "cups");
    if (queue == NULL)
        return config_error(error, "route = cups needs queue = NAME");
    device->is_queue = TRUE;
    ipp_address_queue(server != NULL ? server : cupsServer(), queue, &device->addresses[SIDE_JOBS]);
    return uri == NULL || ipp_address_parse(uri, &device->addresses[SIDE_DEVICE], error);
}

gboolean ipp_device_init(IppDevice *device, HalHost *host, const HalSettings *settings, GError **error)
{
    const char *route = hal_settings_text(settings, "route");
    const char *uri = hal_settings_text(settings, "uri");
    *device = (IppDevice){.host = host};
    if (g_strcmp0(route, "cups") == 0)
        return init_queue(device, settings, uri, error);
    return init_direct(device, uri, error);
}

void ipp_device_rest(IppDevice *device)
{
    for (int side = 0; side < SIDES; side++)
        g_clear_pointer(&device->links[side], ipp_link_close);
}

void ipp_device_clear(IppDevice *device)
{
    ipp_device_rest(device);
    for (int side = 0; side < SIDES; side++)
        ipp_address_clear(&device->addresses[side]);
}

ipp_t *ipp_device_ask(IppDevice *device, IppSide side, ipp_t *request, int fd, GError **error)
{
    if (device->links[side] == NULL)
        device->links[side] = ipp_link_open(device->host, &device->addresses[side], error);
    if (device->links[side] == NULL) {
        ippDelete(request);
        return NULL;
    }
    ipp_t *answer = ipp_link_ask(device->links[side], request, fd, error);
    if (answer == NULL) /* what stands in that connection now, nobody knows */
        g_clear_pointer(&device->links[side], ipp_link_close);
    return answer;
}

static gboolean knows_device(const IppDevice *device)
{
    return device->is_queue && device->addresses[SIDE_DEVICE].host != NULL;
}

/* --- condition ------------------------------------------------------------------------------------- */

static gboolean ask_printer(IppDevice *device, IppSide side, IppPrinter *printer, GError **error)
{
    const char *uri = device->addresses[side].printer_uri;
    ipp_t *answer = ipp_device_ask(device, side, ipp_codec_printer_query(uri), -1, error);
    if (answer == NULL)
        return FALSE;
    ipp_status_t status = ippGetStatusCode(answer);
    gboolean decoded = ipp_codec_printer_decode(answer, printer);
    ippDelete(answer);
    if (decoded)
        return TRUE;
    gboolean nowhere = status == IPP_STATUS_ERROR_NOT_FOUND;
    g_set_error(error, HAL_DRIVER_ERROR, nowhere ? HAL_DRIVER_ERROR_CONFIGURATION : HAL_DRIVER_ERROR_OFFLINE,
                "%s: %s", uri, ippErrorString(status));
    return FALSE;
}

static gboolean is_paused(const IppPrinter *queue)
{
    size_t at;
    json_t *reason;
    json_array_foreach(queue->reasons, at, reason)
    {
        if (strcmp(json_string_value(reason), "paused") == 0)
            return queue->state == IPP_CODEC_STOPPED;
    }
    return FALSE;
}

/* CUPS stops a queue after an error, or a hand did (cups#1005): without this nothing would ever print again.
 */
static void resume(IppDevice *device)
{
    g_autoptr(GError) error = NULL;
    const char *uri = device->addresses[SIDE_JOBS].printer_uri;
    ipp_t *answer = ipp_device_ask(device, SIDE_JOBS, ipp_codec_resume_query(uri), -1, &error);
    if (answer != NULL && ippGetStatusCode(answer) < IPP_STATUS_ERROR_BAD_REQUEST)
        g_warning("queue was paused: resumed");
    else
        g_warning("queue is paused and not resumed: %s",
                  answer != NULL ? ippErrorString(ippGetStatusCode(answer)) : error->message);
    ippDelete(answer);
}

/* Where CUPS sends its jobs, if that speaks IPP too. */
static void learn_device(IppDevice *device, const IppPrinter *queue)
{
    gboolean ipp = queue->device_uri != NULL && g_str_has_prefix(queue->device_uri, "ipp");
    if (!knows_device(device) && ipp)
        ipp_address_parse(queue->device_uri, &device->addresses[SIDE_DEVICE], NULL);
}

gboolean ipp_device_condition(IppDevice *device, IppPrinter *printer, GError **error)
{
    if (!ask_printer(device, SIDE_JOBS, printer, error))
        return FALSE;
    device->has_sides = printer->has_sides;
    device->document = printer->document;
    if (!device->is_queue)
        return TRUE;
    if (is_paused(printer))
        resume(device);
    learn_device(device, printer);
    gboolean queue_accepts = printer->accepting;
    if (!knows_device(device)) {
        if (printer->state != IPP_CODEC_PROCESSING)
            json_array_clear(printer->reasons);
        return TRUE;
    }
    ipp_codec_printer_clear(printer);
    if (!ask_printer(device, SIDE_DEVICE, printer, error))
        return FALSE;
    printer->accepting = printer->accepting && queue_accepts;
    printer->document = device->document; /* CUPS converts for a printer that takes no PDF */
    return TRUE;
}

/* --- jobs ------------------------------------------------------------------------------------------ */

gboolean ipp_job_ref_read(const json_t *args, IppJobRef *ref)
{
    *ref = (IppJobRef){0};
    return json_unpack((json_t *)args, "{s:{s:s, s:i, s:s, s:s}}", "job", "printer_uri", &ref->printer_uri,
                       "job_id", &ref->job_id, "job_uuid", &ref->job_uuid, "order", &ref->order) == 0 &&
           ref->job_id > 0 && *ref->order != '\0' && strlen(ref->order) <= ORDER_MAX;
}

json_t *ipp_job_ref_make(const char *printer_uri, const IppJob *job, const char *order)
{
    return json_pack("{s:s, s:i, s:s, s:s}", "printer_uri", printer_uri, "job_id", job->id, "job_uuid",
                     job->uuid != NULL ? job->uuid : "", "order", order);
}

static void set_state(IppJob *job, HalJobState state)
{
    *job = (IppJob){.state = state, .impressions = -1, .reasons = json_array()};
}

/* A printer that was switched off may have given the number to another job: uuid or name must agree. */
static gboolean is_same(const IppJob *job, const IppJobRef *ref)
{
    if (job->uuid != NULL && *ref->job_uuid != '\0')
        return strcmp(job->uuid, ref->job_uuid) == 0;
    return job->name == NULL || strstr(job->name, ref->order) != NULL;
}

static void look_by_id(IppDevice *device, IppSide side, const IppJobRef *ref, IppJob *job)
{
    ipp_t *request = ipp_codec_job_query(device->addresses[side].printer_uri, ref->job_id);
    ipp_t *answer = ipp_device_ask(device, side, request, -1, NULL);
    if (answer == NULL) {
        set_state(job, HAL_JOB_UNKNOWN);
        return;
    }
    ipp_status_t status = ippGetStatusCode(answer);
    if (!ipp_codec_job_decode(answer, job)) {
        gboolean gone = status == IPP_STATUS_ERROR_NOT_FOUND || status == IPP_STATUS_ERROR_GONE;
        set_state(job, gone ? HAL_JOB_NOT_FOUND : HAL_JOB_UNKNOWN);
    } else if (!is_same(job, ref)) {
        ipp_codec_job_clear(job);
        set_state(job, HAL_JOB_NOT_FOUND);
    }
    ippDelete(answer);
}

static void look_by_order(IppDevice *device, IppSide side, const char *order, IppJob *job)
{
    static const char *const lists[] = {"not-completed", "completed"};
    for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) {
        ipp_t *request = ipp_codec_jobs_query(device->addresses[side].printer_uri, lists[i]);
        ipp_t *answer = ipp_device_ask(device, side, request, -1, NULL);
        gboolean answered = answer != NULL && ippGetStatusCode(answer) < IPP_STATUS_ERROR_BAD_REQUEST;
        gboolean found = answered && ipp_codec_jobs_find(answer, order, job);
        ippDelete(answer);
        if (found)
            return;
        if (!answered) {
            set_state(job, HAL_JOB_UNKNOWN);
            return;
        }
    }
    set_state(job, HAL_JOB_NOT_FOUND);
}

/* The queue's word, and the device's where it is better: CUPS counts pages that are not printed yet, says
 * "processing" of a stopped device, and forgets its jobs when it is killed. */
static void ask_device_too(IppDevice *device, const char *order, IppSide *side, IppJob *job)
{
    if (!knows_device(device) || job->state == HAL_JOB_COMPLETED || job->state == HAL_JOB_HELD)
        return;
    g_auto(IppJob) truth = {0};
    look_by_order(device, SIDE_DEVICE, order, &truth);
    /* Held there: CUPS has created the job on the device and is about to send the document on. */
    if (truth.state == HAL_JOB_NOT_FOUND || truth.state == HAL_JOB_UNKNOWN || truth.state == HAL_JOB_HELD)
        return;
    *side = SIDE_DEVICE;
    IppJob given_up = *job;
    *job = truth;
    truth = given_up;
}

IppSide ipp_device_side(const IppDevice *device, const IppJobRef *ref)
{
    const char *device_uri = device->addresses[SIDE_DEVICE].printer_uri;
    return device_uri != NULL && strcmp(ref->printer_uri, device_uri) == 0 ? SIDE_DEVICE : SIDE_JOBS;
}

void ipp_device_look(IppDevice *device, const IppJobRef *ref, IppJob *job)
{
    IppSide side = ipp_device_side(device, ref);
    look_by_id(device, side, ref, job);
    if (side == SIDE_JOBS)
        ask_device_too(device, ref->order, &side, job);
}

void ipp_device_find(IppDevice *device, const char *order, IppSide *side, IppJob *job)
{
    *side = SIDE_JOBS;
    look_by_order(device, SIDE_JOBS, order, job);
    ask_device_too(device, order, side, job);
}

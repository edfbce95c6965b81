#define G_LOG_DOMAIN "hal-ipp"
#include "hal/drivers/printer_ipp.h"

#include <string.h>

#include "hal/drivers/ipp_device.h"
#include "hal/drivers/ipp_watch.h"
#include "hal/drivers/pdf_raster.h"

#define POLL_MS     2000
#define STALL_S     600
#define ORDER_LEAST 8
#define ORDER_MOST  64

typedef struct {
    IppDevice device;
    gint64 stall_ms;
} Printer;

static const char *const routes[] = {"direct", "cups", NULL};
static const HalSettingRow settings_rows[] = {
    {.key = "route",
     .required = TRUE,
     .one_of = routes,
     .help = "direct (to the printer) or cups (through a queue)"},
    {.key = "uri",
     .help = "ipp://host:port/path of the printer; with route = cups: whom to ask for the truth"},
    {.key = "queue", .help = "name of the CUPS queue"},
    {.key = "cups", .help = "path of the CUPS socket, or host:port"},
    {.key = "stall_s",
     .min = 5,
     .max = 86400,
     .help = "seconds without progress after which a job is cancelled"},
    {NULL},
};

/* --- life ------------------------------------------------------------------------------------------ */

/* Can a sheet be brought into a form that it takes? */
static gboolean can_print(const IppPrinter *condition, GError **error)
{
    const char *model = condition->model != NULL ? condition->model : "the printer";
    switch (condition->document.format) {
    case IPP_FORMAT_PDF:
        return TRUE;
    case IPP_FORMAT_PWG_RASTER:
        if (pdf_raster_is_possible())
            return TRUE;
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_CONFIGURATION,
                    "%s takes no PDF, and pdftoppm is missing: install poppler-utils", model);
        return FALSE;
    case IPP_FORMAT_NONE:
        break;
    }
    g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_CONFIGURATION,
                "%s takes neither PDF nor gray PWG raster: use a CUPS queue with its driver (route = cups)",
                model);
    return FALSE;
}

/* Tell how the printer is. FALSE and error: it could not be asked, or can never print for us. */
static gboolean report(Printer *printer, GError **error)
{
    g_auto(IppPrinter) condition = {0};
    if (!ipp_device_condition(&printer->device, &condition, error))
        return FALSE;
    if (!can_print(&condition, error))
        return FALSE;
    HalRemedy remedy;
    const char *why;
    HalState state = ipp_codec_printer_state(&condition, &remedy, &why);
    /* Who hears "online" may look at the status at once. */
    host_status(printer->device.host, ipp_codec_printer_status(&condition));
    host_state(printer->device.host, state, remedy, why);
    return TRUE;
}

static void printer_close(gpointer driver)
{
    Printer *printer = driver;
    ipp_device_clear(&printer->device);
    g_free(printer);
}

static gboolean printer_open(HalHost *host, const HalSettings *settings, gpointer *driver, GError **error)
{
    Printer *printer = g_new0(Printer, 1);
    printer->stall_ms = hal_settings_number(settings, "stall_s", STALL_S) * 1000;
    gboolean fine = ipp_device_init(&printer->device, host, settings, error) && report(printer, error);
    ipp_device_rest(&printer->device);
    if (!fine) {
        printer_close(printer);
        return FALSE;
    }
    *driver = printer;
    return TRUE;
}

static void printer_poll(gpointer driver)
{
    Printer *printer = driver;
    g_autoptr(GError) error = NULL;
    if (!report(printer, &error))
        host_lost(printer->device.host, (HalDriverError)error->code, error->message);
    ipp_device_rest(&printer->device);
}

static json_t *printer_capabilities(gpointer driver)
{
    return json_pack("{s:[s], s:[s], s:i}", "media", "A4", "formats", "application/pdf", "copies",
                     HAL_PRINT_COPIES_MAX);
}

/* --- commands -------------------------------------------------------------------------------------- */

static HalResult refused(ipp_status_t status)
{
    switch ((int)status) {
    case IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS:
        return HAL_RESULT_TEXT(HAL_NOT_READY, "the printer accepts no jobs");
    case IPP_STATUS_ERROR_DOCUMENT_FORMAT_NOT_SUPPORTED:
        return HAL_RESULT_TEXT(HAL_UNSUPPORTED, "the printer no longer takes this form of document");
    case IPP_STATUS_ERROR_ATTRIBUTES_OR_VALUES:
        return HAL_RESULT_TEXT(HAL_INVALID_DATA, "the printer has no such paper or copies");
    }
    return HAL_RESULT_TEXT(HAL_DEVICE_ERROR, "Create-Job: %s", ippErrorString(status));
}

static HalResult create_job(IppDevice *device, const IppOrder *order)
{
    g_autoptr(GError) error = NULL;
    const char *uri = device->addresses[SIDE_JOBS].printer_uri;
    ipp_t *answer = ipp_device_ask(device, SIDE_JOBS, ipp_codec_create_query(uri, order), -1, &error);
    if (answer == NULL)
        return HAL_RESULT_TEXT(HAL_DEVICE_ERROR, "%s", error->message);
    ipp_status_t status = ippGetStatusCode(answer);
    g_auto(IppJob) job = {0};
    gboolean made = status < IPP_STATUS_ERROR_BAD_REQUEST && ipp_codec_job_decode(answer, &job);
    ippDelete(answer);
    if (!made)
        return refused(status);
    return HAL_RESULT_DATA(HAL_SUCCESS, json_pack("{s:o}", "job", ipp_job_ref_make(uri, &job, order->order)));
}

static gboolean is_order(const char *order)
{
    return strlen(order) >= ORDER_LEAST && strlen(order) <= ORDER_MOST &&
           strspn(order, "0123456789abcdefABCDEF-") == strlen(order);
}

static HalResult run_create(gpointer driver, const HalCommand *command)
{
    Printer *printer = driver;
    IppOrder order = {.one_sided = printer->device.has_sides};
    if (json_unpack((json_t *)command->args, "{s:s, s:s, s:s, s:i, s:s}", "order", &order.order, "title",
                    &order.title, "media", &order.media, "copies", &order.copies, "format",
                    &order.format) != 0 ||
        !is_order(order.order) || order.copies < 1 || order.copies > HAL_PRINT_COPIES_MAX)
        return HAL_RESULT_TEXT(HAL_INVALID_DATA,
                               "order (uuid), title, media, copies 1..%d and format are needed",
                               HAL_PRINT_COPIES_MAX);
    if (strcmp(order.format, "application/pdf") != 0)
        return HAL_RESULT_TEXT(HAL_UNSUPPORTED, "format: application/pdf only");
    order.format = ipp_format_name(printer->device.document.format);

    IppSide side;
    g_auto(IppJob) known = {0};
    ipp_device_find(&printer->device, order.order, &side, &known);
    HalResult result;
    if (known.state == HAL_JOB_UNKNOWN)
        result = HAL_RESULT_TEXT(HAL_NOT_READY, "the printer does not answer");
    else if (known.state == HAL_JOB_NOT_FOUND)
        result = create_job(&printer->device, &order);
    else
        result = HAL_RESULT_DATA(
            HAL_SUCCESS,
            json_pack("{s:o}", "job",
                      ipp_job_ref_make(printer->device.addresses[side].printer_uri, &known, order.order)));
    ipp_device_rest(&printer->device);
    return result;
}

static HalResult no_reference(void)
{
    return HAL_RESULT_TEXT(HAL_INVALID_DATA, "job: the reference that print.create gave is needed");
}

static HalResult run_send(gpointer driver, const HalCommand *command)
{
    Printer *printer = driver;
    IppJobRef ref;
    if (!ipp_job_ref_read(command->args, &ref))
        return no_reference();
    if (command->fd < 0)
        return HAL_RESULT_TEXT(HAL_INVALID_DATA, "a document is needed");
    HalResult result = ipp_watch_send(&printer->device, &ref, command->fd, printer->stall_ms);
    report(printer, NULL); /* no longer busy; if it cannot be asked, the next poll says so */
    ipp_device_rest(&printer->device);
    return result;
}

static HalResult run_query(gpointer driver, const HalCommand *command)
{
    Printer *printer = driver;
    IppJobRef ref;
    IppSide side = SIDE_JOBS;
    g_auto(IppJob) job = {0};
    json_t *known = NULL;
    const char *order = json_string_value(json_object_get(command->args, "order"));
    if (ipp_job_ref_read(command->args, &ref)) {
        ipp_device_look(&printer->device, &ref, &job);
        known = json_incref(json_object_get(command->args, "job"));
    } else if (order != NULL && is_order(order)) {
        ipp_device_find(&printer->device, order, &side, &job);
        if (job.id > 0)
            known = ipp_job_ref_make(printer->device.addresses[side].printer_uri, &job, order);
    } else {
        return no_reference();
    }
    ipp_device_rest(&printer->device);
    json_t *data = json_pack("{s:s, s:O, s:o*}", "state", hal_job_state_name(job.state), "reasons",
                             job.reasons, "job", known);
    if (job.impressions >= 0)
        json_object_set_new(data, "impressions", json_integer(job.impressions));
    return HAL_RESULT_DATA(HAL_SUCCESS, data);
}

static HalResult run_cancel(gpointer driver, const HalCommand *command)
{
    Printer *printer = driver;
    IppJobRef ref;
    if (!ipp_job_ref_read(command->args, &ref))
        return no_reference();
    g_auto(IppJob) job = {0};
    ipp_watch_cancel(&printer->device, &ref, &job);
    ipp_device_rest(&printer->device);
    return HAL_RESULT_DATA(HAL_SUCCESS, json_pack("{s:s}", "state", hal_job_state_name(job.state)));
}

static HalResult run_self_test(gpointer driver, const HalCommand *command)
{
    Printer *printer = driver;
    g_autoptr(GError) error = NULL;
    g_auto(IppPrinter) condition = {0};
    HalRemedy remedy;
    const char *why = NULL;
    gboolean reached = ipp_device_condition(&printer->device, &condition, &error);
    gboolean ok = reached && ipp_codec_printer_state(&condition, &remedy, &why) == HAL_ONLINE;
    ipp_device_rest(&printer->device);
    const char *text = !reached ? error->message : why != NULL ? why : condition.model;
    return HAL_RESULT_DATA(HAL_SUCCESS,
                           json_pack("{s:b, s:s}", "ok", ok, "text", text != NULL ? text : "ready"));
}

static const HalCommandRow commands[] = {
    {HAL_PRINT_CREATE, run_create},         {HAL_PRINT_SEND, run_send},
    {HAL_PRINT_QUERY, run_query},           {HAL_PRINT_CANCEL, run_cancel},
    {HAL_PRINTER_SELF_TEST, run_self_test}, {NULL},
};

const HalDriverOps printer_ipp_ops = {
    .name = "printer_ipp",
    .device_class = HAL_CLASS_PRINTER,
    .settings = settings_rows,
    .commands = commands,
    .open = printer_open,
    .close = printer_close,
    .capabilities = printer_capabilities,
    .poll = printer_poll,
    .poll_ms = POLL_MS,
};

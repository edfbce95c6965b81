#define G_LOG_DOMAIN "hal-ipp"
#include "hal/drivers/ipp_codec.h"

#include <string.h>

#define USER "kiosk"

/* --- requests -------------------------------------------------------------------------------------- */

static ipp_t *request_new(ipp_op_t operation, const char *printer_uri)
{
    ipp_t *request = ippNewRequest(operation);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, printer_uri);
    return request;
}

static void add_user(ipp_t *request)
{
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, USER);
}

static void add_requested(ipp_t *request, const char *const *names, int n)
{
    ippAddStrings(request, IPP_TAG_OPERATION, IPP_CONST_TAG(IPP_TAG_KEYWORD), "requested-attributes", n, NULL,
                  names);
}

ipp_t *ipp_codec_printer_query(const char *printer_uri)
{
    static const char *const wanted[] = {"printer-state",
                                         "printer-state-reasons",
                                         "printer-is-accepting-jobs",
                                         "document-format-supported",
                                         "pwg-raster-document-type-supported",
                                         "pwg-raster-document-resolution-supported",
                                         "media-ready",
                                         "marker-names",
                                         "marker-levels",
                                         "printer-input-tray",
                                         "printer-make-and-model",
                                         "sides-supported",
                                         "device-uri"};
    ipp_t *request = request_new(IPP_OP_GET_PRINTER_ATTRIBUTES, printer_uri);
    add_user(request);
    add_requested(request, wanted, G_N_ELEMENTS(wanted));
    return request;
}

/* Names of paper: ours, IPP's. */
static const struct {
    const char *ours, *pwg;
} papers[] = {
    {"A4", "iso_a4_210x297mm"},
    {"A5", "iso_a5_148x210mm"},
    {"80mm", "om_roll-80mm_80x297mm"},
};

static void add_name(ipp_t *request, const IppOrder *order)
{
    /* The order's number comes first: a printer that shortens the name leaves it whole. */
    g_autofree char *name = g_strdup_printf("%s %s", order->order, order->title);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_NAME, "job-name", NULL, name);
}

ipp_t *ipp_codec_create_query(const char *printer_uri, const IppOrder *order)
{
    ipp_t *request = request_new(IPP_OP_CREATE_JOB, printer_uri);
    add_user(request);
    add_name(request, order);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, order->format);
    ippAddInteger(request, IPP_TAG_JOB, IPP_TAG_INTEGER, "copies", order->copies);
    for (gsize i = 0; i < G_N_ELEMENTS(papers); i++)
        if (g_strcmp0(order->media, papers[i].ours) == 0)
            ippAddString(request, IPP_TAG_JOB, IPP_TAG_KEYWORD, "media", NULL, papers[i].pwg);
    if (order->one_sided)
        ippAddString(request, IPP_TAG_JOB, IPP_CONST_TAG(IPP_TAG_KEYWORD), "sides", NULL, "one-sided");
    return request;
}

static ipp_t *job_request(ipp_op_t operation, const char *printer_uri, int job_id)
{
    ipp_t *request = request_new(operation, printer_uri);
    ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job_id);
    add_user(request);
    return request;
}

ipp_t *ipp_codec_send_query(const char *printer_uri, int job_id, const char *format)
{
    ipp_t *request = job_request(IPP_OP_SEND_DOCUMENT, printer_uri, job_id);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_MIMETYPE, "document-format", NULL, format);
    ippAddBoolean(request, IPP_TAG_OPERATION, "last-document", 1);
    return request;
}

ipp_t *ipp_codec_cancel_query(const char *printer_uri, int job_id)
{
    return job_request(IPP_OP_CANCEL_JOB, printer_uri, job_id);
}

ipp_t *ipp_codec_resume_query(const char *printer_uri)
{
    ipp_t *request = request_new(IPP_OP_RESUME_PRINTER, printer_uri);
    add_user(request);
    return request;
}

static const char *const job_wanted[] = {"job-id",
                                         "job-uuid",
                                         "job-name",
                                         "job-state",
                                         "job-state-reasons",
                                         "job-impressions-completed",
                                         "number-of-documents"};

ipp_t *ipp_codec_job_query(const char *printer_uri, int job_id)
{
    ipp_t *request = job_request(IPP_OP_GET_JOB_ATTRIBUTES, printer_uri, job_id);
    add_requested(request, job_wanted, G_N_ELEMENTS(job_wanted));
    return request;
}

ipp_t *ipp_codec_jobs_query(const char *printer_uri, const char *which)
{
    ipp_t *request = request_new(IPP_OP_GET_JOBS, printer_uri);
    add_user(request);
    ippAddString(request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, which);
    ippAddInteger(request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "limit", 200);
    add_requested(request, job_wanted, G_N_ELEMENTS(job_wanted));
    return request;
}

/* --- answers --------------------------------------------------------------------------------------- */

static json_t *text_json(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text != NULL ? text : "", -1);
    return json_string(valid);
}

static int first_integer(ipp_t *answer, const char *name, ipp_tag_t tag, int fallback)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, name, tag);
    return attribute != NULL ? ippGetInteger(attribute, 0) : fallback;
}

static char *first_text(ipp_t *answer, const char *name)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, name, IPP_TAG_ZERO);
    const char *text = attribute != NULL ? ippGetString(attribute, 0, NULL) : NULL;
    return text != NULL ? g_utf8_make_valid(text, -1) : NULL;
}

static gboolean has_value(ipp_t *answer, const char *name, const char *value)
{
    ipp_attribute_t *attribute = ippFindAttribute(answer, name, IPP_TAG_ZERO);
    return attribute != NULL && ippContainsString(attribute, value);
}

/* "media-empty-error" -> "media-empty"; "none" gives nothing; each keyword once. */
static void add_reason(json_t *reasons, const char *keyword)
{
    static const char *const suffixes[] = {"-report", "-warning", "-error"};
    g_autofree char *plain = g_strdup(keyword);
    for (gsize i = 0; i < G_N_ELEMENTS(suffixes); i++)
        if (g_str_has_suffix(plain, suffixes[i]))
            plain[strlen(plain) - strlen(suffixes[i])] = '\0';
    size_t at;
    json_t *known;
    json_array_foreach(reasons, at, known)
    {
        if (strcmp(json_string_value(known), plain) == 0)
            return;
    }
    if (strcmp(plain, "none") != 0)
        json_array_append_new(reasons, text_json(plain));
}

static json_t *reasons_decode(ipp_attribute_t *attribute)
{
    json_t *reasons = json_array();
    for (int i = 0; attribute != NULL && i < ippGetCount(attribute); i++) {
        const char *keyword = ippGetString(attribute, i, NULL);
        if (keyword != NULL)
            add_reason(reasons, keyword);
    }
    return reasons;
}

static json_t *media_decode(ipp_attribute_t *attribute)
{
    if (attribute == NULL)
        return NULL;
    json_t *media = json_array();
    for (int i = 0; i < ippGetCount(attribute); i++) {
        const char *name = ippGetString(attribute, i, NULL);
        for (gsize p = 0; name != NULL && p < G_N_ELEMENTS(papers); p++)
            if (strcmp(name, papers[p].pwg) == 0)
                name = papers[p].ours;
        if (name != NULL)
            json_array_append_new(media, text_json(name));
    }
    return media;
}

static json_t *markers_decode(ipp_t *answer)
{
    ipp_attribute_t *names = ippFindAttribute(answer, "marker-names", IPP_TAG_ZERO);
    ipp_attribute_t *levels = ippFindAttribute(answer, "marker-levels", IPP_TAG_INTEGER);
    if (names == NULL || levels == NULL)
        return NULL;
    json_t *markers = json_array();
    for (int i = 0; i < ippGetCount(names) && i < ippGetCount(levels); i++) {
        json_t *marker = json_pack("{s:o}", "name", text_json(ippGetString(names, i, NULL)));
        int level = ippGetInteger(levels, i);
        /* -1 other, -2 unknown, -3 "some": none of them is a level. */
        if (level >= 0 && level <= 100)
            json_object_set_new(marker, "level", json_integer(level));
        json_array_append_new(markers, marker);
    }
    return markers;
}

/* printer-input-tray (PWG 5100.13): "type=…;maxcapacity=250;level=120;…", one value a tray. */
static int paper_decode(ipp_t *answer)
{
    ipp_attribute_t *trays = ippFindAttribute(answer, "printer-input-tray", IPP_TAG_STRING);
    int sum = -1;
    for (int i = 0; trays != NULL && i < ippGetCount(trays); i++) {
        int length;
        const char *bytes = ippGetOctetString(trays, i, &length);
        g_autofree char *tray = bytes != NULL ? g_strndup(bytes, (gsize)length) : g_strdup("");
        const char *level = strstr(tray, "level=");
        gint64 sheets = level != NULL ? g_ascii_strtoll(level + strlen("level="), NULL, 10) : -1;
        if (sheets >= 0 && sheets <= 100000)
            sum = MAX(sum, 0) + (int)sheets;
    }
    return sum;
}

static IppPrinterState state_decode(int value)
{
    switch (value) {
    case IPP_PSTATE_IDLE:
        return IPP_CODEC_IDLE;
    case IPP_PSTATE_PROCESSING:
        return IPP_CODEC_PROCESSING;
    case IPP_PSTATE_STOPPED:
        return IPP_CODEC_STOPPED;
    }
    return IPP_CODEC_UNKNOWN;
}

gboolean ipp_codec_printer_decode(ipp_t *answer, IppPrinter *printer)
{
    int state = first_integer(answer, "printer-state", IPP_TAG_ENUM, 0);
    if (state == 0)
        return FALSE;
    ipp_attribute_t *accepting = ippFindAttribute(answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN);
    *printer = (IppPrinter){
        .state = state_decode(state),
        .accepting = accepting == NULL || ippGetBoolean(accepting, 0),
        .document = ipp_format_choose(answer),
        .has_sides = has_value(answer, "sides-supported", "one-sided"),
        .reasons = reasons_decode(ippFindAttribute(answer, "printer-state-reasons", IPP_TAG_KEYWORD)),
        .media_ready = media_decode(ippFindAttribute(answer, "media-ready", IPP_TAG_ZERO)),
        .markers = markers_decode(answer),
        .paper_left = paper_decode(answer),
        .model = first_text(answer, "printer-make-and-model"),
        .device_uri = first_text(answer, "device-uri"),
    };
    return TRUE;
}

void ipp_codec_printer_clear(IppPrinter *printer)
{
    g_clear_pointer(&printer->reasons, json_decref);
    g_clear_pointer(&printer->media_ready, json_decref);
    g_clear_pointer(&printer->markers, json_decref);
    g_clear_pointer(&printer->model, g_free);
    g_clear_pointer(&printer->device_uri, g_free);
}

/* --- what a printer's condition means -------------------------------------------------------------- */

static const char *printer_state_name(IppPrinterState state)
{
    switch (state) {
    case IPP_CODEC_IDLE:
        return "idle";
    case IPP_CODEC_PROCESSING:
        return "processing";
    case IPP_CODEC_STOPPED:
        return "stopped";
    case IPP_CODEC_UNKNOWN:
        return "unknown";
    }
    g_return_val_if_reached("unknown");
}

json_t *ipp_codec_printer_status(const IppPrinter *printer)
{
    json_t *status = json_pack("{s:s,s:O,s:b}", "state", printer_state_name(printer->state), "reasons",
                               printer->reasons, "accepting", printer->accepting);
    if (printer->media_ready != NULL)
        json_object_set(status, "media_ready", printer->media_ready);
    if (printer->paper_left >= 0)
        json_object_set_new(status, "paper_left", json_integer(printer->paper_left));
    if (printer->markers != NULL)
        json_object_set(status, "markers", printer->markers);
    return status;
}

/* Reasons that staff on the spot can clear. */
static const char *const clearable[] = {
    "media-empty",      "media-needed",   "media-jam",           "cover-open",
    "door-open",        "toner-empty",    "marker-supply-empty", "input-tray-missing",
    "output-area-full", "interlock-open", "output-tray-missing",
};

static const char *clearable_reason(const IppPrinter *printer)
{
    size_t at;
    json_t *reason;
    json_array_foreach(printer->reasons, at, reason)
    {
        for (gsize i = 0; i < G_N_ELEMENTS(clearable); i++)
            if (strcmp(json_string_value(reason), clearable[i]) == 0)
                return clearable[i];
    }
    return NULL;
}

HalState ipp_codec_printer_state(const IppPrinter *printer, HalRemedy *remedy, const char **why)
{
    const char *reason = clearable_reason(printer);
    /* One tray of several may be empty: as long as paper is ready and nothing stopped, all is well. */
    gboolean has_media = printer->media_ready == NULL || json_array_size(printer->media_ready) > 0;
    gboolean only_a_tray = printer->state != IPP_CODEC_STOPPED && printer->media_ready != NULL && has_media;
    *why = NULL;
    *remedy = HAL_REMEDY_NONE;
    if (reason != NULL && !only_a_tray) {
        *why = reason;
        *remedy = HAL_REMEDY_CLEAR;
        return HAL_USER_ERROR;
    }
    if (!printer->accepting) {
        *why = "not accepting jobs";
        *remedy = HAL_REMEDY_CONFIGURATION;
        return HAL_OFFLINE;
    }
    if (printer->state == IPP_CODEC_STOPPED) {
        gboolean paused = json_array_size(printer->reasons) > 0 &&
                          strcmp(json_string_value(json_array_get(printer->reasons, 0)), "paused") == 0;
        *why = paused ? "paused" : "stopped for a reason it does not tell";
        *remedy = paused ? HAL_REMEDY_CLEAR : HAL_REMEDY_ENGINEER;
        return paused ? HAL_USER_ERROR : HAL_HARDWARE_ERROR;
    }
    return HAL_ONLINE;
}

/* --- jobs ------------------------------------------------------------------------------------------ */

/* Created, and its document still to come? Printers say so in different ways. */
static gboolean lacks_document(int state, const IppJob *job, int documents)
{
    size_t at;
    json_t *reason;
    json_array_foreach(job->reasons, at, reason)
    {
        if (strcmp(json_string_value(reason), "job-incoming") == 0 ||
            strcmp(json_string_value(reason), "job-data-insufficient") == 0)
            return documents <= 0;
    }
    return state == IPP_JSTATE_HELD && documents <= 0;
}

static HalJobState job_state_decode(int state, const IppJob *job, int documents)
{
    switch (state) {
    case IPP_JSTATE_PENDING:
    case IPP_JSTATE_HELD:
        return lacks_document(state, job, documents) ? HAL_JOB_HELD : HAL_JOB_PENDING;
    case IPP_JSTATE_PROCESSING:
        return HAL_JOB_PROCESSING;
    case IPP_JSTATE_STOPPED:
        return HAL_JOB_STOPPED;
    case IPP_JSTATE_CANCELED:
        return HAL_JOB_CANCELED;
    case IPP_JSTATE_ABORTED:
        return HAL_JOB_ABORTED;
    case IPP_JSTATE_COMPLETED:
        return HAL_JOB_COMPLETED;
    }
    return HAL_JOB_UNKNOWN;
}

/* A job while its attributes are read. */
typedef struct {
    IppJob job;
    int state, documents;
} SeenJob;

static void take_id(ipp_attribute_t *attribute, SeenJob *seen)
{
    seen->job.id = ippGetInteger(attribute, 0);
}

static void take_state(ipp_attribute_t *attribute, SeenJob *seen)
{
    seen->state = ippGetInteger(attribute, 0);
}

static void take_impressions(ipp_attribute_t *attribute, SeenJob *seen)
{
    seen->job.impressions = ippGetInteger(attribute, 0);
}

static void take_documents(ipp_attribute_t *attribute, SeenJob *seen)
{
    seen->documents = ippGetInteger(attribute, 0);
}

static void take_text(ipp_attribute_t *attribute, char **text)
{
    const char *value = ippGetString(attribute, 0, NULL);
    if (value == NULL)
        return;
    g_free(*text);
    *text = g_utf8_make_valid(value, -1);
}

static void take_uuid(ipp_attribute_t *attribute, SeenJob *seen)
{
    take_text(attribute, &seen->job.uuid);
}

static void take_name(ipp_attribute_t *attribute, SeenJob *seen)
{
    take_text(attribute, &seen->job.name);
}

static void take_reasons(ipp_attribute_t *attribute, SeenJob *seen)
{
    json_decref(seen->job.reasons);
    seen->job.reasons = reasons_decode(attribute);
}

static const struct {
    const char *name;
    ipp_tag_t tag; /* IPP_TAG_ZERO: any text */
    void (*take)(ipp_attribute_t *attribute, SeenJob *seen);
} job_attributes[] = {
    {"job-id", IPP_TAG_INTEGER, take_id},
    {"job-state", IPP_TAG_ENUM, take_state},
    {"job-impressions-completed", IPP_TAG_INTEGER, take_impressions},
    {"number-of-documents", IPP_TAG_INTEGER, take_documents},
    {"job-uuid", IPP_TAG_ZERO, take_uuid},
    {"job-name", IPP_TAG_ZERO, take_name},
    {"job-state-reasons", IPP_TAG_ZERO, take_reasons},
};

/* Reads one job's attributes from where the answer's cursor stands up to the next separator. */
static gboolean take_job(ipp_t *answer, ipp_attribute_t *attribute, IppJob *job)
{
    SeenJob seen = {.job = {.impressions = -1, .reasons = json_array()}, .documents = -1};
    for (; attribute != NULL && ippGetGroupTag(attribute) == IPP_TAG_JOB;
         attribute = ippNextAttribute(answer))
        for (gsize i = 0; i < G_N_ELEMENTS(job_attributes); i++) {
            ipp_tag_t tag = job_attributes[i].tag;
            if (g_strcmp0(ippGetName(attribute), job_attributes[i].name) == 0 &&
                (tag == IPP_TAG_ZERO || tag == ippGetValueTag(attribute)))
                job_attributes[i].take(attribute, &seen);
        }
    *job = seen.job;
    job->state = job_state_decode(seen.state, job, seen.documents);
    if (job->id > 0)
        return TRUE;
    ipp_codec_job_clear(job);
    return FALSE;
}

static ipp_attribute_t *next_job(ipp_t *answer, ipp_attribute_t *attribute)
{
    while (attribute != NULL && ippGetGroupTag(attribute) != IPP_TAG_JOB)
        attribute = ippNextAttribute(answer);
    return attribute;
}

gboolean ipp_codec_job_decode(ipp_t *answer, IppJob *job)
{
    ipp_attribute_t *attribute = next_job(answer, ippFirstAttribute(answer));
    return attribute != NULL && take_job(answer, attribute, job);
}

gboolean ipp_codec_jobs_find(ipp_t *answer, const char *order, IppJob *job)
{
    gboolean found = FALSE;
    for (ipp_attribute_t *at = next_job(answer, ippFirstAttribute(answer)); at != NULL;
         at = next_job(answer, ippNextAttribute(answer))) {
        g_auto(IppJob) seen = {0};
        if (!take_job(answer, at, &seen) || seen.name == NULL || strstr(seen.name, order) == NULL)
            continue;
        if (found && seen.id <= job->id)
            continue;
        if (found)
            ipp_codec_job_clear(job);
        *job = seen;
        seen = (IppJob){0};
        found = TRUE;
    }
    return found;
}

void ipp_codec_job_clear(IppJob *job)
{
    g_clear_pointer(&job->uuid, g_free);
    g_clear_pointer(&job->name, g_free);
    g_clear_pointer(&job->reasons, json_decref);
}

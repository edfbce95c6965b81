/* IPP requests and what their answers mean, without I/O: pairs of query and decode (RFC 8011, PWG 5100.x).
 * Values only, any thread. Answers come from a device: nothing in them is trusted to be there or to be UTF-8.
 */
#ifndef HAL_DRIVERS_IPP_CODEC_H
#define HAL_DRIVERS_IPP_CODEC_H

#include <cups/cups.h>
#include <jansson.h>

#include "hal/device.h"
#include "hal/drivers/ipp_format.h"
#include "hal/printer.h"

/* All requests are new references: ippDelete, or give them to ipp_link_ask. */

ipp_t *ipp_codec_printer_query(const char *printer_uri);

typedef enum {
    IPP_CODEC_IDLE,
    IPP_CODEC_PROCESSING,
    IPP_CODEC_STOPPED,
    IPP_CODEC_UNKNOWN,
} IppPrinterState;

/* A printer at one moment. Clear it when done; a zeroed one may be cleared. */
typedef struct {
    IppPrinterState state;
    gboolean accepting;
    gboolean has_sides;
    IppDocument document; /* as what it gets its sheets */
    json_t *reasons;      /* array of keywords without -report, -warning, -error */
    json_t *media_ready;  /* array of "A4"…, NULL: cannot tell */
    json_t *markers;      /* array of {"name","level"}, NULL: none */
    int paper_left;       /* sheets; -1: does not count */
    char *model;
    char *device_uri; /* of a CUPS queue; NULL: not a queue */
} IppPrinter;
/* FALSE: not a printer's answer. */
gboolean ipp_codec_printer_decode(ipp_t *answer, IppPrinter *printer);
void ipp_codec_printer_clear(IppPrinter *printer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IppPrinter, ipp_codec_printer_clear)

/* The status object of hal/printer.h. New reference. */
json_t *ipp_codec_printer_status(const IppPrinter *printer);
/* What state a device in that condition is in, and who can help; *why is a word for staff, lent. */
HalState ipp_codec_printer_state(const IppPrinter *printer, HalRemedy *remedy, const char **why);

typedef struct {
    const char *order; /* uuid: becomes part of the job's name, by which it is found again */
    const char *title;
    const char *media; /* "A4", "80mm" */
    const char *format;
    int copies;
    gboolean one_sided;
} IppOrder;
ipp_t *ipp_codec_create_query(const char *printer_uri, const IppOrder *order);
ipp_t *ipp_codec_send_query(const char *printer_uri, int job_id, const char *format);
ipp_t *ipp_codec_cancel_query(const char *printer_uri, int job_id);
ipp_t *ipp_codec_resume_query(const char *printer_uri);
ipp_t *ipp_codec_job_query(const char *printer_uri, int job_id);
/* which: "completed" or "not-completed". */
ipp_t *ipp_codec_jobs_query(const char *printer_uri, const char *which);

typedef struct {
    int id;
    char *uuid, *name;
    HalJobState state;
    int impressions; /* pages put out; -1: not told */
    json_t *reasons; /* array of keywords */
} IppJob;
/* The first job of an answer. FALSE: there is none. */
gboolean ipp_codec_job_decode(ipp_t *answer, IppJob *job);
/* The newest job whose name holds the order. FALSE: there is none. */
gboolean ipp_codec_jobs_find(ipp_t *answer, const char *order, IppJob *job);
void ipp_codec_job_clear(IppJob *job);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(IppJob, ipp_codec_job_clear)

#endif

/* A printer as its driver sees it: where jobs go (the device itself, or a CUPS queue before it), and whom to
 * ask what became of them (the device, where it speaks IPP). Single thread: the driver process's. */
#ifndef HAL_DRIVERS_IPP_DEVICE_H
#define HAL_DRIVERS_IPP_DEVICE_H

#include "hal/drivers/ipp_codec.h"
#include "hal/drivers/ipp_link.h"

typedef enum {
    SIDE_JOBS,   /* takes jobs */
    SIDE_DEVICE, /* knows the truth; the same as SIDE_JOBS on the direct route */
    SIDES,
} IppSide;

typedef struct {
    HalHost *host;
    gboolean is_queue;
    IppAddress addresses[SIDES]; /* SIDE_DEVICE's host is NULL where the device is not known */
    IppLink *links[SIDES];       /* open during one command */
    gboolean has_sides;
    IppDocument document; /* as what SIDE_JOBS takes a sheet, as last asked */
} IppDevice;

/* From route, uri, queue, cups. FALSE and error: CONFIGURATION. */
gboolean ipp_device_init(IppDevice *device, HalHost *host, const HalSettings *settings, GError **error);
void ipp_device_clear(IppDevice *device);
/* End of a command: hang up. */
void ipp_device_rest(IppDevice *device);

/* One exchange; takes request. NULL and error OFFLINE: no answer. */
ipp_t *ipp_device_ask(IppDevice *device, IppSide side, ipp_t *request, int fd, GError **error);

/* How the printer is. On the queue's route: the device's own word where it can be asked; a queue alone tells
 * of reasons only while it prints, since it keeps old ones. A queue that was paused is resumed. FALSE:
 * OFFLINE. */
gboolean ipp_device_condition(IppDevice *device, IppPrinter *printer, GError **error);

/* What a client stores of a job. */
typedef struct {
    const char *printer_uri, *job_uuid, *order; /* lent */
    int job_id;
} IppJobRef;
/* Out of {"job":JobRef}; FALSE: not one of ours. */
gboolean ipp_job_ref_read(const json_t *args, IppJobRef *ref);
/* New reference. */
json_t *ipp_job_ref_make(const char *printer_uri, const IppJob *job, const char *order);

/* Who holds the job of that reference. */
IppSide ipp_device_side(const IppDevice *device, const IppJobRef *ref);

/* What became of a job; job->state is NOT_FOUND or UNKNOWN (cannot be asked) where nothing is known. Clear
 * job. */
void ipp_device_look(IppDevice *device, const IppJobRef *ref, IppJob *job);
/* The same by the order alone; *side says who knows it. */
void ipp_device_find(IppDevice *device, const char *order, IppSide *side, IppJob *job);

#endif

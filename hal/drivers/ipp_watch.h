/* print.send: the document to the printer, then the job watched to its end. */
#ifndef HAL_DRIVERS_IPP_WATCH_H
#define HAL_DRIVERS_IPP_WATCH_H

#include "hal/drivers/ipp_device.h"

/* stall_ms: a job that makes no progress for so long is cancelled on the device. */
HalResult ipp_watch_send(IppDevice *device, const IppJobRef *ref, int fd, gint64 stall_ms);

/* Cancels the job and waits up to 2 s for its end; *job is what it was last. Clear job. */
void ipp_watch_cancel(IppDevice *device, const IppJobRef *ref, IppJob *job);

#endif

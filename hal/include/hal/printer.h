/* A printer, in two phases so that nothing prints twice.
 *
 * The client first creates the job and stores its reference, then sends the document. After a crash anywhere
 * it asks print.query with the stored reference (or with the order's uuid, if the crash came before the
 * reference was stored) and learns the truth from the device; it sends again only what was never sent.
 *
 * Commands
 *   print.create {"order":uuid,"title":text,"media":"A4"|"80mm","copies":n,"format":"application/pdf"}
 *       -> {"job":JobRef}. title must hold no personal data: printers and queues show it. The same order
 * again gives the same job, if the device still knows it. print.send {"job":JobRef} + the document as a file
 * descriptor (read only, seekable; the sender keeps its own)
 *       -> events print_progress {"impressions":n}, print_state {"state":JobState,"reasons":[text]}
 *       -> completion {"state":"completed|aborted|canceled|unknown","impressions":n,"reasons":[text]}
 *       SUCCESS only with "completed". DEVICE_ERROR = the outcome is unknown: query before anything is sent
 * again. SEQUENCE_ERROR: this job already has its document. Paper out or a jam do not end it: print_state
 * "stopped" and its reasons come, and it goes on when cleared. Cancel by id cancels the job on the device.
 *   print.query {"job":JobRef} or {"order":uuid}
 *       -> {"state":JobState|"not_found","impressions":n,"reasons":[text],"job":JobRef}
 *       "held" = created, document never sent: print.send may follow. impressions absent: the device does not
 * say. print.cancel {"job":JobRef} -> {"state":JobState|"not_found"} self_test {} -> {"ok":bool,"text":"..."}
 *
 * JobRef   {"printer_uri":text,"job_id":int,"job_uuid":text}; opaque to the client, small enough to store as
 * text JobState pending | held | processing | stopped | completed | aborted | canceled | unknown
 *
 * Unsolicited: status, whenever something in it changed, and after every (re)start
 *   {"state":"idle|processing|stopped|unknown",
 *    "reasons":["media-empty","media-low","media-jam","cover-open","toner-empty","toner-low","marker-supply-empty",..],
 *               IPP keywords (RFC 8011 5.4.12, PWG 5100.9), without the suffix -report, -warning, -error
 *    "accepting":bool,
 *    "media_ready":["A4"],          absent: cannot tell
 *    "paper_left":n,                sheets; absent: the device does not count
 *    "markers":[{"name":text,"level":0..100}]}   level absent: unknown
 *
 * Where the truth comes from: the device is polled every few seconds when idle and faster while a job runs; a
 * CUPS queue alone shows reasons of the last job long after they were cleared. */
#ifndef HAL_PRINTER_H
#define HAL_PRINTER_H

#include <glib.h>

#define HAL_PRINT_CREATE      "print.create"
#define HAL_PRINT_SEND        "print.send"
#define HAL_PRINT_QUERY       "print.query"
#define HAL_PRINT_CANCEL      "print.cancel"
#define HAL_PRINTER_SELF_TEST "self_test"

#define HAL_PRINT_PROGRESS "print_progress"
#define HAL_PRINT_STATE    "print_state"

#define HAL_PRINTER_STATUS "status"

/* Limits, checked by the host before a driver sees a command. */
#define HAL_PRINT_COPIES_MAX 20
#define HAL_PRINT_TITLE_MAX  127 /* bytes; IPP job-name may hold 255 */
#define HAL_PRINT_BYTES_MAX  (64 * 1024 * 1024)

typedef enum {
    HAL_JOB_NOT_FOUND, /* the device knows no such job (any more) */
    HAL_JOB_PENDING,
    HAL_JOB_HELD, /* created, waiting for its document */
    HAL_JOB_PROCESSING,
    HAL_JOB_STOPPED,
    HAL_JOB_COMPLETED,
    HAL_JOB_ABORTED,
    HAL_JOB_CANCELED,
    HAL_JOB_UNKNOWN, /* the device cannot be asked now */
} HalJobState;

const char *hal_job_state_name(HalJobState state);
gboolean hal_job_state_parse(const char *name, HalJobState *state);
/* completed, aborted, canceled: nothing more will happen to it. */
gboolean hal_job_state_is_final(HalJobState state);

#endif

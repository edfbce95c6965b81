/* The simulated printer's memory of its jobs: a JSON file in its folder, so that a query after a crash finds
 * the truth, as it would at a real printer. Device process only. */
#ifndef HAL_SIM_JOBS_H
#define HAL_SIM_JOBS_H

#include <jansson.h>

#include "hal/device.h"
#include "hal/printer.h"

typedef struct SimJobs SimJobs;

/* Reads folder/jobs.json, or starts empty when it is missing or damaged. A job that was printing when the
 * power went is aborted. */
SimJobs *sim_jobs_open(const char *folder);
void sim_jobs_free(SimJobs *jobs);

/* The job of this order, made HELD when there is none yet; its id. */
gint64 sim_jobs_create(SimJobs *jobs, const char *order, gint64 copies);
/* By a JobRef object, else by the order's uuid; 0 when there is none. */
gint64 sim_jobs_find(const SimJobs *jobs, const json_t *job_ref, const char *order);

HalJobState sim_jobs_state(const SimJobs *jobs, gint64 id);
gint64 sim_jobs_impressions(const SimJobs *jobs, gint64 id);
gint64 sim_jobs_copies(const SimJobs *jobs, gint64 id);
void sim_jobs_set(SimJobs *jobs, gint64 id, HalJobState state, gint64 impressions);

/* JobRef of hal/printer.h; new reference. */
json_t *sim_jobs_ref(const SimJobs *jobs, gint64 id);

#endif

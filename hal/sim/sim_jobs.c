#define G_LOG_DOMAIN "hal-sim"
#include "hal/sim/sim_jobs.h"

#define JOBS_MAX 100 /* a printer forgets its oldest jobs too */

struct SimJobs {
    char *path;
    json_t *jobs; /* array of {"id","uuid","order","copies","state","impressions"}, oldest first */
    gint64 last_id;
};

static gint64 number_of(const json_t *job, const char *key)
{
    return json_integer_value(json_object_get(job, key));
}

static json_t *find_id(const SimJobs *jobs, gint64 id)
{
    gsize i;
    json_t *job;
    json_array_foreach(jobs->jobs, i, job)
    {
        if (number_of(job, "id") == id)
            return job;
    }
    return NULL;
}

static void save(const SimJobs *jobs)
{
    g_autoptr(GError) error = NULL;
    char *text = json_dumps(jobs->jobs, JSON_INDENT(1));
    if (!text || !g_file_set_contents(jobs->path, text, -1, &error))
        g_warning("jobs not kept: %s", error ? error->message : "no memory");
    free(text);
}

/* The file is ours, but a hand may have been in it: rows without the keys are dropped. */
static json_t *read_jobs(const char *path)
{
    json_auto_t *file = json_load_file(path, 0, NULL);
    json_t *jobs = json_array();
    gsize i;
    json_t *job;
    json_array_foreach(file, i, job)
    {
        const char *uuid, *order, *state;
        json_int_t id, copies, impressions;
        HalJobState parsed;
        if (json_unpack(job, "{s:I, s:s, s:s, s:I, s:s, s:I}", "id", &id, "uuid", &uuid, "order", &order,
                        "copies", &copies, "state", &state, "impressions", &impressions) == 0 &&
            hal_job_state_parse(state, &parsed))
            json_array_append(jobs, job);
    }
    return jobs;
}

SimJobs *sim_jobs_open(const char *folder)
{
    SimJobs *jobs = g_new0(SimJobs, 1);
    jobs->path = g_build_filename(folder, "jobs.json", NULL);
    jobs->jobs = read_jobs(jobs->path);
    gsize i;
    json_t *job;
    json_array_foreach(jobs->jobs, i, job)
    {
        gint64 id = number_of(job, "id");
        HalJobState state = sim_jobs_state(jobs, id);
        jobs->last_id = MAX(jobs->last_id, id);
        if (state == HAL_JOB_PROCESSING || state == HAL_JOB_STOPPED)
            sim_jobs_set(jobs, id, HAL_JOB_ABORTED, sim_jobs_impressions(jobs, id));
    }
    return jobs;
}

void sim_jobs_free(SimJobs *jobs)
{
    if (!jobs)
        return;
    json_decref(jobs->jobs);
    g_free(jobs->path);
    g_free(jobs);
}

gint64 sim_jobs_create(SimJobs *jobs, const char *order, gint64 copies)
{
    gint64 known = sim_jobs_find(jobs, NULL, order);
    if (known != 0)
        return known;
    g_autofree char *uuid = g_uuid_string_random();
    jobs->last_id++;
    json_array_append_new(jobs->jobs,
                          json_pack("{s:I, s:s, s:s, s:I, s:s, s:i}", "id", (json_int_t)jobs->last_id, "uuid",
                                    uuid, "order", order, "copies", (json_int_t)copies, "state",
                                    hal_job_state_name(HAL_JOB_HELD), "impressions", 0));
    while (json_array_size(jobs->jobs) > JOBS_MAX)
        json_array_remove(jobs->jobs, 0);
    save(jobs);
    return jobs->last_id;
}

static gboolean has_text(const json_t *job, const char *key, const char *text)
{
    return text && g_strcmp0(json_string_value(json_object_get(job, key)), text) == 0;
}

gint64 sim_jobs_find(const SimJobs *jobs, const json_t *job_ref, const char *order)
{
    const char *uuid = json_string_value(json_object_get(job_ref, "job_uuid"));
    gsize i;
    json_t *job;
    json_array_foreach(jobs->jobs, i, job)
    {
        if (uuid ? has_text(job, "uuid", uuid) : has_text(job, "order", order))
            return number_of(job, "id");
    }
    return 0;
}

HalJobState sim_jobs_state(const SimJobs *jobs, gint64 id)
{
    HalJobState state = HAL_JOB_NOT_FOUND;
    hal_job_state_parse(json_string_value(json_object_get(find_id(jobs, id), "state")), &state);
    return state;
}

gint64 sim_jobs_impressions(const SimJobs *jobs, gint64 id)
{
    return number_of(find_id(jobs, id), "impressions");
}

gint64 sim_jobs_copies(const SimJobs *jobs, gint64 id)
{
    return number_of(find_id(jobs, id), "copies");
}

void sim_jobs_set(SimJobs *jobs, gint64 id, HalJobState state, gint64 impressions)
{
    json_t *job = find_id(jobs, id);
    json_object_set_new(job, "state", json_string(hal_job_state_name(state)));
    json_object_set_new(job, "impressions", json_integer(impressions));
    save(jobs);
}

json_t *sim_jobs_ref(const SimJobs *jobs, gint64 id)
{
    return json_pack("{s:s, s:I, s:O}", "printer_uri", "sim:", "job_id", (json_int_t)id, "job_uuid",
                     json_object_get(find_id(jobs, id), "uuid"));
}

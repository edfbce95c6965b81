/* Rounds of the pump: which step comes after which, and when the next round begins. */
#define G_LOG_DOMAIN "sync"
#include "kiosk/sync/internal.h"

static void begin_step(Sync *sync, SyncStep step);

static gboolean on_timer(gpointer user_data)
{
    Sync *sync = user_data;
    sync->timer = 0;
    sync->poked = FALSE;
    begin_step(sync, sync->pair ? STEP_REGISTER : STEP_LOAD);
    return G_SOURCE_REMOVE;
}

void sync_schedule(Sync *sync, gint64 delay_ms)
{
    g_clear_handle_id(&sync->timer, g_source_remove);
    sync->timer = g_timeout_add((guint)CLAMP(delay_ms, 0, G_MAXINT32), on_timer, sync);
}

/* Up to a quarter either way, so that a hall of kiosks does not knock all at once. */
static gint64 jittered(gint64 ms)
{
    return ms * 3 / 4 + (gint64)(g_random_double() * (double)ms / 2);
}

gint64 sync_now_ms(void)
{
    return g_get_real_time() / 1000;
}

typedef struct {
    gint64 next_due_ms; /* 0: nothing waits */
} Waiting;

static gboolean read_next_due(Store *store, gpointer data, GError **error)
{
    Waiting *waiting = data;
    GError *problem = NULL;
    g_autoptr(StoreOutItem) item = store_outbox_next(store, sync_now_ms(), &waiting->next_due_ms, &problem);
    if (item)
        waiting->next_due_ms = sync_now_ms();
    if (problem)
        g_propagate_error(error, problem);
    return problem == NULL;
}

/* The next round: when the next row is due, but not later than the next heartbeat. */
static void on_next_due(Sync *sync, gpointer data, const GError *error)
{
    const Waiting *waiting = data;
    gint64 delay = (sync->heartbeat_due_us - g_get_monotonic_time()) / 1000;
    if (waiting->next_due_ms)
        delay = MIN(delay, MAX(waiting->next_due_ms - sync_now_ms(), sync->retry_min_ms));
    sync->step = STEP_REST;
    sync_schedule(sync, sync->poked ? 0 : MAX(delay, 0));
}

static void end_round(Sync *sync)
{
    sync->failures = 0;
    sync_problem(sync, "%s", "");
    if (!sync_disk(sync, read_next_due, g_new0(Waiting, 1), g_free, on_next_due)) {
        sync->step = STEP_REST;
        sync_schedule(sync, sync->retry_min_ms);
    }
}

void sync_round_failed(Sync *sync, const char *problem)
{
    gint64 delay = sync->retry_min_ms;
    for (guint i = 0; i < sync->failures && delay < sync->retry_max_ms; i++)
        delay *= 2;
    sync->failures++;
    sync->step = STEP_REST;
    sync_problem(sync, "%s", problem);
    if (sync->identity)
        sync_set_state(sync, SYNC_OFFLINE);
    sync_schedule(sync, jittered(MIN(delay, sync->retry_max_ms)));
}

static void begin_step(Sync *sync, SyncStep step)
{
    sync->step = step;
    switch (step) {
    case STEP_LOAD:
        sync_load(sync);
        return;
    case STEP_REGISTER:
        if (sync->enrol_code) {
            sync_register(sync);
            return;
        }
        if (!sync->identity) { /* nothing to do until staff type a code: sync_enrol() */
            sync->step = STEP_REST;
            return;
        }
        begin_step(sync, STEP_OUTBOX);
        return;
    case STEP_OUTBOX:
        sync_send_outbox(sync);
        return;
    case STEP_HEARTBEAT:
        if (g_get_monotonic_time() < sync->heartbeat_due_us)
            sync_step_done(sync);
        else
            sync_send_heartbeat(sync);
        return;
    case STEP_FILES:
        sync->file = 0;
        sync_fetch_files(sync);
        return;
    case STEP_BLOCKS:
        sync_fetch_blocks(sync);
        return;
    case STEP_REST:
        end_round(sync);
        return;
    }
}

void sync_step_done(Sync *sync)
{
    if (sync->stopped)
        return;
    if (sync->step == STEP_REGISTER && !sync->identity) {
        sync->step = STEP_REST; /* until staff type another code: sync_enrol() */
        if (sync->enrol_code)
            sync_schedule(sync, 0);
        return;
    }
    begin_step(sync, sync->step == STEP_BLOCKS ? STEP_REST : sync->step + 1);
}

static gboolean hurry(Store *store, gpointer data, GError **error)
{
    return store_outbox_hurry(store, sync_now_ms(), error);
}

static void on_hurried(Sync *sync, gpointer data, const GError *error)
{
    sync->poked = TRUE;
    if (sync->step == STEP_REST)
        sync_schedule(sync, 0);
}

void sync_poke(Sync *sync)
{
    if (!sync->stopped)
        sync_disk(sync, hurry, NULL, NULL, on_hurried);
}

void sync_enrol(Sync *sync, const char *enrol_code)
{
    wire_text_free(sync->enrol_code);
    sync->enrol_code = g_strdup(enrol_code);
    sync->failures = 0;
    sync->poked = TRUE;
    if (!sync->stopped && sync->step == STEP_REST)
        sync_schedule(sync, 0);
}

#include "tests/support/hald_rig.h"

#include "tests/support/cmocka.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define START_MS 5000
#define STOP_MS  2000

typedef struct {
    char *name;
    json_t *data;
} Event;

struct HaldRig {
    char *folder;
    char *socket;
    GPid pid;
    HalClient *client;
    GQueue events;       /* Event* */
    GHashTable *answers; /* id -> RigAnswer* */
};

static void event_free(gpointer data)
{
    Event *event = data;
    g_free(event->name);
    json_decref(event->data);
    g_free(event);
}

void rig_answer_clear(RigAnswer *answer)
{
    g_free(answer->text);
    json_decref(answer->data);
    memset(answer, 0, sizeof *answer);
}

static void answer_free(gpointer data)
{
    rig_answer_clear(data);
    g_free(data);
}

/* --- starting --- */

static char *replace_all(const char *text, const char *from, const char *to)
{
    g_auto(GStrv) parts = g_strsplit(text, from, -1);
    return g_strjoinv(to, parts);
}

static void write_ini(HaldRig *rig, const char *text, const char *path)
{
    g_autofree char *cards = g_build_filename(g_getenv("KIOSK_ROOT"), "assets/demo/demo_cards.json", NULL);
    g_autofree char *with_dir = replace_all(text, "@DIR@", rig->folder);
    g_autofree char *whole = replace_all(with_dir, "@CARDS@", cards);
    g_autoptr(GError) error = NULL;
    if (!g_file_set_contents(path, whole, -1, &error))
        fail_msg("%s", error->message);
}

static void spawn(HaldRig *rig, const char *ini_path, const char *const *environment)
{
    g_autofree char *program = g_build_filename(g_getenv("KIOSK_BUILD"), "bin", "kiosk-hald", NULL);
    const char *argv[] = {program, "--config", ini_path, "--socket", rig->socket, NULL};
    g_auto(GStrv) variables = g_get_environ();
    for (guint i = 0; environment && environment[i]; i++) {
        g_auto(GStrv) pair = g_strsplit(environment[i], "=", 2);
        variables = g_environ_setenv(variables, pair[0], pair[1], TRUE);
    }
    g_autoptr(GError) error = NULL;
    if (!g_spawn_async(NULL, (char **)argv, variables, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL,
                       NULL, NULL, &rig->pid, &error))
        fail_msg("%s", error->message);
}

static gboolean all_started(HaldRig *rig, gpointer data)
{
    const HalDevice *device = hal_client_device_at(rig->client, 0);
    for (guint i = 1; device && device->state != HAL_STARTING; i++) {
        device = hal_client_device_at(rig->client, i);
        if (!device)
            return TRUE;
    }
    return FALSE;
}

HaldRig *hald_rig_new(const char *ini, const char *const *environment)
{
    g_autoptr(GError) error = NULL;
    HaldRig *rig = g_new0(HaldRig, 1);
    rig->folder = g_dir_make_tmp("hald-XXXXXX", &error);
    assert_non_null(rig->folder);
    rig->socket = g_build_filename(rig->folder, "hal.sock", NULL);
    g_queue_init(&rig->events);
    rig->answers = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, answer_free);
    g_autofree char *ini_path = g_build_filename(rig->folder, "devices.ini", NULL);
    write_ini(rig, ini, ini_path);
    spawn(rig, ini_path, environment);
    rig->client = hal_client_new(rig->socket, "test", HAL_ROLE_SCREEN, NULL, NULL);
    if (!hald_rig_until(rig, all_started, NULL, START_MS))
        fail_msg("kiosk-hald's devices did not start within %d ms", START_MS);
    return rig;
}

static void remove_folder(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *child = g_build_filename(path, name, NULL);
        if (g_file_test(child, G_FILE_TEST_IS_DIR) && !g_file_test(child, G_FILE_TEST_IS_SYMLINK))
            remove_folder(child);
        else
            g_unlink(child);
    }
    g_rmdir(path);
}

static void release(HaldRig *rig)
{
    remove_folder(rig->folder);
    g_queue_clear_full(&rig->events, event_free);
    g_hash_table_unref(rig->answers);
    g_free(rig->folder);
    g_free(rig->socket);
    g_free(rig);
}

void hald_rig_abandon(HaldRig *rig)
{
    hal_client_free(rig->client);
    waitpid(rig->pid, NULL, 0);
    release(rig);
}

void hald_rig_free(HaldRig *rig)
{
    int status = 0;
    pid_t ended = 0;
    gint64 until = g_get_monotonic_time() + STOP_MS * 1000;
    hal_client_free(rig->client);
    kill(rig->pid, SIGTERM);
    while (ended == 0 && g_get_monotonic_time() < until) {
        ended = waitpid(rig->pid, &status, WNOHANG);
        if (ended == 0)
            g_usleep(2000);
    }
    if (ended == 0) {
        kill(rig->pid, SIGKILL);
        waitpid(rig->pid, NULL, 0);
    }
    release(rig);
    if (ended == 0)
        fail_msg("kiosk-hald did not end within %d ms of SIGTERM", STOP_MS);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        fail_msg("kiosk-hald ended with status %d", status);
}

const char *hald_rig_folder(const HaldRig *rig)
{
    return rig->folder;
}

const char *hald_rig_socket(const HaldRig *rig)
{
    return rig->socket;
}

HalClient *hald_rig_client(const HaldRig *rig)
{
    return rig->client;
}

GPid hald_rig_pid(const HaldRig *rig)
{
    return rig->pid;
}

/* --- waiting --- */

static gboolean on_over(gpointer data)
{
    *(gboolean *)data = TRUE;
    return G_SOURCE_REMOVE;
}

gboolean hald_rig_until(HaldRig *rig, gboolean (*done)(HaldRig *rig, gpointer data), gpointer data, gint64 ms)
{
    gboolean over = FALSE;
    guint timer = g_timeout_add((guint)ms, on_over, &over);
    gboolean reached;
    while (!(reached = done(rig, data)) && !over)
        g_main_context_iteration(NULL, TRUE);
    if (!over)
        g_source_remove(timer);
    return reached;
}

static gboolean never(HaldRig *rig, gpointer data)
{
    return FALSE;
}

void hald_rig_run(HaldRig *rig, gint64 ms)
{
    hald_rig_until(rig, never, NULL, ms);
}

typedef struct {
    const char *device;
    HalState state;
} WantedState;

static gboolean has_state(HaldRig *rig, gpointer data)
{
    const WantedState *wanted = data;
    const HalDevice *device = hal_client_device(rig->client, wanted->device);
    return device && device->state == wanted->state;
}

void hald_rig_expect_state(HaldRig *rig, const char *name, HalState state, gint64 ms)
{
    WantedState wanted = {name, state};
    if (hald_rig_until(rig, has_state, &wanted, ms))
        return;
    const HalDevice *device = hal_client_device(rig->client, name);
    fail_msg("%s: expected %s within %d ms, is %s (%s)", name, hal_state_name(state), (int)ms,
             device ? hal_state_name(device->state) : "not listed", device ? device->text : "");
}

static gboolean has_event(HaldRig *rig, gpointer data)
{
    return rig->events.head != NULL;
}

char *hald_rig_next_event(HaldRig *rig, json_t **data, gint64 ms)
{
    *data = NULL;
    if (!hald_rig_until(rig, has_event, NULL, ms))
        return NULL;
    Event *event = g_queue_pop_head(&rig->events);
    char *name = g_steal_pointer(&event->name);
    *data = event->data;
    event->data = NULL;
    event_free(event);
    return name;
}

json_t *hald_rig_expect_event(HaldRig *rig, const char *name, gint64 ms)
{
    json_t *data;
    g_autofree char *seen = hald_rig_next_event(rig, &data, ms);
    if (!seen)
        fail_msg("expected event %s within %d ms", name, (int)ms);
    if (!g_str_equal(seen, name)) {
        char *text = json_dumps(data, JSON_COMPACT); /* cards in tests are invented people */
        fail_msg("expected event %s, got %s %s", name, seen, text);
    }
    return data;
}

void hald_rig_expect_silence(HaldRig *rig, gint64 ms)
{
    json_auto_t *data = NULL;
    g_autofree char *seen = hald_rig_next_event(rig, &data, ms);
    if (seen)
        fail_msg("expected nothing for %d ms, got %s", (int)ms, seen);
}

/* --- commands --- */

static void on_event(HalClient *client, guint64 id, const char *name, const json_t *data, gpointer user)
{
    HaldRig *rig = user;
    Event *event = g_new0(Event, 1);
    event->name = g_strdup(name);
    event->data = json_incref((json_t *)data);
    g_queue_push_tail(&rig->events, event);
}

static void on_completion(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    HaldRig *rig = user;
    RigAnswer *answer = g_new0(RigAnswer, 1);
    answer->code = completion->code;
    answer->text = g_strdup(completion->text);
    answer->data = json_incref((json_t *)completion->data);
    if (g_hash_table_contains(rig->answers, &id))
        fail_msg("two completions for command %d", (int)id);
    g_hash_table_insert(rig->answers, g_memdup2(&id, sizeof id), answer);
}

void hald_rig_listen(HaldRig *rig, const char *reader)
{
    hal_client_listen(rig->client, reader, on_event, rig);
}

guint64 hald_rig_begin(HaldRig *rig, const char *device, const char *name, const json_t *args, int fd,
                       gint64 timeout_ms)
{
    return hal_client_command(rig->client, device, name, args, fd, timeout_ms, on_event, on_completion, rig);
}

static gboolean has_answer(HaldRig *rig, gpointer data)
{
    return g_hash_table_contains(rig->answers, data);
}

RigAnswer hald_rig_finish(HaldRig *rig, guint64 id, gint64 ms)
{
    if (!hald_rig_until(rig, has_answer, &id, ms))
        fail_msg("command %d: no completion within %d ms", (int)id, (int)ms);
    RigAnswer *answer = g_hash_table_lookup(rig->answers, &id);
    RigAnswer taken = *answer;
    memset(answer, 0, sizeof *answer);
    return taken;
}

RigAnswer hald_rig_command(HaldRig *rig, const char *device, const char *name, const json_t *args, int fd,
                           gint64 ms)
{
    return hald_rig_finish(rig, hald_rig_begin(rig, device, name, args, fd, 0), ms);
}

void hald_rig_sim(HaldRig *rig, const char *device, const char *words)
{
    guint64 id = hal_client_sim(rig->client, device, words, on_completion, rig);
    g_auto(RigAnswer) answer = hald_rig_finish(rig, id, 3000);
    if (answer.code != HAL_SUCCESS)
        fail_msg("%s: sim %s: %s %s", device, words, hal_code_name(answer.code), answer.text);
}

/* --- processes --- */

GPid hald_rig_device_pid(const HaldRig *rig, const char *device)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/task/%d/children", rig->pid, rig->pid);
    g_autofree char *children = NULL;
    GPid found = 0;
    if (!g_file_get_contents(path, &children, NULL, NULL))
        return 0;
    g_auto(GStrv) pids = g_strsplit(children, " ", -1);
    for (guint i = 0; pids[i] && pids[i][0] != '\0'; i++) {
        g_autofree char *cmdline_path = g_strdup_printf("/proc/%s/cmdline", pids[i]);
        g_autofree char *cmdline = NULL;
        gsize length = 0;
        if (!g_file_get_contents(cmdline_path, &cmdline, &length, NULL) || length < 2)
            continue;
        const char *last = cmdline + length - 1;
        while (last > cmdline && last[-1] != '\0')
            last--;
        if (g_str_equal(last, device))
            found = atoi(pids[i]);
    }
    return found;
}

guint hald_rig_count_descriptors(const HaldRig *rig)
{
    g_autofree char *path = g_strdup_printf("/proc/%d/fd", rig->pid);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    guint n = 0;
    while (dir && g_dir_read_name(dir))
        n++;
    return n;
}

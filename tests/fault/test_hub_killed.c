/* The hub as a process of its own, killed with -9 at random moments while a kiosk sends: every case arrives,
 * none twice, and the hub is back within seconds. Also how the program starts, stops and complains. */
#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include "kiosk/control/control.h"
#include "tests/support/cmocka.h"
#include "tests/support/sync_rig.h"

#define CASES 12
#define KILLS 8

typedef struct {
    char *folder, *socket, *program, *config;
    GSubprocess *process;
    guint16 port;
} HubProcess;

static Catalogue *catalogue;

static char *root_path(const char *name)
{
    const char *root = g_getenv("KIOSK_ROOT");
    return g_build_filename(root ? root : ".", name, NULL);
}

static int read_catalogue(void **state)
{
    g_autofree char *path = root_path("config/catalogue/matters.json");
    catalogue = walk_catalogue(path);
    return 0;
}

static int drop_catalogue(void **state)
{
    catalogue_unref(catalogue);
    return 0;
}

/* --- the process ----------------------------------------------------------------------------- */
/* Reads "listening on http://127.0.0.1:PORT". */
static guint16 read_port(GSubprocess *process)
{
    g_autoptr(GDataInputStream) lines = g_data_input_stream_new(g_subprocess_get_stdout_pipe(process));
    g_autofree char *line = g_data_input_stream_read_line(lines, NULL, NULL, NULL);
    const char *colon = line ? strrchr(line, ':') : NULL;
    return colon ? (guint16)g_ascii_strtoull(colon + 1, NULL, 10) : 0;
}

static void start(HubProcess *hub)
{
    g_autofree char *listen = g_strdup_printf("127.0.0.1:%u", hub->port);
    g_autoptr(GError) error = NULL;
    hub->process = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                                    &error, hub->program, "--config", hub->config, "--listen", listen,
                                    "--data", hub->folder, "--control", hub->socket, NULL);
    if (!hub->process)
        fail_msg("%s", error->message);
    hub->port = read_port(hub->process);
    assert_true(hub->port > 0);
}

static void kill_hard(HubProcess *hub)
{
    g_subprocess_send_signal(hub->process, SIGKILL);
    g_subprocess_wait(hub->process, NULL, NULL);
    g_clear_object(&hub->process);
}

/* So that the database is whole in its one file: what a killed hub wrote lies in the log beside it. */
static void stop_gently(HubProcess *hub)
{
    g_subprocess_send_signal(hub->process, SIGTERM);
    g_subprocess_wait(hub->process, NULL, NULL);
    g_clear_object(&hub->process);
}

static int set_up(void **state)
{
    HubProcess *hub = g_new0(HubProcess, 1);
    const char *build = g_getenv("KIOSK_BUILD");
    seal_init();
    hub->folder = g_dir_make_tmp("hub-XXXXXX", NULL);
    hub->socket = g_build_filename(hub->folder, "control", NULL);
    hub->program = g_build_filename(build ? build : "build/release", "bin", "kiosk-hub", NULL);
    hub->config = root_path("config/hub.ini");
    start(hub);
    *state = hub;
    return 0;
}

static int tear_down(void **state)
{
    HubProcess *hub = *state;
    if (hub->process)
        kill_hard(hub);
    g_free(hub->folder);
    g_free(hub->socket);
    g_free(hub->program);
    g_free(hub->config);
    g_free(hub);
    return 0;
}

static json_t *ask(HubProcess *hub, const char *format, ...) G_GNUC_PRINTF(2, 3);
static json_t *ask(HubProcess *hub, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    json_t *request = json_loads(text, 0, NULL);
    g_autoptr(GError) error = NULL;
    json_t *reply = control_ask(hub->socket, request, 5000, &error);
    json_decref(request);
    if (!reply)
        fail_msg("%s", error->message);
    return reply;
}

static SyncRig *join(HubProcess *hub)
{
    json_t *enrolled = ask(hub, "{\"verb\":\"enrol\",\"kiosk_no\":\"QC-09\"}");
    SyncRig *kiosk = sync_rig_new("QC-09", hub->port, json_string_value(json_object_get(enrolled, "code")));
    json_decref(enrolled);
    sync_start(kiosk->sync);
    assert_true(sync_rig_until(kiosk, sync_rig_has_numbers, 20));
    return kiosk;
}

/* --- tests ----------------------------------------------------------------------------------- */
static void a_hub_killed_at_random_moments_takes_every_case_once(void **state)
{
    HubProcess *hub = *state;
    SyncRig *kiosk = join(hub);
    g_autoptr(GRand) rng = g_rand_new_with_seed(9);
    g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    static const char *const matters[] = {"elder-allowance", "dog-licence", "mediation"};
    for (guint i = 0; i < CASES; i++) {
        StoreCaseReceipt receipt = sync_rig_submit(kiosk, catalogue, matters[i % G_N_ELEMENTS(matters)], rng);
        assert_true(g_hash_table_add(numbers, g_strdup(receipt.case_no)));
        sync_rig_run((guint)g_rand_int_range(rng, 1, 40));
        if (i < KILLS) {
            kill_hard(hub);
            sync_rig_run((guint)g_rand_int_range(rng, 1, 60));
            start(hub);
        }
    }
    assert_true(sync_rig_until(kiosk, sync_rig_is_empty, 60));
    json_t *list = ask(hub, "{\"verb\":\"cases\",\"limit\":200}");
    const json_t *cases = json_object_get(list, "cases");
    assert_int_equal(json_array_size(cases) + (guint)sync_rig_stats(kiosk).refused, CASES);
    for (size_t i = 0; i < json_array_size(cases); i++)
        assert_true(g_hash_table_remove(
            numbers, json_string_value(json_object_get(json_array_get(cases, i), "case_no"))));
    json_t *verdict = ask(hub, "{\"verb\":\"verify\"}");
    assert_true(json_is_true(json_object_get(verdict, "whole")));
    json_decref(list);
    json_decref(verdict);
    sync_rig_free(kiosk);
}

static void a_killed_hub_listens_again_within_three_seconds(void **state)
{
    HubProcess *hub = *state;
    kill_hard(hub);
    gint64 before = g_get_monotonic_time();
    start(hub);
    json_t *status = ask(hub, "{\"verb\":\"status\"}");
    assert_true(g_get_monotonic_time() - before < 3 * G_USEC_PER_SEC);
    json_decref(status);
}

static void sigterm_stops_it_within_two_seconds_with_exit_code_0(void **state)
{
    HubProcess *hub = *state;
    gint64 before = g_get_monotonic_time();
    g_subprocess_send_signal(hub->process, SIGTERM);
    g_subprocess_wait(hub->process, NULL, NULL);
    assert_true(g_get_monotonic_time() - before < 2 * G_USEC_PER_SEC);
    assert_true(g_subprocess_get_if_exited(hub->process));
    assert_int_equal(g_subprocess_get_exit_status(hub->process), 0);
    g_clear_object(&hub->process);
}

/* Runs the program with these arguments; gives its exit code and what it said. */
static int run(const HubProcess *hub, const char *const *arguments, char **said)
{
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_autoptr(GSubprocess) process = NULL;
    g_ptr_array_add(argv, hub->program);
    for (; *arguments; arguments++)
        g_ptr_array_add(argv, (char *)*arguments);
    g_ptr_array_add(argv, NULL);
    process = g_subprocess_newv((const char *const *)argv->pdata,
                                G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, NULL);
    g_subprocess_communicate_utf8(process, NULL, NULL, said, NULL, NULL);
    return g_subprocess_get_exit_status(process);
}

static void a_damaged_database_is_named_and_left_alone(void **state)
{
    HubProcess *hub = *state;
    g_autofree char *said = NULL;
    g_autofree char *db = g_build_filename(hub->folder, "hub.db", NULL);
    g_autofree char *kept = NULL;
    static const char rubbish[] =
        "this was a database once, but now it is 4711 bytes of something else entirely ...";
    stop_gently(hub);
    assert_true(g_file_set_contents(db, rubbish, -1, NULL));
    const char *const arguments[] = {"--config",  hub->config, "--listen",  "127.0.0.1:0", "--data",
                                     hub->folder, "--control", hub->socket, NULL};
    assert_int_equal(run(hub, arguments, &said), 2);
    assert_non_null(strstr(said, "hub.db"));
    assert_non_null(strstr(said, "restore the last backup"));
    assert_true(g_file_get_contents(db, &kept, NULL, NULL));
    assert_string_equal(kept, rubbish);
}

static void a_catalogue_with_an_error_is_named_with_file_and_line(void **state)
{
    HubProcess *hub = *state;
    g_autofree char *said = NULL;
    g_autofree char *folder = g_build_filename(hub->folder, "config", NULL);
    g_autofree char *ini = g_build_filename(folder, "hub.ini", NULL);
    g_autofree char *bad = g_build_filename(folder, "matters.json", NULL);
    g_autofree char *config_dir = root_path("config");
    stop_gently(hub);
    mkdir(folder, 0700);
    g_autofree char *text = g_strdup_printf("[paths]\ncatalogue = %s\n", bad);
    assert_true(g_file_set_contents(ini, text, -1, NULL));
    assert_true(g_file_set_contents(bad, "{\n \"schema\": \"ckiosk.matters/1\",\n \"oops\"\n}\n", -1, NULL));
    const char *const arguments[] = {"--config",    ini,      "--config-dir", config_dir,  "--listen",
                                     "127.0.0.1:0", "--data", hub->folder,    "--control", hub->socket,
                                     NULL};
    assert_int_equal(run(hub, arguments, &said), 2);
    assert_non_null(strstr(said, "matters.json:"));
}

static void lost_keys_beside_an_old_database_are_not_made_anew(void **state)
{
    HubProcess *hub = *state;
    g_autofree char *said = NULL;
    g_autofree char *key = g_build_filename(hub->folder, "keys", "hub.key", NULL);
    stop_gently(hub);
    assert_int_equal(unlink(key), 0);
    const char *const arguments[] = {"--config",  hub->config, "--listen",  "127.0.0.1:0", "--data",
                                     hub->folder, "--control", hub->socket, NULL};
    assert_int_equal(run(hub, arguments, &said), 2);
    assert_non_null(strstr(said, "hub.key"));
    assert_false(g_file_test(key, G_FILE_TEST_EXISTS));
}

static void wrong_options_and_taken_ports_are_exit_code_1(void **state)
{
    HubProcess *hub = *state;
    g_autofree char *said = NULL, *taken = NULL, *other = g_build_filename(hub->folder, "other", NULL);
    g_autofree char *listen = g_strdup_printf("127.0.0.1:%u", hub->port);
    g_autofree char *socket = g_build_filename(hub->folder, "other.sock", NULL);
    const char *const wrong[] = {"--no-such-option", NULL};
    const char *const arguments[] = {"--config", hub->config, "--listen", listen, "--data",
                                     other,      "--control", socket,     NULL};
    assert_int_equal(run(hub, wrong, &said), 1);
    assert_int_equal(run(hub, arguments, &taken), 1);
    assert_non_null(strstr(taken, "choose a free port"));
}

#define HUB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HUB_TEST(a_hub_killed_at_random_moments_takes_every_case_once),
        HUB_TEST(a_killed_hub_listens_again_within_three_seconds),
        HUB_TEST(sigterm_stops_it_within_two_seconds_with_exit_code_0),
        HUB_TEST(a_damaged_database_is_named_and_left_alone),
        HUB_TEST(a_catalogue_with_an_error_is_named_with_file_and_line),
        HUB_TEST(lost_keys_beside_an_old_database_are_not_made_anew),
        HUB_TEST(wrong_options_and_taken_ports_are_exit_code_1),
    };
    return cmocka_run_group_tests(tests, read_catalogue, drop_catalogue);
}

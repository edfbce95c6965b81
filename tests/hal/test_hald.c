/* kiosk-hald as a whole: its devices are simulators, everything else is real. */
#include "tests/support/cmocka.h"
#include "tests/support/hald_rig.h"

#include "hal/printer.h"
#include "hal/proto/link.h"
#include "hal/reader.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define BACK_MS 3000

static const char two_devices[] =
    "[hald]\nping_ms = 200\nsilent_ms = 300\n"
    "[reader0]\nclass = reader\ndriver = sim\ncards = @CARDS@\n"
    "[printer0]\nclass = printer\ndriver = sim\nfolder = @DIR@/out\npage_ms = 20\n";

static const char *text_of(const json_t *data, const char *key)
{
    return json_string_value(json_object_get(data, key));
}

static int start(void **state)
{
    HaldRig *rig = hald_rig_new(two_devices, NULL);
    hald_rig_expect_state(rig, "reader0", HAL_ONLINE, 3000);
    hald_rig_expect_state(rig, "printer0", HAL_ONLINE, 3000);
    *state = rig;
    return 0;
}

static int stop(void **state)
{
    hald_rig_free(*state);
    return 0;
}

/* --- who is shown what --- */

static void the_screen_is_shown_the_whole_card(void **state)
{
    HaldRig *rig = *state;
    hald_rig_listen(rig, "reader0");
    hald_rig_sim(rig, "reader0", "TAP 演示卡02");
    json_auto_t *card = hald_rig_expect_event(rig, HAL_READER_CARD, 2000);
    assert_string_equal(text_of(card, "name"), "王小明");
    assert_string_equal(text_of(card, "birth"), "1988-03-15");
}

typedef struct {
    json_t *card;
} Seen;

static void note_card(HalClient *client, guint64 id, const char *name, const json_t *data, gpointer user)
{
    Seen *seen = user;
    if (g_str_equal(name, HAL_READER_CARD) && !seen->card)
        seen->card = json_deep_copy(data);
}

static gboolean has_card(HaldRig *rig, gpointer data)
{
    return ((Seen *)data)->card != NULL;
}

static gboolean is_connected(HaldRig *rig, gpointer data)
{
    return hal_client_is_connected(data);
}

static void staff_is_shown_that_there_is_a_card_and_not_whose(void **state)
{
    HaldRig *rig = *state;
    Seen seen = {0};
    g_autoptr(HalClient) staff = hal_client_new(hald_rig_socket(rig), "staff", HAL_ROLE_STAFF, NULL, NULL);
    assert_true(hald_rig_until(rig, is_connected, staff, 2000));
    hal_client_command(staff, "reader0", HAL_READER_WAIT, NULL, -1, 0, note_card, NULL, &seen);
    hald_rig_sim(rig, "reader0", "TAP 演示卡02");
    assert_true(hald_rig_until(rig, has_card, &seen, 2000));
    assert_string_equal(text_of(seen.card, "kind"), "identity");
    assert_int_equal(json_object_size(seen.card), 3);
    json_decref(seen.card);
}

static void a_second_screen_is_turned_away(void **state)
{
    HaldRig *rig = *state;
    g_autoptr(HalClient) second = hal_client_new(hald_rig_socket(rig), "second", HAL_ROLE_SCREEN, NULL, NULL);
    assert_false(hald_rig_until(rig, is_connected, second, 500));
}

static void the_trace_shows_the_exchange_and_no_person(void **state)
{
    HaldRig *rig = *state;
    g_autoptr(GError) error = NULL;
    hald_rig_listen(rig, "reader0");
    hald_rig_sim(rig, "reader0", "TAP 演示卡02");
    json_decref(hald_rig_expect_event(rig, HAL_READER_CARD, 2000));
    json_auto_t *trace = hal_sync_command(hald_rig_socket(rig), "reader0", "trace", NULL, 2000, &error);
    assert_non_null(trace);
    char *text = json_dumps(trace, 0);
    assert_non_null(strstr(text, "event"));
    assert_non_null(strstr(text, "source:samv"));
    assert_null(strstr(text, "王小明"));
    assert_null(strstr(text, "990101"));
    free(text);
}

/* --- commands --- */

static void commands_run_one_after_the_other(void **state)
{
    HaldRig *rig = *state;
    guint64 first = hald_rig_begin(rig, "reader0", HAL_READER_WAIT, NULL, -1, 400);
    guint64 second = hald_rig_begin(rig, "reader0", HAL_READER_WAIT, NULL, -1, 1200);
    hald_rig_sim(rig, "reader0", "TAP 演示卡02");
    g_auto(RigAnswer) one = hald_rig_finish(rig, first, 2000);
    assert_int_equal(one.code, HAL_TIMED_OUT);
    json_decref(hald_rig_expect_event(rig, HAL_READER_CARD, 500));
    json_decref(
        hald_rig_expect_event(rig, HAL_READER_CARD, 500)); /* the second wait finds the card lying there */
    g_auto(RigAnswer) two = hald_rig_finish(rig, second, 3000);
    assert_int_equal(two.code, HAL_TIMED_OUT);
}

static void a_waiting_command_can_be_cancelled_and_completes_once(void **state)
{
    HaldRig *rig = *state;
    guint64 first = hald_rig_begin(rig, "reader0", HAL_READER_WAIT, NULL, -1, 0);
    guint64 second = hald_rig_begin(rig, "reader0", HAL_READER_WAIT, NULL, -1, 0);
    hal_client_cancel(hald_rig_client(rig), second);
    g_auto(RigAnswer) two = hald_rig_finish(rig, second, 1000);
    assert_int_equal(two.code, HAL_CANCELED);
    hal_client_cancel(hald_rig_client(rig), second);
    hal_client_cancel(hald_rig_client(rig), first);
    g_auto(RigAnswer) one = hald_rig_finish(rig, first, 1000);
    assert_int_equal(one.code, HAL_CANCELED);
}

static void the_queue_is_bounded(void **state)
{
    HaldRig *rig = *state;
    guint64 ids[12];
    guint refused = 0, canceled = 0;
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
        ids[i] = hald_rig_begin(rig, "reader0", HAL_READER_WAIT, NULL, -1, 0);
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++)
        hal_client_cancel(hald_rig_client(rig), ids[i]);
    for (guint i = 0; i < G_N_ELEMENTS(ids); i++) {
        g_auto(RigAnswer) answer = hald_rig_finish(rig, ids[i], 2000);
        refused += answer.code == HAL_REFUSED;
        canceled += answer.code == HAL_CANCELED;
    }
    assert_int_equal(refused, 4);
    assert_int_equal(canceled, 8);
}

static void a_command_to_nobody_is_refused(void **state)
{
    g_auto(RigAnswer) answer = hald_rig_command(*state, "scanner7", "scan", NULL, -1, 2000);
    assert_int_equal(answer.code, HAL_REFUSED);
}

static void a_client_that_goes_takes_its_commands_along(void **state)
{
    HaldRig *rig = *state;
    HalClient *other = hal_client_new(hald_rig_socket(rig), "other", HAL_ROLE_STAFF, NULL, NULL);
    assert_true(hald_rig_until(rig, is_connected, other, 2000));
    hal_client_command(other, "reader0", HAL_READER_WAIT, NULL, -1, 0, NULL, NULL, NULL);
    hald_rig_run(rig, 100);
    hal_client_free(other);
    hald_rig_listen(rig, "reader0");
    hald_rig_sim(rig, "reader0", "TAP 演示卡02");
    json_decref(hald_rig_expect_event(rig, HAL_READER_CARD, 2000));
}

static void wrong_simulator_words_are_answered_with_the_right_ones(void **state)
{
    HaldRig *rig = *state;
    g_autoptr(GError) error = NULL;
    json_auto_t *args = json_pack("{s:s}", "words", "JUMP");
    json_auto_t *data = hal_sync_command(hald_rig_socket(rig), "printer0", "sim", args, 2000, &error);
    assert_null(data);
    assert_non_null(strstr(error->message, "PAPER n"));
}

static void staff_can_list_the_devices(void **state)
{
    HaldRig *rig = *state;
    json_auto_t *devices = hal_sync_devices(hald_rig_socket(rig), 2000, NULL);
    assert_int_equal(json_array_size(devices), 2);
    assert_string_equal(text_of(json_array_get(devices, 0), "name"), "reader0");
    assert_string_equal(text_of(json_array_get(devices, 1), "state"), "online");
    assert_int_equal(json_integer_value(json_object_get(json_object_get(json_array_get(devices, 1), "status"),
                                                        "paper_left")),
                     250);
}

/* --- broken days --- */

static void fault_is_survived(HaldRig *rig, const char *word)
{
    GPid other = hald_rig_device_pid(rig, "printer0");
    guint descriptors = hald_rig_count_descriptors(rig);
    hald_rig_listen(rig, "reader0");
    hald_rig_run(rig, 50);
    hald_rig_sim(rig, "reader0", word);
    hald_rig_expect_state(rig, "reader0", HAL_STARTING, 2000);
    hald_rig_expect_state(rig, "reader0", HAL_ONLINE, BACK_MS);
    hald_rig_sim(rig, "reader0", "TAP 演示卡02");
    json_decref(hald_rig_expect_event(rig, HAL_READER_CARD, BACK_MS));
    assert_int_equal(hald_rig_device_pid(rig, "printer0"), other);
    assert_int_equal(hald_rig_count_descriptors(rig), descriptors);
}

static void a_driver_that_aborts_is_started_again(void **state)
{
    fault_is_survived(*state, "CRASH");
}

static void a_driver_with_a_wild_pointer_is_started_again(void **state)
{
    fault_is_survived(*state, "SEGV");
}

static void a_driver_that_hangs_is_ended_by_deadline(void **state)
{
    fault_is_survived(*state, "HANG");
}

static void the_command_of_a_crashed_driver_completes_once_as_unknown(void **state)
{
    HaldRig *rig = *state;
    guint64 id = hald_rig_begin(rig, "reader0", HAL_READER_WAIT, NULL, -1, 0);
    hald_rig_run(rig, 100);
    hald_rig_sim(rig, "reader0", "CRASH");
    g_auto(RigAnswer) answer = hald_rig_finish(rig, id, 2000);
    assert_int_equal(answer.code, HAL_DEVICE_ERROR);
    hald_rig_run(rig, 300);
}

static void the_first_restart_comes_at_once(void **state)
{
    HaldRig *rig = *state;
    kill(hald_rig_device_pid(rig, "reader0"), SIGKILL);
    hald_rig_expect_state(rig, "reader0", HAL_STARTING, 300);
    hald_rig_expect_state(rig, "reader0", HAL_ONLINE, 300);
}

static void a_driver_that_dies_again_and_again_is_called_broken_and_still_comes_back(void **state)
{
    HaldRig *rig = *state;
    for (guint i = 0; i < 5; i++) {
        kill(hald_rig_device_pid(rig, "reader0"), SIGKILL);
        hald_rig_run(rig, 20);
        if (i < 4)
            hald_rig_expect_state(rig, "reader0", HAL_ONLINE, BACK_MS);
    }
    hald_rig_expect_state(rig, "reader0", HAL_HARDWARE_ERROR, 300);
    hald_rig_expect_state(rig, "reader0", HAL_ONLINE, BACK_MS);
}

static void a_wait_for_an_unplugged_reader_is_not_ready(void **state)
{
    HaldRig *rig = *state;
    hald_rig_sim(rig, "reader0", "UNPLUG");
    hald_rig_expect_state(rig, "reader0", HAL_NO_DEVICE, 1000);
    g_auto(RigAnswer) answer = hald_rig_command(rig, "reader0", HAL_READER_WAIT, NULL, -1, 1000);
    assert_int_equal(answer.code, HAL_NOT_READY);
}

static void without_the_supervisor_its_children_end(void **state)
{
    HaldRig *rig = hald_rig_new(two_devices, NULL);
    hald_rig_expect_state(rig, "reader0", HAL_ONLINE, 3000);
    GPid child = hald_rig_device_pid(rig, "reader0");
    kill(child, SIGSTOP); /* it cannot notice by itself */
    kill(hald_rig_pid(rig), SIGKILL);
    gint64 until = g_get_monotonic_time() + 2 * G_USEC_PER_SEC;
    while (kill(child, 0) == 0 && g_get_monotonic_time() < until)
        g_usleep(5000);
    assert_int_equal(kill(child, 0), -1);
    hald_rig_abandon(rig);
}

static void a_hanging_driver_does_not_delay_the_end(void **state)
{
    HaldRig *rig = hald_rig_new(two_devices, NULL);
    hald_rig_expect_state(rig, "reader0", HAL_ONLINE, 3000);
    kill(hald_rig_device_pid(rig, "reader0"), SIGSTOP);
    hald_rig_free(rig); /* fails unless it ends within 2 s */
}

static void a_device_process_leaves_no_core_and_has_its_standard_descriptors(void **state)
{
    HaldRig *rig = *state;
    GPid pid = hald_rig_device_pid(rig, "reader0");
    g_autofree char *path = g_strdup_printf("/proc/%d/limits", pid);
    g_autofree char *limits = NULL;
    assert_true(g_file_get_contents(path, &limits, NULL, NULL));
    const char *core = strstr(limits, "Max core file size");
    assert_non_null(core);
    assert_true(strncmp(core + 26, "0 ", 2) == 0);
    for (int fd = 0; fd <= 2; fd++) {
        g_autofree char *name = g_strdup_printf("/proc/%d/fd/%d", pid, fd);
        assert_int_equal(access(name, F_OK), 0);
    }
}

/* --- clients that misbehave --- */

static int connect_raw(HaldRig *rig)
{
    int fd = link_connect(hald_rig_socket(rig), NULL);
    assert_true(fd >= 0);
    return fd;
}

/* Runs the loop until the other end closed (TRUE) or ms passed. */
static gboolean is_closed_within(HaldRig *rig, int fd, gint64 ms)
{
    gint64 until = g_get_monotonic_time() + ms * 1000;
    while (g_get_monotonic_time() < until) {
        g_auto(Message) message = {0};
        g_autoptr(GError) error = NULL;
        int rider = -1;
        if (!link_receive(fd, &message, &rider, &error) &&
            g_error_matches(error, LINK_ERROR, LINK_ERROR_CLOSED))
            return TRUE;
        hald_rig_run(rig, 10);
    }
    return FALSE;
}

static void expect_hald_well(HaldRig *rig)
{
    g_auto(RigAnswer) answer = hald_rig_command(rig, "printer0", HAL_PRINTER_SELF_TEST, NULL, -1, 2000);
    assert_int_equal(answer.code, HAL_SUCCESS);
}

static void a_client_that_talks_nonsense_is_dropped(void **state)
{
    HaldRig *rig = *state;
    int fd = connect_raw(rig);
    assert_int_equal(send(fd, "\xff\x00{]", 4, 0), 4);
    assert_true(is_closed_within(rig, fd, 1000));
    close(fd);
    expect_hald_well(rig);
}

static void a_client_that_sends_what_only_hald_says_is_answered_not_obeyed(void **state)
{
    HaldRig *rig = *state;
    int fd = connect_raw(rig);
    assert_true(link_send(fd, &(Message){.type = MESSAGE_HELLO, .name = (char *)"x", .role = (char *)"staff"},
                          -1, NULL));
    assert_true(
        link_send(fd, &(Message){.type = MESSAGE_COMPLETION, .id = 1, .code = HAL_SUCCESS}, -1, NULL));
    assert_false(is_closed_within(rig, fd, 100));
    close(fd);
    expect_hald_well(rig);
}

static void a_command_before_hello_is_refused(void **state)
{
    HaldRig *rig = *state;
    g_auto(Message) answer = {0};
    int fd = connect_raw(rig), rider;
    Message command = {.type = MESSAGE_COMMAND, .id = 9, .device = (char *)"reader0", .name = (char *)"wait"};
    assert_true(link_send(fd, &command, -1, NULL));
    hald_rig_run(rig, 100);
    assert_true(link_receive(fd, &answer, &rider, NULL));
    assert_int_equal(answer.code, HAL_SEQUENCE_ERROR);
    close(fd);
}

static void a_client_that_does_not_read_is_dropped_and_nobody_waits_for_it(void **state)
{
    HaldRig *rig = *state;
    int fd = connect_raw(rig);
    assert_true(link_send(fd, &(Message){.type = MESSAGE_HELLO, .name = (char *)"x", .role = (char *)"staff"},
                          -1, NULL));
    for (guint64 id = 1; id <= 2000; id++) {
        g_autoptr(GError) error = NULL;
        if (!link_send(fd, &(Message){.type = MESSAGE_TRACE, .id = id}, -1, &error))
            hald_rig_run(rig, 5);
    }
    expect_hald_well(rig);
    assert_true(is_closed_within(rig, fd, 3000));
    close(fd);
}

static void more_clients_than_allowed_are_turned_away(void **state)
{
    HaldRig *rig = *state;
    int fds[20];
    guint closed = 0;
    for (guint i = 0; i < G_N_ELEMENTS(fds); i++) {
        fds[i] = connect_raw(rig);
        hald_rig_run(rig, 10); /* the backlog is shorter than this crowd */
    }
    hald_rig_run(rig, 200);
    for (guint i = 0; i < G_N_ELEMENTS(fds); i++) {
        closed += is_closed_within(rig, fds[i], 20);
        close(fds[i]);
    }
    assert_int_equal(closed, 5); /* 16 seats, one is ours */
    expect_hald_well(rig);
}

/* --- the program --- */

static void readiness_is_told_to_the_service_manager(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("notify-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "n", NULL);
    g_autofree char *variable = g_strdup_printf("NOTIFY_SOCKET=%s", path);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    int manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(manager, (struct sockaddr *)&address, sizeof address), 0);
    HaldRig *rig = hald_rig_new(two_devices, (const char *const[]){variable, "WATCHDOG_USEC=200000", NULL});
    char text[256] = "";
    hald_rig_run(rig, 300);
    assert_true(recv(manager, text, sizeof text - 1, 0) > 0);
    assert_string_equal(text, "READY=1");
    memset(text, 0, sizeof text);
    assert_true(recv(manager, text, sizeof text - 1, 0) > 0);
    assert_string_equal(text, "WATCHDOG=1");
    hald_rig_free(rig);
    close(manager);
    g_unlink(path);
    g_rmdir(folder);
}

static int run_program(const char *const *arguments, char **err)
{
    g_autofree char *program = g_build_filename(g_getenv("KIOSK_BUILD"), "bin", "kiosk-hald", NULL);
    g_autoptr(GPtrArray) argv = g_ptr_array_new();
    g_ptr_array_add(argv, program);
    for (guint i = 0; arguments[i]; i++)
        g_ptr_array_add(argv, (gpointer)arguments[i]);
    g_ptr_array_add(argv, NULL);
    int status = -1;
    assert_true(g_spawn_sync(NULL, (char **)argv->pdata, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                             err, &status, NULL));
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void help_and_version_are_there(void **state)
{
    g_autofree char *err = NULL, *more = NULL;
    assert_int_equal(run_program((const char *const[]){"--help", NULL}, &err), 0);
    assert_int_equal(run_program((const char *const[]){"--version", NULL}, &more), 0);
}

static void a_wrong_configuration_ends_with_2_and_names_the_line(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("hald-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "devices.ini", NULL);
    g_autofree char *err = NULL;
    assert_true(g_file_set_contents(path, "[reader0]\nclass = reader\ndriver = smi\n", -1, NULL));
    assert_int_equal(run_program((const char *const[]){"--config", path, "--check", NULL}, &err), 2);
    assert_non_null(strstr(err, "devices.ini:3: [reader0] driver"));
    assert_non_null(strstr(err, "reader_pn53x, sim"));
    g_unlink(path);
    g_rmdir(folder);
}

static void the_shipped_device_lists_are_right(void **state)
{
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "config", "devices.ini", NULL);
    g_autofree char *demo = g_build_filename(g_getenv("KIOSK_ROOT"), "config", "devices.demo.ini", NULL);
    g_autofree char *err = NULL, *more = NULL;
    assert_int_equal(run_program((const char *const[]){"--config", path, "--check", NULL}, &err), 0);
    assert_int_equal(run_program((const char *const[]){"--config", demo, "--check", NULL}, &more), 0);
}

static void an_unknown_option_ends_with_2(void **state)
{
    g_autofree char *err = NULL;
    assert_int_equal(run_program((const char *const[]){"--dance", NULL}, &err), 2);
}

int main(void)
{
#define WITH_HALD(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        WITH_HALD(the_screen_is_shown_the_whole_card),
        WITH_HALD(staff_is_shown_that_there_is_a_card_and_not_whose),
        WITH_HALD(a_second_screen_is_turned_away),
        WITH_HALD(the_trace_shows_the_exchange_and_no_person),
        WITH_HALD(commands_run_one_after_the_other),
        WITH_HALD(a_waiting_command_can_be_cancelled_and_completes_once),
        WITH_HALD(the_queue_is_bounded),
        WITH_HALD(a_command_to_nobody_is_refused),
        WITH_HALD(a_client_that_goes_takes_its_commands_along),
        WITH_HALD(wrong_simulator_words_are_answered_with_the_right_ones),
        WITH_HALD(staff_can_list_the_devices),
        WITH_HALD(a_driver_that_aborts_is_started_again),
        WITH_HALD(a_driver_with_a_wild_pointer_is_started_again),
        WITH_HALD(a_driver_that_hangs_is_ended_by_deadline),
        WITH_HALD(the_command_of_a_crashed_driver_completes_once_as_unknown),
        WITH_HALD(the_first_restart_comes_at_once),
        WITH_HALD(a_driver_that_dies_again_and_again_is_called_broken_and_still_comes_back),
        WITH_HALD(a_wait_for_an_unplugged_reader_is_not_ready),
        WITH_HALD(a_device_process_leaves_no_core_and_has_its_standard_descriptors),
        WITH_HALD(a_client_that_talks_nonsense_is_dropped),
        WITH_HALD(a_client_that_sends_what_only_hald_says_is_answered_not_obeyed),
        WITH_HALD(a_command_before_hello_is_refused),
        WITH_HALD(a_client_that_does_not_read_is_dropped_and_nobody_waits_for_it),
        WITH_HALD(more_clients_than_allowed_are_turned_away),
        cmocka_unit_test(readiness_is_told_to_the_service_manager),
        cmocka_unit_test(without_the_supervisor_its_children_end),
        cmocka_unit_test(a_hanging_driver_does_not_delay_the_end),
        cmocka_unit_test(help_and_version_are_there),
        cmocka_unit_test(a_wrong_configuration_ends_with_2_and_names_the_line),
        cmocka_unit_test(the_shipped_device_lists_are_right),
        cmocka_unit_test(an_unknown_option_ends_with_2),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

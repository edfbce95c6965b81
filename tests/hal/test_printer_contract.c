/* The contract of the class printer (hal/printer.h): the same cases for every driver. A row of benches[] is a
 * driver with the means to steer the machine. KIOSK_TEST_PRINTER=ipp://... adds a real one, for the cases
 * that need no hand (it will print two sheets). */
#include "tests/support/cmocka.h"
#include "tests/support/cups_rig.h"
#include "tests/support/hald_rig.h"
#include "tests/support/peer_rig.h"

#include "hal/printer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define JOB_MS  10000
#define BACK_MS 3000
#define BUSY_MS 8000 /* the longest a driver says it may be deaf */

/* What a hand does at the machine. */
typedef enum {
    ACT_EMPTY,
    ACT_REFILL,
    ACT_JAM,
    ACT_CLEAR,
    ACT_SLOW,
    ACT_FAIL,
    ACT_UNPLUG,
    ACT_REPLUG,
    ACTS,
} Act;

typedef struct {
    const char *name;
    const char *driver;  /* devices.ini beyond class; @URI@: the peer's printer, @CUPS@: a cupsd before it */
    const char *peer;    /* tests/peers/NAME, or NULL: steered by simulator words */
    const char *formats; /* what it takes; NULL: everything */
    const char *words[ACTS];
} Bench;

typedef struct {
    const Bench *bench;
    PeerRig *peer;
    CupsRig *cups;
    HaldRig *rig;
    char *sheets; /* the folder the peer prints into, or NULL */
} Desk;

static const Bench benches[] = {
    {.name = "sim",
     .driver = "driver = sim\nfolder = @DIR@/out\npage_ms = 30\n",
     .words = {[ACT_EMPTY] = "PAPER 0",
               [ACT_REFILL] = "PAPER 100",
               [ACT_JAM] = "JAM",
               [ACT_CLEAR] = "CLEAR",
               [ACT_SLOW] = "SPEED 800",
               [ACT_FAIL] = "FAIL",
               [ACT_UNPLUG] = "UNPLUG",
               [ACT_REPLUG] = "REPLUG"}},
    {.name = "printer_ipp, direct",
     .driver = "driver = printer_ipp\nroute = direct\nuri = @URI@\n",
     .peer = "ipp_printer",
     .words = {[ACT_EMPTY] = "PAPER 0",
               [ACT_REFILL] = "PAPER 100",
               [ACT_JAM] = "JAM",
               [ACT_CLEAR] = "CLEAR",
               [ACT_SLOW] = "SPEED 800",
               [ACT_FAIL] = "FAIL",
               [ACT_UNPLUG] = "UNPLUG",
               [ACT_REPLUG] = "REPLUG"}},
    {.name = "printer_ipp, direct, to a printer without PDF",
     .driver = "driver = printer_ipp\nroute = direct\nuri = @URI@\n",
     .peer = "ipp_printer",
     .formats = "image/pwg-raster",
     .words = {[ACT_EMPTY] = "PAPER 0",
               [ACT_REFILL] = "PAPER 100",
               [ACT_JAM] = "JAM",
               [ACT_CLEAR] = "CLEAR",
               [ACT_SLOW] = "SPEED 800",
               [ACT_FAIL] = "FAIL",
               [ACT_UNPLUG] = "UNPLUG",
               [ACT_REPLUG] = "REPLUG"}},
    {.name = "printer_ipp, through cupsd",
     .driver = "driver = printer_ipp\nroute = cups\ncups = @CUPS@\nqueue = office\n",
     .peer = "ipp_printer",
     .words = {[ACT_EMPTY] = "PAPER 0",
               [ACT_REFILL] = "PAPER 100",
               [ACT_JAM] = "JAM",
               [ACT_CLEAR] = "CLEAR",
               [ACT_SLOW] = "SPEED 800",
               [ACT_FAIL] = "FAIL",
               [ACT_UNPLUG] = "UNPLUG",
               [ACT_REPLUG] = "REPLUG"}},
};

static const Bench *bench_in_use;

static void hand(Desk *desk, Act act)
{
    const char *words = desk->bench->words[act];
    if (desk->peer)
        peer_rig_say(desk->peer, words);
    else
        hald_rig_sim(desk->rig, "printer0", words);
}

static char *join_ini(const Desk *desk)
{
    g_autofree char *ini = g_strdup_printf("[hald]\nping_ms = 300\nsilent_ms = 600\n"
                                           "[printer0]\nclass = printer\n%s",
                                           desk->bench->driver);
    g_auto(GStrv) parts = g_strsplit(ini, "@URI@", -1);
    g_autofree char *with_uri = g_strjoinv(desk->peer ? peer_rig_hello(desk->peer) : "", parts);
    g_auto(GStrv) halves = g_strsplit(with_uri, "@CUPS@", -1);
    return g_strjoinv(desk->cups ? cups_rig_socket(desk->cups) : "", halves);
}

static int start(void **state)
{
    Desk *desk = g_new0(Desk, 1);
    desk->bench = bench_in_use;
    if (desk->bench->peer) {
        desk->sheets = g_dir_make_tmp("sheets-XXXXXX", NULL);
        const char *formats = desk->bench->formats;
        const char *const options[] = {"--folder", desk->sheets, formats != NULL ? "--formats" : NULL,
                                       formats, NULL};
        desk->peer = peer_rig_new(desk->bench->peer, options);
    }
    if (strstr(desk->bench->driver, "@CUPS@"))
        desk->cups = cups_rig_new(peer_rig_hello(desk->peer));
    g_autofree char *ini = join_ini(desk);
    desk->rig = hald_rig_new(ini, NULL);
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, 5000);
    *state = desk;
    return 0;
}

static void remove_sheets(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir)) != NULL) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

static int stop(void **state)
{
    Desk *desk = *state;
    hald_rig_free(desk->rig);
    cups_rig_free(desk->cups);
    if (desk->peer)
        peer_rig_free(desk->peer);
    if (desk->sheets)
        remove_sheets(desk->sheets);
    g_free(desk->sheets);
    g_free(desk);
    return 0;
}

/* --- orders --- */

/* A PDF of two pages, small and whole; nothing of a person in it. */
static int open_document(void)
{
    static const char pdf[] = "%PDF-1.4\n"
                              "1 0 obj<</Type /Catalog/Pages 2 0 R>>endobj\n"
                              "2 0 obj<</Type /Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj\n"
                              "3 0 obj<</Type /Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
                              "4 0 obj<</Type /Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
                              "trailer<</Root 1 0 R/Size 5>>\n%%EOF\n";
    int fd = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, pdf, sizeof pdf - 1), (int)sizeof pdf - 1);
    return fd;
}

static json_t *create(Desk *desk, const char *order, int copies)
{
    json_auto_t *args = json_pack("{s:s, s:s, s:s, s:i, s:s}", "order", order, "title", "F01", "media", "A4",
                                  "copies", copies, "format", "application/pdf");
    g_auto(RigAnswer) answer = hald_rig_command(desk->rig, "printer0", HAL_PRINT_CREATE, args, -1, JOB_MS);
    assert_int_equal(answer.code, HAL_SUCCESS);
    json_t *job = json_object_get(answer.data, "job");
    assert_true(json_is_object(job));
    assert_non_null(json_string_value(json_object_get(job, "printer_uri")));
    assert_true(json_is_integer(json_object_get(job, "job_id")));
    return json_incref(job);
}

static guint64 begin_send(Desk *desk, json_t *job)
{
    json_auto_t *args = json_pack("{s:O}", "job", job);
    int fd = open_document();
    guint64 id = hald_rig_begin(desk->rig, "printer0", HAL_PRINT_SEND, args, fd, 0);
    close(fd); /* the message has its own */
    return id;
}

static char *query(Desk *desk, json_t *job, const char *order)
{
    json_auto_t *args = job ? json_pack("{s:O}", "job", job) : json_pack("{s:s}", "order", order);
    g_auto(RigAnswer) answer = hald_rig_command(desk->rig, "printer0", HAL_PRINT_QUERY, args, -1, JOB_MS);
    assert_int_equal(answer.code, HAL_SUCCESS);
    return g_strdup(json_string_value(json_object_get(answer.data, "state")));
}

static void expect_query(Desk *desk, json_t *job, const char *order, const char *state)
{
    g_autofree char *seen = query(desk, job, order);
    assert_string_equal(seen, state);
}

/* Waits for print_state with this state; other events of the job pass by. */
static void expect_job_state(Desk *desk, const char *state, const char *reason)
{
    gint64 until = g_get_monotonic_time() + JOB_MS * 1000;
    while (g_get_monotonic_time() < until) {
        json_auto_t *data = NULL;
        g_autofree char *name = hald_rig_next_event(desk->rig, &data, 1000);
        if (!name || !g_str_equal(name, HAL_PRINT_STATE) ||
            g_strcmp0(json_string_value(json_object_get(data, "state")), state) != 0)
            continue;
        if (!reason)
            return;
        gsize i;
        json_t *each;
        json_array_foreach(json_object_get(data, "reasons"), i, each)
        {
            if (g_strcmp0(json_string_value(each), reason) == 0)
                return;
        }
    }
    fail_msg("the job was never said to be %s%s%s", state, reason ? " for " : "", reason ? reason : "");
}

static void expect_printed(Desk *desk, guint64 id)
{
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, id, JOB_MS);
    assert_string_equal(hal_code_name(answer.code), "success");
    assert_string_equal(json_string_value(json_object_get(answer.data, "state")), "completed");
}

typedef struct {
    const char *reason;
    gboolean wanted;
} WantedReason;

static gboolean has_reason(HaldRig *rig, gpointer data)
{
    const WantedReason *wanted = data;
    const HalDevice *device = hal_client_device(hald_rig_client(rig), "printer0");
    gboolean found = FALSE;
    gsize i;
    json_t *each;
    json_array_foreach(json_object_get(device->status, "reasons"), i, each) found |=
        g_strcmp0(json_string_value(each), wanted->reason) == 0;
    return found == wanted->wanted;
}

static void expect_reason(Desk *desk, const char *reason, gboolean wanted)
{
    WantedReason what = {reason, wanted};
    if (!hald_rig_until(desk->rig, has_reason, &what, JOB_MS))
        fail_msg("status: %s %s", reason, wanted ? "never came" : "stayed");
}

/* --- the cases --- */

static void an_order_is_created_sent_and_completed(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    json_auto_t *job = create(desk, order, 1);
    expect_query(desk, job, NULL, "held");
    guint64 id = begin_send(desk, job);
    expect_printed(desk, id);
    expect_query(desk, job, NULL, "completed");
    expect_query(desk, NULL, order, "completed");
}

static void the_same_order_again_is_the_same_job(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    json_auto_t *first = create(desk, order, 1);
    json_auto_t *second = create(desk, order, 1);
    assert_int_equal(json_integer_value(json_object_get(first, "job_id")),
                     json_integer_value(json_object_get(second, "job_id")));
}

static void a_job_that_has_its_document_takes_no_second_one(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    json_auto_t *job = create(desk, order, 1);
    expect_printed(desk, begin_send(desk, job));
    g_auto(RigAnswer) again = hald_rig_finish(desk->rig, begin_send(desk, job), JOB_MS);
    assert_int_equal(again.code, HAL_SEQUENCE_ERROR);
}

static void an_order_that_was_never_made_is_not_found(void **state)
{
    expect_query(*state, NULL, "00000000-0000-4000-8000-000000000000", "not_found");
}

static void wrong_arguments_are_refused(void **state)
{
    Desk *desk = *state;
    json_auto_t *none = json_object();
    g_auto(RigAnswer) answer = hald_rig_command(desk->rig, "printer0", HAL_PRINT_CREATE, none, -1, JOB_MS);
    assert_int_equal(answer.code, HAL_INVALID_DATA);
}

static void a_send_without_a_document_is_refused(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    json_auto_t *job = create(desk, order, 1);
    json_auto_t *args = json_pack("{s:O}", "job", job);
    g_auto(RigAnswer) answer = hald_rig_command(desk->rig, "printer0", HAL_PRINT_SEND, args, -1, JOB_MS);
    assert_int_equal(answer.code, HAL_INVALID_DATA);
}

static void the_status_says_that_it_is_idle_and_accepts(void **state)
{
    Desk *desk = *state;
    const HalDevice *device = hal_client_device(hald_rig_client(desk->rig), "printer0");
    assert_string_equal(json_string_value(json_object_get(device->status, "state")), "idle");
    assert_true(json_is_true(json_object_get(device->status, "accepting")));
}

static void out_of_paper_is_said_at_rest_and_so_is_the_refill(void **state)
{
    Desk *desk = *state;
    hand(desk, ACT_EMPTY);
    expect_reason(desk, "media-empty", TRUE);
    hald_rig_expect_state(desk->rig, "printer0", HAL_USER_ERROR, JOB_MS);
    hand(desk, ACT_REFILL);
    expect_reason(desk, "media-empty", FALSE);
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, JOB_MS);
}

static void a_job_waits_for_paper_and_goes_on(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    hand(desk, ACT_EMPTY);
    json_auto_t *job = create(desk, order, 1);
    guint64 id = begin_send(desk, job);
    expect_job_state(desk, "stopped", "media-empty");
    hand(desk, ACT_REFILL);
    expect_printed(desk, id);
}

static void a_jam_stops_the_job_until_it_is_cleared(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    hand(desk, ACT_SLOW);
    json_auto_t *job = create(desk, order, 1);
    guint64 id = begin_send(desk, job);
    expect_job_state(desk, "processing", NULL);
    hand(desk, ACT_JAM);
    expect_job_state(desk, "stopped", "media-jam");
    hand(desk, ACT_CLEAR);
    expect_printed(desk, id);
}

static void a_cancelled_send_cancels_the_job_on_the_device(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    hand(desk, ACT_SLOW);
    json_auto_t *job = create(desk, order, 1);
    guint64 id = begin_send(desk, job);
    expect_job_state(desk, "processing", NULL);
    hal_client_cancel(hald_rig_client(desk->rig), id);
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, id, JOB_MS);
    assert_int_equal(answer.code, HAL_CANCELED);
    expect_query(desk, job, NULL, "canceled");
}

static void a_job_that_the_device_gives_up_is_not_a_success(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    hand(desk, ACT_FAIL);
    json_auto_t *job = create(desk, order, 1);
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, begin_send(desk, job), JOB_MS);
    assert_int_equal(answer.code, HAL_DEVICE_ERROR);
    expect_query(desk, job, NULL, "aborted");
}

static void a_held_job_survives_a_killed_driver(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    json_auto_t *job = create(desk, order, 1);
    kill(hald_rig_device_pid(desk->rig, "printer0"), SIGKILL);
    hald_rig_expect_state(desk->rig, "printer0", HAL_STARTING, BACK_MS);
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, BACK_MS);
    expect_query(desk, job, NULL, "held");
    expect_printed(desk, begin_send(desk, job));
}

static void a_driver_killed_while_printing_never_leads_to_a_second_print(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    hand(desk, ACT_SLOW);
    json_auto_t *job = create(desk, order, 1);
    guint64 id = begin_send(desk, job);
    expect_job_state(desk, "processing", NULL);
    kill(hald_rig_device_pid(desk->rig, "printer0"), SIGKILL);
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, id, JOB_MS);
    assert_int_equal(answer.code, HAL_DEVICE_ERROR);
    hald_rig_expect_state(desk->rig, "printer0", HAL_STARTING, BACK_MS);
    hald_rig_run(desk->rig, 500);
    g_autofree char *seen = query(desk, job, NULL);
    assert_string_not_equal(seen, "held");
    assert_string_not_equal(seen, "not_found");
    g_auto(RigAnswer) again = hald_rig_finish(desk->rig, begin_send(desk, job), JOB_MS);
    assert_int_equal(again.code, HAL_SEQUENCE_ERROR);
}

static void unplugged_and_plugged_in_again_it_prints_on(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    hand(desk, ACT_UNPLUG);
    gint64 until = g_get_monotonic_time() + JOB_MS * 1000;
    const HalDevice *device = hal_client_device(hald_rig_client(desk->rig), "printer0");
    while (hal_state_takes_commands(device->state) && g_get_monotonic_time() < until)
        hald_rig_run(desk->rig, 20);
    assert_false(hal_state_takes_commands(device->state));
    hand(desk, ACT_REPLUG);
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, BACK_MS);
    json_auto_t *job = create(desk, order, 1);
    expect_printed(desk, begin_send(desk, job));
}

static void a_frozen_driver_is_killed_and_started_again(void **state)
{
    Desk *desk = *state;
    g_autofree char *order = g_uuid_string_random();
    hald_rig_run(desk->rig, 300);
    kill(hald_rig_device_pid(desk->rig, "printer0"), SIGSTOP);
    hald_rig_expect_state(desk->rig, "printer0", HAL_STARTING,
                          BUSY_MS + BACK_MS); /* it may be in an IPP exchange */
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, BACK_MS);
    json_auto_t *job = create(desk, order, 1);
    expect_printed(desk, begin_send(desk, job));
}

static void the_self_test_says_well(void **state)
{
    Desk *desk = *state;
    g_auto(RigAnswer) answer =
        hald_rig_command(desk->rig, "printer0", HAL_PRINTER_SELF_TEST, NULL, -1, JOB_MS);
    assert_int_equal(answer.code, HAL_SUCCESS);
    assert_true(json_is_true(json_object_get(answer.data, "ok")));
}

/* --- registration --- */

typedef struct {
    const char *name;
    CMUnitTestFunction run;
    int act; /* the hand it needs most; -1: none */
} Case;

#define CASE(f, act)                                                                                         \
    {                                                                                                        \
#f, f, act                                                                                           \
    }

static const Case cases[] = {
    CASE(an_order_is_created_sent_and_completed, -1),
    CASE(the_same_order_again_is_the_same_job, -1),
    CASE(a_job_that_has_its_document_takes_no_second_one, -1),
    CASE(an_order_that_was_never_made_is_not_found, -1),
    CASE(wrong_arguments_are_refused, -1),
    CASE(a_send_without_a_document_is_refused, -1),
    CASE(the_status_says_that_it_is_idle_and_accepts, -1),
    CASE(the_self_test_says_well, -1),
    CASE(a_held_job_survives_a_killed_driver, -1),
    CASE(a_frozen_driver_is_killed_and_started_again, -1),
    CASE(out_of_paper_is_said_at_rest_and_so_is_the_refill, ACT_EMPTY),
    CASE(a_job_waits_for_paper_and_goes_on, ACT_EMPTY),
    CASE(a_jam_stops_the_job_until_it_is_cleared, ACT_JAM),
    CASE(a_cancelled_send_cancels_the_job_on_the_device, ACT_SLOW),
    CASE(a_driver_killed_while_printing_never_leads_to_a_second_print, ACT_SLOW),
    CASE(a_job_that_the_device_gives_up_is_not_a_success, ACT_FAIL),
    CASE(unplugged_and_plugged_in_again_it_prints_on, ACT_UNPLUG),
};

static int run_bench(const Bench *bench)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases)];
    char *names[G_N_ELEMENTS(cases)];
    gsize n = 0;
    bench_in_use = bench;
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        if (cases[i].act >= 0 && !bench->words[cases[i].act])
            continue;
        names[n] = g_strdup_printf("%s: %s", bench->name, cases[i].name);
        tests[n] = (struct CMUnitTest){names[n], cases[i].run, start, stop, NULL};
        n++;
    }
    int failed = _cmocka_run_group_tests(bench->name, tests, n, NULL, NULL);
    for (gsize i = 0; i < n; i++)
        g_free(names[i]);
    return failed;
}

int main(void)
{
    int failed = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(benches); i++)
        failed += run_bench(&benches[i]);
    const char *real = g_getenv("KIOSK_TEST_PRINTER");
    if (real) {
        g_autofree char *driver = g_strdup_printf("driver = printer_ipp\nroute = direct\nuri = %s\n", real);
        failed += run_bench(&(Bench){.name = real, .driver = driver});
    }
    return failed;
}

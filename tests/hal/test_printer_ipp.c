/* What the printer contract cannot say for every printer: a network that loses words, a printer that freezes,
 * a cupsd that is killed, another maker's IPP printer. Always counted: how many sheets came out. */
#include "tests/support/cmocka.h"
#include "tests/support/cups_rig.h"
#include "tests/support/eve_rig.h"
#include "tests/support/hald_rig.h"
#include "tests/support/peer_rig.h"

#include "hal/printer.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define ANSWER_MS 10000
#define JOB_MS    20000

typedef struct {
    PeerRig *peer;
    EveRig *eve;
    CupsRig *cups;
    HaldRig *rig;
    char *sheets;
    char *order;
} Desk;

/* --- a desk with a printer ------------------------------------------------------------------------- */

static void start_rig(Desk *desk, const char *driver)
{
    g_autofree char *ini = g_strdup_printf("[printer0]\nclass = printer\ndriver = printer_ipp\n%s", driver);
    desk->rig = hald_rig_new(ini, NULL);
    desk->order = g_uuid_string_random();
}

static void start_direct(Desk *desk, const char *uri, const char *more)
{
    g_autofree char *driver = g_strdup_printf("route = direct\nuri = %s\n%s", uri, more);
    start_rig(desk, driver);
}

static Desk *desk_with_peer(void)
{
    Desk *desk = g_new0(Desk, 1);
    desk->sheets = g_dir_make_tmp("sheets-XXXXXX", NULL);
    desk->peer = peer_rig_new("ipp_printer", (const char *const[]){"--folder", desk->sheets, NULL});
    return desk;
}

static int direct(void **state)
{
    Desk *desk = desk_with_peer();
    start_direct(desk, peer_rig_hello(desk->peer), "stall_s = 5\n");
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, ANSWER_MS);
    *state = desk;
    return 0;
}

static int without_driver(void **state)
{
    *state = desk_with_peer();
    return 0;
}

static int through_cups(void **state)
{
    Desk *desk = desk_with_peer();
    desk->cups = cups_rig_new(peer_rig_hello(desk->peer));
    g_autofree char *driver =
        g_strdup_printf("route = cups\ncups = %s\nqueue = office\n", cups_rig_socket(desk->cups));
    start_rig(desk, driver);
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, ANSWER_MS);
    *state = desk;
    return 0;
}

static int with_eve(void **state)
{
    Desk *desk = g_new0(Desk, 1);
    *state = desk;
    desk->eve = eve_rig_new("application/pdf", 100);
    if (desk->eve == NULL)
        return 0;
    desk->sheets = g_strdup(eve_rig_folder(desk->eve));
    start_direct(desk, eve_rig_uri(desk->eve), "");
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, ANSWER_MS);
    return 0;
}

static int clear(void **state)
{
    Desk *desk = *state;
    if (desk->rig != NULL)
        hald_rig_free(desk->rig);
    cups_rig_free(desk->cups);
    if (desk->peer != NULL)
        peer_rig_free(desk->peer);
    eve_rig_free(desk->eve);
    g_free(desk->sheets);
    g_free(desk->order);
    g_free(desk);
    return 0;
}

/* --- orders ---------------------------------------------------------------------------------------- */

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

static RigAnswer create(Desk *desk)
{
    json_auto_t *args = json_pack("{s:s, s:s, s:s, s:i, s:s}", "order", desk->order, "title", "F01", "media",
                                  "A4", "copies", 1, "format", "application/pdf");
    return hald_rig_command(desk->rig, "printer0", HAL_PRINT_CREATE, args, -1, ANSWER_MS);
}

static json_t *created(Desk *desk)
{
    g_auto(RigAnswer) answer = create(desk);
    assert_string_equal(hal_code_name(answer.code), "success");
    return json_incref(json_object_get(answer.data, "job"));
}

static guint64 begin_send(Desk *desk, json_t *job)
{
    json_auto_t *args = json_pack("{s:O}", "job", job);
    int fd = open_document();
    guint64 id = hald_rig_begin(desk->rig, "printer0", HAL_PRINT_SEND, args, fd, 0);
    close(fd);
    return id;
}

static void expect_state(const RigAnswer *answer, const char *state)
{
    assert_non_null(answer->data);
    assert_string_equal(json_string_value(json_object_get(answer->data, "state")), state);
}

static void expect_printed(Desk *desk, guint64 id)
{
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, id, JOB_MS);
    assert_string_equal(hal_code_name(answer.code), "success");
    expect_state(&answer, "completed");
}

static RigAnswer query_order(Desk *desk)
{
    json_auto_t *args = json_pack("{s:s}", "order", desk->order);
    return hald_rig_command(desk->rig, "printer0", HAL_PRINT_QUERY, args, -1, ANSWER_MS);
}

static void expect_event_state(Desk *desk, const char *state)
{
    gint64 until = g_get_monotonic_time() + ANSWER_MS * 1000;
    while (g_get_monotonic_time() < until) {
        json_auto_t *data = NULL;
        g_autofree char *name = hald_rig_next_event(desk->rig, &data, 1000);
        if (g_strcmp0(name, HAL_PRINT_STATE) == 0 &&
            g_strcmp0(json_string_value(json_object_get(data, "state")), state) == 0)
            return;
    }
    fail_msg("the job was never said to be %s", state);
}

/* Now the document is on the device, not only in a queue. */
static void expect_first_page(Desk *desk)
{
    gint64 until = g_get_monotonic_time() + ANSWER_MS * 1000;
    while (g_get_monotonic_time() < until) {
        json_auto_t *data = NULL;
        g_autofree char *name = hald_rig_next_event(desk->rig, &data, 1000);
        if (g_strcmp0(name, HAL_PRINT_PROGRESS) == 0)
            return;
    }
    fail_msg("no page came out");
}

static int count_sheets(const Desk *desk)
{
    g_autoptr(GDir) folder = g_dir_open(desk->sheets, 0, NULL);
    const char *name;
    int sheets = 0;
    while ((name = g_dir_read_name(folder)) != NULL)
        sheets += g_str_has_prefix(name, "sheet-");
    return sheets;
}

/* Long enough for a second print to show: the printer takes 30 ms a page. */
static void expect_sheets_and_no_more(Desk *desk, int sheets)
{
    hald_rig_run(desk->rig, 1500);
    assert_int_equal(count_sheets(desk), sheets);
}

/* --- the wire -------------------------------------------------------------------------------------- */

static void a_frozen_printer_is_an_error_within_four_seconds(void **state)
{
    Desk *desk = *state;
    gint64 start = g_get_monotonic_time();
    kill(peer_rig_pid(desk->peer), SIGSTOP);
    g_auto(RigAnswer) answer = create(desk);
    gint64 took_ms = (g_get_monotonic_time() - start) / 1000;
    kill(peer_rig_pid(desk->peer), SIGCONT);
    assert_int_not_equal(answer.code, HAL_SUCCESS);
    /* a poll may have been under way: its three seconds and ours */
    assert_in_range(took_ms, 0, 7500);
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, ANSWER_MS);
    json_auto_t *job = created(desk);
    expect_printed(desk, begin_send(desk, job));
    expect_sheets_and_no_more(desk, 1);
}

static void a_lost_answer_to_create_leads_to_the_same_job(void **state)
{
    Desk *desk = *state;
    peer_rig_say(desk->peer, "DROPREPLY Create-Job");
    g_auto(RigAnswer) lost = create(desk);
    assert_string_equal(hal_code_name(lost.code), "device_error");
    peer_rig_say(desk->peer, "ANSWER");
    g_auto(RigAnswer) found = query_order(desk);
    expect_state(&found, "held");
    json_auto_t *job = created(desk);
    assert_true(json_equal(job, json_object_get(found.data, "job")));
    expect_printed(desk, begin_send(desk, job));
    expect_sheets_and_no_more(desk, 1);
}

static void a_lost_answer_to_the_document_is_no_second_print(void **state)
{
    Desk *desk = *state;
    json_auto_t *job = created(desk);
    peer_rig_say(desk->peer, "DROPREPLY Send-Document");
    expect_printed(desk, begin_send(desk, job));
    peer_rig_say(desk->peer, "ANSWER");
    g_auto(RigAnswer) again = hald_rig_finish(desk->rig, begin_send(desk, job), JOB_MS);
    assert_string_equal(hal_code_name(again.code), "sequence_error");
    expect_sheets_and_no_more(desk, 1);
}

static void a_document_that_did_not_arrive_may_be_sent_again(void **state)
{
    Desk *desk = *state;
    json_auto_t *job = created(desk);
    peer_rig_say(desk->peer, "DROP Send-Document");
    g_auto(RigAnswer) lost = hald_rig_finish(desk->rig, begin_send(desk, job), JOB_MS);
    assert_string_equal(hal_code_name(lost.code), "device_error");
    expect_state(&lost, "held");
    peer_rig_say(desk->peer, "ANSWER");
    expect_printed(desk, begin_send(desk, job));
    expect_sheets_and_no_more(desk, 1);
}

/* More than the kernel takes in for a printer that does not read. */
static int open_large_document(void)
{
    int fd = open_document();
    g_autofree char *padding = g_strnfill(1 << 20, '%');
    lseek(fd, 0, SEEK_END);
    for (int i = 0; i < 24; i++)
        assert_int_equal(write(fd, padding, 1 << 20), 1 << 20);
    return fd;
}

static void a_printer_that_takes_a_document_in_pieces_gets_it_whole(void **state)
{
    Desk *desk = *state;
    peer_rig_say(desk->peer, "STALL 5000");
    json_auto_t *job = created(desk);
    json_auto_t *args = json_pack("{s:O}", "job", job);
    int document = open_large_document();
    guint64 id = hald_rig_begin(desk->rig, "printer0", HAL_PRINT_SEND, args, document, 0);
    expect_printed(desk, id);
    expect_sheets_and_no_more(desk, 1);
    close(document);
}

static void a_cancel_ends_the_waiting_for_a_printer_that_takes_no_more(void **state)
{
    Desk *desk = *state;
    peer_rig_say(desk->peer, "STALL 8000");
    json_auto_t *job = created(desk);
    json_auto_t *args = json_pack("{s:O}", "job", job);
    int document = open_large_document();
    guint64 id = hald_rig_begin(desk->rig, "printer0", HAL_PRINT_SEND, args, document, 0);
    hald_rig_run(desk->rig, 500);
    gint64 start = g_get_monotonic_time();
    hal_client_cancel(hald_rig_client(desk->rig), id);
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, id, JOB_MS);
    assert_string_equal(hal_code_name(answer.code), "canceled");
    expect_state(&answer, "canceled");
    assert_in_range((g_get_monotonic_time() - start) / 1000, 0, 6000);
    expect_sheets_and_no_more(desk, 0);
    close(document);
}

static void a_server_error_is_an_error_and_the_next_order_prints(void **state)
{
    Desk *desk = *state;
    peer_rig_say(desk->peer, "ERROR500 Create-Job");
    g_auto(RigAnswer) refused = create(desk);
    assert_string_equal(hal_code_name(refused.code), "device_error");
    peer_rig_say(desk->peer, "ANSWER");
    json_auto_t *job = created(desk);
    expect_printed(desk, begin_send(desk, job));
}

static void a_printer_that_refuses_jobs_is_offline_and_says_so(void **state)
{
    Desk *desk = *state;
    peer_rig_say(desk->peer, "REFUSE");
    g_auto(RigAnswer) refused = create(desk);
    assert_string_equal(hal_code_name(refused.code), "not_ready");
    hald_rig_expect_state(desk->rig, "printer0", HAL_OFFLINE, ANSWER_MS);
    peer_rig_say(desk->peer, "ACCEPT");
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, ANSWER_MS);
}

static void a_printer_that_takes_neither_pdf_nor_raster_is_said_plainly(void **state)
{
    Desk *desk = *state;
    peer_rig_say(desk->peer, "FORMATS image/urf,application/vnd.hp-pcl");
    start_direct(desk, peer_rig_hello(desk->peer), "");
    hald_rig_expect_state(desk->rig, "printer0", HAL_OFFLINE, ANSWER_MS);
    const HalDevice *device = hal_client_device(hald_rig_client(desk->rig), "printer0");
    assert_int_equal(device->remedy, HAL_REMEDY_CONFIGURATION);
    assert_non_null(strstr(device->text, "takes neither PDF nor"));
}

/* --- at the machine -------------------------------------------------------------------------------- */

static void a_job_that_makes_no_progress_is_cancelled_on_the_printer(void **state)
{
    Desk *desk = *state; /* stall_s = 5 */
    peer_rig_say(desk->peer, "PAPER 0");
    json_auto_t *job = created(desk);
    guint64 id = begin_send(desk, job);
    expect_event_state(desk, "stopped");
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, id, JOB_MS);
    assert_string_equal(hal_code_name(answer.code), "user_problem");
    expect_state(&answer, "canceled");
    peer_rig_say(desk->peer, "PAPER 50");
    expect_sheets_and_no_more(desk, 0);
}

static void a_printer_switched_off_under_way_comes_back_and_finishes(void **state)
{
    Desk *desk = *state;
    peer_rig_say(desk->peer, "SPEED 800");
    json_auto_t *job = created(desk);
    guint64 id = begin_send(desk, job);
    expect_event_state(desk, "processing");
    peer_rig_say(desk->peer, "UNPLUG");
    expect_event_state(desk, "unknown");
    peer_rig_say(desk->peer, "REPLUG");
    expect_printed(desk, id);
    expect_sheets_and_no_more(desk, 1);
}

static void progress_is_told_page_by_page(void **state)
{
    Desk *desk = *state;
    peer_rig_say(desk->peer, "SPEED 600");
    json_auto_t *job = created(desk);
    guint64 id = begin_send(desk, job);
    int told = 0;
    while (told < 2) {
        json_auto_t *data = NULL;
        g_autofree char *name = hald_rig_next_event(desk->rig, &data, ANSWER_MS);
        assert_non_null(name);
        if (strcmp(name, HAL_PRINT_PROGRESS) != 0)
            continue;
        int now = (int)json_integer_value(json_object_get(data, "impressions"));
        assert_in_range(now, told + 1, 2); /* a busy machine may see two pages at once, but none twice */
        told = now;
    }
    expect_printed(desk, id);
}

/* --- CUPS ------------------------------------------------------------------------------------------ */

static void a_killed_cupsd_prints_nothing_twice_and_the_truth_is_found(void **state)
{
    Desk *desk = *state;
    peer_rig_say(desk->peer, "SPEED 700");
    json_auto_t *job = created(desk);
    guint64 id = begin_send(desk, job);
    expect_first_page(desk);
    cups_rig_kill(desk->cups);
    cups_rig_start(desk->cups);
    g_auto(RigAnswer) answer = hald_rig_finish(desk->rig, id, JOB_MS);
    assert_string_equal(hal_code_name(answer.code), "success");
    g_auto(RigAnswer) found = query_order(desk);
    expect_state(&found, "completed");
    /* The client's own memory is enough, too. */
    json_auto_t *args = json_pack("{s:O}", "job", job);
    g_auto(RigAnswer) same = hald_rig_command(desk->rig, "printer0", HAL_PRINT_QUERY, args, -1, ANSWER_MS);
    expect_state(&same, "completed");
    expect_sheets_and_no_more(desk, 1);
}

static void an_order_lost_with_cupsd_before_it_reached_the_printer_is_not_found(void **state)
{
    Desk *desk = *state;
    json_auto_t *job = created(desk);
    cups_rig_kill(desk->cups);
    g_auto(RigAnswer) meanwhile = query_order(desk);
    assert_string_not_equal(json_string_value(json_object_get(meanwhile.data, "state")), "completed");
    cups_rig_start(desk->cups);
    hald_rig_expect_state(desk->rig, "printer0", HAL_ONLINE, ANSWER_MS);
    g_auto(RigAnswer) after = query_order(desk);
    expect_state(&after, "not_found");
    json_auto_t *again = created(desk);
    expect_printed(desk, begin_send(desk, again));
    expect_sheets_and_no_more(desk, 1);
}

static void a_paused_queue_is_resumed(void **state)
{
    Desk *desk = *state;
    cups_rig_pause(desk->cups);
    json_auto_t *job = created(desk);
    expect_printed(desk, begin_send(desk, job));
    expect_sheets_and_no_more(desk, 1);
}

/* --- another maker's printer ----------------------------------------------------------------------- */

static void cups_own_test_printer_prints_too(void **state)
{
    Desk *desk = *state;
    if (desk->eve == NULL)
        skip();
    json_auto_t *job = created(desk);
    expect_printed(desk, begin_send(desk, job));
    g_auto(RigAnswer) found = query_order(desk);
    expect_state(&found, "completed");
    g_auto(RigAnswer) again = hald_rig_finish(desk->rig, begin_send(desk, job), JOB_MS);
    assert_string_equal(hal_code_name(again.code), "sequence_error");
    expect_sheets_and_no_more(desk, 1);
}

static void cups_own_test_printer_holds_an_order_without_document(void **state)
{
    Desk *desk = *state;
    if (desk->eve == NULL)
        skip();
    json_auto_t *job = created(desk);
    g_auto(RigAnswer) held = query_order(desk);
    expect_state(&held, "held");
    json_auto_t *args = json_pack("{s:O}", "job", job);
    g_auto(RigAnswer) canceled =
        hald_rig_command(desk->rig, "printer0", HAL_PRINT_CANCEL, args, -1, ANSWER_MS);
    expect_state(&canceled, "canceled");
}

#define ON(desk, test) cmocka_unit_test_setup_teardown(test, desk, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON(direct, a_frozen_printer_is_an_error_within_four_seconds),
        ON(direct, a_lost_answer_to_create_leads_to_the_same_job),
        ON(direct, a_lost_answer_to_the_document_is_no_second_print),
        ON(direct, a_document_that_did_not_arrive_may_be_sent_again),
        ON(direct, a_printer_that_takes_a_document_in_pieces_gets_it_whole),
        ON(direct, a_cancel_ends_the_waiting_for_a_printer_that_takes_no_more),
        ON(direct, a_server_error_is_an_error_and_the_next_order_prints),
        ON(direct, a_printer_that_refuses_jobs_is_offline_and_says_so),
        ON(without_driver, a_printer_that_takes_neither_pdf_nor_raster_is_said_plainly),
        ON(direct, a_job_that_makes_no_progress_is_cancelled_on_the_printer),
        ON(direct, a_printer_switched_off_under_way_comes_back_and_finishes),
        ON(direct, progress_is_told_page_by_page),
        ON(through_cups, a_killed_cupsd_prints_nothing_twice_and_the_truth_is_found),
        ON(through_cups, an_order_lost_with_cupsd_before_it_reached_the_printer_is_not_found),
        ON(through_cups, a_paused_queue_is_resumed),
        ON(with_eve, cups_own_test_printer_prints_too),
        ON(with_eve, cups_own_test_printer_holds_an_order_without_document),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

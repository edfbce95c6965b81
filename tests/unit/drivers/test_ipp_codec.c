/* What printers' answers mean: made here attribute by attribute, decoded without any printer. */
#include "hal/drivers/ipp_codec.h"
#include "tests/support/cmocka.h"

#include <string.h>

#define URI "ipp://printer.example/ipp/print"

/* --- printers -------------------------------------------------------------------------------------- */

static ipp_t *printer_answer(ipp_pstate_t state, const char *reason)
{
    ipp_t *answer = ippNew();
    ippAddInteger(answer, IPP_TAG_PRINTER, IPP_TAG_ENUM, "printer-state", (int)state);
    ippAddString(answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "printer-state-reasons", NULL, reason);
    ippAddBoolean(answer, IPP_TAG_PRINTER, "printer-is-accepting-jobs", 1);
    ippAddString(answer, IPP_TAG_PRINTER, IPP_TAG_MIMETYPE, "document-format-supported", NULL,
                 "application/pdf");
    return answer;
}

static HalState state_of(ipp_t *answer, HalRemedy *remedy)
{
    g_auto(IppPrinter) printer = {0};
    const char *why;
    assert_true(ipp_codec_printer_decode(answer, &printer));
    ippDelete(answer);
    return ipp_codec_printer_state(&printer, remedy, &why);
}

static void an_idle_printer_is_online(void **state)
{
    HalRemedy remedy;
    assert_int_equal(state_of(printer_answer(IPP_PSTATE_IDLE, "none"), &remedy), HAL_ONLINE);
    assert_int_equal(remedy, HAL_REMEDY_NONE);
}

static void reasons_lose_their_suffix_and_come_once(void **state)
{
    static const char *const reasons[] = {"media-empty-report", "media-empty-error", "toner-low-warning",
                                          "none"};
    ipp_t *answer = printer_answer(IPP_PSTATE_STOPPED, "none");
    ippDeleteAttribute(answer, ippFindAttribute(answer, "printer-state-reasons", IPP_TAG_KEYWORD));
    ippAddStrings(answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "printer-state-reasons", 4, NULL, reasons);
    g_auto(IppPrinter) printer = {0};
    assert_true(ipp_codec_printer_decode(answer, &printer));
    ippDelete(answer);
    json_auto_t *wanted = json_pack("[s, s]", "media-empty", "toner-low");
    assert_true(json_equal(printer.reasons, wanted));
}

static void what_staff_can_clear_is_told_from_what_an_engineer_must_see(void **state)
{
    static const struct {
        const char *reason;
        HalState state;
        HalRemedy remedy;
    } cases[] = {
        {"media-empty-error", HAL_USER_ERROR, HAL_REMEDY_CLEAR},
        {"media-jam-error", HAL_USER_ERROR, HAL_REMEDY_CLEAR},
        {"cover-open-error", HAL_USER_ERROR, HAL_REMEDY_CLEAR},
        {"toner-empty-error", HAL_USER_ERROR, HAL_REMEDY_CLEAR},
        {"paused", HAL_USER_ERROR, HAL_REMEDY_CLEAR},
        {"fuser-over-temp-error", HAL_HARDWARE_ERROR, HAL_REMEDY_ENGINEER},
        {"none", HAL_HARDWARE_ERROR, HAL_REMEDY_ENGINEER},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        HalRemedy remedy;
        assert_int_equal(state_of(printer_answer(IPP_PSTATE_STOPPED, cases[i].reason), &remedy),
                         cases[i].state);
        assert_int_equal(remedy, cases[i].remedy);
    }
}

static void one_empty_tray_of_two_stops_nothing(void **state)
{
    ipp_t *answer = printer_answer(IPP_PSTATE_IDLE, "media-empty-warning");
    ippAddString(answer, IPP_TAG_PRINTER, IPP_TAG_KEYWORD, "media-ready", NULL, "iso_a4_210x297mm");
    HalRemedy remedy;
    assert_int_equal(state_of(answer, &remedy), HAL_ONLINE);
}

static void paper_and_toner_are_told_only_where_they_are_known(void **state)
{
    static const char *const trays[] = {"type=sheetFeed;maxcapacity=250;level=120;name=one;",
                                        "type=sheetFeed;maxcapacity=500;level=-3;name=two;"};
    static const char *const names[] = {"Black", "Drum"};
    static const int levels[] = {42, -2};
    ipp_t *answer = printer_answer(IPP_PSTATE_IDLE, "none");
    ipp_attribute_t *tray =
        ippAddOctetString(answer, IPP_TAG_PRINTER, "printer-input-tray", trays[0], (int)strlen(trays[0]));
    ippSetOctetString(answer, &tray, 1, trays[1], (int)strlen(trays[1]));
    ippAddStrings(answer, IPP_TAG_PRINTER, IPP_TAG_NAME, "marker-names", 2, NULL, names);
    ippAddIntegers(answer, IPP_TAG_PRINTER, IPP_TAG_INTEGER, "marker-levels", 2, levels);
    g_auto(IppPrinter) printer = {0};
    assert_true(ipp_codec_printer_decode(answer, &printer));
    ippDelete(answer);
    json_auto_t *status = ipp_codec_printer_status(&printer);
    assert_int_equal(json_integer_value(json_object_get(status, "paper_left")), 120);
    json_auto_t *wanted = json_pack("[{s:s, s:i}, {s:s}]", "name", "Black", "level", 42, "name", "Drum");
    assert_true(json_equal(json_object_get(status, "markers"), wanted));
    assert_null(json_object_get(status, "media_ready"));
}

static void an_answer_without_a_state_is_no_printer(void **state)
{
    g_auto(IppPrinter) printer = {0};
    ipp_t *answer = ippNew();
    assert_false(ipp_codec_printer_decode(answer, &printer));
    ippDelete(answer);
}

static void text_that_is_not_utf_8_does_not_get_through(void **state)
{
    ipp_t *answer = printer_answer(IPP_PSTATE_IDLE, "none");
    ippAddString(answer, IPP_TAG_PRINTER, IPP_TAG_TEXT, "printer-make-and-model", NULL, "HP \xff\xfe Laser");
    g_auto(IppPrinter) printer = {0};
    assert_true(ipp_codec_printer_decode(answer, &printer));
    ippDelete(answer);
    assert_true(g_utf8_validate(printer.model, -1, NULL));
}

/* --- jobs ------------------------------------------------------------------------------------------ */

static void add_job(ipp_t *answer, int id, ipp_jstate_t state, const char *name, const char *reason)
{
    if (ippFirstAttribute(answer) != NULL)
        ippAddSeparator(answer);
    ippAddInteger(answer, IPP_TAG_JOB, IPP_TAG_INTEGER, "job-id", id);
    ippAddString(answer, IPP_TAG_JOB, IPP_TAG_NAME, "job-name", NULL, name);
    ippAddInteger(answer, IPP_TAG_JOB, IPP_TAG_ENUM, "job-state", (int)state);
    ippAddString(answer, IPP_TAG_JOB, IPP_TAG_KEYWORD, "job-state-reasons", NULL, reason);
}

static HalJobState job_state_of(ipp_jstate_t ipp_state, const char *reason, int documents)
{
    ipp_t *answer = ippNew();
    add_job(answer, 7, ipp_state, "order-1 F01", reason);
    if (documents >= 0)
        ippAddInteger(answer, IPP_TAG_JOB, IPP_TAG_INTEGER, "number-of-documents", documents);
    g_auto(IppJob) job = {0};
    assert_true(ipp_codec_job_decode(answer, &job));
    ippDelete(answer);
    return job.state;
}

static void a_job_is_held_only_while_its_document_is_missing(void **state)
{
    assert_int_equal(job_state_of(IPP_JSTATE_HELD, "job-incoming", -1), HAL_JOB_HELD);
    assert_int_equal(job_state_of(IPP_JSTATE_PENDING, "job-data-insufficient", 0), HAL_JOB_HELD);
    assert_int_equal(job_state_of(IPP_JSTATE_HELD, "none", 0), HAL_JOB_HELD);
    /* held by a hand at the printer: the document is there and must not be sent again */
    assert_int_equal(job_state_of(IPP_JSTATE_HELD, "job-hold-until-specified", 1), HAL_JOB_PENDING);
    assert_int_equal(job_state_of(IPP_JSTATE_PENDING, "none", -1), HAL_JOB_PENDING);
    assert_int_equal(job_state_of(IPP_JSTATE_PROCESSING, "job-incoming", 0), HAL_JOB_PROCESSING);
}

static void every_end_of_a_job_is_told_apart(void **state)
{
    assert_int_equal(job_state_of(IPP_JSTATE_COMPLETED, "job-completed-successfully", 1), HAL_JOB_COMPLETED);
    assert_int_equal(job_state_of(IPP_JSTATE_ABORTED, "aborted-by-system", 1), HAL_JOB_ABORTED);
    assert_int_equal(job_state_of(IPP_JSTATE_CANCELED, "job-canceled-by-user", 1), HAL_JOB_CANCELED);
    assert_int_equal(job_state_of(IPP_JSTATE_STOPPED, "printer-stopped", 1), HAL_JOB_STOPPED);
    assert_int_equal(job_state_of((ipp_jstate_t)99, "none", 1), HAL_JOB_UNKNOWN);
}

static void an_order_is_found_by_its_number_and_the_newest_of_them(void **state)
{
    ipp_t *answer = ippNew();
    add_job(answer, 3, IPP_JSTATE_ABORTED, "aaaa-1111 F01", "aborted-by-system");
    add_job(answer, 9, IPP_JSTATE_PROCESSING, "aaaa-1111 F01", "job-printing");
    add_job(answer, 5, IPP_JSTATE_COMPLETED, "bbbb-2222 F01", "job-completed-successfully");
    g_auto(IppJob) job = {0};
    assert_true(ipp_codec_jobs_find(answer, "aaaa-1111", &job));
    assert_int_equal(job.id, 9);
    assert_int_equal(job.state, HAL_JOB_PROCESSING);
    g_auto(IppJob) none = {0};
    assert_false(ipp_codec_jobs_find(answer, "cccc-3333", &none));
    ippDelete(answer);
}

static void a_job_without_a_number_is_none(void **state)
{
    ipp_t *answer = ippNew();
    ippAddInteger(answer, IPP_TAG_JOB, IPP_TAG_ENUM, "job-state", IPP_JSTATE_COMPLETED);
    g_auto(IppJob) job = {0};
    assert_false(ipp_codec_job_decode(answer, &job));
    ippDelete(answer);
}

/* --- requests -------------------------------------------------------------------------------------- */

static void an_order_names_its_paper_copies_and_number(void **state)
{
    IppOrder order = {
        .order = "aaaa-1111", .title = "F01", .media = "A4", .format = "application/pdf", .copies = 2};
    ipp_t *request = ipp_codec_create_query(URI, &order);
    assert_int_equal(ippGetOperation(request), IPP_OP_CREATE_JOB);
    assert_string_equal(ippGetString(ippFindAttribute(request, "media", IPP_TAG_KEYWORD), 0, NULL),
                        "iso_a4_210x297mm");
    assert_int_equal(ippGetInteger(ippFindAttribute(request, "copies", IPP_TAG_INTEGER), 0), 2);
    const char *name = ippGetString(ippFindAttribute(request, "job-name", IPP_TAG_NAME), 0, NULL);
    assert_ptr_equal(strstr(name, order.order), name); /* first, so that no printer cuts it off */
    ippDelete(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_idle_printer_is_online),
        cmocka_unit_test(reasons_lose_their_suffix_and_come_once),
        cmocka_unit_test(what_staff_can_clear_is_told_from_what_an_engineer_must_see),
        cmocka_unit_test(one_empty_tray_of_two_stops_nothing),
        cmocka_unit_test(paper_and_toner_are_told_only_where_they_are_known),
        cmocka_unit_test(an_answer_without_a_state_is_no_printer),
        cmocka_unit_test(text_that_is_not_utf_8_does_not_get_through),
        cmocka_unit_test(a_job_is_held_only_while_its_document_is_missing),
        cmocka_unit_test(every_end_of_a_job_is_told_apart),
        cmocka_unit_test(an_order_is_found_by_its_number_and_the_newest_of_them),
        cmocka_unit_test(a_job_without_a_number_is_none),
        cmocka_unit_test(an_order_names_its_paper_copies_and_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

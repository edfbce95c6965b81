#include "tests/support/cmocka.h"

#include "hal/host/arguments.h"
#include "hal/printer.h"

#include <fcntl.h>
#include <unistd.h>

static const char *problem_of(const char *name, const char *args_text, int fd)
{
    json_auto_t *args = json_loads(args_text, 0, NULL);
    assert_non_null(args);
    return arguments_problem(HAL_CLASS_PRINTER, &(HalCommand){1, name, args, fd});
}

#define ORDER "\"order\":\"3f0c\",\"title\":\"F01\",\"media\":\"A4\",\"format\":\"application/pdf\""
#define JOB   "{\"job\":{\"printer_uri\":\"sim:\",\"job_id\":1,\"job_uuid\":\"u\"}}"

static void a_whole_order_passes(void **state)
{
    assert_null(problem_of(HAL_PRINT_CREATE, "{" ORDER ",\"copies\":1}", -1));
    assert_null(problem_of(HAL_PRINT_CREATE, "{" ORDER ",\"copies\":20}", -1));
}

static void a_faulty_order_is_refused(void **state)
{
    static const char *const faulty[] = {
        "{}",
        "{" ORDER "}",
        "{" ORDER ",\"copies\":0}",
        "{" ORDER ",\"copies\":21}",
        "{" ORDER ",\"copies\":\"1\"}",
        "{\"title\":\"F01\",\"media\":\"A4\",\"format\":\"application/pdf\",\"copies\":1}",
        "{\"order\":\"3f0c\",\"title\":\"\",\"media\":\"A4\",\"format\":\"application/pdf\",\"copies\":1}",
        "{\"order\":\"3f0c\",\"title\":\"F01\",\"media\":\"A3\",\"format\":\"application/pdf\",\"copies\":1}",
        "{\"order\":\"3f0c\",\"title\":\"F01\",\"media\":\"A4\",\"copies\":1}",
    };
    for (guint i = 0; i < G_N_ELEMENTS(faulty); i++)
        assert_non_null(problem_of(HAL_PRINT_CREATE, faulty[i], -1));
}

static void a_title_longer_than_printers_show_is_refused(void **state)
{
    g_autofree char *title = g_strnfill(HAL_PRINT_TITLE_MAX + 1, 't');
    g_autofree char *args = g_strdup_printf(
        "{\"order\":\"o\",\"title\":\"%s\",\"media\":\"A4\",\"format\":\"application/pdf\",\"copies\":1}",
        title);
    assert_non_null(problem_of(HAL_PRINT_CREATE, args, -1));
}

static void a_send_needs_a_job_and_a_file_that_is_not_empty(void **state)
{
    int file = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    int pipe_end = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_non_null(problem_of(HAL_PRINT_SEND, JOB, -1));
    assert_non_null(problem_of(HAL_PRINT_SEND, JOB, pipe_end));
    assert_non_null(problem_of(HAL_PRINT_SEND, JOB, file));
    assert_int_equal(write(file, "%PDF-", 5), 5);
    assert_null(problem_of(HAL_PRINT_SEND, JOB, file));
    assert_non_null(problem_of(HAL_PRINT_SEND, "{\"job\":{\"job_id\":1}}", file));
    close(file);
    close(pipe_end);
}

static void a_document_beyond_the_limit_is_refused(void **state)
{
    int file = open(g_get_tmp_dir(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    assert_int_equal(ftruncate(file, (off_t)HAL_PRINT_BYTES_MAX + 1), 0);
    assert_non_null(problem_of(HAL_PRINT_SEND, JOB, file));
    close(file);
}

static void a_query_names_a_job_or_an_order(void **state)
{
    assert_null(problem_of(HAL_PRINT_QUERY, JOB, -1));
    assert_null(problem_of(HAL_PRINT_QUERY, "{\"order\":\"3f0c\"}", -1));
    assert_non_null(problem_of(HAL_PRINT_QUERY, "{}", -1));
    assert_non_null(problem_of(HAL_PRINT_CANCEL, "{\"order\":\"3f0c\"}", -1));
}

static void commands_without_a_rule_pass(void **state)
{
    assert_null(problem_of(HAL_PRINTER_SELF_TEST, "{}", -1));
    assert_null(problem_of("fold", "{}", -1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_order_passes),
        cmocka_unit_test(a_faulty_order_is_refused),
        cmocka_unit_test(a_title_longer_than_printers_show_is_refused),
        cmocka_unit_test(a_send_needs_a_job_and_a_file_that_is_not_empty),
        cmocka_unit_test(a_document_beyond_the_limit_is_refused),
        cmocka_unit_test(a_query_names_a_job_or_an_order),
        cmocka_unit_test(commands_without_a_rule_pass),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

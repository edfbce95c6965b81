#include "tests/support/cmocka.h"

#include "hal/host/settings.h"

#include <glib/gstdio.h>
#include <string.h>

static const char *const routes[] = {"direct", "cups", NULL};
static const HalSettingRow rows[] = {
    {"uri", .required = TRUE, .help = "such as ipp://printer/ipp/print"},
    {"route", .one_of = routes, .help = "direct or cups"},
    {"paper", .max = 500, .help = "0 to 500"},
    {NULL},
};
static const HalDriverOps printer = {.name = "press", .device_class = HAL_CLASS_PRINTER, .settings = rows};
static const HalDriverOps reader = {.name = "press", .device_class = HAL_CLASS_READER};
static const HalDriverOps *const drivers[] = {&printer, &reader, NULL};

static HostConfig *read_text(const char *text, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("settings-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "devices.ini", NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    HostConfig *config = host_config_read(path, drivers, error);
    g_unlink(path);
    g_rmdir(folder);
    return config;
}

/* The error must name the place and hold the advice. */
static void assert_refused(const char *text, const char *place, const char *advice)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HostConfig) config = read_text(text, &error);
    assert_null(config);
    assert_non_null(error);
    if (!strstr(error->message, place) || !strstr(error->message, advice))
        fail_msg("expected '%s' and '%s' in: %s", place, advice, error->message);
}

static void a_right_file_gives_its_devices_in_order(void **state)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(HostConfig) config =
        read_text("[hald]\nping_ms=250\n"
                  "[p]\nclass=printer\ndriver=press\nuri= ipp://x \npaper=7\nroute=cups\n"
                  "[r]\nclass=reader\ndriver=press\n",
                  &error);
    assert_null(error);
    const HalSettings *first = host_config_device_at(config, 0);
    assert_string_equal(hal_settings_name(first), "p");
    assert_ptr_equal(hal_settings_driver(first), &printer);
    assert_string_equal(hal_settings_text(first, "uri"), "ipp://x");
    assert_int_equal(hal_settings_number(first, "paper", 1), 7);
    assert_ptr_equal(hal_settings_driver(host_config_device(config, "r")), &reader);
    assert_null(host_config_device_at(config, 2));
    assert_int_equal(host_config_options(config)->ping_ms, 250);
    assert_int_equal(host_config_options(config)->silent_ms, 2000);
}

static void a_key_that_is_absent_gives_the_fallback(void **state)
{
    g_autoptr(HostConfig) config = read_text("[p]\nclass=printer\ndriver=press\nuri=u\n", NULL);
    const HalSettings *settings = host_config_device_at(config, 0);
    assert_null(hal_settings_text(settings, "route"));
    assert_int_equal(hal_settings_number(settings, "paper", 42), 42);
}

static void mistakes_name_the_line_and_what_would_be_right(void **state)
{
    assert_refused("[p]\nclass=printer\ndriver=press\nuri=u\npapre=3\n", ":5: [p] papre", "not known");
    assert_refused("# x\n[p]\nclass=printer\ndriver=press\n", ":2: [p] uri", "missing");
    assert_refused("[p]\nclass=printer\ndriver=press\nuri=\n", ":4: [p] uri", "missing");
    assert_refused("[p]\nclass=printer\ndriver=press\nuri=u\npaper=501\n", ":5: [p] paper", "0 to 500");
    assert_refused("[p]\nclass=printer\ndriver=press\nuri=u\npaper=7x\n", ":5: [p] paper", "0 to 500");
    assert_refused("[p]\nclass=printer\ndriver=press\nuri=u\nroute=pigeon\n", ":5: [p] route",
                   "direct or cups");
    assert_refused("[p]\nclass=scanner\ndriver=press\n", ":2: [p] class", "reader or printer");
    assert_refused("[p]\nclass=printer\ndriver=lp\n", ":3: [p] driver", "press");
    assert_refused("[p]\ndriver=press\n", ":1: [p] class", "missing");
    assert_refused("[My Printer]\nclass=printer\ndriver=press\nuri=u\n", ":1: [My Printer]", "a-z");
    assert_refused("[hald]\nsocket_mode=rw\n", ":2: [hald] socket_mode", "octal");
    assert_refused("[hald]\nping_ms=1\n", ":2: [hald] ping_ms", "100 to 60000");
    assert_refused("[p\n", "devices.ini", "");
}

static void a_key_in_another_section_is_not_mistaken_for_this_ones_line(void **state)
{
    assert_refused("[a]\nclass=printer\ndriver=press\nuri=u\npaper=1\n"
                   "[b]\nclass=printer\ndriver=press\nuri=u\npaper=999\n",
                   ":10: [b] paper", "0 to 500");
}

static void too_many_devices_are_refused(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i <= DEVICES_MAX; i++)
        g_string_append_printf(text, "[r%u]\nclass=reader\ndriver=press\n", i);
    assert_refused(text->str, "[r16]", "more than 16");
}

static void a_missing_file_says_what_to_do(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(host_config_read("/nowhere/devices.ini", drivers, &error));
    assert_non_null(strstr(error->message, "/nowhere/devices.ini"));
    assert_non_null(strstr(error->message, "--config"));
}

static void devices_may_come_from_outside_the_file(void **state)
{
    g_autoptr(HostConfig) config = host_config_read(NULL, drivers, NULL);
    assert_null(host_config_device_at(config, 0));
    host_config_add(config, "reader0", &reader);
    assert_string_equal(hal_settings_name(host_config_device_at(config, 0)), "reader0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_file_gives_its_devices_in_order),
        cmocka_unit_test(a_key_that_is_absent_gives_the_fallback),
        cmocka_unit_test(mistakes_name_the_line_and_what_would_be_right),
        cmocka_unit_test(a_key_in_another_section_is_not_mistaken_for_this_ones_line),
        cmocka_unit_test(too_many_devices_are_refused),
        cmocka_unit_test(a_missing_file_says_what_to_do),
        cmocka_unit_test(devices_may_come_from_outside_the_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

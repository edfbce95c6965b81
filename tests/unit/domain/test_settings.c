/* Settings: tables that agree with the shipped files, and mistakes that are told well. */
#include "tests/support/cmocka.h"

#include <string.h>
#include "kiosk/domain/settings.h"

static char *shipped(const char *name)
{
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "config", name, NULL);
    char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

static void the_shipped_files_are_printed_from_the_tables(void **state)
{
    g_autofree char *kiosk = shipped("kiosk.ini"), *hub = shipped("hub.ini");
    g_autofree char *kiosk_table = settings_print(&settings_kiosk, NULL);
    g_autofree char *hub_table = settings_print(&settings_hub, NULL);
    assert_string_equal(kiosk, kiosk_table);
    assert_string_equal(hub, hub_table);
}

static void every_default_is_right_by_its_own_rule(void **state)
{
    const SettingTable *tables[] = {&settings_kiosk, &settings_hub};
    for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
        for (guint i = 0; i < tables[t]->n_rows; i++) {
            const SettingRow *row = &tables[t]->rows[i];
            g_autofree char *wrong = setting_check(row, row->value);
            if (wrong)
                fail_msg("[%s] %s: %s", row->section, row->key, wrong);
            assert_ptr_equal(settings_row(tables[t], row->section, row->key), row); /* no row twice */
        }
}

static void the_shipped_file_reads_back_to_the_defaults(void **state)
{
    g_autofree char *text = shipped("kiosk.ini");
    g_autoptr(Settings) settings = settings_new(&settings_kiosk);
    g_autoptr(GError) error = NULL;
    settings_parse(settings, text, strlen(text), "kiosk.ini", &error);
    assert_null(error);
    for (guint i = 0; i < settings_kiosk.n_rows; i++) {
        const SettingRow *row = &settings_kiosk.rows[i];
        assert_string_equal(settings_get(settings, row->section, row->key), row->value);
    }
    g_autofree char *changes = settings_print_changes(settings);
    assert_null(strchr(changes, '='));
}

static Settings *parse(const char *text, GError **error)
{
    g_autoptr(Settings) settings = settings_new(&settings_kiosk);
    return settings_parse(settings, text, strlen(text), "my.ini", error) ? g_steal_pointer(&settings) : NULL;
}

static void what_a_file_says_takes_the_place_of_the_default(void **state)
{
    g_autoptr(Settings) s =
        parse("\xef\xbb\xbf# mine\r\n[time]\r\nidle_s = 75\r\n\n[station]\n"
              "community_name=  云溪社区  \nclosing_time = 16:05\n[screen]\nwindowed=yes\n"
              "size = 540x960\n[station]\nopening_hours = 09:00-16:30\n",
              NULL);
    assert_non_null(s);
    int width, height, open, close;
    settings_get_size(s, "screen", "size", &width, &height);
    settings_get_hours(s, "station", "opening_hours", &open, &close);
    assert_int_equal(settings_get_int(s, "time", "idle_s"), 75);
    assert_string_equal(settings_get(s, "station", "community_name"), "云溪社区");
    assert_int_equal(settings_get_int(s, "station", "closing_time"), 16 * 60 + 5);
    assert_true(settings_get_bool(s, "screen", "windowed"));
    assert_int_equal(width, 540);
    assert_int_equal(height, 960);
    assert_int_equal(open, 9 * 60);
    assert_int_equal(close, 16 * 60 + 30);
    assert_string_equal(settings_source(s, "time", "idle_s"), "my.ini:3");
    assert_null(settings_source(s, "time", "countdown_s"));
    assert_int_equal(settings_get_int(s, "time", "countdown_s"), 30);
}

static void assert_mistake(const char *text, const char *expected)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Settings) settings = parse(text, &error);
    assert_null(settings);
    if (!strstr(error->message, expected))
        fail_msg("expected \"%s\" in \"%s\"", expected, error->message);
}

static void mistakes_name_file_line_key_and_what_would_be_right(void **state)
{
    assert_mistake("[time]\n\nidle_s = soon\n",
                   "my.ini:3: [time] idle_s: \"soon\" will not do; must be a whole number from 20 to 600");
    assert_mistake("[time]\nidle_s = 5\n", "from 20 to 600");
    assert_mistake("[time]\nidel_s = 60\n",
                   "my.ini:2: [time] idel_s: there is no such setting; there are: idle_s");
    assert_mistake("[tmie]\nidle_s = 60\n", "my.ini:1: there is no section [tmie]; there are: station");
    assert_mistake("idle_s = 60\n", "stands before the first [section]");
    assert_mistake("[time]\nidle_s 60\n", "a line is \"key = value\"");
    assert_mistake("[time\n", "a section is written [name]");
    assert_mistake("[time]\nidle_s = 60\nidle_s = 61\n",
                   "my.ini:3: [time] idle_s: was set before, in my.ini:2");
    assert_mistake("[station]\ncommunity_name = \xff\xfe\n", "my.ini:2: is not UTF-8");
}

static void every_type_refuses_what_is_not_its_own(void **state)
{
    static const struct {
        const char *section, *key, *bad;
    } rows[] = {
        {"station", "kiosk_no", "qc-01"},
        {"station", "kiosk_no", "A-1"},
        {"station", "community_code", "33010800100"},
        {"station", "complaint_phone", "call us"},
        {"station", "closing_time", "24:00"},
        {"station", "closing_time", "7:30"},
        {"station", "opening_hours", "17:00-08:00"},
        {"station", "community_name", ""},
        {"station", "community_name", "a\u202eb"},
        {"screen", "windowed", "true"},
        {"screen", "size", "1080"},
        {"screen", "size", "10x10"},
        {"screen", "theme", "night"},
        {"hub", "url", "ftp://hub"},
        {"hub", "url", ""},
        {"hub", "url", "http://user:secret@hub/"},
        {"hub", "pins", "sha256//short"},
        {"devices", "reader", "reader 0"},
        {"paths", "data", ""},
        {"time", "idle_s", "99999999999999999999"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *wrong =
            setting_check(settings_row(&settings_kiosk, rows[i].section, rows[i].key), rows[i].bad);
        if (!wrong)
            fail_msg("[%s] %s = %s was taken", rows[i].section, rows[i].key, rows[i].bad);
    }
    const SettingRow *listen = settings_row(&settings_hub, "http", "listen");
    static const char *const bad[] = {"8410", ":8410", "127.0.0.1:", "127.0.0.1:70000", "a b:1"};
    for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *wrong = setting_check(listen, bad[i]);
        assert_non_null(wrong);
    }
    assert_null(setting_check(listen, "[::1]:0"));
    assert_null(setting_check(settings_row(&settings_kiosk, "hub", "pins"),
                              "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
}

static void a_file_with_one_mistake_changes_nothing(void **state)
{
    g_autoptr(Settings) settings = settings_new(&settings_kiosk);
    const char *text = "[time]\nidle_s = 75\ncountdown_s = never\n";
    assert_false(settings_parse(settings, text, strlen(text), "my.ini", NULL));
    assert_int_equal(settings_get_int(settings, "time", "idle_s"), 60);
}

static void a_second_file_is_read_over_the_first(void **state)
{
    g_autoptr(Settings) settings = settings_new(&settings_kiosk);
    const char *first = "[time]\nidle_s = 75\ncountdown_s = 40\n", *second = "[time]\nidle_s = 80\n";
    assert_true(settings_parse(settings, first, strlen(first), "kiosk.ini", NULL));
    assert_true(settings_parse(settings, second, strlen(second), "kiosk.local.ini", NULL));
    assert_int_equal(settings_get_int(settings, "time", "idle_s"), 80);
    assert_int_equal(settings_get_int(settings, "time", "countdown_s"), 40);
    assert_string_equal(settings_source(settings, "time", "idle_s"), "kiosk.local.ini:2");
}

static void staff_set_one_value_and_only_it_is_written(void **state)
{
    g_autoptr(Settings) settings = settings_new(&settings_kiosk);
    g_autoptr(GError) error = NULL;
    assert_true(settings_set(settings, "paper", "a4_warn", "80", "staff 007", NULL));
    assert_false(settings_set(settings, "paper", "a4_warn", "-1", "staff 007", &error));
    assert_true(g_error_matches(error, SETTINGS_ERROR, SETTINGS_ERROR_VALUE));
    g_clear_error(&error);
    assert_false(settings_set(settings, "paper", "a5", "1", "staff 007", &error));
    assert_true(g_error_matches(error, SETTINGS_ERROR, SETTINGS_ERROR_KEY));
    g_autofree char *changes = settings_print_changes(settings);
    assert_string_equal(changes, "# What differs from the shipped settings.\n\n[paper]\na4_warn = 80\n");
    g_autoptr(Settings) again = parse(changes, NULL);
    assert_int_equal(settings_get_int(again, "paper", "a4_warn"), 80);
}

static void a_file_full_of_mistakes_lists_fifty(void **state)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 80; i++)
        g_string_append(text, "nonsense\n");
    g_autoptr(GError) error = NULL;
    assert_null(parse(text->str, &error));
    guint lines = 1;
    for (const char *p = error->message; *p; p++)
        lines += *p == '\n';
    assert_int_equal(lines, 51);
    assert_non_null(strstr(error->message, "30 more"));
}

static void a_missing_file_is_an_error_of_its_own(void **state)
{
    g_autoptr(Settings) settings = settings_new(&settings_kiosk);
    g_autoptr(GError) error = NULL;
    assert_false(settings_load(settings, "/nowhere/kiosk.ini", &error));
    assert_true(g_error_matches(error, SETTINGS_ERROR, SETTINGS_ERROR_FILE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shipped_files_are_printed_from_the_tables),
        cmocka_unit_test(every_default_is_right_by_its_own_rule),
        cmocka_unit_test(the_shipped_file_reads_back_to_the_defaults),
        cmocka_unit_test(what_a_file_says_takes_the_place_of_the_default),
        cmocka_unit_test(mistakes_name_file_line_key_and_what_would_be_right),
        cmocka_unit_test(every_type_refuses_what_is_not_its_own),
        cmocka_unit_test(a_file_with_one_mistake_changes_nothing),
        cmocka_unit_test(a_second_file_is_read_over_the_first),
        cmocka_unit_test(staff_set_one_value_and_only_it_is_written),
        cmocka_unit_test(a_file_full_of_mistakes_lists_fifty),
        cmocka_unit_test(a_missing_file_is_an_error_of_its_own),
    };
    return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}

/* A service may end at any moment, and start again on what is there: nothing is lost, nothing is left. What
 * is under way here - keys, photographs, questions to the hub, print orders - is found by the leak and
 * address checkers when it is not put away. */
#include <glib/gstdio.h>
#include <string.h>

#include "kiosk/store/content.h"
#include "tests/support/cmocka.h"
#include "tests/support/service_rig.h"

#define WASTE "decoration-waste"

static ServiceRig *rig;

static int set_up(void **state)
{
    rig = service_rig_new();
    return 0;
}

static int tear_down(void **state)
{
    service_rig_free(rig);
    return 0;
}

static gboolean is_ready(ServiceRig *r)
{
    return rig_is_online(r) && devices_reader_works(r->service) && print_can(r->service, PRINT_A4);
}

static void start_again(void)
{
    service_rig_stop(rig);
    rig_sim(rig, "reader0", "REMOVE");
    service_rig_start(rig);
    rig_until(rig, is_ready);
}

/* --- in the middle of ------------------------------------------------------------------------ */
static void at_once(void)
{
}

static void card_keys_and_questions(void)
{
    rig_tap(rig, "演示卡01");
    progress_refresh(rig->service);
}

static void a_badge_and_a_new_member_of_staff(void)
{
    rig_sim(rig, "reader0", "TAP-TOKEN 04A1B2C3");
}

static void a_code_that_is_looked_for(void)
{
    session_touched(rig->service);
    progress_find(rig->service, "12345678");
}

static void open_waste(void)
{
    rig_tap(rig, "演示卡03");
    assert_int_equal(apply_start(rig->service, rig_matter(rig, "disability-cert"), MODE_SELF), APPLY_OK);
}

static void a_look_up(void)
{
    open_waste();
    const Matter *matter = apply_matter(rig->service);
    for (guint i = 0; i < matter->n_fields; i++)
        if (matter->fields[i].consent_kind == CONSENT_DB_LOOKUP)
            apply_set(rig->service, matter->fields[i].id, json_true(), NULL);
}

static void a_photograph(void)
{
    open_waste();
    const Matter *matter = apply_matter(rig->service);
    g_autofree char *file = g_build_filename(rig->folder, "usb", "a.jpg", NULL);
    assert_true(g_file_set_contents(file, "\xff\xd8\xff", 3, NULL));
    CaptureItem item = {.label = (char *)"a.jpg", .path = file};
    for (guint i = 0; i < matter->n_fields; i++)
        if (matter->fields[i].type == FIELD_PHOTO) {
            apply_capture_refresh(rig->service, CAPTURE_USB, &matter->fields[i]);
            apply_capture(rig->service, matter->fields[i].id, CAPTURE_USB, &item);
        }
}

static void a_sheet(void)
{
    session_touched(rig->service);
    assert_true(print_matter(rig->service, rig_matter(rig, WASTE), FALSE));
}

static void a_sheet_of_a_case(void)
{
    session_touched(rig->service);
    print_case(rig->service, "YS330108001005-20200101-000017", FALSE, FALSE);
}

static const struct {
    const char *what;
    void (*begin)(void);
} MOMENTS[] = {
    {"nothing", at_once},
    {"keys, questions", card_keys_and_questions},
    {"a badge", a_badge_and_a_new_member_of_staff},
    {"a query code", a_code_that_is_looked_for},
    {"a look-up", a_look_up},
    {"a photograph", a_photograph},
    {"a sheet", a_sheet},
    {"a sheet of a case", a_sheet_of_a_case},
};

/* Each moment is met at once, and after some turns of the loop. */
static void a_service_ends_in_the_middle_of_anything(void **state)
{
    static const int TURNS_MS[] = {0, 3, 15, 60};
    for (guint i = 0; i < G_N_ELEMENTS(MOMENTS); i++)
        for (guint k = 0; k < G_N_ELEMENTS(TURNS_MS); k++) {
            MOMENTS[i].begin();
            service_rig_run(rig, TURNS_MS[k]);
            start_again();
        }
}

static gboolean told;
static void added(const GError *error, gpointer user_data)
{
    told = TRUE;
}

static void staff_that_are_being_added_are_told_when_the_service_ends(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_true(staff_add(rig->service, "9", "community_worker", "04A1B2C9", "730518", added, NULL, &error));
    assert_false(told);
    start_again();
    assert_true(told);
}

static void a_case_being_submitted_when_the_service_ends_is_on_disk_and_sent_once(void **state)
{
    rig_tap(rig, "演示卡02");
    service_rig_run(rig, 200);
    rig_fill(rig, WASTE, MODE_SELF);
    assert_true(apply_submit(rig->service));
    rig->submitted++;
    start_again();
    rig_until(rig, rig_has_sent_all);
}

static void what_was_filled_in_when_the_service_ended_waits_as_a_draft(void **state)
{
    rig_tap(rig, "演示卡04");
    service_rig_run(rig, 300);
    rig_fill(rig, WASTE, MODE_SELF);
    start_again();
    rig_tap(rig, "演示卡04");
    rig_until(rig, rig_has_draft);
    rig_leave(rig);
}

static void without_devices_the_service_says_so_and_waits_for_them(void **state)
{
    service_rig_stop_hald(rig);
    gint64 end = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
    while (devices_hald_is_there(rig->service) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    assert_false(devices_reader_works(rig->service));
    assert_false(print_can(rig->service, PRINT_A4));
    service_rig_start_hald(rig);
    rig_until(rig, is_ready);
}

/* --- what the hub sent ----------------------------------------------------------------------- */
static void put_document(const char *name, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(rig->folder, "kiosk", "kiosk.db", NULL);
    g_autoptr(GBytes) body = g_bytes_new(text, strlen(text));
    Store *store = store_open(path, &error);
    assert_non_null(store);
    assert_true(store_content_put(store, name, "\"test\"", body, g_get_real_time() / 1000, &error));
    store_close(store);
}

static char *shipped(const char *folder, const char *file)
{
    char *text = NULL;
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "config", folder, file, NULL);
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    return text;
}

/* A newer catalogue: one word of the shipped one is another. */
static void a_catalogue_from_the_hub_is_used_after_the_next_start(void **state)
{
    g_autofree char *text = shipped("catalogue", "matters.json");
    const char *before = rig_matter(rig, WASTE)->short_zh;
    g_autofree char *from = g_strdup_printf("\"short_zh\": \"%s\"", before);
    g_auto(GStrv) parts = g_strsplit(text, from, -1);
    assert_int_equal(g_strv_length(parts), 2);
    g_autofree char *newer = g_strjoinv("\"short_zh\": \"装修垃圾新\"", parts);
    drop_proxy_set(rig->proxy, PROXY_REFUSE); /* the hub would send its own again */
    service_rig_stop(rig);
    put_document("catalogue", newer);
    service_rig_start(rig);
    assert_string_equal(rig_matter(rig, WASTE)->short_zh, "装修垃圾新");
}

static void a_document_that_cannot_be_read_is_told_and_the_shipped_one_used(void **state)
{
    service_rig_stop(rig);
    put_document("catalogue", "{\"matters\": [");
    put_document("content", "not even that");
    service_rig_start(rig);
    assert_string_not_equal(rig_matter(rig, WASTE)->short_zh, "装修垃圾新");
    assert_non_null(content_notice(service_content(rig->service), "n001"));
}

static void a_catalogue_that_the_settings_name_is_what_staff_want(void **state)
{
    g_autofree char *text = shipped("catalogue", "matters.json");
    g_autofree char *path = g_build_filename(rig->folder, "own.json", NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    g_auto(GStrv) parts = g_strsplit(text, "装修垃圾", -1);
    g_autofree char *other = g_strjoinv("别的垃圾", parts);
    service_rig_stop(rig);
    put_document("catalogue", other);
    rig->settings = g_strdup_printf("[paths]\ncatalogue = %s\n", path);
    service_rig_start(rig);
    assert_null(strstr(rig_matter(rig, WASTE)->short_zh, "别的"));
    drop_proxy_set(rig->proxy, PROXY_PASS);
}

/* --- what is damaged ------------------------------------------------------------------------- */
static void expect_refused(const ServiceOptions *options, const char *word)
{
    g_autoptr(GError) error = NULL;
    assert_null(service_create(options, &error));
    assert_non_null(error);
    if (!strstr(error->message, word))
        fail_msg("\"%s\" does not name %s", error->message, word);
}

static void a_broken_file_is_named_and_nothing_is_overwritten(void **state)
{
    g_autofree char *config = g_build_filename(g_getenv("KIOSK_ROOT"), "config", NULL);
    g_autofree char *data = g_build_filename(rig->folder, "other", NULL);
    g_autofree char *ini = g_build_filename(rig->folder, "broken.ini", NULL);
    g_autofree char *catalogue = g_build_filename(rig->folder, "broken.json", NULL);
    g_autofree char *naming = g_strdup_printf("[paths]\ncatalogue = %s\n", catalogue);
    ServiceOptions options = {
        .config_path = ini, .data_dir = data, .config_dir = config, .hub_url = "http://127.0.0.1:9"};
    assert_true(g_file_set_contents(ini, "[time]\nidle_s = soon\n", -1, NULL));
    expect_refused(&options, "broken.ini:2");
    assert_true(g_file_set_contents(ini, naming, -1, NULL));
    assert_true(g_file_set_contents(catalogue, "{\n\"schema\": 3", -1, NULL));
    expect_refused(&options, "broken.json");
    g_autofree char *store = g_build_filename(data, "kiosk.db", NULL);
    assert_true(g_file_set_contents(ini, "", -1, NULL));
    assert_true(g_file_set_contents(store, "this is no database, and it is long enough to see it", -1, NULL));
    expect_refused(&options, "kiosk.db");
    g_autofree char *left = NULL;
    assert_true(g_file_get_contents(store, &left, NULL, NULL));
    assert_true(g_str_has_prefix(left, "this is no database"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_service_ends_in_the_middle_of_anything),
        cmocka_unit_test(staff_that_are_being_added_are_told_when_the_service_ends),
        cmocka_unit_test(a_case_being_submitted_when_the_service_ends_is_on_disk_and_sent_once),
        cmocka_unit_test(what_was_filled_in_when_the_service_ended_waits_as_a_draft),
        cmocka_unit_test(without_devices_the_service_says_so_and_waits_for_them),
        cmocka_unit_test(a_catalogue_from_the_hub_is_used_after_the_next_start),
        cmocka_unit_test(a_document_that_cannot_be_read_is_told_and_the_shipped_one_used),
        cmocka_unit_test(a_catalogue_that_the_settings_name_is_what_staff_want),
        cmocka_unit_test(a_broken_file_is_named_and_nothing_is_overwritten),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}

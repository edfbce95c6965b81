#include "tests/support/service_rig.h"

#include "tests/support/cmocka.h"
#include "tests/support/walk.h"

#include <glib/gstdio.h>
#include <string.h>

#define WAIT_MS 10000

/* --- waiting --------------------------------------------------------------------------------- */
void service_rig_run(ServiceRig *rig, gint64 ms)
{
    gint64 end = g_get_monotonic_time() + ms * 1000;
    while (g_get_monotonic_time() < end)
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(500);
}

void service_rig_until(ServiceRig *rig, RigIsSo is_so, const char *what)
{
    gint64 end = g_get_monotonic_time() + WAIT_MS * 1000;
    while (!is_so(rig)) {
        if (g_get_monotonic_time() > end)
            fail_msg("not so after %d s: %s (session %s)", WAIT_MS / 1000, what,
                     session_state_name(session_state(rig->service)));
        if (!g_main_context_iteration(NULL, FALSE))
            g_usleep(500);
    }
}

gboolean rig_is_online(ServiceRig *rig)
{
    return service_network(rig->service).online;
}

gboolean rig_is_offline(ServiceRig *rig)
{
    return !service_network(rig->service).online;
}

/* A question that went out before may still be answered: asked again until the kiosk has noticed. */
void rig_cut(ServiceRig *rig)
{
    drop_proxy_set(rig->proxy, PROXY_REFUSE);
    for (int i = 0; i < WAIT_MS / 100 && rig_is_online(rig); i++) {
        if (!progress_is_loading(rig->service))
            progress_refresh(rig->service);
        service_rig_run(rig, 100);
    }
    assert_true(rig_is_offline(rig));
}

gboolean rig_has_sent_all(ServiceRig *rig)
{
    return service_network(rig->service).waiting == 0 && rig_hub_cases(rig, "") == rig->submitted;
}

gboolean rig_has_form(ServiceRig *rig)
{
    return apply_form(rig->service) != NULL;
}

gboolean rig_is_resting(ServiceRig *rig)
{
    return session_state(rig->service) == SESSION_RESTING;
}

gboolean rig_is_person(ServiceRig *rig)
{
    return session_state(rig->service) == SESSION_PERSON;
}

gboolean rig_has_problem(ServiceRig *rig)
{
    return session_card_problem(rig->service) != CARD_PROBLEM_NONE;
}

gboolean rig_has_draft(ServiceRig *rig)
{
    return apply_draft(rig->service) != NULL;
}

gboolean rig_is_saved(ServiceRig *rig)
{
    return apply_is_saved(rig->service);
}

gboolean rig_has_receipt(ServiceRig *rig)
{
    return apply_receipt(rig->service) != NULL;
}

gboolean rig_has_failed(ServiceRig *rig)
{
    return apply_submit_error(rig->service) != NULL;
}

gboolean rig_print_is_over(ServiceRig *rig)
{
    const PrintOrder *order = print_order(rig->service);
    return order &&
           (order->state == PRINT_DONE || order->state == PRINT_FAILED || order->state == PRINT_UNKNOWN);
}

static gboolean is_ready(ServiceRig *rig)
{
    return rig_is_online(rig) && devices_reader_works(rig->service) && print_can(rig->service, PRINT_A4);
}

/* --- parts ----------------------------------------------------------------------------------- */
static char *path_in(const ServiceRig *rig, const char *name)
{
    return g_build_filename(rig->folder, name, NULL);
}

static json_t *test_card(GRand *rng, const char *tag, const char *name, int year, const char *valid_to)
{
    char number[19], birth[9];
    walk_id_number(rng, day_from_ymd(year, 5, 4), number);
    g_snprintf(birth, sizeof birth, "%d0504", year);
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "tag", tag, "name", name, "sex",
                     "f", "nation", "汉", "birth", birth, "address", "演示市测试区晴川路1号", "id_number",
                     number, "authority", "演示市测试区公安局", "valid_from", "20160101", "valid_to",
                     valid_to);
}

static void write_cards(ServiceRig *rig)
{
    g_autofree char *demo = g_build_filename(g_getenv("KIOSK_ROOT"), "assets/demo/demo_cards.json", NULL);
    g_autofree char *path = path_in(rig, "cards.json");
    json_t *all = json_load_file(demo, 0, NULL);
    assert_non_null(all);
    json_t *cards = json_object_get(all, "cards");
    json_array_append_new(cards, test_card(rig->rng, "小孩", "李小朵", 2016, "20400101"));
    json_array_append_new(cards, test_card(rig->rng, "过期", "周过期", 1970, "20261120"));
    assert_int_equal(json_dump_file(all, path, 0), 0);
    json_decref(all);
}

void service_rig_start_hald(ServiceRig *rig)
{
    g_autofree char *ini = path_in(rig, "devices.ini"), *socket = path_in(rig, "hal.sock");
    g_autofree char *program = g_build_filename(g_getenv("KIOSK_BUILD"), "bin", "kiosk-hald", NULL);
    g_autofree char *text = g_strdup_printf("[reader0]\nclass = reader\ndriver = sim\ncards = %s/cards.json\n"
                                            "[printer0]\nclass = printer\ndriver = sim\nfolder = %s/sheets\n"
                                            "paper = 50\npage_ms = 30\n",
                                            rig->folder, rig->folder);
    assert_true(g_file_set_contents(ini, text, -1, NULL));
    rig->hald = child_start((const char *const[]){program, "--config", ini, "--socket", socket, NULL}, NULL);
    g_autofree char *ready = child_line(rig->hald, WAIT_MS);
    assert_string_equal(ready ? ready : "nothing", "ready");
    rig->dock = hal_client_new(socket, "test", HAL_ROLE_DOCK, &(HalClientHandlers){0}, NULL);
}

void service_rig_stop_hald(ServiceRig *rig)
{
    g_clear_pointer(&rig->dock, hal_client_free);
    if (rig->hald)
        child_stop(rig->hald);
    rig->hald = NULL;
}

static ServiceRig *listening;

static void on_event(ServiceEvent event, gpointer user_data)
{
    listening->events[event]++;
}

static char *enrol_code(ServiceRig *rig)
{
    json_t *reply = hub_rig_control(rig->hub, "{\"verb\":\"enrol\",\"kiosk_no\":\"QC-02\"}");
    char *code = g_strdup(json_string_value(json_object_get(reply, "code")));
    json_decref(reply);
    return code;
}

void service_rig_start(ServiceRig *rig)
{
    g_autofree char *ini = path_in(rig, "kiosk.ini"), *data = path_in(rig, "kiosk"),
                    *socket = path_in(rig, "hal.sock");
    g_autofree char *config = g_build_filename(g_getenv("KIOSK_ROOT"), "config", NULL);
    g_autofree char *text = g_strdup_printf("[station]\nkiosk_no = QC-02\n[capture]\nusb_dir = %s/usb\n"
                                            "camera_dir = %s/camera\n%s",
                                            rig->folder, rig->folder, rig->settings ? rig->settings : "");
    g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u", drop_proxy_port(rig->proxy));
    gboolean joined = g_file_test(data, G_FILE_TEST_EXISTS);
    g_autofree char *code = joined ? NULL : enrol_code(rig);
    g_autoptr(GError) error = NULL;
    assert_true(g_file_set_contents(ini, text, -1, NULL));
    const ServiceOptions options = {.config_path = ini,
                                    .data_dir = data,
                                    .share_dir = g_getenv("KIOSK_SHARE"),
                                    .config_dir = config,
                                    .hal_socket = socket,
                                    .hub_url = url,
                                    .enrol_code = code};
    rig->service = service_create(&options, &error);
    if (!rig->service)
        fail_msg("service: %s", error->message);
    listening = rig;
    service_add_listener(rig->service, on_event, NULL);
}

void service_rig_stop(ServiceRig *rig)
{
    g_clear_pointer(&rig->service, service_destroy);
}

ServiceRig *service_rig_new(void)
{
    ServiceRig *rig = g_new0(ServiceRig, 1);
    static const char *const FOLDERS[] = {"sheets", "usb", "camera"};
    rig->rng = g_rand_new_with_seed(20261123);
    rig->folder = g_dir_make_tmp("service-XXXXXX", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(FOLDERS); i++) {
        g_autofree char *path = path_in(rig, FOLDERS[i]);
        assert_int_equal(g_mkdir(path, 0700), 0);
    }
    write_cards(rig);
    rig->hub = hub_rig_new();
    hub_set_now_us(rig->hub->hub, 0); /* the service signs with the real clock */
    rig->proxy = drop_proxy_new(hub_port(rig->hub->hub));
    service_rig_start_hald(rig);
    service_rig_start(rig);
    rig_until(rig, is_ready);
    return rig;
}

void service_rig_free(ServiceRig *rig)
{
    service_rig_stop(rig);
    service_rig_stop_hald(rig);
    drop_proxy_free(rig->proxy);
    hub_rig_free(rig->hub);
    g_rand_free(rig->rng);
    g_free(rig->settings);
    g_free(rig->folder);
    g_free(rig);
}

/* --- cards and people ------------------------------------------------------------------------ */
static void sim_taken(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    if (completion->code != HAL_SUCCESS)
        fail_msg("simulator words not taken: %s", completion->text);
    *(gboolean *)user = TRUE;
}

void rig_sim(ServiceRig *rig, const char *device, const char *words)
{
    gboolean taken = FALSE;
    gint64 end = g_get_monotonic_time() + WAIT_MS * 1000;
    while (!hal_client_device(rig->dock, device) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    hal_client_sim(rig->dock, device, words, sim_taken, &taken);
    while (!taken && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    assert_true(taken);
}

void rig_tap(ServiceRig *rig, const char *tag)
{
    g_autofree char *words = g_strdup_printf("TAP %s", tag);
    rig_sim(rig, "reader0", words);
    rig_until(rig, rig_is_person);
}

void rig_leave(ServiceRig *rig)
{
    rig_sim(rig, "reader0", "REMOVE");
    rig_until(rig, rig_is_resting);
}

static gboolean staff_is_added;

static void staff_added(const GError *error, gpointer user_data)
{
    if (error)
        fail_msg("staff: %s", error->message);
    staff_is_added = TRUE;
}

static gboolean has_added(ServiceRig *rig)
{
    return staff_is_added;
}

void rig_enrol_staff(ServiceRig *rig)
{
    g_autoptr(GError) error = NULL;
    staff_is_added = FALSE;
    if (!staff_add(rig->service, "007", "community_worker", "04A1B2C3", "730518", staff_added, NULL, &error))
        fail_msg("staff: %s", error->message);
    rig_until(rig, has_added);
}

static gboolean wants_pin(ServiceRig *rig)
{
    return session_state(rig->service) == SESSION_STAFF_PIN;
}

static gboolean is_staff(ServiceRig *rig)
{
    return session_state(rig->service) == SESSION_STAFF;
}

void rig_login_staff(ServiceRig *rig)
{
    rig_sim(rig, "reader0", "TAP-TOKEN 04A1B2C3");
    rig_until(rig, wants_pin);
    staff_enter_pin(rig->service, "730518");
    rig_until(rig, is_staff);
    rig_sim(rig, "reader0", "REMOVE");
}

/* --- answers --------------------------------------------------------------------------------- */
const Matter *rig_matter(ServiceRig *rig, const char *id)
{
    const Matter *matter = catalogue_matter(service_catalogue(rig->service), id);
    assert_non_null(matter);
    return matter;
}

static gboolean has_captured(ServiceRig *rig)
{
    return !apply_is_capturing(rig->service);
}

static const CaptureItem *offered(ServiceRig *rig, const char *name)
{
    const GPtrArray *list = apply_capture_list(rig->service);
    for (guint i = 0; i < list->len; i++)
        if (g_str_equal(((CaptureItem *)list->pdata[i])->label, name))
            return list->pdata[i];
    return NULL;
}

CaptureResult rig_capture(ServiceRig *rig, const char *path, const char *name, const void *data, gsize size)
{
    FieldState state;
    g_autofree char *file = g_build_filename(rig->folder, "usb", name, NULL);
    assert_true(g_file_set_contents(file, data, size, NULL));
    assert_true(form_field_state(apply_form(rig->service), path, &state));
    apply_capture_refresh(rig->service, CAPTURE_USB, state.field);
    gint64 end = g_get_monotonic_time() + WAIT_MS * 1000;
    while (!offered(rig, name) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    assert_non_null(offered(rig, name));
    apply_capture(rig->service, path, CAPTURE_USB, offered(rig, name));
    rig_until(rig, has_captured);
    g_unlink(file);
    return apply_capture_result(rig->service);
}

static void put_photos(ServiceRig *rig, const char *path, const Field *field, guint n)
{
    static guint count;
    gboolean jpeg = FALSE;
    for (guint i = 0; i < field->validation.formats.n; i++)
        jpeg |= g_str_equal(field->validation.formats.items[i], "jpg");
    apply_set(rig->service, path, NULL, NULL);
    for (guint i = 0; i < n; i++) {
        g_autofree char *data = g_strdup_printf("%s picture %u", jpeg ? "\xff\xd8\xff" : "%PDF-", ++count);
        assert_int_equal(rig_capture(rig, path, jpeg ? "a.jpg" : "a.pdf", data, strlen(data)), CAPTURE_OK);
    }
}

static void put_signature(ServiceRig *rig, const char *path, const char *svg)
{
    g_autofree char *strokes = g_strdup(svg);
    g_autofree char *data = g_strdup_printf("\x89PNG\r\n\x1a\n%u", g_rand_int(rig->rng));
    g_autoptr(GBytes) png = g_bytes_new(data, strlen(data));
    assert_true(apply_sign(rig->service, path, strokes, png, 3, 60, NULL));
    rig_until(rig, has_captured);
    assert_int_equal(apply_capture_result(rig->service), CAPTURE_OK);
}

static void put_attachments(ServiceRig *rig, const Field *field, const char *path)
{
    const json_t *value = form_get(apply_form(rig->service), path);
    if (!value)
        return;
    if (field->type == FIELD_SIGNATURE)
        put_signature(rig, path, json_string_value(json_object_get(value, "svg")));
    else if (field->type == FIELD_PHOTO || field->type == FIELD_FILE)
        put_photos(rig, path, field, json_array_size(value));
}

/* The walk invents hashes of photographs; here they become photographs. */
void rig_fill_open(ServiceRig *rig)
{
    Form *form = (Form *)apply_form(rig->service);
    const Matter *matter = apply_matter(rig->service);
    g_autofree char *why = NULL;
    for (guint tries = 0; tries < 20 && !walk_fill(form, rig->rng, &why); tries++)
        g_clear_pointer(&why, g_free);
    if (form_check_all(form, NULL) > 0)
        fail_msg("%s: no way through: %s", matter->id, why ? why : "issues");
    for (guint i = 0; i < matter->n_fields; i++) {
        const Field *field = &matter->fields[i];
        if (field->type != FIELD_GROUP)
            put_attachments(rig, field, field->id);
        for (guint row = 0; field->type == FIELD_GROUP && row < form_row_count(form, field->id); row++)
            for (guint k = 0; k < field->n_fields; k++) {
                g_autofree char *path = form_path(&field->fields[k], row);
                put_attachments(rig, &field->fields[k], path);
            }
    }
    assert_int_equal(apply_issues(rig->service)->len, 0);
}

void rig_fill(ServiceRig *rig, const char *matter, SessionMode mode)
{
    assert_int_equal(apply_start(rig->service, rig_matter(rig, matter), mode), APPLY_OK);
    rig_fill_open(rig);
}

const ApplyReceipt *rig_submit(ServiceRig *rig)
{
    assert_true(apply_submit(rig->service));
    gint64 end = g_get_monotonic_time() + WAIT_MS * 1000;
    while (!apply_receipt(rig->service) && !apply_submit_error(rig->service) && g_get_monotonic_time() < end)
        g_main_context_iteration(NULL, TRUE);
    if (!apply_receipt(rig->service))
        fail_msg("not submitted: %s",
                 apply_submit_error(rig->service) ? apply_submit_error(rig->service) : "no answer");
    rig->submitted++;
    return apply_receipt(rig->service);
}

/* --- what came of it ------------------------------------------------------------------------- */
guint rig_hub_cases(ServiceRig *rig, const char *state)
{
    json_t *reply = hub_rig_control(rig->hub, "{\"verb\":\"cases\",\"limit\":200%s%s%s}",
                                    *state ? ",\"state\":\"" : "", state, *state ? "\"" : "");
    guint n = json_array_size(json_object_get(reply, "cases"));
    json_decref(reply);
    return n;
}

guint rig_sheets(ServiceRig *rig)
{
    g_autofree char *path = path_in(rig, "sheets");
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *name;
    guint n = 0;
    while (dir && (name = g_dir_read_name(dir)) != NULL)
        n += g_str_has_suffix(name, ".pdf");
    return n;
}

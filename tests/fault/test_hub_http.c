/* The hub among bad clients and bad days: slow ones, too many, bodies that break off, a disk that is full,
 * damaged files. */
#include <arpa/inet.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "tests/support/cmocka.h"
#include "tests/support/hub_application.h"

static Catalogue *catalogue;

static int read_catalogue(void **state)
{
    const char *root = g_getenv("KIOSK_ROOT");
    g_autofree char *path = g_build_filename(root ? root : ".", "config/catalogue/matters.json", NULL);
    catalogue = walk_catalogue(path);
    return 0;
}

static int drop_catalogue(void **state)
{
    catalogue_unref(catalogue);
    return 0;
}

static int set_up(void **state)
{
    *state = hub_rig_new();
    return 0;
}

static int tear_down(void **state)
{
    hub_rig_free(*state);
    return 0;
}

static int connect_to(guint16 port)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct timeval limit = {5, 0};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

static gboolean answers(HubRig *rig)
{
    g_autoptr(HttpReply) reply = rig_send(rig, &rig->kiosk, "GET", "/v1/files/process", NULL, 0);
    return reply->status == 200;
}

static void slow_clients_hold_nobody_up(void **state)
{
    HubRig *rig = *state;
    int slow[20];
    static const char half[] = "POST /v1/heartbeat HTTP/1.1\r\nHost: x\r\nContent-Le";
    for (guint i = 0; i < G_N_ELEMENTS(slow); i++) {
        slow[i] = connect_to(hub_port(rig->hub));
        assert_int_equal(send(slow[i], half, sizeof half - 1, MSG_NOSIGNAL), sizeof half - 1);
    }
    gint64 before = g_get_monotonic_time();
    assert_true(answers(rig));
    assert_true(g_get_monotonic_time() - before < G_USEC_PER_SEC);
    for (guint i = 0; i < G_N_ELEMENTS(slow); i++)
        close(slow[i]);
}

static void too_many_connections_are_turned_away_and_room_comes_back(void **state)
{
    HubRig *rig = *state;
    int held[200];
    for (guint i = 0; i < G_N_ELEMENTS(held); i++)
        held[i] = connect_to(hub_port(rig->hub));
    for (guint i = 0; i < G_N_ELEMENTS(held); i++)
        if (held[i] >= 0)
            close(held[i]);
    gboolean again = FALSE;
    for (int i = 0; i < 100 && !(again = answers(rig)); i++)
        g_usleep(20000);
    assert_true(again);
}

static void a_body_that_breaks_off_changes_nothing(void **state)
{
    HubRig *rig = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(1);
    g_autoptr(RigApplication) item = rig_application(
        rig, &rig->kiosk, catalogue, catalogue_matter(catalogue, "elder-allowance"), MODE_SELF, rng);
    rig_send_contents(rig, &rig->kiosk, item);
    char *text = rig_case_text(&rig->kiosk, item);
    g_autofree char *path = g_strconcat(WIRE_PATH_CASES, item->application->idempotency_key, NULL);
    for (int cut = 1; cut <= 5; cut++) {
        gsize size = strlen(text);
        g_autofree char *headers = rig_sign(&rig->kiosk, "PUT", path, text, size, NULL);
        g_autofree char *head = g_strdup_printf("PUT %s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %zu\r\n\r\n",
                                                path, headers, size);
        int fd = connect_to(hub_port(rig->hub));
        send(fd, head, strlen(head), MSG_NOSIGNAL);
        send(fd, text, size * (gsize)cut / 6, MSG_NOSIGNAL);
        close(fd);
    }
    json_t *before = hub_rig_control(rig, "{\"verb\":\"status\"}");
    assert_int_equal(json_integer_value(json_object_get(before, "cases")), 0);
    g_autoptr(HttpReply) whole = rig_put_case(rig, &rig->kiosk, item);
    assert_int_equal(whole->status, 201);
    json_decref(before);
    wire_text_free(text);
}

/* No file may grow beyond so many bytes: what a full disk is to a program, without a disk of our own. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = bytes == RLIM_INFINITY ? limit.rlim_max : bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void a_full_disk_is_said_and_the_case_is_taken_when_there_is_room(void **state)
{
    HubRig *rig = *state;
    g_autoptr(GRand) rng = g_rand_new_with_seed(1);
    g_autoptr(RigApplication) item = rig_application(
        rig, &rig->kiosk, catalogue, catalogue_matter(catalogue, "elder-allowance"), MODE_SELF, rng);
    rig_send_contents(rig, &rig->kiosk, item);
    signal(SIGXFSZ, SIG_IGN);
    limit_files(4096);
    g_autoptr(HttpReply) full = rig_put_case(rig, &rig->kiosk, item);
    limit_files(RLIM_INFINITY);
    assert_int_equal(full->status, 503);
    g_autoptr(HttpReply) later = rig_put_case(rig, &rig->kiosk, item);
    assert_int_equal(later->status, 201);
    hub_rig_restart(rig);
    g_autoptr(HttpReply) again = rig_put_case(rig, &rig->kiosk, item);
    assert_int_equal(again->status, 200);
}

static void two_kiosks_at_once_keep_their_numbers_apart(void **state)
{
    HubRig *rig = *state;
    RigKiosk other = {0};
    g_autoptr(GRand) rng = g_rand_new_with_seed(3);
    assert_int_equal(rig_join(rig, &other, "QC-02"), 200);
    for (int i = 0; i < 6; i++) {
        const RigKiosk *kiosk = i % 2 ? &other : &rig->kiosk;
        g_autoptr(RigApplication) item =
            rig_application(rig, kiosk, catalogue, &catalogue->matters[(guint)i], MODE_SELF, rng);
        if (!item)
            continue;
        rig_send_contents(rig, kiosk, item);
        g_autoptr(HttpReply) mine = rig_put_case(rig, kiosk, item);
        assert_int_equal(mine->status, 201);
        /* the other one signs for what is not its own */
        g_autofree char *path = g_strconcat(WIRE_PATH_CASES, item->application->idempotency_key, NULL);
        g_autoptr(HttpReply) theirs =
            rig_send_text(rig, i % 2 ? &rig->kiosk : &other, "PUT", path, rig_case_text(kiosk, item));
        assert_int_equal(theirs->status, 403);
    }
    rig_kiosk_clear(&other);
}

/* --- files ----------------------------------------------------------------------------------- */
static char *refusal_of(HubRig *rig, const HubOptions *changes)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *data = g_dir_make_tmp("other-XXXXXX", NULL);
    HubOptions options = *changes;
    options.data_dir = options.data_dir ? options.data_dir : data;
    options.config_dir = options.config_dir ? options.config_dir : rig->config_dir;
    g_autoptr(Hub) hub = hub_create(&options, &error);
    return hub ? g_strdup("") : g_strdup(error->message);
}

static void a_damaged_file_is_named_and_no_data_folder_is_made_for_it(void **state)
{
    HubRig *rig = *state;
    g_autofree char *bad = g_build_filename(rig->data_dir, "bad.json", NULL);
    g_autofree char *fresh = g_build_filename(rig->data_dir, "fresh", NULL);
    assert_true(g_file_set_contents(bad, "{\n\n \"schema\": 7 ]", -1, NULL));
    const HubOptions damaged[] = {
        {.catalogue = bad, .data_dir = fresh},
        {.process = bad, .data_dir = fresh},
        {.workdays = bad, .data_dir = fresh},
        {.content = bad, .data_dir = fresh},
    };
    for (guint i = 0; i < G_N_ELEMENTS(damaged); i++) {
        g_autofree char *said = refusal_of(rig, &damaged[i]);
        assert_non_null(strstr(said, "bad.json:3"));
        assert_false(g_file_test(fresh, G_FILE_TEST_EXISTS));
    }
}

static void a_missing_config_folder_is_named_with_what_to_do(void **state)
{
    HubRig *rig = *state;
    HubOptions options = {.config_dir = "/nowhere"};
    g_autofree char *said = refusal_of(rig, &options);
    assert_non_null(strstr(said, "/nowhere/catalogue/matters.json"));
    assert_non_null(strstr(said, "put the file there"));
}

static void a_changed_catalogue_under_an_old_version_is_refused(void **state)
{
    HubRig *rig = *state;
    g_autofree char *path = g_build_filename(rig->config_dir, "catalogue", "matters.json", NULL);
    g_autofree char *changed = g_build_filename(rig->data_dir, "changed.json", NULL);
    g_autofree char *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_autoptr(GString) more = g_string_new(text);
    g_string_append(more, "\n");
    assert_true(g_file_set_contents(changed, more->str, -1, NULL));
    hub_stop(rig->hub);
    HubOptions options = {.catalogue = changed, .data_dir = rig->data_dir};
    g_autofree char *said = refusal_of(rig, &options);
    assert_non_null(strstr(said, "give the changed catalogue a new version"));
}

static void a_register_with_an_error_is_named(void **state)
{
    HubRig *rig = *state;
    g_autofree char *bad = g_build_filename(rig->data_dir, "register.json", NULL);
    assert_true(g_file_set_contents(
        bad, "{\"schema\":\"kiosk.register/1\",\"people\":[{\"id_number\":\"12\",\"values\":{}}]}", -1,
        NULL));
    HubOptions options = {.register_file = bad};
    g_autofree char *said = refusal_of(rig, &options);
    assert_non_null(strstr(said, "people[0]: id_number"));
}

#define HUB_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HUB_TEST(slow_clients_hold_nobody_up),
        HUB_TEST(too_many_connections_are_turned_away_and_room_comes_back),
        HUB_TEST(a_body_that_breaks_off_changes_nothing),
        HUB_TEST(a_full_disk_is_said_and_the_case_is_taken_when_there_is_room),
        HUB_TEST(two_kiosks_at_once_keep_their_numbers_apart),
        HUB_TEST(a_damaged_file_is_named_and_no_data_folder_is_made_for_it),
        HUB_TEST(a_missing_config_folder_is_named_with_what_to_do),
        HUB_TEST(a_changed_catalogue_under_an_old_version_is_refused),
        HUB_TEST(a_register_with_an_error_is_named),
    };
    return cmocka_run_group_tests(tests, read_catalogue, drop_catalogue);
}

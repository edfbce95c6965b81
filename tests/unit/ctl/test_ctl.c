/* kioskctl as a whole: what is typed goes in, exit code and words come out. The other side is a control
 * server of this test (its answers as the hub gives them), a real kiosk-hald, or files. */
#include "tests/support/cmocka.h"
#include "tests/support/hald_rig.h"

#include <stdlib.h>
#include <string.h>
#include <glib/gstdio.h>
#include <unistd.h>
#include "kiosk/control/control.h"
#include "kiosk/ctl/ctl.h"
#include "kiosk/seal/seal.h"
#include "kiosk/store/audit.h"
#include "kiosk/store/store.h"

/* --- calling it -------------------------------------------------------------------------------------------
 */

typedef struct {
    CtlExit code;
    char *out, *err; /* of open_memstream() */
} Said;

static void said_clear(Said *said)
{
    free(said->out);
    free(said->err);
    *said = (Said){0};
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Said, said_clear)

static Said call_with_input(const char *input, const char *const *argv)
{
    Said said = {0};
    size_t out_len, err_len;
    FILE *in = fmemopen((char *)input, strlen(input) + 1, "r");
    FILE *out = open_memstream(&said.out, &out_len), *err = open_memstream(&said.err, &err_len);
    g_auto(GStrv) words = g_strdupv((char **)argv); /* main() owns its words, too */
    said.code = ctl_main((int)g_strv_length(words), words, in, out, err);
    fclose(in);
    fclose(out);
    fclose(err);
    return said;
}

/* call("hub", "cases", …) without the program's own name. */
#define call(...) call_with_input("", (const char *const[]){"kioskctl", __VA_ARGS__, NULL})

static void assert_says(const char *text, const char *expected)
{
    if (!strstr(text, expected))
        fail_msg("expected \"%s\" in \"%s\"", expected, text);
}

/* --- wrong calls ------------------------------------------------------------------------------ */

static void wrong_calls_end_with_two_and_say_why(void **state)
{
    const struct {
        const char *words[8];
        const char *says;
    } rows[] = {
        {{"kioskctl"}, "what shall be done?"},
        {{"kioskctl", "dance"}, "there is no verb \"dance\""},
        {{"kioskctl", "hub", "dance"}, "there is no verb \"hub dance\""},
        {{"kioskctl", "hub", "show"}, "it is called: kioskctl hub show CASE"},
        {{"kioskctl", "hub", "kiosks", "QC-01"}, "it is called: kioskctl hub kiosks"},
        {{"kioskctl", "hub", "cases", "--role", "x"}, "--role means nothing to \"hub cases\""},
        {{"kioskctl", "devices", "--nothing"}, "Unknown option --nothing"},
        {{"kioskctl", "devices", "--timeout", "0"}, "--timeout is 1 to 600 seconds"},
        {{"kioskctl", "hub", "move", "YS330108001005-20261123-000175", "preaccept"}, "Add --role"},
        {{"kioskctl", "hub", "show", "YS330108001005-20261123-000176"}, "one of them is mistyped"},
        {{"kioskctl", "hub", "enrol", "kiosk one"}, "kiosk number:"},
        {{"kioskctl", "hub", "ask", "verb"}, "must be a JSON object"},
        {{"kioskctl", "kiosk", "ask", "[1]"}, "must be a JSON object"},
        {{"kioskctl", "config", "check", "desk", "x.ini"}, "kioskctl config check [kiosk|hub] FILE"},
        {{"kioskctl", "config", "check", "/nowhere/kiosk.ini"}, "/nowhere/kiosk.ini: cannot be opened"},
        {{"kioskctl", "catalogue", "check", "/nowhere/c.json"}, "/nowhere/c.json: cannot be opened"},
        {{"kioskctl", "store", "verify", "/nowhere/store.db"}, "/nowhere/store.db: cannot be opened"},
        {{"kioskctl", "staff", "add", "007", "device_ops", "04a1b2c3"},
         "the PIN is read from standard input"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(Said) said = call_with_input("", rows[i].words);
        assert_says(said.err, rows[i].says);
        assert_int_equal(said.code, CTL_USAGE);
        assert_string_equal(said.out, "");
    }
}

static void help_names_every_verb_and_one_verb_its_arguments(void **state)
{
    g_auto(Said) all = call("--help");
    assert_int_equal(all.code, CTL_OK);
    for (const CtlVerb *verb = ctl_verbs; verb->verb; verb++)
        assert_says(all.out, verb->verb);
    g_auto(Said) one = call("hub", "move", "--help");
    assert_says(one.out, "hub move CASE EVENT");
    assert_null(strstr(one.out, "hub cases"));
    g_auto(Said) version = call("--version");
    assert_says(version.out, KIOSK_VERSION);
}

static void nobody_on_the_other_side_is_three(void **state)
{
    g_auto(Said) hub = call("--socket", "/nowhere/hub.sock", "hub", "status");
    g_auto(Said) kiosk = call("kiosk", "status", "--socket", "/nowhere/kiosk.sock");
    g_auto(Said) hald = call("devices", "--socket", "/nowhere/hal.sock", "--timeout", "1");
    assert_int_equal(hub.code, CTL_UNREACHABLE);
    assert_int_equal(kiosk.code, CTL_UNREACHABLE);
    assert_int_equal(hald.code, CTL_UNREACHABLE);
    assert_says(hub.err, "/nowhere/hub.sock");
}

/* --- a hub and a kiosk that answer ------------------------------------------------------------ */

typedef struct {
    char *folder, *path;
    GMainContext *context;
    GMainLoop *loop;
    GThread *thread;
    GMutex lock;
    char *heard; /* the last request, under the lock */
} Desk;

static void answer(ControlCall *call, const json_t *request, gpointer data)
{
    Desk *desk = data;
    const char *verb = json_string_value(json_object_get(request, "verb"));
    g_mutex_lock(&desk->lock);
    char *text = json_dumps(request, JSON_COMPACT | JSON_SORT_KEYS);
    g_free(desk->heard);
    desk->heard = g_strdup(text);
    free(text);
    g_mutex_unlock(&desk->lock);
    if (strcmp(verb, "cases") == 0)
        control_call_reply(call, json_loads("{\"cases\":[{\"case_no\":\"YS330108001005-20261123-000175\","
                                            "\"matter\":\"高龄津贴\",\"state\":\"submitted\",\"pct\":10,"
                                            "\"level\":\"community\",\"submitted_at\":\"2026-11-23T10:00\","
                                            "\"due\":\"2026-12-04\"}]}",
                                            0, NULL));
    else if (strcmp(verb, "case") == 0)
        control_call_reply(call,
                           json_loads("{\"case\":{\"case_no\":\"X\",\"name\":\"李*示\\u001b[2J\",\"choices\":"
                                      "[{\"event\":\"preaccept\",\"role\":\"community_worker\",\"to\":"
                                      "\"preaccepted\"}],\"history\":[]}}",
                                      0, NULL));
    else if (strcmp(verb, "verify") == 0)
        control_call_reply(call, json_pack("{s:b, s:i}", "whole", 0, "broken_seq", 7));
    else if (strcmp(verb, "move") == 0)
        control_call_fail(call, "send_back needs a reason");
    else
        control_call_reply(call, json_pack("{s:s, s:[]}", "code", "ABCD-1234", "kiosks"));
}

static const ControlVerb desk_verbs[] = {
    {"status", answer, ""}, {"cases", answer, ""},     {"case", answer, ""},
    {"move", answer, ""},   {"kiosks", answer, ""},    {"enrol", answer, ""},
    {"verify", answer, ""}, {"staff.add", answer, ""}, {NULL},
};

static gpointer desk_thread(gpointer data)
{
    Desk *desk = data;
    g_main_context_push_thread_default(desk->context);
    ControlServer *server = control_server_new(desk->path, NULL);
    control_server_add(server, desk_verbs, desk);
    g_main_loop_run(desk->loop);
    control_server_free(server);
    g_main_context_pop_thread_default(desk->context);
    return NULL;
}

static int set_up_desk(void **state)
{
    Desk *desk = g_new0(Desk, 1);
    desk->folder = g_dir_make_tmp("ctl-XXXXXX", NULL);
    desk->path = g_build_filename(desk->folder, "desk.sock", NULL);
    desk->context = g_main_context_new();
    desk->loop = g_main_loop_new(desk->context, FALSE);
    g_mutex_init(&desk->lock);
    desk->thread = g_thread_new("desk", desk_thread, desk);
    /* the thread listens in a moment */
    gint64 end = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
    while (access(desk->path, F_OK) != 0 && g_get_monotonic_time() < end)
        g_usleep(1000);
    *state = desk;
    return 0;
}

static gboolean quit(gpointer loop)
{
    g_main_loop_quit(loop);
    return G_SOURCE_REMOVE;
}

static int tear_down_desk(void **state)
{
    Desk *desk = *state;
    GSource *source = g_idle_source_new();
    g_source_set_callback(source, quit, desk->loop, NULL);
    g_source_attach(source, desk->context);
    g_source_unref(source);
    g_thread_join(desk->thread);
    g_main_loop_unref(desk->loop);
    g_main_context_unref(desk->context);
    g_mutex_clear(&desk->lock);
    g_rmdir(desk->folder);
    g_free(desk->folder);
    g_free(desk->path);
    g_free(desk->heard);
    g_free(desk);
    return 0;
}

static void assert_heard(Desk *desk, const char *expected)
{
    g_mutex_lock(&desk->lock);
    assert_string_equal(desk->heard, expected);
    g_mutex_unlock(&desk->lock);
}

static void cases_are_a_table_for_people_and_a_line_for_programs(void **state)
{
    Desk *desk = *state;
    g_auto(Said) table = call("hub", "cases", "--socket", desk->path, "--state", "submitted", "--limit", "5");
    assert_int_equal(table.code, CTL_OK);
    assert_heard(desk, "{\"limit\":5,\"state\":\"submitted\",\"verb\":\"cases\"}");
    assert_says(table.out, "CASE                            MATTER    STATE");
    assert_says(table.out, "YS330108001005-20261123-000175  高龄津贴  submitted  10");
    g_auto(Said) json = call("--socket", desk->path, "--json", "hub", "cases");
    json_t *reply = json_loads(json.out, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(reply, "cases")), 1);
    assert_ptr_equal(strchr(json.out, '\n'), json.out + strlen(json.out) - 1); /* one line */
    json_decref(reply);
}

static void what_another_program_sends_cannot_steer_the_terminal(void **state)
{
    Desk *desk = *state;
    g_auto(Said) said = call("hub", "show", "YS330108001005-20261123-000175", "--socket", desk->path);
    assert_int_equal(said.code, CTL_OK);
    assert_says(said.out, "name: 李*示 [2J");
    assert_null(strchr(said.out, '\x1b'));
    assert_says(said.out, "preaccept     community_worker  preaccepted");
}

static void a_refused_move_is_one_and_says_the_hubs_words(void **state)
{
    Desk *desk = *state;
    g_auto(Said) said =
        call("hub", "move", "YS330108001005-20261123-000175", "send_back", "--role", "district_officer",
             "--reason", "材料不清", "--staff", "007", "--socket", desk->path);
    assert_int_equal(said.code, CTL_REFUSED);
    assert_says(said.err, "send_back needs a reason");
    assert_heard(
        desk,
        "{\"case_no\":\"YS330108001005-20261123-000175\",\"event\":\"send_back\",\"reason\":\"材料不清\","
        "\"role\":\"district_officer\",\"staff_no\":\"007\",\"verb\":\"move\"}");
}

static void a_broken_trace_is_one(void **state)
{
    Desk *desk = *state;
    g_auto(Said) said = call("hub", "verify", "--socket", desk->path);
    assert_int_equal(said.code, CTL_REFUSED);
    assert_says(said.out, "whole: no");
}

static void enrolling_gives_the_code(void **state)
{
    Desk *desk = *state;
    g_auto(Said) said = call("hub", "enrol", "QC-01", "--json", "--socket", desk->path);
    assert_int_equal(said.code, CTL_OK);
    assert_says(said.out, "\"code\":\"ABCD-1234\"");
    assert_heard(desk, "{\"kiosk_no\":\"QC-01\",\"verb\":\"enrol\"}");
}

static void a_pin_comes_on_standard_input_only(void **state)
{
    Desk *desk = *state;
    const char *argv[] = {"kioskctl", "staff",    "add",      "007", "device_ops",
                          "04a1b2c3", "--socket", desk->path, NULL};
    g_auto(Said) said = call_with_input("482916\r\n", argv);
    assert_int_equal(said.code, CTL_OK);
    assert_heard(desk,
                 "{\"pin\":\"482916\",\"role\":\"device_ops\",\"serial\":\"04a1b2c3\",\"staff_no\":\"007\","
                 "\"verb\":\"staff.add\"}");
    assert_null(strstr(said.out, "482916"));
    assert_null(strstr(said.err, "482916"));
}

static void any_request_can_be_asked(void **state)
{
    Desk *desk = *state;
    g_auto(Said) said = call("kiosk", "ask", "{\"verb\":\"status\",\"deep\":true}", "--socket", desk->path);
    assert_int_equal(said.code, CTL_OK);
    assert_heard(desk, "{\"deep\":true,\"verb\":\"status\"}");
    g_auto(Said) unknown = call("kiosk", "ask", "{\"verb\":\"fly\"}", "--socket", desk->path);
    assert_int_equal(unknown.code, CTL_REFUSED);
}

/* --- files ------------------------------------------------------------------------------------ */

static char *shipped(const char *name)
{
    return g_build_filename(g_getenv("KIOSK_ROOT"), "config", name, NULL);
}

static void every_shipped_file_is_right(void **state)
{
    static const char *const names[] = {"catalogue/matters.json", "catalogue/process.json",
                                        "catalogue/workdays.json", "catalogue/situations.json",
                                        "content/content.json"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = shipped(names[i]);
        g_auto(Said) said = call("catalogue", "check", path);
        assert_int_equal(said.code, CTL_OK);
        assert_says(said.out, "nothing wrong");
    }
    g_autofree char *kiosk = shipped("kiosk.ini"), *hub = shipped("hub.ini");
    g_auto(Said) first = call("config", "check", kiosk), second = call("config", "check", hub);
    assert_int_equal(first.code, CTL_OK);
    assert_int_equal(second.code, CTL_OK);
    assert_says(second.out, "settings of the hub");
}

static char *write_file(const char *text)
{
    g_autofree char *folder = g_dir_make_tmp("ctl-XXXXXX", NULL);
    char *path = g_build_filename(folder, "given", NULL);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static void remove_file(char *path)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_unlink(path);
    g_rmdir(folder);
    g_free(path);
}

static void wrong_files_are_one_and_every_mistake_is_told(void **state)
{
    char *ini = write_file("[time]\nidle_s = soon\nfoo = 1\n");
    g_auto(Said) said = call("config", "check", "kiosk", ini);
    assert_int_equal(said.code, CTL_REFUSED);
    assert_says(said.err, ":2: [time] idle_s:");
    assert_says(said.err, ":3: [time] foo:");
    g_auto(Said) json = call("config", "check", ini, "--json");
    json_t *reply = json_loads(json.out, 0, NULL);
    assert_true(json_is_false(json_object_get(reply, "ok")));
    assert_int_equal(json_array_size(json_object_get(reply, "problems")), 2);
    json_decref(reply);
    remove_file(ini);

    char *catalogue = write_file("{\"schema\": \"nothing we know\"}");
    g_auto(Said) third = call("catalogue", "check", catalogue);
    assert_int_equal(third.code, CTL_REFUSED);
    assert_string_not_equal(third.err, "");
    remove_file(catalogue);
}

static void the_settings_are_printed_as_they_are_shipped(void **state)
{
    g_autofree char *path = shipped("kiosk.ini"), *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(Said) said = call("config", "kiosk");
    assert_string_equal(said.out, text);
    g_auto(Said) json = call("config", "hub", "--json");
    json_t *reply = json_loads(json.out, 0, NULL);
    assert_true(json_array_size(json_object_get(reply, "settings")) > 5);
    json_decref(reply);
}

/* --- the store -------------------------------------------------------------------------------- */

static char *make_store(const char *folder)
{
    g_autoptr(GError) error = NULL;
    char *path = g_build_filename(folder, "kiosk.db", NULL);
    Store *store = store_open(path, &error);
    assert_null(error);
    for (int i = 0; i < 5; i++) {
        StoreAudit event = {
            .ts_ms = 1795400000000 + i, .actor_type = "kiosk", .event = "kiosk.start", .result = "ok"};
        assert_true(store_audit_append(store, &event, NULL, &error));
    }
    g_autofree char *chain = g_build_filename(folder, "chain.jsonl", NULL);
    assert_true(store_audit_export(store, chain, 1, 0, &error));
    store_close(store);
    return path;
}

static void remove_folder(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_unlink(path);
    }
    g_rmdir(folder);
}

static void a_store_and_its_exported_chain_are_verified(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("ctl-XXXXXX", NULL);
    g_autofree char *path = make_store(folder), *chain = g_build_filename(folder, "chain.jsonl", NULL);
    g_auto(Said) whole = call("store", "verify", path);
    assert_says(whole.out, "whole");
    assert_int_equal(whole.code, CTL_OK);
    g_auto(Said) exported = call("store", "verify", chain, "--json");
    assert_int_equal(exported.code, CTL_OK);
    json_t *reply = json_loads(exported.out, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(reply, "records")), 5);
    json_decref(reply);
    remove_folder(folder);
}

static void a_changed_record_is_found(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("ctl-XXXXXX", NULL), *text = NULL;
    g_autofree char *path = make_store(folder), *chain = g_build_filename(folder, "chain.jsonl", NULL);
    assert_true(g_file_get_contents(chain, &text, NULL, NULL));
    char *third = strstr(strstr(strchr(strchr(text, '\n') + 1, '\n'), "kiosk.start"), "start");
    memcpy(third, "sTart", 5);
    assert_true(g_file_set_contents(chain, text, -1, NULL));
    g_auto(Said) said = call("store", "verify", chain);
    assert_int_equal(said.code, CTL_REFUSED);
    assert_says(said.out, "NOT WHOLE");
    assert_says(said.out, "broken at record 3");
    remove_folder(folder);
}

/* --- devices, with a real kiosk-hald ---------------------------------------------------------- */

static const char two_devices[] = "[reader0]\nclass = reader\ndriver = sim\ncards = @CARDS@\n"
                                  "[printer0]\nclass = printer\ndriver = sim\nfolder = @DIR@\npaper = 50\n";

static void devices_are_listed_steered_and_tested(void **state)
{
    HaldRig *rig = hald_rig_new(two_devices, NULL);
    const char *socket = hald_rig_socket(rig);
    g_auto(Said) list = call("devices", "--socket", socket);
    assert_int_equal(list.code, CTL_OK);
    assert_says(list.out, "reader0");
    assert_says(list.out, "printer");

    g_auto(Said) words = call("sim", "printer0", "PAPER", "0", "--socket", socket);
    assert_int_equal(words.code, CTL_OK);
    hald_rig_expect_state(rig, "printer0", HAL_USER_ERROR, 3000);
    g_auto(Said) after = call("devices", "printer0", "--json", "--socket", socket);
    assert_says(after.out, "\"user_error\"");
    assert_null(strstr(after.out, "reader0"));

    g_auto(Said) tested = call("hal", "test", "reader0", "--socket", socket);
    assert_int_equal(tested.code, CTL_OK);
    g_auto(Said) trace = call("hal", "trace", "reader0", "--socket", socket);
    assert_int_equal(trace.code, CTL_OK);
    assert_string_not_equal(trace.out, "");

    g_auto(Said) nonsense = call("sim", "printer0", "FLY", "--socket", socket);
    assert_int_equal(nonsense.code, CTL_REFUSED);
    g_auto(Said) unknown = call("devices", "scanner7", "--socket", socket);
    assert_int_equal(unknown.code, CTL_REFUSED);
    hald_rig_free(rig);
}

int main(void)
{
    seal_init();
#define AT_DESK(test) cmocka_unit_test_setup_teardown(test, set_up_desk, tear_down_desk)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_calls_end_with_two_and_say_why),
        cmocka_unit_test(help_names_every_verb_and_one_verb_its_arguments),
        cmocka_unit_test(nobody_on_the_other_side_is_three),
        AT_DESK(cases_are_a_table_for_people_and_a_line_for_programs),
        AT_DESK(what_another_program_sends_cannot_steer_the_terminal),
        AT_DESK(a_refused_move_is_one_and_says_the_hubs_words),
        AT_DESK(a_broken_trace_is_one),
        AT_DESK(enrolling_gives_the_code),
        AT_DESK(a_pin_comes_on_standard_input_only),
        AT_DESK(any_request_can_be_asked),
        cmocka_unit_test(every_shipped_file_is_right),
        cmocka_unit_test(wrong_files_are_one_and_every_mistake_is_told),
        cmocka_unit_test(the_settings_are_printed_as_they_are_shipped),
        cmocka_unit_test(a_store_and_its_exported_chain_are_verified),
        cmocka_unit_test(a_changed_record_is_found),
        cmocka_unit_test(devices_are_listed_steered_and_tested),
    };
    return cmocka_run_group_tests_name("ctl", tests, NULL, NULL);
}

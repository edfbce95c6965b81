/* The client against a server of our own that says exactly what the case needs. */
#include "tests/support/cmocka.h"

#include "hal/client.h"
#include "hal/proto/link.h"
#include "hal/reader.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define WAIT_MS 3000

typedef struct {
    char *folder;
    char *path;
    int listener;
    int peer; /* the accepted end, -1 */
    HalClient *client;
    guint connections, losses, completions, cards, removals;
    HalCode code;
    HalState state;
} Stage;

static void on_connection(HalClient *client, gboolean connected, gpointer data)
{
    Stage *stage = data;
    if (connected)
        stage->connections++;
    else
        stage->losses++;
}

static void on_device(HalClient *client, const HalDevice *device, gpointer data)
{
    ((Stage *)data)->state = device->state;
}

static void on_completion(HalClient *client, guint64 id, const HalCompletion *completion, gpointer data)
{
    Stage *stage = data;
    stage->completions++;
    stage->code = completion->code;
}

static void on_event(HalClient *client, guint64 id, const char *name, const json_t *data, gpointer user)
{
    Stage *stage = user;
    stage->cards += g_str_equal(name, HAL_READER_CARD);
    stage->removals += g_str_equal(name, HAL_READER_CARD_REMOVED);
}

static gboolean on_over(gpointer data)
{
    *(gboolean *)data = TRUE;
    return G_SOURCE_REMOVE;
}

/* Runs the loop until *counter reaches wanted. */
static void wait_for(const guint *counter, guint wanted)
{
    gboolean over = FALSE;
    guint timer = g_timeout_add(WAIT_MS, on_over, &over);
    while (*counter < wanted && !over)
        g_main_context_iteration(NULL, TRUE);
    if (!over)
        g_source_remove(timer);
    assert_int_equal(*counter, wanted);
}

static void listen_again(Stage *stage)
{
    stage->listener = link_listen(stage->path, 0600, NULL);
    assert_true(stage->listener >= 0);
}

static void say(Stage *stage, Message message)
{
    assert_true(link_send(stage->peer, &message, -1, NULL));
}

/* The next message of the client, which must be of this type; its id. */
static guint64 hear(Stage *stage, MessageType type)
{
    gint64 until = g_get_monotonic_time() + WAIT_MS * 1000;
    while (g_get_monotonic_time() < until) {
        g_auto(Message) message = {0};
        int fd;
        g_main_context_iteration(NULL, FALSE);
        if (link_receive(stage->peer, &message, &fd, NULL)) {
            assert_string_equal(message_type_name(message.type), message_type_name(type));
            return message.id;
        }
        g_usleep(1000);
    }
    fail_msg("the client did not send %s", message_type_name(type));
    return 0;
}

static void meet(Stage *stage)
{
    gint64 until = g_get_monotonic_time() + WAIT_MS * 1000;
    do {
        g_main_context_iteration(NULL, FALSE);
        stage->peer = accept4(stage->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    } while (stage->peer < 0 && g_get_monotonic_time() < until);
    assert_true(stage->peer >= 0);
    hear(stage, MESSAGE_HELLO);
}

static void welcome(Stage *stage)
{
    json_auto_t *data = json_object();
    guint before = stage->connections;
    say(stage, (Message){.type = MESSAGE_WELCOME, .data = data});
    wait_for(&stage->connections, before + 1);
}

static void show_reader(Stage *stage, HalState state)
{
    json_auto_t *data = json_pack("{s:s, s:s, s:{}, s:{s:i}}", "class", "reader", "driver", "sim",
                                  "capabilities", "status", "n", 1);
    stage->state = HAL_STARTING;
    say(stage, (Message){.type = MESSAGE_DEVICE,
                         .device = (char *)"reader0",
                         .state = state,
                         .remedy = HAL_REMEDY_NONE,
                         .text = (char *)"",
                         .data = data});
    gint64 until = g_get_monotonic_time() + WAIT_MS * 1000;
    while (stage->state != state && g_get_monotonic_time() < until)
        g_main_context_iteration(NULL, FALSE);
    assert_int_equal(stage->state, state);
}

static int start(void **state)
{
    Stage *stage = g_new0(Stage, 1);
    HalClientHandlers handlers = {on_connection, on_device};
    stage->folder = g_dir_make_tmp("client-XXXXXX", NULL);
    stage->path = g_build_filename(stage->folder, "hal.sock", NULL);
    stage->peer = stage->listener = -1;
    stage->client = hal_client_new(stage->path, "test", HAL_ROLE_SCREEN, &handlers, stage);
    *state = stage;
    return 0;
}

static void hang_up(Stage *stage)
{
    if (stage->peer >= 0)
        close(stage->peer);
    stage->peer = -1;
}

static int stop(void **state)
{
    Stage *stage = *state;
    hal_client_free(stage->client);
    hang_up(stage);
    if (stage->listener >= 0)
        close(stage->listener);
    g_unlink(stage->path);
    g_rmdir(stage->folder);
    g_free(stage->path);
    g_free(stage->folder);
    g_free(stage);
    return 0;
}

static void without_hald_a_command_completes_as_not_ready_from_the_loop(void **state)
{
    Stage *stage = *state;
    guint64 id =
        hal_client_command(stage->client, "reader0", "wait", NULL, -1, 0, NULL, on_completion, stage);
    assert_int_not_equal(id, 0);
    assert_int_equal(stage->completions, 0);
    wait_for(&stage->completions, 1);
    assert_int_equal(stage->code, HAL_NOT_READY);
}

static void it_connects_as_soon_as_hald_is_there(void **state)
{
    Stage *stage = *state;
    for (guint i = 0; i < 20; i++) {
        g_main_context_iteration(NULL, FALSE);
        g_usleep(5000);
    }
    listen_again(stage);
    meet(stage);
    welcome(stage);
    assert_true(hal_client_is_connected(stage->client));
}

static void after_a_loss_devices_are_offline_and_commands_complete_as_unknown(void **state)
{
    Stage *stage = *state;
    listen_again(stage);
    meet(stage);
    welcome(stage);
    show_reader(stage, HAL_ONLINE);
    hal_client_command(stage->client, "reader0", "self_test", NULL, -1, 0, NULL, on_completion, stage);
    hear(stage, MESSAGE_COMMAND);
    hang_up(stage);
    wait_for(&stage->losses, 1);
    assert_int_equal(stage->completions, 1);
    assert_int_equal(stage->code, HAL_DEVICE_ERROR);
    const HalDevice *device = hal_client_first(stage->client, HAL_CLASS_READER);
    assert_int_equal(device->state, HAL_OFFLINE);
    assert_int_equal(json_object_size(device->status), 0);
    meet(stage);
    welcome(stage);
    show_reader(stage, HAL_ONLINE);
    assert_int_equal(hal_client_device(stage->client, "reader0")->state, HAL_ONLINE);
}

static void a_refused_role_is_asked_for_again(void **state)
{
    Stage *stage = *state;
    listen_again(stage);
    meet(stage);
    say(stage, (Message){.type = MESSAGE_COMPLETION, .id = 0, .code = HAL_REFUSED, .text = (char *)"held"});
    int first = stage->peer;
    meet(stage);
    close(first);
    welcome(stage);
}

static void a_listened_reader_is_armed_and_armed_again(void **state)
{
    Stage *stage = *state;
    listen_again(stage);
    meet(stage);
    welcome(stage);
    hal_client_listen(stage->client, "reader0", on_event, stage);
    show_reader(stage, HAL_ONLINE);
    guint64 first = hear(stage, MESSAGE_COMMAND);
    say(stage, (Message){.type = MESSAGE_EVENT, .id = first, .name = (char *)HAL_READER_CARD});
    wait_for(&stage->cards, 1);
    say(stage, (Message){.type = MESSAGE_COMPLETION, .id = first, .code = HAL_DEVICE_ERROR});
    wait_for(&stage->removals, 1);
    guint64 second = hear(stage, MESSAGE_COMMAND);
    assert_int_not_equal(second, first);
}

static void a_reader_that_is_away_is_armed_when_it_returns(void **state)
{
    Stage *stage = *state;
    listen_again(stage);
    meet(stage);
    welcome(stage);
    hal_client_listen(stage->client, "reader0", on_event, stage);
    show_reader(stage, HAL_NO_DEVICE);
    show_reader(stage, HAL_ONLINE);
    hear(stage, MESSAGE_COMMAND);
}

static void a_card_that_lay_there_when_hald_went_is_said_gone(void **state)
{
    Stage *stage = *state;
    listen_again(stage);
    meet(stage);
    welcome(stage);
    hal_client_listen(stage->client, "reader0", on_event, stage);
    show_reader(stage, HAL_ONLINE);
    guint64 id = hear(stage, MESSAGE_COMMAND);
    say(stage, (Message){.type = MESSAGE_EVENT, .id = id, .name = (char *)HAL_READER_CARD});
    wait_for(&stage->cards, 1);
    hang_up(stage);
    wait_for(&stage->removals, 1);
}

static void a_listening_that_was_stopped_is_cancelled(void **state)
{
    Stage *stage = *state;
    listen_again(stage);
    meet(stage);
    welcome(stage);
    hal_client_listen(stage->client, "reader0", on_event, stage);
    show_reader(stage, HAL_ONLINE);
    guint64 id = hear(stage, MESSAGE_COMMAND);
    hal_client_listen_stop(stage->client, "reader0");
    assert_int_equal(hear(stage, MESSAGE_CANCEL), id);
}

static void the_blocking_helpers_say_when_nobody_is_there(void **state)
{
    Stage *stage = *state;
    g_autoptr(GError) error = NULL;
    assert_null(hal_sync_devices(stage->path, 200, &error));
    assert_true(g_error_matches(error, HAL_CLIENT_ERROR, HAL_CLIENT_ERROR_CONNECT));
}

int main(void)
{
#define STAGED(f) cmocka_unit_test_setup_teardown(f, start, stop)
    const struct CMUnitTest tests[] = {
        STAGED(without_hald_a_command_completes_as_not_ready_from_the_loop),
        STAGED(it_connects_as_soon_as_hald_is_there),
        STAGED(after_a_loss_devices_are_offline_and_commands_complete_as_unknown),
        STAGED(a_refused_role_is_asked_for_again),
        STAGED(a_listened_reader_is_armed_and_armed_again),
        STAGED(a_reader_that_is_away_is_armed_when_it_returns),
        STAGED(a_card_that_lay_there_when_hald_went_is_said_gone),
        STAGED(a_listening_that_was_stopped_is_cancelled),
        STAGED(the_blocking_helpers_say_when_nobody_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

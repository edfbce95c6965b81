#include "tests/support/cmocka.h"

#include "hal/proto/link.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    int ends[2];
} Pair;

static int open_pair(void **state)
{
    Pair *pair = g_new0(Pair, 1);
    *state = pair;
    return link_pair(pair->ends, NULL) ? 0 : -1;
}

static int close_pair(void **state)
{
    Pair *pair = *state;
    for (guint i = 0; i < 2; i++) {
        if (pair->ends[i] >= 0)
            close(pair->ends[i]);
    }
    g_free(pair);
    return 0;
}

static void a_message_arrives_with_its_descriptor(void **state)
{
    Pair *pair = *state;
    g_auto(Message) got = {0};
    int rider = -1, sent = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_true(link_send(pair->ends[0], &(Message){.type = MESSAGE_PING}, sent, NULL));
    assert_true(link_receive(pair->ends[1], &got, &rider, NULL));
    assert_int_equal(got.type, MESSAGE_PING);
    struct stat here, there;
    assert_int_equal(fstat(sent, &here), 0);
    assert_int_equal(fstat(rider, &there), 0);
    assert_true(here.st_rdev == there.st_rdev);
    assert_int_not_equal(rider, sent);
    close(rider);
    close(sent);
}

static void an_empty_link_says_again(void **state)
{
    Pair *pair = *state;
    g_auto(Message) got = {0};
    g_autoptr(GError) error = NULL;
    int rider;
    assert_false(link_receive(pair->ends[0], &got, &rider, &error));
    assert_true(g_error_matches(error, LINK_ERROR, LINK_ERROR_AGAIN));
    assert_int_equal(rider, -1);
}

static void a_closed_link_says_closed_after_the_last_message(void **state)
{
    Pair *pair = *state;
    g_auto(Message) got = {0};
    g_autoptr(GError) error = NULL;
    int rider;
    assert_true(link_send(pair->ends[0], &(Message){.type = MESSAGE_PONG}, -1, NULL));
    close(pair->ends[0]);
    pair->ends[0] = -1;
    assert_true(link_receive(pair->ends[1], &got, &rider, NULL));
    assert_false(link_receive(pair->ends[1], &got, &rider, &error));
    assert_true(g_error_matches(error, LINK_ERROR, LINK_ERROR_CLOSED));
}

static void a_full_link_says_again_instead_of_waiting(void **state)
{
    Pair *pair = *state;
    g_autoptr(GError) error = NULL;
    guint sent = 0;
    while (sent < 100000 && link_send(pair->ends[0], &(Message){.type = MESSAGE_PING}, -1, &error))
        sent++;
    assert_true(sent > 0);
    assert_true(g_error_matches(error, LINK_ERROR, LINK_ERROR_AGAIN));
}

static void a_packet_that_is_no_message_is_dropped_and_the_next_is_read(void **state)
{
    Pair *pair = *state;
    g_auto(Message) got = {0};
    g_autoptr(GError) error = NULL;
    int rider;
    assert_int_equal(send(pair->ends[0], "noise", 5, 0), 5);
    assert_true(link_send(pair->ends[0], &(Message){.type = MESSAGE_PONG}, -1, NULL));
    assert_false(link_receive(pair->ends[1], &got, &rider, &error));
    assert_true(g_error_matches(error, LINK_ERROR, LINK_ERROR_BAD));
    assert_true(link_receive(pair->ends[1], &got, &rider, NULL));
    assert_int_equal(got.type, MESSAGE_PONG);
}

static void the_socket_of_a_dead_program_is_replaced_that_of_a_living_one_is_not(void **state)
{
    g_autofree char *folder = g_dir_make_tmp("link-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "s", NULL);
    g_autoptr(GError) error = NULL;
    int first = link_listen(path, 0600, NULL);
    assert_true(first >= 0);
    assert_int_equal(link_listen(path, 0600, &error), -1);
    assert_true(g_error_matches(error, LINK_ERROR, LINK_ERROR_PATH));
    close(first);
    int second = link_listen(path, 0600, NULL);
    assert_true(second >= 0);
    close(second);
    g_unlink(path);
    g_rmdir(folder);
}

static void a_path_too_long_for_a_socket_is_said(void **state)
{
    g_autofree char *path = g_strnfill(200, 'a');
    g_autoptr(GError) error = NULL;
    assert_int_equal(link_connect(path, &error), -1);
    assert_true(g_error_matches(error, LINK_ERROR, LINK_ERROR_PATH));
}

int main(void)
{
#define WITH_PAIR(f) cmocka_unit_test_setup_teardown(f, open_pair, close_pair)
    const struct CMUnitTest tests[] = {
        WITH_PAIR(a_message_arrives_with_its_descriptor),
        WITH_PAIR(an_empty_link_says_again),
        WITH_PAIR(a_closed_link_says_closed_after_the_last_message),
        WITH_PAIR(a_full_link_says_again_instead_of_waiting),
        WITH_PAIR(a_packet_that_is_no_message_is_dropped_and_the_next_is_read),
        cmocka_unit_test(the_socket_of_a_dead_program_is_replaced_that_of_a_living_one_is_not),
        cmocka_unit_test(a_path_too_long_for_a_socket_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

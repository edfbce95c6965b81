/* Key files: made once, refused when damaged, never overwritten. */
#include "tests/support/cmocka.h"
#include "kiosk/seal/keyfile.h"
#include "kiosk/seal/sign.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    char *folder, *path;
} Fixture;

static int setup(void **state)
{
    seal_init();
    Fixture *f = g_new0(Fixture, 1);
    f->folder = g_dir_make_tmp("keyfile.XXXXXX", NULL);
    f->path = g_build_filename(f->folder, "hub.key", NULL);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    Fixture *f = *state;
    g_unlink(f->path);
    int rc = g_rmdir(f->folder); /* fails when a temporary file was left behind */
    g_free(f->folder);
    g_free(f->path);
    g_free(f);
    return rc;
}

static void a_key_is_created_once_and_is_the_same_afterwards(void **state)
{
    Fixture *f = *state;
    g_autoptr(SealPair) first = seal_keyfile_box(f->path, TRUE, NULL);
    g_autoptr(SealPair) second = seal_keyfile_box(f->path, TRUE, NULL);
    assert_memory_equal(first->public_key, second->public_key, SEAL_KEY_BYTES);

    g_autoptr(GBytes) sealed = seal_box(first->public_key, "x", 1, NULL);
    g_autoptr(SealBuffer) opened =
        seal_box_open(second, g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed), NULL);
    assert_non_null(opened);
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
}

static void without_leave_to_create_a_missing_key_is_said_so(void **state)
{
    Fixture *f = *state;
    g_autoptr(GError) error = NULL;
    assert_null(seal_keyfile_box(f->path, FALSE, &error));
    assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_FILE));
    assert_non_null(strstr(error->message, f->path));
    assert_int_not_equal(access(f->path, F_OK), 0);
}

static void each_damaged_byte_is_seen_and_the_file_is_left_as_it_is(void **state)
{
    Fixture *f = *state;
    seal_pair_free(seal_keyfile_sign(f->path, TRUE, NULL));
    g_autofree char *good = NULL;
    gsize len;
    assert_true(g_file_get_contents(f->path, &good, &len, NULL));

    for (gsize i = 0; i < len; i++) {
        g_autofree char *bad = g_memdup2(good, len);
        bad[i] ^= 1;
        assert_true(
            g_file_set_contents_full(f->path, bad, (gssize)len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        g_autoptr(GError) error = NULL;
        assert_null(seal_keyfile_sign(f->path, TRUE, &error));
        assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_DAMAGED));
        assert_non_null(strstr(error->message, "backup"));
        g_autofree char *after = NULL;
        assert_true(g_file_get_contents(f->path, &after, NULL, NULL));
        assert_memory_equal(after, bad, len);
    }
}

static void a_cut_or_empty_or_endless_file_is_refused(void **state)
{
    Fixture *f = *state;
    g_autofree char *endless = g_strnfill(5000, 'A');
    const char *contents[] = {"", "kiosk-key 1\nkind: secret\n", endless};
    for (gsize i = 0; i < G_N_ELEMENTS(contents); i++) {
        assert_true(g_file_set_contents_full(f->path, contents[i], -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
        g_autoptr(GError) error = NULL;
        assert_null(seal_keyfile_secret(f->path, TRUE, &error));
        assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_DAMAGED));
    }
}

static void a_key_open_to_others_is_refused(void **state)
{
    Fixture *f = *state;
    seal_buffer_free(seal_keyfile_secret(f->path, TRUE, NULL));
    assert_int_equal(g_chmod(f->path, 0640), 0);
    g_autoptr(GError) error = NULL;
    assert_null(seal_keyfile_secret(f->path, TRUE, &error));
    assert_non_null(strstr(error->message, "0640"));
}

static void a_key_of_another_kind_is_refused_by_name(void **state)
{
    Fixture *f = *state;
    seal_pair_free(seal_keyfile_box(f->path, TRUE, NULL));
    g_autoptr(GError) error = NULL;
    assert_null(seal_keyfile_sign(f->path, TRUE, &error));
    assert_non_null(strstr(error->message, "another kind"));
}

static void a_link_in_place_of_the_key_is_refused(void **state)
{
    Fixture *f = *state;
    assert_int_equal(symlink("/etc/hostname", f->path), 0);
    assert_null(seal_keyfile_secret(f->path, TRUE, NULL));
}

static void a_folder_that_is_not_there_is_an_error_not_a_crash(void **state)
{
    g_autoptr(GError) error = NULL;
    assert_null(seal_keyfile_secret("/nonexistent/folder/key", TRUE, &error));
    assert_true(g_error_matches(error, SEAL_ERROR, SEAL_ERROR_FILE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_key_is_created_once_and_is_the_same_afterwards, setup, teardown),
        cmocka_unit_test_setup_teardown(without_leave_to_create_a_missing_key_is_said_so, setup, teardown),
        cmocka_unit_test_setup_teardown(each_damaged_byte_is_seen_and_the_file_is_left_as_it_is, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(a_cut_or_empty_or_endless_file_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_open_to_others_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_of_another_kind_is_refused_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(a_link_in_place_of_the_key_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_folder_that_is_not_there_is_an_error_not_a_crash, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

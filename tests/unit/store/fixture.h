/* A store in a folder of its own, and the few values that most tests of kiosk/store need. */
#pragma once

#include "tests/support/cmocka.h"
#include "kiosk/seal/seal.h"
#include "kiosk/store/cases.h"
#include "kiosk/store/numbers.h"

#include <glib/gstdio.h>
#include <string.h>

#define COMMUNITY "330108001005"
#define NOW       1795000000000LL /* some moment on DAY */
#define HOUR_MS   (3600 * 1000LL)
#define DAY_MS    (24 * HOUR_MS)

static const guint8 ANNA[STORE_TAG_BYTES] = {1, 2, 3};
static const guint8 BERT[STORE_TAG_BYTES] = {0xff, 9, 9};

typedef struct {
    char *folder, *path;
    Store *store;
    Day day;
} Fixture;

static inline Fixture *fixture_new(void)
{
    seal_init();
    Fixture *f = g_new0(Fixture, 1);
    GError *error = NULL;
    f->folder = g_dir_make_tmp("store.XXXXXX", NULL);
    f->path = g_build_filename(f->folder, "kiosk.db", NULL);
    f->day = day_from_ymd(2026, 11, 23);
    f->store = store_open(f->path, &error);
    if (!f->store)
        fail_msg("%s", error->message);
    assert_true(store_set_kiosk_no(f->store, "QC-01", NULL));
    assert_true(store_numbers_lend(f->store, COMMUNITY, f->day, 1, 100, NULL));
    return f;
}

static inline void remove_tree(const char *folder)
{
    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_DIR))
            remove_tree(path);
        else
            g_unlink(path);
    }
    g_rmdir(folder);
}

static inline void fixture_free(Fixture *f)
{
    store_close(f->store);
    remove_tree(f->folder);
    g_free(f->folder);
    g_free(f->path);
    g_free(f);
}

static inline int fixture_setup(void **state)
{
    *state = fixture_new();
    return 0;
}

static inline int fixture_teardown(void **state)
{
    fixture_free(*state);
    return 0;
}

/* What a power cut leaves is what the file says when it is opened again. */
static inline void fixture_reopen(Fixture *f)
{
    GError *error = NULL;
    store_close(f->store);
    f->store = store_open(f->path, &error);
    if (!f->store)
        fail_msg("%s", error->message);
}

/* The sealed message of a test names the numbers, as the real one does. */
static inline GBytes *seal_numbers(const StoreCaseReceipt *receipt, gpointer user_data, GError **error)
{
    char *text =
        g_strdup_printf("sealed for %s %s %s", receipt->case_no, receipt->temp_no, receipt->query_code);
    return g_bytes_new_take(text, strlen(text));
}

static inline StoreCaseNew case_of(const Fixture *f, const char *key, const guint8 *person)
{
    return (StoreCaseNew){
        .key = key,
        .person_tag = person,
        .matter_id = "elder-allowance",
        .catalogue_version = "2026.11.1",
        .mode = "self",
        .community = COMMUNITY,
        .kiosk_no = "QC-01",
        .submitted_ms = NOW,
        .day = f->day,
        .due = day_add_days(f->day, 13),
        .receipt_json = "{\"name\":\"\xe6\x9d\x8e*\xe6\x98\x8e\"}",
        .seal = seal_numbers,
    };
}

static inline StoreCaseReceipt put_case(Fixture *f, const char *key, const guint8 *person)
{
    StoreCaseNew c = case_of(f, key, person);
    StoreCaseReceipt receipt;
    GError *error = NULL;
    if (!store_case_put(f->store, &c, &receipt, &error))
        fail_msg("%s", error->message);
    return receipt;
}

/* Content: what is shown when, in which order, and files with mistakes. */
#include "tests/support/cmocka.h"

#include <string.h>
#include "kiosk/domain/content.h"

typedef struct {
    Content *content;
    char *text;
} World;

static int set_up(void **state)
{
    World *world = g_new0(World, 1);
    g_autofree char *path = g_build_filename(g_getenv("KIOSK_ROOT"), "config/content/content.json", NULL);
    g_autoptr(GError) error = NULL;
    assert_true(g_file_get_contents(path, &world->text, NULL, NULL));
    world->content = content_load(path, &error);
    assert_null(error);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    World *world = *state;
    content_free(world->content);
    g_free(world->text);
    g_free(world);
    return 0;
}

static ContentTime at(const char *text)
{
    ContentTime time = content_time_parse(text);
    assert_true(time != CONTENT_NEVER);
    return time;
}

/* The ids of a list, in a row; the list is taken. Every entry begins with its id. */
static char *ids_of(GPtrArray *list)
{
    GString *ids = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++)
        g_string_append_printf(ids, "%s%s", i ? " " : "", *(const char *const *)g_ptr_array_index(list, i));
    g_ptr_array_unref(list);
    return g_string_free(ids, FALSE);
}

/* --- what is shown --- */

static void urgent_notices_come_first_then_pinned_then_new_ones(void **state)
{
    const World *world = *state;
    g_autofree char *ids = ids_of(content_notices(world->content, at("2026-11-23T10:00")));
    assert_string_equal(ids, "n006 n005 n004 n001 n003 n010 n002 n008 n007");
}

static void a_notice_is_shown_from_its_minute_to_its_last(void **state)
{
    const World *world = *state;
    g_autofree char *before = ids_of(content_notices(world->content, at("2026-11-24T08:59")));
    g_autofree char *after = ids_of(content_notices(world->content, at("2026-11-24T09:00")));
    g_autofree char *last = ids_of(content_notices(world->content, at("2026-12-01T17:59")));
    g_autofree char *gone = ids_of(content_notices(world->content, at("2026-12-01T18:00")));
    assert_null(strstr(before, "n009"));
    assert_non_null(strstr(after, "n009"));
    assert_non_null(strstr(last, "n009"));
    assert_null(strstr(gone, "n009"));
}

static void emergencies_are_those_that_run_now(void **state)
{
    const World *world = *state;
    g_autofree char *now = ids_of(content_emergencies(world->content, at("2026-11-23T10:00")));
    g_autofree char *later = ids_of(content_emergencies(world->content, at("2026-11-28T10:00")));
    assert_string_equal(now, "n006");
    assert_string_equal(later, "");
}

static void a_notice_has_its_blocks_and_its_event(void **state)
{
    const World *world = *state;
    const Notice *notice = content_notice(world->content, "n001");
    assert_int_equal(notice->type, NOTICE_ACTIVITY);
    assert_int_equal(notice->n_body, 3);
    assert_int_equal(notice->body[2].kind, BLOCK_LIST);
    assert_string_equal(notice->body[2].items_zh[0], "请带老花镜");
    assert_int_equal(notice->event->capacity, 24);
    assert_true(notice->event->needs_card);
    assert_int_equal(content_time_minute(notice->event->start), 14 * 60);
    assert_int_equal(content_notice(world->content, "n002")->event->capacity, -1);
    assert_null(content_notice(world->content, "n004")->event);
    assert_null(content_notice(world->content, "n099"));
}

static void apps_are_shown_while_their_approval_lasts(void **state)
{
    const World *world = *state;
    g_autoptr(GPtrArray) now = content_apps(world->content, at("2026-11-23"), NULL);
    g_autoptr(GPtrArray) later = content_apps(world->content, at("2027-07-01"), NULL);
    g_autoptr(GPtrArray) safety = content_apps(world->content, at("2026-11-23"), "safety");
    assert_int_equal(now->len, 10);
    assert_int_equal(later->len, 0);
    assert_true(safety->len > 0 && safety->len < now->len);
    assert_true(g_str_has_prefix(content_app(world->content, "a001")->qr_payload, "ckiosk://"));
    assert_string_equal(content_app_categories(world->content)[0], "safety");
}

static void directory_entries_nobody_checked_for_ninety_days_are_hidden(void **state)
{
    const World *world = *state;
    g_autoptr(GPtrArray) now = content_directory(world->content, at("2026-11-23"), NULL);
    g_autoptr(GPtrArray) last = content_directory(world->content, at("2027-02-08"), NULL);
    g_autoptr(GPtrArray) stale = content_directory(world->content, at("2027-02-09"), NULL);
    assert_int_equal(now->len, 10);
    assert_int_equal(last->len, 10);
    assert_int_equal(stale->len, 0);
    for (guint i = 1; i < now->len; i++) {
        const DirectoryEntry *a = g_ptr_array_index(now, i - 1), *b = g_ptr_array_index(now, i);
        assert_true(a->distance_m <= b->distance_m);
    }
}

static void guides_are_found_by_matter_and_for_the_kiosk(void **state)
{
    const World *world = *state;
    g_autofree char *own = ids_of(content_guides_for(world->content, NULL));
    assert_non_null(strstr(own, "g001"));
    assert_non_null(strstr(own, "g010"));
    const Guide *guide = content_guide(world->content, "g001");
    assert_string_equal(guide->steps_zh[0], "把身份证放到读卡区，听到“嘀”一声");
    assert_true(guide->large_print);
}

static void policies_in_force_are_shown_newest_first(void **state)
{
    const World *world = *state;
    g_autoptr(GPtrArray) list = content_policies(world->content, at("2026-11-23"));
    assert_true(list->len >= 8);
    for (guint i = 1; i < list->len; i++) {
        const Policy *a = g_ptr_array_index(list, i - 1), *b = g_ptr_array_index(list, i);
        assert_true(a->issued_on >= b->issued_on);
    }
    assert_string_equal(content_policy(world->content, "p001")->faq[0].question_zh, "子女工资算不算？");
}

static void private_interactions_are_not_shown(void **state)
{
    const World *world = *state;
    g_autofree char *ids = ids_of(content_interactions(world->content));
    assert_non_null(strstr(ids, "i001"));
    assert_null(strstr(ids, "i010"));
}

static void exhibits_and_words_are_there(void **state)
{
    const World *world = *state;
    g_autoptr(GPtrArray) exhibits = content_exhibits(world->content);
    assert_int_equal(exhibits->len, 6);
    assert_string_equal(notice_type_zh(NOTICE_EMERGENCY), "紧急通知");
    assert_string_equal(content_category_zh("repair"), "维修");
    assert_string_equal(content_category_en("unheard-of"), "unheard-of");
    assert_string_equal(content_pick(TRUE, "中文", "English"), "English");
    assert_string_equal(content_pick(TRUE, "中文", ""), "中文");
    assert_string_equal(content_pick(FALSE, "中文", "English"), "中文");
}

static void times_are_read_exactly(void **state)
{
    static const char *const wrong[] = {"2026-11-23 10:00",
                                        "2026-11-23T10:60",
                                        "2026-11-23T24:00",
                                        "2026-02-30T10:00",
                                        "2026-11-23T1:000",
                                        "",
                                        NULL};
    for (guint i = 0; wrong[i]; i++)
        assert_true(content_time_parse(wrong[i]) == CONTENT_NEVER);
    assert_true(content_time_parse(NULL) == CONTENT_NEVER);
    ContentTime time = at("1969-12-31T23:30"); /* days before 1970 are negative */
    assert_int_equal(content_time_day(time), -1);
    assert_int_equal(content_time_minute(time), 23 * 60 + 30);
}

/* --- mistakes --- */

static void assert_refused(const World *world, const char *old, const char *new, const char *says)
{
    const char *place = strstr(world->text, old);
    assert_non_null(place);
    g_autofree char *head = g_strndup(world->text, (gsize)(place - world->text));
    g_autofree char *text = g_strconcat(head, new, place + strlen(old), NULL);
    g_autoptr(GError) error = NULL;
    g_autoptr(Content) content = content_parse(text, strlen(text), "c.json", &error);
    assert_null(content);
    assert_true(g_str_has_prefix(error->message, "c.json:"));
    if (!strstr(error->message, says))
        fail_msg("expected \"%s\" in \"%s\"", says, error->message);
}

static void mistakes_of_editors_are_told(void **state)
{
    const World *world = *state;
    assert_refused(world, "\"type\": \"activity\"", "\"type\": \"party\"",
                   "notices[0].type: must be one of: activity, announcement, emergency, closure, volunteer");
    assert_refused(world, "\"2026-12-03T18:00\"", "\"2026-11-03T18:00\"",
                   "expire_at: is not after publish_at");
    assert_refused(world, "\"2026-12-03T18:00\"", "\"tomorrow\"", "must be a time \"YYYY-MM-DDTHH:MM\"");
    assert_refused(world, "\"approved_by\": \"审核员（示例）\"", "\"approved_by\": \"\"",
                   "approved_by: must name who approved it");
    assert_refused(world, "\"title_zh\"", "\"titel_zh\"", "titel_zh: is not known here");
    assert_refused(world, "\"id\": \"n002\"", "\"id\": \"n001\"", "\"n001\" stands here twice");
    assert_refused(world, "\"id\": \"n002\"", "\"id\": \"n 2\"", "letters, digits, _ and -");
    assert_refused(world, "\"2026-12-03T15:00\"", "\"2026-12-03T13:00\"", "end: is before the start");
    assert_refused(world, "ckiosk://app/a001", "https://example.com/a001", "must begin with ckiosk://");
    assert_refused(world, "assets/apps/a001", "../../etc", "path below the assets");
    assert_refused(world, "\"2027-06-30\"", "null", "an approval ends on some day");
    assert_refused(world, "\"no\": 2", "\"no\": 3", "must be 2: steps are numbered from 1 on");
    assert_refused(world, "\"capacity\": 24", "\"capacity\": -24", "must be a whole number from 1 to 100000");
    assert_refused(world, "\"pinned\": true", "\"pinned\": \"yes\"", "must be true or false");
}

static void a_cut_off_file_is_refused_with_its_line(void **state)
{
    const World *world = *state;
    g_autoptr(GError) error = NULL;
    assert_null(content_parse(world->text, strlen(world->text) / 2, "c.json", &error));
    assert_true(g_error_matches(error, CONTENT_ERROR, CONTENT_ERROR_JSON));
    assert_true(g_str_has_prefix(error->message, "c.json:"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(urgent_notices_come_first_then_pinned_then_new_ones),
        cmocka_unit_test(a_notice_is_shown_from_its_minute_to_its_last),
        cmocka_unit_test(emergencies_are_those_that_run_now),
        cmocka_unit_test(a_notice_has_its_blocks_and_its_event),
        cmocka_unit_test(apps_are_shown_while_their_approval_lasts),
        cmocka_unit_test(directory_entries_nobody_checked_for_ninety_days_are_hidden),
        cmocka_unit_test(guides_are_found_by_matter_and_for_the_kiosk),
        cmocka_unit_test(policies_in_force_are_shown_newest_first),
        cmocka_unit_test(private_interactions_are_not_shown),
        cmocka_unit_test(exhibits_and_words_are_there),
        cmocka_unit_test(times_are_read_exactly),
        cmocka_unit_test(mistakes_of_editors_are_told),
        cmocka_unit_test(a_cut_off_file_is_refused_with_its_line),
    };
    return cmocka_run_group_tests_name("content", tests, set_up, tear_down);
}

/* The residents' screens on a real station: display, devices, hub, service. Fingers touch what a person sees.
 */
#include "tests/support/station_rig.h"

#include "kiosk/screens/ask.h"
#include "kiosk/service/print.h"
#include "kiosk/service/progress.h"
#include "tests/support/cmocka.h"
#include "tests/support/walk.h"

#include <stdio.h>
#include <string.h>

#define MATTER  "disabled-low-income"
#define CARD    "演示卡02" /* 王*明, of age, valid */
#define TIME_MS 30000

static int setup(void **state)
{
    *state = station_rig_new(TRUE);
    return 0;
}

static int teardown(void **state)
{
    station_rig_free(*state);
    return 0;
}

/* Every test begins at rest, whatever the one before left behind. */
static gboolean is_at_rest(StationRig *rig, gpointer data)
{
    return session_state(station_service(rig)) == SESSION_RESTING &&
           g_str_equal(screens_current(station_screens(rig)), "attract");
}

static int rest(void **state)
{
    StationRig *rig = *state;
    station_sim(rig, "printer0", "PAPER 50");
    station_sim(rig, "reader0", "REMOVE");
    session_leave(station_service(rig));
    screens_home(station_screens(rig));
    assert_true(station_until(rig, is_at_rest, NULL, TIME_MS));
    return 0;
}

static void start_matter(StationRig *rig, const char *matter)
{
    station_tap(rig, CARD);
    assert_true(screens_go(station_screens(rig), "matter", matter));
    station_touch(rig, "start");
    if (g_str_equal(screens_current(station_screens(rig)), "mode"))
        station_touch(rig, "self");
    station_expect(rig, "wizard");
}

/* --- the shell --- */
static void a_touch_on_the_resting_screen_opens_home(void **state)
{
    StationRig *rig = *state;
    station_expect(rig, "attract");
    station_touch(rig, "wake");
    station_expect(rig, "home");
    assert_int_equal(session_state(station_service(rig)), SESSION_GUEST);
}

static void a_screen_without_a_row_is_refused(void **state)
{
    StationRig *rig = *state;
    station_touch(rig, "wake");
    assert_false(screens_go(station_screens(rig), "no-such-screen", NULL));
    assert_string_equal(screens_current(station_screens(rig)), "home");
}

static void a_guest_does_not_reach_what_belongs_to_a_person(void **state)
{
    StationRig *rig = *state;
    station_touch(rig, "wake");
    assert_false(screens_go(station_screens(rig), "progress", NULL));
    assert_false(screens_go(station_screens(rig), "case", "YS330108001005-20261123-000175"));
}

static void every_screen_leads_home_with_one_touch(void **state)
{
    StationRig *rig = *state;
    Screens *screens = station_screens(rig);
    station_tap(rig, CARD);
    for (guint i = 0; i < screens_count(screens); i++) {
        const char *id = screens_id_at(screens, i);
        if (!screens_show(screens, id) || g_str_equal(id, "home"))
            continue;
        if (!station_sees(rig, "home") || g_str_has_prefix(id, "staff"))
            continue; /* resting screens lead home by being touched */
        int x, y;
        if (ui_dump_target(station_ui(rig), "home", &x, &y)) {
            station_touch(rig, "home");
            assert_string_equal(screens_current(screens), "home");
        }
    }
}

static void back_leads_the_way_that_one_came(void **state)
{
    StationRig *rig = *state;
    Screens *screens = station_screens(rig);
    station_touch(rig, "wake");
    station_touch(rig, "matters");
    station_touch(rig, MATTER);
    station_touch(rig, "faq");
    station_expect(rig, "faq");
    screens_back(screens);
    assert_string_equal(screens_current(screens), "matter");
    screens_back(screens);
    assert_string_equal(screens_current(screens), "matters");
    screens_back(screens);
    assert_string_equal(screens_current(screens), "home");
}

static void a_way_without_end_never_forgets_home(void **state)
{
    StationRig *rig = *state;
    Screens *screens = station_screens(rig);
    station_touch(rig, "wake");
    for (guint i = 0; i < 40; i++)
        assert_true(screens_go(screens, i % 2 ? "display" : "matters", NULL));
    for (guint i = 0; i < 40 && !g_str_equal(screens_current(screens), "home"); i++)
        screens_back(screens);
    assert_string_equal(screens_current(screens), "home");
}

static void large_print_and_english_go_back_when_the_person_leaves(void **state)
{
    StationRig *rig = *state;
    station_tap(rig, CARD);
    station_touch(rig, "big");
    station_touch(rig, "language");
    assert_int_equal(ui_look(station_ui(rig))->mode, UI_MODE_ELDER);
    assert_string_equal(ui_language(), "en");
    station_sim(rig, "reader0", "REMOVE");
    station_expect(rig, "goodbye");
    assert_int_equal(ui_look(station_ui(rig))->mode, UI_MODE_STANDARD);
    assert_string_equal(ui_language(), "zh_CN");
}

static void taking_the_card_away_leaves_nothing_of_the_person(void **state)
{
    StationRig *rig = *state;
    start_matter(rig, MATTER);
    station_expect_sees(rig, "王*明");
    station_sim(rig, "reader0", "REMOVE");
    station_expect(rig, "goodbye");
    assert_false(station_sees(rig, "王"));
    screens_home(station_screens(rig));
    assert_false(station_sees(rig, "王"));
}

static void a_card_that_cannot_be_read_is_told_how_to_lie(void **state)
{
    StationRig *rig = *state;
    station_sim(rig, "reader0", "TWO");
    station_expect_sees(rig, "有两张卡");
}

static void help_says_when_it_was_called(void **state)
{
    StationRig *rig = *state;
    station_touch(rig, "wake");
    station_touch(rig, "help");
    station_expect(rig, "help");
    assert_true(service_help_called_ms(station_service(rig)) > 0);
}

/* --- nobody there? --- */
static gboolean is_asking(StationRig *rig, gpointer data)
{
    return session_countdown_s(station_service(rig)) >= 0;
}

static gboolean is_counting(StationRig *rig, gpointer total)
{
    int left = session_countdown_s(station_service(rig));
    return left >= 0 && left < session_countdown_total_s(station_service(rig)) - 1;
}

static void the_question_whether_somebody_is_there_survives_a_page_built_anew(void **state)
{
    StationRig *rig = *state;
    station_touch(rig, "wake");
    assert_true(station_until(rig, is_asking, NULL, TIME_MS));
    station_expect_sees(rig, "还在吗");
    screens_refresh(station_screens(rig));
    station_expect_sees(rig, "还在吗");
    assert_true(station_until(rig, is_counting, NULL, TIME_MS));
    station_touch(rig, "here");
    assert_int_equal(session_countdown_s(station_service(rig)), -1);
    station_expect(rig, "home");
}

/* --- finding --- */
static void letters_of_pinyin_find_a_matter(void **state)
{
    StationRig *rig = *state;
    station_touch(rig, "wake");
    station_touch(rig, "matters");
    station_touch(rig, "search");
    station_expect(rig, "search");
    ui_type(station_ui(rig), "yqdj");
    station_touch(rig, "dog-licence");
    station_expect(rig, "matter");
    assert_string_equal(screens_arg(station_screens(rig)), "dog-licence");
}

static void a_guest_reads_what_to_do_before_starting(void **state)
{
    StationRig *rig = *state;
    station_touch(rig, "wake");
    assert_true(screens_go(station_screens(rig), "matter", MATTER));
    station_expect_sees(rig, "先放上身份证");
    UiWidget *start = ui_find(ui_root(station_ui(rig)), "start");
    assert_false(ui_is_enabled(start));
}

static void a_mistyped_query_code_is_told_at_once(void **state)
{
    StationRig *rig = *state;
    station_touch(rig, "wake");
    station_touch(rig, "find");
    station_expect(rig, "find");
    ui_type(station_ui(rig), "29004735");
    station_expect_sees(rig, "有一位不对");
    assert_false(ui_is_enabled(ui_find(ui_root(station_ui(rig)), "look")));
}

/* --- filling in --- */
static void next_without_an_answer_marks_the_question_and_keeps_the_rest(void **state)
{
    StationRig *rig = *state;
    start_matter(rig, MATTER);
    ui_type(station_ui(rig), "1380000");
    station_touch(rig, "next");
    station_expect_sees(rig, "还差4位");
    station_expect_sees(rig, "请选一个");
    g_autofree char *phone = form_get_text(apply_form(station_service(rig)), "phone");
    assert_string_equal(phone, "1380000");
}

static void an_answer_brings_the_question_that_depends_on_it(void **state)
{
    StationRig *rig = *state;
    start_matter(rig, MATTER);
    assert_false(station_sees(rig, "live_address"));
    station_touch(rig, "否");
    FieldState field;
    assert_true(form_field_state(apply_form(station_service(rig)), "live_address", &field));
    assert_true(field.visible);
    assert_string_equal(screens_current(station_screens(rig)), "wizard");
}

static void applying_for_somebody_else_takes_two_cards(void **state)
{
    StationRig *rig = *state;
    station_tap(rig, CARD);
    assert_true(screens_go(station_screens(rig), "mode", MATTER));
    station_touch(rig, "agent");
    station_expect(rig, "agent_card");
    station_sim(rig, "reader0", "REMOVE");
    station_run(rig, 300);
    station_expect(rig, "agent_card"); /* changing cards ends nothing */
    station_sim(rig, "reader0", "TAP 演示卡03");
    station_expect(rig, "wizard");
    station_expect_sees(rig, "赵*兰");
    apply_close(station_service(rig));
}

static void half_filled_answers_come_back_with_the_same_card(void **state)
{
    StationRig *rig = *state;
    start_matter(rig, MATTER);
    ui_type(station_ui(rig), "13800000001");
    station_touch(rig, "save");
    station_expect(rig, "goodbye");
    station_sim(rig, "reader0", "REMOVE");
    station_run(rig, 300);
    station_tap(rig, CARD);
    station_touch(rig, "resume");
    station_expect(rig, "wizard");
    g_autofree char *phone = form_get_text(apply_form(station_service(rig)), "phone");
    assert_string_equal(phone, "13800000001");
    apply_discard_draft(station_service(rig));
}

/* Answers as a person would give them, all but the signature. */
static void fill_in(StationRig *rig)
{
    g_autofree char *why = NULL;
    GRand *rng = g_rand_new_with_seed(3);
    Form *form = (Form *)apply_form(station_service(rig)); /* the form of this very process */
    if (!walk_fill(form, rng, &why))
        fail_msg("%s", why);
    g_rand_free(rng);
    const Matter *matter = form_matter(form); /* pictures that nobody took cannot be handed in */
    for (guint i = 0; i < matter->n_fields; i++)
        if (matter->fields[i].type == FIELD_PHOTO || matter->fields[i].type == FIELD_FILE)
            apply_set(station_service(rig), matter->fields[i].id, json_null(), NULL);
}

/* --- pictures --- */
static gboolean has_picture(StationRig *rig, gpointer path)
{
    const Form *form = apply_form(station_service(rig));
    return form && json_array_size(form_get(form, path)) == 1;
}

static const char *first_photo(StationRig *rig)
{
    const Form *form = apply_form(station_service(rig));
    const Matter *matter = form_matter(form);
    for (guint i = 0; i < matter->n_fields; i++) {
        FieldState state;
        if (matter->fields[i].type == FIELD_PHOTO && matter->fields[i].capture & CAPTURE_CAMERA &&
            form_field_state(form, matter->fields[i].id, &state) && state.visible)
            return matter->fields[i].id;
    }
    fail_msg("no photograph is asked for");
    return NULL;
}

static void a_picture_from_the_camera_is_taken_and_can_be_taken_away(void **state)
{
    StationRig *rig = *state;
    g_autofree char *from = g_build_filename(g_getenv("KIOSK_ROOT"), "tests/data/screen/paper.jpg", NULL);
    g_autofree char *to = g_build_filename(station_camera_folder(rig), "paper.jpg", NULL), *bytes = NULL;
    gsize length;
    assert_true(g_file_get_contents(from, &bytes, &length, NULL));
    assert_true(g_file_set_contents(to, bytes, (gssize)length, NULL));
    start_matter(rig, MATTER);
    fill_in(rig);
    const char *path = first_photo(rig);
    while (json_array_size(form_get(apply_form(station_service(rig)), path)))
        apply_capture_remove(station_service(rig), path, 0);
    assert_true(screens_go(station_screens(rig), "wizard", path));
    station_touch(rig, "take");
    station_expect(rig, "capture");
    station_touch(rig, "paper.jpg");
    assert_true(station_until(rig, has_picture, (gpointer)path, TIME_MS));
    station_expect(rig, "wizard");
    station_touch(rig, "拿掉");
    assert_int_equal(json_array_size(form_get(apply_form(station_service(rig)), path)), 0);
    apply_close(station_service(rig));
}

static void sign(StationRig *rig)
{
    station_stroke(rig, "signature", 0.2, 0.3, 0.6, 0.35);
    station_stroke(rig, "signature", 0.4, 0.2, 0.4, 0.7);
    station_stroke(rig, "signature", 0.2, 0.6, 0.7, 0.6);
}

static gboolean is_review(StationRig *rig, gpointer data)
{
    return g_str_equal(screens_current(station_screens(rig)), "review");
}

static void walk_to_review(StationRig *rig)
{
    for (guint i = 0; i < 40 && !is_review(rig, NULL); i++) {
        if (ui_find(ui_root(station_ui(rig)), "sign_again"))
            station_touch(rig, "sign_again");
        if (ui_find(ui_root(station_ui(rig)), "signature"))
            sign(rig);
        station_touch(rig, "next");
        station_until(rig, is_review, NULL, 200);
    }
    station_expect(rig, "review");
}

static void signing_and_next_is_one_touch_to_the_review(void **state)
{
    StationRig *rig = *state;
    start_matter(rig, MATTER);
    fill_in(rig);
    walk_to_review(rig);
    station_expect_sees(rig, "都填齐了");
    apply_close(station_service(rig));
}

static void change_in_the_review_leads_to_the_answer_and_back(void **state)
{
    StationRig *rig = *state;
    start_matter(rig, MATTER);
    fill_in(rig);
    walk_to_review(rig);
    station_touch(rig, "applicant");
    station_expect(rig, "wizard");
    station_touch(rig, "next");
    station_expect(rig, "review");
    apply_close(station_service(rig));
}

static gboolean is_printed(StationRig *rig, gpointer data)
{
    const PrintOrder *order = print_order(station_service(rig));
    return order && order->state == PRINT_DONE;
}

static void a_whole_visit_ends_with_number_paper_and_progress(void **state)
{
    StationRig *rig = *state;
    Service *service = station_service(rig);
    start_matter(rig, MATTER);
    fill_in(rig);
    walk_to_review(rig);
    station_touch(rig, "submit");
    station_expect(rig, "receipt");
    const ApplyReceipt *receipt = apply_receipt(service);
    g_autofree char *code = ui_group_digits(receipt->query_code, 4);
    station_expect_sees(rig, code);
    assert_true(station_until(rig, is_printed, NULL, TIME_MS));
    station_expect_sees(rig, "打好了");
    g_autofree char *number = g_strdup(*receipt->case_no ? receipt->case_no : receipt->temp_no);
    station_touch(rig, "rate");
    station_touch(rig, "level_5");
    station_touch(rig, "send");
    station_expect(rig, "receipt");
    station_touch(rig, "leave");
    station_expect(rig, "goodbye");
    station_sim(rig, "reader0", "REMOVE");
    station_run(rig, 300);
    station_tap(rig, CARD);
    station_touch(rig, number);
    station_expect(rig, "case");
    station_expect_sees(rig, "%");
}

static void without_paper_the_case_is_safe_and_the_number_large(void **state)
{
    StationRig *rig = *state;
    station_sim(rig, "printer0", "FAIL");
    start_matter(rig, "decoration-waste");
    fill_in(rig);
    walk_to_review(rig);
    station_touch(rig, "submit");
    station_expect(rig, "no_paper");
    g_autofree char *code = ui_group_digits(apply_receipt(station_service(rig))->query_code, 4);
    station_expect_sees(rig, code);
    station_expect_sees(rig, "不影响办事");
}

/* --- every screen in every dress --- */
static const char *const finding_names[UI_N_FINDINGS] = {"clipped", "small", "near", "contrast", "wordless"};

static guint audit_now(StationRig *rig, const char *id, const char *dress)
{
    g_autoptr(GPtrArray) findings = ui_audit(station_ui(rig));
    for (guint i = 0; i < findings->len; i++) {
        const UiFinding *finding = g_ptr_array_index(findings, i);
        print_message("%s in %s: %s: %s\n", id, dress, finding_names[finding->kind], finding->what);
    }
    return findings->len;
}

static guint walk_screens(StationRig *rig, const char *dress)
{
    Screens *screens = station_screens(rig);
    guint findings = 0;
    for (guint i = 0; i < screens_count(screens); i++)
        if (screens_show(screens, screens_id_at(screens, i)))
            findings += audit_now(rig, screens_id_at(screens, i), dress);
    return findings;
}

static void nothing_is_clipped_small_or_wordless_in_any_dress(void **state)
{
    StationRig *rig = *state;
    static const char *const languages[] = {"zh_CN", "en"};
    guint findings = 0;
    start_matter(rig, MATTER);
    fill_in(rig);
    for (guint dress = 0; dress < 2 * UI_N_MODES * UI_N_SIZES * UI_N_THEMES; dress++) {
        UiLook look = {.mode = dress / 2 % UI_N_MODES,
                       .size = dress / 2 / UI_N_MODES % UI_N_SIZES,
                       .theme = dress / 2 / UI_N_MODES / UI_N_SIZES};
        g_autofree char *name = g_strdup_printf("%s, mode %d, size %d, theme %d", languages[dress % 2],
                                                (int)look.mode, (int)look.size, (int)look.theme);
        ui_language_set(languages[dress % 2]);
        ui_set_look(station_ui(rig), &look);
        findings += walk_screens(rig, name);
    }
    apply_close(station_service(rig));
    assert_int_equal(findings, 0);
}

int main(void)
{
#define AT_REST(test) cmocka_unit_test_setup(test, rest)
    const struct CMUnitTest tests[] = {
        AT_REST(a_touch_on_the_resting_screen_opens_home),
        AT_REST(a_screen_without_a_row_is_refused),
        AT_REST(a_guest_does_not_reach_what_belongs_to_a_person),
        AT_REST(every_screen_leads_home_with_one_touch),
        AT_REST(back_leads_the_way_that_one_came),
        AT_REST(a_way_without_end_never_forgets_home),
        AT_REST(large_print_and_english_go_back_when_the_person_leaves),
        AT_REST(taking_the_card_away_leaves_nothing_of_the_person),
        AT_REST(a_card_that_cannot_be_read_is_told_how_to_lie),
        AT_REST(help_says_when_it_was_called),
        AT_REST(the_question_whether_somebody_is_there_survives_a_page_built_anew),
        AT_REST(letters_of_pinyin_find_a_matter),
        AT_REST(a_guest_reads_what_to_do_before_starting),
        AT_REST(a_mistyped_query_code_is_told_at_once),
        AT_REST(next_without_an_answer_marks_the_question_and_keeps_the_rest),
        AT_REST(an_answer_brings_the_question_that_depends_on_it),
        AT_REST(applying_for_somebody_else_takes_two_cards),
        AT_REST(half_filled_answers_come_back_with_the_same_card),
        AT_REST(a_picture_from_the_camera_is_taken_and_can_be_taken_away),
        AT_REST(signing_and_next_is_one_touch_to_the_review),
        AT_REST(change_in_the_review_leads_to_the_answer_and_back),
        AT_REST(nothing_is_clipped_small_or_wordless_in_any_dress),
        AT_REST(a_whole_visit_ends_with_number_paper_and_progress),
        AT_REST(without_paper_the_case_is_safe_and_the_number_large),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}

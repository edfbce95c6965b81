/* Every code from below has a sentence, in both languages, and they are two. */
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"
#include "kiosk/ui/language.h"
#include "tests/support/cmocka.h"

#include <string.h>

static gboolean has_chinese(const char *text)
{
    for (const char *c = text; *c; c = g_utf8_next_char(c))
        if (g_unichar_get_script(g_utf8_get_char(c)) == G_UNICODE_SCRIPT_HAN)
            return TRUE;
    return FALSE;
}

static gboolean is_shouting(const char *text)
{
    return strstr(text, "!") || strstr(text, "！");
}

/* say(code): yours. */
static void expect_both(char *(*say)(int code), int code)
{
    ui_language_set("zh_CN");
    g_autofree char *zh = say(code);
    ui_language_set("en");
    g_autofree char *en = say(code);
    if (!has_chinese(zh) || has_chinese(en) || !*en || is_shouting(zh) || is_shouting(en))
        fail_msg("code %d: '%s' / '%s'", code, zh, en);
}

/* --- answers --- */
static char *say_issue(int code)
{
    Field field = {.id = "f", .label = {"姓名", "Name"}, .type = FIELD_TEXT};
    FormIssue issue = {
        .code = (FormIssueCode)code, .path = (char *)"f", .field = &field, .have = 1, .want = 3};
    issue.want_text = (char *)"2026-11-23";
    return issue_sentence(&issue, NULL);
}

static void every_issue_of_an_answer_has_a_sentence_in_both_languages(void **state)
{
    for (int code = FORM_OK + 1; code <= FORM_ISSUE_MINOR; code++)
        expect_both(say_issue, code);
}

static char *say_missing(int type)
{
    Field field = {.id = "f", .label = {"姓名", "Name"}, .type = (FieldType)type};
    FormIssue issue = {.code = FORM_ISSUE_REQUIRED, .path = (char *)"f", .field = &field};
    return issue_sentence(&issue, NULL);
}

static void every_type_of_question_says_in_its_own_words_what_is_missing(void **state)
{
    for (int type = FIELD_TEXT; type <= FIELD_GROUP; type++)
        expect_both(say_missing, type);
}

static void a_short_telephone_number_says_how_many_digits_are_missing(void **state)
{
    Field field = {.id = "phone", .label = {"手机", "Phone"}, .type = FIELD_PHONE};
    FormIssue issue = {
        .code = FORM_ISSUE_TOO_SHORT, .path = (char *)"phone", .field = &field, .have = 7, .want = 11};
    ui_language_set("zh_CN");
    g_autofree char *zh = issue_sentence(&issue, NULL);
    assert_string_equal(zh, "还差4位");
    ui_language_set("en");
    g_autofree char *en = issue_sentence(&issue, NULL);
    assert_string_equal(en, "4 digits are missing.");
}

/* --- cards, verdicts, printing, doors, pictures --- */
static char *say_card(int problem)
{
    return g_strconcat(card_problem_title((CardProblem)problem), " ",
                       card_problem_sentence((CardProblem)problem), NULL);
}

static void every_card_problem_has_a_title_and_a_sentence(void **state)
{
    for (int problem = CARD_PROBLEM_NONE + 1; problem <= CARD_PROBLEM_EXPIRED; problem++)
        expect_both(say_card, problem);
    assert_string_equal(card_problem_title(CARD_PROBLEM_NONE), "");
}

static char *say_verdict(int verdict)
{
    return g_strconcat(verdict_title((ApplyVerdict)verdict), " ", verdict_sentence((ApplyVerdict)verdict),
                       NULL);
}

static void every_verdict_but_yes_has_a_title_and_a_remedy(void **state)
{
    for (int verdict = APPLY_OK + 1; verdict <= APPLY_DUPLICATE; verdict++)
        expect_both(say_verdict, verdict);
    assert_string_equal(verdict_sentence(APPLY_OK), "");
}

static char *say_print(int problem)
{
    return g_strconcat(print_problem_title((PrintProblem)problem), " ",
                       print_problem_sentence((PrintProblem)problem), NULL);
}

static void every_print_problem_says_what_to_do(void **state)
{
    for (int problem = PRINT_PROBLEM_NONE; problem <= PRINT_PROBLEM_OTHER; problem++)
        expect_both(say_print, problem);
}

static char *say_door(int why)
{
    return g_strdup(door_why_sentence((DoorWhy)why));
}

static void every_closed_door_says_why_and_where_else(void **state)
{
    for (int why = DOOR_WHY_NONE + 1; why <= DOOR_WHY_NOT_SET_UP; why++)
        expect_both(say_door, why);
}

static char *say_capture(int result)
{
    return g_strdup(capture_sentence((CaptureResult)result));
}

static void every_picture_that_was_not_taken_has_a_reason(void **state)
{
    for (int result = CAPTURE_OK + 1; result <= CAPTURE_NO_ROOM; result++)
        expect_both(say_capture, result);
}

static char *say_validity(int validity)
{
    return g_strdup(card_validity_sentence((CardValidity)validity));
}

static void only_a_card_that_may_not_submit_is_spoken_of(void **state)
{
    expect_both(say_validity, CARD_EXPIRED);
    expect_both(say_validity, CARD_NOT_YET_VALID);
    expect_both(say_validity, CARD_VALIDITY_UNKNOWN);
    assert_string_equal(card_validity_sentence(CARD_VALID), "");
    assert_string_equal(card_validity_sentence(CARD_VALIDITY_NOT_STATED), "");
}

/* --- words around values --- */
static void dates_read_as_people_say_them(void **state)
{
    Day day = day_from_ymd(2026, 12, 1);
    ui_language_set("zh_CN");
    g_autofree char *zh = words_date_year(day), *zh_weekday = words_date_weekday(day);
    assert_string_equal(zh, "2026年12月1日");
    assert_string_equal(zh_weekday, "12月1日 周二");
    ui_language_set("en");
    g_autofree char *en = words_date_year(day), *en_weekday = words_date_weekday(day);
    assert_string_equal(en, "1 Dec 2026");
    assert_string_equal(en_weekday, "Tue 1 Dec");
    g_autofree char *none = words_date(DAY_NONE);
    assert_string_equal(none, "");
}

static void yuan_are_written_without_needless_zeros(void **state)
{
    g_autofree char *whole = words_yuan(130000), *half = words_yuan(1250), *cent = words_yuan(-105);
    assert_string_equal(whole, "1300");
    assert_string_equal(half, "12.5");
    assert_string_equal(cent, "-1.05");
}

static int setup(void **state)
{
    ui_language_init(g_getenv("KIOSK_SHARE"));
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_issue_of_an_answer_has_a_sentence_in_both_languages),
        cmocka_unit_test(every_type_of_question_says_in_its_own_words_what_is_missing),
        cmocka_unit_test(a_short_telephone_number_says_how_many_digits_are_missing),
        cmocka_unit_test(every_card_problem_has_a_title_and_a_sentence),
        cmocka_unit_test(every_verdict_but_yes_has_a_title_and_a_remedy),
        cmocka_unit_test(every_print_problem_says_what_to_do),
        cmocka_unit_test(every_closed_door_says_why_and_where_else),
        cmocka_unit_test(every_picture_that_was_not_taken_has_a_reason),
        cmocka_unit_test(only_a_card_that_may_not_submit_is_spoken_of),
        cmocka_unit_test(dates_read_as_people_say_them),
        cmocka_unit_test(yuan_are_written_without_needless_zeros),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}

/* Review: every answer by step, with a way to mend each; what still stands in the way, with a jump; and the
 * handing in. After it the submitting screen waits for the case to be on disk. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/ask.h"
#include "kiosk/screens/blocks.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include <glib/gi18n.h>

#define ISSUES_SHOWN 4

/* --- what is missing --- */
static const char *issue_where(const FormIssue *issue)
{
    return issue->field ? words_of(&issue->field->label) : _("About you and the cards");
}

static UiWidget *issues_list(Screens *self, const GPtrArray *issues)
{
    const Form *form = apply_form(screens_service(self));
    UiWidget *list = ui_list();
    for (guint i = 0; i < MIN(issues->len, ISSUES_SHOWN); i++) {
        const FormIssue *issue = g_ptr_array_index(issues, i);
        g_autofree char *sentence = issue_sentence(issue, form);
        UiRowSpec spec = {.icon = "warn", .title = issue_where(issue), .sub = sentence};
        UiWidget *row =
            *issue->path ? screens_row_goes(self, &spec, "wizard", issue->path) : ui_list_row(&spec);
        ui_add(list, ui_id(row, issue->path));
    }
    return list;
}

static void add_verdict(Screens *self, UiWidget *body, const GPtrArray *issues)
{
    if (!issues->len) {
        ui_add(body, ui_banner(UI_DONE, _("Everything is filled in."),
                               _("Something wrong? Press \"Change\" beside it. The rest stays.")));
        return;
    }
    g_autofree char *count = g_strdup_printf(
        ngettext("%u thing is still missing.", "%u things are still missing.", issues->len), issues->len);
    ui_add(body, ui_banner(UI_ATTENTION, count, _("Touch it to go there. The rest stays.")));
    ui_add(body, issues_list(self, issues));
}

/* --- the answers --- */
static char *files_text(const json_t *value)
{
    guint n = (guint)json_array_size(value);
    return g_strdup_printf(ngettext("%u picture", "%u pictures", n), n);
}

static char *multi_text(const Field *field, const json_t *value)
{
    g_autoptr(GPtrArray) labels = g_ptr_array_new();
    size_t i;
    json_t *item;
    json_array_foreach((json_t *)value, i, item)
    {
        const Option *option = field_option(field, json_string_value(item));
        if (option)
            g_ptr_array_add(labels, (gpointer)words_of(&option->label));
    }
    g_ptr_array_add(labels, NULL);
    return g_strjoinv(screens_is_english() ? ", " : "、", (char **)labels->pdata);
}

static char *answer_text(const Form *form, const Question *question, const json_t *value)
{
    switch (question->field->type) {
    case FIELD_MULTI:
        return multi_text(question->field, value);
    case FIELD_PHOTO:
    case FIELD_FILE:
        return files_text(value);
    case FIELD_SIGNATURE:
        return g_strdup(_("signed"));
    case FIELD_CONSENT:
        return g_strdup(_("agreed"));
    case FIELD_TEXT:
    case FIELD_CHOICE:
    case FIELD_DATE:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
    case FIELD_NUMBER:
    case FIELD_MONEY:
    case FIELD_GROUP:
        break;
    }
    return ask_value_text(form, question);
}

static void add_answers(const Form *form, UiWidget *card, const GArray *questions);

static void add_rows(const Form *form, UiWidget *card, const Field *group)
{
    for (guint row = 0; row < form_row_count(form, group->id); row++) {
        g_autofree char *title = repeat_row_title(&group->repeat, row, screens_is_english());
        g_autoptr(GArray) questions = ask_of_row(form, group->id, row);
        ui_add(card, ui_text(UI_BODY, UI_BOLD, title));
        add_answers(form, card, questions);
    }
}

static void add_answers(const Form *form, UiWidget *card, const GArray *questions)
{
    for (guint i = 0; i < questions->len; i++) {
        const Question *question = &g_array_index(questions, Question, i);
        const json_t *value = form_get(form, question->path);
        if (!value)
            continue;
        if (question->field->type == FIELD_GROUP) {
            add_rows(form, card, question->field);
            continue;
        }
        g_autofree char *text = answer_text(form, question, value);
        ui_add(card, ui_list_value(words_of(&question->field->label), text));
    }
}

/* Where "change" leads: the first answer of the step that can be changed. */
static const Question *first_open(const Form *form, const GArray *questions)
{
    for (guint i = 0; i < questions->len; i++) {
        const Question *question = &g_array_index(questions, Question, i);
        FieldState state;
        if (form_field_state(form, question->path, &state) && state.edit != EDIT_FIXED)
            return question;
    }
    return NULL;
}

static UiWidget *step_card(Screens *self, const Form *form, guint step)
{
    const Matter *matter = form_matter(form);
    g_autoptr(GArray) questions = ask_of_step(form, step);
    const Question *open = first_open(form, questions);
    UiWidget *card = ui_padding(ui_box(UI_CARD, 2), 8, 5);
    UiWidget *top = ui_row(4);
    ui_add(top,
           ui_align(ui_grow(ui_heading(NULL, words_of(&matter->steps[step].title), NULL), 1), UI_CENTRE));
    if (open) {
        UiWidget *change = ui_button(UI_SECONDARY, "pen", _("Change"), NULL, NULL);
        screens_goes(self, change, "wizard", open->path);
        ui_add(top, ui_id(change, matter->steps[step].id));
    }
    ui_add(card, top);
    add_answers(form, card, questions);
    return card;
}

/* --- page --- */
static void submit_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    if (apply_submit(screens_service(self)))
        screens_go(self, "submitting", NULL);
    else
        screens_refresh(self);
}

static void save_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    if (apply_save(screens_service(self)))
        screens_home(self);
    else
        ui_toast(screens_ui(self), UI_ATTENTION, _("It cannot be kept for later."),
                 _("Without a card nobody could find it again. Please finish it now."));
}

static char *afterwards(const Form *form)
{
    FormTimeLimit limit = form_time_limit(form);
    g_autofree char *days = words_days(limit.promised, limit.unit);
    return g_strdup_printf(_("Afterwards: your receipt is printed at once. It takes %s in all."), days);
}

static UiWidget *build(Screens *self, gpointer state)
{
    const Form *form = apply_form(screens_service(self));
    if (!form)
        return NULL;
    const GPtrArray *issues = apply_issues(screens_service(self));
    const Matter *matter = form_matter(form);
    guint k, n;
    form_step_number(form, (guint)apply_step(screens_service(self)), &k, &n);
    UiWidget *page =
        screens_page_step(self, words_matter(matter), _("One last look before you hand in"), (int)n, (int)n);
    UiWidget *body = ui_page_body(page);
    add_verdict(self, body, issues);
    for (int step = form_step_next(form, -1); step >= 0; step = form_step_next(form, step))
        ui_add(body, step_card(self, form, (guint)step));
    g_autofree char *after = afterwards(form);
    ui_add(body, ui_text(UI_BODY, UI_SECOND, after));
    if (screens_has_person(self))
        ui_page_action(
            page, ui_id(ui_button(UI_SECONDARY, NULL, _("Not yet, keep it"), save_pressed, self), "save"));
    UiWidget *submit = ui_button(UI_PRIMARY, "check", _("Right, hand it in"), submit_pressed, self);
    ui_page_action(page, ui_id(ui_enabled(submit, !issues->len), "submit"));
    return page;
}

static char *sample(Screens *self)
{
    return apply_form(screens_service(self)) ? g_strdup("") : NULL;
}

const ScreenRow screen_review = {
    .id = "review",
    .flags = SCREEN_SENSITIVE,
    .events = SCREEN_ON(SERVICE_EV_APPLICATION),
    .build = build,
    .sample = sample,
};

/* --- on its way --- */
static void retry_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    apply_submit(screens_service(self));
    screens_refresh(self);
}

static UiWidget *build_submitting(Screens *self, gpointer state)
{
    Service *service = screens_service(self);
    const Matter *matter = apply_matter(service);
    if (!matter)
        return NULL;
    UiWidget *page = screens_page(self, words_matter(matter), NULL);
    UiWidget *body = ui_page_body(page);
    if (apply_is_submitting(service)) {
        ui_add(body, ui_text(UI_HEADLINE, UI_BOLD, _("Handing it in")));
        ui_add(body, ui_print_step(UI_STEP_DONE, _("Answers checked"), NULL));
        ui_add(body, ui_print_step(UI_STEP_RUNNING, _("Being kept safely"), NULL));
        ui_add(body, ui_print_step(UI_STEP_AHEAD, _("Number and receipt"), NULL));
        ui_add(body, ui_text(UI_BODY, UI_SECOND, _("One moment, please.")));
        return page;
    }
    ui_add(body, block_hero("warn", _("It could not be handed in."),
                            _("Your answers are all here. Press again, or \"Get help\"."), NULL));
    ui_page_action(
        page,
        ui_id(ui_button(UI_SECONDARY, "left", _("Back to the check"), screens_back_pressed, self), "prev"));
    ui_page_action(page,
                   ui_id(ui_button(UI_PRIMARY, "check", _("Try again"), retry_pressed, self), "submit"));
    return page;
}

static gboolean submitting_event(Screens *self, gpointer state, ServiceEvent event)
{
    if (event != SERVICE_EV_SUBMITTED || !apply_receipt(screens_service(self)))
        return FALSE;
    screens_replace(self, "receipt", NULL);
    return TRUE;
}

const ScreenRow screen_submitting = {
    .id = "submitting",
    .flags = SCREEN_NO_BACK,
    .events = SCREEN_ON(SERVICE_EV_SUBMITTED),
    .build = build_submitting,
    .event = submitting_event,
    .sample = sample,
};

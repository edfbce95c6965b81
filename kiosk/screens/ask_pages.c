/* Which questions there are, and how many of them fit on one page: one in elder mode, up to four otherwise.
 * Heights are estimated; what is too tall after all gets up and down buttons from the toolkit. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/ask.h"

#include "kiosk/screens/words.h"
#include <string.h>

#define QUESTIONS_MAX 4

/* Room for questions in mm: portrait, and the shorter rectangles of landscape and low mode. */
#define ROOM_MM       315
#define ROOM_SHORT_MM 100
#define PAD_MM        110 /* what a pad takes of it */
#define FACT_MM       13
#define FACTS_MM      22 /* frame and heading of their card */
#define FIELD_MM      50
#define CHIP_MM       23
#define LABEL_MM      26
#define CONSENT_MM    46
#define PICTURE_MM    35
#define SIGNATURE_MM  210
#define LONG_LABEL    9 /* characters that still let three chips stand side by side */

static void add_question(GArray *questions, const Field *field, const char *path)
{
    Question question = {.field = field};
    g_strlcpy(question.path, path, sizeof(question.path));
    g_array_append_val(questions, question);
}

/* What the card said is looked at in one place, before the questions. */
static gboolean comes_from_card(const Form *form, const Field *field)
{
    FieldState state;
    return !field->calc && form_field_state(form, field->id, &state) && state.edit == EDIT_FIXED;
}

GArray *ask_of_step(const Form *form, guint step)
{
    GArray *questions = g_array_new(FALSE, TRUE, sizeof(Question));
    g_autoptr(GPtrArray) fields = form_step_fields(form, step);
    for (guint pass = 0; pass < 2; pass++) {
        for (guint i = 0; i < fields->len; i++) {
            const Field *field = g_ptr_array_index(fields, i);
            if (comes_from_card(form, field) == (pass == 0))
                add_question(questions, field, field->id);
        }
    }
    return questions;
}

GArray *ask_of_row(const Form *form, const char *group, guint row)
{
    GArray *questions = g_array_new(FALSE, TRUE, sizeof(Question));
    g_autoptr(GPtrArray) fields = form_row_fields(form, group, row);
    for (guint i = 0; i < fields->len; i++) {
        const Field *field = g_ptr_array_index(fields, i);
        g_autofree char *path = form_path(field, row);
        add_question(questions, field, path);
    }
    return questions;
}

/* --- heights --- */
static double choice_mm(const Field *field)
{
    glong longest = 0;
    for (guint i = 0; i < field->n_options; i++)
        longest = MAX(longest, g_utf8_strlen(words_of(&field->options[i].label), -1));
    guint in_row = longest <= LONG_LABEL ? 3 : 1;
    return LABEL_MM + CHIP_MM * ((field->n_options + in_row - 1) / in_row);
}

static double question_mm(const Form *form, const Question *question)
{
    const Field *field = question->field;
    switch (field->type) {
    case FIELD_CHOICE:
    case FIELD_MULTI:
        return choice_mm(field);
    case FIELD_CONSENT:
        return CONSENT_MM;
    case FIELD_PHOTO:
    case FIELD_FILE:
        return FIELD_MM + PICTURE_MM * (double)json_array_size(form_get(form, question->path));
    case FIELD_SIGNATURE:
        return SIGNATURE_MM;
    case FIELD_GROUP:
        return ROOM_MM;
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
    case FIELD_NUMBER:
    case FIELD_MONEY:
        break;
    }
    return FIELD_MM;
}

static double room_mm(Screens *self)
{
    const UiLook *look = ui_look(screens_ui(self));
    double scale = ui_role_mm(look, UI_BODY) / 7.0;
    gboolean is_short = look->low || ui_is_landscape(screens_ui(self));
    return (is_short ? ROOM_SHORT_MM : ROOM_MM) / scale;
}

/* --- pages --- */
typedef struct {
    double used;
    guint asked;
    gboolean typed;
} Fill;

static gboolean is_fact(const Form *form, const Question *question)
{
    FieldState state;
    return form_field_state(form, question->path, &state) && state.edit == EDIT_FIXED;
}

/* Facts from the card count as one question together; a result that is calculated never begins a page. */
static gboolean fits(Screens *self, const Fill *fill, const Question *question, gboolean fact)
{
    const Form *form = apply_form(screens_service(self));
    gboolean below = !ui_is_landscape(screens_ui(self)) && (fill->typed || ask_is_typed(question->field));
    double room = room_mm(self) - (below ? PAD_MM : 0);
    if (!fill->asked || question->field->calc)
        return TRUE;
    if (fact)
        return fill->used + FACT_MM <= room;
    guint most = screens_is_elder(self) ? 1 : QUESTIONS_MAX;
    return fill->asked < most && fill->used + question_mm(form, question) <= room;
}

GArray *ask_pages(Screens *self, const GArray *questions)
{
    const Form *form = apply_form(screens_service(self));
    GArray *pages = g_array_new(FALSE, FALSE, sizeof(guint));
    Fill fill = {0};
    gboolean fact_before = FALSE;
    guint start = 0;
    g_array_append_val(pages, start);
    for (guint i = 0; i < questions->len; i++) {
        const Question *question = &g_array_index(questions, Question, i);
        gboolean fact = is_fact(form, question), joins = fact && fact_before;
        if (!joins && !fits(self, &fill, question, fact)) {
            g_array_append_val(pages, i);
            fill = (Fill){0};
        }
        fill.used += fact ? FACT_MM + (joins ? 0 : FACTS_MM) : question_mm(form, question);
        fill.asked += joins ? 0 : 1;
        fill.typed |= !fact && ask_is_typed(question->field);
        fact_before = fact;
    }
    return pages;
}

void ask_page_range(const GArray *questions, const GArray *pages, guint page, guint *first, guint *end)
{
    page = MIN(page, pages->len - 1);
    *first = g_array_index(pages, guint, page);
    *end = page + 1 < pages->len ? g_array_index(pages, guint, page + 1) : questions->len;
}

guint ask_page_of(const GArray *questions, const GArray *pages, const char *path)
{
    gsize group_length = strcspn(path, "[");
    for (guint i = 0; i < questions->len; i++) {
        const Question *question = &g_array_index(questions, Question, i);
        gboolean same = g_str_equal(question->path, path);
        gboolean holds = strlen(question->path) == group_length && g_str_has_prefix(path, question->path);
        if (!same && !holds)
            continue;
        guint page = 0;
        while (page + 1 < pages->len && g_array_index(pages, guint, page + 1) <= i)
            page++;
        return page;
    }
    return 0;
}

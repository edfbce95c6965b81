/* Questions that are picked: one of a list, several of a list, a date, a consent. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/ask.h"

#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"
#include <glib/gi18n.h>

/* Built again by ask_set() already: the widgets of before are out of sight. */
static gboolean is_on_glass(const Asked *asked)
{
    return asked->shown && ui_of(asked->shown) != NULL;
}

static void show_result(const Asked *asked, gboolean good)
{
    if (!is_on_glass(asked))
        return;
    ui_labelled_good(asked->shown, good && asked->state.value);
    if (good)
        ui_labelled_error(asked->shown, NULL);
}

static UiWidget *options_of(const Asked *asked, gboolean multi, UiAction changed)
{
    UiWidget *choice = ui_choice(multi, changed, (gpointer)asked);
    for (guint i = 0; i < asked->field->n_options; i++)
        ui_choice_add(choice, NULL, words_of(&asked->field->options[i].label));
    return choice;
}

/* --- one of a list --- */
static void choice_changed(UiWidget *widget, gpointer data)
{
    Asked *asked = data;
    int index = ui_choice_first(widget);
    json_t *value = index >= 0 ? json_string(asked->field->options[index].value) : json_null();
    show_result(asked, ask_set(asked, value, NULL));
}

UiWidget *ask_choice(Asked *asked)
{
    UiWidget *choice = options_of(asked, FALSE, choice_changed);
    const char *value = json_string_value(asked->state.value);
    for (guint i = 0; value && i < asked->field->n_options; i++)
        ui_choice_set(choice, i, g_str_equal(asked->field->options[i].value, value));
    ui_own_data(choice, asked, g_free);
    return ask_framed(asked, choice);
}

/* --- several of a list --- */
static gboolean is_exclusive(const Field *field, guint option)
{
    const Texts *exclusive = &field->validation.exclusive;
    for (guint i = 0; i < exclusive->n; i++)
        if (g_str_equal(exclusive->items[i], field->options[option].value))
            return TRUE;
    return FALSE;
}

/* "None of these" lets go of the others, and they of it. */
static void keep_apart(UiWidget *choice, const Field *field)
{
    int last = ui_choice_last_touched(choice);
    if (last < 0 || !ui_choice_get(choice, (guint)last))
        return;
    gboolean alone = is_exclusive(field, (guint)last);
    for (guint i = 0; i < field->n_options; i++)
        if ((int)i != last && (alone || is_exclusive(field, i)))
            ui_choice_set(choice, i, FALSE);
}

static void multi_changed(UiWidget *widget, gpointer data)
{
    Asked *asked = data;
    keep_apart(widget, asked->field);
    json_t *value = json_array();
    for (guint i = 0; i < asked->field->n_options; i++)
        if (ui_choice_get(widget, i))
            json_array_append_new(value, json_string(asked->field->options[i].value));
    show_result(asked, ask_set(asked, value, NULL));
}

static gboolean holds(const json_t *values, const char *option)
{
    size_t i;
    json_t *value;
    json_array_foreach((json_t *)values, i,
                       value) if (g_strcmp0(json_string_value(value), option) == 0) return TRUE;
    return FALSE;
}

UiWidget *ask_multi(Asked *asked)
{
    UiWidget *choice = options_of(asked, TRUE, multi_changed);
    for (guint i = 0; i < asked->field->n_options; i++)
        ui_choice_set(choice, i, holds(asked->state.value, asked->field->options[i].value));
    ui_own_data(choice, asked, g_free);
    return ask_framed(asked, choice);
}

/* --- a date --- */
static GDate to_gdate(Day day)
{
    GDate date;
    int year, month, mday;
    g_date_clear(&date, 1);
    if (day_to_ymd(day, &year, &month, &mday))
        g_date_set_dmy(&date, (GDateDay)mday, (GDateMonth)month, (GDateYear)year);
    return date;
}

static UiDatePrecision precision_of(const Field *field)
{
    switch (field->precision) {
    case DAY_PRECISION_DAY:
        return UI_DATE_DAY;
    case DAY_PRECISION_MONTH:
        return UI_DATE_MONTH;
    case DAY_PRECISION_YEAR:
        return UI_DATE_YEAR;
    }
    return UI_DATE_DAY;
}

static void date_changed(UiWidget *widget, gpointer data)
{
    Asked *asked = data;
    g_auto(FormIssue) issue = {0};
    g_autofree char *text = ui_date_text(widget);
    gboolean good = ask_set(asked, *text ? json_string(text) : json_null(), &issue);
    show_result(asked, good);
    if (good || !is_on_glass(asked) || !*text)
        return;
    g_autofree char *sentence = issue_sentence(&issue, apply_form(screens_service(asked->self)));
    ui_labelled_error(asked->shown, sentence);
}

UiWidget *ask_date(Asked *asked)
{
    Day first = DAY_NONE, last = DAY_NONE;
    form_date_range(apply_form(screens_service(asked->self)), asked->path, &first, &last);
    Day today = service_today(screens_service(asked->self));
    Day start = last != DAY_NONE && last < today ? last : first != DAY_NONE && first > today ? first : today;
    UiDateSpec spec = {
        .precision = precision_of(asked->field),
        .min = to_gdate(first),
        .max = to_gdate(last),
        .start = to_gdate(start),
        .changed = date_changed,
        .data = asked,
    };
    UiWidget *date = ui_date(&spec);
    if (asked->state.value)
        ui_date_set_text(date, json_string_value(asked->state.value));
    ui_own_data(date, asked, g_free);
    return ask_framed(asked, date);
}

/* --- a consent --- */
static void consent_changed(UiWidget *widget, gpointer data)
{
    Asked *asked = data;
    ask_set(asked, ui_check_get(widget) ? json_true() : json_null(), NULL);
}

UiWidget *ask_consent(Asked *asked)
{
    g_autofree char *error = ask_error(asked);
    const char *guide = error ? error : words_of(&asked->field->guide);
    UiWidget *check = ui_check_row(words_of(&asked->field->label), guide, json_is_true(asked->state.value),
                                   consent_changed, asked);
    ui_own_data(check, asked, g_free);
    return ui_id(check, asked->path);
}

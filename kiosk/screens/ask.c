/* A page of questions: facts from the card together, then the questions, then the pad of the one that is
 * being typed in. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/ask.h"

#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"
#include "kiosk/domain/mask.h"
#include <glib/gi18n.h>
#include <string.h>

Asked *ask_asked(Screens *self, const Question *question)
{
    Asked *asked = g_new0(Asked, 1);
    asked->self = self;
    asked->field = question->field;
    g_strlcpy(asked->path, question->path, sizeof(asked->path));
    form_field_state(apply_form(screens_service(self)), question->path, &asked->state);
    return asked;
}

/* --- what is wrong --- */
static gboolean is_active(const Asked *asked)
{
    const Ask *ask = screens_state(asked->self);
    return g_str_equal(ask->active, asked->path);
}

char *ask_error(const Asked *asked)
{
    const Ask *ask = screens_state(asked->self);
    const Form *form = apply_form(screens_service(asked->self));
    g_auto(FormIssue) issue = {0};
    if (form_check_field(form, asked->path, &issue))
        return NULL;
    gboolean says_now = ask->checked || (asked->state.value && !is_active(asked));
    return says_now ? issue_sentence(&issue, form) : NULL;
}

static gboolean is_good(const Asked *asked)
{
    return asked->state.value &&
           form_check_field(apply_form(screens_service(asked->self)), asked->path, NULL);
}

/* --- a question in its frame --- */
UiWidget *ask_framed(Asked *asked, UiWidget *control)
{
    gboolean elder = screens_is_elder(asked->self);
    g_autofree char *error = ask_error(asked);
    const char *note = asked->state.stated ? _("As it stands on the card") : words_of(&asked->field->guide);
    UiWidget *framed =
        ui_labelled(elder ? NULL : words_of(&asked->field->label), elder ? NULL : note, control);
    asked->shown = framed;
    ui_labelled_good(framed, is_good(asked));
    ui_labelled_error(framed, error);
    return ui_id(framed, asked->path);
}

static UiWidget *elder_question(const Asked *asked, UiWidget *shown)
{
    UiWidget *column = ui_column(6);
    ui_add(column, ui_text(UI_HEADLINE, UI_BOLD, words_of(&asked->field->label)));
    if (*words_of(&asked->field->guide))
        ui_add(column, ui_text(UI_BODY, UI_SECOND, words_of(&asked->field->guide)));
    ui_add(column, shown);
    return column;
}

static UiWidget *by_type(Asked *asked)
{
    switch (asked->field->type) {
    case FIELD_CHOICE:
        return ask_choice(asked);
    case FIELD_MULTI:
        return ask_multi(asked);
    case FIELD_DATE:
        return ask_date(asked);
    case FIELD_CONSENT:
        return ask_consent(asked);
    case FIELD_PHOTO:
    case FIELD_FILE:
        return ask_files(asked);
    case FIELD_SIGNATURE:
        return ask_signature(asked);
    case FIELD_GROUP:
        return ask_group(asked);
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
    case FIELD_NUMBER:
    case FIELD_MONEY:
        break;
    }
    return ask_text(asked);
}

static UiWidget *one_question(Screens *self, const Question *question)
{
    Asked *asked = ask_asked(self, question);
    const Asked copy = *asked; /* the widget owns the other one from here on */
    UiWidget *shown = by_type(asked);
    if (screens_is_elder(self) && copy.field->type != FIELD_CONSENT)
        shown = elder_question(&copy, shown);
    if (!copy.state.warns)
        return shown;
    UiWidget *column = ui_column(3);
    ui_add(column, shown);
    ui_add(column, ui_banner(UI_ATTENTION, NULL, words_of(&copy.field->warn_text)));
    return column;
}

/* --- what comes from the card or is calculated --- */
char *ask_value_text(const Form *form, const Question *question)
{
    const Field *field = question->field;
    g_autofree char *text = form_get_text(form, question->path);
    if (!text || !*text)
        return g_strdup("");
    if (field->type == FIELD_CHOICE) {
        const Option *option = field_option(field, text);
        return g_strdup(option ? words_of(&option->label) : text);
    }
    if (field->type == FIELD_DATE) {
        Day day = day_parse(text);
        return day == DAY_NONE ? g_strdup(text) : words_date_year(day);
    }
    if (*words_of(&field->unit) || field->type == FIELD_MONEY)
        return g_strdup_printf("%s %s", text, *words_of(&field->unit) ? words_of(&field->unit) : _("yuan"));
    return mask_apply(field->mask, text);
}

static void missing_pressed(UiWidget *widget, gpointer data)
{
    const Asked *asked = data;
    Screens *self = asked->self;
    apply_card_missing(screens_service(self), asked->path);
    screens_refresh(self);
}

static UiWidget *missing_button(Screens *self, const Question *question)
{
    UiWidget *button = ui_button(UI_SECONDARY, "pen", _("The card is not here"), missing_pressed, NULL);
    return ui_own_data(button, ask_asked(self, question), g_free);
}

/* The card's data once, together, to be looked at; a worker may say that the card is missing. */
static UiWidget *facts_card(Screens *self, const GArray *questions, guint first, guint end)
{
    const Form *form = apply_form(screens_service(self));
    const Question *empty = NULL;
    UiWidget *card = ui_padding(ui_box(UI_CARD, 2), 8, 6);
    const Field *top = g_array_index(questions, Question, first).field;
    ui_add(card, top->calc ? ui_heading("check", _("Worked out for you"), NULL)
                           : ui_heading("id", _("From the card, nothing to type"), NULL));
    for (guint i = first; i < end; i++) {
        const Question *question = &g_array_index(questions, Question, i);
        g_autofree char *text = ask_value_text(form, question);
        if (!*text && question->field->required && !question->field->calc)
            empty = question;
        ui_add(card, ui_list_value(words_of(&question->field->label), *text ? text : _("not known")));
    }
    if (empty && apply_mode(screens_service(self)) != MODE_SELF)
        ui_add(card, ui_align(missing_button(self, empty), UI_START));
    return card;
}

static gboolean is_fact(const Form *form, const Question *question)
{
    FieldState state;
    return form_field_state(form, question->path, &state) && state.edit == EDIT_FIXED;
}

/* --- the pad --- */
/* A page begins with the first empty number, so that nobody has to find out that fields must be touched;
 * letters come when their field is touched, since their pad takes the buttons' place. */
static void choose_active(Screens *self, Ask *ask, const GArray *questions, guint first, guint end)
{
    const Form *form = apply_form(screens_service(self));
    gboolean keeps = FALSE;
    for (guint i = first; i < end; i++)
        keeps |= g_str_equal(g_array_index(questions, Question, i).path, ask->active);
    if (keeps)
        return;
    ask->active[0] = '\0';
    for (guint i = first; i < end && !ask->pad_closed; i++) {
        const Question *question = &g_array_index(questions, Question, i);
        if (!ask_is_number_pad(question->field) || is_fact(form, question) || form_get(form, question->path))
            continue;
        g_strlcpy(ask->active, question->path, sizeof(ask->active));
        return;
    }
}

static const Field *active_field(const Ask *ask, const GArray *questions, guint first, guint end)
{
    for (guint i = first; i < end; i++) {
        const Question *question = &g_array_index(questions, Question, i);
        if (*ask->active && g_str_equal(question->path, ask->active))
            return question->field;
    }
    return NULL;
}

static UiWidget *number_pad_row(Screens *self, const Field *field)
{
    UiWidget *row = ui_row(8), *side = ui_grow(ui_column(3), 1);
    ui_add(row, ask_number_pad(field));
    if (!screens_is_elder(self))
        ui_add(side, ui_text(UI_BODY, UI_SECOND, words_of(&field->guide)));
    ui_add(row, side);
    return row;
}

static void add_pad(Screens *self, UiWidget *page, UiWidget *box, const Field *field)
{
    if (!field)
        return;
    if (ask_is_number_pad(field)) {
        ui_add(box, number_pad_row(self, field));
        return;
    }
    if (field->keyboard == KEYBOARD_PINYIN_HANDWRITING && !ui_has_methods(screens_ui(self)))
        ui_add(box, ui_banner(UI_TOLD, _("No Chinese keyboard here yet."),
                              _("Write it in pinyin letters; a worker adds the characters with you.")));
    ui_page_pad(page, ui_text_pad(screens_ui(self)));
}

/* --- the page --- */
static UiWidget *consents(Screens *self, const GArray *questions, guint first, guint end)
{
    UiWidget *list = ui_list();
    for (guint i = first; i < end; i++)
        ui_add(list, one_question(self, &g_array_index(questions, Question, i)));
    return list;
}

typedef enum { RUN_FACTS, RUN_CONSENTS, RUN_ONE } RunKind;

static RunKind run_kind(const Form *form, const Question *question)
{
    if (is_fact(form, question))
        return RUN_FACTS;
    return question->field->type == FIELD_CONSENT ? RUN_CONSENTS : RUN_ONE;
}

void ask_build(Screens *self, UiWidget *page, const GArray *questions, const GArray *pages, const char *guide)
{
    Ask *ask = screens_state(self);
    const Form *form = apply_form(screens_service(self));
    UiWidget *body = ui_page_body(page);
    guint first, end;
    if (ui_is_landscape(screens_ui(self))) { /* the pad stands beside the questions */
        UiWidget *pair = ui_add(body, ui_pair(1, 1, 9));
        body = ui_add(pair, ui_column_spread(ui_column(6), 12));
    }
    ask->page = MIN(ask->page, pages->len - 1);
    ask->signature = NULL;
    ask_page_range(questions, pages, ask->page, &first, &end);
    choose_active(self, ask, questions, first, end);
    if (*guide && ask->page == 0)
        ui_add(body, ui_guide(guide, NULL, NULL));
    for (guint i = first; i < end;) {
        RunKind kind = run_kind(form, &g_array_index(questions, Question, i));
        guint next = i + 1;
        while (kind != RUN_ONE && next < end &&
               run_kind(form, &g_array_index(questions, Question, next)) == kind)
            next++;
        if (kind == RUN_FACTS)
            ui_add(body, facts_card(self, questions, i, next));
        else if (kind == RUN_CONSENTS)
            ui_add(body, consents(self, questions, i, next));
        else
            ui_add(body, one_question(self, &g_array_index(questions, Question, i)));
        i = next;
    }
    add_pad(self, page, ui_is_landscape(screens_ui(self)) ? ui_parent(body) : body,
            active_field(ask, questions, first, end));
}

void ask_turn(Ask *ask, guint page)
{
    ask->page = page;
    ask->active[0] = '\0';
    ask->pad_closed = FALSE;
    ask->keeping = FALSE;
    ask->checked = FALSE;
    ask->signature = NULL;
}

/* --- answers --- */
/* Which questions there are, and whether they speak up: another number means that the page must be built
 * again. */
static guint shape(Screens *self)
{
    const Form *form = apply_form(screens_service(self));
    const Matter *matter = form_matter(form);
    guint hash = 5381;
    for (guint i = 0; i < matter->n_fields; i++) {
        FieldState state;
        if (!form_field_state(form, matter->fields[i].id, &state))
            continue;
        hash = hash * 33 + (guint)(state.visible | state.required << 1 | state.warns << 2);
        if (state.edit == EDIT_FIXED && state.value)
            hash = hash * 33 + (guint)json_string_length(state.value) +
                   (guint)(json_number_value(state.value) * 100);
    }
    return hash;
}

static guint row_shape(Screens *self, const char *path)
{
    const char *bracket = strchr(path, '[');
    if (!bracket)
        return 0;
    g_autofree char *group = g_strndup(path, (gsize)(bracket - path));
    guint row = (guint)g_ascii_strtoull(bracket + 1, NULL, 10);
    g_autoptr(GPtrArray) fields = form_row_fields(apply_form(screens_service(self)), group, row);
    guint hash = fields->len;
    for (guint i = 0; i < fields->len; i++)
        hash = hash * 33 + ((const Field *)g_ptr_array_index(fields, i))->index;
    return hash;
}

gboolean ask_set(Asked *asked, json_t *value, FormIssue *issue)
{
    Screens *self = asked->self;
    guint before = shape(self), row_before = row_shape(self, asked->path);
    gboolean good = apply_set(screens_service(self), asked->path, value, issue);
    form_field_state(apply_form(screens_service(self)), asked->path, &asked->state);
    if (before != shape(self) || row_before != row_shape(self, asked->path))
        screens_refresh(self); /* asked is dead after this */
    return good;
}

/* TRUE: it is being kept, the answer comes as an event. */
static gboolean take_signature(Screens *self, Ask *ask)
{
    if (!ask->signature || !ui_signature_is_enough(ask->signature))
        return FALSE;
    int width, height;
    g_autofree char *svg = ui_signature_svg(ask->signature, &width, &height);
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) png = ui_signature_png(ask->signature, &error);
    if (!png) {
        g_warning("signature not drawn: %s", error->message);
        return FALSE;
    }
    ask->keeping = apply_sign(screens_service(self), ask->signature_path, svg, png,
                              ui_signature_strokes(ask->signature), 0, NULL);
    return ask->keeping;
}

AskResult ask_finish(Screens *self, const GArray *questions, const GArray *pages)
{
    Ask *ask = screens_state(self);
    guint first, end;
    gboolean good = TRUE;
    if (ask->keeping || take_signature(self, ask))
        return ASK_WAITS;
    ask_page_range(questions, pages, ask->page, &first, &end);
    for (guint i = first; i < end; i++)
        good &= form_check_field(apply_form(screens_service(self)),
                                 g_array_index(questions, Question, i).path, NULL);
    ask->checked = !good;
    if (!good) { /* what is missing is seen without the pad in front */
        ask->active[0] = '\0';
        ask->pad_closed = TRUE;
    }
    return good ? ASK_GOOD : ASK_WRONG;
}

/* Groups: the same questions for several people or things, one row each. The row itself is asked on its own
 * screen. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/ask.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include <glib/gi18n.h>
#include <string.h>

/* --- the list of rows, within a page of questions --- */
static gboolean row_is_good(const Form *form, const Field *group, guint row)
{
    g_autoptr(GPtrArray) fields = form_row_fields(form, group->id, row);
    for (guint i = 0; i < fields->len; i++) {
        g_autofree char *path = form_path(g_ptr_array_index(fields, i), row);
        if (!form_check_field(form, path, NULL))
            return FALSE;
    }
    return TRUE;
}

/* The first two answers say which row it is; what identifies people is masked. */
static char *row_summary(const Form *form, const Field *group, guint row)
{
    g_autoptr(GArray) questions = ask_of_row(form, group->id, row);
    g_autoptr(GString) text = g_string_new(NULL);
    guint shown = 0;
    for (guint i = 0; i < questions->len && shown < 2; i++) {
        g_autofree char *value = ask_value_text(form, &g_array_index(questions, Question, i));
        if (!*value)
            continue;
        g_string_append_printf(text, "%s%s", shown++ ? "    " : "", value);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static UiWidget *row_line(const Asked *asked, guint row)
{
    const Form *form = apply_form(screens_service(asked->self));
    g_autofree char *title = repeat_row_title(&asked->field->repeat, row, screens_is_english());
    g_autofree char *summary = row_summary(form, asked->field, row);
    g_autofree char *path = g_strdup_printf("%s[%u]", asked->field->id, row);
    gboolean good = row_is_good(form, asked->field, row);
    UiRowSpec spec = {
        .icon = "pen",
        .title = title,
        .sub = *summary ? summary : NULL,
        .tag = good ? NULL : _("not finished"),
        .tag_kind = UI_ATTENTION,
    };
    return ui_id(screens_row_goes(asked->self, &spec, "row", path), path);
}

static void add_pressed(UiWidget *widget, gpointer data)
{
    const Asked *asked = data;
    Screens *self = asked->self;
    int row = apply_add_row(screens_service(self), asked->path);
    if (row < 0) {
        g_autofree char *most =
            g_strdup_printf(ngettext("At most %d entry.", "At most %d entries.", asked->field->repeat.max),
                            (int)asked->field->repeat.max);
        ui_toast(screens_ui(self), UI_TOLD, most, "");
        return;
    }
    g_autofree char *path = g_strdup_printf("%s[%d]", asked->path, row);
    screens_go(self, "row", path);
}

UiWidget *ask_group(Asked *asked)
{
    guint n = form_row_count(apply_form(screens_service(asked->self)), asked->path);
    const Repeat *repeat = &asked->field->repeat;
    UiWidget *column = ui_column(4);
    if (n) {
        UiWidget *list = ui_list();
        for (guint i = 0; i < n; i++)
            ui_add(list, row_line(asked, i));
        ui_add(column, list);
    } else if (!repeat->min) {
        ui_add(column, ui_text(UI_BODY, UI_SECOND, _("Nobody or nothing to add? Just go on.")));
    }
    UiWidget *add = ui_button(UI_SECONDARY, "plus", words_of(&repeat->add_label), add_pressed, asked);
    ui_add(column, ui_id(ui_enabled(add, n < repeat->max), "add_row"));
    ui_own_data(add, asked, g_free);
    return ask_framed(asked, column);
}

/* --- one row on its own screen: arg "members[1]" --- */
typedef struct {
    Ask ask; /* first: see ask.h */
} RowState;

static const Field *row_of_arg(Screens *self, guint *row)
{
    const char *arg = screens_arg(self), *bracket = strchr(arg, '[');
    const Form *form = apply_form(screens_service(self));
    if (!form || !bracket)
        return NULL;
    g_autofree char *group = g_strndup(arg, (gsize)(bracket - arg));
    *row = (guint)g_ascii_strtoull(bracket + 1, NULL, 10);
    const Field *field = matter_field(form_matter(form), group);
    return field && field->type == FIELD_GROUP && *row < form_row_count(form, group) ? field : NULL;
}

static void row_done(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    Ask *ask = screens_state(self);
    guint row;
    const Field *group = row_of_arg(self, &row);
    if (!group)
        return;
    g_autoptr(GArray) questions = ask_of_row(apply_form(screens_service(self)), group->id, row);
    g_autoptr(GArray) pages = ask_pages(self, questions);
    if (ask_finish(self, questions, pages) != ASK_GOOD) {
        screens_refresh(self);
    } else if (ask->page + 1 < pages->len) {
        ask_turn(ask, ask->page + 1);
        screens_refresh(self);
    } else {
        screens_back(self);
    }
}

static gboolean row_back(Screens *self, gpointer state)
{
    RowState *row_state = state;
    apply_want_card(screens_service(self), APPLY_CARD_NONE, NULL, 0);
    if (!row_state->ask.page)
        return FALSE;
    ask_turn(&row_state->ask, row_state->ask.page - 1);
    screens_refresh(self);
    return TRUE;
}

static void really_remove(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    guint row;
    const Field *group = row_of_arg(self, &row);
    if (group)
        apply_remove_row(screens_service(self), group->id, (int)row);
    ask_turn(screens_state(self), 0);
    screens_back(self);
}

static void remove_pressed(UiWidget *widget, gpointer data)
{
    UiDialogSpec spec = {
        .id = "remove_row",
        .headline = _("Take this entry away?"),
        .sentence = _("What you filled in for it is lost. The rest stays."),
        .buttons = {{UI_DANGER, "cross", _("Take it away"), "remove", really_remove},
                    {UI_PRIMARY, "check", _("Keep it"), "keep", NULL}},
        .data = data,
    };
    ui_dialog(screens_ui(data), &spec);
}

static void card_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    guint row;
    const Field *group = row_of_arg(self, &row);
    if (!group)
        return;
    apply_want_card(screens_service(self), APPLY_CARD_ROW, group->id, (int)row);
    ui_toast(screens_ui(self), UI_TOLD, _("Lay this person's card on the reader."),
             _("Your own card may lie beside. Nothing is lost."));
}

static gboolean takes_card(const Field *group)
{
    for (guint i = 0; i < group->n_fields; i++)
        if (group->fields[i].prefill == PREFILL_ROW_CARD)
            return TRUE;
    return FALSE;
}

static UiWidget *build_row(Screens *self, gpointer state)
{
    Ask *ask = state;
    guint row;
    const Field *group = row_of_arg(self, &row);
    if (!group)
        return NULL;
    const Form *form = apply_form(screens_service(self));
    g_autofree char *title = repeat_row_title(&group->repeat, row, screens_is_english());
    g_autoptr(GArray) questions = ask_of_row(form, group->id, row);
    g_autoptr(GArray) pages = ask_pages(self, questions);
    UiWidget *page = screens_page(self, title, words_matter(form_matter(form)));
    if (takes_card(group) && !ask->page) {
        UiWidget *banner =
            ui_banner(UI_TOLD, _("Is their card here?"), _("Then the name fills in by itself."));
        ui_banner_button(banner, "id", _("Read the card"), card_pressed, self);
        ui_add(ui_page_body(page), banner);
    }
    ask_build(self, page, questions, pages, "");
    gboolean last = ask->page + 1 >= pages->len;
    UiWidget *next = ui_button(UI_PRIMARY, last ? "check" : "right", last ? _("This one is done") : _("Next"),
                               row_done, self);
    ui_page_action(page,
                   ui_id(ui_button(UI_SECONDARY, "left", _("Previous"), screens_back_pressed, self), "prev"));
    ui_page_action(page,
                   ui_id(ui_button(UI_DANGER, "cross", _("Take away"), remove_pressed, self), "remove"));
    ui_page_action(page, ui_id(ui_button_icon_after(next, !last), "next"));
    return page;
}

static char *sample_row(Screens *self)
{
    const Form *form = apply_form(screens_service(self));
    const Matter *matter = form ? form_matter(form) : NULL;
    for (guint i = 0; matter && i < matter->n_fields; i++)
        if (matter->fields[i].type == FIELD_GROUP && form_row_count(form, matter->fields[i].id))
            return g_strdup_printf("%s[0]", matter->fields[i].id);
    return NULL;
}

const ScreenRow screen_row = {
    .id = "row",
    .flags = SCREEN_SENSITIVE,
    .events = SCREEN_ON(SERVICE_EV_APPLICATION),
    .state_size = sizeof(RowState),
    .build = build_row,
    .back = row_back,
    .sample = sample_row,
};

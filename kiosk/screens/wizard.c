/* The wizard: draws any step of any catalogue, page by page, as the form engine says what comes next.
 *
 * arg "": from where the application stands. arg "phone": one answer is being corrected from the review; the
 * way goes back there. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/ask.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
    Ask ask; /* first: see ask.h */
    gboolean saving;
} Wizard;

static gboolean corrects(Screens *self)
{
    return *screens_arg(self) != '\0';
}

static const Form *open_form(Screens *self)
{
    return apply_form(screens_service(self));
}

/* --- next --- */
/* The first thing wrong in this step that stands on another page, or belongs to no field. */
static void show_step_issue(Screens *self, Ask *ask, const GArray *questions, const GArray *pages)
{
    const Form *form = open_form(self);
    g_autoptr(GPtrArray) issues = g_ptr_array_new_with_free_func((GDestroyNotify)form_issue_free);
    if (!form_check_step(form, (guint)apply_step(screens_service(self)), issues))
        return;
    const FormIssue *issue = g_ptr_array_index(issues, 0);
    g_autofree char *sentence = issue_sentence(issue, form);
    guint target = ask_page_of(questions, pages, issue->path);
    if (*issue->path && target != ask->page)
        ask_turn(ask, target);
    ask->checked = TRUE;
    screens_refresh(self);
    ui_toast(screens_ui(self), UI_ATTENTION, _("One thing is still missing."), sentence);
}

static void step_done(Screens *self, Ask *ask, const GArray *questions, const GArray *pages)
{
    Service *service = screens_service(self);
    if (form_check_step(open_form(self), (guint)apply_step(service), NULL)) {
        show_step_issue(self, ask, questions, pages);
    } else if (corrects(self)) {
        screens_back(self);
    } else if (apply_is_last_step(service)) {
        screens_go(self, "review", NULL);
    } else if (apply_next(service)) {
        ask_turn(ask, 0);
        apply_save(service);
        screens_refresh(self);
    }
}

static void advance(Screens *self)
{
    Ask *ask = screens_state(self);
    g_autoptr(GArray) questions = ask_of_step(open_form(self), (guint)apply_step(screens_service(self)));
    g_autoptr(GArray) pages = ask_pages(self, questions);
    switch (ask_finish(self, questions, pages)) {
    case ASK_WAITS:
        break;
    case ASK_WRONG:
        screens_refresh(self);
        ui_toast(screens_ui(self), UI_ATTENTION, _("One thing is still missing."),
                 _("It is marked. What you filled in stays."));
        break;
    case ASK_GOOD:
        if (ask->page + 1 < pages->len && !corrects(self)) {
            ask_turn(ask, ask->page + 1);
            apply_save(screens_service(self)); /* power may fail at any time: a page turned is a page kept */
            screens_refresh(self);
        } else {
            step_done(self, ask, questions, pages);
        }
        break;
    }
}

static void next_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    ui_toast_close(screens_ui(self));
    if (open_form(self))
        advance(self);
}

/* --- back --- */
static gboolean back(Screens *self, gpointer state)
{
    Wizard *wizard = state;
    Service *service = screens_service(self);
    if (!open_form(self) || corrects(self))
        return FALSE;
    if (wizard->ask.page) {
        ask_turn(&wizard->ask, wizard->ask.page - 1);
    } else if (apply_prev(service)) {
        g_autoptr(GArray) questions = ask_of_step(open_form(self), (guint)apply_step(service));
        g_autoptr(GArray) pages = ask_pages(self, questions);
        ask_turn(&wizard->ask, pages->len - 1);
    } else {
        apply_save(service);
        return FALSE;
    }
    screens_refresh(self);
    return TRUE;
}

/* --- save and leave --- */
static void save_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    Wizard *wizard = screens_state(self);
    if (wizard->saving)
        return;
    wizard->saving = apply_save(screens_service(self));
    if (!wizard->saving)
        ui_toast(screens_ui(self), UI_ATTENTION, _("It cannot be kept for later."),
                 _("Without a card nobody could find it again. Please finish it now."));
}

static gboolean on_event(Screens *self, gpointer state, ServiceEvent event)
{
    Wizard *wizard = state;
    if (event != SERVICE_EV_APPLICATION || !open_form(self))
        return FALSE;
    if (wizard->ask.keeping && !apply_is_capturing(screens_service(self))) {
        wizard->ask.keeping = FALSE;
        wizard->ask.signature = NULL;
        advance(self); /* "next" was pressed: go on without a second touch */
        return TRUE;
    }
    if (!wizard->saving)
        return wizard->ask.keeping; /* building again would wipe what was just written */
    if (!apply_is_saved(screens_service(self)))
        return FALSE;
    wizard->saving = FALSE;
    session_leave(screens_service(self));
    return TRUE;
}

/* --- page --- */
static void go_to_correction(Screens *self, Ask *ask)
{
    FieldState state;
    const char *path = screens_arg(self);
    if (!open_form(self))
        return;
    g_autofree char *top = g_strndup(path, strcspn(path, "["));
    if (!form_field_state(open_form(self), top, &state))
        return;
    apply_goto_step(screens_service(self), (int)state.field->step);
    g_autoptr(GArray) questions = ask_of_step(open_form(self), state.field->step);
    g_autoptr(GArray) pages = ask_pages(self, questions);
    ask_turn(ask, ask_page_of(questions, pages, path));
    ask->checked = TRUE;
}

static void enter(Screens *self, gpointer state)
{
    Wizard *wizard = state;
    if (corrects(self))
        go_to_correction(self, &wizard->ask);
}

static void add_actions(Screens *self, UiWidget *page, guint n_pages)
{
    const Ask *ask = screens_state(self);
    gboolean elder = screens_is_elder(self);
    if (corrects(self)) {
        UiWidget *ok = ui_button(UI_PRIMARY, "check", _("Done, back to the check"), next_pressed, self);
        ui_page_action(page, ui_id(ok, "next"));
        return;
    }
    gboolean to_review = apply_is_last_step(screens_service(self)) && ask->page + 1 >= n_pages;
    UiWidget *prev = ui_button(UI_SECONDARY, "left", _("Previous"), screens_back_pressed, self);
    UiWidget *next =
        ui_button(UI_PRIMARY, "right", to_review ? _("Done, check it") : _("Next"), next_pressed, self);
    ui_page_action(page, ui_id(prev, "prev"));
    if (!elder && screens_has_person(self))
        ui_page_action(page,
                       ui_id(ui_button(UI_SECONDARY, NULL, _("Save and leave"), save_pressed, self), "save"));
    ui_page_action(page, ui_id(ui_button_icon_after(next, TRUE), "next"));
}

static UiWidget *build(Screens *self, gpointer state)
{
    Wizard *wizard = state;
    const Form *form = open_form(self);
    if (!form)
        return NULL;
    guint index = (guint)apply_step(screens_service(self)), k, n;
    const Matter *matter = form_matter(form);
    const Step *step = &matter->steps[index];
    g_autoptr(GArray) questions = ask_of_step(form, index);
    g_autoptr(GArray) pages = ask_pages(self, questions);
    form_step_number(form, index, &k, &n);
    g_autofree char *where = g_strdup_printf(_("Step %u of %u: %s"), k, n, words_of(&step->title));
    g_autofree char *where_short = g_strdup_printf(_("Step %u of %u"), k, n);
    UiWidget *page = screens_page_step(self, words_matter(matter),
                                       screens_is_elder(self) ? where_short : where, (int)k, (int)n);
    ask_build(self, page, questions, pages, screens_is_elder(self) ? "" : words_of(&step->guide));
    add_actions(self, page, pages->len);
    if (wizard->saving)
        ui_page_banner(page, ui_banner(UI_TOLD, _("Saving"), _("One moment, please.")));
    return page;
}

static char *sample(Screens *self)
{
    return open_form(self) ? g_strdup("") : NULL;
}

const ScreenRow screen_wizard = {
    .id = "wizard",
    .flags = SCREEN_SENSITIVE,
    .events = SCREEN_ON(SERVICE_EV_APPLICATION),
    .state_size = sizeof(Wizard),
    .build = build,
    .enter = enter,
    .event = on_event,
    .back = back,
    .sample = sample,
};

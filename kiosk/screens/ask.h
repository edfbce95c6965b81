/* Asking: a few questions of the form on one page, whatever their type. The wizard asks the questions of a
 * step with it, the row screen those of one row; no screen knows a catalogue by name.
 *
 *   form (what is visible) -> questions -> pages of what fits -> widgets -> apply_set() -> form
 *
 * A state of a screen that asks begins with an Ask. Values live in the form only; an Ask remembers where the
 * finger was. Loop thread. */
#pragma once

#include "kiosk/screens/shell.h"
#include "kiosk/service/apply.h"

#define ASK_PATH_MAX SCREEN_ARG_MAX

typedef struct {
    const Field *field;
    char path[ASK_PATH_MAX];
} Question;

typedef struct {
    guint page;                /* of the step or row, from 0 */
    char active[ASK_PATH_MAX]; /* the field that takes the typing; "" = none */
    gboolean pad_closed;       /* the person is done typing: no pad by itself */
    gboolean keeping;          /* a signature is on its way to the disk */
    gboolean checked;          /* "next" was pressed: what is missing is said at every field */
    UiWidget *signature;       /* on the page that stands now, lent */
    char signature_path[ASK_PATH_MAX];
} Ask;

/* --- questions and pages (ask_pages.c) --- */
/* Visible questions of a step, or of a row "members[1]"; array of Question. */
GArray *ask_of_step(const Form *form, guint step);
GArray *ask_of_row(const Form *form, const char *group, guint row);
/* Where pages begin: array of guint, as many as there are pages; at least one. */
GArray *ask_pages(Screens *self, const GArray *questions);
/* The page on which the path (or the group of its row) is asked; 0 when it is not. */
guint ask_page_of(const GArray *questions, const GArray *pages, const char *path);
/* Questions first..end of a page. */
void ask_page_range(const GArray *questions, const GArray *pages, guint page, guint *first, guint *end);

/* --- a page (ask.c) --- */
/* Adds the questions of ask->page to the page, with the pad of the active one. guide: of the step; may be
 * "". */
void ask_build(Screens *self, UiWidget *page, const GArray *questions, const GArray *pages,
               const char *guide);
/* Takes what is on the glass and not yet in the form (a signature); says at the fields what is wrong.
 * ASK_WAITS: the signature is being kept; ask again at the next SERVICE_EV_APPLICATION. */
typedef enum { ASK_GOOD, ASK_WRONG, ASK_WAITS } AskResult;
AskResult ask_finish(Screens *self, const GArray *questions, const GArray *pages);
/* Another page: forgets where the finger was. */
void ask_turn(Ask *ask, guint page);

/* --- for the files of ask only --- */
typedef struct {
    Screens *self;
    const Field *field;
    char path[ASK_PATH_MAX];
    FieldState state;
    UiWidget *shown; /* the labelled widget or field, where errors go */
} Asked;

/* New, for ui_own_data(widget, asked, g_free). */
Asked *ask_asked(Screens *self, const Question *question);
/* The control with label, guide and error as the mode wants it. Takes asked over. */
UiWidget *ask_framed(Asked *asked, UiWidget *control);
/* Gives the value to the form (steals it) and shows what it says: TRUE: good. Builds the page again when
 * other questions came or went. */
gboolean ask_set(Asked *asked, json_t *value, FormIssue *issue);
/* What is wrong with it, to be said now; NULL: nothing. g_free. */
char *ask_error(const Asked *asked);
/* Masked as the catalogue says; g_free. "" when empty. */
char *ask_value_text(const Form *form, const Question *question);

UiWidget *ask_text(Asked *asked); /* ask_text.c */
gboolean ask_is_typed(const Field *field);
gboolean ask_is_number_pad(const Field *field);
UiWidget *ask_number_pad(const Field *field);
UiWidget *ask_choice(Asked *asked); /* ask_pick.c */
UiWidget *ask_multi(Asked *asked);
UiWidget *ask_date(Asked *asked);
UiWidget *ask_consent(Asked *asked);
UiWidget *ask_files(Asked *asked); /* ask_files.c */
UiWidget *ask_signature(Asked *asked);
UiWidget *ask_group(Asked *asked); /* ask_rows.c */

/* Private to the form engine. A Form is a tree of slots: one for each field of the matter, and one for each
 * field of each row. After every change form_refresh() walks them once in the catalogue's order and derives
 * everything anew; since nothing may look at later fields, one walk is enough. */
#pragma once

#include "kiosk/domain/calc.h"
#include "kiosk/domain/form.h"

G_BEGIN_DECLS

typedef struct {
    json_t *given;    /* by the resident; NULL: nothing, or cleared */
    gboolean touched; /* the resident gave or cleared it: sources keep away */
    GPtrArray *rows;  /* GROUP: Row; NULL for other types */
    /* derived by form_refresh() */
    json_t *found; /* from a source, a calculation or the default */
    ValueSource found_from;
    gboolean visible, required;
    EditState edit;
    const json_t *value; /* what counts: given, found or NULL */
    ValueSource source;
} Slot;

typedef struct {
    json_t *card; /* read into this row, completed; NULL */
    json_t *db;   /* what a look-up says about this row, by field id; NULL */
    guint n_slots;
    Slot slots[];
} Row;

struct Form {
    Catalogue *catalogue;
    const Matter *matter;
    FormContext context; /* its objects are ours; cards are completed by form_complete_card() */
    json_t *card_read;   /* the applicant's card as it was read, before look-ups filled its gaps */
    json_t **step_cards; /* by step: read for fields outside of groups */
    gboolean *step_visible;
    gboolean
        checking; /* a submission: look-ups, codes and row cards are not at hand, what is absent is cleared */
    Slot *slots;  /* by matter->fields */
};

/* Where a path leads. */
typedef struct {
    const Field *field;
    Slot *slot;
    Row *row; /* NULL outside of groups */
    guint row_index;
} Place;

/* --- form.c --- */
/* A field, or with want_row a row "members[1]" (field: the group). */
gboolean form_find(const Form *form, const char *path, Place *place);
gboolean form_find_row(const Form *form, const char *path, Place *place);
/* Puts value (taken over) into *slot and wipes what was there. */
void form_put(json_t **slot, json_t *value);
/* The slot of a field as seen from a row (NULL: from the matter). */
Slot *form_slot(const Form *form, const Row *row, const Field *field);
Row *form_row_create(const Field *group);

/* --- form_answer.c --- */
/* Replaces the rows of a group by those of an array, as far as they can be taken; FALSE when not all could.
 */
gboolean form_set_rows(Form *form, const Place *place, const json_t *rows, FormIssue *issue);
/* form_set() without the walk afterwards and without the checks of limits: shape and readonly only. */
gboolean form_take(Form *form, const Place *place, const json_t *value, const char *path, FormIssue *issue);

/* --- form_refresh.c --- */
void form_refresh(Form *form);
Scope form_scope(const Form *form, const Row *row);
Value form_value_of(const Field *field, const Slot *slot);

/* --- form_source.c: what is known without asking --- */
/* Birth, sex, age and region follow from the number. Changes card. */
void form_complete_card(json_t *card, Day today);
/* The applicant's card again from what was read and what was looked up. */
void form_complete_applicant(Form *form);
/* New reference in the field's normal form; NULL when its source knows nothing. */
json_t *form_source(const Form *form, const Row *row, const Field *field, ValueSource *from);
/* A context variable, "card.age" or "session.mode". Lent; NULL unknown. */
const json_t *form_context_variable(const Form *form, const char *name);
/* "resident.phone" in a flat or nested object. Lent. */
const json_t *form_look_up(const json_t *object, const char *name);

/* --- form_value.c: one value --- */
typedef enum { SHAPE_GOOD, SHAPE_EMPTY, SHAPE_WRONG } Shape;
/* raw in normal form (a new reference in *normal, only for GOOD). WRONG fills issue (code and texts, no
 * path). */
Shape form_normal_value(const Field *field, const json_t *raw, json_t **normal, FormIssue *issue);
/* The limits of a value in normal form that need nothing else to be known; FALSE fills issue. */
gboolean form_value_within(const Field *field, const json_t *value, Day today, gboolean organisation,
                           FormIssue *issue);
Decimal form_number_of(const Field *field, const json_t *value);
json_t *form_number_to_json(const Field *field,
                            Decimal number); /* rounded to the field's decimals; NULL if empty */

/* --- form_check.c --- */
gboolean form_check_place(const Form *form, const Place *place, const char *path, FormIssue *issue);

/* --- form_issue.c --- */
/* Fills issue if it is not NULL; always FALSE, to be returned. */
gboolean form_issue_set(FormIssue *issue, FormIssueCode code, const char *path, const Field *field);
/* Says where it is; the code stays. Always FALSE. */
gboolean form_issue_place(FormIssue *issue, const char *path, const Field *field);
gboolean form_issue_counts(FormIssue *issue, FormIssueCode code, gint64 have, gint64 want);
gboolean form_issue_text(FormIssue *issue, FormIssueCode code, const char *want_text);
/* Adds a copy to issues (may be NULL) and clears it; 1. */
guint form_issue_add(GPtrArray *issues, FormIssue *issue);

G_END_DECLS

/* The form engine: one person's answers to one matter. It knows what comes next, what is still missing or
 * wrong, what is already known and from where; kiosk and hub run the same code.
 *
 * Pure: no I/O, no clock; today is in the context. A form belongs to one thread at a time; the catalogue
 * behind it is shared. All values are json_t in the shapes that are sent to the hub: text, phone, address,
 * id_number  string, trimmed; x raised to X choice                           the option's value;   multi:
 * array of them, in the catalogue's order date                             "YYYY-MM-DD", with precision month
 * "YYYY-MM", year "YYYY"; "长期" number                           number;   money: integer fen consent true,
 * or absent photo, file                      array of {"sha256": 64 hex digits, "bytes", "type":
 * "image/jpeg", "profile"} signature                        one of those, with "svg": "M10 20 L30 40 …" (a
 * stroke begins with M); profile "signature", type "image/png" group                            array of
 * objects, one a row Paths name a field: "phone", a row "members[1]" (from 0), a field of a row
 * "members[1].m_name".
 *
 * Hidden fields keep what was typed in memory (somebody may change their mind) but count as empty everywhere
 * and are not sent. Whatever a form held is wiped by form_destroy(). */
#pragma once

#include "kiosk/domain/catalogue.h"

G_BEGIN_DECLS

typedef struct Form Form;

/* --- What is known before the first question --- */

/* Card objects: {"name", "sex": "m"|"f", "nation", "birth": "YYYY-MM-DD", "address", "id_number",
 * "authority", "valid_from", "valid_to": "YYYY-MM-DD" or "长期", "kind": "resident" | "social_security" | …};
 * what is not known is absent. Of a social-security card only name and number are expected: birth, sex, age
 * and region follow from the number, address, nation and validity from db "resident.address" … where given.
 * db, scan: objects by name without the namespace, flat ("resident.phone") or nested; a group's prefill is an
 * array of objects by row field id. session: {"community", "street", "dog_zone", …}. Everything is copied by
 * form_create(); NULL where nothing is known. */
typedef struct {
    SessionMode mode;
    Day today;
    const json_t *card;       /* the applicant's */
    const json_t *agent_card; /* the agent's; mode agent only */
    const json_t *session;
    const json_t *db;
    const json_t *scan;
    gboolean card_missing; /* the recorded reason why there is no applicant's card */
} FormContext;

/* The context as sent with the answers, so that the hub may check them: {"mode", "today", "card",
 * "agent_card", "session", "card_missing"}, without db and scan. New reference. */
json_t *form_context_to_json(const FormContext *context);

/* Reads it back; what it points at is lent by object. FALSE and *problem (static text, for staff) on anything
 * odd. */
gboolean form_context_from_json(const json_t *object, FormContext *context, const char **problem);

/* --- What can be wrong --- */

/* After each code: what have, want, want_text and other of the issue say. */
typedef enum {
    FORM_OK,
    /* about one value */
    FORM_ISSUE_REQUIRED,     /* nothing given */
    FORM_ISSUE_SHAPE,        /* not the type's JSON shape, or not its normal form */
    FORM_ISSUE_TOO_SHORT,    /* have, want: characters; want - have are missing */
    FORM_ISSUE_TOO_LONG,     /* have, want: characters; have - want too many */
    FORM_ISSUE_CHARACTER,    /* have: place from 0; want: the code point that is not allowed there */
    FORM_ISSUE_PATTERN,      /* not like the pattern; want_text: the pattern */
    FORM_ISSUE_ID_CHARACTER, /* only digits, X at the end */
    FORM_ISSUE_ID_BIRTH,     /* digits 7-14 are no possible birth date */
    FORM_ISSUE_ID_CHECK,     /* a digit is mistyped */
    FORM_ISSUE_PHONE_MOBILE, /* 11 digits but not beginning with 13-19 */
    FORM_ISSUE_PHONE_FORM,   /* neither a mobile number nor area code, hyphen, number */
    FORM_ISSUE_BANK_CHECK,   /* a digit is mistyped */
    FORM_ISSUE_CERT_FORM,    /* the part after the ID number is not category 1-7, level 1-4 (, B1-B9) */
    FORM_ISSUE_NUMBER_LOW,   /* want_text: the least (money: yuan) */
    FORM_ISSUE_NUMBER_HIGH,  /* want_text: the most (money: yuan) */
    FORM_ISSUE_DECIMALS,     /* have, want: places after the point */
    FORM_ISSUE_DATE,         /* no such date; want: DayPrecision */
    FORM_ISSUE_DATE_EARLY,  /* want_text: first day allowed; other: path of the field that says so, or NULL */
    FORM_ISSUE_DATE_LATE,   /* want_text: last day allowed; other: the same */
    FORM_ISSUE_OPTION,      /* not one of the options; want_text: what was given */
    FORM_ISSUE_EXCLUSIVE,   /* want_text: the option that stands alone */
    FORM_ISSUE_SELECT_FEW,  /* have, want: choices; also photos and files */
    FORM_ISSUE_SELECT_MANY, /* have, want */
    FORM_ISSUE_ROWS_FEW,    /* have, want: rows */
    FORM_ISSUE_ROWS_MANY,   /* have, want: rows */
    FORM_ISSUE_DUPLICATE,   /* other: path of the field (or "card.id_number", "agent_card.id_number") with the
                               same */
    FORM_ISSUE_FILE_TYPE,   /* want_text: the formats, "jpg, pdf" */
    FORM_ISSUE_FILE_SIZE,   /* have, want: kilobytes */
    FORM_ISSUE_SIGNATURE_SHORT, /* have, want: strokes or points */
    FORM_ISSUE_CALC_LOW,        /* the calculated field `other` falls below want_text; path: what to change */
    FORM_ISSUE_CALC_HIGH,       /* the calculated field `other` exceeds want_text; path: what to change */
    FORM_ISSUE_READONLY,      /* comes from the card or is calculated: cannot be changed, or differs from its
                                 source */
    FORM_ISSUE_UNKNOWN_FIELD, /* no such field or row */
    FORM_ISSUE_HIDDEN_FIELD,  /* a submission holds an answer to a hidden field */
    FORM_ISSUE_CALC_DIFFERS, /* a submission's calculated value is not what comes out; want_text: what does */
    /* about the person and the cards; path "" */
    FORM_ISSUE_BLOCKED, /* not eligible; other: the eligibility's id. path: the field that says so, or "" */
    FORM_ISSUE_MODE,    /* this matter does not offer this mode */
    FORM_ISSUE_CARD_NEEDED,       /* the applicant's card */
    FORM_ISSUE_AGENT_CARD_NEEDED, /* the agent's card */
    FORM_ISSUE_REASON_NEEDED,     /* no applicant's card, and no reason recorded: form_set_card_missing() */
    FORM_ISSUE_CARDS_SAME,        /* the agent's card is the applicant's */
    FORM_ISSUE_CARD_EXPIRED, /* want_text: last valid day, NULL if unknown; other: "card" or "agent_card" */
    FORM_ISSUE_CARD_NOT_YET_VALID, /* want_text: first valid day; other: the same */
    FORM_ISSUE_AGENT_UNDERAGE,     /* have, want: years */
    FORM_ISSUE_MINOR,              /* a minor's own card opens reading only; have, want: years */
} FormIssueCode;

typedef struct {
    FormIssueCode code;
    char *path;         /* "" when it is about no field */
    const Field *field; /* NULL when it is about no known field */
    gint64 have, want;
    char *want_text; /* may be NULL */
    char *other;     /* may be NULL */
} FormIssue;

FormIssue *form_issue_copy(const FormIssue *issue);
void form_issue_clear(FormIssue *issue);
void form_issue_free(FormIssue *issue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FormIssue, form_issue_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(FormIssue, form_issue_clear)

/* "too_short": stable names for the wire and for tests. Static. */
const char *form_issue_name(FormIssueCode code);

/* --- The form --- */

/* Holds a reference to the catalogue that matter must belong to. Free with form_destroy(). */
Form *form_create(Catalogue *catalogue, const Matter *matter, const FormContext *context);
/* Wipes every answer and everything of the context from memory, and frees. NULL is fine. */
void form_destroy(Form *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Form, form_destroy)

const Matter *form_matter(const Form *form);
/* Lent until the form is destroyed or its context changes. */
const FormContext *form_context(const Form *form);

/* Facts that arrive later. New look-ups are added to those there are (copied); answers already given stay. */
void form_add_db(Form *form, const json_t *db);
void form_add_scan(Form *form, const json_t *scan);
/* The recorded reason `card_missing`: without an applicant's card, its fields can be typed in mode assisted,
 * and in mode agent where the matter allows it. */
void form_set_card_missing(Form *form, gboolean missing);
/* Another person's card read into a row ("members[1]") or, for fields outside of groups, into the step of the
 * field path. FALSE: no such row or field. Fills what has prefill row_card. and was not typed. */
gboolean form_set_row_card(Form *form, const char *path, const json_t *card);

/* --- Answers --- */

/* Takes value's content (not the reference); NULL or JSON null clears. The value is brought into its normal
 * form. FALSE fills issue (NULL, zeroed, or one of an earlier call). A value of the wrong shape, to a fixed
 * or unknown field is not stored; one that merely breaks a limit is, so that the person finds what they
 * typed, and keeps being an issue. */
gboolean form_set(Form *form, const char *path, const json_t *value, FormIssue *issue);

/* The same from what was typed: money in yuan ("12.5"), numbers as digits, the rest as it is sent. */
gboolean form_set_text(Form *form, const char *path, const char *text, FormIssue *issue);

/* Chooses or drops one option of a multi field: an exclusive option drops the others and is dropped by them.
 */
gboolean form_toggle(Form *form, const char *path, const char *option, FormIssue *issue);

/* What the field holds, lent until the next change; NULL when empty or hidden, and for groups (see rows). */
const json_t *form_get(const Form *form, const char *path);
/* The same as text: money in yuan; option values; NULL when empty or not text-like. Yours: wipe it when done.
 */
char *form_get_text(const Form *form, const char *path);

/* Rows of a group; group is the group's path. */
guint form_row_count(const Form *form, const char *group);
/* Index of the new row, -1 (and issue) when there are enough or group is no visible group. */
int form_row_add(Form *form, const char *group, FormIssue *issue);
gboolean form_row_remove(Form *form, const char *group, guint row);

/* --- What a screen shows --- */

typedef enum {
    SOURCE_NONE, /* empty */
    SOURCE_RESIDENT,
    SOURCE_CARD,
    SOURCE_AGENT_CARD,
    SOURCE_ROW_CARD,
    SOURCE_DB,
    SOURCE_SCAN,
    SOURCE_CALC,
    SOURCE_ANSWER, /* copied from another answer */
    SOURCE_SESSION,
    SOURCE_DEFAULT,
} ValueSource;

typedef enum {
    EDIT_FIXED,        /* comes from its source; not to be typed */
    EDIT_FREE,         /* as the catalogue says */
    EDIT_CARD_MISSING, /* a card's field, opened with the recorded reason */
    EDIT_STATED,       /* read-only, but its source knows nothing and it is required */
} EditState;

typedef struct {
    const Field *field;
    gboolean visible, required;
    EditState edit;
    gboolean stated; /* a fact that should have been read but was typed: "stated, not read" */
    ValueSource source;
    const json_t *value; /* lent; NULL empty */
    gboolean warns;      /* field->warn_text should be shown */
} FieldState;

/* FALSE for an unknown path. */
gboolean form_field_state(const Form *form, const char *path, FieldState *state);
/* What is wrong with this field now: FALSE fills issue. Hidden fields are never wrong. */
gboolean form_check_field(const Form *form, const char *path, FormIssue *issue);

/* The days between which a date must lie, as far as they are known now; DAY_NONE where there is no limit.
 * FALSE for anything but a date. */
gboolean form_date_range(const Form *form, const char *path, Day *first, Day *last);

/* "phone", or "members[1].m_name" for a row's field. Yours. */
char *form_path(const Field *field, guint row);

/* The steps, by their place in matter->steps. */
gboolean form_step_visible(const Form *form, guint step);
/* The next / previous visible step; -1 at the end. From -1, next gives the first. */
int form_step_next(const Form *form, int step);
int form_step_prev(const Form *form, int step);
/* "step k of n" among the visible ones; k counts from 1, 0 when step is hidden. */
void form_step_number(const Form *form, guint step, guint *k, guint *n);

/* Visible fields (const Field *) of a step, of one row of a group. Container is yours. */
GPtrArray *form_step_fields(const Form *form, guint step);
GPtrArray *form_row_fields(const Form *form, const char *group, guint row);

/* --- Checks --- */

/* Each adds FormIssue to issues (NULL: only counts; free function form_issue_free) and gives their number. */
/* Mode, cards, and the eligibility that can be known before the first question. */
guint form_check_start(const Form *form, GPtrArray *issues);
/* The visible fields of a step, and the blocks of eligibility that its fields make false. */
guint form_check_step(const Form *form, guint step, GPtrArray *issues);
/* Everything: start and all visible steps. 0 means that it can be submitted. */
guint form_check_all(const Form *form, GPtrArray *issues);

typedef enum { ELIGIBILITY_UNKNOWN, ELIGIBILITY_HOLDS, ELIGIBILITY_FAILS } EligibilityState;
/* Of matter->eligibility[index]; UNKNOWN also where nothing can be checked or an operand is still empty. */
EligibilityState form_eligibility(const Form *form, guint index);

typedef struct {
    int promised;
    DayUnit unit;
    const TimeVariant *variant; /* the one that holds, NULL: the matter's own limit */
} FormTimeLimit;
/* The time limit that these answers give; of several variants that hold, the shorter. */
FormTimeLimit form_time_limit(const Form *form);

typedef enum {
    MATERIAL_GIVEN,      /* photographed, attached, read from the card */
    MATERIAL_LOOKED_UP,  /* spared by the consent to look it up */
    MATERIAL_MISSING,    /* still to be brought */
    MATERIAL_NOT_NEEDED, /* not in this case */
} MaterialState;
/* Of matter->materials[index]. */
MaterialState form_material(const Form *form, guint index);

/* --- Handing over --- */

/* What is sent: visible, non-empty fields in their normal form. New reference. */
json_t *form_answers(const Form *form);
/* Paths (char *) of what was typed though it should have been read. Yours. */
GPtrArray *form_stated(const Form *form);

/* A draft: what the resident gave, hidden fields included, to come back to. New reference. */
json_t *form_draft(const Form *form);
/* Takes up a draft, also one of an older catalogue: gives the number of answers that could not be taken. */
guint form_load_draft(Form *form, const json_t *draft);

/* For the hub: do these answers make an acceptable case of matter? Adds issues; gives their number, 0:
 * accepted. Unknown and hidden fields, values not in normal form, and other results of calculations are
 * refused. *form (may be NULL) becomes the form that was checked: yours, for time limit, materials, stated.
 */
guint form_check_submission(Catalogue *catalogue, const Matter *matter, const FormContext *context,
                            const json_t *answers, GPtrArray *issues, Form **form);

/* Overwrites the text of every string below value, then it may be released. For copies outside of a form. */
void form_wipe(json_t *value);

G_END_DECLS

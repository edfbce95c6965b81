/* The catalogue: what can be applied for at a station, as data. catalogue_parse() reads and checks the JSON
 * text; what comes out is immutable plain structs, readable from any thread for as long as a reference is
 * held.
 *
 * All strings and structs belong to the catalogue. No string here is NULL unless its comment says so: a text
 * the data leave out is "". Words have Chinese always; where English is missing, words_in() gives the
 * Chinese.
 *
 * A catalogue with any error is refused as a whole: catalogue_parse() lists up to CATALOGUE_MAX_ERRORS of
 * them. The meaning of everything: docs in the data's own `enums`, and kiosk/domain/form.h for what the
 * engine makes of it. */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "kiosk/domain/date.h"
#include "kiosk/domain/decimal.h"
#include "kiosk/domain/mask.h"
#include "kiosk/domain/workdays.h" /* DayUnit */

G_BEGIN_DECLS

#define CATALOGUE_MAX_BYTES       (16 * 1024 * 1024)
#define CATALOGUE_MAX_NESTING     64
#define CATALOGUE_MAX_TEXT        4000 /* code points of one string */
#define CATALOGUE_MAX_ID          64
#define CATALOGUE_MAX_OPTION      64 /* code points of an option's value */
#define CATALOGUE_MAX_OPTIONS     500
#define CATALOGUE_MAX_MATTERS     200
#define CATALOGUE_MAX_STEPS       40
#define CATALOGUE_MAX_STEP_FIELDS 100
#define CATALOGUE_MAX_ROWS        64
#define CATALOGUE_MAX_CONDITION   16 /* nesting of a condition */
#define CATALOGUE_MAX_ERRORS      50

typedef struct Catalogue Catalogue;
typedef struct Matter Matter;
typedef struct Step Step;
typedef struct Field Field;
typedef struct Condition Condition; /* kiosk/domain/condition.h */
typedef struct Calc Calc;           /* kiosk/domain/calc.h */

typedef struct {
    const char *zh;
    const char *en; /* "" where the data have none */
} Words;

/* A list of strings. */
typedef struct {
    const char *const *items;
    guint n;
} Texts;

typedef enum {
    FIELD_TEXT,
    FIELD_CHOICE,
    FIELD_MULTI,
    FIELD_DATE,
    FIELD_PHONE,
    FIELD_ID_NUMBER,
    FIELD_ADDRESS,
    FIELD_NUMBER,
    FIELD_MONEY,
    FIELD_PHOTO,
    FIELD_SIGNATURE,
    FIELD_FILE,
    FIELD_CONSENT,
    FIELD_GROUP,
} FieldType;

typedef enum { LEVEL_COMMUNITY, LEVEL_STREET, LEVEL_DISTRICT } Level;
typedef enum { MODE_SELF, MODE_AGENT, MODE_ASSISTED } SessionMode;
typedef enum { PII_NONE, PII_PERSONAL, PII_SENSITIVE } Pii;

typedef enum {
    KEYBOARD_NONE, /* nothing to type */
    KEYBOARD_PINYIN_HANDWRITING,
    KEYBOARD_NUMERIC,
    KEYBOARD_ID18,
    KEYBOARD_ALNUM,
    KEYBOARD_ADDRESS_PICKER,
} Keyboard;

typedef enum { /* flags: a field may offer several */
               CAPTURE_CAMERA = 1 << 0,
               CAPTURE_USB = 1 << 1,
               CAPTURE_CARD_READER = 1 << 2,
               CAPTURE_NONE = 1 << 3,
} Capture;

typedef enum {
    CONSENT_TRUTH,
    CONSENT_DB_LOOKUP,
    CONSENT_SENSITIVE_PI,
    CONSENT_PUBLICITY,
    CONSENT_HOUSEHOLD,
    CONSENT_PLEDGE,
    CONSENT_CONTACT,
    CONSENT_SECRET,
} ConsentKind;

typedef enum {
    ACTION_PREACCEPT,
    ACTION_ACCEPT,
    ACTION_HOUSEHOLD_VISIT,
    ACTION_VERIFY,
    ACTION_ASSESSMENT,
    ACTION_PUBLICITY,
    ACTION_REVIEW,
    ACTION_APPROVE,
    ACTION_ISSUE,
    ACTION_FORWARD,
    ACTION_MEDIATE,
    ACTION_ESCALATE,
} RouteAction;

typedef enum {
    RULE_NONE,
    RULE_CN_ID18,
    RULE_CN_MOBILE,
    RULE_CN_PHONE,
    RULE_BANK_CARD,
    RULE_DISABILITY_CERT
} TextRule;

typedef enum {
    PREFILL_NONE,
    PREFILL_CARD,
    PREFILL_AGENT_CARD,
    PREFILL_ROW_CARD,
    PREFILL_DB,
    PREFILL_SCAN,
    PREFILL_CALC,
    PREFILL_ANSWER,
    PREFILL_SESSION,
} PrefillSource;

typedef struct {
    const char *value;
    Words label;
} Option;

/* One end of a date range: a fixed day, today with an offset, another field's answer, or a date on the card.
 * form_date_range() says what it comes to. */
typedef struct {
    enum { DATE_LIMIT_NONE, DATE_LIMIT_FIXED, DATE_LIMIT_TODAY, DATE_LIMIT_ANSWER, DATE_LIMIT_CARD } kind;
    Day day;            /* FIXED */
    int offset;         /* TODAY: so many … */
    char unit;          /* … 'd' days, 'm' months, 'y' years */
    const Field *field; /* ANSWER */
    const char *name;   /* CARD: "card.birth" */
} DateLimit;

/* What a value must be. -1 where a count is not given. */
typedef struct {
    int min_len, max_len; /* code points */
    const char *pattern;  /* "" none; POSIX extended, matches the whole value */
    gconstpointer regex;  /* the compiled pattern (regex_t), NULL without */
    TextRule rule;
    gboolean unique_in_group;
    Decimal min, max; /* money: yuan. Empty: no limit */
    int decimals;
    DateLimit date_min, date_max;
    int min_select, max_select;
    Texts exclusive;          /* options that stand alone */
    int min_count, max_count; /* photos, files */
    Texts formats;            /* "jpg", "pdf" … */
    int max_kb;
    const char *profile; /* photo profile, "" none */
    int min_strokes, min_points;
} Validation;

typedef struct {
    guint min, max;
    Words row_title; /* "第{n}位家庭成员": {n} counts from 1, see repeat_row_title() */
    Words add_label;
} Repeat;

struct Field {
    const char *id;
    Words label, guide, unit;
    FieldType type;
    gboolean required, readonly, summary_in_receipt;
    const Condition *visible_if, *required_if; /* NULL: always, never */
    const Option *options;
    guint n_options;
    Validation validation;
    PrefillSource prefill;
    const char *prefill_name;    /* after the namespace: "name" of "card.name"; "" without prefill */
    const json_t *default_value; /* NULL none; wire form */
    Pii pii;
    Mask mask;
    Keyboard keyboard;
    guint capture;        /* Capture flags */
    const char *material; /* id in matter->materials, "" none */
    ConsentKind consent_kind;
    DayPrecision precision;
    const Calc *calc;           /* NULL: not calculated */
    const Condition *warn_when; /* NULL: no warning */
    Words warn_text;

    const Field *fields; /* GROUP: the fields of one row */
    guint n_fields;
    Repeat repeat;

    const Field *group; /* the group it is a row's field of, NULL at the top */
    guint index;        /* its place in matter->fields, or in group->fields */
    guint step;         /* its step's place in matter->steps */
};

struct Step {
    const char *id;
    Words title, guide;
    const Condition *visible_if; /* NULL: always */
    const Field *fields;         /* a slice of matter->fields */
    guint n_fields;
};

typedef struct {
    gboolean self, guardian, agent, org, agent_needs_applicant_card;
    gboolean offered[3]; /* by SessionMode: session_modes, without `self` where self may not apply */
    Words note;
} Applicants;

typedef struct {
    const char *id;
    Words text;
    enum { ELIGIBILITY_FROM_CARD, ELIGIBILITY_FROM_ANSWER, ELIGIBILITY_FROM_DB } source;
    const Condition *check; /* NULL: said, not checked */
    gboolean blocks;        /* on_fail: block; else warn */
} Eligibility;

typedef struct {
    guint seq;
    Level level;
    RouteAction action;
    Words action_name; /* Chinese only */
    Words org, output, note;
    const char *role;
    int statutory, promised;
    DayUnit unit;
    gboolean counts;
    int pct_on_complete;
} RouteNode;

typedef struct {
    const char *id;
    const Condition *when;
    int promised;
    DayUnit unit;
    const RouteAction *skip;
    guint n_skip;
    Words note;
} TimeVariant;

typedef struct {
    DayUnit unit;
    int statutory, promised;
    const char *basis;  /* "law", "practice", "assumption", "reform_baseline" */
    const char *starts; /* "day_after_preaccept_receipt" */
    gboolean pauses_correction, pauses_assessment, pauses_publicity_uncounted;
    const TimeVariant *variants;
    guint n_variants;
} TimeLimit;

typedef struct {
    gboolean required;
    int days;
    DayUnit unit;
    gboolean counted;
    const char *place_zh;
} Publicity;

typedef struct {
    const char *name_zh, *amount_zh;
} FeeItem;

typedef struct {
    const FeeItem *items;
    guint n_items;
    gboolean free;
    Words text;
} Fee;

typedef struct {
    Words name;
    const char *carrier; /* "paper", "electronic", "paper+electronic", "card", "card+electronic", "none" */
    Texts pickup;        /* "kiosk_print", "window", "mail", "visit", "bank" */
} Result;

typedef struct {
    const char *id;
    Words name;
    enum { MATERIAL_ORIGINAL, MATERIAL_COPY, MATERIAL_ELECTRONIC } form;
    int copies;
    gboolean required;
    const Condition *required_if; /* NULL */
    Capture capture;
    const Field *field; /* the field that takes it, perhaps in a row; NULL: a card on the reader */
    gboolean db_possible;
    const char *db_source_zh;
    const char *note_zh;
} Material;

typedef struct {
    Words question, answer;
} Faq;

struct Matter {
    const char *id;
    int no;
    const char *code; /* "YS-CL-01" */
    Words name, summary;
    const char *short_zh, *kind_zh;
    guint department; /* place in catalogue->departments */
    Texts co_departments;
    guint category; /* place in catalogue->categories */
    const char *icon;
    int hot_rank;
    Texts keywords, audience;
    gboolean instant, seed_example;
    int estimate_minutes;
    Applicants applicants;
    const Eligibility *eligibility;
    guint n_eligibility;
    const RouteNode *route;
    guint n_route;
    TimeLimit time_limit;
    Publicity publicity;
    Fee fee;
    const char *consult_phone;
    Texts legal_basis;
    Result result;
    Texts dedupe_key; /* field ids, "matter_id", "applicant_id" */
    gboolean dedupe_open_only;
    const char *retention_kiosk;
    int retention_hub_days, retention_archive_years;
    const Step *steps;
    guint n_steps;
    const Field *fields; /* of all steps, in their order; rows' fields are in their groups */
    guint n_fields;
    const Material *materials;
    guint n_materials;
    const Faq *faq;
    guint n_faq;
};

typedef struct {
    const char *id, *code;
    Words name;
    gboolean seed_line;
} Department;

typedef struct {
    const char *id;
    Words name;
} Category;

/* A number or a list that conditions use as @param.<name>. */
typedef struct {
    const char *name;
    enum { PARAM_NUMBER, PARAM_MONEY, PARAM_TEXT, PARAM_LIST } type;
    Decimal number; /* money: yuan */
    Texts list;     /* TEXT: one */
    const char *unit, *note;
} Param;

struct Catalogue {
    const char *schema, *version, *issued, *locale_default, *phone_policy;
    Words disclaimer;
    const Param *params;
    guint n_params;
    const Department *departments;
    guint n_departments;
    const Category *categories;
    guint n_categories;
    const Matter *matters;
    guint n_matters;
};

/* What is wrong, where, and what would be right. Texts are for staff and hold no personal data. */
typedef struct {
    char *file;
    int line;                    /* 0: the file as a whole */
    char *matter, *step, *field; /* ids, NULL where there is none */
    char *problem;
    char *remedy; /* what would be right */
} CatalogueError;

void catalogue_error_free(CatalogueError *error);

/* "matters.json:120: matter disabled-low-income, step household, field m_name: <problem>; <remedy>". Yours.
 */
char *catalogue_error_text(const CatalogueError *error);

/* Reads length bytes of JSON; name is what error messages call the file. errors takes CatalogueError (its
 * free function should be catalogue_error_free); NULL if nobody wants them. NULL when there is any error.
 * Domain code opens no files: the caller reads the file. Some milliseconds for 24 matters; any thread. */
Catalogue *catalogue_parse(const char *name, const char *text, gsize length, GPtrArray *errors);

Catalogue *catalogue_ref(Catalogue *catalogue);
void catalogue_unref(Catalogue *catalogue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalogue, catalogue_unref)

/* NULL when there is none. */
const Matter *catalogue_matter(const Catalogue *catalogue, const char *id);
const Matter *catalogue_matter_by_code(const Catalogue *catalogue, const char *code);
const Param *catalogue_param(const Catalogue *catalogue, const char *name);
const Field *matter_field(const Matter *matter, const char *id);
const Field *group_field(const Field *group, const char *id);
const Step *matter_step(const Matter *matter, const char *id);
const Option *field_option(const Field *field, const char *value);

/* The words in English or Chinese; Chinese where English is missing. */
const char *words_in(const Words *words, gboolean english);

/* "第2位家庭成员" for row 1 (rows count from 0, people from 1). Yours. */
char *repeat_row_title(const Repeat *repeat, guint row, gboolean english);

/* As the data write them. Static; NULL never. */
const char *field_type_name(FieldType type);
const char *level_name(Level level);
const char *route_action_name(RouteAction action);
const char *session_mode_name(SessionMode mode);
gboolean session_mode_from_name(const char *name, SessionMode *mode);

G_END_DECLS

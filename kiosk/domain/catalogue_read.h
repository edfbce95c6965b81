/* Private to the catalogue's loader: a reader that walks the JSON by tables of keys, remembers where it is,
 * and notes every error with that place. One per catalogue_parse(); not shared.
 *
 * Reading has two passes. The first fills the structs; the second, when every field has its final address,
 * compiles what refers to fields (conditions, calculations, date limits) and cross-checks. */
#pragma once

#include "kiosk/domain/calc.h"
#include "kiosk/domain/catalogue.h"
#include "kiosk/domain/catalogue_text.h"

G_BEGIN_DECLS

/* The lists of `enums`: what this catalogue may use. */
typedef enum {
    ENUM_FIELD_TYPES,
    ENUM_LEVELS,
    ENUM_UNITS,
    ENUM_ROLES,
    ENUM_ACTIONS,
    ENUM_CONDITION_OPS,
    ENUM_COMBINATORS,
    ENUM_CONTEXT_VARS,
    ENUM_PREFILL,
    ENUM_VALUE_REFS,
    ENUM_RULES,
    ENUM_PROFILES,
    ENUM_CALC_OPS,
    ENUM_CONSENTS,
    ENUM_CAPTURE,
    ENUM_KEYBOARDS,
    ENUM_MASKS,
    ENUM_PII,
    N_ENUMS,
    ENUM_NONE = N_ENUMS, /* a closed list of the program, not of the catalogue */
} EnumId;

/* The owner of everything that a Catalogue points at. */
typedef struct {
    Catalogue catalogue; /* first: a Catalogue * is also a CatalogueStore * */
    gint refs;           /* atomic */
    GStringChunk *strings;
    GPtrArray *blocks;   /* arrays */
    GPtrArray *regexes;  /* regex_t */
    GPtrArray *values;   /* json_t: defaults */
    GHashTable *matters; /* id -> Matter */
} CatalogueStore;

typedef struct {
    CatalogueStore *store;
    const char *file;
    const char *text;
    gsize length;
    GPtrArray *errors; /* CatalogueError */
    GArray *path;      /* JsonStep: where we are */
    const json_t *enums[N_ENUMS];
    const char *matter, *step, *field; /* ids for error messages, NULL outside */
} Reader;

/* --- where we are --- */
void reader_into_key(Reader *reader, const char *key);
void reader_into_index(Reader *reader, gsize index);
void reader_out(Reader *reader);

/* --- errors; format is the problem, remedy what would be right (plain text) --- */
void reader_error(Reader *reader, const char *remedy, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* The same for the value under key of the object we are in. */
void reader_error_at(Reader *reader, const char *key, const char *remedy, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* --- memory of the catalogue --- */
const char *reader_keep(Reader *reader, const char *text);
gpointer reader_alloc(Reader *reader, gsize n, gsize size); /* zeroed; n 0 gives NULL */
#define reader_new(reader, type, n) ((type *)reader_alloc((reader), (n), sizeof(type)))

/* --- objects by tables of keys --- */
typedef enum {
    KEY_TEXT,   /* const char *, at most 4,000 code points */
    KEY_FULL,   /* the same, but not "" */
    KEY_ID,     /* const char *: [a-z0-9_-], 1 to 64 */
    KEY_BOOL,   /* gboolean */
    KEY_INT,    /* int, within min and max */
    KEY_NUMBER, /* Decimal */
    KEY_TEXTS,  /* Texts */
    KEY_ENUM,   /* an enum: the place in names */
    KEY_WORD,   /* const char *: one of names */
    KEY_READ,   /* by read() */
    KEY_LATER,  /* known, read elsewhere */
} KeyKind;

typedef struct Key {
    const char *name;
    KeyKind kind;
    gsize offset;                                         /* in the struct that is filled */
    enum { KEY_NEEDED, KEY_OPTIONAL, KEY_NULLABLE } need; /* NULLABLE: may also be null */
    const char *const *names;                             /* ENUM, WORD: NULL-ended */
    EnumId listed; /* ENUM: which list of the catalogue must name it too; ENUM_NONE */
    int min, max;  /* INT; 0, 0: 0 to 1,000,000 */
    void (*read)(Reader *reader, const json_t *value, gpointer out);
} Key;

/* Fills out from object, which must be an object holding just these keys. */
void reader_object(Reader *reader, const json_t *object, const Key *keys, gsize n_keys, gpointer out);

/* An array of at most max elements; FALSE (and an error) when value is none, with *n 0. */
gboolean reader_array(Reader *reader, const json_t *value, guint max, const char *what, guint *n);

/* Place of text in names, -1 (and an error) when it is not there or not listed by the catalogue. */
int reader_enum(Reader *reader, const json_t *value, const char *const *names, EnumId listed);

/* Whether that list of the catalogue names it. */
gboolean reader_lists(const Reader *reader, EnumId listed, const char *name);

/* All of a closed list's names that the catalogue lists too, as "a, b, c". Yours. */
char *reader_names(Reader *reader, const char *const *names, EnumId listed);

/* An array of strings. */
void reader_texts(Reader *reader, const json_t *value, gpointer texts);
/* One element of it under the same checks as KEY_TEXT; "" on error. */
const char *reader_string(Reader *reader, const json_t *value, gboolean may_be_empty);

/* --- the parts --- */
void read_enums(Reader *reader, const json_t *value, gpointer unused); /* catalogue_read_head.c */
void read_params(Reader *reader, const json_t *value, gpointer catalogue);
void read_departments(Reader *reader, const json_t *value, gpointer catalogue);
void read_categories(Reader *reader, const json_t *value, gpointer catalogue);
/* An array of objects of one table, into a block of n structs of size. */
gpointer reader_list(Reader *reader, const json_t *value, const char *what, const Key *keys, gsize n_keys,
                     gsize size, guint *n);
void read_fields(Reader *reader, const json_t *value, Field *fields, guint n, const Field *group);
void read_matter(Reader *reader, const json_t *value, Matter *matter);          /* catalogue_read_matter.c */
void read_applicants(Reader *reader, const json_t *value, gpointer applicants); /* catalogue_read_work.c */
void read_eligibility(Reader *reader, const json_t *value, gpointer matter);
void read_route(Reader *reader, const json_t *value, gpointer matter);
void read_limit(Reader *reader, const json_t *value, gpointer time_limit);
void read_publicity(Reader *reader, const json_t *value, gpointer publicity);
void read_fee(Reader *reader, const json_t *value, gpointer fee);
void read_result(Reader *reader, const json_t *value, gpointer result);
void read_dedupe(Reader *reader, const json_t *value, gpointer matter);
void read_retention(Reader *reader, const json_t *value, gpointer matter);
void read_materials(Reader *reader, const json_t *value, gpointer matter);
void read_faq(Reader *reader, const json_t *value, gpointer matter);

/* Second pass. before: only fields before it may be looked at (NULL: any); itself: it may be looked at too.
 */
typedef struct {
    const Matter *matter;
    const Field *before;
    gboolean itself;
} Sight;
const Condition *read_condition(Reader *reader, const json_t *value, const Sight *sight);
const Calc *read_calc(Reader *reader, const json_t *value, const Sight *sight);
/* The field of that id as seen from sight (a row's field first), NULL and an error when there is none in
 * sight. */
const Field *sight_field(Reader *reader, const Sight *sight, const char *id);
/* Operands: catalogue_read_operand.c. Each gives FALSE, 0 after an error. */
gboolean read_left(Reader *reader, const char *name, const Sight *sight, Operand *operand);
/* Into at most room operands (a list parameter fills several); gives how many. */
guint read_rights(Reader *reader, const json_t *value, ValueKind as, const Sight *sight, Operand *operands,
                  guint room);
gboolean read_today(Reader *reader, const char *text, int *offset, char *unit);
ValueKind operand_kind(const Operand *operand);

void link_matter(Reader *reader, const json_t *value, Matter *matter); /* catalogue_link.c */
void check_matter(Reader *reader, const Matter *matter);               /* catalogue_check.c */

/* Names of the closed lists, NULL-ended, in the order of their enums. */
extern const char *const field_type_names[];
extern const char *const level_names[];
extern const char *const unit_names[];
extern const char *const action_names[];
extern const char *const mode_names[];
extern const char *const condition_op_names[];
extern const char *const combinator_names[];
extern const char *const calc_op_names[];
extern const char *const consent_names[];
extern const char *const capture_names[];
extern const char *const keyboard_names[];
extern const char *const mask_names[];
extern const char *const pii_names[];
extern const char *const rule_names[];
extern const char *const prefill_names[];

G_END_DECLS

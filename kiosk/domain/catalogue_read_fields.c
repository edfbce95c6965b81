/* Fields, their options, what their values must be, and the rows of groups. What refers to other fields is
 * left to the second pass. */
#include "kiosk/domain/catalogue_read.h"

#include <regex.h>
#include <string.h>

#include "kiosk/domain/text.h"

#define TYPE(name) (1u << FIELD_##name)

static const guint TYPED = TYPE(TEXT) | TYPE(PHONE) | TYPE(ID_NUMBER) | TYPE(ADDRESS);
static const guint AMOUNTS = TYPE(NUMBER) | TYPE(MONEY);
static const guint PICTURES = TYPE(PHOTO) | TYPE(FILE);
static const guint CHOICES = TYPE(CHOICE) | TYPE(MULTI);

/* --- options --- */

static const Key option_keys[] = {
    {"value", KEY_FULL, offsetof(Option, value)},
    {"label_zh", KEY_FULL, offsetof(Option, label.zh)},
    {"label_en", KEY_TEXT, offsetof(Option, label.en), KEY_OPTIONAL},
};

static void check_option(Reader *reader, const Option *options, guint i)
{
    if (text_length(options[i].value) > CATALOGUE_MAX_OPTION)
        reader_error_at(reader, "value", "use at most 64 characters", "the option's value is too long");
    for (guint k = 0; k < i; k++)
        if (strcmp(options[k].value, options[i].value) == 0)
            reader_error_at(reader, "value", "give every option its own value", "option \"%s\" comes twice",
                            options[i].value);
}

static void read_options(Reader *reader, const json_t *value, gpointer out)
{
    Field *field = out;
    guint n;
    if (!reader_array(reader, value, CATALOGUE_MAX_OPTIONS, "options", &n))
        return;
    Option *options = reader_new(reader, Option, n);
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i);
        reader_object(reader, json_array_get(value, i), option_keys, G_N_ELEMENTS(option_keys), &options[i]);
        check_option(reader, options, i);
        reader_out(reader);
    }
    field->options = options;
    field->n_options = n;
}

/* --- validation --- */

static void free_regex(gpointer regex)
{
    regfree(regex);
    g_free(regex);
}

/* POSIX extended, and the whole value must match: anchors of our own make that so. */
static void read_pattern(Reader *reader, const json_t *value, gpointer out)
{
    Validation *validation = out;
    validation->pattern = reader_string(reader, value, FALSE);
    g_autofree char *whole = g_strdup_printf("^(%s)$", validation->pattern);
    regex_t *regex = g_new0(regex_t, 1);
    int status = regcomp(regex, whole, REG_EXTENDED | REG_NOSUB);
    if (status != 0) {
        char why[128];
        regerror(status, regex, why, sizeof why);
        g_free(regex);
        reader_error(reader, "write a POSIX extended regular expression", "the pattern cannot be used: %s",
                     why);
        return;
    }
    if (!reader->store->regexes)
        reader->store->regexes = g_ptr_array_new_with_free_func(free_regex);
    g_ptr_array_add(reader->store->regexes, regex);
    validation->regex = regex;
}

/* Which types a key of `validation` belongs to. date_min and date_max are read in the second pass. */
static const struct {
    const char *name;
    guint types;
} validation_types[] = {
    {"min_len", TYPED},
    {"max_len", TYPED},
    {"pattern", TYPE(TEXT)},
    {"rule", TYPED},
    {"min", AMOUNTS},
    {"max", AMOUNTS},
    {"decimals", AMOUNTS},
    {"date_min", TYPE(DATE)},
    {"date_max", TYPE(DATE)},
    {"min_select", TYPE(MULTI)},
    {"max_select", TYPE(MULTI)},
    {"exclusive", TYPE(MULTI)},
    {"min_count", PICTURES},
    {"max_count", PICTURES},
    {"formats", PICTURES},
    {"max_kb", PICTURES},
    {"profile", PICTURES},
    {"min_strokes", TYPE(SIGNATURE)},
    {"min_points", TYPE(SIGNATURE)},
    {"unique_in_group", TYPED},
};

#define AT(member) offsetof(Validation, member)
static const Key validation_keys[] = {
    {"min_len", KEY_INT, AT(min_len), KEY_OPTIONAL, .max = CATALOGUE_MAX_TEXT},
    {"max_len", KEY_INT, AT(max_len), KEY_OPTIONAL, .min = 1, .max = CATALOGUE_MAX_TEXT},
    {"pattern", KEY_READ, 0, KEY_OPTIONAL, .read = read_pattern},
    {"rule", KEY_ENUM, AT(rule), KEY_OPTIONAL, rule_names, ENUM_RULES},
    {"unique_in_group", KEY_BOOL, AT(unique_in_group), KEY_OPTIONAL},
    {"min", KEY_NUMBER, AT(min), KEY_OPTIONAL},
    {"max", KEY_NUMBER, AT(max), KEY_OPTIONAL},
    {"decimals", KEY_INT, AT(decimals), KEY_OPTIONAL, .max = DECIMAL_PLACES},
    {"date_min", KEY_LATER, 0, KEY_OPTIONAL},
    {"date_max", KEY_LATER, 0, KEY_OPTIONAL},
    {"min_select", KEY_INT, AT(min_select), KEY_OPTIONAL, .max = CATALOGUE_MAX_OPTIONS},
    {"max_select", KEY_INT, AT(max_select), KEY_OPTIONAL, .min = 1, .max = CATALOGUE_MAX_OPTIONS},
    {"exclusive", KEY_TEXTS, AT(exclusive), KEY_OPTIONAL},
    {"min_count", KEY_INT, AT(min_count), KEY_OPTIONAL, .max = 100},
    {"max_count", KEY_INT, AT(max_count), KEY_OPTIONAL, .min = 1, .max = 100},
    {"formats", KEY_TEXTS, AT(formats), KEY_OPTIONAL},
    {"max_kb", KEY_INT, AT(max_kb), KEY_OPTIONAL, .min = 1, .max = 1024 * 1024},
    {"profile", KEY_FULL, AT(profile), KEY_OPTIONAL},
    {"min_strokes", KEY_INT, AT(min_strokes), KEY_OPTIONAL},
    {"min_points", KEY_INT, AT(min_points), KEY_OPTIONAL},
};
#undef AT

static void refuse_other_types(Reader *reader, const json_t *value, const Field *field)
{
    for (gsize i = 0; i < G_N_ELEMENTS(validation_types); i++) {
        const char *name = validation_types[i].name;
        if (json_object_get(value, name) && !(validation_types[i].types & (1u << field->type)))
            reader_error_at(reader, name, "leave it out, or change the type", "%s does not belong to type %s",
                            name, field_type_name(field->type));
    }
}

static void check_order(Reader *reader, const char *low, const char *high, int min, int max)
{
    if (min >= 0 && max >= 0 && min > max)
        reader_error_at(reader, low, "make it the smaller one", "%s %d is greater than %s %d", low, min, high,
                        max);
}

static void check_validation(Reader *reader, const Field *field)
{
    const Validation *v = &field->validation;
    check_order(reader, "min_len", "max_len", v->min_len, v->max_len);
    check_order(reader, "min_select", "max_select", v->min_select, v->max_select);
    check_order(reader, "min_count", "max_count", v->min_count, v->max_count);
    if (v->min.is_set && v->max.is_set && decimal_compare(v->min, v->max) > 0)
        reader_error_at(reader, "min", "make it the smaller one", "min is greater than max");
    if (field->type == FIELD_MONEY && v->decimals > 2)
        reader_error_at(reader, "decimals", "use 0, 1 or 2", "money has no fractions of a fen");
    if (v->min_select > (int)field->n_options)
        reader_error_at(reader, "min_select", "ask for fewer, or add options",
                        "more choices than there are options");
    for (guint i = 0; i < v->exclusive.n; i++)
        if (!field_option(field, v->exclusive.items[i]))
            reader_error_at(reader, "exclusive", "name one of the options", "\"%s\" is not an option",
                            v->exclusive.items[i]);
    if (*v->profile && reader->enums[ENUM_PROFILES] &&
        !json_object_get(reader->enums[ENUM_PROFILES], v->profile))
        reader_error_at(reader, "profile", "use one of enums.photo_profiles", "\"%s\" is not known here",
                        v->profile);
}

static void read_validation(Reader *reader, const json_t *value, gpointer out)
{
    Field *field = out;
    Validation *v = &field->validation;
    reader_object(reader, value, validation_keys, G_N_ELEMENTS(validation_keys), v);
    refuse_other_types(reader, value, field);
    check_validation(reader, field);
}

static void no_limits(Validation *v)
{
    v->min_len = v->max_len = -1;
    v->min_select = v->max_select = -1;
    v->min_count = v->max_count = -1;
    v->min_strokes = v->min_points = -1;
    v->max_kb = -1;
    v->decimals = 0;
    v->pattern = v->profile = "";
}

/* --- prefill, capture, repeat --- */

static void read_prefill(Reader *reader, const json_t *value, gpointer out)
{
    Field *field = out;
    const char *text = json_is_null(value) ? "" : reader_string(reader, value, FALSE);
    if (*text == '\0')
        return;
    for (int i = PREFILL_CARD; prefill_names[i]; i++) {
        const char *name = text + strlen(prefill_names[i]);
        if (g_str_has_prefix(text, prefill_names[i]) && *name &&
            reader_lists(reader, ENUM_PREFILL, prefill_names[i])) {
            field->prefill = (PrefillSource)i;
            field->prefill_name = reader_keep(reader, name);
            return;
        }
    }
    g_autofree char *names = reader_names(reader, prefill_names + 1, ENUM_PREFILL);
    g_autofree char *remedy = g_strdup_printf("begin with one of: %s", names);
    reader_error(reader, remedy, "\"%s\" comes from nowhere", text);
}

static void read_capture(Reader *reader, const json_t *value, gpointer out)
{
    guint n;
    if (!reader_array(reader, value, 4, "ways to capture", &n))
        return;
    for (guint i = 0; i < n; i++) {
        reader_into_index(reader, i);
        int way = reader_enum(reader, json_array_get(value, i), capture_names, ENUM_CAPTURE);
        if (way >= 0)
            *(guint *)out |= 1u << way;
        reader_out(reader);
    }
}

static void read_mask(Reader *reader, const json_t *value, gpointer out)
{
    int place = reader_enum(reader, value, mask_names, ENUM_MASKS);
    if (place >= 0)
        mask_parse(mask_names[place], out);
}

static const Key repeat_keys[] = {
    {"min", KEY_INT, offsetof(Repeat, min), .max = CATALOGUE_MAX_ROWS},
    {"max", KEY_INT, offsetof(Repeat, max), .min = 1, .max = CATALOGUE_MAX_ROWS},
    {"row_title_zh", KEY_TEXT, offsetof(Repeat, row_title.zh)},
    {"row_title_en", KEY_TEXT, offsetof(Repeat, row_title.en), KEY_OPTIONAL},
    {"add_label_zh", KEY_TEXT, offsetof(Repeat, add_label.zh)},
    {"add_label_en", KEY_TEXT, offsetof(Repeat, add_label.en), KEY_OPTIONAL},
};

static void read_repeat(Reader *reader, const json_t *value, gpointer out)
{
    Repeat *repeat = out;
    reader_object(reader, value, repeat_keys, G_N_ELEMENTS(repeat_keys), repeat);
    check_order(reader, "min", "max", (int)repeat->min, (int)repeat->max);
}

static void read_default(Reader *reader, const json_t *value, gpointer out)
{
    json_t *copy = json_deep_copy(value);
    g_ptr_array_add(reader->store->values, copy);
    *(const json_t **)out = copy;
}

/* --- one field --- */

#define AT(member) offsetof(Field, member)
static const Key field_keys[] = {
    {"id", KEY_ID, AT(id)},
    {"label_zh", KEY_FULL, AT(label.zh)},
    {"label_en", KEY_TEXT, AT(label.en), KEY_OPTIONAL},
    {"type", KEY_ENUM, AT(type), KEY_NEEDED, field_type_names, ENUM_FIELD_TYPES},
    {"required", KEY_BOOL, AT(required)},
    {"readonly", KEY_BOOL, AT(readonly), KEY_OPTIONAL},
    {"summary_in_receipt", KEY_BOOL, AT(summary_in_receipt), KEY_OPTIONAL},
    {"options", KEY_READ, 0, KEY_OPTIONAL, .read = read_options},
    {"repeat", KEY_READ, AT(repeat), KEY_OPTIONAL, .read = read_repeat},
    {"validation", KEY_READ, 0, KEY_OPTIONAL, .read = read_validation},
    {"prefill", KEY_READ, 0, KEY_OPTIONAL, .read = read_prefill},
    {"default", KEY_READ, AT(default_value), KEY_OPTIONAL, .read = read_default},
    {"pii", KEY_ENUM, AT(pii), KEY_NEEDED, pii_names, ENUM_PII},
    {"mask", KEY_READ, AT(mask), KEY_OPTIONAL, .read = read_mask},
    {"keyboard", KEY_ENUM, AT(keyboard), KEY_OPTIONAL, keyboard_names, ENUM_KEYBOARDS},
    {"capture", KEY_READ, AT(capture), KEY_OPTIONAL, .read = read_capture},
    {"material", KEY_ID, AT(material), KEY_OPTIONAL},
    {"consent_kind", KEY_ENUM, AT(consent_kind), KEY_OPTIONAL, consent_names, ENUM_CONSENTS},
    {"precision", KEY_LATER, 0, KEY_OPTIONAL},
    {"guide_zh", KEY_TEXT, AT(guide.zh), KEY_OPTIONAL},
    {"guide_en", KEY_TEXT, AT(guide.en), KEY_OPTIONAL},
    {"unit_zh", KEY_TEXT, AT(unit.zh), KEY_OPTIONAL},
    {"unit_en", KEY_TEXT, AT(unit.en), KEY_OPTIONAL},
    {"visible_if", KEY_LATER, 0, KEY_OPTIONAL},
    {"required_if", KEY_LATER, 0, KEY_OPTIONAL},
    {"calc", KEY_LATER, 0, KEY_OPTIONAL},
    {"warn_if", KEY_LATER, 0, KEY_OPTIONAL},
    {"fields", KEY_LATER, 0, KEY_OPTIONAL},
};
#undef AT

/* Which types a key of a field belongs to, and which of them must give it. */
static const struct {
    const char *name;
    guint allowed, needed;
} field_key_types[] = {
    {"options", TYPE(CHOICE) | TYPE(MULTI), TYPE(CHOICE) | TYPE(MULTI)},
    {"fields", TYPE(GROUP), TYPE(GROUP)},
    {"repeat", TYPE(GROUP), TYPE(GROUP)},
    {"consent_kind", TYPE(CONSENT), TYPE(CONSENT)},
    {"precision", TYPE(DATE), 0},
    {"calc", TYPE(NUMBER) | TYPE(MONEY), 0},
    {"capture", TYPE(PHOTO) | TYPE(FILE), TYPE(PHOTO) | TYPE(FILE)},
    {"material", TYPE(PHOTO) | TYPE(FILE), 0},
};

static void check_field_keys(Reader *reader, const json_t *value, const Field *field)
{
    const char *type = field_type_name(field->type);
    for (gsize i = 0; i < G_N_ELEMENTS(field_key_types); i++) {
        const char *name = field_key_types[i].name;
        gboolean given = json_object_get(value, name) != NULL;
        if (given && !(field_key_types[i].allowed & (1u << field->type)))
            reader_error_at(reader, name, "leave it out, or change the type", "%s does not belong to type %s",
                            name, type);
        g_autofree char *remedy = g_strdup_printf("add \"%s\"", name);
        if (!given && (field_key_types[i].needed & (1u << field->type)))
            reader_error(reader, remedy, "%s is missing for type %s", name, type);
    }
    if (field->n_options == 0 && (CHOICES & (1u << field->type)) && json_object_get(value, "options"))
        reader_error_at(reader, "options", "add options", "nothing to choose from");
    if (field->group && (field->type == FIELD_GROUP || field->type == FIELD_SIGNATURE))
        reader_error_at(reader, "type", "put it outside of the group", "a row cannot hold a %s", type);
}

static void read_precision(Reader *reader, const json_t *value, Field *field)
{
    static const char *const names[] = {"day", "month", "year", NULL};
    if (!value)
        return;
    reader_into_key(reader, "precision");
    int precision = reader_enum(reader, value, names, ENUM_NONE);
    field->precision = precision >= 0 ? (DayPrecision)precision : DAY_PRECISION_DAY;
    reader_out(reader);
}

/* A row's field may have the id of one outside: in the row, the row's is meant. */
static void read_row_fields(Reader *reader, const json_t *value, Field *field)
{
    guint n;
    if (field->type != FIELD_GROUP || field->group || !value)
        return;
    reader_into_key(reader, "fields");
    if (reader_array(reader, value, CATALOGUE_MAX_STEP_FIELDS, "fields", &n)) {
        Field *fields = reader_new(reader, Field, n);
        if (n == 0)
            reader_error(reader, "add fields", "a group without fields");
        read_fields(reader, value, fields, n, field);
        field->fields = fields;
        field->n_fields = n;
    }
    reader_out(reader);
}

static void read_field(Reader *reader, const json_t *value, Field *field)
{
    const char *outer = reader->field;
    const char *id = json_string_value(json_object_get(value, "id"));
    reader->field = id ? reader_keep(reader, id) : outer;
    no_limits(&field->validation);
    field->prefill_name = field->unit.zh = field->unit.en = field->material = "";
    field->warn_text = (Words){"", ""};
    field->repeat.row_title = field->repeat.add_label = (Words){"", ""};
    reader_object(reader, value, field_keys, G_N_ELEMENTS(field_keys), field);
    check_field_keys(reader, value, field);
    read_precision(reader, json_object_get(value, "precision"), field);
    read_row_fields(reader, json_object_get(value, "fields"), field);
    reader->field = outer;
}

void read_fields(Reader *reader, const json_t *value, Field *fields, guint n, const Field *group)
{
    for (guint i = 0; i < n; i++) {
        fields[i].group = group;
        fields[i].index = group ? i : fields[i].index;
        fields[i].step = group ? group->step : fields[i].step;
        reader_into_index(reader, i);
        read_field(reader, json_array_get(value, i), &fields[i]);
        reader_out(reader);
    }
}

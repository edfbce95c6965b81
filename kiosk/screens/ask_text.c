/* Questions that are typed: text, address, telephone, ID number, number, money. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/ask.h"

#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"
#include <glib/gi18n.h>
#include <string.h>

gboolean ask_is_typed(const Field *field)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_ID_NUMBER:
    case FIELD_ADDRESS:
    case FIELD_NUMBER:
    case FIELD_MONEY:
        return TRUE;
    case FIELD_CHOICE:
    case FIELD_MULTI:
    case FIELD_DATE:
    case FIELD_PHOTO:
    case FIELD_SIGNATURE:
    case FIELD_FILE:
    case FIELD_CONSENT:
    case FIELD_GROUP:
        break;
    }
    return FALSE;
}

gboolean ask_is_number_pad(const Field *field)
{
    if (field->type == FIELD_TEXT)
        return field->keyboard == KEYBOARD_NUMERIC || field->keyboard == KEYBOARD_ID18;
    return ask_is_typed(field) && field->type != FIELD_ADDRESS;
}

static gboolean has_decimals(const Field *field)
{
    return (field->type == FIELD_MONEY || field->type == FIELD_NUMBER) && field->validation.decimals != 0;
}

/* Keys that this answer needs beside the digits. */
UiWidget *ask_number_pad(const Field *field)
{
    if (field->type == FIELD_PHONE)
        return ui_number_pad("- 0571");
    if (field->validation.rule == RULE_DISABILITY_CERT)
        return ui_number_pad("X B");
    if (field->type == FIELD_ID_NUMBER || field->keyboard == KEYBOARD_ID18)
        return ui_number_pad("X");
    return ui_number_pad(has_decimals(field) ? "." : NULL);
}

static UiFieldKind kind_of(const Field *field)
{
    switch (field->type) {
    case FIELD_PHONE:
        return UI_FIELD_PHONE;
    case FIELD_ID_NUMBER:
        return UI_FIELD_ID_NUMBER;
    case FIELD_NUMBER:
    case FIELD_MONEY:
        return has_decimals(field) ? UI_FIELD_DECIMAL : UI_FIELD_DIGITS;
    case FIELD_TEXT:
        if (field->keyboard == KEYBOARD_NUMERIC)
            return UI_FIELD_DIGITS;
        return field->validation.rule == RULE_CN_ID18 ? UI_FIELD_ID_NUMBER : UI_FIELD_TEXT;
    case FIELD_ADDRESS:
    case FIELD_CHOICE:
    case FIELD_MULTI:
    case FIELD_DATE:
    case FIELD_PHOTO:
    case FIELD_SIGNATURE:
    case FIELD_FILE:
    case FIELD_CONSENT:
    case FIELD_GROUP:
        break;
    }
    return UI_FIELD_TEXT;
}

/* --- what was typed, as the form wants it --- */
static json_t *number_value(const Field *field, const char *text)
{
    Decimal number;
    gint64 whole;
    g_autofree char *digits = g_strdup(text);
    if (g_str_has_suffix(digits, "."))
        digits[strlen(digits) - 1] = '\0';
    if (!decimal_parse(digits, &number))
        return json_null();
    if (field->type == FIELD_MONEY)
        return decimal_to_fen(number, &whole) ? json_integer(whole) : json_null();
    return decimal_to_int(number, &whole) ? json_integer(whole) : json_real(decimal_to_double(number));
}

static json_t *typed_value(const Field *field, const char *text)
{
    if (!*text)
        return json_null();
    if (field->type == FIELD_NUMBER || field->type == FIELD_MONEY)
        return number_value(field, text);
    return json_string(text);
}

/* While somebody types, a value that is only too short is a hint and no mistake. */
static void show_state(UiWidget *field, const FormIssue *issue, gboolean good, gboolean empty)
{
    g_autofree char *hint = NULL;
    if (!good && !empty && issue->code == FORM_ISSUE_TOO_SHORT)
        hint = issue_sentence(issue, NULL);
    ui_field_error(field, NULL);
    ui_field_hint(field, hint);
    ui_field_good(field, good && !empty);
}

static void changed(UiWidget *widget, gpointer data)
{
    Asked *asked = data;
    Ui *ui = screens_ui(asked->self);
    UiWidget *root = ui_root(ui);
    g_auto(FormIssue) issue = {0};
    const char *text = ui_field_get(widget);
    gboolean empty = !*text;
    gboolean good = ask_set(asked, typed_value(asked->field, text), &issue);
    if (ui_root(ui) == root)
        show_state(widget, &issue, good, empty);
}

static void touched(UiWidget *widget, gpointer data)
{
    const Asked *asked = data;
    Ask *ask = screens_state(asked->self);
    if (g_str_equal(ask->active, asked->path))
        return;
    g_strlcpy(ask->active, asked->path, sizeof(ask->active));
    ask->pad_closed = FALSE;
    ask->checked = FALSE; /* the pad needs the room; "next" says again what is missing */
    screens_refresh(asked->self);
}

static void done(UiWidget *widget, gpointer data)
{
    const Asked *asked = data;
    Ask *ask = screens_state(asked->self);
    ask->active[0] = '\0';
    ask->pad_closed = TRUE;
    screens_refresh(asked->self);
}

UiWidget *ask_text(Asked *asked)
{
    const Field *field = asked->field;
    const Ask *ask = screens_state(asked->self);
    gboolean elder = screens_is_elder(asked->self);
    gboolean beside_pad = ask_is_number_pad(field) && g_str_equal(ask->active, asked->path);
    g_autofree char *value = form_get_text(apply_form(screens_service(asked->self)), asked->path);
    g_autofree char *error = ask_error(asked);
    UiFieldSpec spec = {
        .kind = kind_of(field),
        .label = elder ? NULL : words_of(&field->label),
        .note = elder || beside_pad ? NULL : words_of(&field->guide),
        .value = value,
        .unit = *words_of(&field->unit) ? words_of(&field->unit) : NULL,
        .max_length = field->validation.max_len > 0 ? (guint)field->validation.max_len : 0,
        .decimals = field->validation.decimals > 0 ? (guint)field->validation.decimals : 0,
        .sensitive = field->pii == PII_SENSITIVE,
        .multiline = field->type == FIELD_ADDRESS,
        .changed = changed,
        .done = done,
        .touched = touched,
        .data = asked,
    };
    UiWidget *widget = ui_id(ui_field(&spec), asked->path);
    ui_own_data(widget, asked, g_free);
    ui_field_error(widget, error);
    ui_field_good(widget, value && *value &&
                              form_check_field(apply_form(screens_service(asked->self)), asked->path, NULL));
    if (g_str_equal(ask->active, asked->path))
        ui_field_active(widget, TRUE);
    if (value)
        explicit_bzero(value, strlen(value));
    return widget;
}

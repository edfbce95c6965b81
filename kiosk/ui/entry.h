/* Entering: fields, pads, date steppers, signature.
 *
 * Typing goes pad -> the window's input (one at a time) -> field -> handler. A pad knows no field and a field
 * no pad: both know UiInput. A later input method (pinyin, handwriting) is one more pad that calls ui_type().
 */
#pragma once

#include <cairo.h>
#include "kiosk/ui/widget.h"
#include "kiosk/ui/theme.h"

/* Something that text can be typed into. All functions but the last are required. text is UTF-8. */
typedef struct {
    void (*insert)(gpointer target, const char *text);
    void (*backspace)(gpointer target);
    void (*clear)(gpointer target);
    /* Not yet committed text of an input method, drawn underlined; "" takes it away. */
    void (*preedit)(gpointer target, const char *text);
    void (*done)(gpointer target);
    /* Another target types now. May be NULL. */
    void (*let_go)(gpointer target);
} UiInput;

/* The window's input; the target must let go (NULL, NULL) before it dies. Fields do this by themselves. */
void ui_set_input(Ui *ui, const UiInput *input, gpointer target);
/* What pads and input methods call; without an input nothing happens. */
void ui_type(Ui *ui, const char *text);
void ui_type_backspace(Ui *ui);
void ui_type_clear(Ui *ui);
void ui_type_preedit(Ui *ui, const char *text);
void ui_type_done(Ui *ui);

/* --- text field --- */
typedef enum {
    UI_FIELD_TEXT,
    UI_FIELD_DIGITS,    /* 0-9 only */
    UI_FIELD_ID_NUMBER, /* 0-9 and X; x is raised; shown 330108 1950 0101 001X */
    UI_FIELD_PHONE,     /* 0-9 and the hyphen; mobile shown 138 0000 0001 */
    UI_FIELD_DECIMAL,   /* 0-9 and one point */
    UI_FIELD_PIN        /* stars at once */
} UiFieldKind;
typedef struct {
    UiFieldKind kind;
    const char *label;       /* bold, above; NULL = no label line */
    const char *note;        /* ink2, after the label */
    const char *placeholder; /* shown while empty, in ink2 */
    const char *value;
    const char *unit;   /* after the value: 元, 平方米 */
    guint max_length;   /* code points; 0 = 200 */
    guint decimals;     /* UI_FIELD_DECIMAL: digits after the point */
    gboolean sensitive; /* stars 1 s after each sign, until touched */
    gboolean multiline; /* three lines high, grows */
    const char *icon;   /* at the left inside: search */
    UiAction changed;   /* after each change by a person */
    UiAction done;      /* "写好了" or Enter */
    UiAction touched;   /* the field was touched (becomes active by itself) */
    gpointer data;
} UiFieldSpec;
UiWidget *ui_field(const UiFieldSpec *spec);
/* The value as typed: no groups, no stars. Lent until the next change. */
const char *ui_field_get(UiWidget *field);
/* Sets without calling changed. */
void ui_field_set(UiWidget *field, const char *value);
/* Frame 1 mm river, caret, takes the typing; the one active before lets go. */
void ui_field_active(UiWidget *field, gboolean active);
gboolean ui_field_is_active(UiWidget *field);
/* Plain sentence below with a triangle, frame in seal; NULL takes it away. The value stays. */
void ui_field_error(UiWidget *field, const char *sentence);
/* Tick at the right of the label. */
void ui_field_good(UiWidget *field, gboolean good);
/* Short note inside at the right ("还差1位"); NULL = none. */
void ui_field_hint(UiWidget *field, const char *hint);
void ui_field_note(UiWidget *field, const char *note);

/* Any control with a label line above and an error line below, looking like a field (choices, dates, photos).
 */
UiWidget *ui_labelled(const char *label, const char *note, UiWidget *control);
void ui_labelled_error(UiWidget *labelled, const char *sentence);
void ui_labelled_good(UiWidget *labelled, gboolean good);

/* --- pads --- */
/* Number pad, 1 on top, last row: clear, 0, backspace. extra: signs as further keys in a fourth column,
 * separated by blanks ("X", "- 0571"), NULL = none. */
UiWidget *ui_number_pad(const char *extra);
/* Latin letters, digits and signs. The registered input method (if any) sits above it in the same place. */
UiWidget *ui_letter_pad(void);

/* Input methods: a table the window holds; the letter pad offers each as a key in its last row.
 * build returns a widget that types by ui_type() / ui_type_preedit(). Static storage. */
typedef struct {
    const char *id;    /* "pinyin" */
    const char *label; /* msgid on the key */
    UiWidget *(*build)(Ui *ui, gpointer data);
} UiMethod;
void ui_add_method(Ui *ui, const UiMethod *method, gpointer data);
/* Whether Chinese can be typed, i.e. a method is there; screens offer another way when not. */
gboolean ui_has_methods(Ui *ui);
/* What belongs below a text field now: the first method if there is one, else the letter pad. */
UiWidget *ui_text_pad(Ui *ui);

/* --- dates --- */
typedef enum { UI_DATE_DAY, UI_DATE_MONTH, UI_DATE_YEAR } UiDatePrecision;
typedef struct {
    UiDatePrecision precision;
    GDate min, max, start; /* start: what the first touch of - or + begins at; cleared dates are allowed */
    gboolean long_term;    /* offers 长期 */
    UiAction changed;
    gpointer data;
} UiDateSpec;
/* Three steppers 年 月 日 with - and + of 20 mm; touching the number opens a number pad below. */
UiWidget *ui_date(const UiDateSpec *spec);
/* FALSE while empty or long term. */
gboolean ui_date_get(UiWidget *date, GDate *out);
gboolean ui_date_is_long_term(UiWidget *date);
/* "YYYY-MM-DD" / "YYYY-MM" / "YYYY" / "长期" / "" as the precision says; free with g_free. */
char *ui_date_text(UiWidget *date);
void ui_date_set(UiWidget *date, const GDate *value); /* NULL empties */
void ui_date_set_text(UiWidget *date, const char *text);
/* One number with - and +; touching it opens the pad. */
UiWidget *ui_stepper(int value, int min, int max, const char *unit, UiAction changed, gpointer data);
int ui_stepper_get(UiWidget *stepper);
void ui_stepper_set(UiWidget *stepper, int value);

/* --- signature --- */
/* Box to write in with a finger; 1-3 mm wide by speed. caption: below the dotted line ("申请人签名
 * 2026年..."). */
UiWidget *ui_signature(double height_mm, const char *caption, UiAction changed, gpointer data);
void ui_signature_clear(UiWidget *signature);
guint ui_signature_strokes(UiWidget *signature);
/* Enough to be a name: at least two strokes or one long one, 20 points, 15 mm of ink. */
gboolean ui_signature_is_enough(UiWidget *signature);
/* <path d="..."> data in 0.1 mm units from the box's corner, with M and L only; g_free. */
char *ui_signature_svg(UiWidget *signature, int *width, int *height);
/* Black on transparent, 300 dpi, at most 1200 px wide. */
GBytes *ui_signature_png(UiWidget *signature, GError **error);

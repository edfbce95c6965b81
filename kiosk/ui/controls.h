/* What can be read and what can be pressed. Icons are names of files in assets/icons without ".svg"; NULL =
 * none. Every target keeps the least size of its mode and its frame says that it can be pressed. */
#pragma once

#include "kiosk/ui/widget.h"

/* --- text --- */
typedef enum {
    UI_PLAIN_TEXT = 0,
    UI_BOLD = 1 << 0,
    UI_SECOND = 1 << 1, /* ink2 */
    UI_TINT = 1 << 2,   /* river: headings, big figures */
    UI_GOOD = 1 << 3,   /* leaf */
    UI_BAD = 1 << 4,    /* seal */
    UI_MIDDLE = 1 << 5, /* centred; never for paragraphs */
    UI_RIGHT = 1 << 6,
    UI_ON_DARK = 1 << 7 /* stands on river or bed */
} UiTextStyle;

/* Wrapped text, never shortened. Title and headline are bold by themselves; "\n" breaks. */
UiWidget *ui_text(UiRole role, int style, const char *text);
UiWidget *ui_text_set(UiWidget *text, const char *value);
const char *ui_text_get(UiWidget *text);
UiWidget *ui_text_style(UiWidget *text, int style);
/* Bold words, then plain ones, in one paragraph ("受理编号  YS33..."). Either may be NULL. */
UiWidget *ui_text_pair(UiRole role, int style, const char *bold, const char *plain);
/* Heading of a block: bold, river, optional icon left, optional note in ink2 at the right end. */
UiWidget *ui_heading(const char *icon, const char *text, const char *note);
/* Figures in groups: "29004736" with groups of 4 -> "2900 4736". free with g_free. */
char *ui_group_digits(const char *digits, int group);

/* --- buttons --- */
typedef enum {
    UI_PRIMARY,   /* river: the next step; one per region */
    UI_SECONDARY, /* white with edge */
    UI_DANGER,    /* seal frame; ask once more after it */
    UI_KEY,       /* keyboards and pads: repeated touches at once */
    UI_KEY_QUIET  /* mist key: 中/英, 123 */
} UiButtonKind;
UiWidget *ui_button(UiButtonKind kind, const char *icon, const char *text, UiAction action, gpointer data);
UiWidget *ui_button_set(UiWidget *button, const char *icon, const char *text);
/* Icon after the word (下一步 ›). Set by itself for "right" and "down". */
UiWidget *ui_button_icon_after(UiWidget *button, gboolean after);
/* Lead size and 24 mm (28) high, as in the action row. */
UiWidget *ui_button_big(UiWidget *button);
/* The finger is down and stays: fires again every 120 ms after 600 ms (backspace, steppers). */
UiWidget *ui_button_repeats(UiWidget *button);
/* A word with an icon and no frame inside a box ("听一遍"); still a full target. */
UiWidget *ui_link(const char *icon, const char *text, UiAction action, gpointer data);

/* A tile with icon 19 mm, title and one sub-line (left out in elder mode). filled: river. */
UiWidget *ui_door(const char *icon, const char *title, const char *sub, gboolean filled, UiAction action,
                  gpointer data);
/* A small tile of two lines at most with icon 9 mm; mist ground for situations, white for matters. */
UiWidget *ui_tile(const char *icon, const char *text, gboolean mist, UiAction action, gpointer data);

/* --- lists --- */
typedef struct {
    const char *icon;
    const char *title; /* bold */
    const char *sub;   /* ink2, wraps */
    const char *note;  /* at the right end of the title line, ink2 */
    const char *tag;   /* state tag at the right */
    int tag_kind;      /* UiTone */
    int percent;       /* with has_percent: bar under the title and figure at the right */
    gboolean has_percent;
    UiAction action; /* with: arrow at the right, can be pressed */
    gpointer data;
} UiRowSpec;
/* A card of rows with dividers between; frame `edge` if rows can be pressed, else `line`. */
UiWidget *ui_list(void);
UiWidget *ui_list_row(const UiRowSpec *spec); /* ui_add(list, ui_list_row(...)) */
/* Any widget(s) as a row of a list: left part grows, right part (or NULL) keeps its width. */
UiWidget *ui_list_item(UiWidget *left, UiWidget *right);
/* Label at the left in ink2, value at the right or below: review and detail pages. */
UiWidget *ui_list_value(const char *label, const char *value);

/* --- tones: told, done, attention, failed --- */
typedef enum { UI_TOLD, UI_DONE, UI_ATTENTION, UI_FAILED } UiTone;
/* Full-width band: icon, bold words, a sentence, and perhaps a button. */
UiWidget *ui_banner(UiTone tone, const char *bold, const char *sentence);
UiWidget *ui_banner_button(UiWidget *banner, const char *icon, const char *text, UiAction action,
                           gpointer data);
UiWidget *ui_state_tag(UiTone tone, const char *text);
/* Guide text of a step: mist box with a book, and "听一遍" when listen is given. */
UiWidget *ui_guide(const char *text, UiAction listen, gpointer data);

/* --- choices --- */
/* Chips, up to three in a row, else a column (elder: full-width rows). The handler runs after a change.
 * single: choosing one lets go of the others. multi: each by itself; exclusive options are the caller's. */
UiWidget *ui_choice(gboolean multi, UiAction changed, gpointer data);
UiWidget *ui_choice_add(UiWidget *choice, const char *icon, const char *text); /* returns the choice */
void ui_choice_set(UiWidget *choice, guint index, gboolean selected);
gboolean ui_choice_get(UiWidget *choice, guint index);
int ui_choice_first(UiWidget *choice);        /* index of the first selected, -1 = none */
int ui_choice_last_touched(UiWidget *choice); /* index the finger changed last, -1 = none */
guint ui_choice_size(UiWidget *choice);
/* Checkbox with bold line, sentence and an optional button at the right ("听全文"): consents. */
UiWidget *ui_check_row(const char *bold, const char *sentence, gboolean on, UiAction changed, gpointer data);
gboolean ui_check_get(UiWidget *check);
void ui_check_set(UiWidget *check, gboolean on);
UiWidget *ui_check_button(UiWidget *check, const char *icon, const char *text, UiAction action,
                          gpointer data);
/* Five stars for a rating; 0 = none yet. */
UiWidget *ui_stars(int value, UiAction changed, gpointer data);
int ui_stars_get(UiWidget *stars);

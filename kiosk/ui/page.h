/* The frame of every screen: header, tide line, content, action row, footer band; and what may stand over it:
 * dialog, toast. Zones follow the look in portrait, landscape, elder and low mode; a screen never places
 * anything.
 *
 * Content that does not fit leaves out its optional parts, then gets up / down buttons. */
#pragma once

#include "kiosk/ui/widget.h"
#include "kiosk/ui/controls.h"

typedef enum {
    UI_FOOT_BACK,
    UI_FOOT_HOME,
    UI_FOOT_HELP,
    UI_FOOT_READ,
    UI_FOOT_BIG,
    UI_FOOT_LANGUAGE,
    UI_N_FEET
} UiFoot;
typedef enum {
    UI_FOOT_CAN,    /* the zero: can be pressed */
    UI_FOOT_CANNOT, /* dashed, keeps its place */
    UI_FOOT_ON      /* white with a tick: big print is on, being read aloud */
} UiFootState;
typedef void (*UiFootAction)(Ui *ui, UiFoot foot, gpointer data);

typedef struct {
    const char *title;
    const char *subtitle; /* "第3步，共6步：孩子信息" */
    int step, steps;      /* tide line; 0 of 0 outside flows */
    const char *person;   /* masked name; NULL = no session */
    UiAction leave;       /* 退出 in the header; NULL = none */
    gpointer data;
    UiFootState feet[UI_N_FEET];
    enum {
        UI_GROUND_PAPER,
        UI_GROUND_RIVER, /* content on the riverbed with the tide picture below: countdown */
        UI_GROUND_BARE   /* no header and tide line: the resting screen draws all above the footer */
    } ground;
    gboolean no_footer; /* staff and dock windows */
} UiPageSpec;

UiWidget *ui_page(const UiPageSpec *spec);
/* The column for the content, gap 6 mm, spare height up to 12 mm between blocks. */
UiWidget *ui_page_body(UiWidget *page);
/* Adds to the action row, left to right; the last, primary one is widest. Secondary ones keep their width. */
UiWidget *ui_page_action(UiWidget *page, UiWidget *button);
/* Full-width pad between content and footer, in place of the action row (keyboards). */
UiWidget *ui_page_pad(UiWidget *page, UiWidget *pad);
void ui_page_title(UiWidget *page, const char *title, const char *subtitle);
void ui_page_step(UiWidget *page, int step, int steps);
void ui_page_foot(UiWidget *page, UiFoot foot, UiFootState state);
/* Banner that stays at the top of the content until taken away with NULL. */
void ui_page_banner(UiWidget *page, UiWidget *banner);

/* What stands in the header of every page: "晴川社区 · 便民驿站" and the clock's text; NULL keeps. */
void ui_set_station(Ui *ui, const char *station);
void ui_set_clock(Ui *ui, const char *date, const char *time);
/* The one handler of the footer. */
void ui_set_foot_action(Ui *ui, UiFootAction action, gpointer data);

/* --- over the page --- */
/* Dialog over the content on flat river: headline, sentence, buttons (first: safe answer, last: primary
 * right). One at a time; a new one takes the place of the old one. */
typedef struct {
    const char *id;
    const char *headline;
    const char *sentence;
    const char *second; /* ink2 */
    UiWidget *picture;  /* left of the words (a countdown ring), taken over; NULL = none */
    struct {
        UiButtonKind kind;
        const char *icon, *text, *id;
        UiAction action; /* the dialog is closed before it runs; NULL: only closes */
    } buttons[3];
    UiAction any_touch; /* a touch beside the buttons ("I am here"); NULL = nothing */
    gpointer data;
} UiDialogSpec;
UiWidget *ui_dialog(Ui *ui, const UiDialogSpec *spec);
/* Replaces the sentence (the countdown counts). */
void ui_dialog_sentence(Ui *ui, const char *sentence);
void ui_dialog_close(Ui *ui);
gboolean ui_dialog_is_open(Ui *ui);

/* A toast above the action row for 6 s (below the tide line while somebody types); a new one takes its place.
 * button may be NULL. Spoken by who listens to ui_on_spoken(). */
void ui_toast(Ui *ui, UiTone tone, const char *bold, const char *sentence);
void ui_toast_button(Ui *ui, UiTone tone, const char *bold, const char *sentence, const char *icon,
                     const char *text, UiAction action, gpointer data);
void ui_toast_close(Ui *ui);

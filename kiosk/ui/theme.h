/* Colours, sizes and the modes a person may choose. Pure values: no window, no state.
 * Source of every number: the look (tokens, type table, zones) and the table of numbers for eyes and fingers.
 */
#pragma once

#include <glib.h>

typedef enum {
    UI_THEME_DAY,            /* warm paper, ink, river */
    UI_THEME_BLACK_ON_WHITE, /* 21:1, no tints: what was a tint becomes a frame */
    UI_THEME_WHITE_ON_BLACK,
    UI_N_THEMES
} UiTheme;

/* Standard: four questions a page, body 7 mm. Elder: one question, body 10 mm, fewer words. */
typedef enum { UI_MODE_STANDARD, UI_MODE_ELDER, UI_N_MODES } UiMode;

/* S is the default and the smallest: nothing is ever drawn below it. */
typedef enum { UI_SIZE_S, UI_SIZE_M, UI_SIZE_L, UI_SIZE_XL, UI_N_SIZES } UiTextSize;

/* What a person chose behind "大字". Zero is the default. */
typedef struct {
    UiTheme theme;
    UiMode mode;
    UiTextSize size;
    gboolean low; /* 坐姿: the page ends at the reach of a wheelchair user, the river fills the rest */
    gboolean reduce_motion; /* implied by elder mode and by both contrast themes */
} UiLook;

typedef enum {
    UI_NONE, /* no fill, no frame */
    UI_PAPER,
    UI_SURFACE,
    UI_MIST,
    UI_INK,
    UI_INK2,
    UI_RIVER,
    UI_RIVER_PRESS,
    UI_ON_RIVER,  /* text on river */
    UI_ON_RIVER2, /* second text on river */
    UI_BED,
    UI_ON_BED,
    UI_ON_BED2,
    UI_BED_BUTTON,
    UI_BED_OFF,
    UI_BED_OFF_EDGE,
    UI_GOLD,
    UI_ON_GOLD,
    UI_GOLDSOFT,
    UI_LEAF,
    UI_ON_LEAF,
    UI_LEAFSOFT,
    UI_SEAL,
    UI_ON_SEAL,
    UI_SEALSOFT,
    UI_EDGE,     /* frame of what can be pressed, 3:1 and more */
    UI_LINE,     /* divider: never the only sign */
    UI_TIDE_FAR, /* tide line ahead */
    UI_DIS,
    UI_ON_DIS,
    UI_N_COLOURS
} UiColour;

typedef struct {
    double r, g, b;
} UiRgb;

UiRgb ui_colour_rgb(UiTheme theme, UiColour colour);
/* WCAG 2 contrast ratio of two colours, 1 to 21. */
double ui_contrast_ratio(UiRgb a, UiRgb b);

typedef enum {
    UI_BODY,        /* buttons, footer, everything that is only text */
    UI_LEAD,        /* first sentence, list titles, big buttons */
    UI_TITLE,       /* titles of page, door and block */
    UI_HEADLINE,    /* the answer, the article, the question */
    UI_NUM_ATTRACT, /* 26 mm, on the resting screen */
    UI_NUM_CODE,    /* 22 mm, query code */
    UI_NUM_COUNT,   /* 32 mm, countdown */
    UI_NUM_PERCENT, /* 36 mm */
    UI_NUM_TILE,    /* 11 mm figure beside a bar */
    UI_N_ROLES
} UiRole;

/* Em of a role in millimetres under this look. Never below 7 mm (elder 10 mm). */
double ui_role_mm(const UiLook *look, UiRole role);
/* Line height as a multiple of the em: 1.5, titles and numbers 1.3. */
double ui_role_line(UiRole role);

/* Shortest side of a touch target and the gap between two, in mm. */
double ui_target_mm(const UiLook *look); /* 20, elder 22 */
double ui_gap_mm(const UiLook *look);    /* 3, elder 4 */
double ui_row_mm(const UiLook *look);    /* a full-width row: 15, elder 20 */
gboolean ui_look_reduces_motion(const UiLook *look);

/* The tokens of the look as tables: colours of the three themes, sizes of the two modes. */
#include "kiosk/ui/theme.h"

#include <math.h>

#define BLACK 0x000000
#define WHITE 0xFFFFFF
#define GREY  0x808080 /* the only grey of the contrast themes: tide line ahead */

/* clang-format off */
static const guint32 COLOURS[UI_N_COLOURS][UI_N_THEMES] = {
    /*                      day       black on white  white on black */
    [UI_PAPER]         = { 0xF6F3EA, WHITE, BLACK },
    [UI_SURFACE]       = { 0xFFFFFF, WHITE, BLACK },
    [UI_MIST]          = { 0xE0EAEA, WHITE, BLACK },
    [UI_INK]           = { 0x14242C, BLACK, WHITE },
    [UI_INK2]          = { 0x3B4B53, BLACK, WHITE },
    [UI_RIVER]         = { 0x0B4A5E, BLACK, WHITE },
    [UI_RIVER_PRESS]   = { 0x07323F, BLACK, WHITE },
    [UI_ON_RIVER]      = { 0xFFFFFF, WHITE, BLACK },
    [UI_ON_RIVER2]     = { 0xD5E6E8, WHITE, BLACK },
    [UI_BED]           = { 0x0A3645, WHITE, BLACK },
    [UI_ON_BED]        = { 0xFFFFFF, BLACK, WHITE },
    [UI_ON_BED2]       = { 0xD5E6E8, BLACK, WHITE },
    [UI_BED_BUTTON]    = { 0x17495A, WHITE, BLACK },
    [UI_BED_OFF]       = { 0xBCCDD2, BLACK, WHITE },
    [UI_BED_OFF_EDGE]  = { 0x5E808B, BLACK, WHITE },
    [UI_GOLD]          = { 0xF2B731, BLACK, WHITE },
    [UI_ON_GOLD]       = { 0x14242C, WHITE, BLACK },
    [UI_GOLDSOFT]      = { 0xFAEBC3, WHITE, BLACK },
    [UI_LEAF]          = { 0x1E5433, BLACK, WHITE },
    [UI_ON_LEAF]       = { 0xFFFFFF, WHITE, BLACK },
    [UI_LEAFSOFT]      = { 0xE1EDDD, WHITE, BLACK },
    [UI_SEAL]          = { 0x8C2318, BLACK, WHITE },
    [UI_ON_SEAL]       = { 0xFFFFFF, WHITE, BLACK },
    [UI_SEALSOFT]      = { 0xF8E3DD, WHITE, BLACK },
    [UI_EDGE]          = { 0x6E8087, BLACK, WHITE },
    [UI_LINE]          = { 0xC8D0CC, BLACK, WHITE },
    [UI_TIDE_FAR]      = { 0xB9C6C6, GREY,  GREY  },
    [UI_DIS]           = { 0xE6E4DC, WHITE, BLACK },
    [UI_ON_DIS]        = { 0x3C484E, BLACK, WHITE },
};

static const struct {
    double mm[UI_N_MODES];
    enum { WHOLE, HALF, FIXED } growth; /* how far the four sizes reach it */
    double line;
} ROLES[UI_N_ROLES] = {
    [UI_BODY]        = { { 7, 10 }, WHOLE, 1.5 },
    [UI_LEAD]        = { { 8.5, 12 }, WHOLE, 1.5 },
    [UI_TITLE]       = { { 11, 14 }, HALF, 1.3 },
    [UI_HEADLINE]    = { { 14, 18 }, HALF, 1.3 },
    [UI_NUM_ATTRACT] = { { 26, 32.5 }, FIXED, 1.3 },
    [UI_NUM_CODE]    = { { 22, 27.5 }, FIXED, 1.3 },
    [UI_NUM_COUNT]   = { { 32, 40 }, FIXED, 1.3 },
    [UI_NUM_PERCENT] = { { 36, 45 }, FIXED, 1.3 },
    [UI_NUM_TILE]    = { { 11, 14 }, HALF, 1.3 },
};
/* clang-format on */

static const double SIZE_FACTOR[UI_N_SIZES] = {1.0, 1.12, 1.25, 1.4};

UiRgb ui_colour_rgb(UiTheme theme, UiColour colour)
{
    guint32 c = COLOURS[colour][theme];
    return (UiRgb){((c >> 16) & 255) / 255.0, ((c >> 8) & 255) / 255.0, (c & 255) / 255.0};
}

/* WCAG 2: linear light of one channel. */
static double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : pow((channel + 0.055) / 1.055, 2.4);
}

static double luminance(UiRgb c)
{
    return 0.2126 * linear(c.r) + 0.7152 * linear(c.g) + 0.0722 * linear(c.b);
}

double ui_contrast_ratio(UiRgb a, UiRgb b)
{
    double la = luminance(a), lb = luminance(b);
    return (MAX(la, lb) + 0.05) / (MIN(la, lb) + 0.05);
}

double ui_role_mm(const UiLook *look, UiRole role)
{
    double factor = SIZE_FACTOR[look->size];
    switch (ROLES[role].growth) {
    case WHOLE:
        break;
    case HALF:
        factor = 1 + (factor - 1) / 2;
        break;
    case FIXED:
        factor = 1;
        break;
    }
    return ROLES[role].mm[look->mode] * factor;
}

double ui_role_line(UiRole role)
{
    return ROLES[role].line;
}

double ui_target_mm(const UiLook *look)
{
    return look->mode == UI_MODE_ELDER ? 22 : 20;
}

double ui_gap_mm(const UiLook *look)
{
    return look->mode == UI_MODE_ELDER ? 4 : 3;
}

double ui_row_mm(const UiLook *look)
{
    return look->mode == UI_MODE_ELDER ? 20 : 15;
}

gboolean ui_look_reduces_motion(const UiLook *look)
{
    return look->reduce_motion || look->mode == UI_MODE_ELDER || look->theme != UI_THEME_DAY;
}

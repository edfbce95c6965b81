/* The tokens keep what the look promises: contrast, least sizes, growth. */
#include "kiosk/ui/theme.h"
#include "kiosk/ui/zones.h"
#include "tests/support/cmocka.h"

static double ratio(UiTheme theme, UiColour a, UiColour b)
{
    return ui_contrast_ratio(ui_colour_rgb(theme, a), ui_colour_rgb(theme, b));
}

static void text_stands_out_from_every_ground_it_is_used_on(void **state)
{
    static const UiColour PAIRS[][2] = {
        {UI_INK, UI_PAPER},       {UI_INK, UI_SURFACE},          {UI_INK, UI_MIST},
        {UI_INK2, UI_PAPER},      {UI_INK2, UI_SURFACE},         {UI_INK2, UI_MIST},
        {UI_RIVER, UI_PAPER},     {UI_RIVER, UI_MIST},           {UI_ON_RIVER, UI_RIVER},
        {UI_ON_RIVER2, UI_RIVER}, {UI_ON_RIVER, UI_RIVER_PRESS}, {UI_ON_BED, UI_BED},
        {UI_ON_BED2, UI_BED},     {UI_ON_GOLD, UI_GOLD},         {UI_INK, UI_GOLDSOFT},
        {UI_LEAF, UI_LEAFSOFT},   {UI_ON_LEAF, UI_LEAF},         {UI_SEAL, UI_SEALSOFT},
        {UI_ON_SEAL, UI_SEAL},    {UI_SEAL, UI_PAPER},           {UI_ON_BED, UI_BED_BUTTON},
        {UI_BED_OFF, UI_BED},     {UI_ON_DIS, UI_DIS},
    };
    for (int theme = 0; theme < UI_N_THEMES; theme++)
        for (guint i = 0; i < G_N_ELEMENTS(PAIRS); i++) {
            double least = theme == UI_THEME_DAY ? 7.0 : 20.0;
            assert_true(ratio((UiTheme)theme, PAIRS[i][0], PAIRS[i][1]) >= least);
        }
}

static void the_edge_of_a_control_can_be_seen(void **state)
{
    static const UiColour GROUNDS[] = {UI_PAPER, UI_SURFACE, UI_MIST};
    for (guint i = 0; i < G_N_ELEMENTS(GROUNDS); i++)
        assert_true(ratio(UI_THEME_DAY, UI_EDGE, GROUNDS[i]) >= 3.0);
    assert_true(ratio(UI_THEME_DAY, UI_BED_OFF_EDGE, UI_BED) >= 3.0);
}

static void contrast_of_black_and_white_is_21(void **state)
{
    UiRgb black = {0, 0, 0}, white = {1, 1, 1};
    assert_true(ui_contrast_ratio(black, white) > 20.99 && ui_contrast_ratio(black, white) < 21.01);
    assert_true(ui_contrast_ratio(white, white) == 1.0);
}

static void no_text_is_ever_below_the_least_size_of_its_mode(void **state)
{
    for (int mode = 0; mode < UI_N_MODES; mode++)
        for (int size = 0; size < UI_N_SIZES; size++)
            for (int role = 0; role < UI_N_ROLES; role++) {
                UiLook look = {.mode = (UiMode)mode, .size = (UiTextSize)size};
                assert_true(ui_role_mm(&look, (UiRole)role) >= (mode == UI_MODE_ELDER ? 10 : 7));
                assert_true(ui_role_line((UiRole)role) >= 1.3);
            }
}

static void larger_sizes_grow_the_text_by_what_the_look_says(void **state)
{
    UiLook look = {.size = UI_SIZE_XL};
    assert_true(ABS(ui_role_mm(&look, UI_BODY) - 7 * 1.4) < 1e-9);
    assert_true(ABS(ui_role_mm(&look, UI_TITLE) - 11 * 1.2) < 1e-9);
    assert_true(ABS(ui_role_mm(&look, UI_NUM_CODE) - 22) < 1e-9);
}

static void elder_mode_and_contrast_themes_hold_still(void **state)
{
    assert_false(ui_look_reduces_motion(&(UiLook){0}));
    assert_true(ui_look_reduces_motion(&(UiLook){.mode = UI_MODE_ELDER}));
    assert_true(ui_look_reduces_motion(&(UiLook){.theme = UI_THEME_WHITE_ON_BLACK}));
    assert_true(ui_look_reduces_motion(&(UiLook){.reduce_motion = TRUE}));
}

static void low_mode_ends_the_page_at_the_reach_of_a_seated_person(void **state)
{
    UiLook look = {.low = TRUE};
    UiZones z = ui_zones(&look, 1080, 1920, 0.248, 800);
    /* 1,100 mm above the floor, the glass begins at 800 mm: 300 mm are left. */
    assert_int_equal(z.page.h, 1210);
    assert_int_equal(z.page.y + z.page.h, 1920);
    assert_int_equal(z.river.h, 1920 - 1210);
}

static void low_mode_never_cuts_the_page_too_short_to_use(void **state)
{
    UiLook look = {.low = TRUE};
    UiZones high = ui_zones(&look, 1080, 1920, 0.248, 1050);
    UiZones landscape = ui_zones(&look, 1920, 1080, 0.248, 800);
    assert_true(high.page.h * 0.248 >= 229);
    assert_int_equal(landscape.page.h, 1080);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_stands_out_from_every_ground_it_is_used_on),
        cmocka_unit_test(the_edge_of_a_control_can_be_seen),
        cmocka_unit_test(contrast_of_black_and_white_is_21),
        cmocka_unit_test(no_text_is_ever_below_the_least_size_of_its_mode),
        cmocka_unit_test(larger_sizes_grow_the_text_by_what_the_look_says),
        cmocka_unit_test(elder_mode_and_contrast_themes_hold_still),
        cmocka_unit_test(low_mode_ends_the_page_at_the_reach_of_a_seated_person),
        cmocka_unit_test(low_mode_never_cuts_the_page_too_short_to_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

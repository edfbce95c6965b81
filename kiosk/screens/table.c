/* The table of residents' and visitors' screens: one line a screen. What is not here cannot be reached. */
#include "kiosk/screens/rows.h"
#include "kiosk/screens/shell_private.h"

const ScreenRow *const screens_table[] = {
    &screen_attract,  &screen_home,     &screen_matters,       &screen_search,       &screen_group,
    &screen_matter,   &screen_faq,      &screen_mode,          &screen_agent_card,   &screen_wizard,
    &screen_row,      &screen_capture,  &screen_review,        &screen_submitting,   &screen_receipt,
    &screen_rating,   &screen_goodbye,  &screen_progress,      &screen_find,         &screen_found,
    &screen_case,     &screen_print,    &screen_print_matters, &screen_display,      &screen_help,
    &screen_no_paper, &screen_no_setup, &screen_paused,        &screen_card_trouble, &screen_notices,
    &screen_notice,   &screen_apps,     &screen_app,           &screen_life,         &screen_directory,
    &screen_guides,   &screen_guide,    &screen_exhibits,
};
const guint screens_table_n = G_N_ELEMENTS(screens_table);

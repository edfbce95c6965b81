/* The rows of the table: one for each screen, defined at the end of the screen's file. */
#pragma once

#include "kiosk/screens/shell.h"

/* attract.c goodbye.c */
extern const ScreenRow screen_attract, screen_goodbye;
/* home.c */
extern const ScreenRow screen_home;
/* matters.c search.c matter.c mode.c */
extern const ScreenRow screen_matters, screen_group, screen_search, screen_matter, screen_faq, screen_mode,
    screen_agent_card;
/* wizard.c rows.c capture.c */
extern const ScreenRow screen_wizard, screen_row, screen_capture;
/* review.c receipt.c rating.c */
extern const ScreenRow screen_review, screen_submitting, screen_receipt, screen_no_paper, screen_rating;
/* progress.c case.c find.c */
extern const ScreenRow screen_progress, screen_case, screen_find, screen_found;
/* print.c */
extern const ScreenRow screen_print, screen_print_matters;
/* display.c help.c trouble.c */
extern const ScreenRow screen_display, screen_help, screen_no_setup, screen_paused, screen_card_trouble;
/* notices.c apps.c life.c */
extern const ScreenRow screen_notices, screen_notice, screen_apps, screen_app, screen_life, screen_directory,
    screen_guides, screen_guide, screen_exhibits;

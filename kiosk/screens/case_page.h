/* What is shown of a case, with a card (case.c) or found by its code (find.c). */
#pragma once

#include "kiosk/screens/shell.h"
#include "kiosk/service/progress.h"

const char *case_title(const CaseView *view);
/* Adds per cent, route, next action and trail to the page's body. */
void case_build(Screens *self, UiWidget *page, const CaseView *view);
/* A row of a list: title, per cent, sentence; leads to the case. */
UiWidget *case_row(Screens *self, const CaseView *view);

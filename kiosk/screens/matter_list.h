/* Matters as rows of a list: groups, search and leaflets use it. */
#pragma once

#include "kiosk/screens/shell.h"

UiWidget *matter_row(Screens *self, const Matter *matter);
/* matters: const Matter*. */
UiWidget *matter_list(Screens *self, const GPtrArray *matters);

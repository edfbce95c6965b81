/* The card that says how far the last print order is: a tick only after the printer said so. */
#pragma once

#include "kiosk/screens/shell.h"

UiWidget *print_steps_card(Screens *self);

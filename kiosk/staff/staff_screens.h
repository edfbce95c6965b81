/* The maintenance screens: behind a badge and a PIN. */
#pragma once
#include "kiosk/screens/screens.h"

/* Adds the staff's rows to the table of screens. Call once, after screens_create(). */
void staff_screens_add(Screens *screens);

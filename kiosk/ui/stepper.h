/* The inside of steppers, for the date. */
#pragma once

#include "kiosk/ui/entry.h"
#include "kiosk/ui/widget_class.h"

UiWidget *ui_stepper_empty(int start, int min, int max, const char *unit);
gboolean ui_stepper_is_empty(UiWidget *stepper);
void ui_stepper_make_empty(UiWidget *stepper);
gboolean ui_stepper_is_active(UiWidget *stepper); /* takes the typing */
void ui_stepper_activate(UiWidget *stepper);
void ui_stepper_range(UiWidget *stepper, int min, int max);
/* next: takes over when this one is full. touched: the number was touched, or the typing went on or ended. */
void ui_stepper_chain(UiWidget *stepper, UiWidget *next, UiAction touched, gpointer data);

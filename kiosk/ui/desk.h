/* The root of roots: page below, dialog over its content, toast above the action row, river above in low
 * mode. */
#pragma once

#include "kiosk/ui/widget_class.h"

UiWidget *ui_desk_new(void);

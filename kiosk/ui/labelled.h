/* The inside of labelled controls, for authors of controls. */
#pragma once

#include "kiosk/ui/entry.h"
#include "kiosk/ui/widget_class.h"

UiWidget *ui_labelled_control(UiWidget *labelled);
gboolean ui_labelled_has_error(UiWidget *labelled);
void ui_labelled_active(UiWidget *labelled, gboolean active); /* label in river */
void ui_labelled_note(UiWidget *labelled, const char *note);

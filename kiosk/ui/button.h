/* How pressable things look, for authors of widgets. */
#pragma once

#include "kiosk/ui/controls.h"
#include "kiosk/ui/widget_class.h"

typedef struct {
    UiColour fill, edge;
    double edge_mm;
    UiColour text;
    gboolean dashed; /* cannot now */
} UiButtonLook;

void ui_button_ground(UiPainter *painter, UiRect rect, double radius_mm, const UiButtonLook *look);
/* The look of something that rests as given, in the contrast themes: off is dashed, pressed is the opposite.
 */
UiButtonLook ui_button_contrast(UiWidget *widget, UiButtonLook rest);
UiButtonKind ui_button_kind(UiWidget *widget);

/* Where the parts of a page lie, computed from the glass and the look alone. Pure; px. */
#pragma once

#include "kiosk/ui/theme.h"
#include "kiosk/ui/widget.h"

typedef struct {
    UiRect river; /* above the page in low mode, else empty */
    UiRect page;  /* everything below */
    int header_h; /* least height of the header; grows with its texts */
    int tide_h;   /* below the header, overlapping by 4 mm */
    int margin;   /* 12 mm */
    int footer_h;
    int footer_gap; /* action row to footer */
    int action_h;
} UiZones;

UiZones ui_zones(const UiLook *look, int width_px, int height_px, double mm_per_px,
                 double foot_above_floor_mm);

#include "kiosk/ui/zones.h"

#include <math.h>

/* What a wheelchair user reaches without strain. */
#define LOW_REACH_MM 1100
/* Below this a page cannot be used; low mode never cuts deeper. */
#define LOW_LEAST_MM 230

UiZones ui_zones(const UiLook *look, int width_px, int height_px, double mm_per_px,
                 double foot_above_floor_mm)
{
    gboolean elder = look->mode == UI_MODE_ELDER;
    int page_h = height_px;
    if (look->low) {
        int reach = (int)lround(MAX(LOW_REACH_MM - foot_above_floor_mm, LOW_LEAST_MM) / mm_per_px);
        page_h = MIN(reach, height_px);
    }
    return (UiZones){
        .river = {0, 0, width_px, height_px - page_h},
        .page = {0, height_px - page_h, width_px, page_h},
        .header_h = (int)lround((elder ? 51 : 45) / mm_per_px),
        .tide_h = (int)lround(11 / mm_per_px),
        .margin = (int)lround(12 / mm_per_px),
        .footer_h = (int)lround((elder ? 39 : 34) / mm_per_px),
        .footer_gap = (int)lround((elder ? 5 : 6) / mm_per_px),
        .action_h = (int)lround((elder ? 28 : 24) / mm_per_px),
    };
}

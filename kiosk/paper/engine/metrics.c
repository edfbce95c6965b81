/* The four kinds of sheet. look.md, "Paper": body 11 pt, code 33 pt, lines 0.25 mm; large print 16 pt. */
#include "kiosk/paper/engine/metrics.h"

#define A4_PAGE .page_width = 210 * MM, .page_height = 297 * MM, .margin = 20 * MM, .top = 36.5 * MM
/* 72 mm printable of 80 mm paper. */
#define SLIP_PAGE .page_width = 80 * MM, .margin = 4 * MM, .top = 3 * MM, .bottom = 6 * MM, .narrow = TRUE

static const PaperMetrics a4 = {
    A4_PAGE,
    .bottom = 23 * MM,
    .label_width = 35 * MM,
    .row_pad = 4.6,
    .block_gap = 5 * MM,
    .qr_size = 36 * MM,
    .seal_size = 35 * MM,
    .roles =
        {
            [ROLE_SMALL] = {10, 1.4},
            [ROLE_BODY] = {11, 1.5},
            [ROLE_STRONG] = {11, 1.5, .bold = TRUE},
            [ROLE_LEAD] = {13, 1.5},
            [ROLE_SECTION] = {13, 1.5, .bold = TRUE},
            [ROLE_TITLE] = {27, 1.3, .bold = TRUE, .tracking = 0.06},
            [ROLE_CASE_NO] = {15, 1.4, .bold = TRUE, .one_line = TRUE},
            [ROLE_NUMBER] = {33, 1.25, .bold = TRUE, .tracking = 0.03, .one_line = TRUE},
        },
};

static const PaperMetrics a4_large = {
    A4_PAGE,
    .bottom = 31 * MM,
    .label_width = 40 * MM,
    .row_pad = 5.5,
    .block_gap = 6 * MM,
    .qr_size = 42 * MM,
    .seal_size = 46 * MM,
    .roles =
        {
            [ROLE_SMALL] = {16, 1.4},
            [ROLE_BODY] = {16, 1.5},
            [ROLE_STRONG] = {16, 1.5, .bold = TRUE},
            [ROLE_LEAD] = {19, 1.5},
            [ROLE_SECTION] = {19, 1.5, .bold = TRUE},
            [ROLE_TITLE] = {34, 1.3, .bold = TRUE, .tracking = 0.06},
            [ROLE_CASE_NO] = {20, 1.4, .bold = TRUE, .one_line = TRUE},
            [ROLE_NUMBER] = {42, 1.25, .bold = TRUE, .tracking = 0.03, .one_line = TRUE},
        },
};

static const PaperMetrics slip = {
    SLIP_PAGE,
    .label_width = 24 * MM,
    .row_pad = 2.4,
    .block_gap = 3 * MM,
    .qr_size = 32 * MM,
    .seal_size = 30 * MM,
    .roles =
        {
            [ROLE_SMALL] = {9, 1.4},
            [ROLE_BODY] = {10, 1.45},
            [ROLE_STRONG] = {10, 1.45, .bold = TRUE},
            [ROLE_LEAD] = {10.5, 1.45},
            [ROLE_SECTION] = {11, 1.45, .bold = TRUE},
            [ROLE_TITLE] = {18, 1.3, .bold = TRUE, .tracking = 0.04},
            [ROLE_CASE_NO] = {11.5, 1.4, .bold = TRUE, .one_line = TRUE},
            [ROLE_NUMBER] = {30, 1.25, .bold = TRUE, .one_line = TRUE},
        },
};

static const PaperMetrics slip_large = {
    SLIP_PAGE,
    .label_width = 0,
    .row_pad = 3,
    .block_gap = 4 * MM,
    .qr_size = 42 * MM,
    .seal_size = 46 * MM,
    .roles =
        {
            [ROLE_SMALL] = {13, 1.4},
            [ROLE_BODY] = {16, 1.4},
            [ROLE_STRONG] = {16, 1.4, .bold = TRUE},
            [ROLE_LEAD] = {16, 1.4},
            [ROLE_SECTION] = {17, 1.4, .bold = TRUE},
            [ROLE_TITLE] = {24, 1.3, .bold = TRUE},
            [ROLE_CASE_NO] = {11.8, 1.4, .bold = TRUE, .one_line = TRUE},
            [ROLE_NUMBER] = {36, 1.25, .bold = TRUE, .one_line = TRUE},
        },
};

const PaperMetrics *paper_metrics(PaperSize size, gboolean large)
{
    switch (size) {
    case PAPER_A4:
        return large ? &a4_large : &a4;
    case PAPER_SLIP:
        return large ? &slip_large : &slip;
    }
    g_return_val_if_reached(&a4);
}

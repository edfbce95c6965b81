/* Boxes. Height for width: a box asks its children how high they are at the width it gives them. Gaps in mm;
 * a negative gap means the look's gap between targets (3, elder 4). */
#pragma once

#include "kiosk/ui/widget.h"

#define UI_GAP (-1.0)

/* One under the other. */
UiWidget *ui_column(double gap_mm);
/* Spare height goes between the children, up to max_mm each, and then stays empty below. */
UiWidget *ui_column_spread(UiWidget *column, double max_mm);
/* Side by side: natural widths, children with ui_grow() share the rest; all as high as the highest. Too
 * narrow: texts wrap. */
UiWidget *ui_row(double gap_mm);
/* Like a row, but what does not fit goes to the next line. */
UiWidget *ui_flow(double gap_mm);
/* Equal columns, filled row by row; rows as high as their highest child. Falls back to fewer columns when a
 * word would not fit. A child with ui_grow() > 0 makes its row share the grid's spare height (doors). */
UiWidget *ui_grid(int columns, double gap_mm);
/* Row in landscape with these shares of the width, column in portrait. */
UiWidget *ui_pair(double left_share, double right_share, double gap_mm);
/* One over the other, each fills it. */
UiWidget *ui_stack(void);
/* Takes up the spare length. */
UiWidget *ui_space(void);
/* Thin line across, `line` colour. */
UiWidget *ui_divider(void);

/* A box with padding (mm), fill and frame, for one or more children under each other. */
typedef enum {
    UI_CARD,        /* surface, pale edge: to read */
    UI_CARD_ACTIVE, /* surface, 1 mm river edge: the one thing to do now */
    UI_GUIDE,       /* mist, no edge: the guide text of a step */
    UI_PLAIN,       /* padding only */
    UI_DIALOG_BOX,  /* surface on the riverbed */
    UI_RIVERBED     /* dark ground, for resting screens */
} UiBoxKind;
UiWidget *ui_box(UiBoxKind kind, double gap_mm);
UiWidget *ui_padding(UiWidget *box, double horizontal_mm, double vertical_mm);

/* As much as fits of a tall child, with big up / down buttons when it does not all fit. Steps end between
 * rows and lines, never inside them. Scrolls by touch of the buttons only; nothing needs a gesture. */
UiWidget *ui_scroll(UiWidget *child);
int ui_scroll_pages(UiWidget *scroll);
int ui_scroll_page(UiWidget *scroll);
void ui_scroll_to(UiWidget *scroll, int page);
void ui_scroll_show(UiWidget *scroll, UiWidget *descendant);

/* A stretch of text in one role, wrapped to a width: the lines that flow.c distributes over the pages. */
#pragma once

#include <pango/pangocairo.h>

typedef enum {
    ROLE_SMALL, /* header, footer, captions */
    ROLE_BODY,
    ROLE_STRONG, /* body, bold */
    ROLE_LEAD,
    ROLE_SECTION,
    ROLE_TITLE,
    ROLE_CASE_NO,
    ROLE_NUMBER, /* the query code: the largest thing on the sheet */
    N_ROLES
} PaperRole;

typedef enum {
    ALIGN_LEFT,
    ALIGN_CENTRE,
    ALIGN_RIGHT,
} PaperAlign;

typedef struct {
    PangoLayout *layout;
    double width;   /* pt, what it was wrapped to */
    double line_pt; /* from baseline to baseline */
    double base_pt; /* from the top of a line to its baseline */
    int n_lines;
    PaperAlign align;
} PaperText;

/* How a role looks on one kind of sheet. */
typedef struct {
    double size_pt;
    double line; /* line height, times size */
    gboolean bold;
    double tracking;   /* extra space between characters, times size */
    gboolean one_line; /* made smaller until it fits on one line */
} PaperRoleStyle;

/* bold_tail, or NULL, follows text in bold. The fonts' lock must be held for all of these. */
PaperText paper_text_new(PangoContext *fonts, const PaperRoleStyle *style, const char *text,
                         const char *bold_tail, double width, PaperAlign align);
void paper_text_clear(PaperText *text);
double paper_text_height(const PaperText *text);
double paper_text_natural_width(const PaperText *text);
/* Draw n lines from `first`, the top of the first at x, y. */
void paper_text_draw(const PaperText *text, int first, int n, cairo_t *cr, double x, double y);

/* How the parts of a row share its width. Pure. */
#pragma once

#include <glib.h>

typedef struct {
    int natural, least; /* px */
    double grow;        /* 0: wants its natural width, else a share of the rest */
    int given;          /* out */
} UiShare;

/* Growing parts share what the others leave, never below their least; when there is too little, the widest
 * parts shrink first, down to their least. given never sums to more than room unless the leasts do. */
void ui_share(UiShare *parts, guint n, int room);

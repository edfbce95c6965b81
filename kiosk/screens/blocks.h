/* Blocks that several screens are made of. */
#pragma once

#include "kiosk/ui/ui.h"

/* What this page is about, large: icon, headline, a sentence, and a second one (NULL: none). */
UiWidget *block_hero(const char *icon, const char *headline, const char *sentence, const char *second);
/* A heading and what stands under it, close together. icon, note: NULL for none. */
UiWidget *block_titled(const char *icon, const char *title, const char *note, UiWidget *content);
/* A card with a heading in it, to which lines are added. */
UiWidget *block_card(const char *icon, const char *title);

/* Filtering and showing of typed text. Pure. */
#pragma once

#include "kiosk/ui/entry.h"

/* Appends what of text the kind allows, up to most code points (and decimals after a point). TRUE if anything
 * came. */
gboolean ui_field_append(GString *value, UiFieldKind kind, guint most, guint decimals, const char *text);
/* Takes the last user-perceived sign away. FALSE: was empty. */
gboolean ui_field_chop(GString *value);
/* As shown: in groups, and with stars for all but the last clear_tail code points when hidden. g_free. */
char *ui_field_shown(const char *value, UiFieldKind kind, gboolean hidden, guint clear_tail);

/* Language at run time through gettext, with no other locale than C.UTF-8 installed. */
#pragma once

#include <glib.h>
#include "kiosk/ui/widget.h"

/* Binds the text domain "kiosk" to share/locale, sets LC_ALL to C.UTF-8. Process-wide; at start, before
 * threads. */
void ui_language_init(const char *share);
/* "zh_CN" or "en"; takes effect for the next _(). Process-wide: call on the loop thread while no worker
 * translates. FALSE: unknown language. */
gboolean ui_language_set(const char *language);
const char *ui_language(void);
/* The above, then the rebuild handler of the window. */
gboolean ui_set_language(Ui *ui, const char *language);

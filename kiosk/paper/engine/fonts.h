/* The two private faces and the lock around them: a Pango font map may not be used by two threads at once,
 * and drawing a laid-out line asks it for glyphs, so every public function of kiosk/paper holds this lock. */
#pragma once

#include <glib.h>
#include <pango/pango.h>

/* Hold the lock until the end of the scope: g_autoptr(GRecMutexLocker) hold = paper_hold_fonts(); may nest.
 */
GRecMutexLocker *paper_hold_fonts(void);

/* The shared context: 72 dpi (one unit = one point), no hinting, language zh-cn. Needs the lock; lent.
 * NULL and PAPER_ERROR_FONT: fonts.conf missing, or its face is not the one made without subroutines. */
PangoContext *paper_fonts(GError **error);

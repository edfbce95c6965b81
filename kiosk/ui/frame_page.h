/* What the desk asks a page; and the page's own parts. Internal. */
#pragma once

#include "kiosk/ui/page.h"
#include "kiosk/ui/widget_class.h"

/* Between tide line and footer; the whole rectangle of anything that is not a page. */
UiRect ui_page_content_rect(UiWidget *page);
/* Whether it fills its whole rectangle by itself. */
gboolean ui_page_is_whole(UiWidget *page);
/* Lower edge for a toast: above the action row or the pad. */
int ui_page_toast_bottom(UiWidget *page);

/* --- header.c --- */
UiWidget *ui_header(const UiPageSpec *spec);
void ui_header_title(UiWidget *header, const char *title, const char *subtitle);

/* --- footer.c --- */
UiWidget *ui_footer(const UiPageSpec *spec);
void ui_footer_set(UiWidget *footer, UiFoot foot, UiFootState state);

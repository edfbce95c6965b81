/* The touch toolkit, for users: one include for everything a screen needs.
 *
 * A screen builds a tree of widgets and shows it; the toolkit measures, draws and presses.
 *
 *     UiWidget *page = ui_page(&(UiPageSpec){ .title = _("Child allowance"), .step = 3, .steps = 6 });
 *     UiWidget *body = ui_page_body(page);
 *     ui_add(body, ui_text(UI_LEAD, UI_BOLD, _("Who are you to the child?")));
 *     ui_page_action(page, ui_button(UI_PRIMARY, "right", _("Next"), on_next, self));
 *     ui_show(ui, page);
 *
 * Rules that hold everywhere:
 * - Loop thread only (the thread of the default GMainContext).
 * - Strings handed in are copied. A widget handed to ui_add(), ui_show() ... belongs to the tree from then on
 *   and dies with its parent; a pointer to it is lent. Handlers may destroy the tree they stand in: the
 * toolkit keeps the old tree alive until the handler has returned.
 * - Lengths are millimetres on the glass unless the name says px. Texts are UTF-8.
 * - Functions that build return a new, unattached widget (ui_widget_free() if it never gets a parent).
 * - Setters take NULL widgets in their stride and return their widget, so that they can be nested. */
#pragma once

#include "kiosk/ui/theme.h"
#include "kiosk/ui/widget.h"
#include "kiosk/ui/layout.h"
#include "kiosk/ui/controls.h"
#include "kiosk/ui/pictures.h"
#include "kiosk/ui/entry.h"
#include "kiosk/ui/page.h"
#include "kiosk/ui/window.h"
#include "kiosk/ui/language.h"
#include "kiosk/ui/audit.h"

/* Sheets with blanks to fill by hand, and the printer's test page. Threads and ownership: see paper.h. */
#pragma once

#include "kiosk/paper/paper.h"

/* F11 授权委托书（空白）; matter: full name of the matter, NULL leaves a line to write on. A4. */
PaperDoc *paper_power_of_attorney_new(const PaperSetup *setup, const char *matter, GError **error);

/* Rulers, greys of lines, rare characters, a QR code: to see that the printer feeds, aligns and inks.
 * printer: its name or model, as staff know it. */
PaperDoc *paper_test_page_new(const PaperSetup *setup, const char *printer, GError **error);

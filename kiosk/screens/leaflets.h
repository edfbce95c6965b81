/* What pages of content have in common: facts, bullets, a phone line, the print button. */
#pragma once
#include "kiosk/screens/shell.h"

/* A row "label  value" in a list; nothing for an empty value. */
void leaflet_fact(UiWidget *list, const char *label, const char *value);
UiWidget *leaflet_bullets(const char *const *items);
/* Numbered steps. */
UiWidget *leaflet_steps(const char *const *items);
UiWidget *leaflet_phone(const char *phone);
#define LEAFLET_CODE_MAX 280 /* bytes: still a code that a phone reads from half a metre */
/* A card with a QR code and what it is good for. */
UiWidget *leaflet_code(const char *payload, const char *title, const char *note);
/* "Print in large type"; cannot be pressed where nothing can be printed now. */
UiWidget *leaflet_print_button(Screens *self, UiAction pressed);
/* Says in a toast that it prints, or that it cannot. */
void leaflet_printed(Screens *self, gboolean begun);
/* Dates of events, and the time by which content is chosen. */
char *content_when(ContentTime start, ContentTime end); /* g_free */
ContentTime content_now(Screens *self);

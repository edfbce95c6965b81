/* The sheets in a folder of printed PDFs, newest last, the one looked at as a picture. Loop thread only. */
#pragma once
#include <cairo.h>
#include <glib.h>

typedef struct Sheets Sheets;
/* Looks at the folder every look_ms; changed() when a sheet came. */
Sheets *sheets_new(const char *folder, guint look_ms, void (*changed)(gpointer data), gpointer data);
void sheets_free(Sheets *sheets); /* NULL is allowed */
guint sheets_count(const Sheets *sheets);
guint sheets_index(const Sheets *sheets); /* of the one looked at; the newest after it came */
void sheets_step(Sheets *sheets, int by);
/* First page, about 100 dpi; lent until the next step or change. NULL: not readable (yet). */
cairo_surface_t *sheets_picture(Sheets *sheets);

/* Values of settings as numbers; for settings.c only. Each is FALSE, and leaves its results alone, where the
 * text is none of its kind. */
#pragma once

#include "kiosk/domain/settings.h"

gboolean setting_read_number(const char *text, gint64 *n);
gboolean setting_read_minutes(const char *text, int *minutes);         /* HH:MM */
gboolean setting_read_hours(const char *text, int *open, int *close);  /* HH:MM-HH:MM */
gboolean setting_read_size(const char *text, int *width, int *height); /* WxH */

/* "a whole number from 20 to 600": what would be right. Newly allocated. */
char *setting_right(const SettingRow *row);

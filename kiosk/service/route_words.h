/* A matter's way in the words of paper and screen: one station a level, days summed. Chinese only, since
 * forms are Chinese. */
#pragma once
#include "kiosk/domain/catalogue.h"
#include "kiosk/paper/receipt.h"

/* Consecutive nodes of one level are one station. At most 5; strings are owned by the array's elements. */
GArray *route_stations(const Matter *matter); /* of PaperStation; free with g_array_unref */
/* "15个工作日（规定30个）。从11月24日起算" */
char *route_promise_zh(const Matter *matter, int promised, DayUnit unit, Day starts);
/* "2026年12月14日" */
char *day_zh(Day day);
/* "2026年11月23日 14:06", local time */
char *moment_zh(gint64 ms);

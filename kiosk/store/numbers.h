/* Case numbers that the hub lent: blocks of serials for one community and one day, so that two kiosks never
 * collide although the network is down. The numbers are formed by kiosk/domain/numbering.h. */
#pragma once

#include "kiosk/store/store.h"

G_BEGIN_DECLS

/* A block from the hub, `first`..`last` inclusive. The very same block again is TRUE and changes nothing; one
 * that overlaps another block of the day is CONFLICT. */
gboolean store_numbers_lend(Store *store, const char *community, Day day, int first, int last,
                            GError **error);
/* Numbers left for that day, -1 on error. */
int store_numbers_left(Store *store, const char *community, Day day, GError **error);
/* Blocks of days before `day` are of no more use. Number removed, -1 on error. */
int store_numbers_purge(Store *store, Day day, GError **error);

G_END_DECLS

#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/route_picture.h"

#include "kiosk/screens/words.h"
#include <glib/gi18n.h>

#define STATIONS 3

typedef struct {
    gboolean used;
    int days;
    gboolean mixed; /* working and calendar days together: no sum is shown */
    DayUnit unit;
    const RouteNode *last; /* its name says what happens here */
    guint first_index, last_index;
} Station;

static void collect(const Matter *matter, Station stations[STATIONS])
{
    for (guint i = 0; i < matter->n_route; i++) {
        const RouteNode *node = &matter->route[i];
        Station *station = &stations[node->level];
        if (!station->used) {
            station->used = TRUE;
            station->unit = node->unit;
            station->first_index = i;
        }
        if (node->counts) {
            station->mixed |= station->unit != node->unit;
            station->days += node->promised;
        }
        station->last = node;
        station->last_index = i;
    }
}

static char *leg_text(const Station *station)
{
    if (station->mixed || station->days <= 0)
        return NULL;
    return g_strdup_printf(_("%d d"), station->days);
}

static UiStationState state_of(const Station *station, guint done, gboolean finished)
{
    if (finished || done > station->last_index)
        return UI_PASSED;
    return done >= station->first_index ? UI_NOW : UI_AHEAD;
}

static UiWidget *draw(const Matter *matter, guint done, gboolean finished, gboolean plan)
{
    Station all[STATIONS] = {0};
    UiStation shown[STATIONS];
    char *legs[STATIONS] = {NULL};
    guint n = 0;
    collect(matter, all);
    for (guint level = 0; level < STATIONS; level++) {
        if (!all[level].used)
            continue;
        legs[n] = leg_text(&all[level]);
        shown[n] = (UiStation){
            .name = words_level((Level)level),
            .below = words_of(&all[level].last->action_name),
            .leg = legs[n],
            .state = plan ? UI_AHEAD : state_of(&all[level], done, finished),
        };
        n++;
    }
    UiWidget *route = plan ? ui_route_plan(shown, n) : ui_route(shown, n);
    for (guint i = 0; i < STATIONS; i++)
        g_free(legs[i]);
    return route;
}

UiWidget *route_plan(const Matter *matter)
{
    return draw(matter, 0, FALSE, TRUE);
}

UiWidget *route_now(const Matter *matter, guint done, gboolean finished)
{
    return draw(matter, done, finished, FALSE);
}

#include "kiosk/service/route_words.h"

static const char *level_zh(Level level)
{
    switch (level) {
    case LEVEL_COMMUNITY:
        return "社区";
    case LEVEL_STREET:
        return "街道";
    case LEVEL_DISTRICT:
        return "区";
    }
    return "";
}

static const char *unit_zh(DayUnit unit)
{
    return unit == DAYS_WORKING ? "个工作日" : "天";
}

static void clear_station(gpointer element)
{
    PaperStation *station = element;
    g_free((char *)station->name);
    g_free((char *)station->detail);
}

GArray *route_stations(const Matter *matter)
{
    GArray *stations = g_array_new(FALSE, TRUE, sizeof(PaperStation));
    g_array_set_clear_func(stations, clear_station);
    guint i = 0;
    while (i < matter->n_route && stations->len < 5) {
        g_autoptr(GString) actions = g_string_new(NULL);
        Level level = matter->route[i].level;
        int days = 0;
        for (; i < matter->n_route && matter->route[i].level == level; i++) {
            const RouteNode *node = &matter->route[i];
            if (actions->len == 0)
                g_string_append(actions, node->action_name.zh);
            if (node->counts)
                days += node->promised;
        }
        PaperStation station = {g_strdup(level_zh(level)),
                                days > 0 ? g_strdup_printf("%s，%d天", actions->str, days)
                                         : g_strdup(actions->str)};
        g_array_append_val(stations, station);
    }
    return stations;
}

char *day_zh(Day day)
{
    int y, m, d;
    if (!day_to_ymd(day, &y, &m, &d))
        return g_strdup("");
    return g_strdup_printf("%d年%d月%d日", y, m, d);
}

char *route_promise_zh(const Matter *matter, int promised, DayUnit unit, Day starts)
{
    g_autofree char *from = day_zh(starts);
    const char *word = unit_zh(unit);
    g_autofree char *limit = promised > 0 ? g_strdup_printf("%d%s", promised, word) : g_strdup("当天");
    return g_strdup_printf("%s（规定%d%s）。从%s起算，补材料、评定的日子不算", limit,
                           matter->time_limit.statutory, unit_zh(matter->time_limit.unit), from);
}

char *moment_zh(gint64 ms)
{
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(ms / 1000);
    return g_date_time_format(local, "%Y年%-m月%-d日 %H:%M");
}

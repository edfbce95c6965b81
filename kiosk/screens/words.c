#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/words.h"

#include "kiosk/screens/shell.h"
#include <glib/gi18n.h>

const char *words_pick(const char *zh, const char *en)
{
    return screens_is_english() && en && *en ? en : zh;
}

const char *words_of(const Words *words)
{
    return words_in(words, screens_is_english());
}

const char *words_matter(const Matter *matter)
{
    if (screens_is_english() && *matter->name.en)
        return matter->name.en;
    return *matter->short_zh ? matter->short_zh : matter->name.zh;
}

const char *words_month(int month)
{
    static const char *const names[] = {N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
                                        N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec")};
    g_return_val_if_fail(month >= 1 && month <= 12, "");
    return _(names[month - 1]);
}

const char *words_weekday(Day day)
{
    static const char *const names[] = {N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"),
                                        N_("Fri"), N_("Sat"), N_("Sun")};
    int weekday = day_weekday(day);
    return weekday ? _(names[weekday - 1]) : "";
}

char *words_date(Day day)
{
    int month, mday;
    if (day == DAY_FOREVER)
        return g_strdup(_("long term"));
    if (!day_to_ymd(day, NULL, &month, &mday))
        return g_strdup("");
    /* Translators: 1 is the month's name, 2 the day of the month. */
    return g_strdup_printf(_("%2$d %1$s"), words_month(month), mday);
}

char *words_date_year(Day day)
{
    int year;
    g_autofree char *date = words_date(day);
    if (!day_to_ymd(day, &year, NULL, NULL))
        return g_steal_pointer(&date);
    /* Translators: 1 is the year, 2 the day of the year ("1 Dec"). */
    return g_strdup_printf(_("%2$s %1$d"), year, date);
}

char *words_date_weekday(Day day)
{
    g_autofree char *date = words_date(day);
    /* Translators: 1 is the weekday, 2 the date. */
    return g_strdup_printf(_("%1$s %2$s"), words_weekday(day), date);
}

char *words_clock(gint64 ms, gboolean seconds)
{
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_local(ms / 1000);
    return time ? g_date_time_format(time, seconds ? "%H:%M:%S" : "%H:%M") : g_strdup("");
}

char *words_minute(int minute_of_day)
{
    return g_strdup_printf("%d:%02d", minute_of_day / 60, minute_of_day % 60);
}

char *words_days(int n, DayUnit unit)
{
    if (unit == DAYS_WORKING)
        return g_strdup_printf(ngettext("%d working day", "%d working days", (gulong)n), n);
    return g_strdup_printf(ngettext("%d day", "%d days", (gulong)n), n);
}

char *words_yuan(gint64 fen)
{
    const char *sign = fen < 0 ? "-" : "";
    guint64 whole = (guint64)ABS(fen) / 100, rest = (guint64)ABS(fen) % 100;
    if (!rest)
        return g_strdup_printf("%s%" G_GUINT64_FORMAT, sign, whole);
    if (rest % 10 == 0)
        return g_strdup_printf("%s%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT, sign, whole, rest / 10);
    return g_strdup_printf("%s%" G_GUINT64_FORMAT ".%02" G_GUINT64_FORMAT, sign, whole, rest);
}

char *words_bytes(gsize bytes)
{
    if (bytes >= 1024 * 1024)
        return g_strdup_printf("%.1f MB", (double)bytes / (1024.0 * 1024.0));
    return g_strdup_printf("%" G_GSIZE_FORMAT " KB", (bytes + 1023) / 1024);
}

const char *words_level(Level level)
{
    switch (level) {
    case LEVEL_COMMUNITY:
        return _("Community");
    case LEVEL_STREET:
        return _("Street");
    case LEVEL_DISTRICT:
        return _("District");
    }
    return "";
}

const char *words_mode(SessionMode mode)
{
    switch (mode) {
    case MODE_SELF:
        return _("For myself");
    case MODE_AGENT:
        return _("For somebody else");
    case MODE_ASSISTED:
        return _("A worker fills it in for me");
    }
    return "";
}

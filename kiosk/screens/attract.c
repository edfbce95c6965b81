/* The resting screen: what to do, the tide, what is on in the next days. Any touch opens home. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/devices.h"
#include <glib/gi18n.h>

#define EVENTS_MAX 3
#define DATE_MM    26

static void wake(UiWidget *widget, gpointer data)
{
    session_touched(screens_service(data));
}

static ContentTime now_minutes(Service *service)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(service_now_ms(service) / 1000);
    int minute = now ? g_date_time_get_hour(now) * 60 + g_date_time_get_minute(now) : 0;
    return content_time(service_today(service), minute);
}

/* The resting screen has no header of its own: station and clock stand on the river. */
static UiWidget *station_line(Screens *self)
{
    Service *service = screens_service(self);
    g_autofree char *station = screens_station(self);
    g_autofree char *date = words_date_weekday(service_today(service));
    g_autofree char *clock = words_clock(service_now_ms(service), FALSE);
    g_autofree char *now =
        screens_is_elder(self) ? g_strdup(clock) : g_strdup_printf("%s    %s", date, clock);
    UiWidget *row = ui_row(6);
    ui_add(row, ui_grow(ui_text(UI_LEAD, UI_BOLD | UI_ON_DARK, station), 1));
    if (service_time_is_certain(service))
        ui_add(row, ui_text(UI_LEAD, UI_ON_DARK, now));
    return row;
}

static UiWidget *invitation(Screens *self)
{
    UiWidget *words = ui_column(6);
    guint matters = service_catalogue(screens_service(self))->n_matters;
    g_autofree char *count =
        g_strdup_printf(_("%u matters begin here, close to home. No phone needed."), matters);
    gboolean reader = devices_reader_works(screens_service(self));
    ui_add(words, ui_text(UI_NUM_ATTRACT, UI_BOLD | UI_ON_DARK,
                          reader ? _("Your ID card\nor a touch") : _("Touch the screen")));
    ui_add(words,
           ui_optional(ui_text(UI_LEAD, UI_ON_DARK, _("Apply, follow your case, read notices, print")), 2));
    ui_add(words, ui_optional(ui_text(UI_LEAD, UI_ON_DARK, count), 1));
    if (!reader)
        ui_add(words,
               ui_text(UI_LEAD, UI_ON_DARK, _("No card can be read today. Everything can be looked at.")));
    UiWidget *row = ui_row(8);
    ui_add(row, ui_grow(words, 1));
    if (reader) {
        UiWidget *card = ui_align(ui_column(4), UI_CENTRE);
        ui_add(card, ui_card_picture(64, TRUE));
        ui_add(card, ui_text(UI_BODY, UI_MIDDLE | UI_ON_DARK, _("Reader: below right")));
        ui_add(row, ui_width(card, 70));
    }
    return row;
}

static char *event_line(const NoticeEvent *event)
{
    g_autofree char *start = words_minute(content_time_minute(event->start));
    g_autofree char *end = event->end == CONTENT_NEVER ? NULL : words_minute(content_time_minute(event->end));
    const char *weekday = words_weekday(content_time_day(event->start));
    return g_strdup_printf("%s %s%s%s    %s", weekday, start, end ? "—" : "", end ? end : "",
                           event->place_zh ? event->place_zh : "");
}

static UiWidget *event_row(const Notice *notice)
{
    int month = 1, mday = 1;
    day_to_ymd(content_time_day(notice->event->start), NULL, &month, &mday);
    g_autofree char *day = g_strdup_printf("%d", mday);
    g_autofree char *line = event_line(notice->event);
    UiWidget *date = ui_width(ui_column(0), DATE_MM);
    ui_add(date, ui_text(UI_NUM_TILE, UI_BOLD | UI_TINT | UI_MIDDLE, day));
    ui_add(date, ui_text(UI_BODY, UI_SECOND | UI_MIDDLE, words_month(month)));
    UiWidget *words = ui_grow(ui_column(1), 1);
    ui_add(words, ui_text(UI_LEAD, UI_BOLD, words_pick(notice->title_zh, notice->title_en)));
    ui_add(words, ui_text(UI_BODY, UI_SECOND, line));
    UiWidget *row = ui_row(6);
    ui_add(row, date);
    ui_add(row, words);
    return row;
}

static gint by_start(gconstpointer a, gconstpointer b)
{
    const Notice *x = *(const Notice *const *)a, *y = *(const Notice *const *)b;
    return x->event->start < y->event->start ? -1 : x->event->start > y->event->start;
}

static UiWidget *coming(Screens *self)
{
    const Content *content = service_content(screens_service(self));
    ContentTime now = now_minutes(screens_service(self));
    g_autoptr(GPtrArray) notices = content_notices(content, now);
    g_autoptr(GPtrArray) events = g_ptr_array_new();
    for (guint i = 0; i < notices->len; i++) {
        const Notice *notice = g_ptr_array_index(notices, i);
        if (notice->event && notice->event->start >= now)
            g_ptr_array_add(events, (gpointer)notice);
    }
    g_ptr_array_sort(events, by_start);
    UiWidget *list = ui_column(4);
    if (events->len)
        ui_add(list, ui_optional(ui_heading("cal", _("Coming up"), NULL), 1));
    for (guint i = 0; i < MIN(events->len, EVENTS_MAX); i++) {
        UiWidget *entry = ui_column(4);
        if (i)
            ui_add(entry, ui_divider());
        ui_add(entry, event_row(g_ptr_array_index(events, i)));
        ui_add(list, ui_optional(entry, 2 + (int)i));
    }
    return list;
}

static UiWidget *emergency(Screens *self)
{
    g_autoptr(GPtrArray) urgent =
        content_emergencies(service_content(screens_service(self)), now_minutes(screens_service(self)));
    if (!urgent->len)
        return NULL;
    const Notice *notice = g_ptr_array_index(urgent, 0);
    return ui_banner(UI_ATTENTION, words_pick(notice->title_zh, notice->title_en),
                     words_pick(notice->summary_zh, notice->summary_en));
}

static UiWidget *build(Screens *self, gpointer state)
{
    UiWidget *page = screens_page(self, "", NULL), *pair = ui_pair(3, 2, 0);
    UiWidget *river = ui_padding(ui_box(UI_RIVERBED, 12), 0, 0);
    gboolean wide = ui_is_landscape(screens_ui(self));
    UiWidget *words = ui_padding(ui_box(UI_PLAIN, wide ? 12 : 24), 12, 12);
    ui_add(words, station_line(self));
    ui_add(words, invitation(self));
    ui_add(river, words);
    /* Upright the picture gives way last; on a wide screen the events beside it lose nothing by it. */
    ui_add(river, ui_grow(ui_optional(ui_tide_picture(), wide ? EVENTS_MAX + 2 : 1), 1));
    UiWidget *below = ui_padding(ui_box(UI_PLAIN, 6), 12, 6), *warning = emergency(self);
    if (warning)
        ui_add(below, warning);
    ui_add(below, coming(self));
    UiWidget *all = ui_column(0); /* a touch anywhere means "I am here" */
    ui_add(pair, ui_grow(river, 3));
    ui_add(pair, ui_grow(below, 1));
    ui_add(all, ui_grow(pair, 1));
    ui_on(all, wake, self);
    ui_add(ui_page_body(page), ui_id(ui_grow(all, 1), "wake"));
    return page;
}

const ScreenRow screen_attract = {
    .id = "attract",
    .flags = SCREEN_AT_REST | SCREEN_BARE | SCREEN_ROOT | SCREEN_NO_BACK,
    .events = SCREEN_ON(SERVICE_EV_DEVICES) | SCREEN_ON(SERVICE_EV_CONTENT),
    .build = build,
};

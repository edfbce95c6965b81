/* Notices and events: the list, and one article with when, where, who to ask; printable, with a local code.
 */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/leaflets.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/print.h"
#include <glib/gi18n.h>

static const char *type_icon(NoticeType type)
{
    switch (type) {
    case NOTICE_ACTIVITY:
        return "cal";
    case NOTICE_ANNOUNCEMENT:
        return "paper";
    case NOTICE_EMERGENCY:
        return "warn";
    case NOTICE_CLOSURE:
        return "plug";
    case NOTICE_VOLUNTEER:
        return "handshake";
    }
    return "paper";
}

static const char *type_word(NoticeType type)
{
    return words_pick(notice_type_zh(type), notice_type_en(type));
}

char *content_when(ContentTime start, ContentTime end)
{
    if (start == CONTENT_NEVER)
        return g_strdup("");
    g_autofree char *day = words_date_weekday(content_time_day(start));
    g_autofree char *from = words_minute(content_time_minute(start));
    if (end == CONTENT_NEVER)
        return g_strdup_printf("%s  %s", day, from);
    g_autofree char *to = words_minute(content_time_minute(end));
    return g_strdup_printf("%s  %s—%s", day, from, to);
}

ContentTime content_now(Screens *self)
{
    Service *service = screens_service(self);
    g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(service_now_ms(service) / 1000);
    return content_time(service_today(service),
                        g_date_time_get_hour(local) * 60 + g_date_time_get_minute(local));
}

/* --- the list --- */
static UiWidget *notice_row(Screens *self, const Notice *notice)
{
    g_autofree char *when = notice->event ? content_when(notice->event->start, notice->event->end) : NULL;
    g_autofree char *where = when ? g_strdup_printf("%s  %s", when, notice->event->place_zh) : NULL;
    UiRowSpec spec = {
        .icon = type_icon(notice->type),
        .title = words_pick(notice->title_zh, notice->title_en),
        .sub = screens_is_elder(self) ? NULL
               : where                ? where
                                      : words_pick(notice->summary_zh, notice->summary_en),
        .tag = notice->priority == PRIORITY_URGENT ? _("Urgent") : type_word(notice->type),
        .tag_kind = notice->priority == PRIORITY_URGENT ? UI_ATTENTION : UI_TOLD,
    };
    return ui_id(screens_row_goes(self, &spec, "notice", notice->id), notice->id);
}

static UiWidget *build_list(Screens *self, gpointer state)
{
    g_autoptr(GPtrArray) notices = content_notices(service_content(screens_service(self)), content_now(self));
    UiWidget *page = screens_page(self, NULL, NULL);
    UiWidget *body = ui_page_body(page);
    if (notices->len == 0) {
        ui_add(body,
               ui_banner(UI_TOLD, _("Nothing is on just now."), _("New notices appear here by themselves.")));
        return page;
    }
    UiWidget *list = ui_list();
    for (guint i = 0; i < notices->len; i++)
        ui_add(list, notice_row(self, g_ptr_array_index(notices, i)));
    ui_add(body, list);
    return page;
}

/* --- one notice --- */
static const Notice *current(Screens *self)
{
    return content_notice(service_content(screens_service(self)), screens_arg(self));
}

static void add_block(UiWidget *body, const ContentBlock *block)
{
    switch (block->kind) {
    case BLOCK_HEADING:
        ui_add(body, ui_heading(NULL, words_pick(block->text_zh, block->text_en), NULL));
        break;
    case BLOCK_PARAGRAPH:
        ui_add(body, ui_text(UI_LEAD, UI_PLAIN_TEXT, words_pick(block->text_zh, block->text_en)));
        break;
    case BLOCK_LIST:
        ui_add(body, leaflet_bullets(block->items_zh));
        break;
    }
}

static UiWidget *event_card(const NoticeEvent *event)
{
    UiWidget *list = ui_list();
    g_autofree char *when = content_when(event->start, event->end);
    leaflet_fact(list, _("When"), when);
    leaflet_fact(list, _("Where"), event->place_zh);
    leaflet_fact(list, _("Cost"), event->fee_zh);
    if (event->capacity > 0) {
        g_autofree char *places = g_strdup_printf(_("%d places"), event->capacity);
        leaflet_fact(list, _("Places"), places);
    }
    return list;
}

/* What, when, where, whom to ask: a phone shows it as it is. */
static char *code_text(const Notice *notice)
{
    g_autoptr(GString) text = g_string_new(words_pick(notice->title_zh, notice->title_en));
    if (notice->event) {
        g_autofree char *when = content_when(notice->event->start, notice->event->end);
        g_string_append_printf(text, "\n%s\n%s", when, notice->event->place_zh);
    }
    if (*notice->contact_phone)
        g_string_append_printf(text, "\n%s", notice->contact_phone);
    if (text->len > LEAFLET_CODE_MAX) {
        const char *end = g_utf8_find_prev_char(text->str, text->str + LEAFLET_CODE_MAX + 1);
        g_string_truncate(text, end ? end - text->str : 0);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void print_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const Notice *notice = current(self);
    leaflet_printed(self, notice && print_notice(screens_service(self), notice, TRUE));
}

static UiWidget *build_notice(Screens *self, gpointer state)
{
    const Notice *notice = current(self);
    if (!notice)
        return NULL;
    UiWidget *page = screens_page(self, type_word(notice->type), _("Notices, events"));
    UiWidget *body = ui_page_body(page);
    g_autofree char *published = words_date(content_time_day(notice->publish_at));
    g_autofree char *by = g_strdup_printf(_("%s, %s"), notice->publisher_zh, published);
    ui_add(body, ui_text(UI_HEADLINE, UI_BOLD, words_pick(notice->title_zh, notice->title_en)));
    ui_add(body, ui_optional(ui_text(UI_BODY, UI_SECOND, by), 3));
    if (notice->event)
        ui_add(body, event_card(notice->event));
    UiWidget *article = ui_add(body, ui_column(6));
    for (guint i = 0; i < notice->n_body; i++)
        add_block(article, &notice->body[i]);
    if (*notice->contact_phone)
        ui_add(article, leaflet_phone(notice->contact_phone));
    g_autofree char *code = code_text(notice);
    ui_add(body, ui_optional(leaflet_code(code, _("Take it along on your phone"),
                                          _("The code holds the words themselves; no network is needed.")),
                             2));
    if (notice->printable)
        ui_page_action(page, leaflet_print_button(self, print_pressed));
    return page;
}

static char *sample_notice(Screens *self)
{
    g_autoptr(GPtrArray) notices = content_notices(service_content(screens_service(self)), content_now(self));
    return notices->len ? g_strdup(((const Notice *)g_ptr_array_index(notices, 0))->id) : NULL;
}

const ScreenRow screen_notices = {
    .id = "notices",
    .title = N_("Notices, events"),
    .events = SCREEN_ON(SERVICE_EV_CONTENT),
    .build = build_list,
};

const ScreenRow screen_notice = {
    .id = "notice",
    .events = SCREEN_ON(SERVICE_EV_CONTENT) | SCREEN_ON(SERVICE_EV_DEVICES) | SCREEN_ON(SERVICE_EV_PRINT),
    .build = build_notice,
    .sample = sample_notice,
};

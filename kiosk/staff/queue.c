/* The outbox: what waits for the hub, for how long, and what the hub refused. */
#include "kiosk/staff/staff_rows.h"

#include <glib/gi18n.h>

static void send_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    staff_queue_send_now(screens_service(self));
    ui_toast(screens_ui(self), UI_TOLD, _("Trying now."), NULL);
}

static const char *kind_word(const char *kind)
{
    static const struct {
        const char *kind, *word;
    } KINDS[] = {
        {"case", N_("An application")},     {"rating", N_("A rating")},     {"help", N_("A call for help")},
        {"withdrawal", N_("A withdrawal")}, {"print", N_("Print results")}, {"counters", N_("Counters")},
        {"digest", N_("The daily seal")},
    };
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
        if (g_str_equal(KINDS[i].kind, kind))
            return _(KINDS[i].word);
    return kind;
}

static UiWidget *row_of(Screens *self, const StaffQueueRow *item)
{
    g_autofree char *age = staff_age(screens_service(self), item->put_ms);
    g_autofree char *sub = item->tries
                               ? g_strdup_printf(_("tried %d times: %s"), item->tries, item->last_error)
                               : g_strdup(_("not tried yet"));
    UiRowSpec spec = {.icon = g_str_equal(item->kind, "help") ? "hand" : "up",
                      .title = kind_word(item->kind),
                      .sub = sub,
                      .note = age,
                      .tag = item->refused ? _("Refused") : _("Waiting"),
                      .tag_kind = item->refused ? UI_FAILED : UI_TOLD};
    return ui_list_row(&spec);
}

static UiWidget *build(Screens *self, gpointer state)
{
    Service *service = screens_service(self);
    const GPtrArray *queue = staff_queue(service);
    UiWidget *page = screens_page(self, NULL, NULL), *body = ui_page_body(page);
    if (!service_network(service).online)
        ui_add(body, ui_banner(UI_ATTENTION, _("No network."),
                               _("All of this is safe here and is sent by itself.")));
    if (queue->len == 0) {
        ui_add(body, ui_banner(UI_DONE, _("Nothing waits."), _("Everything has reached the hub.")));
        return page;
    }
    UiWidget *list = ui_list();
    for (guint i = 0; i < queue->len; i++)
        ui_add(list, row_of(self, g_ptr_array_index(queue, i)));
    ui_add(body, list);
    ui_page_action(page, ui_id(ui_button(UI_PRIMARY, "up", _("Send now"), send_pressed, self), "send"));
    return page;
}

const ScreenRow staff_screen_queue = {
    .id = "staff_queue",
    .title = N_("Waiting for the hub"),
    .flags = SCREEN_STAFF,
    .events = SCREEN_ON(SERVICE_EV_STAFF) | SCREEN_ON(SERVICE_EV_NETWORK),
    .build = build,
};

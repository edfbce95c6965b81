/* Everyday help: the directory of looked-at helpers nearby, the guides, what stands in the experience hall.
 */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/leaflets.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/print.h"
#include <glib/gi18n.h>

static const struct {
    const char *id, *icon, *title, *sub;
} DOORS[] = {
    {"directory", "phone", N_("Useful numbers"), N_("Repairs, doctors, help at home")},
    {"guides", "guide", N_("How to do it"), N_("Step by step, also to take home")},
    {"exhibits", "building", N_("Experience hall"), N_("What you can try there")},
};

static UiWidget *build_life(Screens *self, gpointer state)
{
    UiWidget *page = screens_page(self, NULL, NULL);
    UiWidget *column = ui_column(6);
    for (guint i = 0; i < G_N_ELEMENTS(DOORS); i++) {
        UiWidget *door = ui_door(DOORS[i].icon, _(DOORS[i].title), _(DOORS[i].sub), FALSE, NULL, NULL);
        ui_add(column, ui_id(screens_goes(self, door, DOORS[i].id, NULL), DOORS[i].id));
    }
    ui_add(ui_page_body(page), column);
    return page;
}

/* --- directory --- */
static UiWidget *helper_row(const DirectoryEntry *entry)
{
    g_autofree char *services = g_strjoinv("、", (char **)entry->services_zh);
    g_autofree char *sub = g_strdup_printf("%s\n%s  %s", services, entry->address_zh, entry->hours_zh);
    UiRowSpec spec = {
        .icon = g_str_equal(entry->category, "emergency") ? "warn" : "phone",
        .title = words_pick(entry->name_zh, entry->name_en),
        .sub = sub,
        .note = entry->phone,
        .tag = entry->home_service ? _("Comes to you") : NULL,
        .tag_kind = UI_DONE,
    };
    return ui_id(ui_list_row(&spec), entry->id);
}

static UiWidget *build_directory(Screens *self, gpointer state)
{
    g_autoptr(GPtrArray) entries =
        content_directory(service_content(screens_service(self)), content_now(self), NULL);
    UiWidget *page = screens_page(self, NULL, _("Looked at in the last 90 days"));
    UiWidget *body = ui_page_body(page);
    UiWidget *list = ui_list();
    for (guint i = 0; i < entries->len; i++)
        ui_add(list, helper_row(g_ptr_array_index(entries, i)));
    if (entries->len)
        ui_add(body, list);
    else {
        ui_widget_free(list);
        ui_add(body,
               ui_banner(UI_TOLD, _("No number has been looked at lately."), _("Please ask at the window.")));
    }
    return page;
}

/* --- guides --- */
static UiWidget *build_guides(Screens *self, gpointer state)
{
    g_autoptr(GPtrArray) guides = content_guides(service_content(screens_service(self)));
    UiWidget *page = screens_page(self, NULL, NULL);
    UiWidget *list = ui_list();
    for (guint i = 0; i < guides->len; i++) {
        const Guide *guide = g_ptr_array_index(guides, i);
        UiRowSpec spec = {
            .icon = "guide", .title = words_pick(guide->title_zh, guide->title_en), .sub = guide->time_zh};
        ui_add(list, ui_id(screens_row_goes(self, &spec, "guide", guide->id), guide->id));
    }
    ui_add(ui_page_body(page), list);
    return page;
}

static const Guide *current_guide(Screens *self)
{
    return content_guide(service_content(screens_service(self)), screens_arg(self));
}

static void print_guide_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const Guide *guide = current_guide(self);
    leaflet_printed(self, guide && print_guide(screens_service(self), guide, TRUE));
}

static UiWidget *build_guide(Screens *self, gpointer state)
{
    const Guide *guide = current_guide(self);
    if (!guide)
        return NULL;
    UiWidget *page = screens_page(self, _("How to do it"), NULL);
    UiWidget *body = ui_page_body(page);
    ui_add(body, ui_text(UI_HEADLINE, UI_BOLD, words_pick(guide->title_zh, guide->title_en)));
    ui_add(body, leaflet_steps(guide->steps_zh));
    UiWidget *facts = ui_list();
    leaflet_fact(facts, _("How long"), guide->time_zh);
    leaflet_fact(facts, _("Cost"), guide->fee_zh);
    leaflet_fact(facts, _("Phone"), guide->phone);
    ui_add(body, facts);
    if (*guide->tips_zh)
        ui_add(body, ui_guide(guide->tips_zh, NULL, NULL));
    if (guide->printable)
        ui_page_action(page, leaflet_print_button(self, print_guide_pressed));
    return page;
}

static char *sample_guide(Screens *self)
{
    g_autoptr(GPtrArray) guides = content_guides(service_content(screens_service(self)));
    return guides->len ? g_strdup(((const Guide *)g_ptr_array_index(guides, 0))->id) : NULL;
}

/* --- the experience hall --- */
static UiWidget *build_exhibits(Screens *self, gpointer state)
{
    g_autoptr(GPtrArray) exhibits = content_exhibits(service_content(screens_service(self)));
    UiWidget *page = screens_page(self, NULL, NULL);
    UiWidget *list = ui_list();
    for (guint i = 0; i < exhibits->len; i++) {
        const Exhibit *exhibit = g_ptr_array_index(exhibits, i);
        g_autofree char *minutes = g_strdup_printf(_("%d minutes"), exhibit->minutes);
        g_autofree char *steps = g_strjoinv(" → ", (char **)exhibit->steps_zh);
        UiRowSpec spec = {.icon = "building",
                          .title = words_pick(exhibit->name_zh, exhibit->name_en),
                          .sub = steps,
                          .note = minutes,
                          .tag = exhibit->zone_zh,
                          .tag_kind = UI_TOLD};
        UiWidget *row =
            *exhibit->app_id ? screens_row_goes(self, &spec, "app", exhibit->app_id) : ui_list_row(&spec);
        ui_add(list, ui_id(row, exhibit->id));
    }
    ui_add(ui_page_body(page), list);
    return page;
}

const ScreenRow screen_life = {.id = "life", .title = N_("Everyday help"), .build = build_life};
const ScreenRow screen_directory = {.id = "directory",
                                    .title = N_("Useful numbers"),
                                    .events = SCREEN_ON(SERVICE_EV_CONTENT),
                                    .build = build_directory};
const ScreenRow screen_guides = {.id = "guides",
                                 .title = N_("How to do it"),
                                 .events = SCREEN_ON(SERVICE_EV_CONTENT),
                                 .build = build_guides};
const ScreenRow screen_guide = {.id = "guide",
                                .events = SCREEN_ON(SERVICE_EV_CONTENT) | SCREEN_ON(SERVICE_EV_DEVICES),
                                .build = build_guide,
                                .sample = sample_guide};
const ScreenRow screen_exhibits = {.id = "exhibits",
                                   .title = N_("Experience hall"),
                                   .events = SCREEN_ON(SERVICE_EV_CONTENT),
                                   .build = build_exhibits};

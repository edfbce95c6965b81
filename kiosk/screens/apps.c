/* The app pool: products of local firms that the district has looked at; each with what it does, what it
 * keeps about people, where to try it. Nothing is sold or downloaded here. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/leaflets.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/print.h"
#include <glib/gi18n.h>

static const struct {
    const char *category, *icon;
} ICONS[] = {
    {"safety", "radar"},        {"health", "calhosp"}, {"access", "read"}, {"city", "leaf"},
    {"family", "child-shield"}, {"culture", "photo"},  {"life", "wrench"},
};

static const char *icon_of(const App *app)
{
    for (guint i = 0; i < G_N_ELEMENTS(ICONS); i++)
        if (g_str_equal(app->category, ICONS[i].category))
            return ICONS[i].icon;
    return "apps";
}

typedef struct {
    int category; /* index into the content's categories + 1; 0: all */
} Apps;

static void category_chosen(UiWidget *choice, gpointer data)
{
    Screens *self = data;
    Apps *apps = screens_state(self);
    apps->category = MAX(ui_choice_first(choice), 0);
    screens_refresh(self);
}

static UiWidget *categories(Screens *self, int chosen)
{
    const char *const *list = content_app_categories(service_content(screens_service(self)));
    UiWidget *choice = ui_choice(FALSE, category_chosen, self);
    ui_choice_add(choice, NULL, _("All"));
    for (guint i = 0; list[i]; i++)
        ui_choice_add(choice, NULL, words_pick(content_category_zh(list[i]), content_category_en(list[i])));
    ui_choice_set(choice, chosen, TRUE);
    return choice;
}

static UiWidget *app_row(Screens *self, const App *app)
{
    UiRowSpec spec = {
        .icon = icon_of(app),
        .title = words_pick(app->name_zh, app->name_en),
        .sub = app->tagline_zh,
        .tag = app->elder_friendly ? _("Easy for elders") : NULL,
        .tag_kind = UI_DONE,
    };
    return ui_id(screens_row_goes(self, &spec, "app", app->id), app->id);
}

static UiWidget *build_list(Screens *self, gpointer state)
{
    const Apps *apps = state;
    const Content *content = service_content(screens_service(self));
    const char *const *list = content_app_categories(content);
    const char *category = apps->category > 0 ? list[apps->category - 1] : NULL;
    g_autoptr(GPtrArray) found = content_apps(content, content_now(self), category);
    UiWidget *page = screens_page(self, NULL, _("Try first, no download"));
    UiWidget *body = ui_page_body(page);
    if (!screens_is_elder(self))
        ui_add(body, categories(self, apps->category));
    UiWidget *rows = ui_list();
    for (guint i = 0; i < found->len; i++)
        ui_add(rows, app_row(self, g_ptr_array_index(found, i)));
    if (found->len)
        ui_add(body, rows);
    else {
        ui_widget_free(rows);
        ui_add(body, ui_banner(UI_TOLD, _("Nothing here yet."), _("Look at the other kinds.")));
    }
    ui_add(body, ui_optional(ui_banner(UI_TOLD, NULL,
                                       _("All were looked at by the district. No adverts, no payment.")),
                             2));
    return page;
}

/* --- one app --- */
static const App *current(Screens *self)
{
    return content_app(service_content(screens_service(self)), screens_arg(self));
}

static void print_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const App *app = current(self);
    leaflet_printed(self, app && print_app(screens_service(self), app, TRUE));
}

static UiWidget *build_app(Screens *self, gpointer state)
{
    const App *app = current(self);
    if (!app)
        return NULL;
    UiWidget *page = screens_page(self, words_pick(app->name_zh, app->name_en), _("App pool"));
    UiWidget *body = ui_page_body(page), *head = ui_row(8), *words = ui_grow(ui_column(2), 1);
    ui_add(words, ui_text(UI_TITLE, UI_BOLD, app->tagline_zh));
    ui_add(words, ui_text(UI_LEAD, UI_PLAIN_TEXT, app->description_zh));
    ui_add(head, ui_icon(icon_of(app), 28, UI_RIVER));
    ui_add(head, words);
    ui_add(body, head);
    UiWidget *facts = ui_list();
    leaflet_fact(facts, _("Made by"), app->company_zh);
    leaflet_fact(facts, _("What it keeps about you"), app->privacy_zh);
    leaflet_fact(facts, _("Price"), app->price_zh);
    leaflet_fact(facts, _("Try it at"), app->exhibit_zh);
    leaflet_fact(facts, _("Looked at by"), app->reviewer_zh);
    ui_add(body, facts);
    if (*app->qr_payload)
        ui_add(body, leaflet_code(app->qr_payload, _("Read on with a phone, or just here"), app->qr_note_zh));
    if (*app->contact_phone)
        ui_add(body, leaflet_phone(app->contact_phone));
    ui_page_action(page, leaflet_print_button(self, print_pressed));
    return page;
}

static char *sample_app(Screens *self)
{
    g_autoptr(GPtrArray) found =
        content_apps(service_content(screens_service(self)), content_now(self), NULL);
    return found->len ? g_strdup(((const App *)g_ptr_array_index(found, 0))->id) : NULL;
}

const ScreenRow screen_apps = {
    .id = "apps",
    .title = N_("App pool"),
    .events = SCREEN_ON(SERVICE_EV_CONTENT),
    .state_size = sizeof(Apps),
    .build = build_list,
};

const ScreenRow screen_app = {
    .id = "app",
    .events = SCREEN_ON(SERVICE_EV_CONTENT) | SCREEN_ON(SERVICE_EV_DEVICES),
    .build = build_app,
    .sample = sample_app,
};

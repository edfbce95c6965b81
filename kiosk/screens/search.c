/* Search by words, numbers or the first letters of pinyin; results change with every key. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/matter_list.h"
#include "kiosk/screens/rows.h"

#include <glib/gi18n.h>

#define QUERY_MAX     40 /* code points */
#define RESULTS_MAX   8
#define RESULTS_ELDER 4

typedef struct {
    char query[QUERY_MAX * 4 + 1];
    UiWidget *results; /* of the page that stands now, lent */
} Search;

static void fill(Screens *self, Search *search)
{
    guint max = screens_is_elder(self) ? RESULTS_ELDER : RESULTS_MAX;
    const Finder *finder = service_finder(screens_service(self));
    ui_empty(search->results);
    g_autoptr(GPtrArray) found = finder_search(finder, search->query, max);
    if (found->len) {
        ui_add(search->results, matter_list(self, found));
    } else if (*search->query) {
        ui_add(search->results, ui_banner(UI_TOLD, _("Nothing found."),
                                          _("Try other letters, or look by kind. A worker can help too.")));
    } else {
        g_autoptr(GPtrArray) hot = g_ptr_array_new();
        const GPtrArray *all = finder_hot(finder);
        for (guint i = 0; i < MIN(all->len, max); i++)
            g_ptr_array_add(hot, g_ptr_array_index(all, i));
        ui_add(search->results, ui_heading("star", _("Most used"), NULL));
        ui_add(search->results, matter_list(self, hot));
    }
}

static void changed(UiWidget *field, gpointer data)
{
    Screens *self = data;
    Search *search = screens_state(self);
    g_utf8_strncpy(search->query, ui_field_get(field), QUERY_MAX);
    fill(self, search);
}

static UiWidget *build(Screens *self, gpointer state)
{
    Search *search = state;
    UiWidget *page = screens_page(self, NULL, _("Letters like gljt, or words"));
    UiWidget *body = ui_page_body(page);
    UiFieldSpec spec = {
        .kind = UI_FIELD_TEXT,
        .label = _("What are you looking for?"),
        .placeholder = _("For example gljt, 80"),
        .value = search->query,
        .max_length = QUERY_MAX,
        .icon = "search",
        .changed = changed,
        .data = self,
    };
    UiWidget *field = ui_id(ui_field(&spec), "query");
    ui_add(body, field);
    search->results = ui_add(body, ui_column(4));
    fill(self, search);
    ui_page_pad(page, ui_text_pad(screens_ui(self)));
    ui_field_active(field, TRUE);
    return page;
}

const ScreenRow screen_search = {
    .id = "search",
    .title = N_("Search"),
    .state_size = sizeof(Search),
    .build = build,
};

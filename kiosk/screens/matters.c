/* Finding a matter: by the situation at home, by category, most used; a group of them as a list. The search
 * has its own screen. Elder mode and larger print show the groups first and then a list. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/matter_list.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/words.h"

#include <glib/gi18n.h>
#include <string.h>

#define HOT_SHOWN    6
#define CATEGORY_TAG "category:"
#define HOT_TAG      "hot"

UiWidget *matter_row(Screens *self, const Matter *matter)
{
    UiRowSpec spec = {
        .icon = matter->icon,
        .title = words_matter(matter),
        .sub = screens_is_elder(self) ? NULL : words_of(&matter->summary),
    };
    return ui_id(screens_row_goes(self, &spec, "matter", matter->id), matter->id);
}

UiWidget *matter_list(Screens *self, const GPtrArray *matters)
{
    UiWidget *list = ui_list();
    for (guint i = 0; i < matters->len; i++)
        ui_add(list, matter_row(self, g_ptr_array_index(matters, i)));
    return list;
}

static UiWidget *matter_tile(Screens *self, const Matter *matter)
{
    UiWidget *tile = ui_tile(matter->icon, words_matter(matter), FALSE, NULL, NULL);
    return ui_id(screens_goes(self, tile, "matter", matter->id), matter->id);
}

static const char *group_icon(const FinderGroup *group)
{
    if (*group->icon)
        return group->icon;
    return ((const Matter *)g_ptr_array_index(group->matters, 0))->icon;
}

/* --- the overview --- */
static UiWidget *search_bar(Screens *self)
{
    UiWidget *button =
        ui_button(UI_SECONDARY, "search", _("Search: words, or first letters of pinyin"), NULL, NULL);
    return ui_id(screens_goes(self, button, "search", NULL), "search");
}

static UiWidget *situation_tiles(Screens *self)
{
    const GPtrArray *groups = finder_situations(service_finder(screens_service(self)));
    UiWidget *grid = ui_grid(screens_is_elder(self) ? 2 : 3, UI_GAP);
    for (guint i = 0; i < groups->len; i++) {
        const FinderGroup *group = g_ptr_array_index(groups, i);
        UiWidget *tile =
            ui_tile(group_icon(group), words_pick(group->title_zh, group->title_en), TRUE, NULL, NULL);
        g_autofree char *id = g_strconcat("situation_", group->id, NULL);
        ui_add(grid, ui_id(screens_goes(self, tile, "group", group->id), id));
    }
    return grid;
}

/* Height of groups first..end in half tiles: a heading is half a tile high. */
static guint height_of(const GPtrArray *groups, guint first, guint end)
{
    guint height = 0;
    for (guint i = first; i < end; i++)
        height += 1 + 2 * ((const FinderGroup *)g_ptr_array_index(groups, i))->matters->len;
    return height;
}

/* Where the second and third column begin, so that the highest is as low as can be. */
static void balance(const GPtrArray *groups, guint *second, guint *third)
{
    guint best = G_MAXUINT;
    for (guint a = 0; a <= groups->len; a++) {
        for (guint b = a; b <= groups->len; b++) {
            guint left = height_of(groups, 0, a), middle = height_of(groups, a, b);
            guint highest = MAX(MAX(left, middle), height_of(groups, b, groups->len));
            if (highest >= best)
                continue;
            best = highest;
            *second = a;
            *third = b;
        }
    }
}

static UiWidget *category_column(Screens *self, const GPtrArray *groups, guint first, guint end)
{
    UiWidget *column = ui_grow(ui_column(UI_GAP), 1);
    for (guint i = first; i < end; i++) {
        const FinderGroup *group = g_ptr_array_index(groups, i);
        ui_add(column, ui_heading(NULL, words_pick(group->title_zh, group->title_en), NULL));
        for (guint m = 0; m < group->matters->len; m++)
            ui_add(column, matter_tile(self, g_ptr_array_index(group->matters, m)));
    }
    return column;
}

/* All matters in columns under their categories, as long as they are few enough to see at a glance. */
static UiWidget *category_columns(Screens *self)
{
    const GPtrArray *groups = finder_categories(service_finder(screens_service(self)));
    guint second = 0, third = 0;
    UiWidget *row = ui_grid(3, 6);
    balance(groups, &second, &third);
    ui_add(row, category_column(self, groups, 0, second));
    ui_add(row, category_column(self, groups, second, third));
    ui_add(row, category_column(self, groups, third, groups->len));
    return row;
}

static UiWidget *category_list(Screens *self)
{
    const GPtrArray *groups = finder_categories(service_finder(screens_service(self)));
    UiWidget *list = ui_list();
    for (guint i = 0; i < groups->len; i++) {
        const FinderGroup *group = g_ptr_array_index(groups, i);
        g_autofree char *arg = g_strconcat(CATEGORY_TAG, group->id, NULL);
        g_autofree char *count = g_strdup_printf("%u", group->matters->len);
        UiRowSpec spec = {
            .icon = group_icon(group),
            .title = words_pick(group->title_zh, group->title_en),
            .note = count,
        };
        ui_add(list, ui_id(screens_row_goes(self, &spec, "group", arg), arg));
    }
    return list;
}

static gboolean is_small(Screens *self)
{
    const UiLook *look = ui_look(screens_ui(self));
    return look->mode == UI_MODE_STANDARD && look->size == UI_SIZE_S && !screens_is_english() && !look->low &&
           !ui_is_landscape(screens_ui(self)) && service_catalogue(screens_service(self))->n_matters <= 30;
}

static UiWidget *hot_row(Screens *self)
{
    UiRowSpec spec = {.icon = "star", .title = _("Most used")};
    UiWidget *list = ui_list();
    ui_add(list, ui_id(screens_row_goes(self, &spec, "group", HOT_TAG), HOT_TAG));
    return list;
}

static UiWidget *build(Screens *self, gpointer state)
{
    UiWidget *page = screens_page(self, NULL, _("Choose one, and see what to bring"));
    UiWidget *body = ui_page_body(page);
    ui_add(body, search_bar(self));
    UiWidget *left = ui_column(4), *right = ui_column(4);
    ui_add(left, ui_heading(NULL, _("By your situation"), NULL));
    ui_add(left, situation_tiles(self));
    if (is_small(self)) {
        ui_add(right, category_columns(self));
    } else {
        ui_add(left, hot_row(self));
        ui_add(right, ui_heading(NULL, _("By kind"), NULL));
        ui_add(right, category_list(self));
    }
    UiWidget *pair = ui_pair(1, 1, 6);
    ui_add(pair, left);
    ui_add(pair, right);
    ui_add(body, pair);
    return page;
}

/* --- one group --- */
static UiWidget *group_page(Screens *self, const char *title, const char *hint, const GPtrArray *matters)
{
    UiWidget *page = screens_page(self, title, NULL);
    UiWidget *body = ui_page_body(page);
    if (hint && *hint)
        ui_add(body, ui_text(UI_LEAD, UI_PLAIN_TEXT, hint));
    ui_add(body, matter_list(self, matters));
    return page;
}

static UiWidget *build_hot(Screens *self)
{
    const GPtrArray *all = finder_hot(service_finder(screens_service(self)));
    g_autoptr(GPtrArray) first = g_ptr_array_new();
    for (guint i = 0; i < MIN(all->len, HOT_SHOWN); i++)
        g_ptr_array_add(first, g_ptr_array_index(all, i));
    return group_page(self, _("Most used"), NULL, first);
}

static UiWidget *build_group(Screens *self, gpointer state)
{
    const Finder *finder = service_finder(screens_service(self));
    const char *arg = screens_arg(self);
    if (g_str_equal(arg, HOT_TAG))
        return build_hot(self);
    gboolean by_kind = g_str_has_prefix(arg, CATEGORY_TAG);
    const FinderGroup *group = by_kind ? finder_group(finder_categories(finder), arg + strlen(CATEGORY_TAG))
                                       : finder_group(finder_situations(finder), arg);
    if (!group)
        return NULL;
    return group_page(self, words_pick(group->title_zh, group->title_en),
                      words_pick(group->hint_zh, group->hint_en), group->matters);
}

static char *sample_group(Screens *self)
{
    const GPtrArray *groups = finder_situations(service_finder(screens_service(self)));
    return groups->len ? g_strdup(((const FinderGroup *)g_ptr_array_index(groups, 0))->id) : NULL;
}

const ScreenRow screen_matters = {
    .id = "matters",
    .title = N_("Apply"),
    .events = SCREEN_ON(SERVICE_EV_CONTENT),
    .build = build,
};

const ScreenRow screen_group = {
    .id = "group",
    .events = SCREEN_ON(SERVICE_EV_CONTENT),
    .build = build_group,
    .sample = sample_group,
};

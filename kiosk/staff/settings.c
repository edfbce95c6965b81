/* Settings: the table of the settings as pages, one touch to change one. A wrong value is refused with what
 * would be right; a right one is kept in the kiosk's own file and audited. */
#include "kiosk/staff/staff_rows.h"

#include <glib/gi18n.h>
#include <string.h>

static const StaffSetting *find(Screens *self, const char *arg)
{
    const GPtrArray *all = staff_settings(screens_service(self));
    for (guint i = 0; i < all->len; i++) {
        const StaffSetting *setting = g_ptr_array_index(all, i);
        g_autofree char *name = g_strconcat(setting->section, ".", setting->key, NULL);
        if (g_str_equal(name, arg))
            return setting;
    }
    return NULL;
}

static UiWidget *build_list(Screens *self, gpointer state)
{
    const GPtrArray *all = staff_settings(screens_service(self));
    UiWidget *page = screens_page(self, NULL, NULL), *body = ui_page_body(page), *list = NULL;
    const char *section = "";
    for (guint i = 0; i < all->len; i++) {
        const StaffSetting *setting = g_ptr_array_index(all, i);
        if (!g_str_equal(setting->section, section)) {
            section = setting->section;
            UiWidget *block = ui_add(body, ui_column(4));
            ui_add(block, ui_heading(NULL, section, NULL));
            list = ui_add(block, ui_list());
        }
        g_autofree char *name = g_strconcat(setting->section, ".", setting->key, NULL);
        gboolean changed = !g_str_equal(setting->value, setting->default_value);
        UiRowSpec spec = {.title = setting->key,
                          .note = *setting->value ? setting->value : _("empty"),
                          .tag = changed ? _("Changed") : NULL,
                          .tag_kind = UI_TOLD};
        ui_add(list, ui_id(screens_row_goes(self, &spec, "staff_setting", name), name));
    }
    return page;
}

/* --- one setting --- */
typedef struct {
    char value[400];
    char problem[400];
    gboolean begun;
} Edit;

static void value_changed(UiWidget *field, gpointer data)
{
    Edit *edit = screens_state(data);
    g_strlcpy(edit->value, ui_field_get(field), sizeof edit->value);
}

static void keep_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    Edit *edit = screens_state(self);
    const StaffSetting *setting = find(self, screens_arg(self));
    g_autoptr(GError) error = NULL;
    if (!setting)
        return;
    if (staff_set_setting(screens_service(self), setting->section, setting->key, edit->value, &error)) {
        ui_toast(screens_ui(self), UI_DONE, _("Kept."), _("Some settings need a restart."));
        screens_back(self);
        return;
    }
    g_strlcpy(edit->problem, error->message, sizeof edit->problem);
    screens_refresh(self);
}

static UiWidget *build_one(Screens *self, gpointer state)
{
    Edit *edit = state;
    const StaffSetting *setting = find(self, screens_arg(self));
    if (!setting)
        return NULL;
    if (!edit->begun) {
        g_strlcpy(edit->value, setting->value, sizeof edit->value);
        edit->begun = TRUE;
    }
    UiWidget *page = screens_page(self, setting->key, setting->section), *body = ui_page_body(page);
    ui_add(body, ui_guide(setting->help, NULL, NULL));
    const UiFieldSpec spec = {.kind = UI_FIELD_TEXT,
                              .label = setting->key,
                              .note = setting->default_value,
                              .value = edit->value,
                              .max_length = 300,
                              .changed = value_changed,
                              .done = keep_pressed,
                              .data = self};
    UiWidget *field = ui_field(&spec);
    ui_add(body, ui_id(field, "value"));
    if (*edit->problem)
        ui_field_error(field, edit->problem);
    ui_field_active(field, TRUE);
    ui_add(body, ui_text_pad(screens_ui(self)));
    ui_page_action(
        page,
        ui_id(ui_button(UI_SECONDARY, "left", _("Leave as it was"), screens_back_pressed, self), "back"));
    ui_page_action(page, ui_id(ui_button(UI_PRIMARY, "check", _("Keep"), keep_pressed, self), "keep"));
    return page;
}

static char *sample_one(Screens *self)
{
    return g_strdup("time.idle_s");
}

const ScreenRow staff_screen_settings = {
    .id = "staff_settings",
    .title = N_("Settings"),
    .flags = SCREEN_STAFF,
    .events = SCREEN_ON(SERVICE_EV_STAFF),
    .build = build_list,
};

const ScreenRow staff_screen_setting = {
    .id = "staff_setting",
    .flags = SCREEN_STAFF,
    .state_size = sizeof(Edit),
    .build = build_one,
    .sample = sample_one,
};

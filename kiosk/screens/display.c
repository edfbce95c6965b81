/* Behind 大字: large print, four sizes, three themes, low mode. Everything changes at once and goes back when
 * the person leaves. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/rows.h"

#include <glib/gi18n.h>

static void apply_look(Screens *self, const UiLook *look)
{
    session_set_elder(screens_service(self), look->mode == UI_MODE_ELDER);
    ui_set_look(screens_ui(self), look);
}

static void mode_changed(UiWidget *widget, gpointer data)
{
    UiLook look = *ui_look(screens_ui(data));
    look.mode = ui_choice_first(widget) == 1 ? UI_MODE_ELDER : UI_MODE_STANDARD;
    apply_look(data, &look);
}

static void size_changed(UiWidget *widget, gpointer data)
{
    UiLook look = *ui_look(screens_ui(data));
    look.size = (UiTextSize)CLAMP(ui_choice_first(widget), 0, UI_N_SIZES - 1);
    apply_look(data, &look);
}

static void theme_changed(UiWidget *widget, gpointer data)
{
    UiLook look = *ui_look(screens_ui(data));
    look.theme = (UiTheme)CLAMP(ui_choice_first(widget), 0, UI_N_THEMES - 1);
    apply_look(data, &look);
}

static void low_changed(UiWidget *widget, gpointer data)
{
    UiLook look = *ui_look(screens_ui(data));
    look.low = ui_choice_first(widget) == 1;
    apply_look(data, &look);
}

static void reset_pressed(UiWidget *widget, gpointer data)
{
    const UiLook plain = {0};
    apply_look(data, &plain);
}

static UiWidget *setting(Screens *self, const char *id, const char *icon, const char *title, const char *note,
                         UiAction changed, guint chosen, const char *const *options)
{
    UiWidget *column = ui_column(3), *choice = ui_choice(FALSE, changed, self);
    for (guint i = 0; options[i]; i++)
        ui_choice_add(choice, NULL, _(options[i]));
    ui_choice_set(choice, chosen, TRUE);
    ui_add(column, ui_heading(icon, title, note));
    ui_add(column, ui_id(choice, id));
    return column;
}

static UiWidget *build(Screens *self, gpointer state)
{
    static const char *const modes[] = {N_("Normal"), N_("Large print"), NULL};
    static const char *const sizes[] = {N_("Normal"), N_("A bit larger"), N_("Larger still"), N_("Largest"),
                                        NULL};
    static const char *const themes[] = {N_("Normal"), N_("Black on white"), N_("White on black"), NULL};
    static const char *const heights[] = {N_("Normal height"), N_("Sitting, lower"), NULL};
    const UiLook *look = ui_look(screens_ui(self));
    UiWidget *page = screens_page(self, NULL, _("When you leave, all goes back"));
    UiWidget *body = ui_page_body(page);
    ui_add(body, setting(self, "mode", "big", _("Large print"), _("Large letters, one question a page"),
                         mode_changed, look->mode, modes));
    ui_add(body, setting(self, "size", "plus", _("Letters a little larger"), NULL, size_changed, look->size,
                         sizes));
    ui_add(body, setting(self, "theme", "search", _("Colours"), _("Hard to see? Try another"), theme_changed,
                         look->theme, themes));
    ui_add(body, setting(self, "low", "seat", _("Sitting"), _("All buttons move down"), low_changed,
                         look->low ? 1 : 0, heights));
    ui_page_action(page,
                   ui_id(ui_button(UI_SECONDARY, "erase", _("As it was"), reset_pressed, self), "reset"));
    ui_page_action(
        page, ui_id(ui_button(UI_PRIMARY, "check", _("Good, go back"), screens_back_pressed, self), "back"));
    return page;
}

const ScreenRow screen_display = {
    .id = "display",
    .title = N_("Display"),
    .build = build,
};

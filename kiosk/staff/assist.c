/* A worker fills in for a resident: the matter first, then the resident's card if there is one. */
#include "kiosk/staff/staff_rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"
#include "kiosk/service/apply.h"

#include <glib/gi18n.h>

static void matter_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    Service *service = screens_service(self);
    const GPtrArray *all = finder_hot(service_finder(service));
    const Matter *matter = g_ptr_array_index(all, ui_get_tag(widget));
    ApplyVerdict verdict = apply_start(service, matter, MODE_ASSISTED);
    if (verdict != APPLY_OK) {
        ui_toast(screens_ui(self), UI_ATTENTION, words_matter(matter),
                 _("It cannot be filled in for others here."));
        return;
    }
    apply_want_card(service, APPLY_CARD_APPLICANT, NULL, 0);
    screens_go(self, "wizard", NULL);
}

static UiWidget *build(Screens *self, gpointer state)
{
    const GPtrArray *all = finder_hot(service_finder(screens_service(self)));
    UiWidget *page = screens_page(self, NULL, NULL), *body = ui_page_body(page), *list = ui_list();
    ui_add(
        body,
        ui_guide(
            _("Lay the resident's card on the reader at any time. Without a card, what it would say can be "
              "typed and is marked as stated."),
            NULL, NULL));
    for (guint i = 0; i < all->len; i++) {
        const Matter *matter = g_ptr_array_index(all, i);
        UiRowSpec spec = {
            .icon = matter->icon, .title = words_matter(matter), .action = matter_pressed, .data = self};
        if (matter->applicants.offered[MODE_ASSISTED])
            ui_add(list, ui_id(ui_tag(ui_list_row(&spec), i), matter->id));
    }
    ui_add(body, list);
    return page;
}

const ScreenRow staff_screen_assist = {
    .id = "staff_assist",
    .title = N_("Fill in for a resident"),
    .flags = SCREEN_STAFF,
    .build = build,
};

/* "How was it?": five levels and a few words to touch; skipping is as easy as rating. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/apply.h"
#include <glib/gi18n.h>
#include <string.h>

#define LEVELS   5
#define TAGS_MAX 16
#define GOOD     4 /* from here on the good words are offered */

typedef struct {
    int level;    /* 0: none yet */
    guint32 tags; /* bit i: word i of the list that is shown */
} Rating;

/* Chinese words of process.json; the English ones live in the translations. */
static const char *level_text(int level)
{
    static const char *const names[] = {N_("Very unsatisfied"), N_("Unsatisfied"), N_("Fairly satisfied"),
                                        N_("Satisfied"), N_("Very satisfied")};
    return level >= 1 && level <= LEVELS ? _(names[level - 1]) : "";
}

static const char *const *tags_of(Screens *self, const Rating *rating)
{
    return process_rating_tags(service_process(screens_service(self)), rating->level >= GOOD);
}

static void level_pressed(UiWidget *widget, gpointer data)
{
    Rating *rating = screens_state(data);
    gboolean was_good = rating->level >= GOOD;
    rating->level = ui_get_tag(widget);
    if (was_good != (rating->level >= GOOD))
        rating->tags = 0;
    screens_refresh(data);
}

static void tag_changed(UiWidget *widget, gpointer data)
{
    Rating *rating = screens_state(data);
    rating->tags = 0;
    for (guint i = 0; i < MIN(ui_choice_size(widget), TAGS_MAX); i++)
        if (ui_choice_get(widget, i))
            rating->tags |= 1u << i;
}

static void send_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const Rating *rating = screens_state(self);
    const char *const *all = tags_of(self, rating);
    const char *chosen[TAGS_MAX + 1] = {NULL};
    guint n = 0;
    for (guint i = 0; all && all[i] && i < TAGS_MAX; i++)
        if (rating->tags & 1u << i)
            chosen[n++] = all[i];
    apply_rate(screens_service(self), rating->level, chosen);
    screens_back(self);
    ui_toast(screens_ui(self), UI_DONE, _("Thank you."), _("Your words help to make it better."));
}

static UiWidget *levels(Screens *self, const Rating *rating)
{
    UiWidget *list = ui_list();
    for (int level = LEVELS; level >= 1; level--) {
        gboolean chosen = rating->level == level;
        g_autofree char *id = g_strdup_printf("level_%d", level);
        UiRowSpec spec = {
            .icon = chosen ? "check" : "star",
            .title = level_text(level),
            .tag = chosen ? _("Chosen") : NULL,
            .tag_kind = UI_DONE,
            .action = level_pressed,
            .data = self,
        };
        ui_add(list, ui_id(ui_tag(ui_list_row(&spec), level), id));
    }
    return list;
}

static UiWidget *words_to_touch(Screens *self, const Rating *rating)
{
    const char *const *all = tags_of(self, rating);
    UiWidget *choice = ui_choice(TRUE, tag_changed, self);
    for (guint i = 0; all && all[i] && i < TAGS_MAX; i++) {
        ui_choice_add(choice, NULL, all[i]);
        ui_choice_set(choice, i, (rating->tags & 1u << i) != 0);
    }
    return ui_labelled(rating->level >= GOOD ? _("What was good?") : _("What was not good?"),
                       _("As many as you like, or none"), choice);
}

static UiWidget *build(Screens *self, gpointer state)
{
    const Rating *rating = state;
    UiWidget *page = screens_page(self, NULL, _("Nobody here sees who said it"));
    UiWidget *body = ui_page_body(page);
    ui_add(body, ui_text(UI_HEADLINE, UI_BOLD, _("Are you satisfied with this visit?")));
    ui_add(body, levels(self, rating));
    if (rating->level)
        ui_add(body, words_to_touch(self, rating));
    ui_page_action(page, ui_id(ui_button(UI_SECONDARY, NULL, _("Skip"), screens_back_pressed, self), "skip"));
    UiWidget *send = ui_button(UI_PRIMARY, "check", _("Send it"), send_pressed, self);
    ui_page_action(page, ui_id(ui_enabled(send, rating->level > 0), "send"));
    return page;
}

const ScreenRow screen_rating = {
    .id = "rating",
    .title = N_("How was it?"),
    .state_size = sizeof(Rating),
    .build = build,
};

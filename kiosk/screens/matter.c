/* One matter: what it is, who may apply, what to bring, how long it takes, what it costs, and the start. What
 * stands in the way of this person is said as a plain sentence with what to do instead. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/blocks.h"
#include "kiosk/screens/route_picture.h"
#include "kiosk/screens/rows.h"
#include "kiosk/screens/sentences.h"
#include "kiosk/screens/words.h"

#include "kiosk/service/apply.h"
#include "kiosk/service/print.h"
#include <glib/gi18n.h>

static const Matter *shown_matter(Screens *self)
{
    return catalogue_matter(service_catalogue(screens_service(self)), screens_arg(self));
}

/* --- who --- */
static UiWidget *who_card(const Matter *matter)
{
    UiWidget *card = block_card("person", _("Who may apply"));
    for (guint i = 0; i < matter->n_eligibility; i++)
        ui_add(card, ui_text(UI_BODY, UI_PLAIN_TEXT, words_of(&matter->eligibility[i].text)));
    if (!matter->n_eligibility)
        ui_add(card, ui_text(UI_BODY, UI_PLAIN_TEXT, _("Everybody here.")));
    return card;
}

static UiWidget *for_others_card(const Matter *matter)
{
    const Applicants *who = &matter->applicants;
    UiWidget *card = block_card("people", _("For somebody else?"));
    if (!who->offered[MODE_AGENT]) {
        ui_add(card, ui_text(UI_BODY, UI_PLAIN_TEXT, _("No, only in person.")));
    } else if (*words_of(&who->note)) {
        ui_add(card, ui_text(UI_BODY, UI_PLAIN_TEXT, words_of(&who->note)));
    } else {
        ui_add(card, ui_text(UI_BODY, UI_PLAIN_TEXT,
                             who->agent_needs_applicant_card ? _("Yes. Bring both ID cards.")
                                                             : _("Yes. Bring your own ID card.")));
    }
    return card;
}

/* --- what to bring --- */
static const char *material_icon(const Material *material)
{
    if (material->capture == CAPTURE_CARD_READER)
        return "id";
    return material->form == MATERIAL_ORIGINAL ? "book" : "form";
}

static UiWidget *material_tag(const Material *material)
{
    if (material->db_possible)
        return ui_state_tag(UI_DONE, _("Not needed"));
    if (material->required)
        return ui_state_tag(UI_TOLD, _("Bring it"));
    return ui_state_tag(UI_TOLD, _("Only if"));
}

static const char *material_note(const Material *material)
{
    if (material->db_possible)
        return _("If you agree to a look-up, leave it at home.");
    return *material->note_zh && !screens_is_english() ? material->note_zh : NULL;
}

static UiWidget *material_row(const Material *material)
{
    UiWidget *words = ui_column(0);
    ui_add(words, ui_text(UI_BODY, UI_BOLD, words_of(&material->name)));
    if (material_note(material))
        ui_add(words, ui_optional(ui_text(UI_BODY, UI_SECOND, material_note(material)), 2));
    UiWidget *left = ui_row(6);
    ui_add(left, ui_align(ui_icon(material_icon(material), 11, UI_RIVER), UI_CENTRE));
    ui_add(left, ui_grow(words, 1));
    return ui_list_item(left, material_tag(material));
}

static UiWidget *bring_card(const Matter *matter)
{
    UiWidget *list = ui_list();
    for (guint i = 0; i < matter->n_materials; i++)
        if (matter->materials[i].required || !matter->materials[i].required_if)
            ui_add(list, material_row(&matter->materials[i]));
    return block_titled("book", _("What to bring"), NULL, list);
}

/* --- how long, how much --- */
static UiWidget *time_card(const Matter *matter)
{
    const TimeLimit *limit = &matter->time_limit;
    g_autofree char *promised = words_days(limit->promised, limit->unit);
    g_autofree char *statutory = words_days(limit->statutory, limit->unit);
    g_autofree char *rule = g_strdup_printf(_("(the rule says %s)"), statutory);
    UiWidget *card = ui_padding(ui_box(UI_CARD, 4), 8, 6);
    UiWidget *top = ui_row(3);
    ui_add(top, ui_align(ui_grow(ui_heading("clock", _("How long"), NULL), 1), UI_CENTRE));
    ui_add(top, ui_align(ui_text(UI_LEAD, UI_BOLD | UI_TINT, promised), UI_CENTRE));
    if (limit->statutory > limit->promised)
        ui_add(top, ui_optional(ui_align(ui_text(UI_BODY, UI_SECOND, rule), UI_CENTRE), 3));
    ui_add(card, top);
    ui_add(card, route_plan(matter));
    return card;
}

static UiWidget *small_card(const char *icon, const char *text)
{
    UiWidget *row = ui_row(4);
    ui_add(row, ui_align(ui_icon(icon, 9, UI_RIVER), UI_CENTRE));
    ui_add(row, ui_align(ui_grow(ui_text(UI_BODY, UI_BOLD, text), 1), UI_CENTRE));
    UiWidget *card = ui_padding(ui_box(UI_CARD, 0), 4, 5);
    ui_add(card, row);
    return card;
}

static UiWidget *facts_row(Screens *self, const Matter *matter)
{
    UiWidget *row = ui_grid(matter->n_faq ? 3 : 2, 6);
    ui_add(row, small_card("coin", words_of(&matter->fee.text)));
    ui_add(row, small_card("phone", matter->consult_phone));
    if (matter->n_faq)
        ui_add(row, ui_id(screens_goes(self, ui_button(UI_SECONDARY, "info", _("Often asked"), NULL, NULL),
                                       "faq", matter->id),
                          "faq"));
    return row;
}

/* --- start --- */
/* The way in which the resident would do it; more than one: they are asked. */
static SessionMode usual_mode(const Matter *matter)
{
    return matter->applicants.offered[MODE_SELF] ? MODE_SELF : MODE_AGENT;
}

static guint modes_offered(const Matter *matter)
{
    guint n = 0;
    for (guint mode = 0; mode < G_N_ELEMENTS(matter->applicants.offered); mode++)
        n += matter->applicants.offered[mode] ? 1 : 0;
    return n;
}

/* The first mode that works decides; else the usual mode's reason is told. */
static ApplyVerdict best_verdict(Screens *self, const Matter *matter)
{
    for (int mode = MODE_SELF; mode <= MODE_AGENT; mode++)
        if (matter->applicants.offered[mode] &&
            apply_may_start(screens_service(self), matter, (SessionMode)mode) == APPLY_OK)
            return APPLY_OK;
    return apply_may_start(screens_service(self), matter, usual_mode(matter));
}

static void see_duplicate(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const Matter *matter = shown_matter(self);
    const char *case_no = matter ? apply_duplicate_case_no(screens_service(self), matter) : NULL;
    if (case_no)
        screens_go(self, "case", case_no);
}

static UiWidget *verdict_banner(Screens *self, const Matter *matter, ApplyVerdict verdict)
{
    const Eligibility *block =
        verdict == APPLY_NOT_ELIGIBLE ? apply_block(screens_service(self), matter, usual_mode(matter)) : NULL;
    g_autofree char *needs =
        block ? g_strdup_printf(_("It needs: %s. %s"), words_of(&block->text), verdict_sentence(verdict))
              : g_strdup(verdict_sentence(verdict));
    UiTone tone = verdict == APPLY_NEEDS_CARD ? UI_TOLD : UI_ATTENTION;
    UiWidget *banner = ui_banner(tone, verdict_title(verdict), needs);
    if (verdict == APPLY_DUPLICATE)
        ui_banner_button(banner, "route", _("See it"), see_duplicate, self);
    return ui_id(banner, "verdict");
}

static void start_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const Matter *matter = shown_matter(self);
    if (!matter)
        return;
    if (modes_offered(matter) > 1) {
        screens_go(self, "mode", matter->id);
    } else if (apply_start(screens_service(self), matter, usual_mode(matter)) == APPLY_OK) {
        screens_go(self, usual_mode(matter) == MODE_AGENT ? "agent_card" : "wizard", NULL);
    } else {
        screens_refresh(self);
    }
}

static void print_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    const Matter *matter = shown_matter(self);
    if (matter && !print_matter(screens_service(self), matter, screens_is_elder(self)))
        ui_toast(screens_ui(self), UI_ATTENTION, print_problem_title(PRINT_PROBLEM_NO_PRINTER),
                 print_problem_sentence(PRINT_PROBLEM_NO_PRINTER));
}

static void add_actions(Screens *self, UiWidget *page, const Matter *matter, ApplyVerdict verdict)
{
    g_autofree char *start = g_strdup_printf(_("Start, about %d minutes"), matter->estimate_minutes);
    UiWidget *print = ui_button(UI_SECONDARY, "print", _("Print this"), print_pressed, self);
    UiWidget *go = ui_button(UI_PRIMARY, "right", start, start_pressed, self);
    ui_enabled(print, print_can(screens_service(self), PRINT_A4));
    ui_enabled(go, verdict == APPLY_OK);
    ui_page_action(page, ui_id(print, "print"));
    ui_page_action(page, ui_id(ui_button_icon_after(go, TRUE), "start"));
}

/* --- page --- */
static UiWidget *summary(const Matter *matter)
{
    UiWidget *row = ui_row(8);
    ui_add(row, ui_align(ui_icon(matter->icon, 28, UI_RIVER), UI_START));
    ui_add(row, ui_align(ui_grow(ui_text(UI_LEAD, UI_PLAIN_TEXT, words_of(&matter->summary)), 1), UI_CENTRE));
    return row;
}

static UiWidget *build(Screens *self, gpointer state)
{
    const Matter *matter = shown_matter(self);
    if (!matter)
        return NULL;
    const Category *category = &service_catalogue(screens_service(self))->categories[matter->category];
    g_autofree char *where = g_strdup_printf("%s / %s", _("Apply"), words_of(&category->name));
    UiWidget *page = screens_page(self, words_matter(matter), where);
    ApplyVerdict verdict = best_verdict(self, matter);
    if (verdict != APPLY_OK)
        ui_page_banner(page, verdict_banner(self, matter, verdict));
    UiWidget *pair = ui_pair(1, 1, 6), *left = ui_column(6), *right = ui_column(6);
    UiWidget *who = ui_grid(2, 6);
    ui_add(who, who_card(matter));
    ui_add(who, for_others_card(matter));
    ui_add(left, summary(matter));
    ui_add(left, who);
    ui_add(left, bring_card(matter));
    ui_add(right, time_card(matter));
    ui_add(right, facts_row(self, matter));
    ui_add(pair, left);
    ui_add(pair, right);
    ui_add(ui_page_body(page), pair);
    add_actions(self, page, matter, verdict);
    return page;
}

static char *sample(Screens *self)
{
    const Catalogue *catalogue = service_catalogue(screens_service(self));
    return catalogue->n_matters ? g_strdup(catalogue->matters[0].id) : NULL;
}

/* --- often asked --- */
static char *legal_basis(const Matter *matter)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < matter->legal_basis.n; i++)
        g_string_append_printf(text, "%s%s", i ? "\n" : "", matter->legal_basis.items[i]);
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static UiWidget *build_faq(Screens *self, gpointer state)
{
    const Matter *matter = shown_matter(self);
    if (!matter)
        return NULL;
    UiWidget *page = screens_page(self, _("Often asked"), words_matter(matter));
    UiWidget *body = ui_page_body(page);
    for (guint i = 0; i < matter->n_faq; i++) {
        UiWidget *card = ui_padding(ui_box(UI_CARD, 2), 8, 6);
        ui_add(card, ui_text(UI_LEAD, UI_BOLD, words_of(&matter->faq[i].question)));
        ui_add(card, ui_text(UI_BODY, UI_PLAIN_TEXT, words_of(&matter->faq[i].answer)));
        ui_add(body, card);
    }
    g_autofree char *basis = legal_basis(matter);
    ui_add(body, ui_optional(ui_text(UI_BODY, UI_SECOND, basis), 1));
    UiWidget *back = ui_button(UI_SECONDARY, "left", _("Back to the matter"), screens_back_pressed, self);
    ui_page_action(page, ui_id(back, "back_to_matter"));
    return page;
}

const ScreenRow screen_matter = {
    .id = "matter",
    .events = SCREEN_ON(SERVICE_EV_SESSION) | SCREEN_ON(SERVICE_EV_DEVICES) | SCREEN_ON(SERVICE_EV_CONTENT) |
              SCREEN_ON(SERVICE_EV_CASES),
    .build = build,
    .sample = sample,
};

const ScreenRow screen_faq = {
    .id = "faq",
    .build = build_faq,
    .sample = sample,
};

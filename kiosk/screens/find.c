/* A case without a card: by the 8 digits on its receipt. Shows how far it is and no person. */
#define G_LOG_DOMAIN "screens"
#include "kiosk/screens/case_page.h"
#include "kiosk/screens/rows.h"

#include "kiosk/domain/numbering.h"
#include <glib/gi18n.h>
#include <string.h>

#define CODE_LENGTH (QUERY_CODE_SIZE - 1)

typedef struct {
    char code[QUERY_CODE_SIZE];
    gboolean asked; /* the answer is awaited */
    gboolean none;  /* there is no such case */
} Find;

/* --- the pad --- */
static void changed(UiWidget *field, gpointer data)
{
    Find *find = screens_state(data);
    g_strlcpy(find->code, ui_field_get(field), sizeof(find->code));
    find->none = FALSE;
    gsize length = strlen(find->code);
    g_autofree char *hint = NULL;
    if (length && length < CODE_LENGTH)
        hint =
            g_strdup_printf(ngettext("%d digit is missing.", "%d digits are missing.", CODE_LENGTH - length),
                            (int)(CODE_LENGTH - length));
    gboolean typo = length == CODE_LENGTH && !query_code_is_right(find->code);
    ui_field_hint(field, hint);
    ui_field_error(field, typo ? _("One digit is mistyped. Please compare it with the receipt.") : NULL);
    UiWidget *look = ui_find(ui_root(screens_ui(data)), "look");
    ui_enabled(look, length == CODE_LENGTH && !typo);
}

static void look_pressed(UiWidget *widget, gpointer data)
{
    Screens *self = data;
    Find *find = screens_state(self);
    if (!query_code_is_right(find->code))
        return;
    find->asked = TRUE;
    find->none = FALSE;
    progress_find(screens_service(self), find->code);
    if (g_str_equal(screens_current(self), "find"))
        screens_refresh(self);
}

static UiWidget *build(Screens *self, gpointer state)
{
    const Find *find = state;
    UiWidget *page = screens_page(self, NULL, _("With the code on your receipt"));
    UiWidget *body = ui_page_body(page);
    UiFieldSpec spec = {
        .kind = UI_FIELD_DIGITS,
        .label = _("Query code"),
        .note = _("8 digits, in large print on the receipt"),
        .value = find->code,
        .max_length = CODE_LENGTH,
        .changed = changed,
        .data = self,
    };
    UiWidget *field = ui_id(ui_field(&spec), "code"), *row = ui_row(8);
    UiWidget *pair = ui_pair(1, 1, 9), *left = ui_column(6);
    ui_add(left, field);
    if (find->none)
        ui_add(left, ui_banner(UI_ATTENTION, _("No case with this code."),
                               _("Please compare the digits with the receipt.")));
    if (find->asked)
        ui_add(left, ui_print_step(UI_STEP_RUNNING, _("Looking for the case"), NULL));
    const char *hint = screens_has_person(self) ? _("Your own cases are found by your card.")
                                                : _("With your ID card on the reader no code is needed.");
    ui_add(row, ui_number_pad(NULL));
    ui_add(row, ui_grow(ui_text(UI_BODY, UI_SECOND, hint), 1));
    ui_add(pair, left);
    ui_add(pair, row);
    ui_add(body, pair);
    UiWidget *look = ui_id(ui_button(UI_PRIMARY, "search", _("Look"), look_pressed, self), "look");
    ui_page_action(page, ui_enabled(look, query_code_is_right(find->code) && !find->asked));
    ui_field_active(field, TRUE);
    return page;
}

static gboolean on_event(Screens *self, gpointer state, ServiceEvent event)
{
    Find *find = state;
    if (event != SERVICE_EV_CASES || !find->asked)
        return event == SERVICE_EV_CASES;
    find->asked = FALSE;
    find->none = !progress_found(screens_service(self));
    if (find->none)
        return FALSE;
    screens_go(self, "found", NULL);
    return TRUE;
}

const ScreenRow screen_find = {
    .id = "find",
    .title = N_("My progress"),
    .events = SCREEN_ON(SERVICE_EV_CASES),
    .state_size = sizeof(Find),
    .build = build,
    .event = on_event,
};

/* --- what was found --- */
static UiWidget *build_found(Screens *self, gpointer state)
{
    const CaseView *view = progress_found(screens_service(self));
    if (!view)
        return NULL;
    UiWidget *page = screens_page(self, case_title(view), _("Found by query code"));
    case_build(self, page, view);
    ui_page_action(
        page, ui_id(ui_button(UI_PRIMARY, "search", _("Another code"), screens_back_pressed, self), "again"));
    return page;
}

static char *sample_found(Screens *self)
{
    return progress_found(screens_service(self)) ? g_strdup("") : NULL;
}

const ScreenRow screen_found = {
    .id = "found",
    .flags = SCREEN_SENSITIVE,
    .build = build_found,
    .sample = sample_found,
};

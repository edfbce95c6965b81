#define G_LOG_DOMAIN "dock"
#include "kiosk/dock/dock.h"
#include <jansson.h>
#include <glib/gi18n.h>
#include "hal/client.h"
#include "kiosk/control/control.h"
#include "kiosk/dock/sheets.h"

#define ANSWER_MS 3000
#define LOOK_MS   1000 /* how often the sheets' folder is looked at */
#define BADGE_HEX "04a1b2c3d4e5f6"

typedef struct {
    char *tag, *name;
} DockCard;

typedef enum { FAULT_PAPER, FAULT_JAM, FAULT_READER, FAULT_NETWORK, N_FAULTS } Fault;

struct Dock {
    Ui *ui;
    HalClient *hal;
    ControlClient *printer, *gate;
    GPtrArray *cards; /* DockCard */
    int lying;        /* index of the card on the reader, cards->len: the badge, -1: none */
    gboolean faults[N_FAULTS];
    Sheets *sheets;
    char *said; /* the last answer that was no yes */
};

/* What a fault is called, and the words that make it and take it away. */
static const struct {
    const char *make, *mend; /* msgids */
    enum { TO_PRINTER, TO_READER, TO_GATE } where;
    const char *make_words, *mend_words;
} FAULTS[N_FAULTS] = {
    [FAULT_PAPER] = {N_("Take the paper out"), N_("Put paper in"), TO_PRINTER, "PAPER 0", "PAPER 50"},
    [FAULT_JAM] = {N_("Jam the printer"), N_("Clear the jam"), TO_PRINTER, "JAM", "CLEAR"},
    [FAULT_READER] = {N_("Unplug the reader"), N_("Plug the reader in"), TO_READER, "UNPLUG", "REPLUG"},
    [FAULT_NETWORK] = {N_("Cut the network"), N_("Mend the network"), TO_GATE, "CLOSE", "OPEN"},
};

static void show(Dock *dock);

/* --- talking ---------------------------------------------------------------------------------- */
static void say(Dock *dock, const char *text)
{
    g_free(dock->said);
    dock->said = g_strdup(text);
    show(dock);
}

static void sim_answered(HalClient *client, guint64 id, const HalCompletion *completion, gpointer user)
{
    if (completion->code != HAL_SUCCESS)
        say(user, completion->text);
}

static void word_answered(const json_t *reply, const GError *error, gpointer user_data)
{
    if (error)
        say(user_data, error->message);
}

static void tell(ControlClient *client, const char *words, Dock *dock)
{
    json_auto_t *request = json_pack("{s:s, s:s}", "verb", "word", "text", words);
    control_client_ask(client, request, ANSWER_MS, word_answered, dock);
}

static void sim(Dock *dock, const char *device, const char *words)
{
    g_clear_pointer(&dock->said, g_free);
    hal_client_sim(dock->hal, device, words, sim_answered, dock);
}

/* --- acts ------------------------------------------------------------------------------------- */
static void card_pressed(UiWidget *widget, gpointer data)
{
    Dock *dock = data;
    int index = ui_get_tag(widget);
    gboolean take_away = dock->lying == index;
    if (dock->lying >= 0)
        sim(dock, "reader0", "REMOVE");
    dock->lying = take_away ? -1 : index;
    if (!take_away && index == (int)dock->cards->len)
        sim(dock, "reader0", "TAP-TOKEN " BADGE_HEX);
    else if (!take_away) {
        g_autofree char *words = g_strdup_printf("TAP %s", ((DockCard *)dock->cards->pdata[index])->tag);
        sim(dock, "reader0", words);
    }
    show(dock);
}

static void fault_pressed(UiWidget *widget, gpointer data)
{
    Dock *dock = data;
    Fault fault = ui_get_tag(widget);
    gboolean mend = dock->faults[fault];
    const char *words = mend ? FAULTS[fault].mend_words : FAULTS[fault].make_words;
    dock->faults[fault] = !mend;
    switch (FAULTS[fault].where) {
    case TO_PRINTER:
        if (dock->printer)
            tell(dock->printer, words, dock);
        else
            sim(dock, "printer0", words);
        break;
    case TO_READER:
        sim(dock, "reader0", words);
        break;
    case TO_GATE:
        tell(dock->gate, words, dock);
        break;
    }
    show(dock);
}

static void sheet_pressed(UiWidget *widget, gpointer data)
{
    Dock *dock = data;
    sheets_step(dock->sheets, ui_get_tag(widget));
    show(dock);
}

/* --- the window ------------------------------------------------------------------------------- */
static UiWidget *headed(UiWidget *body, const char *icon, const char *heading, const char *note)
{
    UiWidget *block = ui_add(body, ui_column(4));
    ui_add(block, ui_heading(icon, heading, note));
    return block;
}

static void add_cards(Dock *dock, UiWidget *body)
{
    UiWidget *grid = ui_add(headed(body, "id", _("Cards"), NULL), ui_grid(2, UI_GAP));
    for (guint i = 0; i <= dock->cards->len; i++) {
        const DockCard *card = i < dock->cards->len ? dock->cards->pdata[i] : NULL;
        gboolean lies = dock->lying == (int)i;
        UiWidget *button = ui_button(lies ? UI_PRIMARY : UI_SECONDARY,
                                     lies   ? "check"
                                     : card ? "id"
                                            : "wrench",
                                     card ? card->name : _("Staff badge 007"), card_pressed, dock);
        ui_add(grid, ui_tag(button, i));
    }
}

static void add_faults(Dock *dock, UiWidget *body)
{
    UiWidget *grid = ui_add(headed(body, "warn", _("A broken day"), NULL), ui_grid(2, UI_GAP));
    for (int i = 0; i < N_FAULTS; i++) {
        if (FAULTS[i].where == TO_GATE && !dock->gate)
            continue;
        UiWidget *button =
            ui_button(dock->faults[i] ? UI_DANGER : UI_SECONDARY, NULL,
                      _(dock->faults[i] ? FAULTS[i].mend : FAULTS[i].make), fault_pressed, dock);
        ui_add(grid, ui_tag(button, i));
    }
}

static void add_sheets(Dock *dock, UiWidget *body)
{
    guint n = dock->sheets ? sheets_count(dock->sheets) : 0;
    g_autofree char *note = n > 0 ? g_strdup_printf("%u / %u", sheets_index(dock->sheets) + 1, n) : NULL;
    UiWidget *block = ui_grow(headed(body, "print", _("Out of the printer"), note), 1);
    if (n == 0) {
        ui_add(block, ui_text(UI_BODY, UI_SECOND, _("Nothing printed yet.")));
        return;
    }
    ui_grow(ui_add(block, ui_image(sheets_picture(dock->sheets), 300)), 1);
    UiWidget *row = ui_add(block, ui_row(UI_GAP));
    UiWidget *older = ui_tag(ui_button(UI_SECONDARY, "left", _("Older"), sheet_pressed, dock), -1);
    UiWidget *newer = ui_tag(ui_button(UI_SECONDARY, "right", _("Newer"), sheet_pressed, dock), 1);
    ui_grow(ui_add(row, ui_enabled(older, sheets_index(dock->sheets) > 0)), 1);
    ui_grow(ui_add(row, ui_enabled(newer, sheets_index(dock->sheets) + 1 < n)), 1);
}

static void show(Dock *dock)
{
    const UiPageSpec spec = {.title = _("Demo dock"), .no_footer = TRUE};
    UiWidget *page = ui_page(&spec);
    UiWidget *body = ui_page_body(page);
    if (dock->said && *dock->said)
        ui_page_banner(page, ui_banner(UI_FAILED, NULL, dock->said));
    add_cards(dock, body);
    add_faults(dock, body);
    add_sheets(dock, body);
    ui_show(dock->ui, page);
}

static void sheets_changed(gpointer data)
{
    show(data);
}

/* A reader that went away has no card on it any more. */
static void device_changed(HalClient *client, const HalDevice *device, gpointer data)
{
    Dock *dock = data;
    if (device->device_class == HAL_CLASS_READER && device->state == HAL_NO_DEVICE && dock->lying >= 0) {
        dock->lying = -1;
        show(dock);
    }
}

/* --- making ----------------------------------------------------------------------------------- */
static void card_free(gpointer data)
{
    DockCard *card = data;
    g_free(card->tag);
    g_free(card->name);
    g_free(card);
}

static gboolean read_cards(Dock *dock, const char *path, GError **error)
{
    json_error_t where;
    json_auto_t *root = json_load_file(path, 0, &where);
    if (!root) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "%s:%d: %s", path, where.line, where.text);
        return FALSE;
    }
    size_t i;
    json_t *entry;
    json_array_foreach(json_object_get(root, "cards"), i, entry)
    {
        const char *tag = json_string_value(json_object_get(entry, "tag"));
        const char *name = json_string_value(json_object_get(entry, "name"));
        if (!tag || !name)
            continue;
        DockCard *card = g_new0(DockCard, 1);
        card->tag = g_strdup(tag);
        card->name = g_strdup(name);
        g_ptr_array_add(dock->cards, card);
    }
    return TRUE;
}

Dock *dock_create(Ui *ui, const DockSpec *spec, GError **error)
{
    g_autoptr(Dock) dock = g_new0(Dock, 1);
    dock->ui = ui;
    dock->lying = -1;
    dock->cards = g_ptr_array_new_with_free_func(card_free);
    if (!read_cards(dock, spec->cards_path, error))
        return NULL;
    const HalClientHandlers handlers = {NULL, device_changed};
    dock->hal = hal_client_new(spec->hal_socket, "dock", HAL_ROLE_DOCK, &handlers, dock);
    dock->printer = spec->printer_socket ? control_client_new(spec->printer_socket) : NULL;
    dock->gate = spec->gate_socket ? control_client_new(spec->gate_socket) : NULL;
    if (spec->sheets)
        dock->sheets = sheets_new(spec->sheets, LOOK_MS, sheets_changed, dock);
    show(dock);
    return g_steal_pointer(&dock);
}

void dock_destroy(Dock *dock)
{
    if (!dock)
        return;
    hal_client_free(dock->hal);
    control_client_free(dock->printer);
    control_client_free(dock->gate);
    sheets_free(dock->sheets);
    g_ptr_array_unref(dock->cards);
    g_free(dock->said);
    g_free(dock);
}

/* A reader without hardware. What lies on it is the world below, which outlives an unplugging as a table
 * does. */
#include "hal/reader.h"
#include "hal/sim/demo_cards.h"
#include "hal/sim/sim.h"
#include "hal/sim/sim_words.h"

#include <string.h>

#define SERIAL_BYTES_MAX 10 /* the longest UID of ISO/IEC 14443-3 */

typedef struct {
    HalHost *host;
    json_t *cards;
} SimReader;

/* What is on the reader: nothing, a card, or something that makes a problem. */
static struct {
    json_t *cards; /* lent from the open reader, or kept from the last one */
    json_t *card;  /* the object to report, or NULL */
    gboolean has_problem;
    HalCardProblem problem;
    guint placed;    /* counts what was put on, so that the same card twice is two events */
    gint64 sleep_ms; /* the next report is late by this */
    gboolean is_unplugged;
} world;

static gboolean is_occupied(void)
{
    return world.card != NULL || world.has_problem;
}

/* --- words --- */

static gboolean clear_reader(gpointer reader, const char *argument)
{
    json_decref(world.card);
    world.card = NULL;
    world.has_problem = FALSE;
    return TRUE;
}

static gboolean put_card(json_t *card)
{
    if (!card)
        return FALSE;
    clear_reader(NULL, NULL);
    world.card = card;
    world.placed++;
    return TRUE;
}

static gboolean put_problem(HalCardProblem problem)
{
    clear_reader(NULL, NULL);
    world.has_problem = TRUE;
    world.problem = problem;
    world.placed++;
    return TRUE;
}

static gboolean tap(gpointer reader, const char *tag)
{
    return put_card(demo_card_identity(world.cards, tag));
}

static gboolean tap_social(gpointer reader, const char *tag)
{
    return put_card(demo_card_social(world.cards, tag));
}

static gboolean tap_token(gpointer reader, const char *hex)
{
    gsize digits = strlen(hex);
    if (digits < 8 || digits > 2 * SERIAL_BYTES_MAX || digits % 2 != 0 ||
        strspn(hex, "0123456789abcdefABCDEF") != digits)
        return FALSE;
    g_autofree char *serial = g_ascii_strdown(hex, -1);
    return put_card(json_pack("{s:s, s:s, s:s}", "kind", "token", "source", "iso14443a", "serial", serial));
}

static gboolean put_two(gpointer reader, const char *argument)
{
    return put_problem(HAL_CARD_TWO_CARDS);
}

static gboolean put_garbage(gpointer reader, const char *argument)
{
    return put_problem(HAL_CARD_GARBAGE);
}

static gboolean put_locked(gpointer reader, const char *argument)
{
    return put_problem(HAL_CARD_NEEDS_PIN);
}

static gboolean put_random(gpointer reader, const char *argument)
{
    return put_problem(HAL_CARD_RANDOM_UID);
}

static gboolean put_half(gpointer reader, const char *argument)
{
    return put_problem(HAL_CARD_REMOVED_TOO_EARLY);
}

static gboolean unplug(gpointer reader, const char *argument)
{
    world.is_unplugged = TRUE;
    if (reader)
        host_lost(((SimReader *)reader)->host, HAL_DRIVER_ERROR_NO_DEVICE, "unplugged");
    return TRUE;
}

static gboolean replug(gpointer reader, const char *argument)
{
    world.is_unplugged = FALSE;
    return TRUE;
}

static gboolean go_slow(gpointer reader, const char *ms)
{
    return sim_words_number(ms, 0, 60000, &world.sleep_ms);
}

static const SimWord words[] = {
    {"TAP", "tag", tap},
    {"TAP-SOCIAL", "tag", tap_social},
    {"TAP-TOKEN", "hex", tap_token},
    {"REMOVE", NULL, clear_reader},
    {"TWO", NULL, put_two},
    {"GARBAGE", NULL, put_garbage},
    {"PIN", NULL, put_locked},
    {"RANDOM", NULL, put_random},
    {"HALF", NULL, put_half},
    {"UNPLUG", NULL, unplug},
    {"REPLUG", NULL, replug},
    {"SLEEP", "ms", go_slow},
    {NULL},
};

static gboolean sim_reader_words(gpointer reader, const char *text, char **answer)
{
    return sim_words_apply(words, reader, text, answer);
}

/* --- commands --- */

static void report(SimReader *reader)
{
    if (world.card)
        host_event(reader->host, HAL_READER_CARD, json_deep_copy(world.card));
    else
        host_event(
            reader->host, HAL_READER_CARD_PROBLEM,
            json_pack("{s:s, s:s}", "problem", hal_card_problem_name(world.problem), "text", "simulated"));
}

/* EMPTY --put on--> REPORTED --taken away, or another put on--> EMPTY */
static HalResult run_wait(gpointer driver, const HalCommand *command)
{
    SimReader *reader = driver;
    guint reported = 0; /* the placed number of what was reported, 0: nothing */
    for (;;) {
        sim_fault_play();
        if (world.is_unplugged)
            return HAL_RESULT_TEXT(HAL_DEVICE_ERROR, "unplugged");
        if (reported != 0 && (!is_occupied() || world.placed != reported)) {
            host_event(reader->host, HAL_READER_CARD_REMOVED, json_object());
            reported = 0;
        }
        if (is_occupied() && reported == 0 && world.sleep_ms > 0) {
            gint64 ms = world.sleep_ms;
            world.sleep_ms = 0;
            if (host_wait(reader->host, ms) == HOST_CANCELED)
                return HAL_RESULT(HAL_CANCELED);
            continue;
        }
        if (is_occupied() && reported == 0) {
            reported = world.placed;
            report(reader);
        }
        if (host_wait(reader->host, -1) == HOST_CANCELED)
            return HAL_RESULT(HAL_CANCELED);
    }
}

static HalResult run_self_test(gpointer driver, const HalCommand *command)
{
    return HAL_RESULT_DATA(HAL_SUCCESS, json_pack("{s:b, s:s}", "ok", 1, "text", "simulated reader"));
}

static const HalCommandRow commands[] = {
    {HAL_READER_WAIT, run_wait},
    {HAL_READER_SELF_TEST, run_self_test},
    {NULL},
};

/* --- life --- */

static gboolean sim_reader_open(HalHost *host, const HalSettings *settings, gpointer *driver, GError **error)
{
    const char *path = hal_settings_text(settings, "cards");
    if (world.is_unplugged) {
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_NO_DEVICE, "unplugged");
        return FALSE;
    }
    json_t *cards = demo_cards_read(path ? path : KIOSK_DATA_DIR "/demo/demo_cards.json", error);
    if (!cards)
        return FALSE;
    SimReader *reader = g_new0(SimReader, 1);
    reader->host = host;
    reader->cards = cards;
    json_decref(world.cards);
    world.cards = json_incref(cards);
    *driver = reader;
    return TRUE;
}

static void sim_reader_close(gpointer driver)
{
    SimReader *reader = driver;
    json_decref(reader->cards);
    g_free(reader);
}

static json_t *sim_reader_capabilities(gpointer driver)
{
    SimReader *reader = driver;
    json_t *tags = json_array();
    gsize i;
    json_t *card;
    json_array_foreach(reader->cards, i, card) json_array_append(tags, json_object_get(card, "tag"));
    return json_pack("{s:b, s:[s,s,s], s:o}", "simulated", 1, "sources", "samv", "social", "iso14443a",
                     "tags", tags);
}

/* Between commands: the word that came may have been a fault. */
static void sim_reader_poll(gpointer driver)
{
    SimReader *reader = driver;
    sim_fault_play();
    if (!world.is_unplugged)
        host_state(reader->host, HAL_ONLINE, HAL_REMEDY_NONE, NULL);
}

static const HalSettingRow settings_rows[] = {
    {"cards", .help = "the path of the demo cards, assets/demo/demo_cards.json"},
    {NULL},
};

const HalDriverOps sim_reader_ops = {
    .name = "sim",
    .device_class = HAL_CLASS_READER,
    .settings = settings_rows,
    .commands = commands,
    .open = sim_reader_open,
    .close = sim_reader_close,
    .capabilities = sim_reader_capabilities,
    .poll = sim_reader_poll,
    .sim = sim_reader_words,
};

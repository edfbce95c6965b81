/* One wait command is this loop:
 *
 *   SEARCH --a card answers--> READ --> say card or card_problem --> LIE --gone--> say card_removed -->
 * SEARCH
 *
 * The chip is asked for A and B in turn by InListPassiveTarget. InAutoPoll would let the host sleep, but its
 * type B is documented as ISO/IEC 14443-4 only, which the resident ID card is not. After a while without a
 * card the pauses grow. */
#include "hal/drivers/reader_pn53x.h"

#include "hal/drivers/card_object.h"
#include "hal/drivers/nfc_port.h"
#include "hal/drivers/resident_card.h"
#include "hal/drivers/social_card.h"
#include "hal/reader.h"

#include <string.h>

#define PAUSE_AWAKE_MS 40
#define PAUSE_REST_MS  200
#define AWAKE_US       (60 * G_USEC_PER_SEC) /* after the last card, or the start of the wait */
#define LIE_CHECK_MS   150
#define GONE_CHECKS    3 /* absent so often in a row (450 ms): gone; a card half lifted is not two visits */
#define FIELD_RESET_EACH                                                                                     \
    16 /* empty searches between two field resets, for a chip that locked up where it lies */
#define TYPE_A_DASH_4 0x20 /* SAK bit 6: speaks ISO/IEC 14443-4 */
#define RETRIES       2

typedef struct {
    HalHost *host;
    NfcPort *port;
} Reader;

/* What reading a card came to. */
typedef enum {
    READ_CARD,
    READ_PROBLEM,
    READ_FAILED, /* the exchange broke: card lifted, or chip unwell */
} ReadEnd;

typedef struct {
    json_t *card;           /* READ_CARD */
    HalCardProblem problem; /* READ_PROBLEM */
    const char *text;       /* for staff */
} Reading;

typedef enum {
    FIELD_EMPTY,
    FIELD_CARD,
    FIELD_LOST, /* the chip does not answer */
} FieldState;

/* --- reading --- */

static ReadEnd problem(Reading *reading, HalCardProblem which, const char *text)
{
    reading->problem = which;
    reading->text = text;
    return READ_PROBLEM;
}

static ReadEnd take_token(Reading *reading, const nfc_iso14443a_info *info)
{
    switch (card_serial_kind(info->abtUid, MIN(info->szUidLen, sizeof info->abtUid))) {
    case SERIAL_GOOD:
        reading->card = card_object_token("iso14443a", info->abtUid, info->szUidLen);
        return READ_CARD;
    case SERIAL_RANDOM:
        return problem(reading, HAL_CARD_RANDOM_UID, "serial begins with 08: a phone or a privacy card");
    case SERIAL_HALF_READ:
        break;
    }
    return problem(reading, HAL_CARD_GARBAGE, "serial incomplete or zero");
}

/* SOCIAL_OTHER when it is another kind of card. *failed: the exchange broke. */
static SocialVerdict read_social(Reader *reader, SocialCard *card, gboolean *failed)
{
    SocialVerdict verdict = SOCIAL_GO_ON;
    *failed = FALSE;
    while (verdict == SOCIAL_GO_ON && card->step != SOCIAL_DONE) {
        guint8 command[SOCIAL_COMMAND_MAX], answer[SOCIAL_ANSWER_MAX];
        gsize size = social_card_command(card, command);
        int got = nfc_port_exchange(reader->port, command, size, answer, sizeof answer);
        host_trace(reader->host, "social card step %d: %d bytes", card->step, got);
        *failed = got < 0;
        if (got < 0)
            return SOCIAL_OTHER;
        verdict = social_card_answer(card, answer, (gsize)got);
        explicit_bzero(answer, sizeof answer);
    }
    return verdict;
}

/* A card that speaks ISO/IEC 14443-4: social-security, or something else. info NULL: type B, no serial to
 * fall back to. */
static ReadEnd read_dash_4(Reader *reader, Reading *reading, const nfc_iso14443a_info *info)
{
    SocialCard card = {0};
    gboolean failed;
    ReadEnd end = READ_FAILED;
    SocialVerdict verdict = read_social(reader, &card, &failed);
    if (failed) {
        social_card_wipe(&card);
        return READ_FAILED;
    }
    switch (verdict) {
    case SOCIAL_GO_ON:
        reading->card = card_object_social(card.name, card.number);
        end = READ_CARD;
        break;
    case SOCIAL_OTHER:
        end = info ? take_token(reading, info)
                   : problem(reading, HAL_CARD_UNREADABLE, "type B card of an unknown application");
        break;
    case SOCIAL_NEEDS_PIN:
        end = problem(reading, HAL_CARD_NEEDS_PIN,
                      "social-security card: its files are locked without contact");
        break;
    case SOCIAL_GARBAGE:
        end = problem(reading, HAL_CARD_GARBAGE, "social-security card: its records break the rules");
        break;
    }
    social_card_wipe(&card);
    return end;
}

/* The chip has the card activated already; a field reset lets the bare-frame dialogue begin at its beginning.
 */
static ReadEnd read_resident(Reader *reader, Reading *reading)
{
    ResidentCard card = {0};
    gboolean ok = nfc_port_reset_field(reader->port) && nfc_port_raw_b_begin(reader->port);
    gboolean answered = ok;
    while (ok && card.step != RESIDENT_DONE) {
        guint8 command[RESIDENT_COMMAND_MAX], answer[RESIDENT_ANSWER_MAX];
        gsize size = resident_card_command(&card, command);
        int got = nfc_port_raw_b(reader->port, command, size, answer, sizeof answer);
        host_trace(reader->host, "resident card step %d: %d bytes", card.step, got);
        answered = got >= 0;
        ok = answered && resident_card_answer(&card, answer, (gsize)got);
    }
    nfc_port_raw_b_end(reader->port);
    if (!answered)
        return READ_FAILED;
    if (!ok)
        return problem(reading, HAL_CARD_GARBAGE, "resident card: an answer breaks the rules");
    reading->card = card_object_token("resident-serial", card.serial, sizeof card.serial);
    return READ_CARD;
}

static ReadEnd read_target(Reader *reader, const nfc_target *target, Reading *reading)
{
    if (target->nm.nmt == NMT_ISO14443B)
        return resident_card_matches(target->nti.nbi.abtProtocolInfo) ? read_resident(reader, reading)
                                                                      : read_dash_4(reader, reading, NULL);
    const nfc_iso14443a_info *info = &target->nti.nai;
    host_trace(reader->host, "type A: SAK %02x, serial of %zu bytes", info->btSak, info->szUidLen);
    return info->btSak & TYPE_A_DASH_4 ? read_dash_4(reader, reading, info) : take_token(reading, info);
}

/* --- the field --- */

/* Looks for a card. A failed exchange counts as empty as long as the chip itself is well. */
static FieldState look(Reader *reader, nfc_target *target)
{
    NfcPortResult found = nfc_port_select_a(reader->port, target);
    if (found == NFC_PORT_EMPTY)
        found = nfc_port_select_b(reader->port, target);
    if (found == NFC_PORT_FOUND)
        return FIELD_CARD;
    if (found == NFC_PORT_FAILED && !nfc_port_reset_field(reader->port))
        return FIELD_LOST;
    return FIELD_EMPTY;
}

/* The same card as before? A resident card's PUPI is always zero, so any resident card looks the same here.
 */
static gboolean is_same(const nfc_target *a, const nfc_target *b)
{
    if (a->nm.nmt != b->nm.nmt)
        return FALSE;
    if (a->nm.nmt == NMT_ISO14443B)
        return memcmp(a->nti.nbi.abtPupi, b->nti.nbi.abtPupi, sizeof a->nti.nbi.abtPupi) == 0;
    const nfc_iso14443a_info *left = &a->nti.nai, *right = &b->nti.nai;
    if (card_serial_kind(left->abtUid, left->szUidLen) == SERIAL_RANDOM)
        return card_serial_kind(right->abtUid, right->szUidLen) == SERIAL_RANDOM;
    return left->szUidLen == right->szUidLen && left->szUidLen <= sizeof left->abtUid &&
           memcmp(left->abtUid, right->abtUid, left->szUidLen) == 0;
}

/* With the first card asleep: does another one answer? */
static gboolean is_second_there(Reader *reader, const nfc_target *first)
{
    nfc_target other;
    nfc_port_deselect(reader->port);
    if (nfc_port_select_a(reader->port, &other) == NFC_PORT_FOUND && !is_same(first, &other))
        return TRUE;
    return nfc_port_select_b(reader->port, &other) == NFC_PORT_FOUND && !is_same(first, &other);
}

/* --- one visit --- */

static void say_problem(Reader *reader, HalCardProblem which, const char *text)
{
    host_event(reader->host, HAL_READER_CARD_PROBLEM,
               json_pack("{s:s, s:s}", "problem", hal_card_problem_name(which), "text", text));
}

/* Reads what lies there and says it. FIELD_EMPTY: it went while it was read (said as well). */
static FieldState visit(Reader *reader, nfc_target *target)
{
    Reading reading = {0};
    ReadEnd end = read_target(reader, target, &reading);
    for (guint i = 0; end == READ_FAILED && i < RETRIES; i++) {
        if (!nfc_port_reset_field(reader->port))
            return FIELD_LOST;
        FieldState state = look(reader, target);
        if (state == FIELD_EMPTY)
            say_problem(reader, HAL_CARD_REMOVED_TOO_EARLY, "lifted while it was read");
        if (state != FIELD_CARD)
            return state;
        end = read_target(reader, target, &reading);
    }
    if (end == READ_FAILED)
        say_problem(reader, HAL_CARD_UNREADABLE, "does not answer what its kind should");
    else if (is_second_there(reader, target))
        say_problem(reader, HAL_CARD_TWO_CARDS, "more than one card in the field");
    else if (end == READ_CARD)
        host_event(reader->host, HAL_READER_CARD, json_incref(reading.card));
    else
        say_problem(reader, reading.problem, reading.text);
    json_decref(reading.card);
    return FIELD_CARD;
}

/* Until the card is gone. FALSE: end the wait (cancelled, or the chip is lost: *lost). */
static gboolean wait_until_gone(Reader *reader, const nfc_target *target, gboolean *lost)
{
    for (guint absent = 0; absent < GONE_CHECKS;) {
        nfc_target now;
        if (host_wait(reader->host, LIE_CHECK_MS) == HOST_CANCELED)
            return FALSE;
        *lost = !nfc_port_reset_field(reader->port);
        FieldState state = *lost ? FIELD_LOST : look(reader, &now);
        *lost = state == FIELD_LOST;
        if (*lost)
            return FALSE;
        if (state == FIELD_CARD && !is_same(target, &now))
            return TRUE; /* another one took its place */
        absent = state == FIELD_CARD ? 0 : absent + 1;
    }
    return TRUE;
}

/* --- commands --- */

static HalResult lose(Reader *reader)
{
    if (nfc_port_is_plugged(reader->port))
        host_lost(reader->host, HAL_DRIVER_ERROR_OFFLINE, "the chip does not answer");
    else
        host_lost(reader->host, HAL_DRIVER_ERROR_NO_DEVICE, "unplugged");
    return HAL_RESULT_TEXT(HAL_DEVICE_ERROR, "the chip does not answer");
}

static HalResult end_wait(Reader *reader, HalCode code)
{
    nfc_port_field_off(reader->port); /* nobody waits: no heat, no current */
    return HAL_RESULT(code);
}

static HalResult run_wait(gpointer driver, const HalCommand *command)
{
    Reader *reader = driver;
    gint64 awake_until = g_get_monotonic_time() + AWAKE_US;
    for (guint searches = 0;; searches++) {
        nfc_target target;
        if (searches % FIELD_RESET_EACH == 0 && !nfc_port_reset_field(reader->port))
            return lose(reader);
        FieldState state = look(reader, &target);
        if (state == FIELD_CARD)
            state = visit(reader, &target);
        if (state == FIELD_LOST)
            return lose(reader);
        if (state == FIELD_CARD) {
            gboolean lost = FALSE;
            gboolean is_gone = wait_until_gone(reader, &target, &lost);
            if (lost)
                return lose(reader);
            if (!is_gone)
                return end_wait(reader, HAL_CANCELED);
            host_event(reader->host, HAL_READER_CARD_REMOVED, json_object());
            awake_until = g_get_monotonic_time() + AWAKE_US;
            continue;
        }
        gint64 pause = g_get_monotonic_time() < awake_until ? PAUSE_AWAKE_MS : PAUSE_REST_MS;
        if (host_wait(reader->host, pause) == HOST_CANCELED)
            return end_wait(reader, HAL_CANCELED);
    }
}

static HalResult run_self_test(gpointer driver, const HalCommand *command)
{
    Reader *reader = driver;
    if (!nfc_port_reset_field(reader->port))
        return lose(reader);
    nfc_port_field_off(reader->port);
    return HAL_RESULT_DATA(HAL_SUCCESS,
                           json_pack("{s:b, s:s}", "ok", 1, "text", nfc_port_name(reader->port)));
}

static const HalCommandRow commands[] = {
    {HAL_READER_WAIT, run_wait},
    {HAL_READER_SELF_TEST, run_self_test},
    {NULL},
};

/* --- life --- */

static gboolean reader_open(HalHost *host, const HalSettings *settings, gpointer *driver, GError **error)
{
    const char *connection = hal_settings_text(settings, "connection");
    if (!connection)
        connection = g_getenv("LIBNFC_DEFAULT_DEVICE");
    if (!connection) {
        g_set_error(error, HAL_DRIVER_ERROR, HAL_DRIVER_ERROR_CONFIGURATION,
                    "connection: missing; expected such as pn532_uart:/dev/ttyUSB0:115200");
        return FALSE;
    }
    NfcPort *port = nfc_port_open(host, connection, error);
    if (!port)
        return FALSE;
    nfc_port_field_off(port);
    Reader *reader = g_new0(Reader, 1);
    reader->host = host;
    reader->port = port;
    *driver = reader;
    return TRUE;
}

static void reader_close(gpointer driver)
{
    Reader *reader = driver;
    nfc_port_close(reader->port);
    g_free(reader);
}

static json_t *reader_capabilities(gpointer driver)
{
    return json_pack("{s:[s,s,s]}", "sources", "social", "resident-serial", "iso14443a");
}

static const HalSettingRow settings_rows[] = {
    {"connection", .help = "such as pn532_uart:/dev/ttyUSB0:115200"},
    {NULL},
};

const HalDriverOps reader_pn53x_ops = {
    .name = "reader_pn53x",
    .device_class = HAL_CLASS_READER,
    .settings = settings_rows,
    .commands = commands,
    .open = reader_open,
    .close = reader_close,
    .capabilities = reader_capabilities,
};

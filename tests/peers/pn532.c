/* A PN532 of our own on a pseudo-terminal, for libnfc to talk to. Prints the path of the port, then obeys
 * words from stdin (and --control FIFO), one a line; each is answered by "ok" or "bad: what would be right".
 *
 *   TAP KIND WHAT       a card: see fake_card_init_word()
 *   REMOVE | TWO        it is taken away | a second one lies beside it
 *   PULL n              it is lifted at the n-th command to it from now
 *   SILENCE | SPEAK     the chip hears nothing | is well again (ends every fault)
 *   BADSUM | NAD        the next answer has a wrong checksum | status bit 7
 *   GARBAGE | HALF      the next answer is noise | stops half-way
 *   ATS0                the next card has an ATS of length 0
 *   ENDLESS | TRICKLE   bytes without end | one byte each 60 ms, until SPEAK
 *   UNPLUG | REPLUG
 *   WHEN                says when a card last answered: "answered at US" (monotonic clock), then ok
 *
 * --paced: answers take the time that 115200 baud and 106 kbit/s cost. Frames: PN532 user manual UM0701-02.
 */
#include "tests/support/fake_card.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define FRAME_MAX  300
#define BYTE_US    87    /* 10 bits at 115200 */
#define RF_US      600   /* one exchange with a card, its own time included */
#define EMPTY_US   18000 /* a search that finds nothing, with the retries libnfc sets */
#define TRICKLE_MS 60
#define FLOOD_MS   5

typedef enum {
    FAULT_NONE,
    FAULT_SILENCE,
    FAULT_BADSUM,
    FAULT_NAD,
    FAULT_GARBAGE,
    FAULT_HALF,
    FAULT_ATS0,
    FAULT_ENDLESS,
    FAULT_TRICKLE,
} Fault;

static struct {
    int master, slave;
    char *link;
    const char *cards;
    gboolean paced;

    guint8 in[2 * FRAME_MAX]; /* what the host sent and was not understood yet */
    gsize in_size;
    guint8 out[FRAME_MAX + 16]; /* the answer that is due */
    gsize out_size;
    gsize out_sent; /* trickle */
    gint64 due_us;  /* 0: none */
    gboolean out_is_of_card;
    gint64 card_answered_us; /* when the last answer of a card was sent */

    gboolean sleeps; /* after PowerDown: deaf until 55 */
    gboolean field;
    guint8 registers[65536];
    guint8 retries;   /* MxRtyPassiveActivation; FF waits for ever */
    int waiting_type; /* an endless search is under way for 0x00 (A) or 0x03 (B); -1: none */

    FakeCard card, second;
    FakeCard *target; /* selected */
    int pull;         /* commands until the card is lifted; 0: stays */
    Fault fault;
} chip = {.master = -1, .slave = -1, .waiting_type = -1, .retries = 0xFF};

/* --- the port --- */

static void plug_in(void)
{
    struct termios raw;
    char name[64];
    if (openpty(&chip.master, &chip.slave, name, NULL, NULL) < 0) {
        perror("openpty");
        exit(1);
    }
    tcgetattr(chip.slave, &raw);
    cfmakeraw(&raw); /* libnfc saves and restores this; a cooked port would echo */
    tcsetattr(chip.slave, TCSANOW, &raw);
    fcntl(chip.master, F_SETFL, O_NONBLOCK);
    unlink(chip.link);
    if (symlink(name, chip.link) < 0) {
        perror(chip.link);
        exit(1);
    }
    chip.in_size = 0;
    chip.due_us = 0;
    chip.sleeps = FALSE;
}

static void unplug(void)
{
    if (chip.master < 0)
        return;
    unlink(chip.link);
    close(chip.master);
    close(chip.slave); /* was kept open so that the master sees no hang-up between clients */
    chip.master = chip.slave = -1;
}

static void write_bytes(const guint8 *bytes, gsize size)
{
    while (size > 0 && chip.master >= 0) {
        ssize_t n = write(chip.master, bytes, size);
        if (n <= 0)
            return; /* nobody reads */
        bytes += n;
        size -= (gsize)n;
    }
}

/* --- answers --- */

static void answer_at(const guint8 *data, gsize size, gint64 us)
{
    guint8 *out = chip.out;
    guint8 sum = 0xD5;
    gsize n = 0;
    static const guint8 start[] = {0x00, 0x00, 0xFF};
    memcpy(out, start, sizeof start);
    n = sizeof start;
    out[n++] = (guint8)(size + 1);
    out[n++] = (guint8)(0x100 - (size + 1));
    out[n++] = 0xD5;
    for (gsize i = 0; i < size; i++) {
        sum = (guint8)(sum + data[i]);
        out[n++] = data[i];
    }
    out[n++] = (guint8)(0x100 - sum);
    out[n++] = 0x00;
    chip.out_size = n;
    chip.out_sent = 0;
    chip.out_is_of_card = data[0] == 0x41 || data[0] == 0x43;
    chip.due_us = g_get_monotonic_time() + (chip.paced ? us + (gint64)n * BYTE_US : 0);
}

static void answer(guint8 command, const guint8 *data, gsize size, gint64 us)
{
    guint8 whole[FRAME_MAX];
    whole[0] = (guint8)(command + 1);
    if (size > 0)
        memcpy(whole + 1, data, size);
    answer_at(whole, size + 1, us);
}

static void spoil_answer(void)
{
    switch (chip.fault) {
    case FAULT_BADSUM:
        chip.out[chip.out_size - 2] ^= 0x55;
        break;
    case FAULT_GARBAGE:
        for (gsize i = 0; i < chip.out_size; i++)
            chip.out[i] = (guint8)(0xA5 + 7 * i);
        break;
    case FAULT_HALF:
        chip.out_size = chip.out_size > 7 ? 7 : chip.out_size - 1;
        break;
    case FAULT_NONE:
    case FAULT_SILENCE:
    case FAULT_NAD:
    case FAULT_ATS0:
    case FAULT_ENDLESS:
    case FAULT_TRICKLE:
        return;
    }
    chip.fault = FAULT_NONE;
}

/* Sends what is due; in a trickle, its next byte. */
static void send_due(void)
{
    if (chip.due_us == 0 || g_get_monotonic_time() < chip.due_us)
        return;
    spoil_answer();
    if (chip.fault == FAULT_TRICKLE) {
        write_bytes(chip.out + chip.out_sent++, 1);
        chip.due_us = chip.out_sent < chip.out_size ? g_get_monotonic_time() + TRICKLE_MS * 1000 : 0;
        return;
    }
    write_bytes(chip.out + chip.out_sent, chip.out_size - chip.out_sent);
    chip.due_us = 0;
    if (chip.out_is_of_card)
        chip.card_answered_us = g_get_monotonic_time();
}

/* --- commands --- */

static void lift_card(void)
{
    chip.card.kind = chip.second.kind = FAKE_NONE;
    chip.target = NULL;
    chip.pull = 0;
}

/* A command goes to the card: it may be lifted just now. */
static void count_pull(void)
{
    if (chip.pull > 0 && --chip.pull == 0)
        lift_card();
}

static gsize select_card(FakeCard *card, guint8 type, guint8 *reply)
{
    gsize n = type == 0x00   ? fake_card_select_a(card, reply)
              : type == 0x03 ? fake_card_select_b(card, reply)
                             : 0;
    if (n == 0)
        return 0;
    chip.target = card;
    card->step = 0;
    if (type == 0x00 && chip.fault == FAULT_ATS0 && n > 5) {
        reply[n - 5] = 0x00;
        chip.fault = FAULT_NONE;
    }
    /* the chip leaves its transceiver in the modulation it selected */
    chip.registers[0x6302] = chip.registers[0x6303] = type == 0x03 ? 0x83 : 0x80;
    return n;
}

static void in_list_passive_target(guint8 type)
{
    guint8 reply[FAKE_ANSWER_MAX + 2] = {0x01, 0x01};
    chip.field = TRUE;
    gsize n = select_card(&chip.card, type, reply + 2);
    if (n == 0)
        n = select_card(&chip.second, type, reply + 2);
    chip.waiting_type = -1;
    if (n > 0)
        answer(0x4A, reply, n + 2, RF_US * 3);
    else if (chip.retries == 0xFF)
        chip.waiting_type = type;
    else
        answer(0x4A, (const guint8[]){0x00}, 1, EMPTY_US);
}

static void exchange(guint8 command, const guint8 *data, gsize size)
{
    guint8 reply[FAKE_ANSWER_MAX + 1] = {0x01}; /* time-out */
    gsize n = 0;
    count_pull();
    gboolean is_raw = command == 0x42;
    gboolean is_b = (chip.registers[0x6303] & 0x03) == 0x03;
    if (is_raw && is_b && chip.field)
        n = fake_card_frame_b(&chip.card, data, size, reply + 1);
    else if (!is_raw && chip.target && chip.field && size > 1)
        n = fake_card_apdu(chip.target, data + 1, size - 1, reply + 1);
    if (n > 0)
        reply[0] = 0x00;
    if (chip.fault == FAULT_NAD) {
        reply[0] |= 0x80;
        chip.fault = FAULT_NONE;
    }
    answer(command, reply, n + 1, RF_US + (gint64)(n + size) * 85);
}

static void put_to_sleep(void)
{
    if (chip.target)
        chip.target->sleeps = TRUE;
    chip.target = NULL;
}

static void rf_configuration(const guint8 *data, gsize size)
{
    if (size >= 2 && data[0] == 0x01) {
        chip.field = data[1] & 0x01;
        if (!chip.field) {
            fake_card_reset(&chip.card);
            fake_card_reset(&chip.second);
            chip.target = NULL;
        }
    }
    if (size >= 4 && data[0] == 0x05)
        chip.retries = data[3];
    answer(0x32, NULL, 0, 0);
}

static void read_registers(const guint8 *data, gsize size)
{
    guint8 reply[FRAME_MAX];
    gsize n = 0;
    for (gsize i = 0; i + 1 < size; i += 2)
        reply[n++] = chip.registers[data[i] << 8 | data[i + 1]];
    answer(0x06, reply, n, 0);
}

static void write_registers(const guint8 *data, gsize size)
{
    for (gsize i = 0; i + 2 < size; i += 3)
        chip.registers[data[i] << 8 | data[i + 1]] = data[i + 2];
    answer(0x08, NULL, 0, 0);
}

static void obey(const guint8 *frame, gsize size)
{
    static const guint8 ok[] = {0x00};
    static const guint8 firmware[] = {0x32, 0x01, 0x06, 0x07};
    static const guint8 general[] = {0x00, 0x00, 0x00, 0x80};
    const guint8 *data = frame + 1;
    gsize rest = size - 1;
    switch (frame[0]) {
    case 0x00: /* Diagnose, communication line: an echo */
        answer(0x00, data, rest, 0);
        break;
    case 0x02:
        answer(0x02, firmware, sizeof firmware, 0);
        break;
    case 0x04:
        answer(0x04, general, sizeof general, 0);
        break;
    case 0x06:
        read_registers(data, rest);
        break;
    case 0x08:
        write_registers(data, rest);
        break;
    case 0x12: /* SetParameters */
    case 0x14: /* SAMConfiguration */
        answer(frame[0], NULL, 0, 0);
        break;
    case 0x16: /* PowerDown */
        answer(0x16, ok, 1, 0);
        send_due();
        chip.sleeps = TRUE;
        break;
    case 0x32:
        rf_configuration(data, rest);
        break;
    case 0x40:
    case 0x42:
        exchange(frame[0], data, rest);
        break;
    case 0x44: /* InDeselect */
    case 0x52: /* InRelease */
        put_to_sleep();
        answer(frame[0], ok, 1, RF_US);
        break;
    case 0x4A:
        in_list_passive_target(rest >= 2 ? data[1] : 0xFF);
        break;
    default: { /* syntax error frame */
        static const guint8 error[] = {0x00, 0x00, 0xFF, 0x01, 0xFF, 0x7F, 0x81, 0x00};
        write_bytes(error, sizeof error);
    }
    }
}

/* --- frames from the host --- */

static void drop_in(gsize n)
{
    chip.in_size -= n;
    memmove(chip.in, chip.in + n, chip.in_size);
}

/* Understands one frame at the head of the buffer; FALSE: more bytes are needed. */
static gboolean take_frame(void)
{
    static const guint8 ack[] = {0x00, 0x00, 0xFF, 0x00, 0xFF, 0x00};
    const guint8 *in = chip.in;
    while (chip.in_size >= 3 && !(in[0] == 0 && in[1] == 0 && in[2] == 0xFF)) {
        if (in[0] == 0x55)
            chip.sleeps = FALSE;
        drop_in(1);
    }
    if (chip.in_size < 6)
        return FALSE;
    gsize size = in[3];
    if (size == 0) { /* a host's ACK: stop what you do */
        chip.due_us = 0;
        chip.waiting_type = -1;
        drop_in(6);
        return TRUE;
    }
    if (((in[3] + in[4]) & 0xFF) != 0) {
        drop_in(3);
        return TRUE;
    }
    if (chip.in_size < size + 7)
        return FALSE;
    guint8 sum = 0;
    for (gsize i = 0; i <= size; i++)
        sum = (guint8)(sum + in[5 + i]);
    gboolean is_sound = sum == 0 && in[5] == 0xD4 && size >= 2;
    guint8 frame[FRAME_MAX];
    memcpy(frame, in + 6, size - 1);
    drop_in(size + 7);
    if (is_sound && !chip.sleeps && chip.fault != FAULT_SILENCE) {
        chip.due_us = 0; /* a new command ends the one before */
        chip.waiting_type = -1;
        write_bytes(ack, sizeof ack);
        obey(frame, size - 1);
    }
    return TRUE;
}

static void on_host(void)
{
    ssize_t n = read(chip.master, chip.in + chip.in_size, sizeof chip.in - chip.in_size);
    if (n <= 0)
        return;
    for (ssize_t i = 0; i < n; i++) {
        if (chip.in[chip.in_size + (gsize)i] == 0x55)
            chip.sleeps = FALSE;
    }
    chip.in_size += (gsize)n;
    while (take_frame()) {
        /* the next one */
    }
    if (chip.in_size == sizeof chip.in)
        chip.in_size = 0;
}

/* --- words --- */

static gboolean put(FakeCard card)
{
    lift_card();
    chip.card = card;
    if (chip.waiting_type >= 0)
        in_list_passive_target((guint8)chip.waiting_type);
    return TRUE;
}

static gboolean tap(const char *kind, const char *what)
{
    FakeCard card;
    return fake_card_init_word(&card, kind, chip.cards, what) && put(card);
}

static gboolean set_fault(const char *word)
{
    static const char *const names[] = {
        [FAULT_NONE] = "SPEAK", [FAULT_SILENCE] = "SILENCE", [FAULT_BADSUM] = "BADSUM",
        [FAULT_NAD] = "NAD",    [FAULT_GARBAGE] = "GARBAGE", [FAULT_HALF] = "HALF",
        [FAULT_ATS0] = "ATS0",  [FAULT_ENDLESS] = "ENDLESS", [FAULT_TRICKLE] = "TRICKLE",
    };
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (g_str_equal(names[i], word)) {
            chip.fault = (Fault)i;
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean obey_words(const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", 3);
    guint n = g_strv_length(words);
    if (n == 3 && g_str_equal(words[0], "TAP"))
        return tap(words[1], words[2]);
    if (n == 2 && g_str_equal(words[0], "PULL"))
        return (chip.pull = atoi(words[1])) > 0;
    if (n != 1)
        return FALSE;
    if (g_str_equal(words[0], "WHEN"))
        printf("answered at %" G_GINT64_FORMAT "\n", chip.card_answered_us);
    else if (g_str_equal(words[0], "REMOVE"))
        lift_card();
    else if (g_str_equal(words[0], "TWO"))
        return fake_card_init(&chip.second, FAKE_TYPE_A, "0499887766aabb");
    else if (g_str_equal(words[0], "UNPLUG"))
        unplug();
    else if (g_str_equal(words[0], "REPLUG")) {
        if (chip.master < 0)
            plug_in();
    } else
        return set_fault(words[0]);
    return TRUE;
}

/* Reads what came and obeys the whole lines; FALSE at the end of the input. */
static gboolean on_words(int fd, GString *buffer)
{
    char bytes[512];
    ssize_t n = read(fd, bytes, sizeof bytes);
    if (n <= 0)
        return n < 0 && errno == EAGAIN;
    g_string_append_len(buffer, bytes, n);
    char *end;
    while ((end = memchr(buffer->str, '\n', buffer->len)) != NULL) {
        g_autofree char *line = g_strndup(buffer->str, (gsize)(end - buffer->str));
        g_string_erase(buffer, 0, end - buffer->str + 1);
        printf(obey_words(line) ? "ok\n" : "bad: see the words at the head of tests/peers/pn532.c\n");
        fflush(stdout);
    }
    return TRUE;
}

/* --- main --- */

static int ms_to_wait(void)
{
    if (chip.fault == FAULT_ENDLESS)
        return FLOOD_MS;
    if (chip.due_us == 0)
        return -1;
    gint64 left = chip.due_us - g_get_monotonic_time();
    return left <= 0 ? 0 : (int)((left + 999) / 1000);
}

static void run(int control)
{
    g_autoptr(GString) from_stdin = g_string_new(NULL);
    g_autoptr(GString) from_control = g_string_new(NULL);
    for (;;) {
        struct pollfd polled[] = {{.fd = STDIN_FILENO, .events = POLLIN},
                                  {.fd = control, .events = POLLIN},
                                  {.fd = chip.master, .events = POLLIN}};
        send_due();
        if (poll(polled, 3, ms_to_wait()) < 0 && errno != EINTR)
            return;
        if (polled[0].revents && !on_words(STDIN_FILENO, from_stdin))
            return; /* whoever started us is gone */
        if (polled[1].revents)
            on_words(control, from_control);
        if (polled[2].revents & POLLIN)
            on_host();
        if (chip.fault == FAULT_ENDLESS)
            write_bytes((const guint8[]){0x00, 0x00, 0xFF, 0xFF, 0xFF, 0x00, 0x40, 0xC0}, 8);
    }
}

static int open_control(const char *path)
{
    if (!path)
        return -1;
    unlink(path);
    int fd =
        mkfifo(path, 0600) == 0 ? open(path, O_RDWR | O_NONBLOCK) : -1; /* RDWR: writers may come and go */
    if (fd < 0) {
        perror(path);
        exit(1);
    }
    return fd;
}

int main(int argc, char **argv)
{
    g_autofree char *control = NULL, *cards = NULL, *link = NULL, *folder = NULL;
    const GOptionEntry entries[] = {
        {"paced", 0, 0, G_OPTION_ARG_NONE, &chip.paced, "take the time the wire takes", NULL},
        {"link", 0, 0, G_OPTION_ARG_FILENAME, &link, "put the port here", "PATH"},
        {"control", 0, 0, G_OPTION_ARG_FILENAME, &control, "make a FIFO that takes words", "PATH"},
        {"cards", 0, 0, G_OPTION_ARG_FILENAME, &cards, "the demo cards", "FILE"},
        {NULL},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error)) {
        fprintf(stderr, "%s\n", error->message);
        return 2;
    }
    if (!link) {
        folder = g_dir_make_tmp("pn532-XXXXXX", NULL);
        link = g_build_filename(folder, "port", NULL);
    }
    if (!cards)
        cards = g_build_filename(g_getenv("KIOSK_ROOT") ? g_getenv("KIOSK_ROOT") : ".",
                                 "assets/demo/demo_cards.json", NULL);
    chip.link = link;
    chip.cards = cards;
    plug_in();
    printf("%s\n", link);
    fflush(stdout);
    run(open_control(control));
    unplug();
    if (folder)
        rmdir(folder);
    return 0;
}

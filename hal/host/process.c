#define G_LOG_DOMAIN "hal-device"
#include "hal/host/process.h"

#include "hal/host/arguments.h"
#include "hal/host/settings.h"
#include "hal/proto/link.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define REOPEN_FIRST_MS 100
#define REOPEN_MAX_MS   2000
#define OPEN_MAX_MS     3000
#define SEND_WAIT_MS    1000 /* the supervisor reads all the time; longer means that it is gone */

struct HalHost {
    int socket;
    const HalSettings *settings;
    const HalDriverOps *ops;
    gpointer driver; /* NULL while the device is not open */
    gboolean is_open;
    gboolean is_ending; /* the supervisor went away: finish everything */

    guint64 current; /* the command in progress, 0 for none */
    gboolean is_canceled, is_deserted;
    gboolean was_woken;
    Message next; /* a command that came and has not begun; next.id 0: none */
    int next_fd;

    gboolean is_lost;
    HalDriverError lost_why;
    char *lost_text;

    gboolean state_was_sent;
    HalState state;
    HalRemedy remedy;
    char *state_text;
    json_t *status;
};

G_DEFINE_QUARK(hal - driver - error - quark, hal_driver_error)

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* --- out --- */

static void send_message(HalHost *host, const Message *message)
{
    g_autoptr(GError) error = NULL;
    while (!host->is_ending && !link_send(host->socket, message, -1, &error)) {
        struct pollfd room = {.fd = host->socket, .events = POLLOUT};
        gboolean again = g_error_matches(error, LINK_ERROR, LINK_ERROR_AGAIN);
        if (!again || poll(&room, 1, SEND_WAIT_MS) <= 0) {
            if (error->domain == MESSAGE_ERROR)
                g_warning("%s not sent: %s", message_type_name(message->type), error->message);
            else
                host->is_ending = TRUE;
            return;
        }
        g_clear_error(&error);
    }
}

void host_event(HalHost *host, const char *name, json_t *data)
{
    if (host->current != 0) {
        send_message(
            host, &(Message){.type = MESSAGE_EVENT, .id = host->current, .name = (char *)name, .data = data});
    } else {
        g_warning("event outside a command: %s", name);
    }
    json_decref(data);
}

void host_state(HalHost *host, HalState state, HalRemedy remedy, const char *text)
{
    if (host->state_was_sent && host->state == state && host->remedy == remedy &&
        g_strcmp0(host->state_text, text) == 0)
        return;
    g_autofree char *copy = g_strdup(text);
    g_free(host->state_text);
    host->state_text = g_steal_pointer(&copy);
    host->state = state;
    host->remedy = remedy;
    host->state_was_sent = TRUE;
    send_message(
        host, &(Message){.type = MESSAGE_DEVICE, .state = state, .remedy = remedy, .text = host->state_text});
}

void host_status(HalHost *host, json_t *data)
{
    if (host->status && json_equal(host->status, data)) {
        json_decref(data);
        return;
    }
    json_decref(host->status);
    host->status = data;
    send_message(host, &(Message){.type = MESSAGE_STATUS, .data = data});
}

void host_lost(HalHost *host, HalDriverError why, const char *text)
{
    host->is_lost = TRUE;
    host->lost_why = why;
    g_autofree char *copy = g_strdup(text);
    g_free(host->lost_text);
    host->lost_text = g_steal_pointer(&copy);
}

void host_busy(HalHost *host, gint64 ms)
{
    send_message(host, &(Message){.type = MESSAGE_BUSY, .timeout_ms = ms});
}

void host_trace(HalHost *host, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    if (strlen(text) < MESSAGE_TEXT_MAX)
        send_message(host, &(Message){.type = MESSAGE_TRACE_LINE, .text = text});
}

static void complete(HalHost *host, guint64 id, HalResult result)
{
    send_message(host, &(Message){.type = MESSAGE_COMPLETION,
                                  .id = id,
                                  .code = result.code,
                                  .text = result.text,
                                  .data = result.data});
    json_decref(result.data);
    g_free(result.text);
}

/* --- in --- */

static void take_command(HalHost *host, Message *message, int fd)
{
    if (host->next.id != 0) { /* the supervisor sends one at a time; never lose a completion all the same */
        complete(host, message->id, HAL_RESULT_TEXT(HAL_REFUSED, "one command at a time"));
        if (fd >= 0)
            close(fd);
        return;
    }
    host->next = *message;
    host->next_fd = fd;
    memset(message, 0, sizeof *message);
}

static void take_cancel(HalHost *host, guint64 id, const char *why)
{
    if (id == host->current) {
        host->is_canceled = TRUE;
        host->is_deserted = g_strcmp0(why, MESSAGE_TEXT_GONE) == 0;
    } else if (id == host->next.id) {
        complete(host, id, HAL_RESULT(HAL_CANCELED));
        message_clear(&host->next);
        close_fd(&host->next_fd);
    }
}

static void take_sim(HalHost *host, const Message *message)
{
    g_autofree char *answer = NULL;
    if (!host->ops->sim) {
        complete(host, message->id, HAL_RESULT_TEXT(HAL_UNSUPPORTED, "not a simulator: %s", host->ops->name));
    } else if (!host->ops->sim(host->driver, message->text, &answer)) {
        complete(host, message->id,
                 HAL_RESULT_TEXT(HAL_INVALID_DATA, "%s", answer ? answer : "unknown words"));
    } else {
        complete(host, message->id, HAL_RESULT(HAL_SUCCESS));
        host->was_woken = TRUE;
    }
}

static void take_message(HalHost *host, Message *message, int fd)
{
    int kept = -1;
    switch (message->type) {
    case MESSAGE_PING:
        send_message(host, &(Message){.type = MESSAGE_PONG});
        break;
    case MESSAGE_COMMAND:
        kept = fd;
        take_command(host, message, fd);
        break;
    case MESSAGE_CANCEL:
        take_cancel(host, message->id, message->text);
        break;
    case MESSAGE_SIM:
        take_sim(host, message);
        break;
    case MESSAGE_HELLO:
    case MESSAGE_WELCOME:
    case MESSAGE_TRACE:
    case MESSAGE_RESTART:
    case MESSAGE_ACKNOWLEDGE:
    case MESSAGE_EVENT:
    case MESSAGE_COMPLETION:
    case MESSAGE_DEVICE:
    case MESSAGE_CAPABILITIES:
    case MESSAGE_STATUS:
    case MESSAGE_PONG:
    case MESSAGE_BUSY:
    case MESSAGE_TRACE_LINE:
        g_warning("unexpected message: %s", message_type_name(message->type));
        break;
    }
    if (fd >= 0 && kept < 0)
        close(fd);
}

/* Takes in everything that lies there. */
static void pump(HalHost *host)
{
    while (!host->is_ending) {
        g_auto(Message) message = {0};
        g_autoptr(GError) error = NULL;
        int fd = -1;
        if (link_receive(host->socket, &message, &fd, &error)) {
            take_message(host, &message, fd);
        } else if (g_error_matches(error, LINK_ERROR, LINK_ERROR_BAD)) {
            g_warning("%s", error->message);
        } else {
            host->is_ending = !g_error_matches(error, LINK_ERROR, LINK_ERROR_AGAIN);
            return;
        }
    }
}

/* --- waiting --- */

gboolean host_canceled(HalHost *host)
{
    pump(host);
    return host->is_canceled || host->is_ending;
}

static gboolean something_happened(HalHost *host)
{
    return host->is_canceled || host->is_ending || host->was_woken ||
           (host->current == 0 && host->next.id != 0);
}

gboolean host_deserted(const HalHost *host)
{
    return host->is_deserted || host->is_ending;
}

/* -1 stays -1 (for ever). */
static int ms_until(gint64 until_us)
{
    if (until_us < 0)
        return -1;
    gint64 left = (until_us - g_get_monotonic_time() + 999) / 1000;
    return (int)CLAMP(left, 0, G_MAXINT);
}

HostWait host_wait_fd(HalHost *host, int fd, gint64 ms)
{
    gint64 until = ms < 0 ? -1 : g_get_monotonic_time() + ms * 1000;
    gboolean fd_ready = FALSE;
    pump(host);
    while (!something_happened(host) && !fd_ready) {
        struct pollfd polled[2] = {{.fd = host->socket, .events = POLLIN}, {.fd = fd, .events = POLLIN}};
        int n = poll(polled, fd >= 0 ? 2 : 1, ms_until(until));
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            break;
        fd_ready = n > 0 && polled[1].revents != 0;
        pump(host);
    }
    if (host->is_canceled || host->is_ending)
        return HOST_CANCELED;
    gboolean woken = host->was_woken || fd_ready;
    host->was_woken = FALSE;
    return woken ? HOST_WOKEN : HOST_WAITED;
}

HostWait host_wait(HalHost *host, gint64 ms)
{
    return host_wait_fd(host, -1, ms);
}

void host_limit(HalHost *host, gint64 ms)
{
    struct itimerval limit = {.it_value = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000}};
    setitimer(ITIMER_REAL, &limit, NULL);
}

/* --- life --- */

static void run_command(HalHost *host)
{
    g_auto(Message) message = host->next;
    int fd = host->next_fd;
    memset(&host->next, 0, sizeof host->next);
    host->next_fd = -1;
    json_auto_t *args = message.data ? json_incref(message.data) : json_object();
    const HalCommandRow *row = host->ops->commands;
    while (row && row->name && !g_str_equal(row->name, message.name))
        row++;
    HalCommand command = {message.id, message.name, args, fd};
    const char *problem = arguments_problem(host->ops->device_class, &command);
    host->current = message.id;
    host->is_canceled = host->is_deserted = FALSE;
    HalResult result = HAL_RESULT(HAL_UNSUPPORTED);
    if (problem)
        result = HAL_RESULT_TEXT(HAL_INVALID_DATA, "%s", problem);
    else if (row && row->name)
        result = row->run(host->driver, &command);
    host->current = 0;
    host->is_canceled = FALSE;
    complete(host, message.id, result);
    close_fd(&fd);
}

/* state for each HalDriverError */
static const struct {
    HalState state;
    HalRemedy remedy;
} failures[] = {
    [HAL_DRIVER_ERROR_NO_DEVICE] = {HAL_NO_DEVICE, HAL_REMEDY_CLEAR},
    [HAL_DRIVER_ERROR_OFFLINE] = {HAL_OFFLINE, HAL_REMEDY_RETRY},
    [HAL_DRIVER_ERROR_HARDWARE] = {HAL_HARDWARE_ERROR, HAL_REMEDY_ENGINEER},
    [HAL_DRIVER_ERROR_CONFIGURATION] = {HAL_OFFLINE, HAL_REMEDY_CONFIGURATION},
};

static void report_failure(HalHost *host, HalDriverError why, const char *text)
{
    host_state(host, failures[why].state, failures[why].remedy, text);
}

/* Commands that came while the device was away are refused: nothing was begun. */
static void refuse_next(HalHost *host)
{
    if (host->next.id == 0)
        return;
    complete(host, host->next.id, HAL_RESULT_TEXT(HAL_NOT_READY, "%s", hal_state_name(host->state)));
    message_clear(&host->next);
    close_fd(&host->next_fd);
}

static void send_capabilities(HalHost *host)
{
    json_t *capabilities = host->ops->capabilities ? host->ops->capabilities(host->driver) : json_object();
    send_message(host, &(Message){.type = MESSAGE_CAPABILITIES, .data = capabilities});
    json_decref(capabilities);
}

static gboolean open_device(HalHost *host)
{
    g_autoptr(GError) error = NULL;
    host_busy(host, OPEN_MAX_MS);
    host->is_lost = FALSE;
    gboolean ok = host->ops->open(host, host->settings, &host->driver, &error);
    host_busy(host, 0);
    if (!ok) {
        host->driver = NULL;
        report_failure(host, error->domain == HAL_DRIVER_ERROR ? (HalDriverError)error->code : 0,
                       error->message);
        return FALSE;
    }
    host->is_open = TRUE;
    send_capabilities(host);
    json_decref(host->status);
    host->status = NULL;
    if (host->ops->poll)
        host->ops->poll(host->driver);
    else
        host_state(host, HAL_ONLINE, HAL_REMEDY_NONE, NULL);
    return TRUE;
}

static void close_device(HalHost *host)
{
    if (host->is_open)
        host->ops->close(host->driver);
    host->is_open = FALSE;
    host->driver = NULL;
}

/* Runs the open device until it is lost or the supervisor goes. */
static void serve(HalHost *host)
{
    while (!host->is_ending && !host->is_lost) {
        HostWait waited = HOST_WOKEN;
        if (host->next.id == 0)
            waited = host_wait(host, host->ops->poll && host->ops->poll_ms > 0 ? host->ops->poll_ms : -1);
        if (host->next.id != 0)
            run_command(host);
        else if (host->ops->poll && (waited == HOST_WAITED || waited == HOST_WOKEN) && !host->is_ending)
            host->ops->poll(host->driver);
    }
}

int host_process_run(int socket, const HalSettings *settings)
{
    HalHost host = {
        .socket = socket, .settings = settings, .ops = hal_settings_driver(settings), .next_fd = -1};
    gint64 pause_ms = REOPEN_FIRST_MS;
    while (!host.is_ending) {
        if (open_device(&host)) {
            pause_ms = REOPEN_FIRST_MS;
            serve(&host);
            close_device(&host);
            if (host.is_lost)
                report_failure(&host, host.lost_why, host.lost_text);
        } else {
            refuse_next(&host);
            if (host_wait(&host, pause_ms) == HOST_WAITED)
                pause_ms = MIN(pause_ms * 2, REOPEN_MAX_MS);
            refuse_next(&host);
        }
    }
    message_clear(&host.next);
    g_free(host.lost_text);
    g_free(host.state_text);
    json_decref(host.status);
    return 0;
}

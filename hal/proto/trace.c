#include "hal/proto/trace.h"

#include <string.h>

#define TRACE_LINE_MAX  240
#define TRACE_REPLY_MAX (MESSAGE_BYTES_MAX - 4096)

typedef struct {
    char *device;
    char *line;
} TraceEntry;

struct Trace {
    GQueue entries; /* TraceEntry*, oldest first */
    guint lines_max;
};

/* Keys whose values name no person. A job's title is not among them: it is only promised to be harmless. */
static const char *const harmless[] = {
    "kind",       "source", "type",   "problem", "state",     "reasons", "impressions",
    "job_id",     "copies", "format", "media",   "accepting", "level",   "media_ready",
    "paper_left", "ok",     "job",    "markers", "devices",   NULL,
};

static void entry_free(gpointer data)
{
    TraceEntry *entry = data;
    g_free(entry->device);
    g_free(entry->line);
    g_free(entry);
}

Trace *trace_new(guint lines_max)
{
    Trace *trace = g_new0(Trace, 1);
    g_queue_init(&trace->entries);
    trace->lines_max = lines_max;
    return trace;
}

void trace_free(Trace *trace)
{
    if (!trace)
        return;
    g_queue_clear_full(&trace->entries, entry_free);
    g_free(trace);
}

static void write_value(GString *out, const json_t *value, guint depth);

static void write_object(GString *out, const json_t *object, guint depth)
{
    const char *key;
    json_t *value;
    const char *comma = "";
    g_string_append_c(out, '{');
    json_object_foreach((json_t *)object, key, value)
    {
        g_string_append_printf(out, "%s%.24s:", comma, key);
        comma = ",";
        if (g_strv_contains(harmless, key))
            write_value(out, value, depth + 1);
        else
            g_string_append(out, "…");
    }
    g_string_append_c(out, '}');
}

static void write_value(GString *out, const json_t *value, guint depth)
{
    if (depth > 4 || out->len > TRACE_LINE_MAX) {
        g_string_append(out, "…");
    } else if (json_is_object(value)) {
        write_object(out, value, depth);
    } else if (json_is_array(value)) {
        gsize i;
        json_t *item;
        g_string_append_c(out, '[');
        json_array_foreach(value, i, item)
        {
            if (i > 0)
                g_string_append_c(out, ' ');
            write_value(out, item, depth + 1);
        }
        g_string_append_c(out, ']');
    } else if (json_is_string(value)) {
        g_string_append_printf(out, "%.40s", json_string_value(value));
    } else if (json_is_integer(value)) {
        g_string_append_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    } else {
        g_string_append(out, json_is_true(value) ? "true" : json_is_false(value) ? "false" : "null");
    }
}

char *trace_text(const Message *message)
{
    GString *out = g_string_new(message_type_name(message->type));
    if (message->id != 0)
        g_string_append_printf(out, " #%" G_GUINT64_FORMAT, message->id);
    if (message->type == MESSAGE_TRACE_LINE) {
        g_string_assign(out, message->text);
    } else if (message->type == MESSAGE_SIM) {
        /* the first word is the order; what follows may be a serial */
        gsize word = strcspn(message->text, " ");
        g_string_append_printf(out, " %.*s%s", (int)MIN(word, 24), message->text,
                               message->text[word] ? " …" : "");
    } else if (message->name) {
        g_string_append_printf(out, " %s", message->name);
    }
    if (message->type == MESSAGE_COMPLETION)
        g_string_append_printf(out, " %s", hal_code_name(message->code));
    if (message->type == MESSAGE_DEVICE)
        g_string_append_printf(out, " %s (%s)", hal_state_name(message->state),
                               hal_remedy_name(message->remedy));
    if (message->data && json_object_size(message->data) > 0) {
        g_string_append_c(out, ' ');
        write_object(out, message->data, 0);
    }
    return g_string_free(out, FALSE);
}

void trace_add(Trace *trace, gint64 now_us, char direction, const char *device, const Message *message)
{
    TraceEntry *entry = g_new0(TraceEntry, 1);
    g_autofree char *text = trace_text(message);
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(now_us / G_USEC_PER_SEC);
    g_autofree char *clock = g_date_time_format(when, "%H:%M:%S");
    g_autofree char *line =
        g_strdup_printf("%s.%03d %s %c %s", clock, (int)(now_us / 1000 % 1000), device, direction, text);
    entry->device = g_strdup(device);
    if (strlen(line) > TRACE_LINE_MAX)
        line[TRACE_LINE_MAX] = '\0';
    entry->line = g_utf8_make_valid(line, -1); /* the cut may have gone through a character */
    g_queue_push_tail(&trace->entries, entry);
    while (g_queue_get_length(&trace->entries) > trace->lines_max)
        entry_free(g_queue_pop_head(&trace->entries));
}

json_t *trace_lines(const Trace *trace, const char *device)
{
    json_t *lines = json_array();
    gsize bytes = 0;
    for (GList *at = trace->entries.tail; at && bytes < TRACE_REPLY_MAX; at = at->prev) {
        const TraceEntry *entry = at->data;
        if (device && !g_str_equal(device, entry->device))
            continue;
        bytes += strlen(entry->line) * 2 + 4; /* a quote may double it */
        if (bytes < TRACE_REPLY_MAX)
            json_array_insert_new(lines, 0, json_string(entry->line));
    }
    return lines;
}

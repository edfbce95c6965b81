/* devices, sim, hal …: what kiosk-hald says about the devices, and words for simulated ones. */
#include "kiosk/ctl/ctl.h"

#include <string.h>
#include "hal/client.h"

static const char *socket_of(const Ctl *ctl)
{
    return ctl->socket ? ctl->socket : HAL_DEFAULT_SOCKET;
}

static gint64 timeout_of(const Ctl *ctl)
{
    return (gint64)ctl->timeout_s * 1000;
}

/* The counters of a device, as far as it has any, for the last column. */
static char *counters_of(const json_t *device)
{
    const json_t *status = json_object_get(device, "status");
    GString *text = g_string_new(NULL);
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)status, key, value)
    {
        g_autofree char *plain = ctl_plain(value);
        g_string_append_printf(text, "%s%s=%s", text->len ? " " : "", key, plain);
    }
    return g_string_free(text, FALSE);
}

CtlExit ctl_devices(Ctl *ctl)
{
    static const char *const keys[] = {"name",   "class", "driver",   "state",
                                       "remedy", "text",  "counters", NULL};
    static const char *const titles[] = {"DEVICE", "CLASS", "DRIVER", "STATE",
                                         "REMEDY", "WHAT",  "STATUS", NULL};
    g_autoptr(GError) error = NULL;
    json_t *devices = hal_sync_devices(socket_of(ctl), timeout_of(ctl), &error);
    if (!devices)
        return ctl_fail_error(ctl, error);
    for (size_t i = json_array_size(devices); i-- > 0;) {
        json_t *device = json_array_get(devices, i);
        const char *name = json_string_value(json_object_get(device, "name"));
        if (ctl->n_words > 0 && g_strcmp0(name, ctl->words[0]) != 0)
            json_array_remove(devices, i);
    }
    CtlExit code = CTL_OK;
    json_t *reply = json_pack("{s:O}", "devices", devices);
    if (ctl->n_words > 0 && json_array_size(devices) == 0)
        code = ctl_fail(ctl, CTL_REFUSED, "%s: there is no such device", ctl->words[0]);
    else if (ctl->json)
        ctl_print_json(ctl, reply);
    else {
        for (size_t i = 0; i < json_array_size(devices); i++) {
            g_autofree char *counters = counters_of(json_array_get(devices, i));
            json_object_set_new(json_array_get(devices, i), "counters", json_string(counters));
        }
        ctl_print_table(ctl, devices, keys, titles);
    }
    json_decref(reply);
    json_decref(devices);
    return code;
}

/* One command; args is taken. Prints what came back. */
static CtlExit command(Ctl *ctl, const char *device, const char *name, json_t *args)
{
    g_autoptr(GError) error = NULL;
    json_t *data = hal_sync_command(socket_of(ctl), device, name, args, timeout_of(ctl), &error);
    json_decref(args);
    if (!data)
        return ctl_fail_error(ctl, error);
    size_t i;
    json_t *line;
    if (ctl->json)
        ctl_print_json(ctl, data);
    else
        ctl_print_members(ctl, json_object_get(data, "lines") ? NULL : data);
    if (!ctl->json) {
        json_array_foreach(json_object_get(data, "lines"), i, line)
        {
            g_autofree char *text = ctl_plain(line);
            fprintf(ctl->out, "%s\n", text);
        }
    }
    gboolean failed = json_is_false(json_object_get(data, "ok"));
    json_decref(data);
    return failed ? CTL_REFUSED : CTL_OK;
}

CtlExit ctl_sim(Ctl *ctl)
{
    g_autofree char *words = g_strjoinv(" ", ctl->words + 1);
    return command(ctl, ctl->words[0], "sim", json_pack("{s:s}", "words", words));
}

CtlExit ctl_hal_test(Ctl *ctl)
{
    return command(ctl, ctl->words[0], "self_test", NULL);
}

CtlExit ctl_hal_trace(Ctl *ctl)
{
    return command(ctl, ctl->words[0], "trace", NULL);
}

CtlExit ctl_hal_restart(Ctl *ctl)
{
    return command(ctl, ctl->words[0], "restart", NULL);
}

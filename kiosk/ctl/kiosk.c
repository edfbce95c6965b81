/* kiosk …, staff …: the running kiosk, through its control socket. */
#include "kiosk/ctl/ctl.h"

#include <string.h>
#include "kiosk/domain/settings.h"

#define PIN_MAX 64

static json_t *ask(Ctl *ctl, json_t *request, CtlExit *code)
{
    return ctl_ask(ctl, settings_row(&settings_kiosk, "paths", "control")->value, request, code);
}

CtlExit ctl_kiosk_status(Ctl *ctl)
{
    CtlExit code;
    json_t *reply = ask(ctl, json_pack("{s:s}", "verb", "status"), &code);
    if (reply && ctl->json)
        ctl_print_json(ctl, reply);
    else if (reply)
        ctl_print_members(ctl, reply);
    json_decref(reply);
    return code;
}

CtlExit ctl_kiosk_ask(Ctl *ctl)
{
    CtlExit code = CTL_OK;
    json_t *request = json_loads(ctl->words[0], JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(request)) {
        json_decref(request);
        return ctl_fail(ctl, CTL_USAGE, "the request must be a JSON object: {\"verb\": \"help\"}");
    }
    json_t *reply = ask(ctl, request, &code);
    if (reply)
        ctl_print_json(ctl, reply);
    json_decref(reply);
    return code;
}

/* The PIN comes by standard input, so that it stands in no process list and in no shell history. */
CtlExit ctl_staff_add(Ctl *ctl)
{
    char pin[PIN_MAX] = "";
    CtlExit code;
    if (!fgets(pin, sizeof pin, ctl->in))
        pin[0] = '\0';
    pin[strcspn(pin, "\r\n")] = '\0';
    if (!*pin)
        return ctl_fail(ctl, CTL_USAGE, "the PIN is read from standard input, and nothing came");
    json_t *request = json_pack("{s:s, s:s, s:s, s:s, s:s}", "verb", "staff.add", "staff_no", ctl->words[0],
                                "role", ctl->words[1], "serial", ctl->words[2], "pin", pin);
    explicit_bzero(pin, sizeof pin);
    if (!request)
        return ctl_fail(ctl, CTL_USAGE, "the PIN must be digits");
    json_t *reply = ask(ctl, request, &code);
    if (reply && ctl->json)
        ctl_print_json(ctl, reply);
    json_decref(reply);
    return code;
}

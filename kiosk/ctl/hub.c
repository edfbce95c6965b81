/* hub …: cases and kiosks, through the hub's control socket. */
#include "kiosk/ctl/ctl.h"

#include <string.h>
#include "kiosk/domain/numbering.h"
#include "kiosk/domain/settings.h"

static const char *hub_socket(void)
{
    return settings_row(&settings_hub, "paths", "control")->value;
}

static json_t *ask(Ctl *ctl, json_t *request, CtlExit *code)
{
    return ctl_ask(ctl, hub_socket(), request, code);
}

/* Prints the reply as JSON, or its members. */
static CtlExit show(Ctl *ctl, json_t *reply, CtlExit code)
{
    if (reply && ctl->json)
        ctl_print_json(ctl, reply);
    else if (reply)
        ctl_print_members(ctl, reply);
    json_decref(reply);
    return code;
}

static void put(json_t *request, const char *key, const char *value)
{
    if (value)
        json_object_set_new(request, key, json_string(value));
}

CtlExit ctl_hub_status(Ctl *ctl)
{
    CtlExit code;
    json_t *reply = ask(ctl, json_pack("{s:s}", "verb", "status"), &code);
    return show(ctl, reply, code);
}

CtlExit ctl_hub_cases(Ctl *ctl)
{
    static const char *const keys[] = {"case_no", "matter",       "state", "pct",
                                       "level",   "submitted_at", "due",   NULL};
    static const char *const titles[] = {"CASE", "MATTER", "STATE", "%", "WITH", "SUBMITTED", "DUE", NULL};
    CtlExit code;
    json_t *request = json_pack("{s:s}", "verb", "cases");
    put(request, "state", ctl->state);
    put(request, "matter", ctl->matter);
    if (ctl->limit > 0)
        json_object_set_new(request, "limit", json_integer(ctl->limit));
    json_t *reply = ask(ctl, request, &code);
    if (!reply || ctl->json)
        return show(ctl, reply, code);
    ctl_print_table(ctl, json_object_get(reply, "cases"), keys, titles);
    json_decref(reply);
    return code;
}

/* A mistyped number is said here, before the hub is asked. */
static gboolean is_case_no(Ctl *ctl, const char *text, CtlExit *code)
{
    CaseNo number;
    g_autoptr(GError) error = NULL;
    if (case_no_parse(text, &number, &error))
        return TRUE;
    *code = ctl_fail(ctl, CTL_USAGE, "%s: %s", text, error->message);
    return FALSE;
}

CtlExit ctl_hub_show(Ctl *ctl)
{
    static const char *const choice_keys[] = {"event", "role", "to", NULL};
    static const char *const choice_titles[] = {"POSSIBLE NOW", "FOR ROLE", "LEADS TO", NULL};
    static const char *const trace_keys[] = {"at", "event", "from", "to", "role", "reason", NULL};
    static const char *const trace_titles[] = {"WHEN", "WHAT", "FROM", "TO", "ROLE", "WHY", NULL};
    CtlExit code;
    if (!is_case_no(ctl, ctl->words[0], &code))
        return code;
    json_t *reply = ask(ctl, json_pack("{s:s, s:s}", "verb", "case", "case_no", ctl->words[0]), &code);
    if (!reply || ctl->json)
        return show(ctl, reply, code);
    const json_t *one = json_object_get(reply, "case");
    ctl_print_members(ctl, one);
    fputc('\n', ctl->out);
    ctl_print_table(ctl, json_object_get(one, "choices"), choice_keys, choice_titles);
    fputc('\n', ctl->out);
    ctl_print_table(ctl, json_object_get(one, "history"), trace_keys, trace_titles);
    json_decref(reply);
    return code;
}

CtlExit ctl_hub_move(Ctl *ctl)
{
    CtlExit code;
    if (!ctl->role)
        return ctl_fail(ctl, CTL_USAGE, "as whom? Add --role, for example --role community_worker");
    if (!is_case_no(ctl, ctl->words[0], &code))
        return code;
    json_t *request =
        json_pack("{s:s, s:s, s:s}", "verb", "move", "case_no", ctl->words[0], "event", ctl->words[1]);
    put(request, "role", ctl->role);
    put(request, "reason", ctl->reason);
    put(request, "staff_no", ctl->staff);
    json_t *reply = ask(ctl, request, &code);
    return show(ctl, reply, code);
}

CtlExit ctl_hub_kiosks(Ctl *ctl)
{
    static const char *const keys[] = {"kiosk_no", "community",      "state", "last_seen",
                                       "version",  "outbox_waiting", "cases", NULL};
    static const char *const titles[] = {"KIOSK",   "COMMUNITY", "STATE", "LAST SEEN",
                                         "VERSION", "WAITING",   "CASES", NULL};
    CtlExit code;
    json_t *reply = ask(ctl, json_pack("{s:s}", "verb", "kiosks"), &code);
    if (!reply || ctl->json)
        return show(ctl, reply, code);
    ctl_print_table(ctl, json_object_get(reply, "kiosks"), keys, titles);
    json_decref(reply);
    return code;
}

CtlExit ctl_hub_enrol(Ctl *ctl)
{
    CtlExit code;
    g_autofree char *wrong =
        setting_check(settings_row(&settings_kiosk, "station", "kiosk_no"), ctl->words[0]);
    if (wrong)
        return ctl_fail(ctl, CTL_USAGE, "kiosk number: %s", wrong);
    json_t *request = json_pack("{s:s, s:s}", "verb", "enrol", "kiosk_no", ctl->words[0]);
    put(request, "community", ctl->community);
    json_t *reply = ask(ctl, request, &code);
    return show(ctl, reply, code);
}

CtlExit ctl_hub_verify(Ctl *ctl)
{
    CtlExit code;
    json_t *reply = ask(ctl, json_pack("{s:s}", "verb", "verify"), &code);
    if (reply && json_is_false(json_object_get(reply, "whole")))
        code = CTL_REFUSED;
    return show(ctl, reply, code);
}

CtlExit ctl_hub_ask(Ctl *ctl)
{
    CtlExit code = CTL_OK;
    json_error_t e;
    json_t *request = json_loads(ctl->words[0], JSON_REJECT_DUPLICATES, &e);
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

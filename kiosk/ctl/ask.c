/* Asking other programs, and what their errors mean for the exit code. */
#include "kiosk/ctl/ctl.h"

#include "hal/client.h"
#include "kiosk/control/control.h"

static CtlExit code_of(const GError *error)
{
    if (g_error_matches(error, CONTROL_ERROR, CONTROL_ERROR_REFUSED))
        return CTL_REFUSED;
    if (error->domain == CONTROL_ERROR)
        return error->code == CONTROL_ERROR_PATH ? CTL_USAGE : CTL_UNREACHABLE;
    if (error->domain == HAL_CLIENT_ERROR)
        return error->code == HAL_CLIENT_ERROR_DEVICE ? CTL_REFUSED : CTL_UNREACHABLE;
    return CTL_REFUSED;
}

CtlExit ctl_fail_error(const Ctl *ctl, const GError *error)
{
    return ctl_fail(ctl, code_of(error), "%s", error->message);
}

json_t *ctl_ask(const Ctl *ctl, const char *socket, json_t *request, CtlExit *code)
{
    g_autoptr(GError) error = NULL;
    json_t *reply =
        control_ask(ctl->socket ? ctl->socket : socket, request, (gint64)ctl->timeout_s * 1000, &error);
    json_decref(request);
    *code = reply ? CTL_OK : ctl_fail_error(ctl, error);
    return reply;
}

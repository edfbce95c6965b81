#define G_LOG_DOMAIN "hub-http"
#include <microhttpd.h>
#include "kiosk/hub/api/request.h"
#include "kiosk/wire/envelope.h"

void reply_text(HubReply *reply, guint status, char *text, gsize size)
{
    reply->status = status;
    reply->text = text;
    reply->size = size;
}

void reply_refusal(HubReply *reply, guint status, const WireRefusal *refusal)
{
    g_autoptr(GError) error = NULL;
    gsize size = 0;
    char *text = wire_refusal_encode(refusal, &size, &error);
    if (!text) {
        g_critical("refusal cannot be written: %s", error->message);
        text = g_strdup("{}");
        size = 2;
    }
    reply_text(reply, status, text, size);
}

void reply_problem(HubReply *reply, guint status, const char *code, const char *message)
{
    g_autoptr(WireRefusal) refusal = wire_refusal_new(message);
    wire_refusal_add(refusal, "", code);
    reply_refusal(reply, status, refusal);
}

void reply_error(HubReply *reply, const GError *error)
{
    if (error->domain == WIRE_ERROR) {
        reply_problem(reply, MHD_HTTP_BAD_REQUEST, "message", error->message);
        return;
    }
    if (hub_error_is_passing(error)) {
        g_warning("request put off: %s", error->message);
        reply_problem(reply, MHD_HTTP_SERVICE_UNAVAILABLE, "busy", "cannot be written now; try again later");
        return;
    }
    g_critical("request failed: %s", error->message);
    reply_problem(reply, MHD_HTTP_INTERNAL_SERVER_ERROR, "internal", "the hub could not do it; see its log");
}

void reply_sealed(Hub *hub, const char *kiosk_no, HubReply *reply, char *text, gsize size)
{
    guint8 key[SEAL_KEY_BYTES];
    g_autoptr(GError) error = NULL;
    WireSealed answer = {0};
    gsize out_size = 0;
    char *out = NULL;
    if (!hub_kiosk_public_key(hub, kiosk_no, key))
        reply_problem(reply, MHD_HTTP_UNAUTHORIZED, "unknown_kiosk", "register first");
    else if (!(answer.sealed = seal_box(key, text, size, &error)) ||
             !(out = wire_sealed_encode(&answer, &out_size, &error)))
        reply_error(reply, error);
    else
        reply_text(reply, MHD_HTTP_OK, out, out_size);
    g_clear_pointer(&answer.sealed, g_bytes_unref);
    wire_text_free(text);
}

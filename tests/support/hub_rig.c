#include "tests/support/hub_rig.h"
#include <glib/gstdio.h>
#include <string.h>
#include "kiosk/domain/numbering.h"
#include "kiosk/seal/hash.h"
#include "kiosk/seal/secret.h"
#include "kiosk/seal/sign.h"

/* --- hub ------------------------------------------------------------------------------------- */
static void open_hub(HubRig *rig)
{
    g_autoptr(GError) error = NULL;
    HubOptions options = {.data_dir = rig->data_dir,
                          .config_dir = rig->config_dir,
                          .listen = "127.0.0.1:0",
                          .community_name_zh = "晴川社区"};
    rig->hub = hub_create(&options, &error);
    if (!rig->hub || !hub_start(rig->hub, &error))
        g_error("hub rig: %s", error->message);
    hub_set_now_us(rig->hub, RIG_NOW_US);
}

HubRig *hub_rig_new(void)
{
    HubRig *rig = g_new0(HubRig, 1);
    seal_init();
    g_setenv("TZ", "Asia/Shanghai", TRUE);
    rig->data_dir = g_dir_make_tmp("hub-XXXXXX", NULL);
    rig->config_dir = g_build_filename(g_getenv("KIOSK_ROOT") ? g_getenv("KIOSK_ROOT") : ".", "config", NULL);
    open_hub(rig);
    if (rig_join(rig, &rig->kiosk, "QC-01") != 200)
        g_error("hub rig: the kiosk cannot join");
    return rig;
}

void hub_rig_restart(HubRig *rig)
{
    hub_destroy(rig->hub);
    open_hub(rig);
}

void hub_rig_free(HubRig *rig)
{
    if (!rig)
        return;
    hub_destroy(rig->hub);
    rig_kiosk_clear(&rig->kiosk);
    g_free(rig->data_dir); /* the folder lies in the test's own TMPDIR */
    g_free(rig->config_dir);
    g_free(rig);
}

json_t *hub_rig_control(HubRig *rig, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    json_t *request = json_loads(text, 0, NULL);
    json_t *reply = hub_control(rig->hub, request);
    json_decref(request);
    return reply;
}

/* --- joining --------------------------------------------------------------------------------- */
static char *register_text(const RigKiosk *kiosk, const SealBuffer *code_key)
{
    guint8 mac[SEAL_HASH_BYTES];
    gsize size = 0;
    WireRegister *message = g_new0(WireRegister, 1);
    message->kiosk_no = g_strdup(kiosk->kiosk_no);
    message->public_key = g_bytes_new(kiosk->pair->public_key, SEAL_KEY_BYTES);
    message->version = g_strdup("0.1.0");
    message->asked_at = g_strdup("2026-11-23T10:00:00+08:00");
    g_autoptr(GBytes) proof = wire_register_proof_text(message);
    gconstpointer data = g_bytes_get_data(proof, &size);
    seal_mac(seal_buffer_peek(code_key), data, size, mac);
    message->proof = g_bytes_new(mac, sizeof mac);
    char *text = wire_register_encode(message, NULL, NULL);
    wire_register_free(message);
    return text;
}

static void keep_keys(RigKiosk *kiosk, const HttpReply *reply)
{
    gsize size = 0;
    g_autoptr(WireRegistered) answer =
        wire_registered_decode((char *)reply->body->data, reply->body->len, NULL);
    gconstpointer sealed = g_bytes_get_data(answer->sealed, &size);
    g_autoptr(SealBuffer) plain = seal_box_open(kiosk->pair, sealed, size, NULL);
    g_autoptr(WireKioskKeys) keys =
        wire_kiosk_keys_decode((const char *)seal_buffer_peek(plain), seal_buffer_len(plain), NULL);
    memcpy(kiosk->key, g_bytes_get_data(keys->kiosk_key, NULL), SEAL_KEY_BYTES);
    memcpy(kiosk->person_key, g_bytes_get_data(keys->person_key, NULL), SEAL_KEY_BYTES);
    memcpy(kiosk->hub_key, g_bytes_get_data(answer->hub_key, NULL), SEAL_KEY_BYTES);
    g_free(kiosk->community);
    kiosk->community = g_strdup(answer->community);
}

guint rig_register(HubRig *rig, RigKiosk *kiosk, const char *kiosk_no, const char *code)
{
    if (!kiosk->pair)
        kiosk->pair = seal_pair_new_box();
    g_free(kiosk->kiosk_no);
    kiosk->kiosk_no = g_strdup(kiosk_no);
    g_autofree char *normal = wire_enrol_code(code);
    g_autoptr(SealBuffer) code_key = seal_code_key(normal, kiosk_no, NULL);
    char *text = register_text(kiosk, code_key);
    g_autoptr(HttpReply) reply =
        http_send(hub_port(rig->hub), "POST", WIRE_PATH_REGISTER, "", text, strlen(text));
    wire_text_free(text);
    if (reply->status == 200)
        keep_keys(kiosk, reply);
    return reply->status;
}

guint rig_join(HubRig *rig, RigKiosk *kiosk, const char *kiosk_no)
{
    json_t *enrolled = hub_rig_control(rig, "{\"verb\":\"enrol\",\"kiosk_no\":\"%s\"}", kiosk_no);
    guint status = rig_register(rig, kiosk, kiosk_no, json_string_value(json_object_get(enrolled, "code")));
    json_decref(enrolled);
    return status;
}

void rig_kiosk_clear(RigKiosk *kiosk)
{
    g_clear_pointer(&kiosk->kiosk_no, g_free);
    g_clear_pointer(&kiosk->community, g_free);
    g_clear_pointer(&kiosk->pair, seal_pair_free);
}

/* --- asking ---------------------------------------------------------------------------------- */
char *rig_sign(const RigKiosk *kiosk, const char *method, const char *path, gconstpointer body, gsize size,
               const char *nonce)
{
    g_autofree char *own = nonce ? g_strdup(nonce) : g_uuid_string_random();
    SealRequest request = {.method = method,
                           .path = path,
                           .timestamp_s = RIG_NOW_US / G_USEC_PER_SEC + kiosk->clock_s,
                           .nonce = own,
                           .body = body,
                           .body_len = size};
    g_autofree char *signature = seal_request_sign(kiosk->key, &request);
    return g_strdup_printf(WIRE_HEADER_KIOSK ": %s\r\n" WIRE_HEADER_TIME ": %" G_GINT64_FORMAT
                                             "\r\n" WIRE_HEADER_NONCE ": %s\r\n" WIRE_HEADER_SIGNATURE
                                             ": %s\r\n",
                           kiosk->kiosk_no, request.timestamp_s, own, signature);
}

HttpReply *rig_send(HubRig *rig, const RigKiosk *kiosk, const char *method, const char *path,
                    gconstpointer body, gsize size)
{
    g_autofree char *headers = rig_sign(kiosk, method, path, body, size, NULL);
    return http_send(hub_port(rig->hub), method, path, headers, body, size);
}

HttpReply *rig_send_text(HubRig *rig, const RigKiosk *kiosk, const char *method, const char *path, char *text)
{
    HttpReply *reply = rig_send(rig, kiosk, method, path, text, strlen(text));
    wire_text_free(text);
    return reply;
}

char *rig_case_no(HubRig *rig, const RigKiosk *kiosk)
{
    char text[CASE_NO_SIZE] = "";
    g_autofree char *id = g_uuid_string_random();
    g_autoptr(WireBlockRequest) request = wire_block_request_new(id);
    wire_block_request_add(request, "2026-11-23", 1);
    g_autoptr(HttpReply) reply =
        rig_send_text(rig, kiosk, "POST", WIRE_PATH_BLOCKS, wire_block_request_encode(request, NULL, NULL));
    g_autoptr(WireBlocks) blocks = wire_blocks_decode((char *)reply->body->data, reply->body->len, NULL);
    const WireBlock *block = blocks->blocks->pdata[0];
    CaseNo number = {.day = day_parse(block->day), .serial = (guint)block->first};
    g_strlcpy(number.community, block->community, sizeof number.community);
    case_no_format(&number, text);
    return g_strdup(text);
}

SealBuffer *rig_open(const RigKiosk *kiosk, const HttpReply *reply)
{
    gsize size = 0;
    g_autoptr(WireSealed) message = wire_sealed_decode((char *)reply->body->data, reply->body->len, NULL);
    gconstpointer sealed = message ? g_bytes_get_data(message->sealed, &size) : NULL;
    return sealed ? seal_box_open(kiosk->pair, sealed, size, NULL) : NULL;
}

char *rig_issue(const HttpReply *reply)
{
    g_autoptr(WireRefusal) refusal = wire_refusal_decode((char *)reply->body->data, reply->body->len, NULL);
    const WireIssue *issue = refusal && refusal->issues->len ? refusal->issues->pdata[0] : NULL;
    return g_strdup(issue ? issue->code : "");
}
